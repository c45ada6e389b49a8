"""No sentence is missing, broken, too long or dangerous to be seen without the check telling where."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversation.small_content import EN, REPORT, RU, Change, checked, plant, told


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        plant(
            "no such text",
            (REPORT, "caution: caution", "caution: cauton"),
            "flows/report.yaml:34:5 urgent.caution: no text 'cauton' in locales/en; did you mean 'caution'?",
            "warning locales/en/main.ftl:43:1 caution: nobody says this",
        ),
        plant(
            "missing in another language",
            (RU, "report-safe = Всё спокойно?\n", ""),
            "locales/en/main.ftl:39:1 report-safe: missing in locales/ru",
        ),
        plant(
            "missing in the language of reference",
            (EN, "report-safe = Are you safe?\n", ""),
            "flows/report.yaml:7:5 safe.ask: no text 'report-safe' in locales/en; did you mean 'report-more'?",
        ),
        plant(
            "only in another language",
            (RU, "find-nothing = ", "find-more = Ещё.\nfind-nothing = "),
            "locales/ru/main.ftl:47:1 find-more: stands only here; locales/en, which the others are compared with, "
            "lacks it",
        ),
        plant(
            "what the bot says itself",
            (EN, "review-which = ", "# review-which = "),
            "locales/en:1:1 review-which: no such text; the bot says it without a flow",
            "locales/ru/main.ftl:63:1 review-which: stands only here; locales/en, which the others are compared with, "
            "lacks it",
        ),
        plant(
            "the name of a country in the directory",
            (EN, "country-md = ", "# country-md = "),
            "locales/en:1:1 country-md: no such text; the bot says it without a flow",
            "locales/ru/main.ftl:64:1 country-md: stands only here; locales/en, which the others are compared with, "
            "lacks it",
        ),
        plant(
            "the name of a command",
            (EN, "command-hide = Close\n", ""),
            "flows/always.yaml:6:3 hide: no text 'command-hide' in locales/en; did you mean 'command-human'?",
        ),
        plant(
            "unused",
            (EN, "find-nothing = ", "find-more = More.\nfind-nothing = "),
            "locales/en/main.ftl:47:1 find-more: missing in locales/ru",
            "warning locales/en/main.ftl:47:1 find-more: nobody says this",
        ),
        plant(
            "not Fluent",
            (EN, "title-story = Story", "title-story - Story"),
            "flows/report.yaml:17:5 story.title: no text 'title-story' in locales/en; did you mean 'title-safe'?",
            "locales/en/main.ftl:34:1: not Fluent",
        ),
        plant(
            "twice",
            (EN, "find-nothing = Nothing there.", "find-nothing = Nothing there.\nfind-nothing = Nothing at all."),
            "locales/en/main.ftl:48:1: 'find-nothing' stands also in locales/en/main.ftl:47",
        ),
        plant(
            "a text without words",
            (EN, "find-nothing = Nothing there.", "find-nothing =\n    .title = Nothing"),
            "locales/en/main.ftl:47:1 find-nothing: has no words",
        ),
        plant(
            "a mention of nothing",
            (EN, "{ report-intro } You", "{ report-inro } You"),
            "locales/en/main.ftl:38:1 report-more: mentions { report-inro }, which does not exist; did you mean "
            "'report-intro'?",
        ),
        plant(
            "a function there is not",
            (EN, "Somebody is here.", "Somebody is { SHOUT($on-shift) }."),
            "locales/en/main.ftl:48:1 waiting: mentions { SHOUT() }, which does not exist",
        ),
        plant(
            "a term there is not",
            (EN, "A few questions.", "{ -team } has a few questions."),
            "locales/en/main.ftl:37:1 report-intro: mentions { -team }, which does not exist",
        ),
    ],
)
def test_every_text_exists_in_every_language(tmp_path: Path, change: Change, expected: tuple[str, ...]) -> None:
    """Nobody meets a hole where a sentence should be."""
    assert told(checked(tmp_path, change)) == list(expected)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        plant(
            "another variable in another language",
            (RU, "{ $code-name }", "{ $codename }"),
            "locales/ru/main.ftl:42:1 sent: uses { $codename }, which locales/en/main.ftl:42 does not; did you mean "
            "'code-name'?",
            "locales/ru/main.ftl:42:1 sent: lacks { $code-name }, which locales/en/main.ftl:42 uses",
        ),
        plant(
            "a fact the node does not tell",
            (REPORT, "    tell: [code-name]\n  urgent", "  urgent"),
            "flows/report.yaml:28:5 send.say: 'sent' uses { $code-name }: this node needs 'tell: [code-name]'",
        ),
        plant(
            "a fact told through a mention",
            (REPORT, "say: [report-intro, report-more]", "say: [report-intro, waiting]"),
            "flows/report.yaml:4:25 intro.say[1]: 'waiting' uses { $on-shift }: this node needs 'tell: [presence]'",
            "warning locales/en/main.ftl:38:1 report-more: nobody says this",
        ),
        plant(
            "a fact for nothing",
            (REPORT, "    tell: [code-name]\n  urgent", "    tell: [code-name, presence]\n  urgent"),
            "warning flows/report.yaml:29:23 send.tell[1]: no text here uses what 'presence' tells: $closed, "
            "$closed-known, $on-shift, $opens, $opens-known, $wait",
        ),
        plant(
            "a variable nobody gives",
            (EN, "What now?", "What now, { $nmae }?"),
            "locales/en/main.ftl:46:1 find-results: uses { $nmae }, which nobody gives",
            "locales/ru/main.ftl:46:1 find-results: lacks { $nmae }, which locales/en/main.ftl:46 uses",
        ),
        plant(
            "a variable the bot itself does not give",
            (EN, "{ $answer }", "{ $answr }"),
            "locales/en/main.ftl:62:1 review-item: uses { $answr }, which the bot does not give here; did you mean "
            "'answer'?",
            "locales/ru/main.ftl:62:1 review-item: uses { $answer }, which locales/en/main.ftl:62 does not; did you "
            "mean "
            "'answr'?",
            "locales/ru/main.ftl:62:1 review-item: lacks { $answr }, which locales/en/main.ftl:62 uses",
        ),
        plant(
            "a variable on a button",
            (EN, "choice-find = Look for help", "choice-find = { $place }"),
            "flows/menu.yaml:7:10 ways.choices[1].say: 'choice-find' uses { $place }, which is not given here",
            "locales/ru/main.ftl:29:1 choice-find: lacks { $place }, which locales/en/main.ftl:29 uses",
        ),
    ],
)
def test_every_text_is_given_what_it_needs(tmp_path: Path, change: Change, expected: tuple[str, ...]) -> None:
    """No sentence waits for a name or a number that nobody tells it."""
    assert told(checked(tmp_path, change)) == list(expected)


def test_texts_of_other_rooms_are_asked_for_too(tmp_path: Path) -> None:
    """What the chat page and the desk say is checked when they say which texts those are."""
    spoken = {"webchat-title": (), "find-nothing": ()}
    found = told(checked(tmp_path, Change(EN, "find-nothing = ", "webchat-old = x\nfind-nothing = "), elsewhere=spoken))
    assert found == [
        "locales/en:1:1 webchat-title: no such text; the bot says it without a flow",
        "locales/en/main.ftl:47:1 webchat-old: missing in locales/ru",
        "warning locales/en/main.ftl:47:1 webchat-old: nobody says this",
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        plant(
            "long",
            (EN, "Nothing there.", "Nothing there. " * 30),
            "warning locales/en/main.ftl:47:1 find-nothing: 449 characters; at most 300 are read easily",
        ),
        plant(
            "much too long",
            (EN, "Nothing there.", "Nothing there. " * 80),
            "locales/en/main.ftl:47:1 find-nothing: 1199 characters; nobody reads more than 900 at once",
        ),
        plant(
            "long in one of its wordings",
            (RU, "[yes] Мы на месте.", "[yes] Мы на месте" + " и ждём" * 50 + "."),
            "warning locales/ru/main.ftl:48:1 waiting: 362 characters; at most 300 are read easily",
        ),
        plant(
            "a question that does not stand last",
            (EN, "Are you safe?", "Are you safe? Say so."),
            "warning locales/en/main.ftl:39:1 report-safe: the question does not stand last",
        ),
    ],
)
def test_messages_are_short_and_end_with_their_question(
    tmp_path: Path, change: Change, expected: tuple[str, ...]
) -> None:
    """A frightened person reads three sentences, and answers the last one."""
    assert told(checked(tmp_path, change)) == list(expected)


SEEN = "this can be the first thing on a screen that somebody else sees"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        plant(
            "what a command says",
            (EN, "We stop here.", "We keep your Secrets here."),
            f"locales/en/main.ftl:53:1 stop-done: says 'Secrets' in its first 60 characters; {SEEN}",
        ),
        plant(
            "in Russian",
            (RU, "На этом всё.", "Это тайна."),
            f"locales/ru/main.ftl:53:1 stop-done: says 'тайна' in its first 60 characters; {SEEN}",
        ),
        plant(
            "what the bot says itself",
            (EN, "operator-joined = Somebody", "operator-joined = A secret friend"),
            f"locales/en/main.ftl:61:1 operator-joined: says 'secret' in its first 60 characters; {SEEN}",
        ),
        plant(
            "the list of commands",
            (EN, "command-hide = Close", "command-hide = Secret talk"),
            f"locales/en/main.ftl:16:1 command-hide: says 'Secret' in its first 60 characters; {SEEN}",
        ),
        plant(
            "a link",
            (EN, "cover-hello = ", "cover-hello = Go to example.org/help "),
            f"locales/en/main.ftl:60:1 cover-hello: holds a link; {SEEN}",
        ),
        plant(
            "after sixty characters",
            (EN, "We stop here.", "We stop here, as you wish, and you can write again at any hour. Secret."),
        ),
        plant("where no silence can be", (EN, "Nothing there.", "Nothing there, it is secret.")),
        plant(
            "no list of such words",
            ("locales/ru/risk.txt", "# stems\nтайн\nsecret\n", ""),
            "locales/ru/risk.txt:1:1: no list of words that must not be seen first on a locked screen: one stem a line",
        ),
    ],
)
def test_what_may_be_seen_first_gives_nobody_away(tmp_path: Path, change: Change, expected: tuple[str, ...]) -> None:
    """Whoever picks up the phone after a silence reads nothing of what was talked about."""
    assert told(checked(tmp_path, change)) == list(expected)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        plant(
            "nobody said",
            (EN, "speaker: yes", "speaker: perhaps"),
            "locales/en/main.ftl:1:1: the first lines must say '# Read by a native speaker: yes' or 'no'",
        ),
        plant(
            "nobody read",
            (RU, "speaker: yes", "speaker: no"),
            "warning locales/ru:1:1: no native speaker has read: main",
        ),
    ],
)
def test_every_file_says_who_has_read_it(tmp_path: Path, change: Change, expected: tuple[str, ...]) -> None:
    """It stays visible which words no native speaker has read yet."""
    assert told(checked(tmp_path, change)) == list(expected)
