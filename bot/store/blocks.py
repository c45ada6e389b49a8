"""Ways to people that are closed for a while, and cases that were marked as spam: what lies where, what a script does.

A block is found by the contact's pseudonym and named by the case it came from. Nobody who reads the list of blocks
learns whose they are. Nothing here may open a seal.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.store.chain import CHAIN, Chained
from bot.store.client import Batch, Reply, Script, expect
from bot.store.ending import OF_CASE
from bot.store.keys import PARTITIONS, partition_of, prefix

SPAM = "spam"
TAKEN_BACK_S = 24 * 3600
"""How long a case that was marked as spam can be taken back: as long as its address lives."""
MOST_BLOCK_S = 30 * 24 * 3600
"""No block lasts longer, whatever a desk asks for."""

APART = """
    local function block(P, case, now_s, until_s, words)
        -- Closes the way to people for whoever this case is of; an earlier block of theirs ends with it.
        local c = redis.call('HMGET', P .. 'c:' .. case, 'contact', 'name')
        local whose = P .. 'block:' .. string.match(c[1] or '', '%S*')
        local life = math.min(math.max(1, until_s - now_s), MOST_BLOCK_S)
        local before = redis.call('GET', whose)
        if before then redis.call('HDEL', P .. 'blocked', before) end
        local all = redis.call('HGETALL', P .. 'blocked')
        for i = 1, #all, 2 do
            if tonumber(string.match(all[i + 1], '^%d+')) <= now_s then redis.call('HDEL', P .. 'blocked', all[i]) end
        end
        redis.call('SET', whose, case, 'EX', life)
        redis.call('HSET', P .. 'blocked', case, until_s .. ' ' .. words .. ' ' .. (c[2] or ''))
        if redis.call('TTL', P .. 'blocked') < life then redis.call('EXPIRE', P .. 'blocked', life) end
    end
    local function mark_spam(P, case, now_s)
        local contact = string.match(redis.call('HGET', P .. 'c:' .. case, 'contact') or '', '%S*')
        redis.call('ZREMRANGEBYSCORE', P .. 'spam', '-inf', now_s - TAKEN_BACK_S)
        redis.call('ZADD', P .. 'spam', now_s, case)
        redis.call('EXPIRE', P .. 'spam', TAKEN_BACK_S)
        redis.call('SET', P .. 'spam:' .. contact, case, 'EX', TAKEN_BACK_S)
    end
