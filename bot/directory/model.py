"""What `directory.yaml` may say: organisations, what they do, how to reach them; each country's emergency numbers.

A documented subset of Open Referral's HSDS 3: `Organisation` is its organization together with its services and their
service area, `phones`, `emails`, `websites`, `languages`, `hours` (schedule), `conditions` (eligibility). Frozen, and
strict: an unknown key is a mistake. Everything printed to people stands in English and in Russian.

>>> example = Organisation.model_validate({
...     "id": "xx-harbour",
...     "name": {"en": "Harbour House", "ru": "Дом у гавани"},
...     "kind": "ngo",
...     "country": "MD",
...     "city": {"en": "Chisinau", "ru": "Кишинёв"},
...     "area": "town",
...     "place": {"lat": "47.01", "lon": "28.86"},
...     "timezone": "Europe/Chisinau",
...     "services": ["shelter", "legal"],
...     "audiences": ["women", "children"],
...     "languages": ["ro", "ru"],
...     "phones": [
...         {"e164": "+37322233309", "label": "office"},
...         {"e164": "+37380077777", "dial_from": "MD", "label": "hotline", "free": "yes"},
...         {"short_code": "123", "dial_from": "MD", "note": {"en": "from mobiles", "ru": "с мобильного"}},
...     ],
...     "emails": [{"address": "help@example.org"}, {"address": "a.person@example.org", "personal": "yes"}],
...     "websites": [{"url": "https://example.org"}, {"url": "https://old.example.org", "publish": "no"}],
...     "hours": "Mo-Fr 09:00-18:00",
...     "hours_note": {"en": "The shelter itself never closes.", "ru": "Сам приют открыт всегда."},
...     "summary": {"en": "A bed and a lawyer for women.", "ru": "Ночлег и юрист для женщин."},
...     "conditions": {"en": "For women of any citizenship.", "ru": "Для женщин с любым гражданством."},
...     "source": "https://example.org/about",
...     "source_date": "2023-05",
...     "checked_on": "2026-01-31",
...     "state": "shown",
...     "notes": ["Called twice; asked for Ana."],
... })
>>> example.has_contact, example.phones[0].from_abroad, example.phones[1].from_abroad
(True, True, False)
>>> [mail.address for mail in example.public_emails], [site.url for site in example.public_websites]
(['help@example.org'], ['https://example.org'])
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import phonenumbers
from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.directory.taxonomy import Area, Audience, Kind, PhoneLabel, Service, State
from bot.directory.written import (
    E164,
    Country,
    DialString,
    EmergencyNumber,
    Id,
    Language,
    MailAddress,
    OpenHours,
    ShortCode,
    Somewhere,
    SourceDate,
    TimeZone,
    WebAddress,
    Words,
)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(_Strict):
    """The same words for English and for Russian readers; without Russian words the English ones are shown.

    >>> Text(en="Red Cross", ru="Красный Крест").ru
    'Красный Крест'
    """

    en: Words
    ru: Words | None = None


class TownCentre(_Strict):
    """Where the town is, never where the house is: two decimals are about a kilometre, and more are refused.

    >>> TownCentre.model_validate({"lat": "59.94", "lon": "30.31"}).lat
    59.94
    """

    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]

    @model_validator(mode="before")
    @classmethod
    def _centre_only(cls, given: object) -> object:
        if isinstance(given, dict):
            for axis in ("lat", "lon"):
                if len(str(given.get(axis, "")).partition(".")[2]) > 2:
                    raise ValueError("the centre of the town only: at most two decimals, nobody's door")
        return given


class Phone(_Strict):
    """One number. Exactly one of ``e164``, ``short_code`` and ``dial_string`` says what is dialled.

    ``dial_from`` is the one country where it connects; without it the number is dialled from anywhere. Toll-free
    numbers and short codes always have it. ``free``: known to cost nothing, known to cost, or not known.
    ``publish: no`` keeps a number for the administrator only.

    >>> Phone.model_validate({"short_code": "11616", "dial_from": "KZ"}).dialled_from("RU")
    False
    """

    e164: E164 | None = None
    short_code: ShortCode | None = None
    dial_string: DialString | None = None
    dial_from: Country | None = None
    label: PhoneLabel = "main"
    note: Text | None = None
    free: bool | None = None
    publish: bool = True

    @model_validator(mode="after")
    def _one_number(self) -> Phone:
        if sum(form is not None for form in (self.e164, self.short_code, self.dial_string)) != 1:
            raise ValueError("a phone has exactly one of e164, short_code and dial_string")
        if self.e164 is None:
            if self.dial_from is None:
                raise ValueError("say with dial_from in which country this number is dialled")
            return self
        try:
            number = phonenumbers.parse(self.e164)
        except phonenumbers.NumberParseException:
            raise ValueError("not a phone number in international form") from None
        if not phonenumbers.is_valid_number(number):
            raise ValueError("no such number can exist: a digit is missing, too many or wrong")
        toll_free = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.TOLL_FREE
        if toll_free and self.dial_from is None:
            raise ValueError("a toll-free number does not connect from abroad: say its country with dial_from")
        return self

    @property
    def digits(self) -> str:
        """What is dialled, as it stands in the file."""
        return self.e164 or self.short_code or self.dial_string or ""

    @property
    def from_abroad(self) -> bool:
        """Whether it may be dialled from any country."""
        return self.dial_from is None

    def dialled_from(self, country: str | None) -> bool:
        """Tell whether somebody there can dial it; without a country every number counts."""
        return self.dial_from is None or country is None or self.dial_from == country


class Email(_Strict):
    """A mail address. One that looks like a private person's is kept for the administrator and never shown.

    >>> Email(address="info@example.org").shown
    True
    """

    address: MailAddress
    personal: bool = False
    publish: bool = True

    @property
    def shown(self) -> bool:
        """Whether people may see it."""
        return self.publish and not self.personal


class Website(_Strict):
    """A web address as its source gives it; ``publish: no`` keeps it for the administrator.

    >>> Website(url="www.example.org").publish
    True
    """

    url: WebAddress
    publish: bool = True


class Organisation(_Strict):
    """Somebody who helps. See the top of this module for a whole example.

    ``country`` is where it sits, ``INT`` for a worldwide body. ``place`` is the centre of its town, or of the main
    town of its region where no town is known. ``source_date`` is how old the facts are, ``checked_on`` the day
    somebody of ours called. ``notes`` are for the administrator and never shown.
    """

    id: Id
    name: Text
    kind: Kind
    country: Somewhere
    region: Text | None = None
    city: Text | None = None
    area: Area
    place: TownCentre | None = None
    timezone: TimeZone | None = None
    services: tuple[Service, ...]
    audiences: tuple[Audience, ...] = ()
    languages: tuple[Language, ...] = ()
    phones: tuple[Phone, ...] = ()
    emails: tuple[Email, ...] = ()
    websites: tuple[Website, ...] = ()
    hours: OpenHours | None = None
    hours_note: Text | None = None
    summary: Text
    conditions: Text | None = None
    source: Words
    source_date: SourceDate | None = None
    checked_on: date | None = None
    state: State
    notes: tuple[Words, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Organisation:
        if self.area in ("town", "region") and self.place is None:
            raise ValueError("help that has to be reached needs a place: the centre of its town")
        if not self.services:
            raise ValueError("name at least one service")
        if self.hours not in (None, "24/7") and self.timezone is None:
            raise ValueError("hours need a timezone")
        for what, things in (("services", self.services), ("audiences", self.audiences), ("phones", self.phones)):
            if len(set(things)) != len(things):
                raise ValueError(f"{what} name the same thing twice")
        return self

    @property
    def public_emails(self) -> tuple[Email, ...]:
        """The mail addresses people may see."""
        return tuple(mail for mail in self.emails if mail.shown)

    @property
    def public_websites(self) -> tuple[Website, ...]:
        """The web addresses people may see."""
        return tuple(site for site in self.websites if site.publish)

    @property
    def has_contact(self) -> bool:
        """Whether people can reach it themselves; otherwise our team has to ask for them."""
        return bool(self.public_emails or self.public_websites or any(phone.publish for phone in self.phones))

    @property
    def answers_in_writing(self) -> bool:
        """Whether people can reach it without speaking: by mail, on a site or by text message."""
        return bool(self.public_emails or self.public_websites or any(phone.label == "text" for phone in self.phones))

    def phones_from(self, country: str | None) -> tuple[Phone, ...]:
        """Return the numbers somebody in that country can dial."""
        return tuple(phone for phone in self.phones if phone.publish and phone.dialled_from(country))

    def reachable_from(self, country: str | None) -> bool:
        """Tell whether somebody in that country can call, write or read there."""
        return bool(self.public_emails or self.public_websites or self.phones_from(country))


class Emergency(_Strict):
    """A country's emergency numbers, dialled from a phone inside it. Absent: not known, or there is none.

    ``free_without_credit``, ``without_sim``: known to work, known not to, or not known. ``text`` tells where and how
    help can be called by SMS. ``members`` are the countries an entry stands for that have none of their own.

    >>> Emergency(country="KZ", police="102", ambulance="103", source="https://example.org").numbers
    (('police', '102'), ('ambulance', '103'))
    """

    country: Country
    general: EmergencyNumber | None = None
    police: EmergencyNumber | None = None
    ambulance: EmergencyNumber | None = None
    fire: EmergencyNumber | None = None
    free_without_credit: bool | None = None
    without_sim: bool | None = None
    text: Text | None = None
    note: Text | None = None
    members: tuple[Country, ...] = ()
    source: Words
    source_date: SourceDate | None = None
    checked_on: date | None = None
    doubtful: bool = False
    notes: tuple[Words, ...] = ()

    @model_validator(mode="after")
    def _some_number(self) -> Emergency:
        if not self.numbers:
            raise ValueError("an emergency entry needs at least one number")
        return self

    @property
    def numbers(self) -> tuple[tuple[str, str], ...]:
        """The services and their numbers, general first."""
        known = (
            ("general", self.general),
            ("police", self.police),
            ("ambulance", self.ambulance),
            ("fire", self.fire),
        )
        return tuple((service, number) for service, number in known if number is not None)


class DirectoryFile(_Strict):
    """The whole of `directory.yaml`.

    >>> DirectoryFile(emergency=(), organisations=()).organisations
    ()
    """

    emergency: tuple[Emergency, ...] = ()
    organisations: tuple[Organisation, ...]
