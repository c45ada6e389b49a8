"""What WhatsApp needs remembered: menus made at Twilio, messages still to be deleted there, when a person last wrote.

Nothing here may be readable as a person or a message: ids are sealed, and names are keyed hashes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from msgspec import msgpack

from bot.messages import Address
from bot.privacy.keyring import KeyMissing, Keyring, day_of
from bot.privacy.seal import KeyGone, Sealer, Unreadable
from bot.store.client import Batch, Script, expect
from bot.store.keys import BOT

MENU_S = 90 * 24 * 3600
REFUSED = "-"
REFUSED_S = 24 * 3600
WROTE_S = 25 * 3600
FAR_S = 30 * 24 * 3600
LOST_S = 90 * 24 * 3600
_PURPOSE = "far copy"

DUE, WHAT, SINCE, LOST = f"{BOT}far:due", f"{BOT}far:what", f"{BOT}far:since", f"{BOT}far:lost"

WROTE = Script(
    "wrote",
    """
    -- KEYS: 1 wrote.  ARGV: 1 unix ms, 2 life s.  Only ever moves forward: a late message may be older than the last.
    if tonumber(ARGV[1]) > tonumber(redis.call('GET', KEYS[1]) or 0) then
        redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
    end
    return 1
    """,
)

PUT = Script(
    "far_put",
    """
    -- KEYS: 1 due, 2 what, 3 since.  ARGV: 1 mark, 2 due ms, 3 sealed, 4 now ms, 5 life s.
    -- What is known already can only come due sooner.
    if redis.call('HSETNX', KEYS[2], ARGV[1], ARGV[3]) == 1 then
        redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
        redis.call('ZADD', KEYS[3], ARGV[4], ARGV[1])
    else
        redis.call('ZADD', KEYS[1], 'XX', 'LT', ARGV[2], ARGV[1])
    end
    for i = 1, 3 do redis.call('EXPIRE', KEYS[i], ARGV[5]) end
    return 1
    """,
)

PUT_OFF = Script(
    "far_put_off",
    """
    -- KEYS: 1 due, 2 what, 3 since.  ARGV: 1 mark, 2 due ms or '' when it is over, 3 sealed, 4 life s.
    if ARGV[2] == '' then
        redis.call('ZREM', KEYS[1], ARGV[1])
        redis.call('ZREM', KEYS[3], ARGV[1])
        return redis.call('HDEL', KEYS[2], ARGV[1])
    end
    if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 0 then return 0 end
    redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
    redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
    for i = 1, 3 do redis.call('EXPIRE', KEYS[i], ARGV[4]) end
    return 1
    """,
)


class Menus:
    """Which menus were made at Twilio, by a digest of what they are."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch

    async def find(self, digest: str) -> str | None:
        """Return what Twilio calls a menu; None when it was not made yet."""
        reply = await self._batch.call("GET", f"{BOT}menu:{digest}")
        return expect(bytes, reply).decode() if reply is not None else None

    async def keep(self, digest: str, sid: str) -> None:
        """Remember what Twilio calls a menu."""
        await self._batch.call("SET", f"{BOT}menu:{digest}", sid, "EX", MENU_S)

    async def refuse(self, digest: str) -> None:
        """Remember for a day that WhatsApp did not take a menu; it is then found as `REFUSED`."""
        await self._batch.call("SET", f"{BOT}menu:{digest}", REFUSED, "EX", REFUSED_S)

    async def forget(self, digest: str) -> None:
        """Forget a menu that Twilio does not know any more."""
        await self._batch.call("DEL", f"{BOT}menu:{digest}")


class Windows:
    """When a person last wrote. The name of that changes with the day's key, and dies with it."""

    def __init__(self, batch: Batch, ring: Keyring) -> None:
        self._batch = batch
        self._ring = ring

    async def wrote(self, address: Address, at: datetime) -> None:
        """Note that a person wrote at a moment."""
        key = _named(address, self._ring.day_key(day_of(at)))
        await self._batch.script(WROTE, [key], [int(at.timestamp() * 1000), WROTE_S])

    async def wrote_at(self, address: Address, now: datetime) -> datetime | None:
        """Return when a person last wrote, today or yesterday; None when they did not or it is not known."""
        for day in (day_of(now), day_of(now) - 1):
            try:
                key = _named(address, self._ring.day_key(day, make=False))
            except KeyMissing:
                continue
            if (reply := await self._batch.call("GET", key)) is not None:
                return datetime.fromtimestamp(int(expect(bytes, reply)) / 1000, now.tzinfo)
        return None


