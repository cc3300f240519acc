"""Charts, lines and maps: their numbers are those of the profile, and each says in words what it shows."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon, box

from wijkanalyse.profile.trends import change_of
from wijkanalyse.publish.sanitise import clean, faults_in
from wijkanalyse.sections import report as sections
from wijkanalyse.show import wording
from wijkanalyse.show.charts import lines
from wijkanalyse.show.charts.bars import grouped_bars
from wijkanalyse.show.charts.lean import lean_svg
from wijkanalyse.show.charts.lines import year_line
from wijkanalyse.show.charts.map import outline_map
from wijkanalyse.show.fragments import Chart

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg):
    return [e.text for e in ET.fromstring(svg).iter(f"{SVG}text")]


# ---------------------------------------------------------------------------- bars


@pytest.mark.parametrize("code", ["WK027502", "velp-en-rozendaal", "WK016015"])
@pytest.mark.parametrize("section", ["age_chart", "household_chart"])
def test_the_bars_have_the_shares_of_the_profile(verdicts_of, catalogue, code, section):
    profile = verdicts_of(code).profile
    ages = {group.indicator: catalogue.indicators[group.indicator].label for group in catalogue.roles.ages}
    groups = ages if section == "age_chart" else catalogue.roles.households
    shown = getattr(sections, section)(profile)
    figures = [profile.figure(i) for i in groups]
    if not all(f.value.is_known for f in figures):
        assert not isinstance(shown, Chart)
        return
    said = texts(shown.svg)
    for name, figure in zip(groups.values(), figures, strict=True):
        share = wording.number(figure.value.number) + "%"
        assert any(text.split("  ")[0] == share for text in said), (name, said)
        assert f"{name[0].lower()}{name[1:]} {share}" in shown.alt
    assert shown.alt.endswith(".") and "Nederland" in shown.alt


def test_a_bar_is_as_long_as_its_share():
    shares = pd.DataFrame({"group": ["a", "b"], "series": "Velp", "value": [20.0, 40.0]})
    svg = grouped_bars(shares, series=["Velp"], title="t", alt="a").svg
    paths = [e.get("d") for e in ET.fromstring(svg).iter(f"{SVG}path") if "fill:#0b5c8a" in (e.get("style") or "")]
    widths = [max(xs) - min(xs) for xs in ([float(x) for x in re.findall(r"[ML]([\d.]+) ", d)] for d in paths)]
    assert widths[1] == pytest.approx(2 * widths[0], abs=0.2)


def test_incomes_add_up_and_say_with_what_they_are_compared(verdicts_of):
    profile = verdicts_of("WK027502").profile
    shown = sections.income_chart(profile)
    low, high = (profile.figure(i).value.number for i in profile.catalogue.roles.incomes)
    assert f"daartussen {wording.number(100 - low - high)}%" in shown.alt
    assert "in Velp in 2021" in shown.alt and "(Nederland 40%)" in shown.alt
    assert any("Nederland" in text for text in texts(shown.svg)[-15:])
    assert "overblijft van de 100%" in shown.caption


def test_incomes_that_are_secret_are_a_sentence(verdicts_of):
    shown = sections.income_chart(verdicts_of("WK016015").profile)
    assert "Inkomen van huishoudens: De bron geeft dit cijfer niet" in shown.html


def test_the_series_are_named_at_the_bars_and_in_the_title(verdicts_of):
    said = texts(sections.age_chart(verdicts_of("WK027502").profile).svg)
    assert sum(text.endswith("  Velp") for text in said) == 1
    assert sum(text.endswith("  Gemeente Rheden") for text in said) == 1
    assert "Leeftijd van de inwoners, 2022: Velp" in " ".join(said)


def test_a_lean_drawing_draws_the_same():
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9pt" height="9pt" viewBox="0 0 9 9"><metadata>x</metadata>'
        '<g id="a"><path d="M 1.23456 2 \nL 3.00001 -0.04 \nz" style="fill: #fff; stroke: none"/></g>'
        '<text id="t" style="font-family: \'A B\', C; fill: #000" x="1" y="2">1.234 &amp; \'s-H</text></svg>'
    )
    lean = lean_svg(svg)
    assert "<path d='M1.2 2L3 0z' style='fill:#fff;stroke:none'/>" in lean
    assert "<text style='fill:#000' x='1' y='2'>1.234 &amp; 's-H</text>" in lean, "what is read stays as it was"
    assert "metadata" not in lean and "id=" not in lean
    ET.fromstring(lean)


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


@pytest.mark.parametrize("code", ["WK027502", "velp-en-rozendaal", "WK099511"])
def test_the_lines_are_the_comparable_years_of_the_profile(verdicts_of, code):
    profile = verdicts_of(code).profile
    html = sections.trends(profile).html
    changes = [c for c in (change_of(profile, i) for i in profile.catalogue.roles.series) if len(c.years) >= 3]
    charts = re.findall(r'<figure class="reeks">.*?</figure>', html, flags=re.DOTALL)
    assert len(charts) == len(changes) > 0
    for chart, change in zip(charts, changes, strict=True):
        first, last = (wording.plain_number(v.number, change.indicator) for v in (change.first, change.last))
        assert f">{first}</text>" in chart and f">{last}</text>" in chart
        assert chart.count("<circle") == len(change.years)
        assert f"in {profile.area.name}: {first} in {change.first.period}, {last} in" in chart
    assert not list(faults_in(clean(html)))


def test_a_modelled_figure_is_never_a_line(verdicts_of):
    html = sections.trends(verdicts_of("WK027502").profile).html
    assert "reeks" in html and "Eenzaam</figcaption>" not in html


def test_the_gemeente_over_the_years_is_that_of_the_figures(verdicts_of):
    profile = verdicts_of("WK027502").profile
    history = profile.gemeente_history("leeftijd_65_plus_pct")
    figure = profile.figure("leeftijd_65_plus_pct")
    assert set(history) == {2020, 2021, 2022}
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
    assert "<figure>" not in sections.buurten(profile).html
    codes = sorted(profile.buurten.area_code)
    year = int(profile.buurten.boundary_year.iloc[0])
    monkeypatch.setitem(profile.processed._polygons, ("buurten", year), squares(*codes))
    html = sections.buurten(profile).html
    named = profile.buurten[profile.buurten.inwoners >= 100].sort_values("name")
    assert html.count('class="nummer"') == len(named)
    assert re.findall(r'<th scope="row">(\d+\. .*?)</th>', html) == [
        f"{n}. {b}" for n, b in enumerate(named["name"], 1)
    ]


# ------------------------------------------------------------------------- page one


def test_the_key_figures_have_year_comparator_and_judgement(verdicts_of):
    verdicts = verdicts_of("WK027502")
    html = sections.key_figures(verdicts).html
    shown = verdicts.profile.catalogue.roles.key_figures
    blocks = re.findall(r"<div><dt>.*?</div>", html)
    assert len(blocks) == len(shown) == 8
    for block, names in zip(blocks, shown, strict=True):
        verdict = verdicts.of(names[0])
        figure = verdict.figure
        said = wording.quantity(figure.value.number, figure.indicator.unit, figure.indicator.decimals)
        assert said.partition(wording.NBSP)[0] in block
        assert str(figure.value.period) in block
        assert wording.state(verdict) in block
        assert ("Nederland" in block) == (figure.indicator.aggregation.rule != "sum")
    assert "We vergelijken met Nederland in hetzelfde jaar." in html


def test_where_there_is_no_figure_there_is_no_judgement(verdicts_of):
    html = sections.key_figures(verdicts_of("WK051801")).html
    assert "hier is niemand in deze groep" in html and "niet te beoordelen" not in html


def test_a_secret_income_makes_room_for_one_that_is_known(verdicts_of):
    verdicts = verdicts_of("WK027700")
    shown = verdicts.profile.catalogue.roles.key_figures
    known = {names: [n for n in names if verdicts.of(n).figure.value.is_known] for names in shown}
    html = sections.key_figures(verdicts).html
    for names, found in known.items():
        assert f'href="#uitleg-{(found or names)[0]}"' in html


def test_page_one_says_who_made_it_when_and_from_what(verdicts_of, monkeypatch):
    monkeypatch.setenv("WIJKANALYSE_BUILT", "2026-11-21")
    html = sections.colophon(verdicts_of("WK027502").profile, "GGD <Noord>").html
    assert "Gemaakt door GGD &lt;Noord&gt; op 21 november 2026 met wijkanalyse" in html
    assert "De cijfers komen van het CBS (2021, 2022 en 2024) en de GGD en het RIVM (2016 en 2020)." in html
    monkeypatch.delenv("WIJKANALYSE_BUILT")
    assert "Gemaakt met wijkanalyse" in sections.colophon(verdicts_of("WK027502").profile).html


# ----------------------------------------------------------------------- definitions


def test_a_caveat_of_many_figures_is_explained_once(verdicts_of):
    html = sections.definitions(verdicts_of("WK027502").profile).html
    assert html.count("Dit is een schatting, geen telling.") == 1
    (lonely,) = re.findall(r'<details class="uitleg" id="uitleg-eenzaam_pct">.*?</details>', html, flags=re.DOTALL)
    assert '<a href="#waar-u-op-let">Zie ook</a>: modelschatting, onzekerheid onbekend, geen trend' in lonely
    (electricity,) = re.findall(r'id="uitleg-elektriciteit_kwh">.*?</details>', html, flags=re.DOTALL)
    assert "Stroom van eigen zonnepanelen telt niet mee." in electricity, "a caveat of its own stays with the figure"
