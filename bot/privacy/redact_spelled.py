"""Reads numbers that are spelled in words: "восемь девятьсот ноль ноль", "nine zero twelve", "to'qqiz yuz nol"."""

from __future__ import annotations

import re
from typing import NamedTuple


class Group(NamedTuple):
    """Digits that stand together in a text, and where."""

    digits: str
    start: int
    end: int
    spelled: bool


def _numbered(words: str, values: list[int]) -> dict[str, int]:
    """Pair words with values; words that share a value are joined by a bar."""
    pairs = zip(words.split(), values, strict=True)
    return {spelling: value for spellings, value in pairs for spelling in spellings.split("|")}


_ONES, _TEENS = list(range(10)), list(range(10, 20))
_TENS, _HUNDREDS = list(range(20, 100, 10)), list(range(100, 1000, 100))
_ALL_TENS = list(range(10, 100, 10))

_WORDS = {
    # Russian, with the spellings that people hear
    **_numbered("ноль|нуль один|одна|раз два|две три четыре пять шесть семь восемь девять", _ONES),
    **_numbered(
        "десять одиннадцать|одинадцать двенадцать|двенацать тринадцать|тринацать четырнадцать пятнадцать|пятнацать "
        "шестнадцать семнадцать восемнадцать|восемнацать девятнадцать",
        _TEENS,
    ),
    **_numbered(
        "двадцать|двацать тридцать|трицать сорок пятьдесят|пядесят шестьдесят|шесят семьдесят|семдесят "
        "восемьдесят|восемдесят девяносто",
        _TENS,
    ),
    **_numbered("сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот|девятсот", _HUNDREDS),
    # English
    **_numbered("zero|oh one two three four five six seven eight nine", _ONES),
    **_numbered("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", _TEENS),
    **_numbered("twenty thirty forty|fourty fifty sixty seventy eighty ninety", _TENS),
    # Uzbek, both scripts
    **_numbered("nol|нол bir|бир ikki|икки uch|уч to'rt|тўрт|tort besh|беш olti|олти yetti|етти", list(range(8))),
    **_numbered("sakkiz|саккиз to'qqiz|тўққиз|toqqiz", [8, 9]),
    **_numbered("o'n|ўн yigirma|йигирма o'ttiz|ўттиз|ottiz qirq|қирқ ellik|эллик", [10, 20, 30, 40, 50]),
    **_numbered("oltmish|олтмиш yetmish|етмиш sakson|саксон to'qson|тўқсон|toqson", [60, 70, 80, 90]),
    # Kazakh and Kyrgyz
    **_numbered("нөл бір екі үш төрт бес алты жеті сегіз тоғыз", _ONES),
    **_numbered("он жиырма отыз қырық елу алпыс жетпіс сексен тоқсан", _ALL_TENS),
    **_numbered("жыйырма отуз кырк элүү алтымыш жетимиш", [20, 30, 40, 50, 60, 70]),
    **_numbered("эки жети сегиз тогуз", [2, 7, 8, 9]),
    # Tajik
    **_numbered("сифр як ду се чор|чаҳор панҷ шаш ҳафт ҳашт нӯҳ", _ONES),
    **_numbered(
        "даҳ бист|бисту сӣ|сиву чил|чилу панҷоҳ|панҷоҳу шаст|шасту ҳафтод|ҳафтоду ҳаштод|ҳаштоду навад|наваду",
        _ALL_TENS,
    ),
    **_numbered("саду дусад сесад чорсад панҷсад шашсад ҳафтсад ҳаштсад нӯҳсад", _HUNDREDS),
}
_HUNDRED = frozenset({"yuz", "юз", "жүз", "жуз", "сад", "hundred"})
_ZEROS = frozenset({"нуля", "ноля", "нулей", "нолей", "zeros", "zeroes", "nollar"})
_TIMES = {"double": 2, "triple": 3, "дважды": 2, "трижды": 3}
_MULTIPLIERS = ("тысяч", "тыщ", "thousand", "ming", "минг", "мың", "миң", "ҳазор", "million", "миллион", "млн")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_SPOKEN = frozenset(_WORDS) | _HUNDRED | _ZEROS
_AT_LEAST = 4
_DIGITS = re.compile(r"\d+")
_ROUND = re.compile(r"[oо]{2,4}")
"""Letters that stand for zeros, beside numbers in words."""


def spelled_groups(low: str, words: frozenset[str]) -> list[Group]:
    """Return the numbers spelled in words; none unless at least four number words and groups of digits are there.

    A number that counts thousands is a sum, not part of a telephone number, and left out.
    """
    if words.isdisjoint(_SPOKEN):
        return []
    if sum(word in _SPOKEN for word in _WORD.findall(low)) + len(_DIGITS.findall(low)) < _AT_LEAST:
        return []
    groups: list[Group] = []
    tokens = list(_WORD.finditer(low))
    place = 0
    while place < len(tokens):
        value, after = _read(tokens, place, low)
        if value is None:
            place += 1
            continue
        start, end = tokens[place].start(), tokens[after - 1].end()
        place = after
        if place < len(tokens) and tokens[place][0].startswith(_MULTIPLIERS):
            continue
        groups.append(Group(value, start, end, True))
    return groups


def _read(tokens: list[re.Match[str]], place: int, low: str) -> tuple[str | None, int]:
    """Read one spoken number: a hundred, a ten and a one join as they do in speech."""
    word = tokens[place][0]
    if _ROUND.fullmatch(word):
        return "0" * len(word), place + 1
    if word in _TIMES and place + 1 < len(tokens):
        digit = _WORDS.get(tokens[place + 1][0])
        return (str(digit) * _TIMES[word], place + 2) if digit is not None and digit < 10 else (None, place + 1)
    value = _WORDS.get(word)
    if value is None:
        return None, place + 1
    after = place + 1
    if 1 < value < 6 and after < len(tokens) and tokens[after][0] in _ZEROS:
        return "0" * value, after + 1
    if 0 < value < 10 and after < len(tokens) and tokens[after][0] in _HUNDRED and _beside(tokens, after, low):
        value, after = value * 100, after + 1
    while after < len(tokens) and _beside(tokens, after, low):
        part = _WORDS.get(tokens[after][0])
        if part is None or part == 0 or not _fits(value, part):
            break
        value, after = value + part, after + 1
    return str(value), after


def _fits(value: int, part: int) -> bool:
    if value >= 100 and value % 100 == 0:
        return part < 100
    return value >= 10 and value % 10 == 0 and part < 10


def _beside(tokens: list[re.Match[str]], place: int, low: str) -> bool:
    return low[tokens[place - 1].end() : tokens[place].start()] in (" ", "-")
