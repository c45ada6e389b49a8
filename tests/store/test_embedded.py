"""The embedded store: what was said survives, there is one server per data, and it ends with who started it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from bot.store.embedded import EmbeddedStore
from bot.store.server import Server, StoreDidNotStart, find_server, known_programs

ROOT = Path(__file__).parents[2]
SHORT = timedelta(seconds=0.2)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    made = EmbeddedStore(tmp_path)
    yield made
    made.stop()


def ask(path: Path) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(path), retry=Retry(NoBackoff(), 0), decode_responses=True)


def pid_of(path: Path) -> int:
    with ask(path) as line:
        return int(line.info("server")["process_id"])


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def settles(question: Callable[[], bool], seconds: float = 10) -> bool:
    """Ask again until the answer is yes; the limit only ends a test that has failed."""
    end = time.monotonic() + seconds
    while not question():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def elsewhere(program: str, data_dir: Path, *under: str) -> subprocess.Popen[str]:
    """Run a few lines in a process of their own; ``data_dir`` and ``EmbeddedStore`` are at hand there."""
    head = "import os, sys, time\nfrom pathlib import Path\nfrom bot.store.embedded import EmbeddedStore\n"
    code = f"{head}data_dir = Path({str(data_dir)!r})\n{textwrap.dedent(program)}"
    return subprocess.Popen(
        [*under, sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


HOLDS_A_LASTING_STORE = """
    store = EmbeddedStore(data_dir)
    print(store.start(), flush=True)
    sys.stdin.read()
