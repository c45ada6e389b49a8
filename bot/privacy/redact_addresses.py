"""Finds house addresses: a street with its house number, in the ways it is written in our languages.

A street without a number, a town, a landmark, a room, a floor survive: somebody may have to be found by them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy.redact_fold import listed


def _any(words: str) -> str:
    """Return a pattern for any of the words, with or without the dot of an abbreviation."""
    return rf"(?:{'|'.join(sorted(words.split(), key=len, reverse=True))})\.?"


_BEFORE_NAME = """
улица улице улицу улицы ул проспект проспекте проспекта пр-кт пр-т просп переулок переулке переулка пер шоссе бульвар
бульваре б-р бул площадь площади пл проезд проезде пр-д набережная набережной наб тупик тупике микрорайон микрорайоне
мкр мкрн квартал квартале посёлок посёлке поселок поселке деревня деревне снт жк кӯчаи кучаи хиёбони маҳаллаи
ulitsa ulitza ul prospekt prosp pereulok per shosse mikrorayon mkr bulvar proezd naberezhnaya ploshchad street st
пр пос село аул аллея аллее жилмассив массив тракт
"""
_AFTER_NAME = """
улица улице ул проспект проспекте проспекти проспектиси пр-т переулок переулке пер шоссе ш бульвар бульваре проезд
проезде набережная набережной наб тупик тупике микрорайон микрорайоне мкр квартал квартале
көшесі көшесінде көшесінің көш даңғылы даңғылында ауданы көчөсү көчөсүндө көчөсүнүн көч кӯчаси кўчаси кўчасида кучаси
кучасида кўча маҳалласи ko'chasi ko'chasida kochasi kochasida ko'cha mahallasi kvartal mavze mavzesi
ul ulitsa prospekt pr pereulok per shosse bulvar proezd naberezhnaya prospekti str даҳа даҳаси мавзе мавзеси мавзеда
daha dahasi аллея тракт мөлтек ауданы ықшамаудан маҳалла mahalla кичирайон маҳаллаи
"""
_ENGLISH = """
street st str road rd avenue ave lane ln drive blvd boulevard square close terrace crescent mews way court gardens row
yard tower towers
"""
_SPOKEN = "ulitsa prospekt pereulok shosse bulvar proezd naberezhnaya"
_TURKISH = "cad caddesi sok sokak sokağı mah mahallesi bulvarı"
_HOUSES = """
villa flat apartment house h bld building no dom d uy дом доме дома д вл владение участок участке уч хонаи бинои үй
үйі уй номер №
"""
_PARTS = """
дом корпус корпусе корп к строение стр литера лит квартира квартире квартиру кв подъезд подъезде под офис офисе оф
apt apartment flat unit suite bld building block батир пәтер xonadon хонадон kv kvartira korpus korp k entrance office
ҳуҷраи квартираи блок
"""
_PLOTS = "house villa building bldg block plot lot"
_HOUSE = r"\d{1,4}(?:\s?[а-гa-d])?(?:(?![а-яёa-z\d])|(?=(?:к|с|корп|стр)\d))(?:\s?[/\-]\s?\d{1,4}[а-гa-d]?(?!\w))?"
_BLOCK = r"(?:\s?(?:к|корп|стр|с|k|korp|str)\.?\s?\d{1,3}(?!\w))?"
_PART = (
    rf"(?:[\s,]{{1,3}}(?:{_any(_PARTS)}\s{{0,2}}№?\s?\d{{1,4}}[а-гa-d]?|"
    r"\d{1,4}-?\s?(?:xonadon|хонадон|пәтер|квартира|кв\.?|батир))(?!\w)){0,4}"
)
_HOUSE_AND_PARTS = (
    rf"[\s,]{{1,3}}(?:в\s(?=дом))?(?:{_any(_HOUSES)}\s{{0,2}}(?:номер\s|number\s|no\.?\s)?№?\s?)?{_HOUSE}{_BLOCK}"
    rf"(?:-?\s?(?:үй\w{{0,3}}|уй|uy|дом|хона)(?!\w|\s?\d))?{_PART}"
)
_NAME = r"[^\W\d_][\w'\-.]{1,25}"
_NTH = r"(?:\d{1,4}\s?-?\s?(?:я|й|ая|ый|ой|го|лет|года|th|st|nd|rd)?\s)?"

_FLATS = "квартира квартире квартиру кв apt flat kv"
_ON_STREET = "дом доме дома дому"


def _gated(words: str, pattern: str) -> tuple[frozenset[str], re.Pattern[str]]:
    """Pair a pattern with the words of which it needs one; looking for them first is many times cheaper."""
    return frozenset(word.partition("-")[0] for word in words.split()), re.compile(pattern)


_STREETS = (
    # ул. Ленина, д. 5, кв. 12 · проспект Мира 101, корпус 2 · кӯчаи Рӯдакӣ, хонаи 27 · ul. Lenina 5
    _gated(
        _BEFORE_NAME,
        rf"(?<!\w){_any(_BEFORE_NAME)}(?:(?<=\.)|\s)\s?[«\"]?{_NTH}{_NAME}(?:\s{_NAME}){{0,2}}[»\"]?{_HOUSE_AND_PARTS}",
    ),
    # Промышленная ул., 27 стр. 3 · Абай көшесі, 12-үй · Navoiy ko'chasi 15-uy · 6-й микрорайон, дом 3
    _gated(
        _AFTER_NAME,
        rf"(?<!\w)(?:{_NTH}{_NAME}(?:\s{_NAME})?|(?:{_NAME}[\s,]{{1,2}})?\d{{1,2}}\s?-?\s?(?:й|ый|го|м|ом|nchi|чи)?)[\s\-]"
        rf"{_any(_AFTER_NAME)}{_HOUSE_AND_PARTS}",
    ),
    # дом 12 по улице Садовой · 12 дом на Ленина
    _gated(
        _ON_STREET,
        rf"(?<!\w)(?:дом[еау]?\s№?\s?{_HOUSE}{_PART}|{_HOUSE}\sдом[еау]?)\s(?:по|на)\s"
        rf"(?:{_any(_BEFORE_NAME)}\s)?{_NAME}(?:\s{_any(_AFTER_NAME)})?{_PART}",
    ),
    # 6 Zavodskoy proezd, building 3
    _gated(
        _SPOKEN,
        rf"(?<![\w.,/-])\d{{1,4}}[a-d]?(?:/\d{{1,3}})?,?\s(?:[a-z][\w'.-]{{1,25}}\s){{1,2}}{_any(_SPOKEN)}(?!\w){_PART}",
    ),
    # Mustafa Kemal Cad. No:12 D:4
    _gated(
        _TURKISH,
        rf"(?<!\w)(?:\d{{1,4}}\.\s)?(?:[^\W\d_][\w'.-]{{1,25}}\s){{1,3}}(?:\d{{1,4}}\.\s)?{_any(_TURKISH)}"
        r"[\s,]{1,3}no\.?\s?:?\s?\d{1,4}(?:\s?/\s?\d{1,3})?(?:[\s,]{1,3}(?:d|daire)\.?\s?:?\s?\d{1,3})?(?!\w)",
    ),
    # Villa 22, Al Safa Street 8 · building 7, apartment 12, Marina road
    _gated(
        _ENGLISH,
        rf"(?<!\w)(?:(?:{_any(_PARTS)}|{_any(_PLOTS)})\s(?:number\s|no\.?\s)?\d{{1,4}}[a-d]?,?\s){{1,2}}(?:\d{{1,4}}[a-d]?,?\s)?"
        rf"(?:[a-z][\w'-]{{1,25}}\s){{1,3}}{_any(_ENGLISH)}(?!\w)(?:\s\d{{1,4}}(?!\w))?",
    ),
    # 12 Lenina street, apt 7 · Flat 3, 27 Pine Street
    _gated(
        _ENGLISH,
        rf"(?<![\w.,/-])(?:{_any(_PARTS)}\s\d{{1,4}},?\s)?\d{{1,4}}[a-d]?(?:/\d{{1,3}})?,?\s"
        rf"(?!(?:hours?|days?|weeks?|months?|years?|people|men|women|girls|km|minutes|on|in|of|at)\s)(?:[a-z][\w'.-]{{1,25}}\s){{1,3}}{_any(_ENGLISH)}(?!\w){_PART}",
    ),
    # Oak Lane 9
    _gated(_ENGLISH, rf"(?<!\w){_NTH}(?:[a-z][\w'-]{{1,25}}\s){{1,2}}{_any(_ENGLISH)}{_HOUSE_AND_PARTS}"),
    # building 27 on Mira avenue
    _gated(
        _ENGLISH,
        rf"(?<!\w)(?:house|building|flat|apartment|villa|number)\s\d{{1,4}}\s(?:on|at|in)\s(?:the\s)?"
        rf"(?:[a-z][\w'-]{{1,25}}\s){{1,3}}{_any(_ENGLISH)}(?!\w)(?:\s\d{{1,4}}[a-d]?(?!\w))?",
    ),
    # villa 5, street 12
    _gated(
        "street road lane block lot way",
        rf"(?<!\w){_any(_PLOTS)}\s(?:no\.?\s)?\d{{1,4}}[a-d]?,?\s(?:street|road|lane|block|lot|way)\s\d{{1,4}}[a-z]?(?!\w)",
    ),
)
_FLAT = _gated(
    _FLATS,
    rf"(?<!\w)(?:дом[еа]?|д\.|уй|house|dom)\s{{0,2}}№?\s?{_HOUSE}[\s,]{{1,3}}"
    rf"(?:(?:корпусе?|корп|к|стр)\.?\s?\d{{1,3}}[\s,]{{1,3}})?{_any(_FLATS)}\s{{0,2}}№?\s?\d{{1,4}}(?!\w)",
)

_KNOWN = (
    "ленина|мира|гагарина|пушкина|кирова|горького|чехова|калинина|фрунзе|чапаева|жукова|победы|свердлова|маяковского|"
    "лермонтова|дзержинского|куйбышева|тверская|арбат|абая|навои|рудаки|манаса|токтогула|чуй|"
    "lenina|mira|gagarina|pushkina|kirova|pobedy|abaya|navoi|rudaki|manasa"
)
_HONOURED = (
    "(?:академика|маршала|генерала|героя|героев|космонавта|профессора|адмирала|большая|малая|верхняя|нижняя|новая|"
    "старая|красная|первая|вторая|третья)"
)
_BARE = re.compile(
    rf"(?<![\w.\-]){_NTH}(?:{_HONOURED}\s)?(?P<name>{_KNOWN}|[а-яё]{{3,16}}(?:ая|ой|ого|ую)|(?<!\w)(?P<whose>[а-яё]{{3,16}}(?:ова|ева|ина|ля|ко|ей|ых))|"
    r"[a-z]{3,16}(?:aya|skogo|oy|ova|eva|ina))"
    rf"(?P<gap>,?\s(?:{_any(_HOUSES)}\s{{0,2}})?)(?P<house>{_HOUSE}){_BLOCK}{_PART}"
)
# Whatever has a capital and a number behind a word for "address", or a capital, a word for "house" and a number.
_TOLD = re.compile(
    r"(?<!\w)(?:адрес|address|манзил|manzil|мекенжай|дарег|дарек|сурог|суроғ)\w{0,4}"
    rf"(?!\w)[^\n!?]{{0,50}}?(?<!\w)(?P<street>{_NAME}(?:\s{_NAME})?{_HOUSE_AND_PARTS})"
)
_HOUSED = re.compile(
    rf"(?<!\w)(?P<street>{_NAME},?\s(?:дом|д\.|house|uy|уй|үй|dom)\s?{_HOUSE}{_PART}|"
    rf"{_NAME},?\s\d{{1,4}}[а-гa-d]?-?\s?(?:uy|уй|үй)(?!\w){_PART})"
)
_TOLD_WORDS = re.compile(r"адрес|address|манзил|manzil|мекенжай|дарег|дарек|сурог|суроғ")
_HOUSE_WORDS = listed("дом д house uy уй үй dom")
_KNOWN_NAME = re.compile(_KNOWN)
_COUNTED = re.compile(
    r"\s?-?(?:\d|%|км|м\b|мин|час|дн|ден|дня|лет|год|мес|недел|раз|чел|человек|руб|₽|тыс|комнат|этаж|смен|люд|девуш|сутк|"
    r"женщ|дет|ребен|сом|сум|тенге|кг|литр|градус|январ|феврал|март|апрел|ма[яй]\b|июн|июл|август|сентябр|октябр|ноябр|"
    r"декабр|hour|day|year|people|month|week|km|min|rooms?(?!\w|\s?\d)|floor|usd|dollar|a\.?m|p\.?m|jan|feb|mar|apr|may|"
    r"jun|jul|aug|sep|oct|nov|dec)"
)
_AT = re.compile(
    r"(?<!\w)(?:на|от|до|у|к|по|возле|около|за|живу|живем|живём|жил\w?|рядом\sс|адрес\w*|at|on|near|in)\s$"
)
_IS_HOUSE = re.compile(rf"\d{{1,4}}(?:[а-гa-d](?!\w)|\s?[/\-]\s?\d)|\d{{1,4}}[\s,]{{1,3}}{_any(_PARTS)}\s?№?\s?\d")
_SENTENCE_START = re.compile(r"(?:^|[.!?\n])\s*$")


def addresses(low: str, plain: str, words: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield the spans of house addresses."""
    for gate, pattern in _STREETS:
        if not words.isdisjoint(gate):
            yield from (_from_name(match, plain) for match in pattern.finditer(low) if _is_street(match, low, plain))
    gate, pattern = _FLAT
    if not words.isdisjoint(gate):
        yield from (match.span() for match in pattern.finditer(low))
    if _TOLD_WORDS.search(low):
        yield from _capitalised(_TOLD, low, plain)
    if not words.isdisjoint(_HOUSE_WORDS):
        yield from _capitalised(_HOUSED, low, plain)
    yield from (match.span() for match in _BARE.finditer(low) if _is_bare(match, low, plain))


