"""The rounds: who waits too long, who must ring for it, who must hear the truth, which operator fell silent.

Nothing here may decide by itself: `cases.alarms` says what is due, the store does it once, the outbox says it. One
process at a time makes the rounds; two that do so by mistake change nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

from bot.cases.alarms import SILENT, Stage, Truth, due_stage, due_truth, operator_is_silent
from bot.cases.case import Entry, Head, Refusal, State
from bot.cases.consent import ASKED
from bot.cases.policy import Policy
from bot.conversation.numbers import day_and_night, emergency
from bot.conversation.world import SILENCE, Content
from bot.desk.verbs import READY, Desk
from bot.janitor import Janitor
from bot.messages import HelplineError, Line
from bot.outgoing import PURPOSE, Outgoing, packed, piece
from bot.privacy.keyring import day_of
from bot.privacy.seal import Sealer
from bot.ringing import Call
from bot.store import outbox
from bot.store.casework import Casework, StoredCase
from bot.store.standing import Standing
from bot.store.vigil import Vigil
from bot.tending import tend

EVERY_S = 10.0
LEASE_S = 35
"""How long the right to make the rounds outlives the last one; then another process makes them."""
AT_ONCE = 32
"""Cases looked at together."""
TIDY_EVERY = timedelta(hours=1)
STALE = timedelta(hours=1)
"""Whoever comes back later than this is not told of the quarter of an hour they waited."""
NOT_AN_OPERATOR = frozenset({"person", "bot", "note"})
_NAMES = {Stage.ON_CALL: "oncall", Stage.EVERYONE: "all", Stage.SUPERVISOR: "supervisor"}
_TRUTHS = {Truth.FIVE: Line("still-waiting-5"), Truth.FIFTEEN: Line("still-waiting-15")}


@dataclass
class Rounds:
    """Makes the rounds of every open case. ``entry_id`` gives fresh ids of the outbox.

    ``tidies`` is what else is due by the hour, after the janitor. ``in_force`` returns the policy with what the desk
    changed.
    """

    casework: Casework
    desk: Desk
    vigil: Vigil
    standing: Standing
    sealer: Sealer
    janitor: Janitor
    policy: Policy
    content: Content
    owner: str
    clock: Callable[[], datetime]
    entry_id: Callable[[], str]
    log: structlog.stdlib.BoundLogger
    tidies: Sequence[Callable[[], Awaitable[object]]] = ()
    in_force: Callable[[], Awaitable[Policy]] | None = None
    _tidied_at: datetime = field(default=datetime.min.replace(tzinfo=UTC))

    async def run(self) -> None:
        """Make the rounds until cancelled, while no other process does."""
        await tend(self._make_while_alone, EVERY_S, self.log, "round_failed")

    async def _make_while_alone(self) -> None:
        if await self.standing.alone("rounds", self.owner, LEASE_S):
            await self.make()

    async def make(self) -> None:
        """Make one round; what cannot be done for one case keeps nobody else waiting."""
        ids, rung = await self.casework.open(), list[tuple[Stage, Head]]()
        waiting: list[Head] = []
        for start in range(0, len(ids), AT_ONCE):
            stored = await asyncio.gather(
                *(self.casework.case(each, with_talk=False) for each in ids[start : start + AT_ONCE])
            )
            for case in stored:
                if case is None or (head := self.desk.head_of(case)) is None:
                    continue
                try:
                    if case.state == State.WAITING:
                        waiting.append(head)
                        if stage := await self._ring(case, head):
                            rung.append((stage, head))
                        await self._tell(case, head)
                    else:
                        await self._mind(case)
                except HelplineError as wrong:
                    self.log.error("round_failed", exc_info=wrong, case=case.id)
        if rung:
            await self._call(max(stage for stage, _ in rung), waiting)
        if self.clock() - self._tidied_at >= TIDY_EVERY:
            self._tidied_at = self.clock()
            await self.janitor.tidy()
            for tidy in self.tidies:
                await tidy()

    # -- alarms ----------------------------------------------------------------------------------------------------

    async def _ring(self, case: StoredCase, head: Head) -> Stage | None:
        """Ring the stage that is due, on every desk; return it when it rang just now."""
        stage = due_stage(
            self.policy.alarms,
            self._moment(case.waits_since),
            head.queue,
            Stage(case.rung),
            self.clock(),
            claimed=False,
        )
        if stage is None or not await self.vigil.ring(case.id, stage, _NAMES[stage]):
            return None
        self.log.info("alarm_rung", case=case.id, queue=head.queue, kind=_NAMES[stage])
        return stage

    async def _call(self, stage: Stage, waiting: Iterable[Head]) -> None:
        """Have the operators' chat told, in one message for all: how many wait, and in which languages."""
        heads = [head for head in waiting if head.queue in self.policy.alarms.queues]
        languages = tuple(sorted({head.locale for head in heads}))
        urgent = all(head.queue == "urgent" for head in heads)
        if stage is Stage.ON_CALL and not await self._has_on_call():
            stage = Stage.EVERYONE  # nobody would feel called
        call = Call(int(self.clock().timestamp()), int(stage), len(heads), urgent, languages)
        await self.vigil.call(call.packed())

    async def _has_on_call(self) -> bool:
        policy = await self.in_force() if self.in_force else self.policy
        return bool(policy.alarms.on_call.accounts)

    # -- the truth -------------------------------------------------------------------------------------------------

    async def _tell(self, case: StoredCase, head: Head) -> None:
        """Tell a person who is still there that nobody was free yet, and which numbers help meanwhile."""
        now, since = self.clock(), self._moment(case.waits_since)
        truth = due_truth(since, Truth(case.told), now, claimed=False)
        if truth is None or now - since > STALE or now - self._moment(case.there) >= SILENCE:
            return
        country, home = head.country, self.content.home_countries
        lines = (
            _TRUTHS[truth],
            *emergency(self.content.directory, country, head.locale, home),
            *day_and_night(self.content.directory, country, head.locale, now),
        )
        message = Outgoing(head.locale, tuple(piece(line) for line in lines))
        sealed = self.sealer.seal(PURPOSE, packed(message), head.talk, day_of(now))
        entry = outbox.packed(self.entry_id(), "w", sealed)
        await self.vigil.tell(case.id, truth, entry, int(now.timestamp() * 1000))

    # -- silent operators ------------------------------------------------------------------------------------------

    async def _mind(self, case: StoredCase) -> None:
        """Give a case back to the queue whose operator leaves a person who is there without an answer."""
        now = self.clock()
        if now - self._moment(case.active) < SILENT or now - self._moment(case.heard) >= SILENCE:
            return
        whole = await self.casework.case(case.id)
        if whole is None or whole.state != State.CLAIMED:
            return
        asked, acted = left_unanswered(self.desk.talk_of(whole), whole.opened)
        wrote, did = self._moment(asked) if asked else None, self._moment(max(acted, whole.claimed))
        if not operator_is_silent(None, wrote, now, did):
            return
        try:
            await self.desk.lapse(case.id, whole.by, whole.active)
        except Refusal:
            return  # they did something after all, or the case was closed meanwhile
        self.log.info("claim_lapsed", case=case.id)

    def _moment(self, seconds: float) -> datetime:
        return datetime.fromtimestamp(seconds, UTC)


def left_unanswered(talk: Sequence[Entry], opened: float) -> tuple[float, float]:
    """Return when the person wrote what nobody has answered yet, its first word, and when an operator last acted.

    What was handed over counts as a word. A note is an act, and no answer. 0 stands for never.
    """
    asked, acted = opened, 0.0
    for entry in talk:
        if entry.by == "person":
            asked = asked or entry.at
        elif entry.by != "bot":
            acted = entry.at
            if entry.by not in NOT_AN_OPERATOR and (entry.text or entry.said.startswith(READY) or entry.said in ASKED):
                asked = 0.0
    return asked, acted
