"""Where no webhook can reach us we fetch: in order for each person, side by side, and nothing is lost by a crash."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from msgspec import Raw
from structlog.testing import capture_logs

from bot.channels.contract import NotAccepted, Unreachable
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_inbound import Intake
from bot.channels.telegram_polling import Poller
from bot.channels.telegram_session import open_http
from bot.messages import Inbound
from tests.channels import telegram_people as people
from tests.channels.telegram_people import Person
from tests.channels.telegram_proxy import TOKEN, TelegramFarSide, Trouble


class House:
    """What stands behind the channel: takes inbounds, keeps the offset, and fails when it is told to."""

    def __init__(self) -> None:
        self.received: list[Inbound] = []
        self.dead: list[bytes] = []
        self.offset: int | None = None
        self.refusals: list[Exception] = []
        self.offset_refusals: list[Exception] = []
        self.pauses: list[float] = []
        self.holds: dict[str, asyncio.Event] = {}
        self.changed = asyncio.Condition()

    async def receive(self, inbound: Inbound) -> None:
        if inbound.text in self.holds:
            await self.holds[inbound.text].wait()
        if self.refusals:
            raise self.refusals.pop(0)
        self.received.append(inbound)
        async with self.changed:
            self.changed.notify_all()

    async def seal(self, body: bytes) -> None:
        self.dead.append(body)

    async def load(self) -> int | None:
        return self.offset

    async def save(self, offset: int) -> None:
        if self.offset_refusals:
            raise self.offset_refusals.pop(0)
        self.offset = offset
        async with self.changed:
            self.changed.notify_all()

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        await asyncio.sleep(0)

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(20), self.changed:
            await self.changed.wait_for(condition)

    @property
    def texts(self) -> list[str | None]:
        return [inbound.text for inbound in self.received]

    def of(self, person: Person) -> list[str | None]:
        return [inbound.text for inbound in self.received if inbound.address.to == str(person.id)]


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
async def far() -> AsyncIterator[TelegramFarSide]:
    async with TelegramFarSide() as far:
        yield far
        assert far.faults == []


def now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def polling(far: TelegramFarSide, house: House) -> AsyncIterator[TelegramChannel]:
    """Run a channel that polls the far side, until the block ends."""
    async with open_http() as http:
        channel = TelegramChannel(
            TOKEN,
            house.receive,
            house.seal,
            http=http,
            now=now,
            mode="polling",
            api_base=far.api,
            poll_for=timedelta(seconds=1),
            sleep=house.sleep,
        )
        task = asyncio.create_task(channel.run_polling(house.load, house.save))
        try:
            yield channel
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await channel.close()


async def test_everything_a_person_does_comes_in(far: TelegramFarSide, house: House) -> None:
    """Words, corrections, places, stickers, taps and leaving all come in by polling, in order."""
    zaira = far.person("ka")
    async with polling(far, house) as channel:
        await far.text(zaira, "/start")
        number = await far.text(zaira, "they keep my pasport")
        await far.edit(zaira, number, "they keep my passport")
        await far.place(zaira, 41.7, 44.8)
        await far.sticker(zaira)
        await far.tap_payload(zaira, "f/n/yes", 3)
        await far.block(zaira)
        await house.until(lambda: len(house.received) == 7)
        assert [(inbound.text, inbound.edited) for inbound in house.received[1:3]] == [
            ("they keep my pasport", False),
            ("they keep my passport", True),
        ]
        assert [inbound.media for inbound in house.received] == [None] * 4 + ["sticker", None, None]
        assert house.received[6].gone
        await far.until(lambda: len(far.answered_taps) == 1)
        await house.until(lambda: house.offset == 8)
        assert channel.routes() == ()
    assert far.calls[0].method == "deleteWebhook"
    assert far.called("getUpdates")[0]["allowed_updates"] == [
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
    ]


async def test_one_person_does_not_hold_up_another(far: TelegramFarSide, house: House) -> None:
    """While one person's message is stuck, others are heard; the offset waits for the one that is stuck."""
    slow, quick = far.person(), far.person()
    house.holds["stuck"] = asyncio.Event()
    await far.text(slow, "stuck")
    await far.text(slow, "and then")
    await far.text(quick, "hello")
    async with polling(far, house):
        await house.until(lambda: house.of(quick) == ["hello"])
        await far.text(quick, "still there?")
        await house.until(lambda: len(house.of(quick)) == 2)
        assert house.of(slow) == []
        assert house.offset is None
        house.holds["stuck"].set()
        await house.until(lambda: house.offset == 5)
    assert house.of(slow) == ["stuck", "and then"]


async def test_what_is_not_accepted_is_tried_again_in_order(far: TelegramFarSide, house: House) -> None:
    """When the store is away, each message waits for the one before it; the pauses grow, and obey what is asked."""
    zaira = far.person()
    house.refusals = [NotAccepted(), NotAccepted(timedelta(seconds=9)), RuntimeError("Zaira"), ValueError()]
    for words in ("one", "two", "three"):
        await far.text(zaira, words)
    with capture_logs() as logs:
        async with polling(far, house):
            await house.until(lambda: house.offset == 4)
    assert house.texts == ["one", "two", "three"]
    assert house.pauses == [5.0, 9.0, 4.0, 8.0]
    assert "Zaira" not in str(logs)


