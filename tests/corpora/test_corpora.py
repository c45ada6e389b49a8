"""Keeps the labelled messages honest, so that what is measured against them means something.

Nothing here may import the redactor or the danger detector: the sets judge them and do not know them.
A problem names a corpus and a place in it, never the text that stands there.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import cast

import pytest
import yaml

HERE = Path(__file__).parent

Item = dict[str, object]
Corpora = dict[str, list[Item]]

KINDS_FOUND = {"phone", "email", "handle", "document", "card", "address", "url_id", "name"}
KINDS_OF_DANGER = {"suicide", "violence", "locked_in", "child", "medical", "threat", "moving"}
PARTS = {"tune", "held"}

AT_LEAST = {"ru": 120, "en": 90, "uz": 50, "kk": 30, "ky": 25, "tg": 25, "adversarial": 60}
AT_LEAST_IN_ALL = 340
AT_LEAST_DANGER = 110
HELD_SHARE = (0.28, 0.45)
"""Those held back are newer than what was tuned on: a set that was looked at is tuned on from then."""

PUBLIC_LINES = (
    "112",
    "102",
    "103",
    "111",
    "116 16",
    "+7 495 989-50-50",
    "8-800-7000-600",
    "8-800-700-54-52",
    "+7 495 797 87 22",
)
PLATE_SENTENCE = "Заперли, Ленина 5, чёрная Лада а123вс"


def read(path: Path) -> object:
    """Reads one file with every scalar a string."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # BaseLoader builds only strings


def read_redaction() -> Corpora:
    """Reads all redaction corpora by the name of their file."""
    return {path.stem: cast("list[Item]", read(path)) for path in sorted((HERE / "redaction").glob("*.yaml"))}


def read_danger() -> Corpora:
    """Reads the danger corpora; `ru danger` and `ru harmless` stand beside each other."""
    corpora: Corpora = {}
    for path in sorted((HERE / "danger").glob("*.yaml")):
        for section, items in cast("dict[str, list[Item]]", read(path)).items():
            corpora[f"{path.stem} {section}"] = items
    return corpora


def pieces(item: Item) -> list[dict[str, str]]:
    """Gives what is to be found in one message."""
    return cast("list[dict[str, str]]", item.get("found", []))


def unlabelled(item: Item) -> str:
    """Gives what of a message must survive."""
    text = str(item["text"])
    for entry in pieces(item):
        text = text.replace(entry["piece"], " ")
    return text


def digits(text: str) -> str:
    """Keeps the digits alone, the Russian trunk 8 written as 7."""
    bare = re.sub(r"\D", "", text)
    return "7" + bare[1:] if len(bare) == 11 and bare.startswith("8") else bare


def luhn_holds(number: str) -> bool:
    """Says whether the check digit of a card fits."""
    doubled = (int(d) * (1 + i % 2) for i, d in enumerate(reversed(re.sub(r"\D", "", number))))
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def item_problems(place: str, item: Item, fields: Iterable[str], kinds: set[str]) -> list[str]:
    """Tells what is wrong with the form of one item."""
    if not isinstance(item, dict) or set(item) != set(fields):
        return [f"{place}: wrong fields"]
    text, found = item["text"], pieces(item)
    problems = []
    if not isinstance(text, str) or not text.strip():
        return [f"{place}: empty text"]
    if item["part"] not in PARTS:
        problems.append(f"{place}: unknown part")
    if "kind" in item and item["kind"] not in kinds:
        problems.append(f"{place}: unknown kind")
    if any(set(entry) != {"kind", "piece"} for entry in found):
        return [*problems, f"{place}: wrong fields in found"]
    if any(entry["kind"] not in kinds for entry in found):
        problems.append(f"{place}: unknown kind")
    for piece, listed in Counter(entry["piece"] for entry in found).items():
        if not piece.strip() or piece not in text:
            problems.append(f"{place}: piece is not in the text")
        elif text.count(piece) != listed:
            problems.append(f"{place}: piece is listed {listed} times, stands {text.count(piece)} times")
    return problems


