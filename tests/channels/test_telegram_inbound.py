"""What a person does on Telegram becomes one inbound, stripped of everything that names them."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram_inbound import Reading, Unreadable, read, update_id
from bot.messages import Address, Inbound, Place, Tap
from tests.channels import telegram_people as people
from tests.channels.telegram_people import MEDIA, Json, Person

ACCOUNT = "4242424242"
NOW = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)
SENT = datetime.fromtimestamp(people.WHEN, UTC)
ZAIRA = Person(777000111, "ka")
THEIRS = Address("telegram", ACCOUNT, "777000111")


def said(**more: Any) -> Inbound:
    plain: dict[str, Any] = {"id": "u7", "address": THEIRS, "at": SENT, "locale_hint": "ka", "message_id": "55"}
    return Inbound(**plain | more)


def written(**content: Any) -> Json:
    return {"message": people.message(ZAIRA, 55, **content)}


def edited(**content: Any) -> Json:
    return {"edited_message": people.message(ZAIRA, 55, edit_date=people.WHEN + 60, **content)}


def tapped(data: str) -> Json:
    return {"callback_query": people.tap(ZAIRA, "9000", 44, data)}


def in_group(update: Json) -> Json:
    return {"message": update["message"] | {"chat": {"id": -100500, "type": "supergroup", "title": "Zaira's home"}}}


LATER = datetime.fromtimestamp(people.WHEN + 60, UTC)
TAP = Inbound("q9000", THEIRS, NOW, locale_hint="ka", tapped_id="44")
CASES: list[tuple[str, Json, Inbound | None]] = [
    ("text", written(text="they hold my passport"), said(text="they hold my passport")),
    ("start", written(text="/start"), said(start=True)),
    ("start with a deep link, which is not read", written(text="/start from_canary_777"), said(start=True)),
    ("a word that begins like start", written(text="/started"), said(text="/started")),
    ("a command stays text", written(text="/human"), said(text="/human")),
    ("a reply to something", written(text="no", reply_to_message=people.message(ZAIRA, 3)), said(text="no")),
    (
        "forwarded",
        written(text="look", forward_origin={"type": "user", "sender_user": ZAIRA.user()}),
        said(text="look"),
    ),
    ("voice", written(**MEDIA["voice"]), said(media="voice")),
    ("a sound file", written(**MEDIA["audio"]), said(media="voice")),
    ("photo", written(**MEDIA["photo"]), said(media="photo")),
    ("live photo", written(**MEDIA["live_photo"]), said(media="photo")),
    ("photo with words", written(**MEDIA["photo"], caption="this door"), said(media="photo", text="this door")),
    ("album", written(**MEDIA["photo"], media_group_id="13"), said(media="photo", album="13")),
    ("video", written(**MEDIA["video"]), said(media="video")),
    ("round video", written(**MEDIA["video_note"]), said(media="video")),
    ("animation", written(**MEDIA["animation"]), said(media="video")),
    ("sticker", written(**MEDIA["sticker"]), said(media="sticker")),
    ("document", written(**MEDIA["document"]), said(media="document")),
    ("contact, whose number is not read", written(**MEDIA["contact"]), said(media="contact")),
    ("poll", written(**MEDIA["poll"]), said(media="other")),
    ("dice", written(**MEDIA["dice"]), said(media="other")),
    ("rich message", written(**MEDIA["rich_message"]), said(media="other")),
    ("place", written(location={"latitude": 41.7, "longitude": 44.8}), said(place=Place(41.7, 44.8))),
    (
        "a place with a name",
        written(location={"latitude": 41.7, "longitude": 44.8}, venue={"title": "Café", "address": "x"}),
        said(place=Place(41.7, 44.8)),
    ),
    ("a corrected text", edited(text="at five"), said(text="at five", edited=True, at=LATER)),
    (
        "a corrected caption",
        edited(**MEDIA["photo"], caption="b"),
        said(media="photo", text="b", edited=True, at=LATER),
    ),
    ("a live place that moves is not followed", edited(location={"latitude": 1.0, "longitude": 2.0}), None),
    ("tap", tapped("safety/safe-now/no"), dataclasses.replace(TAP, tap=Tap("safety", "safe-now", "no"))),
    ("a button of another program", tapped("menu_17"), dataclasses.replace(TAP, start=True)),
    ("blocked", {"my_chat_member": people.member(ZAIRA, "kicked")}, Inbound("u7", THEIRS, SENT, gone=True)),
    ("came back", {"my_chat_member": people.member(ZAIRA, "member")}, None),
    ("a group", in_group(written(text="hello all")), None),
    ("a channel", {"channel_post": people.message(ZAIRA, 1, text="news")}, None),
    ("another bot", {"message": people.message(ZAIRA, 1, text="x") | {"from": {"id": 5, "is_bot": True}}}, None),
    ("auto-delete was set", written(message_auto_delete_timer_changed={"message_auto_delete_time": 86400}), None),
    ("a pin", written(pinned_message=people.message(ZAIRA, 3, text="old words")), None),
    ("a kind of tomorrow", {"telepathy": {"from": ZAIRA.user()}}, None),
]


@pytest.mark.parametrize(("update", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_an_update_becomes_an_inbound(update: Json, expected: Inbound | None) -> None:
    """Each thing a person can do is understood, and what is not meant for us is left alone."""
    reading = read(json.dumps({"update_id": 7, **update}).encode(), ACCOUNT, NOW)
    assert reading.inbound == expected
    assert reading.tap_id == ("9000" if "callback_query" in update else None)


@pytest.mark.parametrize("update", [case[1] for case in CASES], ids=[case[0] for case in CASES])
def test_nothing_that_names_the_person_is_kept(update: Json) -> None:
    """Names, usernames, numbers and file names stay outside; only where to answer is kept, and it hides itself."""
    body = json.dumps({"update_id": 7, **update}, ensure_ascii=False)
    reading = read(body.encode(), ACCOUNT, NOW)
    kept = str(dataclasses.astuple(reading.inbound)) if reading.inbound else ""
    names = (*ZAIRA.secrets[1:], "+15550001234", "passport Canary", "from_canary")
    assert not [name for name in names if name in kept]
    assert not [secret for secret in ZAIRA.secrets if secret in repr(reading)]


def test_the_canaries_would_be_seen() -> None:
    """The test above has teeth: the names are in the updates, and a careless reader would keep them."""
    body = json.dumps(CASES[0][1])
    assert all(secret in body for secret in ZAIRA.secrets)


@pytest.mark.parametrize(
    ("code", "hint"),
    [("pt-BR", "pt"), ("UZ", "uz"), ("zh-hans", "zh"), ("kaa", "kaa"), ("x", None), ("", None), ("<b>", None)],
)
def test_of_a_language_only_its_name_is_kept(code: str, hint: str | None) -> None:
    """The region of somebody's phone says more than we need."""
    update = {"update_id": 7, "message": people.message(Person(5, code), 1, text="x")}
    reading = read(json.dumps(update).encode(), ACCOUNT, NOW)
    assert reading.inbound is not None
    assert reading.inbound.locale_hint == hint


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b"\xff\xfe", "not_json"),
        (b'{"x":' + b"[" * 50_000, "not_json"),
        (b"[]", "unknown_shape"),
        (b'{"update_id":"seven"}', "unknown_shape"),
        (b'{"update_id":7,"message":{"text":"Zaira777000111"}}', "unknown_shape"),
        (
            b'{"update_id":7,"message":{"message_id":1,"date":99999999999999,"chat":{"id":5,"type":"private"},"text":"x"}}',
            "time_out_of_range",
        ),
        (
            b'{"update_id":7,"message":{"message_id":1,"date":9,"chat":{"id":5,"type":"private"},'
            b'"location":{"latitude":91,"longitude":0}}}',
            "place_off_the_map",
        ),
    ],
)
def test_what_cannot_be_read_says_why_without_quoting(body: bytes, reason: str) -> None:
    """An unreadable update gives a reason of one word; nothing of its text is in the error or behind it."""
    with pytest.raises(Unreadable) as raised:
        read(body, ACCOUNT, NOW)
    assert raised.value.reason == reason
    assert "Zaira" not in "".join(map(repr, (raised.value, raised.value.__cause__, raised.value.__context__)))


def test_an_unreadable_update_still_tells_its_number() -> None:
    """Polling can go past an update that nobody understands."""
    assert update_id(b'{"update_id":7,"message":{"text":5}}') == 7
    assert update_id(b"nonsense") is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["message", "edited_message", "callback_query", "my_chat_member", "chat", "from", "id", "type", "date", "text"]
TWISTED = st.recursive(
    JSON, lambda inner: st.dictionaries(st.sampled_from(FIELDS), inner | st.just("private"), max_size=5), max_leaves=12
)


@settings(max_examples=300, deadline=None)
@given(TWISTED | st.binary(max_size=200))
def test_anything_is_read_or_refused(garbage: Any) -> None:
    """Whatever bytes arrive, reading them ends in an inbound, in nothing, or in one kind of refusal."""
    body = garbage if isinstance(garbage, bytes) else json.dumps({"update_id": 7, "message": garbage}).encode()
    try:
        assert isinstance(read(body, ACCOUNT, NOW), Reading)
    except Unreadable:
        assert update_id(body) in (7, None)
