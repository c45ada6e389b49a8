"""Finds the name by which the writer introduces themselves or signs; other people's names survive.

The name of a missing son or of a foreman is what the case is about. So a name alone is nothing here: it takes a turn
of phrase in which people speak of themselves. Clear turns ("my name is") take any word that can be a name; vague ones
("this is", "I'm") take only a known given name, or a capitalised word that is followed by what follows names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

from bot.privacy import redact_turns as turns


@dataclass(frozen=True, slots=True)
class _Text:
    """A folded text; ``shouting`` where it is in capitals, so that a capital says nothing."""

    low: str
    plain: str
    words: frozenset[str]
    shouting: bool

    def has_capital(self, at: int) -> bool:
        return self.plain[at].isupper() and not self.shouting

    def is_titled(self, start: int, end: int) -> bool:
        return self.plain[start:end].istitle() and not self.shouting

    def has_any(self, words: frozenset[str]) -> bool:
        return not self.words.isdisjoint(words)

    def opens(self, start: int) -> bool:
        """Tell whether a sentence begins here, perhaps behind a greeting."""
        return bool(turns.START.search(self.low, max(0, start - 60), start))


class Names:
    """Finds the writer's own name; holds the words that decide what can be one."""

    def __init__(self) -> None:
        self._known = _listed("given-names")
        self._sounds = frozenset(map(_sound, self._known))
        self._bent = frozenset(form for name in self._known for form in _bent(name))
        self._never = _listed("not-names")
        self._peoples = _listed("peoples")

    def own(self, low: str, plain: str, words: frozenset[str]) -> Iterator[tuple[int, int]]:
        """Yield the spans of names by which the writer means themselves."""
        text = _Text(low, plain, words, _is_shouting(plain))
        if text.has_any(turns.CLEAR_WORDS) or words >= {"это", "я"} or "me" in words:
            for match in turns.CLEAR.finditer(low):
                yield from self._after_clear(match, text)
        if text.has_any(turns.UNSURE_WORDS):
            for match in turns.UNSURE.finditer(low):
                yield from self._after_unsure(match, text)
        if text.has_any(turns.DOUBTFUL_WORDS):
            for match in turns.DOUBTFUL.finditer(low):
                yield from self._after_unsure(match, text, capitals=False)
        yield from self._around(text)
        yield from self._in_front(text)
        if text.has_any(turns.ME_WORDS):
            for match in turns.CALLED_SO.finditer(low):
                if self._can_be_name(match["name"]):
                    yield match.span("name")
            for match in turns.CALL_ME.finditer(low):
                yield from self._after_call_me(match, text)
        if text.has_any(turns.VAGUE_WORDS):
            for match in turns.VAGUE.finditer(low):
                yield from self._after_vague(match, text)
        yield from self._signed(text)

    # -- behind a turn of phrase -----------------------------------------------------------------------------------

    def _after_clear(self, match: re.Match[str], text: _Text) -> Iterator[tuple[int, int]]:
        word = turns.NEXT.match(text.low, match.end())
        if word is None or word["gap"] == "" or not self._can_be_name(word["word"]):
            return
        start, said = word.start("word"), word["word"]
        joined = "," not in word["gap"] and not _is_inflected(said)
        if text.has_capital(start) or self._is_known(said) or joined:
            yield start, self._end_of_name(word.end(), text)

    def _after_unsure(self, match: re.Match[str], text: _Text, *, capitals: bool = True) -> Iterator[tuple[int, int]]:
        """Take a known name, bent as Russian bends it or not, and where ``capitals`` say enough any word with one."""
        word = turns.NEXT.match(text.low, match.end())
        if word is None or word["gap"] == "" or not self._may_be_name(word["word"]):
            return
        start, said = word.start("word"), word["word"]
        if (capitals and text.has_capital(start)) or self._is_known(said) or said in self._bent:
            yield start, self._end_of_name(word.end(), text)

    def _after_call_me(self, match: re.Match[str], text: _Text) -> Iterator[tuple[int, int]]:
        """Take "call me Kofi", "men Zulfiyaman", "ман Зебо ҳастам": a known name, with or without "I am" at its end."""
        word = turns.NEXT.match(text.low, match.end())
        if word is None or not word["gap"].isspace():
            return
        start, said = word.start("word"), word["word"]
        bare = re.sub(r"(?:man|ман|мын|мін|мин)$", "", said)
        named = bare in self._known or said in self._known
        if not named and text.is_titled(start, word.end()) and self._may_be_name(bare):
            named = match[0] == "call me" or (bare != said and len(bare) > 2) or self._stands_alone(match, word, text)
        if named:
            end = word.end() if said in self._known or bare == said else start + len(bare)
            yield start, self._end_of_name(end, text)

    def _stands_alone(self, match: re.Match[str], word: re.Match[str], text: _Text) -> bool:
        """Tell "Men Shoxrux, ..." at the beginning, and "ман Ардашер ҳастам" anywhere."""
        if turns.BEING.match(text.low, self._end_of_name(word.end(), text)):
            return True
        ends = turns.END_OF_NAME.match(text.low, word.end())
        return bool(text.opens(match.start()) and not _is_inflected(word["word"]) and ends)

    def _after_vague(self, match: re.Match[str], text: _Text) -> Iterator[tuple[int, int]]:
        word = turns.NEXT.match(text.low, match.end())
        if word is None or "," in word["gap"] or word["gap"].strip(" -—") or not word["gap"]:
            return
        said, start = word["word"], word.start("word")
        if not self._can_be_name(said) or said in self._peoples or (match[0] == "am" and not text.opens(match.start())):
            return
        known, capital, opening = self._is_known(said), text.has_capital(start), text.opens(match.start())
        end = self._end_of_name(word.end(), text)
        whole = len(text.plain[start:end].split()) > 1 and text.is_titled(start, end)
        ends, goes_on = turns.END_OF_NAME.match(text.low, end), turns.ABOUT_SELF.match(text.low, end)
        if match[0] in turns.FIRST_PERSON:
            alone = text.is_titled(start, word.end()) and bool(ends) and not _is_inflected(said)
            named = known or (capital and (opening or alone or whole) and not self._is_people(said))
            joined = (opening or known) and capital and turns.AND.match(text.low, end)
            followed = bool(ends or goes_on or joined) or (known and (capital or opening))
        else:
            named = (known or capital) and opening
            closes = known and (end >= len(text.low.rstrip(" .!")) or ends)
            followed = bool(goes_on) or bool(closes and not turns.ABOUT_ANOTHER.match(text.low, end))
        if named and followed:
            yield start, end

    # -- before and between ----------------------------------------------------------------------------------------

    def _in_front(self, text: _Text) -> Iterator[tuple[int, int]]:
        """Take a name with which a message begins: "Joy here", "Мария, 27 лет", "Добрый вечер. Елена." """
        opening = turns.START_OF_TALK.match(text.low)
        at = opening.end() if opening else 0
        match = turns.BACKWARDS.match(text.low, at)
        if match and self._is_named(match, text):
            yield match.start("name"), self._end_of_name(match.end("name"), text)
        alone = turns.ALONE.match(text.low, at) if at else None
        if alone and self._is_known(alone["name"]):
            yield alone.span("name")

    def _around(self, text: _Text) -> Iterator[tuple[int, int]]:
        """Take "..., Наргиз я", "меня Зулей зовут", "I, Joy Eze, ...": words about oneself stand behind or around."""
        if text.has_any(turns.AFTERWARDS_WORDS):
            yield from self._named(turns.AFTERWARDS, text)
        if text.has_any(turns.TOLD_WORDS):
            for pattern in (turns.SHOUTED, turns.ALIVE, turns.THAT_IS_ME):
                yield from self._named(pattern, text)
        if "меня" in text.words:
            for match in turns.BETWEEN.finditer(text.low):
                if self._can_be_name(match["name"]) and not _is_inflected(match["name"]):
                    yield match.span("name")
        if text.has_any(turns.I_NAMED_WORDS):
            for pattern in (turns.I_NAMED, turns.I_NAMED_AM, turns.OF_AGE):
                for match in pattern.finditer(text.low):
                    if text.is_titled(*match.span("name")) and all(map(self._may_be_name, match["name"].split())):
                        yield match.span("name")

    def _named(self, pattern: re.Pattern[str], text: _Text) -> Iterator[tuple[int, int]]:
        """Take the name of each match, with a first name before it and what follows it."""
        for match in pattern.finditer(text.low):
            if self._is_named(match, text):
                first = match.groupdict().get("first") and text.is_titled(*match.span("first"))
                yield match.start("first" if first else "name"), self._end_of_name(match.end("name"), text)

    def _is_named(self, match: re.Match[str], text: _Text) -> bool:
        name = match["name"]
        return self._may_be_name(name) and (
            self._is_known(name) or text.is_titled(match.start("name"), match.end("name"))
        )

    # -- signed ----------------------------------------------------------------------------------------------------

    def _signed(self, text: _Text) -> Iterator[tuple[int, int]]:
        """Take what stands alone after a closing formula, or alone in the last line, and as it stands on a ticket."""
        low, plain = text.low, text.plain
        yield from (match.span() for match in turns.BOOKED.finditer(plain))
        for match in turns.SIGN_OFF.finditer(low, max(0, len(low) - 100)):
            word = turns.ONE_WORD.match(low, match.end())
            if word is None or not self._can_be_name(word[0]):
                continue
            end = self._end_of_name(word.end(), text, lines=True)
            if turns.AFTER_SIGNATURE.sub("", low[end:]):
                continue
            capital = text.is_titled(*word.span()) and not self._is_people(word[0])
            if self._is_known(word[0]) or (capital and (match["sure"] or "\n" in match[0] or "," in match[0])):
                initials = turns.INITIALS.search(low, match.start(), word.start())
                yield initials.start() if initials else word.start(), end
                return
        word = turns.LAST_WORD.search(low)
        if word and self._are_known(word["name"].split(), text.is_titled(*word.span("name"))):
            yield word.span("name")
        last = turns.LAST_LINE.search(plain) if "\n" in plain or "-" in plain else None
        if last and last["name"].istitle() and any(self._is_name_word(word) for word in last["name"].lower().split()):
            yield last.span("name")

    # -- words -----------------------------------------------------------------------------------------------------

    def _end_of_name(self, end: int, text: _Text, *, lines: bool = False) -> int:
        """Take in a family name and a father's name that follow."""
        gaps = (" ", "\n") if lines else (" ",)
        for _ in range(3):
            word = turns.NEXT.match(text.low, end)
            if word is None or word["gap"] not in gaps or not self._can_be_name(word["word"]):
                return end
            formed = bool(turns.PATRONYMIC.fullmatch(word["word"])) or word["word"] in turns.KINSHIP
            family = text.plain[end - 1].islower() and text.plain[:end].split()[-1].islower() and len(word["word"]) > 4
            formed = formed or (family and bool(turns.FAMILY.fullmatch(word["word"])))
            known = text.shouting and self._is_known(word["word"])
            if not (text.has_capital(word.start("word")) or formed or known):
                return end
            end = word.end()
        return end

    def _can_be_name(self, word: str) -> bool:
        return len(word) > 1 and word not in self._never

    def _may_be_name(self, word: str) -> bool:
        """Tell a word that a capital alone makes a name: no people, no day, no trade."""
        return self._can_be_name(word) and not self._is_people(word)

    def _is_people(self, word: str) -> bool:
        return word.partition("-")[0] in self._peoples or word.endswith(("ian", "ish", "ese", "ani", "ing"))

    def _is_known(self, word: str) -> bool:
        if word in self._known or (word.endswith(("jon", "жон", "bek", "бек", "хон", "xon")) and len(word) > 5):
            return True
        return len(word) > 4 and _sound(word) in self._sounds

    def _are_known(self, words: list[str], titled: bool) -> bool:
        """Tell a known name alone, or with names around it that have capitals."""
        return self._is_known(words[0]) if len(words) == 1 else titled and any(map(self._is_known, words))

    def _is_name_word(self, word: str) -> bool:
        return self._is_known(word) or bool(turns.PATRONYMIC.fullmatch(word) or turns.SURNAME.fullmatch(word))


