"""Everything a notebook may ask about an area; figures of the example, looked up in the tables by hand."""

from __future__ import annotations

import math
from copy import copy
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from altered_example import altered, put, relinked, seal

from wijkanalyse.cards.composites import Composite
from wijkanalyse.errors import AreaError, ProcessedDataError, ReportError
from wijkanalyse.paths import Paths
from wijkanalyse.process.areas import Areas
from wijkanalyse.process.reference import FILLED_SHARE
from wijkanalyse.process.register import NEAR
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile, load_profile
from wijkanalyse.profile.verdicts import Verdicts
from wijkanalyse.sections import report as sections
from wijkanalyse.sections.report import population
from wijkanalyse.show import sentences


@pytest.fixture(scope="module")
def processed(example):
    return Processed(example)


@pytest.fixture(scope="module")
def profile_of(processed, catalogue):
    """Open a profile; tables are read once for all tests."""

    def make(code, boundary_year=None, edition="openbaar", tables=processed):
        return Profile(tables.areas.find(code, boundary_year), tables, catalogue, edition)

    opened = cache(make)

    def kept(*asked, tables=processed, **more):
        """Profiles of tables that a test altered are its own."""
        return opened(*asked, **more) if tables is processed else make(*asked, tables=tables, **more)

    return kept


def numbers(figure):
    """Area, gemeente and Nederland of a figure, NaN where there is none."""
    return [v.number if v is not None else math.nan for v in (figure.value, figure.gemeente, figure.nederland)]


# --------------------------------------------------------------- one year for a figure


def test_a_figure_stands_beside_gemeente_and_nederland_of_its_own_year(profile_of):
    profile = profile_of("WK027502")
    woz = profile.figure("woz_waarde_x1000_euro")
    assert woz.value.period == 2024
    assert numbers(woz) == [382, 360, 378]
    lonely = profile_of("WK099511").figure("eenzaam_pct")
    assert lonely.value.period == 2020
    assert numbers(lonely) == [42.2, 48.1, 47.0]


@pytest.mark.parametrize("code", ["WK027502", "WK099511", "reeshof", "velp-en-rozendaal", "kern-dedemsvaart"])
def test_no_figure_is_compared_with_another_year(profile_of, catalogue, code):
    profile = profile_of(code)
    figures = [profile.figure(i.id) for i in catalogue.indicators.values() if i.shown]
    beside = [(f.value, v) for f in figures for v in (f.gemeente, f.nederland) if v is not None and f.value.is_known]
    assert len(beside) > 100
    assert {v.period - own.period for own, v in beside} == {0}
    assert {v.boundary_year - own.boundary_year for own, v in beside} == {0}


def test_the_newest_filled_year_is_taken_for_each_figure_by_itself(profile_of):
    profile = profile_of("WK027502")
    taken = {
        i: profile.figure(i).value.period
        for i in ["inwoners_aantal", "leeftijd_65_plus_pct", "bijstand_per_1000", "eenzaam_pct"]
    }
    assert taken == {
        "inwoners_aantal": 2024,  # in the table of 2024 this one is filled
        "leeftijd_65_plus_pct": 2024,
        "bijstand_per_1000": 2021,  # and this one is not
        "eenzaam_pct": 2020,
    }
    assert profile.figure("inwoners_aantal").value.number == 18_375


def test_a_figure_that_no_table_has_yet_says_so(profile_of):
    value = profile_of("WK027502").figure("herkomst_europa_pct").value
    assert (value.status, value.is_known) == ("not_filled", False)
    assert math.isnan(value.number)


def test_a_figure_that_is_suppressed_in_most_wijken_is_still_shown_where_it_is_given(profile_of, processed):
    name = "gestandaardiseerd_inkomen_x1000_euro"
    assert processed.reference.loc[(name, 2021, 0)].filled < FILLED_SHARE
    assert profile_of("WK027502").figure(name).value.is_known


def test_a_suppressed_figure_stays_suppressed_and_is_not_taken_from_another_year(profile_of):
    profile = profile_of("WK085559")
    value = profile.figure("woz_waarde_x1000_euro").value
    assert (value.status, value.period) == ("suppressed", 2024)
    assert [v.period for v in profile.history("woz_waarde_x1000_euro") if v.is_known] == [2021, 2022]


