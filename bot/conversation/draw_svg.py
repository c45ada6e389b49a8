"""Lays flows out as one SVG picture: a card for each node, its answers as rows, lines to what comes next.

Nothing here needs another program. Each row names where it leads; ways that go back, far ahead or into another flow
have no line, so that the lines that are left can be followed with a finger. Light or dark, as the reader's screen is.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

from bot.conversation.catalogue import Catalogue
from bot.conversation.check_material import Words
from bot.conversation.draw_boxes import Box, Drawing, Way

WIDTH, GAP_X, GAP_Y, MARGIN = 270, 34, 46, 30
LINE, PAD, CHARACTERS = 17, 11, 33
FARTHEST = 3
"""How many layers a line may go down; a way farther ahead has none."""
MOST = 5
"""How many cards stand beside each other."""
_SWEEPS = 6
_MOST_LINES = 9
_STYLE = """
svg{--ground:#fbfaf8;--card:#fff;--ink:#1d2530;--soft:#5d6875;--line:#8b96a3;--edge:#d5dae0;
font:13px system-ui,sans-serif;background:var(--ground)}
@media (prefers-color-scheme:dark){svg{--ground:#14181d;--card:#1e242b;--ink:#e8ecf0;--soft:#9aa6b3;--line:#66727f;
--edge:#343d47}}
text{fill:var(--ink)}.soft{fill:var(--soft);font-size:11px}.flow{font-size:20px;font-weight:600}
.card{fill:var(--card);stroke:var(--edge)}.row{stroke:var(--edge)}.way{fill:none;stroke:var(--line);stroke-width:1.4}
a text,.away text{font-size:11px;fill:#2f6fb0}.away text{fill:#a2612a}
@media (prefers-color-scheme:dark){a text{fill:#86b8ea}.away text{fill:#e0a870}}
.say{fill:#8b96a3}.ask{fill:#2f6fb0}.listen{fill:#17807e}.locate,.find{fill:#4f8a3c}.review{fill:#7a56b3}
.hand_over{fill:#c2452f}.enter{fill:#b08a2e}.end{fill:#3f4a57}
"""


@dataclass
class Card:
    """One node on the paper, or the bend of a line that passes a layer (``box`` is None)."""

    name: str
    layer: int
    box: Box | None = None
    x: float = 0.0
    y: float = 0.0
    height: float = 0.0
    up: list[Card] = field(default_factory=list)
    down: list[Card] = field(default_factory=list)

    @property
    def width(self) -> float:
        """Return how much room it takes from left to right."""
        return WIDTH if self.box else 10


def svg(flow: str | None, catalogue: Catalogue, words: Words, locale: str) -> str:
    """Return a flow, or all of them under each other, as an SVG picture."""
    drawing = Drawing(catalogue, words, locale)
    parts: list[str] = []
    width, y = 0.0, 0.0
    for name in [flow] if flow else list(catalogue.flows):
        picture = _Picture(name, catalogue.flows[name].start, drawing.boxes(catalogue.flows[name]), flow is None)
        parts.append(f'<g id="{name}" transform="translate(0 {y:.0f})">{"".join(picture.drawn())}</g>')
        width, y = max(width, picture.width), y + picture.height
    size = f'viewBox="0 0 {width:.0f} {y:.0f}" width="{width:.0f}" height="{y:.0f}"'
    title = escape(flow or "all flows")
    head = f'<svg xmlns="http://www.w3.org/2000/svg" role="img" lang="{escape(locale)}" {size}>'
    return f"{head}<title>{title}</title><style>{_STYLE}</style>{''.join(parts)}</svg>\n"


class _Picture:
    """One flow on the paper. ``whole`` tells that the other flows are on it too and can be linked to."""

    def __init__(self, flow: str, start: str, boxes: Sequence[Box], whole: bool) -> None:
        self._flow, self._whole = flow, whole
        self._layers = _layers(start, boxes)
        self._cards = {box.name: Card(box.name, self._layers[box.name], box, height=_height(box)) for box in boxes}
        self._rows: list[list[Card]] = [[] for _ in range(max(self._layers.values(), default=0) + 1)]
        for card in self._cards.values():
            self._rows[card.layer].append(card)
        self._lines = [line for box in boxes for line in self._lines_of(box)]
        self._order()
        self._place()
        self.width = max(card.x + card.width for row in self._rows for card in row) + MARGIN
        self.height = max(card.y + card.height for row in self._rows for card in row) + GAP_Y

    def _lines_of(self, box: Box) -> Iterator[tuple[Card, ...]]:
        here = self._cards[box.name]
        for target in dict.fromkeys(way.target for way in box.ways):
            if 0 < self._layers.get(target, 0) - here.layer <= FARTHEST:
                yield self._bent(here, self._cards[target])

    def _bent(self, here: Card, there: Card) -> tuple[Card, ...]:
        """Return the line between two cards, with a bend in every layer it passes, so that it finds room there."""
        line = [here]
        for layer in range(here.layer + 1, there.layer):
            bend = Card(f"{here.name}>{there.name}", layer)
            self._rows[layer].append(bend)
            line.append(bend)
        line.append(there)
        for above, below in pairwise(line):
            above.down.append(below)
            below.up.append(above)
        return tuple(line)

    # -- where everything stands -------------------------------------------------------------------------------------

    def _order(self) -> None:
        """Order each layer by where its neighbours stand, so that few lines cross."""
        for sweep in range(_SWEEPS):
            rows = self._rows if sweep % 2 == 0 else self._rows[::-1]
            for row in self._rows:
                for place, card in enumerate(row):
                    card.x = place
            for row in rows:
                row.sort(key=lambda card: _mean(card.up if sweep % 2 == 0 else card.down, card.x))
                for place, card in enumerate(row):
                    card.x = place

    def _place(self) -> None:
        for row in self._rows:
            x = 0.0
            for card in row:
                card.x, x = x, x + card.width + GAP_X
        for sweep in range(_SWEEPS):
            for row in self._rows if sweep % 2 == 0 else self._rows[::-1]:
                _settle(row, [_middle(card.up if sweep % 2 == 0 else card.down, card) for card in row])
        left = min(card.x for row in self._rows for card in row) - MARGIN
        y = float(MARGIN + 30)
        for row in self._rows:
            tallest = max((card.height for card in row), default=0)
            for card in row:
                card.x, card.y = card.x - left, y
                card.height = card.height or tallest
            y += tallest + GAP_Y

    # -- drawing -------------------------------------------------------------------------------------------------------

    def drawn(self) -> Iterator[str]:
        """Draw the flow: its name, the lines, then the cards over them."""
        yield f'<text class="flow" x="{MARGIN}" y="{MARGIN}">{escape(self._flow)}</text>'
        for line in self._lines:
            yield self._line(line)
        for card in self._cards.values():
            yield from self._card(card)

    def _line(self, line: Sequence[Card]) -> str:
        x, y = _start(line[0], line[1]), line[0].y + line[0].height
        path = f"M{x:.0f} {y:.0f}"
        for there in line[1:]:
            to_x, half = there.x + there.width / 2, (there.y - y) / 2
            path += f"C{x:.0f} {y + half:.0f} {to_x:.0f} {there.y - half:.0f} {to_x:.0f} {there.y:.0f}"
            x, y = to_x, there.y
            if there.box is None:
                y += there.height
                path += f"V{y:.0f}"
        return f'<path class="way" d="{path}"/><circle class="say" cx="{x:.0f}" cy="{y:.0f}" r="3"/>'

    def _card(self, card: Card) -> Iterator[str]:
        box = card.box
        assert box
        yield f'<g id="{self._flow}-{box.name}" transform="translate({card.x:.0f} {card.y:.0f})">'
        yield f'<rect class="card" width="{WIDTH}" height="{card.height:.0f}" rx="7"/>'
        yield f'<rect class="{box.kind}" width="5" height="{card.height:.0f}" rx="2"/>'
        yield f'<text class="soft" x="{PAD + 4}" y="17">{escape(box.kind)} · {escape(box.name)}</text>'
        for number, line in enumerate(_wrapped(box.words)):
            yield f'<text x="{PAD + 4}" y="{17 + LINE * (number + 1)}">{escape(line)}</text>'
        for number, way in enumerate(box.ways):
            yield from self._row(box, number, way)
        yield "</g>"

    def _row(self, box: Box, number: int, way: Way) -> Iterator[str]:
        y = _row_y(box, number)
        yield f'<path class="row" d="M5 {y:.0f}H{WIDTH}"/>'
        yield f'<text x="{PAD + 4}" y="{y + 13:.0f}">{escape(way.label)}</text>'
        for step, line in enumerate(_condition(way)):
            yield f'<text class="soft" x="{PAD + 14}" y="{y + 13 + LINE * (step + 1):.0f}">{escape(line)}</text>'
        if way.target:
            yield self._link(box.name, way.target, y + 13)

    def _link(self, here: str, target: str, y: float) -> str:
        """Name where a row leads, and link to it where it is on the paper."""
        inside, flow = target in self._cards, target.removeprefix("flow:")
        arrow = "→" if not inside else "↓" if self._layers[target] > self._layers[here] else "↑"
        text = f'<text x="{WIDTH - PAD}" y="{y:.0f}" text-anchor="end">{escape(flow)} {arrow}</text>'
        if not inside and (flow == target or not self._whole):
            return f'<g class="away">{text}</g>'
        return f'<a href="#{self._flow}-{target}">{text}</a>' if inside else f'<a href="#{flow}">{text}</a>'


def _start(card: Card, there: Card) -> float:
    """Return where on a card's lower edge a line leaves: the lines to the left on the left."""
    below = sorted(card.down, key=lambda each: each.x + each.width / 2)
    return card.x + WIDTH * (below.index(there) + 1) / (len(below) + 1)


# -- layers ------------------------------------------------------------------------------------------------------------


def _layers(start: str, boxes: Sequence[Box]) -> dict[str, int]:
    """Return the layer of each node: below the lowest that leads to it, ways that go back not counted."""
    targets: Mapping[str, list[str]] = {box.name: [way.target for way in box.ways] for box in boxes}
    order: list[str] = []
    met: set[str] = set()

    def visit(name: str) -> None:
        met.add(name)
        for target in targets[name]:
            if target in targets and target not in met:
                visit(target)
        order.append(name)

    for name in (start, *targets):
        if name in targets and name not in met:
            visit(name)
    rank = {name: place for place, name in enumerate(reversed(order))}
    lowest = dict.fromkeys(rank, 0)
    layers: dict[str, int] = {}
    for name, place in rank.items():
        layer = lowest[name]
        while list(layers.values()).count(layer) >= MOST:
            layer += 1
        layers[name] = layer
        for target in targets[name]:
            if rank.get(target, -1) > place:
                lowest[target] = max(lowest[target], layer + 1)
    return layers


def _mean(cards: Sequence[Card], otherwise: float) -> float:
    return sum(card.x for card in cards) / len(cards) if cards else otherwise


def _middle(cards: Sequence[Card], card: Card) -> float:
    """Return where a card would like its left edge: under or over the middle of its neighbours."""
    if not cards:
        return card.x
    return sum(each.x + each.width / 2 for each in cards) / len(cards) - card.width / 2


def _settle(row: Sequence[Card], wished: Sequence[float]) -> None:
    """Move the cards of a layer towards where they wish to stand, without changing their order."""
    x = float("-inf")
    for card, wish in zip(row, wished, strict=True):
        card.x = max(wish, x)
        x = card.x + card.width + GAP_X
    drift = sum(card.x - wish for card, wish in zip(row, wished, strict=True)) / max(len(row), 1)
    for card in row:
        card.x -= drift


# -- text --------------------------------------------------------------------------------------------------------------


def _wrapped(words: str) -> list[str]:
    lines = textwrap.wrap(words, CHARACTERS) or [""]
    return lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1][:-1] + "…"]


def _condition(way: Way) -> list[str]:
    return textwrap.wrap(f"if {way.when}", CHARACTERS + 4) if way.when else []


def _row_y(box: Box, row: int) -> float:
    above = sum(LINE * (1 + len(_condition(way))) + 3 for way in box.ways[:row])
    return 17 + LINE * len(_wrapped(box.words)) + PAD + above


def _height(box: Box) -> float:
    return _row_y(box, len(box.ways)) + 4
