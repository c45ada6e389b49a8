"""Who takes very many cases in an hour: supervisors hear of it, and nobody is refused anything.

Nothing here may count an urgent case: whoever takes those is never too quick.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.desk.ledger import Ledger
from bot.desk.verbs import HELPLINE
from bot.messages import HelplineError
from bot.store.hours import HOME, HoursStore

MOST_AN_HOUR = 15


@dataclass(frozen=True, slots=True)
class Claims:
    """Counts claims of cases that are not urgent, by account."""

    store: HoursStore
    ledger: Ledger
    clock: Callable[[], datetime]
    log: structlog.stdlib.BoundLogger

    async def count(self, operator: str) -> None:
        """Count one; the sixteenth within an hour is told. Never raises: the case is taken already."""
        now = int(self.clock().timestamp())
        try:
            if await self.store.count_claim(operator, now, MOST_AN_HOUR):
                await self.store.note_many(operator, now)
                await self.ledger.note(HOME, HELPLINE, "alert", to=operator, what="many-claims")
        except HelplineError as wrong:
            self.log.error("claim_not_counted", exc_info=wrong)
