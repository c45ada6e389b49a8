"""What a typed answer means: a number, a label, a synonym or a near typo of one of the choices on offer.

Nothing here may guess: when two choices are as near, none is meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

NEAR = 82.0
"""How alike a typo must be (rapidfuzz ratio, 0 to 100); words of three letters and fewer must be exact."""
LEAD = 8.0
"""How much nearer than the next choice it must be."""

_MARKS = re.compile(r"[^\w\s]+")
_SPACES = re.compile(r"\s+")
_KEYCAP = re.compile(r"([0-9])\ufe0f?\u20e3")


@dataclass(frozen=True, slots=True)
class Spoken:
    """One choice as people may say it: its name, and every wording of it in every language."""

    name: str
    wordings: tuple[str, ...]


def folded(text: str) -> str:
    """Return a text as it compares: small letters, no marks, no emoji, one space, ``ё`` as ``е``.

    >>> folded("  Да!! ")
    'да'
    """
    text = _KEYCAP.sub(r"\1", unicodedata.normalize("NFKC", text)).casefold().replace("ё", "е")
    return _SPACES.sub(" ", _MARKS.sub(" ", text)).strip()


_folded = lru_cache(8_192)(folded)
"""The organisation's own wordings, folded once; never what a person wrote."""


@lru_cache(8_192)
def split_words(words: str) -> tuple[str, ...]:
    """Return the wordings a text lists, separated by commas.

    >>> split_words("stop, end it ,quit")
    ('stop', 'end it', 'quit')
    """
    return tuple(word for word in (part.strip() for part in words.split(",")) if word)


def understood(text: str, choices: Sequence[Spoken]) -> str | None:
    """Return the name of the choice a text means, or None."""
    said = folded(text)
    if not said:
        return _by_emoji(text, choices)
    if said.isdecimal():
        return choices[int(said) - 1].name if 0 < int(said) <= len(choices) else None
    exact = {choice.name for choice in choices if said in map(_folded, choice.wordings)}
    if len(exact) == 1:
        return exact.pop()
    return _nearest(said, choices) if not exact else None


def understood_several(text: str, choices: Sequence[Spoken]) -> tuple[str, ...]:
    """Return the names a text lists, by numbers or words, or nothing when any part of it is unclear.

    >>> understood_several("1, 3", [Spoken("a", ()), Spoken("b", ()), Spoken("c", ())])
    ('a', 'c')
    """
    parts = [part for part in re.split(r"[,;\n]| и | and ", text) if part.strip()]
    if all(part.isdecimal() for part in text.split()):
        parts = text.split()
    names = [understood(part, choices) for part in parts]
    return tuple(dict.fromkeys(name for name in names if name)) if names and all(names) else ()


def matches(text: str, wordings: Iterable[str]) -> bool:
    """Tell whether the whole message is one of the wordings, letter for letter but for case and marks."""
    said = folded(text)
    return bool(said) and any(said == _folded(wording) for wording in wordings)


def _nearest(said: str, choices: Sequence[Spoken]) -> str | None:
    if len(said) <= 3:
        return None
    scores = sorted(
        (
            (
                max((fuzz.ratio(said, _folded(word)) for word in choice.wordings if len(word) > 3), default=0.0),
                choice.name,
            )
            for choice in choices
        ),
        reverse=True,
    )
    if not scores or scores[0][0] < NEAR:
        return None
    return scores[0][1] if len(scores) == 1 or scores[0][0] - scores[1][0] >= LEAD else None


def _by_emoji(text: str, choices: Sequence[Spoken]) -> str | None:
    bare = text.strip()
    found = {choice.name for choice in choices if bare and bare in choice.wordings}
    return found.pop() if len(found) == 1 else None
