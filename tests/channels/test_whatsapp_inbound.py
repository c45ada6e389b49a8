"""What a person does on WhatsApp or by SMS becomes one inbound, stripped of everything that names them."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.whatsapp_inbound import Listed, Taken, Unreadable, found, read
from bot.messages import ChannelName, Place, Tap
from tests.channels.far_twilio import NUMBER, SMS_NUMBER, FarTwilio, Person

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
BOTH: tuple[ChannelName, ...] = ("whatsapp", "sms")
ZAIRA, BY_SMS = Person(), Person(channel="sms")
SID = "SM" + "ab" * 16
FAR = FarTwilio(lambda: NOW)
NOTHING: dict[str, Any] = {"text": None, "tap": None, "place": None, "media": None, "start": False, "late": False}

CASES: list[tuple[str, dict[str, str], dict[str, Any]]] = [
    ("words", {"Body": " They keep my passport \r\n now"}, {"text": "They keep my passport \n now"}),
    ("words that other services obey", {"Body": "STOP"}, {"text": "STOP"}),
    ("the same, in the form that Advanced Opt-Out sends", {"Body": "cancel", "OptOutType": "STOP"}, {"text": "cancel"}),
    (
        "a tapped button",
        {"Body": "Yes", "ButtonPayload": "safety/safe/yes", "ButtonText": "Yes"},
        {"tap": Tap("safety", "safe", "yes")},
    ),
    ("a tapped row", {"Body": "Food", "ListId": "a/b/c", "ListTitle": "Food"}, {"tap": Tap("a", "b", "c")}),
    ("a button of somebody else", {"Body": "Yes", "ButtonPayload": "yes"}, {"text": "Yes"}),
    (
        "a place",
        {"Latitude": "59.93", "Longitude": "30.31", "Body": "Hotel", "Address": "Nevsky 1", "Label": "x"},
        {"place": Place(59.93, 30.31)},
    ),
    ("a place off the map", {"Latitude": "91", "Longitude": "0"}, {"media": "other"}),
    ("a place that is none", {"Latitude": "nan", "Longitude": "x"}, {"media": "other"}),
    ("a voice note", {"NumMedia": "1", "MediaContentType0": "audio/ogg; codecs=opus"}, {"media": "voice"}),
    (
        "a photo with words",
        {"NumMedia": "2", "MediaContentType0": "image/jpeg", "Body": "look"},
        {"media": "photo", "text": "look"},
    ),
    ("a sticker", {"NumMedia": "1", "MediaContentType0": "image/webp"}, {"media": "sticker"}),
    ("a video", {"NumMedia": "1", "MediaContentType0": "VIDEO/mp4"}, {"media": "video"}),
    ("a contact", {"NumMedia": "1", "MediaContentType0": "text/vcard"}, {"media": "contact"}),
    ("a file", {"NumMedia": "1", "MediaContentType0": "application/pdf"}, {"media": "document"}),
    ("a file of no kind", {"NumMedia": "1"}, {"media": "other"}),
    (
        "a reply",
        {"Body": "yes, that", "OriginalRepliedMessageSid": "SM1", "OriginalRepliedMessageSender": "x"},
        {"text": "yes, that"},
    ),
    ("nothing that we know", {"MessageType": "reaction"}, {"media": "other"}),
    ("a greeting by a link", {"Body": "/start here"}, {"start": True}),
    ("unseen signs", {"Body": "a\x00\x07b\u200dc"}, {"text": "ab\u200dc"}),
    ("a field of tomorrow", {"Body": "hi", "Username": "zaira", "BusinessScopedUserId": "US.1349"}, {"text": "hi"}),
    ("no number at all", {"Body": "hi", "From": "whatsapp:US.13491208655302741918", "WaId": ""}, {"text": "hi"}),
]


@pytest.mark.parametrize(("fields", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_form_becomes_what_the_person_did(fields: dict[str, str], expected: dict[str, Any]) -> None:
    """Words, taps, places and files are told apart; everything else in the form is passed over."""
    form = {name: (value,) for name, value in FAR.form(ZAIRA, MessageSid=SID, **fields).items()}
    taken = read(form, NOW, BOTH)
    got = taken.inbound
    assert {name: getattr(got, name) for name in NOTHING} == {**NOTHING, **expected}
    assert (got.id, got.at, taken.sid) == (SID, NOW, SID)
    assert (got.address.channel, got.address.account, got.address.to) == ("whatsapp", NUMBER, form["From"][0])
    assert taken.has_files == (fields.get("NumMedia", "0") != "0")


@pytest.mark.parametrize("fields", [case[1] for case in CASES], ids=[case[0] for case in CASES])
def test_nothing_that_names_the_person_is_kept(fields: dict[str, str]) -> None:
    """The profile's name and the country stay outside; only where to answer is kept, and it hides itself."""
    form = {name: (value,) for name, value in FAR.form(ZAIRA, **fields).items()}
    taken = read(form, NOW, BOTH)
    kept = str(dataclasses.astuple(taken.inbound))
    assert not [name for name in (*ZAIRA.secrets[1:], "Nevsky", "zaira", "US.1349 ", "ogg") if name in kept]
    assert not [secret for secret in (*ZAIRA.secrets, "whatsapp:+") if secret in repr(taken) + repr(taken.inbound)]


