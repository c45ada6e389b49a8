"""What is sealed opens where it belongs, for whom it is meant, as long as it may; nowhere else and never again."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.messages import Address, TalkId
from bot.privacy.keyring import KeyNotYours, Keyring
from bot.privacy.seal import Expired, KeyGone, Sealer, Unreadable, WrongTalk, box_day, sealed_day

from .conftest import LEYLA, NINO, NOW, OTHER_TALK, TALK, TODAY

REFUSALS = (Unreadable, KeyGone, WrongTalk, Expired)
WORDS = "они придут в шесть"
ROUND_TRIPS = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture
def sealer(ring: Keyring) -> Sealer:
    return Sealer(ring)


# -- content -------------------------------------------------------------------------------------------------------


@ROUND_TRIPS
@given(
    plaintext=st.binary(max_size=700),
    purpose=st.sampled_from(["session", "case", "outbox"]),
    bound=st.text(max_size=40),
)
def test_content_comes_back_as_it_was(sealer: Sealer, plaintext: bytes, purpose: str, bound: str) -> None:
    """Whatever a person wrote is read back to the letter."""
    sealed = sealer.seal(purpose, plaintext, bound, TODAY)
    assert sealer.open(purpose, sealed, bound) == plaintext
    assert sealed_day(sealed) == TODAY


def test_content_opens_only_where_it_belongs(sealer: Sealer) -> None:
    """A sealed text copied to another talk, or used as something else, does not open."""
    sealed = sealer.seal("session", WORDS.encode(), TALK, TODAY)
    for purpose, bound in (("session", OTHER_TALK), ("case", TALK), ("sessio", "n" + TALK), ("session", "")):
        with pytest.raises(Unreadable):
            sealer.open(purpose, sealed, bound)
    assert sealer.open("session", sealed, TALK) == WORDS.encode()


def test_nothing_of_the_content_shows(sealer: Sealer) -> None:
    """Sealing the same words twice gives unrelated bytes, and lengths come in steps."""
    first, second = (sealer.seal("session", WORDS.encode(), TALK, TODAY) for _ in range(2))
    assert first[5:] != second[5:]
    assert WORDS.encode() not in first
    lengths = {len(sealer.seal("session", b"x" * n, TALK, TODAY)) for n in range(500)}
    assert len(lengths) == 2


def test_padding_is_chosen_per_purpose(ring: Keyring) -> None:
    """A purpose with many short texts may have smaller steps."""
    sealer = Sealer(ring, padding={"note": 32})
    assert len(sealer.seal("note", b"x", TALK, TODAY)) == len(sealer.seal("case", b"x", TALK, TODAY)) - 256 + 32


def test_an_id_tells_neither_its_channel_nor_its_age(sealer: Sealer) -> None:
    """Ids of one message have one length, whichever channel they are of and however many came before them."""
    one = ("7", "4294967295", "c0ffee00c0ffee00", "4294967294\n4294967295")
    assert len({len(sealer.seal("message id", each.encode(), TALK, TODAY)) for each in one}) == 1
    many = "\n".join(one)
    for each in (*one, many):
        assert sealer.open("message id", sealer.seal("message id", each.encode(), TALK, TODAY), TALK) == each.encode()


def test_what_was_sealed_in_larger_steps_is_still_read(ring: Keyring, sealer: Sealer) -> None:
    """An update makes nobody's messages stay that were to be erased."""
    before = Sealer(ring, padding={"message id": 256}).seal("message id", b"4294967295", TALK, TODAY)
    assert len(before) > len(sealer.seal("message id", b"4294967295", TALK, TODAY))
    assert sealer.open("message id", before, TALK) == b"4294967295"


def test_a_destroyed_day_is_gone_for_good(ring: Keyring, sealer: Sealer) -> None:
    """When a day's key is destroyed, what was sealed on it says so, and trying to read makes no new key."""
    sealed = sealer.seal("session", WORDS.encode(), TALK, TODAY)
    assert sealer.open("session", sealed, TALK)
    ring.destroy_day(TODAY)
    with pytest.raises(KeyGone):
        sealer.open("session", sealed, TALK)
    assert ring.days() == ()


def test_a_case_survives_the_days_while_it_is_rewrapped(ring: Keyring, sealer: Sealer) -> None:
    """An open case's key moves from day to day; once nobody rewraps it, the case is gone with its last day."""
    key = sealer.new_case_key()
    text = sealer.seal_by(key, "case", WORDS.encode(), "c0ffee")
    wrapped = sealer.wrap(key, "c0ffee", TODAY)
    for day in range(TODAY + 1, TODAY + 20):
        wrapped = sealer.rewrap(wrapped, "c0ffee", day)
        assert sealed_day(wrapped) == day
        ring.retire_days(NOW + timedelta(days=day - TODAY), in_use={sealed_day(wrapped)})
    assert TODAY not in ring.days()
    assert sealer.open_by(sealer.unwrap(wrapped, "c0ffee"), "case", text, "c0ffee") == WORDS.encode()
    with pytest.raises(Unreadable):
        sealer.unwrap(wrapped, "decaf0")
    ring.retire_days(NOW + timedelta(days=28))
    with pytest.raises(KeyGone):
        sealer.unwrap(wrapped, "c0ffee")


