"""The same talk written the way aiogram's documentation teaches it: what the helpline is compared with.

Dispatcher, Router, FSM over RedisStorage, Fluent, SimpleRequestHandler; uvloop and the helpline's own tuning of garbage
collection, on the same kind of durable store. Generous where it could be slow: a few handlers serve all questions where
the documentation writes one for each, and nothing is sealed, hidden, checked for danger or kept against doubles.
Nothing here may use a room of the helpline but the embedded store.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
from pathlib import Path
from typing import Any

import uvloop
from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.fsm.storage.redis import RedisStorage
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, KeyboardButton, Message, ReplyKeyboardMarkup
from aiogram.utils.keyboard import InlineKeyboardBuilder
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web
from fluent.runtime import FluentLocalization, FluentResourceLoader
from msgspec import json as fast_json
from redis.asyncio import Redis

from bot.benchmarks.plan import Plan, Told
from bot.store.embedded import EmbeddedStore

LANGUAGE = "language"


class Speaker:
    """Says a step's messages in a language."""

    def __init__(self, plan: Plan) -> None:
        loader = FluentResourceLoader(f"{plan.locales_folder}/{{locale}}")
        self._talks = {talk.locale: talk for talk in plan.talks}
        self._words = {
            locale: FluentLocalization([locale], _files(plan.locales_folder, locale), loader) for locale in self._talks
        }
        self.locales = frozenset(self._talks)
        self.default = plan.talks[0].locale

    async def say(self, message: Message, step: int, locale: str) -> None:
        """Answer with everything that a step says."""
        words = self._words[locale]
        for told in self._talks[locale].steps[step].told:
            text = "\n".join(words.format_value(name, args) for name, args in told.lines)
            if told.changes:
                await message.edit_text(text, reply_markup=_inline(told, words))
            elif told.place:
                await message.answer(text, reply_markup=_place_keyboard(told, words))
            else:
                await message.answer(text, reply_markup=_inline(told, words) if told.buttons else None)


def _files(folder: str, locale: str) -> list[str]:
    return sorted(path.name for path in Path(folder, locale).glob("*.ftl"))


def _inline(told: Told, words: FluentLocalization) -> InlineKeyboardMarkup:
    builder = InlineKeyboardBuilder()
    for label, payload in told.buttons:
        builder.button(text=words.format_value(label), callback_data=payload)
    builder.adjust(1)
    return builder.as_markup()


def _place_keyboard(told: Told, words: FluentLocalization) -> ReplyKeyboardMarkup:
    rows = [[KeyboardButton(text=words.format_value("choice-share-place"), request_location=True)]]
    rows += [[KeyboardButton(text=words.format_value(label))] for label, _ in told.buttons]
    return ReplyKeyboardMarkup(keyboard=rows, resize_keyboard=True, one_time_keyboard=True)


def router(plan: Plan, speaker: Speaker, store: Redis) -> Router:
    """Return the router of the talk: a state for each question, data for each answer, a case at the end."""
    routes = Router()
    steps = plan.talks[0].steps
    states = [State(f"question_{number}", group_name="Talk") for number in range(len(steps))]
    typed = {states[number].state: number for number, step in enumerate(steps) if step.words}
    tapped = {step.tap: number for talk in plan.talks for number, step in enumerate(talk.steps) if step.tap}

    async def answered(message: Message, state: FSMContext, step: int, answer: str) -> None:
        data = await state.update_data({steps[step].key or f"answer-{step}": answer})
        locale = data.get(LANGUAGE, speaker.default)
        if step + 1 < len(steps):
            await state.set_state(states[step + 1])
        else:
            await store.xadd("cases", {"case": json.dumps({"chat": message.chat.id, **data})})
            await state.clear()
        await speaker.say(message, step, locale)

    @routes.message(CommandStart())
    async def start(message: Message, state: FSMContext) -> None:
        await state.set_state(states[1])
        hinted = message.from_user.language_code if message.from_user else None
        await speaker.say(message, 0, hinted if hinted in speaker.locales else speaker.default)

    @routes.callback_query(StateFilter(*states), F.data.in_(tapped))
    async def tap(callback: CallbackQuery, state: FSMContext) -> None:
        assert isinstance(callback.message, Message)
        assert callback.data is not None
        await answered(callback.message, state, tapped[callback.data], callback.data.rpartition("/")[2])
        await callback.answer()

    @routes.message(StateFilter(*(states[number] for number in typed.values())), F.text)
    async def words(message: Message, state: FSMContext, raw_state: str) -> None:
        await answered(message, state, typed[raw_state], message.text or "")

    return routes


async def serve(plan: Plan, socket: Path) -> None:
    """Serve the webhook until the process is ended."""
    store = Redis(unix_socket_path=str(socket))
    session = AiohttpSession(api=TelegramAPIServer.from_base(plan.api))
    bot = Bot(plan.token, session=session)
    dispatcher = Dispatcher(storage=RedisStorage(store))
    dispatcher.include_router(router(plan, Speaker(plan), store))
    app: Any = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=plan.secret).register(app, path="/telegram")
    setup_application(app, dispatcher, bot=bot)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", plan.port).start()
    print(f"serving on {socket}", flush=True)
    await asyncio.Event().wait()


def main(path: str) -> None:
    """Serve as the plan in a file says."""
    plan = fast_json.decode(Path(path).read_bytes(), type=Plan)
    with EmbeddedStore(Path(plan.folder)) as socket:
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(serve(plan, socket))


if __name__ == "__main__":
    main(sys.argv[1])