async def test_an_unreadable_update_holds_nobody_up(far: TelegramFarSide, house: House) -> None:
    """What nobody understands is put aside sealed, and the next message comes through."""
    zaira = far.person()
    await far.push(zaira, {"message": {"text": "no chat, no number"}})
    await far.text(zaira, "hello")
    async with polling(far, house):
        await house.until(lambda: house.offset == 3)
    assert house.texts == ["hello"]
    assert [json.loads(body)["message"]["text"] for body in house.dead] == ["no chat, no number"]


async def test_two_pollers_are_told_apart_in_the_log(far: TelegramFarSide, house: House) -> None:
    """When somebody else reads our updates, the log says so, and we go on as soon as they stop."""
    conflict = {"ok": False, "error_code": 409, "description": "Conflict: terminated by other getUpdates request"}
    unknown = {"ok": False, "error_code": 401, "description": "Unauthorized"}
    slow = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 30}}
    troubles = [Trouble(409, conflict), Trouble(401, unknown), Trouble(429, slow), Trouble(502, "<html>")]
    far.trouble("getUpdates", *troubles, Trouble(breaks="after"))
    await far.text(far.person(), "hello")
    with capture_logs() as logs:
        async with polling(far, house):
            await house.until(lambda: house.offset == 2)
    assert [(line["event"], line.get("reason")) for line in logs] == [
        ("polling_conflict", "another_poller_or_a_webhook"),
        ("polling_refused", "token_refused"),
        ("polling_waits", None),
        ("polling_failed", "uncertain"),
        ("polling_failed", "uncertain"),
    ]
    assert house.pauses == [1.0, 2.0, 30.0, 8.0, 16.0]


async def test_a_webhook_is_taken_down_before_polling(far: TelegramFarSide, house: House) -> None:
    """Changing from webhook to polling needs no other step; nothing that waited is dropped."""
    far.trouble("deleteWebhook", Trouble(502, "<html>"))
    await far.text(far.person(), "hello")
    async with polling(far, house):
        await house.until(lambda: house.offset == 2)
    assert far.called("deleteWebhook") == [{"drop_pending_updates": False}] * 2


async def test_an_offset_that_cannot_be_kept_is_tried_again(far: TelegramFarSide, house: House) -> None:
    """The store may fail while the offset is kept, too."""
    house.offset_refusals = [Unreachable(), RuntimeError()]
    await far.text(far.person(), "hello")
    async with polling(far, house):
        await house.until(lambda: house.offset == 2)
    assert house.texts == ["hello"]


async def test_what_is_being_committed_may_finish_at_the_end(far: TelegramFarSide, house: House) -> None:
    """A shutdown does not tear a commit that has begun, and its offset is kept."""
    house.holds["last"] = asyncio.Event()
    await far.text(far.person(), "last")
    async with polling(far, house):
        await far.until(lambda: bool(far.called("getUpdates")) and far.calls[-1].status == 200)
        await asyncio.sleep(0.05)
        asyncio.get_running_loop().call_later(0.05, house.holds["last"].set)
    assert house.texts == ["last"]
    assert house.offset == 2


# -- crashes -----------------------------------------------------------------------------------------------------


class Server:
    """Telegram's side of getUpdates, as little of it as decides about loss: an offset confirms what is below it."""

    def __init__(self, *texts: str) -> None:
        self.waiting = {}
        for number, text in enumerate(texts, start=1):
            update = {"update_id": number, "message": people.message(Person(number), 1, text=text)}
            self.waiting[number] = Raw(json.dumps(update).encode())

    async def fetch(self, offset: int | None) -> list[Raw]:
        self.waiting = {number: body for number, body in self.waiting.items() if number >= (offset or 0)}
        await asyncio.sleep(0)
        return list(self.waiting.values())


class Careless(Poller):
    """A poller with a planted fault: it confirms what it fetched, not what was committed."""

    def _advanced(self) -> bool:
        before = self._next
        self._next = max([*self._window, 0]) + 1
        return self._next != before


async def after_a_crash(poller: type[Poller]) -> set[str | None]:
    """Return what arrived of three messages when the process dies while the second is stuck, and starts again."""
    house, server = House(), Server("first", "stuck", "third")
    house.holds["stuck"] = asyncio.Event()
    intake = Intake("4242424242", house.receive, house.seal, now, lambda _tap: None)
    run = asyncio.create_task(poller(intake, server.fetch, house.load, house.save, sleep=house.sleep).run())
    await house.until(lambda: len(house.received) == 2)
    await house.until(lambda: house.offset is not None)
    for _ in range(20):
        await asyncio.sleep(0)
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()  # a crash: nothing may finish
    await asyncio.gather(run, return_exceptions=True)
    house.holds.clear()
    again = asyncio.create_task(poller(intake, server.fetch, house.load, house.save, sleep=house.sleep).run())
    for _ in range(200):
        await asyncio.sleep(0)
    again.cancel()
    await asyncio.gather(again, return_exceptions=True)
    return set(house.texts)


async def test_nothing_is_lost_by_a_crash() -> None:
    """A message that was fetched but not committed comes again after a crash."""
    assert await after_a_crash(Poller) == {"first", "stuck", "third"}


async def test_the_crash_test_can_fail() -> None:
    """The test above has teeth: a poller that confirms what it only fetched loses the message that was stuck."""
    assert await after_a_crash(Careless) == {"first", "third"}
