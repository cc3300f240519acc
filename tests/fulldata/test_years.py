"""Which years of an area belong together, what is said where they do not, and in which boundaries it is reported."""

from __future__ import annotations

import unicodedata

import pandas as pd
import pytest

from wijkanalyse.errors import AreaError
from wijkanalyse.process.register import NEAR, NEAR_INWONERS, NEAR_SURFACE
from wijkanalyse.profile.profile import Profile

pytestmark = [pytest.mark.fulldata, pytest.mark.xdist_group("fulldata")]

ENOUGH = 500
"""Inhabitants in 2022 of the wijken that are counted."""
HEALTH = "eenzaam_pct"


@pytest.fixture(scope="module")
def wijken(areas) -> pd.DataFrame:
    """Wijken of 2022 that have their code since 2020, with what they were in 2020 and the flags in between."""
    of = {
        y: areas[(areas.boundary_year == y) & (areas.area_level == "wijk")].set_index("area_code")
        for y in (2020, 2021, 2022)
    }
    now, before = of[2022], of[2020]
    now = now[now.inwoners >= ENOUGH].assign(
        surface_before=before.surface_ha,
        inwoners_before=before.inwoners,
        id_before=before.area_id,
        flag_2021=of[2021].change_flag,
    )
    return now[now.id_before.notna()]


@pytest.fixture(scope="module")
def moved(wijken) -> pd.Series:
    return (wijken.change_flag == "3") | (wijken.flag_2021 == "3")


def nearly_as_in_2020(wijken):
    surface = (wijken.surface_ha / wijken.surface_before - 1).abs() <= NEAR_SURFACE
    return surface & ((wijken.inwoners / wijken.inwoners_before - 1).abs() <= NEAR_INWONERS)


def linked_to_2020(wijken):
    return wijken.area_id == wijken.id_before


# ------------------------------------------------------------------- nearly the same boundary


def near_ids(areas):
    return set(areas.area_id[areas.link == NEAR])


def test_wijken_whose_boundary_hardly_moved_have_their_figures_back(wijken, areas):
    """JUDGEMENT J2: 87 wijken and 642 145 people that are nearly as in 2020, and 7 that only grew in a year between."""
    back = wijken[linked_to_2020(wijken) & wijken.area_id.isin(near_ids(areas[areas.boundary_year.isin([2021, 2022])]))]
    direct = back[nearly_as_in_2020(back)]
    assert (len(direct), direct.inwoners.sum()) == (87, 642_145)
    assert (len(back), back.inwoners.sum()) == (94, 678_350)


def test_no_wijk_that_is_nearly_as_in_2020_is_left_out(wijken):
    assert not (nearly_as_in_2020(wijken) & ~linked_to_2020(wijken)).any()


def test_of_nijmegen_six_of_nine_wijken_pass(areas):
    nijmegen = areas[(areas.boundary_year == 2022) & (areas.gemeente_code == "GM0268") & (areas.area_level == "wijk")]
    by_code = nijmegen.set_index("area_code")
    assert by_code.link["WK026807"] == NEAR, "Dukenburg: 720 ha in both years"
    assert sorted(by_code.name[by_code.link == ""]) == ["Nijmegen-Centrum", "Nijmegen-Noord", "Nijmegen-Zuid"]


SHIFTS = {
    # P95 of the shift of a share from 2020 to 2022, in percentage points around the median shift of the group
    "leeftijd_65_plus_pct": (1.92, 1.36, 7.89),
    "eenpersoonshuishoudens_pct": (3.20, 2.02, 11.19),
    "leeftijd_0_14_pct": (1.66, 1.41, 5.12),
}


@pytest.mark.parametrize(("indicator", "expected"), SHIFTS.items())
def test_inside_the_rule_shares_shift_as_in_unchanged_wijken(wijken, moved, figures, indicator, expected):
    """The table of JUDGEMENT J2: unchanged, moved and inside the rule, moved and outside it."""
    here = figures[(figures.indicator == indicator) & (figures.area_level == "wijk")]
    by_year = {y: here[here.boundary_year == y].set_index("area_code").value for y in (2020, 2022)}
    shift = (by_year[2022] - by_year[2020]).reindex(wijken.index)
    inside = nearly_as_in_2020(wijken)
    groups = [shift[group].dropna() for group in (~moved, moved & inside, moved & ~inside)]
    p95 = [(group - group.median()).abs().quantile(0.95) for group in groups]
    assert p95 == pytest.approx(expected, abs=0.02)
    assert [len(group) for group in groups] == pytest.approx([2398, 84, 123], abs=5)


