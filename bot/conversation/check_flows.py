"""Proves that each flow is sound by itself: targets exist, every answer has a way, a name of its own and a button.

Nothing here may follow a way further than one step; `check_ways` walks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.conversation.catalogue import branches
from bot.conversation.check_material import Material, choices_of
from bot.conversation.model import Ask, Choice, Enter, Find, Flow, Go, HandOver, Listen, Locate, Node, Review
from bot.conversation.on_ask import DONE, SKIP
from bot.conversation.on_code import CODE_TEXT
from bot.conversation.on_people import BACK, CHANGE, SEND
from bot.conversation.on_place import MORE, NONE
from bot.conversation.on_talk import texts
from bot.messages import Tap
from bot.yaml_marks import Problem, Steps, did_you_mean

BYTES = 64
"""How much a button can carry: Telegram's limit, the narrowest."""
ROWS = 10
"""How many answers a list can show on WhatsApp, the narrowest; more become numbers."""
PLACES = tuple(f"p{number}" for number in range(6))
_NAME = re.compile(r"[a-z][a-z0-9-]{0,23}")


def flow_problems(material: Material) -> Iterator[Problem]:
    """Yield what is wrong with single flows and nodes."""
    for name, flow in material.catalogue.flows.items():
        if not _NAME.fullmatch(name):
            yield material.at(
                name, (), f"the file name '{name}' is not a flow's: small letters, digits, hyphens, at most 24"
            )
        if flow.start not in flow.nodes:
            near = did_you_mean(flow.start, flow.nodes)
            yield material.at(name, ("start",), f"no node '{flow.start}'{near}")
        for node_name, node in flow.nodes.items():
            steps = ("nodes", node_name)
            if node_name == "return":
                yield material.at(name, steps, "no node can be called 'return': that word leads back to who entered")
            if "return-code" in node.tell and not isinstance(node, HandOver):
                number = node.tell.index("return-code")
                message = "only a 'hand_over' gives out the four words; here they would lead nowhere"
                yield material.at(name, (*steps, "tell", number), message)
            elif "return-code" in node.tell and isinstance(node, HandOver) and CODE_TEXT not in texts(node.say):
                message = f"the four words are told by '{CODE_TEXT}', whose message fades; 'say' lacks it"
                yield material.at(name, (*steps, "say"), message)
            yield from _targets(material, name, flow, steps, node)
            yield from _choices(material, name, steps, node)
            yield from _buttons(material, name, steps, node)


def ways_written(node: Node) -> Iterator[tuple[Steps, Go]]:
    """Walk every way that is written in a node, with its place."""
    for key in ("go", "skip", "unknown"):
        go: Go | None = getattr(node, key, None)
        if go is not None:
            yield (key,), go
    for number, choice in enumerate(choices_of(node)):
        if choice.go is not None:
            yield ("choices", number, "go"), choice.go


def targets_written(node: Node) -> Iterator[tuple[Steps, str]]:
    """Walk every target that is written in a node, with its place."""
    if isinstance(node, Enter):
        yield ("enter",), f"flow:{node.enter}"
    for steps, go in ways_written(node):
        if isinstance(go, str):
            yield steps, go
        else:
            for number, branch in enumerate(go):
                yield (*steps, number, "to"), branch.to


# -- targets and branches ------------------------------------------------------------------------------------------


def _targets(material: Material, name: str, flow: Flow, steps: Steps, node: Node) -> Iterator[Problem]:
    for way, target in targets_written(node):
        wrong = target_problem(material, flow, target)
        if wrong:
            yield material.at(name, (*steps, *way), wrong)
    for way, go in ways_written(node):
        if isinstance(go, str):
            continue
        if not go:
            yield material.at(name, (*steps, *way), "an empty list leads nowhere")
        for number, branch in enumerate(branches(go)):
            is_last = number == len(go) - 1
            if is_last and branch.when is not None:
                message = "the last branch has a 'when': where none holds, the talk would have no way on"
                yield material.at(name, (*steps, *way, number, "when"), message)
            if not is_last and branch.when is None:
                message = "a branch without 'when' always holds, so those after it are never taken"
                yield material.at(name, (*steps, *way, number), message)


