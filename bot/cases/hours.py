"""What the desk changed in the hours: a layer over the organisation's policy, each change with who made it and when.

Nothing here may store or ask for the moment: `helpline.yaml` stays what stands, this says what holds instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from msgspec import Struct
from opening_hours import OpeningHours

from bot.cases.case import Queue
from bot.cases.policy import Closure, Policy, QueuePolicy, Queues
from bot.messages import HelplineError

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MOST_WORDS = 120
"""How long the words about a closure may be: they stand in the middle of a sentence."""
MOST_DAYS = 366
_PERIOD = re.compile(r"(\d{1,2}):(\d{2})\s*[-\u2013]\s*(\d{1,2}):(\d{2})")
_DAY_MINUTES = 24 * 60


class NotHours(HelplineError):
    """What was written for a day cannot be read as periods, or they overlap; ``day`` says on which, from Monday 0."""

    def __init__(self, day: int) -> None:
        super().__init__("write periods as 09:00-13:00, 14:00-18:00")
        self.day = day


class NotAClosure(HelplineError):
    """A closure ends before it begins, lasts longer than a year, closes no queue, or lacks words in a language."""


class Changed(Struct, frozen=True, omit_defaults=True):
    """One value as somebody at the desk set it: opening hours, or names of accounts with spaces between."""

    value: str
    by: str
    at: float


class Closed(Struct, frozen=True, omit_defaults=True):
    """Days on which nobody is there, as somebody at the desk set them; ``id`` tells it from others."""

    id: str
    first: date
    last: date
    queues: tuple[Queue, ...]
    words: dict[str, str]
    by: str
    at: float


class Switched(Struct, frozen=True, omit_defaults=True):
    """Whether the system is down, as somebody at the desk set it, and what people are told meanwhile."""

    down: bool
    words: dict[str, str]
    by: str
    at: float


class Layer(Struct, frozen=True, omit_defaults=True):
    """Everything the desk changed. An empty one changes nothing.

    ``set_aside`` names closures of the file that do not hold, by their days: ``2027-01-01 2027-01-08``.

    >>> Layer(hours={"general": Changed("24/7", "ana", 1795500000.0)}).is_empty
    False
    """

    hours: dict[Queue, Changed] = {}
    closures: tuple[Closed, ...] = ()
    set_aside: tuple[str, ...] = ()
    system: Switched | None = None
    on_call: Changed | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the file alone holds."""
        return self == Layer()


def in_force(policy: Policy, layer: Layer) -> Policy:
    """Return the policy that holds: the file's, with what the desk changed in its place."""
    if layer.is_empty:
        return policy
    queues = Queues(
        general=_hours(policy.queues.general, layer.hours.get("general")),
        urgent=_hours(policy.queues.urgent, layer.hours.get("urgent")),
    )
    kept = [each for each in policy.closures if days_of(each) not in layer.set_aside]
    added = [
        Closure.model_validate({"from": each.first, "to": each.last, "queues": each.queues, "words": each.words})
        for each in layer.closures
        if set(policy.locales) <= set(each.words)
    ]
    changed: dict[str, object] = {"queues": queues, "closures": (*added, *kept)}
    if layer.system is not None:
        changed |= {"system_down": layer.system.down, "down_words": layer.system.words if layer.system.down else {}}
    if layer.on_call is not None:
        on_call = policy.alarms.on_call.model_copy(update={"accounts": tuple(layer.on_call.value.split())})
        changed["alarms"] = policy.alarms.model_copy(update={"on_call": on_call})
    return policy.model_copy(update=changed)


def _hours(standing: QueuePolicy, changed: Changed | None) -> QueuePolicy:
    return standing.model_copy(update={"hours": changed.value}) if changed else standing


def days_of(closure: Closure) -> str:
    """Return a closure's days, by which it is named.

    >>> days_of(Closure.model_validate({"from": "2027-01-01", "to": "2027-01-08", "say": "closed-holidays"}))
    '2027-01-01 2027-01-08'
    """
    return f"{closure.first} {closure.last}"


