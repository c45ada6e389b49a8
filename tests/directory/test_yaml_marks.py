"""Content files are read strictly, and every mistake is told at its place."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict

from bot.conversation.model import Flow
from bot.yaml_marks import Problem, WrongContent, did_you_mean, load_marked, read_marked, validated


class Choice(BaseModel):
    """A choice, as a flow might have it."""

    model_config = ConfigDict(extra="forbid")
    say: str
    go: str = ""
    kind: Literal["shelter", "legal"] = "legal"


class Node(BaseModel):
    """A node, as a flow might have it."""

    model_config = ConfigDict(extra="forbid")
    choices: tuple[Choice, ...] = ()
    after: int | None = None


def problems_of(text: str) -> tuple[Problem, ...]:
    """Return what is wrong with a text."""
    with pytest.raises(WrongContent) as wrong:
        read_marked(text, "x.yaml")
    return wrong.value.problems


def test_words_stay_the_words_they_are() -> None:
    """A number with a plus, a time, a no and a date are read as written, not as YAML would like to."""
    tree, _ = read_marked("a: +31201234567\nb: 18:30\nc: no\nd: 2023-05\ne: 051\nf:\ng: null", "x.yaml")
    assert tree == {"a": "+31201234567", "b": "18:30", "c": "no", "d": "2023-05", "e": "051", "f": "", "g": "null"}


def test_an_empty_file_is_empty() -> None:
    """A file with nothing but comments is no crash."""
    assert read_marked("# nothing yet\n", "x.yaml")[0] == ""


def test_places_are_kept_for_keys_and_items() -> None:
    """Each key and list item knows its line and column; what is missing points to what stands around it."""
    _, marks = read_marked("start: a\nnodes:\n  a:\n    choices:\n      - {say: yes, go: b}\n", "x.yaml")
    assert marks.at(("nodes", "a", "choices", 0, "go")) == (5, 20)
    assert marks.at(("nodes", "a", "choices", 0, "when")) == (5, 9)
    assert marks.at(("nowhere",)) == (1, 1)


def test_a_line_reads_like_a_compilers() -> None:
    """One problem is one line: file, line, column, path, what is wrong and what may have been meant."""
    text = (
        "# safety\nstart: safe-now\nnodes:\n  safe-now:\n    ask: are-you-safe\n    remember: safe\n    choices:\n"
        "      - {say: choice-yes, go: flow:menu}\n      - {say: choice-no,  go: emergancy}\n"
    )
    _, marks = read_marked(text, "flows/safety.yaml")
    hint = did_you_mean("emergancy", ["safe-now", "emergency"])
    told = marks.problem(
        ("nodes", "safe-now", "choices", 1, "go"), f"no node 'emergancy'{hint}", shown="safe-now.choices[1].go"
    )
    assert str(told) == "flows/safety.yaml:9:27 safe-now.choices[1].go: no node 'emergancy'; did you mean 'emergency'?"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "key 'a' stands here twice, first in line 1"),
        ("a: &x 1\nb: *x\n", 2, "anchors"),
        ("a: !!python/name:os.system x\n", 1, "tags"),
        ("a: [1, 2\nb: 3\n", 2, "not YAML"),
        ("a: 1\n---\nb: 2\n", 2, "not YAML"),
        ("? [a, b]\n: 1\n", 1, "a key must be a word"),
        ("a: \x07\n", 1, "not YAML"),
    ],
)
def test_bad_form_is_refused(text: str, line: int, said: str) -> None:
    """Doubled keys, anchors, tags, broken and double documents never get in."""
    (problem, *_) = problems_of(text)
    assert problem.line == line
    assert said in problem.message


def test_all_doubled_keys_are_told_at_once() -> None:
    """Nobody mends one mistake only to meet the next."""
    assert [problem.line for problem in problems_of("a: 1\na: 2\nb: {c: 1, c: 2}\n")] == [2, 3]


def test_a_missing_or_unreadable_file_is_a_problem(tmp_path: Path) -> None:
    """A file that is not there, or not text, is told like every other mistake."""
    with pytest.raises(WrongContent, match=r"gone\.yaml:1:1: no such file"):
        load_marked(tmp_path / "gone.yaml", "gone.yaml")
    (tmp_path / "bad.yaml").write_bytes(b"a: \xff\xfe")
    with pytest.raises(WrongContent, match="not UTF-8"):
        load_marked(tmp_path / "bad.yaml", "bad.yaml")


def test_a_wrong_tree_is_told_all_at_once() -> None:
    """Every mistake against the model comes in one go, with its line, and with what may have been meant."""
    text = "choices:\n  - {sey: a}\n  - {say: b, goto: c}\n  - {say: c, kind: shelte}\n  - say: [d]\nafter: soon\n"
    tree, marks = read_marked(text, "x.yaml")
    node, problems = validated(Node, tree, marks)
    assert node is None
    assert {str(problem) for problem in problems} == {
        "x.yaml:2:5 choices[0]: key 'say' is missing",
        "x.yaml:2:6 choices[0].sey: unknown key 'sey'; did you mean 'say'?",
        "x.yaml:3:14 choices[1].goto: unknown key 'goto'; did you mean 'go'?",
        "x.yaml:4:14 choices[2].kind: 'shelte' is not one of legal, shelter; did you mean 'shelter'?",
        "x.yaml:5:5 choices[3].say: words belong here, not a list or keys",
        "x.yaml:6:1 after: Input should be a valid integer, unable to parse string as an integer",
    }


def test_a_right_tree_has_no_problems() -> None:
    """The same reading finds nothing where nothing is wrong."""
    tree, marks = read_marked("choices: [{say: a}]\nafter: 3\n", "x.yaml")
    node, problems = validated(Node, tree, marks)
    assert node is not None
    assert (node.after, problems) == (3, [])


def test_no_value_is_repeated_in_a_message() -> None:
    """A phone number or a sentence in the wrong place is not echoed into a log."""
    tree, marks = read_marked("choices: +31201234567\nafter: secret sentence\n", "x.yaml")
    _, problems = validated(Node, tree, marks)
    assert problems
    assert not any("+312" in problem.message or "secret" in problem.message for problem in problems)


def test_a_wrong_word_is_told_at_its_key_in_every_kind_of_node() -> None:
    """In a flow the key that says what a node is reads like its kind; a mistake beside it is told at its own place."""
    text = (
        "start: a\nnodes:\n  a:\n    listen: some-words\n    remember: x\n    as: storry\n    go: b\n"
        "  b:\n    listen: some-words\n    rember: y\n    as: [story]\n    go: a\n"
    )
    tree, marks = read_marked(text, "x.yaml")
    _, problems = validated(Flow, tree, marks)
    assert {str(problem) for problem in problems} == {
        "x.yaml:6:5 nodes.a.as: 'storry' is not one of rescue, secret, story; did you mean 'story'?",
        "x.yaml:8:3 nodes.b: key 'remember' is missing",
        "x.yaml:10:5 nodes.b.rember: unknown key 'rember'; did you mean 'remember'?",
        "x.yaml:11:5 nodes.b.as: not one of rescue, secret, story",
    }
