"""How long people wait for a first answer, told with care: rather a little too long than a hope that breaks.

Nothing here may know whose wait it was.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import datetime

LAST = 20
"""How many of the last first answers count."""
FEWEST = 5
"""Below this many answers nothing is said about time."""
CAREFUL = 0.8
"""Which share of people waited at most as long as we say."""
ROUND = 5


PROMISED = re.compile(r"(by|from) (\d{9,11})")
"""How a case notes what its person was told: an answer takes until a moment, or somebody comes from then on."""


def promised(now: datetime, wait_minutes: int | None, opens_at: datetime | None) -> str:
    """Return what a person was told about when somebody comes; nothing where no hour was told.

    >>> promised(datetime.fromtimestamp(1795500000), 15, None)
    'by 1795500900'
    """
    if wait_minutes:
        return f"by {int(now.timestamp()) + wait_minutes * 60}"
    return f"from {int(opens_at.timestamp())}" if opens_at else ""


def estimate(samples: Sequence[float]) -> int | None:
    """Return how many minutes a person should expect, in whole fives, or None while too little is known.

    ``samples`` are the waits of the last first answers in minutes, the newest first.

    >>> estimate([1, 2, 2, 3, 9]), estimate([1, 2, 2, 3])
    (5, None)
    """
    last = sorted(samples[:LAST])
    if len(last) < FEWEST:
        return None
    careful = last[math.ceil(CAREFUL * len(last)) - 1]
    return max(1, math.ceil(careful / ROUND)) * ROUND
