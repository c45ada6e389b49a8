"""The organisation's policy is read strictly: what it says is done, and what it cannot mean is told with its place."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.cases.policy import load_policy, text_problems
from bot.texts import load_texts
from bot.yaml_marks import WrongContent, load_marked

ROOT = Path(__file__).parents[2]
SOUND = """\
organisation: {ru: Линия, en: Line}
locales: [ru, en]
default_locale: ru
home_countries: [RU, KZ]
queues:
  general: {languages: [ru, en], hours: "Mo-Fr 09:00-18:00", timezone: Europe/Moscow}
  urgent: {languages: [ru], hours: "24/7", timezone: Europe/Moscow}
dispositions: [referred, other]
"""


def problems_of(text: str, folder: Path) -> list[str]:
    """Return what is wrong with a policy file, as `helpline check` prints it."""
    path = folder / "helpline.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        load_policy(path)
    except WrongContent as wrong:
        return str(wrong).splitlines()
    return []


def test_our_own_policy_is_sound() -> None:
    """The file that comes with the helpline is read without a complaint and says what we announce."""
    policy = load_policy(ROOT / "helpline.yaml")
    assert policy.locales == ("ru", "en")
    assert policy.home_countries == ("RU", "KZ", "KG", "TJ", "UZ")
    assert not policy.system_down
    assert not policy.whatsapp.neutral_template
    assert not policy.directory.only_checked
    rungs = policy.alarms
    assert [rung.after for rung in (rungs.on_call, rungs.everyone, rungs.supervisor)] == [
        timedelta(minutes=2),
        timedelta(minutes=5),
        timedelta(minutes=10),
    ]


def test_every_ending_and_reason_has_words() -> None:
    """An operator reads how a case may end in their own language, and a person why nobody is there."""
    policy = load_policy(ROOT / "helpline.yaml")
    texts = load_texts(ROOT / "locales", policy.locales, policy.default_locale)
    needed = [f"disposition-{name}" for name in policy.dispositions]
    needed += [closure.say for closure in policy.closures if closure.say]
    assert [(text, locale) for text in needed for locale in policy.locales if not texts.has(text, locale)] == []


def test_the_smallest_policy_keeps_no_longer_than_promised(tmp_path: Path) -> None:
    """An organisation that says nothing about keeping gets exactly what the privacy texts promise."""
    assert problems_of(SOUND, tmp_path) == []
    kept = load_policy(tmp_path / "helpline.yaml").retention
    assert (kept.session, kept.closed, kept.open) == (timedelta(hours=24), timedelta(days=7), timedelta(days=30))
    assert (kept.message_ids, kept.dedupe_marks) == (
        timedelta(hours=48),
        timedelta(hours=48),
    )


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("session: 25 h", "retention.session: from 1 h to 24 h, not 25 h"),
        ("closed: 8 days", "retention.closed: from 1 h to 7 days, not 8 days"),
        ("open: 31 days", "retention.open: from 24 h to 30 days, not 31 days"),
        ("agreed: 181 days", "retention.agreed: from 24 h to 180 days, not 181 days"),
        ("message_ids: 49 h", "retention.message_ids: from 1 h to 48 h, not 49 h"),
        ("dedupe_marks: 49 h", "retention.dedupe_marks: from 24 h to 48 h, not 49 h"),
        ("dedupe_marks: 2 h", "retention.dedupe_marks: from 24 h to 48 h, not 2 h"),
        ("session: 0 h", "retention.session: from 1 h to 24 h, not 0 h"),
        ("session: for ever", "retention.session: write for example '10 min', '24 h' or '7 days'"),
    ],
)
def test_no_file_can_ask_for_more_than_we_promise(tmp_path: Path, written: str, told: str) -> None:
    """How long something is kept can be shortened by the organisation and by nobody be made longer."""
    assert problems_of(f"{SOUND}retention:\n  {written}\n", tmp_path) == [f"helpline.yaml:10:3 {told}"]


def test_less_may_be_asked_for(tmp_path: Path) -> None:
    """An organisation that wants to keep less is obeyed."""
    assert problems_of(f"{SOUND}retention: {{session: 2 h, closed: 1 day}}\n", tmp_path) == []
    kept = load_policy(tmp_path / "helpline.yaml").retention
    assert (kept.session, kept.closed) == (timedelta(hours=2), timedelta(days=1))


MISTAKEN = """\
organisation: {ru: Линия}
locales: [ru, en]
default_locale: rus
home_countries: [RU]
queues:
  general:
    languages: [ru, de]
    hours: "Mo-Fr 09:00-18:00"
    timezone: Europe/Moscow
  urgent: {languages: [ru], hours: "24/7", timezone: Europe/Moscow}
closures:
  - {from: 2027-01-08, to: 2027-01-01, words: {ru: Праздники}}
  - {from: 2027-05-01, to: 2027-05-01}
alarms:
  on_call: {after: 10 min}
