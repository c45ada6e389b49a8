"""Messages that are to be deleted again soon: which ones, by when. Kept until it is done, so that no crash forgets one.

Nothing here may open a seal.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.store.client import Batch, Script, expect
from bot.store.keys import prefix

RETRY_MS = 60_000
"""A message that could not be deleted is tried again after this long."""
TALK = 30
"""How many characters of an entry name its talk; its sealed ids follow."""

DUE = Script(
    "fading_due",
    """
    -- KEYS: 1 what fades.  ARGV: 1 prefix, 2 now ms, 3 most.
    -- Returns pairs of an entry and its talk's address box; each is put off, and stays until it is said to be done.
    local out = {}
    for _, entry in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[2], 'LIMIT', 0, tonumber(ARGV[3]))) do
        redis.call('ZADD', KEYS[1], tonumber(ARGV[2]) + RETRY_MS, entry)
        out[#out + 1] = {entry, redis.call('HGET', ARGV[1] .. 'at:' .. string.sub(entry, 1, TALK), 'box') or ''}
    end
    return out
    """.replace("RETRY_MS", str(RETRY_MS)).replace("TALK", str(TALK)),
)

HURRY = Script(
    "fading_hurry",
    """
    -- KEYS: 1 what fades.  ARGV: 1 talk, 2 now ms.  Returns how many messages of the talk are due now.
    local n = 0
    for _, entry in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
        if string.sub(entry, 1, TALK) == ARGV[1] then
            redis.call('ZADD', KEYS[1], ARGV[2], entry)
            n = n + 1
        end
    end
    return n
    """.replace("TALK", str(TALK)),
)


@dataclass(frozen=True, slots=True)
class Fades:
    """A message that is to be deleted now; its ids and its talk's address are sealed."""

    partition: int
    entry: bytes
    box: bytes

    @property
    def talk(self) -> str:
        """Return the talk it was said in."""
        return self.entry[:TALK].decode()

    @property
    def ids(self) -> bytes:
        """Return the sealed ids of the message."""
        return self.entry[TALK:]


class FadingList:
    """What fades, in the store; `Outbox.done` adds to it."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch

    async def due(self, partition: int, now_ms: int, most: int = 100) -> list[Fades]:
        """Return what is due; it comes again after a while unless it is said to be done."""
        p = prefix(partition)
        reply = await self._batch.script(DUE, [f"{p}fade"], [p, now_ms, most])
        return [Fades(partition, entry, box) for entry, box in expect(list[tuple[bytes, bytes]], reply)]

    async def hurry(self, partition: int, talk: str, now_ms: int) -> int:
        """Make what fades in a talk due now; return how many messages that is."""
        return expect(int, await self._batch.script(HURRY, [f"{prefix(partition)}fade"], [talk, now_ms]))

    async def done(self, fades: Fades) -> None:
        """Think of a message no longer: it is gone, or cannot be deleted any more."""
        await self._batch.call("ZREM", f"{prefix(fades.partition)}fade", fades.entry)
