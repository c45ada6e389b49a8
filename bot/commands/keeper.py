"""Commands for whoever keeps the installation: run, operator, keys, erase, stats, doctor, bench."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import structlog
from cyclopts import App, Parameter

from bot.app import build
from bot.commands.shared import DONE, PROBLEM, USAGE, ensure_keys, opened, refuse, run, shelf_and_settings, tell
from bot.content import Shelf
from bot.helpline import Helpline
from bot.messages import HelplineError
from bot.privacy.keyring import Keyring, Role
from bot.privacy.logs import configure_logs, install_excepthooks
from bot.serving import Door, Supervisor, listening, serve, until_told
from bot.settings import Settings
from bot.stats import NoSuchMoment, Stats, moment
from bot.store.embedded import EmbeddedStore

operator = App(name="operator", help="Accounts of operators.")
keys = App(name="keys", help="The keyring.")
keeper = App()
Json = Annotated[bool, Parameter(name="--json")]
DEMO_OPERATOR = "demo"


# -- serving -----------------------------------------------------------------------------------------------------


@keeper.command(name="run")
def run_(*, role: Role = "all", demo: bool = False) -> int:
    """Serve: webhooks and turns (front), the outbox (sender), operators (desk), or all of it."""
    try:
        settings, shelf = shelf_and_settings()
        configure_logs(settings.log_level, as_json=not sys.stderr.isatty())
        install_excepthooks()
        ensure_keys(settings, shelf)
        Keyring.open(settings.keys_dir, role)
        if settings.redis_url:
            return _served(settings, shelf, role, settings.redis_url.get_secret_value(), demo=demo)
        store = EmbeddedStore(settings.data_dir, lasting=True)
        with store as socket:
            return _served(settings, shelf, role, socket, demo=demo, look=lambda: _keep_alive(store))
    except HelplineError as wrong:
        return refuse(wrong)
    except OSError as wrong:
        print(f"cannot listen at {settings.http_host}:{settings.http_port}: {wrong.strerror}", file=sys.stderr)
        return PROBLEM


def _nothing() -> None:
    """A store of somebody else's needs nobody to look after it here."""


def _keep_alive(store: EmbeddedStore) -> None:
    """Start the embedded store again when it died; its data is whole up to the last acknowledged write."""
    try:
        store.start()
    except HelplineError as wrong:
        structlog.get_logger().error("store_did_not_start", exc_info=wrong)


def _served(
    settings: Settings, shelf: Shelf, role: Role, store: Path | str, *, demo: bool, look: Callable[[], None] = _nothing
) -> int:
    sock = listening(settings.http_host, settings.http_port)
    base = settings.public_url or f"http://{_host(settings)}:{sock.getsockname()[1]}"
    asyncio.run(_prepared(settings, shelf, role, store, base, demo=demo))

    def work(number: int) -> None:
        async def main(stop: asyncio.Event) -> None:
            helpline = await build(settings, shelf, store, role=role, base=base)
            stack = await helpline.tasks()
            runner = await serve(helpline.doors(), sock)
            if settings.metrics_port is not None and number == 0:
                figures = [Door("GET", "/metrics", helpline.figures.show)]
                shown = await serve(figures, listening("127.0.0.1", settings.metrics_port))
                stack.push_async_callback(shown.cleanup)
            await stop.wait()
            await helpline.quiet_streams()
            await runner.cleanup()
            await stack.aclose()
            await helpline.close()

        until_told(main)

    count = settings.workers if role in ("all", "front") else 1
    status = Supervisor(work, count, look).run()
    sock.close()
    return status


async def _prepared(settings: Settings, shelf: Shelf, role: Role, store: Path | str, base: str, *, demo: bool) -> None:
    """Do once what workers must not each do: refuse a store that forgets, introduce the bot, greet the demo."""
    helpline = await build(settings, shelf, store, role=role, quiet=not settings.telegram_token)
    try:
        for complaint in await helpline.connection.check_durability():
            structlog.get_logger().error("store_not_safe")
            print(f"the store is not safe to use: {complaint}", file=sys.stderr)
            raise StoreNotSafe("set it right, or let the helpline use its own store (empty HELPLINE_REDIS_URL)")
        await helpline.introduce()
        if demo:
            await _greet(helpline, base)
        else:
            print(f"serving at {base} as {role}", flush=True)
    finally:
        await helpline.close()


class StoreNotSafe(HelplineError):
    """The store could lose what was said, or keep it for ever; nothing is served on it."""


def _host(settings: Settings) -> str:
    return "localhost" if settings.http_host in ("127.0.0.1", "::1", "0.0.0.0") else settings.http_host  # noqa: S104


async def _greet(helpline: Helpline, base: str) -> None:
    """Tell whoever tries the helpline where to be a person, and where to be an operator."""
    token = await helpline.demo_invitation(DEMO_OPERATOR)
    lines = [
        "",
        "  The helpline is running, with nothing sent to anybody outside this machine.",
        "",
        f"  Be a person:      {base}/chat",
        f"  Be an operator:   {base}/desk/invite/{token}   (works once, for an hour)",
        "  In the terminal:  make talk",
        "",
        "  Ctrl-C stops it. What was said is kept and there again next time.",
        "",
    ]
    print("\n".join(lines), flush=True)


