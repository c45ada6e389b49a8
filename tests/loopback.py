"""Real HTTP on loopback, for the far sides that tests play and the doors that they knock at."""

from __future__ import annotations

import socket
from contextlib import suppress
from random import SystemRandom

from aiohttp import web


async def listen(app: web.Application, *, lingering_s: float = 10.0) -> tuple[web.AppRunner, str, int]:
    """Serve an application at a free port; returns its runner (clean it up), host and port."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2, lingering_time=lingering_s)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    return runner, host, port


def free_port() -> int:
    """Return a port that nobody listens on, nor on the one 10000 above, where the bus of a cluster is.

    It lies below those that the system gives away by itself, so that nobody is given it before it is used.
    """
    while True:
        port = SystemRandom().randrange(12_000, 22_000)
        with socket.socket() as one, socket.socket() as other, suppress(OSError):
            one.bind(("127.0.0.1", port))
            other.bind(("127.0.0.1", port + 10_000))
            return port
