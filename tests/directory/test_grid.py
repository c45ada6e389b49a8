"""The nearest is the nearest everywhere on the globe."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.directory.grid import EARTH_KM, Grid, distance_km

POINTS = st.tuples(
    st.one_of(st.floats(-90, 90), st.sampled_from([-90.0, 90.0, 89.99, -89.99, 0.0])),
    st.one_of(st.floats(-180, 180), st.sampled_from([-180.0, 180.0, 179.99, -179.99, 0.0])),
)


def by_looking_at_all(
    points: list[tuple[float, float]], here: tuple[float, float], count: int, within: float
) -> list[float]:
    """Return the nearest distances the slow way."""
    distances = sorted(distance_km(*here, *point) for point in points)
    return [km for km in distances if km <= within][:count]


@settings(max_examples=150, deadline=None)
@given(st.lists(POINTS, max_size=60), POINTS, st.integers(1, 8), st.sampled_from([5.0, 150.0, 3000.0, math.inf]))
def test_the_grid_finds_what_a_full_scan_finds(
    points: list[tuple[float, float]], here: tuple[float, float], count: int, within: float
) -> None:
    """Poles, the date line and the opposite side of the earth change nothing."""
    found = Grid((lat, lon, number) for number, (lat, lon) in enumerate(points)).nearest(*here, count, within)
    slow = by_looking_at_all(points, here, count, within)
    assert [km for km, _ in found][:count] == pytest.approx(slow, abs=1e-3)


def test_a_dense_set_is_answered_from_cells_and_still_exact() -> None:
    """Where there are many cells the grid does not look at everything, and still gives the same answer."""
    points = [(lat / 4, lon / 4) for lat in range(-356, 357, 8) for lon in range(-719, 720, 8)]
    grid = Grid((lat, lon, number) for number, (lat, lon) in enumerate(points))
    for here in [(0.1, 179.9), (89.5, 10.0), (-89.9, -180.0), (60.0, -179.99), (-45.3, 0.01)]:
        found = [km for km, _ in grid.nearest(*here, 7)]
        assert found == pytest.approx(by_looking_at_all(points, here, 7, math.inf), abs=1e-3)


def test_neighbours_across_the_date_line_are_near() -> None:
    """Two islands on both sides of the line are a boat trip apart, not a world."""
    (found,) = Grid([(65.78, -168.97, "Diomede")]).nearest(65.78, 169.2, 1)
    assert found[0] < 1100
    (near,) = Grid([(-16.5, 179.9, "Labasa")]).nearest(-16.5, -179.9, 1, 50)
    assert near[1] == "Labasa"


def test_neighbours_of_the_last_at_its_place_come_too() -> None:
    """Nobody in a town is cut off by chance."""
    grid = Grid([(50.0, 30.0, "a"), (51.0, 30.0, "b"), (51.0, 30.0, "c"), (52.0, 30.0, "d")])
    assert [thing for _, thing in grid.nearest(50, 30, 2)] == ["a", "b", "c"]


def test_unwanted_things_are_passed_over() -> None:
    """Who does not fit does not take the place of somebody who does."""
    grid = Grid((50.0, 30.0 + number / 100, number) for number in range(100))
    assert [thing for _, thing in grid.nearest(50, 30, 2, wanted=lambda number: number % 40 == 39)] == [39, 79]


def test_distances_are_right() -> None:
    """Moscow to Vladivostok, a step at the pole, and half around the earth."""
    assert distance_km(55.75, 37.62, 43.11, 131.87) == pytest.approx(6417, abs=15)
    assert distance_km(90, 0, 90, 77) == pytest.approx(0, abs=1e-6)
    assert distance_km(0, 0, 0, 180) == pytest.approx(math.pi * EARTH_KM, abs=1)
