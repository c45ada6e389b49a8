"""The log tells what the program did and where it failed; never who wrote, or what."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot.messages import HelplineError
from bot.privacy.logs import FIELDS, LogFilter, configure_logs, on_loop_error

NUMBER = "+15550001234"
CHAT = 777000111
NAME = "Leyla Testova"
SECRET = "they come back at six"
CANARIES = (NUMBER, NUMBER[1:], str(CHAT), NAME, "Leyla", "leyla", SECRET)


class FieldDropped(AssertionError):
    """A log line had something that may not be logged."""


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """A log in memory; afterwards everything about logging is as it was."""
    root = logging.root
    loggers = [each for each in root.manager.loggerDict.values() if isinstance(each, logging.Logger)]
    before = [(each, list(each.handlers), each.propagate, each.level) for each in (root, *loggers)]
    last_resort, raising = logging.lastResort, logging.raiseExceptions
    yield io.StringIO()
    structlog.reset_defaults()
    logging.captureWarnings(False)
    logging.lastResort, logging.raiseExceptions = last_resort, raising
    for each, handlers, propagate, level in before:
        each.handlers[:], each.propagate = handlers, propagate
        each.setLevel(level)


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def found_in(text: str) -> list[str]:
    return [canary for canary in CANARIES if canary in text]


def test_allowed_fields_pass(stream: io.StringIO) -> None:
    """What helps an administrator is there."""
    configure_logs("debug", stream=stream)
    given = {
        "channel": "telegram",
        "flow": "safety",
        "node": "safe-now",
        "case": "c0ffee12c0ffee12",
        "took_ms": 3.21987,
        "count": 2,
        "path": "/desk/case/c0ffee12c0ffee12?token=abc",
        "method": "POST",
        "status": 200,
        "locale": "uz-Latn",
        "version": "0.1.0",
    }
    structlog.get_logger().info("turn done", **given)
    [line] = lines(stream)
    assert line.pop("timestamp")
    shortened = {"case": "c0ffee", "took_ms": 3.22, "path": "/desk/case/*", "status": "200"}
    assert line == {"level": "info", "event": "turn done", **given, **shortened}


def test_everything_else_is_dropped_and_counted(stream: io.StringIO) -> None:
    """A careless line loses what it should not have said, and we learn that it happened."""
    gate = configure_logs("debug", stream=stream)
    structlog.get_logger().info("turn done", chat_id=CHAT, text=SECRET, phone=NUMBER, name=NAME)
    structlog.get_logger().info(f"turn of {NAME}, {NUMBER}")
    structlog.get_logger().info("turn of %s", NUMBER)
    assert not found_in(stream.getvalue())
    assert gate.dropped == {"chat_id": 1, "text": 1, "phone": 1, "name": 1, "event": 2}


@pytest.mark.parametrize("name", sorted(FIELDS))
@pytest.mark.parametrize(
    "value", [NUMBER, NUMBER[1:], str(CHAT), CHAT, NAME, SECRET, {"text": SECRET}, f"/chat/{CHAT}"]
)
def test_an_allowed_field_is_no_back_door(name: str, value: object) -> None:
    """Even a permitted field does not carry a number, a name or a sentence."""
    logged = json.dumps(LogFilter()({}, "info", {"event": "turn done", name: value}))
    assert not found_in(logged)
    assert str(CHAT)[:5] not in logged


def test_a_test_can_insist(stream: io.StringIO) -> None:
    """In tests a forbidden field is an error at the line that wrote it."""

    def fail(name: str) -> None:
        raise FieldDropped(name)

    configure_logs("debug", stream=stream, on_dropped=fail)
    structlog.get_logger().info("turn done", channel="telegram")
    with pytest.raises(FieldDropped, match="text"):
        structlog.get_logger().info("turn done", text=SECRET)


def _fail(words: str) -> None:
    secret_local = words  # noqa: F841 - a value that a talkative traceback would print
    try:
        raise KeyError(words)
    except KeyError as error:
        raise HelplineError(words) from error


def test_errors_are_types_and_places(stream: io.StringIO) -> None:
    """An error tells its type and where it happened, through all its causes, and not its text."""
    configure_logs("debug", stream=stream)
    log = structlog.get_logger()
    try:
        _fail(SECRET)
    except HelplineError as error:
        log.exception("turn failed")
        log.error("turn failed", exc_info=error)
        log.error("turn failed", reason=error)
    try:
        raise ExceptionGroup(SECRET, [ValueError(SECRET), KeyError(NUMBER)])
    except ExceptionGroup as group:
        log.error("turn failed", exc_info=group)
    assert not found_in(stream.getvalue())
    first, second, third, fourth = (str(line["error"]) for line in lines(stream))
    assert first == second == third
    assert first.startswith("HelplineError at privacy/test_logs.py:")
    assert " < KeyError at privacy/test_logs.py:" in first
    assert "ValueError" in fourth
    assert "KeyError" in fourth


@pytest.mark.parametrize("name", ["aiogram.dispatcher", "asyncio", "aiohttp.server", "prometheus", "bot.somewhere"])
def test_libraries_say_only_that_and_where_they_spoke(stream: io.StringIO, name: str) -> None:
    """A library's message may hold anything, so none of it is kept."""
    configure_logs("debug", stream=stream)
    try:
        _fail(SECRET)
    except HelplineError:
        logging.getLogger(name).exception("Update %s of %s failed: %s", CHAT, NAME, SECRET, extra={"phone": NUMBER})
    logging.getLogger(name).warning(f"number {NUMBER}")
    logging.getLogger(name).warning("broken %d", NAME)
    logging.getLogger(name).info("number %s", NUMBER)
    assert not found_in(stream.getvalue())
    assert [line["event"] for line in lines(stream)] == ["library message"] * 3
    assert str(lines(stream)[0]["error"]).startswith("HelplineError at")
    assert str(lines(stream)[1]["place"]).startswith("privacy/test_logs.py:")


