"""Whether a condition holds on what was answered. A closed set; nothing is evaluated.

Nothing here may look at anything but answers.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.cases.case import Answer
from bot.conversation.catalogue import branches
from bot.conversation.model import Go, Target, When


def holds(when: When | None, answers: Mapping[str, Answer]) -> bool:
    """Tell whether a condition holds; no condition always does."""
    if when is None:
        return True
    return all(
        (
            all(_has(answers, key, (value,)) for key, value in (when.is_ or {}).items()),
            all(_has(answers, key, values) for key, values in (when.one_of or {}).items()),
            when.known is None or _known(answers, when.known),
            all(holds(each, answers) for each in when.all_ or ()),
            when.any_ is None or any(holds(each, answers) for each in when.any_),
            when.not_ is None or not holds(when.not_, answers),
        )
    )


def _has(answers: Mapping[str, Answer], key: str, values: tuple[str, ...]) -> bool:
    answer = answers.get(key)
    return answer is not None and any(value in values for value in answer.values)


def _known(answers: Mapping[str, Answer], key: str) -> bool:
    answer = answers.get(key)
    return answer is not None and answer.kind != "skipped"


def chosen(go: Go, answers: Mapping[str, Answer]) -> Target:
    """Return the target of the first branch that holds. The last branch carries no condition (`check` proves it)."""
    if isinstance(go, str):
        return go
    ways = branches(go)
    return next((way.to for way in ways if holds(way.when, answers)), ways[-1].to)
