"""Ringing outside the desk: the operators' own chat hears that somebody waits, how many and in which languages.

Nothing here may carry a word, a name or a code name of a case: whoever reads the chat learns only that they are needed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.channels.contract import SendingError, Throttled, Uncertain, Unreachable
from bot.messages import Arg, HelplineError, Line
from bot.store.vigil import CALLS_S, Vigil
from bot.texts import Texts

GLANCE_S = 2.0
BACK_OFF = timedelta(seconds=5)
_STAGES = {1: "desk-call-on-call", 2: "desk-call-everyone", 3: "desk-call-supervisor"}


@dataclass(frozen=True, slots=True)
class Call:
    """One call: when (unix seconds), which stage of the alarm, how many cases wait, in which languages.

    Stages are 1 on call, 2 everyone, 3 supervisor; ``urgent`` where all of the cases are.

    >>> Call.unpacked(Call(1795500000, 2, 1, True, ("uz",)).packed())
    Call(at=1795500000, stage=2, count=1, urgent=True, languages=('uz',))
    """

    at: int
    stage: int
    count: int
    urgent: bool
    languages: tuple[str, ...]

    def packed(self) -> str:
        """Return the form that lies in the store."""
        return f"{self.at} {self.stage} {self.count} {int(self.urgent)} {','.join(self.languages)}"

    @classmethod
    def unpacked(cls, packed: str) -> Call:
        """Read that form."""
        at, stage, count, urgent, languages = packed.split(" ")
        spoken = tuple(each for each in languages.split(",") if each)
        return cls(int(at), int(stage), int(count), urgent == "1", spoken)


class Chat(Protocol):
    """A place where operators are told something."""

    async def notify(self, text: str) -> None:
        """Say it; raises a `SendingError`."""


@dataclass(frozen=True, slots=True)
class Ringing:
    """Takes calls and tells the chat, in the organisation's language, with the way to the desk."""

    vigil: Vigil
    chat: Chat
    texts: Texts
    locale: str
    desk: str
    clock: Callable[[], datetime]
    log: structlog.stdlib.BoundLogger

    async def run(self) -> None:
        """Ring until cancelled."""
        while True:
            wait = GLANCE_S
            try:
                while await self.next():
                    pass
            except Throttled as throttled:
                wait = throttled.retry_after.total_seconds()
            except Unreachable as gone:
                self.log.warning("calls_unreachable", exc_info=gone)
                wait = BACK_OFF.total_seconds()
            except HelplineError as wrong:
                self.log.error("calls_unreachable", exc_info=wrong)
            await asyncio.sleep(wait)

    async def next(self) -> bool:
        """Ring for the oldest call; False when there is none. One that did not leave is tried again while fresh."""
        packed = await self.vigil.next_call()
        if packed is None:
            return False
        call = Call.unpacked(packed)
        if self.clock().timestamp() - call.at > CALLS_S:
            return True
        try:
            await self.chat.notify(self.worded(call))
        except (Throttled, Unreachable):
            await self.vigil.call(packed)
            raise
        except Uncertain:
            return True  # it may have arrived, and the next stage rings anyway
        except SendingError as refused:
            self.log.error("call_refused", exc_info=refused)
        return True

    def worded(self, call: Call) -> str:
        """Return what the chat reads."""
        args: dict[str, Arg] = {"count": call.count, "languages": ", ".join(call.languages)}
        lines = (Line("desk-call-urgent" if call.urgent else "desk-call-any", args), Line(_STAGES[call.stage]))
        return f"{self.texts.message(lines, self.locale)}\n{self.desk}"
