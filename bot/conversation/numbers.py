"""Numbers that stand after a text: a country's emergency numbers, and lines that answer day and night.

Nothing here may hold a number of its own; all of them come from the directory.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.directory.answers import SearchFor
from bot.directory.cards import emergency_lines, said, spaced
from bot.directory.search import Directory
from bot.messages import Line, Locale, Ref

ALWAYS_OPEN = "24/7"
_MOST_LINES = 3
_LOOKED_AT = 30


def emergency(directory: Directory, country: str, locale: str, home: Sequence[str]) -> tuple[Line, ...]:
    """Return the emergency numbers of a country (ISO code), or in short those of all home countries when unknown."""
    if directory.emergency(country or None):
        return emergency_lines(directory, country, Locale(locale))
    short = [
        Line("emergency-short", {"country": Ref(f"country-{each.lower()}"), "numbers": numbers})
        for each in home
        if (numbers := _short(directory, each))
    ]
    return (Line("emergency-where"), *short) if short else emergency_lines(directory, None, Locale(locale))


def _short(directory: Directory, country: str) -> str:
    entry = directory.emergency(country)
    return ", ".join(dict.fromkeys(number for _, number in entry.numbers)) if entry else ""


def day_and_night(directory: Directory, country: str, locale: str, now: datetime) -> tuple[Line, ...]:
    """Return the lines of a country that answer at any hour: name, then the number on its own line."""
    if not country:
        return ()
    asked = SearchFor(at=now, country=country, needs=frozenset({"hotline"}), limit=_LOOKED_AT)
    open_lines = [
        result
        for result in directory.search(asked).results
        if result.phones and not result.is_doubtful and result.organisation.hours == ALWAYS_OPEN
    ]
    lines: list[Line] = []
    for result in open_lines[:_MOST_LINES]:
        name = said(result.organisation.name, Locale(locale))
        lines += [Line("card-name", {"name": name}), Line("card-phone", {"number": spaced(result.phones[0])})]
    return tuple(lines)
