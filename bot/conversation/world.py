"""Everything the engine may know beside the session: content, the hour, who is on shift, and what chance drew.

Nothing here may fetch anything: the shell hands it over, so the same world always gives the same sprint.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol

from bot.cases.case import Head, State
from bot.cases.consent import Question
from bot.conversation.catalogue import Catalogue
from bot.directory.places import Gazetteer
from bot.directory.search import Directory
from bot.messages import Arg

SILENCE = timedelta(minutes=15)
"""After this much silence the phone may be in other hands: nothing is repeated until the person chooses to go on."""


class Vocabulary(Protocol):
    """The words of choices and commands, for understanding what is typed; the engine itself never speaks them."""

    locales: Sequence[str]

    def label(self, text: str, locale: str) -> str:
        """Return a text that takes no arguments, or nothing when that locale lacks it."""


@dataclass(frozen=True, slots=True)
class Content:
    """What the organisation edits, read once: flows, words, directory, places and its own policy.

    ``danger`` returns what kind of danger to life a text speaks of, if any; ``offline`` where the directory is empty.
    """

    catalogue: Catalogue
    words: Vocabulary
    directory: Directory
    places: Gazetteer
    danger: Callable[[str], str | None]
    organisation: Mapping[str, str] = field(default_factory=dict)
    default_locale: str = "en"
    home_countries: tuple[str, ...] = ()
    only_checked: bool = False
    takes_photos: bool = False


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether a human is there: a live desk, not a timetable. ``opens_at`` is the next opening, where one is known.

    ``wait_minutes`` comes from the last first answers and is None below five samples. ``closed`` says per locale why
    nobody is there on a day of a closure.
    """

    on_shift: bool = False
    opens_at: datetime | None = None
    wait_minutes: int | None = None
    closed: Mapping[str, Arg] = field(default_factory=dict)


class Draws(Protocol):
    """What chance gives this turn: fresh ids and names, drawn when the turn first asks and the same ever after."""

    @property
    def talk(self) -> str:
        """Return a fresh talk id."""

    @property
    def case(self) -> str:
        """Return a fresh case id."""

    @property
    def code_name(self) -> str:
        """Return a code name."""

    @property
    def return_code(self) -> str:
        """Return a return code."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Draws that are known already, for tests and drawings."""

    talk: str
    case: str
    code_name: str
    return_code: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """The case a session points to, as it stands: its head, and who holds the person.

    ``asked`` is what the person was asked by a button, ``open`` the question that was the last thing said to them.
    """

    head: Head
    state: State
    by: str = ""
    held: int = 0
    asked: tuple[Question, ...] = ()
    open: str = ""


@dataclass(frozen=True, slots=True)
class World:
    """The world of one turn. ``code_tried`` says that the inbound was four words that opened nothing.

    ``blocked_until`` is until when the way to people is closed to this contact; everything else stays open.
    ``at_once`` is how many messages in ten seconds are answered one by one; 0 is without a limit.
    """

    content: Content
    now: datetime
    draws: Draws
    presence: Presence = Presence()
    case: CaseView | None = None
    hint: str = ""
    code_tried: Literal["", "wrong", "wait"] = ""
    hashed: Callable[[str], str] = str
    local_time: Callable[[datetime, str], Arg] = lambda moment, _zone: moment.strftime("%H:%M")
    blocked_until: datetime | None = None
    at_once: int = 0

    @property
    def is_blocked(self) -> bool:
        """Tell whether no new case may be opened for this contact; one that is open goes on."""
        closed = self.blocked_until is not None and self.now < self.blocked_until
        return closed and (self.case is None or self.case.state is State.CLOSED)
