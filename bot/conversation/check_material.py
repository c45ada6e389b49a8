"""What every check reads: flows with the place of each word in them, texts with their lines, and who uses which text.

Nothing here may judge anything; the other ``check_…`` modules do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, Protocol, TypeAlias

from bot.conversation.catalogue import ALWAYS, Catalogue, shown
from bot.conversation.model import Ask, Choice, End, Find, HandOver, Listen, Locate, Node, Review, Say, Told
from bot.conversation.told import ARGUMENTS
from bot.yaml_marks import Marks, Problem, Severity, Steps

Role: TypeAlias = Literal["message", "label", "title", "words", "name", "desk"]
"""How a text is used: said to a person, as a choice, as a short title, as a list of words to understand, as the name
of a command, or to an operator only."""


class Written(Protocol):
    """Where a text is written."""

    @property
    def file(self) -> str: ...
    @property
    def line(self) -> int: ...


class Words(Protocol):
    """All texts of all languages, as the checks read them."""

    @property
    def locales(self) -> Sequence[str]: ...
    @property
    def sources(self) -> Mapping[str, Mapping[str, Written]]: ...
    @property
    def junk(self) -> Sequence[tuple[Written, str]]: ...

    def has(self, text: str, locale: str) -> bool:
        """Tell whether a locale has a text."""

    def label(self, text: str, locale: str) -> str:
        """Return a text that takes no arguments, or nothing when that locale lacks it."""

    def variables(self, text: str, locale: str) -> frozenset[str]:
        """Return the variables a text uses, those of the texts it mentions among them."""

    def references(self, text: str, locale: str) -> frozenset[str]:
        """Return the texts that a text mentions, directly or through others."""

    def wordings(self, text: str, locale: str) -> tuple[str, ...]:
        """Return every wording a text can take, with variables spelled ``$name``."""

    def unknown(self, text: str, locale: str) -> tuple[str, ...]:
        """Return what a text mentions and its language lacks."""


@dataclass(frozen=True, slots=True)
class Use:
    """A flow uses a text there; ``given`` are the variables that this place gives it."""

    text: str
    flow: str
    steps: Steps
    role: Role
    given: frozenset[str] = frozenset()
    fixable: bool = False
    """Whether ``tell`` in the same node can give more."""


@dataclass(frozen=True)
class Material:
    """The content under the check. ``reference`` is the language the others are compared with."""

    catalogue: Catalogue
    words: Words
    reference: str = "en"
    elsewhere: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def at(self, flow: str, steps: Steps, message: str, severity: Severity = "error") -> Problem:
        """Return a problem at a place in a flow."""
        return self._marks(flow).problem(steps, message, shown=shown(steps), severity=severity)

    def on(self, text: str, locale: str, message: str, severity: Severity = "error") -> Problem:
        """Return a problem at a text's line; where that language lacks it, at the language's folder."""
        source = self.words.sources.get(locale, {}).get(text)
        if source is None:
            return Problem(f"locales/{locale}", 1, 1, text, message, severity)
        return Problem(source.file, source.line, 1, text, message, severity)

    def place(self, text: str, locale: str) -> str:
        """Return file and line of a text, to be named in a message."""
        source = self.words.sources[locale][text]
        return f"{source.file}:{source.line}"

    def _marks(self, flow: str) -> Marks:
        return self.catalogue.marks.get(flow) or Marks(f"{self.folder}/{flow}.yaml")

    @property
    def folder(self) -> str:
        """Return the name of the folder of flows."""
        marks = next(iter(self.catalogue.marks.values()), None)
        return marks.file.rpartition("/")[0] if marks else "flows"

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """Return every use of a text by flows and commands, in the order of the files."""
        found = [
            use for spot, node in self.catalogue.spots() for use in _of_node(node, spot.flow, ("nodes", spot.node))
        ]
        for name, command in self.catalogue.commands.items():
            found.append(Use(command.words, ALWAYS, ("commands", name, "words"), "words"))
            found.append(Use(f"command-{name}", ALWAYS, ("commands", name), "name"))
        return tuple(found)


def told_variables(tell: Iterable[Told]) -> frozenset[str]:
    """Return the variables that facts bring."""
    return frozenset(name for fact in tell for name in ARGUMENTS[fact])


def choices_of(node: Node) -> tuple[Choice, ...]:
    """Return the choices of a node, of whatever kind it is."""
    choices: tuple[Choice, ...] = getattr(node, "choices", ())
    return choices


def _of_node(node: Node, flow: str, steps: Steps) -> Iterator[Use]:
    given = told_variables(node.tell)
    for key, texts in _told_texts(node).items():
        if isinstance(texts, str):
            yield Use(texts, flow, (*steps, key), "message", given, fixable=True)
        else:
            for number, text in enumerate(texts):
                yield Use(text, flow, (*steps, key, number), "message", given, fixable=True)
    if isinstance(node, HandOver):
        yield Use(node.rest, flow, (*steps, "rest"), "message")
        if node.caution:
            yield Use(node.caution, flow, (*steps, "caution"), "desk")
    if isinstance(node, Review):
        yield Use(node.send, flow, (*steps, "send"), "label")
        yield Use(node.change, flow, (*steps, "change"), "label")
    if node.title:
        yield Use(node.title, flow, (*steps, "title"), "title")
    for number, choice in enumerate(choices_of(node)):
        yield Use(choice.say, flow, (*steps, "choices", number, "say"), "label")
        if choice.synonyms:
            yield Use(choice.synonyms, flow, (*steps, "choices", number, "synonyms"), "words")


def _told_texts(node: Node) -> dict[str, str | tuple[str, ...]]:
    """Return the texts of a node that are given the facts it wants told, by the key they are written under."""
    match node:
        case Say(say=texts) | HandOver(say=texts):
            return {"say": texts}
        case Ask(ask=text):
            return {"ask": text}
        case Listen(listen=text):
            return {"listen": text}
        case Locate(locate=text):
            return {"locate": text}
        case Find(find=text, nothing=nothing):
            return {"find": text, "nothing": nothing}
        case Review(review=text):
            return {"review": text}
        case End(end=text):
            return {"end": text}
    return {}
