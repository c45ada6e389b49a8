"""A small language of phrases that a caseworker can write, and the book that finds them in what people type.

Nothing here may know what a phrase means, and no word of a person outlives the call that read it: nothing is cached.

A phrase is words with spaces between. ``beat*`` is any word that begins so, ``he|she`` either word, ``..`` up to three
words between, ``...`` up to twelve, ``a & b`` both in either order with up to five between. Where one of several may
be more than a word, ``_`` joins it: ``leave|go_out``.

>>> book = Phrasebook([("he|they beat* .. me", "violence")])
>>> [found.means for found in book.found("Help!! They beating us and meee")]
['violence']
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import permutations, product
from typing import TypeAlias

from bot.conversation.spelling import NO_IDS, Ids, Vocabulary, Word, folded_words
from bot.messages import HelplineError

EVERYDAY = 1_000_000
"""How much more often than any other an ordinary word is thought to be typed."""
SHORTEST_STEM = 3
"""With fewer letters before the ``*`` a phrase would match half the dictionary."""

Way: TypeAlias = tuple[tuple[Ids, int], ...]
"""What must follow, in order: which words, and how many others may stand before them."""

_GAPS = {"..": 3, "...": 12, "&": 5}
_EITHER_ORDER = " & "
_WORD = re.compile(r"[^\W_]+\*?")


class WrongPhrase(HelplineError):
    """A phrase is not written as this language wants it; the message says how to mend it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase that was found, from its first to its last word, counted in words; ``at`` is its rarest word.

    ``means`` is what it stands for.
    """

    means: str
    first: int
    at: int
    last: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase seen from its rarest word: what must stand to the left of it (nearest first) and to the right.

    ``needs`` is the shortest list of words among those places; a text without any of them needs no closer look.
    """

    means: str
    needs: Ids
    left: Way
    right: Way


# -- reading a phrase -------------------------------------------------------------------------------------------------


def spread(phrase: str) -> list[str]:
    """Return the phrases that one stands for: an order for each ``&``, and each alternative of several words.

    >>> spread("not leave|exit|go_out now")
    ['not leave|exit now', 'not go out now']
    >>> spread("he & hit")
    ['he & hit', 'hit & he']
    """
    sides = phrase.split(_EITHER_ORDER)
    return [each for way in permutations(sides) for each in _in_one_order(_EITHER_ORDER.join(way))]


def _in_one_order(phrase: str) -> list[str]:
    ways: list[list[str]] = []
    for part in phrase.split():
        words = part.split("|")
        single = "|".join(word for word in words if "_" not in word)
        ways.append([single] * bool(single) + [word.replace("_", " ") for word in words if "_" in word])
    return [" ".join(way) for way in product(*ways)]


def parsed(phrase: str) -> tuple[list[tuple[Word, ...]], list[int]]:
    """Return the places of a phrase and how many words may stand between them; raises WrongPhrase.

    >>> parsed("want* to .. die|end")
    ([(('want', True),), (('to', False),), (('die', False), ('end', False))], [0, 3])
    """
    places: list[tuple[Word, ...]] = []
    gaps: list[int] = []
    gap: int | None = None
    for part in phrase.split():
        if part in _GAPS:
            if not places or gap is not None:
                raise WrongPhrase("'..', '...' and '&' stand between two words")
            gap = _GAPS[part]
            continue
        gaps += [gap or 0] if places else []
        places.append(tuple(_word(word) for word in part.split("|")))
        gap = None
    if not places:
        raise WrongPhrase("no words here")
    if gap is not None:
        raise WrongPhrase("'..', '...' and '&' stand between two words")
    return places, gaps


