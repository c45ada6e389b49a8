"""Guards around every test that plays on a stage: every key expires, nobody is in clear, nothing leaves the machine.

A guard looks at what really lies in the store, in its append-only file and in the log, never at what the code meant to
write. `tests/promises/test_guards.py` plants a breach for each of them.
"""

from __future__ import annotations

import io
import ipaddress
import logging
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import redis
import structlog
from msgspec import msgpack

from bot.cases.case import Entry, Head
from bot.conversation.session import Session
from bot.privacy.logs import configure_logs
from bot.privacy.seal import KeyGone, Sealer, Unreadable
from bot.store import accounts, keys
from bot.writing import HEAD, SESSION, TALK


class Breach(AssertionError):
    """A promise was broken in this test, whatever else it tested."""


# -- the store as it lies there --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kept:
    """One key of the store: its life in seconds (None: for ever) and everything it holds, as bytes."""

    name: str
    life: float | None
    holds: tuple[bytes, ...]


@dataclass(frozen=True)
class StoreFiles:
    """A store seen by whoever holds its socket and its disk: the keys, and the append-only file from a mark on."""

    socket: Path
    mark: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_now(cls, socket: Path) -> StoreFiles:
        """Look only at what is written to the disk from now on."""
        return cls(socket, {file.name: file.stat().st_size for file in _append_only(socket)})

    def kept(self) -> list[Kept]:
        """Return every key with its life and all it holds."""
        with redis.Redis(unix_socket_path=str(self.socket)) as line:
            names = sorted(line.keys("*"))
            asked = line.pipeline(transaction=False)
            for name in names:
                asked.type(name).pttl(name)
            told = asked.execute()
            for name, kind in zip(names, told[::2], strict=True):
                _READ[kind](asked, name)
            return [
                Kept(name.decode(errors="replace"), None if life < 0 else life / 1000, tuple(_flat(held)))
                for name, life, held in zip(names, told[1::2], asked.execute(), strict=True)
            ]

    def written(self) -> bytes:
        """Return what was written to the disk since the mark, also what was deleted again."""
        parts: list[bytes] = []
        for file in _append_only(self.socket):
            with suppress(FileNotFoundError), file.open("rb") as content:
                content.seek(self.mark.get(file.name, 0))
                parts.append(content.read())
        return b"\n".join(parts)

    def dump(self) -> bytes:
        """Return all keys and values, one after another, without compression."""
        return b"\n".join(part for kept in self.kept() for part in (kept.name.encode(), *kept.holds))


_READ: Mapping[bytes, Any] = {
    b"string": lambda line, name: line.get(name),
    b"hash": lambda line, name: line.hgetall(name),
    b"list": lambda line, name: line.lrange(name, 0, -1),
    b"set": lambda line, name: line.smembers(name),
    b"zset": lambda line, name: line.zrange(name, 0, -1, withscores=True),
    b"stream": lambda line, name: line.xrange(name),
}


def _append_only(socket: Path) -> list[Path]:
    return sorted((socket.parent / "appendonlydir").glob("*.aof"))


def _flat(held: object) -> Iterator[bytes]:
    match held:
        case bytes():
            yield held
        case dict():
            for name, value in held.items():
                yield from (*_flat(name), *_flat(value))
        case list() | tuple() | set():
            for each in held:
                yield from _flat(each)
        case None:
            return
        case _:
            yield str(held).encode()


# -- every key expires -----------------------------------------------------------------------------------------------

_SPANS = {"s": 1, "min": 60, "h": 3600, "days": 86400, "months": 31 * 86400}
_STANDING = re.compile(r"\b(work|case|as long as)\b")
_OPAQUE = r"[0-9a-f]{16,64}"
_TOLD = ("NAME", "TASK", "WHO", "WHAT")
"""What may stand in a key as it is said; every other name in capitals is opaque: hexadecimal digits alone."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a key table: what its keys look like, whether one may stay, and how long the others live at most."""

    keys: re.Pattern[str]
    may_stay: bool
    longest: float | None


class KeyTable:
    """The tables that open the store, read as law: a key that no line names is a breach too."""

    def __init__(self, *tables: str) -> None:
        self.rows = [row for table in tables for row in _rows(table)]

    def breaches(self, kept: Iterable[Kept]) -> list[str]:
        """Return what is wrong with the lives of these keys, by kind; never a name in full."""
        return [f"{shape(each.name)}: {wrong}" for each in kept if (wrong := self._wrong(each))]

    def _wrong(self, kept: Kept) -> str:
        rows = [row for row in self.rows if row.keys.fullmatch(kept.name)]
        if not rows:
            return "no line of the key table names it"
        if kept.life is None:
            return "" if any(row.may_stay for row in rows) else "lives for ever"
        if all(row.longest is not None and kept.life > row.longest + 1 for row in rows):
            return f"lives {timedelta(seconds=kept.life)}, longer than its line says"
        return ""


