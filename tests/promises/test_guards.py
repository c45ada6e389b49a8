"""Each guard of the tests sees the breach it is there for."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import redis
import structlog

from bot.store.keys import WORK
from tests.guards import Breach, FieldDropped, Guards, LeftTheMachine, key_table
from tests.promises.crowd import Someone
from tests.stage import Stage

TALK = "07" + "ab" * 14
SECRET = "they come back at six"


def plant(store: Path, do: Callable[[redis.Redis], object]) -> None:
    with redis.Redis(unix_socket_path=str(store)) as line:
        do(line)


@pytest.mark.parametrize(
    ("kind", "do"),
    [
        ("lives for ever", lambda line: line.set("{p07}:seen:" + "ab" * 16, "1")),
        ("lives for ever", lambda line: line.hset("{desk}:session:" + "ab" * 16, "b", "x")),
        ("lives for ever", lambda line: line.incr("{bot}:try:somebody")),
        ("longer than its line says", lambda line: line.set("{p07}:seen:" + "ab" * 16, "1", ex=49 * 3600)),
        ("no line of the key table", lambda line: line.set("{p07}:seen:a word", "1", ex=60)),
        ("no line of the key table", lambda line: line.set("fsm:state", "1", ex=60)),
        ("no open case needs it", lambda line: line.hset(f"{{p07}}:at:{TALK}", "box", "x")),
        ("no open case needs it", lambda line: line.rpush(f"{{p07}}:held:{TALK}", "x")),
        ("no open case needs it", lambda line: line.hset(f"{{p07}}:fate:{TALK}", "x", "sent")),
    ],
)
async def test_a_key_that_stays_too_long_is_seen(
    stage: Stage, guards: Guards, store: Path, kind: str, do: Callable[[redis.Redis], object]
) -> None:
    """Whatever is kept for ever, longer than promised, or under a name nobody wrote down, fails the test it is in."""
    guards.check(stage.helpline.sealer)
    plant(store, do)
    with pytest.raises(Breach, match=f"keys: .*{kind}"):
        guards.check(stage.helpline.sealer)
    plant(store, lambda line: line.flushall())


def test_the_key_table_and_the_list_of_what_may_stay_are_one() -> None:
    """What may live without a time to live is said in one way only."""
    rows = [row for row in key_table().rows if row.may_stay and row.keys.pattern.startswith("\\{p")]
    assert {row.keys.pattern.split(":")[1] for row in rows} == WORK


@pytest.mark.parametrize("place", ["name", "value", "deleted", "log"])
async def test_words_in_clear_are_seen(stage: Stage, guards: Guards, store: Path, place: str) -> None:
    """What a person wrote is found wherever it lies unsealed, on the disk also after it was deleted."""
    person = Someone(stage, 700_123_456_789_012)
    await person.says("hello")
    await person.says(SECRET)
    guards.check(stage.helpline.sealer)
    match place:
        case "name":
            plant(store, lambda line: line.set(f"{{bot}}:try:{SECRET}", "1", ex=60))
        case "value":
            plant(store, lambda line: line.set("{bot}:try:x", SECRET, ex=60))
        case "deleted":
            plant(store, lambda line: (line.set("{bot}:try:x", SECRET, ex=60), line.delete("{bot}:try:x")))
        case _:
            guards.log.stream.write(SECRET)
    guards.canary.watch(SECRET)
    with pytest.raises(Breach, match="canary: 'the…' in the"):
        guards.check(stage.helpline.sealer)
    guards.forgives.add("canary")


async def test_words_are_watched_without_being_named(stage: Stage, guards: Guards, store: Path) -> None:
    """Nobody has to list what a talk says: whatever the ring can open must be found nowhere unopened."""
    person = Someone(stage, 700_123_456_789_012)
    await person.asks_for_people()
    await person.says(SECRET)
    guards.check(stage.helpline.sealer)
    assert SECRET in guards.canary.words
    plant(store, lambda line: line.set("{bot}:try:x", SECRET, ex=60))
    with pytest.raises(Breach, match="canary"):
        guards.check(stage.helpline.sealer)
    guards.forgives.add("canary")


async def test_a_number_in_clear_is_seen(stage: Stage, guards: Guards, store: Path) -> None:
    """The number of a test person is found, and a number inside a longer one is no false alarm."""
    guards.canary.numbers = range(700_001, 700_100)
    plant(store, lambda line: line.set("{bot}:try:x", "17000055", ex=60))
    guards.check(stage.helpline.sealer)
    plant(store, lambda line: line.set("{bot}:try:x", "chat 700005", ex=60))
    with pytest.raises(Breach, match="canary: a person's number in the store"):
        guards.check(stage.helpline.sealer)
    plant(store, lambda line: line.flushall())
    guards.forgives.add("canary")


async def test_no_socket_leaves_the_machine(stage: Stage, guards: Guards) -> None:
    """Reaching for a host outside is refused, and noticed even where the error was swallowed."""
    with socket.socket() as out, pytest.raises(LeftTheMachine):
        out.connect(("192.0.2.1", 9))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out, pytest.raises(LeftTheMachine):
        out.sendto(b"x", ("192.0.2.1", 9))
    with suppress(OSError):
        await asyncio.open_connection("192.0.2.1", 9)
    with pytest.raises(Breach, match=r"wall: socket\.connect; wall: socket\.sendto"):
        guards.check(stage.helpline.sealer)
    guards.forgives.add("wall")


async def test_a_forbidden_log_field_is_seen(stage: Stage, guards: Guards) -> None:
    """A log line with a field that is not listed fails its test, also where the error was swallowed."""
    with pytest.raises(FieldDropped):
        structlog.get_logger().info("turn done", text=SECRET)
    logging.getLogger("aiohttp").error("a library speaks of %s", SECRET)
    assert b"library message" in guards.log.text
    with pytest.raises(Breach, match="log: a log line had 'text'"):
        guards.check(stage.helpline.sealer)
    guards.forgives.add("log")
