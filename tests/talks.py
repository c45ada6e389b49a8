"""Transcripts that a caseworker can read and write, and the player that runs them through a channel for real.

    # A worker whose passport is held asks for a person; then the case is closed.
    > hello
    < welcome-language [choice-language-ru | choice-language-en]
    > [choice-language-en]
    < welcome-privacy-line [… | choice-go-on]
    ! case opened: urgent
    @ana claim
    @ana < "they are coming back at six"
    @ana > stay on the line
    < "stay on the line"
    @ana close: referred

``@ana ask: phone 1`` has the person asked, ``@ana see: phone 1`` looks, ``@ana covered: phone 1 no`` says how it is.

``> words`` is typed, ``> [choice]`` is tapped, ``> [LANGUAGE]`` chooses the language being played,
``> /location 59.93 30.31`` is shared, ``> +20 min`` lets time pass.
``< text-id`` is a message of that text, whatever stands in its variables; ``+`` joins lines of a message, ``…`` stands
for anything more, alone for any messages; ``< "words"`` is said literally. Text ids make a transcript the same in every
language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from fluent.syntax import FluentParser, ast

MORE = "…"
WELCOME = "welcome-language"
"""The text that asks for the language: whoever is asked was forgotten or is new."""


@dataclass(frozen=True)
class Heard:
    """One message as it came over the wire: its text and the labels under it."""

    text: str
    labels: tuple[str, ...] = ()


class Wire(Protocol):
    """One person at one channel, seen from outside."""

    async def type(self, words: str) -> None: ...
    async def tap(self, label: str) -> None: ...
    async def share(self, lat: float, lon: float) -> None: ...
    async def media(self, kind: str) -> None: ...
    async def start(self) -> None: ...
    async def heard(self) -> list[Heard]: ...
    async def close(self) -> None: ...


class Operators(Protocol):
    """The desk, as a transcript sees it."""

    async def opened(self) -> list[str]: ...
    async def do(self, operator: str, verb: str, words: str) -> None: ...
    async def read(self, operator: str) -> list[str]: ...


@dataclass(frozen=True)
class Turn:
    """One line of a transcript."""

    line: int
    mark: str
    words: str


@dataclass(frozen=True)
class Transcript:
    """A talk to be played."""

    name: str
    turns: tuple[Turn, ...]

    @classmethod
    def read(cls, path: Path) -> Transcript:
        """Read a ``.talk`` file; refuses a line that begins with no known mark."""
        return cls(path.stem, tuple(_turns(path.read_text(encoding="utf-8"), path.name)))


def _turns(text: str, name: str) -> Iterator[Turn]:
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        mark, _, words = stripped.partition(" ")
        if mark not in (">", "<", "!") and not mark.startswith("@"):
            raise ValueError(f"{name}:{number}: a line begins with >, <, !, @name or #")
        yield Turn(number, mark, words.strip())


class Mismatch(AssertionError):
    """What was heard is not what the transcript says."""


@dataclass
class Wordings:
    """What a text id looks like on the wire in a language: a pattern in which variables may be anything."""

    folder: Path
    _messages: dict[str, dict[str, ast.Message]] = field(default_factory=dict)
    _patterns: dict[tuple[str, str], str] = field(default_factory=dict)

    def _read(self, locale: str) -> dict[str, ast.Message]:
        if locale not in self._messages:
            parser = FluentParser()
            self._messages[locale] = {
                entry.id.name: entry
                for path in sorted((self.folder / locale).glob("*.ftl"))
                for entry in parser.parse(path.read_text(encoding="utf-8")).body
                if isinstance(entry, ast.Message)
            }
        return self._messages[locale]

    def pattern(self, text: str, locale: str) -> str:
        """Return the pattern of a text; its words exactly, its variables as anything."""
        key = (text, locale)
        if key not in self._patterns:
            message = self._read(locale).get(text)
            if message is None or message.value is None:
                raise Mismatch(f"there is no text '{text}' in {locale}")
            self._patterns[key] = self._of(message.value, locale)
        return self._patterns[key]

    def _of(self, pattern: ast.Pattern, locale: str) -> str:
        return "".join(
            re.escape(element.value)
            if isinstance(element, ast.TextElement)
            else self._placed(element.expression, locale)
            for element in pattern.elements
        )

    def _placed(self, expression: object, locale: str) -> str:
        match expression:
            case ast.MessageReference(id=ast.Identifier(name=name)):
                return self.pattern(name, locale)
            case ast.SelectExpression(variants=variants):
                return "(?:" + "|".join(self._of(variant.value, locale) for variant in variants) + ")"
            case ast.StringLiteral(value=value):
                return re.escape(value)
            case _:
                return r"[\s\S]*?"

    def fits(self, expected: str, said: str, locale: str) -> bool:
        """Tell whether a message is what a transcript's line calls it."""
        if expected.startswith('"'):
            return said.strip() == expected.strip('"')
        parts = [part.strip() for part in expected.split(" + ")]
        open_ended = parts[-1] == MORE
        patterns = [self.pattern(part, locale) for part in parts if part != MORE]
        whole = r"\n".join(patterns) + (r"[\s\S]*" if open_ended else "")
        loose = re.sub(r"(?:\\?\s|\\n)+", lambda _: r"\s+", whole)
        return re.fullmatch(loose, _plain(said)) is not None


def _plain(said: str) -> str:
    return said.replace("\u2068", "").replace("\u2069", "").strip()


