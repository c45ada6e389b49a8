"""Marks: unique names, numbers and words of people who do not exist, and a scanner that finds them in any spelling.

A mark of a person is *identity* (nobody on our side may ever see it) or *story* (whoever works on the case reads it).
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote

WIDTH = 8
"""Bytes by which patterns are looked up; shorter ones could be chance."""
CHUNK = 1 << 15
"""Bytes that are looked at together; only where a pattern begins are they read one by one."""
MOST = 5_000
"""Marks that are looked for at once; all spellings of each lie in memory meanwhile."""
_HEX = frozenset(b"0123456789abcdefABCDEF")
_LETTERS = "bcdfghjklmnpqrstvwxz"


@dataclass
class Marks:
    """Draws the marks of one person and remembers them by class."""

    random: Random
    identity: set[str] = field(default_factory=set)
    story: set[str] = field(default_factory=set)
    _same: dict[str, str] = field(default_factory=dict)

    def number(self, digits: int = 15) -> int:
        """Return a number that names somebody."""
        drawn = self.random.randrange(10 ** (digits - 1), 4 * 10 ** (digits - 1))
        self.identity.add(str(drawn))
        return drawn

    def name(self, kind: str = "Zq") -> str:
        """Return a word that names somebody."""
        drawn = kind + "".join(self.random.choices(_LETTERS, k=12))
        self.identity.add(drawn)
        return drawn

    def same(self, what: str) -> str:
        """Return the word that this person always has in one place: no other place and no other person has it."""
        if what not in self._same:
            self._same[what] = self.name()
        return self._same[what]

    def phone(self) -> str:
        """Return a telephone number, with plus."""
        return f"+{self.number(13)}"

    def words(self) -> str:
        """Return what somebody tells."""
        drawn = "".join(self.random.choices(_LETTERS, k=12)) + self.random.choice(["", "ж", "щё"])
        self.story.add(drawn)
        return f"they {drawn} at night"

    def degrees(self, whole: int) -> float:
        """Return a coordinate that nobody else has."""
        drawn = f"{whole}.{self.random.randrange(10**7, 10**8)}"
        self.story.add(drawn.rstrip("0"))
        return float(drawn)


# -- spellings ---------------------------------------------------------------------------------------------------------


def spellings(mark: str) -> Iterator[tuple[str, bytes]]:
    """Return every form in which a mark could lie somewhere, by the form's name; hashes without a key among them."""
    yield "small letters", mark.lower().encode()
    yield "url", quote(mark, safe="").encode()
    yield "json", json.dumps(mark)[1:-1].encode()
    digits = mark.removeprefix("+")
    plains = {"text": mark.encode()}
    if digits.isdecimal():
        number = int(digits)
        plains |= {"digits": digits.encode(), "e164": f"+{digits}".encode(), "whatsapp": f"whatsapp:+{digits}".encode()}
        yield "hex number", f"{number:x}".encode()
        yield "packed", number.to_bytes(8, "big")
        yield "packed the other way", number.to_bytes(8, "little")
        yield "url e164", f"%2B{digits}".encode()
    for name, plain in plains.items():
        yield name, plain
        yield from _encoded(name, plain)


def _encoded(name: str, plain: bytes) -> Iterator[tuple[str, bytes]]:
    yield f"hex of {name}", plain.hex().encode()
    yield f"HEX of {name}", plain.hex().upper().encode()
    for start, piece in enumerate(_base64(plain)):
        yield f"base64 of {name} +{start}", piece
        yield f"base64url of {name} +{start}", piece.translate(bytes.maketrans(b"+/", b"-_"))
    for hash_name, hashed in (("md5", hashlib.md5), ("sha1", hashlib.sha1), ("sha256", hashlib.sha256)):
        digest = hashed(plain).digest()
        yield f"{hash_name} of {name}", digest
        yield f"{hash_name} of {name}, hex", digest.hex().encode()
        yield f"{hash_name} of {name}, base64", base64.b64encode(digest).rstrip(b"=")


def _base64(plain: bytes) -> Iterator[bytes]:
    """Return what of the encoded form does not depend on the bytes around, for each way the bytes may fall."""
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + plain)
        yield encoded[(before * 8 + 5) // 6 : len(encoded) - (4 if len(encoded) % 4 or encoded.endswith(b"=") else 0)]


class Scanner:
    """Finds marks in bytes, in every spelling."""

    def __init__(self, marks: Iterable[str]) -> None:
        self._by_start: dict[bytes, list[tuple[bytes, str]]] = {}
        for mark in marks:
            for pattern, form in {pattern: form for form, pattern in spellings(mark)}.items():
                if len(pattern) >= WIDTH and set(pattern) != {0}:
                    self._by_start.setdefault(pattern[:WIDTH], []).append((pattern, form))
        self._starts = frozenset(int.from_bytes(start, sys.byteorder) for start in self._by_start)

    def hits(self, content: bytes) -> set[str]:
        """Return the forms in which marks were found; never a mark."""
        found = set[str]()
        for start in range(0, len(content), CHUNK):
            if self._may_begin_in(content[start : start + CHUNK + WIDTH - 1]):
                found |= self._begun_in(content, start, min(start + CHUNK, len(content) - WIDTH + 1))
        return found

    def _may_begin_in(self, piece: bytes) -> bool:
        """Tell whether any pattern begins here: every eight bytes in a row are looked up, as numbers."""
        for shift in range(min(WIDTH, len(piece) - WIDTH + 1)):
            whole = (len(piece) - shift) // WIDTH * WIDTH
            if not self._starts.isdisjoint(memoryview(piece)[shift : shift + whole].cast("Q")):
                return True
        return False

    def _begun_in(self, content: bytes, start: int, end: int) -> set[str]:
        by_start, found = self._by_start, set[str]()
        for at in range(start, end):
            for pattern, form in by_start.get(content[at : at + WIDTH], ()):
                if content.startswith(pattern, at) and not _within_hex(content, at, pattern):
                    found.add(form)
        return found


def found_in(marks: Iterable[str], places: Mapping[str, bytes]) -> dict[str, set[str]]:
    """Return the places where marks were found and in which forms; nothing for places without any."""
    found: dict[str, set[str]] = {}
    waiting = sorted(marks)
    while waiting:
        scanner = Scanner(waiting[:MOST])
        waiting = waiting[MOST:]
        for place, content in places.items():
            if hits := scanner.hits(content):
                found.setdefault(place, set()).update(hits)
    return found


def _within_hex(content: bytes, at: int, pattern: bytes) -> bool:
    """Tell whether a short run of digits is only a part of a longer one, as chance makes them in random ids."""
    if len(pattern) > 14 or not re.fullmatch(rb"[0-9a-fA-F]+", pattern):
        return False
    return content[at - 1 : at] in _ONE_HEX or content[at + len(pattern) : at + len(pattern) + 1] in _ONE_HEX


_ONE_HEX = frozenset(bytes([each]) for each in _HEX)
