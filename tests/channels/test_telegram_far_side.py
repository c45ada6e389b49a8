"""A whole talk through Telegram's webhook, with a far side that delivers and tries again as the real one does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import ClientSession, web

from bot.channels.contract import Introduction, NotAccepted
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_session import open_http
from bot.messages import Button, Inbound, Locale, Outbound, Tap
from tests.channels.telegram_proxy import TOKEN, TelegramFarSide, Trouble
from tests.loopback import listen

YES, NO = Button("Yes", Tap("f", "n", "yes")), Button("No", Tap("f", "n", "no"))
SECRET = "a-secret-of-256-bits"


class Service:
    """A channel behind a web server, and a conversation that repeats what it hears."""

    def __init__(self, far: TelegramFarSide, http: ClientSession, mode: str = "webhook") -> None:
        self.received: list[Inbound] = []
        self.refusals: list[Exception] = []
        self.channel = TelegramChannel(
            TOKEN,
            self.receive,
            self.seal,
            http=http,
            now=lambda: datetime.now(UTC),
            mode="webhook" if mode == "webhook" else "polling",
            secrets=(SECRET, "the-one-before"),
            api_base=far.api,
        )

    async def receive(self, inbound: Inbound) -> None:
        if self.refusals:
            raise self.refusals.pop(0)
        self.received.append(inbound)
        if not inbound.gone:
            await self.channel.send(inbound.address, Outbound(f"You said {inbound.text}", (YES, NO)), entry=inbound.id)

    async def seal(self, _body: bytes) -> None:
        raise AssertionError("nothing here is unreadable")


@asynccontextmanager
async def serving(service: Service) -> AsyncIterator[str]:
    app = web.Application()
    for route in service.channel.routes():
        app.router.add_route(route.method, route.path, route.handler)
    runner, host, port = await listen(app)
    try:
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()
        await service.channel.close()


@pytest.fixture
async def far() -> AsyncIterator[TelegramFarSide]:
    async with TelegramFarSide() as far:
        yield far
        assert far.faults == []


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with open_http() as http:
        yield http


async def test_a_talk_through_the_webhook(far: TelegramFarSide, http: ClientSession) -> None:
    """A person writes, is answered, taps, is answered again; the tap's spinner stops."""
    service = Service(far, http)
    async with serving(service) as url:
        zaira = far.person("ka")
        await far.text(zaira, "hello")  # before anybody listened: it waits and is not lost
        await service.channel.announce_webhook(url)
        assert (await far.next(zaira)).text == "You said hello"
        await far.tap(zaira, "Yes")
        await far.next(zaira)
        await far.until(lambda: len(far.answered_taps) == 1)
        assert service.received[1].tap == YES.tap
        assert service.received[1].tapped_id == str(far.screen(zaira)[0].message_id)
        await far.block(zaira)
        await far.until(lambda: [status for _, status in far.deliveries] == [200] * 3)
        assert service.received[2].gone


async def test_an_outage_of_ours_loses_nothing_and_keeps_the_order(far: TelegramFarSide, http: ClientSession) -> None:
    """While our store is away Telegram brings each message again, and the next of that person only after it."""
    service = Service(far, http)
    service.refusals = [NotAccepted(timedelta(seconds=1)), NotAccepted(), RuntimeError()]
    async with serving(service) as url:
        await service.channel.announce_webhook(url)
        zaira, leyla = far.person(), far.person()
        for words in ("one", "two", "three"):
            await far.text(zaira, words)
        await far.text(leyla, "hello")
        for _ in range(3):
            await far.next(zaira)
        await far.next(leyla)
        await far.until(lambda: sum(status == 200 for _, status in far.deliveries) == 4)
    ours = [inbound.text for inbound in service.received if inbound.address.to == str(zaira.id)]
    assert ours == ["one", "two", "three"]
    assert sum(status == 503 for _, status in far.deliveries) == 3


async def test_a_wrong_secret_is_seen_by_the_doctor(far: TelegramFarSide, http: ClientSession) -> None:
    """The far side shows what a wrong secret does: nothing comes in, and `doctor` names the failed deliveries."""
    service = Service(far, http)
    async with serving(service) as url:
        await service.channel.announce_webhook(url)
        assert await service.channel.problems(url) == ()
        far.hook.secret = "somebody-elses"
        await far.text(far.person(), "hello")
        await far.until(lambda: (1, 403) in far.deliveries)
        assert service.received == []
        assert await service.channel.problems(url) == (
            "Telegram's last delivery failed: Wrong response from the webhook: 403",
        )


