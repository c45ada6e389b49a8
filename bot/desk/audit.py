"""The audit chain: who did what to which case, in which hour, each line bound to all before it. Never any content.

Nothing here may store; a line and its link are made here and written in the verb's own script.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Link:
    """One line of the chain and the value that binds it to everything before it."""

    line: str
    value: bytes


def link(key: bytes, before: bytes, operator: str, verb: str, case: str, at: datetime, **more: str) -> Link:
    """Return the next link. Times are rounded to the hour; ``more`` holds closed words only, such as a disposition."""
    hour = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0).isoformat()
    entry = {"operator": operator, "verb": verb, "case": case, "hour": hour, **more}
    line = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return Link(line, _bound(key, before, line.encode()))


def broken_at(key: bytes, chain: Sequence[tuple[bytes, bytes]], head: bytes, before: bytes = b"") -> int | None:
    """Return the number of the first line that was edited, moved, removed or cut off; None when the chain is whole.

    ``before`` is the value of the line before the first one, where the oldest lines were forgotten by age.
    """
    for number, (line, value) in enumerate(chain):
        before = _bound(key, before, line)
        if not hmac.compare_digest(before, value):
            return number
    return None if hmac.compare_digest(before, head) else len(chain)


def _bound(key: bytes, before: bytes, line: bytes) -> bytes:
    return hmac.digest(key, before + line, hashlib.sha256)
