"""The operators' chat on Telegram: a second bot that only speaks, and only says that somebody waits.

Nothing here reads what is written in that chat, and the bot that people write to is never used for it.
"""

from __future__ import annotations

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.methods import SendMessage
from aiogram.types import LinkPreviewOptions
from aiohttp import ClientSession

from bot.channels.telegram_session import LeanSession


class OperatorsChat:
    """One chat or group; ``http`` belongs to the caller."""

    def __init__(self, token: str, chat: int, *, http: ClientSession, api_base: str | None = None) -> None:
        defaults = DefaultBotProperties(link_preview=LinkPreviewOptions(is_disabled=True))
        self._bot = Bot(token, session=LeanSession(http, api_base), default=defaults)
        self._chat = chat

    async def notify(self, text: str) -> None:
        """Say something to all who are in the chat; raises a `SendingError`."""
        await self._bot(SendMessage(chat_id=self._chat, text=text))
