"""Bonds: proofs that a contact, or a return code, belongs to a case; only a ring that can look people up makes one.

Whoever can write the store could otherwise put their own name on somebody else's case. What is stored is the name and
its proof, with a space between; a proof copied to another case or another name proves nothing.
"""

from __future__ import annotations

import hashlib
import hmac

from bot.privacy.keyring import Keyring


class Bonds:
    """Makes and checks bonds.

    >>> bonds.holds(bonds.of("c0ffee", "07c1"), "c0ffee", "07c1"), bonds.holds("c0ffee 00", "c0ffee", "07c1")
    (True, False)
    """

    def __init__(self, ring: Keyring) -> None:
        self._key = ring.derived("bond")

    def of(self, name: str, case: str) -> str:
        """Return a name as a case may carry it, with its proof."""
        proof = hashlib.blake2b(f"{name} {case}".encode(), key=self._key, digest_size=16, person=b"bond")
        return f"{name} {proof.hexdigest()}"

    def holds(self, bonded: str, name: str, case: str) -> bool:
        """Tell whether this is that name on that case, as we once wrote it."""
        return hmac.compare_digest(bonded.encode(), self.of(name, case).encode())
