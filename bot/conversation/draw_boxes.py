"""Flows as boxes that can be drawn: what is said, what can be answered, where each answer leads.

Nothing here may know how a box is drawn; `draw` writes Mermaid, `draw_svg` a picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.conversation.catalogue import Catalogue, branches
from bot.conversation.check_material import Words, choices_of
from bot.conversation.model import Ask, Enter, Flow, Go, HandOver, Listen, Locate, Node, Review, When, kind_of
from bot.conversation.on_talk import texts

SKIP, DONE = "choice-skip", "choice-done"
ANY = "…"
"""Stands for any answer: own words, a place, whichever choice."""


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
        shared = self._shared(node, node_go)
        if isinstance(node, Enter):
            yield Way("", f"flow:{node.enter}")
        for choice in choices_of(node):
            label, shown = self.called(choice.say), self.condition(choice.when) if choice.when else ""
            if choice.go is not None:
                yield from self._branched(label, choice.go, shown)
            elif shared or node_go is None:
                yield Way(label, "", shown)
            else:
                yield from self._branched(label, node_go, shown)
        if node_go is not None and shared is not None:
            yield from self._branched(shared, node_go)
        for key, label in (("skip", self.called(SKIP)), ("unknown", "?")):
            go: Go | None = getattr(node, key, None)
            if go is not None:
                yield from self._branched(label, go)

    def _shared(self, node: Node, node_go: Go | None) -> str | None:
        """Return what the way of the node itself is called where it has one row of its own, else None."""
        match node:
            case Ask(several=several, words=welcome, choices=choices):
                parted = not isinstance(node_go, str) and any(choice.go is None for choice in choices)
                return self.called(DONE) if several else ANY if welcome or parted else None
            case Listen() | Locate() | Enter():
                return ANY
            case Review(send=send):
                return self.called(send)
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