def form_problems(corpora: Corpora, fields_of: Callable[[str], Iterable[str]], kinds: set[str]) -> list[str]:
    """Tells what is wrong with the form of all items, and which of them stand twice anywhere."""
    problems, seen = [], dict[str, str]()
    for corpus, items in corpora.items():
        for number, item in enumerate(items, start=1):
            place = f"{corpus} {number}"
            problems += item_problems(place, item, fields_of(corpus), kinds)
            same = " ".join(re.findall(r"\w+", str(item.get("text")).casefold()))
            if same in seen:
                problems.append(f"{place}: duplicate of {seen[same]}")
            seen.setdefault(same, place)
    return problems


def held_problem(corpus: str, items: Sequence[Item]) -> list[str]:
    """Tells when not about one third is held back."""
    share = sum(item.get("part") == "held" for item in items) / len(items)
    return [] if HELD_SHARE[0] <= share <= HELD_SHARE[1] else [f"{corpus}: {share:.2f} is held, not one third"]


def kind_spread_problems(kinds: set[str], by_part: Mapping[str, Counter[str]], corpus: str) -> list[str]:
    """Tells which kinds only one part knows."""
    return [f"{corpus}: no {kind} in {part}" for part in sorted(PARTS) for kind in sorted(kinds - set(by_part[part]))]


def redaction_problems(corpora: Corpora) -> list[str]:
    """Tells everything that is wrong with the redaction corpora."""
    if set(corpora) != set(AT_LEAST):
        return ["redaction: files are missing or unknown"]
    problems = form_problems(corpora, lambda _: ("text", "part", "found"), KINDS_FOUND)
    if problems:
        return problems
    plain = {corpus: items for corpus, items in corpora.items() if corpus != "adversarial"}
    every = [item for items in plain.values() for item in items]
    problems += [f"{corpus}: too few messages" for corpus, least in AT_LEAST.items() if len(corpora[corpus]) < least]
    problems += ["redaction: too few messages in all"] if len(every) < AT_LEAST_IN_ALL else []
    for corpus, items in plain.items():
        problems += held_problem(corpus, items)
        if sum(not item["found"] for item in items) < len(items) / 4:
            problems.append(f"{corpus}: fewer than a quarter have nothing to find")
    if any(item["part"] != "held" for item in corpora["adversarial"]):
        problems.append("adversarial: not all is held")
    for corpus in ("ru", "en", "uz"):
        problems += kind_spread_problems(KINDS_FOUND, kinds_by_part(corpora[corpus]), corpus)
    return problems + meaning_problems(every)


def kinds_by_part(items: Iterable[Item]) -> dict[str, Counter[str]]:
    """Counts the kinds to be found, in each part."""
    by_part: dict[str, Counter[str]] = {part: Counter() for part in PARTS}
    for item in items:
        by_part[str(item["part"])].update(entry["kind"] for entry in pieces(item))
    return by_part


def meaning_problems(items: Sequence[Item]) -> list[str]:
    """Tells when public lines are missing or hidden, when the plate sentence is off, or most cards are not cards."""
    problems = []
    for line in PUBLIC_LINES:
        if not any(re.search(rf"(?<!\d){re.escape(line)}(?!\d)", unlabelled(item)) for item in items):
            problems.append(f"redaction: public line {line} never stands")
    labelled = [entry for item in items for entry in pieces(item)]
    public = {digits(line) for line in PUBLIC_LINES}
    if any(entry["kind"] == "phone" and digits(entry["piece"]) in public for entry in labelled):
        problems.append("redaction: a public line is labelled")
    plate = [item["found"] for item in items if item["text"] == PLATE_SENTENCE]
    if plate != [[{"kind": "address", "piece": "Ленина 5"}]]:
        problems.append("redaction: the plate sentence is missing or labelled otherwise")
    cards = [luhn_holds(entry["piece"]) for entry in labelled if entry["kind"] == "card"]
    return problems if sum(cards) > len(cards) / 2 else [*problems, "redaction: most cards fail their check digit"]


