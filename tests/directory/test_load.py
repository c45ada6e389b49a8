"""A mistake in the directory is told before anybody is sent anywhere, and all mistakes at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.directory.load import load_directory
from bot.directory.model import DirectoryFile, Organisation
from bot.yaml_marks import WrongContent

GOOD = """\
emergency:
  - {country: MD, general: "112", source: "https://example.org"}
organisations:
  - id: md-house
    state: shown
    name: {en: House, ru: Дом}
    summary: {en: A bed.}
    kind: ngo
    country: MD
    area: town
    place: {lat: 47.01, lon: 28.86}
    timezone: Europe/Chisinau
    services: [shelter]
    audiences: [women]
    phones:
      - {e164: +37322233309, label: office}
      - {e164: +37380077777, dial_from: MD}
    emails:
      - {address: help@example.org}
    websites:
      - {url: example.org}
    hours: Mo-Fr 09:00-18:00
    source: example.org
    source_date: about 2018-2021
    checked_on: 2026-01-31
"""


def told(tmp_path: Path, text: str) -> list[str]:
    """Return what is said about a directory."""
    (tmp_path / "directory.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(WrongContent) as wrong:
        load_directory(tmp_path / "directory.yaml", "directory.yaml")
    return [str(problem) for problem in wrong.value.problems]


def test_a_good_directory_is_read(tmp_path: Path) -> None:
    """Where nothing is wrong, nothing is refused."""
    (tmp_path / "directory.yaml").write_text(GOOD, encoding="utf-8")
    (house,) = load_directory(tmp_path / "directory.yaml").organisations
    assert house.phones[0].e164 == "+37322233309"
    assert house.state == "shown"


FAULTS = [
    ("label: office", "lable: office", "unknown key 'lable'; did you mean 'label'?"),
    ("services: [shelter]", "services: [shelterr]", "'shelterr' is not known here; did you mean 'shelter'?"),
    ("audiences: [women]", "audiences: [woman]", "did you mean 'women'?"),
    ("state: shown", "state: show", "did you mean 'shown'?"),
    ("+37322233309", "+3732223330", "no such number can exist"),
    ("+37322233309", "022 23 33 09", "a full number is + and digits"),
    ("{e164: +37380077777, dial_from: MD}", "{e164: +37380077777}", "a toll-free number does not connect from abroad"),
    ("{e164: +37380077777, dial_from: MD}", '{short_code: "111"}', "in which country this number is dialled"),
    ("{e164: +37380077777, dial_from: MD}", '{e164: +37322234906, short_code: "111"}', "exactly one of"),
    ("{lat: 47.01, lon: 28.86}", "{lat: 47.0123, lon: 28.86}", "at most two decimals"),
    ("{lat: 47.01, lon: 28.86}", "{lat: 147.01, lon: 28.86}", "less than or equal to 90"),
    ("    place: {lat: 47.01, lon: 28.86}\n", "", "needs a place"),
    ("    timezone: Europe/Chisinau\n", "", "hours need a timezone"),
    ("Europe/Chisinau", "Europe/Kishinev", "no such time zone"),
    ("Mo-Fr 09:00-18:00", "weekdays nine to six", "not opening hours"),
    ("about 2018-2021", "some time ago", "about 2018-2021"),
    ("2026-01-31", "31.1.2026", "valid date"),
    ("country: MD\n    area", "country: Moldova\n    area", "two capital letters"),
    ("address: help@example.org", "address: '[email protected]'", "not a mail address"),
    ("ru: Дом", "ru: null", "leave the line out"),
    ("kind: ngo", "kind: ngo\n    kind: police", "key 'kind' stands here twice, first in line 8"),
    ('general: "112"', "members: [RO]", "at least one number"),
    ("services: [shelter]", "services: [shelter, shelter]", "name the same thing twice"),
    ("    source: example.org\n", "", "key 'source' is missing"),
    ("  - id: md-house", "  - id: MD House", "an id is small letters"),
]


@pytest.mark.parametrize(("right", "wrong", "said"), FAULTS)
def test_a_planted_fault_is_found(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    """Each kind of mistake is refused, with its place in the file."""
    assert right in GOOD
    problems = told(tmp_path, GOOD.replace(right, wrong, 1))
    assert len(problems) == 1
    assert said in problems[0]
    assert re.match(r"directory\.yaml:\d+:\d+ ", problems[0])


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """One run shows everything that has to be mended, in the order of the file."""
    text = (
        GOOD.replace("kind: ngo", "kind: ngoo").replace("label: office", "lable: office").replace("2026-01-31", "yes")
    )
    problems = told(tmp_path, text)
    assert [problem.split(" ", 1)[0] for problem in problems] == [
        "directory.yaml:8:5",
        "directory.yaml:16:30",
        "directory.yaml:25:5",
    ]
    assert "md-house.phones[0].lable" in problems[1]


def test_an_id_belongs_to_one_organisation(tmp_path: Path) -> None:
    """A block that was copied and forgotten is noticed."""
    block = GOOD[GOOD.index("  - id:") :]
    (problem,) = told(tmp_path, GOOD + block)
    assert problem == "directory.yaml:26:5 md-house: id 'md-house' is used twice, first in line 4"


def test_a_missing_directory_is_told(tmp_path: Path) -> None:
    """Without its file the helpline says so and does not start."""
    with pytest.raises(WrongContent, match="no such file"):
        load_directory(tmp_path / "directory.yaml")


def test_the_format_can_be_given_to_an_editor() -> None:
    """The schema of the file knows every key of an organisation."""
    schema = DirectoryFile.model_json_schema()
    assert set(schema["$defs"]["Organisation"]["properties"]) == set(Organisation.model_fields)
