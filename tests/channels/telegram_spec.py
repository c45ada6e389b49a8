"""Checks a call against an outsider's description of the Bot API: names, required fields, types, lengths.

The lengths stand only in the prose of the description and are read from there. Faults name a field, never its value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

SPEC = Path(__file__).parent / "spec" / "telegram-bot-api.min.json"

_RANGE = re.compile(r"(\d+)-(\d+)(?: (characters|bytes|identifiers))?")
_AT_MOST = re.compile(r"At most (\d+) ")
_PLAIN = {"Integer": int, "Boolean": bool, "String": str}
_ALPHABETS = {
    "Only characters A-Z, a-z, 0-9, _ and - are allowed": re.compile(r"[A-Za-z0-9_-]*"),
    "only lowercase English letters, digits and underscores": re.compile(r"[a-z0-9_]*"),
    "two-letter ISO 639-1 language code": re.compile(r"(?:[a-z]{2})?"),
}


class BotApi:
    """The Bot API as described in ``spec/``; `faults` says what is wrong with a call."""

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self._methods: Mapping[str, Any] = spec["methods"]
        self._types: Mapping[str, Any] = spec["types"]

    @classmethod
    def load(cls) -> BotApi:
        return cls(json.loads(SPEC.read_text(encoding="utf-8")))

    def faults(self, method: str, params: Mapping[str, Any]) -> list[str]:
        """Say everything that is wrong with a call; an empty list means that the description allows it."""
        if method not in self._methods:
            return [f"{method}: no such method"]
        return list(self._of_fields(method, self._methods[method].get("fields", ()), params))

    def _of_fields(self, path: str, fields: Any, given: Mapping[str, Any]) -> Iterator[str]:
        known = {field["name"]: field for field in fields}
        yield from (f"{path}.{name}: no such field" for name in given.keys() - known.keys())
        for name, field in known.items():
            if name in given:
                yield from self._of_value(f"{path}.{name}", field, given[name])
            elif field["required"]:
                yield f"{path}.{name}: required"

    def _of_value(self, path: str, field: Mapping[str, Any], value: Any) -> Iterator[str]:
        attempts = [list(self._of_type(path, kind, value)) for kind in field["types"]]
        if all(attempts):
            yield from min(attempts, key=len)
        yield from _of_size(path, field["description"], value)

    def _of_type(self, path: str, kind: str, value: Any) -> Iterator[str]:
        if kind.startswith("Array of "):
            if not isinstance(value, list):
                yield f"{path}: not a list"
                return
            for at, item in enumerate(value):
                yield from self._of_type(f"{path}[{at}]", kind.removeprefix("Array of "), item)
        elif kind in _PLAIN:
            if type(value) is not _PLAIN[kind]:
                yield f"{path}: not a {kind}"
        elif kind == "Float":
            if type(value) not in (int, float):
                yield f"{path}: not a Float"
        elif subtypes := self._types[kind].get("subtypes"):
            attempts = [list(self._of_type(path, subtype, value)) for subtype in subtypes]
            if all(attempts):
                yield from min(attempts, key=len)
        elif not isinstance(value, dict):
            yield f"{path}: not a {kind}"
        else:
            yield from self._of_fields(path, self._types[kind].get("fields", ()), value)


def _of_size(path: str, description: str, value: Any) -> Iterator[str]:
    if (found := _RANGE.search(description)) and (size := _size(value, found[3])) is not None:
        low, high = int(found[1]), int(found[2])
        if not low <= size <= high:
            yield f"{path}: {size} is not within {low}-{high} {found[3] or ''}".rstrip()
    if (most := _AT_MOST.search(description)) and isinstance(value, list) and len(value) > int(most[1]):
        yield f"{path}: more than {most[1]}"
    for words, alphabet in _ALPHABETS.items():
        if words in description and isinstance(value, str) and not alphabet.fullmatch(value):
            yield f"{path}: forbidden characters"


def _size(value: Any, unit: str | None) -> int | None:
    """Measure a value in the unit its description speaks of: UTF-16 units, bytes, items, or the number itself."""
    match value, unit:
        case str(), "characters":
            return len(value.encode("utf-16-le")) // 2
        case str(), "bytes":
            return len(value.encode())
        case list(), "identifiers":
            return len(value)
        case int(), None if not isinstance(value, bool):
            return value
        case _:
            return None
