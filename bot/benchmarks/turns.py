"""`helpline bench turns`: one whole turn over real sockets, ours beside the same talk written with aiogram.

Rounds of the sides alternate in one run and medians are told, because on a shared machine only a ratio of neighbours
means something. Nothing here may tell a figure when a turn failed, words differed or a hand-over is missing.
"""

from __future__ import annotations

import asyncio
import gc
import os
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import uvloop

from bot.benchmarks.compare import check_kept, check_words
from bot.benchmarks.driver import Window, percentile
from bot.benchmarks.figures import Row, TurnFigures
from bot.benchmarks.plan import Talk
from bot.benchmarks.sides import OTHER_CORE, WORKER_CORE, Cost, Side, start_ours, start_peer
from bot.benchmarks.talk import story_turn, talks
from bot.content import Shelf, load_shelf
from bot.texts import Texts

POPULATION = 10_000
LOADS = (1, 64)
"""How many turns are in flight at a time."""
WARM_S = 1.0
WEIGHED = 200
"""Persons whose talks are weighed when they have told their story."""


def measured(rounds: int, seconds: float) -> TurnFigures:
    """Measure with the content of the current directory."""
    return run(load_shelf(Path()), Path.cwd(), rounds=rounds, seconds=seconds)


def run(shelf: Shelf, content: Path, *, rounds: int, seconds: float, workers: Sequence[int] = (1, 2)) -> TurnFigures:
    """Measure in an event loop of its own; this process is the far side.

    ``workers`` says with how many worker processes we are run; the first of them is compared with the peer. A program
    of one process gets a core to itself where there are two; the stores and the far side share the other.
    """
    plays = talks(shelf)

    async def measuring() -> TurnFigures:
        async with both(content, plays, workers) as sides:
            for side in sides:
                side.place(apart=apart and len(side.workers) < 2)
            return await Measuring(shelf.texts, rounds, seconds).figures(sides, plays)

    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
    apart = {WORKER_CORE, OTHER_CORE} <= cores
    gc.collect()
    gc.freeze()
    try:
        if apart:
            os.sched_setaffinity(0, {OTHER_CORE})
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(measuring())
    finally:
        gc.unfreeze()
        if apart:
            os.sched_setaffinity(0, cores)


@dataclass(frozen=True, slots=True)
class Taken:
    """One side's one round at one load."""

    window: Window
    cost: Cost

    @property
    def turns_s(self) -> float:
        """Return the turns completed in a second."""
        return self.window.turns / self.window.seconds

    @property
    def cpu_us(self) -> float:
        """Return the CPU time of a turn, in microseconds, the store's left out."""
        return self.cost.program_ns / 1000 / max(self.window.turns, 1)

    @property
    def store_us(self) -> float:
        """Return the store's CPU time for a turn, in microseconds."""
        return self.cost.store_ns / 1000 / max(self.window.turns, 1)


@dataclass
class Measuring:
    """One run: shows that the sides do the same, fills their stores, and measures them in turn."""

    texts: Texts
    rounds: int
    seconds: float
    population: int = POPULATION
    loads: tuple[int, ...] = LOADS
    taken: dict[tuple[int, int], list[Taken]] = field(default_factory=dict)
    """By a side's place and a load: what each round brought."""

    async def figures(self, sides: Sequence[Side], plays: tuple[Talk, ...]) -> TurnFigures:
        """Return what was found; `SidesDiffer` or `TurnFailed` when it would mean nothing."""
        weights: dict[str, Mapping[str, float]] = {}
        rehearsed = await asyncio.gather(*(side.driver.rehearse() for side in sides))
        for side, heard in zip(sides, rehearsed, strict=True):
            check_words(side.name, heard, plays, self.texts)
            if side.name not in weights:
                weights[side.name] = await weighed(side, min(WEIGHED, self.population), story_turn(plays[0]))
            await side.driver.bring(self.population, 1, max(self.loads))
        for _ in range(self.rounds):
            for load in self.loads:
                for place, side in enumerate(sides):
                    self.taken.setdefault((place, load), []).append(await self._round(side, load))
        for side in sides:
            await check_kept(side)
        return self._figures(sides, weights, len(plays[0].steps))

    async def _round(self, side: Side, load: int) -> Taken:
        costs: list[Cost] = []
        window = await side.driver.play(load, WARM_S, self.seconds, lambda: costs.append(side.cost()))
        return Taken(window, costs[1] - costs[0])

    def _figures(self, sides: Sequence[Side], weights: Mapping[str, Mapping[str, float]], turns: int) -> TurnFigures:
        pairs = {load: list(zip(self.taken[0, load], self.taken[1, load], strict=True)) for load in self.loads}
        return TurnFigures(
            rows=tuple(row(sides[place], load, taken) for (place, load), taken in sorted(self.taken.items())),
            faster={load: median(our.turns_s / peer.turns_s for our, peer in pairs[load]) for load in self.loads},
            leaner={load: median(peer.cpu_us / our.cpu_us for our, peer in pairs[load]) for load in self.loads},
            bytes_per_talk=weights,
            turns_of_a_talk=turns,
            rounds=self.rounds,
            seconds=self.seconds,
            population=self.population,
        )


@asynccontextmanager
async def both(content: Path, plays: tuple[Talk, ...], workers: Sequence[int]) -> AsyncIterator[list[Side]]:
    """Run ours, the peer, and ours with more workers, each with a folder of its own that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="helpline-bench-") as folder:
        first, *more = workers
        starting = [
            start_ours(made(folder, "ours"), content, plays, first),
            start_peer(made(folder, "peer"), content, plays),
            *(start_ours(made(folder, f"ours-{count}"), content, plays, count) for count in more),
        ]
        started = await asyncio.gather(*starting, return_exceptions=True)
        sides = [side for side in started if isinstance(side, Side)]
        try:
            for failed in started:
                if isinstance(failed, BaseException):
                    raise failed
            yield sides
        finally:
            await asyncio.gather(*(side.stop() for side in sides))


def made(folder: str, name: str) -> Path:
    """Return a new folder."""
    path = Path(folder, name)
    path.mkdir()
    return path


async def weighed(side: Side, persons: int, steps: int) -> dict[str, float]:
    """Let newcomers play so many steps; return what each of them then takes in the store, in bytes by kind of key."""
    before = await side.bytes_by_kind()
    waiting = side.driver.waiting
    await side.driver.bring(waiting + persons, steps, min(persons, 64))
    after = await side.bytes_by_kind()
    grown = {kind: (size - before.get(kind, 0)) / persons for kind, size in after.items()}
    return {kind: size for kind, size in grown.items() if size >= 1}


def row(side: Side, load: int, taken: Sequence[Taken]) -> Row:
    """Return the medians over the rounds of one side at one load."""
    return Row(
        side=side.name,
        workers=max(1, len(side.workers)),
        in_flight=load,
        turns_s=median(each.turns_s for each in taken),
        cpu_us=median(each.cpu_us for each in taken),
        store_us=median(each.store_us for each in taken),
        p50_ms=1000 * median(percentile(each.window.took, 0.5) for each in taken),
        p99_ms=1000 * median(percentile(each.window.took, 0.99) for each in taken),
        turns=sum(each.window.turns for each in taken),
        talks=sum(each.window.talks for each in taken),
    )
