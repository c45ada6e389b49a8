"""The facts a text may be given beside its own words: presence, emergency numbers, names of the case, the place.

Nothing here may hold a word or a number of its own; all of it comes from the world.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.cases.codenames import spoken
from bot.conversation.model import Told
from bot.conversation.numbers import day_and_night, emergency
from bot.conversation.session import Session
from bot.conversation.world import World
from bot.messages import Arg, Line, Ref

ARGUMENTS: Mapping[Told, tuple[str, ...]] = {
    "presence": ("on-shift", "opens-known", "opens", "wait", "closed-known", "closed"),
    "code-name": ("code-name",),
    "return-code": ("return-code", "channel"),
    "place": ("place", "country"),
    "organisation": ("organisation",),
    "channel": ("channel",),
    "emergency": (),
    "lines": (),
}
"""Which variables each fact brings to its node's texts; `emergency` and `lines` bring whole lines instead."""


def told_args(tell: Sequence[Told], session: Session, world: World, channel: str) -> dict[str, Arg]:
    """Return the variables of the facts a node wants told to somebody on a channel."""
    args: dict[str, Arg] = {}
    for fact in tell:
        match fact:
            case "presence":
                args |= _presence(session, world)
            case "code-name":
                name = world.case.head.code_name if world.case else world.draws.code_name
                args["code-name"] = spoken(name, session.locale)
            case "return-code":
                args |= {"return-code": world.draws.return_code, "channel": channel}
            case "place":
                place = session.answers.get("place")
                args["place"] = place.words if place else ""
                args["country"] = Ref(f"country-{country_of(session)}") if country_of(session) else ""
            case "organisation":
                names = world.content.organisation
                args["organisation"] = names.get(session.locale) or next(iter(names.values()), "")
            case "channel":
                args["channel"] = channel
            case "emergency" | "lines":
                pass
    return args


def told_lines(tell: Sequence[Told], session: Session, world: World) -> tuple[Line, ...]:
    """Return the whole lines that stand after a text: emergency numbers, lines that answer day and night.

    Where no line answers day and night, the emergency numbers stand in for them: there is always somebody to call.
    """
    directory, country = world.content.directory, country_of(session).upper()
    lines = day_and_night(directory, country, session.locale, world.now) if "lines" in tell else ()
    if "emergency" in tell or ("lines" in tell and not lines):
        lines = (*emergency(directory, country, session.locale, world.content.home_countries), *lines)
    return lines


def country_of(session: Session) -> str:
    """Return the country a person is in as far as they said, in small letters, or nothing."""
    place = session.answers.get("place")
    if place and place.kind == "place" and place.values:
        return place.values[0].lower()
    country = session.value("country")
    return country if len(country) == 2 else ""


def _presence(session: Session, world: World) -> dict[str, Arg]:
    presence = world.presence
    opens = world.blocked_until if world.is_blocked else presence.opens_at
    zone = session.answers["place"].values[2] if _has_zone(session) else ""
    return {
        "on-shift": "blocked" if world.is_blocked else "yes" if presence.on_shift else "no",
        "opens-known": "yes" if opens else "no",
        "opens": world.local_time(opens, zone) if opens else "",
        "wait": presence.wait_minutes or 0,
        "closed-known": "yes" if session.locale in presence.closed else "no",
        "closed": presence.closed.get(session.locale, ""),
    }


def _has_zone(session: Session) -> bool:
    place = session.answers.get("place")
    return place is not None and len(place.values) > 2
