"""Finds telephone numbers, bank cards and documents among all the numbers that people write.

Sums, dates, hours, wages, flights, plates, articles of law and emergency numbers survive: they are what a rescue needs.
A number is taken for personal by its own shape (strong), or by a mild shape next to a word like "phone" or "passport"
(weak). Strong shapes are looked for first, everywhere, so that a neighbouring number is never glued to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import phonenumbers

from bot.privacy.redact_spelled import Group, spelled_groups

NumberKind = Literal["phone", "card", "document"]

_DIGITS = re.compile(r"\d+")
_SOFT = re.compile(r"[ \n.\-()/_*~|\\=]{1,5}|\s{0,2}(?:№|номер|no\.?|n°|рақами?)\s{0,2}|\s?[,;]\s?|\n")
_GLUE = re.compile(r"[ \n.\-()/_*~|\\=]{1,5}")

# -- what only looks like a personal number ------------------------------------------------------------------------

_DATE_OR_TIME = re.compile(
    r"(?<![\d.\-/])(?:(?:0?[1-9]|[12]\d|3[01])[./](?:0?[1-9]|1[0-2])[./](?:(?:19|20)\d\d|\d\d)|"
    r"(?:0?[1-9]|[12]\d|3[01])-(?:0?[1-9]|1[0-2])-(?:19|20)\d\d|"
    r"(?:19|20)\d\d[-./](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\d|3[01])|"
    r"(?:[01]?\d|2[0-4])[:][0-5]\d)(?![\d]|[.\-/]\d)"
)
_PLATE_LETTER = "авекмнорстухabekmhopctyx"
_PLATE = re.compile(
    rf"(?<!\w)(?:[{_PLATE_LETTER}]\s?\d{{3}}\s?[{_PLATE_LETTER}]{{2}}(?:\s?\d{{2,3}})?|"
    r"\d{2,4}\s?[a-zа-я]{2,3}\s?\d{2,3}(?:\s?[a-z]{3})?|"
    r"\d{2}\s?[a-z]\s?\d{3}\s?[a-z]{2})(?!\w)"
)
_MONEY_AFTER = re.compile(
    r"\s{0,2}(?:₽|\$|€|£|%|р\.|руб|рубл|тыс|млн|миллион|тенге|теңге|тг\b|сум|сўм|сом|so'm|som\b|sum\b|сомон|somoni|usd|eur|euro|"
    r"евро|долл|dollar|бакс|rub|tenge|dirham|дирхам|лир|lira|aed|million|thousand|лет\b|года?\b|год\b|км\b|km\b|кг\b)"
)
_MONEY_BEFORE = re.compile(r"(?:[$€£₽]|\b(?:usd|eur|rub|aed|rs|php|ngn)\.?)\s?$")
_THOUSANDS = re.compile(r"\d{1,3}(?:[ .,'_]\d{3}){1,4}")

# -- the words around ----------------------------------------------------------------------------------------------

_CONTEXT = re.compile(
    r"(?P<card>карт(?:а|у|ы|е|ой|очк\w{1,3})(?!\s?(?:номер\w*\s)?(?:id|ид))|(?<!ид )кар?т(?:аси|асын|ага)|(?<!id )(?<!sim )\bcard|"
    r"karta|kartaga|корти|cвиса|visa(?=\s?\d)|сбер\w*|humo|uzcard|счет\b|счёт|iban|account\s?n)|"
    r"(?P<document>паспор\w*|загран\w*|passport\w*|pasport\w*|шиносном\w*|патент\w*|patent\w*|снилс|инн\b|иин\b|жсн\b|пин\b|"
    r"pinfl|пинфл|jshshir|жшшир|миграционн\w*|migration|серия|серии|seri\w{1,3}|удостоверен\w*|внж\b|рвп\b|виз[аы]\s?(?:№|номер)|"
    r"visa n|\bid\b|\bид\b|айди|national|permit|license|licence|құжат\w*|куәлік\w*|hujjat\w*|ҳужжат\w*|күбөлүк|documento?|"
    r"документ\w*|полис\w*|свидетельств\w*|bvn\b|nin\b|cnic|aadhaar|taxpayer|\bssn)|"
    r"(?P<phone>тел(?:\.|:|\b)|телефон\w*|теле?ф\b|номер\w*|сот\b|сотов\w*|моб\w*|звон\w*|набер\w*|набира\w*|ватсап\w*|вацап\w*|"
    r"вотсап\w*|whats\s?app\w*|\bwa\b|viber|вайбер|phone\w*|\bcell\w*|mobile|number|\bcall\w*|\btext\b|\bsms\b|смс|\btel\b|raqam\w*|"
    r"рақам\w*|ракам\w*|nomer\w*|нөмір\w*|номир\w*|чал\w*|telefon\w*|занг|зангул\w*|contact|sim\b|симк\w*|imo\b)"
)
_NOT_DOCUMENT_BETWEEN = re.compile(r"[.!?\n]\s|телефон|phone|тел\b")

# Calling codes that the people who write to us leave the plus away from.
_UNPREFIXED = ("998", "996", "992", "993", "994", "995", "374", "375", "380", "373", "971")


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring groups of digits read as one number."""

    digits: str
    widths: tuple[int, ...]
    plus: bool
    start: int
    end: int
    written: str
    commas: bool
    spelled: bool


