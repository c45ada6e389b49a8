"""The help that is near and real: whom to show to a person at a place, and in which order.

Near before national before far; another country's help is never near and stands apart. What is doubtful comes last
and says so, a draft never comes at all. Pure: the moment and the place come in as arguments.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from heapq import nsmallest
from typing import TypeAlias
from zoneinfo import ZoneInfo

from bot.directory.answers import Reach, Result, Results, SearchFor
from bot.directory.grid import distance_km
from bot.directory.index import NOWHERE, WORLDWIDE, Entry, Index, wanted_services
from bot.directory.model import DirectoryFile, Emergency
from bot.directory.taxonomy import who_one_is

NEAR_KM = 150.0
"""How far a person may be expected to travel: a morning on a bus or a local train."""
NEIGHBOUR_KM = 300.0
"""How near another country's help must be to be worth a call when nothing else ties the person to that country."""

_Fits: TypeAlias = Callable[[Entry], bool]
_Found: TypeAlias = list[tuple[float | None, Entry]]

_UTC = ZoneInfo("UTC")
"""The hours' library knows zones by name only."""


class Directory:
    """All organisations, ready to be searched. Built once at start-up, never changed."""

    def __init__(self, file: DirectoryFile) -> None:
        self.organisations = file.organisations
        self.by_id = {organisation.id: organisation for organisation in file.organisations}
        self._index = Index(file.organisations)
        self._emergency = {land: entry for entry in file.emergency for land in entry.members}
        self._emergency |= {entry.country: entry for entry in file.emergency}

    def emergency(self, country: str | None) -> Emergency | None:
        """Return a country's emergency numbers, None where they are not known."""
        return self._emergency.get(country) if country else None

    def search(self, asked: SearchFor) -> Results:
        """Return who can help, best first; the top of this module tells the order."""
        fits = _fitting(asked)
        found: list[Result] = []
        abroad: list[Result] = []
        for state in ("shown", "doubtful"):
            for written in (True, False) if asked.written_only else (None,):
                of_kind = _of_kind(state, written, fits)
                found += self._here(asked, of_kind, asked.limit - len(found))
                abroad += self._abroad(asked, of_kind, asked.limit - len(abroad))
        return Results(tuple(found), tuple(abroad), self.emergency(asked.country))

    def _here(self, asked: SearchFor, fits: _Fits, limit: int) -> list[Result]:
        """Return help in the person's country; a third of the places is kept for country-wide lines."""
        if limit <= 0:
            return []
        wide = self._national(asked, fits, limit)
        near = self._local(asked, fits, limit - min(len(wide), limit // 3), NEAR_KM)
        national = [(_km_to(asked, entry), entry) for entry in wide[: limit - len(near)]]
        met = {entry for _, entry in near}
        far = self._local(asked, lambda entry: entry not in met and fits(entry), limit - len(near) - len(national))
        return _results(asked, near, "near") + _results(asked, national, "national") + _results(asked, far, "farther")

    def _local(self, asked: SearchFor, fits: _Fits, limit: int, within_km: float = math.inf) -> _Found:
        """Return help that one has to go to: what the person can contact at once, then the rest; each nearest first."""
        at_once = self._nearest(
            asked, lambda one: one.is_local and _at_once(asked, one) and fits(one), limit, within_km
        )
        rest = limit - len(at_once)
        return at_once + self._nearest(
            asked, lambda one: one.is_local and not _at_once(asked, one) and fits(one), rest, within_km
        )

    def _nearest(self, asked: SearchFor, fits: _Fits, limit: int, within_km: float) -> _Found:
        if limit <= 0 or asked.country is None:
            return []
        met: dict[Entry, float | None] = {}
        for service in wanted_services(asked.needs):
            grid = self._index.grid(asked.country, service)
            if grid is None:
                continue
            if asked.place is not None:
                near = grid.nearest(asked.place.lat, asked.place.lon, limit, within_km, fits)
                met.update((entry, km) for km, entry in near)
            elif within_km == math.inf:
                met.update((entry, None) for entry in grid.things() if fits(entry))
        return _pairs(sorted(met, key=lambda entry: _local_order(asked, entry, met[entry]))[:limit], met)

    def _national(self, asked: SearchFor, fits: _Fits, limit: int) -> list[Entry]:
        """Return the country-wide lines: what the person can use at once and what is open first, worldwide last."""
        lands = [WORLDWIDE] if asked.country is None else [asked.country, WORLDWIDE]
        services = wanted_services(asked.needs)
        wide = {entry for service in services for land in lands for entry in self._index.wide(land, service)}
        return nsmallest(limit, filter(fits, wide), key=lambda entry: _national_order(asked, entry))

    def _abroad(self, asked: SearchFor, fits: _Fits, limit: int) -> list[Result]:
        """Return help in other countries that can be reached from here: at home, next door, or made for callers abroad.

        What is made for callers abroad is left out once the person told us which country is theirs.
        """
        if limit <= 0:
            return []
        services = wanted_services(asked.needs)
        met: dict[Entry, float | None] = {}
        here = asked.country or NOWHERE

        def reachable(entry: Entry) -> bool:
            return entry.country not in (here, WORLDWIDE) and entry.reachable_from(here) and fits(entry)

        def add(found: Iterable[tuple[float | None, Entry]]) -> None:
            for km, entry in found:
                if len(met) >= limit:
                    return
                met.setdefault(entry, km)

        for land in sorted(asked.citizen_of - {asked.country}):
            for service in services:
                add((None, entry) for entry in self._index.all_in(land, service) if reachable(entry))
        if asked.place is not None and len(met) < limit:
            add(self._next_door(asked, reachable, limit))
        for service in () if asked.citizen_of else services:
            add((None, entry) for entry in self._index.for_abroad(service) if reachable(entry))
        return _results(asked, _pairs(list(met), met), "abroad")

    def _next_door(self, asked: SearchFor, fits: _Fits, limit: int) -> _Found:
        met: dict[Entry, float | None] = {}
        for service in wanted_services(asked.needs) if asked.place else ():
            grid = self._index.outward(service)
            if grid is not None and asked.place is not None:
                near = grid.nearest(asked.place.lat, asked.place.lon, limit, NEIGHBOUR_KM, fits)
                met.update((entry, km) for km, entry in near)
        return _pairs(sorted(met, key=lambda entry: (met[entry] or 0.0, entry.organisation.id)), met)


def _fitting(asked: SearchFor) -> _Fits:
    """Return the test whether an organisation may be shown to this person at all."""
    who, citizen_of = who_one_is(asked.audiences), asked.citizen_of
    seeks_somebody = "missing_persons" in asked.needs

    def fits(entry: Entry) -> bool:
        return not (
            (who and entry.who and not who & entry.who)
            or (citizen_of and entry.citizens and not citizen_of & entry.citizens)
            or (entry.for_others and not seeks_somebody and not asked.audiences & set(entry.organisation.audiences))
            or (asked.only_checked and entry.organisation.checked_on is None)
        )

    return fits


def _of_kind(state: str, written: bool | None, fits: _Fits) -> _Fits:
    if written is None:
        return lambda entry: entry.state == state and fits(entry)
    return lambda entry: entry.state == state and entry.written is written and fits(entry)


def _at_once(asked: SearchFor, entry: Entry) -> bool:
    """Tell whether the person can contact it themselves from where they are."""
    return entry.reachable_from(asked.country)


def _local_order(asked: SearchFor, entry: Entry, km: float | None) -> tuple[int, int, str]:
    """Return nearest first; in one town, where all share its centre, who does most of what is needed."""
    does = asked.needs & set(entry.organisation.services) if asked.needs else entry.direct
    return round(km or 0.0), -len(does), entry.organisation.id


def _national_order(asked: SearchFor, entry: Entry) -> tuple[bool | str, ...]:
    one = entry.organisation
    return (
        not _at_once(asked, entry),
        one.country == WORLDWIDE,
        bool(entry.citizens) and not asked.citizen_of,
        "hotline" not in one.services,
        _is_open(asked, entry) is False,
        one.id,
    )


def _is_open(asked: SearchFor, entry: Entry) -> bool | None:
    return None if entry.hours is None else entry.hours.is_open(asked.at.astimezone(_UTC))


def _km_to(asked: SearchFor, entry: Entry) -> float | None:
    place = entry.organisation.place
    if asked.place is None or place is None:
        return None
    return distance_km(asked.place.lat, asked.place.lon, place.lat, place.lon)


def _pairs(order: list[Entry], km: dict[Entry, float | None]) -> _Found:
    return [(km[entry], entry) for entry in order]


def _results(asked: SearchFor, found: _Found, reach: Reach) -> list[Result]:
    return [
        Result(
            entry.organisation,
            tuple(service for service in entry.organisation.services if not asked.needs or service in asked.needs),
            reach,
            None if km is None else round(km, 1),
            _is_open(asked, entry),
            entry.organisation.phones_from(asked.country),
        )
        for km, entry in found
    ]
