"""The benchmark is honest: both sides really did the work, and a figure that would mean nothing is not told."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.stage import ROOT

from bot.benchmarks import BENCHMARKS, MEASURES, memory, turns
from bot.benchmarks.compare import SidesDiffer, check_kept, check_words
from bot.benchmarks.driver import Driver
from bot.benchmarks.far import FarSide, TurnFailed
from bot.benchmarks.sides import start_ours
from bot.benchmarks.talk import WAY, TalkChanged, story_turn, talks
from bot.content import Shelf


def test_both_sides_do_the_same_work(shelf: Shelf) -> None:
    """A short run of the real thing: no turn failed, every hand-over is kept, every tap was answered, on both sides."""
    found = turns.run(
        shelf, rounds=1, seconds=0.5, content=ROOT, population=6, loads=(2,), workers=(1,), apart=False
    )  # fmt: skip
    assert [(row.side, row.in_flight) for row in found.rows] == [("helpline", 2), ("aiogram", 2)]
    assert all(row.turns > 0 and row.cpu_us > 0 and row.store_us > 0 for row in found.rows)
    assert all(0 < row.p50_ms <= row.p99_ms for row in found.rows)
    assert all(sum(kinds.values()) > 500 for kinds in found.bytes_per_talk.values())
    assert json.loads(json.dumps(found.plain()))["turns_of_a_talk"] == len(WAY)
    assert "times the peer's turns a second" in found.told()


async def test_a_side_that_did_less_is_found_out(shelf: Shelf, tmp_path: Path) -> None:
    """What was said, kept and answered is compared; take one thing away and nothing is told."""
    plays = talks(shelf)
    side = await start_ours(tmp_path, ROOT, plays, 1)
    try:
        heard = await side.driver.rehearse()
        check_words(side, heard, plays, shelf.texts)
        found = await memory.figures(side, plays, 4)
        assert found.bytes_per_case["c"] > 200
        assert found.bytes_per_talk.keys() >= {"s", "at", "seen"}
        assert len(found.workers) == 1
        silent = [[[*turn] for turn in talk] for talk in heard]
        silent[0][5].pop()
        with pytest.raises(SidesDiffer, match="turn 6"):
            check_words(side, silent, plays, shelf.texts)
        other = [[[*turn] for turn in talk] for talk in heard]
        other[0][2] = [("Hello", other[0][2][0][1])]
        with pytest.raises(SidesDiffer, match="turn 3"):
            check_words(side, other, plays, shelf.texts)
        for change, undo in ((1, -1), (-1, 1)):
            side.driver.finished += change
            with pytest.raises(SidesDiffer, match="handed over"):
                await check_kept(side)
            side.driver.finished += undo
        side.driver.taps += 1
        with pytest.raises(SidesDiffer, match="taps"):
            await check_kept(side)
    finally:
        await side.stop()


async def test_a_turn_that_is_refused_ends_the_benchmark(shelf: Shelf) -> None:
    """A refusal is no turn, however fast it comes."""

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    driver = Driver(FarSide(), talks(shelf), server.sockets[0].getsockname()[1], "secret")
    with pytest.raises(TurnFailed):
        await driver.bring(1, 1, 1)
    driver.close()
    server.close()


def test_the_talk_is_the_one_the_flows_have(shelf: Shelf) -> None:
    """The talk comes from the engine itself; where the flows lead elsewhere, the benchmark says so and stops."""
    for talk in talks(shelf):
        assert len(talk.steps) == len(WAY)
        assert 180 <= len(talk.steps[story_turn(talk) - 1].words) <= 200
        assert len(talk.steps[-1].told) > 1
    catalogue = shelf.content.catalogue
    without = {name: flow for name, flow in catalogue.flows.items() if name != "report"}
    changed = replace(shelf, content=replace(shelf.content, catalogue=replace(catalogue, flows=without)))
    with pytest.raises(TalkChanged):
        talks(changed)


def test_every_benchmark_has_a_name_to_call_it_by() -> None:
    """`helpline bench` knows them all."""
    assert set(BENCHMARKS) == set(MEASURES) == {"turns", "memory", "directory"}
