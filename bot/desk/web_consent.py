"""Consent on the web desk: the forms that ask, look at what was allowed, and note what came of a call.

Nothing here may decide what is open; the verbs of `consent` do.
"""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.cases.consent import Outcome
from bot.desk.auth import Visitor
from bot.desk.consent import Asking
from bot.desk.site import read_form
from bot.desk.web_cases import CasePages

MOST_LETTERS = 4000
_OUTCOMES: dict[str, Outcome] = {"done": "done", "not-reached": "not-reached"}


@dataclass(frozen=True, slots=True)
class ConsentPages:
    """The forms of consent, for the holder of a case."""

    asking: Asking
    cases: CasePages

    async def ask(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Have the person asked whether a covered piece may be seen."""
        case, form = request.match_info["case"], await read_form(request)
        act = self.asking.ask_to_see(case, visitor.account.name, form.get("piece", ""))
        return await self.cases.done_in_case(request, visitor, case, act)

    async def see(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Look at a piece the person allowed to be seen."""
        case, form = request.match_info["case"], await read_form(request)
        act = self.asking.see(case, visitor.account.name, form.get("piece", ""))
        return await self.cases.done_in_case(request, visitor, case, act)

    async def call(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Have the person asked whether we may call an organisation for them."""
        case, form = request.match_info["case"], await read_form(request)
        act = self.asking.ask_to_call(case, visitor.account.name, form.get("organisation", ""))
        return await self.cases.done_in_case(request, visitor, case, act)

    async def keep(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Have the person asked whether their case may be kept longer."""
        case, form = request.match_info["case"], await read_form(request)
        act = self.asking.ask_to_keep(case, visitor.account.name, form.get("reason", ""))
        return await self.cases.done_in_case(request, visitor, case, act)

    async def called(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Note what came of a call."""
        case, form = request.match_info["case"], await read_form(request)
        outcome, note = _OUTCOMES.get(form.get("outcome", ""), "not-reached"), form.get("note", "")[:MOST_LETTERS]
        act = self.asking.called(case, visitor.account.name, form.get("question", ""), outcome, note)
        return await self.cases.done_in_case(request, visitor, case, act)
