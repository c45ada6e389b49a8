"""What is tended beside the talk: nothing is missed, nothing goes on lying at Twilio, nothing is kept that tells."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.channels.contract import NotAccepted
from bot.channels.whatsapp_deleting import LONGEST_PAUSE, MOST_TRIES, pause_after
from bot.messages import HelplineError, Outbound
from bot.privacy.keyring import day_of
from bot.store.client import connect
from bot.store.keys import WORK
from tests.channels.far_twilio import Person, Trouble, refusal
from tests.channels.whatsapp_house import Clock, House, address, housed

ZAIRA, NINO, BY_SMS = Person(), Person("+15557654321"), Person(channel="sms")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
async def built(store: Path, tmp_path: Path) -> AsyncIterator[tuple[House, Clock]]:
    async with housed(store, tmp_path) as built:
        yield built


@pytest.fixture
def house(built: tuple[House, Clock]) -> House:
    return built[0]


@pytest.fixture
def clock(built: tuple[House, Clock]) -> Clock:
    return built[1]


# -- what the webhook never brought --------------------------------------------------------------------------------


async def test_what_the_webhook_missed_is_found_once_oldest_first(house: House, clock: Clock) -> None:
    """Our door was shut: Twilio's list shows what people wrote, and each message is taken once, marked as late."""
    await house.far.write(ZAIRA, Body="this came in")
    for number, person in enumerate((ZAIRA, NINO, BY_SMS)):
        clock.pass_time(MINUTE)
        house.far.keep(house.far.form(person, Body=f"missed {number}"))
    clock.pass_time(2 * MINUTE)
    assert await house.twilio.look_for_missed() == 3
    assert [(each.text, each.late) for each in house.received] == [
        ("this came in", False),
        ("missed 0", True),
        ("missed 1", True),
        ("missed 2", True),
    ]
    assert house.received[3].address == address(BY_SMS)
    assert await house.twilio.look_for_missed() == 0


async def test_what_may_still_come_by_the_webhook_is_left_to_it(house: House, clock: Clock) -> None:
    """A message of a moment ago is not taken from the list: its webhook may be on the way."""
    house.far.keep(house.far.form(ZAIRA, Body="just now"))
    assert await house.twilio.look_for_missed() == 0
    clock.pass_time(2 * MINUTE)
    assert await house.twilio.look_for_missed() == 1


async def test_a_double_of_the_list_is_a_double(house: House, clock: Clock) -> None:
    """What came by both ways is the same message, because it carries the same id."""
    form = house.far.form(ZAIRA, Body="twice")
    house.far.keep(form)
    clock.pass_time(2 * MINUTE)
    await house.twilio.look_for_missed()
    assert await house.far.post("/whatsapp", form) == 200
    assert len(house.received) == 1


async def test_the_first_that_cannot_be_committed_ends_the_look(house: House, clock: Clock) -> None:
    """While the store is away nothing overtakes; the next look begins where this one ended."""
    for number in range(2):
        house.far.keep(house.far.form(ZAIRA, Body=f"missed {number}"))
        clock.pass_time(MINUTE)
    clock.pass_time(MINUTE)
    house.fails = [NotAccepted()]
    with pytest.raises(HelplineError):
        await house.twilio.look_for_missed()
    assert await house.twilio.look_for_missed() == 2
    assert [each.text for each in house.received] == ["missed 0", "missed 1"]


async def test_what_nobody_deleted_is_found_too(house: House, clock: Clock) -> None:
    """A message of ours whose sender died before noting it is found in the list and deleted."""
    await house.far.write(ZAIRA, Body="hello")
    [shown] = await house.say(ZAIRA, Outbound("Hello!"))
    await house.memory.copies.deleted((shown.sid, False, 0))
    await house.twilio.look_for_missed()
    clock.pass_time(HOUR)
    await house.twilio.look_for_missed()
    await house.twilio.delete_due()
    assert shown.sid in house.far.deleted


async def test_a_spooled_message_comes_back_in_its_time(house: House, clock: Clock) -> None:
    """Kept for a moment it answers what was asked; kept for long, or overtaken by newer words, it is late."""
    for words, wait, overtaken in (("soon", MINUTE, False), ("long", 3 * MINUTE, False), ("overtaken", MINUTE, True)):
        house.received.clear()
        house.fails = [NotAccepted()]
        await house.far.write(ZAIRA, Body=words)
        assert house.received == []
        clock.pass_time(wait)
        if overtaken:
            await house.far.write(ZAIRA, Body="newer")
        assert await house.twilio.empty_spool() == 1
        assert [each.late for each in house.received if each.text == words] == [words != "soon"]


