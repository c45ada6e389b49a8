"""One spelling for many: names of towns as people type them, folded so that they can be compared.

Nothing here knows any town. Folding is used when the list of towns is built and when somebody asks; both must agree.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import product

_LETTERS = str.maketrans(
    {
        **dict(zip("қғҳҷӣӯңөүұһәіїєґўѓќћђјљњ", "кгхчиун" + "оуухаииегугкхдйлн", strict=True)),
        **dict(zip("ıəłđøæßœ", ["i", "a", "l", "d", "o", "ae", "ss", "oe"], strict=True)),
        **dict(zip("يىكةأإآ", "ییکهااا", strict=True)),
        **dict.fromkeys("'’‘ʼʻʹʺ`´′ˈˊ\"«»“”ъь", ""),
    }
)
_NO_LETTER = re.compile(r"[\W_]+")
_MARKS = re.compile("[\u0300-\u036f]")
_CYRILLIC = re.compile("[а-яё]")


def folded(text: str) -> str:
    """Return the text with one case, one kind of space and without accents, apostrophes, soft and hard signs.

    >>> folded("Farg‘ona"), folded("САНКТ–ПЕТЕРБУРГ"), folded("Орёл"), folded("Қарағанды")
    ('fargona', 'санкт петербург', 'орел', 'караганды')
    """
    plain = unicodedata.normalize("NFC", text).lower().translate(_LETTERS)
    plain = _MARKS.sub("", unicodedata.normalize("NFD", plain))
    return _NO_LETTER.sub(" ", unicodedata.normalize("NFC", plain)).strip()


# -- endings: "в Самаре", "из Ташкента", "Toshkentda" -------------------------------------------------------------

_RUSSIAN = (
    ("ыми", ("ые",)),
    ("ими", ("ие",)),
    ("ого", ("ыи", "ии", "ои", "ое")),
    ("его", ("ии", "ее")),
    ("ому", ("ыи", "ии", "ои", "ое")),
    ("ему", ("ии", "ее")),
    ("ами", ("ы", "и", "а")),
    ("ями", ("и", "ы")),
    ("ых", ("ые",)),
    ("их", ("ие",)),
    ("ах", ("ы", "и", "а")),
    ("ях", ("и", "ы")),
    ("ам", ("ы", "и", "а")),
    ("ям", ("и", "ы")),
    ("ом", ("", "о", "ыи", "ии", "ое")),
    ("ем", ("", "ии", "ее", "е")),
    ("ым", ("ыи",)),
    ("им", ("ии",)),
    ("ой", ("а", "ая")),
    ("ои", ("а", "ая")),
    ("еи", ("я", "а", "яя")),
    ("ую", ("ая",)),
    ("ии", ("ия",)),
    ("ию", ("ия",)),
    ("ов", ("ы",)),
    ("ев", ("и",)),
    ("а", ("", "о")),
    ("я", ("", "е")),
    ("у", ("", "а", "о")),
    ("ю", ("", "я", "е")),
    ("е", ("", "а", "я", "о")),
    ("и", ("", "а", "я")),
    ("ы", ("а", "")),
)
_TURKIC = (
    *("даман", "дамиз", "damiz", "daman", "дагы", "dagi"),
    *("нинг", "лик", "ning", "lik"),
    *("дан", "ден", "дон", "тан", "тен", "тон", "нин", "нын", "dan", "den", "tan", "ten", "nin", "nyn"),
    *("да", "де", "до", "та", "те", "то", "га", "ге", "го", "ка", "ке", "ко", "ни", "ны"),
    *("da", "de", "ta", "te", "ga", "ge", "qa", "ka", "ke"),
)
_CONSONANTS = "бвгджзклмнпрстфхцчшщ"
_SHORTEST = 2
_SHORTEST_TURKIC = 4
_MOST_WORDS = 4


def without_ending(name: str) -> Iterator[str]:
    """Give what a folded name may be called when it stands alone: every one is a guess, to be looked up.

    >>> "самара" in without_ending("самаре"), "нижнии новгород" in without_ending("нижнем новгороде")
    (True, True)
    >>> "toshkent" in without_ending("toshkentda")
    True
    """
    words = name.split()
    if len(words) > _MOST_WORDS:
        return
    guesses = [(word, *_of_word(word)) for word in words]
    for guess in product(*guesses):
        whole = " ".join(guess)
        if whole != name:
            yield whole


def _of_word(word: str) -> Iterator[str]:
    if _CYRILLIC.search(word):
        for ending, others in _RUSSIAN:
            stem = word.removesuffix(ending)
            if stem == word or len(stem) < _SHORTEST:
                continue
            yield from (stem + other for other in others)
            if len(stem) > _SHORTEST and stem[-1] in _CONSONANTS and stem[-2] in _CONSONANTS and len(ending) < 3:
                yield stem[:-1] + "е" + stem[-1]
                yield stem[:-1] + "о" + stem[-1]
    for ending in _TURKIC:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORTEST_TURKIC:
            yield stem


# -- one script for another: «Тошкент» is Toshkent ----------------------------------------------------------------

_COMMON = dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True))
_AS_RUSSIAN = _COMMON | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya"}
_AS_UZBEK = _COMMON | {"ж": "j", "х": "x", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ю": "yu", "я": "ya", "к": "q"}
_SCHEMES = (
    _AS_RUSSIAN,
    _AS_RUSSIAN | {"х": "h", "е": "ye"},
    _AS_RUSSIAN | {"х": "h"},
    _AS_UZBEK | {"к": "k"},
    _AS_UZBEK | {"к": "k", "х": "h"},
    _AS_UZBEK,
)


def in_latin(name: str) -> Iterator[str]:
    """Give a folded Cyrillic name in Latin letters, the Russian and the Uzbek way; nothing for other scripts.

    >>> "toshkent" in in_latin("тошкент")
    True
    """
    if _CYRILLIC.search(name):
        for scheme in _SCHEMES:
            yield "".join(scheme.get(letter, letter) for letter in name)
