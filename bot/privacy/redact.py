"""Takes out of a text what would tell who wrote it: numbers, addresses, handles, documents, the writer's own name.

A second net only. The first is not to ask, the third is to encrypt and forget: nobody can find every name that people
write. What a rescue needs must survive: places, plates, dates, sums, hours, other people's names, public numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from bot.privacy import redact_links as links
from bot.privacy.redact_addresses import addresses
from bot.privacy.redact_fold import Folded, fold, latin
from bot.privacy.redact_names import Names
from bot.privacy.redact_numbers import PublicNumbers, numbers
from bot.privacy.redact_own import is_own

Kind: TypeAlias = Literal["phone", "email", "handle", "document", "card", "address", "url_id", "name"]
KINDS: tuple[Kind, ...] = get_args(Kind)
LONGEST = 5_000
"""Characters that are looked at; what stands behind them is taken out altogether."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What was found, and where in the original text. ``own``: by its words it is the writer's own number or handle."""

    kind: Kind
    start: int
    end: int
    own: bool = field(default=False, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text that an operator may see, and the pieces that were taken out of the original.

    >>> Redactor().redact("my name is Joy, +234 800 000 1234")
    Redacted(pieces=(Piece(kind='name', start=11, end=14), Piece(kind='phone', start=16, end=33)))
    """

    text: str = field(repr=False)
    pieces: tuple[Piece, ...]


class Redactor:
    """Redacts texts; knows which numbers are public and what to write in the place of a piece.

    ``allow_numbers`` are the directory's numbers (E.164); ``labels`` what a reader sees instead of each kind.
    """

    def __init__(self, allow_numbers: Iterable[str] = (), labels: Mapping[Kind, str] | None = None) -> None:
        self._public = PublicNumbers(allow_numbers)
        self._labels = {**{kind: f"[{kind}]" for kind in KINDS}, **(labels or {})}
        self._names = Names()

    def redact(self, text: str, keep: Set[Kind] = frozenset()) -> Redacted:
        """Return the text without what would tell who wrote it.

        ``keep`` are kinds the person allowed to be read; what is the writer's own stays covered all the same.
        """
        pieces = tuple(piece for piece in self.find(text) if piece.own or piece.kind not in keep)
        return Redacted(covered(text, pieces, lambda piece: self._labels[piece.kind]), pieces)

    def find(self, text: str) -> tuple[Piece, ...]:
        """Return what would be taken out, in order and without overlaps."""
        folded = fold(text[:LONGEST])
        found = [
            Piece(kind, *folded.original(start, end), own=is_own(folded.low, start, end))
            for kind, start, end in self._spans(folded)
        ]
        return tuple(sorted(found, key=lambda piece: piece.start))

    def _spans(self, folded: Folded) -> Iterator[tuple[Kind, int, int]]:
        """Look for one kind after another; what one has taken, the next does not see."""
        veil, words = _Veil(folded.low), folded.words
        yield from veil.take("email", links.mails(veil.low, words))
        similar = latin(veil.low) if any(sign in veil.low for sign in "/@") else veil.low
        for start, end in links.handles(veil.low, similar, words):
            taken = list(veil.take("handle", [(start, end)]))
            yield from taken if similar[start:end].rpartition("/")[2] not in self._public else ()
        yield from veil.take("url_id", links.personal_urls(similar))
        yield from veil.take("handle", links.user_names(veil.low, words))
        for kind, start, end in list(numbers(veil.low, folded.plain, words, self._public)):
            yield from veil.take(kind, [(start, end)])
        if any(sign in veil.low for sign in "0123456789"):
            yield from veil.take("address", addresses(veil.low, folded.plain, words))
        yield from veil.take("name", self._names.own(veil.low, folded.plain, words))


def covered(text: str, pieces: Sequence[Piece], label: Callable[[Piece], str]) -> str:
    """Return a text with a label in the place of each piece; what stands behind the longest text is cut off."""
    shown: list[str] = []
    place = 0
    for piece in pieces:
        shown += text[place : piece.start], label(piece)
        place = piece.end
    shown.append(text[place:LONGEST])
    return "".join([*shown, " […]"] if len(text) > LONGEST else shown)


def redact(
    text: str, allow_numbers: frozenset[str] = frozenset(), labels: Mapping[Kind, str] | None = None
) -> Redacted:
    """Redact one text; whoever has many keeps a `Redactor`."""
    return Redactor(allow_numbers, labels).redact(text)


class _Veil:
    """The text as far as nobody has taken it yet; what was taken is covered by a sign that matches nothing."""

    def __init__(self, low: str) -> None:
        self.low = low

    def take(self, kind: Kind, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[Kind, int, int]]:
        for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
            if start < end and "\0" not in self.low[start:end]:
                self.low = self.low[:start] + "\0" * (end - start) + self.low[end:]
                yield kind, start, end
