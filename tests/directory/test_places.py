"""A place is understood the way people write it, or it is asked, or it is honestly not known."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.directory.build_places import Raw, built, chosen, russian_name
from bot.directory.names import folded
from bot.directory.places import DidYouMean, Found, FoundCountry, Gazetteer, NotFound
from bot.directory.towns import HERE, load_aliases, load_towns
from bot.yaml_marks import WrongContent

TOWNS = """
Москва = Москва RU | москва = Москва RU | в Москве = Москва RU | мск = Москва RU | Moscow = Москва RU
Moskva = Москва RU | Питер = Санкт-Петербург RU | в Питере = Санкт-Петербург RU | спб = Санкт-Петербург RU
СПб = Санкт-Петербург RU | Санкт Петербурге = Санкт-Петербург RU | Ленинград = Санкт-Петербург RU
Екб = Екатеринбург RU | Нижний = Нижний Новгород RU | Нижнем Новгороде = Нижний Новгород RU
Великом Новгороде = Великий Новгород RU | ростове на дону = Ростов-на-Дону RU | Уфа = Уфа RU | в Уфе = Уфа RU
Твери = Тверь RU | Казани = Казань RU | Челны = Набережные Челны RU | Набережных Челнах = Набережные Челны RU
в Орле = Орёл RU | в Химках = Химки RU | Череповце = Череповец RU | в Грозном = Грозный RU | Перми = Пермь RU
Ярославле = Ярославль RU | Владик = Владивосток RU | Сталинград = Волгоград RU | Владимир = Владимир RU
Тошкент = Ташкент UZ | Toshkent = Ташкент UZ | Tashkent = Ташкент UZ | Ташкентдан = Ташкент UZ
Toshkentda = Ташкент UZ | Samarqand = Самарканд UZ | Самарқанд = Самарканд UZ | Самарканде = Самарканд UZ
Farg'ona = Фергана UZ | Farg‘ona = Фергана UZ | Бухоро = Бухара UZ | Жиззах = Джизак UZ | Андижон = Андижан UZ
Ош = Ош KG | ош = Ош KG | Оше = Ош KG | в Оше = Ош KG | Osh = Ош KG | O'sh = Ош KG | Жалал-Абад = Джалал-Абад KG
Бишкек = Бишкек KG | Бишкекте = Бишкек KG | Фрунзе = Бишкек KG | Алматы = Алматы KZ | Алма-Ата = Алматы KZ
Алма-Ате = Алматы KZ | Нур-Султан = Астана KZ | Қарағанды = Караганда KZ | Караганде = Караганда KZ
Душанбе = Душанбе TJ | Худжанд = Худжанд TJ | Куляб = Куляб TJ | Ашхабад = Ашгабат TM | Киев = Киев UA
Київ = Киев UA | Kyiv = Киев UA | თბილისი = Тбилиси GE | Երևան = Ереван AM | Баку = Баку AZ | Кишинев = Кишинёв MD
Стамбул = Стамбул TR | Istanbul = Стамбул TR | Дубае = Дубай AE | 北京 = Пекин CN | Lagos = Лагос NG
Warszawa = Варшава PL | Вильнюс = Вильнюс LT | г. Казань = Казань RU | город Омск = Омск RU
я в Самаре = Самара RU | я сейчас в Самаре на стройке = Самара RU | Самара, кирпичный завод = Самара RU
меня держат в Махачкале = Махачкала RU | я из Ташкента работаю в Москве = Москва RU | I am in Samara = Самара RU
near Kazan = Казань RU | Ош, Кыргызстан = Ош KG | Москва Россия = Москва RU
"""
TYPOS = """
Санкт-Питербург = Санкт-Петербург RU | Екатеренбург = Екатеринбург RU | Ташкет = Ташкент UZ | Toshknt = Ташкент UZ
Samarkant = Самарканд UZ | Новосибирс = Новосибирск RU
"""
ASKED = """
Ростов = Ростов-на-Дону, Ростов | Петропавловск = Петропавловск, Петропавловск-Камчатский | Киров = Киров, Киров
новгород = Великий Новгород, Нижний Новгород | из Питера = Санкт-Петербург | я из Ташкента = Ташкент
Самра = Самара | казнь = Казань | питер или москва = Санкт-Петербург, Москва | Дагестан = Махачкала
"""
COUNTRIES = """
Казахстан = KZ | в Казахстане = KZ | Россия = RU | рф = RU | Russia = RU | Узбекистон = UZ | O‘zbekiston = UZ
Uzbekistan = UZ | Киргизия = KG | Турция = TR | Германия = DE | Эмираты = AE
"""
UNKNOWN = """
aaaa | ааа | ыфва | ? | 123 | привет | помогите | help | не знаю | не скажу | далеко | дома | в лесу | в беде
мне плохо | меня бьют | я в опасности | в подвале | в деревне | в доме | в машине | в полиции | в больнице
в тюрьме | в плену | на заводе | на стройке | они придут в шесть | у меня забрали паспорт | не могу выйти
хозяин не платит | мой телефон у них | я хочу домой | у них есть собака | из дома | в мае | в центре | в порту
под мостом | I am in danger | they took my passport | at home | in a house | yo'q | men uydaman | билмайм | да
нет | ок | стоп | меню | 🙂
"""


def pairs(table: str) -> list[tuple[str, str]]:
    """Return the rows of a table: what is typed, what is meant."""
    cells = [cell.strip() for line in table.strip().splitlines() for cell in line.split(" | ")]
    return [(typed.strip(), meant.strip()) for typed, _, meant in (cell.partition(" = ") for cell in cells)]


@pytest.mark.parametrize(("typed", "meant"), pairs(TOWNS))
def test_a_town_is_understood(gazetteer: Gazetteer, typed: str, meant: str) -> None:
    """Names, nicknames, old names, endings and alphabets lead to the town."""
    match gazetteer.understand(typed):
        case Found(city, exact):
            assert (f"{city.name_ru} {city.country}", exact) == (meant, True)
        case other:
            pytest.fail(f"{typed}: {other}")


@pytest.mark.parametrize(("typed", "meant"), pairs(TYPOS))
def test_a_typing_mistake_is_read_over_and_said_so(gazetteer: Gazetteer, typed: str, meant: str) -> None:
    """A long name with a slip is understood, and marked as not exact, so that it is said back."""
    match gazetteer.understand(typed):
        case Found(city, exact):
            assert (f"{city.name_ru} {city.country}", exact) == (meant, False)
        case other:
            pytest.fail(f"{typed}: {other}")


@pytest.mark.parametrize(("typed", "meant"), pairs(ASKED))
def test_what_may_be_several_is_asked(gazetteer: Gazetteer, typed: str, meant: str) -> None:
    """Namesakes, short slips, regions and where somebody comes *from* are never decided for them."""
    match gazetteer.understand(typed):
        case DidYouMean(cities):
            assert ", ".join(city.name_ru for city in cities) == meant
        case other:
            pytest.fail(f"{typed}: {other}")


@pytest.mark.parametrize(("typed", "meant"), pairs(COUNTRIES))
def test_a_country_is_only_a_country(gazetteer: Gazetteer, typed: str, meant: str) -> None:
    """Who names a country is not put into its capital."""
    assert gazetteer.understand(typed) == FoundCountry(meant)


@pytest.mark.parametrize("typed", [typed for typed, _ in pairs(UNKNOWN)])
def test_nothing_is_guessed(gazetteer: Gazetteer, typed: str) -> None:
    """Cries, chatter and answers to other questions are not towns, however many towns there are."""
    assert gazetteer.understand(typed) == NotFound()


def test_home_decides_between_namesakes(gazetteer: Gazetteer) -> None:
    """The same word is another town for people who are elsewhere."""
    in_pakistan, in_india = gazetteer.understand("Hyderabad", ["PK"]), gazetteer.understand("Hyderabad", ["IN"])
    assert isinstance(in_pakistan, DidYouMean)
    assert [city.country for city in in_pakistan.cities] == ["PK", "IN"]
    assert isinstance(in_india, Found)
    assert in_india.city.country == "IN"


def test_a_long_text_is_no_burden(gazetteer: Gazetteer) -> None:
    """However much somebody writes, only its beginning is looked at."""
    assert gazetteer.understand("слово " * 5000) == NotFound()
    assert isinstance(gazetteer.understand("Самара " + "слово " * 5000), Found)


@pytest.mark.parametrize(
    ("lat", "lon", "meant"),
    [(59.93, 30.36, "RU"), (41.3, 69.25, "UZ"), (40.52, 72.79, "KG"), (25.2, 55.27, "AE"), (-77.8, 166.7, None)],
)
def test_a_shared_location_finds_its_town(gazetteer: Gazetteer, lat: float, lon: float, meant: str | None) -> None:
    """A point is known by the town around it; far from every listed town it stays a point."""
    city = gazetteer.nearest(lat, lon)
    assert (city.country if city else None) == meant


def test_namesakes_are_told_apart(gazetteer: Gazetteer) -> None:
    """Two Kirovs in one country are offered with the large town that is near."""
    asked = gazetteer.understand("Киров")
    assert isinstance(asked, DidYouMean)
    near = [gazetteer.large_near(city) for city in asked.cities]
    assert len({city.name for city in near if city}) == len(asked.cities)


def test_towns_have_what_local_time_needs(gazetteer: Gazetteer) -> None:
    """Each town knows its time zone."""
    towns = load_towns().all
    assert len(towns) > 9000
    assert all("/" in city.timezone for city in towns)


def test_the_largest_towns_have_russian_names() -> None:
    """A Russian reader reads Russian: the large towns of the region have Russian letters only."""
    large = [
        city for city in load_towns().all if city.country in ("RU", "KZ", "KG", "UZ") and city.population > 250_000
    ]
    assert len(large) > 90
    russian = set("абвгдеёжзийклмнопрстуфхцчшщъыьэюя -")
    assert not [city for city in large if not city.name_ru or not set(city.name_ru.lower()) <= russian]


def test_the_list_says_whose_it_is() -> None:
    """The data are GeoNames', and the notice stands beside them."""
    assert "Creative Commons Attribution 4.0" in (HERE / "places-NOTICE.txt").read_text(encoding="utf-8")
    assert (HERE / "places.tsv.xz").stat().st_size < 700 * 1024


