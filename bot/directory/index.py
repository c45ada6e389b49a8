"""What a search asks of the directory, looked up instead of searched for: by country and service, on a grid.

Drafts are left out here, so nothing behind this can show one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours

from bot.directory.grid import Grid
from bot.directory.model import Organisation
from bot.directory.taxonomy import (
    NOT_DIRECT_HELP,
    Audience,
    Service,
    State,
    is_for_others,
    only_citizens_of,
    only_for,
)

WORLDWIDE = "INT"
ANY_HELP = "any"
NOWHERE = ""
"""A country in which nothing of that country alone can be dialled."""


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """An organisation and what a search has to know about it again and again.

    ``reached_in`` are the countries where people can contact it themselves, None for every country.
    """

    organisation: Organisation
    state: State
    country: str
    who: frozenset[Audience]
    citizens: frozenset[str]
    for_others: bool
    direct: frozenset[Service]
    written: bool
    is_local: bool
    for_abroad: bool
    reached_in: frozenset[str] | None
    hours: OpeningHours | None

    def reachable_from(self, country: str | None) -> bool:
        """Tell whether somebody in that country can call, write or read there; without a country, from anywhere."""
        return self.reached_in is None or (bool(self.reached_in) if country is None else country in self.reached_in)


def entry(organisation: Organisation) -> Entry:
    """Return the entry of an organisation."""
    meant = organisation.audiences
    zone = ZoneInfo(organisation.timezone) if organisation.timezone else None
    dialled = frozenset(phone.dial_from for phone in organisation.phones if phone.publish and phone.dial_from)
    return Entry(
        organisation,
        state=organisation.state,
        country=organisation.country,
        who=only_for(meant),
        citizens=only_citizens_of(meant, organisation.country),
        for_others=is_for_others(meant),
        direct=frozenset(organisation.services) - NOT_DIRECT_HELP,
        written=organisation.answers_in_writing,
        is_local=organisation.area in ("town", "region"),
        for_abroad=organisation.country in only_citizens_of(meant, organisation.country)
        or any(phone.label == "from_abroad" for phone in organisation.phones),
        reached_in=None if organisation.reachable_from(NOWHERE) else dialled,
        hours=OpeningHours(organisation.hours, timezone=zone) if organisation.hours else None,
    )


class Index:
    """Organisations by country and service: on a grid those with a place, in a list the country-wide ones."""

    def __init__(self, organisations: tuple[Organisation, ...]) -> None:
        placed: dict[tuple[str, str], list[tuple[float, float, Entry]]] = {}
        outward: dict[str, list[tuple[float, float, Entry]]] = {}
        self._wide: dict[tuple[str, str], list[Entry]] = {}
        self._for_abroad: dict[str, list[Entry]] = {}
        for organisation in organisations:
            if organisation.state == "draft":
                continue
            kept = entry(organisation)
            for service in _services(organisation):
                key = (organisation.country, service)
                if organisation.place is not None:
                    placed.setdefault(key, []).append((organisation.place.lat, organisation.place.lon, kept))
                    if kept.reached_in is None:
                        outward.setdefault(service, []).append((organisation.place.lat, organisation.place.lon, kept))
                if not kept.is_local:
                    self._wide.setdefault(key, []).append(kept)
                if kept.for_abroad:
                    self._for_abroad.setdefault(service, []).append(kept)
        self._grids = {key: Grid(points) for key, points in placed.items()}
        self._outward = {service: Grid(points) for service, points in outward.items()}

    def grid(self, country: str, service: str) -> Grid[Entry] | None:
        """Return the placed organisations of a country that offer the service, country-wide ones among them."""
        return self._grids.get((country, service))

    def wide(self, country: str, service: str) -> list[Entry]:
        """Return the country-wide organisations that offer the service."""
        return self._wide.get((country, service), [])

    def all_in(self, country: str, service: str) -> Iterator[Entry]:
        """Give everything a country offers of the service, country-wide lines first."""
        yield from self.wide(country, service)
        grid = self.grid(country, service)
        if grid is not None:
            yield from (entry for entry in grid.things() if entry.is_local)

    def for_abroad(self, service: str) -> list[Entry]:
        """Return the organisations of all countries that say they serve people who are somewhere else."""
        return self._for_abroad.get(service, [])

    def outward(self, service: str) -> Grid[Entry] | None:
        """Return the placed organisations of all countries that can be reached from abroad."""
        return self._outward.get(service)


def _services(organisation: Organisation) -> tuple[str, ...]:
    direct = set(organisation.services) - NOT_DIRECT_HELP
    return (*organisation.services, ANY_HELP) if direct else organisation.services


def wanted_services(needs: frozenset[Service]) -> tuple[str, ...]:
    """Return the keys to look under: any direct help when no need was told."""
    return tuple(sorted(needs)) or (ANY_HELP,)
