"""A small language of phrases that a caseworker can write, and the reader that finds them in hurried typing.

Nothing here may know what a phrase means, and no word of a person outlives the call that read it: there is no cache.

A phrase is words with spaces between. ``beat*`` is any word that begins so, ``he|she`` either word, ``..`` up to three
words between, ``...`` up to twelve. Where one of several may be more than a word, ``_`` joins it: ``leave|go_out``.

>>> book = Phrasebook([("he|they beat* .. me", "violence")])
>>> [found.means for found in book.found("Help!! They beating us and meee")]
['violence']
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from rapidfuzz.distance import OSA

from bot.messages import HelplineError

LONG = 6
"""From this many letters on a word may have one slip: a letter wrong, missing, too many, or two of them swapped."""
SHORTEST_GUESS = 4
"""Shorter words are taken as they stand."""
SURE = 8
"""From this many letters on any one letter may be wrong: there are few other words so near."""
EVERYDAY = 1_000_000
"""How much more often than any other an ordinary word is thought to be typed."""
SHORTEST_STEM = 3
"""With fewer letters before the ``*`` a phrase would match half the dictionary."""

Word: TypeAlias = tuple[str, bool]
"""A word of a phrase, folded, and whether its end is free."""
Ids: TypeAlias = frozenset[int]
Way: TypeAlias = tuple[tuple[Ids, int], ...]
"""What must follow, in order: which words, and how many others may stand before them."""

_GAPS = {"..": 3, "...": 12}
_WORD = re.compile(r"[^\W_]+\*?")
_RUN = re.compile(r"(\w)\1+")
_LATIN = re.compile(r"[a-z]")
_MIXED = re.compile(r"\b\w*(?:[a-z][а-я]|[а-я][a-z])\w*")
_LOOKS = str.maketrans("aceopxykmhtbiu", "асеорхукмнтвии")
_LOOKS_BACK = str.maketrans("асеорхукмнтіѕј", "aceopxykmhtisj")
_BY_EAR = (
    *("аеиоуыюя", "бп", "вф", "гкх", "дт", "жшщч", "зсц"),
    *("aeiouy", "ckqs", "sz", "bp", "dt", "gj", "vwf", "mn"),
)
"""Letters that are taken for each other by ear."""
_ALIKE = frozenset(one + other for letters in _BY_EAR for one in letters for other in letters)
NO_IDS: Ids = frozenset()


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

    def covers(self, other: Found) -> bool:
        """Tell whether the rarest word of another phrase stands inside this one."""
        return self.first <= other.at <= self.last


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase seen from its rarest word: what must stand to the left of it (nearest first) and to the right.

    ``needs`` is the shortest list of words among those places; a text without any of them needs no closer look.
    """

    means: str
    needs: Ids
    left: Way
    right: Way


# -- folding: one spelling for the many that people use --------------------------------------------------------------

_CODEC = "cp1251"
"""Latin and Russian letters in one byte each, so that a whole text is folded in a few microseconds."""
_NEIGHBOURS = str.maketrans("қғәөүұңһҳҷӣӯ", "кгаоуунххчиу", "ʼʻ\u0300\u0301\u0306\u0308\u200b\u200c\u200d\u2060\ufeff")
"""Letters of neighbouring alphabets, as they are written where the keyboard lacks them, and marks that nobody sees."""
_DROPPED = "ьъ'’`\u00ad"


def _folding_table() -> bytes:
    """``о`` becomes ``а``, as somebody writes who learned Russian by ear; whatever is no letter becomes a space."""
    kept = bytes(range(256)).decode(_CODEC, "replace")
    table = "".join(letter if letter.isalnum() else " " for letter in kept)
    return table.translate(str.maketrans("оэёйіїєґў", "аееииеегу")).encode(_CODEC)


_TABLE = _folding_table()
_DROP = _DROPPED.encode(_CODEC)


