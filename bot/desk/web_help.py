"""The directory beside a case: help near the person, as a card in their language, ready to be put into a reply.

Nothing here may send; what is found goes into the reply box and the operator decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from aiohttp import web

from bot.cases.case import Head, NotYourCase
from bot.desk.auth import Visitor
from bot.desk.verbs import Desk
from bot.desk.web_pages import Pages
from bot.desk.words import Words
from bot.directory.answers import Result, SearchFor
from bot.directory.cards import lines, said
from bot.directory.places import DidYouMean, Found, FoundCountry, Gazetteer
from bot.directory.search import Directory
from bot.directory.taxonomy import Service
from bot.messages import Locale, Place
from bot.texts import without_isolates

SERVICES: Mapping[str, Service] = {word: word for word in get_args(Service)}
MOST_CARDS = 6


@dataclass(frozen=True, slots=True)
class Card:
    """One organisation: its name as the operator reads it, and the card as the person will."""

    name: str
    about: str
    text: str
    id: str = ""
    can_be_called: bool = False


@dataclass(frozen=True, slots=True)
class HelpPages:
    """Searches the directory for the holder of a case."""

    desk: Desk
    pages: Pages
    directory: Directory
    places: Gazetteer
    home_countries: Sequence[str]
    clock: Callable[[], datetime]

    async def find(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Show what is found: a fragment for the page's script, a page of its own without one."""
        case, me, words = request.match_info["case"], visitor.account, self.pages.words(visitor.account.locale)
        if "operator" not in me.roles:
            raise NotYourCase("only the operator who holds a case looks for help in it")
        head = (await self.desk.show(case, me.name)).head
        cards, asks = self._found(request.query.get("place", "")[:100], request.query.get("need", ""), head, words)
        if request.headers.get("X-Desk"):
            return web.Response(
                text=self.pages.fragment("found", words, cards=cards, asks=asks, case_id=case, locale=head.locale),
                content_type="text/html",
            )
        return self.pages.html(
            "help", words, title=words("desk-help"), cards=cards, asks=asks, case_id=case, locale=head.locale
        )

    def _found(self, place: str, need: str, head: Head, words: Words) -> tuple[list[Card], list[str]]:
        country, point = head.country or None, None
        told = head.answers.get("place")
        if place.strip() and not (told and place == told.words):
            match self.places.understand(place, self.home_countries):
                case Found(city=city):
                    country, point = city.country, Place(city.lat, city.lon)
                case FoundCountry(country=named):
                    country = named
                case DidYouMean(cities=cities):
                    return [], [f"{city.called(words.locale)}, {self._country(city.country, words)}" for city in cities]
                case _:
                    return [], []
        elif told and (told.lat or told.lon):
            point = Place(told.lat, told.lon)
        needs = frozenset({SERVICES[need]}) if need in SERVICES else frozenset()
        found = self.directory.search(
            SearchFor(at=self.clock(), country=country, place=point, needs=needs, limit=MOST_CARDS)
        )
        results = [*found.results, *found.from_abroad][:MOST_CARDS]
        return [self._card(each, head.locale, words) for each in results], []

    def _card(self, result: Result, locale: str, words: Words) -> Card:
        texts = words.texts
        theirs = locale if locale in texts.locales else texts.default
        text = texts.message(lines(result, Locale(theirs)), theirs)
        one = result.organisation
        where = said(one.city, Locale(words.locale)) if one.city else self._country(one.country, words)
        about = f"{where}, {round(result.distance_km)} km" if result.distance_km is not None else where
        return Card(
            said(one.name, Locale(words.locale)),
            about,
            text if texts.is_right_to_left(theirs) else without_isolates(text),
            one.id,
            any(each.publish for each in one.phones),
        )

    def _country(self, code: str, words: Words) -> str:
        return words.known("country", code.lower())
