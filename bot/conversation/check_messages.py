"""Proves that messages are short, that their question stands last, and that what may come first gives nobody away.

Nothing here may hold a risky word: they stand in ``locales/<locale>/risk.txt``, one stem a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bot.conversation.always import REPEATING
from bot.conversation.check_material import Material
from bot.conversation.check_own import FIRST, OWN
from bot.conversation.model import Ask
from bot.conversation.session import Spot
from bot.yaml_marks import Problem

LONG, TOO_LONG = 300, 900
"""Characters before the buttons: what a frightened person still reads, and what nobody does."""
FIRST_CHARACTERS = 60
"""How much of a message a locked screen shows."""
RISKS, HEADERS = "risk.txt", 8
_LINK = re.compile(r"https?:|www\.|t\.me/|\b[\w-]+\.(?:com|org|net|info|ru|kz|kg|uz|tj|me)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_READ = re.compile(r"# Read by a native speaker: (yes|no)\s*")
_QUESTION = re.compile(r"[?؟;]['\"»”)]*\s*$")

Risks = Mapping[str, Sequence[str]]
"""By locale, how words begin that must not be seen first."""


def load_risks(folder: Path, locales: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Read ``<locale>/risk.txt`` of each locale; a missing file is an empty list, and `message_problems` says so."""
    return {locale: _stems(folder / locale / RISKS) for locale in locales}


def _stems(path: Path) -> tuple[str, ...]:
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return tuple(_folded(line.strip()) for line in lines if line.strip() and not line.startswith("#"))


def _folded(text: str) -> str:
    return text.casefold().replace("ё", "е")


def message_problems(material: Material, risks: Risks | None) -> Iterator[Problem]:
    """Yield messages that are too long, that ask before their end, or that say too much at first sight."""
    yield from _lengths(material)
    yield from _questions(material)
    if risks is None:
        return
    for locale in material.words.locales:
        if not risks.get(locale):
            message = "no list of words that must not be seen first on a locked screen: one stem a line"
            yield Problem(f"locales/{locale}/{RISKS}", 1, 1, "", message)
    yield from _firsts(material, risks)


def _lengths(material: Material) -> Iterator[Problem]:
    texts = {use.text for use in material.uses if use.role == "message"} | set(OWN)
    for locale in material.words.locales:
        for text in material.words.sources[locale]:
            longest = max(map(len, material.words.wordings(text, locale)), default=0) if text in texts else 0
            if longest > TOO_LONG:
                yield material.on(text, locale, f"{longest} characters; nobody reads more than {TOO_LONG} at once")
            elif longest > LONG:
                yield material.on(text, locale, f"{longest} characters; at most {LONG} are read easily", "warning")


def _questions(material: Material) -> Iterator[Problem]:
    told: set[str] = set()
    for _, node in material.catalogue.spots():
        if not isinstance(node, Ask) or node.ask in told:
            continue
        told.add(node.ask)
        for locale in material.words.locales:
            wordings = material.words.wordings(node.ask, locale)
            if any("?" in each and not _QUESTION.search(each) for each in wordings):
                yield material.on(node.ask, locale, "the question does not stand last", "warning")


# -- what may come first -----------------------------------------------------------------------------------------------


def first_texts(material: Material) -> frozenset[str]:
    """Return every text that can be the first one seen after a silence: the bot's own, and what commands begin with."""
    catalogue, words = material.catalogue, material.words
    first = {f"command-{name}" for name in catalogue.commands}
    commanded = {
        catalogue.resolve(command.go, "")
        for name, command in catalogue.commands.items()
        if command.go is not None and name not in REPEATING
    }
    if "welcome" in catalogue.flows:
        commanded.add(Spot("welcome", catalogue.flows["welcome"].start))
    for spot in commanded:
        steps = ("nodes", spot.node) if spot else ()
        told = [use for use in material.uses if spot and use.flow == spot.flow and use.steps[:2] == steps]
        first |= {use.text for use in told[:1] if use.role == "message"}
    return frozenset(text for text in first | FIRST if words.has(text, material.reference))


def _firsts(material: Material, risks: Risks) -> Iterator[Problem]:
    for text in sorted(first_texts(material)):
        for locale in material.words.locales:
            found: dict[str, None] = {}
            for wording in material.words.wordings(text, locale):
                start = wording[:FIRST_CHARACTERS]
                if _LINK.search(wording):
                    found["holds a link"] = None
                for word in _WORD.finditer(wording):
                    if word.start() < len(start) and _folded(word[0]).startswith(tuple(risks.get(locale, ()))):
                        found[f"says '{word[0]}' in its first {FIRST_CHARACTERS} characters"] = None
            for what in found:
                message = f"{what}; this can be the first thing on a screen that somebody else sees"
                yield material.on(text, locale, message)


# -- who has read it ---------------------------------------------------------------------------------------------------


def reading_problems(folder: Path, locales: Sequence[str]) -> Iterator[Problem]:
    """Yield files that do not say whether a native speaker has read them, and warn of those nobody has."""
    for locale in locales:
        unread: list[str] = []
        for path in sorted((folder / locale).glob("*.ftl")):
            head = path.read_text(encoding="utf-8").split("\n", HEADERS)[:HEADERS]
            said = next((found[1] for line in head if (found := _READ.fullmatch(line))), None)
            if said is None:
                message = "the first lines must say '# Read by a native speaker: yes' or 'no'"
                yield Problem(f"{folder.name}/{locale}/{path.name}", 1, 1, "", message)
            elif said == "no":
                unread.append(path.stem)
        if unread:
            message = f"no native speaker has read: {', '.join(unread)}"
            yield Problem(f"{folder.name}/{locale}", 1, 1, "", message, "warning")
