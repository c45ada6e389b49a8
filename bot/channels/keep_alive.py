"""A lean line to one HTTP server: kept-alive connections, one POST at a time on each, nothing sent twice.

Made for what is said to people, where a general client costs more than the whole turn (docs/decisions tell the
figures). No redirects, no cookies, no proxies, no compression. Nothing here may know what is sent, and no error of this
file repeats an address or a byte of it.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from time import monotonic
from typing import Final, TypeAlias, cast

from yarl import URL

from bot.messages import HelplineError

Answer: TypeAlias = tuple[int, bytes]
"""Status and body."""
IDLE_S: Final = 50.0
"""How long an unused connection is kept; servers commonly hang up after a minute or more."""
MOST_KEPT: Final = 200
LONGEST_HEAD: Final = 32 * 1024
LONGEST_BODY: Final = 4 * 1024 * 1024
_STATUS = re.compile(rb"HTTP/1\.([01]) (\d{3})(?: |\r\n)")
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,10})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[^\r]*chunked[ \t]*\r\n", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection:[^\r]*close", re.IGNORECASE)
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[^\r\n]{0,200}\r\n")


class NotConnected(HelplineError):
    """No connection could be made, so not a byte of the request was written."""


class LineBroken(HelplineError):
    """The line broke after the request was written; nobody can tell whether it arrived."""


class KeepAlive:
    """Connections to one server. ``connect_within`` is in seconds, for finding, reaching and trusting the server."""

    def __init__(self, base: URL, *, connect_within: float, trust: ssl.SSLContext | None = None) -> None:
        self._base = base
        self._connect_within = connect_within
        self._trust = trust
        self._idle: list[_Connection] = []
        self._host = base.host_port_subcomponent or ""

    def head(self, path: str) -> bytes:
        """Return the head of a request to a path, up to the length of its body."""
        return (
            f"POST {path} HTTP/1.1\r\nHost: {self._host}\r\nAccept: */*\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        ).encode()

    async def post(self, head: bytes, body: bytes, seconds: float) -> Answer:
        """Send a JSON body and return the answer; `NotConnected` or `LineBroken` when there is none in time."""
        connection = self._kept() or await self._connected()
        answer = await connection.ask(b"%b%d\r\n\r\n%b" % (head, len(body), body), seconds)
        if connection.may_stay and len(self._idle) < MOST_KEPT:
            self._idle.append(connection)
        else:
            connection.hang_up()
        return answer

    def close(self) -> None:
        """Hang up on every connection that is not in use."""
        while self._idle:
            self._idle.pop().hang_up()

    def _kept(self) -> _Connection | None:
        oldest = monotonic() - IDLE_S
        while self._idle:
            connection = self._idle.pop()  # the one used last, so that the others may grow old
            if connection.may_stay and connection.since > oldest:
                return connection
            connection.hang_up()
        return None

    async def _connected(self) -> _Connection:
        loop = asyncio.get_running_loop()
        secured = self._secured()
        try:
            async with asyncio.timeout(self._connect_within):
                _, connection = await loop.create_connection(
                    _Connection, self._base.host, self._base.port, ssl=secured or None
                )
                return connection
        except (OSError, TimeoutError, ValueError):
            failure = NotConnected("the server cannot be reached")
        raise failure

    def _secured(self) -> ssl.SSLContext | None:
        if self._base.scheme == "https" and self._trust is None:
            self._trust = ssl.create_default_context()
        return self._trust if self._base.scheme == "https" else None


class _Connection(asyncio.Protocol):
    """One connection; asks one thing at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._came = b""
        self._asked: asyncio.Future[Answer] | None = None
        self._is_open = False
        self.since = 0.0

    @property
    def may_stay(self) -> bool:
        """Tell whether another request may go over this connection."""
        return self._is_open

    def hang_up(self) -> None:
        """Close the connection at once."""
        self._is_open = False
        if self._transport is not None:
            self._transport.abort()

    async def ask(self, request: bytes, seconds: float) -> Answer:
        """Write a request and return its answer."""
        assert self._transport is not None
        loop = asyncio.get_running_loop()
        asked = self._asked = loop.create_future()
        limit = loop.call_later(seconds, self._break_off)
        try:
            self._transport.write(request)
            return await asked
        except asyncio.CancelledError:
            self.hang_up()
            raise
        finally:
            limit.cancel()
            self._asked = None
            self.since = monotonic()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._is_open = True

    def data_received(self, data: bytes) -> None:
        if self._asked is None or self._asked.done():
            self.hang_up()  # nobody asked: whatever speaks there is not to be trusted with a message
            return
        self._came += data
        try:
            answer = _whole(self._came, ended=False)
        except ValueError:
            self._break_off()
            return
        if answer is not None:
            self._finish(answer)

    def eof_received(self) -> bool:
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._is_open = False
        if self._asked is None or self._asked.done():
            return
        try:
            answer = _whole(self._came, ended=exc is None)
        except ValueError:
            answer = None
        if answer is None:
            self._break_off()
        else:
            self._finish(answer)

    def _finish(self, answer: tuple[int, bytes, bool]) -> None:
        status, body, stays = answer
        self._came = b""
        self._is_open = self._is_open and stays
        if self._asked is not None and not self._asked.done():
            self._asked.set_result((status, body))

    def _break_off(self) -> None:
        self.hang_up()
        if self._asked is not None and not self._asked.done():
            self._asked.set_exception(LineBroken("the line broke"))