"""


# -- what was said survives ------------------------------------------------------------------------------------


def test_every_setting_that_durability_rests_on_is_in_force(store: EmbeddedStore) -> None:
    """Each accepted message is synced to the disk before we say so, nothing is evicted, no log repeats a command."""
    wanted = {
        "appendonly": "yes",
        "appendfsync": "always",
        "no-appendfsync-on-rewrite": "no",
        "save": "",
        "maxmemory-policy": "noeviction",
        "maxmemory": "0",
        "slowlog-max-len": "0",
        "aof-timestamp-enabled": "no",
        "crash-log-enabled": "no",
        "port": "0",
        "commandlog-large-request-max-len": "0",
    }
    with ask(store.start()) as line:
        assert {key: line.config_get(key)[key] for key in wanted} == wanted
        line.config_set("appendfsync", "everysec")
        assert line.config_get("appendfsync") != {"appendfsync": "always"}, "control: the question tells the difference"


def test_no_acknowledged_write_is_lost_when_the_server_is_killed(store: EmbeddedStore) -> None:
    """However often the server is killed in the middle of writing, all that was acknowledged is still there."""
    acknowledged = 0
    for _ in range(3):
        path = store.start()
        killer = threading.Timer(0.1, os.kill, (pid_of(path), signal.SIGKILL))
        with ask(path) as line:
            killer.start()
            with contextlib.suppress(redis.RedisError):
                while line.rpush("talk", "a word" * 20):
                    acknowledged += 1
        killer.join()
    with ask(store.start()) as line:
        assert acknowledged > 10
        assert acknowledged <= line.llen("talk") <= acknowledged + 3


def test_what_was_said_survives_a_restart_and_control_without_the_file_it_does_not(store: EmbeddedStore) -> None:
    """Ctrl-C and a new start find everything as it was; without the append-only file it would be gone."""
    with ask(store.start()) as line:
        line.set("talk", "kept")
    store.stop()
    with ask(store.start()) as line:
        assert line.get("talk") == "kept"
    store.stop()
    for file in (store.room / "appendonlydir").iterdir():
        file.unlink()
    with ask(store.start()) as line:
        assert line.get("talk") is None


def test_a_write_torn_by_a_power_cut_is_left_out_and_told(store: EmbeddedStore) -> None:
    """After a power cut the store starts with all whole writes, and says that a torn one was left out."""
    with ask(store.start()) as line:
        line.set("first", "whole")
        line.set("second", "torn")
    assert not store.lost_a_torn_write
    store.stop()
    (file,) = (store.room / "appendonlydir").glob("*.incr.aof")
    os.truncate(file, file.stat().st_size - 5)
    with ask(store.start()) as line:
        assert line.mget("first", "second") == ["whole", None]
    assert store.lost_a_torn_write


def test_only_this_account_can_open_the_store(store: EmbeddedStore) -> None:
    """Room, socket, log and data are closed to every other account on the machine."""
    with ask(store.start()) as line:
        line.set("talk", "kept")
    for path in (store.room, *store.room.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name


# -- one server per data ---------------------------------------------------------------------------------------


def test_a_second_start_joins_the_first(store: EmbeddedStore, tmp_path: Path) -> None:
    """Who comes second uses the running store, and leaves it running when going."""
    assert store.found_again() is None
    path = store.start()
    second = EmbeddedStore(tmp_path)
    assert second.found_again() == path
    assert second.start() == path
    assert (store.is_ours, second.is_ours) == (True, False)
    before = pid_of(path)
    second.stop()
    assert store.start() == path
    assert pid_of(path) == before


def test_who_joined_can_take_over_when_the_first_has_gone(store: EmbeddedStore, tmp_path: Path) -> None:
    """When the process with the store ends, another that used it starts it anew and finds everything."""
    second = EmbeddedStore(tmp_path)
    with ask(store.start()) as line:
        line.set("talk", "kept")
    second.start()
    store.stop()
    with ask(second.start()) as line:
        assert line.get("talk") == "kept"
    assert second.is_ours
    second.stop()


def test_the_server_ends_with_a_parent_that_was_killed(store: EmbeddedStore, tmp_path: Path) -> None:
    """A crash of the service leaves no server behind, and the next start finds all that was said."""
    parent = elsewhere(HOLDS_A_LASTING_STORE, tmp_path)
    path = Path(said(parent))
    orphan = pid_of(path)
    with ask(path) as line:
        line.set("talk", "kept")
    assert runs(orphan)
    parent.kill()
    parent.wait()
    with ask(store.start()) as line:  # at once, while the old server may still be ending
        assert store.is_ours
        assert line.get("talk") == "kept"
        assert pid_of(path) != orphan
    assert settles(lambda: not runs(orphan))
    parent.communicate()


def test_a_server_that_nobody_answers_for_is_ended_before_another_starts(store: EmbeddedStore) -> None:
    """Where the system cannot tie a server to its parent, the orphan is found, ended, and its data used."""
    store.room.mkdir(mode=0o700, parents=True)
    server = find_server(known_programs())
    lock = os.open(store.room / "server.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    options = [word for key, value in server.settings() for word in (f"--{key}", value)]
    orphan = subprocess.Popen(
        [server.program, *options, "--unixsocket", "socket"],
        cwd=store.room,
        pass_fds=(lock,),
        stdout=subprocess.DEVNULL,
    )
    os.close(lock)
    assert settles(lambda: store.found_again() is not None)
    with ask(store.room / "socket") as line:
        line.set("talk", "kept")
    with ask(store.start()) as line:
        assert line.get("talk") == "kept"
    assert orphan.wait(timeout=10) == 0
    assert store.is_ours


def test_a_held_lock_is_never_overrun(store: EmbeddedStore) -> None:
    """While a server that does not answer still holds the data, no second one is started: the start says so."""
    store.room.mkdir(mode=0o700, parents=True)
    with (store.room / "server.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        impatient = EmbeddedStore(store.room.parent, patience=SHORT)
        with pytest.raises(StoreDidNotStart, match="still held by a server"):
            impatient.start()
    assert store.start().exists(), "control: with the lock free it starts"


def test_a_left_over_socket_file_does_no_harm(store: EmbeddedStore) -> None:
    """A socket file that a crash left behind is cleared away."""
    store.room.mkdir(mode=0o700, parents=True)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(store.room / "socket"))
    assert store.found_again() is None
    with ask(store.start()) as line:
        assert line.ping()


def test_a_forked_worker_neither_ends_the_server_nor_holds_its_data(tmp_path: Path) -> None:
    """Workers may come and go, even outlive the parent: the server is the parent's, and so is the claim to the data."""
    program = """
        store = EmbeddedStore(data_dir)
        path = store.start()
        if os.fork() == 0:
            store.stop()
            print(os.getpid(), path, flush=True)
            time.sleep(60)
        sys.stdin.read()
    """
    parent = elsewhere(program, tmp_path)
    worker, _, path = said(parent).partition(" ")
    server = pid_of(Path(path))
    parent.kill()
    parent.wait()
    after = EmbeddedStore(tmp_path)
    try:
        assert runs(int(worker))
        assert pid_of(after.start()) != server
        assert after.is_ours
    finally:
        os.kill(int(worker), signal.SIGKILL)
        after.stop()
        parent.communicate()


# -- short commands --------------------------------------------------------------------------------------------


def test_a_short_command_joins_the_running_service(store: EmbeddedStore, tmp_path: Path) -> None:
    """`helpline desk list` beside a running service works on the service's store."""
    path = store.start()
    with EmbeddedStore(tmp_path, lasting=False) as joined:
        assert joined == path
    assert store.found_again() == path


def test_a_short_command_has_a_store_of_its_own_only_while_it_runs(store: EmbeddedStore, tmp_path: Path) -> None:
    """With no service running a command still reaches the data, on a socket that no service would look for."""
    brief = EmbeddedStore(tmp_path, lasting=False)
    with brief as path, ask(path) as line:
        line.set("talk", "kept")
        server = pid_of(path)
        assert brief.is_ours
        assert store.found_again() is None
    assert not runs(server)
    with ask(store.start()) as line:
        assert line.get("talk") == "kept"


