"""How long people wait."""

from __future__ import annotations

from collections.abc import Sequence


def estimate(samples: Sequence[float]) -> int | None:
    """Return minutes."""
    return None if len(samples) < 5 else int(sorted(samples)[-2])
