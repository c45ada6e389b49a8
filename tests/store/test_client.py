"""The way to the store: everyone gets their own answer, nothing runs twice, and a lost connection is said honestly."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store.client import (
    Connection,
    Heard,
    Rejoined,
    Script,
    StoreRefused,
    StoreUnreachable,
    WrongStoreAddress,
    connect,
    expect,
)
from bot.store.embedded import EmbeddedStore

PUT = Script("put", "redis.call('SET', KEYS[1], ARGV[1]) return ARGV[1]")
SECRET = "amina-at-the-harbour"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    made = EmbeddedStore(tmp_path_factory.mktemp("store"))
    made.start()
    yield made
    made.stop()


@pytest.fixture
async def line(store: EmbeddedStore) -> AsyncIterator[Connection]:
    connection = connect(store.start(), patience=0.5)
    await connection.batch.call("FLUSHALL")
    yield connection
    await connection.close()


@pytest.fixture
async def other(store: EmbeddedStore) -> AsyncIterator[Connection]:
    """A second connection, to look on."""
    connection = connect(store.start())
    yield connection
    await connection.close()


async def told(connection: Connection, section: str, field: str) -> int:
    about = expect(bytes, await connection.batch.call("INFO", section)).decode()
    (found,) = (row for row in about.split("\r\n") if row.startswith(f"{field}:"))
    return int(found.partition(":")[2])


@contextlib.asynccontextmanager
async def frozen(other: Connection) -> AsyncIterator[None]:
    """Stop the server's process in its tracks, as a machine that hangs."""
    pid = await told(other, "server", "process_id")
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


# -- together, and each their own ------------------------------------------------------------------------------


async def test_tasks_of_one_moment_share_one_write(line: Connection, other: Connection) -> None:
    """Sixty-four people who write at once cost the store one read, not sixty-four."""
    await line.batch.call("PING")
    before = await told(other, "stats", "total_reads_processed")
    await asyncio.gather(*(line.batch.call("SET", f"key{n}", n) for n in range(64)))
    together = await told(other, "stats", "total_reads_processed") - before
    for n in range(64):
        await line.batch.call("SET", f"key{n}", n)
    alone = await told(other, "stats", "total_reads_processed") - before - together
    assert together <= 4
    assert alone >= 64, "control: one after the other they are read one by one"


async def test_everyone_gets_their_own_answer_or_their_own_error(line: Connection) -> None:
    """One mistaken command spoils nothing for those that travelled with it."""
    await line.batch.call("SET", "text", "words")
    answers = await asyncio.gather(
        line.batch.call("GET", "text"),
        line.batch.call("INCR", "text"),
        line.batch.call("GET", "missing"),
        line.batch.call("LPUSH", "text", "x"),
        line.batch.call("INCR", "count"),
        line.batch.call("MGET", "text", "count"),
        return_exceptions=True,
    )
    match answers:
        case [b"words", StoreRefused(code="ERR"), None, StoreRefused(code="WRONGTYPE"), 1, [b"words", b"1"]]:
            pass
        case _:
            pytest.fail(f"{answers}")


async def test_those_who_leave_disturb_nobody(line: Connection) -> None:
    """Whoever is called off at whatever moment, no answer ever reaches another than its asker."""
    dice = random.Random(7)
    left = 0

    async def asks(n: int, leaves: bool) -> None:
        nonlocal left
        await asyncio.sleep(dice.random() / 20)
        asking = asyncio.create_task(line.batch.call("ECHO", n))
        if leaves:
            for _ in range(dice.randrange(8)):
                await asyncio.sleep(0)
            left += asking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            assert await asking == str(n).encode()

    await asyncio.gather(*(asks(n, leaves=n % 2 == 0) for n in range(3000)))
    assert left > 500, "control: many were called off before their answer came"
    assert await line.batch.call("ECHO", "still in step") == b"still in step"


async def test_cancelled_before_it_was_sent_it_is_not_sent(line: Connection) -> None:
    """What was called off in time never reaches the store."""
    await line.batch.call("PING")
    task = asyncio.create_task(line.batch.call("SET", "called", "off"))
    stays = asyncio.create_task(line.batch.call("SET", "stays", "1"))
    await asyncio.sleep(0)
    task.cancel()
    await stays
    assert await line.batch.call("MGET", "called", "stays") == [None, b"1"]


async def test_too_many_at_once_are_refused_and_not_piled_up(line: Connection) -> None:
    """A flood is answered with "not now, nothing was written" before memory runs out; those before it are served."""
    await line.batch.call("PING")
    answers = await asyncio.gather(*(line.batch.call("INCR", "flood") for _ in range(20_500)), return_exceptions=True)
    served = [answer for answer in answers if isinstance(answer, int)]
    refused = [answer for answer in answers if isinstance(answer, StoreUnreachable) and not answer.maybe_written]
    assert sorted(served) == list(range(1, 20_001))
    assert len(refused) == 500


