"""What Twilio's error codes mean to a sender: one table, for refusals at once and for those that come with a status.

Each row is from the code's own page in Twilio's documentation; what is not listed is our mistake (`Rejected`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from bot.channels.contract import (
    LaterFate,
    OutsideWindow,
    PersonLeft,
    Rejected,
    SendingError,
    Throttled,
    Uncertain,
    Unreachable,
)

SLOW_DOWN: Final = timedelta(seconds=5)
"""How long everybody waits when the API says it is asked too often and names no time."""
SENDER_PAUSE: Final = timedelta(seconds=30)
"""How long one person waits when WhatsApp says that our number, or they, get too much."""


class TokenRefused(Unreachable):
    """Twilio does not take our account and token; nothing is sent until they are set right."""


class Missing(Rejected):
    """What was asked for is not there, or not any more."""


class NotFinal(Rejected):
    """A message cannot be deleted yet, because it is still on its way."""


class MenuGone(Rejected):
    """Twilio does not know a menu any more; it can be made again."""


class MenuRefused(Rejected):
    """Twilio does not take a menu as it is; its choices can still be written as numbers."""


def _whole_bot() -> SendingError:
    return Throttled(SLOW_DOWN, whole_bot=True)


def _this_person() -> SendingError:
    return Throttled(SENDER_PAUSE)


MEANINGS: Final[Mapping[int, Callable[[], SendingError]]] = {
    # our account and our asking
    20003: TokenRefused,  # authentication failed
    20404: Missing,
    20429: _whole_bot,  # too many requests
    20500: Uncertain,  # an error on their side, which may have sent
    20009: NotFinal,  # cannot be deleted before its final status
    30001: _whole_bot,  # their queue for our number is full
    63018: _this_person,  # WhatsApp's rate, for our number or to this person
    # the person
    21211: PersonLeft,  # not a number
    21610: PersonLeft,  # they opted out
    21614: PersonLeft,  # not a number for SMS
    21635: PersonLeft,  # a landline
    30004: PersonLeft,  # blocked
    30005: PersonLeft,  # unknown
    30006: PersonLeft,  # a landline
    63003: PersonLeft,  # no such recipient
    63014: PersonLeft,  # blocked by the person
    63024: PersonLeft,  # invalid recipient
    63016: OutsideWindow,
    # the way there
    63012: Unreachable,  # an error on WhatsApp's side
    63023: Unreachable,  # an error without a name
    30003: Rejected,  # the phone is off
    63032: Rejected,  # WhatsApp will not deliver this to them; trying again is no use
    # what we sent
    21617: Rejected,  # longer than 1600
    21623: Rejected,  # too many files
    21655: MenuGone,
    21656: MenuRefused,  # variables
    21658: Rejected,  # a parameter longer than 1600
    11751: Rejected,  # a file too large
    30036: Rejected,  # it waited longer than we allowed
    63005: MenuRefused,  # content the channel does not take
    63006: MenuRefused,  # content that could not be put into the channel's form
    63013: MenuRefused,  # against the channel's policy, among it many spaces in a variable
    63021: MenuRefused,  # content the channel does not take
    63027: MenuGone,
    63028: MenuRefused,  # the number of variables
    63029: MenuRefused,  # the shape of variables
    92007: MenuRefused,  # variables
}


def meaning(status: int, code: int | None, retry_after: timedelta | None = None) -> SendingError:
    """Return what a refused call means. Without a code of Twilio's own, somebody on the way spoke in its place."""
    if status == 429:
        return Throttled(retry_after or SLOW_DOWN, whole_bot=True)
    if status >= 500:
        return Uncertain()  # it may have been accepted before something broke
    if known := MEANINGS.get(code or 0):
        return known()
    if status == 401:
        return TokenRefused()
    if code is None:
        return Unreachable()  # a proxy or a portal
    return Missing() if status == 404 else Rejected()


def fate_of(status: str, code: int | None) -> LaterFate | None:
    """Return what a status report means; None when it says nothing new. Unknown failures are told to the operator."""
    match status:
        case "sent" | "delivered" | "read":
            return status
        case "failed" | "undelivered" | "canceled":
            return _failed(MEANINGS.get(code or 0, Rejected)())
    return None


def _failed(failure: SendingError) -> LaterFate:
    match failure:
        case OutsideWindow():
            return "window"
        case PersonLeft():
            return "left"
        case MenuGone() | MenuRefused() | Throttled() | Unreachable() | Uncertain():
            return "again"
    return "refused"
