"""The desk itself: the queue, one case beside it, and a form for each verb. All of it works without a script.

Nothing here may show a case's content to anybody but its holder; the verbs see to that.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aiohttp import web
from markupsafe import Markup

from bot.cases.case import CaseClosed, CaseTaken, NoSuchCase, NotYourCase, Refusal
from bot.desk.accounts import Accounts, Role
from bot.desk.auth import Visitor
from bot.desk.blocks import REASONS, SPANS, Blocks
from bot.desk.colleagues import Colleagues
from bot.desk.consent import Asking
from bot.desk.covering import ConsentView
from bot.desk.offers import Offer, Offers
from bot.desk.sheet import reading, row
from bot.desk.site import read_form
from bot.desk.verbs import CaseSheet, Desk, NothingToSay, Queued
from bot.desk.web_after import MOST_LETTERS as MOST_FOLLOW
from bot.desk.web_after import follow_day
from bot.desk.web_gate import status_of, told
from bot.desk.web_pages import Case, Pages, option
from bot.privacy.seal import Unreadable
from bot.store.accounts import AccountStore
from bot.store.standing import Standing

QUIET = timedelta(minutes=5)
MOST_LETTERS = 4000
MINUTES = frozenset({"5", "10", "15", "30"})
WORKERS: tuple[Role, ...] = ("operator", "supervisor")


class NotAColleague(Refusal):
    """A case can be given only to an operator whose account is in use."""


@dataclass(frozen=True, slots=True)
class CasePages:
    """The queue and the case, as pages and as fragments."""

    desk: Desk
    accounts: Accounts
    store: AccountStore
    standing: Standing
    pages: Pages
    offers: Offers
    clock: Callable[[], datetime]
    colleagues: Colleagues
    blocks: Blocks
    asking: Asking
    needs: Sequence[str] = ()

    # -- looking ---------------------------------------------------------------------------------------------------

    async def show_queue(self, _request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Show the queue alone."""
        if not set(WORKERS) & set(visitor.account.roles):
            return web.Response(status=303, headers={"Location": "/desk/me"})
        return await self._shown(visitor, "")

    async def show_case(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Show a case beside the queue: all of it to its holder, its line to others."""
        case = request.match_info["case"]
        shown = await self.case(case, visitor)
        if shown.mode == "mine":
            await self.store.has_read(visitor.account.name, case, int(self.clock().timestamp()))
        return await self._shown(visitor, case, shown, status=404 if shown.mode == "over" else 200)

    async def _shown(
        self, visitor: Visitor, case_id: str, case: Case | None = None, *, notice: str = "", status: int = 200
    ) -> web.Response:
        me, words = visitor.account, self.pages.words(visitor.account.locale)
        offers = await self.offers.all()
        rows = [row(line, me.name, words, offers.get(line.id)) for line in await self.desk.queue()]
        rows.sort(key=lambda each: each.rank)
        return self.pages.desk(
            visitor, rows, case, case_id=case_id, read=await self.store.read(me.name),
            quiet_until=await self.store.quiet_until(), notice=notice, status=status,
        )  # fmt: skip

    async def case(self, case: str, visitor: Visitor) -> Case:
        """Return a case as this operator may see it."""
        me, words = visitor.account, self.pages.words(visitor.account.locale)
        offers, sheet = await asyncio.gather(self.offers.all(), self._sheet(case, visitor))
        offer = offers.get(case)
        if sheet is None:
            return await self._outside(case, visitor, offer)
        try:
            colleagues, draft, asked = await asyncio.gather(
                self._colleagues(visitor, sheet.queued),
                self._draft(me.name, case),
                self.asking.of(case, me.name, words.locale),
            )
        except (NotYourCase, NoSuchCase, CaseClosed):  # it went elsewhere while it was read
            return await self._outside(case, visitor, offer)
        return Case(
            "mine",
            row=row(sheet.queued, me.name, words),
            sheet=reading(sheet, me.name, words, self.clock(), offer),
            colleagues=colleagues,
            dispositions=[(each, words.known("disposition", each)) for each in self.desk.dispositions],
            draft=draft,
            ready=self.pages.ready(sheet.head.locale, words),
            needs=[(each, words.said(f"service-{each}")) for each in self.needs],
            spans=[(each, words(f"desk-block-{each}")) for each in SPANS],
            reasons=[(each, words(f"desk-block-reason-{each}")) for each in REASONS],
            follow=self._follow_days(),
            consent=ConsentView(asked, words, sheet.head.locale),
        )

    async def _outside(self, case: str, visitor: Visitor, offer: Offer | None) -> Case:
        """Return a case as those see it who do not hold it: its line in the queue."""
        line = await self.desk.line(case)
        if line is None:
            return Case("over")
        me = visitor.account
        outside = row(line, me.name, self.pages.words(me.locale), offer)
        return Case(outside.place if "operator" in me.roles else "others", outside)

    async def _sheet(self, case: str, visitor: Visitor) -> CaseSheet | None:
        """Return a case as its holder reads it; None to everybody else."""
        if "operator" not in visitor.account.roles:
            return None
        try:
            return await self.desk.show(case, visitor.account.name)
        except (NotYourCase, NoSuchCase):
            return None

    def _follow_days(self) -> tuple[str, str] | None:
        """Return the first and the last day a follow-up may be on; None where cases are gone too soon."""
        today = self.clock().astimezone(UTC).date()
        last = today + timedelta(days=self.desk.follow_days)
        return ((today + timedelta(days=1)).isoformat(), last.isoformat()) if self.desk.follow_days > 0 else None

    async def _colleagues(self, visitor: Visitor, line: Queued) -> Markup:
        words = self.pages.words(visitor.account.locale)
        others = await self.colleagues.of(visitor.account.name, line.locale)
        here = words("desk-is-here")
        return Markup("".join(option(each.name, here if is_here else "") for each, is_here in others))  # noqa: S704

    # -- acting ----------------------------------------------------------------------------------------------------

    async def claim(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Take a case; whoever comes second reads who was first."""
        case = request.match_info["case"]
        return await self._done(
            request, visitor, case, self.desk.claim(case, visitor.account.name), f"/desk/case/{case}"
        )

    async def next(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Take the case that should be taken next: urgent first, of those in one's languages the longest waiting."""
        case = await self.desk.claim_next(visitor.account.name, visitor.account.speaks)
        if case:
            return self._to(request, f"/desk/case/{case}")
        notice = self.pages.words(visitor.account.locale)("desk-none-next")
        if request.headers.get("X-Desk"):
            return web.json_response({"say": notice})
        return await self._shown(visitor, "", notice=notice)

    async def release(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Give a case back to the queue, with a note for whoever takes it next, if there is one."""
        case, note = request.match_info["case"], (await read_form(request)).get("note", "")[:MOST_LETTERS]
        return await self._done(request, visitor, case, self._release(case, visitor.account.name, note), "/desk")

    async def _release(self, case: str, operator: str, note: str) -> None:
        if note.strip():
            await self.desk.note(case, operator, note)
        await self.desk.release(case, operator)

    async def transfer(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Give a case to a colleague at once, or offer it: then it stays until they accept."""
        case, form = request.match_info["case"], await read_form(request)
        to, note, asks = form.get("to", ""), form.get("note", "")[:MOST_LETTERS], form.get("how") == "ask"
        act = self._give(case, visitor.account.name, to, note, asks=asks)
        return await self._done(request, visitor, case, act, f"/desk/case/{case}" if asks else "/desk")

    async def accept(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Take over a case that a colleague offers."""
        case = request.match_info["case"]
        act = self.offers.accept(case, visitor.account.name)
        return await self._done(request, visitor, case, act, f"/desk/case/{case}")

    async def withdraw(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Take an offer back, or decline it."""
        case = request.match_info["case"]
        act = self.offers.withdraw(case, visitor.account.name)
        return await self._done(request, visitor, case, act, f"/desk/case/{case}", stays=True)

    async def _give(self, case: str, operator: str, to: str, note: str, *, asks: bool) -> None:
        colleague = await self.accounts.find(to)
        if colleague.disabled or "operator" not in colleague.roles or to == operator:
            raise NotAColleague("this account takes no cases")
        if asks:
            await self.offers.make(case, operator, colleague.name, note)
            return
        if note.strip():
            await self.desk.note(case, operator, note)
        await self.desk.transfer(case, operator, colleague.name)

    async def reply(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Say something to the person."""
        case, text = request.match_info["case"], await _text(request)
        name = visitor.account.name
        if request.headers.get("X-Desk") is None:
            await self.store.keep_draft(name, case, self._sealed(name, case, text))
        act = self.desk.reply(case, name, text)
        done = await self._done(request, visitor, case, act, f"/desk/case/{case}")
        if done.status < 400 and request.headers.get("X-Desk") is None:
            await self.store.keep_draft(name, case, b"")
        return done

    async def say(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Say a ready sentence in the person's language."""
        case, form = request.match_info["case"], await read_form(request)
        sentence, minutes = form.get("sentence", ""), form.get("minutes", "")
        takes_minutes = self.pages.ready_sentences.get(sentence)
        sentence = sentence if takes_minutes is not None else ""
        args = {"minutes": int(minutes) if minutes in MINUTES else 5} if takes_minutes else {}
        act = self.desk.say(case, visitor.account.name, sentence, **args)
        return await self._done(request, visitor, case, act, f"/desk/case/{case}", stays=True)

    async def note(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Write a note that the person never sees."""
        case, text = request.match_info["case"], await _text(request)
        act = self.desk.note(case, visitor.account.name, text)
        return await self._done(request, visitor, case, act, f"/desk/case/{case}", stays=True)

    async def close(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """End a case with a disposition."""
        case, form = request.match_info["case"], await read_form(request)
        act = self._close(
            case, visitor.account.name, form.get("disposition", ""), form.get("follow-day", ""), form.get("follow", "")
        )
        return await self._ended(request, visitor, case, act)

    async def _close(self, case: str, operator: str, disposition: str, day: str, follow: str) -> None:
        await self.desk.close(case, operator, disposition, due=follow_day(day), follow=follow[:MOST_FOLLOW])

    async def spam(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """End a case that was no request at all; a supervisor can take it back for a day."""
        case = request.match_info["case"]
        return await self._ended(request, visitor, case, self.desk.mark_spam(case, visitor.account.name))

    async def block(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Close the way to people for the person of a case for a while, and the case with it."""
        case, form = request.match_info["case"], await read_form(request)
        act = self.blocks.block(case, visitor.account.name, form.get("span", ""), form.get("reason", ""))
        return await self._ended(request, visitor, case, act)

    async def _ended(
        self, request: web.Request, visitor: Visitor, case: str, act: Awaitable[object]
    ) -> web.StreamResponse:
        done = await self._done(request, visitor, case, act, "/desk")
        if done.status < 400:
            await self.store.keep_draft(visitor.account.name, case, b"")
        return done

    async def note_read(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Note that the operator saw what is new in a case."""
        now = int(self.clock().timestamp())
        await self.store.has_read(visitor.account.name, request.match_info["case"], now)
        return web.Response(status=204)

    async def quiet(self, request: web.Request, _visitor: Visitor) -> web.StreamResponse:
        """Silence the alerts of all desks for five minutes: somebody has seen them."""
        until = int((self.clock() + QUIET).timestamp())
        await self.store.quieten(until, int(QUIET.total_seconds()))
        return self._to(request, "")

    async def note_active(self, _request: web.Request, _visitor: Visitor) -> web.StreamResponse:
        """Take a sign of life; the guard has noted it."""
        return web.Response(status=204)

    async def _done(
        self,
        request: web.Request,
        visitor: Visitor,
        case: str,
        act: Awaitable[object],
        where: str,
        *,
        stays: bool = False,
    ) -> web.Response:
        """Do a verb and say what follows: a way on, or kindly why not."""
        try:
            await act
        except Refusal as refused:
            words = self.pages.words(visitor.account.locale)
            line = await self.desk.line(case) if isinstance(refused, CaseTaken) else None
            notice = (
                words("desk-empty")
                if isinstance(refused, NothingToSay)
                else told(refused, words, line.by if line else "")
            )
            if request.headers.get("X-Desk"):
                return web.json_response({"say": notice}, status=status_of(refused))
            shown = await self.case(case, visitor)
            return await self._shown(visitor, case, shown, notice=notice, status=status_of(refused))
        return self._to(request, "" if stays or request.path.endswith("/reply") else where, where)

    async def done_in_case(
        self, request: web.Request, visitor: Visitor, case: str, act: Awaitable[object]
    ) -> web.Response:
        """Do a verb of another page that leaves the operator in the case."""
        return await self._done(request, visitor, case, act, f"/desk/case/{case}", stays=True)

    def _to(self, request: web.Request, where: str, else_where: str = "/desk") -> web.Response:
        """Send a plain form on its way; tell a script where to go, if anywhere."""
        if request.headers.get("X-Desk"):
            return web.json_response({"go": where}) if where else web.Response(status=204)
        return web.Response(status=303, headers={"Location": where or else_where})

    # -- drafts ----------------------------------------------------------------------------------------------------

    async def draft(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Keep what an operator has begun to write, sealed."""
        case, text, name = request.match_info["case"], await _text(request), visitor.account.name
        line = await self.desk.line(case)
        if line is None or line.by != name:
            raise NotYourCase("drafts are kept for the holder of a case")
        await self.store.keep_draft(name, case, self._sealed(name, case, text))
        return web.Response(status=204)

    async def _draft(self, name: str, case: str) -> str:
        sealed = await self.store.draft(name, case)
        if sealed is None:
            return ""
        try:
            return self.desk.sealer.open_by(self.desk.ring.accounts, "draft", sealed, f"{name} {case}").decode()
        except Unreadable:
            return ""

    def _sealed(self, name: str, case: str, text: str) -> bytes:
        if not text.strip():
            return b""
        return self.desk.sealer.seal_by(self.desk.ring.accounts, "draft", text.encode(), f"{name} {case}")


async def _text(request: web.Request) -> str:
    return (await read_form(request)).get("text", "")[:MOST_LETTERS]
