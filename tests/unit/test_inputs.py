"""What a report rests on: what can change it changes a digest, and nothing else does."""

from __future__ import annotations

import dataclasses
import itertools
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest
from altered_example import altered, put, seal
from invented_notebooks import ROOT, write_notebook

from wijkanalyse.batch import inputs as module
from wijkanalyse.batch.inputs import SMALL, WHOLE, InputDigests, beside_digest, files_beside, notebook_digest
from wijkanalyse.batch.job import REASONS, Job, plan_areas
from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.paths import Paths, find_paths
from wijkanalyse.profile.processed import Processed

HOLTHONE, HOOGENWEG, ROZENDAAL = "WK016015", "WK016016", "WK027700"
AREAS = (HOLTHONE, HOOGENWEG, ROZENDAAL, "GM0160", "velp-en-rozendaal")
PEER = "WK019322"
NOTEBOOK = ROOT / "notebooks" / "wijkanalyse.ipynb"
INDICATOR = "koopwoningen_pct"

Digests = dict[str, dict[str, str]]
Change = Callable[[pd.DataFrame], pd.DataFrame]


@pytest.fixture(scope="module")
def unchanged() -> dict[tuple[str, Path], Digests]:
    """The digests of the figures as they are, which nearly every test compares with, by edition and notebook."""
    return {}


@pytest.fixture
def digests(example: Paths, catalogue: Catalogue, unchanged: dict[tuple[str, Path], Digests]) -> Callable[..., Digests]:
    """The digests of the areas, after a change to the figures or to another table."""

    def make(
        change: Change | None = None, *, edition: str = "openbaar", notebook: Path = NOTEBOOK, **tables: Change
    ) -> Digests:
        if change or tables or notebook != NOTEBOOK:
            return computed(change or (lambda rows: rows), edition, notebook, tables)
        if (edition, notebook) not in unchanged:
            unchanged[edition, notebook] = computed(lambda rows: rows, edition, notebook, {})
        return unchanged[edition, notebook]

    def computed(change: Change, edition: str, notebook: Path, tables: dict[str, Change]) -> Digests:
        processed = altered(example, ["GM0160", "GM0277", "GM0275", "GM0193"], change)
        for name, changed in tables.items():
            processed.__dict__[name] = changed(getattr(Processed(example), name))
        found = InputDigests(processed, catalogue, edition=edition, notebook=notebook)
        jobs = plan_areas(processed.areas, AREAS, boundary_year=2022, edition=edition)
        return {job.area_code: found.of(job, area, [PEER]) for job, area in jobs}

    return make


def differing(before: Digests, after: Digests) -> dict[str, set[str]]:
    """Per area the kinds of input that changed."""
    kinds = {code: {k for k in REASONS if before[code][k] != after[code][k]} for code in before}
    return {code: changed for code, changed in kinds.items() if changed}


def test_the_same_data_give_the_same_digests(digests) -> None:
    before = digests()
    assert differing(before, digests(lambda rows: rows.sample(frac=1, random_state=1))) == {}
    assert all(set(kinds) == {*REASONS, WHOLE} for kinds in before.values())


def test_a_report_of_the_very_files_of_now_rests_on_what_it_did(example, catalogue) -> None:
    """Figures that were altered in memory show whether they were looked at: they are, when a file is another."""

    def found(year: int = 2022, path: str = "", edition: str = "openbaar", **about: object) -> tuple[bool, bool]:
        processed = altered(example, ["GM0160", "GM0193"], figure(HOLTHONE, value=12.3))
        digests = InputDigests(processed, catalogue, edition=edition, notebook=NOTEBOOK)
        processed.__dict__.update(about)
        ((job, area),) = plan_areas(processed.areas, [HOLTHONE], boundary_year=year, edition=edition)
        now = digests.of(dataclasses.replace(job, path=path or job.path), area, [PEER], before)
        return now == before, now[WHOLE] == before[WHOLE]

    processed = Processed(example)
    digests = InputDigests(processed, catalogue, edition="openbaar", notebook=NOTEBOOK)
    ((job, area),) = plan_areas(processed.areas, [HOLTHONE], boundary_year=2022, edition="openbaar")
    before = digests.of(job, area, [PEER])
    same, other = (True, True), (False, False)
    assert found() == same
    assert found(year=2024) == found(path="x.html") == found(edition="partners") == other
    receipt = processed.receipt
    assert found(tables={**processed.tables, "expected.parquet": "0" * 64}) == other
    assert found(receipt=receipt | {"typical_distance": -1.0}) == other
    assert found(receipt=receipt | {"sources": receipt["sources"][1:]}) == other