class PublicNumbers:
    """The telephone numbers that may stay: those of the directory, however they are written."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self._endings: dict[str, list[str]] = {}
        for number in numbers:
            digits = "".join(_DIGITS.findall(number))
            self._endings.setdefault(digits[-7:], []).append(digits)

    def __contains__(self, digits: str) -> bool:
        bare = digits.removeprefix("00")
        bare = "7" + bare[1:] if len(bare) == 11 and bare[0] == "8" else bare.lstrip("0") if len(bare) < 11 else bare
        return len(bare) >= 3 and any(public.endswith(bare) for public in self._endings.get(bare[-7:], ()))


def numbers(low: str, plain: str, public: PublicNumbers) -> Iterator[tuple[NumberKind, int, int]]:
    """Yield the personal numbers of a text, whose links and mail addresses are already masked."""
    groups = list(_groups(low, plain))
    if not groups:
        return
    yield from _lettered(low, plain)
    low, groups = _without_taken(low, groups, [span[1:] for span in _lettered(low, plain)])
    used: set[int] = set()
    for weak in (False, True):
        first = 0
        while first < len(groups):
            if first in used:
                first += 1
                continue
            best: tuple[NumberKind, int, _Run] | None = None
            for last, run in _runs_from(first, groups, low, used):
                kind = _weak_kind(run, low) if weak else _strong_kind(run, low)
                if kind:
                    best = kind, last, run
            if best is None:
                first += 1
                continue
            kind, last, run = best
            used.update(range(first, last + 1))
            first = last + 1
            if not (kind == "phone" and run.digits in public):
                yield kind, run.start, run.end


# -- groups and runs -----------------------------------------------------------------------------------------------

_LETTER_DIGITS = str.maketrans("oоlіi|зб", "00111136")
_LETTERED_GROUP = re.compile(r"(?<![^\W\d_])(?=[\doоlіiзб|]*\d)[\doоlіiзб|]*[oоlіiзб|][\doоlіiзб|]*(?![^\W\d_])")
_ZEROS_BETWEEN = re.compile(r"(?<=\d[ \-])[oо]{1,4}(?=[ \-]\d)")


def _groups(low: str, plain: str) -> Iterator[Group]:
    """Yield every group of digits, written or spelled, but for dates, hours and number plates."""
    has_digits = _DIGITS.search(low)
    if has_digits:
        low = _DATE_OR_TIME.sub(_veil, low)
        low = _PLATE.sub(_veil, low)
        low = _LETTERED_GROUP.sub(lambda match: match[0].translate(_LETTER_DIGITS), low)
        low = _ZEROS_BETWEEN.sub(lambda match: "0" * len(match[0]), low)
    written = [Group(match[0], match.start(), match.end(), False) for match in _DIGITS.finditer(low)]
    spelled = spelled_groups(low)
    if not spelled:
        yield from written
    else:
        yield from sorted([*written, *spelled], key=lambda group: group.start)


def _veil(match: re.Match[str]) -> str:
    return "\x01" * len(match[0])


def _without_taken(low: str, groups: list[Group], taken: list[tuple[int, int]]) -> tuple[str, list[Group]]:
    for start, end in taken:
        low = low[:start] + "\x01" * (end - start) + low[end:]
        groups = [group for group in groups if group.end <= start or group.start >= end]
    return low, groups


def _runs_from(first: int, groups: list[Group], low: str, used: set[int]) -> Iterator[tuple[int, _Run]]:
    digits, widths, commas, spelled = "", [], False, False
    start = groups[first].start
    plus = _plus_before(low, start)
    for last in range(first, len(groups)):
        group = groups[last]
        if last in used:
            return
        if last > first:
            between = low[groups[last - 1].end : group.start]
            if between and not _SOFT.fullmatch(between):
                return
            commas = commas or "," in between or ";" in between
        digits += group.digits
        widths.append(len(group.digits))
        spelled = spelled or group.spelled
        if len(digits) > 20:
            return
        begin = start if plus is None else plus
        yield (
            last,
            _Run(digits, tuple(widths), plus is not None, begin, group.end, low[start : group.end], commas, spelled),
        )


_PLUS = re.compile(r"(?:\+|(?:плюс|plus|plyus)\s)[\s(]{0,2}$")


def _plus_before(low: str, start: int) -> int | None:
    """Return where a number with a plus begins; None when there is no plus before these digits."""
    found = _PLUS.search(low, max(0, start - 8), start)
    return found.start() if found else None


# -- what kind -----------------------------------------------------------------------------------------------------


def _strong_kind(run: _Run, low: str) -> NumberKind | None:
    digits, count = run.digits, len(run.digits)
    if run.plus:
        return "phone" if _international(digits) else None
    if count < 7 or (run.commas and count not in (11, 12, 16)):
        return None
    single = len(run.widths) == 1
    if count == 16 and (run.widths == (4, 4, 4, 4) or single or _luhn(digits)):
        return "card"
    if _is_document_shape(run):
        return "document"
    if single and count in (15, 18, 19) and _luhn(digits):
        return "card"
    if count == 20 and digits[:3] in ("408", "423", "407"):
        return "card"
    return "phone" if _is_phone_shape(run, low) else None


def _is_document_shape(run: _Run) -> bool:
    if run.commas or run.spelled:
        return False
    match run.widths:
        case (4, 6) | (2, 2, 6) | (2, 10) | (4, 7):
            return True
        case (3, 3, 3, 2):
            return run.digits[0] not in "78" or run.written[-3] == " "
        case (14,):
            return run.digits[0] in "123456"
        case (12,):
            return _is_birth_date(run.digits[:6]) and not run.digits.startswith(_UNPREFIXED)
    return False


def _is_phone_shape(run: _Run, low: str) -> bool:
    digits, count = run.digits, len(run.digits)
    thousands = bool(_THOUSANDS.fullmatch(run.written)) and not run.spelled
    if count == 11 and digits[0] in "78" and digits[1] in "34789":
        return not (thousands and _is_sum(run, low))
    if digits.startswith(_UNPREFIXED) and _international(digits):
        return not (thousands and _is_sum(run, low))
    if digits.startswith("00") and 11 <= count <= 16:
        return _international(digits[2:])
    if thousands or _is_sum(run, low) or run.commas:
        return False
    if count == 10 and digits[0] == "9":
        return run.spelled or run.widths[0] in (3, 10) or set(run.widths) == {1}
    if run.spelled:
        return count in (10, 11, 12)
    if digits[0] == "0" and 9 <= count <= 11:
        return True
    dashed = run.written.count("-") >= 2 or "(" in run.written or ")" in run.written
    return dashed and run.widths in (
        (3, 2, 2),
        (3, 3, 4),
        (3, 3, 2, 2),
        (3, 4, 4),
        (2, 3, 2, 2),
        (2, 3, 4),
        (4, 2, 2, 2),
    )


def _weak_kind(run: _Run, low: str) -> NumberKind | None:
    count = len(run.digits)
    if count < 6 or run.commas or _is_sum(run, low):
        return None
    single = len(run.widths) == 1
    match _context(low, run.start, run.end):
        case "card" if 12 <= count <= 19 and (single or max(run.widths) <= 6):
            return "card"
        case "document" if count <= 14 and (single or not _THOUSANDS.fullmatch(run.written)):
            return "document"
        case "phone" if 9 <= count <= 13 or (7 <= count <= 8 and _looks_local(run)):
            return "phone"
    return "phone" if single and 9 <= count <= 13 else None


def _looks_local(run: _Run) -> bool:
    return len(run.widths) == 1 or run.widths in ((3, 2, 2), (3, 4), (2, 2, 3), (1, 3, 3))


def _context(low: str, start: int, end: int) -> str | None:
    """Return which kind of number the nearest telling word announces: before it, else right behind it."""
    nearest: str | None = None
    for match in _CONTEXT.finditer(low, max(0, start - 36), start):
        nearest = match.lastgroup
    if nearest is None and (behind := _CONTEXT.search(low, end, end + 24)):
        nearest = behind.lastgroup
    return nearest


def _is_sum(run: _Run, low: str) -> bool:
    return bool(_MONEY_AFTER.match(low, run.end) or _MONEY_BEFORE.search(low, max(0, run.start - 6), run.start))


def _international(digits: str) -> bool:
    """Tell whether digits with their calling code have a length that numbers of that country have."""
    if not 8 <= len(digits) <= 15:
        return False
    try:
        number = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE


def _is_birth_date(digits: str) -> bool:
    return 1 <= int(digits[2:4]) <= 12 and 1 <= int(digits[4:6]) <= 31


def _luhn(digits: str) -> bool:
    doubled = (int(d) if i % 2 == 0 else sum(divmod(2 * int(d), 10)) for i, d in enumerate(reversed(digits)))
    return sum(doubled) % 10 == 0


# -- documents that begin with letters -----------------------------------------------------------------------------

_LETTERED = re.compile(
    r"(?<![\w])(?P<letters>id|[a-zа-яёң]{1,2})(?P<gap>[ \-]?(?:№ ?)?)(?P<digits>\d{6,9})(?P<last>[a-z]?)(?!\w|[.,]\d)"
)


def _lettered(low: str, plain: str) -> list[tuple[NumberKind, int, int]]:
    """Find passports and cards like AA 0001234: letters right before the digits, or capitals and one space."""
    return [
        ("document", match.start(), match.end()) for match in _LETTERED.finditer(low) if _is_lettered(match, low, plain)
    ]


def _is_lettered(match: re.Match[str], low: str, plain: str) -> bool:
    if _MONEY_AFTER.match(low, match.end()):
        return False
    capitals = plain[match.start() : match.end("letters")].isupper()
    told = _context(low, match.start(), match.end()) == "document"
    return told or (capitals and len(match["digits"]) >= 7) or (not match["gap"] and len(match["letters"]) == 2)
