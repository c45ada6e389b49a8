"""What is over goes: cases whose time has passed, the keys that opened them, and their traces on the disk."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cases.policy import Retention
from bot.desk.consent import Asking
from bot.janitor import Janitor
from bot.privacy.keyring import day_of
from bot.privacy.seal import box_day, sealed_day
from bot.store.casework import Casework
from bot.store.client import connect, expect
from bot.store.keep import AS_PROMISED, Keep
from bot.store.keys import partition_of, prefix
from bot.store.vigil import leave_no_trace
from tests.stage import Stage
from tests.waiting import NIGHT, Person, desk_of, in_danger, lines, operator, rounds_of

DAY = timedelta(days=1)


@pytest.fixture
def night(stage: Stage) -> Stage:
    stage.clock.now = NIGHT
    return stage


def janitor_of(stage: Stage, **retention: timedelta) -> Janitor:
    """Return the janitor of an organisation that keeps less."""
    helpline = stage.helpline
    policy = helpline.policy.model_copy(update={"retention": Retention(**retention)})
    return Janitor(
        helpline.casework,
        helpline.sealer,
        helpline.ring,
        policy,
        stage.clock,
        lambda: leave_no_trace(helpline.connection.batch),
        helpline.log,
    )


async def is_kept(stage: Stage, person: Person) -> bool:
    return await stage.helpline.casework.case(person.case) is not None


# -- cases that wait too long ------------------------------------------------------------------------------------------


async def test_an_open_case_ends_thirty_days_after_the_last_word(night: Stage) -> None:
    """Not a day earlier, and a new word gives it its time again; then nothing of it stays."""
    person, other = await in_danger(night), await in_danger(night)
    for _ in range(29):
        night.clock.pass_time(DAY)
        await night.helpline.janitor().tidy()
    await other.writes("I am still here")
    night.clock.pass_time(DAY)
    await night.helpline.janitor().tidy()
    assert await is_kept(night, person)
    night.clock.pass_time(timedelta(minutes=1))
    await night.helpline.janitor().tidy()
    assert not await is_kept(night, person)
    assert [line.id for line in await lines(night)] == [other.case]


async def asks_to_keep(stage: Stage, person: Person) -> None:
    """Have a person asked, by the operator who holds their case, whether it may be kept longer."""
    await Asking.at(desk_of(stage)).ask_to_keep(person.case, "ana", "return")
    assert any("May we keep your message longer" in each for each in await person.hears())


async def test_only_a_yes_keeps_an_open_case_longer(night: Stage) -> None:
    """Of three who were asked, who said yes is kept until the day they agreed to; the others go after thirty days."""
    await operator(night)
    agreed, declined, silent = [await in_danger(night) for _ in range(3)]
    for person in (agreed, declined, silent):
        await desk_of(night).claim(person.case, "ana")
        await person.hears()
        await asks_to_keep(night, person)
    assert "180 days" in " ".join(await agreed.writes("yes"))
    await declined.writes("no")
    everybody = (agreed, declined, silent)
    for _ in range(30):
        night.clock.pass_time(DAY)
        await night.helpline.janitor().tidy()
    assert [await is_kept(night, person) for person in everybody] == [True, True, True]
    night.clock.pass_time(timedelta(minutes=1))
    await night.helpline.janitor().tidy()
    assert [await is_kept(night, person) for person in everybody] == [True, False, False]
    for _ in range(149):
        night.clock.pass_time(DAY)
        await night.helpline.janitor().tidy()
    assert await is_kept(night, agreed)
    night.clock.pass_time(DAY)
    await night.helpline.janitor().tidy()
    assert not await is_kept(night, agreed)


async def test_only_of_who_agreed_the_address_is_renewed(night: Stage) -> None:
    """A box lives for a month; it gets a newer one where its person let their case stay longer, and nowhere else."""
    await operator(night)
    agreed, other = await in_danger(night), await in_danger(night)
    await desk_of(night).claim(agreed.case, "ana")
    await agreed.hears()
    await asks_to_keep(night, agreed)
    await agreed.writes("yes")
    before = [await _box_of(night, person) for person in (agreed, other)]
    for _ in range(9):
        night.clock.pass_time(DAY)
        await night.helpline.janitor().tidy()
    after = [await _box_of(night, person) for person in (agreed, other)]
    assert box_day(after[0]) > box_day(before[0])
    assert after[1] == before[1]


async def _box_of(stage: Stage, person: Person) -> bytes:
    case = await stage.helpline.casework.case(person.case, with_talk=False)
    assert case is not None
    return await stage.helpline.casework.reached(case, "box")


async def test_a_word_in_the_moment_of_ending_keeps_the_case(night: Stage) -> None:
    """Who writes while their case is being ended for its age is not lost; the control is a case that stayed silent."""
    person, silent = await in_danger(night), await in_danger(night)
    casework = night.helpline.casework
    seen = {each.case: await casework.case(each.case, with_talk=False) for each in (person, silent)}
    night.clock.pass_time(DAY)
    await person.writes("I am still here")
    done = [await casework.end(case, b"t" * 8, "expired", wipe=True, as_seen=each) for case, each in seen.items()]
    assert done == [False, True]
    assert await is_kept(night, person)
    assert not await is_kept(night, silent)


async def test_an_organisation_that_keeps_less_is_obeyed(night: Stage) -> None:
    """Two days, where the policy says two days."""
    person = await in_danger(night)
    night.clock.pass_time(2 * DAY + timedelta(minutes=1))
    await janitor_of(night, open=3 * DAY).clean()
    assert await is_kept(night, person)
    await janitor_of(night, open=2 * DAY).clean()
    assert not await is_kept(night, person)


async def test_the_rounds_call_the_janitor_every_hour(night: Stage) -> None:
    """Nobody has to think of it; between the hours nothing is done."""
    person = await in_danger(night)
    await rounds_of(night).make()
    night.clock.pass_time(timedelta(minutes=59))
    before = await _wrapped_on(night, person)
    night.clock.now = NIGHT + 30 * DAY + timedelta(minutes=5)
    await rounds_of(night).make()
    assert before == day_of(NIGHT)
    assert not await is_kept(night, person)


# -- keys --------------------------------------------------------------------------------------------------------------


async def _wrapped_on(stage: Stage, person: Person) -> int:
    case = await stage.helpline.casework.case(person.case)
    assert case is not None
    return sealed_day(case.key)


async def test_an_open_case_stays_readable_while_older_keys_die(night: Stage) -> None:
    """The case's key is wrapped anew every day, so the key of the day it was opened on can be destroyed."""
    person, ana = await in_danger(night), await operator(night)
    first = day_of(night.clock())
    for _ in range(9):
        night.clock.pass_time(DAY)
        await rounds_of(night).make()
    assert first not in night.helpline.ring.days()
    assert await _wrapped_on(night, person) == day_of(night.clock())
    await desk_of(night).claim(person.case, ana)
    assert await desk_of(night).show(person.case, ana)


