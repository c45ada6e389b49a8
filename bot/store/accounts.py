"""Operators in the store: accounts, sessions, links that work once, tries, drafts, what was read. All sealed elsewhere.

Nothing here may open a seal, and no token lies here: only its hash.

    key                     holds                                                        lives
    {desk}:ops              set: the names of all accounts                               as long as there is one
    {desk}:op:NAME          hash: b sealed account, t tag                                as long as the account
    {desk}:session:HASH     hash: b sealed session, seen (s)                             12 h
    {desk}:once:HASH        a sealed invitation or challenge; taken once                 72 h, 1 h, 5 min
    {desk}:tries:WHAT       list: the moments (ms) of the last tries                     1 min
    {desk}:draft:NAME:CASE  a sealed draft                                               24 h
    {desk}:read:NAME        hash: case -> when this operator last looked (s)             24 h
    {desk}:offers           hash: case -> a sealed offer of it to a colleague            15 min
    {desk}:quiet            until when (s) all desks stay silent                         5 min
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.store.client import Batch, Reply, Script, expect
from bot.store.keys import DESK

DESKS = "desk"
"""Channel: what desks must know at once. ``out NAME``: its sessions ended. ``quiet``, ``offer CASE``: see the keys."""
DRAFT_S = 24 * 3600

SAVE = Script(
    "save account",
    """
    -- KEYS: 1 account, 2 names.  ARGV: 1 expected tag, 2 new tag, 3 account, 4 name.  Returns 0 when changed meanwhile.
    if (redis.call('HGET', KEYS[1], 't') or '') ~= ARGV[1] then return 0 end
    redis.call('HSET', KEYS[1], 't', ARGV[2], 'b', ARGV[3])
    redis.call('SADD', KEYS[2], ARGV[4])
    return 1
    """,
)

TRY = Script(
    "try",
    """
    -- KEYS: 1 tries.  ARGV: 1 now ms, 2 how many, 3 within ms.  Returns 0 and counts it, or ms until the next may be.
    local oldest = tonumber(redis.call('LINDEX', KEYS[1], ARGV[2] - 1) or 0)
    local now, within = tonumber(ARGV[1]), tonumber(ARGV[3])
    if oldest > 0 and now - oldest < within then return within - (now - oldest) end
    redis.call('LPUSH', KEYS[1], ARGV[1])
    redis.call('LTRIM', KEYS[1], 0, ARGV[2] - 1)
    redis.call('PEXPIRE', KEYS[1], ARGV[3])
    return 0
    """,
)


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session as it lies in the store: sealed, and when its operator last did something (s)."""

    sealed: bytes
    seen: int


