"""A machine with other tables, composite areas, libraries or another package is refused, and told what differs."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from wijkanalyse.batch import proof as module
from wijkanalyse.batch.job import Job, plan_jobs
from wijkanalyse.batch.proof import OtherBuildError, check_proof, proof_of
from wijkanalyse.batch.task import Proof
from wijkanalyse.errors import ProcessedDataError
from wijkanalyse.paths import Paths
from wijkanalyse.process import fresh
from wijkanalyse.profile.processed import Processed, open_processed

ANY = Path("proef.ipynb")
NORTH = "tilburg-noord.yml"


@pytest.fixture(scope="module")
def proof(example) -> Proof:
    return proof_of(Processed(example), [], ANY)


@pytest.fixture
def tree(example, tmp_path) -> Paths:
    """A copy of the tables and the composite areas, as another machine has it."""
    paths = Paths(tmp_path / "elsewhere")
    shutil.copytree(example.processed, paths.processed)
    shutil.copytree(example.composites, paths.composites)
    return paths


def alter_values(tree: Paths) -> None:
    path = tree.processed / "figures.parquet"
    table = pd.read_parquet(path)
    table.assign(value=table.value * 0.9).to_parquet(path, index=False)


def alter_boundaries(tree: Paths) -> None:
    path = tree.processed / "polygons_wijken_2022.parquet"
    path.write_bytes(path.read_bytes() + b"\0")


def remove_table(tree: Paths) -> None:
    (tree.processed / "wijken.parquet").unlink()


def remove_boundaries(tree: Paths) -> None:
    (tree.processed / "polygons_wijken_2022.parquet").unlink()


def interrupt_copy(tree: Paths) -> None:
    path = tree.processed / "areas.parquet"
    path.write_bytes(path.read_bytes()[:1000])


def bring_only_the_receipt(tree: Paths) -> None:
    for path in tree.processed.glob("*.parquet"):
        path.unlink()


def build_another(tree: Paths) -> None:
    receipt = json.loads((tree.processed / "build.json").read_text(encoding="utf-8"))
    receipt["tables"]["reference.parquet"] = "0" * 64
    (tree.processed / "build.json").write_text(json.dumps(receipt), encoding="utf-8")


def cut_the_receipt(tree: Paths) -> None:
    (tree.processed / "build.json").write_text('{"fingerprint": ', encoding="utf-8")


def forget_the_data(tree: Paths) -> None:
    shutil.rmtree(tree.processed)


def forget_composites(tree: Paths) -> None:
    shutil.rmtree(tree.composites)


def forget_one_composite(tree: Paths) -> None:
    (tree.composites / NORTH).unlink()


def remove_a_part(tree: Paths) -> None:
    path = tree.composites / NORTH
    path.write_text(path.read_text(encoding="utf-8").replace(", WK085544", ""), encoding="utf-8")


def weigh_a_part(tree: Paths) -> None:
    path = tree.composites / NORTH
    path.write_text(path.read_text(encoding="utf-8") + "weights: {WK085544: 0.5}\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (alter_values, r"figures\.parquet is not the table .* \(expected sha256 \w{12}…, got \w{12}…\)"),
        (alter_boundaries, r"polygons_wijken_2022\.parquet is not the table .*`wijkanalyse process --refresh`"),
        (remove_table, r"wijken\.parquet is not there, and build\.json names it; .*copy the whole of data/processed"),
        (remove_boundaries, r"polygons_wijken_2022\.parquet is not there"),
        (interrupt_copy, r"areas\.parquet is not the table .*half copied"),
        (bring_only_the_receipt, r"areas\.parquet is not there"),
        (build_another, r"\(reference\.parquet expected \w{12}, got 0{12}\); copy data/processed to it anew"),
        (cut_the_receipt, r"build\.json cannot be read"),
        (forget_the_data, r"build\.json is not there; copy data/processed to it, or set WIJKANALYSE_ROOT"),
        (forget_composites, r"data/gebieden is not there, and hoensbroek, .* are declared in it; copy data/geb"),
        (forget_one_composite, r"tilburg-noord\.yml is not there; copy data/gebieden to it anew"),
        (remove_a_part, r"tilburg-noord\.yml declares another area \(parts expected .*WK085544'\], got .*WK085543'\]"),
        (weigh_a_part, r"declares another area \(weights expected \{\}, got \{'WK085544': 0\.5\}\)"),
    ],
)  # fmt: skip
def test_a_machine_with_other_data_is_refused(tree: Paths, proof: Proof, change: Callable, said: str) -> None:
    check_proof(proof, tree)
    change(tree)
    with pytest.raises(OtherBuildError, match=said):
        check_proof(proof, tree)


def write_picks(paths: Paths, text: str, name: str = "keuze.yml") -> None:
    (paths.root / "data" / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("mine", "theirs", "said"),
    [
        (
            "eerst: [roken_pct]",
            "eerst: [eenzaam_pct]",
            r"eerst expected \['roken_pct'\], got \['eenzaam_pct'\]\); copy",
        ),
        ("eerst: [roken_pct]", None, r"keuze\.yml is not there or not readable; copy it"),
        ("eerst: [roken_pct]", "eerst: [", r"keuze\.yml is not there or not readable; copy it"),
        (None, "eerst: [roken_pct]", r"keuze\.yml is there and where the batch was started it is not; move it away"),
    ],
)
def test_another_pick_list_is_named_with_what_it_picks(example, tree: Paths, tmp_path, mine, theirs, said) -> None:
    caller = Paths(tmp_path / "caller")
    shutil.copytree(example.processed, caller.processed)
    shutil.copytree(example.composites, caller.composites)
    for paths, text in ((caller, mine), (tree, theirs)):
        if text:
            write_picks(paths, text)
    check_proof(proof_of(Processed(caller), [], ANY), tree)  # of a notebook that has no pick list
    with pytest.raises(OtherBuildError, match=said):
        check_proof(proof_of(Processed(caller), [], ANY, ""), tree)


def test_a_pick_list_that_says_the_same_is_no_other(example, tree: Paths) -> None:
    asked = replace(
        proof_of(Processed(example), [], ANY), picks={"keuze-zorg.yml": {"eerst": ["roken_pct"], "weglaten": []}}
    )
    write_picks(tree, "# van de GGD\neerst:\n- roken_pct\n", "keuze-zorg.yml")
    check_proof(asked, tree)


def test_another_version_of_a_library_is_named_with_both(tree: Paths, proof: Proof, monkeypatch) -> None:
    monkeypatch.setattr(module, "library_versions", lambda: {**proof.libraries, "pandas": "0.25.0"})
    expected = re.escape(proof.libraries["pandas"])
    with pytest.raises(OtherBuildError, match=rf"pandas 0\.25\.0 where the caller has {expected}; install both"):
        check_proof(proof, tree)


@pytest.mark.parametrize("folder", ["batch", "cards", "methods", "publish", "."])
def test_other_code_is_refused(tree: Paths, proof: Proof, folder: str) -> None:
    assert {"batch", "cards", "methods", "publish", "."} < set(proof.code), "also what makes no report due"
    other = replace(proof, code={**proof.code, folder: "0"})
    with pytest.raises(OtherBuildError, match=rf"version of the package \(other files in {re.escape(folder)}\)"):
        check_proof(other, tree)


def test_composites_that_the_batch_does_not_show_may_differ(example, tree: Paths) -> None:
    processed = Processed(example)
    jobs = plan_jobs(processed.areas, ["WK016015", "tilburg-noord"], boundary_year=2022, edition="openbaar")
    (tree.composites / "hoensbroek.yml").unlink()
    check_proof(proof_of(processed, jobs, Path("wijkanalyse.ipynb")), tree)
    remove_a_part(tree)
    check_proof(proof_of(processed, jobs[:1], Path("wijkanalyse.ipynb")), tree)
    with pytest.raises(OtherBuildError, match="tilburg-noord"):
        check_proof(proof_of(processed, jobs, Path("wijkanalyse.ipynb")), tree)


def test_a_notebook_that_needs_no_figures_needs_no_data(tmp_path: Path) -> None:
    job = Job("WK999999", "Proefwijk", "wijk", "Proef", 2022, 10, "openbaar", "proef/WK999999.html")
    asked = proof_of(Processed(Paths(tmp_path / "caller")), [job], ANY)
    check_proof(asked, Paths(tmp_path / "empty"))


# ------------------------------------------------------------------------ the caller's own tables


def test_the_callers_own_tables_are_held_against_their_build_too(tree: Paths) -> None:
    alter_values(tree)
    with pytest.raises(ProcessedDataError, match=r"figures\.parquet is not the table"):
        proof_of(Processed(tree), [], ANY)
    with pytest.raises(ProcessedDataError, match=r"figures\.parquet is not the table"):
        Processed(tree).figures_of(["GM0855"])


def test_a_table_is_hashed_once_and_again_when_another_file_took_its_place(tree: Paths, monkeypatch) -> None:
    hashed: list[str] = []
    real = fresh.digest_of
    monkeypatch.setattr(fresh, "digest_of", lambda path: hashed.append(path.name) or real(path))
    processed = open_processed(tree)
    processed.preload()
    processed.check()
    processed.figures_of(["GM0855"])
    open_processed(tree).check()
    assert sorted(hashed) == sorted(processed.tables)

    path = tree.processed / "patients.parquet"
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(ProcessedDataError, match=r"patients\.parquet is not the table"):
        processed.check()


def test_a_composite_area_that_was_edited_is_read_anew(tree: Paths) -> None:
    before = open_processed(tree).areas.find("tilburg-noord")
    remove_a_part(tree)
    os.utime(tree.composites / NORTH, (1, 1))
    after = open_processed(tree).areas.find("tilburg-noord")
    assert (len(before.parts), len(after.parts)) == (3, 2)
