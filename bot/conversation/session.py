"""One contact's place in the talk, as plain data the shell stores between turns.

Nothing here may know how or where it is stored.
"""

from __future__ import annotations

from msgspec import Struct

from bot.cases.case import Answer


class Spot(Struct, frozen=True, array_like=True):
    """A place in the talk: a node of a flow."""

    flow: str
    node: str


class Aside(Struct, frozen=True, omit_defaults=True):
    """What was told before a silence after which nobody chose to go on: people read it, this screen shows none of it.

    ``case`` was open then; ``spot`` is where the talk waited.
    """

    case: str = ""
    spot: Spot | None = None
    answers: dict[str, Answer] = {}


class Session(Struct, frozen=True, omit_defaults=True):
    """Where one contact is in the talk, and what they told so far. Times are unix seconds.

    ``trail`` are the questions answered, oldest first, for going back; ``since`` are those answered since the talk was
    handed over last. ``resume`` is where an answer being changed returns to. ``parked`` keeps
    words that came after a silence until the person chooses to go on.
    ``rested`` is where the talk was handed over. ``aside`` is what is kept from who began anew after a silence.
    ``burst`` is how many messages came since ``burst_at`` without a pause.
    ``offered`` are the names a question offered beyond its own choices: places to choose from, for instance.

    >>> Session(talk="07ab", spot=Spot("welcome", "language")).is_new
    False
    """

    talk: str
    locale: str = ""
    spot: Spot | None = None
    stack: tuple[Spot, ...] = ()
    answers: dict[str, Answer] = {}
    trail: tuple[Spot, ...] = ()
    since: tuple[Spot, ...] = ()
    resume: Spot | None = None
    rested: Spot | None = None
    ticks: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    page: int = 0
    misses: int = 0
    case: str = ""
    told: bool = False
    last_at: float = 0.0
    covered: bool = False
    hidden: bool = False
    parked: str = ""
    aside: Aside | None = None
    album: str = ""
    words_id: str = ""
    words_key: str = ""
    secret: str = ""
    turn: int = 0
    burst: int = 0
    burst_at: float = 0.0

    @property
    def is_new(self) -> bool:
        """Tell whether nothing was said in this talk yet."""
        return self.spot is None

    def value(self, key: str) -> str:
        """Return the first value remembered under a key, or nothing."""
        answer = self.answers.get(key)
        return answer.values[0] if answer and answer.values else ""
