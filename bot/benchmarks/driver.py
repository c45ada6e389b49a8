"""The persons who write: they play whole talks against a side's webhook, so many turns in flight at a time.

Lean on purpose, as `far` is. A turn is complete when its webhook call was answered and all its messages arrived; a turn
that is not ends the benchmark, because its figures would mean nothing.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from bot.benchmarks.far import BOT, SAID, FarSide, Overheard, Person, Pieces, TurnFailed
from bot.benchmarks.plan import Step, Talk

FIRST_PERSON = 7_000_000_000
PATIENCE_S = 20.0


class _Line(Pieces):
    """One kept-alive connection to a webhook, for one turn at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.person: Person | None = None
        self.taps_answered = 0

    def whole(self, head: bytes, body: bytes) -> None:
        person = self.person
        assert person is not None
        if head.startswith(b"HTTP/1.1 200"):
            person.is_answered = True
            self.taps_answered += b'"answerCallbackQuery"' in body
            person.came()
        elif person.done is not None and not person.done.done():
            person.done.set_exception(TurnFailed(f"the webhook answered {head[:12].decode()}"))

    def connection_lost(self, exc: Exception | None) -> None:
        if self.person is not None and self.person.done is not None and not self.person.done.done():
            self.person.done.set_exception(TurnFailed("the webhook hung up"))


@dataclass
class Window:
    """What was counted while measuring: turns, hand-overs, and each turn's time in seconds."""

    turns: int = 0
    talks: int = 0
    took: list[float] = field(default_factory=list)
    seconds: float = 0.0


class Driver:
    """Plays talks against one side's webhook.

    The population is first greeted once (`greet`), so that its sessions fill the store; then each line plays one
    person's talk to its end, and a newcomer says hello and joins the queue.
    """

    def __init__(self, far: FarSide, talks: Sequence[Talk], port: int, secret: str, path: str = "/telegram") -> None:
        self._far = far
        self._talks = talks
        self._port = port
        self._head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\nContent-Length: "
        ).encode()
        self._updates = [[_update(step, talk.locale) for step in talk.steps] for talk in talks]
        self._ends = [[_ends(step) for step in talk.steps] for talk in talks]
        self._tapped = [[bool(step.tap) for step in talk.steps] for talk in talks]
        self._queue: list[Person] = []
        self._numbers = itertools.count(1)
        self._people = itertools.count(FIRST_PERSON)
        self._lines: list[_Line] = []
        self._window: Window | None = None
        self.finished = 0
        self.taps = 0

    @property
    def taps_answered(self) -> int:
        """Return how many taps were answered in the answer to the webhook's own call."""
        return sum(line.taps_answered for line in self._lines)

    @property
    def waiting(self) -> int:
        """Return how many persons wait for their next turn."""
        return len(self._queue)

    @property
    def turns_of_a_talk(self) -> int:
        """Return how many turns a talk has."""
        return len(self._talks[0].steps)

    async def connect(self, count: int) -> None:
        """Open connections to the webhook, as many as there may be turns in flight."""
        loop = asyncio.get_running_loop()
        while len(self._lines) < count:
            _, line = await loop.create_connection(_Line, "127.0.0.1", self._port)
            self._lines.append(line)

    def close(self) -> None:
        """Hang up."""
        for line in self._lines:
            line.person = None
            if line.transport is not None:
                line.transport.close()

    async def rehearse(self) -> list[list[list[Overheard]]]:
        """Play one talk of each language while listening; return what was said, by language and turn."""
        await self.connect(1)
        heard: list[list[list[Overheard]]] = [[] for _ in self._talks]
        self._far.listens = True
        for _ in self._talks:
            person = self._newcomer()
            for _ in range(self.turns_of_a_talk):
                await self._turn(self._lines[0], person)
                heard[person.chat % len(self._talks)].append(self._far.overheard[:])
                self._far.overheard.clear()
            self._over(person)
        self._far.listens = False
        return heard

    async def quiet(self, seconds: float) -> None:
        """Wait until nothing has come for so long."""
        before = -1
        while before != (before := self._far.messages + self._far.taps_answered):  # noqa: ASYNC110  silence has no event
            await asyncio.sleep(seconds)

    async def bring(self, population: int, steps: int, in_flight: int) -> None:
        """Let newcomers join until that many persons wait for their turn, each having played so many steps."""
        await self.connect(in_flight)
        left = iter(range(population - len(self._queue)))

        async def bringing(line: _Line) -> None:
            for _ in left:
                await self._hello(line, steps)

        await asyncio.gather(*(bringing(line) for line in self._lines[:in_flight]))

    async def finish(self, in_flight: int = 64) -> None:
        """Let everybody who waits play their talk to its end."""
        await self.connect(in_flight)

        async def finishing(line: _Line) -> None:
            while self._queue:
                person = self._queue.pop(0)
                while person.step < self.turns_of_a_talk:
                    await self._turn(line, person)
                self._over(person)

        await asyncio.gather(*(finishing(line) for line in self._lines[:in_flight]))

    async def play(self, in_flight: int, warm_s: float, seconds: float, note: Callable[[], None]) -> Window:
        """Play with so many turns in flight; ``note`` is called where measuring begins, and again where it ends."""
        await self.connect(in_flight)
        loop = asyncio.get_running_loop()
        ends = loop.time() + warm_s + seconds
        playing = [
            asyncio.ensure_future(self._playing(line, number / in_flight * warm_s, ends))
            for number, line in enumerate(self._lines[:in_flight])
        ]
        await asyncio.sleep(warm_s)
        note()
        window = self._window = Window()
        began = loop.time()
        await asyncio.sleep(seconds)
        self._window = None
        window.seconds = loop.time() - began
        note()
        await asyncio.gather(*playing)
        return window

    async def _playing(self, line: _Line, wait: float, ends: float) -> None:
        """Play one talk after another, each to its end; past ``ends`` nothing new is begun and the talk waits."""
        await asyncio.sleep(wait)
        clock = asyncio.get_running_loop().time
        person: Person | None = None
        while clock() < ends:
            if person is None:
                person = self._queue.pop(0)
            await self._turn(line, person)
            if person.step == self.turns_of_a_talk:
                self._over(person)
                person = None
                await self._hello(line)
        if person is not None:
            self._queue.insert(0, person)

    def _over(self, person: Person) -> None:
        self.finished += 1
        del self._far.persons[person.chat]
        if self._window is not None:
            self._window.talks += 1

    async def _hello(self, line: _Line, steps: int = 1) -> None:
        """Let somebody new begin a talk and join the queue."""
        person = self._newcomer()
        for _ in range(steps):
            await self._turn(line, person)
        self._queue.append(person)

    def _newcomer(self) -> Person:
        """Return the next person; their languages take turns."""
        person = Person(next(self._people))
        self._far.persons[person.chat] = person
        return person

    async def _turn(self, line: _Line, person: Person) -> None:
        talk = person.chat % len(self._talks)
        step = person.step
        number = next(self._numbers)
        update = self._updates[talk][step] % {
            b"update": number, b"chat": person.chat, b"shown": person.last_message, b"now": int(time.time())
        }  # fmt: skip
        loop = asyncio.get_running_loop()
        person.ends, person.is_heard, person.is_answered = self._ends[talk][step], False, False
        person.done = loop.create_future()
        line.person = person
        assert line.transport is not None
        began = loop.time()
        line.transport.write(b"%b%d\r\n\r\n%b" % (self._head, len(update), update))
        patience = loop.call_later(PATIENCE_S, _give_up, person.done, step)
        try:
            await person.done
        finally:
            patience.cancel()
        person.step += 1
        self.taps += self._tapped[talk][step]
        if self._window is not None:
            self._window.turns += 1
            self._window.took.append(loop.time() - began)


