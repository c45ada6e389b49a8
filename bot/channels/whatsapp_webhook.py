"""The front door for Twilio: prove who calls, read a little, commit, and only then answer.

Twilio brings a message hardly ever twice. So what cannot be committed goes, sealed, to the spool on this machine before
it is answered; only when even that fails the answer is 503. Nobody without a signature changes anything.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias

import structlog
from aiohttp import web
from structlog.typing import FilteringBoundLogger

from bot.channels.contract import Report
from bot.channels.whatsapp_codes import fate_of
from bot.channels.whatsapp_form import SETTINGS, SIGNATURE, Form, Signatures, parse
from bot.channels.whatsapp_inbound import Taken, Unreadable, read
from bot.messages import ChannelName, HelplineError

PATH: Final = "/whatsapp"
STATUS_PATH: Final = "/whatsapp/status"
BODY_LIMIT: Final = 64 * 1024
_ENTRY: Final = re.compile(r"\d{2}[0-9a-f]{16}")
_DIGEST: Final = re.compile(r"[0-9a-f]{24}")
_LAST_STATUSES: Final = frozenset({"delivered", "read", "failed", "undelivered", "canceled"})

HandOn: TypeAlias = Callable[[Taken], Awaitable[None]]
"""Commits what a person did; raises when it is not committed."""


@dataclass(frozen=True, slots=True)
class Told:
    """A status as it came: what it says of which message, the error's code, the menu it was sent with."""

    sid: str
    code: int | None
    report: Report | None
    menu: str
    is_final: bool


@dataclass(frozen=True, slots=True)
class Hands:
    """Where the door hands things on: commits, or keeps for later, or puts aside what nobody can read."""

    commit: HandOn
    keep: HandOn
    put_aside: Callable[[bytes], Awaitable[None]]
    told: Callable[[Told], Awaitable[None]]


class _Broken(HelplineError):
    """A call that is answered with a status and changes nothing."""

    def __init__(self, status: int) -> None:
        super().__init__("broken call")
        self.status = status


class Webhook:
    """Takes messages and statuses from Twilio, for every channel of ours that is ``served``."""

    def __init__(
        self,
        signatures: Signatures,
        hands: Hands,
        served: Collection[ChannelName],
        *,
        now: Callable[[], datetime],
        read_within: timedelta = timedelta(seconds=5),
        commit_within: timedelta = timedelta(seconds=7),
        takes_photos: bool = False,
    ) -> None:
        self._signatures = signatures
        self._hands = hands
        self._served = frozenset(served)
        self._now = now
        self._takes_photos = takes_photos
        self._read_within = read_within.total_seconds()
        self._commit_within = commit_within.total_seconds()
        self._log: FilteringBoundLogger = structlog.get_logger()

    async def take(self, request: web.Request) -> web.Response:
        """Answer a call that brings a message: empty once it is safe, 403 to anybody but Twilio."""
        body = bytearray()
        try:
            form = await self._verified(request, PATH, body)
            taken = read(form, self._now(), self._served, takes_photos=self._takes_photos)
        except _Broken as broken:
            return web.Response(status=broken.status)
        except Unreadable as unread:
            return await self._aside(bytes(body), unread.reason)
        try:
            async with asyncio.timeout(self._commit_within):
                await self._hands.commit(taken)
        except Exception as failure:
            return await self._kept(taken, failure)
        return _empty()

    async def take_status(self, request: web.Request) -> web.Response:
        """Answer a call that tells what became of a message."""
        try:
            form = await self._verified(request, STATUS_PATH, bytearray())
        except _Broken as broken:
            return web.Response(status=broken.status)
        told = _told(form, request.query.get("entry", ""), request.query.get("part", ""), request.query.get("menu", ""))
        try:
            async with asyncio.timeout(self._commit_within):
                await self._hands.told(told)
        except Exception as failure:
            self._log.warning("not_accepted", channel="whatsapp", reason=type(failure).__name__.lower())
            return web.Response(status=503, headers={"Retry-After": "5"})
        return web.Response(status=204)

    # -- who calls ---------------------------------------------------------------------------------------------------

    async def _verified(self, request: web.Request, path: str, body: bytearray) -> Form:
        """Return the form of a call that Twilio signed, at our own address whatever a header or proxy calls it."""
        signatures = request.headers.getall(SIGNATURE, [])
        if len(signatures) != 1:
            raise _Broken(403)
        await self._fill(body, request)
        form = parse(bytes(body))
        settings = request.headers.getall(SETTINGS, [])
        query = request.rel_url.raw_query_string
        if form is None or not self._signatures.fits(path, query, form, signatures, settings):
            raise _Broken(403)
        return form

    async def _fill(self, body: bytearray, request: web.Request) -> None:
        try:
            async with asyncio.timeout(self._read_within):
                async for chunk in request.content.iter_any():
                    body += chunk
                    if len(body) > BODY_LIMIT:
                        raise _Broken(413)
        except TimeoutError:
            raise _Broken(408) from None
        except _Broken:
            raise
        except Exception:
            raise _Broken(400) from None

    # -- when it does not go as it should ----------------------------------------------------------------------------

    async def _kept(self, taken: Taken, failure: Exception) -> web.Response:
        self._log.warning("not_accepted", channel=taken.inbound.address.channel, reason=type(failure).__name__.lower())
        try:
            await self._hands.keep(taken)
        except Exception as worse:
            self._log.error("not_kept", channel=taken.inbound.address.channel, reason=type(worse).__name__.lower())
            return web.Response(status=503, headers={"Retry-After": "5"})
        return _empty()

    async def _aside(self, body: bytes, reason: str) -> web.Response:
        """Put a signed call aside that nobody understands; the log tells the reason, never the call."""
        self._log.warning("dead_letter", channel="whatsapp", reason=reason)
        try:
            await self._hands.put_aside(body)
        except Exception:
            return web.Response(status=503, headers={"Retry-After": "5"})
        return _empty()


def _empty() -> web.Response:
    return web.Response(text="<Response/>", content_type="text/xml")


def _told(form: Form, entry: str, part: str, menu: str) -> Told:
    status = next(iter(form.get("MessageStatus", form.get("SmsStatus", ()))), "")
    given = next(iter(form.get("ErrorCode", ())), "")
    code = int(given) if given.isascii() and given.isdecimal() and len(given) < 8 else None
    fate = fate_of(status, code)
    at, _, of = part.partition("of")
    number, count = (int(each) if each.isascii() and each.isdecimal() and len(each) < 4 else 0 for each in (at, of))
    is_ours = fate is not None and _ENTRY.fullmatch(entry) is not None and int(entry[:2]) < 16
    return Told(
        sid=next(iter(form.get("MessageSid", ())), ""),
        code=code,
        report=Report(entry, number, number + 1 >= count, fate) if is_ours and fate is not None else None,
        menu=menu if _DIGEST.fullmatch(menu) else "",
        is_final=status in _LAST_STATUSES,
    )
