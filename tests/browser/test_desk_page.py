"""The web desk in a real browser: a shift of two, passkeys, the keyboard alone, no script, and what axe says."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Browser, Route, expect

from bot.cases.case import Answer
from tests.browser.desk_pages import Complaints, DeskPage, desk_of, virtual_authenticator
from tests.browser.pages import violations
from tests.desk.desk_house import PASSWORD, DeskHouse

pytestmark = pytest.mark.asyncio(loop_scope="module")
ANSWERS = {
    "role": Answer("choice", "report-title-role", says=("choice-self",), values=("self",)),
    "signs": Answer("choice", "report-title-signs-work", says=("choice-sign-wages", "choice-sign-debt")),
    "where": Answer("rescue", "report-title-place-words", words="The red gate behind the market"),
    "time": Answer("skipped", "report-title-time"),
}


async def test_a_shift_of_two_operators_and_three_persons(
    house: DeskHouse, browser: Browser, complaints: Complaints
) -> None:
    """What one does the other sees at once; words arrive without a reload; undo takes back, close says goodbye."""
    ana = await desk_of(house, browser, complaints, "ana")
    ben = await desk_of(house, browser, complaints, "ben")
    nina = await house.person("They keep my passport", name="amber-heron", answers=ANSWERS)
    await expect(ana.row("Amber Heron")).to_be_visible()
    urgent = await house.person("They are at the door", name="silver-stork", urgent=True)
    await expect(ben.page.locator("#alarm")).to_be_visible()
    assert await ana.names() == ["Silver Stork", "Amber Heron"]
    await ana.take("Silver Stork")
    await expect(ben.page.locator("#alarm")).to_be_hidden()
    await expect(ben.row("Silver Stork")).to_contain_text("with ana")
    await ben.take("Amber Heron")
    await expect(ben.page.locator(".told")).to_contain_text("Wages not paid")
    assert "market" not in await ana.page.content(), "what a person told is read by the holder alone"
    await ana.reply("Can you write safely?")
    assert await ana.fate() == "on its way"
    await house.deliver(urgent)
    await expect(ana.page.locator("#talk > .us .fate").last).to_have_text("sent")
    await urgent.says("Yes, for now")
    await ana.hears("Yes, for now")
    await ana.reply("A mistake", now=False)
    await ana.page.get_by_role("button", name="Undo").click()
    await expect(ana.page.locator("#text")).to_have_value("A mistake")
    await ana.page.locator("#text").fill("")
    await ana.note("Calm, alone at home")
    await ben.note("Wants a lawyer")
    await ben.transfer("ana")
    await expect(ana.row("Amber Heron")).to_contain_text("with you")
    await expect(ana.row("Amber Heron").locator(".new")).to_be_visible()
    await ana.open("Amber Heron")
    await expect(ana.page.locator("#talk > .note .words")).to_have_text("Wants a lawyer")
    await expect(ana.row("Amber Heron").locator(".new")).to_be_hidden()
    third = await house.person("Hello", name="quiet-robin")
    await expect(ben.row("Quiet Robin").locator(".new")).to_be_visible()
    await ana.close("referred")
    await expect(ben.row("Amber Heron")).to_have_count(0)
    assert await house.deliver(nina) == ["r", "r"], "the greeting and the goodbye; no note"
    assert [line.id for line in await house.desk.queue()] == [third.case, urgent.case]
    assert await ben.page.evaluate("history.length") > 1


async def test_of_two_clicks_one_wins_and_the_other_is_told(
    house: DeskHouse, browser: Browser, complaints: Complaints
) -> None:
    """A card that somebody else has just taken says who, without leaving the page."""
    ana = await desk_of(house, browser, complaints, "ana")
    person = await house.person("Hello", name="amber-heron")
    await ana.open("Amber Heron")
    await expect(ana.page.get_by_role("button", name="Take this case")).to_be_visible()
    await ana.page.context.set_offline(True)
    await house.desk.claim(person.case, "ben")
    await ana.page.context.set_offline(False)
    await expect(ana.page.locator("#main")).to_contain_text("ben has this case")
    other = await house.person("Hello", name="quiet-robin")
    await expect(ana.row("Quiet Robin")).to_be_visible()
    claim = f"**/desk/case/{other.case}/claim"
    await ana.page.route(claim, lambda route: _late(house, other.case, route))
    await ana.row("Quiet Robin").get_by_role("button").click()
    await expect(ana.page.locator("#heard")).to_have_text("ben took this case a moment ago.")


async def _late(house: DeskHouse, case: str, route: Route) -> None:
    """Let a claim arrive only after somebody else's."""
    await house.desk.claim(case, "ben")
    await route.continue_()


