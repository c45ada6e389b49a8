"""Keys live outside the store, each within reach of the roles that need it, and die when they should."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from bot.privacy import keyfiles
from bot.privacy.keyring import (
    BOX_LIFE,
    DayInUse,
    KeyBroken,
    KeyExposed,
    KeyMissing,
    KeyNotYours,
    Keyring,
    RingExists,
    Role,
    day_of,
    epoch_of,
)

from .conftest import NOW, TODAY

EVERY_PART: dict[str, Callable[[Keyring], object]] = {
    "partition": lambda ring: ring.partition,
    "lookup": lambda ring: ring.lookup(epoch_of(NOW)),
    "mailbox public": lambda ring: ring.mailbox_public(),
    "mailbox secret": lambda ring: ring.mailbox_secret(TODAY),
    "binding": lambda ring: ring.binding,
    "audit": lambda ring: ring.audit,
    "accounts": lambda ring: ring.accounts,
    "day": lambda ring: ring.day_key(TODAY),
}
ALLOWED: dict[Role, set[str]] = {
    "front": {"partition", "lookup", "mailbox public", "binding", "day"},
    "sender": {"mailbox secret", "binding", "day"},
    "desk": {"audit", "accounts", "day"},
    "all": set(EVERY_PART),
}


@pytest.mark.parametrize("role", ALLOWED)
def test_each_role_gets_its_keys_and_no_other(ring_path: Path, role: Role) -> None:
    """Who talks with people cannot open an address; who sends cannot look anybody up; the desk can do neither."""
    ring = Keyring.open(ring_path, role)
    for part, ask in EVERY_PART.items():
        if part in ALLOWED[role]:
            assert ask(ring)
        else:
            with pytest.raises(KeyNotYours):
                ask(ring)


@pytest.mark.parametrize(
    ("role", "needed"),
    [
        ("front", "front/partition.key"),
        ("front", f"front/lookup-{epoch_of(NOW):04d}.key"),
        ("front", f"front/mailbox-{TODAY}.pub"),
        ("front", "relay/binding.key"),
        ("sender", "relay/binding.key"),
        ("sender", f"sender/mailbox-{TODAY}.key"),
        ("desk", "desk/audit.key"),
        ("desk", "desk/accounts.key"),
        ("desk", "days"),
    ],
)
def test_a_role_does_not_start_without_a_key_it_needs(ring_path: Path, role: Role, needed: str) -> None:
    """A missing key stops the start with its name, not the first person's message."""
    Keyring.open(ring_path, role)
    (ring_path / needed).rename(ring_path / "elsewhere")
    with pytest.raises(KeyMissing):
        Keyring.open(ring_path, role)


def test_a_role_needs_only_its_own_folders(ring_path: Path, tmp_path: Path) -> None:
    """A sender's machine holds no lookup key at all, and still sends."""
    alone = tmp_path / "sender-machine"
    keyfiles.make_private_dir(alone)
    for folder in ("relay", "sender", "days"):
        (ring_path / folder).rename(alone / folder)
    assert Keyring.open(alone, "sender").mailbox_secret(TODAY)
    with pytest.raises(KeyMissing):
        Keyring.open(alone, "front")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_can_read_is_refused(ring_path: Path, mode: int) -> None:
    """A key file open to group or world is an error, not a warning."""
    path = ring_path / "front" / "partition.key"
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(mode)
    with pytest.raises(KeyExposed, match=f"{mode:04o}"):
        Keyring.open(ring_path, "front")


def test_a_folder_that_others_can_enter_is_refused(ring_path: Path) -> None:
    """The folders are ours alone, too."""
    (ring_path / "days").chmod(0o755)
    with pytest.raises(KeyExposed):
        Keyring.open(ring_path, "desk")


@pytest.mark.parametrize(("mode", "taken"), [(0o400, True), (0o444, True), (0o440, True), (0o446, False)])
def test_mounted_secrets_may_be_readable_but_never_writable(ring_path: Path, mode: int, taken: bool) -> None:
    """Docker and systemd mount secrets as 0400 or 0444 where only this service sees them; that is good enough."""
    path = ring_path / "relay" / "binding.key"
    path.chmod(mode)
    if taken:
        assert Keyring.open(ring_path, "sender", trusted=(ring_path,)).binding
    else:
        with pytest.raises(KeyExposed):
            Keyring.open(ring_path, "sender", trusted=(ring_path,))


