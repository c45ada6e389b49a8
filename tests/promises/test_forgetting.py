"""What is over is gone: from the store, from every copy of its files, and from the person's own screen."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
import redis
from aiohttp import web
from msgspec import msgpack

from bot.cases.case import Entry, Head
from bot.privacy.pseudonym import Pseudonyms
from bot.privacy.seal import Expired, KeyGone, Sealer, Unreadable, WrongTalk
from bot.store.embedded import EmbeddedStore
from bot.store.keys import prefix
from bot.writing import HEAD, TALK
from tests.guards import Guards, Kept, StoreFiles
from tests.promises.conftest import Fragile
from tests.promises.crowd import Someone, an_operator, cases_by_chat, crowd, desk_of, many
from tests.stage import Stage

CHAT = 700_123_456_789_012
PEOPLE = many(30, 1000)
SECRET = "they come back at six"
DAY = timedelta(days=1)


# -- a stolen copy -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stolen:
    """What somebody reads who holds a copy of the store's files and the ring as it is now."""

    cases: int = 0
    words: int = 0
    addresses: int = 0


@contextmanager
def opened(copy: Path) -> Iterator[list[Kept]]:
    """Let a server of the thief's own read a copy of the files, and give everything in it."""
    shutil.rmtree(copy.parent / "opened", ignore_errors=True)
    room = copy.parent / "opened" / "store"
    room.mkdir(parents=True, mode=0o700)
    shutil.copytree(copy, room / "appendonlydir")
    store = EmbeddedStore(room.parent, lasting=False)
    try:
        yield StoreFiles(store.start()).kept()
    finally:
        store.stop()


def read(copy: Path, sealer: Sealer, today: int) -> Stolen:
    """Count the cases, their words and the addresses that can be opened."""
    cases = words = addresses = 0
    with opened(copy) as kept:
        by_name = {each.name: each for each in kept}
        for name, each in by_name.items():
            p, _, rest = name.partition(":")
            kind, _, own = rest.partition(":")
            of = dict(zip(each.holds[::2], each.holds[1::2], strict=False))
            try:
                if kind == "c":
                    key = sealer.unwrap(of[b"key"], own)
                    msgpack.decode(sealer.open_by(key, HEAD, of[b"head"], own), type=Head)
                    cases += 1
                    for sealed in by_name[f"{p}:ct:{own}"].holds if f"{p}:ct:{own}" in by_name else ():
                        told = msgpack.decode(sealer.open_by(key, TALK, sealed, own), type=Entry)
                        words += told.text.startswith(SECRET)
                elif kind == "at" and b"box" in of:
                    sealer.open_address(of[b"box"], own, today)  # type: ignore[arg-type]
                    addresses += 1
            except (KeyGone, Unreadable, Expired, WrongTalk):
                continue
    return Stolen(cases, words, addresses)


def copied(socket: Path, to: Path) -> Path:
    """Copy the append-only files, as a backup or a thief does, while the server runs."""
    shutil.copytree(socket.parent / "appendonlydir", to, copy_function=_copy_if_there)
    return to


def _copy_if_there(source: str, target: str) -> None:
    if os.path.exists(source):
        shutil.copy2(source, target)


def _no_faster_sync(line: redis.Redis) -> None:
    line.config_set("appendfsync", "everysec")  # nothing is proven here about power cuts


async def pass_days(stage: Stage, days: int) -> None:
    """Let days pass, with the janitor's rounds in each."""
    for _ in range(days):
        stage.clock.pass_time(DAY)
        await stage.helpline.janitor().tidy()


def today(stage: Stage) -> int:
    return int(stage.clock().timestamp()) // 86400


async def test_an_open_case_ends_and_yesterdays_copy_with_it(fragile: Fragile, tmp_path: Path) -> None:
    """A month after the last word a case is gone; eight days later no copy of the files can be read by anybody."""
    stage, sealer = fragile.stage, fragile.stage.helpline.sealer
    with fragile.line() as line:
        _no_faster_sync(line)
    people = crowd(stage, PEOPLE, Random(2))
    for person in people:
        await person.asks_for_people()
        await person.says(f"{SECRET}, {person.chat}")
    await pass_days(stage, 29)
    copy = copied(fragile.socket, tmp_path / "yesterday")
    assert read(copy, sealer, today(stage)) == Stolen(PEOPLE, PEOPLE, PEOPLE), "control: until then all is readable"
    await pass_days(stage, 2)
    assert not await stage.helpline.casework.open()
    assert not [each.name for each in fragile.guards.files.kept() if ":c:" in each.name or ":ct:" in each.name]
    await pass_days(stage, 8)
    assert read(copy, sealer, today(stage)) == Stolen()
    assert read(copy, sealer, 0).cases == 0
    await pass_days(stage, 60)
    assert read(copy, sealer, 0) == Stolen(), "the addresses' own keys are gone too, whatever day the thief pretends"


