"""What holds of the hours: the organisation's file with what supervisors set at the desk, and the difference."""

from __future__ import annotations

import json as json_
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, get_args

from cyclopts import App, Parameter

from bot.cases.case import Queue
from bot.cases.hours import Layer, days_of, in_force
from bot.cases.policy import Closure, Policy, spelled
from bot.cases.shifts import is_open
from bot.commands.operators import known
from bot.commands.shared import DONE, opened, run, tell
from bot.desk.ledger import Ledger
from bot.helpline import Helpline
from bot.store.chain import Chains

hours = App(name="hours", help="Opening hours, closures, the system-down switch and who is on call, as they hold.")
Json = Annotated[bool, Parameter(name="--json")]
AsFile = Annotated[bool, Parameter(name="--file")]
QUEUES: Sequence[Queue] = get_args(Queue)


@hours.default
def show(*, json: Json = False, file: AsFile = False) -> int:
    """Show what holds now and where it differs from helpline.yaml; with --file as lines to put into it."""

    async def work() -> int:
        async with opened() as helpline:
            layer, policy, now = await helpline.hours.layer(), helpline.policy, helpline.clock()
        if json:
            tell(_plain(policy, layer, now), as_json=True)
        else:
            print(as_file(in_force(policy, layer)) if file else told(policy, layer, now))
        return DONE

    return run(work)


@hours.command
def reset(*, operator: Annotated[str, Parameter(name="--operator")]) -> int:
    """Drop everything that was set at the desk: the file alone holds again."""

    async def work() -> int:
        async with opened() as helpline:
            await known(helpline, operator)
            await helpline.hours.change(_ledger(helpline), operator, "as-file", lambda _old: Layer())
        return DONE

    return run(work)


def _ledger(helpline: Helpline) -> Ledger:
    return Ledger(Chains(helpline.connection.batch), helpline.ring, helpline.clock)


def _plain(file: Policy, layer: Layer, now: datetime) -> dict[str, Any]:
    """Return what holds as scripts read it, with what the file says beside each change."""
    holds = in_force(file, layer)
    return {
        "system_down": holds.system_down,
        "queues": {
            queue: {
                "hours": holds.queues[queue].hours,
                "timezone": holds.queues[queue].timezone,
                "open_now": is_open(holds, queue, now),
                "in_file": file.queues[queue].hours,
                "set_by": layer.hours[queue].by if queue in layer.hours else None,
            }
            for queue in QUEUES
        },
        "closures": [
            {"from": str(each.first), "to": str(each.last), "queues": list(each.queues), "words": each.words}
            for each in holds.closures
        ],
        "set_aside": list(layer.set_aside),
        "on_call": list(holds.alarms.on_call.accounts),
        "differs_from_file": not layer.is_empty,
    }


def told(file: Policy, layer: Layer, now: datetime) -> str:
    """Return what holds in lines for people, each change with who made it and what the file says."""
    holds = in_force(file, layer)
    state = "down: people are told that nobody can answer" if holds.system_down else "running"
    lines = [f"system: {state}{_by(layer.system.by, layer.system.at) if layer.system else ''}"]
    for queue in QUEUES:
        held, changed = holds.queues[queue], layer.hours.get(queue)
        lines.append(
            f"{queue}: {held.hours} ({held.timezone}), {'open' if is_open(holds, queue, now) else 'closed'} now"
            f"{_by(changed.by, changed.at) if changed else ''}"
        )
        if changed:
            lines.append(f"  in the file: {file.queues[queue].hours}")
    for each in layer.closures:
        lines.append(f"closed {each.first} to {each.last}: {', '.join(each.queues)}{_by(each.by, each.at)}")
    for closure in file.closures:
        aside = "; does not hold, opened at the desk" if days_of(closure) in layer.set_aside else ""
        lines.append(f"closed {closure.first} to {closure.last}: {', '.join(closure.queues)}, in the file{aside}")
    called = ", ".join(holds.alarms.on_call.accounts) or "nobody named, so every operator"
    lines.append(f"on call: {called}{_by(layer.on_call.by, layer.on_call.at) if layer.on_call else ''}")
    return "\n".join(lines)


def _by(who: str, at: float) -> str:
    return f"; set at the desk by {who}, {datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"


def as_file(holds: Policy) -> str:
    """Return the parts of helpline.yaml that say what holds now."""
    lines = ["queues:"]
    for queue in QUEUES:
        held = holds.queues[queue]
        lines += [
            f"  {queue}:",
            f"    languages: [{', '.join(held.languages)}]",
            f"    hours: {_quoted(held.hours)}",
            f"    timezone: {held.timezone}",
        ]
    lines += ["closures:" if holds.closures else "closures: []"]
    lines += [line for each in holds.closures for line in _closure_lines(each)]
    lines += [f"system_down: {'yes' if holds.system_down else 'no'}", f"down_words: {_words(holds.down_words)}"]
    alarms = holds.alarms
    lines += ["alarms:", f"  queues: [{', '.join(alarms.queues)}]"]
    for name, rung in (("on_call", alarms.on_call), ("everyone", alarms.everyone), ("supervisor", alarms.supervisor)):
        lines.append(f"  {name}: {{after: {spelled(rung.after)}, accounts: [{', '.join(rung.accounts)}]}}")
    return "\n".join(lines)


def _closure_lines(closure: Closure) -> list[str]:
    told = f"say: {closure.say}" if closure.say else f"words: {_words(closure.words)}"
    return [
        f"  - from: {closure.first}",
        f"    to: {closure.last}",
        f"    queues: [{', '.join(closure.queues)}]",
        f"    {told}",
    ]


def _words(words: dict[str, str]) -> str:
    return "{" + ", ".join(f"{locale}: {_quoted(each)}" for locale, each in words.items()) + "}"


def _quoted(text: str) -> str:
    return json_.dumps(text, ensure_ascii=False)