async def test_all_of_it_is_tended_while_the_helpline_runs(house: House, clock: Clock) -> None:
    """From the start on the list is read, the spool emptied, Twilio's copies deleted; a failure ends nothing."""
    house.fails = [NotAccepted()]
    await house.far.write(ZAIRA, Body="spooled")
    house.far.keep(house.far.form(NINO, Body="missed"))
    clock.pass_time(2 * MINUTE)
    house.far.trouble("GET Messages", Trouble(503))
    running = asyncio.create_task(house.twilio.run())
    while len(house.far.deleted) < 2:
        await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert {each.text for each in house.received} == {"spooled", "missed"}
    assert house.far.messages == {}


# -- deleting at Twilio ------------------------------------------------------------------------------------------


async def test_everything_is_deleted_within_minutes(house: House, clock: Clock) -> None:
    """Ten minutes after a talk nothing of it lies at Twilio: neither what was written and sent, nor what we said."""
    await house.far.write(ZAIRA, Body="hello", NumMedia="1", MediaContentType0="audio/ogg")
    await house.say(ZAIRA, Outbound("Hello!"))
    assert await house.twilio.delete_due() == 0
    clock.pass_time(2 * MINUTE)
    assert await house.twilio.delete_due() == 1
    clock.pass_time(7 * MINUTE)
    assert await house.twilio.delete_due() == 1
    assert (house.far.messages, house.far.media) == ({}, {})
    assert len([sid for sid in house.far.deleted if sid.startswith("ME")]) == 1


async def test_a_final_status_brings_it_forward(house: House, clock: Clock) -> None:
    """What was delivered need not lie there any longer."""
    await house.far.write(ZAIRA, Body="hello")
    [shown] = await house.say(ZAIRA, Outbound("Hello!"))
    assert await house.far.report(shown.sid, "delivered") == 204
    clock.pass_time(MINUTE)
    await house.twilio.delete_due()
    assert shown.sid in house.far.deleted


async def test_what_cannot_be_deleted_yet_is_tried_less_and_less_often(house: House, clock: Clock) -> None:
    """Twilio lets go of a message only after its last status: we come back, and `doctor` tells meanwhile."""
    await house.far.write(ZAIRA, Body="hello")
    [sid] = house.far.messages
    house.far.not_final.add(sid)
    for pause in (2, 2, 4, 8, 16, 32):
        clock.pass_time(pause * MINUTE)
        assert await house.twilio.delete_due() == 0
    clock.pass_time(MINUTE)
    assert await house.memory.copies.due(clock()) == []
    assert await house.twilio.problems() == ("1 messages wait for more than an hour to be deleted at Twilio.",)
    house.far.not_final.clear()
    clock.pass_time(2 * HOUR)
    assert await house.twilio.delete_due() == 1
    assert await house.twilio.problems() == ()


def test_the_pauses_grow_to_six_hours() -> None:
    """Tried for about fifteen days in all, which is longer than Twilio ever takes."""
    assert [pause_after(tries) for tries in (0, 1, 2, 9, 60)] == [
        2 * MINUTE,
        4 * MINUTE,
        8 * MINUTE,
        *[LONGEST_PAUSE] * 2,
    ]
    whole = sum((pause_after(tries) for tries in range(MOST_TRIES)), timedelta())
    assert timedelta(days=15) < whole < timedelta(days=18)


async def test_what_is_given_up_is_counted_and_told(house: House, clock: Clock) -> None:
    """A copy that can never be deleted is not forgotten silently."""
    await house.far.write(ZAIRA, Body="hello")
    [sid] = house.far.messages
    house.far.not_final.add(sid)
    for _ in range(MOST_TRIES + 1):
        clock.pass_time(LONGEST_PAUSE)
        await house.twilio.delete_due()
    assert ("undeletable", "whatsapp") in house.counted
    assert await house.twilio.problems() == ("1 messages could not be deleted at Twilio in 90 days.",)