def test_a_figure_that_the_land_does_not_have_leaves_only_the_comparison_out(profile_of):
    figure = profile_of("WK027502").figure("wmo_per_1000")
    assert (figure.value.period, numbers(figure)[:2]) == (2023, [89, 88])
    assert figure.nederland.status == "not_published"
    assert math.isnan(figure.difference)


# --------------------------------------------------------------------- linked years


def test_years_before_a_changed_border_are_not_shown(profile_of):
    profile = profile_of("WK085568")  # Biezenmortel came to Tilburg in 2021
    assert profile.figure("eenzaam_pct").value.status == "not_linked"
    assert [v.period for v in profile.history("inwoners_aantal")] == [2021, 2022, 2024]


def test_years_after_a_changed_border_are_not_shown(profile_of):
    profile = profile_of("WK099506")  # Kustwijk: a quarter went elsewhere in 2024
    assert profile.figure("inwoners_aantal").value.period == 2022
    assert [v.period for v in profile.history("inwoners_aantal")] == [2020, 2021, 2022]


def test_in_the_new_borders_only_the_new_year_is_shown(profile_of):
    profile = profile_of("WK099506", 2024)
    assert profile.figure("inwoners_aantal").value.period == 2024
    assert profile.figure("woz_waarde_x1000_euro").value.number == 382
    assert profile.figure("eenzaam_pct").value.status == "not_linked"


def test_the_history_has_the_number_of_every_year(profile_of):
    history = profile_of("WK027502").history("inwoners_aantal")
    assert [(v.period, v.number) for v in history] == [(2020, 18300), (2021, 18100), (2022, 18185), (2024, 18375)]


# ------------------------------------------------------------------------ the gemeente


def test_a_wijk_that_is_the_whole_gemeente_is_not_compared_with_it(profile_of, catalogue):
    profile = profile_of("WK027700")
    assert profile.is_whole_gemeente
    figures = [profile.figure(i.id) for i in catalogue.indicators.values() if i.shown]
    known = [f for f in figures if f.value.is_known]
    assert {f.gemeente.status for f in known} == {"same_area"}
    assert all(math.isnan(f.gemeente.number) for f in known)
    assert profile.figure("woz_waarde_x1000_euro").nederland.number == 378, "Nederland stays beside it"


def test_a_wijk_that_was_in_another_gemeente_is_not_compared_with_that_one(profile_of):
    profile = profile_of("WK099511")
    moved = replace(profile.area, gemeenten=("GM9999",), gemeente_names=("Elders",))
    figure = Profile(moved, profile.processed, profile.catalogue, "openbaar").figure("eenzaam_pct")
    assert (figure.gemeente.status, figure.gemeente.note) == ("other_gemeente", "Lelystad")


def test_a_gemeente_that_only_spelled_its_name_in_another_way_is_still_the_same(profile_of):
    profile = profile_of("WK099511")
    spelled = replace(profile.area, gemeente_names=("Lelystad (Fl.)",))
    figure = Profile(spelled, profile.processed, profile.catalogue, "openbaar").figure("eenzaam_pct")
    assert figure.gemeente.number == 48.1


def test_a_gemeente_of_which_only_the_border_moved_is_still_beside_its_wijk(profile_of):
    figure = profile_of("WK085542").figure("eenzaam_65_plus_pct")  # Tilburg of 2020, before Biezenmortel
    assert numbers(figure)[:2] == [54.9, 51.1]


def test_beside_a_figure_of_older_boundaries_stand_gemeente_and_nederland_of_that_year(profile_of, example):
    velp = profile_of("WK027502").figure("eenzaam_pct")
    tables = relinked(example, WK027502={"area_id": "WK027502@2024"})
    moved = profile_of("WK027502", 2024, tables=tables).figure("eenzaam_pct")
    assert (moved.value.status, moved.value.period, moved.value.boundary_year) == ("not_linked", 2020, 2020)
    assert moved.gemeente.is_known and moved.gemeente.number == velp.gemeente.number
    assert moved.nederland.number == velp.nederland.number


