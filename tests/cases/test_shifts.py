"""People are told when somebody comes, and the hour they read is never wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.cases.policy import Closure, Policy, QueuePolicy, Queues
from bot.cases.shifts import closure_on, is_open, local_words, next_opening
from bot.messages import Line
from bot.texts import Texts, load_texts

ROOT = Path(__file__).parents[2]
MOSCOW, BERLIN, ALMATY = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Almaty")


def policy(
    hours: str = "Mo-Fr 09:00-13:00,14:00-18:00",
    zone: str = "Europe/Moscow",
    closures: tuple[Closure, ...] = (),
    *,
    down: bool = False,
) -> Policy:
    """Return a policy in which the general queue has these hours and the urgent one is never closed."""
    return Policy(
        organisation={"en": "Line"},
        locales=("en",),
        default_locale="en",
        home_countries=("RU",),
        queues=Queues(
            general=QueuePolicy(languages=("en",), hours=hours, timezone=zone),
            urgent=QueuePolicy(languages=("en",), hours="24/7", timezone=zone),
        ),
        closures=closures,
        system_down=down,
        dispositions=("other",),
    )


def days_off(first: str, last: str, queue: str = "general") -> Closure:
    return Closure.model_validate({"from": first, "to": last, "queues": [queue], "words": {"en": "Holidays"}})


@pytest.fixture(scope="module")
def texts() -> Texts:
    """The real words."""
    return load_texts(ROOT / "locales", ("ru", "en"), "en")


# -- the timetable ----------------------------------------------------------------------------------------------------


def test_at_three_in_the_morning_the_next_opening_is_at_nine() -> None:
    """Whoever writes at 03:00, when nobody is signed in, hears of the same morning."""
    night = datetime(2026, 11, 24, 3, 0, tzinfo=MOSCOW)
    assert next_opening(policy(), "general", night) == datetime(2026, 11, 24, 9, 0, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-24T13:30", "2026-11-24T14:00"),  # the lunch hour: a day has several periods
        ("2026-11-24T18:00", "2026-11-25T09:00"),  # the minute of closing is closed
        ("2026-11-27T20:00", "2026-11-30T09:00"),  # Friday evening
        ("2026-11-28T12:00", "2026-11-30T09:00"),  # Saturday
    ],
)
def test_the_next_opening_skips_pauses_and_weekends(now: str, opens: str) -> None:
    """Between two periods of a day, after hours and on free days the very next period is named."""
    moment = datetime.fromisoformat(now).replace(tzinfo=MOSCOW)
    assert next_opening(policy(), "general", moment) == datetime.fromisoformat(opens).replace(tzinfo=MOSCOW)


def test_while_the_queue_is_open_no_hour_is_promised() -> None:
    """If nobody is there within the hours, we say that we do not know when, and not that somebody came at nine."""
    noon = datetime(2026, 11, 24, 12, 0, tzinfo=MOSCOW)
    assert is_open(policy(), "general", noon)
    assert next_opening(policy(), "general", noon) is None
    assert next_opening(policy("24/7"), "general", noon) is None


def test_a_closure_moves_the_opening_to_the_first_day_after_it() -> None:
    """On holidays nobody is promised a consultant who will not come; other queues are not touched."""
    holidays = policy(closures=(days_off("2026-12-31", "2027-01-08"),))
    eve = datetime(2026, 12, 30, 19, 0, tzinfo=MOSCOW)
    midday = datetime(2027, 1, 5, 12, 0, tzinfo=MOSCOW)
    after = datetime(2027, 1, 11, 9, 0, tzinfo=MOSCOW)  # the 9th and 10th are a weekend
    assert next_opening(holidays, "general", eve) == next_opening(holidays, "general", midday) == after
    assert not is_open(holidays, "general", midday)
    assert is_open(policy(), "general", midday), "without the closure this is an hour of work"
    assert is_open(holidays, "urgent", midday)


def test_closures_that_touch_are_one_long_closure() -> None:
    """A queue that never closes opens at midnight after two closures that follow each other."""
    closed = policy("24/7", closures=(days_off("2027-01-01", "2027-01-03"), days_off("2027-01-04", "2027-01-05")))
    opens = next_opening(closed, "general", datetime(2027, 1, 2, 15, 0, tzinfo=MOSCOW))
    assert opens == datetime(2027, 1, 6, 0, 0, tzinfo=MOSCOW)


def test_a_closure_says_why() -> None:
    """Whoever asks on a holiday can be told which one it is."""
    closed = policy(closures=(days_off("2027-01-01", "2027-01-03"),))
    found = closure_on(closed, "general", datetime(2027, 1, 2, tzinfo=MOSCOW).date())
    assert found is not None
    assert found.told("en") == "Holidays"
    assert closure_on(closed, "general", datetime(2027, 1, 4, tzinfo=MOSCOW).date()) is None


def test_when_the_system_is_down_nothing_is_promised() -> None:
    """One switch makes us honest when nobody can answer, whatever the hours say."""
    for hour in (3, 12):
        now = datetime(2026, 11, 24, hour, 0, tzinfo=MOSCOW)
        assert next_opening(policy(down=True), "general", now) is None
        assert not is_open(policy(down=True), "general", now)


def test_an_opening_far_away_is_not_promised() -> None:
    """Hours that never come, and a closure of months, give no date at all."""
    now = datetime(2026, 11, 24, 3, 0, tzinfo=MOSCOW)
    assert next_opening(policy("off"), "general", now) is None
    assert next_opening(policy(closures=(days_off("2026-11-01", "2027-10-01"),)), "general", now) is None


@pytest.mark.parametrize(
    ("now", "opens_utc"),
    [
        ("2026-03-28T20:00", "2026-03-29T07:00"),  # the night the clocks go forward: 09:00 is two hours from UTC
        ("2026-03-27T20:00", "2026-03-28T08:00"),  # the night before: still one hour
        ("2026-10-24T20:00", "2026-10-25T08:00"),  # the night the clocks go back
        ("2026-10-23T20:00", "2026-10-24T07:00"),
    ],
)
def test_clocks_that_change_at_night_do_not_move_the_opening(now: str, opens_utc: str) -> None:
    """Nine o'clock is nine o'clock where the consultants are, on the night the clocks change too."""
    berlin = policy("Mo-Su 09:00-18:00", "Europe/Berlin")
    opens = next_opening(berlin, "general", datetime.fromisoformat(now).replace(tzinfo=BERLIN))
    assert opens == datetime.fromisoformat(opens_utc).replace(tzinfo=UTC)
    assert opens.astimezone(BERLIN).hour == 9


def test_an_hour_that_does_not_exist_is_not_promised() -> None:
    """A shift that would begin in the hour the clocks skip begins when the clocks go on."""
    early = policy("Mo-Su 02:30-05:00", "Europe/Berlin")
    opens = next_opening(early, "general", datetime(2026, 3, 28, 22, 0, tzinfo=BERLIN))
    assert opens is not None
    assert is_open(early, "general", opens)
    assert opens.astimezone(UTC).astimezone(BERLIN).hour == 3


# -- in words ---------------------------------------------------------------------------------------------------------

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=MOSCOW)  # a Tuesday; 11:00 in Almaty, 06:00 UTC


@pytest.mark.parametrize(
    ("now", "zone", "en", "ru"),
    [
        ("11-24T00:00", "Asia/Almaty", "today at 11:00 your time", "сегодня в 11:00 по вашему времени"),
        ("11-23T15:00", "Asia/Almaty", "tomorrow at 11:00 your time", "завтра в 11:00 по вашему времени"),
        # 23:30 on Monday in Moscow is Tuesday already in Almaty: today for the person, tomorrow for us
        ("11-23T20:30", "Asia/Almaty", "today at 11:00 your time", "сегодня в 11:00 по вашему времени"),
        ("11-21T12:00", "Europe/Moscow", "on Tuesday at 09:00 your time", "во вторник в 09:00 по вашему времени"),
        ("11-10T12:00", "Europe/Moscow", "on 24 November at 09:00 your time", "24 ноября в 09:00 по вашему времени"),
        ("11-24T00:00", "", "on Tuesday at 09:00 Moscow time", "во вторник в 09:00 по московскому времени"),
        ("11-24T00:00", "Mars/Base", "on Tuesday at 09:00 Moscow time", "во вторник в 09:00 по московскому времени"),
    ],
)
def test_a_moment_is_told_in_the_persons_own_time(texts: Texts, now: str, zone: str, en: str, ru: str) -> None:
    """Today and tomorrow are the person's, not ours; where their time is not known, the text says whose it is."""
    words = local_words(NINE, zone, datetime.fromisoformat(f"2026-{now}").replace(tzinfo=UTC))
    assert texts.say(Line(words.text, words.args), "en") == en
    assert texts.say(Line(words.text, words.args), "ru") == ru


def test_a_zone_without_a_name_is_told_in_utc(texts: Texts) -> None:
    """An organisation elsewhere names no wrong city: the hour is turned into UTC and called so."""
    nine = datetime(2026, 11, 24, 9, 0, tzinfo=BERLIN)
    words = local_words(nine, "", datetime(2026, 11, 24, 0, 0, tzinfo=UTC))
    assert texts.say(Line(words.text, words.args), "en") == "on Tuesday at 08:00 UTC"


def test_every_day_and_month_has_words(texts: Texts) -> None:
    """A year of mornings is told without a gap, in both languages, and no two days of a week sound alike."""
    now = datetime(2026, 1, 1, 6, 0, tzinfo=MOSCOW)
    for locale in ("en", "ru"):
        week = set()
        for day in range(2, 365):
            moment = NINE.replace(month=1, day=1) + timedelta(days=day)
            words = local_words(moment, "Europe/Moscow", now if day > 6 else moment - timedelta(days=2))
            said = texts.say(Line(words.text, words.args), locale)
            assert "09:00" in said
            week.update([said] if day <= 8 and words.text == "moment-weekday" else [])
        assert len(week) >= 5
