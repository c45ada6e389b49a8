"""How hurried typing is read: one spelling for the many that people use, and which known words a typed one may be.

Nothing here may know what a word means, and no word of a person outlives the call that read it: nothing is cached.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from rapidfuzz.distance import OSA

LONG = 6
"""From this many letters on a word may have one slip: a letter wrong, missing, too many, or two of them swapped."""
SHORTEST_GUESS = 4
"""Shorter words are taken as they stand."""
SURE = 8
"""From this many letters on any one letter may be wrong: there are few other words so near."""

Word: TypeAlias = tuple[str, bool]
"""A word of a phrase, folded, and whether its end is free."""
Ids: TypeAlias = frozenset[int]

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


_LETTERS = {
    "shch": "щ", "sch": "щ", "zh": "ж", "kh": "х", "ch": "ч", "sh": "ш", "ts": "ц", "yu": "ю", "iu": "ю", "ju": "ю",
    "ya": "я", "ia": "я", "ja": "я", "yo": "е", "ye": "е", "iy": "ий", "yi": "ый", "ey": "ей", "oy": "ой", "ay": "ай",
    "uy": "уй", **dict(zip("abvgdezijklmnoprstufhcywxq'", "абвгдезийклмнопрстуфхкывхкь", strict=True)),
}  # fmt: skip
_LETTER = re.compile("|".join(sorted(_LETTERS, key=len, reverse=True)))
_PLAIN_WORD = re.compile(r"[a-z]+")
_RUSSIAN = """
menya mne mnya mnoy nami ego emu ona oni moya moyu moego svoyu eto etot kto chto kak gde kogda esli uzhe uje esche eshe
ochen nelzya zdes seychas seichas segodnya zavtra vchera nochyu noch utrom dney mesyac pomogite pamagite pomogi hochu
hochet mogu mozhet budet skazal govorit hozyain hozyaika muzh sestra sestru brata tebya sebya nado nichego bolshe sil
"""
_PERHAPS = "v na za iz ot po ne ni bez pod tam nas nam ih ee eyo doch syn tut"
_WEIGHS = dict.fromkeys(_PERHAPS.split(), 1) | dict.fromkeys(_RUSSIAN.split(), 2)
"""By what small words weigh together, two at least, Russian in Latin letters is told from another language."""


def in_cyrillic(text: str) -> str | None:
    """Return Russian that was typed in Latin letters as it is written; None for what is not.

    >>> in_cyrillic("Zaperli v podvale, pomogite"), in_cyrillic("locked in the cellar, help")
    ('заперли в подвале, помогите', None)
    """
    small = text.lower()
    if not text.isascii() or sum(_WEIGHS.get(word, 0) for word in _PLAIN_WORD.findall(small)) < 2:
        return None
    return _LETTER.sub(lambda match: _LETTERS[match[0]], small)


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


class Vocabulary:
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
