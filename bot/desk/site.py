"""Where the desk lives and what a browser must prove: its own origin, a Strict cookie, limits; every answer's headers.

Nothing here may know an operator.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web

from bot.messages import HelplineError

BODY_LIMIT = 128 * 1024
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types desk"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=(), payment=(), usb=()",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Misread(HelplineError):
    """A request's body is no form of ours, or over the limit; never leaves the desk's web files."""


@dataclass(frozen=True, slots=True)
class Site:
    """The desk's one address: https anywhere, plain http on this very machine only, where it is called localhost.

    >>> Site.at("http://127.0.0.1:8080").origin, Site.at("http://desk.example.org").may_serve
    ('http://localhost:8080', False)
    """

    scheme: str
    host: str
    netloc: str

    @classmethod
    def at(cls, url: str) -> Site:
        """Return the site of a public URL."""
        parts = urlsplit(url)
        host, netloc = (parts.hostname or "localhost").lower(), parts.netloc.lower()
        if _is_loopback(host) and parts.scheme == "http":
            return cls("http", "localhost", f"localhost:{parts.port}" if parts.port else "localhost")
        return cls(parts.scheme.lower(), host, netloc.removesuffix(":443") if parts.scheme == "https" else netloc)

    @property
    def origin(self) -> str:
        """The origin as browsers spell it."""
        return f"{self.scheme}://{self.netloc}"

    @property
    def is_secure(self) -> bool:
        """Whether it is reached over https."""
        return self.scheme == "https"

    @property
    def may_serve(self) -> bool:
        """Whether an operator may work here: what they read must not cross a network in clear."""
        return self.is_secure or self.host == "localhost"

    @property
    def has_passkeys(self) -> bool:
        """Whether browsers make passkeys for this address: not for a bare number."""
        return self.may_serve and not _is_number(self.host)

    def is_here(self, request: web.Request) -> bool:
        """Tell whether a request was made to this very address; a name that somebody else points at us is not."""
        asked = request.headers.get("Host", "").lower()
        return (asked.removesuffix(":443") if self.is_secure else asked) == self.netloc

    def is_own(self, request: web.Request) -> bool:
        """Tell whether a request comes from our own page, or, for looking only, from the address bar."""
        reading = request.method in {"GET", "HEAD"}
        site = request.headers.get("Sec-Fetch-Site")
        if site is not None:
            return site == "same-origin" or (reading and site == "none")
        origin = request.headers.get("Origin")
        return reading if origin is None else origin.lower() == self.origin

    # -- cookies ---------------------------------------------------------------------------------------------------

    def cookie(self, name: str) -> str:
        """Return a cookie's full name."""
        return f"__Host-{name}" if self.is_secure else name

    def read_cookie(self, request: web.Request, name: str) -> str:
        """Return a cookie's value, or nothing."""
        return request.cookies.get(self.cookie(name), "")[:200]

    def write_cookie(self, response: web.StreamResponse, name: str, value: str, seconds: int) -> None:
        """Give a cookie that scripts cannot read and other sites cannot make the browser send."""
        response.set_cookie(
            self.cookie(name), value, max_age=seconds, path="/", httponly=True, samesite="Strict", secure=self.is_secure
        )


@dataclass(frozen=True, slots=True)
class Sources:
    """Names a request's source by a hash that means nothing outside this installation, for limits only."""

    key: bytes
    source: Callable[[web.Request], str]

    def name(self, request: web.Request) -> str:
        """Return the hash."""
        return hashlib.blake2b(self.source(request).encode(), key=self.key, digest_size=16).hexdigest()


def peer(request: web.Request) -> str:
    """Return the address of the socket's other end; behind a proxy pass something better."""
    return request.remote or ""


async def read_body(request: web.Request) -> str:
    """Return a body of at most `BODY_LIMIT` bytes as text."""
    if (request.content_length or 0) > BODY_LIMIT:
        raise Misread("too large")
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise Misread("too large")
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise Misread("not text") from None


async def read_form(request: web.Request) -> dict[str, str]:
    """Return an urlencoded form; of a name given twice the last counts."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise Misread("not a form")
    try:
        return dict(parse_qsl(await read_body(request), keep_blank_values=True, max_num_fields=24, errors="strict"))
    except ValueError:
        raise Misread("not a form") from None


def sealed_off(response: web.StreamResponse) -> web.StreamResponse:
    """Give a response the headers every answer of the desk carries."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_number(host) and ipaddress.ip_address(host.strip("[]")).is_loopback)
