"""The shelf: everything the organisation edits, read once and found whole, or refused with every mistake at once.

Nothing here may serve anybody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
import structlog

from bot.cases.policy import Policy, load_policy, text_problems
from bot.cases.shifts import local_words
from bot.channels.contract import Introduction
from bot.channels.web_page import WORDS
from bot.conversation.catalogue import load_catalogue
from bot.conversation.danger import load_danger
from bot.conversation.world import Content
from bot.directory.load import load_directory
from bot.directory.places import Gazetteer
from bot.directory.search import Directory
from bot.directory.towns import country_names
from bot.messages import Arg, Line, Locale
from bot.privacy.redact import KINDS, Kind, Redacted, Redactor
from bot.texts import Texts, load_texts
from bot.writing import Shows
from bot.yaml_marks import Problem, WrongContent, load_marked

Part = TypeVar("Part")
_ROUGH = re.compile(r"\S*[\d@]\S*")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything the organisation edits, ready for use."""

    policy: Policy
    texts: Texts
    content: Content
    redactor: Redactor

    @staticmethod
    def clock() -> datetime:
        """Return the present moment."""
        return datetime.now(UTC)

    def words(self, locale: str) -> Mapping[str, str]:
        """Return the words of the chat page in a locale, by id."""
        return {text: self.texts.label(text, locale) for text in self._page_words()}

    def promises(self, locale: str) -> list[str]:
        """Return the whole privacy text in a locale, one paragraph each, as the flow `privacy` says it."""
        told = self.texts.sources[self.texts.default]
        return [self.texts.say(Line(text), locale) for text in told if text.startswith("privacy-full-")]

    def _page_words(self) -> list[str]:
        sources = self.texts.sources[self.texts.default]
        return [text for text, source in sources.items() if source.file.endswith("/webchat.ftl")]

    def introductions(self) -> dict[Locale, Introduction]:
        """Return how the bot presents itself, per locale: neutral words, because a phone shows them to anybody."""
        commands = self.content.catalogue.commands
        return {
            Locale(locale): Introduction(
                commands=tuple(
                    (command.slash[0], self.texts.label(f"command-{name}", locale))
                    for name, command in commands.items()
                    if command.slash and self.texts.label(f"command-{name}", locale)
                )
            )
            for locale in self.policy.locales
        }

    @staticmethod
    def local_time(moment: datetime, zone: str, now: datetime) -> Arg:
        """Return a moment as the person would say it now, in their own time where it is known."""
        return local_words(moment, zone, now)

    @staticmethod
    def local_hour(moment: datetime, zone: str) -> int:
        """Return the hour of a person's own day; an unknown zone counts as UTC."""
        try:
            return moment.astimezone(ZoneInfo(zone)).hour
        except (ZoneInfoNotFoundError, ValueError):
            return moment.astimezone(UTC).hour

    def redacted(self, text: str) -> Redacted:
        """Return what an operator may read of a text before anything was allowed."""
        return self.redactor.redact(text)

    def redact(self, text: str, shows: Shows) -> Redacted:
        """Return a text as an operator reads it; what the person allowed to be read stays.

        Where the redactor fails on a text, every word with a digit or an @ is hidden: nothing is lost and little told.
        """
        try:
            return self.redactor.redact(text, SHOWN[shows])
        except Exception as broken:
            structlog.get_logger().error("redaction_failed", exc_info=broken)
            return Redacted(_ROUGH.sub("[…]", text), ())


ALLOWED: frozenset[Kind] = frozenset({"phone", "address", "email", "handle", "url_id"})
"""What a person's yes to "may our workers see addresses and numbers" covers; names, documents and cards stay hidden."""
SHOWN: Mapping[Shows, frozenset[Kind]] = {
    "nothing": frozenset(),
    "numbers": ALLOWED,
    "facts": frozenset(KINDS) - {"name"},
}
"""Which kinds of pieces are read as they were written; the writer's own number never is."""


def load_shelf(folder: Path) -> Shelf:
    """Read all content of a folder; raises `WrongContent` with every mistake in every file."""
    problems: list[Problem] = []

    def tried(read: Callable[[], Part]) -> Part | None:
        try:
            return read()
        except WrongContent as wrong:
            problems.extend(wrong.problems)
            return None

    policy = tried(lambda: load_policy(folder / "helpline.yaml"))
    catalogue = tried(lambda: load_catalogue(folder / "flows"))
    directory = tried(lambda: load_directory(folder / "directory.yaml", "directory.yaml"))
    danger = tried(lambda: load_danger(folder / "flows" / "danger"))
    if policy is None or catalogue is None or directory is None or danger is None:
        raise WrongContent(problems)
    texts = load_texts(folder / "locales", policy.locales, policy.default_locale)
    content = Content(
        catalogue=catalogue,
        words=texts,
        directory=directory,
        places=Gazetteer.load(),
        danger=danger,
        organisation=policy.organisation,
        default_locale=policy.default_locale,
        home_countries=tuple(policy.home_countries),
        only_checked=policy.directory.only_checked,
        takes_photos=policy.photos.allowed,
    )
    return Shelf(policy, texts, content, Redactor(_public_numbers(directory)))


def problems_of(folder: Path) -> list[Problem]:
    """Return every problem `helpline check` tells, errors and warnings."""
    from bot.conversation.check import problems

    shelf = load_shelf(folder)
    _, marks = load_marked(folder / "directory.yaml", "directory.yaml")
    _, policy_marks = load_marked(folder / "helpline.yaml", "helpline.yaml")
    found = problems(
        shelf.content.catalogue,
        shelf.texts,
        shelf.content.directory,
        locales=folder / "locales",
        directory_marks=marks,
        countries=country_names().values(),
        elsewhere=dict.fromkeys(WORDS, ()),
    )
    return [*found, *text_problems(shelf.policy, policy_marks, shelf.texts.has)]


def _public_numbers(directory: Directory) -> frozenset[str]:
    """Return the numbers of organisations, which are no secret of anybody."""
    numbers = {phone.e164 for each in directory.organisations for phone in each.phones if phone.e164}
    return frozenset(number for number in numbers if phonenumbers.is_possible_number(phonenumbers.parse(number)))
