"""The desk over plain HTTP, as a browser without a script uses it: read, claim, reply, close, and who may do what."""

from __future__ import annotations

import asyncio

from bot.cases.case import Answer
from tests.desk.desk_house import Browser, DeskHouse


async def test_a_case_is_worked_without_a_script(house: DeskHouse) -> None:
    """Queue, claim, read, reply, note, close: all of it by plain forms."""
    ana = await house.operator("ana")
    answers = {
        "signs": Answer("choice", "report-title-signs-work", says=("choice-sign-wages",), values=("sign-wages",))
    }
    person = await house.person("They keep my passport <img src=x onerror=alert(1)>", urgent=True, answers=answers)
    status, page = await ana.get("/desk")
    assert status == 200
    assert person.case in page
    assert "passport" not in page, "the queue shows no word of a person"
    assert await ana.act(person.case, "claim") == 303
    status, page = await ana.get(f"/desk/case/{person.case}")
    assert "They keep my passport &lt;img" in page, "a person's words stay words"
    assert house.texts.label("choice-sign-wages", "en").replace("'", "&#39;") in page
    assert await ana.act(person.case, "reply", text="Are you safe?") == 303
    assert await ana.act(person.case, "note", text="Speaks quietly") == 303
    _, page = await ana.get(f"/desk/case/{person.case}")
    assert "on its way" in page
    assert await house.deliver(person) == ["r", "r"], "that somebody joined, and the reply; never the note"
    _, page = await ana.get(f"/desk/case/{person.case}")
    assert "Speaks quietly" in page
    assert "fate-sent" in page
    assert await ana.act(person.case, "close", disposition="nonsense") == 409
    assert await ana.act(person.case, "close", disposition="advised") == 303
    assert (await ana.get(f"/desk/case/{person.case}"))[0] == 404


async def test_of_two_who_take_a_case_one_gets_it_and_the_other_reads_who(house: DeskHouse) -> None:
    """Five hundred times two browsers take one case at the same moment: one winner each, kind words for the other."""
    ana, ben = await house.operator("ana"), await house.operator("ben")
    persons = [await house.person("hello") for _ in range(20)]
    won = {"ana": 0, "ben": 0}

    async def race(case: str, *runners: tuple[str, Browser]) -> None:
        taken = await asyncio.gather(*(browser.ask(case, "claim") for _, browser in runners))
        assert sorted(status for status, _ in taken) == [200, 409]
        first = 0 if taken[0][0] == 200 else 1
        winner = runners[first][0]
        assert taken[1 - first][1] == {"say": f"{winner} took this case a moment ago."}
        line = await house.desk.line(case)
        assert line is not None
        assert line.by == winner
        won[winner] += 1
        await house.desk.release(case, winner)

    for number in range(25):
        runners = [("ana", ana), ("ben", ben)] if number % 2 else [("ben", ben), ("ana", ana)]
        await asyncio.gather(*(race(person.case, *runners) for person in persons))
    assert sum(won.values()) == 500
    assert min(won.values()) > 0, "the control: either may win"


async def test_nobody_reads_or_touches_a_case_that_is_not_theirs(house: DeskHouse) -> None:
    """Every way into somebody else's case, for every role: no word of it comes out, nothing of it changes."""
    ana = await house.operator("ana")
    person = await house.person("the red door behind the market", name="amber-heron")
    assert await ana.act(person.case, "claim") == 303
    forms = {
        "claim": {}, "release": {}, "read": {}, "transfer": {"to": "ana"}, "reply": {"text": "x"},
        "note": {"text": "x"}, "close": {"disposition": "other"}, "draft": {"text": "x"},
    }  # fmt: skip
    before = await house.desk.show(person.case, "ana")
    everyone = {
        role: await house.operator(f"x-{role}", roles=(role,)) for role in ("operator", "supervisor", "administrator")
    }
    for role, browser in everyone.items():
        status, page = await browser.get(f"/desk/case/{person.case}")
        assert status == (403 if role == "administrator" else 200)
        assert "red door" not in page
        for verb, form in forms.items():
            status = await browser.act(person.case, verb, **form)
            assert status in (403, 409) or (verb == "read" and role == "operator"), (role, verb, status)
        async with browser.http.get(f"/desk/live?case={person.case}") as stream:
            if role == "administrator":
                assert stream.status == 403
            else:
                seen = b""
                while b"event: quiet" not in seen:
                    seen += await stream.content.readany()
                assert b"event: case" in seen
                assert b"red door" not in seen
    after = await house.desk.show(person.case, "ana")
    assert after.talk == before.talk
    assert "red door" in (await ana.get(f"/desk/case/{person.case}"))[1], "and its holder reads it"
    stranger = house.browser()
    for path in ("/desk", f"/desk/case/{person.case}", "/desk/live", "/desk/me"):
        assert (await stranger.get(path))[0] == 303
    for verb, form in forms.items():
        assert await stranger.act(person.case, verb, **form) == 303
    assert (await house.desk.show(person.case, "ana")).talk == before.talk


