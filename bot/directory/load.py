"""`directory.yaml` from the file to a `Directory`, or every mistake in it at once.

What a line of the file may hold is said in `model.py`; here only what no single organisation can see by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.directory.model import DirectoryFile
from bot.directory.search import Directory
from bot.yaml_marks import Marks, Problem, Steps, Tree, WrongContent, load_marked, spelled, validated


def load_directory(path: Path, name: str | None = None) -> Directory:
    """Return the directory. Raises WrongContent with all problems; ``name`` is how they call the file."""
    tree, marks = load_marked(path, name)
    return directory_from(tree, marks)


def directory_from(tree: Tree, marks: Marks) -> Directory:
    """Return the directory that a tree describes. Raises WrongContent with all problems."""

    def shown(steps: Steps) -> str:
        return _by_id(tree, steps)

    file, problems = validated(DirectoryFile, tree, marks, shown=shown)
    problems += _twice(tree, marks, "organisations", "id")
    problems += _twice(tree, marks, "emergency", "country")
    if problems or file is None:
        raise WrongContent(problems)
    return Directory(file)


def _by_id(tree: Tree, steps: Steps) -> str:
    """Spell a path with the organisation's id in place of its number, which nobody counts."""
    if len(steps) > 1 and isinstance(steps[1], int) and isinstance(tree, dict):
        items = tree.get(str(steps[0]))
        item = items[steps[1]] if isinstance(items, list) else None
        known = item.get("id") or item.get("country") if isinstance(item, dict) else None
        if isinstance(known, str):
            return spelled((known, *steps[2:]))
    return spelled(steps)


def _twice(tree: Tree, marks: Marks, section: str, key: str) -> Iterator[Problem]:
    items = tree.get(section) if isinstance(tree, dict) else None
    met: dict[str, int] = {}
    for number, item in enumerate(items if isinstance(items, list) else ()):
        word = item.get(key) if isinstance(item, dict) else None
        if not isinstance(word, str):
            continue
        if word in met:
            first, _ = marks.at((section, met[word], key))
            yield marks.problem(
                (section, number, key), f"{key} '{word}' is used twice, first in line {first}", shown=word
            )
        met.setdefault(word, number)
