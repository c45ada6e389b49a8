"""Why the store could not be used, in our words: not reached, or refused.

No error of redis leaves this room, and none of ours repeats a key or an argument.
"""

from __future__ import annotations

import re

from redis.exceptions import AuthenticationError, ResponseError

from bot.messages import HelplineError

_CANNOT_SERVE = {"MISCONF", "OOM", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "LOADING", "BUSY", "NOREPLICAS", "TRYAGAIN"}


class StoreUnreachable(HelplineError):
    """The store did not answer, or could not serve. ``maybe_written`` is False when surely nothing was written."""

    def __init__(self, reason: str, *, maybe_written: bool) -> None:
        super().__init__(f"{reason}; {'whether it was written is unknown' if maybe_written else 'nothing was written'}")
        self.reason = reason
        self.maybe_written = maybe_written


class StoreRefused(HelplineError):
    """The store understood and refused: a mistake of ours, or a script's own word (``redis.error_reply('FENCED')``).

    ``code`` is the first word of the refusal.
    """

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(f"the store refused with {code}{f' ({where})' if where else ''}")
        self.code = code


def unreachable(error: BaseException, *, maybe_written: bool) -> StoreUnreachable:
    """Return why the store could not be used; the vendor's text stays behind."""
    if isinstance(error, AuthenticationError) or isinstance(error.__cause__, AuthenticationError):
        return StoreUnreachable("the store refused our name or password", maybe_written=False)
    if isinstance(error, TimeoutError):
        return StoreUnreachable("the store did not answer in time", maybe_written=maybe_written)
    return StoreUnreachable("the store cannot be reached", maybe_written=maybe_written)


def refused(error: ResponseError, script: str = "") -> StoreUnreachable | StoreRefused:
    """Return what a server's refusal means, and in which line of which script; the rest may hold arguments."""
    said = str(error)
    first = said.partition(" ")[0]
    code = error.status_code or (first if re.fullmatch(r"[A-Z][A-Z_]+", first) else "ERR")
    if code in _CANNOT_SERVE:
        return StoreUnreachable(f"the store cannot serve now ({code})", maybe_written=False)
    if said.startswith("Error compiling script"):
        return StoreRefused(code, f"{script}: {said}")  # our own script's words, none of a person's
    line = re.search(r"user_script:(\d+)", said)
    return StoreRefused(code, f"{script}, line {line[1]}" if line else script)
