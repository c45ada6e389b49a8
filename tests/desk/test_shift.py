"""The shift page: what a supervisor sets is told to people within seconds, in every process, and is written down."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import structlog
from msgspec import structs

from bot.cases.hours import Changed, Layer, Switched
from bot.content import Shelf
from bot.desk.audit import broken_at
from bot.desk.claims import MOST_AN_HOUR, Claims
from bot.desk.hours import Hours
from bot.desk.ledger import KEPT, Ledger
from bot.duty import Duty
from bot.ringing import Call
from bot.store.chain import Chains
from bot.store.hours import HoursStore
from bot.store.vigil import Vigil
from tests.desk.desk_house import Browser, DeskHouse
from tests.desk.test_desk_live import live
from tests.guards import StoreFiles, key_table
from tests.stage import Stage
from tests.waiting import desk_of, in_danger, round_after, rounds_of

SUPERVISOR = ("supervisor",)
WORDS = {"words-ru": "Переезд", "words-en": "We are moving"}


def hours_of(house: DeskHouse) -> Hours:
    assert house.hours is not None
    return house.hours


async def presence(house: DeskHouse) -> Duty:
    """Return what another process would tell a person now, read from the store."""
    hours = hours_of(house)
    duty = Duty(house.standing, hours.policy, house.clock, structlog.get_logger(), hours.in_force)
    await duty.refresh()
    return duty


async def post(browser: Browser, do: str, **form: str) -> int:
    return await browser.post("/desk/shift", do=do, **form)


async def test_only_a_supervisor_changes_the_shift(house: DeskHouse) -> None:
    """Operators and administrators read that this is not theirs, and nothing changes."""
    for name, role in (("ana", "operator"), ("adm", "administrator")):
        browser = await house.operator(name, roles=(role,))
        assert (await browser.get("/desk/shift"))[0] == 403
        assert await post(browser, "system", down="yes") == 403
    assert (await hours_of(house).layer()).is_empty


async def test_the_switch_is_told_to_people_at_once_and_taken_back(house: DeskHouse) -> None:
    """Down with words: everybody hears that nobody can answer and why; up, somebody at a desk counts again."""
    sup = await house.operator("sup", roles=SUPERVISOR)
    await house.standing.is_here("ana", ["ru"])
    assert (await presence(house)).presence.on_shift
    assert await post(sup, "system", down="yes", **WORDS) == 303
    told = (await presence(house)).presence
    assert not told.on_shift
    assert told.closed == {"ru": "Переезд", "en": "We are moving"}
    assert "set by sup" in (await sup.get("/desk/shift"))[1]
    assert await post(sup, "system", down="no") == 303
    assert (await presence(house)).presence.on_shift
    assert await post(sup, "system", down="yes", **{"words-en": "only English"}) == 409
    assert await post(sup, "system-file") == 303
    assert (await hours_of(house).layer()).is_empty


async def test_hours_and_closures_of_a_queue_are_set_and_shown_beside_the_file(house: DeskHouse) -> None:
    """Several periods a day, dated closures with words per language; what overlaps is refused by day."""
    sup = await house.operator("sup", roles=SUPERVISOR)
    days = {f"day-{number}": "08:00-10:00, 11:00-12:30" for number in range(7)}
    assert await post(sup, "hours", queue="general", **days) == 303
    holds = await hours_of(house).in_force()
    assert holds.queues.general.hours == "Mo-Su 08:00-10:00,11:00-12:30"
    assert holds.queues.urgent.hours == hours_of(house).policy.queues.urgent.hours
    async with sup.http.post("/desk/shift", data={"do": "hours", "queue": "general", "day-2": "nine"}) as response:
        page = await response.text()
    assert response.status == 409
    assert "Wednesday: write periods" in page
    assert 'value="nine"' in page, "what was typed is kept"
    today = house.clock().date()
    closed = {"from": today.isoformat(), "to": (today + timedelta(days=1)).isoformat(), "queue-general": "1"}
    assert await post(sup, "closure", **closed) == 409, "without words"
    assert await post(sup, "closure", **closed, **WORDS) == 303
    assert (await presence(house)).presence.closed["en"] == "We are moving"
    _, page = await sup.get("/desk/shift")
    assert hours_of(house).policy.queues.general.hours in page, "the file's hours stand beside"
    assert "New Year holidays" in page
    [made] = (await hours_of(house).layer()).closures
    assert await post(sup, "open", id=made.id) == 303
    assert await post(sup, "aside", id="2027-01-01 2027-01-08") == 303
    assert (await hours_of(house).in_force()).closures == ()
    assert await post(sup, "stand", id="2027-01-01 2027-01-08") == 303
    assert await post(sup, "hours-file", queue="general") == 303
    assert (await hours_of(house).layer()).is_empty


async def test_every_process_sees_a_change_and_the_audit_says_who_made_it(house: DeskHouse, shelf: Shelf) -> None:
    """It lies in the store, not in one process; the chain stays whole, and nobody's words stand in it."""
    sup = await house.operator("sup", roles=SUPERVISOR)
    await post(sup, "system", down="yes", **WORDS)
    other = Hours(HoursStore(house.connection.batch), house.sealer, shelf.policy, house.clock, structlog.get_logger())
    assert (await other.in_force()).system_down
    chain = await house.desk.casework.audit(0)
    assert any(b'"operator":"sup"' in line and b'"what":"down"' in line for line, _ in chain)
    assert not any("Переезд".encode() in line or b"moving" in line for line, _ in chain)
    assert broken_at(house.ring.audit, chain, await house.desk.casework.audit_head(0)) is None
    sealed = await HoursStore(house.connection.batch).layer()
    assert b"moving" not in sealed


