"""The shell around the engine: name the contact, load, advance, commit; all of it or nothing.

Nothing here may decide what is said. The engine decides; this room gives it the world and keeps what it decided.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from random import Random

import structlog
from msgspec import msgpack

from bot.cases import codenames
from bot.cases.case import Head, State
from bot.coming_back import ComingBack, Tried, welcomed_back
from bot.conversation.engine import advance
from bot.conversation.events import Sprint
from bot.conversation.session import Session
from bot.conversation.world import CaseView, Content, Presence, World
from bot.messages import Address, Arg, HelplineError, Inbound, Locale
from bot.privacy.bonds import Bonds
from bot.privacy.keyring import day_of
from bot.privacy.pseudonym import Pseudonyms
from bot.privacy.returncode import ReturnCodes
from bot.privacy.seal import KeyGone, Sealer, Unreadable
from bot.rescue import rescue
from bot.store import outbox
from bot.store.keys import partition_of
from bot.store.turns import POISON, Loaded, Outcome, Turns
from bot.writing import HEAD, SESSION, Writing, questions_of

TRIES = 24
"""How often a turn is run again when others came between; each time the engine sees the newer state."""
SETTLED = frozenset({Outcome.DONE, Outcome.DONE_AND_TAKEN, Outcome.DONE_ALREADY})
_SESSION = msgpack.Decoder(Session)
_HEAD = msgpack.Decoder(Head)


class Unsettled(HelplineError):
    """A turn found its session changed again and again; the platform should bring the message once more."""


@dataclass
class Draws:
    """What chance gives a turn, drawn only when the turn asks for it."""

    partition: int
    locale: str
    random: Random
    codes: ReturnCodes

    @cached_property
    def talk(self) -> str:
        """Return a fresh talk id; it begins with its partition."""
        return f"{self.partition:02d}{self.random.getrandbits(112):028x}"

    @cached_property
    def case(self) -> str:
        """Return a fresh case id; it begins with its partition."""
        return f"{self.partition:02d}{self.random.getrandbits(112):028x}"

    @cached_property
    def code_name(self) -> str:
        """Return a code name of this partition; whether it is free is seen at the commit."""
        return codenames.draw(self.partition, self.random)

    @cached_property
    def return_code(self) -> str:
        """Return a return code that leads to this partition."""
        return self.codes.code_for_partition(self.partition, self.random, Locale(self.locale or "en"))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a contact lives in the store, and whether they came back with four words."""

    partition: int
    contact: str
    mark: str
    tried: Tried = ""
    came_back: str = ""


