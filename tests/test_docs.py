"""What the documents name exists: commands, make verbs, settings, files, keys, words, figures; and examples are right.

Documents are read as text. A name counts when it stands in a code span, a code block, a compared table, or a link.
"""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
import yaml
from cyclopts import App

from bot.cases.policy import Policy, load_policy
from bot.channels import contract
from bot.commands.line import app
from bot.conversation import model
from bot.conversation.danger import Danger, DangerFile
from bot.conversation.schema import json_schema
from bot.desk import accounts as desk_accounts
from bot.desk import auth
from bot.directory.model import DirectoryFile
from bot.privacy import keyring
from bot.privacy.redact import KINDS as PIECES
from bot.privacy.redact import Redactor
from bot.settings import PREFIX, Settings
from bot.store import (
    accounts,
    blocks,
    chain,
    followups,
    hours,
    keep,
    mailbox,
    outbox,
    reported,
    standing,
    vigil,
    whatsapp,
)
from bot.texts import Texts, load_texts
from bot.yaml_marks import read_marked, validated
from tests.privacy.score_redaction import PUBLIC, Score, measure, together
from tests.test_architecture import FLOOR, MAY, PURE

ROOT = Path(__file__).parents[1]
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
MADE = (".env", "secrets", "var", ".venv")
"""What an installation makes for itself; none of it is in the repository."""
BOTFATHER = frozenset({"/newbot", "/setuserpic", "/setjoingroups"})
"""Commands of Telegram's own bot, which no code of ours holds."""
SUFFIXES = ("py", "yaml", "yml", "md", "ftl", "txt", "toml", "talk", "sh", "LICENSE")
PARTS = re.compile(r"^```(?P<kind>\w*)\n(?P<block>.*?)^```$|(?<!`)`(?P<span>[^`\n]+)`(?!`)", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)([^)\s]+)\)")


@dataclass(frozen=True)
class Doc:
    """One document, as it is read here."""

    name: str
    text: str

    @classmethod
    def of(cls, path: Path) -> Doc:
        return cls(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))

    def spans(self) -> Iterator[tuple[int, str]]:
        """Yield line and text of every code span."""
        for found in PARTS.finditer(self.text):
            if found["span"] is not None:
                yield self.line(found.start()), found["span"].strip()

    def blocks(self, kind: str) -> Iterator[tuple[int, str]]:
        """Yield line and text of every code block of a kind."""
        for found in PARTS.finditer(self.text):
            if found["block"] is not None and found["kind"] == kind:
                yield self.line(found.start()), found["block"]

    def rows(self, first: str) -> Iterator[list[str]]:
        """Yield the rows of the table whose head begins with this word."""
        table = re.search(rf"^\| {re.escape(first)} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", self.text, re.MULTILINE)
        assert table is not None, f"{self.name}: no table '{first}'"
        for row in table[1].splitlines():
            yield [cell.strip() for cell in row.strip("|").split(" | ")]

    def line(self, place: int) -> int:
        return self.text.count("\n", 0, place) + 1


# -- what there is -----------------------------------------------------------------------------------------------------


