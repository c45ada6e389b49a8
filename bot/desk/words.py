"""The desk's own words: texts in the operator's language, names of languages and channels, spans and hours.

Nothing here may know a case's content.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, get_day_names

from bot.messages import Line
from bot.texts import Texts

_MOST_COUNTED = 2000
"""Texts with numbers, such as minutes, that are kept in words: a queue says the same few all the time."""


class Words:
    """Speaks to one operator, in the desk's language of their account."""

    def __init__(self, texts: Texts, locale: str) -> None:
        self.texts = texts
        self.locale = locale if locale in texts.locales else texts.default
        self.direction = "rtl" if texts.is_right_to_left(self.locale) else "ltr"

        self._counted: dict[tuple[str, tuple[tuple[str, int], ...]], str] = {}

    def __call__(self, text: str, /, **args: str | int | float) -> str:
        """Return a text of ours in the operator's language."""
        numbers = tuple((name, value) for name, value in args.items() if isinstance(value, int))
        if not numbers or len(numbers) < len(args):
            return self.texts.say(Line(text, args), self.locale)
        known = self._counted.get((text, numbers))
        if known is None:
            if len(self._counted) >= _MOST_COUNTED:
                self._counted.clear()
            known = self._counted[text, numbers] = self.texts.say(Line(text, args), self.locale)
        return known

    def known(self, prefix: str, name: str) -> str:
        """Return the label of a closed word, or the word itself where the organisation made its own."""
        if not name:
            return ""
        text = f"{prefix}-{name}"
        if self.texts.has(text, self.locale) or self.texts.has(text, self.texts.default):
            return self(text)
        return name.replace("-", " ").capitalize()

    def said(self, text: str, args: Mapping[str, int] | None = None) -> str:
        """Return one of the conversation's texts in the operator's language; its id where the content lost it."""
        return self.texts.say(Line(text, dict(args or {})), self.locale) if self.has(text) else text

    def has(self, text: str) -> bool:
        """Tell whether any language has a text."""
        return any(self.texts.has(text, locale) for locale in self.texts.locales)

    def language(self, tag: str) -> str:
        """Return a language's name in the operator's language."""
        return _language(tag, self.locale)

    def span(self, span: timedelta) -> str:
        """Return how long something lasts, in its largest unit or two: 3 min, 2 h 5 min, 4 d."""
        minutes = max(int(span.total_seconds()) // 60, 0)
        if minutes < 60:
            return self("desk-minutes", count=minutes)
        if minutes < 24 * 60:
            return self("desk-hours", hours=minutes // 60, minutes=minutes % 60)
        return self("desk-days", count=minutes // 1440)

    def weekday(self, number: int) -> str:
        """Return the name of a day of the week, Monday being 0."""
        return str(get_day_names("wide", locale=_babel(self.locale))[number])

    def day(self, moment: datetime) -> str:
        """Return a day as it is said: 21 November."""
        return format_date(moment.date(), "d MMMM", locale=_babel(self.locale))


def zone_of(name: str) -> ZoneInfo | None:
    """Return a time zone, or None where it is not known."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def short(tag: str) -> str:
    """Return a language as a mark of few letters: ``uz-Latn`` is UZ."""
    return tag.partition("-")[0].upper()


@lru_cache(maxsize=256)
def _language(tag: str, locale: str) -> str:
    try:
        name = Locale.parse(tag, sep="-").get_display_name(_babel(locale)) or tag
    except (UnknownLocaleError, ValueError):
        return tag
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=64)
def _babel(locale: str) -> Locale:
    try:
        return Locale.parse(locale, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")
