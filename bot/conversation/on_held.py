"""While people hold the person: what is written goes to the case, and the bot keeps out of it.

Nothing here may answer what was meant for people.
"""

from __future__ import annotations

from bot.cases.case import Answer
from bot.conversation.kinds import behaviour
from bot.conversation.on_ask import picked
from bot.conversation.on_people import HandingOver, tell_case
from bot.conversation.turn import Turn
from bot.messages import Line

HELD = ("claimed",)


def goes_to_people(turn: Turn) -> bool:
    """Tell whether words go to the case: always while an operator holds it, else only where the talk rests with it."""
    if turn.inbound.tap is not None:
        return False
    case = turn.world.case
    node = turn.node()
    resting = node is not None and isinstance(behaviour(node), HandingOver)
    if case is not None and case.state in HELD:
        return not (resting and turn.inbound.text and is_label(turn))
    return resting and not is_label(turn)


def is_label(turn: Turn) -> bool:
    """Tell whether the text is a choice of the question the talk waits at: then it is an answer, not an alarm."""
    node = turn.node()
    choices = getattr(node, "choices", ())
    return bool(choices) and len(turn.inbound.text or "") <= 40 and picked(turn, turn.visible(choices)) is not None


def tell_people(turn: Turn) -> None:
    """Give the inbound to the case; the person hears once that it was added, unless an operator is there."""
    inbound, case = turn.inbound, turn.world.case
    if inbound.media:
        tell_case(turn, "", "media", inbound.media)
        turn.say(Line("media-unheard"))
        return
    text = inbound.text or ""
    if inbound.place:
        text = f"{inbound.place.lat:.5f}, {inbound.place.lon:.5f}"
    tell_case(turn, text, *(("place",) if inbound.place else ()))
    if not turn.session.told and (case is None or case.state not in HELD):
        turn.say(Line("added-to-case"))
        turn.change(told=True)


def take_edit(turn: Turn) -> None:
    """Let a correction change the answer it corrects, or reach the case as changed."""
    inbound, session = turn.inbound, turn.session
    if not inbound.text:
        return
    before = session.answers.get(session.words_key)
    if before and inbound.message_id and inbound.message_id == session.words_id:
        answer = Answer(before.kind, before.title, words=inbound.text, flow=before.flow, node=before.node)
        turn.change(answers={**session.answers, session.words_key: answer})
    if turn.has_open_case:
        tell_case(turn, inbound.text, "edited")
