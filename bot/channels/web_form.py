"""Reads what a person did on the page out of a form: words, a tap, a place or a start.

Pure. What a page of ours cannot have sent is a ValueError; nothing else may come out of any form.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.messages import Address, Place, Tap

_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""Characters that show nothing or turn the writing round; the joiners stay, Persian and emoji need them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one form says. ``locale`` is what the person reads, ``hint`` what they would rather read.

    The hint is the browser's first language, unless the person chose one on the page.
    """

    id: str
    locale: str
    hint: str | None
    text: str = ""
    tap: Tap | None = None
    place: Place | None = None
    start: bool = False

    def __repr__(self) -> str:
        return "Asked(hidden)"

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.tap or self.place or self.start)

    def inbound_id(self, address: Address) -> str:
        """Return the id that marks doubles: the same page id from another session, or with other words, is none."""
        what = self.text or self.tap or self.place or "start"
        return hashlib.sha256(f"{address.to}|{self.id}|{what!r}".encode()).hexdigest()[:40]


def asked(
    form: Mapping[str, str], languages: Sequence[str], locale: str, locales: Sequence[str], spare_id: str
) -> Asked:
    """Read a form of the page. ``languages`` and ``locale`` are what the browser asks for and what it gets."""
    hint = languages[0] if languages else None
    if form.get("locale") in locales and form["locale"] != locale:
        locale = hint = form["locale"]
    tap, place = _tap(form), _place(form)
    text = "" if tap or place else form.get("text", "")
    given = form.get("id", "")
    return Asked(
        id=given if _ID.fullmatch(given) else spare_id,
        locale=locale,
        hint=hint,
        text=_UNSEEN.sub("", text.replace("\r\n", "\n")).strip(),
        tap=tap,
        place=place,
        start="start" in form,
    )


def _tap(form: Mapping[str, str]) -> Tap | None:
    if "tap" not in form:
        return None
    tap = Tap.unpacked(form["tap"]) if len(form["tap"].encode()) <= 64 else None
    if tap is None:
        raise ValueError("not a tap")
    return tap


def _place(form: Mapping[str, str]) -> Place | None:
    if "lat" not in form and "lon" not in form:
        return None
    lat, lon = float(form.get("lat", "")), float(form.get("lon", ""))
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError("not a place")
    return Place(lat, lon)


def number(text: str | None) -> int:
    """Read a mailbox number that a page sent; anything else is 0."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 16 else 0