def test_one_case_key_opens_no_other_case(sealer: Sealer) -> None:
    """Two requests share nothing."""
    mine, theirs = sealer.new_case_key(), sealer.new_case_key()
    text = sealer.seal_by(mine, "case", WORDS.encode(), "c0ffee")
    with pytest.raises(Unreadable):
        sealer.open_by(theirs, "case", text, "c0ffee")
    with pytest.raises(Unreadable):
        sealer.open_by(mine, "case", text, "decaf0")


# -- addresses -----------------------------------------------------------------------------------------------------


@ROUND_TRIPS
@given(
    channel=st.sampled_from(["telegram", "whatsapp", "sms", "web", "terminal"]),
    account=st.text(max_size=30),
    to=st.text(max_size=60),
    talk=st.text(max_size=40).map(TalkId),
)
def test_an_address_comes_back_as_it_was(sealer: Sealer, channel: str, account: str, to: str, talk: TalkId) -> None:
    """The answer goes where the question came from."""
    address = Address(channel, account, to)  # type: ignore[arg-type]
    assert sealer.open_address(sealer.seal_address(address, talk, TODAY), talk, TODAY) == address


def test_an_address_opens_only_for_its_talk_and_its_time(ring: Keyring, sealer: Sealer) -> None:
    """A box laid into another talk, or kept too long, sends nothing."""
    box = sealer.seal_address(NINO, TALK, TODAY + 7)
    assert sealer.open_address(box, TALK, TODAY + 7) == NINO
    with pytest.raises(WrongTalk):
        sealer.open_address(box, OTHER_TALK, TODAY)
    with pytest.raises(Expired):
        sealer.open_address(box, TALK, TODAY + 8)
    ring.rotate(NOW + timedelta(days=10))
    ring.rotate(NOW + timedelta(days=70))
    with pytest.raises(KeyGone):
        sealer.open_address(box, TALK, TODAY)


def test_a_box_made_by_somebody_else_is_refused(ring_path: Path, ring: Keyring, tmp_path: Path) -> None:
    """The mailbox key is public in a sense; only who holds our binding key can address an answer."""
    other = tmp_path / "other"
    Keyring.init(other, NOW)
    for half in (f"front/mailbox-{TODAY}.pub", f"sender/mailbox-{TODAY}.key"):
        (other / half).write_bytes((ring_path / half).read_bytes())
    forged = Sealer(Keyring.open(other, "all")).seal_address(NINO, TALK, TODAY)
    with pytest.raises(Unreadable):
        Sealer(ring).open_address(forged, TALK, TODAY)


def test_the_front_seals_what_only_the_sender_opens(ring_path: Path) -> None:
    """Who talks with people relays their address without being able to open any."""
    front, sender, desk = (Sealer(Keyring.open(ring_path, role)) for role in ("front", "sender", "desk"))
    box = front.seal_address(NINO, TALK, TODAY)
    piece = front.seal_piece("+1 555 000 1234", TALK, TODAY)
    assert sender.open_address(box, TALK, TODAY) == NINO
    assert sender.open_piece(piece, TALK, TODAY) == "+1 555 000 1234"
    for role in (front, desk):
        with pytest.raises(KeyNotYours):
            role.open_address(box, TALK, TODAY)
        with pytest.raises(KeyNotYours):
            role.open_piece(piece, TALK, TODAY)


def test_a_piece_is_no_address(sealer: Sealer) -> None:
    """What redaction took out can never be used to send to."""
    piece = sealer.seal_piece("\x01\x00\x01a\x00\x01b", TALK, TODAY)
    with pytest.raises(Unreadable):
        sealer.open_address(piece, TALK, TODAY)


def test_all_channels_and_people_look_alike(sealer: Sealer) -> None:
    """Boxes of two people, or of two channels, have one length; sealing twice gives unrelated bytes."""
    assert len({len(sealer.seal_address(address, TALK, TODAY)) for address in (NINO, LEYLA)}) == 1
    first, second = sealer.seal_address(NINO, TALK, TODAY), sealer.seal_address(NINO, TALK, TODAY)
    assert first[5:] != second[5:]
    assert box_day(first) == TODAY


# -- ten thousand tries --------------------------------------------------------------------------------------------