def danger_problems(corpora: Corpora) -> list[str]:
    """Tells everything that is wrong with the danger corpora."""
    if set(corpora) != {"ru danger", "ru harmless", "en danger", "en harmless"}:
        return ["danger: files or sections are missing or unknown"]

    def fields_of(corpus: str) -> tuple[str, ...]:
        return ("text", "part", "kind") if corpus.endswith("danger") else ("text", "part")

    problems = form_problems(corpora, fields_of, KINDS_OF_DANGER)
    for corpus, items in corpora.items():
        problems += held_problem(corpus, items)
        problems += [f"{corpus}: too few phrases"] if len(items) < AT_LEAST_DANGER else []
        if corpus.endswith("danger"):
            for kind in sorted(KINDS_OF_DANGER):
                of_kind = [item for item in items if item.get("kind") == kind]
                problems += held_problem(f"{corpus} {kind}", of_kind) if of_kind else [f"{corpus}: no {kind}"]
    return problems


@pytest.fixture(scope="module")
def redaction() -> Corpora:
    """The redaction corpora as they stand."""
    return read_redaction()


@pytest.fixture(scope="module")
def danger() -> Corpora:
    """The danger corpora as they stand."""
    return read_danger()


def test_redaction_corpora_are_sound(redaction: Corpora) -> None:
    """What we measure the hiding of numbers and names against is complete, exact and one third unseen."""
    assert redaction_problems(redaction) == []


def test_danger_corpora_are_sound(danger: Corpora) -> None:
    """What we measure the noticing of danger against has both sides, every kind, and one third unseen."""
    assert danger_problems(danger) == []


def first_found(corpora: Corpora, corpus: str = "ru") -> Item:
    """Gives the first message of a corpus that has something to find."""
    return next(item for item in corpora[corpus] if item["found"])


def hold_all(items: Iterable[Item]) -> None:
    """Marks every item as held."""
    for item in items:
        item["part"] = "held"


def label_a_public_line(corpora: Corpora) -> None:
    """Labels the emergency number as a phone."""
    item = next(item for item in corpora["ru"] if not item["found"] and "112" in str(item["text"]))
    item["found"] = [{"kind": "phone", "piece": "112"}]


def spoil_cards(corpora: Corpora) -> None:
    """Raises the last digit of every card by one."""
    for item in (item for items in corpora.values() for item in items):
        for entry in pieces(item):
            if entry["kind"] == "card":
                spoilt = entry["piece"][:-1] + str((int(entry["piece"][-1]) + 1) % 10)
                item["text"] = str(item["text"]).replace(entry["piece"], spoilt)
                entry["piece"] = spoilt


def keep_only(corpora: Corpora, corpus: str, wanted: Callable[[Item], bool]) -> None:
    """Drops every item of a corpus that is not wanted."""
    corpora[corpus] = [item for item in corpora[corpus] if wanted(item)]


def of_no_kind(kind: str) -> Callable[[Item], bool]:
    """Wants what has nothing of this kind to find, or is to be tuned on."""
    return lambda item: item["part"] == "tune" or all(entry["kind"] != kind for entry in pieces(item))


Fault = Callable[[Corpora], object]

