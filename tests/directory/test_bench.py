"""The benchmark measures what it says it measures."""

from __future__ import annotations

from bot.directory.bench import bench_directory


def test_the_benchmark_runs_and_reports() -> None:
    """A small run gives every figure; how fast is not judged here."""
    figures = bench_directory(organisations=400, queries=40, scans=3)
    assert figures.organisations == 400
    assert 0 < figures.p50_us <= figures.p99_us
    assert figures.ratio > 0
    assert "nearest 5 of 40 questions" in figures.told()