def test_a_gemeente_that_changed_too_says_so(profile_of, example):
    tables = relinked(example, WK027502={"area_id": "WK027502@2024"}, GM0275={"area_id": "GM0275@2024"})
    moved = profile_of("WK027502", 2024, tables=tables).figure("eenzaam_pct")
    assert (moved.value.status, moved.gemeente.status) == ("not_linked", "not_linked")
    assert moved.nederland.is_known


@pytest.mark.parametrize(
    ("moved", "of_report", "near"),
    [
        (2021, 2024, {2020}),
        (2022, 2024, {2020, 2021}),
        (2024, 2024, {2020, 2021, 2022}),
        (2022, 2022, {2020, 2021}),
        (2022, 2020, {2022, 2024}),
    ],
)
def test_figures_from_before_a_small_shift_of_the_boundary_know_it(profile_of, example, moved, of_report, near):
    tables = relinked(example, WK027502={"of": moved, "link": NEAR})
    profile = profile_of("WK027502", of_report, tables=tables)
    found = {v.boundary_year: v.near_boundary for i in ("inwoners_aantal", "eenzaam_pct") for v in profile.history(i)}
    assert found == {year: year in near for year in (2020, 2021, 2022, 2024)}
    assert profile.figure("eenzaam_pct").value.near_boundary == (2020 in near)
    assert not any(v.near_boundary for v in profile_of("WK027502", of_report).history("inwoners_aantal"))


def test_a_gemeente_and_the_land_have_no_gemeente(profile_of):
    assert profile_of("GM0995").figure("eenzaam_pct").gemeente is None
    land = profile_of("NL").figure("eenzaam_pct")
    assert numbers(land)[0] == 47.0
    assert (land.gemeente, land.nederland) == (None, None)


# -------------------------------------------------------------------- composite areas


def test_shares_of_a_composite_area_are_computed_from_counts(profile_of):
    figure = profile_of("hoensbroek").figure("leeftijd_65_plus_pct")
    older, everyone = 985 + 845 + 1785 + 910 + 110, 3915 + 3285 + 6925 + 4310 + 355
    assert figure.value.number == pytest.approx(100 * older / everyone)
    assert (figure.value.method, figure.value.coverage) == ("aggregated", 1)


def test_means_of_a_composite_area_are_weighted(profile_of):
    value, weight = [199, 194, 163, 206, 226], [2116, 1772, 3961, 2059, 202]
    expected = sum(v * w for v, w in zip(value, weight, strict=True)) / sum(weight)
    assert profile_of("hoensbroek").figure("woz_waarde_x1000_euro").value.number == pytest.approx(expected)


def test_buurten_are_put_together_in_the_year_that_has_them(profile_of):
    profile = profile_of("kern-dedemsvaart")
    assert profile.area.boundary_year == 2020
    assert profile.figure("inwoners_aantal").value.number == 4680 + 3370 + 2725
    share = profile.figure("eenpersoonshuishoudens_pct").value
    assert share.number == pytest.approx(100 * (815 + 365 + 265) / (2170 + 1380 + 1060))
    assert profile.figure("woz_waarde_x1000_euro").value.status == "not_linked"


def test_an_area_over_two_gemeenten_stands_beside_both_together(profile_of):
    profile = profile_of("velp-en-rozendaal")
    older = profile.figure("leeftijd_65_plus_pct")
    assert older.value.number == pytest.approx(100 * (4995 + 430) / (18375 + 1830))
    assert older.gemeente.number == pytest.approx(100 * (11788 + 431) / (43661 + 1831))
    woz = profile.figure("woz_waarde_x1000_euro")
    assert woz.value.number == pytest.approx((382 * 9095 + 766 * 709) / (9095 + 709))
    assert woz.gemeente.number == pytest.approx((360 * 21310 + 766 * 709) / (21310 + 709))
    assert not profile.is_whole_gemeente