REDACTION_FAULTS: dict[str, tuple[Fault, str]] = {
    "a file is gone": (lambda c: c.pop("ky"), "files are missing"),
    "a field too many": (lambda c: c["ru"][0].update(note="x"), "wrong fields"),
    "no words": (lambda c: c["ru"][0].update(text=" ", found=[]), "empty text"),
    "a third part": (lambda c: c["ru"][0].update(part="train"), "unknown part"),
    "a piece without kind": (lambda c: pieces(first_found(c))[0].pop("kind"), "wrong fields in found"),
    "a new kind": (lambda c: pieces(first_found(c))[0].update(kind="plate"), "unknown kind"),
    "a piece not there": (lambda c: pieces(first_found(c))[0].update(piece="nowhere"), "piece is not in the text"),
    "a piece listed twice": (
        lambda c: pieces(first_found(c)).append(dict(pieces(first_found(c))[0])),
        "listed 2 times",
    ),
    "a message twice": (lambda c: c["uz"].append(deepcopy(c["ru"][0])), "duplicate of ru 1"),
    "too few": (lambda c: c.update(tg=c["tg"][:20]), "tg: too few messages"),
    "too few in all": (lambda c: [c.update({k: c[k][:50]}) for k in ("ru", "en", "uz")], "too few messages in all"),
    "all held": (lambda c: hold_all(c["en"]), "not one third"),
    "nothing without finds": (lambda c: keep_only(c, "kk", lambda i: bool(i["found"])), "fewer than a quarter"),
    "an adversarial to tune on": (lambda c: c["adversarial"][0].update(part="tune"), "not all is held"),
    "a kind never held": (lambda c: keep_only(c, "uz", of_no_kind("card")), "uz: no card in held"),
    "a line never stands": (
        lambda c: c.update({k: [i for i in c[k] if "7000-600" not in str(i["text"])] for k in AT_LEAST}),
        "public line 8-800-7000-600 never stands",
    ),
    "a short line never stands": (
        lambda c: c.update({k: [i for i in c[k] if not re.search(r"\b103\b", str(i["text"]))] for k in AT_LEAST}),
        "public line 103 never stands",
    ),
    "a public line labelled": (label_a_public_line, "a public line is labelled"),
    "the plate sentence gone": (lambda c: keep_only(c, "ru", lambda i: i["text"] != PLATE_SENTENCE), "plate sentence"),
    "cards that are none": (spoil_cards, "most cards fail"),
}

DANGER_FAULTS: dict[str, tuple[Fault, str]] = {
    "a section is gone": (lambda c: c.pop("en harmless"), "sections are missing"),
    "a phrase without kind": (lambda c: c["ru danger"][0].pop("kind"), "wrong fields"),
    "a harmless kind": (lambda c: c["en harmless"][0].update(kind="child"), "wrong fields"),
    "a new kind of danger": (lambda c: c["ru danger"][0].update(kind="fire"), "unknown kind"),
    "a third part": (lambda c: c["ru danger"][0].update(part="train"), "unknown part"),
    "no words": (lambda c: c["en harmless"][0].update(text=""), "empty text"),
    "both danger and harmless": (
        lambda c: c["ru harmless"][0].update(text=str(c["ru danger"][0]["text"]).upper() + "!"),
        "duplicate of ru danger 1",
    ),
    "too few": (lambda c: c.update({"en harmless": c["en harmless"][:60]}), "en harmless: too few phrases"),
    "none held": (lambda c: keep_only(c, "en danger", lambda i: i["part"] == "tune"), "not one third"),
    "one kind all held": (
        lambda c: hold_all(i for i in c["ru danger"] if i["kind"] == "child"),
        "ru danger child: 1.00 is held",
    ),
    "a kind missing": (lambda c: keep_only(c, "ru danger", lambda i: i["kind"] != "moving"), "ru danger: no moving"),
}


@pytest.mark.parametrize("name", REDACTION_FAULTS)
def test_a_planted_fault_in_the_redaction_corpora_is_seen(redaction: Corpora, name: str) -> None:
    """A wrong label or a missing message cannot slip into the set that judges the hiding."""
    plant, told = REDACTION_FAULTS[name]
    spoilt = deepcopy(redaction)
    plant(spoilt)
    assert any(told in problem for problem in redaction_problems(spoilt))


@pytest.mark.parametrize("name", DANGER_FAULTS)
def test_a_planted_fault_in_the_danger_corpora_is_seen(danger: Corpora, name: str) -> None:
    """A wrong label or a missing phrase cannot slip into the set that judges the noticing."""
    plant, told = DANGER_FAULTS[name]
    spoilt = deepcopy(danger)
    plant(spoilt)
    assert any(told in problem for problem in danger_problems(spoilt))


def test_a_problem_never_quotes_a_message(redaction: Corpora) -> None:
    """Even an invented message does not stand in a test's output: a problem says where, not what."""
    spoilt = deepcopy(redaction)
    pieces(first_found(spoilt))[0]["piece"] = "nowhere"
    problems = redaction_problems(spoilt)
    assert problems
    assert not any(str(first_found(spoilt)["text"]) in problem or "nowhere" in problem for problem in problems)
