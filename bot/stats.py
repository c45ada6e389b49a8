"""What an organisation may tell others about its work: how many cases, of which kinds, how they ended, how long people
waited.

Nothing here may point at anybody: counts below five are never told, nor anything they could be worked out from; each
group is counted by itself, never two crossed; no code name, no operator, no hour. Nothing is kept for it: it is counted
from the cases that are kept anyway, and from the audit, which outlives them without a word of theirs.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import quantiles

from bot.cases.case import Head, State
from bot.desk.verbs import Desk, Queued
from bot.messages import HelplineError
from bot.store.casework import StoredCase
from bot.store.keys import PARTITIONS
from bot.store.standing import Standing

LEAST = 5
"""Below this a count could be somebody."""
FEW, SOME = f"<{LEAST}", f"{LEAST}+"
_SPAN = re.compile(r"(\d{1,3}) ?(h|days?)")

Shown = int | str


class NoSuchMoment(HelplineError):
    """Since when is to be counted was not understood."""


@dataclass(frozen=True, slots=True)
class Told:
    """Counts as they may be told. ``minutes`` are first-answer waits; nothing where too few were answered."""

    since: date
    now: Mapping[str, Shown]
    opened: Mapping[str, Mapping[str, Shown]]
    done: Mapping[str, Shown]
    closed: Mapping[str, Shown]
    minutes: Mapping[str, int]

    def plain(self) -> dict[str, object]:
        """Return it as plain values."""
        return {
            "since": self.since.isoformat(),
            "now": dict(self.now),
            "opened": {name: dict(group) for name, group in self.opened.items()},
            "done": dict(self.done),
            "closed": dict(self.closed),
            "first_answer_minutes": dict(self.minutes),
        }

    def lines(self) -> list[str]:
        """Return it as lines to print."""
        return [
            *(f"{name}: {count}" for name, count in self.now.items()),
            f"since {self.since.isoformat()}:",
            *(f"  opened, by {name}: {_listed(group)}" for name, group in self.opened.items() if group),
            *([f"  done: {_listed(self.done)}"] if self.done else []),
            *([f"  closed: {_listed(self.closed)}"] if self.closed else []),
            *([f"  first answer, in minutes: {_listed(self.minutes)}"] if self.minutes else []),
        ]


def rounded(group: Mapping[str, int]) -> dict[str, Shown]:
    """Return counts as they may be told, the largest first.

    Where a small count could be worked out from the sum of its group, the next larger one is not told exactly either.

    >>> rounded({"report": 20, "find": 2, "rights": 9})
    {'report': 20, 'rights': '5+', 'find': '<5'}
    >>> rounded({"ru": 30, "en": 4, "uz": 3})
    {'ru': 30, 'en': '<5', 'uz': '<5'}
    """
    told: dict[str, Shown] = {}
    sizes = sorted(group.items(), key=lambda each: (-each[1], each[0]))
    small = sum(count for _, count in sizes if 0 < count < LEAST)
    large = [name for name, count in sizes if count >= LEAST]
    for name, count in sizes:
        is_cover = 0 < small < LEAST and name == large[-1] if large else False
        told[name] = FEW if 0 < count < LEAST else SOME if is_cover else count
    return told


def moment(words: str, now: datetime) -> datetime:
    """Return since when is to be counted: ``7 days``, ``48 h`` or a day as ``2026-11-01``; `NoSuchMoment` otherwise.

    >>> moment("2 days", datetime(2026, 11, 21, 12, tzinfo=UTC)).isoformat()
    '2026-11-19T12:00:00+00:00'
    """
    if span := _SPAN.fullmatch(words.strip()):
        return now - int(span[1]) * timedelta(hours=1 if span[2] == "h" else 24)
    try:
        began = datetime.combine(date.fromisoformat(words.strip()), datetime.min.time(), UTC)
    except ValueError:
        raise NoSuchMoment("write since when as 2026-11-01, '7 days' or '48 h'") from None
    if began > now:
        raise NoSuchMoment("since when lies in the future")
    return began


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts. Times of closed cases and of the audit are known to the hour, so a count begins with a whole hour."""

    desk: Desk
    standing: Standing

    async def since(self, began: datetime) -> Told:
        """Return what may be told of the time since a moment."""
        began = began.replace(minute=0, second=0, microsecond=0)
        lines, queue, here = await asyncio.gather(self._audit(began), self.desk.queue(), self.standing.here())
        named = {line["case"] for line in lines if line["case"][:2].isdecimal()} | {each.id for each in queue}
        stored = await asyncio.gather(*(self.desk.casework.case(case, with_talk=False) for case in sorted(named)))
        heads = [head for each in stored if each and _is_since(each, began) and (head := self.desk.head_of(each))]
        acts = Counter(line["verb"] for line in lines)
        return Told(
            since=began.date(),
            now=_present(queue, here),
            opened=_groups(heads),
            done=rounded(
                {verb: acts[verb] for verb in ("claim", "reply", "transfer", "release", "lapse") if acts[verb]}
            ),
            closed=rounded(Counter(line["disposition"] for line in lines if line.get("disposition"))),
            minutes=_waits(await self.standing.waits()),
        )

    async def _audit(self, began: datetime) -> list[dict[str, str]]:
        chains = await asyncio.gather(*(self.desk.casework.audit(partition) for partition in range(PARTITIONS)))
        lines: Iterable[dict[str, str]] = (json.loads(line) for chain in chains for line, _ in chain)
        return [each for each in lines if datetime.fromisoformat(each["hour"]) >= began]


def _is_since(case: StoredCase, began: datetime) -> bool:
    return case.opened >= began.timestamp()


def _present(queue: Sequence[Queued], here: Sequence[str]) -> dict[str, Shown]:
    """Return how it stands now; the desk shows it exactly to those who are to answer."""
    waiting = sum(case.state is State.WAITING for case in queue)
    counts = {
        "urgent": sum(case.queue == "urgent" for case in queue),
        "held unread": sum(bool(case.held) for case in queue),
        "operators at their desk": len(here),
    }
    places = rounded({"waiting": waiting, "with operators": len(queue) - waiting})
    return places | {name: rounded({name: count})[name] for name, count in counts.items()}


def _groups(heads: Sequence[Head]) -> dict[str, dict[str, Shown]]:
    return {
        "queue": rounded(Counter(head.queue for head in heads)),
        "kind": rounded(Counter(head.kind for head in heads)),
        "locale": rounded(Counter(head.locale for head in heads)),
        "channel": rounded(Counter(head.channel for head in heads)),
    }


def _waits(seconds: Sequence[float]) -> dict[str, int]:
    """Return how long the last first answers took; of fewer than five nothing is told."""
    if len(seconds) < LEAST:
        return {}
    cuts = quantiles(seconds, n=10, method="inclusive")
    return {"half within": _minutes(cuts[4]), "nine of ten within": _minutes(cuts[8])}


def _minutes(seconds: float) -> int:
    return max(1, round(seconds / 60))


def _listed(group: Mapping[str, Shown]) -> str:
    return ", ".join(f"{name} {count}" for name, count in group.items())
