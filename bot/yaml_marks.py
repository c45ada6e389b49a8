"""Content files read strictly: every scalar a string, every key with its place, every mistake told as a compiler would.

Nothing here may know what a flow or a directory is; of our own it imports only the root of errors.

>>> tree, marks = read_marked("phones:\\n  - label: office\\n    e164: +37322233309\\n", "directory.yaml")
>>> tree
{'phones': [{'label': 'office', 'e164': '+37322233309'}]}
>>> marks.at(("phones", 0, "e164"))
(3, 5)
>>> print(marks.problem(("phones", 0, "e164"), "not a phone number"))
directory.yaml:3:5 phones[0].e164: not a phone number
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import UnionType
from typing import Annotated, Literal, TypeAlias, TypeVar, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.messages import HelplineError

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree]"
"""What a file says: words, lists and mappings; `no`, `18:30` and `+31…` stay the words they are."""
Step: TypeAlias = str | int
Steps: TypeAlias = tuple[Step, ...]
"""A way into a tree: ``("nodes", "safe-now", "choices", 1, "go")``."""
Severity: TypeAlias = Literal["error", "warning"]
Model = TypeVar("Model", bound=BaseModel)

_TAGS = {"tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"}
_FEW = 12


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a content file and where to find it. Lines and columns count from 1."""

    file: str
    line: int
    column: int
    path: str
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}"
        return f"{where} {self.path}: {self.message}" if self.path else f"{where}: {self.message}"


class WrongContent(HelplineError):
    """Content files hold mistakes; nothing starts until they are mended. Carries all of them, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.file, problem.line, problem.column)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True, slots=True)
class Marks:
    """Where each key and list item of one file stands."""

    file: str
    places: Mapping[Steps, tuple[int, int]] = field(default_factory=dict)

    def at(self, steps: Steps) -> tuple[int, int]:
        """Return line and column of that key or item, or of the nearest thing around it that is written down."""
        while steps and steps not in self.places:
            steps = steps[:-1]
        return self.places.get(steps, (1, 1))

    def problem(self, steps: Steps, message: str, *, shown: str | None = None, severity: Severity = "error") -> Problem:
        """Return a problem at that place; ``shown`` replaces the spelled-out path where a shorter one reads better."""
        line, column = self.at(steps)
        return Problem(self.file, line, column, spelled(steps) if shown is None else shown, message, severity)


def spelled(steps: Steps) -> str:
    """Return the path as people write it.

    >>> spelled(("safe-now", "choices", 1, "go"))
    'safe-now.choices[1].go'
    """
    text = ""
    for step in steps:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def did_you_mean(word: str, options: Iterable[str]) -> str:
    """Return the end of an error message that offers the nearest option, or nothing when none is near.

    >>> did_you_mean("emergancy", ["menu", "emergency"])
    "; did you mean 'emergency'?"
    """
    near = difflib.get_close_matches(word, list(options), n=1, cutoff=0.6)
    return f"; did you mean '{near[0]}'?" if near else ""


def load_marked(path: Path, name: str | None = None) -> tuple[Tree, Marks]:
    """Read a YAML file; ``name`` is how problems call it. Raises WrongContent with every mistake of form."""
    name = name or str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise WrongContent([Problem(name, 1, 1, "", "no such file")]) from None
    except (OSError, UnicodeDecodeError) as wrong:
        reason = "not UTF-8 text" if isinstance(wrong, UnicodeDecodeError) else "cannot be read"
        raise WrongContent([Problem(name, 1, 1, "", reason)]) from None
    return read_marked(text, name)


def read_marked(text: str, name: str) -> tuple[Tree, Marks]:
    """Read YAML from a text; refuses duplicate keys, anchors, tags, several documents and keys that are not words."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        root = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise WrongContent([Problem(name, line, column, "", f"not YAML: {wrong.problem or wrong.context}")]) from None
    except yaml.YAMLError:
        raise WrongContent([Problem(name, 1, 1, "", "not YAML: a character that may not stand in a file")]) from None
    if root is None:
        return "", Marks(name)
    reading = _Reading(name)
    tree = reading.node(root, ())
    if reading.problems:
        raise WrongContent(reading.problems)
    return tree, Marks(name, reading.places)


