"""Danger to life is heard in free text, in whatever spelling; everyday talk rings nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.conversation.danger import Danger, DangerFile, Kinds, Phrases, load_danger
from bot.conversation.phrases import WrongPhrase, parsed, spread
from bot.yaml_marks import WrongContent, load_marked, validated
from tests.conversation.score_danger import score

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "flows" / "danger"
HELD = {"en": (0.78, 0.22), "ru": (0.80, 0.20)}
"""For the held messages: the least recall and the most false alarms."""


@pytest.fixture(scope="module")
def danger() -> Danger:
    """The real phrases of all languages."""
    return load_danger(FOLDER)


# -- the labelled messages --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_known_cry_for_help_is_heard(danger: Danger, language: str) -> None:
    """Of the messages we learned from none goes unheard, and hardly one of the harmless ones beside them rings."""
    result = score(danger, language, "tune")
    assert result.recall == 1
    assert result.false_alarms <= 0.02


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_held_cries_for_help_stay_heard(danger: Danger, language: str) -> None:
    """Of messages nobody tuned to nearly four in five are heard; one in five look-alikes rings. The floor may rise."""
    recall, false_alarms = HELD[language]
    result = score(danger, language, "held")
    assert result.recall >= recall
    assert result.false_alarms <= false_alarms


def test_the_measure_sees_a_deaf_and_a_nervous_listener() -> None:
    """A listener that hears nothing, or rings at everything, does not pass for a good one."""
    assert score(lambda _: None, "en", "held").recall == 0
    assert score(lambda _: "threat", "en", "held").false_alarms == 1


# -- spelling ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("МЕНЯ БЬЮТ", "violence"),
        ("меня бьют!!!помогите", "violence"),
        ("мeня бьют", "violence"),  # a Latin e
        ("zaperli v podvale pamagite", "locked_in"),
        ("ubyut menya esli uvidyat chto pishu", "threat"),
        ("меня бьюттт", "violence"),
        ("менябьют", "violence"),
        ("нехочу больше жить", "suicide"),
        ("нас зопёрли в подвале", "locked_in"),
        ("ме́ня би́ли вчера", "violence"),  # stress marks
        ("бьют\u00adся, меня бьют", "violence"),  # a soft hyphen
        ("I'LL KILL MYSELF", "suicide"),
        ("killl myself", "suicide"),
        ("killmyself", "suicide"),
        ("they lokced us in the basment", "locked_in"),
        ("he is strangleing me", "violence"),
        ("sh\u0435 is unconscious", "medical"),  # a Cyrillic е
        ("my  child\nis not\tbreathing", "child"),
        ("help😭😭he has a gun😭", "threat"),
    ],
)
def test_haste_and_a_cracked_screen_do_not_hide_danger(danger: Danger, text: str, kind: str) -> None:
    """Capitals, missing spaces and marks, repeated or wrong letters and look-alikes change nothing."""
    assert danger(text) == kind


@pytest.mark.parametrize(
    "text",
    ["I looked in the room", "we are talking to them now", "мы замерли в подвале и ждём экскурсию", "запрет на въезд"],
)
def test_ordinary_words_are_no_slips_of_the_pen(danger: Danger, text: str) -> None:
    """A word that means something of its own is not taken for a misspelt cry for help."""
    assert danger(text) is None


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_language_is_heard_whatever_was_chosen(danger: Danger, language: str) -> None:
    """Nobody has to choose a language before they are heard; two in one message are no trouble either."""
    assert danger({"ru": "меня хотят убить", "en": "they want to kill me"}[language]) == "threat"
    assert danger("hello, я хочу умереть") == "suicide"


# -- saying no --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I am not going to kill myself", "suicide"),
        ("я не хочу умирать, меня убьют", "suicide"),
        ("он не бьёт, он душит меня", "violence"),
        ("he didn't stop beating me", "violence"),
        ("my husband used to hit me, now he has a knife", "threat"),
    ],
)
def test_a_no_does_not_silence_what_may_be_true(danger: Danger, text: str, kind: str) -> None:
    """Where a "no" can be read either way, or something else follows it, it rings: one alarm too many is cheap."""
    assert danger(text) == kind


@pytest.mark.parametrize("text", ["nobody beats me, they just don't pay", "меня не бьют", "I'm not locked in"])
def test_a_plain_no_is_believed(danger: Danger, text: str) -> None:
    """Whoever says that nobody hurts them is not put through an alarm."""
    assert danger(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "my son stopped answering",
        "my daughter is not answering her phone since monday",
        "They do not pay my salary and keep my passport",
        "Сын не отвечает на звонки три дня",
        "брат уехал на заработки, не отвечает уже неделю",
        "Живём впятером, платят мало, выходных почти нет",
        "Спросите у него, он был там вчера",
    ],
)
def test_what_most_people_come_with_goes_its_own_way(danger: Danger, text: str) -> None:
    """Somebody missing, wages held back: the flows are made for it, and no alarm cuts them short."""
    assert danger(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "two years ago they brought me here and I cannot leave",
        "last month he sold me, I am locked in a house",
        "I was imprisoned by my boss, he is behind me now",
        "I am home now and he beats me",
        "help, I was trafficked",
        "никто не поможет, бьют каждый день",
        "раньше он просто кричал, теперь бьёт меня",
        "подругу заперли в подвале. Сейчас я в безопасности",
        "she took all the pills. I am okay",
        "he never stopped beating me",
    ],
)
def test_a_story_that_began_long_ago_still_rings(danger: Danger, text: str) -> None:
    """A word about the past is no word that it is over."""
    assert danger(text) is not None


def test_the_gravest_kind_is_told() -> None:
    """When a message speaks of several dangers the operator reads of the one that cannot wait."""
    both = Danger([DangerFile(kinds=Kinds(violence=Phrases(phrases=("beats",)), child=Phrases(phrases=("baby",))))])
    assert both("he beats everyone, the baby too") == "child"


# -- what a caseworker edits ------------------------------------------------------------------------------------------


def listener(phrases: tuple[str, ...], but_not: tuple[str, ...] = (), ordinary: tuple[str, ...] = ()) -> Danger:
    threat = Phrases.model_validate({"phrases": phrases, "but not": but_not})
    return Danger([DangerFile(kinds=Kinds(threat=threat), ordinary=ordinary)])


@pytest.mark.parametrize(
    ("phrase", "heard", "unheard"),
    [
        ("coming back", "he is coming back", "coming he is back"),
        ("com* back", "he comes back", "he is back"),
        ("he|she coming", "she coming", "they coming"),
        ("he .. coming", "he and two more coming", "he and two or three more coming"),
        ("he ... coming", "he and his brother and two or three more men are coming", "he went"),
        ("leave|go_out now", "go out now", "go now"),
        ("he & knife", "a knife, he holds it", "a knife lies here and none of us knows whether he"),
        ("he & knife", "he holds a long knife", "they hold a knife"),
        ("don't leave", "dont leave", "leave"),
    ],
)
def test_the_language_of_phrases_does_what_its_page_says(phrase: str, heard: str, unheard: str) -> None:
    """Each sign of the little language means one thing, and a caseworker can rely on it."""
    listen = listener((phrase,))
    assert listen(heard) == "threat"
    assert listen(unheard) is None


def test_an_exception_silences_what_it_covers_and_nothing_else() -> None:
    """A harmless knife in the message does not hide the other one."""
    listen = listener(("has .. knife",), ("kitchen has .. knife",))
    assert listen("our kitchen has a knife") is None
    assert listen("our kitchen has a knife and now he has a knife too") == "threat"


def test_a_word_can_be_kept_from_being_a_slip() -> None:
    """What rang in vain because of a slip is mended by one word in the list of ordinary ones."""
    assert listener(("breaking in",))("braeking in") == "threat"
    assert listener(("breaking in",), ordinary=("braeking",))("braeking in") is None


def test_every_phrase_of_ours_can_ring(danger: Danger) -> None:
    """No phrase stands in the files that the exceptions beside it would always silence."""
    silent = []
    for path in sorted(FOLDER.glob("*.yaml")):
        file, problems = validated(DangerFile, *load_marked(path))
        assert file is not None, problems
        for kind, phrases in file.kinds.each():
            for phrase in phrases.phrases:
                examples = list(_examples(phrase, file.lists))
                silent += [] if any(map(danger, examples)) else [f"{path.stem} {kind}: {phrase}"]
    assert silent == []


def _examples(phrase: str, lists: dict[str, str]) -> list[str]:
    """Return some texts in which a phrase stands: the first words of each place, then the second ones, and so on."""
    for name, words in lists.items():
        phrase = phrase.replace(f"<{name}>", words)
    texts = []
    for each in spread(phrase):
        places = [part.replace("*", "").split("|") for part in each.split() if part not in ("..", "...", "&")]
        texts += [" ".join(words[n % len(words)] for words in places) for n in range(6)]
    return texts


MISTAKEN = """\
lists:
  me: me|us
  he: he|she ..
