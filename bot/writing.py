"""Turns what a sprint caused into what is stored: sealed session, sealed messages, sealed case.

Nothing here may leave a word or an address unsealed.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeAlias

from msgspec import msgpack, structs

from bot.cases.case import Answer, Entry, Head, Queue
from bot.cases.consent import MOST_PIECES, Question, marked
from bot.conversation.events import (
    Answered,
    CaseAmended,
    CaseOpened,
    Forgotten,
    Hidden,
    Said,
    Silenced,
    Sprint,
    Stopped,
    Told,
    WrittenDown,
)
from bot.conversation.session import Session
from bot.messages import ERASABLE, Inbound, TalkId
from bot.outgoing import PURPOSE, WISHES, Outgoing, Reveal, Wishes, offered, packed, piece
from bot.privacy.bonds import Bonds
from bot.privacy.pieces import Cover, Pieces, bound_to
from bot.privacy.redact import Piece, Redacted, covered
from bot.privacy.seal import Sealer
from bot.store import outbox
from bot.store.turns import CaseChange, CaseWrite, Loaded, TurnWrite

SESSION, HEAD, TALK, QUESTION = "session", "head", "talk", "question"
URGENT_AHEAD = 1e10
"""How far ahead of every general case an urgent one waits, in seconds of rank."""
ADDRESS_DAYS = 31
"""How many days a sealed address can be opened: as long as an open case may wait for the person's next word."""
_ENCODER, _QUESTION = msgpack.Encoder(), msgpack.Decoder(Question)

Shows: TypeAlias = Literal["nothing", "numbers", "facts"]
"""What a reader may see of own words: nothing that names anybody, also addresses and numbers because the person allowed
it, or all but the writer's own name and number because the words are there to find somebody."""
Redact = Callable[[str, Shows], Redacted]
"""Hides what names the writer."""


