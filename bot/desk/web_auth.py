"""Signing in and out, setting up a way in by invitation, one's own account.

Nothing here may show a case.
"""

from __future__ import annotations

import io
import math
import re
from dataclasses import dataclass

import pyotp
import segno
from aiohttp import web
from msgspec import structs

from bot.desk.accounts import Account, Accounts, BadAccount, Invitation, InvitationOver
from bot.desk.auth import ABSOLUTE, Gate, TooManyTries, Visitor, WeakPassword, WrongLogin
from bot.desk.passkeys import Passkeys
from bot.desk.site import Site, Sources, read_body, read_form
from bot.desk.web_gate import DEVICE, SESSION, Guard
from bot.desk.web_pages import Pages

ISSUER = "Helpline"
_DEVICE_S = 180 * 24 * 3600
_NEXT = re.compile(r"/desk(/case/[0-9a-z]{1,64}|/me|/accounts|/watch)?")


@dataclass(frozen=True, slots=True)
class AuthPages:
    """The pages before and around the desk. ``spoken`` are the languages operators may say they speak."""

    site: Site
    accounts: Accounts
    gate: Gate
    passkeys: Passkeys
    pages: Pages
    guard: Guard
    sources: Sources
    locales: tuple[str, ...]
    spoken: tuple[str, ...]

    # -- in and out ------------------------------------------------------------------------------------------------

    async def show_sign_in(self, request: web.Request) -> web.StreamResponse:
        """Show the sign-in page; who is in already goes on."""
        visitor = await self.guard.visitor(request, active=False)
        if visitor and not visitor.locked:
            return _to(_next(request.query.get("next", "")))
        words = self.guard.words(request, visitor)
        notice = words("desk-locked") if visitor else ""
        return self._sign_in(request, visitor, _next(request.query.get("next", "")), notice)

    async def sign_in(self, request: web.Request) -> web.StreamResponse:
        """Let in by password and code."""
        form = await read_form(request)
        words, where = self.guard.words(request), _next(form.get("next", ""))
        name = form.get("name", "")
        device = self.site.read_cookie(request, DEVICE)
        try:
            account = await self.gate.enter(
                name, form.get("password", ""), form.get("code", ""), self.sources.name(request), device
            )
        except TooManyTries as refused:
            seconds = math.ceil(refused.wait.total_seconds())
            shown = self._sign_in(request, None, where, words("desk-too-many", seconds=seconds), name=name, status=429)
            shown.headers["Retry-After"] = str(seconds)
            return shown
        except WrongLogin:
            return self._sign_in(request, None, where, words("desk-wrong-login"), name=name, status=403)
        return await self.let_in(request, account, _to(where))

    async def let_in(self, request: web.Request, account: Account, response: web.StreamResponse) -> web.StreamResponse:
        """Begin a session for this browser; the one it had ends."""
        await self.gate.leave(self.site.read_cookie(request, SESSION))
        token = await self.gate.open(account)
        self.site.write_cookie(response, SESSION, token, int(ABSOLUTE.total_seconds()))
        self.site.write_cookie(response, DEVICE, self.gate.device(account), _DEVICE_S)
        return response

    async def offer_in(self, request: web.Request) -> web.StreamResponse:
        """Give a browser a challenge for its passkey."""
        try:
            await self.gate.count_source(self.sources.name(request))
        except TooManyTries:
            return web.Response(status=429)
        return web.Response(text=await self.passkeys.offer_in(), content_type="application/json")

    async def passkey_in(self, request: web.Request) -> web.StreamResponse:
        """Let in by passkey."""
        try:
            account = await self.passkeys.enter(await read_body(request))
        except WrongLogin:
            return web.Response(status=403)
        return await self.let_in(request, account, web.Response(status=204))

    async def sign_out(self, request: web.Request) -> web.StreamResponse:
        """End this browser's session."""
        await self.gate.leave(self.site.read_cookie(request, SESSION))
        response = _to("/desk/sign-in")
        self.site.write_cookie(response, SESSION, "", 0)
        return response

    async def sign_out_everywhere(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """End every session of this account."""
        await self.accounts.end_sessions(visitor.account.name)
        return await self.sign_out(request)

    def _sign_in(
        self,
        request: web.Request,
        visitor: Visitor | None,
        where: str,
        notice: str,
        *,
        name: str = "",
        status: int = 200,
    ) -> web.Response:
        words = self.guard.words(request, visitor)
        name = name or (visitor.account.name if visitor else "")
        return self.pages.html(
            "sign_in", words, status=status, title=words("desk-sign-in"), notice=notice, next=where, name=name[:64]
        )

    # -- by invitation ---------------------------------------------------------------------------------------------

    async def show_invitation(self, request: web.Request) -> web.StreamResponse:
        """Show how to set up a way in; a direct link lets in at once, on this very machine only."""
        token = request.match_info["token"]
        invited = await self._invited(token)
        if invited.direct and "Sec-Purpose" not in request.headers:
            await self.accounts.accept(token)
            return await self.let_in(request, await self.accounts.find(invited.name), _to("/desk"))
        return self._invitation(request, invited.name, token)

    async def set_password(self, request: web.Request) -> web.StreamResponse:
        """Keep a password and a source of codes, and let in. The link is used up only when all is right."""
        token, form = request.match_info["token"], await read_form(request)
        invited, words = await self._invited(token, setting_up=True), self.guard.words(request)
        secret = self.gate.new_totp(token)
        if self.gate.step_of(secret, form.get("code", ""), 0) is None:
            return self._invitation(request, invited.name, token, words("desk-wrong-code"), 400)
        try:
            digest = await self.gate.passwords.hashed(form.get("password", ""), invited.name)
        except WeakPassword:
            return self._invitation(request, invited.name, token, words("desk-weak-password"), 400)
        await self.accounts.accept(token)
        account = await self.gate.keep_password(invited.name, digest, secret, form["code"])
        return await self.let_in(request, account, _to("/desk"))

    async def show_code(self, request: web.Request) -> web.StreamResponse:
        """Show the secret for codes as a picture to be scanned."""
        token = request.match_info["token"]
        invited = await self._invited(token, setting_up=True)
        uri = pyotp.TOTP(self.gate.new_totp(token)).provisioning_uri(name=invited.name, issuer_name=ISSUER)
        picture = io.BytesIO()
        segno.make(uri, micro=False).save(picture, kind="svg", scale=4, border=3, xmldecl=False, nl=False)
        return web.Response(body=picture.getvalue(), content_type="image/svg+xml")

    async def offer_first(self, request: web.Request) -> web.StreamResponse:
        """Give an invited browser a challenge for a new passkey."""
        invited = await self._invited(request.match_info["token"], setting_up=True)
        account = await self.accounts.find(invited.name)
        return web.Response(text=await self.passkeys.offer_new(account, ISSUER), content_type="application/json")

    async def keep_first(self, request: web.Request) -> web.StreamResponse:
        """Keep an invited browser's passkey, and let it in."""
        token = request.match_info["token"]
        invited = await self._invited(token, setting_up=True)
        try:
            passkey = await self.passkeys.made(invited.name, await read_body(request))
        except WrongLogin:
            return web.Response(status=403)
        await self.accounts.accept(token)
        account = await self.passkeys.keep(invited.name, passkey)
        return await self.let_in(request, account, web.Response(status=204))

    async def _invited(self, token: str, *, setting_up: bool = False) -> Invitation:
        invited = await self.accounts.invitation(token)
        wrong_place = invited.direct and (setting_up or self.site.host != "localhost")
        if wrong_place or (await self.accounts.find(invited.name)).disabled:
            raise InvitationOver("this link cannot be used here")
        return invited

    def _invitation(
        self, request: web.Request, name: str, token: str, notice: str = "", status: int = 200
    ) -> web.Response:
        words = self.guard.words(request)
        return self.pages.html(
            "invite", words, status=status, title=words("desk-welcome", name=name), name=name, token=token,
            secret=self.gate.new_totp(token), notice=notice,
        )  # fmt: skip

    # -- one's own account -----------------------------------------------------------------------------------------

    async def show_me(self, request: web.Request, visitor: Visitor, notice: str = "") -> web.StreamResponse:
        """Show an operator's own account."""
        words, me = self.guard.words(request, visitor), visitor.account
        languages = [(tag, words.language(tag), bool(me.languages) and me.speaks(tag)) for tag in self.spoken]
        locales = [(tag, self.pages.words(tag).language(tag)) for tag in self.locales]
        return self.pages.html("me", words, title=me.name, me=me, locales=locales, languages=languages, notice=notice)

    async def change_me(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Keep the desk's language and the languages an operator speaks."""
        form = await read_form(request)
        locale = form.get("locale", "")
        if locale not in self.locales:
            raise BadAccount("no such desk language")
        languages = tuple(tag for tag in self.spoken if form.get(f"speaks-{tag}"))
        await self.accounts.change(
            visitor.account.name, lambda old: structs.replace(old, locale=locale, languages=languages)
        )
        return _to("/desk/me")

    async def offer_more(self, _request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Give a browser a challenge for one more passkey."""
        options = await self.passkeys.offer_new(visitor.account, ISSUER)
        return web.Response(text=options, content_type="application/json")

    async def keep_more(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Keep one more passkey."""
        try:
            passkey = await self.passkeys.made(visitor.account.name, await read_body(request))
        except WrongLogin:
            return web.Response(status=403)
        await self.passkeys.keep(visitor.account.name, passkey)
        return web.Response(status=204)


def _next(where: str) -> str:
    """Return where to go after signing in: only ever a page of the desk."""
    return where if _NEXT.fullmatch(where) else "/desk"


def _to(where: str) -> web.Response:
    return web.Response(status=303, headers={"Location": where})
