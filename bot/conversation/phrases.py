"""A small language of phrases that a caseworker can write, and the reader that finds them in hurried typing.

Nothing here may know what a phrase means, and no word of a person outlives the call that read it: there is no cache.

A phrase is words with spaces between. ``beat*`` is any word that begins so, ``he|she`` either word, ``..`` up to three
words between, ``...`` up to twelve.

>>> book = Phrasebook([("he|they beat* .. me", "violence")])
>>> [found.means for found in book.found("Help!! They beating us and meee")]
['violence']
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.messages import HelplineError

LONG = 6
"""From this many letters on a word may have one slip: a letter wrong, missing, too many, or two of them swapped."""
SHORTEST_STEM = 3
"""With fewer letters before the ``*`` a phrase would match half the dictionary."""

Ids: TypeAlias = frozenset[int]
Way: TypeAlias = tuple[tuple[Ids, int], ...]
"""What must follow, in order: which words, and how many others may stand before them."""

_GAPS = {"..": 3, "...": 12}
_WORD = re.compile(r"[^\W_]+\*?")
_RUN = re.compile(r"(\w)\1+")
_LATIN = re.compile(r"[a-z]")
_MIXED = re.compile(r"\w*(?:[a-z][а-я]|[а-я][a-z])\w*")
_LOOKS = str.maketrans("aceopxykmhtbiu", "асеорхукмнтвии")
_LOOKS_BACK = str.maketrans("асеорхукмнтіѕј", "aceopxykmhtisj")
_NO_IDS: Ids = frozenset()


class WrongPhrase(HelplineError):
    """A phrase is not written as this language wants it; the message says how to mend it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase that was found, from its first to its last word, counted in words. ``means`` is what it stands for."""

    means: str
    first: int
    last: int

    def touches(self, other: Found) -> bool:
        """Tell whether the two share a word."""
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase seen from its rarest word: what must stand to the left of it (nearest first) and to the right."""

    means: str
    left: Way
    right: Way


# -- folding: one spelling for the many that people use --------------------------------------------------------------


class _Letters(dict[int, str | None]):
    """A table for `str.translate` that is whole for Latin and Cyrillic, and answers for every other character."""

    def __missing__(self, code: int) -> str:
        return chr(code) if chr(code).isalnum() else " "


def _letters() -> _Letters:
    """Letters that sound alike to somebody who learned Russian by ear become one; marks become spaces."""
    table = _Letters({code: chr(code) if chr(code).isalnum() else " " for code in range(0x0530)})
    table.update({ord(letter): None for letter in "ьъ'’ʼ`´\u00ad\u200b\u200c\u200d\u2060\ufeff"})
    table.update({code: None for code in range(0x0300, 0x0370)})
    table.update({ord("о"): "а", ord("э"): "и", ord("е"): "и", ord("ё"): "и", ord("й"): "и"})
    return table


class Folding:
    """Brings a text to the spelling in which words are compared."""

    def __init__(self) -> None:
        self._table = _letters()

    def words(self, text: str) -> list[str]:
        """Return the words of a text: small letters, no marks, look-alike letters put right.

        >>> Folding().words("Нe ЖЫВЁТ... don't!")
        ['ни', 'живит', 'dont']
        """
        small = text.casefold()
        if not small.isascii():
            if not unicodedata.is_normalized("NFKC", small):
                small = unicodedata.normalize("NFKC", small).casefold()
            if _LATIN.search(small):
                small = _MIXED.sub(_one_alphabet, small)
            small = small.replace("жы", "жи").replace("шы", "ши")
        return small.translate(self._table).split()


def _one_alphabet(mixed: re.Match[str]) -> str:
    word = mixed[0]
    latin = len(_LATIN.findall(word))
    return word.translate(_LOOKS if latin * 2 <= len(word) else _LOOKS_BACK)


def _squeezed(word: str) -> str:
    return _RUN.sub(r"\1", word)


