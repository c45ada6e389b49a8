"""Twenty messages in ten seconds are answered one by one; of more the words are kept, and one answer says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from msgspec import msgpack

from bot.cases.case import State
from bot.content import Shelf
from bot.conversation.engine import advance
from bot.conversation.events import CaseOpened, Event, Said, Told
from bot.conversation.on_flood import AT_ONCE, KEPT, SPAN
from bot.conversation.session import Session, Spot
from bot.conversation.world import CaseView, Drawn, World
from bot.messages import Address, Inbound, Tap
from tests.stage import NOON, Stage
from tests.waiting import Person, desk_of, operator

DANGER = "they locked us in"


class Writer:
    """One person and the pure engine, with the session stored and read back between turns."""

    def __init__(self, shelf: Shelf, session: Session | None = None, at_once: int = AT_ONCE) -> None:
        drawn = Drawn("00t", "00c", "amber-heron", "one two three four")
        self.world = World(shelf.content, NOON, drawn, at_once=at_once)
        self.session = session
        self.count = 0

    def says(self, text: str | None = None, tap: Tap | None = None) -> Sequence[Event]:
        self.count += 1
        inbound = Inbound(str(self.count), Address("telegram", "t", "p"), self.world.now, text=text, tap=tap)
        sprint = advance(self.session, inbound, self.world)
        self.session = msgpack.decode(msgpack.encode(sprint.session), type=Session)
        for event in sprint.events:
            if isinstance(event, CaseOpened):
                self.world = replace(self.world, case=CaseView(event.head, State.WAITING))
        return sprint.events

    def waits(self, span: timedelta) -> None:
        self.world = replace(self.world, now=self.world.now + span)


def said(events: Sequence[Event]) -> list[str]:
    return [line.text for event in events if isinstance(event, Said) for line in event.lines]


def at(flow: str, node: str, **more: object) -> Session:
    return Session("00t", "en", Spot(flow, node), last_at=NOON.timestamp(), **more)  # type: ignore[arg-type]


def flooded(shelf: Shelf) -> Writer:
    """Return somebody whose next message is one too many."""
    writer = Writer(shelf, at("menu", "ways"))
    for number in range(AT_ONCE):
        assert "flood" not in said(writer.says(f"asdf {number}"))
    return writer


def test_one_answer_stands_for_all_that_are_too_many(shelf: Shelf) -> None:
    """The first of them is told, the others are quiet; the talk waits at the question it waited at."""
    writer = flooded(shelf)
    spot = writer.session and writer.session.spot
    assert said(writer.says("asdf")) == ["flood"]
    assert [said(writer.says(f"more {number}")) for number in range(40)] == [[]] * 40
    assert writer.session
    assert writer.session.spot == spot
    without = Writer(shelf, at("menu", "ways"), at_once=0)
    assert all(said(without.says("asdf")) for _ in range(60))


def test_the_words_of_a_flood_are_kept(shelf: Shelf) -> None:
    """Where no case is open they wait in the session, and reach whoever reads the case that is opened later."""
    writer = flooded(shelf)
    for words in ("the red door", "the blue window"):
        writer.says(words)
    assert writer.session
    assert writer.session.answers[KEPT].words == "the red door\nthe blue window"
    events = writer.says(DANGER)
    [opened] = [event for event in events if isinstance(event, CaseOpened)]
    assert "the blue window" in opened.head.answers[KEPT].words


def test_words_for_an_open_case_reach_it_one_by_one(shelf: Shelf) -> None:
    """People read every word of a flood; only the bot is quiet."""
    writer = flooded(shelf)
    writer.says(DANGER)
    assert writer.world.case
    writer.world = replace(writer.world, case=replace(writer.world.case, state=State.CLAIMED, by="ana"))
    writer.waits(2 * SPAN)
    heard: list[str] = []
    for number in range(AT_ONCE * 2):
        heard += [event.text for event in writer.says(f"word {number}") if isinstance(event, Told)]
    assert heard == [f"word {number}" for number in range(AT_ONCE * 2)]


def test_danger_commands_and_buttons_are_heard_in_a_flood(shelf: Shelf) -> None:
    """However much somebody wrote, the emergency numbers come, once; hiding works; a button is answered."""
    writer = flooded(shelf)
    assert "danger-card" in said(writer.says(DANGER))
    again = writer.says(DANGER)
    assert "danger-again" not in said(again)
    assert [event.text for event in again if isinstance(event, Told)] == [DANGER]
    assert "cover-hidden" in said(writer.says("/hide"))
    other = flooded(shelf)
    other.says("asdf")
    assert said(other.says(tap=Tap("menu", "ways", "menu-report")))


def test_after_a_pause_everything_is_answered_again(shelf: Shelf) -> None:
    """A flood is over when nothing came for ten seconds, and not before; a next one is told of again."""
    writer = flooded(shelf)
    assert said(writer.says("asdf")) == ["flood"]
    for _ in range(4):
        writer.waits(SPAN - timedelta(seconds=1))
        assert said(writer.says("asdf")) == []
    writer.waits(SPAN + timedelta(seconds=1))
    assert "not-understood-human" in said(writer.says("asdf"))
    for number in range(AT_ONCE - 1):
        writer.says(f"asdf {number}")
    assert said(writer.says("asdf")) == ["flood"]


def test_slow_writers_are_never_too_many(shelf: Shelf) -> None:
    """A message a second is no flood, for however long it goes on."""
    writer = Writer(shelf, at("menu", "ways"))
    for _ in range(AT_ONCE * 4):
        writer.waits(timedelta(seconds=1))
        assert said(writer.says("asdf")) != ["flood"]


async def test_the_operator_reads_all_of_a_flood(stage: Stage) -> None:
    """Through the real store: everything that was taken is there, and the person heard of it once."""
    count = AT_ONCE + 5
    assert stage.helpline.conversation
    stage.helpline.conversation.at_once = AT_ONCE
    person = await Person(stage).opens(DANGER)
    await operator(stage, "ana")
    await desk_of(stage).claim(person.case, "ana")
    stage.clock.pass_time(2 * SPAN)
    heard = [each for number in range(count) for each in await person.writes(f"word {number}")]
    flood = stage.helpline.shelf.texts.label("flood", "en")
    assert sum(flood in each for each in heard) == 1
    talk = [entry.text for entry in (await desk_of(stage).show(person.case, "ana")).talk]
    assert [each for each in talk if each.startswith("word ")] == [f"word {number}" for number in range(count)]
