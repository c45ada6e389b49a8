"""Many talk at once: each hears what was said to them, in its order, and nothing that was said to another."""

from __future__ import annotations

import asyncio
import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
import redis
from aiohttp import web

from bot.desk.verbs import Crowded
from bot.messages import Inbound, NotAccepted
from tests.guards import Guards
from tests.promises.crowd import Someone, an_operator, crowd, desk_of, many, settled
from tests.stage import Stage

CHATS = many(120, 500)
TURNS = many(6, 20)
CANCELLED = 0.1
THROTTLED = 0.03
SAID = re.compile(r"for (\d+): answer (\d+)")


@pytest.fixture
async def quick(stage: Stage, store: Path) -> AsyncIterator[Stage]:
    """A stage on a store that need not sync each write: nothing is proven here about power cuts."""
    with redis.Redis(unix_socket_path=str(store)) as line:
        line.config_set("appendfsync", "everysec")
        yield stage
        line.config_set("appendfsync", "always")


async def brought(stage: Stage, inbound: Inbound, random: Random, cancelled: Counter[str]) -> None:
    """Bring a message until it was accepted, as a platform does; some calls break off in the middle."""
    while True:
        call = asyncio.create_task(stage.helpline.receive(inbound))
        if random.random() < CANCELLED:
            for _ in range(random.randrange(6)):
                await asyncio.sleep(0)
            cancelled["broken off"] += call.cancel()
        try:
            await call
        except (asyncio.CancelledError, NotAccepted):
            continue
        return


def throttling(stage: Stage, random: Random, refused: Counter[str]) -> None:
    """Let Telegram ask to wait, now and then."""

    def trouble(method: str, _call: dict[str, object]) -> web.Response | None:
        if method != "sendMessage" or random.random() > THROTTLED:
            return None
        refused["throttled"] += 1
        refusal = {"ok": False, "error_code": 429, "parameters": {"retry_after": random.randrange(1, 30)}}
        return web.json_response(refusal, status=429)

    stage.telegram.trouble = trouble


async def _answered(stage: Stage, case: str, words: str) -> None:
    while True:
        with suppress(Crowded):
            await desk_of(stage).reply(case, "ana", words)
            return


def read(stage: Stage) -> tuple[dict[int, list[int]], list[str]]:
    """Return the numbers of the answers that each chat was shown, in order, and what was shown to a wrong one."""
    shown: dict[int, list[int]] = defaultdict(list)
    astray: list[str] = []
    for method, call in stage.telegram.calls:
        if method == "sendMessage" and (found := SAID.search(str(call["text"]))):
            shown[int(str(call["chat_id"]))].append(int(found[2]))
            if found[1] != str(call["chat_id"]):
                astray.append("an answer came to another chat")
    return shown, astray


async def test_nobody_hears_what_was_said_to_another(quick: Stage, guards: Guards) -> None:
    """Hundreds of chats at once, calls that break off, answers that must wait: none astray or twice, all in order."""
    stage, random, counts = quick, Random(31), Counter[str]()
    people = crowd(stage, CHATS, random)
    await an_operator(stage)
    await asyncio.gather(*(brought(stage, person.inbound("/human"), random, counts) for person in people))
    skips = [person.inbound("skip") for person in people]
    await asyncio.gather(*(brought(stage, skip, random, counts) for skip in skips))
    cases = await _claimed(stage, people)
    await stage.settle()
    throttling(stage, random, counts)

    async def talk(person: Someone) -> None:
        for number in range(TURNS):
            await brought(stage, person.inbound(f"from {person.called}: word {number}"), random, counts)
            await _answered(stage, cases[person.chat], f"for {person.chat}: answer {number}")

    talking = asyncio.gather(*(talk(person) for person in people))
    while not talking.done():
        await asyncio.wait({talking}, timeout=0.2)
        await settled(stage)
    await talking
    for _ in range(60):
        stage.clock.pass_time(timedelta(seconds=31))
        if not await _goes_on(stage):
            break
    stage.telegram.trouble = lambda _method, _call: None
    stage.clock.pass_time(timedelta(seconds=31))
    await settled(stage)
    for person in people:
        await person.goes_on()  # where an answer had to wait so long that it was held for safe hands
    await settled(stage)

    shown, astray = read(stage)
    print(f"\n{CHATS} chats x {TURNS} turns: {counts['broken off']} calls broken off, {counts['throttled']} throttled")
    assert not astray
    assert {person.chat: shown[person.chat] for person in people} == {p.chat: [*range(TURNS)] for p in people}
    for person in people[:: max(1, CHATS // 20)]:
        told = [e.text for e in (await desk_of(stage).show(cases[person.chat], "ana")).talk if e.by == "person"]
        assert told[1:] == [f"from {person.called}: word {number}" for number in range(TURNS)]
    assert counts["broken off"] > CHATS * TURNS * CANCELLED / 4
    assert counts["throttled"] > CHATS * TURNS * THROTTLED / 4


async def _goes_on(stage: Stage) -> bool:
    """Send what is due now; tell whether anything still waits for its time."""
    before = len(stage.telegram.calls)
    await settled(stage)
    return len(stage.telegram.calls) > before


async def _claimed(stage: Stage, people: list[Someone]) -> dict[int, str]:
    """Let the operator claim every case, and find out whose is which by a word of theirs."""
    for person in people:
        await person.says(person.called)
    chats = {person.called: person.chat for person in people}
    cases: dict[int, str] = {}
    for line in await desk_of(stage).queue():
        await desk_of(stage).claim(line.id, "ana")
        [words] = [e.text for e in (await desk_of(stage).show(line.id, "ana")).talk if e.by == "person"]
        cases[chats[words]] = line.id
    return cases


def test_the_reading_sees_what_goes_astray(stage: Stage) -> None:
    """Control: an answer in a wrong chat, one that is missing and one that overtook are all seen."""
    for chat, words in ((1, "for 1: answer 0"), (1, "for 2: answer 0"), (1, "for 1: answer 2"), (1, "for 1: answer 1")):
        stage.telegram.calls.append(("sendMessage", {"chat_id": chat, "text": words}))
    shown, astray = read(stage)
    assert len(astray) == 1
    assert shown[1] != [0, 1, 2]
