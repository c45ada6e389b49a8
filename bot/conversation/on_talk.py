"""Kinds of node that ask nothing of their own: say, enter, end.

Nothing here may wait for an answer but a talk that ended, which begins anew at the next word.
"""

from __future__ import annotations

from bot.conversation.catalogue import Catalogue
from bot.conversation.events import Forgotten, Hidden, Stopped
from bot.conversation.kind import Behaviour, Meant
from bot.conversation.model import End, Enter, Go, Say
from bot.conversation.session import Session, Spot
from bot.conversation.turn import Turn


def texts(say: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return the texts of a ``say``, whether one was written or several."""
    return (say,) if isinstance(say, str) else say


class Saying(Behaviour[Say]):
    """Says its texts, one message each, and goes on at once."""

    def arrive(self, turn: Turn, node: Say) -> Go | None:
        *before, last = texts(node.say)
        for text in before:
            turn.say(turn.line(text, node))
        turn.say(turn.line(last, node), node=node)
        return node.go

    def passed(self, turn: Turn, node: Say) -> Go | None:
        return node.go

    def ways(self, node: Say) -> tuple[Go, ...]:
        return (node.go,)


class Entering(Behaviour[Enter]):
    """Enters another flow and comes back to go on."""

    def arrive(self, turn: Turn, node: Enter) -> Go | None:
        turn.change(stack=(*turn.session.stack, turn.spot)[-8:])
        return f"flow:{node.enter}"

    def passed(self, turn: Turn, node: Enter) -> Go | None:
        return self.arrive(turn, node)

    def ways(self, node: Enter) -> tuple[Go, ...]:
        return (f"flow:{node.enter}", node.go)


class Ending(Behaviour[End]):
    """Ends the talk; the next word begins anew where a talk begins."""

    def arrive(self, turn: Turn, node: End) -> Go | None:
        match node.does:
            case "forget":
                turn.events.append(Forgotten())
            case "stop":
                turn.events.append(Stopped())
            case "hide":
                turn.events.append(Hidden())
                turn.say(turn.line(node.end, node))
                turn.change(hidden=True, covered=True, spot=turn.session.trail[-1] if turn.session.trail else turn.spot)
                return None
            case None:
                pass
        turn.say(turn.line(node.end, node), node=node)
        rest = Session(talk=turn.world.draws.talk if node.does == "stop" else turn.session.talk)
        turn.change(answers=rest.answers, trail=(), stack=(), resume=None, ticks=(), offered=(), page=0, misses=0)
        if node.does == "stop":
            turn.change(talk=rest.talk, case="", told=False, secret="")
        return None

    def again(self, turn: Turn, node: End) -> Go | None:
        return opening(turn.world.content.catalogue)

    def answer(self, turn: Turn, node: End) -> Meant:
        return opening(turn.world.content.catalogue)

    def ways(self, node: End) -> tuple[Go, ...]:
        return ()


def opening(catalogue: Catalogue) -> Go:
    """Return where somebody who is known already begins again: the menu, where there is one."""
    return "flow:menu" if "menu" in catalogue.flows else f"flow:{beginning(catalogue).flow}"


def beginning(catalogue: Catalogue) -> Spot:
    """Return where a new contact begins: the flow named welcome, or the only one there is."""
    name = "welcome" if "welcome" in catalogue.flows else next(iter(catalogue.flows))
    return Spot(name, catalogue.flows[name].start)