class AccountStore:
    """Keeps what belongs to operators."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch

    # -- accounts --------------------------------------------------------------------------------------------------

    async def names(self) -> list[str]:
        """Return the names of all accounts."""
        return sorted(each.decode() for each in expect(list[bytes], await self._batch.call("SMEMBERS", f"{DESK}ops")))

    async def account(self, name: str) -> tuple[bytes, bytes] | None:
        """Return a sealed account and its tag."""
        tag, sealed = expect(
            tuple[bytes | None, bytes | None], await self._batch.call("HMGET", f"{DESK}op:{name}", "t", "b")
        )
        return (sealed, tag) if sealed is not None and tag is not None else None

    async def save(self, name: str, sealed: bytes, expected_tag: bytes, tag: bytes) -> bool:
        """Write an account unless somebody else did meanwhile; an empty expected tag means that there is none yet."""
        keys = [f"{DESK}op:{name}", f"{DESK}ops"]
        return bool(await self._batch.script(SAVE, keys, [expected_tag, tag, sealed, name]))

    # -- sessions --------------------------------------------------------------------------------------------------

    async def open_session(self, token_hash: str, sealed: bytes, seen: int, seconds: int) -> None:
        """Keep a session for so many seconds, however much it is used."""
        key = f"{DESK}session:{token_hash}"
        await self._batch.call("HSET", key, "b", sealed, "seen", seen)
        await self._batch.call("EXPIRE", key, seconds)

    async def session(self, token_hash: str) -> StoredSession | None:
        """Return a session."""
        reply = await self._batch.call("HMGET", f"{DESK}session:{token_hash}", "b", "seen")
        sealed, seen = expect(tuple[bytes | None, bytes | None], reply)
        return StoredSession(sealed, int(seen or 0)) if sealed is not None else None

    async def touch(self, token_hash: str, seen: int) -> None:
        """Note that a session's operator did something; an ended session stays ended."""
        key = f"{DESK}session:{token_hash}"
        if await self._batch.call("EXISTS", key):
            await self._batch.call("HSET", key, "seen", seen)
            await self._batch.call("EXPIRE", key, 12 * 3600, "NX")

    async def end_session(self, token_hash: str) -> None:
        """End one session."""
        await self._batch.call("DEL", f"{DESK}session:{token_hash}")

    async def tell_desks(self, what: str) -> None:
        """Tell every live desk something."""
        await self._batch.call("PUBLISH", DESKS, what)

    # -- what works once -------------------------------------------------------------------------------------------

    async def offer(self, token_hash: str, sealed: bytes, seconds: int) -> None:
        """Keep something that can be taken once within so many seconds."""
        await self._batch.call("SET", f"{DESK}once:{token_hash}", sealed, "EX", seconds)

    async def offered(self, token_hash: str) -> bytes | None:
        """Look at what can be taken, leaving it there."""
        return _maybe(await self._batch.call("GET", f"{DESK}once:{token_hash}"))

    async def take(self, token_hash: str) -> bytes | None:
        """Take it: of several who try, one gets it."""
        return _maybe(await self._batch.call("GETDEL", f"{DESK}once:{token_hash}"))

    async def wait_for_try(self, what: str, now_ms: int, most: int, within_ms: int) -> int:
        """Count a try and return 0; or how many ms to wait, not counting it, so that ``most`` fit the span."""
        return expect(int, await self._batch.script(TRY, [f"{DESK}tries:{what}"], [now_ms, most, within_ms]))

    # -- an operator's own desk ------------------------------------------------------------------------------------

    async def keep_draft(self, name: str, case: str, sealed: bytes) -> None:
        """Keep what an operator has begun to write; empty drops it."""
        key = f"{DESK}draft:{name}:{case}"
        if sealed:
            await self._batch.call("SET", key, sealed, "EX", DRAFT_S)
        else:
            await self._batch.call("DEL", key)

    async def draft(self, name: str, case: str) -> bytes | None:
        """Return what an operator has begun to write."""
        return _maybe(await self._batch.call("GET", f"{DESK}draft:{name}:{case}"))

    async def has_read(self, name: str, case: str, now: int) -> None:
        """Note that an operator looked at a case."""
        key = f"{DESK}read:{name}"
        await self._batch.call("HSET", key, case, now)
        await self._batch.call("EXPIRE", key, DRAFT_S)

    async def read(self, name: str) -> dict[str, int]:
        """Return when an operator last looked at each case (s)."""
        words = _flat(await self._batch.call("HGETALL", f"{DESK}read:{name}"))
        return {case.decode(): int(at) for case, at in zip(words[::2], words[1::2], strict=True)}

    async def offer_case(self, case: str, sealed: bytes, seconds: int) -> None:
        """Keep an offer of a case, and tell the desks."""
        key = f"{DESK}offers"
        await self._batch.call("HSET", key, case, sealed)
        await self._batch.call("EXPIRE", key, seconds)
        await self.tell_desks(f"offer {case}")

    async def offered_cases(self) -> dict[str, bytes]:
        """Return the sealed offers by case."""
        words = _flat(await self._batch.call("HGETALL", f"{DESK}offers"))
        return {case.decode(): sealed for case, sealed in zip(words[::2], words[1::2], strict=True)}

    async def withdraw_case(self, case: str) -> bool:
        """End an offer and tell the desks; False when somebody else did."""
        ended = bool(await self._batch.call("HDEL", f"{DESK}offers", case))
        await self.tell_desks(f"offer {case}")
        return ended

    async def quieten(self, until: int, seconds: int) -> None:
        """Silence the alerts of all desks until a moment (s)."""
        await self._batch.call("SET", f"{DESK}quiet", until, "EX", seconds)
        await self.tell_desks("quiet")

    async def quiet_until(self) -> int:
        """Return until when (s) all desks stay silent; 0 when they do not."""
        return int(_maybe(await self._batch.call("GET", f"{DESK}quiet")) or 0)


def _flat(reply: object) -> list[bytes]:
    """Return a hash as a list of names and values, whichever way the protocol gives it."""
    flat = [each for pair in reply.items() for each in pair] if isinstance(reply, dict) else reply
    return expect(list[bytes], flat)


def _maybe(reply: Reply) -> bytes | None:
    return None if reply is None else expect(bytes, reply)
