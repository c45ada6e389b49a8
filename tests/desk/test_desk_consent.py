"""Consent on the web desk, as a browser without a script uses it: what is covered, asking, looking, a call."""

from __future__ import annotations

import re
from html import unescape

from bot.cases.case import Answer
from bot.cases.consent import Said, last_about
from bot.content import Shelf
from bot.conversation.events import Answered
from bot.privacy.keyring import day_of
from bot.privacy.pieces import Pieces
from bot.store.consents import Consents, Opening
from bot.writing import questions_of
from tests.desk.desk_house import DeskHouse, PersonOfCase

NUMBER = "+7 900 000-11-22"


async def opened(house: DeskHouse, shelf: Shelf, **more: object) -> PersonOfCase:
    """Open a case with a number in its words and another in an answer, covered by the real redactor."""
    house.redact = shelf.redact
    answers = {
        "story": Answer("story", "report-title-story", words="his number is 8 (900) 000 11 33"),
        "written": Answer("choice", says=("choice-yes",), values=("yes",)),
    }
    return await house.person(f"ask my sister {NUMBER} <b>", locale="ru", answers=answers, **more)  # type: ignore[arg-type]


async def answers(person: PersonOfCase, said: Said, about: str) -> None:
    """Let the person answer the latest question about this, and the sender do what follows."""
    house, now = person.house, person.house.clock()
    kept = await Consents(house.connection.batch).of(person.case)
    stored = await house.desk.casework.case(person.case)
    assert stored is not None
    key = house.sealer.unwrap(stored.key, person.case)
    asked = questions_of(house.sealer, person.case, key, kept.asks)
    question = last_about(asked, "see", about) or last_about(asked, "call", about)
    assert question is not None
    await house.turn(person, Answered(question.said(said, int(now.timestamp()))))
    pieces = Pieces(house.ring)
    proof = pieces.proof(person.case, about, question.id)
    await Opening(house.connection.batch, house.sealer, pieces).open(
        person.case, about, question.id, proof, day_of(now)
    )


async def test_a_covered_piece_is_asked_for_and_read_without_a_script(house: DeskHouse, shelf: Shelf) -> None:
    """Each piece is named by its kind; asking shows what the person will read; their yes is followed by a look."""
    ana = await house.operator("ana")
    person = await opened(house, shelf)
    await ana.act(person.case, "claim")
    _, page = await ana.get(f"/desk/case/{person.case}")
    assert '<mark class="covered">phone 1</mark>' in page
    assert '<mark class="covered">phone 2</mark>' in page
    assert "900" not in page
    assert "&lt;b&gt;" in page, "a person's words stay words"
    assert page.count("Ask to see") >= 2
    assert shelf.texts.label("choice-yes", "ru") not in page.split("Ask to see")[0]
    assert "номер телефона" in page, "the confirmation has the question as the person will read it"
    assert "the phone number" in page, "and what it means"
    assert await ana.act(person.case, "ask", piece="phone 2") == 303
    _, page = await ana.get(f"/desk/case/{person.case}")
    assert "asked, no answer yet" in page
    assert await ana.act(person.case, "see", piece="phone 2") == 409
    await answers(person, "yes", "phone 2")
    _, page = await ana.get(f"/desk/case/{person.case}")
    assert "900" not in page, "nothing is shown before somebody looks"
    assert "The person allowed: phone 2 may be seen" in page
    assert await ana.act(person.case, "see", piece="phone 2") == 303
    _, page = await ana.get(f"/desk/case/{person.case}")
    assert f'<mark class="shown">{NUMBER}</mark>' in page
    assert "000 11 33" not in page, "a yes counts for one piece"
    assert "ana looked at phone 2" in page


async def test_nobody_but_the_holder_sees_or_asks(house: DeskHouse, shelf: Shelf) -> None:
    """A colleague, a supervisor, whoever looks at the queue: neither the piece nor the question is theirs."""
    ana, ben = await house.operator("ana"), await house.operator("ben")
    boss = await house.operator("boss", roles=("supervisor",))
    person = await opened(house, shelf)
    await ana.act(person.case, "claim")
    await ana.act(person.case, "ask", piece="phone 2")
    await answers(person, "yes", "phone 2")
    await ana.act(person.case, "see", piece="phone 2")
    for browser in (ben, boss):
        _, page = await browser.get(f"/desk/case/{person.case}")
        assert "900" not in page
        assert "phone 2" not in page
        for verb in ("ask", "see"):
            assert await browser.act(person.case, verb, piece="phone 2") == 403
    _, watch = await boss.get("/desk/watch")
    assert "asked to see" in watch
    assert "looked at" in watch
    assert "900" not in watch
    assert await ana.act(person.case, "transfer", to="ben", how="now") == 303
    _, page = await ana.get(f"/desk/case/{person.case}")
    assert "900" not in page
    await ben.act(person.case, "see", piece="phone 2")
    _, page = await ben.get(f"/desk/case/{person.case}")
    assert NUMBER in page, "whoever works on the case now, after their own look"


async def test_a_no_is_told_kindly_and_stays(house: DeskHouse, shelf: Shelf) -> None:
    """The desk says that the person said no; asking at once again is refused in words."""
    ana = await house.operator("ana", locale="ru")
    person = await opened(house, shelf)
    await ana.act(person.case, "claim")
    assert await ana.ask(person.case, "ask", piece="phone 2") == (204, None)
    await answers(person, "no", "phone 2")
    _, page = await ana.get(f"/desk/case/{person.case}")
    assert "телефон 2" in page
    assert shelf.texts.label("desk-ask-state-no", "ru") in page
    status, told = await ana.ask(person.case, "ask", piece="phone 2")
    assert (status, told) == (409, {"say": shelf.texts.label("desk-refusal-nothingnew", "ru")})
    assert await ana.act(person.case, "see", piece="phone 2") == 409


async def test_a_call_becomes_a_task_with_its_number(house: DeskHouse, shelf: Shelf) -> None:
    """Help that was found can be called for the person: asked, allowed, done, told."""
    ana = await house.operator("ana")
    person = await opened(house, shelf, share="anonymous")
    await ana.act(person.case, "claim")
    _, page = await ana.get(f"/desk/case/{person.case}")
    assert "Cannot call or hear" in page, "who cannot call is offered it by the operator"
    _, found = await ana.get(f"/desk/case/{person.case}/help?place=&need=")
    [organisation, *_] = re.findall(r'name="organisation" value="([^"]+)"', found)
    one = shelf.content.directory.by_id[organisation]
    assert await ana.act(person.case, "call", organisation=organisation) == 303
    _, page = await ana.get(f"/desk/case/{person.case}")
    assert "Calls for the person" in page
    assert "what kind of help is needed" in page, "what the person reads is what they allowed to be shared"
    numbers = [phone.digits for phone in one.phones if phone.publish]
    await answers(person, "yes", organisation)
    _, page = await ana.get(f"/desk/case/{person.case}")
    shown = re.sub(r"\D", "", unescape(page))
    assert all(re.sub(r"\D", "", number) in shown for number in numbers)
    [question] = re.findall(r'name="question" value="([^"]+)"', page)
    form = {"question": question, "outcome": "done", "note": "A bed from Monday"}
    assert await ana.act(person.case, "called", **form) == 303
    _, page = await ana.get(f"/desk/case/{person.case}")
    assert "A bed from Monday" in page
    assert not re.findall(r'name="question"', page), "it is no task any more"
    assert "We called, as you allowed" in page, "the ready sentence that tells it"
