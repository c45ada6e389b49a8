"""The administrator is told what the directory lacks."""

from __future__ import annotations

from bot.directory.gaps import Hole, gaps, holes
from bot.directory.search import Directory
from tests.directory.conftest import Invent


def test_a_hole_is_a_country_without_a_kind_of_help(invent: Invent) -> None:
    """Doubtful and draft entries and worldwide bodies fill no hole; courses are not missed."""
    directory = invent(
        "id: a, country: RU, area: country, services: [shelter]",
        "id: b, country: RU, area: country, services: [legal], state: doubtful",
        "id: c, country: INT, area: world, services: [medical]",
    )
    found = holes(directory)
    assert Hole("RU", "shelter") not in found
    assert {Hole("RU", "legal"), Hole("RU", "medical")} <= set(found)
    assert not any(hole.service in ("prevention", "training_research") or hole.country == "INT" for hole in found)


def test_the_real_directory_knows_its_gaps(directory: Directory) -> None:
    """Nothing has been called yet, some have no contact, some are doubted: the doctor can say all of it."""
    found = gaps(directory)
    assert len(found.unchecked) == sum(one.state != "draft" for one in directory.organisations)
    assert "ru-karelia-gender" in found.personal_mail
    assert {"kz-rodnik", "kz-arman-ank", "kg-iom"} <= set(found.without_contact)
    assert "ru-alternative" in found.doubtful
    assert "ru-anna-helpline" in found.drafts
    assert Hole("TJ", "shelter") in found.holes
    assert found.without_emergency == ()


def test_a_checked_entry_is_no_longer_listed(invent: Invent) -> None:
    """After a call the entry leaves the list."""
    directory = invent("id: a, country: RU, area: country, checked_on: 2026-01-31", "id: b, country: RU, area: country")
    assert gaps(directory).unchecked == ("b",)
    assert gaps(directory).without_emergency == ("RU",)
