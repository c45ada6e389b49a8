"""Proves that the content is whole, all of it at once: flows, words and directory against each other.

Nothing here may be served before this found no error; warnings are for the people who write.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from bot.conversation.catalogue import Catalogue
from bot.conversation.check_answers import answer_problems
from bot.conversation.check_commands import command_problems
from bot.conversation.check_directory import directory_countries, directory_problems
from bot.conversation.check_flows import flow_problems
from bot.conversation.check_labels import label_problems
from bot.conversation.check_material import Material, Words
from bot.conversation.check_messages import load_risks, message_problems, reading_problems
from bot.conversation.check_ways import way_problems
from bot.conversation.check_words import word_problems
from bot.directory.search import Directory
from bot.yaml_marks import Marks, Problem

REFERENCE = "en"
"""The language the others are compared with."""


def problems(
    catalogue: Catalogue,
    words: Words,
    directory: Directory | None = None,
    *,
    locales: Path | None = None,
    directory_marks: Marks | None = None,
    countries: Iterable[str] = (),
    elsewhere: Mapping[str, Sequence[str]] | None = None,
) -> list[Problem]:
    """Return everything that is wrong with the content, in the order of files and lines.

    ``locales`` is the folder of words, for what stands beside them: the lists of risky words, who has read a file.
    ``countries`` are ISO codes that must have a name beside those of the directory. ``elsewhere`` are the texts that
    other rooms speak (the web page, the desk), with the variables they give.
    """
    reference = REFERENCE if REFERENCE in words.locales else next(iter(words.locales), REFERENCE)
    material = Material(catalogue, words, reference, elsewhere or {})
    named = {*countries, *(directory_countries(directory) if directory else ())}
    found = [
        *flow_problems(material),
        *way_problems(material),
        *answer_problems(material),
        *word_problems(material, named),
        *message_problems(material, load_risks(locales, words.locales) if locales else None),
        *label_problems(material),
        *command_problems(material),
        *(reading_problems(locales, words.locales) if locales else ()),
    ]
    if directory is not None:
        found += directory_problems(material, directory, directory_marks or Marks("directory.yaml"))
    return sorted(dict.fromkeys(found), key=lambda each: (each.file, each.line, each.column, each.path))
