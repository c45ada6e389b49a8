"""What the desk changed in the hours, sealed, in one place for all processes; and how many cases an account took.

It lies in the first partition, so that a change and its line in that partition's audit are one step.
"""

from __future__ import annotations

from bot.store.accounts import DESKS
from bot.store.chain import CHAIN, Chained
from bot.store.client import Batch, Script, expect
from bot.store.keys import DESK, prefix

HOME = 0
_KEY = f"{prefix(HOME)}hours"
HOUR_S = 3600
MANY_S = 24 * 3600

CHANGE = Script(
    "change hours",
    CHAIN
    + """
    -- KEYS: 1 hours.  ARGV: 1 prefix, 2 what lies there or '', 3 chain expected, 4 new head, 5 line, 6 sealed or ''.
    -- Returns: 1 done, 0 somebody else changed it, -1 the chain moved on.
    local P = ARGV[1]
    if moved_on(P, ARGV[3]) then return -1 end
    if (redis.call('GET', KEYS[1]) or '') ~= ARGV[2] then return 0 end
    if ARGV[6] == '' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], ARGV[6]) end
    write_down(P, ARGV[5], ARGV[4])
    return 1
    """,
)

RESEAL = Script(
    "reseal hours",
    """
    -- KEYS: 1 hours.  ARGV: 1 before, 2 after.
    if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
    redis.call('SET', KEYS[1], ARGV[2])
    return 1
    """,
)


class HoursStore:
    """Keeps the layer, and counts claims."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch

    async def layer(self) -> bytes:
        """Return what the desk changed, sealed; nothing where the file alone holds."""
        reply = await self._batch.call("GET", _KEY)
        return expect(bytes, reply) if reply else b""

    async def change(self, before: bytes, after: bytes, chained: Chained) -> int:
        """Put another layer in its place: 1 done, 0 somebody else changed it, -1 the chain moved on."""
        args: list[bytes | str | int | float] = [
            prefix(HOME), before, chained.before, chained.after, chained.line, after,
        ]  # fmt: skip
        return expect(int, await self._batch.script(CHANGE, [_KEY], args))

    async def reseal(self, before: bytes, after: bytes) -> bool:
        """Keep the same layer, sealed anew, unless it changed meanwhile."""
        return bool(await self._batch.script(RESEAL, [_KEY], [before, after]))

    # -- claims ----------------------------------------------------------------------------------------------------

    async def count_claim(self, operator: str, now_s: int, most: int) -> bool:
        """Count a claim; True when it is the first that goes beyond ``most`` within an hour."""
        key = f"{DESK}claims:{operator}"
        await self._batch.call("LPUSH", key, now_s)
        await self._batch.call("LTRIM", key, 0, most * 4)
        await self._batch.call("EXPIRE", key, HOUR_S)
        moments = [int(each) for each in expect(list[bytes], await self._batch.call("LRANGE", key, 0, -1))]
        return sum(now_s - each < HOUR_S for each in moments) == most + 1

    async def note_many(self, operator: str, now_s: int) -> None:
        """Note that an account took very many cases, and tell the desks."""
        await self._batch.call("HSET", f"{DESK}many", operator, now_s)
        await self._batch.call("EXPIRE", f"{DESK}many", MANY_S)
        await self._batch.call("PUBLISH", DESKS, f"many {operator}")

    async def many(self) -> dict[str, int]:
        """Return who took very many cases within an hour, and when (s)."""
        flat = expect(list[bytes], await self._batch.call("HGETALL", f"{DESK}many"))
        return {name.decode(): int(at) for name, at in zip(flat[::2], flat[1::2], strict=True)}
