"""The web chat: a page that reaches people where messengers do not, on a bad network and without a script.

Every POST proves that it comes from our own page, and is answered after it was committed. Looking creates nothing.
"""

from __future__ import annotations

import asyncio
import json
import math
import secrets
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from aiohttp import web

from bot.channels.contract import Limits, NotAccepted, Receive, Route, Sent, Unreachable
from bot.channels.web_form import Asked, asked, number
from bot.channels.web_gate import HEADERS, Buckets, Cookie, Sources, TooLarge, peer, read_form, same_site
from bot.channels.web_page import Page, Promises, View, Words, accepted, choose_locale
from bot.channels.web_session import Mailbox, Pace, Sessions, address_of
from bot.messages import Address, ChannelName, HelplineError, Inbound, Outbound

_Response = TypeVar("_Response", bound=web.StreamResponse)
_STATUS = {"too-long": 413, "too-fast": 429, "crowded": 429, "again": 409, "not-accepted": 503, "elsewhere": 403}


class _Refused(HelplineError):
    """A POST that is answered with a kind word instead of being processed; never leaves this file."""

    def __init__(self, word: str, retry_after: float = 0.0) -> None:
        super().__init__(word)
        self.word = word
        self.retry_after = math.ceil(retry_after)


class WebChannel:
    """The web chat behind the channel contract; ``close`` it in the app's on_shutdown, so that streams end at once.

    ``locales`` are those ``words`` knows, the first being the fallback. ``source`` tells where a request comes from,
    for limits only; behind a proxy pass one that reads the proxy's header.
    """

    name: ChannelName = "web"
    limits = Limits(text=4000, buttons=12, rows=12, button_label=60, row_label=60, erasable=timedelta(hours=24))

    def __init__(
        self,
        receive: Receive,
        mailbox: Mailbox,
        words: Words,
        locales: Sequence[str],
        *,
        public_url: str = "",
        neutral_url: str = "https://www.google.com/",
        pace: Pace | None = None,
        source: Callable[[web.Request], str] = peer,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = time.monotonic,
        token: Callable[[], str] = lambda: secrets.token_urlsafe(32),
        promises: Promises = lambda _locale: (),
    ) -> None:
        self._receive = receive
        self._pace = pace or Pace()
        self._sessions = Sessions(mailbox, locales, self._pace, now)
        self._page = Page(words, locales, neutral_url, self._pace.quiet)
        self._promises = promises
        self._public_url = public_url
        self._neutral_url = neutral_url
        self._cookie = Cookie(public_url.startswith("https:"), int(self._pace.life.total_seconds()))
        self._sources = Sources(secrets.token_bytes(32), source)
        self._words_pace = Buckets(self._pace.words_burst, self._pace.words_every_s, clock)
        self._sessions_pace = Buckets(self._pace.sessions_burst, self._pace.sessions_every_s, clock)
        self._now = now
        self._clock = clock
        self._token = token
        self._closing = False
        self._streams: dict[str, list[asyncio.Event]] = {}
        self._farewells: set[asyncio.Task[None]] = set()

    # -- the contract ---------------------------------------------------------------------------------------------

    def routes(self) -> Sequence[Route]:
        """Return the routes of the page, its answers and its files."""
        return (
            Route("GET", "/chat", self._show),
            Route("POST", "/chat", self._take),
            Route("GET", "/chat/events", self._stream),
            Route("GET", "/chat/messages", self._answer_news),
            Route("POST", "/chat/seen", self._note_seen),
            Route("POST", "/chat/leave", self._leave),
            Route("GET", "/chat/leave", self._leave),
            Route("GET", "/chat/privacy", self._show_promises),
            Route("GET", "/chat/static/{name}", self._serve_file),
        )

    async def send(self, address: Address, message: Outbound, *, entry: str) -> Sent:
        """Put a message where the page finds it; the same ``entry`` sent again is there only once."""
        try:
            await self._sessions.say(address, message, entry)
        except NotAccepted:
            raise Unreachable from None
        return Sent((entry,))

    async def erase(self, address: Address, message_ids: Sequence[str]) -> int:
        """Delete everything up to the newest of these messages, on open pages too; none is ever left."""
        await self._sessions.erase(address, message_ids)
        return 0

    async def take_back(self, address: Address, message_ids: Sequence[str]) -> None:
        """Delete these messages, on open pages too."""
        try:
            await self._sessions.take_back(address, message_ids)
        except NotAccepted:
            raise Unreachable from None

    async def close(self) -> None:
        """End every open stream, and wait for the farewells under way."""
        self._closing = True
        for stream in [stream for streams in self._streams.values() for stream in streams]:
            stream.set()
        await asyncio.gather(*self._farewells, return_exceptions=True)

    # -- showing --------------------------------------------------------------------------------------------------

    async def _show(self, request: web.Request) -> web.StreamResponse:
        """Show the page. Nothing is made by looking: link previews and crawlers start no session."""
        token = self._cookie.read(request)
        view = await self._view_or(View("start", self._wanted_locale(request)), token)
        if token and view.state == "talk" and view.fresh:
            await self._sessions.mark_seen(address_of(token), view.last)
        return self._html(view)

    async def _answer_news(self, request: web.Request) -> web.StreamResponse:
        """Answer what is new since a number, for pages whose network lets no stream through."""
        token = self._cookie.read(request)
        try:
            view = await self._sessions.view(address_of(token) if token else None, self._wanted_locale(request))
        except NotAccepted:
            return _answer(web.Response(status=503))
        news = self._page.news(view, number(request.query.get("after")), request.query.get("locale", ""))
        response = web.json_response(news, dumps=_json)
        response.enable_compression()
        return _answer(response)

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        """Tell what is new as it comes, resuming after the last event the page has."""
        token = self._cookie.read(request)
        if token is None or self._closing:
            return _answer(web.Response(status=204))
        address = address_of(token)
        mine = self._streams.setdefault(address.to, [])
        if sum(map(len, self._streams.values())) >= self._pace.streams:
            return _answer(web.Response(status=503, headers={"Retry-After": "30"}))
        if len(mine) >= self._pace.streams_each:
            mine.pop(0).set()  # the oldest is most likely a connection that died without a word
        mine.append(ended := asyncio.Event())
        try:
            return await self._tell(request, address, ended)
        finally:
            if ended in mine:
                mine.remove(ended)
            if not mine:
                self._streams.pop(address.to, None)

    async def _tell(self, request: web.Request, address: Address, ended: asyncio.Event) -> web.StreamResponse:
        after = max(number(request.query.get("after")), number(request.headers.get("Last-Event-ID")))
        had = request.query.get("locale", "")
        response = web.StreamResponse(
            headers={**HEADERS, "Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no"}
        )
        until = self._clock() + self._pace.stream_s
        told: object = None
        try:
            await response.prepare(request)
            talk = await self._sessions.talk(address)
            while not ended.is_set() and self._clock() < until:
                view = self._sessions.view_of(talk, self._wanted_locale(request))
                news = self._page.news(view, after, had)
                place = (view.state, view.fresh, view.erased, view.gone, view.locale)
                if news["messages"] or told != place:
                    told, after, had = place, max(after, view.last), view.locale
                    await response.write(f"id: {after}\ndata: {_json(news)}\n\n".encode())
                else:
                    await response.write(b"event: beat\ndata:\n\n")
                if view.state == "start":
                    break
                if await self._is_newer(address, view.newest, ended):
                    talk = await self._sessions.talk(address)
            await response.write_eof()
        except (ConnectionError, NotAccepted):
            pass  # the tab was closed, the network or the store went: the page asks again from where it was
        return response

    async def _is_newer(self, address: Address, newest: int, ended: asyncio.Event) -> bool:
        """Wait for something newer, a beat at most; return early when the stream is to end."""
        waiting = asyncio.create_task(self._sessions.mailbox.wait(address, newest, self._pace.beat_s))
        ending = asyncio.create_task(ended.wait())
        try:
            await asyncio.wait({waiting, ending}, return_when=asyncio.FIRST_COMPLETED)
            return waiting.done() and waiting.result()
        finally:
            waiting.cancel()
            ending.cancel()

    async def _show_promises(self, request: web.Request) -> web.StreamResponse:
        """Show what is kept and who sees it; the same to everybody, and nothing is made by looking."""
        locale = self._wanted_locale(request)
        response = web.Response(text=self._page.promises(locale, self._promises(locale)), content_type="text/html")
        response.enable_compression()
        return _answer(response)

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        return _answer(await self._page.file(request))

    # -- listening ------------------------------------------------------------------------------------------------

    async def _take(self, request: web.Request) -> web.StreamResponse:
        """Take a person's word, tap, place or start; answer after it was committed."""
        token = self._cookie.read(request)
        locale, draft = self._wanted_locale(request), ""
        fresh = token is None
        try:
            if not same_site(request, self._public_url):
                fresh = False
                raise _Refused("elsewhere")
            form, languages = await read_form(request), accepted(request.headers.get("Accept-Language", ""))
            what = asked(form, languages, locale, self._page.locales, secrets.token_hex(16))
            locale, draft = what.locale, what.text
            if len(what.text) > self.limits.text:
                raise _Refused("too-long")
            token = token or self._token()
            if fresh and not what.start:
                raise _Refused("again")
            await self._process(request, token, what)
        except TooLarge:
            return await self._kindly(request, _Refused("too-long"), locale, "", token, fresh=False)
        except _Refused as refused:
            return await self._kindly(request, refused, locale, draft, token, fresh=fresh)
        except NotAccepted as later:
            kept = _Refused("not-accepted", later.retry_after.total_seconds())
            return await self._kindly(request, kept, locale, draft, token, fresh=fresh)
        except ValueError:
            return _answer(web.Response(status=400))
        response = web.Response(status=204) if _wants_json(request) else web.Response(status=303)
        if response.status == 303:
            response.headers["Location"] = "/chat"
        self._cookie.write(response, token)
        return _answer(response)

    async def _process(self, request: web.Request, token: str, what: Asked) -> None:
        """Commit one inbound and keep the person's side of it; an id that was accepted before is not taken again."""
        address, at = address_of(token), self._now()
        talk = await self._sessions.talk(address)
        covered = self._sessions.is_covered(talk)
        shown = what.text or (talk.label_of(what.tap.packed()) if what.tap else "")
        if what.place:
            shown = self._page.word("shared", what.locale)
        if what.is_empty or talk.words_of(what.id) == shown or (what.start and not covered and talk.has_begun):
            return
        # one page without a script gives the same id to all its buttons; a second, other answer is no double
        entry_id = what.id if talk.words_of(what.id) is None else what.inbound_id(address)
        if self._sessions.is_over(talk) and (wait := self._sessions_pace.wait(self._sources.name(request))):
            raise _Refused("crowded", wait)
        if wait := self._words_pace.wait(address.to):
            raise _Refused("too-fast", wait)
        if covered:
            await self._sessions.open_sitting(address, talk)
        inbound = Inbound(
            id=what.inbound_id(address),
            address=address,
            at=at,
            text=what.text or None,
            tap=what.tap,
            place=what.place,
            locale_hint=what.hint,
            message_id=entry_id,
            start=what.start,
        )
        await self._receive(inbound)
        await self._sessions.keep_own(address, entry_id, at, shown)
        if not _wants_json(request):
            await self._sessions.wait_for_answer(address, talk.newest)

    async def _note_seen(self, request: web.Request) -> web.StreamResponse:
        """Note that somebody looks at the page: operators' words up to a number were shown."""
        token = self._cookie.read(request)
        if not same_site(request, self._public_url):
            return _answer(web.Response(status=403))
        try:
            upto = number((await read_form(request)).get("n"))
        except (TooLarge, ValueError):
            return _answer(web.Response(status=400))
        if token is not None and not self._words_pace.wait("seen " + address_of(token).to):
            try:
                await self._sessions.mark_seen(address_of(token), upto)
            except NotAccepted:
                return _answer(web.Response(status=503))
        return _answer(web.Response(status=204))

    async def _leave(self, request: web.Request) -> web.StreamResponse:
        """Forget the session on this device and on our side, and show the neutral page."""
        response = web.Response(status=303, headers={"Location": self._neutral_url})
        token = self._cookie.read(request)
        if same_site(request, self._public_url) and "Sec-Purpose" not in request.headers:
            self._cookie.clear(response)
            if token is not None:
                farewell = asyncio.create_task(self._say_gone(address_of(token)))
                self._farewells.add(farewell)
                farewell.add_done_callback(self._farewells.discard)
        return _answer(response)

    async def _say_gone(self, address: Address) -> None:
        """Wipe the talk and say that the person left; nobody waits for this on their way out."""
        talk = await self._sessions.talk(address)
        await self._sessions.mailbox.wipe(address)
        if not self._sessions.is_over(talk):
            try:
                await self._receive(Inbound(secrets.token_hex(16), address, self._now(), gone=True))
            except NotAccepted:
                return

    # -- the parts ------------------------------------------------------------------------------------------------

    async def _view_or(self, otherwise: View, token: str | None) -> View:
        """Return what may be seen of a session; ``otherwise`` when there is none or the store cannot be reached."""
        try:
            return await self._sessions.view(address_of(token), otherwise.locale) if token else otherwise
        except NotAccepted:
            return otherwise

    def _wanted_locale(self, request: web.Request) -> str:
        wanted = accepted(request.headers.get("Accept-Language", ""))
        return choose_locale([request.query.get("locale", ""), *wanted], self._page.locales)

    def _html(self, view: View, *, note: str = "", draft: str = "", status: int = 200) -> web.Response:
        html = self._page.html(view, form_id=secrets.token_hex(16), now=self._now(), note=note, draft=draft)
        response = web.Response(status=status, text=html, content_type="text/html")
        response.enable_compression()
        return _answer(response)

    async def _kindly(
        self, request: web.Request, refused: _Refused, locale: str, draft: str, token: str | None, *, fresh: bool
    ) -> web.StreamResponse:
        """Answer a POST that was not processed: with the words still in the field, or as news for the script."""
        status, note = _STATUS[refused.word], self._page.word(refused.word, locale)
        if _wants_json(request):
            response = _answer(web.json_response({"note": note}, status=status, dumps=_json))
        else:
            view = await self._view_or(View("start", locale), None if status == 403 else token)
            if draft and view.state != "talk" and status != 403:
                view = View("talk", locale)
            response = self._html(view, note=note, draft=draft, status=status)
        if refused.retry_after:
            response.headers["Retry-After"] = str(refused.retry_after)
        if fresh and token is not None:
            self._cookie.write(response, token)
        return response


def _answer(response: _Response) -> _Response:
    """Return a response with the headers that every answer of the web chat carries."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _json(news: object) -> str:
    return json.dumps(news, ensure_ascii=False, separators=(",", ":"))


def _wants_json(request: web.Request) -> bool:
    return "application/json" in request.headers.get("Accept", "")
