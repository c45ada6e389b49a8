"""Cleans photos before anybody sees them: what an operator gets is drawn anew from pixels, in a process of its own.

Off unless the organisation switches photos on. Everything that is not a JPEG, PNG or WebP picture is refused. The child
that decodes has little memory, little time, no way to write a file, and knows no key.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bot.messages import HelplineError

LARGEST_FILE = 10 << 20
SEALED_AS = "photo"


class Refused(HelplineError):
    """A file that is not a photo we can clean within its limits."""


@dataclass(frozen=True, slots=True)
class PhotoLimits:
    """How much one photo may cost; more than enough for what telephones take."""

    pixels: int = 40_000_000
    megabytes: int = 1024
    seconds: int = 10


def bound_to(case: str, photo: str) -> str:
    """Return what a sealed photo is bound to: its case and its own id."""
    return f"{case}/{photo}"


def clean_photo(content: bytes, limits: PhotoLimits | None = None) -> bytes:
    """Return a photo as a clean JPEG of at most 1600 pixels a side and 300 kB, or refuse it.

    Blocks, so call it in a thread.
    """
    limits = limits or PhotoLimits()
    if not content or len(content) > LARGEST_FILE:
        raise Refused("empty or too large a file")
    child = Path(__file__).with_name("media_child.py")
    allowed = (limits.megabytes, limits.seconds, limits.pixels)
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(child), *(str(each) for each in allowed)],
            input=content,
            capture_output=True,
            timeout=limits.seconds + 5,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refused("took too long to clean") from None
    if done.returncode != 0 or not done.stdout.startswith(b"\xff\xd8\xff"):
        raise Refused("not a photo we can clean")
    return done.stdout
