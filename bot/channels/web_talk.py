"""The talk as the web page knows it: what the mailbox keeps of it, and what of that may be shown at this moment.

Pure: nothing here may read a clock, a request or a store.

The rule of what is shown. A talk is *covered* when the person gave no sign of life for a while: then nothing of it is
shown. Their next word opens a new sitting, and what was said before it stays hidden for good, except what an operator
wrote and no page has shown yet: that must still reach the person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.messages import Outbound


class Entry(BaseModel):
    """One thing kept in the mailbox: words of the person, the bot or an operator, or a mark.

    ``id`` is the page's id of a person's message and the outbox id of one of ours. ``buttons`` are label, packed tap
    and tick. ``place`` is the label of the button that shares a location. A mark is a sign of life at ``at``:
    ``again`` opens a sitting, ``seen`` is the number up to which a page has shown operators' words, ``erased`` the
    number up to which everything was deleted, ``gone`` that of a single message that was, and ``id`` belongs to
    something accepted that shows no words (a start).
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    kind: Literal["person", "bot", "operator", "mark"]
    at: datetime
    id: str = ""
    text: str = ""
    buttons: tuple[tuple[str, str, bool], ...] = ()
    place: str | None = None
    locale: str = ""
    again: bool = False
    seen: int = 0
    erased: int = 0
    gone: int = 0

    def __repr__(self) -> str:
        return f"Entry({self.kind}, hidden)"

    __str__ = __repr__

    def packed(self) -> bytes:
        """Return the bytes that go into the mailbox."""
        return self.model_dump_json(exclude_defaults=True).encode()


def said(message: Outbound, entry: str, at: datetime) -> Entry:
    """Return what the mailbox keeps of one message of ours."""
    return Entry(
        kind="operator" if message.from_person else "bot",
        at=at,
        id=entry,
        text=message.text,
        buttons=tuple((button.label, button.tap.packed(), button.ticked) for button in message.buttons),
        place=message.place_label if message.asks_place else None,
        locale=message.locale,
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry with the number the mailbox gave it."""

    number: int
    entry: Entry


class Talk:
    """Everything a mailbox holds for one session, oldest first."""

    def __init__(self, kept: Iterable[Kept]) -> None:
        self._kept = tuple(kept)

    @classmethod
    def read(cls, rows: Iterable[tuple[int, bytes]]) -> Talk:
        """Read a mailbox; an entry of a form we do not know (an older version's) is passed over."""

        def readable() -> Iterator[Kept]:
            for number, packed in rows:
                try:
                    yield Kept(number, Entry.model_validate_json(packed))
                except ValidationError:
                    continue

        return cls(readable())

    @property
    def newest(self) -> int:
        """Return the highest number in the mailbox, 0 when it is empty."""
        return self._kept[-1].number if self._kept else 0

    @property
    def alive_at(self) -> datetime | None:
        """Return when the person last gave a sign of life; None when nothing is known of them."""
        return max((k.entry.at for k in self._kept if k.entry.kind in {"person", "mark"}), default=None)

    @property
    def locale(self) -> str:
        """Return the locale of the newest words of the bot; empty when it said nothing yet."""
        return next((k.entry.locale for k in reversed(self._kept) if k.entry.kind == "bot"), "")

    @property
    def has_begun(self) -> bool:
        """Tell whether a word or a start was ever accepted; a sitting that was only opened is no talk yet."""
        return any(not k.entry.again for k in self._kept)

    @property
    def seen(self) -> int:
        """Return the number up to which a page has shown what operators wrote."""
        return max((k.entry.seen for k in self._kept), default=0)

    @property
    def erased(self) -> int:
        return max((k.entry.erased for k in self._kept), default=0)

    @property
    def gone(self) -> tuple[int, ...]:
        """Return the numbers of single messages that were deleted."""
        return tuple(k.entry.gone for k in self._kept if k.entry.gone)

    def is_quiet(self, now: datetime, span: timedelta) -> bool:
        """Tell whether the person gave no sign of life for ``span``; a talk without any sign is quiet."""
        return self.alive_at is None or now - self.alive_at >= span

    def words_of(self, entry_id: str) -> str | None:
        """Return the words kept under an id, empty for a start; None when nothing is."""
        return next((k.entry.text for k in self._kept if k.entry.id == entry_id), None)

    def answered_since(self, number: int) -> bool:
        """Tell whether we said something after this number."""
        return any(k.number > number and k.entry.kind in {"bot", "operator"} for k in self._kept)

    def newest_of(self, ids: Iterable[str]) -> int:
        """Return the highest number among the entries with these ids, 0 when none is here."""
        wanted = set(ids)
        return max((k.number for k in self._kept if k.entry.id in wanted), default=0)

    def numbers_of(self, ids: Iterable[str]) -> tuple[int, ...]:
        """Return the numbers of the entries with these ids."""
        wanted = set(ids)
        return tuple(k.number for k in self._kept if k.entry.id in wanted)

    def unseen(self) -> tuple[Kept, ...]:
        """Return what operators wrote and no page has shown."""
        return tuple(k for k in self._kept if k.entry.kind == "operator" and k.number > self.seen)

    def hidden_for_good(self) -> int:
        """Return the number up to which everything may be wiped when a new sitting opens."""
        unseen = self.unseen()
        return unseen[0].number - 1 if unseen else self.newest

    def shown(self) -> tuple[Kept, ...]:
        """Return the words of this sitting in their order, each once. Ask `is_quiet` first: a covered talk shows none.

        The order is by time, because a person's word is kept only after it was accepted and the answer may be faster.
        """
        opened = max((k.number for k in self._kept if k.entry.again), default=0)
        seen_before = max((k.entry.seen for k in self._kept if k.number < opened), default=0)
        erased = self.erased
        words: dict[str, Kept] = {}
        for k in self._kept:
            late = k.entry.kind == "operator" and k.number > seen_before
            if k.entry.kind != "mark" and k.number > erased and (k.number > opened or late):
                words.setdefault(k.entry.id, k)
        return tuple(sorted(words.values(), key=lambda k: (k.entry.at, k.number)))

    def label_of(self, packed: str) -> str:
        """Return the words of the button that carried this tap; empty when no message here has it."""
        for k in reversed(self._kept):
            for label, tap, _ in k.entry.buttons:
                if tap == packed:
                    return label
        return ""