def target_problem(material: Material, flow: Flow | None, target: str) -> str:
    """Return what is wrong with a target seen from a flow, or nothing."""
    flows = material.catalogue.flows
    nodes = flow.nodes if flow else {}
    if target == "return":
        return ""
    if target.startswith("flow:"):
        name = target.removeprefix("flow:")
        return "" if name in flows else f"no flow '{name}'{did_you_mean(name, flows)}"
    if target in nodes:
        return ""
    if target in flows:
        return f"no node '{target}'; did you mean 'flow:{target}'?"
    return f"no node '{target}'{did_you_mean(target, [*nodes, 'return'])}"


# -- choices ---------------------------------------------------------------------------------------------------------


def own_names(node: Node) -> tuple[str, ...]:
    """Return the names of the choices that the bot itself adds to a node's own."""
    names: list[str] = []
    if isinstance(node, Ask) and node.several:
        names.append(DONE)
    if isinstance(node, Ask | Listen | Locate) and node.skip is not None:
        names.append(SKIP)
    if isinstance(node, Locate):
        names += [*PLACES, NONE]
    if isinstance(node, Review):
        names += [SEND, CHANGE, BACK]
    return tuple(names)


def _choices(material: Material, name: str, steps: Steps, node: Node) -> Iterator[Problem]:
    met: dict[str, int] = dict.fromkeys(own_names(node), -1)
    for number, choice in enumerate(choices_of(node)):
        here = (*steps, "choices", number)
        if choice.name in met:
            whose = "the bot's own" if met[choice.name] < 0 else "another"
            message = f"{whose} choice of this question is called '{choice.name}' too; give one a 'value'"
            yield material.at(name, (*here, "say"), message)
        met.setdefault(choice.name, number)
        if not _has_way(node, choice):
            yield material.at(name, here, f"the choice '{choice.name}' has no way on: give it a 'go'")
        if choice.alone and not (isinstance(node, Ask) and node.several):
            yield material.at(name, (*here, "alone"), "'alone' means something only where several can be ticked")
    if isinstance(node, Ask):
        yield from _asking(material, name, steps, node)


def _has_way(node: Node, choice: Choice) -> bool:
    if choice.go is not None:
        return True
    match node:
        case Find():
            return choice.name == MORE
        case Review() | HandOver():
            return False
    return getattr(node, "go", None) is not None


def _asking(material: Material, name: str, steps: Steps, node: Ask) -> Iterator[Problem]:
    if node.several and node.go is None:
        yield material.at(name, steps, "several answers can be ticked here, so the node itself needs a 'go'")
    if node.several and node.remember is None:
        yield material.at(name, steps, "what is ticked here is lost without 'remember'")
    if node.words and node.go is None:
        yield material.at(name, (*steps, "words"), "own words are welcome here, so the node itself needs a 'go'")
    if node.words and node.several:
        yield material.at(name, (*steps, "words"), "own words cannot be welcome where several answers are ticked")
    count = len(node.choices) + len(own_names(node))
    if count > ROWS:
        message = f"{count} answers are more than a list can show ({ROWS}); they become numbers to type"
        yield material.at(name, (*steps, "choices"), message, "warning")


# -- buttons ---------------------------------------------------------------------------------------------------------


def _buttons(material: Material, name: str, steps: Steps, node: Node) -> Iterator[Problem]:
    written = {choice.name: ("choices", number) for number, choice in enumerate(choices_of(node))}
    names: list[str] = [*written, *own_names(node)]
    if isinstance(node, Review):
        nodes = material.catalogue.flows[name].nodes.values()
        names += [f"a-{each.remember}" for each in nodes if each.remember and each.title]
    for choice in names:
        size = len(Tap(name, str(steps[-1]), choice).packed().encode())
        if size > BYTES:
            message = f"the button '{choice}' carries {size} bytes, at most {BYTES}: shorten flow, node or choice"
            yield material.at(name, (*steps, *written.get(choice, ())), message)
