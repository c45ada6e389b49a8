"""The ring: every key outside the store, each within reach of the roles that need it and of no other.

    keys/front/   partition.key (never rotated), lookup-0681.key (30 days each), mailbox-20413.pub
    keys/relay/   binding.key: front binds an address to its talk, sender checks it
    keys/sender/  mailbox-20413.key, the secret half, named by the day it was made
    keys/desk/    audit.key, accounts.key
    keys/days/    20413.key: one content key per UTC day, made by whoever needs it first

One directory per audience, so that a container or unit mounts what its role may have and nothing else. Only `days` must
be writable for a running role. The store never sees a key: a copy of it is worth nothing without the ring, and a
destroyed day key ends what was sealed under it, in every copy and backup.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import secrets
from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Literal, TypeAlias

from nacl.public import PrivateKey

from bot.messages import HelplineError
from bot.privacy import keyfiles
from bot.privacy.keyfiles import KEY_BYTES, SECRET_MOUNTS, KeyBroken, KeyExposed, KeyMissing

__all__ = [
    "BOX_LIFE",
    "DAY_LIFE",
    "LOOKUP_EPOCH",
    "MAILBOX_TURN",
    "DayInUse",
    "KeyBroken",
    "KeyExposed",
    "KeyMissing",
    "KeyNotYours",
    "Keyring",
    "RingExists",
    "RingStatus",
    "Role",
    "day_of",
    "epoch_of",
]

Role: TypeAlias = Literal["front", "sender", "desk", "all"]

DAY_LIFE = timedelta(days=8)
"""How long a day's content key lives, unless an open case's wrap names it."""
LOOKUP_EPOCH = timedelta(days=30)
"""How long one lookup key makes new pseudonyms; it finds old ones for another epoch, then it is destroyed."""
MAILBOX_TURN = timedelta(days=7)
"""How often the mailbox gets a new pair."""
BOX_LIFE = timedelta(days=45)
"""How long a sealed box may have to be opened: the secret half outlives its successor's birth by this much."""
LOOKUP_AHEAD = timedelta(days=7)
"""Rotation makes the next lookup key this early, so that a read-only mount has it in time."""

_ROLES_OF: dict[str, tuple[Role, ...]] = {
    "partition": ("front", "all"),
    "lookup": ("front", "all"),
    "mailbox public": ("front", "all"),
    "mailbox secret": ("sender", "all"),
    "binding": ("front", "sender", "all"),
    "audit": ("desk", "all"),
    "accounts": ("desk", "all"),
}
_FIXED = {"partition": "front", "binding": "relay", "audit": "desk", "accounts": "desk"}
_FOLDERS = ("front", "relay", "sender", "desk", "days")
_EPOCH_DAY = date(1970, 1, 1).toordinal()


class KeyNotYours(HelplineError):
    """This role must not have that key; the wiring is wrong."""


class RingExists(HelplineError):
    """A ring is already here; making another would cut everybody off from their talks."""


class DayInUse(HelplineError):
    """An open case's key is wrapped by this day's key; rewrap it first."""


@dataclass(frozen=True, slots=True)
class RingStatus:
    """What a ring holds, as `helpline keys status` and `doctor` show it; no key among it.

    >>> status.days, status.lookups, status.problems
    ((20412, 20413), (680, 681), ())
    """

    days: tuple[int, ...]
    lookups: tuple[int, ...]
    mailboxes: tuple[int, ...]
    problems: tuple[str, ...]


def day_of(now: datetime) -> int:
    """Return the UTC day number (days since 1970) that a moment lies in."""
    return now.astimezone(UTC).date().toordinal() - _EPOCH_DAY


def epoch_of(now: datetime) -> int:
    """Return the number of the lookup epoch that a moment lies in."""
    return day_of(now) // LOOKUP_EPOCH.days


