"""The far side of the network: a Bot API on loopback that takes what is said and knows whose turn is complete.

Lean on purpose, so that it never is what a figure measures: bare protocols, no library, no parsing beyond what tells
who is meant. Nothing here may know which side it is shown to.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from dataclasses import dataclass, field
from typing import TypeAlias, cast
from urllib.parse import parse_qs

from bot.messages import HelplineError

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHAT = re.compile(rb'chat_id(?:":|=)(\d+)')
BOT = b'{"id":4242424242,"is_bot":true,"first_name":"Bench","username":"bench_bot"}'
SAID = b"Some words, as long as an answer of a bot often is. " * 4
_TOOK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
_MESSAGE = (
    b'{"ok":true,"result":{"message_id":%d,"from":' + BOT + b',"chat":{"id":%b,"first_name":"Zarina",'
    b'"username":"zarina_invented","type":"private"},"date":%d,"text":"' + SAID + b'"}}'
)


Overheard: TypeAlias = tuple[str, tuple[str, ...]]
"""A message that arrived: its text, and the payloads of its buttons."""


class TurnFailed(HelplineError):
    """A turn of the benchmark was not answered as it must be; its figures would mean nothing."""


@dataclass(slots=True)
class Person:
    """Somebody who writes, and how far their turn is. ``ends`` are bytes by which a turn's last message is known."""

    chat: int
    step: int = 0
    ends: tuple[bytes, ...] = ()
    is_heard: bool = True
    is_answered: bool = True
    last_message: int = 1
    done: asyncio.Future[None] | None = None

    def came(self) -> None:
        """Note that something came; the turn is complete when all of it did."""
        if self.is_heard and self.is_answered and self.done is not None and not self.done.done():
            self.done.set_result(None)


class Pieces(asyncio.Protocol):
    """Cuts a stream into whole HTTP messages whose bodies have a stated length."""

    def __init__(self) -> None:
        self._rest = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's own is none by inheritance

    def data_received(self, data: bytes) -> None:
        self._rest += data
        while (split := self._rest.find(b"\r\n\r\n")) >= 0:
            head = self._rest[:split]
            length = _LENGTH.search(head)
            end = split + 4 + (int(length[1]) if length else 0)
            if len(self._rest) < end:
                return
            body, self._rest = self._rest[split + 4 : end], self._rest[end:]
            self.whole(head, body)

    def whole(self, head: bytes, body: bytes) -> None:
        """Take one message."""
        raise NotImplementedError


@dataclass
class FarSide:
    """The persons of one side and the Bot API that is shown to it. ``overheard`` is kept while ``listens``."""

    persons: dict[int, Person] = field(default_factory=dict)
    messages: int = 0
    taps_answered: int = 0
    strays: int = 0
    listens: bool = False
    overheard: list[Overheard] = field(default_factory=list)
    _server: asyncio.Server | None = None
    _opened: list[asyncio.Transport] = field(default_factory=list)

    async def open(self) -> int:
        """Listen; returns the port the Bot API is at."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Api(self), "127.0.0.1", 0, backlog=512)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def close(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
        for transport in self._opened:
            transport.close()

    def called(self, method: bytes, body: bytes) -> bytes:
        """Take one call of the bot and return the answer, as the platform words it."""
        if method in (b"sendMessage", b"editMessageText"):
            found = _CHAT.search(body)
            person = self.persons.get(int(found[1])) if found else None
            if found is None or person is None:
                self.strays += 1
                return b'{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}'
            self.messages += 1
            self.strays += person.is_heard
            person.is_heard = any(end in body for end in person.ends)
            if method == b"sendMessage":
                person.last_message = self.messages
            if self.listens:
                self.overheard.append(_read(body))
            person.came()
            return _MESSAGE % (person.last_message, found[1], int(time.time()))
        self.taps_answered += method == b"answerCallbackQuery"
        if method == b"getMe":
            return b'{"ok":true,"result":%b}' % BOT
        return b'{"ok":true,"result":[]}' if method == b"getMyCommands" else b'{"ok":true,"result":true}'


class _Api(Pieces):
    def __init__(self, far: FarSide) -> None:
        super().__init__()
        self._far = far

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        assert self.transport is not None
        self._far._opened.append(self.transport)

    def whole(self, head: bytes, body: bytes) -> None:
        assert self.transport is not None
        method = head[: head.index(b" HTTP/")].rpartition(b"/")[2].partition(b"?")[0]
        answer = self._far.called(method, body)
        self.transport.write(_TOOK % (len(answer), answer))


def _read(body: bytes) -> Overheard:
    """Return the text of a call and the payloads of its inline buttons, whether it came as JSON or as a form."""
    if body.startswith(b"{"):
        call = json.loads(body)
        markup = call.get("reply_markup") or {}
    else:
        call = {name: values[0] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
        markup = json.loads(call.get("reply_markup", "{}"))
    keys = [key["callback_data"] for row in markup.get("inline_keyboard", ()) for key in row]
    return str(call["text"]), tuple(keys)
