"""Help that is shown is near, real, meant for the person, and can be reached from where they are."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.directory.answers import NoTimeZone, Results, SearchFor
from bot.directory.bench import invented, nearest_by_scan
from bot.directory.search import Directory
from bot.messages import Place
from tests.directory.conftest import MONDAY_NOON, Invent

PETERSBURG = Place(59.93, 30.31)
NEAR = "country: RU, area: town, place: {lat: 59.9, lon: 30.3}"
FAR = "country: RU, area: town, place: {lat: 52.3, lon: 104.29}"
WIDE = "country: RU, area: country"
CALL = 'phones: [{short_code: "112233", dial_from: RU}]'
WRITE = "emails: [{address: a@example.org}]"
HERE = SearchFor(at=MONDAY_NOON, country="RU", place=PETERSBURG)


def ids(found: Results) -> list[str]:
    """Return who was found, in order."""
    return [result.organisation.id for result in found.results]


def abroad(found: Results) -> list[str]:
    """Return who was found in other countries, in order."""
    return [result.organisation.id for result in found.from_abroad]


def ask(directory: Directory, **asked: object) -> Results:
    """Search from St Petersburg, changing what is given."""
    fields = {"at": MONDAY_NOON, "country": "RU", "place": PETERSBURG} | asked
    return directory.search(SearchFor(**fields))  # type: ignore[arg-type]


def test_near_comes_before_national_before_far(invent: Invent) -> None:
    """A shelter in town, then a line for the whole country, then a shelter at the other end of it."""
    directory = invent(f"id: far, {FAR}, {CALL}", f"id: wide, {WIDE}, {CALL}", f"id: near, {NEAR}, {CALL}")
    found = ask(directory)
    assert ids(found) == ["near", "wide", "far"]
    assert [result.reach for result in found.results] == ["near", "national", "farther"]
    assert found.results[0].distance_km == pytest.approx(3.4, abs=0.5)
    assert (found.results[2].distance_km or 0) > 4000


def test_a_national_line_is_never_crowded_out(invent: Invent) -> None:
    """Ten houses in town leave room for the line that answers everybody."""
    houses = [f"id: near-{number}, {NEAR}, {CALL}" for number in range(10)]
    assert "wide" in ids(ask(invent(*houses, f"id: wide, {WIDE}, {CALL}")))


def test_in_one_town_who_does_most_comes_first(invent: Invent) -> None:
    """All houses of a town share its centre; then the one that covers more needs is shown first."""
    directory = invent(f"id: a-bed, {NEAR}, {CALL}", f"id: b-both, {NEAR}, {CALL}, services: [shelter, legal]")
    assert ids(ask(directory, needs=frozenset({"shelter", "legal"}))) == ["b-both", "a-bed"]
    assert ids(ask(directory, needs=frozenset({"shelter"}))) == ["a-bed", "b-both"]


def test_a_neighbouring_country_is_never_near(invent: Invent) -> None:
    """A house ten kilometres behind the border is help in another country, and only if it can be reached."""
    behind = "country: FI, area: town, place: {lat: 60.1, lon: 30.0}"
    directory = invent(
        f"id: mail, {behind}, {WRITE}",
        f'id: mobile, {behind}, phones: [{{e164: "+358401234567"}}]',
        f'id: short, {behind}, phones: [{{short_code: "112", dial_from: FI}}]',
        f"id: silent, {behind}",
    )
    found = ask(directory)
    assert ids(found) == []
    assert set(abroad(found)) == {"mail", "mobile"}
    assert all(result.reach == "abroad" for result in found.from_abroad)


def test_a_toll_free_number_is_not_offered_abroad(invent: Invent) -> None:
    """An 8-800 line is a number in Russia and nothing elsewhere; an ordinary number is one everywhere."""
    phones = 'phones: [{e164: "+78007005452", dial_from: RU}, {e164: "+78127173531"}]'
    directory = invent(f"id: line, {WIDE}, place: {{lat: 59.9, lon: 30.3}}, audiences: [citizens_tj], {phones}")
    (inside,) = ask(directory).results
    assert [phone.digits for phone in inside.phones] == ["+78007005452", "+78127173531"]
    (outside,) = ask(directory, country="EE", place=Place(59.4, 28.2)).from_abroad
    assert [phone.digits for phone in outside.phones] == ["+78127173531"]


def test_help_at_home_is_found_from_abroad(invent: Invent) -> None:
    """Who told their country is shown who can be written to there, and nobody else's embassy."""
    directory = invent(
        f"id: home, country: UZ, area: country, {WRITE}",
        f"id: tajik, country: TJ, area: country, audiences: [citizens_tj], {WRITE}",
        f"id: uzbek, country: UZ, area: country, audiences: [citizens_uz], {WRITE}",
    )
    assert abroad(ask(directory, citizenship="UZ")) == ["home", "uzbek"]
    assert abroad(ask(directory, audiences=frozenset({"citizens_uz"}))) == ["home", "uzbek"]
    assert abroad(ask(directory)) == ["tajik", "uzbek"]


