"""Kinds of node about where: locate, find.

Nothing here may guess a place: what could be several is asked, and what is unknown is said to be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar, get_args

from bot.cases.case import Answer
from bot.conversation.kind import Behaviour, Meant
from bot.conversation.model import Find, Go, Locate
from bot.conversation.numbers import emergency
from bot.conversation.on_ask import SKIP, picked, skip_offer, skipping, way_of
from bot.conversation.told import country_of
from bot.conversation.turn import Turn
from bot.conversation.understand import Spoken
from bot.directory.answers import Results, SearchFor
from bot.directory.cards import lines, place_line
from bot.directory.places import DidYouMean, Found, FoundCountry
from bot.directory.taxonomy import Audience, Service
from bot.directory.towns import City
from bot.messages import Arg, Line, Locale, Place, Ref

Word = TypeVar("Word", bound=str)
_SERVICES: Mapping[str, Service] = {word: word for word in get_args(Service)}
_AUDIENCES: Mapping[str, Audience] = {word: word for word in get_args(Audience)}
NONE = "none"
MORE = "more"
PAGE = 3
"""How many cards stand in one answer."""
_MOST = 5
"""How many places "did you mean" offers."""


class Locating(Behaviour[Locate]):
    """Asks where: a shared location or a typed place."""

    def arrive(self, turn: Turn, node: Locate) -> Go | None:
        turn.change(offered=())
        offers = [*turn.offers(node.choices), *skip_offer(turn, node.skip)]
        turn.say(turn.line(node.locate, node), node=node, offers=offers, asks_place=True)
        return None

    def answer(self, turn: Turn, node: Locate) -> Meant:
        if turn.inbound.place:
            return self._shared(turn, node, turn.inbound.place)
        choices = turn.visible(node.choices)
        offered = self._offered(turn)
        name = picked(turn, choices, [*offered, *skipping(turn, node.skip)])
        if name == SKIP and node.skip is not None:
            turn.remember(node, Answer(kind="skipped"))
            return node.skip
        if name == NONE:
            turn.change(offered=())
            return self.arrive(turn, node)
        if name is not None and name not in [choice.name for choice in choices]:
            return self._chosen(turn, node, int(name.removeprefix("p")))
        if name is not None:
            choice = next(each for each in choices if each.name == name)
            turn.remember(node, Answer(kind="choice", values=(name,), says=(choice.say,)))
            return way_of(choice, node.go) or False
        return self._typed(turn, node) if turn.inbound.text else False

    def _shared(self, turn: Turn, node: Locate, place: Place) -> Meant:
        city = turn.world.content.places.nearest(place.lat, place.lon)
        turn.remember(node, _answer(turn, city, place) if city else _point(place))
        return node.go

    def _typed(self, turn: Turn, node: Locate) -> Meant:
        text = turn.inbound.text or ""
        match turn.world.content.places.understand(text, turn.world.content.home_countries):
            case Found(city=city):
                turn.remember(node, _answer(turn, city))
                return node.go
            case DidYouMean(cities=cities):
                turn.change(offered=tuple(_packed(city) for city in cities[:_MOST]))
                near = cities[:_MOST]
                offers = [turn.offer(f"p{number}", *_named(turn, city, near)) for number, city in enumerate(near)]
                turn.say(Line("did-you-mean"), offers=[*offers, turn.offer(NONE, "choice-none-of-these")])
                return None
            case FoundCountry(country=code):
                turn.remember(node, Answer(kind="place", values=(code, "", ""), says=(f"country-{code.lower()}",)))
                return node.go
            case _:
                return self._unknown(turn, node, text)

    def _unknown(self, turn: Turn, node: Locate, text: str) -> Meant:
        if turn.session.misses and node.unknown is not None:
            turn.remember(node, Answer(kind="rescue", words=text))
            return node.unknown
        turn.change(misses=turn.session.misses + 1)
        offers = [*turn.offers(node.choices), *skip_offer(turn, node.skip)]
        turn.say(Line("place-not-found"), offers=offers, asks_place=True)
        return None

    def _offered(self, turn: Turn) -> list[Spoken]:
        cities = [_unpacked(turn, packed) for packed in turn.session.offered]
        spoken = [Spoken(f"p{number}", (city.name, city.name_ru, city.name_en)) for number, city in enumerate(cities)]
        return [*spoken, turn.spoken(NONE, "choice-none-of-these")] if spoken else []

    def _chosen(self, turn: Turn, node: Locate, number: int) -> Meant:
        turn.remember(node, _answer(turn, _unpacked(turn, turn.session.offered[number])))
        return node.go

    def passed(self, turn: Turn, node: Locate) -> Go | None:
        answer = turn.session.answers.get(node.remember)
        if answer is None:
            return None
        if answer.kind == "choice":
            choice = next((each for each in node.choices if each.name in answer.values), None)
            return way_of(choice, node.go) if choice else None
        return node.skip if answer.kind == "skipped" else node.go

    def ways(self, node: Locate) -> tuple[Go, ...]:
        ways = [way_of(choice, node.go) for choice in node.choices]
        return tuple(way for way in (*ways, node.go, node.skip, node.unknown) if way is not None)


def _answer(turn: Turn, city: City, place: Place | None = None) -> Answer:
    """Return a place as it is remembered: country, English name and time zone, the name as the person reads it."""
    lat, lon = (place.lat, place.lon) if place else (city.lat, city.lon)
    name = city.called(turn.session.locale)
    values = (city.country, city.name_en, city.timezone)
    return Answer(kind="place", values=values, words=name, lat=round(lat, 4), lon=round(lon, 4))


def _point(place: Place) -> Answer:
    return Answer(kind="place", values=("", "", ""), lat=round(place.lat, 4), lon=round(place.lon, 4))


def _packed(city: City) -> str:
    return f"{city.country}:{city.lat}:{city.lon}"


def _unpacked(turn: Turn, packed: str) -> City:
    _, lat, lon = packed.split(":")
    city = turn.world.content.places.nearest(float(lat), float(lon))
    assert city is not None
    return city


def _named(turn: Turn, city: City, among: Sequence[City]) -> tuple[str, Mapping[str, Arg]]:
    """Return how a town is offered; one that has a namesake there is told apart by the large town near it."""
    locale = turn.session.locale
    alike = [each for each in among if (each.called(locale), each.country) == (city.called(locale), city.country)]
    if len(alike) > 1:
        line = place_line(city, Locale(locale), turn.world.content.places.large_near(city))
        return line.text, line.args
    return "place-in-country", {"place": city.called(locale), "country": Ref(f"country-{city.country.lower()}")}


def _known(words: Mapping[str, Word], said: Sequence[str]) -> frozenset[Word]:
    """Return those of a person's answers that the directory knows; others (such as "someone else") narrow nothing."""
    return frozenset(words[word] for word in said if word in words)


