"""Charts, lines and maps: their numbers are those of the profile, and each says in words what it shows."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from itertools import count

import geopandas as gpd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon, box

from wijkanalyse.profile.trends import change_of
from wijkanalyse.publish.outline import complete_tables
from wijkanalyse.publish.sanitise import clean, faults_in
from wijkanalyse.sections import report as sections
from wijkanalyse.sections.report import picture, population
from wijkanalyse.show import wording
from wijkanalyse.show.charts import lines
from wijkanalyse.show.charts.lines import year_line
from wijkanalyse.show.charts.map import outline_map

# --------------------------------------------------------------------- shares of a whole


def rows_of_chart(html):
    """The numbers of a chart by the head of their row."""
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', html, flags=re.DOTALL)
    return {
        re.sub(r"<[^>]+>", "", head): re.findall(r"\d+(?:,\d)?%", re.sub(r"<svg.*", "", cells)) for head, cells in rows
    }


@pytest.mark.parametrize("code", ["WK027502", "velp-en-rozendaal", "WK016015"])
def test_ages_and_households_have_the_shares_of_the_profile(verdicts_of, catalogue, code):
    profile = verdicts_of(code).profile
    ages = {g.indicator: catalogue.indicators[g.indicator].label for g in catalogue.roles.ages}
    labels = ages | catalogue.roles.households
    shown = rows_of_chart(population.ages_and_households(profile))
    together = profile.figures_together(ages) | profile.figures_together(catalogue.roles.households)
    assert len({together[name].value.period for name in ages}) == 1, "one whole is of one year"
    for name, figure in together.items():
        label = labels[name]
        if figure.value.is_known:
            values = [v for v in (figure.value, figure.gemeente, figure.nederland) if v is not None and v.is_known]
            assert shown[label] == [wording.plain_number(v.number, figure.indicator) for v in values]
        else:
            assert label not in shown


@pytest.mark.parametrize(
    ("draw", "code", "names"),
    [
        (population.incomes, "WK027502", ["Velp", "Gemeente Rheden", "Nederland"]),
        (population.tenure, "WK016015", ["Holthone", "Gemeente Hardenberg", "Nederland"]),  # too small for a hundred
    ],
)
def test_a_whole_is_drawn_for_area_gemeente_and_nederland_and_adds_up(verdicts_of, draw, code, names):
    html = draw(verdicts_of(code).profile)
    bars = re.findall(r'<th scope="row">(.*?)</th><td><span class="alleen-voor-oren">(.*?)</span>', html)
    assert [name for name, _ in bars] == names
    for _, said in bars:
        assert sum(int(n) for n in re.findall(r"(\d+)%(?=;|$)", said)) in (99, 100, 101)


def test_homes_are_a_hundred_of_their_own_in_the_chapter_about_them(verdicts_of):
    html = sections.chapter(verdicts_of("WK027502"), "wonen").html
    row = html[html.index('<ul class="honderdtal huizen"') :].partition("</ul>")[0]
    assert sum(int(n) for n in re.findall(r"<strong>(\d+)</strong>", row)) == 100 and "Nederland 57" in row
    assert "honderdtal huizen" in sections.chapter(verdicts_of("WK027502"), "bevolking").html, "households"


def test_incomes_have_what_is_left_between_the_lowest_and_the_highest(verdicts_of):
    profile = verdicts_of("WK027502").profile
    html = population.incomes(profile)
    low, high = (profile.figure(i).value.number for i in profile.catalogue.roles.incomes)
    assert f"Daartussen {wording.number(100 - low - high)}%" in html
    assert html.index("Laagste 40%") < html.index("Daartussen") < html.index("Hoogste 20%")


def test_incomes_that_are_secret_are_a_sentence(verdicts_of):
    html = population.incomes(verdicts_of("WK016015").profile)
    assert html == "<p>Over inkomen van huishoudens is er geen cijfer: de bron geeft dit cijfer niet.</p>"


# -------------------------------------------------------------------- the chart of a chapter


@pytest.mark.parametrize("code", ["WK027502", "WK099511", "tilburg-noord", "GM0160"])
@pytest.mark.parametrize(
    "name", ["gezondheid", "welbevinden", "leefstijl", "zorg", "bestaan", "wonen", "voorzieningen"]
)
def test_the_chart_has_the_figures_that_were_chosen_as_the_table_has_them(verdicts_of, code, name):
    verdicts = verdicts_of(code)
    html = sections.chapter(verdicts, name).html
    chart = "".join(re.findall(r'<figure class="hoofdbeeld">.*?</figure>', html, flags=re.DOTALL))
    for indicator_id in (i for row in verdicts.profile.catalogue.roles.rows[name] for i in row):
        figure = verdicts.of(indicator_id).figure
        if figure.value.is_known:
            assert f'<span class="waarde">{wording.beside_label(figure.value.number, figure.indicator)}</span>' in chart
        elif figure.value.status != "not_filled":
            assert "onbekend: " in chart or "tot" in chart
    assert html.index('class="boodschap"') < html.index('class="hoofdbeeld"') < html.index('class="alle-cijfers"')
    assert not list(faults_in(clean(html)))


def test_every_mark_of_a_chart_has_its_judgement_in_words(verdicts_of):
    verdicts = verdicts_of("WK027502")
    html = sections.chapter(verdicts, "gezondheid").html
    row = re.search(r'<tr><th scope="row"><strong><a href="#uitleg-langdurige_aandoening_pct".*?</tr>', html)[0]
    assert '<span class="alleen-voor-oren">, lijkt ongunstiger</span>' in row, "and in bold, for its mark is filled"
    key = re.search(r'<ul class="sleutel">(.*?)</ul>', html)[1]
    states = {v.judgement.state for v in verdicts.chapter("gezondheid")}
    assert ("gunstiger</li>" in key.replace("ongunstiger", "")) == bool(states & {"better", "slightly_better"})


def test_a_chart_is_named_once_to_who_hears_it_and_never_scrolls(verdicts_of):
    verdicts = verdicts_of("WK027502")
    chart = picture.figures_chart(verdicts, "Naam van de grafiek", picture.rows_of(verdicts, "gezondheid"), {})
    assert chart.count("Naam van de grafiek") == 1
    assert complete_tables(chart, count(1)) == chart


def test_a_count_among_estimates_is_called_one(verdicts_of):
    kinds = {
        v.figure.estimate_type: v.figure for v in verdicts_of("WK027502").chapter("zorg") if v.figure.value.is_known
    }
    counted, estimated = kinds["register"], kinds["model"]
    year = str(counted.value.period)
    usual = picture.kind_and_year(estimated)
    assert usual == f"schatting, {estimated.value.period}"
    assert picture.kind_and_year(counted) == year
    assert picture.kind_and_year(counted, beside=year) == year
    assert picture.kind_and_year(counted, beside=usual) == f"telling, {year}"


def test_ages_are_beside_the_figures_before_and_after(verdicts_of):
    """Velp 2016: 11,7 % had trouble moving and 9,9 % in Nederland; with the ages of Nederland 10,6 and 10,1."""
    html = sections.chapter(verdicts_of("WK027502"), "gezondheid").html
    row = re.search(r'<tr><th scope="row"><a href="#uitleg-beperking_in_bewegen_pct".*?</tr>', html)[0]
    assert re.sub(r"<[^>]+>", "", row).endswith("Verschil met Nederland: 1,8 meer → 0,5 meer")
    assert html.count("Plan met de gewone cijfers.") == 1
    assert "Plan met de gewone cijfers." not in sections.chapter(verdicts_of("WK027502"), "leefstijl").html, "said once"


def test_nederland_is_not_held_against_itself(verdicts_of):
    assert "leeftijden van Nederland" not in sections.chapter(verdicts_of("NL"), "gezondheid").html


@pytest.mark.parametrize(
    ("code", "name", "said"),
    [
        ("WK027502", "bevolking", "In Velp is 27,2% van de inwoners 65 jaar en ouder. In Nederland is dat 20,0%"),
        ("WK027502", "welbevinden", "De cijfers over welbevinden lijken in Velp op die van Nederland."),
        ("WK027502", "zorg", "In Velp krijgen 89 van de 1.000 inwoners hulp van de gemeente om thuis te kunnen wonen"),
        ("WK027502", "gezondheid", "Met de leeftijden van Nederland zou het verschil in gezondheid kleiner zijn."),
        ("tilburg-noord", "wonen", "Naar schatting hebben in Tilburg Noord meer mensen veel last van geluid van buren"),
        ("tilburg-noord", "voorzieningen", "Een grote supermarkt is in Tilburg Noord iets dichterbij dan"),
    ],
)  # fmt: skip
def test_a_chapter_begins_with_what_differs_most(verdicts_of, code, name, said):
    message = re.search(r'<p class="boodschap">(.*?)</p>', sections.chapter(verdicts_of(code), name).html)[1]
    assert said in message


# --------------------------------------------------------------------------- lines


def drawn(years, **beside):
    return ET.fromstring(year_line(years, beside=beside, first="1", last="2", words="w"))


def line_of(svg, css="zelf"):
    return next(e.get("d") for e in svg if e.get("class") == css)


def test_a_missing_year_leaves_a_gap():
    assert line_of(drawn({2020: 1.0, 2021: 2.0, 2022: 3.0})).count("M") == 1
    broken = line_of(drawn({2020: 1.0, 2021: 2.0, 2024: 3.0}))
    assert broken.count("M") == 2 and broken.count("L") == 1, broken
    assert broken.endswith("h0"), "a year by itself is a dot"


def test_every_year_of_the_area_is_a_dot_and_a_higher_figure_is_higher():
    svg = drawn({2020: 1.0, 2022: 3.0, 2023: 2.0})
    dots = [(float(e.get("cx")), float(e.get("cy"))) for e in svg if e.tag == "circle"]
    assert len(dots) == 3 and dots == sorted(dots)
    assert dots[1][1] < dots[2][1] < dots[0][1]
    assert dots[1][0] - dots[0][0] == pytest.approx(2 * (dots[2][0] - dots[1][0]), abs=0.2), "years are to scale"


def test_a_small_change_is_not_drawn_as_a_leap():
    cy = [float(e.get("cy")) for e in drawn({2020: 100.0, 2021: 101.0}) if e.tag == "circle"]
    assert 0 < cy[0] - cy[1] < 0.1 * (lines.BOTTOM - lines.TOP)


def test_comparators_stay_within_the_years_of_the_area():
    svg = drawn({2021: 1.0, 2022: 2.0}, land={2020: 9.0, 2021: 1.0, 2022: 1.5})
    assert line_of(svg, "land").count("L") == 1


@given(st.dictionaries(st.integers(2000, 2030), st.floats(-1e7, 1e7), min_size=1, max_size=12))
def test_no_line_lies_outside_the_drawing(years):
    for x, y in re.findall(r"[ML](-?[\d.e-]+) (-?[\d.e-]+)", line_of(drawn(years))):
        assert lines.LEFT <= float(x) <= lines.RIGHT and lines.TOP <= float(y) <= lines.BOTTOM


def test_only_what_moved_is_a_line_and_every_change_stands_in_the_table(verdicts_of):
    html = sections.trends(verdicts_of("WK099511").profile).html
    drawn, folded = html.split('<details class="alle-cijfers">')
    assert "<figcaption>Inwoners</figcaption>" in drawn
    assert "geen duidelijke verandering" in folded or "binnen de afronding" in folded
    moved = len(re.findall(r">gestegen<|>gedaald<", folded))
    assert re.search(rf"{moved} van de \d+ cijfers verander", drawn)


@pytest.mark.parametrize("code", ["WK027502", "velp-en-rozendaal", "WK099511"])
def test_the_lines_are_the_comparable_years_of_the_profile(verdicts_of, code):
    profile = verdicts_of(code).profile
    html = sections.trends(profile).html
    changes = [change_of(profile, i) for i in profile.catalogue.roles.series]
    changes = [c for c in changes if len(c.years) >= 3 and c.direction in ("rising", "falling")]
    charts = re.findall(r'<figure class="reeks">.*?</figure>', html, flags=re.DOTALL)
    assert len(charts) == len(changes)
    for chart, change in zip(charts, changes, strict=True):
        first, last = (wording.plain_number(v.number, change.indicator) for v in (change.first, change.last))
        assert f">{first}</text>" in chart and f">{last}</text>" in chart
        assert chart.count("<circle") == len(change.years)
        assert f"in {profile.area.name}: {first} in {change.first.period}, {last} in" in chart
    assert not list(faults_in(clean(html)))


def test_a_modelled_figure_is_never_a_line(verdicts_of):
    html = sections.trends(verdicts_of("WK099511").profile).html
    assert "reeks" in html and "Eenzaam</figcaption>" not in html


def test_the_gemeente_over_the_years_is_that_of_the_figures(verdicts_of):
    profile = verdicts_of("WK027502").profile
    history = profile.gemeente_history("leeftijd_65_plus_pct")
    figure = profile.figure("leeftijd_65_plus_pct")
    assert set(history) == {2020, 2021, 2022, 2024}
    assert history[figure.value.period] == figure.gemeente.number
    assert verdicts_of("WK027700").profile.gemeente_history("leeftijd_65_plus_pct") == {}, "it is the whole gemeente"


# ---------------------------------------------------------------------------- maps


def squares(*codes):
    return gpd.GeoDataFrame({"area_code": codes}, geometry=[box(i, 50, i + 1, 51) for i in range(len(codes))], crs=4326)


def shapes(svg):
    return {e[0].text: e for e in ET.fromstring(svg) if e.tag == "path"}


def test_a_map_fills_the_area_and_numbers_what_is_named():
    svg = outline_map(squares("A", "B", "C"), here={"B"}, names={"A": "Aa & b"}, words="w", labels={"A": "1"})
    found = shapes(svg)
    assert found["B"].get("class") == "hier" and found["Aa & b"].get("class") == "buur"
    assert found["C"].get("class") == "rest", "what has no number is context"
    assert [e.text for e in ET.fromstring(svg) if e.tag == "text"] == ["1"]


def test_an_outline_comes_back_from_its_steps():
    polygon = Polygon([(0, 50), (1, 50.2), (0.7, 51), (0.2, 50.6)])
    frame = gpd.GeoDataFrame({"area_code": ["A"]}, geometry=[polygon], crs=4326)
    path = shapes(outline_map(frame, here={"A"}, names={}, words="w"))["A"].get("d")
    start, steps = re.fullmatch(r"M(.*)l(.*)z", path).groups()
    x, y = map(int, start.split())
    numbers = [int(n) for n in re.findall(r"-?\d+", steps)]
    points = [(x, y)]
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        points.append((points[-1][0] + dx, points[-1][1] + dy))
    shrink, height = math.cos(math.radians(50.5)), 600
    expected = [(round(a * shrink * height), round((51 - b) * height)) for a, b in polygon.exterior.coords[:-1]]
    assert points == expected


def test_nothing_is_drawn_far_outside_the_frame():
    svg = outline_map(squares("A", "B", "C", "D"), here={"B"}, names={}, words="w", frame=(0.8, 49.9, 2.2, 51.1))
    assert set(shapes(svg)) == {"A", "B", "C"}
    assert 'class="kaart uitsnede"' in svg


def test_the_neighbours_are_named_in_words_and_in_the_table(verdicts_of):
    html = sections.surroundings(verdicts_of("WK027502").profile).html
    label = re.search(r'aria-label="(Kaart van Velp[^"]*)"', html)[1]
    names = re.findall(r'<th scope="row">\d+\. (.*?) <small>', html)
    assert names == sorted(names) and "Rozendaal" in names
    assert all(name in label for name in names)
    assert "Arnhem" not in html, "not in the example"
    numbers = re.findall(r'class="nummer"[^>]*>(\d+)<', html)
    assert sorted(map(int, numbers)) == list(range(1, len(names) + 1))


def test_the_figures_of_neighbours_are_their_own(verdicts_of):
    profile = verdicts_of("WK051807").profile
    html = sections.surroundings(profile).html
    other = verdicts_of(_code(profile, "Belgisch Park")).profile
    row = re.search(rf'<th scope="row">\d+\. {other.area.name}</th>(.*?)</tr>', html)[1]
    older = other.figure("leeftijd_65_plus_pct").value
    assert wording.quantity(older.number, "%", 1) in row
    assert wording.number(other.figure("inwoners_aantal").value.number) in row


def _code(profile, name):
    register = profile.processed.areas.register
    rows = register[(register["name"] == name) & (register.boundary_year == 2022) & (register.area_level == "wijk")]
    return str(rows.area_code.iloc[0])


def test_a_gemeente_lies_among_gemeenten(verdicts_of):
    html = sections.surroundings(verdicts_of("GM0277").profile).html
    assert "Rozendaal en de gemeenten eromheen" in html and re.search(r"\d\. Rheden</th>", html)


@pytest.mark.parametrize("code", ["kern-dedemsvaart", "NL"])
def test_without_outlines_there_is_a_sentence_instead_of_a_map(verdicts_of, code):
    html = sections.surroundings(verdicts_of(code).profile).html
    assert "<svg" not in html and "zijn er geen grenzen" in html


def test_buurten_are_on_a_map_where_there_are_outlines_of_their_year(verdicts_of, monkeypatch):
    profile = verdicts_of("WK027502").profile
    codes = sorted(profile.buurten.area_code)
    year = int(profile.buurten.boundary_year.iloc[0])
    monkeypatch.setitem(profile.processed._polygons, ("buurten", year), None)
    assert "<figure>" not in sections.buurten(profile).html
    monkeypatch.setitem(profile.processed._polygons, ("buurten", year), squares(*codes))
    html = sections.buurten(profile).html
    named = profile.buurten[profile.buurten.inwoners >= 100].sort_values("name")
    assert html.count('class="nummer"') == len(named)
    assert re.findall(r'<th scope="row">(\d+\. .*?) <small>', html) == [
        f"{n}. {b}" for n, b in enumerate(named["name"], 1)
    ]


# ----------------------------------------------------------------------- definitions


def test_a_caveat_of_many_figures_is_explained_once(verdicts_of):
    html = sections.definitions(verdicts_of("WK027502").profile).html
    assert html.count("Dit is een schatting, geen telling.") == 1
    (lonely,) = re.findall(r'<details class="uitleg" id="uitleg-eenzaam_pct">.*?</details>', html, flags=re.DOTALL)
    assert re.search(r"Zie ook punt \d+(, \d+)* en \d+ onderaan\.", lonely)
    assert not re.search("modelschatting|drempel|noemer", lonely), "no keys of the cards"
    (electricity,) = re.findall(r'id="uitleg-elektriciteit_kwh">.*?</details>', html, flags=re.DOTALL)
    assert "Stroom van eigen zonnepanelen telt niet mee." in electricity, "a caveat of its own stays with the figure"


def test_a_gemeente_has_its_judgements_beside_the_numbers_and_a_key_only_of_what_is_drawn(verdicts_of):
    """It has no place among the wijken, and so no line to stand on but for distances."""
    verdicts = verdicts_of("GM0995")
    html = {
        c: picture.figures_chart(verdicts, "x", picture.rows_of(verdicts, c), {}) for c in ("bestaan", "voorzieningen")
    }
    assert 'class="staat' in html["bestaan"] and "sleutel" not in html["bestaan"] and "strook" not in html["bestaan"]
    assert "sleutel" in html["voorzieningen"] and "strook" in html["voorzieningen"]
