"""A whole helpline for one person at a terminal: the real engine, store and sender, and nobody outside.

Nothing here may answer in the engine's place; it only types and shows.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from random import Random

from bot.app import build
from bot.channels.contract import Limits
from bot.channels.layout import Part, lay_out
from bot.channels.terminal import TerminalChannel
from bot.channels.whatsapp_words import LIMITS as WHATSAPP_LIMITS
from bot.channels.whatsapp_words import SMS_LIMITS
from bot.content import Shelf
from bot.desk.verbs import Queued
from bot.helpline import Helpline
from bot.messages import Address, ChannelName, Outbound
from bot.privacy.keyring import Keyring
from bot.settings import Settings
from bot.store.embedded import EmbeddedStore


@dataclass
class Rehearsal:
    """One person's talk. ``said`` grows with what the helpline said; ``cases`` with what it handed over."""

    helpline: Helpline
    channel: TerminalChannel
    address: Address
    hint: str = ""
    said: list[Outbound] = field(default_factory=list)
    _known: set[str] = field(default_factory=set)

    async def say(self, line: str) -> tuple[Sequence[Outbound], Sequence[Queued]]:
        """Say one line as the person; returns what was said to it and the cases it opened."""
        inbound = self.channel.inbound(line, self.address, self.helpline.clock(), secrets.token_hex(4))
        before = len(self.said)
        await self.helpline.receive(replace(inbound, locale_hint=self.hint or None))
        return await self.heard(before)

    async def heard(self, before: int) -> tuple[Sequence[Outbound], Sequence[Queued]]:
        """Return what was said since, and the cases that are new."""
        assert self.helpline.sender is not None
        assert self.helpline.desk is not None
        await self.helpline.sender.drain()
        opened = [case for case in await self.helpline.desk.queue() if case.id not in self._known]
        self._known |= {case.id for case in opened}
        return self.said[before:], opened


@asynccontextmanager
async def rehearsal(
    settings: Settings,
    shelf: Shelf,
    *,
    hint: str = "",
    clock: Callable[[], datetime] | None = None,
    random: Random | None = None,
) -> AsyncIterator[Rehearsal]:
    """Open a rehearsal on a store and keys of its own, which leave nothing behind."""
    folder = Path(tempfile.mkdtemp(prefix="helpline-talk-"))
    settings = settings.model_copy(update={"data_dir": folder})
    Keyring.init(settings.keys_dir, (clock or shelf.clock)())
    store = EmbeddedStore(folder, lasting=False)
    socket = store.start()
    said: list[Outbound] = []
    try:
        helpline = await build(settings, shelf, socket, clock=clock or shelf.clock, random=random, quiet=True)
        channel = TerminalChannel(said.append)
        helpline.add(channel)
        try:
            yield Rehearsal(helpline, channel, Address("terminal", "terminal", "you"), hint, said)
        finally:
            await helpline.close()
    finally:
        store.stop()
        shutil.rmtree(folder, ignore_errors=True)


def limits_of(channel: ChannelName) -> Limits:
    """Return what fits on a channel; a vendor's library is read only for its own."""
    match channel:
        case "telegram":
            from bot.channels.telegram import LIMITS

            return LIMITS
        case "whatsapp":
            return WHATSAPP_LIMITS
        case "sms":
            return SMS_LIMITS
        case "web":
            from bot.channels.web import WebChannel

            return WebChannel.limits
        case _:
            return TerminalChannel.limits


def shown(message: Outbound, as_channel: ChannelName) -> Sequence[Part]:
    """Return a message as a channel would lay it out."""
    return lay_out(message, limits_of(as_channel))
