"""Pauses a platform asked of all of us: one process was told, every process keeps it, also one that starts meanwhile.

Nothing here is about a person who wrote.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from bot.store.client import Batch, expect
from bot.store.keys import BOT, PAUSE


class Pauses:
    """Notes and reads pauses, by channel."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch

    async def note(self, channel: str, until: datetime, seconds: float) -> None:
        """Keep a pause for as long as it lasts, and tell every process."""
        until_ms = int(until.timestamp() * 1000)
        await self._batch.call("SET", f"{BOT}pause:{channel}", until_ms, "PX", max(1, int(seconds * 1000)))
        await self._batch.call("PUBLISH", PAUSE, f"{channel} {until_ms}")

    async def standing(self, channels: Sequence[str]) -> Mapping[str, datetime]:
        """Return until when each of these channels is to be left alone, of those that are."""
        found: dict[str, datetime] = {}
        for channel in channels:
            reply = await self._batch.call("GET", f"{BOT}pause:{channel}")
            if reply is not None:
                found[channel] = _moment(int(expect(bytes, reply)))
        return found


def heard(payload: bytes) -> tuple[str, datetime]:
    """Return which channel is to be left alone until when, as it was told.

    >>> heard(b"telegram 1795500000000")[0]
    'telegram'
    """
    channel, until_ms = payload.decode().split(" ")
    return channel, _moment(int(until_ms))


def _moment(until_ms: int) -> datetime:
    return datetime.fromtimestamp(until_ms / 1000, UTC)
