"""The shift page: hours, closures, the system-down switch and who is on call, changed by supervisors at the desk.

Nothing here may write the organisation's file: what is changed here holds in its place until it is taken back.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import get_args

from aiohttp import web
from msgspec import structs

from bot.cases.case import Queue, Refusal
from bot.cases.hours import (
    MOST_WORDS,
    Changed,
    Closed,
    Layer,
    NotAClosure,
    NotHours,
    Switched,
    closed,
    days_of,
    hours_of,
    in_force,
    week_of,
)
from bot.cases.policy import Policy
from bot.cases.shifts import is_open
from bot.desk.accounts import Accounts
from bot.desk.auth import Visitor
from bot.desk.hours import Hours
from bot.desk.ledger import Ledger
from bot.desk.site import read_form
from bot.desk.web_pages import Pages
from bot.desk.words import Words

QUEUES: Sequence[Queue] = get_args(Queue)
MOST_CLOSURES = 60


class NoSuchChange(Refusal):
    """The form asks for a change that there is none of."""


@dataclass(frozen=True, slots=True)
class QueueHours:
    """One queue's week as it holds, whether it is open now, and who changed it at the desk."""

    queue: Queue
    name: str
    zone: str
    is_open: bool
    week: Sequence[tuple[str, str]]
    changed: str
    in_file: str


@dataclass(frozen=True, slots=True)
class ClosureRow:
    """One closure: of the desk, or of the file and perhaps set aside."""

    id: str
    days: str
    queues: str
    words: str
    changed: str
    is_ours: bool
    is_aside: bool