def test_what_is_for_women_is_not_shown_to_men(invent: Invent) -> None:
    """Nobody is sent to a door that stays shut; what was not told hides nothing."""
    directory = invent(
        f"id: women, {NEAR}, {CALL}, audiences: [women, trafficking_victims]",
        f"id: children, {NEAR}, {CALL}, audiences: [children, parents]",
        f"id: workers, {NEAR}, {CALL}, audiences: [labour_migrants, children]",
        f"id: all, {NEAR}, {CALL}",
        f"id: anyone, {NEAR}, {CALL}, audiences: [women, anyone]",
    )
    assert set(ids(ask(directory, audiences=frozenset({"men"})))) == {"workers", "all", "anyone"}
    assert set(ids(ask(directory, audiences=frozenset({"women"})))) == {"women", "workers", "all", "anyone"}
    assert set(ids(ask(directory, audiences=frozenset({"children"})))) == {"children", "workers", "all", "anyone"}
    assert set(ids(ask(directory, audiences=frozenset({"labour_migrants"})))) == set(directory.by_id)
    assert set(ids(ask(directory))) == set(directory.by_id)


def test_an_embassy_is_for_its_own_citizens(invent: Invent) -> None:
    """A consulate of another state is not offered to somebody who told theirs, and comes last to others."""
    directory = invent(
        f"id: a-consulate, {WIDE}, {CALL}, audiences: [citizens_tj]", f"id: office, {WIDE}, {CALL}, services: [shelter]"
    )
    assert ids(ask(directory)) == ["office", "a-consulate"]
    assert ids(ask(directory, citizenship="UZ")) == ["office"]
    assert "a-consulate" in ids(ask(directory, citizenship="TJ"))


def test_lines_for_relatives_need_to_be_asked_for(invent: Invent) -> None:
    """Who looks for somebody gets the search teams; who needs help themselves does not have to read past them."""
    directory = invent(
        f"id: search, {WIDE}, {CALL}, services: [missing_persons, hotline], audiences: [relatives_of_missing]",
        f"id: talk, {WIDE}, {CALL}, services: [hotline]",
    )
    assert ids(ask(directory, needs=frozenset({"hotline"}))) == ["talk"]
    assert ids(ask(directory, needs=frozenset({"missing_persons"}))) == ["search"]


def test_courses_are_no_answer_to_somebody_in_need(invent: Invent) -> None:
    """A body that only trains and studies is not shown when nothing particular was asked."""
    directory = invent(
        f"id: study, {WIDE}, {CALL}, services: [training_research, prevention]", f"id: help, {WIDE}, {CALL}"
    )
    assert ids(ask(directory)) == ["help"]
    assert ids(ask(directory, needs=frozenset({"prevention"}))) == ["study"]


