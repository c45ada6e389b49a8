"""A card can be read by somebody tired and frightened: who, what for, the number, and how old it is."""

from __future__ import annotations

import re
from itertools import product

import pytest

from bot.directory.answers import SearchFor
from bot.directory.cards import (
    NO_BREAK,
    audience_ref,
    country_ref,
    emergency_lines,
    lines,
    place_line,
    service_ref,
    spaced,
)
from bot.directory.model import Phone
from bot.directory.places import DidYouMean, Gazetteer
from bot.directory.search import Directory
from bot.directory.taxonomy import AUDIENCES, SERVICES
from bot.directory.towns import country_names, load_towns
from bot.messages import Line, Locale, Place, Ref
from bot.texts import Texts
from tests.directory.conftest import MONDAY_NOON, Invent

EN, RU, UZ = Locale("en"), Locale("ru"), Locale("uz-Latn")


def card(directory: Directory, texts: Texts, locale: Locale = EN, **asked: object) -> str:
    """Return the first card found, in words."""
    fields = {"at": MONDAY_NOON, "country": "RU", "place": Place(59.93, 30.31)} | asked
    found = directory.search(SearchFor(**fields))  # type: ignore[arg-type]
    return texts.message(lines((found.results or found.from_abroad)[0], locale), locale)


def test_every_card_can_be_said_in_both_languages(directory: Directory, texts: Texts) -> None:
    """Every organisation, seen from every country, has words for each line and nothing left in braces."""
    countries = sorted({one.country for one in directory.organisations})
    seen = set()
    for country, locale in product(countries, (EN, RU)):
        found = directory.search(SearchFor(at=MONDAY_NOON, country=country, place=Place(55.75, 37.62), limit=200))
        for result in (*found.results, *found.from_abroad):
            words = texts.message(lines(result, locale), locale)
            seen.add(result.organisation.id)
            assert "{" not in words, result.organisation.id
            assert "None" not in words, result.organisation.id
    not_for_people_in_need = {"ru-lizaalert", "ru-redcross-tracing", "ru-redcross-cri", "int-interpol-yellow"}
    drafts = {one.id for one in directory.organisations if one.state == "draft"}
    courses = {"ru-migration-research-center"}
    assert seen == set(directory.by_id) - drafts - not_for_people_in_need - courses


def test_a_whole_card(directory: Directory, texts: Texts) -> None:
    """What a person in St Petersburg reads, word for word, in Russian."""
    assert card(directory, texts, RU, needs=frozenset({"legal"})).replace(NO_BREAK, "_").splitlines() == [
        "Российский Красный Крест, Санкт-Петербург",
        "Где: Санкт-Петербург",
        "Вопросы права и помощь в быту для тех, кого удерживали, продали или заставляли работать.",
        "+7_812_717_35_31",
        "Основной номер. Обычный платный звонок, из любой страны.",
        "rcc@spbredcross.org",
        "www.spbredcross.org",
        "Из источника примерно 2018–2021 г., с тех пор никто не проверял.",
    ]


def test_a_number_stands_alone_and_holds_together(directory: Directory, texts: Texts) -> None:
    """Every number has a line of its own without a place to break it, and a line that says from where and for what."""
    for one in directory.organisations:
        for phone in one.phones:
            shown = spaced(phone)
            assert not re.search(r"[ \-]", shown)
            assert re.sub(r"\D", "", shown) == re.sub(r"\D", "", phone.digits)
    text = card(directory, texts, needs=frozenset({"missing_persons"})).splitlines()
    where = text.index("+7 800 700 54 52".replace(" ", NO_BREAK))
    assert text[where + 1] == "Helpline. Free. Only from a phone in: Russia."


@pytest.mark.parametrize(
    ("phone", "said"),
    [
        ('{short_code: "111", dial_from: RU}', "Only from a phone in: Russia. We don't know if it's free."),
        ('{short_code: "111", dial_from: RU, free: yes}', "Free. Only from a phone in: Russia."),
        ('{short_code: "111", dial_from: RU, free: no}', "You pay for the call. Only from a phone in: Russia."),
        ('{e164: "+78127173531"}', "An ordinary paid call, from any country."),
        ('{e164: "+78127173531", note: {en: from a mobile}}', "(from a mobile)"),
    ],
)
def test_it_says_from_where_and_what_it_costs(invent: Invent, texts: Texts, phone: str, said: str) -> None:
    """Whoever dials knows before whether it connects and whether it costs."""
    directory = invent(f"country: RU, area: country, phones: [{phone}]")
    assert said in card(directory, texts)


def test_numbers_alike_are_explained_once(invent: Invent, texts: Texts) -> None:
    """Four numbers of one office stand under each other with one explanation."""
    phones = ", ".join(f'{{e164: "+7717279034{last}", label: office}}' for last in (5, 6, 7, 8))
    text = card(invent(f"country: RU, area: country, phones: [{phones}]"), texts)
    assert text.count("+7") == 4
    assert text.count("Office.") == 1


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ("source_date: about 2018-2021", "From a source of about 2018–2021. Nobody has checked it since."),
        ("source_date: 2023-05", "From a source of 2023. Nobody has checked it since."),
        ("area: country", "We don't know how old this is. Nobody has checked it."),
        ("source_date: 2019, checked_on: 2026-01-31", "Checked by us on January 31, 2026."),
    ],
)
def test_age_shows(invent: Invent, texts: Texts, known: str, said: str) -> None:
    """Each card says how old it is, and whether anybody checked."""
    given = known if "area" in known else f"{known}, area: country"
    assert card(invent(f"country: RU, {given}"), texts).splitlines()[-1] == said


