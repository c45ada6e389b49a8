"""How a message is cut and laid out so that it fits a channel: one way for all of them.

Nothing here knows a channel by name: only its limits, and how it counts the length of a text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from bot.channels.contract import Limits
from bot.messages import Button, Outbound

Style: TypeAlias = Literal["buttons", "list", "numbers", "plain"]
Length: TypeAlias = Callable[[str], int]
"""How a channel counts a text: `len` for characters, `utf16_units` where the platform counts those."""

TICK = "✓ "
_DOTS = "…"


@dataclass(frozen=True, slots=True)
class Part:
    """One message as it goes over the wire; only the last part of a message carries choices.

    The labels of ``buttons`` already fit, differ from each other and carry their tick. In style "numbers" the
    choices stand in the text, in the order of the message, and ``buttons`` is empty.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    style: Style = "plain"


def utf16_units(text: str) -> int:
    """Count a text as Telegram does: characters outside the basic plane count twice."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def lay_out(message: Outbound, limits: Limits, *, length: Length = len, beside: int | None = None) -> tuple[Part, ...]:
    """Cut a message into parts that fit, and decide how its choices are shown.

    ``beside`` is how long the text next to buttons or a list may be, where that is shorter than ``limits.text``.
    A typed number means the same choice in every style: choices are counted from 1 in the message's order.
    """
    style = _style(len(message.buttons), limits)
    text = message.text.strip()
    if style == "numbers":
        text = f"{text}\n\n{_numbered(message.buttons)}".strip()
    pieces = split(text, limits.text, length=length)
    if beside is not None and style in ("buttons", "list"):
        pieces[-1:] = split(pieces[-1], beside, length=length)
    *before, last = [Part(piece) for piece in pieces]
    if style in ("buttons", "list"):
        room = limits.button_label if style == "buttons" else limits.row_label
        return (*before, Part(last.text, fitted(message.buttons, room, length=length), style))
    return (*before, replace(last, style=style))


def _style(choices: int, limits: Limits) -> Style:
    if not choices:
        return "plain"
    if choices <= limits.buttons:
        return "buttons"
    return "list" if choices <= limits.rows else "numbers"


def _numbered(buttons: Iterable[Button]) -> str:
    return "\n".join(f"{number}. {_ticked(button)}" for number, button in enumerate(buttons, start=1))


def _ticked(button: Button) -> str:
    return TICK + button.label if button.ticked else button.label


# -- labels ------------------------------------------------------------------------------------------------------


def fitted(buttons: tuple[Button, ...], room: int, *, length: Length = len) -> tuple[Button, ...]:
    """Return the buttons with labels that fit and differ; where cutting would make two alike, they get their number."""
    whole = [_ticked(button) for button in buttons]
    labels = [cut(label, room, length=length) for label in whole]
    if len({label.casefold() for label in labels}) < len(labels):
        alike = {label for label, times in Counter(map(str.casefold, labels)).items() if times > 1}
        labels = [
            _with_number(number, whole[number - 1], room, length) if label.casefold() in alike else label
            for number, label in enumerate(labels, start=1)
        ]
        if len({label.casefold() for label in labels}) < len(labels):
            labels = [_with_number(number, label, room, length) for number, label in enumerate(whole, start=1)]
    return tuple(
        button if button.label == label else replace(button, label=label)
        for button, label in zip(buttons, labels, strict=True)
    )


def _with_number(number: int, label: str, room: int, length: Length) -> str:
    prefix = f"{number}. "
    return prefix + cut(label, max(room - length(prefix), 1), length=length)


def cut(label: str, room: int, *, length: Length = len) -> str:
    """Shorten a label with an ellipsis, at a word's end where at least half of it stays, never inside a grapheme."""
    if length(label) <= room:
        return label
    end = _longest(label, room - length(_DOTS), length)
    while end > 0 and splits_grapheme(label, end):
        end -= 1
    word_end = label.rfind(" ", 0, end + 1)
    if word_end * 2 >= end:
        end = word_end
    return label[:end].rstrip() + _DOTS


# -- texts -------------------------------------------------------------------------------------------------------

