"""An own figure stands beside the published one: it replaces nothing, and those who took part are no inhabitants."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd
import pytest
from altered_example import altered

from wijkanalyse.agenda.agenda import Agenda
from wijkanalyse.profile.people import people_of
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdicts
from wijkanalyse.sections import report as sections
from wijkanalyse.show.download import chapter_csv

WIJK, LONELY = "WK027502", "eenzaam_pct"
SURVEY = {
    "source": "enquete", "estimate_type": "survey", "method": "computed", "value": 31.6, "lower": 27.3, "upper": 36.2,
    "count": 130.0, "denominator": 412.0, "status": "ok",
}  # fmt: skip


def add(rows, code, indicator, period, **columns):
    """One more row of an area, also where there is one of that year already."""
    like = rows[rows.area_code == code].iloc[[-1]].assign(indicator=indicator, period=period, boundary_year=2022)
    return pd.concat([rows, like.assign(**columns)], ignore_index=True)


@pytest.fixture
def profile_of(example, catalogue):
    def make(*own, code=WIJK, without=()):
        def change(rows):
            for row in without:
                here = (rows.area_code == WIJK) & (rows.indicator == row)
                rows.loc[here, "value"], rows.loc[here, "status"] = np.nan, "suppressed"
            for area, indicator, period, columns in own:
                rows = add(rows, area, indicator, period, **(SURVEY | columns))
            return rows

        tables = altered(example, ["GM0275", ""], change)
        return Profile(tables.areas.find(code), tables, catalogue, "openbaar")

    return make


@pytest.mark.parametrize("year", [2020, 2024], ids=["of the year of the published figure", "of a newer year"])
def test_a_survey_has_a_row_of_its_own_and_replaces_nothing(profile_of, year):
    before, after = profile_of(), profile_of((WIJK, LONELY, year, {}))
    assert str(after.figure(LONELY)) == str(before.figure(LONELY))
    assert [str(v) for v in after.history(LONELY)] == [str(v) for v in before.history(LONELY)]
    (own,) = after.own_figures(LONELY)
    assert (own.value.number, own.value.period, own.value.denominator) == (31.6, year, 412)
    assert (own.gemeente, own.nederland, own.bands) == (None, None, None)
    html = sections.chapter(Verdicts(after), "welbevinden").html
    chart, table = html.split('<details class="alle-cijfers">')
    assert f"eigen enquête, 412 mensen deden mee: 31,6% ({year})" in chart
    rows = re.findall(rf'<tr><th scope="row"><a href="#uitleg-{LONELY}".*?</tr>', table, flags=re.DOTALL)
    assert len(rows) == 2 and "eigen enquête" not in rows[0]
    assert "<small>eigen enquête, 412 mensen deden mee</small>" in rows[1]
    assert ">31,6% <small>27,3% tot 36,2%</small><" in rows[1] and f">{year}<" in rows[1]
    assert rows[1].count("niet in dit bestand") == 2, "neither a figure of the gemeente nor one of Nederland"
    assert html.count("<strong>Eigen cijfer</strong>: staat onder het gepubliceerde cijfer.") == 1
    # Where an own figure is the first of a table that is not estimated, the estimates are marked one by one.
    mark = ' <span class="schatting">schatting</span>'
    assert rows[0].replace(mark, "") in sections.chapter(Verdicts(before), "welbevinden").html.replace(mark, "")
    against = Verdicts(after)
    line = [r for r in chapter_csv(against, against.rows("welbevinden")).splitlines() if ";31,6;" in r]
    ends = "Ligt waarschijnlijk tussen deze twee getallen: 27,3% tot 36,2%."
    assert len(line) == 1 and line[0].endswith(f";eigen enquête, 412 mensen deden mee. {ends}")


def test_the_themes_and_their_people_are_those_of_the_published_figures(profile_of, catalogue):
    def said(profile):
        agenda = Agenda(Verdicts(profile))
        parts = sections.candidates(agenda), sections.summary(agenda), sections.page_one(agenda)
        return [part.html for part in parts]

    own = [(WIJK, i.id, 2024, {}) for i in catalogue.indicators.values() if i.unit == "%" and i.shown]
    assert said(profile_of(*own)) == said(profile_of())


def test_an_own_figure_is_held_against_its_own_file_only(profile_of):
    other = {"source": "andere_enquete", "value": 20.0}
    profile = profile_of(
        (WIJK, LONELY, 2024, {}), ("GM0275", LONELY, 2024, {"value": 40.0}), ("NL", LONELY, 2024, other)
    )
    (own,) = profile.own_figures(LONELY)
    assert (own.gemeente.number, own.nederland) == (40.0, None)


def test_each_file_has_its_newest_figure(profile_of):
    practice = {"source": "praktijk", "estimate_type": "practice", "denominator": 950.0}
    profile = profile_of((WIJK, LONELY, 2022, {}), (WIJK, LONELY, 2023, {}), (WIJK, LONELY, 2024, practice))
    found = [(f.value.source, f.value.period) for f in profile.own_figures(LONELY)]
    assert found == [("praktijk", 2024), ("enquete", 2023)]
    html = sections.chapter(Verdicts(profile), "welbevinden").html
    assert "eigen telling van een praktijk, 950 patiënten" in html


def test_where_nothing_is_published_the_own_figure_takes_the_place_and_counts_inhabitants(profile_of, catalogue):
    """31.6 % of the adults, and not the 130 of the 412 who answered."""
    profile = profile_of((WIJK, LONELY, 2024, {}), without=[LONELY])
    figure = profile.figure(LONELY)
    assert (figure.value.number, figure.estimate_type, profile.own_figures(LONELY)) == (31.6, "survey", [])
    adults = profile.history(catalogue.indicators[LONELY].aggregation.weight)[-1].number
    people = people_of(profile, figure)
    assert people.base == adults > 5000
    assert people.number == pytest.approx(0.316 * adults)
    assert (people.lower, people.upper) == (pytest.approx(0.273 * adults), pytest.approx(0.362 * adults))


def test_a_share_of_respondents_without_a_known_base_gives_no_number_of_people(profile_of):
    """Who answered a survey on hulp uit de Wmo says nothing about how many inhabitants there are."""
    name = "wmo_per_1000"
    profile = profile_of((WIJK, name, 2024, {"value": 120.0}), without=[name])
    assert profile.figure(name).value.denominator == 412
    assert people_of(profile, profile.figure(name)) is None


def test_an_own_figure_of_nederland_is_in_the_reports_beside_figures_of_its_file_only(profile_of):
    nederland = ("NL", LONELY, 2024, {"value": 50.0})
    here = profile_of((WIJK, LONELY, 2024, {}), nederland)
    assert here.own_figures(LONELY)[0].nederland.number == 50.0
    elsewhere = profile_of((WIJK, LONELY, 2024, {}), nederland, code="WK027501")
    assert not (elsewhere._rows.every.source == "enquete").any()
    assert math.isclose(elsewhere.nederland_history(LONELY)[2020], profile_of().nederland_history(LONELY)[2020])
