"""Four words bring a person back to their talk; guessing brings nobody anywhere."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.messages import Locale
from bot.privacy.keyring import KeyNotYours, Keyring
from bot.privacy.returncode import ReturnCodes, _words

EN, RU = Locale("en"), Locale("ru")
QUIET = settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture
def codes(ring: Keyring) -> ReturnCodes:
    return ReturnCodes(ring)


@pytest.mark.parametrize("name", ["en", "ru"])
def test_the_lists_are_long_enough_and_easy_to_type(name: str) -> None:
    """Both lists have 1024 short words, and no slip of one letter turns one word into another."""
    words = _words(name)
    assert len(words) == len(set(words)) == 1024
    assert all(4 <= len(word) <= 9 and word.isalpha() and word == word.casefold() for word in words)
    assert not any("ё" in word for word in words)
    forms: dict[str, str] = {}
    for word in words:
        for i in range(len(word)):
            assert forms.setdefault(f"{word[:i]}*{word[i + 1 :]}", word) == word
            assert word[:i] + word[i + 1 :] not in words


def test_codes_cannot_be_guessed(codes: ReturnCodes) -> None:
    """With ten thousand codes open, a million guesses find less than one; a hundred thousand tried here find none."""
    space = len(_words("en")) ** 4
    assert 10_000 * 1_000_000 / space < 0.01
    rng = random.Random(1)
    open_codes = {codes.code_hash(codes.new_code(rng, EN)) for _ in range(1000)}
    guesses = {codes.code_hash(codes.new_code(rng, EN)) for _ in range(20_000)}
    assert len(open_codes) == 1000
    assert not guesses & open_codes


def test_the_store_alone_cannot_check_a_guess(codes: ReturnCodes, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Somebody else's key gives another hash; nothing of the words is in it."""
    from .conftest import NOW

    path = tmp_path_factory.mktemp("other") / "keys"
    Keyring.init(path, NOW)
    code = codes.new_code(random.Random(1), EN)
    assert ReturnCodes(Keyring.open(path, "front")).code_hash(code) != codes.code_hash(code)
    assert not any(word in codes.code_hash(code) for word in code.split())
    with pytest.raises(KeyNotYours):
        ReturnCodes(Keyring.open(path, "desk"))


def test_a_code_leads_to_the_partition_it_was_drawn_for(codes: ReturnCodes) -> None:
    """The talk is where the code says, without asking anywhere else."""
    rng = random.Random(2)
    for partition in range(16):
        for locale in (EN, RU):
            code = codes.code_for_partition(partition, rng, locale)
            assert codes.partition(code) == partition
            assert codes.read(code) == code


@pytest.mark.parametrize(
    ("locale", "cyrillic"), [("ru", True), ("kk", True), ("uz-Cyrl", True), ("uz-Latn", False), ("en", False)]
)
def test_the_words_fit_the_keyboard(codes: ReturnCodes, locale: str, cyrillic: bool) -> None:
    """Who writes in Cyrillic gets words in Cyrillic, everybody else words in Latin letters."""
    assert (codes.new_code(random.Random(3), Locale(locale))[0] > "z") is cyrillic


@QUIET
@given(st.randoms(use_true_random=False), st.sampled_from([EN, RU]))
def test_a_code_is_read_as_people_type_it(codes: ReturnCodes, rng: random.Random, locale: Locale) -> None:
    """Capitals, commas, dashes, line breaks and words around it do not matter."""
    code = codes.new_code(rng, locale)
    first, second, third, fourth = code.split()
    assert codes.read(code.upper()) == code
    assert codes.read(f"  {first.title()}-{second}, {third}\n{fourth}. ") == code
    assert codes.read(f"1. {first} 2. {second} 3. {third} 4. {fourth}") == code
    assert codes.read(f"mein mein: {code}!") == code


def _slips(word: str, rng: random.Random) -> Iterator[str]:
    at = rng.randrange(len(word))
    letter = rng.choice("xqzfw" if word.isascii() else "фщъэю")
    yield word[:at] + letter + word[at + 1 :]
    yield word[:at] + word[at + 1 :]
    yield word[:at] + letter + word[at:]
    yield word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :] if at else word


def test_one_slip_a_word_is_forgiven(codes: ReturnCodes) -> None:
    """A letter wrong, missing, extra or swapped: nearly always understood, and never as another code."""
    rng = random.Random(4)
    tried = understood = 0
    for locale in (EN, RU):
        for _ in range(250):
            code = codes.new_code(rng, locale)
            words = code.split()
            at = rng.randrange(4)
            for slip in _slips(words[at], rng):
                read = codes.read(" ".join([*words[:at], slip, *words[at + 1 :]]))
                tried += 1
                understood += read == code
                assert read is None or read == code or slip in read.split()
    assert understood / tried > 0.93


def test_one_letter_of_another_keyboard_is_forgiven(codes: ReturnCodes) -> None:
    """A Latin letter that looks Cyrillic, and ё for е, read as meant."""
    assert codes.read("oзepо лимoн бёрет cирoп") == "озеро лимон берет сироп"


ORDINARY = [
    "",
    "hello",
    "мне нужна помощь",
    "they took my passport and i cannot leave this place",
    "1234",
    "озеро берет лимон",
    "lake lemon лимон сироп",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_are_no_code(codes: ReturnCodes, text: str) -> None:
    """What people say otherwise is not taken for a code."""
    assert codes.read(text) is None


def test_codes_given_once_stay_valid(known_ring: Keyring) -> None:
    """Known answers: a code written on a slip of paper works after every update."""
    codes = ReturnCodes(known_ring)
    assert codes.code_hash("озеро лимон берет сироп") == "135e60e74114f7ea7df6e2d432e81446"
    assert codes.partition("озеро лимон берет сироп") == 0
