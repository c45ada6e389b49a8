"""The operators at their desks: each a bare connection to the desk's stream that notes when the bytes of a change came.

Lean on purpose, as `far` is. Nothing here may decide what was missed; what came is told as it came.
"""

from __future__ import annotations

import asyncio
import re
import socket
import time
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import cast

from bot.benchmarks.writers import Committed

_ROW = re.compile(rb'id=\\"row-(\w+)\\"[^>]*?data-word=\\"(\d+)')
_WORD = re.compile(rb"word-[bcdfghjk]{5}")
_LAST_OF_ALL = b"event: quiet\n"
"""What the desk sends last of everything it shows to whoever joins."""
SMALL = 4096


@dataclass
class Ear(asyncio.Protocol):
    """One operator's open desk, across its connections. ``holds`` is the case that lies open on it."""

    token: str
    port: int
    holds: str = ""
    reads: bool = True
    told: asyncio.Event = field(default_factory=asyncio.Event)
    rows: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    """By case: for each row that came, the second of the person's last word in it, and when it came."""
    words: dict[str, float] = field(default_factory=dict)
    """When each word was first seen in the open case."""
    away: tuple[float, float] | None = None
    refused: bytes = b""
    is_cut_off: bool = False
    _rest: bytes = b""
    _transport: asyncio.Transport | None = None

    async def connect(self) -> None:
        """Open the stream; one that never reads takes as little as the kernel lets it."""
        self.told.clear()
        self._rest = b""
        sock = socket.socket()
        if not self.reads:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
        sock.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(sock, ("127.0.0.1", self.port))
        await loop.create_connection(lambda: self, sock=sock)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the stream as a browser does."""
        self._transport = transport = cast("asyncio.Transport", transport)
        self.is_cut_off = False
        if not self.reads:
            transport.pause_reading()
        transport.write(
            f"GET /desk/live?case={self.holds} HTTP/1.1\r\nHost: localhost:{self.port}\r\nCookie: desk={self.token}\r\n"
            "Sec-Fetch-Site: same-origin\r\nAccept: text/event-stream\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        """Note which rows and words came with these bytes."""
        now = time.monotonic()
        whole, ended, self._rest = (self._rest + data).rpartition(b"\n\n")
        if not ended:
            return
        for row in _ROW.finditer(whole):
            self.rows.setdefault(row[1].decode(), []).append((int(row[2]), now))
        if self.holds:
            for word in _WORD.finditer(whole):
                self.words.setdefault(word[0].decode(), now)
        if not self.told.is_set():
            if not whole.startswith(b"HTTP/1.1 200") and not self.refused:
                self.refused = whole[:40]
            if _LAST_OF_ALL in whole:
                self.told.set()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the desk hung up, or we did."""
        self.is_cut_off = True

    def close(self) -> None:
        """Vanish without a word, as a phone in a tunnel does."""
        if self._transport is not None:
            self._transport.abort()

    def read_at_last(self) -> None:
        """Let one that never read see what became of its connection."""
        if self._transport is not None and not self.is_cut_off:
            self._transport.resume_reading()


@dataclass(frozen=True, slots=True)
class Heard:
    """What all ears heard: how long each change took to each of them, in seconds, and how many never came.

    >>> ear = Ear("", 0, rows={"c1": [(100, 5.25)]})
    >>> heard([ear], [Committed("c1", "word-bbbbb", 100, 5.0, 5.1), Committed("c1", "word-bbbbc", 102, 7.0, 7.1)])
    Heard(rows=[0.25], words=[], missed=1, away=0, missed_away=0)
    """

    rows: list[float]
    words: list[float]
    missed: int
    away: int
    missed_away: int


def heard(ears: Iterable[Ear], turns: Sequence[Committed]) -> Heard:
    """Compare what was committed with what came; a turn counts from its beginning, which is before its commit.

    What was committed while somebody was away has no time of its own, but must have been shown once they were back.
    """
    rows: list[float] = []
    words: list[float] = []
    missed = away = missed_away = 0
    for ear in ears:
        for turn in turns:
            came = [_shown(ear, turn)]
            if ear.holds == turn.case:
                came.append(ear.words.get(turn.word))
            was_away = ear.away is not None and ear.away[0] - 1.0 < turn.began < ear.away[1]
            if was_away:
                away += len(came)
                missed_away += came.count(None)
                continue
            missed += came.count(None)
            rows += [came[0] - turn.began] if came[0] is not None else []
            words += [each - turn.began for each in came[1:] if each is not None]
    return Heard(rows, words, missed, away, missed_away)


def _shown(ear: Ear, turn: Committed) -> float | None:
    """Return when a row came that knows of a turn."""
    rows = ear.rows.get(turn.case, [])
    place = bisect_left(rows, (turn.word_s, turn.began))
    return rows[place][1] if place < len(rows) else None