def test_the_service_waits_for_a_short_command_and_never_uses_its_store(store: EmbeddedStore, tmp_path: Path) -> None:
    """`helpline run` that arrives during a command waits until it has let go, then starts a store that stays."""
    program = """
        with EmbeddedStore(data_dir, lasting=False) as path:
            print(path, flush=True)
            sys.stdin.readline()
            time.sleep(0.3)
    """
    command = elsewhere(program, tmp_path)
    brief = Path(said(command))
    impatient = EmbeddedStore(tmp_path, patience=SHORT)
    with pytest.raises(StoreDidNotStart, match="in use by another command"):
        impatient.start()
    assert command.stdin is not None
    command.stdin.write("go on\n")
    command.stdin.flush()
    path = store.start()
    assert path != brief
    assert store.is_ours
    command.communicate()
    with ask(path) as line:
        assert line.ping()


# -- where it stands, and what it says when it cannot ----------------------------------------------------------


def test_a_long_path_is_no_hindrance(tmp_path: Path) -> None:
    """The data directory may lie as deep as it likes, though a socket's name may have 107 bytes at most."""
    deep = tmp_path / ("a-long-name-" * 8) / ("another-long-name-" * 5)
    store, second = EmbeddedStore(deep), EmbeddedStore(deep, lasting=False)
    path = store.start()
    assert len(os.fsencode(path)) <= 100
    assert stat.S_IMODE(path.parent.parent.stat().st_mode) == 0o700
    with ask(path) as line, ask(second.start()) as other:
        line.set("talk", "kept")
        assert other.get("talk") == "kept"
    assert not second.is_ours
    second.stop()
    store.stop()
    assert not path.parent.parent.exists()


def test_a_file_in_the_way_is_told_in_one_line(tmp_path: Path) -> None:
    """When the data directory cannot be made, the error says where and why, in one line."""
    (tmp_path / "var").write_text("")
    with pytest.raises(StoreDidNotStart, match="a file stands where the directory should be") as told:
        EmbeddedStore(tmp_path / "var").start()
    assert "\n" not in str(told.value)


def test_damaged_data_is_told_and_left_alone(store: EmbeddedStore) -> None:
    """The store does not start on damaged data, says so, and does not touch the file."""
    with ask(store.start()) as line:
        for number in range(50):
            line.set(f"key{number}", "kept")
    store.stop()
    (file,) = (store.room / "appendonlydir").glob("*.incr.aof")
    damaged = bytearray(file.read_bytes())
    damaged[300:320] = b"\x00" * 20
    file.write_bytes(damaged)
    with pytest.raises(StoreDidNotStart, match="what was kept is damaged"):
        store.start()
    assert file.read_bytes() == damaged


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to give a directory away")
def test_data_of_another_account_is_not_taken_over(store: EmbeddedStore) -> None:
    """A command run as the wrong account refuses, instead of leaving files that the service could not write."""
    store.room.mkdir(parents=True)
    os.chown(store.room, 12345, 12345)
    with pytest.raises(StoreDidNotStart, match="belongs to another account"):
        store.start()


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("unshare"), reason="needs root to make a small disk")
def test_a_full_disk_is_named(tmp_path: Path) -> None:
    """When the disk is full the error says just that."""
    program = f"""
        from bot.store.server import StoreDidNotStart
        if os.system("mount -t tmpfs -o size=64k none {tmp_path} 2>/dev/null"):
            sys.exit(print("no mount"))
        (data_dir / "filler").open("wb", buffering=0).write(bytes(60_000))
        try:
            EmbeddedStore(data_dir).start()
        except StoreDidNotStart as error:
            print(error)
    """
    inside = elsewhere(program, tmp_path, "unshare", "--mount")
    answer = said(inside)
    inside.communicate()
    if answer in {"", "no mount"}:
        pytest.skip("this machine lets nobody mount a small disk")
    assert "the disk is full" in answer


def test_a_server_of_the_machine_is_used_when_none_is_packaged(tmp_path: Path) -> None:
    """Where the packaged server does not run, one that is installed and new enough does; else the way out is named."""
    for name, words in {"old": "Redis server v=6.2.14 sha=0", "new": "Redis server v=7.0.15 sha=0"}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\necho '{words}'\n")
        (tmp_path / name).chmod(0o755)
    too_old, missing = str(tmp_path / "old"), str(tmp_path / "missing")
    found = find_server([missing, too_old, str(tmp_path / "new")])
    assert found == Server(str(tmp_path / "new"), is_valkey=False, version=(7, 0))
    assert "commandlog-large-reply-max-len" not in dict(found.settings())
    with pytest.raises(StoreDidNotStart, match="install valkey-server, or point HELPLINE_REDIS_URL at one"):
        find_server([missing, too_old])
    assert find_server(known_programs("/nowhere")).is_valkey, "the packaged server is found without a search path"


def test_it_is_started_from_the_main_thread_only(store: EmbeddedStore) -> None:
    """The server ends with the thread that started it; so that thread must be the one that stays."""
    errors: list[BaseException] = []

    def start() -> None:
        try:
            store.start()
        except RuntimeError as error:
            errors.append(error)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert len(errors) == 1
