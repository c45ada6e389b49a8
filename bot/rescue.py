"""What happens to a message the engine could not digest: it is kept, and a person answers it.

Nothing here may depend on flows, so that no mistake in them reaches this far.
"""

from __future__ import annotations

from msgspec import structs

from bot.cases.case import Head, State
from bot.conversation.events import CaseOpened, Event, Said, Sprint, Told
from bot.conversation.session import Session
from bot.conversation.world import World
from bot.messages import Inbound, Line

KIND = "poisoned"


def rescue(session: Session | None, inbound: Inbound, world: World) -> Sprint:
    """Return a sprint that hands the message to people, whatever it was that the engine could not do."""
    session = session or Session(talk=world.draws.talk, locale=world.content.default_locale)
    events: list[Event] = []
    if world.case is None or world.case.state is State.CLOSED:
        head = Head(
            id=world.draws.case,
            talk=session.talk,
            code_name=world.draws.code_name,
            channel=inbound.address.channel,
            locale=session.locale,
            kind=KIND,
            queue="general",
            opened_at=world.now.timestamp(),
            answers={key: answer for key, answer in session.answers.items() if answer.kind != "secret"},
        )
        events.append(CaseOpened(head))
        session = structs.replace(session, case=head.id)
    if inbound.text or inbound.media:
        events.append(Told(inbound.text or "", ("media", inbound.media) if inbound.media else ()))
    events.append(Said((Line("poisoned"),)))
    return Sprint(structs.replace(session, last_at=world.now.timestamp()), tuple(events))