async def test_a_case_goes_to_a_colleague_or_back_to_the_queue(house: DeskHouse) -> None:
    """Transferred it is the colleague's at once; released it waits again, and who had it reads it no more."""
    ana, ben = await house.operator("ana"), await house.operator("ben")
    person = await house.person("hello")
    await ana.act(person.case, "claim")
    assert await ana.act(person.case, "transfer", to="nobody-there") == 409
    assert await ana.act(person.case, "transfer", to="ben") == 303
    assert "hello" in (await ben.get(f"/desk/case/{person.case}"))[1]
    assert "ben has this case" in (await ana.get(f"/desk/case/{person.case}"))[1]
    assert await ben.act(person.case, "release") == 303
    assert "Take this case" in (await ben.get(f"/desk/case/{person.case}"))[1]


async def test_the_next_case_is_the_urgent_one_in_ones_own_languages(house: DeskHouse) -> None:
    """Pull-next takes urgent before general, and never a language the operator does not speak."""
    ana = await house.operator("ana", languages=("ru",))
    await house.person("early", locale="ru")
    uzbek = await house.person("urgent, in Uzbek", locale="uz", urgent=True)
    urgent = await house.person("urgent", locale="ru", urgent=True)
    async with ana.http.post("/desk/next", allow_redirects=False) as response:
        assert response.headers["Location"] == f"/desk/case/{urgent.case}"
    await ana.post("/desk/next")
    async with ana.http.post("/desk/next", allow_redirects=False) as response:
        assert "Nobody waits in your languages." in await response.text()
    line = await house.desk.line(uzbek.case)
    assert line is not None
    assert line.by == ""


async def test_a_draft_is_kept_sealed_and_comes_back(house: DeskHouse) -> None:
    """What was begun survives a reload and a lock; the store does not hold it in clear; closing drops it."""
    ana = await house.operator("ana")
    person = await house.person("hello")
    await ana.act(person.case, "claim")
    assert await ana.act(person.case, "draft", text="Are you near the statio") == 204
    assert "Are you near the statio</textarea>" in (await ana.get(f"/desk/case/{person.case}"))[1]
    kept = await house.accounts.store.draft("ana", person.case)
    assert kept is not None
    assert b"statio" not in kept
    await ana.act(person.case, "close", disposition="other")
    assert await house.accounts.store.draft("ana", person.case) is None


async def test_ready_sentences_reach_the_person_in_their_language(house: DeskHouse) -> None:
    """An English-reading operator says a Russian sentence; what it means stands beside it; other texts are refused."""
    ana = await house.operator("ana", locale="en")
    person = await house.person("привет", locale="ru")
    await ana.act(person.case, "claim")
    _, page = await ana.get(f"/desk/case/{person.case}")
    assert house.texts.label("canned-safe", "ru") in page
    assert await ana.act(person.case, "say", sentence="canned-safe") == 303
    assert await ana.act(person.case, "say", sentence="canned-wait", minutes="15") == 303
    assert await ana.act(person.case, "say", sentence="canned-wait", minutes="1e9") == 303
    assert await ana.act(person.case, "say", sentence="case-closed") == 409, "only what was vetted for this"
    sheet = await house.desk.show(person.case, "ana")
    assert [entry.said for entry in sheet.talk][-3:] == ["canned-safe", "canned-wait", "canned-wait"]
    _, page = await ana.get(f"/desk/case/{person.case}")
    assert "примерно 15 минут" in page
    assert "about 15 minutes" in page
    sent = await house.sent_to(person)
    assert [each.pieces[0].text for each in sent] == ["operator-joined", "canned-safe", "canned-wait", "canned-wait"]
    assert [each.pieces[0].args for each in sent][2:] == [{"minutes": 15}, {"minutes": 5}]
    assert {each.locale for each in sent} == {"ru"}


async def test_help_is_found_beside_the_case_in_the_persons_language(house: DeskHouse) -> None:
    """A search shows cards as the person will read them; only the holder of the case can search in it."""
    ana, ben = await house.operator("ana"), await house.operator("ben")
    person = await house.person("привет", locale="ru")
    await ana.act(person.case, "claim")
    status, page = await ana.get(f"/desk/case/{person.case}/help?place=Bishkek&need=shelter")
    assert status == 200
    assert "Put into the reply" in page
    assert "Кыргызстан" in page, "the card speaks the person's language"
    status, page = await ana.get(f"/desk/case/{person.case}/help?place=Xqzvw")
    assert "Nothing found" in page
    assert (await ben.get(f"/desk/case/{person.case}/help?place=Bishkek"))[0] == 403


