"""Consent: what an operator may ask a person, how often, and what the answer opens or keeps.

Nothing here may hold what was covered, and nothing is open that the person did not say yes to in this case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

from msgspec import Struct, structs

from bot.cases.case import Refusal
from bot.messages import Tap

Asked: TypeAlias = Literal["see", "call", "keep"]
Said: TypeAlias = Literal["yes", "no", "later"]
Outcome: TypeAlias = Literal["done", "not-reached"]
Reason: TypeAlias = Literal["return", "follow-up"]
"""Why a case may be kept longer by agreement; there is no other reason."""

KINDS = ("phone", "email", "handle", "document", "card", "address", "url_id", "name")
"""What a covered piece may be; the same that redaction finds."""
MOST_ASKS = 2
"""How often the same may be asked in a case: a question that comes again and again is pressure."""
MOST_PIECES = 60
"""How many pieces of a case are kept for asking; what is covered beyond that stays covered for good."""
MARK = re.compile(r"⟦([a-z_]{3,9})(?: (\d{1,3}))?⟧")
LONGER = "longer"
"""What a question to keep a case longer is about: one agreement a case, whatever its reason."""
MOST_DAYS = 180
"""How many days after their yes a case may stay open because of it."""
ASKED = ("ask-see", "ask-call", "ask-keep")
"""The texts of these questions: what stands in a talk where an operator had the person asked."""
TAP = "ask-"
"""How the taps of these questions begin; the question's id follows."""


class Question(Struct, frozen=True, omit_defaults=True):
    """Something a person was asked in a case, and what they said. Times are unix seconds.

    ``about`` is a covered piece, by kind and number, or the id of an organisation, with its ``name``, or `LONGER` with
    the reason as ``name`` and for how many ``days``. ``noted`` is the answer the audit has, ``seen`` who looked at the
    piece, ``outcome`` what became of a call.

    >>> Question("1f3a9c2d1f3a9c2d", "see", "phone 1", "ana", 1, answer="yes").is_open
    True
    """

    id: str
    what: Asked
    about: str
    by: str
    at: int
    answer: Said | Literal[""] = ""
    answered: int = 0
    noted: str = ""
    seen: tuple[str, ...] = ()
    outcome: Outcome | Literal[""] = ""
    name: str = ""
    days: int = 0

    @property
    def is_open(self) -> bool:
        """Tell whether the person allowed it and did not take that back."""
        return self.answer == "yes"

    @property
    def keeps_until(self) -> int:
        """Return until when (unix s) the person allowed their case to stay open; 0 where they did not.

        >>> Question("1f3a", "keep", LONGER, "ana", 1, answer="yes", answered=1000, days=500).keeps_until
        15553000
        """
        return self.answered + min(self.days, MOST_DAYS) * 86400 if self.what == "keep" and self.is_open else 0

    @property
    def told(self) -> str:
        """Return what it is about in closed words and ids, as the audit has it."""
        return self.name if self.what == "keep" else self.about

    def said(self, answer: Said, at: int) -> Question:
        """Return the question with this answer; whoever saw the piece before has to look anew."""
        return structs.replace(self, answer=answer, answered=at, seen=() if answer != "yes" else self.seen)


class StillAsked(Refusal):
    """The person was asked this and has not answered yet."""


class NothingNew(Refusal):
    """The person answered, and said nothing since; asking at once again would be pressing them."""


class AskedEnough(Refusal):
    """The person was asked this as often as may be."""


class Allowed(Refusal):
    """The person allowed this already."""


class NotAllowed(Refusal):
    """The person did not allow this, or took it back."""


class NothingCovered(Refusal):
    """There is no covered piece, no organisation, or no reason, of that name."""


def tap(question: str, said: Said) -> Tap:
    """Return what a button under a question means.

    >>> tap("1f3a9c2d1f3a9c2d", "yes").packed()
    'always/ask-1f3a9c2d1f3a9c2d/yes'
    """
    return Tap("always", f"{TAP}{question}", said)


def marked(kind: str, number: int = 0) -> str:
    """Return what stands in a text where a piece was taken out; without a number it is not kept.

    >>> marked("phone", 1), marked("name")
    ('⟦phone 1⟧', '⟦name⟧')
    """
    return f"⟦{kind} {number}⟧" if number else f"⟦{kind}⟧"


def is_piece(about: str) -> bool:
    """Tell whether this can name a covered piece: a kind and a number.

    >>> is_piece("phone 1"), is_piece("phone"), is_piece("secret 1")
    (True, False, False)
    """
    kind, _, number = about.partition(" ")
    return kind in KINDS and number.isdecimal() and len(number) <= 3


def pieces_in(texts: Iterable[str]) -> list[str]:
    """Return the pieces that are covered in these texts, each once, in the order in which they stand there."""
    found = (f"{match[1]} {match[2]}" for text in texts for match in MARK.finditer(text) if match[2])
    return [each for each in dict.fromkeys(found) if is_piece(each)]


def last_about(questions: Iterable[Question], what: Asked, about: str) -> Question | None:
    """Return the latest question about this; its answer is the one that counts."""
    asked = [each for each in questions if each.what == what and each.about == about]
    return max(asked, key=lambda each: each.at) if asked else None


def must_be_askable(questions: Sequence[Question], what: Asked, about: str, word_at: int) -> None:
    """Refuse a question that may not be asked now; ``word_at`` is when the person last said something."""
    last = last_about(questions, what, about)
    if last is None:
        return
    if last.is_open and not last.outcome:
        raise Allowed("the person allowed this already")
    if sum(each.what == what and each.about == about for each in questions) >= MOST_ASKS:
        raise AskedEnough(f"this was asked {MOST_ASKS} times; it is not asked again")
    if not last.answer and word_at <= last.at:
        raise StillAsked("the person was asked and has not answered yet")
    if word_at <= last.answered:
        raise NothingNew("the person answered; wait until they write something else")
