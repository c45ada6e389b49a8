"""The installation for the open internet: docker-compose.yml, checked against the settings and the real store."""

from __future__ import annotations

import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from bot.settings import PREFIX, Settings
from bot.store.client import connect
from bot.store.durability import WANTED
from bot.store.server import DURABLE, DURABLE_VALKEY, find_server, known_programs

ROOT = Path(__file__).parents[1]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, object]] = COMPOSE["services"]
DOMAIN = "help.example.org"


def words(value: object) -> list[str]:
    assert isinstance(value, list)
    return [str(item) for item in value]


def filled(value: object) -> str:
    """Put the domain where compose would put it."""
    return re.sub(r"\$\{DOMAIN:\?[^}]*\}", DOMAIN, str(value))


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    given = SERVICES["helpline"]["environment"]
    assert isinstance(given, dict)
    return {name: filled(value) for name, value in given.items()}


@dataclass(frozen=True)
class Mount:
    source: str
    target: str
    read_only: bool


def mounts(service: str) -> list[Mount]:
    parts = [text.split(":") for text in words(SERVICES[service].get("volumes", []))]
    return [Mount(part[0], part[1], part[2:] == ["ro"]) for part in parts]


# -- closed to whom it does not concern ------------------------------------------------------------------------


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_can_do_no_more_than_it_must(service: str) -> None:
    """Read-only root, no capabilities but the named ones, no way to gain more, logs that stay small."""
    made = SERVICES[service]
    assert made["read_only"] is True
    assert made["cap_drop"] == ["ALL"]
    assert made["security_opt"] == ["no-new-privileges:true"]
    assert made.get("cap_add", []) == {"rooms": ["CHOWN"], "proxy": ["NET_BIND_SERVICE"]}.get(service, [])
    assert made["user"] == ("0:0" if service == "rooms" else "10001:10001")
    assert "privileged" not in made
    assert "max-size" in str(made["logging"])


def test_only_the_web_ports_are_open() -> None:
    """Nothing is reachable from outside but 80 and 443 of the proxy; no network reaches the store."""
    ports = {name: made["ports"] for name, made in SERVICES.items() if "ports" in made}
    assert ports == {"proxy": ["80:80", "443:443"]}
    assert SERVICES["store"]["network_mode"] == SERVICES["rooms"]["network_mode"] == "none"


def test_everything_that_stays_comes_back_and_is_watched() -> None:
    """After a crash or a restart of the machine each part starts again, in order, and its health is looked at."""
    for name, made in SERVICES.items():
        if name != "rooms":
            assert made["restart"] == "unless-stopped"
            assert "test" in str(made["healthcheck"])
            assert "service_completed_successfully" in str(made["depends_on"])
        assert not str(made["image"]).endswith(":latest")
    assert "service_healthy" in str(SERVICES["helpline"]["depends_on"])


def test_whoever_writes_owns_the_place() -> None:
    """Each volume is declared, given to the account that writes there, and everything else is read-only."""
    volumes = set(COMPOSE["volumes"])
    given = {mount.source for mount in mounts("rooms")}
    assert given == volumes
    assert {mount.target for mount in mounts("rooms")} == set(words(SERVICES["rooms"]["command"])[2:])
    for service in ("store", "helpline", "proxy"):
        for mount in mounts(service):
            assert mount.source in volumes or mount.read_only, mount
            assert mount.source in volumes or mount.source == "./secrets" or (ROOT / mount.source).exists(), mount


# -- as the service expects it ---------------------------------------------------------------------------------


def test_the_service_understands_its_settings(environment: dict[str, str], tmp_path: Path) -> None:
    """Every setting in the file exists, fits the others, and points at what is mounted."""
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    assert all(name.startswith(PREFIX) for name in environment)
    settings = Settings.read(tmp_path, {**environment, f"{PREFIX}SECRETS_DIR": str(secrets)})
    at = {mount.target: mount for mount in mounts("helpline")}
    assert not at[str(settings.data_dir)].read_only
    assert f"{settings.content_dir}/flows" in at
    assert environment[f"{PREFIX}SECRETS_DIR"] in at
    assert settings.public_url == f"https://{DOMAIN}"
    assert settings.redis_url is not None
    socket = Path(urlsplit(settings.redis_url.get_secret_value()).path)
    assert str(socket.parent) in at
    assert f"--unixsocket {socket}" in words(SERVICES["store"]["command"])
    assert str(socket) in str(SERVICES["store"]["healthcheck"])
    assert f":{settings.http_port}/readyz" in str(SERVICES["helpline"]["healthcheck"])