def test_an_alias_for_a_town_that_is_not_listed_is_a_mistake(tmp_path: Path) -> None:
    """A slip in the aliases is told with its line instead of being forgotten."""
    wrong = tmp_path / "place_aliases.yaml"
    wrong.write_text("aliases:\n  мск: Moscow, RU\n  спб: Saint Peterburg, RU\n", encoding="utf-8")
    with pytest.raises(WrongContent, match=r"place_aliases\.yaml:3:3 aliases\.спб: no town 'Saint Peterburg, RU'"):
        load_aliases(load_towns(), wrong)


RAW = Raw("Orël", "RU", 52.96, 36.06, 300_000, "Europe/Moscow", ("Orel", "OEL", "Орел", "Орёлъ", "oru", "אוריול"))


def test_the_list_is_built_from_what_people_can_read() -> None:
    """Codes and names in letters that nobody there writes are left out; small towns abroad too."""
    town = chosen([RAW, Raw("Nowhere", "BR", 0, 0, 900, "America/Belem", ())])
    assert town == [RAW]
    (line,) = built([RAW]).splitlines()
    name, name_ru, country, _, _, population, zone, others = line.split("\t")
    assert (name, name_ru, country, population, zone) == ("Orël", "Орёл", "RU", "300000", "Europe/Moscow")
    assert "oel" not in others.split("|")
    assert "oru" not in others.split("|")


def test_a_russian_name_sounds_like_the_towns_own() -> None:
    """Among Cyrillic names the one that is the town's own wins; a correction wins over all."""
    town = Raw("Kaluga", "RU", 0, 0, 1, "Europe/Moscow", ("Калугае", "Калуга", "Калуґа"))
    assert russian_name(town, {}) == "Калуга"
    assert russian_name(town, {"Kaluga, RU": "Калуга-1"}) == "Калуга-1"


@pytest.mark.parametrize("name", ["Farg‘ona", "САНКТ–ПЕТЕРБУРГ", "Орёл", "Қарағанды", "İstanbul", "Şəki", "서울"])
def test_folding_twice_changes_nothing(name: str) -> None:
    """What is stored and what is typed are folded alike, however often."""
    assert folded(folded(name)) == folded(name)
