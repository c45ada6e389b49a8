"""The line to Twilio: its own SDK over one shared HTTP client, and what a refusal or a broken line means.

Every error that leaves here is one of ours: an exception of the SDK may quote a number or a text. Nothing is ever sent
twice by itself, and nothing is logged.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

import msgspec
from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    InvalidURL,
    encode_basic_auth,
)
from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]
from twilio.http.async_http_client import AsyncTwilioHttpClient  # type: ignore[import-untyped]
from twilio.http.response import Response  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]
from twilio.rest.content.v1.content import ContentList  # type: ignore[import-untyped]
from yarl import URL

from bot.channels.contract import Rejected, SendingError, Uncertain, Unreachable
from bot.channels.fetching import read_at_most
from bot.channels.whatsapp_codes import Missing, meaning
from bot.channels.whatsapp_inbound import Listed

_CONNECT_S: Final = 5.0
_API: Final = "https://api.twilio.com"
SHELVES: Final = frozenset({"https://mms.twiliocdn.com"})
"""Where Twilio keeps files and leads us on to; no other address is ever asked, and none of these with our token."""
_FILE: Final = re.compile(r"[A-Z]{2}[0-9a-fA-F]{32}/ME[0-9a-fA-F]{32}")
_LEADS_ON: Final = frozenset({301, 302, 303, 307, 308})
_MOST_TOLD: Final = 4_096
_LONGEST_PAUSE: Final = timedelta(hours=1)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, repr=False)
class Said:
    """A message as Twilio is asked to send it: words, or a menu that was made there and what it is filled with."""

    body: str = ""
    menu: str = ""
    variables: Mapping[str, str] | None = None


class _Refusal(msgspec.Struct):
    code: int | None = None


class SharedHttp(AsyncTwilioHttpClient):  # type: ignore[misc]
    """The SDK's asynchronous client over a session that belongs to its opener; remembers and logs no request."""

    def __init__(self, http: ClientSession, *, answer_within: timedelta) -> None:
        super().__init__(pool_connections=False)
        self._http = http
        seconds = answer_within.total_seconds()
        self._limits = ClientTimeout(total=_CONNECT_S + seconds, connect=_CONNECT_S, sock_read=seconds)

    async def request(
        self,
        method: str,
        url: str,
        params: Any = None,
        data: Any = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 the SDK names it so
        allow_redirects: bool = False,
    ) -> Response:
        """Make one call; raises a `SendingError`, and nothing else."""
        as_json = (headers or {}).get("Content-Type") == "application/json"
        failure: SendingError
        try:
            async with self._http.request(
                method.upper(),
                url,
                params=params,
                data=None if as_json else data,
                json=data if as_json else None,
                headers={**(headers or {}), **({"Authorization": encode_basic_auth(*auth)} if auth else {})},
                timeout=self._limits,
                allow_redirects=False,
            ) as response:
                status, body, pause = response.status, await response.read(), response.headers.get("Retry-After", "")
        except (ClientConnectorError, ConnectionTimeoutError, InvalidURL):
            failure = Unreachable()  # no connection, so not a byte of ours was written
        except (ClientError, TimeoutError, OSError):
            failure = Uncertain()
        else:
            if 200 <= status < 300:
                return Response(status, body.decode("utf-8", "replace"))
            failure = meaning(status, _code(body), _pause(pause))
        raise failure


def _code(body: bytes) -> int | None:
    try:
        return msgspec.json.decode(body, type=_Refusal).code
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def _pause(header: str) -> timedelta | None:
    seconds = int(header) if header.isascii() and header.isdecimal() and len(header) < 8 else 0
    return min(timedelta(seconds=seconds), _LONGEST_PAUSE) if seconds else None


