"""Nothing that the bot says of itself can be without words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from bot.conversation.check_own import COUNTRY, FAMILIES, OTHER_ROOMS, is_family, own_texts

BOT = Path(__file__).parents[2] / "bot"
TAKES_A_TEXT = {"Line": (0,), "Ref": (0,), "Piece": (0,), "Offered": (0,), "turn.offer": (1,), "turn.spoken": (1, 2)}
"""Which arguments of which calls are text ids."""


def ids_in(source: str) -> Iterator[str]:
    """Walk the text ids that a module's calls name; one that is put together ends in ``*``."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        arguments = [node.args[place] for place in TAKES_A_TEXT.get(name, ()) if place < len(node.args)]
        arguments += [each.value for each in node.keywords if name == "Answer" and each.arg == "title"]
        for argument in arguments:
            yield from strings_of(argument)


def strings_of(argument: ast.expr) -> Iterator[str]:
    match argument:
        case ast.Constant(value=str(text)) if text:
            yield text
        case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]):
            yield f"{start}*"
        case ast.IfExp(body=one, orelse=other):
            yield from strings_of(one)
            yield from strings_of(other)


def missing_in(sources: dict[str, str]) -> dict[str, str]:
    """Return the ids that nobody checks, each with the module that says it."""
    own = own_texts()
    found = {text: name for name, source in sources.items() for text in ids_in(source)}
    return {
        text: name
        for text, name in found.items()
        if text not in own
        and not text.startswith(OTHER_ROOMS)
        and not (text.endswith("*") and (is_family(text[:-1]) or any(each.startswith(text[:-1]) for each in own)))
    }


def sources() -> dict[str, str]:
    return {str(path.relative_to(BOT)): path.read_text(encoding="utf-8") for path in sorted(BOT.rglob("*.py"))}


def test_every_text_in_the_program_is_checked() -> None:
    """Whatever sentence a programmer lets the bot say, the check asks for its words in every language."""
    assert missing_in(sources()) == {}, "add these to bot/conversation/check_own.py"


def test_a_forgotten_text_would_be_found() -> None:
    """The search finds ids in calls, in choices, in either half of a condition, and put together."""
    planted = """
turn.say(Line("new-words" if often else "other-words"), offers=[turn.offer("x", "choice-new")])
turn.spoken(SKIP, "choice-skip", "new-synonyms"), Ref(f"weather-{day}"), Ref(f"service-{name}"), Line(text)
Answer(kind="story", title="new-title")
"""
    found = set(missing_in({"planted.py": planted}))
    assert found == {"new-words", "other-words", "choice-new", "new-synonyms", "weather-*", "new-title"}


def test_no_text_is_checked_that_nobody_says() -> None:
    """The list holds nothing that the program gave up long ago."""
    program = "\n".join(text for name, text in sources().items() if not name.startswith("conversation/check_"))
    members = {f"{prefix}{member}" for prefix, all_members in FAMILIES.items() for member in all_members}
    put_together = [text[:-1] for source in sources().values() for text in ids_in(source) if text.endswith("*")]
    given_up = {
        text
        for text in own_texts()
        if text not in members and f'"{text}"' not in program and not text.startswith((COUNTRY, *put_together))
    }
    assert given_up == set()
