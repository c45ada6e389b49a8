"""What we say on WhatsApp and by SMS arrives as meant, once, and every way it can fail is called by its right name."""

from __future__ import annotations

import traceback
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.contract import (
    OutsideWindow,
    PersonLeft,
    Rejected,
    SendingError,
    Throttled,
    Uncertain,
    Unreachable,
)
from bot.channels.whatsapp_codes import MEANINGS, MenuGone, MenuRefused, Missing, NotFinal, TokenRefused, fate_of
from bot.messages import Address, Button, Outbound, Tap
from tests.channels.far_twilio import NUMBER, Person, Trouble, refusal
from tests.channels.whatsapp_house import TEMPLATE, Clock, House, address, housed

ZAIRA, BY_SMS = Person(), Person(channel="sms")
ENTRY = "07" + "ab" * 8
WORDS = "They keep my passport"


def choices(*labels: str, ticked: int = -1) -> tuple[Button, ...]:
    return tuple(Button(label, Tap("f", "n", f"c{at}"), at == ticked) for at, label in enumerate(labels))


YES_NO = choices("Yes", "No")
MANY = choices(*(f"Answer {number}" for number in range(1, 12)))


@pytest.fixture
async def built(store: Path, tmp_path: Path) -> AsyncIterator[tuple[House, Clock]]:
    async with housed(store, tmp_path) as (house, clock):
        await house.far.write(ZAIRA, Body="hello")
        await house.far.write(BY_SMS, Body="hello")
        yield house, clock


@pytest.fixture
def house(built: tuple[House, Clock]) -> House:
    return built[0]


@pytest.fixture
def clock(built: tuple[House, Clock]) -> Clock:
    return built[1]


# -- what is shown -----------------------------------------------------------------------------------------------

FIXED: dict[str, Any] = {"same_text": True, "same_labels": True}
CASES: list[tuple[str, Outbound, list[dict[str, Any]]]] = [
    ("words alone", Outbound("Hello!"), [{"text": "Hello!", "style": "plain"}]),
    (
        "few answers are buttons",
        Outbound("Are you safe?\n\nTake your time.", YES_NO, **FIXED),
        [
            {
                "text": "Are you safe?\n\nTake your time.",
                "choices": (("Yes", "f/n/c0"), ("No", "f/n/c1")),
                "style": "buttons",
            }
        ],
    ),
    (
        "more answers are a list",
        Outbound("Which?", MANY[:4], **FIXED),
        [{"style": "list", "labels": ("Answer 1", "Answer 2", "Answer 3", "Answer 4"), "opener": "See the answers"}],
    ),
    (
        "many answers are numbered",
        Outbound("Which?", MANY, **FIXED),
        [{"style": "plain", "text": "Which?\n\n" + "\n".join(f"{n}. Answer {n}" for n in range(1, 12))}],
    ),
    (
        "words of one person ride in a gap",
        Outbound("You said: Almaty.", YES_NO, same_labels=True),
        [{"text": "You said: Almaty.", "labels": ("Yes", "No")}],
    ),
    (
        "several lines of one person go before, the last one stands in the menu",
        Outbound("You said:\nAlmaty\n\nIs it right?", YES_NO, same_labels=True),
        [{"text": "You said:\nAlmaty", "style": "plain"}, {"text": "Is it right?", "labels": ("Yes", "No")}],
    ),
    (
        "labels of one person ride in gaps",
        Outbound("Which town?", choices("Osh, Kyrgyzstan", "Osh, elsewhere"), same_text=True),
        [{"labels": ("Osh, Kyrgyzstan", "Osh, elsewhere")}],
    ),
    (
        "what is ticked has a tick",
        Outbound("Which?", choices("Food", "Bed", "Call", "Doctor", ticked=1), **FIXED),
        [{"labels": ("Food", "✓ Bed", "Call", "Doctor"), "style": "list"}],
    ),
    (
        "long labels are cut and stay different",
        Outbound("Which?", choices("I would rather say it in words", "I would rather say it in Kyrgyz"), **FIXED),
        [{"labels": ("1. I would rather…", "2. I would rather…")}],
    ),
    (
        "a long text comes in parts, its question last",
        Outbound("A sentence of it. " * 130 + "Safe?", YES_NO),
        [{"labels": ()}, {"labels": ("Yes", "No")}],
    ),
    (
        "a text too long to stand beside buttons is cut before them",
        Outbound("A sentence of it. " * 70 + "Safe?", YES_NO, **FIXED),
        [{"labels": ()}, {"labels": ("Yes", "No")}],
    ),
    (
        "nothing is formatted that an operator did not mean",
        Outbound("*Stay* at _home_, see https://a.example/b_c", from_person=True),
        [{"text": "∗Stay∗ at ＿home＿, see https://a.example/b_c"}],
    ),
    (
        "brackets that look like a gap are words",
        Outbound("Write {{1}} or {{name}}", YES_NO, **FIXED),
        [{"text": "Write {{1}} or {{name}}", "labels": ("Yes", "No")}],
    ),
    (
        "tabs and many spaces are made few",
        Outbound("You said: a\tb      c", YES_NO, same_labels=True),
        [{"text": "You said: a b c"}],
    ),
]


