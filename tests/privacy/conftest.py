"""A ring with fresh keys, and one with known keys for known answers."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from nacl.public import PrivateKey

from bot.messages import Address, TalkId
from bot.privacy import keyfiles
from bot.privacy.keyring import Keyring, day_of, epoch_of

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = day_of(NOW)
NINO = Address("telegram", "7000000001", "777000111")
LEYLA = Address("whatsapp", "whatsapp:+15550006789", "whatsapp:+15550001234")
TALK = TalkId("5fb1c0de5fb1c0de")
OTHER_TALK = TalkId("0ddba11a0ddba11a")


@pytest.fixture
def ring_path(tmp_path: Path) -> Path:
    path = tmp_path / "keys"
    Keyring.init(path, NOW)
    return path


@pytest.fixture
def ring(ring_path: Path) -> Keyring:
    return Keyring.open(ring_path, "all")


@pytest.fixture
def known_ring(tmp_path: Path) -> Keyring:
    """A ring whose keys are the hashes of their names."""
    path = tmp_path / "known"
    names = ["front/partition", "relay/binding", "desk/audit", "desk/accounts"]
    names += [f"front/lookup-{epoch_of(NOW):04d}", f"days/{TODAY}", f"sender/mailbox-{TODAY}"]
    for name in names:
        keyfiles.make_private_dir((path / name).parent)
        keyfiles.make(path / f"{name}.key", name, hashlib.sha256(name.encode()).digest())
    secret = PrivateKey(hashlib.sha256(f"sender/mailbox-{TODAY}".encode()).digest())
    name = f"front/mailbox-{TODAY}"
    keyfiles.make(path / f"{name}.pub", name, bytes(secret.public_key))
    return Keyring.open(path, "all")
