"""The phone may have changed hands: what comes first after a silence gives nobody away and repeats nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from msgspec import msgpack

from bot.cases.case import State
from bot.cases.codenames import spoken
from bot.content import Shelf
from bot.conversation.check_material import Material
from bot.conversation.check_messages import FIRST_CHARACTERS, first_texts, load_risks
from bot.conversation.engine import advance
from bot.conversation.events import CaseAmended, CaseOpened, Forgotten, Said, Sprint, Stopped
from bot.conversation.session import Session
from bot.conversation.world import CaseView, Drawn, Presence, World
from bot.messages import Address, Inbound, Line, Place, Tap
from tests.promises.crowd import many
from tests.stage import ROOT

TALKS = many(150, 3000)
STEPS = 25
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
STORIES = ("zqwater bottles", "zqmarina sleeps", "zqgreen door")
PLACES = ("Samarkand", "Karaganda", "Novosibirsk")
SAYS_NO_YES = ("hello", "2", "and", "asdf", "🙂", "who are you")
SAYS_LITTLE = (*SAYS_NO_YES, "yes", "ok", "да")
COMMANDS = (
    "/privacy",
    "/language",
    "/sos",
    "/human",
    "/menu",
    "/back",
    "/restart",
    "/stop",
    "/forget",
    "/words",
    "/hide",
)
TOPICS = ("report", "find", "return", "relative", "rights", "offer", "children", "safety")
"""Flows that no command leads into: whoever holds the phone cannot ask for their questions."""
LINK = re.compile(r"https?:|www\.|t\.me/|\b[\w-]+\.(?:com|org|net|info|ru|kz|kg|uz|tj|me)\b", re.IGNORECASE)


@dataclass
class Talk:
    """Somebody and the pure engine, with the session stored and read back between turns."""

    shelf: Shelf
    random: Random
    locale: str
    session: Session | None = None
    case: CaseView | None = None
    offers: tuple[Tap, ...] = ()
    now: datetime = NOON
    turns: int = 0
    codes: set[str] = field(default_factory=set)
    question: str = ""

    def act(self, **what: object) -> list[str]:
        """Do one thing; return every message it brings, in words, each with its buttons."""
        self.turns += 1
        code = f"maple bridge cotton number{self.turns:03d}"
        draws = Drawn(f"00t{self.turns}", f"00c{self.turns}", f"amber-heron{self.turns:03d}", code)
        world = World(self.shelf.content, self.now, draws, Presence(on_shift=True), self.case)
        inbound = Inbound(str(self.turns), Address("terminal", "t", "p"), self.now, **what)  # type: ignore[arg-type]
        sprint = advance(self.session, inbound, world)
        self._note(sprint)
        said = [event for event in sprint.events if isinstance(event, Said)]
        return [self._worded(event) for event in said]

    def _note(self, sprint: Sprint) -> None:
        self.session = msgpack.decode(msgpack.encode(sprint.session), type=Session) if sprint.session else None
        for event in sprint.events:
            match event:
                case CaseOpened(head=head, code=code):
                    self.codes.add(code or "none")
                    self.case = CaseView(head, State.WAITING)
                case CaseAmended(head=head, code=code):
                    self.codes.add(code or "none")
                    self.case = CaseView(head, self.case.state if self.case else State.WAITING)
                case Stopped() | Forgotten():
                    self.case = None
                case Said(offers=offers, lines=lines) if offers:
                    self.offers = tuple(offer.tap for offer in offers)
                    self.question = self.shelf.texts.say(lines[0], self.locale).split("\n")[0]

    def _worded(self, event: Said) -> str:
        words = self.shelf.texts.message(event.lines, self.locale)
        labels = [self.shelf.texts.say(offer.label, self.locale) for offer in event.offers]
        return "\n".join([words, *labels])

    def wander(self) -> None:
        """Do one thing that somebody does who is there."""
        match self.random.choice(["tap"] * 14 + ["story"] * 2 + ["place"] * 2 + ["command", "little"]):
            case "tap" if self.offers:
                self.act(tap=self.random.choice(self.offers))
            case "story":
                self.act(text=self.random.choice(STORIES))
            case "place":
                self.act(text=self.random.choice(PLACES))
            case "command":
                self.act(text=self.random.choice(COMMANDS))
            case _:
                self.act(text=self.random.choice(SAYS_LITTLE))

    def after_silence(self, *, first: bool = True) -> list[str]:
        """Do one thing that whoever holds the phone now may do; return what it brings.

        Once the cover was shown, a yes means to go on.
        """
        old = [tap for tap in self.offers if (tap.flow, tap.node) != ("always", "cover")]
        kinds = ["tap", "tap", "little", "media", "place", "start", "edit", "late", "danger", *(["command"] * first)]
        match self.random.choice(kinds):
            case "tap" if old:
                return self.act(tap=self.random.choice(old))
            case "command":
                return self.act(text=self.random.choice(COMMANDS))
            case "media":
                return self.act(media="photo")
            case "place":
                return self.act(place=Place(55.75, 37.61))
            case "start":
                return self.act(text="/start", start=True)
            case "edit":
                return self.act(text="asdf", edited=True)
            case "late":
                return self.act(text="asdf", late=True)
            case "danger":
                return self.act(text=self.random.choice(["they locked us in", "нас заперли"]))
            case _:
                return self.act(text=self.random.choice(SAYS_LITTLE if first else SAYS_NO_YES))

    def private(self) -> set[str]:
        """Return what was said so far that only this talk could know: own words, places, names, code, answers."""
        words = {*STORIES, *PLACES, *self.codes}
        if self.session and self.session.spot and self.session.spot.flow in TOPICS:
            words.add(self.question)
        if self.case:
            words.add(spoken(self.case.head.code_name, self.locale))
        answers = self.session.answers if self.session else {}
        for key, answer in answers.items():
            texts = (answer.title, *answer.says) if key not in ("language", "place") else ()
            words |= {self.shelf.texts.say(Line(text), self.locale) for text in texts if text}
        # the country is no secret where life depends on the right number
        countries = {
            self.shelf.texts.label(f"country-{each.lower()}", self.locale) for each in self.shelf.policy.home_countries
        }
        return {word for word in words - countries if len(word) > 6}


def talks(shelf: Shelf, count: int) -> Iterator[Talk]:
    """Yield talks that were going on until a moment ago, in every language, some with people."""
    for number in range(count):
        random = Random(number)
        talk = Talk(shelf, random, random.choice(shelf.texts.locales))
        talk.act(text="hello")
        talk.act(tap=Tap("welcome", "language", talk.locale))
        for _ in range(random.randrange(STEPS)):
            talk.wander()
            if talk.case and random.random() < 0.2:
                talk.case = CaseView(talk.case.head, State.CLAIMED, "ana")
            if talk.session is None:
                talk.act(text="hello")
        if talk.session and not talk.session.covered:
            yield talk


def risky(words: str, risks: tuple[str, ...]) -> list[str]:
    """Return what of a message's beginning must not be seen on a locked screen."""
    start = words.casefold().replace("ё", "е")[:FIRST_CHARACTERS]
    found = [word for word in re.findall(r"[^\W\d_][\w'’-]*", start) if word.startswith(risks)]
    return [*found, *LINK.findall(words)]


