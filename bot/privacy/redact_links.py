"""Finds mail addresses, handles and links that lead to one person, also when they are spelled out.

A link to a site in general survives; one with somebody's page, file, form or token in it does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy.redact_fold import listed

_TLD = (
    "ru|com|net|org|info|biz|me|io|kz|uz|kg|tj|tm|by|ua|az|am|ge|md|tr|ae|su|eu|de|pl|uk|us|in|ph|ng|vn|cn|app|site|"
    "online|club|pro|xyz|link|page|shop|example|test|рф|ру|ком|нет|узб|кз"
)
_PROVIDER = (
    r"(?:g?mail|gmai|googlemail|yandex|ya|yahoo|hotmail|outlook|inbox|bk|list|icloud|proton(?:mail)?|rambler|ukr|umail|live|aol|"
    r"gmx|мейл|мэйл|майл|маил|джи?м[еэ]йл|гм[еэ]йл|гмаил|яндекс|рамблер|инбокс)"
)

# -- words that stand for signs ------------------------------------------------------------------------------------

_AT_WORD = r"(?:at|собака|собачка|sobaka|sobachka|эт|этт|dog|kuchukcha|кучукча|ит)"
_DOT_WORD = r"(?:dot|точка|тчк|tochka|point|nuqta|нуқта|нүкте|чекит|ноқта)"
_LINE_WORD = r"(?:underscore|(?:нижнее\s|нижняя\s)?(?:подч[её]ркивание|черта)|подчерк|pastki\schiziq)"
_DASH_WORD = r"(?:dash|minus|тире|дефис|минус|chiziqcha)"
_SLASH_WORD = r"(?:slash|слэш|слеш|слаш|дробь)"
_SIGN_WORDS = listed(
    """
    at собака собачка sobaka sobachka эт этт dog kuchukcha кучукча ит dot точка тчк tochka point nuqta нуқта
    нүкте чекит ноқта underscore подчеркивание подчёркивание черта подчерк chiziq slash слэш слеш слаш
    """
)
_AT = (
    rf"(?:\s{{0,2}}[(\[{{<]\s?(?:{_AT_WORD}|a|@|а)\s?[)\]}}>]\s{{0,2}}|\s{{1,2}}{_AT_WORD}\s{{1,2}}|"
    r"@|\s{1,2}@\s{1,2}|@\s{1,2})"
)
_DOT = rf"(?:\s{{0,2}}[(\[{{<]\s?(?:{_DOT_WORD}|\.)\s?[)\]}}>]\s{{0,2}}|\s{{1,2}}{_DOT_WORD}\s{{1,2}}|\s?[.,]\s?)"
_JOINT = rf"(?:\s{{1,2}}(?:{_DOT_WORD}|{_LINE_WORD}|{_DASH_WORD})\s{{1,2}}|[.\-+]|\s[.\-_]\s)"

# -- mail ----------------------------------------------------------------------------------------------------------

_MAIL = re.compile(
    r"[\w.+%-]{1,64}@[\w-]{1,60}(?:\.[\w-]{2,30}){1,4}|[\w.+%-]{2,64}@[a-z][a-z0-9-]{2,60}|"
    r"(?<!\w)(?:[\w.] ){3,40}@(?: [\w.](?!\w)){0,40}"
)
_SPELLED_MAIL = re.compile(
    rf"(?<![\w@])(?P<local>\w{{1,40}}(?:{_JOINT}\w{{1,40}}){{0,3}})(?P<at>{_AT})"
    rf"(?:(?P<domain>[\w-]{{1,40}}(?:\.[\w-]{{1,40}})?)(?P<dot>{_DOT})(?:{_TLD})|(?P<provider>{_PROVIDER})\s(?:{_TLD}))"
    r"(?!\w|\.\w)"
)
_PROVIDERS = re.compile(_PROVIDER)

# -- handles -------------------------------------------------------------------------------------------------------

_HOSTS = (
    r"t\s?\.\s?me|telegram\.(?:me|dog)|(?:m\.)?vk\.(?:com|ru|cc)|instagram\.com|(?:m\.|web\.)?facebook\.com|"
    r"fb\.(?:com|me)|m\.me|(?:m\.)?ok\.ru|wa\.me|(?:api|chat|web)\.whatsapp\.com|tiktok\.com|twitter\.com|x\.com|"
    r"threads\.(?:net|com)|youtube\.com|discord\.(?:gg|com)|odnoklassniki\.ru|linktr\.ee|"
    r"pinterest\.com|signal\.me|imo\.im|line\.me|snapchat\.com|linkedin\.com|viber\.com|invite\.viber\.com|"
    r"join\.skype\.com|my\.mail\.ru"
)
_SOCIAL = re.compile(
    rf"(?<![\w.@])(?:h[tx]{{2}}ps?\s?:\s?//\s?)?(?:www\.)?(?:{_HOSTS})\s?/\s?[^\s<>\"'«»]+|"
    r"(?:tg|viber|whatsapp|skype|imo)://[^\s<>\"'«»]+"
)
_SPELLED_SOCIAL = re.compile(
    rf"(?<!\w)(?:t|т|ти|vk|вк|wa|ва|fb|фб|insta\w*|инста\w*|facebook|telegram|телеграм|ok|ок)\s?(?:{_DOT_WORD}|\.)\s?"
    rf"(?:me|ме|ми|com|ком|ru|ру)\s?(?:{_SLASH_WORD}|/|\s)\s?(?P<name>\w{{3,40}}(?:{_JOINT}\w{{1,40}}){{0,3}})"
)
_HANDLE = re.compile(
    r"(?<![\w.@/])@(?:\s[\w.](?!\w)){4,40}|(?<![\w.@/])@\s?[^\W_][\w.]{1,40}(?:\s\.\s\w{2,30}){0,3}|"
    r"(?<![\w.@/])@_\w{2,40}|(?<!\w)live:[\w.:]{3,40}|(?<!\w)[a-z]\w{2,30}#\d{4}(?!\d)"
)
_SPELLED_HANDLE = re.compile(
    rf"(?<!\w)(?:(?:{_AT_WORD}\s|[(\[]\s?(?:{_AT_WORD}|@)\s?[)\]]\s?|@\s?)[a-z]\w{{2,40}}(?:{_JOINT}\w{{1,40}}){{0,3}}|"
    rf"[a-z]\w{{2,40}}(?:\s{_LINE_WORD}\s\w{{1,40}}){{1,3}})"
)
_SERVICES = (
    r"tg|тг|telegram\w{0,6}|телеграм\w{0,6}|телег[аеу]|insta\w{0,8}|инст\w{0,8}|ig|skype\w{0,4}|скайп\w{0,4}|вк|vk|"
    r"vkontakte|вконтакте|snap\w{0,6}|imo|wechat|viber|вайбер\w{0,3}|fb|facebook|фейсбук\w{0,3}|фб|tiktok|тик\s?ток\w{0,3}|"
    r"одноклассник\w{0,3}|line\sid|signal"
)
_NAMED_BY = r"ник\w{0,4}|nick\w{0,5}|user\s?name|юзер\w{0,6}|логин\w{0,3}|login"
_TOLD_HANDLE = re.compile(
    rf"(?<!\w)(?:(?P<service>{_SERVICES})|(?P<nick>{_NAMED_BY}))(?P<between>(?:\s{{0,2}}[:=-]|\s{{1,2}}(?:is|id|my|мой|моя|"
    rf"у\sменя|есть|как|я|под|найд\w{{1,4}}|ищите|зовут|as|under|at|called|nik|nikim|никим|деп|{_NAMED_BY}|name|user|"
    rf"{_AT_WORD})(?!\w)|\s{{0,2}}[-=]>){{0,4}})[\s\"'«(]{{1,3}}(?P<handle>[^\W\d_][\w.]{{3,31}})"
)
_SERVICE_STEMS = listed(
    """
    tg тг tele теле inst инст ig skyp скай вк vk vkon вкон snap imo wech vibe вайб fb face фейс фб tikt тик тикт одно
    line sign ник ника нике нико nick user юзер логи logi
    """
)
_UNDERSCORED = re.compile(r"(?<![\w.@/])[a-z][a-z0-9.]*(?:_+[a-z0-9.]+)+(?![\w@/])")
_BARE_ME = re.compile(r"(?<![\w.])(?:t|wa)[\s.,\[\](){}]{0,4}(?:dot|точка)?[\s.,\[\](){}]{0,4}me\s?/\s?\+?\w{4,40}")
_MIXED = re.compile(r"(?<![\w.@/])(?=[a-z._]*\d)(?=[a-z0-9._]*[a-z]{3})[a-z][a-z0-9._]{4,31}(?![\w@/])")
_SERVICE = re.compile(rf"(?<!\w)(?:{_SERVICES}|{_NAMED_BY}|нигі\w*|никим|nikim|nik)(?!\w)")
NEAR = 40
"""Characters before or after a user name in which its service may be named."""
_MARKED = re.compile(r"[0-9_]|\w\.\w")
_LATIN_WORD = re.compile(r"[a-z][a-z0-9._]{4,}")
_NO_HANDLE = listed(
    """
    channel group chat number account only work please http https whatsapp telegram instagram viber skype imo
    facebook tiktok online video photo password page
    """
)

_NOT_SAID_OF_HANDLES = listed(
    """
    blocked hacked deleted broken working open closed gone down only available under with same this that still
    also here being used stolen locked banned safe dead from there
    """
)

# -- links ---------------------------------------------------------------------------------------------------------

_URL = re.compile(
    rf"(?:h[tx]{{2}}ps?://|www\.)[^\s<>\"«»]+|(?<![\w@./])(?:[\w-]{{1,40}}\.){{1,4}}(?:{_TLD})/[^\s<>\"«»]+"
)
_SCHEME = re.compile(r"^(?:h[tx]{2}ps?://|www\.)")
_SEGMENT_ID = re.compile(r"\d{5,}|(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{6,}|[\w-]{24,}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_TAIL = ".,;:!?)]}'\"…"


def mails(low: str, words: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield the spans of mail addresses."""
    if "@" in low:
        yield from ((match.start(), match.start() + len(match[0].rstrip(".-"))) for match in _MAIL.finditer(low))
    if "@" in low or "(a" in low or not words.isdisjoint(_SIGN_WORDS):
        yield from (match.span() for match in _SPELLED_MAIL.finditer(low) if _means_mail(match))


