"""Finds telephone numbers, bank cards and documents among all the numbers that people write.

Sums, wages, hours, flights, plates, articles of law and emergency numbers survive: they are what a rescue needs. A
number is taken for personal by its own shape (sure), or by a mild shape beside a word like "phone" or "passport"
(likely). Sure shapes are looked for first, everywhere, so that a neighbouring number is never glued to them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

import phonenumbers

from bot.privacy.redact_runs import Chain, Run, chains, groups

NumberKind: TypeAlias = Literal["phone", "card", "document"]

_MONEY_AFTER = re.compile(
    r"\s{0,2}(?:₽|\$|€|£|%|р\.|руб|рубл|тыс|млн|миллион|тенге|теңге|тг\b|сум|сўм|сом|so'm|som\b|sum\b|сомон|somoni|usd|eur|"
    r"евро|долл|dollar|бакс|rub|tenge|dirham|дирхам|лир|lira|aed|million|thousand|лет\b|года?\b|км\b|km\b|кг\b)"
)
_MONEY_BEFORE = re.compile(r"(?:[$€£₽]|\b(?:usd|eur|rub|aed|rs|php|ngn)\.?)\s?$")
_THOUSANDS = re.compile(r"\d{1,3}(?:[ .,'_]\d{3}){1,4}")
_YEAR = re.compile(r"(?:19|20)\d\d")

_CARD_WORDS = (
    r"карт(?:а|у|ы|е|ой|очк\w{1,3}|аси|асын\w*|ага)\b|\bcard|karta\w*|корти|сбер\w*|humo|uzcard|сч[её]т\b|iban|"
    r"account\s?n"
)
_DOCUMENT_WORDS = (
    r"паспор\w*|загран\w*|passport\w*|pasport\w*|шиносном\w*|патент\w*|patent\w*|снилс|инн\b|иин\b|жсн\b|пин\b|pinfl|пинфл|"
    r"jshshir|жшшир|миграционн\w*|migration|серия|серии|seri(?:ya|es)|удостоверен\w*|внж\b|рвп\b|виз[аы]\s?(?:№|номер)|visa\sn|"
    r"\bid\b|\bид\b|айди|national|permit|licen[cs]e|құжат\w*|куәлік\w*|hujjat\w*|ҳужжат\w*|күбөлүк|documento?\b|документ\w*|"
    r"полис\w*|свидетельств\w*|\bbvn\b|\bnin\b|cnic|aadhaar|\bssn\b"
)
_PHONE_WORDS = (
    r"тел(?:\.|:|\b)|телефон\w*|городск\w*|домашн\w*|номер\w*|сот(?:ка|овый|овая|\.)|моб(?:ильн\w*|\.)|звон\w*|набер\w*|набира\w*|ватсап\w*|вацап\w*|"
    r"вотсап\w*|whats\s?app\w*|viber|вайбер|phone\w*|\bcell\w*|mobile|number|\bcall\w*|\bsms\b|смс|\btel\b|raqam\w*|рақам\w*|"
    r"ракам\w*|nomer\w*|нөмір\w*|номир\w*|чал\w*|telefon\w*|занг|contact|\bsims?\b|симк\w*|\bimo\b"
)
_ADVERT_WORDS = r"ваканси\w*|объявлени\w*|vacancy|\badvert\w*|\blisting\b|\bjob\s(?:id|no\b|number)"
_CONTEXT = re.compile(
    rf"(?P<advert>{_ADVERT_WORDS})|(?P<card>{_CARD_WORDS})|(?P<document>{_DOCUMENT_WORDS})|(?P<phone>{_PHONE_WORDS})"
)

# Calling codes that the people who write to us leave the plus away from.
_UNPREFIXED = ("998", "996", "992", "993", "994", "995", "374", "375", "380", "373", "971")
_LOCAL_WIDTHS = {(3, 2, 2), (3, 4), (2, 2, 3), (1, 3, 3), (7,), (8,)}
_SPOKEN_WIDTHS = {(1, 3, 3, 2, 2), (1, 3, 3, 4), (1, 3, 2, 2, 3), (1, 3, 7), (3, 2, 3, 2, 2), (3, 2, 7), (4, 4, 4, 4)}
_DASHED_WIDTHS = {(3, 2, 2), (3, 3, 4), (3, 3, 2, 2), (3, 4, 4), (2, 3, 2, 2), (2, 3, 4), (4, 2, 2, 2)}


class PublicNumbers:
    """The telephone numbers that may stay: those of the directory, however they are written."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self._endings: dict[str, list[str]] = {}
        for number in numbers:
            digits = re.sub(r"\D", "", number)
            self._endings.setdefault(digits[-7:], []).append(digits)

    def __contains__(self, digits: str) -> bool:
        bare = digits.removeprefix("00")
        bare = "7" + bare[1:] if len(bare) == 11 and bare[0] == "8" else bare.lstrip("0") if len(bare) < 11 else bare
        return len(bare) >= 3 and any(public.endswith(bare) for public in self._endings.get(bare[-7:], ()))