async def test_a_change_outlives_the_key_of_its_day(house: DeskHouse) -> None:
    """Sealed anew every day, it holds until it is taken back; left alone for days it would be lost, not wrong."""
    sup = await house.operator("sup", roles=SUPERVISOR)
    await post(sup, "system", down="yes")
    for _ in range(12):
        house.clock.pass_time(days=1)
        await hours_of(house).reseal()
        house.ring.rotate(house.clock())
    assert (await hours_of(house).in_force()).system_down
    house.clock.pass_time(days=12)
    house.ring.rotate(house.clock())
    assert not (await hours_of(house).in_force()).system_down
    assert await post(await house.direct("sup"), "system", down="yes") == 303, "and it can be set again"
    assert (await hours_of(house).in_force()).system_down


async def test_nobody_who_only_reaches_the_store_puts_words_there(house: DeskHouse) -> None:
    """A layer that we did not seal is no layer: the file holds."""
    await house.connection.batch.call("SET", "{p00}:hours", b"\x00" * 200)
    assert (await hours_of(house).in_force()) is hours_of(house).policy


# -- who is called -----------------------------------------------------------------------------------------------------


async def test_an_alarm_rings_at_the_desks_its_step_calls(house: DeskHouse) -> None:
    """At two minutes for who is on call, at five for every operator, at ten for the supervisor; taken, it is still."""
    ana, ben = await house.operator("ana"), await house.operator("ben")
    sup = await house.operator("sup", roles=SUPERVISOR)
    assert await post(sup, "on-call", **{"on-ana": "1"}) == 303
    person = await house.person("come", urgent=True)
    vigil = Vigil(house.connection.batch)
    async with live(ana) as hers, live(ben) as his, live(sup) as theirs:
        for stream in (hers, his, theirs):
            assert await stream.until("alarm") == "[]"
        await vigil.ring(person.case, 1, "oncall")
        await hers.until("alarm", person.case)
        assert await his.until("alarm") == "[]"
        await vigil.ring(person.case, 2, "all")
        await his.until("alarm", person.case)
        assert await theirs.until("alarm") == "[]"
        await vigil.ring(person.case, 3, "supervisor")
        await theirs.until("alarm", person.case)
        await ben.act(person.case, "claim")
        assert await hers.until("alarm", "[]") == "[]"


