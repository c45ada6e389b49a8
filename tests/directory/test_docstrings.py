"""Every example in the room's docstrings is true."""

from __future__ import annotations

import doctest
import importlib

import pytest

MODULES = (
    "answers",
    "cards",
    "find",
    "gaps",
    "grid",
    "index",
    "load",
    "model",
    "names",
    "places",
    "taxonomy",
    "towns",
    "written",
)


@pytest.mark.parametrize("name", ["bot.yaml_marks", *(f"bot.directory.{module}" for module in MODULES)])
def test_examples_are_true(name: str) -> None:
    """What a docstring shows is what happens."""
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_the_model_shows_a_whole_organisation() -> None:
    """The example of an organisation is run, not only printed."""
    assert doctest.testmod(importlib.import_module("bot.directory.model")).attempted >= 5
