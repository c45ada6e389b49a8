"""Pages for those who look after the desk: accounts for administrators; load and audit for supervisors.

Nothing here may show a word of a case: counts, names of accounts, code names and what was done.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aiohttp import web

from bot.cases.case import Refusal, State
from bot.cases.codenames import spoken
from bot.desk.accounts import ROLES, Account, Accounts, named
from bot.desk.audit import broken_at
from bot.desk.auth import Visitor
from bot.desk.ledger import Ledger
from bot.desk.site import Site, read_form
from bot.desk.verbs import Desk, Queued
from bot.desk.web_pages import Pages
from bot.desk.words import Words
from bot.store.hours import MANY_S, HoursStore
from bot.store.keys import PARTITIONS
from bot.store.standing import Standing

MOST_LINES = 300


class NotYourself(Refusal):
    """An administrator cannot shut themselves out."""


@dataclass(frozen=True, slots=True)
class AccountPages:
    """Makes, invites, disables; the change shows at once and ends the sessions it must."""

    accounts: Accounts
    pages: Pages
    site: Site

    async def show(self, _request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """List all accounts."""
        return await self._shown(visitor)

    async def change(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Do one thing to one account, and show the list again."""
        form, words = await read_form(request), self.pages.words(visitor.account.locale)
        name, roles = form.get("name", ""), [role for role in ROLES if form.get(f"role-{role}")]
        link = ""
        try:
            match form.get("do", ""):
                case "add":
                    account = await self.accounts.add(name, roles or ("operator",), locale=words.locale)
                    link = await self._invited(account.name)
                case "invite":
                    link = await self._invited(name)
                case "roles":
                    self._not_oneself(name, visitor, "administrator" in roles)
                    await self.accounts.set_roles(name, roles)
                case "disable":
                    self._not_oneself(name, visitor, False)
                    await self.accounts.disable(name)
                case "enable":
                    await self.accounts.disable(name, disabled=False)
        except Refusal as refused:
            known = words.known("desk-account", type(refused).__name__.lower())
            return await self._shown(visitor, notice=known, status=409)
        return await self._shown(visitor, link=link, invited=named(name) if link else "")

    async def _invited(self, name: str) -> str:
        return f"{self.site.origin}/desk/invite/{await self.accounts.invite(name)}"

    def _not_oneself(self, name: str, visitor: Visitor, harmless: bool) -> None:
        if named(name) == visitor.account.name and not harmless:
            raise NotYourself("one cannot shut oneself out")

    async def _shown(
        self, visitor: Visitor, *, link: str = "", invited: str = "", notice: str = "", status: int = 200
    ) -> web.Response:
        words = self.pages.words(visitor.account.locale)
        accounts: Sequence[Account] = await self.accounts.each()
        return self.pages.html(
            "accounts", words, status=status, title=words("desk-accounts"), me=visitor.account, accounts=accounts,
            roles=ROLES, link=link, invited=invited, notice=notice,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Done:
    """One line of the audit, as a supervisor reads it."""

    at: str
    operator: str
    verb: str
    case: str
    more: str


@dataclass(frozen=True, slots=True)
class Load:
    """How it stands now: one line for each queue or language."""

    name: str
    waiting: int
    longest: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class WatchPages:
    """Shows how long people wait, who is here, and the audit chain with whether it is whole."""

    desk: Desk
    standing: Standing
    pages: Pages
    clock: Callable[[], datetime]
    ledger: Ledger
    hours: HoursStore

    async def show(self, _request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Show the overview."""
        words, queue = self.pages.words(visitor.account.locale), await self.desk.queue()
        lines, broken = await self._audit(words, queue)
        here, held = await self.standing.here(), Counter(line.by for line in queue if line.by)
        waits = await self.standing.waits()
        many = [
            words("desk-many-at", who=who, hour=f"{datetime.fromtimestamp(at, UTC):%H:00}")
            for who, at in sorted((await self.hours.many()).items())
            if self.clock().timestamp() - at < MANY_S
        ]
        usual = words.span(timedelta(seconds=sorted(waits)[len(waits) // 2])) if waits else ""
        return self.pages.html(
            "watch", words, title=words("desk-watch"), load=_load(queue, words), usual=usual,
            people=[(name, name in here, held[name]) for name in sorted({*here, *held})], done=lines, broken=broken,
            many=many,
        )  # fmt: skip

    async def _audit(self, words: Words, queue: Sequence[Queued]) -> tuple[list[Done], int]:
        """Return the newest lines of all chains, and how many chains are not whole."""
        names = {line.id: spoken(line.code_name, words.locale) for line in queue}
        done: list[tuple[str, Done]] = []
        broken = 0
        for partition in range(PARTITIONS):
            chain, whole = await self._chain(partition)
            broken += not whole
            for line, _ in chain[-MOST_LINES:]:
                entry: dict[str, str] = json.loads(line)
                hour = datetime.fromisoformat(entry["hour"]).astimezone(UTC)
                more = entry.get("to", "") or words.known("disposition", entry.get("disposition", ""))
                more = more or entry.get("from", "") or words.known("desk-what", entry.get("what", ""))
                case = names.get(entry["case"], entry["case"][:6])
                verb = words.known("desk-verb", entry["verb"])
                told = Done(f"{words.day(hour)}, {hour:%H}:00", entry["operator"], verb, case, more)
                done.append((entry["hour"], told))
        done.sort(key=lambda each: each[0], reverse=True)
        return [each for _, each in done[:MOST_LINES]], broken

    async def _chain(self, partition: int) -> tuple[list[tuple[bytes, bytes]], bool]:
        """Return a chain and whether it is whole; one that grew between two looks is looked at again."""
        for _ in range(3):
            chain = await self.desk.casework.audit(partition)
            head = await self.desk.casework.audit_head(partition)
            if not chain and not head:
                return chain, True
            begins = await self.ledger.begins(partition)
            if begins is not None and broken_at(self.desk.ring.audit, chain, head, begins) is None:
                return chain, True
        return chain, False


def _load(queue: Sequence[Queued], words: Words) -> list[Load]:
    waiting = [line for line in queue if line.state is State.WAITING]
    groups = [(words("desk-urgent"), [line for line in waiting if line.queue == "urgent"], True)]
    groups += [
        (words.language(locale), [line for line in waiting if line.locale == locale], False)
        for locale in sorted({line.locale for line in waiting})
    ]
    return [
        Load(name, len(lines), words.span(max(line.waits for line in lines)) if lines else "", urgent)
        for name, lines, urgent in groups
    ]