_SPACE = r"[^\S\u00a0\u2007\u202f]"  # white space at which a line may be broken
_PARAGRAPH = re.compile(r"(?=\n[ \t\r]*\n)")
_LINE = re.compile(r"(?=\n)")
_SENTENCE = re.compile(rf"(?:[.!?…؟۔।][\"'»”’)\]]*(?={_SPACE}))|[。！？]")
_WORD = re.compile(rf"(?={_SPACE})")
_PHONE = re.compile(r"\+?\(?\d[\d ()./\-\u2010-\u2013\u00a0\u2009\u202f]{3,}\d")


def split(text: str, limit: int, *, length: Length = len) -> list[str]:
    """Cut a text into pieces of at most ``limit``: between paragraphs, else lines, sentences, words.

    A phone number or a grapheme is torn only when it alone is longer than the limit. White space at a cut is dropped.
    """
    pieces = []
    while length(text) > limit:
        end = max(_longest(text, limit, length), 1)
        at = _break_before(text, end)
        pieces.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [piece for piece in (*pieces, text) if piece] or [""]


def split_question(text: str) -> tuple[str, str] | None:
    """Cut off the last paragraph, line or sentence, where the question stands; None when there is but one."""
    for boundary in (_PARAGRAPH, _LINE, _SENTENCE):
        ends = [match.end() for match in boundary.finditer(text) if text[match.end() :].strip()]
        whole = [at for at in _outside_phones(text, ends) if text[:at].strip()]
        if whole:
            return text[: whole[-1]].rstrip(), text[whole[-1] :].lstrip()
    return None


def _break_before(text: str, end: int) -> int:
    """Return the best place to cut at or before ``end``."""
    window = text[: end + 1]
    for boundary, least in ((_PARAGRAPH, end // 3), (_LINE, end // 3), (_SENTENCE, end // 3), (_WORD, 1)):
        ends = [at for match in boundary.finditer(window) if least <= (at := match.end()) <= end]
        allowed = _outside_phones(text, ends)
        if allowed and text[: allowed[-1]].strip():
            return allowed[-1]
    whole = [at for at in range(1, end + 1) if not splits_grapheme(text, at)]
    return (_outside_phones(text, whole) or whole or [end])[-1]


def _outside_phones(text: str, places: list[int]) -> list[int]:
    if not places:
        return places
    spans = [match.span() for match in _PHONE.finditer(text)]
    return [at for at in places if not any(start < at < end for start, end in spans)]


def _longest(text: str, limit: int, length: Length) -> int:
    """Return how many characters from the start fit into ``limit``."""
    low, high = 0, min(len(text), max(limit, 0))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if length(text[:middle]) <= limit else (low, middle - 1)
    return low


# -- graphemes ---------------------------------------------------------------------------------------------------

_JOINER = "\u200d"
_VIRAMA = 9  # the canonical combining class of the signs that bind two Indic letters


def splits_grapheme(text: str, at: int) -> bool:
    """Tell whether a cut before ``text[at]`` would tear what a reader sees as one character.

    Follows the rules of Unicode's annex 29 as far as the standard library's tables carry: marks, joined and
    toned emoji, flags, Hangul syllables, Indic conjuncts.
    """
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if before < "\u0300" and after < "\u0300":
        return before == "\r" and after == "\n"
    if before == _JOINER or _extends(after):
        return True
    if _is_flag_half(before) and _is_flag_half(after):
        halves = 0
        while halves < at and _is_flag_half(text[at - 1 - halves]):
            halves += 1
        return halves % 2 == 1
    if unicodedata.combining(before) == _VIRAMA and unicodedata.category(after) == "Lo":
        return True
    return _hangul(after) in _HANGUL_FOLLOWERS.get(_hangul(before), ())


def _extends(char: str) -> bool:
    return (
        unicodedata.category(char) in ("Mn", "Me", "Mc")
        or char in (_JOINER, "\u200c", "\uff9e", "\uff9f")
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


_HANGUL_FOLLOWERS = {"L": ("L", "V", "LV", "LVT"), "LV": ("V", "T"), "V": ("V", "T"), "LVT": ("T",), "T": ("T",)}


def _hangul(char: str) -> str:
    if "\u1100" <= char <= "\u115f" or "\ua960" <= char <= "\ua97c":
        return "L"
    if "\u1160" <= char <= "\u11a7" or "\ud7b0" <= char <= "\ud7c6":
        return "V"
    if "\u11a8" <= char <= "\u11ff" or "\ud7cb" <= char <= "\ud7fb":
        return "T"
    if "\uac00" <= char <= "\ud7a3":
        return "LVT" if (ord(char) - 0xAC00) % 28 else "LV"
    return ""