def test_an_answer_of_another_shape_is_a_mistake_of_ours() -> None:
    """What a script returns is read in one shape only, and the complaint does not repeat it."""
    assert expect(tuple[int, bytes | None, list[bytes]], [1, None, [b"a"]]) == (1, None, [b"a"])
    with pytest.raises(TypeError) as told_us:
        expect(tuple[int, int], [1, SECRET.encode()])
    assert SECRET not in str(told_us.value)


# -- when the connection is lost -------------------------------------------------------------------------------


async def test_a_hanging_store_is_told_honestly_and_nothing_runs_twice(line: Connection, other: Connection) -> None:
    """When no answer comes we say that we do not know; the late answer reaches nobody, and nothing is sent again."""
    await line.batch.call("PING")
    async with frozen(other):
        with pytest.raises(StoreUnreachable, match="whether it was written is unknown") as lost:
            await line.batch.call("INCR", "count")
    assert lost.value.maybe_written
    assert await line.batch.call("ECHO", "own answer") == b"own answer"
    assert await line.batch.call("GET", "count") == b"1"


async def test_a_cut_connection_fails_those_on_it_and_the_next_call_connects_anew(
    line: Connection, other: Connection
) -> None:
    """Everybody whose answer was lost is told, nobody is left waiting, and whoever comes next is served."""
    await line.batch.call("PING")
    await other.batch.call("PING")
    holds_up = asyncio.create_task(line.batch.call("BLPOP", "nothing", 0))
    behind = [asyncio.create_task(line.batch.call("INCR", "count")) for _ in range(3)]
    while not await told(other, "clients", "blocked_clients"):
        await asyncio.sleep(0)
    assert await other.batch.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes") == 1
    answers = await asyncio.gather(holds_up, *behind, return_exceptions=True)
    assert [isinstance(answer, StoreUnreachable) and answer.maybe_written for answer in answers] == [True] * 4
    assert await line.batch.call("GET", "count") is None


async def test_a_restart_of_the_store_goes_unnoticed_between_two_messages(
    line: Connection, store: EmbeddedStore
) -> None:
    """The first command after a restart finds the new server by itself; nothing is reported lost that was not."""
    await line.batch.script(PUT, ["talk"], ["kept"])
    store.stop()
    store.start()
    await asyncio.sleep(0)
    assert await line.batch.call("GET", "talk") == b"kept"
    assert await line.batch.script(PUT, ["talk"], ["script known again"]) == b"script known again"


async def test_without_a_store_it_is_said_that_nothing_was_written(line: Connection, store: EmbeddedStore) -> None:
    """While the store is away each call says so at once, and the first after its return is served."""
    await line.batch.call("PING")
    store.stop()
    await asyncio.sleep(0)
    for _ in range(2):
        with pytest.raises(StoreUnreachable, match="nothing was written") as lost:
            await line.batch.call("SET", "talk", SECRET)
        assert not lost.value.maybe_written
        assert SECRET not in str(lost.value)
    store.start()
    assert await line.batch.call("PING") == b"PONG"


async def test_a_wrong_password_is_named_and_not_shown(store: EmbeddedStore, other: Connection) -> None:
    """A refused password is told as that; an unreadable address too, without repeating it."""
    path = store.start()
    await other.batch.call("CONFIG", "SET", "requirepass", SECRET)
    try:
        wrong = connect(f"unix://:harmless@{path}")
        with pytest.raises(StoreUnreachable, match="refused our name or password") as told_us:
            await wrong.batch.call("PING")
        assert "harmless" not in str(told_us.value)
        right = connect(f"unix://:{SECRET}@{path}")
        assert await right.batch.call("PING") == b"PONG"
        await right.close()
    finally:
        await other.batch.call("CONFIG", "SET", "requirepass", "")
    with pytest.raises(WrongStoreAddress) as refused:
        connect(f"http://:{SECRET}@localhost")
    assert SECRET not in str(refused.value)


def test_a_connection_is_used_in_one_loop_at_a_time(store: EmbeddedStore) -> None:
    """An open connection cannot wander into another loop or a forked process; closed, it may be used anew."""
    line = connect(store.start())

    async def ask(and_close: bool) -> object:
        try:
            return await line.batch.call("PING")
        finally:
            if and_close:
                await line.close()

    assert asyncio.run(ask(and_close=True)) == b"PONG"
    assert asyncio.run(ask(and_close=True)) == b"PONG"
    with asyncio.Runner() as first:
        first.run(ask(and_close=False))
        with pytest.raises(RuntimeError, match="another event loop"):
            asyncio.run(ask(and_close=False))
        first.run(line.close())


def test_workers_forked_after_connect_each_have_their_own_line(store: EmbeddedStore) -> None:
    """A process may connect, then fork: each worker opens a line of its own at its first command."""
    program = f"""
import asyncio, os
from bot.store.client import connect
line = connect({str(store.start())!r})
async def ask(n):
    replies = [await line.batch.call("ECHO", n) for _ in range(200)]
    await line.close()
    return set(replies) == {{str(n).encode()}}
children = []
for n in range(3):
    if not (child := os.fork()):
        os._exit(0 if asyncio.run(ask(n)) else 1)
    children.append(child)
assert asyncio.run(ask(99))
print([os.waitpid(child, 0)[1] for child in children])
"""
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[0, 0, 0]", done.stderr


