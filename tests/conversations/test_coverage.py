"""Nothing of any flow is left out: every node and every choice occurs in some transcript."""

from __future__ import annotations

from pathlib import Path

from bot.content import Shelf
from tests.conversations.cover import LOCALE, Pair, State_, Step, Walker, pairs_of
from tests.talks import Transcript

HERE = Path(__file__).parent


def covered(shelf: Shelf, transcripts: list[Transcript]) -> set[Pair]:
    """Play transcripts through the pure engine; return the nodes and choices that were met."""
    walker, met = Walker(shelf), set[Pair]()
    for transcript in transcripts:
        state = State_(None, None)
        for turn in transcript.turns:
            if turn.mark != ">":
                continue
            step = _step(walker, state, turn.words)
            if step is None:
                break
            after, sprint = walker.act(state, step)
            met |= walker.met(state, after, step, sprint)
            state = after
    return met


def _step(walker: Walker, state: State_, words: str) -> Step | None:
    """Return what a line of a transcript does here; None where it needs more than the engine (a clock, an operator)."""
    if words.startswith("["):
        label = words.strip("[]").replace("LANGUAGE", f"choice-{LOCALE}")
        taps = [tap for text, tap in state.offers if text == label]
        return Step(words, tap=taps[0], name=taps[0].choice) if taps else None
    if words.startswith(("+", "/location", "/voice", "/photo", "/sticker")):
        return None
    named = next((step for step in walker.steps(state) if step.text == words and step.name), None)
    return named or Step(words, text=words)


def test_every_node_and_choice_is_in_a_transcript(shelf: Shelf) -> None:
    """Whoever adds a node or a choice adds the talk that meets it."""
    transcripts = [Transcript.read(path) for path in sorted(HERE.glob("*.talk"))]
    missing = pairs_of(shelf) - covered(shelf, transcripts)
    assert sorted(f"{spot.flow}/{spot.node} {name}" for spot, name in missing) == []


def test_a_missing_choice_is_noticed(shelf: Shelf) -> None:
    """With half of the transcripts gone, choices are missing: the test above can fail."""
    transcripts = [Transcript.read(path) for path in sorted(HERE.glob("*.talk"))[::2]]
    assert pairs_of(shelf) - covered(shelf, transcripts)
