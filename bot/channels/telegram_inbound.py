"""What comes in from Telegram, read by a model so small that it never holds who wrote.

Only the fields listed here are ever decoded: names, usernames, files and forwarded origins are skipped, not stored. Of
a photo its handle is read, and only where the organisation takes photos.
Nothing here may import aiogram: an update of tomorrow must not become unreadable because of a field we do not use.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, TypeAlias

import msgspec
import structlog
from msgspec import Raw, Struct
from structlog.typing import FilteringBoundLogger

from bot.channels.contract import Receive
from bot.messages import Address, HelplineError, Inbound, MediaKind, PhotoRef, Place, Tap

UPDATE_KINDS: Final = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update we ask Telegram for; every other kind is answered and ignored."""


class Unreadable(HelplineError):
    """A signed update makes no sense to us; ``reason`` says in one word why."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"unreadable update: {reason}")
        self.reason = reason


DeadLetter: TypeAlias = Callable[[bytes], Awaitable[None]]
"""Seals and keeps a body that nobody understood; raises when it could not."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One update, understood: what the person did, if anything, and the tap that waits for an answer."""

    update_id: int
    inbound: Inbound | None = None
    tap_id: str | None = None


class _Sender(Struct):
    is_bot: bool = False
    language_code: str = ""


class _Chat(Struct):
    id: int
    type: str


class _Location(Struct):
    latitude: float
    longitude: float


class _Message(Struct, rename={"sender": "from"}):
    """A message; of its media only the presence is kept: a `Raw` is never looked into."""

    message_id: int
    date: int
    chat: _Chat
    sender: _Sender = msgspec.field(default_factory=_Sender)
    edit_date: int | None = None
    text: str | None = None
    caption: str | None = None
    location: _Location | None = None
    media_group_id: str | None = None
    voice: Raw = Raw()
    audio: Raw = Raw()
    video: Raw = Raw()
    video_note: Raw = Raw()
    animation: Raw = Raw()
    photo: Raw = Raw()
    live_photo: Raw = Raw()
    sticker: Raw = Raw()
    document: Raw = Raw()
    contact: Raw = Raw()
    poll: Raw = Raw()
    dice: Raw = Raw()
    game: Raw = Raw()
    story: Raw = Raw()
    checklist: Raw = Raw()
    paid_media: Raw = Raw()
    rich_message: Raw = Raw()


class _PhotoSize(Struct):
    file_id: str
    width: int = 0
    height: int = 0


class _CallbackMessage(Struct):
    message_id: int
    chat: _Chat


class _Callback(Struct, rename={"sender": "from"}):
    id: str
    sender: _Sender
    message: _CallbackMessage | None = None
    data: str | None = None


class _Member(Struct):
    status: str


class _MemberChange(Struct):
    chat: _Chat
    date: int
    new_chat_member: _Member


class _Update(Struct):
    update_id: int
    message: _Message | None = None
    edited_message: _Message | None = None
    callback_query: _Callback | None = None
    my_chat_member: _MemberChange | None = None


_MEDIA: Final[tuple[tuple[str, MediaKind], ...]] = (
    ("voice", "voice"),
    ("audio", "voice"),
    ("photo", "photo"),
    ("live_photo", "photo"),
    ("video", "video"),
    ("video_note", "video"),
    ("animation", "video"),  # stands before document: an animation carries both
    ("sticker", "sticker"),
    ("document", "document"),
    ("contact", "contact"),
    *((field, "other") for field in ("poll", "dice", "game", "story", "checklist", "paid_media", "rich_message")),
)
_decoder = msgspec.json.Decoder(_Update)
_sizes = msgspec.json.Decoder(list[_PhotoSize])
_LONGEST_HANDLE: Final = 300


def read(body: bytes | Raw, account: str, now: datetime, *, takes_photos: bool = False) -> Reading:
    """Read one update; what is not ours to answer (groups, channels, service messages) reads as nothing.

    ``now`` is the time of a tap, which carries none of its own. Raises `Unreadable`.
    """
    try:
        update = _decoder.decode(body)
    except msgspec.ValidationError:
        failure = Unreadable("unknown_shape")
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        failure = Unreadable("not_json")
    else:
        reading = _understood(update, account, now)
        return _with_photo(reading, update) if takes_photos else reading
    raise failure  # outside the handler: the decoder's error may quote the message


def update_id(body: bytes | Raw) -> int | None:
    """Return the id of an update that cannot be read otherwise; None when it has not even that."""
    try:
        return msgspec.json.decode(body, type=_Numbered).update_id
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


class _Numbered(Struct):
    update_id: int


def _understood(update: _Update, account: str, now: datetime) -> Reading:
    number = update.update_id
    if update.callback_query is not None:
        query = update.callback_query
        return Reading(number, _tapped(query, account, now), tap_id=query.id)
    if update.message is not None:
        return Reading(number, _said(number, update.message, account))
    if update.edited_message is not None:
        return Reading(number, _corrected(number, update.edited_message, account))
    if update.my_chat_member is not None:
        return Reading(number, _left(number, update.my_chat_member, account))
    return Reading(number)