async def test_a_closed_case_is_gone_in_a_week(fragile: Fragile, tmp_path: Path) -> None:
    """Eight days after it was closed, a copy made on that very day is worth nothing."""
    stage, sealer = fragile.stage, fragile.stage.helpline.sealer
    ana = await an_operator(stage)
    people = crowd(stage, 6, Random(2))
    for person, case in zip(people, (await cases_by_chat(stage, people)).values(), strict=True):
        await person.says(SECRET)
        await desk_of(stage).claim(case, ana)
        await desk_of(stage).close(case, ana, "referred")
    copy = copied(fragile.socket, tmp_path / "that day")
    await pass_days(stage, 7)
    assert read(copy, sealer, today(stage)).cases == 6, "control: within the week it can be read"
    await pass_days(stage, 1)
    assert read(copy, sealer, today(stage)).cases == 0


async def test_the_file_is_written_anew_without_what_was_deleted(fragile: Fragile) -> None:
    """After a round of the janitor not even the sealed remains of an ended case lie on the disk."""
    stage, person = fragile.stage, Someone(fragile.stage, CHAT)
    case = (await cases_by_chat(stage, [person]))[CHAT]
    whole = StoreFiles(fragile.socket)
    assert case.encode() in whole.written()
    await forget(person)
    assert case.encode() in whole.written(), "control: deleting alone leaves it on the disk"
    assert stage.helpline.rounds
    await stage.helpline.rounds.make()
    with fragile.line() as line:
        while line.info("persistence")["aof_rewrite_in_progress"]:
            await stage.clock.sleep(0)
    assert case.encode() not in whole.written()


# -- forget me ---------------------------------------------------------------------------------------------------------


async def forget(person: Someone) -> None:
    """Say what has to be said to be forgotten."""
    await person.says("/forget")
    await person.taps("forget", "sure", "forget-yes")


def deleted(stage: Stage) -> list[int]:
    """Return the ids of messages that Telegram was asked to delete."""
    ids: list[int] = []
    for method, call in stage.telegram.calls:
        if method == "deleteMessages":
            assert isinstance(call["message_ids"], list)
            ids += call["message_ids"]
    return ids


async def with_a_history(stage: Stage) -> tuple[Someone, str, str]:
    """Return somebody with a case, words held for them and a code, and how their case and talk are called."""
    person = Someone(stage, CHAT)
    ana = await an_operator(stage)
    case = (await cases_by_chat(stage, [person]))[CHAT]
    await person.says(SECRET)
    await desk_of(stage).claim(case, ana)
    await desk_of(stage).reply(case, ana, "answered at once")
    await stage.settle()
    stage.clock.pass_time(timedelta(minutes=20))
    await desk_of(stage).reply(case, ana, "held for safe hands")
    await stage.settle()
    stored = await stage.helpline.casework.case(case)
    assert stored
    assert stored.held == 1
    await person.goes_on()
    await stage.settle()
    return person, case, stored.talk


async def test_forget_me_leaves_nothing(stage: Stage, guards: Guards) -> None:
    """Session, case, words, held answers, address and code go at once; what stays has no name and dies by itself."""
    person, case, talk = await with_a_history(stage)
    contact = Pseudonyms(stage.helpline.ring).contact_id(person.address, stage.clock())
    code = next(kept.name for kept in guards.files.kept() if ":code:" in kept.name)
    await forget(person)
    await stage.settle()
    assert not await desk_of(stage).queue()
    left = {kept.name: kept for kept in guards.files.kept()}
    assert not [name for name in left if contact in name or case in name or name == code]
    of_talk = {name.split(":")[1]: kept.life for name, kept in left.items() if talk in name}
    assert set(of_talk) <= {"at", "ids"}, "only the address, for the last words, and their own id"
    assert (of_talk["at"] or 1e9) <= 600
    assert not [
        kept for kept in left.values() if any(case.encode() in held for held in kept.holds) and "audit" not in kept.name
    ]
    dump = guards.files.dump()
    assert contact.encode() not in dump


