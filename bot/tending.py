"""Tending: work that is done again and again beside the talk, for as long as the process lives.

Nothing here may end by a mistake of the work: the mistake is told, and the work comes again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Protocol


class Log(Protocol):
    """Where a mistake is told."""

    def error(self, event: str, *, exc_info: BaseException) -> object:
        """Write one line."""


async def tend(
    work: Callable[[], Awaitable[object]],
    every_s: float,
    log: Log,
    failed: str,
    *,
    soon: asyncio.Event | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Do the work, rest for ``every_s`` seconds and do it again, until cancelled.

    ``failed`` is the event logged when it fails. ``soon`` ends a rest at once: it is cleared before the work, so that
    nothing said meanwhile is missed.
    """
    while True:
        if soon:
            soon.clear()
        try:
            await work()
        except Exception as wrong:
            log.error(failed, exc_info=wrong)
        if soon is None:
            await sleep(every_s)
            continue
        with suppress(TimeoutError):
            async with asyncio.timeout(every_s):
                await soon.wait()
