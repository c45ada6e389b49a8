"""The live side of the desk: one stream of events per open page, rendered by the same templates as the page.

Nothing here may show more than the page would.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from aiohttp import web

from bot.desk.auth import Gate, Visitor
from bot.desk.calling import Calling
from bot.desk.live import GONE_AFTER_S, Beat, Change, Changed, Ended, Everything, Hub, Listener, Many, Quiet
from bot.desk.site import HEADERS
from bot.desk.web_cases import CasePages
from bot.desk.web_pages import Pages
from bot.desk.words import Words
from bot.messages import HelplineError
from bot.store.accounts import AccountStore
from bot.store.standing import Standing


@dataclass
class LivePages:
    """Streams what changes, and says who is here."""

    hub: Hub
    gate: Gate
    cases: CasePages
    pages: Pages
    standing: Standing
    store: AccountStore
    clock: Callable[[], datetime]
    log: structlog.stdlib.BoundLogger
    calling: Calling
    _leaving: set[asyncio.Task[None]] = field(default_factory=set)
    _drawing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def stream(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Send everything, then every change, until the page closes or the session ends."""
        transport = request.transport
        listener = Listener(visitor.account.name, transport.abort if transport else lambda: None)
        if not self.hub.join(listener):
            return web.Response(status=503)
        response = web.StreamResponse(
            headers={**HEADERS, "Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no"}
        )
        case, words = request.query.get("case", "")[:64], self.pages.words(visitor.account.locale)
        try:
            await response.prepare(request)
            await self._arrive(visitor)
            first = await self._told(Everything(), visitor, case, words) + await self._ringing(visitor, listener)
            await response.write(b"retry: 1000\n\n" + first)
            while True:
                changes = await listener.next()
                if None in changes:
                    break
                told = await self._all_told([each for each in changes if each], visitor, case, words)
                if listener.rings_seen != self.hub.rings_turn:
                    told += await self._ringing(visitor, listener)
                if told:
                    await response.write(told)
                if told.startswith(b"event: out"):
                    break
            await response.write_eof()
        except (ConnectionError, HelplineError) as ended:
            if isinstance(ended, HelplineError):
                self.log.error("desk_stream_failed", exc_info=ended)
        finally:
            self.hub.leave(listener)
            if self.hub.is_closing:
                await self._gone(visitor.account.name)
            else:
                self._leave_later(visitor.account.name)
        return response

    async def close(self) -> None:
        """End every stream, and note at once that nobody is here."""
        self.hub.close()
        leaving = tuple(self._leaving)
        for task in leaving:
            task.cancel()
        await asyncio.gather(*leaving, return_exceptions=True)

    # -- what is told ----------------------------------------------------------------------------------------------

    async def _all_told(self, changes: list[Change], visitor: Visitor, case: str, words: Words) -> bytes:
        """Return many changes as one piece: of several of one kind and case the last counts."""
        if any(isinstance(each, Everything) for each in changes):
            changes = [Everything(), *(each for each in changes if isinstance(each, Beat | Ended | Many | Quiet))]
        latest = {each.case if isinstance(each, Changed) else type(each).__name__: each for each in changes}
        return b"".join([await self._told(each, visitor, case, words) for each in latest.values()])

    async def _told(self, change: Change, visitor: Visitor, case: str, words: Words) -> bytes:
        name = visitor.account.name
        match change:
            case Changed(case=changed, line=line, offer=offer):
                told = b"event: gone\ndata: %s\n\n" % changed.encode()
                if line is not None:
                    told = self.pages.row(line, name, words, offer).told
                return told + (await self._case(visitor, case, words) if changed == case else b"")
            case Everything():
                lines = sorted(await self.hub.lines(), key=lambda each: (each.queue != "urgent", each.opened_at))
                fresh = await self._drawn(lambda: self.pages.fresh(lines, name, words, self.hub.offers()))
                return _event("rows", json.dumps(fresh)) + await self._case(visitor, case, words) + await self._quiet()
            case Quiet():
                return await self._quiet()
            case Many(name=many):
                told_many = words("desk-many", who=many) if "supervisor" in visitor.account.roles else ""
                return _event("many", told_many) if told_many else b""
            case Ended(name=ended) if ended != name:
                return b""
            case Ended():
                return b"" if await self._is_in(visitor) else _event("out", "")
            case Beat():
                if not await self._is_in(visitor):
                    return _event("out", "")
                await self.standing.is_here(name, visitor.account.languages)
                return b": beat\n\n"

    async def _case(self, visitor: Visitor, case: str, words: Words) -> bytes:
        shown = await self.cases.case(case, visitor) if case else None
        return _event("case", json.dumps(await self._drawn(lambda: self.pages.fragment("pane", words, case=shown))))

    async def _drawn(self, draw: Callable[[], str]) -> str:
        """Draw something large; one after the other, so that a crowd that joins holds up nobody's next line."""
        async with self._drawing:
            await asyncio.sleep(0)
            return draw()

    async def _ringing(self, visitor: Visitor, listener: Listener) -> bytes:
        """Return which cases ring at this desk now."""
        listener.rings_seen = self.hub.rings_turn
        return _event("alarm", json.dumps(await self.calling.at(visitor.account, self.hub.rings())))

    async def _quiet(self) -> bytes:
        return _event("quiet", str(await self.store.quiet_until()))

    async def _is_in(self, visitor: Visitor) -> bool:
        present = await self.gate.visitor(visitor.token, active=False)
        return present is not None and not present.locked

    # -- who is here -----------------------------------------------------------------------------------------------

    async def _arrive(self, visitor: Visitor) -> None:
        if "operator" in visitor.account.roles:
            await self.standing.is_here(visitor.account.name, visitor.account.languages)

    def _leave_later(self, name: str) -> None:
        task = asyncio.create_task(self._left(name))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    async def _left(self, name: str) -> None:
        try:
            await asyncio.sleep(GONE_AFTER_S)
        finally:
            await self._gone(name)

    async def _gone(self, name: str) -> None:
        """Note that an operator went, unless a page was only loaded anew."""
        if not self.hub.is_here(name):
            try:
                await self.standing.went(name)
            except HelplineError as wrong:
                self.log.error("desk_leave_failed", exc_info=wrong)


def _event(kind: str, data: str) -> bytes:
    return f"event: {kind}\ndata: {data}\n\n".encode()
