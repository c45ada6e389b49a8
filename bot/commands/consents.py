"""Consent from the command line: what is covered in a case, asking to see it, to call for the person, to keep it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, Literal

from cyclopts import App, Parameter

from bot.cases.case import NoSuchCase
from bot.cases.consent import Reason
from bot.commands.operators import Json, Operator, known
from bot.commands.shared import DONE, opened, run, tell
from bot.desk.consent import Asking, Consent
from bot.helpline import Helpline

consents = App()
Note = Annotated[str, Parameter(name="--note")]


@consents.command
def covered(case: str, *, operator: Operator, json: Json = False) -> int:
    """Show what is covered in a case, how each piece stands, and what its person said of calls and of keeping it."""

    async def work(asking: Asking, found: str) -> None:
        consent = await asking.of(found, operator)
        if json:
            tell(plain(consent), as_json=True)
        else:
            print(_printed(consent), end="")

    return _do(case, operator, work)


@consents.command
def ask(case: str, piece: str, *, operator: Operator) -> int:
    """Have the person asked whether a covered piece may be seen; a piece is a kind and a number, "phone 1"."""
    return _do(case, operator, lambda asking, found: asking.ask_to_see(found, operator, piece))


@consents.command
def see(case: str, piece: str, *, operator: Operator) -> int:
    """Look at a piece the person allowed to be seen; it is noted who looked."""

    async def work(asking: Asking, found: str) -> None:
        await asking.see(found, operator, piece)
        print((await asking.of(found, operator)).pieces[piece].words)

    return _do(case, operator, work)


@consents.command
def call(case: str, organisation: str, *, operator: Operator) -> int:
    """Have the person asked whether we may call an organisation of the directory for them; named by its id."""
    return _do(case, operator, lambda asking, found: asking.ask_to_call(found, operator, organisation))


@consents.command
def keep(case: str, reason: Reason, *, operator: Operator) -> int:
    """Have the person asked whether their case may be kept longer, for their return or to ask how they are."""
    return _do(case, operator, lambda asking, found: asking.ask_to_keep(found, operator, reason))


@consents.command
def called(
    case: str, organisation: str, outcome: Literal["done", "not-reached"], *, operator: Operator, note: Note = ""
) -> int:
    """Note what came of a call the person allowed."""

    async def work(asking: Asking, found: str) -> None:
        calls = (await asking.of(found, operator)).calls
        question = next((each.question.id for each in reversed(calls) if each.question.about == organisation), "")
        await asking.called(found, operator, question, outcome, note)

    return _do(case, operator, work)


def _do(case: str, operator: str, verb: Callable[[Asking, str], Awaitable[object]]) -> int:
    async def work() -> int:
        async with opened() as helpline:
            asking = await _asking(helpline, operator)
            await verb(asking, await asking.desk.find(case))
        return DONE

    return run(work)


async def _asking(helpline: Helpline, operator: str) -> Asking:
    if helpline.desk is None:
        raise NoSuchCase("there is no desk here")
    await known(helpline, operator)
    return Asking.at(helpline.desk, helpline.shelf.content.directory)


def plain(consent: Consent) -> dict[str, object]:
    """Return what is covered as scripts read it."""
    return {
        "pieces": [
            {"piece": each.about, "state": each.state, "may_ask": each.may_ask, "words": each.words or None}
            for each in consent.pieces.values()
        ],
        "calls": [
            {
                "organisation": each.question.about,
                "name": each.name,
                "answer": each.question.answer or None,
                "outcome": each.question.outcome or None,
                "phones": list(each.phones) if each.question.is_open else [],
            }
            for each in consent.calls
        ],
        "keeping": {
            "state": consent.keeping.state or None,
            "reason": consent.keeping.reason or None,
            "until": _day(consent) or None,
            "may_ask": consent.keeping.may_ask,
        },
    }


def _day(consent: Consent) -> str:
    until = consent.keeping.until
    return datetime.fromtimestamp(until, UTC).date().isoformat() if until else ""


def _printed(consent: Consent) -> str:
    lines = [f"{each.about}: {each.words or each.state}" for each in consent.pieces.values()]
    for each in consent.calls:
        answer = each.question.outcome or each.question.answer or "asked"
        phones = f" · {', '.join(each.phones)}" if answer == "yes" else ""
        lines.append(f"call {each.question.about}: {answer}{phones}")
    if consent.keeping.state:
        until = f" · {_day(consent)}" if consent.keeping.until else ""
        lines.append(f"keep {consent.keeping.reason}: {consent.keeping.state}{until}")
    return "".join(f"{line}\n" for line in lines)
