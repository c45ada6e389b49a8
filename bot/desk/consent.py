"""Asking for consent from the desk: to see what stays covered, to call on the person's behalf, to keep a case longer.

Nothing here may open what the person did not allow. Every step is one script with its line in the audit; a piece is
read only by the operator who holds the case, and it is noted that they look.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, TypeAlias, get_args

from msgspec import structs

from bot.cases.case import CaseClosed, Entry, Head, NoSuchCase, NotYourCase, Refusal
from bot.cases.consent import (
    LONGER,
    Asked,
    NotAllowed,
    NothingCovered,
    Outcome,
    Question,
    Reason,
    Said,
    is_piece,
    last_about,
    must_be_askable,
    tap,
)
from bot.desk.ledger import Ledger
from bot.desk.verbs import HELPLINE, Crowded, Desk
from bot.directory.cards import said, spaced
from bot.directory.model import Organisation
from bot.directory.search import Directory
from bot.messages import Locale, Ref
from bot.outgoing import PURPOSE, Offered, Outgoing, Piece, packed
from bot.privacy.keyring import day_of
from bot.privacy.pieces import bound_to
from bot.privacy.seal import Unreadable
from bot.store import outbox
from bot.store.casework import StoredCase
from bot.store.chain import Chained, Chains
from bot.store.consents import PIECE, TAG_MOVED, ConsentAct, Consents
from bot.writing import questions_of, sealed_entry, sealed_question

TRIES = 40
WOULD_TELL = ("share", "anonymous")
"""What a person may have answered about sharing; on anything else we would tell only that somebody needs help."""
State: TypeAlias = Literal["covered", "asked", "no", "later", "opening", "yes", "seen"]


@dataclass(frozen=True, slots=True)
class Covered:
    """A covered piece as the holder of its case sees it; ``words`` only once they looked, after the person's yes."""

    about: str
    state: State
    may_ask: bool
    words: str = ""


@dataclass(frozen=True, slots=True)
class Calling:
    """A call the person was asked about, as the task it becomes on their yes."""

    question: Question
    name: str
    phones: Sequence[str]


@dataclass(frozen=True, slots=True)
class Keeping:
    """Whether the person was asked to have their case kept longer: for what reason, and what they said.

    ``until`` (unix s) is the last moment of an open case by their yes; 0 without one. What they would read: for how
    many ``days`` after their yes, and after how many ``without`` one it ends.
    """

    state: Literal["", "asked"] | Said
    reason: str
    until: int
    may_ask: bool
    days: int
    without: int


@dataclass(frozen=True, slots=True)
class Consent:
    """What stays covered in a case, by kind and number, the calls its person was asked about, and keeping it longer."""

    pieces: Mapping[str, Covered]
    calls: Sequence[Calling]
    keeping: Keeping


@dataclass(frozen=True, slots=True)
class _Opened:
    """A case and what was asked in it, as they stood a moment ago."""

    stored: StoredCase
    head: Head
    key: bytes
    pieces: Mapping[str, bytes]
    questions: Sequence[Question]


