"""The web chat over a real server: what is taken, once; what is refused, kindly; what every answer carries."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession, CookieJar
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.contract import OutsideWindow, PersonLeft, Unreachable
from bot.channels.web_page import WORDS
from bot.channels.web_session import Pace, address_of
from bot.messages import Address, Inbound, Outbound, Place, Tap
from tests.channels.web_house import LOCALES, House, open_house, words

SAME = {"Sec-Fetch-Site": "same-origin"}
SCRIPT = {**SAME, "Accept": "application/json"}
ID = "0123456789abcdef0123456789abcdef"
MANY = 100_000 if os.environ.get("HELPLINE_FAULTS") == "1" else 60
"""Fuzzed requests; `make faults` sends many more."""


class Visitor:
    """A browser without a script, reduced to its cookies."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.http = ClientSession(cookie_jar=CookieJar(unsafe=True))

    async def get(self, path: str = "/chat", **headers: str) -> ClientResponse:
        answer = await self.http.get(self.house.base + path, headers={**SAME, **headers}, allow_redirects=False)
        await answer.read()
        return answer

    async def post(
        self, form: Mapping[str, str], headers: Mapping[str, str] = SAME, to: str = "/chat"
    ) -> ClientResponse:
        answer = await self.http.post(self.house.base + to, data=form, headers=headers, allow_redirects=False)
        await answer.read()
        return answer

    async def page(self) -> str:
        return await (await self.get()).text()

    async def news(self, after: int = 0) -> dict[str, Any]:
        found: dict[str, Any] = await (await self.get(f"/chat/messages?after={after}&locale=en")).json()
        return found

    @property
    def token(self) -> str:
        return next(cookie.value for cookie in self.http.cookie_jar if cookie.key == "s")


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with open_house(pace=Pace(answer_s=0.2)) as opened:
        yield opened


@pytest.fixture
async def visitor(house: House) -> AsyncIterator[Visitor]:
    arrived = Visitor(house)
    yield arrived
    await arrived.http.close()


async def test_looking_creates_nothing(house: House, visitor: Visitor) -> None:
    """A link preview or a crawler opens the page: no cookie, no session, no message; only Start begins."""
    answer = await visitor.get()
    assert answer.status == 200
    assert "Set-Cookie" not in answer.headers
    assert (house.heard, house.mailbox.kept) == ([], {})
    begun = await visitor.post({"start": "1", "id": ID})
    assert begun.status == 303
    assert [inbound.start for inbound in house.heard] == [True]


async def test_the_same_form_twice_is_one_message(house: House, visitor: Visitor) -> None:
    """A double press or a repeated try says it once; other words under the same form are another message."""
    await visitor.post({"start": "1", "id": ID})
    for text in ("Hello", "Hello", "Goodbye"):
        assert (await visitor.post({"text": text, "id": ID[::-1]})).status == 303
    assert house.texts == ["Hello", "Goodbye"]
    assert [m["pieces"][0][0] for m in (await visitor.news())["messages"] if m["kind"] == "person"] == [
        "Hello",
        "Goodbye",
    ]


async def test_a_tap_a_place_and_a_language_arrive(house: House, visitor: Visitor) -> None:
    """What the channel hands on: the tap with its question, the place, the browser's language as a hint."""
    await visitor.post({"start": "1", "id": ID}, {**SAME, "Accept-Language": "uz;q=0.9, tg, ru;q=0.5"})
    await visitor.post({"tap": "safety/safe-now/yes", "id": ID})
    await visitor.post({"lat": "59.93", "lon": "30.31", "id": ID})
    start, tap, place = house.heard
    assert start.locale_hint == "tg"
    assert tap.tap == Tap("safety", "safe-now", "yes")
    assert place.place == Place(59.93, 30.31)
    assert start.address == tap.address == place.address == address_of(visitor.token)
    page = await visitor.page()
    assert "Yes" in page, "the button's own words"
    assert "59.93" not in re.sub(r"You are at[^<]*", "", page), "the person's bubble does not show where they are"


async def test_the_cookie_cannot_be_made_from_what_we_keep(house: House, visitor: Visitor) -> None:
    """The token is in the cookie alone: the address and the mailbox hold only its hash."""
    await visitor.post({"start": "1", "id": ID})
    token, address = visitor.token, house.heard[0].address
    assert len(token) == 43
    assert address == address_of(token)
    assert (address.channel, address.account) == ("web", "web")
    assert token not in address.to + repr(house.mailbox.kept) + repr([vars(house.channel)["_streams"]])
    assert token not in await visitor.page()


