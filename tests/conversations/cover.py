"""Writes the transcripts that walk every node and every choice of every flow: ``python -m tests.conversations.cover``.

They are committed and read like any other transcript; run this after editing flows. Nothing here is a test by itself:
`test_coverage.py` proves that nothing is left out, whoever wrote the transcripts.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

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
TRIES = 1500
AHEAD = (0.95, 0.8, 0.4, 0.0)
"""How often a walker takes the shortest way it knows to something missing; a walk draws one of these."""
FORWARD = 0.9
"""How often it goes on where it wanders; the rest are commands."""
PLACES = ("Moscow", "Almaty", "Bishkek", "Kinshasa")
LOCALE = "en"

Pair = tuple[Spot, str]


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
class Walk:
    """One talk: what the person does, what it covers, and how a transcript tells it."""

    lines: tuple[str, ...]
    covers: frozenset[Pair]
    turns: int


@dataclass
class Map:
    """Where each choice led so far, and how far it is from there to something missing."""

    ways: dict[Spot | None, dict[str, set[Spot | None]]] = field(default_factory=dict)

    def note(self, spot: Spot | None, name: str, after: Spot | None) -> None:
        self.ways.setdefault(spot, {}).setdefault(name, set()).add(after)

    def distances(self, missing: set[Pair]) -> dict[Spot | None, int]:
        """Return how many steps each spot is from one where something is missing."""
        distances: dict[Spot | None, int] = {spot: 0 for spot, _ in missing}
        back: dict[Spot | None, set[Spot | None]] = {}
        for spot, ways in self.ways.items():
            for after in set().union(*ways.values()):
                back.setdefault(after, set()).add(spot)
        edge = list(distances)
        for spot in edge:
            for before in sorted(back.get(spot, set()) - set(distances), key=str):
                distances[before] = distances[spot] + 1
                edge.append(before)
        return distances

    def nearest(self, spot: Spot | None, steps: list[Step], distances: dict[Spot | None, int]) -> list[Step]:
        """Return the steps that lead nearest to something missing; one never taken may lead there too."""

        def far(step: Step) -> int:
            known = self.ways.get(spot, {}).get(step.line)
            return min((distances.get(after, 99) for after in known), default=99) if known else 1

        least = min(map(far, steps))
        return [step for step in steps if far(step) == least]


def walked(walker: Walker, learned: Map, missing: set[Pair], random: Random) -> Walk:
    """Walk from hello by the shortest ways to what is missing; stop behind the last thing that was new."""
    state, lines, covers = State_(None, None), list[str](), set[Pair]()
    kept, kept_covers, turns, kept_turns = 0, frozenset[Pair](), 0, 0
    ahead = random.choice(AHEAD)

    def next_steps() -> list[Step]:
        if random.random() < ahead:
            return learned.nearest(spot, steps, learned.distances(missing - covers))
        return [step for step in steps if step.name or random.random() > FORWARD] or steps

    while turns < LONGEST and (turns == 0 or state.session is not None):
        steps = list(walker.steps(state))
        spot = state.session.spot if state.session else None
        wanted = [step for step in steps if spot and step.name and (spot, step.name) in missing - covers]
        step = random.choice(wanted or next_steps())
        after, sprint = walker.act(state, step)
        learned.note(spot, step.line, after.session.spot if after.session else None)
        before = len(covers & missing)
        covers |= walker.met(state, after, step, sprint)
        lines += [step.line, *_told(sprint, state)]
        state, turns = after, turns + 1
        if len(covers & missing) > before:
            kept, kept_covers, kept_turns = len(lines), frozenset(covers), turns
    return Walk(tuple(lines[:kept]), kept_covers, kept_turns)


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


def write(shelf: Shelf) -> tuple[list[Walk], set[Pair]]:
    """Return the walks that together cover everything, and what none of them could reach."""
    walker, learned, everything = Walker(shelf), Map(), pairs_of(shelf)
    missing, walks = set(everything), list[Walk]()
    for seed in range(TRIES):
        if not missing:
            break
        walk = walked(walker, learned, missing, Random(seed))
        if walk.covers & missing:
            walks.append(walk)
            missing -= walk.covers
    return _enough(walks, everything - missing), missing


def _enough(walks: list[Walk], wanted: set[Pair]) -> list[Walk]:
    """Return as few of the walks as still cover what is wanted, those that cover most in fewest turns first."""
    chosen, left = list[Walk](), set(wanted)
    while left:
        best = max(walks, key=lambda walk: len(walk.covers & left) / walk.turns)
        chosen.append(best)
        left -= best.covers
    return chosen


def main() -> int:
    """Write ``walk-NN.talk`` beside this file."""
    walks, missing = write(load_shelf(ROOT))
    for old in HERE.glob("walk-*.talk"):
        old.unlink()
    for number, walk in enumerate(walks, 1):
        title = "# A walk through every node and choice; written by tests/conversations/cover.py.\n"
        (HERE / f"walk-{number:02d}.talk").write_text(title + "\n".join(walk.lines) + "\n", encoding="utf-8")
    for spot, name in sorted(missing, key=str):
        print(f"not reached: {spot.flow}/{spot.node} {name}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
