"""Fetching a photo: no more of it than may come, from the platform alone, and no word of a token in any error."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from aiohttp import ClientSession, encode_basic_auth, web

from bot.channels.contract import Rejected, SendingError, TakesPhotos, Unreachable
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_inbound import read as read_update
from bot.channels.telegram_session import open_http
from bot.channels.whatsapp_form import Form
from bot.channels.whatsapp_inbound import read as read_form
from bot.channels.whatsapp_line import Line
from bot.messages import ChannelName, Inbound
from tests.channels.far_twilio import ACCOUNT, NUMBER, SMS_NUMBER
from tests.loopback import listen

BOT = "4242424242:TEST-not-a-token-of-any-bot-at-all"
KEY = "not-a-token-of-any-account"
MOST = 100_000
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SID, FILE = "MM" + "1a" * 16, "ME" + "2b" * 16
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(**answers: Answer) -> AsyncIterator[str]:
    """Answer on loopback; each name is a path's beginning."""

    async def answer(request: web.Request) -> web.StreamResponse:
        name = next((each for each in answers if request.path.startswith(f"/{each}")), "")
        return await answers[name](request) if name else web.Response(status=404)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner, host, port = await listen(app)
    try:
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


async def nobody(_inbound: Inbound) -> None:
    """Nobody listens."""


async def nowhere(_body: bytes) -> None:
    """Nothing is put aside."""


@asynccontextmanager
async def telegram(base: str) -> AsyncIterator[TelegramChannel]:
    async with open_http() as http:
        yield TelegramChannel(BOT, nobody, nowhere, http=http, now=lambda: NOW, mode="polling", api_base=base)


def file_at(path: str, size: int | None = None) -> Answer:
    async def answer(_request: web.Request) -> web.StreamResponse:
        more = {"file_size": size} if size is not None else {}
        file = {"file_id": "f", "file_unique_id": "u", "file_path": path, **more}
        return web.json_response({"ok": True, "result": file})

    return answer


def giving(content: bytes, status: int = 200, **headers: str) -> Answer:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, body=content, headers={k.replace("_", "-"): v for k, v in headers.items()})

    return answer


async def endless(request: web.Request) -> web.StreamResponse:
    """Give a body without saying how long it is, and more than anybody wants."""
    response = web.StreamResponse()
    await response.prepare(request)
    try:
        for _ in range(100_000):
            await response.write(bytes(1 << 16))
    except ConnectionError:
        pass
    return response


async def test_telegram_gives_the_file_it_names() -> None:
    """The handle leads to a path, the path to the file."""
    async with serving(bot=file_at("photos/a.jpg", 5), file=giving(b"hello")) as base, telegram(base) as channel:
        assert isinstance(channel, TakesPhotos)
        assert await channel.fetch_photo("handle", MOST) == b"hello"


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("photos/a.jpg", giving(bytes(MOST + 1))),
        ("photos/a.jpg", endless),
        ("photos/a.jpg", giving(b"{}", 404)),
        ("../../etc/passwd", giving(b"x")),
        ("https://elsewhere.example/a", giving(b"x")),
    ],
)
async def test_what_is_too_large_gone_or_elsewhere_is_not_taken(path: str, answer: Answer) -> None:
    """Told or not, more than may come is not read; no path leads anywhere but to the platform's files."""
    async with serving(bot=file_at(path), file=answer) as base, telegram(base) as channel:
        with pytest.raises(Rejected):
            await channel.fetch_photo("handle", MOST)


async def test_a_size_that_is_told_first_saves_the_fetching() -> None:
    """What Telegram says is too large is not even asked for."""

    async def never(_request: web.Request) -> web.StreamResponse:
        raise AssertionError("asked for it")

    async with serving(bot=file_at("photos/a.jpg", MOST + 1), file=never) as base, telegram(base) as channel:
        with pytest.raises(Rejected):
            await channel.fetch_photo("handle", MOST)


@pytest.mark.parametrize("answer", [giving(b"", 302, Location="http://127.0.0.1:9/"), giving(b"broken", 503)])
async def test_no_error_tells_the_token(answer: Answer) -> None:
    """Whatever fails, what is raised is ours, and nothing of it names the token; no redirection is followed."""
    async with serving(bot=file_at("photos/a.jpg"), file=answer) as base, telegram(base) as channel:
        with pytest.raises(SendingError) as raised:
            await channel.fetch_photo("handle", MOST)
        told = [repr(each) for each in (raised.value, raised.value.__cause__, raised.value.__context__)]
        assert not [each for each in told if BOT[-10:] in each]


