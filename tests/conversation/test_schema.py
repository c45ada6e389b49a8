"""An editor that is given our schemas completes keys and underlines the mistakes our reader would refuse."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from bot.conversation.schema import NoSuchFormat, json_schema

ROOT = Path(__file__).parents[2]
FILES = [
    *(("flow", path) for path in sorted((ROOT / "flows").glob("*.yaml"))),
    ("directory", ROOT / "directory.yaml"),
    ("policy", ROOT / "helpline.yaml"),
]


class Editor(yaml.SafeLoader):
    """Reads YAML 1.2 as editors do: `true` is a truth and `12` a number, but `yes` and `18:30` are words."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - as its parent


Editor.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(true|false)$"), list("tf"))
Editor.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"[-+]?[0-9]+$"), list("-+0123456789"))
Editor.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"[-+]?[0-9]+\.[0-9]+$"), list("-+0123456789"))


def mistakes(of: str, text: str) -> list[str]:
    """Return what an editor would underline."""
    seen: Any = yaml.load(text, Editor)
    validator = jsonschema.Draft202012Validator(json_schema(of))
    return [error.json_path for error in validator.iter_errors(seen)]


@pytest.mark.parametrize(("of", "path"), FILES, ids=[path.name for _, path in FILES])
def test_our_own_files_have_nothing_underlined(of: str, path: Path) -> None:
    """What our reader accepts an editor accepts too."""
    assert mistakes(of, path.read_text(encoding="utf-8")) == []


def test_the_schemas_are_schemas() -> None:
    """Each of the three is valid itself, and tells what each kind of node is for."""
    for of in ("flow", "directory", "policy"):
        jsonschema.Draft202012Validator.check_schema(json_schema(of))
    described = json_schema("flow")["$defs"]
    assert isinstance(described, dict)
    assert str(described["Locate"]).count("did you mean") == 1
    assert ">>>" not in str(json_schema("directory"))


@pytest.mark.parametrize(
    ("of", "text"),
    [
        ("flow", "start: a\nnodes:\n  a: {end: bye, dose: forget}\n"),
        ("flow", "start: a\nnodes:\n  a: {say: hello}\n"),
        ("flow", "start: a\nnodes:\n  a: {end: bye, does: forgive}\n"),
        ("flow", "start: a\nnodes:\n  a: {ask: what, several: maybe, choices: [{say: choice-yes}]}\n"),
        ("flow", "commands:\n  stop: {words: stop-words, goes: flow:stop}\n"),
        ("directory", "organisations: [{id: xx}]\n"),
        ("policy", "organization: {en: A}\n"),
    ],
)
def test_mistakes_are_underlined(of: str, text: str) -> None:
    """A key that is wrong, missing or given a value that is not known does not wait for the check."""
    assert mistakes(of, text) != []


def test_there_are_three_formats() -> None:
    """Asked for another one, we say which there are."""
    with pytest.raises(NoSuchFormat, match="one of: flow, directory, policy"):
        json_schema("flows")