def test_of_a_middle_household_only_the_range_between_the_parts_is_given(profile_of):
    value = profile_of("hoensbroek").figure("mediaan_vermogen_x1000_euro").value
    assert (value.status, math.isnan(value.number)) == ("range", True)
    parts = [25.2, 46.4, 8.0, 43.8, 49.2]
    assert (value.least, value.most) == (min(parts), max(parts))


def test_a_secret_number_of_a_part_is_between_0_and_7_where_the_gemeente_has_a_number(profile_of):
    """Jeugdzorg of one of the five wijken of Hoensbroek is secret: too few known beside it for a figure."""
    parts = [profile_of(p.code).figure("jeugdzorg_pct").value for p in profile_of("hoensbroek").area.parts]
    assert [v.status for v in parts].count("suppressed") == 1
    known = sum(v.count for v in parts if v.is_known)
    value = profile_of("hoensbroek").figure("jeugdzorg_pct").value
    assert (value.status, math.isnan(value.number)) == ("range", True)
    assert value.most / value.least == pytest.approx((known + 7) / known)


def test_beside_five_known_numbers_a_secret_one_is_taken_as_half_of_7(profile_of):
    profile = profile_of("reeshof")
    parts = [profile_of(p.code).figure("jeugdzorg_pct").value for p in profile.area.parts]
    secret = sum(v.status == "suppressed" for v in parts)
    known = sum(v.count for v in parts if v.is_known)
    value = profile.figure("jeugdzorg_pct").value
    assert secret > 0
    assert value.count == pytest.approx(known + 3.5 * secret)
    assert (value.least, value.most) == pytest.approx(
        (100 * known / value.denominator, 100 * (known + 7 * secret) / value.denominator)
    )


def test_a_figure_of_most_of_an_area_comes_with_the_bound_for_the_rest(profile_of, processed):
    """Income per inhabitant is published for Velp and not for Rozendaal, which has 9 % of the people."""
    value = profile_of("velp-en-rozendaal").figure("inkomen_per_inwoner_x1000_euro").value
    low, high = processed.distributions[
        "inkomen_per_inwoner_x1000_euro", value.period, value.boundary_year
    ].percentiles[[5, 95]]
    assert 0.9 < value.coverage < 0.95
    assert value.least == pytest.approx(value.coverage * value.number + (1 - value.coverage) * min(low, value.number))
    assert value.most == pytest.approx(value.coverage * value.number + (1 - value.coverage) * high)
    assert value.least <= value.number <= value.most


def test_a_density_of_a_composite_area_is_people_over_land(profile_of):
    value = profile_of("hoensbroek").figure("bevolkingsdichtheid_per_km2").value
    in_2022 = (3925 + 3355 + 6840 + 4340 + 370) / ((194 + 90 + 158 + 170 + 175) / 100)
    assert value.is_known
    assert value.number == pytest.approx(in_2022, rel=0.05), "the year may be newer"


def test_no_share_of_a_composite_area_lies_outside_its_parts(profile_of, catalogue):
    whole = profile_of("hoensbroek")
    parts = [profile_of(p.code) for p in whole.area.parts]
    compared = 0
    for indicator in catalogue.indicators.values():
        if not indicator.shown or indicator.aggregation.rule not in ("ratio", "weighted_mean"):
            continue
        value = whole.figure(indicator.id).value
        own = [p.figure(indicator.id).value for p in parts]
        if value.is_known and all(v.is_known and v.period == value.period for v in own):
            compared += 1
            # A published share is rounded; the one of the whole is not.
            slack = 0.5 * 10.0**-indicator.decimals + 1e-9
            lowest, highest = min(v.number for v in own), max(v.number for v in own)
            assert lowest - slack <= value.number <= highest + slack, indicator.id
    assert compared > 60


# ----------------------------------------------------------------------- no inhabitants


def test_an_area_without_inhabitants_has_no_figures_about_them(profile_of):
    profile = profile_of("WK051801")
    assert not profile.area.is_inhabited
    assert profile.figure("inwoners_aantal").value.number == 0
    for name in ["leeftijd_65_plus_pct", "eenzaam_pct", "bijstand_per_1000"]:
        assert profile.figure(name).value.status == "not_applicable", name


# ---------------------------------------------------------------------------- position


