"""People are told how long it takes only when we know, and rather too long than too short."""

from __future__ import annotations

import pytest

from bot.cases.estimates import estimate


def test_nothing_is_said_while_too_little_is_known() -> None:
    """Four answers are no basis for a promise; five are."""
    assert estimate([]) is None
    assert estimate([3.0] * 4) is None
    assert estimate([3.0] * 5) == 5


@pytest.mark.parametrize(
    ("waits", "told"),
    [
        ([0.2] * 20, 5),  # never "no wait at all"
        ([5.0] * 20, 5),
        ([5.1] * 20, 10),
        ([1.0] * 16 + [60.0] * 4, 5),  # four of twenty waited longer: one in five is the care we take
        ([1.0] * 15 + [60.0] * 5, 60),
        ([30.0, 1.0, 1.0, 1.0, 1.0], 5),
        ([30.0, 30.0, 1.0, 1.0, 1.0], 30),
    ],
)
def test_four_of_five_people_waited_no_longer_than_we_say(waits: list[float], told: int) -> None:
    """The figure is a careful one, in whole fives of minutes, rounded up."""
    assert estimate(waits) == told


def test_only_the_last_twenty_answers_count() -> None:
    """A bad night last month does not frighten anybody today."""
    assert estimate([2.0] * 20 + [120.0] * 50) == 5
    assert estimate([120.0] * 20 + [2.0] * 50) == 120