# -- scripts ---------------------------------------------------------------------------------------------------


async def test_a_script_loads_itself_whoever_comes_first(line: Connection) -> None:
    """After a restart or a flush the first to need a script brings it, also when many come at once."""
    assert await line.batch.script(PUT, ["talk"], ["a"]) == b"a"
    await line.batch.call("SCRIPT", "FLUSH", key="")
    asked = (line.batch.script(PUT, [f"talk{n}"], [n]) for n in range(64))
    assert await asyncio.gather(*asked) == [str(n).encode() for n in range(64)]


async def test_a_scripts_own_refusal_has_a_code(line: Connection) -> None:
    """A script may refuse with a word of its own, which the caller reads."""
    fenced = Script("fenced", "return redis.error_reply('FENCED ' .. ARGV[1])")
    with pytest.raises(StoreRefused) as refused:
        await line.batch.script(fenced, ["talk"], [SECRET])
    assert refused.value.code == "FENCED"
    assert SECRET not in str(refused.value)


async def test_errors_say_where_and_never_what(line: Connection) -> None:
    """An error names the script and its line, and repeats neither a key nor an argument."""
    broken = Script("broken", "local a = 1\nredis.call('NOSUCH', KEYS[1], ARGV[1])")
    with pytest.raises(StoreRefused, match="broken, line 2") as in_script:
        await line.batch.script(broken, [f"key-{SECRET}"], [SECRET])
    with pytest.raises(StoreRefused, match="ERR") as in_call:
        await line.batch.call("NOSUCH", SECRET)
    with pytest.raises(StoreRefused, match=r"misspelt.*user_script:1"):
        await line.batch.script(Script("misspelt", "retrun 1"), ["talk"])
    assert SECRET not in f"{in_script.value} {in_call.value}"


# -- listening and waiting -------------------------------------------------------------------------------------


async def test_a_listener_hears_and_says_when_it_may_have_missed_something(line: Connection, other: Connection) -> None:
    """Whoever follows a channel is told at the start and after every interruption to read the truth anew."""
    heard = line.subscribe("desk", "news")
    assert await anext(heard) == Rejoined()
    await other.batch.call("PUBLISH", "desk", b"one")
    assert await anext(heard) == Heard("desk", b"one")
    following = asyncio.ensure_future(anext(heard))
    assert await other.batch.call("CLIENT", "KILL", "TYPE", "pubsub") == 1
    assert await following == Rejoined()
    await other.batch.call("PUBLISH", "news", b"two")
    assert await anext(heard) == Heard("news", b"two")


async def test_a_listener_waits_for_a_store_that_is_away(line: Connection, store: EmbeddedStore) -> None:
    """A listener outlives a restart of the store."""
    heard = line.subscribe("desk")
    assert await anext(heard) == Rejoined()
    following = asyncio.ensure_future(anext(heard))
    store.stop()
    await asyncio.sleep(0.1)
    store.start()
    assert await following == Rejoined()


async def test_a_reader_waits_in_the_store_without_holding_up_others(line: Connection) -> None:
    """Who waits for something to come has a line of their own; called off, they leave no answer behind."""
    reader = line.blocking("talk")
    waits = asyncio.create_task(reader.call("BLPOP", "talk", 5, within=6))
    await asyncio.sleep(0.02)
    await line.batch.call("RPUSH", "talk", "came")
    assert await waits == [b"talk", b"came"]
    called_off = asyncio.create_task(reader.call("BLPOP", "talk", 5, within=6))
    await asyncio.sleep(0.02)
    called_off.cancel()
    assert await reader.call("ECHO", "own answer", within=1) == b"own answer"
    with pytest.raises(StoreUnreachable, match="in time"):
        await reader.call("BLPOP", "talk", 5, within=0.1)
    with pytest.raises(StoreRefused, match="ERR"):
        await reader.call("NOSUCH", SECRET, within=1)
    assert await reader.call("ECHO", "own answer", within=1) == b"own answer"
    await reader.close()


# -- is it durable ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "weak", "good"),
    [
        ("appendonly", "no", "yes"),
        ("appendfsync", "everysec", "always"),
        ("no-appendfsync-on-rewrite", "yes", "no"),
        ("maxmemory-policy", "allkeys-lru", "noeviction"),
        ("save", "60 1", ""),
        ("slowlog-max-len", "128", "0"),
        ("commandlog-large-request-max-len", "128", "0"),
        ("aof-timestamp-enabled", "yes", "no"),
    ],
)
async def test_each_weak_setting_is_complained_of(line: Connection, setting: str, weak: str, good: str) -> None:
    """A store that could lose what was accepted, or keep what was forgotten, is not opened to people."""
    assert await line.check_durability() == []
    await line.batch.call("CONFIG", "SET", setting, weak)
    try:
        (complaint,) = await line.check_durability()
    finally:
        await line.batch.call("CONFIG", "SET", setting, good)
    assert complaint.startswith(f"the store's {setting} is '{weak}' and must be '{good}': ")
