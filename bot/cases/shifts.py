"""When people are there by the timetable, and how a moment is told to somebody in another time zone.

Nothing here may say that somebody is there: presence is a live desk, and the timetable only a promise to come.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours

from bot.cases.case import Queue
from bot.cases.policy import Closure, Policy
from bot.messages import Ref

HORIZON = timedelta(days=60)
"""Nobody is told of an opening farther away than this."""
_CITIES = {
    "Europe/Moscow": "moscow",
    "Asia/Almaty": "almaty",
    "Asia/Bishkek": "bishkek",
    "Asia/Tashkent": "tashkent",
    "Asia/Dushanbe": "dushanbe",
}
"""The zones that `moments.ftl` can name; a moment in any other is told in UTC."""


def closure_on(policy: Policy, queue: Queue, day: date) -> Closure | None:
    """Return the closure that holds for a queue on a day of its own calendar."""
    closures = (each for each in policy.closures if queue in each.queues and each.first <= day <= each.last)
    return next(closures, None)


def is_open(policy: Policy, queue: Queue, now: datetime) -> bool:
    """Tell whether a queue's hours say that people are there."""
    return not policy.system_down and _is_open(policy, queue, now.astimezone(_zone(policy, queue)))


def next_opening(policy: Policy, queue: Queue, now: datetime) -> datetime | None:
    """Return when a queue opens next, in its own time zone.

    None when that cannot be said: while it is open by its hours (whoever is missing now may come at any moment), when
    the system is down, and when nothing opens within sixty days.
    """
    if policy.system_down or is_open(policy, queue, now):
        return None
    zone = _zone(policy, queue)
    hours = OpeningHours(policy.queues[queue].hours, timezone=zone)
    moment = now.astimezone(zone)
    while moment - now < HORIZON:
        closure = closure_on(policy, queue, moment.date())
        if closure:
            moment = datetime.combine(closure.last + timedelta(days=1), time(), zone)
        elif hours.is_open(moment):
            return moment
        else:
            change = hours.next_change(moment)
            if change is None:
                return None
            moment = change.astimezone(zone)
    return None


def _is_open(policy: Policy, queue: Queue, local: datetime) -> bool:
    hours = OpeningHours(policy.queues[queue].hours, timezone=_zone(policy, queue))
    return closure_on(policy, queue, local.date()) is None and hours.is_open(local)


def _zone(policy: Policy, queue: Queue) -> ZoneInfo:
    return ZoneInfo(policy.queues[queue].timezone)


# -- a moment in words -----------------------------------------------------------------------------------------------


def local_words(moment: datetime, zone: str, now: datetime) -> Ref:
    """Return a moment as a text: today, tomorrow, a weekday within six days, or a date, with the hour.

    With the person's own time zone it is their time, and the text says so. Without one the zone of the moment is
    named instead, and a weekday stands for "today": it may be tomorrow already where the person is.

    >>> nine = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Europe/Moscow"))
    >>> local_words(nine, "Asia/Almaty", datetime(2026, 11, 22, 20, tzinfo=UTC)).args["time"]
    '11:00'
    """
    own = _own_zone(zone)
    city = "" if own else _CITIES.get(getattr(moment.tzinfo, "key", ""), "utc")
    there = own or (UTC if city == "utc" else moment.tzinfo)
    local = moment.astimezone(there)
    days = (local.date() - now.astimezone(there).date()).days
    at = {"time": f"{local:%H:%M}", "zone": city or "own"}
    if own and days == 0:
        return Ref("moment-today", at)
    if own and days == 1:
        return Ref("moment-tomorrow", at)
    if 0 <= days <= 6:
        return Ref("moment-weekday", {**at, "weekday": local.isoweekday()})
    return Ref("moment-date", {**at, "day": local.day, "month": local.month})


def _own_zone(zone: str) -> tzinfo | None:
    try:
        return ZoneInfo(zone) if zone else None
    except (LookupError, OSError, ValueError):
        return None
