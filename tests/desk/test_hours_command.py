"""`helpline hours` shows what holds and how it differs from the file, and gives it as lines to put into the file."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

from bot.cases.hours import Changed, Closed, Layer, Switched, in_force
from bot.cases.policy import load_policy
from bot.commands.hours import as_file, told

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
POLICY = load_policy(ROOT / "helpline.yaml")
WORDS = {"ru": 'Переезд: "новый дом"', "en": "We are moving"}
LAYER = Layer(
    hours={"general": Changed("Mo-Su 08:00-10:00,11:00-12:30", "sup", NOW.timestamp())},
    closures=(Closed("a", date(2026, 12, 1), date(2026, 12, 2), ("general",), WORDS, "sup", NOW.timestamp()),),
    set_aside=("2027-01-01 2027-01-08",),
    system=Switched(True, WORDS, "sup", NOW.timestamp()),
    on_call=Changed("ana ben", "sup", NOW.timestamp()),
)


def test_the_difference_to_the_file_is_told_with_who_made_it() -> None:
    """Each change names its maker and moment, and beside it stands what the file says."""
    shown = told(POLICY, LAYER, NOW)
    assert shown.count("set at the desk by sup, 2026-11-24 09:00 UTC") == 4
    assert f"in the file: {POLICY.queues.general.hours}" in shown
    assert "does not hold, opened at the desk" in shown
    assert "on call: ana, ben" in shown
    assert "set at the desk" not in told(POLICY, Layer(), NOW)


def test_what_holds_becomes_lines_of_the_file(tmp_path: Path) -> None:
    """Put into helpline.yaml they mean the same: the file can follow the desk, and the desk is reset."""
    holds = in_force(POLICY, LAYER)
    parts = re.split(r"(?m)^(?=[a-z_]+:)", (ROOT / "helpline.yaml").read_text())
    replaced = ("queues:", "closures:", "system_down:", "down_words:", "alarms:")
    kept = "".join(part for part in parts if not part.startswith(replaced))
    path = tmp_path / "helpline.yaml"
    path.write_text(f"{kept}\n{as_file(holds)}\n")
    assert load_policy(path) == holds
    path.write_text(f"{kept}\n{as_file(POLICY)}\n")
    assert load_policy(path) == POLICY
