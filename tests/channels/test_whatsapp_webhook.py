"""Twilio's front door: only Twilio comes in, nothing that was taken is lost, and nonsense does no harm."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession, web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.channels.contract import LaterFate, NotAccepted, Report
from bot.channels.whatsapp_form import SETTINGS, SIGNATURE, Signatures
from bot.channels.whatsapp_inbound import Taken
from bot.channels.whatsapp_webhook import BODY_LIMIT, PATH, STATUS_PATH, Hands, Told, Webhook
from bot.messages import ChannelName
from tests.channels.far_twilio import PUBLIC_URL, TOKEN, FarTwilio, Person, signature
from tests.loopback import listen

SERVED: tuple[ChannelName, ...] = ("whatsapp",)
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MANY = 100_000 if os.environ.get("HELPLINE_FAULTS") == "1" else 200
"""Fuzzed requests; `make faults` sends many more."""
ZAIRA = Person()
FORM = FarTwilio(lambda: NOW).form(ZAIRA, Body="They keep my passport")
KEY = "a-shared-key-of-the-tests"
ENTRY = "07" + "ab" * 8


class Door:
    """A running front door, and what came through it."""

    def __init__(self) -> None:
        self.committed: list[Taken] = []
        self.kept: list[Taken] = []
        self.dead: list[bytes] = []
        self.told: list[Told] = []
        self.fails: list[BaseException] = []
        self.waits_s = 0.0
        self.keeping_fails = False

    async def _commit(self, taken: Taken) -> None:
        await asyncio.sleep(self.waits_s)
        if self.fails:
            raise self.fails.pop()
        self.committed.append(taken)

    async def _keep(self, taken: Taken) -> None:
        if self.keeping_fails:
            raise OSError("the disk is full")
        self.kept.append(taken)

    async def _put_aside(self, body: bytes) -> None:
        if self.keeping_fails:
            raise OSError("the disk is full")
        self.dead.append(body)

    async def _tell(self, told: Told) -> None:
        if self.fails:
            raise self.fails.pop()
        self.told.append(told)

    async def open(self, http: ClientSession) -> web.AppRunner:
        hands = Hands(self._commit, self._keep, self._put_aside, self._tell)
        webhook = Webhook(
            Signatures(PUBLIC_URL, TOKEN, (KEY,)),
            hands,
            SERVED,
            now=lambda: NOW,
            read_within=timedelta(milliseconds=200),
            commit_within=timedelta(milliseconds=200),
        )
        app = web.Application()
        app.router.add_post(PATH, webhook.take)
        app.router.add_post(STATUS_PATH, webhook.take_status)
        self.http = http
        runner, self.host, self.port = await listen(app, lingering_s=0.1)
        return runner

    async def post(
        self, form: Mapping[str, str] = FORM, headers: list[tuple[str, str]] | None = None, path: str = PATH
    ) -> tuple[int, str]:
        given = [(SIGNATURE, signature(PUBLIC_URL + path, form))] if headers is None else headers
        async with self.http.post(f"http://{self.host}:{self.port}{path}", data=form, headers=given) as response:
            return response.status, await response.text()

    async def raw(self, *lines: bytes, body: bytes = b"") -> list[bytes]:
        """Speak bytes as they are, for what no client library would say; return the status lines of the answer."""
        reader, writer = await asyncio.open_connection(self.host, self.port)
        writer.write(b"\r\n".join([*lines, b"Connection: close", b"", body]))
        answer = await reader.read()
        writer.close()
        return [line for line in answer.split(b"\r\n") if line.startswith(b"HTTP/1.")]

    @property
    def is_untouched(self) -> bool:
        return not (self.committed or self.kept or self.dead or self.told)


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with ClientSession() as http:
        door = Door()
        runner = await door.open(http)
        yield door
        await runner.cleanup()


async def test_an_empty_answer_is_given_after_the_commit(door: Door) -> None:
    """Twilio hears "taken" when the message is safe, and is told to say nothing itself."""
    assert await door.post() == (200, "<Response/>")
    assert [taken.inbound.text for taken in door.committed] == ["They keep my passport"]


async def test_our_address_is_the_configured_one(door: Door) -> None:
    """Whatever the request says of its host, the signature is checked over our own public address."""
    wrong = f"http://{door.host}:{door.port}{PATH}"
    lies = [("Host", "elsewhere.test"), ("X-Forwarded-Host", "helpline.test"), ("X-Forwarded-Proto", "https")]
    assert await door.post(headers=[(SIGNATURE, signature(wrong, FORM)), *lies]) == (403, "")
    assert await door.post(headers=[(SIGNATURE, signature(f"https://elsewhere.test{PATH}", FORM)), *lies]) == (403, "")
    assert door.is_untouched
    assert (await door.post(headers=[(SIGNATURE, signature(PUBLIC_URL + PATH, FORM)), *lies]))[0] == 200


RIGHT = signature(PUBLIC_URL + PATH, FORM)


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(SIGNATURE, "")],
        [(SIGNATURE, RIGHT[:-2])],
        [(SIGNATURE, RIGHT), (SIGNATURE, RIGHT)],
        [(SIGNATURE, "подпись")],
        [(SIGNATURE, RIGHT), (SETTINGS, "algorithm=HMAC_SHA256")],
        [(SIGNATURE, RIGHT), (SETTINGS, "a"), (SETTINGS, "b")],
    ],
    ids=["missing", "empty", "cut", "twice", "not ascii", "another hash", "settings twice"],
)
@pytest.mark.parametrize("path", [PATH, STATUS_PATH])
async def test_nobody_else_comes_in(door: Door, headers: list[tuple[str, str]], path: str) -> None:
    """Without one right signature the answer is 403 and nothing happens, at both doors."""
    assert await door.post(headers=headers, path=path) == (403, "")
    assert door.is_untouched


async def test_a_key_of_its_own_opens_too(door: Door) -> None:
    """Twilio's newer way of signing works beside the older one, so that it can be changed without losing a message."""
    headers = [
        (SIGNATURE, signature(PUBLIC_URL + PATH, FORM, KEY, "sha256")),
        (SETTINGS, "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"),
    ]
    assert (await door.post(headers=headers))[0] == 200
    assert (await door.post())[0] == 200
    assert len(door.committed) == 2