async def test_one_acknowledgement_quiets_all_desks(house: DeskHouse, browser: Browser, complaints: Complaints) -> None:
    """While an urgent case waits every desk says so, in page and tab; one hand quiets all for five minutes."""
    ana = await desk_of(house, browser, complaints, "ana")
    ben = await desk_of(house, browser, complaints, "ben")
    await house.person("Now", urgent=True)
    for desk in (ana, ben):
        await expect(desk.page.locator("#alarm")).to_contain_text("Urgent cases waiting: 1")
        await expect(desk.page).to_have_title(re.compile("1"))
    await ana.page.get_by_role("button", name="Quiet for 5 minutes").click()
    for desk in (ana, ben):
        await expect(desk.page.locator("#alarm")).to_be_hidden()
        await expect(desk.page).to_have_title("(1) Queue")


async def test_ready_sentences_and_service_cards_are_a_tap_away(
    house: DeskHouse, browser: Browser, complaints: Complaints
) -> None:
    """A ready sentence goes out in the person's language; a card of the directory lands in the reply box."""
    ana = await desk_of(house, browser, complaints, "ana")
    await house.person("привет", name="amber-heron", locale="ru")
    await ana.take("Amber Heron")
    await ana.page.locator(".ready-box summary").click()
    await ana.page.get_by_role("button", name="Send: Are you in a safe place").click()
    await ana.page.locator(".pending .main").click()
    await expect(ana.page.locator("#talk > .us .words")).to_have_text(house.texts.label("canned-safe", "ru"))
    await expect(ana.page.locator("#talk > .us .gloss")).to_have_text(house.texts.label("canned-safe", "en"))
    await ana.page.locator(".help-box summary").click()
    await ana.page.locator("#place").fill("Bishkek")
    await ana.page.locator("[data-find] button").click()
    await ana.page.locator(".cards button").first.click()
    await expect(ana.page.locator("#text")).to_have_value(re.compile("Кыргызстан"))


async def test_filters_stay_and_never_hide_what_is_urgent(
    house: DeskHouse, browser: Browser, complaints: Complaints
) -> None:
    """A chosen filter is there after a reload; an urgent case shows through every filter."""
    ana = await desk_of(house, browser, complaints, "ana")
    await house.person("a", name="amber-heron", channel="telegram")
    await house.person("b", name="quiet-robin", channel="whatsapp")
    await expect(ana.row("Quiet Robin")).to_be_visible()
    await ana.page.locator("#filter").select_option("whatsapp")
    await expect(ana.row("Amber Heron")).to_be_hidden()
    await ana.page.reload()
    await ana.is_live()
    await expect(ana.row("Amber Heron")).to_be_hidden()
    await house.person("c", name="silver-stork", channel="telegram", urgent=True)
    await expect(ana.row("Silver Stork")).to_be_visible()
    await ana.page.get_by_role("button", name="Take the next").click()
    await expect(ana.page.locator("#case-name")).to_have_text("Silver Stork")


async def test_an_offered_case_shows_at_once_on_both_desks(
    house: DeskHouse, browser: Browser, complaints: Complaints
) -> None:
    """A warm transfer without a reload: offered, withdrawn, offered again, accepted."""
    ana = await desk_of(house, browser, complaints, "ana")
    ben = await desk_of(house, browser, complaints, "ben")
    await house.person("The red door", name="amber-heron")
    await ana.take("Amber Heron")
    await ana.offer("ben", "I leave at six")
    assert await ben.names("offered") == ["Amber Heron"]
    await ben.open("Amber Heron")
    await expect(ben.page.locator("#case")).to_contain_text("I leave at six")
    await ana.page.get_by_role("button", name="Withdraw").click()
    await expect(ben.page.locator("#case")).to_contain_text("ana has this case")
    await ana.offer("ben")
    await ben.accept()
    await expect(ben.page.locator("#talk .words").first).to_have_text("The red door")
    await expect(ana.page.locator("#case")).to_contain_text("ben has this case")


