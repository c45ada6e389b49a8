"""`helpline bench directory`: how fast the nearest real help is found in an invented directory of 100 000.

Nothing here may measure; the directory's own room does.
"""

from __future__ import annotations

from bot.directory.bench import bench_directory


def bench(rounds: int, _seconds: float) -> int:
    """Measure a few times and print the median round; returns the exit status."""
    found = sorted((bench_directory(seed=seed) for seed in range(1, rounds + 1)), key=lambda each: each.p50_us)
    print(found[len(found) // 2].told())
    return 0