def closed(
    first: date, last: date, queues: Sequence[Queue], words: Mapping[str, str], locales: Sequence[str],
    *, id: str, by: str, at: float,
) -> Closed:  # fmt: skip
    """Return a closure as it may be kept; refuses one that would tell somebody nothing, or a lie."""
    said = {locale: " ".join(words.get(locale, "").split()) for locale in locales}
    fits = all(0 < len(each) <= MOST_WORDS for each in said.values())
    if not fits or not queues or not timedelta(0) <= last - first <= timedelta(days=MOST_DAYS):
        raise NotAClosure("a closure has a first and a last day, a queue, and words in every language")
    return Closed(id, first, last, tuple(queues), said, by, at)


def without_past(layer: Layer, today: date) -> Layer:
    """Return a layer without closures that are over."""
    kept = tuple(each for each in layer.closures if each.last >= today - timedelta(days=1))
    return Layer(layer.hours, kept, layer.set_aside, layer.system, layer.on_call)


# -- a week in seven lines ---------------------------------------------------------------------------------------------


def week_of(hours: str, now: datetime) -> list[str]:
    """Return a week's opening hours, Monday first, each day as people write it; nothing where it is closed.

    >>> week_of("Mo-Fr 09:00-13:00,14:00-18:00; Sa 22:00-02:00", datetime(2026, 11, 21))[4:]
    ['09:00-13:00, 14:00-18:00', '22:00-24:00', '00:00-02:00']
    """
    monday = datetime(now.year, now.month, now.day) - timedelta(days=now.weekday())
    week: list[list[str]] = [[] for _ in DAYS]
    opening = OpeningHours(hours)
    for number, day in enumerate(week):
        start = monday + timedelta(days=number)
        end = start + timedelta(days=1)
        for begins, ends, state, _ in opening.intervals(start, end):
            if str(state) == "open" and begins < end:
                day.append(f"{begins:%H:%M}-{'24:00' if ends >= end else format(ends, '%H:%M')}")
    return [", ".join(day) for day in week]


def hours_of(week: Sequence[str]) -> str:
    """Return seven days as OpenStreetMap writes opening hours; what ends after midnight goes on the next day.

    >>> hours_of(["09:00-13:00, 14:00-18:00"] * 5 + ["22:00-02:00", ""])
    'Mo-Fr 09:00-13:00,14:00-18:00; Sa 22:00-24:00; Su 00:00-02:00'
    >>> hours_of(["0:00-24:00"] * 7), hours_of([""] * 7)
    ('24/7', 'off')
    """
    days: list[list[tuple[int, int]]] = [[] for _ in DAYS]
    for number, written in enumerate(week):
        for begins, ends in _periods(written, number):
            if begins < ends:
                days[number].append((begins, ends))
            else:
                days[number].append((begins, _DAY_MINUTES))
                if ends:
                    days[(number + 1) % 7].append((0, ends))
    for number, periods in enumerate(days):
        periods.sort()
        if any(ended > begins for (_, ended), (begins, _) in pairwise(periods)):
            raise NotHours(number)
    if all(periods == [(0, _DAY_MINUTES)] for periods in days):
        return "24/7"
    return "; ".join(_rules(days)) or "off"


def _rules(days: Sequence[Sequence[tuple[int, int]]]) -> list[str]:
    rules: list[str] = []
    start = 0
    while start < len(days):
        end = start
        while end + 1 < len(days) and days[end + 1] == days[start]:
            end += 1
        if days[start]:
            span = DAYS[start] if start == end else f"{DAYS[start]}-{DAYS[end]}"
            rules.append(f"{span} {','.join(f'{_clock(begins)}-{_clock(ends)}' for begins, ends in days[start])}")
        start = end + 1
    return rules


def _periods(written: str, day: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for part in filter(None, (each.strip() for each in re.split(r"[,;]", written))):
        match = _PERIOD.fullmatch(part)
        if match is None:
            raise NotHours(day)
        hours, minutes, until_hours, until_minutes = map(int, match.groups())
        begins, ends = hours * 60 + minutes, until_hours * 60 + until_minutes
        if max(minutes, until_minutes) > 59 or begins >= _DAY_MINUTES or ends > _DAY_MINUTES or begins == ends:
            raise NotHours(day)
        found.append((begins, ends))
    return found


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
