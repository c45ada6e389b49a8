"""No mistake in flows reaches a person: each kind of fault is planted, and each is told with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.channels.web_page import WORDS
from bot.content import Shelf
from bot.conversation.check import problems
from bot.directory.towns import country_names
from bot.yaml_marks import load_marked
from tests.conversation.small_content import FIND, FORGET, MENU, REPORT, WELCOME, Change, checked, plant, told

ROOT = Path(__file__).parents[2]


def test_good_content_is_left_in_peace(tmp_path: Path) -> None:
    """Where nothing is wrong nothing is said, so that whatever is said below comes from the planted fault."""
    assert told(checked(tmp_path)) == []


def test_the_real_content_has_no_error(shelf: Shelf) -> None:
    """What this repository serves holds no mistake that the check knows, in flows, words, directory and chat page."""
    _, marks = load_marked(ROOT / "directory.yaml", "directory.yaml")
    found = problems(
        shelf.content.catalogue,
        shelf.texts,
        shelf.content.directory,
        locales=ROOT / "locales",
        directory_marks=marks,
        countries=country_names().values(),
        elsewhere=dict.fromkeys(WORDS, ()),
    )
    assert [str(each) for each in found if each.severity == "error"] == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        plant(
            "no such node",
            (REPORT, "choice-no, go: story", "choice-no, go: stroy"),
            "flows/report.yaml:12:26 safe.choices[1].go: no node 'stroy'; did you mean 'story'?",
        ),
        plant(
            "no such flow",
            (REPORT, "choice-no, go: story", "choice-no, go: flow:fnd"),
            "flows/report.yaml:12:26 safe.choices[1].go: no flow 'fnd'; did you mean 'find'?",
        ),
        plant(
            "a flow named as a node",
            (REPORT, "choice-no, go: story", "choice-no, go: find"),
            "flows/report.yaml:12:26 safe.choices[1].go: no node 'find'; did you mean 'flow:find'?",
        ),
        plant(
            "in a branch",
            (REPORT, "{to: urgent,", "{to: urgnt,"),
            "flows/report.yaml:24:10 review.go[0].to: no node 'urgnt'; did you mean 'urgent'?",
            "flows/report.yaml:30:3 urgent: nothing leads here",
        ),
        plant(
            "no such flow to enter",
            (MENU, "enter: privacy", "enter: privacys"),
            "flows/menu.yaml:11:5 privacy.enter: no flow 'privacys'; did you mean 'privacy'?",
        ),
        plant(
            "no such start",
            (REPORT, "start: intro", "start: into"),
            "flows/report.yaml:1:1: nothing leads to this flow",
            "flows/report.yaml:1:1 start: no node 'into'; did you mean 'intro'?",
        ),
        plant(
            "a file name that no flow can have",
            ("flows/Lost One.yaml", "", "start: a\nnodes: {a: {end: stop-done}}\n"),
            "flows/Lost One.yaml:1:1: the file name 'Lost One' is not a flow's: small letters, digits, hyphens, at "
            "most 24",
            "flows/Lost One.yaml:1:1: nothing leads to this flow",
        ),
        plant(
            "a node that cannot be named",
            (MENU, "  privacy:\n", "  return:\n    end: stop-done\n  privacy:\n"),
            "flows/menu.yaml:10:3 return: no node can be called 'return': that word leads back to who entered",
            "flows/menu.yaml:10:3 return: nothing leads here",
        ),
        plant(
            "no way without a condition",
            (REPORT, "{to: send}", "{to: send, when: {known: safe}}"),
            "flows/report.yaml:25:20 review.go[1].when: the last branch has a 'when': where none holds, the talk would "
            "have no way on",
        ),
        plant(
            "a branch that hides the others",
            (REPORT, "{to: urgent, when: {is: {safe: no}}}", "{to: urgent}"),
            "flows/report.yaml:24:9 review.go[0]: a branch without 'when' always holds, so those after it are never "
            "taken",
        ),
        plant(
            "an empty list of ways",
            (FORGET, "go: done}", "go: []}"),
            "flows/forget.yaml:6:27 sure.choices[0].go: an empty list leads nowhere",
            "flows/forget.yaml:8:3 done: nothing leads here",
        ),
    ],
)
def test_every_way_leads_somewhere(tmp_path: Path, change: Change, expected: tuple[str, ...]) -> None:
    """A way to nowhere is told with the nearest name that exists."""
    assert told(checked(tmp_path, change)) == list(expected)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        plant(
            "a lost node",
            (
                MENU,
                "    go: ways\n",
                "    go: ways\n  lost:\n    say: menu-what\n    go: more\n  more:\n    end: stop-done\n",
            ),
            "flows/menu.yaml:13:3 lost: nothing leads here",
        ),
        plant(
            "a lost flow",
            ("flows/lost.yaml", "", "start: a\nnodes: {a: {end: stop-done}}\n"),
            "flows/lost.yaml:1:1: nothing leads to this flow",
        ),
        plant(
            "nobody to return to",
            (WELCOME, "choice-ru, go: flow:menu", "choice-ru, go: return"),
            "flows/welcome.yaml:7:26 language.choices[0].go: nobody enters this flow and no command leads here, so "
            "there "
            "is nowhere to return to",
        ),
        plant(
            "entered and never back",
            ("flows/privacy.yaml", "go: return", "go: flow:menu"),
            "flows/menu.yaml:12:5 privacy.go: the flow 'privacy' never returns, so this way is never taken",
        ),
        plant(
            "no end and no person",
            (
                "flows/stop.yaml",
                "    end: stop-done\n    does: stop\n",
                "    ask: stop-done\n    choices:\n      - {say: choice-go-on, go: more}\n"
                "  more:\n    listen: stop-done\n    remember: more\n    go: done\n",
            ),
            "flows/stop.yaml:3:3 done: from here no way leads to a person or an end",
        ),
        plant(
            "a command that should lead to a person",
            ("flows/human.yaml", "hand_over: general\n    say: waiting\n    tell: [presence]", "end: waiting"),
            "flows/always.yaml:3:3 human: this command never leads to a person",
            "flows/human.yaml:4:5 waiting.end: 'waiting' uses { $on-shift }: this node needs 'tell: [presence]'",
        ),
    ],
)
def test_all_of_the_talk_is_reached_and_all_of_it_leads_to_help(
    tmp_path: Path, change: Change, expected: tuple[str, ...]
) -> None:
    """Nobody is led into a corner, and nothing was written that nobody will see."""
    assert told(checked(tmp_path, change)) == list(expected)


# -- going round -------------------------------------------------------------------------------------------------------

CHAIN = "".join(f"  n{number}:\n    say: report-intro\n    go: n{number + 1}\n" for number in range(60))
TIPS = "start: tip\nnodes:\n  tip:\n    say: menu-what\n    go: return\n"
TWO_TIPS = "go: once\n  once:\n    enter: tips\n    go: twice\n  twice:\n    enter: tips\n    go: ways\n"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        plant(
            "two messages in a ring",
            (
                REPORT,
                "    go: safe\n  safe:\n",
                "    go:\n      - {to: more, when: {is: {safe: no}}}\n      - {to: safe}\n"
                "  more:\n    say: report-more\n    go: intro\n  safe:\n",
            ),
            "flows/report.yaml:3:3 intro: goes round without a question: intro → more → intro",
        ),
        plant(
            "a flow that enters itself",
            (
                REPORT,
                "    go: safe\n  safe:\n",
                "    go:\n      - {to: more, when: {is: {safe: no}}}\n      - {to: safe}\n"
                "  more:\n    enter: report\n    go: safe\n  safe:\n",
            ),
            "flows/report.yaml:3:3 intro: goes round without a question: intro → more → intro",
            "flows/report.yaml:10:5 more.go: the flow 'report' never returns, so this way is never taken",
        ),
        plant(
            "too many messages for one answer",
            (
                REPORT,
                "    go: safe\n  safe:\n",
                f"    go: n0\n{CHAIN}  n60:\n    say: report-intro\n    go: safe\n  safe:\n",
            ),
            "flows/report.yaml:3:3 intro: 63 nodes follow each other from here without a question; a turn walks 60",
        ),
        plant(
            "a ring of answered questions",
            (REPORT, "    skip: story\n  story", "    skip: intro\n  story"),
            "warning flows/report.yaml:3:3 intro: when an earlier answer is changed, the talk could go round here: "
            "intro → safe → intro",
        ),
    ],
)
def test_the_talk_never_goes_round_without_a_question(
    tmp_path: Path, change: Change, expected: tuple[str, ...]
) -> None:
    """The bot cannot talk to itself for ever, not even when an earlier answer is changed."""
    assert told(checked(tmp_path, change)) == list(expected)


def test_the_same_flow_may_be_entered_twice_in_a_row(tmp_path: Path) -> None:
    """A short flow that comes back at once is no ring, however often it is entered."""
    tips, menu = Change("flows/tips.yaml", "", TIPS), Change(MENU, "go: ways\n", TWO_TIPS)
    assert told(checked(tmp_path, tips, menu)) == []


# -- answers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        plant(
            "an answer without a way",
            (REPORT, "choice-no, go: story", "choice-no"),
            "flows/report.yaml:12:9 safe.choices[1]: the choice 'no' has no way on: give it a 'go'",
        ),
        plant(
            "an answer without a way under cards",
            (
                FIND,
                "      - {say: choice-human, go: flow:human}",
                "      - {say: choice-human, go: flow:human}\n      - {say: choice-bed}",
            ),
            "flows/find.yaml:24:9 results.choices[2]: the choice 'bed' has no way on: give it a 'go'",
        ),
        plant(
            "the same name twice",
            (FIND, "choice-lawyer, value: legal", "choice-lawyer, value: shelter"),
            "flows/find.yaml:13:10 needs.choices[1].say: another choice of this question is called 'shelter' too; give "
            "one a 'value'",
        ),
        plant(
            "the bot's own name",
            (FIND, "choice-lawyer, value: legal", "choice-lawyer, value: done"),
            "flows/find.yaml:13:10 needs.choices[1].say: the bot's own choice of this question is called 'done' too; "
            "give "
            "one a 'value'",
        ),
        plant(
            "alone among one",
            (REPORT, "choice-no, go: story", "choice-no, alone: true, go: story"),
            "flows/report.yaml:12:26 safe.choices[1].alone: 'alone' means something only where several can be ticked",
        ),
        plant(
            "ticks that are lost",
            (FORGET, "    ask: forget-sure\n", "    ask: forget-sure\n    several: true\n    go: done\n"),
            "flows/forget.yaml:3:3 sure: what is ticked here is lost without 'remember'",
        ),
        plant(
            "own words without a way",
            (FORGET, "    ask: forget-sure\n", "    ask: forget-sure\n    words: welcome\n"),
            "flows/forget.yaml:5:5 sure.words: own words are welcome here, so the node itself needs a 'go'",
        ),
        plant(
            "four words in another message",
            (REPORT, "    tell: [code-name]\n  urgent", "    tell: [code-name, return-code]\n  urgent"),
            "flows/report.yaml:28:5 send.say: the four words are told by 'people-return-code', whose message fades; "
            "'say' lacks it",
            "warning flows/report.yaml:29:23 send.tell[1]: no text here uses what 'return-code' tells: $channel, "
            "$return-code",
        ),
        plant(
            "four words that lead nowhere",
            (REPORT, "    go: safe\n", "    tell: [return-code]\n    go: safe\n"),
            "flows/report.yaml:5:12 intro.tell[0]: only a 'hand_over' gives out the four words; here they would lead "
            "nowhere",
            "warning flows/report.yaml:5:12 intro.tell[0]: no text here uses what 'return-code' tells: $channel, "
            "$return-code",
        ),
    ],
)
def test_every_answer_counts(tmp_path: Path, change: Change, expected: tuple[str, ...]) -> None:
    """Whatever a person taps is told apart from the rest and leads on."""
    assert told(checked(tmp_path, change)) == list(expected)


def test_ticked_answers_need_a_way_of_the_question(tmp_path: Path) -> None:
    """Where several answers can be ticked, the question itself must say what follows."""
    found = told(checked(tmp_path, Change(FIND, "    go: results\n", "")))
    assert "flows/find.yaml:7:3 needs: several answers can be ticked here, so the node itself needs a 'go'" in found


def test_more_answers_than_a_list_shows_are_warned_of(tmp_path: Path) -> None:
    """Eleven answers still work, as numbers to type; the author hears it."""
    many = "".join(f"      - {{say: title-safe, value: v{number}, go: return}}\n" for number in range(9))
    found = told(checked(tmp_path, Change(FORGET, "      - {say: choice-no", many + "      - {say: choice-no")))
    assert (
        "warning flows/forget.yaml:5:5 sure.choices: 11 answers are more than a list can show (10); they become "
        "numbers to type" in found
    )


LONG = "a-flow-with-a-long-name"
LONG_FLOW = """\
start: a-node-with-a-long-name
nodes:
  a-node-with-a-long-name:
    review: report-review
    send: choice-send
    change: choice-change
    go: flow:human
    choices:
      - {say: choice-bed, value: a-value-of-some-length, go: question}
  question:
    ask: report-safe
    remember: a-key-of-length
    title: title-safe
    choices:
      - {say: choice-yes, go: a-node-with-a-long-name}
