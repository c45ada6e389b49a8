"""Whoever writes a flow can look at it: every question, every answer, and where each of them leads."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.conversation.catalogue import Catalogue, load_catalogue
from bot.conversation.draw import mermaid, svg
from bot.conversation.draw_boxes import Drawing
from bot.conversation.model import When
from bot.texts import Texts, load_texts
from tests.conversation.small_content import files

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"
LINE = re.compile(
    r"flowchart TD|  subgraph \w+\[\"[^\"]+\"\]|  end"
    r"|    \w+[\[({/\\]+\"[^\"]*\"[\])}/\\]+(:::\w+)?"
    r"|  \w+ -->(\|\"[^\"]*\"\|)? \w+"
    r"|  to_\d+\[\"[^\"]*\"\]:::elsewhere|  classDef .+"
)


@pytest.fixture(scope="module")
def real() -> tuple[Catalogue, Texts]:
    return load_catalogue(ROOT / "flows"), load_texts(ROOT / "locales", ["en", "ru"], "en")


@pytest.fixture
def small(tmp_path: Path) -> tuple[Catalogue, Texts]:
    for name, text in files().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return load_catalogue(tmp_path / "flows"), load_texts(tmp_path / "locales", ["en", "ru"], "en")


def test_a_flow_is_drawn_in_the_words_people_read(small: tuple[Catalogue, Texts]) -> None:
    """A question stands with its words, its answers on the arrows, its conditions as people say them."""
    lines = mermaid("report", *small, "en").splitlines()
    assert lines[:9] == [
        "flowchart TD",
        '  subgraph flow_report["report"]',
        '    report__intro("A few questions. A few questions. You can stop.")',
        '    report__safe{{"Are you safe?"}}',
        '    report__story[/"What happens?"/]',
        '    report__review["This is what we have."]',
        '    report__send(["It is with us, under $code-name. You can write."]):::people',
        '    report__urgent(["It is with us, under $code-name. You can write."]):::people',
        "  end",
    ]
    assert '  report__safe -->|"Yes"| report__story' in lines
    assert f'  report__safe -->|"{small[1].label("choice-skip", "en")}"| report__story' in lines
    assert '  report__review -->|"Send · Safe = No"| report__urgent' in lines
    assert '  report__review -->|"Send"| report__send' in lines


def test_it_is_drawn_in_the_reader_s_language(small: tuple[Catalogue, Texts]) -> None:
    """The same flow can be read in every language there is."""
    drawn = mermaid("report", *small, "ru")
    assert "Всё спокойно?" in drawn
    assert '-->|"Отправить · Безопасность = Нет"|' in drawn


def test_what_is_ticked_stands_under_its_question(small: tuple[Catalogue, Texts]) -> None:
    """Answers that lead nowhere by themselves are shown where they are ticked."""
    drawn = mermaid("find", *small, "en")
    assert "What do you need?<br/>☐ A bed<br/>☐ Lawyer<br/>☐" in drawn
    assert '  find__needs -->|"Done"| find__results' in drawn


def test_conditions_are_told_in_words(small: tuple[Catalogue, Texts]) -> None:
    """Nobody has to read the file's own notation."""
    told = Drawing(*small, "en").condition
    when = {"any": [{"known": "story"}, {"not": {"one_of": {"safe": ["yes", "no"]}}}], "is": {"needs": "legal"}}
    assert told(When.model_validate(when)) == "needs = Lawyer and (Story is known or not (Safe = Yes / No))"


@pytest.mark.parametrize("locale", ["en", "ru"])
def test_the_whole_talk_is_one_drawing(real: tuple[Catalogue, Texts], locale: str) -> None:
    """All flows together: every node stands there once, every arrow ends at one, and every line is Mermaid's."""
    catalogue, words = real
    lines = mermaid(None, catalogue, words, locale).splitlines()
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    boxes = {line.split("[")[0].split("(")[0].split("{")[0].strip() for line in lines if line.startswith("    ")}
    assert len(boxes) == sum(len(flow.nodes) for flow in catalogue.flows.values())
    elsewhere = {line.split("[")[0].strip() for line in lines if line.startswith("  to_")}
    ends = [line.rsplit(" ", 1)[1] for line in lines if "-->" in line]
    assert set(ends) <= boxes | elsewhere
    assert len(elsewhere) == 1, "only 'return' leads out of the drawing"


