"""Nobody can be looked up from the store, and a person is still known again."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from bot.messages import Address
from bot.privacy.keyring import KeyNotYours, Keyring, Role
from bot.privacy.pseudonym import PARTITIONS, Pseudonyms

from .conftest import LEYLA, NINO, NOW


def test_a_person_keeps_their_pseudonym_within_an_epoch(ring: Keyring) -> None:
    """The same address is the same contact today and in another process; another address is another contact."""
    names = Pseudonyms(ring)
    assert names.contact_id(NINO, NOW) == Pseudonyms(ring).contact_id(NINO, NOW + timedelta(minutes=5))
    assert names.contact_id(NINO, NOW) != names.contact_id(LEYLA, NOW)
    assert len(names.contact_id(NINO, NOW)) == 32


def test_a_person_is_found_again_after_one_rotation_and_forgotten_after_two(ring: Keyring) -> None:
    """Pseudonyms change every thirty days; the previous one can still be found, the one before cannot."""
    names = Pseudonyms(ring)
    then = names.contact_id(NINO, NOW)
    assert then in names.candidates(NINO, NOW + timedelta(days=30))
    assert names.candidates(NINO, NOW + timedelta(days=30))[0] != then
    ring.rotate(NOW + timedelta(days=60))
    assert then not in names.candidates(NINO, NOW + timedelta(days=60))


def test_a_first_epoch_has_one_candidate(ring: Keyring) -> None:
    """No pseudonym is computed with a key that was never there."""
    assert len(Pseudonyms(ring).candidates(NINO, NOW)) == 1


def test_the_partition_stays_and_spreads(ring: Keyring) -> None:
    """Everybody has one home for ever, and homes are filled evenly."""
    names = Pseudonyms(ring)
    homes = Counter(names.partition(Address("telegram", "7000000001", str(n))) for n in range(1600))
    assert set(homes) == set(range(PARTITIONS))
    assert max(homes.values()) < 160
    home = names.partition(NINO)
    ring.rotate(NOW + timedelta(days=90))
    assert Pseudonyms(ring).partition(NINO) == home


def test_a_mark_knows_a_double_and_shows_no_id(ring: Keyring) -> None:
    """The same message of the same channel and account gives the same mark; nothing of the id is in it."""
    names = Pseudonyms(ring)
    mark = names.mark("884422001", "telegram", "7000000001")
    assert mark == names.mark("884422001", "telegram", "7000000001")
    assert "884422001" not in mark
    others = {names.mark("884422002", "telegram", "7000000001"), names.mark("884422001", "whatsapp", "7000000001")}
    others.add(names.mark("884422001", "telegram", "7000000002"))
    assert mark not in others
    assert len(others) == 3


def test_a_dump_cannot_be_searched_without_the_key(ring: Keyring, tmp_path: Path) -> None:
    """Who has the store and the list of all addresses, but not our key, finds nobody; with the key, everybody."""
    people = [Address("whatsapp", "whatsapp:+15550006789", f"whatsapp:+1555{n:07d}") for n in range(2000)]
    names = Pseudonyms(ring)
    contacts = {names.contact_id(person, NOW) for person in people}
    dump = contacts | {names.mark(person.to, "whatsapp", person.account) for person in people}

    Keyring.init(tmp_path / "attacker", NOW)
    guesser = Pseudonyms(Keyring.open(tmp_path / "attacker", "all"))
    guesses: set[str] = {guesser.contact_id(person, NOW) for person in people}
    for person in people:
        for spelling in (person.canonical(), person.to.encode(), person.to.removeprefix("whatsapp:").encode()):
            for digest in (hashlib.sha256, hashlib.sha1, hashlib.md5):
                guesses.add(digest(spelling).hexdigest()[:32])
            guesses.add(hashlib.blake2b(spelling, digest_size=16).hexdigest())
    assert not guesses & dump
    assert {Pseudonyms(ring).contact_id(person, NOW) for person in people} == contacts


def test_only_the_front_can_name_a_contact(ring_path: Path) -> None:
    """The sender and the desk cannot turn an address into a pseudonym."""
    assert Pseudonyms(Keyring.open(ring_path, "front")).contact_id(NINO, NOW)
    roles: tuple[Role, ...] = ("sender", "desk")
    for role in roles:
        with pytest.raises(KeyNotYours):
            Pseudonyms(Keyring.open(ring_path, role))


def test_pseudonyms_are_stable_between_versions(known_ring: Keyring) -> None:
    """Known answers: a new version of the program finds the people of the old one."""
    names = Pseudonyms(known_ring)
    assert names.contact_id(NINO, NOW) == "4076ff6f8270fe2415de2e0a5b96e14b"
    assert names.contact_id(LEYLA, NOW) == "07b8b900ae75149d3d52d20cdd960a42"
    assert (names.partition(NINO), names.partition(LEYLA)) == (6, 9)
    assert names.mark("884422001", "telegram", "7000000001") == "7a42a2018371e42c37deb5d1e0938605"
