"""Every sentence that we say to a person about privacy has its proof, in one line, on the plain page and in full."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from html import unescape
from pathlib import Path

import pytest
import redis
from aiohttp import ClientSession

from bot.content import Shelf
from bot.messages import Line
from bot.texts import Texts
from tests.promises.crowd import Someone, an_operator, cases_by_chat, desk_of
from tests.stage import ROOT, Stage

CHAT = 700_123_456_789_012
SAID = "they keep my passport in the office"
HERE = "promises/test_privacy_text.py"
CANARY, DUMP, FORGETTING, FIRST = (
    f"promises/test_{name}.py" for name in ("canary", "dump", "forgetting", "first_words")
)

TIERS: Mapping[str, tuple[str, ...]] = {
    "welcome-about": (
        f"{HERE}::test_the_first_answers_come_from_a_program",
        f"{HERE}::test_the_organisation_says_its_name",
        f"{HERE}::test_people_are_reached_without_a_name",
        f"{CANARY}::test_nothing_of_anybody_is_found_anywhere",
        f"{HERE}::test_the_messenger_and_the_screen_show_every_word",
    ),
    "privacy-we": (
        f"{CANARY}::test_nothing_of_anybody_is_found_anywhere",
        f"{CANARY}::test_an_operator_reads_the_story_and_not_the_person",
        f"{HERE}::test_consultants_see_language_channel_answers_and_words",
        "privacy/test_redact.py::test_what_names_the_writer_is_taken_out",
    ),
    "privacy-others": (
        f"{HERE}::test_the_messenger_and_the_screen_show_every_word",
        f"{HERE}::test_the_messenger_and_the_screen_show_every_word",
        f"{FORGETTING}::test_hide_keeps_the_place_in_the_queue",
        "channels/test_web.py::test_every_answer_carries_the_strict_headers",
    ),
    "privacy-kept": (
        "test_janitor.py::test_sessions_and_marks_live_as_long_as_the_organisation_says",
        f"{FORGETTING}::test_a_closed_case_is_gone_in_a_week",
        f"{FORGETTING}::test_an_open_case_ends_and_yesterdays_copy_with_it",
    ),
    "privacy-full-who": (
        f"{CANARY}::test_nothing_of_anybody_is_found_anywhere",
        f"{CANARY}::test_an_operator_reads_the_story_and_not_the_person",
        f"{DUMP}::test_a_stolen_store_names_nobody",
    ),
    "privacy-full-see": (
        f"{HERE}::test_consultants_see_language_channel_answers_and_words",
        "desk/test_desk_people.py::test_the_overview_shows_load_and_audit_without_a_word",
        f"{CANARY}::test_nothing_of_anybody_is_found_anywhere",
    ),
    "privacy-full-covered": (
        "desk/test_consent.py::test_only_the_persons_yes_shows_a_piece",
        "promises/test_photos.py::test_a_photo_reaches_the_operator_and_tells_nothing_but_what_it_shows",
        "promises/test_photos.py::test_photos_go_with_their_case",
    ),
    "privacy-full-others": (
        f"{HERE}::test_the_messenger_and_the_screen_show_every_word",
        "channels/test_whatsapp_tending.py::test_everything_is_deleted_within_minutes",
        f"{HERE}::test_the_web_page_says_the_same_and_keeps_nothing",
    ),
    "privacy-full-long": (
        "test_janitor.py::test_sessions_and_marks_live_as_long_as_the_organisation_says",
        "test_janitor.py::test_only_a_yes_keeps_an_open_case_longer",
        "test_janitor.py::test_sessions_and_marks_live_as_long_as_the_organisation_says",
        f"{FORGETTING}::test_an_open_case_ends_and_yesterdays_copy_with_it",
    ),
    "privacy-full-forget": (
        f"{FORGETTING}::test_forget_me_leaves_nothing",
        f"{FORGETTING}::test_forget_me_leaves_nothing",
        "test_coming_back.py::test_the_words_open_a_live_line_from_elsewhere",
    ),
    "privacy-full-stopped": ("desk/test_blocks.py::test_forgetting_wipes_words_and_does_not_lift_a_block",),
    "privacy-full-not": (
        f"{FIRST}::test_nothing_of_before_is_repeated_until_the_person_goes_on",
        f"{FIRST}::test_going_on_repeats_the_question",
        f"{FORGETTING}::test_an_open_case_ends_and_yesterdays_copy_with_it",
    ),
}
"""The one line, the plain page and the whole text, with the proof of each sentence in its order."""
COMMANDS = ("hide", "forget")
"""What the texts tell people to write."""


def sentences(texts: Texts, text: str, locale: str) -> list[str]:
    """Return the sentences of a text that claim something; a question claims nothing."""
    words = texts.say(Line(text, {"organisation": "The Helpline"}), locale)
    return [each for each in re.split(r"(?<=[.!?])\s+", words) if not each.endswith("?")]


def unproven(claims: Iterable[tuple[str, str]]) -> list[str]:
    """Return the sentences whose proof is nowhere: no such test, or one that does not say what it shows."""
    return [sentence for sentence, proof in claims if not _is_there(proof)]


def _is_there(proof: str) -> bool:
    file, _, name = proof.partition("::")
    path = ROOT / "tests" / file
    if not name.startswith("test_") or not path.is_file():
        return False
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tests = [each for each in tree.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
    return any(each.name == name and ast.get_docstring(each) for each in tests)


# -- the table ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", TIERS)
def test_every_sentence_has_its_proof(shelf: Shelf, text: str) -> None:
    """Whoever adds a sentence about privacy must name the test that shows it, in this file."""
    claims = list(zip(sentences(shelf.texts, text, "en"), TIERS[text], strict=True))
    assert claims
    assert not unproven(claims)


def test_a_sentence_without_a_proof_is_noticed() -> None:
    """Control: a sentence whose test is not there, says nothing or is no test at all, is told."""
    real = f"{HERE}::test_every_sentence_has_its_proof"
    ghosts = [f"{HERE}::test_that_nobody_wrote", "promises/test_nowhere.py::test_x", f"{HERE}::sentences", ""]
    claims = [("kept", real), *((f"claim {number}", ghost) for number, ghost in enumerate(ghosts))]
    assert unproven(claims) == ["claim 0", "claim 1", "claim 2", "claim 3"]


def test_no_text_about_privacy_is_left_out(shelf: Shelf) -> None:
    """Every text of the flow about privacy stands in the table, unless it only asks something."""
    flow = (ROOT / "flows" / "privacy.yaml").read_text(encoding="utf-8")
    said = set(re.findall(r"\bprivacy-[a-z-]+", re.sub(r"choice-[a-z-]+|#.*", "", flow)))
    assert {text for text in said if sentences(shelf.texts, text, "en")} == set(TIERS) - {"welcome-about"}


@pytest.mark.parametrize("text", TIERS)
def test_every_language_says_as_much(shelf: Shelf, text: str) -> None:
    """No language promises a sentence more or a sentence less."""
    counts = {locale: len(sentences(shelf.texts, text, locale)) for locale in shelf.texts.locales}
    assert len(set(counts.values())) == 1, counts


@pytest.mark.parametrize("locale", ["en", "ru"])
def test_words_to_write_are_understood(shelf: Shelf, locale: str) -> None:
    """What the texts tell people to write really is a command, in that language."""
    told = {
        word for text in TIERS for word in re.findall(r"[“«](\w+)[”»]", " ".join(sentences(shelf.texts, text, locale)))
    }
    known = {word.strip() for name in COMMANDS for word in shelf.texts.label(f"always-{name}-words", locale).split(",")}
    assert told - {"да"} <= known
    assert len(told - {"да"}) == len(COMMANDS)


# -- proofs that stand nowhere else ------------------------------------------------------------------------------------


async def test_the_first_answers_come_from_a_program(stage: Stage) -> None:
    """With no operator anywhere the first words are answered at once: nobody reads them."""
    person = Someone(stage, CHAT)
    await person.says("hello")
    await stage.settle()
    assert not await stage.helpline.accounts.each()
    assert person.heard()


@pytest.mark.parametrize("locale", ["en", "ru"])
async def test_the_organisation_says_its_name(stage: Stage, locale: str) -> None:
    """The first line names who stands behind the helpline, as `helpline.yaml` has it, in the person's language."""
    person = Someone(stage, CHAT)
    await person.says("hello")
    await person.taps("welcome", "language", locale)
    await stage.settle()
    assert stage.helpline.policy.organisation[locale] in person.heard()[-1]


