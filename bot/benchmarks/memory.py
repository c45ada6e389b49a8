"""`helpline bench memory`: what a talk under way and an open case take in the store, and what a worker holds.

Nothing here may count time.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import uvloop

from bot.benchmarks.compare import check_kept
from bot.benchmarks.figures import MemoryFigures
from bot.benchmarks.sides import start_ours
from bot.benchmarks.talk import story_turn, talks
from bot.benchmarks.turns import weighed
from bot.content import Shelf, load_shelf

PERSONS = 1_000
WORKERS = 2


def bench(_rounds: int, _seconds: float) -> int:
    """Measure and print; returns the exit status."""
    print(run(load_shelf(Path())).told())
    return 0


def run(shelf: Shelf, *, content: Path | None = None, persons: int = PERSONS, workers: int = WORKERS) -> MemoryFigures:
    """Measure in an event loop of its own."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_figures(shelf, (content or Path()).absolute(), persons, workers))


async def _figures(shelf: Shelf, content: Path, persons: int, workers: int) -> MemoryFigures:
    plays = talks(shelf)
    with tempfile.TemporaryDirectory(prefix="helpline-bench-") as folder:
        side = await start_ours(Path(folder), content, plays, workers)
        try:
            await side.driver.rehearse()
            talking = await weighed(side, persons, story_turn(plays[0]))
            before = await side.bytes_by_kind()
            await side.driver.finish()
            after = await side.bytes_by_kind()
            grown = {
                kind: talking.get(kind, 0) + (size - before.get(kind, 0)) / persons for kind, size in after.items()
            }
            await check_kept(side)
            return MemoryFigures(
                persons, talking, {kind: size for kind, size in grown.items() if size >= 1}, tuple(side.rss())
            )
        finally:
            await side.stop()
