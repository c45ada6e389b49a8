"""Speaking through Twilio: a message in pieces, each sent once, and certainty sought where a line broke.

Nothing here sends a piece again before it looked whether the platform has it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Protocol, TypeAlias
from urllib.parse import urlencode

from bot.channels.contract import (
    Limits,
    OutsideWindow,
    Rejected,
    SendingError,
    Sent,
    Throttled,
    Uncertain,
    Unreachable,
)
from bot.channels.layout import Part, lay_out
from bot.channels.whatsapp_codes import MenuGone, MenuRefused
from bot.channels.whatsapp_content import BESIDE, OPENER, Menu, Menus, before_menu, menu_of
from bot.channels.whatsapp_deleting import AFTER_ACCEPTED, FarCopies
from bot.channels.whatsapp_inbound import Listed
from bot.channels.whatsapp_line import Said
from bot.messages import Address, ChannelName, HelplineError, Outbound

WINDOW: Final = timedelta(hours=24)
"""How long after a person's last word WhatsApp lets us answer freely."""
MARGIN: Final = timedelta(minutes=2)
"""How much earlier we stop, so that nothing waits at Twilio into the closed window."""
LOOKS: Final = tuple(timedelta(seconds=seconds) for seconds in (2, 5, 13, 40, 60))
"""After which pauses the list is read when a line broke: two minutes in all."""
LOOK_BACK: Final = timedelta(minutes=10)
_REMEMBERED: Final = 1_000

Sleep: TypeAlias = Callable[[float], Awaitable[None]]


class Speaks(Protocol):
    """The line to the platform."""

    async def say(self, sender: str, to: str, said: Said, *, callback: str) -> str: ...
    async def listed(
        self, *, sender: str = "", to: str = "", since: datetime | None = None, most: int = 100
    ) -> list[Listed]: ...


class Windows(Protocol):
    """When a person last wrote."""

    async def wrote(self, address: Address, at: datetime) -> None: ...
    async def wrote_at(self, address: Address, now: datetime) -> datetime | None: ...


class Reports(Protocol):
    """What the platform said later of what it accepted."""

    async def take(self, entry: str, part: int, fate: str, now_ms: int, *, is_last: bool) -> bool: ...
    async def accepted(self, entry: str) -> frozenset[int]: ...


@dataclass(frozen=True, slots=True, repr=False)
class Piece:
    """One message as it goes over the wire: words, a menu, or a template that the organisation had approved."""

    text: str
    menu: Menu | None = None
    template: str = ""


@dataclass(slots=True, repr=False)
class _Begun:
    """How far a message of several pieces got before it had to wait."""

    pieces: list[Piece]
    ids: list[str] = field(default_factory=list)
    known: frozenset[int] = frozenset()


