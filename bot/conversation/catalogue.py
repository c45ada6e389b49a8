"""Reads flows from files and knows every node by its spot.

Nothing here may judge content beyond its form; `check` does that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.conversation.model import Always, Branch, Command, Flow, Go, Node, Target
from bot.conversation.session import Spot
from bot.yaml_marks import Marks, Problem, Steps, WrongContent, load_marked, spelled, validated

ALWAYS = "always"
"""The file of commands, and the flow name that the engine's own buttons carry."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All flows by name, and the commands that work at every moment. ``marks`` tell where each thing is written."""

    flows: Mapping[str, Flow]
    commands: Mapping[str, Command]
    marks: Mapping[str, Marks] = field(default_factory=dict)

    def node(self, spot: Spot) -> Node | None:
        """Return the node at a spot, or None when the flows no longer have it."""
        flow = self.flows.get(spot.flow)
        return flow.nodes.get(spot.node) if flow else None

    def resolve(self, target: Target, flow: str) -> Spot | None:
        """Return the spot a target means, seen from a flow; None for ``return``. ``go:flow/node`` is our own."""
        if target == "return":
            return None
        if target.startswith("go:"):
            return Spot(*target.removeprefix("go:").split("/"))
        if target.startswith("flow:"):
            name = target.removeprefix("flow:")
            return Spot(name, self.flows[name].start) if name in self.flows else Spot(name, "")
        return Spot(flow, target)

    def spots(self) -> Iterator[tuple[Spot, Node]]:
        """Walk every node of every flow, in file order."""
        for name, flow in self.flows.items():
            for node_name, node in flow.nodes.items():
                yield Spot(name, node_name), node


def branches(go: Go) -> tuple[Branch, ...]:
    """Return a way on as branches, whether it was written as one target or as several."""
    return (Branch(to=go),) if isinstance(go, str) else go


def shown(steps: Steps) -> str:
    """Spell a path in a flow file without the word every path would begin with."""
    return spelled(steps[1:] if steps[:1] in (("nodes",), ("commands",)) and len(steps) > 1 else steps)


def load_catalogue(folder: Path) -> Catalogue:
    """Read every ``*.yaml`` of a folder; raises `WrongContent` with all mistakes of form at once."""
    problems: list[Problem] = []
    flows: dict[str, Flow] = {}
    marks: dict[str, Marks] = {}
    commands: Mapping[str, Command] = {}
    for path in sorted(folder.glob("*.yaml")):
        name = f"{folder.name}/{path.name}"
        try:
            tree, placed = load_marked(path, name)
        except WrongContent as wrong:
            problems += wrong.problems
            continue
        marks[path.stem] = placed
        if path.stem == ALWAYS:
            always, wrongs = validated(Always, tree, placed, shown=shown)
            commands = always.commands if always else {}
        else:
            flow, wrongs = validated(Flow, tree, placed, shown=shown)
            if flow:
                flows[path.stem] = flow
        problems += wrongs
    if not flows and not problems:
        problems.append(Problem(folder.name, 1, 1, "", "no flow here; a helpline needs at least flows/welcome.yaml"))
    if problems:
        raise WrongContent(problems)
    return Catalogue(flows, commands, marks)
