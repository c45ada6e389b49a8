"""After a silence the phone may be in other hands: nothing of before is told until the person chooses to go on.

Nothing here may lose what was told: it is set aside, people read it, and going on brings it back.
"""

from __future__ import annotations

from datetime import timedelta

from bot.conversation.catalogue import ALWAYS
from bot.conversation.events import Offer
from bot.conversation.session import Aside
from bot.conversation.turn import Turn
from bot.conversation.understand import Spoken, understood
from bot.conversation.world import SILENCE
from bot.messages import Line, Tap

COVER = "cover"
GO_ON, START_OVER = "go-on", "start-over"
_LANGUAGE = "language"


def is_silent(turn: Turn) -> bool:
    """Tell whether a silence lies before this message that nobody has ended by going on."""
    since = timedelta(seconds=turn.world.now.timestamp() - turn.session.last_at)
    return turn.session.covered or since > SILENCE


def is_another(turn: Turn) -> bool:
    """Tell whether somebody began anew after a silence who may not know of the case that was open then."""
    aside = turn.session.aside
    return aside is not None and bool(aside.case) and aside.case == turn.session.case and turn.has_open_case


def set_aside(turn: Turn) -> None:
    """Begin anew without a word of before."""
    session, before = turn.session, turn.session.aside
    answers = {**(before.answers if before else {}), **session.answers}
    spot = before.spot if before and is_another(turn) else session.spot
    kept = Aside(session.case if turn.has_open_case else "", spot, answers)
    language = {key: answer for key, answer in session.answers.items() if key == _LANGUAGE}
    turn.change(aside=kept, answers=language, trail=(), stack=(), resume=None, words_id="", words_key="")


def bring_back(turn: Turn) -> None:
    """Go on where the talk was; what was told meanwhile is told still."""
    aside = turn.session.aside
    if aside is None or aside.case != turn.session.case:
        return  # a case was opened since: that is where the talk is
    spot = aside.spot if aside.case else turn.session.spot
    turn.change(aside=None, answers={**aside.answers, **turn.session.answers}, spot=spot, resume=None)


def say_cover(turn: Turn) -> None:
    """Speak the neutral words, with nothing to choose where a secret word is to be written."""
    turn.change(covered=True)
    secret = bool(turn.session.secret)
    turn.say(Line("cover-secret" if secret else "cover-hello"), offers=() if secret else _offers())


def _offers() -> tuple[Offer, ...]:
    return (
        Offer(Line("choice-go-on"), Tap(ALWAYS, COVER, GO_ON)),
        Offer(Line("choice-start-over"), Tap(ALWAYS, COVER, START_OVER)),
    )


def chosen_under_cover(turn: Turn) -> str | None:
    """Return what the person chose under the cover, or None. With a secret word only that word goes on."""
    session, inbound = turn.session, turn.inbound
    if inbound.tap:
        choice = inbound.tap.choice if (inbound.tap.flow, inbound.tap.node) == (ALWAYS, COVER) else None
    else:
        choices: list[Spoken] = [
            turn.spoken(GO_ON, "choice-go-on", "go-on-words"),
            turn.spoken(START_OVER, "choice-start-over"),
        ]
        choice = understood(inbound.text or "", choices)
    if not session.covered and (choice == START_OVER or inbound.tap is None):
        choice = None  # nobody was asked yet: the first word after a silence is no answer
    if session.secret and choice != START_OVER:
        return GO_ON if inbound.text and turn.world.hashed(inbound.text.strip()) == session.secret else None
    return choice
