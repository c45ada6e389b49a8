"""The web chat in a real browser: with a script and without, on a bad network, on a small phone, in a hurry."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Request, Route, expect

from bot.channels.web_session import Pace
from bot.messages import Button, Outbound, Tap
from tests.browser.pages import ChatPage, violations
from tests.channels.web_house import House, open_house

pytestmark = pytest.mark.asyncio(loop_scope="module")
MORE = (Button("More places", Tap("find", "found", "more")), Button("Talk to a person", Tap("find", "found", "human")))


@pytest_asyncio.fixture(loop_scope="module")
async def browser(chrome: Browser) -> AsyncIterator[Browser]:
    """A browser whose windows close with the test, and that had nothing to complain about but the cut network."""
    complaints.clear()
    yield chrome
    for context in chrome.contexts:
        await context.close()
    assert [line for line in complaints if "net::ERR_" not in line and "status of 503" not in line] == []


@pytest_asyncio.fixture(loop_scope="module")
async def house() -> AsyncIterator[House]:
    async with open_house() as started:
        yield started


complaints: list[str] = []


async def opened(browser: Browser, house: House, **context: Any) -> ChatPage:
    """Open a fresh browser window at the chat; script errors and refused policies are noted as complaints."""
    page = await (await browser.new_context(**context)).new_page()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return ChatPage(page, house.base)


async def test_a_talk_with_a_script_never_leaves_the_page(browser: Browser, house: House) -> None:
    """Start, tap, write: answers come by themselves, both sides stay in order, a reload shows them again."""
    chat = await opened(browser, house)
    await chat.start()
    assert await chat.buttons() == ["Yes", "No"]
    await chat.tap("Yes")
    await chat.hears("You tapped yes.")
    assert await chat.buttons() == [], "an answered question has no buttons left"
    await chat.type("They keep my passport")
    await chat.hears("You wrote: They keep my passport")
    await house.consultant("I am here")
    await chat.hears("I am here")
    talk = ["Can you write safely now?", "Yes", "You tapped yes.", "They keep my passport"]
    talk += ["You wrote: They keep my passport", "I am here"]
    assert await chat.last_words(9) == talk
    assert await chat.page.evaluate("history.length") == 2, "about:blank and the chat"
    await chat.page.reload()
    assert await chat.last_words(9) == talk
    assert house.texts == ["They keep my passport"]


async def test_a_talk_without_a_script_works_whole(browser: Browser, house: House) -> None:
    """With JavaScript off every step is a form: the page comes back with the talk so far, and a link asks for more."""
    chat = await opened(browser, house, java_script_enabled=False)
    await chat.start()
    await chat.tap("Yes")
    await chat.hears("You tapped yes.")
    await chat.type("They keep my passport")
    await chat.hears("You wrote: They keep my passport")
    await house.consultant("I am here")
    await chat.check()
    await chat.hears("I am here")
    assert await chat.last_words(3) == ["They keep my passport", "You wrote: They keep my passport", "I am here"]
    await chat.leave()
    assert await chat.page.title() == "Weather"
    assert await chat.page.context.cookies() == []
    await chat.open()
    await expect(chat.page.locator("#start button")).to_be_visible()
    assert await chat.last_words(9) == []


async def test_words_written_without_a_network_arrive_once(browser: Browser, house: House) -> None:
    """The network goes in the middle of a talk: what is written is kept, sent when it is back, and processed once."""
    chat = await opened(browser, house)
    await chat.start()
    await chat.page.context.set_offline(True)
    await chat.type("Are you there?")
    await expect(chat.page.locator(".unsent .way")).to_have_text("Not sent yet. We keep trying.")
    await expect(chat.page.locator("#status")).to_contain_text("No connection")
    assert house.texts == []
    await chat.page.context.set_offline(False)
    await chat.hears("You wrote: Are you there?")
    await expect(chat.page.locator(".way")).to_have_count(0)
    assert house.texts == ["Are you there?"]
    assert await chat.last_words(2) == ["Are you there?", "You wrote: Are you there?"]


async def test_an_answer_lost_on_the_way_is_not_a_second_message(browser: Browser, house: House) -> None:
    """The server took the words but its yes was lost: the page sends again under the same id, and nothing doubles."""
    chat = await opened(browser, house)
    await chat.start()
    ids: list[str] = []

    async def lose_first(route: Route, request: Request) -> None:
        ids.append((request.post_data or "").partition("id=")[2].partition("&")[0])
        if len(ids) == 1:
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    await chat.page.route("**/chat", lose_first)
    async with chat.page.expect_response(lambda answer: answer.url.endswith("/chat") and answer.status == 204):
        await chat.type("Only once")
    await chat.hears("You wrote: Only once")
    assert len(ids) == 2
    assert ids[0] == ids[1]
    assert house.texts == ["Only once"]
    assert await chat.own.all_inner_texts() == ["Only once"]


async def test_answers_come_where_streams_are_cut(browser: Browser, house: House) -> None:
    """A network that lets no event stream through still gets every answer, by asking again."""
    chat = await opened(browser, house)
    await chat.page.route("**/chat/events*", lambda route: route.abort())
    await chat.start()
    await chat.type("Hello")
    await chat.hears("You wrote: Hello")
    await house.consultant("I am here")
    await chat.hears("I am here")


async def test_what_came_while_the_network_was_gone_is_shown_after(browser: Browser, house: House) -> None:
    """The stream resumes after the last message the page has: none is missed, none comes twice."""
    chat = await opened(browser, house)
    await chat.start()
    await chat.type("Hello")
    await chat.hears("You wrote: Hello")
    await chat.page.context.set_offline(True)
    await house.consultant("first")
    await house.consultant("second")
    await chat.page.context.set_offline(False)
    await chat.hears("second")
    assert await chat.answers.all_inner_texts() == ["Can you write safely now?", "You wrote: Hello", "first", "second"]


async def test_a_refusal_of_ours_is_tried_again(browser: Browser, house: House) -> None:
    """When the store could not take the words, the page keeps them and tries again by itself."""
    chat = await opened(browser, house)
    await chat.start()
    house.refuse = 1
    await chat.type("Please")
    await chat.hears("You wrote: Please")
    assert house.texts == ["Please"]


@pytest.mark.parametrize("way", ["button", "escape"])
async def test_leaving_quickly_leaves_no_chat_in_the_history(browser: Browser, house: House, way: str) -> None:
    """One press, or Esc twice: another page stands there, the way back does not lead to the chat, the talk is gone."""
    chat = await opened(browser, house)
    await chat.page.goto(house.base + "/")
    await chat.start()
    await chat.type("Secret words")
    await chat.hears("You wrote: Secret words")
    visited: list[str] = []
    chat.page.on("framenavigated", lambda frame: visited.append(frame.url))
    if way == "button":
        await chat.leave()
    else:
        await chat.page.keyboard.press("Escape")
        await chat.page.keyboard.press("Escape")
    await chat.page.wait_for_url("**/elsewhere")
    assert await chat.page.evaluate("history.length") == 3, "about:blank, the page before, the neutral page"
    await chat.page.go_back()
    assert visited == [house.base + "/elsewhere", house.base + "/"], "the chat is not on the way back"
    await chat.open()
    await expect(chat.page.locator("#start button")).to_be_visible()
    assert await chat.page.context.cookies() == []
    assert house.heard[-1].gone


async def test_after_a_silence_a_reload_shows_only_the_cover(browser: Browser, house: House) -> None:
    """After 15 minutes whoever opens the page reads a neutral line; going on never brings the old words back."""
    chat = await opened(browser, house)
    await chat.start()
    await chat.type("Secret words")
    await chat.hears("You wrote: Secret words")
    house.later(minutes=14)
    await chat.page.reload()
    assert "Secret" in await chat.page.content(), "control: before the time is over it is there"
    house.later(minutes=15)
    await chat.page.reload()
    await expect(chat.page.locator("#cover .hello")).to_have_text("Hello! Would you like to go on?")
    assert "Secret" not in await chat.page.content()
    await chat.go_on()
    await chat.hears("You wrote: Go on")
    assert await chat.last_words(9) == ["Go on", "You wrote: Go on"]


async def test_an_open_page_covers_itself(browser: Browser) -> None:
    """A page left lying open hides the talk by itself, and a consultant's word that came meanwhile is not lost."""
    async with open_house(pace=Pace(quiet=timedelta(seconds=2), answer_s=0.5, beat_s=0.2)) as house:
        chat = await opened(browser, house)
        await chat.start()
        await chat.type("Secret words")
        await chat.hears("You wrote: Secret words")
        await chat.page.context.set_offline(True)
        await expect(chat.page.locator("#cover .hello")).to_be_visible()
        await chat.page.context.set_offline(False)
        house.later(seconds=3)
        assert "Secret" not in await chat.page.content()
        await house.consultant("I am here")
        await expect(chat.page.locator("#fresh")).to_be_visible()
        assert "I am here" not in await chat.page.locator("main").inner_text()
        await chat.go_on()
        await expect(chat.page.get_by_text("I am here")).to_be_visible()
        assert "Secret" not in await chat.page.content()