async def test_a_case_goes_back_with_a_note_for_the_next(house: DeskHouse) -> None:
    """A cold transfer: back to the queue, and whoever takes it reads the note; the person never does."""
    ana, ben = await house.operator("ana"), await house.operator("ben")
    person = await house.person("hello")
    await ana.act(person.case, "claim")
    assert await ana.act(person.case, "release", note="Needs somebody who speaks Tajik") == 303
    await ben.act(person.case, "claim")
    assert "Needs somebody who speaks Tajik" in (await ben.get(f"/desk/case/{person.case}"))[1]
    sent = await house.sent_to(person)
    assert [each.pieces[0].text for each in sent] == ["operator-joined", "operator-left", "operator-joined"]


async def test_a_warm_transfer_waits_for_the_colleagues_yes(house: DeskHouse) -> None:
    """An offered case stays with its holder; only whom it was offered to can accept, once; it can be taken back."""
    ana, ben, eva = [await house.operator(name) for name in ("ana", "ben", "eva")]
    person = await house.person("the red door")
    await ana.act(person.case, "claim")
    assert await ana.act(person.case, "transfer", to="ben", how="ask", note="Can you take it? I leave at six") == 303
    assert "the red door" in (await ana.get(f"/desk/case/{person.case}"))[1], "it is still hers"
    _, page = await ben.get(f"/desk/case/{person.case}")
    assert "Can you take it?" in page
    assert "the red door" not in page
    assert "Can you take it?" not in (await eva.get(f"/desk/case/{person.case}"))[1]
    assert await eva.act(person.case, "accept") == 403
    assert await eva.act(person.case, "withdraw") == 403
    done = await asyncio.gather(*(ben.ask(person.case, "accept") for _ in range(3)))
    assert sorted(status for status, _ in done) == [200, 409, 409]
    _, page = await ben.get(f"/desk/case/{person.case}")
    assert "the red door" in page
    assert "Note by ana. Not sent." in page
    assert await ben.act(person.case, "transfer", to="ana", how="ask") == 303
    assert await ben.act(person.case, "withdraw") == 303
    assert await ana.act(person.case, "accept") == 409
    await ben.act(person.case, "transfer", to="ana", how="ask")
    house.clock.pass_time(minutes=16)
    assert await ana.act(person.case, "accept") == 409, "an old offer is over"
    assert not [each for each in await house.sent_to(person) if each.words], "the person heard nothing of all this"


async def test_a_referral_sheet_holds_what_the_person_agreed_to_and_no_more(house: DeskHouse) -> None:
    """With their yes all answers, without details only the choices, with a no nothing; each making is in the audit."""
    ana, ben = await house.operator("ana"), await house.operator("ben")
    answers = {
        "signs": Answer("choice", "report-title-signs-work", says=("choice-sign-wages",)),
        "where": Answer("rescue", "report-title-place-words", words="the red gate"),
    }
    pages: dict[str, tuple[int, str]] = {}
    for share in ("share", "anonymous", "confidential", ""):
        person = await house.person("a secret of the talk", answers=answers, share=share)
        await ana.act(person.case, "claim")
        assert await ben.act(person.case, "referral") == 403
        async with ana.http.post(f"/desk/case/{person.case}/referral", data={"as": "page"}) as response:
            pages[share] = (response.status, await response.text())
        lines = [
            line for line, _ in await house.desk.casework.audit(int(person.case[:2])) if person.case in line.decode()
        ]
        assert any(b'"what":"referral"' in line for line in lines) == (response.status == 200)
    assert [status for status, _ in pages.values()] == [200, 200, 409, 409]
    wages = house.texts.label("choice-sign-wages", "en").replace("'", "&#39;")
    assert all(wages in pages[share][1] for share in ("share", "anonymous"))
    assert [share for share, (_, page) in pages.items() if "red gate" in page] == ["share"]
    assert not [share for share, (_, page) in pages.items() if "a secret of the talk" in page]
    person = await house.person("hello", answers=answers, share="share", name="amber-heron")
    await ana.act(person.case, "claim")
    async with ana.http.post(f"/desk/case/{person.case}/referral", data={"as": "text"}) as response:
        assert response.headers["Content-Disposition"] == 'attachment; filename="amber-heron.txt"'
        assert "the red gate" in await response.text()
