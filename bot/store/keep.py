"""How long the store keeps what expires by itself: what was promised at most, or less where the organisation asks so.

Nothing here may be longer than the promise; the policy's types hold the bounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.cases.policy import Retention


@dataclass(frozen=True, slots=True)
class Keep:
    """Lives in seconds; what nobody shortened is what was promised at most.

    >>> Keep.of(Retention(closed=timedelta(days=1))).closed_s
    86400
    """

    session_s: int = 24 * 3600
    closed_s: int = 7 * 24 * 3600
    ids_s: int = 48 * 3600
    seen_s: int = 48 * 3600

    @classmethod
    def of(cls, retention: Retention) -> Keep:
        """Return the lives that an organisation's policy asks for."""
        return cls(
            session_s=_seconds(retention.session),
            closed_s=_seconds(retention.closed),
            ids_s=_seconds(retention.message_ids),
            seen_s=_seconds(retention.dedupe_marks),
        )


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())


AS_PROMISED = Keep()