class Line:
    """One Twilio account. ``valid_for`` is how long a message may wait at Twilio before it is dropped."""

    def __init__(
        self,
        account: str,
        token: str,
        *,
        http: ClientSession,
        api_base: str = "",
        answer_within: timedelta = timedelta(seconds=15),
        valid_for: timedelta = timedelta(minutes=15),
        shelves: frozenset[str] = SHELVES,
    ) -> None:
        shared = SharedHttp(http, answer_within=answer_within)
        self._client = Client(account, token, http_client=shared, environment={"TWILIO_EDGE": "", "TWILIO_REGION": ""})
        if api_base:
            self._client.api.base_url = self._client.content.base_url = self._client.messaging.base_url = api_base
        self._valid_for = int(valid_for.total_seconds())
        self._http = http
        self._messages = f"{api_base or _API}/2010-04-01/Accounts/{account}/Messages"
        self._sign = {"Authorization": encode_basic_auth(account, token)}
        self._within = ClientTimeout(total=_CONNECT_S + answer_within.total_seconds(), connect=_CONNECT_S)
        self._shelves = shelves

    async def say(self, sender: str, to: str, said: Said, *, callback: str) -> str:
        """Send one message; returns Twilio's id of it once it is accepted."""
        given: dict[str, Any] = {"body": said.body} if said.body else {"content_sid": said.menu}
        if said.variables:
            given["content_variables"] = msgspec.json.encode(dict(said.variables)).decode()
        made = await _asked(
            self._client.messages.create_async(
                to=to, from_=sender, status_callback=callback, validity_period=self._valid_for, **given
            )
        )
        return _text(made.sid)

    async def make_menu(self, definition: Mapping[str, Any]) -> str:
        """Make a menu and return what Twilio calls it."""
        request = ContentList.ContentCreateRequest(dict(definition))
        return _text((await _asked(self._client.content.v1.contents.create_async(request))).sid)

    async def listed(
        self, *, sender: str = "", to: str = "", since: datetime | None = None, most: int = 100
    ) -> list[Listed]:
        """Return messages from or to a number, newest first; ``since`` counts when they were sent."""
        given: dict[str, Any] = {"from_": sender} if sender else {}
        given |= {"to": to} if to else {}
        given |= {"date_sent_after": since.astimezone(UTC)} if since else {}
        found = await _asked(self._client.messages.list_async(limit=most, page_size=min(most, 1000), **given))
        return [_listed(each) for each in found]

    async def file(self, handle: str, most_bytes: int) -> bytes:
        """Return the file of a message; raises a `SendingError`, and nothing else.

        Our name and token go to Twilio's own address alone. From there Twilio leads on to a shelf of files, once.
        """
        sid, _, file = handle.partition("/")
        if not _FILE.fullmatch(handle):
            raise Rejected
        failure: SendingError
        try:
            return await self._read(f"{self._messages}/{sid}/Media/{file}", most_bytes, self._sign, follows=True)
        except (ClientError, TimeoutError, OSError, ValueError):
            failure = Unreachable()  # nothing was changed by asking
        raise failure

    async def _read(self, url: str, most_bytes: int, headers: Mapping[str, str], *, follows: bool) -> bytes:
        async with self._http.get(
            URL(url, encoded=True), headers=headers, timeout=self._within, allow_redirects=False
        ) as response:
            if response.status == 200 and (response.content_length or 0) <= most_bytes:
                return await read_at_most(response.content, most_bytes)
            if response.status == 200:
                raise Rejected
            if response.status not in _LEADS_ON:
                raise meaning(response.status, _code(await response.content.read(_MOST_TOLD)))
            there = response.headers.get("Location", "")
        if not follows or str(URL(there, encoded=True).origin()) not in self._shelves:
            raise Rejected
        return await self._read(there, most_bytes, {}, follows=False)

    async def delete(self, sid: str, *, media: bool) -> None:
        """Delete a message at Twilio, with its files; what is gone already is no failure."""
        try:
            if media:
                for each in await _asked(self._client.messages(sid).media.list_async(limit=20)):
                    await _unless_missing(self._client.messages(sid).media(each.sid).delete_async())
            await _asked(self._client.messages(sid).delete_async())
        except Missing:
            return


async def _unless_missing(call: Awaitable[object]) -> None:
    try:
        await _asked(call)
    except Missing:
        return


async def _asked(call: Awaitable[_T]) -> _T:
    """Await a call of the SDK; whatever it makes of an answer that is none becomes an error of ours."""
    failure: SendingError
    try:
        return await call
    except SendingError:
        raise
    except (TwilioException, ValueError, TypeError, KeyError, AttributeError):
        failure = Uncertain()
    raise failure


def _text(sid: object) -> str:
    if not isinstance(sid, str) or not sid:
        raise Uncertain
    return sid


def _listed(message: Any) -> Listed:
    at = message.date_created or message.date_sent or datetime.fromtimestamp(0, UTC)
    return Listed(
        sid=message.sid,
        sender=message.from_ or "",
        to=message.to or "",
        body=message.body or "",
        at=at if at.tzinfo else at.replace(tzinfo=UTC),
        is_inbound=message.direction == "inbound",
        files=int(message.num_media or 0),
    )
