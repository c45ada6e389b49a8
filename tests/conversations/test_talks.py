"""Conversations, as a caseworker reads them, played through every channel's real adapter in every language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.stage import ROOT, Stage, StageDesk, TelegramPerson, TerminalPerson, WebPerson, WhatsAppPerson
from tests.talks import Mismatch, Player, Transcript, Turn, Wire, Wordings

HERE = Path(__file__).parent
WALKS = sorted(HERE.glob("walk-*.talk"))
TALKS = sorted(set(HERE.glob("*.talk")) - set(WALKS))
WORDINGS = Wordings(ROOT / "locales")
PERSONS: dict[str, Callable[[Stage, str], Wire]] = {
    "terminal": TerminalPerson,
    "telegram": TelegramPerson,
    "whatsapp": WhatsAppPerson,
    "web": WebPerson,
}


async def play(stage: Stage, transcript: Transcript, channel: str, locale: str) -> None:
    person = PERSONS[channel](stage, locale)
    try:
        player = Player(person, StageDesk(stage), WORDINGS, locale, stage.clock.pass_time)
        await player.play(transcript)
    finally:
        await person.close()


@pytest.mark.parametrize("locale", ["en", "ru"])
@pytest.mark.parametrize("channel", list(PERSONS))
@pytest.mark.parametrize("path", TALKS, ids=lambda path: path.stem)
async def test_the_talk_goes_as_written(stage: Stage, path: Path, channel: str, locale: str) -> None:
    """What a caseworker wrote down is what a person sees, on every channel and in every language."""
    if channel == "web" and "voice" in path.stem:
        pytest.skip("the chat page takes no files")
    await play(stage, Transcript.read(path), channel, locale)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("locale", ["en", "ru"])
@pytest.mark.parametrize("channel", list(PERSONS))
async def test_every_node_and_choice_is_walked(stage: Stage, channel: str, locale: str) -> None:
    """Every node and every choice of every flow is as written, each walk by a new person, on every channel."""
    wrong = []
    for path in WALKS:
        await stage.clear()
        try:
            await play(stage, Transcript.read(path), channel, locale)
        except Mismatch as mismatch:
            wrong.append(str(mismatch))
    assert wrong == []


async def test_a_transcript_that_is_not_so_is_noticed(stage: Stage) -> None:
    """The player fails where the talk goes another way: it is no check otherwise."""
    wrong = Transcript("wrong", (Turn(1, ">", "hello"), Turn(2, "<", "menu-what")))
    with pytest.raises(Mismatch, match=r"wrong\.talk:2"):
        await play(stage, wrong, "terminal", "en")