dispositions: [referred, referred]
"""
ALL_TOLD = """\
helpline.yaml:1:1 organisation: no words for 'en'
helpline.yaml:2:15 locales[1]: no queue answers in 'en'
helpline.yaml:3:1 default_locale: 'rus' is not among the locales; did you mean 'ru'?
helpline.yaml:7:21 queues.general.languages[1]: 'de' is not among the locales
helpline.yaml:12:24 closures[0].to: ends before it begins
helpline.yaml:12:40 closures[0].words: no words for 'en'
helpline.yaml:13:5 closures[1]: say why either by a text's id ('say') or in words
helpline.yaml:14:1 alarms: on_call comes first, then everyone, then the supervisor
helpline.yaml:16:26 dispositions[1]: 'referred' stands here twice
"""
MISSHAPEN = """\
organization: {ru: Линия, en: Line}
locales: [ru, en]
default_locale: ru
home_countries: [Russia]
queues:
  general: {languages: [ru], hours: nine to five, timezone: Europe/Moskow}
  urgnt: {languages: [ru], hours: "24/7", timezone: Europe/Moscow}
system_down: perhaps
closures:
  - {from: 1 January, to: 2027-01-08, say: closed}
alarms:
  supervisor: {after: soon}
dispositions: []
exit_url: google.com
"""
ALL_SHAPES_TOLD = """\
helpline.yaml:1:1: key 'organisation' is missing
helpline.yaml:1:1 organization: unknown key 'organization'; did you mean 'organisation'?
helpline.yaml:4:18 home_countries[0]: write a country by its two capitals, for example KZ
helpline.yaml:5:1 queues: key 'urgent' is missing
helpline.yaml:6:30 queues.general.hours: not opening hours; write for example 'Mo-Fr 09:00-13:00,14:00-18:00'
helpline.yaml:6:51 queues.general.timezone: no such time zone; write for example Asia/Almaty
helpline.yaml:7:3 queues.urgnt: unknown key 'urgnt'; did you mean 'urgent'?
helpline.yaml:8:1 system_down: Input should be a valid boolean, unable to interpret input
helpline.yaml:10:6 closures[0].from: write a day as 2027-01-31
helpline.yaml:12:16 alarms.supervisor.after: write for example '10 min', '24 h' or '7 days'
helpline.yaml:13:1 dispositions: at least one
helpline.yaml:14:1 exit_url: write a whole address, for example https://example.org/
"""


@pytest.mark.parametrize(("text", "told"), [(MISTAKEN, ALL_TOLD), (MISSHAPEN, ALL_SHAPES_TOLD)])
def test_every_mistake_is_told_at_once_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    """Whoever edits the policy by hand reads all mistakes in one go, each with line and column, and nothing starts."""
    assert problems_of(text, tmp_path) == told.splitlines()


@pytest.mark.parametrize("hours", ["Mo-Fr 09:00-18:00; PH off", "sunrise-sunset", "Mo-Fr 09:00-18:00 unknown"])
def test_hours_say_nothing_that_is_not_obeyed(tmp_path: Path, hours: str) -> None:
    """A calendar of holidays and the sun are not known here; whoever writes them hears so and not a wrong hour."""
    told = problems_of(SOUND.replace("Mo-Fr 09:00-18:00", hours), tmp_path)
    assert len(told) == 1
    assert "means nothing here" in told[0]
    assert told[0].startswith("helpline.yaml:6:34 queues.general.hours: ")


def test_a_missing_ending_is_told_with_its_place(tmp_path: Path) -> None:
    """The check names every way a case may end, and every reason of a closure, that has no words in a language."""
    sound = f"{SOUND}closures:\n  - {{from: 2027-01-01, to: 2027-01-02, say: closed-holidays}}\n"
    assert problems_of(sound, tmp_path) == []
    policy = load_policy(tmp_path / "helpline.yaml")
    _, marks = load_marked(tmp_path / "helpline.yaml", "helpline.yaml")
    assert list(text_problems(policy, marks, lambda _text, _locale: True)) == []
    told = text_problems(policy, marks, lambda text, locale: text == "disposition-other" and locale == "ru")
    assert [str(each) for each in told] == [
        "helpline.yaml:8:16 dispositions[0]: no text 'disposition-referred' in locales/ru",
        "helpline.yaml:8:16 dispositions[0]: no text 'disposition-referred' in locales/en",
        "helpline.yaml:8:26 dispositions[1]: no text 'disposition-other' in locales/en",
        "helpline.yaml:10:40 closures[0].say: no text 'closed-holidays' in locales/ru",
        "helpline.yaml:10:40 closures[0].say: no text 'closed-holidays' in locales/en",
    ]


def test_the_policy_cannot_be_changed_while_we_run() -> None:
    """What was read at the start holds until the next start."""
    policy = load_policy(ROOT / "helpline.yaml")
    with pytest.raises(ValueError, match="frozen"):
        policy.system_down = True
