"""Proves that choices fit on the narrowest buttons, differ from each other there, and are understood one from another.

Nothing here may know a channel; the narrowest button holds what `LABEL` says.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from bot.conversation.check_flows import own_names
from bot.conversation.check_material import Material, choices_of
from bot.conversation.check_own import OWN_LABELS
from bot.conversation.model import Ask, Listen, Locate, Node, Review, When
from bot.conversation.on_ask import DONE, SKIP
from bot.conversation.understand import folded, split_words
from bot.yaml_marks import Problem, Steps

LABEL = 20
"""Characters on a button of WhatsApp; a list there shows 24."""
FEW = 4
"""Up to so many choices are told apart by their first letters."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One choice as it stands in a question: its name, its label's text, the words it is understood by, and when."""

    name: str
    say: str
    synonyms: str | None
    when: When | None
    steps: Steps


def label_problems(material: Material) -> Iterator[Problem]:
    """Yield labels that do not fit, and choices of one question that cannot be told apart."""
    yield from _too_long(material)
    told: set[tuple[str, ...]] = set()
    for spot, node in material.catalogue.spots():
        shown = choices_shown(node)
        key = tuple(f"{each.say} {each.synonyms} {each.when}" for each in shown)
        if len(shown) > 1 and key not in told:
            told.add(key)
            yield from _alike(material, spot.flow, ("nodes", spot.node), shown)


def choices_shown(node: Node) -> tuple[Shown, ...]:
    """Return everything a question offers: its own choices, and those the bot adds."""
    own: list[Shown] = []
    if isinstance(node, Review):
        own += [
            Shown("send", node.send, "send-words", None, ("send",)),
            Shown("change", node.change, None, None, ("change",)),
        ]
    own += [
        Shown(choice.name, choice.say, choice.synonyms, choice.when, ("choices", number))
        for number, choice in enumerate(choices_of(node))
    ]
    added = own_names(node) if isinstance(node, Ask | Listen | Locate) else ()
    if DONE in added:
        own.append(Shown(DONE, "choice-done", "done-words", None, ("several",)))
    if SKIP in added:
        own.append(Shown(SKIP, "choice-skip", "skip-words", None, ("skip",)))
    return tuple(own)


def _too_long(material: Material) -> Iterator[Problem]:
    texts = {use.text for use in material.uses if use.role in ("label", "title")} | OWN_LABELS
    for locale in material.words.locales:
        for text in sorted(texts):
            size = length(material.words.label(text, locale))
            if size > LABEL:
                yield material.on(text, locale, f"{size} characters; a button holds {LABEL}")


def length(label: str) -> int:
    """Return how long a label is, as the narrowest channel counts it.

    >>> length("Ещё"), length("e\\u0301")
    (3, 1)
    """
    return len(unicodedata.normalize("NFC", label))


def _alike(material: Material, flow: str, steps: Steps, shown: Sequence[Shown]) -> Iterator[Problem]:
    pairs = [
        (one, other)
        for one, other in combinations(shown, 2)
        if one.name != other.name and not never_together(one.when, other.when)
    ]
    same: set[tuple[str, str]] = set()
    for locale in material.words.locales:
        letters: list[str] = []
        for one, other in pairs:
            first, second = (_cut(material.words.label(each.say, locale)) for each in (one, other))
            if first and first.casefold() == second.casefold():
                same.add((one.name, other.name))
                message = f"'{one.name}' and '{other.name}' both read '{first}' in {locale}"
                yield material.at(flow, (*steps, *other.steps), message)
            elif first and second and first[0].casefold() == second[0].casefold():
                letters.append(f"'{first}' and '{second}'")
        if letters and len(shown) <= FEW:
            message = f"the same first letter in {locale}: {'; '.join(letters)}"
            yield material.at(flow, steps, message, "warning")
    for one, other in pairs:
        shared = sorted(wordings(material, one) & wordings(material, other))
        if shared and (one.name, other.name) not in same:
            message = f"'{shared[0]}' means both '{one.name}' and '{other.name}', so it is not understood"
            yield material.at(flow, (*steps, *other.steps), message, "warning")


def _cut(label: str) -> str:
    label = unicodedata.normalize("NFC", label)
    return label if len(label) <= LABEL else label[: LABEL - 1].rstrip() + "…"


def wordings(material: Material, shown: Shown) -> frozenset[str]:
    """Return everything that a choice is understood by, in every language, folded."""
    words = material.words
    spoken: list[str] = []
    for locale in words.locales:
        spoken += [words.label(shown.say, locale), *split_words(words.label(shown.synonyms or "", locale))]
    return frozenset(word for each in spoken if (word := folded(each)))


def never_together(one: When | None, other: When | None) -> bool:
    """Tell whether two conditions plainly exclude each other; where that is not plain, they do not.

    >>> never_together(When.model_validate({"is": {"safe": "yes"}}), When.model_validate({"is": {"safe": "no"}}))
    True
    """
    if one is None or other is None:
        return False
    if one.not_ == other or other.not_ == one:
        return True
    left, right = one.is_ or {}, other.is_ or {}
    return any(key in right and right[key] != value for key, value in left.items())
