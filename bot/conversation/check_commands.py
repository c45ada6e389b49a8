"""Proves that what works at every moment is all there, and that its words swallow no answer.

Nothing here may judge where a command leads; `check_ways` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.conversation.catalogue import ALWAYS
from bot.conversation.check_flows import target_problem
from bot.conversation.check_labels import Shown, choices_shown
from bot.conversation.check_material import Material
from bot.conversation.model import Choice, Command, End, Node
from bot.conversation.on_silence import GO_ON
from bot.conversation.session import Spot
from bot.conversation.understand import folded, split_words
from bot.yaml_marks import Problem, Steps, did_you_mean

REQUIRED = ("stop", "human", "back", "start-over", "language", "privacy", "hide", "forget")
"""What nobody may take away from a person."""
LONGEST = 40
"""Characters of a command's name in a channel's list."""
_SLASH = re.compile(r"[a-z0-9_]{1,32}")


def command_problems(material: Material) -> Iterator[Problem]:
    """Yield commands that are missing, lead nowhere, or are mistaken for each other or for an answer."""
    commands = material.catalogue.commands
    for name in REQUIRED:
        if name not in commands:
            near = did_you_mean(name, [each for each in commands if each not in REQUIRED])
            yield material.at(ALWAYS, ("commands",), f"no command '{name}': it must work at every moment{near}")
    yield from _ways(material)
    yield from _slashes(material)
    taken = _taken(material)
    yield from _collisions(material)
    yield from _swallowed(material, taken)
    yield from _swallowed_words(material, taken)


def _ways(material: Material) -> Iterator[Problem]:
    for name, command in material.catalogue.commands.items():
        if command.go is None:
            continue
        here = ("commands", name, "go")
        if not command.go.startswith("flow:"):
            yield material.at(ALWAYS, here, f"a command leads to a flow: 'flow:…', not '{command.go}'")
        elif wrong := target_problem(material, None, command.go):
            yield material.at(ALWAYS, here, wrong)
    for name in material.catalogue.commands:
        for locale in material.words.locales:
            size = len(material.words.label(f"command-{name}", locale))
            if size > LONGEST:
                yield material.on(f"command-{name}", locale, f"{size} characters; a list of commands shows {LONGEST}")


def _slashes(material: Material) -> Iterator[Problem]:
    met: dict[str, str] = {}
    for name, command in material.catalogue.commands.items():
        for number, slash in enumerate(command.slash):
            here = ("commands", name, "slash", number)
            if not _SLASH.fullmatch(slash):
                yield material.at(ALWAYS, here, f"'/{slash}': only small letters, digits and _ without the stroke")
            if slash in met:
                yield material.at(ALWAYS, here, f"'/{slash}' belongs to the command '{met[slash]}' already")
            met.setdefault(slash, name)


# -- words -----------------------------------------------------------------------------------------------------------


def _taken(material: Material) -> dict[str, tuple[str, str]]:
    """Return every word of a command in any language, folded, with its command and its language; the first counts."""
    taken: dict[str, tuple[str, str]] = {}
    for name, command in material.catalogue.commands.items():
        for locale in material.words.locales:
            for word in split_words(material.words.label(command.words, locale)):
                taken.setdefault(folded(word), (name, locale))
    return taken


def _collisions(material: Material) -> Iterator[Problem]:
    met: dict[str, tuple[str, str]] = {}
    for name, command in material.catalogue.commands.items():
        for locale in material.words.locales:
            for word in split_words(material.words.label(command.words, locale)):
                first, where = met.setdefault(folded(word), (name, locale))
                if first != name:
                    place = material.place(material.catalogue.commands[first].words, where)
                    message = f"'{word}' is a word of the command '{first}' already ({place})"
                    yield material.on(command.words, locale, message)


def _swallowed(material: Material, taken: dict[str, tuple[str, str]]) -> Iterator[Problem]:
    """Say where a command's word is an answer of a question that means something else."""
    told: set[tuple[str, str, str]] = set()
    for spot, node in material.catalogue.spots():
        for shown in choices_shown(node):
            for locale in material.words.locales:
                for text, word in _spoken(material, shown, locale):
                    name, where = taken.get(folded(word), ("", ""))
                    if not name or (name, text, word) in told or _means(material, spot, node, shown, name):
                        continue
                    told.add((name, text, word))
                    place = material.place(material.catalogue.commands[name].words, where)
                    message = (
                        f"'{word}' ({material.place(text, locale)}) is also a word of the command '{name}' ({place}), "
                        "which is tried first, so this answer is never heard"
                    )
                    steps: Steps = ("nodes", spot.node, *shown.steps)
                    yield material.at(spot.flow, steps, message)


def _spoken(material: Material, shown: Shown, locale: str) -> Iterator[tuple[str, str]]:
    """Walk the words a choice is understood by, each with the text it stands in."""
    words = material.words
    if words.has(shown.say, locale):
        yield shown.say, words.label(shown.say, locale)
    if shown.synonyms and words.has(shown.synonyms, locale):
        yield from ((shown.synonyms, word) for word in split_words(words.label(shown.synonyms, locale)))


def _means(material: Material, spot: Spot, node: Node, shown: Shown, name: str) -> bool:
    """Tell whether a choice does what the command does, so that either may hear the word."""
    command: Command = material.catalogue.commands[name]
    number = shown.steps[-1]
    choices: tuple[Choice, ...] = getattr(node, "choices", ())
    go = choices[number].go if isinstance(number, int) else None
    if go is None or not isinstance(go, str):
        return False
    if command.go is not None:
        return go == command.go
    target = material.catalogue.resolve(go, spot.flow)
    end = material.catalogue.node(target) if target else None
    return isinstance(end, End) and end.does is not None and end.does == command.does


def _swallowed_words(material: Material, taken: dict[str, tuple[str, str]]) -> Iterator[Problem]:
    """Say where the word under the cover that means "go on" is a command's."""
    for locale in material.words.locales:
        for text in ("choice-go-on", f"{GO_ON}-words"):
            for word in split_words(material.words.label(text, locale)):
                name, where = taken.get(folded(word), ("", ""))
                if name:
                    place = material.place(material.catalogue.commands[name].words, where)
                    yield material.on(text, locale, f"'{word}' is also a word of the command '{name}' ({place})")
