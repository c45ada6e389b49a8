"""No sentence is missing, broken, too long or dangerous to be seen without the check telling where."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversation.small_content import Change, checked
from tests.conversation.test_check import ALWAYS, DIRECTORY, EN, FIND, REPORT, RU, plant, told


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
            "warning flows/report.yaml:29:23 send.tell[1]: no text here uses what 'presence' tells: $on-shift, $opens, "
            "$opens-known, $wait",
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


# -- labels ------------------------------------------------------------------------------------------------------------

LAWYERS = "{say: choice-lawyer, value: legal"
SOME = f"{LAWYERS}, when: {{known: place}}}}\n"
OTHERS = "      - {say: choice-lawyer, value: documents"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        plant(
            "a choice",
            (EN, "choice-report = Tell", "choice-report = Tell us what is happening"),
            "locales/en/main.ftl:28:1 choice-report: 25 characters; a button holds 20",
        ),
        plant(
            "a title, which is a button in the review",
            (RU, "title-safe = Безопасность", "title-safe = Безопасность прямо сейчас"),
            "locales/ru/main.ftl:33:1 title-safe: 25 characters; a button holds 20",
        ),
        plant("an accent is no letter of its own", (EN, "choice-report = Tell", "choice-report = " + "e\u0301" * 20)),
        plant(
            "the same label",
            (EN, "choice-lawyer = Lawyer", "choice-lawyer = a bed"),
            "flows/find.yaml:13:9 needs.choices[1]: 'shelter' and 'legal' both read 'A bed' in en",
        ),
        plant(
            "the same after cutting",
            (
                EN,
                "choice-bed = A bed\nchoice-lawyer = Lawyer",
                "choice-bed = A bed for the coming nights\nchoice-lawyer = A bed for the coming days",
            ),
            "flows/find.yaml:13:9 needs.choices[1]: 'shelter' and 'legal' both read 'A bed for the comin…' in en",
            "locales/en/main.ftl:31:1 choice-bed: 27 characters; a button holds 20",
            "locales/en/main.ftl:32:1 choice-lawyer: 25 characters; a button holds 20",
        ),
        plant(
            "the bot's own choice",
            (EN, "choice-done = Done", "choice-done = Lawyer"),
            "flows/find.yaml:10:5 needs.several: 'legal' and 'done' both read 'Lawyer' in en",
        ),
        plant("never seen together", (FIND, LAWYERS, f"{SOME}{OTHERS}, when: {{not: {{known: place}}}}")),
        plant(
            "seen together",
            (FIND, LAWYERS, SOME + OTHERS),
            "flows/find.yaml:14:9 needs.choices[2]: 'legal' and 'documents' both read 'Lawyer' in en",
            "flows/find.yaml:14:9 needs.choices[2]: 'legal' and 'documents' both read 'Юрист' in ru",
        ),
        plant(
            "the same first letter",
            (RU, "choice-no = Нет", "choice-no = Далее"),
            "warning flows/forget.yaml:3:3 sure: the same first letter in ru: 'Да' and 'Далее'",
            "warning flows/report.yaml:6:3 safe: the same first letter in ru: 'Да' and 'Далее'",
        ),
        plant(
            "one word for two answers",
            (EN, "yes-words = sure, yep", "yes-words = sure, нет"),
            "warning flows/report.yaml:12:9 safe.choices[1]: 'нет' means both 'yes' and 'no', so it is not understood",
        ),
    ],
)
def test_labels_fit_and_differ(tmp_path: Path, change: Change, expected: tuple[str, ...]) -> None:
    """On the narrowest button every answer can be read to its end, and no two look alike."""
    assert told(checked(tmp_path, change)) == list(expected)


# -- commands ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        plant(
            "taken away",
            (ALWAYS, "  back: {", "  bakc: {"),
            "flows/always.yaml:1:1 commands: no command 'back': it must work at every moment; did you mean 'bakc'?",
            "flows/always.yaml:4:3 bakc: no text 'command-bakc' in locales/en; did you mean 'command-back'?",
            "warning locales/en/main.ftl:14:1 command-back: nobody says this",
        ),
        plant(
            "to a node",
            (ALWAYS, "go: flow:forget", "go: sure"),
            "flows/always.yaml:9:33 forget.go: a command leads to a flow: 'flow:…', not 'sure'",
            "flows/forget.yaml:1:1: nothing leads to this flow",
        ),
        plant(
            "to no flow",
            (ALWAYS, "go: flow:forget", "go: flow:forgt"),
            "flows/always.yaml:9:33 forget.go: no flow 'forgt'; did you mean 'forget'?",
            "flows/forget.yaml:1:1: nothing leads to this flow",
        ),
        plant(
            "the same stroke",
            (ALWAYS, "slash: [human]", "slash: [stop]"),
            "flows/always.yaml:3:39 human.slash[0]: '/stop' belongs to the command 'stop' already",
        ),
        plant(
            "a stroke no channel takes",
            (ALWAYS, "slash: [human]", "slash: [Human-Help]"),
            "flows/always.yaml:3:39 human.slash[0]: '/Human-Help': only small letters, digits and _ without the stroke",
        ),
        plant(
            "the same word in two languages",
            (RU, "human-words = человек", "human-words = человек, Stop!"),
            "locales/ru/main.ftl:5:1 human-words: 'Stop!' is a word of the command 'stop' already "
            "(locales/en/main.ftl:4)",
        ),
        plant(
            "an answer that is swallowed",
            (EN, "yes-words = sure, yep", "yes-words = sure, Enough!"),
            "flows/report.yaml:11:9 safe.choices[0]: 'Enough!' (locales/en/main.ftl:23) is also a word of the command "
            "'stop' (locales/en/main.ftl:4), which is tried first, so this answer is never heard",
        ),
        plant("an answer that does the same", (EN, "human-words = human", "human-words = 乲, human")),
        plant(
            "the cover's word",
            (EN, "go-on-words = ", "go-on-words = back, "),
            "locales/en/main.ftl:59:1 go-on-words: 'back' is also a word of the command 'back' (locales/en/main.ftl:6)",
        ),
        plant(
            "too long for a list",
            (EN, "command-hide = Close", "command-hide = Close this at once, before somebody looks at it"),
            "locales/en/main.ftl:16:1 command-hide: 47 characters; a list of commands shows 40",
        ),
    ],
)
def test_what_works_at_every_moment_is_there_and_swallows_nothing(
    tmp_path: Path, change: Change, expected: tuple[str, ...]
) -> None:
    """Stop, a person, back, hide and forget cannot be lost, nor mistaken for an answer."""
    assert told(checked(tmp_path, change)) == list(expected)


# -- directory ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        plant(
            "somebody's door",
            (DIRECTORY, "lat: 47.01", "lat: 47.0123"),
            "directory.yaml:8:5 xx-harbour.place: the centre of the town only: at most two decimals, nobody's door",
        ),
        plant(
            "no such number",
            (DIRECTORY, "+37322233309", "+3732223330"),
            "directory.yaml:11:14 xx-harbour.phones[0]: no such number can exist: a digit is missing, too many or "
            "wrong",
        ),
        plant(
            "no such hours",
            (DIRECTORY, "state: shown", "hours: whenever\n    timezone: Europe/Chisinau\n    state: shown"),
            "directory.yaml:14:5 xx-harbour.hours: not opening hours; write for example 'Mo-Fr 09:00-18:00' or "
            "'24/7', or "
            "use hours_note",
        ),
        plant(
            "help nobody can ask for",
            (DIRECTORY, "services: [shelter, legal]", "services: [prevention]"),
            "warning directory.yaml:9:5 xx-harbour.services: no flow asks for what this organisation does (prevention) "
            "for whom it is (women)",
        ),
        plant(
            "help for people nobody asks about",
            (DIRECTORY, "audiences: [women]", "audiences: [professionals]"),
            "warning directory.yaml:9:5 xx-harbour.services: no flow asks for what this organisation does (shelter, "
            "legal) for whom it is (professionals)",
        ),
        plant("any help", (DIRECTORY, "services: [shelter, legal]", "services: [documents]")),
    ],
)
def test_everybody_in_the_directory_is_found(tmp_path: Path, change: Change, expected: tuple[str, ...]) -> None:
    """Every organisation is shown to somebody, and no shelter's door to anybody."""
    assert told(checked(tmp_path, change)) == list(expected)


def test_a_draft_need_not_be_found(tmp_path: Path) -> None:
    """What nobody checked yet is shown to nobody, and nothing is said of it."""
    lost = Change(DIRECTORY, "services: [shelter, legal]", "services: [prevention]")
    assert told(checked(tmp_path, lost, Change(DIRECTORY, "state: shown", "state: draft"))) == []
