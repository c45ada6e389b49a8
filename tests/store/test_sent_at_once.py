"""What a turn says leaves at once: taken in the commit, by one sender alone, in order, and in doubt after a crash."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.store.client import Connection, Heard, Rejoined, connect
from bot.store.keys import WAKE
from bot.store.outbox import LEASE_MS, Became, Outbox, packed, taken
from bot.store.turns import Outcome, Turns, TurnWrite

PARTITION = 7
NOW_MS = 1_800_000_000_000


@dataclass
class Talk:
    """One person's turns, as the conversation commits them."""

    connection: Connection
    contact: str
    talk: str
    tag: bytes = b""

    async def say(self, *messages: str, sender: str = "") -> tuple[Outcome, list[bytes]]:
        entries = [packed(secrets.token_hex(8), "b", message.encode()) for message in messages]
        tag = secrets.token_bytes(8)
        write = TurnWrite(
            contact=self.contact, mark=secrets.token_hex(8), expected_tag=self.tag, tag=tag, session=b"sealed",
            talk=self.talk, now_ms=NOW_MS, box=b"box", lane=entries,
        )  # fmt: skip
        outcome = await Turns(self.connection.batch).commit(PARTITION, write, sender)
        self.tag = tag
        return outcome, entries


@pytest.fixture
async def talk(store: Path) -> AsyncIterator[Talk]:
    connection = connect(store)
    await connection.batch.call_everywhere("FLUSHALL")
    yield Talk(connection, secrets.token_hex(16), f"07{secrets.token_hex(14)}")
    await connection.close()


async def leased(talk: Talk, owner: str) -> Outbox:
    outbox = Outbox(talk.connection.batch, owner)
    for other in ("a", "b"):
        await Outbox(talk.connection.batch, other).unlease(PARTITION)
    assert await outbox.lease(PARTITION)
    return outbox


async def test_the_commit_hands_the_first_message_to_its_own_sender_alone(talk: Talk) -> None:
    """The sender beside the conversation begins at once; whoever holds the lease finds nothing to send."""
    outcome, entries = await talk.say("one", "two", sender="a")
    assert outcome is Outcome.DONE_AND_TAKEN
    other = await leased(talk, "b")
    assert not [head for head in await other.take(PARTITION, NOW_MS + 1) or () if head.talk == talk.talk]
    head = taken(PARTITION, talk.talk, entries[0])
    assert (head.sealed, head.kind, head.in_doubt) == (b"one", "b", False)
    own = Outbox(talk.connection.batch, "a")
    following = await own.done(head, NOW_MS + 2, Became("sent"))
    assert following is not None
    assert (following.sealed, following.box) == (b"two", b"box")
    assert await own.done(following, NOW_MS + 3, Became("sent")) is None


async def test_what_follows_waits_for_what_is_on_its_way(talk: Talk) -> None:
    """While a message is being sent, by whichever process, the next one stands behind it."""
    _, first = await talk.say("one", sender="a")
    outcome, _ = await talk.say("two", sender="b")
    assert outcome is Outcome.DONE
    following = await Outbox(talk.connection.batch, "a").done(
        taken(PARTITION, talk.talk, first[0]), NOW_MS, Became("sent")
    )
    assert following is not None
    assert following.sealed == b"two"


async def test_a_message_that_waits_keeps_its_place(talk: Talk) -> None:
    """Where the platform asked to wait, a later turn of the same talk does not overtake."""
    _, first = await talk.say("one", sender="a")
    await Outbox(talk.connection.batch, "a").done(
        taken(PARTITION, talk.talk, first[0]), NOW_MS, Became("again", retry_at_ms=NOW_MS + 5000)
    )
    outcome, _ = await talk.say("two", sender="a")
    assert outcome is Outcome.DONE
    outbox = await leased(talk, "b")
    heads = [head for head in await outbox.take(PARTITION, NOW_MS + 1) or () if head.talk == talk.talk]
    assert [head.sealed for head in heads] == [b"one"]


async def test_after_a_crash_nobody_claims_to_know(talk: Talk) -> None:
    """A process that died between commit and sending leaves a mark: the next owner finds the message in doubt."""
    await talk.say("one", sender="a")
    outbox = await leased(talk, "b")
    heads = [head for head in await outbox.take(PARTITION, NOW_MS + LEASE_MS + 1) or () if head.talk == talk.talk]
    assert [(head.sealed, head.in_doubt) for head in heads] == [(b"one", True)]


async def test_without_a_sender_of_its_own_others_are_woken(talk: Talk) -> None:
    """A process that only converses says that something is due."""
    listening = talk.connection.subscribe(WAKE)
    assert isinstance(await anext(listening), Rejoined)
    outcome, _ = await talk.say("one")
    assert outcome is Outcome.DONE
    async with asyncio.timeout(5):
        heard = await anext(listening)
    assert isinstance(heard, Heard)
    assert heard.payload == b"07"