def _spoiled(sealed: bytes, rng: random.Random) -> bytes:
    where = rng.randrange(len(sealed))
    match rng.randrange(4):
        case 0:
            return sealed[:where] + bytes([sealed[where] ^ (1 << rng.randrange(8))]) + sealed[where + 1 :]
        case 1:
            return sealed[:where]
        case 2:
            return sealed[:where] + rng.randbytes(1 + rng.randrange(8)) + sealed[where:]
        case _:
            return sealed + rng.randbytes(1 + rng.randrange(8))


def test_ten_thousand_edits_and_swaps_open_nothing(sealer: Sealer) -> None:
    """Whoever can write the store cannot make us read or send one thing wrongly."""
    rng = random.Random(20261121)
    talks = [TalkId(f"{n:016x}") for n in range(50)]
    people = [Address("telegram", "7000000001", str(777000000 + n)) for n in range(50)]
    boxes = [sealer.seal_address(person, talk, TODAY) for person, talk in zip(people, talks, strict=True)]
    texts = [
        sealer.seal("session", person.to.encode(), talk, TODAY) for person, talk in zip(people, talks, strict=True)
    ]
    assert [sealer.open_address(box, talk, TODAY) for box, talk in zip(boxes, talks, strict=True)] == people

    opened = 0
    for turn in range(10_000):
        mine, theirs = rng.sample(range(50), 2)
        try:
            match turn % 4:
                case 0:
                    sealer.open_address(boxes[theirs], talks[mine], TODAY)
                case 1:
                    sealer.open_address(_spoiled(boxes[mine], rng), talks[mine], TODAY)
                case 2:
                    sealer.open("session", texts[theirs], talks[mine])
                case _:
                    sealer.open("session", _spoiled(texts[mine], rng), talks[mine])
        except REFUSALS:
            continue
        opened += 1
    assert opened == 0


# -- known answers -------------------------------------------------------------------------------------------------

CONTENT = (
    "010000512a000102030405060708090a0b03bc95735618f57a28ca0c8018abc42a76eb585350d20229b3dcf4932a12b4ea610a5455c989ecb7"
    "7751326fc678777b9072de71badd9758b3180c13569fc00bdc282fb62eae0b07c2e1011fc87ee294"
)
WRAP = (
    "010000512a000102030405060708090a0b03bc957286a727c4fc772a57af734ef1c236e28dc312921a777bc255badb1b20fcc6c89b62ffe6f0"
    "ee3693964a4b9bc0708397fd"
)
BOX = (
    "030000512a793da0e901976d657633cf7573491f80ba814841b06f6a265f8ff4294574f706d973447bf295e0624e565daffba1a2d7857ffe08"
    "4878d0069bf3151137a54aa33b81209935c51f21b40d8c7b5c3a7d621f0674ac6959449184049232802cc71b43be062b25493ca046cf900936"
    "8307959ada56c9976bac2bdb8c24be5f568b2823a185118bd4fdda366e89029f2bcf04673fea6700bef6974280928d2d6b85da1834bc7ffd1e"
    "8c607073be1d1c591dd3"
)
PIECE = (
    "030000512a82c0ac3463e05d04acbdcda8c81ae08ac604230a9f10f8a4ad75fe468e442a7925bc8b6c6a815f1e00b631b36878389a17f38ac4"
    "60b8f46b675cf64f5ae35f7e79c1ed14a51d966296588978fe48884a2d24ad20f8d53018e96f934954866acfabbd9d3f2a1c93b4786e4bfde8"
    "0f53493c91a867fe2c8d2e0aba092910526095733878177c0af7a8259fc98f5024eb85e78ae21041c3bb33b1f723fbb6147638b92a1e1a3e98"
    "b3967719e6489b4d144d"
)


def test_a_new_version_reads_what_an_old_one_sealed(known_ring: Keyring) -> None:
    """Known answers: an update never cuts people off in the middle of a talk."""
    sealer = Sealer(known_ring, padding={"session": 64}, random=lambda count: bytes(range(count)))
    assert sealer.seal("session", WORDS.encode(), TALK, TODAY).hex() == CONTENT
    assert sealer.open("session", bytes.fromhex(CONTENT), TALK) == WORDS.encode()
    assert sealer.unwrap(bytes.fromhex(WRAP), "c0ffee") == bytes(range(32))
    assert sealer.open_address(bytes.fromhex(BOX), TALK, TODAY) == LEYLA
    assert sealer.open_piece(bytes.fromhex(PIECE), "c0ffee", TODAY) == "+1 555 000 1234"


def test_the_form_is_the_documented_one(known_ring: Keyring) -> None:
    """The layout can be read with nothing but AES-GCM, should this program be lost."""
    sealed = bytes.fromhex(CONTENT)
    associated = sealed[:5] + b"session\0" + TALK.encode()
    padded = AESGCM(known_ring.day_key(TODAY)).decrypt(sealed[5:17], sealed[17:], associated)
    assert padded == len(WORDS.encode()).to_bytes(4, "big") + WORDS.encode() + bytes(64 - 4 - len(WORDS.encode()))
