"""The hours as they hold: the organisation's file with the layer the desk put over it, which every process reads.

Nothing here may write the file; what the desk changes lies in the store, sealed, so that nobody else puts words there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from msgspec import DecodeError, ValidationError, msgpack

from bot.cases.case import Refusal
from bot.cases.hours import Layer, in_force, without_past
from bot.cases.policy import Policy
from bot.desk.ledger import Ledger
from bot.privacy.keyring import day_of
from bot.privacy.seal import KeyGone, Sealer, Unreadable, sealed_day
from bot.store.hours import HOME, HoursStore

PURPOSE = "hours"
_ENCODER, _LAYER = msgpack.Encoder(), msgpack.Decoder(Layer)


class ChangedMeanwhile(Refusal):
    """Somebody else changed the hours at the same moment; look again and repeat what is still wanted."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Reads what holds. ``policy`` is the file's."""

    store: HoursStore
    sealer: Sealer
    policy: Policy
    clock: Callable[[], datetime]
    log: structlog.stdlib.BoundLogger

    async def layer(self) -> Layer:
        """Return what the desk changed; nothing where it cannot be read any more."""
        return (await self._read())[0]

    async def in_force(self) -> Policy:
        """Return the policy that holds now."""
        return in_force(self.policy, await self.layer())

    async def _read(self) -> tuple[Layer, bytes]:
        sealed = await self.store.layer()
        if not sealed:
            return Layer(), b""
        try:
            return _LAYER.decode(self.sealer.open(PURPOSE, sealed, PURPOSE)), sealed
        except (KeyGone, Unreadable, DecodeError, ValidationError) as gone:
            self.log.error("hours_unreadable", exc_info=gone)
            return Layer(), sealed

    async def change(self, ledger: Ledger, operator: str, what: str, change: Callable[[Layer], Layer]) -> Layer:
        """Put a changed layer in place and write down who changed what; ``what`` is a closed word."""
        now = self.clock()
        before, sealed = await self._read()
        after = without_past(change(before), now.astimezone(UTC).date())
        made = b"" if after.is_empty else self._sealed(after, now)
        done = await ledger.write(
            HOME, operator, "hours", "", lambda chained: self.store.change(sealed, made, chained), what=what
        )
        if not done:
            raise ChangedMeanwhile("somebody else changed the hours at the same moment")
        return after

    async def reseal(self) -> None:
        """Seal the layer anew under today's key, so that it outlives the key of the day it was made on."""
        layer, sealed = await self._read()
        now = self.clock()
        if sealed and not layer.is_empty and sealed_day(sealed) < day_of(now):
            await self.store.reseal(sealed, self._sealed(layer, now))

    def _sealed(self, layer: Layer, now: datetime) -> bytes:
        return self.sealer.seal(PURPOSE, _ENCODER.encode(layer), PURPOSE, day_of(now))