# -- reading an answer ---------------------------------------------------------------------------------------------


def _whole(came: bytes, *, ended: bool) -> tuple[int, bytes, bool] | None:
    """Return status, body and whether the connection stays, once all has come; None until then.

    ``ended`` says that nothing more will come. `ValueError` for what is no answer in HTTP/1.
    """
    while True:
        end = came.find(b"\r\n\r\n")
        if end < 0:
            if len(came) > LONGEST_HEAD or ended:
                raise ValueError
            return None
        head, rest = came[: end + 2], came[end + 4 :]
        status_line = _STATUS.match(head)
        if status_line is None:
            raise ValueError
        status = int(status_line[2])
        if status >= 200:
            break
        came = rest  # a word ahead of the answer
    stays = status_line[1] == b"1" and _CLOSES.search(head) is None and not ended
    if _CHUNKED.search(head):
        return _chunked(rest, status, stays=stays)
    length = _LENGTH.search(head)
    if length is None:
        if status in (204, 304):
            return status, b"", stays and not rest
        _refuse_endless(rest)
        return (status, rest, False) if ended else None
    size = int(length[1])
    if size > LONGEST_BODY:
        raise ValueError
    return (status, rest[:size], stays and len(rest) == size) if len(rest) >= size else None


def _chunked(rest: bytes, status: int, *, stays: bool) -> tuple[int, bytes, bool] | None:
    pieces: list[bytes] = []
    place = 0
    _refuse_endless(rest)
    while True:
        size_line = _SIZE.match(rest, place)
        if size_line is None:
            if b"\r\n" in rest[place : place + 256] or len(rest) - place > 256:
                raise ValueError
            return None
        size = int(size_line[1], 16)
        place = size_line.end()
        if size == 0:
            end = rest.find(b"\r\n", place)
            if end < 0:
                return None
            if end == place:
                return status, b"".join(pieces), stays and len(rest) == end + 2
            end = rest.find(b"\r\n\r\n", place)
            return (status, b"".join(pieces), stays and len(rest) == end + 4) if end >= 0 else None
        if len(rest) < place + size + 2:
            return None
        if rest[place + size : place + size + 2] != b"\r\n":
            raise ValueError
        pieces.append(rest[place : place + size])
        place += size + 2


def _refuse_endless(rest: bytes) -> None:
    if len(rest) > LONGEST_BODY:
        raise ValueError
