"""Parameters of a notebook: read as they are annotated, and refused before a batch when they cannot be right."""

from __future__ import annotations

from pathlib import Path

import pytest
from invented_notebooks import PARAMETERS, ROOT, write_notebook

from wijkanalyse.batch.parameters import Parameter, Unknown, check_parameters, parameters_in, read_values
from wijkanalyse.errors import ReportError

OWN = """
toon_kaart: bool = True  # met kaart
made_by: str = ""
datum: str = ""
aantal: int = 3
grens: float = 0.5
gewicht: dict[str, float] = {
    "ernst": 1,  # zwaar
}
wijken: "list[str]" = []
top: int | None = None
naam: str | None = None
teken = "a=b"
som = 1 + 1
vrij = None
"""


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    return write_notebook(tmp_path / "eigen.ipynb", PARAMETERS + OWN, "1 + 1;")


def test_names_types_and_defaults_are_read_without_running_the_cell(notebook: Path) -> None:
    found = parameters_in(notebook)
    assert list(found)[:4] == ["wijk_code", "boundary_year", "edition", "toon_kaart"]
    assert found["gewicht"] == Parameter("gewicht", "dict", {"ernst": 1})
    assert found["wijken"] == Parameter("wijken", "list", [])
    assert found["top"] == Parameter("top", "int", None, optional=True)
    assert found["teken"] == Parameter("teken", "str", "a=b")
    assert found["som"] == Parameter("som", "", Unknown)
    assert found["vrij"] == Parameter("vrij", "", None, optional=True)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("made_by", "NO", "NO"),
        ("made_by", "Team #1", "Team #1"),
        ("made_by", "GGD: team Noord", "GGD: team Noord"),
        ("made_by", "007", "007"),
        ("made_by", "[een", "[een"),
        ("made_by", "", ""),
        ("made_by", " ruimte ", " ruimte "),
        ("datum", "2026-11-30", "2026-11-30"),
        ("naam", "none", "none"),
        ("teken", "12", "12"),
        ("vrij", "12", "12"),
        ("aantal", "12", 12),
        ("aantal", "-1", -1),
        ("grens", "2", 2.0),
        ("grens", "0.25", 0.25),
        ("toon_kaart", "false", False),
        ("toon_kaart", "True", True),
        ("gewicht", "{ernst: 2, omvang: 1}", {"ernst": 2, "omvang": 1}),
        ("gewicht", '{"ernst": 2}', {"ernst": 2}),
        ("wijken", "[WK016015, '0193']", ["WK016015", "0193"]),
        ("top", "5", 5),
        ("top", "None", None),
    ],
)
def test_a_value_has_the_type_of_its_annotation(notebook: Path, name: str, text: str, value: object) -> None:
    read = read_values(notebook, {name: text})
    assert read == {name: value}
    assert type(read[name]) is type(value)
    check_parameters(notebook, read)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("boundary_year", "abc", "'boundary_year' (int) must be a whole number; got 'abc'"),
        ("aantal", "1.5", "'aantal' (int) must be a whole number; got '1.5'"),
        ("aantal", "", "'aantal' (int) must be a whole number; got ''"),
        ("grens", "0,5", "'grens' (float) must be a number, with a point; got '0,5'"),
        ("grens", "nan", "'grens' (float) must be a number"),
        ("toon_kaart", "ja", "'toon_kaart' (bool) must be true or false; got 'ja'"),
        ("gewicht", "zwaar", "'gewicht' (dict) must be names with values"),
        ("wijken", "[een", "'wijken' (list) must be a list"),
    ],
)
def test_a_value_of_another_type_is_named_with_what_was_got(notebook: Path, name: str, text: str, words: str) -> None:
    with pytest.raises(ReportError) as raised:
        read_values(notebook, {name: text})
    assert f"eigen.ipynb: parameter {words}" in str(raised.value)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"toon_kart": "1"}, "eigen.ipynb has no parameter 'toon_kart'; did you mean toon_kaart?"),
        ({"x": "1"}, "eigen.ipynb has no parameter 'x'; it has wijk_code, boundary_year, edition, toon_kaart"),
        ({"wijkcode": "1"}, "eigen.ipynb has no parameter 'wijkcode'; did you mean wijk_code?"),
        ({"wijk_code": "WK1"}, "parameter 'wijk_code' is set for every report by the command itself"),
        ({"aantal": "3"}, "parameter 'aantal' (int) must be a whole number; got '3'"),
        ({"aantal": True}, "parameter 'aantal' (int) must be a whole number; got True"),
        ({"aantal": None}, "parameter 'aantal' (int) must be a whole number; got None"),
    ],
)
def test_a_parameter_that_cannot_be_right_is_refused(notebook: Path, given: dict, message: str) -> None:
    with pytest.raises(ReportError) as raised:
        check_parameters(notebook, given)
    assert message in str(raised.value)