def test_a_handle_is_read_only_where_photos_are_taken() -> None:
    """Where the organisation takes none, what names a file is never even decoded."""
    sizes = '[{"file_id":"small","width":90,"height":60},{"file_id":"large","width":900,"height":600}]'
    begins = '{"update_id":1,"message":{"message_id":1,"date":1,"chat":{"id":7,"type":"private"},"photo":'
    body = f"{begins}{sizes}}}}}".encode()
    off, on = read_update(body, "1", NOW).inbound, read_update(body, "1", NOW, takes_photos=True).inbound
    assert off is not None
    assert on is not None
    assert (off.media, off.photo) == ("photo", None)
    assert on.photo is not None
    assert on.photo.handle == "large"
    assert "large" not in repr(on.photo)
    odd = body.replace(sizes.encode(), b'"no sizes"')
    unread = read_update(odd, "1", NOW, takes_photos=True).inbound
    assert unread is not None
    assert (unread.media, unread.photo) == ("photo", None)


# -- WhatsApp --------------------------------------------------------------------------------------------------------


def form(url: str, ours: str = NUMBER) -> Form:
    theirs = "whatsapp:+15550001111" if ours.startswith("whatsapp:") else "+15550001111"
    fields = {"MessageSid": SID, "From": theirs, "To": ours, "NumMedia": "1", "MediaContentType0": "image/jpeg"}
    return {name: (value,) for name, value in {**fields, "MediaUrl0": url}.items()}


@pytest.mark.parametrize(
    ("url", "ours", "handle"),
    [
        (f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages/{SID}/Media/{FILE}", NUMBER, f"{SID}/{FILE}"),
        (f"https://evil.example/Messages/{SID}/Media/{FILE}", NUMBER, f"{SID}/{FILE}"),
        (f"https://api.twilio.com/Messages/{'MM' + 'ff' * 16}/Media/{FILE}", NUMBER, None),
        ("http://169.254.169.254/latest", NUMBER, None),
        (f"https://api.twilio.com/Messages/{SID}/Media/{FILE}", SMS_NUMBER, None),
    ],
)
def test_of_a_web_address_only_the_ids_are_read(url: str, ours: str, handle: str | None) -> None:
    """Where Twilio lives we know ourselves, so no address in a form leads us anywhere; SMS has no photos."""
    served: tuple[ChannelName, ...] = ("whatsapp", "sms")
    inbound = read_form(form(url, ours), NOW, served, takes_photos=True).inbound
    assert (inbound.photo.handle if inbound.photo else None) == handle
    assert read_form(form(url, ours), NOW, served).inbound.photo is None


@asynccontextmanager
async def twilio(base: str, *shelves: str) -> AsyncIterator[Line]:
    async with ClientSession() as http:
        yield Line(ACCOUNT, KEY, http=http, api_base=base, shelves=frozenset(shelves))


async def test_our_name_goes_to_twilio_alone() -> None:
    """Twilio leads on to a shelf of files; there we ask without our token, and only where files are known to lie."""
    asked: list[tuple[str, str | None]] = []

    async def shelf(request: web.Request) -> web.StreamResponse:
        asked.append((request.path_qs, request.headers.get("Authorization")))
        return web.Response(body=b"hello")

    async with serving(kept=shelf) as there:

        async def leads(request: web.Request) -> web.StreamResponse:
            asked.append((request.path, request.headers.get("Authorization")))
            return web.Response(status=307, headers={"Location": f"{there}/kept/a?sign=b%2Fc"})

        async with serving(**{"2010-04-01": leads}) as base:
            async with twilio(base, there) as line:
                assert await line.file(f"{SID}/{FILE}", MOST) == b"hello"
            first, second = asked
            assert first[0] == f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{SID}/Media/{FILE}"
            assert first[1] == encode_basic_auth(ACCOUNT, KEY)
            assert second == ("/kept/a?sign=b%2Fc", None)
            async with twilio(base, "https://mms.twiliocdn.com") as line:
                with pytest.raises(Rejected):
                    await line.file(f"{SID}/{FILE}", MOST)
            assert len(asked) == 3, "the address it leads to was not asked"


@pytest.mark.parametrize("answer", [giving(bytes(MOST + 1)), endless])
async def test_no_more_is_read_than_may_come(answer: Answer) -> None:
    """A file that is too large is not read to its end, whatever it says of itself."""
    async with serving(**{"2010-04-01": answer}) as base, twilio(base) as line:
        with pytest.raises(Rejected):
            await line.file(f"{SID}/{FILE}", MOST)


async def test_a_handle_that_is_none_leads_nowhere() -> None:
    """What does not look like two ids is never made into an address; a platform that is away is tried again."""
    async with twilio("http://127.0.0.1:9") as line:
        for handle in ("", f"{SID}/../../Accounts", f"{SID}/{FILE}?a", "http://x"):
            with pytest.raises(Rejected):
                await line.file(handle, MOST)
        with pytest.raises(Unreachable):
            await line.file(f"{SID}/{FILE}", MOST)
