"""Connections for whoever waits: one that listens to channels, one that blocks until something comes.

A listener that was cut off says so when it is back: whoever follows then reads the truth anew, for what is published
while nobody listens is not kept.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from redis.exceptions import AskError, RedisError, ResponseError

from bot.store.lane import Reply, Wire, packed
from bot.store.nodes import Nodes
from bot.store.refusals import StoreUnreachable, refused, unreachable

QUIET_S = 15.0
"""After so much silence the server is asked whether it is still there."""
ANSWER_S = 5.0


@dataclass(frozen=True, slots=True)
class Heard:
    """What was published, and on which channel."""

    channel: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Rejoined:
    """We listen from here on; anything may have been missed before. Comes first, and after every interruption."""


async def listen(nodes: Nodes, channels: tuple[str, ...], *, quiet: float = QUIET_S) -> AsyncIterator[Heard | Rejoined]:
    """Yield what is published on these channels, for ever, connecting again as often as it takes."""
    turn, pause = 0, 0.05
    while True:
        wire: Wire | None = None
        try:
            addresses = await nodes.addresses()
            wire = nodes.make(addresses[turn % len(addresses)])
            async with asyncio.timeout(ANSWER_S):
                await wire.connect()
                await wire.send_packed_command([packed(("SUBSCRIBE", *channels))], check_health=False)
                for _ in channels:
                    await wire.read_response()
            pause = 0.05
            yield Rejoined()
            while True:
                yield await _next(wire, quiet)
        except (RedisError, OSError, TimeoutError, StoreUnreachable):
            turn += 1
        finally:
            if wire is not None:
                await wire.disconnect(nowait=True)
        await asyncio.sleep(pause)
        pause = min(pause * 2, 2.0)


async def _next(wire: Wire, quiet: float) -> Heard:
    asked = False
    while True:
        reply = await wire.read_response(timeout=ANSWER_S if asked else quiet)
        if reply is None:
            if asked:
                raise TimeoutError
            await wire.send_packed_command([packed(("PING",))], check_health=False)
            asked = True
            continue
        asked = False
        match reply:
            case [b"message", bytes(channel), bytes(payload)]:
                return Heard(channel.decode(), payload)


class BlockingReader:
    """A connection for one task that waits in the server, as with ``XREAD BLOCK``.

    Cancelled or cut off in the middle it hangs up, so that no late answer can reach the next question.
    """

    def __init__(self, nodes: Nodes, key: str) -> None:
        self._nodes = nodes
        self._key = key
        self._wire: Wire | None = None
        self._busy = asyncio.Lock()

    async def call(self, *command: bytes | str | int | float, within: float) -> Reply:
        """Run one command and wait ``within`` seconds at most, which is longer than the command itself blocks."""
        async with self._busy:
            sent = False
            try:
                async with asyncio.timeout(within):
                    if self._wire is None:
                        self._wire = self._nodes.make(await self._nodes.address_for(self._key))
                        await self._wire.connect()
                    sent = True
                    await self._wire.send_packed_command([packed(command)], check_health=False)
                    return await self._wire.read_response()
            except AskError:  # MOVED is one too
                self._nodes.forget()
                await self.close()
                raise StoreUnreachable("the key lives elsewhere now", maybe_written=False) from None
            except ResponseError as error:
                raise refused(error) from None
            except (RedisError, OSError, TimeoutError) as error:
                await self.close()
                raise unreachable(error, maybe_written=sent) from None
            except BaseException:
                await self.close()
                raise

    async def close(self) -> None:
        """Hang up; the next call connects again."""
        wire, self._wire = self._wire, None
        if wire is not None:
            with contextlib.suppress(RedisError, OSError):
                await wire.disconnect(nowait=True)