def _with_on_call(names: str, old: Layer) -> Layer:
    return structs.replace(old, on_call=Changed(names, "sup", 1.0))


async def test_the_operators_chat_calls_who_is_on_call_or_everyone(stage: Stage) -> None:
    """With a list at two minutes those on it are asked; without one everyone is, because nobody else would come."""
    hours, vigil = stage.helpline.hours, rounds_of(stage).vigil
    ledger = Ledger(Chains(stage.helpline.connection.batch), stage.helpline.ring, stage.clock)
    stages: list[int] = []
    for names in ("", "ana"):
        await hours.change(ledger, "sup", "on-call", partial(_with_on_call, names))
        await in_danger(stage)
        await round_after(stage, 2)
        packed = await vigil.next_call()
        assert packed is not None
        stages.append(Call.unpacked(packed).stage)
        await round_after(stage, 30)
        while await vigil.next_call():
            pass
    assert stages == [2, 1]


# -- many claims -------------------------------------------------------------------------------------------------------


async def test_many_claims_alert_the_supervisor_and_refuse_nobody(house: DeskHouse) -> None:
    """The sixteenth case of an hour is taken like the others and told; urgent ones never count."""
    await house.operator("ana")
    sup = await house.operator("sup", roles=SUPERVISOR)
    ledger = Ledger(Chains(house.connection.batch), house.ring, house.clock)
    claims = Claims(HoursStore(house.connection.batch), ledger, house.clock, structlog.get_logger())
    desk = replace(house.desk, claimed=claims.count)

    async def take(*, urgent: bool = False) -> None:
        person = await house.person("hello", urgent=urgent)
        await desk.claim(person.case, "ana")

    for _ in range(MOST_AN_HOUR):
        await take()
    for _ in range(3):
        await take(urgent=True)
    assert await claims.store.many() == {}
    assert "more than 15" not in (await sup.get("/desk/watch"))[1]
    async with live(sup) as stream:
        await stream.until("quiet")
        await take()
        assert "ana" in await stream.until("many")
    _, page = await sup.get("/desk/watch")
    assert "ana took more than 15 cases" in page
    assert "told supervisors" in page
    house.clock.pass_time(hours=1, minutes=1)
    await take()
    chain = b" ".join(line for line, _ in await house.desk.casework.audit(0))
    assert chain.count(b"many-claims") == 1


# -- follow-ups --------------------------------------------------------------------------------------------------------


async def test_a_follow_up_is_listed_until_it_is_done(house: DeskHouse) -> None:
    """A day and a note, for supervisors and who speaks the language; nobody else reads it, and done is done once."""
    ana = await house.operator("ana", languages=("ru",))
    ben = await house.operator("ben", languages=("en",))
    sup = await house.operator("sup", roles=SUPERVISOR)
    person = await house.person("the red door", name="amber-heron")
    await ana.act(person.case, "claim")
    today = house.clock().astimezone(UTC).date()
    for wrong in (today, today + timedelta(days=7)):
        form = {"disposition": "referred", "follow-day": wrong.isoformat(), "follow": "Ask the shelter"}
        assert await ana.act(person.case, "close", **form) == 409
    assert await ana.act(person.case, "close", disposition="referred", **{"follow-day": "soon"}) == 409
    day = today + timedelta(days=2)
    form = {"disposition": "referred", "follow-day": day.isoformat(), "follow": "Ask the shelter"}
    assert await ana.act(person.case, "close", **form) == 303
    for browser in (ana, sup):
        _, page = await browser.get("/desk/follow-ups")
        assert "Amber Heron" in page
        assert "Ask the shelter" in page
        assert "Due:" not in page
        assert "red door" not in page
    assert "Amber Heron" not in (await ben.get("/desk/follow-ups"))[1]
    assert await ben.post("/desk/follow-ups", case=person.case) == 409
    house.clock.pass_time(days=2)
    ana, sup = await house.direct("ana"), await house.direct("sup")
    assert "Due:" in (await ana.get("/desk/follow-ups"))[1]
    assert await ana.post("/desk/follow-ups", case=person.case) == 303
    assert await sup.post("/desk/follow-ups", case=person.case) == 409
    assert "Amber Heron" not in (await sup.get("/desk/follow-ups"))[1]


