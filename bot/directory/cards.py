"""A search result as lines that people read: who, what for, how to reach them, and how old the knowledge is.

Text ids and arguments only; the words stand in `locales/*/directory.ftl`. Names and summaries come from the directory
itself, in Russian or English, whichever the reader is likelier to read. Every number stands alone on its line.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import babel
import phonenumbers
from babel.dates import format_date

from bot.directory.answers import Result
from bot.directory.model import Emergency, Organisation, Phone, Text
from bot.directory.search import Directory
from bot.directory.taxonomy import Audience, Service
from bot.directory.towns import City
from bot.messages import Arg, Line, Locale, Ref

NO_BREAK = "\u00a0"
_READ_RUSSIAN = frozenset({"ru", "be", "uk", "kk", "ky", "tg", "tk", "uz", "hy", "az", "ro"})
_HAVE_WORDS = frozenset({"ru", "en"})
_STEP_AWAY_KM = 5.0
_DAYS = {
    "Mo": ("Mon", "пн"),
    "Tu": ("Tue", "вт"),
    "We": ("Wed", "ср"),
    "Th": ("Thu", "чт"),
    "Fr": ("Fri", "пт"),
    "Sa": ("Sat", "сб"),
    "Su": ("Sun", "вс"),
}


def lines(result: Result, locale: Locale) -> tuple[Line, ...]:
    """Return the card of one organisation, ready to be put into words and joined by line breaks."""
    one = result.organisation
    card = [Line("card-name", {"name": said(one.name, locale)}), _where(result, locale)]
    card.append(Line("card-summary", {"summary": said(one.summary, locale)}))
    if _language(locale) not in _HAVE_WORDS:
        card.append(Line("card-services", {"services": tuple(service_ref(service) for service in result.services)}))
    if one.conditions:
        card.append(Line("card-conditions", {"conditions": said(one.conditions, locale)}))
    if result.is_doubtful:
        card.append(Line("card-doubtful"))
    card += _hours(result, locale)
    card += _phones(result.phones, locale)
    card += [Line("card-email", {"address": mail.address}) for mail in one.public_emails]
    card += [Line("card-website", {"url": site.url}) for site in one.public_websites]
    if not (result.phones or one.public_emails or one.public_websites):
        card.append(Line("card-ask-us"))
    card.append(_age(one, locale))
    return tuple(card)


def emergency_lines(directory: Directory, country: str | None, locale: Locale) -> tuple[Line, ...]:
    """Return a country's emergency numbers, the ambulance apart from the police where there are two."""
    entry = directory.emergency(country)
    if entry is None or country is None:
        return (Line("emergency-unknown"),)
    card = [*_numbers(entry, country), Line("emergency-inside", {"country": country_ref(country)})]
    if entry.free_without_credit:
        card.append(Line("emergency-free"))
    if entry.without_sim:
        card.append(Line("emergency-no-sim"))
    card += [Line("emergency-note", {"note": said(text, locale)}) for text in (entry.text, entry.note) if text]
    if entry.doubtful:
        card.append(Line("emergency-doubtful"))
    return (*card, _age(entry, locale))


def _numbers(entry: Emergency, country: str) -> list[Line]:
    card = [Line("emergency-title", {"country": country_ref(country)})]
    for service, number in entry.numbers:
        if service == "general" or number != entry.general:
            card += [Line(f"emergency-{service}"), Line("card-phone", {"number": number})]
    return card


def place_line(city: City, locale: Locale, near: City | None = None) -> Line:
    """Return how a town is named when we ask whether it is meant; ``near`` tells it from its namesakes."""
    args: dict[str, Arg] = {"city": city.called(locale), "country": country_ref(city.country)}
    return Line("place-near", args | {"near": near.called(locale)}) if near else Line("place", args)


def said(text: Text, locale: Locale) -> str:
    """Return the words for a reader: Russian where it is read, else English."""
    return text.ru if text.ru and _language(locale) in _READ_RUSSIAN else text.en