def test_with_closed_files_nobody_elsewhere_can_try_what_is_in_them(example, catalogue, tmp_path) -> None:
    """The digest of all tables goes along with an open report: of the same closed file each tree has another."""
    found = []
    for name in ("een", "een", "twee", "open", "ook-open"):
        paths = Paths(tmp_path / name)
        if "open" not in name:
            closed = paths.root / "data" / "besloten" / "enquete.csv"
            closed.parent.mkdir(parents=True, exist_ok=True)
            closed.write_text("wijk,cijfer\nWK016015,3\n", encoding="utf-8")
        if not paths.processed.exists():
            paths.processed.parent.mkdir(parents=True, exist_ok=True)
            paths.processed.symlink_to(example.processed, target_is_directory=True)
        processed = Processed(paths)
        digests = InputDigests(processed, catalogue, edition="openbaar", notebook=NOTEBOOK)
        ((job, area),) = plan_areas(processed.areas, [HOLTHONE], boundary_year=2022, edition="openbaar")
        found.append(digests.of(job, area, [PEER])[WHOLE])
    assert found[0] == found[1] != found[2]
    assert found[3] == found[4]


def figure(code: str, **columns: object) -> Change:
    """Change one figure of an area."""
    return lambda rows: put(rows, code, INDICATOR, 2022, **columns)


@pytest.mark.parametrize("columns", [{"value": 12.3}, {"status": "suppressed", "value": np.nan}, {"denominator": 99.0}])
def test_a_changed_figure_of_a_wijk_counts_for_that_wijk_only(digests, columns: dict) -> None:
    assert differing(digests(), digests(figure(HOLTHONE, **columns))) == {HOLTHONE: {"figures"}}


def test_a_figure_by_which_wijken_lie_among_each_other_counts_for_all_of_the_gemeente(digests) -> None:
    changed = differing(digests(), digests(lambda rows: put(rows, HOLTHONE, "leeftijd_65_plus_pct", 2024, value=12.3)))
    assert changed == {HOLTHONE: {"figures", "neighbours"}, HOOGENWEG: {"neighbours"}}


def test_a_changed_figure_of_a_part_counts_for_the_composite_area_too(digests) -> None:
    changed = differing(digests(), digests(figure(ROZENDAAL, value=12.3)))
    assert changed == {ROZENDAAL: {"figures"}, "velp-en-rozendaal": {"figures"}}


def test_a_changed_figure_of_a_gemeente_counts_for_its_wijken(digests) -> None:
    changed = differing(digests(), digests(figure("GM0160", value=12.3)))
    assert changed == {HOLTHONE: {"gemeente"}, HOOGENWEG: {"gemeente"}, "GM0160": {"figures"}}


def test_a_changed_figure_of_nederland_counts_for_all(digests) -> None:
    changed = differing(digests(), digests(figure("NL", value=12.3)))
    assert set(changed) == set(AREAS)
    assert all("national" in kinds for kinds in changed.values())


def test_a_changed_figure_of_a_buurt_counts_for_its_wijk(digests, example: Paths) -> None:
    buurt = next(c for c in Processed(example).areas.register.area_code if c.startswith("BU016015"))
    changed = differing(digests(), digests(lambda rows: put(rows, buurt, INDICATOR, 2020, value=12.3)))
    assert changed == {HOLTHONE: {"figures"}, "GM0160": {"figures"}}


def test_own_figures_are_told_apart(digests) -> None:
    changed = differing(digests(), digests(figure(HOLTHONE, value=12.3, source="enquete_2024")))
    assert changed[HOLTHONE] >= {"figures", "own"}


def test_an_own_figure_of_nederland_counts_where_its_file_has_a_figure(digests) -> None:
    def own(national: float) -> Change:
        def change(rows: pd.DataFrame) -> pd.DataFrame:
            rows = put(rows, HOLTHONE, INDICATOR, 2025, value=12.3, source="enquete_2025")
            return put(rows, "NL", INDICATOR, 2025, value=national, source="enquete_2025")

        return change

    changed = differing(digests(own(1.0)), digests(own(2.0)))
    assert changed == {HOLTHONE: {"own"}}
    assert set(differing(digests(), digests(own(1.0)))) == {HOLTHONE}


