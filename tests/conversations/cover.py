"""Writes the transcripts that walk every node and every choice of every flow: ``python -m tests.conversations.cover``.

They are committed and read like any other transcript; run this after editing flows. Nothing here is a test by itself:
`test_coverage.py` proves that nothing is left out, whoever wrote the transcripts.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.cases.case import State
from bot.content import Shelf, load_shelf
from bot.conversation.engine import advance
from bot.conversation.events import CaseAmended, CaseOpened, Forgotten, Said, Sprint, Stopped
from bot.conversation.model import Ask, Find, HandOver, Listen, Locate, Node, Review
from bot.conversation.on_ask import LANGUAGE
from bot.conversation.on_place import MORE
from bot.conversation.session import Session, Spot
from bot.conversation.world import CaseView, Drawn, World
from bot.messages import Address, Inbound, Tap

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LONGEST = 60
MOST_OF_A_SPOT = 5
PLACES = ("Moscow", "Almaty", "Bishkek", "Kinshasa")
LOCALE = "en"

Pair = tuple[Spot, str]
Mark = tuple[Any, ...] | None


def pairs_of(shelf: Shelf) -> set[Pair]:
    """Return everything that must occur: each choice of each node, and each node that takes words or a place."""
    pairs: set[Pair] = set()
    for spot, node in shelf.content.catalogue.spots():
        pairs |= {
            (spot, choice.name)
            for choice in getattr(node, "choices", ())
            if choice.name != MORE or not isinstance(node, Find)
        }
        if getattr(node, "skip", None) is not None:
            pairs.add((spot, "skip"))
        match node:
            case Ask(several="true"):
                pairs.add((spot, "done"))
            case Listen() | Locate():
                pairs.add((spot, "words"))
            case Review():
                pairs |= {(spot, "send"), (spot, "change")}
            case _:
                pairs.add((spot, "met"))
    return {pair for pair in pairs if not (_chooses_language(shelf, pair[0]) and pair[1] not in (LOCALE, "met"))}


def _chooses_language(shelf: Shelf, spot: Spot) -> bool:
    """Tell whether a node asks for the language: each is chosen by the play in that language."""
    node = shelf.content.catalogue.node(spot)
    return node is not None and node.remember == LANGUAGE


def _asked_of(shelf: Shelf) -> dict[str, frozenset[str]]:
    """Return, for each flow, the answers its conditions look at: talks that differ only in others go the same ways."""
    asked: dict[str, frozenset[str]] = {}
    for name, flow in shelf.content.catalogue.flows.items():
        dumped = flow.model_dump_json()
        keys = {
            key
            for found in re.findall(r'"(?:is_|one_of)":{([^}]*)}', dumped)
            for key in re.findall(r'"([^"]+)":', found)
        }
        asked[name] = frozenset(keys | set(re.findall(r'"known":"([^"]+)"', dumped)))
    return asked


@dataclass(frozen=True)
class Step:
    """One thing a person does, as a transcript writes it, and what it answers."""

    line: str
    tap: Tap | None = None
    text: str | None = None
    name: str = ""


@dataclass(frozen=True)
class State_:
    """A talk at some point: everything the next turn depends on."""

    session: Session | None
    case: CaseView | None
    offers: tuple[tuple[str, Tap], ...] = ()


@dataclass
class Walker:
    """Walks flows with the pure engine."""

    shelf: Shelf
    asked: dict[str, frozenset[str]]
    drawn: int = 0

    def act(self, state: State_, step: Step) -> tuple[State_, Sprint]:
        """Return the talk after a step, and what it caused."""
        self.drawn += 1
        draws = Drawn(f"00talk{self.drawn}", f"00case{self.drawn}", "amber-heron", "one two three four")
        world = World(self.shelf.content, NOW, draws, case=state.case)
        address = Address("terminal", "terminal", "walker")
        inbound = Inbound(str(self.drawn), address, NOW, text=None if step.tap else step.text, tap=step.tap)
        sprint = advance(state.session, inbound, world)
        case = state.case
        for event in sprint.events:
            if isinstance(event, CaseOpened | CaseAmended):
                case = CaseView(event.head, State.WAITING)
            elif isinstance(event, Stopped | Forgotten):
                case = None
        said = [event for event in sprint.events if isinstance(event, Said)]
        offers = tuple((offer.label.text, offer.tap) for event in said for offer in event.offers)
        return State_(sprint.session, case, offers or state.offers), sprint

    def met(self, before: State_, after: State_, step: Step, sprint: Sprint) -> set[Pair]:
        """Return what a step covered: the choice it took, and every node walked through to the next question."""
        pairs: set[Pair] = set()
        if before.session and before.session.spot and step.name:
            pairs.add(((step.tap and Spot(step.tap.flow, step.tap.node)) or before.session.spot, step.name))
        said = {line.text for event in sprint.events if isinstance(event, Said) for line in event.lines}
        stack = after.session.stack if after.session else ()
        for spot, node in self.shelf.content.catalogue.spots():
            if spot in stack:
                pairs.add((spot, "met"))
            if said & set(_texts(node)) or (after.session and after.session.spot == spot):
                pairs.add((spot, "met"))
        return pairs

    def steps(self, state: State_) -> Iterator[Step]:
        """Return what a person could do here."""
        session = state.session
        if session is None or session.spot is None:
            yield Step("> hello", text="hello")
            return
        node = self.shelf.content.catalogue.node(session.spot)
        if session.covered:
            offered = {tap.choice: (label, tap) for label, tap in state.offers if tap.node == "cover"}
            if "go-on" in offered:
                yield Step("> [choice-go-on]", tap=offered["go-on"][1])
            else:
                yield Step("> hello", text="hello")
            return
        for label, tap in state.offers:
            if tap.flow == "always":
                continue
            if label in ("place-in-country", "place-near"):
                yield Step("> 1", text="1", name="words")
                return
            asks_language = _chooses_language(self.shelf, session.spot)
            if asks_language and tap.choice != LOCALE:
                continue
            shown = "LANGUAGE" if asks_language else label
            yield Step(f"> [{shown}]", tap=tap, name=tap.choice)
        if isinstance(node, Listen):
            words = "the red door" if node.as_ == "secret" else "we sleep in the hall"
            yield Step(f"> {words}", text=words, name="words")
        elif isinstance(node, Locate):
            for place in PLACES:
                yield Step(f"> {place}", text=place, name="words")
        if session.trail:
            for name, command in self.shelf.content.catalogue.commands.items():
                if command.slash and (name in ("menu", "start-over") or (command.go and not session.stack)):
                    yield Step(f"> /{command.slash[0]}", text=f"/{command.slash[0]}")


def _texts(node: Node) -> tuple[str, ...]:
    for name in ("say", "ask", "listen", "locate", "find", "review", "end"):
        text = getattr(node, name, None)
        if text:
            return text if isinstance(text, tuple) else (text,)
    return (node.rest,) if isinstance(node, HandOver) else ()


@dataclass(frozen=True)
class Edge:
    """One step from one kind of state to another, and what it covers."""

    step: Step
    to: Mark
    covers: frozenset[Pair]


def _mark(walker: Walker, state: State_) -> Mark:
    """Return what decides how a talk can go on from here."""
    session = state.session
    if session is None:
        return None
    keys = sorted(walker.asked.get(session.spot.flow, ())) if session.spot else ()
    told = tuple(
        (key, session.answers[key].values[:2], session.answers[key].kind) for key in keys if key in session.answers
    )
    return (
        session.spot,
        told,
        state.case is None,
        session.ticks[-1:],
        bool(session.offered),
        session.stack[-1:],
        bool(session.trail),
    )


TELLING = {"find": "needs", "return": "citizenship"}
"""The answer of a flow that opens ways no other answer opens."""


def _kind(session: Session) -> object:
    """Return what kinds of state are kept apart when only some of a spot's states are followed."""
    return (
        session.spot,
        session.value("minor"),
        session.value(TELLING.get(session.spot.flow, "")) if session.spot else "",
    )


