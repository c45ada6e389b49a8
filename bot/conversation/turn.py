"""One turn in the making: the session as it changes, and what was said so far.

Nothing here may decide what follows; the kinds of node and the engine do that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import structs

from bot.cases.case import Answer, State
from bot.conversation.conditions import chosen, holds
from bot.conversation.events import CaseOpened, Event, Offer, Said
from bot.conversation.model import Choice, Go, Node, Target
from bot.conversation.session import Session, Spot
from bot.conversation.told import told_args, told_lines
from bot.conversation.understand import Spoken, split_words
from bot.conversation.world import World
from bot.messages import Arg, Inbound, Line, Tap

TRAIL = 60
"""How many answered questions are remembered for going back."""


class Turn:
    """What a turn works on. ``session`` is replaced at every change; ``events`` grow."""

    def __init__(self, session: Session, inbound: Inbound, world: World) -> None:
        self.session = session
        self.inbound = inbound
        self.world = world
        self.events: list[Event] = []

    # -- the session --------------------------------------------------------------------------------------------

    def change(self, **fields: Any) -> None:
        """Replace fields of the session."""
        self.session = structs.replace(self.session, **fields)

    @property
    def spot(self) -> Spot:
        """Return where the talk waits; only asked when it waits somewhere."""
        assert self.session.spot is not None
        return self.session.spot

    def node(self) -> Node | None:
        """Return the node the talk waits at, or None when there is none any more."""
        return self.world.content.catalogue.node(self.session.spot) if self.session.spot else None

    @property
    def has_open_case(self) -> bool:
        """Tell whether the session's case is open: handed over and not closed."""
        if any(isinstance(event, CaseOpened) for event in self.events):
            return True
        return bool(self.session.case) and self.world.case is not None and self.world.case.state is not State.CLOSED

    def remember(self, node: Node, answer: Answer, *, forget: bool = False) -> None:
        """Remember an answer under the node's key, and that this question was answered."""
        spot = self.spot
        trail = self.session.trail if self.session.trail[-1:] == (spot,) else (*self.session.trail, spot)
        answers = self.session.answers
        if node.remember:
            kept = structs.replace(answer, title=node.title or "", flow=spot.flow, node=spot.node)
            answers = {**answers, node.remember: kept}
            if answer.kind == "place" and answer.values[0] and node.remember == "place":
                answers["country"] = Answer(kind="fact", values=(answer.values[0].lower(),))
        since = self.session.since if spot in self.session.since else (*self.session.since, spot)
        self.change(answers=answers, since=since, trail=trail[-TRAIL:], ticks=(), offered=(), page=0, misses=0)

    def chosen(self, go: Go) -> Target:
        """Return where a way leads, given what was answered."""
        return chosen(go, self.session.answers)

    # -- saying -------------------------------------------------------------------------------------------------

    def line(self, text: str, node: Node | None = None, **args: Arg) -> Line:
        """Return a line with the facts its node wants told."""
        channel = self.inbound.address.channel
        return Line(text, {**told_args(node.tell if node else (), self.session, self.world, channel), **args})

    def say(
        self,
        *lines: Line,
        node: Node | None = None,
        offers: Sequence[Offer] = (),
        asks_place: bool = False,
        replaces: str = "",
    ) -> None:
        """Say one message; what its node wants told as lines stands after it."""
        extra = told_lines(node.tell, self.session, self.world) if node else ()
        self.events.append(Said((*lines, *extra), tuple(offers), asks_place, replaces))

    # -- choices ------------------------------------------------------------------------------------------------

    def visible(self, choices: Sequence[Choice]) -> list[Choice]:
        """Return the choices whose condition holds."""
        return [choice for choice in choices if holds(choice.when, self.session.answers)]

    def offer(self, name: str, text: str, args: Mapping[str, Arg] | None = None, *, ticked: bool = False) -> Offer:
        """Return a choice of the question the talk waits at."""
        return Offer(Line(text, args or {}), Tap(self.spot.flow, self.spot.node, name), ticked)

    def offers(self, choices: Sequence[Choice]) -> list[Offer]:
        """Return the visible choices as offers."""
        ticks = self.session.ticks
        return [self.offer(choice.name, choice.say, ticked=choice.name in ticks) for choice in self.visible(choices)]

    def spoken(self, name: str, text: str, synonyms: str | None = None) -> Spoken:
        """Return every wording of a choice: its label in every language, the person's own first, and its synonyms."""
        words = self.world.content.words
        locales = [self.session.locale, *(each for each in words.locales if each != self.session.locale)]
        labels = [words.label(text, locale) for locale in locales]
        more = [split_words(words.label(synonyms, locale)) for locale in locales] if synonyms else []
        return Spoken(name, tuple(word for word in (*labels, *(w for ws in more for w in ws)) if word))
