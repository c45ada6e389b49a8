"""Reads the digits of a text as people mean them: which groups, however written, belong to one number.

Dates, hours and number plates are no numbers here. Groups join over spaces, dashes, brackets, line breaks and ornaments; a
comma or a word like "then" between them joins too, but marks the run as loose, so that only a sure shape is believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.privacy.redact_spelled import Group, spelled_groups

LONGEST_RUN = 20

_DIGITS = re.compile(r"\d+")
_TIGHT = re.compile(r"(?:[^\w,;:?!%$€£₽+\"'«»№]|_){1,5}|\s{0,2}(?:№|номер|no\.?|n°|рақами?)\s{0,2}")
_LOOSE = re.compile(
    r"\s?[,;:]\s?|[\s,]{1,2}(?:и|потом|дальше|далее|затем|then|and|next|keyin|кейин|кейін|анан|баъд|va|ва)\s"
)
_PLUS = re.compile(r"(?:\+|(?:плюс|plus|plyus)\s)[\s(]{0,2}$")

_DATE_OR_TIME = re.compile(
    r"(?<![\d.\-/])(?:(?:0?[1-9]|[12]\d|3[01])[./](?:0?[1-9]|1[0-2])[./](?:(?:19|20)\d\d|\d\d)|"
    r"(?:0?[1-9]|[12]\d|3[01])-(?:0?[1-9]|1[0-2])-(?:19|20)\d\d|"
    r"(?:19|20)\d\d[-./](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\d|3[01])|"
    r"(?:[01]?\d|2[0-4]):[0-5]\d)(?!\d|[.\-/]\d)"
)
_ON_PLATES = "авекмнорстухabekmhopctyx"
_PLATE = re.compile(
    rf"(?<!\w)(?:[{_ON_PLATES}]\s?\d{{3}}\s?[{_ON_PLATES}]{{2}}(?:\s?\d{{2,3}})?|"
    r"\d{2,4}\s?[a-zа-я]{2,3}\s?\d{2,3}(?:\s?[a-z]{3})?|\d{2}\s?[a-z]\s?\d{3}\s?[a-z]{2})(?!\w)"
)

# Letters typed for digits: O for zero, l for one; only in a group with real digits, or alone between two such.
_LETTER_DIGITS = str.maketrans("oоlіi|зб", "00111136")
_PARTLY_LETTERS = re.compile(r"(?<![^\W\d_])(?=[\doоlіiзб|]*\d)[\doоlіiзб|]*[oоlіiзб|][\doоlіiзб|]*(?![^\W\d_])")
_LETTERS_BETWEEN = re.compile(r"(?<=\d[ \-.)])[oоlіi|]{1,4}(?=[ \-.]{1,2}[\doоlіi|]*\d)")


@dataclass(frozen=True, slots=True)
class Run:
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


def groups(low: str, words: frozenset[str]) -> list[Group]:
    """Return every group of digits, written or spelled, that is not part of a date, an hour or a plate."""
    spelled = spelled_groups(low, words)
    if not _DIGITS.search(low):
        return spelled
    for pattern in (_DATE_OR_TIME, _PLATE):
        low = pattern.sub(lambda match: "\x01" * len(match[0]), low)
    for pattern in (_PARTLY_LETTERS, _LETTERS_BETWEEN):
        low = pattern.sub(lambda match: match[0].translate(_LETTER_DIGITS), low)
    written = [Group(match[0], match.start(), match.end(), False) for match in _DIGITS.finditer(low)]
    return sorted([*written, *spelled], key=lambda group: group.start) if spelled else written


def runs_from(first: int, found: list[Group], low: str, used: set[int]) -> Iterator[tuple[int, Run]]:
    """Yield the runs that begin with a group, each with the number of its last group, shortest first."""
    begin = found[first].start
    plus = _PLUS.search(low, max(0, begin - 8), begin)
    digits, widths, loose, spelled = "", (), False, False
    for last in range(first, len(found)):
        group = found[last]
        if last in used:
            return
        if last > first:
            between = low[found[last - 1].end : group.start]
            if between and not _TIGHT.fullmatch(between):
                if not _LOOSE.fullmatch(between):
                    return
                loose = True
        digits, widths, spelled = digits + group.digits, (*widths, len(group.digits)), spelled or group.spelled
        if len(digits) > LONGEST_RUN:
            return
        start = plus.start() if plus else begin
        yield last, Run(digits, widths, start, group.end, low[begin : group.end], plus is not None, loose, spelled)
