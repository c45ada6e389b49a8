"""The benchmarks behind the README's figures, for `helpline bench`.

Nothing here may be imported by what serves people. Each benchmark is imported when it is run, because the program of
the peer lies in this package and must not load the helpline.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol


class Found(Protocol):
    """What a benchmark found."""

    def told(self) -> str:
        """Return it as words to print."""

    def plain(self) -> dict[str, object]:
        """Return it as plain values, for JSON."""


def _turns(rounds: int, seconds: float) -> Found:
    from bot.benchmarks import turns

    return turns.measured(rounds, seconds)


def _memory(_rounds: int, _seconds: float) -> Found:
    from bot.benchmarks import memory

    return memory.measured()


def _directory(rounds: int, _seconds: float) -> Found:
    from bot.benchmarks import directory

    return directory.measured(rounds)


def _desk(rounds: int, seconds: float) -> Found:
    from bot.benchmarks import desk

    return desk.measured(rounds, seconds)


MEASURES: Mapping[str, Callable[[int, float], Found]] = {
    "turns": _turns, "memory": _memory, "directory": _directory, "desk": _desk,
}  # fmt: skip
"""By name: what measures for so many rounds of so many seconds; raises a `HelplineError` rather than tell a figure that
means nothing."""
