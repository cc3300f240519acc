"""Regions of the whole country, held against numbers that were added up by hand from the tables of CBS."""

from __future__ import annotations

import pytest

from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdicts

IJSSELLAND = {
    "GM0148": 29683, "GM0150": 103405, "GM0160": 62932, "GM0166": 56177, "GM1773": 18835, "GM0175": 19031,
    "GM0177": 38364, "GM0180": 17739, "GM1708": 45472, "GM1896": 23448, "GM0193": 133141,
}  # fmt: skip
"""Inhabitants on 1 January 2024 of the gemeenten of GGD IJsselland: 85984NED, and 86059NED for which these are."""
OLDER = 108469
"""Of them 65 years or older."""


@pytest.fixture
def regions(processed):
    found = processed.areas.regions
    if not found.kinds:
        pytest.skip("cbs_gebieden was not fetched there")
    return found


@pytest.mark.parametrize(
    ("gemeente", "ggd", "provincie"),
    [
        ("GM0193", "GGD IJsselland", "Provincie Overijssel"),
        ("GM0855", "GGD Hart voor Brabant", "Provincie Noord-Brabant"),
        ("GM0715", "GGD Zeeland", "Provincie Zeeland"),
    ],
)
def test_a_gemeente_lies_in_its_region(regions, gemeente, ggd, provincie):
    assert [regions.of([gemeente], kind, gemeente).name for kind in ("ggd-regio", "provincie")] == [ggd, provincie]


def test_every_gemeente_of_now_lies_in_one_region_of_each_kind(regions, areas):
    now = set(areas.area_code[(areas.area_level == "gemeente") & (areas.boundary_year == 2024)])
    for kind in regions.kinds:
        parts = [region.now for region in regions if region.kind == kind]
        assert set().union(*parts) == now and sum(map(len, parts)) == len(now), kind
        assert all(regions.gemeenten_in(region, 2024) for region in regions if region.kind == kind), kind


def test_a_region_is_unknown_in_years_before_a_merger_that_no_list_has(regions):
    unknown = {r.name for r in regions if r.kind == "ggd-regio" and not regions.gemeenten_in(r, 2022)}
    # Weesp went to Amsterdam in March 2022; Brielle, Hellevoetsluis and Westvoorne became one in 2023.
    assert unknown == {"GGD Amsterdam", "GGD Rotterdam-Rijnmond"}


def test_the_figures_of_a_region_are_those_of_its_gemeenten_together(regions, processed, catalogue):
    region = regions.find("GGD IJsselland")
    assert set(regions.gemeenten_in(region, 2024)) == set(IJSSELLAND)
    verdicts = Verdicts(Profile(processed.areas.find("WK019311", 2024), processed, catalogue, "openbaar"), "ggd-regio")
    people, share = (verdicts.of(name).figure for name in ("inwoners_aantal", "leeftijd_65_plus_pct"))
    if (people.value.period, share.value.period) != (2024, 2024):
        pytest.skip("counts the Kerncijfers of 2024 with the ages filled")
    assert verdicts.of_region(people).number == sum(IJSSELLAND.values()) == 548227
    assert verdicts.of_region(share).number == pytest.approx(100 * OLDER / 548227)
    area = processed.areas.find("GGD IJsselland", 2024)
    assert area.inwoners == 548227
