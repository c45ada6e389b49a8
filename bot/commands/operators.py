"""The desk for scripts and bad days, on the host itself: the same verbs as the web desk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from cyclopts import App, Parameter

from bot.cases import codenames
from bot.cases.case import Answer, Entry, NotYourCase
from bot.commands.shared import DONE, opened, run, tell
from bot.desk.sheet import photo_state
from bot.desk.verbs import CaseSheet, Desk, Queued
from bot.helpline import Helpline
from bot.messages import Line
from bot.texts import Texts

desk = App(name="desk", help="Work on cases from the command line.")
Operator = Annotated[str, Parameter(name="--operator")]
Json = Annotated[bool, Parameter(name="--json")]
Verb = Callable[[Desk, str], Awaitable[Any]]


@desk.command(name="list")
def list_(*, operator: Operator = "", json: Json = False) -> int:
    """List open cases: urgent first, then by waiting time."""

    async def work() -> int:
        async with opened() as helpline:
            assert helpline.desk is not None
            queue = await helpline.desk.queue()
        if json:
            tell([line_of(case) for case in queue], as_json=True)
        for case in queue if not json else ():
            minutes = int(case.waits.total_seconds() // 60)
            holder = f"with {case.by}" if case.by else f"waits {minutes} min"
            name = codenames.spoken(case.code_name, "en")
            print(f"{name} · {case.queue} · {case.kind} · {case.locale} · {case.channel} · {holder}")
        return DONE

    return run(work)


@desk.command
def show(case: str, *, operator: Operator, json: Json = False) -> int:
    """Show a case: its answers, its talk, and what became of each reply."""

    async def work() -> int:
        async with opened() as helpline:
            assert helpline.desk is not None
            await known(helpline, operator)
            sheet = await helpline.desk.show(await helpline.desk.find(case), operator)
            if json:
                tell(sheet_of(sheet, helpline.shelf.texts), as_json=True)
            else:
                print(_printed(sheet, helpline.shelf.texts))
        return DONE

    return run(work)


@desk.command
def claim(case: str, *, operator: Operator) -> int:
    """Take a waiting case."""
    return _do(case, operator, lambda desk, found: desk.claim(found, operator))


@desk.command
def release(case: str, *, operator: Operator) -> int:
    """Give a case back to the queue."""
    return _do(case, operator, lambda desk, found: desk.release(found, operator))


@desk.command
def reply(case: str, text: str, *, operator: Operator) -> int:
    """Say something to the person."""
    return _do(case, operator, lambda desk, found: desk.reply(found, operator, text))


@desk.command
def note(case: str, text: str, *, operator: Operator) -> int:
    """Write a note that only operators of this case read."""
    return _do(case, operator, lambda desk, found: desk.note(found, operator, text))


@desk.command
def transfer(case: str, to: str, *, operator: Operator) -> int:
    """Give a case to a colleague."""
    return _do(case, operator, lambda desk, found: desk.transfer(found, operator, to), also=to)


@desk.command
def close(case: str, disposition: str, *, operator: Operator) -> int:
    """End a case with a disposition of the organisation's list."""
    return _do(case, operator, lambda desk, found: desk.close(found, operator, disposition))


def _do(case: str, operator: str, verb: Verb, also: str = "") -> int:
    async def work() -> int:
        async with opened() as helpline:
            assert helpline.desk is not None
            await known(helpline, operator)
            if also:
                await known(helpline, also)
            await verb(helpline.desk, await helpline.desk.find(case))
        return DONE

    return run(work)


async def known(helpline: Helpline, operator: str) -> None:
    """Refuse an operator who has no account, or whose account is disabled."""
    account = await helpline.accounts.find(operator)
    if account.disabled:
        raise NotYourCase("this account is disabled")


def line_of(case: Queued) -> dict[str, Any]:
    """Return a queue line as scripts read it."""
    return {
        "id": case.id,
        "code_name": case.code_name,
        "queue": case.queue,
        "urgency": case.queue,
        "locale": case.locale,
        "channel": case.channel,
        "kind": case.kind,
        "waiting_s": int(case.waits.total_seconds()),
        "claimed_by": case.by or None,
        "state": case.state.value,
        "held": case.held,
    }


def sheet_of(sheet: CaseSheet, texts: Texts) -> dict[str, Any]:
    """Return a case as scripts read it."""
    answers = [
        {"key": key, "title": _title(answer, texts), "answer": _said(answer, texts)}
        for key, answer in sheet.head.answers.items()
    ]
    talk = [
        {
            "at": entry.at,
            "by": entry.by,
            "text": _words(entry, sheet),
            "flags": list(entry.flags),
            "fate": _fate(entry, sheet),
        }
        for entry in sheet.talk
    ]
    return {**line_of(sheet.queued), "caution": sheet.head.caution, "answers": answers, "talk": talk}


def _fate(entry: Entry, sheet: CaseSheet) -> str | None:
    return sheet.fates.get(entry.outbox) if entry.outbox else None


def _words(entry: Entry, sheet: CaseSheet) -> str:
    """Return what a line says; a photo is looked at on the web desk alone."""
    photo = "[photo]" if photo_state(entry, sheet.fates) else ""
    return " ".join(part for part in (photo, entry.text or entry.said) if part)


def _title(answer: Answer, texts: Texts) -> str:
    return texts.say(Line(answer.title), "en") if answer.title else ""


def _said(answer: Answer, texts: Texts) -> str:
    said = ", ".join(texts.say(Line(text), "en") for text in answer.says)
    return said or answer.words or ", ".join(value for value in answer.values if value)


def _printed(sheet: CaseSheet, texts: Texts) -> str:
    queued = sheet.queued
    lines = [
        f"{codenames.spoken(queued.code_name, 'en')} · {queued.queue} · {queued.kind} · {queued.locale}"
        f" · {queued.channel}"
    ]
    if sheet.head.caution:
        lines.append(f"! {texts.say(Line(sheet.head.caution), 'en')}")
    lines += [
        f"  {_title(answer, texts) or key}: {_said(answer, texts)}"
        for key, answer in sheet.head.answers.items()
        if answer.kind != "skipped"
    ]
    for entry in sheet.talk:
        fate = _fate(entry, sheet)
        lines.append(f"{entry.by}: {_words(entry, sheet)}{f' [{fate}]' if fate else ''}")
    return "\n".join(lines)
