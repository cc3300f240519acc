"""Whether a table is of the areas that its title says, and of all of them; outlines that are no outlines."""

from __future__ import annotations

import gzip
import json

import pandas as pd
import pytest
from conftest import family_with

from wijkanalyse.errors import RawDataError
from wijkanalyse.process.fit import check_whole, of_known_areas, still_empty
from wijkanalyse.process.polygons import against_surfaces, of_register, read_polygons
from wijkanalyse.process.series import one_family_each, without_repeats

REGISTER = pd.DataFrame(
    [(2022, f"WK0001{i:02}") for i in range(20)] + [(2020, f"WK0009{i:02}") for i in range(20)],
    columns=["boundary_year", "area_code"],
)


def figures(codes, year=2022):
    return pd.DataFrame({"area_code": codes, "boundary_year": year, "value": 1.0})


# ----------------------------------------------------------------------- which areas


def test_a_few_unknown_areas_are_left_out_and_named(source_card):
    faults = []
    codes = [*REGISTER.area_code[:19], "WK009999"]
    found = of_known_areas(source_card(), figures(codes), REGISTER, faults)
    assert found.area_code.tolist() == codes[:19]
    assert faults == [
        "cbs_kwb_2022 (00000NED): 1 areas do not exist in the boundaries of 2022 and are left out: WK009999"
    ]


def test_a_register_that_is_cut_off_does_not_cost_the_tables_of_its_year(source_card):
    whole = [f"GM00{i:02}" for i in range(20)]
    there = {2020: whole, 2022: whole[:10]}
    register = pd.concat([pd.DataFrame({"area_code": c, "boundary_year": y}) for y, c in there.items()])
    faults = []
    assert of_known_areas(source_card(), figures(whole), register, faults).area_code.tolist() == whole[:10]
    assert "10 areas lie in gemeenten that the Kerncijfers of 2022 do not have, which are cut off" in faults[0]


def test_a_table_of_other_boundaries_than_its_title_is_left_out_with_the_year_that_it_fits(source_card):
    faults = []
    assert of_known_areas(source_card(), figures([f"WK0009{i:02}" for i in range(20)]), REGISTER, faults).empty
    assert "20 of its 20 areas, such as WK000900, do not exist in the boundaries of 2022" in faults[0]
    assert "20 are in those of 2020" in faults[0]


def test_a_table_of_a_tenth_of_the_areas_is_used_and_told(source_card):
    faults = []
    assert len(of_known_areas(source_card(), figures(["WK000100", "WK000101"]), REGISTER, faults)) == 2
    assert faults == ["cbs_kwb_2022 (00000NED): has figures of 2 of 20 areas of level wijk; it was perhaps cut off"]


# ------------------------------------------------------------------- a whole edition


@pytest.fixture
def edition(raw_table, source_card):
    """An invented edition with a number of gemeenten and wijken on its card."""

    def make(year, **regions):
        source = source_card(f"cbs_kwb_{year}", boundary_year=year, period=year)
        table = raw_table(source, ["AantalInwoners_5"], [{"WijkenEnBuurten": "NL00", "AantalInwoners_5": "."}])
        object.__setattr__(table, "card", table.card.model_copy(update={"regions": regions}))
        return table

    return make


def test_an_edition_that_is_cut_off_is_told_and_refused_as_register_when_half_is_gone(edition):
    others = {2022: edition(2022, GM=340, WK=3300).card}
    table = edition(2024, GM=200, WK=1700)
    check_whole(table, others, is_register=True)
    assert "200 of level gemeente (340 in 2022) and 1700 of level wijk (3300 in 2022)" in table.faults[0]
    with pytest.raises(RawDataError, match=r"is not used\. Fetch it again with `wijkanalyse fetch cbs_kwb_2024 --refr"):
        check_whole(edition(2024, GM=200, WK=1600), others, is_register=True)
    check_whole(edition(2024, GM=3, WK=10), others, is_register=False)


def test_an_edition_of_nearly_all_areas_says_nothing(edition):
    table = edition(2024, GM=330, WK=3100)
    check_whole(table, {2022: edition(2022, GM=340, WK=3300).card}, is_register=True)
    assert table.faults == []