def test_a_closed_figure_counts_only_for_the_edition_that_shows_it(digests) -> None:
    def closed(value: float) -> Change:
        return figure(HOLTHONE, value=value, openness="intern", source="enquete_2024")

    assert differing(digests(closed(1.0)), digests(closed(2.0))) == {}
    changed = differing(digests(closed(1.0), edition="intern"), digests(closed(2.0), edition="intern"))
    assert changed == {HOLTHONE: {"own"}}


def test_a_changed_figure_of_a_comparable_wijk_counts(digests) -> None:
    def raised(code: str) -> Change:
        return lambda wijken: wijken.assign(roker_pct=wijken.roker_pct.where(wijken.area_code != code, 99.0))

    assert differing(digests(), digests(wijken=raised("WK019321"))) == {}
    assert differing(digests(), digests(wijken=raised(PEER))) == {key: {"comparable"} for key in AREAS}


@pytest.mark.parametrize("column", ["inwoners", "corporatiewoningen_pct"])
def test_what_decides_which_wijken_are_comparable_counts_for_all(digests, column: str) -> None:
    changed = digests(wijken=lambda w: w.assign(**{column: w[column].where(w.area_code != "WK019321", 50)}))
    assert differing(digests(), changed) == {key: {"national"} for key in AREAS}


def test_a_changed_distribution_counts_for_all(digests) -> None:
    changed = digests(reference=lambda r: r.assign(median=r["median"] + 0.1))
    assert differing(digests(), changed) == {key: {"national"} for key in AREAS}


def test_another_notebook_may_show_any_figure(digests, tmp_path: Path) -> None:
    own = write_notebook(tmp_path / "eigen.ipynb", "wijk_code = ''")
    changed = differing(digests(notebook=own), digests(figure(HOLTHONE, value=12.3), notebook=own))
    assert changed == {code: {"everything"} | ({"figures"} if code == HOLTHONE else set()) for code in AREAS}


def test_outputs_of_a_notebook_do_not_count_and_its_text_does(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "n.ipynb", "a = 1", "a")
    before = notebook_digest(path)
    notebook = nbformat.read(path, 4)
    notebook.cells[1].outputs = [nbformat.v4.new_output("stream", text="1")]
    notebook.cells[1].execution_count = 3
    nbformat.write(notebook, path)
    assert notebook_digest(path) == before
    notebook.cells[1].source = "a + 1"
    nbformat.write(notebook, path)
    assert notebook_digest(path) != before


def test_modules_and_data_beside_a_notebook_count_and_other_notebooks_do_not(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "n.ipynb", "a = 1")
    write_notebook(tmp_path / "ander.ipynb", "b = 1")
    (tmp_path / ".ipynb_checkpoints").mkdir()
    (tmp_path / ".ipynb_checkpoints" / "n.py").touch()
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "index.html").touch()
    assert (files_beside(path), beside_digest(path)) == ([], "")

    seen = [beside_digest(path)]
    (tmp_path / "pakket").mkdir()
    for name in ("helpers.py", "mijn.csv", "pakket/__init__.py", "pakket/deel.py"):
        for content in ("een", "twee"):
            (tmp_path / name).write_text(content, encoding="utf-8")
            seen.append(beside_digest(path))
    assert len(set(seen)) == 9
    with (tmp_path / "groot.bin").open("wb") as large:
        large.truncate(SMALL + 1)
    assert beside_digest(path) not in seen