"""


def test_every_button_can_be_carried(tmp_path: Path) -> None:
    """Flow, node and choice fit into the 64 bytes a button carries, those the bot adds by itself among them."""
    menu = Change(MENU, "go: flow:report", f"go: flow:{LONG}")
    found = told(checked(tmp_path, Change(f"flows/{LONG}.yaml", "", LONG_FLOW), menu))
    where = f"flows/{LONG}.yaml"
    assert (
        f"{where}:9:9 a-node-with-a-long-name.choices[0]: the button 'a-value-of-some-length' carries 70 bytes, "
        "at most 64: shorten flow, node or choice" in found
    )
    assert (
        f"{where}:3:3 a-node-with-a-long-name: the button 'a-a-key-of-length' carries 65 bytes, at most 64: shorten "
        "flow, node or choice" in found
    )
    assert not any("'send'" in each or "'change'" in each for each in found)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        plant(
            "a key nobody remembers",
            (REPORT, "is: {safe: no}", "is: {saef: no}"),
            "flows/report.yaml:24:34 review.go[0].when.is.saef: no question remembers 'saef'; did you mean 'safe'?",
        ),
        plant(
            "a value nobody can give",
            (REPORT, "is: {safe: no}", "is: {safe: on}"),
            "flows/report.yaml:24:34 review.go[0].when.is.safe: 'safe' is never 'on'; it can be no, yes",
        ),
        plant(
            "deep inside",
            (REPORT, "is: {safe: no}", "any: [{known: saef}, {not: {one_of: {safe: [no, nno]}}}]"),
            "flows/report.yaml:24:36 review.go[0].when.any[0].known: no question remembers 'saef'; did you mean "
            "'safe'?",
            "flows/report.yaml:24:66 review.go[0].when.any[1].not.one_of.safe: 'safe' is never 'nno'; did you mean "
            "'no'?",
        ),
        plant(
            "on a choice",
            (REPORT, "choice-no, go: story", "choice-no, when: {known: nothing}, go: story"),
            "flows/report.yaml:12:33 safe.choices[1].when.known: no question remembers 'nothing'",
        ),
        plant(
            "own words compared",
            (REPORT, "is: {safe: no}", "is: {story: no}"),
            "flows/report.yaml:24:34 review.go[0].when.is.story: 'story' is told in own words, which are never "
            "compared; "
            "'known: story' can be asked",
        ),
        plant("the country of a place", (REPORT, "is: {safe: no}", "one_of: {country: [ru, kz]}")),
        plant("first words", (REPORT, "is: {safe: no}", "known: first-words")),
        plant(
            "a search by nothing",
            (FIND, "needs: needs", "needs: need"),
            "flows/find.yaml:20:5 results.needs: no question remembers 'need'; did you mean 'needs'?",
        ),
        plant(
            "a search around no place",
            (FIND, "place: place", "place: needs"),
            "flows/find.yaml:19:5 results.place: 'needs' is no place: no 'locate' remembers it",
        ),
        plant(
            "a service nobody offers",
            (FIND, "    needs: needs\n", "    service: [shelters]\n"),
            "flows/find.yaml:20:15 results.service[0]: the directory does not know 'shelters'; did you mean 'shelter'?",
        ),
        plant(
            "a need nobody meets",
            (FIND, "value: shelter", "value: shelters"),
            "warning flows/find.yaml:12:27 needs.choices[0].value: the directory does not know 'shelters'; did you "
            "mean "
            "'shelter'?",
        ),
        plant(
            "a language without words",
            (WELCOME, "say: choice-ru,", "say: choice-ru, value: uz,"),
            "flows/welcome.yaml:7:26 language.choices[0].value: no language 'uz' in locales/",
        ),
        plant(
            "a value the bot cannot read",
            (FORGET, "    ask: forget-sure\n", "    ask: forget-sure\n    remember: reply-mode\n"),
            "flows/forget.yaml:7:10 sure.choices[0].say: 'reply-mode' cannot be 'yes': the bot reads it itself; it can "
            "be never, now, window",
            "flows/forget.yaml:8:10 sure.choices[1].say: 'reply-mode' cannot be 'no': the bot reads it itself; did you "
            "mean 'now'?",
        ),
        plant(
            "the value the bot waits for",
            (FORGET, "    ask: forget-sure\n", "    ask: forget-sure\n    remember: minor\n"),
        ),
        plant(
            "a value the bot waits for in vain",
            (FIND, "remember: needs", "remember: minor"),
            "flows/find.yaml:11:5 needs.choices: the bot reads 'minor' itself and waits for 'yes', which no choice "
            "here "
            "gives",
            "flows/find.yaml:20:5 results.needs: no question remembers 'needs'",
        ),
    ],
)
def test_conditions_and_searches_ask_what_can_be_answered(
    tmp_path: Path, change: Change, expected: tuple[str, ...]
) -> None:
    """No branch waits for an answer that nobody can give."""
    assert told(checked(tmp_path, change)) == list(expected)
