"""Hears danger to life in what people write, by phrases that the organisation keeps in ``flows/danger/*.yaml``.

Nothing here may hold a phrase of its own. Rather one alarm too many than one missed: a phrase is silenced only by an
exception that covers its rarest word, never by the mood of the message. The phrases of every language are tried on
every text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot.conversation.phrases import Phrasebook, WrongPhrase, parsed, spread
from bot.conversation.spelling import in_cyrillic
from bot.yaml_marks import Marks, Problem, Steps, WrongContent, did_you_mean, load_marked, validated

Kind: TypeAlias = Literal["child", "suicide", "medical", "threat", "violence", "moving", "locked_in"]
KINDS: tuple[Kind, ...] = ("child", "suicide", "medical", "threat", "violence", "moving", "locked_in")
"""In the order in which they are told when a message speaks of several."""
EVERY = "every"

_QUIET = "not "
_LIST = re.compile(r"<([a-z-]+)>")
_ListName: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z-]*$")]


def _some(phrases: tuple[str, ...]) -> tuple[str, ...]:
    if not phrases:
        raise ValueError("at least one")
    return phrases


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Phrases(_Shape):
    """The phrases of one kind, and the harmless ones that look like them and silence what they cover."""

    phrases: Annotated[tuple[str, ...], AfterValidator(_some)]
    but_not: tuple[str, ...] = Field(default=(), alias="but not")


class Kinds(_Shape):
    """The phrases of each kind that a language has phrases for."""

    child: Phrases | None = None
    suicide: Phrases | None = None
    medical: Phrases | None = None
    threat: Phrases | None = None
    violence: Phrases | None = None
    moving: Phrases | None = None
    locked_in: Phrases | None = None

    def each(self) -> Iterator[tuple[Kind, Phrases]]:
        """Walk the kinds that have phrases."""
        for kind in KINDS:
            phrases: Phrases | None = getattr(self, kind)
            if phrases:
                yield kind, phrases


class DangerFile(_Shape):
    """One language's file.

    ``lists`` names words that stand in many phrases as ``<name>``; ``but not`` are harmless whatever the kind;
    ``ordinary`` are words that are never taken for a slip of the pen.

    >>> DangerFile.model_validate({
    ...     "lists": {"me": "me|us"},
    ...     "kinds": {"violence": {"phrases": ["beat* <me>"], "but not": ["beat* me .. chess"]}},
    ...     "but not": ["just kidding"],
    ...     "ordinary": ["beads"],
    ... }).kinds.violence
    Phrases(phrases=('beat* <me>',), but_not=('beat* me .. chess',))
    """

    lists: dict[_ListName, str] = Field(default_factory=dict)
    kinds: Kinds
    but_not: tuple[str, ...] = Field(default=(), alias="but not")
    ordinary: tuple[str, ...] = ()


class Danger:
    """Tells which kind of danger to life a text speaks of.

    >>> threats = Phrases(phrases=("has a knife",), but_not=("kitchen has a knife",))
    >>> danger = Danger([DangerFile(kinds=Kinds(threat=threats))])
    >>> danger("he has a knife"), danger("our kitchen has a knife")
    ('threat', None)
    """

    def __init__(self, files: Sequence[DangerFile]) -> None:
        """Read all phrases; raises WrongPhrase for one that is not well written."""
        written = [each for file in files for each in _written(file)]
        alarming = [(each.spelled, each.means) for each in written if not each.means.startswith(_QUIET)]
        harmless = [(each.spelled, each.means) for each in written if each.means.startswith(_QUIET)]
        self._book = Phrasebook(alarming, harmless, [word for file in files for word in file.ordinary])

    def __call__(self, text: str) -> str | None:
        """Return the kind of danger, the gravest first, or None. Russian in Latin letters is heard as Russian."""
        typed = in_cyrillic(text)
        return self._kind(text) or (self._kind(typed) if typed else None)

    def _kind(self, text: str) -> str | None:
        found = self._book.found(text)
        covered: dict[str, set[int]] = defaultdict(set)
        for one in found:
            if one.means.startswith(_QUIET):
                covered[one.means].update(range(one.first, one.last + 1))
        harmless = covered[_QUIET + EVERY]
        kinds = {one.means for one in found if one.at not in harmless and one.at not in covered[_QUIET + one.means]}
        return next((kind for kind in KINDS if kind in kinds), None)


# -- reading the files ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Written:
    """One phrase of a file: what it means, where it stands, and how it reads with its lists filled in."""

    means: str
    steps: Steps
    phrase: str
    lists: Mapping[str, str]

    @property
    def spelled(self) -> str:
        return _LIST.sub(self._filled, self.phrase)

    def _filled(self, name: re.Match[str]) -> str:
        if name[1] not in self.lists:
            raise WrongPhrase(f"there is no list <{name[1]}>{did_you_mean(name[1], self.lists)}")
        return self.lists[name[1]]


def _written(file: DangerFile) -> Iterator[_Written]:
    for kind, phrases in file.kinds.each():
        for number, phrase in enumerate(phrases.phrases):
            yield _Written(kind, ("kinds", kind, "phrases", number), phrase, file.lists)
        for number, phrase in enumerate(phrases.but_not):
            yield _Written(_QUIET + kind, ("kinds", kind, "but not", number), phrase, file.lists)
    for number, phrase in enumerate(file.but_not):
        yield _Written(_QUIET + EVERY, ("but not", number), phrase, file.lists)


def _phrase_problems(file: DangerFile, marks: Marks) -> Iterator[Problem]:
    """Tell which lists and phrases are not well written, or stand twice, each at its place; a broken list only once."""
    broken = {name: wrong for name, words in file.lists.items() if (wrong := _what_is_wrong(words))}
    for name, wrong in broken.items():
        yield marks.problem(("lists", name), wrong)
    sound = file.model_copy(update={"lists": {**file.lists, **dict.fromkeys(broken, "word")}})
    met: set[tuple[str, str]] = set()
    for written in _written(sound):
        try:
            told = _what_is_wrong(written.spelled)
        except WrongPhrase as unknown:
            told = str(unknown)
        if told:
            yield marks.problem(written.steps, told)
        if (written.means, written.phrase) in met:
            yield marks.problem(written.steps, "this phrase stands here twice")
        met.add((written.means, written.phrase))


def _what_is_wrong(phrase: str) -> str:
    try:
        for one in spread(phrase):
            parsed(one)
    except WrongPhrase as wrong:
        return str(wrong)
    return ""


def load_danger(folder: Path) -> Danger:
    """Read every ``*.yaml`` of a folder; raises `WrongContent` with all mistakes at once."""
    problems: list[Problem] = []
    files: list[DangerFile] = []
    for path in sorted(folder.glob("*.yaml")):
        name = f"{folder.parent.name}/{folder.name}/{path.name}"
        try:
            tree, marks = load_marked(path, name)
        except WrongContent as wrong:
            problems += wrong.problems
            continue
        file, wrongs = validated(DangerFile, tree, marks)
        problems += wrongs
        if file:
            files.append(file)
            problems += _phrase_problems(file, marks)
    if not files and not problems:
        problems.append(
            Problem(f"{folder.parent.name}/{folder.name}", 1, 1, "", "no phrases here; danger would go unheard")
        )
    if problems:
        raise WrongContent(problems)
    return Danger(files)
