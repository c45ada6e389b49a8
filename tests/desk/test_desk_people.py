"""Those who look after the desk: accounts, load, audit; and that none of it shows a word of a case."""

from __future__ import annotations

import pytest

from bot.desk.accounts import BadAccount
from bot.desk.audit import broken_at
from tests.desk.desk_house import DeskHouse


async def test_an_administrator_invites_and_shuts_out(house: DeskHouse) -> None:
    """A new colleague gets a link that works; disabled, they are out at once; nobody shuts themselves out."""
    root = await house.operator("root", roles=("administrator",))
    async with root.http.post("/desk/accounts", data={"do": "add", "name": "Ana", "role-operator": "1"}) as response:
        page = await response.text()
    link = page.split("<code>")[1].split("</code>")[0]
    assert link.startswith(f"{house.base}/desk/invite/")
    colleague = house.browser()
    assert (await colleague.get(link.removeprefix(house.base)))[0] == 200
    await colleague.set_up("ana")
    assert await root.post("/desk/accounts", do="add", name="ana") == 409
    assert await root.post("/desk/accounts", do="disable", name="ana") == 200
    assert (await colleague.get("/desk"))[0] == 303
    with pytest.raises(BadAccount):
        await house.accounts.invite("ana")
    assert await root.post("/desk/accounts", do="disable", name="root") == 409
    assert await root.post("/desk/accounts", do="roles", name="root", **{"role-operator": "1"}) == 409
    assert (await root.get("/desk/accounts"))[0] == 200


async def test_only_their_roles_open_these_pages(house: DeskHouse) -> None:
    """Accounts are for administrators, the overview for supervisors; others are told so, kindly."""
    operator = await house.operator("op")
    supervisor = await house.operator("sup", roles=("supervisor",))
    administrator = await house.operator("adm", roles=("administrator",))
    may = ((operator, 403, 403), (supervisor, 403, 200), (administrator, 200, 403))
    for browser, accounts, watch in may:
        assert (await browser.get("/desk/accounts"))[0] == accounts
        assert await browser.post("/desk/accounts", do="add", name="evil") == accounts or accounts == 200
        assert (await browser.get("/desk/watch"))[0] == watch


async def test_the_overview_shows_load_and_audit_without_a_word(house: DeskHouse) -> None:
    """Who waits how long, who did what in which hour; and when the chain was touched, it says so."""
    ana = await house.operator("ana")
    supervisor = await house.operator("sup", roles=("supervisor",))
    person = await house.person("the red door", urgent=True)
    await house.person("the green gate", locale="uz")
    await ana.act(person.case, "claim")
    await ana.act(person.case, "reply", text="the blue window")
    await ana.act(person.case, "close", disposition="referred")
    _, page = await supervisor.get("/desk/watch")
    for word in ("took", "replied", "closed", "Referred to an organisation", "Uzbek", "The chain is whole"):
        assert word in page, word
    for word in ("red door", "green gate", "blue window"):
        assert word not in page
    partition = int(person.case[:2])
    chain = await house.desk.casework.audit(partition)
    head = await house.desk.casework.audit_head(partition)
    assert broken_at(house.ring.audit, chain, head) is None
    await house.connection.batch.call("XTRIM", f"{{p{partition:02d}}}:audit", "MAXLEN", len(chain) - 1)
    _, page = await supervisor.get("/desk/watch")
    assert "1 of 16 chains are not whole" in page


async def test_the_hand_over_tells_what_is_owed_and_promised(house: DeskHouse) -> None:
    """The next shift reads on one page who waits and what is owed; colleagues' cases stay closed."""
    ana, ben = await house.operator("ana"), await house.operator("ben")
    mine = await house.person("the red door", name="amber-heron", promised="an answer by 18:00")
    his = await house.person("the green gate", name="quiet-robin")
    await house.person("hello", urgent=True, name="silver-stork")
    await ana.act(mine.case, "claim")
    await ana.act(mine.case, "note", text="Ask about the passport")
    await ben.act(his.case, "claim")
    await ben.act(his.case, "note", text="Only for ben")
    _, page = await ana.get("/desk/handover")
    for words in ("Amber Heron", "Silver Stork", "An answer is owed.", "an answer by 18:00", "Ask about the passport"):
        assert words in page, words
    for words in ("red door", "green gate", "Only for ben"):
        assert words not in page, words
    assert page.index("Amber Heron") < page.index("Silver Stork") < page.index("Quiet Robin")
    await ana.act(mine.case, "reply", text="I will")
    assert "An answer is owed." not in (await ana.get("/desk/handover"))[1]
