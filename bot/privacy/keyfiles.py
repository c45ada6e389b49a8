"""One key in one file: written once, read with suspicion, destroyed for good.

A file says which key it is and carries a check, so that a copied, torn or half destroyed file is never taken for a key.
Files are 0600 in directories 0700 and belong to us (or to root). The only exception are the mounts where Docker and
systemd put secrets, which exist for one container or unit alone: there a file may be readable by all, never writable.

Overwriting and unlinking is as far as a program can go: on a flash disk the ring belongs on an encrypted volume.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from pathlib import Path

from bot.messages import HelplineError

KEY_BYTES = 32
SECRET_MOUNTS = (Path("/run/secrets"), Path("/run/credentials"))
_FORMAT = "helpline-key-1"


class KeyMissing(HelplineError):
    """A key that this role needs is not in the ring."""


class KeyExposed(HelplineError):
    """A key file or its directory is open to others."""


class KeyBroken(HelplineError):
    """A key file does not hold the key that its name promises."""


def make_private_dir(path: Path) -> None:
    """Create a directory only we can enter; an existing one is left as it is."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)


def exposure(path: Path, trusted: tuple[Path, ...] = SECRET_MOUNTS) -> str | None:
    """Return why a key file or directory is not private enough, None when it is."""
    found = path.stat()
    mode = stat.S_IMODE(found.st_mode)
    mounted = any(path.resolve().is_relative_to(root) for root in trusted)
    if mode & (0o022 if mounted else 0o077):
        wanted = 0o700 if path.is_dir() else 0o600
        return f"{path} has mode {mode:04o}, wants {wanted:04o}"
    if found.st_uid not in (os.geteuid(), 0):
        return f"{path} belongs to uid {found.st_uid}, not to us (uid {os.geteuid()})"
    return None


def require_private(path: Path, trusted: tuple[Path, ...] = SECRET_MOUNTS) -> None:
    """Refuse a file or directory that others can read or write."""
    if problem := exposure(path, trusted):
        raise KeyExposed(problem)


def read(path: Path, name: str, trusted: tuple[Path, ...] = SECRET_MOUNTS) -> bytes:
    """Return the key in a file; `KeyMissing` when there is none, also when it is being destroyed this moment."""
    try:
        require_private(path, trusted)
        content = path.read_bytes()
    except FileNotFoundError:
        raise KeyMissing(f"key {name} is not in the ring ({path})") from None
    except PermissionError:
        raise KeyMissing(f"key {name} is in the ring but not readable for us ({path})") from None
    if b"\0" in content:
        raise KeyMissing(f"key {name} was destroyed")
    return _decoded(content, name, path)


def make(path: Path, name: str, key: bytes) -> bytes:
    """Put a key where none is and return the one that stands: ours, or that of whoever came first.

    The file appears whole or not at all, and is on the disk before anybody can use the key.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _write(draft, _encoded(name, key))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink(missing_ok=True)
        _sync_dir(path.parent)
    except PermissionError as error:
        raise KeyMissing(
            f"key {name} is not in the ring and we may not write there: run `helpline keys rotate`"
        ) from error
    except OSError as error:
        raise KeyMissing(f"key {name} cannot be made: {error.strerror}") from error
    return read(path, name)


def destroy(path: Path) -> bool:
    """Overwrite and remove a key file and every draft of it; True when there was one.

    Overwriting matters: a crash between linking and removing the draft leaves a second name for the same bytes.
    """
    existed = path.exists()
    for each in (path, *path.parent.glob(f".{path.name}.*")):
        try:
            handle = os.open(each, os.O_WRONLY | os.O_NOFOLLOW)
        except FileNotFoundError:
            continue
        try:
            os.write(handle, bytes(os.fstat(handle).st_size))
            os.fsync(handle)
        finally:
            os.close(handle)
        each.unlink(missing_ok=True)
    if existed:
        _sync_dir(path.parent)
    return existed


def _encoded(name: str, key: bytes) -> bytes:
    return f"{_FORMAT} {name} {key.hex()} {_check(name, key)}\n".encode()


def _decoded(content: bytes, name: str, path: Path) -> bytes:
    try:
        form, said, hexed, check = content.decode("ascii").split()
        key = bytes.fromhex(hexed)
    except ValueError:
        raise KeyBroken(f"{path} is not a key file") from None
    if form != _FORMAT or len(key) != KEY_BYTES or check != _check(said, key):
        raise KeyBroken(f"{path} is damaged or of another version")
    if said != name:
        raise KeyBroken(f"{path} holds another key than its name says")
    return key


def _check(name: str, key: bytes) -> str:
    return hashlib.blake2b(name.encode() + key, digest_size=4, person=b"key file").hexdigest()


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_dir(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