def numbers(
    low: str, plain: str, words: frozenset[str], public: PublicNumbers
) -> Iterator[tuple[NumberKind, int, int]]:
    """Yield the personal numbers of a text, whose links and mail addresses are already masked."""
    found = groups(low, words)
    if not found:
        return
    if any(len(group.digits) > 5 for group in found):
        lettered = _lettered(low, plain)
        yield from (("document", start, end) for start, end in lettered)
        found = [group for group in found if not any(start < group.end <= end for start, end in lettered)]
    for chain in chains(found, low):
        yield from _in_chain(chain, low, public)


def _in_chain(chain: Chain, low: str, public: PublicNumbers) -> Iterator[tuple[NumberKind, int, int]]:
    used: set[int] = set()
    told_before = functools.cache(lambda start: _told_before(low, start))

    def likely(run: Run) -> NumberKind | None:
        told = told_before(run.start) or (_told_behind(low, run.end) if run.end == chain.end else None)
        return _likely_kind(run, low, told)

    for kind_of in (lambda run: _sure_kind(run, low), likely):
        for first in range(len(chain.groups)):
            for last, run in chain.runs_from(first, used) if first not in used else ():
                if kind := kind_of(run):
                    used.update(range(first, last + 1))
                    if not (kind == "phone" and run.digits in public):
                        yield kind, run.start, run.end
                    break


# -- sure: the shape alone -----------------------------------------------------------------------------------------


def _sure_kind(run: Run, low: str) -> NumberKind | None:
    if run.plus:
        return "phone" if _is_international(run.digits) else None
    if len(run.digits) < 7:
        return None
    kind: NumberKind | None = None
    if _is_card(run):
        kind = "card"
    elif _is_document(run):
        kind = "document"
    elif _is_phone(run, low):
        kind = "phone"
    if kind and not run.counts_up and (not run.loose or _is_evenly_spoken(run)):
        return kind
    return None


def _is_evenly_spoken(run: Run) -> bool:
    """Tell a number with commas or words between its groups from a list of things that are counted."""
    return run.spelled or run.widths in _SPOKEN_WIDTHS or set(run.widths) == {1}


def _is_card(run: Run) -> bool:
    count = len(run.digits)
    if count == 16:
        if _is_luhn(run.digits):
            return True
        grouped = run.single or (run.widths == (4, 4, 4, 4) and not run.loose)
        return grouped and not all(_YEAR.fullmatch(run.digits[at : at + 4]) for at in range(0, 16, 4))
    if run.single and count in (15, 18, 19):
        return _is_luhn(run.digits)
    return count == 20 and run.digits[:3] in ("408", "423", "407")


def _is_document(run: Run) -> bool:
    if run.loose or run.spelled:
        return False
    match run.widths:
        case (4, 6) | (2, 2, 6) | (2, 10) | (4, 7) | (4, 4, 4):
            return True
        case (3, 3, 3, 2):
            return run.digits[0] not in "78" or run.written[-3] == " "
        case (14,):
            return run.digits[0] in "123456"
        case (12,):
            return _is_birth_date(run.digits[:6]) and not run.digits.startswith(_UNPREFIXED)
    return False


