"""The area among the wijken of its gemeente: which are drawn, what is said, and how little it weighs."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

import pytest
import seaborn as sns
from matplotlib.figure import Figure

from wijkanalyse.sections.report.among import LEAST_WIJKEN, MOST_MARKS, among
from wijkanalyse.show.charts.own import COLOURS, draw
from wijkanalyse.show.fragments import Fragment
from wijkanalyse.show.image import lean_svg


def drawn(fragment: Fragment) -> tuple[str, str]:
    """The drawing of a section, and what it says to who cannot see it."""
    source, alt = re.search(
        r'<img src="data:image/svg\+xml;charset=utf-8,([^"]*)" alt="([^"]*)"', fragment.html
    ).groups()
    return unquote(source), html.unescape(alt)


def test_every_wijk_with_the_figure_is_a_tick_and_the_area_is_a_dot(verdicts_of):
    profile = verdicts_of("WK016015").profile
    svg, alt = drawn(among(profile))
    shown = profile.figure("leeftijd_65_plus_pct")
    wijken = profile.processed.areas.select(["Hardenberg"], boundary_year=profile.area.boundary_year)
    rows = profile.figures_of_areas(wijken, profile.area.boundary_year)
    rows = rows[(rows.indicator == shown.indicator.id) & (rows.period == shown.value.period) & (rows.status == "ok")]
    lower = (rows.value < shown.value.number).sum()
    assert f"{shown.indicator.label}: 13,0%, {lower} van de {len(rows)} wijken lager" in alt
    assert alt.count("wijken lager") == 1  # the example has one such figure of all wijken
    assert len(rows) <= MOST_MARKS
    marks = set(re.findall(r"href='#(m\d+)'", svg))  # ticks of the axis too, before or after, as the style has them
    assert len(rows) in [svg.count(f"<use xlink:href='#{mark}'") for mark in marks]
    assert svg.count(f"fill: {COLOURS[0]}") == 1


@pytest.mark.parametrize("code", ["WK027502", "GM0160", "NL"])
def test_where_few_wijken_lie_around_there_is_no_chart(verdicts_of, code):
    profile = verdicts_of(code).profile
    assert len(profile.processed.areas.select(["Rheden"])) < LEAST_WIJKEN
    assert among(profile) == Fragment("")


def test_the_chart_is_light_and_the_same_each_time(verdicts_of):
    one, other = (among(verdicts_of("WK016015").profile).html for _ in range(2))
    assert one == other
    assert len(one) < 8_000


def test_a_lean_drawing_keeps_its_marks_texts_and_places():
    figure = Figure()
    sns.stripplot(
        {"x": [1.25, 2.5, 11.0], "y": ["een", "een", "twee's"]}, x="x", y="y", jitter=False, ax=figure.subplots()
    )
    svg = draw(figure)
    lean = lean_svg(svg)
    assert len(lean) < 0.7 * len(svg)
    assert lean.count("<use") == svg.count("<use")
    assert re.findall(r"<text[^>]*>([^<]*)</text>", lean) == re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    places = [float(x) for x in re.findall(r'<use [^>]*\bx="([\d.]+)"', svg)]
    kept = [float(x) for x in re.findall(r"<use [^>]*\bx=['\"]([\d.]+)", lean)]
    assert kept == pytest.approx(places, abs=0.051)
