"""The benchmark is honest: both sides really did the work, and a figure that would mean nothing is not told."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest

from bot.benchmarks import MEASURES, memory, turns
from bot.benchmarks.compare import Done, SidesDiffer, check_words
from bot.benchmarks.driver import Driver
from bot.benchmarks.far import FarSide, TurnFailed
from bot.benchmarks.plan import Told
from bot.benchmarks.talk import WAY, TalkChanged, story_turn, talks, worded
from bot.content import Shelf
from tests.stage import ROOT


@pytest.mark.timeout(150)
async def test_both_sides_do_the_same_work(shelf: Shelf) -> None:
    """A short run of the real thing: no turn failed, every hand-over is kept, every tap was answered, on both sides."""
    plays = talks(shelf)
    async with turns.both(ROOT, plays, [1]) as sides:
        found = await turns.Measuring(shelf.texts, 1, 0.4, population=6, loads=(2,)).figures(sides, plays)
        kept = await memory.figures(sides[0], plays, 2)
    assert [(row.side, row.in_flight) for row in found.rows] == [("helpline", 2), ("aiogram", 2)]
    assert all(row.turns > 0 and row.cpu_us > 0 and row.store_us > 0 for row in found.rows)
    assert all(0 < row.p50_ms <= row.p99_ms for row in found.rows)
    assert all(sum(kinds.values()) > 500 for kinds in found.bytes_per_talk.values())
    assert json.loads(json.dumps(found.plain()))["turns_of_a_talk"] == len(WAY)
    assert "times the peer's turns a second" in found.told()
    assert kept.bytes_per_case["c"] > 200
    assert kept.bytes_per_talk.keys() >= {"s", "at", "seen"}
    assert len(kept.workers) == 1


def test_a_side_that_says_less_is_found_out(shelf: Shelf) -> None:
    """Words and buttons are compared turn by turn; take one away and nothing is told."""
    plays = talks(shelf)
    heard = [
        [[(worded(told, talk.locale, shelf.texts), payloads(told)) for told in step.told] for step in talk.steps]
        for talk in plays
    ]
    check_words("a side", heard, plays, shelf.texts)
    for change in ([], [("Hello", heard[0][2][0][1])], [(heard[0][2][0][0], ())]):
        with pytest.raises(SidesDiffer, match="a side: turn 3 in ru"):
            check_words("a side", [[*heard[0][:2], change, *heard[0][3:]], *heard[1:]], plays, shelf.texts)


def payloads(told: Told) -> tuple[str, ...]:
    return () if told.place else tuple(payload for _, payload in told.buttons)


def test_a_side_that_kept_less_is_found_out() -> None:
    """A hand-over that is missing, a tap that nobody answered, a message nobody waited for: each is named."""
    done = Done(talks=3, cases=3, taps=40, answered=40, strays=0)
    assert done.complaint == ""
    for change in ({"cases": 2}, {"cases": 4}, {"answered": 39}, {"strays": 1}):
        assert replace(done, **change).complaint


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
    assert set(MEASURES) == {"turns", "memory", "directory", "desk"}
