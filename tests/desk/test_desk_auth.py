"""Who may enter: invitations, passwords and codes, tries, sessions, and what a browser must prove."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from aiohttp import ClientSession

from bot.desk.accounts import AccountExists, BadAccount, InvitationOver, NoSuchAccount
from bot.desk.auth import Gate, Passwords, TooManyTries, WrongLogin
from bot.desk.site import Site
from bot.store.client import expect
from tests.desk.desk_house import CALM, PASSWORD, DeskHouse


async def test_an_invitation_works_once_and_expires(house: DeskHouse) -> None:
    """A link lets one person set up one way in; a second use, or a late one, is refused."""
    await house.accounts.add("ana", locale="en")
    browser = house.browser()
    await browser.set_up("ana")
    token = await house.accounts.invite("ana")
    taken = await asyncio.gather(*(house.accounts.accept(token) for _ in range(10)), return_exceptions=True)
    assert sum(not isinstance(each, InvitationOver) for each in taken) == 1
    assert (await browser.get(f"/desk/invite/{token}"))[0] == 404
    fresh = await house.accounts.invite("ana")
    [key] = expect(list[bytes], await house.connection.batch.call("KEYS", "*once*"))
    lives = expect(int, await house.connection.batch.call("TTL", key))
    assert 0 < lives <= 72 * 3600
    assert fresh.encode() not in key, "the store knows a link by its hash only"


async def test_a_direct_link_lets_in_once(house: DeskHouse) -> None:
    """The link of the demo signs in at once, one time, on this machine only."""
    await house.accounts.add("ana", locale="en")
    browser = await house.direct("ana")
    assert (await browser.get("/desk"))[0] == 200
    token = await house.accounts.invite("ana", direct=True)
    async with browser.http.get(f"/desk/invite/{token}", headers={"Sec-Purpose": "prefetch"}) as response:
        assert response.url.path != "/desk", "looking ahead does not use it up"
    assert (await browser.get(f"/desk/invite/{token}"))[0] == 303
    assert (await browser.get(f"/desk/invite/{token}"))[0] == 404
    assert await browser.post(f"/desk/invite/{token}", password=PASSWORD, code="000000") == 404


async def test_a_code_opens_once(house: DeskHouse) -> None:
    """The same password and code do not open twice, not even at the same moment."""
    house.clock.pass_time(seconds=30 - house.clock().timestamp() % 30)  # a whole half minute lies ahead
    ana = await house.operator("ana")
    assert await ana.sign_in("ana") == 403, "the code of the setting-up was used"
    house.clock.pass_time(seconds=30)
    browsers = [house.browser() for _ in range(4)]
    done = await asyncio.gather(*(each.sign_in("ana") for each in browsers))
    assert sorted(done) == [303, 403, 403, 403]


async def test_ten_thousand_guesses_are_looked_at_five_a_minute(house: DeskHouse) -> None:
    """However many try, five a minute are looked at per account; other accounts and known browsers go on."""
    ana, ben = await house.operator("ana"), await house.operator("ben")
    house.clock.pass_time(minutes=2)
    gate = Gate(house.accounts, Passwords(house.web.passwords.hasher), house.clock)
    start, looked_at = house.clock(), 0
    for number in range(10_000):
        house.clock.pass_time(seconds=0.06)
        try:
            await gate.enter("ana", "guess", "123456", f"source-{number}")
        except WrongLogin:
            looked_at += 1
        except TooManyTries:
            continue
    minutes = (house.clock() - start) / timedelta(minutes=1)
    assert looked_at <= 5 * minutes + 5
    assert looked_at >= 5 * int(minutes), "the control: what may be looked at is looked at"
    assert await ben.sign_in("ben") == 303
    assert await ana.sign_in("ana") == 303, "her own browser is known and has tries of its own"
    stranger = house.browser()
    assert await stranger.sign_in("ana") == 429


async def test_one_source_cannot_try_many_accounts(house: DeskHouse) -> None:
    """A source has thirty tries a minute, whatever names it tries; another source goes on."""
    gate = Gate(house.accounts, Passwords(house.web.passwords.hasher), house.clock)
    refused = 0
    for number in range(60):
        try:
            await gate.enter(f"name-{number}", "guess", "123456", "one")
        except WrongLogin:
            continue
        except TooManyTries:
            refused += 1
    assert refused == 30
    with pytest.raises(WrongLogin):
        await gate.enter("name-1", "guess", "123456", "two")


async def test_a_wrong_name_a_wrong_password_and_a_wrong_code_look_alike(house: DeskHouse) -> None:
    """Nobody learns by guessing which accounts there are."""
    await house.operator("ana")
    house.clock.pass_time(minutes=1)
    stranger, answers = house.browser(), []
    for name, password, code in (
        ("nobody", PASSWORD, "123456"),
        ("ana", "wrong password", ""),
        ("ana", PASSWORD, "000000"),
    ):
        form = {"name": name, "password": password, "code": code or house.code("ana")}
        async with stranger.http.post("/desk/sign-in", data=form) as response:
            answers.append((response.status, (await response.text()).replace(f'value="{name}"', "")))
    assert len(set(answers)) == 1
    assert answers[0][0] == 403


async def test_the_real_hash_is_slow_and_kept_to_two_at_a_time() -> None:
    """The password's hash is argon2id with 64 MiB; more than a handful waiting are sent away, so memory lasts."""
    passwords = Passwords()
    known = await passwords.hashed("five rather calm words", "ana")
    assert known.startswith("$argon2id$v=19$m=65536")
    assert await passwords.matches(known, "five rather calm words")
    assert not await passwords.matches(known, "five rather calm word")
    assert not await passwords.matches("", "five rather calm words")
    quick = Passwords(CALM)
    weak = CALM.hash("five rather calm words")
    flood = await asyncio.gather(*(quick.matches(weak, "x") for _ in range(40)), return_exceptions=True)
    assert sum(isinstance(each, TooManyTries) for each in flood) == 40 - 24