@dataclass(frozen=True, slots=True)
class Writing:
    """Seals what a turn caused. ``erasable`` names the channels whose messages can be deleted again.

    ``hashed_code`` turns a return code into what may be stored of it: the words themselves open a case. ``bonds`` tie
    contact and code to their case. What is covered in own words is sealed apart, for the sender alone.
    """

    sealer: Sealer
    redact: Redact
    hashed_code: Callable[[str], str]
    bonds: Bonds
    pieces: Pieces
    erasable: frozenset[str] = ERASABLE

    def turn(
        self,
        sprint: Sprint,
        *,
        before: Session | None,
        inbound: Inbound,
        loaded: Loaded,
        contact: str,
        mark: str,
        case_key: bytes,
        now: datetime,
        day: int,
    ) -> TurnWrite:
        """Return everything one turn writes."""
        sprint = _with_entries(sprint)
        session = sprint.session
        talk = TalkId((session or before or Session("")).talk)
        case = self._case(sprint, loaded, session, contact, case_key, now, day)
        new_talk = before is None or before.talk != talk
        message_id = inbound.message_id if inbound.address.channel in self.erasable else None
        return TurnWrite(
            contact=contact,
            mark=mark,
            expected_tag=loaded.tag,
            tag=secrets.token_bytes(8),
            session=self.session(session, contact, day) if session else b"",
            talk=talk,
            now_ms=int(now.timestamp() * 1000),
            box=self.sealer.seal_address(inbound.address, talk, day + ADDRESS_DAYS) if new_talk or case else b"",
            how=self._wishes(sprint, talk, day),
            lane=self._lane(sprint, session or before, case.id if case else "", talk, day),
            case=case,
            release=talk if any(isinstance(event, Silenced) for event in sprint.events) else "",
            message_id=self.sealer.seal("message id", message_id.encode(), talk, day) if message_id else b"",
            there_at=_there_at(sprint, now),
        )

    def session(self, session: Session, contact: str, day: int) -> bytes:
        """Return a session sealed for one contact."""
        return self.sealer.seal(SESSION, _ENCODER.encode(session), contact, day)

    # -- messages --------------------------------------------------------------------------------------------------

    def _lane(self, sprint: Sprint, session: Session | None, case: str, talk: str, day: int) -> list[bytes]:
        locale = session.locale if session else ""
        urgent = any(isinstance(event, Told) and "urgent" in event.flags for event in sprint.events)
        entries = [
            self.message(self._reveal(event, case), "b", talk, day)
            for event in sprint.events
            if isinstance(event, Answered) and event.question.what == "see" and event.question.is_open
        ]
        for event in sprint.events:
            if isinstance(event, Said):
                offers = tuple(offered(each.label, each.tap, each.ticked) for each in event.offers)
                pieces = tuple(piece(line) for line in event.lines)
                message = Outgoing(locale, pieces, offers, event.asks_place, event.replaces, fades=event.fades)
                entries.append(self.message(message, "u" if urgent else "b", talk, day))
            elif isinstance(event, Hidden | Forgotten):
                entries.append(self.message(Outgoing(locale, erase=True), "b", talk, day))
            elif isinstance(event, WrittenDown):
                entries.append(self.message(Outgoing(locale, fade_now=True), "b", talk, day))
            elif isinstance(event, Told) and event.photo and case:
                order = Outgoing(locale, case=case, photo=event.photo)
                entries.append(self.message(order, "b", talk, day, event.entry))
        return entries

    def _reveal(self, event: Answered, case: str) -> Outgoing:
        """Return the order to open a piece for its case, which only the sender can carry out."""
        question = event.question
        proof = self.pieces.proof(case, question.about, question.id)
        return Outgoing("", reveal=Reveal(case, question.about, question.id, proof))

    def message(self, message: Outgoing, kind: outbox.Kind, talk: str, day: int, entry: str = "") -> bytes:
        """Return one message as it lies in a lane."""
        return outbox.packed(entry or secrets.token_hex(8), kind, self.sealer.seal(PURPOSE, packed(message), talk, day))

    def _wishes(self, sprint: Sprint, talk: str, day: int) -> bytes:
        head = next((e.head for e in reversed(sprint.events) if isinstance(e, CaseOpened | CaseAmended)), None)
        if head is None:
            return b""
        wishes = Wishes(head.locale, head.reply_mode, head.reply_hours, head.timezone)
        return self.sealer.seal(WISHES, packed(wishes), talk, day)

    # -- the case --------------------------------------------------------------------------------------------------

    def _case(
        self, sprint: Sprint, loaded: Loaded, session: Session | None, contact: str, key: bytes, now: datetime, day: int
    ) -> CaseWrite | None:
        heads = [event for event in sprint.events if isinstance(event, CaseOpened | CaseAmended)]
        opened = any(isinstance(event, CaseOpened) for event in heads)
        told = [event for event in sprint.events if isinstance(event, Told | Answered)]
        tag = loaded.case.tag if loaded.case else b""
        if opened:
            key = self.sealer.new_case_key()
            head = heads[-1].head
            code = self._code(heads, head.id)
            cover = Cover(self.pieces, head.id, (), MOST_PIECES)
            return self._with_pieces(CaseWrite(
                head.id, "open", b"", secrets.token_bytes(8), self._head(head, key, cover),
                self.sealer.wrap(key, head.id, day),
                head.code_name, rank(head.queue, head.opened_at), code, self._told(told, cover, key, now, head),
                self.bonds.of(contact, head.id),
            ), cover, day)  # fmt: skip
        if loaded.case is None or not key:
            return None
        case = loaded.case.id
        ending = self._ending(sprint)
        if ending:
            return CaseWrite(case, ending, tag, secrets.token_bytes(8))
        cover = Cover(self.pieces, case, loaded.case.pieces, MOST_PIECES)
        fresh = secrets.token_bytes(8)
        if heads:
            head = heads[-1].head
            code = self._code(heads, case)
            write = CaseWrite(
                case, "amend", tag, fresh, self._head(head, key, cover), b"",
                head.code_name, rank(head.queue, head.opened_at), code, self._told(told, cover, key, now, head),
            )  # fmt: skip
        elif told:
            write = CaseWrite(case, "touch", tag, fresh, entries=self._told(told, cover, key, now, None, session))
        else:
            points_to_it = session is not None and session.case == case
            return CaseWrite(case, "-", tag) if points_to_it else None
        answers = [event.question for event in sprint.events if isinstance(event, Answered)]
        write = replace(
            write,
            asks=tuple((each.id, sealed_question(self.sealer, each, case, key)) for each in answers),
            covers=tuple(each.about for each in answers if each.what == "see" and not each.is_open),
            keep=next((each.keeps_until for each in reversed(answers) if each.what == "keep"), None),
        )
        return self._with_pieces(write, cover, day)

    def _with_pieces(self, write: CaseWrite, cover: Cover, day: int) -> CaseWrite:
        """Return the change of a case with what was covered in it, each piece in an envelope of its own."""
        sealed = tuple(
            (
                field,
                self.sealer.seal_piece(words, bound_to(cover.case, field.rpartition(" ")[0]), day + ADDRESS_DAYS),
            )
            for field, words in cover.found.items()
        )
        return replace(write, pieces=sealed)

    def _code(self, heads: Sequence[CaseOpened | CaseAmended], case: str) -> str:
        code = next((event.code for event in reversed(heads) if event.code), "")
        return self.bonds.of(self.hashed_code(code), case) if code else ""

    def _ending(self, sprint: Sprint) -> CaseChange | None:
        if any(isinstance(event, Forgotten) for event in sprint.events):
            return "forget"
        return "stop" if any(isinstance(event, Stopped) for event in sprint.events) else None

    def _head(self, head: Head, key: bytes, cover: Cover) -> bytes:
        answers = {name: self._read(answer, head.show_numbers, cover) for name, answer in head.answers.items()}
        return self.sealer.seal_by(key, HEAD, _ENCODER.encode(structs.replace(head, answers=answers)), head.id)

    def _read(self, answer: Answer, show_numbers: bool, cover: Cover) -> Answer:
        """Return an answer as an operator may read it: of rescue facts only what names the writer is covered."""
        if answer.kind not in ("story", "rescue"):
            return answer
        shows: Shows = "facts" if answer.kind == "rescue" else _shows(show_numbers)
        return structs.replace(answer, words=self._covered(answer.words, shows, cover))

    def _covered(self, text: str, shows: Shows, cover: Cover) -> str:
        """Return a text with a numbered mark in the place of everything that names its writer."""

        def mark(piece: Piece) -> str:
            return marked(piece.kind, cover.number(piece.kind, text[piece.start : piece.end]))

        redacted = self.redact(text, shows)
        return covered(text, redacted.pieces, mark) if redacted.pieces else redacted.text

    def _told(
        self,
        told: Sequence[Told | Answered],
        cover: Cover,
        key: bytes,
        now: datetime,
        head: Head | None,
        session: Session | None = None,
    ) -> list[bytes]:
        shows = _shows(head.show_numbers if head else session is not None and session.value("show-numbers") == "yes")
        at, lines = now.timestamp(), list[bytes]()
        for event in told:
            if isinstance(event, Answered):
                question = event.question
                about = question.name or question.about
                line = Entry(at, "person", said=f"{question.what}-{question.answer}", flags=(about,))
            else:
                words = self._covered(event.text, shows, cover)
                line = Entry(at, "person", words, flags=event.flags, outbox=event.entry)
            lines.append(self.entry(line, cover.case, key))
        return lines

    def entry(self, entry: Entry, case: str, key: bytes) -> bytes:
        """Return one line of a case's talk, sealed under the case's own key."""
        return sealed_entry(self.sealer, entry, case, key)