class Finding(Behaviour[Find]):
    """Shows the nearest real services, a few cards at a time, and the emergency numbers of that country."""

    def arrive(self, turn: Turn, node: Find) -> Go | None:
        turn.change(page=0)
        self._show(turn, node)
        return None

    def again(self, turn: Turn, node: Find) -> Go | None:
        turn.say(turn.line(node.find, node), node=node, offers=turn.offers(turn.visible(node.choices)))
        return None

    def _show(self, turn: Turn, node: Find) -> None:
        found = self._search(turn, node)
        start = turn.session.page * PAGE
        cards = [*found.results, *found.from_abroad]
        locale = turn.session.locale
        if not cards[start:]:
            turn.say(turn.line(node.nothing, node))
        for result in cards[start : start + PAGE]:
            turn.say(*lines(result, Locale(locale)))
        if turn.session.page == 0:
            content = turn.world.content
            country = country_of(turn.session).upper()
            turn.say(*emergency(content.directory, country, locale, content.home_countries))
        choices = [choice for choice in turn.visible(node.choices) if choice.name != MORE or cards[start + PAGE :]]
        turn.say(turn.line(node.find, node), node=node, offers=turn.offers(choices))

    def _search(self, turn: Turn, node: Find) -> Results:
        answers = turn.session.answers
        place = answers.get(node.place)
        needs = answers.get(node.needs or "")
        audience = answers.get(node.audience or "")
        written = answers.get(node.written or "")
        known = place is not None and place.kind == "place" and bool(place.lat or place.lon)
        return turn.world.content.directory.search(
            SearchFor(
                at=turn.world.now,
                place=Place(place.lat, place.lon) if place and known else None,
                country=country_of(turn.session).upper() or None,
                needs=_known(_SERVICES, (*node.service, *(needs.values if needs else ()))),
                audiences=_known(_AUDIENCES, (*node.for_, *(audience.values if audience else ()))),
                written_only=written is not None and "yes" in written.values,
                only_checked=turn.world.content.only_checked,
                limit=PAGE * 4,
            )
        )

    def answer(self, turn: Turn, node: Find) -> Meant:
        choices = turn.visible(node.choices)
        name = picked(turn, choices)
        if name is None:
            return False
        if name == MORE:
            turn.change(page=turn.session.page + 1, misses=0)
            self._show(turn, node)
            return None
        choice = next(each for each in choices if each.name == name)
        turn.remember(node, Answer(kind="choice", values=(name,), says=(choice.say,)))
        return choice.go if choice.go is not None else False

    def ways(self, node: Find) -> tuple[Go, ...]:
        return tuple(choice.go for choice in node.choices if choice.go is not None)
