"""What one inbound caused: facts in the past tense, in the order they happened.

Nothing here may act; the shell turns events into what is stored and sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bot.cases.case import Head
from bot.cases.consent import Question
from bot.conversation.session import Session
from bot.messages import Line, PhotoRef, Tap


@dataclass(frozen=True, slots=True)
class Offer:
    """A choice that was offered: its label, and the tap that it means."""

    label: Line
    tap: Tap
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """The bot said one message: lines of words to be found, and the choices under them.

    ``replaces`` names the message whose button was tapped, when this one only shows it ticked differently. ``fades``:
    where the channel can, it is deleted again after a minute.
    """

    lines: tuple[Line, ...]
    offers: tuple[Offer, ...] = ()
    asks_place: bool = False
    replaces: str = ""
    fades: bool = False


@dataclass(frozen=True, slots=True)
class LanguageChanged:
    """The person chose another language."""

    locale: str


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """A case was handed over to people; ``code`` is the return code the person was told, if any."""

    head: Head
    code: str = ""


@dataclass(frozen=True, slots=True)
class CaseAmended:
    """More was told to an open case: its head is written anew; a new ``code`` takes the old one's place."""

    head: Head
    raised: bool = False
    code: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """The person told the case something, in their own words, by a photo that is to be fetched, or by a piece of media
    that was not taken. ``entry`` is what the outbox calls the order to fetch it.
    """

    text: str
    flags: tuple[str, ...] = ()
    photo: PhotoRef | None = None
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """The person answered what an operator had them asked; the question carries the answer."""

    question: Question


@dataclass(frozen=True, slots=True)
class Silenced:
    """The person chose to go on after a silence: what was held for them may be shown now."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """The person asked to hide the talk: what is visible is wiped where the channel can."""


@dataclass(frozen=True, slots=True)
class WrittenDown:
    """The person has written the four words down: the message that tells them can go at once."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """The person left the queue: their case closes, unread words of theirs are not chased."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The person asked to be forgotten: session, waiting request, address and erasable messages go."""


@dataclass(frozen=True, slots=True)
class PersonGone:
    """The person blocked or left us on this channel."""


Event: TypeAlias = (
    Said
    | LanguageChanged
    | CaseOpened
    | CaseAmended
    | Told
    | Answered
    | Silenced
    | Hidden
    | WrittenDown
    | Stopped
    | Forgotten
    | PersonGone
)


@dataclass(frozen=True, slots=True)
class Sprint:
    """What one inbound caused: the new session (None when forgotten) and the events."""

    session: Session | None
    events: tuple[Event, ...] = ()
