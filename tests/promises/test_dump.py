"""Whoever carries the store away cannot find out who wrote, by trying every address there is."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from bot.messages import Address, ChannelName
from bot.privacy.pseudonym import Pseudonyms
from tests.guards import Guards
from tests.promises.crowd import BOT_ID, an_operator, cases_by_chat, crowd, desk_of, many
from tests.stage import Stage, TerminalPerson, WebPerson, WhatsAppPerson

WIDTH = 12
"""Bytes of a thing that must agree before it counts as found; chance does not make twelve."""
CANDIDATES = many(20_000, 1_000_000)
PEOPLE = 24


def windows(content: bytes) -> set[bytes]:
    return {content[at : at + WIDTH] for at in range(len(content) - WIDTH + 1)}


def spellings(address: Address) -> Iterator[bytes]:
    """Return how an address may be spelled before it is hashed."""
    bare = address.to.removeprefix("whatsapp:")
    yield from (address.to.encode(), bare.encode(), bare.removeprefix("+").encode(), address.canonical())
    yield from (f"{address.channel}:{bare}".encode(), f"{address.account}:{bare}".encode())


HASHES: tuple[Callable[[bytes], bytes], ...] = (
    lambda plain: hashlib.md5(plain).digest(),
    lambda plain: hashlib.sha1(plain).digest(),
    lambda plain: hashlib.sha256(plain).digest(),
    lambda plain: hashlib.blake2b(plain, digest_size=16).digest(),
    lambda plain: hashlib.blake2b(plain, digest_size=16, person=b"contact").digest(),
)


def guesses(address: Address) -> Iterator[bytes]:
    """Return everything that somebody without a key can make of an address and look for."""
    for plain in spellings(address):
        yield plain
        for hashed in HASHES:
            digest = hashed(plain)
            yield from (digest, digest.hex().encode(), base64.b64encode(digest))


def found(dump: set[bytes], candidates: list[Address]) -> list[Address]:
    return [
        each for each in candidates if any(guess[-WIDTH:] in dump for guess in guesses(each) if len(guess) >= WIDTH)
    ]


def strangers(count: int, random: Random) -> list[Address]:
    """Return addresses of the kinds that people have: chat ids and telephone numbers."""
    kinds: list[tuple[ChannelName, str, str]] = [
        ("telegram", BOT_ID, "{}"),
        ("whatsapp", "whatsapp:+15550001111", "whatsapp:+{}"),
        ("sms", "+15550002222", "+{}"),
    ]
    return [
        Address(channel, account, to.format(random.randrange(10**11, 10**15)))
        for channel, account, to in (random.choice(kinds) for _ in range(count))
    ]


@pytest.fixture
async def addresses(stage: Stage) -> list[Address]:
    """People who have talked on every channel, with cases, answers that wait, and messages that failed."""
    people = crowd(stage, PEOPLE, Random(5))
    cases = await cases_by_chat(stage, people)
    ana = await an_operator(stage)
    await stage.settle()
    for person in people[::2]:
        await desk_of(stage).claim(cases[person.chat], ana)
        await desk_of(stage).reply(cases[person.chat], ana, "we are here")
        await person.says("amber window river candle")  # looks like a return code, so tries are counted
    whatsapp, terminal, web = (kind(stage, "en") for kind in (WhatsAppPerson, TerminalPerson, WebPerson))
    for each in (whatsapp, terminal, web):
        await each.type("/human")
        await each.heard()
    await web.close()
    assert isinstance(whatsapp, WhatsAppPerson)
    told = [person.address for person in people]
    return [*told, Address("whatsapp", "whatsapp:+15550001111", whatsapp.person.address)]


async def test_a_stolen_store_names_nobody(stage: Stage, guards: Guards, store: Path, addresses: list[Address]) -> None:
    """With the whole store, its disk file and a list of every possible address, but without the keys: not one match."""
    dump = windows(guards.files.dump() + guards.files.written())
    candidates = [*addresses, *strangers(CANDIDATES, Random(6))]
    assert not found(dump, candidates)

    names = Pseudonyms(stage.helpline.ring)
    here = guards.files.dump()
    with_key = [each for each in candidates if names.contact_id(each, stage.clock()).encode() in here]
    assert with_key == addresses, "control: with the lookup key everybody is found, and nobody else"


@pytest.mark.parametrize("hashed", [bytes, *HASHES], ids=["plain", "md5", "sha1", "sha256", "blake2b", "named"])
def test_the_attacker_would_find_what_is_not_keyed(hashed: Callable[[bytes], bytes]) -> None:
    """The search has teeth: a key name made of an address, or of a hash of it without a key, is found."""
    person, stranger = strangers(2, Random(7))
    for written in (hashed(person.canonical()), hashed(person.to.encode())):
        dump = windows(b"*3\r\n$3\r\nSET\r\n$40\r\ns:" + written + b"\r\n" + b"x" * WIDTH)
        assert found(dump, [stranger, person]) == [person]
