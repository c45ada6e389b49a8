"""The organisation's policy, `helpline.yaml`: who we are, when people are there, how long what is kept, how cases end.

Nothing here may be changed by a setting of the host, and no file can ask for more than the promises allow: the upper
bounds of what is kept stand in the types.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, TypeAlias, get_args
from zoneinfo import ZoneInfo

import opening_hours
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from bot.cases.case import Queue
from bot.cases.consent import MOST_DAYS
from bot.messages import Ref
from bot.yaml_marks import Marks, Problem, Steps, WrongContent, did_you_mean, load_marked, validated

_SPAN = re.compile(r"(\d{1,5}) ?(min|h|days?)")
_UNKNOWN_HERE = re.compile(r"\b(PH|SH|sunrise|sunset|dawn|dusk|unknown)\b")
"""Words of opening hours that need a country's calendar, the sun, or somebody to ask."""
_UNITS = {"min": timedelta(minutes=1), "h": timedelta(hours=1), "day": timedelta(days=1), "days": timedelta(days=1)}


# -- what may stand in the file --------------------------------------------------------------------------------------


def _span(written: object) -> object:
    match = _SPAN.fullmatch(written) if isinstance(written, str) else None
    if isinstance(written, str) and match is None:
        raise ValueError("write for example '10 min', '24 h' or '7 days'")
    return int(match[1]) * _UNITS[match[2]] if match else written


def spelled(span: timedelta) -> str:
    """Return a span as the file writes it.

    >>> spelled(timedelta(days=7)), spelled(timedelta(hours=48)), spelled(timedelta(minutes=10))
    ('7 days', '48 h', '10 min')
    """
    hours, minutes = divmod(span // timedelta(minutes=1), 60)
    if minutes:
        return f"{hours * 60 + minutes} min"
    return f"{hours} h" if hours % 24 or hours <= 48 else f"{hours // 24} days"


def _between(least: timedelta, most: timedelta) -> AfterValidator:
    def check(span: timedelta) -> timedelta:
        if not least <= span <= most:
            raise ValueError(f"from {spelled(least)} to {spelled(most)}, not {spelled(span)}")
        return span

    return AfterValidator(check)


def _like(pattern: str, wanted: str) -> AfterValidator:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"write {wanted}")
        return text

    return AfterValidator(check)


def _some(items: tuple[str, ...]) -> tuple[str, ...]:
    if not items:
        raise ValueError("at least one")
    return items


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (LookupError, OSError, ValueError):
        raise ValueError("no such time zone; write for example Asia/Almaty") from None
    return name


def _day(written: object) -> object:
    if not isinstance(written, str):
        return written
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ValueError("write a day as 2027-01-31") from None


def _hours(text: str) -> str:
    if not opening_hours.validate(text):
        raise ValueError("not opening hours; write for example 'Mo-Fr 09:00-13:00,14:00-18:00'")
    if unknown := _UNKNOWN_HERE.search(text):
        raise ValueError(f"'{unknown[0]}' means nothing here: write the hours, and free days under 'closures'")
    return text


