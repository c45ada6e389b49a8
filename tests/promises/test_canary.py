"""Nobody can be looked up: not in the store, its files and logs, not in our log, not at the desk, not after a crash."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyotp
import pytest
import redis
from aiohttp import ClientSession, CookieJar, web
from aiohttp.test_utils import make_mocked_request

from bot.cases.case import Refusal
from bot.content import Shelf
from bot.messages import HelplineError
from bot.privacy.logs import on_loop_error
from bot.privacy.redact import Kind, Redacted, Redactor
from bot.store.embedded import EmbeddedStore
from tests.channels.far_twilio import Trouble
from tests.guards import Log, Wall, logging_to
from tests.promises.crowd import many
from tests.promises.marked_people import Marked, MarkedTelegram, MarkedTerminal, MarkedWeb, MarkedWhatsApp
from tests.promises.marks import Marks, Scanner, found_in, spellings
from tests.stage import Clock, Stage, staged

PEOPLE = many(40, 1000)
STEPS = 12
AT_ONCE = 40
KILLS = 2
PASSWORD = "three calm words"


# -- what goes wrong ---------------------------------------------------------------------------------------------------


@dataclass
class Faults:
    """Breaks things by chance, always with an error that quotes what a person wrote; counts how often."""

    random: Random
    often: float = 0.12
    count: int = 0

    def strike(self) -> bool:
        struck = self.random.random() < self.often
        self.count += struck
        return struck

    def breaking(self, work: Callable[[str], str | None]) -> Callable[[str], str | None]:
        def may_break(text: str) -> str | None:
            if self.strike():
                raise ValueError(f"cannot digest {text}")
            return work(text)

        return may_break

    def telegram(self, method: str, call: dict[str, object]) -> web.Response | None:
        if not self.strike():
            return None
        said = f"{method} to {call.get('chat_id')}: {call.get('text')}"
        status, more = self.random.choice(
            [(429, {"retry_after": 1}), (500, {}), (400, {}), (403, {}), (502, {}), (200, {})]
        )
        refusal = {"ok": False, "error_code": status, "description": said, "parameters": more}
        return web.json_response(refusal, status=status) if self.random.random() < 0.8 else web.Response(text=said)

    def twilio(self) -> Trouble:
        if not self.strike():
            return Trouble()
        return self.random.choice(
            [Trouble(503, "busy"), Trouble(429, "slowly"), Trouble(breaks="before"), Trouble(breaks="after")]
        )


class BreakingRedactor(Redactor):
    """The real redactor, which sometimes breaks and quotes what it could not redact."""

    def __init__(self, faults: Faults) -> None:
        super().__init__()
        self._faults = faults

    def redact(self, text: str, keep: Any = frozenset[Kind]()) -> Redacted:
        if self._faults.strike():
            raise ValueError(f"cannot redact {text}")
        return super().redact(text, keep)


def breaking_shelf(shelf: Shelf, faults: Faults) -> Shelf:
    content = replace(shelf.content, danger=faults.breaking(shelf.content.danger))
    return replace(shelf, content=content, redactor=BreakingRedactor(faults))


# -- the desk, as an operator's browser sees it ------------------------------------------------------------------------


@dataclass
class Wire:
    """What came over the wire: every line of every page once, in whatever page it stood, and the streams whole."""

    _lines: dict[bytes, None] = field(default_factory=dict)
    _stream: bytearray = field(default_factory=bytearray)

    def page(self, content: bytes) -> None:
        """Keep a page or its headers."""
        self._lines.update(dict.fromkeys(content.split(b"\n")))

    def piece(self, content: bytes) -> None:
        """Keep what a stream went on with."""
        self._stream += content

    @property
    def content(self) -> bytes:
        """Return all of it."""
        return b"\n".join([*self._lines, bytes(self._stream)])


@dataclass
class Browser:
    """An operator who takes cases, reads them, answers and closes some; ``wire`` is all that came over."""

    stage: Stage
    wire: Wire = field(default_factory=Wire)
    _http: ClientSession | None = None
    _secret: str = ""

    async def sign_in(self) -> None:
        jar = CookieJar(unsafe=True, treat_as_secure_origin=[self.stage.base])
        self._http = ClientSession(cookie_jar=jar, headers={"Host": "helpline.test", "Sec-Fetch-Site": "same-origin"})
        accounts = self.stage.helpline.accounts
        await accounts.add("ana", ["operator", "supervisor", "administrator"])
        path = f"/desk/invite/{await accounts.invite('ana')}"
        self._secret = (await self.get(path)).split('id="secret">')[1].split("<")[0]
        await self.post(path, password=PASSWORD, code=pyotp.TOTP(self._secret).at(self.stage.clock()))

    async def get(self, path: str, **headers: str) -> str:
        assert self._http
        async with self._http.get(f"{self.stage.base}{path}", headers=headers) as response:
            body = await response.read()
            self.wire.page(body)
            self.wire.page(repr(response.raw_headers).encode())
            return body.decode()

    async def post(self, path: str, **form: str) -> None:
        assert self._http
        async with self._http.post(f"{self.stage.base}{path}", data=form, allow_redirects=False) as response:
            assert response.status in (200, 303, 404, 409, 503), response.status
            self.wire.page(await response.read())

    async def follow(self) -> None:
        """Keep the stream of news open, as the page does."""
        assert self._http
        async with self._http.get(f"{self.stage.base}/desk/live", headers={"Accept": "text/event-stream"}) as response:
            async for piece in response.content.iter_any():
                self.wire.piece(piece)

    async def work(self) -> None:
        """Come back after a while, take what waits, read it, answer it."""
        self.stage.clock.pass_time(timedelta(minutes=1))  # a code opens once
        code = pyotp.TOTP(self._secret).at(self.stage.clock())
        await self.post("/desk/sign-in", name="ana", password=PASSWORD, code=code)
        queue = await self.get("/desk")
        for case in set(re.findall(r"/desk/case/([0-9a-f]+)", queue)):
            await self.post(f"/desk/case/{case}/claim")
            await self.get(f"/desk/case/{case}")
            await self.post(f"/desk/case/{case}/reply", text="we hear you")
            if int(case, 16) % 3:
                await self.post(f"/desk/case/{case}/close", disposition="referred")
        for page in ("/desk/watch", "/desk/handover", "/desk/accounts", "/desk/me"):
            await self.get(page)

    async def close(self) -> None:
        if self._http:
            await self._http.close()


# -- the run -----------------------------------------------------------------------------------------------------------


@dataclass
class Ran:
    """Everything that was left behind, by place, and the marks of everybody."""

    identity: set[str]
    story: set[str]
    places: dict[str, bytes]
    desk: bytes
    faults: int
    cases: int


def left_in_the_store(embedded: EmbeddedStore, socket: Path) -> dict[str, bytes]:
    """Return what somebody finds who takes the store away: its files, a snapshot, and all it tells of itself."""
    with redis.Redis(unix_socket_path=str(socket)) as line:
        line.config_set("rdbcompression", "no")
        line.save()
        asked = ("INFO all", "CLIENT LIST", "SLOWLOG GET -1", "COMMANDLOG GET -1 large-request", "PUBSUB CHANNELS")
        told = [line.execute_command(*words.split()) for words in asked]
    files = {f"store/{file.name}": file.read_bytes() for file in embedded.room.rglob("*") if file.is_file()}
    assert any(name.endswith(".rdb") for name in files)
    assert any(name.endswith(".incr.aof") for name in files)
    return {**files, "what the store tells": repr(told).encode()}


@pytest.fixture(scope="module")
def ran(shelf: Shelf, wall: Wall, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = tmp_path_factory.mktemp("canary")
    embedded = EmbeddedStore(folder, lasting=False)
    socket = embedded.start()
    try:
        with logging_to(Log()) as log:
            found = asyncio.run(_run(embedded, socket, folder, shelf, log))
            found.places |= left_in_the_store(embedded, socket) | {"the log": log.text}
        assert not [name for name in log.dropped if name], "a forbidden field was logged"
        return found
    finally:
        embedded.stop()


async def _run(embedded: EmbeddedStore, socket: Path, folder: Path, shelf: Shelf, log: Log) -> Ran:
    asyncio.get_running_loop().set_exception_handler(on_loop_error)
    faults = Faults(Random(23))
    broken: list[BaseException] = []
    marks = [Marks(Random(number)) for number in range(PEOPLE)]
    answers: list[bytes] = []
    async with staged(socket, folder, breaking_shelf(shelf, faults), Clock()) as stage, AsyncExitStack() as stack:
        stage.telegram.trouble = faults.telegram
        browser = Browser(stage)
        await browser.sign_in()
        stack.push_async_callback(browser.close)
        assert stage.helpline.desk_web
        for work in (stage.helpline.desk_web.run(), browser.follow()):
            stack.callback(asyncio.create_task(work).cancel)
        for start in range(0, PEOPLE, AT_ONCE):
            people = [
                _somebody(number, stage, mark, broken) for number, mark in enumerate(marks[start : start + AT_ONCE])
            ]
            await _play(stage, people, faults, browser, embedded if start == 0 else None)
            # a tap is answered in the webhook's own answer, to Telegram and by the id it gave
            answers += [each for person in people for each in person.said if b"answerCallbackQuery" not in each]
            for person in people:
                await person.close()
        await browser.work()
        cases = len(await stage.helpline.casework.open())
        figures = (await stage.helpline.figures.show(make_mocked_request("GET", "/metrics"))).body
    for error in broken:
        on_loop_error(asyncio.get_running_loop(), {"exception": error})
    ours = [repr(each).encode() for error in broken for each in _chain(error) if isinstance(each, HelplineError)]
    identity = {mark for each in marks for mark in each.identity}
    story = {mark for each in marks for mark in each.story}
    assert isinstance(figures, bytes)
    assert b"helpline_events_total" in figures
    places = {"our answers": b"\n".join(answers), "our errors": b"\n".join(ours), "the figures": figures}
    return Ran(identity, story, places, browser.wire.content, faults.count + KILLS, cases)


def _chain(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    step: BaseException | None = error
    while step is not None:
        chain.append(step)
        step = step.__cause__ or step.__context__
    return chain


def _somebody(number: int, stage: Stage, marks: Marks, broken: list[BaseException]) -> Marked:
    match number % 4:
        case 0 | 1:
            return MarkedTelegram(stage, marks)
        case 2:
            return MarkedWeb(stage, marks)
        case _ if number % 8 == 3:
            return MarkedWhatsApp(stage, marks, "sms" if number % 16 == 11 else "whatsapp")
        case _:
            return MarkedTerminal(stage, marks, broken.append)


async def _play(
    stage: Stage, people: list[Marked], faults: Faults, browser: Browser, embedded: EmbeddedStore | None
) -> None:
    """Let everybody act at once, step by step; a third of them asks for people, and the store dies in between."""
    for step in range(STEPS):
        stage.twilio.trouble("POST Messages", *(faults.twilio() for _ in range(4)))
        acts = [
            asyncio.create_task(
                person.asks_for_people(step - 3) if step in (3, 4) and number % 3 == 0 else person.act()
            )
            for number, person in enumerate(people)
        ]
        if embedded and step in (5, 8):
            await asyncio.sleep(0.02)
            _kill(embedded)
        await asyncio.gather(*acts)
        with suppress(HelplineError):
            await stage.settle()
        if step in (6, 10):
            with suppress(Refusal):
                await browser.work()
        stage.clock.pass_time(timedelta(minutes=faults.random.choice([1, 3, 20])))


def _kill(embedded: EmbeddedStore) -> None:
    with redis.Redis(unix_socket_path=str(embedded.start())) as line:
        os.kill(int(line.info("server")["process_id"]), signal.SIGKILL)
    embedded.start()


# -- what is promised --------------------------------------------------------------------------------------------------


def test_nothing_of_anybody_is_found_anywhere(ran: Ran) -> None:
    """After a crowd of talks over every channel, with errors that quote people and a store that dies: not one trace."""
    found = found_in(ran.identity | ran.story, ran.places)
    size, desk = (sum(map(len, places)) >> 10 for places in (ran.places.values(), [ran.desk]))
    print(f"\n{PEOPLE} talks, {len(ran.identity) + len(ran.story)} marks, {ran.faults} faults, {ran.cases} open cases")
    print(f"{size} KiB in {len(ran.places)} places and {desk} KiB from the desk")
    assert not found
    assert ran.faults >= many(40, 100)


def test_an_operator_reads_the_story_and_not_the_person(ran: Ran) -> None:
    """Whoever works on a case reads what was told, and nothing by which the person could be found."""
    assert not found_in(ran.identity, {"the desk": ran.desk})
    assert found_in(ran.story, {"the desk": ran.desk}), "control: the story is there"
    assert ran.cases >= PEOPLE // 10


@pytest.mark.parametrize("kind", ["identity", "story"])
def test_the_scanner_finds_what_is_planted(ran: Ran, kind: str) -> None:
    """The search has teeth: a mark written anywhere, in any spelling, is found, also in the middle of other bytes."""
    random = Random(3)
    marks = random.sample(sorted(ran.identity if kind == "identity" else ran.story), 20)
    scanner = Scanner(marks)
    for mark in marks:
        for form, pattern in spellings(mark):
            if len(pattern) >= 8:
                hits = scanner.hits(random.randbytes(50) + b"\r\n" + pattern + b"\r\n" + random.randbytes(50))
                assert hits, form


async def test_what_is_not_sealed_is_found_in_every_file(shelf: Shelf, tmp_path: Path) -> None:
    """Control: the same words written unsealed are found in the snapshot, the append-only file and the log."""
    embedded, marks = EmbeddedStore(tmp_path, lasting=False), Marks(Random(1))
    socket = embedded.start()
    try:
        with redis.Redis(unix_socket_path=str(socket)) as line:
            line.set("fsm:state", marks.words(), ex=60)
        places = left_in_the_store(embedded, socket)
    finally:
        embedded.stop()
    scanner = Scanner(marks.story)
    hit = {place for place, content in places.items() if scanner.hits(content)}
    assert {Path(place).suffix for place in hit} == {".rdb", ".aof"}
