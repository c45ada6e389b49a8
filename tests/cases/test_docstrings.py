"""What a docstring shows of cases, of how long things are kept and of calls is what happens."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import bot.cases

MODULES = [
    *(f"bot.cases.{each.name}" for each in pkgutil.iter_modules(bot.cases.__path__)),
    "bot.store.keep",
    "bot.ringing",
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name: str) -> None:
    """Each example, the whole policy among them, gives what stands below it."""
    module = importlib.import_module(name)
    assert doctest.testmod(module, extraglobs={"timedelta": importlib.import_module("datetime").timedelta}).failed == 0


def test_the_whole_policy_is_among_the_examples() -> None:
    """The examples are really run: those of the policy are not skipped."""
    assert doctest.testmod(importlib.import_module("bot.cases.policy")).attempted >= 4
