"""Proves that all of the talk is reached, that all of it leads to a person or an end, that nothing goes round for ever.

Nothing here may judge a single node; `check_flows` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bot.conversation.catalogue import ALWAYS
from bot.conversation.check_flows import targets_written
from bot.conversation.check_material import Material
from bot.conversation.engine import STEPS
from bot.conversation.model import Ask, End, HandOver, Listen, Locate
from bot.conversation.session import Spot
from bot.conversation.ways import RETURN, Passes, Ways, walked
from bot.yaml_marks import Problem


def way_problems(material: Material) -> Iterator[Problem]:
    """Yield what is never reached, what never ends, and what goes round."""
    if not material.catalogue.flows:
        return
    ways = Ways(material.catalogue)
    yield from _unreached(material, ways)
    yield from _returns(material, ways)
    yield from _dead_ends(material, ways)
    yield from _rounds(material, ways)
    yield from _too_long(material, ways)


# -- what is never reached -------------------------------------------------------------------------------------------


def _unreached(material: Material, ways: Ways) -> Iterator[Problem]:
    """Tell of each lost part of the talk once, where it begins."""
    lost = [spot for spot in ways.nodes if spot not in ways.reached]
    led_to = {target for spot in lost for target in ways.steps[spot]}
    told: frozenset[Spot] = frozenset()
    for spot in (*(each for each in lost if each not in led_to), *lost):
        if spot in told:
            continue
        told |= walked([spot], ways.steps.__getitem__)
        whole = all(Spot(spot.flow, name) in lost for name in material.catalogue.flows[spot.flow].nodes)
        steps = () if whole else ("nodes", spot.node)
        yield material.at(spot.flow, steps, "nothing leads to this flow" if whole else "nothing leads here")


def _returns(material: Material, ways: Ways) -> Iterator[Problem]:
    """Say where ``return`` has nobody to return to, and where a flow that is entered never does."""
    entered = [start for spot in ways.reached if (start := ways.entered(spot)) is not None]
    with_a_caller = walked([*entered, *ways.commanded], ways.onward)
    for spot, node in ways.nodes.items():
        if spot not in ways.reached:
            continue
        for steps, target in targets_written(node):
            if target == RETURN and spot not in with_a_caller:
                message = "nobody enters this flow and no command leads here, so there is nowhere to return to"
                yield material.at(spot.flow, ("nodes", spot.node, *steps), message)
        start = ways.entered(spot)
        if start is not None and not ways.can_return(start):
            message = f"the flow '{start.flow}' never returns, so this way is never taken"
            yield material.at(spot.flow, ("nodes", spot.node, "go"), message)


# -- what never ends -------------------------------------------------------------------------------------------------


def _dead_ends(material: Material, ways: Ways) -> Iterator[Problem]:
    """Tell of each dead end once, where the talk cannot leave it any more."""
    goals = [spot for spot, node in ways.nodes.items() if isinstance(node, HandOver | End)]
    good = walked(goals, _sources(ways).__getitem__)
    told: frozenset[Spot] = frozenset()
    for spot in ways.nodes:
        if spot in good or spot in told or spot not in ways.reached:
            continue
        closed = walked([spot], ways.onward)
        if all(spot in walked([each], ways.onward) for each in closed):
            told |= closed
            yield material.at(spot.flow, ("nodes", spot.node), "from here no way leads to a person or an end")
    command = material.catalogue.commands.get("human")
    human = material.catalogue.resolve(command.go, "") if command and command.go else None
    if human is not None and human in ways.nodes:
        led_to = (ways.nodes[spot] for spot in walked([human], ways.onward))
        if not any(isinstance(node, HandOver) for node in led_to):
            yield material.at(ALWAYS, ("commands", "human"), "this command never leads to a person")


def _sources(ways: Ways) -> Mapping[Spot, list[Spot]]:
    """Return for each node those that lead to it, coming back from an entered flow or a command among them."""
    sources: dict[Spot, list[Spot]] = {spot: [] for spot in ways.nodes}
    for spot in ways.nodes:
        for target in ways.onward(spot):
            sources[target].append(spot)
        start = ways.entered(spot)
        for back in ways.inside(start) & ways.returning if start else ():
            for target in ways.after(spot):
                sources[target].append(back)
    for start in ways.commanded:
        sources[ways.roots[0]] += ways.inside(start) & ways.returning
    return sources


# -- what goes round -------------------------------------------------------------------------------------------------


def _rounds(material: Material, ways: Ways) -> Iterator[Problem]:
    def answered(spot: Spot) -> bool:
        node = ways.nodes[spot]
        return ways.passes(spot) or (isinstance(node, Ask | Listen | Locate) and node.remember is not None)

    for circle in _circles(ways, ways.passes):
        message = f"goes round without a question: {_spelled(circle)}"
        yield material.at(circle[0].flow, ("nodes", circle[0].node), message)
    for circle in _circles(ways, answered):
        if not all(map(ways.passes, circle)):
            message = f"when an earlier answer is changed, the talk could go round here: {_spelled(circle)}"
            yield material.at(circle[0].flow, ("nodes", circle[0].node), message, "warning")


def _circles(ways: Ways, passes: Passes) -> Iterator[tuple[Spot, ...]]:
    """Yield one circle for each knot of nodes that the talk can walk through without waiting."""
    onward = {spot: ways.through(spot, passes) for spot in ways.nodes if passes(spot)}
    told: set[Spot] = set()
    for spot in onward:
        circle = () if spot in told else _way_back(spot, onward)
        if circle:
            told |= walked([spot], lambda each: onward.get(each, ()))
            yield circle


def _way_back(start: Spot, onward: Mapping[Spot, Iterable[Spot]]) -> tuple[Spot, ...]:
    """Return the shortest way from a node to itself, or nothing."""
    paths: dict[Spot, tuple[Spot, ...]] = {start: (start,)}
    waiting = [start]
    for spot in waiting:
        for target in onward.get(spot, ()):
            if target == start:
                return paths[spot]
            if target not in paths:
                paths[target] = (*paths[spot], target)
                waiting.append(target)
    return ()


def _spelled(circle: tuple[Spot, ...]) -> str:
    flow = circle[0].flow
    names = [spot.node if spot.flow == flow else f"{spot.flow}/{spot.node}" for spot in (*circle, circle[0])]
    return " → ".join(names)


def _too_long(material: Material, ways: Ways) -> Iterator[Problem]:
    """Say where one answer would walk through more nodes than a turn may. What goes round is told already."""
    if next(_circles(ways, ways.passes), None):
        return
    lengths: dict[Spot, int] = {}

    def length(spot: Spot) -> int:
        if spot not in lengths:
            start, onward = ways.entered(spot), ways.through(spot, ways.passes)
            inside = length(start) if start else 0
            lengths[spot] = 1 + inside + max((length(each) for each in onward if each != start), default=0)
        return lengths[spot]

    longest = max(ways.nodes, key=length, default=None)
    if longest and length(longest) > STEPS:
        message = f"{length(longest)} nodes follow each other from here without a question; a turn walks {STEPS}"
        yield material.at(longest.flow, ("nodes", longest.node), message)
