"""Operators see in the queue what each person was told about when somebody comes, and so keep it."""

from __future__ import annotations

from tests.desk.desk_house import DeskHouse
from tests.stage import Stage
from tests.waiting import NIGHT, Person, in_danger, operator, with_a_question


async def test_at_night_the_opening_that_was_told_stands_in_the_row(stage: Stage) -> None:
    """Who was told 09:00 in Moscow is shown as promised from then on, whatever the hours become later."""
    stage.clock.now = NIGHT
    await stage.helpline.duty.refresh()
    person = await with_a_question(stage)
    line = await person.line
    assert line is not None
    assert line.promised == f"from {int(NIGHT.replace(hour=6).timestamp())}"


async def test_nothing_is_noted_where_nothing_was_promised(stage: Stage) -> None:
    """A call for help in danger promises no hour; nor does a desk that does not know how long it takes."""
    stage.clock.now = NIGHT
    await stage.helpline.duty.refresh()
    in_need = await in_danger(stage)
    await stage.helpline.standing.is_here(await operator(stage), ["en"])
    await stage.helpline.duty.refresh()
    asking = await with_a_question(stage)
    for person in (in_need, asking):
        line = await person.line
        assert line is not None
        assert line.promised == ""


async def test_a_usual_wait_that_was_told_becomes_an_hour(stage: Stage) -> None:
    """Who heard "about 15 minutes" is promised an answer by then."""
    await stage.helpline.standing.is_here(await operator(stage), ["en"])
    for _ in range(6):
        await stage.helpline.standing.answered_first(14 * 60)
    await stage.helpline.duty.refresh()
    person = await Person(stage).opens("/human", skips=True)
    line = await person.line
    assert line is not None
    assert line.promised == f"by {int(stage.clock().timestamp()) + 15 * 60}"


async def test_the_row_and_the_hand_over_say_it(house: DeskHouse) -> None:
    """Everybody who looks at the queue reads it, also of a case that waits; odd words stay as they are."""
    ana = await house.operator("ana")
    now = int(house.clock().timestamp())
    await house.person("hello", name="amber-heron", promised=f"by {now - now % 60}")
    await house.person("hello", name="quiet-robin", promised=f"from {now + 3 * 86400}")
    await house.person("hello", name="silver-stork", promised="after lunch")
    for path in ("/desk", "/desk/handover"):
        _, page = await ana.get(path)
        assert "Promised: by" in page
        assert "Promised: from" in page
        assert "Promised: after lunch" in page
