"""What redaction took out of a case, each piece apart, and what its person was asked about it.

Nothing here may open a seal but `Opening`, which runs beside the sender alone: the desk has no key to what is covered.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from msgspec import msgpack

from bot.cases.case import State
from bot.cases.consent import Question
from bot.privacy.pieces import Pieces, bound_to
from bot.privacy.seal import Expired, KeyGone, Sealer, Unreadable, WrongTalk
from bot.store.chain import CHAIN, Chained
from bot.store.client import Batch, Script, expect
from bot.store.keys import partition_of, prefix

PIECE, QUESTION = "piece", "question"
TAG_MOVED = -5
"""What `Consents.act` answers when the case changed meanwhile: what may be asked has to be looked at anew."""
_QUESTION = msgpack.Decoder(Question)

LOAD_CONSENTS = """
    local function consents_of(P, case)
        -- The names of what is covered, what was asked, and the question that was the last thing said to the person.
        local asks, ask = P .. 'asks:' .. case, ''
        local open = redis.call('HGET', asks, 'open')
        local fate = open and redis.call('HGET', P .. 'fate:' .. case, open)
        if fate == 'sent' or fate == 'delivered' or fate == 'read' then ask = open end
        return redis.call('HKEYS', P .. 'pieces:' .. case), redis.call('HGETALL', asks), ask
    end
"""

KEEP_CONSENTS = """
    local function keep_consents(P, case, tag, last, counts)
        -- What a turn adds, up to the last argument: pieces taken out of its words, answers, pieces covered again;
        -- and until when (s) the person lets the case stay open, 0 when they take that back.
        local found, said, again, keep = string.match(counts, '(%d+) (%d+) (%d+) ?(%d*)')
        local at = last - 2 * found - 2 * said - again
        if at == last then return end
        for i = 1, found do
            redis.call('HSET', P .. 'pieces:' .. case, ARGV[at + 1], ARGV[at + 2])
            at = at + 2
        end
        for i = 1, said do
            redis.call('HSET', P .. 'asks:' .. case, ARGV[at + 1], ARGV[at + 2])
            at = at + 2
        end
        for i = 1, again do redis.call('HDEL', P .. 'pieces:' .. case, ARGV[at + i]) end
        if keep == '0' then
            redis.call('HDEL', P .. 'c:' .. case, 'keep')
        elseif keep ~= '' then
            redis.call('HSET', P .. 'c:' .. case, 'keep', keep)
        end
        redis.call('HSET', P .. 'c:' .. case, 't', tag)
    end
