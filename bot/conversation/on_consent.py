"""The answers to what an operator has the person asked: may we see what stays covered, call for you, keep it longer.

Nothing here may take anything but a clear word for a yes: a tap on the question's own button, or the label itself typed
while the question is the last thing that was said. A no counts at every moment, and is enough to cover again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from bot.cases.consent import TAP, Question, Said, last_about
from bot.cases.consent import tap as button
from bot.conversation.catalogue import ALWAYS
from bot.conversation.events import Answered, Offer
from bot.conversation.turn import Turn
from bot.conversation.understand import folded, matches, split_words
from bot.messages import Line

_SAID: dict[str, Said] = {said: said for said in get_args(Said)}
_LABELS: tuple[tuple[Said, str, str | None], ...] = (
    ("yes", "choice-yes", None),
    ("no", "choice-no", "choice-no-words"),
    ("later", "choice-ask-later", None),
)


def heard(turn: Turn, *, silent: bool) -> bool:
    """Take the inbound as an answer where it is one; False when it is anything else.

    After a silence the phone may be in other hands: then a no counts, nothing is said about it, and nothing is opened.
    """
    tap = turn.inbound.tap
    if tap is not None:
        if tap.flow != ALWAYS or not tap.node.startswith(TAP) or (said := _SAID.get(tap.choice)) is None:
            return False
        questions = [each for each in _asked(turn) if each.id == tap.node.removeprefix(TAP)]
        counts = [last for each in questions if (last := last_about(_asked(turn), each.what, each.about))]
    else:
        said, counts = _typed(turn)
        if said is None:
            return False
    if silent:
        if said == "no":
            _note(turn, counts, said)
        return False
    if any(each.outcome for each in counts) or not counts:
        turn.say(Line("ask-over"))
        return True
    _note(turn, counts, said)
    _thank(turn, counts[0], said)
    return True


def _asked(turn: Turn) -> Sequence[Question]:
    return turn.world.case.asked if turn.world.case and turn.has_open_case else ()


def _typed(turn: Turn) -> tuple[Said | None, list[Question]]:
    """Return the answer that typed words are, and to which questions."""
    case, text = turn.world.case, turn.inbound.text or ""
    if case is None or not text or len(text) > 40:
        return None, []
    allowed = [each for each in _asked(turn) if each.is_open and not each.outcome]
    words = turn.world.content.words
    if allowed and any(matches(text, split_words(words.label("take-back-words", each))) for each in words.locales):
        return "no", allowed
    question = next((each for each in _asked(turn) if each.id == case.open and not each.answer), None)
    said = _said(turn, text) if question else None
    return (said, [question]) if question and said else (None, [])


def _said(turn: Turn, text: str) -> Said | None:
    bare = folded(text)
    if bare in ("1", "2", "3"):
        return _LABELS[int(bare) - 1][0]
    spoken = ((said, turn.spoken(said, label, synonyms)) for said, label, synonyms in _LABELS)
    return next((said for said, each in spoken if matches(text, each.wordings)), None)


def _note(turn: Turn, questions: Sequence[Question], said: Said) -> None:
    at = int(turn.world.now.timestamp())
    turn.events.extend(Answered(each.said(said, at)) for each in questions if each.answer != said)


def _thank(turn: Turn, question: Question, said: Said) -> None:
    """Say in a short line what follows; a yes can be taken back by the button under it."""
    if said != "yes":
        kept = "ask-not-longer" if question.what == "keep" else "ask-kept"
        turn.say(Line(kept if said == "no" else "ask-later"))
        return
    back = Offer(Line("choice-take-back"), button(question.id, "no"))
    thanks = {
        "see": Line("ask-opened"),
        "call": Line("ask-will-call"),
        "keep": Line("ask-keeping", {"days": question.days}),
    }
    turn.say(thanks[question.what], offers=(back,))