@dataclass
class Player:
    """Plays a transcript through a wire; ``pass_time`` moves the helpline's clock."""

    wire: Wire
    desk: Operators
    wordings: Wordings
    locale: str
    pass_time: object = None
    _chosen: bool = False
    _skips: bool = False
    _heard: list[Heard] = field(default_factory=list)
    _opened: list[str] = field(default_factory=list)
    _read: dict[str, list[str]] = field(default_factory=dict)

    async def play(self, transcript: Transcript) -> None:
        """Play every line; raises `Mismatch` at the first that is not so."""
        for turn in transcript.turns:
            where = f"{transcript.name}.talk:{turn.line} ({self.locale})"
            try:
                await self._line(turn)
            except Mismatch as wrong:
                raise Mismatch(f"{where}: {wrong}") from None
        if self._heard and not self._skips:
            raise Mismatch(f"{transcript.name} ({self.locale}): more was said than written: {self._names(self._heard)}")

    async def _line(self, turn: Turn) -> None:
        match turn.mark:
            case ">":
                if self._skips:
                    self._heard, self._skips = [], False
                if self._heard:
                    raise Mismatch(f"more was said than written: {self._names(self._heard)}")
                await self._act(turn.words)
                await self._listen()
            case "<":
                self._expect(turn.words)
            case "!":
                await self._look()
                kind, _, queue = turn.words.partition(": ")
                if kind != "case opened" or not self._opened or self._opened.pop(0) != queue:
                    raise Mismatch(f"no case was opened in the {queue} queue")
            case _:
                await self._look()
                await self._operate(turn.mark[1:], turn.words)
                await self._listen()

    async def _listen(self) -> None:
        self._heard += await self.wire.heard()

    async def _look(self) -> None:
        self._opened += await self.desk.opened()

    async def _act(self, words: str) -> None:
        if found := re.fullmatch(r"\+(\d+) min", words):
            assert callable(self.pass_time)
            self.pass_time(timedelta(minutes=int(found[1])))
        elif found := re.fullmatch(r"/location (-?[\d.]+) (-?[\d.]+)", words):
            await self.wire.share(float(found[1]), float(found[2]))
        elif words in ("/voice", "/photo", "/sticker"):
            await self.wire.media(words[1:])
        elif words == "/start":
            await self.wire.start()
        elif words.startswith("["):
            self._chosen = self._chosen or words == "[LANGUAGE]"
            choice = words.strip("[]").strip().replace("LANGUAGE", f"choice-{self.locale}")
            await self.wire.tap(self._label(choice))
        else:
            await self.wire.type(words)

    def _label(self, choice: str) -> str:
        return re.sub(r"\\(.)", r"\1", self.wordings.pattern(choice, self.locale))

    def _expect(self, words: str) -> None:
        if words == MORE:
            self._skips = True
            return
        while self._skips and len(self._heard) > 1 and not self._fits(words, self._heard[0]):
            self._heard.pop(0)
        self._skips = False
        if not self._heard:
            raise Mismatch(f"nothing more was said; expected {words}")
        heard = self._whole(words)
        self._chosen = self._chosen and not words.startswith(WELCOME)
        text, _, choices = words.partition(" [") if not words.startswith('"') else (words, "", "")
        spoken = next((each for each in self._languages() if self.wordings.fits(text.strip(), heard.text, each)), None)
        if spoken is None:
            raise Mismatch(f"expected {text.strip()}, but another text was said: {self._names([heard])}")
        if choices:
            self._expect_choices([each.strip() for each in choices.rstrip("]").split("|")], heard.labels, spoken)

    def _whole(self, words: str) -> Heard:
        """Return the next message; a channel may have needed two to say it, one of which takes a keyboard away."""
        heard = self._heard.pop(0)
        if self._heard and not self._fits(words, heard):
            joined = Heard(f"{heard.text} {self._heard[0].text}", self._heard[0].labels)
            if self._fits(words, joined):
                self._heard.pop(0)
                return joined
        return heard

    def _fits(self, words: str, heard: Heard) -> bool:
        text = words.partition(" [")[0].strip()
        return any(self.wordings.fits(text, heard.text, each) for each in self._languages())

    def _languages(self) -> tuple[str, ...]:
        """Return the language being played; before it was chosen the helpline may speak any."""
        return (
            (self.locale,) if self._chosen else (self.locale, *(each for each in ("en", "ru") if each != self.locale))
        )

    def _expect_choices(self, expected: Sequence[str], labels: Sequence[str], locale: str) -> None:
        bare = [label.removeprefix("✓ ") for label in labels]
        open_ended = MORE in expected
        wanted = [each for each in expected if each != MORE]
        missing = [each for each in wanted if not any(self.wordings.fits(each, label, locale) for label in bare)]
        if missing or (not open_ended and len(wanted) != len(bare)):
            raise Mismatch(f"choices differ: missing {missing}, {len(bare)} were offered")

    async def _operate(self, operator: str, words: str) -> None:
        if words.startswith("< "):
            said = words[2:].strip().strip('"')
            read = await self.desk.read(operator)
            if said not in read:
                raise Mismatch(f"the operator does not read: {said}")
            return
        if words.startswith("> "):
            await self.desk.do(operator, "reply", words[2:].strip())
            return
        verb, _, rest = words.partition(":")
        await self.desk.do(operator, verb.strip(), rest.strip())

    def _names(self, heard: Sequence[Heard]) -> list[str]:
        """Return the text ids that what was heard could be, or its first words where it is none of ours."""
        names = []
        for each in heard:
            first = _plain(each.text).split("\n")[0]
            ids = [
                text
                for text in self.wordings._read(self.locale)
                if re.match(self.wordings.pattern(text, self.locale), _plain(each.text))
                and "[\\s\\S]" not in self.wordings.pattern(text, self.locale)[:20]
            ]
            names.append("/".join(ids[:3]) or repr(first[:60]))
        return names
