"""The whole country: what only shows when all areas are there."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wijkanalyse.methods.aggregation import aggregate_weighted_mean
from wijkanalyse.paths import Paths
from wijkanalyse.process.build import extract_example
from wijkanalyse.process.example import read_example
from wijkanalyse.process.reference import MIN_INWONERS
from wijkanalyse.profile.processed import Processed

pytestmark = [pytest.mark.fulldata, pytest.mark.xdist_group("fulldata")]

ADULTS = "inwoners_18_plus_aantal"


# -------------------------------------------------------------------------- the register


@pytest.mark.parametrize(
    ("year", "gemeenten", "wijken", "buurten"),
    [(2020, 355, 3177, 13808), (2021, 352, 3248, 0), (2022, 345, 3340, 0), (2024, 342, 3393, 0)],
)
@pytest.mark.usefixtures("as_kwb_2024_opened")
def test_every_area_of_the_country_is_in_the_register(areas, year, gemeenten, wijken, buurten):
    found = areas[areas.boundary_year == year].area_level.value_counts()
    assert [found.get(level, 0) for level in ("land", "gemeente", "wijk", "buurt")] == [1, gemeenten, wijken, buurten]


def test_no_two_areas_of_a_year_are_the_same_area(areas):
    assert not areas.duplicated(["boundary_year", "area_code"]).any()
    assert not areas.duplicated(["boundary_year", "area_id"]).any()


def test_an_area_keeps_its_name_its_level_and_its_size_over_the_years(areas):
    linked = areas[(areas.area_id != "NL") & (areas.area_level == "wijk")]
    sizes = linked.groupby("area_id").surface_ha.agg(["min", "max"])
    # Total surface, water included, is measured anew now and then.
    assert ((sizes["max"] - sizes["min"]) <= 0.1 * sizes["max"] + 2).mean() > 0.995
    assert linked.groupby("area_id").area_level.nunique().max() == 1


def test_most_wijken_can_be_followed_and_all_others_say_why_not(areas):
    wijken = areas[(areas.area_level == "wijk") & (areas.link != "eerste_jaar")]
    linked = wijken.link != ""
    assert linked.groupby(wijken.boundary_year).mean().to_dict() == pytest.approx(
        {2021: 0.932, 2022: 0.948, 2024: 0.864}, abs=0.005
    )
    assert (linked == (wijken.unlinked_because == "")).all()


def test_codes_with_letters_are_wijken_of_their_gemeente(areas):
    amsterdam = areas[(areas.boundary_year == 2024) & (areas.gemeente_code == "GM0363") & (areas.area_level == "wijk")]
    assert "WK0363AA" in set(amsterdam.area_code)
    assert amsterdam.gemeente_name.unique().tolist() == ["Amsterdam"]


def test_no_area_is_nameless(areas):
    assert (areas.name.str.len() > 0).all()
    assert not areas.name.str.fullmatch(r"(Wijk|Buurt) [0-9A-Z]{2}").any()


# ---------------------------------------------------------------------------- the figures


def test_figures_never_contradict_their_status(figures):
    assert (figures.value.notna() == (figures.status == "ok")).all()
    assert len(figures) > 3_000_000


def test_men_and_women_are_all_inhabitants_but_for_the_rounding(figures):
    wide = figures[figures.indicator == "mannen_pct"]
    known = wide[wide.value.notna()]
    assert known.value.between(0, 100).all()
    assert known[known.area_code == "NL"].value.between(49, 50.5).all()


def test_parts_of_the_population_add_up_to_the_whole_but_for_the_rounding(figures):
    ages = [f"leeftijd_{a}_pct" for a in ("0_14", "15_24", "25_44", "45_64", "65_plus")]
    here = figures[figures.indicator.isin(ages) & figures["count"].notna()]
    total = here.groupby(["area_id", "period"], observed=True).agg(
        people=("count", "sum"), ages=("count", "size"), inwoners=("denominator", "first")
    )
    total = total[total.ages == len(ages)]
    off = (total.people - total.inwoners).abs()
    assert len(total) > 20_000
    assert off.max() <= 4 * (len(ages) + 1), "the hard bound of the rounding (METHODS §2.5)"


@pytest.mark.usefixtures("as_kwb_2024_opened")
def test_the_newest_filled_year_of_each_indicator_is_the_one_that_is_known(whole):
    newest = {indicator: periods[0] for indicator, periods in Processed(whole).filled_periods.items()}
    known = {"inwoners_aantal": 2024, "leeftijd_65_plus_pct": 2022, "bijstand_per_1000": 2021, "eenzaam_pct": 2020}
    assert {i: newest[i] for i in known} == known


@pytest.mark.parametrize(
    "indicator", ["ervaren_gezondheid_goed_pct", "eenzaam_pct", "roker_pct", "moeite_met_rondkomen_pct"]
)
def test_wijken_put_together_give_the_published_figure_of_their_gemeente(figures, indicator):
    """METHODS §2.4: at least 95 % of the gemeenten within 0.15 percentage point."""
    here = figures[(figures.period == 2020) & (figures.boundary_year == 2020)]
    value = here[here.indicator == indicator].set_index("area_code")
    adults = here[here.indicator == ADULTS].set_index("area_code").value
    wijken = value[value.area_level == "wijk"].join(adults.rename("adults"))
    differences = []
    for gemeente, parts in wijken.groupby("gemeente_code", observed=True):
        whole = aggregate_weighted_mean(parts.value, parts.adults, np.ones(len(parts)), parts.adults.fillna(0))
        if whole.absent is None and len(parts) > 1:
            differences.append(abs(whole.value - value.value[gemeente]))
    assert len(differences) > 250
    assert np.mean(np.array(differences) <= 0.15) >= 0.95
    assert np.median(differences) <= 0.05


def test_the_distribution_is_that_of_all_wijken_with_enough_inhabitants(whole, areas, figures):
    reference = Processed(whole).reference.loc[("eenzaam_pct", 2020, 0)]
    wijken = areas[(areas.boundary_year == 2020) & (areas.area_level == "wijk") & (areas.inwoners >= MIN_INWONERS)]
    here = figures[(figures.indicator == "eenzaam_pct") & (figures.period == 2020)]
    values = here[here.area_code.isin(wijken.area_code)].dropna(subset="value").astype({"area_code": str})
    assert reference.n == len(values)
    assert reference.filled == pytest.approx(len(values) / len(wijken))
    # Every inhabitant counts once: the figure up to which half, or a quarter, of the people lives.
    by_figure = values.merge(wijken[["area_code", "inwoners"]], on="area_code").sort_values("value")
    people = by_figure.inwoners.cumsum() / by_figure.inwoners.sum()
    for name, share in (("median", 0.5), ("p025", 0.25)):
        assert reference[name] == pytest.approx(by_figure.value[people >= share].iloc[0])


# ---------------------------------------------------------------------------- the example


@pytest.mark.usefixtures("as_kwb_2024_opened")
def test_the_committed_example_is_cut_from_these_tables(whole, catalogue, tmp_path, example):
    """Cut anew, the figures, areas and distributions are those of the committed files."""
    target = Paths(tmp_path)
    target.raw.mkdir(parents=True)
    for source in whole.raw.iterdir():
        (target.raw / source.name).symlink_to(source.resolve(), target_is_directory=True)
    extract_example(target, catalogue, lambda _: None)
    new, old = read_example(target.example, catalogue), read_example(example.example, catalogue)
    pd.testing.assert_frame_equal(new.register, old.register)
    pd.testing.assert_frame_equal(new.reference, old.reference)
    for one, other in zip(new.figures, old.figures, strict=True):
        pd.testing.assert_frame_equal(one, other)
