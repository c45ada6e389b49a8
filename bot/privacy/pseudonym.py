"""Names that mean nothing without a key: who wrote, where they live in the store, which message this was.

Addresses are few enough to try them all, so an unkeyed hash would hide nobody. Every name here is a keyed hash under a
key that is not in the store; one address gives unrelated names for different purposes.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from bot.messages import Address, ChannelName, ContactId
from bot.privacy.keyring import Keyring, epoch_of

PARTITIONS = 16
_NAME_BYTES = 16


class Pseudonyms:
    """Turns addresses into pseudonyms; only a ring that holds the lookup keys can."""

    def __init__(self, ring: Keyring) -> None:
        self._ring = ring
        self._partition_key = ring.partition
        self._mark_key = ring.derived("mark")

    def contact_id(self, address: Address, at: datetime) -> ContactId:
        """Return the pseudonym of an address in the epoch of ``at``: 32 hexadecimal digits."""
        return _contact(address, self._ring.made_lookup(epoch_of(at)))

    def candidates(self, address: Address, at: datetime) -> tuple[ContactId, ...]:
        """Return the pseudonyms this address can be stored under: this epoch's, then the previous one's if it lives.

        Whoever finds a session under the second moves it to the first.
        """
        now = self.contact_id(address, at)
        previous = self._ring.lookup(epoch_of(at) - 1)
        return (now,) if previous is None else (now, _contact(address, previous))

    def partition(self, address: Address) -> int:
        """Return the partition, 0 to 15, an address lives in; the same for ever, because its key never rotates."""
        return (
            hashlib.blake2b(address.canonical(), key=self._partition_key, person=b"partition").digest()[0] % PARTITIONS
        )

    def mark(self, inbound_id: str, channel: ChannelName, account: str) -> str:
        """Return the mark by which a second delivery of the same message is known; the id cannot be read from it."""
        named = f"v1|{channel}|{account}|{inbound_id}".encode()
        return hashlib.blake2b(named, key=self._mark_key, digest_size=_NAME_BYTES, person=b"mark").hexdigest()


def _contact(address: Address, key: bytes) -> ContactId:
    hashed = hashlib.blake2b(address.canonical(), key=key, digest_size=_NAME_BYTES, person=b"contact")
    return ContactId(hashed.hexdigest())
