"""The whole helpline on WhatsApp: every message accepted from a person is answered once, whatever breaks on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import build
from bot.cases.policy import WhatsAppPolicy
from bot.content import Shelf
from bot.helpline import Helpline
from bot.outgoing import WISHES, Wishes, packed
from bot.privacy.keyring import day_of
from bot.store.embedded import EmbeddedStore
from bot.store.keys import PARTITIONS, prefix
from tests.channels.far_twilio import FarTwilio, Trouble, refusal
from tests.guards import Guards
from tests.stage import ROOT, Clock, Stage, StageDesk, WhatsAppPerson, staged
from tests.talks import Player, Transcript, Wordings

TALKS = ROOT / "tests" / "conversations"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ANSWER = "Stay where you are"
TEMPLATE = "HX" + "ab" * 16


class Talk:
    """Somebody on WhatsApp whose case an operator holds."""

    def __init__(self, stage: Stage, person: WhatsAppPerson, desk: StageDesk, case: str) -> None:
        self.stage, self.person, self.desk, self.case = stage, person, desk, case

    @property
    def far(self) -> FarTwilio:
        return self.stage.twilio

    @property
    def screen(self) -> list[str]:
        return [shown.text for shown in self.far.screen(self.person.person)]

    async def reply(self, words: str = ANSWER) -> None:
        await self.desk.do("ana", "reply", words)
        await self.stage.settle()

    async def fates(self) -> list[str]:
        return list((await self._sheet()).values())

    async def _sheet(self) -> Mapping[str, str]:
        assert self.stage.helpline.desk is not None
        return (await self.stage.helpline.desk.show(self.case, "ana")).fates

    async def allow(self, hours: str) -> None:
        """Note that the person allows to be written to at these hours of their day."""
        helpline, day = self.stage.helpline, day_of(self.stage.clock())
        stored = await helpline.casework.case(self.case)
        assert stored is not None
        wishes = packed(Wishes("en", "window", hours, "UTC"))
        sealed = helpline.sealer.seal(WISHES, wishes, stored.talk, day)
        at = f"{prefix(stored.partition)}at:{stored.talk}"
        await helpline.connection.batch.call("HSET", at, "how", sealed)

    async def go_on(self, span: timedelta = 3 * MINUTE) -> None:
        """Let time pass, and everything that is due by then be done."""
        self.stage.clock.pass_time(span)
        await self.stage.settle()


async def claimed(stage: Stage) -> Talk:
    """Play a talk up to where an operator holds the case."""
    whole = Transcript.read(TALKS / "asks-for-a-person.talk")
    joined = next(at for at, turn in enumerate(whole.turns) if turn.words == "operator-joined") + 1
    person, desk = WhatsAppPerson(stage, "en"), StageDesk(stage)
    player = Player(person, desk, Wordings(ROOT / "locales"), "en", stage.clock.pass_time)
    await player.play(Transcript(whole.name, whole.turns[:joined]))
    assert stage.helpline.desk is not None
    [case] = await stage.helpline.desk.queue()
    return Talk(stage, person, desk, case.id)


@pytest.fixture
async def talk(stage: Stage) -> Talk:
    return await claimed(stage)


# -- in, once ----------------------------------------------------------------------------------------------------


async def test_a_thousand_replays_are_one_message(stage: Stage) -> None:
    """Whoever replays a signed call, or Twilio itself: the person is answered once."""
    person = WhatsAppPerson(stage, "en").person
    form = stage.twilio.form(person, Body="hello")
    stage.twilio.keep(form)
    for _ in range(20):
        answers = await asyncio.gather(*(stage.twilio.post("/whatsapp", form) for _ in range(50)))
        assert set(answers) == {200}
    await stage.settle()
    assert len(stage.twilio.screen(person)) == 1


async def test_stop_words_reach_the_bot(stage: Stage) -> None:
    """Who writes STOP, END or CANCEL is answered, and can still write and be answered afterwards."""
    for word in ("STOP", "end", "Cancel", "quit", "unsubscribe"):
        person = WhatsAppPerson(stage, "en")
        await person.type(word)
        assert len(await person.heard()) == 1
        await person.type("hello")
        assert len(await person.heard()) == 1


async def test_a_whole_talk_by_sms(stage: Stage) -> None:
    """By SMS the same talk goes the same way, with numbers in place of buttons."""
    person = WhatsAppPerson(stage, "ru", "sms")
    player = Player(person, StageDesk(stage), Wordings(ROOT / "locales"), "ru", stage.clock.pass_time)
    await player.play(Transcript.read(TALKS / "asks-for-a-person.talk"))
    assert {shown.style for shown in stage.twilio.screen(person.person)} == {"plain"}


async def test_a_missed_message_goes_to_the_case(talk: Talk) -> None:
    """What the webhook never brought reaches the operator, and answers no question."""
    form = talk.far.form(talk.person.person, Body="they are coming back at six")
    talk.far.keep(form)
    talk.stage.clock.pass_time(3 * MINUTE)
    assert talk.stage.helpline.twilio is not None
    assert await talk.stage.helpline.twilio.look_for_missed() == 1
    assert await talk.stage.helpline.twilio.look_for_missed() == 0
    assert "they are coming back at six" in await talk.desk.read("ana")
    assert await talk.far.post("/whatsapp", form) == 200
    assert (await talk.desk.read("ana")).count("they are coming back at six") == 1


async def test_the_store_may_be_away(guards: Guards, tmp_path: Path, shelf: Shelf) -> None:
    """What people write while the store is away is taken, kept sealed on this machine, and answered when it is back."""
    (tmp_path / "store").mkdir()
    store = EmbeddedStore(tmp_path / "store", lasting=False)
    socket = store.start()
    try:
        async with staged(socket, tmp_path, shelf, Clock()) as stage:
            twilio = stage.helpline.twilio
            assert twilio is not None
            store.stop()
            people = [WhatsAppPerson(stage, "en") for _ in range(5)]
            for person in people:
                await person.type("hello")  # is answered with 200
            assert twilio.spool.depth() == 5
            store.start()
            assert await twilio.empty_spool() == 5
            assert [len(await person.heard()) for person in people] == [1] * 5
            assert twilio.spool.depth() == 0
    finally:
        store.stop()


# -- out, once ---------------------------------------------------------------------------------------------------

TROUBLES: list[tuple[str, tuple[Trouble, ...], tuple[Trouble, ...], list[str], str]] = [
    ("all is well", (), (), [ANSWER], "sent"),
    ("too often", (Trouble(429, "", {"Retry-After": "20"}), Trouble(429)), (), [ANSWER], "sent"),
    ("the line broke before", (Trouble(breaks="before"),), (), [ANSWER], "sent"),
    ("the line broke after", (Trouble(breaks="after"),), (), [ANSWER], "sent"),
    ("broken before", (Trouble(500), Trouble(503)), (), [ANSWER], "sent"),
    ("a portal", (Trouble(403, "<html>"),), (), [ANSWER], "sent"),
    ("token refused for a while", (refusal(401, 20003), refusal(401, 20003)), (), [ANSWER], "sent"),
    ("nobody knows", (Trouble(breaks="after"),), (Trouble(503),) * 5, [ANSWER], "uncertain"),
    ("nobody knows, and it did not arrive", (Trouble(503),), (Trouble(503),) * 5, [], "uncertain"),
    ("refused", (refusal(400, 63032),), (), [], "refused"),
    ("blocked", (refusal(400, 63014),), (), [], "left"),
    ("the window is over after all", (refusal(400, 63016),), (), [], "held"),
]


@pytest.mark.parametrize(
    ("sending", "looking", "shown", "fate"), [case[1:] for case in TROUBLES], ids=[case[0] for case in TROUBLES]
)
async def test_an_operators_words_arrive_once_or_are_told(
    talk: Talk, sending: tuple[Trouble, ...], looking: tuple[Trouble, ...], shown: list[str], fate: str
) -> None:
    """Whatever Twilio does, an operator's words arrive exactly once, or the operator reads that they did not."""
    before = len(talk.screen)
    talk.far.trouble("POST Messages", *sending)
    talk.far.trouble("GET Messages", *looking)
    await talk.reply()
    for _ in range(4):
        await talk.go_on()
    assert talk.screen[before:] == shown
    assert await talk.fates() == [fate]


