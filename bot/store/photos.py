"""Photos in the store: those that are still to be fetched, and those of a case, sealed under its own key.

Nothing here may open a seal. A photo that is to be fetched stays until it is kept or given up.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.store.client import Batch, Script, expect
from bot.store.keys import partition_of, prefix
from bot.store.outbox import ENTRY_HEAD

RETRY_MS = 20_000
"""A photo that could not be fetched is tried again after this long."""
TALK = 30
"""How many characters of an order name its talk; the lane's entry follows."""

DUE = Script(
    "photos_due",
    """
    -- KEYS: 1 what is to be fetched.  ARGV: 1 now ms, 2 most.  Each is put off, and stays until it is done.
    local out = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, tonumber(ARGV[2]))
    for _, order in ipairs(out) do redis.call('ZADD', KEYS[1], tonumber(ARGV[1]) + RETRY_MS, order) end
    return out
    """.replace("RETRY_MS", str(RETRY_MS)),
)

KEEP = Script(
    "photo_keep",
    """
    -- KEYS: 1 case.  ARGV: 1 prefix, 2 case, 3 order, 4 photo's id, 5 sealed photo, 6 most of a case.
    -- Returns 1 kept, 0 the case is over or it was done before, -1 the case has as many as it may.
    local P, case, state = ARGV[1], ARGV[2], redis.call('HGET', KEYS[1], 'state')
    if not state or state == 'closed' then
        redis.call('ZREM', P .. 'fetch', ARGV[3])
        return 0
    end
    if redis.call('HLEN', P .. 'photo:' .. case) >= tonumber(ARGV[6]) then return -1 end
    if redis.call('ZREM', P .. 'fetch', ARGV[3]) == 0 then return 0 end
    redis.call('HSET', P .. 'photo:' .. case, ARGV[4], ARGV[5])
    redis.call('HSET', P .. 'fate:' .. case, ARGV[4], 'here')
    redis.call('PUBLISH', 'news', string.sub(P, 3, 4) .. ' ' .. case .. ' photo')
    return 1
    """,
)

GIVE_UP = Script(
    "photo_give_up",
    """
    -- KEYS: 1 case.  ARGV: 1 prefix, 2 case, 3 order, 4 photo's id, 5 what the person is told, a lane's entry,
    --   6 talk, 7 now ms.  Nobody is told twice, and of a case that is over nobody is told anything.
    local P, case, talk, state = ARGV[1], ARGV[2], ARGV[6], redis.call('HGET', KEYS[1], 'state')
    if redis.call('ZREM', P .. 'fetch', ARGV[3]) == 0 then return 0 end
    if not state or state == 'closed' then return 0 end
    redis.call('HSET', P .. 'fate:' .. case, ARGV[4], 'lost')
    redis.call('RPUSH', P .. 'lane:' .. talk, ARGV[5])
    if not redis.call('HGET', P .. 'sending', talk) then redis.call('ZADD', P .. 'due', ARGV[7], talk) end
    redis.call('PUBLISH', 'wake', string.sub(P, 3, 4))
    redis.call('PUBLISH', 'news', string.sub(P, 3, 4) .. ' ' .. case .. ' photo')
    return 1
    """,
)


@dataclass(frozen=True, slots=True)
class Order:
    """A photo that is to be fetched; where it lies is sealed. ``id`` names it in its case from then on."""

    partition: int
    raw: bytes

    @property
    def talk(self) -> str:
        """Return the talk it was sent in."""
        return self.raw[:TALK].decode()

    @property
    def id(self) -> str:
        """Return what the photo is called in its case."""
        return self.raw[TALK : TALK + ENTRY_HEAD - 1].decode()

    @property
    def sealed(self) -> bytes:
        """Return the sealed order as it lay in the lane."""
        return self.raw[TALK + ENTRY_HEAD :]


class Kept(Enum):
    """What became of a photo that was fetched."""

    HERE = 1
    OVER = 0
    TOO_MANY = -1


class Photos:
    """Orders and photos; `Outbox.done` makes an order of what lay in a lane."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch

    async def due(self, partition: int, now_ms: int, most: int = 20) -> list[Order]:
        """Return what is to be fetched now; it comes again after a while unless it is done."""
        reply = await self._batch.script(DUE, [f"{prefix(partition)}fetch"], [now_ms, most])
        return [Order(partition, raw) for raw in expect(list[bytes], reply)]

    async def drop(self, order: Order) -> None:
        """Forget an order that nobody can read or needs."""
        await self._batch.call("ZREM", f"{prefix(order.partition)}fetch", order.raw)

    async def keep(self, order: Order, case: str, sealed: bytes, most: int) -> Kept:
        """Keep a photo with its case; nothing of a case that is over."""
        p = prefix(order.partition)
        args: list[bytes | str | int | float] = [p, case, order.raw, order.id, sealed, most]
        return Kept(expect(int, await self._batch.script(KEEP, [f"{p}c:{case}"], args)))

    async def give_up(self, order: Order, case: str, told: bytes, now_ms: int) -> None:
        """Note that a photo did not come, and put what its sender is told of it into their lane."""
        p = prefix(order.partition)
        args: list[bytes | str | int | float] = [p, case, order.raw, order.id, told, order.talk, now_ms]
        await self._batch.script(GIVE_UP, [f"{p}c:{case}"], args)

    async def of(self, case: str, photo: str) -> bytes:
        """Return a photo of a case, sealed; nothing where there is none."""
        reply = await self._batch.call("HGET", f"{prefix(partition_of(case))}photo:{case}", photo)
        return expect(bytes, reply) if reply else b""