def key_table() -> KeyTable:
    """Return the key tables of the store's room."""
    return KeyTable(keys.__doc__ or "", accounts.__doc__ or "")


def shape(name: str) -> str:
    """Return a key's kind without whose it is: ``{p07}:at:…``."""
    found = re.match(r"(\{\w+\}:)?([a-z]+(?::h\b)?)", name)
    return f"{found[0]}…" if found else "a key"


def _rows(table: str) -> Iterator[Row]:
    lines = table.splitlines()
    head = next((line for line in lines if re.match(r"\s+key\s+holds\s+lives$", line)), None)
    if head is None:
        return
    holds, lives = head.index("holds"), head.index("lives")
    names, told = "", ""
    for line in [*lines[lines.index(head) + 1 :], "    end"]:
        if line.strip() and not line.startswith("      "):
            yield from _row(names, told)
            names, told = "", ""
        names += line[:holds]
        told += " " + line[lives:]


def _row(names: str, lives: str) -> Iterator[Row]:
    spans = [int(number) * _SPANS[unit] for number, unit in re.findall(r"(\d+) (s|min|h|days|months)\b", lives)]
    for name in re.split(r"[,\s…]+", names.strip()):
        if name:
            parts = re.split(r"([A-Z]+)", name)
            pattern = "".join(_part(part) for part in parts)
            yield Row(re.compile(pattern), bool(_STANDING.search(lives)), max(spans) if spans else None)


def _part(part: str) -> str:
    if not part.isupper():
        return re.escape(part)
    return r"\{p\d\d\}" if part == "P" else ".+" if part in _TOLD else _OPAQUE


def orphans(kept: Iterable[Kept]) -> list[str]:
    """Return what stays for ever although no open case needs it: an address, a code, held words of nobody's."""
    all_kept = {each.name: each for each in kept}
    open_cases = {
        member.decode()
        for name, each in all_kept.items()
        if re.fullmatch(r"\{p\d\d\}:open", name)
        for member in each.holds[::2]
    }
    of_open: set[str] = set()
    for case in open_cases:
        p = keys.prefix(int(case[:2]))
        fields = all_kept[f"{p}c:{case}"].holds if f"{p}c:{case}" in all_kept else ()
        of = dict(zip(fields[::2], fields[1::2], strict=True))
        talk, code, contact = (of.get(name, b"").decode().partition(" ")[0] for name in (b"talk", b"code", b"contact"))
        of_open |= {f"{p}{kind}:{case}" for kind in ("c", "ct", "fate", "pieces", "asks", "photo")}
        of_open |= {f"{p}at:{talk}", f"{p}held:{talk}", f"{p}code:{code}", f"{p}of:{contact}"}
    kinds = re.compile(r"\{p\d\d\}:(at|held|code|of|c|ct|fate|pieces|asks|photo):")
    return [
        f"{shape(name)}: stays for ever, and no open case needs it"
        for name, each in all_kept.items()
        if each.life is None and kinds.match(name) and name not in of_open
    ]


# -- nobody is in clear ----------------------------------------------------------------------------------------------


@dataclass
class Canary:
    """What must never be found in clear: names and words that are watched, and numbers drawn from a range."""

    words: set[str] = field(default_factory=set)
    numbers: range = range(0)

    def watch(self, *words: str) -> None:
        """Watch these too; what is too short to be told from chance is refused."""
        assert all(len(word.encode()) >= 5 for word in words), "too short to be found"
        self.words.update(words)

    def found_in(self, content: bytes) -> list[str]:
        """Return what of it is there, as the kind of thing it is and its first letters."""
        found = [f"'{word[:3]}…'" for word in sorted(self.words) if word.encode() in content]
        if self.numbers:
            digits = len(str(self.numbers.start))
            alone = re.compile(rb"(?<![0-9A-Fa-f])\d{%d}(?![0-9A-Fa-f])" % digits)
            found += ["a person's number" for number in set(alone.findall(content)) if int(number) in self.numbers]
        return found


MOST_WORDS = 200
"""How many of a talk's words are looked for; in a crowd the longest stand for all."""