async def test_a_follow_up_keeps_nothing_longer(house: DeskHouse) -> None:
    """The closed case goes when it was promised to go; its note with it."""
    ana = await house.operator("ana")
    person = await house.person("the red door")
    await ana.act(person.case, "claim")
    day = house.clock().astimezone(UTC).date() + timedelta(days=6)
    await ana.act(person.case, "close", disposition="other", **{"follow-day": day.isoformat(), "follow": "Ask"})
    p = f"{{p{person.case[:2]}}}:"
    life = await house.connection.batch.call("TTL", f"{p}c:{person.case}")
    assert isinstance(life, int)
    assert 0 < life <= 7 * 24 * 3600
    ends = house.clock() + timedelta(seconds=life)
    assert ends >= datetime(day.year, day.month, day.day, 23, 59, tzinfo=UTC), "readable on its whole last day"
    await house.connection.batch.call("DEL", f"{p}c:{person.case}")
    assert "Ask" not in (await ana.get("/desk/follow-ups"))[1]


# -- blocks and spam at the desk ---------------------------------------------------------------------------------------


async def test_blocks_are_listed_by_code_name_and_lifted_by_who_may(house: DeskHouse) -> None:
    """From the case, with a reason; everybody sees what is blocked, nobody whose it is."""
    ana, ben = await house.operator("ana"), await house.operator("ben")
    sup = await house.operator("sup", roles=SUPERVISOR)
    one, two = await house.person("a", name="amber-heron"), await house.person("b", name="quiet-robin")
    for person, span in ((one, "day"), (two, "long")):
        await ana.act(person.case, "claim")
        assert await ana.act(person.case, "block", span=span, reason="") == 409
        assert await ana.act(person.case, "block", span=span, reason="threats") == 303
    _, page = await ben.get("/desk/blocks")
    assert "Amber Heron" in page
    assert "Threats" in page
    assert one.contact not in page
    assert await ben.post("/desk/blocks", do="lift", case=one.case) == 409
    assert await ana.post("/desk/blocks", do="lift", case=one.case) == 303
    assert await sup.post("/desk/blocks", do="lift", case=two.case) == 303
    assert await sup.post("/desk/blocks", do="lift", case="../../x") == 409
    assert "No blocks." in (await sup.get("/desk/blocks"))[1]
    _, page = await sup.get("/desk/watch")
    assert "lifted a block" in page


async def test_a_supervisor_takes_back_what_was_marked_as_spam(house: DeskHouse) -> None:
    """An operator marks it, a supervisor puts it back, and it waits as before under its name."""
    ana, sup = await house.operator("ana"), await house.operator("sup", roles=SUPERVISOR)
    person = await house.person("the red door", name="amber-heron")
    await ana.act(person.case, "claim")
    assert await ana.act(person.case, "spam") == 303
    _, page = await ana.get("/desk/blocks")
    assert "Amber Heron" in page
    assert await ana.post("/desk/blocks", do="back", case=person.case) == 409
    assert await sup.post("/desk/blocks", do="back", case=person.case) == 303
    line = await house.desk.line(person.case)
    assert line is not None
    assert line.code_name == "amber-heron"
    assert await ana.act(person.case, "claim") == 303


# -- the audit grows old -----------------------------------------------------------------------------------------------


