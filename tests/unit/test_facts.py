"""What an object says of itself: a small table that cannot run anything, and a few lines with the same words."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace

import pytest
from conftest import ROOT, tree_with_example

from wijkanalyse.agenda.agenda import Agenda
from wijkanalyse.dialogue.area import open_dialogue
from wijkanalyse.dialogue.region import load_region
from wijkanalyse.facts import ShowsFacts
from wijkanalyse.profile.verdicts import Verdicts

VELP, HOLTHONE, RHEDEN = "WK027502", "WK016015", "GM0275"


def test_an_area_and_its_figures_stand_in_one_line(verdicts_of):
    verdicts = verdicts_of(VELP)
    profile = verdicts.profile
    assert repr(profile.area) == "<Velp (WK027502): soort wijk; gemeente Rheden; grenzen van 2024; inwoners 18.375>"
    assert repr(profile.figure("eenzaam_pct")) == (
        "<Eenzaam (eenzaam_pct): gebied 48,8%; gemeente 47,6%; Nederland 47,0%; jaar 2020>"
    )
    assert repr(profile.figure("woz_waarde_x1000_euro")) == (
        "<Gemiddelde WOZ-waarde (woz_waarde_x1000_euro): gebied 382; gemeente 360; Nederland 378; eenheid 1.000 euro; "
        "jaar 2024>"
    )
    assert repr(verdicts.of("laag_inkomen_pct")).endswith("jaar 2021; vergeleken met Nederland iets ongunstiger>")


def test_a_profile_counts_what_is_known_by_the_names_of_the_chapters(verdicts_of):
    assert repr(verdicts_of(VELP).profile).splitlines() == [
        "Velp (WK027502)",
        "  soort          wijk",
        "  gemeente       Rheden",
        "  grenzen van    2024",
        "  inwoners       18.375",
        "  editie         openbaar",
        "  bevolking      Bevolking en huishoudens: 21 van 21 cijfers bekend",
        "  gezondheid     Gezondheid: 17 van 19 cijfers bekend",
        "  welbevinden    Welbevinden: 13 van 14 cijfers bekend",
        "  leefstijl      Leefstijl: 16 van 22 cijfers bekend",
        "  zorg           Zorg en ondersteuning: 12 van 13 cijfers bekend",
        "  bestaan        Inkomen, werk en opleiding: 24 van 27 cijfers bekend",
        "  wonen          Wonen en omgeving: 19 van 21 cijfers bekend",
        "  voorzieningen  Voorzieningen: 8 van 8 cijfers bekend",
    ]


def test_verdicts_count_each_judgement_of_a_chapter(verdicts_of):
    lines = repr(verdicts_of(VELP)).splitlines()
    assert lines[0] == "Velp (WK027502), vergeleken met Nederland"
    assert "  gezondheid     10 bijna gelijk, 4 iets ongunstiger, 3 ongunstiger, 2 zonder oordeel" in lines


def test_an_agenda_names_what_is_unfavourable_and_a_small_wijk_has_no_list(verdicts_of):
    said = repr(Agenda(verdicts_of(VELP)))
    assert said.startswith(
        "Thema’s van Velp (WK027502)\n  voorop            Gezondheid en beperkingen\n  ongunstiger       geen\n"
    )
    assert repr(Agenda(verdicts_of(HOLTHONE))).splitlines()[1:] == ["  thema’s  geen: er wonen minder dan 500 mensen"]


def test_a_region_names_its_wijken_by_name(verdicts_of):
    region = load_region(verdicts_of(RHEDEN).profile)
    heads = [line.split("  ")[1] for line in repr(region).splitlines()[1:]]
    assert repr(region).startswith("Rheden (GM0275): 3 wijken naast elkaar\n")
    assert heads == ["Dieren (WK027500)", "Rheden (WK027501)", "Velp (WK027502)"]


@pytest.mark.parametrize(
    ("edition", "filled"),
    [
        ("openbaar", "Thema’s, Sociale kaart, Ambitie en Ervaringen"),
        ("partners", "Thema’s, Aanwezigen, Herkennen we dit?, Sociale kaart, Interventies, Stembriefjes, Opbrengst van "
                     "de avond, Ambitie, Doelen, Acties, Afspraken, Organisatie, Logboek, Ervaringen en Stroomschema"),
    ],
)  # fmt: skip
def test_a_dialogue_says_what_its_edition_may_show_is_filled_in_and_never_what_it_says(
    example, tmp_path, edition, filled
):
    tree = tree_with_example(tmp_path)
    tree.processed.symlink_to(example.processed, target_is_directory=True)
    shutil.copytree(ROOT / "data" / "wijken" / "voorbeeld", tree.area_folders / "voorbeeld")
    dialogue = open_dialogue("WK099511", edition=edition, folder="voorbeeld", paths=tree)
    lines = repr(dialogue).splitlines()
    assert lines[0] == "Dialoog in Warande (voorbeeld)"
    assert lines[1:3] == [f"  editie    {edition}", "  cijfers   Warande (WK099511)"]
    assert lines[-1] == f"  ingevuld  {filled}"
    assert len(lines) == 5


@pytest.mark.parametrize("make", [lambda v: v.profile, lambda v: v.profile.area, lambda v: v, Agenda])
def test_the_table_has_the_same_facts_as_the_lines(verdicts_of, make):
    shown = make(verdicts_of(VELP))
    html, lines = shown._repr_html_(), repr(shown)
    cells = re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td>', html)
    assert cells
    assert [cell for row in cells for cell in row if cell not in lines] == []
    assert html.startswith('<table class="woorden"><caption>')


def test_a_name_of_an_area_cannot_run_anything(verdicts_of):
    profile = verdicts_of(VELP).profile
    area = replace(profile.area, name="<script>alert(1)</script>", gemeente_names=("A & <b>B</b>",))
    html = area._repr_html_()
    assert "<script" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html
    assert "A &amp; &lt;b&gt;B&lt;/b&gt;" in html


def test_whoever_shows_facts_must_say_them():
    class Silent(ShowsFacts):
        pass

    with pytest.raises(NotImplementedError):
        repr(Silent())


def test_equal_areas_are_still_equal_and_distinct(verdicts_of):
    area = verdicts_of(VELP).profile.area
    assert area == replace(area)
    assert len({area, replace(area), replace(area, inwoners=1.0)}) == 2
    assert Verdicts.__repr__ is ShowsFacts.__repr__