@pytest.mark.parametrize("name", ["aiohttp.access", "twilio.http_client", "aiogram.event"])
def test_loggers_about_single_requests_are_silent(stream: io.StringIO, name: str) -> None:
    """Access logs and request dumps do not exist."""
    configure_logs("debug", stream=stream)
    logging.getLogger(name).error("GET /bot123:token/sendMessage?chat_id=%s", CHAT)
    assert stream.getvalue() == ""


def test_warnings_and_lost_tasks_are_reduced_too(stream: io.StringIO) -> None:
    """Python's own warnings and asyncio's complaints pass the same gate."""
    configure_logs("debug", stream=stream)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn(f"about {NUMBER}", stacklevel=1)

    async def forgotten() -> None:
        asyncio.get_running_loop().set_exception_handler(on_loop_error)
        task = asyncio.ensure_future(asyncio.sleep(0))
        await task
        asyncio.get_running_loop().call_exception_handler({"message": SECRET, "exception": ValueError(NUMBER)})

    asyncio.run(forgotten())
    assert not found_in(stream.getvalue())
    assert "ValueError" in stream.getvalue()
    assert len(lines(stream)) == 2


CRASHING = """
import sys, threading
from bot.privacy.logs import configure_logs, install_excepthooks
GUARD
class Careless:
    def __del__(self): raise ValueError("they come back at six")
thread = threading.Thread(target=lambda: int("+15550001234x"))
thread.start(); thread.join()
careless = Careless(); del careless
name = "Leyla Testova"
raise RuntimeError(f"{name} wrote they come back at six")
"""


@pytest.mark.parametrize(("guard", "leaks"), [("configure_logs(); install_excepthooks()", False), ("", True)])
def test_a_crash_prints_no_words(guard: str, leaks: bool) -> None:
    """A crash of the whole program shows its type and place; without our guard (the control) it shows the words."""
    code = CRASHING.replace("GUARD", guard)
    here = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=here, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert bool(found_in(done.stdout + done.stderr)) is leaks
    if not leaks:
        assert [line["event"] for line in map(json.loads, done.stderr.splitlines())] == [
            "uncaught error in a thread",
            "error nobody could raise",
            "uncaught error",
        ]


def test_the_console_form_is_for_people(stream: io.StringIO) -> None:
    """On a terminal a line reads without decoding."""
    configure_logs("debug", as_json=False, stream=stream)
    structlog.get_logger().info("turn done", channel="telegram", took_ms=3)
    assert stream.getvalue().endswith("Z info     turn done channel=telegram took_ms=3\n")


def test_threads_share_the_gate(stream: io.StringIO) -> None:
    """There is one gate for the whole process."""
    gate = configure_logs("debug", stream=stream)
    thread = threading.Thread(target=lambda: structlog.get_logger().info("turn done", text=SECRET))
    thread.start()
    thread.join()
    assert gate.dropped["text"] == 1
