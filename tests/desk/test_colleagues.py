"""Whom a case can be given to: asked once for all desks that are open, and soon enough anew."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.desk.colleagues import KNOWN_FOR, Colleagues
from tests.desk.desk_house import DeskHouse

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


async def test_those_who_are_here_and_speak_the_language_come_first(house: DeskHouse) -> None:
    """Then those who are away; nobody is offered to themselves, nor whoever only supervises or may not enter."""
    await house.accounts.add("ana")
    await house.accounts.add("ben", languages=("ru",))
    await house.accounts.add("col", languages=("uz",))
    await house.accounts.add("dan", languages=("uz",))
    await house.accounts.add("eve", roles=("supervisor",))
    await house.accounts.add("fay")
    await house.accounts.disable("fay")
    await house.standing.is_here("dan")
    found = await Colleagues(house.accounts, house.standing, house.clock).of("ana", "ru")
    assert [(account.name, is_here) for account, is_here in found] == [("dan", True), ("ben", False), ("col", False)]


async def test_what_is_known_holds_for_a_few_seconds(house: DeskHouse) -> None:
    """However many desks are drawn meanwhile, the accounts are read once; then a change is seen."""
    now = [NOON]
    colleagues = Colleagues(house.accounts, house.standing, lambda: now[0])
    await house.accounts.add("ana")
    await house.accounts.add("ben")
    assert [account.name for account, _ in await colleagues.of("ana", "ru")] == ["ben"]
    await house.accounts.add("col")
    now[0] += KNOWN_FOR - timedelta(seconds=1)
    assert [account.name for account, _ in await colleagues.of("ana", "ru")] == ["ben"]
    assert [account.name for account, _ in await colleagues.of("ben", "ru")] == ["ana"]
    now[0] += timedelta(seconds=1)
    assert [account.name for account, _ in await colleagues.of("ana", "ru")] == ["ben", "col"]