# -- when we fail, and when they do ------------------------------------------------------------------------------


@pytest.mark.parametrize("failure", [NotAccepted(), ValueError("Zaira"), OSError()])
async def test_what_could_not_be_committed_is_kept_here(door: Door, failure: Exception) -> None:
    """When our store is away the message goes to this machine's spool before Twilio is answered; nothing is logged."""
    door.fails = [failure]
    with capture_logs() as logs:
        assert await door.post() == (200, "<Response/>")
    assert [taken.inbound.text for taken in door.kept] == ["They keep my passport"]
    assert "passport" not in str(logs)
    assert not [secret for secret in (*ZAIRA.secrets, "Zaira") if secret in str(logs)]


async def test_a_store_that_hangs_does_not_hold_twilio(door: Door) -> None:
    """Twilio waits fifteen seconds at most: what takes too long goes to the spool."""
    door.waits_s = 5
    assert (await door.post())[0] == 200
    assert len(door.kept) == 1
    assert door.committed == []


async def test_only_when_nothing_can_be_kept_the_answer_is_no(door: Door) -> None:
    """With store and disk both away we say so, and Twilio's list still has the message."""
    door.fails, door.keeping_fails = [NotAccepted()], True
    assert (await door.post())[0] == 503
    assert (await door.post({**FORM, "MessageSid": "x"}))[0] == 503


