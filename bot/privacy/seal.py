"""Closed envelopes: content under the day's key or a case's own, addresses and redacted pieces for the sender alone.

Everything sealed is bound to what it belongs to (a purpose and a talk, contact or case), so a sealed thing copied to
another place does not open there. Everything is padded, so its length says little. Whoever can write the store can
therefore destroy, but neither read, nor forge, nor send one person's answer to another.

    content   1 | day, 4 bytes | nonce, 12 | AES-256-GCM(length, 4 | plaintext | zeros)
    by key    2 | nonce, 12 | the same, under a key the caller holds
    box       3 | mailbox day, 4 | X25519 sealed box(length, 4 | inner | zeros | tag, 16)
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable, Iterable, Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from bot.messages import Address, ChannelName, HelplineError, TalkId
from bot.privacy.keyring import KeyMissing, Keyring

BUCKET = 256
"""Content is padded to a multiple of this many bytes, unless its purpose says otherwise."""
BOX_BUCKET = 128
"""What goes to the mailbox is padded to this: every channel's address then has the same length."""

ID_BUCKET = 32
"""A talk keeps dozens of message ids. One fits, ten digits of Telegram's or sixteen letters of the web page, and so
do two of Telegram's; more only tell that one answer took several messages.
"""

_DAY, _KEY, _BOX = b"\x01", b"\x02", b"\x03"
_CASE_KEY, _MESSAGE_ID = "case key", "message id"
_NONCE = 12
_TAG = 16
_CHANNELS: dict[int, ChannelName] = {1: "telegram", 2: "whatsapp", 3: "sms", 4: "web", 5: "terminal"}
_CODES = {channel: code for code, channel in _CHANNELS.items()}


class Unreadable(HelplineError):
    """Sealed bytes that were changed, cut, or moved from where they belong."""


class KeyGone(HelplineError):
    """The key that sealed this was destroyed; nobody can read it any more."""


class WrongTalk(HelplineError):
    """A box that belongs to another talk; nothing may be sent to it."""


class Expired(HelplineError):
    """A box past its last day."""


