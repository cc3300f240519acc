"""Regions: which gemeenten they have, in which years they are known, and a figure beside that of a region.

Names of invented places are invented; only the example holds published figures.
"""

from __future__ import annotations

import shutil

import pandas as pd
import pytest
from altered_example import altered
from conftest import ROOT

from wijkanalyse.batch.inputs import InputDigests
from wijkanalyse.batch.job import plan_areas
from wijkanalyse.batch.parameters import check_parameters
from wijkanalyse.cards.composites import Composite
from wijkanalyse.cards.families import Family, RegionKind
from wijkanalyse.errors import AreaError, ReportError, UnknownNameError
from wijkanalyse.fetch.raw import card_for, write_card, write_rows
from wijkanalyse.paths import Paths
from wijkanalyse.process.areas import Areas
from wijkanalyse.process.region_lists import read_regions
from wijkanalyse.process.regions import REGION_COLUMNS, Regions
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdicts
from wijkanalyse.sections import report as sections
from wijkanalyse.show import sentences

TWO = ("GM0160", "GM0193")
PROPERTIES = [
    {"ID": 0, "ParentID": None, "Type": "GeoDimension", "Key": "RegioS", "Title": "Regio's"},
    {"ID": 1, "ParentID": None, "Type": "TopicGroup", "Key": "", "Title": "Gemeenten"},
    {"ID": 2, "ParentID": 1, "Type": "Topic", "Key": "Code_1", "Title": "Code"},
    {"ID": 3, "ParentID": 1, "Type": "Topic", "Key": "Naam_2", "Title": "Naam"},
    {"ID": 4, "ParentID": None, "Type": "TopicGroup", "Key": "", "Title": "GGD-regio's"},
    {"ID": 5, "ParentID": 4, "Type": "Topic", "Key": "Code_16", "Title": "Code"},
    {"ID": 6, "ParentID": 4, "Type": "Topic", "Key": "Naam_17", "Title": "Naam"},
]


def row(gemeente, code, name):
    return {"RegioS": gemeente, "Code_1": f"{gemeente}    ", "Naam_2": "x  ", "Code_16": code, "Naam_17": f"{name}   "}


@pytest.fixture
def lists(tmp_path, catalogue):
    """Read invented lists of CBS: rows by year, as `wijkanalyse fetch` lays them down."""
    family = catalogue.families["cbs_gebieden"]

    def read(editions, properties=PROPERTIES):
        paths = Paths(tmp_path)
        for year, rows in editions.items():
            source = family.table(year, f"0000{year}NED", f"Gebieden in Nederland {year}")
            folder = paths.raw / source.id
            folder.mkdir(parents=True)
            sets = {"DataProperties": properties, "UntypedDataSet": rows}
            files = tuple(write_rows(folder, name, content) for name, content in sets.items())
            write_card(folder, card_for(source, None, files, modified=f"{year}-04-22T02:00:00"))
        return read_regions(paths, catalogue)

    return read


# --------------------------------------------------------------------------- the lists


def test_each_gemeente_has_the_region_of_the_newest_list_that_it_is_in(lists):
    old = [row("GM0001", "GG01  ", "GGD Oost"), row("GM0002", "GG01  ", "GGD Oost"), row("GM0003", ".", ".")]
    new = [row("GM0001", "GG02  ", "GGD West"), row("NL00  ", "GG02", "GGD West")]
    found = lists({2024: old, 2025: new})
    rows = found.table[["gemeente_code", "kind", "code", "name", "boundary_year"]].values.tolist()
    assert rows == [
        ["GM0002", "ggd-regio", "GG01", "GGD Oost", 2024], ["GM0001", "ggd-regio", "GG02", "GGD West", 2025],
    ]  # fmt: skip
    assert [source.id for source, _ in found.sources] == ["cbs_gebieden_2024", "cbs_gebieden_2025"]


def test_a_kind_that_a_list_does_not_have_costs_only_itself_and_is_told(lists):
    found = lists({2024: [row("GM0001", "GG01", "GGD Oost")]})
    assert found.table.kind.tolist() == ["ggd-regio"]
    (fault,) = found.faults
    assert "cbs_gebieden_2024 (00002024NED), provincie" in fault and "Provincies" in fault


