"""Finds mail addresses, handles and links that lead to one person, also when they are spelled out.

A link to a site in general survives; one with somebody's page, file, form or token in it does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_TLD = (
    "ru|com|net|org|info|biz|me|io|kz|uz|kg|tj|tm|by|ua|az|am|ge|md|tr|ae|su|eu|de|pl|uk|us|in|ph|ng|vn|cn|app|site|"
    "online|club|pro|xyz|link|page|shop|example|test|рф|ру|ком|нет|узб|кз"
)
_PROVIDERS = (
    r"g?mail|gmai|googlemail|yandex|ya|yahoo|hotmail|outlook|inbox|bk|list|icloud|me|proton(?:mail)?|rambler|ukr|umail|"
    r"live|aol|gmx|mail\.ru|мейл|мэйл|майл|джи?мейл|гмейл|гмаил|яндекс|рамблер"
)
_AT = (
    r"(?:\s{0,2}[(\[{<]\s?(?:at|a|собака|собачка|эт|dog)\s?[)\]}>]\s{0,2}|"
    r"\s{1,2}(?:at|собака|собачка|собак|эт|dog|kuchukcha|кучукча|et)\s{1,2}|\s{0,2}@\s{0,2})"
)
_DOT = (
    r"(?:\s{0,2}[(\[{<]\s?(?:dot|точка|тчк|nuqta|нуқта|\.)\s?[)\]}>]\s{0,2}|"
    r"\s{1,2}(?:dot|точка|тчк|nuqta|нуқта|нүкте|чекит)\s{1,2}|\s?\.\s?)"
)
_JOINT = r"(?:\s{1,2}(?:dot|точка|underscore|подч[её]ркивание|нижнее|тире|дефис|dash|nuqta|нуқта)\s{1,2}|[.\-+])"

MAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,60}(?:\.[\w-]{2,30}){1,4}|[\w.+%-]{2,64}@[a-z][a-z0-9-]{2,60}")
SPELLED_MAIL = re.compile(
    rf"(?<![\w@])(?P<local>\w{{1,40}}(?:{_JOINT}\w{{1,40}}){{0,3}})(?P<at>{_AT})"
    rf"(?P<domain>[\w-]{{1,40}}(?:{_DOT}[\w-]{{1,40}})?)(?P<dot>{_DOT})(?:{_TLD})(?![\w])"
)
_PROVIDER = re.compile(rf"(?:{_PROVIDERS})")

_HOSTS = (
    r"t\s?\.\s?me|telegram\.(?:me|dog)|(?:m\.)?vk\.(?:com|ru|cc)|instagram\.com|(?:m\.|web\.)?facebook\.com|"
    r"fb\.(?:com|me)|m\.me|(?:m\.)?ok\.ru|wa\.me|(?:api|chat|web)\.whatsapp\.com|tiktok\.com|twitter\.com|x\.com|"
    r"threads\.net|signal\.me|imo\.im|line\.me|snapchat\.com|linkedin\.com|viber\.com|invite\.viber\.com|join\.skype\.com|my\.mail\.ru"
)
SOCIAL = re.compile(
    rf"(?<![\w.@])(?:https?://)?(?:www\.)?(?:{_HOSTS})\s?/\s?[^\s<>\"'«»]+|(?:tg|viber|whatsapp|skype|imo)://[^\s<>\"'«»]+"
)
HANDLE = re.compile(r"(?<![\w.@/])@\s?[^\W_][\w.]{1,40}|(?<![\w.@/])@_\w{2,40}|(?<!\w)live:[\w.:]{3,40}")
_SERVICES = (
    r"tg|тг|telegram\w{0,6}|телеграм\w{0,6}|телег[аеу]|insta\w{0,8}|инст\w{0,8}|ig|skype\w{0,4}|скайп\w{0,4}|вк|vk|"
    r"snap\w{0,6}|imo|wechat|viber|вайбер\w{0,3}|fb|facebook|фейсбук\w{0,3}|фб|tiktok|тикток\w{0,3}|одноклассник\w{0,3}"
)
_NAMED_BY = r"ник\w{0,4}|nick\w{0,5}|user\s?name|юзер\w{0,6}|логин\w{0,3}|login"
TOLD_HANDLE = re.compile(
    rf"(?<!\w)(?:(?:{_SERVICES})|(?P<nick>{_NAMED_BY}))(?P<between>(?:\s{{0,2}}[:=-]|\s{{1,2}}(?:is|id|my|мой|моя|у меня|"
    rf"{_NAMED_BY}|name|user|акк\w{{0,5}}|account|собака|at)(?!\w)){{0,4}})[\s\"'«]{{1,3}}(?P<handle>[a-z][a-z0-9_.]{{3,31}})"
)
_MARKED = re.compile(r"[0-9_]|\w\.\w")

URL = re.compile(
    rf"(?:h[tx]{{2}}ps?://|www\.)[^\s<>\"«»]+|(?<![\w@./])(?:[\w-]{{1,40}}\.){{1,4}}(?:{_TLD})/[^\s<>\"«»]+"
)
_SEGMENT_ID = re.compile(r"\d{5,}|(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{6,}|[\w-]{24,}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_TAIL = ".,;:!?)]}'\"…"


def mails(low: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of mail addresses."""
    if "@" in low:
        yield from ((match.start(), match.start() + len(match[0].rstrip(".-"))) for match in MAIL.finditer(low))
    for match in SPELLED_MAIL.finditer(low):
        if _means_mail(match):
            yield match.span()


def handles(low: str, latin: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of social network pages, messenger links and user names."""
    if "/" in latin:
        yield from (_trimmed(match) for match in SOCIAL.finditer(latin))
    if "@" in latin or "live:" in latin:
        yield from (_trimmed(match) for match in HANDLE.finditer(latin))
    for match in TOLD_HANDLE.finditer(low):
        named = bool(match["nick"]) or ":" in match["between"] or "=" in match["between"]
        if _MARKED.search(match["handle"]) or (named and match["handle"] not in _NOT_HANDLES):
            end = match.start("handle") + len(match["handle"].rstrip("."))
            yield match.start("handle"), end


def personal_urls(latin: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of links that hold an identifier or a token."""
    if "/" not in latin:
        return
    for match in URL.finditer(latin):
        start, end = _trimmed(match)
        if _identifies(latin[start:end]):
            yield start, end


_NOT_HANDLES = frozenset({"channel", "group", "chat", "number", "account", "only", "work", "please", "http", "https"})


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    return match.start(), match.start() + len(match[0].rstrip(_TAIL))


def _means_mail(match: re.Match[str]) -> bool:
    """Tell a dictated address from "look at booking.com": a spelled dot, a mail provider or a marked name is needed."""
    if "@" in match["at"] or any(sign in match["at"] for sign in "([{<") or "собак" in match["at"]:
        return True
    if match["dot"].strip() != ".":
        return True
    return bool(_PROVIDER.fullmatch(match["domain"]) or _MARKED.search(match["local"]))


def _identifies(url: str) -> bool:
    path, _, query = re.sub(r"^(?:h[tx]{2}ps?://|www\.)", "", url).partition("?")
    if "=" in query or _SEGMENT_ID.search(query):
        return True
    segments = path.partition("#")[0].split("/")[1:]
    fragment = path.partition("#")[2]
    return any(_SEGMENT_ID.search(part) and not _YEAR.fullmatch(part) for part in (*segments, fragment))
