"""Nobody in danger waits unheard: the alarm climbs, the person is told the truth, a silent operator is noticed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.cases.alarms import Stage, Truth, due_stage, due_truth, operator_is_silent
from bot.cases.policy import Alarms

OPENED = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
ALARMS = Alarms()


def after(minutes: float) -> datetime:
    return OPENED + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("minutes", "due"),
    [
        (0, None),
        (1.9, None),
        (2, Stage.ON_CALL),
        (4.9, Stage.ON_CALL),
        (5, Stage.EVERYONE),
        (10, Stage.SUPERVISOR),
        (600, Stage.SUPERVISOR),
    ],
)
def test_the_alarm_climbs(minutes: float, due: Stage | None) -> None:
    """After two minutes somebody on call is called, after five everyone, after ten the supervisor."""
    assert due_stage(ALARMS, OPENED, "urgent", Stage.QUIET, after(minutes), claimed=False) == due


def test_each_stage_rings_once() -> None:
    """Nobody is called twice for the same stage, however often the rounds look."""
    rung: list[Stage] = []
    last = Stage.QUIET
    for tenth in range(200):
        due = due_stage(ALARMS, OPENED, "urgent", last, after(tenth / 10), claimed=False)
        if due is not None:
            rung.append(due)
            last = due
    assert rung == [Stage.ON_CALL, Stage.EVERYONE, Stage.SUPERVISOR]


def test_late_rounds_ring_the_highest_stage() -> None:
    """After an outage of ours the supervisor is called at once, not the whole ladder again."""
    assert due_stage(ALARMS, OPENED, "urgent", Stage.ON_CALL, after(30), claimed=False) == Stage.SUPERVISOR


def test_a_claimed_case_rings_nobody() -> None:
    """As soon as an operator has it, the alarm is over, and no earlier."""
    assert due_stage(ALARMS, OPENED, "urgent", Stage.QUIET, after(30), claimed=True) is None
    assert due_stage(ALARMS, OPENED, "urgent", Stage.QUIET, after(30), claimed=False) is not None


def test_only_the_queues_that_the_organisation_names_ring() -> None:
    """A general question wakes nobody, unless the organisation wants it so."""
    assert due_stage(ALARMS, OPENED, "general", Stage.QUIET, after(30), claimed=False) is None
    both = Alarms(queues=("urgent", "general"))
    assert due_stage(both, OPENED, "general", Stage.QUIET, after(30), claimed=False) == Stage.SUPERVISOR


def test_the_organisation_sets_the_minutes() -> None:
    """A slower ladder is obeyed."""
    slow = Alarms.model_validate(
        {"on_call": {"after": "4 min"}, "everyone": {"after": "20 min"}, "supervisor": {"after": "1 h"}}
    )
    assert due_stage(slow, OPENED, "urgent", Stage.QUIET, after(3), claimed=False) is None
    assert due_stage(slow, OPENED, "urgent", Stage.QUIET, after(19), claimed=False) == Stage.ON_CALL


@pytest.mark.parametrize(
    ("minutes", "last", "due"),
    [
        (4.9, Truth.NOTHING, None),
        (5, Truth.NOTHING, Truth.FIVE),
        (14.9, Truth.FIVE, None),
        (15, Truth.FIVE, Truth.FIFTEEN),
        (20, Truth.NOTHING, Truth.FIFTEEN),
        (600, Truth.FIFTEEN, None),
    ],
)
def test_who_waits_is_told_the_truth_twice(minutes: float, last: Truth, due: Truth | None) -> None:
    """After five and after fifteen minutes the person hears that nobody has answered yet, and then no more."""
    assert due_truth(OPENED, last, after(minutes), claimed=False) == due


def test_who_is_answered_hears_nothing_of_it() -> None:
    """As soon as somebody holds the case, the bot says nothing about waiting."""
    assert due_truth(OPENED, Truth.NOTHING, after(6), claimed=True) is None


@pytest.mark.parametrize(
    ("operator", "person", "now", "silent"),
    [
        (1, 2, 6.9, False),  # the person waits, but not five minutes yet
        (1, 2, 7, True),
        (3, 2, 60, False),  # the operator spoke last: the person is waiting for nothing
        (2, 2, 60, False),
        (None, 2, 7, True),  # the operator never said a word
        (1, None, 60, False),  # the person has not written yet
        (1, 50, 51, False),  # the person was silent long, and the operator cannot know yet that they are back
    ],
)
def test_an_operator_is_silent_only_when_the_person_waits(
    operator: float | None, person: float | None, now: float, silent: bool
) -> None:
    """Nobody is taken from an operator because a person thinks; only a person left without an answer is."""
    spoke = after(operator) if operator is not None else None
    wrote = after(person) if person is not None else None
    assert operator_is_silent(spoke, wrote, after(now)) is silent


def test_a_fresh_claim_has_its_five_minutes() -> None:
    """A person who waited an hour in the queue is not taken away from whoever claims them in the next second."""
    assert not operator_is_silent(None, after(0), after(61), claimed_at=after(60))
    assert operator_is_silent(None, after(0), after(65), claimed_at=after(60))
