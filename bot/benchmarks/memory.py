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
from bot.benchmarks.plan import Talk
from bot.benchmarks.sides import Side, start_ours
from bot.benchmarks.talk import story_turn, talks
from bot.benchmarks.turns import weighed
from bot.content import Shelf, load_shelf

PERSONS = 500
WORKERS = 2


def measured() -> MemoryFigures:
    """Measure with the content of the current directory."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_run(load_shelf(Path()), Path.cwd()))


async def _run(shelf: Shelf, content: Path) -> MemoryFigures:
    plays = talks(shelf)
    with tempfile.TemporaryDirectory(prefix="helpline-bench-") as folder:
        side = await start_ours(Path(folder), content, plays, WORKERS)
        try:
            await side.driver.rehearse()
            return await figures(side, plays, PERSONS)
        finally:
            await side.stop()


async def figures(side: Side, plays: tuple[Talk, ...], persons: int) -> MemoryFigures:
    """Weigh so many talks when each has told its story, and again when each was handed over."""
    talking = await weighed(side, persons, story_turn(plays[0]))
    before = await side.bytes_by_kind()
    await side.driver.finish()
    after = await side.bytes_by_kind()
    await check_kept(side)
    over = {kind: talking.get(kind, 0) + (size - before.get(kind, 0)) / persons for kind, size in after.items()}
    return MemoryFigures(persons, talking, {kind: size for kind, size in over.items() if size >= 1}, tuple(side.rss()))
