"""A yes to "may our workers see numbers" is not about the writer's own: that stays covered, as their name does."""

from __future__ import annotations

import pytest

from bot.content import SHOWN, Shelf

N = "+7 900 000-11-22"


@pytest.mark.parametrize("shows", ["numbers", "facts"])
@pytest.mark.parametrize(
    "text",
    [
        f"my number is {N}",
        f"My new phone number: {N}",
        f"call me back at {N}",
        f"{N} is my number",
        f"мой номер {N}, пишите",
        f"мой рабочий телефон: {N}",
        f"звоните мне {N}",
        f"{N} это мой",
        f"mening raqamim {N}",
        f"менің нөмірім {N}",
        f"рақами ман {N}",
        "write to me @zarina_invented",
        "my name is Zarina",
        "меня зовут Зарина",
    ],
)
def test_the_writers_own_stays_covered(shelf: Shelf, text: str, shows: str) -> None:
    """However they say that it is theirs, in every language the redactor knows."""
    shown = shelf.redact(text, shows)  # type: ignore[arg-type]
    assert shown.pieces
    assert "900" not in shown.text
    assert "arina" not in shown.text
    assert "арина" not in shown.text


@pytest.mark.parametrize(
    "text",
    [
        f"his number is {N}",
        f"my boss's number is {N}",
        f"номер хозяина {N}",
        f"мой хозяин {N}",
        f"он звонил мне с {N}",
        f"they call me from {N}",
        "he wrote from @badguy123",
    ],
)
def test_what_a_rescue_needs_is_shown_as_allowed(shelf: Shelf, text: str) -> None:
    """The number of somebody else is why the person allowed it: it is read as written, and covered without a yes."""
    assert shelf.redact(text, "numbers").text == text
    assert shelf.redact(text, "facts").text == text
    assert shelf.redact(text, "nothing").text != text, "control"


def test_facts_are_covered_in_nothing_else(shelf: Shelf) -> None:
    """A plate, a passport of the missing, an address of the house: fields for a rescue keep them."""
    assert "document" in SHOWN["facts"]
    assert "document" not in SHOWN["numbers"]
