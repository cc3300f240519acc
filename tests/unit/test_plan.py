"""From codes to reports to make, and which parameters a notebook takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from invented_notebooks import PARAMETERS, write_notebook

from wijkanalyse.batch.job import plan_jobs
from wijkanalyse.batch.plan import check_parameters
from wijkanalyse.errors import AreaError, ReportError
from wijkanalyse.files import slug
from wijkanalyse.paths import Paths
from wijkanalyse.process.areas import Areas
from wijkanalyse.profile.processed import Processed


@pytest.fixture(scope="module")
def areas(example: Paths) -> Areas:
    return Processed(example).areas


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("'s-Gravenhage", "s-gravenhage"),
        ("Súdwest-Fryslân", "sudwest-fryslan"),
        ("Bergen (L.)", "bergen-l"),
        ("Wijk 01 / Centrum", "wijk-01-centrum"),
        ("..", "gebied"),
        ("", "gebied"),
        ("東京", "gebied"),
        ("a" * 100, "a" * 60),
    ],
)
def test_a_name_becomes_a_safe_file_name(name: str, expected: str) -> None:
    assert slug(name, otherwise="gebied", most=60) == expected


@pytest.mark.parametrize(
    ("code", "path", "gemeente"),
    [
        ("WK051807", "s-gravenhage/WK051807-scheveningen.html", "'s-Gravenhage"),
        ("wk051807 ", "s-gravenhage/WK051807-scheveningen.html", "'s-Gravenhage"),
        ("GM0193", "zwolle/GM0193-zwolle.html", "Zwolle"),
        ("NL", "nederland/NL-nederland.html", None),
        ("velp-en-rozendaal", "samengesteld/velp-en-rozendaal.html", "Rheden en Rozendaal"),
    ],
)
def test_the_place_of_a_report_follows_from_its_area(areas: Areas, code: str, path: str, gemeente: str | None) -> None:
    (job,) = plan_jobs(areas, [code], boundary_year=None, edition="openbaar")
    assert (job.path, job.gemeente) == (path, gemeente)


def test_an_area_is_planned_once_however_it_was_named(areas: Areas) -> None:
    codes = ["WK051807", "tilburg-noord", "wk051807", "WK051807", "Tilburg-Noord"]
    jobs = plan_jobs(areas, codes, boundary_year=None, edition="openbaar")
    assert [job.area_code for job in jobs] == ["WK051807", "tilburg-noord"]


def test_every_area_of_the_example_has_a_place_of_its_own(areas: Areas) -> None:
    codes = [c for level in ("wijk", "gemeente") for c in areas.select(boundary_year=2022, level=level)]
    jobs = plan_jobs(areas, codes, boundary_year=2022, edition="openbaar")
    assert len({job.path.lower() for job in jobs}) == len(codes) > 200


def test_one_wrong_code_is_told_before_any_report(areas: Areas) -> None:
    with pytest.raises(AreaError, match="WK016099 does not exist in the boundaries of 2022"):
        plan_jobs(areas, ["WK016015", "WK016099"], boundary_year=None, edition="openbaar")


def test_an_area_without_people_is_planned_with_none(areas: Areas) -> None:
    (job,) = plan_jobs(areas, ["WK051801"], boundary_year=2022, edition="openbaar")
    assert job.inwoners == 0


def test_a_notebook_gets_the_area_the_year_the_edition_and_further_parameters(areas: Areas) -> None:
    (job,) = plan_jobs(areas, ["WK016015"], boundary_year=None, edition="intern")
    assert job.parameters({"toon": 3}) == {
        "wijk_code": "WK016015", "boundary_year": 2022, "edition": "intern", "toon": 3,
    }  # fmt: skip


# --------------------------------------------------------------------- parameters


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    return write_notebook(tmp_path / "eigen.ipynb", PARAMETERS + "toon_kaart: bool = True  # met kaart", "1 + 1;")


def test_parameters_that_the_notebook_has_are_accepted(notebook: Path) -> None:
    check_parameters(notebook, {"toon_kaart": False})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"toon_kart": 1}, "eigen.ipynb has no parameter 'toon_kart'; did you mean toon_kaart?"),
        ({"x": 1}, "eigen.ipynb has no parameter 'x'; it has wijk_code, boundary_year, edition, toon_kaart."),
        ({"wijkcode": 1}, "eigen.ipynb has no parameter 'wijkcode'; did you mean wijk_code?"),
        ({"wijk_code": "WK1"}, "parameter 'wijk_code' is set for every report by the command itself"),
    ],
)
def test_an_unknown_parameter_is_refused_with_a_suggestion(notebook: Path, given: dict, message: str) -> None:
    with pytest.raises(ReportError) as raised:
        check_parameters(notebook, given)
    assert message in str(raised.value)


def test_a_notebook_without_the_edition_is_refused(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "oud.ipynb", 'wijk_code: str = "WK099511"\nboundary_year: int = 2022')
    with pytest.raises(ReportError, match=r"oud.ipynb has no parameter 'edition'; it has wijk_code, boundary_year\."):
        check_parameters(path, {})


def test_a_notebook_without_tagged_parameters_is_refused(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "los.ipynb", "1 + 1")
    path.write_text(path.read_text(encoding="utf-8").replace('"parameters"', '"iets"'), encoding="utf-8")
    with pytest.raises(ReportError, match="has no cell tagged `parameters`; add the tag to the cell with wijk_code"):
        check_parameters(path, {})


@pytest.mark.parametrize("content", ["", "{", "[]", '{"nbformat": 4}', "\x00"])
def test_a_file_that_is_no_notebook_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "stuk.ipynb"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ReportError, match=r"stuk\.ipynb: (cannot be read as a notebook|has no cell tagged)"):
        check_parameters(path, {})
