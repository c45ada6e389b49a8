"""One turn in the store: load what it needs in one script, commit all it caused in another.

Nothing here may open a seal: blobs come in and go out as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal, TypeAlias

from bot.store.client import Batch, Script, expect
from bot.store.consents import KEEP_CONSENTS, LOAD_CONSENTS
from bot.store.ending import FAREWELL_S, end_case
from bot.store.keep import AS_PROMISED, Keep
from bot.store.keys import partition_of, prefix
from bot.store.moves import MOVE, POINT, POINTER_S, REDEEM
from bot.store.outbox import LEASE_MS

ADDRESS_S = 24 * 3600
POISON = 5
"""After so many attempts that never came to a commit, an inbound is put aside and answered by hand."""

LOAD = Script(
    "load",
    LOAD_CONSENTS
    + """
    -- KEYS: 1 session.  ARGV: 1 prefix, 2 mark, 3 whether to count the attempt, 4 contact.
    -- Returns: seen, tag, session, attempts, home, case id, until when people are closed to the contact or '',
    --   then of its case: tag, state, by, head, key, held, whose, what is covered, what was asked, the question that a
    --   word may answer.
    local P = ARGV[1]
    local s = redis.call('HMGET', KEYS[1], 't', 'b', 'h', 'c', 'm', 'n')
    if not s[4] or s[4] == '' then s[4] = redis.call('GET', P .. 'of:' .. ARGV[4]) end
    local seen = ARGV[2] ~= '' and redis.call('EXISTS', P .. 'seen:' .. ARGV[2]) or 0
    local n = 0
    if ARGV[3] == '1' and seen == 0 and not s[3] then
        n = s[5] == ARGV[2] and tonumber(s[6] or 0) + 1 or 1
        redis.call('HSET', KEYS[1], 'm', ARGV[2], 'n', n)
        if not s[1] then redis.call('EXPIRE', KEYS[1], 3600) end
    end
    local block = redis.call('GET', P .. 'block:' .. ARGV[4])
    local closed = block and string.match(redis.call('HGET', P .. 'blocked', block) or '', '^%d+') or ''
    if block and closed == '' then redis.call('DEL', P .. 'block:' .. ARGV[4]) end
    local out = {seen, s[1] or '', s[2] or '', n, s[3] or '', s[4] or '', closed}
    if s[4] and s[4] ~= '' then
        local c = redis.call('HMGET', P .. 'c:' .. s[4], 't', 'state', 'by', 'head', 'key', 'talk', 'contact')
        if string.match(c[7] or '', '%S*') ~= ARGV[4] then return out end
        for i = 1, 5 do out[7 + i] = c[i] or '' end
        out[13] = c[6] and redis.call('LLEN', P .. 'held:' .. c[6]) or 0
        out[14] = c[7]
        out[15], out[16], out[17] = consents_of(P, s[4])
    end
    return out
    """,
)

_COMMIT = (
    """
    -- KEYS: 1 session.  ARGV: 1 prefix, 2 mark, 3 expected tag, 4 new tag, 5 session or '' to forget it, 6 session s,
    --   7 talk, 8 now ms, 9 address box or '', 10 case or '', 11 expected case tag, 12 what (open amend touch stop
    --   forget '-'),
    --   13 new case tag, 14 head, 15 wrapped key, 16 code name, 17 rank, 18 code hash, 19 old talk to release or '',
    --   20 owner of the sender beside us, who sends at once, or '', 21 contact, with its bond where a case opens,
    --   22 how, 23 number of lane entries,
    --   24 number of case entries, 25 sealed message id or '', then those entries, then what was covered and answered,
    --   how many of each, and last when the talk lay open before the person (s), or '' when it is covered.
    -- Returns: 1 done, 2 done and the lane's first message is marked as being sent by that owner, 0 done already,
    --   -1 the session changed, -2 the case changed, -3 the code name is taken.
    local P, now = ARGV[1], tonumber(ARGV[8])
    if ARGV[2] ~= '' and redis.call('EXISTS', P .. 'seen:' .. ARGV[2]) == 1 then return 0 end
    if (redis.call('HGET', KEYS[1], 't') or '') ~= ARGV[3] then return -1 end
    local case, what = ARGV[10], ARGV[12]
    local ck = P .. 'c:' .. case
    if case ~= '' and what ~= 'open' and (redis.call('HGET', ck, 't') or '') ~= ARGV[11] then return -2 end
    if what == 'open' and redis.call('HSETNX', P .. 'names', ARGV[16], case) == 0 then return -3 end

    if ARGV[2] ~= '' then redis.call('SET', P .. 'seen:' .. ARGV[2], '1', 'EX', SEEN_S) end
    if ARGV[5] ~= '' then
        redis.call('HSET', KEYS[1], 't', ARGV[4], 'b', ARGV[5], 'c', case, 'm', '', 'n', 0)
        redis.call('EXPIRE', KEYS[1], ARGV[6])
    else
        redis.call('DEL', KEYS[1], P .. 'spam:' .. string.match(ARGV[21], '%S*'))
    end
    local at = P .. 'at:' .. ARGV[7]
    if ARGV[9] ~= '' then redis.call('HSET', at, 'box', ARGV[9]) end
    redis.call('HSET', at, 'heard', math.floor(now / 1000))
    if ARGV[#ARGV] ~= '' then redis.call('HSET', at, 'there', ARGV[#ARGV]) end
    if ARGV[22] ~= '' then redis.call('HSET', at, 'how', ARGV[22]) end
    redis.call('HDEL', at, 'neutral')
    redis.call('EXPIRE', at, ARGV[5] == '' and FAREWELL_S or ADDRESS_S)

    local news
    if case ~= '' then
        redis.call('HDEL', P .. 'asks:' .. case, 'open')
        if what == 'open' then
            redis.call('HSET', ck, 'state', 'waiting', 'by', '', 'key', ARGV[15], 'talk', ARGV[7], 'name', ARGV[16],
                'opened', math.floor(now / 1000), 'contact', ARGV[21])
            redis.call('ZADD', P .. 'waiting', ARGV[17], case)
            redis.call('SET', P .. 'of:' .. string.match(ARGV[21], '%S+'), case)
        end
        if what == 'open' or what == 'amend' then
            redis.call('HSET', ck, 't', ARGV[13], 'head', ARGV[14])
            if what == 'amend' and ARGV[17] ~= '' and redis.call('ZSCORE', P .. 'waiting', case) then
                redis.call('ZADD', P .. 'waiting', ARGV[17], case)
            end
            if ARGV[18] ~= '' then
                local old = redis.call('HGET', ck, 'code')
                if old then redis.call('DEL', P .. 'code:' .. string.match(old, '%S+')) end
                redis.call('HSET', ck, 'code', ARGV[18])
                redis.call('SET', P .. 'code:' .. string.match(ARGV[18], '%S+'), case)
            end
        end
        if what == 'stop' or what == 'forget' then
            end_case(P, case, ARGV[13], 'left', what == 'forget')
            news = 'end'
        elseif what ~= '-' then
            redis.call('HSET', ck, 'word', math.floor(now / 1000))
            redis.call('ZADD', P .. 'open', math.floor(now / 1000), case)
            keep_consents(P, case, ARGV[13], #ARGV - 2, ARGV[#ARGV - 1])
            news = what
        end
        if redis.call('ZSCORE', P .. 'open', case) then redis.call('PERSIST', at) end
    end
    local n, m = tonumber(ARGV[23]), tonumber(ARGV[24])
    local lane = P .. 'lane:' .. ARGV[7]
    if ARGV[19] ~= '' then
        local held = P .. 'held:' .. ARGV[19]
        while true do
            local entry = redis.call('LPOP', held)
            if not entry then break end
            redis.call('RPUSH', lane, entry)
            n = n + 1
        end
        news = news or 'touch'
    end
    for i = 1, tonumber(ARGV[23]) do redis.call('RPUSH', lane, ARGV[25 + i]) end
    local result = 1
    if n > 0 and not redis.call('HGET', P .. 'sending', ARGV[7]) then
        local own = ARGV[20] ~= '' and ARGV[23] ~= '0' and ARGV[26]
        if own and redis.call('LINDEX', lane, 0) == own then
            redis.call('HSET', P .. 'sending', ARGV[7], string.sub(own, 1, 16) .. ARGV[20])
            redis.call('ZADD', P .. 'due', now + LEASE_MS, ARGV[7])
            result = 2
        else
            redis.call('ZADD', P .. 'due', now, ARGV[7])
            redis.call('PUBLISH', 'wake', string.sub(P, 3, 4))
        end
    end
    if ARGV[25] ~= '' then
        redis.call('RPUSH', P .. 'ids:' .. ARGV[7], ARGV[25])
        redis.call('EXPIRE', P .. 'ids:' .. ARGV[7], IDS_S)
    end
    for i = 1, m do redis.call('RPUSH', P .. 'ct:' .. case, ARGV[25 + tonumber(ARGV[23]) + i]) end
    if news then redis.call('PUBLISH', 'news', string.sub(P, 3, 4) .. ' ' .. case .. ' ' .. news) end
    return result
    """.replace("LEASE_MS", str(LEASE_MS))
    .replace("ADDRESS_S", str(ADDRESS_S))
    .replace("FAREWELL_S", str(FAREWELL_S))
)

LEAVE = Script(
    "leave",
    """
    -- Notes that a person left: from now on nothing counts as said before their eyes.
    -- KEYS: 1 address.  ARGV: 1 prefix, 2 mark, 3 case or '', 4 life of the mark s.
    redis.call('SET', ARGV[1] .. 'seen:' .. ARGV[2], '1', 'EX', ARGV[4])
    if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], 'heard', 0, 'there', 0) end
    if ARGV[3] ~= '' then redis.call('PUBLISH', 'news', string.sub(ARGV[1], 3, 4) .. ' ' .. ARGV[3] .. ' touch') end
    return 1
    """,
)

CaseChange: TypeAlias = Literal["open", "amend", "touch", "stop", "forget", "-"]


class Outcome(Enum):
    """How a commit ended."""

    DONE = 1
    DONE_AND_TAKEN = 2
    """Done, and the first of the turn's messages is marked as being sent by the sender that was named."""
    DONE_ALREADY = 0
    SESSION_CHANGED = -1
    CASE_CHANGED = -2
    NAME_TAKEN = -3


