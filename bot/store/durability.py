"""What a server must be set to before we may say that nothing accepted is lost and nothing forgotten is kept.

Asked at start-up, which refuses on any complaint, and by `helpline doctor`. The embedded store is set so by itself.
"""

from __future__ import annotations

import re

from redis.exceptions import ResponseError

from bot.store.lane import Lane, expect

WANTED: tuple[tuple[str, str, str], ...] = (
    ("appendonly", "yes", "without the append-only file everything is lost at a restart"),
    ("appendfsync", "always", "otherwise up to a second of accepted messages is lost when the power fails"),
    ("no-appendfsync-on-rewrite", "no", "otherwise accepted messages may be lost while the file is rewritten"),
    ("maxmemory-policy", "noeviction", "otherwise cases disappear when memory is short"),
    ("save", "", "snapshots keep what people asked us to forget"),
    ("slowlog-max-len", "0", "the slow log keeps what was written"),
    ("commandlog-large-request-max-len", "0", "the command log keeps what was written"),
    ("commandlog-large-reply-max-len", "0", "the command log keeps what was written"),
    ("aof-timestamp-enabled", "no", "otherwise the file tells to the second when people wrote"),
    ("crash-log-enabled", "no", "a crash report repeats commands"),
)
"""Setting, value, why."""


async def complaints(lane: Lane) -> list[str]:
    """Return one line for each thing to set right in the server of a lane; empty when all is well."""
    (about,) = lane.submit(("INFO", "server"))
    found = re.search(rb"redis_version:((\d+)\.\d+)", expect(bytes, await about))
    if found is None or int(found[2]) < 7:
        return [
            f"the store is version {found[1].decode() if found else 'unknown'}: it must be Valkey, or Redis from 7.0 on"
        ]
    (settings,) = lane.submit(("CONFIG", "GET", *(name for name, _, _ in WANTED)))
    try:
        flat = [word.decode() for word in expect(list[bytes], await settings)]
    except ResponseError:
        return ["the store does not tell its settings (CONFIG is closed): open CONFIG GET to this account"]
    got = dict(zip(flat[::2], flat[1::2], strict=True))
    return [
        f"the store's {name} is '{got[name]}' and must be '{value}': {why}"
        for name, value, why in WANTED
        if name in got and got[name] != value
    ]
