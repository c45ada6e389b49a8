"""The outbox in the store: lanes per talk, who may send for a partition, and the honest third state.

Nothing here may open a seal. A message is marked *sending* before it leaves; whoever finds the mark of another owner
knows that nobody can tell whether it arrived.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.store.client import Batch, Script, expect
from bot.store.keep import AS_PROMISED, Keep
from bot.store.keys import prefix

ENTRY_HEAD = 17
"""How many bytes of an entry stand before what is sealed: 16 of its id, one of its kind."""
LEASE_MS = 30_000
"""How long a partition stays with its sender unrenewed; longer than any send may take."""
SILENT_S = 15 * 60
"""After this much silence the phone may be in other hands; an operator's words wait until the person goes on. Who hides
the talk is silent at once."""
HELD_S = 30 * 24 * 3600

Kind: TypeAlias = Literal["b", "u", "r", "n", "w"]
"""What an entry is: b the bot's words, u the same where life depends on them, r an operator's, n a neutral line, w
words that nobody asked for: said while the talk lies open before the person, and never after a silence."""
Outcome: TypeAlias = Literal["sent", "again", "drop", "hold", "clear", "fetch"]
Fate: TypeAlias = Literal["waiting", "held", "sent", "delivered", "read", "uncertain", "left", "window", "refused"]

LEASE = Script(
    "lease",
    """
    -- KEYS: 1 lease, 2 fence.  ARGV: 1 owner, 2 ms.  Returns 1 when the owner holds the lease now.
    local holder = redis.call('GET', KEYS[1])
    if holder and holder ~= ARGV[1] then return 0 end
    if not holder then redis.call('INCR', KEYS[2]) end
    redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
    return 1
    """,
)

UNLEASE = Script(
    "unlease",
    """
    -- KEYS: 1 lease.  ARGV: 1 owner.
    if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
    return 0
    """,
)

_HEAD = """
    local function head(P, owner, now, talk)
        -- The next message of a lane, marked as being sent. An operator's words are held unless the talk lay open
        -- before the person a moment ago. Who hid it just now is not called back even by a neutral line.
        local lane, at = P .. 'lane:' .. talk, P .. 'at:' .. talk
        local a = redis.call('HMGET', at, 'box', 'heard', 'how', 'neutral', 'there')
        local away = now / 1000 - tonumber(a[5] or 0)
        if away > SILENT_S and now / 1000 - tonumber(a[2] or 0) <= SILENT_S then a[4] = '1' end
        local moved = 0
        while true do
            local entry = redis.call('LINDEX', lane, 0)
            if not entry then
                redis.call('ZREM', P .. 'due', talk)
                redis.call('HDEL', P .. 'sending', talk)
                if moved > 0 then return {talk, '', a[1] or '', a[3] or '', moved, a[4] or '', ''} end
                return nil
            end
            local kind = string.sub(entry, 17, 17)
            if kind == 'w' and away >= SILENT_S then
                redis.call('LPOP', lane)
            elseif kind == 'r' and away > SILENT_S then
                redis.call('RPUSH', P .. 'held:' .. talk, redis.call('LPOP', lane))
                redis.call('EXPIRE', P .. 'held:' .. talk, HELD_S)
                moved = moved + 1
            else
                local id = string.sub(entry, 1, 16)
                local before = redis.call('HGET', P .. 'sending', talk)
                redis.call('HSET', P .. 'sending', talk, id .. owner)
                redis.call('ZADD', P .. 'due', now + LEASE_MS, talk)
                local doubt = (before and string.sub(before, 1, 16) == id) and 'doubt' or ''
                return {talk, entry, a[1] or '', a[3] or '', moved, a[4] or '', doubt}
            end
        end
    end