def one_slip(word: str, stem: str, *, starred: bool) -> bool:
    """Tell whether a word is the stem but for one slip after its first letter; of a starred stem the end is free.

    >>> one_slip("lcoked", "locked", starred=False), one_slip("talking", "taking", starred=False)
    (True, True)
    """
    at = next((n for n, (a, b) in enumerate(zip(word, stem, strict=False)) if a != b), min(len(word), len(stem)))
    if at == 0 or (starred and at >= len(stem) - 1):
        return False
    rests = [(word[at + 1 :], stem[at + 1 :]), (word[at:], stem[at + 1 :]), (word[at + 1 :], stem[at:])]
    if word[at : at + 2] == stem[at : at + 2][::-1]:
        rests.append((word[at + 2 :], stem[at + 2 :]))
    return any(rest.startswith(wanted) if starred else rest == wanted for rest, wanted in rests)


# -- the vocabulary: which words of phrases a typed word may be -------------------------------------------------------


class _Vocabulary:
    """Every word of every phrase by number, found by letters in a few dictionary look-ups."""

    def __init__(self, ordinary: Iterable[str]) -> None:
        self._numbers: dict[tuple[str, bool], int] = {}
        self._whole: dict[str, Ids] = {}
        self._starred: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._long: dict[str, list[tuple[str, bool, int]]] = defaultdict(list)
        self._middles: dict[str, list[tuple[str, bool, int]]] = defaultdict(list)
        self._ordinary = frozenset(ordinary)

    def number(self, word: str, *, starred: bool) -> int:
        """Return the number of a folded word, adding it when it is new."""
        number = self._numbers.get((word, starred))
        if number is None:
            number = self._numbers[word, starred] = len(self._numbers)
            for spelling in {word, _squeezed(word)}:
                self._add(spelling, number, starred=starred)
        return number

    def _add(self, word: str, number: int, *, starred: bool) -> None:
        if starred:
            self._starred[word[:3]].append((word, number))
        else:
            self._whole[word] = self._whole.get(word, _NO_IDS) | {number}
        if len(word) >= LONG - starred:
            self._long[word[:3]].append((word, starred, number))
            self._middles[word[3:6]].append((word, starred, number))

    def read(self, words: Iterable[str]) -> list[Ids]:
        """Return for each word which words of phrases it may be; words written as one are taken apart."""
        read: list[Ids] = []
        for word in words:
            ids = self._known(word)
            if ids or len(word) < LONG - 2 or word in self._ordinary:
                read.append(ids)
            else:
                read += self._mended(word)
        return read

    def _known(self, word: str) -> Ids:
        whole = self._whole.get(word, _NO_IDS)
        stems = self._starred.get(word[:3])
        if stems:
            begun = [number for stem, number in stems if word.startswith(stem)]
            return whole.union(begun) if begun else whole
        return whole

    def _mended(self, word: str) -> Sequence[Ids]:
        if _RUN.search(word) and (ids := self._known(_squeezed(word))):
            return (ids,)
        if len(word) < LONG:
            return (_NO_IDS,)
        return (ids,) if (ids := self._misspelt(word)) else self._parted(word) or (_NO_IDS,)

    def _misspelt(self, word: str) -> Ids:
        """One slip leaves either the first three letters whole or the three after them, moved by one at most."""
        near = list(self._long.get(word[:3], ()))
        for start in (2, 3, 4):
            near += self._middles.get(word[start : start + 3], ())
        return frozenset(number for stem, starred, number in near if one_slip(word, stem, starred=starred))

    def _parted(self, word: str) -> list[Ids] | None:
        """Return the parts of words that were written without the space between: ``нехочу``, ``killme``."""
        for cut in range(2, min(len(word) - 1, 8)):
            first = self._whole.get(word[:cut])
            if first:
                rest = self._known(word[cut:])
                parts = [rest] if rest else self._parted(word[cut:])
                if parts:
                    return [first, *parts]
        return None


# -- the book of phrases ----------------------------------------------------------------------------------------------


Element: TypeAlias = tuple[tuple[str, bool], ...]
"""The words that may stand in one place of a phrase, folded, each with whether its end is free."""


