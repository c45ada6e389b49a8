"""The two programs that are compared, each run as it is run for people: processes, a store of its own, and their cost.

Nothing here may change a program that is measured.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import SystemRandom
from time import monotonic

from msgspec import json

from bot.benchmarks.driver import Driver
from bot.benchmarks.far import FarSide
from bot.benchmarks.plan import Plan, Talk
from bot.messages import HelplineError
from bot.store.client import Connection, connect, expect
from bot.store.embedded import EmbeddedStore

TOKEN = "4242424242:BENCH-not-a-token-of-any-bot"  # noqa: S105  of nobody
SECRET = "a-secret-of-the-benchmark-0123"  # noqa: S105  of nobody
START_S = 60.0
STORE_PROGRAMS = ("valkey-server", "redis-server")
WORKER_CORE, OTHER_CORE = 0, 1


class SideDidNotStart(HelplineError):
    """A program that was to be measured did not come up."""


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU time used so far, in nanoseconds: by the program, and by its store."""

    program_ns: int
    store_ns: int

    def __sub__(self, before: Cost) -> Cost:
        return Cost(self.program_ns - before.program_ns, self.store_ns - before.store_ns)


@dataclass
class Side:
    """One program at work: its far side, the persons who write to it, and its processes."""

    name: str
    folder: Path
    far: FarSide
    driver: Driver
    process: subprocess.Popen[bytes]
    store: Connection
    workers: list[int] = field(default_factory=list)
    store_pid: int = 0

    def cost(self) -> Cost:
        """Return the CPU time used so far by everything that serves, and by the store."""
        others = {self.process.pid, *self.workers}
        return Cost(sum(map(_cpu_ns, others)), _cpu_ns(self.store_pid))

    def place(self, *, apart: bool) -> None:
        """Give the program a core of its own, and its store the far side's; or all of them any core of the machine."""
        every = set(range(os.cpu_count() or 1))
        for pid in {self.process.pid, *self.workers}:
            _place(pid, {WORKER_CORE} if apart else every)
        _place(self.store_pid, {OTHER_CORE} if apart else every)

    async def handed_over(self) -> int:
        """Return how many cases lie in the store, whoever's it is."""
        batch = self.store.batch
        waiting = [expect(int, await batch.call("ZCARD", f"{{p{number:02d}}}:waiting")) for number in range(16)]
        return sum(waiting) + expect(int, await batch.call("XLEN", "cases"))

    async def bytes_by_kind(self) -> dict[str, int]:
        """Return what each kind of key takes in the store's memory, in bytes, summed over all keys."""
        sums: dict[str, int] = {}
        cursor = b"0"
        while True:
            cursor, keys = expect(tuple[bytes, list[bytes]], await self.store.batch.call("SCAN", cursor, "COUNT", 500))
            sizes = await asyncio.gather(
                *(self.store.batch.call("MEMORY", "USAGE", key, "SAMPLES", 0, key=key.decode()) for key in keys)
            )
            for key, size in zip(keys, sizes, strict=True):
                kind = kind_of(key.decode())
                sums[kind] = sums.get(kind, 0) + (size if isinstance(size, int) else 0)
            if cursor == b"0":
                return sums

    def rss(self) -> list[tuple[int, int]]:
        """Return for each worker what it holds in memory and its fair share of that, in bytes."""
        return [(_status(pid, "VmRSS"), _shared_fairly(pid)) for pid in self.workers or [self.process.pid]]

    async def stop(self) -> None:
        """End the program and give everything back."""
        self.driver.close()
        await self.far.close()
        await self.store.close()
        ended(self.process)


@dataclass(frozen=True, slots=True)
class DeskProgram:
    """A desk at work, and the one process that serves it."""

    process: subprocess.Popen[bytes]
    worker: int
    port: int

    def rss(self) -> int:
        """Return what it holds in memory, in bytes."""
        return _status(self.worker, "VmRSS")

    def cpu_s(self) -> float:
        """Return the CPU time it has used so far, in seconds."""
        return _cpu_ns(self.worker) / 1e9

    def stop(self) -> None:
        """End the program, and its store with it."""
        ended(self.process)


def ended(process: subprocess.Popen[bytes]) -> None:
    """Ask a program to end, and end it when it does not."""
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def kind_of(key: str) -> str:
    """Return what kind of key this is: the words of its name that are no id.

    >>> kind_of("{p07}:seen:0f3a"), kind_of("fsm:7000000001:7000000001:data")
    ('seen', 'data')
    """
    parts = key.split(":")
    return parts[-1] if parts[0] == "fsm" else parts[1] if len(parts) > 1 else parts[0]


