"""What the benchmarks found, as plain values and as words.

Nothing here may measure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from bot.directory.bench import Figures


@dataclass(frozen=True, slots=True)
class Row:
    """One side at one load: medians over the rounds. Times of a turn in milliseconds, CPU in microseconds a turn.

    >>> Row("helpline", 1, 64, 2000.0, 480.0, 90.0, 30.0, 60.0, 24_000, 880).turns_s
    2000.0
    """

    side: str
    workers: int
    in_flight: int
    turns_s: float
    cpu_us: float
    store_us: float
    p50_ms: float
    p99_ms: float
    turns: int
    talks: int

    def told(self) -> str:
        """Return the row as a line of the table."""
        name = f"{self.side}, {self.workers} worker{'s' * (self.workers > 1)}"
        return (
            f"{name:20} {self.in_flight:9d} {self.turns_s:8.0f} {self.cpu_us:7.0f} {self.store_us:8.0f} "
            f"{self.p50_ms:7.2f} {self.p99_ms:7.2f}"
        )


@dataclass(frozen=True, slots=True)
class TurnFigures:
    """Everything `bench turns` found. Ratios are medians over rounds of neighbours, by turns in flight.

    ``faster`` is ours to the peer's turns per second with a worker each, ``leaner`` the peer's CPU to ours;
    ``bytes_per_talk`` says for each side and kind of key what a talk under way takes in the store.
    """

    rows: tuple[Row, ...]
    faster: Mapping[int, float]
    leaner: Mapping[int, float]
    bytes_per_talk: Mapping[str, Mapping[str, float]]
    turns_of_a_talk: int
    rounds: int
    seconds: float
    population: int

    def plain(self) -> dict[str, object]:
        """Return all figures as plain values."""
        return asdict(self)

    def told(self) -> str:
        """Return the figures as a table to print."""
        lines = [
            f"turns: one whole turn over real sockets; talks of {self.turns_of_a_talk} turns, "
            f"{self.population} persons, medians of {self.rounds} alternating rounds of {self.seconds:g} s",
            f"{'':20} {'in flight':>9} {'turns/s':>8} {'CPU us':>7} {'store us':>8} {'p50 ms':>7} {'p99 ms':>7}",
            *(row.told() for row in self.rows),
        ]
        lines += [
            f"{load} in flight: {times:.1f} times the peer's turns a second, for 1/{self.leaner[load]:.1f} of its CPU"
            for load, times in self.faster.items()
        ]
        lines += [
            f"{side}: {sum(kinds.values()):.0f} bytes in the store for a talk under way ({parted(kinds)})"
            for side, kinds in self.bytes_per_talk.items()
        ]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class MemoryFigures:
    """Everything `bench memory` found: bytes for each talk under way and each open case, by kind of key, and what
    each worker holds (resident, and its fair share of what is shared), in bytes.
    """

    persons: int
    bytes_per_talk: Mapping[str, float]
    bytes_per_case: Mapping[str, float]
    workers: tuple[tuple[int, int], ...]

    def plain(self) -> dict[str, object]:
        """Return all figures as plain values."""
        return asdict(self)

    def told(self) -> str:
        """Return the figures as lines to print."""
        return "\n".join(
            (
                f"memory: {sum(self.bytes_per_talk.values()):.0f} bytes in the store for a talk under way, told its "
                f"story ({parted(self.bytes_per_talk)})",
                f"memory: {sum(self.bytes_per_case.values()):.0f} bytes for an open case, its talk and marks included "
                f"({parted(self.bytes_per_case)})",
                *(
                    f"memory: worker {number} holds {resident / 1e6:.0f} MB, {own / 1e6:.0f} MB with shared pages split"
                    for number, (resident, own) in enumerate(self.workers, start=1)
                ),
            )
        )


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """Everything `bench desk` found. Times in milliseconds from where a person's turn began, so before its commit.

    ``words_p99_ms`` is for the words themselves in an open case, the others for the row in the queue; ``while_away``
    counts what was committed while desks were cut off and had to be shown when they were back.
    """

    clients: int
    per_second: float
    seconds: float
    heard: int
    p50_ms: float
    p99_ms: float
    most_ms: float
    words_p99_ms: float
    turn_p50_ms: float
    missed: int
    came_back: int
    while_away: int
    missed_away: int
    cores: float
    rss_before: int
    rss_after: int
    never_read_was_cut_off: bool

    def plain(self) -> dict[str, object]:
        """Return all figures as plain values."""
        return asdict(self)

    def told(self) -> str:
        """Return the figures as lines to print."""
        stuck = "was cut off" if self.never_read_was_cut_off else "held nobody up"
        return "\n".join(
            (
                f"desk: {self.per_second:.0f} messages a second for {self.seconds:g} s, committed in another process, "
                f"to the bytes at {self.clients} desks, one of which never reads and {stuck}",
                f"desk: p50 {self.p50_ms:.1f} ms, p99 {self.p99_ms:.1f} ms, at most {self.most_ms:.0f} ms; in the open "
                f"case p99 {self.words_p99_ms:.1f} ms; the turn itself {self.turn_p50_ms:.1f} ms of it",
                f"desk: {self.missed} of {self.heard + self.missed} missed; {self.came_back} desks were cut off and "
                f"came back: {self.missed_away} of {self.while_away} missed",
                f"desk: holds {self.rss_before / 1e6:.0f} MB, at the end {self.rss_after / 1e6:.0f} MB; works "
                f"{100 * self.cores:.0f} % of the time on one core",
            )
        )


@dataclass(frozen=True, slots=True)
class DirectoryFigures:
    """What the directory's own benchmark found."""

    found: Figures

    def plain(self) -> dict[str, object]:
        """Return all figures as plain values."""
        return asdict(self.found)

    def told(self) -> str:
        """Return the figures as a line to print."""
        return self.found.told()


def parted(kinds: Mapping[str, float]) -> str:
    """Return sums by kind, the largest first.

    >>> parted({"at": 400, "s": 900})
    's 900, at 400'
    """
    return ", ".join(f"{kind} {size:.0f}" for kind, size in sorted(kinds.items(), key=lambda kind: -kind[1]))
