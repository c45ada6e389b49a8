"""The nearest points of a set, exactly, anywhere on the globe: a grid of half degrees in plain Python.

Distances come from unit vectors, so poles and date line need no special care; the grid only saves looking at
everything. Nothing here knows what the points are.

>>> towns = Grid([(59.94, 30.31, "Petersburg"), (55.75, 37.62, "Moscow"), (-16.78, 179.9, "Labasa")])
>>> [(name, round(km)) for km, name in towns.nearest(-16.78, -179.9, 1)]
[('Labasa', 21)]
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from typing import Generic, TypeAlias, TypeVar

EARTH_KM = 6371.0
_CELL = 0.5
_ROWS = int(180 / _CELL)
_COLUMNS = int(360 / _CELL)
_FIRST_KM = 30.0
_WIDER = 2.5

T = TypeVar("T")
_Vector: TypeAlias = tuple[float, float, float]


def unit(lat: float, lon: float) -> _Vector:
    """Return the point as a unit vector from the middle of the earth."""
    phi, lam = math.radians(lat), math.radians(lon)
    return math.cos(phi) * math.cos(lam), math.cos(phi) * math.sin(lam), math.sin(phi)


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the great-circle distance.

    >>> round(distance_km(89.9, 0, 89.9, 180))
    22
    """
    return _km(math.dist(unit(lat, lon), unit(other_lat, other_lon)))


def _km(chord: float) -> float:
    return 2 * EARTH_KM * math.asin(min(1.0, chord / 2))


class Grid(Generic[T]):
    """Points by half-degree cell. Built once, never changed."""

    def __init__(self, points: Iterable[tuple[float, float, T]]) -> None:
        self._cells: dict[int, list[tuple[_Vector, T]]] = {}
        self._all: list[tuple[_Vector, T]] = []
        for lat, lon, thing in points:
            kept = (unit(lat, lon), thing)
            self._all.append(kept)
            self._cells.setdefault(_row(lat) * _COLUMNS + _column(lon), []).append(kept)

    def __len__(self) -> int:
        return len(self._all)

    def things(self) -> Iterator[T]:
        """Give everything there is, in no order that means something."""
        return (thing for _, thing in self._all)

    def nearest(
        self, lat: float, lon: float, count: int, within_km: float = math.inf, wanted: Callable[[T], bool] | None = None
    ) -> list[tuple[float, T]]:
        """Return the ``count`` nearest wanted things with their distances, none farther than ``within_km``.

        Those at the very place of the last one come too: who shares a town is put in order by the caller.
        """
        here = unit(lat, lon)
        radius = min(_FIRST_KM, within_km)
        while True:
            cells = self._cells_within(lat, lon, radius)
            pool, limit = (self._all, within_km) if cells is None else (self._in(cells), radius)
            found = _best(here, pool, count, limit, wanted)
            if cells is None or len(found) >= count or radius >= within_km:
                return found
            radius = within_km if radius * _WIDER * _WIDER > within_km else radius * _WIDER

    def _in(self, cells: Iterable[int]) -> Iterable[tuple[_Vector, T]]:
        get = self._cells.get
        return [kept for cell in cells for kept in get(cell, ())]

    def _cells_within(self, lat: float, lon: float, radius: float) -> list[int] | None:
        """Return every cell that a circle may touch, or None when looking at everything is no dearer."""
        reach = math.degrees(radius / EARTH_KM)
        south, north = _row(max(-90.0, lat - reach)), _row(min(90.0, lat + reach))
        sine = math.sin(radius / EARTH_KM) / max(math.cos(math.radians(lat)), 1e-9)
        over_a_pole = abs(lat) + reach >= 90 or sine >= 1
        wide = _COLUMNS if over_a_pole else 2 * (int(math.degrees(math.asin(sine)) / _CELL) + 1) + 1
        if (north - south + 1) * wide >= len(self._cells):
            return None
        first = _column(lon) - wide // 2
        columns = [(first + step) % _COLUMNS for step in range(wide)]
        return [row * _COLUMNS + column for row in range(south, north + 1) for column in columns]


def _best(
    here: _Vector, pool: Iterable[tuple[_Vector, T]], count: int, within_km: float, wanted: Callable[[T], bool] | None
) -> list[tuple[float, T]]:
    x, y, z = here
    limit = _chord(within_km) ** 2 + 1e-12
    near = [
        (square, thing)
        for (a, b, c), thing in pool
        if (square := (x - a) * (x - a) + (y - b) * (y - b) + (z - c) * (z - c)) <= limit
    ]
    near.sort(key=itemgetter(0))
    best: list[tuple[float, T]] = []
    for square, thing in near:
        if len(best) >= count and square > best[-1][0]:
            break
        if wanted is None or wanted(thing):
            best.append((square, thing))
    return [(_km(math.sqrt(square)), thing) for square, thing in best]


def _chord(km: float) -> float:
    return 2 * math.sin(min(math.pi, km / EARTH_KM) / 2) if km < math.inf else 2.0


def _row(lat: float) -> int:
    return min(_ROWS - 1, int((lat + 90) / _CELL))


def _column(lon: float) -> int:
    return int(((lon + 180) % 360) / _CELL) % _COLUMNS
