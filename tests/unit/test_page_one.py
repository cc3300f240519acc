"""Page one and two of a report: the marks and their places, the people, the map with names, and what is left out."""

from __future__ import annotations

import math
import re

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from wijkanalyse.agenda.agenda import Agenda
from wijkanalyse.agenda.headline import Headline
from wijkanalyse.cards.catalogue import load_catalogue
from wijkanalyse.methods.comparison import Judgement
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdicts
from wijkanalyse.publish.sanitise import clean
from wijkanalyse.publish.whole import lost_in
from wijkanalyse.sections import report as sections
from wijkanalyse.sections.report.buurten import BuurtFigure
from wijkanalyse.sections.report.location import where
from wijkanalyse.sections.report.one_picture import drawn
from wijkanalyse.show import wording
from wijkanalyse.show.charts.axis import axis_row, place
from wijkanalyse.show.charts.hundred import hundred
from wijkanalyse.show.charts.marks import DEFINITIONS, NAMES
from wijkanalyse.show.charts.named_map import named_map
from wijkanalyse.show.charts.rows import dot_row, dots
from wijkanalyse.show.charts.sectors import MOST, sectors
from wijkanalyse.show.fragments import escape
from wijkanalyse.show.sentences import people_of_hundred

AREAS = ["WK027502", "WK099511", "tilburg-noord", "WK051807", "WK016008", "WK016015", "GM0160", "kern-dedemsvaart"]


@pytest.fixture(scope="module")
def agenda_of(example):
    processed, catalogue = Processed(example), load_catalogue()
    made = {}

    def make(code, comparator="nederland"):
        if (code, comparator) not in made:
            profile = Profile(processed.areas.find(code), processed, catalogue, "openbaar")
            made[code, comparator] = Agenda(Verdicts(profile, comparator))
        return made[code, comparator]

    return make


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\N{NO-BREAK SPACE}", " ").strip()


def rows_of(html: str) -> dict[str, str]:
    """The rows of the picture, by the id of the indicator."""
    found = re.findall(r'<tr(?: class="opvallend")? role="row"><th scope="row".*?</tr>', html, flags=re.DOTALL)
    linked = ((re.search(r'href="#uitleg-(\w+)"', row), row) for row in found)
    return {match[1]: row for match, row in linked if match}


# -------------------------------------------------------------------------- the axis


@pytest.mark.parametrize(
    ("state", "z", "better_when", "mark", "x"),
    [
        ("worse", 1.4, "lower", "ongunstiger", "28.5%"),
        ("worse", -1.4, "higher", "ongunstiger", "28.5%"),
        ("slightly_worse", 0.7, "lower", "iets-ongunstiger", "39.2%"),
        ("alike", 0.0, "lower", "gelijk", "50%"),
        ("not_distinguishable", -0.28, "lower", "gelijk", "54.3%"),
        ("slightly_better", 0.7, "higher", "iets-gunstiger", "60.8%"),
        ("better", -2.8, "lower", "gunstiger", "93%"),
        ("better", -4.0, "lower", "gunstiger", "93%"),
        ("worse", -9.0, "higher", "ongunstiger", "7%"),
    ],
)
def test_a_mark_has_the_shape_of_its_state_and_unfavourable_is_left(state, z, better_when, mark, x):
    row = axis_row(Judgement(state, z=z), better_when, (-0.5, 0.5))
    assert f'<use href="#teken-{mark}" x="{x}" y="11"/>' in row
    assert ("verder-" in row) == (abs(z) > 2.8), "beyond the axis there is a chevron, and only there"
    assert list(lost_in(row)) == []
    assert f'href="#teken-{mark}" x="{x}"' in clean(row)


def test_what_is_not_judged_has_the_middle_line_and_no_mark():
    for judgement in (Judgement("cannot_be_judged", z=3.0), Judgement("no_judgement"), Judgement("worse", z=math.nan)):
        row = axis_row(judgement, "lower", (-1.0, 1.0))
        assert "<use" not in row and "band" not in row and 'class="midden"' in row


