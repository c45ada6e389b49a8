"""Follow-ups: what is to be done after a case was closed, by when. They end with the case, whatever became of them.

Nothing here may open a seal, and nothing lives longer for it: a follow-up is due while its case can still be read.
"""

from __future__ import annotations

from bot.store.chain import CHAIN, Chained
from bot.store.client import Batch, Script, expect
from bot.store.keys import PARTITIONS, partition_of, prefix

LIST_S = 8 * 24 * 3600

FOLLOW = """
    local function follow_up(P, case, due_s, sealed)
        redis.call('HSET', P .. 'c:' .. case, 'follow', sealed)
        redis.call('ZADD', P .. 'follow', due_s, case)
        redis.call('EXPIRE', P .. 'follow', LIST_S)
        for _, each in ipairs(redis.call('ZRANGE', P .. 'follow', 0, -1)) do
            if redis.call('EXISTS', P .. 'c:' .. each) == 0 then redis.call('ZREM', P .. 'follow', each) end
        end
    end
""".replace("LIST_S", str(LIST_S))

SETTLE = Script(
    "settle follow-up",
    CHAIN
    + """
    -- KEYS: 1 follow-ups.  ARGV: 1 prefix, 2 case, 3 chain expected, 4 new head, 5 line.
    -- Returns: 1 done, 0 there is none, -1 the chain moved on.
    local P = ARGV[1]
    if moved_on(P, ARGV[3]) then return -1 end
    if redis.call('ZREM', KEYS[1], ARGV[2]) == 0 then return 0 end
    redis.call('HDEL', P .. 'c:' .. ARGV[2], 'follow')
    write_down(P, ARGV[5], ARGV[4])
    return 1
    """,
)


class FollowUpStore:
    """Reads what is to be followed up, and notes that it was."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch

    async def all(self) -> list[tuple[str, int, bytes]]:
        """Return every follow-up: its case, when it is due (s), and what it is, sealed; those of gone cases are not."""
        found: list[tuple[str, int, bytes]] = []
        for partition in range(PARTITIONS):
            p = prefix(partition)
            rows = expect(list[bytes], await self._batch.call("ZRANGE", f"{p}follow", 0, -1, "WITHSCORES"))
            for case, due in zip(rows[::2], rows[1::2], strict=True):
                sealed = await self._batch.call("HGET", f"{p}c:{case.decode()}", "follow")
                if sealed is not None:
                    found.append((case.decode(), int(float(due)), expect(bytes, sealed)))
        return found

    async def settle(self, case: str, chained: Chained) -> int:
        """Note that a follow-up was done: 1 done, 0 there is none, -1 the chain moved on."""
        p = prefix(partition_of(case))
        args: list[bytes | str | int | float] = [p, case, chained.before, chained.after, chained.line]
        return expect(int, await self._batch.script(SETTLE, [f"{p}follow"], args))