def handles(low: str, similar: str, words: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield the spans of pages in social networks, messenger links and user names.

    ``similar`` is the text with Cyrillic letters made Latin where they look so.
    """
    if "/" in similar:
        yield from (_trimmed(match) for match in _SOCIAL.finditer(similar))
        yield from (match.span() for match in _BARE_ME.finditer(similar))
    if any(sign in similar for sign in ("@", "live:", "#")):
        yield from (_trimmed(match) for match in _HANDLE.finditer(similar))
    if "@" in low or not words.isdisjoint(_SIGN_WORDS):
        yield from (match.span() for match in _SPELLED_SOCIAL.finditer(low))
        yield from (match.span() for match in _SPELLED_HANDLE.finditer(low) if _means_handle(match, low))
    if not _SERVICE_STEMS.isdisjoint({word[:4] for word in words}):
        for match in filter(_is_told, _TOLD_HANDLE.finditer(low)):
            start = match.start("handle")
            yield start, start + len(match["handle"].rstrip("."))


def user_names(low: str, words: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield the spans of words that only a user name is spelled like; looked for when links are gone already."""
    if "_" in low:
        yield from (_trimmed(match) for match in _UNDERSCORED.finditer(low))
    if not _SERVICE_STEMS.isdisjoint({word[:4] for word in words}):
        yield from (_trimmed(match) for match in _MIXED.finditer(low) if _is_near_service(match, low))


def personal_urls(similar: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of links that hold an identifier or a token."""
    if "/" not in similar:
        return
    for match in _URL.finditer(similar):
        start, end = _trimmed(match)
        if _identifies(similar[start:end]):
            yield start, end


def _is_near_service(match: re.Match[str], low: str) -> bool:
    """Tell a user name from another word with digits: its service stands beside it."""
    start, end = match.span()
    return bool(_SERVICE.search(low, max(0, start - NEAR), start) or _SERVICE.search(low, end, end + NEAR))


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    return match.start(), match.start() + len(match[0].rstrip(_TAIL))


def _means_mail(match: re.Match[str]) -> bool:
    """Tell a dictated address from "look at booking.com": a spelled sign, a provider or a marked name is needed."""
    at = match["at"].strip()
    if match["provider"] or "@" in at or at[:1] in tuple("([{<") or at not in ("at", "эт", "ит", "dog"):
        return True
    if match["dot"].strip() not in (".", ","):
        return True
    return bool(_PROVIDERS.fullmatch(match["domain"]) or _MARKED.search(match["local"]))


def _means_handle(match: re.Match[str], low: str) -> bool:
    """Tell "at joy_test" from "at home": a sign, a marked name or a service named just before is needed."""
    said = match[0]
    if "@" in said or said[0] in "([" or _MARKED.search(said):
        return True
    if re.search(_LINE_WORD, said):
        return True
    if said.startswith(("at ", "эт ", "ит ", "dog ")):
        return False
    return bool(re.search(rf"(?:{_SERVICES}|{_NAMED_BY})\W{{0,3}}(?:\w{{1,6}}\W{{1,2}})?$", low[: match.start()]))


def _is_told(match: re.Match[str]) -> bool:
    handle = match["handle"].rstrip(".")
    if handle in _NO_HANDLE:
        return False
    if _MARKED.search(handle):
        return True
    if any(sign in match["between"] for sign in ":=") or (match["nick"] and not match["nick"].isascii()):
        return handle.isascii()
    if match["between"].strip() == "is" and match.string[: match.start()].endswith("my "):
        return handle.isascii() and handle not in _NOT_SAID_OF_HANDLES
    in_other_script = match["service"] and not match["service"].isascii() and _LATIN_WORD.fullmatch(handle)
    return bool(in_other_script)


def _identifies(url: str) -> bool:
    path, _, query = _SCHEME.sub("", url).partition("?")
    if "=" in query or _SEGMENT_ID.search(query):
        return True
    path, _, fragment = path.partition("#")
    return any(_SEGMENT_ID.search(part) and not _YEAR.fullmatch(part) for part in (*path.split("/")[1:], fragment))