def test_the_band_lies_on_the_side_that_is_favourable():
    """P25 to P75 of an area-level share where lower is good: low figures lie to the right."""
    row = axis_row(Judgement("alike", z=0.0), "lower", (-0.2, 1.0))
    x, width = re.search(r'class="band" x="([\d.]+)%" y="5" width="([\d.]+)%"', row).groups()
    assert (float(x), float(x) + float(width)) == (pytest.approx(place(-1.0)), pytest.approx(place(0.2)))


def test_every_mark_that_is_used_is_defined():
    assert {f"teken-{name}" for name in NAMES.values()} <= set(re.findall(r'id="([^"]+)"', DEFINITIONS))


# ------------------------------------------------------------------------ the picture


@pytest.mark.parametrize("code", AREAS)
def test_the_places_are_those_of_the_judgements(agenda_of, code):
    agenda = agenda_of(code)
    html = sections.page_one(agenda).html
    headline = Headline(agenda)
    if headline.is_silent:
        assert "een-beeld" not in html
        return
    rows = rows_of(html)
    assert list(rows) == [v.figure.indicator.id for v in headline.figures], "the order of roles.yml, never of size"
    for verdict in headline.figures:
        row, judgement = rows[verdict.figure.indicator.id], verdict.judgement
        if judgement.state in NAMES:
            sign = -1 if verdict.figure.indicator.better_when == "lower" else 1
            assert f'#teken-{NAMES[judgement.state]}" x="{place(sign * judgement.z):g}%"' in row
            assert f"{wording.state(verdict)}</span>" in row, "the state is told to who cannot see the mark"
        else:
            assert "<use" not in row
        assert ('class="opvallend"' in row) == (judgement.state in ("better", "worse"))
        assert ("≈" in row) == (verdict.figure.value.is_known and verdict.figure.estimate_type == "model")


def test_an_unknown_figure_keeps_its_row_and_says_why(agenda_of):
    rows = rows_of(sections.page_one(agenda_of("WK016015")).html)
    income = next(row for row in rows.values() if "laag inkomen" in row)
    assert "onbekend" in words(income) and "de bron geeft dit cijfer niet" in words(income)
    assert any("niet te beoordelen" in row for row in rows.values())


def test_words_in_the_place_of_a_mark_have_no_line_through_them(agenda_of):
    for row in rows_of(sections.page_one(agenda_of("WK016015")).html).values():
        assert ('class="zegt"' in row) != ('class="midden"' in row)


@pytest.mark.parametrize("code", ["WK027502", "GM0160"])
def test_the_key_names_the_band_only_where_one_is_drawn(agenda_of, code):
    html = sections.page_one(agenda_of(code)).html
    assert ("middelste helft" in html) == ('class="band"' in html) == (code == "WK027502")


def test_what_is_hardly_known_is_said_in_the_place_of_the_three_sentences(agenda_of):
    agenda = agenda_of("kern-dedemsvaart", "gemeente")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Headline, "is_silent", True)
        html = sections.page_one(agenda).html
    assert html.index("te weinig cijfers bekend") < html.index("kerncijfers") < html.index("Gemeente Hardenberg, niet")
    assert "een-beeld" not in html and '<span class="van">van 1.000</span>' in html
    own, of_gemeente = re.findall(r"<table.*?</table>", html, flags=re.DOTALL)
    known = [escape(v.figure.indicator.row_label) for v in Headline(agenda).known]
    assert known and own.startswith('<table class="cijfers"><caption>Wel bekend over Kern Dedemsvaart')
    for label in known:
        cell = f'<th scope="row">{label} <small>'
        assert cell in own and cell not in of_gemeente, "of what is known here, the gemeente is not told"


def test_there_are_three_questions_where_hardly_a_theme_is_known(agenda_of):
    for code in ("WK016015", "WK027502", "WK016003"):
        questions = sections.page_two(agenda_of(code)).html.split('class="vragen"')[1].split("</ol>")[0]
        assert questions.count("<li>") == 3


