"""A case laid out for reading: rows of the queue, answers with their labels, the talk with what became of each reply.

Nothing here may fetch or decide anything: it turns what the verbs return into what the templates show.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cases.case import Answer, Entry, Head, State
from bot.cases.codenames import spoken
from bot.cases.consent import ASKED, KINDS, MARK, is_piece
from bot.desk.offers import Offer
from bot.desk.promised import NONE, Promise, promise
from bot.desk.verbs import HELPLINE, READY, CaseSheet, Queued
from bot.desk.words import Words, short, zone_of
from bot.messages import Line, Ref

WINDOW = timedelta(hours=24)
"""How long WhatsApp lets us answer after the person's last word."""
_LINK = re.compile(r"(?i)\bh(tt)(ps?://)")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue for one operator. ``place`` is its list: offered, mine, waiting or others."""

    id: str
    place: str
    rank: float
    name: str
    urgent: bool
    kind: str
    locale: str
    language: str
    channel: str
    channel_id: str
    since: int
    word: int
    waits: str
    holder: str
    silent: bool
    offered_to: str = ""
    offered_by: str = ""
    offer_note: str = ""
    promise: Promise = NONE


@dataclass(frozen=True, slots=True)
class Told:
    """One answer: its question's short title, the labels chosen, and own words."""

    title: str
    labels: Sequence[str]
    words: str


@dataclass(frozen=True, slots=True)
class Warning:
    """What must be known before the first word; ``grave`` ones stand first and in red."""

    text: str
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Ready:
    """A ready sentence: what it means, and how the person will read it where that is another language."""

    id: str
    meant: str
    theirs: str
    takes_minutes: bool


@dataclass(frozen=True, slots=True)
class Bubble:
    """One line of the talk. ``side`` is person, us, note or mark; ``fate`` says what became of a reply.

    ``photo`` names a photo that can be looked at.
    """

    key: str
    side: str
    who: str
    text: str
    gloss: str
    clock: str
    at: int
    marks: Sequence[str]
    fate: str
    fate_id: str
    day: str = ""
    photo: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything of a case that its operator reads."""

    row: Row
    locale: str
    rtl: bool
    told: Sequence[Told]
    skipped: Sequence[str]
    warnings: Sequence[Warning]
    country: str
    place: str
    place_time: str
    share: str
    numbers: bool
    may_refer: bool
    promised: str
    other_phone: bool
    bubbles: Sequence[Bubble]
    left: bool
    window_ends: int
    window_over: bool
    no_reply: bool


def row(line: Queued, operator: str, words: Words, offer: Offer | None = None) -> Row:
    """Return a line of the queue as one operator sees it."""
    waiting = line.state is State.WAITING
    place = "waiting" if waiting else "mine" if line.by == operator else "others"
    if offer and offer.by != line.by:
        offer = None
    if offer and offer.to == operator:
        place = "offered"
    urgent = line.queue == "urgent"
    opened = line.opened_at.timestamp()
    return Row(
        id=line.id,
        place=place,
        rank=opened - 1e10 if urgent else opened,
        name=spoken(line.code_name, words.locale),
        urgent=urgent,
        kind=words.known("desk-kind", line.kind),
        locale=short(line.locale),
        language=words.language(line.locale),
        channel=words.known("desk-channel", line.channel),
        channel_id=line.channel,
        since=int(opened),
        word=int(line.word_at.timestamp()),
        waits=words.span(line.waits),
        holder="" if waiting else line.by,
        silent=line.silent,
        offered_to=offer.to if offer else "",
        offered_by=offer.by if offer else "",
        offer_note=offer.note if offer and offer.to == operator else "",
        promise=promise(line.promised, words, line.opened_at + line.waits),
    )


def reading(sheet: CaseSheet, operator: str, words: Words, now: datetime, offer: Offer | None = None) -> Reading:
    """Return a case as its operator reads it."""
    head, line = sheet.head, sheet.queued
    zone = zone_of(head.timezone)
    answers = [each for each in head.answers.values() if each.kind not in ("skipped", "secret")]
    ends = line.word_at + WINDOW
    on_whatsapp = head.channel == "whatsapp"
    return Reading(
        row=row(line, operator, words, offer),
        locale=head.locale,
        rtl=words.texts.is_right_to_left(head.locale),
        told=[told(key, each, words) for key, each in head.answers.items() if each in answers],
        skipped=[_title(key, each, words) for key, each in head.answers.items() if each.kind == "skipped"],
        warnings=_warnings(head, line, words),
        country=words.known("country", head.country.lower()) if head.country else "",
        place=head.answers["place"].words if "place" in head.answers else "",
        place_time=now.astimezone(zone).strftime("%H:%M") if zone else "",
        share=words.said(f"choice-{head.share}") if head.share else "",
        numbers=head.show_numbers,
        may_refer=head.share in ("share", "anonymous"),
        promised=promise(head.promised, words, now).text,
        other_phone=head.other_phone,
        bubbles=_bubbles(sheet, words, now),
        left=any(fate == "left" for fate in sheet.fates.values()),
        window_ends=int(ends.timestamp()) if on_whatsapp else 0,
        window_over=on_whatsapp and now >= ends,
        no_reply=head.reply_mode == "never",
    )


def ready(locale: str, words: Words) -> list[Ready]:
    """Return every ready sentence, in the order of the file; minutes that are still to be chosen stand as 5."""
    texts, theirs = words.texts, Words(words.texts, locale)
    found: list[Ready] = []
    for sentence in texts.sources[texts.default]:
        if sentence.startswith(READY):
            takes_minutes = "minutes" in texts.variables(sentence, texts.default)
            args = {"minutes": 5} if takes_minutes else {}
            meant, said = words.said(sentence, args), theirs.said(sentence, args)
            found.append(Ready(sentence, meant, said if said != meant else "", takes_minutes))
    return found


def told(key: str, answer: Answer, words: Words) -> Told:
    """Return one answer as it is read: the question's short title, the labels chosen, own words."""
    labels = [words.said(text) for text in answer.says]
    return Told(_title(key, answer, words), labels, defanged(answer.words))


