"""The one place where things are wired: settings and content in, a helpline out.

Nothing here may do the work of a room; it only introduces the rooms to each other.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from random import Random, SystemRandom
from typing import TYPE_CHECKING

import structlog
from aiohttp import ClientSession, DummyCookieJar, TCPConnector

from bot.channels.contract import Receive
from bot.coming_back import ComingBack
from bot.content import Shelf
from bot.conversation.on_flood import AT_ONCE
from bot.conversation_service import Conversation
from bot.delivery.fading import Fading
from bot.delivery.photos import Fetching
from bot.delivery.sender import Sender
from bot.desk.claims import Claims
from bot.desk.hours import Hours
from bot.desk.ledger import Ledger
from bot.desk.verbs import FOLLOW_DAYS, Desk
from bot.duty import Duty
from bot.helpline import Helpline
from bot.privacy.bonds import Bonds
from bot.privacy.keyring import Keyring, Role, day_of
from bot.privacy.pieces import Pieces
from bot.privacy.pseudonym import Pseudonyms
from bot.privacy.returncode import ReturnCodes
from bot.privacy.seal import Sealer
from bot.ringing import Ringing
from bot.rounds import Rounds
from bot.serving import source_of
from bot.settings import Settings
from bot.store import pauses
from bot.store.casework import Casework
from bot.store.chain import Chains
from bot.store.client import connect
from bot.store.consents import Opening
from bot.store.fading import FadingList
from bot.store.hours import HoursStore
from bot.store.keep import Keep
from bot.store.mailbox import Mailboxes, boxes
from bot.store.outbox import Outbox
from bot.store.photos import Photos
from bot.store.reported import Reported
from bot.store.standing import Standing
from bot.store.turns import Turns
from bot.store.vigil import Vigil
from bot.store.whatsapp import FarCopies, Menus, Windows
from bot.writing import Writing

if TYPE_CHECKING:
    from bot.channels.web_session import Pace


async def build(
    settings: Settings,
    shelf: Shelf,
    store: Path | str,
    *,
    role: Role = "all",
    clock: Callable[[], datetime] = Shelf.clock,
    random: Random | None = None,
    quiet: bool = False,
    base: str = "",
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    pace: Pace | None = None,
) -> Helpline:
    """Wire a helpline inside the running loop. ``store`` is the embedded server's socket or a URL.

    ``quiet`` serves no channel but those that are added: nobody is reached from outside. ``base`` is the address this
    process serves at where no public one is set.
    """
    random = random or SystemRandom()
    owner = secrets.token_hex(8)
    ring = Keyring.open(settings.keys_dir, role)
    connection = connect(store)
    batch = connection.batch
    sealer, standing, casework = Sealer(ring), Standing(batch), Casework(batch, Keep.of(shelf.policy.retention))
    log: structlog.stdlib.BoundLogger = structlog.get_logger()
    hours = Hours(HoursStore(batch), sealer, shelf.policy, clock, log)
    duty = Duty(standing, shelf.policy, clock, log, hours.in_force)
    helpline = Helpline(
        settings, shelf, role, owner, clock, random, ring, connection, standing, casework, sealer, duty, hours, log
    )  # fmt: skip
    helpline.sleep = sleep
    if role in ("front", "all"):
        _wire_front(helpline, at_once=0 if quiet else AT_ONCE)
    if role in ("sender", "all"):
        _wire_sender(helpline)
    if role != "desk":
        helpline.mailboxes = Mailboxes(batch, boxes(ring), sealer, clock)
    if role in ("desk", "all"):
        claims = Claims(HoursStore(batch), Ledger(Chains(batch), ring, clock), clock, log)
        helpline.desk = Desk(
            casework, sealer, ring, clock, shelf.policy.dispositions, duty.answered_first,
            follow_days=min(FOLLOW_DAYS, shelf.policy.retention.closed.days - 1), claimed=claims.count,
            retention=shelf.policy.retention,
        )  # fmt: skip
        _wire_rounds(helpline, helpline.desk)
        if not quiet:
            _wire_desk_web(helpline, settings.public_url or base or f"http://localhost:{settings.http_port}")
    if role != "desk" and not quiet:
        await _wire_channels(helpline, pace)
        _wire_ringing(helpline, settings.public_url or base or f"http://localhost:{settings.http_port}")
    return helpline


def _wire_front(helpline: Helpline, *, at_once: int) -> None:
    ring, shelf = helpline.ring, helpline.shelf
    secret = ring.derived("secret word")

    def hashed(words: str) -> str:
        return hashlib.blake2b(" ".join(words.casefold().split()).encode(), key=secret, digest_size=16).hexdigest()

    bonds, names, codes = Bonds(ring), Pseudonyms(ring), ReturnCodes(ring)
    turns = Turns(helpline.connection.batch, Keep.of(shelf.policy.retention))
    helpline.conversation = Conversation(
        content=shelf.content,
        turns=turns,
        names=names,
        codes=codes,
        coming_back=ComingBack(
            codes, turns, helpline.casework, helpline.standing, helpline.sealer, bonds, helpline.clock
        ),
        sealer=helpline.sealer,
        writing=Writing(helpline.sealer, shelf.redact, codes.code_hash, bonds, Pieces(ring)),
        bonds=bonds,
        log=helpline.log,
        clock=helpline.clock,
        random=helpline.random,
        presence=lambda: helpline.duty.presence,
        sends_as=lambda: helpline.sender.sends_as if helpline.sender else "",
        send=lambda head, address: helpline.sender.send(head, address) if helpline.sender else None,
        local_time=lambda moment, zone: shelf.local_time(moment, zone, helpline.clock()),
        hashed=hashed,
        at_once=at_once,
    )


def _wire_sender(helpline: Helpline) -> None:
    async def share() -> int:
        alive = max(1, await helpline.standing.is_alive(helpline.owner))
        return -(-16 // alive)

    helpline.sender = Sender(
        outbox=Outbox(helpline.connection.batch, helpline.owner, Keep.of(helpline.policy.retention)),
        sealer=helpline.sealer,
        texts=helpline.shelf.texts,
        channels=helpline.channels,
        clock=helpline.clock,
        log=helpline.log,
        share=share,
        local_hour=helpline.shelf.local_hour,
        reported=Reported(helpline.connection.batch),
        pauses=pauses.Pauses(helpline.connection.batch),
        opening=Opening(helpline.connection.batch, helpline.sealer, Pieces(helpline.ring)),
        counted=helpline.figures.count,
        entry_id=lambda: secrets.token_hex(8),
    )
    helpline.fading = Fading(
        FadingList(helpline.connection.batch), helpline.sealer, helpline.channels, helpline.sender.serves,
        helpline.clock, helpline.log,
    )  # fmt: skip
    helpline.sender.hurry = helpline.fading.hurry
    helpline.fetching = Fetching(
        Photos(helpline.connection.batch), helpline.casework, helpline.sealer, helpline.channels,
        helpline.sender.serves, helpline.policy.photos, lambda: secrets.token_hex(8), helpline.clock, helpline.log,
    )  # fmt: skip
    helpline.sender.hurry_photos = helpline.fetching.hurry


def _wire_rounds(helpline: Helpline, desk: Desk) -> None:
    helpline.rounds = Rounds(
        casework=helpline.casework,
        desk=desk,
        vigil=Vigil(helpline.connection.batch),
        standing=helpline.standing,
        sealer=helpline.sealer,
        janitor=helpline.janitor(),
        policy=helpline.policy,
        content=helpline.shelf.content,
        owner=helpline.owner,
        clock=helpline.clock,
        entry_id=lambda: secrets.token_hex(8),
        log=helpline.log,
        tidies=(
            helpline.hours.reseal,
            Ledger(Chains(helpline.connection.batch), helpline.ring, helpline.clock).shorten,
        ),
        in_force=helpline.hours.in_force,
    )


def _wire_ringing(helpline: Helpline, base: str) -> None:
    """Let the operators' own chat ring, where there is one and this process sends."""
    settings = helpline.settings
    token, chat = settings.telegram_operators_token, settings.telegram_operators_chat
    if token is None or chat is None or helpline.sender is None:
        return
    from bot.channels.telegram_notify import OperatorsChat  # seconds of import, for those who use it

    http = ClientSession(cookie_jar=DummyCookieJar())
    helpline.closing.push_async_callback(http.close)
    helpline.ringing = Ringing(
        vigil=Vigil(helpline.connection.batch),
        chat=OperatorsChat(token.get_secret_value(), chat, http=http, api_base=settings.telegram_api or None),
        texts=helpline.shelf.texts,
        locale=helpline.policy.default_locale,
        desk=f"{base}/desk",
        clock=helpline.clock,
        log=helpline.log,
    )