def test_the_place_is_among_all_dutch_wijken_and_not_among_those_of_the_example(profile_of, processed):
    figure = profile_of("WK099511").figure("leeftijd_65_plus_pct")  # a young wijk: 165 of 3980
    row = processed.reference.loc[("leeftijd_65_plus_pct", figure.value.period, 0)]
    assert row.n > 2500
    assert figure.percentile < 2
    assert (figure.value.number - figure.nederland.number) / figure.spread < -2
    assert figure.bands[0] <= figure.bands[1] <= figure.bands[2] <= figure.bands[3] <= figure.bands[4]


def test_a_number_of_people_and_a_gemeente_have_no_place(profile_of):
    assert profile_of("WK099511").figure("inwoners_aantal").bands is None
    assert profile_of("GM0995").figure("eenzaam_pct").bands is None
    assert math.isnan(profile_of("WK099511").figure("herkomst_europa_pct").percentile)


def test_a_figure_that_a_tenth_of_the_wijken_has_gives_no_place_among_all(profile_of, processed):
    row = processed.reference.loc[("stadsverwarming_pct", 2021, 0)]
    assert row.filled < 0.2
    figure = next(f for code in processed.areas.select(["GM0855"], level="wijk", boundary_year=2021)
                  if (f := profile_of(code, 2021).figure("stadsverwarming_pct")).value.is_known)  # fmt: skip
    assert (figure.bands, math.isnan(figure.percentile), math.isnan(figure.spread)) == (None, True, True)


def test_a_source_without_a_row_of_nederland_is_said_to_give_none(profile_of, processed):
    profile, name = profile_of("WK099511", tables=copy(processed)), "ses_woa_score"
    cell = replace(next(iter(profile._rows.cells.values())), value=-0.2, status="ok", source="cbs_ses_woa_2024")
    (part,) = profile.area.parts
    profile._rows.__dict__["cells"] = {**profile._rows.cells, (part.area_id, name, 2023): cell}
    nederland = profile.figure(name).nederland
    assert (nederland.status, nederland.source) == ("not_published", "cbs_ses_woa_2024")
    assert Verdicts(profile).of(name).judgement.state == "no_judgement"
    assert sentences.fact(profile.figure(name), "Warande").endswith("is in Warande −0,20\N{NO-BREAK SPACE}punt (2023).")


def test_what_a_source_gives_of_gemeenten_only_leaves_no_gap_in_a_wijk(profile_of, processed):
    profile, name = profile_of("WK099511", tables=copy(processed)), "leefbaarheid_klasse"
    cell = replace(next(iter(profile._rows.cells.values())), value=6.0, status="ok", source="leefbaarometer_2024")
    (gemeente,) = profile.area.gemeenten
    profile._rows.__dict__["cells"] = {**profile._rows.cells, (f"{gemeente}@2020", name, 2024): cell}
    assert profile.figure(name).value.status == "not_filled"
    assert name not in [v.figure.indicator.id for v in Verdicts(profile).rows("wonen")]


# ----------------------------------------------------------------------------- buurten


def test_buurten_are_those_of_the_year_in_which_the_wijk_was_the_same(profile_of):
    buurten = profile_of("WK027502").buurten
    assert set(buurten.boundary_year) == {2024}
    assert len(buurten) == 5 and buurten.area_code.str.startswith("BU027502").all()
    assert set(profile_of("WK099506").buurten.boundary_year) == {2020}, "Kustwijk was another area in 2024"


def test_buurten_of_a_composite_area_are_those_of_all_its_parts(profile_of):
    codes = profile_of("velp-en-rozendaal").buurten.area_code
    assert {c[:8] for c in codes} == {"BU027502", "BU027700"}
    assert profile_of("kern-dedemsvaart").buurten.area_code.tolist() == ["BU01600901", "BU01600902", "BU01600903"]


def test_buurten_of_a_gemeente_are_all_of_them(profile_of):
    assert {c[:6] for c in profile_of("GM0301").buurten.area_code} == {"BU0301"}


