"""Proves that everybody in the directory can be found by somebody: by a search that the flows can ask.

Nothing here may read the form of an entry; `bot.directory.model` does, when the file is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.conversation.check_answers import remembered
from bot.conversation.check_material import Material
from bot.conversation.model import Find
from bot.conversation.on_place import PAGE
from bot.directory.answers import SearchFor
from bot.directory.index import WORLDWIDE
from bot.directory.model import Organisation
from bot.directory.search import Directory
from bot.directory.taxonomy import NOT_DIRECT_HELP, SERVICES, Audience, Service
from bot.messages import Place
from bot.yaml_marks import Marks, Problem, Steps

SHOWN = PAGE * 4
"""How many answers a person can leaf through."""
_NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
_DECIMALS = 2


def directory_problems(material: Material, directory: Directory, marks: Marks) -> Iterator[Problem]:
    """Yield organisations that no search shows, and those a flow never asks for; ``marks`` are of the file."""
    asked = asked_services(material)
    for number, one in enumerate(directory.organisations):
        if one.place is not None and not _is_coarse(one.place.lat, one.place.lon):
            message = "finer than the town: at most two decimals, nobody's door"
            yield marks.problem(("organisations", number, "place"), message, shown=f"{one.id}.place")
        if one.state == "draft":
            continue
        if not any(_finds(directory, one, service) for service in one.services):
            message = "no search shows this organisation to anybody"
            yield marks.problem(("organisations", number, "services"), message, shown=f"{one.id}.services")
        elif asked.isdisjoint(one.services):
            message = f"no flow asks for what this organisation does ({', '.join(one.services)})"
            steps: Steps = ("organisations", number, "services")
            yield marks.problem(steps, message, shown=f"{one.id}.services", severity="warning")


def directory_countries(directory: Directory) -> frozenset[str]:
    """Return the codes of every country that cards and emergency numbers name."""
    codes = {one.country for one in directory.organisations}
    codes |= {phone.dial_from for one in directory.organisations for phone in one.phones if phone.dial_from}
    return frozenset(codes - {WORLDWIDE})


def asked_services(material: Material) -> frozenset[str]:
    """Return the services that the flows can ask for: by a question, by a search's own list, or by asking for any help."""
    answers = remembered(material)
    asked: set[str] = set()
    for _, node in material.catalogue.spots():
        if isinstance(node, Find):
            asked |= {*node.service, *answers.values.get(node.needs or "", ())}
            asked |= set() if node.service else set(SERVICES) - NOT_DIRECT_HELP
    return frozenset(asked & set(SERVICES))


def _finds(directory: Directory, one: Organisation, service: Service) -> bool:
    """Tell whether somebody who needs this service finds the organisation, at its place or from another country."""
    countries = (None,) if one.country == WORLDWIDE else (one.country, "")
    audiences: list[frozenset[Audience]] = [frozenset(), *(frozenset({each}) for each in one.audiences)]
    place = Place(one.place.lat, one.place.lon) if one.place else None
    for country in countries:
        for audience in audiences:
            found = directory.search(
                SearchFor(
                    at=_NOON,
                    country=country or None,
                    place=place if country else None,
                    needs=frozenset({service}),
                    audiences=audience,
                    limit=SHOWN,
                )
            )
            if any(result.organisation is one for result in (*found.results, *found.from_abroad)):
                return True
    return False


def _is_coarse(*degrees: float) -> bool:
    return all(round(each, _DECIMALS) == each for each in degrees)

