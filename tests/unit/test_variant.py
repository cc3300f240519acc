"""A report with other boundaries or parameters has a name of its own, short, safe and always the same."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from wijkanalyse.batch.job import Job
from wijkanalyse.batch.parameters import Parameter
from wijkanalyse.batch.variant import label_of, name_of, others_of, vary

JOB = Job("WK027502", "Velp", "wijk", "Rheden", 2022, 10, "openbaar", "rheden/WK027502-velp.html")

PARAMETERS = {
    p.name: p
    for p in (
        Parameter("comparator", "str", "nederland"),
        Parameter("made_by", "str", ""),
        Parameter("weights", "dict", {"ernst": 1}),
        Parameter("aantal", "int", 3),
    )
}


def test_only_what_differs_from_the_notebook_counts_and_not_who_made_it() -> None:
    given = {"aantal": 4, "weights": {"ernst": 1}, "made_by": "GGD", "comparator": "gemeente"}
    assert others_of(PARAMETERS, given) == {"comparator": "gemeente", "aantal": 4}
    assert vary(JOB, others_of(PARAMETERS, {"made_by": "GGD"})) == JOB


def test_the_name_of_the_file_and_of_the_entry_says_what_differs() -> None:
    job = vary(JOB, {"boundary_year": 2024})
    assert job.path == "rheden/WK027502-velp-grenzen-2024.html"
    assert (job.key, job.code, job.label) == ("WK027502~grenzen-2024", "WK027502", "grenzen van 2024")
    job = vary(JOB, {"comparator": "gemeente"})
    assert job.path == "rheden/WK027502-velp-tegen-gemeente.html"
    assert job.label == "vergeleken met de gemeente"


VALUES = [
    {"titel": "team1"}, {"titel": "Team1"}, {"titel": "Team #1"}, {"titel": "team-1"}, {"titel": "../team"},
    {"titel": ""}, {"titel": "東京"}, {"titel": "x" * 300}, {"titel": "a", "x": "b"}, {"titel": "a-x-b"},
    {"Titel": "team1"}, {"titel_a": "x"}, {"titel": "a-x"}, {"tegen": "gemeente"}, {"comparator": "gemeente"},
    {"weights": {"ernst": 2}}, {"weights": {"ernst": 3}}, {"lijst": [1]}, {"lijst": []}, {"aan": True},
    {"aan": False}, {"grens": 0.5}, {"grens": -5}, {"grens": 5}, {"datum": "2026-11-30"}, {"top": None},
]  # fmt: skip


def test_other_values_have_another_name_on_any_file_system() -> None:
    names = [name_of(values) for values in VALUES]
    assert len({name.lower() for name in names}) == len(VALUES)
    assert [name for name in names if len(name) > 60 or not re.fullmatch("[a-z0-9_-]+", name)] == []
    for one, other in combinations(VALUES, 2):
        assert len(name_of(one | other)) <= 60
    assert name_of({"datum": "2026-11-30"}).startswith("datum-2026-11-30-")


@pytest.mark.parametrize(
    ("values", "label"),
    [
        ({"weights": {"ernst": 2, "omvang": 1}}, "weging: ernst 2 en omvang 1"),
        ({"toon_kaart": False}, "toon kaart: nee"),
        ({"wijken": ["Velp", "Dieren"]}, "wijken: Velp en Dieren"),
        ({"titel": "x" * 200}, f"titel: {'x' * 72}…"),
        ({"comparator": "stedelijkheid"}, "vergeleken met wijken met dezelfde stedelijkheid"),
    ],
)
def test_a_reader_of_the_index_sees_what_differs(values: dict, label: str) -> None:
    assert label_of(values) == label
