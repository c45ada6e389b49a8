"""A small helpline of invented flows and words, whole and without fault, for planting faults in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.conversation.catalogue import load_catalogue
from bot.conversation.check import problems
from bot.conversation.check_own import own_texts
from bot.directory.load import directory_from
from bot.texts import load_texts
from bot.yaml_marks import Problem, WrongContent, load_marked

REPORT, FIND, MENU = "flows/report.yaml", "flows/find.yaml", "flows/menu.yaml"
ALWAYS, FORGET, WELCOME = "flows/always.yaml", "flows/forget.yaml", "flows/welcome.yaml"
EN, RU, DIRECTORY = "locales/en/main.ftl", "locales/ru/main.ftl", "directory.yaml"

FLOWS = {
    "always": """\
commands:
  stop: {words: stop-words, slash: [stop], go: flow:stop}
  human: {words: human-words, slash: [human], go: flow:human}
  back: {words: back-words, does: back}
  start-over: {words: start-over-words, does: start-over}
  hide: {words: hide-words, does: hide}
  language: {words: language-words, go: flow:language}
  privacy: {words: privacy-words, go: flow:privacy}
  forget: {words: forget-words, go: flow:forget}
""",
    "welcome": """\
start: language
nodes:
  language:
    ask: welcome-language
    remember: language
    choices:
      - {say: choice-ru, go: flow:menu}
      - {say: choice-en, go: flow:menu}
""",
    "language": """\
start: which
nodes:
  which:
    ask: welcome-language
    remember: language
    choices:
      - {say: choice-ru, go: return}
      - {say: choice-en, go: return}
""",
    "menu": """\
start: ways
nodes:
  ways:
    ask: menu-what
    choices:
      - {say: choice-report, go: flow:report}
      - {say: choice-find, go: flow:find}
      - {say: choice-human, go: flow:human}
      - {say: choice-privacy, go: privacy}
  privacy:
    enter: privacy
    go: ways
""",
    "report": """\
start: intro
nodes:
  intro:
    say: [report-intro, report-more]
    go: safe
  safe:
    ask: report-safe
    remember: safe
    title: title-safe
    choices:
      - {say: choice-yes, synonyms: yes-words, go: story}
      - {say: choice-no, go: story}
    skip: story
  story:
    listen: report-story
    remember: story
    title: title-story
    go: review
  review:
    review: report-review
    send: choice-send
    change: choice-change
    go:
      - {to: urgent, when: {is: {safe: no}}}
      - {to: send}
  send:
    hand_over: general
    say: sent
    tell: [code-name]
  urgent:
    hand_over: urgent
    say: sent
    tell: [code-name]
    caution: caution
""",
    "find": """\
start: where
nodes:
  where:
    locate: find-where
    remember: place
    go: needs
  needs:
    ask: find-needs
    remember: needs
    several: true
    choices:
      - {say: choice-bed, value: shelter}
      - {say: choice-lawyer, value: legal}
      - {say: choice-none-of-these, alone: true}
    go: results
  results:
    find: find-results
    nothing: find-nothing
    place: place
    needs: needs
    choices:
      - {say: choice-more}
      - {say: choice-human, go: flow:human}
""",
    "human": """\
start: waiting
nodes:
  waiting:
    hand_over: general
    say: waiting
    tell: [presence]
""",
    "stop": """\
start: done
nodes:
  done:
    end: stop-done
    does: stop
""",
    "privacy": """\
start: plain
nodes:
  plain:
    ask: privacy-plain
    choices:
      - {say: choice-go-on, go: return}
""",
    "forget": """\
start: sure
nodes:
  sure:
    ask: forget-sure
    choices:
      - {say: choice-yes, go: done}
      - {say: choice-no, go: return}
  done:
    end: forgotten
    does: forget
""",
}

ENGLISH = """\
# Topic: the words of the small helpline.
# Read by a native speaker: yes

stop-words = stop, enough
human-words = human, person
back-words = back
start-over-words = restart
hide-words = hide
language-words = language
privacy-words = privacy
forget-words = forget
command-stop = Stop
command-human = Write to us
command-back = Back
command-start-over = Start over
command-hide = Close
command-language = Language
command-privacy = About data
command-forget = Delete
choice-ru = Русский
choice-en = English
choice-yes = Yes
yes-words = sure, yep
choice-no = No
choice-send = Send
choice-change = Change
choice-more = More
choice-report = Tell
choice-find = Look for help
choice-privacy = What we see
choice-bed = A bed
choice-lawyer = Lawyer
title-safe = Safe
title-story = Story
welcome-language = Hello! Which language?
menu-what = What would you like?
report-intro = A few questions.
report-more = { report-intro } You can stop.
report-safe = Are you safe?
report-story = What happens?
report-review = This is what we have.
sent = It is with us, under { $code-name }.
caution = Ask first.
find-where = Where are you?
find-needs = What do you need?
find-results = What now?
find-nothing = Nothing there.
waiting =
    { $on-shift ->
        [yes] Somebody is here.
       *[no] Nobody is here.
    }
