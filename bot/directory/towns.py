"""The list of towns and everything they and their countries are called, ready to be looked up.

Data: a slice of GeoNames (geonames.org), CC BY 4.0, see `places-NOTICE.txt`; our own words in `place_aliases.yaml`.
What a text means is not decided here.
"""

from __future__ import annotations

import lzma
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from babel import Locale, UnknownLocaleError

from bot.directory.grid import Grid
from bot.directory.names import folded
from bot.yaml_marks import Marks, Problem, Tree, WrongContent, load_marked

HERE = Path(__file__).parent
_COUNTRY_LANGUAGES = ("ru", "en", "uz", "uz_Cyrl", "kk", "ky", "tg", "tk", "uk", "tr", "vi")
_NO_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
_LARGE = 150_000
_FAR_KM = 300.0


@dataclass(frozen=True, slots=True)
class City:
    """A town of the list. ``name`` is its own, in Latin letters; ``timezone`` an IANA name."""

    name: str
    name_ru: str
    country: str
    lat: float
    lon: float
    population: int
    timezone: str

    @property
    def name_en(self) -> str:
        """The name for everybody who does not read Russian."""
        return self.name

    def called(self, locale: str) -> str:
        """Return the name to show to readers of that locale."""
        return self.name_ru if locale.startswith("ru") and self.name_ru else self.name

    def is_mainly(self, folded_name: str) -> bool:
        """Tell whether that is its own name and not one of its others."""
        return folded_name in (folded(self.name), folded(self.name_ru))


@dataclass(frozen=True, slots=True)
class Aliases:
    """Our own words: for towns, for regions (the town to ask about), for countries, and words that are no towns."""

    towns: Mapping[str, tuple[City, ...]] = field(default_factory=dict)
    regions: Mapping[str, tuple[City, ...]] = field(default_factory=dict)
    countries: Mapping[str, str] = field(default_factory=dict)
    no_towns: frozenset[str] = frozenset()


class Towns:
    """Towns by name, by first letter and country, and by position."""

    def __init__(self, cities: Sequence[City], others: Sequence[Sequence[str]]) -> None:
        self.all = tuple(cities)
        self._named: dict[str, tuple[City, ...]] = {}
        self._by_letter: dict[tuple[str, str], list[str]] = {}
        for city, called in zip(cities, others, strict=True):
            for name in {folded(city.name), folded(city.name_ru), *called} - {""}:
                self._named[name] = (*self._named.get(name, ()), city)
                self._by_letter.setdefault((name[0], city.country), []).append(name)
        self._grid = Grid((city.lat, city.lon, city) for city in cities)

    def named(self, name: str) -> tuple[City, ...]:
        """Return the towns that a folded name may mean, largest first."""
        return self._named.get(name, ())

    def names(self, first_letter: str, countries: Sequence[str]) -> list[str]:
        """Return the names in those countries that begin with the letter."""
        return [name for country in countries for name in self._by_letter.get((first_letter, country), ())]

    def nearest(self, lat: float, lon: float) -> City | None:
        """Return the town nearest to a point, None when every one is far."""
        near = self._grid.nearest(lat, lon, 1, _FAR_KM)
        return near[0][1] if near else None

    def large_near(self, city: City) -> City | None:
        """Return the nearest large town, which tells namesakes apart: Kirov near Kaluga."""
        near = self._grid.nearest(
            city.lat, city.lon, 1, 2 * _FAR_KM, lambda one: one.population >= _LARGE and one.name != city.name
        )
        return near[0][1] if near else None


def load_towns(path: Path = HERE / "places.tsv.xz") -> Towns:
    """Read the list; takes a fraction of a second, so do it once."""
    cities: list[City] = []
    others: list[list[str]] = []
    for line in lzma.decompress(path.read_bytes()).decode().splitlines():
        name, name_ru, country, lat, lon, population, timezone, called = line.split("\t")
        cities.append(City(name, name_ru, country, float(lat), float(lon), int(population), timezone))
        others.append(called.split("|") if called else [])
    return Towns(cities, others)


def load_aliases(towns: Towns, path: Path = HERE / "place_aliases.yaml") -> Aliases:
    """Read our own words. Raises WrongContent for every town that the list does not have."""
    tree, marks = load_marked(path, path.name)
    reading = _Aliases(towns, marks)
    sections = tree if isinstance(tree, dict) else {}
    aliases = Aliases(
        towns=reading.meant(sections, "aliases"),
        regions=reading.meant(sections, "regions"),
        countries=country_names() | {folded(word): str(land) for word, land in _mapping(sections, "countries").items()},
        no_towns=frozenset(folded(str(word)) for word in sections.get("no_towns", ())),
    )
    if reading.problems:
        raise WrongContent(reading.problems)
    return aliases


class _Aliases:
    def __init__(self, towns: Towns, marks: Marks) -> None:
        self._marks = marks
        self._listed: dict[str, City] = {}
        for city in towns.all:
            self._listed.setdefault(f"{city.name}, {city.country}", city)
        self.problems: list[Problem] = []

    def meant(self, sections: Mapping[str, Tree], section: str) -> dict[str, tuple[City, ...]]:
        meant: dict[str, tuple[City, ...]] = {}
        for word, written in _mapping(sections, section).items():
            names = str(written).split(" | ")
            for name in names:
                if name not in self._listed:
                    self.problems.append(self._marks.problem((section, word), f"no town '{name}' in the list"))
            meant[folded(word)] = tuple(self._listed[name] for name in names if name in self._listed)
        return meant


def _mapping(sections: Mapping[str, Tree], section: str) -> dict[str, Tree]:
    found = sections.get(section)
    return found if isinstance(found, dict) else {}


def country_names() -> dict[str, str]:
    """Return what countries are called in the languages of the people who write to us, folded."""
    return {
        folded(name): code
        for language in reversed(_COUNTRY_LANGUAGES)
        for code, name in Locale.parse(language).territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    }


def country_called(code: str, locale: str) -> str:
    """Return a country's name in a language, its code where neither is known.

    >>> country_called("KZ", "ru")
    'Казахстан'
    """
    try:
        territories = Locale.parse(locale, sep="-").territories
    except (UnknownLocaleError, ValueError):
        territories = Locale.parse("en").territories
    return str(territories.get(code, code))
