"""The guard before every page of the desk: the right address and origin, a session, a role; refusals in kind words.

Nothing here may know what a page shows.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import quote

import structlog
from aiohttp import web

from bot.cases.case import CaseClosed, CaseTaken, NoSuchCase, NotYourCase, Refusal
from bot.desk.accounts import InvitationOver, Role
from bot.desk.auth import Gate, Visitor
from bot.desk.offers import OfferOver
from bot.desk.site import Misread, Site, Sources, sealed_off
from bot.desk.verbs import TooLateToFollow
from bot.desk.web_pages import Pages
from bot.desk.web_referral import NotAgreed
from bot.desk.words import Words
from bot.messages import HelplineError

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
Inside: TypeAlias = Callable[[web.Request, Visitor], Awaitable[web.StreamResponse]]
SESSION, DEVICE = "desk", "desk-device"


@dataclass(frozen=True, slots=True)
class Guard:
    """Wraps handlers. What is refused changes nothing and says why in the visitor's language."""

    site: Site
    gate: Gate
    pages: Pages
    sources: Sources
    log: structlog.stdlib.BoundLogger

    def open_to_all(self, handler: Handler) -> Handler:
        """Let anybody in who comes to the right address from our own page."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            return sealed_off(self._stopped(request) or await self._kindly(request, lambda: handler(request)))

        return guarded

    def inside(self, handler: Inside, *roles: Role, active: bool = True) -> Handler:
        """Let in who is signed in, unlocked, and has one of these roles (any, when none is named).

        ``active`` says that coming here is a sign of life, which a stream that runs by itself is not.
        """

        async def guarded(request: web.Request) -> web.StreamResponse:
            return sealed_off(
                self._stopped(request)
                or await self._kindly(request, lambda: self._entered(request, handler, roles, active))
            )

        return guarded

    async def visitor(self, request: web.Request, *, active: bool = True) -> Visitor | None:
        """Return who is at this browser."""
        return await self.gate.visitor(self.site.read_cookie(request, SESSION), active=active)

    def words(self, request: web.Request, visitor: Visitor | None = None) -> Words:
        """Return the words for a visitor, or for a browser that says which languages it reads."""
        if visitor and visitor.account.locale:
            return self.pages.words(visitor.account.locale)
        wanted = request.headers.get("Accept-Language", "").partition(",")[0].partition("-")[0].strip().lower()
        return self.pages.words(wanted)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _stopped(self, request: web.Request) -> web.StreamResponse | None:
        words, where = self.words(request), self.site.origin
        if not self.site.may_serve:
            return self._say(words, words("desk-needs-https"), 403, "")
        if not self.site.is_here(request):
            return self._say(words, words("desk-elsewhere", where=where), 421, f"{where}{request.path}")
        if not self.site.is_own(request):
            return self._say(words, words("desk-cross-site"), 403)
        return None

    def _say(self, words: Words, text: str, status: int, link: str = "/desk") -> web.Response:
        label = words("desk-go-there")
        return self.pages.html(
            "message", words, status=status, title=words("desk-title"), words=text, link=link, label=label
        )

    async def _entered(
        self, request: web.Request, handler: Inside, roles: tuple[Role, ...], active: bool
    ) -> web.StreamResponse:
        visitor = await self.visitor(request, active=active)
        if visitor is None or visitor.locked:
            return self._shut(request, visitor)
        if roles and not set(roles) & set(visitor.account.roles):
            words = self.words(request, visitor)
            return self._say(words, words("desk-not-your-role"), 403, "/desk/me")
        return await handler(request, visitor)

    def _shut(self, request: web.Request, visitor: Visitor | None) -> web.StreamResponse:
        if request.headers.get("X-Desk") or request.headers.get("Accept") == "text/event-stream":
            return web.Response(status=401)
        came_for = request.path if request.method == "GET" else "/desk"
        locked = "&locked=1" if visitor else ""
        return web.Response(status=303, headers={"Location": f"/desk/sign-in?next={quote(came_for, safe='')}{locked}"})

    async def _kindly(
        self, request: web.Request, answer: Callable[[], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        words = self.words(request)
        try:
            return await answer()
        except Misread:
            return self._say(words, words("desk-misread"), 400)
        except Refusal as refused:
            visitor = await self.visitor(request, active=False)
            words, status = self.words(request, visitor), status_of(refused)
            return self._say(words, told(refused, words), status)
        except HelplineError as wrong:
            self.log.error("desk_failed", exc_info=wrong)
            return self._say(words, words("desk-offline"), 503)


def told(refused: Refusal, words: Words, who: str = "") -> str:
    """Return a refusal in the operator's language."""
    match refused:
        case CaseTaken():
            return words("desk-taken-by", who=who) if who else words("desk-taken")
        case NotYourCase():
            return words("desk-not-yours")
        case CaseClosed() | NoSuchCase():
            return words("desk-case-over")
        case InvitationOver():
            return words("desk-invitation-over")
        case NotAgreed():
            return words("desk-referral-refused")
        case OfferOver():
            return words("desk-offer-over")
        case TooLateToFollow():
            return words("desk-refusal-toolatetofollow")
    known = f"desk-refusal-{type(refused).__name__.lower()}"
    return words(known) if words.has(known) else words("desk-refused")


def status_of(refused: Refusal) -> int:
    """Return the HTTP status of a refusal: not found tells nobody whether a case exists."""
    match refused:
        case NoSuchCase() | InvitationOver():
            return 404
        case NotYourCase():
            return 403
    return 409