@pytest.mark.parametrize("sending", [case[1] for case in TROUBLES[:7]], ids=[case[0] for case in TROUBLES[:7]])
async def test_a_person_is_answered_once(stage: Stage, sending: tuple[Trouble, ...]) -> None:
    """Whatever Twilio does for a while, a person who wrote is answered, and only once."""
    person = WhatsAppPerson(stage, "en")
    stage.twilio.trouble("POST Messages", *sending)
    await person.type("hello")
    for _ in range(4):
        await stage.settle()
        stage.clock.pass_time(3 * MINUTE)
    assert len(stage.twilio.screen(person.person)) == 1


@pytest.mark.parametrize("taken", [True, False], ids=["after it was taken", "before it was taken"])
async def test_who_takes_over_from_the_dead_says_nothing_twice(
    talk: Talk, store: Path, shelf: Shelf, taken: bool
) -> None:
    """A process dies while it sends an operator's words: the next one looks first, and the person reads them once."""
    helpline, clock = talk.stage.helpline, talk.stage.clock
    assert helpline.sender is not None
    talk.far.trouble("POST Messages", Trouble(dawdles_s=3, breaks="" if taken else "before"))
    await talk.desk.do("ana", "reply", ANSWER)
    begun = len(talk.far.reached)
    dying = asyncio.create_task(helpline.sender.drain())
    while len(talk.far.reached) == begun or (ANSWER in talk.screen) != taken:
        await asyncio.sleep(0.01)
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    await _give_back(helpline)
    clock.pass_time(MINUTE)
    heir = await build(helpline.settings, shelf, store, role="sender", clock=clock, sleep=clock.sleep)
    assert heir.sender is not None
    heir.sender.share = None  # nobody else is left to share with
    await heir.sender.drain()
    await _give_back(heir)
    await heir.close()
    assert talk.screen.count(ANSWER) == 1
    assert await talk.fates() == ["sent"]


