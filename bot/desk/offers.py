"""Warm transfers: a case is offered to one colleague, and stays with its holder until they accept.

Nothing here may move a case by itself: accepting does what the holder asked for, by the desk's own verb.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec import Struct, msgpack

from bot.cases.case import NotYourCase, Refusal
from bot.desk.verbs import Desk
from bot.privacy.seal import Unreadable
from bot.store.accounts import AccountStore

OFFER_LIFE = timedelta(minutes=15)


class OfferOver(Refusal):
    """An offer was accepted, declined or withdrawn already, or is older than fifteen minutes."""


class Offer(Struct, frozen=True, array_like=True):
    """Who offers a case to whom, with which words for them alone, and when (unix seconds)."""

    by: str
    to: str
    note: str
    at: float


_ENCODER, _OFFER = msgpack.Encoder(), msgpack.Decoder(Offer)


@dataclass(frozen=True, slots=True)
class Offers:
    """Keeps what is offered, sealed, for fifteen minutes."""

    desk: Desk
    store: AccountStore
    clock: Callable[[], datetime]

    async def make(self, case: str, by: str, to: str, note: str) -> None:
        """Offer a case one holds; an earlier offer of it is replaced."""
        line = await self.desk.line(case)
        if line is None or line.by != by:
            raise NotYourCase("only the operator who holds a case can offer it")
        offer = _ENCODER.encode(Offer(by, to, note.strip(), self.clock().timestamp()))
        sealed = self.desk.sealer.seal_by(self.desk.ring.accounts, "offer", offer, case)
        await self.store.offer_case(case, sealed, int(OFFER_LIFE.total_seconds()))

    async def all(self) -> dict[str, Offer]:
        """Return every offer that stands, by case."""
        found: dict[str, Offer] = {}
        for case, sealed in (await self.store.offered_cases()).items():
            try:
                offer = _OFFER.decode(self.desk.sealer.open_by(self.desk.ring.accounts, "offer", sealed, case))
            except Unreadable:
                continue
            if not self.is_over(offer):
                found[case] = offer
        return found

    def is_over(self, offer: Offer) -> bool:
        """Tell whether an offer is too old to be accepted."""
        return self.clock().timestamp() - offer.at >= OFFER_LIFE.total_seconds()

    async def accept(self, case: str, operator: str) -> None:
        """Take over a case that was offered; its note becomes one of the case. Of two tries one succeeds."""
        offer = await self._standing(case)
        if offer.to != operator:
            raise NotYourCase("this case was offered to somebody else")
        if not await self.store.withdraw_case(case):
            raise OfferOver("this offer is over")
        if offer.note:
            await self.desk.note(case, offer.by, offer.note)
        await self.desk.transfer(case, offer.by, operator)

    async def withdraw(self, case: str, operator: str) -> None:
        """End an offer: its maker takes it back, or whom it was made to declines."""
        offer = await self._standing(case)
        if operator not in (offer.by, offer.to):
            raise NotYourCase("this offer is between others")
        await self.store.withdraw_case(case)

    async def _standing(self, case: str) -> Offer:
        offer = (await self.all()).get(case)
        if offer is None:
            raise OfferOver("this offer is over")
        return offer
