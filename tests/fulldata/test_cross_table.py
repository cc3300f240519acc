"""The range of a cross table where the truth is known: health figures of adults and of people of 65 and over, 2020."""

from __future__ import annotations

import numpy as np
import pytest

from wijkanalyse.methods.cross_table import likely_range, two_by_two

pytestmark = pytest.mark.fulldata

YEAR, LEAST_INWONERS, LEAST_OLDER = 2020, 500, 50
"""In the tables of July 2026 these are 2,698 wijken."""
ALIKE = {"mantelzorger_pct"}
"""Figures that hardly differ between the ages: nothing is nearer than taking them to be the same."""


@pytest.fixture(scope="module")
def measured(figures, catalogue):
    """Per figure of both ages: how many wijken, the share that the range holds, and the errors in points."""
    rows = figures[(figures.period == YEAR) & (figures.status == "ok") & (figures.boundary_year == YEAR)]
    rows = rows[rows.area_level.isin(["wijk", "land"])].astype({"indicator": str, "area_code": str})
    wide = rows.pivot_table(index="area_code", columns="indicator", values="value", aggfunc="first", observed=True)
    people = catalogue.roles.people
    older, adults = wide[people.older], wide[people.adults]
    pairs = [(i, j) for i in wide if (j := i.replace("_pct", "_65_plus_pct")) != i and j in wide]
    fits = (wide[people.all] >= LEAST_INWONERS) & (older >= LEAST_OLDER) & (adults > older)
    return {i: _of(wide[i], wide[j], adults, older, fits) for i, j in pairs}


def _of(all_ages, of_older, adults, older, fits):
    """With the odds ratio of Nederland: the number of older people with it, beside the published one."""
    n, n65 = adults["NL"], older["NL"]
    both, yes = of_older["NL"] / 100 * n65, all_ages["NL"] / 100 * n
    ratio = both * (n - n65 - yes + both) / ((n65 - both) * (yes - both))
    held, off, naive = [], [], []
    for code in all_ages.index[fits & all_ages.notna() & of_older.notna()].drop("NL"):
        first, second, whole = older[code], all_ages[code] / 100 * adults[code], adults[code]
        mid = two_by_two(first, second, whole, ratio)
        table = [[mid, first - mid], [second - mid, whole - first - second + mid]]
        found, truth = likely_range(np.maximum(table, 0), (0, 0)), of_older[code] / 100 * first
        slack = 0.05 / 100 * first  # figures have one decimal
        held.append(found.lower - slack <= truth <= found.upper + slack)
        off.append(100 * abs(mid - truth) / first)
        naive.append(abs(all_ages[code] - of_older[code]))
    return len(held), float(np.mean(held)), float(np.mean(off)), float(np.mean(naive))


def test_the_range_holds_the_truth_in_nearly_every_wijk(measured):
    assert len(measured) >= 10
    assert {name: held for name, (_, held, *_) in measured.items() if held < 0.98} == {}
    assert min(number for number, *_ in measured.values()) > 2500


def test_it_is_nearer_than_taking_the_ages_to_be_alike(measured):
    assert {name for name, (_, _, off, naive) in measured.items() if off > naive} <= ALIKE
    assert {name: off for name, (_, _, off, _) in measured.items() if off > 3.2} == {}