@dataclass
class Conversation:
    """Handles inbound messages.

    ``sends_as`` names the sender that runs in this process, if one does; it is handed what a turn says with ``send``,
    and to whom, because it need not look into the outbox for what was put there a moment ago.
    ``at_once`` is how many messages of a contact in ten seconds are answered one by one; 0 is without a limit.
    """

    content: Content
    turns: Turns
    names: Pseudonyms
    codes: ReturnCodes
    coming_back: ComingBack
    sealer: Sealer
    writing: Writing
    bonds: Bonds
    log: structlog.stdlib.BoundLogger
    clock: Callable[[], datetime]
    random: Random
    presence: Callable[[], Presence] = Presence
    sends_as: Callable[[], str] = str
    send: Callable[[outbox.Head, Address], None] = lambda _head, _address: None
    local_time: Callable[[datetime, str], Arg] = lambda moment, _zone: moment.strftime("%H:%M")
    hashed: Callable[[str], str] = str
    at_once: int = 0

    async def handle(self, inbound: Inbound) -> None:
        """Commit one inbound and all it causes; a second delivery of the same message changes nothing.

        Raises whatever kept it from being committed, so that the channel does not say it was.
        """
        now = self.clock()
        partition = self.names.partition(inbound.address)
        contact = self.names.contact_id(inbound.address, now)
        known_before: Address | None = inbound.address
        mark = self.names.mark(inbound.id, inbound.address.channel, inbound.address.account)
        tried, came_back = await self.coming_back.redeemed(inbound, contact)
        if came_back:
            home, partition = partition, partition_of(came_back)
            if home != partition:
                await self.turns.point(home, contact, partition)
            known_before = None
        for attempt in range(TRIES):
            loaded = await self._load(partition, contact, known_before, mark, now, count=attempt == 0)
            if loaded.home and int(loaded.home) != partition:
                partition = int(loaded.home)
                loaded = await self._load(partition, contact, known_before, mark, now, count=attempt == 0)
            if loaded.seen:
                return
            place = _Place(partition, contact, mark, tried, came_back)
            outcome = await self._attempt(inbound, now, place, loaded)
            if outcome in SETTLED:
                return
        raise Unsettled("the session kept changing")

    async def recognise(self, address: Address) -> None:
        """Move somebody known by the last epoch's name to this one's, though they did not write."""
        now, partition = self.clock(), self.names.partition(address)
        contact = self.names.contact_id(address, now)
        loaded = await self._load(partition, contact, address, "", now, count=False)
        if loaded.home and int(loaded.home) != partition:
            await self._load(int(loaded.home), contact, address, "", now, count=False)

    async def _load(
        self, partition: int, contact: str, known_before: Address | None, mark: str, now: datetime, *, count: bool
    ) -> Loaded:
        """Return what a turn begins with; a contact known by the last epoch's name is moved to this one's first.

        ``known_before`` is the address to look for under that name; None where nobody is to be moved.
        """
        loaded = await self.turns.load(partition, contact, mark, count=count)
        if loaded.is_known:
            return loaded
        for old in self.names.candidates(known_before, now)[1:] if known_before else ():
            before = await self.turns.load(partition, old, mark, count=False)
            if before.seen or not before.is_known:
                continue
            session = self._session(before, old)
            sealed = self.writing.session(session, contact, day_of(now)) if session else b""
            bonded = self.bonds.of(contact, before.case.id) if self._case(before, old)[0] and before.case else ""
            await self.turns.move(partition, old, contact, before, secrets.token_bytes(8), sealed, bonded)
            return await self.turns.load(partition, contact, mark, count=False)
        return loaded

    async def _attempt(self, inbound: Inbound, now: datetime, place: _Place, loaded: Loaded) -> Outcome:
        partition, contact = place.partition, place.contact
        session = self._session(loaded, contact)
        view, case_key = self._case(loaded, contact)
        locale = session.locale if session else ""
        world = World(
            content=self.content,
            now=now,
            draws=Draws(partition, locale, self.random, self.codes),
            presence=self.presence(),
            case=view,
            hint=inbound.locale_hint or "",
            hashed=self.hashed,
            local_time=self.local_time,
            code_tried=place.tried,
            blocked_until=datetime.fromtimestamp(loaded.blocked, now.tzinfo) if loaded.blocked else None,
            at_once=self.at_once,
        )
        if view is not None and place.came_back == view.head.id:
            code = world.draws.return_code
            sprint = welcomed_back(view.head, inbound, self.content.catalogue, code, "", now)
        else:
            sprint = self._advance(session, inbound, world, loaded)
        if inbound.gone:
            await self.turns.leave(
                partition, session.talk if session else "", place.mark, session.case if session else ""
            )
            return Outcome.DONE
        write = self.writing.turn(
            sprint, before=session, inbound=inbound, loaded=loaded, contact=contact, mark=place.mark, case_key=case_key,
            now=now, day=day_of(now),
        )  # fmt: skip
        outcome = await self.turns.commit(partition, write, self.sends_as())
        if outcome is Outcome.DONE_AND_TAKEN:
            self.send(outbox.taken(partition, write.talk, write.lane[0]), inbound.address)
        if outcome in SETTLED and not write.session and (home := self.names.partition(inbound.address)) != partition:
            await self.turns.forget_pointer(home, contact)
        return outcome

    def _advance(self, session: Session | None, inbound: Inbound, world: World, loaded: Loaded) -> Sprint:
        """Run the engine; a message it cannot digest is never lost: a person answers it."""
        if loaded.attempts <= POISON:
            try:
                return advance(session, inbound, world)
            except Exception as broken:
                self.log.error("turn_failed", exc_info=broken, channel=inbound.address.channel)
        return rescue(session, inbound, world)

    def _session(self, loaded: Loaded, contact: str) -> Session | None:
        if not loaded.session:
            return None
        try:
            return _SESSION.decode(self.sealer.open(SESSION, loaded.session, contact))
        except (KeyGone, Unreadable, ValueError) as gone:
            self.log.error("session_unreadable", exc_info=gone)
            return None

    def _case(self, loaded: Loaded, contact: str) -> tuple[CaseView | None, bytes]:
        case = loaded.case
        if case is None:
            return None, b""
        if not self.bonds.holds(case.whose, contact, case.id):
            self.log.error("case_misplaced", case=case.id)
            return None, b""
        try:
            key = self.sealer.unwrap(case.key, case.id)
            head = _HEAD.decode(self.sealer.open_by(key, HEAD, case.head, case.id))
            asked = questions_of(self.sealer, case.id, key, case.asks)
        except (KeyGone, Unreadable, ValueError) as gone:
            self.log.error("case_unreadable", exc_info=gone)
            return None, b""
        return CaseView(head, State(case.state), case.by, case.held, asked, case.open), key