def test_an_edition_that_has_just_opened_is_not_used_yet(edition):
    table = edition(2026)
    family = family_with(table.source, must_have=["AantalInwoners"])
    assert "it is not used, since it has no figures yet of AantalInwoners" in still_empty(table, family)
    with pytest.raises(RawDataError, match="the table has no column Oppervlakte"):
        still_empty(table, family_with(table.source, must_have=["Oppervlakte"]))


# ---------------------------------------------------------------- one table per series

ROWS = [
    ("a", 2012, 2020, "ok"), ("a", 2020, 2020, "ok"), ("a", 2020, 2024, "ok"), ("a", 2024, 2024, "ok"),
    ("b", 2020, 2020, "ok"), ("b", 2020, 2024, "suppressed"), ("c", 2024, 2024, "suppressed"),
]  # fmt: skip


def kept(cards, source_card, **changes):
    source = source_card("rivm_2020", family="rivm")
    rows = pd.DataFrame(ROWS, columns=["area_id", "period", "boundary_year", "status"])
    rows = rows.assign(indicator="x", source=[f"rivm_{year}" for year in rows.boundary_year])
    catalogue = cards(source)
    object.__setattr__(catalogue, "families", {"rivm": family_with(source, **changes)})
    found = without_repeats(rows, catalogue)
    return list(zip(found.area_id, found.period, found.boundary_year, strict=True))


def test_all_editions_of_a_series_that_is_estimated_anew_are_kept(cards, source_card):
    assert kept(cards, source_card, repeats=True) == [row[:3] for row in ROWS]


def test_of_other_families_only_a_figure_that_occurs_twice_is_of_the_newest(cards, source_card):
    assert kept(cards, source_card) == [
        ("a", 2012, 2020), ("a", 2020, 2024), ("a", 2024, 2024), ("b", 2020, 2020), ("c", 2024, 2024),
    ]  # fmt: skip


# ---------------------------------------------------------------- one table per figure


def given(source, year, *areas):
    """Figures of an indicator in an edition: known for the areas, and not for one more."""
    rows = [(area, "x_pct", year, "ok") for area in areas] + [("WK000109", "x_pct", year, "suppressed")]
    return pd.DataFrame(rows, columns=["area_code", "indicator", "period", "status"]).assign(source=source)


@pytest.fixture
def two_families(cards, source_card, indicator_card):
    made = indicator_card("x_pct", {"value": {"stem": "X"}}, {"family": "cbs_energie", "value": {"stem": "Y"}})
    other = source_card("cbs_energie_2022", family="cbs_energie")
    return cards(source_card(), other, made)


def test_of_two_families_the_one_that_knows_most_areas_gives_a_year_wholly(two_families):
    kwb, energy = given("cbs_kwb_2022", 2022, "WK000101"), given("cbs_energie_2022", 2022, "WK000101", "WK000102")
    older, told = given("cbs_kwb_2021", 2021, "WK000101"), []
    found = one_family_each([older, kwb, energy], two_families, told)
    assert [frame.source.iloc[0] for frame in found] == ["cbs_kwb_2021", "cbs_energie_2022"]
    assert len(found[1]) == 3
    assert told == ["cbs_kwb_2022: x_pct 2022: read from cbs_energie, which has at least as many areas"]


def test_of_equal_families_the_one_that_the_card_names_first_is_taken(two_families):
    frames = [given("cbs_energie_2022", 2022, "WK000101"), given("cbs_kwb_2022", 2022, "WK000102")]
    (found,) = one_family_each(frames, two_families, [])
    assert found.source.iloc[0] == "cbs_kwb_2022"


# --------------------------------------------------------------------------- outlines

SQUARE = [[5, 52], [5.1, 52], [5.1, 52.1], [5, 52.1], [5, 52]]
BOW = [[5, 52], [5.1, 52.1], [5.1, 52], [5, 52.1], [5, 52]]


