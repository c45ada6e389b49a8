"""A way to people that is closed for a while: what is said instead, and where the talk goes on.

Nothing here may close anything else: what helps without people stays open, because the phone may be shared.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.events import Offer
from bot.conversation.model import HandOver
from bot.conversation.session import Spot
from bot.conversation.told import told_args, told_lines
from bot.conversation.turn import Turn
from bot.messages import Line


def say_closed(turn: Turn, offers: Sequence[Offer]) -> None:
    """Say until when people do not answer here, and which numbers and lines do."""
    facts = told_args(("presence",), turn.session, turn.world, turn.inbound.address.channel)
    lines = told_lines(("emergency", "lines"), turn.session, turn.world)
    turn.say(Line("people-blocked", {"opens": facts["opens"]}), *lines, offers=offers)


def say_danger(turn: Turn) -> None:
    """Bring the emergency card alone: nobody is called, so nobody is promised."""
    lines = told_lines(("emergency", "lines"), turn.session, turn.world)
    turn.say(Line("danger-blocked"), *lines)


def without_questions(turn: Turn, spot: Spot, human: str) -> Spot:
    """Return where the way to people ends, instead of its first question: to ask first would be a false hope.

    ``human`` is the command that leads to people.
    """
    catalogue = turn.world.content.catalogue
    command = catalogue.commands.get(human)
    if not turn.world.is_blocked or command is None or command.go is None:
        return spot
    if spot != catalogue.resolve(turn.chosen(command.go), spot.flow):
        return spot
    ends = (name for name, node in catalogue.flows[spot.flow].nodes.items() if isinstance(node, HandOver))
    return next((Spot(spot.flow, name) for name in ends), spot)
