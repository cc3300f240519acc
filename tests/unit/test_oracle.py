"""Holding aggregated figures against published ones, on an invented gemeente of four wijken."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from altered_example import seal

from wijkanalyse.errors import ProcessedDataError
from wijkanalyse.paths import Paths
from wijkanalyse.process.regions import REGION_COLUMNS
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile
from wijkanalyse.research.oracle import compare_areas, run_oracles, write_table

GEMEENTE = "GM0001"
WIJKEN = ("WK000101", "WK000102", "WK000103", "WK000104")
INWONERS = (4205, 3600, 2905, 1500)
"""Multiples of five and not all of ten, as CBS rounds them."""
BUURTEN = {"BU00010101": 0.6, "BU00010102": 0.4, "BU00010201": 1, "BU00010301": 1, "BU00010401": 1}
"""With the share of the inhabitants of their wijk."""


SOURCES = ("cbs_kwb_2020", "cbs_kwb_2021", "cbs_kwb_2022", "cbs_kwb_2024", "cbs_wmo_2022", "rivm_gezondheid_2020")


@pytest.fixture
def country(tmp_path, catalogue):
    """Write the processed tables of an invented country of one gemeente.

    `parts`, `whole` and `buurten` give by indicator the values of the wijken, the gemeente and the buurten; a pair is
    a count and its denominator, and the value follows from it.
    """

    def make(parts, whole, *, buurten=None, year=2022, period=None, inwoners=INWONERS, national=None, source=None):
        total = sum(inwoners)
        parts, whole = {"inwoners_aantal": inwoners, **parts}, {"inwoners_aantal": total, **whole}
        areas = [("NL", "land", "", national or total), (GEMEENTE, "gemeente", GEMEENTE, total)]
        areas += [(code, "wijk", GEMEENTE, n) for code, n in zip(WIJKEN, inwoners, strict=True)]
        of_wijk = dict(zip(WIJKEN, inwoners, strict=True))
        of_buurt = {code: share * of_wijk[_wijk(code)] for code, share in BUURTEN.items()}
        areas += [(code, "buurt", GEMEENTE, n) for code, n in of_buurt.items()]
        register = pd.DataFrame(areas, columns=["area_code", "area_level", "gemeente_code", "inwoners"])
        register = register.assign(
            boundary_year=year, wijk_code="", name="naam " + register.area_code, gemeente_name="", stedelijkheid=3.0,
            area_id=register.area_code, link="eerste_jaar",
        )  # fmt: skip
        rows = []
        for indicator, values in parts.items():
            cells = [*zip(WIJKEN, ["wijk"] * 4, values, strict=True), (GEMEENTE, "gemeente", whole[indicator])]
            for code, level, cell in cells:
                rows.append(_row(catalogue.indicators[indicator], code, level, cell, year, period or year, source))
        for indicator, values in ({"inwoners_aantal": of_buurt.values()} | buurten if buurten else {}).items():
            for code, cell in zip(BUURTEN, values, strict=True):
                rows.append(_row(catalogue.indicators[indicator], code, "buurt", cell, year, period or year, source))
        folder = Paths(tmp_path).processed
        folder.mkdir(parents=True, exist_ok=True)
        pd.DataFrame(rows).to_parquet(folder / "figures.parquet")
        register.to_parquet(folder / "areas.parquet")
        pd.DataFrame(columns=REGION_COLUMNS).to_parquet(folder / "regions.parquet")
        described = [{"id": i, "citation": f"Tabel {i}", "modified": "2023-06-21T00:00:00"} for i in SOURCES]
        (folder / "build.json").write_text(json.dumps({"sources": described}), encoding="utf-8")
        seal(folder)
        return Processed(Paths(tmp_path))

    return make


def _wijk(buurt):
    return "WK" + buurt[2:8]


def _row(indicator, code, level, cell, year, period, source):
    nan = float("nan")
    value, count, denominator = (nan if cell is None else cell), nan, nan
    if isinstance(cell, tuple):
        count, denominator = cell
        value = indicator.measures[0].per * count / denominator
    return {
        "area_id": code, "area_code": code, "area_level": level, "gemeente_code": GEMEENTE,
        "wijk_code": _wijk(code) if level == "buurt" else "", "boundary_year": year, "indicator": indicator.id,
        "period": period, "value": value, "count": count, "denominator": denominator, "lower": nan, "upper": nan,
        "status": "not_published" if cell is None else "ok", "method": "published", "openness": "openbaar",
        "source": source or f"{indicator.measures[0].family}_{year}", "estimate_type": indicator.estimate_type,
        "provisional": False,
    }  # fmt: skip


@pytest.fixture
def outcome(country, catalogue):
    """The rows of the oracle by indicator."""

    def make(parts, whole, **more):
        return run_oracles(country(parts, whole, **more), catalogue).set_index("indicator")

    return make


WOZ = {"woz_waarde_x1000_euro": (310, 265, 402, 455), "woningen_aantal": (1950, 1540, 1400, 645)}


# ------------------------------------------------------------------- the three rules


def test_a_weighted_mean_near_the_published_figure_holds(outcome):
    # The kern of METHODS 2.1, where the weighted mean is 337.5 and the bare mean 358.0.
    row = outcome(WOZ, {"woz_waarde_x1000_euro": 338, "woningen_aantal": 5535}).loc["woz_waarde_x1000_euro"]
    assert (row.verdict, row.compared, row.tolerance) == ("holds", 1, 1)
    assert row.largest == pytest.approx(338 - 337.5, abs=0.2)


def test_the_bare_mean_as_published_figure_misses_and_names_the_area(outcome):
    row = outcome(WOZ, {"woz_waarde_x1000_euro": 358, "woningen_aantal": 5535}).loc["woz_waarde_x1000_euro"]
    assert (row.verdict, row.within) == ("misses", 0)
    assert (row.largest_area, row.largest_name) == (GEMEENTE, f"naam {GEMEENTE}")
    assert row.bias == pytest.approx(337.5 - 358, abs=0.2)


@pytest.mark.parametrize(("excess", "verdict"), [(20, "holds"), (-20, "holds"), (21, "misses")])
def test_a_count_may_be_off_by_four_for_each_rounded_number_and_the_whole(outcome, excess, verdict):
    parts = (705, 600, 505, 300)
    row = outcome({"huishoudens_aantal": parts}, {"huishoudens_aantal": sum(parts) + excess}).loc["huishoudens_aantal"]
    assert (row.verdict, row.tolerance, row.largest) == (verdict, 4, abs(excess))


def test_a_count_in_hundreds_may_be_off_by_fifty_for_each_number(outcome):
    row = outcome({"inkomensontvangers_aantal": (300, 200, 200, 100)}, {"inkomensontvangers_aantal": 1000}, year=2021)
    assert row.loc["inkomensontvangers_aantal", ["verdict", "tolerance"]].tolist() == ["holds", 50]


SHARE = ((805, 4205), (700, 3600), (605, 2905), (300, 1500))


def test_a_share_follows_from_the_counts_and_not_from_the_shares(outcome):
    row = outcome({"leeftijd_65_plus_pct": SHARE}, {"leeftijd_65_plus_pct": (2410, 12210)}).loc["leeftijd_65_plus_pct"]
    assert (row.verdict, row.tolerance) == ("holds", 0.1)
    assert row.largest == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(("count", "verdict"), [(2425, "rounding"), (2475, "misses")])
def test_a_share_beyond_its_tolerance_is_rounding_only_as_far_as_rounding_reaches(outcome, count, verdict):
    # 15 people are 0.12 percentage point and within 5 x 4 people; 65 are beyond it, and beyond the denominators' share.
    row = outcome({"leeftijd_65_plus_pct": SHARE}, {"leeftijd_65_plus_pct": (count, 12210)}).loc["leeftijd_65_plus_pct"]
    assert (row.within, row.verdict) == (0, verdict)


def test_buurten_go_to_their_own_wijk_and_wijken_to_the_gemeente(country, catalogue):
    counts = {"huishoudens_aantal": (705, 600, 505, 300)}
    buurten = {"huishoudens_aantal": (400, 300, 600, 525, 300)}
    processed = country(counts, {"huishoudens_aantal": 2105}, buurten=buurten)
    compared = compare_areas(processed, catalogue).query("indicator == 'huishoudens_aantal'")
    columns = ["parts", "area_code", "n_parts", "aggregated", "published", "tolerance"]
    assert compared[columns].to_numpy().tolist() == [
        ["wijk", GEMEENTE, 4, 2110, 2105, 20],
        ["buurt", "WK000101", 2, 700, 705, 12],
        ["buurt", "WK000102", 1, 600, 600, 8],
        ["buurt", "WK000103", 1, 525, 505, 8],
        ["buurt", "WK000104", 1, 300, 300, 8],
    ]
    rows = run_oracles(processed, catalogue).set_index(["parts", "indicator"])
    worst = rows.loc["buurt", "huishoudens_aantal"]
    assert (worst.within, worst.required, worst.verdict, worst.largest_area) == (0.75, 0.99, "misses", "WK000103")
    assert rows.loc[("wijk", "huishoudens_aantal"), "verdict"] == "holds"


# ------------------------------------------------------------------- what is compared


ADULTS = (3301, 2811, 2303, 1201.5)


@pytest.mark.parametrize(("published", "verdict"), [(47.4, "holds"), (47.7, "misses")])
def test_a_model_estimate_may_be_off_by_015_percentage_point(outcome, published, verdict):
    parts = {"eenzaam_pct": (45.0, 50.0, 48.0, 46.5), "inwoners_18_plus_aantal": ADULTS}
    row = outcome(parts, {"eenzaam_pct": published, "inwoners_18_plus_aantal": 9616.5}, year=2020).loc["eenzaam_pct"]
    assert (row.verdict, row.tolerance, row.required) == (verdict, 0.15, 0.95)


@pytest.mark.parametrize(("missing", "compared"), [(3, 0), (None, 1)])
def test_a_whole_with_under_95_percent_of_its_parts_known_is_not_compared(outcome, missing, compared):
    values = [v if i != missing else None for i, v in enumerate(WOZ["woz_waarde_x1000_euro"])]
    parts = WOZ | {"woz_waarde_x1000_euro": values}
    row = outcome(parts, {"woz_waarde_x1000_euro": 338, "woningen_aantal": 5535}).loc["woz_waarde_x1000_euro"]
    assert (row.areas, row.compared) == (1, compared)
    assert (row.verdict == "not compared") == (compared == 0)


def test_a_count_with_an_unknown_part_is_not_compared(outcome):
    row = outcome({"huishoudens_aantal": (705, 600, None, 300)}, {"huishoudens_aantal": 2110}).loc["huishoudens_aantal"]
    assert (row.compared, row.verdict) == (0, "not compared")


def test_a_figure_without_the_weight_of_its_year_is_not_compared(outcome):
    row = outcome(
        {"woz_waarde_x1000_euro": WOZ["woz_waarde_x1000_euro"]}, {"woz_waarde_x1000_euro": 338}
    ).loc["woz_waarde_x1000_euro"]  # fmt: skip
    assert (row.compared, row.verdict) == (0, "not compared")


def test_figures_of_another_year_than_their_boundaries_are_left_out(country, catalogue):
    assert compare_areas(country(WOZ, dict.fromkeys(WOZ, 0), period=2016), catalogue).empty


def test_own_figures_are_left_out(country, catalogue):
    assert compare_areas(country(WOZ, dict.fromkeys(WOZ, 0), source="eigen_cijfers"), catalogue).empty


def test_what_a_card_forbids_to_aggregate_is_left_out(outcome):
    rows = outcome({"stedelijkheid_klasse": (1, 2, 3, 4)}, {"stedelijkheid_klasse": 2})
    assert rows.index.tolist() == ["inwoners_aantal"]


@pytest.mark.parametrize(("published", "verdict"), [(10, "holds"), (25, "holds"), (40, "holds"), (42, "misses")])
def test_a_median_lies_between_those_of_the_parts(outcome, published, verdict):
    parts = {"mediaan_vermogen_x1000_euro": (10, 20, 30, 40), "huishoudens_aantal": (100, 200, 300, 400)}
    whole = {"mediaan_vermogen_x1000_euro": published, "huishoudens_aantal": 1000}
    assert outcome(parts, whole, year=2021).loc["mediaan_vermogen_x1000_euro", "verdict"] == verdict


def test_tables_of_a_part_of_the_country_are_refused(outcome):
    with pytest.raises(ProcessedDataError) as error:
        outcome({}, {}, national=17_590_670)
    assert "the gemeenten of 2022 in data/processed have 12,210 of the 17,590,670 inhabitants" in str(error.value)
    assert "run `wijkanalyse fetch` and `wijkanalyse process` first" in str(error.value)


def test_the_committed_example_is_refused(example, catalogue):
    with pytest.raises(ProcessedDataError, match="run `wijkanalyse fetch` and `wijkanalyse process` first"):
        run_oracles(Processed(example), catalogue)


# --------------------------------------------------------------- the same as a report


@pytest.mark.parametrize("indicator", ["huishoudens_aantal", "leeftijd_65_plus_pct", "woz_waarde_x1000_euro"])
def test_the_oracle_aggregates_as_the_profile_of_a_composite_area_does(country, catalogue, indicator):
    parts = WOZ | {"huishoudens_aantal": (705, 600, 505, 300), "leeftijd_65_plus_pct": SHARE}
    processed = country(parts, dict.fromkeys(parts, 1) | {"leeftijd_65_plus_pct": (1, 1)})
    folder = processed.paths.composites
    folder.mkdir(parents=True)
    (folder / "alles.yml").write_text(f"name: Alles\nparts: [{', '.join(WIJKEN)}]\n", encoding="utf-8")
    # Where the tables keep them once they were read; here there are none.
    processed.__dict__.update(distributions={}, filled_editions={})
    profile = Profile(processed.areas.find("alles", 2022), processed, catalogue, "openbaar")
    compared = compare_areas(processed, catalogue).set_index("indicator")
    (value,) = profile.history(indicator)
    assert value.number == pytest.approx(compared.loc[indicator, "aggregated"], rel=1e-12)


# -------------------------------------------------------------------------- the page


def test_the_page_names_its_command_tables_stand_dates_and_reasons(country, catalogue, tmp_path):
    parts = {"wmo_per_1000": tuple(zip((405, 200, 195, 100), INWONERS, strict=True))}
    frame = run_oracles(country(parts, {"wmo_per_1000": (1200, 12210)}), catalogue)
    page = tmp_path / "docs" / "aggregatie.md"
    write_table(frame, page)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Aggregation held against published figures\n\nMade by `wijkanalyse oracle`; do not edit.")
    assert "* Tabel cbs_kwb_2022; stand of 2023-06-21" in text
    assert "| cbs_kwb_2022 | 2022 | wijk to gemeente | 1 | 0 | 0 | 0 |" in text
    assert "| cbs_wmo_2022 | 2022 | wijk to gemeente | 0 | 0 | 1 | 0 |" in text
    assert "| Mensen met hulp uit de Wmo | ratio | 1 of 1 |" in text
    assert f"(GM0001 naam {GEMEENTE}) | misses |" in text
    assert f"* Mensen met hulp uit de Wmo: {catalogue.indicators['wmo_per_1000'].note}" in text
