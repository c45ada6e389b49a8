"""The message that tells the four words: it fades after a minute, or when the person has written them down.

Nothing here may tell the words a second time.
"""

from __future__ import annotations

from bot.conversation.catalogue import ALWAYS
from bot.conversation.events import Offer, Said, WrittenDown
from bot.conversation.model import HandOver
from bot.conversation.turn import Turn
from bot.conversation.understand import matches
from bot.messages import ERASABLE, ChannelName, Line, Tap

CODE_TEXT = "people-return-code"
"""The text that tells the four words; only its message fades."""
WRITTEN = Tap(ALWAYS, "code", "written")
_LABEL = "choice-written-down"


def code_told(line: Line, channel: ChannelName) -> Said:
    """Return the message that tells the four words; who can see it vanish is asked to say when it may."""
    offers = (Offer(Line(_LABEL), WRITTEN),) if channel in ERASABLE else ()
    return Said((line,), offers, fades=True)


def is_written_down(turn: Turn) -> bool:
    """Tell whether the person says, by the button or its words, that they have the four words on paper."""
    inbound, words = turn.inbound, turn.world.content.words
    if inbound.tap is not None:
        return inbound.tap == WRITTEN
    if not inbound.text or not turn.session.case or inbound.address.channel not in ERASABLE:
        return False
    return matches(inbound.text, (words.label(_LABEL, locale) for locale in words.locales))


def note_written_down(turn: Turn, *, silent: bool) -> None:
    """Let the message go. After a silence nothing is said: the tap tells nobody what it was about."""
    turn.events.append(WrittenDown())
    if silent:
        turn.change(covered=True)
    else:
        node = turn.node()
        turn.say(Line("code-written"), offers=turn.offers(node.choices) if isinstance(node, HandOver) else ())