def _said(number: int, message: _Message, account: str, *, edited: bool = False) -> Inbound | None:
    if message.chat.type != "private" or message.sender.is_bot:
        return None
    text = message.text if message.text is not None else message.caption
    media = None if message.text is not None or message.location else _media(message)
    if text is None and media is None and message.location is None:
        return None  # a service message: a pin, an auto-delete timer
    start = text is not None and text.split(maxsplit=1)[0:1] == ["/start"]
    return Inbound(
        id=f"u{number}",
        address=Address("telegram", account, str(message.chat.id)),
        at=_moment(message.edit_date or message.date if edited else message.date),
        text=None if start else text,
        place=_place(message.location),
        media=media,
        locale_hint=_locale(message.sender.language_code),
        message_id=str(message.message_id),
        album=message.media_group_id,
        edited=edited,
        start=start,
    )


def _with_photo(reading: Reading, update: _Update) -> Reading:
    """Return a reading with the handle of its photo's largest size; one that cannot be read is no photo to us."""
    inbound, message = reading.inbound, update.message
    if inbound is None or message is None or inbound.media != "photo" or not memoryview(message.photo).nbytes:
        return reading
    try:
        largest = max(_sizes.decode(message.photo), key=lambda each: each.width * each.height)
    except (msgspec.DecodeError, UnicodeError, RecursionError, ValueError):
        return reading
    if not 0 < len(largest.file_id) <= _LONGEST_HANDLE:
        return reading
    photo = PhotoRef("telegram", largest.file_id, float(message.date))
    return replace(reading, inbound=replace(inbound, photo=photo))


def _corrected(number: int, message: _Message, account: str) -> Inbound | None:
    # A location changes only while it is shared live, every few seconds: we take where a person said they are,
    # and do not follow where they go.
    return None if message.location is not None else _said(number, message, account, edited=True)


def _tapped(query: _Callback, account: str, now: datetime) -> Inbound | None:
    if query.message is None or query.message.chat.type != "private":
        return None
    tap = Tap.unpacked(query.data or "")
    return Inbound(
        id=f"q{query.id}",
        address=Address("telegram", account, str(query.message.chat.id)),
        at=now,
        tap=tap,
        locale_hint=_locale(query.sender.language_code),
        tapped_id=str(query.message.message_id),
        start=tap is None,  # a button that another program once left in this chat: greet instead of staying silent
    )


def _left(number: int, change: _MemberChange, account: str) -> Inbound | None:
    if change.chat.type != "private" or change.new_chat_member.status != "kicked":
        return None
    address = Address("telegram", account, str(change.chat.id))
    return Inbound(id=f"u{number}", address=address, at=_moment(change.date), gone=True)


def _media(message: _Message) -> MediaKind | None:
    return next((kind for field, kind in _MEDIA if memoryview(getattr(message, field)).nbytes), None)


def _place(location: _Location | None) -> Place | None:
    if location is None:
        return None
    if not (-90 <= location.latitude <= 90 and -180 <= location.longitude <= 180):
        raise Unreadable("place_off_the_map")
    return Place(location.latitude, location.longitude)


def _locale(language_code: str) -> str | None:
    """Keep the language alone, two or three letters; the region would say more about a person than we need."""
    language = language_code.split("-", 1)[0].lower()
    return language if 2 <= len(language) <= 3 and language.isascii() and language.isalpha() else None


def _moment(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        raise Unreadable("time_out_of_range") from None


def kind_of(error: Exception) -> str:
    """Name an error for the log by its type alone: around it, a frame may hold what somebody wrote."""
    return type(error).__name__.lower()


# -- handing on ------------------------------------------------------------------------------------------------------


class Intake:
    """Reads updates and hands them to the conversation, alike for both ways in: the webhook and polling."""

    def __init__(
        self,
        account: str,
        receive: Receive,
        dead_letter: DeadLetter,
        now: Callable[[], datetime],
        answer_tap: Callable[[str], None],
        *,
        takes_photos: bool = False,
    ) -> None:
        self._takes_photos = takes_photos
        self._account = account
        self._receive = receive
        self._dead_letter = dead_letter
        self._now = now
        self._answer_tap = answer_tap
        self._log: FilteringBoundLogger = structlog.get_logger()

    async def read(self, body: bytes | Raw) -> Reading | None:
        """Read one update; what cannot be read is put aside as a dead letter and gives None."""
        try:
            return read(body, self._account, self._now(), takes_photos=self._takes_photos)
        except Unreadable as failure:
            await self.put_aside(bytes(body), failure.reason)
            return None

    async def put_aside(self, body: bytes, reason: str) -> None:
        """Keep a body as a dead letter. The log tells the reason, never the body."""
        await self._dead_letter(body)
        self._log.warning("dead_letter", channel="telegram", reason=reason)

    async def commit(self, reading: Reading, *, answers_tap: bool = True) -> None:
        """Return once what the person did is committed; only then their tap is answered, here or by the caller."""
        if reading.inbound is not None:
            await self._receive(reading.inbound)
        if reading.tap_id is not None and answers_tap:
            self._answer_tap(reading.tap_id)
