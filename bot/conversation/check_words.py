"""Proves that every text exists in every language, with the same variables, and only with those it will be given.

Nothing here may judge how a text reads; `check_messages` and `check_labels` do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bot.conversation.check_material import Material, Use, told_variables
from bot.conversation.check_own import COUNTRY, OTHER_ROOMS, is_family, own_texts
from bot.conversation.told import ARGUMENTS
from bot.yaml_marks import Problem, did_you_mean


def word_problems(material: Material, countries: Iterable[str]) -> Iterator[Problem]:
    """Yield texts that are missing, broken, unused, or use what nobody gives; ``countries`` (ISO) must have names."""
    own = own_texts()
    own |= {f"{COUNTRY}{code.lower()}": frozenset[str]() for code in sorted(countries)}
    own |= {text: frozenset(given) for text, given in material.elsewhere.items()}
    yield from _junk(material)
    yield from _missing_uses(material)
    yield from _missing_own(material, own)
    yield from _missing_translations(material)
    yield from _broken(material)
    yield from _given(material, own)
    yield from _unused(material, own)


def _others(material: Material) -> Iterator[str]:
    return (locale for locale in material.words.locales if locale != material.reference)


def _junk(material: Material) -> Iterator[Problem]:
    for source, message in material.words.junk:
        yield Problem(source.file, source.line, 1, "", message)


# -- missing ---------------------------------------------------------------------------------------------------------


def _missing_uses(material: Material) -> Iterator[Problem]:
    words, told = material.words, set()
    for use in material.uses:
        if use.text in told or words.has(use.text, material.reference):
            continue
        told.add(use.text)
        near = did_you_mean(use.text, words.sources.get(material.reference, ()))
        message = f"no text '{use.text}' in locales/{material.reference}{near}"
        yield material.at(use.flow, use.steps, message)


def _missing_own(material: Material, own: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    used = {use.text for use in material.uses}
    for text in own:
        if text not in used and not material.words.has(text, material.reference):
            yield material.on(text, material.reference, "no such text; the bot says it without a flow")


def _missing_translations(material: Material) -> Iterator[Problem]:
    words, reference = material.words, material.reference
    used = {use.text for use in material.uses}
    for locale in _others(material):
        for text in words.sources[reference]:
            if not words.has(text, locale):
                yield material.on(text, reference, f"missing in locales/{locale}")
        for text in words.sources[locale]:
            if not words.has(text, reference) and text not in used:
                message = f"stands only here; locales/{reference}, which the others are compared with, lacks it"
                yield material.on(text, locale, message)


# -- broken ----------------------------------------------------------------------------------------------------------


def _broken(material: Material) -> Iterator[Problem]:
    words, reference = material.words, material.reference
    for locale in words.locales:
        for text in words.sources[locale]:
            for name in words.unknown(text, locale):
                near = did_you_mean(name, words.sources[locale])
                yield material.on(text, locale, f"mentions {{ {name} }}, which does not exist{near}")
            if not words.wordings(text, locale) and not _mentions_nothing(material, text, locale):
                yield material.on(text, locale, "has no words")
            if locale != reference and words.has(text, reference):
                yield from _compared(material, text, locale)


def _mentions_nothing(material: Material, text: str, locale: str) -> bool:
    within = (text, *material.words.references(text, locale))
    return any(material.words.unknown(each, locale) for each in within)


def _compared(material: Material, text: str, locale: str) -> Iterator[Problem]:
    here = material.words.variables(text, locale)
    there = material.words.variables(text, material.reference)
    place = material.place(text, material.reference)
    for name in sorted(here - there):
        near = did_you_mean(name, there)
        yield material.on(text, locale, f"uses {{ ${name} }}, which {place} does not{near}")
    for name in sorted(there - here):
        yield material.on(text, locale, f"lacks {{ ${name} }}, which {place} uses")


# -- variables -------------------------------------------------------------------------------------------------------


def _given(material: Material, own: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    """Compare what a text uses with what each place gives; in another language only where the reference is right."""
    words, reference = material.words, material.reference
    told: set[tuple[str, frozenset[str]]] = set()
    for use in material.uses:
        wanted = words.variables(use.text, reference)
        lacking = wanted - use.given
        if lacking and (use.text, lacking) not in told:
            yield from _not_given(material, use, lacking, told)
    yield from _told_for_nothing(material)
    for text, given in own.items():
        for name in sorted(words.variables(text, reference) - given):
            options = did_you_mean(name, given) or (f"; it gives {_listed(given)}" if given else "")
            yield material.on(text, reference, f"uses {{ ${name} }}, which the bot does not give here{options}")


def _not_given(
    material: Material, use: Use, lacking: frozenset[str], told: set[tuple[str, frozenset[str]]]
) -> Iterator[Problem]:
    known = told_variables(ARGUMENTS)
    for name in sorted(lacking):
        if use.fixable and name in known:
            fact = next(fact for fact, names in ARGUMENTS.items() if name in names)
            message = f"'{use.text}' uses {{ ${name} }}: this node needs 'tell: [{fact}]'"
            yield material.at(use.flow, use.steps, message)
        elif name in known:
            message = f"'{use.text}' uses {{ ${name} }}, which is not given here"
            yield material.at(use.flow, use.steps, message)
        else:
            told.add((use.text, lacking))
            near = did_you_mean(name, use.given or known)
            yield material.on(use.text, material.reference, f"uses {{ ${name} }}, which nobody gives{near}")


def _told_for_nothing(material: Material) -> Iterator[Problem]:
    """Warn of facts that a node wants told and none of its texts use."""
    words, reference = material.words, material.reference
    for spot, node in material.catalogue.spots():
        if not node.tell:
            continue
        steps = ("nodes", spot.node)
        texts = [use.text for use in material.uses if use.flow == spot.flow and use.steps[:2] == steps]
        used = {name for text in texts for name in words.variables(text, reference)}
        for number, fact in enumerate(node.tell):
            names = ARGUMENTS[fact]
            if names and used.isdisjoint(names):
                message = f"no text here uses what '{fact}' tells: {_listed(names)}"
                yield material.at(spot.flow, (*steps, "tell", number), message, "warning")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"${name}" for name in sorted(names))


# -- unused ----------------------------------------------------------------------------------------------------------


def _unused(material: Material, own: Iterable[str]) -> Iterator[Problem]:
    words, reference = material.words, material.reference
    used = {use.text for use in material.uses} | set(own)
    used |= {other for text in used for locale in words.locales for other in words.references(text, locale)}
    unlisted = tuple(each for each in OTHER_ROOMS if not any(text.startswith(each) for text in material.elsewhere))
    for text in words.sources[reference]:
        if text not in used and not is_family(text) and not text.startswith(unlisted):
            yield material.on(text, reference, "nobody says this", "warning")
