"""What live desks hear: one hub a process follows the store's news and hands each change to every open desk.

Nothing here may know how a desk looks. A desk that does not keep up is dropped, never a change: it comes back and gets
everything anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import structlog

from bot.cases.case import State
from bot.desk.offers import Offer, Offers
from bot.desk.verbs import Desk, Queued
from bot.messages import HelplineError
from bot.store.accounts import DESKS
from bot.store.client import Heard, Rejoined
from bot.store.keys import NEWS

MOST_WAITING = 256
"""Changes a desk may be behind before it is dropped."""
BEAT_S = 15.0
GONE_AFTER_S = 5.0
"""A page that is loaded anew is back before this; only then an operator counts as gone."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A case changed; without a line it is open no more."""

    case: str
    line: Queued | None
    offer: Offer | None = None


@dataclass(frozen=True, slots=True)
class Everything:
    """Anything may have changed: show all anew."""


@dataclass(frozen=True, slots=True)
class Ended:
    """Sessions of an account were ended."""

    name: str


@dataclass(frozen=True, slots=True)
class Quiet:
    """All desks were silenced for a while."""


@dataclass(frozen=True, slots=True)
class Many:
    """An account took very many cases within an hour; supervisors are told."""

    name: str


@dataclass(frozen=True, slots=True)
class Beat:
    """Time passes."""


Change: TypeAlias = Changed | Everything | Ended | Quiet | Many | Beat
Follow: TypeAlias = Callable[..., AsyncIterator[Heard | Rejoined]]


@dataclass(eq=False, slots=True)
class Listener:
    """One open desk. ``drop`` cuts its connection when it does not keep up."""

    operator: str
    drop: Callable[[], None]
    changes: asyncio.Queue[Change | None] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))
    rings_seen: int = -1

    async def next(self) -> list[Change | None]:
        """Return all changes there are, waiting for the first; None among them is the end."""
        changes = [await self.changes.get()]
        while not self.changes.empty():
            changes.append(self.changes.get_nowait())
        return changes


class Hub:
    """Follows the news and keeps the line of every open case at hand."""

    def __init__(self, desk: Desk, offers: Offers, follow: Follow, log: structlog.stdlib.BoundLogger) -> None:
        self._desk = desk
        self._offers = offers
        self._standing_offers: dict[str, Offer] = {}
        self._follow = follow
        self._log = log
        self._lines: dict[str, Queued] = {}
        self._rings: dict[str, int] = {}
        self.rings_turn = 0
        self._listeners: set[Listener] = set()
        self._dirty: set[str] = set()
        self._all_dirty = True
        self._wake = asyncio.Event()
        self._loaded = asyncio.Event()
        self._closing = False

    async def run(self) -> None:
        """Follow the news until cancelled."""
        tasks = [asyncio.create_task(work()) for work in (self._load, self._beat)]
        try:
            async for news in self._follow(NEWS, DESKS):
                self._heard(news)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def is_closing(self) -> bool:
        """Whether the process is ending."""
        return self._closing

    def close(self) -> None:
        """End every open stream; nobody can join any more."""
        self._closing = True
        for listener in tuple(self._listeners):
            self._give(listener, None)

    # -- listeners -------------------------------------------------------------------------------------------------

    def join(self, listener: Listener) -> bool:
        """Hand changes to a desk from now on; False when the process is ending."""
        if not self._closing:
            self._listeners.add(listener)
        return not self._closing

    def leave(self, listener: Listener) -> None:
        """Hand it nothing any more."""
        self._listeners.discard(listener)

    def is_here(self, operator: str) -> bool:
        """Tell whether an operator has a desk open in this process."""
        return any(each.operator == operator for each in self._listeners)

    def offers(self) -> Mapping[str, Offer]:
        """Return the offers that stand, as the news left them."""
        return self._standing_offers

    def rings(self) -> Mapping[str, int]:
        """Return the waiting cases that ring, and the stage of each alarm; `rings_turn` grows when one changes."""
        return self._rings

    async def lines(self) -> list[Queued]:
        """Return the lines of all open cases as the news left them, to start from when following."""
        try:
            async with asyncio.timeout(5):
                await self._loaded.wait()
        except TimeoutError:
            return await self._desk.queue()
        return list(self._lines.values())

    def tell(self, change: Change) -> None:
        """Hand a change to every open desk."""
        for listener in tuple(self._listeners):
            self._give(listener, change)

    def _give(self, listener: Listener, change: Change | None) -> None:
        try:
            listener.changes.put_nowait(change)
        except asyncio.QueueFull:
            self._listeners.discard(listener)
            self._log.warning("desk_dropped", reason="slow")
            listener.drop()

    # -- news ------------------------------------------------------------------------------------------------------

    def _heard(self, news: Heard | Rejoined) -> None:
        match news:
            case Rejoined():
                self._all_dirty = True
                self._loaded.clear()
            case Heard(channel="desk", payload=payload):
                what, _, name = payload.decode().partition(" ")
                if what == "many":
                    self.tell(Many(name))
                    return
                if what != "offer":
                    self.tell(Ended(name) if what == "out" else Quiet())
                    return
                self._dirty.add(name)
            case Heard(payload=payload):
                words = payload.decode().split(" ")
                self._dirty.add(words[1] if len(words) > 1 else "")
        self._wake.set()

    async def _load(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._load_all() if self._all_dirty else await self._load_dirty()
            except HelplineError as wrong:
                self._log.error("desk_news_failed", exc_info=wrong)
                self._all_dirty = True
                await asyncio.sleep(1)
                self._wake.set()

    async def _load_all(self) -> None:
        self._all_dirty = False
        self._dirty.clear()
        self._standing_offers = await self._offers.all()
        self._lines = {line.id: line for line in await self._desk.queue()}
        self._rings = {line.id: line.rung for line in self._lines.values() if _rings(line)}
        self.rings_turn += 1
        self._loaded.set()
        self.tell(Everything())

    async def _load_dirty(self) -> None:
        dirty, self._dirty = self._dirty - {""}, set()
        offers = asyncio.ensure_future(self._offers.all())
        lines = await asyncio.gather(*(self._desk.line(case) for case in dirty))
        self._standing_offers = await offers
        for case, line in zip(dirty, lines, strict=True):
            if line:
                self._lines[case] = line
            else:
                self._lines.pop(case, None)
            self._note_ring(case, line)
            self.tell(Changed(case, line, self._standing_offers.get(case)))

    def _note_ring(self, case: str, line: Queued | None) -> None:
        before = self._rings.pop(case, 0)
        if line and _rings(line):
            self._rings[case] = line.rung
        self.rings_turn += before != self._rings.get(case, 0)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            self.tell(Beat())
            over = {case for case, offer in self._standing_offers.items() if self._offers.is_over(offer)}
            if over:
                self._dirty |= over
                self._wake.set()


def _rings(line: Queued) -> bool:
    return line.state is State.WAITING and line.rung > 0