@pytest.mark.parametrize(("message", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
async def test_a_message_is_shown_as_meant(house: House, message: Outbound, expected: list[dict[str, Any]]) -> None:
    """Choices become buttons, lists or numbers, within everything that WhatsApp takes."""
    shown = await house.say(ZAIRA, message)
    assert [
        {name: getattr(each, name) for name in want} for each, want in zip(shown, expected, strict=True)
    ] == expected
    assert house.pauses == []


SMS_CASES: list[tuple[str, Outbound, list[str], int]] = [
    ("words", Outbound("It’s “fine”…"), ['It\'s "fine"...'], 1),
    ("answers are numbers", Outbound("Safe?", YES_NO, **FIXED), ["Safe?\n\n1. Yes\n2. No"], 1),
    ("other alphabets cost more", Outbound("Я" * 71), ["Я" * 71], 2),
]


@pytest.mark.parametrize(
    ("message", "texts", "segments"), [case[1:] for case in SMS_CASES], ids=[case[0] for case in SMS_CASES]
)
async def test_an_sms_is_numbered_text(house: House, message: Outbound, texts: list[str], segments: int) -> None:
    """By SMS there are no buttons: choices are numbers, and every segment that is paid for is counted."""
    assert [shown.text for shown in await house.say(BY_SMS, message)] == texts
    assert house.counted.count(("segment", "sms")) == segments
    assert house.far.menus == {}


# -- menus ---------------------------------------------------------------------------------------------------------


async def test_a_menu_is_made_once_in_each_language(house: House) -> None:
    """Twilio is asked for the same buttons only once; another language or another question is another menu."""
    question = Outbound("Safe?", YES_NO, **FIXED)
    for _ in range(3):
        await house.say(ZAIRA, question)
    assert len(house.far.menus) == 1
    await house.say(ZAIRA, Outbound("Безопасно?", YES_NO, locale="ru", **FIXED))
    assert len(house.far.menus) == 2
    assert {menu["language"] for menu in house.far.menus.values()} == {"en", "ru"}


async def test_no_menu_holds_words_of_a_person(house: House) -> None:
    """What one person said rides along in gaps and is never made part of a menu that stays at Twilio."""
    for name in ("Almaty Canary", "Osh Canary"):
        await house.say(ZAIRA, Outbound(f"You said: {name}", choices(f"In {name}", "No"), locale="en"))
    assert len(house.far.menus) == 1
    assert "Canary" not in str(house.far.menus)


async def test_another_process_finds_the_menu(house: House) -> None:
    """Menus are remembered in the store, for all processes and across restarts."""
    question = Outbound("Safe?", YES_NO, **FIXED)
    await house.say(ZAIRA, question)
    house.restart()
    await house.say(ZAIRA, question)
    assert len(house.far.menus) == 1


async def test_a_menu_that_was_deleted_is_made_again(house: House) -> None:
    """Somebody tidies up in Twilio's console: the question still goes out, with buttons."""
    question = Outbound("Safe?", YES_NO, **FIXED)
    await house.say(ZAIRA, question)
    house.far.menus.clear()
    [shown] = await house.say(ZAIRA, question)
    assert shown.style == "buttons"
    assert len(house.far.menus) == 1


@pytest.mark.parametrize(
    "trouble",
    [
        refusal(400, 20001),
        refusal(403, 20403),
        Trouble(429),
        Trouble(500),
        Trouble(breaks="before"),
        Trouble(403, "<html>"),
    ],
    ids=["refused", "forbidden", "too often", "broken", "hung up", "a portal"],
)
async def test_without_menus_the_answers_are_numbered(house: House, trouble: Trouble) -> None:
    """When Twilio makes no menu, the same question goes out with numbers, and nothing is lost."""
    house.far.trouble("POST Content", trouble)
    [shown] = await house.say(ZAIRA, Outbound("Safe?", YES_NO, **FIXED))
    assert (shown.text, shown.style) == ("Safe?\n\n1. Yes\n2. No", "plain")
    [again] = await house.say(ZAIRA, Outbound("Safe?", YES_NO, **FIXED))
    assert again.style == "buttons"  # the next one is tried anew


@pytest.mark.parametrize("code", [21656, 63021, 63028, 92007])
async def test_a_menu_that_is_not_taken_is_numbered(house: House, code: int) -> None:
    """When WhatsApp does not take a menu, its choices are written out."""
    house.far.trouble("POST Messages", refusal(400, code))
    [shown] = await house.say(ZAIRA, Outbound("Is it right?", YES_NO, **FIXED))
    assert shown.text == "Is it right?\n\n1. Yes\n2. No"


async def test_a_menu_that_is_gone_twice_is_numbered(house: House) -> None:
    """A menu that Twilio cannot find even when it was just made does not keep us silent."""
    house.far.trouble("POST Messages", refusal(400, 21655), refusal(400, 21655))
    [shown] = await house.say(ZAIRA, Outbound("Safe?", YES_NO, **FIXED))
    assert shown.text == "Safe?\n\n1. Yes\n2. No"


# -- how it fails ------------------------------------------------------------------------------------------------

CODES: list[tuple[int, type[SendingError]]] = [
    (11751, Rejected),
    (20003, TokenRefused),
    (20009, NotFinal),
    (20404, Missing),
    (20429, Throttled),
    (20500, Uncertain),
    (21211, PersonLeft),
    (21610, PersonLeft),
    (21614, PersonLeft),
    (21617, Rejected),
    (21623, Rejected),
    (21635, PersonLeft),
    (21655, Rejected),
    (21656, Rejected),
    (21658, Rejected),
    (30001, Throttled),
    (30003, Rejected),
    (30004, PersonLeft),
    (30005, PersonLeft),
    (30006, PersonLeft),
    (30036, Rejected),
    (63003, PersonLeft),
    (63005, Rejected),
    (63006, Rejected),
    (63012, Unreachable),
    (63013, Rejected),
    (63014, PersonLeft),
    (63016, OutsideWindow),
    (63018, Throttled),
    (63021, Rejected),
    (63023, Unreachable),
    (63024, PersonLeft),
    (63027, Rejected),
    (63028, Rejected),
    (63029, Rejected),
    (63032, Rejected),
    (92007, Rejected),
    (99999, Rejected),
]


def test_every_code_we_know_has_its_row() -> None:
    """The table below forgets no code that the adapter knows."""
    assert {code for code, _ in CODES} == {*MEANINGS, 99999}


@pytest.mark.parametrize(("code", "error"), CODES)
async def test_a_code_is_called_by_its_name(house: House, code: int, error: type[SendingError]) -> None:
    """The sender learns exactly what it must do, and nothing of the person, the text or the token."""
    lists = 0 if error is not Uncertain else 5
    house.far.trouble("POST Messages", refusal(400, code))
    house.far.trouble("GET Messages", *[Trouble(503)] * lists)
    with pytest.raises(error) as raised:
        await house.say(ZAIRA, Outbound(WORDS))
    assert_names_nobody(raised.value)
    assert len(house.far.called("POST Messages")) == 1  # nothing is sent twice by itself
    assert len(await house.say(ZAIRA, Outbound("Hello!"), "07" + "cd" * 8)) == 1


LINES: list[tuple[str, Trouble, type[SendingError]]] = [
    ("slow down", Trouble(429, "", {"Retry-After": "31"}), Throttled),
    ("slow down, without a time", Trouble(429, "slow down"), Throttled),
    ("token refused", refusal(401, 20003), TokenRefused),
    ("token refused, without a word", Trouble(401, {"code": 20000}), TokenRefused),
    ("a portal, not Twilio", Trouble(403, "<html>Please sign in</html>"), Unreachable),
    ("a redirect", Trouble(302, "<html>Moved</html>", {"Location": "https://elsewhere.test"}), Unreachable),
    ("not there", Trouble(404, {"code": 1}), Missing),
]


@pytest.mark.parametrize(("trouble", "error"), [case[1:] for case in LINES], ids=[case[0] for case in LINES])
async def test_a_refusal_is_told_from_somebody_on_the_way(
    house: House, trouble: Trouble, error: type[SendingError]
) -> None:
    """A portal or a proxy that answers in Twilio's place changes nothing; we try again."""
    house.far.trouble("POST Messages", trouble)
    with pytest.raises(error) as raised:
        await house.say(ZAIRA, Outbound(WORDS))
    assert type(raised.value) is error
    assert_names_nobody(raised.value)


async def test_how_long_to_wait_is_passed_on(house: House) -> None:
    """Twilio says for how long; we all wait that long."""
    house.far.trouble("POST Messages", Trouble(429, "", {"Retry-After": "31"}))
    with pytest.raises(Throttled) as raised:
        await house.say(ZAIRA, Outbound("Hello!"))
    assert (raised.value.retry_after, raised.value.whole_bot) == (timedelta(seconds=31), True)


async def test_a_pause_in_the_middle_repeats_no_part(house: House) -> None:
    """When Twilio asks to wait after the first part, the entry goes on with the second."""
    long = Outbound("A sentence of it. " * 130 + "Safe?", YES_NO)
    house.far.trouble("POST Messages", Trouble(), Trouble(429), Trouble(429))
    for _ in range(2):
        with pytest.raises(Throttled):
            await house.say(ZAIRA, long)
    sent = await house.whatsapp.send(address(ZAIRA), long, entry=ENTRY)
    assert [shown.sid for shown in house.far.screen(ZAIRA)] == list(sent.message_ids)
    assert [shown.labels for shown in house.far.screen(ZAIRA)] == [(), ("Yes", "No")]


async def test_another_process_goes_on_after_the_reported_parts(house: House) -> None:
    """Whoever goes on with a long message begins after the parts that Twilio has spoken of."""
    long = Outbound("A sentence of it. " * 130 + "Safe?", YES_NO)
    house.far.trouble("POST Messages", Trouble(), Trouble(429))
    with pytest.raises(Throttled):
        await house.say(ZAIRA, long)
    await house.far.report(house.far.screen(ZAIRA)[0].sid, "sent")
    house.restart()
    await house.say(ZAIRA, long)
    assert [shown.labels for shown in house.far.screen(ZAIRA)] == [(), ("Yes", "No")]


async def test_an_address_of_another_channel_is_refused(house: House) -> None:
    """A sealed address that is not for this channel is never written to."""
    for wrong in (Address("sms", NUMBER, "x"), Address("whatsapp", "+15550002222", "x"), Address("telegram", "1", "2")):
        with pytest.raises(Rejected):
            await house.whatsapp.send(wrong, Outbound("Hello!"), entry=ENTRY)
    assert house.far.called("POST Messages") == []


# -- when a line breaks ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "trouble",
    [Trouble(breaks="after"), Trouble(dawdles_s=1.0)],
    ids=["taken, and the line broke", "taken too slowly"],
)
@pytest.mark.parametrize("buttons", [(), YES_NO], ids=["words", "buttons"])
async def test_what_was_taken_is_found_and_not_said_again(
    house: House, trouble: Trouble, buttons: tuple[Button, ...]
) -> None:
    """A line that breaks after Twilio took the message: its list shows it, and it is sent once."""
    house.far.trouble("POST Messages", trouble)
    shown = await house.say(ZAIRA, Outbound(WORDS, buttons))
    assert [each.text for each in shown] == [WORDS]
    assert len(house.far.called("POST Messages")) == 1


@pytest.mark.parametrize("restarted", [False, True], ids=["by this process", "by another process"])
async def test_the_same_words_said_before_are_not_taken_for_these(house: House, restarted: bool) -> None:
    """A message of the same words, said a moment ago, does not count as this one."""
    await house.say(ZAIRA, Outbound(WORDS), "07" + "cd" * 8)
    if restarted:
        house.restart()
    house.far.trouble("POST Messages", Trouble(breaks="before"))
    with pytest.raises(Unreachable):
        await house.say(ZAIRA, Outbound(WORDS))
    assert house.pauses == [2, 5, 13, 40, 60]
    await house.say(ZAIRA, Outbound(WORDS))
    assert house.bodies(ZAIRA) == [WORDS, WORDS]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_server_that_breaks_is_asked_before_anything_is_repeated(house: House, status: int) -> None:
    """A 5xx may have been taken: we look for two minutes, and only then try again."""
    house.far.trouble("POST Messages", Trouble(status, "<html>oops</html>"))
    with pytest.raises(Unreachable):
        await house.say(ZAIRA, Outbound(WORDS))
    assert sum(house.pauses) == 120
    assert house.bodies(ZAIRA) == []


async def test_what_nobody_can_find_out_stays_uncertain(house: House) -> None:
    """When the list cannot be had either, nobody knows, and we say so instead of sending again."""
    house.far.trouble("POST Messages", Trouble(breaks="after"))
    house.far.trouble("GET Messages", *[Trouble(503)] * 5)
    with pytest.raises(Uncertain):
        await house.say(ZAIRA, Outbound(WORDS))
    assert len(house.far.called("POST Messages")) == 1


async def test_a_status_proves_that_it_was_taken(house: House) -> None:
    """A report that names the entry is proof, even while the list is away."""
    house.far.trouble("POST Messages", Trouble(breaks="after"))
    house.far.trouble("GET Messages", *[Trouble(503)] * 5)
    await house.memory.reports.take(ENTRY, 0, "sent", 0, is_last=True)
    assert (await house.whatsapp.send(address(ZAIRA), Outbound(WORDS), entry=ENTRY)).message_ids == ("",)


async def test_a_dead_process_is_taken_over_without_saying_anything_twice(house: House) -> None:
    """Whoever takes over a message that somebody had begun looks first, and sends only what is missing."""
    await house.say(ZAIRA, Outbound(WORDS))
    [copy] = [sid for sid in house.far.messages if house.far.messages[sid]["direction"] == "outbound-api"]
    house.restart()
    await house.memory.copies.deleted((copy, False, 0))  # the dead process had not noted it
    await house.whatsapp.send_again(address(ZAIRA), Outbound(WORDS), entry=ENTRY)
    assert house.bodies(ZAIRA) == [WORDS]
    await house.whatsapp.send_again(address(ZAIRA), Outbound("Something else"), entry="07" + "cd" * 8)
    assert house.bodies(ZAIRA) == [WORDS, "Something else"]


async def test_a_takeover_that_cannot_look_is_uncertain(house: House) -> None:
    """Without the list nobody can take over a begun message."""
    house.far.trouble("GET Messages", Trouble(503))
    with pytest.raises(Uncertain):
        await house.whatsapp.send_again(address(ZAIRA), Outbound(WORDS), entry=ENTRY)
    assert house.bodies(ZAIRA) == []


async def test_twilio_away_is_unreachable(house: House) -> None:
    """Where nobody listens not a byte was sent, and there is nothing to look for."""
    house.restart("http://127.0.0.1:9")
    with pytest.raises(Unreachable):
        await house.say(ZAIRA, Outbound(WORDS))
    assert house.pauses == []


# -- the window ----------------------------------------------------------------------------------------------------


async def test_after_a_day_an_operators_words_wait(house: House, clock: Clock) -> None:
    """WhatsApp lets us answer for 24 hours; later the words wait for the person, and Twilio is not even asked."""
    clock.pass_time(timedelta(hours=23, minutes=50))
    assert len(await house.say(ZAIRA, Outbound("Hello!", from_person=True))) == 1
    clock.pass_time(timedelta(minutes=10))
    asked = len(house.far.called("POST Messages"))
    for message in (Outbound("Hello!", from_person=True), Outbound("Hello!")):
        with pytest.raises(OutsideWindow):
            await house.say(ZAIRA, message, "07" + "cd" * 8)
    clock.pass_time(timedelta(hours=40))
    with pytest.raises(OutsideWindow):
        await house.say(ZAIRA, Outbound("Hello!", from_person=True), "07" + "ef" * 8)
    assert len(house.far.called("POST Messages")) == asked
    await house.far.write(ZAIRA, Body="I am back")
    assert len(await house.say(ZAIRA, Outbound("Hello!", from_person=True), "07" + "0f" * 8)) == 1


async def test_only_an_approved_template_goes_out_later(house: House, clock: Clock) -> None:
    """After the window only the organisation's neutral template is sent, in its language, and nothing else."""
    sid = house.far.add_menu(
        {
            "approved": True,
            "types": {
                "twilio/quick-reply": {
                    "body": "There is news.",
                    "actions": [{"title": "Open", "id": "always/cover/go-on"}],
                }
            },
        }
    )
    house.far.menus[TEMPLATE] = house.far.menus.pop(sid)
    clock.pass_time(timedelta(days=3))
    [shown] = await house.say(ZAIRA, Outbound("You can go on.", choices("Go on"), neutral=True, locale="en"))
    assert (shown.text, shown.choices) == ("There is news.", (("Open", "always/cover/go-on"),))
    with pytest.raises(OutsideWindow):
        await house.say(ZAIRA, Outbound("Можно продолжить.", neutral=True, locale="ru"), "07" + "cd" * 8)


async def test_sms_knows_no_window(house: House, clock: Clock) -> None:
    """An SMS may be answered at any time."""
    clock.pass_time(timedelta(days=3))
    assert len(await house.say(BY_SMS, Outbound("Hello!", from_person=True))) == 1


# -- what a status means -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "error"), CODES)
def test_a_failed_status_means_what_its_code_means(code: int, error: type[SendingError]) -> None:
    """What fails later is told as what fails at once; what may work otherwise is tried once more."""
    fate = fate_of("failed", code)
    made = MEANINGS.get(code, Rejected)()
    if isinstance(made, PersonLeft | OutsideWindow):
        assert fate == ("left" if isinstance(made, PersonLeft) else "window")
    elif isinstance(made, MenuGone | MenuRefused | Throttled | Unreachable | Uncertain):
        assert fate == "again"
    else:
        assert fate == "refused"


def assert_names_nobody(error: BaseException) -> None:
    told = "".join(traceback.format_exception(error)) + repr(error)
    assert not [secret for secret in (*ZAIRA.secrets, WORDS, "TEST-invented") if secret in told]