async def test_forget_me_deletes_both_sides_of_the_chat(stage: Stage) -> None:
    """Every message of the last two days is deleted from the chat, theirs and ours, before the last words are said."""
    person, _, _ = await with_a_history(stage)
    ours = [100 + number for number in range(len(person.heard()))]
    before = len(person.heard())
    await forget(person)
    await stage.settle()
    theirs = [1000 + number for number in range(1, next(person._numbers))]
    assert set(theirs) | set(ours) <= set(deleted(stage))
    calls = [method for method, _ in stage.telegram.calls]
    assert calls.index("deleteMessages") < len(calls) - 1, "the farewell comes after"
    assert len(person.heard()) > before


async def test_deleting_is_tried_until_it_is_done(stage: Stage) -> None:
    """Telegram is away when somebody asks to be forgotten: the messages are deleted as soon as it is back."""
    person, _, _ = await with_a_history(stage)
    refusals = [429, 500, 502]

    def away(method: str, _call: dict[str, object]) -> web.Response | None:
        if method != "deleteMessages" or not refusals:
            return None
        return web.json_response({"ok": False, "error_code": refusals[0], "parameters": {"retry_after": 5}},
                                 status=refusals.pop(0))  # fmt: skip

    stage.telegram.trouble = away
    await forget(person)
    for _ in range(5):
        await stage.settle()
        stage.clock.pass_time(timedelta(seconds=90))
    assert not refusals
    assert {1001, 1002, 1003, 100, 101} <= set(deleted(stage))


async def test_hide_keeps_the_place_in_the_queue(stage: Stage, guards: Guards) -> None:
    """Hiding wipes the screen and shows a cover; request, address and place in the queue stay."""
    person, case, talk = await with_a_history(stage)
    await person.says("/hide")
    await stage.settle()
    assert {1001, 1002, 100, 101} <= set(deleted(stage))
    assert [line.id for line in await desk_of(stage).queue()] == [case]
    kept = {each.name for each in guards.files.kept()}
    assert f"{prefix(int(talk[:2]))}at:{talk}" in kept
    await desk_of(stage).reply(case, "ana", "still here")
    await stage.settle()
    stage.clock.pass_time(timedelta(seconds=1))
    assert SECRET not in " ".join(person.heard()[-2:])


async def test_whoever_holds_the_code_can_have_all_deleted(stage: Stage, guards: Guards) -> None:
    """With the four words alone the case is deleted, also by somebody who lost the chat; wrong words delete nothing."""
    person, case, _ = await with_a_history(stage)
    [code] = [
        line.strip()
        for text in person.heard()
        if "\n" in text
        for line in text.split("\n")
        if len(line.split()) == 4 and line.islower()
    ]
    assert not await stage.helpline.erase("amber river window candle")
    assert [line.id for line in await desk_of(stage).queue()] == [case]
    assert await stage.helpline.erase(code)
    assert not await desk_of(stage).queue()
    assert not [kept.name for kept in guards.files.kept() if case in kept.name]


@pytest.mark.parametrize("partition", ["here", "elsewhere"])
async def test_who_came_back_from_another_phone_is_forgotten_too(stage: Stage, guards: Guards, partition: str) -> None:
    """The pointer from a second phone to the case goes with the case, and does not die while it is needed."""
    person, _, _ = await with_a_history(stage)
    names, random = Pseudonyms(stage.helpline.ring), Random(4)
    home = names.partition(person.address)
    other = next(
        each for each in crowd(stage, 60, random) if (names.partition(each.address) == home) == (partition == "here")
    )
    code = next(
        line for text in person.heard() for line in text.split("\n") if len(line.split()) == 4 and line.islower()
    )
    await other.says(code)
    await stage.settle()
    await other.says("it is me")
    await other.says("and again")
    contact = names.contact_id(other.address, stage.clock())
    pointer = f"{prefix(names.partition(other.address))}s:{contact}"
    lives = {kept.name: kept.life for kept in guards.files.kept()}
    assert (lives[pointer] or 0) > 20 * 3600
    await forget(other)
    await stage.settle()
    assert not await desk_of(stage).queue()
    left = [kept.name for kept in guards.files.kept() if contact in kept.name]
    assert left == [f"{{bot}}:try:code:{contact}"], "but for the count of guesses, which lives an hour"