def test_day_keys_may_live_apart_from_a_mounted_ring(ring_path: Path, tmp_path: Path) -> None:
    """The ring can be a read-only mount while the day keys are made in a volume."""
    days = tmp_path / "volume"
    keyfiles.make_private_dir(days)
    key = Keyring.open(ring_path, "desk", days=days).day_key(TODAY)
    assert key != Keyring.open(ring_path, "desk").day_key(TODAY)
    assert (days / f"{TODAY}.key").exists()


def test_a_damaged_or_swapped_key_file_is_refused(ring_path: Path) -> None:
    """A torn file, or one key copied over another, is noticed before anything is sealed with it."""
    path = ring_path / "relay" / "binding.key"
    whole = path.read_text()
    for broken in (whole[:-9], whole.replace("binding", "bindinh"), "", whole[:40] + "0" + whole[41:] + "x"):
        path.write_text(broken)
        with pytest.raises(KeyBroken):
            Keyring.open(ring_path, "sender")
    path.write_text((ring_path / "desk" / "audit.key").read_text())
    with pytest.raises(KeyBroken, match="another key"):
        Keyring.open(ring_path, "sender")
    path.write_text(whole)
    Keyring.open(ring_path, "sender")


def test_a_ring_is_made_once(ring_path: Path) -> None:
    """Making a second ring would cut everybody off, so it is refused."""
    before = Keyring.open(ring_path, "all").partition
    with pytest.raises(RingExists):
        Keyring.init(ring_path, NOW)
    assert Keyring.open(ring_path, "all").partition == before


def test_a_making_that_was_cut_short_is_completed(ring_path: Path) -> None:
    """A power cut during the first start leaves nothing that needs a person to repair."""
    before = Keyring.open(ring_path, "all").partition
    (ring_path / "ring").unlink()
    (ring_path / "desk" / "audit.key").unlink()
    Keyring.init(ring_path, NOW)
    assert Keyring.open(ring_path, "all").partition == before


def _make_day(path: Path, day: int) -> bytes:
    return Keyring.open(path, "desk").day_key(day)


def _start(path: Path) -> bytes:
    with contextlib.suppress(RingExists):
        Keyring.init(path, NOW)
    return Keyring.open(path, "all").partition


def test_processes_that_make_the_same_day_end_with_one_key(ring_path: Path) -> None:
    """Midnight strikes for all processes at once, and they still read each other's words."""
    with ProcessPoolExecutor(4, mp_context=multiprocessing.get_context("fork")) as pool:
        made = [pool.submit(_make_day, ring_path, day) for day in range(TODAY + 1, TODAY + 9) for _ in range(4)]
        keys = [future.result() for future in made]
    assert [len(set(keys[i : i + 4])) for i in range(0, len(keys), 4)] == [1] * 8
    assert len(set(keys)) == 8
    assert not list((ring_path / "days").glob(".*"))


def test_processes_that_start_at_once_end_with_one_ring(tmp_path: Path) -> None:
    """Two workers starting on an empty machine agree on the keys."""
    with ProcessPoolExecutor(4, mp_context=multiprocessing.get_context("fork")) as pool:
        assert len(set(pool.map(_start, [tmp_path / "keys"] * 4))) == 1


def test_a_day_key_dies_after_eight_days(ring: Keyring) -> None:
    """On the eighth day after, what was said on a day cannot be read by anybody."""
    ring.day_key(TODAY)
    assert ring.retire_days(NOW + timedelta(days=7)) == ()
    assert ring.retire_days(NOW + timedelta(days=8)) == (TODAY,)
    with pytest.raises(KeyMissing):
        ring.day_key(TODAY, make=False)


def test_a_day_key_lives_while_an_open_case_needs_it(ring: Keyring) -> None:
    """An open case is never lost to the calendar."""
    ring.day_key(TODAY)
    late = NOW + timedelta(days=100)
    assert ring.retire_days(late, in_use={TODAY}) == ()
    with pytest.raises(DayInUse):
        ring.destroy_day(TODAY, in_use={TODAY})
    assert ring.day_key(TODAY, make=False)
    assert ring.retire_days(late) == (TODAY,)


