"""The process that writes beside the desk: persons hand their talks over, then add words to their cases.

Nothing here may look at the desk. Each turn is the conversation's own, sealed and committed as for people; what is told
to whoever measures is when each began and ended, on the clock that all processes of a machine share.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct, json

from bot.app import build
from bot.benchmarks.plan import Step
from bot.benchmarks.talk import talks
from bot.content import load_shelf
from bot.helpline import Helpline
from bot.messages import Address, Inbound, Tap
from bot.privacy.keyring import Role
from bot.settings import Settings
from bot.store.embedded import EmbeddedStore

LETTERS = "bcdfghjk"
FIRST_PERSON = 7_000_000_000


class Crowd(Struct, frozen=True):
    """Who writes, where, how many words a second all together, and for how many seconds."""

    folder: str
    content: str
    cases: int
    per_second: int
    seconds: float


class Committed(Struct, frozen=True, array_like=True):
    """One turn: its case, the word said, and when. ``word_s`` is wall time in seconds, the others monotonic."""

    case: str
    word: str
    word_s: int
    began: float
    ended: float


@asynccontextmanager
async def joined(folder: Path, content: Path, role: Role) -> AsyncIterator[Helpline]:
    """Open a helpline that serves no channel on the store that runs in a folder. Paths are absolute."""
    settings = Settings.read(folder, {"HELPLINE_DATA_DIR": str(folder), "HELPLINE_CONTENT_DIR": str(content)})
    store = EmbeddedStore(folder, lasting=False)
    helpline = await build(settings, load_shelf(content), store.start(), role=role, quiet=True)
    try:
        yield helpline
    finally:
        await helpline.close()
        store.stop()


def worded(number: int) -> str:
    """Return a word of no language for a number, one that no rule covers or takes for danger.

    >>> worded(0), worded(9)
    ('word-bbbbb', 'word-bbbcc')
    """
    return "word-" + "".join(LETTERS[number >> shift & 7] for shift in (12, 9, 6, 3, 0))


async def write(crowd: Crowd) -> None:
    """Open the cases and say so; once told to begin, add words to them in turn; then tell every turn."""
    async with joined(Path(crowd.folder), Path(crowd.content), "front") as helpline:
        steps = talks(helpline.shelf)[0].steps
        cases = [await _handed_over(helpline, steps, FIRST_PERSON + number) for number in range(crowd.cases)]
        print(json.encode(cases).decode(), flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        turns = await _added(helpline, crowd, cases)
    print(json.encode(turns).decode(), flush=True)


async def _handed_over(helpline: Helpline, steps: tuple[Step, ...], person: int) -> str:
    """Play somebody's talk to its end and return the case it became."""
    before = set(await helpline.casework.open())
    for number, step in enumerate(steps):
        tap = Tap.unpacked(step.tap) if step.tap else None
        await helpline.receive(
            Inbound(
                f"{person}-{number}", _address(person), datetime.now(UTC), text=step.words or None, tap=tap,
                tapped_id="1" if tap else None, start=number == 0,
            )
        )  # fmt: skip
    (case,) = set(await helpline.casework.open()) - before
    return case


async def _added(helpline: Helpline, crowd: Crowd, cases: list[str]) -> list[Committed]:
    """Add words at the pace of a clock, however long a turn takes."""
    loop = asyncio.get_running_loop()
    first, adding = loop.time(), []

    async def add(number: int) -> Committed:
        place, word, word_s, began = number % len(cases), worded(number), int(time.time()), time.monotonic()
        said = Inbound(f"added-{number}", _address(FIRST_PERSON + place), datetime.now(UTC), text=f"They said {word}")
        await helpline.receive(said)
        return Committed(cases[place], word, word_s, began, time.monotonic())

    for number in range(round(crowd.per_second * crowd.seconds)):
        await asyncio.sleep(first + number / crowd.per_second - loop.time())
        adding.append(asyncio.create_task(add(number)))
    return list(await asyncio.gather(*adding))


def _address(person: int) -> Address:
    return Address("telegram", "1", str(person))


if __name__ == "__main__":
    asyncio.run(write(json.decode(Path(sys.argv[1]).read_bytes(), type=Crowd)))