async def test_people_are_reached_without_a_name(stage: Stage) -> None:
    """A case reaches the queue though the person wrote not one word of their own."""
    person = Someone(stage, CHAT)
    await person.asks_for_people()
    [line] = await desk_of(stage).queue()
    await an_operator(stage)
    await desk_of(stage).claim(line.id, "ana")
    sheet = await desk_of(stage).show(line.id, "ana")
    assert not [answer for answer in sheet.head.answers.values() if answer.words]
    assert not [entry for entry in sheet.talk if entry.by == "person"]


async def test_the_messenger_and_the_screen_show_every_word(stage: Stage) -> None:
    """What we say goes to the messenger as it is, with whose chat it is for, and stands on whatever screen shows it."""
    person = Someone(stage, CHAT)
    case = (await cases_by_chat(stage, [person]))[CHAT]
    await desk_of(stage).claim(case, await an_operator(stage))
    await desk_of(stage).reply(case, "ana", "we can get it back")
    await stage.settle()
    shown = [call for method, call in stage.telegram.calls if method == "sendMessage"]
    assert (shown[-1]["text"], str(shown[-1]["chat_id"])) == ("we can get it back", str(CHAT))


async def test_consultants_see_language_channel_answers_and_words(stage: Stage) -> None:
    """Whoever takes a case reads its language, its channel, what was answered and what was written."""
    person = Someone(stage, CHAT, language="ru")
    await person.says("/human")
    await person.says("нужен совет")
    await person.says("они забрали паспорт")
    [line] = await desk_of(stage).queue()
    await desk_of(stage).claim(line.id, await an_operator(stage))
    sheet = await desk_of(stage).show(line.id, "ana")
    assert (sheet.head.channel, sheet.head.locale) == ("telegram", "ru")
    assert "нужен совет" in {answer.words for answer in sheet.head.answers.values()}
    assert "они забрали паспорт" in {entry.text for entry in sheet.talk}


