"""Puts an outsider between us and the far side: Prism, which holds both to Twilio's own OpenAPI descriptions.

What we ask and what the far side answers must be as described there, else Prism answers with an error in its place.
It runs on node; where node or its packages cannot be had, whoever asks is skipped and says so.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.loopback import free_port

HERE = Path(__file__).parent
CACHE = HERE.parent.parent / ".venv" / "prism"
PRISM = "@stoplight/prism-cli@5.14.2"
MESSAGES = "/2010-04-01/Accounts/{AccountSid}/Messages"
USED = (
    f"{MESSAGES}.json",
    f"{MESSAGES}/{{Sid}}.json",
    f"{MESSAGES}/{{MessageSid}}/Media.json",
    f"{MESSAGES}/{{MessageSid}}/Media/{{Sid}}.json",
    "/v1/Content",
    "/v1/Content/{Sid}",
)
"""The paths of both descriptions that we use; of all of them Prism would read for seconds."""


def described() -> dict[str, Any]:
    """Return one description of what we use, with every schema it refers to, as both files say it."""
    files = [
        json.loads((HERE / "spec" / name).read_text()) for name in ("twilio_api_v2010.json", "twilio_content_v1.json")
    ]
    schemas: dict[str, Any] = {}
    paths: dict[str, Any] = {}
    for file in files:
        known = file["components"]["schemas"]
        for path in USED:
            if path in file["paths"]:
                paths[path] = {name: each for name, each in file["paths"][path].items() if name != "servers"}
        todo = list(_references(paths))
        while todo:
            name = todo.pop()
            if name in known and name not in schemas:
                schemas[name] = known[name]
                todo += _references(known[name])
    assert set(paths) == set(USED)
    components = {"schemas": schemas, "securitySchemes": files[0]["components"]["securitySchemes"]}
    return {**files[0], "servers": [{"url": "/"}], "paths": paths, "components": components}


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(found := part.get("$ref"), str):
            yield found.rpartition("/")[2]
        for each in part.values():
            yield from _references(each)
    elif isinstance(part, list):
        for each in part:
            yield from _references(each)


def prism() -> Path:
    """Return Prism's program, installed when missing; skips, saying so, where it cannot be."""
    program = CACHE / "node_modules" / ".bin" / "prism"
    if not program.exists():
        npm = shutil.which("npm")
        if not npm or not shutil.which("node"):
            pytest.skip(
                "SKIPPED: no node here, so nobody holds our calls to Twilio's descriptions: apt-get install npm"
            )
        CACHE.mkdir(parents=True, exist_ok=True)
        install = [npm, "install", "--prefix", str(CACHE), "--no-audit", "--no-fund", "--ignore-scripts", PRISM]
        try:
            subprocess.run(install, check=True, capture_output=True, timeout=110)
        except (subprocess.SubprocessError, OSError):
            pytest.skip("SKIPPED: Prism could not be installed, so nobody holds our calls to Twilio's descriptions")
    return program


@asynccontextmanager
async def held_to_the_description(far: str, folder: Path) -> AsyncIterator[str]:
    """Run Prism before the far side; yields the address to call instead."""
    program = await asyncio.to_thread(prism)
    spec = folder / "twilio.json"
    spec.write_text(json.dumps(described()))
    port = free_port()
    running = await asyncio.create_subprocess_exec(
        program, "proxy", "-h", "127.0.0.1", "-p", str(port), "--errors", str(spec), far,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await _listening(port, running)
        yield f"http://127.0.0.1:{port}"
    finally:
        if running.returncode is None:
            running.terminate()
        await running.wait()


async def _listening(port: int, running: asyncio.subprocess.Process) -> None:
    while running.returncode is None:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise AssertionError("Prism ended before it listened")