@pytest.mark.parametrize("code", ["BU01600901", "NL"])
def test_no_buurten_are_shown_where_there_are_none_to_show(profile_of, code):
    assert profile_of(code).buurten.empty


def test_no_buurten_are_shown_of_a_wijk_that_was_another_in_the_years_that_have_them(profile_of, example):
    tables = relinked(example, WK027502={"of": 2022, "area_id": "WK027502@2022"})
    profile = profile_of("WK027502", 2022, tables=tables)
    assert profile.buurten.empty
    assert profile.buurt_values("eenzaam_pct").empty


def test_values_of_buurten_are_of_one_year_and_keep_their_status(profile_of):
    values = profile_of("WK027502").buurt_values("eenzaam_pct")
    assert set(values.period) == {2020}
    assert len(values) == len(profile_of("WK027502").buurten)
    assert (values.value.notna() == (values.status == "ok")).all()


# ---------------------------------------------------------------------------- editions


@pytest.fixture(scope="module")
def closed(example, tmp_path_factory):
    """The example with invented figures that only partners, or nobody outside, may see."""
    paths = Paths(tmp_path_factory.mktemp("closed"))
    paths.processed.mkdir(parents=True)
    for path in example.processed.iterdir():
        (paths.processed / path.name).symlink_to(path)
    figures = pd.read_parquet(example.processed / "figures.parquet")
    own = figures[(figures.area_code == "WK099511") & (figures.period == 2020)]
    own = own[own.indicator.isin(["eenzaam_pct", "roker_pct", "herkomst_europa_pct"])].copy()
    third = own.iloc[:1].assign(indicator="herkomst_europa_pct")
    own = pd.concat([own, third]).assign(period=2023, value=77.777, source="eigen_enquete", boundary_year=2022)
    own["openness"] = own.indicator.map(
        {"eenzaam_pct": "intern", "roker_pct": "partners", "herkomst_europa_pct": "intern"}
    ).astype(str)
    for frame in (figures, own):
        for column in frame.select_dtypes("category"):
            frame[column] = frame[column].astype(str)
    (paths.processed / "figures.parquet").unlink()
    pd.concat([figures, own]).to_parquet(paths.processed / "figures.parquet", index=False)
    seal(paths.processed)
    return Processed(paths)


@pytest.mark.parametrize(
    ("edition", "lonely", "smoker", "own"),
    [
        ("openbaar", [], [], "not_filled"),
        ("partners", [], [(2023, 77.777)], "not_filled"),
        ("intern", [(2023, 77.777)], [(2023, 77.777)], "ok"),
    ],
)
def test_an_edition_only_has_what_it_may_show(profile_of, closed, edition, lonely, smoker, own):
    profile = profile_of("WK099511", edition=edition, tables=closed)
    shown = {i: profile.figure(i).value for i in ["eenzaam_pct", "roker_pct", "herkomst_europa_pct"]}
    beside = {i: [(f.value.period, f.value.number) for f in profile.own_figures(i)] for i in shown}
    assert (shown["eenzaam_pct"].period, shown["eenzaam_pct"].number, beside["eenzaam_pct"]) == (2020, 42.2, lonely)
    assert (shown["roker_pct"].period, shown["roker_pct"].number, beside["roker_pct"]) == (2020, 20.4, smoker)
    # Nobody publishes this one, so where it may be shown the own figure is the figure, and nothing is beside it.
    assert (shown["herkomst_europa_pct"].status, beside["herkomst_europa_pct"]) == (own, [])


def test_no_row_above_the_edition_is_in_a_profile_at_all(profile_of, closed):
    profile = profile_of("WK099511", tables=closed)
    assert set(profile._rows.every.openness) == {"openbaar"}
    assert not (profile._rows.every.value == 77.777).any()
    assert 77.777 not in [v.number for i in profile.catalogue.indicators for v in profile.history(i)]
    assert "eigen_enquete" not in {c.source for c in profile._rows.cells.values()}


def test_own_figures_are_shown_also_where_the_country_has_none_of_that_year(profile_of, closed):
    (figure,) = profile_of("WK099511", edition="intern", tables=closed).own_figures("eenzaam_pct")
    assert (figure.value.source, figure.value.period) == ("eigen_enquete", 2023)
    assert (figure.nederland, figure.gemeente, figure.bands) == (None, None, None), "nothing of another year beside it"