def _wire_desk_web(helpline: Helpline, base: str) -> None:
    from bot.desk.web import DeskWeb

    assert helpline.desk is not None
    helpline.desk_web = DeskWeb(
        helpline.desk,
        helpline.accounts,
        helpline.shelf.texts,
        helpline.standing,
        helpline.connection.subscribe,
        public_url=base,
        clock=helpline.clock,
        log=helpline.log,
        source=partial(source_of, behind_proxy=base.startswith("https:")),
        directory=helpline.shelf.content.directory,
        places=helpline.shelf.content.places,
        home_countries=helpline.shelf.content.home_countries,
        hours=helpline.hours,
    )


async def _wire_channels(helpline: Helpline, pace: Pace | None = None) -> None:
    settings, shelf = helpline.settings, helpline.shelf
    receive: Receive = helpline.receive
    if settings.telegram_token:
        from bot.channels.telegram import TelegramChannel  # seconds of import, for those who use it
        from bot.channels.telegram_session import open_http

        session = open_http()
        helpline.closing.push_async_callback(session.close)
        helpline.telegram = TelegramChannel(
            settings.telegram_token.get_secret_value(),
            receive,
            helpline.bury,
            http=session,
            now=helpline.clock,
            mode=settings.telegram_mode,
            secrets=[settings.telegram_secret.get_secret_value()] if settings.telegram_secret else [],
            api_base=settings.telegram_api or None,
            takes_photos=shelf.policy.photos.allowed,
        )
        helpline.add(helpline.telegram)
    if settings.has_whatsapp or settings.has_sms:
        _wire_twilio(helpline)
    if settings.web_chat and helpline.mailboxes:
        from bot.channels.web import WebChannel

        helpline.add(
            WebChannel(
                receive,
                helpline.mailboxes,
                shelf.words,
                shelf.policy.locales,
                public_url=settings.public_url,
                neutral_url=shelf.policy.exit_url,
                pace=pace,
                source=partial(source_of, behind_proxy=settings.public_url.startswith("https:")),
                now=helpline.clock,
                promises=shelf.promises,
            )
        )


