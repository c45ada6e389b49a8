"""Accounts of operators: who may enter, in which role, speaking which languages. Sealed in the store.

Nothing here may check a password or know a browser; `auth` and `passkeys` do.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias, get_args

from msgspec import Struct, msgpack, structs

from bot.cases.case import Refusal
from bot.privacy.keyring import Keyring
from bot.privacy.seal import Sealer, Unreadable
from bot.store.accounts import AccountStore

Role: TypeAlias = Literal["operator", "supervisor", "administrator"]
ROLES: Sequence[Role] = get_args(Role)
INVITATION_LIFE = timedelta(hours=72)
DIRECT_LIFE = timedelta(hours=1)
_NAME = re.compile(r"[^\W_][\w.-]{0,30}[^\W_]")
_RESERVED = frozenset({"person", "bot", "note", "helpline"})
_TRIES = 20


class NoSuchAccount(Refusal):
    """There is no account of that name."""


class AccountExists(Refusal):
    """There is an account of that name already."""


class BadAccount(Refusal):
    """An account was described in words that cannot be used; the message says which."""


class InvitationOver(Refusal):
    """An invitation was used already, has expired, or never was."""


class Passkey(Struct, frozen=True, array_like=True):
    """One passkey: its public half and how often it was used, as far as it says so."""

    id: bytes
    key: bytes
    count: int
    added_at: float


class Account(Struct, frozen=True, omit_defaults=True):
    """One operator. ``generation`` grows when every session must end; ``totp_step`` is the last code that was used.

    >>> Account("ana", roles=("operator",), languages=("ru", "uz")).speaks("uz-Latn")
    True
    """

    name: str
    roles: tuple[Role, ...] = ("operator",)
    languages: tuple[str, ...] = ()
    locale: str = ""
    disabled: bool = False
    generation: int = 0
    password: str = ""
    totp: str = ""
    totp_step: int = 0
    passkeys: tuple[Passkey, ...] = ()

    @property
    def can_sign_in(self) -> bool:
        """Whether a way in was ever set up."""
        return bool(self.passkeys or self.password)

    def speaks(self, locale: str) -> bool:
        """Tell whether this operator speaks a language; one who named none is asked for all."""
        return not self.languages or locale.partition("-")[0] in {each.partition("-")[0] for each in self.languages}


class Invitation(Struct, frozen=True, array_like=True):
    """What a link that works once is for: setting up a way in, or (``direct``) coming in at once."""

    name: str
    direct: bool = False


_ENCODER = msgpack.Encoder()
_ACCOUNT, _INVITATION = msgpack.Decoder(Account), msgpack.Decoder(Invitation)


def named(name: str) -> str:
    """Return an account's name in its one spelling; refuses what would be taken for something else in a talk."""
    name = unicodedata.normalize("NFC", name.strip()).casefold()
    if not _NAME.fullmatch(name) or name in _RESERVED:
        raise BadAccount("a name has 2 to 32 letters or digits, . - _ between; not person, bot, note, helpline")
    return name


def hashed(token: str) -> str:
    """Return what the store knows a token by."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class Accounts:
    """Makes and keeps accounts. Every change is written only if nobody changed the account meanwhile."""

    store: AccountStore
    sealer: Sealer
    ring: Keyring
    clock: Callable[[], datetime]

    async def add(
        self, name: str, roles: Sequence[str] = ("operator",), languages: Sequence[str] = (), locale: str = ""
    ) -> Account:
        """Make an account; it works at the command line at once, on the web after an invitation."""
        account = Account(named(name), _roles(roles), tuple(languages), locale)
        if not await self._write(account, b""):
            raise AccountExists("there is an account of that name")
        return account

    async def find(self, name: str) -> Account:
        """Return an account by name."""
        try:
            account, _ = await self._read(named(name))
        except BadAccount:
            raise NoSuchAccount("no account of that name") from None
        return account

    async def each(self) -> list[Account]:
        """Return all accounts by name."""
        read = await asyncio.gather(*(self._read(name) for name in await self.store.names()))
        return [account for account, _ in read]

    async def change(self, name: str, change: Callable[[Account], Account]) -> Account:
        """Change an account; ``change`` runs again when somebody else changed it meanwhile, and may raise."""
        for _ in range(_TRIES):
            before, tag = await self._read(name)
            after = change(before)
            if after == before:
                return after
            if await self._write(after, tag):
                if after.generation != before.generation:
                    await self.store.tell_desks(f"out {name}")
                return after
        raise BadAccount("this account keeps changing; try again")

    async def disable(self, name: str, *, disabled: bool = True) -> Account:
        """Shut an account out, at once and everywhere, or let it in again."""
        name = named(name)
        return await self.change(
            name, lambda old: structs.replace(old, disabled=disabled, generation=old.generation + 1)
        )

    async def set_roles(self, name: str, roles: Sequence[str]) -> Account:
        """Give an account other roles; its sessions end, so that none lives on with the old ones."""
        wanted = _roles(roles)
        return await self.change(
            named(name), lambda old: structs.replace(old, roles=wanted, generation=old.generation + 1)
        )

    async def end_sessions(self, name: str) -> Account:
        """Log an account out everywhere."""
        return await self.change(name, lambda old: structs.replace(old, generation=old.generation + 1))

    # -- invitations -----------------------------------------------------------------------------------------------

    async def invite(self, name: str, *, direct: bool = False) -> str:
        """Return the token of a link that works once: 72 hours to set up a way in, or one hour to come in directly."""
        account = await self.find(name)
        if account.disabled:
            raise BadAccount("this account is disabled")
        token = secrets.token_urlsafe(32)
        life = DIRECT_LIFE if direct else INVITATION_LIFE
        sealed = self._sealed("invitation", _ENCODER.encode(Invitation(account.name, direct)), hashed(token))
        await self.store.offer(hashed(token), sealed, int(life.total_seconds()))
        return token

    async def invitation(self, token: str) -> Invitation:
        """Return what a link is for, leaving it usable."""
        return self._invitation(await self.store.offered(hashed(token)), token)

    async def accept(self, token: str) -> Invitation:
        """Use a link up; of several who try, one succeeds."""
        return self._invitation(await self.store.take(hashed(token)), token)

    def _invitation(self, sealed: bytes | None, token: str) -> Invitation:
        try:
            if sealed is not None:
                return _INVITATION.decode(self._opened("invitation", sealed, hashed(token)))
        except Unreadable:
            pass
        raise InvitationOver("this link was used already or has expired")

    # -- inside ----------------------------------------------------------------------------------------------------

    async def _read(self, name: str) -> tuple[Account, bytes]:
        stored = await self.store.account(name)
        if stored is None:
            raise NoSuchAccount("no account of that name")
        return _ACCOUNT.decode(self._opened("account", stored[0], name)), stored[1]

    async def _write(self, account: Account, expected_tag: bytes) -> bool:
        sealed = self._sealed("account", _ENCODER.encode(account), account.name)
        return await self.store.save(account.name, sealed, expected_tag, secrets.token_bytes(8))

    def _sealed(self, purpose: str, plain: bytes, bound: str) -> bytes:
        return self.sealer.seal_by(self.ring.accounts, purpose, plain, bound)

    def _opened(self, purpose: str, sealed: bytes, bound: str) -> bytes:
        return self.sealer.open_by(self.ring.accounts, purpose, sealed, bound)


def _roles(roles: Sequence[str]) -> tuple[Role, ...]:
    known = tuple(role for role in ROLES if role in roles)
    if len(known) != len(set(roles)) or not known:
        raise BadAccount(f"roles are {', '.join(ROLES)}")
    return known