async def test_a_consultants_words_that_were_on_the_screen_stay_hidden_after_the_cover(
    browser: Browser, house: House
) -> None:
    """The page tells when it showed them, so that whoever opens it later does not read them again."""
    chat = await opened(browser, house)
    await chat.start()
    async with chat.page.expect_response("**/chat/seen"):
        await house.consultant("I can meet you at six")
    house.later(minutes=20)
    await chat.page.reload()
    await chat.go_on()
    await chat.hears("You wrote: Go on")
    assert "at six" not in await chat.page.content()


async def test_erased_words_vanish_from_an_open_page(browser: Browser, house: House) -> None:
    """ "Forget me" takes the words from the screen too, not only from the store; what is said after stays."""
    chat = await opened(browser, house)
    await chat.start()
    await chat.type("Secret words")
    await chat.hears("You wrote: Secret words")
    own = house.heard[-1]
    entry = await house.say(own.address, Outbound("Last secret"))
    await chat.hears("Last secret")
    assert await house.channel.erase(own.address, [own.message_id or "", entry]) == 0
    await house.say(own.address, Outbound("Done."))
    await chat.hears("Done.")
    assert await chat.last_words(9) == ["Done."]


async def test_one_message_vanishes_from_an_open_page(browser: Browser, house: House) -> None:
    """What is taken back goes from the screen while it is looked at, and all around it stays."""
    chat = await opened(browser, house)
    await chat.start()
    await chat.type("Before")
    await chat.hears("You wrote: Before")
    address = house.heard[-1].address
    entry = await house.say(address, Outbound("Four words to keep"))
    await chat.hears("Four words to keep")
    await house.say(address, Outbound("After"))
    await chat.hears("After")
    await house.channel.take_back(address, [entry])
    await expect(chat.page.get_by_text("Four words to keep")).to_have_count(0)
    words = await chat.last_words(9)
    assert "You wrote: Before" in words
    assert words[-1] == "After"


