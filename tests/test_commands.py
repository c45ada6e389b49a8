"""The command line answers scripts as its page says: results on standard output, exit status 0, 1 or 2."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from bot.commands.shared import ensure_keys
from bot.content import Shelf
from bot.privacy.keyring import Keyring
from bot.settings import Settings
from tests.stage import ROOT


def helpline(*words: str, folder: Path, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command over the real content, away from the project's folder."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HELPLINE_CONTENT_DIR": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=folder, env=environment, input=given, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_a_text_is_redacted_from_standard_input(tmp_path: Path) -> None:
    """What an operator would see of a text, and where its covered pieces stood."""
    text = "my number is +7 916 555 01 02"
    done = helpline("redact", "-", "--json", folder=tmp_path, given=text)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    (piece,) = answer["found"]
    assert piece["kind"] == "phone"
    assert text[piece["start"] : piece["end"]] not in answer["text"]


def test_a_search_answers_as_a_person_would_get_it(tmp_path: Path) -> None:
    """A place is understood with its typing errors; one that nobody knows is no crash but exit status 1."""
    found = helpline("find", "Питер", "--json", "--limit", "2", folder=tmp_path)
    assert found.returncode == 0, found.stderr
    answer = json.loads(found.stdout)
    assert answer["place"]["country"] == "RU"
    assert len(answer["results"]) == 2
    nowhere = helpline("find", "Qqqqzzzz", "--json", folder=tmp_path)
    assert (nowhere.returncode, json.loads(nowhere.stdout)["place"]) == (1, None)


def test_a_script_talks_line_by_line(tmp_path: Path) -> None:
    """Each line of a script is one thing a person does; what is said to it carries the line's number."""
    done = helpline("talk", "--script", "-", "--locale", "en", "--json", folder=tmp_path, given="1\n1\n")
    assert done.returncode == 0, done.stderr
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert {each["turn"] for each in said} == {0, 1, 2}
    assert all(each["text"] for each in said)


def test_wrong_usage_is_told_in_a_line(tmp_path: Path) -> None:
    """A flow that does not exist is wrong usage, without a traceback."""
    done = helpline("draw", "nothing", folder=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_two_that_start_for_the_first_time_at_once_share_one_ring(tmp_path: Path, shelf: Shelf) -> None:
    """The service and a command beside it may both be the first: neither fails, and both have the same keys."""
    together, many = Barrier(4), 20

    def begin(number: int) -> bytes:
        settings = Settings.read(Path("nowhere"), {"HELPLINE_DATA_DIR": str(tmp_path / str(number // 4))})
        together.wait(10)
        ensure_keys(settings, shelf)
        return Keyring.open(settings.keys_dir, "all").partition

    with ThreadPoolExecutor(4) as threads:
        keys = list(threads.map(begin, range(4 * many)))
    assert len(set(keys)) == many