async def test_passkeys_open_the_desk(house: DeskHouse, browser: Browser, complaints: Complaints) -> None:
    """Invited, an operator makes a passkey and later comes in by it alone; a disabled account stays out."""
    await house.accounts.add("ana", locale="en")
    page = complaints.watch(await (await browser.new_context()).new_page())
    await virtual_authenticator(page)
    desk = DeskPage(page, house.base)
    await page.goto(house.web.invitation_link(await house.accounts.invite("ana")))
    await page.get_by_role("button", name="Make a passkey on this device").click()
    await desk.is_live()
    assert len((await house.accounts.find("ana")).passkeys) == 1
    await page.get_by_role("button", name="Sign out").click()
    await page.get_by_role("button", name="Sign in with a passkey").click()
    await desk.is_live()
    await page.get_by_role("button", name="Sign out").click()
    await house.accounts.disable("ana")
    await page.get_by_role("button", name="Sign in with a passkey").click()
    await expect(page.get_by_text("That did not work")).to_be_visible()


async def test_a_password_and_a_code_open_the_desk(house: DeskHouse, browser: Browser, complaints: Complaints) -> None:
    """The fallback works in the browser too, in the operator's language."""
    await house.operator("ana", locale="ru")
    house.clock.pass_time(seconds=30)
    page = complaints.watch(await (await browser.new_context()).new_page())
    desk = DeskPage(page, house.base)
    await desk.sign_in("ana", "wrong password", "000000")
    await expect(page.get_by_role("alert")).to_have_text("Name, password or code are not right.")
    await desk.sign_in("ana", PASSWORD, house.code("ana"))
    await desk.is_live()
    await expect(page.get_by_role("heading", name="Очередь")).to_be_visible()


async def test_an_idle_desk_locks_and_keeps_the_draft(
    house: DeskHouse, browser: Browser, complaints: Complaints
) -> None:
    """After half an hour without a sign of life the screen shows nothing of the case; what was begun comes back."""
    ana = await desk_of(house, browser, complaints, "ana")
    await house.person("The red door", name="amber-heron")
    await ana.take("Amber Heron")
    async with ana.page.expect_response(lambda response: response.url.endswith("/draft")):
        await ana.page.locator("#text").fill("Are you near the sta")
    house.clock.pass_time(minutes=31)
    await house.accounts.store.tell_desks("out ana")
    await expect(ana.page.get_by_text("Locked after 30 minutes")).to_be_visible()
    assert "red door" not in await ana.page.content()
    await ana.come_in(house.web.invitation_link(await house.accounts.invite("ana", direct=True)))
    await ana.open("Amber Heron")
    await expect(ana.page.locator("#text")).to_have_value("Are you near the sta")


async def test_the_keyboard_alone_is_enough(house: DeskHouse, browser: Browser, complaints: Complaints) -> None:
    """Take, reply, note and close without a pointer; the focus is always somewhere and survives live changes."""
    ana = await desk_of(house, browser, complaints, "ana")
    person = await house.person("Hello", name="amber-heron")
    await expect(ana.row("Amber Heron")).to_be_visible()
    keyboard, page = ana.page.keyboard, ana.page

    async def tab_to(selector: str) -> None:
        for _ in range(40):
            await keyboard.press("Tab")
            if await page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"the keyboard does not reach {selector}")

    await tab_to(".skip")
    await tab_to(".row a")
    await house.person("And another", name="quiet-robin")
    await person.says("More")
    await expect(ana.row("Quiet Robin")).to_be_visible()
    assert await page.evaluate("document.activeElement.matches('.row a')"), "live changes leave the focus where it was"
    await tab_to(".claim")
    await keyboard.press("Enter")
    await expect(page.locator("#case-name")).to_be_focused()
    await tab_to("#text")
    await keyboard.type("Are you safe?")
    await keyboard.press("Control+Enter")
    await keyboard.press("Control+Enter")
    await expect(page.locator("#talk > .us .words")).to_have_text("Are you safe?")
    await tab_to(".note-box summary")
    await keyboard.press("Enter")
    await tab_to("#note-text")
    await keyboard.type("Careful")
    await tab_to("#note button")
    await keyboard.press("Enter")
    await expect(page.locator("#talk > .note .words")).to_have_text("Careful")
    await page.locator("#case-name").focus()
    await tab_to(".menu:last-child summary")
    await keyboard.press("Enter")
    await tab_to("#disposition")
    await keyboard.type("Adv")
    await tab_to("form[data-act=close] button")
    await keyboard.press("Enter")
    await page.locator(".pending button").first.focus()
    await tab_to(".pending .main")
    await keyboard.press("Enter")
    await expect(page.locator("#case.empty")).to_be_attached()
    assert await house.desk.line(person.case) is None