async def test_the_page_speaks_the_language_of_the_talk(browser: Browser, house: House) -> None:
    """When the talk goes on in another language, the page's own words follow without a reload."""
    chat = await opened(browser, house, locale="en-GB")
    await chat.start()
    house.locale = "ru"
    await chat.type("Привет")
    await expect(chat.page.locator("#composer button")).to_have_text("Отправить")
    assert await chat.page.evaluate("document.documentElement.lang") == "ru"
    assert await chat.page.title() == "Чат"


async def test_the_language_can_be_chosen_before_the_first_word(browser: Browser, house: House) -> None:
    """A phone set to a language we do not have: the person picks one on the start page, and the bot is told."""
    chat = await opened(browser, house, locale="uz-UZ")
    await chat.open()
    await chat.page.get_by_role("link", name="Русский").click()
    await chat.page.get_by_role("button", name="Начать").click()
    await expect(chat.answers.first).to_be_visible()
    assert house.heard[0].locale_hint == "ru"
    assert await chat.page.evaluate("history.length") == 2


async def test_a_location_is_shared_only_on_a_tap(browser: Browser, house: House) -> None:
    """The place goes out when the person taps for it; when the phone refuses, the page says what else to do."""
    chat = await opened(browser, house, geolocation={"latitude": 59.93, "longitude": 30.31})
    await chat.start()
    await house.say(house.heard[-1].address, Outbound("Where are you?", asks_place=True, place_label="Show where I am"))
    share = chat.page.get_by_role("button", name="Show where I am")
    await share.click()
    await expect(chat.page.locator("#status")).to_have_text(
        "The location could not be read. You can write the name of the place instead."
    )
    await chat.page.context.grant_permissions(["geolocation"])
    await share.click()
    await chat.hears("You are at 59.930.")
    assert await chat.own.all_inner_texts() == ["Location shared"]


async def test_numbers_can_be_dialled_and_a_persons_words_stay_words(browser: Browser, house: House) -> None:
    """A phone number in an answer is a tel: link; markup that a person types is shown as typed."""
    chat = await opened(browser, house)
    await chat.start()
    await chat.type("<img src=x onerror=alert(1)> +7 495 000 00 00")
    await expect(chat.own.last).to_have_text("<img src=x onerror=alert(1)> +7 495 000 00 00")
    await house.say(house.heard[-1].address, Outbound("Day and night\n+7 (495) 000-00-00\nhttps://example.org/a"))
    await expect(chat.page.locator("a.tel").last).to_have_attribute("href", "tel:+74950000000")
    await expect(chat.page.locator("a.out").last).to_have_attribute("rel", "noreferrer noopener")
    await chat.page.reload()
    await expect(chat.page.locator("a.tel").last).to_have_attribute("href", "tel:+74950000000")
    assert await chat.own.locator("a").count() == 0
    assert await chat.page.locator("main img").count() == 0


