"""Conversations, as a caseworker reads them, played through every channel's real adapter in every language."""

from __future__ import annotations

import os
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


IN_ONE = {"terminal": ("en", "ru"), "web": ("ru", "en")}
"""Channels that show any words as they are: there each walk is played in one language, in the other one on the other.

``HELPLINE_FAULTS=1`` plays every walk in every language everywhere.
"""


def walks(channel: str, locale: str) -> list[Path]:
    """Return the walks to play on a channel in a language."""
    if channel not in IN_ONE or os.environ.get("HELPLINE_FAULTS") == "1":
        return WALKS
    return WALKS[IN_ONE[channel].index(locale) :: 2]


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
    for path in walks(channel, locale):
        await stage.clear()
        try:
            await play(stage, Transcript.read(path), channel, locale)
        except Mismatch as mismatch:
            wrong.append(str(mismatch))
    assert wrong == []


@pytest.mark.parametrize("channel", list(PERSONS))
def test_no_walk_is_left_out(channel: str) -> None:
    """Each walk is played on every channel, and in every language on those that cut and number what they show."""
    played = {locale: set(walks(channel, locale)) for locale in ("en", "ru")}
    assert played["en"] | played["ru"] == set(WALKS)
    assert channel in IN_ONE or played["en"] == played["ru"]
    assert IN_ONE["terminal"] == IN_ONE["web"][::-1], "what is left out here is played there"


async def test_a_transcript_that_is_not_so_is_noticed(stage: Stage) -> None:
    """The player fails where the talk goes another way: it is no check otherwise."""
    wrong = Transcript("wrong", (Turn(1, ">", "hello"), Turn(2, "<", "menu-what")))
    with pytest.raises(Mismatch, match=r"wrong\.talk:2"):
        await play(stage, wrong, "terminal", "en")
