"""The hand-over summary: what a shift leaves to the next, on one page. Who waits, since when, what was promised.

Nothing here may show more of a case than its operator reads: of a colleague's case there is its line alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.cases.case import Entry, Refusal
from bot.cases.consent import ASKED
from bot.desk.auth import Visitor
from bot.desk.sheet import Row, defanged, row
from bot.desk.verbs import READY, Desk, Queued
from bot.desk.web_pages import Pages
from bot.desk.words import Words

NOTE_SHOWN = 240


@dataclass(frozen=True, slots=True)
class Left:
    """One case as it is left: its line, and for its operator whether an answer is owed, the last note."""

    row: Row
    silent_for: str
    owed: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class HandoverPages:
    """Makes the summary anew each time; nothing of it is kept."""

    desk: Desk
    pages: Pages
    clock: Callable[[], datetime]

    async def show(self, _request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Show what is open now, one's own cases first."""
        words, me = self.pages.words(visitor.account.locale), visitor.account.name
        left = [await self._left(line, me, words) for line in await self.desk.queue()]
        order = {"mine": 0, "waiting": 1, "others": 2}
        left.sort(key=lambda each: (order[each.row.place], each.row.rank))
        now = self.clock()
        title = words("desk-handover")
        return self.pages.html("handover", words, title=title, left=left, day=words.day(now), now=int(now.timestamp()))

    async def _left(self, line: Queued, me: str, words: Words) -> Left:
        silent_for = words.span(self.clock() - line.word_at)
        if line.by == me:
            try:
                sheet = await self.desk.show(line.id, me)
            except Refusal:
                return Left(row(line, me, words), silent_for)
            notes = [entry.text for entry in sheet.talk if entry.by == "note"]
            note = defanged(notes[-1])[:NOTE_SHOWN] if notes else ""
            return Left(row(line, me, words), silent_for, _is_owed(sheet.talk), note)
        return Left(row(line, me, words), silent_for)


def _is_owed(talk: Sequence[Entry]) -> bool:
    """Tell whether the person spoke last, and so waits for an answer."""
    said = [each for each in talk if each.by not in ("note", "bot")]
    words = [each for each in said if each.text or each.said.startswith(READY) or each.said in ASKED]
    return bool(words) and words[-1].by == "person"
