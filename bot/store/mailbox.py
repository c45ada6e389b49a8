"""Mailboxes of the web chat: what was said to and by a session, sealed, until 24 hours after the last word.

Nothing here may keep an address: a mailbox is named by a keyed hash.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime

from bot.messages import Address, NotAccepted
from bot.privacy.keyring import Keyring, day_of
from bot.privacy.seal import Sealer
from bot.store.client import Batch, Script, expect
from bot.store.keys import PARTITIONS, prefix
from bot.store.refusals import StoreUnreachable

LIFE_S = 24 * 3600
MAIL = "mail"
"""Channel: something was put into a mailbox. The message is the mailbox's name."""
_PURPOSE = "web chat"

PUT = Script(
    "mail_put",
    """
    -- KEYS: 1 mailbox, 2 its last number.  ARGV: 1 sealed message, 2 now ms, 3 life s, 4 name.
    -- Numbers only ever rise, also after a wipe.
    local n = math.max(tonumber(ARGV[2]), (tonumber(redis.call('GET', KEYS[2])) or 0) + 1)
    redis.call('SET', KEYS[2], n, 'EX', ARGV[3] * 2)
    redis.call('ZADD', KEYS[1], n, ARGV[1])
    redis.call('EXPIRE', KEYS[1], ARGV[3])
    redis.call('PUBLISH', 'mail', ARGV[4])
    return n
    """,
)
_BEGAN_MS = 1_700_000_000_000
"""Numbers count milliseconds from here, so that they fit a double and never come twice."""


def boxes(ring: Keyring) -> Callable[[Address], str]:
    """Return how mailboxes are named: by a keyed hash that who fills one and who empties one can both make."""
    key = ring.binding

    def box_of(address: Address) -> str:
        return hashlib.blake2b(address.canonical(), key=key, digest_size=16, person=b"mailbox").hexdigest()

    return box_of


class Mailboxes:
    """The mailboxes of one process; ``heard`` is told what other processes put."""

    def __init__(
        self, batch: Batch, box_of: Callable[[Address], str], sealer: Sealer, clock: Callable[[], datetime]
    ) -> None:
        self._batch = batch
        self._box_of = box_of
        self._sealer = sealer
        self._clock = clock
        self._news: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    async def put(self, address: Address, message: bytes) -> int:
        """Keep one message; return its number."""
        key, name = self._key(address)
        now = self._clock()
        sealed = self._sealer.seal(_PURPOSE, message, name, day_of(now))
        number = int(now.timestamp() * 1000) - _BEGAN_MS
        try:
            return expect(int, await self._batch.script(PUT, [key, f"{key}:n"], [sealed, number, LIFE_S, name]))
        except StoreUnreachable:
            raise NotAccepted from None

    async def since(self, address: Address, after: int) -> list[tuple[int, bytes]]:
        """Return everything with a higher number, in order; what cannot be read any more is left out."""
        key, name = self._key(address)
        try:
            reply = await self._batch.call("ZRANGEBYSCORE", key, f"({after}", "+inf", "WITHSCORES")
        except StoreUnreachable:
            raise NotAccepted from None
        rows = expect(list[bytes], reply)
        opened = self._sealer.open_all(_PURPOSE, rows[::2], name)
        return [
            (int(float(number)), message)
            for message, number in zip(opened, rows[1::2], strict=True)
            if message is not None
        ]

    async def wait(self, address: Address, after: int, timeout: float) -> bool:  # noqa: ASYNC109 - the page's own wait
        """Wait until something newer is there, at most so many seconds."""
        key, name = self._key(address)
        news = asyncio.Event()
        self._news[name].add(news)
        try:
            if await self._batch.call("ZCOUNT", key, f"({after}", "+inf"):
                return True
            try:
                async with asyncio.timeout(timeout):
                    await news.wait()
            except TimeoutError:
                return False
            return bool(await self._batch.call("ZCOUNT", key, f"({after}", "+inf"))
        except StoreUnreachable:
            raise NotAccepted from None
        finally:
            self._news[name].discard(news)
            if not self._news[name]:
                del self._news[name]

    async def wipe(self, address: Address, upto: int | None = None) -> None:
        """Delete everything up to and with a number; everything when None."""
        key, name = self._key(address)
        try:
            await self._batch.call("ZREMRANGEBYSCORE", key, "-inf", "+inf" if upto is None else upto)
        except StoreUnreachable:
            raise NotAccepted from None
        self.heard(name)

    async def drop(self, address: Address, number: int) -> None:
        """Delete the message with a number alone."""
        key, _ = self._key(address)
        try:
            await self._batch.call("ZREMRANGEBYSCORE", key, number, number)
        except StoreUnreachable:
            raise NotAccepted from None

    def heard(self, name: str) -> None:
        """Wake whoever waits for a mailbox."""
        for news in self._news.get(name, ()):
            news.set()

    def heard_all(self) -> None:
        """Wake everybody, after news may have been missed."""
        for name in tuple(self._news):
            self.heard(name)

    def _key(self, address: Address) -> tuple[str, str]:
        name = self._box_of(address)
        return f"{prefix(int(name[:2], 16) % PARTITIONS)}web:{name}", name
