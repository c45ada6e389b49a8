"""Four plain words with which a person finds their talk again from any phone, and nobody else can.

Each of the two lists has 1024 words: short, everyday, without any topic, and none within one letter of another, so
that a slip of the finger is understood. Four of them make 2^40 codes: with 10 000 codes open, a million guesses are
expected to hit 0.009 of them. The words of the lists may never be changed, or codes that people hold stop working.

Only a keyed hash of a code is stored. A slow hash would add nothing: the key is not in the store, and without it there
is nothing to compare a guess with; with it, only the live service can be asked, and that counts attempts.
"""

from __future__ import annotations

import hashlib
import random
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property
from importlib import resources
from itertools import pairwise

from bot.messages import Locale
from bot.privacy.keyring import Keyring
from bot.privacy.pseudonym import PARTITIONS

WORDS_IN_CODE = 4
_LISTS = ("en", "ru")
_CYRILLIC_LOCALES = ("ru", "kk", "ky", "tg", "uz-Cyrl", "uk", "be")
_LETTERS = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile(r"[а-я]")
# Letters that look alike on both keyboards, for a Cyrillic word in which one was typed in Latin.
_LOOKS_CYRILLIC = str.maketrans("aceopxykmthb", "асеорхукмтнв")


class ReturnCodes:
    """Draws, reads and hashes return codes; needs a ring whose role may look people up."""

    def __init__(self, ring: Keyring) -> None:
        self._key = ring.derived("return code")
        self._lists = {name: _WordList(_words(name)) for name in _LISTS}

    def new_code(self, rng: random.Random, locale: Locale) -> str:
        """Return a fresh code in words that a reader of ``locale`` can type; give it a `random.SystemRandom`."""
        words = self._lists["ru" if locale in _CYRILLIC_LOCALES else "en"].words
        return " ".join(rng.choice(words) for _ in range(WORDS_IN_CODE))

    def code_for_partition(self, partition: int, rng: random.Random, locale: Locale) -> str:
        """Return a fresh code that leads to this partition; sixteen draws on average."""
        while True:
            code = self.new_code(rng, locale)
            if self.partition(code) == partition:
                return code

    def read(self, text: str) -> str | None:
        """Return the code a person typed, spelled as it was given; None when there is none in the text.

        Case, commas, dashes, line breaks, е for ё and one slip per word do not matter. Within a longer message only
        four exact words in a row count, so that ordinary sentences are not taken for codes.
        """
        spelled = _spelled(text)
        for words in self._lists.values():
            if len(spelled) == WORDS_IN_CODE:
                meant = [words.nearest(word) for word in spelled]
                if all(meant):
                    return " ".join(word for word in meant if word)
            for window in _windows(spelled):
                if all(word in words for word in window):
                    return " ".join(window)
        return None

    def code_hash(self, code: str) -> str:
        """Return what is stored of a code (as `new_code` or `read` spelled it): 32 hexadecimal digits."""
        return hashlib.blake2b(code.encode(), key=self._key, digest_size=16, person=b"return code").hexdigest()

    def partition(self, code: str) -> int:
        """Return the partition a code leads to."""
        return hashlib.blake2b(code.encode(), key=self._key, person=b"code partition").digest()[0] % PARTITIONS


class _WordList:
    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(words)
        self._known = frozenset(self.words)

    @cached_property
    def _shortened(self) -> dict[str, set[str]]:
        shortened: dict[str, set[str]] = {}
        for word in self.words:
            for short in _one_letter_less(word):
                shortened.setdefault(short, set()).add(word)
        return shortened

    def __contains__(self, word: str) -> bool:
        return word in self._known

    def nearest(self, typed: str) -> str | None:
        """Return the word itself, or the only one a single slip away: a letter wrong, missing, doubled or swapped."""
        if typed in self._known:
            return typed
        near = set(self._shortened.get(typed, ()))
        for short in _one_letter_less(typed):
            if short in self._known:
                near.add(short)
            near |= {word for word in self._shortened.get(short, ()) if _one_slip(word, typed)}
        return near.pop() if len(near) == 1 else None


def _words(name: str) -> list[str]:
    return resources.files(__package__).joinpath("words", f"{name}.txt").read_text("utf-8").split()


def _spelled(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text[:1000]).casefold().replace("ё", "е")
    return [word.translate(_LOOKS_CYRILLIC) if _CYRILLIC.search(word) else word for word in _LETTERS.findall(plain)]


def _windows(words: list[str]) -> Iterator[list[str]]:
    return (words[start : start + WORDS_IN_CODE] for start in range(len(words) - WORDS_IN_CODE + 1))


def _one_letter_less(word: str) -> Iterator[str]:
    return (word[:i] + word[i + 1 :] for i in range(len(word)))


def _one_slip(word: str, typed: str) -> bool:
    """Tell whether two words of one length differ in one letter, or in two neighbours swapped."""
    if len(word) != len(typed):
        return False
    wrong = [i for i, (a, b) in enumerate(zip(word, typed, strict=True)) if a != b]
    if len(wrong) == 2:
        [(i, j)] = pairwise(wrong)
        return j == i + 1 and word[i] == typed[j] and word[j] == typed[i]
    return len(wrong) == 1