WRONG = {
    "comparator": ("buren", "choose from nederland, gemeente, stedelijkheid, vergelijkbaar"),
    "weights": ({"zwaar": 2}, "choose from ernst, omvang, trend, toekomst"),
    "edition": ("geheim", "choose from openbaar, partners, intern"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_choice_is_refused_also_as_the_default_of_the_notebook(tmp_path: Path, name: str) -> None:
    value, choices = WRONG[name]
    standard = ROOT / "notebooks" / "wijkanalyse.ipynb"
    if name != "edition":
        with pytest.raises(ReportError, match=rf"wijkanalyse\.ipynb: .*{choices}"):
            check_parameters(standard, {name: value})
    lines = PARAMETERS.replace('edition: str = "openbaar"', "") if name == "edition" else PARAMETERS
    own = write_notebook(tmp_path / "eigen.ipynb", f"{lines}\n{name} = {value!r}")
    with pytest.raises(ReportError, match=rf"eigen\.ipynb, in its cell `parameters`: .*{choices}"):
        check_parameters(own, {})


def test_a_choice_that_is_right_repairs_a_wrong_default(tmp_path: Path) -> None:
    own = write_notebook(tmp_path / "eigen.ipynb", f'{PARAMETERS}\ncomparator: str = "buren"')
    check_parameters(own, {"comparator": "gemeente"})


def test_negative_weights_are_refused() -> None:
    with pytest.raises(ReportError, match=r"wijkanalyse\.ipynb: weights"):
        check_parameters(ROOT / "notebooks" / "wijkanalyse.ipynb", {"weights": {"ernst": -1}})


def test_a_notebook_without_the_edition_is_refused(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "oud.ipynb", 'wijk_code: str = "WK099511"\nboundary_year: int = 2022')
    with pytest.raises(ReportError, match=r"oud.ipynb has no parameter 'edition'; it has wijk_code, boundary_year\."):
        check_parameters(path, {})


def test_a_notebook_without_tagged_parameters_is_refused(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "los.ipynb", "1 + 1")
    path.write_text(path.read_text(encoding="utf-8").replace('"parameters"', '"iets"'), encoding="utf-8")
    with pytest.raises(ReportError, match="has no cell tagged `parameters`; add the tag to the cell with wijk_code"):
        check_parameters(path, {})


def test_parameters_that_are_no_python_are_named_by_line_and_magics_are_passed_over(tmp_path: Path) -> None:
    check_parameters(write_notebook(tmp_path / "magie.ipynb", f"%matplotlib inline\n{PARAMETERS}"), {})
    path = write_notebook(tmp_path / "stuk.ipynb", f"{PARAMETERS}\naantal: int = = 3")
    with pytest.raises(ReportError, match=r"stuk\.ipynb: the cell tagged `parameters` is no Python \(line 5: "):
        check_parameters(path, {})


@pytest.mark.parametrize("content", ["", "{", "[]", '{"nbformat": 4}', "\x00", '{"cells": [1]}'])
def test_a_file_that_is_no_notebook_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "stuk.ipynb"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ReportError, match=r"stuk\.ipynb: cannot be read as a notebook"):
        check_parameters(path, {})


@pytest.mark.parametrize("notebook", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.stem)
def test_papermill_reads_the_same_and_has_a_line_of_help_for_each(notebook: Path) -> None:
    from papermill import inspect_notebook

    ours, theirs = parameters_in(notebook), inspect_notebook(str(notebook))
    assert [(p.name, p.kind) for p in ours.values()] == [
        (name, about["inferred_type_name"]) for name, about in theirs.items()
    ]
    assert [name for name, about in theirs.items() if len(about["help"]) < 10] == []
    assert ours["boundary_year"].default == 0, "the area decides on its usual boundaries"
