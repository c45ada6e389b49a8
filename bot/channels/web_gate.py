"""Who may come in to the web chat and how fast: same-site proof, limits, cookies, and the headers every answer carries.

Nothing here may know what a talk is. Sources are known only as keyed hashes under a key that dies with the process.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web

from bot.messages import HelplineError

BODY_LIMIT = 64 * 1024
"""Room for the longest text a person may send: a form writes one Cyrillic letter as six bytes, an emoji as twelve."""

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=()",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Buckets:
    """Token buckets by key, in memory: ``burst`` at once, then one each ``every`` seconds."""

    def __init__(self, burst: int, every: float, clock: Callable[[], float], most: int = 20_000) -> None:
        self._burst = burst
        self._every = every
        self._clock = clock
        self._most = most
        self._full_at: dict[str, float] = {}

    def wait(self, key: str) -> float:
        """Take one token; return 0 when there was one, else the seconds until the next."""
        now = self._clock()
        full_at = max(self._full_at.pop(key, now), now) + self._every
        ahead = full_at - now - self._burst * self._every
        if ahead > 1e-9:
            self._full_at[key] = full_at - self._every
            return ahead
        if len(self._full_at) >= self._most:
            self._forget(now)
        self._full_at[key] = full_at
        return 0.0

    def _forget(self, now: float) -> None:
        """Drop the full buckets, and the oldest one if none is full: memory stays bounded under a flood."""
        full = [key for key, full_at in self._full_at.items() if full_at <= now]
        for key in full or [next(iter(self._full_at))]:
            del self._full_at[key]


class Sources:
    """Names a request's source by a hash that means nothing outside this process."""

    def __init__(self, key: bytes, source: Callable[[web.Request], str]) -> None:
        self._key = key
        self._source = source

    def name(self, request: web.Request) -> str:
        return hashlib.blake2b(self._source(request).encode(), key=self._key, digest_size=16).hexdigest()


def peer(request: web.Request) -> str:
    """Return the address of the socket's other end; behind a proxy pass something better to the channel."""
    return request.remote or ""


@dataclass(frozen=True, slots=True)
class Cookie:
    """The one cookie of the page: 256 random bits, unreadable for scripts, never sent from another site."""

    secure: bool
    life_s: int

    @property
    def name(self) -> str:
        return "__Host-s" if self.secure else "s"

    def read(self, request: web.Request) -> str | None:
        """Return the session token; None when there is none or it is not of our making."""
        token = request.cookies.get(self.name, "")
        plain = token.isascii() and token.replace("-", "a").replace("_", "a").isalnum()
        return token if len(token) == 43 and plain else None

    def write(self, response: web.StreamResponse, token: str) -> None:
        response.set_cookie(
            self.name, token, max_age=self.life_s, path="/", httponly=True, samesite="Strict", secure=self.secure
        )

    def clear(self, response: web.StreamResponse) -> None:
        response.set_cookie(self.name, "", max_age=0, path="/", httponly=True, samesite="Strict", secure=self.secure)


def same_site(request: web.Request, public_url: str) -> bool:
    """Tell whether a request comes from our own page.

    Browsers say so in ``Sec-Fetch-Site`` on https and localhost. Without it a foreign ``Origin`` is refused. "null" is
    what our own forms send under a no-referrer policy, so it proves nothing either way: there the Strict cookie
    guards, which no other site can make a browser send.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin", "null")
    if origin == "null":
        return True
    try:
        host = urlsplit(origin).netloc
    except ValueError:
        return False
    return host in {request.headers.get("Host", ""), urlsplit(public_url).netloc} - {""}


class TooLarge(HelplineError):
    """A body is over the limit; never leaves this channel."""


async def read_form(request: web.Request) -> dict[str, str]:
    """Read an urlencoded form of at most `BODY_LIMIT` bytes; of a name given twice the last counts.

    Raises `TooLarge`, and ValueError for anything that is not such a form.
    """
    if request.content_type != "application/x-www-form-urlencoded":
        raise ValueError("not a form")
    if (request.content_length or 0) > BODY_LIMIT:
        raise TooLarge
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise TooLarge
    return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=16, errors="strict"))