def test_without_a_contact_our_team_can_ask(invent: Invent, texts: Texts) -> None:
    """A private mailbox is no contact; then the card offers that we ask."""
    directory = invent("country: RU, area: country, emails: [{address: a.person@example.org, personal: yes}]")
    text = card(directory, texts)
    assert "a.person" not in text
    assert "Our consultant can ask there for you." in text


def test_doubt_is_said(invent: Invent, texts: Texts) -> None:
    """A doubtful entry carries its warning; a sure one does not."""
    warning = "We aren't sure that this still works or is right."
    assert warning in card(invent("country: RU, area: country, state: doubtful"), texts)
    assert warning not in card(invent("country: RU, area: country"), texts)


def test_readers_get_the_language_they_are_likelier_to_read(directory: Directory) -> None:
    """Uzbek readers get Russian names and the services in their own words; others get English."""
    found = directory.search(SearchFor(at=MONDAY_NOON, country="RU", place=Place(59.93, 30.31)))
    uzbek, french = lines(found.results[0], UZ), lines(found.results[0], Locale("fr"))
    assert uzbek[0].args["name"] == "Российский Красный Крест, Санкт-Петербург"
    assert french[0].args["name"] == "Russian Red Cross, St. Petersburg Branch"
    assert "card-services" in {line.text for line in uzbek}
    assert "card-services" not in {line.text for line in lines(found.results[0], RU)}


def test_hours_are_said_in_days_people_know(invent: Invent, texts: Texts) -> None:
    """Mo-Fr becomes Mon-Fri or пн-пт, with open or closed now."""
    directory = invent('country: RU, area: country, timezone: Europe/Moscow, hours: "Mo-Fr 09:00-18:00"')
    assert "Open now. Hours: Mon-Fri 09:00-18:00, local time there." in card(directory, texts)
    assert "Сейчас открыто. Часы: пн-пт 09:00-18:00 по местному времени." in card(directory, texts, RU)
    assert "Open day and night." in card(invent('country: RU, area: country, hours: "24/7"'), texts)


def test_an_emergency_card(directory: Directory, texts: Texts) -> None:
    """The ambulance stands apart from the police where it has its own number, and not where it has not."""
    text = texts.message(emergency_lines(directory, "KZ", EN), EN).splitlines()
    assert text[:9] == [
        "Emergency. Kazakhstan:",
        "Police, ambulance, fire:",
        "112",
        "Police:",
        "102",
        "Ambulance:",
        "103",
        "Fire:",
        "101",
    ]
    assert "It's free, even with no money on the phone." in text
    russia = texts.message(emergency_lines(directory, "RU", EN), EN)
    assert russia.count("112") == 2
    assert "Ambulance:" not in russia
    assert "SMS" in russia


def test_unknown_emergency_numbers_are_not_guessed(directory: Directory) -> None:
    """Where no number is known, that is said, and no other country's is given."""
    for country in (None, "BR"):
        assert emergency_lines(directory, country, RU) == (Line("emergency-unknown"),)


def test_sources_that_disagree_are_not_hidden(directory: Directory, texts: Texts) -> None:
    """Where sources give different emergency numbers, the card says so."""
    assert "We aren't sure of these numbers." in texts.message(emergency_lines(directory, "NG", EN), EN)


def test_namesakes_have_different_labels(gazetteer: Gazetteer, texts: Texts) -> None:
    """Two towns of one name are offered with the large town near them."""
    asked = gazetteer.understand("Киров")
    assert isinstance(asked, DidYouMean)
    labels = [texts.say(place_line(city, RU, gazetteer.large_near(city)), RU) for city in asked.cities]
    assert len(set(labels)) == len(labels)
    assert labels[0].startswith("Киров, Россия (рядом ")
    assert texts.say(place_line(asked.cities[0], EN), EN) == "Kirov, Russia"


@pytest.mark.parametrize("locale", ["en", "ru"])
def test_every_label_has_words(texts: Texts, locale: str) -> None:
    """Each service, audience and country that can be named has its word in both languages."""
    countries = {city.country for city in load_towns().all} | set(country_names().values()) | {"EU"}
    refs: list[Ref] = [service_ref(service) for service in SERVICES]
    refs += [audience_ref(audience) for audience in AUDIENCES] + [country_ref(country) for country in countries]
    assert [ref.text for ref in refs if not texts.has(ref.text, locale)] == []
    assert texts.junk == []
    assert not texts.has("service-nothing", locale)


def test_a_note_is_not_needed_to_dial() -> None:
    """A short code is shown as it is dialled, a dial string too."""
    assert spaced(Phone(short_code="11616", dial_from="KZ")) == "11616"
    assert spaced(Phone(dial_string="8 495 051", dial_from="RU")).replace(NO_BREAK, "_") == "8_495_051"