def _give_up(done: asyncio.Future[None], step: int) -> None:
    if not done.done():
        done.set_exception(TurnFailed(f"turn {step + 1} was not answered within {PATIENCE_S:.0f} s"))


def _ends(step: Step) -> tuple[bytes, ...]:
    """Return bytes that are in the last message of a turn alone: its last button, as JSON and as a form spell it."""
    last = step.told[-1]
    if last.place or not last.buttons:
        return (b"",)
    payload = last.buttons[-1][1]
    return (f'"{payload}"'.encode(), quote(f'"{payload}"', safe="").encode())


def _update(step: Step, locale: str) -> bytes:
    """Return the update that tells of a person's step, as Telegram writes it; numbers are filled in for each turn."""
    who = b'{"id":%%(chat)d,%b"first_name":"Zarina","username":"zarina_invented",%b}'
    sender = who % (b'"is_bot":false,', b'"language_code":"%b"' % locale.encode())
    chat = who % (b"", b'"type":"private"')
    if not step.tap:
        words = json.dumps(step.words or "/start").encode()
        command = b"" if step.words else b',"entities":[{"offset":0,"length":6,"type":"bot_command"}]'
        return (
            b'{"update_id":%%(update)d,"message":{"message_id":%%(update)d,"from":%b,"chat":%b,"date":%%(now)d,'
            b'"text":%b%b}}' % (sender, chat, words.replace(b"%", b"%%"), command)
        )
    keys = b'{"inline_keyboard":[[{"text":"Some choice","callback_data":"%b"}]]}' % step.tap.encode()
    shown = b'{"message_id":%%(shown)d,"from":%b,"chat":%b,"date":%%(now)d,"text":"%b","reply_markup":%b}'
    return (
        b'{"update_id":%%(update)d,"callback_query":{"id":"%%(update)d","from":%b,"message":%b,'
        b'"chat_instance":"-100200300","data":"%b"}}' % (sender, shown % (BOT, chat, SAID, keys), step.tap.encode())
    )


def percentile(took: Sequence[float], share: float) -> float:
    """Return the time within which that share of the turns was complete."""
    return sorted(took)[min(int(len(took) * share), len(took) - 1)] if took else 0.0
