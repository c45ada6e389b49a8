"""Tells whether a number or handle is the writer's own: "my number is …", "write to me at …", "… is mine".

A yes to "may our workers see numbers you write" is about the foreman's number, not about the writer's. In doubt it is
the writer's own: what stays covered can be asked for, what was shown cannot be covered again.
"""

from __future__ import annotations

import re

REACH = 70
"""Characters before a piece in which it may be called the writer's own."""

_THING = (
    r"(?:numbers?|phone|mobile|cell|tel|contacts?|whatsapp|viber|telegram|signal|imo|instagram|insta|facebook|e-?mail|"
    r"mail|address|nick(?:name)?|username|account|"
    r"номер\w*|тел|телефон\w*|сотов\w+|мобильн\w+|контакт\w*|ватсап\w*|вотсап\w*|вацап\w*|вайбер\w*|телеграм\w*|телега|"
    r"тг|инста\w*|почт\w+|мейл|имейл|адрес\w*|ник|аккаунт\w*|"
    r"raqam\w*|nomer\w*|telefon\w*|рақам\w*|нөмір\w*)"
)
_SORT = (
    r"(?:own|new|old|real|personal|private|work|home|second|other|current|"
    r"нов\w+|стар\w+|личн\w+|рабоч\w+|домашн\w+|втор\w+|друг\w+|контактн\w+|yangi|янги|жаңы|жаңа)"
)
_OWN = re.compile(
    r"(?<!\w)(?:"
    rf"(?:my|мо[йеёяию]|мо[еюг][йго]?|свой|личный)\s(?:(?:{_SORT}|{_THING})\s)*{_THING}|mine|"
    rf"{_THING}\s(?:у\sменя|мой|мо[яеё])|у\sменя\s{_THING}|"
    r"(?:call|text|phone|ring|reach|contact|message|write(?:\sto)?|email|find|add)\sme(?:\sback)?|"
    r"(?:по|пере)?звон(?:и(?:те|ть)?)\sмне|мне\s(?:можно\s)?(?:по|пере)?звонить|перезвоните?|"
    r"(?:на)?пи(?:ши(?:те)?|сать)\sмне|мне\s(?:можно\s)?(?:на)?писать|(?:свя[жз]\w+|связь)\sсо\sмной|меня\sможно\sнайти|найд\w+\sменя|"
    r"(?:mening|meni|mani)\s(?:raqam|nomer|telefon)\w*|(?:raqam|nomer|telefon)im(?:ga)?|menga\s\w+|"
    r"(?:менинг|мени)\s(?:рақам|номер|телефон)\w*|(?:рақам|номер|телефон)им(?:га)?|менга\s\w+|"
    r"(?:менің|менин)\s(?:нөмір|номер|телефон)\w*|(?:нөмірім|номерім|телефоным|номерим|телефонум)|маған\s\w+|мага\s\w+|"
    r"(?:рақам|телефон|номер)(?:и\sман|ам)|ба\sман\s\w+"
    r")(?!\w)"
)
_BETWEEN = re.compile(r"[\s:\-,(«\"'=]*(?:(?!(?:from|с|со|his|her|their|его|её|ее|их)\s)[^\W\d_]+[\s:\-,(«\"'=]+){0,3}")
_SENTENCE = re.compile(r"[.!?;\n](?=\s|$)")
_AFTER = re.compile(
    r"[\s\-,.(]*(?:(?:is|it's|that's|это|бул|бұл|bu|ин)\s)?"
    rf"(?:(?:my|mine|мо[йяеё]|mening|meniki|менинг|меники|менің|менікі|менин|меники)(?!\w)(?:\s{_THING})?)\s?(?=[.,!?;)\n]|$)"
)


def is_own(low: str, start: int, end: int) -> bool:
    """Tell whether what stands there in a folded text is the writer's own.

    >>> is_own("my number is 8 900", 13, 18), is_own("his number is 8 900", 14, 19)
    (True, False)
    """
    before = low[max(0, start - REACH) : start]
    ends = [match.end() for match in _SENTENCE.finditer(before)]
    before = before[ends[-1] :] if ends else before
    named = any(_BETWEEN.fullmatch(before, match.end()) for match in _OWN.finditer(before))
    return named or _AFTER.match(low, end) is not None