def test_a_list_without_regions_or_altered_is_told_and_the_rest_goes_on(lists, tmp_path, catalogue):
    found = lists({2024: [row("GM0001", "GG01", "GGD Oost")], 2025: [row("GM0001", ".", ".")]})
    assert len(found.table) == 1
    assert any(
        "cbs_gebieden_2025 (00002025NED): says of no gemeente in which region it lies" in f for f in found.faults
    )
    path = tmp_path / "data" / "raw" / "cbs_gebieden_2025" / "UntypedDataSet.jsonl.gz"
    path.write_bytes(path.read_bytes()[:-3])
    again = read_regions(Paths(tmp_path), catalogue)
    assert len(again.table) == 1 and any("is not what its card says" in fault for fault in again.faults)


def test_regions_are_read_from_a_table_and_not_from_outlines(catalogue):
    kind = RegionKind(kind="x", heading="X", name="{name}", words="{name}")
    about = catalogue.families["pdok_wijken"].model_dump()
    with pytest.raises(ValueError, match="`regions` are read from a table"):
        Family(**(about | {"regions": [kind]}))


# ------------------------------------------------------------------- years of a region


def gemeente(year, code, hectares, people=1000.0):
    return {
        "boundary_year": year, "area_code": code, "area_level": "gemeente", "name": f"Plaats {code[-1]}",
        "area_id": f"{code}@2022", "gemeente_code": code, "gemeente_name": f"Plaats {code[-1]}", "wijk_code": "",
        "surface_ha": hectares, "inwoners": people, "stedelijkheid": 3.0, "known": 50, "has_outline": True,
    }  # fmt: skip


# GM0001 took in GM0009 before 2024; GM0003 is elsewhere.
REGISTER = pd.DataFrame(
    [
        gemeente(2022, "GM0001", 60.0), gemeente(2022, "GM0009", 40.0), gemeente(2022, "GM0002", 100.0),
        gemeente(2022, "GM0003", 10.0), gemeente(2024, "GM0001", 100.0, 2000.0), gemeente(2024, "GM0002", 100.0),
        gemeente(2024, "GM0003", 10.0),
    ]
)  # fmt: skip


def listed(*rows):
    return pd.DataFrame(
        [
            {"gemeente_code": g, "kind": kind, "code": code, "name": name, "words": f"de regio van {name}",
             "boundary_year": year, "source": f"cbs_gebieden_{year}"}
            for g, kind, code, name, year in rows
        ],
        columns=REGION_COLUMNS,
    )  # fmt: skip


OOST = [("GM0001", "ggd-regio", "GG01", "GGD Oost", 2024), ("GM0002", "ggd-regio", "GG01", "GGD Oost", 2024)]
WEST = [("GM0003", "ggd-regio", "GG02", "GGD West", 2024)]
FORMER = [("GM0009", "ggd-regio", "GG00", "GGD Oost", 2022)]


def test_a_year_in_which_a_gemeente_had_not_merged_yet_is_not_taken_for_the_region():
    regions = Regions(listed(*OOST, *WEST), {}, REGISTER)
    oost = regions.find("GGD Oost")
    assert regions.gemeenten_in(oost, 2024) == ("GM0001", "GM0002")
    assert regions.gemeenten_in(oost, 2022) == (), "60 + 100 of 200 hectares: somebody is missing"
    assert regions.gemeenten_in(oost, 2023) == (), "there is no register of that year"
    assert "do not cover it: one that merged since then is in no list" in regions.why_not(oost, 2022)


def test_with_the_list_of_then_the_former_gemeente_counts_though_the_code_of_the_region_is_new():
    regions = Regions(listed(*OOST, *WEST, *FORMER), {}, REGISTER)
    assert regions.gemeenten_in(regions.find("gg01"), 2022) == ("GM0001", "GM0002", "GM0009")


def test_an_area_lies_in_one_region_of_a_kind_or_it_is_said_why_not():
    regions = Regions(listed(*OOST, *WEST), {}, REGISTER)
    assert regions.of(["GM0003"], "ggd-regio", "Plaats 3").name == "GGD West"
    assert regions.of(["GM0003"], "GGD West", "Plaats 3").name == "GGD West"
    with pytest.raises(AreaError, match=r"lies in GGD Oost \(ggd-oost\) and GGD West \(ggd-west\)"):
        regions.of(["GM0001", "GM0003"], "ggd-regio", "Twee")
    with pytest.raises(AreaError, match="of GM0009 no list says in which ggd-regio it lies"):
        regions.of(["GM0009"], "ggd-regio", "Plaats 9")
    with pytest.raises(AreaError, match="Plaats 1 does not lie in GGD West: GM0001 is no part of that"):
        regions.of(["GM0001"], "ggd-west", "Plaats 1")
    with pytest.raises(AreaError, match="lies in no gemeente"):
        regions.of([""], "ggd-regio", "Nederland")