def spaced(phone: Phone) -> str:
    """Return the number as it is read aloud, held together by no-break spaces.

    >>> spaced(Phone(e164="+37322233309")).replace(NO_BREAK, "_")
    '+373_22_233_309'
    """
    number = phone.digits
    if phone.e164:
        number = phonenumbers.format_number(
            phonenumbers.parse(phone.e164), phonenumbers.PhoneNumberFormat.INTERNATIONAL
        )
    return number.replace("-", " ").replace(" ", NO_BREAK)


def service_ref(service: Service) -> Ref:
    """Return the label of a service."""
    return Ref(f"service-{service}")


def audience_ref(audience: Audience) -> Ref:
    """Return the label of an audience."""
    return Ref(f"audience-{audience}")


def country_ref(country: str) -> Ref:
    """Return the name of a country."""
    return Ref(f"country-{country.lower()}")


def _language(locale: str) -> str:
    return locale.partition("-")[0].lower()


def _where(result: Result, locale: Locale) -> Line:
    one, km = result.organisation, result.distance_km
    town = one.city or one.region
    place = said(town, locale) if town else ""
    match result.reach:
        case "national" if one.area == "world":
            return Line("card-worldwide")
        case "national":
            return Line("card-national", {"country": country_ref(one.country)})
        case "abroad":
            return Line("card-abroad", {"country": country_ref(one.country)})
        case "near" if km is not None and km >= _STEP_AWAY_KM:
            return Line("card-near", {"place": place, "km": _about(km)})
        case "farther" if km is not None:
            return Line("card-farther", {"place": place, "km": _about(km)})
        case _:
            return Line("card-in", {"place": place})


def _about(km: float) -> int:
    """Return a distance no more exact than a town's centre is."""
    return int(round(km, -1)) if km >= 100 else round(km)


def _hours(result: Result, locale: Locale) -> list[Line]:
    one = result.organisation
    told = [Line("card-hours-note", {"note": said(one.hours_note, locale)})] if one.hours_note else []
    if one.hours is None:
        return told
    if one.hours == "24/7":
        return told or [Line("card-day-and-night")]
    hours: dict[str, Arg] = {"hours": _days(one.hours, locale)}
    return [Line("card-open-now" if result.open_now else "card-closed-now", hours), *told]


def _days(hours: str, locale: Locale) -> str:
    for day, (english, russian) in _DAYS.items():
        hours = hours.replace(day, russian if _language(locale) in _READ_RUSSIAN else english)
    return hours


def _phones(phones: Sequence[Phone], locale: Locale) -> list[Line]:
    """Return every number alone on its line; what several in a row have in common is said once after them."""
    card: list[Line] = []
    for number, phone in enumerate(phones):
        card.append(Line("card-phone", {"number": spaced(phone)}))
        following = phones[number + 1] if number + 1 < len(phones) else None
        if following is None or _how(following, locale) != _how(phone, locale):
            card += _how(phone, locale)
    return card


def _how(phone: Phone, locale: Locale) -> list[Line]:
    """Return what kind of number it is, from where it can be dialled and what that costs."""
    cost = {True: "free", False: "costs", None: "unknown"}[phone.free]
    args: dict[str, Arg] = {"label": Ref(f"phone-{phone.label}")}
    if phone.dial_from:
        how = Line(f"card-phone-inside-{cost}", args | {"country": country_ref(phone.dial_from)})
    else:
        how = Line("card-phone-anywhere-free" if phone.free else "card-phone-anywhere", args)
    note = [Line("card-phone-note", {"note": said(phone.note, locale)})] if phone.note else []
    return [how, *note]


def _age(known: Organisation | Emergency, locale: Locale) -> Line:
    """Return how old the knowledge is: the day it was checked, else the year it was written down."""
    if known.checked_on:
        return Line("card-checked", {"date": _day(known.checked_on, locale)})
    if known.source_date is None:
        return Line("card-age-unknown")
    about = known.source_date.startswith("about ")
    first, _, last = known.source_date.removeprefix("about ").partition("-")
    years = f"{first}–{last}" if len(last) == 4 else first
    return Line("card-age-about" if about else "card-age", {"years": years})


def _day(day: date, locale: Locale) -> str:
    try:
        return format_date(day, "long", babel.Locale.parse(locale, sep="-"))
    except (babel.UnknownLocaleError, ValueError):
        return day.isoformat()
