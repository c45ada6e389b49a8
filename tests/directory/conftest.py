"""The real directory and the real list of towns, read once, and a small invented directory to try rules on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.directory.load import directory_from, load_directory
from bot.directory.places import Gazetteer
from bot.directory.search import Directory
from bot.texts import Texts
from bot.yaml_marks import read_marked

ROOT = Path(__file__).parents[2]
MONDAY_NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
Invent = Callable[..., Directory]


@pytest.fixture(scope="session")
def directory() -> Directory:
    """Return what people get."""
    return load_directory(ROOT / "directory.yaml", "directory.yaml")


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """Return the real list of towns."""
    return Gazetteer.load()


@pytest.fixture(scope="session")
def texts() -> Texts:
    """Return the words of the directory in both languages."""
    words = {
        locale: {"directory.ftl": (ROOT / "locales" / locale / "directory.ftl").read_text(encoding="utf-8")}
        for locale in ("en", "ru")
    }
    return Texts(words)


@pytest.fixture
def invent() -> Invent:
    """Return a maker of small directories: each organisation one line of YAML beside what all have in common."""

    def make(*lines: str, emergency: str = "[]") -> Directory:
        common = "kind: ngo, source: invented, summary: {en: Invented.}"
        blocks = []
        for number, line in enumerate(lines):
            given = f"{line}, "
            name = "" if "name:" in line else f"name: {{en: House {number}}}, "
            identity = "" if "id:" in line else f"id: house-{number}, "
            state = "" if "state:" in line else "state: shown, "
            services = "" if "services:" in line else "services: [shelter], "
            blocks.append(f"  - {{{identity}{name}{state}{services}{given}{common}}}")
        tree, marks = read_marked(f"emergency: {emergency}\norganisations:\n" + "\n".join(blocks), "invented.yaml")
        return directory_from(tree, marks)

    return make
