"""Whom an alarm calls: which waiting cases ring at one desk, by the step each alarm has come to.

Nothing here may decide when a step is due; the rounds do. It reads who is on call from the hours that hold.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.cases.alarms import Stage, addressed
from bot.cases.policy import Alarms
from bot.desk.accounts import Account


async def standing_alarms() -> Alarms:
    """Return the alarms as they are where the organisation set none."""
    return Alarms()


@dataclass(frozen=True, slots=True)
class Calling:
    """Knows for whom it rings. ``alarms`` returns the ladder that holds now."""

    alarms: Callable[[], Awaitable[Alarms]] = standing_alarms

    async def at(self, account: Account, rings: Mapping[str, int]) -> list[str]:
        """Return the cases that ring at an account's desk."""
        if not rings:
            return []
        alarms, roles = await self.alarms(), account.roles
        return sorted(
            case
            for case, stage in rings.items()
            if addressed(
                alarms, Stage(stage), account.name,
                is_operator="operator" in roles, is_supervisor="supervisor" in roles,
            )
        )  # fmt: skip