class Sealer:
    """Seals and opens with the keys of one ring; what its role may not open, it cannot.

    ``padding`` gives buckets per purpose, in bytes; 1 means none. ``random`` exists for known answers in tests.
    """

    def __init__(
        self, ring: Keyring, padding: Mapping[str, int] | None = None, random: Callable[[int], bytes] = os.urandom
    ) -> None:
        self._ring = ring
        self._padding = {_CASE_KEY: 1, _MESSAGE_ID: ID_BUCKET, **(padding or {})}
        self._random = random
        self._openers: dict[bytes, SealedBox[PrivateKey]] = {}

    # -- content under a day's key ---------------------------------------------------------------------------------

    def seal(self, purpose: str, plaintext: bytes, bound: str, day: int) -> bytes:
        """Seal content under the key of ``day`` (today), bound to its purpose and to a talk, contact or case id."""
        head = _DAY + day.to_bytes(4, "big")
        return head + self._encrypt(self._ring.day_key(day), head, purpose, plaintext, bound)

    def open(self, purpose: str, sealed: bytes, bound: str) -> bytes:
        """Return what was sealed; `Unreadable` when changed or bound elsewhere, `KeyGone` when its day is destroyed."""
        day = sealed_day(sealed)
        try:
            key = self._ring.day_key(day, make=False)
        except KeyMissing:
            raise KeyGone(f"the key of day {day} is gone") from None
        return self._decrypt(key, sealed[:5], purpose, sealed[5:], bound)

    def open_all(self, purpose: str, sealed: Iterable[bytes], bound: str) -> list[bytes | None]:
        """Return what was sealed, each in its place; None where it was changed or its day is destroyed.

        The key of a day is looked up once for all.
        """
        keys: dict[int, bytes | None] = {}

        def opened(each: bytes) -> bytes | None:
            try:
                day = sealed_day(each)
                if day not in keys:
                    keys[day] = self._ring.standing_day_key(day)
                key = keys[day]
                return self._decrypt(key, each[:5], purpose, each[5:], bound) if key else None
            except Unreadable:
                return None

        return [opened(each) for each in sealed]

    # -- content under a case's own key ----------------------------------------------------------------------------

    def new_case_key(self) -> bytes:
        """Return a fresh content key for one case."""
        return self._random(32)

    def wrap(self, case_key: bytes, case: str, day: int) -> bytes:
        """Seal a case's key under the key of ``day``; `sealed_day` tells which day a wrap names."""
        head = _DAY + day.to_bytes(4, "big")
        return head + self._encrypt(self._ring.day_key(day), head, _CASE_KEY, case_key, case)

    def unwrap(self, wrapped: bytes, case: str) -> bytes:
        """Return a case's key from its wrap."""
        return self.open(_CASE_KEY, wrapped, case)

    def rewrap(self, wrapped: bytes, case: str, day: int) -> bytes:
        """Return the same case key wrapped under another day, as happens daily while a case is open."""
        return self.wrap(self.unwrap(wrapped, case), case, day)

    def seal_by(self, key: bytes, purpose: str, plaintext: bytes, bound: str) -> bytes:
        """Seal content under a key the caller holds: a case's own, or the ring's `accounts`."""
        return _KEY + self._encrypt(key, _KEY, purpose, plaintext, bound)

    def open_by(self, key: bytes, purpose: str, sealed: bytes, bound: str) -> bytes:
        """Return what `seal_by` sealed under this very key."""
        if sealed[:1] != _KEY:
            raise Unreadable("not sealed under a key of its own")
        return self._decrypt(key, _KEY, purpose, sealed[1:], bound)

    # -- for the sender alone --------------------------------------------------------------------------------------

    def seal_address(self, address: Address, talk: TalkId, expires_day: int) -> bytes:
        """Seal where a person can be reached, for one talk, readable through ``expires_day``, by the sender only."""
        channel = bytes([_CODES[address.channel]])
        return self._post("address", channel + _strings(address.account, address.to), talk, expires_day)

    def open_address(self, box: bytes, talk: TalkId, today: int) -> Address:
        """Return the address in a box; `WrongTalk`, `Expired`, `Unreadable` or `KeyGone` mean: send nothing."""
        inner = self._collect("address", box, talk, today)
        account, to = _unstrung(inner[1:], 2)
        return Address(_CHANNELS[inner[0]], account, to)

    def seal_piece(self, piece: str, bound: str, expires_day: int) -> bytes:
        """Seal words that redaction took out of a text; the desk cannot open them, the sender can, on consent."""
        return self._post("piece", piece.encode("utf-8", "replace"), bound, expires_day)

    def open_piece(self, box: bytes, bound: str, today: int) -> str:
        """Return the words in a box; refuses as `open_address` does."""
        return self._collect("piece", box, bound, today).decode()

    # -- inside ----------------------------------------------------------------------------------------------------

    def _encrypt(self, key: bytes, head: bytes, purpose: str, plaintext: bytes, bound: str) -> bytes:
        nonce = self._random(_NONCE)
        padded = _padded(plaintext, self._padding.get(purpose, BUCKET))
        return nonce + AESGCM(key).encrypt(nonce, padded, _associated(head, purpose, bound))

    def _decrypt(self, key: bytes, head: bytes, purpose: str, body: bytes, bound: str) -> bytes:
        try:
            padded = AESGCM(key).decrypt(body[:_NONCE], body[_NONCE:], _associated(head, purpose, bound))
        except (InvalidTag, ValueError):
            raise Unreadable(f"{purpose}: changed, or bound elsewhere") from None
        return _unpadded(padded)

    def _post(self, purpose: str, payload: bytes, bound: str, expires_day: int) -> bytes:
        day, public = self._ring.mailbox_public()
        head = _BOX + day.to_bytes(4, "big")
        inner = expires_day.to_bytes(4, "big") + _strings(bound) + payload
        padded = _padded(inner, BOX_BUCKET, spare=_TAG)
        return head + SealedBox(PublicKey(public)).encrypt(padded + self._tag(head, purpose, padded))

    def _collect(self, purpose: str, box: bytes, bound: str, today: int) -> bytes:
        day = box_day(box)
        try:
            secret = self._ring.mailbox_secret(day)
        except KeyMissing:
            raise KeyGone(f"the mailbox key of day {day} is gone") from None
        try:
            opened = self._opener(secret).decrypt(box[5:])
        except (CryptoError, ValueError):
            raise Unreadable(f"{purpose}: not a box of ours, or changed") from None
        padded, tag = opened[:-_TAG], opened[-_TAG:]
        if not hmac.compare_digest(tag, self._tag(box[:5], purpose, padded)):
            raise Unreadable(f"{purpose}: not sealed by us")
        inner = _unpadded(padded)
        [belongs] = _unstrung(inner[4:], 1)
        if not hmac.compare_digest(belongs.encode(), bound.encode()):
            raise WrongTalk(f"{purpose}: belongs to another talk")
        if today > int.from_bytes(inner[:4], "big"):
            raise Expired(f"{purpose}: past its last day")
        return inner[4 + len(_strings(bound)) :]

    def _tag(self, head: bytes, purpose: str, padded: bytes) -> bytes:
        content = _associated(head, purpose, "") + padded
        return hashlib.blake2b(content, key=self._ring.binding, digest_size=_TAG, person=b"binding").digest()

    def _opener(self, secret: bytes) -> SealedBox[PrivateKey]:
        if secret not in self._openers:
            if len(self._openers) >= 8:
                self._openers.clear()
            self._openers[secret] = SealedBox(PrivateKey(secret))
        return self._openers[secret]


def sealed_day(sealed: bytes) -> int:
    """Return the day whose key sealed this content or wraps this case key."""
    return _named_day(sealed, _DAY)


def box_day(box: bytes) -> int:
    """Return the day that names the mailbox pair a box was sealed to."""
    return _named_day(box, _BOX)


def _named_day(sealed: bytes, form: bytes) -> int:
    if sealed[:1] != form or len(sealed) < 5 + _NONCE + _TAG:
        raise Unreadable("sealed in another form")
    return int.from_bytes(sealed[1:5], "big")


def _associated(head: bytes, purpose: str, bound: str) -> bytes:
    return head + purpose.encode() + b"\0" + bound.encode()


def _padded(plaintext: bytes, bucket: int, spare: int = 0) -> bytes:
    length = 4 + len(plaintext) + spare
    return b"".join((len(plaintext).to_bytes(4, "big"), plaintext, bytes(-length % bucket)))


def _unpadded(padded: bytes) -> bytes:
    end = 4 + int.from_bytes(padded[:4], "big")
    if not 4 <= end <= len(padded):
        raise Unreadable("padded in another way")
    return padded[4:end]


def _strings(*values: str) -> bytes:
    encoded = [value.encode() for value in values]
    return b"".join(len(each).to_bytes(2, "big") + each for each in encoded)


def _unstrung(packed: bytes, count: int) -> list[str]:
    values: list[str] = []
    for _ in range(count):
        end = 2 + int.from_bytes(packed[:2], "big")
        values.append(packed[2:end].decode())
        packed = packed[end:]
    return values