def test_the_canaries_would_be_seen() -> None:
    """The test above has teeth: the names are in the form, and a careless reader would keep them."""
    assert all(secret in str(FAR.form(ZAIRA)) for secret in ZAIRA.secrets[:2])
    assert BY_SMS.secrets[2] in str(FAR.form(BY_SMS))


def test_sms_comes_in_by_the_same_door() -> None:
    """The two numbers of an account are told apart by how they are written, not by where they were posted."""
    form = {name: (value,) for name, value in FAR.form(BY_SMS, Body="help").items()}
    address = read(form, NOW, BOTH).inbound.address
    assert (address.channel, address.account, address.to) == ("sms", SMS_NUMBER, BY_SMS.number)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"MessageSid": ("nonsense",), "SmsMessageSid": ("",)}, "no_message_id"),
        ({"MessageSid": (), "SmsMessageSid": (), "SmsSid": ()}, "no_message_id"),
        ({"From": ("",)}, "no_address"),
        ({"From": ("whatsapp:" + "1" * 300,)}, "no_address"),
        ({"From": ("+15551234567",)}, "not_a_channel_of_ours"),
        ({"To": (SMS_NUMBER,)}, "not_a_channel_of_ours"),
        ({"Body": ("one", "two")}, "a_field_twice"),
        ({"From": ("whatsapp:+1", "whatsapp:+2")}, "a_field_twice"),
    ],
)
def test_what_cannot_be_read_says_why_without_quoting(fields: dict[str, tuple[str, ...]], reason: str) -> None:
    """An unreadable form gives a reason of one word and nothing else."""
    form = {name: (value,) for name, value in FAR.form(ZAIRA, Body="Canary").items()} | fields
    with pytest.raises(Unreadable) as raised:
        read(form, NOW, BOTH)
    assert raised.value.reason == reason
    assert "Canary" not in repr(raised.value)


def test_a_channel_that_is_off_takes_nothing() -> None:
    """Without an SMS number of ours nobody is promised an answer there."""
    form = {name: (value,) for name, value in FAR.form(BY_SMS, Body="help").items()}
    with pytest.raises(Unreadable):
        read(form, NOW, BOTH[:1])


def test_what_the_list_shows_is_late() -> None:
    """A message that was found in Twilio's list is marked, so that it answers no newer question."""
    listed = Listed(SID, ZAIRA.address, NUMBER, "Yes", NOW, is_inbound=True, files=1)
    taken = found(listed, BOTH)
    assert (taken.inbound.text, taken.inbound.media, taken.inbound.late, taken.inbound.at) == (
        "Yes",
        "other",
        True,
        NOW,
    )
    assert (
        taken.inbound.id
        == read(
            {name: (value,) for name, value in FAR.form(ZAIRA, MessageSid=SID, Body="Yes").items()}, NOW, BOTH
        ).inbound.id
    )
    assert ZAIRA.number not in repr(listed)


NAMES = st.sampled_from([*FAR.form(ZAIRA), "ButtonPayload", "ListId", "Latitude", "Longitude", "MediaContentType0"])
VALUES = st.text(max_size=20) | st.sampled_from([SID, NUMBER, ZAIRA.address, "a/b/c", "1", "-1e9", "٣"])


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(NAMES, st.lists(VALUES, max_size=2).map(tuple), max_size=12))
def test_anything_is_read_or_refused(form: dict[str, tuple[str, ...]]) -> None:
    """Whatever a form says, reading it ends in what somebody did or in one kind of refusal."""
    try:
        taken = read(form, NOW, BOTH)
    except Unreadable:
        return
    assert isinstance(taken, Taken)
    assert any((taken.inbound.text, taken.inbound.tap, taken.inbound.place, taken.inbound.media, taken.inbound.start))