_Some = AfterValidator(_some)
_H, _D = timedelta(hours=1), timedelta(days=1)
_Written = WithJsonSchema({"type": "string", "pattern": f"^{_SPAN.pattern}$"})
Minutes: TypeAlias = Annotated[timedelta, BeforeValidator(_span), _between(_H / 60, _D), _Written]
Words: TypeAlias = Annotated[str, Field(min_length=1)]
_LocaleTag = _like(
    r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", "a language as its folder in locales/ is called: ru, uz-Latn"
)
LocaleTag: TypeAlias = Annotated[str, _LocaleTag]
Country: TypeAlias = Annotated[str, _like(r"[A-Z]{2}", "a country by its two capitals, for example KZ")]
Name: TypeAlias = Annotated[
    str, _like(r"[a-z][a-z0-9-]{0,31}", "small letters, digits and hyphens, for example no-contact")
]
Account: TypeAlias = Annotated[str, _like(r"\w[\w.-]{1,31}", "the name of an account of the desk")]
Address: TypeAlias = Annotated[
    str, _like(r"https://[a-z0-9.-]+\.[a-z]{2,}/\S*", "a whole address, for example https://example.org/")
]
Day: TypeAlias = Annotated[date, BeforeValidator(_day)]
Zone: TypeAlias = Annotated[str, AfterValidator(_time_zone)]
Hours: TypeAlias = Annotated[str, AfterValidator(_hours)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class QueuePolicy(_Strict):
    """One queue: which languages are answered there, and when; ``hours`` as OpenStreetMap writes opening hours."""

    languages: Annotated[tuple[LocaleTag, ...], _Some]
    hours: Hours
    timezone: Zone


class Queues(_Strict):
    """The two queues: what cannot wait, and everything else."""

    general: QueuePolicy
    urgent: QueuePolicy

    def __getitem__(self, queue: Queue) -> QueuePolicy:
        return self.general if queue == "general" else self.urgent


class Closure(_Strict):
    """Days on which nobody is there, both ends included, and why: a text's id, or words for every language.

    >>> closure = Closure.model_validate({"from": "2027-01-01", "to": "2027-01-02", "say": "closed-holidays"})
    >>> closure.last, closure.queues, closure.told("en").text
    (datetime.date(2027, 1, 2), ('general', 'urgent'), 'closed-holidays')
    """

    first: Day = Field(alias="from")
    last: Day = Field(alias="to")
    queues: tuple[Queue, ...] = ("general", "urgent")
    say: Name | None = None
    words: dict[LocaleTag, Words] = {}

    def told(self, locale: str) -> Ref | str:
        """Return why, for a reader of that language."""
        return Ref(self.say) if self.say else self.words[locale]


class Rung(_Strict):
    """One step of the alarm: after how long without an answer, and whom it calls."""

    after: Minutes
    accounts: tuple[Account, ...] = ()


class Alarms(_Strict):
    """Who is called when a case waits in one of ``queues``: somebody on call, then everyone, then the supervisor."""

    queues: tuple[Queue, ...] = ("urgent",)
    on_call: Rung = Rung(after=timedelta(minutes=2))
    everyone: Rung = Rung(after=timedelta(minutes=5))
    supervisor: Rung = Rung(after=timedelta(minutes=10))


class Retention(_Strict):
    """How long what is kept; less may be asked for, never more: the privacy texts rely on it.

    ``agreed`` is how long after their yes an open case is kept by agreement with its person.
    """

    session: Annotated[timedelta, BeforeValidator(_span), _between(_H, 24 * _H), _Written] = 24 * _H
    closed: Annotated[timedelta, BeforeValidator(_span), _between(_H, 7 * _D), _Written] = 7 * _D
    open: Annotated[timedelta, BeforeValidator(_span), _between(_D, 30 * _D), _Written] = 30 * _D
    agreed: Annotated[timedelta, BeforeValidator(_span), _between(_D, MOST_DAYS * _D), _Written] = MOST_DAYS * _D
    message_ids: Annotated[timedelta, BeforeValidator(_span), _between(_H, 48 * _H), _Written] = 48 * _H
    dedupe_marks: Annotated[timedelta, BeforeValidator(_span), _between(24 * _H, 48 * _H), _Written] = 48 * _H


class DirectoryPolicy(_Strict):
    """What of the directory is shown: ``only_checked`` hides what nobody of us has checked yet."""

    only_checked: bool = False


class WhatsAppPolicy(_Strict):
    """What the organisation decides about WhatsApp: the approved neutral template's id, by locale; by default none."""

    neutral_template: dict[
        LocaleTag, Annotated[str, _like("HX[0-9a-fA-F]{32}", "the template's id: HX and 32 digits")]
    ] = {}


class PhotosPolicy(_Strict):
    """Whether photos are taken, and what one may cost; by default none is. More than this cannot be asked for.

    ``megabytes`` and ``megapixels`` are of the file as it was sent; what is kept is drawn anew and much smaller.
    """

    allowed: bool = False
    per_case: Annotated[int, Field(ge=1, le=10)] = 10
    megabytes: Annotated[int, Field(ge=1, le=10)] = 5
    megapixels: Annotated[int, Field(ge=1, le=40)] = 24


class Policy(_Strict):
    """What the organisation decides. ``system_down: yes`` says at once that nobody can answer for now.

    ``down_words`` say why, in every language; without them no reason is told.

    >>> policy = Policy.model_validate({
    ...     "organisation": {"ru": "Линия помощи", "en": "The Helpline"},
    ...     "locales": ["ru", "en"],
    ...     "default_locale": "ru",
    ...     "home_countries": ["RU", "KZ"],
    ...     "queues": {
    ...         "general": {"languages": ["ru"], "hours": "Mo-Fr 09:00-13:00,14:00-18:00", "timezone": "Asia/Almaty"},
    ...         "urgent": {"languages": ["ru", "en"], "hours": "24/7", "timezone": "Asia/Almaty"},
    ...     },
    ...     "closures": [{"from": "2027-01-01", "to": "2027-01-08", "words": {"ru": "Праздники", "en": "Holidays"}}],
    ...     "system_down": "no",
    ...     "down_words": {"ru": "Работы на линии", "en": "Works on the line"},
    ...     "alarms": {"on_call": {"after": "2 min", "accounts": ["ana"]}, "supervisor": {"after": "10 min"}},
    ...     "retention": {"session": "12 h", "closed": "3 days"},
    ...     "dispositions": ["referred", "advised", "other"],
    ...     "directory": {"only_checked": "no"},
    ...     "whatsapp": {"neutral_template": {}},
    ...     "photos": {"allowed": "no", "per_case": 5},
    ...     "exit_url": "https://www.wikipedia.org/",
    ... })
    >>> policy.retention.session, policy.alarms.everyone.after, policy.queues["urgent"].hours
    (datetime.timedelta(seconds=43200), datetime.timedelta(seconds=300), '24/7')
    """

    organisation: dict[LocaleTag, Words]
    locales: Annotated[tuple[LocaleTag, ...], _Some]
    default_locale: LocaleTag
    home_countries: Annotated[tuple[Country, ...], _Some]
    queues: Queues
    closures: tuple[Closure, ...] = ()
    system_down: bool = False
    down_words: dict[LocaleTag, Words] = {}
    alarms: Alarms = Alarms()
    retention: Retention = Retention()
    dispositions: Annotated[tuple[Name, ...], _Some]
    directory: DirectoryPolicy = DirectoryPolicy()
    whatsapp: WhatsAppPolicy = WhatsAppPolicy()
    photos: PhotosPolicy = PhotosPolicy()
    exit_url: Address = "https://www.google.com/"


# -- reading it ------------------------------------------------------------------------------------------------------


def load_policy(path: Path) -> Policy:
    """Read the policy; raises `WrongContent` with every mistake at once."""
    tree, marks = load_marked(path, path.name)
    policy, problems = validated(Policy, tree, marks)
    if policy is not None:
        problems = list(_contradictions(policy, marks))
    if policy is None or problems:
        raise WrongContent(problems)
    return policy


def text_problems(policy: Policy, marks: Marks, has: Callable[[str, str], bool]) -> Iterator[Problem]:
    """Tell which texts the policy needs and a language lacks; ``has`` knows whether a text stands in a locale."""
    needed: list[tuple[Steps, str]] = [
        (("dispositions", number), f"disposition-{name}") for number, name in enumerate(policy.dispositions)
    ]
    needed += [(("closures", number, "say"), each.say) for number, each in enumerate(policy.closures) if each.say]
    for steps, text in needed:
        for locale in policy.locales:
            if not has(text, locale):
                yield marks.problem(steps, f"no text '{text}' in locales/{locale}")


def _contradictions(policy: Policy, marks: Marks) -> Iterator[Problem]:
    """Tell what each key alone allows and all together do not."""
    if policy.default_locale not in policy.locales:
        near = did_you_mean(policy.default_locale, policy.locales)
        yield marks.problem(("default_locale",), f"'{policy.default_locale}' is not among the locales{near}")
    yield from _all_languages(policy, policy.organisation, marks, ("organisation",))
    if policy.down_words:
        yield from _all_languages(policy, policy.down_words, marks, ("down_words",))
    yield from _queue_problems(policy, marks)
    yield from _closure_problems(policy, marks)
    alarms = policy.alarms
    if not alarms.on_call.after < alarms.everyone.after < alarms.supervisor.after:
        yield marks.problem(("alarms",), "on_call comes first, then everyone, then the supervisor")
    for number, name in enumerate(policy.dispositions):
        if name in policy.dispositions[:number]:
            yield marks.problem(("dispositions", number), f"'{name}' stands here twice")


def _queue_problems(policy: Policy, marks: Marks) -> Iterator[Problem]:
    queues: tuple[Queue, ...] = get_args(Queue)
    for queue in queues:
        for number, language in enumerate(policy.queues[queue].languages):
            if language not in policy.locales:
                yield marks.problem(("queues", queue, "languages", number), f"'{language}' is not among the locales")
    answered = {language for queue in queues for language in policy.queues[queue].languages}
    for number, locale in enumerate(policy.locales):
        if locale not in answered:
            yield marks.problem(("locales", number), f"no queue answers in '{locale}'")


def _closure_problems(policy: Policy, marks: Marks) -> Iterator[Problem]:
    for number, closure in enumerate(policy.closures):
        if closure.last < closure.first:
            yield marks.problem(("closures", number, "to"), "ends before it begins")
        if (closure.say is None) == (not closure.words):
            yield marks.problem(("closures", number), "say why either by a text's id ('say') or in words")
        if closure.words:
            yield from _all_languages(policy, closure.words, marks, ("closures", number, "words"))


def _all_languages(policy: Policy, words: Mapping[str, str], marks: Marks, steps: Steps) -> Iterator[Problem]:
    for locale in policy.locales:
        if locale not in words:
            yield marks.problem(steps, f"no words for '{locale}'")
    for locale in words:
        if locale not in policy.locales:
            yield marks.problem((*steps, locale), f"'{locale}' is not among the locales")
