"""`helpline find` answers scripts in the promised shape."""

from __future__ import annotations

import json

from bot.directory.find import Query, find
from bot.directory.places import Gazetteer
from bot.directory.search import Directory
from bot.messages import Locale
from tests.directory.conftest import MONDAY_NOON

EN, RU = Locale("en"), Locale("ru")
KEYS = {"id", "name", "services", "phones", "websites", "distance_km", "open_now", "checked_on", "source_date"}


def test_a_place_gives_its_help(directory: Directory, gazetteer: Gazetteer) -> None:
    """A nickname leads to a town and to what is near it."""
    answer = find(directory, gazetteer, Query(MONDAY_NOON, RU, "в Питере", needs=frozenset({"legal"})))
    assert answer["place"] == {
        "name": "Санкт-Петербург",
        "name_en": "Saint Petersburg",
        "country": "RU",
        "lat": 59.939,
        "lon": 30.314,
    }
    results = answer["results"]
    assert isinstance(results, list)
    first = results[0]
    assert isinstance(first, dict)
    assert set(first) >= KEYS
    assert first["id"] == "ru-redcross-spb"
    assert first["phones"] == ["+78127173531"]
    assert first["source_date"] == "about 2018-2021"
    assert len(results) <= 5
    assert json.loads(json.dumps(answer)) == answer


def test_what_may_be_several_is_asked_back(directory: Directory, gazetteer: Gazetteer) -> None:
    """Then there is no place and no result, but a list to choose from."""
    answer = find(directory, gazetteer, Query(MONDAY_NOON, EN, "Ростов"))
    assert answer["place"] is None
    assert answer["results"] == []
    asked = answer["did_you_mean"]
    assert isinstance(asked, list)
    assert [place["name"] for place in asked if isinstance(place, dict)] == ["Rostov-on-Don", "Rostov Veliky"]


def test_namesakes_are_told_apart(directory: Directory, gazetteer: Gazetteer) -> None:
    """Towns of one name come with the large town that is near them."""
    asked = find(directory, gazetteer, Query(MONDAY_NOON, EN, "Киров"))["did_you_mean"]
    assert isinstance(asked, list)
    assert len({str(place["near"]) for place in asked if isinstance(place, dict)}) == len(asked) == 2


def test_nothing_understood_is_nothing(directory: Directory, gazetteer: Gazetteer) -> None:
    """No place, no guess, no results."""
    answer = find(directory, gazetteer, Query(MONDAY_NOON, EN, "aaaa"))
    assert answer == {"place": None, "did_you_mean": [], "results": []}


def test_a_country_and_a_point_will_do(directory: Directory, gazetteer: Gazetteer) -> None:
    """A country has no point; a point has the town around it; a point in the sea has nothing."""
    country = find(directory, gazetteer, Query(MONDAY_NOON, RU, "в Казахстане"))
    assert country["place"] == {
        "name": "Казахстан",
        "name_en": "Kazakhstan",
        "country": "KZ",
        "lat": None,
        "lon": None,
    }
    assert country["results"]
    assert country["emergency"] == {"general": "112", "police": "102", "ambulance": "103", "fire": "101"}
    point = find(directory, gazetteer, Query(MONDAY_NOON, EN, lat=40.52, lon=72.8))
    assert isinstance(point["place"], dict)
    assert point["place"]["name"] == "Osh"
    assert find(directory, gazetteer, Query(MONDAY_NOON, EN, lat=0.0, lon=-150.0))["place"] is None
