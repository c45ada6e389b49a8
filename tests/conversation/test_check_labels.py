"""Every answer can be read, told apart and given; nobody who helps is forgotten; what always works works."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversation.small_content import (
    ALWAYS,
    DIRECTORY,
    EN,
    FIND,
    RU,
    Change,
    checked,
    letter_of,
    plant,
    told,
)

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
        plant(
            "an answer that does the same",
            (EN, "human-words = human", f"human-words = {letter_of('choice-human')}, human"),
        ),
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
