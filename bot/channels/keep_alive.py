"""A lean line to one HTTP server: kept-alive connections, one POST at a time on each, and nothing is ever sent twice.

Made for what is said to people, where a general client costs more than the rest of the sending. No redirects, cookies,
proxies or compression. Nothing here may know what is sent, and no error repeats an address or a byte of it.
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
_STATUS = re.compile(rb"HTTP/1\.([01]) ([1-5]\d\d)(?: [^\r\n]*)?\r\n")
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,10})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[^\r\n]*chunked[ \t]*\r\n", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection:[^\r\n]*close", re.IGNORECASE)
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,7})[ \t]*(?:;[^\r\n]{0,200})?\r\n")
_LONGEST_SIZE = 220


class NotConnected(HelplineError):
    """No connection could be made, so not a byte of the request was written."""


class LineBroken(HelplineError):
    """The line broke, or no answer came in time, after the request was written: nobody can tell whether it arrived."""


class _Nonsense(HelplineError):
    """What came is no answer in HTTP/1."""


class KeepAlive:
    """Connections to one server. ``connect_within`` is in seconds: for finding, reaching and trusting the server."""

    def __init__(self, server: URL, *, connect_within: float, trust: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._connect_within = connect_within
        self._trust = trust
        self._idle: list[_Connection] = []

    def head(self, path: str) -> bytes:
        """Return the head of a request to a path, up to the length of its body."""
        return (
            f"POST {path} HTTP/1.1\r\nHost: {self._server.host_port_subcomponent}\r\nAccept: */*\r\n"
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
        """Hang up where nothing is on its way."""
        while self._idle:
            self._idle.pop().hang_up()

    def _kept(self) -> _Connection | None:
        oldest = monotonic() - IDLE_S
        while self._idle:
            connection = self._idle.pop()  # the one used last, so that what is too much may grow old
            if connection.may_stay and connection.since > oldest:
                return connection
            connection.hang_up()
        return None

    async def _connected(self) -> _Connection:
        host, port = self._server.host, self._server.port
        try:
            async with asyncio.timeout(self._connect_within):
                if host is None or port is None:
                    raise OSError
                loop = asyncio.get_running_loop()
                _, connection = await loop.create_connection(_Connection, host, port, ssl=self._secured())
                return connection
        except (OSError, TimeoutError, UnicodeError):
            failure = NotConnected("the server cannot be reached")
        raise failure  # outside the handler: what went wrong may name the address

    def _secured(self) -> ssl.SSLContext | None:
        if self._server.scheme != "https":
            return None
        if self._trust is None:
            self._trust = ssl.create_default_context()
        return self._trust


class _Connection(asyncio.Protocol):
    """One connection, on which one thing is asked at a time."""

    def __init__(self) -> None:
        self.may_stay = False
        self.since = 0.0
        self._transport: asyncio.Transport | None = None
        self._came = b""
        self._asked: asyncio.Future[Answer] | None = None

    def hang_up(self) -> None:
        """Close the connection at once."""
        self.may_stay = False
        if self._transport is not None:
            self._transport.abort()

    async def ask(self, request: bytes, seconds: float) -> Answer:
        """Write a request and return its answer. Whoever is cancelled meanwhile leaves no answer behind."""
        assert self._transport is not None
        loop = asyncio.get_running_loop()
        asked: asyncio.Future[Answer] = loop.create_future()
        self._asked = asked
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
        self.may_stay = True

    def data_received(self, data: bytes) -> None:
        if self._asked is None or self._asked.done():
            self.hang_up()  # nobody asked: what speaks there is not to be trusted with a message
            return
        self._came += data
        self._look(ended=False)

    def connection_lost(self, exc: Exception | None) -> None:
        self.may_stay = False
        if self._asked is not None and not self._asked.done():
            self._look(ended=exc is None)
            self._break_off()

    def _look(self, *, ended: bool) -> None:
        """See whether the answer is whole; ``ended`` when no more of it can come."""
        try:
            answer = _whole(self._came, ended=ended)
        except _Nonsense:
            self._break_off()
            return
        if answer is not None and self._asked is not None and not self._asked.done():
            status, body, stays = answer
            self._came = b""
            self.may_stay = self.may_stay and stays
            self._asked.set_result((status, body))

    def _break_off(self) -> None:
        if self._asked is not None and not self._asked.done():
            self._asked.set_exception(LineBroken("no answer came"))
            self.hang_up()


# -- reading an answer -----------------------------------------------------------------------------------------------

_Whole: TypeAlias = tuple[int, bytes, bool]
"""Status, body, and whether another request may follow."""


def _whole(came: bytes, *, ended: bool) -> _Whole | None:
    """Return the answer once all of it has come, None until then."""
    while True:
        end = came.find(b"\r\n\r\n")
        if end < 0:
            if len(came) > LONGEST_HEAD or ended:
                raise _Nonsense
            return None
        head, rest = came[: end + 2], came[end + 4 :]
        line = _STATUS.match(head)
        if line is None:
            raise _Nonsense
        if int(line[2]) >= 200:
            break
        came = rest  # a word ahead of the answer, as "100 Continue"
    if len(rest) > LONGEST_BODY:
        raise _Nonsense
    status, stays = int(line[2]), line[1] == b"1" and not ended and _CLOSES.search(head) is None
    if status in (204, 304):
        return status, b"", stays and not rest
    if _CHUNKED.search(head):
        return _from_chunks(rest, status, stays=stays)
    length = _LENGTH.search(head)
    if length is None:
        return (status, rest, False) if ended else None
    size = int(length[1])
    if size > LONGEST_BODY:
        raise _Nonsense
    return (status, rest[:size], stays and len(rest) == size) if len(rest) >= size else None


def _from_chunks(rest: bytes, status: int, *, stays: bool) -> _Whole | None:
    pieces: list[bytes] = []
    place = 0
    while True:
        line = _SIZE.match(rest, place)
        if line is None:
            if len(rest) - place > _LONGEST_SIZE or b"\n" in rest[place:]:
                raise _Nonsense
            return None
        size, place = int(line[1], 16), line.end()
        if size == 0:
            break
        end = place + size
        if len(rest) < end + 2:
            return None
        if rest[end : end + 2] != b"\r\n":
            raise _Nonsense
        pieces.append(rest[place:end])
        place = end + 2
    if rest[place : place + 2] == b"\r\n":
        end = place + 2
    else:  # words behind the body
        end = rest.find(b"\r\n\r\n", place) + 4
        if end < 4:
            return None
    return status, b"".join(pieces), stays and len(rest) == end
