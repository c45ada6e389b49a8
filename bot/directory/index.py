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
    """An organisation and what a search has to know about it again and again."""

    organisation: Organisation
    who: frozenset[Audience]
    citizens: frozenset[str]
    for_others: bool
    written: bool
    is_local: bool
    for_abroad: bool
    hours: OpeningHours | None


def entry(organisation: Organisation) -> Entry:
    """Return the entry of an organisation."""
    meant = organisation.audiences
    zone = ZoneInfo(organisation.timezone) if organisation.timezone else None
    return Entry(
        organisation,
        who=only_for(meant),
        citizens=only_citizens_of(meant, organisation.country),
        for_others=is_for_others(meant),
        written=organisation.answers_in_writing,
        is_local=organisation.area in ("town", "region"),
        for_abroad=organisation.country in only_citizens_of(meant, organisation.country)
        or any(phone.label == "from_abroad" for phone in organisation.phones),
        hours=OpeningHours(organisation.hours, timezone=zone) if organisation.hours else None,
    )


class Index:
    """Organisations by country and service: on a grid those with a place, in a list the country-wide ones."""

    def __init__(self, organisations: tuple[Organisation, ...]) -> None:
        placed: dict[tuple[str, str], list[tuple[float, float, Entry]]] = {}
        outward: dict[tuple[str, str], list[tuple[float, float, Entry]]] = {}
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
                    if organisation.reachable_from(NOWHERE):
                        outward.setdefault(key, []).append((organisation.place.lat, organisation.place.lon, kept))
                if not kept.is_local:
                    self._wide.setdefault(key, []).append(kept)
                if kept.for_abroad:
                    self._for_abroad.setdefault(service, []).append(kept)
        self._grids = {key: Grid(points) for key, points in placed.items()}
        self._outward: dict[str, list[tuple[str, Grid[Entry]]]] = {}
        for (land, service), points in sorted(outward.items()):
            self._outward.setdefault(service, []).append((land, Grid(points)))

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

    def grids_elsewhere(self, country: str | None, service: str) -> Iterator[Grid[Entry]]:
        """Give the placed organisations of each other country that can be reached from abroad."""
        return (grid for land, grid in self._outward.get(service, ()) if land != country)


def _services(organisation: Organisation) -> tuple[str, ...]:
    direct = any(service not in NOT_DIRECT_HELP for service in organisation.services)
    return (*organisation.services, ANY_HELP) if direct else organisation.services


def wanted_services(needs: frozenset[Service]) -> tuple[str, ...]:
    """Return the keys to look under: any direct help when no need was told."""
    return tuple(sorted(needs)) or (ANY_HELP,)
