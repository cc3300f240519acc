"""From codes to reports to make."""

from __future__ import annotations

import pytest

from wijkanalyse.batch.job import plan_jobs
from wijkanalyse.errors import AreaError
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
    with pytest.raises(AreaError, match="WK016099 does not exist in the boundaries of 2024"):
        plan_jobs(areas, ["WK016015", "WK016099"], boundary_year=None, edition="openbaar")


def test_an_area_without_people_is_planned_with_none(areas: Areas) -> None:
    (job,) = plan_jobs(areas, ["WK051801"], boundary_year=2022, edition="openbaar")
    assert job.inwoners == 0


def test_a_notebook_gets_the_area_the_year_the_edition_and_further_parameters(areas: Areas) -> None:
    (job,) = plan_jobs(areas, ["WK016015"], boundary_year=None, edition="intern")
    assert job.parameters({"toon": 3}) == {
        "wijk_code": "WK016015", "boundary_year": 2024, "edition": "intern", "toon": 3,
    }  # fmt: skip
