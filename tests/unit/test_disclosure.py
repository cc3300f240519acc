"""Hiding numbers: rules for single figures, small areas and areas that differ too little."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wijkanalyse.disclosure import (
    DisclosureError,
    check_differencing,
    hide_small,
    pool_small,
)

FIGURE = {
    "indicator": "diabetes_pct",
    "value": 2.0,
    "lower": 0.8,
    "upper": 5.0,
    "count": 4.0,
    "denominator": 200.0,
    "status": "ok",
    "openness": "intern",
    "estimate_type": "practice",
}


def figures(*rows: dict) -> pd.DataFrame:
    return pd.DataFrame([FIGURE | row for row in rows])


# ---------------------------------------------------------------------- single figures


def test_a_hidden_figure_shows_no_bounds_no_counts_and_is_not_zero():
    row = hide_small(figures({})).iloc[0]
    assert row[["value", "lower", "upper", "count", "denominator"]].isna().all()
    assert (row.status, row.hidden_by) == ("disclosure", "min_numerator")


def test_what_came_in_is_not_changed():
    given_figures = figures({})
    hide_small(given_figures)
    assert given_figures.value.tolist() == [2.0]
    assert "hidden_by" not in given_figures


def test_a_count_beside_a_suppressed_value_is_blanked_and_the_reason_stays():
    row = hide_small(figures({"value": math.nan, "status": "suppressed"})).iloc[0]
    assert math.isnan(row["count"])
    assert math.isnan(row.denominator)
    assert (row.status, row.hidden_by) == ("suppressed", "")


def test_the_larger_of_a_share_and_its_count_cannot_hide_a_small_one():
    shares = figures({"count": 60.0, "value": 2.0}, {"count": 4.0, "value": 30.0})
    assert hide_small(shares).hidden_by.tolist() == ["min_numerator", "min_numerator"]


def test_a_figure_without_openness_counts_as_closed():
    assert hide_small(figures({"openness": None, "estimate_type": "register"})).hidden_by[0] == "min_numerator"


def test_one_dominant_contributor_hides_a_mean():
    means = figures({"indicator": "kosten_x1000_euro", "count": math.nan, "value": 3.0}).assign(largest_share=0.51)
    assert hide_small(means).hidden_by[0] == "dominance"
    assert hide_small(means.assign(largest_share=0.5)).hidden_by[0] == ""
    assert hide_small(means.assign(largest_share=0.1, contributors=9)).hidden_by[0] == "min_contributors"


def test_switching_off_takes_an_explicit_word():
    shown = hide_small(figures({}), enabled=False).iloc[0]
    assert (shown.value, shown["count"], shown.status, shown.hidden_by) == (2.0, 4.0, "ok", "")
    with pytest.raises(TypeError):
        hide_small(figures({}), 10, False)
    assert hide_small(figures({}), enabled=None).status[0] == "disclosure", "only False switches off"


def test_no_setting_shows_less_than_five():
    with pytest.raises(ValueError, match="min_count must be 5 or more, got 4: no setting shows less"):
        hide_small(figures({}), min_count=4)
    with pytest.raises(ValueError, match="min_count must be 5 or more, got 0: no setting shows less"):
        pool_small(pd.DataFrame({"area_code": ["A"], "patients": [40]}), min_count=0)


def test_a_missing_column_is_named():
    with pytest.raises(ValueError, match=r"missing: \['openness'\]"):
        hide_small(figures({}).drop(columns="openness"))


def test_categories_whole_numbers_and_repeated_index_labels_are_fine():
    rows = figures({}, {"count": 100, "value": 50.0}).astype({"status": "category", "openness": "category"})
    rows = rows.assign(count=[4, 100], denominator=[200, 200]).set_index(pd.Index([7, 7]))
    result = hide_small(rows)
    assert result.status.tolist() == ["disclosure", "ok"]
    assert result["count"].tolist()[1] == 100


def random_figures() -> st.SearchStrategy[pd.DataFrame]:
    def row(x: int, n: int, form: str, estimate_type: str, openness: str, decimals: int) -> dict:
        unit, per = {"pct": ("pct", 100), "rate": ("per_1000", 1000)}.get(form, ("aantal", 0))
        share = bool(n and per)
        value = round(per * min(x, n) / n, decimals) if share else float(x)
        return FIGURE | {
            "indicator": f"iets_{unit}",
            "value": value,
            "count": math.nan if form == "amount" else float(min(x, n) if share else x),
            "denominator": float(n) if share else math.nan,
            "openness": openness,
            "estimate_type": estimate_type,
        }

    return st.lists(
        st.builds(
            row,
            st.integers(0, 150),
            st.integers(0, 200),
            st.sampled_from(["pct", "rate", "amount", "count"]),
            st.sampled_from(["practice", "survey", "register"]),
            st.sampled_from(["partners", "intern"]),
            st.integers(0, 6),
        ),
        min_size=1,
        max_size=20,
    ).map(pd.DataFrame)


@settings(max_examples=30, deadline=None)
@given(random_figures(), st.integers(5, 12))
def test_no_closed_count_below_the_floor_is_shown_or_can_be_worked_out(rows, min_count):
    shown = hide_small(rows, min_count=min_count)
    known = shown["count"].dropna()
    assert (known >= min_count).all()
    per = shown.indicator.map({"iets_pct": 100.0, "iets_per_1000": 1000.0, "iets_aantal": np.nan})
    worked_out = (shown.value / per * shown.denominator).where(per.notna(), shown.value).dropna()
    assert (worked_out >= 5 - 1e-6).all()
    assert (shown.value.isna() == (shown.status == "disclosure")).all()


@settings(max_examples=30, deadline=None)
@given(random_figures())
def test_hiding_twice_is_hiding_once(rows):
    once = hide_small(rows)
    pd.testing.assert_frame_equal(hide_small(once), once)
    again = hide_small(once.drop(columns="hidden_by")).drop(columns="hidden_by")
    pd.testing.assert_frame_equal(again, once.drop(columns="hidden_by"))


@settings(max_examples=30, deadline=None)
@given(random_figures())
def test_open_figures_pass_unchanged(rows):
    rows = rows.assign(openness="openbaar", estimate_type="register")
    pd.testing.assert_frame_equal(hide_small(rows).drop(columns="hidden_by"), rows)


# ------------------------------------------------------------------------ small areas


def test_areas_with_few_patients_become_overig():
    patients = pd.DataFrame({"area_code": ["A", "B", "C", "D"], "patients": [100, 9, 10, 3]})
    assert pool_small(patients).to_numpy().tolist() == [["A", 100.0], ["C", 10.0], ["overig", 12.0]]


def test_a_pool_of_one_small_area_takes_the_next_smallest_along():
    patients = pd.DataFrame({"area_code": ["A", "B", "C"], "patients": [100, 3, 25]})
    assert pool_small(patients).to_numpy().tolist() == [["A", 100.0], ["overig", 28.0]]


def test_a_pool_that_was_there_already_is_kept():
    patients = pd.DataFrame({"area_code": ["A", "overig", "B"], "patients": [100, 14, 2]})
    assert pool_small(patients).to_numpy().tolist() == [["A", 100.0], ["overig", 16.0]]


def test_a_list_of_a_few_patients_is_refused():
    with pytest.raises(DisclosureError, match="the list has fewer than 10 patients; of so few nothing can be shown"):
        pool_small(pd.DataFrame({"area_code": ["A", "B"], "patients": [4, 3]}))


# ----------------------------------------------------------------------- differencing

SIZES = pd.DataFrame(
    {"inwoners": [3000, 99, 100, 400, 0], "huishoudens": [1400, 60, 50, 49, 0]},
    index=["groot", "net_te_klein", "groot_genoeg", "weinig_huishoudens", "leeg"],
)


@pytest.mark.parametrize("part", ["net_te_klein", "weinig_huishoudens", "leeg"])
def test_two_areas_that_differ_by_few_people_are_refused_by_name(part):
    areas = {"kern": ["groot"], "kern-ruim": ["groot", part]}
    with pytest.raises(
        DisclosureError, match=rf"(?s)1 pairs of areas.*kern and kern-ruim differ by {part}: .*Use the same"
    ):
        check_differencing(areas, SIZES)


@pytest.mark.parametrize(
    "areas",
    [
        {"a": ["groot"], "b": ["groot"]},
        {"a": ["groot"], "b": ["groot", "groot_genoeg"]},
        {"a": ["groot"], "b": ["net_te_klein"]},
        {"a": ["groot"], "b": ["groot", "net_te_klein", "groot_genoeg"]},
    ],
    ids=["identical", "differ enough", "nothing in common", "differ enough together"],
)
def test_areas_that_are_the_same_or_differ_enough_pass(areas):
    check_differencing(areas, SIZES)


def test_what_was_published_before_counts_too():
    with pytest.raises(
        DisclosureError, match=r"kern and kern \(published before\) differ by net_te_klein: 99 inhabitants"
    ):
        check_differencing({"kern": ["groot", "net_te_klein"]}, SIZES, {"kern": ["groot"]})


def test_areas_published_before_are_not_judged_again():
    check_differencing({"a": ["groot_genoeg"]}, SIZES, {"b": ["groot"], "c": ["groot", "net_te_klein"]})


def test_a_share_of_a_part_counts_for_its_share():
    areas = {"a": {"groot": 1.0}, "b": {"groot": 0.97}}
    with pytest.raises(DisclosureError, match="a and b differ by groot: 90 inhabitants and 42 households"):
        check_differencing(areas, SIZES)


def test_all_pairs_are_named_at_once():
    areas = {"a": ["groot"], "b": ["groot", "leeg"], "c": ["groot", "net_te_klein"]}
    with pytest.raises(DisclosureError) as error:
        check_differencing(areas, SIZES)
    assert "3 pairs of areas" in str(error.value)
    assert "b and c differ by leeg, net_te_klein" in str(error.value)


def test_a_part_of_unknown_size_is_refused():
    with pytest.raises(DisclosureError, match="the size of elders is unknown"):
        check_differencing({"a": ["groot", "elders"]}, SIZES)
    unknown = SIZES.astype(float).assign(huishoudens=math.nan)
    with pytest.raises(DisclosureError, match="the size of groot is unknown"):
        check_differencing({"a": ["groot"]}, unknown)
