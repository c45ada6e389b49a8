"""What travels between the rooms: inbound and outbound messages, choices, places, addresses.

Nothing here may import another room; every other room may import this one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, NewType, TypeAlias

ChannelName: TypeAlias = Literal["telegram", "whatsapp", "sms", "web", "terminal"]
MediaKind: TypeAlias = Literal["voice", "photo", "video", "sticker", "document", "contact", "other"]

ERASABLE: frozenset[ChannelName] = frozenset({"telegram", "web"})
"""Channels on which we can delete what we said; a channel's own limits say for how long."""

Locale = NewType("Locale", str)
"""A BCP 47 tag that has a folder in ``locales/``: ``ru``, ``en``, ``uz-Latn``."""
TextId = NewType("TextId", str)
"""The id of a Fluent message: ``safety-are-you-safe``."""
ContactId = NewType("ContactId", str)
"""The keyed pseudonym of whoever writes; means nothing without the lookup key."""
TalkId = NewType("TalkId", str)
"""One continuous talk with a contact; random, carried by address, lane, sealed texts and case."""
CaseId = NewType("CaseId", str)
"""What people work on; random, not derived from the person."""


class HelplineError(Exception):
    """The root of every error of ours; its message never holds a person's words or address."""


class NotAccepted(HelplineError):
    """An inbound could not be committed; the platform should bring it again later."""

    def __init__(self, retry_after: timedelta = timedelta(seconds=5)) -> None:
        super().__init__("not accepted")
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Address:
    """Where a channel can reach a contact. Secret: it lives in clear only inside a channel and the sender.

    ``account`` is our own end (bot id, our number), ``to`` theirs (chat id, ``whatsapp:+…``, web session).
    """

    channel: ChannelName
    account: str
    to: str

    def __repr__(self) -> str:
        return f"Address({self.channel}, hidden)"

    __str__ = __repr__

    def canonical(self) -> bytes:
        """Return the bytes that pseudonyms are made of: one spelling for one address."""
        return f"v1|{self.channel}|{self.account}|{self.to}".encode()


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the map, as shared by a person or found by name. Degrees, WGS 84."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Tap:
    """Which choice of which question a button answers, so that an old button still says what it meant.

    >>> Tap("safety", "safe-now", "no").packed()
    'safety/safe-now/no'
    """

    flow: str
    node: str
    choice: str

    def packed(self) -> str:
        """Return the form that rides in a button, at most 64 bytes (`helpline check` guards the length)."""
        return f"{self.flow}/{self.node}/{self.choice}"

    @classmethod
    def unpacked(cls, packed: str) -> Tap | None:
        """Read a button's payload; None when it is not one of ours."""
        parts = packed.split("/")
        return cls(*parts) if len(parts) == 3 and all(parts) else None


@dataclass(frozen=True, slots=True)
class PhotoRef:
    """A photo that was sent and not fetched: the channel's own handle of it, and when it was sent (unix seconds)."""

    channel: ChannelName
    handle: str
    at: float

    def __repr__(self) -> str:
        return f"PhotoRef({self.channel}, hidden)"


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message that came in, stripped at the channel's edge of everything that names the person.

    ``id`` is the channel's own id of this message and only ever used as a keyed mark against doubles.
    ``message_id`` is kept sealed for 48 hours where the channel can delete messages. ``edited`` marks a
    correction of an earlier message, ``late`` one that was found by listing long after it was written,
    ``photo`` a photo that the channel could fetch, where the organisation takes photos,
    ``gone`` that the person blocked or left us, ``start`` a greeting such as /start. ``tapped_id`` is the message
    whose button was tapped, where the channel can change it afterwards.
    """

    id: str
    address: Address
    at: datetime
    text: str | None = None
    tap: Tap | None = None
    place: Place | None = None
    media: MediaKind | None = None
    photo: PhotoRef | None = None
    locale_hint: str | None = None
    message_id: str | None = None
    tapped_id: str | None = None
    album: str | None = None
    edited: bool = False
    late: bool = False
    gone: bool = False
    start: bool = False

    def __repr__(self) -> str:
        return f"Inbound({self.address.channel}, hidden)"


# -- words that are not found yet ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ref:
    """An argument that is itself a text: a service's label, a sign's name. Resolved in the reader's language."""

    text: str
    args: Mapping[str, Arg] = field(default_factory=dict)


Arg: TypeAlias = "str | int | float | Ref | tuple[Ref, ...]"
"""What a text may be given: literal words, a number, another text, or a list of texts."""


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of a message: a text id and its arguments. Lines of a message are joined by line breaks."""

    text: str
    args: Mapping[str, Arg] = field(default_factory=dict)


# -- what goes out ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Button:
    """A choice with its words: what a person reads, and the tap that it means."""

    label: str
    tap: Tap
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class Outbound:
    """One message ready to be shown: plain text and its buttons, in the person's language.

    ``asks_place`` invites a shared location where the channel has one. ``rtl`` tells the web page which way to write.
    ``from_person`` marks an operator's own words. ``replaces`` names a message of ours that this one takes the place
    of, where the channel can change messages: ticking a choice changes the question instead of asking it again.
    ``same_text`` and ``same_labels`` say that these words are the same for everybody, so that a channel may keep them;
    ``neutral`` marks the one line that may reach somebody who has long been silent.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    asks_place: bool = False
    place_label: str = ""
    locale: str = "en"
    from_person: bool = False
    replaces: str = ""
    same_text: bool = False
    same_labels: bool = False
    neutral: bool = False

    def __repr__(self) -> str:
        return f"Outbound({len(self.buttons)} buttons, hidden)"