def parsed(phrase: str) -> tuple[list[Element], list[int]]:
    """Return the places of a phrase and how many words may stand between them; raises WrongPhrase.

    >>> parsed("want* to .. die|end")
    ([(('want', True),), (('to', False),), (('die', False), ('end', False))], [0, 3])
    """
    places: list[Element] = []
    gaps: list[int] = []
    gap: int | None = None
    for part in phrase.split():
        if part in _GAPS:
            if not places or gap is not None:
                raise WrongPhrase("'..' and '...' stand between two words")
            gap = _GAPS[part]
            continue
        gaps += [gap or 0] if places else []
        places.append(tuple(_word(word) for word in part.split("|")))
        gap = None
    if not places:
        raise WrongPhrase("no words here")
    if gap is not None:
        raise WrongPhrase("'..' and '...' stand between two words")
    return places, gaps


def _word(word: str) -> tuple[str, bool]:
    bare = word.replace("'", "").casefold()
    if not _WORD.fullmatch(bare):
        shown = f"'{word}'" if word else "'|' with nothing beside it"
        raise WrongPhrase(f"{shown} is not a word; there are words, '*' at a word's end, '|', '..' and '...'")
    starred = bare.endswith("*")
    folded = "".join(Folding().words(bare.rstrip("*")))
    if starred and len(folded) < SHORTEST_STEM:
        raise WrongPhrase(
            f"'{word}' matches too much: before '*' stand at least {SHORTEST_STEM} letters, ь and ъ not counted"
        )
    return folded, starred


class Phrasebook:
    """All phrases with what they mean; finds every one of them in a text in one pass."""

    def __init__(self, phrases: Iterable[tuple[str, str]], ordinary: Iterable[str] = ()) -> None:
        """Read phrases, each with what it means; raises WrongPhrase at the first that is not well written.

        ``ordinary`` words are never taken for a slip of the pen.
        """
        self._folding = Folding()
        self._vocabulary = _Vocabulary(word for text in ordinary for word in self._folding.words(text))
        self._by_word: dict[int, list[_Phrase]] = defaultdict(list)
        read = [(means, *self._numbered(phrase)) for phrase, means in phrases]
        common = Counter(number for _, places, _ in read for number in frozenset().union(*places))
        for means, places, gaps in read:
            self._shelve(means, places, gaps, common)

    def found(self, text: str) -> list[Found]:
        """Return every phrase that stands in the text, in the order of their rarest words."""
        words = self._vocabulary.read(self._folding.words(text))
        return [found for at, ids in enumerate(words) if ids for found in self._at(words, at, ids)]

    def _at(self, words: Sequence[Ids], at: int, ids: Ids) -> Iterator[Found]:
        for number in ids:
            for phrase in self._by_word.get(number, ()):
                last = _reach(words, at, phrase.right, 1)
                first = _reach(words, at, phrase.left, -1) if last is not None else None
                if first is not None and last is not None:
                    yield Found(phrase.means, first, last)

    def _shelve(self, means: str, places: Sequence[Ids], gaps: Sequence[int], common: Mapping[int, int]) -> None:
        """Put a phrase under the words of its rarest place, so that everyday words start no search."""
        rarest = min(range(len(places)), key=lambda n: (max(common[number] for number in places[n]), n))
        left = tuple((places[n], gaps[n]) for n in range(rarest - 1, -1, -1))
        right = tuple((places[n], gaps[n - 1]) for n in range(rarest + 1, len(places)))
        for number in places[rarest]:
            self._by_word[number].append(_Phrase(means, left, right))

    def _numbered(self, phrase: str) -> tuple[list[Ids], list[int]]:
        places, gaps = parsed(phrase)
        numbers = self._vocabulary.number
        return [frozenset(numbers(word, starred=starred) for word, starred in place) for place in places], gaps


def _reach(words: Sequence[Ids], at: int, way: Way, step: int) -> int | None:
    """Return where a way ends when it is walked from a word, to the right or to the left, or None."""
    if not way:
        return at
    wanted, between = way[0]
    for here in range(at + step, at + step * (between + 2), step):
        if not 0 <= here < len(words):
            return None
        if not wanted.isdisjoint(words[here]):
            end = _reach(words, here, way[1:], step)
            if end is not None:
                return end
    return None
