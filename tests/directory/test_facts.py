"""Nothing that was collected is lost, nothing is added, and nobody's door is in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

import phonenumbers
import pytest
from phonenumbers import PhoneNumberType

from bot.directory.model import Organisation, Text
from bot.directory.search import Directory
from bot.yaml_marks import Tree, load_marked
from tests.directory.conftest import ROOT

Fact: TypeAlias = dict[str, Tree]


def _facts(section: str) -> list[Fact]:
    tree, _ = load_marked(ROOT / "tests/directory/expected_facts.yaml", "expected_facts.yaml")
    assert isinstance(tree, dict)
    facts = tree[section]
    assert isinstance(facts, list)
    return [fact for fact in facts if isinstance(fact, dict)]


FACTS = _facts("organisations")
EMERGENCY = _facts("emergency")


def words_of(fact: Fact, key: str) -> set[str]:
    """Return a list of the fact as a set of words."""
    listed = fact.get(key, [])
    assert isinstance(listed, list)
    return {str(word) for word in listed}


def public(one: Organisation) -> Iterator[Text]:
    """Give every text of an organisation that people read."""
    for text in (one.name, one.summary, one.conditions, one.hours_note, *(phone.note for phone in one.phones)):
        if text:
            yield text


def test_every_organisation_is_there_and_none_is_invented(directory: Directory) -> None:
    """The list of the file is the list that was collected."""
    assert {one.id for one in directory.organisations} == {fact["id"] for fact in FACTS}
    assert len(FACTS) == 99


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: str(fact["id"]))
def test_every_number_mail_site_and_service_is_there(directory: Directory, fact: Fact) -> None:
    """Each organisation has exactly the contacts that were found, and the state that its sources earn."""
    one = directory.by_id[str(fact["id"])]
    assert one.country == fact["country"]
    assert one.state == fact["state"]
    assert {phone.digits for phone in one.phones} == words_of(fact, "numbers")
    assert {mail.address for mail in one.emails} == words_of(fact, "mails")
    assert {mail.address for mail in one.emails if mail.personal} == words_of(fact, "personal")
    assert {site.url for site in one.websites} == words_of(fact, "sites")
    assert set(one.services) == words_of(fact, "services")


@pytest.mark.parametrize("fact", EMERGENCY, ids=lambda fact: str(fact["country"]))
def test_every_emergency_number_is_there(directory: Directory, fact: Fact) -> None:
    """Police, ambulance and fire are as collected, each with its source and date."""
    entry = directory.emergency(str(fact["country"]))
    assert entry is not None
    assert dict(entry.numbers) == {key: number for key, number in fact.items() if key != "country"}
    assert entry.source.startswith("https://")
    assert entry.source_date


def test_every_number_can_exist(directory: Directory) -> None:
    """A number that no exchange could connect is not printed; toll-free ones say their country."""
    for one in directory.organisations:
        for phone in one.phones:
            if phone.e164 is None:
                assert phone.dial_from, one.id
                continue
            number = phonenumbers.parse(phone.e164)
            assert phonenumbers.is_valid_number(number), one.id
            toll_free = phonenumbers.number_type(number) == PhoneNumberType.TOLL_FREE
            assert toll_free == (phone.dial_from is not None), one.id
            assert toll_free == (phone.free is True), one.id


def test_nobodys_door_is_in_the_file(directory: Directory) -> None:
    """Places are the centres of towns: two decimals, in the file too, not only after reading."""
    text = (ROOT / "directory.yaml").read_text(encoding="utf-8")
    written = re.findall(r"\b(?:lat|lon): (-?[\d.]+)", text)
    assert len(written) == 2 * sum(one.place is not None for one in directory.organisations)
    assert all(len(number.partition(".")[2]) <= 2 for number in written)
    shelters = [one for one in directory.organisations if "shelter" in one.services]
    assert len(shelters) >= 10
    for shelter in shelters:
        street = re.search(r"\b(street|str\.|ulitsa|ул\.|улиц|pereulok|переул|house \d|дом \d)", _all_words(shelter))
        assert street is None, shelter.id


def _all_words(one: Organisation) -> str:
    return " ".join([text.en + " " + (text.ru or "") for text in public(one)] + list(one.notes)).lower()


def test_what_a_source_hides_stays_hidden(directory: Directory) -> None:
    """Mails that a page hid from robots are not guessed, wrong sites and dead numbers are never shown."""
    text = (ROOT / "directory.yaml").read_text(encoding="utf-8")
    assert "email" + "\u00a0protected" not in text
    assert "[email protected]" not in text
    hidden = {site.url for one in directory.organisations for site in one.websites if not site.publish}
    assert {"https://alterativne.help/", "https://hh.ru/employer/3756222"} <= hidden
    assert "+78003330016" not in {phone.digits for phone in directory.by_id["ru-redcross-spb"].phones_from("RU")}


def test_private_mailboxes_are_never_shown(directory: Directory) -> None:
    """An address that looks like one person's is for the administrator; there are some to be guarded."""
    assert sum(mail.personal for one in directory.organisations for mail in one.emails) == 8
    assert not any(mail.personal for one in directory.organisations for mail in one.public_emails)


def test_nothing_is_called_checked_that_nobody_called(directory: Directory) -> None:
    """No line has been called yet, and the file does not pretend."""
    assert not any(one.checked_on for one in directory.organisations)


def test_people_read_plain_words(directory: Directory) -> None:
    """No label, no jargon, no shouting in anything people read; both languages are there."""
    never = re.compile(r"traffick|exploit|victim|identif|survivor|жертв|эксплуатац|идентифик|нелегал|!", re.IGNORECASE)
    for one in directory.organisations:
        assert one.summary.ru, one.id
        assert one.name.ru, one.id
        assert len(one.summary.en) <= 150, one.id
        for text in public(one):
            if text is one.name:
                continue
            assert text.ru, one.id
            assert not never.search(text.en + text.ru), one.id
    assert never.search("A shelter for trafficking victims")


def test_state_bodies_say_that_they_are(directory: Directory) -> None:
    """Who fears their own state is told before calling it."""
    for identity in ("uz-mfa", "tj-mfa-consular", "uz-return-certificate", "ru-uz-migration-agency-moscow"):
        conditions = directory.by_id[identity].conditions
        assert conditions is not None
        assert "state body" in conditions.en


def test_a_recorded_line_says_so(directory: Directory) -> None:
    """Who calls a line that records is told before."""
    for identity in ("kg-111-child", "vn-111"):
        conditions = directory.by_id[identity].conditions
        assert conditions is not None
        assert "recorded" in conditions.en