async def test_a_session_locks_when_idle_and_ends_after_a_shift(house: DeskHouse) -> None:
    """Thirty idle minutes lock the screen, twelve hours end the session; a live stream is no sign of life."""
    ana = await house.operator("ana")
    house.clock.pass_time(minutes=29)
    assert (await ana.get("/desk"))[0] == 200
    house.clock.pass_time(minutes=29)
    async with ana.http.get("/desk/live") as stream:
        assert stream.status == 200
    house.clock.pass_time(minutes=2)
    async with ana.http.get("/desk") as response:
        assert response.url.path == "/desk/sign-in"
        assert "Locked after 30 minutes" in await response.text()
    assert await ana.sign_in("ana") == 303
    for _ in range(30):
        house.clock.pass_time(minutes=25)
        status, _ = await ana.get("/desk")
    assert status == 303


async def test_sessions_end_everywhere_at_once(house: DeskHouse) -> None:
    """Signing out everywhere, other roles, a disabled account: every session ends, and live streams with it."""
    ana = await house.operator("ana")
    assert await ana.post("/desk/sign-out-everywhere") == 303
    assert (await ana.get("/desk"))[0] == 303
    ends: tuple[Callable[[], Awaitable[object]], ...] = (
        lambda: house.accounts.end_sessions("ana"),
        lambda: house.accounts.set_roles("ana", ("operator", "supervisor")),
        lambda: house.accounts.disable("ana"),
    )
    for end in ends:
        other = await house.direct("ana")
        async with other.http.get("/desk/live") as stream:
            while b"event: quiet" not in await stream.content.readany():
                pass
            await end()
            async with asyncio.timeout(2):
                assert b"event: out" in await stream.content.read()
        assert (await other.get("/desk"))[0] == 303
    with pytest.raises(BadAccount):
        await house.accounts.invite("ana")


async def test_only_our_own_page_may_act(house: DeskHouse) -> None:
    """What another site makes a browser send is refused, also where the browser says nothing but the origin."""
    ana = await house.operator("ana")
    person = await house.person("hello")
    refused: tuple[dict[str, str], ...] = (
        {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"}, {"Origin": "null"}, {},
    )  # fmt: skip
    bare = ClientSession(house.base, cookie_jar=ana.http.cookie_jar)
    path = f"/desk/case/{person.case}/claim"
    for headers in refused:
        async with bare.post(path, headers=headers, allow_redirects=False) as response:
            assert response.status == 403, headers
    line = await house.desk.line(person.case)
    assert line is not None
    assert line.by == ""
    async with bare.post(path, headers={"Origin": house.base}, allow_redirects=False) as response:
        assert response.status == 303, "the control: our own origin may"
    await bare.close()
    async with ana.http.get("/desk", headers={"Sec-Fetch-Site": "cross-site"}) as response:
        assert response.status == 403
    async with ana.http.get("/desk", headers={"Sec-Fetch-Site": "none"}) as response:
        assert response.status == 200
        policy = response.headers["Content-Security-Policy"]
        assert "require-trusted-types-for 'script'; trusted-types desk" in policy
        assert "unsafe" not in policy
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    cookie = next(each for each in ana.http.cookie_jar if each.key == "desk")
    assert (cookie["samesite"], bool(cookie["httponly"])) == ("Strict", True)
    async with ana.http.get("/desk", headers={"Host": "desk.evil.example"}) as response:
        assert response.status == 421, "a name that somebody else points at us opens nothing"


async def test_the_desk_is_served_over_https_and_on_this_machine_only(house: DeskHouse) -> None:
    """Plain http on a network is refused in words; https cookies carry the host prefix."""
    assert not Site.at("http://desk.example.org").may_serve
    assert not Site.at("http://192.168.1.5:8080").may_serve
    assert Site.at("https://desk.example.org").may_serve
    assert Site.at("https://desk.example.org").cookie("desk") == "__Host-desk"
    assert Site.at("http://127.0.0.1:8080").origin == "http://localhost:8080"
    assert not Site.at("https://192.0.2.7").has_passkeys
    numbers = house.base.replace("localhost", "127.0.0.1")
    browser = house.browser()
    async with browser.http.get(f"{numbers}/desk/sign-in") as response:
        assert response.status == 421
        assert house.base in await response.text()


async def test_accounts_have_plain_names_and_known_roles(house: DeskHouse) -> None:
    """A name that could be taken for somebody in a talk is refused, and so is an unknown role."""
    for name in ("person", "bot", "note", "a", "ana maria", "", "ана/мария"):
        with pytest.raises(BadAccount):
            await house.accounts.add(name)
    with pytest.raises(BadAccount):
        await house.accounts.add("ana", roles=("emperor",))
    assert (await house.accounts.add(" Анна ")).name == "анна"
    with pytest.raises(AccountExists):
        await house.accounts.add("анна")
    with pytest.raises(NoSuchAccount):
        await house.accounts.find("nobody")
    assert [each.name for each in await house.accounts.each()] == ["анна"]


async def test_accounts_may_be_named_in_any_script(house: DeskHouse) -> None:
    """A Cyrillic name signs in like any other, and its browser is known afterwards."""
    olga = await house.operator("ольга")
    house.clock.pass_time(minutes=2)
    stranger = house.browser()
    for _ in range(5):
        assert await stranger.sign_in("ольга", code="000000") == 403
    assert await stranger.sign_in("ольга") == 429
    assert await olga.sign_in("ольга") == 303
