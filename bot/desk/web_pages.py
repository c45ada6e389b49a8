"""What the desk shows: pages, the fragments that are sent live from the same templates, and the files beside them.

Nothing here may decide who sees what; the handlers do.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.desk.auth import Visitor
from bot.desk.covering import ConsentView
from bot.desk.offers import Offer
from bot.desk.sheet import Reading, Ready, Row, ready, row
from bot.desk.site import sealed_off
from bot.desk.verbs import READY, Queued
from bot.desk.words import Words
from bot.texts import Texts

HERE = Path(__file__).parent
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_SCRIPT_WORDS = ("on", "off", "offline", "undo", "now", "mute")
_MOST_ROWS = 4000


@dataclass(frozen=True, slots=True)
class Case:
    """The right side of the desk: a case as its holder reads it, or what others may know of it."""

    mode: str
    row: Row | None = None
    sheet: Reading | None = None
    colleagues: Markup = field(default_factory=Markup)
    dispositions: Sequence[tuple[str, str]] = ()
    draft: str = ""
    ready: Sequence[Ready] = ()
    needs: Sequence[tuple[str, str]] = ()
    spans: Sequence[tuple[str, str]] = ()
    reasons: Sequence[tuple[str, str]] = ()
    follow: tuple[str, str] | None = None
    consent: ConsentView | None = None

    @property
    def has_directory(self) -> bool:
        """Whether help can be looked for beside the case."""
        return bool(self.needs)


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A line of the queue as it is shown: its row, that row rendered, and the event that tells of it."""

    line: Queued
    offer: Offer | None
    row: Row
    html: Markup
    told: bytes


class Pages:
    """Renders templates and serves files; a file's name holds its content's hash, so it may be kept for good."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._words: dict[str, Words] = {}
        self._env = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip
        self._served, names = _files(HERE / "static")
        self._env.globals["files"] = names
        self._rows: dict[tuple[str, str, str], ShownRow] = {}
        self._ready: dict[tuple[str, str], list[Ready]] = {}

    @property
    def ready_sentences(self) -> dict[str, bool]:
        """The ids of all ready sentences, and whether each takes minutes."""
        texts, locale = self._texts, self._texts.default
        sentences = [each for each in texts.sources[locale] if each.startswith(READY)]
        return {each: "minutes" in texts.variables(each, locale) for each in sentences}

    def words(self, locale: str) -> Words:
        """Return the words of a desk language; the organisation's own language where there is no such desk."""
        known = (each for each in self._texts.locales if locale in (each, each.partition("-")[0]))
        chosen = next(known, self._texts.default)
        if chosen not in self._words:
            self._words[chosen] = Words(self._texts, chosen)
        return self._words[chosen]

    def html(self, name: str, words: Words, /, *, status: int = 200, **shown: object) -> web.Response:
        """Return a whole page."""
        body = self._env.get_template(f"{name}.html").render(t=words, **shown)
        return web.Response(text=body, status=status, content_type="text/html")

    def fragment(self, name: str, words: Words, /, **shown: object) -> str:
        """Return a piece of a page, as it is sent live."""
        return self._env.get_template(f"{name}.html").render(t=words, **shown)

    def desk(
        self, visitor: Visitor, rows: Sequence[Row], case: Case | None, *, case_id: str,
        read: Mapping[str, int], quiet_until: int, notice: str = "", status: int = 200,
    ) -> web.Response:  # fmt: skip
        """Return the desk: the queue, and a case beside it."""
        words = self.words(visitor.account.locale)
        name = case.sheet.row.name if case and case.sheet else case.row.name if case and case.row else ""
        title = " · ".join(part for part in (name, words("desk-queue")) if part)
        return self.html(
            "desk", words, status=status, title=title, me=visitor.account, rows=rows, case=case, case_id=case_id,
            read=json.dumps(dict(read)), quiet_until=quiet_until, notice=notice, script_words=self._script_words(words),
        )  # fmt: skip

    def row(self, line: Queued, operator: str, words: Words, offer: Offer | None = None) -> ShownRow:
        """Return one row of the queue, rendered once for all who see the same."""
        key = (words.locale, line.id, operator if operator in (line.by, offer.to if offer else "") else "")
        known = self._rows.get(key)
        if known is None or (known.line, known.offer) != (line, offer):
            if len(self._rows) >= _MOST_ROWS:
                self._rows.clear()
            shown = row(line, operator, words, offer)
            html = self.fragment("row", words, r=shown).strip()
            told = f"event: row\ndata: {json.dumps(html, ensure_ascii=False)}\n\n"
            known = self._rows[key] = ShownRow(line, offer, shown, Markup(html), told.encode())  # noqa: S704  ours
        return known

    def fresh(self, lines: Sequence[Queued], operator: str, words: Words, offers: Mapping[str, Offer]) -> str:
        """Return all lists of the queue as they are sent to a desk that joins."""
        shown = [self.row(each, operator, words, offers.get(each.id)) for each in lines]
        rendered = {each.line.id: each.html for each in shown}
        return self.fragment("fresh", words, rows=[each.row for each in shown], rendered=rendered)

    def ready(self, locale: str, words: Words) -> Sequence[Ready]:
        """Return every ready sentence for a person's language; they are the same for as long as we run."""
        key = (locale, words.locale)
        if key not in self._ready:
            self._ready[key] = ready(locale, words)
        return self._ready[key]

    def _script_words(self, words: Words) -> str:
        said = {name: words(f"desk-{name}") for name in _SCRIPT_WORDS}
        said["minutes"] = words("desk-minutes", count="{m}")
        said["hours"] = words("desk-hours", hours="{h}", minutes="{m}")
        said["days"] = words("desk-days", count="{d}")
        said["alarm"] = words("desk-alarm", count="{count}")
        said["closing"] = words("desk-closing", name="{name}")
        said["sending"] = words("desk-sending", text="{text}")
        return json.dumps(said, ensure_ascii=False)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Serve one of the desk's files."""
        found = self._served.get(request.match_info["name"])
        if found is None:
            return sealed_off(web.Response(status=404))
        kind, body, packed = found
        headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"] = "gzip"
            body = packed
        return sealed_off(web.Response(body=body, content_type=kind, charset="utf-8", headers=headers))


@lru_cache(maxsize=4096)
def option(value: str, hint: str = "") -> str:
    """Return one thing to choose, escaped.

    >>> option("a&b", "here")
    '<option value="a&amp;b">a&amp;b · here</option>'
    """
    return f'<option value="{escape(value)}">{escape(value)}{" · " if hint else ""}{escape(hint)}</option>'


def _files(folder: Path) -> tuple[dict[str, tuple[str, bytes, bytes]], dict[str, str]]:
    """Return what is served by hashed name, and the paths of files by plain name."""
    served: dict[str, tuple[str, bytes, bytes]] = {}
    names: dict[str, str] = {}
    for path in sorted(folder.iterdir(), key=lambda each: each.name == "desk.js"):  # the one that imports comes last
        if path.suffix not in _TYPES:
            continue
        body = path.read_bytes()
        for name, where in names.items():
            mark = name.replace(".", "_").upper()
            body = body.replace(f'"{mark}"'.encode(), f'"{where}"'.encode())
        hashed = f"{hashlib.sha256(body).hexdigest()[:16]}-{path.name}"
        served[hashed] = (_TYPES[path.suffix], body, gzip.compress(body, mtime=0))
        names[path.name] = f"/desk/static/{hashed}"
    return served, names
