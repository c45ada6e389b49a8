"""A photo in the live desk: covered, shown in its place at a tap, and under the desk's strict policy."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.async_api import Browser, expect

from bot.store.keys import partition_of
from tests.browser.desk_pages import Complaints, desk_of
from tests.desk.desk_house import DeskHouse
from tests.desk.test_desk_photos import kept, ordered

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_photo_is_shown_at_a_tap_and_stays_shown(
    house: DeskHouse,
    browser: Browser,
    complaints: Complaints,
) -> None:
    """Nothing is fetched before the tap; then the picture stands in the talk, and news of the case leave it there."""
    ana = await desk_of(house, browser, complaints, "ana")
    person = await house.person("Hello", name="amber-heron")
    await ana.take("Amber Heron")
    order = await ordered(house, person, "the gate")
    await expect(ana.page.locator("#talk > .person .meta").last).to_contain_text("a photo is on its way")
    written = io.BytesIO()
    Image.new("RGB", (32, 24), "green").save(written, "JPEG")
    await kept(house, person, order, written.getvalue())
    link = ana.page.locator("#talk a[data-photo]")
    await expect(link).to_be_visible()
    assert await looks(house, person.case) == 0
    await link.click()
    picture = ana.page.get_by_role("img", name="Photo that the person sent")
    await expect(picture).to_be_visible()
    await expect(link).to_be_hidden()
    assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 32
    await person.says("and the yard")
    await ana.hears("and the yard")
    await expect(picture).to_be_visible()
    assert await looks(house, person.case) == 1


async def looks(house: DeskHouse, case: str) -> int:
    """Return how often the audit says that somebody looked."""
    chain = await house.desk.casework.audit(partition_of(case))
    return sum(b'"see"' in line for line, _ in chain)