@cache
def _word(word: str) -> Word:
    # Sees the words of phrases only, the same ones many times over; what people write never comes here.
    bare = word.replace("'", "").casefold()
    if not _WORD.fullmatch(bare):
        shown = f"'{word}'" if word else "'|' with nothing beside it"
        raise WrongPhrase(f"{shown} is not a word; there are words, '*' at a word's end, '|', '_', '..', '...' and '&'")
    starred = bare.endswith("*")
    folded = "".join(folded_words(bare.rstrip("*")))
    if starred and len(folded) < SHORTEST_STEM:
        raise WrongPhrase(
            f"'{word}' matches too much: before '*' stand at least {SHORTEST_STEM} letters, ь and ъ not counted"
        )
    return folded, starred


# -- the book of phrases ----------------------------------------------------------------------------------------------

_Read: TypeAlias = tuple[str, list[tuple[Word, ...]], list[int]]


def _read(phrases: Iterable[tuple[str, str]]) -> list[_Read]:
    return [(means, *parsed(one)) for phrase, means in phrases for one in spread(phrase)]


def _words(read: Iterable[_Read]) -> list[Word]:
    return [word for _, places, _ in read for place in places for word in place]


class Phrasebook:
    """All phrases with what they mean; finds every one of them in a text in one pass."""

    def __init__(
        self,
        phrases: Iterable[tuple[str, str]],
        to_the_letter: Iterable[tuple[str, str]] = (),
        ordinary: Iterable[str] = (),
    ) -> None:
        """Read phrases, each with what it means; raises WrongPhrase at the first that is not well written.

        Phrases ``to_the_letter`` allow no slips. ``ordinary`` words are never taken for a slip of the pen, and no
        search begins from them.
        """
        free, exact = _read(phrases), _read(to_the_letter)
        read = free + exact
        plain = [word for text in ordinary for word in folded_words(text)]
        every = _words(read)
        self._vocabulary = Vocabulary(_words(free), _words(exact), plain)
        self._by_word: dict[int, list[_Phrase]] = defaultdict(list)
        numbers = self._vocabulary.numbers
        common = Counter(numbers[word] for word in every)
        common.update({numbers[word, False]: EVERYDAY for word in plain if (word, False) in numbers})
        for means, places, gaps in read:
            ids = [frozenset(numbers[word] for word in place) for place in places]
            for place, then in zip(places, ids[1:], strict=False):
                self._vocabulary.stand_together(place, then)
            self._shelve(means, ids, gaps, common)
        self._begins = {ids: self._beginning(ids) for ids in self._vocabulary.every_ids()}

    def found(self, text: str) -> list[Found]:
        """Return every phrase that stands in the text, in the order of their rarest words."""
        words = self._vocabulary.read(folded_words(text))
        present = NO_IDS.union(*words)
        found = []
        for at, ids in enumerate(words):
            phrases = self._begins.get(ids)
            for phrase in self._beginning(ids) if phrases is None else phrases:
                if phrase.needs.isdisjoint(present):
                    continue
                last = _reach(words, at, phrase.right, 1)
                first = _reach(words, at, phrase.left, -1) if last is not None else None
                if first is not None and last is not None:
                    found.append(Found(phrase.means, first, at, last))
        return found

    def _beginning(self, ids: Ids) -> tuple[_Phrase, ...]:
        return tuple(phrase for number in ids for phrase in self._by_word.get(number, ()))

    def _shelve(self, means: str, places: Sequence[Ids], gaps: Sequence[int], common: Mapping[int, int]) -> None:
        """Put a phrase under the words of its rarest place, so that everyday words start no search."""
        by_rarity = sorted(range(len(places)), key=lambda n: (max(common[number] for number in places[n]), n))
        rarest = by_rarity[0]
        needed = min(by_rarity[1:] or by_rarity, key=lambda n: len(places[n]))
        left = tuple((places[n], gaps[n]) for n in range(rarest - 1, -1, -1))
        right = tuple((places[n], gaps[n - 1]) for n in range(rarest + 1, len(places)))
        for number in places[rarest]:
            self._by_word[number].append(_Phrase(means, places[needed], left, right))


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
