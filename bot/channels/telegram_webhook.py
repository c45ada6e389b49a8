"""The front door for Telegram's webhook: check the secret, read a little, commit, and only then say 200.

Telegram brings again whatever is not answered with 2xx, for a day, and holds back that person's other messages
meanwhile. So 503 is said only when *we* fail; a body that nobody can read is put aside and answered with 200.
"""

from __future__ import annotations

import asyncio
import hmac
import math
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import msgspec
import structlog
from aiohttp import web
from structlog.typing import FilteringBoundLogger

from bot.channels.contract import NotAccepted
from bot.channels.telegram_inbound import Intake, kind_of
from bot.messages import HelplineError

BODY_LIMIT: Final = 256 * 1024
SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 a header's name
_LONGEST_PAUSE_S: Final = 3600  # what Telegram honours at most


class MissingSecret(HelplineError):
    """A webhook without a secret would believe anybody."""


class _TooLarge(HelplineError):
    """A body is longer than any update."""


class Webhook:
    """Takes updates from Telegram. Any of ``secrets`` opens it, so that one can be changed without losing a message."""

    def __init__(
        self, secrets: Sequence[str], intake: Intake, *, read_within: timedelta = timedelta(seconds=5)
    ) -> None:
        self._secrets = tuple(secret.encode() for secret in secrets if secret)
        if not self._secrets:
            raise MissingSecret("webhook mode needs a secret")
        self._intake = intake
        self._read_within = read_within.total_seconds()
        self._log: FilteringBoundLogger = structlog.get_logger()

    async def take(self, request: web.Request) -> web.Response:
        """Answer one call: 403 without the secret, 200 once committed, 503 when it could not be."""
        if not self._is_telegram(request):
            return web.Response(status=403)
        body = bytearray()
        try:
            await self._fill(body, request)
            reading = await self._intake.read(bytes(body))
            if reading is not None:
                await self._intake.commit(reading, answers_tap=False)
        except _TooLarge:
            return await self._oversized(bytes(body))
        except _Broken as broken:
            return web.Response(status=broken.status)
        except Exception as error:
            return self._not_now(error)
        return web.Response() if reading is None or reading.tap_id is None else _tap_answered(reading.tap_id)

    def _is_telegram(self, request: web.Request) -> bool:
        given = request.headers.getall(SECRET_HEADER, [])
        if len(given) != 1:
            return False
        # Bytes, because compare_digest refuses a str that is not ASCII; a sum, because `any` would stop early.
        offered = given[0].encode("utf-8", "surrogateescape")
        return sum(hmac.compare_digest(offered, secret) for secret in self._secrets) > 0

    async def _fill(self, body: bytearray, request: web.Request) -> None:
        if request.content.is_eof():  # it came whole with its head, as most do
            body += request.content.read_nowait()
            if len(body) > BODY_LIMIT:
                raise _TooLarge
            return
        try:
            async with asyncio.timeout(self._read_within):
                async for chunk in request.content.iter_any():
                    body += chunk
                    if len(body) > BODY_LIMIT:
                        raise _TooLarge
        except TimeoutError:
            raise _Broken(408) from None
        except _TooLarge:
            raise
        except Exception:
            raise _Broken(400) from None

    async def _oversized(self, body: bytes) -> web.Response:
        try:
            await self._intake.put_aside(body[:BODY_LIMIT], "too_large")
        except Exception as error:
            return self._not_now(error)
        return web.Response()

    def _not_now(self, error: Exception) -> web.Response:
        pause = error.retry_after if isinstance(error, NotAccepted) else NotAccepted().retry_after
        self._log.warning("not_accepted", channel="telegram", reason=kind_of(error))
        seconds = min(max(math.ceil(pause.total_seconds()), 1), _LONGEST_PAUSE_S)
        return web.Response(status=503, headers={"Retry-After": str(seconds)})


def _tap_answered(tap_id: str) -> web.Response:
    """Return a 200 that carries the call which stops the button's spinner; nobody waits for what becomes of it."""
    call = {"method": "answerCallbackQuery", "callback_query_id": tap_id}
    return web.Response(body=msgspec.json.encode(call), content_type="application/json")


class _Broken(HelplineError):
    """A call broke off or dawdled while it was read."""

    def __init__(self, status: int) -> None:
        super().__init__("broken call")
        self.status = status
