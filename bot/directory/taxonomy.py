"""The closed lists of the directory: what is done, for whom, by what kind of body, and who is not meant by it.

A new word here needs its text in every locale (`service-<name>`, `audience-<name>`) and a reason.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, TypeAlias, get_args

Service: TypeAlias = Literal[
    "hotline",
    "rescue",
    "shelter",
    "legal",
    "psychological",
    "medical",
    "humanitarian",
    "documents",
    "voluntary_return",
    "employment",
    "missing_persons",
    "referral",
    "prevention",
    "training_research",
]
"""What an organisation does: the closed list that people's needs are matched against."""

Audience: TypeAlias = Literal[
    "anyone",
    "women",
    "men",
    "children",
    "parents",
    "orphans",
    "pregnant_women",
    "single_mothers",
    "trafficking_victims",
    "former_victims",
    "forced_labour",
    "sexual_exploitation_survivors",
    "sexual_violence_survivors",
    "domestic_violence_survivors",
    "vulnerable_groups",
    "key_populations",
    "lgbt",
    "migrants",
    "labour_migrants",
    "central_asian_migrants",
    "foreign_nationals",
    "nationals_abroad",
    "asylum_seekers",
    "refugees",
    "stateless_persons",
    "displaced_persons",
    "relatives_of_victims",
    "relatives_of_missing",
    "professionals",
    "citizens_cn",
    "citizens_kg",
    "citizens_kz",
    "citizens_ng",
    "citizens_ph",
    "citizens_tj",
    "citizens_uz",
    "stateless_residents_uz",
]
"""Whom an organisation is for: a closed list. Who may not be shown what follows from it, see `audiences.py`."""

Kind: TypeAlias = Literal[
    "ngo",
    "ngo_network",
    "government",
    "government_ngo",
    "intergovernmental",
    "red_cross",
    "diplomatic",
    "police",
    "hotline",
    "volunteer_movement",
]
Area: TypeAlias = Literal["town", "region", "country", "world"]
"""How far the help reaches (HSDS service area): for who can come to that town or region, or for a whole country."""
State: TypeAlias = Literal["shown", "doubtful", "draft"]
"""shown: to everyone; doubtful: after the others and with a warning; draft: never, until somebody checks it."""
PhoneLabel: TypeAlias = Literal["main", "hotline", "office", "emergency", "from_abroad", "text", "relay", "complaints"]

SERVICES: tuple[Service, ...] = get_args(Service)
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
NOT_DIRECT_HELP: frozenset[Service] = frozenset({"prevention", "training_research"})
"""Worth knowing for the organisation, never an answer to somebody who needs help."""

_MEANS: dict[Audience, Audience] = {"pregnant_women": "women", "single_mothers": "women", "orphans": "children"}
_WHO_ONE_IS: frozenset[Audience] = frozenset({"women", "men", "children", "parents"})
_CITIZENS: frozenset[Audience] = frozenset(
    word for word in AUDIENCES if word.startswith("citizens_") or word == "stateless_residents_uz"
)
_NOT_A_LIMIT: frozenset[Audience] = frozenset({"labour_migrants", "relatives_of_victims", "nationals_abroad"})
_ASK_FOR_OTHERS: frozenset[Audience] = frozenset({"professionals", "relatives_of_missing"})


def who_one_is(words: Collection[Audience]) -> frozenset[Audience]:
    """Return what audiences say about being a woman, a man, a child or a parent; nothing where they do not say it.

    >>> sorted(who_one_is(["pregnant_women", "trafficking_victims"]))
    ['women']
    """
    return frozenset(_MEANS.get(word, word) for word in words) & _WHO_ONE_IS


def only_for(meant: Collection[Audience]) -> frozenset[Audience]:
    """Return the women, men, children or parents that alone are helped; empty when anybody may come.

    Only this, and citizenship, ever hides help, and only where the person told it: nobody is turned away for what
    they have gone through or for what they kept to themselves. Women named beside others still mean no men;
    children named beside others only mean that they are welcome too.

    >>> sorted(only_for(["women", "trafficking_victims"])), sorted(only_for(["children", "parents"]))
    (['women'], ['children', 'parents'])
    >>> only_for(["children", "trafficking_victims"]), only_for(["women", "anyone"])
    (frozenset(), frozenset())
    """
    who = who_one_is(meant)
    if "anyone" in meant:
        return frozenset()
    if who & {"women", "men"} or {_MEANS.get(word, word) for word in meant} <= _WHO_ONE_IS:
        return who
    return frozenset()


def is_for_others(meant: Collection[Audience]) -> bool:
    """Tell whether only professionals or relatives of missing people are meant, not somebody in need themselves."""
    return bool(meant) and set(meant) <= _ASK_FOR_OTHERS


def citizenships(words: Collection[Audience]) -> frozenset[str]:
    """Return the countries whose citizens those audiences name.

    >>> sorted(citizenships(["citizens_uz", "stateless_residents_uz", "women"]))
    ['UZ']
    """
    return frozenset(word[-2:].upper() for word in set(words) & _CITIZENS)


def only_citizens_of(meant: Collection[Audience], country: str) -> frozenset[str]:
    """Return the countries whose citizens alone are helped by a body of that country; empty when anybody may come.

    >>> sorted(only_citizens_of(["citizens_uz", "labour_migrants"], "RU"))
    ['UZ']
    >>> sorted(only_citizens_of(["citizens_ph", "trafficking_victims"], "PH"))
    []
    """
    named = citizenships(meant) | ({country} if "nationals_abroad" in meant else frozenset())
    return named if set(meant) <= _CITIZENS | _NOT_A_LIMIT else frozenset()