async def test_the_cookie_is_locked(visitor: Visitor) -> None:
    """HttpOnly, Strict, for the whole host; on https it is also Secure and bound to the host by its name."""
    plain = SimpleCookie((await visitor.post({"start": "1", "id": ID})).headers["Set-Cookie"])["s"]
    assert (plain["httponly"], plain["samesite"], plain["path"], plain["secure"]) == (True, "Strict", "/", "")
    async with open_house(public_url="https://chat.example") as secure:
        guest = Visitor(secure)
        cookie = SimpleCookie((await guest.post({"start": "1", "id": ID})).headers["Set-Cookie"])["__Host-s"]
        await guest.http.close()
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["secure"]) == (True, "Strict", "/", True)
    assert cookie["max-age"] == "86400"


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": ""}, False),
        ({}, True),
        ({"Origin": "null"}, True),
        ({"Origin": "https://elsewhere.example"}, False),
        ({"Origin": "http://[::1"}, False),
    ],
)
async def test_only_our_own_page_may_speak_for_a_person(
    house: House, visitor: Visitor, headers: dict[str, str], taken: bool
) -> None:
    """Another site cannot make a browser write here, mark as read, or end the session."""
    await visitor.post({"start": "1", "id": ID})
    answer = await visitor.post({"text": "Hello", "id": ID}, headers)
    assert (answer.status, house.texts) == ((303, ["Hello"]) if taken else (403, []))
    assert (await visitor.post({"n": "1"}, headers, "/chat/seen")).status == (204 if taken else 403)
    left = await visitor.post({}, headers, "/chat/leave")
    assert ("Set-Cookie" in left.headers) is taken


async def test_our_own_origin_is_known_by_host_or_public_address() -> None:
    """Without Sec-Fetch-Site, as on plain http, the Origin of our page is accepted as the browser knows us."""
    async with open_house(public_url="http://chat.example") as house:
        visitor = Visitor(house)
        await visitor.post({"start": "1", "id": ID})
        for origin in ("http://chat.example", house.base):
            assert (await visitor.post({"text": origin, "id": ID}, {"Origin": origin})).status == 303
        await visitor.http.close()


