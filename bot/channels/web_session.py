"""The sessions of the web chat: what their mailboxes are told, and the view a page gets of them.

Nothing here may know a request. The token of a session is never stored: an address carries only its SHA-256.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.channels.contract import OutsideWindow, PersonLeft
from bot.channels.web_page import View, choose_locale
from bot.channels.web_talk import Entry, Talk, said
from bot.messages import Address, Outbound


class Mailbox(Protocol):
    """Keeps what was said to and by a session, sealed, until 24 hours after the last word.

    Numbers of one address only ever rise, also after a wipe and after everything expired: an open page that asks for
    what is newer than a number must never wait for numbers that come again. Each method raises `NotAccepted` when the
    store cannot be reached.
    """

    async def put(self, address: Address, message: bytes) -> int:
        """Keep one message; return its number, from 1."""

    async def since(self, address: Address, after: int) -> list[tuple[int, bytes]]:
        """Return everything with a higher number, in order."""

    async def wait(self, address: Address, after: int, timeout: float) -> bool:  # noqa: ASYNC109 (the store's own wait)
        """Wait at most ``timeout`` seconds; return True when something newer is there, also if it was before."""

    async def wipe(self, address: Address, upto: int | None = None) -> None:
        """Delete everything up to and with a number; everything when None."""

    async def drop(self, address: Address, number: int) -> None:
        """Delete the message with a number alone."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The times and amounts of the web chat; the defaults are the promises, tests shorten them.

    ``quiet`` covers a talk, ``life`` ends a session, both since the person's last sign of life. ``answer_s`` is how
    long a page without a script waits for the answer that it will show.
    """

    quiet: timedelta = timedelta(minutes=15)
    life: timedelta = timedelta(hours=24)
    beat_s: float = 20.0
    answer_s: float = 2.0
    stream_s: float = 600.0
    words_burst: int = 20
    words_every_s: float = 3.0
    sessions_burst: int = 30
    sessions_every_s: float = 2.0
    streams: int = 2000
    streams_each: int = 4


def address_of(token: str) -> Address:
    """Return the address of a session: it can be answered, but the cookie cannot be made from it."""
    digest = hashlib.sha256(b"web chat session " + token.encode()).digest()
    return Address("web", "web", base64.urlsafe_b64encode(digest).rstrip(b"=").decode())


class Sessions:
    """What the page may do with the mailboxes."""

    def __init__(self, mailbox: Mailbox, locales: Sequence[str], pace: Pace, now: Callable[[], datetime]) -> None:
        self.mailbox = mailbox
        self._locales = tuple(locales)
        self._pace = pace
        self._now = now

    async def talk(self, address: Address) -> Talk:
        return Talk.read(await self.mailbox.since(address, 0))

    def is_over(self, talk: Talk) -> bool:
        return talk.is_quiet(self._now(), self._pace.life)

    def is_covered(self, talk: Talk) -> bool:
        return talk.is_quiet(self._now(), self._pace.quiet)

    async def view(self, address: Address | None, locale: str) -> View:
        """Return what may be seen of a session at this moment."""
        return View("start", locale) if address is None else self.view_of(await self.talk(address), locale)

    def view_of(self, talk: Talk, locale: str) -> View:
        locale = choose_locale([talk.locale, locale], self._locales)
        if self.is_over(talk) or not talk.has_begun:
            return View("start", locale, newest=talk.newest)
        if self.is_covered(talk):
            return View("cover", locale, newest=talk.newest, fresh=bool(talk.unseen()))
        fresh = bool(talk.unseen())
        return View("talk", locale, talk.newest, talk.newest, fresh, talk.erased, talk.shown(), talk.gone)

    async def say(self, address: Address, message: Outbound, entry: str) -> None:
        """Put a message of ours where the page finds it; the same ``entry`` again is there only once."""
        talk = await self.talk(address)
        if not talk.newest:
            raise PersonLeft
        if self.is_over(talk):
            raise OutsideWindow
        if talk.words_of(entry) is None:
            await self.mailbox.put(address, said(message, entry, self._now()).packed())

    async def open_sitting(self, address: Address, talk: Talk) -> None:
        """Begin anew after a silence: what was said before is wiped, but for what no page has shown yet."""
        if talk.newest:
            await self.mailbox.wipe(address, talk.newest if self.is_over(talk) else talk.hidden_for_good())
        await self.mailbox.put(address, Entry(kind="mark", at=self._now(), again=True).packed())

    async def keep_own(self, address: Address, entry_id: str, at: datetime, words: str) -> None:
        """Keep the person's side of what was accepted; a start has no words and leaves only a mark."""
        mine = Entry(kind="person" if words else "mark", at=at, id=entry_id, text=words)
        await self.mailbox.put(address, mine.packed())

    async def wait_for_answer(self, address: Address, before: int) -> None:
        """Wait a moment for words of ours after a number, and a little longer for what follows them."""
        talk = await self.talk(address)
        if not talk.answered_since(before):
            await self.mailbox.wait(address, talk.newest, self._pace.answer_s)
            talk = await self.talk(address)
        if talk.answered_since(before):
            await self.mailbox.wait(address, talk.newest, self._pace.answer_s / 10)

    async def mark_seen(self, address: Address, upto: int) -> None:
        """Keep a sign of life, unless the talk is covered: looking at the cover does not lift it."""
        talk = await self.talk(address)
        if not self.is_covered(talk):
            mark = Entry(kind="mark", at=self._now(), seen=min(max(upto, talk.seen), talk.newest))
            await self.mailbox.put(address, mark.packed())

    async def erase(self, address: Address, message_ids: Sequence[str]) -> None:
        """Delete everything up to the newest of these messages, on open pages too."""
        talk = await self.talk(address)
        if upto := talk.newest_of(message_ids):
            await self.mailbox.wipe(address, upto)
            mark = Entry(kind="mark", at=talk.alive_at or self._now(), seen=talk.seen, erased=upto)
            await self.mailbox.put(address, mark.packed())

    async def take_back(self, address: Address, message_ids: Sequence[str]) -> None:
        """Delete these messages alone, on open pages too."""
        talk = await self.talk(address)
        for number in talk.numbers_of(message_ids):
            await self.mailbox.drop(address, number)
            mark = Entry(kind="mark", at=talk.alive_at or self._now(), seen=talk.seen, gone=number)
            await self.mailbox.put(address, mark.packed())
