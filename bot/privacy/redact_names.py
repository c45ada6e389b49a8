"""Finds the name by which the writer introduces themselves or signs; other people's names survive.

The name of a missing son or of a foreman is what the case is about. So a name alone is nothing here: it takes a turn
of phrase in which people speak of themselves. Clear turns ("my name is") take any word that can be a name; vague ones
("this is", "I'm") take only a known given name, or a capitalised word that is followed by what follows names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources

from bot.privacy.redact_fold import listed

_WORD = r"[^\W\d_]+(?:['\-][^\W\d_]+)*"
_ONE_WORD = re.compile(_WORD)
_NEXT = re.compile(rf"(?P<gap>[\s,:\-«\"'(]{{0,4}})(?P<word>{_WORD})")

_CLEAR = re.compile(
    r"(?<!\w)(?:"
    r"меня\s(?:все\s)?(?:зовут|завут|зовуд|звать|кличут|называют)|(?:зовут|завут|звать)\sменя|мо[ёе]\s(?:(?:настоящее|полное|реальное|второе)\s)?имя(?:\sэто)?|обраща(?:ется|ются)\sк\sвам|имя\sмо[ёе]|"
    r"мо[яи]\s(?:фамилия|фио|имя\sи\sфамилия)|имя\sмне|(?:вам\s|снова\s|опять\s)пишет|с\sвами\s(?:говорит|на\sсвязи)|"
    r"(?:представлюсь|разрешите\sпредставиться|позвольте\sпредставиться|представляюсь)(?:\s?[,:\-]?\s?(?:меня\sзовут|я))?|ф\.?и\.?о\.?\s?:|имя\s?:|пишет\sвам|это\s(?:снова\s|опять\s)?я\s?[,\-]|"
    r"(?:вас\s)?беспокоит|на\sсвязи|(?:зовите|называйте|можете\sзвать|можно\sзвать)\sменя|"
    r"my\s(?:full\s|real\s|first\s)?names?\s(?:is|are|:)|my\sname's|(?<!his\s)(?<!her\s)name's|name\s?:|i\sam\scalled|(?<!his\s)(?<!her\s)(?<!their\s)(?<!the\s)(?:real|full|true|given)\sname|"
    r"(?:you\sare|you're)\s(?:speaking|talking|chatting)\s(?:with|to)|let\sme\sintroduce\smyself(?:\s?[,:\-]?\s?(?:i\sam|i'm))?|"
    r"i'm\scalled|"
    r"im\scalled|(?:people|they|everyone|everybody|friends|family|all)\s(?:here\s)?calls?\sme|i\sgo\sby|i\sam\sknown\sas|it's\sme|it\sis\sme|you\s(?:can|may)\scall\sme|(?:call|address)\sme\sas|my\sname(?=\s\w)(?!\s(?:is|are|on|in|was|and|or|to|from|for|with|at|has|will|they|he|she|not)\b)|"
    r"(?:best\s|warm\s|kind\s)?(?:regards|greetings)\sfrom|"
    r"mi\snombre\ses|me\sllamo|je\sm'appelle|mon\snom\sest|meu\snome\s[ée]|nama\ssaya|jina\slangu\sni|ang\spangalan\sko(?:\say)?|"
    r"t[ôo]i\st[êe]n(?:\sl[àa])?|t[êe]n\st[ôo]i\sl[àa]|benim\sad[ıi]m|"
    r"(?:(?:mening|meni|mani|menin)\s)?(?:otim|atim|ismim(?:\ssharifim)?|ism-sharifim)|(?:(?:менинг|мени|мани)\s)?(?:исмим|отим)|"
    r"(?:(?:менің|менин)\s)?(?:атым|есімім|ысымым|аты-жөнім|аты\sжөнүм)|"
    r"номи\sман|исми\sман|номам|исмам|исми\sшариф\w*"
    r")(?!\w)"
)
_CLEAR_WORDS = listed(
    """
    меня имя фамилия фио ф пишет беспокоит связи name names name's called calls go known nombre llamo m'appelle
    nom nome nama jina pangalan tên ten benim otim отим ismim ism исмим атым есімім ысымым аты номи исми номам
    исмам real full true given talking speaking chatting introduce
    regards greetings обращается обращаются address представлюсь представиться представляюсь
    вами вам мне снова опять atim
    """
)
_BACKWARDS = re.compile(
    rf"(?P<name>{_WORD})(?:\s{_WORD})?(?:\s(?:меня\s(?:зовут|завут)|is\smy\sname|here|на\sсвязи|пишет|беспокоит|снова\sпишу)(?!\w)|"
    r",\s(?:мне\s)?\d\d(?:\s(?:лет|год\w?|years|yo|y\.o|жас\w*|ёш\w*|yosh\w*|сол\w*|жаш\w*)|\s?,))"
)
_AFTERWARDS = re.compile(
    rf"(?:^|[,.!?\n\-]\s?)(?P<name>{_WORD})(?:\s{_WORD})?\s(?:я(?=\s?(?:$|[.,!?\n]))|меня\s(?:зовут|завут|звать)(?!\w)|"
    r"(?:is|was)\smy\s(?:real\s)?name(?!\w)|мо[ёе]\sимя(?!\w))"
)
_I_NAMED = re.compile(rf"(?<!\w)(?:я|i),\s(?P<name>{_WORD}(?:\s{_WORD}){{0,2}}),")
_BETWEEN = re.compile(rf"(?<!\w)меня\s(?P<name>{_WORD})\s(?:зовут|завут|звать)(?!\w)")
_CALLED_SO = re.compile(
    rf"(?<!\w)(?:мені|мени|meni|mani|мани|маро)\s(?P<name>{_WORD})\s"
    r"(?:дейді|дейт\w*|деп|деб|deb|дешет|деши\w*|дейиш\w*|deyish\w*|deydi\w*|мегӯянд|меноманд|ном)(?!\w)"
)
_CALL_ME = re.compile(r"(?<!\w)(?:call\sme|myself|ako\s(?:po\s)?si|ман|men|мен)(?!\w)")
_VAGUE = re.compile(
    r"(?<!\w)(?:я|это\s(?:снова|опять)|обращается|это|пишет|зовут|i\sam|i'm|im|this\sis|it's|it\sis|here\sis|here|name\sis|бұл|бул|ин|bu|бу)(?!\w)"
)
_BEING = re.compile(r"\s(?:bo'laman|боламан|боламын|болом|мешавам|ҳастам|bo'lam)(?!\w)")
_ME_WORDS = listed("мені мени meni mani мани маро call myself ako ман men мен")
_VAGUE_WORDS = listed("я это пишет зовут i i'm im this it's it here name бұл бул ин bu бу")
_ABOUT_SELF = re.compile(
    r"\s?[,.]?\s?(?:i\b|we\b|и\sя\b|я\b|мы\b|мне\b|мой\b|моя\b|пишу|писал|снова|опять|вчера|again|writing|from\b|из\b|с\s|"
    r"кеше|кечээ|кече|дирӯз|дируз|kecha|кеча|боз|яна|yana|men\b|мен\b|ман\b|speaking\b|calling\b|here\b|"
    r"[^.!?\n]{0,40}?\w(?:dim|дим|дым|дім|ганман|ganman|япман|yapman)(?!\w))"
)
_END_OF_NAME = re.compile(r"\s?(?:[,.!?;)😢🙏\n]|$|\sfrom\b|\sиз\b|\sand\si\b|\sи\sя\b|\shere\b|[^\w\s])")
_GREETING = (
    r"(?:привет\w*|здравствуй\w*|здрасте|добр\w+\s\w+|салам\w*|салом|ассалом\w*|саламатсыз\w*|сәлем\w*|hello|hi|hey|"
    r"dear\s\w+|good\s\w+|assalom\w*|salom)"
)
_START = re.compile(rf"(?:^|[.!?\n])[\s,]*(?:{_GREETING}[\s\w]{{0,12}}[\s,!.\-]{{1,4}})?$")
_START_OF_TALK = re.compile(rf"[\s,!.]*(?:{_GREETING}(?:\s(?:alaykum|алайкум|алейкум))?[\s,!.\-]{{1,4}})?")
_SIGN_OFF = re.compile(
    r"(?<!\w)(?:(?P<sure>с\sуважением|с\sнадеждой[^\n.!?]{0,25}|best\sregards|kind\sregards|warm\sregards|regards|sincerely|"
    r"yours\s\w+|signed|hurmat\sbilan|ҳурмат\sбилан|хурмат\sбилан|құрметпен|урматтоо\sменен|урмат\sменен|бо\sэҳтиром|подпись)|"
    r"(?P<maybe>(?:заранее\s)?(?:спасибо|благодар\w+)(?:\s(?:вам|тебе|большое|огромное|заранее|всем)){0,3}|"
    r"(?:many\s)?thanks?(?:\syou)?(?:\s(?:so|very|a|in|much|lot|advance|all|again|for\s\w+(?:\s\w+)?)){0,3}|waiting(?:\sfor\s\w+)?|"
    r"(?:your|with)\s\w+|love|god\sbless(?:\syou)?|рахмат|раҳмат|рахмет|рақмет|rahmat|ташаккур|blessings|ваша?|"
    r"жду\sответа))"
    r"[\s,.!\-:]{1,6}(?:[a-zа-яё]\.\s?){0,2}"
)
_PATRONYMIC = re.compile(
    r".{2,}(?:ович|евич|овна|евна|ична|ўғли|қизи|кызы|қызы|улы|ұлы|оглы|угли|uulu|o'g'li|qizi|zoda|зода|заде)"
)
_SURNAME = re.compile(
    r".{2,}(?:ов|ова|ев|ева|ёв|ин|ина|ский|ская|цкий|цкая|енко|ук|юк|ян|дзе|швили|ov|ova|ev|eva|ovich|enko)"
)
_LAST_LINE = re.compile(rf"(?:\n|[.!?]\s-)\s?-{{0,2}}\s?(?P<name>{_WORD}(?:\s{_WORD}){{0,2}})[\s.!]*$")
_AFTER_SIGNATURE = re.compile(r"^(?:\s[^\W\d_]\.?)?[\s.!,🙏]*$")
_INITIALS = re.compile(r"(?:[^\W\d_]\.\s?){1,2}$")
_CAPITALS = re.compile(r"[A-ZА-ЯЁҚҒҲЎӘӨҮҰҢІҶӢӮ]")
_KINSHIP = {"ўғли", "қизи", "кызы", "қызы", "улы", "ұлы", "оглы", "угли", "уулу", "o'g'li", "qizi", "uulu"}


class Names:
    """Finds the writer's own name; holds the words that decide what can be one."""

    def __init__(self) -> None:
        self._known = _listed("given-names")
        self._never = _listed("not-names")
        self._peoples = _listed("peoples")

    def own(self, low: str, plain: str, words: frozenset[str]) -> Iterator[tuple[int, int]]:
        """Yield the spans of names by which the writer means themselves."""
        shouting = _is_shouting(plain)
        if not words.isdisjoint(_CLEAR_WORDS) or words >= {"это", "я"} or "me" in words:
            for match in _CLEAR.finditer(low):
                yield from self._after_clear(match, low, plain, shouting)
            yield from (match.span("name") for match in _BETWEEN.finditer(low) if self._can_be_name(match["name"]))
        yield from self._named_last(low, plain, words, shouting)
        opening = _START_OF_TALK.match(low)
        backwards = _BACKWARDS.match(low, opening.end() if opening else 0)
        if backwards and self._is_named(backwards, plain, shouting):
            yield backwards.start("name"), self._end_of_name(backwards.end("name"), low, plain, shouting)
        if not words.isdisjoint(_ME_WORDS):
            yield from (match.span("name") for match in _CALLED_SO.finditer(low) if self._can_be_name(match["name"]))
            for match in _CALL_ME.finditer(low):
                yield from self._after_call_me(match, low, plain, shouting)
        if not words.isdisjoint(_VAGUE_WORDS):
            for match in _VAGUE.finditer(low):
                yield from self._after_vague(match, low, plain, shouting)
        yield from self._signed(low, plain, shouting)

    def _after_clear(self, match: re.Match[str], low: str, plain: str, shouting: bool) -> Iterator[tuple[int, int]]:
        word = _NEXT.match(low, match.end())
        if word is None or word["gap"] == "" or not self._can_be_name(word["word"]):
            return
        capital = plain[word.start("word")].isupper() and not shouting
        if capital or self._is_known(word["word"]) or not _is_inflected(word["word"]):
            yield word.start("word"), self._end_of_name(word.end(), low, plain, shouting)

    def _named_last(self, low: str, plain: str, words: frozenset[str], shouting: bool) -> Iterator[tuple[int, int]]:
        """Take "..., Наргиз я" and "I, Joy Eze, ...": the name stands before or between the words about oneself."""
        if not words.isdisjoint(("я", "меня", "my", "имя")):
            for match in _AFTERWARDS.finditer(low):
                if self._is_named(match, plain, shouting):
                    yield match.start("name"), self._end_of_name(match.end("name"), low, plain, shouting)
        if not words.isdisjoint(("я", "i")):
            for match in _I_NAMED.finditer(low):
                said = match["name"].split()
                titled = plain[match.start("name") : match.end("name")].istitle() and not shouting
                if titled and all(self._can_be_name(word) and not self._is_people(word) for word in said):
                    yield match.span("name")

    def _is_named(self, match: re.Match[str], plain: str, shouting: bool) -> bool:
        """Tell a name with which a message begins: "Joy here", "Мария, 27 лет"."""
        name = match["name"]
        if not self._can_be_name(name) or self._is_people(name):
            return False
        return self._is_known(name) or (plain[match.start() : match.end("name")].istitle() and not shouting)

    def _after_call_me(self, match: re.Match[str], low: str, plain: str, shouting: bool) -> Iterator[tuple[int, int]]:
        """Take "call me Kofi", "men Zulfiyaman", "ман Зебо ҳастам": a known name, with or without "I am" at its end."""
        word = _NEXT.match(low, match.end())
        if word is None or not word["gap"].isspace():
            return
        bare = re.sub(r"(?:man|ман|мын|мін|мин)$", "", word["word"])
        capital = plain[word.start("word") : word.end()].istitle() and not shouting and self._can_be_name(bare)
        named = bare in self._known or word["word"] in self._known
        if not named and capital:
            named = (bare != word["word"] and len(bare) > 2) or self._stands_alone(match, word, low, plain)
        if named:
            end = word.end() if word["word"] in self._known else word.start("word") + len(bare)
            yield word.start("word"), self._end_of_name(end, low, plain, shouting)

    def _stands_alone(self, match: re.Match[str], word: re.Match[str], low: str, plain: str) -> bool:
        """Tell "Men Shoxrux, ..." at the beginning, and "ман Ардашер ҳастам" anywhere."""
        if _BEING.match(low, self._end_of_name(word.end(), low, plain, shouting=False)):
            return True
        opening = _START.search(low, max(0, match.start() - 60), match.start())
        return bool(opening and not _is_inflected(word["word"]) and _END_OF_NAME.match(low, word.end()))

    def _after_vague(self, match: re.Match[str], low: str, plain: str, shouting: bool) -> Iterator[tuple[int, int]]:
        word = _NEXT.match(low, match.end())
        if word is None or "," in word["gap"] or word["gap"].strip(" -—") or not word["gap"]:
            return
        said, start = word["word"], word.start("word")
        if not self._can_be_name(said) or said in self._peoples:
            return
        known = self._is_known(said)
        end = self._end_of_name(word.end(), low, plain, shouting)
        first_person = match[0].rstrip(" -") in ("я", "i am", "i'm", "im", "пишет")
        opening = bool(_START.search(low, max(0, match.start() - 60), match.start()))
        capital = plain[start].isupper() and not shouting
        if first_person:
            alone = match[0] == "я" and bool(_END_OF_NAME.match(low, end)) and not _is_inflected(said)
            named = known or (capital and (opening or alone) and not self._is_people(said))
            followed = bool(_END_OF_NAME.match(low, end) or _ABOUT_SELF.match(low, end)) or (
                known and (capital or opening)
            )
        else:
            named = (known or capital) and opening
            followed = bool(_ABOUT_SELF.match(low, end)) or (known and end >= len(low.rstrip(" .!")))
        if named and followed:
            yield start, end

    def _signed(self, low: str, plain: str, shouting: bool) -> Iterator[tuple[int, int]]:
        """Take what stands alone after a closing formula, or alone in the last line."""
        for match in _SIGN_OFF.finditer(low, max(0, len(low) - 100)):
            word = _ONE_WORD.match(low, match.end())
            if word is None or not self._can_be_name(word[0]):
                continue
            end = self._end_of_name(word.end(), low, plain, shouting, lines=True)
            if _AFTER_SIGNATURE.sub("", low[end:]):
                continue
            capital = plain[word.start() : word.end()].istitle() and not shouting and not self._is_people(word[0])
            if self._is_known(word[0]) or (capital and (match["sure"] or "\n" in match[0] or "," in match[0])):
                initials = _INITIALS.search(low, match.start(), word.start())
                yield initials.start() if initials else word.start(), end
                return
        last = _LAST_LINE.search(plain) if "\n" in plain or "-" in plain else None
        if last and last["name"].istitle() and any(self._is_name_word(word) for word in last["name"].lower().split()):
            yield last.span("name")

    def _end_of_name(self, end: int, low: str, plain: str, shouting: bool, lines: bool = False) -> int:
        """Take in a family name and a father's name that follow."""
        for _ in range(3):
            word = _NEXT.match(low, end)
            if (
                word is None
                or word["gap"] not in ((" ", "\n") if lines else (" ",))
                or not self._can_be_name(word["word"])
            ):
                return end
            capital = plain[word.start("word")].isupper() and not shouting
            formed = bool(_PATRONYMIC.fullmatch(word["word"])) or word["word"] in _KINSHIP
            if not (capital or formed or (shouting and self._is_known(word["word"]))):
                return end
            end = word.end()
        return end

    def _can_be_name(self, word: str) -> bool:
        return len(word) > 1 and word not in self._never

    def _is_people(self, word: str) -> bool:
        return word in self._peoples or word.endswith(("ian", "ish", "ese", "ani", "ing"))

    def _is_known(self, word: str) -> bool:
        return word in self._known or (word.endswith(("jon", "жон", "bek", "бек", "хон", "xon")) and len(word) > 5)

    def _is_name_word(self, word: str) -> bool:
        return self._is_known(word) or bool(_PATRONYMIC.fullmatch(word) or _SURNAME.fullmatch(word))


def _listed(name: str) -> frozenset[str]:
    return frozenset(resources.files(__package__).joinpath("words", f"{name}.txt").read_text("utf-8").split())


def _is_inflected(word: str) -> bool:
    """Tell a verb or a word with a case ending from a name written without a capital."""
    return word.endswith(
        ("ать", "ить", "еть", "ться", "ing", "da", "dan", "ga", "ni", "да", "де", "дан", "ден", "ға", "ге")
    )


def _is_shouting(plain: str) -> bool:
    """Tell a text in capitals, where a capital says nothing about a name."""
    return len(_CAPITALS.findall(plain)) > max(12, 0.5 * len(plain))
