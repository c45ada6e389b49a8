"""Leases: which partitions this process sends for, so that no two processes speak in one talk.

Nothing here may send; a partition whose lease could not be renewed is no longer served.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.store.client import StoreUnreachable
from bot.store.keys import PARTITIONS
from bot.store.outbox import Outbox


@dataclass
class Leases:
    """Holds this process's share. ``taken`` is told each partition that is newly held."""

    outbox: Outbox
    taken: Callable[[int], None]
    held: set[int] = field(default_factory=set)

    async def renew(self, share: int = PARTITIONS) -> None:
        """Renew what is held, take free ones up to the share, and give back what is too much."""
        for partition in sorted(range(PARTITIONS), key=lambda each: each not in self.held):
            mine = partition in self.held
            if mine and len(self.held) > share:
                self.held.discard(partition)
                await self.outbox.unlease(partition)
                continue
            if not mine and len(self.held) >= share:
                continue
            if await self.outbox.lease(partition):
                if not mine:
                    self.held.add(partition)
                    self.taken(partition)
            else:
                self.held.discard(partition)

    async def give_back(self) -> None:
        """Give everything back; what the store cannot hear of runs out by itself."""
        mine, self.held = self.held, set()
        for partition in mine:
            try:
                await self.outbox.unlease(partition)
            except StoreUnreachable:
                return