async def test_the_first_load_is_light_and_stays_at_home(browser: Browser, house: House) -> None:
    """Page, style, script and icon together weigh less than 40 KB even unpacked, and nothing comes from elsewhere."""
    chat = await opened(browser, house, locale="ru-RU")
    sizes: dict[str, int] = {}

    async def weigh(route: Route) -> None:
        answer = await route.fetch()
        sizes[route.request.url] = len(await answer.body())
        await route.fulfill(response=answer)

    await chat.page.route("**/*", weigh)
    await chat.open()
    await expect(chat.page.locator("html.js")).to_be_attached()
    assert all(url.startswith(house.base + "/chat") for url in sizes)
    icon = await chat.page.request.get(
        house.base + str(await chat.page.locator("link[rel=icon]").get_attribute("href"))
    )
    assert len(sizes) >= 3
    assert sum(sizes.values()) + len(await icon.body()) < 40_000


LOOKS: list[dict[str, Any]] = [
    {"locale": "ru-RU"},
    {"color_scheme": "dark"},
    {"forced_colors": "active"},
    {"viewport": {"width": 320, "height": 256}},
    {"locale": "ar"},
]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: json.dumps(look))
async def test_everybody_can_use_the_page(browser: Browser, look: dict[str, Any]) -> None:
    """axe finds nothing in light, dark, forced colours, 400 % zoom, right to left; nothing is wider than the screen."""
    async with open_house(locales=("en", "ru", "ar")) as house:
        chat = await opened(browser, house, **{"viewport": {"width": 360, "height": 640}, **look})
        await chat.open()
        assert await violations(chat.page) == []
        await chat.start()
        await chat.type("They keep my passport, and averyveryverylongwordthatdoesnotbreakanywhereatallonasmallscreen")
        await house.say(house.heard[-1].address, Outbound("A place\n+7 (495) 000-00-00", MORE, asks_place=True))
        await house.consultant("I am here")
        await chat.hears("I am here")
        assert await violations(chat.page) == []
        assert await chat.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        small = "[...document.querySelectorAll('button, #leave, textarea')].filter(n => n.offsetParent"
        assert await chat.page.evaluate(small + " && n.getBoundingClientRect().height < 44).length") == 0
        house.later(minutes=20)
        await chat.page.reload()
        assert await violations(chat.page) == []


async def test_axe_would_find_something(browser: Browser, house: House) -> None:
    """Control: with the label of the field taken away, axe complains."""
    chat = await opened(browser, house)
    await chat.start()
    await chat.page.evaluate(
        "document.querySelector('label').remove(); document.querySelector('#text').placeholder = ''"
    )
    assert any(line.startswith("label") for line in await violations(chat.page))


async def test_right_to_left_mirrors_the_page(browser: Browser) -> None:
    """In a language written from the right the person's words stand left, and phone numbers still read forwards."""
    async with open_house(locales=("en", "ar")) as house:
        sides: dict[str, bool] = {}
        for locale in ("en", "ar"):
            house.locale = locale
            chat = await opened(browser, house, locale=locale)
            await chat.start()
            await chat.type("short")
            await chat.hears("You wrote: short")
            own, answer = await chat.own.last.bounding_box(), await chat.answers.last.bounding_box()
            assert own is not None
            assert answer is not None
            sides[locale] = own["x"] < answer["x"]
        assert sides == {"en": False, "ar": True}


async def test_the_keyboard_is_enough_and_focus_stays(browser: Browser, house: House) -> None:
    """Tab and Enter start, write and answer; an arriving message takes the focus from nobody."""
    chat = await opened(browser, house)
    await chat.open()
    await chat.page.locator("#start button").focus()
    await chat.page.keyboard.press("Enter")
    await expect(chat.answers.first).to_be_visible()
    await chat.page.locator("#text").focus()
    await chat.page.keyboard.type("half a senten")
    await house.consultant("I am here")
    await chat.hears("I am here")
    await expect(chat.page.locator("#text")).to_be_focused()
    await chat.page.keyboard.type("ce")
    await chat.page.keyboard.press("Enter")
    await chat.hears("You wrote: half a sentence")
    await expect(chat.page.locator("#text")).to_be_focused()
