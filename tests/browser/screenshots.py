"""Pictures of the desk for the docs: `python -m tests.browser.screenshots docs`. Every person in them is invented."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, expect

from bot.cases.case import Answer
from bot.content import load_shelf
from bot.store.embedded import EmbeddedStore
from tests.browser.desk_pages import DeskPage
from tests.browser.pages import chromium
from tests.desk.desk_house import DeskHouse, PersonOfCase, open_desk

ROOT = Path(__file__).parents[2]
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
ANSWERS = {
    "role": Answer("choice", "report-title-role", says=("choice-self",), values=("self",)),
    "signs": Answer("choice", "report-title-signs-work", says=("choice-sign-lied", "choice-sign-wages")),
    "place": Answer("place", "report-title-place", words="Krasnodar", values=("RU", "Krasnodar", "Europe/Moscow")),
    "time": Answer("skipped", "report-title-time"),
}


async def persons(house: DeskHouse) -> tuple[PersonOfCase, PersonOfCase]:
    """Let some invented people write; return the two whose cases are opened."""
    where = {"country": "RU", "timezone": "Europe/Moscow", "caution": "caution-watched", "safe": "no"}
    words = ("Здравствуйте. Паспорт забрал хозяин.", "Можете помочь?")
    heron = await house.person(*words, urgent=True, name="amber-heron", answers=ANSWERS, **where)
    await house.person("…", locale="tg", channel="whatsapp", urgent=True, kind="danger", name="silver-stork")
    house.clock.pass_time(minutes=11)
    await house.person("…", locale="en", kind="question", name="early-swan")
    await house.person("…", channel="whatsapp", kind="return", name="quiet-robin")
    lotus = await house.person(
        "مرحبا، أخذوا جواز سفري", "هل يمكنكم المساعدة؟", locale="ar", name="blue-lotus", answers=ANSWERS
    )
    return heron, lotus


async def open_as(house: DeskHouse, browser: Browser, name: str, **looks: Any) -> DeskPage:
    """Open a live desk."""
    desk = DeskPage(await (await browser.new_context(**looks)).new_page(), house.base)
    await desk.come_in(house.web.invitation_link(await house.accounts.invite(name, direct=True)))
    return desk


async def taken(house: DeskHouse, folder: Path) -> None:
    """Take every picture."""

    async def picture(desk: DeskPage, name: str) -> None:
        await desk.page.screenshot(path=folder / f"desk-{name}.png", animations="disabled")

    await house.accounts.add("dana", languages=("ru", "uz"), locale="en")
    await house.accounts.add("olga", languages=("ru",), locale="ru")
    heron, _ = await persons(house)
    async with chromium() as browser:
        desk = await open_as(house, browser, "dana", viewport=WIDE)
        await picture(desk, "queue")
        await desk.take("Amber Heron")
        await desk.page.locator(".ready-box summary").click()
        await desk.page.locator(".ready button").nth(1).click()
        await desk.page.locator(".pending .main").click()
        await expect(desk.page.locator("#talk > .us")).to_be_visible()
        await house.deliver(heron)
        await heron.says("Да, пока могу писать.")
        await desk.hears("Да, пока могу писать.")
        await desk.note("Alone until six. Yes-or-no questions only.")
        await picture(desk, "case")
        for name, looks in (("dark", {"viewport": WIDE, "color_scheme": "dark"}), ("phone", {"viewport": PHONE})):
            other = await open_as(house, browser, "dana", **looks)
            await other.open("Amber Heron")
            await other.hears("Да, пока могу писать.")
            await picture(other, name)
        russian = await open_as(house, browser, "olga", viewport=WIDE)
        await russian.take("Синий лотос")
        await picture(russian, "right-to-left")


async def main(folder: Path) -> None:
    """Run a desk of its own for the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="helpline-pictures-") as place, EmbeddedStore(Path(place)) as store:
        async with open_desk(store, Path(place), shelf=load_shelf(ROOT)) as house:
            await taken(house, folder)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs")))