"""

TAKE = Script(
    "take",
    (
        _HEAD
        + """
    -- KEYS: 1 lease.  ARGV: 1 prefix, 2 owner, 3 now ms, 4 how many.  Returns heads, or -1 when the lease is not ours.
    -- A head that is marked already as being sent by this owner says only so: its owner knows whether that is true.
    local P, owner, now = ARGV[1], ARGV[2], tonumber(ARGV[3])
    if redis.call('GET', KEYS[1]) ~= owner then return -1 end
    local out = {}
    for _, talk in ipairs(redis.call('ZRANGEBYSCORE', P .. 'due', '-inf', now, 'LIMIT', 0, tonumber(ARGV[4]))) do
        local mark = redis.call('HGET', P .. 'sending', talk)
        if mark and string.sub(mark, 17) == owner then
            redis.call('ZADD', P .. 'due', now + LEASE_MS, talk)
            out[#out + 1] = {talk, '', '', '', 0, '', 'own'}
        else
            local h = head(P, owner, now, talk)
            if h then out[#out + 1] = h end
        end
    end
    return out
    """
    )
    .replace("SILENT_S", str(SILENT_S))
    .replace("HELD_S", str(HELD_S))
    .replace("LEASE_MS", str(LEASE_MS)),
)

LET_GO = Script(
    "let_go",
    """
    -- KEYS: 1 sending.  ARGV: 1 prefix, 2 owner, 3 now ms, 4 talk.  Takes back a mark of ours that nobody acts on.
    local mark = redis.call('HGET', KEYS[1], ARGV[4])
    if not mark or string.sub(mark, 17) ~= ARGV[2] then return 0 end
    redis.call('HDEL', KEYS[1], ARGV[4])
    redis.call('ZADD', ARGV[1] .. 'due', ARGV[3], ARGV[4])
    return 1
    """,
)

_DONE = (
    (
        _HEAD
        + """
    -- KEYS: 1 lease.  ARGV: 1 prefix, 2 owner, 3 now ms, 4 talk, 5 entry id, 6 outcome (sent again drop hold clear
    --   fetch),
    --   7 retry at ms, 8 case of an operator's message or '', 9 its fate, 10 sealed message ids or '', 11 when they
    --   fade (ms) or ''.
    -- Returns the next head of the lane, or 0; -1 when the lease is not ours any more.
    local P, owner, now, talk = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
    local lane = P .. 'lane:' .. talk
    if redis.call('HGET', P .. 'sending', talk) ~= ARGV[5] .. owner then return -1 end
    local told = ARGV[9] == 'sent' and redis.call('HGET', P .. 'out:' .. ARGV[5], 'told')
    if ARGV[8] ~= '' and not told and redis.call('EXISTS', P .. 'c:' .. ARGV[8]) == 1 then
        local left = redis.call('PTTL', P .. 'c:' .. ARGV[8])
        redis.call('HSET', P .. 'fate:' .. ARGV[8], ARGV[5], ARGV[9])
        if left > 0 then redis.call('PEXPIRE', P .. 'fate:' .. ARGV[8], left) end
        redis.call('PUBLISH', 'news', string.sub(P, 3, 4) .. ' ' .. ARGV[8] .. ' fate')
    end
    if ARGV[10] ~= '' then
        redis.call('RPUSH', P .. 'ids:' .. talk, ARGV[10])
        redis.call('EXPIRE', P .. 'ids:' .. talk, IDS_S)
    end
    if ARGV[11] ~= '' then
        redis.call('ZADD', P .. 'fade', ARGV[11], talk .. ARGV[10])
        redis.call('EXPIRE', P .. 'fade', IDS_S)
    end
    redis.call('HDEL', P .. 'sending', talk)
    if ARGV[6] == 'again' then
        redis.call('ZADD', P .. 'due', ARGV[7], talk)
        return 0
    end
    if ARGV[6] == 'clear' then
        redis.call('DEL', lane)
        redis.call('ZREM', P .. 'due', talk)
        return 0
    end
    local first = redis.call('LINDEX', lane, 0)
    if first and string.sub(first, 1, 16) == ARGV[5] then
        redis.call('LPOP', lane)
        if ARGV[6] == 'hold' then
            redis.call('RPUSH', P .. 'held:' .. talk, first)
            redis.call('EXPIRE', P .. 'held:' .. talk, HELD_S)
        elseif ARGV[6] == 'fetch' then
            redis.call('ZADD', P .. 'fetch', now, talk .. first)
        end
    end
    return head(P, owner, now, talk) or 0
    """
    )
    .replace("SILENT_S", str(SILENT_S))
    .replace("HELD_S", str(HELD_S))
    .replace("LEASE_MS", str(LEASE_MS))
)

PUT = Script(
    "put",
    """
    -- KEYS: 1 lane.  ARGV: 1 prefix, 2 talk, 3 entry, 4 now ms, 5 whether it is the one neutral line of this silence.
    if ARGV[5] == '1' and redis.call('HSETNX', ARGV[1] .. 'at:' .. ARGV[2], 'neutral', '1') == 0 then return 0 end
    redis.call('RPUSH', KEYS[1], ARGV[3])
    if not redis.call('HGET', ARGV[1] .. 'sending', ARGV[2]) then
        redis.call('ZADD', ARGV[1] .. 'due', ARGV[4], ARGV[2])
    end
    redis.call('PUBLISH', 'wake', string.sub(ARGV[1], 3, 4))
    return 1
    """,
)


@dataclass(frozen=True, slots=True)
class Head:
    """The next message of a lane, ready to be sent by this owner alone.

    ``entry`` is empty when only held messages were found; ``held`` counts those. ``in_doubt``: another owner had begun
    to send it; ``own``: this owner had. ``neutral``: the one neutral line of this silence went out already.
    """

    partition: int
    talk: str
    entry: str
    kind: Kind
    sealed: bytes
    box: bytes
    how: bytes
    held: int
    neutral: bool
    in_doubt: bool
    own: bool = False


_Raw: TypeAlias = tuple[bytes, bytes, bytes, bytes, int, bytes, bytes]


_KINDS: dict[bytes, Kind] = {b"": "b", b"b": "b", b"u": "u", b"r": "r", b"n": "n", b"w": "w"}


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a message: for ``case`` its fate, ``ids`` of what the platform shows, sealed.

    ``retry_at_ms`` is when it may be tried again, ``fades_at_ms`` when it is to be deleted again; 0 for never.
    """

    outcome: Outcome
    case: str = ""
    fate: Fate | Literal[""] = ""
    ids: bytes = b""
    retry_at_ms: int = 0
    fades_at_ms: int = 0


class Outbox:
    """Lanes of messages, and the leases of those who send them."""

    def __init__(self, batch: Batch, owner: str, keep: Keep = AS_PROMISED) -> None:
        self._batch = batch
        self._owner = owner
        self._done = Script("done", _DONE.replace("IDS_S", str(keep.ids_s)))

    @property
    def owner(self) -> str:
        """Return who sends here."""
        return self._owner

    async def lease(self, partition: int) -> bool:
        """Take or renew the lease of a partition; False when another process holds it."""
        p = prefix(partition)
        return bool(await self._batch.script(LEASE, [f"{p}lease", f"{p}fence"], [self._owner, LEASE_MS]))

    async def unlease(self, partition: int) -> None:
        """Give a lease back, so that another process need not wait for it to run out."""
        await self._batch.script(UNLEASE, [f"{prefix(partition)}lease"], [self._owner])

    async def take(self, partition: int, now_ms: int, most: int = 200) -> list[Head] | None:
        """Return the heads that are due, each marked as being sent; None when the lease is not ours."""
        p = prefix(partition)
        reply = await self._batch.script(TAKE, [f"{p}lease"], [p, self._owner, now_ms, most])
        return (
            None
            if isinstance(reply, int)
            else [
                _head(partition, each)
                for each in expect(list[tuple[bytes, bytes, bytes, bytes, int, bytes, bytes]], reply)
            ]
        )

    async def let_go(self, head: Head, now_ms: int) -> None:
        """Take back the mark of a lane that this owner took and never began to send, so that it can be taken again."""
        p = prefix(head.partition)
        await self._batch.script(LET_GO, [f"{p}sending"], [p, self._owner, now_ms, _raw(head.talk)])

    async def done(self, head: Head, now_ms: int, became: Became) -> Head | None:
        """Say what became of a message; returns the next one of its lane, if it may go now."""
        p = prefix(head.partition)
        args: list[bytes | str | int | float] = [
            p, self._owner, now_ms, _raw(head.talk), _raw(head.entry), became.outcome, became.retry_at_ms, became.case,
            became.fate, became.ids, became.fades_at_ms or "",
        ]  # fmt: skip
        reply = await self._batch.script(self._done, [f"{p}lease"], args)
        return (
            None
            if isinstance(reply, int)
            else _head(head.partition, expect(tuple[bytes, bytes, bytes, bytes, int, bytes, bytes], reply))
        )

    async def ids(self, partition: int, talk: str) -> list[bytes]:
        """Return the sealed message ids of a talk, oldest first."""
        return expect(list[bytes], await self._batch.call("LRANGE", f"{prefix(partition)}ids:{talk}", 0, -1))

    async def drop_ids(self, partition: int, talk: str, count: int) -> None:
        """Keep the oldest ids of a talk no longer: their messages are deleted."""
        await self._batch.call("LTRIM", f"{prefix(partition)}ids:{talk}", count, -1)

    async def put(self, partition: int, talk: str, entry: bytes, now_ms: int, *, neutral: bool = False) -> bool:
        """Add a message to a lane outside a turn; a neutral line only once per silence."""
        p = prefix(partition)
        args: list[bytes | str | int | float] = [p, talk, entry, now_ms, "1" if neutral else "0"]
        return bool(await self._batch.script(PUT, [f"{p}lane:{talk}"], args))


def packed(entry: str, kind: Kind, sealed: bytes) -> bytes:
    """Return an entry as it lies in a lane: 16 characters of id, one of kind, then the sealed message."""
    return entry.encode() + kind.encode() + sealed


def taken(partition: int, talk: str, entry: bytes) -> Head:
    """Return the head of a lane that a commit took for its own sender, who knows the address and needs no box."""
    return _head(partition, (talk.encode(), entry, b"", b"", 0, b"", b""))


def _head(partition: int, reply: _Raw) -> Head:
    # What somebody else wrote into a lane must not stop the others: it is read as it stands, and does not open.
    talk, entry, box, how, held, neutral, doubt = reply
    kind = _KINDS.get(entry[16:17], "b")
    return Head(
        partition=partition, talk=_text(talk), entry=_text(entry[:16]), kind=kind, sealed=entry[17:],
        box=box, how=how, held=held, neutral=bool(neutral), in_doubt=doubt == b"doubt",
        own=doubt == b"own",
    )  # fmt: skip


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
