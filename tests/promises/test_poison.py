"""A message that we cannot digest is kept, people answer it, and it holds up nobody."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from bot.content import Shelf
from bot.conversation.catalogue import Catalogue
from bot.conversation.model import Flow
from bot.messages import NotAccepted
from bot.outgoing import PURPOSE, Outgoing, Piece, packed
from bot.privacy.keyring import day_of
from bot.privacy.redact import Redacted, Redactor
from bot.rescue import KIND
from bot.store import outbox
from bot.store.turns import POISON, Outcome, Turns, TurnWrite
from tests.guards import Guards
from tests.promises.crowd import Someone, an_operator, cases_by_chat, desk_of
from tests.stage import Clock, Stage, staged

CHAT = 700_123_456_789_012
SECRET = "they come back at six, call +15550001234"
Staging: TypeAlias = Callable[[Shelf], AbstractAsyncContextManager[Stage]]


@pytest.fixture
def stage_with(store: Path, guards: Guards, tmp_path: Path) -> Staging:
    """Build a stage on other content."""

    @asynccontextmanager
    async def with_shelf(shelf: Shelf) -> AsyncIterator[Stage]:
        async with staged(store, tmp_path, shelf, Clock()) as stage:
            yield stage
            guards.check(stage.helpline.sealer)

    return with_shelf


def looping(shelf: Shelf) -> Shelf:
    """Return content whose menu walks in a circle: the engine gives up on it."""
    nodes = {"a": {"say": "cover-hello", "go": "b"}, "b": {"say": "cover-hello", "go": "a"}}
    catalogue = shelf.content.catalogue
    flows = {**catalogue.flows, "menu": Flow.model_validate({"start": "a", "nodes": nodes})}
    broken = Catalogue(flows, catalogue.commands)
    return replace(shelf, content=replace(shelf.content, catalogue=broken))


async def read_case(stage: Stage) -> tuple[str, list[str]]:
    """Return the kind of the only case and what the person told it, as the operator who takes it reads them."""
    ana = await an_operator(stage)
    [line] = await desk_of(stage).queue()
    await desk_of(stage).claim(line.id, ana)
    sheet = await desk_of(stage).show(line.id, ana)
    return line.kind, [entry.text for entry in sheet.talk if entry.by == "person"]


async def sheet_of(stage: Stage) -> list[str]:
    [line] = await desk_of(stage).queue()
    return [entry.text for entry in (await desk_of(stage).show(line.id, line.by)).talk if entry.by == "person"]


async def test_what_breaks_the_engine_reaches_a_person(stage_with: Staging, shelf: Shelf) -> None:
    """A mistake in a flow loses no word: it is handed to people, and the person hears that somebody will answer."""
    async with stage_with(looping(shelf)) as stage:
        person = Someone(stage, CHAT)
        await person.says("hello")
        await stage.settle()
        before = len(person.heard())
        await person.says("/menu")
        await stage.settle()
        assert person.heard()[before:] == [shelf.texts.label("poisoned", "en")]
        assert await read_case(stage) == (KIND, ["/menu"])
        await person.says("they come back at six")
        await stage.settle()
        assert (await sheet_of(stage))[-1] == "they come back at six"


class ShortRedactor(Redactor):
    """The real redactor, broken for long texts: it raises and quotes them."""

    def redact(self, text: str, keep: Any = frozenset[Any]()) -> Redacted:
        if len(text) > 20:
            raise ValueError(f"cannot redact {text}")
        return super().redact(text, keep)


async def test_what_breaks_the_redactor_is_kept_and_shown_roughly(
    stage_with: Staging, shelf: Shelf, guards: Guards
) -> None:
    """Where the redactor fails, the words are kept, and everything with a digit is hidden."""
    async with stage_with(replace(shelf, redactor=ShortRedactor())) as stage:
        person = Someone(stage, CHAT)
        await person.asks_for_people()
        await person.says(SECRET)
        assert (await read_case(stage))[1] == ["they come back at six, call […]"]
        assert b"redaction_failed" in guards.log.text


class Crashing(Turns):
    """The real store, before which this process crashes: it loads and never comes to its commit."""

    crashes = 0

    async def commit(self, partition: int, write: TurnWrite, sender: str = "") -> Outcome:
        if self.crashes:
            self.crashes -= 1
            raise MemoryError
        return await super().commit(partition, write, sender)


async def crashing(stage: Stage) -> Crashing:
    talk = stage.helpline.conversation
    assert talk
    turns = Crashing(stage.helpline.connection.batch)
    stage.helpline.conversation = replace(talk, turns=turns)
    return turns


async def test_after_five_crashes_a_person_answers(stage: Stage) -> None:
    """A message that never came to its commit five times is put aside and answered by hand, not tried for ever."""
    person, turns = Someone(stage, CHAT), await crashing(stage)
    await person.says("hello")
    message = person.inbound("one that takes the process down")
    turns.crashes = POISON
    for _ in range(POISON):
        with pytest.raises(NotAccepted):
            await stage.helpline.receive(message)
    assert not await desk_of(stage).queue()
    await stage.helpline.receive(message)
    assert await read_case(stage) == (KIND, ["one that takes the process down"])
    await person.says("/stop")


async def test_several_messages_at_once_are_no_crashes(stage: Stage) -> None:
    """Somebody who writes many messages at once is answered by the bot: only one message's own tries are counted."""
    person, turns = Someone(stage, CHAT), await crashing(stage)
    await person.says("hello")
    messages = [person.inbound(f"message {number}") for number in range(2 * POISON)]
    turns.crashes = len(messages)
    for message in messages:
        with pytest.raises(NotAccepted):
            await stage.helpline.receive(message)
    for message in messages:
        await stage.helpline.receive(message)
    assert not await desk_of(stage).queue()


async def test_a_message_that_cannot_be_worded_holds_up_nothing(stage: Stage) -> None:
    """One answer that has no words, and what follows it still arrives."""
    person = Someone(stage, CHAT)
    ana = await an_operator(stage)
    case = (await cases_by_chat(stage, [person]))[CHAT]
    await desk_of(stage).claim(case, ana)
    await stage.settle()
    stored = await stage.helpline.casework.case(case)
    assert stored
    wordless = packed(Outgoing("en", (Piece("no-such-text"),)))
    sealed = stage.helpline.sealer.seal(PURPOSE, wordless, stored.talk, day_of(stage.clock()))
    entry = outbox.packed("0" * 16, "b", sealed)
    await outbox.Outbox(stage.helpline.connection.batch, "x").put(stored.partition, stored.talk, entry, 0)
    await desk_of(stage).reply(case, ana, "we are here")
    await stage.settle()
    assert person.heard()[-1] == "we are here"
