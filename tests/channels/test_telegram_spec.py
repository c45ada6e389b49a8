"""The checker that all our calls to Telegram go through can itself say no."""

from __future__ import annotations

from typing import Any

import pytest

from tests.channels.telegram_spec import BotApi

GOOD = {"chat_id": 7, "text": "hello", "protect_content": True}


@pytest.fixture(scope="module")
def api() -> BotApi:
    return BotApi.load()


@pytest.mark.parametrize(
    ("method", "params", "fault"),
    [
        ("sendMessag", GOOD, "no such method"),
        ("sendMessage", {"chat_id": 7}, "sendMessage.text: required"),
        ("sendMessage", GOOD | {"colour": "red"}, "colour: no such field"),
        ("sendMessage", GOOD | {"protect_content": "yes"}, "not a Boolean"),
        ("sendMessage", GOOD | {"text": ""}, "0 is not within 1-4096 characters"),
        ("sendMessage", GOOD | {"text": "😀" * 2049}, "4098 is not within 1-4096 characters"),
        ("sendMessage", GOOD | {"reply_markup": {"inline_keyboard": [{"text": "a"}]}}, "not a list"),
        (
            "sendMessage",
            GOOD | {"reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "я" * 33}]]}},
            "66 is not within 1-64 bytes",
        ),
        ("deleteMessages", {"chat_id": 7, "message_ids": list(range(101))}, "101 is not within 1-100 identifiers"),
        ("deleteMessages", {"chat_id": 7, "message_ids": ["1"]}, "message_ids[0]: not a Integer"),
        ("getUpdates", {"limit": 101}, "101 is not within 1-100"),
        ("setWebhook", {"url": "https://example.org", "secret_token": "a b"}, "forbidden characters"),
        ("setMyCommands", {"commands": [{"command": "Stop", "description": "x"}]}, "forbidden characters"),
        ("setMyCommands", {"commands": [{"command": "a", "description": "x"}] * 101}, "more than 100"),
        ("setMyName", {"name": "x", "language_code": "uz-Latn"}, "forbidden characters"),
    ],
)
def test_a_wrong_call_is_named(api: BotApi, method: str, params: dict[str, Any], fault: str) -> None:
    """A call that Telegram's own description forbids does not pass our tests."""
    assert any(fault in found for found in api.faults(method, params)), api.faults(method, params)


def test_a_right_call_passes(api: BotApi) -> None:
    """The checker is not simply against everything."""
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "a/b/c"}]]}
    assert not api.faults("sendMessage", GOOD | {"text": "😀" * 2048, "reply_markup": markup})
    assert not api.faults("deleteWebhook", {"drop_pending_updates": False})
