"""Counts divided by an indicator of another table, and the boundaries of one; all figures here are invented."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import family_with

from wijkanalyse.cards.catalogue import Catalogue, faults_between, load_catalogue
from wijkanalyse.errors import RawDataError
from wijkanalyse.process.denominators import with_denominators
from wijkanalyse.process.figures import concat_figures, table_figures
from wijkanalyse.process.fit import in_boundaries

INWONERS = {"count": [{"stem": "AantalInwoners"}]}
CRIMES = {
    "family": "misdrijven", "count": [{"stem": "Misdrijven"}], "denominator_of": "inwoners_aantal", "per": 1000,
}  # fmt: skip
RATIO = {"aggregation": {"rule": "ratio"}}
AREAS = pd.DataFrame(
    [(y, c, f"{c}@2022") for y in (2022, 2024) for c in ("WK000101", "WK000102", "WK000103")]
    + [(2022, "WK000104", "WK000104@2022"), (2024, "WK000104", "WK000104@2024")],
    columns=["boundary_year", "area_code", "area_id"],
)


def inwoners(raw_table, source_card, cards, card, year, **numbers):
    source = source_card(f"cbs_kwb_{year}", boundary_year=year, period=year)
    rows = [{"WijkenEnBuurten": code, "AantalInwoners_5": n} for code, n in numbers.items()]
    return table_figures(raw_table(source, ["AantalInwoners_5"], rows), cards(source, card))


@pytest.fixture
def rates(raw_table, source_card, indicator_card, cards):
    """Rates of crimes on the boundaries of 2024, with inhabitants of two years."""
    people = indicator_card("inwoners_aantal", INWONERS)
    crimes = indicator_card("misdrijven_per_1000", CRIMES, unit="per 1.000 inwoners", **RATIO)
    kwb = source_card("cbs_kwb_2022", title="Kerncijfers")
    police = source_card("misdrijven", title="Misdrijven", family="misdrijven", boundary_year=2024, period=None)
    both = cards(kwb, people, crimes)
    families = {
        "cbs_kwb": family_with(kwb),
        "misdrijven": family_with(police, table_title="misdrijven", boundaries="regions"),
    }
    known = Catalogue(families, both.indicators, both.vocabulary, both.roles)

    def make(rows):
        table = raw_table(police, ["Misdrijven_1"], rows)
        of_2022 = {"WK000101": "900", "WK000102": "40", "WK000103": "0", "WK000104": "500"}
        parts = [
            inwoners(raw_table, source_card, cards, people, 2022, **of_2022),
            inwoners(raw_table, source_card, cards, people, 2024, WK000101="1000"),
            table_figures(table, known),
        ]
        found = with_denominators(concat_figures(parts), AREAS, known)
        return found[found.indicator == "misdrijven_per_1000"].set_index(["area_code", "period"])

    return make


def crime(code, year, number):
    return {"WijkenEnBuurten": code, "Perioden": f"{year}JJ00", "Misdrijven_1": number}


def test_a_count_is_divided_by_the_number_of_the_same_area_and_year(rates):
    found = rates([crime("WK000101", 2022, "18"), crime("WK000101", 2024, "30")])
    assert found[["value", "count", "denominator"]].to_numpy().tolist() == [[20, 18, 900], [30, 30, 1000]]
    assert set(found.status) == {"ok"} and set(found.method) == {"computed"}


def test_a_year_without_any_number_to_divide_by_is_left_out(rates):
    assert list(rates([crime("WK000101", 2024, "30"), crime("WK000101", 2025, "31")]).index) == [("WK000101", 2024)]


def test_an_area_that_changed_or_is_small_or_empty_has_no_rate_and_says_why(rates):
    codes = ["WK000101", "WK000102", "WK000103", "WK000104"]
    found = rates([crime(code, 2022, "18") for code in codes]).reset_index("period")
    assert found.status.astype(str).to_dict() == {
        "WK000101": "ok", "WK000102": "too_small", "WK000103": "not_applicable", "WK000104": "not_published",
    }  # fmt: skip
    assert found.value.notna().tolist() == [True, False, False, False]
    assert found["count"].tolist() == [18, 18, 18, 18]


def test_a_published_rate_stays_and_gets_its_denominator(raw_table, source_card, indicator_card, cards):
    card = indicator_card(
        "hulp_per_1000",
        {"value": {"stem": "Relatief"}, "count": [{"stem": "Clienten"}], "denominator_of": "inwoners_aantal"},
        unit="per 1.000 inwoners", **RATIO,
    )  # fmt: skip
    people = indicator_card("inwoners_aantal", INWONERS)
    source = source_card()
    topics = ["AantalInwoners_5", "Clienten_6", "Relatief_7"]
    rows = [{"WijkenEnBuurten": "WK000101", "AantalInwoners_5": "900", "Clienten_6": "45", "Relatief_7": "51"}]
    catalogue = cards(source, card, people)
    found = with_denominators(table_figures(raw_table(source, topics, rows), catalogue), AREAS, catalogue)
    row = found[found.indicator == "hulp_per_1000"].iloc[0]
    assert (row.value, row["count"], row.denominator, row.method) == (51, 45, 900, "published")


def test_only_an_indicator_that_is_summed_can_be_divided_by(indicator_card):
    catalogue = load_catalogue()
    wrong = {name: {**CRIMES, "family": "cbs_kwb", "denominator_of": name} for name in ("bijstand_per_1000", "niets")}
    cards = {f"{name}_x": indicator_card(f"{name}_x", m) for name, m in wrong.items()}
    known = Catalogue(catalogue.families, {**catalogue.indicators, **cards}, catalogue.vocabulary, catalogue.roles)
    said = "\n".join(faults_between(known))
    assert "bijstand_per_1000_x.yml: denominator_of 'bijstand_per_1000' is not an indicator that is summed" in said
    assert "niets_x.yml: measures.denominator_of: there is no indicator 'niets'" in said


# ------------------------------------------------------------------- whose boundaries

REGISTER = pd.DataFrame(
    [(y, f"WK000{y - 2020}{i:02}") for y in (2022, 2024) for i in range(20)], columns=["boundary_year", "area_code"]
)


@pytest.mark.parametrize(("said", "own"), [(None, ""), (2024, ""), (2025, ", though it says they are those of 2025")])
def test_a_table_without_a_year_has_the_boundaries_of_the_register_that_knows_its_regions(
    raw_table, source_card, said, own
):
    source = source_card("misdrijven", family="misdrijven", boundary_year=None, period=None)
    rows = [crime("NL00", 2021, "9"), *(crime(code, 2021, "9") for code in REGISTER.area_code[21:])]
    table = in_boundaries(raw_table(source, ["Misdrijven_1"], rows, map_year=said), REGISTER)
    assert table.source.boundary_year == 2024
    line = f"misdrijven (00000NED): 19 of its 19 regions are in the boundaries of 2024, which are used{own}"
    assert table.told == [line]


def test_a_table_whose_regions_are_in_no_register_is_left_out(raw_table, source_card):
    source = source_card("misdrijven", family="misdrijven", boundary_year=None, period=None)
    rows = [crime(f"WK0099{i:02}", 2021, "9") for i in range(20)]
    with pytest.raises(RawDataError, match=r"0 of its 20 regions exist .* Fetch the Kerncijfers .* of 2025"):
        in_boundaries(raw_table(source, ["Misdrijven_1"], rows, map_year=2025), REGISTER)


def test_a_register_that_is_cut_off_does_not_cost_a_table_without_a_year(raw_table, source_card):
    """The register of 2024 has only half of the gemeenten; the whole one of 2022 knows fewer of the wijken."""
    gemeenten = [f"{i:04}" for i in range(1, 21)]
    register = pd.DataFrame(
        [(2022, f"GM{g}") for g in gemeenten] + [(2022, f"WK{g}01") for g in gemeenten]
        + [(2024, f"GM{g}") for g in gemeenten[:10]] + [(2024, f"WK{g}0{i}") for g in gemeenten[:10] for i in (1, 2)],
        columns=["boundary_year", "area_code"],
    )  # fmt: skip
    source = source_card("misdrijven", family="misdrijven", boundary_year=None, period=None)
    rows = [crime(f"WK{g}0{i}", 2024, "9") for g in gemeenten for i in (1, 2)]
    table = in_boundaries(raw_table(source, ["Misdrijven_1"], rows), register)
    assert table.source.boundary_year == 2024
    assert "20 of its 40 regions are in the boundaries of 2024" in table.told[0]
