"""How far buurten lie apart: beside wijken with as many buurten, with names, and never said of estimates."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wijkanalyse.methods.spread import eta_squared, mixed
from wijkanalyse.process.buurt_ranges import FEWEST_WIJKEN, RANGE_COLUMNS, ranges_between_buurten
from wijkanalyse.profile.between import apart_of
from wijkanalyse.profile.buurten import MIN_INWONERS
from wijkanalyse.sections import report

VELP, BOTH, SMALL = "WK027502", "velp-en-rozendaal", "WK016015"
OLD, ALONE, LONELY = "leeftijd_65_plus_pct", "eenpersoonshuishoudens_pct", "eenzaam_pct"
shares = st.floats(0.01, 0.99)
parts = st.lists(st.tuples(shares, st.integers(50, 5000)), min_size=2, max_size=9)


# ---------------------------------------------------------------------------- methods


@settings(max_examples=60, deadline=None)
@given(parts)
def test_taking_off_the_rounding_never_adds_and_matters_less_to_larger_buurten(rows):
    p, n = np.array(rows).T
    raw, corrected = eta_squared(p, n), eta_squared(p, n, rounded=True)
    assert 0 <= corrected <= raw <= 1
    assert raw - eta_squared(p, 100 * n, rounded=True) <= raw - corrected + 1e-12


@pytest.mark.parametrize(
    ("difference", "median", "p75", "said"),
    [(11.5, 11.6, 17.5, "even"), (11.6, 11.6, 17.5, "usual"), (17.5, 11.6, 17.5, "usual"), (17.6, 11.6, 17.5, "mixed"),
     (9.0, math.nan, math.nan, ""), (math.nan, 11.6, 17.5, "")],
)  # fmt: skip
def test_below_the_median_is_even_and_above_the_p75_is_mixed(difference, median, p75, said):
    assert mixed(difference, median, p75) == said


# ------------------------------------------------------------------------ the country


def country(wijken: dict[int, list[float]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """An invented country: per number of buurten the differences of its wijken, as shares 0 … difference."""
    register, figures, n = [], [], 0
    for buurten, differences in wijken.items():
        for difference in differences:
            n += 1
            wijk = f"WK{n:06}"
            register.append((wijk, "wijk", "", 1000.0, 2020))
            values = [0.0] * (buurten - 1) + [difference]
            for number, value in enumerate(values):
                code = f"BU{n:06}{number:02}"
                register.append((code, "buurt", wijk, 200.0, 2020))
                figures.append((OLD, 2020, 2020, code, value))
    columns = ["area_code", "area_level", "wijk_code", "inwoners", "boundary_year"]
    rows = ["indicator", "period", "boundary_year", "area_code", "value"]
    return pd.DataFrame(figures, columns=rows), pd.DataFrame(register, columns=columns)


def test_usual_is_that_of_wijken_with_as_many_buurten():
    figures, register = country({2: [1.0] * 30 + [9.0] * 10, 3: list(range(40)), 1: [50.0] * 40})
    found = ranges_between_buurten(figures, register, [OLD])
    assert list(found.columns) == RANGE_COLUMNS
    two, three = found.to_dict("records")
    assert (two["fewest"], two["most"], two["n"], two["median"], two["p75"]) == (2, 2, 40, 1.0, 3.0)
    assert (three["fewest"], three["n"], three["median"], three["p75"]) == (3, 40, 19.5, 29.25)
    assert math.isnan(three["most"]), "the last class is open: so many buurten and more"


def test_numbers_of_buurten_that_few_wijken_have_are_taken_together():
    figures, register = country({2: [1.0] * 30, 3: [2.0] * 29, 5: [3.0], 6: [4.0] * 31, 9: [5.0] * 3})
    found = ranges_between_buurten(figures, register, [OLD])
    assert [(r.fewest, r.most, r.n) for r in found.itertuples()][:2] == [(2, 2.0, 30), (3, 5.0, 30)]
    assert (found.fewest.iloc[-1], found.n.iloc[-1]) == (6, 34) and found.n.min() >= FEWEST_WIJKEN


def test_too_few_wijken_say_nothing_of_what_is_usual():
    figures, register = country({2: [1.0] * (FEWEST_WIJKEN - 1)})
    assert ranges_between_buurten(figures, register, [OLD]).empty
    assert ranges_between_buurten(figures.iloc[:0], register, [OLD]).empty


def test_small_buurten_small_wijken_and_missing_figures_do_not_count():
    figures, register = country({2: [1.0] * 30})
    worst = figures.area_code.iloc[-1]
    for change in ("buurt", "wijk", "value"):
        f, r = figures.copy(), register.copy()
        f.loc[f.area_code == worst, "value"] = 99.0
        if change == "buurt":
            r.loc[r.area_code == worst, "inwoners"] = MIN_INWONERS - 1.0
        elif change == "wijk":
            r.loc[r.area_code == worst.replace("BU", "WK")[:8], "inwoners"] = 499.0
        else:
            f.loc[f.area_code == worst, "value"] = np.nan
        assert ranges_between_buurten(f, r, [OLD]).empty, "29 wijken are left, one too few"


# ------------------------------------------------------------------------ one area


def with_ranges(monkeypatch, profile, median, p75):
    """What is usual everywhere and of every year, invented."""
    years = [(y, b) for y in range(2015, 2026) for b in range(2015, 2026)]
    rows = [(i, y, b, 2, math.nan, 100, median, p75) for i in (OLD, ALONE, LONELY) for y, b in years]
    ranges = pd.DataFrame(rows, columns=RANGE_COLUMNS)
    monkeypatch.setitem(vars(profile.processed), "ranges", ranges)


def test_an_area_says_where_it_is_lowest_and_highest(verdicts_of, monkeypatch):
    profile = verdicts_of(VELP).profile
    with_ranges(monkeypatch, profile, 0.0, 0.1)
    apart = apart_of(profile, OLD)
    values = profile.buurt_values(OLD).set_index("name").value
    assert apart.mixed == "mixed" and apart.difference == pytest.approx(apart.highest - apart.lowest)
    assert values[apart.lowest_in[0]] == apart.lowest and values[apart.highest_in[0]] == apart.highest
    html = report.buurten(profile).html
    before, _, folded = html.partition("<details")
    assert "<strong>gemengd</strong>. De buurten verschillen daarin meer dan in 3 van de 4 wijken met" in before
    widest = max(
        (apart_of(profile, b.indicator) for b in profile.catalogue.roles.buurten.between), key=lambda a: a.difference
    )
    assert widest.lowest_in[0] in before and widest.highest_in[0] in before
    assert html.count("tussen mensen in dezelfde buurt") == 1 and "Laagste buurt" in folded


def test_less_than_usual_is_even_and_what_is_not_known_is_not_said(verdicts_of, monkeypatch):
    profile = verdicts_of(VELP).profile
    with_ranges(monkeypatch, profile, 90.0, 95.0)
    assert "<strong>gelijkmatig</strong>" in report.buurten(profile).html
    with_ranges(monkeypatch, profile, math.nan, math.nan)
    html = report.buurten(profile).html
    assert (
        "gelijkmatig" not in html and "gemengd" not in html and "evenveel buurten" not in html.partition("<details")[0]
    )


def test_of_an_estimate_nothing_is_said_about_how_far_its_buurten_lie_apart(verdicts_of, monkeypatch):
    profile = verdicts_of(VELP).profile
    with_ranges(monkeypatch, profile, 0.0, 0.1)
    apart = apart_of(profile, LONELY)
    assert apart.lowest < apart.highest and apart.mixed == "" and math.isnan(apart.within) and math.isnan(apart.usual)
    (row,) = profile.between_buurten(LONELY).to_dict("records")
    assert row["word"] == "" and math.isnan(row["usual"]) and math.isnan(row["within"])
    assert not re.search("verschil(len)? (is|zijn) klein", report.buurten(profile).html)


def test_a_gemeente_is_not_held_against_wijken(verdicts_of, monkeypatch):
    profile = verdicts_of("GM0275").profile
    with_ranges(monkeypatch, profile, 0.0, 0.1)
    assert apart_of(profile, OLD).mixed == "" and apart_of(profile, OLD).buurten > 10


def test_where_most_people_live_in_buurten_without_the_figure_nothing_is_usual(verdicts_of, monkeypatch):
    profile = verdicts_of(BOTH).profile
    with_ranges(monkeypatch, profile, 0.0, 0.1)
    assert apart_of(profile, OLD).mixed == "mixed"
    usual = type(profile).buurt_values

    def mostly_lost(self, name):
        values = usual(self, name).copy()
        lost = values.inwoners.rank(ascending=False) <= 2
        values.loc[lost, ["value", "status"]] = [math.nan, "suppressed"]
        return values

    monkeypatch.setattr(type(profile), "buurt_values", mostly_lost)
    apart = apart_of(profile, OLD)
    assert apart is not None and apart.mixed == "" and math.isnan(apart.usual)


def test_one_buurt_is_no_range_and_the_table_says_so(verdicts_of):
    profile = verdicts_of(SMALL).profile
    assert apart_of(profile, OLD) is None
    table = profile.between_buurten()
    assert table.difference.isna().all() and table.absent.str.contains("geen twee buurten").all()


def test_the_example_carries_what_is_usual_in_the_country(verdicts_of):
    profile = verdicts_of(VELP).profile
    table = profile.between_buurten()
    assert list(table.id) == [b.indicator for b in profile.catalogue.roles.buurten.between]
    assert table.usual.notna().all() and set(table.word) <= {"gelijkmatig", "gemengd", ""}
    ranges = profile.processed.ranges
    assert (ranges.n >= FEWEST_WIJKEN).all() and (ranges["median"] <= ranges.p75).all()


def test_many_buurten_with_one_figure_are_counted_and_not_named(verdicts_of):
    from wijkanalyse.sections.report.buurten import _headline

    profile = verdicts_of(VELP).profile
    role = profile.catalogue.roles.buurten.between[0]
    apart = replace(apart_of(profile, role.indicator), lowest_in=("A", "B", "C", "D"), highest_in=("E", "F"))
    said = _headline([(role, apart)], "Velp")
    assert " in 4 buurten tot " in said and " in E en F (" in said
