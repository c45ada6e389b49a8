"""Who must be called because a person waits, and what the waiting person must be told. A pure ladder.

Nothing here may ring, send or look at a clock: the rounds ask, with the moment in hand, and note which stage was done.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import IntEnum

from bot.cases.case import Queue
from bot.cases.policy import Alarms

SILENT = timedelta(minutes=5)
"""After this long without a word to a person who waits, an operator loses the claim and the bot speaks again."""


class Stage(IntEnum):
    """How far an alarm has gone; each stage includes the ones before it."""

    QUIET = 0
    ON_CALL = 1
    EVERYONE = 2
    SUPERVISOR = 3


class Truth(IntEnum):
    """What a waiting person was told last: nothing yet, that nobody answered in 5 minutes, or in 15."""

    NOTHING = 0
    FIVE = 1
    FIFTEEN = 2


TOLD_AFTER = {Truth.FIVE: timedelta(minutes=5), Truth.FIFTEEN: timedelta(minutes=15)}


def due_stage(
    alarms: Alarms, opened_at: datetime, queue: Queue, last: Stage, now: datetime, *, claimed: bool
) -> Stage | None:
    """Return the stage that must ring now, or None: claimed, a queue that rings nobody, or rung already.

    When the rounds were late several stages are due at once; the highest stands for all of them.
    """
    if claimed or queue not in alarms.queues:
        return None
    waited = now - opened_at
    rungs = {
        Stage.ON_CALL: alarms.on_call,
        Stage.EVERYONE: alarms.everyone,
        Stage.SUPERVISOR: alarms.supervisor,
    }
    due = max((stage for stage, rung in rungs.items() if waited >= rung.after), default=Stage.QUIET)
    return due if due > last else None


def addressed(alarms: Alarms, stage: Stage, account: str, *, is_operator: bool, is_supervisor: bool) -> bool:
    """Tell whether a stage rings for an account; each stage rings for those of the ones before too.

    Where nobody is named as on call, the first stage rings for every operator. Where accounts are named for the
    supervisor's stage, it rings for them beside all supervisors.
    """
    on_call = account in alarms.on_call.accounts or (is_operator and not alarms.on_call.accounts)
    match stage:
        case Stage.QUIET:
            return False
        case Stage.ON_CALL:
            return on_call
        case Stage.EVERYONE:
            return on_call or is_operator
        case Stage.SUPERVISOR:
            return on_call or is_operator or is_supervisor or account in alarms.supervisor.accounts


def due_truth(opened_at: datetime, last: Truth, now: datetime, *, claimed: bool) -> Truth | None:
    """Return what the person must be told now, or None. Whether they are still there the rounds see."""
    if claimed:
        return None
    due = max((truth for truth, after in TOLD_AFTER.items() if now - opened_at >= after), default=Truth.NOTHING)
    return due if due > last else None


def operator_is_silent(
    last_operator_at: datetime | None,
    last_person_at: datetime | None,
    now: datetime,
    claimed_at: datetime | None = None,
) -> bool:
    """Tell whether the operator of a live talk has left the person without an answer for five minutes.

    ``last_operator_at`` is their last word to the person, None before the first. ``last_person_at`` is the person's
    first word after it (their last, where only that is known). A person who waits for nothing is never taken away.
    """
    if last_person_at is None or (last_operator_at is not None and last_operator_at >= last_person_at):
        return False
    return now - max(last_person_at, claimed_at or last_person_at) >= SILENT