def _with_entries(sprint: Sprint) -> Sprint:
    """Return a sprint whose photos are named: the order to fetch one and its line in the case go by one name."""
    named = (
        replace(event, entry=secrets.token_hex(8)) if isinstance(event, Told) and event.photo else event
        for event in sprint.events
    )
    return replace(sprint, events=tuple(named))


def _there_at(sprint: Sprint, now: datetime) -> int | None:
    """Return when the talk lay open before the person: None while it is covered, 0 when they covered it themselves.

    Who began anew after a silence while a case was open may be another: for that case the person is not back.

    Words of danger to life lay it open: what an operator answers to them is not held.
    """
    session = sprint.session
    in_danger = any(isinstance(event, Told) and "urgent" in event.flags for event in sprint.events)
    if session is not None and session.covered and not in_danger:
        return 0 if session.hidden else None
    if session is not None and session.aside and session.aside.case == session.case != "" and not in_danger:
        return None
    return int(now.timestamp())


def _shows(numbers: bool) -> Shows:
    return "numbers" if numbers else "nothing"


def sealed_question(sealer: Sealer, question: Question, case: str, key: bytes) -> bytes:
    """Return a question of a case with its answer, sealed under the case's own key."""
    return sealer.seal_by(key, QUESTION, _ENCODER.encode(question), bound_to(case, question.id))


def sealed_entry(sealer: Sealer, entry: Entry, case: str, key: bytes) -> bytes:
    """Return one line of a case's talk, sealed under the case's own key."""
    return sealer.seal_by(key, TALK, _ENCODER.encode(entry), case)


def questions_of(sealer: Sealer, case: str, key: bytes, asks: Mapping[str, bytes]) -> tuple[Question, ...]:
    """Return what was asked in a case, in the order of asking."""
    opened = (
        _QUESTION.decode(sealer.open_by(key, QUESTION, sealed, bound_to(case, ask))) for ask, sealed in asks.items()
    )
    return tuple(sorted(opened, key=lambda each: each.at))


def rank(queue: Queue, opened_at: float) -> float:
    """Return where a case waits: urgent ones first, then by waiting time."""
    return opened_at - URGENT_AHEAD if queue == "urgent" else opened_at
