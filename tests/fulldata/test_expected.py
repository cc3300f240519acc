"""Counts of registers beside what one would expect, on all wijken: worked numbers, and gemeenten left out."""

from __future__ import annotations

import pandas as pd
import pytest

from wijkanalyse.profile.profile import Profile
from wijkanalyse.research.expected import coverage

pytestmark = [pytest.mark.fulldata, pytest.mark.xdist_group("fulldata")]

WMO, BIJSTAND = "wmo_per_1000", "bijstand_per_1000"
VELP, UNIVERSITEIT = "WK027502", "WK028902"


@pytest.fixture(scope="module")
def found(processed, catalogue) -> pd.DataFrame:
    return coverage(processed, catalogue)


@pytest.fixture
def of_area(processed, catalogue):
    return lambda code: Profile(processed.areas.find(code), processed, catalogue, "openbaar")


def test_the_band_holds_in_gemeenten_that_were_left_out(found, catalogue):
    whole = found[(found.basis == "gemeente") & (found["size"] == "all")]
    assert len(whole) == len(catalogue.roles.expected.counts)
    outside = whole[~whole.within_80.between(0.77, 0.83) | ~whole.within_95.between(0.94, 0.96)]
    assert outside.empty, outside[["indicator", "wijken", "within_80", "within_95"]].to_string()


def test_without_a_factor_wijken_lie_further_apart_and_have_a_band_of_their_own(found):
    tau = found[found["size"] == "all"].pivot(index="indicator", columns="basis", values="tau")
    assert (tau.nederland > tau.gemeente).all()
    few = found[(found.basis == "nederland") & (found["size"] == "all")]
    assert few.within_80.between(0.75, 0.88).all()


@pytest.mark.parametrize(
    ("indicator", "wijken", "structure", "with_factor", "tau", "k80", "k95"),
    [
        pytest.param(WMO, 2364, 0.69, 0.83, 0.122, 1.430, 2.537, id="Wmo"),
        pytest.param(BIJSTAND, 1706, 0.78, 0.80, 0.221, 1.336, 2.218, id="bijstand"),
        pytest.param("arbeidsongeschikt_per_1000", 2425, 0.51, 0.60, 0.164, 1.374, 2.546, id="AO"),
        pytest.param("jeugdzorg_pct", 2168, 0.22, 0.70, 0.115, 1.372, 2.192, id="jeugdzorg"),
    ],
)
def test_the_specification_is_met(found, indicator, wijken, structure, with_factor, tau, k80, k95):
    row = found[(found.indicator == indicator) & (found.basis == "gemeente") & (found["size"] == "all")].iloc[0]
    if row.period != 2021:
        pytest.skip(f"the specification measured 2021; the newest complete year is {row.period}")
    assert row.wijken == pytest.approx(wijken, rel=0.005)
    assert (row.r_structural, row.r_expected) == pytest.approx((structure, with_factor), abs=0.025)
    assert (row.tau, row.k80, row.k95) == pytest.approx((tau, k80, k95), rel=0.012)


@pytest.mark.parametrize(
    ("indicator", "observed", "structural", "factor", "expected"),
    [(WMO, 1470, 1683.459, 0.8679, 1461.043), (BIJSTAND, 470, 409.202, 1.0117, 413.980)],
)
def test_velp(of_area, indicator, observed, structural, factor, expected):
    found = of_area(VELP).expected(indicator)
    if found.period != 2021:
        pytest.skip(f"worked for 2021; the newest complete year is {found.period}")
    assert found.observed == observed
    assert found.structural == pytest.approx(structural, abs=6e-4)
    assert found.factor == pytest.approx(factor, abs=6e-5)
    assert found.factor * found.structural == pytest.approx(expected, abs=1e-3)
    # Rheden has three wijken, so what is said is held against Nederland.
    assert (found.basis, found.statement.expected, found.statement.word) == ("nederland", found.structural, "within")


def test_a_wijk_of_students_is_not_called_fewer(of_area):
    found = of_area(UNIVERSITEIT).expected(WMO)
    assert (found.statement, found.why_not, found.observed) == (None, "unusual", 20)