@pytest.mark.parametrize(
    ("name", "kind"),
    [("show/wording.py", "package"), ("cards/indicators/eenzaam_pct.yml", "cards"),
     ("show/assets/basis.css", "template"),
     ("batch/engine.py", "package"), ("batch/plan.py", None), ("fetch/cbs.py", None), ("publish/index.py", None),
     ("publish/deck.py", None), ("publish/exporter.py", "package"), ("sections/kit/meeting.py", "package"),
     ("publish/assets/index.css", None), ("publish/assets/kit.css", "template")],
)  # fmt: skip
def test_a_changed_file_of_the_package_counts_for_its_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, kind: str | None
) -> None:
    package = tmp_path / "wijkanalyse"
    shutil.copytree(module.PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(module, "PACKAGE", package)
    module.package_files.cache_clear()
    before = module.package_digests()
    (package / name).write_bytes((package / name).read_bytes() + b"\n")
    module.package_files.cache_clear()
    after = module.package_digests()
    module.package_files.cache_clear()
    assert {k for k in before if before[k] != after[k]} == ({kind} if kind else set())


def test_the_index_is_made_anew_when_its_own_code_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "wijkanalyse"
    shutil.copytree(module.PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(module, "PACKAGE", package)
    found = []
    for name in (None, "publish/index.py", "publish/templates/index.html.j2", "publish/deck.py"):
        if name:
            (package / name).write_bytes((package / name).read_bytes() + b"\n")
        module.package_files.cache_clear()
        found.append(module.index_digest_of_package())
    module.package_files.cache_clear()
    assert [a != b for a, b in itertools.pairwise(found)] == [True, True, False]


# ------------------------------------------------------------------ nothing is left out


def shown(area: str) -> list[str]:
    """What the cells of the notebook show for an area, with the profile of the tree that is set."""
    names: dict[str, object] = {}
    found = []
    for cell in nbformat.read(NOTEBOOK, 4).cells:
        if cell.cell_type != "code":
            continue
        if "parameters" in cell.metadata.get("tags", []):
            exec(cell.source, names)
            names |= {"wijk_code": area, "boundary_year": 2022}
            continue
        *before, last = cell.source.strip().split("\n")
        exec("\n".join(before), names)
        value = eval(last, names)
        drawn = getattr(value, "_repr_html_", None) or value._repr_mimebundle_
        found.append(re.sub(r'id="[^"]*"', "", str(drawn())))
    return found


@pytest.mark.parametrize("area", [HOLTHONE, "velp-en-rozendaal", "GM0160"])
def test_no_figure_outside_the_digests_changes_a_report(
    area: str, example: Paths, catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    processed = Processed(example)
    found = InputDigests(processed, catalogue, edition="openbaar", notebook=NOTEBOOK)
    ((_, here),) = plan_areas(processed.areas, [area], boundary_year=2022, edition="openbaar")
    near, _ = found.around(here)
    register = processed.areas.register
    neighbours = register[(register.boundary_year == 2022) & register.area_code.isin(near)].area_id
    counted = set(neighbours).union(*found.shown_of(here))
    tree = Paths(tmp_path / "tree")
    shutil.copytree(example.processed, tree.processed)
    tree.composites.symlink_to(example.composites, target_is_directory=True)
    monkeypatch.setenv("WIJKANALYSE_ROOT", str(tree.root))
    find_paths.cache_clear()
    before = shown(area)

    figures = processed.all_figures()
    between = [b.indicator for b in catalogue.roles.buurten.between]
    among = figures.area_id.isin(found._among(here)) & figures.indicator.isin(between)
    others = ~figures.area_id.isin(counted) & ~among
    assert others.sum() > 100_000
    for column in ("value", "count", "denominator", "lower", "upper"):
        figures[column] = figures[column].where(~others, figures[column] * 1.7 + 3)
    figures.to_parquet(tree.processed / "figures.parquet", row_group_size=20_000)
    seal(tree.processed)

    after = shown(area)
    find_paths.cache_clear()
    assert [i for i, (b, a) in enumerate(zip(before, after, strict=True)) if b != a] == []


# ------------------------------------------------------------ a receipt goes along with its reports


def test_a_list_of_patients_is_in_no_receipt_of_an_edition_that_may_not_show_it(digests) -> None:
    """Not as a digest either: who knows the rest could try what the numbers are."""

    def some(rows: pd.DataFrame) -> pd.DataFrame:
        about = {"source": "lijst", "title": "Lijst", "openness": "intern", "boundary_year": 2022}
        return pd.DataFrame([about | {"area_code": AREAS[0], "patients": 12.0}])

    before = digests()
    assert differing(before, digests(patients=some)) == {}
    assert differing(digests(edition="intern"), digests(edition="intern", patients=some))


def test_what_lies_in_a_folder_cannot_be_tried_from_a_receipt(example, catalogue, tmp_path) -> None:
    """The same folder in another tree has another digest; in its own tree always the same."""
    found = []
    for name in ("een", "een", "twee"):
        paths = Paths(tmp_path / name)
        folder = paths.area_folders / "velp"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "wijk.yml").write_text("naam: Velp\n", encoding="utf-8")
        (folder / "doelen.csv").write_text("doel\nKANARIE\n", encoding="utf-8")
        processed = Processed(example)
        digests = InputDigests(processed, catalogue, edition="partners", notebook=NOTEBOOK)
        processed.__dict__["paths"] = paths
        job = Job("", "Velp", "kern", None, 2022, 0, "partners", "velp.html", folder="velp")
        found.append(digests.of(job, None, ())["folder"])
    assert found[0] == found[1] != found[2]
    salt = tmp_path / "een" / "data" / "besloten" / ".zout"
    assert len(salt.read_bytes()) == 64 and not salt.stat().st_mode & 0o077