""".replace("TAKEN_BACK_S", str(TAKEN_BACK_S)).replace("MOST_BLOCK_S", str(MOST_BLOCK_S))

LIFT = Script(
    "lift block",
    CHAIN
    + """
    -- KEYS: 1 blocks.  ARGV: 1 prefix, 2 case, 3 chain expected, 4 new head, 5 line.
    -- Returns: 1 lifted, 0 there is no such block, -1 the chain moved on.
    local P, case = ARGV[1], ARGV[2]
    if moved_on(P, ARGV[3]) then return -1 end
    if redis.call('HDEL', KEYS[1], case) == 0 then return 0 end
    local contact = string.match(redis.call('HGET', P .. 'c:' .. case, 'contact') or '', '%S*')
    if redis.call('GET', P .. 'block:' .. contact) == case then redis.call('DEL', P .. 'block:' .. contact) end
    write_down(P, ARGV[5], ARGV[4])
    return 1
    """,
)

_TAKE_BACK = (
    CHAIN
    + """
    -- Puts a case that was marked as spam back into the queue.  KEYS: 1 case.
    -- ARGV: 1 prefix, 2 case, 3 chain expected, 4 new head, 5 line, 6 new tag, 7 now s, 8 rank.
    -- Returns: 1 done, 0 it is not there to be taken back, -1 the chain moved on.
    local P, case, now = ARGV[1], ARGV[2], tonumber(ARGV[7])
    if moved_on(P, ARGV[3]) then return -1 end
    local c = redis.call('HMGET', KEYS[1], 'state', 'disposition', 'talk', 'name', 'code', 'contact')
    local since = tonumber(redis.call('ZSCORE', P .. 'spam', case) or 0)
    if c[1] ~= 'closed' or c[2] ~= 'spam' or since <= now - TAKEN_BACK_S then return 0 end
    local contact = string.match(c[6] or '', '%S*')
    if redis.call('GET', P .. 'spam:' .. contact) ~= case then return 0 end
    if redis.call('EXISTS', P .. 'of:' .. contact) == 1 then return 0 end
    if redis.call('EXISTS', P .. 'at:' .. c[3]) == 0 then return 0 end
    if redis.call('HSETNX', P .. 'names', c[4], case) == 0 then return 0 end
    for _, kind in ipairs(OF_CASE) do redis.call('PERSIST', P .. kind .. case) end
    for _, kind in ipairs({'at:', 'held:'}) do redis.call('PERSIST', P .. kind .. c[3]) end
    redis.call('HSET', KEYS[1], 'state', 'waiting', 'by', '', 't', ARGV[6], 'disposition', '', 'back', now, 'word', now)
    redis.call('HDEL', KEYS[1], 'rung', 'told')
    redis.call('SET', P .. 'of:' .. contact, case)
    if redis.call('HGET', P .. 's:' .. contact, 'c') ~= case then redis.call('DEL', P .. 's:' .. contact) end
    local code = c[5] and string.match(c[5], '%S+')
    if code then redis.call('SET', P .. 'code:' .. code, case, 'NX') end
    redis.call('ZADD', P .. 'open', now, case)
    redis.call('ZADD', P .. 'waiting', ARGV[8], case)
    redis.call('ZREM', P .. 'spam', case)
    redis.call('DEL', P .. 'spam:' .. contact)
    write_down(P, ARGV[5], ARGV[4])
    redis.call('PUBLISH', 'news', string.sub(P, 3, 4) .. ' ' .. case .. ' back')
    return 1
    """
)
TAKE_BACK = Script(
    "take back", _TAKE_BACK.replace("TAKEN_BACK_S", str(TAKEN_BACK_S)).replace("OF_CASE", OF_CASE)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StoredBlock:
    """A block as it lies in the list: the case it came from, until when (s), by whom, why, that case's code name."""

    case: str
    until: int
    by: str
    reason: str
    name: str


class BlockStore:
    """Reads blocks and spam, and undoes both."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch

    async def all(self) -> list[StoredBlock]:
        """Return every block in the list, also what lapsed a moment ago."""
        found: list[StoredBlock] = []
        for partition in range(PARTITIONS):
            for case, packed in _pairs(await self._batch.call("HGETALL", f"{prefix(partition)}blocked")):
                until, by, reason, name = packed.decode().split(" ")
                found.append(StoredBlock(case.decode(), int(until), by, reason, name))
        return found

    async def lift(self, case: str, chained: Chained) -> int:
        """End a block: 1 done, 0 there is none, -1 the chain moved on."""
        p = prefix(partition_of(case))
        args: list[bytes | str | int | float] = [p, case, chained.before, chained.after, chained.line]
        return expect(int, await self._batch.script(LIFT, [f"{p}blocked"], args))

    async def spam(self, now_s: int) -> list[tuple[str, int]]:
        """Return the cases that can still be taken back, and when each was marked (s)."""
        found: list[tuple[str, int]] = []
        for partition in range(PARTITIONS):
            key = f"{prefix(partition)}spam"
            since = now_s - TAKEN_BACK_S + 1
            for case, at in _pairs(await self._batch.call("ZRANGEBYSCORE", key, since, "+inf", "WITHSCORES")):
                found.append((case.decode(), int(float(at))))
        return found

    async def take_back(self, case: str, chained: Chained, tag: bytes, now_s: int, rank: float) -> int:
        """Put a case marked as spam back into the queue: 1 done, 0 it cannot be, -1 the chain moved on."""
        p = prefix(partition_of(case))
        args: list[bytes | str | int | float] = [
            p, case, chained.before, chained.after, chained.line, tag, now_s, rank,
        ]  # fmt: skip
        return expect(int, await self._batch.script(TAKE_BACK, [f"{p}c:{case}"], args))


def _pairs(reply: Reply) -> list[tuple[bytes, bytes]]:
    flat = expect(list[bytes], reply)
    return list(zip(flat[::2], flat[1::2], strict=True))
