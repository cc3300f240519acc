"""Own figures of two areas that are nearly the same are refused: composite areas, CBS areas, earlier reports."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from wijkanalyse.disclosure import DisclosureError
from wijkanalyse.errors import ProcessedDataError
from wijkanalyse.paths import Paths
from wijkanalyse.process.published import areas_with_own_figures, check_areas_apart
from wijkanalyse.process.regions import REGION_COLUMNS


def area(year, code, inwoners):
    level = {"NL": "land", "GM": "gemeente", "WK": "wijk", "BU": "buurt"}[code[:2]]
    return {
        "boundary_year": year, "area_code": code, "area_level": level, "area_id": f"{code}@2020", "name": code,
        "gemeente_code": "GM0001", "gemeente_name": "Waterstad", "inwoners": float(inwoners), "stedelijkheid": 3.0,
        "wijk_code": "WK" + code[2:8] if level in ("wijk", "buurt") else "", "surface_ha": 100.0,
    }  # fmt: skip


# Buurten only in 2020, as in the tables of CBS that a report uses.
AREAS = pd.DataFrame(
    [
        area(2020, "GM0001", 5160), area(2020, "WK000101", 3060), area(2020, "WK000102", 2100),
        area(2020, "BU00010101", 2000), area(2020, "BU00010102", 1000), area(2020, "BU00010103", 60),
        area(2020, "BU00010201", 2000), area(2020, "BU00010202", 100),
        area(2022, "GM0001", 5200), area(2022, "WK000101", 3100), area(2022, "WK000102", 2100),
    ]
)  # fmt: skip
FIGURES = pd.DataFrame(
    [
        {"area_id": a, "indicator": "huishoudens_aantal", "period": 2020, "value": size / 2}
        for a, size in zip(AREAS.area_id, AREAS.inwoners, strict=True)
    ]
)
NO_REGIONS = pd.DataFrame(columns=REGION_COLUMNS)
ALL = [sorted(AREAS.area_id.unique())]


@pytest.fixture
def check(tmp_path):
    """Check composite areas, given as file name and text, against areas with own figures."""
    paths = Paths(tmp_path)
    paths.composites.mkdir(parents=True)

    def run(own=ALL, published=None, edition="partners", regions=NO_REGIONS, **files):
        for name, text in files.items():
            (paths.composites / f"{name}.yml").write_text(f"name: {name}\n{text}\n", encoding="utf-8")
        if published is not None:
            folder = paths.reports_of(edition)
            folder.mkdir(parents=True)
            (folder / "build.json").write_text(json.dumps(published), encoding="utf-8")
        check_areas_apart(paths, own, AREAS, FIGURES, "huishoudens_aantal", regions)

    return run


NEARLY = "boundary_year: 2020\nparts: [BU00010101, BU00010102]"


def test_a_composite_area_that_is_its_wijk_but_for_a_few_people_is_refused(check):
    with pytest.raises(DisclosureError) as error:
        check(kern=NEARLY)
    message = str(error.value)
    assert "1 pairs of areas differ by too few people to publish closed figures of both" in message
    assert "kern and WK000101 differ by BU00010103@2020: 60 inhabitants and 30 households" in message
    assert "Use the same parts for both, leave one of them out, or make the difference larger." in message


def test_a_region_of_the_lists_that_is_nearly_a_composite_area_is_refused(check, monkeypatch):
    beside = [area(2020, "GM0002", 2000), area(2020, "WK000201", 1960), area(2020, "WK000202", 40)]
    beside = pd.DataFrame(beside).assign(gemeente_code="GM0002")
    homes = beside[["area_id"]].assign(indicator="huishoudens_aantal", period=2020, value=beside.inwoners / 2)
    monkeypatch.setattr(f"{__name__}.AREAS", pd.concat([AREAS, beside], ignore_index=True))
    monkeypatch.setattr(f"{__name__}.FIGURES", pd.concat([FIGURES, homes], ignore_index=True))
    own = [[*ALL[0], *beside.area_id]]
    rows = [[code, "ggd-regio", "GG1", "Waterland", "Waterland", 2020, "lijst"] for code in ("GM0001", "GM0002")]
    regions = pd.DataFrame(rows, columns=REGION_COLUMNS)
    check(own=own, bijna="boundary_year: 2020\nparts: [WK000101, WK000102, WK000201]")
    with pytest.raises(DisclosureError, match=r"bijna and waterland \(2020\) differ by WK000202@2020: 40 inhabitants"):
        check(own=own, regions=regions)
    check(own=[[i for i in own[0] if i != "GM0002@2020"]], regions=regions)  # then the region has no such figure


def test_the_wijk_of_another_boundary_year_is_the_same_wijk(check):
    with pytest.raises(DisclosureError, match="kern and ruim differ by BU00010103@2020"):
        check(own=[[*ALL[0]]], kern=NEARLY, ruim="boundary_year: 2022\nparts: [WK000101]")


@pytest.mark.parametrize(
    ("files", "own"),
    [
        ({"kern": NEARLY}, []),
        ({"kern": NEARLY}, [["BU00010101@2020", "BU00010102@2020"]]),
        ({"kern": NEARLY}, [["BU00010101@2020", "WK000101@2020"]]),
        ({"kern": NEARLY}, [["BU00010101@2020", "BU00010102@2020"], ["WK000101@2020", "WK000102@2020"]]),
        ({"samen": "boundary_year: 2022\nparts: [WK000101, WK000102]"}, ALL),
        ({"elders": "parts: [WK123401]"}, ALL),
        ({"een": "boundary_year: 2020\nparts: [BU00010101]"}, ALL),
        ({}, ALL),
    ],
    ids=[
        "no own figures", "the wijk has none", "a part has none", "of different indicators", "the whole gemeente",
        "not in the register", "differ enough", "no composite areas",
    ],
)  # fmt: skip
def test_other_composite_areas_pass(check, files, own):
    check(own=own, **files)


def test_two_composite_areas_and_a_share_of_a_part(check):
    share = "boundary_year: 2022\nparts: [WK000101, WK000102]\nweights: {WK000102: 0.99}"
    with pytest.raises(DisclosureError, match=r"deels and samen differ by BU00010201@2020, BU00010202@2020: 21 inhab"):
        check(deels=share, samen="boundary_year: 2022\nparts: [WK000101, WK000102]")


def before(*parts, code="kern"):
    return {"reports": [], "published": [{"code": code, "boundary_year": 2020, "parts": [[p, 1.0] for p in parts]}]}


OWN = [["BU00010101@2020", "BU00010102@2020", "BU00010103@2020"]]


@pytest.mark.parametrize("edition", ["partners", "intern"])
def test_an_area_that_was_changed_after_it_was_published_is_refused(check, edition):
    earlier = before("BU00010101", "BU00010102", "BU00010103")
    with pytest.raises(DisclosureError) as error:
        check(own=OWN, published=earlier, edition=edition, kern=NEARLY)
    assert f"kern and kern (nr. 1 in {edition}) (published before) differ by BU00010103@2020: 60" in str(error.value)


def test_an_area_that_is_as_it_was_passes(check):
    check(own=OWN, published=before("BU00010102", "BU00010101"), kern=NEARLY)


def test_a_receipt_without_the_list_passes(check):
    check(own=OWN, published={"reports": []}, kern=NEARLY)


def test_a_damaged_receipt_is_refused(check):
    with pytest.raises(ProcessedDataError, match=r"build\.json: cannot be read.*put it back, or remove it"):
        check(own=OWN, published={"published": [{"code": "kern"}]}, kern=NEARLY)


def test_areas_are_grouped_by_the_indicator_and_year_they_have_own_figures_of():
    own = pd.DataFrame(
        [
            ("roker_pct", 2023, "B", "intern", "survey"), ("roker_pct", 2023, "A", "partners", "survey"),
            ("eenzaam_pct", 2023, "A", "intern", "survey"), ("eenzaam_pct", 2023, "B", "intern", "survey"),
            ("roker_pct", 2021, "A", "openbaar", "practice"), ("roker_pct", 2020, "A", "openbaar", "model"),
        ],
        columns=["indicator", "period", "area_id", "openness", "estimate_type"],
    )  # fmt: skip
    assert areas_with_own_figures(own.astype("category")) == [("A",), ("A", "B")]
    assert areas_with_own_figures(own.iloc[:0]) == []