def folded_words(text: str) -> list[str]:
    """Return the words of a text in the spelling in which they are compared: look-alike letters put right, no marks.

    >>> folded_words("Нe ЖЫВЁТ... don't!")
    ['не', 'живет', 'dont']
    """
    small = text.casefold()
    if not small.isascii():
        if not unicodedata.is_normalized("NFKC", small):
            small = unicodedata.normalize("NFKC", small)
        if _LATIN.search(small):
            small = _MIXED.sub(_one_alphabet, small)
        small = small.replace("жы", "жи").replace("шы", "ши")
    try:
        coded = small.encode(_CODEC)
    except UnicodeEncodeError:
        coded = small.translate(_NEIGHBOURS).encode(_CODEC, "replace")
    return coded.translate(_TABLE, _DROP).decode(_CODEC).split()


def _one_alphabet(mixed: re.Match[str]) -> str:
    word = mixed[0]
    latin = len(_LATIN.findall(word))
    return word.translate(_LOOKS if latin * 2 <= len(word) else _LOOKS_BACK)


def squeezed(word: str) -> str:
    """Return a word without doubled letters."""
    return _RUN.sub(r"\1", word)


def one_slip(word: str, stem: str, *, starred: bool) -> bool:
    """Tell whether a word is the stem but for one slip after its first letter; of a starred stem the end is free.

    Shorter words have many neighbours that mean something else: there a wrong letter must sound like the right one,
    and of a starred stem no letter may be missing or too many.

    >>> one_slip("lcoked", "locked", starred=False), one_slip("looked", "locked", starred=False)
    (True, False)
    """
    at = 0
    for one, other in zip(word, stem, strict=False):
        if one != other:
            break
        at += 1
    if at == 0 or (starred and at >= len(stem) - 1):
        return False
    same = str.startswith if starred else str.__eq__
    rest, wanted = word[at + 1 :], stem[at + 1 :]
    if same(rest, wanted):
        return len(stem) >= SURE or word[at : at + 1] + stem[at : at + 1] in _ALIKE
    if (not starred or len(stem) >= SURE) and (same(word[at:], wanted) or same(rest, stem[at:])):
        return True
    return bool(rest and wanted) and word[at] + rest[0] == wanted[0] + stem[at] and same(rest[1:], wanted[1:])


# -- the vocabulary: which words of phrases a typed word may be -------------------------------------------------------