async def test_the_doctor_says_where_updates_go(far: TelegramFarSide, http: ClientSession) -> None:
    """A missing webhook, another's webhook, missing kinds, a refused token: each is named."""
    service, poller = Service(far, http), Service(far, http, "polling")
    assert await service.channel.problems("https://help.example") == ("The webhook is not set.",)
    assert await poller.channel.problems("") == ()
    await service.channel.announce_webhook("https://help.example/")
    assert far.called("setWebhook")[0] | {"max_connections": 40} == {
        "url": "https://help.example/telegram",
        "secret_token": SECRET,
        "max_connections": 40,
        "allowed_updates": ["message", "edited_message", "callback_query", "my_chat_member"],
    }
    assert await service.channel.problems("https://help.example") == ()
    assert await service.channel.problems("https://other.example") == ("The webhook is set to another address.",)
    assert await poller.channel.problems("") == ("A webhook is set, so polling gets nothing.",)
    far.hook.allowed = ["message"]
    (missing,) = await service.channel.problems("https://help.example")
    assert "callback_query, edited_message, my_chat_member" in missing
    refused = {"ok": False, "error_code": 401, "description": "Unauthorized"}
    far.trouble("getWebhookInfo", Trouble(401, refused), Trouble(502, "<html>"))
    assert await service.channel.problems("https://help.example") == ("Telegram refuses the bot's token.",)
    assert await service.channel.problems("https://help.example") == ("Telegram cannot be reached.",)


async def test_the_bot_introduces_itself_in_each_language_once(far: TelegramFarSide, http: ClientSession) -> None:
    """Names and commands are set where they differ, and left alone at the next start."""
    channel = Service(far, http).channel
    words = {
        Locale("en"): Introduction((("human", "Talk to a person"),), "Blue Door", "We listen.", "We listen."),
        Locale("uz-Latn"): Introduction((("human", "Odam bilan gaplashish"),), "Moviy eshik"),
        Locale("uz-Cyrl"): Introduction(name="Мовий эшик"),
    }
    slow = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 9000}}
    far.trouble("setMyName", Trouble(429, slow))
    await channel.introduce(words, Locale("en"))  # the first name must wait: the rest is set all the same
    await channel.introduce(words, Locale("en"))
    assert far.words["Name", ""] == "Blue Door"
    assert far.words["Name", "uz"] == "Moviy eshik"
    assert far.words["Commands", ""] == [{"command": "human", "description": "Talk to a person"}]
    assert far.words["Description", ""] == far.words["ShortDescription", ""] == "We listen."
    before = len(far.calls)
    await channel.introduce(words, Locale("en"))
    assert not [call.method for call in far.calls[before:] if call.method.startswith("set")]


async def test_the_far_side_refuses_what_telegram_would(far: TelegramFarSide, http: ClientSession) -> None:
    """The far side has teeth: strangers, wrong tokens and calls the description forbids are refused and noted."""

    async def call(token: str, method: str, **params: object) -> int:
        async with http.post(f"{far.api}/bot{token}/{method}", json=params) as response:
            return response.status

    assert await call("4:WRONG", "getMe") == 401
    assert await call(TOKEN, "sendMessage", chat_id=5, text="x") == 400  # a bot cannot begin a talk
    assert far.faults == []
    assert await call(TOKEN, "sendMessage", chat_id=5, text="x", colour="red") == 400
    assert far.faults == ["sendMessage.colour: no such field"]
    far.faults.clear()


async def test_a_late_tap_leaves_no_trace(far: TelegramFarSide, http: ClientSession) -> None:
    """When the answer to a tap comes too late for Telegram, nobody notices: the commit stands."""
    service = Service(far, http)
    async with serving(service) as url:
        await service.channel.announce_webhook(url)
        zaira = far.person()
        old = {"ok": False, "error_code": 400, "description": "Bad Request: query is too old"}
        far.trouble("answerCallbackQuery", Trouble(400, old), Trouble(breaks="before"))
        await far.tap_payload(zaira, "f/n/yes")
        await far.tap_payload(zaira, "f/n/no")
        await far.until(lambda: len(far.called("answerCallbackQuery")) == 2)
        await asyncio.sleep(0)
        assert [inbound.tap for inbound in service.received] == [YES.tap, NO.tap]
