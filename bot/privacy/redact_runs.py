"""Reads the digits of a text as people mean them: which groups, however written, belong to one number.

Dates, hours and number plates are no numbers here. Groups join over spaces, dashes, brackets, line breaks and
ornaments; a comma or a word like "then" between them joins too, but marks the run as loose, so that only a sure shape
is believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from bot.privacy.redact_spelled import Group, spelled_groups

SHORTEST_RUN, LONGEST_RUN = 6, 20

_DIGITS = re.compile(r"\d+")
_TIGHT = re.compile(r"(?:[^\w\x00\x01,;:?!%$€£₽+\"'«»№]|_){1,5}|\s{0,2}(?:№|номер|no\.?|n°|рақами?)\s{0,2}")
_LOOSE = re.compile(
    r"\s?[,;:]\s?|[\s,]{1,2}(?:и|потом|дальше|далее|затем|then|and|next|keyin|кейин|кейін|анан|баъд|va|ва)\s"
)
_PLUS = re.compile(r"(?:\+|(?:плюс|plus|plyus)\s)[\s(]{0,2}$")

_DATE_OR_TIME = re.compile(r"\d{1,4}([./:\-])\d{1,2}(?:\1(?:(?:19|20)\d\d|\d\d))?(?!\d|[.\-/]\d)")
_DAY = r"\d{1,2}[./](?:0?[1-9]|1[0-2])[./](?:(?:19|20)\d\d|\d\d)"
_FROM_DAY_TO_DAY = re.compile(rf"(?<![\d.\-/]){_DAY}\s?-\s?{_DAY}(?!\d|[.\-/]\d)")
_BEFORE_DATE = frozenset("0123456789.-/")
_ON_PLATES = "авекмнорстухabekmhopctyx"
_PLATE_CORE = re.compile(rf"\d{{2,4}}\s?(?:[{_ON_PLATES}]{{2}}(?![^\W\d])|[a-zа-я]{{1,3}}\s?\d{{2}})")
_PLATE = re.compile(
    rf"(?<!\w)(?:[{_ON_PLATES}]\s?\d{{3}}\s?[{_ON_PLATES}]{{2}}(?:\s?\d{{2,3}})?|"
    r"\d{2,4}\s?[a-zа-я]{2,3}\s?\d{2,3}(?:\s?[a-z]{3})?|\d{2}\s?[a-z]\s?\d{3}\s?[a-z]{2})(?!\w)"
)

# Letters typed for digits: O for zero, l for one, Ч for four; only in a group with real digits, or between two such.
_LETTER_DIGITS = str.maketrans("oоlіi|збч", "001111364")
_LETTER_BESIDE_DIGIT = re.compile(r"\d(?:[oоlіi|збч]|[ \-.)][oоlіi|]{1,4}[ \-.])|[oоlіi|збч]\d")
_PARTLY_LETTERS = re.compile(r"(?<![^\W\d_])(?=[\doоlіiзбч|]*\d)[\doоlіiзбч|]*[oоlіiзбч|][\doоlіiзбч|]*(?![^\W\d_])")
_LETTERS_BETWEEN = re.compile(r"(?<=\d[ \-.)])[oоlіi|]{1,4}(?=[ \-.]{1,2}[\doоlіi|]*\d)")


class Run(NamedTuple):
    """Neighbouring groups of digits read as one number; ``start`` takes in a plus before them."""

    digits: str
    widths: tuple[int, ...]
    start: int
    end: int
    written: str
    plus: bool
    loose: bool
    spelled: bool

    @property
    def single(self) -> bool:
        """Whether the number is written without a break."""
        return len(self.widths) == 1

    @property
    def counts_up(self) -> bool:
        """Whether this is a list like 7, 8, 9, 10: at least four groups, each a little more than the one before."""
        values, at = [], 0
        for width in self.widths:
            values.append(int(self.digits[at : at + width]))
            at += width
        return len(values) > 3 and all(0 < after - before < 3 for before, after in pairwise(values))


def groups(low: str, words: frozenset[str]) -> list[Group]:
    """Return every group of digits, written or spelled, that is not part of a date, an hour or a plate."""
    spelled = spelled_groups(low, words)
    if not _DIGITS.search(low):
        return spelled
    if "-" in low:
        low = _FROM_DAY_TO_DAY.sub(_veiled, low)
    low = _DATE_OR_TIME.sub(_without_date, low)
    if _PLATE_CORE.search(low):
        low = _PLATE.sub(_veiled, low)
    if _LETTER_BESIDE_DIGIT.search(low):
        for pattern in (_PARTLY_LETTERS, _LETTERS_BETWEEN):
            low = pattern.sub(lambda match: match[0].translate(_LETTER_DIGITS), low)
    written = [Group(match[0], match.start(), match.end(), False) for match in _DIGITS.finditer(low)]
    return sorted([*written, *spelled], key=lambda group: group.start) if spelled else written


def chains(found: list[Group], low: str) -> Iterator[Chain]:
    """Yield the groups that may belong together, wherever there are digits enough for a run."""
    first = 0
    for last, group in enumerate(found):
        following = found[last + 1] if last + 1 < len(found) else None
        if following is not None and _joins(low[group.end : following.start]):
            continue
        if sum(len(each.digits) for each in found[first : last + 1]) >= SHORTEST_RUN:
            yield Chain(tuple(found[first : last + 1]), low)
        first = last + 1


class Chain:
    """Groups of digits that may belong together; gives the runs that can be read in it."""

    def __init__(self, found: tuple[Group, ...], low: str) -> None:
        self.groups = found
        self.end = found[-1].end
        self._low = low
        gaps = (low[before.end : after.start] for before, after in pairwise(found))
        self._loose = [bool(gap) and not _TIGHT.fullmatch(gap) for gap in gaps]

    def runs_from(self, first: int, used: set[int]) -> list[tuple[int, Run]]:
        """Return the runs that begin with a group, each with the place of its last group, longest first."""
        begin = self.groups[first].start
        plus = _PLUS.search(self._low, max(0, begin - 8), begin)
        runs: list[tuple[int, Run]] = []
        digits, widths, loose, spelled = "", tuple[int, ...](), False, False
        for last in range(first, len(self.groups)):
            group = self.groups[last]
            digits, widths, spelled = digits + group.digits, (*widths, len(group.digits)), spelled or group.spelled
            loose = loose or (last > first and self._loose[last - 1])
            if last in used or len(digits) > LONGEST_RUN:
                break
            if len(digits) < SHORTEST_RUN:
                continue
            start = plus.start() if plus else begin
            written = self._low[begin : group.end]
            runs.append((last, Run(digits, widths, start, group.end, written, plus is not None, loose, spelled)))
        return runs[::-1]


def _joins(gap: str) -> bool:
    return not gap or (len(gap) < 14 and bool(_TIGHT.fullmatch(gap) or _LOOSE.fullmatch(gap)))


def _veiled(match: re.Match[str]) -> str:
    return "\x01" * len(match[0])


def _without_date(match: re.Match[str]) -> str:
    """Cover a date or an hour; leave what only looks like one, such as a part of a telephone number."""
    if match.start() and match.string[match.start() - 1] in _BEFORE_DATE:
        return match[0]
    first, *others = [int(part) for part in match[0].split(match[1])]
    match match[1], others:
        case ":", [minute]:
            real = first < 25 and minute < 60
        case (_, [month, day]) if first > 1900:
            real = 1 <= month <= 12 and 1 <= day <= 31 and first < 2100
        case (separator, [month, year]):
            real = 1 <= first <= 31 and 1 <= month <= 12 and (separator != "-" or year > 1900)
        case _:
            real = False
    return _veiled(match) if real else match[0]