def test_a_region_is_an_area_by_its_name_its_code_and_the_code_of_cbs():
    areas = Areas(REGISTER, {}, listed(*OOST, *WEST))
    for name in ("GGD Oost", "ggd-oost", "GG01", " ggd oost "):
        found = areas.find(name)
        assert (found.code, found.name, found.boundary_year, found.inwoners) == ("ggd-oost", "GGD Oost", 2024, 3000)
        assert [p.code for p in found.parts] == ["GM0001", "GM0002"]
    with pytest.raises(AreaError, match=r"Did you mean ggd-oost \(GGD Oost\)"):
        areas.find("GGD Oosd")
    with pytest.raises(AreaError, match=r"Did you mean ggd-west \(GGD West\)"):
        areas.find("west")
    with pytest.raises(
        AreaError, match=r"GGD Oost \(ggd-oost\) cannot be shown: its gemeenten of 2022 do not cover it"
    ):
        areas.find("GGD Oost", 2022)
    more = listed(*OOST, ("GM0007", "ggd-regio", "GG01", "GGD Oost", 2024))
    with pytest.raises(AreaError, match="1 of its 3 gemeenten are not in the tables of 2024: GM0007"):
        Areas(REGISTER, {}, more).find("GGD Oost")


def test_a_file_that_names_gemeenten_is_a_region_and_one_of_wijken_is_not():
    own = Composite(code="ros-x", name="ROS X", parts=("GM0001", "GM0003"))
    wijken = Composite(code="kern", name="Kern", parts=("WK000101",))
    halves = Composite(code="half", name="Half", parts=("GM0001",), weights={"GM0001": 0.5})
    regions = Regions(listed(), {"ros-x": own, "kern": wijken, "half": halves}, REGISTER)
    assert [(r.code, r.kind, r.words) for r in regions] == [("ros-x", "eigen", "ROS X")]
    assert regions.of(["GM0001"], "ROS X", "Plaats 1").gemeenten == {"GM0001", "GM0003"}


# -------------------------------------------------------------- a figure beside a region


@pytest.fixture(scope="module")
def tree(example, tmp_path_factory):
    """The example with an own region of two of its gemeenten."""
    root = tmp_path_factory.mktemp("regions")
    shutil.copytree(example.processed, root / "data" / "processed")
    (root / "data" / "gebieden").mkdir()
    text = "name: ROS Zwolle en Hardenberg\nparts: [GM0193, GM0160]\n"
    (root / "data" / "gebieden" / "ros-vecht.yml").write_text(text, encoding="utf-8")
    return Processed(Paths(root))


@pytest.fixture(scope="module")
def beside(tree, catalogue):
    profile = Profile(tree.areas.find("WK016015"), tree, catalogue, "openbaar")
    return Verdicts(profile, "ros-vecht")


def published(processed, code, indicator, period):
    figures = processed.figures_of([code])
    rows = figures[(figures.area_code == code) & (figures.indicator == indicator) & (figures.period == period)]
    return rows.iloc[0]


def test_a_share_of_a_region_is_computed_from_the_counts_of_its_gemeenten(beside, tree, catalogue):
    ratio = next(
        v for v in beside.all
        if v.figure.indicator.aggregation.rule == "ratio" and v.against.is_known and v.figure.indicator.unit == "%"
    )  # fmt: skip
    figure = ratio.figure
    rows = [published(tree, g, figure.indicator.id, figure.value.period) for g in ("GM0193", "GM0160")]
    expected = 100 * sum(r["count"] for r in rows) / sum(r.denominator for r in rows)
    assert ratio.against.number == pytest.approx(expected)
    value = beside.of_region(figure)
    assert (value.method, value.period, value.source) == ("aggregated", figure.value.period, figure.value.source)


def test_the_number_of_people_of_a_region_is_their_sum(beside, tree, catalogue):
    figure = beside.of(catalogue.roles.people.all).figure
    rows = [published(tree, g, catalogue.roles.people.all, figure.value.period) for g in ("GM0193", "GM0160")]
    assert beside.of_region(figure).number == sum(r.value for r in rows)


