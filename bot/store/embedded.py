"""The embedded store: a durable Valkey server of our own, on a private socket, living no longer than who started it.

Never a second server on the same data: the server inherits the lock on ``server.lock`` and so holds it to its last
breath, whatever became of its parent. ``owner.lock`` says who answers for it; whoever takes that lock and still finds a
server ends the orphan first. A server that a short command started listens on a socket of its own, so that nothing that
stays ever comes to depend on it. Nothing here may know what is stored.

=================  ==========================================================================================
DATA_DIR/store/    (0700)
=================  ==========================================================================================
``socket``         where a lasting server (of ``helpline run``) listens
``brief-socket``   where the server of a short command listens; nobody else looks for it
``owner.lock``     locked by the process that started the server
``server.lock``    locked by the server
``server.log``     the server's own words since its last start; never a command or its arguments
``appendonlydir``  what was said, sealed before it came here
=================  ==========================================================================================
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import TracebackType

from bot.store.server import StoreDidNotStart, find_server, known_programs, lost_a_torn_write, reason_in

LONGEST_SOCKET_PATH = 100
"""Bytes. Linux allows 107, macOS 103."""


class EmbeddedStore:
    """The server of one data directory.

    ``lasting`` is for `helpline run`; a short command passes False: it joins a lasting server where one runs, otherwise
    has a server of its own until `stop`. `start` may be called again at any time, after a crash of the server too.

    >>> with EmbeddedStore(Path("var")) as socket:  # doctest: +SKIP
    ...     connection = connect(socket)
    """

    def __init__(self, data_dir: Path, *, lasting: bool = True, patience: timedelta = timedelta(seconds=30)) -> None:
        """``patience`` is how long to wait for another command to let go of the data."""
        self.room = data_dir.expanduser().absolute() / "store"
        self.lasting = lasting
        self._patience = patience.total_seconds()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner: int | None = None
        self._link: str | None = None

    def __enter__(self) -> Path:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def is_ours(self) -> bool:
        """Whether the server in use was started here, and ends here."""
        return self._process is not None

    @property
    def lost_a_torn_write(self) -> bool:
        """Whether the last start found a half-written last command, as after a power cut, and left it out."""
        return lost_a_torn_write(self._log())

    def start(self) -> Path:
        """Return the socket of a running server, this data's only one: joined if a lasting one runs, else started.

        Call it from the main thread, before forking: the server is told to end when the thread that started it ends.
        """
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("the embedded store is started from the main thread")
        try:
            if self._process is not None and self._answers(self._process):
                return self._own_socket()
            self._process = None
            return self._joined_or_started()
        except StoreDidNotStart:
            self.stop()
            raise
        except OSError as error:
            self.stop()
            raise StoreDidNotStart(f"{self.room}: {_in_words(error)}") from None

    def found_again(self) -> Path | None:
        """Return the socket of the lasting server that already answers on this data; None when there is none."""
        if not (self.room / "socket").exists():
            return None
        path = self._reachable("socket")
        return path if _asked(path, b"PING").startswith(b"+PONG") else None

    def stop(self) -> None:
        """End the server if it was started here, and let go of the data. A joined server runs on."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                self._process.kill()  # nothing acknowledged is lost: each write was synced before its answer
                self._process.wait()
            self._process = None
        if self._owner is not None:
            os.close(self._owner)
            self._owner = None
        if self._link is not None:
            shutil.rmtree(self._link, ignore_errors=True)
            self._link = None

    # -- who may run it ----------------------------------------------------------------------------------------

    def _joined_or_started(self) -> Path:
        self.room.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.room.mkdir(mode=0o700, exist_ok=True)
        deadline = time.monotonic() + self._patience
        while not self._own():
            if path := self.found_again():
                return path
            _wait_until(deadline, f"{self.room} is still in use by another command")
        if self.room.stat().st_uid != os.geteuid():
            raise StoreDidNotStart(f"{self.room} belongs to another account: run this as that account")
        self.room.chmod(0o700)
        lock = self._locked_for_server(deadline)
        try:
            process = self._launch(lock)
        finally:
            os.close(lock)  # the server's own copy keeps it locked
        if not self._answers(process):
            raise StoreDidNotStart(f"{self.room}: {self._reason(process.returncode)}")
        return self._own_socket()

    def _own(self) -> bool:
        if self._owner is None:
            self._owner = _try_lock(self.room / "owner.lock")
            if self._owner is not None:
                _forgets_in_child(self)
        return self._owner is not None

    def _locked_for_server(self, deadline: float) -> int:
        while (lock := _try_lock(self.room / "server.lock")) is None:
            for name in ("socket", "brief-socket"):
                _asked(self._reachable(name), b"SHUTDOWN")
            _wait_until(deadline, f"{self.room} is still held by a server that does not answer")
        return lock

    def _leave_to_parent(self) -> None:
        """Forget, in a forked child, what is the parent's: only the parent ends the server."""
        if self._owner is not None:
            os.close(self._owner)
        self._owner = self._process = self._link = None

    # -- the process -------------------------------------------------------------------------------------------

    def _launch(self, lock: int) -> subprocess.Popen[bytes]:
        server = find_server(known_programs())
        name = "socket" if self.lasting else "brief-socket"
        for stale in ("socket", "brief-socket"):
            (self.room / stale).unlink(missing_ok=True)
        options = [word for key, value in (*server.settings(), ("unixsocket", name)) for word in (f"--{key}", value)]
        with open(self.room / "server.log", "wb", opener=_private) as log:
            self._process = subprocess.Popen(
                [server.program, *options],
                cwd=self.room,  # the socket's name is relative to it, so its length never matters to the server
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=(lock,),
                start_new_session=True,  # Ctrl-C in the terminal is for us; we end the server after the last write
                umask=0o077,
                preexec_fn=_tied_to_parent(),  # noqa: PLW1509  started before any thread
            )
        return self._process

    def _answers(self, process: subprocess.Popen[bytes]) -> bool:
        """Whether our server answers; False once it has ended. Waits while neither, as when it reads its data."""
        deadline = time.monotonic() + self._patience
        while not (answer := _asked(self._own_socket(), b"PING")).startswith(b"+PONG"):
            if process.poll() is not None:
                return False
            if answer.startswith(b"-LOADING"):
                deadline = time.monotonic() + self._patience
            _wait_until(deadline, f"{self.room}: the server runs and does not answer, see server.log there", nap=0.005)
        return True

    def _own_socket(self) -> Path:
        return self._reachable("socket" if self.lasting else "brief-socket")

    def _reason(self, status: int) -> str:
        if status < 0:
            return f"the server was ended by {signal.Signals(-status).name}; was there enough memory?"
        return f"{reason_in(self._log()) or f'the server ended with status {status}'}, see server.log there"

    def _log(self) -> bytes:
        try:
            return (self.room / "server.log").read_bytes()
        except OSError:
            return b""

    def _reachable(self, name: str) -> Path:
        """Return a path to a socket in the room that is short enough, through a private link where it must be."""
        path = self.room / name
        if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
            return path
        if self._link is None:
            short = tempfile.gettempdir()
            self._link = tempfile.mkdtemp(prefix="helpline-", dir=short if len(short) < 60 else "/tmp")  # noqa: S108
            os.symlink(self.room, f"{self._link}/store")
        return Path(self._link, "store", name)


