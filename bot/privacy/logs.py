"""Logs that carry nobody: an event, a few allowed fields of allowed shapes, and for errors their type and place.

Nothing else passes: no message of a library, no exception text, no value of a variable. A field that is not listed, or
a value that does not look like what it should be, is dropped and counted, and tests make that an error.
"""

from __future__ import annotations

import asyncio
import logging
import re
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from itertools import islice
from types import TracebackType
from typing import TextIO

import structlog

_WORD = re.compile(r"(?!(?:[^0-9]*[0-9]){5})[a-z0-9_./:-]{1,64}")
_LOCALE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2,8}){0,2}")
_METHOD = re.compile(r"[A-Z]{3,7}")
_CODE = re.compile(r"[0-9]{1,5}")
_CASE = re.compile(r"(?![0-9]*$)[0-9a-z]{12,64}")
_EVENT = re.compile(r"(?!(?:[^0-9]*[0-9]){4})[a-z][a-z0-9_]*(?:[ .:-]{1,2}[a-z0-9_]+){0,8}")
_PLACE = re.compile(r"[A-Za-z0-9_./<>-]{1,80}:[0-9]{1,6}")
_VERSION = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,3}){1,3}[a-z]{0,4}[0-9]{0,2}")
_PATH_PART = re.compile(r"[a-z_-]{1,20}")
_LARGEST_NUMBER = 9_999_999
_CASE_SHOWN = 6

_SILENT = ("aiohttp.access", "twilio.http_client", "aiogram.event", "urllib3", "redis", "PIL")
"""Loggers whose every line is about one request or one person."""


def _like(pattern: re.Pattern[str]) -> Callable[[object], object]:
    def shaped(value: object) -> object:
        return value if isinstance(value, str) and pattern.fullmatch(value) else None

    return shaped


def _number(value: object) -> object:
    if isinstance(value, bool | int | float) and -_LARGEST_NUMBER <= value <= _LARGEST_NUMBER:
        return round(value, 3) if isinstance(value, float) else value
    return None


def _code(value: object) -> object:
    return _like(_CODE)(str(value)) if isinstance(value, int | str) else None


def _status(value: object) -> object:
    return _code(value) or _like(_WORD)(value)


def _case(value: object) -> object:
    """Keep the start of a case's id; what is too short to be one, or all digits, is something else."""
    return value[:_CASE_SHOWN] if isinstance(value, str) and _CASE.fullmatch(value) else None


def _path(value: object) -> object:
    """Keep the shape of a path: its query goes, and so does every part that is not a plain word."""
    parts = str(value).partition("?")[0].split("/")
    return "/".join(part if not part or _PATH_PART.fullmatch(part) else "*" for part in parts[:6])


_WORDS = ("channel", "flow", "node", "queue", "reason", "role", "kind", "purpose", "mode", "part")
_NUMBERS = ("took_ms", "count", "partition", "attempt", "port", "retry_s", "waits_s", "depth", "worker", "lost")
FIELDS: Mapping[str, Callable[[object], object]] = {
    **dict.fromkeys(_WORDS, _like(_WORD)),
    **dict.fromkeys(_NUMBERS, _number),
    "case": _case,
    "code": _code,
    "locale": _like(_LOCALE),
    "method": _like(_METHOD),
    "path": _path,
    "place": _like(_PLACE),
    "status": _status,
    "version": _like(_VERSION),
}
"""Every field a log line may have, and what its value is reduced to; None means: does not belong there."""


class LogFilter:
    """The one gate to the log: a structlog processor that lets through what is listed and nothing else.

    ``dropped`` counts refused fields by name; ``on_dropped`` is told each, so that a test can raise.
    """

    def __init__(self, on_dropped: Callable[[str], None] | None = None) -> None:
        self.dropped: Counter[str] = Counter()
        self._on_dropped = on_dropped

    def __call__(self, _logger: object, method: str, event: MutableMapping[str, object]) -> Mapping[str, object]:
        """Return what of this event may be seen."""
        said = event.pop("event", "")
        kept: dict[str, object] = {"level": method}
        if isinstance(said, str) and len(said) <= 80 and _EVENT.fullmatch(said):
            kept["event"] = said
        else:
            kept["event"] = "event without a name"
            self._drop("event")
        error = _error_of(event.pop("exc_info", None))
        for name, value in event.items():
            if isinstance(value, BaseException):
                error = error or value
                continue
            shaped = FIELDS[name](value) if name in FIELDS else None
            if shaped is not None:
                kept[name] = shaped
            elif value is not None:
                self._drop(name if name.isidentifier() and len(name) <= 30 else "a field")
        if error is not None:
            kept["error"] = trace(error)
        return kept

    def _drop(self, name: str) -> None:
        self.dropped[name] += 1
        if self._on_dropped:
            self._on_dropped(name)