class _Vocabulary:
    """Every word of every phrase by number, found by letters in a few dictionary look-ups."""

    def __init__(self, words: Iterable[Word], to_the_letter: Iterable[Word], ordinary: Iterable[str]) -> None:
        """Number the words, those that are read to the letter last; ``ordinary`` ones are never taken for a slip."""
        self.numbers: dict[Word, int] = {}
        self._starred: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._long: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._long_starred: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._squeezed: dict[str, list[int]] = defaultdict(list)
        self._spellings: dict[str, set[int]] = {word: set() for word in ordinary}
        for word in words:
            if word not in self.numbers:
                self._index_for_slips(word, self._number(word))
        for word in to_the_letter:
            if word not in self.numbers:
                self._number(word)
        self._whole = {word: frozenset(all_).union(self._begun(word)) for word, all_ in self._spellings.items()}
        self._before: dict[str, set[Ids]] = defaultdict(set)

    def _number(self, word: Word) -> int:
        number = self.numbers[word] = len(self.numbers)
        letters, starred = word
        if starred:
            self._starred[letters[:3]].append((letters, number))
        else:
            self._spellings.setdefault(letters, set()).add(number)
            self._squeezed[squeezed(letters)].append(number)
        return number

    def _index_for_slips(self, word: Word, number: int) -> None:
        """File a word where one slip leaves it findable, whether in its end, in its beginning or between the two.

        Words without a star are filed by their length too, which a slip changes by one at most.
        """
        letters, starred = word
        if len(letters) >= LONG:
            for key in {letters[:3], letters[0] + letters[3:6], letters[:2] + letters[3]}:
                if starred:
                    self._long_starred[key].append((letters, number))
                else:
                    self._long[f"{key}{len(letters)}"].append((letters, number))

    def stand_together(self, first: Sequence[Word], then: Ids) -> None:
        """Note that these words stand before those, so that the two are understood without a space."""
        for word, starred in first:
            if not starred and 2 <= len(word) <= 5:
                self._before[word].add(then)

    def read(self, words: Iterable[str]) -> list[Ids]:
        """Return for each word which words of phrases it may be; words written as one are taken apart."""
        read: list[Ids] = []
        for word in words:
            ids = self._whole.get(word)
            if ids is not None:
                read.append(ids)
            elif len(word) < SHORTEST_GUESS:
                read.append(frozenset(self._begun(word)))
            else:
                read += self._parted(word) or (self._guessed(word),)
        return read

    def every_ids(self) -> set[Ids]:
        """Return what each word that is written out in a phrase may be."""
        return {NO_IDS, *self._whole.values()}

    def _begun(self, word: str) -> list[int]:
        stems = self._starred.get(word[:3])
        return [number for stem, number in stems if word.startswith(stem)] if stems else []

    def _known(self, word: str) -> Ids:
        ids = self._whole.get(word)
        return frozenset(self._begun(word)) if ids is None else ids

    def _guessed(self, word: str) -> Ids:
        ids = self._begun(word)
        if len(word) >= LONG:
            ids += self._misspelt(word)
        if _RUN.search(word):
            bare = squeezed(word)
            ids += self._squeezed.get(bare, []) + self._begun(bare)
        return frozenset(ids) if ids else NO_IDS

    def _misspelt(self, word: str) -> list[int]:
        """Return the words of phrases that are one slip away; most of those filed near are ruled out by distance."""
        found: list[int] = []
        first, distance = word[0], OSA.distance
        lengths = (str(len(word) - 1), str(len(word)), str(len(word) + 1))
        for key in (word[:3], first + word[3:6], first + word[2:5], first + word[4:7]):
            for length in lengths:
                for stem, number in self._long.get(key + length, ()):
                    if distance(word, stem, score_cutoff=1) <= 1 and one_slip(word, stem, starred=False):
                        found.append(number)
            for stem, number in self._long_starred.get(key, ()):
                if distance(word[: len(stem)], stem, score_cutoff=2) <= 2 and one_slip(word, stem, starred=True):
                    found.append(number)
        return found

    def _parted(self, word: str) -> list[Ids] | None:
        """Return the parts of two words written without the space between: ``нехочу``, ``killme``.

        Only words that stand side by side in a phrase are taken apart; others would fall into anything.
        """
        for cut in (2, 3, 4, 5):
            first = self._before.get(word[:cut])
            if first and len(word) > cut + 2:
                rest = self._known(word[cut:])
                if any(not place.isdisjoint(rest) for place in first):
                    return [self._whole[word[:cut]], rest]
        return None


# -- the book of phrases ----------------------------------------------------------------------------------------------


def spread(phrase: str) -> list[str]:
    """Return the phrases that one stands for when some of its alternatives are of several words.

    >>> spread("not leave|exit|go_out now")
    ['not leave|exit now', 'not go out now']
    """
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
        raise WrongPhrase(f"{shown} is not a word; there are words, '*' at a word's end, '|', '_', '..' and '...'")
    starred = bare.endswith("*")
    folded = "".join(folded_words(bare.rstrip("*")))
    if starred and len(folded) < SHORTEST_STEM:
        raise WrongPhrase(
            f"'{word}' matches too much: before '*' stand at least {SHORTEST_STEM} letters, ь and ъ not counted"
        )
    return folded, starred


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
        self._vocabulary = _Vocabulary(_words(free), _words(exact), plain)
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
