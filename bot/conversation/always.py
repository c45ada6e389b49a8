"""What works at every moment: the commands of ``flows/always.yaml``, the cover after a silence, the offer of a human.

Nothing here may be switched off by a flow.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.conversation.catalogue import ALWAYS
from bot.conversation.events import Event, Hidden, Offer, Said
from bot.conversation.kinds import behaviour
from bot.conversation.model import Go, Node, Say
from bot.conversation.numbers import emergency
from bot.conversation.on_silence import is_another, set_aside
from bot.conversation.on_talk import opening
from bot.conversation.session import Spot
from bot.conversation.told import country_of
from bot.conversation.turn import Turn
from bot.conversation.understand import matches, split_words
from bot.messages import Line, Tap

HUMAN = "human"
REPEATING = ("back", "start-over", "menu")
"""Commands that would show what was talked about; after a silence they wait until the person chooses to go on."""

Follow = Callable[..., None]


def meant(turn: Turn) -> str | None:
    """Return the command an inbound means: by button, by slash command, or by words that are the whole message."""
    tap, text = turn.inbound.tap, (turn.inbound.text or "").strip()
    commands = turn.world.content.catalogue.commands
    if tap:
        return tap.node if tap.flow == ALWAYS and tap.node in commands else None
    if not text or len(text) > 60:
        return None
    words = turn.world.content.words
    for name, command in commands.items():
        if text.startswith("/"):
            if text[1:].split("@")[0].lower() in command.slash:
                return name
        elif any(matches(text, split_words(words.label(command.words, locale))) for locale in words.locales):
            return name
    return None


def do(turn: Turn, name: str, follow: Follow, *, silent: bool = False) -> None:
    """Do what a command does; after a silence nothing leads back to what it interrupted."""
    command = turn.world.content.catalogue.commands[name]
    match command.does:
        case "back":
            _back(turn, follow)
        case "start-over":
            turn.change(answers={}, covered=False, parked="", aside=turn.session.aside if is_another(turn) else None)
            follow(turn, turn.chosen(opening(turn.world.content.catalogue)), fresh=True)
        case "hide":
            turn.events.append(Hidden())
            turn.change(hidden=True, covered=True)
            turn.say(Line("cover-hidden"))
        case None:
            assert command.go is not None
            if silent:
                set_aside(turn)
            else:
                turn.change(stack=_interrupted(turn))
            turn.change(resume=None, ticks=(), offered=(), page=0, covered=False)
            follow(turn, command.go)


def _interrupted(turn: Turn) -> tuple[Spot, ...]:
    """Return the stack with the question a command interrupts, so that going on leads back to it."""
    here, stack = turn.session.spot, turn.session.stack
    return stack if here is None or here in stack else (*stack, here)[-8:]


def _back(turn: Turn, follow: Follow) -> None:
    trail = turn.session.trail
    if not trail:
        turn.say(Line("nothing-to-go-back"))
        node = turn.node()
        if node is not None:
            asked(turn, node)
        return
    *kept, spot = trail
    resume = turn.session.resume or turn.session.spot
    turn.change(trail=tuple(kept), resume=None, ticks=(), offered=(), page=0, misses=0)
    follow(turn, f"go:{spot.flow}/{spot.node}")
    turn.change(resume=resume)


def asked(turn: Turn, node: Node) -> Go | None:
    """Arrive at a node once more without handing over, entering or ending anything twice."""
    if isinstance(node, Say):
        return behaviour(node).arrive(turn, node)
    arrived: Go | None = behaviour(node).again(turn, node)
    return arrived


def prefaced(said: Sequence[Event], before: Sequence[Line], human: Sequence[Offer]) -> list[Event]:
    """Put lines before the first message said and the offer of a human under the last."""
    events = list(said)
    places = [index for index, event in enumerate(events) if isinstance(event, Said)]
    if not places:
        return [*events, Said(tuple(before), tuple(human))] if before else events
    first, last = events[places[0]], events[places[-1]]
    if isinstance(first, Said):
        events[places[0]] = first = replace(first, lines=(*before, *first.lines))
    last = events[places[-1]]
    if isinstance(last, Said):
        mine = {offer.tap for offer in last.offers}
        events[places[-1]] = replace(last, offers=(*last.offers, *(each for each in human if each.tap not in mine)))
    return events


def emergency_of(turn: Turn) -> tuple[Line, ...]:
    """Return the emergency numbers of the person's country as lines, or of all home countries when it is unknown."""
    content = turn.world.content
    return emergency(content.directory, country_of(turn.session).upper(), turn.session.locale, content.home_countries)


def human_offers(turn: Turn) -> tuple[Offer, ...]:
    """Return the choice that leads to a human, where the flows have one."""
    commands = turn.world.content.catalogue.commands
    return (Offer(Line("choice-human"), Tap(ALWAYS, "human", "go")),) if "human" in commands else ()
