"""Proves that conditions and searches ask only for answers that somebody can give.

Nothing here may know an answer's meaning but for the few keys that the bot itself reads.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from bot.conversation.check_flows import ways_written
from bot.conversation.check_material import Material, choices_of
from bot.conversation.model import Ask, Choice, Find, Listen, Locate, Node, When
from bot.conversation.on_ask import LANGUAGE
from bot.conversation.on_place import MORE
from bot.directory.taxonomy import AUDIENCES, SERVICES
from bot.yaml_marks import Problem, Steps, did_you_mean

COUNTRY, PLACE, FIRST_WORDS = "country", "place", "first-words"
READ: Mapping[str, frozenset[str]] = {
    "share": frozenset({"share", "confidential", "anonymous"}),
    "reply-mode": frozenset({"now", "window", "never"}),
    "reply-hours": frozenset({"morning", "day", "evening"}),
}
"""Keys that the bot itself reads, with the only values it understands."""
NEEDED: Mapping[str, str] = {"minor": "yes", "safe": "no", "show-numbers": "yes", "written": "yes"}
"""Keys of which the bot itself reads one value; a question that cannot give it would be asked for nothing."""
_MEANT = 0.8
"""How like a word of the directory a value must be to be taken for a slip of the pen."""


@dataclass
class Answers:
    """What the flows can remember under a key: the values of choices, own words, places."""

    values: dict[str, set[str]] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)

    def is_known(self, key: str) -> bool:
        """Tell whether some question remembers that key."""
        return key in self.values or key in self.words or key in self.places

    @property
    def keys(self) -> set[str]:
        """Return every key that is remembered."""
        return {*self.values, *self.words, *self.places}


def remembered(material: Material) -> Answers:
    """Return everything the flows and the bot itself can remember."""
    answers = Answers(words={FIRST_WORDS})
    for _, node in material.catalogue.spots():
        if node.remember is None:
            continue
        names = {choice.name for choice in choices_of(node) if choice.name != MORE or not isinstance(node, Find)}
        match node:
            case Listen(as_="secret"):
                answers.values.setdefault(node.remember, set()).add("set")
            case Listen():
                answers.words.add(node.remember)
            case Locate():
                answers.places.add(node.remember)
                answers.values.setdefault(node.remember, set()).update(names)
                if node.remember == PLACE:
                    answers.places.add(COUNTRY)
            case Ask() | Find():
                answers.values.setdefault(node.remember, set()).update(names)
                if isinstance(node, Ask) and node.words:
                    answers.words.add(node.remember)
    return answers


def answer_problems(material: Material) -> Iterator[Problem]:
    """Yield conditions that can never hold, searches by what is never asked, and values the bot cannot read."""
    answers = remembered(material)
    lists = _closed_lists(material)
    for spot, node in material.catalogue.spots():
        steps: Steps = ("nodes", spot.node)
        for way, when in _conditions(node):
            for inner, message in _wrong(when, answers):
                yield material.at(spot.flow, (*steps, *way, *inner), message)
        if isinstance(node, Find):
            yield from _searching(material, spot.flow, steps, node, answers)
        if isinstance(node, Ask) and node.remember:
            yield from _read(material, spot.flow, steps, node, node.remember)
            yield from _listed(material, spot.flow, steps, node, lists.get(node.remember, ()))


def _conditions(node: Node) -> Iterator[tuple[Steps, When]]:
    for number, choice in enumerate(choices_of(node)):
        if choice.when is not None:
            yield ("choices", number, "when"), choice.when
    for way, go in ways_written(node):
        for number, branch in enumerate(() if isinstance(go, str) else go):
            if branch.when is not None:
                yield (*way, number, "when"), branch.when


def _wrong(when: When, answers: Answers) -> Iterator[tuple[Steps, str]]:
    """Yield what is wrong with a condition and those inside it, each with its place."""
    for key, value in (when.is_ or {}).items():
        yield from _compared(("is", key), key, (value,), answers)
    for key, values in (when.one_of or {}).items():
        yield from _compared(("one_of", key), key, values, answers)
    if when.known is not None and not answers.is_known(when.known):
        yield ("known",), _never(when.known, answers)
    for word, inner in (("all", when.all_ or ()), ("any", when.any_ or ())):
        for number, each in enumerate(inner):
            yield from (((word, number, *steps), message) for steps, message in _wrong(each, answers))
    if when.not_ is not None:
        yield from ((("not", *steps), message) for steps, message in _wrong(when.not_, answers))


def _compared(steps: Steps, key: str, values: Collection[str], answers: Answers) -> Iterator[tuple[Steps, str]]:
    if not answers.is_known(key):
        yield steps, _never(key, answers)
        return
    possible = answers.values.get(key, set())
    for value in values:
        if value in possible or (key in answers.places and _is_country(key, value)):
            continue
        if not possible and key in answers.words:
            yield steps, f"'{key}' is told in own words, which are never compared; 'known: {key}' can be asked"
            return
        yield steps, f"'{key}' is never '{value}'{did_you_mean(value, possible) or _options(possible)}"


def _is_country(key: str, value: str) -> bool:
    return len(value) == 2 and value.isalpha() and (value.islower() if key == COUNTRY else value.isupper())


def _never(key: str, answers: Answers) -> str:
    return f"no question remembers '{key}'{did_you_mean(key, sorted(answers.keys))}"


def _options(possible: Collection[str]) -> str:
    return f"; it can be {', '.join(sorted(possible))}" if 0 < len(possible) <= 12 else ""


# -- what the bot itself reads -----------------------------------------------------------------------------------------


def _searching(material: Material, flow: str, steps: Steps, node: Find, answers: Answers) -> Iterator[Problem]:
    for way, key in (
        ("place", node.place),
        ("needs", node.needs),
        ("audience", node.audience),
        ("written", node.written),
    ):
        if key is not None and not answers.is_known(key):
            yield material.at(flow, (*steps, way), _never(key, answers))
    if node.place not in answers.places and answers.is_known(node.place):
        yield material.at(flow, (*steps, "place"), f"'{node.place}' is no place: no 'locate' remembers it")
    for way, words, known in (("service", node.service, SERVICES), ("for", node.for_, AUDIENCES)):
        for number, word in enumerate(words):
            if word not in known:
                message = f"the directory does not know '{word}'{did_you_mean(word, known)}"
                yield material.at(flow, (*steps, way, number), message)


def _read(material: Material, flow: str, steps: Steps, node: Ask, key: str) -> Iterator[Problem]:
    locales = {locale.lower() for locale in material.words.locales}
    for number, choice in enumerate(node.choices):
        here = (*steps, "choices", number, "value" if choice.value else "say")
        if key in READ and choice.name not in READ[key]:
            near = did_you_mean(choice.name, READ[key]) or _options(READ[key])
            yield material.at(flow, here, f"'{key}' cannot be '{choice.name}': the bot reads it itself{near}")
        if key == LANGUAGE and choice.name not in locales:
            near = did_you_mean(choice.name, locales)
            yield material.at(flow, here, f"no language '{choice.name}' in locales/{near}")
        if key == COUNTRY and choice.name != "other" and not _is_country(COUNTRY, choice.name):
            yield material.at(flow, here, "a country is two small letters (ISO 3166), or 'other'")
    if key in NEEDED and NEEDED[key] not in _names(node.choices):
        message = f"the bot reads '{key}' itself and waits for '{NEEDED[key]}', which no choice here gives"
        yield material.at(flow, (*steps, "choices"), message)


def _closed_lists(material: Material) -> dict[str, tuple[str, ...]]:
    """Return the keys that searches read, with the words of the directory they are matched against."""
    lists: dict[str, tuple[str, ...]] = {}
    for _, node in material.catalogue.spots():
        if isinstance(node, Find):
            lists |= {node.needs: SERVICES} if node.needs else {}
            lists |= {node.audience: AUDIENCES} if node.audience else {}
    return lists


def _listed(material: Material, flow: str, steps: Steps, node: Ask, words: Collection[str]) -> Iterator[Problem]:
    """Warn of a value that only nearly is a word of the directory: other values may stand there, and are not sought."""
    for number, choice in enumerate(node.choices):
        near = get_close_matches(choice.name, words, n=1, cutoff=_MEANT)
        if near and choice.name not in words:
            here = (*steps, "choices", number, "value" if choice.value else "say")
            message = f"the directory does not know '{choice.name}'; did you mean '{near[0]}'?"
            yield material.at(flow, here, message, "warning")


def _names(choices: Collection[Choice]) -> set[str]:
    return {choice.name for choice in choices}