async def test_a_key_that_an_open_case_needs_is_not_destroyed(night: Stage) -> None:
    """Where the daily work failed for long, a case is rather kept readable than a key on time."""
    person = await in_danger(night)
    first = day_of(night.clock())
    night.clock.pass_time(12 * DAY)
    in_use = await night.helpline.janitor().days_in_use()
    assert in_use == {first}
    night.helpline.ring.rotate(night.clock(), in_use)
    assert first in night.helpline.ring.days()
    await night.helpline.janitor().tidy()
    assert first not in night.helpline.ring.days()
    assert await _wrapped_on(night, person) == day_of(night.clock())
    today, case = day_of(night.clock()), await night.helpline.casework.case(person.case)
    assert case is not None
    damaged = case.key[:-1] + bytes([case.key[-1] ^ 1])
    assert await night.helpline.casework.rewrap(person.case, case.key, damaged)
    night.clock.pass_time(12 * DAY)
    await night.helpline.janitor().tidy()
    assert today in night.helpline.ring.days(), "what could not be wrapped anew keeps its key until somebody looks"


# -- traces on the disk ------------------------------------------------------------------------------------------------


def on_disk(store: Path) -> bytes:
    """Return everything that stands in the store's files."""
    return b"".join(each.read_bytes() for each in sorted((store.parent / "appendonlydir").iterdir()))