def words_in(kept: Sequence[Kept], sealer: Sealer) -> set[str]:
    """Open what can be opened with the ring; return the words people wrote, which must not be found unopened."""
    words: set[str] = set()
    talks = {each.name: each.holds for each in kept if ":ct:" in each.name}
    for each in kept:
        p, _, rest = each.name.partition("}:")
        kind, _, name = rest.partition(":")
        fields = dict(zip(each.holds[::2], each.holds[1::2], strict=False))
        with suppress(Unreadable, KeyGone):
            if kind == "s" and b"b" in fields:
                session = msgpack.decode(sealer.open(SESSION, fields[b"b"], name), type=Session)
                words |= {answer.words for answer in session.answers.values()} | {session.parked}
            elif kind == "c":
                key = sealer.unwrap(fields[b"key"], name)
                head = msgpack.decode(sealer.open_by(key, HEAD, fields[b"head"], name), type=Head)
                words |= {answer.words for answer in head.answers.values()}
                talk = talks.get(f"{p}}}:ct:{name}", ())
                words |= {msgpack.decode(sealer.open_by(key, TALK, sealed, name), type=Entry).text for sealed in talk}
    return set(sorted((word for word in words if len(word.encode()) >= 6), key=len)[-MOST_WORDS:])


# -- nothing leaves the machine --------------------------------------------------------------------------------------


class LeftTheMachine(ConnectionRefusedError):
    """A test tried to reach a host outside; it is refused as if there were no network."""


class Wall:
    """Refuses every way out of this machine, in this process; ``up`` installs it once and for all."""

    _standing: Wall | None = None

    def __init__(self) -> None:
        self.attempts: list[str] = []

    @classmethod
    def up(cls) -> Wall:
        """Return the one wall of this process."""
        if cls._standing is None:
            cls._standing = cls()
            sys.addaudithook(cls._standing._heard)
        return cls._standing

    def _heard(self, event: str, args: tuple[Any, ...]) -> None:
        if event in ("socket.connect", "socket.sendto", "socket.sendmsg") and not _is_here(args[1]):
            self.attempts.append(event)
            raise LeftTheMachine(event)


def _is_here(address: object) -> bool:
    match address:
        case None | str() | bytes() | bytearray() | int():
            return True  # a unix socket, or one that is connected already
        case (str(host), *_):
            if host in ("", "localhost"):
                return True
            try:
                return ipaddress.ip_address(host.partition("%")[0]).is_loopback
            except ValueError:
                return False
    return False


# -- the log ---------------------------------------------------------------------------------------------------------


class FieldDropped(Breach):
    """A log line had something that may not be logged."""


@dataclass
class Log:
    """Everything the program logged at DEBUG, and the fields it was not allowed to log."""

    stream: io.StringIO = field(default_factory=io.StringIO)
    dropped: list[str] = field(default_factory=list)

    @property
    def text(self) -> bytes:
        return self.stream.getvalue().encode()

    def drop(self, name: str) -> None:
        self.dropped.append(name)
        raise FieldDropped(name)


@contextmanager
def logging_to(log: Log) -> Iterator[Log]:
    """Log into memory through the real filter; afterwards everything about logging is as it was."""
    root = logging.root
    loggers = [root, *(each for each in root.manager.loggerDict.values() if isinstance(each, logging.Logger))]
    before = [(each, list(each.handlers), each.propagate, each.level) for each in loggers]
    last_resort, raising = logging.lastResort, logging.raiseExceptions
    configure_logs("debug", stream=log.stream, on_dropped=log.drop)
    try:
        yield log
    finally:
        structlog.reset_defaults()
        logging.captureWarnings(False)
        logging.lastResort, logging.raiseExceptions = last_resort, raising
        for each, handlers, propagate, level in before:
            each.handlers[:], each.propagate = handlers, propagate
            each.setLevel(level)


# -- all of them -----------------------------------------------------------------------------------------------------


@dataclass
class Guards:
    """The guards of one test. ``check`` looks at everything; ``forgives`` names what a test breaks on purpose."""

    files: StoreFiles
    wall: Wall
    log: Log
    canary: Canary = field(default_factory=Canary)
    table: KeyTable = field(default_factory=key_table)
    forgives: set[str] = field(default_factory=set)
    _attempts: int = 0

    def __post_init__(self) -> None:
        self._attempts = len(self.wall.attempts)

    def check(self, sealer: Sealer) -> None:
        """Raise `Breach` with everything that is wrong."""
        kept = self.files.kept()
        self.canary.words |= words_in(kept, sealer)
        dump = b"\n".join(part for each in kept for part in (each.name.encode(), *each.holds))
        places = {"the store": dump, "the append-only file": self.files.written(), "the log": self.log.text}
        breaches = {
            "keys": [*self.table.breaches(kept), *orphans(kept)],
            "canary": [f"{what} in {place}" for place, each in places.items() for what in self.canary.found_in(each)],
            "wall": self.wall.attempts[self._attempts :],
            "log": [f"a log line had '{name}'" for name in self.log.dropped],
        }
        found = [f"{kind}: {each}" for kind, all_of in breaches.items() if kind not in self.forgives for each in all_of]
        if found:
            raise Breach("; ".join(dict.fromkeys(found)))
