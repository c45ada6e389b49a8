"""Cases in the store: one script per verb of the desk, each with its line in the audit chain.

Nothing here may open a seal; a verb that is refused changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.store.blocks import APART
from bot.store.chain import AUDIT_S
from bot.store.client import Batch, Script, expect
from bot.store.ending import end_case
from bot.store.followups import FOLLOW
from bot.store.keep import AS_PROMISED, Keep
from bot.store.keys import PARTITIONS, partition_of, prefix

Reached: TypeAlias = Literal["box", "how"]
"""What is kept of reaching a person: their address in its box, how they allowed to be answered."""

FIRST_ANSWER = 2
"""What `Casework.act` returns for a reply that is the first one of its case."""

Verb = Literal["claim", "release", "lapse", "transfer", "close", "block", "reply", "note", "head"]

_ACT = """
    -- One verb of the desk.  KEYS: 1 case.
    -- ARGV: 1 prefix, 2 case, 3 verb, 4 operator, 5 new tag, 6 now ms, 7 audit head expected, 8 new audit head,
    --   9 audit line, 10 target of a transfer, 11 rank when it goes back to wait, 12 talk entry, 13 lane entry,
    --   14 disposition, 15 head written anew, 16 the last act of whom a lapse names as target (s), 17 until when a
    --   block lasts or a follow-up is due (s), 18 by whom and why a block is, 19 what to follow up, sealed.
    -- Returns: 1 done, 2 done and the first answer, 0 no such case, -1 the chain moved on, -2 taken, -3 not yours,
    --   -4 closed.
    local P, case, verb, who, now = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[6])
    local c = redis.call('HMGET', KEYS[1], 'state', 'by', 'talk', 'active')
    if not c[1] then return 0 end
    if (redis.call('GET', P .. 'audit:h') or '') ~= ARGV[7] then return -1 end
    if c[1] == 'closed' then return -4 end
    if verb == 'claim' then
        if c[1] ~= 'waiting' then return c[2] == who and 1 or -2 end
    elseif verb == 'lapse' then
        if c[1] ~= 'claimed' or c[2] ~= ARGV[10] or c[4] ~= ARGV[16] then return -3 end
    elseif verb ~= 'head' and (c[1] ~= 'claimed' or c[2] ~= who) then
        return -3
    end
    local talk = c[3]
    if verb == 'claim' then
        redis.call('HSET', KEYS[1], 'state', 'claimed', 'by', who, 't', ARGV[5], 'claimed', math.floor(now / 1000))
        redis.call('HSET', KEYS[1], 'active', math.floor(now / 1000))
        redis.call('HDEL', KEYS[1], 'rung', 'told')
        redis.call('ZREM', P .. 'waiting', case)
    elseif verb == 'release' or verb == 'lapse' then
        redis.call('HSET', KEYS[1], 'state', 'waiting', 'by', '', 't', ARGV[5], 'back', math.floor(now / 1000))
        redis.call('ZADD', P .. 'waiting', ARGV[11], case)
    elseif verb == 'transfer' then
        redis.call('HSET', KEYS[1], 'by', ARGV[10], 't', ARGV[5])
    elseif verb == 'head' then
        redis.call('HSET', KEYS[1], 'head', ARGV[15], 't', ARGV[5])
    elseif verb == 'close' or verb == 'block' then
        local at = math.floor(now / 1000)
        if verb == 'block' then block(P, case, at, tonumber(ARGV[17]), ARGV[18]) end
        if ARGV[14] == 'spam' then mark_spam(P, case, at) end
        end_case(P, case, ARGV[5], ARGV[14], false)
        if ARGV[19] ~= '' then follow_up(P, case, tonumber(ARGV[17]), ARGV[19]) end
    else
        redis.call('HSET', KEYS[1], 'active', math.floor(now / 1000))
    end
    if ARGV[12] ~= '' then redis.call('RPUSH', P .. 'ct:' .. case, ARGV[12]) end
    if ARGV[13] ~= '' then
        redis.call('RPUSH', P .. 'lane:' .. talk, ARGV[13])
        redis.call('HDEL', P .. 'asks:' .. case, 'open')
        if not redis.call('HGET', P .. 'sending', talk) then redis.call('ZADD', P .. 'due', now, talk) end
        if verb == 'reply' then redis.call('HSET', P .. 'fate:' .. case, string.sub(ARGV[13], 1, 16), 'waiting') end
        redis.call('PUBLISH', 'wake', string.sub(P, 3, 4))
    end
    if ARGV[7] == '' then redis.call('DEL', P .. 'audit:from') end
    redis.call('XADD', P .. 'audit', '*', 'e', ARGV[9], 'h', ARGV[8])
    redis.call('SET', P .. 'audit:h', ARGV[8], 'EX', AUDIT_S)
    redis.call('EXPIRE', P .. 'audit', AUDIT_S)
    redis.call('PUBLISH', 'news', string.sub(P, 3, 4) .. ' ' .. case .. ' ' .. verb)
    if verb == 'reply' then return redis.call('HSETNX', KEYS[1], 'first', math.floor(now / 1000)) + 1 end
    return 1