def _tied_to_parent() -> Callable[[], None]:
    """Return what the server's process does before it becomes the server: end with us, leave no memory behind."""
    parent = os.getpid()
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def in_child() -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if libc is not None:
            libc.prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
            if os.getppid() != parent:
                os._exit(1)

    return in_child


def _forgets_in_child(store: EmbeddedStore) -> None:
    known = weakref.ref(store)

    def after_fork() -> None:
        if (here := known()) is not None:
            here._leave_to_parent()

    os.register_at_fork(after_in_child=after_fork)


def _try_lock(path: Path) -> int | None:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    except OSError:
        os.close(handle)
        raise
    return handle


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _asked(path: Path, command: bytes) -> bytes:
    """Return the start of the server's answer to a one-word command; empty when nobody answers."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(2)
        try:
            line.connect(str(path))
            line.sendall(command + b"\r\n")
            return line.recv(64)
        except OSError:
            return b""


def _wait_until(deadline: float, complaint: str, nap: float = 0.03) -> None:
    if time.monotonic() > deadline:
        raise StoreDidNotStart(complaint)
    time.sleep(nap)


def _in_words(error: OSError) -> str:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return "the disk is full"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return "not writable for this account"
        case errno.EEXIST | errno.ENOTDIR:
            return "a file stands where the directory should be"
    return error.strerror or "cannot be used"
