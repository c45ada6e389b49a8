"""Where the talk can go from each node, by one step or by many: the map that is checked and drawn.

Nothing here may look at what was answered: a way that some answer opens counts as open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TypeAlias

from bot.conversation.catalogue import Catalogue, branches
from bot.conversation.kinds import behaviour
from bot.conversation.model import Enter, Node, Say
from bot.conversation.on_talk import beginning, opening
from bot.conversation.session import Spot

RETURN = "return"
Passes: TypeAlias = Callable[[Spot], bool]
"""Whether the talk walks through a node without waiting."""


class Ways:
    """The ways of all flows. What a way leads to but does not exist is left out; `check_flows` tells of it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.nodes: Mapping[Spot, Node] = dict(catalogue.spots())
        self.steps: Mapping[Spot, tuple[Spot, ...]] = {
            spot: self._landed(spot, self._targets(node)) for spot, node in self.nodes.items()
        }
        self.returning = frozenset(spot for spot, node in self.nodes.items() if RETURN in self._targets(node))
        """The nodes that can lead back to who entered."""

    def _targets(self, node: Node) -> tuple[str, ...]:
        return tuple(branch.to for go in behaviour(node).ways(node) for branch in branches(go))

    def _landed(self, spot: Spot, targets: Iterable[str]) -> tuple[Spot, ...]:
        resolved = (self._catalogue.resolve(target, spot.flow) for target in targets)
        return tuple(dict.fromkeys(each for each in resolved if each is not None and each in self.nodes))

    def passes(self, spot: Spot) -> bool:
        """Tell whether the talk walks through a node without waiting for an answer."""
        return isinstance(self.nodes[spot], Say | Enter)

    # -- where it begins ---------------------------------------------------------------------------------------------

    @cached_property
    def commanded(self) -> tuple[Spot, ...]:
        """Return where the commands lead."""
        targets = [command.go for command in self._catalogue.commands.values() if command.go]
        return self._landed(Spot("", ""), targets)

    @cached_property
    def roots(self) -> tuple[Spot, ...]:
        """Return where the talk can begin: the first hello, the menu, and every command."""
        menu = self._landed(Spot("", ""), [str(opening(self._catalogue))])
        start = beginning(self._catalogue)
        return tuple(dict.fromkeys((*((start,) if start in self.nodes else ()), *menu, *self.commanded)))

    @cached_property
    def reached(self) -> frozenset[Spot]:
        """Return every node the talk can reach."""
        return walked(self.roots, self.onward)

    # -- flows that are entered --------------------------------------------------------------------------------------

    def entered(self, spot: Spot) -> Spot | None:
        """Return where a node that enters another flow begins there, or None."""
        node = self.nodes[spot]
        start = self._landed(spot, [f"flow:{node.enter}"]) if isinstance(node, Enter) else ()
        return start[0] if start else None

    def after(self, spot: Spot) -> tuple[Spot, ...]:
        """Return where a node that enters another flow goes on when that flow returns."""
        node = self.nodes[spot]
        return self._landed(spot, (each.to for each in branches(node.go))) if isinstance(node, Enter) else ()

    def inside(self, start: Spot) -> frozenset[Spot]:
        """Return what is reached from there while nothing is returned from; what is entered on the way is left out."""
        return walked([start], lambda spot: self.after(spot) if self.entered(spot) else self.steps[spot])

    def can_return(self, start: Spot) -> bool:
        """Tell whether the talk can come back from there, with questions on the way or without."""
        return not self.returning.isdisjoint(self.inside(start))

    def onward(self, spot: Spot) -> tuple[Spot, ...]:
        """Return where the talk can be next: after an entered flow only where that flow can return."""
        start = self.entered(spot)
        if start is None:
            return self.steps[spot]
        return (start, *self.after(spot)) if self.can_return(start) else (start,)

    # -- without an answer -------------------------------------------------------------------------------------------

    def through(self, spot: Spot, passes: Passes) -> tuple[Spot, ...]:
        """Return where the talk goes on at once; an entered flow is gone past only where that needs no answer."""
        if not passes(spot):
            return ()
        start = self.entered(spot)
        if start is None:
            return self.steps[spot]
        return (start, *self.after(spot)) if self._comes_back(start, passes, frozenset()) else (start,)

    def _comes_back(self, start: Spot, passes: Passes, within: frozenset[Spot]) -> bool:
        """Tell whether the talk comes back from a flow at once; ``within`` are the flows it is inside of."""

        def at_once(spot: Spot) -> tuple[Spot, ...]:
            inner = self.entered(spot)
            if not passes(spot):
                return ()
            if inner is None:
                return self.steps[spot]
            if inner in within or not self._comes_back(inner, passes, within | {start}):
                return ()
            return self.after(spot)

        return any(passes(spot) and spot in self.returning for spot in walked([start], at_once))


def walked(starts: Iterable[Spot], onward: Callable[[Spot], Iterable[Spot]]) -> frozenset[Spot]:
    """Return every spot that can be reached, the starts among them."""
    met: set[Spot] = set()
    waiting = list(starts)
    while waiting:
        spot = waiting.pop()
        if spot not in met:
            met.add(spot)
            waiting += onward(spot)
    return frozenset(met)