def test_the_doubtful_come_last_and_drafts_never(invent: Invent) -> None:
    """A doubtful house next door stands behind a sure one far away, with its flag; a draft is nowhere."""
    directory = invent(
        f"id: doubtful, {NEAR}, {CALL}, state: doubtful",
        f"id: draft, {NEAR}, {CALL}, state: draft",
        f"id: far, {FAR}, {CALL}",
    )
    found = ask(directory)
    assert ids(found) == ["far", "doubtful"]
    assert [result.is_doubtful for result in found.results] == [False, True]


def test_who_cannot_speak_gets_written_contacts_first(invent: Invent) -> None:
    """Mail, sites and text messages before telephones, wherever they are."""
    directory = invent(
        f"id: phone, {NEAR}, {CALL}",
        f"id: mail, {FAR}, {WRITE}",
        f'id: text, {WIDE}, phones: [{{short_code: "233733", dial_from: RU, label: text}}]',
        f"id: private, {NEAR}, emails: [{{address: a@example.org, personal: yes}}]",
    )
    assert ids(ask(directory, written_only=True)) == ["text", "mail", "phone", "private"]
    assert ids(ask(directory))[0] == "phone"


def test_only_checked_means_called_by_us(invent: Invent) -> None:
    """Where the organisation wants only checked entries, the others are gone."""
    directory = invent(f"id: checked, {NEAR}, {CALL}, checked_on: 2026-01-31", f"id: old, {NEAR}, {CALL}")
    assert ids(ask(directory, only_checked=True)) == ["checked"]
    assert ids(ask(directory)) == ["checked", "old"]


def test_without_a_point_the_country_is_searched(invent: Invent) -> None:
    """Who named only a country gets its lines first, then its houses without distances."""
    directory = invent(f"id: house, {FAR}, {CALL}", f"id: line, {WIDE}, {CALL}", "id: world, country: INT, area: world")
    found = ask(directory, place=None)
    assert ids(found) == ["line", "world", "house"]
    assert found.results[2].distance_km is None
    assert ids(ask(directory, place=None, country=None)) == ["world"]


def test_open_now_is_told_in_the_time_of_the_place(invent: Invent) -> None:
    """Nine to six in Irkutsk is not nine to six in Moscow; unknown hours are unknown."""
    directory = invent(
        f'id: siberia, {FAR}, {CALL}, timezone: Asia/Irkutsk, hours: "Mo-Fr 09:00-18:00"',
        f'id: always, {WIDE}, {CALL}, hours: "24/7"',
        f"id: unknown, {WIDE}, {CALL}",
    )
    at_nine_moscow = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Europe/Moscow"))
    at_four_moscow = datetime(2026, 11, 23, 16, 0, tzinfo=ZoneInfo("Europe/Moscow"))
    morning = {result.organisation.id: result.open_now for result in ask(directory, at=at_nine_moscow).results}
    evening = {result.organisation.id: result.open_now for result in ask(directory, at=at_four_moscow).results}
    assert morning == {"siberia": True, "always": True, "unknown": None}
    assert evening == {"siberia": False, "always": True, "unknown": None}


def test_a_moment_has_a_time_zone() -> None:
    """A search at a time of nowhere is refused instead of being answered wrongly."""
    with pytest.raises(NoTimeZone):
        SearchFor(at=datetime(2026, 11, 23, 12))


def test_emergency_numbers_belong_to_every_answer(invent: Invent) -> None:
    """Whatever was found, the country's numbers are there; members of a union share theirs."""
    numbers = '[{country: EU, general: "112", members: [FI], source: x}, {country: RU, police: "102", source: x}]'
    directory = invent(f"id: house, {NEAR}", emergency=numbers)
    ours, theirs = ask(directory).emergency, ask(directory, country="FI").emergency
    assert ours is not None
    assert theirs is not None
    assert (ours.numbers, theirs.numbers) == ((("police", "102"),), (("general", "112"),))
    assert ask(directory, country="BR").emergency is None


