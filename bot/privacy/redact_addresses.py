"""Finds house addresses: a street with its house number, in the ways it is written in our languages.

A street without a number, a town, a landmark, a room, a floor survive: somebody may have to be found by them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_HOUSE = r"\d{1,4}(?:\s?[а-гa-d])?(?![а-яёa-z\d])(?:\s?[/\-]\s?\d{1,4}[а-гa-d]?(?!\w))?"
_HOUSE_WORD = (
    r"(?:дом[еау]?|д\.?|вл(?:адение|\.)?|хонаи|бинои|house|h\.|bld\.?|building|үй(?:і)?|уй|uy|dom|d\.?|№|no\.?|номер)"
)
_PART_WORD = (
    r"корпус[е]?|корп\.?|к\.|строение|стр\.?|литера?|лит\.|квартира|квартире|кв\.?|подъезд[е]?|под\.|офис[е]?|оф\.|"
    r"apt\.?|apartment|flat|unit|suite|bld\.?|building|block|батир|пәтер|xonadon|хонадон|kv\.?|kvartira|korpus|korp\.?|"
    r"ҳуҷраи|квартираи|блок"
)
_PARTS = rf"(?:[\s,]{{1,3}}(?:{_PART_WORD})\s{{0,2}}№?\s?\d{{1,4}}[а-гa-d]?(?!\w)){{0,4}}"
_STREET = (
    r"улиц[аеуы]|ул\.?|проспект[ае]?|пр-кт|пр-т|просп\.|переулок|переулк[еа]|пер\.|шоссе|бульвар[е]?|б-р|бул\.|площад[ьи]|"
    r"пл\.|проезд[е]?|пр-д|набережн(?:ая|ой)|наб\.|тупик[е]?|микрорайон[е]?|мкр\.?|мкрн|квартал[е]?|линия|"
    r"кӯчаи|кучаи|хиёбони|маҳаллаи|ulitsa|ulitza|ul\.|prospekt|prosp\.|pereulok|per\.|shosse|mikrorayon|mkr\.?"
)
_AFTER_STREET = (
    r"улица|улице|ул\.?|проспект[еи]?|пр-т|переулок|переулке|пер\.|шоссе|ш\.|бульвар[е]?|проезд[е]?|набережн(?:ая|ой)|наб\.|"
    r"тупик|көшесі(?:нің|нде)?|көш\.|даңғылы(?:нда)?|көчөсү(?:ндө)?|көч\.|проспектиси|кӯчаси(?:да)?|кўчаси(?:да)?|кучаси(?:да)?|"
    r"ko'chasi(?:da)?|kochasi(?:da)?|ko'cha|мкр\.?|маҳалласи|mahallasi|shoh\sko'chasi|шоҳ\sкўчаси|ul\.?|ulitsa|prospekt|pr\."
)
_EN_STREET = (
    r"street|st\.?|road|rd\.?|avenue|ave\.?|lane|ln\.?|drive|blvd\.?|boulevard|square|close|terrace|crescent|highway"
)
_NAME = r"[^\W\d_][\w'\-.]{1,25}"
_NAMES = rf"{_NAME}(?:\s{_NAME}){{0,2}}"

_PATTERNS = (
    # ул. Ленина, д. 5, кв. 12 · проспект Мира 101, корпус 2 · кӯчаи Рӯдакӣ, хонаи 27 · ul. Lenina 5
    rf"(?<!\w)(?:{_STREET})\s{{0,2}}(?:\d{{1,2}}-?(?:я|й|го|лет\s)\s?)?(?:{_NAMES})[\s,]{{1,3}}(?:{_HOUSE_WORD}\s{{0,2}})?{_HOUSE}(?:-?[ую]й)?{_PARTS}",
    # Промышленная ул., 27 стр. 3 · Абай көшесі, 12-үй · Navoiy ko'chasi 15-uy · Zavodskaya ul. 9
    rf"(?<!\w){_NAME}(?:\s{_NAME})?\s(?:{_AFTER_STREET})[\s,]{{1,3}}(?:{_HOUSE_WORD}\s{{0,2}})?{_HOUSE}(?:-?(?:үй|уй|uy))?{_PARTS}",
    # 12 Lenina street, apt 7
    rf"(?<![\w.,/-])\d{{1,4}}[a-d]?,?\s(?:[a-z][\w'.-]{{1,25}}\s){{1,3}}(?:{_EN_STREET})(?!\w){_PARTS}",
    # Oak Lane 9
    rf"(?<!\w)(?:[a-z][\w'-]{{1,25}}\s){{1,2}}(?:{_EN_STREET})[\s,]{{1,2}}(?:{_HOUSE_WORD}\s{{0,2}})?{_HOUSE}{_PARTS}",
)
STREETS = tuple(re.compile(pattern) for pattern in _PATTERNS)
FLATS = re.compile(
    rf"(?<!\w)(?:дом|дома|доме|д\.|уй|house|dom)\s{{0,2}}№?\s?{_HOUSE}[\s,]{{1,3}}(?:(?:корпус|корп\.?|к\.|стр\.?)\s?\d{{1,3}}[\s,]{{1,3}})?"
    r"(?:квартира|квартире|кв\.?|apt\.?|flat|kv\.?)\s{0,2}№?\s?\d{1,4}(?!\w)"
)

_SAME_SIGN = "ленина|мира|гагарина|пушкина|кирова|горького|чехова|калинина|фрунзе|чапаева|жукова|победы|свердлова|"
_KNOWN = (
    _SAME_SIGN + "маяковского|лермонтова|дзержинского|куйбышева|тверская|арбат|абая|навои|рудаки|манаса|токтогула|чуй|"
    "lenina|mira|gagarina|pushkina|kirova|pobedy|abaya|navoi|rudaki|manasa"
)
_BARE = re.compile(
    rf"(?<![\w.])(?P<name>{_KNOWN}|[а-яё]{{3,16}}(?:ская|ской|ная|ной|вая|вой|овая|овой|ого|ская)|[а-яё]{{3,16}}(?:ая|ой)|"
    rf"[a-z]{{3,16}}(?:skaya|ovaya|aya|skogo))(?P<gap>,?\s(?:{_HOUSE_WORD}\s{{0,2}})?)(?P<house>{_HOUSE}){_PARTS}"
)
_KNOWN_NAME = re.compile(_KNOWN)
_COUNTED = re.compile(
    r"\s?-?(?:\d|%|км|м\b|мин|час|дн|ден|дня|лет|год|мес|недел|раз|чел|человек|руб|₽|тыс|комнат|этаж|смен|люд|девуш|сутк|"
    r"женщ|дет|ребен|сом|сум|тенге|кг|литр|градус|hour|day|year|people|month|week|km|min|room|floor|usd|dollar|a\.?m|p\.?m)"
)


def addresses(low: str, plain: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of house addresses."""
    for pattern in STREETS:
        for match in pattern.finditer(low):
            if _is_street(match, low, plain):
                yield _from_capital(match, plain)
    for match in FLATS.finditer(low):
        yield match.span()
    for match in _BARE.finditer(low):
        if _is_bare(match, low, plain):
            yield match.span()


