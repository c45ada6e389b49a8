"""What a supervisor sets at the desk holds in place of the file, day by day as people write it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.cases.alarms import Stage, addressed
from bot.cases.hours import (
    Changed,
    Closed,
    Layer,
    NotAClosure,
    NotHours,
    Switched,
    closed,
    hours_of,
    in_force,
    week_of,
    without_past,
)
from bot.cases.policy import Alarms, load_policy
from bot.cases.shifts import is_open, next_opening

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""A Tuesday, noon in Moscow: both queues of the file are open."""
POLICY = load_policy(ROOT / "helpline.yaml")
WORDS = {"ru": "Переезд", "en": "We are moving"}


def test_an_empty_layer_changes_nothing() -> None:
    """Where nobody changed anything the organisation's file holds as it stands."""
    assert in_force(POLICY, Layer()) is POLICY


def test_hours_of_one_queue_change_and_the_other_keeps_its_own() -> None:
    """The desk closes the general queue at noon; urgent cases are answered as before, and the opening is known."""
    layer = Layer(hours={"general": Changed(hours_of(["09:00-11:00, 20:00-22:00"] * 7), "sup", 1.0)})
    holds = in_force(POLICY, layer)
    assert not is_open(holds, "general", NOW)
    assert is_open(holds, "urgent", NOW)
    opening = next_opening(holds, "general", NOW)
    assert opening is not None
    assert f"{opening:%H:%M}" == "20:00"


def test_a_closure_of_the_desk_stands_beside_those_of_the_file() -> None:
    """Days closed at the desk are told with their words; a closure of the file can be set aside."""
    made = closed(date(2026, 11, 24), date(2026, 11, 25), ("general",), WORDS, POLICY.locales, id="a", by="sup", at=1.0)
    holds = in_force(POLICY, Layer(closures=(made,)))
    assert not is_open(holds, "general", NOW)
    assert is_open(holds, "urgent", NOW)
    assert holds.closures[0].told("en") == "We are moving"
    holiday = datetime(2027, 1, 5, 9, tzinfo=UTC)
    assert not is_open(POLICY, "general", holiday)
    assert is_open(in_force(POLICY, Layer(set_aside=("2027-01-01 2027-01-08",))), "general", holiday)


@pytest.mark.parametrize(
    ("first", "last", "queues", "words"),
    [
        (date(2026, 11, 25), date(2026, 11, 24), ("general",), WORDS),
        (date(2026, 11, 24), date(2028, 11, 24), ("general",), WORDS),
        (date(2026, 11, 24), date(2026, 11, 24), (), WORDS),
        (date(2026, 11, 24), date(2026, 11, 24), ("general",), {"en": "only English"}),
        (date(2026, 11, 24), date(2026, 11, 24), ("general",), {"en": "x" * 200, "ru": "x"}),
    ],
)
def test_a_closure_that_tells_somebody_nothing_is_refused(
    first: date, last: date, queues: tuple[str, ...], words: dict[str, str]
) -> None:
    """It has its days in order, a queue, and a few words in every language."""
    with pytest.raises(NotAClosure):
        closed(first, last, queues, words, POLICY.locales, id="a", by="sup", at=1.0)  # type: ignore[arg-type]


def test_the_switch_says_that_nobody_can_answer_and_why() -> None:
    """Down is down whatever the hours say; up again, a file that says down is overruled too."""
    down = in_force(POLICY, Layer(system=Switched(True, WORDS, "sup", 1.0)))
    assert down.system_down
    assert down.down_words == WORDS
    assert not is_open(down, "urgent", NOW)
    file = POLICY.model_copy(update={"system_down": True})
    assert is_open(in_force(file, Layer(system=Switched(False, {}, "sup", 1.0))), "urgent", NOW)


def test_what_is_over_is_not_kept() -> None:
    """A closure of the desk goes once its last day is past everywhere."""
    made = Closed("a", date(2026, 11, 1), date(2026, 11, 22), ("general",), WORDS, "sup", 1.0)
    assert without_past(Layer(closures=(made,)), date(2026, 11, 24)).closures == ()
    assert without_past(Layer(closures=(made,)), date(2026, 11, 23)).closures == (made,)


def test_a_week_is_read_as_it_was_written() -> None:
    """Seven lines become opening hours and seven lines again, also over midnight and with gaps."""
    for hours in (POLICY.queues.general.hours, POLICY.queues.urgent.hours, "24/7", "off", "Mo-Su 22:00-02:00"):
        week = week_of(hours, NOW)
        assert week_of(hours_of(week), NOW) == week, hours
    assert hours_of(week_of(POLICY.queues.general.hours, NOW)) == POLICY.queues.general.hours
    assert hours_of(["9:00–13:00"] + [""] * 6) == "Mo 09:00-13:00"


@pytest.mark.parametrize("written", ["nine to five", "09:00", "25:00-26:00", "09:00-13:00, 12:00-14:00", "09:60-10:00"])
def test_what_is_no_period_is_refused_by_day(written: str) -> None:
    """The refusal names the day, so that the supervisor finds it."""
    with pytest.raises(NotHours) as refused:
        hours_of(["", "", written, "", "", "", ""])
    assert refused.value.day == 2
    if "," in written:  # over midnight the overlap is on the next day
        with pytest.raises(NotHours):
            hours_of(["22:00-10:00", "09:00-11:00", "", "", "", "", ""])


# -- whom a step calls -------------------------------------------------------------------------------------------------


def test_each_step_calls_whom_it_should() -> None:
    """On call at two minutes, every operator at five, supervisors too at ten; without a list everybody at two."""
    listed = Alarms.model_validate({"on_call": {"after": "2 min", "accounts": ["ana"]}})
    who = {
        "ana": {"is_operator": True, "is_supervisor": False},
        "ben": {"is_operator": True, "is_supervisor": False},
        "sup": {"is_operator": False, "is_supervisor": True},
    }

    def called(alarms: Alarms, stage: Stage) -> set[str]:
        return {name for name, roles in who.items() if addressed(alarms, stage, name, **roles)}

    assert called(listed, Stage.QUIET) == set()
    assert called(listed, Stage.ON_CALL) == {"ana"}
    assert called(listed, Stage.EVERYONE) == {"ana", "ben"}
    assert called(listed, Stage.SUPERVISOR) == {"ana", "ben", "sup"}
    assert called(Alarms(), Stage.ON_CALL) == {"ana", "ben"}
