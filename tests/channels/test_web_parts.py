"""The pure parts of the web chat: links, languages, buckets, and what of a talk is shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web_form import asked
from bot.channels.web_gate import Buckets
from bot.channels.web_links import Piece, pieces
from bot.channels.web_page import View, accepted, bubbles, choose_locale, direction
from bot.channels.web_talk import Entry, Kept, Talk

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("Call\n+7 (495) 000-00-00\nday and night", ["tel:+74950000000"]),
        ("+998 71 000 00 00, +7 800 000 00 00.", ["tel:+998710000000", "tel:+78000000000"]),
        ("112 (free)\n102\n103: ambulance", ["tel:112", "tel:102", "tel:103"]),
        ("See https://example.org/a?b=1.", ["https://example.org/a?b=1"]),
        ("http://example.org", ["http://example.org"]),
        ("\u2068https://example.org\u2069", ["https://example.org"]),
        ("https://bank.example@evil.example/", []),
        ("https:// nothing, javascript:alert(1), data:text/html,x", []),
        ("2026-03-01, 12+30, +7 495, 1000 people, room 112", []),
        ("+1234567890123456789", []),
    ],
)
def test_what_can_be_dialled_or_opened_in_the_bots_words(text: str, targets: list[str]) -> None:
    """International numbers, emergency numbers on a line of their own and plain page addresses; nothing else."""
    assert [piece.target for piece in pieces(text, "bot") if piece.target] == targets


def test_a_consultant_may_link_only_secure_pages_and_a_person_none() -> None:
    """An operator's http address stays text, and nothing a person writes can be tapped."""
    text = "http://example.org https://example.org +7 495 000 00 00"
    found = [piece.target for piece in pieces(text, "operator") if piece.target]
    assert found == ["https://example.org", "tel:+74950000000"]
    assert pieces(text, "person") == (Piece(text),)


@given(st.text(alphabet="+0123456789 ()-.\nhtps:/@examl", max_size=80), st.sampled_from(["bot", "operator", "person"]))
def test_pieces_joined_are_the_text(text: str, of: Literal["bot", "operator", "person"]) -> None:
    """No word is lost or changed by looking for links, and a link is never anything but a number or a page."""
    found = pieces(text, of)
    assert "".join(piece.words for piece in found) == text
    assert all(piece.target.startswith(("tel:", "https://", "http://")) for piece in found if piece.target)


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("uz", "uz-Latn"),
        ("tg, ky;q=0.5", "en"),
        ("en;q=0, ru", "ru"),
        (";;q=,=", "en"),
        ("", "en"),
    ],
)
def test_the_page_speaks_the_best_language_the_browser_asks_for(header: str, locale: str) -> None:
    """The browser's order counts, a language without its script finds ours, and our first is the last resort."""
    assert choose_locale(accepted(header), ("en", "ru", "uz-Latn")) == locale


def test_right_to_left_languages_are_known() -> None:
    assert [direction(tag) for tag in ("ar", "fa-AF", "ur", "uz-Arab", "uz-Latn", "ru")] == ["rtl"] * 4 + ["ltr"] * 2


def test_a_bucket_lets_a_burst_through_and_then_one_at_a_time() -> None:
    """Three at once, then one each two seconds; another key is another bucket; a refusal costs nothing."""
    now = [0.0]
    buckets = Buckets(3, 2.0, lambda: now[0])
    assert [buckets.wait("a") for _ in range(4)] == [0, 0, 0, 2.0]
    assert buckets.wait("b") == 0
    now[0] = 2.0
    assert [buckets.wait("a"), buckets.wait("a")] == [0, 2.0]


def test_buckets_stay_bounded_under_a_flood() -> None:
    """A million sources do not take the memory: full buckets go first, then the oldest."""
    now = [0.0]
    buckets = Buckets(1, 10.0, lambda: now[0], most=5)
    for number in range(50):
        buckets.wait(str(number))
        now[0] += 1
    assert len(vars(buckets)["_full_at"]) <= 5


