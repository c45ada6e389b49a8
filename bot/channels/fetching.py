"""Reading a file from a platform: never more of it than may come.

Nothing here may believe what a header says of a file's length.
"""

from __future__ import annotations

from typing import Protocol

from bot.channels.contract import Rejected

_PIECE = 1 << 16


class Stream(Protocol):
    """A body as it comes in."""

    async def read(self, n: int = -1) -> bytes:
        """Return some bytes, none at the end."""


async def read_at_most(stream: Stream, most_bytes: int) -> bytes:
    """Return all there is; raises `Rejected` as soon as it is more than may come."""
    found = bytearray()
    while piece := await stream.read(_PIECE):
        found += piece
        if len(found) > most_bytes:
            raise Rejected
    return bytes(found)
