"""`helpline bench desk`: from a person's words, committed in another process, to the bytes at every open desk.

The desk is run as it is run for people, on a durable store. One desk never reads; some are cut off on the way and come
back. Nothing here may tell a figure when somebody could not join or the persons could not keep their pace.
"""

from __future__ import annotations

import asyncio
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import uvloop
from msgspec import json

from bot.benchmarks.driver import percentile
from bot.benchmarks.figures import DeskFigures
from bot.benchmarks.listeners import Ear, heard
from bot.benchmarks.sides import DeskProgram, program, start_desk
from bot.benchmarks.writers import Committed, Crowd, joined
from bot.desk.auth import Gate, Passwords
from bot.messages import HelplineError

PATIENCE_S = 180.0
AFTER_S = 1.0
"""How long the last changes may take before they count as missed."""


class DeskNotMeasured(HelplineError):
    """Somebody could not join, or words were not written at the pace that was to be measured."""


@dataclass(frozen=True, slots=True)
class Shift:
    """What is measured: so many desks open, words arriving at this pace, and how many are cut off on the way.

    A case gets a word every two seconds, so that a row tells by its seconds which word it knows of. No turn may take
    longer than ``late_s``, else persons did not keep their pace.
    """

    clients: int = 200
    per_second: int = 50
    away: int = 20
    away_s: float = 1.0
    warm_s: float = 2.0
    late_s: float = 0.5

    @property
    def cases(self) -> int:
        """Return how many cases lie open."""
        return 2 * self.per_second


def measured(rounds: int, seconds: float) -> DeskFigures:
    """Measure with the content of the current directory, for all rounds without a pause."""
    with tempfile.TemporaryDirectory(prefix="helpline-bench-") as folder:
        return run(Path(folder), Path.cwd(), Shift(), rounds * seconds)


def run(folder: Path, content: Path, shift: Shift, seconds: float) -> DeskFigures:
    """Measure in an event loop of its own. Paths are absolute."""

    crowd = Crowd(str(folder), str(content), shift.cases, shift.per_second, shift.warm_s + seconds)

    async def measuring() -> DeskFigures:
        desk = await start_desk(folder, content)
        try:
            async with _writing(crowd) as (cases, writers):
                ears = await _seated(folder, content, shift, desk.port, cases)
                return await _figures(desk, writers, ears, shift, seconds)
        finally:
            desk.stop()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(measuring())


@asynccontextmanager
async def _writing(crowd: Crowd) -> AsyncIterator[tuple[list[str], subprocess.Popen[bytes]]]:
    """Run the process that writes, until its cases lie open."""
    folder = Path(crowd.folder)
    plan = folder / "crowd.json"
    plan.write_bytes(json.encode(crowd))
    process = program(["-m", "bot.benchmarks.writers", str(plan)], {}, folder, "wrote", talks=True)
    try:
        yield json.decode(await _line(process, PATIENCE_S), type=list[str]), process
    finally:
        process.kill()
        process.wait()


async def _line(process: subprocess.Popen[bytes], patience: float) -> bytes:
    assert process.stdout is not None
    try:
        async with asyncio.timeout(patience):
            line = await asyncio.to_thread(process.stdout.readline)
    except TimeoutError:
        process.kill()
        line = b""
    if not line:
        raise DeskNotMeasured("the process that writes ended or did not answer")
    return line


async def _seated(folder: Path, content: Path, shift: Shift, port: int, cases: Sequence[str]) -> list[Ear]:
    """Sign operators in, give each a case as far as there are any, and open their desks; the last never reads."""
    ears: list[Ear] = []
    async with joined(folder, content, "all") as helpline:
        gate = Gate(helpline.accounts, Passwords(), helpline.clock)
        for number in range(shift.clients):
            account = await helpline.accounts.add(f"operator-{number}", ["operator"])
            held = cases[number] if number < len(cases) else ""
            if held and helpline.desk:
                await helpline.desk.claim(held, account.name)
            ears.append(Ear(await gate.open(account), port, held, reads=number < shift.clients - 1))
    for ear in ears:
        await ear.connect()
    await told(ears[:-1])
    return ears


async def told(ears: Sequence[Ear], patience: float = PATIENCE_S) -> None:
    """Wait until all these desks were shown everything; `DeskNotMeasured` when one was not."""
    try:
        async with asyncio.timeout(patience):
            for ear in ears:
                await ear.told.wait()
    except TimeoutError:
        refused = next((ear.refused.decode("latin-1") for ear in ears if ear.refused), "nothing")
        raise DeskNotMeasured(f"a desk was not shown everything on joining; the first answer was: {refused}") from None


async def _figures(
    desk: DeskProgram, writers: subprocess.Popen[bytes], ears: list[Ear], shift: Shift, seconds: float
) -> DeskFigures:
    """Let the persons write, cut some desks off half-way, and compare what was committed with what came."""
    assert writers.stdin is not None
    writers.stdin.write(b"go\n")
    writers.stdin.flush()
    await asyncio.sleep(shift.warm_s)
    began, before, spent = time.monotonic(), desk.rss(), desk.cpu_s()
    cut = _evenly(ears[:-1], shift.away)
    await asyncio.sleep((seconds - shift.away_s) / 2)
    await _come_back(cut, shift.away_s)
    turns = json.decode(await _line(writers, seconds + PATIENCE_S), type=list[Committed])
    spent = (desk.cpu_s() - spent) / (time.monotonic() - began)
    await asyncio.sleep(AFTER_S)
    after, stuck = desk.rss(), ears[-1]
    stuck.read_at_last()
    await asyncio.sleep(AFTER_S)
    for ear in ears:
        ear.close()
    counted = [turn for turn in turns if turn.began >= began]
    if not counted or max(turn.ended - turn.began for turn in counted) > shift.late_s:
        raise DeskNotMeasured("the machine is too busy: the persons' own turns did not keep their pace")
    found = heard(ears[:-1], counted)
    return DeskFigures(
        clients=shift.clients,
        per_second=len(counted) / (max(turn.began for turn in counted) - began),
        seconds=seconds,
        heard=len(found.rows) + len(found.words),
        p50_ms=1000 * percentile(found.rows, 0.5),
        p99_ms=1000 * percentile(found.rows, 0.99),
        most_ms=1000 * max(found.rows, default=0.0),
        words_p99_ms=1000 * percentile(found.words, 0.99),
        turn_p50_ms=1000 * percentile([turn.ended - turn.began for turn in counted], 0.5),
        missed=found.missed,
        came_back=len(cut),
        while_away=found.away,
        missed_away=found.missed_away,
        cores=spent,
        rss_before=before,
        rss_after=after,
        never_read_was_cut_off=stuck.is_cut_off,
    )


async def _come_back(ears: Sequence[Ear], away_s: float) -> None:
    """Cut desks off, and let them come back after a while."""
    gone = time.monotonic()
    for ear in ears:
        ear.close()
    await asyncio.sleep(away_s)
    for ear in ears:
        await ear.connect()
    await told(ears)
    for ear in ears:
        ear.away = (gone, time.monotonic())


def _evenly(ears: Sequence[Ear], count: int) -> list[Ear]:
    return [ears[number * len(ears) // count] for number in range(count)]
