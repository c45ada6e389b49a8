"""What comes in from WhatsApp and SMS, through Twilio: one inbound, without anything that names who wrote.

Only the fields named here are read. The profile's name, the number's country and files never are; of a photo its two
ids are, where the organisation takes photos. Where a message came from is kept as it was given, because it need not be
a number.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.channels.whatsapp_form import Form
from bot.messages import Address, ChannelName, HelplineError, Inbound, MediaKind, PhotoRef, Place, Tap

_PHOTO: Final = re.compile(r".*/Messages/([A-Z]{2}[0-9a-fA-F]{32})/Media/(ME[0-9a-fA-F]{32})")
_SID: Final = re.compile(r"[A-Z]{2}[0-9a-fA-F]{32}")
_FILES: Final[tuple[tuple[str, MediaKind], ...]] = (
    ("audio/", "voice"),
    ("image/webp", "sticker"),
    ("image/", "photo"),
    ("video/", "video"),
    ("text/vcard", "contact"),
    ("text/x-vcard", "contact"),
    ("text/directory", "contact"),
    ("application/", "document"),
    ("text/", "document"),
)
_UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_LONGEST_ADDRESS: Final = 200


class Unreadable(HelplineError):
    """A signed call makes no sense to us; ``reason`` says in one word why."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"unreadable call: {reason}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Taken:
    """One message as it came: what the person did, Twilio's id of it, and whether files lie there with it."""

    inbound: Inbound
    sid: str
    has_files: bool = False

    def __repr__(self) -> str:
        return "Taken(hidden)"


@dataclass(frozen=True, slots=True)
class Listed:
    """One message as Twilio's list shows it. It knows no taps and no places: a tap reads as its label."""

    sid: str
    sender: str
    to: str
    body: str
    at: datetime
    is_inbound: bool
    files: int = 0

    def __repr__(self) -> str:
        return "Listed(hidden)"


def read(form: Form, now: datetime, served: Collection[ChannelName], *, takes_photos: bool = False) -> Taken:
    """Read one verified form; raises `Unreadable`. Fields that are not known are passed over."""
    sid = _one(form, "MessageSid") or _one(form, "SmsMessageSid") or _one(form, "SmsSid")
    if not _SID.fullmatch(sid):
        raise Unreadable("no_message_id")
    address = _address(_one(form, "To"), _one(form, "From"), served)
    files = _count(_one(form, "NumMedia"))
    tap = Tap.unpacked(_one(form, "ButtonPayload") or _one(form, "ListId"))
    place = _place(_one(form, "Latitude"), _one(form, "Longitude"))
    text = _UNSEEN.sub("", _one(form, "Body").replace("\r\n", "\n")).strip()
    media = _kind(_one(form, "MediaContentType0")) if files else None
    wanted = takes_photos and media == "photo" and address.channel == "whatsapp"
    photo = _photo(_one(form, "MediaUrl0"), sid, now) if wanted else None
    return Taken(_said(Inbound(sid, address, now, text, tap, place, media, photo)), sid, has_files=files > 0)


def found(listed: Listed, served: Collection[ChannelName]) -> Taken:
    """Return a listed message as what the person did, marked as late."""
    address = _address(listed.to, listed.sender, served)
    text = _UNSEEN.sub("", listed.body).strip()
    media: MediaKind | None = "other" if listed.files else None
    inbound = _said(Inbound(listed.sid, address, listed.at, text, media=media, late=True))
    return Taken(inbound, listed.sid, has_files=listed.files > 0)


def _said(inbound: Inbound) -> Inbound:
    """Return an inbound with its words only where they are the person's own, and never one that says nothing."""
    text = inbound.text or ""
    if inbound.tap or inbound.place:  # its words are the label's, or the name of the place
        return replace(inbound, text=None)
    if text.split(maxsplit=1)[0:1] == ["/start"]:
        return replace(inbound, text=None, start=True)
    if text:
        return inbound
    # A reaction, a poll, something of tomorrow: answered like a file, not with silence.
    return replace(inbound, text=None, media=inbound.media or "other")


def _one(form: Form, name: str) -> str:
    """Return a field's value; one that is given twice, differently, says nothing we could trust."""
    values = set(form.get(name, ()))
    if len(values) > 1:
        raise Unreadable("a_field_twice")
    return next(iter(values), "")


def _address(ours: str, theirs: str, served: Collection[ChannelName]) -> Address:
    channel: ChannelName = "whatsapp" if ours.startswith("whatsapp:") else "sms"
    if not ours or not theirs or max(len(ours), len(theirs)) > _LONGEST_ADDRESS:
        raise Unreadable("no_address")
    if theirs.startswith("whatsapp:") != (channel == "whatsapp") or channel not in served:
        raise Unreadable("not_a_channel_of_ours")
    return Address(channel, ours, theirs)


def _count(number: str) -> int:
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 4 else 0


def _kind(content_type: str) -> MediaKind:
    lower = content_type.lower()
    return next((kind for beginning, kind in _FILES if lower.startswith(beginning)), "other")


def _photo(url: str, sid: str, now: datetime) -> PhotoRef | None:
    """Return the handle of a photo: the ids alone, because we know ourselves where Twilio lives."""
    found = _PHOTO.fullmatch(url)
    return PhotoRef("whatsapp", f"{sid}/{found[2]}", now.timestamp()) if found and found[1] == sid else None


def _place(latitude: str, longitude: str) -> Place | None:
    if not latitude and not longitude:
        return None
    try:
        lat, lon = float(latitude), float(longitude)
    except ValueError:
        return None
    return Place(lat, lon) if -90 <= lat <= 90 and -180 <= lon <= 180 else None