@dataclass(frozen=True, slots=True)
class LoadedCase:
    """A case as a turn sees it; head and key are sealed. ``whose`` is its contact with its bond.

    ``pieces`` names what is covered in it, ``asks`` are the questions its person was asked, sealed, by id; ``open`` is
    the one that was the last thing said to them.
    """

    id: str
    tag: bytes
    state: str
    by: str
    head: bytes
    key: bytes
    held: int
    whose: str = ""
    pieces: Sequence[str] = ()
    asks: Mapping[str, bytes] = field(default_factory=dict)
    open: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a turn begins with. ``home`` is another partition when a return code moved the person there.

    ``blocked`` is until when (s) people are closed to this contact; 0 where they are not.
    """

    seen: bool
    tag: bytes
    session: bytes
    attempts: int
    home: str
    case: LoadedCase | None
    blocked: int = 0

    @property
    def is_known(self) -> bool:
        """Whether anything at all is kept of this contact under this name."""
        return bool(self.tag or self.case or self.home or self.blocked)


@dataclass(frozen=True, slots=True)
class CaseWrite:
    """What a turn changes in its case; blobs are sealed already. ``rank`` orders the waiting set.

    ``pieces`` were taken out of its words, ``asks`` were answered, ``covers`` are covered again. ``keep`` is until when
    (s) its person lets it stay open: 0 when they take that back, None where they said nothing of it.
    """

    id: str
    what: CaseChange
    expected_tag: bytes = b""
    tag: bytes = b""
    head: bytes = b""
    key: bytes = b""
    name: str = ""
    rank: float | None = None
    code: str = ""
    entries: Sequence[bytes] = ()
    whose: str = ""
    pieces: Sequence[tuple[str, bytes]] = ()
    asks: Sequence[tuple[str, bytes]] = ()
    covers: Sequence[str] = ()
    keep: int | None = None

    @property
    def consents(self) -> list[bytes | str]:
        """Return what was covered and answered as arguments of the script; last how many of each, and ``keep``."""
        flat = [part for pairs in (self.pieces, self.asks) for pair in pairs for part in pair]
        keep = "" if self.keep is None else self.keep
        return [*flat, *self.covers, f"{len(self.pieces)} {len(self.asks)} {len(self.covers)} {keep}"]


@dataclass(frozen=True, slots=True)
class TurnWrite:
    """Everything one turn caused, for one atomic step. An empty session forgets it.

    ``there_at`` is the moment (unix seconds) the talk lay open before the person: none while it is covered, 0 when they
    hid it.
    """

    contact: str
    mark: str
    expected_tag: bytes
    tag: bytes
    session: bytes
    talk: str
    now_ms: int
    box: bytes = b""
    how: bytes = b""
    lane: Sequence[bytes] = ()
    case: CaseWrite | None = None
    release: str = ""
    message_id: bytes = b""
    there_at: int | None = None


class Turns:
    """Loads and commits turns."""

    def __init__(self, batch: Batch, keep: Keep = AS_PROMISED) -> None:
        self._batch = batch
        self._session_s = keep.session_s
        self._seen_s = keep.seen_s
        lua = _COMMIT.replace("SEEN_S", str(keep.seen_s)).replace("IDS_S", str(keep.ids_s))
        self._commit = Script("commit", end_case(keep) + KEEP_CONSENTS + lua)

    async def load(self, partition: int, contact: str, mark: str, *, count: bool = True) -> Loaded:
        """Return what a turn begins with; ``count`` adds an attempt, which the commit takes back."""
        p = prefix(partition)
        reply = await self._batch.script(LOAD, [f"{p}s:{contact}"], [p, mark, "1" if count else "0", contact])
        seen, tag, session, attempts, home, case, blocked = expect(
            tuple[int, bytes, bytes, int, bytes, bytes, bytes], reply[:7] if isinstance(reply, list) else reply
        )
        loaded = None
        if isinstance(reply, list) and len(reply) > 7 and reply[7]:
            case_tag, state, by, head, key, held, whose, pieces, asks, ask = expect(
                tuple[bytes, bytes, bytes, bytes, bytes, int, bytes, list[bytes], list[bytes], bytes], reply[7:]
            )
            asked = {
                name.decode(): sealed for name, sealed in zip(asks[::2], asks[1::2], strict=True) if name != b"open"
            }
            loaded = LoadedCase(
                case.decode(), case_tag, state.decode(), by.decode(), head, key, held, whose.decode(),
                [each.decode() for each in pieces], asked, ask.decode(),
            )  # fmt: skip
        return Loaded(bool(seen), tag, session, attempts, home.decode(), loaded, int(blocked or 0))

    async def commit(self, partition: int, write: TurnWrite, sender: str = "") -> Outcome:
        """Commit a turn, or say why not; nothing is half done.

        ``sender`` is the owner who sends the turn's messages at once; without one, or while earlier messages of the
        talk wait, whoever holds the partition's lease is woken.
        """
        p = prefix(partition)
        case = write.case or CaseWrite("", "-")
        args: list[bytes | str | int | float] = [
            p, write.mark, write.expected_tag, write.tag, write.session, self._session_s,
            write.talk, write.now_ms, write.box, case.id, case.expected_tag, case.what,
            case.tag, case.head, case.key, case.name, "" if case.rank is None else case.rank, case.code, write.release,
            sender, case.whose or write.contact, write.how, len(write.lane), len(case.entries), write.message_id,
            *write.lane, *case.entries, *case.consents, "" if write.there_at is None else write.there_at,
        ]  # fmt: skip
        return Outcome(expect(int, await self._batch.script(self._commit, [f"{p}s:{write.contact}"], args)))

    async def move(
        self, partition: int, old: str, new: str, loaded: Loaded, tag: bytes, session: bytes, bonded: str
    ) -> bool:
        """Move a contact to their name of this epoch, with all they have; False when others came between."""
        p = prefix(partition)
        case = loaded.case.id if loaded.case else ""
        args: list[bytes | str | int | float] = [p, loaded.tag, tag, session, old, new, case, bonded]
        return bool(await self._batch.script(MOVE, [f"{p}s:{old}", f"{p}s:{new}"], args))

    async def leave(self, partition: int, talk: str, mark: str, case: str) -> None:
        """Note that the person of a talk left us or blocked us."""
        p = prefix(partition)
        await self._batch.script(LEAVE, [f"{p}at:{talk}"], [p, mark, case, self._seen_s])

    async def redeem(self, case: str, code: str, contact: str, talk: str, box: bytes, now_s: int) -> bool:
        """Move an open case to the contact who holds its return code, both bonded; False when it opens nothing."""
        p = prefix(partition_of(case))
        args: list[bytes | str | int | float] = [p, case, code, contact, box, now_s, talk]
        return bool(await self._batch.script(REDEEM, [f"{p}c:{case}"], args))

    async def forget_pointer(self, partition: int, contact: str) -> None:
        """Forget that a contact moved from here; they were forgotten where they live."""
        await self._batch.call("DEL", f"{prefix(partition)}s:{contact}")

    async def point(self, partition: int, contact: str, home: int) -> None:
        """Say in a contact's own partition that they live in another one now."""
        await self._batch.script(POINT, [f"{prefix(partition)}s:{contact}"], [home, POINTER_S])
