"""What we say on Telegram arrives as meant, once, and every way it can fail is called by its right name."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.channels.contract import (
    PersonLeft,
    Rejected,
    SendingError,
    Throttled,
    Uncertain,
    Unreachable,
)
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_session import OtherReader, TokenRefused, open_http
from bot.messages import Address, Button, Inbound, Outbound, Tap
from tests.channels.telegram_people import Json, Person
from tests.channels.telegram_proxy import TOKEN, Shown, TelegramFarSide, Trouble

ACCOUNT = TOKEN.partition(":")[0]
WORDS = "They keep my passport"
YES, NO = Button("Yes", Tap("f", "n", "yes")), Button("No", Tap("f", "n", "no"))
FAR = Button("I would rather say it in words", Tap("f", "n", "words"))


class Talk:
    """A channel, the far side, and one person who has written."""

    def __init__(self, far: TelegramFarSide, channel: TelegramChannel, person: Person) -> None:
        self.far, self.channel, self.person = far, channel, person
        self.address = Address("telegram", ACCOUNT, str(person.id))

    async def say(self, message: Outbound, entry: str = "1-0") -> list[Shown]:
        before = len(self.far.screen(self.person))
        await self.channel.send(self.address, message, entry=entry)
        return self.far.screen(self.person)[before:]


def channel_to(base: str, http: ClientSession, **more: Any) -> TelegramChannel:
    async def receive(_inbound: Inbound) -> None:
        """Nothing comes in here."""

    async def seal(_body: bytes) -> None:
        """Nothing comes in here."""

    def now() -> datetime:
        return datetime.now(UTC)

    return TelegramChannel(TOKEN, receive, seal, http=http, now=now, mode="polling", api_base=base, **more)


@pytest.fixture
async def talk() -> AsyncIterator[Talk]:
    async with TelegramFarSide() as far, open_http() as http:
        channel = channel_to(far.api, http)
        person = far.person()
        await far.text(person, "hello")
        yield Talk(far, channel, person)
        await channel.close()
        assert far.faults == []


# -- what is shown -----------------------------------------------------------------------------------------------

CASES: list[tuple[str, Outbound, list[Json]]] = [
    ("words alone", Outbound("Hello!"), [{"text": "Hello!", "takes_keys_away": True}]),
    (
        "short answers stand beside each other",
        Outbound("Safe?", (YES, NO)),
        [{"text": "Safe?", "buttons": (("Yes", "f/n/yes"), ("No", "f/n/no")), "rows": (2,)}],
    ),
    (
        "long answers stand below each other",
        Outbound("How?", (YES, FAR)),
        [{"buttons": (("Yes", "f/n/yes"), ("I would rather say it in words", "f/n/words")), "rows": (1, 1)}],
    ),
    (
        "what is ticked has a tick",
        Outbound("Which?", (Button("Food", Tap("f", "n", "a"), ticked=True), NO)),
        [{"labels": ("✓ Food", "No")}],
    ),
    (
        "a place may be shared, or typed, or declined",
        Outbound("Where are you?", (NO,), asks_place=True, place_label="Share my place"),
        [{"place_key": "Share my place", "keys": ("No",), "buttons": ()}],
    ),
    (
        "a place without words for it is only asked for",
        Outbound("Where are you?", (NO,), asks_place=True),
        [{"place_key": "", "labels": ("No",)}],
    ),
    (
        "a long text comes in parts, its question last",
        Outbound("A sentence of it. " * 300 + "Safe?", (YES, NO)),
        [{"labels": (), "takes_keys_away": True}, {"labels": ("Yes", "No")}],
    ),
    (
        "emoji count twice at the platform",
        Outbound("😀 " * 2000),
        [{"labels": ()}, {"labels": ()}],
    ),
    (
        "more answers than buttons are numbered",
        Outbound("Which?", tuple(Button(f"Answer {n}", Tap("f", "n", str(n))) for n in range(31))),
        [{"labels": (), "text": "Which?\n\n" + "\n".join(f"{n + 1}. Answer {n}" for n in range(31))}],
    ),
]


@pytest.mark.parametrize(("message", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
async def test_a_message_is_shown_as_meant(talk: Talk, message: Outbound, expected: list[Json]) -> None:
    """Choices become buttons, long texts parts; nothing can be forwarded, and no link shows a picture."""
    shown = await talk.say(message)
    assert [
        {name: getattr(part, name) for name in want} for part, want in zip(shown, expected, strict=True)
    ] == expected
    assert all(part.protected and not part.preview for part in shown)
    assert not any("parse_mode" in call for call in talk.far.called("sendMessage"))


async def test_nobody_is_asked_for_their_contact(talk: Talk) -> None:
    """No key of ours can send a phone number."""
    await talk.say(Outbound("Where?", (NO,), asks_place=True, place_label="Share"))
    assert "request_contact" not in str(talk.far.called("sendMessage"))


async def test_the_ids_of_all_parts_are_kept_for_erasing(talk: Talk) -> None:
    """Every part of a long message can be wiped later."""
    sent = await talk.channel.send(talk.address, Outbound("A sentence. " * 800), entry="1-0")
    assert [str(shown.message_id) for shown in talk.far.screen(talk.person)] == list(sent.message_ids)
    assert len(sent.message_ids) == 3


async def test_the_place_key_is_taken_away_again(talk: Talk) -> None:
    """Once the place was asked, the key that shares it goes with the next message, before its buttons."""
    await talk.say(Outbound("Where?", asks_place=True, place_label="Share"))
    shown = await talk.say(Outbound("Two places are near. Which one?", (YES, NO)))
    assert [(part.text, part.labels, part.takes_keys_away) for part in shown] == [
        ("Two places are near.", (), True),
        ("Which one?", ("Yes", "No"), False),
    ]
    assert len(await talk.say(Outbound("Good. Shall I call?", (YES, NO)))) == 1  # taken away once is enough


# -- changing and erasing ----------------------------------------------------------------------------------------


async def test_a_ticked_choice_changes_the_question_in_place(talk: Talk) -> None:
    """Ticking an answer does not send the question again."""
    (asked,) = await talk.say(Outbound("Which?", (YES, NO)))
    ticked = Outbound("Which?", (Button("Yes", YES.tap, ticked=True), NO), replaces=str(asked.message_id))
    for _ in range(2):  # said twice it is still one change
        sent = await talk.channel.send(talk.address, ticked, entry="2-0")
        assert sent.message_ids == (str(asked.message_id),)
    (shown,) = talk.far.screen(talk.person)
    assert shown.labels == ("✓ Yes", "No")


@pytest.mark.parametrize("gone", ["99999", "not-a-number"])
async def test_what_cannot_be_changed_is_said_anew(talk: Talk, gone: str) -> None:
    """When the old message is gone, the new one still arrives."""
    (shown,) = await talk.say(Outbound("Which?", (YES, NO), replaces=gone))
    assert shown.labels == ("Yes", "No")


async def test_a_change_that_may_have_arrived_is_tried_again(talk: Talk) -> None:
    """Changing twice does no harm, so here no doubt is left to a person."""
    (asked,) = await talk.say(Outbound("Which?", (YES, NO)))
    talk.far.trouble("editMessageText", Trouble(breaks="after"))
    change = Outbound("Which one?", (YES, NO), replaces=str(asked.message_id))
    with pytest.raises(Unreachable):
        await talk.channel.send(talk.address, change, entry="2-0")
    assert (await talk.channel.send(talk.address, change, entry="2-0")).message_ids == (str(asked.message_id),)
    assert len(talk.far.screen(talk.person)) == 1


async def test_everything_is_erased_in_hundreds(talk: Talk) -> None:
    """A wipe takes what both sides wrote, a hundred at a time."""
    ids = [str(number) for number in range(1000, 1250)]
    await talk.say(Outbound("Hello!"))
    shown = [str(part.message_id) for part in talk.far.screen(talk.person)]
    assert await talk.channel.erase(talk.address, [*ids, *shown]) == 0
    assert [len(call["message_ids"]) for call in talk.far.called("deleteMessages")] == [100, 100, 51]
    assert talk.far.screen(talk.person) == []


async def test_what_is_too_old_is_counted_and_the_rest_still_goes(talk: Talk) -> None:
    """Messages older than 48 hours stay, are counted, and do not keep the newer ones."""
    for _ in range(6):
        await talk.say(Outbound("Hello!"))
    ids = [shown.message_id for shown in talk.far.screen(talk.person)]
    talk.far.too_old = set(ids[:3])
    unseen = range(1000, 1094)
    assert await talk.channel.erase(talk.address, [*map(str, (*unseen, *ids)), "not-a-number"]) == 3 + 1
    assert [shown.message_id for shown in talk.far.screen(talk.person)] == ids[:3]
    assert len(talk.far.called("deleteMessages")) < 16


async def test_nothing_is_erased_for_somebody_who_left(talk: Talk) -> None:
    """After a block nothing can be erased, and we say so instead of failing."""
    await talk.far.block(talk.person)
    assert await talk.channel.erase(talk.address, ["1", "2", "3"]) == 3


# -- how it fails ------------------------------------------------------------------------------------------------


def refusal(status: int, description: str, **parameters: int) -> Trouble:
    body: Json = {"ok": False, "error_code": status, "description": description}
    return Trouble(status, body | ({"parameters": parameters} if parameters else {}))


FAILURES: list[tuple[str, Trouble, type[SendingError]]] = [
    ("blocked", refusal(403, "Forbidden: bot was blocked by the user"), PersonLeft),
    ("deactivated", refusal(403, "Forbidden: user is deactivated"), PersonLeft),
    ("no chat", refusal(400, "Bad Request: chat not found"), PersonLeft),
    ("no private chat", refusal(400, "Bad Request: private chat not found"), PersonLeft),
    ("our mistake", refusal(400, "Bad Request: message is too long"), Rejected),
    ("too large", refusal(413, "Request Entity Too Large"), Rejected),
    ("token revoked", refusal(401, "Unauthorized"), TokenRefused),
    ("token unknown", refusal(404, "Not Found"), TokenRefused),
    ("another reader", refusal(409, "Conflict: terminated by other getUpdates request"), OtherReader),
    ("slow down", refusal(429, "Too Many Requests: retry after 7", retry_after=7), Throttled),
    ("slow down, without a time", Trouble(429, "slow down"), Throttled),
    ("bad gateway", Trouble(502, "<html>Bad Gateway</html>"), Uncertain),
    ("gateway gave up", Trouble(504, "<html>Gateway Timeout</html>"), Uncertain),
    ("broken server", refusal(500, "Internal Server Error"), Unreachable),
    ("server restarts", refusal(503, "Service Unavailable"), Unreachable),
    ("sent, then deleted", refusal(500, "Internal Server Error: sent message was immediately deleted"), Uncertain),
    ("a portal, not Telegram", Trouble(403, "<html>Please sign in</html>"), Unreachable),
    ("a redirect", Trouble(307, "<html>Moved</html>"), Unreachable),
    ("taken, but the answer is no answer", Trouble(200, "<html>OK</html>"), Uncertain),
    ("taken, but the line broke", Trouble(breaks="after"), Uncertain),
    ("written, and the line broke", Trouble(breaks="before"), Uncertain),
]


@pytest.mark.parametrize(("trouble", "error"), [case[1:] for case in FAILURES], ids=[case[0] for case in FAILURES])
async def test_a_failure_is_called_by_its_name(talk: Talk, trouble: Trouble, error: type[SendingError]) -> None:
    """The sender learns exactly what it must do, and nothing of the person, the text or the token."""
    talk.far.trouble("sendMessage", trouble)
    with pytest.raises(error) as raised:
        await talk.say(Outbound(WORDS, (YES, NO)))
    assert type(raised.value) is error
    assert_names_nobody(raised.value, talk.person)
    assert len(talk.far.called("sendMessage")) == 1  # nothing is sent twice by itself
    assert len(await talk.say(Outbound("Hello!"), entry="2-0")) == 1


async def test_how_long_to_wait_is_passed_on(talk: Talk) -> None:
    """Telegram says for how long; we wait that long."""
    talk.far.trouble("sendMessage", refusal(429, "Too Many Requests: retry after 31", retry_after=31))
    with pytest.raises(Throttled) as raised:
        await talk.say(Outbound("Hello!"))
    assert (raised.value.retry_after, raised.value.whole_bot) == (timedelta(seconds=31), False)


async def test_a_pause_in_the_middle_repeats_no_part(talk: Talk) -> None:
    """When Telegram asks to wait after the first part, the entry goes on with the second."""
    long = Outbound("A sentence of it. " * 300 + "Safe?", (YES, NO))
    slow = refusal(429, "Too Many Requests: retry after 1", retry_after=1)
    talk.far.trouble("sendMessage", Trouble(), slow, slow)
    for _ in range(2):
        with pytest.raises(Throttled):
            await talk.say(long)
    sent = await talk.channel.send(talk.address, long, entry="1-0")
    assert [str(shown.message_id) for shown in talk.far.screen(talk.person)] == list(sent.message_ids)
    assert [shown.labels for shown in talk.far.screen(talk.person)] == [(), ("Yes", "No")]


@pytest.mark.parametrize(
    ("label", "message", "address"),
    [
        ("nothing to say", Outbound("  "), None),
        ("a payload beyond 64 bytes", Outbound("x", (Button("a", Tap("f", "n", "я" * 40)),)), None),
        ("another bot's person", Outbound("x"), Address("telegram", "111", "777000111")),
        ("another channel's person", Outbound("x"), Address("whatsapp", ACCOUNT, "777000111")),
        ("no number", Outbound("x"), Address("telegram", ACCOUNT, "@somebody")),
    ],
)
async def test_what_can_never_arrive_is_not_tried(
    talk: Talk, label: str, message: Outbound, address: Address | None
) -> None:
    """A mistake of ours is found before a byte leaves."""
    with pytest.raises(Rejected):
        await talk.channel.send(address or talk.address, message, entry="1-0")
    assert talk.far.called("sendMessage") == [], label


HIM = Address("telegram", ACCOUNT, "777000111")


# -- lines that do not hold --------------------------------------------------------------------------------------


class Nowhere(AbstractResolver):
    """Knows no name at all."""

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[ResolveResult]:
        raise OSError("no such host")

    async def close(self) -> None:
        """Nothing is open."""


@asynccontextmanager
async def listening(speak: Callable[[asyncio.StreamWriter], None] | None) -> AsyncIterator[int]:
    """Listen on this machine; answer a request with ``speak``, or never."""

    calls: set[asyncio.Task[Any] | None] = set()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls.add(asyncio.current_task())
        await reader.read(100)
        if speak:
            speak(writer)
        else:
            await reader.read()
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    await asyncio.gather(*filter(None, calls))


def nothing(_writer: asyncio.StreamWriter) -> None:
    """Hang up without a word."""


def half(writer: asyncio.StreamWriter) -> None:
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"ok":')


@pytest.mark.parametrize(
    ("label", "scheme", "speak", "error"),
    [
        ("not secured", "https", nothing, Unreachable),
        ("hangs up", "http", nothing, Uncertain),
        ("half an answer", "http", half, Uncertain),
        ("never answers", "http", None, Uncertain),
    ],
)
async def test_only_what_surely_was_not_sent_is_sent_again(
    label: str, scheme: str, speak: Callable[[asyncio.StreamWriter], None] | None, error: type[SendingError]
) -> None:
    """A line that breaks before a word was written is tried again; after that, we admit that we do not know."""
    async with listening(speak) as port, open_http() as http:
        channel = channel_to(f"{scheme}://127.0.0.1:{port}", http, answer_within=timedelta(milliseconds=100))
        with pytest.raises(error) as raised:
            await channel.send(HIM, Outbound(WORDS), entry="1-0")
    assert type(raised.value) is error, label
    assert_names_nobody(raised.value, Person())


async def test_a_port_where_nobody_listens_and_a_name_nobody_knows() -> None:
    """Refused connections and unknown names mean that nothing was sent."""
    async with listening(nothing) as port:
        pass
    async with open_http() as http:
        with pytest.raises(Unreachable):
            await channel_to(f"http://127.0.0.1:{port}", http).send(HIM, Outbound("x"), entry="1")
    async with ClientSession(connector=TCPConnector(resolver=Nowhere())) as http:
        with pytest.raises(Unreachable):
            await channel_to("http://api.invalid", http).send(HIM, Outbound("x"), entry="1")


def assert_names_nobody(error: BaseException, person: Person) -> None:
    """Nothing of a person, a text or our token is in an error, in what caused it, or in how it prints."""
    told = "".join(traceback.format_exception(error))
    chain: BaseException | None = error
    while chain is not None:
        told += repr(chain.args)
        chain = chain.__context__
    assert not [secret for secret in (*person.secrets, WORDS, TOKEN) if secret in told]
