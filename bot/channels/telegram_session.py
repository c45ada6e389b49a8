"""A lean way for aiogram's Bot to reach the Bot API, and what a refusal or a broken line means to a sender.

Every error that leaves here is one of ours: an exception of aiogram or aiohttp may quote a chat, a text or the token.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Iterator
from datetime import timedelta
from typing import Any, Final, TypeVar, cast

import msgspec
from aiogram import Bot
from aiogram.client.default import Default
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.exceptions import AiogramError
from aiogram.methods import AnswerCallbackQuery, EditMessageText, GetUpdates, SendMessage, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import InlineKeyboardMarkup
from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    InvalidURL,
    TCPConnector,
)
from msgspec import Raw, Struct
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from yarl import URL

from bot.channels.contract import PersonLeft, Rejected, SendingError, Throttled, Uncertain, Unreachable
from bot.channels.fetching import read_at_most
from bot.channels.keep_alive import KeepAlive, LineBroken, NotConnected

_CONNECT_S: Final = 10.0
_MOST_KEYBOARDS: Final = 2_048
_MOST_TOLD: Final = 4_096
_NO_FILE: Final = frozenset({400, 403, 404, 410})
_FILE_PATH: Final = re.compile(r"[A-Za-z0-9_./-]{1,200}")
_HEADERS: Final = {"Content-Type": "application/json"}


class TokenRefused(Unreachable):
    """The platform does not know our token; nothing is sent until it is set right."""


class OtherReader(Unreachable):
    """Somebody else reads this bot's updates: a second poller, or a webhook that is still set."""


class Unchanged(Rejected):
    """A message already reads as we want it."""


class Accepted(Struct, frozen=True):
    """What we keep of the message that the platform made of ours."""

    message_id: int


def open_http(limit: int = 100) -> ClientSession:
    """Open the client that sessions share: kept-alive connections, no cookies. Needs a running loop."""
    return ClientSession(connector=TCPConnector(limit=limit, ttl_dns_cache=300), cookie_jar=DummyCookieJar())


class LeanSession(BaseSession):
    """Carries the methods of one bot as JSON: what people see over a lean line of its own, everything rarer over a
    shared `ClientSession`, which belongs to whoever opened it.

    `SendMessage` and `EditMessageText` answer with `Accepted` instead of a whole message; what the client carries takes
    aiogram's own way of reading answers. Nothing is ever sent twice by itself.
    """

    def __init__(
        self,
        http: ClientSession,
        api_base: str | None = None,
        *,
        answer_within: timedelta = timedelta(seconds=30),
    ) -> None:
        api = TelegramAPIServer.from_base(api_base) if api_base else PRODUCTION
        super().__init__(api=api, timeout=answer_within.total_seconds())
        self._http = http
        self._line = KeepAlive(URL(self.api.base).origin(), connect_within=_CONNECT_S)
        self._heads: dict[tuple[str, str], bytes] = {}
        self._keyboards: dict[int, tuple[InlineKeyboardMarkup, Raw]] = {}
        self._urls: dict[tuple[str, str], URL] = {}
        self._limits: dict[float, ClientTimeout] = {}
        self._presets: dict[type[BaseModel], dict[str, Any]] = {}

    async def __call__(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 aiogram names it so
    ) -> TelegramType:
        """Call one method at once; nothing of ours stands between."""
        return await self.make_request(bot, method, timeout)

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 aiogram names it so
    ) -> TelegramType:
        """Call one method; raises a `SendingError`, and nothing else."""
        if (shape := _SHOWN.get(type(method))) is not None:
            status, body = await self._show(bot, method)
            return cast("TelegramType", _answer(status, body, shape).result)
        status, body = await self._post(bot, method, float(timeout or self.timeout))
        _answer(status, body, _AnyAnswer)
        try:
            return cast("TelegramType", self.check_response(bot, method, status, body.decode()).result)
        except (AiogramError, UnicodeError):
            failure = Uncertain()
        raise failure

    async def updates(self, bot: Bot, method: GetUpdates) -> list[Raw]:
        """Poll for updates and leave each one unread: one that is unreadable must not hold up its neighbours."""
        status, body = await self._post(bot, method, (method.timeout or 0) + self.timeout)
        return _answer(status, body, _UpdatesAnswer).result

    async def close(self) -> None:
        """Hang up where nothing is on its way; the shared client stays with whoever opened it."""
        self._line.close()

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109 aiogram names it so
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """Refuse: a person's file is fetched by `download` alone, within its limits."""
        raise Rejected
        yield b""

    async def download(self, bot: Bot, path: str, most_bytes: int) -> bytes:
        """Return a file of the platform's; raises a `SendingError`, and nothing else. No more is read than may come."""
        if not _FILE_PATH.fullmatch(path) or ".." in path:
            raise Rejected
        url, limits = URL(self.api.file_url(bot.token, path)), ClientTimeout(total=self.timeout, connect=_CONNECT_S)
        failure: SendingError
        try:
            async with self._http.get(url, timeout=limits, allow_redirects=False) as response:
                if response.status in _NO_FILE:
                    failure = Rejected()
                elif response.status != 200:
                    failure = _meaning(response.status, await response.content.read(_MOST_TOLD))
                elif (response.content_length or 0) > most_bytes:
                    failure = Rejected()
                else:
                    return await read_at_most(response.content, most_bytes)
        except (ClientError, TimeoutError, OSError):
            failure = Unreachable()  # nothing was changed by asking
        raise failure

    async def _show(self, bot: Bot, method: TelegramMethod[Any]) -> tuple[int, bytes]:
        """Post what a person sees."""
        name = method.__api_method__
        if (head := self._heads.get((bot.token, name))) is None:
            head = self._heads[bot.token, name] = self._line.head(self._url(bot.token, name).raw_path)
        body = msgspec.json.encode(self._plain(method, bot))
        failure: SendingError
        try:
            return await self._line.post(head, body, self.timeout)
        except NotConnected:
            failure = Unreachable()
        except LineBroken:
            failure = Uncertain()
        raise failure

    async def _post(self, bot: Bot, method: TelegramMethod[Any], seconds: float) -> tuple[int, bytes]:
        body = msgspec.json.encode(self._plain(method, bot))
        url = self._url(bot.token, method.__api_method__)
        if (limits := self._limits.get(seconds)) is None:
            limits = self._limits[seconds] = ClientTimeout(total=seconds, connect=min(_CONNECT_S, seconds))
        failure: SendingError
        try:
            async with self._http.post(
                url, data=body, headers=_HEADERS, timeout=limits, allow_redirects=False
            ) as response:
                return response.status, await response.read()
        except (ClientConnectorError, ConnectionTimeoutError, InvalidURL):
            failure = Unreachable()  # no connection, so not a byte of ours was written
        except (ClientError, TimeoutError, OSError):
            failure = Uncertain()
        raise failure

    def _url(self, token: str, name: str) -> URL:
        if (url := self._urls.get((token, name))) is None:
            url = self._urls[token, name] = URL(self.api.api_url(token=token, method=name))
        return url

    def _plain(self, value: Any, bot: Bot) -> Any:
        """Return a method or a field as plain JSON values: what was given, and what stands there by default."""
        if value is None or isinstance(value, str | int | float):
            return value
        if isinstance(value, InlineKeyboardMarkup):
            return self._keyboard(value, bot)
        if isinstance(value, BaseModel):
            plain = dict(self._preset(type(value), bot))
            fields = value.__dict__
            for name in value.model_fields_set:
                if (item := fields.get(name)) is not None:
                    plain[name] = item if type(item) is str else self._plain(item, bot)
            return plain
        if isinstance(value, list):
            return [self._plain(item, bot) for item in value]
        if isinstance(value, Default):
            return self._plain(bot.default[value.name], bot)
        raise Rejected  # a file or a moment: nothing we send has one

    def _keyboard(self, value: InlineKeyboardMarkup, bot: Bot) -> Raw:
        """Return a keyboard as JSON; the channel shows the very same ones again and again."""
        kept = self._keyboards.get(id(value))
        if kept is None or kept[0] is not value:
            rows = [[self._plain(key, bot) for key in row] for row in value.inline_keyboard]
            if len(self._keyboards) >= _MOST_KEYBOARDS:
                self._keyboards.clear()
            kept = self._keyboards[id(value)] = (value, Raw(msgspec.json.encode({"inline_keyboard": rows})))
        return kept[1]

    def _preset(self, kind: type[BaseModel], bot: Bot) -> dict[str, Any]:
        """Return the fields that a kind of object has without being given any, the bot's defaults among them."""
        if (preset := self._presets.get(kind)) is None:
            given = {name: self._plain(field.get_default(), bot) for name, field in _optional(kind)}
            preset = self._presets[kind] = {name: value for name, value in given.items() if value is not None}
        return preset


