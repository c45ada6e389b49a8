"""A case: what was handed over, who holds it, and which moves are legal.

Nothing here may store, send or name anybody: the head of a case is sealed before it leaves this process.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, TypeAlias

from msgspec import Struct

from bot.messages import HelplineError

Queue: TypeAlias = Literal["urgent", "general"]
ReplyMode: TypeAlias = Literal["now", "window", "never"]


class State(StrEnum):
    """Where a case stands: exactly one party holds the person at every moment."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    CLOSED = "closed"


class Answer(Struct, frozen=True, omit_defaults=True):
    """One thing a person told: values chosen, or own words, or a place.

    ``kind`` is ``choice`` (values are text ids), ``story`` (words, redacted before an operator reads them),
    ``rescue`` (words shown as written), ``place`` (values are country and name, with the town's point) or ``skipped``.

    >>> Answer(kind="choice", title="report-title-signs", says=("choice-no-pay",), values=("no-pay",)).values
    ('no-pay',)
    """

    kind: str
    title: str = ""
    values: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    words: str = ""
    lat: float = 0.0
    lon: float = 0.0
    flow: str = ""
    node: str = ""


class Head(Struct, frozen=True, omit_defaults=True):
    """What the conversation hands over: everything an operator reads before the talk. Times are unix seconds.

    >>> Head(id="07c1", talk="07t1", code_name="amber-heron", channel="telegram", locale="ru", kind="report",
    ...      queue="urgent", opened_at=1.0, answers={}).queue
    'urgent'
    """

    id: str
    talk: str
    code_name: str
    channel: str
    locale: str
    kind: str
    queue: Queue
    opened_at: float
    answers: dict[str, Answer]
    caution: str = ""
    country: str = ""
    timezone: str = ""
    share: str = ""
    show_numbers: bool = False
    reply_mode: ReplyMode = "now"
    reply_hours: str = ""
    minor: bool = False
    safe: str = ""
    promised: str = ""
    other_phone: bool = False


class Entry(Struct, frozen=True, omit_defaults=True):
    """One line of a case's talk. ``by`` is ``person``, ``bot``, ``note`` or an operator's account name.

    ``text`` holds words, ``said`` a text id of ours; ``flags`` may hold edited, media, late, after-silence, urgent.
    ``outbox`` names the outbox entry of an operator's reply, so that its fate can be shown beside it.
    """

    at: float
    by: str
    text: str = ""
    said: str = ""
    flags: tuple[str, ...] = ()
    outbox: str = ""


class Refusal(HelplineError):
    """A move the desk refuses; told kindly to the operator."""


class CaseTaken(Refusal):
    """Somebody else claimed this case first."""


class NotYourCase(Refusal):
    """Only the operator who holds a case may do this."""


class CaseClosed(Refusal):
    """The case is closed; nothing more can be done in it."""


class NoSuchCase(Refusal):
    """There is no open case of that name or id."""


class UnknownDisposition(Refusal):
    """The disposition is not in the organisation's list."""
