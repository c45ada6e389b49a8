"""How an operator proves who they are without a passkey, and how long they stay in: passwords, codes, tries, sessions.

Nothing here may know a browser: tokens and sources come in as arguments. A wrong name, a wrong password and a wrong
code are told apart by nobody.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pyotp
from argon2 import PasswordHasher, profiles
from argon2.exceptions import InvalidHashError, VerificationError
from msgspec import Struct, msgpack, structs

from bot.cases.case import Refusal
from bot.desk.accounts import Account, Accounts, NoSuchAccount, hashed
from bot.privacy.seal import Unreadable

IDLE = timedelta(minutes=30)
"""After so long without a sign of its operator a desk is locked."""
ABSOLUTE = timedelta(hours=12)
TRIES, TRIES_WITHIN = 5, timedelta(minutes=1)
SOURCE_TRIES = 30
PASSWORD_LEAST, PASSWORD_MOST = 12, 256
CHECKS_AT_ONCE = 2
"""Each check takes 64 MiB for a tenth of a second."""
_MOST_WAITING = 24
_STEP_S = 30


class WrongLogin(Refusal):
    """Name, password or code are not right."""


class TooManyTries(Refusal):
    """Too many tries; ``wait`` is how long until the next one is looked at."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too many tries")
        self.wait = wait


class WeakPassword(Refusal):
    """A new password is too short, too long or says the account's name."""


class Session(Struct, frozen=True, array_like=True):
    """Whose session it is, and since when."""

    name: str
    generation: int
    opened_at: float


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is at this browser: an account, and whether the screen is locked because nobody touched it for long."""

    account: Account
    token: str
    opened_at: float
    locked: bool


_ENCODER, _SESSION = msgpack.Encoder(), msgpack.Decoder(Session)


@dataclass
class Passwords:
    """Hashes and checks passwords in a thread, two at a time, so that a flood of logins cannot take the memory."""

    hasher: PasswordHasher = field(default_factory=lambda: PasswordHasher.from_parameters(profiles.RFC_9106_LOW_MEMORY))

    def __post_init__(self) -> None:
        self._limit = asyncio.Semaphore(CHECKS_AT_ONCE)
        self._waiting = 0
        self._nobody = ""

    async def hashed(self, password: str, name: str) -> str:
        """Return a new password's hash; refuses what is easily guessed."""
        if not PASSWORD_LEAST <= len(password) <= PASSWORD_MOST or name in password.casefold():
            raise WeakPassword("a password has at least 12 characters and does not say the account's name")
        async with self._limit:
            return await asyncio.to_thread(self.hasher.hash, password)

    async def matches(self, known: str, password: str) -> bool:
        """Tell whether a password is right; without a known one it takes as long and says no."""
        if self._waiting >= _MOST_WAITING:
            raise TooManyTries(timedelta(seconds=5))
        self._waiting += 1
        try:
            async with self._limit:
                return await asyncio.to_thread(self._check, known, password[:PASSWORD_MOST])
        finally:
            self._waiting -= 1

    def _check(self, known: str, password: str) -> bool:
        if not self._nobody:
            self._nobody = self.hasher.hash(secrets.token_urlsafe(16))
        try:
            return self.hasher.verify(known or self._nobody, password) and bool(known)
        except (VerificationError, InvalidHashError):
            return False


