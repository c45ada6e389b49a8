"""What `helpline find` prints: a search by a place's name or a point, as plain words and numbers for scripts.

The shape is promised in the interface: keys may be added here, none renamed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.directory.answers import Result, SearchFor
from bot.directory.cards import said
from bot.directory.places import HOME, DidYouMean, Found, FoundCountry, Gazetteer
from bot.directory.search import Directory
from bot.directory.taxonomy import Audience, Service
from bot.directory.towns import City, country_called
from bot.messages import Locale, Place

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked on the command line: a place by name, or a point, and what is needed."""

    at: datetime
    locale: Locale
    text: str = ""
    lat: float | None = None
    lon: float | None = None
    needs: frozenset[Service] = frozenset()
    audiences: frozenset[Audience] = frozenset()
    limit: int = 5
    only_checked: bool = False
    home_countries: tuple[str, ...] = HOME


def find(directory: Directory, gazetteer: Gazetteer, query: Query) -> dict[str, Json]:
    """Return the answer; its ``place`` is None when none was understood, and then there are no results."""
    place, point, country, asked_back = _where(gazetteer, query)
    if country is None:
        return {
            "place": None,
            "did_you_mean": [_asked(gazetteer, city, query.locale) for city in asked_back],
            "results": [],
        }
    found = directory.search(
        SearchFor(
            at=query.at,
            country=country,
            place=point,
            needs=query.needs,
            audiences=query.audiences,
            limit=query.limit,
            only_checked=query.only_checked,
        )
    )
    emergency: dict[str, Json] = dict(found.emergency.numbers) if found.emergency else {}
    return {
        "place": place,
        "did_you_mean": [],
        "results": [_result(result, query.locale) for result in found.results],
        "from_abroad": [_result(result, query.locale) for result in found.from_abroad],
        "emergency": emergency,
    }


def _where(gazetteer: Gazetteer, query: Query) -> tuple[Json, Place | None, str | None, tuple[City, ...]]:
    """Return the place to print, the point to search from, its country, and what to ask back."""
    if query.lat is not None and query.lon is not None:
        near = gazetteer.nearest(query.lat, query.lon)
        point = Place(query.lat, query.lon)
        return (_place(near, query.locale), point, near.country, ()) if near else (None, None, None, ())
    match gazetteer.understand(query.text, query.home_countries):
        case Found(city):
            return _place(city, query.locale), Place(city.lat, city.lon), city.country, ()
        case FoundCountry(country):
            return _whole_country(country, query.locale), None, country, ()
        case DidYouMean(cities):
            return None, None, None, cities
        case _:
            return None, None, None, ()


def _place(city: City, locale: Locale) -> dict[str, Json]:
    return {
        "name": city.called(locale),
        "name_en": city.name_en,
        "country": city.country,
        "lat": city.lat,
        "lon": city.lon,
    }


def _asked(gazetteer: Gazetteer, city: City, locale: Locale) -> dict[str, Json]:
    near = gazetteer.large_near(city)
    return _place(city, locale) | {"near": near.called(locale) if near else None}


def _whole_country(country: str, locale: Locale) -> dict[str, Json]:
    name, name_en = country_called(country, locale), country_called(country, "en")
    return {"name": name, "name_en": name_en, "country": country, "lat": None, "lon": None}


def _result(result: Result, locale: Locale) -> dict[str, Json]:
    one = result.organisation
    return {
        "id": one.id,
        "name": said(one.name, locale),
        "services": list(one.services),
        "phones": [phone.digits for phone in result.phones],
        "websites": [site.url for site in one.public_websites],
        "distance_km": result.distance_km,
        "open_now": result.open_now,
        "checked_on": one.checked_on.isoformat() if one.checked_on else None,
        "source_date": one.source_date,
        "reach": result.reach,
        "doubtful": result.is_doubtful,
    }