def _wire_twilio(helpline: Helpline) -> None:
    from bot.channels.whatsapp import LEASE_S, Memory, Twilio, TwilioAccount, Wording

    settings, shelf, sealer, ring = helpline.settings, helpline.shelf, helpline.sealer, helpline.ring
    assert settings.twilio_auth_token is not None
    http = ClientSession(connector=TCPConnector(limit=200, keepalive_timeout=75), cookie_jar=DummyCookieJar())
    helpline.closing.push_async_callback(http.close)
    key = settings.twilio_webhook_key
    account = TwilioAccount(
        settings.twilio_account_sid,
        settings.twilio_auth_token.get_secret_value(),
        settings.public_url,
        whatsapp=settings.twilio_from,
        sms=settings.twilio_sms_from,
        keys=(key.get_secret_value(),) if key else (),
        api_base=settings.twilio_api,
    )
    batch = helpline.connection.batch
    memory = Memory(Menus(batch), FarCopies(batch, sealer, ring), Windows(batch, ring), Reported(batch))
    helpline.twilio = Twilio(
        account,
        memory,
        Wording(lambda locale: shelf.texts.label("whatsapp-choose", locale), shelf.policy.whatsapp.neutral_template),
        http=http,
        receive=helpline.receive if helpline.conversation else None,
        put_aside=helpline.bury,
        spool=settings.data_dir / "spool",
        seal=lambda name, plain: sealer.seal("spool", plain, name, day_of(helpline.clock())),
        unseal=lambda name, sealed: sealer.open("spool", sealed, name),
        alone=lambda task: helpline.standing.alone(task, helpline.owner, LEASE_S),
        now=helpline.clock,
        sleep=helpline.sleep,
        sends=helpline.sender is not None,
        counted=helpline.figures.count,
        takes_photos=shelf.policy.photos.allowed,
    )
    for channel in helpline.twilio.channels:
        helpline.add(channel)
