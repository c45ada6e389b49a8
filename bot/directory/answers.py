"""What is asked of the directory and what it answers.

Nothing here searches; a question holds what the person told and nothing about who they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from bot.directory.model import Emergency, Organisation, Phone
from bot.directory.taxonomy import Audience, Service, citizenships
from bot.messages import HelplineError, Place

Reach: TypeAlias = Literal["near", "national", "farther", "abroad"]
"""Why an answer is given: it is near, it serves the whole country, it is far but in the country, it is elsewhere."""


class NoTimeZone(HelplineError):
    """A search was asked for a moment that has no time zone."""


@dataclass(frozen=True, slots=True)
class SearchFor:
    """What is looked for. Whatever a person did not say stays empty and hides nothing.

    ``country`` is where the person is, ``place`` a point in it if known. ``needs``: any of them will do; empty means
    any direct help. ``audiences`` is what the person said about themselves, ``citizenship`` their country. ``at``
    decides what is open now. ``written_only``: the person cannot speak aloud. ``limit`` bounds both lists.
    """

    at: datetime
    country: str | None = None
    place: Place | None = None
    needs: frozenset[Service] = frozenset()
    audiences: frozenset[Audience] = frozenset()
    citizenship: str | None = None
    written_only: bool = False
    only_checked: bool = False
    limit: int = 5

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise NoTimeZone("a search needs a moment with a time zone")

    @property
    def citizen_of(self) -> frozenset[str]:
        """The citizenships the person told, one way or the other."""
        told = citizenships(self.audiences)
        return told | {self.citizenship} if self.citizenship else told


@dataclass(frozen=True, slots=True)
class Result:
    """One organisation as an answer: why it is here, how far, whether open, and what can be dialled from there."""

    organisation: Organisation
    services: tuple[Service, ...]
    reach: Reach
    distance_km: float | None
    open_now: bool | None
    phones: tuple[Phone, ...]

    @property
    def is_doubtful(self) -> bool:
        """Whether it is shown with a warning."""
        return self.organisation.state == "doubtful"


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found: answers in order, help in other countries apart, and the numbers for an emergency."""

    results: tuple[Result, ...]
    from_abroad: tuple[Result, ...]
    emergency: Emergency | None

    @property
    def is_empty(self) -> bool:
        """Whether no organisation was found at all."""
        return not self.results and not self.from_abroad
