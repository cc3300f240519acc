"""The register: all areas of a year, their names, and how polygons are compared."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from wijkanalyse.errors import RawDataError
from wijkanalyse.process.area_names import display_name, told_apart
from wijkanalyse.process.register import (
    REGISTER_COLUMNS,
    link_years,
    normalise_name,
    polygon_overlap,
    read_register,
    same_name,
)

TOPICS = [
    "IndelingswijzigingWijkenEnBuurten_4", "AantalInwoners_5", "OppervlakteTotaal_108", "MateVanStedelijkheid_115",
]  # fmt: skip
TITLES = {
    "NL00": "Nederland", "GM0363": "Amsterdam", "WK0363AA": "Haarlemmerbuurt", "GM0277": "Rozendaal",
    "WK027700": "Wijk 00", "BU02770000": "Rozendaal-Dorp",
}  # fmt: skip


def row(code, flag=".", inwoners="100", surface="50", urban="3"):
    return {"WijkenEnBuurten": code, **dict(zip(TOPICS, (flag, inwoners, surface, urban), strict=True))}


ROWS = [row("NL00"), row("GM0363", "1"), row("WK0363AA", "1", "0"), row("GM0277"), row("WK027700", "1", "."),
        row("BU02770000", "1")]  # fmt: skip


@pytest.fixture
def register(raw_table, source_card):
    return read_register(raw_table(source_card(), TOPICS, ROWS, titles=TITLES)).set_index("area_code", drop=False)


def test_each_area_knows_its_level_its_gemeente_and_its_wijk(register):
    assert list(register.columns) == REGISTER_COLUMNS
    shown = register[["area_level", "gemeente_code", "wijk_code"]].apply(tuple, axis=1).to_dict()
    assert shown == {
        "NL": ("land", "", ""),
        "GM0363": ("gemeente", "GM0363", ""),
        "WK0363AA": ("wijk", "GM0363", ""),
        "GM0277": ("gemeente", "GM0277", ""),
        "WK027700": ("wijk", "GM0277", ""),
        "BU02770000": ("buurt", "GM0277", "WK027700"),
    }


def test_a_dot_is_no_flag_and_an_unknown_number_is_not_nought(register):
    assert register.change_flag.to_dict()["NL"] == ""
    assert register.inwoners["WK0363AA"] == 0
    assert pd.isna(register.inwoners["WK027700"])


def test_a_wijk_without_a_name_is_shown_by_the_name_of_its_gemeente(register):
    linked = link_years(register.reset_index(drop=True), {}).set_index("area_code")
    assert linked.name["WK027700"] == "Rozendaal"
    assert linked.name["WK0363AA"] == "Haarlemmerbuurt"
    assert linked.gemeente_name["BU02770000"] == "Rozendaal"


def test_the_other_name_of_the_flag_is_known_too(raw_table, source_card):
    topics = ["IndelingswijzigingGemeenteWijkBuurt_4", *TOPICS[1:]]
    rows = [{topics[0]: "3", **{k: v for k, v in row("GM0277").items() if k != TOPICS[0]}}]
    assert read_register(raw_table(source_card(), topics, rows)).change_flag.tolist() == ["3"]


@pytest.mark.parametrize("missing", TOPICS)
def test_a_column_that_the_register_needs_is_named_when_it_is_missing(raw_table, source_card, missing):
    topics = [t for t in TOPICS if t != missing]
    rows = [{k: v for k, v in row("GM0277").items() if k != missing}]
    with pytest.raises(RawDataError, match=r"the register of cbs_kwb_2022 \(00000NED\): the table has no column"):
        read_register(raw_table(source_card(), topics, rows))


def test_a_strange_symbol_in_the_register_is_named(raw_table, source_card):
    with pytest.raises(RawDataError, match=r"AantalInwoners_5: 1 cells are neither a number.*for example '\*'"):
        read_register(raw_table(source_card(), TOPICS, [row("GM0277", inwoners="*")]))


# --------------------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wijk 02 Velp", "Velp"),
        ("Buurt 0A Velp", "Velp"),
        ("Bergen op Zoom-Oude stad e.o.", "Bergen op Zoom - Oude Stad en omgeving"),
        ("Verspr.h. Zuid", "Verspreide huizen Zuid"),
        ("Súdwest", "Sudwest"),
        ("Industriegeb. Noord", "Ind.terrein Noord"),
        ("Hengelo (O.)", "Hengelo"),
        ("Rijswijk (ZH.)", "Rijswijk"),
    ],
)
def test_spellings_of_one_name_are_equal(one, other):
    assert same_name(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Centrum", "Centrum-Oost"),
        ("Wijk 01 Noord", "Wijk 01 Zuid"),
        ("", "Centrum"),
        ("Bergen (binnenstad)", "Bergen"),
    ],
)
def test_other_names_are_not_equal(one, other):
    assert not same_name(one, other)


def test_a_number_in_a_name_is_part_of_it():
    assert normalise_name("Wijk 02 Plan 1") != normalise_name("Wijk 02 Plan 2")


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Wijk 02 Velp", "Velp"),
        ("Wijk 00", "Rozendaal"),
        ("Wijk AA Jordaan", "Jordaan"),
        ("Wijkse Boom", "Wijkse Boom"),
    ],
)
def test_the_shown_name_is_the_one_people_use(title, shown):
    assert display_name(title, "Rozendaal") == shown


# ------------------------------------------------------------------------- polygons


def frame(**boxes):
    """Rectangles in metres of the national grid, as polygons in WGS 84."""
    shapes = gpd.GeoSeries([box(*b) for b in boxes.values()], crs=28992)
    return gpd.GeoDataFrame({"area_code": list(boxes)}, geometry=shapes).to_crs(4326)


X, Y = 155_000, 463_000


def test_overlap_is_the_smaller_share_of_the_two():
    old = frame(WK1=(X, Y, X + 1000, Y + 1000), WK2=(X, Y, X + 1000, Y + 1000), WK3=(X, Y, X + 10, Y + 10))
    new = frame(WK1=(X, Y, X + 1000, Y + 900), WK2=(X, Y, X + 1000, Y + 2000), WK9=(X, Y, X + 10, Y + 10))
    share = polygon_overlap(old, new)
    assert share.index.tolist() == ["WK1", "WK2"]
    assert share["WK1"] == pytest.approx(0.9, abs=1e-3), "the old one lost a tenth"
    assert share["WK2"] == pytest.approx(0.5, abs=1e-3), "the new one is twice as large: all of the old is in it"


def test_polygons_that_do_not_meet_overlap_nowhere():
    share = polygon_overlap(frame(WK1=(X, Y, X + 10, Y + 10)), frame(WK1=(X + 50, Y, X + 60, Y + 10)))
    assert share["WK1"] == 0


def test_wijken_and_buurten_of_one_name_in_a_gemeente_are_told_apart():
    rows = [
        (2022, "wijk", "GM0603", "WK060301", "Rijswijk (ZH.)"), (2022, "wijk", "GM0603", "WK060302", "Rijswijk (ZH.)"),
        (2022, "wijk", "GM0603", "WK060303", "Centrum"), (2022, "wijk", "GM0001", "WK000100", "Centrum"),
        (2022, "buurt", "GM0001", "BU00010001", "Polder"), (2022, "buurt", "GM0001", "BU00010101", "Polder"),
        (2022, "gemeente", "GM0603", "GM0603", "Rijswijk (ZH.)"), (2024, "wijk", "GM0603", "WK060303", "Centrum"),
    ]  # fmt: skip
    columns = ["boundary_year", "area_level", "gemeente_code", "area_code", "name"]
    assert told_apart(pd.DataFrame(rows, columns=columns)).tolist() == [
        "Rijswijk (wijk 01)", "Rijswijk (wijk 02)", "Centrum", "Centrum", "Polder (BU00010001)", "Polder (BU00010101)",
        "Rijswijk (ZH.)", "Centrum",
    ]  # fmt: skip
