"""Reads what Twilio posts, and proves that Twilio posted it: the signature covers our public address and every field.

Pure; nothing here believes a header that says who or where we are. Whatever bytes come, the answer is a form or none,
true or false.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias
from urllib.parse import parse_qsl, urlsplit

Form: TypeAlias = Mapping[str, tuple[str, ...]]
"""Every field of a form with all of its values, in the order they came."""

SIGNATURE: Final = "X-Twilio-Signature"
SETTINGS: Final = "X-Twilio-Webhooks-Signature-Settings"
"""Sent where a webhook is signed by a key of its own; it says by which and how."""
MOST_FIELDS: Final = 200
_HASHES: Final[Mapping[str, str]] = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}


def parse(body: bytes) -> Form | None:
    """Return the fields of a posted form; None when it is no form. Blank values count."""
    try:
        text = body.decode("ascii")
        pairs = parse_qsl(
            text, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        return {} if not body else None
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        fields[name] = (*fields.get(name, ()), value)
    return fields


class Signatures:
    """Tells calls of Twilio from all others. ``token`` signs by default, any of ``keys`` where the settings name one.

    >>> Signatures("https://help.example.org", "token").fits("/whatsapp", "", {"Body": ("Hi",)}, ["nonsense"], [])
    False
    """

    def __init__(self, public_url: str, token: str, keys: Sequence[str] = ()) -> None:
        self._bases = _spellings(public_url.rstrip("/"))
        self._token = token.encode()
        self._keys = tuple(key.encode() for key in keys if key) or (self._token,)

    def fits(self, path: str, query: str, form: Form, signatures: Sequence[str], settings: Sequence[str]) -> bool:
        """Tell whether a signature is Twilio's, given the headers' values as they came: exactly one, or none counts."""
        if len(signatures) != 1 or len(settings) > 1:
            return False
        algorithm = _algorithm(settings[0]) if settings else "HMAC_SHA1"
        hashed = _HASHES.get(algorithm)
        if hashed is None:
            return False
        offered = signatures[0].encode("utf-8", "surrogateescape")  # bytes: compare_digest refuses text beyond ASCII
        tail = f"{path}?{query}" if query else path
        try:
            signed = [f"{base}{tail}{_joined(form)}".encode() for base in self._bases]
        except UnicodeEncodeError:
            return False
        keys = self._keys if settings else (self._token,)
        right = (base64.b64encode(hmac.new(key, each, hashed).digest()) for key in keys for each in signed)
        # A sum, because `any` would stop early and tell by its time which one was close.
        return sum(hmac.compare_digest(offered, each) for each in right) > 0


def _joined(form: Form) -> str:
    return "".join(name + value for name in sorted(form) for value in sorted(set(form[name])))


def _algorithm(settings: str) -> str:
    for part in settings.split(","):
        name, _, value = part.partition("=")
        if name.strip() == "algorithm" and value.strip():
            return value.strip().upper()
    return "HMAC_SHA1"


def _spellings(public_url: str) -> tuple[str, ...]:
    """Return our address with and without its port: Twilio signs one or the other."""
    parts = urlsplit(public_url)
    host = (parts.hostname or "") if ":" not in (parts.hostname or "") else f"[{parts.hostname}]"
    default = 443 if parts.scheme == "https" else 80
    bare, full = f"{parts.scheme}://{host}{parts.path}", f"{parts.scheme}://{host}:{parts.port or default}{parts.path}"
    return tuple(dict.fromkeys((public_url, bare, full)))
