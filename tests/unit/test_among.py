"""The area among the wijken of its gemeente: which are drawn, what is said, and how little it weighs."""

from __future__ import annotations

import re

import pytest

from wijkanalyse.publish.exporter import _lean_svg
from wijkanalyse.sections.report.among import LEAST_WIJKEN, MOST_MARKS, among
from wijkanalyse.show.fragments import Fragment


@pytest.fixture(scope="module")
def chart(verdicts_of):
    return among(verdicts_of("WK016015").profile)


def test_every_wijk_with_the_figure_is_a_tick_and_the_area_is_a_dot(chart, verdicts_of):
    profile = verdicts_of("WK016015").profile
    shown = profile.figure("leeftijd_65_plus_pct")
    wijken = profile.processed.areas.select(["Hardenberg"], boundary_year=profile.area.boundary_year)
    rows = profile.figures_of_areas(wijken, profile.area.boundary_year)
    rows = rows[(rows.indicator == shown.indicator.id) & (rows.period == shown.value.period) & (rows.status == "ok")]
    lower = (rows.value < shown.value.number).sum()
    assert f"{shown.indicator.label}: 13,0%, {lower} van de {len(rows)} wijken lager" in chart.alt
    figures = chart.alt.count("wijken lager")
    groups = re.findall(r'<g id="PathCollection_\d+">(.*?)\n   </g>', chart.svg, re.DOTALL)
    ticks = [group.count("<use") for group in groups]
    assert len(ticks) == 2 * figures
    assert ticks[0] in (len(rows), max(ticks))
    assert ticks[figures:] == [1] * figures
    assert sum(ticks[:figures]) <= MOST_MARKS


@pytest.mark.parametrize("code", ["WK027502", "GM0160", "NL"])
def test_where_few_wijken_lie_around_there_is_no_chart(verdicts_of, code):
    profile = verdicts_of(code).profile
    assert len(profile.processed.areas.select(["Rheden"])) < LEAST_WIJKEN
    assert among(profile) == Fragment("")


def test_the_drawing_is_light_and_the_same_each_time(chart, verdicts_of):
    assert len(_lean_svg(chart.svg)) < 9_000 < len(chart.svg)
    assert among(verdicts_of("WK016015").profile).svg == chart.svg


def test_a_lean_drawing_keeps_its_marks_texts_and_places(chart):
    lean = _lean_svg(chart.svg)
    assert lean.count("<use") == chart.svg.count("<use")
    assert re.findall(r"<text[^>]*>([^<]*)</text>", lean) == re.findall(r"<text[^>]*>([^<]*)</text>", chart.svg)
    places = [float(x) for x in re.findall(r'<use [^>]*\bx="([\d.]+)"', chart.svg)]
    kept = [float(x) for x in re.findall(r"<use [^>]*\bx=['\"]([\d.]+)", lean)]
    assert kept == pytest.approx(places, abs=0.051)
