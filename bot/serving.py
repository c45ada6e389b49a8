"""Serving: one supervisor that owns the embedded store and the listening socket, and workers forked from it.

Nothing here may know what is served. A worker that dies is started again; SIGTERM stops taking, finishes, and ends.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog
from aiohttp import web

from bot.privacy.logs import on_loop_error

GRACE_S = 10.0
"""How long workers may take to finish after a stop was asked for."""
BACKLOG = 1024
_QUICK_DEATH_S = 5.0
_NAP_S = 0.1
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Door:
    """One way in from the web."""

    method: str
    path: str
    handler: Handler


def listening(host: str, port: int) -> socket.socket:
    """Return a listening socket that forked workers share."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((host, port))
    sock.listen(BACKLOG)
    sock.setblocking(False)
    return sock


async def serve(doors: Sequence[Door], sock: socket.socket, *, most_bytes: int = 512 * 1024) -> web.AppRunner:
    """Serve doors on a socket until the runner is cleaned up. Nothing of a request is logged."""
    app = web.Application(client_max_size=most_bytes)
    for door in doors:
        app.router.add_route(door.method, door.path, door.handler)
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=2.0, keepalive_timeout=75)
    await runner.setup()
    await web.SockSite(runner, sock, backlog=BACKLOG).start()
    return runner


def source_of(request: web.Request, *, behind_proxy: bool) -> str:
    """Return where a request comes from, for limits only: what our own TLS proxy saw, or the other end itself.

    The proxy adds the last address of X-Forwarded-For; whatever stands before it was claimed by the other end.
    """
    if behind_proxy:
        _, _, seen = request.headers.get("X-Forwarded-For", "").rpartition(",")
        if seen.strip():
            return seen.strip()[:64]
    return request.remote or ""


def until_told(main: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Run a worker's main coroutine; its event is set by SIGTERM or SIGINT."""

    async def running() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(on_loop_error)
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, stop.set)
        await main(stop)

    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    try:
        import uvloop
    except ImportError:
        asyncio.run(running())
    else:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(running())


class Supervisor:
    """Forks workers and keeps them alive, and the store with them. All is imported before, so a fork answers at once.

    ``look`` is called about once a second, to see after what the workers need.
    """

    def __init__(self, work: Callable[[int], None], count: int, look: Callable[[], None] = lambda: None) -> None:
        self._work = work
        self._count = count
        self._look = look
        self._workers: dict[int, tuple[int, float]] = {}
        self._stopping = False
        self._log = structlog.get_logger()

    def run(self) -> int:
        """Serve until told to stop; returns the exit status."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)
        gc.collect()
        gc.freeze()
        for number in range(self._count):
            self._fork(number)
        glanced = time.monotonic()
        while self._workers:
            time.sleep(_NAP_S)
            for pid in tuple(self._workers):
                self._mind(pid)
            if not self._stopping and time.monotonic() - glanced > 1.0:
                glanced = time.monotonic()
                self._look()
        return 0

    def _mind(self, pid: int) -> None:
        """Notice that a worker ended, and start another in its place unless we are stopping."""
        try:
            ended, _ = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            ended = pid
        if not ended:
            return
        number, born = self._workers.pop(pid)
        if self._stopping:
            return
        self._log.warning("worker_died", count=number)
        if time.monotonic() - born < _QUICK_DEATH_S:
            time.sleep(1.0)
        self._fork(number)

    def _fork(self, number: int) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid:
            self._workers[pid] = (number, time.monotonic())
            return
        status = 1
        try:
            for name in (signal.SIGTERM, signal.SIGINT):
                signal.signal(name, signal.SIG_DFL)
            _die_with_parent()
            self._work(number)
            status = 0
        except BaseException as broken:
            self._log.error("worker_failed", exc_info=broken)
        finally:
            sys.stdout.flush()
            os._exit(status)

    def _stop(self, _signal: int, _frame: object) -> None:
        if self._stopping:
            return
        self._stopping = True
        for pid in self._workers:
            os.kill(pid, signal.SIGTERM)
        signal.signal(signal.SIGALRM, self._kill)
        signal.setitimer(signal.ITIMER_REAL, GRACE_S)

    def _kill(self, _signal: int, _frame: object) -> None:
        for pid in self._workers:
            os.kill(pid, signal.SIGKILL)


def _die_with_parent() -> None:
    """Ask the kernel to end this worker when the supervisor dies, where it can."""
    import ctypes

    try:
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
    except (OSError, AttributeError):
        return
