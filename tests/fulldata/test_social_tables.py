"""Tables unlike the Kerncijfers, as of July 2026: cells that were looked up by hand in the published tables."""

from __future__ import annotations

import pytest

from wijkanalyse.profile.profile import Profile

pytestmark = [pytest.mark.fulldata, pytest.mark.xdist_group("fulldata")]

STANDS = {
    "politie_misdrijven": "2026-07-19", "cbs_wmo_2024": "2025-04-22", "cbs_jeugdzorg_2024": "2025-04-22",
    "cbs_sociaal_domein_2024": "2025-04-22", "cbs_gezondheidsmonitor_2022": "2025-04-22",
}  # fmt: skip
"""The editions whose cells are known here, with their stand dates."""


@pytest.fixture
def cell(processed, figures):
    """A row of the figures by area, indicator and year, of an edition in the state that was looked at."""

    def find(source, area, indicator, year):
        stand = (processed.sources.get(source) or {"modified": "not fetched"})["modified"][:10]
        if stand != STANDS[source]:
            pytest.skip(f"counts {source} as it stood on {STANDS[source]}; here it is {stand}")
        here = (figures.area_code == area) & (figures.indicator == indicator) & (figures.period == year)
        (row,) = figures[here & (figures.source == source)].itertuples()
        return row

    return find


@pytest.mark.parametrize(
    ("area", "year", "crimes"),
    [("NL", 2021, 740013), ("NL", 2024, 801336), ("GM1680", 2022, 650), ("GM1680", 2024, 576), ("WK168000", 2024, 58)],
)
def test_crimes_are_divided_by_the_inhabitants_of_their_year(cell, areas, area, year, crimes):
    row = cell("politie_misdrijven", area, "misdrijven_per_1000", year)
    known = areas[(areas.boundary_year == year) & (areas.area_code == area)].inwoners
    assert (row.count, row.denominator, row.boundary_year) == (crimes, known.item(), 2024)
    assert row.value == pytest.approx(1000 * crimes / row.denominator)


def test_a_gemeente_that_grew_by_another_has_no_rate_of_before(cell):
    """Weesp became a part of Amsterdam in 2022: the crimes of 2021 are of both, the inhabitants of one."""
    row = cell("politie_misdrijven", "GM0363", "misdrijven_per_1000", 2021)
    assert (row.status, row.count) == ("not_published", 64192)


def test_crimes_of_a_year_without_inhabitants_are_left_out(cell, figures):
    cell("politie_misdrijven", "NL", "misdrijven_per_1000", 2024)
    crimes = figures[figures.indicator == "misdrijven_per_1000"]
    assert set(crimes.period) <= {int(y) for y in figures[figures.indicator == "inwoners_aantal"].period.unique()}


@pytest.mark.parametrize(("area", "rate", "clients"), [("GM1680", 66, 1700), ("WK099511", 14, 55)])
def test_wmo_of_the_first_half_year_is_an_indicator_of_its_own(cell, figures, area, rate, clients):
    row = cell("cbs_wmo_2024", area, "wmo_eerste_halfjaar_per_1000", 2024)
    assert (row.value, row.count, row.provisional) == (rate, clients, True)
    assert figures[(figures.source == "cbs_wmo_2024") & (figures.indicator == "wmo_per_1000")].empty


def test_jeugdzorg_by_age_and_by_who_referred(cell):
    young = cell("cbs_jeugdzorg_2024", "NL", "jeugdzorg_0_3_pct", 2024)
    doctor = cell("cbs_jeugdzorg_2024", "NL", "jeugdzorg_via_huisarts_pct", 2024)
    assert (young.count, young.denominator) == (20805, 398485)
    assert (doctor.count, doctor.denominator) == (181165, 562220)


@pytest.mark.parametrize(("area", "share"), [("GM1680", 18.7), ("WK168000", 19.2)])
def test_households_with_help_are_told_per_hundred(cell, area, share):
    assert cell("cbs_sociaal_domein_2024", area, "sociaal_domein_pct", 2024).value == pytest.approx(share)


def test_what_was_asked_in_the_gemeente_stands_beside_the_wijk(cell, processed, catalogue):
    row = cell("cbs_gezondheidsmonitor_2022", "NL", "gemeten_ervaren_gezondheid_goed_pct", 2022)
    assert (row.value, row.lower, row.upper, row.estimate_type) == (70.0, 69.8, 70.3, "survey")
    figure = Profile(processed.areas.find("WK099511"), processed, catalogue, "openbaar").figure(row.indicator)
    assert (figure.value.status, figure.gemeente.number, figure.gemeente.lower) == ("not_published", 65.8, 61.5)