@dataclass
class Gate:
    """Lets operators in by password and code, and keeps their sessions."""

    accounts: Accounts
    passwords: Passwords
    clock: Callable[[], datetime]

    # -- tries -----------------------------------------------------------------------------------------------------

    async def enter(self, name: str, password: str, code: str, source: str, device: str = "") -> Account:
        """Return the account that these words open; each code opens once.

        Five tries a minute are looked at per account. A browser that this account signed in from before (``device``)
        has tries of its own, so nobody can keep an operator out by guessing.
        """
        name = name.strip().casefold()[:64]
        known = device if self.is_device_of(device, name) else ""
        await self._count("account", f"{name} {known}", TRIES)
        await self._count("source", source, SOURCE_TRIES)
        try:
            account = await self.accounts.find(name)
        except NoSuchAccount:
            account = Account("")
        right = await self.passwords.matches(account.password, password)
        step = self.step_of(account.totp, code, account.totp_step)
        if not right or step is None or account.disabled:
            raise WrongLogin("name, password or code are not right")
        return await self.accounts.change(account.name, lambda now: self._use_code(now, step))

    def _use_code(self, account: Account, step: int) -> Account:
        if account.totp_step >= step or account.disabled:
            raise WrongLogin("this code was used already")
        return structs.replace(account, totp_step=step)

    async def _count(self, kind: str, what: str, most: int) -> None:
        key = hashlib.blake2b(what.encode("utf-8", "replace"), key=self._key(f"tries {kind}"), digest_size=16)
        now_ms, within_ms = int(self.clock().timestamp() * 1000), int(TRIES_WITHIN.total_seconds() * 1000)
        wait = await self.accounts.store.wait_for_try(f"{kind}:{key.hexdigest()}", now_ms, most, within_ms)
        if wait:
            raise TooManyTries(timedelta(milliseconds=wait))

    async def count_source(self, source: str) -> None:
        """Count a try that names no account, such as a passkey's; raises `TooManyTries`."""
        await self._count("source", source, SOURCE_TRIES)

    def step_of(self, secret: str, code: str, after: int) -> int | None:
        """Return the half minute a code belongs to; None when it is wrong, old or used."""
        code = "".join(code.split())
        if not secret or not code.isdecimal() or not code.isascii() or len(code) != 6:
            return None
        present = int(self.clock().timestamp()) // _STEP_S
        codes = pyotp.TOTP(secret)
        right = [
            step
            for step in (present - 1, present, present + 1)
            if step > after and hmac.compare_digest(codes.generate_otp(step), code)
        ]
        return right[-1] if right else None

    # -- sessions --------------------------------------------------------------------------------------------------

    async def open(self, account: Account) -> str:
        """Begin a session and return its token, which is nowhere else."""
        token, now = secrets.token_urlsafe(32), self.clock().timestamp()
        session = _ENCODER.encode(Session(account.name, account.generation, now))
        sealed = self.accounts.sealer.seal_by(self.accounts.ring.accounts, "desk session", session, hashed(token))
        await self.accounts.store.open_session(hashed(token), sealed, int(now), int(ABSOLUTE.total_seconds()))
        return token

    async def visitor(self, token: str, *, active: bool = True) -> Visitor | None:
        """Return who a token belongs to; None when the session is over. ``active``: the operator did something now."""
        stored = await self.accounts.store.session(hashed(token)) if token else None
        if stored is None:
            return None
        try:
            plain = self.accounts.sealer.open_by(
                self.accounts.ring.accounts, "desk session", stored.sealed, hashed(token)
            )
            session = _SESSION.decode(plain)
            account = await self.accounts.find(session.name)
        except (Unreadable, NoSuchAccount):
            return None
        now = self.clock().timestamp()
        over = now - session.opened_at >= ABSOLUTE.total_seconds()
        if over or account.disabled or account.generation != session.generation:
            return None
        locked = now - stored.seen >= IDLE.total_seconds()
        if active and not locked and now - stored.seen >= 1:
            await self.accounts.store.touch(hashed(token), int(now))
        return Visitor(account, token, session.opened_at, locked)

    async def leave(self, token: str) -> None:
        """End one session."""
        await self.accounts.store.end_session(hashed(token))

    # -- known browsers --------------------------------------------------------------------------------------------

    def device(self, account: Account) -> str:
        """Return a mark for a browser that this account signed in from."""
        mark = secrets.token_hex(12)
        return f"{mark}-{self._signed(mark, account.name)}"

    def is_device_of(self, device: str, name: str) -> bool:
        """Tell whether a mark is of our making, for this account."""
        mark, _, signature = device.partition("-")
        return hmac.compare_digest(self._signed(mark, name).encode(), signature.encode("utf-8", "replace"))

    def _signed(self, mark: str, name: str) -> str:
        whose = f"{mark} {name}".encode("utf-8", "replace")
        return hashlib.blake2b(whose, key=self._key("device"), digest_size=16).hexdigest()

    def _key(self, purpose: str) -> bytes:
        return hashlib.blake2b(purpose.encode(), key=self.accounts.ring.accounts, person=b"desk gate").digest()

    # -- setting up ------------------------------------------------------------------------------------------------

    def new_totp(self, token: str) -> str:
        """Return the secret an invitation offers for codes: the same each time its page is shown."""
        secret = hashlib.blake2b(token.encode(), key=self._key("totp"), digest_size=20).digest()
        return base64.b32encode(secret).decode()

    async def keep_password(self, name: str, digest: str, secret: str, code: str) -> Account:
        """Give an account a password and a source of codes; the code shows that it works. Ends its other sessions."""
        step = self.step_of(secret, code, 0)
        if step is None:
            raise WrongLogin("this code is not right")
        return await self.accounts.change(
            name,
            lambda old: structs.replace(
                old, password=digest, totp=secret, totp_step=step, generation=old.generation + 1
            ),
        )
