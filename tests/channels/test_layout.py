"""What a person reads is never torn apart, whatever channel it goes through."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.contract import Limits
from bot.channels.layout import Length, Part, cut, fitted, lay_out, split, split_question, splits_grapheme, utf16_units
from bot.messages import Button, Outbound, Tap

BUTTONS = Limits(text=100, buttons=3, rows=10, button_label=20, row_label=24)
SMS = Limits(text=100, buttons=0, rows=0, button_label=0)
FAMILY = "👩\u200d👩\u200d👧"
GRAPHEMES = ["e\u0301", FAMILY, "👍🏽", "🇬🇪", "한", "क\u094dष", "🏴\U000e0067\U000e0062\U000e007f", "\r\n"]


def choices(*labels: str, ticked: tuple[str, ...] = ()) -> tuple[Button, ...]:
    return tuple(
        Button(label, Tap("f", "n", str(number)), ticked=label in ticked) for number, label in enumerate(labels)
    )


@pytest.mark.parametrize(
    ("count", "limits", "style"),
    [
        (0, BUTTONS, "plain"),
        (1, BUTTONS, "buttons"),
        (3, BUTTONS, "buttons"),
        (4, BUTTONS, "list"),
        (10, BUTTONS, "list"),
        (11, BUTTONS, "numbers"),
        (2, SMS, "numbers"),
    ],
)
def test_choices_become_buttons_a_list_or_numbers(count: int, limits: Limits, style: str) -> None:
    """Choices are buttons where they fit, a list where that fits, and numbers where neither does."""
    message = Outbound("Which one?", choices(*(f"Answer {n}" for n in range(count))))
    last = lay_out(message, limits)[-1]
    assert last.style == style
    assert len(last.buttons) == (count if style in ("buttons", "list") else 0)


def test_a_typed_number_means_the_choice_that_is_listed_with_it() -> None:
    """Numbered choices stand in the order of the question, counted from one, ticked ones with a tick."""
    message = Outbound("Which?", choices("Bread", "Water", "Sleep", ticked=("Water",)))
    (part,) = lay_out(message, SMS)
    assert part == Part("Which?\n\n1. Bread\n2. ✓ Water\n3. Sleep", (), "numbers")


def test_ticked_buttons_show_it() -> None:
    """Somebody who chose two answers sees which two."""
    message = Outbound("Which?", choices("Bread", "Water", ticked=("Water",)))
    (part,) = lay_out(message, BUTTONS)
    assert [button.label for button in part.buttons] == ["Bread", "✓ Water"]
    assert [button.tap for button in part.buttons] == [button.tap for button in message.buttons]


def test_only_the_last_part_carries_the_choices() -> None:
    """The question stands last, next to its buttons, and fits beside them."""
    text = "First sentence here. " * 12 + "Are you safe?"
    parts = lay_out(Outbound(text, choices("Yes", "No")), BUTTONS, beside=40)
    assert [part.style for part in parts[:-1]] == ["plain"] * (len(parts) - 1)
    assert parts[-1].text.endswith("Are you safe?")
    assert len(parts[-1].text) <= 40
    assert " ".join(part.text for part in parts) == text


# -- labels ------------------------------------------------------------------------------------------------------


def test_a_long_label_is_cut_at_a_word_and_says_so() -> None:
    """A label that does not fit ends at a word, with an ellipsis."""
    assert cut("I was promised another job", 20) == "I was promised…"
    assert cut("short", 20) == "short"


@pytest.mark.parametrize("grapheme", GRAPHEMES[:-1])
def test_a_label_is_never_cut_inside_a_grapheme(grapheme: str) -> None:
    """A family, a flag or an accented letter is shown whole or not at all."""
    for room in range(2, 3 * len(grapheme) + 2):
        kept = cut("a" + grapheme * 3 + "b", room).removesuffix("…").removeprefix("a")
        assert kept == grapheme * (len(kept) // len(grapheme)), room


def test_cutting_never_makes_two_labels_alike() -> None:
    """Two answers that begin with the same words can be told apart: by the number that may be typed for them."""
    labels = ["They keep my passport at the office", "They keep my passport at home", "Something else"]
    cut_labels = [button.label for button in fitted(choices(*labels), 20)]
    assert cut_labels == ["1. They keep my…", "2. They keep my…", "Something else"]
    assert cut(labels[0], 20) == cut(labels[1], 20)  # without the numbers they would have been alike


# -- texts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("One. Two. Three.", 10, ["One. Two.", "Three."]),
        ("First line\nsecond line. More", 24, ["First line", "second line. More"]),
        ("Para one. And more.\n\nPara two.", 25, ["Para one. And more.", "Para two."]),
        ("Is it far? 🙂 Yes", 13, ["Is it far?", "🙂 Yes"]),
        ("no sentence ends here at all", 12, ["no sentence", "ends here at", "all"]),
        ("你好。请打电话。谢谢。", 8, ["你好。请打电话。", "谢谢。"]),
        ("unbreakable" * 3, 11, ["unbreakable"] * 3),
        ("", 10, [""]),
    ],
)
def test_a_long_text_is_cut_where_a_reader_would_pause(text: str, limit: int, pieces: list[str]) -> None:
    """Between paragraphs, else lines, else sentences, else words."""
    assert split(text, limit) == pieces


@pytest.mark.parametrize(
    "number",
    ["+7 495 000 00 00", "+33 1 23 45 67 89", "8 (800) 000-00-00", "0000 00 00", "+995\u00a0000\u00a000\u00a000"],
)
def test_a_phone_number_is_never_torn(number: str) -> None:
    """A number to call stands whole in one message, wherever the text must be cut."""
    torn_without_care = False
    for before in range(60):
        text = f"{'word ' * 14}"[:before] + f" call {number} at any hour of the day or the night, it is free."
        pieces = split(text, 40)
        assert sum(number in piece for piece in pieces) == 1, pieces
        torn_without_care |= number not in text[:40].rsplit(" ", 1)[0] and text[:40].count(number[:4]) > 0
    assert torn_without_care  # a simpler cut would have torn it


def test_the_length_is_counted_as_the_platform_counts_it() -> None:
    """Telegram counts an emoji twice; a text that fits by our count must fit by theirs."""
    text = "😀 " * 60
    assert all(utf16_units(piece) <= 100 for piece in split(text, 100, length=utf16_units))
    assert any(utf16_units(piece) > 100 for piece in split(text, 100))


@pytest.mark.parametrize("grapheme", GRAPHEMES)
def test_graphemes_are_known(grapheme: str) -> None:
    """What reads as one sign is one sign, and two of them may be parted."""
    inside = [at for at in range(1, len(grapheme)) if not splits_grapheme(grapheme * 2, at)]
    assert inside == []
    assert not splits_grapheme(grapheme * 2, len(grapheme))


def test_a_question_can_be_parted_from_what_precedes_it() -> None:
    """The last paragraph, line or sentence of a text is the question."""
    assert split_question("Thank you. Is it far?") == ("Thank you.", "Is it far?")
    assert split_question("One. Two.\nThree. Four?") == ("One. Two.", "Three. Four?")
    assert split_question("Is it far?") is None


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@settings(max_examples=300, deadline=None)
@given(WORDS, st.integers(5, 60), st.sampled_from([len, utf16_units]))
def test_nothing_is_lost_by_cutting(text: str, limit: int, length: Length) -> None:
    """Whatever is written, every word arrives, and every piece fits."""
    pieces = split(text, limit, length=length)
    assert all(length(piece) <= limit for piece in pieces)
    assert re.sub(r"\s", "", "".join(pieces)) == re.sub(r"\s", "", text)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=12), st.integers(8, 30))
def test_labels_fit_and_differ_whatever_they_are(labels: list[str], room: int) -> None:
    """No channel is given two equal buttons, or one that is too long."""
    shown = [button.label for button in fitted(choices(*labels), room, length=utf16_units)]
    assert all(utf16_units(label) <= room for label in shown)
    assert len({label.casefold() for label in shown}) == len(shown)
