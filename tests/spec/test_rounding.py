"""Counts rounded at random can lift a part above its whole: then the share is 100, and only then.

CBS rounds a count to a multiple of five with an error of at most 4, so one count over one count may be off by 8
together, and one over the sum of three by 16.
"""

from __future__ import annotations

import pytest

from wijkanalyse.process.figures import table_figures

TOPICS = ["Deel_1", "Geheel_2", "A_3", "B_4", "C_5"]
ONE = {"count": [{"stem": "Deel"}], "denominator": [{"stem": "Geheel"}]}
SUM = {"count": [{"stem": "Deel"}], "denominator": [{"stem": "A"}, {"stem": "B"}, {"stem": "C"}]}
RATE = {**ONE, "per": 1000}

ROWS = [
    ("below its whole", ONE, {"Deel_1": "195", "Geheel_2": "200"}, 97.5),
    ("equal to its whole", ONE, {"Deel_1": "200", "Geheel_2": "200"}, 100),
    ("5 above its whole", ONE, {"Deel_1": "205", "Geheel_2": "200"}, 100),
    ("8 above its whole, the most", ONE, {"Deel_1": "208", "Geheel_2": "200"}, 100),
    ("9 above its whole is no rounding", ONE, {"Deel_1": "209", "Geheel_2": "200"}, 104.5),
    ("15 above the sum of three", SUM, {"Deel_1": "215", "A_3": "100", "B_4": "50", "C_5": "50"}, 100),
    ("17 above the sum of three", SUM, {"Deel_1": "217", "A_3": "100", "B_4": "50", "C_5": "50"}, 108.5),
    ("a rate per 1,000 may exceed its whole", RATE, {"Deel_1": "205", "Geheel_2": "200"}, 1025),
]


@pytest.mark.parametrize(("measure", "cells", "value"), [r[1:] for r in ROWS], ids=[r[0] for r in ROWS])
def test_a_share_above_100_becomes_100_only_within_the_rounding(
    raw_table, source_card, indicator_card, cards, measure, cells, value
):
    source, card = source_card(), indicator_card("deel_pct", measure)
    row = {"WijkenEnBuurten": "WK000101", **dict.fromkeys(TOPICS, "0"), **cells}
    figures = table_figures(raw_table(source, TOPICS, [row]), cards(source, card))
    assert figures.value.tolist() == [pytest.approx(value)]