def talk(*entries: Entry) -> Talk:
    return Talk.read((number, entry.packed()) for number, entry in enumerate(entries, start=1))


def entry(kind: Literal["person", "bot", "operator", "mark"], minute: float, text: str = "", **more: object) -> Entry:
    fields = {"kind": kind, "at": NOON + timedelta(minutes=minute), "text": text, "id": text, **more}
    return Entry.model_validate(fields)


def texts(kept: tuple[Kept, ...]) -> list[str]:
    return [k.entry.text for k in kept]


def test_an_answer_that_was_faster_stands_after_its_question() -> None:
    """The bot's answer may be kept before the words it answers; the page shows them in the order they were said."""
    found = talk(entry("mark", 0, again=True), entry("bot", 1.1, "answer"), entry("person", 1, "question"))
    assert texts(found.shown()) == ["question", "answer"]


def test_a_new_sitting_hides_all_but_unseen_words_of_a_consultant() -> None:
    """Going on after a silence shows what no page has shown, and nothing else of before."""
    found = talk(
        entry("mark", 0, again=True),
        entry("person", 0, "old"),
        entry("operator", 1, "seen"),
        entry("mark", 1, seen=3),
        entry("bot", 2, "old answer"),
        entry("operator", 30, "unseen"),
        entry("mark", 60, again=True),
        entry("person", 60, "go on"),
        entry("mark", 61, seen=8),
    )
    assert texts(found.shown()) == ["unseen", "go on"]
    assert found.unseen() == ()


def test_silence_is_measured_from_the_persons_last_sign_of_life() -> None:
    """What we write does not keep a talk open: somebody else may hold the phone by now."""
    found = talk(entry("person", 0, "hello"), entry("operator", 14, "answer"))
    quarter = timedelta(minutes=15)
    assert not found.is_quiet(NOON + timedelta(minutes=14), quarter)
    assert found.is_quiet(NOON + timedelta(minutes=15), quarter)
    assert talk().is_quiet(NOON, quarter)


def test_no_word_shows_in_a_repr() -> None:
    """What ends up in a log or a traceback by mistake holds no word of anybody."""
    kept = talk(entry("person", 0, "Secret", place="Secret")).shown()
    form = asked({"text": "Secret", "id": "Secret"}, [], "en", ["en"], "spare")
    view = View("talk", "en", shown=kept)
    assert "Secret" not in f"{kept} {kept[0].entry!r} {kept[0].entry} {form} {bubbles(kept)} {view}"


@given(st.dictionaries(st.sampled_from(["id", "text", "tap", "lat", "lon", "start", "locale"]), st.text()))
def test_a_form_is_read_or_refused_as_a_value(form: dict[str, str]) -> None:
    """Whatever a form holds, reading it gives an answer or a ValueError, and the page's language stays one of ours."""
    try:
        read = asked(form, ["tg"], "en", ["en", "ru"], "spare")
    except ValueError:
        return
    assert read.locale in {"en", "ru"}
    assert read.place is None or abs(read.place.lat) <= 90


def test_entries_of_another_version_are_passed_over() -> None:
    """A mailbox written by a newer or broken version shows what can be read, and never fails."""
    rows = [
        (1, b"{}"),
        (2, b"\xff"),
        (3, b'{"kind":"new","at":"2026-03-01T12:00:00Z"}'),
        (4, entry("bot", 0, "hi").packed()),
    ]
    assert texts(Talk.read(rows).shown()) == ["hi"]


def test_buttons_stand_only_under_what_came_after_the_last_word() -> None:
    """An answered question loses its buttons; a consultant's word does not take the buttons of an open one."""
    yes = (("Yes", "a/b/yes", False),)
    found = talk(
        entry("bot", 0, "first?", buttons=yes),
        entry("person", 1, "Yes"),
        entry("bot", 2, "second?", buttons=yes),
        entry("operator", 3, "I am here"),
    )
    assert [bool(bubble.buttons) for bubble in bubbles(found.shown())] == [False, False, True, False]