class Keyring:
    """The keys one role may use; `Keyring.open` is the only way to get one.

    Keys are cached in memory, without locks or open files, so a fork inherits them safely. A day, lookup or mailbox
    key is honoured only while its file stands: when one process destroys it, no other uses it again.
    """

    def __init__(self, path: Path, role: Role, days: Path, trusted: tuple[Path, ...]) -> None:
        self.path = path
        self.role: Role = role
        self._root = str(path)
        self._days = days
        self._trusted = trusted
        self._fixed: dict[str, bytes] = {}
        self._standing: dict[str, tuple[tuple[int, int], bytes]] = {}
        self._newest: tuple[int, int] | None = None

    @classmethod
    def open(
        cls, path: Path, role: Role, *, days: Path | None = None, trusted: tuple[Path, ...] = SECRET_MOUNTS
    ) -> Keyring:
        """Open a ring for a role; refuses when a key this role needs is missing, damaged or open to others.

        ``days`` is where the day keys are when the rest is a read-only mount.
        """
        ring = cls(path, role, days or path / "days", trusted)
        for name, folder in _FIXED.items():
            if role in _ROLES_OF[name]:
                ring._fixed[name] = keyfiles.read(path / folder / f"{name}.key", f"{folder}/{name}", trusted)
        if not ring._days.is_dir():
            raise KeyMissing(f"no directory for day keys at {ring._days}")
        for place in ring._folders():
            if not place.is_dir():
                raise KeyMissing(f"no directory for keys at {place}: it is not in the ring")
            keyfiles.require_private(place, trusted)
        if ring._may("lookup") and not ring.lookup_epochs():
            raise KeyMissing("no lookup key in the ring: run `helpline keys rotate`")
        if ring._may("mailbox public"):
            ring.mailbox_public()
        if ring._may("mailbox secret"):
            if not ring._mailbox_secrets():
                raise KeyMissing("no mailbox secret in the ring")
            for day in ring._mailbox_secrets():
                ring.mailbox_secret(day)
        return ring

    @staticmethod
    def init(path: Path, now: datetime) -> None:
        """Make a new ring in an empty place; a making that was cut short is completed, a finished ring is refused."""
        keyfiles.make_private_dir(path)
        for folder in _FOLDERS:
            keyfiles.make_private_dir(path / folder)
        with _alone_in(path):
            if (path / "ring").exists():
                raise RingExists(f"there is a ring at {path}")
            for name, folder in _FIXED.items():
                keyfiles.make(path / folder / f"{name}.key", f"{folder}/{name}", secrets.token_bytes(KEY_BYTES))
            Keyring(path, "all", path / "days", ())._bring_forth(now)
            (path / "ring").touch(mode=0o600)

    # -- keys that stay --------------------------------------------------------------------------------------------

    @property
    def partition(self) -> bytes:
        """The key that says in which partition a person lives; never rotated."""
        return self._fixed_key("partition")

    @property
    def binding(self) -> bytes:
        """The key that ties a sealed address to its talk."""
        return self._fixed_key("binding")

    @property
    def audit(self) -> bytes:
        """The key of the audit chains."""
        return self._fixed_key("audit")

    @property
    def accounts(self) -> bytes:
        """The key that seals operators' accounts and sessions, which outlive any day."""
        return self._fixed_key("accounts")

    def derived(self, purpose: str) -> bytes:
        """Return a key of its own for one purpose, derived from the partition key and as lasting."""
        name = f"derived {purpose}"
        if name not in self._fixed:
            self._fixed[name] = hashlib.blake2b(
                purpose.encode(), key=self.partition, digest_size=KEY_BYTES, person=b"derived key"
            ).digest()
        return self._fixed[name]

    def _fixed_key(self, name: str) -> bytes:
        try:
            return self._fixed[name]
        except KeyError:
            raise KeyNotYours(f"role {self.role} may not have the {name} key") from None

    # -- keys that pass --------------------------------------------------------------------------------------------

    def lookup(self, epoch: int) -> bytes | None:
        """Return the lookup key of an epoch; None when there is none, or none any more."""
        self._require("lookup")
        return self._standing_key(f"{self._root}/front/lookup-{epoch:04d}.key", f"front/lookup-{epoch:04d}")

    def made_lookup(self, epoch: int) -> bytes:
        """Return the lookup key of the present epoch, made when missing."""
        self._require("lookup")
        return self._made_key(f"{self._root}/front/lookup-{epoch:04d}.key", f"front/lookup-{epoch:04d}")

    def lookup_epochs(self) -> tuple[int, ...]:
        """Return the epochs whose lookup keys are in the ring, oldest first."""
        self._require("lookup")
        return _numbers(self.path / "front", r"lookup-(\d+)\.key")

    def day_key(self, day: int, *, make: bool = True) -> bytes:
        """Return the content key of a UTC day, made when missing if ``make``; `KeyMissing` when there is none."""
        where, name = f"{self._days}/{day}.key", f"days/{day}"
        if key := self._made_key(where, name) if make else self._standing_key(where, name):
            return key
        raise KeyMissing(f"no key for day {day}: it was destroyed or never made")

    def standing_day_key(self, day: int) -> bytes | None:
        """Return the content key of a UTC day; None when it was destroyed or never made."""
        return self._standing_key(f"{self._days}/{day}.key", f"days/{day}")

    def mailbox_public(self) -> tuple[int, bytes]:
        """Return the newest mailbox key for sealing and the day that names its pair."""
        self._require("mailbox public")
        front = f"{self._root}/front"
        changed = os.stat(front).st_mtime_ns
        if self._newest is None or self._newest[0] != changed:
            days = _numbers(self.path / "front", r"mailbox-(\d+)\.pub")
            if not days:
                raise KeyMissing("no mailbox key in the ring: run `helpline keys rotate`")
            self._newest = (changed, days[-1])
        day = self._newest[1]
        key = self._standing_key(f"{front}/mailbox-{day}.pub", f"front/mailbox-{day}")
        if key is None:
            raise KeyMissing(f"no mailbox key of day {day}")
        return day, key

    def mailbox_secret(self, day: int) -> bytes:
        """Return the secret half of the mailbox pair of that day; `KeyMissing` once it was destroyed."""
        self._require("mailbox secret")
        where = f"{self._root}/sender/mailbox-{day}.key"
        if key := self._standing_key(where, f"sender/mailbox-{day}"):
            return key
        raise KeyMissing(f"no mailbox secret of day {day}")

    # -- time passes -----------------------------------------------------------------------------------------------

    def rotate(self, now: datetime, days_in_use: Set[int] = frozenset(), boxes_in_use: Set[int] = frozenset()) -> None:
        """Make what is due and destroy what has served: lookup keys, mailbox pairs, day keys.

        ``days_in_use`` are the days that open cases' wraps name, ``boxes_in_use`` the mailbox days of boxes that open
        cases still hold; neither is touched. Only the role ``all`` can do it, because it reaches into every folder.
        """
        if self.role != "all":
            raise KeyNotYours(f"role {self.role} may not rotate keys")
        with _alone_in(self.path):
            self._bring_forth(now)
            for epoch in self.lookup_epochs():
                if epoch < epoch_of(now) - 1:
                    keyfiles.destroy(self.path / "front" / f"lookup-{epoch:04d}.key")
            for made, successor in pairwise(self._mailbox_secrets()):
                if day_of(now) - successor > BOX_LIFE.days and made not in boxes_in_use:
                    keyfiles.destroy(self.path / "sender" / f"mailbox-{made}.key")
                    keyfiles.destroy(self.path / "front" / f"mailbox-{made}.pub")
        self.retire_days(now, days_in_use)
        self._forget_fallen()

    def retire_days(self, now: datetime, in_use: Set[int] = frozenset()) -> tuple[int, ...]:
        """Destroy the day keys that have served their eight days and that no open case needs; say which."""
        due = [day for day in self.days() if day_of(now) - day >= DAY_LIFE.days and day not in in_use]
        return tuple(day for day in due if self.destroy_day(day, in_use))

    def destroy_day(self, day: int, in_use: Set[int] = frozenset()) -> bool:
        """Destroy one day's key for good; what was sealed under it cannot be read again by anybody."""
        if day in in_use:
            raise DayInUse(f"day {day} is named by an open case")
        self._standing.pop(f"{self._days}/{day}.key", None)
        return keyfiles.destroy(self._days / f"{day}.key")

    def days(self) -> tuple[int, ...]:
        """Return the days whose keys are in the ring, oldest first."""
        return _numbers(self._days, r"(\d+)\.key")

    def status(self, now: datetime) -> RingStatus:
        """Say what the ring holds and what is wrong with it, without showing a key."""
        problems = [
            problem
            for folder in self._folders()
            for path in (folder, *folder.iterdir())
            if (problem := keyfiles.exposure(path, self._trusted))
        ]
        lookups = self.lookup_epochs() if self._may("lookup") else ()
        if self._may("lookup") and epoch_of(now) not in lookups:
            problems.append("no lookup key for today: run `helpline keys rotate`")
        overdue = [day for day in self.days() if day_of(now) - day > 2 * DAY_LIFE.days]
        if overdue:
            problems.append(f"{len(overdue)} day keys are older than {2 * DAY_LIFE.days} days")
        mailboxes = self._mailbox_secrets() if self._may("mailbox secret") else ()
        return RingStatus(self.days(), lookups, mailboxes, tuple(problems))

    def _bring_forth(self, now: datetime) -> None:
        """Make today's lookup key, the next one when it is near, today's day key and a mailbox pair when due."""
        for moment in (now, now + LOOKUP_AHEAD):
            self.made_lookup(epoch_of(moment))
        today = day_of(now)
        self.day_key(today)
        made = _numbers(self.path / "front", r"mailbox-(\d+)\.pub")
        if not made or today - made[-1] >= MAILBOX_TURN.days:
            secret = PrivateKey.generate()
            name = f"mailbox-{today}"
            kept = keyfiles.make(self.path / "sender" / f"{name}.key", f"sender/{name}", bytes(secret))
            public = bytes(PrivateKey(kept).public_key)
            keyfiles.make(self.path / "front" / f"{name}.pub", f"front/{name}", public)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _standing_key(self, where: str, name: str) -> bytes | None:
        # Plain strings and one `stat`: this runs several times a turn, and joining paths would cost more than sealing.
        try:
            found = os.stat(where)
        except FileNotFoundError:
            self._standing.pop(where, None)
            return None
        mark = (found.st_ino, found.st_mtime_ns)
        cached = self._standing.get(where)
        if cached and cached[0] == mark:
            return cached[1]
        path = Path(where)
        try:
            key = keyfiles.read(path, name, self._trusted)
        except KeyMissing:
            if path.exists():
                raise
            return None
        self._standing[where] = (mark, key)
        return key

    def _made_key(self, where: str, name: str) -> bytes:
        return self._standing_key(where, name) or keyfiles.make(Path(where), name, secrets.token_bytes(KEY_BYTES))

    def _forget_fallen(self) -> None:
        for where in [where for where in self._standing if not Path(where).exists()]:
            del self._standing[where]

    def _mailbox_secrets(self) -> tuple[int, ...]:
        return _numbers(self.path / "sender", r"mailbox-(\d+)\.key")

    def _folders(self) -> tuple[Path, ...]:
        shared = {"front": ("front", "relay"), "sender": ("relay", "sender"), "desk": ("desk",), "all": _FOLDERS[:-1]}
        return (*(self.path / folder for folder in shared[self.role]), self._days)

    def _may(self, part: str) -> bool:
        return self.role in _ROLES_OF[part]

    def _require(self, part: str) -> None:
        if not self._may(part):
            raise KeyNotYours(f"role {self.role} may not have the {part} key")


def _numbers(folder: Path, pattern: str) -> tuple[int, ...]:
    matches = (re.fullmatch(pattern, name) for name in os.listdir(folder))
    return tuple(sorted(int(match[1]) for match in matches if match))


@contextmanager
def _alone_in(path: Path) -> Iterator[None]:
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
