"""The pages beside the queue in a real browser: the shift, blocks, follow-ups; and that a block can be taken back."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from bot.desk.blocks import SPANS
from bot.store.vigil import Vigil
from tests.browser.desk_pages import Complaints, desk_of
from tests.browser.pages import violations
from tests.desk.desk_house import DeskHouse

pytestmark = pytest.mark.asyncio(loop_scope="module")
WIDTH = "document.documentElement.scrollWidth <= innerWidth"


async def fits(page: Page) -> None:
    """See that axe finds nothing and nothing runs out of the page."""
    assert await violations(page) == [], page.url
    assert await page.evaluate(WIDTH), page.url


@pytest.mark.parametrize(
    ("looks", "locale"),
    [({"color_scheme": "dark"}, "ru"), ({"viewport": {"width": 390, "height": 844}}, "en")],
    ids=["dark", "phone"],
)
async def test_the_pages_of_a_supervisor_have_no_barrier(
    house: DeskHouse, browser: Browser, complaints: Complaints, looks: dict[str, Any], locale: str
) -> None:
    """Empty and full, with what was refused, on a phone and in the dark."""
    await house.accounts.add("ana", ("operator", "supervisor"), locale=locale)
    page = (await desk_of(house, browser, complaints, "ana", **looks)).page
    for path in ("shift", "blocks", "follow-ups"):
        await page.goto(f"{house.base}/desk/{path}")
        await fits(page)
    for number, name in enumerate(("amber-heron", "quiet-robin", "silver-stork")):
        person = await house.person("Hello", name=name)
        await house.desk.claim(person.case, "ana")
        match number:
            case 0:
                await house.desk.mark_spam(person.case, "ana")
            case 1:
                await house.desk.block(person.case, "ana", house.clock() + SPANS["long"], "threats")
            case _:
                day = house.clock().date() + SPANS["day"] * 2
                await house.desk.close(person.case, "ana", "other", due=day, follow="Ask the shelter")
    for path in ("blocks", "follow-ups"):
        await page.goto(f"{house.base}/desk/{path}")
        await fits(page)
    await page.goto(f"{house.base}/desk/shift")
    await page.locator("#general-0").fill("nine")
    await page.locator("form:has(#general-0) button").click()
    await expect(page.locator(".notice")).to_be_visible()
    await expect(page.locator("#general-0")).to_have_value("nine")
    await fits(page)
    for field in ("#from", "#until"):
        await page.locator(field).fill("2030-01-01")
    await page.locator("#closure-ru").fill("Переезд")
    await page.locator("#closure-en").fill("We are moving")
    await page.locator("form:has(#from) button").click()
    await expect(page.locator("td", has_text="We are moving" if locale == "en" else "Переезд")).to_be_visible()
    await page.locator("form:has(#down-en) button").click()
    await expect(page.locator("b.red")).to_be_visible()
    await fits(page)


async def test_a_block_is_taken_back_within_five_seconds(
    house: DeskHouse, browser: Browser, complaints: Complaints
) -> None:
    """Undo leaves everything as it was; the second time it is done, and the case is gone from the desk."""
    desk = await desk_of(house, browser, complaints, "ana")
    page = desk.page
    person = await house.person("Hello", name="amber-heron")
    await desk.take("Amber Heron")
    menu = page.locator(".menu", has=page.locator("#reason"))
    await menu.locator("summary").click()
    await fits(page)
    await page.locator("#reason").select_option("threats")
    await page.locator("form[data-act=block] button").click()
    await page.get_by_role("button", name="Undo").click()
    line = await house.desk.line(person.case)
    assert line is not None
    assert line.by == "ana"
    await menu.locator("summary").click()
    await page.locator("#reason").select_option("threats")
    await page.locator("form[data-act=block] button").click()
    await page.get_by_role("button", name="Now").click()
    await expect(page.locator("#case.empty")).to_be_attached()
    assert await house.desk.line(person.case) is None


async def test_an_alarm_sounds_only_where_it_calls(house: DeskHouse, browser: Browser, complaints: Complaints) -> None:
    """Everybody sees the line at the top; only who is called by now hears it again and again."""
    await house.accounts.add("sup", ("supervisor",), locale="en")
    ana, sup = [await desk_of(house, browser, complaints, name) for name in ("ana", "sup")]
    person = await house.person("Come", urgent=True)
    for desk in (ana, sup):
        await expect(desk.page.locator("#alarm")).to_be_visible()
    await Vigil(house.connection.batch).ring(person.case, 2, "all")
    await expect(ana.page.locator("#desk")).to_have_attribute("data-called", "1")
    await expect(sup.page.locator("#desk")).to_have_attribute("data-called", "0")
    await Vigil(house.connection.batch).ring(person.case, 3, "supervisor")
    await expect(sup.page.locator("#desk")).to_have_attribute("data-called", "1")
