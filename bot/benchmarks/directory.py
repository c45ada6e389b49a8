"""`helpline bench directory`: how fast the nearest real help is found in an invented directory of 100 000.

Nothing here may measure; the directory's own room does.
"""

from __future__ import annotations

from bot.benchmarks.figures import DirectoryFigures
from bot.directory.bench import bench_directory


def measured(rounds: int) -> DirectoryFigures:
    """Measure with a directory of its own each round, and return the median round."""
    found = sorted((bench_directory(seed=seed) for seed in range(1, max(rounds, 1) + 1)), key=lambda each: each.p50_us)
    return DirectoryFigures(found[len(found) // 2])
