"""The benchmarks behind the README's figures, for `helpline bench`.

Nothing here may be imported by what serves people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping


def _turns(rounds: int, seconds: float) -> int:
    from bot.benchmarks import turns

    return turns.bench(rounds, seconds)


def _memory(rounds: int, seconds: float) -> int:
    from bot.benchmarks import memory

    return memory.bench(rounds, seconds)


def _directory(rounds: int, seconds: float) -> int:
    from bot.benchmarks import directory

    return directory.bench(rounds, seconds)


BENCHMARKS: Mapping[str, Callable[[int, float], int]] = {"turns": _turns, "memory": _memory, "directory": _directory}
"""By name: what measures for so many rounds of so many seconds, prints, and returns the exit status.

Each is imported when it is run: the peer's program lies in this package and must not load the helpline.
"""
