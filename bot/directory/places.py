"""Where somebody is, understood from what they typed: a town, a country, a question back, or an honest nothing.

Exact names come first, then grammatical endings and other alphabets, then whole sentences, then typing mistakes. What
may be two towns is asked, and nothing is guessed wildly, because help is sent by what is understood here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rapidfuzz import fuzz, process

from bot.directory.grid import distance_km
from bot.directory.names import folded, in_latin, without_ending
from bot.directory.towns import Aliases, City, Towns, load_aliases, load_towns

HOME: tuple[str, ...] = ("RU", "KZ", "KG", "TJ", "UZ", "TM")
"""The countries most people write from: their towns win over namesakes elsewhere."""
NEIGHBOURS: tuple[str, ...] = ("BY", "UA", "MD", "GE", "AM", "AZ", "TR", "AE", "KR", "PL", "LT", "LV", "EE", "MN")

_HOME_WEIGHT = 10
_RIVAL = 20
_SAME_TOWN_KM = 25.0
_LIKE = 80.0
_SURE = 88.0
_MARGIN = 4.0
_OTHER_NAME = 5.0
_FEW_LETTERS = 6
_FEWEST_LETTERS = 4
_SMALL = 20_000
_LARGE = 100_000
_CAPITAL = 500_000
_MOST_OFFERED = 4
_LONGEST = 160
_MOST_WORDS = 24
_IN = frozenset({"в", "во", "под", "около", "возле", "рядом", "близ", "г", "город", "городе", "in", "at", "near"})
_FROM = frozenset({"из", "с", "со", "from", "до"})
_NOT_A_COUNTRY_HERE = frozenset({"того", "мали", "чад"})


@dataclass(frozen=True, slots=True)
class Found:
    """One town was meant. ``exact`` is false where a typing mistake was read over: say the name back."""

    city: City
    exact: bool = True


@dataclass(frozen=True, slots=True)
class FoundCountry:
    """Only a country was named."""

    country: str


@dataclass(frozen=True, slots=True)
class DidYouMean:
    """One of these towns may be meant, the likeliest first: ask."""

    cities: tuple[City, ...]


@dataclass(frozen=True, slots=True)
class NotFound:
    """No town was recognised."""


Understood: TypeAlias = Found | FoundCountry | DidYouMean | NotFound


class Gazetteer:
    """Understands places by name and finds the town at a point. Built once, never changed."""

    def __init__(self, towns: Towns, aliases: Aliases) -> None:
        self._towns = towns
        self._aliases = aliases

    @classmethod
    def load(cls) -> Gazetteer:
        """Read the towns and aliases that come with the program."""
        towns = load_towns()
        return cls(towns, load_aliases(towns))

    def nearest(self, lat: float, lon: float) -> City | None:
        """Return the town nearest to a shared location, None when every listed town is far."""
        return self._towns.nearest(lat, lon)

    def large_near(self, city: City) -> City | None:
        """Return the nearest large town, which tells namesakes apart."""
        return self._towns.large_near(city)

    def understand(self, text: str, home_countries: Sequence[str] = HOME) -> Understood:
        """Return the place meant by what somebody typed; ``home_countries`` are where they probably are."""
        whole = folded(text[:_LONGEST])
        words = whole.split()[:_MOST_WORDS]
        if not words:
            return NotFound()
        return (
            self._name(whole, home_countries)
            or self._phrase(words, home_countries)
            or self._misspelt(whole, home_countries)
            or NotFound()
        )

    def _name(self, name: str, home: Sequence[str]) -> Understood | None:
        """Return what a name means when it is nothing but a name, in any case and alphabet."""
        if name in self._aliases.no_towns:
            return None
        exact = self._exact(name, home)
        if exact is not None:
            return exact
        guesses = [*without_ending(name), *in_latin(name)]
        answers = [answer for guess in guesses if (answer := self._exact(guess, home)) is not None]
        return _largest(answers)

    def _exact(self, name: str, home: Sequence[str]) -> Understood | None:
        meant = self._aliases.towns.get(name)
        if meant:
            return Found(meant[0]) if len(meant) == 1 else DidYouMean(meant)
        region = self._aliases.regions.get(name)
        if region:
            return DidYouMean(region)
        cities = self._towns.named(name)
        country = self._aliases.countries.get(name)
        if country is not None and not any(city.country == country and city.population >= _CAPITAL for city in cities):
            return FoundCountry(country)
        return _chosen(name, cities, home) if cities else None

    # -- sentences ----------------------------------------------------------------------------------------------

    def _phrase(self, words: list[str], home: Sequence[str]) -> Understood | None:
        """Return the town that a sentence names; one it comes *from* is only asked about."""
        here: list[Understood] = []
        from_there: list[Understood] = []
        position = 0
        while position < len(words) and len(words) > 1:
            length, answer = self._at(words, position, home)
            if answer is not None:
                before = words[position - 1] if position else ""
                (from_there if before in _FROM else here).append(answer)
            position += length
        country = next((answer.country for answer in here if isinstance(answer, FoundCountry)), None)
        towns = [_within(answer, country) for answer in here if not isinstance(answer, FoundCountry)]
        if len({_first(answer) for answer in towns}) > 1:
            return DidYouMean(tuple(dict.fromkeys(_first(answer) for answer in towns))[:_MOST_OFFERED])
        if towns:
            return towns[0]
        if here:
            return here[0]
        asked = [answer for answer in from_there if not isinstance(answer, FoundCountry)]
        return DidYouMean(_cities(asked[0])) if asked else None

    def _at(self, words: list[str], position: int, home: Sequence[str]) -> tuple[int, Understood | None]:
        """Return the place that begins at that word, and how many words it takes."""
        before = words[position - 1] if position else ""
        led = before in _IN or before in _FROM
        for length in range(min(4, len(words) - position), 0, -1):
            name = " ".join(words[position : position + length])
            answer = self._name(name, home) if led else self._exact(name, home)
            if answer is not None and self._is_meant(name, answer, home, led=led):
                return length, answer
        return 1, None

    def _is_meant(self, name: str, answer: Understood, home: Sequence[str], *, led: bool) -> bool:
        """Tell whether a word in a sentence is likely to be that place and not just a word."""
        if isinstance(answer, FoundCountry):
            return name not in _NOT_A_COUNTRY_HERE and len(name) >= _FEWEST_LETTERS
        if name in self._aliases.no_towns:
            return False
        smallest = _LARGE if len(name) < _FEWEST_LETTERS and not led else _SMALL
        known = any(
            city.population >= (smallest if city.country in home else _CAPITAL) and (led or city.is_mainly(name))
            for city in _cities(answer)
        )
        return known or (name in self._aliases.towns and len(name) >= _FEWEST_LETTERS)

    # -- typing mistakes ----------------------------------------------------------------------------------------

    def _misspelt(self, name: str, home: Sequence[str]) -> Understood | None:
        """Return the town a name is near to: home countries first, same first letter, short names never."""
        if len(name) < _FEWEST_LETTERS or name in self._aliases.no_towns:
            return None
        for countries in (tuple(home), NEIGHBOURS):
            near = self._near(name, countries)
            if near:
                return _sure(name, near) or DidYouMean(tuple(city for _, city in near[:_MOST_OFFERED]))
        return None

    def _near(self, name: str, countries: Sequence[str]) -> list[tuple[float, City]]:
        cutoff = _SURE if len(name) < _FEW_LETTERS else _LIKE
        smallest = _LARGE if len(name) < _FEW_LETTERS else _SMALL
        like = process.extract(
            name, self._towns.names(name[0], countries), scorer=fuzz.ratio, score_cutoff=cutoff, limit=12
        )
        best: dict[City, float] = {}
        for known, alike, _ in like:
            for city in self._towns.named(known):
                if city.country in countries and city.population >= smallest and len(known) >= _FEWEST_LETTERS:
                    score = alike if city.is_mainly(known) else alike - _OTHER_NAME
                    best[city] = max(score, best.get(city, 0.0))
        return sorted(((score, city) for city, score in best.items()), key=lambda pair: (-pair[0], -pair[1].population))


def _sure(name: str, near: list[tuple[float, City]]) -> Found | None:
    """Return the one town that a misspelt name can only be, if there is one."""
    score, city = near[0]
    if score < _SURE or len(name) < _FEW_LETTERS:
        return None
    rivals = (other for like, other in near[1:] if like > score - _MARGIN)
    return None if any(other.population * _RIVAL >= city.population for other in rivals) else Found(city, exact=False)


def _chosen(name: str, cities: Sequence[City], home: Sequence[str]) -> Found | DidYouMean:
    """Return the town among namesakes, or ask where another one may well be meant.

    That is one of the same proper name that is not tiny beside it; and where the largest only has it as a by-name,
    also any town that is large or has it as its proper name: Rostov is short for one town and the name of another.
    """

    def weight(city: City) -> int:
        return city.population * (_HOME_WEIGHT if city.country in home else 1)

    best, *others = sorted(cities, key=weight, reverse=True)
    known_so = best.is_mainly(name)

    def rivals_best(city: City) -> bool:
        if distance_km(city.lat, city.lon, best.lat, best.lon) <= _SAME_TOWN_KM:
            return False
        large = weight(city) * _RIVAL >= weight(best)
        return (large and city.is_mainly(name)) if known_so else (large or city.is_mainly(name))

    rivals = [city for city in others if rivals_best(city)]
    return DidYouMean((best, *rivals)[:_MOST_OFFERED]) if rivals else Found(best)


def _cities(answer: Understood) -> tuple[City, ...]:
    match answer:
        case Found(city):
            return (city,)
        case DidYouMean(cities):
            return cities
        case _:
            return ()


def _first(answer: Understood) -> City:
    return _cities(answer)[0]


def _largest(answers: Sequence[Understood]) -> Understood | None:
    """Return the answer about the largest town: of several possible endings the known town is the likely one."""
    towns = [answer for answer in answers if _cities(answer)]
    if towns:
        return max(towns, key=lambda answer: _first(answer).population)
    return answers[0] if answers else None


def _within(answer: Understood, country: str | None) -> Understood:
    """Return the answer narrowed to a country that was named beside the town."""
    fitting = tuple(city for city in _cities(answer) if city.country == country)
    if country is None or not fitting:
        return answer
    return Found(fitting[0]) if len(fitting) == 1 else DidYouMean(fitting)
