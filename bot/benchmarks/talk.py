"""The talk that is measured: from hello to the hand-over, as the project's own flows have it.

Nothing here may measure. What is said comes from walking the real engine, so every side is given the same texts, the
same buttons and the same number of messages, whatever the flows say today.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from bot.benchmarks.plan import Step, Talk, Told
from bot.content import Shelf
from bot.conversation.engine import advance
from bot.conversation.events import CaseOpened, Said
from bot.conversation.session import Session
from bot.conversation.world import Drawn, World
from bot.messages import Address, Arg, HelplineError, Inbound, Line, Ref, Tap
from bot.texts import Texts

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
LANGUAGE = "welcome/language"
WAY: tuple[str, ...] = (
    "/start", LANGUAGE, "welcome/about/go-on",
    "safety/safe-now/yes", "safety/freely/yes", "safety/minor/no", "menu/ways/menu-report",
    "report/who/self", "report/freedom/sign-papers", "report/freedom/done", "report/work/skip", "report/harm/skip",
    "report/heard/go-on", "PLACE", "report/where-more/skip", "report/time/time-now", "report/traces/skip",
    "report/documents/docs-taken", "report/phone/no", "report/wants/skip", "STORY", "report/story-more/that-is-all",
    "report/show-numbers/no", "report/share/anonymous", "report/reply/now", "report/secret/skip", "report/review/send",
)  # fmt: skip
"""What a person does, turn by turn: buttons by their payload; a place and a story in own words."""
WORDS: Mapping[str, Mapping[str, str]] = {
    "ru": {
        "PLACE": "Казань",
        "STORY": "Работаем на складе третий месяц, платят меньше, чем обещали, и каждый раз говорят, что остальное "
        "отдадут потом. Живём вчетвером в одной комнате, договора нам так и не показали, выходных почти нет.",
    },
    "en": {
        "PLACE": "Kazan",
        "STORY": "We have worked in a warehouse for three months. They pay less than they promised and say the rest "
        "will come later. Four of us share one room, nobody ever showed us a contract, free days are rare.",
    },
}


class TalkChanged(HelplineError):
    """The flows no longer lead the way that the benchmark walks."""


def talks(shelf: Shelf) -> tuple[Talk, ...]:
    """Return the talk in every language we have a person's words for; `TalkChanged` when the flows lead elsewhere."""
    return tuple(_walked(shelf, locale) for locale in shelf.policy.locales if locale in WORDS)


def _walked(shelf: Shelf, locale: str) -> Talk:
    session: Session | None = None
    steps: list[Step] = []
    for number, way in enumerate(WAY):
        inbound = _inbound(number, way, locale)
        drawn = Drawn(talk="00" + "0" * 28, case="01" + "0" * 28, code_name="amber-heron", return_code="one two three")
        world = World(content=shelf.content, now=NOON, draws=drawn, hint=locale)
        before = session
        sprint = advance(session, inbound, world)
        session = sprint.session
        said = [event for event in sprint.events if isinstance(event, Said)]
        if session is None or not said or (before and way.count("/") == 2 and before.turn + 1 != session.turn):
            raise TalkChanged(f"turn {number + 1}, {way}: nothing was said")
        if session.misses or any(line.text == "talk-changed" for event in said for line in event.lines):
            raise TalkChanged(f"turn {number + 1}, {way}: the flows have no such choice here any more")
        told = tuple(_told(event, session.locale, shelf.texts) for event in said)
        if len(told) > 1 and not told[-1].buttons:
            raise TalkChanged(f"turn {number + 1}, {way}: no button tells which message is the last")
        steps.append(Step(inbound.tap.packed() if inbound.tap else "", inbound.text or "", _key(before, session), told))
        opened = [event.head for event in sprint.events if isinstance(event, CaseOpened)]
        if bool(opened) != (number == len(WAY) - 1):
            raise TalkChanged(f"turn {number + 1}, {way}: the talk must be handed over once, at its end")
    return Talk(locale, tuple(steps))


def _inbound(number: int, way: str, locale: str) -> Inbound:
    address = Address("telegram", "1", "1")
    made = f"{LANGUAGE}/{locale}" if way == LANGUAGE else way
    tap = Tap.unpacked(made)
    text = None if tap or way == "/start" else WORDS[locale][way]
    return Inbound(
        f"b{number}", address, NOON, text=text, tap=tap, locale_hint=locale, tapped_id="1" if tap else None,
        start=number == 0,
    )  # fmt: skip


def _key(before: Session | None, after: Session) -> str:
    """Return the key under which this turn's answer was remembered, or nothing."""
    known: Mapping[str, object] = before.answers if before else {}
    return next((key for key, answer in after.answers.items() if known.get(key) != answer), "")


def _told(said: Said, locale: str, texts: Texts) -> Told:
    lines = tuple(
        (line.text, {name: _in_words(value, locale, texts) for name, value in line.args.items()}) for line in said.lines
    )
    buttons = tuple((offer.label.text, offer.tap.packed()) for offer in said.offers)
    return Told(lines, buttons, said.asks_place, bool(said.replaces))


def _in_words(value: Arg, locale: str, texts: Texts) -> str | int | float:
    """Return an argument as a program without texts inside texts would have it."""
    match value:
        case Ref():
            return texts.say(Line(value.text, value.args), locale)
        case tuple():
            return ", ".join(texts.say(Line(each.text, each.args), locale) for each in value)
        case _:
            return value


def worded(told: Told, locale: str, texts: Texts) -> str:
    """Return a message in words."""
    return texts.message([Line(name, args) for name, args in told.lines], locale)


def story_turn(talk: Talk) -> int:
    """Return after how many turns the story has been told and nothing is handed over yet."""
    return 1 + max(range(len(talk.steps)), key=lambda number: len(talk.steps[number].words))