# -- the whole text ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("locale", ["en", "ru"])
async def test_the_whole_text_is_a_tap_away(stage: Stage, shelf: Shelf, locale: str) -> None:
    """Behind the plain page the person reads all of it, in two parts, with a way to people and a way to forget."""
    person = Someone(stage, CHAT, language=locale)
    await person.says("/privacy")
    await person.taps("privacy", "kept", "privacy-full")
    await person.taps("privacy", "next", "go-on")
    await stage.settle()
    paragraphs = shelf.promises(locale)
    assert len(paragraphs) == len([text for text in TIERS if text.startswith("privacy-full-")])
    assert [text for text in person.heard() if text in paragraphs] == paragraphs


@pytest.mark.parametrize("locale", ["en", "ru"])
async def test_the_web_page_says_the_same_and_keeps_nothing(
    stage: Stage, shelf: Shelf, store: Path, locale: str
) -> None:
    """The whole text stands on the web page; looking leaves no cookie and no key, nothing is loaded from elsewhere."""
    async with ClientSession() as http, http.get(f"{stage.base}/chat/privacy?locale={locale}") as response:
        page = unescape(await response.text())
        assert response.status == 200
        assert "Set-Cookie" not in response.headers
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert re.findall(r"<p>([^<]+)</p>", page) == shelf.promises(locale)
    assert f'<html lang="{locale}"' in page
    assert not re.search(r"(?:https?:)?//", page)
    with redis.Redis(unix_socket_path=str(store)) as line:
        assert not line.keys("*web*")
