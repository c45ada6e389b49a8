"""Finds what can be tapped in a text: phone numbers to dial, and addresses of pages shown in full.

Pure. A link never says one thing and leads to another: its words are its target.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

_GAP = "[ \u00a0\u202f\u2011().-]{0,2}"
_PHONE = rf"(?<![\w+])\+\d(?:{_GAP}\d){{6,14}}(?![\d])"
_SHORT = r"(?m:^1\d\d(?=$|\s*[(:,–—-]))"
"""An emergency number that opens its line: the voice rules give every number a line of its own."""
_PAGE = "https?://[^\\s<>\"'«»“”\u200e\u200f\u2066-\u2069]+"
_ANY = re.compile(f"(?P<phone>{_PHONE})|(?P<short>{_SHORT})|(?P<page>{_PAGE})")


class Piece(NamedTuple):
    """A stretch of a text; ``target`` is what a tap on it opens, empty for plain words."""

    words: str
    target: str = ""


def pieces(text: str, of: Literal["person", "bot", "operator", "mark"]) -> tuple[Piece, ...]:
    """Cut a text into plain words and links; joined again, the words are the text.

    Nothing of the person's own words becomes a link. An operator's page address must be https: it was typed by hand
    and nobody checked it, while those of the directory were.
    """
    if of == "person":
        return (Piece(text),)
    found: list[Piece] = []
    done = 0
    for match in _ANY.finditer(text):
        words = match.group()
        if match.lastgroup == "page":
            words = words.rstrip(".,;:!?)]}…")
            target = words if _is_plain_address(words, secure_only=of == "operator") else ""
        else:
            target = "tel:" + re.sub(r"[^\d+]", "", words)
        if target:
            if match.start() > done:
                found.append(Piece(text[done : match.start()]))
            found.append(Piece(words, target))
            done = match.start() + len(words)
    if done < len(text):
        found.append(Piece(text[done:]))
    return tuple(found)


def _is_plain_address(address: str, *, secure_only: bool) -> bool:
    """Tell whether an address names a host plainly: nothing before an @ that could pass for the host."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    return (
        bool(host) and "@" not in parts.netloc and "\\" not in address and (parts.scheme == "https" or not secure_only)
    )
