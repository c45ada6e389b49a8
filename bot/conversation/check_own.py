"""The texts that the bot says of itself, without a flow: every one of them must have words in every language.

A test reads the sources and finds every id that is missing here, so none can be forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from bot.cases.consent import KINDS
from bot.directory.taxonomy import AUDIENCES, SERVICES, PhoneLabel

OWN: Mapping[str, tuple[str, ...]] = {
    # understanding
    "not-understood": (),
    "not-understood-human": (),
    "media-unheard": (),
    "changed-answer": (),
    "nothing-to-go-back": (),
    "talk-changed": (),
    "several-hint": (),
    "first-words": (),
    "at-once": (),
    "flood": (),
    # places
    "did-you-mean": (),
    "place-not-found": (),
    "place-in-country": ("place", "country"),
    # review
    "review-item": ("title", "answer"),
    "review-which": (),
    "review-skipped": (),
    "review-secret": (),
    # cover and danger
    "cover-hello": (),
    "cover-secret": (),
    "cover-hidden": (),
    "reply-neutral": (),
    "danger-card": (),
    "danger-again": (),
    "danger-blocked": (),
    # people
    "people-blocked": ("opens",),
    "added-to-case": (),
    "still-waiting-5": (),
    "still-waiting-15": (),
    "operator-joined": (),
    "operator-left": (),
    "case-closed": (),
    # what an operator has a person asked
    "ask-see": ("what", "number"),
    "ask-call": ("organisation", "shared"),
    "ask-keep": ("reason", "days", "without"),
    "ask-opened": (),
    "ask-will-call": (),
    "ask-keeping": ("days",),
    "ask-kept": (),
    "ask-not-longer": (),
    "ask-later": (),
    "ask-over": (),
    # the four words, and troubles
    "code-accepted": (),
    "people-return-code": ("return-code", "channel"),
    "code-written": (),
    "photo-taken": (),
    "photo-lost": (),
    "photo-enough": (),
    "code-not-accepted": (),
    "code-wait": (),
    "poisoned": (),
    # cards of the directory
    "card-name": ("name",),
    "card-summary": ("summary",),
    "card-services": ("services",),
    "card-conditions": ("conditions",),
    "card-doubtful": (),
    "card-email": ("address",),
    "card-website": ("url",),
    "card-ask-us": (),
    "card-worldwide": (),
    "card-national": ("country",),
    "card-abroad": ("country",),
    "card-near": ("place", "km"),
    "card-farther": ("place", "km"),
    "card-in": ("place",),
    "card-hours-note": ("note",),
    "card-day-and-night": (),
    "card-open-now": ("hours",),
    "card-closed-now": ("hours",),
    "card-phone": ("number",),
    "card-phone-inside-free": ("label", "country"),
    "card-phone-inside-costs": ("label", "country"),
    "card-phone-inside-unknown": ("label", "country"),
    "card-phone-anywhere": ("label",),
    "card-phone-anywhere-free": ("label",),
    "card-phone-note": ("note",),
    "card-checked": ("date",),
    "card-age": ("years",),
    "card-age-about": ("years",),
    "card-age-unknown": (),
    "moment-today": ("time", "zone"),
    "moment-tomorrow": ("time", "zone"),
    "moment-weekday": ("weekday", "time", "zone"),
    "moment-date": ("day", "month", "time", "zone"),
    "emergency-title": ("country",),
    "emergency-general": (),
    "emergency-police": (),
    "emergency-ambulance": (),
    "emergency-fire": (),
    "emergency-inside": ("country",),
    "emergency-free": (),
    "emergency-no-sim": (),
    "emergency-note": ("note",),
    "emergency-unknown": (),
    "emergency-doubtful": (),
    "emergency-each": (),
    "emergency-where": (),
    "emergency-short": ("country", "numbers"),
    "place": ("city", "country"),
    "place-near": ("city", "country", "near"),
}
"""What the bot says, with the variables it gives."""

OWN_LABELS = frozenset(
    {
        "choice-ask-later",
        "choice-back",
        "choice-done",
        "choice-go-on",
        "choice-human",
        "choice-none-of-these",
        "choice-share-place",
        "choice-skip",
        "choice-no",
        "choice-start-over",
        "choice-take-back",
        "choice-written-down",
        "choice-yes",
    }
)
"""The choices the bot offers of itself."""

OWN_WORDS = frozenset({"choice-no-words", "done-words", "go-on-words", "send-words", "skip-words", "take-back-words"})
"""The lists of words by which those choices are understood."""

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "service-": SERVICES,
    "audience-": AUDIENCES,
    "phone-": get_args(PhoneLabel),
    "piece-": KINDS,
}
"""Texts for every member of a closed list; those of countries come from the directory."""

COUNTRY = "country-"
OTHER_ROOMS = ("webchat-", "desk-", "canned-", "disposition-", "whatsapp-")
"""How texts begin that the chat page, the desk, its operators and a channel speak; `elsewhere` of `check.problems` says
which. Whatever begins with ``canned-`` is a ready sentence at the desk, so an organisation adds its own."""

FIRST = frozenset(
    {
        "cover-hello",
        "cover-secret",
        "cover-hidden",
        "reply-neutral",
        "danger-card",
        "danger-again",
        "danger-blocked",
        "people-blocked",
        "media-unheard",
        "talk-changed",
        "added-to-case",
        "ask-call",
        "ask-keep",
        "ask-keeping",
        "ask-kept",
        "ask-later",
        "ask-not-longer",
        "ask-opened",
        "ask-over",
        "ask-see",
        "ask-will-call",
        "still-waiting-5",
        "still-waiting-15",
        "operator-joined",
        "operator-left",
        "case-closed",
        "code-accepted",
        "code-not-accepted",
        "code-wait",
        "flood",
        "poisoned",
    }
)
"""What can be the first thing seen after a silence, beside what the commands say: whoever holds the phone reads it.

Words that stand in the locales before the bot says them are held to it already."""


def is_family(text: str) -> bool:
    """Tell whether a text belongs to a closed list or names a country."""
    return text.startswith((*FAMILIES, COUNTRY))


def own_texts() -> dict[str, frozenset[str]]:
    """Return every text the bot needs for itself, with the variables it is given."""
    own = {text: frozenset(given) for text, given in OWN.items()}
    own |= dict.fromkeys((*OWN_LABELS, *OWN_WORDS), frozenset[str]())
    own |= {f"{prefix}{member}": frozenset[str]() for prefix, members in FAMILIES.items() for member in members}
    return own
