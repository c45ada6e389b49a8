"""The servers behind one address: a single one, or those of a cluster, each with its lane.

Which it is, is asked at the first command; where a key of a cluster lives, is asked once and corrected by the cluster's
own answers. Nothing here may send a command of anybody's: it says on which lane it travels.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeAlias

from redis.crc import REDIS_CLUSTER_HASH_SLOTS, key_slot

from bot.store.lane import Lane, Wire, expect
from bot.store.refusals import StoreUnreachable

Node: TypeAlias = tuple[str, int]
"""Host and port."""
MakeWire: TypeAlias = Callable[[Node | None], Wire]
"""Gives an unconnected wire to a node; to the address we were given for None."""


class Nodes:
    """``only`` is the lane of a single server, None while unknown or with a cluster."""

    def __init__(self, make: MakeWire, *, patience: float) -> None:
        self.make = make
        self._patience = patience
        self.only: Lane | None = None
        self._given = Lane(lambda: make(None), patience=patience)
        self._lanes: dict[Node, Lane] = {}
        self._slots: list[Node | None] | None = None
        self._asking = asyncio.Lock()

    async def lane_for(self, key: str | bytes | None) -> Lane:
        """Return the lane to where a key lives; any lane for None."""
        slots = await self._known()
        if slots is None:
            assert self.only is not None
            return self.only
        slot = 0 if key is None else key_slot(key.encode() if isinstance(key, str) else key)
        if (node := slots[slot]) is None:
            self.forget()
            raise StoreUnreachable("a part of the cluster is missing", maybe_written=False)
        return self.lane_at(node)

    def lane_at(self, node: Node) -> Lane:
        """Return the lane to a node, new if need be."""
        if node not in self._lanes:
            self._lanes[node] = Lane(lambda: self.make(node), patience=self._patience)
        return self._lanes[node]

    def moved(self, slot: int, node: Node) -> Lane:
        """Note that a slot lives elsewhere now, and return the lane there."""
        if self._slots is not None:
            self._slots[slot] = node
        return self.lane_at(node)

    def forget(self) -> None:
        """Ask the cluster anew before the next command."""
        self._slots = None

    async def lanes(self) -> list[Lane]:
        """Return one lane to each server that accepts writes."""
        slots = await self._known()
        return [await self.lane_for(None)] if slots is None else [self.lane_at(n) for n in dict.fromkeys(slots) if n]

    async def addresses(self) -> list[Node | None]:
        """Return the nodes known to accept writes; None stands for the address we were given."""
        slots = await self._known()
        return [None] if slots is None else [node for node in dict.fromkeys(slots) if node]

    async def address_for(self, key: str) -> Node | None:
        """Return the node where a key lives; None stands for the address we were given."""
        slots = await self._known()
        return None if slots is None else slots[key_slot(key.encode())]

    async def close(self) -> None:
        """Hang up everywhere, after what is on its way has come home."""
        for lane in (self._given, *self._lanes.values()):
            await lane.close()
        self._lanes.clear()
        self.only = self._slots = None
        self._asking = asyncio.Lock()

    async def _known(self) -> list[Node | None] | None:
        if self.only is None and self._slots is None:
            async with self._asking:
                if self.only is None and self._slots is None:
                    await self._ask()
        return self._slots

    async def _ask(self) -> None:
        refusal = StoreUnreachable("the store cannot be reached", maybe_written=False)
        for lane in (self._given, *self._lanes.values()):
            try:
                about, *_ = lane.submit(("INFO", "cluster"))
                if b"cluster_enabled:1" not in expect(bytes, await about):
                    self.only = lane
                    return
                slots, *_ = lane.submit(("CLUSTER", "SLOTS"))
                self._slots = self._drawn(expect(list[list[object]], await slots))
            except StoreUnreachable as error:
                refusal = error
            else:
                return
        raise StoreUnreachable(refusal.reason, maybe_written=False)

    def _drawn(self, ranges: list[list[object]]) -> list[Node | None]:
        slots: list[Node | None] = [None] * REDIS_CLUSTER_HASH_SLOTS
        for entry in ranges:
            first, last, primary = expect(tuple[int, int, list[object]], entry[:3])
            host, port = expect(tuple[bytes | None, int], primary[:2])
            node = (host.decode() if host else "", port)
            slots[first : last + 1] = [node] * (last + 1 - first)
        return slots
