"""Draws flows as people see them: what is said, what can be answered, where each answer leads.

Nothing here may lay anything out; `draw_svg` does, and Mermaid does it by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.conversation.catalogue import Catalogue, branches
from bot.conversation.check_material import Words, choices_of
from bot.conversation.model import Ask, Enter, Find, Flow, Go, HandOver, Listen, Locate, Node, Review, When, kind_of
from bot.conversation.on_talk import texts

SKIP, DONE = "choice-skip", "choice-done"
_SHAPES: Mapping[str, tuple[str, str]] = {
    "say": ("(", ")"),
    "ask": ("{{", "}}"),
    "listen": ("[/", "/]"),
    "locate": ("[\\", "\\]"),
    "find": ("[(", ")]"),
    "review": ("[", "]"),
    "hand_over": ("([", "])"),
    "enter": ("[[", "]]"),
    "end": ("(((", ")))"),
}
_CLASSES = (
    "classDef people fill:#b3412e,color:#ffffff,stroke:#7d2a1c",
    "classDef ended fill:#5b6470,color:#ffffff,stroke:#3c434c",
    "classDef elsewhere fill:none,stroke-dasharray:4 3",
)
_WORDS = 140


@dataclass(frozen=True, slots=True)
class Way:
    """One way on: what is answered, under which condition, and the target it leads to."""

    label: str
    target: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """One node as it is drawn: its name, its kind, its words, its ways."""

    name: str
    kind: str
    words: str
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Drawing:
    """Turns flows into boxes, in the words of one language."""

    catalogue: Catalogue
    words: Words
    locale: str

    def boxes(self, flow: Flow) -> tuple[Box, ...]:
        """Return every node of a flow as a box, in the order of the file."""
        return tuple(
            Box(name, kind_of(node) or "", self._said(node), tuple(self._ways(node)))
            for name, node in flow.nodes.items()
        )

    def called(self, text: str) -> str:
        """Return the words of a text, with its variables as ``$name``, or its id where that language lacks it."""
        return next(iter(self.words.wordings(text, self.locale)), text)

    def _said(self, node: Node) -> str:
        said: tuple[str, ...] = ()
        match node:
            case Enter(enter=flow):
                return flow
            case HandOver(say=say, rest=rest):
                said = (*texts(say), rest)
            case _:
                first: str | tuple[str, ...] = getattr(node, kind_of(node) or "", "")
                said = texts(first)
        return " ".join(" ".join(self.called(text).split()) for text in said)

    def _ways(self, node: Node) -> Iterator[Way]:
        node_go: Go | None = getattr(node, "go", None)
        if isinstance(node, Enter):
            yield Way("", f"flow:{node.enter}")
        own = self._own_label(node)
        several = isinstance(node, Ask) and node.several is not None
        for choice in choices_of(node):
            go = choice.go if choice.go is not None else None if several else node_go
            label = self.called(choice.say)
            shown = self.condition(choice.when) if choice.when else ""
            if go is not None:
                yield from self._branched(label, go, shown)
            elif several or isinstance(node, Find):
                yield Way(label, "", shown)
        if node_go is not None and (own or not isinstance(node, Ask)):
            yield from self._branched(own, node_go)
        for key, label in (("skip", self.called(SKIP)), ("unknown", "?")):
            go = getattr(node, key, None)
            if go is not None:
                yield from self._branched(label, go)

    def _own_label(self, node: Node) -> str:
        match node:
            case Ask(several=several, words=welcome):
                return self.called(DONE) if several else "…" if welcome else ""
            case Listen() | Locate():
                return "…"
            case Review(send=send):
                return self.called(send)
            case Enter():
                return "…"
        return ""

    def _branched(self, label: str, go: Go, shown: str = "") -> Iterator[Way]:
        for branch in branches(go):
            when = self.condition(branch.when) if branch.when else ""
            yield Way(label, branch.to, " and ".join(each for each in (shown, when) if each))

    # -- conditions in words -------------------------------------------------------------------------------------------

    def condition(self, when: When) -> str:
        """Return a condition as people say it, with the titles and labels of the questions it looks at."""
        parts = [f"{self._key(key)} = {self._value(key, value)}" for key, value in (when.is_ or {}).items()]
        for key, values in (when.one_of or {}).items():
            parts.append(f"{self._key(key)} = {' / '.join(self._value(key, value) for value in values)}")
        if when.known is not None:
            parts.append(f"{self._key(when.known)} is known")
        parts += [self.condition(each) for each in when.all_ or ()]
        if when.any_ is not None:
            inner = " or ".join(self.condition(each) for each in when.any_)
            parts.append(f"({inner})" if len(when.any_) > 1 else inner)
        if when.not_ is not None:
            parts.append(f"not ({self.condition(when.not_)})")
        return " and ".join(parts)

    def _key(self, key: str) -> str:
        titles = (node.title for _, node in self.catalogue.spots() if node.remember == key and node.title)
        title = next(titles, None)
        return self.called(title) if title else key

    def _value(self, key: str, value: str) -> str:
        for _, node in self.catalogue.spots():
            for choice in choices_of(node) if node.remember == key else ():
                if choice.name == value:
                    return self.called(choice.say)
        return value


# -- Mermaid -----------------------------------------------------------------------------------------------------------


def mermaid(flow: str | None, catalogue: Catalogue, words: Words, locale: str) -> str:
    """Return a flow, or all of them, as a Mermaid flowchart; each flow is a subgraph."""
    drawing = Drawing(catalogue, words, locale)
    names = [flow] if flow else list(catalogue.flows)
    lines = ["flowchart TD"]
    edges: list[str] = []
    elsewhere: dict[str, str] = {}
    for name in names:
        lines.append(f'  subgraph {_id(name, "")}["{name}"]')
        for box in drawing.boxes(catalogue.flows[name]):
            here = _id(name, box.name)
            left, right = _SHAPES[box.kind]
            lines.append(f'    {here}{left}"{_quoted(_cut(box.words))}"{right}{_class(box.kind)}')
            for way in box.ways:
                target = _mermaid_target(catalogue, name, way.target, names, elsewhere)
                if target:
                    edges.append(f"  {here} -->{_edge_words(way)} {target}")
        lines.append("  end")
    lines += [f'  {there}["{_quoted(label)}"]:::elsewhere' for label, there in elsewhere.items()]
    return "\n".join([*lines, *edges, *(f"  {line}" for line in _CLASSES)]) + "\n"


def _mermaid_target(
    catalogue: Catalogue, flow: str, target: str, drawn: list[str], elsewhere: dict[str, str]
) -> str | None:
    """Return the id a way leads to; what is not drawn becomes a small box of its own."""
    if not target:
        return None
    spot = catalogue.resolve(target, flow)
    if spot is not None and spot.flow in drawn:
        return _id(spot.flow, spot.node)
    label = target if spot is None else f"→ {spot.flow}"
    return elsewhere.setdefault(label, f"to_{len(elsewhere)}")


def _id(flow: str, node: str) -> str:
    return f"{flow}__{node}".replace("-", "_") if node else f"flow_{flow.replace('-', '_')}"


def _class(kind: str) -> str:
    return {"hand_over": ":::people", "end": ":::ended"}.get(kind, "")


def _edge_words(way: Way) -> str:
    words = " · ".join(each for each in (way.label, way.when) if each)
    return f'|"{_quoted(_cut(words))}"|' if words else ""


def _cut(words: str) -> str:
    return words if len(words) <= _WORDS else words[: _WORDS - 1].rstrip() + "…"


def _quoted(words: str) -> str:
    """Return words as they stand inside Mermaid's quotes."""
    return words.replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
