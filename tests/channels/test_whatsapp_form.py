"""Who calls: only Twilio can sign for our public address, whatever headers, proxies or bytes say."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from multidict import MultiDict
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from bot.channels.whatsapp_form import MOST_FIELDS, Signatures, parse
from tests.channels.far_twilio import PUBLIC_URL, TOKEN, signature

FORM = {"Body": "Мне нужна помощь", "From": "whatsapp:+15551234567", "MessageSid": "SM1", "Empty": ""}
PARSED = {name: (value,) for name, value in FORM.items()}
URL = f"{PUBLIC_URL}/whatsapp"
RIGHT = signature(URL, FORM)
KEY = "a-shared-key-of-the-tests"


def test_a_form_is_read_whole() -> None:
    """Every field counts for the signature: empty ones, repeated ones, and those nobody knew yesterday."""
    assert parse(urlencode([*FORM.items(), ("Body", "again"), ("Tomorrow", "x")]).encode()) == {
        **PARSED,
        "Body": (FORM["Body"], "again"),
        "Tomorrow": ("x",),
    }
    assert parse(b"") == {}


@pytest.mark.parametrize(
    "body",
    [b"\xff\xfe", b"Body=%FF%FE", b"{}", b"Body", "Body=я".encode(), b"a=1&" * (MOST_FIELDS + 1), b"a=1;b"],
    ids=["bytes", "not utf-8", "json", "no value", "not quoted", "too many", "no pairs"],
)
def test_what_is_no_form_is_none(body: bytes) -> None:
    """Nonsense gives nothing; it raises nothing either."""
    assert parse(body) is None or parse(body) == {"a": ("1;b",)}


CASES: list[tuple[str, list[str], list[str], bool]] = [
    ("signed by the token", [RIGHT], [], True),
    ("unsigned", [], [], False),
    ("empty", [""], [], False),
    ("cut", [RIGHT[:-1]], [], False),
    ("longer", [RIGHT + "x"], [], False),
    ("another case", [RIGHT.swapcase()], [], False),
    ("twice", [RIGHT, RIGHT], [], False),
    ("two", [RIGHT, "wrong"], [], False),
    ("joined", [f"{RIGHT},{RIGHT}"], [], False),
    ("not ascii", ["подпись"], [], False),
    ("no text at all", ["\udcff\udcfe"], [], False),
    ("another token", [signature(URL, FORM, "another")], [], False),
    ("another address", [signature("https://elsewhere.test/whatsapp", FORM)], [], False),
    ("another scheme", [signature(URL.replace("https", "http"), FORM)], [], False),
    ("another path", [signature(f"{PUBLIC_URL}/whatsapp/status", FORM)], [], False),
    ("another query", [signature(f"{URL}?entry=1", FORM)], [], False),
    ("a port, as Twilio sometimes signs", [signature(f"{PUBLIC_URL}:443/whatsapp", FORM)], [], True),
    ("another port", [signature(f"{PUBLIC_URL}:8443/whatsapp", FORM)], [], False),
    ("another field", [signature(URL, {**FORM, "Body": "x"})], [], False),
    ("a field less", [signature(URL, {"Body": FORM["Body"]})], [], False),
    ("signed by the key", [signature(URL, FORM, KEY, "sha256")], ["key=webhooks_1,algorithm=HMAC_SHA256"], True),
    ("by the key with the older hash", [signature(URL, FORM, KEY)], ["key=webhooks_1,algorithm=HMAC_SHA1"], True),
    ("the key, unannounced", [signature(URL, FORM, KEY, "sha256")], [], False),
    ("the token, announced as key", [RIGHT], ["key=webhooks_1,algorithm=HMAC_SHA1"], False),
    ("a hash of tomorrow", [RIGHT], ["key=webhooks_1,algorithm=HMAC_SHA3"], False),
    ("settings twice", [RIGHT], ["algorithm=HMAC_SHA1", "algorithm=HMAC_SHA1"], False),
    ("settings that say nothing", [signature(URL, FORM, KEY)], ["nonsense"], True),
]


@pytest.mark.parametrize(("offered", "said", "fits"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_only_twilio_signs_for_us(offered: list[str], said: list[str], fits: bool) -> None:
    """One signature over our own address and every field opens the door; nothing else does."""
    signatures = Signatures(PUBLIC_URL, TOKEN, (KEY,))
    assert signatures.fits("/whatsapp", "", PARSED, offered, said) is fits


def test_without_a_key_of_its_own_the_token_signs_both_ways() -> None:
    """The newer way works with the token too, where Twilio was given no key."""
    said = ["key=webhooks_1,algorithm=HMAC_SHA256"]
    new = signature(URL, FORM, TOKEN, "sha256")
    assert Signatures(PUBLIC_URL, TOKEN).fits("/whatsapp", "", PARSED, [new], said)
    assert Signatures(f"{PUBLIC_URL}:443", TOKEN).fits("/whatsapp", "", PARSED, [RIGHT], [])
    assert Signatures("https://[::1]:8443/x", TOKEN).fits(
        "/whatsapp", "", PARSED, [signature("https://[::1]/x/whatsapp", FORM)], []
    )


TEXTS = st.text(max_size=12)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(TEXTS, TEXTS), max_size=6), st.sampled_from(["", "a=1", "entry=07ab&part=0of1"]), st.booleans()
)
def test_we_believe_what_twilios_own_library_believes(fields: list[tuple[str, str]], query: str, right: bool) -> None:
    """Our check and the vendor's agree on every form: the same fields, sorted and joined the same way."""
    url = f"{URL}?{query}" if query else URL
    multi = MultiDict(fields)
    validator = RequestValidator(TOKEN)
    made = validator.compute_signature(url, multi) if right else RIGHT
    parsed = parse(urlencode(fields).encode())
    if parsed is None:
        return  # a nameless field without a value, which no form of Twilio's has
    ours = Signatures(PUBLIC_URL, TOKEN).fits("/whatsapp", query, parsed, [made], [])
    assert ours == validator.validate(url, multi, made)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.text(max_size=60), st.text(max_size=60))
def test_no_bytes_break_the_check(body: bytes, offered: str, said: str) -> None:
    """Whatever is posted, the answer is a form or none, yes or no."""
    form = parse(body)
    assert form is None or not Signatures(PUBLIC_URL, TOKEN).fits("/whatsapp", said, form, [offered], [said])
