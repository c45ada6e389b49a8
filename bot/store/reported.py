"""What a platform says of messages after it accepted them: kept per entry, only ever moving forward.

Nothing here may open a seal. An entry is noted before it is sent, because its reports can come before the send's own
answer; what has not arrived is put back in its lane, or held until the person writes.
"""

from __future__ import annotations

from bot.store.client import Batch, Script, expect
from bot.store.keys import prefix
from bot.store.outbox import HELD_S, Head

OUT_S = 48 * 3600
KEPT_S = 20 * 60
"""How long the message itself is kept, sealed, in case it did not arrive: a little longer than it may wait there."""
AGAIN_MS = 5_000
"""How long after a failure a message is sent once more."""
RANKS = {"sent": 1, "delivered": 2, "left": 2, "window": 2, "refused": 2, "again": 2, "read": 3}
"""How far a report says that a message got. A lower or equal one, come late, changes nothing."""

NOTE = Script(
    "note_out",
    """
    -- KEYS: 1 out, 2 again.  ARGV: 1 talk, 2 case or '', 3 the entry as it lies in its lane.
    redis.call('HSET', KEYS[1], 'talk', ARGV[1], 'case', ARGV[2])
    redis.call('HDEL', KEYS[1], 'rank', 'told')
    redis.call('EXPIRE', KEYS[1], OUT_S)
    redis.call('SET', KEYS[2], ARGV[3], 'EX', KEPT_S)
    return 1
    """.replace("OUT_S", str(OUT_S)).replace("KEPT_S", str(KEPT_S)),
)

REPORT = Script(
    "report",
    """
    -- KEYS: 1 out, 2 again.  ARGV: 1 prefix, 2 entry, 3 part, 4 rank, 5 fate, 6 when to send again (ms),
    --   7 whether it is the last part.
    -- Returns 1 when it moved something, 0 when it was known or came too late.
    local P, entry, rank, fate = ARGV[1], ARGV[2], tonumber(ARGV[4]), ARGV[5]
    local o = redis.call('HMGET', KEYS[1], 'rank', 'case', 'talk', 'again')
    local m = redis.call('GET', KEYS[2])
    redis.call('HSET', KEYS[1], 'p' .. ARGV[3], '1')
    redis.call('EXPIRE', KEYS[1], OUT_S)
    local arrived = fate == 'sent' or fate == 'delivered' or fate == 'read'
    if arrived and ARGV[7] ~= '1' then return 0 end
    if rank <= tonumber(o[1] or 0) then return 0 end
    redis.call('HSET', KEYS[1], 'rank', rank, 'told', '1')
    local talk, case = o[3], o[2] or ''
    if fate == 'again' and (o[4] or not m) then fate = 'refused' end
    if fate == 'again' then
        redis.call('LPUSH', P .. 'lane:' .. talk, m)
        redis.call('HSET', KEYS[1], 'again', '1')
        redis.call('HDEL', KEYS[1], 'rank', 'p' .. ARGV[3])
        if not redis.call('HGET', P .. 'sending', talk) then redis.call('ZADD', P .. 'due', ARGV[6], talk) end
        redis.call('PUBLISH', 'wake', string.sub(P, 3, 4))
        fate = 'waiting'
    elseif fate == 'window' and m and case ~= '' then
        redis.call('RPUSH', P .. 'held:' .. talk, m)
        redis.call('EXPIRE', P .. 'held:' .. talk, HELD_S)
        redis.call('HDEL', KEYS[1], 'rank', 'p' .. ARGV[3])
        fate = 'held'
    elseif rank >= 2 then
        redis.call('DEL', KEYS[2])
    end
    if case ~= '' and redis.call('EXISTS', P .. 'c:' .. case) == 1 then
        local left = redis.call('PTTL', P .. 'c:' .. case)
        redis.call('HSET', P .. 'fate:' .. case, entry, fate)
        if left > 0 then redis.call('PEXPIRE', P .. 'fate:' .. case, left) end
        redis.call('PUBLISH', 'news', string.sub(P, 3, 4) .. ' ' .. case .. ' fate')
    end
    return 1
    """.replace("OUT_S", str(OUT_S)).replace("HELD_S", str(HELD_S)),
)


class Reported:
    """Notes what is sent where reports follow, and takes the reports."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch

    async def note(self, head: Head, case: str) -> None:
        """Note a message before it is sent; ``case`` is that of an operator's words."""
        p = prefix(head.partition)
        entry = head.entry.encode() + head.kind.encode() + head.sealed
        await self._batch.script(NOTE, [f"{p}out:{head.entry}", f"{p}again:{head.entry}"], [head.talk, case, entry])

    async def take(self, entry: str, part: int, fate: str, now_ms: int, *, is_last: bool) -> bool:
        """Take a report on an entry, named as `Channel.send` was given it; False when it changes nothing."""
        p, own = _split(entry)
        last = "1" if is_last else "0"
        args: list[bytes | str | int | float] = [p, own, part, RANKS[fate], fate, now_ms + AGAIN_MS, last]
        return bool(await self._batch.script(REPORT, [f"{p}out:{own}", f"{p}again:{own}"], args))

    async def accepted(self, entry: str) -> frozenset[int]:
        """Return the parts of an entry that the platform has spoken of: those it certainly accepted."""
        p, own = _split(entry)
        fields = expect(list[bytes], await self._batch.call("HKEYS", f"{p}out:{own}"))
        return frozenset(int(field[1:]) for field in fields if field[:1] == b"p")


def _split(entry: str) -> tuple[str, str]:
    return prefix(int(entry[:2])), entry[2:]