def _title(key: str, answer: Answer, words: Words) -> str:
    return words.said(answer.title) if answer.title else words.known("desk-answer", key)


def _warnings(head: Head, line: Queued, words: Words) -> list[Warning]:
    found = [Warning(words.said(head.caution), grave=True)] if head.caution else []
    if head.safe == "no":
        found.insert(0, Warning(words("desk-warn-unsafe"), grave=True))
    if head.minor and head.caution != "caution-minor":
        found.append(Warning(words("desk-warn-minor"), grave=True))
    if head.other_phone:
        found.append(Warning(words("desk-warn-other-phone")))
    if "written" in head.answers and "yes" in head.answers["written"].values:
        found.append(Warning(words("desk-warn-written")))
    if line.silent:
        found.append(Warning(words("desk-warn-silent")))
    if head.reply_mode == "never":
        found.append(Warning(words("desk-warn-never")))
    elif head.reply_mode == "window":
        hours = words.known("desk-reply", head.reply_hours)
        found.append(Warning(words("desk-warn-window", hours=hours)))
    return found


def _bubbles(sheet: CaseSheet, words: Words, now: datetime) -> list[Bubble]:
    bubbles: list[Bubble] = []
    last_day = None
    theirs = Words(words.texts, sheet.head.locale)
    for number, entry in enumerate(sheet.talk):
        at = datetime.fromtimestamp(entry.at, now.tzinfo)
        day = words.day(at) if last_day not in (None, at.date()) else ""
        last_day = at.date()
        bubbles.append(_bubble(number, entry, sheet.fates, words, theirs, at=at, day=day))
    return bubbles