async def _give_back(helpline: Helpline) -> None:
    assert helpline.sender is not None
    for partition in range(PARTITIONS):
        await helpline.sender.outbox.unlease(partition)


# -- what Twilio says later --------------------------------------------------------------------------------------


async def test_what_became_of_an_answer_is_shown_and_only_moves_forward(talk: Talk) -> None:
    """The operator sees that words were delivered and read; reports that come late or twice change nothing."""
    await talk.reply()
    sid = talk.far.screen(talk.person.person)[-1].sid
    seen = []
    for status in ("queued", "delivered", "sent", "read", "delivered", "failed"):
        assert await talk.far.report(sid, status) == 204
        seen += await talk.fates()
    assert seen == ["sent", "delivered", "delivered", "read", "read", "read"]


async def test_a_report_that_is_faster_than_the_answer_counts(talk: Talk) -> None:
    """Twilio may report before it answers us; the answer then takes nothing back."""
    talk.far.trouble("POST Messages", Trouble(dawdles_s=0.5))
    await talk.desk.do("ana", "reply", ANSWER)
    sending = asyncio.create_task(talk.stage.settle())
    while not talk.screen or talk.screen[-1] != ANSWER:
        await asyncio.sleep(0.01)
    sid = talk.far.screen(talk.person.person)[-1].sid
    assert await talk.far.report(sid, "delivered") == 204
    await sending
    assert await talk.fates() == ["delivered"]


@pytest.mark.parametrize("at_once", [True, False], ids=["said at once", "said later"])
async def test_words_outside_the_window_wait_for_the_person(talk: Talk, at_once: bool) -> None:
    """When WhatsApp says that the day was over, the words go back, and reach the person when they write."""
    if at_once:
        talk.far.trouble("POST Messages", refusal(400, 63016))
    await talk.reply()
    if not at_once:
        assert await talk.far.report(talk.far.screen(talk.person.person)[-1].sid, "failed", 63016) == 204
    shown = talk.screen.count(ANSWER)  # Twilio took it, WhatsApp did not show it
    assert await talk.fates() == ["held"]
    await talk.go_on(HOUR)
    assert talk.screen.count(ANSWER) == shown
    await talk.person.type("I am here again")
    await talk.person.heard()
    await talk.person.tap("Go on")
    await talk.person.heard()
    assert talk.screen.count(ANSWER) == shown + 1
    assert await talk.fates() == ["sent"]