def _named(address: Address, key: bytes) -> str:
    return "wrote:" + hashlib.blake2b(address.canonical(), key=key, digest_size=16, person=b"wrote").hexdigest()


Copy: TypeAlias = tuple[str, bool, int]
"""A message that still lies at Twilio: its id, whether files came with it, how often deleting it was tried."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """How deleting goes: copies that wait, those that wait for over an hour, those given up in 90 days."""

    waiting: int
    overdue: int
    lost: int


class FarCopies:
    """The messages that still lie at Twilio and are to be deleted there."""

    def __init__(self, batch: Batch, sealer: Sealer, ring: Keyring) -> None:
        self._batch = batch
        self._sealer = sealer
        self._ring = ring

    async def delete_later(self, sid: str, due: datetime, now: datetime, *, media: bool = False) -> None:
        """Ask for a message to be deleted; asked again, it can only come due sooner."""
        mark = self._mark(sid)
        args: list[bytes | str | int | float] = [mark, _ms(due), self._sealed((sid, media, 0), mark, now)]
        await self._batch.script(PUT, [DUE, WHAT, SINCE], [*args, _ms(now), FAR_S])

    async def due(self, now: datetime, most: int = 50) -> list[Copy]:
        """Return the copies to delete now, those that wait longest first; what cannot be read is given up."""
        reply = await self._batch.call("ZRANGEBYSCORE", DUE, "-inf", _ms(now), "LIMIT", 0, most)
        marks = expect(list[bytes], reply)
        sealed = expect(list[bytes | None], await self._batch.call("HMGET", WHAT, *marks)) if marks else []
        found: list[Copy] = []
        for mark, each in zip(marks, sealed, strict=True):
            try:
                plain = self._sealer.open(_PURPOSE, each or b"", mark.decode())
                found.append(msgpack.decode(plain, type=Copy))
            except (KeyGone, Unreadable):
                await self._end(mark.decode())
                await self._count_lost()
        return found

    async def deleted(self, copy: Copy) -> None:
        """Note that a copy is gone."""
        await self._end(self._mark(copy[0]))

    async def put_off(self, copy: Copy, until: datetime, now: datetime) -> None:
        """Try a copy again later."""
        sid, media, tries = copy
        mark = self._mark(sid)
        sealed = self._sealed((sid, media, tries + 1), mark, now)
        await self._batch.script(PUT_OFF, [DUE, WHAT, SINCE], [mark, _ms(until), sealed, FAR_S])

    async def give_up(self, copy: Copy) -> None:
        """Note that a copy cannot be deleted, and count it."""
        await self._end(self._mark(copy[0]))
        await self._count_lost()

    async def knows(self, sid: str) -> bool:
        """Tell whether a message waits to be deleted: then it was handled, or we know that it was accepted."""
        return bool(await self._batch.call("HEXISTS", WHAT, self._mark(sid)))

    async def backlog(self, now: datetime) -> Backlog:
        """Return how deleting goes."""
        waiting = expect(int, await self._batch.call("HLEN", WHAT))
        overdue = expect(int, await self._batch.call("ZCOUNT", SINCE, "-inf", _ms(now - timedelta(hours=1))))
        lost = await self._batch.call("GET", LOST)
        return Backlog(waiting, overdue, int(expect(bytes, lost)) if lost is not None else 0)

    async def _end(self, mark: str) -> None:
        await self._batch.script(PUT_OFF, [DUE, WHAT, SINCE], [mark, "", b"", FAR_S])

    async def _count_lost(self) -> None:
        await self._batch.call("INCR", LOST)
        await self._batch.call("EXPIRE", LOST, LOST_S)

    def _sealed(self, copy: Copy, mark: str, now: datetime) -> bytes:
        return self._sealer.seal(_PURPOSE, msgpack.encode(copy), mark, day_of(now))

    def _mark(self, sid: str) -> str:
        return hashlib.blake2b(sid.encode(), key=self._ring.binding, digest_size=16, person=b"far copy").hexdigest()


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
