"""Turns what a sprint caused into what is stored: sealed session, sealed messages, sealed case.

Nothing here may leave a word or an address unsealed.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec import msgpack, structs

from bot.cases.case import Answer, Entry, Head, Queue
from bot.conversation.events import (
    CaseAmended,
    CaseOpened,
    Forgotten,
    Hidden,
    Said,
    Silenced,
    Sprint,
    Stopped,
    Told,
)
from bot.conversation.session import Session
from bot.messages import Inbound, TalkId
from bot.outgoing import PURPOSE, WISHES, Outgoing, Wishes, offered, packed, piece
from bot.privacy.bonds import Bonds
from bot.privacy.seal import Sealer
from bot.store import outbox
from bot.store.turns import CaseChange, CaseWrite, Loaded, TurnWrite

SESSION, HEAD, TALK = "session", "head", "talk"
URGENT_AHEAD = 1e10
"""How far ahead of every general case an urgent one waits, in seconds of rank."""
ADDRESS_DAYS = 31
"""How many days a sealed address can be opened: as long as an open case may wait for the person's next word."""
_ENCODER = msgpack.Encoder()

Redact = Callable[[str, bool], str]
"""Hides what names the writer; True where the person allowed addresses and numbers to be read."""


@dataclass(frozen=True, slots=True)
class Writing:
    """Seals what a turn caused. ``erasable`` names the channels whose messages can be deleted again.

    ``hashed_code`` turns a return code into what may be stored of it: the words themselves open a case. ``bonds`` tie
    contact and code to their case.
    """

    sealer: Sealer
    redact: Redact
    hashed_code: Callable[[str], str]
    bonds: Bonds
    erasable: frozenset[str] = frozenset({"telegram", "web"})

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
            there_at=_there_at(session, now),
        )

    def session(self, session: Session, contact: str, day: int) -> bytes:
        """Return a session sealed for one contact."""
        return self.sealer.seal(SESSION, _ENCODER.encode(session), contact, day)

    # -- messages --------------------------------------------------------------------------------------------------

    def _lane(self, sprint: Sprint, session: Session | None, case: str, talk: str, day: int) -> list[bytes]:
        locale = session.locale if session else ""
        urgent = any(isinstance(event, Told) and "urgent" in event.flags for event in sprint.events)
        entries: list[bytes] = []
        for event in sprint.events:
            if isinstance(event, Said):
                offers = tuple(offered(each.label, each.tap, each.ticked) for each in event.offers)
                pieces = tuple(piece(line) for line in event.lines)
                message = Outgoing(locale, pieces, offers, event.asks_place, event.replaces)
                entries.append(self.message(message, "u" if urgent else "b", talk, day))
            elif isinstance(event, Hidden | Forgotten):
                entries.append(self.message(Outgoing(locale, erase=True), "b", talk, day))
        return entries

    def message(self, message: Outgoing, kind: outbox.Kind, talk: str, day: int) -> bytes:
        """Return one message as it lies in a lane."""
        return outbox.packed(secrets.token_hex(8), kind, self.sealer.seal(PURPOSE, packed(message), talk, day))

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
        told = [event for event in sprint.events if isinstance(event, Told)]
        tag = loaded.case.tag if loaded.case else b""
        if opened:
            key = self.sealer.new_case_key()
            head = heads[-1].head
            code = self._code(heads, head.id)
            return CaseWrite(
                head.id, "open", b"", secrets.token_bytes(8), self._head(head, key),
                self.sealer.wrap(key, head.id, day),
                head.code_name, rank(head.queue, head.opened_at), code, self._told(told, head.id, key, now, head),
                self.bonds.of(contact, head.id),
            )  # fmt: skip
        if loaded.case is None or not key:
            return None
        case = loaded.case.id
        ending = self._ending(sprint)
        if ending:
            return CaseWrite(case, ending, tag, secrets.token_bytes(8))
        if heads:
            head = heads[-1].head
            code = self._code(heads, case)
            return CaseWrite(
                case, "amend", tag, secrets.token_bytes(8), self._head(head, key), b"",
                head.code_name, rank(head.queue, head.opened_at), code, self._told(told, case, key, now, head),
            )  # fmt: skip
        if told:
            return CaseWrite(case, "touch", tag, entries=self._told(told, case, key, now, None, session))
        points_to_it = session is not None and session.case == case
        return CaseWrite(case, "-", tag) if points_to_it else None

    def _code(self, heads: Sequence[CaseOpened | CaseAmended], case: str) -> str:
        code = next((event.code for event in reversed(heads) if event.code), "")
        return self.bonds.of(self.hashed_code(code), case) if code else ""

    def _ending(self, sprint: Sprint) -> CaseChange | None:
        if any(isinstance(event, Forgotten) for event in sprint.events):
            return "forget"
        return "stop" if any(isinstance(event, Stopped) for event in sprint.events) else None

    def _head(self, head: Head, key: bytes) -> bytes:
        answers = {name: self._read(answer, head.show_numbers) for name, answer in head.answers.items()}
        return self.sealer.seal_by(key, HEAD, _ENCODER.encode(structs.replace(head, answers=answers)), head.id)

    def _read(self, answer: Answer, show_numbers: bool) -> Answer:
        """Return an answer as an operator may read it: own words redacted, rescue facts as written."""
        if answer.kind != "story":
            return answer
        return structs.replace(answer, words=self.redact(answer.words, show_numbers))

    def _told(
        self,
        told: Sequence[Told],
        case: str,
        key: bytes,
        now: datetime,
        head: Head | None,
        session: Session | None = None,
    ) -> list[bytes]:
        shows = head.show_numbers if head else session is not None and session.value("show-numbers") == "yes"
        return [
            self.entry(Entry(now.timestamp(), "person", self.redact(event.text, shows), flags=event.flags), case, key)
            for event in told
        ]

    def entry(self, entry: Entry, case: str, key: bytes) -> bytes:
        """Return one line of a case's talk, sealed under the case's own key."""
        return self.sealer.seal_by(key, TALK, _ENCODER.encode(entry), case)


def _there_at(session: Session | None, now: datetime) -> int | None:
    """Return when the talk lay open before the person: None while it is covered, 0 when they covered it themselves."""
    if session is not None and session.covered:
        return 0 if session.hidden else None
    return int(now.timestamp())


def rank(queue: Queue, opened_at: float) -> float:
    """Return where a case waits: urgent ones first, then by waiting time."""
    return opened_at - URGENT_AHEAD if queue == "urgent" else opened_at