@pytest.mark.parametrize(
    ("trouble", "goes_on"),
    [
        (refusal(400, 99999), True),
        (Trouble(429), False),
        (Trouble(503), True),
        (refusal(401, 20003), False),
    ],
    ids=["refused", "too often", "broken", "token refused"],
)
async def test_a_failure_to_delete_is_tried_again(house: House, clock: Clock, trouble: Trouble, goes_on: bool) -> None:
    """One that fails does not keep the others; where Twilio wants nothing of us, we stop asking for a while."""
    await house.far.write(ZAIRA, Body="hello")
    await house.far.write(NINO, Body="hello")
    clock.pass_time(2 * MINUTE)
    house.far.trouble("DELETE Message", trouble)
    assert await house.twilio.delete_due() == (1 if goes_on else 0)
    clock.pass_time(10 * MINUTE)
    await house.twilio.delete_due()
    assert house.far.messages == {}


async def test_what_is_gone_already_is_well(house: House, clock: Clock) -> None:
    """Somebody deleted it in the console, or the other process did: then there is nothing to do."""
    await house.far.write(ZAIRA, Body="hello", NumMedia="1", MediaContentType0="image/jpeg")
    house.far.messages.clear()
    clock.pass_time(2 * MINUTE)
    assert await house.twilio.delete_due() == 1


async def test_doctor_hears_when_twilio_does_not_take_us(house: House) -> None:
    """A wrong token or a dead line is said before anybody waits in vain."""
    assert await house.twilio.problems() == ()
    house.far.trouble("GET Messages", refusal(401, 20003))
    assert await house.twilio.problems() == ("Twilio refuses the account or its token.",)
    house.far.trouble("GET Messages", Trouble(503))
    assert await house.whatsapp.problems("") == ("Twilio cannot be reached.",)
    house.fails = [NotAccepted()]
    await house.far.write(ZAIRA, Body="hello")
    assert await house.whatsapp.problems("") == ("1 messages wait in the spool of this machine.",)
    assert await house.sms.problems("") == ()


# -- what is kept ------------------------------------------------------------------------------------------------


async def test_nothing_in_the_store_tells_who_wrote(house: House, clock: Clock, store: Path) -> None:
    """Neither numbers nor Twilio's ids stand in the store in clear, and everything there ends by itself."""
    await house.far.write(ZAIRA, Body="They keep my passport")
    with capture_logs() as logs:
        await house.say(ZAIRA, Outbound("Hello!"))
        await house.twilio.look_for_missed()
    connection = connect(store)
    [keys] = await connection.batch.call_everywhere("KEYS", "*")
    assert isinstance(keys, list)
    seen = str(logs).encode()
    for key in keys:
        assert isinstance(key, bytes)
        dumped = await connection.batch.call("DUMP", key)
        seen += key + (dumped if isinstance(dumped, bytes) else b"")
        ttl = await connection.batch.call("TTL", key)
        assert isinstance(ttl, int)
        assert ttl > 0 or key.decode().split(":")[1] in WORK, key
    await connection.close()
    sids = list(house.far.messages)
    assert len(sids) == 2
    assert not [each for each in (*ZAIRA.secrets, "passport", *sids) if each.encode() in seen]
    assert ZAIRA.number.encode() not in seen


async def test_the_name_of_a_window_dies_with_its_day(house: House, clock: Clock) -> None:
    """When somebody last wrote is kept under a name that changes every day, and is lost with that day's key."""
    await house.far.write(ZAIRA, Body="hello")
    assert await house.memory.windows.wrote_at(address(ZAIRA), clock()) == clock()
    assert await house.memory.windows.wrote_at(address(NINO), clock()) is None
    clock.pass_time(timedelta(hours=20))
    assert await house.memory.windows.wrote_at(address(ZAIRA), clock()) is not None
    house.ring.destroy_day(day_of(clock()) - 1)
    assert await house.memory.windows.wrote_at(address(ZAIRA), clock()) is None


async def test_a_late_message_does_not_shorten_the_window(house: House, clock: Clock) -> None:
    """An older message, found late, says nothing about when the person last wrote."""
    await house.far.write(ZAIRA, Body="hello")
    noon = clock()
    await house.memory.windows.wrote(address(ZAIRA), noon - HOUR)
    assert await house.memory.windows.wrote_at(address(ZAIRA), clock()) == noon


async def test_what_cannot_be_unsealed_is_counted_not_looped_over(house: House, clock: Clock) -> None:
    """An id whose day's key is gone can delete nothing any more: it is given up, once, and told."""
    await house.far.write(ZAIRA, Body="hello")
    house.ring.destroy_day(day_of(clock()))
    clock.pass_time(HOUR)
    assert await house.twilio.delete_due() == 0
    backlog = await house.memory.copies.backlog(clock())
    assert (backlog.waiting, backlog.lost) == (0, 1)
