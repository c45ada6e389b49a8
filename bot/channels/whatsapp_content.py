"""Menus: buttons and lists have to be made at Twilio before they can be sent, once for each menu and language.

Nothing that belongs to one person goes into a menu: only words that are the same for everybody, and numbered gaps
that each message fills with its own.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from bot.channels.contract import SendingError
from bot.channels.layout import Part
from bot.channels.whatsapp_codes import MenuRefused
from bot.channels.whatsapp_words import in_one_line
from bot.messages import HelplineError, Outbound

BESIDE: Final = 1024
"""How long a text beside buttons or a list may be."""
OPENER: Final = 20
"""How long the button may be that opens a list."""
REFUSED: Final = "-"
_REMEMBERED: Final = 2_000


class MenuShelf(Protocol):
    """Where it is kept what Twilio calls a menu, for all processes; `REFUSED` where WhatsApp does not take it."""

    async def find(self, digest: str) -> str | None: ...
    async def keep(self, digest: str, sid: str) -> None: ...
    async def refuse(self, digest: str) -> None: ...
    async def forget(self, digest: str) -> None: ...


@dataclass(frozen=True, slots=True, repr=False)
class Menu:
    """A menu as it is made at Twilio, and what one message fills its gaps with.

    The digest names what is made: the same menu in the same language is never made twice.
    """

    definition: Mapping[str, Any]
    variables: Mapping[str, str]

    def digest(self, account: str) -> str:
        """Return the name under which a menu of an account is remembered."""
        plain = json.dumps([account, self.definition], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()[:24]


def menu_of(part: Part, message: Outbound, opener: str) -> Menu | None:
    """Return the menu that shows a part with its choices; None where its text has to go before it, by itself.

    A gap takes one line only, so of a text of several lines that is not the same for everybody only the last line
    can stand in the menu: see `before_menu`.
    """
    gaps: dict[str, str] = {}

    def shown(words: str, *, same: bool) -> str:
        if same and "{{" not in words:
            return words
        gaps[str(len(gaps) + 1)] = in_one_line(words)
        return f"{{{{{len(gaps)}}}}}"

    same_text = message.same_text and "{{" not in part.text
    if not same_text and "\n" in part.text:
        return None
    same_labels = message.same_labels and not any(button.ticked for button in message.buttons)
    body = shown(part.text, same=same_text)
    labels = [shown(button.label, same=same_labels) for button in part.buttons]
    rows = [(label, button.tap.packed()) for label, button in zip(labels, part.buttons, strict=True)]
    if part.style == "buttons":
        actions = [{"type": "QUICK_REPLY", "title": label, "id": tap} for label, tap in rows]
        types: dict[str, Any] = {"twilio/quick-reply": {"body": body, "actions": actions}}
    else:
        items = [{"item": label, "id": tap} for label, tap in rows]
        types = {"twilio/list-picker": {"body": body, "button": opener, "items": items}}
    definition: dict[str, Any] = {"language": message.locale.split("-", 1)[0], "types": types}
    if gaps:
        definition["variables"] = dict.fromkeys(gaps, "…")
    return Menu(definition, gaps)


def before_menu(text: str) -> tuple[str, str]:
    """Cut a text of several lines into what goes before a menu and the last line, which stands in it."""
    before, _, last = text.rpartition("\n")
    return before.rstrip(), last.strip()


class Menus:
    """Makes menus at Twilio, each once, and remembers what they are called there."""

    def __init__(self, account: str, shelf: MenuShelf, make: Callable[[Mapping[str, Any]], Awaitable[str]]) -> None:
        self._account = account
        self._shelf = shelf
        self._make = make
        self._known: OrderedDict[str, str] = OrderedDict()
        self._making: dict[str, asyncio.Lock] = {}

    def digest(self, menu: Menu) -> str:
        """Return the name under which a menu is remembered."""
        return menu.digest(self._account)

    async def sid(self, menu: Menu) -> str:
        """Return what Twilio calls a menu; made when it is not known. Raises `MenuRefused` when it cannot be had."""
        digest = self.digest(menu)
        if (known := self._known.get(digest)) is not None:
            self._known.move_to_end(digest)
            return known
        async with self._making.setdefault(digest, asyncio.Lock()):
            try:
                sid = self._known.get(digest) or await self._found_or_made(digest, menu)
            finally:
                self._making.pop(digest, None)
        self._known[digest] = sid
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return sid

    async def _found_or_made(self, digest: str, menu: Menu) -> str:
        try:
            sid = await self._shelf.find(digest)
        except HelplineError:
            sid = None
        if sid == REFUSED:
            raise MenuRefused
        if sid:
            return sid
        named = {"friendly_name": f"helpline-{digest}", **menu.definition}
        try:
            sid = await self._make(named)
        except SendingError:
            raise MenuRefused from None  # whatever the reason: the choices can still be written as numbers
        try:
            await self._shelf.keep(digest, sid)
        except HelplineError:
            return sid  # it will be made once more by another process; nothing depends on it
        return sid

    async def forget(self, digest: str) -> None:
        """Forget a menu that Twilio does not know any more, so that it is made again."""
        self._known.pop(digest, None)
        await self._shelf.forget(digest)

    async def refuse(self, digest: str) -> None:
        """Remember that WhatsApp does not take a menu, so that its choices are written as numbers."""
        self._known.pop(digest, None)
        await self._shelf.refuse(digest)