def _is_street(match: re.Match[str], low: str, plain: str) -> bool:
    if _COUNTED.match(low, match.end()) and not match[0][-1].isalpha():
        return False
    return any(sign.isupper() for sign in plain[match.start() : match.end()]) or plain.islower()


def _from_capital(match: re.Match[str], plain: str) -> tuple[int, int]:
    """Leave out small words that were caught before the name of a street."""
    start, end = match.span()
    words = list(re.finditer(r"\S+", plain[start:end]))
    named = [
        word for word in words if word[0][0].isupper() or word[0][0].isdigit() or re.match(_STREET, word[0].lower())
    ]
    return (start + named[0].start(), end) if named else (start, end)


def _is_bare(match: re.Match[str], low: str, plain: str) -> bool:
    """Tell "Ленина 5" from "второй 5": a known street, or a capitalised adjective, and nothing that is counted behind."""
    if _COUNTED.match(low, match.end()):
        return False
    if _KNOWN_NAME.fullmatch(match["name"]):
        return plain[match.start()].isupper() or "/" in match["house"] or match["gap"].strip(" ,") != ""
    if not plain[match.start()].isupper() or plain[match.start() : match.start() + 4].isupper():
        return False
    return not re.search(r"(?:^|[.!?\n])\s*$", low[max(0, match.start() - 4) : match.start()]) or "/" in match["house"]