async def _settled(stage: Stage) -> None:
    async with asyncio.timeout(20):
        while True:
            [info] = await stage.helpline.connection.batch.call_everywhere("INFO", "persistence")
            if b"aof_rewrite_in_progress:0" in expect(bytes, info) and b"rewrite_scheduled:0" in expect(bytes, info):
                return
            await asyncio.sleep(0.02)


async def test_what_was_wiped_leaves_the_disk_within_the_hour(night: Stage, store: Path) -> None:
    """Deleting alone leaves the sealed words in the store's file; after the janitor they are nowhere."""
    person = await in_danger(night)
    case = await night.helpline.casework.case(person.case)
    assert case is not None
    sealed = case.entries[0]
    await _settled(night)  # a rewriting that began before the deleting still has the words
    await night.helpline.casework.end(person.case, b"t" * 8, "left", wipe=True)
    assert sealed in on_disk(store), "a deleted word is still in the file"
    await night.helpline.janitor().tidy()
    await _settled(night)
    assert sealed not in on_disk(store)


async def test_a_file_that_did_not_grow_is_left_alone(night: Stage) -> None:
    """Nothing is rewritten for nothing."""
    batch = night.helpline.connection.batch
    await in_danger(night)
    await leave_no_trace(batch)
    await _settled(night)
    before = await _rewrites(night)
    assert await leave_no_trace(batch)
    await _settled(night)
    assert await _rewrites(night) == before
    await batch.call("SET", "{bot}:try:nobody", "1", "EX", 60)
    assert await leave_no_trace(batch)
    await _settled(night)
    assert await _rewrites(night) == before + 1


async def _rewrites(stage: Stage) -> int:
    [info] = await stage.helpline.connection.batch.call_everywhere("INFO", "commandstats")
    lines = [line for line in expect(bytes, info).split(b"\r\n") if line.startswith(b"cmdstat_bgrewriteaof:")]
    return int(lines[0].split(b"calls=")[1].split(b",")[0]) if lines else 0


# -- what expires by itself --------------------------------------------------------------------------------------------


async def test_a_closed_case_lives_as_long_as_the_organisation_says(night: Stage, store: Path) -> None:
    """Seven days at most; an organisation that says one day gets one day."""
    for keep, days in ((AS_PROMISED, 7), (Keep.of(Retention(closed=DAY)), 1)):
        person = await in_danger(night)
        connection = connect(store)
        try:
            await Casework(connection.batch, keep).end(person.case, b"t" * 8, "other", wipe=False)
        finally:
            await connection.close()
        key = f"{prefix(partition_of(person.case))}c:{person.case}"
        left = expect(int, await night.helpline.connection.batch.call("TTL", key))
        assert days * 86400 - 60 < left <= days * 86400


async def test_sessions_and_marks_live_as_long_as_the_organisation_says(night: Stage) -> None:
    """What a policy shortens is shorter in the store: the place in the talk, ids of messages, marks of doubles."""
    helpline = night.helpline
    assert helpline.conversation is not None
    assert helpline.sender is not None
    lives: dict[str, set[int]] = {}
    for keep in (AS_PROMISED, Keep(session_s=3600, ids_s=7200, seen_s=24 * 3600)):
        await night.clear()
        helpline.conversation.turns = type(helpline.conversation.turns)(helpline.connection.batch, keep)
        helpline.sender.outbox = type(helpline.sender.outbox)(
            helpline.connection.batch, helpline.sender.outbox.owner, keep
        )
        await in_danger(night)
        for kind in ("s", "ids", "seen"):
            lives.setdefault(kind, set()).add(await _life_of(night, kind))
    assert lives == {"s": {24, 1}, "ids": {48, 2}, "seen": {48, 24}}


async def _life_of(stage: Stage, kind: str) -> int:
    """Return how many hours the keys of a kind live."""
    batch = stage.helpline.connection.batch
    [keys] = await batch.call_everywhere("KEYS", f"*:{kind}:*")
    lives = {round(expect(int, await batch.call("TTL", each)) / 3600) for each in expect(list[bytes], keys)}
    assert len(lives) == 1
    return lives.pop()
