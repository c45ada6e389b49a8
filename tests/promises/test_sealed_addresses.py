"""An address that was touched is used by nobody: nothing is sent to it, and every single case of it is on record."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
import redis

from tests.guards import Guards
from tests.promises.crowd import an_operator, cases_by_chat, crowd, desk_of, many, settled
from tests.promises.test_swaps import edited
from tests.stage import Stage

PEOPLE = 25
ATTACKS = many(200, 10_000)
Touch = Callable[[list[bytes], Random], list[bytes]]


def swapped(boxes: list[bytes], random: Random) -> list[bytes]:
    """Give everybody the address of somebody else."""
    by = random.randrange(1, len(boxes))
    return boxes[by:] + boxes[:by]


def changed(boxes: list[bytes], random: Random) -> list[bytes]:
    """Change something in every address: a bit, its length, or all of it."""
    return [edited(box, random) for box in boxes]


def grafted(boxes: list[bytes], random: Random) -> list[bytes]:
    """Put the end of another's address behind the beginning of one's own."""
    cut = random.randrange(8, 40)
    return [mine[:cut] + other[cut:] for mine, other in zip(boxes, swapped(boxes, random), strict=True)]


class Touched:
    """People with cases that an operator holds; their sealed addresses as the store has them."""

    def __init__(self, stage: Stage, guards: Guards, line: Any, cases: dict[int, str]) -> None:
        self.stage = stage
        self.guards = guards
        self.line = line
        self.cases = cases
        self.at = sorted(line.keys("*:at:*"))
        self.boxes = [line.hget(name, "box") for name in self.at]
        assert len(self.boxes) == len(cases)

    def put(self, boxes: list[bytes]) -> None:
        for name, box in zip(self.at, boxes, strict=True):
            self.line.hset(name, "box", box)

    async def after(self, touch: Touch, random: Random) -> list[tuple[str, str]]:
        """Touch every address while an answer waits for it; return what was shown to whom."""
        self.stage.telegram.calls.clear()
        self.guards.log.stream.seek(0)
        self.guards.log.stream.truncate()
        for chat, case in self.cases.items():
            await desk_of(self.stage).reply(case, "ana", f"answer to {chat}")
        self.put(touch(self.boxes, random))
        await settled(self.stage)
        self.put(self.boxes)
        return [
            (str(call["chat_id"]), str(call.get("text", "")))
            for method, call in self.stage.telegram.calls
            if method != "answerCallbackQuery"
        ]

    def logged(self) -> int:
        """Return how often the log says that an address was refused."""
        lines = self.guards.log.stream.getvalue().splitlines()
        return sum(json.loads(line)["event"] == "address_refused" for line in lines)

    async def fates(self) -> Counter[str]:
        """Return what operators see of every answer they gave."""
        sheets = [await desk_of(self.stage).show(case, "ana") for case in self.cases.values()]
        return Counter(fate for sheet in sheets for fate in sheet.fates.values())


@pytest.fixture
async def touched(stage: Stage, guards: Guards, store: Path) -> AsyncIterator[Touched]:
    people = crowd(stage, PEOPLE, Random(17))
    cases = await cases_by_chat(stage, people)
    await an_operator(stage)
    for case in cases.values():
        await desk_of(stage).claim(case, "ana")
    await stage.settle()
    with redis.Redis(unix_socket_path=str(store)) as line:
        line.config_set("appendfsync", "everysec")  # nothing is proven here about power cuts
        yield Touched(stage, guards, line, cases)
        line.config_set("appendfsync", "always")


async def test_nothing_is_sent_to_an_address_that_was_touched(touched: Touched) -> None:
    """Sealed addresses swapped, cut, grafted and edited by the thousand: no message leaves, and each is on record.

    The log says so, the figures count it, and the operator sees beside the answer that it was refused.
    """
    random, attacks = Random(19), 0
    while attacks < ATTACKS:
        for touch in (swapped, changed, grafted):
            assert not await touched.after(touch, random), touch.__name__
            assert touched.logged() == PEOPLE
            attacks += PEOPLE
    assert await touched.fates() == {"refused": attacks}
    await touched.stage.helpline.figures.flush()
    assert (await touched.stage.helpline.standing.counts())["refused none"] == attacks
    print(f"\n{attacks} sealed addresses swapped or edited: nothing sent, all on record")


async def test_addresses_that_nobody_touched_are_used(touched: Touched) -> None:
    """Control: left as they are, everybody gets their own answer, and nothing is on record."""
    shown = await touched.after(lambda boxes, _random: boxes, Random(1))
    assert sorted(shown) == sorted((str(chat), f"answer to {chat}") for chat in touched.cases)
    assert touched.logged() == 0
    assert await touched.fates() == {"sent": PEOPLE}