def test_the_date_line_divides_nobody(invent: Invent) -> None:
    """In Chukotka the nearest house may stand on the other side of 180 degrees."""
    directory = invent(
        "id: across, country: RU, area: town, place: {lat: 66.0, lon: -179.6}, " + CALL,
        "id: same-side, country: RU, area: town, place: {lat: 66.0, lon: 177.5}, " + CALL,
    )
    found = ask(directory, place=Place(66.0, 179.7))
    assert ids(found) == ["across", "same-side"]
    assert (found.results[0].distance_km or 0) < 40


def test_the_index_finds_what_a_full_scan_finds() -> None:
    """Over thousands of invented houses the fast search and the plain one agree."""
    draw = random.Random(7)
    file = invented(draw, 3000)
    directory = Directory(file)
    for _ in range(60):
        lat, lon = draw.uniform(37, 60), draw.uniform(30, 90)
        asked = SearchFor(
            at=MONDAY_NOON,
            country=draw.choice(("RU", "KZ", "UZ")),
            place=Place(lat, lon),
            needs=frozenset({draw.choice(("shelter", "legal"))}),
            audiences=frozenset({"women"}),
            limit=4,
        )
        near = [
            result for result in directory.search(asked).results if result.reach == "near" and not result.is_doubtful
        ]
        slow = [identity for _, identity in nearest_by_scan(file.organisations, asked)]
        at_once = {one.id for one in file.organisations if one.reachable_from(asked.country)}
        expected = [identity for identity in slow if identity in at_once]
        fast = [one.organisation.id for one in near if one.organisation.id in at_once]
        assert fast == expected[: len(fast)]
        assert len(fast) >= min(2, len(expected))


def test_real_people_get_real_answers(directory: Directory) -> None:
    """In the real directory: a woman in Petersburg, a search for a brother, a man in Almaty, a person in Berlin."""
    house = ask(directory, needs=frozenset({"legal"}), audiences=frozenset({"women"}))
    assert ids(house)[0] == "ru-redcross-spb"
    assert "+78003330016" not in {phone.digits for phone in house.results[0].phones}
    brother = ids(ask(directory, needs=frozenset({"missing_persons"})))
    assert brother[0] == "ru-lizaalert"
    assert {"int-icrc-rfl", "int-interpol-yellow"} <= set(brother)
    almaty = ask(directory, country="KZ", place=Place(43.25, 76.91), audiences=frozenset({"men"}))
    assert {"kz-rodnik", "kz-11616"} <= set(ids(almaty))
    assert "kz-sana-sezim" not in ids(almaty)
    berlin = ask(directory, country="DE", place=Place(52.5, 13.4), audiences=frozenset({"men"}))
    assert "de-kok" in ids(berlin)
    assert "de-hilfetelefon" not in ids(berlin)


def test_the_contradicted_movement_is_shown_last_with_its_warning(directory: Directory) -> None:
    """A number that may be dead is not hidden from somebody who has nothing else, and never comes first."""
    found = ask(directory, needs=frozenset({"rescue"}))
    assert ids(found)[-1] == "ru-alternative"
    assert found.results[-1].is_doubtful
    assert ask(directory, at=datetime(2026, 1, 1, tzinfo=UTC)).results[0].organisation.id != "ru-alternative"


def test_no_draft_is_ever_shown(directory: Directory) -> None:
    """Whatever is asked, wherever: what nobody vouches for does not come."""
    drafts = {one.id for one in directory.organisations if one.state == "draft"}
    assert len(drafts) > 15
    for country in sorted({one.country for one in directory.organisations}):
        for place in (None, PETERSBURG, Place(43.25, 76.91)):
            found = ask(directory, country=country, place=place, limit=200)
            assert not drafts & {*ids(found), *abroad(found)}
