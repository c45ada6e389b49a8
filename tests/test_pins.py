"""What is installed is what was pinned: exact versions, by hash, from wherever the installer is set to look."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def pins(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text()
    return {found[1].lower(): found[2] for found in re.finditer(r"^([\w.-]+)==(\S+)", text, re.MULTILINE)}


def named(requirements: list[str]) -> dict[str, str]:
    whole = [re.fullmatch(r"([\w.-]+)==(\S+)", requirement) for requirement in requirements]
    return {re.sub(r"[._-]+", "-", found[1].lower()): found[2] for found in whole if found is not None}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_has_a_version_and_hashes_and_no_address(name: str) -> None:
    """A file that was changed on its way is not installed, and no host is named."""
    text = (ROOT / name).read_text()
    blocks = [block for block in re.split(r"\n(?=\S)", text.strip()) if block]
    assert len(blocks) > 40
    for block in blocks:
        assert re.match(r"^[a-z0-9.-]+==\S+( ; [^\n]+)? \\\n    --hash=sha256:[0-9a-f]{64}", block), block[:60]
    assert "//" not in text
    assert "--index" not in text


def test_the_pins_are_those_the_project_names() -> None:
    """The project's own list, the pins to run it and the pins to test it agree."""
    wanted = PROJECT["project"]["dependencies"]
    groups = PROJECT["dependency-groups"]
    run, test = pins("requirements.txt"), pins("requirements-dev.txt")
    assert len(named(wanted)) == len(wanted), "each is pinned to one version"
    assert named(wanted + groups["build"]).items() <= run.items()
    assert named(groups["dev"]).items() <= test.items()
    assert run.items() <= test.items()
    assert PROJECT["build-system"]["requires"] == groups["build"]
