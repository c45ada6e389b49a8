"""Commands for those who edit flows, words and the directory: check, talk, find, redact, draw, schema."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from cyclopts import App, Parameter

from bot.channels.layout import Part
from bot.commands.shared import DONE, PROBLEM, USAGE, load_settings, refuse, run, shelf_and_settings, tell
from bot.content import Shelf, problems_of
from bot.desk.verbs import Queued
from bot.directory.cards import said
from bot.directory.find import Json, Query
from bot.directory.find import find as directory_find
from bot.directory.taxonomy import AUDIENCES, SERVICES
from bot.messages import ChannelName, HelplineError, Locale, Outbound
from bot.rehearsal import Rehearsal, rehearsal, shown
from bot.settings import Settings
from bot.yaml_marks import WrongContent

authors = App()


@authors.command
def check(*, json: Annotated[bool, Parameter(name="--json")] = False) -> int:
    """Find every problem in flows, words, directory and policy at once; exit 1 when there is an error."""
    try:
        settings = load_settings()
        problems = problems_of(Path(settings.content_dir))
    except WrongContent as wrong:
        problems = list(wrong.problems)
    except HelplineError as wrong:
        return refuse(wrong)
    if json:
        keys = ("file", "line", "column", "path", "message", "severity")
        tell([{key: getattr(problem, key) for key in keys} for problem in problems], as_json=True)
    else:
        for problem in problems:
            print(problem if problem.severity == "error" else f"{problem} (warning)", file=sys.stderr)
    errors = sum(problem.severity == "error" for problem in problems)
    if not json:
        print(f"{errors} errors, {len(problems) - errors} warnings")
    return PROBLEM if errors else DONE


@authors.command
def talk(
    *,
    locale: str = "",
    channel: ChannelName = "terminal",
    script: Annotated[str, Parameter(allow_leading_hyphen=True)] = "",
    record: Path | None = None,
    json: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """Talk with the real helpline in the terminal.

    With --script, one line of FILE (or - for standard input) is one thing the person does: a text, a choice by its
    number or label, /location LAT LON, /voice, /photo, /sticker. --record writes the talk as a transcript.
    """
    settings, shelf = shelf_and_settings()
    lines = None
    if script:
        lines = (sys.stdin if script == "-" else open(script, encoding="utf-8")).read().splitlines()  # noqa: SIM115
    return run(lambda: _talk(settings, shelf, locale, channel, lines, record, as_json=json))


async def _talk(
    settings: Settings,
    shelf: Shelf,
    locale: str,
    channel: ChannelName,
    lines: Sequence[str] | None,
    record: Path | None,
    *,
    as_json: bool,
) -> int:
    async with rehearsal(settings, shelf, hint=locale) as talk:
        recorded: list[str] = []
        turn = 0
        await _show(talk, "/start", turn, channel, recorded, as_json=as_json)
        for line in lines if lines is not None else iter(_typed, None):
            if not str(line).strip() or str(line).startswith("#"):
                continue
            turn += 1
            await _show(talk, str(line), turn, channel, recorded, as_json=as_json)
    if record:
        _keep(record, recorded)
    return DONE


def _keep(record: Path, recorded: Sequence[str]) -> None:
    record.write_text("\n".join(recorded) + "\n", encoding="utf-8")


def _typed() -> str | None:
    with suppress(EOFError, KeyboardInterrupt):
        return input("> ")
    return None


async def _show(
    talk: Rehearsal, line: str, turn: int, channel: ChannelName, recorded: list[str], *, as_json: bool
) -> None:
    said, opened = await talk.say(line)
    recorded.append(f"> {line}")
    for message in said:
        recorded.append("< " + json.dumps(message.text, ensure_ascii=False))
        if as_json:
            choices = [button.label for button in message.buttons]
            tell({"turn": turn, "text": message.text, "choices": choices}, as_json=True)
        else:
            print(_pictured(message, shown(message, channel)))
    for case in opened:
        recorded.append(f"! case opened: {case.queue}")
        if as_json:
            tell({"turn": turn, "case": _of(case)}, as_json=True)
        else:
            print(f"  ── handed over: {case.code_name} · {case.queue} ──")


def _of(case: Queued) -> dict[str, Any]:
    return {
        "id": case.id,
        "code_name": case.code_name,
        "queue": case.queue,
        "urgency": case.queue,
        "kind": case.kind,
        "locale": case.locale,
        "channel": case.channel,
    }


def _pictured(message: Outbound, parts: Sequence[Part]) -> str:
    """Return a message as the terminal shows it: the text, then numbered choices."""
    text = "\n\n".join(part.text for part in parts)
    lines = [f"  {line}" for line in text.splitlines()]
    shown_buttons = parts[-1].buttons if parts else message.buttons
    lines += [f"    [{number}] {button.label}" for number, button in enumerate(shown_buttons, 1)]
    return "\n".join(["", *lines, ""])


@authors.command
def find(
    place: str = "",
    *,
    lat: float | None = None,
    lon: float | None = None,
    need: list[str] | None = None,
    for_: Annotated[list[str] | None, Parameter(name="--for")] = None,
    locale: str = "en",
    limit: int = 5,
    at: datetime | None = None,
    json: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """Search the directory as a person would get it; exit 1 when no place was understood."""
    settings_shelf = shelf_and_settings()[1]
    content = settings_shelf.content
    if not place and (lat is None or lon is None):
        print("give a place, or --lat and --lon", file=sys.stderr)
        return USAGE
    unknown = sorted({*(need or [])} - set(SERVICES)) + sorted({*(for_ or [])} - set(AUDIENCES))
    if unknown:
        print(f"not known here: {', '.join(unknown)}; --need takes {', '.join(SERVICES)}", file=sys.stderr)
        return USAGE
    moment = (at or settings_shelf.clock()).astimezone(UTC)
    query = Query(
        moment, Locale(locale), place, lat, lon, frozenset(word for word in SERVICES if word in (need or [])),
        frozenset(word for word in AUDIENCES if word in (for_ or [])), limit, content.only_checked,
        content.home_countries,
    )  # fmt: skip
    answer = directory_find(content.directory, content.places, query)
    if json:
        tell(answer, as_json=True)
    else:
        print_found(settings_shelf, answer, query)
    return DONE if answer["place"] else PROBLEM


def print_found(shelf: Shelf, answer: dict[str, Json], query: Query) -> None:
    """Print a search as a person would get it: the same cards, in the same words."""
    place = answer["place"]
    if not isinstance(place, dict):
        near = answer["did_you_mean"]
        names = [str(each["name"]) for each in near if isinstance(each, dict)] if isinstance(near, list) else []
        print(f"no such place{': did you mean ' + ', '.join(names) + '?' if names else ''}", file=sys.stderr)
        return
    for section in ("results", "from_abroad"):
        rows = answer.get(section)
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict):
                organisation = shelf.content.directory.by_id[str(row["id"])]
                print(f"{row['name']}\n  {said(organisation.summary, query.locale)}")
                for key in ("phones", "websites"):
                    values = row[key]
                    for value in values if isinstance(values, list) else ():
                        print(f"  {value.get('number') or value.get('url') if isinstance(value, dict) else value}")
                print()


@authors.command
def redact(
    file: Annotated[str, Parameter(allow_leading_hyphen=True)] = "-",
    *,
    json: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """Show what an operator would see of a text from FILE or standard input."""
    _, shelf = shelf_and_settings()
    text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    redacted = shelf.redacted(text)
    if json:
        found = [{"kind": piece.kind, "start": piece.start, "end": piece.end} for piece in redacted.pieces]
        tell({"text": redacted.text, "found": found}, as_json=True)
    else:
        print(redacted.text)
    return DONE


@authors.command
def draw(flow: str = "", *, svg: bool = False, locale: str = "en") -> int:
    """Draw a flow, or all of them, as Mermaid text or SVG."""
    from bot.conversation import draw as drawing

    _, shelf = shelf_and_settings()
    if flow and flow not in shelf.content.catalogue.flows:
        print(f"no flow '{flow}'; one of {', '.join(shelf.content.catalogue.flows)}", file=sys.stderr)
        return USAGE
    make = drawing.svg if svg else drawing.mermaid
    print(make(flow or None, shelf.content.catalogue, shelf.texts, locale))
    return DONE


@authors.command
def schema(of: str) -> int:
    """Print the JSON Schema of a file format for editors: flow, directory or policy."""
    from bot.conversation.schema import json_schema

    if of not in ("flow", "directory", "policy"):
        print("one of: flow, directory, policy", file=sys.stderr)
        return USAGE
    print(json.dumps(json_schema(of), ensure_ascii=False, indent=2))
    return DONE
