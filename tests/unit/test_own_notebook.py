"""A notebook of one's own has a folder with its name, which is never that of something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from wijkanalyse.batch.own_notebook import check_same_notebook, kind_of_notebook, notebook_name
from wijkanalyse.errors import ReportError
from wijkanalyse.paths import Paths
from wijkanalyse.process.areas import Areas
from wijkanalyse.profile.processed import Processed


@pytest.fixture(scope="module")
def areas(example: Paths) -> Areas:
    return Processed(example).areas


def test_the_notebook_of_the_reports_makes_reports(example: Paths, areas: Areas) -> None:
    assert kind_of_notebook(example, areas, example.notebooks.resolve() / "wijkanalyse.ipynb") is None


@pytest.mark.parametrize("folder", ["notebooks", "elders"])
def test_any_other_one_has_a_folder_with_its_name(example: Paths, areas: Areas, folder: str) -> None:
    kind = kind_of_notebook(example, areas, example.root.resolve() / folder / "Mijn vraag (2).ipynb")
    assert (kind.stem, kind.label, kind.edition, kind.takes_folder) == (
        "mijn-vraag-2",
        "Mijn vraag (2)",
        "openbaar",
        False,
    )


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("notebooks/wijkplan.ipynb", "what it makes is made by `wijkanalyse document plan CODE`"),
        ("elders/wijkanalyse.ipynb", "has the name of a notebook of this project; save it under another name"),
        ("elders/Regiobeeld.ipynb", "has the name of a notebook of this project"),
        ("elders/Zwolle.ipynb", "has the name of a folder with reports, zwolle"),
        ("elders/samengesteld.ipynb", "has the name of a folder with reports"),
        ("elders/東京.ipynb", "has no letters or digits in its name"),
    ],
)
def test_a_name_that_belongs_to_something_else_is_refused(example: Paths, areas: Areas, place: str, words: str) -> None:
    with pytest.raises(ReportError) as raised:
        kind_of_notebook(example, areas, example.root.resolve() / place)
    assert words in str(raised.value)


def test_two_notebooks_with_one_name_are_told_apart_until_one_is_gone(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    one, other = tmp_path / "een" / "mijn.ipynb", tmp_path / "twee" / "mijn.ipynb"
    one.parent.mkdir()
    one.touch()
    entries = [{"notebook": notebook_name(paths, one)}]
    assert entries == [{"notebook": "een/mijn.ipynb"}]
    check_same_notebook(paths, tmp_path / "reports" / "mijn", one, entries)
    with pytest.raises(ReportError, match=r"reports/mijn: holds reports of another notebook .*, een/mijn\.ipynb"):
        check_same_notebook(paths, tmp_path / "reports" / "mijn", other, entries)
    one.unlink()
    check_same_notebook(paths, tmp_path / "reports" / "mijn", other, entries)