def test_beside_another_comparator_the_middle_line_has_its_name(agenda_of):
    html = sections.page_one(agenda_of("WK027502", "gemeente")).html
    assert "<strong>De gemeente</strong>" in html
    assert "NL\N{NO-BREAK SPACE}" not in "".join(rows_of(html).values())


@pytest.mark.parametrize("code", [*AREAS, "WK051801", "NL", "BU02750000"])
def test_page_one_keeps_what_it_shows_and_has_headings_of_its_own(agenda_of, code):
    for html in (sections.page_one(agenda_of(code)).html, sections.page_two(agenda_of(code)).html):
        assert list(lost_in(html)) == []
        cleaned = clean(html)
        assert cleaned.count("<use") == html.count("<use") == cleaned.count('<use href="#teken-')
        headings = re.findall(r"<h[34][^>]*>(.*?)</h[34]>", html)
        assert len(headings) == len(set(headings))


def test_the_parts_of_page_one_are_in_one_order(agenda_of):
    html = sections.page_one(agenda_of("WK027502"), "GGD <Noord>").html
    parts = ['class="plaats"', 'class="duiding"', 'class="kerncijfers"', "in één beeld", 'class="sleutel"', "<table",
             "Hoeveel mensen?", "Waar?", "voorblad-voet"]  # fmt: skip
    places = [html.index(part) for part in parts]
    assert places == sorted(places)
    assert "Gemaakt door GGD &lt;Noord&gt;" in html


def test_page_one_says_what_is_estimated_and_of_which_years(agenda_of, monkeypatch):
    monkeypatch.setenv("WIJKANALYSE_BUILT", "2026-11-21")
    text = words(sections.page_one(agenda_of("WK027502")).html)
    assert "Wijk in de gemeente Rheden · cijfers van 2020 tot en met 2024 · vergeleken met Nederland" in text
    assert "≈ 14 cijfers zijn schattingen over 2020, van de GGD en het RIVM." in text
    assert "De andere cijfers zijn geteld in 2021 en 2024, door het CBS." in text
    assert "De leeftijden rekenden we om met cijfers van 2016." in text
    assert "Gemaakt op 21 november 2026." in text


def test_the_strip_has_no_judgement_and_no_comparator_for_a_number_of_people(agenda_of):
    strip = re.search(r'<dl class="kerncijfers">.*?</dl>', sections.page_one(agenda_of("WK027502")).html)[0]
    assert strip.count("<div>") == 4 and "gunstig" not in strip
    assert "inwoners 18.375 geteld (2024)" in words(strip)
    assert "65 jaar of ouder 27,2% Nederland 20,5% (2024)" in words(strip)


def test_where_nobody_lives_there_is_a_map_and_a_sentence(agenda_of):
    html = sections.page_one(agenda_of("WK051801")).html
    assert 'class="voorblad enige"' in html and "kaart namen" in html
    assert "<table" not in html and "kerncijfers" not in html
    assert html.count('<p class="duiding">') == 1


# --------------------------------------------------------------------------- people


@pytest.mark.parametrize(("share", "people"), [(32.5, 33), (31.5, 32), (0.4, 0), (0.5, 1), (99.5, 100)])
def test_people_are_rounded_half_up(share, people):
    assert people_of_hundred(share) == people


@pytest.mark.parametrize("people", [0, 1, 25, 36, 100])
def test_a_hundred_people_are_a_hundred(people):
    svg = hundred(people, 31, "ongunstig")
    groups = re.findall(r'<g class="(\w+)">(.*?)</g>', svg)
    numbers = {
        css: sum(round(float(h) / 15) + 1 for h in re.findall(r'<path d="M[\d. ]+h([\d.]+)"/>', inside))
        for css, inside in groups
    }
    assert numbers == {"anderen": 100 - people, "ongunstig": people}


