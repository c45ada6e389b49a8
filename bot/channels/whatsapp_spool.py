"""A spool on this machine for what people wrote while the store was away: sealed, for this machine's user alone.

A file's name tells when it was written and nothing else. Nothing leaves the spool before it is committed.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import secrets
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeAlias

import structlog
from msgspec import MsgspecError, Struct, msgpack
from structlog.typing import FilteringBoundLogger

from bot.channels.whatsapp_inbound import Taken
from bot.messages import Address, ChannelName, HelplineError, Inbound, MediaKind, PhotoRef, Place, Tap

Seal: TypeAlias = Callable[[str, bytes], bytes]
"""Seals or opens bytes, bound to the name of their file."""
Replay: TypeAlias = Callable[[Taken], Awaitable[None]]

MOST_FILES: Final = 20_000
_ENDING: Final = ".sealed"
_BROKEN: Final = ".broken"


class SpoolFull(HelplineError):
    """No more can be kept on this machine; Twilio still has the message, and listing will find it."""


class _Kept(Struct, frozen=True, array_like=True):
    id: str
    channel: ChannelName
    account: str
    to: str
    at: float
    text: str | None
    tap: str
    place: tuple[float, float] | None
    media: MediaKind | None
    start: bool
    sid: str
    has_files: bool
    photo: str = ""


class Spool:
    """The spool of one machine; several processes may share it, one at a time empties it."""

    def __init__(
        self, folder: Path, seal: Seal, unseal: Seal, *, now: Callable[[], datetime], most_files: int = MOST_FILES
    ) -> None:
        self._folder = folder
        self._seal = seal
        self._unseal = unseal
        self._now = now
        self._most_files = most_files
        self._log: FilteringBoundLogger = structlog.get_logger()

    async def put(self, taken: Taken) -> None:
        """Keep a message until the store is back; returns once it is on the disk."""
        await asyncio.to_thread(self._write, taken)
        self._log.warning("spooled", channel=taken.inbound.address.channel)

    async def replay(self, hand_on: Replay) -> int:
        """Hand on what is kept, oldest first, each removed once it is committed; return how many were.

        The first that cannot be handed on ends it, and its error is raised: later ones must not overtake it.
        """
        if not await asyncio.to_thread(self._names):
            return 0
        done = 0
        with self._alone() as may:
            for name in self._names() if may else ():
                if (taken := self._read(name)) is not None:
                    await hand_on(taken)
                    (self._folder / name).unlink(missing_ok=True)
                    done += 1
        return done

    def depth(self) -> int:
        """Return how many messages are kept."""
        return len(self._names())

    def broken(self) -> int:
        """Return how many files lie here that nobody can read any more."""
        return len(self._names(_BROKEN))

    def _names(self, ending: str = _ENDING) -> list[str]:
        try:
            return sorted(name for name in os.listdir(self._folder) if name.endswith(ending))
        except FileNotFoundError:
            return []

    def _write(self, taken: Taken) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if len(self._names()) >= self._most_files:
            raise SpoolFull("the spool is full")
        name = f"{int(self._now().timestamp() * 1000):013d}-{secrets.token_hex(8)}{_ENDING}"
        sealed = self._seal(name, msgpack.encode(_kept(taken)))
        unfinished = self._folder / f"{name}.new"
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(handle, sealed)
            os.fsync(handle)
        finally:
            os.close(handle)
        unfinished.rename(self._folder / name)
        folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _read(self, name: str) -> Taken | None:
        """Return what a file holds; None when it is gone, or cannot be read and is put aside."""
        path = self._folder / name
        try:
            return _taken(msgpack.decode(self._unseal(name, path.read_bytes()), type=_Kept))
        except FileNotFoundError:
            return None
        except (HelplineError, MsgspecError):
            self._log.error("spool_unreadable")
            path.rename(path.with_suffix(_BROKEN))
            return None

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        handle = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
        finally:
            os.close(handle)


def _kept(taken: Taken) -> _Kept:
    inbound, address = taken.inbound, taken.inbound.address
    return _Kept(
        id=inbound.id,
        channel=address.channel,
        account=address.account,
        to=address.to,
        at=inbound.at.timestamp(),
        text=inbound.text,
        tap=inbound.tap.packed() if inbound.tap else "",
        place=(inbound.place.lat, inbound.place.lon) if inbound.place else None,
        media=inbound.media,
        start=inbound.start,
        sid=taken.sid,
        has_files=taken.has_files,
        photo=inbound.photo.handle if inbound.photo else "",
    )


def _taken(kept: _Kept) -> Taken:
    inbound = Inbound(
        kept.id,
        Address(kept.channel, kept.account, kept.to),
        datetime.fromtimestamp(kept.at, UTC),
        text=kept.text,
        tap=Tap.unpacked(kept.tap),
        place=Place(*kept.place) if kept.place else None,
        media=kept.media,
        photo=PhotoRef(kept.channel, kept.photo, kept.at) if kept.photo else None,
        start=kept.start,
    )
    return Taken(inbound, kept.sid, has_files=kept.has_files)
