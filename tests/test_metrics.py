"""Figures are counts of closed kinds, summed over all processes, and never about one person."""

from __future__ import annotations

import re

from aiohttp import ClientSession

from bot.serving import Door, listening, serve
from tests.stage import Stage, TerminalPerson


async def test_figures_count_what_came_in_and_went_out(stage: Stage) -> None:
    """Prometheus reads how many messages came in, went out, and how many wait; no label names anybody."""
    person = TerminalPerson(stage, "en")
    for words in ("hello", "2", "/human", "skip"):
        await person.type(words)
        await person.heard()
    sock = listening("127.0.0.1", 0)
    runner = await serve([Door("GET", "/metrics", stage.helpline.figures.show)], sock)
    async with ClientSession() as http, http.get(f"http://127.0.0.1:{sock.getsockname()[1]}/metrics") as response:
        shown = await response.text()
    await runner.cleanup()
    assert 'helpline_events_total{channel="terminal",what="received"} 4.0' in shown
    assert 'helpline_cases{which="waiting"} 1.0' in shown
    labels = set(re.findall(r'(\w+)="', shown))
    assert labels == {"channel", "what", "which"}
