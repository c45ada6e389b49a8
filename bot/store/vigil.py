"""The vigil over those who wait: each alarm rings once, each truth is told once, and only while it is still true.

Nothing here may open a seal or look at a clock. Every check and what follows from it is one script, so a case that is
claimed in the same moment rings nobody and tells nothing.
"""

from __future__ import annotations

from bot.store.client import Batch, Script, expect
from bot.store.keys import BOT, partition_of, prefix
from bot.store.outbox import SILENT_S
from bot.store.refusals import StoreRefused

CALLS_S = 600
"""How long a call for the operators' chat waits for a process that can send it; later it would be about the past."""
MOST_CALLS = 50

RING = Script(
    "ring",
    """
    -- KEYS: 1 case.  ARGV: 1 prefix, 2 case, 3 stage, 4 its name.  Returns 1 when it had to ring, and does.
    local c = redis.call('HMGET', KEYS[1], 'state', 'rung')
    if c[1] ~= 'waiting' or tonumber(c[2] or 0) >= tonumber(ARGV[3]) then return 0 end
    redis.call('HSET', KEYS[1], 'rung', ARGV[3])
    redis.call('PUBLISH', 'news', string.sub(ARGV[1], 3, 4) .. ' ' .. ARGV[2] .. ' alarm-' .. ARGV[4])
    return 1
    """,
)

TELL = Script(
    "tell",
    """
    -- KEYS: 1 case.  ARGV: 1 prefix, 2 case, 3 which truth, 4 lane entry, 5 now ms.  Returns 1 when it will be said.
    local P, now = ARGV[1], tonumber(ARGV[5])
    local c = redis.call('HMGET', KEYS[1], 'state', 'told', 'talk')
    if c[1] ~= 'waiting' or tonumber(c[2] or 0) >= tonumber(ARGV[3]) then return 0 end
    local there = tonumber(redis.call('HGET', P .. 'at:' .. c[3], 'there') or 0)
    if now / 1000 - there >= SILENT_S then return 0 end
    redis.call('HSET', KEYS[1], 'told', ARGV[3])
    redis.call('RPUSH', P .. 'lane:' .. c[3], ARGV[4])
    if not redis.call('HGET', P .. 'sending', c[3]) then redis.call('ZADD', P .. 'due', now, c[3]) end
    redis.call('PUBLISH', 'wake', string.sub(P, 3, 4))
    return 1
    """.replace("SILENT_S", str(SILENT_S)),
)


class Vigil:
    """Notes what was rung and told, in the same step in which it happens."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch

    async def ring(self, case: str, stage: int, name: str) -> bool:
        """Ring every desk for a case that waits, unless this stage has rung already."""
        p = prefix(partition_of(case))
        return bool(await self._batch.script(RING, [f"{p}c:{case}"], [p, case, int(stage), name]))

    async def tell(self, case: str, truth: int, entry: bytes, now_ms: int) -> bool:
        """Put a truth on its way, unless the person heard it, is answered by now, or is not there any more."""
        p = prefix(partition_of(case))
        return bool(await self._batch.script(TELL, [f"{p}c:{case}"], [p, case, int(truth), entry, now_ms]))

    async def call(self, words: str) -> None:
        """Leave a call for whichever process speaks to the operators' chat."""
        key = f"{BOT}calls"
        await self._batch.call("RPUSH", key, words)
        await self._batch.call("LTRIM", key, -MOST_CALLS, -1)
        await self._batch.call("EXPIRE", key, CALLS_S)

    async def next_call(self) -> str | None:
        """Take the oldest call; no other process gets it."""
        reply = await self._batch.call("LPOP", f"{BOT}calls")
        return expect(bytes, reply).decode() if reply else None


async def leave_no_trace(batch: Batch) -> bool:
    """Have every server write its file anew, without what was deleted since; False where one refuses.

    A server whose file has not grown is asked all the same: whatever was deleted made some file grow.
    """
    told = [expect(bytes, each) for each in await batch.call_everywhere("INFO", "persistence")]
    facts = [dict(line.split(b":", 1) for line in each.split() if b":" in line) for each in told]
    grown = any(int(each.get(b"aof_current_size", 0)) > int(each.get(b"aof_base_size", 0)) for each in facts)
    if not grown or any(each.get(b"aof_rewrite_in_progress") == b"1" for each in facts):
        return True
    try:
        await batch.call_everywhere("BGREWRITEAOF")
    except StoreRefused:
        return False
    return True