def configure_logs(
    level: str = "info",
    *,
    as_json: bool = True,
    stream: TextIO | None = None,
    on_dropped: Callable[[str], None] | None = None,
) -> LogFilter:
    """Send every log line of the program, ours and the libraries', through one filter; return it.

    Ours come from `structlog.get_logger()`. Of the libraries' lines only the library's name, the place in its code and
    an error's type remain.
    """
    threshold = logging.getLevelNamesMapping()[level.upper()]
    gate = LogFilter(on_dropped)
    structlog.configure(
        processors=[
            gate,
            structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:%M:%SZ", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else _console_line,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.WriteLoggerFactory(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )
    _take_over_stdlib(max(threshold, logging.WARNING))
    return gate


def trace(error: BaseException) -> str:
    """Return an error as types and places, from the outermost to what caused it; no message, no value.

    >>> trace(error)
    'Unreachable at bot/delivery.py:88 bot/app.py:40 < TimeoutError at asyncio/timeouts.py:115'
    """
    return " < ".join(_told(each) for each in islice(_chain(error), 6))


def install_excepthooks() -> None:
    """Make sure that an error nobody caught is logged as `trace` tells it, and never with its text or values."""
    log = structlog.get_logger()

    def main(kind: type[BaseException], error: BaseException, _where: TracebackType | None) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            log.critical("uncaught error", exc_info=error)

    def thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
            log.critical("uncaught error in a thread", exc_info=args.exc_value)

    def unraisable(args: sys.UnraisableHookArgs) -> None:
        log.error("error nobody could raise", exc_info=args.exc_value)

    sys.excepthook = main
    threading.excepthook = thread
    sys.unraisablehook = unraisable


def on_loop_error(_loop: asyncio.AbstractEventLoop, context: Mapping[str, object]) -> None:
    """Log an error of a task nobody waited for; give it to `loop.set_exception_handler`."""
    structlog.get_logger().error("uncaught error in a task", exc_info=context.get("exception"))


class _Rerouted(logging.Handler):
    """Takes the libraries' records and passes on who spoke, where, and an error's type; their words stay behind."""

    def emit(self, record: logging.LogRecord) -> None:
        library = record.name.partition(".")[0].lower()
        log = structlog.get_logger().bind(part=library if _WORD.fullmatch(library) else "library")
        say = log.error if record.levelno >= logging.ERROR else log.warning
        error = record.exc_info[1] if record.exc_info else None
        say("library message", place=_short(record.pathname, record.lineno), exc_info=error)


def _take_over_stdlib(threshold: int) -> None:
    logging.raiseExceptions = False
    logging.lastResort = None
    logging.captureWarnings(True)
    for known in logging.root.manager.loggerDict.values():
        if isinstance(known, logging.Logger):
            known.handlers.clear()
            known.propagate = True
    logging.root.handlers[:] = [_Rerouted()]
    logging.root.setLevel(threshold)
    for name in _SILENT:
        silent = logging.getLogger(name)
        silent.addHandler(logging.NullHandler())
        silent.propagate = False


def _error_of(exc_info: object) -> BaseException | None:
    match exc_info:
        case BaseException():
            return exc_info
        case (_, BaseException() as error, _):
            return error
        case True:
            return sys.exc_info()[1]
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        each = waiting.pop(0)
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        if isinstance(each, BaseExceptionGroup):
            waiting.extend(each.exceptions)
        following = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
        if following is not None:
            waiting.append(following)


def _told(error: BaseException) -> str:
    places: list[str] = []
    step = error.__traceback__
    while step is not None:
        places.append(_short(step.tb_frame.f_code.co_filename, step.tb_lineno))
        step = step.tb_next
    return " ".join([type(error).__name__, *(["at"] if places else []), *places[:-7:-1]])


def _short(file: str, line: int) -> str:
    return f"{'/'.join(file.replace(chr(92), '/').split('/')[-2:])}:{line}"


def _console_line(_logger: object, _method: str, event: MutableMapping[str, object]) -> str:
    moment, level, said = (event.pop(name) for name in ("timestamp", "level", "event"))
    return " ".join([f"{moment} {level:<8} {said}", *(f"{name}={value}" for name, value in event.items())])
