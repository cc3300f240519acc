"""Why a figure is absent. Each row is one invented cell, or pair of counts, and what must be said of it.

Missing is never 0, and a figure has a value exactly when its status is ok.
"""

from __future__ import annotations

import math

import pytest

from wijkanalyse.process.figures import table_figures

TOPICS = ["Inwoners_1", "Ouder_2", "Jong_3", "Gemiddeld_4"]
OTHERS = [
    {"WijkenEnBuurten": "NL00", "Inwoners_1": "90000", "Ouder_2": "900", "Jong_3": "800", "Gemiddeld_4": "7"},
    {"WijkenEnBuurten": "GM0001", "Inwoners_1": "9000", "Ouder_2": "90", "Jong_3": "80", "Gemiddeld_4": "7"},
    {"WijkenEnBuurten": "WK000199", "Inwoners_1": "900", "Ouder_2": "90", "Jong_3": "80", "Gemiddeld_4": "7"},
]
SHARE = {"count": [{"stem": "Ouder"}], "denominator": [{"stem": "Inwoners"}]}
PARTS = {"count": [{"stem": "Ouder"}], "denominator": [{"stem": "Ouder"}, {"stem": "Jong"}]}

# measure, cells of the wijk → value, status
MEAN = {"value": {"stem": "Gemiddeld"}}
CELLS = [
    # a published figure
    ("published", MEAN, {"Gemiddeld_4": "12.3"}, 12.3, "ok"),
    ("published nought", MEAN, {"Gemiddeld_4": "0"}, 0, "ok"),
    ("published dot", MEAN, {"Gemiddeld_4": "."}, None, "suppressed"),
    ("published blank", MEAN, {"Gemiddeld_4": None}, None, "not_asked"),
    # a share from counts
    ("share", SHARE, {"Ouder_2": "10", "Inwoners_1": "100"}, 10, "ok"),
    ("share of nobody of many", SHARE, {"Ouder_2": "0", "Inwoners_1": "100"}, 0, "ok"),
    ("share with a secret count", SHARE, {"Ouder_2": ".", "Inwoners_1": "100"}, None, "suppressed"),
    ("share of a secret whole", SHARE, {"Ouder_2": "10", "Inwoners_1": "."}, None, "suppressed"),
    ("share with a blank count", SHARE, {"Ouder_2": None, "Inwoners_1": "100"}, None, "not_asked"),
    ("share of nobody", SHARE, {"Ouder_2": "0", "Inwoners_1": "0"}, None, "not_applicable"),
    ("share of nobody, count secret", SHARE, {"Ouder_2": ".", "Inwoners_1": "0"}, None, "not_applicable"),
    ("share of 45", SHARE, {"Ouder_2": "10", "Inwoners_1": "45"}, None, "too_small"),
    ("share of 50", SHARE, {"Ouder_2": "10", "Inwoners_1": "50"}, 20, "ok"),
    # a whole that is the sum of its parts
    ("parts", PARTS, {"Ouder_2": "60", "Jong_3": "40"}, 60, "ok"),
    ("parts, the other one secret", PARTS, {"Ouder_2": "60", "Jong_3": "."}, None, "suppressed"),
    ("parts, both nought", PARTS, {"Ouder_2": "0", "Jong_3": "0"}, None, "not_applicable"),
    ("parts, together 45", PARTS, {"Ouder_2": "20", "Jong_3": "25"}, None, "too_small"),
]


@pytest.mark.parametrize(("measure", "cells", "value", "status"), [c[1:] for c in CELLS], ids=[c[0] for c in CELLS])
def test_a_figure_says_why_it_is_absent(raw_table, source_card, indicator_card, cards, measure, cells, value, status):
    source, card = source_card(), indicator_card("ouder_pct", measure)
    wijk = {**OTHERS[2], "WijkenEnBuurten": "WK000101", **cells}
    figures = table_figures(raw_table(source, TOPICS, [*OTHERS, wijk]), cards(source, card)).set_index("area_code")
    row = figures.loc["WK000101"]
    assert row.status == status
    assert math.isnan(row.value) if value is None else row.value == pytest.approx(value)
    assert figures.loc["WK000199"].status == "ok", "the other wijk keeps its figure"


# levels whose cells are all empty → status of each level
LEVELS = [
    ("no value for the land", {"NL00"}, {"NL": "not_published"}),
    ("no value for gemeenten and land", {"NL00", "GM0001"}, {"NL": "not_published", "GM0001": "not_published"}),
    ("no value for the wijken", {"WK000199", "WK000101"}, {"WK000199": "not_published", "WK000101": "not_published"}),
]


@pytest.mark.parametrize("blank", [".", None])
@pytest.mark.parametrize(("without", "statuses"), [x[1:] for x in LEVELS], ids=[x[0] for x in LEVELS])
def test_a_level_without_a_single_value_was_not_published_rather_than_secret(
    raw_table, source_card, indicator_card, cards, without, statuses, blank
):
    rows = [*OTHERS, {**OTHERS[2], "WijkenEnBuurten": "WK000101"}]
    rows = [{**r, "Gemiddeld_4": blank} if r["WijkenEnBuurten"] in without else r for r in rows]
    source, card = source_card(), indicator_card("gemiddeld_pct", MEAN)
    figures = table_figures(raw_table(source, TOPICS, rows), cards(source, card)).set_index("area_code")
    assert {c: s for c, s in figures.status.items() if s != "ok"} == statuses