# -- operators ---------------------------------------------------------------------------------------------------


@operator.command
def add(name: str, *, role: list[str] | None = None, language: list[str] | None = None) -> int:
    """Make an account; it can use `helpline desk` at once, and the web desk after an invitation."""

    async def work() -> int:
        async with opened() as helpline:
            account = await helpline.accounts.add(name, role or ["operator"], language or [])
        print(account.name)
        return DONE

    return run(work)


@operator.command(name="list")
def list_(*, json: Json = False) -> int:
    """List accounts."""

    async def work() -> int:
        async with opened() as helpline:
            accounts = await helpline.accounts.each()
        rows: list[dict[str, Any]] = [
            {
                "name": each.name,
                "roles": list(each.roles),
                "languages": list(each.languages),
                "disabled": each.disabled,
                "can_sign_in": each.can_sign_in,
            }
            for each in accounts
        ]
        if json:
            tell(rows, as_json=True)
        for row in rows if not json else ():
            print(f"{row['name']} · {', '.join(row['roles'])}{' · disabled' if row['disabled'] else ''}")
        return DONE

    return run(work)


@operator.command
def disable(name: str) -> int:
    """Shut an account out, at once and everywhere."""

    async def work() -> int:
        async with opened() as helpline:
            await helpline.accounts.disable(name)
        return DONE

    return run(work)


@operator.command
def invite(name: str) -> int:
    """Print a single-use link for the web desk, good for 72 hours."""

    async def work() -> int:
        async with opened() as helpline:
            token = await helpline.accounts.invite(name)
            settings = helpline.settings
        print(f"{settings.public_url or f'http://{_host(settings)}:{settings.http_port}'}/desk/invite/{token}")
        return DONE

    return run(work)


# -- keys --------------------------------------------------------------------------------------------------------


@keys.command
def init() -> int:
    """Make a new keyring in DATA_DIR/keys."""
    try:
        settings, shelf = shelf_and_settings()
        Keyring.init(settings.keys_dir, shelf.clock())
    except HelplineError as wrong:
        return refuse(wrong)
    return DONE


@keys.command
def rotate() -> int:
    """Make the keys that are due and destroy those that have served."""

    async def work() -> int:
        async with opened() as helpline:
            await helpline.janitor().rotate_keys()
        return DONE

    return run(work)


@keys.command
def status(*, json: Json = False) -> int:
    """Tell what the ring holds; no key among it. Exit 1 when something is wrong with it."""
    try:
        settings, shelf = shelf_and_settings()
        found = Keyring.open(settings.keys_dir, "all").status(shelf.clock())
    except HelplineError as wrong:
        return refuse(wrong)
    if json:
        shown = {"days": found.days, "lookups": found.lookups, "mailboxes": found.mailboxes, "problems": found.problems}
        tell(shown, as_json=True)
    else:
        print(f"{len(found.days)} day keys, {len(found.lookups)} lookup keys, {len(found.mailboxes)} mailbox pairs")
        for problem in found.problems:
            print(problem, file=sys.stderr)
    return PROBLEM if found.problems else DONE


# -- the rest ----------------------------------------------------------------------------------------------------


@keeper.command
def erase(*, code: str) -> int:
    """Forget a person by the return code they hold."""

    async def work() -> int:
        async with opened() as helpline:
            done = await helpline.erase(code)
        if not done:
            print("nothing is kept under these words", file=sys.stderr)
        return DONE if done else PROBLEM

    return run(work)


@keeper.command
def stats(*, since: str = "7 days", json: Json = False) -> int:
    """Count cases, how they ended and how long people waited; small numbers are not told, so that they point at nobody.

    Parameters
    ----------
    since
        A day as 2026-11-01, or a span as '7 days' or '48 h'. Kinds and languages are known while cases are kept.
    """

    async def work() -> int:
        try:
            began = moment(since, Shelf.clock())
        except NoSuchMoment as wrong:
            refuse(wrong)
            return USAGE
        async with opened() as helpline:
            assert helpline.desk is not None
            told = await Stats(helpline.desk, helpline.standing).since(began)
        if json:
            tell(told.plain(), as_json=True)
        for line in told.lines() if not json else ():
            print(line)
        return DONE

    return run(work)


@keeper.command
def doctor() -> int:
    """Tell whether this installation is safe to open; one line each, exit 1 if not."""
    from bot.doctor import examined

    async def work() -> int:
        async with opened(with_channels=True) as helpline:
            findings = await examined(helpline)
        for finding in findings:
            print(finding)
        return PROBLEM if any(finding.is_bad for finding in findings) else DONE

    return run(work)


@keeper.command
def bench(of: str = "turns", *, rounds: int = 3, seconds: float = 4.0, json: Json = False) -> int:
    """Run the benchmarks that show how fast it is here: turns, directory, desk or memory."""
    from bot.benchmarks import MEASURES

    if of not in MEASURES:
        print(f"one of: {', '.join(MEASURES)}", file=sys.stderr)
        return USAGE
    try:
        found = MEASURES[of](rounds, seconds)
    except HelplineError as wrong:
        return refuse(wrong)
    tell(found.plain() if json else found.told(), as_json=json)
    return DONE