def test_three_figures_are_drawn_the_worst_of_a_group_first_and_none_that_rounds_to_the_same(agenda_of):
    for code in AREAS:
        headline = Headline(agenda_of(code))
        chosen = drawn(headline)
        assert len(chosen) <= 3
        groups = [
            next(g for g, names in headline.profile.catalogue.roles.page_one.items() if v.figure.indicator.id in names)
            for v in chosen
            if v.judgement.side == "worse"
        ]
        assert len(groups) == len(set(groups)), code
        for verdict in chosen:
            here, there = people_of_hundred(verdict.figure.value.number), people_of_hundred(verdict.against.number)
            assert here != there
            assert verdict.figure.indicator.sentence.wie in ("volwassenen", "huishoudens")
    assert [v.figure.indicator.id for v in drawn(Headline(agenda_of("WK027502")))] == [
        "beperkt_door_gezondheid_pct", "matig_of_hoog_risico_angst_depressie_pct", "laag_inkomen_pct",
    ]  # fmt: skip


# ------------------------------------------------------------------------------- map


def blocks(**bounds: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"area_code": list(bounds)}, geometry=[box(*b) for b in bounds.values()], crs="EPSG:4326")


NEIGHBOURS = {"A": (5.0, 52.0, 5.1, 52.06), "B": (5.1, 52.0, 5.3, 52.06), "C": (4.8, 52.0, 5.0, 52.06)}


def drawn_map(names: dict[str, str], **more):
    return named_map(blocks(**NEIGHBOURS, **more), here={"A"}, own_name=names["A"], names=names, words="w")


def test_the_names_of_the_area_and_its_neighbours_are_on_the_map():
    found = drawn_map({"A": "Dorp", "B": "Oost", "C": "West & zo"})
    assert re.findall(r"<tspan[^>]*>(.*?)</tspan>", found.svg) == ["Dorp", "Oost", "West &amp; zo"]
    assert (found.left_out, found.left_out_small) == ((), ())
    assert found.svg.count('class="hier"') == 1 and found.svg.count('class="buur"') == 2
    assert " km</text>" in found.svg


def test_a_name_without_room_is_listed_and_not_drawn():
    long = "Een heel lange naam die nergens op deze kaart zou passen, ook niet in twee regels"
    found = drawn_map({"A": "Dorp", "B": "Oost", "C": long})
    assert found.left_out == found.left_out_small == (long,)
    assert long not in found.svg


def test_a_name_that_only_fits_in_small_letters_is_hidden_where_letters_are_large():
    found = drawn_map({"A": "Dorp", "B": "Oost", "C": "Buitengebied westerkwartier"})
    assert (found.left_out, found.left_out_small) == ((), ("Buitengebied westerkwartier",))
    assert 'class="naam breed"' in found.svg


def test_an_area_without_neighbours_or_outlines_says_so(agenda_of, monkeypatch):
    agenda = agenda_of("kern-dedemsvaart")
    said = words(sections.page_one(agenda).html)
    assert "zijn er geen grenzen om een kaart te tekenen" in said and "Kaart:" not in said
    alone = named_map(blocks(A=NEIGHBOURS["A"]), here={"A"}, own_name="Eiland", names={"A": "Eiland"}, words="w")
    assert (alone.left_out, alone.svg.count("<tspan")) == ((), 1)


def test_buurten_are_drawn_where_there_are_outlines_of_all_of_them(agenda_of, monkeypatch):
    profile = agenda_of("kern-dedemsvaart").profile
    wijken = blocks(WK016009=(5.0, 52.0, 5.1, 52.06), WK016010=(5.1, 52.0, 5.3, 52.06))
    inside = {p.code: (5.01 + n / 100, 52.01, 5.02 + n / 100, 52.02) for n, p in enumerate(profile.area.parts)}
    layers = {"wijken": wijken, "buurten": blocks(**inside)}
    monkeypatch.setattr(type(profile.processed), "polygons", lambda _, layer, year: layers[layer])
    whole = where(profile)
    assert whole.count('class="hier"') == 3 and "ligt" not in words(whole)
    assert 'aria-label="Kaart van Kern Dedemsvaart. Eromheen: Dedemsvaart."' in whole

    layers["buurten"] = layers["buurten"].iloc[1:]
    assert where(profile).count('class="hier"') == 1
    assert "Gekleurd zijn de wijken waarin het gebied ligt." in where(profile)