kinds:
  suicide:
    phrases:
      - kill* <mee>
      - .. die
      - want to ..
      - ki* myself
      - kill myself
      - kill myself
      - be@t
  violense:
    phrases: [hit me]
  threat:
    phrases: []
but_not: [haha, "a||b"]
"""
TOLD = """\
flows/danger/en.yaml:14:3 kinds.violense: unknown key 'violense'; did you mean 'violence'?
flows/danger/en.yaml:17:5 kinds.threat.phrases: at least one
"""
TOLD_NEXT = """\
flows/danger/en.yaml:3:3 lists.he: '..', '...' and '&' stand between two words
flows/danger/en.yaml:7:9 kinds.suicide.phrases[0]: there is no list <mee>; did you mean 'me'?
flows/danger/en.yaml:8:9 kinds.suicide.phrases[1]: '..', '...' and '&' stand between two words
flows/danger/en.yaml:9:9 kinds.suicide.phrases[2]: '..', '...' and '&' stand between two words
flows/danger/en.yaml:10:9 kinds.suicide.phrases[3]: 'ki*' matches too much: before '*' stand at least 3 letters, ь and ъ not counted
flows/danger/en.yaml:12:9 kinds.suicide.phrases[5]: this phrase stands here twice
flows/danger/en.yaml:13:9 kinds.suicide.phrases[6]: 'be@t' is not a word; there are words, '*' at a word's end, '|', '_', '..', '...' and '&'
flows/danger/en.yaml:18:17 but not[1]: '|' with nothing beside it is not a word; there are words, '*' at a word's end, '|', '_', '..', '...' and '&'
"""  # noqa: E501 - as it is printed


def problems_of(text: str, folder: Path) -> list[str]:
    """Return what is wrong with a file of phrases, as `helpline check` prints it."""
    place = folder / "flows" / "danger"
    place.mkdir(parents=True, exist_ok=True)
    (place / "en.yaml").write_text(text, encoding="utf-8")
    try:
        load_danger(place)
    except WrongContent as wrong:
        return str(wrong).splitlines()
    return []


def test_mistakes_in_the_phrases_are_told_with_their_place(tmp_path: Path) -> None:
    """Whoever edits the phrases reads all mistakes at once, each with line and column, before anything starts."""
    assert problems_of(MISTAKEN, tmp_path) == TOLD.splitlines()
    mended = (
        MISTAKEN.replace("violense", "violence")
        .replace("phrases: []", "phrases: [has a gun]")
        .replace("but_not", "but not")
    )
    assert problems_of(mended, tmp_path) == TOLD_NEXT.splitlines()


def test_without_phrases_nothing_starts(tmp_path: Path) -> None:
    """A helpline that would hear no danger does not open its doors."""
    with pytest.raises(WrongContent, match="danger would go unheard"):
        load_danger(tmp_path)


def test_a_phrase_is_refused_for_what_is_wrong_with_it() -> None:
    """The reader of phrases says what it does not understand instead of never matching."""
    with pytest.raises(WrongPhrase, match="no words here"):
        parsed("  ")
