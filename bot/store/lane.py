"""A lane: one connection to one server, on which the commands of concurrent tasks travel together.

What is asked for in one tick of the event loop, or while an earlier batch is on its way, leaves in one write. Answers
come back in order and each finds its own asker; only the lane reads and writes, so an asker that is cancelled disturbs
nobody. Nothing is ever sent twice: a command whose answer was lost is `StoreUnreachable`, and its asker decides.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Protocol, TypeAlias, TypeVar, cast

import hiredis
import msgspec
from redis.exceptions import RedisError, ResponseError

from bot.store.refusals import StoreUnreachable, unreachable

Reply: TypeAlias = "bytes | int | list[Reply] | None"
"""What the store answers."""
Command: TypeAlias = tuple[bytes | str | int | float, ...]
Asked: TypeAlias = "asyncio.Future[Reply]"
Kind = TypeVar("Kind")

MOST_AT_ONCE = 512
"""Commands in one write; more wait for the next."""


class Wire(Protocol):
    """What we use of redis-py's connections: the handshake, TLS and the reading of replies."""

    async def connect(self) -> None: ...
    async def disconnect(self, nowait: bool = False) -> None: ...
    async def can_read(self) -> bool: ...
    async def send_packed_command(self, command: Sequence[bytes], check_health: bool = True) -> None: ...
    async def read_response(self, *, timeout: float | None = None) -> Reply: ...  # noqa: ASYNC109  theirs


def packed(command: Command) -> bytes:
    """Return a command as it travels; refuses what is not text, bytes or a number."""
    return cast("bytes", hiredis.pack_command(command))  # type: ignore[arg-type]  # its stub says a tuple of one


def expect(kind: type[Kind], reply: object) -> Kind:
    """Return the reply in the shape that the command or script promises; a `TypeError` is a mistake of ours.

    >>> expect(tuple[int, bytes, list[bytes]], [1, b"tag", [b"a", b"b"]])
    (1, b'tag', [b'a', b'b'])
    """
    try:
        return msgspec.convert(reply, kind)
    except msgspec.ValidationError as error:
        raise TypeError(f"the store's answer has another shape: {error}") from None


class Lane:
    """See the module. ``make`` gives an unconnected wire; ``patience`` is in seconds, for one batch and its answers."""

    def __init__(self, make: Callable[[], Wire], *, patience: float = 5, most_waiting: int = 20_000) -> None:
        self._make = make
        self._patience = patience
        self._most_waiting = most_waiting
        self._waiting: deque[tuple[bytes, Asked]] = deque()
        self._wire: Wire | None = None
        self._carrier: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def submit(self, *commands: Command) -> list[Asked]:
        """Put commands into the next batch, one directly behind the other; each future brings its reply or error.

        A future brings redis-py's `ResponseError` when the server refused, `StoreUnreachable` when it could not be
        asked. Cancelled before it was sent, a command is not sent.
        """
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self._move_to(loop)
        if len(self._waiting) + len(commands) > self._most_waiting:
            raise StoreUnreachable("too many commands wait for the store", maybe_written=False)
        ready = [(packed(command), loop.create_future()) for command in commands]
        self._waiting.extend(ready)
        if self._carrier is None:
            self._carrier = loop.create_task(self._carry())
        return [asked for _, asked in ready]

    async def close(self) -> None:
        """Bring home what is on its way, then hang up."""
        if self._carrier is not None:
            await asyncio.wait([self._carrier])
        await self._hang_up()

    def _move_to(self, loop: asyncio.AbstractEventLoop) -> None:
        # An open connection belongs to the loop, and after a fork to the process, that opened it.
        if self._wire is not None or self._waiting:
            raise RuntimeError("this connection to the store was opened in another event loop: close it there first")
        self._loop, self._carrier = loop, None

    async def _carry(self) -> None:
        try:
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_AT_ONCE))]
                batch = [(command, asked) for command, asked in batch if not asked.done()]
                if batch:
                    await self._exchange(batch)
        finally:
            self._carrier = None
            for _, asked in self._waiting:  # only when this task itself was cancelled: the loop is closing
                _fail(asked, StoreUnreachable("the service is stopping", maybe_written=False))
            self._waiting.clear()

    async def _exchange(self, batch: list[tuple[bytes, Asked]]) -> None:
        sent, answered = False, 0
        try:
            async with asyncio.timeout(self._patience):
                wire = await self._connected()
                sent = True
                await wire.send_packed_command([b"".join(command for command, _ in batch)], check_health=False)
                for _, asked in batch:
                    try:
                        reply = await wire.read_response()
                    except ResponseError as refusal:
                        _fail(asked, refusal)
                    else:
                        if not asked.done():
                            asked.set_result(reply)
                    answered += 1
        except BaseException as error:
            self._wire, wire_left = None, self._wire
            for _, asked in islice(batch, answered, None):
                _fail(asked, unreachable(error, maybe_written=sent))
            if wire_left is not None:
                await wire_left.disconnect(nowait=True)
            if not isinstance(error, (RedisError, OSError, TimeoutError)):
                raise

    async def _connected(self) -> Wire:
        # Between batches nothing may come in: what does is the end of the connection, and then we need a new one.
        if self._wire is not None and await self._wire.can_read():
            await self._hang_up()
        if self._wire is None:
            wire = self._make()
            try:
                await wire.connect()
            except BaseException:
                await wire.disconnect(nowait=True)
                raise
            self._wire = wire
        return self._wire

    async def _hang_up(self) -> None:
        wire, self._wire = self._wire, None
        if wire is not None:
            await wire.disconnect(nowait=True)


def _fail(asked: Asked, error: BaseException) -> None:
    if not asked.done():
        asked.set_exception(error)