def explore(walker: Walker) -> dict[Mark, list[Edge]]:
    """Walk every kind of state once; returns the ways between them."""
    ways: dict[Mark, list[Edge]] = {}
    met: Counter[object] = Counter()
    queue = deque([State_(None, None)])
    while queue:
        state = queue.popleft()
        mark, session = _mark(walker, state), state.session
        kind = _kind(session) if session else None
        if mark in ways or met[kind] >= MOST_OF_A_SPOT:
            continue
        met[kind] += 1
        edges = ways[mark] = []
        for step in walker.steps(state):
            after, sprint = walker.act(state, step)
            edges.append(Edge(step, _mark(walker, after), frozenset(walker.met(state, after, step, sprint))))
            if _mark(walker, after) not in ways:
                queue.append(after)
    return ways


@dataclass
class Plan:
    """The ways that were explored, and those that turned out not to lead where they seemed to."""

    ways: dict[Mark, list[Edge]]
    banned: set[tuple[Mark, str]]

    def __post_init__(self) -> None:
        self._at: dict[Spot, list[Mark]] = {}
        self._like: dict[Mark, Mark] = {}
        for mark in self.ways:
            if mark is not None:
                self._at.setdefault(mark[0], []).append(mark)

    def known(self, mark: Mark) -> Mark:
        """Return the explored mark that is most like one: few states of a spot were followed, not all."""
        if mark in self.ways or mark is None:
            return mark
        if mark not in self._like:
            alike = self._at.get(mark[0], [])
            self._like[mark] = max(alike, key=lambda each: _alike(each, mark), default=mark)
        return self._like[mark]

    def nearest(self, here: Mark, missing: set[Pair]) -> list[tuple[Mark, Edge]] | None:
        """Return the shortest way from here to something that is missing still."""
        here = self.known(here)
        queue: deque[tuple[Mark, list[tuple[Mark, Edge]]]] = deque([(here, [])])
        seen: set[Mark] = {here}
        while queue:
            mark, way = queue.popleft()
            for edge in self.ways.get(mark, ()):
                if (mark, edge.step.line) in self.banned:
                    continue
                if edge.covers & missing:
                    return [*way, (mark, edge)]
                to = self.known(edge.to)
                if to not in seen and to is not None:
                    seen.add(to)
                    queue.append((to, [*way, (mark, edge)]))
        return None


