"""Telegram: private chats only, in by webhook or polling, out through aiogram's Bot over a lean session.

Nothing here asks for a contact, a name or a file, a photo is fetched only once that was decided, and no error or log
line of these files tells who a person is.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessages,
    DeleteWebhook,
    EditMessageText,
    GetFile,
    GetUpdates,
    SendMessage,
)
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from aiohttp import ClientSession
from msgspec import Raw

from bot.channels.contract import (
    Introduction,
    Limits,
    PersonLeft,
    Receive,
    Rejected,
    Route,
    SendingError,
    Sent,
    Throttled,
    Uncertain,
    Unreachable,
)
from bot.channels.layout import Part, lay_out, split_question, utf16_units
from bot.channels.telegram_inbound import UPDATE_KINDS, DeadLetter, Intake
from bot.channels.telegram_polling import LoadOffset, Poller, SaveOffset, Sleep
from bot.channels.telegram_session import LeanSession, Unchanged
from bot.channels.telegram_setup import delivery_problems, introduce, set_webhook
from bot.channels.telegram_webhook import Webhook
from bot.messages import Address, Button, ChannelName, Locale, Outbound

Mode: TypeAlias = Literal["webhook", "polling"]
Markup: TypeAlias = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove

WEBHOOK_PATH: Final = "/telegram"
LIMITS: Final = Limits(text=4096, buttons=30, rows=0, button_label=40, erasable=timedelta(hours=48))

_TAP_BYTES: Final = 64  # of a button's payload, by the Bot API
_PAIR_LABEL: Final = 14  # two labels of this length stand beside each other on a small phone
_ERASE_AT_ONCE: Final = 100
_REMEMBERED_KEYBOARDS: Final = 10_000
_REMEMBERED_BEGINNINGS: Final = 1_000
_PENDING_ANSWERS: Final = 256
_CACHED_KEYBOARDS: Final = 2_048  # the same questions are asked again and again
_CLOSING_S: Final = 2.0


@dataclass(slots=True)
class _Begun:
    """How far a message of several parts got before the platform asked to wait."""

    keyboard_was_up: bool
    ids: list[str] = field(default_factory=list)


class TelegramChannel:
    """One bot. ``secrets`` open the webhook, the first is the one announced; ``http`` belongs to the caller."""

    name: ChannelName = "telegram"
    limits = LIMITS

    def __init__(
        self,
        token: str,
        receive: Receive,
        dead_letter: DeadLetter,
        *,
        http: ClientSession,
        now: Callable[[], datetime],
        mode: Mode = "webhook",
        secrets: Sequence[str] = (),
        api_base: str | None = None,
        poll_for: timedelta = timedelta(seconds=50),
        answer_within: timedelta = timedelta(seconds=30),
        sleep: Sleep = asyncio.sleep,
        takes_photos: bool = False,
    ) -> None:
        self._session = LeanSession(http, api_base, answer_within=answer_within)
        defaults = DefaultBotProperties(protect_content=True, link_preview=LinkPreviewOptions(is_disabled=True))
        self._bot = Bot(token, session=self._session, default=defaults)
        self.account = str(self._bot.id)
        self.mode: Mode = mode
        self._intake = Intake(
            self.account, receive, dead_letter, now, self._answer_tap, takes_photos=takes_photos
        )  # fmt: skip
        self._webhook = Webhook(secrets, self._intake) if mode == "webhook" else None
        self._secrets = tuple(secrets)
        self._poll_for = int(poll_for.total_seconds())
        self._sleep = sleep
        self._inline = lru_cache(_CACHED_KEYBOARDS)(_inline)
        self._answers: set[asyncio.Task[None]] = set()
        self._keyboards: OrderedDict[str, None] = OrderedDict()
        self._begun: OrderedDict[str, _Begun] = OrderedDict()

    # -- in ----------------------------------------------------------------------------------------------------

    def routes(self) -> Sequence[Route]:
        """Return the webhook's route; none when we poll."""
        return (Route("POST", WEBHOOK_PATH, self._webhook.take),) if self._webhook else ()

    async def run_polling(self, load_offset: LoadOffset, save_offset: SaveOffset) -> None:
        """Fetch updates until cancelled. The caller holds the lease: a second poller of one bot gets conflicts."""
        poller = Poller(self._intake, self._fetch, load_offset, save_offset, sleep=self._sleep)
        await poller.insist(lambda: self._bot(DeleteWebhook(drop_pending_updates=False)))
        await poller.run()

    async def _fetch(self, offset: int | None) -> list[Raw]:
        poll = GetUpdates(offset=offset, limit=100, timeout=self._poll_for, allowed_updates=list(UPDATE_KINDS))
        return await self._session.updates(self._bot, poll)

    def _answer_tap(self, tap_id: str) -> None:
        """Stop the button's spinner in the background. Nothing waits for it and nothing depends on it."""
        if len(self._answers) >= _PENDING_ANSWERS:
            return
        answer = asyncio.create_task(self._answered(tap_id))
        self._answers.add(answer)
        answer.add_done_callback(self._answers.discard)

    async def _answered(self, tap_id: str) -> None:
        try:
            await self._bot(AnswerCallbackQuery(callback_query_id=tap_id))
        except SendingError:
            return  # the spinner ends by itself

    # -- out ---------------------------------------------------------------------------------------------------

    async def send(self, address: Address, message: Outbound, *, entry: str) -> Sent:
        """Send a message, in several parts where it is long.

        When a later part must wait, the same ``entry`` sent again goes on after the parts that arrived. A message
        that replaces another changes it in place; where Telegram refuses that, it is sent anew.
        """
        chat = self._chat(address)
        if message.replaces.isdecimal() and await self._changed(chat, message):
            return Sent((message.replaces,))
        begun = self._begun.pop(entry, None) or _Begun(keyboard_was_up=address.to in self._keyboards)
        calls = self._calls(chat, message, keyboard_is_up=begun.keyboard_was_up)
        for call in calls[len(begun.ids) :]:
            try:
                accepted = await self._bot(call)
            except (Throttled, Unreachable):
                self._remember_beginning(entry, begun)
                raise
            begun.ids.append(str(accepted.message_id))
            self._note_keyboard(address.to, call)
        return Sent(tuple(begun.ids))

    async def _changed(self, chat: int, message: Outbound) -> bool:
        """Put a message in the place of an older one; False when it cannot be."""
        calls = self._calls(chat, message, keyboard_is_up=False)
        if len(calls) != 1 or isinstance(calls[0].reply_markup, ReplyKeyboardMarkup):
            return False
        inline = calls[0].reply_markup if isinstance(calls[0].reply_markup, InlineKeyboardMarkup) else None
        number = int(message.replaces)
        change = EditMessageText(chat_id=chat, message_id=number, text=calls[0].text, reply_markup=inline)
        try:
            await self._bot(change)
        except Unchanged:
            return True
        except Rejected:
            return False
        except Uncertain:
            raise Unreachable from None  # a change may be made twice without harm
        return True

    async def erase(self, address: Address, message_ids: Sequence[str]) -> int:
        """Delete messages, newest first; those older than 48 hours stay and are counted."""
        chat = self._chat(address)
        numbers = sorted({int(number) for number in message_ids if number.isdecimal()}, reverse=True)
        kept = sum(not number.isdecimal() for number in message_ids)
        for start in range(0, len(numbers), _ERASE_AT_ONCE):
            kept += await self._delete(chat, numbers[start : start + _ERASE_AT_ONCE])
        return kept

    async def take_back(self, address: Address, message_ids: Sequence[str]) -> None:
        """Delete these messages."""
        await self.erase(address, message_ids)

    async def fetch_photo(self, handle: str, most_bytes: int) -> bytes:
        """Download a photo; raises `Rejected` when it is larger or gone, another error when it may still come."""
        file = await self._bot(GetFile(file_id=handle))
        if not file.file_path or (file.file_size or 0) > most_bytes:
            raise Rejected
        return await self._session.download(self._bot, file.file_path, most_bytes)

    async def close(self) -> None:
        """Let the last answers to taps go out, for a moment."""
        if self._answers:
            await asyncio.wait(self._answers, timeout=_CLOSING_S)
        for answer in self._answers:
            answer.cancel()
        await asyncio.gather(*self._answers, return_exceptions=True)
        await self._session.close()

    async def _delete(self, chat: int, newest_first: list[int]) -> int:
        """Delete what can be; return how many could not.

        One message that is too old makes Telegram refuse the whole call. Ids of a chat grow with time, so the newer
        half is tried first, and where it holds one that is too old, all of the older half are.
        """
        try:
            await self._bot(DeleteMessages(chat_id=chat, message_ids=newest_first))
        except PersonLeft:
            return len(newest_first)
        except Rejected:
            if len(newest_first) == 1:
                return 1
        else:
            return 0
        middle = len(newest_first) // 2
        newer, older = newest_first[:middle], newest_first[middle:]
        kept = await self._delete(chat, newer)
        return kept + len(older) if kept else await self._delete(chat, older)

    def _chat(self, address: Address) -> int:
        if address.channel != self.name or address.account != self.account or not address.to.isdecimal():
            raise Rejected  # an address of another bot: our token was changed
        return int(address.to)

    def _calls(self, chat: int, message: Outbound, *, keyboard_is_up: bool) -> list[SendMessage]:
        parts = lay_out(message, LIMITS, length=utf16_units)
        asks_place = message.asks_place and bool(message.place_label)
        if keyboard_is_up and not asks_place and len(parts) == 1 and parts[0].style == "buttons":
            parts = _freeing_keyboard(parts[0])
        if not all(part.text for part in parts):
            raise Rejected
        *before, last = parts
        markup = _place_keyboard(message) if asks_place else self._markup(last)
        calls = [SendMessage(chat_id=chat, text=part.text, reply_markup=self._markup(part)) for part in before]
        return [*calls, SendMessage(chat_id=chat, text=last.text, reply_markup=markup)]

    def _markup(self, part: Part) -> InlineKeyboardMarkup | ReplyKeyboardRemove:
        # A part without buttons always takes a place keyboard away: another process may have put it there.
        return self._inline(part.buttons) if part.style == "buttons" else ReplyKeyboardRemove(remove_keyboard=True)

    def _remember_beginning(self, entry: str, begun: _Begun) -> None:
        if begun.ids:
            self._begun[entry] = begun
            if len(self._begun) > _REMEMBERED_BEGINNINGS:
                self._begun.popitem(last=False)

    def _note_keyboard(self, to: str, call: SendMessage) -> None:
        """Remember whose screen shows the place keyboard, so that it goes with the next message that can take it."""
        if isinstance(call.reply_markup, ReplyKeyboardMarkup):
            self._keyboards[to] = None
            if len(self._keyboards) > _REMEMBERED_KEYBOARDS:
                self._keyboards.popitem(last=False)
        elif isinstance(call.reply_markup, ReplyKeyboardRemove):
            self._keyboards.pop(to, None)

    # -- set-up ------------------------------------------------------------------------------------------------

    async def introduce(self, words: Mapping[Locale, Introduction], default: Locale) -> None:
        """Set commands, name and descriptions in each language, where they differ."""
        await introduce(self._bot, words, default)

    async def announce_webhook(self, public_url: str, *, connections: int = 40) -> None:
        """Tell Telegram where we are; raises a `SendingError` when it does not take it."""
        await set_webhook(self._bot, _webhook_url(public_url), self._secrets[0], connections)

    async def problems(self, public_url: str) -> tuple[str, ...]:
        """Say what keeps updates from reaching us; for `doctor`."""
        return await delivery_problems(self._bot, _webhook_url(public_url) if self.mode == "webhook" else None)


