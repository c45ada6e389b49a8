"""Real HTTP on loopback, for the far sides that tests play and the doors that they knock at."""

from __future__ import annotations

from aiohttp import web


async def listen(app: web.Application, *, lingering_s: float = 10.0) -> tuple[web.AppRunner, str, int]:
    """Serve an application at a free port; returns its runner (clean it up), host and port."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2, lingering_time=lingering_s)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    return runner, host, port