""".replace("AUDIT_S", str(AUDIT_S))

_END = """
    -- KEYS: 1 case.  ARGV: 1 prefix, 2 case, 3 new tag, 4 disposition, 5 wipe ('1': nothing of it stays),
    --   6 the person's last word as whoever ends it saw it (s), 7 until when it is kept by agreement; or two times ''.
    if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
    if ARGV[6] ~= '' then
        local seen = redis.call('HMGET', KEYS[1], 'word', 'keep')
        if tonumber(seen[1] or 0) ~= tonumber(ARGV[6]) or tonumber(seen[2] or 0) ~= tonumber(ARGV[7]) then return 0 end
    end
    end_case(ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5] == '1')
    redis.call('PUBLISH', 'news', string.sub(ARGV[1], 3, 4) .. ' ' .. ARGV[2] .. ' end')
    return 1
"""


REWRAP = Script(
    "rewrap",
    """
    -- KEYS: 1 case.  ARGV: 1 the wrap it has, 2 the wrap it gets.
    if redis.call('HGET', KEYS[1], 'key') ~= ARGV[1] then return 0 end
    redis.call('HSET', KEYS[1], 'key', ARGV[2])
    return 1
    """,
)


RESEAL = Script(
    "reseal",
    """
    -- Puts something sealed anew in the place of what it was, unless that changed meanwhile.
    -- KEYS: 1 list or hash.  ARGV: 1 place (index or field), 2 before, 3 after.
    if tonumber(ARGV[1]) then
        if redis.call('LINDEX', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
        redis.call('LSET', KEYS[1], ARGV[1], ARGV[3])
    else
        if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
        redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
    end
    return 1
    """,
)


@dataclass(frozen=True, slots=True)
class StoredCase:
    """A case as it lies in the store; ``head``, ``key`` and ``entries`` are sealed. Times are unix seconds.

    ``rung`` is the stage its alarm has come to, ``told`` which truth the person heard, both while it waits this time.
    ``heard`` is the person's last sign of life, ``there`` the last one in a talk that lay open, neither covered nor
    hidden. ``keep`` is until when their yes lets the case stay open.
    """

    id: str
    partition: int
    tag: bytes
    state: str
    by: str
    head: bytes
    key: bytes
    talk: str
    name: str
    opened: int
    word: int
    claimed: int
    active: int
    disposition: str
    back: int = 0
    rung: int = 0
    told: int = 0
    entries: Sequence[bytes] = ()
    fates: dict[str, str] | None = None
    heard: int = 0
    there: int = 0
    held: int = 0
    keep: int = 0

    @property
    def waits_since(self) -> int:
        """When it began to wait, as far as it waits: at the hand-over, or when an operator gave it back."""
        return max(self.opened, self.back)


@dataclass(frozen=True, slots=True)
class Act:
    """One verb of the desk, with everything it writes. The audit line holds no content."""

    case: str
    verb: Verb
    operator: str
    tag: bytes
    now_ms: int
    audit_before: bytes
    audit_after: bytes
    audit_line: str
    target: str = ""
    rank: float = 0.0
    entry: bytes = b""
    lane: bytes = b""
    disposition: str = ""
    head: bytes = b""
    seen: int = 0
    until: int = 0
    words: str = ""
    follow: bytes = b""


class Casework:
    """Reads cases and acts on them."""

    def __init__(self, batch: Batch, keep: Keep = AS_PROMISED) -> None:
        self._batch = batch
        self._act = Script("act", end_case(keep) + APART + FOLLOW + _ACT)
        self._end = Script("end", end_case(keep) + _END)

    @property
    def batch(self) -> Batch:
        """The store the cases lie in, for what lies beside them."""
        return self._batch

    async def waiting(self) -> list[str]:
        """Return the ids of all waiting cases, each partition's by rank."""
        return await self._ids("waiting")

    async def open(self) -> list[str]:
        """Return the ids of all open cases."""
        return await self._ids("open")

    async def _ids(self, kind: str) -> list[str]:
        asked = (self._batch.call("ZRANGE", f"{prefix(partition)}{kind}", 0, -1) for partition in range(PARTITIONS))
        return [each.decode() for reply in await asyncio.gather(*asked) for each in expect(list[bytes], reply)]

    async def each(self, ids: Sequence[str]) -> AsyncIterator[StoredCase]:
        """Return cases by id, without their talk; those that are gone are left out."""
        for case in ids:
            stored = await self.case(case, with_talk=False)
            if stored:
                yield stored

    async def by_name(self, partition: int, name: str) -> str | None:
        """Return the open case of a code name."""
        reply = await self._batch.call("HGET", f"{prefix(partition)}names", name)
        return expect(bytes, reply).decode() if reply else None

    async def by_code(self, partition: int, code_hash: str) -> str | None:
        """Return the open case a return code opens."""
        reply = await self._batch.call("GET", f"{prefix(partition)}code:{code_hash}")
        return expect(bytes, reply).decode() if reply else None

    async def case(self, case: str, *, with_talk: bool = True) -> StoredCase | None:
        """Return a case, with its talk and the fate of what was answered."""
        partition = partition_of(case)
        p = prefix(partition)
        fields = (
            "t", "state", "by", "head", "key", "talk", "name", "opened", "word", "claimed", "active", "disposition",
            "back", "rung", "told", "keep",
        )  # fmt: skip
        asked = [self._batch.call("HMGET", f"{p}c:{case}", *fields)]
        if with_talk:
            asked.append(self._batch.call("LRANGE", f"{p}ct:{case}", 0, -1))
            asked.append(self._batch.call("HGETALL", f"{p}fate:{case}"))
        replies = await asyncio.gather(*asked)
        reply = expect(list[bytes | None], replies[0])
        if reply[1] is None:
            return None
        of = dict(zip(fields, (each or b"" for each in reply), strict=True))
        talk = of["talk"].decode()
        entries: Sequence[bytes] = ()
        fates: dict[str, str] = {}
        if with_talk:
            entries, told = expect(list[bytes], replies[1]), expect(list[bytes], replies[2])
            pairs = zip(told[::2], told[1::2], strict=True)  # an entry's id lies open, so it may be anything
            fates = {entry.decode(errors="replace"): fate.decode(errors="replace") for entry, fate in pairs}
        signs, waiting = await asyncio.gather(
            self._batch.call("HMGET", f"{p}at:{talk}", "heard", "there"),
            self._batch.call("LRANGE", f"{p}held:{talk}", 0, -1),
        )
        heard, there = expect(list, signs)
        held = expect(list[bytes], waiting)
        fates |= {each[:16].decode(errors="replace"): "held" for each in held}
        return StoredCase(
            id=case, partition=partition, tag=of["t"], state=of["state"].decode(), by=of["by"].decode(),
            head=of["head"], key=of["key"], talk=talk, name=of["name"].decode(), opened=int(of["opened"] or 0),
            word=int(of["word"] or 0), claimed=int(of["claimed"] or 0), active=int(of["active"] or 0),
            disposition=of["disposition"].decode(), back=int(of["back"] or 0), rung=int(of["rung"] or 0),
            told=int(of["told"] or 0),
            entries=entries, fates=fates, heard=int(heard or 0), there=int(there or 0), held=len(held),
            keep=int(of["keep"] or 0),
        )  # fmt: skip

    async def audit_head(self, partition: int) -> bytes:
        """Return the head of a partition's audit chain."""
        reply = await self._batch.call("GET", f"{prefix(partition)}audit:h")
        return expect(bytes, reply) if reply else b""

    async def audit(self, partition: int) -> list[tuple[bytes, bytes]]:
        """Return a partition's audit lines and their chain values, oldest first."""
        reply = await self._batch.call("XRANGE", f"{prefix(partition)}audit", "-", "+")
        rows = expect(list[tuple[bytes, list[bytes]]], reply)
        return [(fields[1], fields[3]) for _, fields in rows]

    async def act(self, act: Act) -> int:
        """Do one verb; returns the script's answer: 1 done, or why not."""
        p = prefix(partition_of(act.case))
        args: list[bytes | str | int | float] = [
            p, act.case, act.verb, act.operator, act.tag, act.now_ms, act.audit_before, act.audit_after, act.audit_line,
            act.target, act.rank, act.entry, act.lane, act.disposition, act.head, act.seen, act.until, act.words,
            act.follow,
        ]  # fmt: skip
        return expect(int, await self._batch.script(self._act, [f"{p}c:{act.case}"], args))

    async def end(
        self, case: str, tag: bytes, disposition: str, *, wipe: bool, as_seen: StoredCase | None = None
    ) -> bool:
        """End a case without an operator; ``wipe`` leaves nothing of it.

        With ``as_seen`` only if its person said nothing since, and agreed to nothing.
        """
        p = prefix(partition_of(case))
        word, keep = (as_seen.word, as_seen.keep) if as_seen else ("", "")
        args: list[bytes | str | int | float] = [p, case, tag, disposition, "1" if wipe else "0", word, keep]
        return bool(await self._batch.script(self._end, [f"{p}c:{case}"], args))

    async def rewrap(self, case: str, before: bytes, after: bytes) -> bool:
        """Give a case's key a new wrap, unless it got one meanwhile."""
        key = f"{prefix(partition_of(case))}c:{case}"
        return bool(await self._batch.script(REWRAP, [key], [before, after]))

    async def held(self, case: StoredCase) -> list[bytes]:
        """Return the messages that wait for a silent person, as they lie in the store."""
        reply = await self._batch.call("LRANGE", f"{prefix(case.partition)}held:{case.talk}", 0, -1)
        return expect(list[bytes], reply)

    async def reseal_held(self, case: StoredCase, number: int, before: bytes, after: bytes) -> bool:
        """Put a held message, sealed anew, in its own place."""
        key = f"{prefix(case.partition)}held:{case.talk}"
        return bool(await self._batch.script(RESEAL, [key], [number, before, after]))

    async def reached(self, case: StoredCase, what: Reached) -> bytes:
        """Return where or how the person of a case is reached, sealed; nothing where that is gone or was never said."""
        reply = await self._batch.call("HGET", f"{prefix(case.partition)}at:{case.talk}", what)
        return expect(bytes, reply) if reply else b""

    async def reseal_reached(self, case: StoredCase, what: Reached, before: bytes, after: bytes) -> bool:
        """Keep that, sealed anew, unless it changed meanwhile."""
        key = f"{prefix(case.partition)}at:{case.talk}"
        return bool(await self._batch.script(RESEAL, [key], [what, before, after]))
