"""Words arrive on WhatsApp as they were typed, and an SMS costs no more than it must."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.whatsapp_words import cheapest, in_one_line, segments, unformatted

FORMATTED = [
    ("*stay* here", "∗stay∗ here"),
    ("_stay_ here", "＿stay＿ here"),
    ("~stay~ here", "∼stay∼ here"),
    ("**stay**", "∗∗stay∗∗"),
    ("_*stay*_", "＿∗stay∗＿"),
    ("(*stay*).", "(∗stay∗)."),
    ("```code``` and `code`", "ˋˋˋcodeˋˋˋ and ˋcodeˋ"),
    ("> quoted\n* listed", "› quoted\n∗ listed"),
    ("*паспорт*", "∗паспорт∗"),
    ("*see https://a.example/*", "∗see https://a.example/*"),
]
AS_IT_IS = [
    "5*3*2 = 30",
    "snake_case_name",
    "write to a_b@c.example",
    "https://a.example/_b_/*c*~d~",
    "*not closed",
    "2 * 3 * 4",
    "~ 5 km",
    "a > b",
]


@pytest.mark.parametrize(("typed", "sent"), FORMATTED)
def test_nothing_is_formatted_that_nobody_meant(typed: str, sent: str) -> None:
    """What WhatsApp would show as bold, struck or quoted is written with signs that look alike."""
    assert unformatted(typed) == sent


@pytest.mark.parametrize("typed", AS_IT_IS)
def test_what_formats_nothing_stays(typed: str) -> None:
    """Links, addresses and sums can be copied as they were typed."""
    assert unformatted(typed) == typed


@given(st.text(alphabet="*_~`> \nab.", max_size=40))
def test_no_pair_that_formats_is_left(typed: str) -> None:
    """However the signs are mixed, the length stays and a second look finds nothing more to do."""
    sent = unformatted(typed)
    assert len(sent) == len(typed)
    assert unformatted(sent) == sent


def test_a_gap_takes_one_line_without_tabs() -> None:
    """What Twilio refuses in a variable is taken out before."""
    assert in_one_line(" a\tb     c\u00a0\u00a0d ") == "a b c d"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("Я" * 70, 1),
        ("Я" * 71, 2),
        ("Я" * 134, 2),
        ("Я" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_segments_are_counted_as_they_are_paid(text: str, count: int) -> None:
    """160 letters of the plain alphabet fit one SMS, 70 of any other; joined ones hold a little less."""
    assert segments(text) == count


def test_a_curly_quote_does_not_double_the_price() -> None:
    """Typographic signs become plain ones where that is enough, and stay where it is not."""
    assert cheapest("It’s “here” – wait…") == 'It\'s "here" - wait...'
    assert cheapest("Подождите…") == "Подождите…"
