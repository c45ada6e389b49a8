"""Nothing stays for ever by mistake: whatever people do, every key has an end, and the key table says which."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path
from random import Random

import redis

from bot.cases.case import Refusal
from bot.messages import MediaKind
from tests.guards import Guards, shape
from tests.promises.crowd import Someone, an_operator, crowd, desk_of, many
from tests.stage import Stage, WebPerson, WhatsAppPerson

PEOPLE = many(16, 300)
STEPS = many(10, 30)
WORDS = (
    "hello", "they come back at six", "/human", "/stop", "/forget", "/hide", "/menu", "/privacy", "/language", "Moscow",
    "2", "skip", "amber window river candle", "they locked us in", "and then",
)  # fmt: skip
MEDIA: tuple[MediaKind, ...] = ("photo", "voice", "sticker")
CLOSINGS = ("referred", "advised", "spam")


async def step(stage: Stage, person: Someone, random: Random) -> None:
    """Do one thing that a person does."""
    match random.choice(["words"] * 6 + ["tap"] * 4 + ["people", "people", "media", "goes on", "start"]):
        case "people":
            await person.asks_for_people()
        case "media":
            await stage.helpline.receive(person.inbound(media=random.choice(MEDIA)))
        case "goes on":
            await person.goes_on()
        case "start":
            await stage.helpline.receive(person.inbound(start=True))
        case "tap":
            flow, node, choice = random.choice([
                ("human", "about", "skip"), ("forget", "sure", "forget-yes"), ("stop", "what-stops", "stop"),
                ("welcome", "language", "ru"), ("always", "cover", "start-over"),
            ])  # fmt: skip
            await person.taps(flow, node, choice)
        case _:
            await person.says(random.choice(WORDS))


async def work(stage: Stage, random: Random) -> None:
    """Do what operators do with whatever waits."""
    desk = desk_of(stage)
    for line in await desk.queue():
        try:
            match random.choice(["claim", "reply", "note", "release", "close", "transfer"]):
                case "claim":
                    await desk.claim(line.id, "ana")
                case "reply":
                    await desk.reply(line.id, "ana", "we hear you")
                case "note":
                    await desk.note(line.id, "ana", "a note")
                case "release":
                    await desk.release(line.id, "ana")
                case "transfer":
                    await desk.transfer(line.id, "ana", "ben")
                case _:
                    await desk.close(line.id, "ana", random.choice(CLOSINGS))
        except Refusal:
            continue


async def test_whatever_happens_every_key_has_an_end(stage: Stage, guards: Guards) -> None:
    """People come and go, cases open and close, time passes: at every step each key lives as its line says at most."""
    random = Random(61)
    people = crowd(stage, PEOPLE, random)
    for name in ("ana", "ben"):
        await an_operator(stage, name)
    others = (WebPerson(stage, "en"), WhatsAppPerson(stage, "en"))
    for other in others:
        await other.type("/human")
        await other.heard()
    seen: Counter[str] = Counter()
    for _ in range(STEPS):
        for person in people:
            await step(stage, person, random)
        await work(stage, random)
        seen.update(shape(kept.name).split(":", 1)[-1] for kept in guards.files.kept())
        await stage.settle()
        guards.check(stage.helpline.sealer)
        seen.update(shape(kept.name).split(":", 1)[-1] for kept in guards.files.kept())
        stage.clock.pass_time(timedelta(minutes=random.choice([1, 5, 20, 90])))
        await work(stage, random)
        await stage.settle()
        assert stage.helpline.rounds
        await stage.helpline.rounds.make()
    for other in others:
        await other.close()
    kinds = {"s", "of", "seen", "at", "lane", "held", "ids", "c", "ct", "fate", "code", "names", "open", "audit", "web"}
    assert kinds <= {kind.rstrip(":…") for kind in seen}, "control: all of it occurred"


async def test_what_happens_twice_at_once_has_an_end_too(stage: Stage, guards: Guards, store: Path) -> None:
    """A case that ends while an answer to it is on its way leaves nothing behind when the answer arrives."""
    person = Someone(stage, 700_123_456_789_012)
    await an_operator(stage)
    await person.asks_for_people()
    [line] = await desk_of(stage).queue()
    await desk_of(stage).claim(line.id, "ana")
    await desk_of(stage).reply(line.id, "ana", "we hear you")
    await person.says("/forget")
    await person.taps("forget", "sure", "forget-yes")
    await stage.settle()
    guards.check(stage.helpline.sealer)
    with redis.Redis(unix_socket_path=str(store)) as raw:
        assert not raw.keys(f"*fate:{line.id}")
