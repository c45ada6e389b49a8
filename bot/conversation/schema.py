"""JSON Schemas of the files an organisation edits, so that an editor completes keys and underlines mistakes.

Nothing here may describe a format a second time: the schemas come from the models that read the files.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import TypeAdapter

from bot.cases.policy import Policy
from bot.conversation.model import Always, Flow
from bot.directory.model import DirectoryFile
from bot.messages import HelplineError

Format: TypeAlias = Literal["flow", "directory", "policy"]
Schema: TypeAlias = "dict[str, Schema] | list[Schema] | str | int | float | bool | None"

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TITLES = {
    "flow": "A flow of the helpline, or the commands that work at every moment",
    "directory": "The directory of the helpline: who helps, where and how",
    "policy": "What the organisation decides",
}


class NoSuchFormat(HelplineError):
    """A schema was asked for a file format there is none of."""


def json_schema(of: str) -> dict[str, Schema]:
    """Return the schema of a file format: ``flow`` (``always.yaml`` too), ``directory`` or ``policy``.

    >>> sorted(json_schema("flow"))
    ['$defs', '$schema', 'anyOf', 'title']
    """
    formats: dict[str, TypeAdapter[object]] = {
        "flow": TypeAdapter(Flow | Always),
        "directory": TypeAdapter(DirectoryFile),
        "policy": TypeAdapter(Policy),
    }
    if of not in formats:
        raise NoSuchFormat(f"one of: {', '.join(formats)}")
    schema = _as_written(formats[of].json_schema())
    assert isinstance(schema, dict)
    return {"$schema": DIALECT, **schema, "title": _TITLES[of]}


def _as_written(schema: Schema) -> Schema:
    """Return a schema for what an editor sees: YAML's own numbers and truths where our reader keeps the words."""
    if isinstance(schema, list):
        return [_as_written(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept: dict[str, Schema] = {}
    for key, value in schema.items():
        if key in _BY_NAME and isinstance(value, dict):
            kept[key] = {name: _as_written(each) for name, each in value.items()}
        elif key not in _UNTOLD:
            kept[key] = _as_written(value)
    if "description" in kept:
        kept["description"] = str(kept["description"]).partition("\n\n>>>")[0].replace("``", "`")
    options = kept.get("anyOf")
    return _one_of(kept, options) if isinstance(options, list) else kept | _loosened(kept)


_BY_NAME = ("properties", "patternProperties", "$defs")
_UNTOLD = ("default", "title")


def _one_of(schema: dict[str, Schema], options: list[Schema]) -> dict[str, Schema]:
    """Leave out ``null``: what is not known is left out of our files."""
    options = [each for each in options if each != {"type": "null"}]
    only = options[0] if len(options) == 1 else None
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    return {**rest, **only} if isinstance(only, dict) else {**rest, "anyOf": options}


def _loosened(schema: dict[str, Schema]) -> dict[str, Schema]:
    """Return what must change where YAML itself makes a truth or a number of what our reader takes as a word."""
    if schema.get("const") == "true":
        del schema["const"]
        return {"type": ["boolean", "string"], "enum": [True, "true"]}
    match schema.get("type"):
        case "boolean":
            return {"type": ["boolean", "string"], "enum": [True, False, "yes", "no"]}
        case "string" if "\\d" in str(schema.get("pattern", "")):
            return {"type": ["string", "integer"]}
        case "string" if schema.keys().isdisjoint(("pattern", "enum", "format", "const")):
            return {"type": ["string", "number", "boolean"]}
    return {}