def test_outlines_that_are_not_valid_are_repaired_or_left_out_and_told(tmp_path):
    rings = {"WK000101": SQUARE, "WK000102": BOW, "WK000103": SQUARE[:2], "WK000104": [[5, 52]] * 4}
    features = [
        {"type": "Feature", "properties": {"wijkcode": code, "water": "NEE"},
         "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for code, ring in rings.items()
    ]  # fmt: skip
    path = tmp_path / "pdok_wijken_2022" / "features.geojson.gz"
    path.parent.mkdir()
    path.write_bytes(gzip.compress(json.dumps({"type": "FeatureCollection", "features": features}).encode()))
    faults = []
    outlines = read_polygons(path, "wijken", faults)
    assert outlines.area_code.tolist() == ["WK000101", "WK000102"]
    assert outlines.geometry.is_valid.all()
    assert faults == [
        f"pdok_wijken_2022: {n} outlines are not valid and were {how}: {codes}. "
        "`wijkanalyse fetch pdok_wijken_2022 --refresh` asks for them anew."
        for n, how, codes in [(1, "repaired", "WK000102"), (2, "left out", "WK000103, WK000104")]
    ]


def outlines_of(tmp_path, **geometries):
    features = [
        {"type": "Feature", "properties": {"wijkcode": code, "water": "NEE"}, "geometry": geometry}
        for code, geometry in geometries.items()
    ]
    path = tmp_path / "pdok_wijken_2022" / "features.geojson.gz"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(gzip.compress(json.dumps({"type": "FeatureCollection", "features": features}).encode()))
    return read_polygons(path, "wijken")


def test_a_height_and_an_empty_part_of_an_outline_are_left_out(tmp_path):
    high = [[*point, 0.0] for point in SQUARE]
    outlines = outlines_of(
        tmp_path,
        WK000101={"type": "Polygon", "coordinates": [high]},
        WK000102={"type": "MultiPolygon", "coordinates": [[high], []]},
    )
    assert not outlines.geometry.has_z.any()
    assert [len(getattr(shape, "geoms", [shape])) for shape in outlines.geometry] == [1, 1]
    assert outlines.geometry.area.round(6).tolist() == [0.01, 0.01]


def test_outlines_are_those_of_the_areas_of_the_register(tmp_path):
    square = {"type": "Polygon", "coordinates": [SQUARE]}
    outlines, told = outlines_of(tmp_path, WK000101=square, WK009999=square), []
    kept = of_register(outlines, {"WK000101", "WK000102"}, "pdok_wijken_2022", told)
    assert kept.area_code.tolist() == ["WK000101"]
    assert told == [
        "pdok_wijken_2022: 1 outlines are of areas that do not exist and were left out: WK009999",
        "pdok_wijken_2022: 1 areas have no outline, so no map shows them: WK000102",
    ]


@pytest.mark.parametrize(
    ("land", "total", "said"),
    [
        pytest.param(7600, 7700, None, id="as the register says"),
        pytest.param(4000, 7700, None, id="small waters inside"),
        pytest.param(6500, 6500, None, id="drawn for a small map"),
        pytest.param(3800, 3900, "the register says 3800 to 3900", id="two outlines under one code"),
        pytest.param(15200, 20000, "the register says 15200 to 20000", id="half of it"),
        pytest.param(15200, float("nan"), "the register says 15200)", id="a register without water"),
        pytest.param(float("nan"), float("nan"), None, id="unknown"),
    ],
)
def test_an_outline_of_another_size_than_the_register_gives_is_told(tmp_path, land, total, said):
    """A tenth of a degree each way around 52 degrees north is 6.86 by 11.1 kilometres, some 7,640 hectares."""
    outlines = outlines_of(tmp_path, WK000101={"type": "Polygon", "coordinates": [SQUARE]})
    surfaces = pd.DataFrame({"land": [land], "total": [total]}, index=["WK000101"])
    against_surfaces(outlines, surfaces, "Wijken 2022", told := [])
    assert len(told) == (said is not None)
    if said:
        assert "outlines of 1 areas" in told[0] and "WK000101 (76" in told[0] and said in told[0]