# ---------------------------------------------------------------------------- opening


def test_an_edition_that_does_not_exist_is_refused(example):
    with pytest.raises(ReportError) as error:
        load_profile("WK099511", edition="vertrouwelijk", paths=example)
    assert str(error.value) == "unknown edition 'vertrouwelijk'; choose from openbaar, partners, intern"


def test_a_misspelt_area_is_refused_with_what_is_close(example):
    with pytest.raises(AreaError, match=r"Did you mean .*WK099511 \(Warande\)"):
        load_profile("Warrande", paths=example)


def test_without_processed_tables_the_next_step_is_named(tmp_path):
    with pytest.raises(ProcessedDataError, match=r"build.json is not there; make it with `wijkanalyse process`"):
        load_profile("WK099511", paths=Paths(tmp_path))


def test_a_damaged_table_is_named_with_the_next_step(tmp_path):
    paths = Paths(tmp_path)
    paths.processed.mkdir(parents=True)
    (paths.processed / "areas.parquet").write_bytes(b"PAR1 cut off")
    (paths.processed / "build.json").write_text("{}", encoding="utf-8")
    seal(paths.processed)
    with pytest.raises(ProcessedDataError, match=r"areas.parquet cannot be read .*`wijkanalyse process --refresh`"):
        load_profile("WK099511", paths=paths)


def test_only_sources_that_were_used_are_named(profile_of):
    ids = {s["id"] for s in profile_of("kern-dedemsvaart").used_sources()}
    assert {"cbs_kwb_2020", "rivm_gezondheid_2020"} <= ids
    assert "cbs_kwb_2022" in ids, "of which the figures of gemeente and Nederland stand beside what is not linked"
    assert not any(i.startswith("pdok") for i in ids), "of 2020 there is no map"


def test_missing_is_never_nought(profile_of, catalogue):
    for code in ["WK051801", "WK099511", "hoensbroek"]:
        profile = profile_of(code)
        for indicator in catalogue.indicators.values():
            if indicator.shown:
                value = profile.figure(indicator.id).value
                assert value.is_known != bool(np.isnan(value.number)), (code, indicator.id)


# ------------------------------------------------- own figures beside those of the country

SURVEY = {"source": "eigen", "estimate_type": "survey", "openness": "intern"}


def with_own(example, gemeente, *figures):
    """The example with own figures: code, indicator, year and what is in them."""

    def change(rows):
        for code, indicator, period, columns in figures:
            rows = put(rows, code, indicator, period, **(SURVEY | columns))
        return rows

    return altered(example, [gemeente], change)


def test_an_own_figure_of_one_buurt_stands_beside_the_published_ones(example, profile_of):
    before = profile_of("WK027502").buurt_values("eenzaam_pct").set_index("area_code")
    first, second = before.index[:2]
    own = [(first, "eenzaam_pct", 2023, {"value": 55.5}), (second, "eenzaam_pct", 2023, {"status": "disclosure"})]
    tables = with_own(example, "GM0275", *own)
    profile = profile_of("WK027502", edition="intern", tables=tables)
    pd.testing.assert_frame_equal(profile.buurt_values("eenzaam_pct").set_index("area_code"), before)
    assert before.is_usual.all() and len(before) > 4
    assert profile.own_buurt_values("eenzaam_pct") == {first: (55.5, 2023)}
    html = sections.buurten(profile).html
    assert html.count("(2023)") == 1 and "<small>eigen cijfer (2023): 55,5%</small>" in html


AGES = [f"leeftijd_{age}_pct" for age in ("0_14", "15_24", "25_44", "45_64", "65_plus")]


