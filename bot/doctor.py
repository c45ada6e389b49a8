"""The doctor: is this installation safe to open? One line for each thing looked at, and what to do about it.

Nothing here may mend anything, and no line holds a secret or a person.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from bot.channels.contract import Channel
from bot.content import problems_of
from bot.directory.gaps import gaps
from bot.helpline import Helpline
from bot.messages import HelplineError

Verdict = Literal["good", "note", "bad"]
SKEW = timedelta(seconds=30)
_MARKS: dict[Verdict, str] = {"good": "ok  ", "note": "note", "bad": "BAD "}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    verdict: Verdict
    what: str

    @property
    def is_bad(self) -> bool:
        """Tell whether the installation must not be opened like this."""
        return self.verdict == "bad"

    def __str__(self) -> str:
        return f"{_MARKS[self.verdict]} {self.what}"


async def examined(helpline: Helpline) -> list[Finding]:
    """Look at everything; a thing that cannot be looked at is bad."""
    findings: list[Finding] = []
    for look in (_store, _keys, _clock, _channels, _people, _content, _directory):
        try:
            findings += [finding async for finding in look(helpline)]
        except HelplineError as wrong:
            findings.append(Finding("bad", f"{look.__name__.strip('_')}: {wrong}"))
    return findings


async def _store(helpline: Helpline) -> AsyncIterator[Finding]:
    complaints = await helpline.connection.check_durability()
    for complaint in complaints:
        yield Finding("bad", f"store: {complaint}")
    if not complaints:
        yield Finding("good", "store: what is accepted is written before it is answered")


async def _keys(helpline: Helpline) -> AsyncIterator[Finding]:
    status = helpline.ring.status(helpline.clock())
    for problem in status.problems:
        yield Finding("bad", f"keys: {problem}")
    if not status.problems:
        yield Finding("good", f"keys: {len(status.days)} day keys, {len(status.mailboxes)} mailbox pairs, all private")


async def _clock(helpline: Helpline) -> AsyncIterator[Finding]:
    reply = await helpline.connection.batch.call("TIME", key="time")
    seconds = int(reply[0]) if isinstance(reply, list) and isinstance(reply[0], bytes) else 0
    skew = abs(datetime.fromtimestamp(seconds, UTC) - datetime.fromtimestamp(time.time(), UTC))
    if skew > SKEW:
        yield Finding("bad", f"clock: this machine and the store differ by {skew.total_seconds():.0f} seconds")
    else:
        yield Finding("good", "clock: this machine and the store agree")


async def _channels(helpline: Helpline) -> AsyncIterator[Finding]:
    settings = helpline.settings
    if not (settings.telegram_token or settings.has_whatsapp or settings.has_sms or settings.web_chat):
        yield Finding("bad", "channels: none is on; nobody can write")
    for name, on in (
        ("telegram", bool(settings.telegram_token)),
        ("whatsapp", settings.has_whatsapp),
        ("sms", settings.has_sms),
        ("web chat", settings.web_chat),
    ):
        yield Finding("good" if on else "note", f"channels: {name} is {'on' if on else 'off'}")
    if settings.web_chat and not settings.public_url.startswith("https://"):
        yield Finding(
            "note", "channels: the web chat and the desk have no https address; only this machine reaches them"
        )
    for channel in helpline.channels.values():
        for problem in await _problems(channel, settings.public_url):
            yield Finding("bad", f"{channel.name}: {problem}")


async def _problems(channel: Channel, public_url: str) -> tuple[str, ...]:
    ask = getattr(channel, "problems", None)
    return tuple(await ask(public_url)) if ask else ()


async def _people(helpline: Helpline) -> AsyncIterator[Finding]:
    able = [account for account in await helpline.accounts.each() if account.can_sign_in and not account.disabled]
    if not able:
        yield Finding("bad", "people: no operator can sign in: `helpline operator add NAME`, `operator invite NAME`")
    else:
        yield Finding("good", f"people: {len(able)} operators can sign in")


async def _content(helpline: Helpline) -> AsyncIterator[Finding]:
    problems = problems_of(helpline.settings.content_dir)
    errors = sum(problem.severity == "error" for problem in problems)
    if errors:
        yield Finding("bad", f"content: {errors} errors; see `helpline check`")
    else:
        yield Finding("good", f"content: whole; {len(problems)} warnings, see `helpline check`")


async def _directory(helpline: Helpline) -> AsyncIterator[Finding]:
    found = gaps(helpline.shelf.content.directory)
    yield Finding("note", f"directory: {len(found.unchecked)} entries that nobody here has called yet")
    for name in found.doubtful:
        yield Finding("note", f"directory: shown with a warning: {name}")
    for name in found.personal_mail:
        yield Finding("note", f"directory: a mail address that looks like one person's own: {name}")
    for country in found.without_emergency:
        yield Finding("note", f"directory: no emergency numbers for {country}")
    lands: dict[str, list[str]] = {}
    for hole in found.holes:
        lands.setdefault(hole.country, []).append(hole.service)
    for country, services in lands.items():
        yield Finding("note", f"directory: nothing to show in {country} for {', '.join(services)}")