def _is_phone(run: Run, low: str) -> bool:
    digits, count = run.digits, len(run.digits)
    as_sum = not run.spelled and bool(_THOUSANDS.fullmatch(run.written))
    if (count == 11 and digits[0] in "78" and digits[1] in "34789") or (
        digits.startswith(_UNPREFIXED) and _is_international(digits)
    ):
        return not (as_sum and _is_counted(run, low))
    if digits.startswith("00") and count > 10:
        return _is_international(digits[2:])
    if as_sum or run.loose or _is_counted(run, low):
        return False
    if count == 10 and digits[0] == "9":
        return run.spelled or run.widths[0] in (3, 10) or set(run.widths) == {1}
    if run.spelled:
        return count in (10, 11, 12)
    if digits[0] == "0" and 9 <= count <= 11:
        return True
    dashed = run.written.count("-") >= 2 or "(" in run.written or ")" in run.written
    return dashed and run.widths in _DASHED_WIDTHS


# -- likely: a mild shape and a telling word -----------------------------------------------------------------------


def _likely_kind(run: Run, low: str, told: str | None) -> NumberKind | None:
    count = len(run.digits)
    if run.loose or not (told or run.single) or _is_counted(run, low):
        return None
    match told:
        case "advert":
            return None
        case "card" if 12 <= count <= 19 and (run.single or max(run.widths) <= 6):
            return "card"
        case "document" if count <= 14 and not _THOUSANDS.fullmatch(run.written):
            return "document"
        case "phone" if 9 <= count <= 13 or run.widths in _LOCAL_WIDTHS:
            return "phone"
    return "phone" if run.single and 9 <= count <= 13 else None


def _told_before(low: str, start: int) -> str | None:
    """Return which kind of number the nearest telling word before it announces."""
    nearest: str | None = None
    for match in _CONTEXT.finditer(low, max(0, start - 36), start):
        nearest = match.lastgroup
    return nearest


def _told_behind(low: str, end: int) -> str | None:
    """Return which kind of number the first telling word right behind it says it was."""
    behind = _CONTEXT.search(low, end, end + 24)
    return behind.lastgroup if behind else None


def _is_counted(run: Run, low: str) -> bool:
    return bool(_MONEY_AFTER.match(low, run.end) or _MONEY_BEFORE.search(low, max(0, run.start - 6), run.start))


# -- documents that begin with letters -----------------------------------------------------------------------------

_LETTERED = re.compile(
    r"(?<!\w)(?P<letters>id|[ivxхі]{1,5}\s?-\s?[a-zа-яё]{2}|[a-zа-яёң]{1,2})"
    r"(?P<gap>[ \-]?(?:№ ?)?)(?P<digits>\d{6,9})[a-z]?(?!\w|[.,]\d)"
)


def _lettered(low: str, plain: str) -> list[tuple[int, int]]:
    """Find passports and cards like AA 0001234: letters right before the digits, or capitals and one space."""
    return [match.span() for match in _LETTERED.finditer(low) if _is_lettered(match, low, plain)]


def _is_lettered(match: re.Match[str], low: str, plain: str) -> bool:
    if _MONEY_AFTER.match(low, match.end()):
        return False
    capitals = plain[match.start() : match.end("letters")].isupper()
    if "-" in match["letters"]:
        return capitals and len(match["digits"]) == 6  # a certificate of birth: II-ОГ 000583
    if (capitals and len(match["digits"]) >= 7) or (not match["gap"] and len(match["letters"]) == 2):
        return True
    return (_told_before(low, match.start()) or _told_behind(low, match.end())) == "document"


# -- arithmetic ----------------------------------------------------------------------------------------------------


def _is_international(digits: str) -> bool:
    """Tell whether digits with their calling code have a length that numbers of that country have."""
    if not 8 <= len(digits) <= 15:
        return False
    return any(len(digits) - width in _national_lengths(digits[:width]) for width in (1, 2, 3))


@functools.cache
def _national_lengths(code: str) -> frozenset[int]:
    """Return how long national numbers can be behind a calling code; none when there is no such code."""
    region = phonenumbers.region_code_for_country_code(int(code)) if code[0] != "0" else "ZZ"
    metadata = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(int(code), region)
    if metadata is None or metadata.general_desc is None:
        return frozenset()
    return frozenset(length for length in metadata.general_desc.possible_length if length > 4)


def _is_birth_date(digits: str) -> bool:
    return 1 <= int(digits[2:4]) <= 12 and 1 <= int(digits[4:6]) <= 31


def _is_luhn(digits: str) -> bool:
    doubled = (int(d) if i % 2 == 0 else sum(divmod(2 * int(d), 10)) for i, d in enumerate(reversed(digits)))
    return sum(doubled) % 10 == 0