def _bubble(
    number: int, entry: Entry, fates: Mapping[str, str], words: Words, theirs: Words, *, at: datetime, day: str
) -> Bubble:
    side, who, text, gloss = _spoken(entry, words, theirs)
    fate = fates.get(entry.outbox, "") if side == "us" else ""
    marks = [words.known("desk-flag", flag) for flag in entry.flags] if side == "person" else []
    photo = photo_state(entry, fates)
    if photo:
        marks = [words(f"desk-photo-{photo}")]
    return Bubble(
        key=f"e{number}",
        side=side,
        who=who,
        text=text,
        gloss=gloss,
        clock=at.strftime("%H:%M"),
        at=int(entry.at),
        marks=marks,
        fate=words.known("desk-fate", fate) if fate else "",
        fate_id=fate,
        day=day,
        photo=entry.outbox if photo == "here" else "",
    )


def photo_state(entry: Entry, fates: Mapping[str, str]) -> str:
    """Return what became of a line's photo: here, waiting or lost; nothing for a line that has none."""
    if entry.by != "person" or "picture" not in entry.flags or not entry.outbox:
        return ""
    fate = fates.get(entry.outbox, "waiting")
    return fate if fate in ("here", "waiting") else "lost"


def _spoken(entry: Entry, words: Words, theirs: Words) -> tuple[str, str, str, str]:
    """Return a line's side, who said it, its words, and what a ready sentence means in the operator's language."""
    if entry.by == "note":
        return "note", entry.flags[0] if entry.flags else "", entry.text, ""
    if entry.by == "person" and entry.said:
        return "mark", "", words(f"desk-said-{entry.said}", piece=about_label(entry, words)), ""
    if entry.by == "person":
        return "person", "", defanged(entry.text), ""
    if entry.said in ASKED:
        asked, gloss = (asked_words(entry.said, entry.flags, words, each.locale) for each in (theirs, words))
        return "us", entry.by, asked, gloss if gloss != asked else ""
    if entry.text:
        return "us", entry.by, entry.text, ""
    if entry.said.startswith(READY):
        args = {name: int(value) for name, _, value in (flag.partition("=") for flag in entry.flags)}
        said, meant = theirs.said(entry.said, args), words.said(entry.said, args)
        return "us", entry.by, said, meant if meant != said else ""
    lapsed = entry.by == HELPLINE and entry.said == "operator-left"
    mark, to = f"desk-mark-{'lapse' if lapsed else entry.said}", entry.flags[0] if entry.flags else ""
    text = (
        words(mark, who=entry.by, to=piece_label(to, words))
        if words.has(mark)
        else words.said(entry.said)
        if entry.said
        else ""
    )
    return "mark", "", text, ""


def asked_words(asked: str, flags: Sequence[str], words: Words, locale: str) -> str:
    """Return a question that an operator had asked, in a language; ``flags`` as its line of the talk has them."""
    about, *more = flags
    if asked == "ask-call":
        name, shared = more
        return words.texts.say(Line("ask-call", {"organisation": name, "shared": shared}), locale)
    if asked == "ask-keep":
        days, without = (int(each) for each in more)
        return words.texts.say(Line("ask-keep", {"reason": about, "days": days, "without": without}), locale)
    kind, _, number = about.partition(" ")
    return words.texts.say(Line("ask-see", {"what": Ref(f"piece-{kind}"), "number": int(number)}), locale)


def named(text: str, words: Words) -> str:
    """Return a text with its covered pieces named in the operator's language, where nothing of them is shown."""
    return MARK.sub(lambda mark: f"⟦{piece_label(mark[0].strip('⟦⟧'), words)}⟧", text)


def about_label(entry: Entry, words: Words) -> str:
    """Return what an answer of the person is about, in the operator's language."""
    about = entry.flags[0]
    return words(f"desk-keep-{about}") if entry.said.startswith("keep-") else piece_label(about, words)


def piece_label(about: str, words: Words) -> str:
    """Return a covered piece's kind and number in the operator's language; anything else as it is."""
    kind, _, number = about.partition(" ")
    if kind not in KINDS or (number and not is_piece(about)):
        return about
    return f"{words.known('desk-piece', kind)} {number}".strip()


def defanged(text: str) -> str:
    """Return a person's words with links that nobody opens by a slip: ``https`` is written ``hxxps``."""
    return _LINK.sub(r"hxx\2", text)
