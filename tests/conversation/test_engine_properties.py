"""Whatever a person does, at any moment: nothing breaks, nothing loops, and a way to a person stays open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import msgpack

from bot.cases.case import State
from bot.content import Shelf
from bot.conversation.catalogue import Catalogue
from bot.conversation.engine import EndlessFlow, advance
from bot.conversation.events import CaseAmended, CaseOpened, Forgotten, Said, Sprint, Stopped, Told
from bot.conversation.model import Flow
from bot.conversation.session import Session
from bot.conversation.world import CaseView, Content, Drawn, Presence, World
from bot.messages import Address, Inbound, Place, Tap

START = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
WORDS = (
    "hello", "1", "2", "3", "9", "да", "нет", "skip", "/human", "/stop", "/hide", "/back", "/restart", "/forget",
    "/menu", "/privacy", "/language", "/sos", "Moscow", "Питер", "Rostov", "Uzbekistan", "asdf",
    "I want to kill myself",
    "they locked us in", "ёёё", "🙂", "   ", "a" * 4000, "1 2 3", "go on", "start over",
)  # fmt: skip


@dataclass
class Talk:
    """One person and the pure engine, with the session stored and read back between turns."""

    content: Content
    session: Session | None = None
    case: CaseView | None = None
    offers: tuple[Tap, ...] = ()
    now: datetime = START
    turns: int = 0

    def act(self, **what: object) -> Sprint:
        self.turns += 1
        draws = Drawn(f"00t{self.turns}", f"00c{self.turns}", "amber-heron", "one two three four")
        world = World(self.content, self.now, draws, Presence(), self.case)
        inbound = Inbound(str(self.turns), Address("terminal", "t", "p"), self.now, **what)  # type: ignore[arg-type]
        sprint = advance(self.session, inbound, world)
        self.session = _stored(sprint.session)
        for event in sprint.events:
            match event:
                case CaseOpened(head=head):
                    self.case = CaseView(head, State.WAITING)
                case CaseAmended(head=head):
                    self.case = CaseView(head, self.case.state if self.case else State.WAITING)
                case Stopped() | Forgotten():
                    self.case = None
                case Said(offers=offers) if offers:
                    self.offers = tuple(offer.tap for offer in offers)
        return sprint


def _stored(session: Session | None) -> Session | None:
    return msgpack.decode(msgpack.encode(session), type=Session) if session else None


ACTION = st.one_of(
    st.tuples(st.just("tap"), st.integers(0, 11)),
    st.tuples(st.just("tap"), st.integers(0, 11)),
    st.tuples(st.just("text"), st.sampled_from(WORDS)),
    st.tuples(st.just("media"), st.sampled_from(["voice", "photo", "sticker", "document"])),
    st.tuples(st.just("place"), st.tuples(st.floats(-90, 90), st.floats(-180, 180))),
    st.tuples(st.just("wait"), st.integers(1, 3000)),
    st.tuples(st.just("desk"), st.sampled_from(["claim", "close"])),
    st.tuples(st.just("edit"), st.sampled_from(WORDS)),
    st.tuples(st.just("late"), st.sampled_from(WORDS)),
    st.tuples(st.just("start"), st.none()),
    st.tuples(st.just("gone"), st.none()),
)


def _do(talk: Talk, kind: str, value: object) -> Sprint | None:
    match kind:
        case "tap" if talk.offers:
            assert isinstance(value, int)
            return talk.act(tap=talk.offers[value % len(talk.offers)])
        case "text":
            return talk.act(text=value)
        case "media":
            return talk.act(media=value)
        case "place":
            assert isinstance(value, tuple)
            return talk.act(place=Place(*value))
        case "wait":
            assert isinstance(value, int)
            talk.now += timedelta(minutes=value)
        case "desk" if talk.case:
            talk.case = CaseView(talk.case.head, State.CLAIMED if value == "claim" else State.CLOSED, "ana")
        case "edit":
            return talk.act(text=value, edited=True)
        case "late":
            return talk.act(text=value, late=True)
        case "start":
            return talk.act(start=True, text="/start")
        case "gone":
            return talk.act(gone=True)
    return None


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(actions=st.lists(ACTION, max_size=40))
def test_nothing_a_person_does_breaks_the_talk(shelf: Shelf, actions: list[tuple[str, object]]) -> None:
    """No input raises, no sprint loops; every word gets an answer or reaches people; a way to a person stays open."""
    talk = Talk(shelf.content)
    talk.act(text="hello")
    for kind, value in actions:
        had_case = talk.case is not None and talk.case.state is not State.CLOSED
        sprint = _do(talk, kind, value)
        if sprint is None or kind in ("edit", "gone"):
            continue
        answered = any(isinstance(event, Said | Told) for event in sprint.events)
        assert answered or had_case or kind == "tap", f"silence after {kind}"
        for event in sprint.events:
            if isinstance(event, Said):
                assert all(
                    shelf.texts.say(offer.label, talk.session.locale if talk.session else "en")
                    for offer in event.offers
                )
                assert shelf.texts.message(event.lines, talk.session.locale if talk.session else "en")
    _reaches_a_person(talk)


def _reaches_a_person(talk: Talk) -> None:
    """Ask for a person and skip what is asked: within a few taps a case is open."""
    talk.act(text="hello")
    if talk.session and talk.session.covered:
        talk.act(tap=Tap("always", "cover", "go-on"))
    talk.act(text="/human")
    for _ in range(4):
        if talk.case is not None and talk.case.state is not State.CLOSED:
            return
        skip = next((tap for tap in talk.offers if tap.choice == "skip"), talk.offers[0])
        talk.act(tap=skip)
    assert talk.case is not None
    assert talk.case.state is not State.CLOSED


def test_a_flow_that_loops_without_a_question_is_seen(shelf: Shelf) -> None:
    """The property has teeth: a flow that walks in a circle raises, and would fail the test above."""
    nodes = {"a": {"say": "cover-hello", "go": "b"}, "b": {"say": "cover-hello", "go": "a"}}
    flow = Flow.model_validate({"start": "a", "nodes": nodes})
    content = shelf.content
    looping = Content(
        Catalogue({"welcome": flow}, {}), content.words, content.directory, content.places, content.danger
    )
    with pytest.raises(EndlessFlow):
        Talk(looping).act(text="hello")
