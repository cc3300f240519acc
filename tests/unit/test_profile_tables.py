"""The tables of an analyst; figures of the example, as CBS and RIVM published them."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from altered_example import altered, put

from wijkanalyse import region_table
from wijkanalyse.errors import AreaError, UnknownNameError
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.tables import BUURTEN, FIGURES, YEARS
from wijkanalyse.show import wording

VELP, HOLTHONE, BUURT = "WK027502", "WK016015", "BU02750200"


@pytest.fixture(scope="module")
def profile_of(verdicts_of):
    return lambda *area, **more: verdicts_of(*area, **more).profile


def row(table: pd.DataFrame, indicator: str, **where) -> pd.Series:
    """The one row of an indicator."""
    found = table[table.id == indicator]
    for name, value in where.items():
        found = found[found[name] == value]
    assert len(found) == 1, found
    return found.iloc[0]


# ------------------------------------------------------------------------ figures


def test_the_figures_of_velp_stand_beside_gemeente_and_nederland_with_the_judgement(profile_of):
    table = profile_of(VELP).table(indicators=["woz_waarde_x1000_euro", "eenzaam_pct", "laag_inkomen_pct"])
    assert table.drop(columns="position").to_dict("records") == [
        {
            "id": "woz_waarde_x1000_euro", "label": "Gemiddelde WOZ-waarde", "value": 382, "unit": "× 1.000 euro",
            "period": 2024, "gemeente": 360, "nederland": 378, "judgement": "", "absent": "",
        },
        {
            "id": "eenzaam_pct", "label": "Eenzaam", "value": 48.8, "unit": "%", "period": 2020, "gemeente": 47.6,
            "nederland": 47.0, "judgement": "bijna gelijk", "absent": "",
        },
        {
            "id": "laag_inkomen_pct", "label": "Huishoudens met een laag inkomen", "value": 7.8, "unit": "%",
            "period": 2021, "gemeente": 6.8, "nederland": 6.8, "judgement": "iets ongunstiger", "absent": "",
        },
    ]  # fmt: skip
    assert table.position.round(1).tolist()[1:] == [67.0, 71.0]
    assert dict(table.dtypes.astype(str)) == FIGURES


def test_a_chapter_gives_what_the_report_says_in_its_order(verdicts_of):
    verdicts = verdicts_of(VELP)
    table = verdicts.profile.table(chapter="gezondheid")
    of_report = verdicts.chapter("gezondheid")
    assert table.id.tolist() == [v.figure.indicator.id for v in of_report]
    assert table.judgement.tolist() == [wording.state(v) for v in of_report]


def test_without_a_choice_all_figures_of_a_report_are_there_once(profile_of, catalogue):
    table = profile_of(VELP).table()
    assert sorted(table.id) == sorted(i.id for i in catalogue.indicators.values() if i.shown)


def test_a_theme_gives_the_figures_that_count_and_then_those_beside_it(profile_of):
    ids = profile_of(VELP).table(theme="eenzaamheid").id.tolist()
    assert ids[:4] == ["ernstig_eenzaam_pct", "eenzaam_pct", "emotioneel_eenzaam_pct", "sociaal_eenzaam_pct"]
    assert "eenpersoonshuishoudens_pct" in ids[4:]


def test_one_indicator_may_come_as_it_is_and_a_double_one_counts_once(profile_of):
    profile = profile_of(VELP)
    assert profile.table(indicators="eenzaam_pct").id.tolist() == ["eenzaam_pct"]
    assert profile.table(indicators=["eenzaam_pct", "eenzaam_pct"]).id.tolist() == ["eenzaam_pct"]


@pytest.mark.parametrize("code", [HOLTHONE, "WK051801", "velp-en-rozendaal", "GM0275"])
def test_what_is_absent_is_nan_with_the_reason_and_never_zero(verdicts_of, code):
    verdicts = verdicts_of(code)
    table = verdicts.profile.table()
    figures = [verdicts.profile.figure(i) for i in table.id]
    assert (table.value.isna() == (table.absent != "")).all()
    assert table.absent.tolist() == ["" if f.value.is_known else wording.ABSENT_SHORT[f.value.status] for f in figures]
    assert (table.absent != "").any()
    assert all(
        math.isnan(shown) != (f.nederland is not None and f.nederland.is_known)
        for shown, f in zip(table.nederland, figures, strict=True)
    )


def test_a_figure_that_an_edition_may_not_show_is_in_none_of_its_tables(example, catalogue):
    def close(rows):
        return put(
            put(rows, VELP, "eenzaam_pct", 2020, openness="intern"), BUURT, "eenzaam_pct", 2020, openness="intern"
        )

    tables = altered(example, ["GM0275", ""], close)
    shown = {}
    for edition in ("openbaar", "partners", "intern"):
        profile = Profile(tables.areas.find(VELP), tables, catalogue, edition)
        shown[edition] = (
            row(profile.table(), "eenzaam_pct").value,
            profile.history_table("eenzaam_pct").period.tolist(),
            row(profile.buurten_table("eenzaam_pct"), "eenzaam_pct", code=BUURT).period,
            "48,8%" in repr(profile.figure("eenzaam_pct")) + profile.figure("eenzaam_pct")._repr_html_(),
        )
    assert shown["intern"] == (48.8, [2012, 2016, 2020], 2020, True)
    assert shown["openbaar"] == shown["partners"] == (44.8, [2012, 2016], 2016, False)


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"chapter": "gezondheit"}, "unknown chapter 'gezondheit', did you mean gezondheid (Gezondheid)?"),
        ({"theme": "eenzamheid"}, "unknown theme 'eenzamheid', did you mean eenzaamheid (Eenzaamheid)?"),
        ({"indicators": ["rookt"]}, "unknown indicator 'rookt', did you mean roker_pct (Rookt)?"),
        ({"indicators": []}, "no indicator was named; profile.table() lists them all"),
        ({"chapter": "zorg", "theme": "roken"}, "chapter and theme were given; choose one of them"),
    ],
)
def test_a_choice_that_cannot_be_made_is_refused_and_never_an_empty_table(profile_of, choice, message):
    with pytest.raises(UnknownNameError) as error:
        profile_of(VELP).table(**choice)
    assert str(error.value) == message


# -------------------------------------------------------------------------- years


def test_years_stand_beside_gemeente_and_nederland_of_that_year(profile_of):
    table = profile_of(VELP).history_table(["leeftijd_65_plus_pct", "eenzaam_pct"])
    assert dict(table.dtypes.astype(str)) == YEARS
    of_age = table[table.id == "leeftijd_65_plus_pct"].round(1)
    assert of_age[["period", "value", "gemeente", "nederland"]].to_numpy().tolist() == [
        [2020, 26.8, 26.1, 19.5],  # 4910 of 18300 people in Velp
        [2021, 26.9, 26.3, 19.8],
        [2022, 27.2, 26.7, 20.0],
        [2024, 27.2, 27.0, 20.5],  # 4995 of 18375
    ]
    lonely = table[table.id == "eenzaam_pct"]
    assert lonely[["period", "value", "gemeente", "nederland"]].to_numpy().tolist() == [
        [2012, 38.8, 37.9, 39.6], [2016, 44.8, 43.2, 43.4], [2020, 48.8, 47.6, 47.0],
    ]  # fmt: skip


def test_only_years_that_a_report_compares_are_comparable(profile_of):
    table = profile_of(VELP).history_table(["leeftijd_65_plus_pct", "eenzaam_pct"])
    assert table[table.id == "leeftijd_65_plus_pct"].comparable.tolist() == [True, True, True, True]
    assert not table[table.id == "eenzaam_pct"].comparable.any(), "an estimate with a model makes no series"


def test_an_indicator_that_reports_only_calculate_with_has_its_years(profile_of):
    table = profile_of(VELP).history_table("inwoners_65_plus_aantal")
    assert table.value.notna().any()


# ------------------------------------------------------------------------ buurten


def test_buurten_stand_by_name_and_a_small_one_has_no_value(profile_of):
    table = profile_of(VELP).buurten_table("leeftijd_65_plus_pct")
    assert dict(table.dtypes.astype(str)) == BUURTEN
    assert table[["name", "inwoners", "absent"]].to_numpy().tolist() == [
        ["Velp-Noord boven spoorlijn", 7630, ""],
        ["Velp-Zuid beneden spoorlijn", 7355, ""],
        ["Velp-Zuid ten zuiden van Waterstraat", 3300, ""],
        ["Verspreide huizen Velp-Noordoost", 15, "onbekend: de groep is te klein"],
        ["Verspreide huizen Velp-Zuidoost", 70, "onbekend: de groep is te klein"],
    ]
    assert table.value.round(1).tolist()[:3] == [29.2, 25.2, 27.1]  # 2225 of 7630, 1855 of 7355, 895 of 3300
    assert table.value.isna().tolist() == [False, False, False, True, True]


def test_a_figure_without_buurten_says_so_for_each(profile_of):
    table = profile_of(VELP).buurten_table("wmo_per_1000")
    assert table.absent.tolist() == ["onbekend: de bron geeft dit hier niet"] * 5
    assert table.value.isna().all()


def test_a_buurt_has_no_buurten_and_still_the_columns(profile_of):
    table = profile_of("BU02750200").buurten_table("eenzaam_pct")
    assert table.empty
    assert dict(table.dtypes.astype(str)) == BUURTEN


# ------------------------------------------------------------------- side by side


def test_all_wijken_of_a_gemeente_stand_side_by_side_by_name(example):
    by_name = region_table("Rheden", ["laag_inkomen_pct", "eenzaam_pct"], paths=example)
    assert by_name[["name", "id", "value", "gemeente"]].to_numpy().tolist() == [
        ["Dieren", "laag_inkomen_pct", 5.7, 6.8], ["Dieren", "eenzaam_pct", 47.2, 47.6],
        ["Rheden", "laag_inkomen_pct", 6.8, 6.8], ["Rheden", "eenzaam_pct", 45.7, 47.6],
        ["Velp", "laag_inkomen_pct", 7.8, 6.8], ["Velp", "eenzaam_pct", 48.8, 47.6],
    ]  # fmt: skip
    assert list(by_name.columns) == ["code", "name", *FIGURES]
    pd.testing.assert_frame_equal(by_name, region_table("GM0275", by_name.id.unique(), paths=example))


def test_a_list_of_any_areas_keeps_its_order(example):
    codes = [VELP, "velp-en-rozendaal", "GM0275", "NL"]
    table = region_table(codes, "eenzaam_pct", paths=example)
    assert table.code.tolist() == codes
    assert table.value.round(1).tolist()[0] == 48.8
    assert table.value.tolist()[2:] == [47.6, 47.0]
    assert region_table(VELP, "eenzaam_pct", paths=example).code.tolist() == [VELP]


@pytest.mark.parametrize(
    ("areas", "indicators", "error", "message"),
    [
        ("Rhedn", "eenzaam_pct", AreaError, "unknown gemeente 'Rhedn', did you mean Rheden?"),
        ([], "eenzaam_pct", AreaError, "no area was named; give a gemeente, such as 'Zwolle', or a list of codes"),
        ([VELP], [], UnknownNameError, "no indicator was named; profile.table() lists them all"),
        ([VELP], "eenzam_pct", UnknownNameError, "unknown indicator 'eenzam_pct', did you mean eenzaam_pct"),
    ],
)
def test_areas_side_by_side_that_cannot_be_are_refused(example, areas, indicators, error, message):
    with pytest.raises(error) as raised:
        region_table(areas, indicators, paths=example)
    assert str(raised.value).startswith(message)
