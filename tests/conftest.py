"""What every test shares: one real store for all talks, the real content, and guards around every test."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.content import Shelf, load_shelf
from bot.store.client import connect
from bot.store.embedded import EmbeddedStore
from tests.guards import Guards, Log, StoreFiles, Wall, logging_to
from tests.stage import ROOT, Clock, Stage, staged

NAMES = ("Zarina", "zarina_invented")
"""What the invented people of a stage are called where a platform would tell us."""
MUCH = 1 << 30
"""How many bytes must be free in memory for the files; a whole run writes tens of megabytes."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what may take long begin first, so that at the end nobody waits for it alone."""

    def patience(item: pytest.Item) -> float:
        marker = item.get_closest_marker("timeout")
        return float(marker.args[0]) if marker else 0.0

    items.sort(key=patience, reverse=True)


@pytest.fixture(scope="session")
def shelf() -> Shelf:
    """Return the real content."""
    return load_shelf(ROOT)


@pytest.fixture(scope="session")
def store() -> Iterator[Path]:
    """Run one real, durable store for this session's talks, in memory where there is room: a disk makes it wait."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > MUCH
    with tempfile.TemporaryDirectory(prefix="helpline-tests-", dir=memory if roomy else None) as folder:
        embedded = EmbeddedStore(Path(folder), lasting=False)
        yield embedded.start()
        embedded.stop()


@pytest.fixture(scope="session", autouse=True)
def wall() -> Wall:
    """Let no socket of any test leave this machine."""
    return Wall.up()


@pytest.fixture
async def guards(store: Path, wall: Wall) -> AsyncIterator[Guards]:
    """Guard one test on an emptied store: what lies there, what is logged, and where sockets go."""
    connection = connect(store)
    await connection.batch.call_everywhere("FLUSHALL")
    await connection.close()
    with logging_to(Log()) as log:
        guards = Guards(StoreFiles.from_now(store), wall, log)
        guards.canary.watch(*NAMES)
        yield guards


@pytest.fixture
async def stage(store: Path, guards: Guards, tmp_path: Path, shelf: Shelf) -> AsyncIterator[Stage]:
    """Build a whole helpline on an empty store, with a clock that moves only when told; guarded to its end."""
    async with staged(store, tmp_path, shelf, Clock()) as built:
        first = next(built.persons)
        yield built
        guards.canary.numbers = range(first, next(built.persons))
        guards.check(built.helpline.sealer)