@dataclass(frozen=True, slots=True)
class _Step:
    """What one step changes: a question, a line of the talk, a message; ``what`` are closed words for the audit."""

    verb: str
    question: Question
    what: str
    entry: Entry | None = None
    message: Outgoing | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """The verbs of consent. ``operator`` is an account's name; a refusal is told, never half done."""

    desk: Desk
    consents: Consents
    ledger: Ledger
    directory: Directory | None = None

    @classmethod
    def at(cls, desk: Desk, directory: Directory | None = None) -> Asking:
        """Return the verbs for a desk, on the desk's own store."""
        batch = desk.casework.batch
        return cls(desk, Consents(batch), Ledger(Chains(batch), desk.ring, desk.clock), directory)

    # -- reading ---------------------------------------------------------------------------------------------------

    async def of(self, case: str, operator: str, locale: str = "en") -> Consent:
        """Return what is covered and asked in a case its operator holds, and note in the audit what was answered."""
        opened = await self._open(case, operator)
        for question in opened.questions:
            if question.answer and question.noted != _noted(question):
                await self._note_answer(case, operator, question.id)
        abouts = [name.rpartition(" ")[0] for name in opened.pieces if len(name.split()) == 3]
        pieces = {about: self._covered(opened, about, operator) for about in abouts}
        calls = [self._calling(each, locale) for each in opened.questions if each.what == "call"]
        return Consent(pieces, calls, self._keeping(opened))

    def _keeping(self, opened: _Opened) -> Keeping:
        last = last_about(opened.questions, "keep", LONGER)
        state = (last.answer or "asked") if last else ""
        reason, until = (last.name, last.keeps_until) if last else ("", 0)
        return Keeping(state, reason, until, _may(opened, "keep", LONGER), *self._days)

    @property
    def _days(self) -> tuple[int, int]:
        """How many days a case is kept after a yes, and without one after the last word."""
        retention, day = self.desk.retention, timedelta(days=1)
        return retention.agreed // day, -(-retention.open // day)

    def _covered(self, opened: _Opened, about: str, operator: str) -> Covered:
        last = last_about(opened.questions, "see", about)
        may_ask = _may(opened, "see", about)
        if last is None:
            return Covered(about, "covered", may_ask)
        if not last.is_open:
            return Covered(about, last.answer or "asked", may_ask)
        sealed = opened.pieces.get(about)
        if sealed is None:
            return Covered(about, "opening", may_ask=False)
        if operator not in last.seen:
            return Covered(about, "yes", may_ask=False)
        return Covered(about, "seen", may_ask=False, words=self._words(opened, about, sealed))

    def _words(self, opened: _Opened, about: str, sealed: bytes) -> str:
        try:
            return self.desk.sealer.open_by(opened.key, PIECE, sealed, bound_to(opened.stored.id, about)).decode()
        except Unreadable:
            return ""

    def _calling(self, question: Question, locale: str) -> Calling:
        found = self._organisation(question.about)
        if found is None:
            return Calling(question, question.about, ())
        return Calling(
            question, said(found.name, Locale(locale)), [spaced(each) for each in found.phones if each.publish]
        )

    def _organisation(self, name: str) -> Organisation | None:
        return self.directory.by_id.get(name) if self.directory else None

    async def _note_answer(self, case: str, operator: str, question: str) -> None:
        def noted(opened: _Opened) -> _Step | None:
            now = next((each for each in opened.questions if each.id == question), None)
            if now is None or now.noted == _noted(now):
                return None
            return _Step("answer", structs.replace(now, noted=_noted(now)), f"{now.told} {now.answer}")

        await self._do(case, operator, noted, by=HELPLINE)

    # -- asking ----------------------------------------------------------------------------------------------------

    async def ask_to_see(self, case: str, operator: str, about: str) -> str:
        """Have the person asked whether a covered piece may be seen; returns the outbox id of the question."""

        def asked(opened: _Opened) -> _Step:
            if not is_piece(about) or not any(name.rpartition(" ")[0] == about for name in opened.pieces):
                raise NothingCovered("nothing of that name is covered in this case")
            must_be_askable(opened.questions, "see", about, opened.stored.word)
            return self._question(opened, self._fresh(operator, "see", about), _see(about), about)

        return await self._do(case, operator, asked)

    async def ask_to_call(self, case: str, operator: str, organisation: str) -> str:
        """Have the person asked whether we may call an organisation for them; returns the outbox id of the question."""
        found = self._organisation(organisation)
        if found is None or not any(each.publish for each in found.phones):
            raise NothingCovered("no organisation of that name has a number")

        def asked(opened: _Opened) -> _Step:
            must_be_askable(opened.questions, "call", organisation, opened.stored.word)
            shared = opened.head.share if opened.head.share in WOULD_TELL else "none"
            name = said(found.name, Locale(opened.head.locale))
            words = Piece("ask-call", {"organisation": name, "shared": shared})
            question = self._fresh(operator, "call", organisation, name=name)
            return self._question(opened, question, words, organisation, name, shared)

        return await self._do(case, operator, asked)

    async def ask_to_keep(self, case: str, operator: str, reason: str) -> str:
        """Have the person asked whether their open case may be kept longer; returns the outbox id of the question.

        The yes itself is written where it is given: no verb of the desk can keep a case longer.
        """
        if reason not in get_args(Reason):
            raise NothingCovered("a case is kept longer for no such reason")

        def asked(opened: _Opened) -> _Step:
            must_be_askable(opened.questions, "keep", LONGER, opened.stored.word)
            days, without = self._days
            words = Piece("ask-keep", {"reason": reason, "days": days, "without": without})
            question = self._fresh(operator, "keep", LONGER, name=reason, days=days)
            return self._question(opened, question, words, reason, str(days), str(without))

        return await self._do(case, operator, asked)

    def _fresh(self, operator: str, what: Asked, about: str, *, name: str = "", days: int = 0) -> Question:
        at = int(self.desk.clock().timestamp())
        return Question(secrets.token_hex(8), what, about, operator, at, name=name, days=days)

    def _question(self, opened: _Opened, question: Question, words: Piece, *told: str) -> _Step:
        """Return the step that asks; ``told`` is what its line of the talk says of it."""
        ask = question.id
        offers = (
            Offered("choice-yes", tap(ask, "yes").packed()),
            Offered("choice-no", tap(ask, "no").packed()),
            Offered("choice-ask-later", tap(ask, "later").packed()),
        )
        message = Outgoing(opened.head.locale, (words,), offers, case=opened.stored.id)
        entry = Entry(self.desk.clock().timestamp(), question.by, said=words.text, flags=told, outbox=ask)
        return _Step("ask" if question.what == "see" else question.what, question, question.told, entry, message)

    # -- after the person's yes ------------------------------------------------------------------------------------

    async def see(self, case: str, operator: str, about: str) -> None:
        """Note that an operator looks at a piece, on the record; from then on they read it in this case."""

        def seen(opened: _Opened) -> _Step | None:
            last = last_about(opened.questions, "see", about)
            if last is None or not last.is_open or about not in opened.pieces:
                raise NotAllowed("the person did not allow this, or took it back")
            if operator in last.seen:
                return None
            entry = Entry(self.desk.clock().timestamp(), operator, said="seen", flags=(about,))
            return _Step("see", structs.replace(last, seen=(*last.seen, operator)), about, entry)

        await self._do(case, operator, seen)

    async def called(self, case: str, operator: str, question: str, outcome: Outcome, note: str = "") -> None:
        """Note what came of a call the person allowed; ``note`` is for those who work on the case."""

        def ended(opened: _Opened) -> _Step:
            now = next((each for each in opened.questions if each.id == question and each.what == "call"), None)
            if now is None or not now.is_open or now.outcome:
                raise NotAllowed("the person did not allow this, or took it back")
            name = self._calling(now, opened.head.locale).name
            entry = Entry(self.desk.clock().timestamp(), operator, said=f"call-{outcome}", flags=(name,))
            return _Step("called", structs.replace(now, outcome=outcome), f"{now.about} {outcome}", entry)

        await self._do(case, operator, ended)
        if note.strip():
            await self.desk.note(case, operator, note)

    # -- inside ----------------------------------------------------------------------------------------------------

    async def _open(self, case: str, operator: str) -> _Opened:
        stored = await self.desk.casework.case(case, with_talk=False) if case[:2].isdecimal() else None
        head = self.desk.head_of(stored) if stored else None
        if stored is None or head is None:
            raise NoSuchCase("no open case of that name")
        if stored.state == "closed":
            raise CaseClosed("this case is closed")
        if stored.by != operator:
            raise NotYourCase("only the operator who holds a case asks in it")
        key = self.desk.sealer.unwrap(stored.key, stored.id)
        kept = await self.consents.of(case)
        return _Opened(stored, head, key, kept.pieces, questions_of(self.desk.sealer, case, key, kept.asks))

    async def _do(self, case: str, operator: str, decide: Callable[[_Opened], _Step | None], *, by: str = "") -> str:
        """Do what follows from the case as it stands; where it changed meanwhile, decide anew."""
        for _ in range(TRIES):
            opened = await self._open(case, operator)
            step = decide(opened)
            if step is None:
                return ""
            done = await self._write(opened, by or operator, operator, step)
            if done != TAG_MOVED:
                _refuse(done)
                return step.question.id
        raise Crowded("the desk is busy; try again")

    async def _write(self, opened: _Opened, by: str, holder: str, step: _Step) -> int:
        stored, now, sealer = opened.stored, self.desk.clock(), self.desk.sealer
        lane = b""
        if step.message:
            sealed = sealer.seal(PURPOSE, packed(step.message), opened.head.talk, day_of(now))
            lane = outbox.packed(step.question.id, "r", sealed)

        async def act(made: Chained) -> int:
            return await self.consents.act(
                ConsentAct(
                    stored.id, holder, stored.tag, secrets.token_bytes(8), int(now.timestamp() * 1000), made,
                    step.question.id, sealed_question(sealer, step.question, stored.id, opened.key),
                    sealed_entry(sealer, step.entry, stored.id, opened.key) if step.entry else b"", lane, step.verb,
                )
            )  # fmt: skip

        return await self.ledger.write(stored.partition, by, step.verb, stored.id, act, what=step.what)


def _see(about: str) -> Piece:
    kind, _, number = about.partition(" ")
    return Piece("ask-see", {"what": Ref(f"piece-{kind}"), "number": int(number)})


def _may(opened: _Opened, what: Asked, about: str) -> bool:
    try:
        must_be_askable(opened.questions, what, about, opened.stored.word)
    except Refusal:
        return False
    return True


def _noted(question: Question) -> str:
    return f"{question.answer} {question.answered}"


def _refuse(done: int) -> None:
    match done:
        case 0:
            raise NoSuchCase("no open case of that name")
        case -3:
            raise NotYourCase("this case is with somebody else")
        case -4:
            raise CaseClosed("this case is closed")