def test_a_map_with_a_column_to_itself_is_tall(agenda_of):
    tall, wide = (sections.page_one(agenda_of(code)).html for code in ("WK016003", "WK027502"))
    assert 'class="kaart namen hoog"' in tall and "Hoeveel mensen?" not in tall
    assert 'class="kaart namen"' in wide and "Hoeveel mensen?" in wide


# -------------------------------------------------------------------------- page two


def test_page_two_names_the_themes_of_the_one_list(agenda_of):
    for code in AREAS:
        agenda = agenda_of(code)
        html = sections.page_two(agenda).html
        themes = re.search(r'<table role="table" class="themas">.*?</table>', html, flags=re.DOTALL)
        rows = re.findall(r'<th scope="row" role="rowheader">(.*?)</th>', themes[0]) if themes else []
        names = [c.name for c in agenda.candidates]
        assert rows == [name for name in names if name in rows], "in the order of the list"
        assert {c.name for c in agenda.unfavourable[:9]} <= set(rows)
        assert all(f"‘{name}’" in html for name in names if name not in rows), code


def test_a_theme_that_is_milder_than_one_of_its_figures_says_so(agenda_of):
    html = sections.page_two(agenda_of("WK027502")).html
    row = re.search(r'<th scope="row" role="rowheader">Werk</th>.*?</tr>', html)[0]
    assert "bijna gelijk" in row and "1 cijfer" in words(row)


def test_zingeving_is_empty_and_said(agenda_of):
    html = sections.page_two(agenda_of("WK027502")).html
    assert 'class="deel leeg"' in html
    assert "Zingeving geen cijfer. Vraag bewoners wat hun leven de moeite waard maakt." in words(html)


def test_there_are_three_questions_and_the_last_is_what_goes_well(agenda_of):
    for code in AREAS:
        asked = re.search(r'<ol class="vragen">(.*?)</ol>', sections.page_two(agenda_of(code)).html)[1]
        questions = re.findall(r"<li>(.*?)</li>", asked)
        assert len(questions) == len(set(questions)) == 3 and questions[-1].startswith("Wat gaat hier goed")


def test_a_part_of_the_ring_holds_so_many_marks_and_no_more():
    svg = sectors([["worse"] * MOST, ["better"] * (MOST + 1), None, [], ["alike"], ["slightly_worse"]])
    assert (svg.count("teken-ongunstiger"), svg.count("teken-gunstiger")) == (MOST, 0)
    assert svg.count('class="deel') == 6


@pytest.mark.parametrize(("u", "filled"), [(0.49, 0), (0.5, 1), (1.0, 2), (1.99, 3), (2.0, 4), (math.nan, 0)])
def test_the_dots_say_how_far_a_theme_stands(u, filled):
    assert dots(u).count('class="vol"') == filled


def test_small_differences_between_buurten_do_not_look_large():
    buurten = [("a", 9.5, 500, True), ("b", 10.5, 500, True), ("c", 90.0, 99, True), ("d", 11.0, 500, False)]
    values = pd.DataFrame(buurten, columns=["name", "value", "inwoners", "is_usual"])
    column = BuurtFigure(None, values.assign(status="ok").set_index(pd.Index(list("abcd"))), {}, 10.0, 2024)
    assert dict(column.of_one_year) == {"a": 9.5, "b": 10.5}, "no buurt of 99 people, and no newer figure"
    assert column.scale == (8.25, 12.25), "four units wide, around all that is drawn"


def test_a_dot_stands_where_its_number_is_and_the_line_at_the_mean_where_it_is_known():
    svg = dot_row(11.0, 10.0, (8.0, 12.0))
    assert re.findall(r'[cx][x1]="([\d.]+)%"', svg) == ["50", "72"]
    assert "<line" not in dot_row(11.0, math.nan, (8.0, 12.0))


def test_no_indicator_of_origin_is_spread_over_the_buurten():
    catalogue = load_catalogue()
    shown = [catalogue.indicators[i].label for i in catalogue.roles.buurten.table]
    assert not [label for label in shown if re.search("herkomst|migratie", label.lower())]
