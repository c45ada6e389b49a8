"""Telegram's front door: only Telegram comes in, nothing that was taken is lost, and nonsense does no harm."""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession, web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.channels.contract import NotAccepted
from bot.channels.telegram_inbound import Intake
from bot.channels.telegram_webhook import BODY_LIMIT, SECRET_HEADER, MissingSecret, Webhook
from bot.messages import Inbound
from tests.channels import telegram_people as people
from tests.channels.telegram_people import Person
from tests.loopback import listen

SECRET, NEXT_SECRET = "Now-0123456789abcdef", "Next-0123456789abcdef"
POST = b"POST /telegram HTTP/1.1"
MANY = 100_000 if os.environ.get("HELPLINE_FAULTS") == "1" else 150
"""Fuzzed requests; `make faults` sends many more."""
ZAIRA = Person()
UPDATE = json.dumps({"update_id": 7, "message": people.message(ZAIRA, 55, text="hello")}).encode()
TAP = json.dumps({"update_id": 8, "callback_query": people.tap(ZAIRA, "9000", 44, "a/b/c")}).encode()


def signed(secret: bytes = SECRET.encode()) -> bytes:
    return SECRET_HEADER.encode() + b": " + secret


class Door:
    """A running webhook, and what came through it."""

    def __init__(self) -> None:
        self.received: list[Inbound] = []
        self.dead: list[bytes] = []
        self.answered: list[str] = []
        self.fails: list[BaseException] = []
        self.sealing_fails = False
        self.intake = Intake("4242424242", self._receive, self._seal, lambda: datetime.now(UTC), self.answered.append)

    async def _receive(self, inbound: Inbound) -> None:
        if self.fails:
            raise self.fails.pop()
        self.received.append(inbound)

    async def _seal(self, body: bytes) -> None:
        if self.sealing_fails:
            raise OSError("the store is down")
        self.dead.append(body)

    async def open(self, http: ClientSession, *, read_within: timedelta) -> web.AppRunner:
        webhook = Webhook((SECRET, NEXT_SECRET), self.intake, read_within=read_within)
        app = web.Application()
        app.router.add_post("/telegram", webhook.take)
        self.http = http
        runner, self.host, self.port = await listen(app, lingering_s=0.1)
        return runner

    async def post(self, body: bytes = UPDATE, headers: Any = ((SECRET_HEADER, SECRET),)) -> tuple[int, str]:
        url = f"http://{self.host}:{self.port}/telegram"
        async with self.http.post(url, data=body, headers=list(headers)) as response:
            return response.status, response.headers.get("Retry-After", "")

    async def raw(self, *lines: bytes, body: bytes = b"") -> list[bytes]:
        """Speak bytes as they are, for what no client library would say; return the status lines of the answer."""
        reader, writer = await asyncio.open_connection(self.host, self.port)
        writer.write(b"\r\n".join([*lines, b"Host: a", b"Connection: close", b"", body]))
        answer = await reader.read()
        writer.close()
        return [line for line in answer.split(b"\r\n") if line.startswith(b"HTTP/1.")]


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with ClientSession() as http:
        door = Door()
        runner = await door.open(http, read_within=timedelta(milliseconds=200))
        yield door
        await runner.cleanup()


async def test_200_is_said_only_after_the_commit(door: Door) -> None:
    """Telegram hears "taken" when the message is safe, and never before."""
    assert await door.post() == (200, "")
    assert [inbound.text for inbound in door.received] == ["hello"]


@pytest.mark.parametrize("secret", [SECRET, NEXT_SECRET])
async def test_both_secrets_open_while_one_is_changed(door: Door, secret: str) -> None:
    """The secret can be changed without losing a message."""
    assert (await door.post(headers=[(SECRET_HEADER, secret)]))[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(SECRET_HEADER, "")],
        [(SECRET_HEADER, SECRET[:-1])],
        [(SECRET_HEADER, SECRET + "x")],
        [(SECRET_HEADER, SECRET.lower())],
        [(SECRET_HEADER, f"{SECRET},{SECRET}")],
        [(SECRET_HEADER, SECRET), (SECRET_HEADER, SECRET)],
        [(SECRET_HEADER, SECRET), (SECRET_HEADER, "wrong")],
        [(SECRET_HEADER, "пароль")],
        [("X-Forwarded-For", "149.154.160.1")],
    ],
    ids=["missing", "empty", "short", "long", "case", "joined", "twice", "two", "not ascii", "forwarded"],
)
async def test_nobody_else_comes_in(door: Door, headers: list[tuple[str, str]]) -> None:
    """Without the exact secret, said once, the answer is 403 and nothing happens."""
    assert await door.post(headers=headers) == (403, "")
    assert door.received == []
    assert door.dead == []


async def test_a_secret_in_raw_bytes_is_refused_and_breaks_nothing(door: Door) -> None:
    """A header that is no text at all is a wrong secret, not a failure of ours."""
    for offered in (b"\xff\xfe\x80", b"\xd0\xbf" * 40, SECRET.encode() + b"\x80"):
        assert await door.raw(POST, signed(offered), b"Content-Length: 2", body=b"{}") == [b"HTTP/1.1 403 Forbidden"]
    assert door.received == []


def test_a_webhook_without_a_secret_cannot_be_made() -> None:
    """Forgetting the secret stops the start; it does not open the door to all."""
    with pytest.raises(MissingSecret):
        Webhook(("",), Door().intake)


