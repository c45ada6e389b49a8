"""Measures how danger is heard, against the labelled messages: per language, kind and part, and how long it takes.

`python -m tests.conversation.score_danger [--show]` prints the table; ``--show`` adds what was missed and what rang in
vain among the messages for tuning. Of the held ones only figures are ever printed, so that nobody tunes to them.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from bot.conversation.danger import load_danger

ROOT = Path(__file__).parents[2]
CORPORA = ROOT / "tests" / "corpora" / "danger"
LANGUAGES, PARTS = ("en", "ru"), ("tune", "held")
LONG = 300
"""So many characters are measured for the time it takes."""


@dataclass
class Score:
    """How many messages of danger were heard, by kind, and how many harmless ones rang."""

    danger: Counter[str] = field(default_factory=Counter)
    heard: Counter[str] = field(default_factory=Counter)
    as_labelled: int = 0
    harmless: int = 0
    rang: int = 0
    missed: list[str] = field(default_factory=list)
    in_vain: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Return the share of dangerous messages that raise an alarm of any kind."""
        return self.heard.total() / self.danger.total()

    @property
    def false_alarms(self) -> float:
        """Return the share of harmless messages that raise one."""
        return self.rang / self.harmless


def score(hear: Callable[[str], str | None], language: str, part: str) -> Score:
    """Return how a listener does on one language's messages of one part."""
    result = Score()
    corpus = yaml.load((CORPORA / f"{language}.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    for item in corpus["danger"]:
        if item["part"] == part:
            kind = hear(item["text"])
            result.danger[item["kind"]] += 1
            result.heard[item["kind"]] += kind is not None
            result.as_labelled += kind == item["kind"]
            result.missed += [] if kind else [f"{item['kind']}: {item['text']}"]
    for item in corpus["harmless"]:
        if item["part"] == part:
            kind = hear(item["text"])
            result.harmless += 1
            result.rang += kind is not None
            result.in_vain += [f"{kind}: {item['text']}"] if kind else []
    return result


def microseconds(hear: Callable[[str], str | None], language: str) -> float:
    """Return how long a harmless message of three hundred characters takes, the best of many tries."""
    corpus = yaml.load((CORPORA / f"{language}.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    tuned = (item["text"] for item in corpus["harmless"] if item["part"] == "tune" and hear(item["text"]) is None)
    text = ". ".join(tuned)[:LONG]
    best = float("inf")
    for _ in range(50):
        began = time.thread_time()
        for _ in range(20):
            hear(text)
        best = min(best, (time.thread_time() - began) / 20)
    return best * 1e6


def table(hear: Callable[[str], str | None]) -> Iterator[str]:
    """Walk the lines of the table."""
    for language in LANGUAGES:
        for part in PARTS:
            result = score(hear, language, part)
            kinds = ", ".join(f"{kind} {result.heard[kind]}/{total}" for kind, total in sorted(result.danger.items()))
            yield (
                f"{language} {part}: recall {result.recall:.3f}, false alarms {result.false_alarms:.3f}, "
                f"of the labelled kind {result.as_labelled / max(1, result.heard.total()):.2f} ({kinds})"
            )
        yield f"{language}: {microseconds(hear, language):.0f} microseconds for {LONG} characters"


def shown(hear: Callable[[str], str | None]) -> Iterator[str]:
    """Walk what went wrong among the messages for tuning; the held ones stay unseen."""
    for language in LANGUAGES:
        result = score(hear, language, "tune")
        yield from (f"{language} missed {text}" for text in result.missed)
        yield from (f"{language} in vain {text}" for text in result.in_vain)


if __name__ == "__main__":
    danger = load_danger(ROOT / "flows" / "danger")
    print("\n".join([*table(danger), *(shown(danger) if "--show" in sys.argv else ())]))
