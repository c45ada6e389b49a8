"""Figures for Prometheus: how many came in, went out and failed, how many wait. Nothing about one person.

Nothing here may take a label that could single anybody out: only channels and closed words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.store.standing import Standing

_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass
class Figures:
    """Counts in this process and adds them to what all processes counted."""

    standing: Standing
    gauges: Callable[[], Awaitable[Mapping[str, int]]]
    _new: Counter[str] = field(default_factory=Counter)

    def count(self, what: str, channel: str) -> None:
        """Count one event of a closed kind on a channel."""
        self._new[f"{what} {channel}"] += 1

    async def flush(self) -> None:
        """Add what was counted since the last time; nothing is lost when the store cannot be reached."""
        new, self._new = self._new, Counter()
        try:
            await self.standing.add_counts(new)
        except Exception:
            self._new.update(new)
            raise

    async def show(self, _request: web.Request) -> web.Response:
        """Answer Prometheus."""
        await self.flush()
        registry = CollectorRegistry()
        registry.register(_Once(await self.standing.counts(), await self.gauges()))
        return web.Response(body=generate_latest(registry), headers={"Content-Type": _TYPE})


class _Once(Collector):
    """Figures as they are at one moment."""

    def __init__(self, counts: Mapping[str, int], gauges: Mapping[str, int]) -> None:
        self._counts = counts
        self._gauges = gauges

    def collect(self) -> Iterable[Metric]:
        """Return the counters and gauges."""
        events = CounterMetricFamily(
            "helpline_events", "What came in, went out and failed.", labels=["what", "channel"]
        )
        for name, count in sorted(self._counts.items()):
            what, _, channel = name.partition(" ")
            events.add_metric([what, channel], count)
        cases = GaugeMetricFamily("helpline_cases", "Cases and operators at this moment.", labels=["which"])
        for name, count in self._gauges.items():
            cases.add_metric([name.replace(" ", "_")], count)
        return events, cases
