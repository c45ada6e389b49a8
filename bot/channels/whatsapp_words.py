"""How words are written for WhatsApp and SMS: what fits, no formatting that nobody meant, how segments are counted.

Pure.
"""

from __future__ import annotations

import re
from typing import Final

from bot.channels.contract import Limits

LIMITS: Final = Limits(text=1600, buttons=3, rows=10, button_label=20, row_label=24, markup="whatsapp", reports=True)
SMS_LIMITS: Final = Limits(text=1600, buttons=0, rows=0, button_label=20, reports=True)

_PAIRED: Final = re.compile(r"(?<![^\s\W_])([*_~])(?=\S)([^\n]*?\S)\1(?![^\s\W_])")
_LOOKALIKE: Final = {"*": "\u2217", "_": "\uff3f", "~": "\u223c"}
_LINK: Final = re.compile(r"https?://\S+")
_BACKTICK: Final = re.compile("`")
_BULLET: Final = re.compile(r"^([*>])(?= )", re.MULTILINE)
_BULLETS: Final = {"*": "\u2217", ">": "\u203a"}
_SPACES: Final = re.compile(r"[ \t\u00a0]{2,}|\t")


def unformatted(text: str) -> str:
    """Return a text that WhatsApp shows as it was typed: signs that would format give way to ones that look alike.

    Signs inside a word or a link format nothing and stay, so that links and addresses can be copied.

    >>> unformatted("*no* https://a.example/b_c_d 2*3 _yes_")
    '∗no∗ https://a.example/b_c_d 2*3 ＿yes＿'
    """
    if not any(sign in text for sign in "*_~`>"):
        return text
    text = _BULLET.sub(lambda found: _BULLETS[found[1]], _BACKTICK.sub("\u02cb", text))
    linked = {at for link in _LINK.finditer(text) for at in range(*link.span())}
    # One sign stands for one, so places stay; a pair may hide another, so it is looked for again.
    while pair := next((each for each in _PAIRED.finditer(text) if {each.start(), each.end() - 1} - linked), None):
        ends = {pair.start(), pair.end() - 1} - linked
        text = "".join(_LOOKALIKE[sign] if at in ends else sign for at, sign in enumerate(text))
    return text


def in_one_line(text: str) -> str:
    """Return a text as a variable may hold it: Twilio refuses tabs and many spaces. Line breaks are the caller's."""
    return _SPACES.sub(" ", text).strip()


# -- SMS ---------------------------------------------------------------------------------------------------------

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED: Final = frozenset("\f^{}\\[~]|€")  # two characters each
_PLAIN: Final = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00ab": '"', "\u00bb": '"',
        "\u2013": "-", "\u2014": "-", "\u2026": "...", "\u00a0": " ", "\u202f": " ", "\u2022": "-", "\u2011": "-",
    }
)  # fmt: skip


def cheapest(text: str) -> str:
    """Return a text for SMS: with plain quotes and dashes where that lets it be sent in a third of the segments."""
    plain = text.translate(_PLAIN)
    return plain if _septets(plain) is not None else text


def segments(text: str) -> int:
    """Return how many messages an SMS is cut into and paid as: 160 or 153 letters of GSM 03.38, else 70 or 67 of UCS-2.

    >>> segments("Hello"), segments("a" * 161), segments("Я" * 71)
    (1, 2, 2)
    """
    septets = _septets(text)
    if septets is not None:
        return 1 if septets <= 160 else -(-septets // 153)
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    return 1 if units <= 70 else -(-units // 67)


def _septets(text: str) -> int | None:
    """Count a text in the alphabet of GSM; None where it does not suffice."""
    if not all(char in _BASIC or char in _EXTENDED for char in text):
        return None
    return sum(2 if char in _EXTENDED else 1 for char in text)