def _optional(kind: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    return ((name, field) for name, field in kind.model_fields.items() if not field.is_required())


# -- what an answer means --------------------------------------------------------------------------------------------

_Shape = TypeVar("_Shape", bound=Struct)
_GONE: Final = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated", "blocked by the user")
_SAME: Final = "message is not modified"
_ASIDE: Final = "immediately deleted"  # said with a 500 when the message did go out
_PAUSE_S: Final = 5  # where a 429 names no time


class _Parameters(Struct):
    retry_after: int = 0


class _Refusal(Struct):
    ok: bool
    description: str = ""
    parameters: _Parameters = msgspec.field(default_factory=_Parameters)


class _AnyAnswer(Struct):
    result: Raw


class _AcceptedAnswer(Struct):
    result: Accepted


class _YesAnswer(Struct):
    result: bool


class _UpdatesAnswer(Struct):
    result: list[Raw]


_SHOWN: Final[dict[type, type[_AcceptedAnswer | _YesAnswer]]] = {
    SendMessage: _AcceptedAnswer,
    EditMessageText: _AcceptedAnswer,
    AnswerCallbackQuery: _YesAnswer,
}
"""What a person sees at once, and how its answer is read."""


def _answer(status: int, body: bytes, shape: type[_Shape]) -> _Shape:
    if not 200 <= status < 300:
        raise _meaning(status, body)
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        failure = Uncertain()
    raise failure


def _meaning(status: int, body: bytes) -> SendingError:
    """Return what a status other than 2xx means to the sender."""
    refusal = _refusal(body)
    said = refusal.description.lower() if refusal else ""
    match status:
        case 429:
            seconds = refusal.parameters.retry_after if refusal else 0
            # Telegram's 429 never says whether it means the chat or the whole bot.
            return Throttled(timedelta(seconds=seconds or _PAUSE_S))
        case 502 | 504:
            return Uncertain()  # somebody on the way gave up waiting for the answer
        case 500 if _ASIDE in said:
            return Uncertain()
        case _ if refusal is None or status >= 500 or status < 400:
            return Unreachable()  # a proxy, a portal or a broken server spoke, not the platform about our message
        case 401 | 404:
            return TokenRefused()
        case 409:
            return OtherReader()
        case 403:
            return PersonLeft()
        case 400 if any(words in said for words in _GONE):
            return PersonLeft()
        case 400 if _SAME in said:
            return Unchanged()
        case _:
            return Rejected()


def _refusal(body: bytes) -> _Refusal | None:
    """Read the platform's own words; None when somebody else answered in its place."""
    try:
        refusal = msgspec.json.decode(body, type=_Refusal)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    return None if refusal.ok else refusal
