"""The same code runs on a cluster: each command finds its server, also while parts of the cluster move."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store.client import Connection, Heard, Rejoined, Script, StoreRefused, connect, expect
from bot.store.durability import WANTED
from bot.store.server import find_server, known_programs
from tests.loopback import free_port

PUT = Script("put", "redis.call('SET', KEYS[1], ARGV[1]) return ARGV[1]")
HALF = 8192


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """Two servers that do not know of each other yet."""
    program = find_server(known_programs()).program
    room: Path = tmp_path_factory.mktemp("cluster")
    chosen = (free_port(), free_port())
    running = []
    for port in chosen:
        options = ["--port", str(port), "--bind", "127.0.0.1", "--cluster-enabled", "yes", "--save", ""]
        options += ["--cluster-config-file", f"nodes-{port}.conf", "--appendonly", "no"]
        running.append(subprocess.Popen([program, *options], cwd=room, stdout=subprocess.DEVNULL))
    yield chosen
    for server in running:
        server.kill()
        server.wait()


async def ask(port: int, *command: str | int) -> bytes:
    """Ask one server of the cluster by itself, in the plainest way."""
    for _ in range(500):
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            break
        except OSError:
            await asyncio.sleep(0.01)
    writer.write(" ".join(map(str, command)).encode() + b"\r\n")
    answer = await reader.readline()
    if answer.startswith(b"$"):
        answer = await reader.readexactly(int(answer[1:]) + 2)
    writer.close()
    return answer.strip()


@pytest.fixture
async def line(ports: tuple[int, int]) -> AsyncIterator[Connection]:
    """A connection that was told of the first server only."""
    first, second = ports
    if b"cluster_slots_ok:16384" not in await ask(first, "CLUSTER", "INFO"):
        assert await ask(first, "CLUSTER", "ADDSLOTSRANGE", 0, HALF - 1) == b"+OK"
        assert await ask(second, "CLUSTER", "ADDSLOTSRANGE", HALF, 16383) == b"+OK"
        assert await ask(first, "CLUSTER", "MEET", "127.0.0.1", second) == b"+OK"
    for port in ports:
        while b"cluster_state:ok" not in await ask(port, "CLUSTER", "INFO"):
            await asyncio.sleep(0.02)
    connection = connect(f"redis://127.0.0.1:{first}")
    await connection.batch.call_everywhere("FLUSHALL")
    yield connection
    await connection.close()


async def test_partitions_spread_over_the_servers_and_each_command_finds_its_own(
    line: Connection, ports: tuple[int, int]
) -> None:
    """Sixteen partitions live on two servers; scripts and commands of all reach them, all at once."""
    keys = [f"{{p{n:02d}}}:talk" for n in range(16)]
    said = await asyncio.gather(*(line.batch.script(PUT, [key], [n]) for n, key in enumerate(keys)))
    assert said == [str(n).encode() for n in range(16)]
    assert await asyncio.gather(*(line.batch.call("GET", key) for key in keys)) == said
    assert await line.batch.call("OBJECT", "ENCODING", keys[3], key=keys[3]) == b"embstr"
    held = [int((await ask(port, "DBSIZE"))[1:]) for port in ports]
    assert sum(held) == 16
    assert min(held) > 0, "control: both servers hold some"
    assert sorted(expect(list[int], await line.batch.call_everywhere("DBSIZE"))) == sorted(held)
    with pytest.raises(StoreRefused, match="CROSSSLOT"):
        await line.batch.call("MGET", keys[0], keys[1])


async def test_a_part_that_moves_is_followed(line: Connection, ports: tuple[int, int]) -> None:
    """While a partition moves to another server, and after, everything about it still finds its way, once."""
    key = "{p00}:count"
    await line.batch.call("SET", key, 0)
    slot = int((await ask(ports[0], "CLUSTER", "KEYSLOT", key))[1:])
    at, to = ports if slot < HALF else ports[::-1]
    name = {port: (await ask(port, "CLUSTER", "MYID")).decode() for port in ports}
    await ask(to, "CLUSTER", "SETSLOT", slot, "IMPORTING", name[at])
    await ask(at, "CLUSTER", "SETSLOT", slot, "MIGRATING", name[to])
    other = "{p00}:new"
    assert await line.batch.script(PUT, [other], ["written there already"]) == b"written there already"
    assert await line.batch.call("INCR", key) == 1
    assert (await ask(at, "MIGRATE", "127.0.0.1", to, key, 0, 1000)) == b"+OK"
    assert await line.batch.call("INCR", key) == 2
    for port in (to, at):
        await ask(port, "CLUSTER", "SETSLOT", slot, "NODE", name[to])
    assert await line.batch.call("INCR", key) == 3
    assert await line.batch.call("GET", other) == b"written there already"


async def test_what_is_published_anywhere_is_heard(line: Connection) -> None:
    """Listeners hear what any server of the cluster publishes, and readers wait where their key lives."""
    heard = line.subscribe("{p05}:desk")
    assert await anext(heard) == Rejoined()
    await line.batch.script(Script("tell", "return redis.call('PUBLISH', KEYS[1], ARGV[1])"), ["{p01}:desk"], ["no"])
    await line.batch.script(Script("tell", "return redis.call('PUBLISH', KEYS[1], ARGV[1])"), ["{p05}:desk"], ["yes"])
    assert await anext(heard) == Heard("{p05}:desk", b"yes")
    for key in ("{p00}:due", "{p01}:due", "{p02}:due"):
        reader = line.blocking(key)
        waits = asyncio.create_task(reader.call("BLPOP", key, 5, within=6))
        await line.batch.call("RPUSH", key, "came")
        assert await waits == [key.encode(), b"came"]
        await reader.close()


async def test_a_weak_server_anywhere_is_complained_of(line: Connection, ports: tuple[int, int]) -> None:
    """Durability is asked of every server of the cluster, not of the first."""
    for port in ports:
        for setting, value, _ in WANTED:
            await ask(port, "CONFIG", "SET", setting, value or '""')
    assert await line.check_durability() == []
    await ask(ports[1], "CONFIG", "SET", "appendfsync", "everysec")
    (complaint,) = await line.check_durability()
    assert "appendfsync" in complaint
