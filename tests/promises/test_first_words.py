"""The phone may have changed hands: what comes first after a silence gives nobody away and repeats nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from msgspec import msgpack, structs

from bot.cases.case import Answer, State
from bot.cases.codenames import spoken
from bot.content import Shelf
from bot.conversation.check_material import Material
from bot.conversation.check_messages import FIRST_CHARACTERS, first_texts, load_risks
from bot.conversation.engine import advance
from bot.conversation.events import CaseAmended, CaseOpened, Forgotten, Said, Sprint, Stopped, Told
from bot.conversation.model import HandOver, Review
from bot.conversation.session import Session, Spot
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
    told: list[str] = field(default_factory=list)
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
                case Told(text=text):
                    self.told.append(text)
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

    def reports(self, story: str = "") -> list[str]:
        """Walk a report to its end, which reads out what was told; without a story by the short way."""
        self.act(text="/menu")
        said = self.act(tap=Tap("menu", "ways", "menu-report"))
        catalogue, short = self.shelf.content.catalogue, () if story else ("send-now",)
        while self.session and self.session.spot and not isinstance(catalogue.node(self.session.spot), Review):
            if story and self.session.spot.node == "story":
                said = self.act(text=story)
                continue
            names = [tap.choice for tap in self.offers if Spot(tap.flow, tap.node) == self.session.spot]
            name = next(
                each for each in (*short, "self", "skip", "done", "that-is-all", "go-on", *names) if each in names
            )
            said = self.act(tap=Tap(self.session.spot.flow, self.session.spot.node, name))
        return said

    def wander_on(self) -> list[str]:
        """Do one thing that the phone's new holder may do, but for going on where the other was."""
        own = [tap for tap in self.offers if tap != Tap("always", "cover", "go-on")]
        match self.random.choice(["tap"] * 14 + ["words"] * 2 + ["place", "command", "danger"]):
            case "words":
                return self.act(text=self.random.choice(["nobody tells me anything", "не знаю что тут", "Bishkek"]))
            case "place":
                return self.act(place=Place(42.87, 74.59))
            case "command":
                return self.act(text=self.random.choice(COMMANDS))
            case "danger":
                return self.act(text=self.random.choice(["they locked us in", "нас заперли"]))
            case _ if own:
                return self.act(tap=self.random.choice(own))
            case _:
                return self.act(text="/menu")

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

    def own(self) -> set[str]:
        """Return what only this talk could know: own words, places, the four words, the code name, that people read."""
        words = {*STORIES, *PLACES, *self.codes}
        if self.case:
            nodes = [node for flow in self.shelf.content.catalogue.flows.values() for node in flow.nodes.values()]
            resting = {node.rest for node in nodes if isinstance(node, HandOver)}
            words |= {spoken(self.case.head.code_name, self.locale), *map(self._told, resting)}
        return self._telling(words)

    def _told(self, text: str) -> str:
        return self.shelf.texts.say(Line(text), self.locale).split("\n")[0]

    def asked(self) -> set[str]:
        """Return what was asked last and what was chosen: anybody may be asked it anew, but not by the cover."""
        words = {self.question} if self.session and self.session.spot and self.session.spot.flow in TOPICS else set()
        answers = self.session.answers if self.session else {}
        for key, answer in answers.items():
            texts = (answer.title, *answer.says) if key not in ("language", "place") else ()
            words |= {self.shelf.texts.say(Line(text), self.locale) for text in texts if text}
        return self._telling(words)

    def _telling(self, words: set[str]) -> set[str]:
        """Leave out the countries: they are no secret where life depends on the right number."""
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
        own, asked = talk.own(), talk.asked()
        talk.now += timedelta(minutes=talk.random.choice([16, 90, 1400]))
        for step in range(talk.random.randrange(1, 4)):
            said = talk.after_silence(first=step == 0)
            looked_at += len(said)
            private = own | asked if talk.session and talk.session.covered else own
            assert not repeated(private, said)
    assert looked_at > TALKS


@pytest.mark.parametrize("begins", ["command", "start over"])
def test_who_begins_anew_after_a_silence_hears_nothing_of_before(shelf: Shelf, begins: str) -> None:
    """By a command or by "start over" the new holder of a phone comes anywhere, and to no word or case of before."""
    walked = 0
    for talk in talks(shelf, TALKS):
        own, case = talk.own(), talk.case.head.id if talk.case else ""
        talk.now += timedelta(minutes=talk.random.choice([16, 90, 1400]))
        if begins == "command":
            said = talk.act(text=talk.random.choice(COMMANDS))
        else:
            said = talk.act(text="asdf") + talk.act(tap=Tap("always", "cover", "start-over"))
        for _ in range(talk.random.randrange(STEPS)):
            assert not repeated(own, said)
            if talk.session is None or (talk.case.head.id if talk.case else "") != case:
                break  # what follows is told of their own case
            walked += 1
            said = talk.wander_on()
    assert walked > TALKS


