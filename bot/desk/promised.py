"""What a person was told about when somebody comes, as operators read it: by an hour, or from an opening on.

Nothing here may promise anything: it repeats what was said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.cases.estimates import PROMISED
from bot.desk.words import Words


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise: ``words`` before its hour, the hour itself with its moment (unix seconds); 0 where it has none."""

    words: str = ""
    hour: str = ""
    at: int = 0

    @property
    def text(self) -> str:
        """The whole of it as one line."""
        return f"{self.words} {self.hour}".strip()


NONE = Promise()


def promise(promised: str, words: Words, now: datetime) -> Promise:
    """Return a case's promise as it is read; words that are none of ours stay as they are."""
    if not promised:
        return NONE
    match = PROMISED.fullmatch(promised)
    if match is None:
        return Promise(promised)
    moment = datetime.fromtimestamp(int(match[2]), UTC)
    day = "" if moment.date() == now.astimezone(UTC).date() else f" {words.day(moment)}"
    return Promise(f"{words(f'desk-promise-{match[1]}')}{day}", f"{moment:%H:%M} UTC", int(match[2]))