async def test_what_nobody_can_read_is_kept_sealed(door: Door) -> None:
    """A signed call that makes no sense is put aside and answered, not forgotten."""
    strange = {"From": ZAIRA.address, "Weather": "fine"}
    with capture_logs() as logs:
        assert (await door.post(strange))[0] == 200
    assert door.dead == [urlencode(strange).encode()]
    assert [(line["event"], line["reason"]) for line in logs] == [("dead_letter", "no_message_id")]


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"Body=" + b"x" * BODY_LIMIT, 413), (b"\xff", 403), (b'{"Body":"x"}', 403), (b"", 403)],
    ids=["too large", "bytes", "json", "nothing"],
)
async def test_what_is_no_form_of_twilio_is_refused(door: Door, body: bytes, status: int) -> None:
    """A body that no signature can fit is refused without being kept."""
    length = b"Content-Length: %d" % len(body)
    said = f"{SIGNATURE}: {RIGHT}".encode()
    answer = await door.raw(b"POST /whatsapp HTTP/1.1", b"Host: a", said, length, body=body)
    assert answer[0].split()[1] == str(status).encode()
    assert door.is_untouched


async def test_a_slow_or_broken_body_does_not_hold_us(door: Door) -> None:
    """A caller that dawdles or breaks off is let go, and nothing happened."""
    said = f"{SIGNATURE}: {RIGHT}".encode()
    late = await door.raw(b"POST /whatsapp HTTP/1.1", b"Host: a", said, b"Content-Length: 100", body=b"B")
    assert late == [b"HTTP/1.1 408 Request Timeout"]
    assert door.is_untouched


# -- what became of a message ------------------------------------------------------------------------------------

STATUSES: list[tuple[str, dict[str, str], str, LaterFate | None, bool]] = [
    ("queued", {"MessageStatus": "queued"}, "0of1", None, False),
    ("sent", {"MessageStatus": "sent"}, "0of1", "sent", False),
    ("delivered", {"MessageStatus": "delivered"}, "0of1", "delivered", True),
    ("read", {"MessageStatus": "read"}, "0of1", "read", True),
    ("by the older name", {"SmsStatus": "delivered"}, "0of1", "delivered", True),
    ("the window is over", {"MessageStatus": "failed", "ErrorCode": "63016"}, "0of1", "window", True),
    ("blocked", {"MessageStatus": "undelivered", "ErrorCode": "63014"}, "0of1", "left", True),
    ("failed on their side", {"MessageStatus": "failed", "ErrorCode": "63012"}, "0of1", "again", True),
    ("failed for good", {"MessageStatus": "failed", "ErrorCode": "63032"}, "0of1", "refused", True),
    ("failed without a word", {"MessageStatus": "failed"}, "0of1", "refused", True),
    ("failed with nonsense", {"MessageStatus": "failed", "ErrorCode": "٣"}, "0of1", "refused", True),
    ("a status of tomorrow", {"MessageStatus": "pondered"}, "0of1", None, False),
]


@pytest.mark.parametrize(
    ("fields", "part", "fate", "is_final"), [case[1:] for case in STATUSES], ids=[case[0] for case in STATUSES]
)
async def test_a_status_says_what_became_of_a_message(
    door: Door, fields: dict[str, str], part: str, fate: LaterFate | None, is_final: bool
) -> None:
    """Each status is read as what it means for the message that its address names."""
    form = {"MessageSid": "SM" + "1" * 32, **fields}
    path = f"{STATUS_PATH}?entry={ENTRY}&part={part}&menu={'0f' * 12}"
    assert await door.post(form, path=path) == (204, "")
    [told] = door.told
    assert told.report == (Report(ENTRY, 0, True, fate) if fate else None)
    assert (told.is_final, told.menu) == (is_final, "0f" * 12)


async def test_a_status_of_a_part_is_known_as_one(door: Door) -> None:
    """Only the last piece of a long message says that all of it arrived."""
    form = {"MessageSid": "SM" + "1" * 32, "MessageStatus": "delivered"}
    await door.post(form, path=f"{STATUS_PATH}?entry={ENTRY}&part=0of2")
    await door.post(form, path=f"{STATUS_PATH}?entry={ENTRY}&part=1of2")
    assert [told.report and (told.report.part, told.report.is_last) for told in door.told] == [(0, False), (1, True)]


