"""Pseudonyms change every thirty days; a person in an open case notices nothing, and the old name leads nowhere."""

from __future__ import annotations

from datetime import timedelta

from tests.stage import Stage, StageDesk, TerminalPerson


async def test_an_open_case_survives_every_change_of_names(stage: Stage) -> None:
    """Somebody who writes every nine days for three months still reaches the same operator in the same case."""
    person, desk = TerminalPerson(stage, "en"), StageDesk(stage)
    for words in ("hello", "2", "/human", "skip"):
        await person.type(words)
        await person.heard()
    assert await desk.opened() == ["general"]
    await desk.do("ana", "claim", "")
    for turn in range(10):
        stage.clock.pass_time(timedelta(days=9))
        stage.helpline.ring.rotate(stage.clock(), await stage.helpline.janitor().days_in_use())
        await stage.helpline.janitor().clean()
        await person.type(f"still here {turn}")
        await person.heard()
        assert f"still here {turn}" in await desk.read("ana")
