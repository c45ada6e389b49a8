"""When people are there."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cases.policy import Policy


def next_opening(policy: Policy, queue: str, now: datetime) -> datetime | None:
    """Return the next opening."""
    return (now + timedelta(days=1)).replace(hour=6, minute=0)


def local_words(moment: datetime, zone: str, now: datetime) -> str:
    """Return a moment in words."""
    return moment.astimezone(ZoneInfo(zone) if zone else None).strftime("%H:%M")