def test_ages_in_one_chart_are_of_one_year(example, profile_of):
    public = profile_of("WK027502")
    own = [("WK027502", i, 2023, {"value": v}) for i, v in zip(AGES, (10.0, 11.0, 12.0, 13.0, 54.0), strict=True)]
    mixed = profile_of("WK027502", edition="intern", tables=with_own(example, "GM0275", *own))
    assert [f.value.number for f in mixed.own_figures(AGES[4])] == [54.0]
    together, expected = (p.figures_together(AGES) for p in (mixed, public))
    assert {f.value.period for f in together.values()} == {f.value.period for f in expected.values()} == {2022}
    assert [numbers(f) for f in together.values()] == [numbers(f) for f in expected.values()]
    assert population.ages_and_households(mixed) == population.ages_and_households(public)


def test_groups_without_a_year_in_common_give_no_chart(example, profile_of):
    def change(rows):
        keep = ~((rows.area_code == "WK027502") & rows.indicator.isin(AGES))
        for i, year in zip(AGES, (2020, 2022, 2022, 2022, 2022), strict=True):
            keep |= (rows.area_code == "WK027502") & (rows.indicator == i) & (rows.period == year)
        return rows[keep]

    chart = population.ages_and_households(profile_of("WK027502", tables=altered(example, ["GM0275"], change)))
    assert "Over leeftijd is er geen cijfer: er is geen jaar met een cijfer voor elke groep." in chart
    assert "Huishoudens <small>" in chart


def test_an_own_figure_of_the_structure_does_not_change_the_comparable_wijken(example, profile_of):
    own = ("WK027502", AGES[4], 2023, {"value": 61.0, "openness": "openbaar"})
    changed = profile_of("WK027502", tables=with_own(example, "GM0275", own))
    public = profile_of("WK027502").figure(AGES[4]).value
    assert numbers(changed.figure(AGES[4])) == numbers(profile_of("WK027502").figure(AGES[4]))
    assert changed.own_figures(AGES[4])[0].value.number == 61.0
    national = changed.national_value(AGES[4])
    assert (national.number, national.period) == (public.number, public.period)
    found = [Verdicts(p).comparable.wijken.area_code.tolist() for p in (changed, profile_of("WK027502"))]
    assert found[0] == found[1]


# ------------------------------------------------------------------ a whole gemeente


@pytest.mark.parametrize(
    ("year", "level", "without", "whole"),
    [
        (2022, "gemeente", 0, True), (2022, "wijk", 0, True), (2022, "wijk", 1, False),
        (2020, "buurt", 0, True), (2020, "buurt", 1, False),
    ],
)  # fmt: skip
def test_a_composite_that_is_a_whole_gemeente_is_not_compared_with_it(
    processed, profile_of, year, level, without, whole
):
    codes = processed.areas.select(["GM0275"], boundary_year=year, level=level)
    composite = Composite(code="alles", name="Alles", parts=tuple(codes[without:]), boundary_year=year)
    tables = copy(processed)
    tables.__dict__["areas"] = Areas(processed.areas.register, {"alles": composite})
    profile = profile_of("alles", tables=tables)
    assert profile.is_whole_gemeente is whole
    gemeente = profile.figure("inwoners_aantal").gemeente
    assert (gemeente.status == "same_area") is whole
    if year == 2022 and whole:
        drawn = sections.location(profile).html
        assert drawn.count('class="hier"') == len(processed.areas.select(["GM0275"], boundary_year=2022))
        assert 'class="buur"' not in drawn


def test_of_a_figure_of_gemeenten_only_a_wijk_shows_that_of_its_gemeente(example, catalogue):
    """The figures are invented; the table is one of 2022, and the report is in other boundaries."""

    def change(rows):
        for code, value in (("GM0995", 16.5), ("NL", 16.75)):
            rows = put(
                rows, code, "gemeten_roker_pct", 2022, value=value, lower=value - 3, upper=value + 3,
                source="cbs_gezondheidsmonitor_2022", estimate_type="survey", boundary_year=2022,
            )  # fmt: skip
        return rows

    processed = altered(example, ["GM0995"], change)
    figure = Profile(processed.areas.find("WK099511"), processed, catalogue, "openbaar").figure("gemeten_roker_pct")
    assert (figure.value.status, figure.value.period) == ("not_published", 2022)
    assert (figure.gemeente.number, figure.gemeente.lower, figure.nederland.number) == (16.5, 13.5, 16.75)