stop-done = We stop here.
privacy-plain = We do not know who you are. Shall we go on?
forget-sure = Shall we delete it?
forgotten = It is gone.
with-people = You can write.
choice-done = Done
go-on-words = onward
cover-hello = Hello! Shall we go on?
operator-joined = Somebody is here.
review-item = { $title }: { $answer }
review-which = Which one?
country-md = Moldova
"""

RUSSIAN = """\
# Topic: the words of the small helpline.
# Read by a native speaker: yes

stop-words = стоп
human-words = человек
back-words = назад
start-over-words = заново
hide-words = скрыть
language-words = язык
privacy-words = приватность
forget-words = забыть
command-stop = Остановить
command-human = Написать нам
command-back = Назад
command-start-over = Начать заново
command-hide = Закрыть
command-language = Язык
command-privacy = О данных
command-forget = Удалить
choice-ru = Русский
choice-en = English
choice-yes = Да
yes-words = конечно
choice-no = Нет
choice-send = Отправить
choice-change = Изменить
choice-more = Ещё
choice-report = Рассказать
choice-find = Найти помощь
choice-privacy = Что мы видим
choice-bed = Ночлег
choice-lawyer = Юрист
title-safe = Безопасность
title-story = История
welcome-language = Здравствуйте! Какой язык?
menu-what = Что вам нужно?
report-intro = Несколько вопросов.
report-more = { report-intro } Можно остановиться.
report-safe = Всё спокойно?
report-story = Что происходит?
report-review = Вот что у нас есть.
sent = Это у нас, под именем { $code-name }.
caution = Сначала спросите.
find-where = Где вы?
find-needs = Что нужно?
find-results = Что дальше?
find-nothing = Там ничего нет.
waiting =
    { $on-shift ->
        [yes] Мы на месте.
       *[no] Никого нет.
    }
stop-done = На этом всё.
privacy-plain = Мы не знаем, кто вы. Дальше?
forget-sure = Удалить это?
forgotten = Удалено.
with-people = Можно писать.
choice-done = Готово
go-on-words = дальше
cover-hello = Здравствуйте! Продолжим?
operator-joined = Мы здесь.
review-item = { $title }: { $answer }
review-which = Который?
country-md = Молдова
"""

ORGANISATIONS = """\
organisations:
  - id: xx-harbour
    name: {en: Harbour House}
    kind: ngo
    country: MD
    city: {en: Chisinau}
    area: town
    place: {lat: 47.01, lon: 28.86}
    services: [shelter, legal]
    audiences: [women]
    phones: [{e164: "+37322233309"}]
    summary: {en: A bed and a lawyer.}
    source: https://example.org
    state: shown
"""


def files() -> dict[str, str]:
    """Return every file of the small helpline by its path."""
    written = {f"flows/{name}.yaml": text for name, text in FLOWS.items()}
    for locale, text in (("en", ENGLISH), ("ru", RUSSIAN)):
        written[f"locales/{locale}/main.ftl"] = text
        written[f"locales/{locale}/own.ftl"] = _own(text)
        written[f"locales/{locale}/risk.txt"] = "# stems\nтайн\nsecret\n"
    written[DIRECTORY] = ORGANISATIONS
    return written


def letter_of(text: str) -> str:
    """Return the letter that stands for a text of the bot's own in English."""
    own = files()["locales/en/own.ftl"].splitlines()
    return next(line.removeprefix(f"{text} = ") for line in own if line.startswith(f"{text} = "))


def _own(main: str) -> str:
    """Return some letter, another for each, for everything the bot says of itself and the main file lacks."""
    own = own_texts() | {"country-md": frozenset()}
    here = {line.split(" ")[0] for line in main.splitlines()}
    lines = ["# Topic: what the bot says itself.", "# Read by a native speaker: yes", ""]
    for number, (text, given) in enumerate(own.items()):
        if text not in here:
            variables = "".join(f" {{ ${name} }}" for name in sorted(given))
            lines.append(f"{text} = {chr(0x4E00 + number)}{variables}")
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class Change:
    """A planted fault: in a file the first ``old`` becomes ``new``; a file without ``old`` is written anew."""

    file: str
    old: str
    new: str


def checked(folder: Path, *changes: Change, elsewhere: Mapping[str, tuple[str, ...]] | None = None) -> list[Problem]:
    """Write the small helpline with those faults and return what the check says of it."""
    written = files()
    for change in changes:
        before = written.get(change.file, "")
        assert change.old in before, f"{change.old!r} does not stand in {change.file}"
        written[change.file] = before.replace(change.old, change.new, 1) if change.old else change.new
    for name, text in written.items():
        if text:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    try:
        catalogue = load_catalogue(folder / "flows")
        tree, marks = load_marked(folder / "directory.yaml", "directory.yaml")
        directory = directory_from(tree, marks)
    except WrongContent as wrong:
        return list(wrong.problems)
    texts = load_texts(folder / "locales", ["en", "ru"], "en")
    return problems(catalogue, texts, directory, locales=folder / "locales", directory_marks=marks, elsewhere=elsewhere)


def told(found: list[Problem]) -> list[str]:
    """Return problems as lines, warnings marked."""
    return [f"{'' if each.severity == 'error' else 'warning '}{each}" for each in found]


def plant(name: str, change: tuple[str, str, str], *expected: str) -> object:
    """Return a row of a table of faults: what is changed, and every line the check then says."""
    return pytest.param(Change(*change), expected, id=name)