async def test_lines_older_than_a_year_go_and_the_chain_stays_whole(house: DeskHouse) -> None:
    """What is left is proven from its first line on; a cut that was not ours is told."""
    chains, moment = Chains(house.connection.batch), datetime.now(UTC)
    ledger = Ledger(chains, house.ring, house.clock)
    sup = await house.operator("sup", roles=SUPERVISOR)
    for number in range(5):
        await asyncio.sleep(0.005)
        moment = datetime.now(UTC) if number == 3 else moment
        await ledger.note(3, "sup", "alert")
    assert await ledger.shorten() == 0
    assert await Ledger(chains, house.ring, lambda: moment + KEPT).shorten() == 3
    assert await Ledger(chains, house.ring, lambda: moment + KEPT).shorten() == 0
    await ledger.note(3, "sup", "alert")
    assert "The chain is whole." in (await sup.get("/desk/watch"))[1]
    begins = await ledger.begins(3)
    chain, head = await house.desk.casework.audit(3), await house.desk.casework.audit_head(3)
    assert begins
    assert broken_at(house.ring.audit, chain, head, begins) is None
    assert broken_at(house.ring.audit, chain, head) == 0, "without its beginning it proves nothing"
    await house.connection.batch.call("DEL", "{p03}:audit", "{p03}:audit:h")  # as after a year without a line
    assert "The chain is whole." in (await sup.get("/desk/watch"))[1]
    await ledger.note(3, "sup", "alert")
    assert await ledger.begins(3) == b"", "a chain that begins anew has no beginning elsewhere"
    assert "The chain is whole." in (await sup.get("/desk/watch"))[1]
    forged = b"\x00" * 32 + chain[0][1]
    await house.connection.batch.call("SET", "{p03}:audit:from", forged)
    assert await ledger.begins(3) is None
    assert "1 of 16 chains are not whole" in (await sup.get("/desk/watch"))[1]


async def test_every_key_of_this_has_its_life(house: DeskHouse, store: Path) -> None:
    """Blocks, spam, follow-ups, hours, claims: each stands in the key table, with how long it lives."""
    ana, sup = await house.operator("ana"), await house.operator("sup", roles=SUPERVISOR)
    for act, form in (
        ("spam", {}),
        ("block", {"span": "long", "reason": "spam"}),
        ("close", {"disposition": "other", "follow-day": (house.clock().date() + timedelta(days=1)).isoformat()}),
    ):
        person = await house.person("hello")
        await ana.act(person.case, "claim")
        assert await ana.act(person.case, act, **form) == 303
    await post(sup, "system", down="yes")
    claims = HoursStore(house.connection.batch)
    await claims.count_claim("ana", 1, 0)
    await claims.note_many("ana", 1)
    assert key_table().breaches(StoreFiles(store).kept()) == []


async def test_the_rounds_look_after_hours_and_audit(stage: Stage) -> None:
    """Every hour, by one process: what supervisors set is sealed anew, and old lines of the audit go."""
    hours, ledger = stage.helpline.hours, Ledger(
        Chains(stage.helpline.connection.batch), stage.helpline.ring, stage.clock
    )  # fmt: skip
    await hours.change(ledger, "sup", "down", lambda old: structs.replace(old, system=Switched(True, {}, "sup", 1.0)))
    before = await hours.store.layer()
    await rounds_of(stage).make()
    assert await hours.store.layer() == before, "the same day's key is good enough"
    stage.clock.pass_time(timedelta(days=1))
    await rounds_of(stage).make()
    assert await hours.store.layer() != before
    assert (await hours.in_force()).system_down
    stage.clock.pass_time(KEPT)
    await rounds_of(stage).make()
    assert await desk_of(stage).casework.audit(0) == []


async def test_who_lost_a_case_by_silence_stands_in_the_audit(house: DeskHouse) -> None:
    """A lapse is the helpline's doing, and the supervisor reads from whom the case was taken."""
    await house.accounts.add("ana")
    sup = await house.operator("sup", roles=SUPERVISOR)
    person = await house.person("hello", name="amber-heron")
    await house.desk.claim(person.case, "ana")
    stored = await house.desk.casework.case(person.case)
    assert stored is not None
    await house.desk.lapse(person.case, "ana", stored.active)
    _, page = await sup.get("/desk/watch")
    row = next(each for each in page.split("<tr>") if "taken back after silence" in each)
    assert "<td>helpline</td>" in row
    assert "<td>ana</td>" in row
    assert await sup.post("/desk/shift", do="nothing") == 409