def test_no_secret_stands_in_the_file() -> None:
    """Secrets come as files; the file that is shared names none of them and holds none."""
    text = (ROOT / "docker-compose.yml").read_text()
    for name in ("TOKEN", "TELEGRAM_SECRET", "AUTH"):
        assert not re.search(rf"^\s*{PREFIX}\w*{name}\w*:", text, re.MULTILINE)
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert "*" in ignored
    assert not {"!.env", "!secrets", "!var", "!."} & set(ignored)


def test_the_named_command_exists() -> None:
    """What the image starts is the command that the project installs."""
    program, verb = words(SERVICES["helpline"]["command"])
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["scripts"][program] == "bot.__main__:main"
    assert verb == "run"


async def test_the_store_of_the_file_is_durable_in_a_real_server(tmp_path: Path) -> None:
    """A real server started with exactly these options has every setting that durability rests on."""
    (program, *options) = words(SERVICES["store"]["command"])
    assert program == "valkey-server"
    at = {mount.target: str(tmp_path) for mount in mounts("store")}
    options = [re.sub("|".join(at), lambda found: at[found[0]], option) for option in options]
    server = subprocess.Popen(
        [find_server(known_programs()).program, *options], stdout=subprocess.DEVNULL, cwd=tmp_path
    )
    line = connect(tmp_path / "socket")
    try:
        while not (tmp_path / "socket").exists():
            assert server.poll() is None
        assert await line.check_durability() == []
        await line.batch.call("CONFIG", "SET", "appendfsync", "everysec")
        assert len(await line.check_durability()) == 1, "control"
    finally:
        await line.close()
        server.terminate()
        server.wait()


def test_the_store_of_the_file_is_set_as_the_embedded_one() -> None:
    """One machine or the open internet: the same promises."""
    options = dict(option.removeprefix("--").partition(" ")[::2] for option in words(SERVICES["store"]["command"])[1:])
    inside = {"dir", "daemonize"}
    expected = {name: value or '""' for name, value in DURABLE + DURABLE_VALKEY if name not in inside}
    assert {name: options.get(name) for name in expected} == expected
    assert {name for name, _, _ in WANTED} <= set(options)


# -- image and proxy -------------------------------------------------------------------------------------------


def instructions(text: str) -> Iterator[tuple[str, str]]:
    for line in text.replace("\\\n", " ").splitlines():
        if line and not line.startswith("#"):
            yield line.split(None, 1)[0], line.split(None, 1)[1]


def test_the_image_holds_what_was_pinned_and_runs_as_nobody() -> None:
    """The image installs by hash only, copies what exists, and never runs as root."""
    steps = list(instructions((ROOT / "Dockerfile").read_text()))
    installs = [words for step, words in steps if step == "RUN" and "pip install" in words]
    assert all("--require-hashes -r requirements.txt" in step for step in installs)
    assert [words for step, words in steps if step == "USER"] == ["10001:10001"]
    allowed = (ROOT / ".dockerignore").read_text().split()
    for step, what in steps:
        if step == "COPY" and not what.startswith("--from"):
            for source in shlex.split(what)[:-1]:
                assert f"!{source}" in allowed, source
                assert (ROOT / source).exists(), source


def test_the_proxy_keeps_no_log_and_lets_through_what_is_for_outside(environment: dict[str, str]) -> None:
    """People's requests are not written down anywhere; figures and readiness stay inside."""
    text = (ROOT / "deploy" / "Caddyfile").read_text()
    rules = [line.split("#")[0].strip() for line in text.splitlines()]
    assert not [rule for rule in rules if rule.startswith("log")]
    assert "admin off" in rules
    assert f"reverse_proxy helpline:{environment[f'{PREFIX}HTTP_PORT']}" in rules
    (paths,) = (rule.split()[2:] for rule in rules if rule.startswith("@outside path"))
    assert {"/telegram", "/whatsapp", "/whatsapp/*", "/chat", "/desk", "/healthz"} <= set(paths)
    assert not [path for path in paths if "metrics" in path or "readyz" in path]
    assert str(SERVICES["proxy"]["healthcheck"]).count("http://127.0.0.1:2080") == 1
    assert "http://127.0.0.1:2080 {" in rules