def test_a_key_destroyed_by_one_process_is_gone_for_all(ring_path: Path) -> None:
    """A process that still has the key in memory does not use it either."""
    mine, theirs = Keyring.open(ring_path, "front"), Keyring.open(ring_path, "desk")
    assert mine.day_key(TODAY) == theirs.day_key(TODAY)
    assert theirs.destroy_day(TODAY)
    with pytest.raises(KeyMissing):
        mine.day_key(TODAY, make=False)
    assert not theirs.destroy_day(TODAY)


def test_a_destroyed_key_leaves_no_bytes_behind(ring_path: Path, ring: Keyring) -> None:
    """Even a second name for the same file, as a crash may leave, holds nothing afterwards."""
    path = ring_path / "days" / f"{TODAY}.key"
    key = ring.day_key(TODAY)
    outside, left_by_crash = ring_path / "second-name", path.with_name(f".{path.name}.0123456789abcdef")
    os.link(path, outside)
    os.link(path, left_by_crash)
    assert key.hex() in outside.read_text()
    ring.destroy_day(TODAY)
    assert not left_by_crash.exists()
    assert set(outside.read_bytes()) == {0}


def test_lookup_keys_turn_every_thirty_days_and_die_after_sixty(ring_path: Path, ring: Keyring) -> None:
    """After two epochs nobody can tell who wrote, with whatever copy of the store."""
    first = epoch_of(NOW)
    start = NOW - timedelta(days=day_of(NOW) % 30)
    ring.rotate(start + timedelta(days=24))
    assert ring.lookup_epochs() == (first, first + 1)
    ring.rotate(start + timedelta(days=59))
    assert first in ring.lookup_epochs()
    ring.rotate(start + timedelta(days=60))
    assert ring.lookup(first) is None
    assert ring.lookup(first + 1) is not None
    assert Keyring.open(ring_path, "front").lookup_epochs() == (first + 1, first + 2)


def test_the_mailbox_turns_weekly_and_old_boxes_stay_openable_for_their_life(ring_path: Path, ring: Keyring) -> None:
    """A new pair a week; a secret is destroyed when the last box made for it has expired, unless a case holds one."""
    assert ring.mailbox_public()[0] == TODAY
    front = Keyring.open(ring_path, "front")
    ring.rotate(NOW + timedelta(days=6))
    assert front.mailbox_public()[0] == TODAY
    ring.rotate(NOW + timedelta(days=7))
    assert front.mailbox_public()[0] == TODAY + 7
    ring.rotate(NOW + timedelta(days=7) + BOX_LIFE)
    assert ring.mailbox_secret(TODAY)
    late = NOW + timedelta(days=8) + BOX_LIFE
    ring.rotate(late, boxes_in_use={TODAY})
    assert ring.mailbox_secret(TODAY)
    ring.rotate(late)
    with pytest.raises(KeyMissing):
        ring.mailbox_secret(TODAY)


def test_only_a_whole_ring_rotates(ring_path: Path) -> None:
    """A running role cannot destroy what others need."""
    with pytest.raises(KeyNotYours):
        Keyring.open(ring_path, "front").rotate(NOW)


def test_the_partition_key_never_changes(ring: Keyring) -> None:
    """A person's place in the store stays the same through every rotation."""
    before = ring.partition, ring.derived("mark")
    ring.rotate(NOW + timedelta(days=400))
    assert (ring.partition, ring.derived("mark")) == before
    assert ring.derived("mark") != ring.derived("code") != ring.partition


def test_status_tells_what_is_there_and_what_is_wrong(ring_path: Path, ring: Keyring) -> None:
    """`keys status` and `doctor` show numbers and problems, never a key."""
    status = ring.status(NOW)
    assert status.days == (TODAY,)
    assert status.mailboxes == (TODAY,)
    assert status.problems == ()
    (ring_path / "desk" / "audit.key").chmod(0o644)
    later = ring.status(NOW + timedelta(days=90))
    assert len(later.problems) == 3
    assert ring.partition.hex() not in repr(later) + repr(ring)
