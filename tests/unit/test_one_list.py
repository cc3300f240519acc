"""Every place that names themes is held against the one list, and a place that says something else is found."""

from __future__ import annotations

import pytest

from wijkanalyse.agenda.agenda import Agenda
from wijkanalyse.research import one_list
from wijkanalyse.research.one_list import claims_of, differences
from wijkanalyse.sections import report as sections
from wijkanalyse.show.fragments import Fragment

TOO_FEW_PEOPLE, LITTLE_KNOWN, MANY_THEMES = "WK016002", "WK085568", "WK051829"
AREAS = (
    TOO_FEW_PEOPLE,
    LITTLE_KNOWN,
    MANY_THEMES,
    "WK016008",
    "WK027502",
    "WK051807",
    "WK099511",
    "tilburg-noord",
    "GM0160",
)

PLACES = {
    "page one", "page one, what needs attention", "Waar beginnen we?", "Waar beginnen we?, the table",
    "Wat nu aandacht vraagt", "page two", "regiobeeld, themes", "regiobeeld, start",
    "letter", "theme cards", "what stands out in the figures",
}  # fmt: skip


@pytest.fixture(scope="module")
def agenda_of(verdicts_of):
    return lambda code: Agenda(verdicts_of(code))


@pytest.mark.parametrize("code", AREAS)
def test_every_place_follows_the_one_list(agenda_of, code):
    assert differences(agenda_of(code)) == []


def test_every_place_is_read(agenda_of):
    """A place whose form changed would say nothing, and so agree with everything."""
    agenda = agenda_of(MANY_THEMES)
    assert agenda.unfavourable and agenda.leading
    claims = claims_of(agenda)
    assert {c.place for c in claims} == PLACES
    assert not {c.place for c in claims if not c.names and c.meaning != "favourable"}


@pytest.mark.parametrize(
    ("section", "change", "said"),
    [
        ("now_and_later", ("<li>‘Roken’", "<li>‘Werk’"), "Wat nu aandacht vraagt: does not name Roken"),
        (
            "summary",
            ("voorop: ‘", "voorop: ‘Voorzieningen dichtbij’, ‘"),
            "page one: calls Voorzieningen dichtbij leading, the list does not",
        ),
        ("positieve_gezondheid", ("Rookt", "Vapet"), "Positieve Gezondheid: does not have Rookt as worse"),
        ("candidates", ("ongunstig", "gelijk"), "Waar beginnen we?, the table: does not name"),
    ],
)
def test_a_place_that_says_something_else_is_found(agenda_of, monkeypatch, section, change, said):
    usual = getattr(sections, section)
    monkeypatch.setattr(one_list.sections, section, lambda agenda: Fragment(usual(agenda).html.replace(*change)))
    assert any(line.startswith(said) for line in differences(agenda_of("WK051807")))
