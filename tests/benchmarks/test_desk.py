"""The desk's benchmark is honest: real desks hear what another process commits, and what did not come is counted."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.benchmarks import desk
from bot.benchmarks.desk import DeskNotMeasured, Shift
from bot.benchmarks.listeners import Ear, heard
from bot.benchmarks.writers import Committed
from tests.stage import ROOT

TURNS = [Committed("c1", "word-bbbbb", 100, 5.0, 5.1), Committed("c1", "word-bbbbc", 102, 7.0, 7.1)]


@pytest.mark.timeout(150)
def test_every_desk_hears_what_another_process_commits(tmp_path: Path) -> None:
    """A short run of the real thing: rows and words come to all, one desk never reads, and whoever was cut off misses
    nothing."""
    found = desk.run(tmp_path, ROOT, Shift(clients=8, per_second=3, away=2, away_s=0.4, warm_s=0.4, late_s=30), 2.0)
    assert found.heard > 7 * 3
    assert 0 < found.p50_ms <= found.p99_ms <= found.most_ms
    assert found.words_p99_ms > 0
    assert (found.missed, found.came_back, found.missed_away) == (0, 2, 0)
    assert found.while_away > 0
    assert found.rss_after > 10_000_000
    assert json.loads(json.dumps(found.plain()))["clients"] == 8
    assert "0 of" in found.told()


def test_what_does_not_come_is_counted() -> None:
    """A row that knows of an older word is no news of a newer one; neither is one that came before it was said."""
    ear = Ear("", 0, rows={"c1": [(100, 5.25), (102, 7.5)]})
    assert heard([ear], TURNS).rows == [0.25, 0.5]
    assert heard([ear], TURNS).missed == 0
    assert heard([replace(ear, rows={"c1": [(100, 5.25), (100, 7.5)]})], TURNS).missed == 1
    assert heard([replace(ear, rows={"c1": [(102, 6.9)]})], TURNS[1:]).missed == 1
    assert heard([replace(ear, rows={})], TURNS).missed == 2


def test_the_words_of_an_open_case_are_waited_for() -> None:
    """Whoever holds a case must read the words themselves; a row alone is not enough."""
    rows = {"c1": [(100, 5.25), (102, 7.5)]}
    holder = Ear("", 0, holds="c1", rows=rows, words={"word-bbbbb": 5.5, "word-bbbbc": 7.5})
    assert heard([holder], TURNS).words == [0.5, 0.5]
    assert heard([replace(holder, words={"word-bbbbb": 5.5})], TURNS).missed == 1


def test_what_was_said_while_a_desk_was_away_is_counted_apart() -> None:
    """It must be shown on coming back, whenever that is; what is not shown then was missed."""
    away = Ear("", 0, rows={"c1": [(100, 5.25), (102, 30.0)]}, away=(6.5, 31.0))
    assert heard([away], TURNS).rows == [0.25]
    assert (heard([away], TURNS).away, heard([away], TURNS).missed_away) == (1, 0)
    assert heard([replace(away, rows={"c1": [(100, 5.25)]})], TURNS).missed_away == 1


async def test_a_desk_that_cannot_join_ends_the_benchmark() -> None:
    """Nothing is told of desks that were refused."""
    refused = Ear("", 0, refused=b"HTTP/1.1 303 See Other")
    with pytest.raises(DeskNotMeasured, match="303"):
        await desk.told([refused], patience=0.01)