def _is_street(match: re.Match[str], low: str, plain: str) -> bool:
    """Tell an address from a way ("Mira street 3 km"): nothing counted behind, and a capital unless there are none."""
    if match[0][-1].isdigit() and _COUNTED.match(low, match.end()):
        return False
    return any(sign.isupper() for sign in plain[match.start() : match.end()]) or plain.islower()


def _capitalised(pattern: re.Pattern[str], low: str, plain: str) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(low):
        if plain[match.start("street")].isupper() and not _COUNTED.match(low, match.end()):
            yield match.span("street")


_STREET_WORD = re.compile(
    rf"(?:{_any(_BEFORE_NAME)}|{_any(_PLOTS)}|{_any(_PARTS)}|дом[еау]?)(?!\w)|{_any(_BEFORE_NAME)}(?<=\.)"
)


def _from_name(match: re.Match[str], plain: str) -> tuple[int, int]:
    """Leave out small words that were caught before the name of a street."""
    start, end = match.span()
    if plain[start:end].islower():
        named = re.match(rf"(?:\S+\s)*?(?=\S+\s{_any(_AFTER_NAME)}(?!\w))", plain[start:end])
        return start + (named.end() if named else 0), end
    for word in re.finditer(r"\S+", plain[start:end]):
        if not word[0][0].islower() or _STREET_WORD.match(word[0]):
            return start + word.start(), end
    return start, end


def _is_bare(match: re.Match[str], low: str, plain: str) -> bool:
    """Tell "Ленина 5" from "второй 5": a known street, or an adjective with a capital inside a sentence."""
    if _COUNTED.match(low, match.end()):
        return False
    capital = plain[match.start("name")].isupper()
    if _KNOWN_NAME.fullmatch(match["name"]):
        return capital or plain.islower() or "/" in match["house"] or match["gap"].strip(" ,") != ""
    if not capital or plain[match.start("name") : match.start("name") + 4].isupper():
        return False
    if "/" in match["house"] or _IS_HOUSE.match(low, match.start("house")):
        return True
    if match["whose"]:
        return bool(_AT.search(low, max(0, match.start() - 12), match.start()))
    return not _SENTENCE_START.search(low, max(0, match.start() - 4), match.start())