async def test_every_answer_carries_the_strict_headers(house: House, visitor: Visitor) -> None:
    """Nothing foreign may run, be loaded, frame us or be told where the person came from; nothing is stored."""
    await visitor.post({"start": "1", "id": ID})
    answers = [await visitor.get(path) for path in ("/chat", "/chat/messages", "/chat/static/none.js", "/chat/leave")]
    answers.append(await visitor.post({"text": "x" * 5000, "id": ID}))
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "require-trusted-types-for 'script'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer.headers["Permissions-Policy"].startswith("geolocation=(self)")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_files_are_kept_by_the_browser_and_offered_packed(house: House, visitor: Visitor) -> None:
    """The name of a file holds its content's hash, so a slow network loads it once; gzip is offered."""
    paths = re.findall(r'"(/chat/static/[^"]+)"', await visitor.page())
    assert len(paths) == 3
    for path in paths:
        assert re.fullmatch(r"/chat/static/(page|icon)\.[0-9a-f]{10}\.(css|js|svg)", path)
        packed = await visitor.get(path, **{"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "immutable" in packed.headers["Cache-Control"]
        assert "Content-Encoding" not in (await visitor.get(path, **{"Accept-Encoding": "identity"})).headers


async def test_nothing_in_the_page_names_the_topic(visitor: Visitor) -> None:
    """Title, first lines, cover and icon could be anybody's: whoever looks over the shoulder learns nothing."""
    telling = re.compile(r"traffick|exploit|violen|victim|slave|shelter|торгов|насил|жертв|рабств|приют|помощ", re.I)
    for locale in ("en", "ru"):
        answer = await visitor.get("/chat", **{"Accept-Language": locale})
        assert not telling.search(await answer.text())
    assert telling.search("A shelter"), "control"


async def test_what_could_not_be_taken_stays_in_the_field(house: House, visitor: Visitor) -> None:
    """When the store is away the page says so kindly and keeps the words in the field; the next try is taken once."""
    await visitor.post({"start": "1", "id": ID})
    house.refuse = 1
    refused = await visitor.post({"text": "Please <help>", "id": ID})
    page = await refused.text()
    assert (refused.status, refused.headers["Retry-After"]) == (503, "1")
    assert words("en")["webchat-not-accepted"] in page
    assert "Please &lt;help&gt;</textarea>" in page
    assert (await visitor.post({"text": "Please <help>", "id": ID})).status == 303
    assert house.texts == ["Please <help>"]


async def test_a_broken_store_is_told_and_breaks_nothing(house: House, visitor: Visitor) -> None:
    """With the store gone every page still answers: the start page, 503 to the script, and the sender tries again."""
    await visitor.post({"start": "1", "id": ID})
    house.mailbox.broken = True
    assert (await visitor.get()).status == 200
    assert (await visitor.get("/chat/messages")).status == 503
    assert (await visitor.post({"text": "Hello", "id": ID}, SCRIPT)).status == 503
    assert (await visitor.post({"n": "1"}, to="/chat/seen")).status == 503
    with pytest.raises(Unreachable):
        await house.channel.send(house.heard[0].address, Outbound("Hello"), entry="e")


async def test_too_long_is_said_kindly(house: House, visitor: Visitor) -> None:
    """4,000 Cyrillic letters fit; one more is given back to be cut, and a huge body is not even read."""
    await visitor.post({"start": "1", "id": ID})
    assert (await visitor.post({"text": "щ" * 4000, "id": ID})).status == 303
    longer = await visitor.post({"text": "щ" * 4001, "id": ID})
    assert longer.status == 413
    assert words("en")["webchat-too-long"] in await longer.text()
    assert "щ" * 4001 in await longer.text()
    assert (await visitor.post({"text": "x" * 70_000, "id": ID})).status == 413
    assert house.texts == ["щ" * 4000]


async def test_a_flood_in_one_talk_is_slowed_not_dropped(visitor: Visitor) -> None:
    """Beyond the pace of a talk the answer is 429 with the time to wait, and the words stay with the person."""
    async with open_house(pace=Pace(answer_s=0.01, words_burst=3, words_every_s=1000)) as house:
        guest = Visitor(house)
        await guest.post({"start": "1", "id": ID})
        statuses = [(await guest.post({"text": f"word {n}", "id": ID})).status for n in range(4)]
        last = await guest.post({"text": "word 9", "id": ID}, SCRIPT)
        await guest.http.close()
    assert statuses == [303, 303, 429, 429]
    assert int(last.headers["Retry-After"]) <= 1000
    assert (await last.json())["note"] == words("en")["webchat-too-fast"]
    assert len(house.texts) == 2


async def test_many_newcomers_from_one_source_never_lock_out_those_inside() -> None:
    """A crowd behind one address meets a kind page and no puzzle; whoever has a talk goes on undisturbed."""
    async with open_house(pace=Pace(answer_s=0.01, sessions_burst=2, sessions_every_s=1000)) as house:
        guests = [Visitor(house) for _ in range(3)]
        answers = [await guest.post({"start": "1", "id": ID}) for guest in guests]
        inside = await guests[0].post({"text": "still here", "id": ID})
        for guest in guests:
            await guest.http.close()
    assert [answer.status for answer in answers] == [303, 303, 429]
    assert words("en")["webchat-crowded"] in await answers[2].text()
    assert inside.status == 303
    assert house.texts == ["still here"]


async def test_words_without_a_session_are_asked_for_once_more(house: House, visitor: Visitor) -> None:
    """A tab older than its cookie: the words come back with a new cookie, and the next press sends them."""
    first = await visitor.post({"text": "Hello", "id": ID})
    assert first.status == 409
    assert "Hello</textarea>" in await first.text()
    assert house.heard == []
    assert (await visitor.post({"text": "Hello", "id": ID})).status == 303
    assert house.texts == ["Hello"]


async def test_a_link_from_another_site_finds_the_running_talk(house: House, visitor: Visitor) -> None:
    """A Strict cookie is not sent when a foreign link opens the page; Start then goes on and begins nothing."""
    await visitor.post({"start": "1", "id": ID})
    await visitor.post({"text": "Hello", "id": ID})
    again = await visitor.post({"start": "1", "id": ID[::-1]})
    assert again.status == 303
    assert len(house.heard) == 2
    assert "Hello" in await visitor.page()


async def test_silence_covers_page_news_and_stream_alike(house: House, visitor: Visitor) -> None:
    """After 15 minutes no address of the server gives the old words out, and going on wipes them from the store."""
    await visitor.post({"start": "1", "id": ID})
    await visitor.post({"text": "Secret words", "id": ID})
    assert "Secret" in json.dumps(await visitor.news()), "control"
    house.later(minutes=15)
    news = await visitor.news()
    assert (news["state"], news["messages"], news["fresh"]) == ("cover", [], False)
    assert "Secret" not in await visitor.page()
    async with visitor.http.get(house.base + "/chat/events?after=0") as stream:
        first = await stream.content.readuntil(b"\n\n")
    assert b'"cover"' in first
    assert b"Secret" not in first
    await visitor.post({"text": "Go on", "id": ID[::-1]})
    assert "Secret" not in await visitor.page()
    assert "Secret" not in repr(house.mailbox.kept)
    assert house.texts == ["Secret words", "Go on"]


async def test_a_consultants_words_outlive_the_cover_until_they_were_seen(house: House, visitor: Visitor) -> None:
    """What a consultant wrote into the silence is not shown on the cover, but after it; seen once, it stays hidden."""
    await visitor.post({"start": "1", "id": ID})
    house.later(minutes=40)
    await house.consultant("I can meet you at six")
    assert (await visitor.news())["fresh"]
    assert "at six" not in await visitor.page()
    await visitor.post({"text": "Go on", "id": ID})
    assert "at six" in await visitor.page()
    assert "at six" in await visitor.page(), "also after a reload in the same sitting"
    house.later(minutes=16)
    await visitor.post({"text": "Go on", "id": ID[::-1]})
    assert "at six" not in await visitor.page()


async def test_looking_at_the_page_keeps_it_open_but_never_lifts_the_cover(house: House, visitor: Visitor) -> None:
    """A person who reads and scrolls is not covered; once covered, only their word goes on."""
    await visitor.post({"start": "1", "id": ID})
    house.later(minutes=10)
    await visitor.post({"n": "3"}, to="/chat/seen")
    house.later(minutes=10)
    assert (await visitor.news())["state"] == "talk"
    house.later(minutes=10)
    await visitor.post({"n": "3"}, to="/chat/seen")
    assert (await visitor.news())["state"] == "cover"


async def test_a_session_ends_a_day_after_the_last_word(house: House, visitor: Visitor) -> None:
    """After 24 hours nothing can be sent to it, and the next Start is a new talk that shows nothing of the old."""
    await visitor.post({"start": "1", "id": ID})
    await visitor.post({"text": "Secret words", "id": ID})
    house.later(hours=24)
    with pytest.raises(OutsideWindow):
        await house.consultant("too late")
    assert (await visitor.news())["state"] == "start"
    await visitor.post({"start": "1", "id": ID[::-1]})
    assert "Secret" not in await visitor.page() + repr(house.mailbox.kept)


async def test_leaving_forgets_here_and_there(house: House, visitor: Visitor) -> None:
    """Leave quickly, as a plain link: a neutral page at once, cookie and talk gone, the bot told that they left."""
    await visitor.post({"start": "1", "id": ID})
    address = house.heard[0].address
    left = await visitor.get("/chat/leave")
    assert (left.status, left.headers["Location"]) == (303, "/elsewhere")
    assert SimpleCookie(left.headers["Set-Cookie"])["s"]["max-age"] == "0"
    await house.channel.close()
    assert house.heard[-1].gone
    assert house.mailbox.kept == {}
    with pytest.raises(PersonLeft):
        await house.channel.send(address, Outbound("Hello"), entry="e")


async def test_a_prefetch_does_not_leave(house: House, visitor: Visitor) -> None:
    """A browser that fetches links ahead ends no session."""
    await visitor.post({"start": "1", "id": ID})
    answer = await visitor.get("/chat/leave", **{"Sec-Purpose": "prefetch"})
    assert "Set-Cookie" not in answer.headers
    assert house.mailbox.kept


async def test_the_same_outbox_entry_is_shown_once(house: House, visitor: Visitor) -> None:
    """A sender that died after speaking speaks again: the page shows it once, and the message id is the entry's."""
    await visitor.post({"start": "1", "id": ID})
    for _ in range(2):
        sent = await house.channel.send(house.heard[0].address, Outbound("Only once"), entry="1-0")
        assert sent.message_ids == ("1-0",)
    assert (await visitor.page()).count("Only once") == 1


async def test_a_stream_resumes_after_the_last_message(house: House, visitor: Visitor) -> None:
    """Last-Event-ID brings exactly what came since, then each new message as it comes."""
    await visitor.post({"start": "1", "id": ID})
    seen = (await visitor.news())["last"]
    await house.consultant("while away")
    async with visitor.http.get(house.base + "/chat/events", headers={"Last-Event-ID": str(seen)}) as stream:
        event = await stream.content.readuntil(b"\n\n")
        assert re.match(rb"id: \d+\ndata: ", event)
        assert [m["pieces"] for m in _data(event)["messages"]] == [[["while away", ""]]]
        await house.consultant("and now")
        assert [m["pieces"] for m in _data(await stream.content.readuntil(b"\n\n"))["messages"]] == [[["and now", ""]]]
        await house.channel.close()
        assert await asyncio.wait_for(stream.content.read(), 5) == b"", "closing the channel ends the stream at once"


async def test_many_streams_of_one_session_end_the_oldest(visitor: Visitor) -> None:
    """A phone whose dead connections linger still gets its new one; the oldest gives way."""
    async with open_house(pace=Pace(streams_each=2)) as house:
        guest = Visitor(house)
        await guest.post({"start": "1", "id": ID})
        streams = [await guest.http.get(house.base + "/chat/events") for _ in range(3)]
        for stream in streams:
            assert b"data:" in await stream.content.readuntil(b"\n\n")
        assert await asyncio.wait_for(streams[0].content.read(), 5) == b""
        await house.consultant("to the newest")
        assert b"to the newest" in await streams[2].content.readuntil(b"\n\n")
        await guest.http.close()


async def test_without_a_script_the_answer_is_on_the_next_page(house: House, visitor: Visitor) -> None:
    """The form's answer waits a moment for the bot, so the page that follows shows what it said."""

    async def slowly(address: Address) -> None:
        await asyncio.sleep(0.05)
        await house.say(address, Outbound("Here I am"))

    def answer(inbound: Inbound) -> Sequence[Outbound]:
        speaking.append(asyncio.ensure_future(slowly(inbound.address)))
        return ()

    speaking: list[asyncio.Future[None]] = []
    house.answer = answer
    await visitor.post({"start": "1", "id": ID})
    assert "Here I am" in await visitor.page()


async def test_hidden_characters_are_taken_out(house: House, visitor: Visitor) -> None:
    """What turns the writing round or shows nothing does not reach anybody; joined emoji and line breaks do."""
    await visitor.post({"start": "1", "id": ID})
    await visitor.post({"text": " a\u202eb\u200b\x00c\r\nd \u2066e\u2069 👩\u200d👧 ", "id": ID})
    assert house.texts == ["abc\nd e 👩\u200d👧"]


JUNK = st.one_of(
    st.binary(max_size=200),
    st.dictionaries(st.sampled_from(["id", "text", "tap", "lat", "lon", "start", "locale", "n"]), st.text(max_size=30)),
)


@pytest.mark.timeout(120 if MANY < 1000 else 7200)
@settings(max_examples=MANY, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=JUNK,
    kind=st.sampled_from(
        ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "a/b;charset=q"]
    ),
    cookie=st.text(alphabet="abcXYZ019-_=%é", max_size=50),
    path=st.sampled_from(["/chat", "/chat/seen", "/chat/leave"]),
    query=st.text(alphabet="0123456789٣abc-%&=", max_size=20),
)
async def test_no_form_and_no_address_breaks_the_server(
    house: House, body: bytes | dict[str, str], kind: str, cookie: str, path: str, query: str
) -> None:
    """Whatever is sent in, the answer is a plain yes or no, never an error of ours."""
    headers = {
        **SAME,
        "Content-Type": kind,
        "Cookie": f"s={cookie}".encode().decode("latin-1"),
        "Accept-Language": query,
    }
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
        if isinstance(body, dict):
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        async with http.post(house.base + path, data=body, headers=headers, allow_redirects=False) as answer:
            assert answer.status in {204, 303, 400, 403, 409, 413, 429}
        for looked in ("/chat", "/chat/messages"):
            async with http.get(f"{house.base}{looked}?after={query}&locale={query}", headers=headers) as answer:
                assert answer.status == 200


async def test_both_languages_have_every_word_of_the_page() -> None:
    """Every id of the page is there in each language, and nothing more; each file says its topic and who read it."""
    for locale in ("en", "ru"):
        source = (LOCALES / locale / "webchat.ftl").read_text("utf-8")
        assert sorted(re.findall(r"(?m)^([a-z-]+) =", source)) == sorted(WORDS)
        assert source.startswith("# Topic: ")
        assert "\n# Read by a native speaker: no\n" in source
    assert words("en")["webchat-send"] != words("ru")["webchat-send"]


def _data(event: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(event.decode().partition("data: ")[2])
    return found


def test_the_promised_times_are_the_defaults() -> None:
    """What the page's privacy lines say is what the code does: 15 minutes, 24 hours, 4,000 characters."""
    text = " ".join(words("en").values())
    assert (Pace().quiet, Pace().life) == (timedelta(minutes=15), timedelta(hours=24))
    assert all(said in text for said in ("15 minutes", "24 hours", "4,000 characters"))
