"""The way to the store: one `Batch` for commands and scripts, connections of their own for waiting and listening.

Every command runs at most once. No error of redis leaves this room, and none of ours repeats a key or an argument.
Connections are made at the first command, so a process may fork after `connect`; never between `connect` and `close`
once a command has run.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from redis.asyncio.connection import Connection as TcpConnection
from redis.asyncio.connection import UnixDomainSocketConnection, parse_url
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import AskError, ClusterDownError, MovedError, NoScriptError, ResponseError, TryAgainError

from bot.messages import HelplineError
from bot.store.durability import complaints
from bot.store.lane import Command, Lane, Reply, Wire, expect
from bot.store.listening import BlockingReader, Heard, Rejoined, listen
from bot.store.nodes import MakeWire, Node, Nodes
from bot.store.refusals import StoreRefused, StoreUnreachable, refused

__all__ = [
    "Batch",
    "BlockingReader",
    "Connection",
    "Heard",
    "Rejoined",
    "Reply",
    "Script",
    "StoreRefused",
    "StoreUnreachable",
    "WrongStoreAddress",
    "connect",
    "expect",
]

MOST_REDIRECTIONS = 8


class WrongStoreAddress(HelplineError):
    """HELPLINE_REDIS_URL cannot be read."""


@dataclass(frozen=True, slots=True)
class Script:
    """A Lua script and the name it has in errors.

    >>> Script("answer", "return 42").sha
    '1fa00e76656cc152ad327c13fe365858fd7be306'
    """

    name: str
    lua: str
    sha: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sha", hashlib.sha1(self.lua.encode(), usedforsecurity=False).hexdigest())


class Batch:
    """Commands and scripts of concurrent tasks, sent together; each task gets its own reply or its own error.

    Nothing that blocks in the server (BLPOP, XREAD BLOCK) may go through here: it would hold up all others.
    """

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes

    async def call(self, *command: bytes | str | int | float, key: str | None = None) -> Reply:
        """Run one command. With a cluster, ``key`` says where, when it is not the first argument.

        Raises `StoreUnreachable` when no answer came or none could be had, `StoreRefused` when the answer was an error.
        """
        return await self._run(key if key is not None else _key_of(command), (command,), "")

    async def script(
        self, script: Script, keys: Sequence[str], args: Sequence[bytes | str | int | float] = ()
    ) -> Reply:
        """Run a script; loads it first where the server does not know it. All keys live in one slot."""
        command = ("EVALSHA", script.sha, len(keys), *keys, *args)
        key = keys[0] if keys else None
        try:
            return await self._run(key, (command,), script.name)
        except NoScriptError:  # so it did not run
            return await self._run(key, (("SCRIPT", "LOAD", script.lua), command), script.name)

    async def call_everywhere(self, *command: bytes | str | int | float) -> list[Reply]:
        """Run a command without keys on every server that accepts writes; one reply each."""
        asked = [lane.submit(command)[0] for lane in await self._nodes.lanes()]
        try:
            return await asyncio.gather(*asked)
        except ResponseError as error:
            raise refused(error) from None

    async def _run(self, key: str | bytes | None, commands: tuple[Command, ...], name: str) -> Reply:
        try:
            if (only := self._nodes.only) is not None:
                return await _last(only, commands)
            return await self._routed(key, commands)
        except NoScriptError:
            if len(commands) > 1:
                raise StoreRefused("NOSCRIPT", name) from None
            raise
        except ResponseError as error:
            raise refused(error, name) from None

    async def _routed(self, key: str | bytes | None, commands: tuple[Command, ...]) -> Reply:
        lane = await self._nodes.lane_for(key)
        for attempt in range(MOST_REDIRECTIONS):
            try:
                return await _last(lane, commands)
            except MovedError as told:
                lane = self._nodes.moved(told.slot_id, _node(told))
            except AskError as told:
                there = self._nodes.lane_at(_node(told))
                try:
                    return await _last(there, (*commands[:-1], ("ASKING",), commands[-1]))
                except (MovedError, TryAgainError):
                    await asyncio.sleep(0.05 * attempt)
            except (TryAgainError, ClusterDownError):
                await asyncio.sleep(0.05 * (attempt + 1))
                self._nodes.forget()
                lane = await self._nodes.lane_for(key)
            except StoreUnreachable:
                self._nodes.forget()
                raise
        raise StoreUnreachable("the cluster is being rearranged", maybe_written=False)


class Connection:
    """What `connect` gives: ``batch`` for commands, and connections of their own for whoever waits or listens."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self.batch = Batch(nodes)

    def subscribe(self, *channels: str) -> AsyncIterator[Heard | Rejoined]:
        """Yield what is published on these channels, for ever; see `bot.store.listening.listen`."""
        return listen(self._nodes, channels)

    def blocking(self, key: str) -> BlockingReader:
        """Return a connection of its own to where a key lives, for one task that waits for something to come."""
        return BlockingReader(self._nodes, key)

    async def check_durability(self) -> list[str]:
        """Return what stands in the way of losing nothing and keeping nothing too long, one line each."""
        found: dict[str, None] = {}
        for lane in await self._nodes.lanes():
            found.update(dict.fromkeys(await complaints(lane)))
        return list(found)

    async def close(self) -> None:
        """Hang up, after what is on its way has come home. The next command connects again, in another loop too."""
        await self._nodes.close()


def connect(where: str | Path, *, patience: float = 5) -> Connection:
    """Return a connection to the store at a socket's path or a URL (redis, rediss, unix); nothing is opened yet.

    ``patience`` is in seconds, for one batch of commands and their answers.
    """
    options: dict[str, object] = {
        "protocol": 2,
        "socket_timeout": None,  # each batch has its own limit; a limit per read would cost a task per read
        "socket_connect_timeout": 3,
        "retry": Retry(NoBackoff(), 0),
        "driver_info": None,
    }
    if isinstance(where, Path) or "://" not in where:
        path = str(where)
        return Connection(
            Nodes(lambda _: cast("Wire", UnixDomainSocketConnection(path=path, **options)), patience=patience)
        )
    try:
        given = dict(parse_url(where))
    except ValueError:
        raise WrongStoreAddress("HELPLINE_REDIS_URL is no redis://, rediss:// or unix:// address") from None
    return Connection(Nodes(_by_url(given, options), patience=patience))


def _by_url(given: dict[str, object], options: dict[str, object]) -> MakeWire:
    kind = cast("type[TcpConnection]", given.pop("connection_class", TcpConnection))

    def make(node: Node | None) -> Wire:
        elsewhere = {"host": node[0] or given.get("host", "localhost"), "port": node[1]} if node is not None else {}
        return cast("Wire", kind(**{**given, **options, **elsewhere}))  # type: ignore[arg-type]

    return make


async def _last(lane: Lane, commands: tuple[Command, ...]) -> Reply:
    """Send commands one behind the other and return the last one's reply; raises the first error among them."""
    asked = lane.submit(*commands)
    return await asked[0] if len(asked) == 1 else (await asyncio.gather(*asked))[-1]


def _key_of(command: Command) -> str | bytes | None:
    key = command[1] if len(command) > 1 else None
    return key if isinstance(key, str | bytes) else None


def _node(told: AskError) -> Node:
    return told.host, told.port
