"""Code names: two words people can say over the phone, unlike any name of a person ("amber heron").

Nothing here may draw by itself: chance comes in as an argument.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

PARTITIONS = 16

_FIRST: Mapping[str, str] = {
    "amber": "янтарный", "silver": "серебряный", "golden": "золотой", "copper": "медный",
    "green": "зелёный", "blue": "синий", "white": "белый", "grey": "серый",
    "early": "ранний", "starry": "звёздный", "quiet": "тихий", "calm": "спокойный",
    "bright": "яркий", "clear": "ясный", "gentle": "ласковый", "warm": "тёплый",
    "northern": "северный", "southern": "южный", "eastern": "восточный", "western": "западный",
    "winter": "зимний", "summer": "летний", "spring": "весенний", "autumn": "осенний",
    "morning": "утренний", "evening": "вечерний", "forest": "лесной", "river": "речной",
    "mountain": "горный", "meadow": "луговой", "garden": "садовый", "sea": "морской",
    "high": "высокий", "coral": "коралловый", "sunny": "солнечный", "light": "лёгкий",
    "pearl": "жемчужный", "oaken": "дубовый", "crystal": "хрустальный", "woollen": "шерстяной",
    "striped": "полосатый", "spotted": "пёстрый", "velvet": "бархатный", "linen": "льняной",
    "maple": "кленовый", "cedar": "кедровый", "birch": "берёзовый", "cherry": "вишнёвый",
}  # fmt: skip
"""48 first words, three for each partition, so that the first word tells the partition."""

_SECOND: Mapping[str, str] = {
    "heron": "журавль", "stork": "аист", "falcon": "сокол", "robin": "дрозд", "sparrow": "воробей",
    "starling": "скворец", "pigeon": "голубь", "eagle": "орёл", "swan": "лебедь", "goose": "гусь",
    "duckling": "утёнок", "parrot": "попугай", "cuckoo": "рябчик", "kestrel": "кречет", "hoopoe": "удод",
    "hare": "заяц", "hedgehog": "ёж", "badger": "барсук", "beaver": "бобр", "deer": "олень",
    "elk": "лось", "lynx": "тушканчик", "camel": "верблюд", "horse": "конь", "foal": "жеребёнок",
    "lamb": "ягнёнок", "kitten": "котёнок", "puppy": "щенок", "hamster": "хомяк", "marmot": "сурок",
    "dolphin": "дельфин", "whale": "кит", "salmon": "лосось", "carp": "карп", "sturgeon": "осётр",
    "crab": "краб", "beetle": "жук", "cricket": "кузнечик", "moth": "мотылёк", "bumblebee": "шмель",
    "hazel": "орешник", "juniper": "можжевельник", "oak": "дуб", "ash": "ясень", "poplar": "тополь",
    "walnut": "орех", "almond": "миндаль", "clover": "клевер", "tulip": "тюльпан", "poppy": "мак",
    "jasmine": "жасмин", "iris": "ирис", "lotus": "лотос", "fern": "папоротник", "thistle": "василёк",
    "melon": "арбуз", "peach": "персик", "apricot": "абрикос", "lemon": "лимон", "grape": "виноград",
    "lantern": "фонарь", "kettle": "чайник", "samovar": "самовар", "carpet": "ковёр", "drum": "барабан",
    "bell": "колокол", "kite": "змей", "anchor": "якорь", "compass": "компас", "bridge": "мост",
    "island": "остров", "brook": "ручей", "glacier": "ледник", "canyon": "каньон", "pebble": "камешек",
    "snow": "снег", "rain": "дождь", "wind": "ветер", "dawn": "рассвет", "sunset": "закат",
}  # fmt: skip
"""80 second words; the Russian ones are all masculine, so that the first word agrees."""

_FIRSTS, _SECONDS = tuple(_FIRST), tuple(_SECOND)


def draw(partition: int, random: Random) -> str:
    """Return a code name of that partition, such as ``amber-heron``; uniqueness is the store's business."""
    firsts = _FIRSTS[partition::PARTITIONS]
    return f"{random.choice(firsts)}-{random.choice(_SECONDS)}"


def partition_of(code_name: str) -> int | None:
    """Return the partition a code name belongs to, or None when it is not one."""
    first, _, second = code_name.strip().lower().replace(" ", "-").partition("-")
    return _FIRSTS.index(first) % PARTITIONS if first in _FIRST and second in _SECOND else None


def spoken(code_name: str, locale: str) -> str:
    """Return a code name as people say it in a language.

    >>> spoken("amber-heron", "ru"), spoken("amber-heron", "en")
    ('Янтарный журавль', 'Amber Heron')
    """
    first, _, second = code_name.partition("-")
    if locale.split("-", maxsplit=1)[0] == "ru" and first in _FIRST and second in _SECOND:
        return f"{_FIRST[first]} {_SECOND[second]}".capitalize()
    return f"{first} {second}".title()
