"""What may be asked of a person, how often, and what their answer opens."""

from __future__ import annotations

import pytest

from bot.cases.consent import (
    KINDS,
    MOST_ASKS,
    Allowed,
    AskedEnough,
    NothingNew,
    Question,
    StillAsked,
    is_piece,
    last_about,
    marked,
    must_be_askable,
    pieces_in,
)
from bot.privacy import redact

ASKED = Question("a1", "see", "phone 1", "ana", 100)


def test_every_kind_that_is_covered_can_be_asked_for() -> None:
    """What redaction takes out and what a question can name are the same kinds."""
    assert set(KINDS) == set(redact.KINDS)
    assert pieces_in([marked(kind, 1) for kind in KINDS]) == [f"{kind} 1" for kind in KINDS]


def test_a_piece_is_named_once_and_only_with_its_number() -> None:
    """The same piece in two messages is one; what was not kept cannot be asked for; other brackets are words."""
    texts = ["⟦phone 1⟧ and ⟦name⟧", "again ⟦phone 1⟧, ⟦email 2⟧, ⟦boss 1⟧, [phone]"]
    assert pieces_in(texts) == ["phone 1", "email 2"]
    assert not is_piece("boss 1")


def test_an_open_question_is_not_repeated() -> None:
    """Until the person answers, or writes something else, they are not asked again."""
    must_be_askable([], "see", "phone 1", 0)
    with pytest.raises(StillAsked):
        must_be_askable([ASKED], "see", "phone 1", 100)
    must_be_askable([ASKED], "see", "phone 1", 101)
    must_be_askable([ASKED], "see", "phone 2", 100)


@pytest.mark.parametrize("answer", ["no", "later"])
def test_an_answer_stands_until_the_person_says_something_else(answer: str) -> None:
    """Neither a no nor a later is asked away at once."""
    said = ASKED.said(answer, 110)  # type: ignore[arg-type]
    with pytest.raises(NothingNew):
        must_be_askable([said], "see", "phone 1", 110)
    must_be_askable([said], "see", "phone 1", 111)


def test_after_a_yes_there_is_nothing_to_ask() -> None:
    """Whoever said yes is left in peace; after a call that was made they may be asked for another."""
    with pytest.raises(Allowed):
        must_be_askable([ASKED.said("yes", 110)], "see", "phone 1", 200)
    called = Question("b1", "call", "xx-harbour", "ana", 100, answer="yes", answered=110, outcome="not-reached")
    must_be_askable([called], "call", "xx-harbour", 200)


def test_the_same_is_asked_twice_at_most() -> None:
    """However much the person writes in between."""
    asked = [Question(f"a{number}", "see", "phone 1", "ana", 100 + number) for number in range(MOST_ASKS)]
    with pytest.raises(AskedEnough):
        must_be_askable(asked, "see", "phone 1", 10_000)


def test_the_last_answer_counts() -> None:
    """A no after a yes covers again, and whoever looked has to look anew."""
    seen = Question("a1", "see", "phone 1", "ana", 100, answer="yes", answered=105, seen=("ana",))
    assert seen.is_open
    back = seen.said("no", 120)
    assert not back.is_open
    assert back.seen == ()
    later = Question("a2", "see", "phone 1", "ana", 130)
    assert last_about([later, back], "see", "phone 1") is later