async def test_without_a_script_everything_needed_works(
    house: DeskHouse, browser: Browser, complaints: Complaints
) -> None:
    """Read, take, reply and close by plain forms in a browser whose scripts are off."""
    await house.accounts.add("ana", locale="en")
    ana = complaints.watch(await (await browser.new_context(java_script_enabled=False)).new_page())
    await ana.goto(house.web.invitation_link(await house.accounts.invite("ana", direct=True)))
    await house.person("They keep my passport", name="amber-heron", answers=ANSWERS)
    await ana.goto(f"{house.base}/desk")
    await ana.get_by_role("button", name="Take Amber Heron").click()
    await expect(ana.locator("#talk .words")).to_have_text("They keep my passport")
    await ana.locator("#text").fill("I am here")
    await ana.get_by_role("button", name="Send").click()
    await expect(ana.locator("#talk > .us .words")).to_have_text("I am here")
    await ana.locator(".menu summary").last.click()
    await ana.locator("#disposition").select_option("advised")
    await ana.locator("form[data-act=close] button").click()
    await expect(ana.locator("#case.empty")).to_be_attached()


@pytest.mark.parametrize(
    ("looks", "locale"),
    [({}, "en"), ({"color_scheme": "dark"}, "ru"), ({"viewport": {"width": 390, "height": 844}}, "en")],
    ids=["light", "dark", "phone"],
)
async def test_axe_finds_nothing(
    house: DeskHouse, browser: Browser, complaints: Complaints, looks: dict[str, Any], locale: str
) -> None:
    """No barrier that a machine can find: sign-in, invitation, queue, case, menus, own account."""
    await house.accounts.add("ana", ("operator", "supervisor", "administrator"), locale=locale)
    await house.accounts.add("ben")
    await house.person("Hello", urgent=True)
    person = await house.person("They keep my passport", name="amber-heron", answers=ANSWERS, caution="caution-minor")
    await house.person("Held", locale="ar", channel="whatsapp")
    desk = await desk_of(house, browser, complaints, "ana", **looks)
    page = desk.page
    assert await violations(page) == []
    await house.desk.claim(person.case, "ana")
    await house.desk.note(person.case, "ana", "Speaks quietly")
    await house.desk.reply(person.case, "ana", "Hello")
    await house.deliver(person, "uncertain")
    await page.goto(f"{house.base}/desk/case/{person.case}")
    await desk.is_live()
    assert await violations(page) == []
    await page.locator(".note-box summary").click()
    await page.locator(".menu summary").first.click()
    await desk.page.locator("#text").fill("Wait")
    assert await violations(page) == []
    await page.locator(".menu summary").first.click()
    await page.locator(".ready-box summary").click()
    assert await violations(page) == []
    await page.locator(".help-box summary").click()
    await page.locator("#place").fill("Bishkek")
    await page.locator("[data-find] button").click()
    await expect(page.locator(".cards li").first).to_be_visible()
    assert await violations(page) == []
    for path in ("me", "accounts", "watch", "handover"):
        await page.goto(f"{house.base}/desk/{path}")
        assert await violations(page) == [], path
    await page.context.clear_cookies()
    await page.goto(f"{house.base}/desk/sign-in")
    assert await violations(page) == []
    await page.goto(house.web.invitation_link(await house.accounts.invite("ana")))
    assert await violations(page) == []


async def test_right_to_left_talks_read_rightly(house: DeskHouse, browser: Browser, complaints: Complaints) -> None:
    """An Arabic talk is written from the right in a desk that is not; mirrored, the desk has no barrier either."""
    desk = await desk_of(house, browser, complaints, "ana")
    await house.person("أخذوا جواز سفري", name="amber-heron", locale="ar")
    await desk.take("Amber Heron")
    bubble = desk.page.locator("#talk .words").first
    assert await bubble.evaluate("each => getComputedStyle(each).direction") == "rtl"
    assert await bubble.get_attribute("lang") == "ar"
    await desk.page.evaluate("document.documentElement.dir = 'rtl'")
    assert await violations(desk.page) == []
    narrow = await desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert narrow, "nothing runs out of the page"
