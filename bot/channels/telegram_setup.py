"""What a bot says of itself on Telegram, and where its updates go: set from given words, checked for `doctor`.

Words come in as arguments: they must stay neutral, because they stand in the app's chat list.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import structlog
from aiogram import Bot
from aiogram.methods import (
    GetMyCommands,
    GetMyDescription,
    GetMyName,
    GetMyShortDescription,
    GetWebhookInfo,
    SetMyCommands,
    SetMyDescription,
    SetMyName,
    SetMyShortDescription,
    SetWebhook,
)
from aiogram.types import BotCommand, WebhookInfo
from structlog.typing import FilteringBoundLogger

from bot.channels.contract import Introduction, SendingError, Throttled
from bot.channels.telegram_inbound import UPDATE_KINDS
from bot.channels.telegram_session import TokenRefused
from bot.messages import Locale

_MANY_WAITING: Final = 100


async def introduce(bot: Bot, words: Mapping[Locale, Introduction], default: Locale) -> None:
    """Set what differs from the given words, in each language and for everybody else in ``default``.

    Telegram knows languages by two letters: of two locales of one language the first counts.
    """
    await _introduce(bot, None, words[default])
    done = set()
    for locale, introduction in words.items():
        language = locale.split("-", 1)[0].lower()
        if len(language) == 2 and language not in done:
            done.add(language)
            await _introduce(bot, language, introduction)


async def _introduce(bot: Bot, language: str | None, words: Introduction) -> None:
    if words.commands:
        set_now = await bot(GetMyCommands(language_code=language))
        if tuple((each.command, each.description) for each in set_now) != words.commands:
            wanted = [BotCommand(command=command, description=text) for command, text in words.commands]
            await bot(SetMyCommands(commands=wanted, language_code=language))
    if words.name and (await bot(GetMyName(language_code=language))).name != words.name:
        await _unless_throttled(lambda: bot(SetMyName(name=words.name, language_code=language)))
    if words.description:
        have = await bot(GetMyDescription(language_code=language))
        if have.description != words.description:
            change = SetMyDescription(description=words.description, language_code=language)
            await _unless_throttled(lambda: bot(change))
    if words.short_description:
        brief = await bot(GetMyShortDescription(language_code=language))
        if brief.short_description != words.short_description:
            shorten = SetMyShortDescription(short_description=words.short_description, language_code=language)
            await _unless_throttled(lambda: bot(shorten))


async def _unless_throttled(change: Callable[[], Awaitable[bool]]) -> None:
    """Leave a name for the next start when Telegram asks to wait, which for names can mean hours."""
    try:
        await change()
    except Throttled as refusal:
        log: FilteringBoundLogger = structlog.get_logger()
        log.warning("introduction_waits", channel="telegram", waits_s=refusal.retry_after.total_seconds())


async def set_webhook(bot: Bot, url: str, secret: str, connections: int) -> None:
    """Ask Telegram to bring updates to ``url``; what waited so far is kept and brought."""
    kinds = list(UPDATE_KINDS)
    await bot(SetWebhook(url=url, secret_token=secret, max_connections=connections, allowed_updates=kinds))


async def delivery_problems(bot: Bot, webhook_url: str | None) -> tuple[str, ...]:
    """Say what keeps updates from reaching us: one sentence each, none when all is well.

    ``webhook_url`` is where updates should go; None when we poll.
    """
    try:
        info = await bot(GetWebhookInfo())
    except TokenRefused:
        return ("Telegram refuses the bot's token.",)
    except SendingError:
        return ("Telegram cannot be reached.",)
    return tuple(_problems(info, webhook_url))


def _problems(info: WebhookInfo, webhook_url: str | None) -> list[str]:
    if webhook_url is None:
        return ["A webhook is set, so polling gets nothing."] if info.url else []
    if info.url != webhook_url:
        return ["The webhook is set to another address." if info.url else "The webhook is not set."]
    found = []
    if missing := sorted(set(UPDATE_KINDS) - set(info.allowed_updates or ())):
        found.append(f"The webhook leaves out these kinds of updates: {', '.join(missing)}.")
    if info.last_error_message:
        found.append(f"Telegram's last delivery failed: {info.last_error_message}")
    if info.pending_update_count > _MANY_WAITING:
        found.append(f"{info.pending_update_count} updates wait at Telegram.")
    return found
