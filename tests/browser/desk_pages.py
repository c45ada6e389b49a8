"""The web desk as an operator handles it in a browser: come in, take, read, reply, note, give, close."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Browser, CDPSession, Locator, Page, expect

from tests.desk.desk_house import DeskHouse


class DeskPage:
    """One open desk. Everything waits for the page by itself; nothing sleeps."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base

    async def come_in(self, link: str) -> None:
        """Follow a one-time link of the demo; return when the desk is live."""
        await self.page.goto(link)
        await self.is_live()

    async def is_live(self) -> None:
        """Wait until changes come by themselves."""
        await expect(self.page.locator("#live.on")).to_be_attached()

    async def sign_in(self, name: str, password: str, code: str) -> None:
        """Sign in by password and code."""
        await self.page.goto(f"{self.base}/desk/sign-in")
        await self.page.locator("#name").fill(name)
        await self.page.locator("#password").fill(password)
        await self.page.locator("#code").fill(code)
        await self.page.locator("form button").click()

    # -- the queue -----------------------------------------------------------------------------------------------

    def row(self, name: str) -> Locator:
        """Return a case's row by its code name as the operator reads it."""
        return self.page.locator("li.row").filter(has=self.page.get_by_text(name, exact=True))

    async def names(self, place: str = "waiting") -> list[str]:
        """Return the code names in one list: mine, waiting or others."""
        return [each.strip() for each in await self.page.locator(f"#list-{place} .code-name").all_inner_texts()]

    async def take(self, name: str) -> None:
        """Take a waiting case from the queue; return when it is open."""
        await self.row(name).get_by_role("button").click()
        await expect(self.page.locator("#case.mine")).to_be_visible()

    async def open(self, name: str) -> None:
        """Open a case."""
        await self.row(name).get_by_role("link").click()

    # -- the case ------------------------------------------------------------------------------------------------

    @property
    def talk(self) -> Locator:
        """The bubbles of both sides and the notes, oldest first."""
        return self.page.locator("#talk .words")

    async def hears(self, words: str) -> None:
        """Wait until the person's newest words are these."""
        await expect(self.page.locator("#talk > .person .words").last).to_have_text(words)

    async def reply(self, words: str, *, now: bool = True) -> None:
        """Write a reply and send it with the keyboard; ``now`` does not wait the five seconds."""
        await self.page.locator("#text").fill(words)
        await self.page.locator("#text").press("Control+Enter")
        if now:
            await self.page.locator(".pending .main").click()
            await expect(self.page.locator("#talk > .us .words").last).to_have_text(words)

    async def note(self, words: str) -> None:
        """Keep an internal note."""
        box = self.page.locator(".note-box")
        if await box.get_attribute("open") is None:
            await box.locator("summary").click()
        await self.page.locator("#note-text").fill(words)
        await self.page.locator("#note button").click()
        await expect(self.page.locator("#talk > .note .words").last).to_have_text(words)

    async def fate(self) -> str:
        """Return what became of the newest reply."""
        return await self.page.locator("#talk > .us .fate").last.inner_text()

    async def release(self) -> None:
        """Give the case back to the queue."""
        await self.page.locator(".menu").first.locator("summary").click()
        await self.page.locator("form[data-act=release] button").click()
        await expect(self.page.locator("#case.empty")).to_be_attached()

    async def transfer(self, to: str) -> None:
        """Give the case to a colleague."""
        await self.page.locator(".menu").first.locator("summary").click()
        await self.page.locator("#to").select_option(to)
        await self.page.locator("form[data-act=transfer] button[value=now]").click()
        await expect(self.page.locator("#case.empty")).to_be_attached()

    async def offer(self, to: str, note: str = "") -> None:
        """Offer the case to a colleague; it stays until they accept."""
        await self.page.locator(".menu").first.locator("summary").click()
        await self.page.locator("#to").select_option(to)
        await self.page.locator("#transfer-note").fill(note)
        await self.page.locator("form[data-act=transfer] button[value=ask]").click()
        await expect(self.page.locator(".offer")).to_be_visible()

    async def accept(self) -> None:
        """Accept the case that is shown and was offered."""
        await self.page.locator("form[data-act=accept] button").click()
        await expect(self.page.locator("#case.mine")).to_be_visible()

    async def close(self, disposition: str, *, now: bool = True) -> None:
        """Close the case with a disposition."""
        await self.page.locator(".menu").last.locator("summary").click()
        await self.page.locator("#disposition").select_option(disposition)
        await self.page.locator("form[data-act=close] button").click()
        if now:
            await self.page.locator(".pending .main").click()
            await expect(self.page.locator("#case.empty")).to_be_attached()


async def virtual_authenticator(page: Page) -> CDPSession:
    """Give a page a passkey device that confirms its user by itself."""
    session = await page.context.new_cdp_session(page)
    await session.send("WebAuthn.enable")
    await session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session


class Complaints(list[str]):
    """What the browser complained of: script errors, refused policies."""

    def watch(self, page: Page) -> Page:
        page.on("console", lambda message: self.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.append(str(error)))
        return page


async def desk_of(house: DeskHouse, browser: Browser, complaints: Complaints, name: str, **context: Any) -> DeskPage:
    """Open a live desk of an account, in a browser of its own."""
    if name not in await house.accounts.store.names():
        await house.accounts.add(name, locale="en")
    page = complaints.watch(await (await browser.new_context(**context)).new_page())
    desk = DeskPage(page, house.base)
    await desk.come_in(house.web.invitation_link(await house.accounts.invite(name, direct=True)))
    return desk
