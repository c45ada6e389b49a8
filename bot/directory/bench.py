"""How fast the nearest real help is found, for `helpline bench directory`: a made-up directory of any size.

Everything is invented from a seed; the clock is read only to measure.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median, quantiles
from time import thread_time_ns

from bot.directory.answers import SearchFor
from bot.directory.grid import distance_km
from bot.directory.model import DirectoryFile, Organisation, Phone, Text, TownCentre
from bot.directory.search import NEAR_KM, Directory
from bot.directory.taxonomy import AUDIENCES, SERVICES, Audience, only_for
from bot.messages import Place

_LANDS: tuple[tuple[str, float, float, float, float, int], ...] = (
    ("RU", 43.0, 68.0, 28.0, 140.0, 40),
    ("KZ", 41.0, 55.0, 47.0, 86.0, 15),
    ("UZ", 37.5, 45.0, 56.0, 73.0, 15),
    ("KG", 39.5, 43.0, 70.0, 80.0, 10),
    ("TJ", 37.0, 41.0, 67.5, 74.5, 10),
    ("TR", 36.0, 42.0, 26.0, 44.0, 10),
)
"""Country, south, north, west, east and its share in a hundred."""
_AT = datetime(2026, 1, 5, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured, in CPU time, which a busy machine disturbs least.

    ``ratio`` is how many times longer it takes to look at everything.
    """

    organisations: int
    queries: int
    build_ms: float
    p50_us: float
    p99_us: float
    scan_p50_us: float
    ratio: float

    def told(self) -> str:
        """Return the figures as one line to print."""
        return (
            f"directory: {self.organisations} organisations, built in {self.build_ms:.0f} ms; nearest 5 of "
            f"{self.queries} questions: p50 {self.p50_us:.0f} us, p99 {self.p99_us:.0f} us; "
            f"a full scan takes {self.scan_p50_us:.0f} us, {self.ratio:.0f} times as long"
        )


def bench_directory(organisations: int = 100_000, queries: int = 2_000, scans: int = 10, seed: int = 1) -> Figures:
    """Measure searches in an invented directory against a full scan that answers the same question."""
    draw = random.Random(seed)  # noqa: S311 - nothing secret is drawn
    file = invented(draw, organisations)
    started = thread_time_ns()
    directory = Directory(file)
    build_ms = (thread_time_ns() - started) / 1e6
    asked = [_question(draw) for _ in range(queries)]
    for question in asked[:100]:
        directory.search(question)
    found = _timed(asked, directory.search)
    scanned = _timed(asked[:scans], lambda question: nearest_by_scan(file.organisations, question))
    p50 = median(found)
    return Figures(
        organisations, queries, build_ms, p50, quantiles(found, n=100)[98], median(scanned), median(scanned) / p50
    )


def invented(draw: random.Random, organisations: int) -> DirectoryFile:
    """Return a directory of invented organisations, one in two hundred of them country-wide, one in forty doubtful."""
    return DirectoryFile(organisations=tuple(_organisation(draw, number) for number in range(organisations)))


def nearest_by_scan(organisations: Sequence[Organisation], asked: SearchFor) -> list[tuple[float, str]]:
    """Return the nearest fitting local organisations by looking at every one: slow, and plain enough to be right."""
    place = asked.place or Place(0, 0)
    found = [
        (distance_km(place.lat, place.lon, one.place.lat, one.place.lon), one.id)
        for one in organisations
        if one.place is not None
        and one.country == asked.country
        and one.state == "shown"
        and one.area != "country"
        and asked.needs & set(one.services)
        and (not only_for(one.audiences) or only_for(one.audiences) & asked.audiences)
    ]
    return sorted(pair for pair in found if pair[0] <= NEAR_KM)[: asked.limit]


def _timed(asked: Sequence[SearchFor], answer: Callable[[SearchFor], object]) -> list[float]:
    took = []
    for question in asked:
        started = thread_time_ns()
        answer(question)
        took.append((thread_time_ns() - started) / 1e3)
    return took


def _somewhere(draw: random.Random) -> tuple[str, float, float]:
    (land, south, north, west, east, _), *_ = draw.choices(_LANDS, weights=[one[5] for one in _LANDS])
    return land, round(draw.uniform(south, north), 2), round(draw.uniform(west, east), 2)


def _organisation(draw: random.Random, number: int) -> Organisation:
    land, lat, lon = _somewhere(draw)
    wide = number % 200 == 0
    meant: list[Audience] = draw.sample(AUDIENCES, draw.randint(0, 3))
    return Organisation(
        id=f"made-up-{number}",
        name=Text(en=f"House {number}"),
        kind="ngo",
        country=land,
        area="country" if wide else "town",
        place=TownCentre(lat=lat, lon=lon),
        services=tuple(draw.sample(SERVICES, draw.randint(1, 5))),
        audiences=tuple(meant),
        phones=(Phone(short_code="123", dial_from=land),) if number % 3 else (Phone(e164="+37322233309"),),
        summary=Text(en="Invented."),
        source="invented",
        state="doubtful" if number % 40 == 1 else "shown",
    )


def _question(draw: random.Random) -> SearchFor:
    land, lat, lon = _somewhere(draw)
    return SearchFor(
        at=_AT,
        country=land,
        place=Place(lat, lon),
        needs=frozenset({draw.choice(SERVICES)}),
        audiences=frozenset({draw.choice(("women", "men"))}),
    )
