"""Hiding numbers: rules, tables, rounding and areas that differ too little."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from wijkanalyse.disclosure import (
    DisclosureError,
    audit_by_lp,
    check_differencing,
    contributors_rule,
    hide_small,
    pool_small,
    round_to_five,
    suppress_table,
    votes_may_be_shown,
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
        suppress_table([[1, 2]], min_count=0)


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


def test_contributors():
    assert contributors_rule([1.0] * 10) == ""
    assert contributors_rule([1.0] * 10 + [10.0]) == "", "exactly half is not more than half"
    assert contributors_rule([1.0] * 12, practices=2) == "min_practices"
    assert contributors_rule([1.0] * 12, practices=3) == ""
    with pytest.raises(ValueError, match="contributions must be 0 or more and known"):
        contributors_rule([1.0, math.nan])


@pytest.mark.parametrize(("voters", "shown"), [(0, False), (4, False), (5, True)])
def test_votes_of_a_group_are_shown_from_five_voters(voters, shown):
    assert votes_may_be_shown(voters) is shown


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
    with pytest.raises(DisclosureError, match="the list has 7 patients; below 10 nothing can be shown"):
        pool_small(pd.DataFrame({"area_code": ["A", "B"], "patients": [4, 3]}))


# ----------------------------------------------------------------------------- tables


def every_table_that_fits(cells: np.ndarray, hidden: np.ndarray) -> list[np.ndarray]:
    """All tables of whole numbers with the open cells and all totals of this one, by trying."""
    places = [tuple(p) for p in np.argwhere(hidden)]
    free = [p for p in places if p[0] < len(cells) - 1 and p[1] < len(cells[0]) - 1]
    fitting = []
    for guess in itertools.product(*(range(int(min(cells[p[0]].sum(), cells[:, p[1]].sum())) + 1) for p in free)):
        table = np.where(hidden, -1, cells)
        for p, value in zip(free, guess, strict=True):
            table[p] = value
        # The last hidden cell of a line follows from the others.
        for p in [p for p in places if p not in free]:
            line = (p[0], slice(None)) if (table[p[0]] < 0).sum() == 1 else (slice(None), p[1])
            table[p] = cells[line].sum() - (table[line].sum() + 1)
        ok = (table.sum(axis=0) == cells.sum(axis=0)).all() and (table.sum(axis=1) == cells.sum(axis=1)).all()
        if (table >= 0).all() and ok:
            fitting.append(table)
    return fitting


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=6, max_size=6))
def test_the_audit_finds_the_bounds_that_trying_every_table_finds(numbers):
    cells, hidden = np.array(numbers).reshape(2, 3), np.ones((2, 3), dtype=bool)
    tables = np.array(every_table_that_fits(cells, hidden))
    audit = audit_by_lp(cells, hidden)
    for (row, column), bounds in audit.iterrows():
        assert bounds.tolist() == [tables[:, row, column].min(), tables[:, row, column].max()]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.data())
def test_no_small_cell_can_be_pinned_after_suppression(data):
    shape = data.draw(st.tuples(st.integers(2, 4), st.integers(2, 4)))
    counts = st.one_of(st.integers(0, 12), st.integers(10, 90))
    cells = np.array(data.draw(st.lists(counts, min_size=shape[0] * shape[1], max_size=shape[0] * shape[1])))
    cells = cells.reshape(shape)
    try:
        result = suppress_table(cells)
    except DisclosureError:
        assume(False)
    table = np.pad(cells, ((0, 1), (0, 1)))
    table[-1, :-1], table[:-1, -1], table[-1, -1] = cells.sum(axis=0), cells.sum(axis=1), cells.sum()
    assert (result.primary == (table < 10)).all()
    assert not (result.primary & result.secondary).any()
    np.testing.assert_equal(result.shown, np.where(result.hidden, np.nan, table))
    assert (result.hidden.sum(axis=0) != 1).all(), "a column with one hidden cell gives it away"
    assert (result.hidden.sum(axis=1) != 1).all(), "a row with one hidden cell gives it away"
    audit = audit_by_lp(cells, result.hidden)
    for place in map(tuple, np.argwhere(result.primary)):
        lowest, highest = audit.loc[place]
        assert lowest <= table[place] < highest
        assert highest - lowest >= 10
        assert lowest < table[place] or table[place] == 0


def test_a_table_without_small_cells_stays_whole():
    result = suppress_table([[10, 20], [30, 40]])
    assert not result.hidden.any()
    assert result.intervals.empty
    assert result.shown[-1, -1] == 100


def test_a_small_total_is_hidden_like_a_small_cell():
    result = suppress_table([[3, 4], [40, 50], [60, 70]])
    assert result.primary[0].tolist() == [True, True, True]
    assert not result.hidden[-1, -1] or result.hidden[-1].sum() >= 2


def test_more_cells_follow_when_two_per_line_leave_too_little_room():
    cells = np.array([[1, 2, 50], [3, 4, 50], [60, 60, 60]])
    assert audit_by_lp(cells, cells < 10).loc[(0, 0)].tolist() == [0, 3]
    result = suppress_table(cells)
    lowest, highest = result.intervals.loc[(0, 0)]
    assert highest - lowest >= 10
    assert result.secondary.any()


def test_a_table_of_which_nothing_can_be_shown_is_refused():
    with pytest.raises(
        DisclosureError, match=r"1 rows and 1 columns with 4 counts below 10.*Take rows or columns together"
    ):
        suppress_table([[3]])


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ([1, 2], "cells must be a table of rows and columns, got shape"),
        ([[1, math.nan]], "cells must be whole numbers of 0 or more, none missing"),
        ([[1, -1]], "cells must be whole numbers of 0 or more, none missing"),
        ([[1, 2.5]], "cells must be whole numbers of 0 or more, none missing"),
    ],
)
def test_what_is_not_a_table_of_counts_is_refused(cells, message):
    with pytest.raises(ValueError, match=message):
        suppress_table(cells)


def test_a_mask_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"hidden must have the shape of the cells.*got \(1, 1\)"):
        audit_by_lp([[1, 2], [3, 4]], [[True]])


# --------------------------------------------------------------------------- rounding


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.text(min_size=1))
def test_rounding_gives_a_near_multiple_of_five_and_the_same_every_time(count, key):
    rounded = round_to_five(count, key)
    assert rounded % 5 == 0
    assert abs(rounded - count) <= 4
    assert round_to_five(count, key) == rounded
    if count % 5 == 0:
        assert rounded == count


def test_rounding_is_the_same_in_every_run():
    # A hash that changes per run of Python would pass every other test here.
    assert [round_to_five(12, f"WK0995{i:02d}/diabetes/2024") for i in range(8)] == [
        15.0,
        15.0,
        15.0,
        10.0,
        15.0,
        10.0,
        15.0,
        10.0,
    ]


@pytest.mark.parametrize("count", [11, 12, 13, 14])
def test_rounding_is_right_on_average(count):
    drawn = [round_to_five(count, ("cell", str(i))) for i in range(4000)]
    assert np.mean(drawn) == pytest.approx(count, abs=0.15)


def test_the_secret_changes_the_draw_and_missing_stays_missing():
    keys = [str(i) for i in range(50)]
    assert [round_to_five(12, k) for k in keys] != [round_to_five(12, k, secret="s") for k in keys]
    assert math.isnan(round_to_five(math.nan, "a"))


def test_a_count_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match=r"a count is 0 or more, got -1"):
        round_to_five(-1, "a")
    with pytest.raises(ValueError, match="needs the key of the cell"):
        round_to_five(1, "")


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
