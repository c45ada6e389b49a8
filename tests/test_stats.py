"""What is counted can be told outside: how much work there was, and never who it was for."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.stats import LEAST, NoSuchMoment, Stats, moment, rounded
from tests.stage import Stage
from tests.waiting import DANGER, NIGHT, Person, desk_of, operator


def stats_of(stage: Stage) -> Stats:
    return Stats(desk_of(stage), stage.helpline.standing)


async def people(stage: Stage, count: int, words: str) -> list[Person]:
    return [await Person(stage).opens(words) for _ in range(count)]


async def test_cases_are_counted_by_queue_kind_language_and_channel(stage: Stage) -> None:
    """Open ones and closed ones, each group by itself; how they ended comes from the audit."""
    stage.clock.now = NIGHT
    opened = await people(stage, 6, DANGER)
    await operator(stage, "ana")
    for person in opened:
        await desk_of(stage).claim(person.case, "ana")
        await desk_of(stage).close(person.case, "ana", "referred")
    told = await stats_of(stage).since(NIGHT)
    assert told.opened["queue"] == {"urgent": 6}
    assert told.opened["locale"] == {"en": 6}
    assert told.opened["channel"] == {"telegram": 6}
    assert told.closed == {"referred": 6}
    assert told.done["claim"] == 6
    assert json.loads(json.dumps(told.plain()))["since"] == "2026-11-24"


async def test_a_few_people_are_never_counted(stage: Stage) -> None:
    """Four cases are told as fewer than five, wherever they are counted; no operator and no code name is told."""
    stage.clock.now = NIGHT
    await operator(stage, "ana")
    for person in await people(stage, LEAST - 1, DANGER):
        await desk_of(stage).claim(person.case, "ana")
    told = await stats_of(stage).since(NIGHT)
    assert told.opened["kind"]
    assert set(told.opened["kind"].values()) == {"<5"}
    assert told.now["with operators"] == "<5"
    assert told.minutes == {}
    words = "\n".join(told.lines())
    assert "ana" not in words
    assert not any(line.code_name in words for line in await desk_of(stage).queue())
    await people(stage, 1, DANGER)
    assert (await stats_of(stage).since(NIGHT)).opened["queue"] == {"urgent": LEAST}


async def test_what_was_before_is_not_counted(stage: Stage) -> None:
    """Since when is said by whoever asks."""
    stage.clock.now = NIGHT
    await people(stage, LEAST, DANGER)
    stage.clock.pass_time(timedelta(hours=2))
    assert (await stats_of(stage).since(NIGHT)).opened["queue"] == {"urgent": LEAST}
    assert (await stats_of(stage).since(stage.clock())).opened["queue"] == {}


async def test_waiting_times_are_told_of_five_answers_and_more(stage: Stage) -> None:
    """How long half of the people waited, and nine of ten; four answers tell nothing."""
    for seconds in (60, 120, 300, 600):
        await stage.helpline.standing.answered_first(seconds)
    assert (await stats_of(stage).since(stage.clock())).minutes == {}
    await stage.helpline.standing.answered_first(3600)
    assert (await stats_of(stage).since(stage.clock())).minutes == {"half within": 5, "nine of ten within": 40}


def test_a_small_count_cannot_be_worked_out_from_the_others() -> None:
    """With the sum of a group known from another group, one exact number missing would tell it."""
    assert rounded({"general": 20, "urgent": 2}) == {"general": "5+", "urgent": "<5"}
    assert rounded({"general": 20, "urgent": 5}) == {"general": 20, "urgent": 5}
    assert rounded({"ru": 20, "uz": 4, "ky": 3}) == {"ru": 20, "uz": "<5", "ky": "<5"}
    assert rounded({"ru": 0}) == {"ru": 0}


@pytest.mark.parametrize("words", ["", "yesterday", "2026-13-01", "9999-01-01", "7 weeks"])
def test_a_moment_that_is_none_is_refused(words: str) -> None:
    """Whoever mistypes it hears how it is written."""
    with pytest.raises(NoSuchMoment):
        moment(words, NIGHT)
