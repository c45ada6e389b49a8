"""Consent on the web desk: the forms that ask, look at what was allowed, and note what came of a call.

Nothing here may decide what is open; the verbs of `consent` do.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from aiohttp import web

from bot.cases.consent import Outcome
from bot.desk.auth import Visitor
from bot.desk.consent import Asking
from bot.desk.site import read_form
from bot.desk.web_cases import CasePages

MOST_LETTERS = 4000
_OUTCOMES: dict[str, Outcome] = {"done": "done", "not-reached": "not-reached"}

Act: TypeAlias = Callable[[str, str, Mapping[str, str]], Awaitable[object]]
"""What is done in a case, by whom, with what the form says."""


@dataclass(frozen=True, slots=True)
class ConsentPages:
    """The forms of consent, for the holder of a case."""

    asking: Asking
    cases: CasePages

    async def ask(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Have the person asked whether a covered piece may be seen."""
        return await self._do(
            request, visitor, lambda case, me, form: self.asking.ask_to_see(case, me, form.get("piece", ""))
        )

    async def see(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Look at a piece the person allowed to be seen."""
        return await self._do(request, visitor, lambda case, me, form: self.asking.see(case, me, form.get("piece", "")))

    async def call(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Have the person asked whether we may call an organisation for them."""
        return await self._do(
            request, visitor, lambda case, me, form: self.asking.ask_to_call(case, me, form.get("organisation", ""))
        )

    async def keep(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Have the person asked whether their case may be kept longer."""
        return await self._do(
            request, visitor, lambda case, me, form: self.asking.ask_to_keep(case, me, form.get("reason", ""))
        )

    async def called(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Note what came of a call."""

        async def noted(case: str, me: str, form: Mapping[str, str]) -> None:
            outcome = _OUTCOMES.get(form.get("outcome", ""), "not-reached")
            await self.asking.called(case, me, form.get("question", ""), outcome, form.get("note", "")[:MOST_LETTERS])

        return await self._do(request, visitor, noted)

    async def _do(self, request: web.Request, visitor: Visitor, act: Act) -> web.StreamResponse:
        case, form = request.match_info["case"], await read_form(request)
        return await self.cases.done_in_case(request, visitor, case, act(case, visitor.account.name, form))
