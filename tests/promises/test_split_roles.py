"""The keys are split where the helpline runs in parts: each process has its own and none of the others'.

A person writes to *front*, *desk* claims and answers, *sender* delivers: three processes, three parts of one ring.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession, CookieJar

from bot.app import build
from bot.content import Shelf
from bot.privacy.keyfiles import KeyMissing
from bot.privacy.keyring import Keyring, Role
from bot.settings import Settings
from bot.store.embedded import EmbeddedStore
from tests.channels.telegram_proxy import TOKEN, TelegramFarSide
from tests.loopback import free_port
from tests.promises.crowd import OPERATOR, many
from tests.stage import ROOT, SECRET

PARTS: Mapping[Role, frozenset[str]] = {
    "front": frozenset({"front", "relay"}),
    "sender": frozenset({"relay", "sender"}),
    "desk": frozenset({"desk"}),
}
"""Which folders of the ring each part has, besides the keys of the days."""
SAID, ANSWERED = "they keep my passport in the office", "we can help you get it back"
PATIENCE_S = 60


def part_of(ring: Path, role: Role, to: Path, without: str = "") -> Path:
    """Give a part its folders of a ring, as mounts do, and return its data directory."""
    keys = to / "keys"
    keys.mkdir(parents=True, mode=0o700)
    for folder in {*PARTS[role], "days"} - {without}:
        (keys / folder).symlink_to(ring / folder, target_is_directory=True)
    return to


def keys_in(folder: Path) -> list[bytes]:
    """Return every key in a folder of the ring, as bytes."""
    return [bytes.fromhex(file.read_text().split()[2]) for file in sorted(folder.glob("*.key"))]


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("ring") / "keys"
    Keyring.init(made, datetime.now(UTC))
    return made


# -- the parts ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """One process of an installation: the role it plays, whose keys it was given, and where it listens."""

    role: Role
    keys: Role
    port: int = field(default_factory=free_port)

    @property
    def name(self) -> str:
        return self.role if self.role == self.keys else f"{self.role} with the keys of {self.keys}"

    @property
    def base(self) -> str:
        return f"http://localhost:{self.port}"

    def environment(self, folder: Path, store: str, api: str) -> dict[str, str]:
        """Return the settings of this part: tokens only where it speaks with Telegram."""
        mine = {"DATA_DIR": str(folder / self.name), "CONTENT_DIR": str(ROOT), "HTTP_PORT": str(self.port)}
        mine |= {"REDIS_URL": store, "WEB_CHAT": "off", "WORKERS": "1"}
        if self.role != "desk":
            mine |= {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API": api, "TELEGRAM_MODE": "webhook"}
            mine |= {"TELEGRAM_SECRET": SECRET, "PUBLIC_URL": f"http://127.0.0.1:{self.port}"}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HELPLINE_")}
        return {**kept, **{f"HELPLINE_{name}": value for name, value in mine.items()}}


@dataclass(frozen=True)
class Running:
    """An installation that runs in parts."""

    folder: Path
    pids: Mapping[str, int]

    def end_of(self, part: Part) -> str:
        """Wait until a part has ended by itself; return what it complained of."""
        deadline = time.monotonic() + PATIENCE_S
        while Path(f"/proc/{self.pids[part.name]}/stat").read_text().split()[2] != "Z":
            assert time.monotonic() < deadline, "it goes on"
            time.sleep(0.05)
        assert not (self.folder / f"{part.name}.out").read_text(), "nothing was served"
        return (self.folder / f"{part.name}.err").read_text()

    def memory(self, part: Part) -> bytes:
        """Return everything that the workers of a part hold in memory."""
        pid = self.pids[part.name]
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        assert children
        return b"\n".join(memory_of(int(child)) for child in children)


@contextmanager
def running(ring: Path, folder: Path, parts: Sequence[Part], store: str, api: str) -> Iterator[Running]:
    """Run an installation in parts; those that still run at the end must end in good order, the others with 1."""
    for part in parts:
        part_of(ring, part.keys, folder / part.name)
        asked = {"words": ["run", "--role", part.role], "environment": part.environment(folder, store, api)}
        (folder / f"{part.name}.json").write_text(json.dumps(asked))
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.promises.parts", str(folder), *(part.name for part in parts)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout
    try:
        yield Running(folder, json.loads(process.stdout.readline()))
    finally:
        process.send_signal(signal.SIGTERM)
        told, _ = process.communicate(timeout=30)
    assert json.loads(told) == {part.name: int(part.role != part.keys) for part in parts}


def memory_of(pid: int) -> bytes:
    """Return what a process may have written into its memory."""
    pieces: list[bytes] = []
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights, *_ = line.split()
            if not rights.startswith("rw"):
                continue
            start, end = (int(at, 16) for at in span.split("-"))
            memory.seek(start)
            try:
                pieces.append(memory.read(end - start))
            except OSError:
                continue  # a region of the kernel's
    return b"\n".join(pieces)


# -- who comes in from outside -----------------------------------------------------------------------------------------


async def until_ready(http: ClientSession, part: Part) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            async with http.get(f"{part.base}/readyz") as response:
                if response.status == 200:
                    return
        except ClientError:
            await asyncio.sleep(0.05)
    raise AssertionError("it did not come up")


async def answers(http: ClientSession, desk: Part, token: str) -> str:
    """Come in at the desk, take the case that waits, and answer; return what was on the screen."""
    own = {"Sec-Fetch-Site": "same-origin"}
    async with http.get(f"{desk.base}/desk/invite/{token}") as response:
        assert response.url.path == "/desk"
        queue = await response.text()
    [case] = set(re.findall(r"/desk/case/([0-9a-f]+)", queue))
    async with http.post(f"{desk.base}/desk/case/{case}/claim", headers=own) as response:
        assert response.status == 200
    async with http.get(f"{desk.base}/desk/case/{case}") as response:
        sheet = await response.text()
    async with http.post(f"{desk.base}/desk/case/{case}/reply", data={"text": ANSWERED}, headers=own) as response:
        assert response.status == 200
    return queue + sheet


async def invited(desk: Part, folder: Path, store: str, shelf: Shelf) -> str:
    """Make an operator's account with the desk's own keys, and a way in."""
    settings = Settings.read(Path("nowhere"), desk.environment(folder, store, ""))
    helpline = await build(settings, shelf, store, role="desk", quiet=True)
    token = await helpline.demo_invitation(OPERATOR)
    await helpline.close()
    return token


@pytest.mark.timeout(170)
async def test_three_parts_with_three_sets_of_keys_help_a_person(ring: Path, tmp_path: Path, shelf: Shelf) -> None:
    """Front takes the words, the desk reads and answers, the sender delivers; the desk never has what names anybody.

    A part that was given another's keys ends at once, and says which key it misses.
    """
    front, sender, desk = (Part(role, role) for role in PARTS)
    strangers = (Part("desk", "sender"), Part("front", "desk"), Part("sender", "front"))[: many(1, 3)]
    embedded = EmbeddedStore(tmp_path, lasting=False)
    store = f"unix://{embedded.start()}"
    try:
        async with TelegramFarSide() as far, ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
            with running(ring, tmp_path, [front, sender, desk, *strangers], store, far.api) as parts:
                for part in (front, desk, sender):
                    await until_ready(http, part)
                person = far.person()
                for words in ("/human", "skip", SAID):
                    await far.text(person, words)
                    await far.next(person, timeout=PATIENCE_S)
                screen = await answers(http, desk, await invited(desk, tmp_path, store, shelf))
                await far.until(lambda: far.screen(person)[-1].text == ANSWERED, timeout=PATIENCE_S)
                held = {part.role: parts.memory(part) for part in (front, desk, sender)}
                for part in strangers:
                    [complaint] = parts.end_of(part).splitlines()
                    assert "is not in the ring" in complaint
            assert far.faults == []
    finally:
        embedded.stop()
    assert SAID in screen
    assert not [secret for secret in person.secrets if secret in screen]
    mailbox, lookup, binding = (keys_in(ring / folder) for folder in ("sender", "front", "relay"))
    assert all((mailbox, lookup, binding))
    names = [secret.encode() for secret in (TOKEN, SECRET, *person.secrets)]
    assert not any(each in held["desk"] for each in (*names, *mailbox, *lookup, *binding)), "the desk can name nobody"
    assert not any(each in held["front"] for each in mailbox), "front seals addresses and opens none"
    assert not any(each in held["sender"] for each in lookup), "the sender looks nobody up"
    assert all(each in held["desk"] for each in keys_in(ring / "desk")), "control: what is there is found"
    assert all(each in held["sender"] for each in (TOKEN.encode(), *mailbox, *binding)), "control"
    assert all(each in held["front"] for each in (TOKEN.encode(), *binding)), "control"


@pytest.mark.parametrize(
    ("role", "folder"), [(role, folder) for role in PARTS for folder in sorted(PARTS[role] | {"days"})]
)
def test_a_part_without_one_of_its_keys_is_refused(ring: Path, tmp_path: Path, role: Role, folder: str) -> None:
    """A part whose keys are not all there does not begin, and says which one is missing; with all of them it does."""
    Keyring.open(part_of(ring, role, tmp_path / "whole") / "keys", role)
    lacking = part_of(ring, role, tmp_path / "lacking", without=folder)
    with pytest.raises(KeyMissing, match=folder.removesuffix("s")):
        Keyring.open(lacking / "keys", role)
