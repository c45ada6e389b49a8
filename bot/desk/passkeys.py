"""Passkeys: the way in that cannot be guessed, phished or typed into the wrong page.

Nothing here may know a browser's request: options go out as JSON, an answer comes in as text.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec import structs
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from bot.desk.accounts import Account, Accounts, NoSuchAccount, Passkey, hashed
from bot.desk.auth import WrongLogin
from bot.desk.site import Site

CHALLENGE_LIFE = timedelta(minutes=5)
MOST_PASSKEYS = 8
_BAD = (WebAuthnException, ValueError, KeyError, TypeError)


@dataclass(frozen=True, slots=True)
class Passkeys:
    """Makes passkeys and lets operators in by them; each challenge is answered once."""

    accounts: Accounts
    site: Site
    clock: Callable[[], datetime]

    async def offer_new(self, account: Account, issuer: str) -> str:
        """Return what a browser needs to make a passkey for an account, as JSON."""
        return options_to_json(
            generate_registration_options(
                rp_id=self.site.host,
                rp_name=issuer,
                user_name=account.name,
                user_id=account.name.encode(),
                challenge=await self._challenge(f"new {account.name}"),
                exclude_credentials=[PublicKeyCredentialDescriptor(id=each.id) for each in account.passkeys],
                authenticator_selection=AuthenticatorSelectionCriteria(
                    resident_key=ResidentKeyRequirement.REQUIRED,
                    user_verification=UserVerificationRequirement.REQUIRED,
                ),
            )
        )

    async def made(self, name: str, answer: str) -> Passkey:
        """Return the passkey a browser made for an account, once its answer is proven."""
        try:
            made = verify_registration_response(
                credential=answer,
                expected_challenge=await self._answered(answer, f"new {name}"),
                expected_rp_id=self.site.host,
                expected_origin=self.site.origin,
                require_user_verification=True,
            )
        except _BAD:
            raise WrongLogin("this passkey could not be kept") from None
        return Passkey(made.credential_id, made.credential_public_key, made.sign_count, self.clock().timestamp())

    async def keep(self, name: str, new: Passkey) -> Account:
        """Add a passkey to an account; of too many the oldest goes."""

        def add(account: Account) -> Account:
            others = tuple(each for each in account.passkeys if each.id != new.id)
            return structs.replace(account, passkeys=(*others[-MOST_PASSKEYS + 1 :], new))

        return await self.accounts.change(name, add)

    async def offer_in(self) -> str:
        """Return what a browser needs to come in by a passkey, as JSON."""
        return options_to_json(
            generate_authentication_options(
                rp_id=self.site.host,
                challenge=await self._challenge("in"),
                user_verification=UserVerificationRequirement.REQUIRED,
            )
        )

    async def enter(self, answer: str) -> Account:
        """Return the account whose passkey answered."""
        try:
            challenge = await self._answered(answer, "in")
            said = json.loads(answer)
            name = base64url_to_bytes(said["response"]["userHandle"]).decode()
            account = await self.accounts.find(name)
            known = next(each for each in account.passkeys if each.id == base64url_to_bytes(said["rawId"]))
            seen = verify_authentication_response(
                credential=answer,
                expected_challenge=challenge,
                expected_rp_id=self.site.host,
                expected_origin=self.site.origin,
                credential_public_key=known.key,
                credential_current_sign_count=known.count,
                require_user_verification=True,
            )
        except (*_BAD, StopIteration, NoSuchAccount):
            raise WrongLogin("this passkey opens nothing here") from None
        if account.disabled:
            raise WrongLogin("this passkey opens nothing here")
        used = structs.replace(known, count=seen.new_sign_count)

        def note(now: Account) -> Account:
            return structs.replace(now, passkeys=tuple(used if each.id == used.id else each for each in now.passkeys))

        return await self.accounts.change(account.name, note)

    async def _challenge(self, purpose: str) -> bytes:
        challenge = secrets.token_bytes(32)
        await self.accounts.store.offer(hashed(challenge.hex()), purpose.encode(), int(CHALLENGE_LIFE.total_seconds()))
        return challenge

    async def _answered(self, answer: str, purpose: str) -> bytes:
        """Return the challenge an answer names, if we gave it for this purpose and nobody answered it yet."""
        told = json.loads(base64url_to_bytes(json.loads(answer)["response"]["clientDataJSON"]))
        challenge = base64url_to_bytes(told["challenge"])
        if await self.accounts.store.take(hashed(challenge.hex())) != purpose.encode():
            raise ValueError("not our challenge")
        return challenge