def test_words_cannot_break_the_drawing(small: tuple[Catalogue, Texts]) -> None:
    """Quotation marks, signs and tags in a text stay words."""
    texts = Texts({"en": {"a.ftl": 'report-safe = Say "yes" <b> #1 | end\n'}})
    drawn = mermaid("report", small[0], texts, "en")
    assert '{{"Say #quot;yes#quot; #lt;b#gt; #35;1 | end"}}' in drawn
    picture = svg("report", small[0], texts, "en")
    assert 'Say "yes" <b> #1 | end' in {each.text for each in ElementTree.fromstring(picture).iter(f"{SVG}text")}


# -- the picture -------------------------------------------------------------------------------------------------------


def cards_of(picture: str) -> dict[str, tuple[float, float, float, float]]:
    """Return where the cards of one flow stand: left, top, right, bottom."""
    found = {}
    for group in ElementTree.fromstring(picture).iter(f"{SVG}g"):
        box = group.find(f"{SVG}rect[@class='card']")
        if box is not None:
            x, y = map(float, group.attrib["transform"].removeprefix("translate(").rstrip(")").split())
            found[group.attrib["id"]] = (x, y, x + float(box.attrib["width"]), y + float(box.attrib["height"]))
    return found


def overlapping(cards: dict[str, tuple[float, float, float, float]]) -> list[tuple[str, str]]:
    return [
        (one, other)
        for (one, (left, top, right, bottom)), (other, (left2, top2, right2, bottom2)) in combinations(cards.items(), 2)
        if left < right2 and left2 < right and top < bottom2 and top2 < bottom
    ]


def test_a_picture_shows_every_node_and_nothing_over_another(real: tuple[Catalogue, Texts]) -> None:
    """In every flow each node has a card, no card covers another, and none lies outside the paper."""
    catalogue, words = real
    for name, flow in catalogue.flows.items():
        picture = svg(name, catalogue, words, "ru")
        cards = cards_of(picture)
        assert set(cards) == {f"{name}-{node}" for node in flow.nodes}
        assert overlapping(cards) == []
        width, height = map(float, ElementTree.fromstring(picture).attrib["viewBox"].split()[2:])
        assert all(x >= 0 and y >= 0 and right <= width and bottom <= height for x, y, right, bottom in cards.values())
    assert overlapping({"one": (0, 0, 10, 10), "other": (9, 9, 20, 20)}) == [("one", "other")]


def test_every_answer_of_a_picture_names_where_it_leads(small: tuple[Catalogue, Texts]) -> None:
    """Beside each answer stands the node or flow that follows."""
    root = ElementTree.fromstring(svg("menu", *small, "en"))
    texts = [each.text for each in root.iter(f"{SVG}text")]
    assert texts[texts.index("Tell") + 1] == "report →"
    assert texts[texts.index("What we see") + 1] == "privacy ↓"
    assert texts[texts.index("enter · privacy") + 1 :] == ["privacy", None, "privacy →", "…", "ways ↑"]
    assert len(list(root.iter(f"{SVG}path"))) == len([each for each in root.iter(f"{SVG}path") if each.get("class")])


def test_a_picture_needs_nothing_from_elsewhere(real: tuple[Catalogue, Texts]) -> None:
    """It opens from a stick without a network, runs nothing, and follows a light or a dark screen."""
    picture = svg(None, *real, "en")
    root = ElementTree.fromstring(picture)
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {
        *("svg", "title", "style", "g", "rect", "text", "path", "circle", "a"),
    }
    assert picture.count("://") == 1, "only the name of the format"
    assert "prefers-color-scheme:dark" in picture
    ids = {each.attrib["id"] for each in root.iter(f"{SVG}g") if "id" in each.attrib}
    assert {each.attrib["href"].removeprefix("#") for each in root.iter(f"{SVG}a")} <= ids


def test_drawing_twice_draws_the_same(real: tuple[Catalogue, Texts]) -> None:
    """Two drawings of the same flows can be compared line by line."""
    assert svg(None, *real, "en") == svg(None, *real, "en")
    assert mermaid(None, *real, "en") == mermaid(None, *real, "en")