@pytest.mark.parametrize("locale", ["en", "ru"])
def test_no_text_that_may_come_first_gives_anybody_away(shelf: Shelf, locale: str) -> None:
    """Every wording of every text that can be first after a silence: no risky word at its beginning, no link."""
    risks = load_risks(ROOT / "locales", shelf.texts.locales)[locale]
    material = Material(shelf.content.catalogue, shelf.texts)
    first = first_texts(material)
    assert len(first) > 10
    wordings = [words for text in first for words in shelf.texts.wordings(text, locale)]
    assert not [words for words in wordings if risky(words, tuple(risks))]
    every = [words for text in shelf.texts.sources[locale] for words in shelf.texts.wordings(text, locale)]
    assert [words for words in every if risky(words, tuple(risks))], "control: other texts have risky words"


def test_what_is_really_said_first_gives_nobody_away(shelf: Shelf) -> None:
    """Whatever somebody does after a silence, what the bot says first is harmless on a locked screen."""
    risks = {locale: tuple(stems) for locale, stems in load_risks(ROOT / "locales", shelf.texts.locales).items()}
    said: set[str] = set()
    for talk in talks(shelf, TALKS):
        talk.now += timedelta(minutes=talk.random.choice([16, 90, 1400]))
        for words in talk.after_silence()[:1]:
            said.add(words)
            assert not risky(words, risks[talk.locale]), words.split("\n")[0]
    assert len(said) > 10


def test_nothing_of_before_is_repeated_until_the_person_goes_on(shelf: Shelf) -> None:
    """Whoever holds the phone after a silence sees no word, place, name, code, question or answer of before."""
    looked_at = 0
    for talk in talks(shelf, TALKS):
        private = talk.private()
        talk.now += timedelta(minutes=talk.random.choice([16, 90, 1400]))
        for step in range(talk.random.randrange(1, 4)):
            for words in talk.after_silence(first=step == 0):
                looked_at += 1
                repeated = [each for each in private if each in words]
                assert not repeated, f"{repeated} in: {words}"
    assert looked_at > TALKS


def test_going_on_repeats_the_question(shelf: Shelf) -> None:
    """Control: once the person goes on, their own talk is there again, so there was something to hide."""
    repeated = 0
    for talk in talks(shelf, TALKS):
        private = talk.private()
        talk.now += timedelta(minutes=20)
        talk.act(text="asdf")
        for words in talk.act(tap=Tap("always", "cover", "go-on")):
            repeated += any(each in words for each in private)
    assert repeated > TALKS / 20
