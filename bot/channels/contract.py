"""What a channel is: a name, its limits, the routes it offers, and a way to speak; and how speaking can fail.

Nothing here may know a particular channel. The sender decides by reading the error, never by the channel's name.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal, Protocol, TypeAlias, runtime_checkable

from aiohttp import web

from bot.messages import Address, ChannelName, HelplineError, Inbound, NotAccepted, Outbound

__all__ = [
    "Channel",
    "Introduction",
    "LaterFate",
    "Limits",
    "LooksFirst",
    "NotAccepted",
    "OutsideWindow",
    "PersonLeft",
    "Receive",
    "Rejected",
    "Report",
    "Route",
    "SendingError",
    "Sent",
    "TakesBack",
    "TakesPhotos",
    "Throttled",
    "Uncertain",
    "Unreachable",
]

Receive: TypeAlias = Callable[[Inbound], Awaitable[None]]
"""Takes one inbound and returns once it is committed; raises `NotAccepted` when it is not, so the channel says so."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What fits: lengths in characters, ``buttons`` shown beside a text, ``rows`` in a list picker.

    ``erasable`` is how long after sending a message can still be deleted; None where it cannot. ``reports`` says that
    the platform tells later what became of a message it accepted.
    """

    text: int
    buttons: int
    rows: int
    button_label: int
    row_label: int = 24
    erasable: timedelta | None = None
    markup: Literal["none", "whatsapp"] = "none"
    reports: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """What the platform said when it accepted a message: its ids, kept sealed for erasing and for status."""

    message_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """One way in from the web: verify first, then parse."""

    method: str
    path: str
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]]


class Channel(Protocol):
    """One channel. ``send`` returns when the platform accepted the message, or raises a `SendingError`."""

    name: ChannelName
    limits: Limits

    def routes(self) -> Sequence[Route]:
        """Return the routes the web server mounts for this channel."""

    async def send(self, address: Address, message: Outbound, *, entry: str) -> Sent:
        """Speak to an address. ``entry`` is the outbox id; a status callback may carry it."""

    async def erase(self, address: Address, message_ids: Sequence[str]) -> int:
        """Delete messages where the channel can; return how many it could not."""

    async def close(self) -> None:
        """Give back connections."""


@runtime_checkable
class LooksFirst(Protocol):
    """A channel that can find out whether a message arrived whose sending broke off."""

    async def send_again(self, address: Address, message: Outbound, *, entry: str) -> Sent:
        """Send only what the platform has not accepted yet; raises `Uncertain` when even that cannot be found out."""


@runtime_checkable
class TakesBack(Protocol):
    """A channel on which single messages of ours can be deleted soon after they were sent."""

    async def take_back(self, address: Address, message_ids: Sequence[str]) -> None:
        """Delete these messages and no other; one that is gone already is no failure."""


@runtime_checkable
class TakesPhotos(Protocol):
    """A channel that can fetch a photo somebody sent, once it was decided that it may be taken."""

    async def fetch_photo(self, handle: str, most_bytes: int) -> bytes:
        """Return the file; raises a `SendingError`: `Rejected` when it is larger, or gone for good."""


# -- what the platform says later --------------------------------------------------------------------------------

LaterFate: TypeAlias = Literal["sent", "delivered", "read", "left", "window", "refused", "again"]
"""What became of an accepted message. ``again``: it did not arrive and may be sent once more; ``window``: not before
the person writes."""


@dataclass(frozen=True, slots=True)
class Report:
    """What the platform says of one part of a message after it was accepted; ``entry`` is what `send` was given."""

    entry: str
    part: int
    is_last: bool
    fate: LaterFate


@dataclass(frozen=True, slots=True)
class Introduction:
    """The words of one language: the menu of commands, the bot's name and descriptions; empty ones stay as they are.

    >>> Introduction(commands=(("human", "Talk to a person"),), name="Blue Door")
    Introduction(commands=(('human', 'Talk to a person'),), name='Blue Door', description='', short_description='')
    """

    commands: tuple[tuple[str, str], ...] = ()
    name: str = ""
    description: str = ""
    short_description: str = ""


# -- how sending fails -------------------------------------------------------------------------------------------


class SendingError(HelplineError):
    """Speaking to a person did not succeed; the subclass says what follows."""


@dataclass(eq=False)
class Throttled(SendingError):
    """The platform asks to wait; ``whole_bot`` when nobody may be written to until then."""

    retry_after: timedelta
    whole_bot: bool = field(default=False)


class Unreachable(SendingError):
    """The platform could not be reached, and nothing was sent: try again."""


class PersonLeft(SendingError):
    """The person blocked or left us; never try another way."""


class OutsideWindow(SendingError):
    """The channel lets us answer only for some hours after the person's last word, and they are over."""


class Rejected(SendingError):
    """The platform refused this message for good; it is our mistake and the operator must know."""


class Uncertain(SendingError):
    """The message may or may not have arrived: never sent again silently."""