@dataclass(slots=True, repr=False)
class Voice:
    """Speaks for one number of ours. ``callback`` is where statuses go; empty where nobody can call us."""

    channel: ChannelName
    limits: Limits
    line: Speaks
    menus: Menus
    copies: FarCopies
    windows: Windows
    reports: Reports
    callback: str
    spelled: Callable[[str], str]
    opener: Callable[[str], str]
    templates: Mapping[str, str]
    now: Callable[[], datetime]
    sleep: Sleep
    counted: Callable[[str, str], None]
    weighed: Callable[[str], int] | None = None
    _begun: OrderedDict[str, _Begun] = field(default_factory=OrderedDict)
    _ours: OrderedDict[str, None] = field(default_factory=OrderedDict)

    async def say(self, address: Address, message: Outbound, entry: str, *, look_first: bool) -> Sent:
        """Send every piece of a message that was not accepted yet."""
        begun = self._begun.pop(entry, None)
        if begun is None:
            pieces = await self._pieces(address, message)
            begun = _Begun(pieces, known=await self._accepted(entry) if len(pieces) > 1 else frozenset())
        while len(begun.ids) < len(begun.pieces):
            number = len(begun.ids)
            if number in begun.known:
                begun.ids.append("")
                continue
            try:
                begun.ids.append(await self._said(address, begun.pieces, number, entry, look_first=look_first))
            except MenuRefused:
                begun.pieces[number:] = self._in_numbers(begun.pieces[number], message)
            except (Throttled, Unreachable):
                self._remember(entry, begun)
                raise
        return Sent(tuple(begun.ids))

    # -- what is said ------------------------------------------------------------------------------------------------

    async def _pieces(self, address: Address, message: Outbound) -> list[Piece]:
        if await self._window_is_over(address, message):
            template = self.templates.get(message.locale, "") if message.neutral else ""
            if not template:
                raise OutsideWindow
            return [Piece("", template=template)]
        message = replace(message, text=self.spelled(message.text))
        *before, last = lay_out(message, self.limits, beside=BESIDE)
        pieces = [Piece(self.spelled(part.text)) for part in before]
        if last.style not in ("buttons", "list"):
            pieces.append(Piece(self.spelled(last.text)))
        else:
            pieces += self._with_menu(last, message)
        if not all(piece.text for piece in pieces):
            raise Rejected
        return pieces

    def _with_menu(self, part: Part, message: Outbound) -> list[Piece]:
        opener = self.opener(message.locale)[:OPENER]
        if menu := menu_of(part, message, opener):
            return [Piece(part.text, menu)]
        before, line = before_menu(part.text)
        return [Piece(before), Piece(line, menu_of(replace(part, text=line), message, opener))]

    def _in_numbers(self, piece: Piece, message: Outbound) -> list[Piece]:
        """Return a piece with its choices written as numbers, for when its menu cannot be had."""
        if piece.menu is None:
            raise Rejected  # words that the platform does not take; there is no other way to say them
        plain = replace(self.limits, buttons=0, rows=0)
        parts = lay_out(replace(message, text=piece.text), plain)
        return [Piece(self.spelled(part.text)) for part in parts]

    async def _window_is_over(self, address: Address, message: Outbound) -> bool:
        if address.channel != "whatsapp":
            return False
        try:
            wrote = await self.windows.wrote_at(address, self.now())
        except HelplineError:
            wrote = self.now()  # the platform will tell
        if wrote is None:  # more than a day ago, or never noted: the bot answers somebody who has just written
            return message.from_person or message.neutral
        return self.now() - wrote > WINDOW - MARGIN

    # -- how it is said ----------------------------------------------------------------------------------------------

    async def _said(
        self, address: Address, pieces: Sequence[Piece], number: int, entry: str, *, look_first: bool
    ) -> str:
        piece = pieces[number]
        if look_first and (sid := await self._found(address, piece, entry, number)) is not None:
            return sid
        said, digest = await self._worded(piece)
        callback = self._callback(entry, number, len(pieces), digest)
        try:
            sid = await self.line.say(address.account, address.to, said, callback=callback)
        except MenuGone:
            await self._forget(digest)
            said, digest = await self._worded(piece)  # made again, once
            try:
                sid = await self.line.say(address.account, address.to, said, callback=callback)
            except MenuGone:
                raise MenuRefused from None
        except Uncertain:
            sid = await self._found_later(address, piece, entry, number)
        for _ in range(self.weighed(piece.text) if self.weighed else 0):
            self.counted("segment", self.channel)
        await self._note(sid)
        return sid

    async def _worded(self, piece: Piece) -> tuple[Said, str]:
        if piece.template:
            return Said(menu=piece.template), ""
        if piece.menu is None:
            return Said(piece.text), ""
        return Said(menu=await self.menus.sid(piece.menu), variables=piece.menu.variables), self.menus.digest(
            piece.menu
        )

    def _callback(self, entry: str, number: int, count: int, digest: str) -> str:
        told = {"entry": entry, "part": f"{number}of{count}"} | ({"menu": digest} if digest else {})
        return f"{self.callback}?{urlencode(told)}"

    async def _forget(self, digest: str) -> None:
        if not digest:
            raise Rejected  # a template of the organisation that Twilio does not know
        try:
            await self.menus.forget(digest)
        except HelplineError:
            return

    async def _note(self, sid: str) -> None:
        """Remember what was accepted, so that it is deleted there and never taken for another message."""
        if not sid:
            return
        self._ours[sid] = None
        if len(self._ours) > _REMEMBERED:
            self._ours.popitem(last=False)
        try:
            await self.copies.delete_later(sid, self.now() + AFTER_ACCEPTED, self.now())
        except HelplineError:
            return  # the sweep of the list will find it

    async def _accepted(self, entry: str) -> frozenset[int]:
        """Return the pieces that another process got through before it had to wait, as far as they were reported."""
        try:
            return await self.reports.accepted(entry)
        except HelplineError:
            return frozenset()

    # -- what nobody knows -------------------------------------------------------------------------------------------

    async def _found_later(self, address: Address, piece: Piece, entry: str, number: int) -> str:
        """Look for a message whose sending broke off. `Unreachable` when it certainly was not accepted."""
        sure = False
        for pause in LOOKS:
            await self.sleep(pause.total_seconds())
            try:
                sid = await self._found(address, piece, entry, number)
            except SendingError:
                sure = False
                continue
            if sid is not None:
                return sid
            sure = True
        raise Unreachable if sure else Uncertain

    async def _found(self, address: Address, piece: Piece, entry: str, number: int) -> str | None:
        """Return the id of a piece that the platform has, '' where only its report is known; None when it has none."""
        try:
            if number in await self.reports.accepted(entry):
                return ""
            listed = await self.line.listed(sender=address.account, to=address.to, most=50)
            for each in listed:
                if self._is_it(each, piece) and each.sid not in self._ours and not await self.copies.knows(each.sid):
                    return each.sid
        except SendingError:
            raise Uncertain from None
        except HelplineError:
            raise Uncertain from None
        return None

    def _is_it(self, listed: Listed, piece: Piece) -> bool:
        is_recent = self.now() - listed.at < LOOK_BACK
        return not listed.is_inbound and is_recent and (bool(piece.template) or _same(listed.body, piece.text))

    def _remember(self, entry: str, begun: _Begun) -> None:
        self._begun[entry] = begun
        if len(self._begun) > _REMEMBERED:
            self._begun.popitem(last=False)


def _same(one: str, other: str) -> bool:
    return one.split() == other.split()