@cache
def make_verbs() -> frozenset[str]:
    return frozenset(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


@cache
def sources() -> str:
    """Return every line of our code, in which a name that a document tells must stand."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "bot").rglob("*.py")))


@cache
def texts() -> Texts:
    return load_texts(ROOT / "locales", ("en",), "en")


@cache
def fields() -> frozenset[str]:
    """Return every key that the files of an organisation may have."""

    def within(schema: object) -> Iterator[str]:
        if isinstance(schema, dict):
            for key, value in schema.items():
                if key == "properties" and isinstance(value, dict):
                    yield from value
                yield from within(value)
        elif isinstance(schema, list):
            for each in schema:
                yield from within(each)

    return frozenset(name for of in ("flow", "directory", "policy") for name in within(json_schema(of)))


def wrong_command(words: list[str]) -> str | None:
    """Return what is wrong with the words of a helpline command, or None."""
    here: App = app
    while words and not words[0].startswith("-") and words[0] in [*here]:
        here, words = here[words[0]], words[1:]
    if here.default_command is None:
        return f"no command '{words[0]}'" if words else None
    known = {name: argument for argument in here.assemble_argument_collection() for name in argument.names}
    for at, word in enumerate(words):
        if word.startswith("--") and word not in known:
            return f"no option {word}"
        choices = known[word].get_choices() if word in known else None
        if choices and words[at + 1 : at + 2] and words[at + 1] not in choices:
            return f"{word} cannot be {words[at + 1]}"
    return None


def wrong_line(line: str) -> str | None:
    """Return what is wrong with a line for the shell, as far as it is ours."""
    line = line.partition(" #")[0]
    compose = re.search(r"docker compose (?:exec|run|restart)(?: -\S+| --\w+)* (\w+)", line)
    if compose and compose[1] not in yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]:
        return f"no service '{compose[1]}'"
    if verb := re.match(r"make ([a-z-]+)", line):
        return None if verb[1] in make_verbs() else f"no verb '{verb[1]}'"
    if program := re.search(r"python -m ([\w.]+)|python (tests/\S+)", line):
        path = ROOT / (program[2] or program[1].replace(".", "/"))
        return None if path.exists() or path.with_suffix(".py").exists() else "no such program"
    if command := re.search(r"(?:^|[ /])helpline ((?!helpline\b)[a-z-].*)$", line.partition(" > ")[0]):
        return wrong_command(shlex.split(command[1]))
    return None


def wrong_path(span: str) -> str | None:
    """Return what is wrong with a path in the repository."""
    if span.partition("/")[0] in MADE or any(ROOT.glob(span.rstrip("/"))):
        return None
    return "no such file"


def wrong_span(span: str, own: frozenset[str] = frozenset()) -> str | None:
    """Return what is wrong with a code span, or None; ``own`` are the texts that its document makes up."""
    word = span.partition(":")[0]
    if re.match(r"(helpline|make|docker|python) ", span):
        return wrong_line(span)
    if re.fullmatch(r"/[a-z]+(/[a-z]+)*", span):
        return None if span in BOTFATHER or f'"{span}"' in sources() else "no such page"
    if re.fullmatch(r"(P|\{desk\}|\{bot\}):[a-z]+|wrote", span):
        return None if span in key_kinds() else "no such key"
    if "://" not in span and ("/" in span or span.rpartition(".")[2] in SUFFIXES):
        return wrong_path(span)
    if re.fullmatch(r"[a-z]+(-[a-z]+)+(\.svg)?", span):
        return None if span in own or texts().has(span, "en") else "no such text"
    if re.fullmatch(r"[a-z]+: [a-z]+|[a-z]+(_[a-z]+)+(: \w+)?|[A-Z][a-z]+([A-Z][a-z]+)+", span):
        return None if word in fields() or re.search(rf"\b{word}\b", sources()) else "no such name"
    return None


def wrong_names(doc: Doc) -> list[str]:
    """Return everything in a document that names what is not there."""
    own = frozenset(name for _, block in doc.blocks("ftl") for name in re.findall(r"^([\w-]+) =", block, re.MULTILINE))
    found = [f"{doc.name}:{at}: `{span}`: {why}" for at, span in doc.spans() if (why := wrong_span(span, own))]
    for kind in ("sh", "text"):
        for at, block in doc.blocks(kind):
            lines = ((line.strip(), wrong_line(line)) for line in block.splitlines())
            found += [f"{doc.name}:{at}: {line}: {why}" for line, why in lines if why]
    settings = {PREFIX + name.upper() for name in Settings.model_fields} | {f"{PREFIX}SECRETS_DIR"}
    for name in re.findall(rf"{PREFIX}\w+", doc.text):
        wanted = name not in settings and "TELEGRAM_TOKN" not in name
        found += [f"{doc.name}: {name}: no such setting"] if wanted else []
    return found + broken_links(doc)


def broken_links(doc: Doc) -> list[str]:
    """Return the links of a document that lead nowhere."""
    found = []
    for target in LINK.findall(doc.text):
        file, _, heading = target.partition("#")
        path = (ROOT / doc.name).parent / file if file else ROOT / doc.name
        if not path.exists():
            found.append(f"{doc.name}: {target}: no such file")
        elif heading and heading not in headings(path.read_text(encoding="utf-8")):
            found.append(f"{doc.name}: {target}: no such heading")
    return found


def headings(text: str) -> set[str]:
    found = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each.lower()).strip().replace(" ", "-") for each in found}


# -- names -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", DOCS, ids=[str(path.relative_to(ROOT)) for path in DOCS])
def test_what_a_document_names_is_there(path: Path) -> None:
    """A tired administrator who copies a line from a page gets what the page says."""
    assert wrong_names(Doc.of(path)) == []


PLANTED = {
    "`helpline chekc`": "no command",
    "`helpline desk clame`": "no command",
    "`helpline talk --langauge ru`": "no option",
    "`helpline run --role boss`": "cannot be",
    "`make dmeo`": "no verb",
    "```sh\nmake tset\n```": "no verb",
    "```sh\ndocker compose exec helpline helpline docter\n```": "no command",
    "```sh\ndocker compose restart helplin\n```": "no service",
    "`HELPLINE_TELEGRAM_TOKE`": "no such setting",
    "`python -m bot.setings`": "no such program",
    "`bot/stroe/keys.py`": "no such file",
    "`directry.yaml`": "no such file",
    "`locales/fr/*.ftl`": "no such file",
    "`/deks`": "no such page",
    "`P:ss`": "no such key",
    "`{desk}:opp`": "no such key",
    "`privacy-wee`": "no such text",
    "`only_cheked: yes`": "no such name",
    "`StoreUnreachabel`": "no such name",
    "[here](docs/privcy.md)": "no such file",
    "[here](README.md#operatrs)": "no such heading",
}


@pytest.mark.parametrize("text", PLANTED)
def test_a_planted_wrong_name_is_found(text: str) -> None:
    """The controls: each kind of wrong name is told, and the right one beside it is not."""
    right = "`helpline desk claim` `make demo` `HELPLINE_WORKERS` `bot/app.py` `P:seen` `/desk` `privacy-we`"
    (found,) = wrong_names(Doc("PLANTED.md", f"{right}\n\n{text}\n"))
    assert PLANTED[text] in found


def test_the_commands_of_the_readme_are_all_there_are() -> None:
    """Every command has its line, and what stands beside a group's command belongs to that group."""
    rows = list(Doc.of(ROOT / "README.md").rows("command"))
    named = {row[0].strip("`").split()[1] for row in rows}
    assert named == {name for name in app if not name.startswith("-")}
    for first, also in rows:
        group = app[first.strip("`").split()[1]]
        if group.default_command is None:
            beside = {first.strip("`").split()[2], *re.findall(r"`([a-z]+)`", also)}
            assert beside == {name for name in group if not name.startswith("-")}


def test_decisions_are_numbered_without_a_gap_and_all_are_linked() -> None:
    """Whoever asks why finds the answer from the architecture's page."""
    files = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert [name[:3] for name in files] == [f"{number:03}" for number in range(1, len(files) + 1)]
    for name in files:
        text = (ROOT / "docs" / "decisions" / name).read_text(encoding="utf-8")
        assert text.startswith(f"# {name[:3]} ")
        assert f"(docs/decisions/{name})" in (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
        assert 150 < len(text.split()) < 400, f"{name} is not half a page"


# -- the rooms ---------------------------------------------------------------------------------------------------------


def rooms(doc: Doc) -> dict[str, frozenset[str] | None]:
    """Return which room may import what, as a document tells it; None where it says everything."""
    told: dict[str, frozenset[str] | None] = {}
    for names, _, may in doc.rows("room"):
        allowed = frozenset(re.findall(r"`(\w+)`", may))
        allowed |= {"floor": FLOOR, "pure": PURE}.get(re.split(r"\W", may)[0], frozenset())
        told |= dict.fromkeys(re.findall(r"`(\w+)`", names), None if may == "everything" else allowed)
    return told


def test_the_table_of_rooms_is_the_one_that_is_kept() -> None:
    """The page says of every room exactly what the walls allow, and leaves no room out."""
    told = rooms(Doc.of(ROOT / "ARCHITECTURE.md"))
    assert {room: may for room, may in told.items() if may is not None} == MAY
    there = {path.stem for path in (ROOT / "bot").glob("*") if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert set(told) == there - {"__init__"}
    planted = Doc("PLANTED.md", "| room | for | may import |\n|---|---|---|\n| `cases` | x | pure |\n")
    assert rooms(planted)["cases"] != MAY["cases"], "control"


# -- what is kept ------------------------------------------------------------------------------------------------------

_WRITTEN = (
    r"(?:\bP|ARGV\[1\]) \.\. '([a-z]+)",
    r"\{(?:p|prefix\([^{}]*\))\}([a-z]+)",
    r"_ids\(\"([a-z]+)\"\)",
)


@cache
def key_kinds() -> frozenset[str]:
    """Return every kind of key that our code writes."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "bot" / "store").glob("*.py")))
    kinds = {f"P:{name}" for pattern in _WRITTEN for name in re.findall(pattern, code)}
    kinds |= {f"{{desk}}:{name}" for name in re.findall(r"\{DESK\}([a-z]+)", code)}
    kinds |= {f"{{bot}}:{name}" for name in re.findall(r"\{BOT\}([a-z]+)", code)}
    return frozenset(kinds | {"wrote"})


def kept(doc: Doc) -> Mapping[str, str]:
    """Return how long each kind of key lives, as a document tells it."""
    told: dict[str, str] = {}
    for row in doc.rows("what"):
        for kind in re.findall(r"`([^`]+)`", row[1]):
            told[kind] = f"{told.get(kind, '')} {row[3]}".strip()
    return told


def test_everything_that_is_kept_is_told() -> None:
    """No kind of key lies in the store that the privacy page does not name, and it names none that is not there."""
    assert set(kept(Doc.of(ROOT / "docs" / "privacy.md"))) == key_kinds()
    assert "P:nonsense" not in key_kinds(), "control"


UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "month": 30.5 * 86400}


def seconds_of(words: str) -> float:
    """Return how long a span is that the page spells, such as ``48 hours`` or ``seven days``."""
    count, unit = words.split()
    return (7 if count == "seven" else int(count)) * UNITS[unit.rstrip("s")]


LIVES: Mapping[str, tuple[str, float]] = {
    "P:s": ("24 hours", keep.AS_PROMISED.session_s),
    "P:seen": ("48 hours", keep.AS_PROMISED.seen_s),
    "P:ids": ("48 hours", keep.AS_PROMISED.ids_s),
    "P:c": ("seven days", keep.AS_PROMISED.closed_s),
    "P:out": ("48 hours", reported.OUT_S),
    "P:web": ("24 hours", mailbox.LIFE_S),
    "P:block": ("30 days", blocks.MOST_BLOCK_S),
    "P:spam": ("24 hours", blocks.TAKEN_BACK_S),
    "P:follow": ("8 days", followups.LIST_S),
    "{desk}:many": ("24 hours", hours.MANY_S),
    "P:audit": ("12 months", chain.AUDIT_S),
    "wrote": ("25 hours", whatsapp.WROTE_S),
    "{bot}:far": ("30 days", whatsapp.FAR_S),
    "{bot}:menu": ("90 days", whatsapp.MENU_S),
    "{bot}:calls": ("10 minutes", vigil.CALLS_S),
    "{desk}:session": ("12 hours", auth.ABSOLUTE.total_seconds()),
    "{desk}:once": ("72 hours", desk_accounts.INVITATION_LIFE.total_seconds()),
    "{desk}:tries": ("1 minute", auth.TRIES_WITHIN.total_seconds()),
    "{desk}:draft": ("24 hours", accounts.DRAFT_S),
    "{desk}:heres": ("90 seconds", standing.HERE_S * 2),
}
RING = {
    "the day's key": ("8 days", keyring.DAY_LIFE),
    "the mailbox key": ("45 days", keyring.BOX_LIFE),
    "the lookup key": ("60 days", keyring.LOOKUP_EPOCH * 2),
}


def test_the_lives_on_the_page_are_those_of_the_code() -> None:
    """What the page says of time is what the store and the ring are told, at most."""
    doc = Doc.of(ROOT / "docs" / "privacy.md")
    told, ring = kept(doc), {row[0].partition(",")[0]: row[2] for row in doc.rows("key")}
    for kind, (words, seconds) in LIVES.items():
        assert words in told[kind], kind
        assert seconds_of(words) == seconds, kind
    for name, (words, life) in RING.items():
        assert words in ring[name], name
        assert seconds_of(words) == life.total_seconds(), name
    assert seconds_of("30 days") == outbox.HELD_S, "held words live with the case: 30 days at most"


def test_the_figures_of_redaction_are_measured() -> None:
    """The page tells what is found and what is missed as it is today, measured on the held messages."""
    doc = Doc.of(ROOT / "docs" / "privacy.md")
    scores = measure(Redactor(PUBLIC))
    held, hard = together(scores, "held"), together(scores, "adversarial")
    assert {row[0]: row[1] for row in doc.rows("kind")} == figures(held)
    assert f"All kinds together: {held.recall():.2f}." in doc.text
    assert f"False alarms: {held.alarmed} of {held.clean} messages" in doc.text
    assert f"On {held.messages} labelled messages" in doc.text
    assert f"On {hard.messages} messages that hide" in doc.text
    assert f"on purpose: {hard.recall():.2f}." in doc.text


def figures(score: Score) -> dict[str, str]:
    return {kind: f"{score.covered[kind]} of {score.wanted[kind]}" for kind in PIECES}


# -- examples and labels -----------------------------------------------------------------------------------------------


def test_every_label_of_the_desk_is_spelled_as_it_stands_there() -> None:
    """A new operator looks for the words of the page on the screen, and finds them."""
    labels = {texts().label(name, "en").rstrip(".:") for name in texts().sources["en"] if name.startswith("desk-")}
    page = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
    shown = {" ".join(found.split()) for found in re.findall(r"\*\*([^*]+)\*\*", page)}
    assert len(shown) > 20
    assert shown - {"bold"} <= labels, "only labels are bold on that page"


def test_the_kinds_of_node_on_the_page_are_all_there_are() -> None:
    """Who writes flows sees every kind of node, and none that does not exist."""
    rows = Doc.of(ROOT / "docs" / "content.md").rows("kind")
    assert {name.strip("`") for name, _ in rows} == set(model.KINDS)


def example_problems(body: str, tmp_path: Path) -> list[str]:
    """Return what is wrong with an example, which says in its first line which file it stands for."""
    file = re.match(r"# ([\w/.-]+)", body)
    assert file is not None, "an example names its file"
    name = file[1]
    if name == "helpline.yaml":
        (tmp_path / name).write_text(body, encoding="utf-8")
        assert isinstance(load_policy(tmp_path / name), Policy)
        return []
    if name == "directory.yaml":
        body = "organisations:\n" + body
    tree, marks = read_marked(body, name)
    shape = DangerFile if "danger" in name else DirectoryFile if name == "directory.yaml" else model.Flow
    read, problems = validated(shape, tree, marks)
    if isinstance(read, DangerFile):
        assert Danger([read])("they are beating me") == "violence"
        assert Danger([read])("he beat me at chess") is None
    if isinstance(read, model.Flow):
        targets = re.findall(r"\b(?:go|to|skip): ([a-z-]+)\b(?!:)", body)
        return [*map(str, problems), *(each for each in {*targets, read.start} - {*read.nodes, "return", "flow"})]
    return [str(problem) for problem in problems]


def test_the_examples_are_right(tmp_path: Path) -> None:
    """What is copied from the page is read without a mistake, and its texts are written in the same page."""
    doc = Doc.of(ROOT / "docs" / "content.md")
    bodies = [body for _, body in doc.blocks("yaml")]
    assert len(bodies) >= 5
    for body in bodies:
        assert example_problems(body, tmp_path) == []
    for right, wrong in (("go: which", "go: wich"), ("as: story", "as: tale"), ("skip: to-people", "skp: to-people")):
        assert len(example_problems(bodies[0].replace(right, wrong, 1), tmp_path)) == 1, "control"
    (words,) = (body for _, body in doc.blocks("ftl"))
    made = Texts({"en": {"interpreter.ftl": words}}, "en")
    assert made.junk == []
    asked = set(re.findall(r"interpreter-[a-z-]+(?=\n)", bodies[0])) - {"interpreter-language"}
    assert asked == {"interpreter-need", "interpreter-title", "interpreter-which", "interpreter-title-language"}
    assert asked <= set(made.sources["en"])


def test_the_fates_on_the_page_are_those_a_reply_can_have() -> None:
    """Whatever stands under an operator's words is explained to them."""
    tree = ast.parse((ROOT / "bot" / "store" / "outbox.py").read_text(encoding="utf-8"))
    (fates,) = (node for node in tree.body if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "Fate")
    page = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
    for fate in re.findall(r"'(\w+)'", ast.unparse(fates)):
        assert f"**{texts().label(f'desk-fate-{fate}', 'en')}**" in page, fate
    assert set(get_args(contract.LaterFate)) - {"again"} <= set(re.findall(r"'(\w+)'", ast.unparse(fates)))
