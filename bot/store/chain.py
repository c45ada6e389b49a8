"""The audit chain in scripts of its own: what is done beside the verbs of a case is written down in the same step.

Nothing here may make a line or its link; `bot/desk/ledger.py` does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.store.client import Batch, Script, expect
from bot.store.keys import PARTITIONS, prefix

AUDIT_S = 366 * 24 * 3600
MOVED_ON = -1
"""What a script answers when the chain grew meanwhile: the link has to be made anew."""
CHAIN = """
    local function moved_on(P, before) return (redis.call('GET', P .. 'audit:h') or '') ~= before end
    local function write_down(P, line, after)
        if redis.call('EXISTS', P .. 'audit:h') == 0 then redis.call('DEL', P .. 'audit:from') end
        redis.call('XADD', P .. 'audit', '*', 'e', line, 'h', after)
        redis.call('SET', P .. 'audit:h', after, 'EX', AUDIT_S)
        redis.call('EXPIRE', P .. 'audit', AUDIT_S)
        redis.call('EXPIRE', P .. 'audit:from', AUDIT_S)
    end
""".replace("AUDIT_S", str(AUDIT_S))

NOTE = Script(
    "note audit",
    CHAIN
    + """
    -- KEYS: 1 head of the chain.  ARGV: 1 prefix, 2 head expected, 3 new head, 4 line.
    if moved_on(ARGV[1], ARGV[2]) then return -1 end
    write_down(ARGV[1], ARGV[4], ARGV[3])
    return 1
    """,
)

KEEP = Script(
    "keep audit",
    """
    -- Lets the beginning of a shortened chain live as long as the chain.  KEYS: 1 head, 2 where it begins.
    if redis.call('EXISTS', KEYS[1]) == 0 then return redis.call('DEL', KEYS[2]) end
    return redis.call('EXPIRE', KEYS[2], AUDIT_S)
    """.replace("AUDIT_S", str(AUDIT_S)),
)

TRIM = Script(
    "trim audit",
    """
    -- Forgets the oldest lines, up to and with one of them.  KEYS: 1 chain, 2 where it begins.
    -- ARGV: 1 the last id that goes, 2 the value of its line, signed, 3 what the chain begins with so far.
    if (redis.call('GET', KEYS[2]) or '') ~= ARGV[3] then return 0 end
    local gone = redis.call('XRANGE', KEYS[1], '-', ARGV[1])
    for _, each in ipairs(gone) do redis.call('XDEL', KEYS[1], each[1]) end
    redis.call('SET', KEYS[2], ARGV[2], 'EX', AUDIT_S)
    return #gone
    """.replace("AUDIT_S", str(AUDIT_S)),
)


@dataclass(frozen=True, slots=True)
class Chained:
    """One line on its way into a chain: the head it follows, its own value, the line itself."""

    before: bytes
    after: bytes
    line: str


class Chains:
    """Reads and shortens the chains; `Casework.audit` reads them whole."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch

    async def head(self, partition: int) -> bytes:
        """Return the value of a chain's last line."""
        reply = await self._batch.call("GET", f"{prefix(partition)}audit:h")
        return expect(bytes, reply) if reply else b""

    async def note(self, partition: int, chained: Chained) -> int:
        """Write a line that belongs to no verb; `MOVED_ON` when others came between."""
        p = prefix(partition)
        args: list[bytes | str | int | float] = [p, chained.before, chained.after, chained.line]
        return expect(int, await self._batch.script(NOTE, [f"{p}audit:h"], args))

    async def begins(self, partition: int) -> bytes:
        """Return what a shortened chain begins with, signed; nothing for one that was never shortened."""
        reply = await self._batch.call("GET", f"{prefix(partition)}audit:from")
        return expect(bytes, reply) if reply else b""

    async def keep(self, partition: int) -> None:
        """Let what a chain begins with live as long as the chain itself."""
        p = prefix(partition)
        await self._batch.script(KEEP, [f"{p}audit:h", f"{p}audit:from"], [])

    async def older_than(self, partition: int, moment_ms: int) -> tuple[bytes, bytes] | None:
        """Return the id and the value of the youngest line before a moment; None when all are younger."""
        reply = await self._batch.call("XREVRANGE", f"{prefix(partition)}audit", f"({moment_ms}-0", "-", "COUNT", 1)
        rows: Sequence[tuple[bytes, list[bytes]]] = expect(list[tuple[bytes, list[bytes]]], reply)
        return (rows[0][0], rows[0][1][3]) if rows else None

    async def trim(self, partition: int, last: bytes, signed: bytes, begins: bytes) -> int:
        """Forget all lines up to and with ``last``; returns how many, 0 when another process did it meanwhile."""
        p = prefix(partition)
        return expect(int, await self._batch.script(TRIM, [f"{p}audit", f"{p}audit:from"], [last, signed, begins]))


ALL = range(PARTITIONS)
"""Every chain there is: one a partition."""