class _Reading:
    """Turns composed nodes into a tree, noting places and mistakes on the way."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.places: dict[Steps, tuple[int, int]] = {}
        self.problems: list[Problem] = []
        self._met: set[int] = set()

    def node(self, node: yaml.Node, steps: Steps) -> Tree:
        self.places.setdefault(steps, _place(node))
        if id(node) in self._met:
            self._refuse(self.places[steps], steps, "anchors and aliases (& and *) are not used here; write it out")
            return ""
        self._met.add(id(node))
        if node.tag not in _TAGS:
            self._refuse(_place(node), steps, "tags (!) are not used here")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, steps)
        if isinstance(node, yaml.SequenceNode):
            return [self.node(item, (*steps, number)) for number, item in enumerate(node.value)]
        return str(node.value)

    def _mapping(self, node: yaml.MappingNode, steps: Steps) -> dict[str, Tree]:
        found: dict[str, Tree] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._refuse(_place(key), steps, "a key must be a word")
                continue
            word = str(key.value)
            if word in found:
                first = self.places[(*steps, word)][0]
                self._refuse(_place(key), (*steps, word), f"key '{word}' stands here twice, first in line {first}")
                continue
            self.places[(*steps, word)] = _place(key)
            found[word] = self.node(value, (*steps, word))
        return found

    def _refuse(self, place: tuple[int, int], steps: Steps, message: str) -> None:
        self.problems.append(Problem(self.name, *place, spelled(steps), message))


def _place(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


# -- a tree against a model --------------------------------------------------------------------------------------


def validated(
    model: type[Model],
    tree: Tree,
    marks: Marks,
    under: Steps = (),
    shown: Callable[[Steps], str] = spelled,
) -> tuple[Model | None, list[Problem]]:
    """Return the model read from the tree, or None and what is wrong with it, each at its line and column.

    ``under`` is where in the file the tree was found; ``shown`` spells a path for people.
    """
    try:
        return model.model_validate(tree), []
    except ValidationError as wrong:
        details = wrong.errors(include_url=False, include_input=True)
        return None, [_told(detail, model, tree, marks, under=under, shown=shown) for detail in details]


def _told(
    detail: ErrorDetails,
    model: type[BaseModel],
    tree: Tree,
    marks: Marks,
    *,
    under: Steps,
    shown: Callable[[Steps], str],
) -> Problem:
    loc = _without_tags(tree, detail["loc"])
    steps = _walked(tree, loc)
    last = str(loc[-1]) if loc else ""
    match detail["type"]:
        case "missing":
            message = f"key '{last}' is missing"
        case "extra_forbidden":
            message = f"unknown key '{last}'{did_you_mean(last, _keys_at(model, loc[:-1]))}"
        case "literal_error" | "enum":
            message = _not_one_of(detail, sorted(_literals_at(model, loc)))
        case "model_type" | "model_attributes_type" | "dict_type":
            message = "keys and values belong here"
        case "list_type" | "tuple_type" | "set_type" | "frozen_set_type":
            message = "a list belongs here"
        case "string_type":
            message = "words belong here, not a list or keys"
        case _:
            message = detail["msg"].removeprefix("Value error, ")
    return marks.problem((*under, *steps), message, shown=shown((*under, *steps)))


def _without_tags(tree: Tree, loc: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return a location without those tags of unions that read like a key of the file: below its words lies nothing."""
    steps: list[Step] = []
    here: Tree = tree
    for number, step in enumerate(loc):
        inner = here.get(str(step)) if isinstance(here, dict) else None
        if isinstance(inner, str) and number + 1 < len(loc):
            continue
        if isinstance(here, list) and isinstance(step, int) and step < len(here):
            inner = here[step]
        here = here if inner is None else inner
        steps.append(step)
    return tuple(steps)


def _walked(tree: Tree, loc: tuple[Step, ...]) -> Steps:
    """Return the part of an error's location that is in the file: pydantic adds steps for unions and their tags."""
    steps: list[Step] = []
    here: Tree = tree
    for step in loc:
        if isinstance(here, dict) and step in here:
            here = here[str(step)]
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
        else:
            continue
        steps.append(step)
    return tuple(steps)


def _not_one_of(detail: ErrorDetails, options: list[str]) -> str:
    """Say what may stand here; what stands here is only repeated where it is nearly one of these words."""
    word = detail["input"]
    near = did_you_mean(word, options) if isinstance(word, str) else ""
    said = f"'{word}' is " if near else ""
    if len(options) > _FEW:
        return f"{said}not known here{near}" if near else "not a value that is known here"
    return f"{said}not one of {', '.join(options)}{near}"


def _types_at(model: type[BaseModel], loc: tuple[Step, ...]) -> list[object]:
    """Return the types a value at that location may have; steps that are a union's tags change nothing."""
    types = _unfolded(model)
    for step in loc:
        inner: list[object] = []
        for kind in types:
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                inner += [
                    of
                    for name, info in kind.model_fields.items()
                    if step in (name, info.alias)
                    for of in _unfolded(info.annotation)
                ]
            elif get_origin(kind) in (list, tuple, set, frozenset) and isinstance(step, int):
                inner += _unfolded(get_args(kind)[0])
            elif get_origin(kind) in (dict, Mapping):
                inner += _unfolded(get_args(kind)[1])
        types = inner or types
    return types


def _unfolded(annotation: object) -> list[object]:
    if get_origin(annotation) is Annotated:
        return _unfolded(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return [kind for member in get_args(annotation) for kind in _unfolded(member)]
    return [annotation]


def _keys_at(model: type[BaseModel], loc: tuple[Step, ...]) -> set[str]:
    kinds = [kind for kind in _types_at(model, loc) if isinstance(kind, type) and issubclass(kind, BaseModel)]
    return {info.alias or name for kind in kinds for name, info in kind.model_fields.items()}


def _literals_at(model: type[BaseModel], loc: tuple[Step, ...]) -> set[str]:
    return {str(word) for kind in _types_at(model, loc) if get_origin(kind) is Literal for word in get_args(kind)}
