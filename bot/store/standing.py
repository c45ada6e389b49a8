"""Small standing facts shared by all processes: who is at the desk, how long first answers took, pollers' offsets.

Nothing here is about a person who wrote.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence

from bot.store.client import Batch, expect
from bot.store.keys import BOT, DESK

HERE_S = 45
"""How long a desk counts as live after its last sign; desks give one every fifteen seconds."""
SAMPLES = 20
_SAMPLES_S = 90 * 24 * 3600
_OFFSET_S = 8 * 24 * 3600
_COUNTS_S = 90 * 24 * 3600
ALIVE_S = 15


class Standing:
    """Reads and notes standing facts."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch

    async def is_here(self, operator: str, languages: Sequence[str] = ()) -> None:
        """Note that an operator's desk is live."""
        await self._batch.call("SET", f"{DESK}here:{operator}", ",".join(languages), "EX", HERE_S)
        await self._batch.call("SADD", f"{DESK}heres", operator)
        await self._batch.call("EXPIRE", f"{DESK}heres", HERE_S * 2)

    async def went(self, operator: str) -> None:
        """Note that an operator left their desk."""
        await self._batch.call("DEL", f"{DESK}here:{operator}")

    async def here(self) -> list[str]:
        """Return the operators whose desk is live."""
        names = [each.decode() for each in expect(list[bytes], await self._batch.call("SMEMBERS", f"{DESK}heres"))]
        lives = await asyncio.gather(*(self._batch.call("EXISTS", f"{DESK}here:{name}") for name in sorted(names)))
        return [name for name, is_live in zip(sorted(names), lives, strict=True) if is_live]

    async def on_shift(self, now_s: float) -> None:
        """Note that somebody is at a desk now; a shift that nobody notes for a while is over."""
        key = f"{DESK}shift"
        if not await self._batch.call("SET", key, int(now_s), "NX", "EX", HERE_S * 2):
            await self._batch.call("EXPIRE", key, HERE_S * 2)

    async def shift_began(self) -> float | None:
        """Return since when somebody is at a desk without a pause; None when nobody is."""
        reply = await self._batch.call("GET", f"{DESK}shift")
        return float(expect(bytes, reply)) if reply is not None else None

    async def answered_first(self, waited_s: float) -> None:
        """Note how long somebody waited for the first answer."""
        key = f"{DESK}waits"
        await self._batch.call("LPUSH", key, int(waited_s))
        await self._batch.call("LTRIM", key, 0, SAMPLES - 1)
        await self._batch.call("EXPIRE", key, _SAMPLES_S)

    async def waits(self) -> list[float]:
        """Return the last first-answer waits, in seconds, newest first."""
        return [float(each) for each in expect(list[bytes], await self._batch.call("LRANGE", f"{DESK}waits", 0, -1))]

    async def offset(self, poller: str) -> int | None:
        """Return how far a poller has committed."""
        reply = await self._batch.call("GET", f"{BOT}offset:{poller}")
        return int(expect(bytes, reply)) if reply is not None else None

    async def save_offset(self, poller: str, offset: int) -> None:
        """Note how far a poller has committed."""
        await self._batch.call("SET", f"{BOT}offset:{poller}", offset, "EX", _OFFSET_S)

    async def alone(self, task: str, owner: str, seconds: int) -> bool:
        """Take or renew the right to do a task alone; False when another process has it."""
        key = f"{BOT}alone:{task}"
        if await self._batch.call("SET", key, owner, "NX", "EX", seconds):
            return True
        if await self._batch.call("GET", key) != owner.encode():
            return False
        await self._batch.call("EXPIRE", key, seconds)
        return True

    async def bury(self, sealed: bytes) -> None:
        """Keep a sealed dead letter for three days, the last hundred of them."""
        key = f"{BOT}dead"
        await self._batch.call("LPUSH", key, sealed)
        await self._batch.call("LTRIM", key, 0, 99)
        await self._batch.call("EXPIRE", key, 3 * 24 * 3600)

    async def is_alive(self, owner: str) -> int:
        """Note that a sending process lives; return how many do."""
        key, now = f"{BOT}senders", time.time()
        await self._batch.call("ZADD", key, now, owner)
        await self._batch.call("ZREMRANGEBYSCORE", key, "-inf", now - ALIVE_S)
        await self._batch.call("EXPIRE", key, ALIVE_S * 4)
        return expect(int, await self._batch.call("ZCARD", key))

    async def tries(self, who: str, seconds: int) -> int:
        """Count a try of something guarded; return how many there were within its time."""
        key = f"{BOT}try:{who}"
        count = expect(int, await self._batch.call("INCR", key))
        if count == 1:
            await self._batch.call("EXPIRE", key, seconds)
        return count

    async def add_counts(self, counts: Mapping[str, int]) -> None:
        """Add to what was counted, by all processes, since counting began."""
        for name, count in counts.items():
            await self._batch.call("HINCRBY", f"{BOT}counts", name, count)
        if counts:
            await self._batch.call("EXPIRE", f"{BOT}counts", _COUNTS_S)

    async def counts(self) -> dict[str, int]:
        """Return what was counted, by name."""
        told = expect(list[bytes], await self._batch.call("HGETALL", f"{BOT}counts"))
        return {name.decode(): int(count) for name, count in zip(told[::2], told[1::2], strict=True)}
