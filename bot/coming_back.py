"""Coming back: four words open a live line to a case from another phone or channel, and never show what was said.

Nothing here may tell a wrong guess from a case that is closed; tries are counted and soon end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from msgspec import msgpack, structs

from bot.cases.case import Head
from bot.conversation.catalogue import Catalogue
from bot.conversation.events import CaseAmended, Said, Sprint, Told
from bot.conversation.model import HandOver
from bot.conversation.on_code import CODE_TEXT, code_told
from bot.conversation.session import Session, Spot
from bot.messages import Inbound, Line, TalkId
from bot.privacy.bonds import Bonds
from bot.privacy.keyring import day_of
from bot.privacy.returncode import ReturnCodes
from bot.privacy.seal import KeyGone, Sealer, Unreadable
from bot.store.casework import Casework, StoredCase
from bot.store.standing import Standing
from bot.store.turns import Turns
from bot.writing import HEAD

TRIES_AN_HOUR = 5
TRIES_OF_ALL_AN_HOUR = 600
ADDRESS_DAYS = 31
Tried = Literal["", "wrong", "wait"]
_HEAD = msgpack.Decoder(Head)


@dataclass(frozen=True, slots=True)
class ComingBack:
    """Reads return codes and moves cases to who holds them."""

    codes: ReturnCodes
    turns: Turns
    casework: Casework
    standing: Standing
    sealer: Sealer
    bonds: Bonds
    clock: Callable[[], datetime]

    async def redeemed(self, inbound: Inbound, contact: str) -> tuple[Tried, str]:
        """Return what a text was as a return code, and the case it opened, which is this contact's from now on."""
        code = self.codes.read(inbound.text) if inbound.text and len(inbound.text) < 200 else None
        if code is None:
            return "", ""
        if await self.standing.tries(f"code:{contact}", 3600) > TRIES_AN_HOUR:
            return "wait", ""
        if await self.standing.tries("code:all", 3600) > TRIES_OF_ALL_AN_HOUR:
            return "wait", ""
        partition, hashed = self.codes.partition(code), self.codes.code_hash(code)
        case = await self.casework.by_code(partition, hashed)
        stored = await self.casework.case(case, with_talk=False) if case else None
        talk = self._talk(stored) if stored else None
        if case is None or talk is None:
            return "wrong", ""
        now = self.clock()
        box = self.sealer.seal_address(inbound.address, TalkId(talk), day_of(now) + ADDRESS_DAYS)
        bonded = self.bonds.of(hashed, case), self.bonds.of(contact, case)
        moved = await self.turns.redeem(case, *bonded, talk, box, int(now.timestamp()))
        return ("", case) if moved else ("wrong", "")

    def _talk(self, stored: StoredCase) -> str | None:
        """Return a case's talk as its sealed head says it; what lies open in the store could be another's."""
        try:
            key = self.sealer.unwrap(stored.key, stored.id)
            return _HEAD.decode(self.sealer.open_by(key, HEAD, stored.head, stored.id)).talk
        except (KeyGone, Unreadable):
            return None


def welcomed_back(head: Head, inbound: Inbound, catalogue: Catalogue, code: str, locale: str, now: datetime) -> Sprint:
    """Return the sprint of somebody who came back: a live line, a new code, and nothing of what was said before."""
    session = Session(
        talk=head.talk,
        locale=locale or head.locale,
        case=head.id,
        spot=resting_place(catalogue),
        rested=resting_place(catalogue),
        last_at=now.timestamp(),
    )
    head = structs.replace(head, other_phone=True, channel=inbound.address.channel, locale=session.locale)
    channel = inbound.address.channel
    told = code_told(Line(CODE_TEXT, {"return-code": code, "channel": channel}), channel)
    amended = CaseAmended(head, code=code), Told("", ("other-phone",))
    return Sprint(session, (*amended, Said((Line("code-accepted"),)), told))


def resting_place(catalogue: Catalogue) -> Spot:
    """Return a place where words go to people: the first hand-over of the flow that leads to a human."""
    hand_overs = [spot for spot, node in catalogue.spots() if isinstance(node, HandOver)]
    return next((spot for spot in hand_overs if spot.flow == "human"), hand_overs[0])