async def test_a_template_calls_back_whoever_allowed_it(
    store: Path, guards: Guards, tmp_path: Path, shelf: Shelf
) -> None:
    """After a day only the approved neutral template goes out, to whoever allowed it; its button brings the words."""
    policy = shelf.policy.model_copy(update={"whatsapp": WhatsAppPolicy(neutral_template={"en": TEMPLATE})})
    async with staged(store, tmp_path, replace(shelf, policy=policy), Clock()) as stage:
        talk = await claimed(stage)
        actions = [{"type": "QUICK_REPLY", "title": "Open", "id": "always/cover/go-on"}]
        template = {"language": "en", "types": {"twilio/quick-reply": {"body": "There is news.", "actions": actions}}}
        talk.far.menus[TEMPLATE] = talk.far.menus[talk.far.add_menu({**template, "approved": True})]
        before = len(talk.screen)
        stage.clock.pass_time(25 * HOUR)
        await talk.reply()
        assert talk.screen[before:] == []  # nothing was allowed
        await talk.allow("day")
        await talk.reply("One word more")
        assert talk.screen[before:] == ["There is news."]
        await talk.person.tap("Open")
        await talk.person.heard()
        assert [text for text in talk.screen[before:] if text in (ANSWER, "One word more")] == [ANSWER, "One word more"]


async def test_words_that_failed_on_the_way_are_sent_once_more(talk: Talk) -> None:
    """What WhatsApp's side dropped is tried once more; failing again, the operator reads that it was not delivered."""
    await talk.reply()
    for fate in ("waiting", "refused"):
        sid = talk.far.screen(talk.person.person)[-1].sid
        assert await talk.far.report(sid, "failed", 63012) == 204
        assert await talk.fates() == [fate]
        await talk.go_on(MINUTE)
    assert talk.screen.count(ANSWER) == 2
    assert await talk.fates() == ["refused"]


async def test_a_person_who_blocked_us_is_told_to_the_operator(talk: Talk) -> None:
    """Nobody writes on into nothing."""
    await talk.reply()
    sid = talk.far.screen(talk.person.person)[-1].sid
    assert await talk.far.report(sid, "undelivered", 63014) == 204
    assert await talk.fates() == ["left"]


async def test_a_menu_that_whatsapp_refuses_later_comes_back_as_numbers(stage: Stage) -> None:
    """A question whose buttons WhatsApp does not show is asked again with numbers, so that nobody waits in vain."""
    person = WhatsAppPerson(stage, "en")
    await person.type("hello")
    await person.heard()
    [asked] = stage.twilio.screen(person.person)
    assert asked.style == "buttons"
    assert await stage.twilio.report(asked.sid, "failed", 63021) == 204
    stage.clock.pass_time(MINUTE)
    await stage.settle()
    [_, again] = stage.twilio.screen(person.person)
    assert again.style == "plain"
    assert again.text.startswith(asked.text)
    assert "\n1. " in again.text
    await person.type("2")
    assert len(await person.heard()) >= 1


async def test_what_twilio_does_not_delete_is_counted(talk: Talk) -> None:
    """A copy that Twilio would not delete is seen in the figures, beside what came in and went out."""
    twilio = talk.stage.helpline.twilio
    assert twilio is not None
    talk.stage.clock.pass_time(HOUR)
    talk.far.trouble("DELETE Message", refusal(400, 99999))
    await twilio.delete_due()
    await talk.stage.helpline.figures.flush()
    counts = await talk.stage.helpline.standing.counts()
    assert counts["undeleted whatsapp"] == 1
    assert counts["sent whatsapp"] > 0


async def test_nobody_is_named_by_what_twilio_is_told(talk: Talk, guards: Guards) -> None:
    """The addresses for statuses carry an entry's number, never a case, a person or a word."""
    await talk.reply()
    callbacks = {call["StatusCallback"] for call in talk.far.called("POST Messages")}
    assert all(callback.startswith("https://helpline.test/whatsapp/status?entry=") for callback in callbacks)
    assert not [secret for secret in (*talk.person.person.secrets, talk.case) if secret in str(callbacks)]
