"""A desk for each test, on the session's store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.content import Shelf
from tests.desk.consenting import Held, held_by_ana
from tests.desk.desk_house import DeskHouse, open_desk
from tests.stage import Stage


@pytest.fixture
async def house(store: Path, tmp_path: Path, shelf: Shelf) -> AsyncIterator[DeskHouse]:
    async with open_desk(store, tmp_path, shelf=shelf) as opened:
        yield opened


@pytest.fixture
async def held(stage: Stage) -> AsyncIterator[Held]:
    async with held_by_ana(stage) as one:
        yield one
