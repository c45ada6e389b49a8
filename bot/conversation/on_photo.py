"""Photos: whose may be taken at all. What is not taken is never downloaded.

Nothing here may look at a photo, or know where it lies.
"""

from __future__ import annotations

from bot.conversation.events import Told
from bot.conversation.turn import Turn
from bot.messages import Line

PICTURE = "picture"
"""The flag of a case's line that stands for a photo."""
NEVER_OF = frozenset({"sign-sex", "sign-sold", "sign-child"})
"""Signs of harm in a case that no photo is taken in: it could show somebody as nobody may be shown."""


def may_be_taken(turn: Turn) -> bool:
    """Tell whether a photo is taken: in an open case of somebody who said that they are grown up, and of no such harm.

    What was told is looked for in the talk and in the case, because a talk ends sooner.
    """
    inbound, world = turn.inbound, turn.world
    if not world.content.takes_photos or not inbound.photo or inbound.late or inbound.address.channel == "sms":
        return False
    if world.is_blocked or not turn.has_open_case or world.case is None:
        return False
    head = world.case.head
    told = {**head.answers, **turn.session.answers}
    if head.minor or head.caution == "caution-minor" or "minor" not in told or told["minor"].values != ("no",):
        return False
    return not any(NEVER_OF & set(answer.values) for answer in (*head.answers.values(), *turn.session.answers.values()))


def take(turn: Turn, *, again: bool) -> None:
    """Give a photo to the case, with the words under it; of an album only the first is answered."""
    turn.events.append(Told(turn.inbound.text or "", (PICTURE,), turn.inbound.photo))
    if not again:
        turn.say(Line("photo-taken"))