@pytest.mark.parametrize("begins", ["/language", "start over", "go on"])
def test_what_was_told_before_is_not_read_out_at_the_end_of_a_new_report(shelf: Shelf, begins: str) -> None:
    """A report begun anew shows its own answers; the control goes on with the old one, whose words are read out."""
    talk = Talk(shelf, Random(1), "en")
    talk.act(text="hello")
    talk.act(tap=Tap("welcome", "language", "en"))
    talk.reports(STORIES[0])
    talk.now += timedelta(minutes=20)
    talk.act(text="asdf")
    talk.act(text=begins)
    if begins == "/language":
        talk.act(tap=Tap("language", "which", "en"))
    assert bool(repeated({STORIES[0]}, talk.reports())) is (begins == "go on")


@pytest.mark.parametrize("begins", ["/restart", "/language"])
def test_people_keep_what_they_were_told_though_the_talk_begins_anew(shelf: Shelf, begins: str) -> None:
    """Who asked for no answers, begins anew and asks for people again has the same case: its facts and wishes stay."""
    talk = Talk(shelf, Random(2), "en")
    talk.act(text="hello")
    talk.act(tap=Tap("welcome", "language", "en"))
    talk.reports(STORIES[0])
    assert talk.session
    wishes = {**talk.session.answers, "reply-mode": Answer("choice", values=("never",))}
    talk.session = structs.replace(talk.session, answers=wishes)
    talk.act(tap=Tap("report", "review", "send"))
    assert talk.case
    case = talk.case.head.id
    if begins != "/restart":
        talk.now += timedelta(minutes=20)
    talk.act(text=begins)
    talk.reports()
    talk.act(tap=Tap("report", "review", "send"))
    head = talk.case.head
    assert (head.id, head.reply_mode) == (case, "never")
    assert STORIES[0] in {answer.words for answer in head.answers.values()}


def test_what_is_sent_again_is_added_to_the_case(shelf: Shelf) -> None:
    """A second and a third report are read too, though the talk rests with the case; they take no others' place."""
    talk = Talk(shelf, Random(2), "en")
    talk.act(text="hello")
    talk.act(tap=Tap("welcome", "language", "en"))
    for story in STORIES:
        talk.reports(story)
        talk.act(tap=Tap("report", "review", "send"))
    assert talk.case
    assert STORIES[0] in {answer.words for answer in talk.case.head.answers.values()}
    assert talk.told == [*STORIES[1:]]
    talk.act(text="/privacy")
    talk.act(tap=Tap("privacy", "kept", "go-on"))
    assert talk.told == [*STORIES[1:]], "control: nothing new was told"


def repeated(private: set[str], said: list[str]) -> list[str]:
    """Return what of before stands in a message."""
    return [f"{each} in: {words}" for words in said for each in private if each in words]


def test_going_on_repeats_the_question(shelf: Shelf) -> None:
    """Control: once the person goes on, their own talk is there again, so there was something to hide."""
    again = 0
    for talk in talks(shelf, TALKS):
        private = talk.own() | talk.asked()
        talk.now += timedelta(minutes=20)
        talk.act(text="asdf")
        again += bool(repeated(private, talk.act(tap=Tap("always", "cover", "go-on"))))
    assert again > TALKS / 20


def test_going_on_at_last_brings_back_what_was_set_aside(shelf: Shelf) -> None:
    """Control: who first began anew and then goes on has their case again, its name with it."""
    again = 0
    for talk in talks(shelf, TALKS):
        if not talk.case:
            continue
        name = spoken(talk.case.head.code_name, talk.locale)
        talk.now += timedelta(minutes=20)
        talk.act(text="/language")
        talk.act(tap=Tap("language", "which", talk.locale))
        assert not repeated({name}, talk.act(text="/human"))
        assert talk.session
        assert talk.session.covered
        talk.act(tap=Tap("always", "cover", "go-on"))
        assert not talk.session.aside
        again += bool(repeated({name}, talk.act(text="/human")))
    assert again