@dataclass(frozen=True, slots=True)
class ShiftPages:
    """Shows what holds, beside what the file says, and changes it."""

    hours: Hours
    ledger: Ledger
    accounts: Accounts
    pages: Pages
    clock: Callable[[], datetime]

    async def show(self, _request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Show what holds now."""
        return await self._shown(visitor)

    async def change(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Change one thing; what people are told follows within seconds, in every process."""
        form, words = await read_form(request), self.pages.words(visitor.account.locale)
        try:
            what, change = await self._wanted(form, visitor.account.name)
            await self.hours.change(self.ledger, visitor.account.name, what, change)
        except NotHours as wrong:
            notice = words("desk-shift-nothours", day=words.weekday(wrong.day))
            return await self._shown(visitor, notice=notice, status=409, written=form)
        except (NotAClosure, Refusal) as refused:
            notice = words.known("desk-shift", type(refused).__name__.lower())
            return await self._shown(visitor, notice=notice, status=409, written=form)
        return web.Response(status=303, headers={"Location": "/desk/shift"})

    async def _wanted(self, form: Mapping[str, str], by: str) -> tuple[str, Callable[[Layer], Layer]]:
        """Return the closed word of a change, and the change."""
        at, locales = self.clock().timestamp(), self.hours.policy.locales
        words = {locale: " ".join(form.get(f"words-{locale}", "").split())[:MOST_WORDS] for locale in locales}
        match form.get("do", ""):
            case "system":
                return self._system(form.get("down") == "yes", words, by, at)
            case "system-file":
                return "as-file", lambda old: structs.replace(old, system=None)
            case "hours" | "hours-file" as how:
                return self._week(form, by, at, to_file=how == "hours-file")
            case "closure":
                return self._closure(form, words, by, at)
            case "open":
                gone = form.get("id", "")
                return "opened", lambda old: structs.replace(old, closures=_others(old.closures, gone))
            case "aside" | "stand" as how:
                return self._aside(form.get("id", ""), aside=how == "aside")
            case "on-call":
                return await self._on_call(form, by, at)
            case "on-call-file":
                return "as-file", lambda old: structs.replace(old, on_call=None)
        raise NoSuchChange("there is no such change")

    def _system(
        self, down: bool, words: Mapping[str, str], by: str, at: float
    ) -> tuple[str, Callable[[Layer], Layer]]:  # fmt: skip
        said = dict(words) if any(words.values()) else {}
        if down and said and not all(said.values()):
            raise NotAClosure("words in every language, or in none")
        switched = Switched(down, said if down else {}, by, at)
        return "down" if down else "up", lambda old: structs.replace(old, system=switched)

    def _week(
        self, form: Mapping[str, str], by: str, at: float, *, to_file: bool
    ) -> tuple[str, Callable[[Layer], Layer]]:  # fmt: skip
        queue = _queue(form.get("queue", ""))
        if to_file:
            return "as-file", lambda old: structs.replace(
                old, hours={name: each for name, each in old.hours.items() if name != queue}
            )
        changed = Changed(hours_of([form.get(f"day-{number}", "")[:200] for number in range(7)]), by, at)
        return "opening", lambda old: structs.replace(old, hours={**old.hours, queue: changed})

    def _closure(
        self, form: Mapping[str, str], words: Mapping[str, str], by: str, at: float
    ) -> tuple[str, Callable[[Layer], Layer]]:
        first, last = _day(form.get("from", "")), _day(form.get("to", "") or form.get("from", ""))
        queues = [queue for queue in QUEUES if form.get(f"queue-{queue}")]
        made = closed(
            first, last, queues, words, self.hours.policy.locales, id=secrets.token_hex(4), by=by, at=at
        )  # fmt: skip

        def add(old: Layer) -> Layer:
            if len(old.closures) >= MOST_CLOSURES:
                raise NotAClosure("too many closures")
            return structs.replace(old, closures=(*old.closures, made))

        return "closed", add

    def _aside(self, days: str, *, aside: bool) -> tuple[str, Callable[[Layer], Layer]]:
        if days not in {days_of(each) for each in self.hours.policy.closures}:
            raise NoSuchChange("the file has no such closure")
        more = (days,) if aside else ()
        return "opened" if aside else "closed", lambda old: structs.replace(
            old, set_aside=(*(each for each in old.set_aside if each != days), *more)
        )

    async def _on_call(self, form: Mapping[str, str], by: str, at: float) -> tuple[str, Callable[[Layer], Layer]]:
        names = [each.name for each in await self.accounts.each() if not each.disabled and form.get(f"on-{each.name}")]
        changed = Changed(" ".join(names), by, at)
        return "on-call", lambda old: structs.replace(old, on_call=changed)

    # -- what is shown ---------------------------------------------------------------------------------------------

    async def _shown(
        self, visitor: Visitor, *, notice: str = "", status: int = 200, written: Mapping[str, str] | None = None
    ) -> web.Response:
        words, layer, file = self.pages.words(visitor.account.locale), await self.hours.layer(), self.hours.policy
        holds, now, form = in_force(file, layer), self.clock(), written or {}
        on_call = holds.alarms.on_call.accounts
        accounts = [(each.name, each.name in on_call) for each in await self.accounts.each() if not each.disabled]
        return self.pages.html(
            "shift", words, status=status, title=words("desk-shift"), notice=notice, down=holds.system_down,
            system=_by(layer.system.by, layer.system.at, words) if layer.system else "",
            down_words=holds.down_words, locales=[(each, words.language(each)) for each in file.locales],
            queues=[_queue_hours(queue, file, holds, layer, now, words, form) for queue in QUEUES],
            closures=_closures(file, layer, words), form=form, most=MOST_WORDS, accounts=accounts,
            on_call=_by(layer.on_call.by, layer.on_call.at, words) if layer.on_call else "",
            days=[words.weekday(number) for number in range(7)], queue_names=_queue_names(words),
        )  # fmt: skip


def _queue_hours(
    queue: Queue, file: Policy, holds: Policy, layer: Layer, now: datetime, words: Words, form: Mapping[str, str]
) -> QueueHours:
    mine = form.get("do") == "hours" and form.get("queue") == queue
    week = [form.get(f"day-{number}", "")[:200] for number in range(7)] if mine else week_of(
        holds.queues[queue].hours, now
    )  # fmt: skip
    changed, standing = layer.hours.get(queue), file.queues[queue]
    return QueueHours(
        queue=queue,
        name=_queue_names(words)[queue],
        zone=standing.timezone,
        is_open=is_open(holds, queue, now),
        week=[(words.weekday(number), each) for number, each in enumerate(week)],
        changed=_by(changed.by, changed.at, words) if changed else "",
        in_file=standing.hours,
    )


def _closures(file: Policy, layer: Layer, words: Words) -> list[ClosureRow]:
    names = _queue_names(words)
    ours = [
        ClosureRow(
            each.id, _span(each.first, each.last), ", ".join(names[queue] for queue in each.queues),
            each.words.get(words.locale) or next(iter(each.words.values())), _by(each.by, each.at, words), True, False,
        )
        for each in layer.closures
    ]  # fmt: skip
    standing = [
        ClosureRow(
            days_of(each), _span(each.first, each.last), ", ".join(names[queue] for queue in each.queues),
            words.said(each.say) if each.say else each.words.get(words.locale, next(iter(each.words.values()), "")),
            "", False, days_of(each) in layer.set_aside,
        )
        for each in file.closures
    ]  # fmt: skip
    return [*ours, *standing]


def _others(closures: Sequence[Closed], gone: str) -> tuple[Closed, ...]:
    return tuple(each for each in closures if each.id != gone)


def _queue_names(words: Words) -> dict[Queue, str]:
    return {"urgent": words("desk-urgent"), "general": words("desk-general")}


def _by(who: str, at: float, words: Words) -> str:
    moment = datetime.fromtimestamp(at, UTC)
    return words("desk-changed-by", who=who, when=f"{words.day(moment)}, {moment:%H:%M} UTC")


def _span(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()} – {last.isoformat()}"


def _queue(written: str) -> Queue:
    found: Queue | None = next((queue for queue in QUEUES if queue == written), None)
    if found is None:
        raise NoSuchChange("there is no such queue")
    return found


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise NotAClosure("a closure has a first and a last day") from None
