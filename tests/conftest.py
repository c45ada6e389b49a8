"""What every test shares: one real store for all talks, the real content, and guards around every test."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.content import Shelf, load_shelf
from bot.store.client import connect
from bot.store.embedded import EmbeddedStore
from tests.stage import ROOT, Clock, Stage, staged


@pytest.fixture(scope="session")
def shelf() -> Shelf:
    """Return the real content."""
    return load_shelf(ROOT)


@pytest.fixture(scope="session")
def store() -> Iterator[Path]:
    """Run one real, durable store for this session's talks."""
    with tempfile.TemporaryDirectory(prefix="helpline-tests-") as folder:
        embedded = EmbeddedStore(Path(folder), lasting=False)
        yield embedded.start()
        embedded.stop()


@pytest.fixture
async def stage(store: Path, tmp_path: Path, shelf: Shelf) -> AsyncIterator[Stage]:
    """Build a whole helpline on an empty store, with a clock that moves only when told."""
    connection = connect(store)
    await connection.batch.call_everywhere("FLUSHALL")
    await connection.close()
    async with staged(store, tmp_path, shelf, Clock()) as built:
        yield built
