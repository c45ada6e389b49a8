"""Measures the redactor against the labelled messages: per language, kind and part, and how long it takes.

`python tests/privacy/score_redaction.py [--show]` prints the table; ``--show`` adds what was missed or taken wrongly
among the messages for tuning. Of the held and the adversarial messages only figures are ever printed, so that nobody
tunes to them.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NotRequired, TypedDict

import yaml

from bot.privacy.redact import KINDS, Piece, Redactor

CORPORA = Path(__file__).parents[1] / "corpora" / "redaction"
PUBLIC = ("+74959895050", "+78007000600", "+78007005452", "+74957978722", "112", "102", "103", "111", "11616")
"""The numbers that the labels treat as the directory's."""


class Label(TypedDict):
    """One piece that is to be found."""

    kind: str
    piece: str


class Item(TypedDict):
    """One labelled message."""

    text: str
    found: NotRequired[list[Label]]
    part: str


@dataclass
class Score:
    """What was to be found, what was found of it, and what was taken wrongly, by kind."""

    messages: int = 0
    clean: int = 0
    alarmed: int = 0
    wanted: Counter[str] = field(default_factory=Counter)
    covered: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)

    def recall(self, *kinds: str) -> float:
        """Return the share of the wanted pieces, of these kinds or all, of which nothing readable is left."""
        kinds = kinds or KINDS
        return _share(sum(self.covered[kind] for kind in kinds), sum(self.wanted[kind] for kind in kinds))

    def precision(self, *kinds: str) -> float:
        """Return the share of the taken pieces that touch a wanted one."""
        kinds = kinds or KINDS
        taken = sum(self.taken[kind] for kind in kinds)
        return _share(taken - sum(self.wrong[kind] for kind in kinds), taken)

    def false_alarms(self) -> float:
        """Return the share of messages with nothing to find in which something was taken."""
        return self.alarmed / self.clean if self.clean else 0.0


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def load() -> Iterator[tuple[str, str, Item]]:
    """Yield language, part and message; the adversarial messages are a part of their own."""
    for path in sorted(CORPORA.glob("*.yaml")):
        items: list[Item] = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
        for item in items:
            part = "adversarial" if path.stem == "adversarial" else item["part"]
            yield path.stem, part, item


def wanted_spans(item: Item) -> list[tuple[str, int, int]]:
    """Return kind and place of every labelled piece; equal pieces stand one after the other."""
    spans: list[tuple[str, int, int]] = []
    after: Counter[str] = Counter()
    for label in item.get("found", []):
        start = item["text"].index(label["piece"], after[label["piece"]])
        after[label["piece"]] = start + 1
        spans.append((label["kind"], start, start + len(label["piece"])))
    return spans


def is_covered(text: str, start: int, end: int, pieces: tuple[Piece, ...]) -> bool:
    """Tell whether a wanted piece is gone: all its digits, and four in five of its letters."""
    hidden = {place for piece in pieces for place in range(piece.start, piece.end)}
    left = [place for place in range(start, end) if text[place].isalnum() and place not in hidden]
    whole = sum(sign.isalnum() for sign in text[start:end])
    return not any(text[place].isdigit() for place in left) and len(left) <= whole * 0.2


def measure(redactor: Redactor, show: bool = False) -> dict[tuple[str, str], Score]:
    """Return the scores by language and part."""
    scores: dict[tuple[str, str], Score] = {}
    for language, part, item in load():
        score = scores.setdefault((language, part), Score())
        text, spans = item["text"], wanted_spans(item)
        pieces = redactor.find(text)
        score.messages += 1
        score.clean += not spans
        score.alarmed += bool(pieces) and not spans
        for kind, start, end in spans:
            score.wanted[kind] += 1
            score.covered[kind] += is_covered(text, start, end, pieces)
            if show and part == "tune" and not is_covered(text, start, end, pieces):
                print(f"missed {language} {kind}: {text!r}")
        for piece in pieces:
            right = any(piece.start < end and start < piece.end for _, start, end in spans)
            score.taken[piece.kind] += 1
            score.wrong[piece.kind] += not right
            if show and part == "tune" and not right:
                print(f"wrong {language} {piece.kind}: {text[piece.start : piece.end]!r} in {text!r}")
    return scores


def together(scores: dict[tuple[str, str], Score], part: str) -> Score:
    """Return the score of one part over all languages."""
    whole = Score()
    for (_, each_part), score in scores.items():
        if each_part == part:
            whole.messages += score.messages
            whole.clean += score.clean
            whole.alarmed += score.alarmed
            for name in ("wanted", "covered", "taken", "wrong"):
                getattr(whole, name).update(getattr(score, name))
    return whole


def texts_of_300(language: str, clean: bool) -> list[str]:
    """Return texts of 300 characters in one language, made of tuning messages.

    Messages are laid end to end; ``clean`` lays three messages with nothing to find before each one with something.
    """
    items = [item for each, part, item in load() if (each, part) == (language, "tune")]
    personal = [item["text"] for item in items if item.get("found")]
    harmless = [item["text"] for item in items if not item.get("found")]
    laid = personal + harmless
    if clean:
        laid = [text for at, each in enumerate(personal) for text in (*_three_of(harmless, at), each)]
    joined = ". ".join(laid)
    return [joined[at : at + 300] for at in range(0, len(joined) - 300, 300)]


def _three_of(texts: list[str], at: int) -> list[str]:
    return [texts[(3 * at + step) % len(texts)] for step in range(3)]


def microseconds(redactor: Redactor, texts: list[str], rounds: int = 7) -> float:
    """Return the mean time for one text, as the best of some rounds."""
    times = []
    for _ in range(rounds):
        began = time.thread_time()
        for each in texts:
            redactor.find(each)
        times.append((time.thread_time() - began) / len(texts))
    return min(times) * 1e6


def main(arguments: list[str]) -> None:
    """Print the table."""
    redactor = Redactor(PUBLIC)
    scores = measure(redactor, show="--show" in arguments)
    print(f"{'part':<12}{'language':<13}{'messages':>8}{'recall':>8}{'precision':>11}{'false alarms':>14}")
    for (language, part), score in sorted(scores.items(), key=lambda entry: (entry[0][1], entry[0][0])):
        _print_line(part, language, score)
    for part in ("tune", "held", "adversarial"):
        whole = together(scores, part)
        _print_line(part, "all", whole)
        for kind in KINDS:
            found, taken = f"{whole.covered[kind]}/{whole.wanted[kind]}", f"{whole.wrong[kind]} of {whole.taken[kind]}"
            print(f"    {kind:<10} found {found:>9}  recall {whole.recall(kind):5.2f}   taken wrongly {taken}")
    for language in ("ru", "en", "uz", "kk", "ky", "tg"):
        usual, dense = (microseconds(redactor, texts_of_300(language, clean)) for clean in (True, False))
        print(f"{language}: {usual:.0f} microseconds per 300 characters, {dense:.0f} where every sentence is personal")


def _print_line(part: str, language: str, score: Score) -> None:
    print(
        f"{part:<12}{language:<13}{score.messages:>8}{score.recall():>8.2f}{score.precision():>11.2f}"
        f"{score.alarmed:>6} of {score.clean:<4}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