# -- when we fail, and when they do ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("failure", "pause"),
    [
        (NotAccepted(timedelta(seconds=17.2)), "18"),
        (NotAccepted(timedelta(days=3)), "3600"),
        (ValueError("Zaira"), "5"),
    ],
)
async def test_what_could_not_be_committed_is_asked_for_again(door: Door, failure: Exception, pause: str) -> None:
    """When our store is away, Telegram keeps the message and brings it again; nothing of it is logged."""
    door.fails = [failure]
    with capture_logs() as logs:
        assert await door.post() == (503, pause)
    assert await door.post() == (200, "")
    assert len(door.received) == 1
    assert "hello" not in str(logs)


async def test_what_nobody_can_read_is_kept_sealed_and_not_brought_again(door: Door) -> None:
    """A body that makes no sense is put aside and answered with 200: a refusal would hold back that person's chat."""
    with capture_logs() as logs:
        assert await door.post(b'{"update_id":7,"message":{"text":"Zaira"}}') == (200, "")
    assert door.dead == [b'{"update_id":7,"message":{"text":"Zaira"}}']
    assert [(line["event"], line["reason"]) for line in logs] == [("dead_letter", "unknown_shape")]
    assert "Zaira" not in str(logs)


async def test_what_could_not_be_put_aside_is_asked_for_again(door: Door) -> None:
    """Even nonsense is not dropped while the store is away."""
    door.sealing_fails = True
    assert (await door.post(b"nonsense"))[0] == 503
    assert (await door.post(b"x" * (BODY_LIMIT + 1)))[0] == 503


async def test_a_body_beyond_the_limit_is_cut_off(door: Door) -> None:
    """Nobody can fill our memory: what is longer than any update is read to the limit and put aside."""
    assert (await door.post(b"x" * (BODY_LIMIT + 1)))[0] == 200
    assert [len(body) for body in door.dead] == [BODY_LIMIT]
    assert (await door.post(UPDATE + b" " * (BODY_LIMIT - len(UPDATE))))[0] == 200
    assert len(door.received) == 1


async def test_a_slow_or_broken_body_does_not_hold_us() -> None:
    """A caller that dawdles or breaks off is let go, and nothing happened."""
    async with ClientSession() as http:
        door = Door()
        runner = await door.open(http, read_within=timedelta(milliseconds=50))
        late = await door.raw(POST, signed(), b"Content-Length: 100", body=b"{")
        assert late == [b"HTTP/1.1 408 Request Timeout"]
        torn = await door.raw(POST, signed(), b"Content-Length: 4", b"Content-Encoding: deflate", body=b"abcd")
        assert torn == [b"HTTP/1.0 400 Bad Request"]
        await runner.cleanup()
    assert door.received == []


async def test_a_tap_is_answered_after_its_commit_only(door: Door) -> None:
    """The spinner on a button stops when the answer is safe; not when it was refused."""
    door.fails = [NotAccepted()]
    assert (await door.post(TAP))[0] == 503
    async with door.http.post(
        f"http://{door.host}:{door.port}/telegram", data=TAP, headers=[(SECRET_HEADER, SECRET)]
    ) as answer:
        assert answer.status == 200
        assert await answer.json() == {"method": "answerCallbackQuery", "callback_query_id": "9000"}
    assert door.answered == [], "the answer rides back on the call that brought the tap: no call of our own"


# -- anything at all ---------------------------------------------------------------------------------------------

HEADER_BYTES = st.binary(max_size=60).map(lambda raw: raw.replace(b"\r", b"").replace(b"\n", b"").replace(b"\0", b""))
BODIES = st.binary(max_size=400) | st.sampled_from([UPDATE, TAP, b"{" * 9000, b'{"update_id":1}'])
METHODS = st.sampled_from([b"POST", b"GET", b"PUT", b"HEAD", b"DELETE", b"BREW", b"OPTIONS"])
EXTRA = st.lists(
    st.sampled_from(
        [
            b"Content-Type: text/plain; charset=bogus",
            b"Content-Encoding: gzip",
            b"Content-Encoding: br",
            b"X-Forwarded-For: 149.154.160.1",
            b"Expect: 100-continue",
            b"Expect: miracles",
            b"Transfer-Encoding: chunked",
            b"Host: h:99999",
        ]
    ),
    max_size=3,
)


@pytest.mark.timeout(120 if MANY < 1000 else 7200)
@settings(max_examples=MANY, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(METHODS, HEADER_BYTES | st.none(), BODIES, EXTRA)
async def test_nothing_that_is_sent_breaks_the_door(
    door: Door, method: bytes, secret: bytes | None, body: bytes, extra: list[bytes]
) -> None:
    """Any method, header and body gets a calm answer; without the secret nothing at all happens inside."""
    door.received.clear()
    door.dead.clear()
    length = b"Content-Length: %d" % len(body)
    said = signed() if secret is None else signed(secret)
    answer = await door.raw(method + b" /telegram HTTP/1.1", said, *extra, length, body=body)
    assert answer, "no answer at all"
    assert not any(line.startswith(b"HTTP/1.1 5") for line in answer), answer
    if secret is not None:
        assert door.received == []
        assert door.dead == []


async def test_the_fuzz_can_fail(door: Door) -> None:
    """The check above has teeth: a handler that raises is seen as a 5xx, and a signed update does come in."""
    door.fails = [RuntimeError()]
    update = (POST, signed(), b"Content-Length: %d" % len(UPDATE))
    assert await door.raw(*update, body=UPDATE) == [b"HTTP/1.1 503 Service Unavailable"]
    assert await door.raw(*update, body=UPDATE) == [b"HTTP/1.1 200 OK"]
    assert len(door.received) == 1


async def test_the_machine_is_this_one(door: Door) -> None:
    """Nothing of this leaves the machine."""
    assert socket.gethostbyname(door.host).startswith("127.")