def _webhook_url(public_url: str) -> str:
    return public_url.rstrip("/") + WEBHOOK_PATH


# -- keyboards ---------------------------------------------------------------------------------------------------


def _freeing_keyboard(part: Part) -> tuple[Part, ...]:
    """Send what precedes the question by itself: inline buttons and taking a keyboard away cannot share a message."""
    if (halves := split_question(part.text)) is None:
        return (part,)
    return Part(halves[0]), Part(halves[1], part.buttons, part.style)


def _inline(buttons: tuple[Button, ...]) -> InlineKeyboardMarkup:
    """Show one button a row, or two where every label is short."""
    keys = [InlineKeyboardButton(text=button.label, callback_data=_payload(button)) for button in buttons]
    across = 2 if all(utf16_units(button.label) <= _PAIR_LABEL for button in buttons) else 1
    return InlineKeyboardMarkup(inline_keyboard=[keys[at : at + across] for at in range(0, len(keys), across)])


def _payload(button: Button) -> str:
    packed = button.tap.packed()
    if len(packed.encode()) > _TAP_BYTES:
        raise Rejected
    return packed


def _place_keyboard(message: Outbound) -> ReplyKeyboardMarkup:
    """Offer to share the location once; typing a place stays as easy, and the choices stand below as plain answers."""
    rows = [[KeyboardButton(text=message.place_label, request_location=True)]]
    rows += [[KeyboardButton(text=button.label)] for button in message.buttons]
    return ReplyKeyboardMarkup(keyboard=rows, resize_keyboard=True, one_time_keyboard=True)
