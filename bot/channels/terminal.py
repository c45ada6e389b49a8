"""The terminal: the whole talk without any platform, for trying, for scripts and for tests.

Nothing here may answer by itself; it shows what the sender says.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.channels.contract import Limits, Route, Sent
from bot.messages import Address, ChannelName, Inbound, Outbound, Place, Tap

_LOCATION = re.compile(r"/location\s+(-?\d+(?:\.\d+)?)[ ,]+(-?\d+(?:\.\d+)?)$")

LIMITS: dict[ChannelName, Limits] = {
    "terminal": Limits(text=4096, buttons=30, rows=0, button_label=40),
}


class TerminalChannel:
    """Shows messages to whoever sits at the terminal; ``show`` gets each of them."""

    name: ChannelName = "terminal"
    limits = LIMITS["terminal"]

    def __init__(self, show: Callable[[Outbound], None]) -> None:
        self._show = show
        self._last: Outbound | None = None
        self._ids = itertools.count(1)

    def routes(self) -> Sequence[Route]:
        """Return nothing: nobody comes in from the web."""
        return ()

    async def send(self, address: Address, message: Outbound, *, entry: str) -> Sent:
        """Show a message."""
        if message.buttons:
            self._last = message
        self._show(message)
        return Sent((entry,))

    async def erase(self, address: Address, message_ids: Sequence[str]) -> int:
        """A terminal cannot take back what it showed."""
        return len(message_ids)

    async def close(self) -> None:
        """Nothing to give back."""

    def inbound(self, line: str, address: Address, at: datetime, salt: str) -> Inbound:
        """Return what a typed line means: words, ``/location LAT LON``, ``/start``, or a file such as ``/voice``."""
        number = f"{salt}-{next(self._ids)}"
        found = _LOCATION.match(line.strip())
        if found:
            return Inbound(number, address, at, place=Place(float(found[1]), float(found[2])))
        match line.strip():
            case "/start":
                return Inbound(number, address, at, start=True)
            case "/voice":
                return Inbound(number, address, at, media="voice")
            case "/photo":
                return Inbound(number, address, at, media="photo")
            case "/sticker":
                return Inbound(number, address, at, media="sticker")
            case words:
                return Inbound(number, address, at, text=words, tap=self._tapped(words))

    def _tapped(self, words: str) -> Tap | None:
        """Return the tap of the last offered button that reads exactly so, as a person would tap it."""
        buttons = self._last.buttons if self._last else ()
        return next((button.tap for button in buttons if button.label == words), None)
