"""Draws flows: as Mermaid text, which many tools show, or as a picture.

Nothing here may read a flow; `draw_boxes` does.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.conversation.catalogue import Catalogue
from bot.conversation.check_material import Words
from bot.conversation.draw_boxes import Box, Drawing, Way
from bot.conversation.draw_svg import svg

__all__ = ["mermaid", "svg"]

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
            lines.append(f'    {here}{left}"{_box_words(box)}"{right}{_class(box.kind)}')
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


def _box_words(box: Box) -> str:
    """Return the words of a box; answers that have no way of their own stand under them."""
    ticks = [f"☐ {way.label}" for way in box.ways if not way.target]
    return "<br/>".join(_quoted(each) for each in (_cut(box.words), *ticks))


def _edge_words(way: Way) -> str:
    words = " · ".join(each for each in (way.label, way.when) if each)
    return f'|"{_quoted(_cut(words))}"|' if words else ""


def _cut(words: str) -> str:
    return words if len(words) <= _WORDS else words[: _WORDS - 1].rstrip() + "…"


def _quoted(words: str) -> str:
    """Return words as they stand inside Mermaid's quotes."""
    return words.replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