"""

ACT = Script(
    "consent",
    CHAIN
    + """
    -- One step of asking, with its line in the audit.  KEYS: 1 case.
    -- ARGV: 1 prefix, 2 case, 3 operator who must hold it or '', 4 expected tag, 5 new tag, 6 now ms, 7 audit head
    --   expected, 8 new audit head, 9 audit line, 10 question, 11 the question sealed, 12 talk entry or '',
    --   13 lane entry or '', 14 what the news call it.
    -- Returns: 1 done, 0 no such case, -1 the chain moved on, -3 not yours, -4 closed, -5 the case changed.
    local P, case, now = ARGV[1], ARGV[2], tonumber(ARGV[6])
    local c = redis.call('HMGET', KEYS[1], 'state', 'by', 'talk', 't')
    if not c[1] then return 0 end
    if moved_on(P, ARGV[7]) then return -1 end
    if c[1] == 'closed' then return -4 end
    if ARGV[3] ~= '' and (c[1] ~= 'claimed' or c[2] ~= ARGV[3]) then return -3 end
    if c[4] ~= ARGV[4] then return -5 end
    redis.call('HSET', KEYS[1], 't', ARGV[5])
    if ARGV[3] ~= '' then redis.call('HSET', KEYS[1], 'active', math.floor(now / 1000)) end
    redis.call('HSET', P .. 'asks:' .. case, ARGV[10], ARGV[11])
    if ARGV[12] ~= '' then redis.call('RPUSH', P .. 'ct:' .. case, ARGV[12]) end
    if ARGV[13] ~= '' then
        redis.call('HSET', P .. 'asks:' .. case, 'open', ARGV[10])
        redis.call('HSET', P .. 'fate:' .. case, ARGV[10], 'waiting')
        redis.call('RPUSH', P .. 'lane:' .. c[3], ARGV[13])
        if not redis.call('HGET', P .. 'sending', c[3]) then redis.call('ZADD', P .. 'due', now, c[3]) end
        redis.call('PUBLISH', 'wake', string.sub(P, 3, 4))
    end
    write_down(P, ARGV[9], ARGV[8])
    redis.call('PUBLISH', 'news', string.sub(P, 3, 4) .. ' ' .. case .. ' ' .. ARGV[14])
    return 1
    """,
)

OPEN = Script(
    "open piece",
    """
    -- Keeps a piece sealed for its case, unless the case ended or the answer changed.  KEYS: 1 pieces.
    -- ARGV: 1 prefix, 2 case, 3 piece, 4 the piece sealed for the case, 5 question, 6 the question as it was read.
    local P, case = ARGV[1], ARGV[2]
    if redis.call('HGET', P .. 'asks:' .. case, ARGV[5]) ~= ARGV[6] then return 0 end
    if redis.call('HGET', P .. 'c:' .. case, 'state') == 'closed' then return 0 end
    redis.call('HSET', KEYS[1], ARGV[3], ARGV[4])
    redis.call('PUBLISH', 'news', string.sub(P, 3, 4) .. ' ' .. case .. ' touch')
    return 1
    """,
)


@dataclass(frozen=True, slots=True)
class StoredConsents:
    """What is covered in a case and what was asked. ``pieces`` has what stands in the store, by its name there:
    ``KIND NUMBER KNOWN-BY`` for the sender, ``KIND NUMBER`` sealed for the case once the person said yes.
    """

    pieces: Mapping[str, bytes]
    asks: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class ConsentAct:
    """One step of asking, with everything it writes. The audit line holds no content."""

    case: str
    holder: str
    expected_tag: bytes
    tag: bytes
    now_ms: int
    chained: Chained
    question: str
    sealed: bytes
    entry: bytes = b""
    lane: bytes = b""
    news: str = "touch"


class Consents:
    """Reads and writes what was asked."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch

    async def of(self, case: str) -> StoredConsents:
        """Return what is covered in a case, and what was asked."""
        p = prefix(partition_of(case))
        pieces, asks = await asyncio.gather(self._hash(f"{p}pieces:{case}"), self._hash(f"{p}asks:{case}"))
        asks.pop("open", None)
        return StoredConsents(pieces, asks)

    async def _hash(self, key: str) -> dict[str, bytes]:
        flat = expect(list[bytes], await self._batch.call("HGETALL", key))
        return {name.decode(): value for name, value in zip(flat[::2], flat[1::2], strict=True)}

    async def act(self, act: ConsentAct) -> int:
        """Do one step; returns the script's answer: 1 done, or why not."""
        p = prefix(partition_of(act.case))
        args: list[bytes | str | int | float] = [
            p, act.case, act.holder, act.expected_tag, act.tag, act.now_ms, act.chained.before, act.chained.after,
            act.chained.line, act.question, act.sealed, act.entry, act.lane, act.news,
        ]  # fmt: skip
        return expect(int, await self._batch.script(ACT, [f"{p}c:{act.case}"], args))


class Opening:
    """Opens covered pieces for their case, on the person's yes and on nothing else; only a sender has the keys."""

    def __init__(self, batch: Batch, sealer: Sealer, pieces: Pieces) -> None:
        self._batch = batch
        self._sealer = sealer
        self._pieces = pieces
        self._consents = Consents(batch)

    async def open(self, case: str, about: str, question: str, proof: str, today: int) -> bool:
        """Seal a piece for its case; False, and nothing is opened, where any of it does not hold any more."""
        if not self._pieces.holds(proof, case, about, question):
            return False
        stored = await self._consents.of(case)
        asked = stored.asks.get(question, b"")
        box = next((sealed for name, sealed in stored.pieces.items() if name.rpartition(" ")[0] == about), None)
        reply = expect(list[bytes | None], await self._batch.call("HMGET", self._case(case), "key", "state"))
        if box is None or not asked or reply[0] is None or reply[1] == State.CLOSED.encode():
            return False
        try:
            key = self._sealer.unwrap(reply[0], case)
            answer = _QUESTION.decode(self._sealer.open_by(key, QUESTION, asked, bound_to(case, question)))
            if not answer.is_open or answer.about != about:
                return False
            words = self._sealer.open_piece(box, bound_to(case, about), today)
            sealed = self._sealer.seal_by(key, PIECE, words.encode(), bound_to(case, about))
        except (KeyGone, Unreadable, WrongTalk, Expired):
            return False
        p = prefix(partition_of(case))
        args: list[bytes | str | int | float] = [p, case, about, sealed, question, asked]
        return bool(await self._batch.script(OPEN, [f"{p}pieces:{case}"], args))

    def _case(self, case: str) -> str:
        return f"{prefix(partition_of(case))}c:{case}"