@pytest.mark.parametrize("query", ["", "?entry=", "?entry=99" + "ab" * 8, "?entry=../../x", f"?entry={ENTRY}&part=x"])
async def test_a_status_of_nothing_of_ours_changes_nothing(door: Door, query: str) -> None:
    """A signed status without an entry of ours is answered, and says nothing about any message."""
    form = {"MessageSid": "SM" + "1" * 32, "MessageStatus": "delivered"}
    assert (await door.post(form, path=STATUS_PATH + query))[0] == 204
    assert [told.report for told in door.told] in ([None], [Report(ENTRY, 0, True, "delivered")])


async def test_a_status_we_cannot_keep_is_asked_for_again(door: Door) -> None:
    """Where our store is away Twilio may bring the status again."""
    door.fails = [NotAccepted()]
    form = {"MessageSid": "SM" + "1" * 32, "MessageStatus": "delivered"}
    assert (await door.post(form, path=f"{STATUS_PATH}?entry={ENTRY}&part=0of1"))[0] == 503


# -- anything at all ---------------------------------------------------------------------------------------------

HEADER_BYTES = st.binary(max_size=60).map(lambda raw: raw.replace(b"\r", b"").replace(b"\n", b"").replace(b"\0", b""))
BODIES = st.binary(max_size=400) | st.sampled_from([urlencode(FORM).encode(), b"&" * 9000, b"%" * 90, b"Body=%ud800"])
METHODS = st.sampled_from([b"POST", b"GET", b"PUT", b"HEAD", b"DELETE", b"BREW", b"OPTIONS"])
PATHS = st.sampled_from([b"/whatsapp", b"/whatsapp/status", b"/whatsapp?a=\xd1\x84", b"/whatsapp/status?entry=%ff"])
EXTRA = st.lists(
    st.sampled_from(
        [
            b"Content-Type: application/x-www-form-urlencoded; charset=bogus",
            b"Content-Type: multipart/form-data; boundary=x",
            b"Content-Encoding: gzip",
            b"X-Forwarded-For: 127.0.0.1",
            b"X-Twilio-Webhooks-Signature-Settings: algorithm=HMAC_SHA256",
            b"X-Twilio-Webhooks-Signature-Settings: \xff",
            b"Expect: 100-continue",
            b"Transfer-Encoding: chunked",
            b"I-Twilio-Idempotency-Token: x",
        ]
    ),
    max_size=3,
)
HOSTS = st.sampled_from([b"Host: helpline.test", b"Host: h:99999", b"Host: [::1", b"Host: \xff", b""])


@pytest.mark.timeout(120 if MANY < 1000 else 7200)
@settings(max_examples=MANY, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(METHODS, PATHS, HEADER_BYTES, BODIES, HOSTS, EXTRA)
async def test_nothing_that_is_sent_breaks_the_door(
    door: Door, method: bytes, path: bytes, said: bytes, body: bytes, host: bytes, extra: list[bytes]
) -> None:
    """Any method, path, host, header and body gets a calm answer; without a signature nothing at all happens inside."""
    length = b"Content-Length: %d" % len(body)
    lines = [each for each in (host, SIGNATURE.encode() + b": " + said, *extra, length) if each]
    answer = await door.raw(method + b" " + path + b" HTTP/1.1", *lines, body=body)
    assert answer, "no answer at all"
    assert not any(line.split()[1].startswith(b"5") for line in answer), answer
    assert door.is_untouched


async def test_the_fuzz_can_fail(door: Door) -> None:
    """The check above has teeth: a failing hand is seen as a 5xx, and a signed message does come in."""
    door.fails, door.keeping_fails = [RuntimeError()], True
    body = urlencode(FORM).encode()
    call = (b"POST /whatsapp HTTP/1.1", b"Host: a", f"{SIGNATURE}: {RIGHT}".encode(), b"Content-Length: %d" % len(body))
    assert await door.raw(*call, body=body) == [b"HTTP/1.1 503 Service Unavailable"]
    assert await door.raw(*call, body=body) == [b"HTTP/1.1 200 OK"]
    assert len(door.committed) == 1
