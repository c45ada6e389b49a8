"""What an operator can do: see the queue, claim, read, reply, note, transfer, release, close. One script each.

Nothing here may know how the desk looks: the web desk and the command line call the same verbs.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct, msgpack

from bot.cases import codenames
from bot.cases.case import (
    CaseClosed,
    CaseTaken,
    Entry,
    Head,
    NoSuchCase,
    NotYourCase,
    Refusal,
    State,
    UnknownDisposition,
)
from bot.cases.policy import Retention
from bot.desk.audit import link
from bot.outgoing import PURPOSE, Outgoing, Piece, packed
from bot.privacy.keyring import Keyring, day_of
from bot.privacy.seal import KeyGone, Sealer, Unreadable
from bot.store import outbox
from bot.store.casework import FIRST_ANSWER, Act, Casework, StoredCase, Verb
from bot.writing import HEAD, TALK, rank

TRIES = 40
SILENT = timedelta(minutes=15)
READY = "canned-"
"""How the ids of ready sentences begin: vetted words that any operator may say in any language."""
SPAM = "spam"
BLOCKED = "blocked"
"""How a case ended that was ended by a block; no disposition of the organisation's list."""
FOLLOW = "follow-up"
FOLLOW_DAYS = 6
"""How many days after its end a case can be followed up at most: the seventh is its last."""
HELPLINE = "helpline"
"""Who acts in the audit where no operator does."""
NO_ARGS: Mapping[str, int] = {}
_HEAD, _ENTRY, _ENCODER = msgpack.Decoder(Head), msgpack.Decoder(Entry), msgpack.Encoder()


class Crowded(Refusal):
    """Others act in the same partition faster than this verb could be written; try again."""


class NothingToSay(Refusal):
    """An empty reply or note was sent."""


class TooLateToFollow(Refusal):
    """A follow-up was asked for on a day on which the case is gone already, or that is over."""


class FollowUp(Struct, frozen=True, array_like=True):
    """What is to be done after a case was closed, sealed with it: who asked for it, and their words."""

    by: str
    words: str


@dataclass(frozen=True, slots=True)
class Queued:
    """One case as the queue shows it. ``waits`` since it was opened; ``silent``: the talk does not lie open.

    ``rung`` is the stage its alarm has come to; ``promised`` is when the person was told that somebody comes.
    """

    id: str
    code_name: str
    queue: str
    kind: str
    locale: str
    channel: str
    state: State
    by: str
    opened_at: datetime
    word_at: datetime
    waits: timedelta
    silent: bool
    held: int
    rung: int = 0
    promised: str = ""


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """A case as its operator reads it: what was handed over, the talk, and what became of each answer."""

    queued: Queued
    head: Head
    talk: Sequence[Entry]
    fates: Mapping[str, str] = field(default_factory=dict)
    disposition: str = ""


async def _nobody_asks(_opened_at: datetime) -> None:
    """Nobody wants to know how long people wait."""