def _listed(name: str) -> frozenset[str]:
    return frozenset(resources.files(__package__).joinpath("words", f"{name}.txt").read_text("utf-8").split())


def _bent(name: str) -> Iterator[str]:
    """Yield a Russian name as it stands behind "меня … зовут": "Машей", "Катю", "Тимуром"."""
    if not "а" <= name[0] <= "я":
        return
    match name[-1]:
        case "а" | "я":
            yield from (name[:-1] + end for end in ("ой", "ей", "у", "ю", "ою", "ею"))
        case "й" | "ь":
            yield from (name[:-1] + end for end in ("ем", "ём", "я", "ю"))
        case _:
            yield from (name + end for end in ("ом", "ем", "а"))


_LATIN = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфхцыэёңөүұһҳқғўіәҷӣӯ", "abvgdeziiklmnoprstufhcieenouuhhkguiajiu", strict=True))
    | {"ж": "j", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ь": "", "ю": "u", "я": "a", "'": ""}
)
_ALIKE = str.maketrans("xqwy", "hkvi")
_SPELLED = (("dzh", "j"), ("zh", "j"), ("dj", "j"), ("kh", "h"), ("gh", "g"), ("ph", "f"), ("yu", "u"), ("ya", "a"))


def _sound(word: str) -> str:
    """Return one spelling for a name that is written in many ways: "farrukh", "farrux" and "Фаррух" are one.

    >>> _sound("farrukh") == _sound("фаррух") == _sound("farux")
    True
    """
    sound = word.translate(_LATIN)
    for written, plain in _SPELLED:
        sound = sound.replace(written, plain)
    sound = sound.translate(_ALIKE)
    return "".join(letter for at, letter in enumerate(sound) if letter != sound[at - 1 : at])


def _is_inflected(word: str) -> bool:
    """Tell a verb or a word with a case ending from a name written without a capital."""
    return word.endswith(
        ("ать", "ить", "еть", "ться", "ing", "da", "dan", "ga", "ni", "да", "де", "дан", "ден", "ға", "ге", "ый", "ому")
    )


def _is_shouting(plain: str) -> bool:
    """Tell a text in capitals, where a capital says nothing about a name."""
    return len(turns.CAPITALS.findall(plain)) > max(12, 0.5 * len(plain))
