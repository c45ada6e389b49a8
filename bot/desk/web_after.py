"""Pages for what is left when cases are over: blocks and spam, with the way back, and follow-ups.

Nothing here may show whose a block is, or a word a person wrote.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from aiohttp import web

from bot.cases.case import NotYourCase, Refusal
from bot.cases.codenames import spoken
from bot.desk.auth import Visitor
from bot.desk.blocks import Blocks
from bot.desk.followups import FollowUps
from bot.desk.sheet import defanged
from bot.desk.site import read_form
from bot.desk.verbs import TooLateToFollow
from bot.desk.web_pages import Pages
from bot.desk.words import Words

MOST_LETTERS = 1000


@dataclass(frozen=True, slots=True)
class BlockRow:
    """One block as it is listed; ``mine`` may be lifted by this visitor."""

    case: str
    name: str
    until: str
    left: str
    by: str
    reason: str
    mine: bool


@dataclass(frozen=True, slots=True)
class BlockPages:
    """Lists blocks and what was marked as spam; lifts the ones, takes the others back."""

    blocks: Blocks
    pages: Pages
    clock: Callable[[], datetime]

    async def show(self, _request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """List what holds now."""
        return await self._shown(visitor)

    async def change(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Lift a block (its maker or a supervisor), or take a case back (a supervisor)."""
        form, name = await read_form(request), visitor.account.name
        case = form.get("case", "")[:64]
        try:
            if form.get("do") == "lift":
                await self._may_lift(case, visitor)
                await self.blocks.lift(case, name)
            elif form.get("do") == "back":
                if "supervisor" not in visitor.account.roles:
                    raise NotYourCase("only a supervisor takes back what was marked as spam")
                await self.blocks.take_back(case, name)
        except Refusal as refused:
            words = self.pages.words(visitor.account.locale)
            notice = words.known("desk-refusal", type(refused).__name__.lower())
            return await self._shown(visitor, notice=notice, status=409)
        return web.Response(status=303, headers={"Location": "/desk/blocks"})

    async def _may_lift(self, case: str, visitor: Visitor) -> None:
        if "supervisor" in visitor.account.roles:
            return
        if not any(each.case == case and each.by == visitor.account.name for each in await self.blocks.all()):
            raise NotYourCase("only its maker or a supervisor lifts a block")

    async def _shown(self, visitor: Visitor, *, notice: str = "", status: int = 200) -> web.Response:
        words, me, now = self.pages.words(visitor.account.locale), visitor.account, self.clock()
        is_supervisor = "supervisor" in me.roles
        rows = [
            BlockRow(
                each.case, spoken(each.code_name, words.locale), _moment(each.until, words),
                words.span(each.until - now), each.by, words.known("desk-block-reason", each.reason),
                is_supervisor or each.by == me.name,
            )
            for each in await self.blocks.all()
        ]  # fmt: skip
        marked = [
            (each.case, spoken(each.code_name, words.locale), words("desk-ago", span=words.span(now - each.since)))
            for each in await self.blocks.spam()
        ]
        return self.pages.html(
            "blocks", words, status=status, title=words("desk-blocks"), rows=rows, marked=marked,
            is_supervisor=is_supervisor, notice=notice,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class FollowRow:
    """One follow-up as it is listed."""

    case: str
    name: str
    language: str
    day: str
    is_due: bool
    by: str
    words: str
    ended: str


@dataclass(frozen=True, slots=True)
class FollowUpPages:
    """Lists what is to be done about cases that are closed."""

    follow_ups: FollowUps
    pages: Pages

    async def show(self, _request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """List what a supervisor, or who speaks its language, has to think of."""
        return await self._shown(visitor)

    async def done(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Note that something was done."""
        case = (await read_form(request)).get("case", "")[:64]
        try:
            await self.follow_ups.done(case, visitor.account.name, _speaks(visitor))
        except Refusal as refused:
            words = self.pages.words(visitor.account.locale)
            notice = words.known("desk-refusal", type(refused).__name__.lower())
            return await self._shown(visitor, notice=notice, status=409)
        return web.Response(status=303, headers={"Location": "/desk/follow-ups"})

    async def _shown(self, visitor: Visitor, *, notice: str = "", status: int = 200) -> web.Response:
        words = self.pages.words(visitor.account.locale)
        rows = [
            FollowRow(
                each.case, spoken(each.code_name, words.locale), words.language(each.locale),
                words.day(datetime.combine(each.day, datetime.min.time(), UTC)), each.is_due, each.by,
                defanged(each.words), words.known("disposition", each.disposition),
            )
            for each in await self.follow_ups.all(_speaks(visitor))
        ]  # fmt: skip
        return self.pages.html(
            "follow_ups", words, status=status, title=words("desk-follow-ups"), rows=rows, notice=notice
        )


def follow_day(written: str) -> date | None:
    """Return the day a form asks for, none where it asks for none; refuses what is no day."""
    if not written.strip():
        return None
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        raise TooLateToFollow("no such day") from None


def _speaks(visitor: Visitor) -> Callable[[str], bool]:
    return (lambda _locale: True) if "supervisor" in visitor.account.roles else visitor.account.speaks


def _moment(moment: datetime, words: Words) -> str:
    return f"{words.day(moment)}, {moment.astimezone(UTC):%H:%M} UTC"