def test_what_cannot_be_aggregated_is_absent_with_its_reason(beside):
    never = [v for v in beside.all if v.figure.indicator.aggregation.rule == "none" and v.figure.value.is_known]
    assert never
    for verdict in never:
        assert beside.of_region(verdict.figure).status == "not_aggregable"
        assert not verdict.against.is_known


def test_a_gemeente_without_the_figure_makes_the_sum_absent_and_not_lower(tree, catalogue):
    name = catalogue.roles.people.all

    def without(figures):
        lost = (figures.area_code == "GM0193") & (figures.indicator == name)
        return figures.assign(value=figures.value.mask(lost), status=figures.status.mask(lost, "suppressed"))

    processed = altered(tree.paths, TWO, without)
    verdicts = Verdicts(Profile(processed.areas.find("WK016015"), processed, catalogue, "openbaar"), "ros-vecht")
    value = verdicts.of_region(verdicts.of(name).figure)
    assert (value.is_known, value.status) == (False, "missing_part")


def test_the_report_names_the_region_its_figures_and_that_we_computed_them(beside):
    html = sections.chapter(beside, "bestaan").html
    assert ">ROS Zwolle en Hardenberg, zelf berekend</th>" in html
    assert "Vergeleken met ROS Zwolle en Hardenberg" in html and "Het oordeel vergelijkt met ROS Zwolle" in html
    assert "ROS Zwolle en Hardenberg (zelf berekend)" in html, "the file for Excel has the column too"
    box = sections.how_to_read(beside).html
    assert "<strong>ROS Zwolle en Hardenberg</strong> bestaat uit 2 gemeenten." in box
    judged = next(v for v in beside.all if v.judgement.state in ("worse", "better") and v.figure.indicator.unit == "%")
    assert "dan in ROS Zwolle en Hardenberg (" in sentences.judgement(judged)


def test_without_a_region_no_table_has_a_third_number(tree, catalogue):
    profile = Profile(tree.areas.find("WK016015"), tree, catalogue, "openbaar")
    assert "zelf berekend" not in sections.chapter(Verdicts(profile), "bestaan").html
    assert "regio" not in profile.table(chapter="bestaan")
    table = profile.table(chapter="bestaan", comparator="ros-vecht")
    assert table.columns.tolist()[5:8] == ["gemeente", "regio", "nederland"] and table.regio.notna().any()


def test_an_area_that_is_the_region_is_not_compared_with_itself(tree, catalogue):
    verdicts = Verdicts(Profile(tree.areas.find("ros-vecht"), tree, catalogue, "openbaar"), "ros-vecht")
    assert {verdicts.of_region(v.figure).status for v in verdicts.all if v.figure.value.is_known} == {"same_area"}


# ------------------------------------------------------------------------- what is asked


def test_an_unknown_comparator_is_refused_with_what_is_near_before_a_report_is_made(tree, beside):
    notebook = ROOT / "notebooks" / "wijkanalyse.ipynb"
    check_parameters(notebook, {"comparator": "ROS Zwolle en Hardenberg"}, regions=tree.areas.regions)
    with pytest.raises(ReportError, match=r"unknown comparator 'ros-vegt', did you mean ros-vecht \(ROS Zwolle"):
        check_parameters(notebook, {"comparator": "ros-vegt"}, regions=tree.areas.regions)
    with pytest.raises(UnknownNameError, match="unknown comparator 'ggd-regio'"):
        Verdicts(beside.profile, "ggd-regio")


def test_a_report_rests_on_the_figures_of_its_region(tree, catalogue):
    notebook = ROOT / "notebooks" / "wijkanalyse.ipynb"

    def change(figures):
        return figures.assign(value=figures.value + (figures.area_code == "GM0193"))

    def digests(processed, **parameters):
        found = InputDigests(processed, catalogue, edition="openbaar", notebook=notebook, parameters=parameters)
        job, area = plan_areas(processed.areas, ["WK016015"], boundary_year=None, edition="openbaar")[0]
        return found.of(job, area, [])["gemeente"]

    before, after = altered(tree.paths, TWO, lambda figures: figures), altered(tree.paths, TWO, change)
    assert digests(before) == digests(after), "Zwolle is another gemeente"
    assert digests(before, comparator="ros-vecht") != digests(after, comparator="ros-vecht")
