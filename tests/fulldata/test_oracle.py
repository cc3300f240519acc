"""The rules on the cards against the published figures of the whole country."""

from __future__ import annotations

import pytest

from wijkanalyse.research.oracle import run_oracles

pytestmark = pytest.mark.fulldata

KNOWN_TO_MISS = {
    # residents who are in the figure of the gemeente and of no wijk
    "wmo_per_1000", "wmo_eerste_halfjaar_per_1000", "jeugdzorg_pct", "jeugdzorg_via_gemeente_pct",
    "jeugdzorg_via_huisarts_pct", "jeugdzorg_via_instelling_pct",
    # weighted by what is near to the denominator of the source, which is not in the table
    "sociaal_domein_pct", "aardgas_huurwoning_m3", "aardgas_koopwoning_m3", "omgevingsadressendichtheid_per_km2",
    "sociaal_minimum_120_pct",
    # given for large wijken only
    "gestandaardiseerd_inkomen_x1000_euro", "inkomen_per_inwoner_x1000_euro", "inkomen_per_ontvanger_x1000_euro",
    "hoogste_20_huishoudens_pct", "laagste_40_huishoudens_pct",
    # about people who live on their own, weighted by all people
    "beperking_in_bewegen_65_plus_pct", "beperkt_door_gezondheid_65_plus_pct", "eenzaam_65_plus_pct",
    "een_of_meer_lichamelijke_beperkingen_65_plus_pct", "ervaren_gezondheid_goed_65_plus_pct",
    "langdurige_aandoening_65_plus_pct", "overgewicht_65_plus_pct", "voldoet_aan_beweegrichtlijn_65_plus_pct",
}  # fmt: skip


@pytest.fixture(scope="module")
def outcome(processed, catalogue):
    """The oracle over the whole country, computed once."""
    return run_oracles(processed, catalogue)


def chosen(outcome, *, rule=None, parts=None, model=None):
    rows = outcome[outcome.compared > 0]
    rows = rows if rule is None else rows[rows.rule == rule]
    rows = rows if parts is None else rows[rows.parts == parts]
    return rows if model is None else rows[rows.source.str.startswith("rivm") == model]


@pytest.mark.parametrize(("parts", "required"), [("wijk", 0.95), ("buurt", 0.90)])
def test_health_figures_of_adults_are_within_015_percentage_point(outcome, parts, required):
    rows = chosen(outcome, parts=parts, model=True)
    rows = rows[rows.weight == "inwoners_18_plus_aantal"]
    assert len(rows) >= 30
    assert (rows.tolerance == 0.15).all()
    assert rows.loc[rows.within < required, ["indicator", "within"]].to_dict("records") == []


@pytest.mark.parametrize(("parts", "required"), [("wijk", 0.97), ("buurt", 0.99)])
def test_counts_are_within_the_hard_bound_of_their_rounding(outcome, parts, required):
    rows = chosen(outcome, rule="sum", parts=parts)
    assert len(rows) >= 6
    assert rows.loc[rows.within < required, ["source", "indicator", "within"]].to_dict("records") == []


def test_every_other_figure_is_within_one_decimal_or_its_rounding_or_says_why_not(outcome):
    missed = outcome[(outcome.verdict == "misses") & (outcome.rule != "sum")]
    assert set(missed.indicator) <= KNOWN_TO_MISS
    assert missed.loc[missed.note == "", "indicator"].tolist() == []


def test_what_misses_for_want_of_parts_holds_where_every_part_is_known(outcome):
    rows = outcome[(outcome.verdict == "misses") & outcome.indicator.str.contains("inkomen_|huishoudens_pct")]
    assert len(rows) >= 5
    assert rows.loc[rows.within_all_parts < 0.93, ["indicator", "within_all_parts"]].to_dict("records") == []


def test_the_tables_were_of_the_whole_country(outcome):
    compared = outcome[outcome.parts == "wijk"].groupby("source").compared.max()
    # Of other sources there may be only a part of the country.
    assert compared[compared.index.str.startswith(("cbs_kwb", "rivm_gezondheid_2020"))].min() > 300
