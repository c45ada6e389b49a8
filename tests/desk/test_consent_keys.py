"""Consent is held by keys, not by the desk's good will: without the person's yes nobody there can open anything."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.privacy.keyring import KeyNotYours, Keyring, day_of
from bot.privacy.pieces import Cover, Pieces, bound_to
from bot.privacy.seal import Sealer, WrongTalk
from bot.store.consents import Consents, Opening
from bot.store.keys import prefix
from bot.writing import questions_of, sealed_question
from tests.desk.consenting import NUMBER, Held


def opening(held: Held) -> Opening:
    helpline = held.stage.helpline
    return Opening(helpline.connection.batch, helpline.sealer, Pieces(helpline.ring))


async def ask(held: Held) -> str:
    question = await held.asking.ask_to_see(held.case, "ana", "phone 1")
    await held.heard()
    return question


async def forged(held: Held, question: str) -> None:
    """Write a yes into the case as somebody could who has the desk's keys and the store."""
    helpline = held.stage.helpline
    stored = await helpline.casework.case(held.case)
    assert stored is not None
    key = helpline.sealer.unwrap(stored.key, held.case)
    kept = await Consents(helpline.connection.batch).of(held.case)
    [asked] = questions_of(helpline.sealer, held.case, key, kept.asks)
    yes = sealed_question(helpline.sealer, asked.said("yes", asked.at), held.case, key)
    await helpline.connection.batch.call("HSET", f"{prefix(int(held.case[:2]))}asks:{held.case}", question, yes)


async def test_the_desk_has_no_key_to_what_is_covered(held: Held) -> None:
    """Neither the box nor the proof of a yes can be made or opened with the desk's part of the ring."""
    helpline = held.stage.helpline
    desk = Keyring.open(helpline.settings.keys_dir, "desk")
    kept = await Consents(helpline.connection.batch).of(held.case)
    [(name, box)] = kept.pieces.items()
    about, today = name.rpartition(" ")[0], day_of(held.stage.clock())
    assert helpline.sealer.open_piece(box, bound_to(held.case, about), today) == NUMBER, "control: the sender can"
    with pytest.raises(KeyNotYours):
        Sealer(desk).open_piece(box, bound_to(held.case, about), today)
    with pytest.raises(KeyNotYours):
        Pieces(desk)


async def test_a_forged_yes_opens_nothing(held: Held) -> None:
    """Whoever works at the desk and writes the person's yes themselves has no proof of it, so the sender refuses."""
    question = await ask(held)
    await forged(held, question)
    today = day_of(held.stage.clock())
    assert await held.state() == "opening"
    for proof in ("", "00" * 16, Pieces(held.stage.helpline.ring).proof(held.case, "phone 2", question)):
        assert not await opening(held).open(held.case, "phone 1", question, proof, today)
    assert await held.state() == "opening"
    real = Pieces(held.stage.helpline.ring).proof(held.case, "phone 1", question)
    assert await opening(held).open(held.case, "phone 1", question, real, today), "control: with the proof it does"
    assert await held.state() == "yes"


async def test_an_order_that_comes_after_a_no_opens_nothing(held: Held) -> None:
    """A yes that was taken back before it was carried out is void, however late the sender comes to it."""
    question = await ask(held)
    real = Pieces(held.stage.helpline.ring).proof(held.case, "phone 1", question)
    await held.taps("No")
    assert not await opening(held).open(held.case, "phone 1", question, real, day_of(held.stage.clock()))
    assert await held.state() == "no"


async def test_after_a_month_nothing_opens_any_more(held: Held) -> None:
    """A piece that was covered longer ago than an open case may wait stays so, whatever is answered."""
    question = await ask(held)
    await forged(held, question)
    real = Pieces(held.stage.helpline.ring).proof(held.case, "phone 1", question)
    today = day_of(held.stage.clock())
    assert not await opening(held).open(held.case, "phone 1", question, real, today + 32)
    assert await opening(held).open(held.case, "phone 1", question, real, today + 31), "control: until then it does"


async def test_a_question_and_a_word_in_the_same_moment_lose_nothing(held: Held) -> None:
    """While the desk asks the person writes: every piece gets its number, every question stands."""
    for number in range(1, 5):
        await asyncio.gather(
            held.person.type(f"and this one +7 900 000-33-1{number}"),
            held.asking.ask_to_see(held.case, "ana", f"phone {number}"),
        )
    await held.heard()
    consent = await held.asking.of(held.case, "ana")
    assert {about: piece.state for about, piece in consent.pieces.items()} == {
        **{f"phone {number}": "asked" for number in range(1, 5)},
        "phone 5": "covered",
    }


async def test_a_piece_opens_in_its_own_place_only(held: Held) -> None:
    """A box that was copied to another number or another case opens nowhere else."""
    helpline = held.stage.helpline
    kept = await Consents(helpline.connection.batch).of(held.case)
    [box] = kept.pieces.values()
    today = day_of(held.stage.clock())
    for place in (bound_to(held.case, "phone 2"), bound_to(held.case, "email 1"), bound_to("07ab", "phone 1")):
        with pytest.raises(WrongTalk):
            helpline.sealer.open_piece(box, place, today)


async def test_the_same_number_is_one_piece_however_it_is_written(held: Held) -> None:
    """Written again with other spaces it keeps its number; another one gets the next."""
    await held.says("again: 8 9000001133 and +79000001122")
    read = [text for text in await held.operators.read("ana") if "again" in text]
    assert read == ["again: ⟦phone 2⟧ and ⟦phone 1⟧"]


def test_beyond_the_most_nothing_is_kept(tmp_path: Path) -> None:
    """A flood of numbers fills nothing: what comes after the last place stays covered for good."""
    Keyring.init(tmp_path / "keys", datetime.now(UTC))
    cover = Cover(Pieces(Keyring.open(tmp_path / "keys", "front")), "07ab", (), 2)
    assert [cover.number("phone", word) for word in ("1", "2", "3", "1")] == [1, 2, 0, 1]
    assert len(cover.found) == 2


async def test_the_talk_has_the_answer_and_never_the_piece(held: Held) -> None:
    """What was asked and answered stands in the case by kind and number alone."""
    await ask(held)
    await held.taps("Yes")
    lines = [each for each in (await held.desk.show(held.case, "ana")).talk if each.said.startswith(("ask-", "see-"))]
    assert [each.flags for each in lines] == [("phone 1",), ("phone 1",)]
    assert [each.text for each in lines] == ["", ""]
