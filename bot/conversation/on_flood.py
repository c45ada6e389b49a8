"""Too many messages at once: what they say is kept, the bot answers once for all of them, the talk stays where it is.

Nothing here may stand between a person and help: buttons, commands and danger are heard as ever.
"""

from __future__ import annotations

from datetime import timedelta

from bot.cases.case import Answer
from bot.conversation.on_people import tell_case
from bot.conversation.turn import Turn
from bot.messages import Line

AT_ONCE = 20
"""Messages of one contact that are answered one by one within the span; nobody types faster than this."""
SPAN = timedelta(seconds=10)
KEPT = "at-once"
"""Where words are kept that nobody answered, until the talk is handed over: the title of that answer too."""


def is_too_much(turn: Turn) -> bool:
    """Count a message, and tell whether it is one of too many; the flood is over when none came for the span."""
    most, session, now = turn.world.at_once, turn.session, turn.world.now.timestamp()
    if not most or turn.inbound.tap is not None:
        return False
    began = session.last_at if session.burst > most else session.burst_at
    if now - began > SPAN.total_seconds():
        turn.change(burst=1, burst_at=now)
    else:
        turn.change(burst=session.burst + 1)
    return turn.session.burst > most


def keep(turn: Turn, *, silent: bool) -> None:
    """Keep what was said, in the open case or else in the session; the first of too many is answered."""
    inbound, text = turn.inbound, (turn.inbound.text or "").strip()
    if inbound.place:
        text = f"{inbound.place.lat:.5f}, {inbound.place.lon:.5f}"
    if turn.has_open_case:
        flags = ("media", inbound.media) if inbound.media else ("place",) if inbound.place else ()
        tell_case(turn, text, *(("after-silence",) if silent else ()), *flags)
    elif text:
        before = turn.session.answers.get(KEPT)
        words = f"{before.words}\n{text}" if before else text
        turn.change(answers={**turn.session.answers, KEPT: Answer(kind="story", title="at-once", words=words)})
    turn.change(covered=silent)
    if turn.session.burst == turn.world.at_once + 1:
        turn.say(Line("flood"))
