"""Proves that everybody in the directory can be found by somebody: by a search that the flows can ask.

Nothing here may read the form of an entry; `bot.directory.model` does, when the file is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from typing import TypeAlias

from bot.conversation.check_answers import remembered
from bot.conversation.check_material import Material
from bot.conversation.model import Find
from bot.conversation.on_place import PAGE
from bot.directory.answers import SearchFor
from bot.directory.index import WORLDWIDE
from bot.directory.model import Organisation
from bot.directory.search import Directory
from bot.directory.taxonomy import AUDIENCES, SERVICES, Audience, Service
from bot.messages import Place
from bot.yaml_marks import Marks, Problem, Steps

SHOWN = PAGE * 4
"""How many answers a person can leaf through."""
_NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
_DECIMALS = 2

Asked: TypeAlias = tuple[frozenset[Service], frozenset[Audience]]
"""What a search asks for, and what the person said about themselves."""


def directory_problems(material: Material, directory: Directory, marks: Marks) -> Iterator[Problem]:
    """Yield organisations that no search shows, and those no flow's search does; ``marks`` are of the file."""
    searches = asked(material)
    for number, one in enumerate(directory.organisations):
        here: Steps = ("organisations", number)
        if one.place is not None and not _is_coarse(one.place.lat, one.place.lon):
            message = "finer than the town: at most two decimals, nobody's door"
            yield marks.problem((*here, "place"), message, shown=f"{one.id}.place")
        if one.state == "draft" or any(_finds(directory, one, each) for each in searches):
            continue
        if any(_finds(directory, one, each) for each in _own_searches(one)):
            message = f"no flow asks for what this organisation does ({', '.join(one.services)})"
            message += f" for whom it is ({', '.join(one.audiences)})" if one.audiences else ""
            yield marks.problem((*here, "services"), message, shown=f"{one.id}.services", severity="warning")
        else:
            message = "no search shows this organisation to anybody"
            yield marks.problem((*here, "services"), message, shown=f"{one.id}.services")


def directory_countries(directory: Directory) -> frozenset[str]:
    """Return the codes of every country that cards and emergency numbers name."""
    codes = {one.country for one in directory.organisations}
    codes |= {phone.dial_from for one in directory.organisations for phone in one.phones if phone.dial_from}
    return frozenset(codes - {WORLDWIDE})


def asked(material: Material) -> tuple[Asked, ...]:
    """Return every search that the flows can ask, those that know least of the person first."""
    values = remembered(material).values
    found: dict[Asked, None] = {}
    for _, node in material.catalogue.spots():
        if not isinstance(node, Find):
            continue
        needs = [(), *((each,) for each in sorted(values.get(node.needs or "", ())))]
        who = [(), *((each,) for each in sorted(values.get(node.audience or "", ())))]
        for need, audience in product(needs, who):
            services = frozenset(word for word in SERVICES if word in (*node.service, *need))
            found[services, frozenset(word for word in AUDIENCES if word in (*node.for_, *audience))] = None
    return tuple(sorted(found, key=lambda each: (len(each[1]), sorted(each[0]))))


def _own_searches(one: Organisation) -> Iterator[Asked]:
    who = [frozenset[Audience](), *(frozenset({each}) for each in one.audiences)]
    return ((frozenset({service}), audience) for service in one.services for audience in who)


def _finds(directory: Directory, one: Organisation, search: Asked) -> bool:
    """Tell whether somebody at the organisation's own place, or far from it, is shown it by a search."""
    needs, audiences = search
    if needs and needs.isdisjoint(one.services):
        return False
    country = None if one.country == WORLDWIDE else one.country
    place = Place(one.place.lat, one.place.lon) if one.place and country else None
    for here in ((country, place), (None, None)):
        question = SearchFor(at=_NOON, country=here[0], place=here[1], needs=needs, audiences=audiences, limit=SHOWN)
        found = directory.search(question)
        if any(result.organisation is one for result in (*found.results, *found.from_abroad)):
            return True
    return False


def _is_coarse(*degrees: float) -> bool:
    return all(round(each, _DECIMALS) == each for each in degrees)
