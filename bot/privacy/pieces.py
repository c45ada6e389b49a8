"""Pieces that redaction took out of a text: by what they are known again, and the proof that they may be opened.

Both need a key that the desk does not have. So whoever works at the desk can neither try out numbers until one fits a
covered piece, nor say yes in the place of the person.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from bot.privacy.keyring import Keyring


class Pieces:
    """Knows pieces again, and proves answers.

    >>> pieces.holds(pieces.proof("07c1", "phone 1", "a1b2"), "07c1", "phone 1", "a1b2")
    True
    """

    def __init__(self, ring: Keyring) -> None:
        self._key = ring.binding

    def known_by(self, case: str, kind: str, words: str) -> str:
        """Return by what a piece is known again in its case, however it is spaced and whatever its capitals."""
        digits = "".join(sign for sign in words if sign.isdecimal()) if kind in ("phone", "card") else ""
        return self._of(b"piece", 8, case, kind, digits or "".join(words.casefold().split()))

    def proof(self, case: str, about: str, question: str) -> str:
        """Return the proof that the person answered this question about this piece with yes."""
        return self._of(b"consent", 16, case, about, question)

    def holds(self, proof: str, case: str, about: str, question: str) -> bool:
        """Tell whether this is such a proof."""
        return hmac.compare_digest(proof.encode(), self.proof(case, about, question).encode())

    def _of(self, purpose: bytes, size: int, *parts: str) -> str:
        content = "\0".join(parts).encode("utf-8", "replace")
        return hashlib.blake2b(content, key=self._key, digest_size=size, person=purpose).hexdigest()


class Cover:
    """Numbers the pieces of one case as they are found: what was found before keeps its number.

    ``fields`` are the pieces that are kept already, ``KIND NUMBER KNOWN-BY``; ``found`` those that this turn adds, with
    their words. Beyond ``most`` nothing more is kept.
    """

    def __init__(self, pieces: Pieces, case: str, fields: Iterable[str], most: int) -> None:
        self.case = case
        self.found: dict[str, str] = {}
        self._pieces = pieces
        self._most = most
        self._numbers: dict[tuple[str, str], int] = {}
        for field in fields:
            kind, number, *known = field.split()
            if known:
                self._numbers[kind, known[0]] = int(number)

    def number(self, kind: str, words: str) -> int:
        """Return the number of a piece among those of its kind; 0 when no more are kept."""
        known = self._pieces.known_by(self.case, kind, words)
        if (kind, known) in self._numbers:
            return self._numbers[kind, known]
        if len(self._numbers) >= self._most:
            return 0
        number = 1 + max((each for (of, _), each in self._numbers.items() if of == kind), default=0)
        self._numbers[kind, known] = number
        self.found[f"{kind} {number} {known}"] = words
        return number


def bound_to(case: str, about: str) -> str:
    """Return what a piece's envelope is bound to: its case, its kind and its number."""
    return f"{case} {about}"
