"""What is played and with whom: the talk as plain data, which a program of its own can be given in a file.

Nothing here may import another room: the peer reads this and must not load the helpline.
"""

from __future__ import annotations

from msgspec import Struct


class Told(Struct, frozen=True):
    """One message as it is to be said: texts with their arguments, buttons as text and payload.

    ``place`` asks for a shared location too; ``changes`` says that it takes the place of the message tapped at.
    """

    lines: tuple[tuple[str, dict[str, str | int | float]], ...]
    buttons: tuple[tuple[str, str], ...] = ()
    place: bool = False
    changes: bool = False


class Step(Struct, frozen=True):
    """What a person does, under which key it is remembered, and what is said to it."""

    tap: str
    words: str
    key: str
    told: tuple[Told, ...]


class Talk(Struct, frozen=True):
    """One person's whole talk in one language."""

    locale: str
    steps: tuple[Step, ...]


class Plan(Struct, frozen=True):
    """What the peer is told: where it serves, where the Bot API is, and the talk it has."""

    folder: str
    locales_folder: str
    port: int
    api: str
    token: str
    secret: str
    talks: tuple[Talk, ...]