def _alike(one: Mark, other: Mark) -> int:
    return sum(a == b for a, b in zip(one or (), other or (), strict=False))


def _told(sprint: Sprint, before: State_) -> Iterator[str]:
    """Return what a transcript says about a sprint."""
    for event in sprint.events:
        if isinstance(event, CaseOpened):
            yield f"! case opened: {event.head.queue}"
    cards = False
    for event in sprint.events:
        if not isinstance(event, Said):
            continue
        first = event.lines[0].text
        if first.startswith(("card-", "emergency-")):
            if not cards:
                yield "< …"
            cards = True
            continue
        ids = [line.text for line in event.lines]
        whole = (
            " + ".join(ids)
            if all(not text.startswith(("card-", "emergency-", "review-item")) for text in ids)
            else f"{first} + …"
        )
        labels = [offer.label.text for offer in event.offers]
        shown = ["…"] if {"place-in-country", "place-near"} & set(labels) else labels
        choices = " | ".join(shown)
        yield f"< {whole} [{choices}]" if choices else f"< {whole}"


def write(shelf: Shelf) -> tuple[list[list[str]], set[Pair]]:
    """Return transcripts as lines, and what no transcript could reach."""
    walker, missing = Walker(shelf, _asked_of(shelf)), pairs_of(shelf)
    plan = Plan(explore(walker), set())
    talks: list[list[str]] = []
    while way := plan.nearest(None, missing):
        state, lines, turns, found = State_(None, None), list[str](), 0, False
        while way and turns < LONGEST:
            before = len(missing)
            for mark, edge in way:
                if not any(step.line == edge.step.line for step in walker.steps(state)):
                    plan.banned.add((mark, edge.step.line))
                    break
                after, sprint = walker.act(state, edge.step)
                missing -= walker.met(state, after, edge.step, sprint)
                lines += [edge.step.line, *_told(sprint, state)]
                state, turns = after, turns + 1
                if plan.known(_mark(walker, state)) != plan.known(edge.to):
                    break
            else:
                if len(missing) == before:
                    plan.banned.add((way[-1][0], way[-1][1].step.line))
            found = found or len(missing) < before
            way = plan.nearest(_mark(walker, state), missing) if state.session else None
        if found:
            talks.append(lines)
    return talks, missing


def main() -> int:
    """Write ``walk-NN.talk`` beside this file."""
    talks, missing = write(load_shelf(ROOT))
    for old in HERE.glob("walk-*.talk"):
        old.unlink()
    for number, lines in enumerate(talks, 1):
        title = "# A walk through every node and choice; written by tests/conversations/cover.py.\n"
        (HERE / f"walk-{number:02d}.talk").write_text(title + "\n".join(lines) + "\n", encoding="utf-8")
    for spot, name in sorted(missing, key=str):
        print(f"not reached: {spot.flow}/{spot.node} {name}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
