"""One spelling for what people and keyboards write in many ways, with the way back to the original.

Digits of any script become 0-9, odd spaces, dashes and apostrophes become plain ones, invisible characters vanish, and
a letter typed on the wrong keyboard takes the script of its word. Folding keeps the length wherever it can, so that the
way back is usually no map at all.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_DIGIT_ZEROS = (
    *(0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0E50, 0x0ED0),
    *(0x0F20, 0x1040, 0x17E0, 0x1810, 0xFF10, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1FBF0),
)
_ONE_BASED = (0x2460, 0x2776, 0x2780, 0x278A)  # ① ❶ ➀ ➊
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\r"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\u30fc"
_APOSTROPHES = "\u2018\u2019\u02bb\u02bc\u2032\u00b4`\u02b9\uff07"
_DOTS = "\u2024\u3002\u00b7\u2022\u2219\u22c5\u25cf\uff0e"


def _plain_table() -> dict[int, str]:
    table = {0xFF01 + n: chr(0x21 + n) for n in range(94)}
    table |= {zero + n: str(n) for zero in _DIGIT_ZEROS for n in range(10)}
    table |= {one + n: str(n + 1) for one in _ONE_BASED for n in range(9)}
    table |= {ord(sign): str(n) for signs in ("⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉") for n, sign in enumerate(signs)}
    table |= {0x24EA: "0", 0x24FF: "0", 0xFE6B: "@", 0x2795: "+", 0x0130: "I"}
    for signs, plain in ((_SPACES, " "), (_DASHES, "-"), (_APOSTROPHES, "'"), (_DOTS, ".")):
        table |= {ord(sign): plain for sign in signs}
    return table


_PLAIN = _plain_table()
# Two searches, because a class with characters beyond 0xFFFF is ten times as slow.
_NOT_PLAIN = re.compile(f"[{re.escape(''.join(chr(code) for code in _PLAIN if code <= 0xFFFF))}]")
_BEYOND = re.compile("[\U00010000-\U0010ffff]")
_UNUSUAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u0300-\u036f\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u20e3\ufe00-\ufe0f\ufeff\U0001d400-\U0001d7cb\U000e0000-\U000e007f]"
)
_LATIN_LOOKALIKES = str.maketrans("асеорхукмтнвіїјѕһԁԛԝ", "aceopxykmthbiijshdqw")
_CYRILLIC_LOOKALIKES = str.maketrans("aceopxykmthbis", "асеорхукмтнвіѕ")
_LATIN = re.compile(r"[a-z]")
_MIXED = re.compile(r"[a-z][а-яё]|[а-яё][a-z]")
_WORD = re.compile(r"[^\W\d_]+")
_WORDS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_ONLY_CYRILLIC = re.compile(r"[бгджзийлнптфцчшщъыьэюяёқғҳўәөүұңһҷӣӯ]")


@dataclass(frozen=True, slots=True, repr=False)
class Folded:
    """A text in one spelling: ``plain`` keeps its capitals, ``low`` has none; both have one length.

    ``words`` are the words that occur, for a quick look whether a pattern can match at all. ``index`` leads from a
    position back to the original text; None means the same position.
    """

    plain: str
    low: str
    index: tuple[int, ...] | None
    words: frozenset[str]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original text that a folded span stands for."""
        if self.index is None:
            return start, end
        return self.index[start], self.index[end - 1] + 1


def listed(words: str) -> frozenset[str]:
    """Return the words of a list that is written as a text."""
    return frozenset(words.split())


def fold(text: str) -> Folded:
    """Return the one spelling of a text."""
    index: tuple[int, ...] | None = None
    if _UNUSUAL.search(text):
        text, index = _without_unusual(text)
    plain = text.translate(_PLAIN) if _NOT_PLAIN.search(text) or _BEYOND.search(text) else text
    low = plain.lower()
    if len(low) != len(plain):
        low = "".join(each.lower()[0] for each in plain)
    if _LATIN.search(low) and _MIXED.search(low):
        low = _WORD.sub(_in_one_script, low)
    return Folded(plain, low, index, frozenset(_WORDS.findall(low)))


def latin(low: str) -> str:
    """Return the text with Cyrillic letters that look Latin made Latin: for links and mail addresses."""
    return low.translate(_LATIN_LOOKALIKES)


def _without_unusual(text: str) -> tuple[str, tuple[int, ...]]:
    kept: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        if not _UNUSUAL.match(sign):
            kept.append(sign)
            places.append(place)
            continue
        if unicodedata.combining(sign) and kept:
            joined = unicodedata.normalize("NFC", kept[-1] + sign)
            kept[-1] = joined if len(joined) == 1 else kept[-1]
            continue
        same = unicodedata.normalize("NFKC", sign)
        if same != sign and len(same) == 1:
            kept.append(same)
            places.append(place)
    return "".join(kept), tuple(places)


def _in_one_script(match: re.Match[str]) -> str:
    word = match[0]
    if not _MIXED.search(word):
        return word
    if _ONLY_CYRILLIC.search(word):
        return word.translate(_CYRILLIC_LOOKALIKES)
    folded = word.translate(_LATIN_LOOKALIKES)
    return folded if len(folded) == len(word) else word
