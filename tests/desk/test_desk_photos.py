"""A photo at the desk: covered until its holder asks to see it, never kept by a browser, shown to nobody else."""

from __future__ import annotations

import json

from bot.conversation.events import Told
from bot.messages import PhotoRef
from bot.privacy.media import SEALED_AS, bound_to
from bot.store.client import expect
from bot.store.keys import partition_of
from bot.store.outbox import Became, Outbox, Outcome
from bot.store.photos import Kept, Order, Photos
from tests.desk.desk_house import DeskHouse, PersonOfCase

PICTURE = b"\xff\xd8\xff\xe0 not a real picture, but nobody here looks"


async def ordered(house: DeskHouse, person: PersonOfCase, caption: str = "") -> Order:
    """Let a person send a photo, and take the order to fetch it out of their lane as the sender does."""
    await house.turn(person, Told(caption, ("picture",), PhotoRef("telegram", "handle", 0.0)))
    outbox, partition = Outbox(house.connection.batch, "sender"), partition_of(person.case)
    now_ms = int(house.clock().timestamp() * 1000)
    await outbox.lease(partition)
    for head in await outbox.take(partition, now_ms) or ():
        each = head if head.talk == person.head.talk else None
        while each is not None and each.entry:
            outcome: Outcome = "fetch" if each.kind == "b" else "sent"
            each = await outbox.done(each, now_ms, Became(outcome, person.case, "waiting"))
    [order] = await Photos(house.connection.batch).due(partition, now_ms + 1)
    return order


async def kept(house: DeskHouse, person: PersonOfCase, order: Order, content: bytes = PICTURE) -> Kept:
    """Give a photo to its case."""
    stored = await house.desk.casework.case(person.case, with_talk=False)
    assert stored is not None
    key = house.sealer.unwrap(stored.key, person.case)
    sealed = house.sealer.seal_by(key, SEALED_AS, content, bound_to(person.case, order.id))
    return await Photos(house.connection.batch).keep(order, person.case, sealed, 10)


async def test_a_photo_is_covered_until_it_is_asked_for(house: DeskHouse) -> None:
    """The page of a case holds a link and no picture; following it shows the picture, and nothing may keep it."""
    ana, person = await house.operator("ana"), await house.person("hello")
    order = await ordered(house, person, "the gate")
    await ana.act(person.case, "claim")
    _, page = await ana.get(f"/desk/case/{person.case}")
    assert "a photo is on its way" in page
    assert await kept(house, person, order) is Kept.HERE
    path = f"/desk/case/{person.case}/photo/{order.id}"
    _, page = await ana.get(f"/desk/case/{person.case}")
    assert f'href="{path}"' in page
    assert "<img" not in page, "nothing is loaded before somebody asks"
    assert "the gate" in page
    async with ana.http.get(path) as response:
        assert (response.status, await response.read()) == (200, PICTURE)
        headers = response.headers
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "attachment" not in headers.get("Content-Disposition", "")
    assert "default-src 'none'" in headers["Content-Security-Policy"]


async def test_only_the_holder_is_shown_it_and_each_look_is_noted(house: DeskHouse) -> None:
    """A colleague, a supervisor and whoever is signed out get no picture; each look stands in the audit."""
    ana, ben = await house.operator("ana"), await house.operator("ben", roles=("operator", "supervisor"))
    person = await house.person("hello")
    order = await ordered(house, person)
    await kept(house, person, order)
    path = f"/desk/case/{person.case}/photo/{order.id}"
    assert (await ana.get(path))[0] == 403, "nobody holds the case yet"
    await ana.act(person.case, "claim")
    assert (await ben.get(path))[0] == 403
    assert (await house.browser().get(path))[0] == 303, "signed out: to the sign-in page"
    assert (await ana.get(path[:-1] + ("0" if path[-1] != "0" else "1")))[0] == 404
    for _ in range(2):
        async with ana.http.get(path) as response:
            assert response.status == 200
    chain = await house.desk.casework.audit(partition_of(person.case))
    noted = [json.loads(line) for line, _ in chain]
    looks = [each for each in noted if each["verb"] == "see"]
    assert [(each["operator"], each["case"], each["what"]) for each in looks] == [("ana", person.case, "photo")] * 2


async def test_a_sealed_photo_opens_in_its_own_case_alone(house: DeskHouse) -> None:
    """Copied under another name or to another case it does not open: nobody is shown somebody else's picture."""
    ana, one, two = await house.operator("ana"), await house.person("hello"), await house.person("hello too")
    order = await ordered(house, one)
    await kept(house, one, order)
    sealed = await Photos(house.connection.batch).of(one.case, order.id)
    for person in (one, two):
        await ana.act(person.case, "claim")
        key = f"{{p{person.case[:2]}}}:photo:{person.case}"
        await house.connection.batch.call("HSET", key, "ab" * 8, sealed)
        assert (await ana.get(f"/desk/case/{person.case}/photo/{'ab' * 8}"))[0] == 404
    async with ana.http.get(f"/desk/case/{one.case}/photo/{order.id}") as response:
        assert await response.read() == PICTURE, "control: in its own place it does"


async def test_a_case_that_is_over_takes_no_photo(house: DeskHouse) -> None:
    """What comes when the case was closed meanwhile is not kept; with a closed case photos live no longer than it."""
    ana, person = await house.operator("ana"), await house.person("hello")
    first, batch = await ordered(house, person), house.connection.batch
    await kept(house, person, first)
    second = await ordered(house, person)
    await ana.act(person.case, "claim")
    await ana.act(person.case, "close", disposition="advised")
    assert await kept(house, person, second) is Kept.OVER
    p = f"{{p{person.case[:2]}}}:"
    lives = [expect(int, await batch.call("TTL", f"{p}{kind}:{person.case}")) for kind in ("c", "photo")]
    assert lives[0] == lives[1] > 0