def test_what_is_linked_by_the_rule_shifts_no_more_than_unchanged_wijken(wijken, moved, figures):
    """The same for what the chain of years links: each step by itself, compared with the year before."""
    for indicator in SHIFTS:
        here = figures[(figures.indicator == indicator) & (figures.area_level == "wijk")]
        by_year = {y: here[here.boundary_year == y].set_index("area_code").value for y in (2020, 2022)}
        shift = (by_year[2022] - by_year[2020]).reindex(wijken.index).dropna()
        linked = linked_to_2020(wijken).reindex(shift.index)
        near, same = shift[moved & linked], shift[~moved & linked]
        assert len(near) == 91
        assert (near - near.median()).abs().quantile(0.95) <= (same - same.median()).abs().quantile(0.95), indicator


# ---------------------------------------------------------------- beside what cannot be linked


@pytest.fixture(scope="module")
def profile_of(processed, catalogue):
    return lambda code: Profile(processed.areas.find(code), processed, catalogue, "openbaar")


@pytest.mark.parametrize(
    ("code", "name", "own", "gemeente"),
    [
        ("WK026807", "Dukenburg", "near", 49.9),
        ("WK195917", "Eethen", "near", 41.5),
        ("WK075300", "Best", "near", None),  # all of its gemeente
        ("WK016600", "Kampen", "not_linked", 43.9),
        ("WK003404", "De Meenten", "not_linked", 48.5),
        ("WK003477", "Oosterwold", "not_linked", 48.5),
        ("WK195907", "Rijswijk (NB)", "not_linked", 41.5),  # in Altena, a merger of 2019
    ],
)
def test_beside_the_figure_of_an_area_stands_that_of_its_gemeente(profile_of, code, name, own, gemeente):
    profile = profile_of(code)
    figure = profile.figure(HEALTH)
    assert profile.area.name == name
    assert (figure.value.period, figure.value.boundary_year, figure.nederland.number) == (2020, 2020, 47.0)
    assert ("near" if figure.value.near_boundary else figure.value.status) == own
    assert figure.gemeente.status == ("ok" if gemeente else "same_area")
    assert not gemeente or figure.gemeente.number == gemeente


# --------------------------------------------------------------- the year of the boundaries


@pytest.mark.usefixtures("as_kwb_2024_opened")
def test_most_wijken_are_reported_in_the_newest_boundaries(processed):
    found = processed.areas
    years = {
        y: pd.Series([found.find(c).boundary_year for c in found.select(boundary_year=y)]).value_counts().to_dict()
        for y in (2022, 2024)
    }
    assert years == {2022: {2024: 2930, 2022: 410}, 2024: {2024: 3115, 2022: 278}}


def test_the_list_of_the_country_is_of_a_year_in_which_its_wijken_can_be_followed(processed):
    assert processed.areas.year_of() == 2022
    assert set(processed.wijken.area_code) == set(processed.areas.select())


def test_an_area_with_an_outline_is_never_reported_without(processed):
    drawn = {y: set(processed.polygons("wijken", y).area_code) for y in (2022, 2024)}
    for code in processed.areas.select():
        assert code in drawn[processed.areas.find(code).boundary_year], code


def test_names_are_well_formed_and_unique_within_a_gemeente_in_every_year(processed):
    areas = processed.areas.register
    within = areas[areas.area_level.isin(["wijk", "buurt"])]
    double = within[within.duplicated(["boundary_year", "gemeente_code", "area_level", "name"], keep=False)]
    assert double.empty, double[["boundary_year", "area_code", "title", "name"]].head(10).to_string()
    odd = areas[
        areas.name.str.contains(
            r"^[^\w'‘’(\"]|\s{2,}|^\s|\s$|[\s:;,/-]$|\ufffd|^Wijk [0-9A-Z]{2}\b|^Buurt [0-9A-Z]{2}\b"
        )
        | areas.name.map(lambda name: unicodedata.normalize("NFC", name) != name)
        | (areas.name.str.len() < 2)
    ]
    assert odd.empty, odd[["boundary_year", "area_code", "title", "name"]].head(10).to_string()


def test_every_gemeente_is_found_by_its_name_without_capitals_and_accents(processed):
    areas = processed.areas
    towns = areas.register[areas.register.area_level == "gemeente"].drop_duplicates("area_code", keep="last")
    for code, name in zip(towns.area_code, towns.name, strict=True):
        assert areas.codes_of([name.upper()]) == [code]
        assert areas.codes_of([unicodedata.normalize("NFD", name)]) == [code]
    assert areas.codes_of(["Den Haag", "Den Bosch"]) == areas.codes_of(["'s-Gravenhage", "'s-Hertogenbosch"])
    with pytest.raises(AreaError, match=r"Bergen \(L\.\).*Bergen \(NH\.\)|Bergen \(NH\.\).*Bergen \(L\.\)"):
        areas.codes_of(["Bergen"])