async def start_ours(folder: Path, content: Path, talks: tuple[Talk, ...], workers: int) -> Side:
    """Run `helpline run` with its own embedded store, sealed and durable as it is for people. Paths are absolute."""
    far, port = FarSide(), _free_port()
    api = await far.open()
    environment = {
        "HELPLINE_DATA_DIR": str(folder),
        "HELPLINE_CONTENT_DIR": str(content),
        "HELPLINE_HTTP_PORT": str(port),
        "HELPLINE_PUBLIC_URL": "https://helpline.test",
        "HELPLINE_WORKERS": str(workers),
        "HELPLINE_LOG_LEVEL": "warning",
        "HELPLINE_TELEGRAM_TOKEN": TOKEN,
        "HELPLINE_TELEGRAM_MODE": "webhook",
        "HELPLINE_TELEGRAM_SECRET": SECRET,
        "HELPLINE_TELEGRAM_API": f"http://127.0.0.1:{api}",
    }
    process = program(["-m", "bot", "run"], environment, folder)
    driver = Driver(far, talks, port, SECRET)
    return await _up("helpline", folder, far=far, driver=driver, process=process, port=port, workers=workers)


async def start_desk(folder: Path, content: Path) -> DeskProgram:
    """Run `helpline run --role desk` with its own embedded store, sealed and durable. Paths are absolute."""
    port = _free_port()
    environment = {
        "HELPLINE_DATA_DIR": str(folder),
        "HELPLINE_CONTENT_DIR": str(content),
        "HELPLINE_HTTP_PORT": str(port),
        "HELPLINE_LOG_LEVEL": "warning",
    }
    process = program(["-m", "bot", "run", "--role", "desk"], environment, folder)
    _, workers, _ = await _found("desk", folder, process, port, 1)
    return DeskProgram(process, workers[0], port)


async def start_peer(folder: Path, content: Path, talks: tuple[Talk, ...]) -> Side:
    """Run the peer on an embedded store of its own, as durable as ours."""
    far, port = FarSide(), _free_port()
    api = await far.open()
    plan = Plan(str(folder), str(content / "locales"), port, f"http://127.0.0.1:{api}", TOKEN, SECRET, talks)
    (folder / "plan.json").write_bytes(json.encode(plan))
    process = program(["-m", "bot.benchmarks.peer", str(folder / "plan.json")], {}, folder)
    driver = Driver(far, talks, port, SECRET)
    return await _up("aiogram", folder, far=far, driver=driver, process=process, port=port, workers=0)


async def _up(
    name: str, folder: Path, *, far: FarSide, driver: Driver, process: subprocess.Popen[bytes], port: int, workers: int
) -> Side:
    """Wait until a program answers and all its processes are there."""
    path, working, held = await _found(name, folder, process, port, workers)
    return Side(name, folder, far, driver, process, connect(path), working, held)


async def _found(
    name: str, folder: Path, process: subprocess.Popen[bytes], port: int, workers: int
) -> tuple[Path, list[int], int]:
    """Wait until a program and all its processes are there; return its store's socket, its workers, and its store."""
    deadline = monotonic() + START_S
    store = EmbeddedStore(folder)
    while True:
        await asyncio.sleep(0.1)
        if process.poll() is not None or monotonic() > deadline:
            process.kill()
            raise SideDidNotStart(f"{name} did not come up; it wrote: {(folder / 'said').read_text()[-600:]}")
        children = dict(_children(process.pid))
        path = store.found_again()
        working = [pid for pid, program in children.items() if program not in STORE_PROGRAMS]
        if path and len(working) == workers and _answers(port):
            return path, working, next(pid for pid, program in children.items() if program in STORE_PROGRAMS)


def program(
    arguments: list[str], environment: Mapping[str, str], folder: Path, said: str = "said", *, talks: bool = False
) -> subprocess.Popen[bytes]:
    """Start a program of ours in a folder, where what it says is written; one that ``talks`` is told and answers."""
    package = str(Path(__file__).parents[2])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HELPLINE_")}
    with open(folder / said, "wb") as told:
        return subprocess.Popen(
            [sys.executable, *arguments],
            env={**kept, "PYTHONPATH": package, **environment},
            cwd=folder,
            stdin=subprocess.PIPE if talks else subprocess.DEVNULL,
            stdout=subprocess.PIPE if talks else told,
            stderr=told if talks else subprocess.STDOUT,
        )


def _free_port() -> int:
    """Return one below those that the system gives away by itself, so that nobody is given it before it is used."""
    while True:
        port = SystemRandom().randrange(12_000, 22_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


# -- what the kernel tells of processes --------------------------------------------------------------------------


def _children(parent: int) -> Iterator[tuple[int, str]]:
    """Yield the processes that a process started, with their programs' names."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                name, _, rest = (entry / "stat").read_text().partition("(")[2].rpartition(")")
            except OSError:
                continue
            if int(rest.split()[1]) == parent:
                yield int(entry.name), name


def _cpu_ns(pid: int) -> int:
    """Return the CPU time of all threads of a process so far."""
    tasks = Path(f"/proc/{pid}/task")
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir())


def _place(pid: int, cores: set[int]) -> None:
    if hasattr(os, "sched_setaffinity"):
        for task in Path(f"/proc/{pid}/task").iterdir():
            os.sched_setaffinity(int(task.name), cores)


def _status(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


def _shared_fairly(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