async def _nobody_counts(_operator: str) -> None:
    """Nobody counts who takes how many cases."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The verbs. ``operator`` is an account's name; a refusal is told, never half done.

    ``answered_first`` hears of the first answer in each case: when that case was opened. ``claimed`` hears who took a
    case that was not urgent. ``follow_days`` is how long after its end a case can be followed up, ``retention`` how
    long it is kept before that.
    """

    casework: Casework
    sealer: Sealer
    ring: Keyring
    clock: Callable[[], datetime]
    dispositions: Sequence[str]
    answered_first: Callable[[datetime], Awaitable[None]] = _nobody_asks
    follow_days: int = FOLLOW_DAYS
    claimed: Callable[[str], Awaitable[None]] = _nobody_counts
    retention: Retention = field(default_factory=Retention)

    # -- reading ---------------------------------------------------------------------------------------------------

    async def queue(self) -> list[Queued]:
        """Return every open case, urgent and longest waiting first."""
        lines = await asyncio.gather(*(self.line(case) for case in await self.casework.open()))
        known = [line for line in lines if line]
        return sorted(known, key=lambda each: (each.state is not State.WAITING, each.queue != "urgent", each.opened_at))

    async def line(self, case: str) -> Queued | None:
        """Return one open case as the queue shows it; None when it is open no more or its keys are gone."""
        stored = await self.casework.case(case, with_talk=False) if case[:2].isdecimal() else None
        return self._queued(stored) if stored and stored.state != State.CLOSED else None

    async def find(self, name: str) -> str:
        """Return the id of an open case, given its id or its code name."""
        partition = codenames.partition_of(name)
        if partition is not None:
            case = await self.casework.by_name(partition, name.strip().lower().replace(" ", "-"))
            if case:
                return case
        if name[:2].isdecimal() and await self.casework.case(name, with_talk=False):
            return name
        raise NoSuchCase("no open case of that name")

    async def show(self, case: str, operator: str) -> CaseSheet:
        """Return a case: its queue line to everybody, its answers and talk to whoever holds it."""
        stored = await self._stored(case)
        if stored.by != operator or stored.state == State.CLOSED:
            raise NotYourCase("only the operator who holds a case reads it")
        queued, head = self._queued(stored), self.head_of(stored)
        if queued is None or head is None:
            raise NoSuchCase("the keys of this case are gone")
        return CaseSheet(queued, head, self.talk_of(stored), stored.fates or {}, stored.disposition)

    async def _stored(self, case: str) -> StoredCase:
        stored = await self.casework.case(case) if case[:2].isdecimal() else None
        if stored is None:
            raise NoSuchCase("no open case of that name")
        return stored

    def _queued(self, stored: StoredCase) -> Queued | None:
        head = self.head_of(stored)
        if head is None:
            return None
        now = self.clock()
        opened, word = _moment(stored.opened, now), _moment(stored.word, now)
        return Queued(
            id=stored.id, code_name=head.code_name, queue=head.queue, kind=head.kind, locale=head.locale,
            channel=head.channel, state=State(stored.state), by=stored.by, opened_at=opened, word_at=word,
            waits=now - opened, silent=now.timestamp() - stored.there > SILENT.total_seconds(), held=stored.held,
            rung=stored.rung, promised=head.promised,
        )  # fmt: skip

    def head_of(self, stored: StoredCase) -> Head | None:
        """Return what was handed over; None when the keys of the case are gone."""
        try:
            key = self.sealer.unwrap(stored.key, stored.id)
            head = _HEAD.decode(self.sealer.open_by(key, HEAD, stored.head, stored.id))
        except (KeyGone, Unreadable):
            return None
        return head if head.talk == stored.talk else None

    def talk_of(self, stored: StoredCase) -> list[Entry]:
        """Return the talk of a case, oldest line first."""
        key = self.sealer.unwrap(stored.key, stored.id)
        return [_ENTRY.decode(self.sealer.open_by(key, TALK, sealed, stored.id)) for sealed in stored.entries]

    # -- acting ----------------------------------------------------------------------------------------------------

    async def claim(self, case: str, operator: str) -> None:
        """Take a waiting case; of several who try, one gets it and the others hear `CaseTaken`."""
        await self._act(case, "claim", operator, said="operator-joined")

    async def claim_next(self, operator: str, speaks: Callable[[str], bool]) -> str:
        """Take the waiting case that comes next of those whose language is spoken; returns it, or nothing."""
        for line in await self.queue():
            if line.state is State.WAITING and speaks(line.locale):
                try:
                    await self.claim(line.id, operator)
                except (CaseTaken, CaseClosed, NoSuchCase):
                    continue
                return line.id
        return ""

    async def release(self, case: str, operator: str) -> None:
        """Give a case back to the queue; the person hears that they wait again."""
        head = self.head_of(await self._stored(case))
        back = rank(head.queue, head.opened_at) if head else 0.0
        await self._act(case, "release", operator, said="operator-left", back=back)

    async def lapse(self, case: str, holder: str, seen: int) -> None:
        """Take a case from an operator who fell silent; the person hears that they wait again.

        Refused when its holder has done anything in it since ``seen``, their last act in unix seconds.
        """
        head = self.head_of(await self._stored(case))
        back = rank(head.queue, head.opened_at) if head else 0.0
        await self._act(case, "lapse", HELPLINE, said="operator-left", target=holder, back=back, seen=seen)

    async def transfer(self, case: str, operator: str, to: str) -> None:
        """Give a case to a colleague, who holds it from then on."""
        await self._act(case, "transfer", operator, target=to)

    async def reply(self, case: str, operator: str, text: str) -> str:
        """Say something to the person; returns the outbox id under which its fate is shown."""
        if not text.strip():
            raise NothingToSay("nothing to send")
        return await self._act(case, "reply", operator, text=text.strip())

    async def say(self, case: str, operator: str, sentence: str, **args: int) -> str:
        """Say one of our ready sentences in the person's own language; returns the outbox id."""
        if not sentence.startswith(READY):
            raise NothingToSay("not a ready sentence")
        return await self._act(case, "reply", operator, said=sentence, args=args)

    async def note(self, case: str, operator: str, text: str, what: str = "") -> None:
        """Write a note that only operators of this case read; ``what`` is a closed word for the audit beside it."""
        if not text.strip():
            raise NothingToSay("nothing to note")
        await self._act(case, "note", operator, text=text.strip(), what=what)

    async def close(
        self, case: str, operator: str, disposition: str, *, due: date | None = None, follow: str = ""
    ) -> None:
        """End a case with a disposition of the organisation's list; the person hears goodbye.

        ``due`` is a day (UTC) on which somebody should look what became of it, ``follow`` what to do then. Nothing is
        kept longer for it.
        """
        if disposition not in self.dispositions:
            raise UnknownDisposition(f"no such disposition; one of {', '.join(self.dispositions)}")
        if due is not None and not 0 < (due - self.clock().astimezone(UTC).date()).days <= self.follow_days:
            raise TooLateToFollow(f"from tomorrow to {self.follow_days} days from now")
        until = int(datetime.combine(due, time(), UTC).timestamp()) if due else 0
        note = FollowUp(operator, follow.strip()) if due else None
        what = FOLLOW if due else ""
        await self._act(
            case, "close", operator, said="case-closed", disposition=disposition, until=until, follow=note, what=what
        )

    async def mark_spam(self, case: str, operator: str) -> None:
        """End a case that was no request at all; for a day a supervisor can take it back."""
        await self._act(case, "close", operator, said="case-closed", disposition=SPAM)

    async def block(self, case: str, operator: str, until: datetime, reason: str) -> None:
        """End a case, and close the way to people for its person until then; ``reason`` is a closed word."""
        words = f"{operator} {reason}"
        await self._act(
            case, "block", operator, said="case-closed", disposition=BLOCKED, what=reason,
            until=int(until.timestamp()), words=words,
        )  # fmt: skip

    async def _act(
        self,
        case: str,
        verb: Verb,
        operator: str,
        *,
        text: str = "",
        said: str = "",
        args: Mapping[str, int] = NO_ARGS,
        target: str = "",
        back: float = 0.0,
        disposition: str = "",
        what: str = "",
        seen: int = 0,
        until: int = 0,
        words: str = "",
        follow: FollowUp | None = None,
    ) -> str:
        stored = await self._stored(case)
        head = self.head_of(stored)
        if head is None:
            raise NoSuchCase("the keys of this case are gone")
        now = self.clock()
        entry_id = secrets.token_hex(8)
        message = _message(head, verb, text, said, args)
        lane = self._packed(head, entry_id, message, now) if message else b""
        flags = (operator,) if verb == "note" else (target,) if target else tuple(f"{k}={v}" for k, v in args.items())
        entry = Entry(
            now.timestamp(), "note" if verb == "note" else operator, text, said or verb if not text else "",
            flags=flags, outbox=entry_id if lane else "",
        )  # fmt: skip
        key = self.sealer.unwrap(stored.key, stored.id)
        sealed = self.sealer.seal_by(key, TALK, _ENCODER.encode(entry), stored.id)
        whom = "from" if verb == "lapse" else "to"
        more = {name: value for name, value in ((whom, target), ("disposition", disposition), ("what", what)) if value}
        for _ in range(TRIES):
            before = await self.casework.audit_head(stored.partition)
            chained = link(self.ring.audit, before, operator, verb, case, now, **more)
            done = await self.casework.act(
                Act(
                    case,
                    verb,
                    operator,
                    secrets.token_bytes(8),
                    int(now.timestamp() * 1000),
                    before,
                    chained.value,
                    chained.line,
                    target,
                    back,
                    sealed,
                    lane,
                    disposition,
                    seen=seen,
                    until=until,
                    words=words,
                    follow=self.sealer.seal_by(key, FOLLOW, _ENCODER.encode(follow), stored.id) if follow else b"",
                )
            )
            if done != -1:
                _refuse(done)
                if done == FIRST_ANSWER:
                    await self.answered_first(_moment(stored.opened, now))
                if verb == "claim" and head.queue != "urgent" and stored.state == State.WAITING:
                    await self.claimed(operator)
                return entry_id
        raise Crowded("the desk is busy; try again")

    def _packed(self, head: Head, entry: str, message: Outgoing, now: datetime) -> bytes:
        # By the talk that the sealed head names: the one that lies open in the store could be another person's.
        return outbox.packed(entry, "r", self.sealer.seal(PURPOSE, packed(message), head.talk, day_of(now)))


def _message(head: Head, verb: Verb, text: str, said: str, args: Mapping[str, int]) -> Outgoing | None:
    """Return what goes to the person: an operator's words, or one of our own sentences; nothing for a note."""
    case = head.id if verb == "reply" else ""
    if verb == "reply" and text:
        return Outgoing(head.locale, words=text, case=case)
    return Outgoing(head.locale, (Piece(said, dict(args)),), case=case) if said else None


def _refuse(done: int) -> None:
    match done:
        case 0:
            raise NoSuchCase("no open case of that name")
        case -2:
            raise CaseTaken("somebody else has taken this case")
        case -3:
            raise NotYourCase("this case is with somebody else")
        case -4:
            raise CaseClosed("this case is closed")


def _moment(seconds: int, now: datetime) -> datetime:
    return datetime.fromtimestamp(seconds, now.tzinfo) if seconds else now
