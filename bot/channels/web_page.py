"""What the web chat shows: the page, the same news for its script, and the files that come with it.

Nothing here may decide what of a talk is shown; `web_talk` does. The whole first load stays under 40 KB and names no
other host.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Literal, TypeAlias

from aiohttp import web
from babel import Locale, UnknownLocaleError
from jinja2 import DictLoader, Environment, StrictUndefined

from bot.channels.web_links import Piece, pieces
from bot.channels.web_talk import Kept

Words: TypeAlias = Callable[[str], Mapping[str, str]]
"""Gives the page's words in one locale: every id of `WORDS` with its text."""
Promises: TypeAlias = Callable[[str], Sequence[str]]
"""Gives what we promise and what we cannot, in one locale: paragraphs."""
State: TypeAlias = Literal["start", "cover", "talk"]

WORDS = (
    *("webchat-title", "webchat-hello", "webchat-hello-more", "webchat-start", "webchat-languages"),
    *("webchat-cover", "webchat-cover-new", "webchat-go-on", "webchat-leave", "webchat-leave-hint"),
    *("webchat-log", "webchat-you", "webchat-us", "webchat-consultant", "webchat-input", "webchat-send"),
    *("webchat-check", "webchat-new", "webchat-sending", "webchat-unsent", "webchat-lost", "webchat-back"),
    *("webchat-share", "webchat-shared", "webchat-locating", "webchat-refused"),
    *("webchat-too-long", "webchat-too-fast", "webchat-crowded", "webchat-again", "webchat-not-accepted"),
    *("webchat-elsewhere", "webchat-privacy", "webchat-privacy-who", "webchat-privacy-cookie"),
    *("webchat-privacy-cover", "webchat-privacy-others", "webchat-privacy-all"),
)
_SCRIPT = ("you", "us", "consultant", "share", "shared", "sending", "unsent", "lost", "back", "locating", "refused")
_WHO = {"person": "you", "bot": "us", "operator": "consultant", "mark": "us"}
_TYPES = {"page.css": "text/css", "page.js": "text/javascript", "icon.svg": "image/svg+xml"}
_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ku-arab", "ps", "sd", "ug", "ur", "uz-arab", "yi"})


def direction(locale: str) -> Literal["rtl", "ltr"]:
    """Return which way a language is written."""
    tag = locale.lower().replace("_", "-")
    return "rtl" if tag in _RIGHT_TO_LEFT or tag.split("-")[0] in _RIGHT_TO_LEFT else "ltr"


def accepted(header: str) -> list[str]:
    """Return the language tags of an Accept-Language header, the most wanted first."""
    ranked: list[tuple[float, str]] = []
    for part in header.split(",")[:20]:
        tag, _, rest = part.strip().partition(";")
        try:
            weight = float(rest.strip().removeprefix("q=")) if rest else 1.0
        except ValueError:
            weight = 0.0
        if weight > 0 and tag.replace("-", "").isascii() and tag.replace("-", "").isalnum() and len(tag) <= 35:
            ranked.append((-weight, tag))
    return [tag for _, tag in sorted(ranked, key=lambda pair: pair[0])]


def choose_locale(wanted: Sequence[str], available: Sequence[str]) -> str:
    """Return the first wanted locale that is available, exactly or by its language; else the first available."""
    for tag in wanted:
        for match in (str.lower, lambda name: name.lower().split("-")[0]):
            found = next((name for name in available if match(name) == match(tag)), None)
            if found:
                return found
    return available[0]


@dataclass(frozen=True, slots=True)
class View:
    """One picture of a talk, ready to be shown: what it holds is all that may be seen."""

    state: State
    locale: str
    last: int = 0
    newest: int = 0
    fresh: bool = False
    erased: int = 0
    shown: tuple[Kept, ...] = ()
    gone: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message as the page draws it."""

    number: int
    id: str
    kind: str
    who: str
    at: int
    locale: str
    pieces: tuple[Piece, ...]
    buttons: tuple[tuple[str, str, bool], ...]
    place: str | None

    def __repr__(self) -> str:
        return f"Bubble({self.kind}, hidden)"


def bubbles(shown: Sequence[Kept]) -> list[Bubble]:
    """Return the messages to draw. Buttons stand only under what came after the person's last word."""
    spoken = max((index for index, k in enumerate(shown) if k.entry.kind == "person"), default=-1)
    drawn: list[Bubble] = []
    for index, k in enumerate(shown):
        entry = k.entry
        if not (entry.text or entry.buttons or entry.place is not None):
            continue
        drawn.append(
            Bubble(
                number=k.number,
                id=entry.id,
                kind=entry.kind,
                who=_WHO[entry.kind],
                at=milliseconds(entry.at),
                locale=entry.locale,
                pieces=pieces(entry.text, entry.kind),
                buttons=entry.buttons if index > spoken else (),
                place=entry.place if index > spoken else None,
            )
        )
    return drawn


def milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


class Page:
    """The page in every available language, and its files under names that change with their content."""

    def __init__(self, words: Words, locales: Sequence[str], neutral_url: str, quiet: timedelta) -> None:
        folder = files("bot.channels") / "web_static"
        self.locales = tuple(locales)
        self._neutral = neutral_url
        self._quiet_s = int(quiet.total_seconds())
        self._words = {locale: self._short(words(locale)) for locale in locales}
        self.files: dict[str, tuple[str, bytes, bytes]] = {}
        self._paths: dict[str, str] = {}
        for name, kind in _TYPES.items():
            body = (folder / name).read_bytes()
            stem, _, ending = name.partition(".")
            hashed = f"{stem}.{hashlib.sha256(body).hexdigest()[:10]}.{ending}"
            self.files[hashed] = (kind, body, gzip.compress(body, mtime=0))
            self._paths[name] = f"/chat/static/{hashed}"
        environment = Environment(
            loader=DictLoader({name: (folder / f"{name}.html").read_text("utf-8") for name in ("page", "privacy")}),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._template = environment.get_template("page")
        self._promises = environment.get_template("privacy")

    @staticmethod
    def _short(words: Mapping[str, str]) -> dict[str, str]:
        return {name.removeprefix("webchat-"): words[name] for name in WORDS}

    def word(self, name: str, locale: str) -> str:
        """Return one of the page's words: ``too-fast``."""
        return self._words[locale][name]

    def html(self, view: View, *, form_id: str, now: datetime, note: str = "", draft: str = "") -> str:
        """Return the whole page. ``note`` says what went wrong, ``draft`` is what was typed and not accepted."""
        words = self._words[view.locale]
        return self._template.render(
            words=words,
            locale=view.locale,
            direction=direction(view.locale),
            files=self._paths,
            neutral=self._neutral,
            state=view.state,
            last=view.last,
            erased=view.erased,
            fresh=view.fresh,
            quiet_s=self._quiet_s,
            now_ms=milliseconds(now),
            script_words=json.dumps({name: words[name] for name in _SCRIPT}, ensure_ascii=False, separators=(",", ":")),
            id=form_id,
            note=note,
            draft=draft,
            languages=[(tag, _own_name(tag)) for tag in self.locales],
            bubbles=bubbles(view.shown),
        )

    def promises(self, locale: str, paragraphs: Sequence[str]) -> str:
        """Return a page of its own that says what is kept and who sees it; nothing of any talk is on it."""
        languages = [(tag, _own_name(tag)) for tag in self.locales]
        return self._promises.render(
            words=self._words[locale], locale=locale, direction=direction(locale), files=self._paths,
            languages=languages, paragraphs=paragraphs,
        )  # fmt: skip

    def news(self, view: View, after: int, had: str) -> dict[str, object]:
        """Return what is new after a number, for the page's script; ``had`` is the locale its words are in."""
        news: dict[str, object] = {
            "state": view.state,
            "last": view.last,
            "fresh": view.fresh,
            "erased": view.erased,
            "gone": view.gone,
            "messages": [
                {
                    "n": bubble.number,
                    "id": bubble.id,
                    "kind": bubble.kind,
                    "at": bubble.at,
                    "locale": bubble.locale,
                    "pieces": bubble.pieces,
                    "buttons": bubble.buttons,
                    "place": bubble.place,
                }
                for bubble in bubbles(view.shown)
                if bubble.number > after
            ],
        }
        if had != view.locale:
            news |= {"locale": view.locale, "dir": direction(view.locale), "words": self._words[view.locale]}
        return news

    async def file(self, request: web.Request) -> web.Response:
        """Serve one of the page's files; its name holds its content's hash, so it may be kept for good."""
        found = self.files.get(request.match_info["name"])
        if found is None:
            return web.Response(status=404)
        kind, body, packed = found
        headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"] = "gzip"
            body = packed
        return web.Response(body=body, content_type=kind, charset="utf-8", headers=headers)


def _own_name(tag: str) -> str:
    """Return a language's name in itself: ``ru`` is «Русский»."""
    try:
        name = Locale.parse(tag, sep="-").get_display_name() or tag
    except (UnknownLocaleError, ValueError):
        return tag
    return name[0].upper() + name[1:]
