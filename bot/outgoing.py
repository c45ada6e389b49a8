"""What lies in the outbox, sealed: the words still to be found, or an operator's own, and whose case they belong to.

Nothing here may hold an address.
"""

from __future__ import annotations

from msgspec import Struct, msgpack

from bot.messages import Line, PhotoRef, Ref, Tap

PURPOSE = "outbox"
WISHES = "reply wishes"


class Offered(Struct, frozen=True, array_like=True):
    """A choice under a message: its label, the tap it means, whether it is ticked."""

    text: str
    tap: str
    ticked: bool = False
    args: dict[str, str | int | float | Ref | tuple[Ref, ...]] = {}


class Piece(Struct, frozen=True, array_like=True):
    """One line of a message."""

    text: str
    args: dict[str, str | int | float | Ref | tuple[Ref, ...]] = {}


class Reveal(Struct, frozen=True, array_like=True):
    """The order to open a covered piece for its case, with the proof that the person said yes to that question."""

    case: str
    about: str
    question: str
    proof: str


class Outgoing(Struct, frozen=True, array_like=True):
    """One message on its way: pieces to be worded, or ``words`` as an operator wrote them.

    ``erase`` asks the channel to delete what was said in this talk instead of saying anything. A message that ``fades``
    is deleted again after a minute where the channel can; ``fade_now`` has it deleted at once.
    ``reveal`` says nothing either: it has the sender open a covered piece. ``photo`` has a photo fetched for ``case``.
    """

    locale: str
    pieces: tuple[Piece, ...] = ()
    offers: tuple[Offered, ...] = ()
    asks_place: bool = False
    replaces: str = ""
    words: str = ""
    case: str = ""
    erase: bool = False
    fades: bool = False
    fade_now: bool = False
    reveal: Reveal | None = None
    photo: PhotoRef | None = None


class Wishes(Struct, frozen=True, array_like=True):
    """How the person allowed us to answer after a silence: not at all, in a window of hours, or never."""

    locale: str
    mode: str = "now"
    hours: str = ""
    timezone: str = ""


_ENCODER = msgpack.Encoder()
_OUTGOING = msgpack.Decoder(Outgoing)
_WISHES = msgpack.Decoder(Wishes)


def packed(message: Outgoing | Wishes) -> bytes:
    """Return the bytes that are sealed."""
    return _ENCODER.encode(message)


def unpacked(plain: bytes) -> Outgoing:
    """Return a message from its bytes."""
    return _OUTGOING.decode(plain)


def wishes(plain: bytes) -> Wishes:
    """Return reply wishes from their bytes."""
    return _WISHES.decode(plain)


def piece(line: Line) -> Piece:
    """Return a line as it is stored."""
    return Piece(line.text, dict(line.args))


def offered(label: Line, tap: Tap, ticked: bool = False) -> Offered:
    """Return a choice as it is stored."""
    return Offered(label.text, tap.packed(), ticked, dict(label.args))
