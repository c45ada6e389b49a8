"""What the directory lacks, for `helpline doctor`: holes, entries nobody called, private mailboxes, doubts.

Nothing here judges; it lists ids for the administrator to work through.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.directory.index import WORLDWIDE
from bot.directory.model import Organisation
from bot.directory.search import Directory
from bot.directory.taxonomy import NOT_DIRECT_HELP, SERVICES, Service


@dataclass(frozen=True, slots=True, order=True)
class Hole:
    """A kind of help for which a country has nothing that is shown without a warning."""

    country: str
    service: Service


@dataclass(frozen=True, slots=True)
class Gaps:
    """Everything to be mended, by organisation id; drafts only where they could fill a hole."""

    holes: tuple[Hole, ...]
    unchecked: tuple[str, ...]
    personal_mail: tuple[str, ...]
    without_contact: tuple[str, ...]
    doubtful: tuple[str, ...]
    drafts: tuple[str, ...]
    without_emergency: tuple[str, ...]


def holes(directory: Directory) -> tuple[Hole, ...]:
    """Return every country and direct service with nobody to show; worldwide bodies fill no hole."""
    shown = [one for one in directory.organisations if one.state == "shown"]
    filled = {(one.country, service) for one in shown for service in one.services}
    every = ((land, service) for land in _lands(directory) for service in SERVICES if service not in NOT_DIRECT_HELP)
    return tuple(Hole(land, service) for land, service in every if (land, service) not in filled)


def gaps(directory: Directory) -> Gaps:
    """Return all that is missing or unsure."""
    seen = [one for one in directory.organisations if one.state != "draft"]
    return Gaps(
        holes=holes(directory),
        unchecked=_ids(one for one in seen if one.checked_on is None),
        personal_mail=_ids(one for one in directory.organisations if any(mail.personal for mail in one.emails)),
        without_contact=_ids(one for one in seen if not one.has_contact),
        doubtful=_ids(one for one in seen if one.state == "doubtful"),
        drafts=_ids(one for one in directory.organisations if one.state == "draft"),
        without_emergency=tuple(land for land in _lands(directory) if directory.emergency(land) is None),
    )


def _lands(directory: Directory) -> list[str]:
    return sorted({one.country for one in directory.organisations} - {WORLDWIDE})


def _ids(organisations: Iterable[Organisation]) -> tuple[str, ...]:
    return tuple(one.id for one in organisations)
