"""Everybody gets the same versions: pyproject.toml, requirements.lock and environment.yml agree."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FILES = ("pyproject.toml", "requirements.lock", "environment.yml")


def run_check(root: Path) -> tuple[int, str]:
    """The check as `make check` runs it: its exit code and all that it says."""
    command = [sys.executable, str(ROOT / "tools" / "environment.py"), "check", "--root", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path):
    for name in FILES:
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def change(path: Path, pattern: str, replacement: str) -> None:
    """Edit a copy, and fail when there was nothing to edit."""
    text, count = re.subn(pattern, replacement, path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
    assert count == 1, f"{pattern!r} is not in {path.name}"
    path.write_text(text, encoding="utf-8")


def test_the_three_files_agree():
    assert run_check(ROOT) == (0, "pyproject.toml, requirements.lock and environment.yml agree.\n")


def test_every_locked_package_has_hashes_and_no_line_holds_an_address_or_an_option():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = [e for e in re.split(r"\n(?=\S)", lock.strip()) if not e.startswith("#")]
    assert len(entries) > 100
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==\d[\w.]*( ; [^\\]+)?( \\\n {4}--hash=sha256:[0-9a-f]{64})+$", entry), entry
    assert "://" not in lock


def test_the_environment_names_the_packages_that_its_users_know():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    *conda, by_pip = environment["dependencies"]
    named = {re.split("=+", line)[0] for line in [*conda, *by_pip["pip"]]}
    assert named >= {"jupyterlab", "papermill", "pandas", "seaborn", "nbconvert", "cbsodata", "pytest", "nbval"}
    assert environment["channels"] == ["conda-forge"]


def test_the_citation_names_the_version_and_the_licence_of_the_package():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert (citation["version"], citation["license"]) == (project["version"], project["license"])


@pytest.mark.parametrize(
    ("file", "pattern", "replacement", "message"),
    [
        ("environment.yml", r"pandas=\S+", "pandas=1.5.3", r"environment\.yml: pandas has 1\.5\.3, and .* has \d"),
        (
            "environment.yml",
            r"cbsodata==\S+",
            "cbsodata==0.1",
            r"environment\.yml: cbsodata has 0\.1, and .* has \d",
        ),
        ("environment.yml", r" *- nbval=.*\n", "", r"environment\.yml: nbval has no version, and .* has \d"),
        (
            "environment.yml",
            r"^( *)- pip$",
            r"\1- pip\n\1- nonsuch=1.0",
            r"nonsuch has 1\.0, .* no such package",
        ),
        ("environment.yml", r"python=\S+", "python=3.9", r"environment\.yml: python must be >=3\.11, got 3\.9"),
        ("environment.yml", "conda-forge$", "defaults", r"only channel is conda-forge, got \['defaults'\]"),
        ("environment.yml", r"^ *- -r requirements\.lock.*\n", "", r"must begin with the line `-r requirements\.lock`"),
        (
            "requirements.lock",
            r"^seaborn==\S+",
            "seaborn==0.1",
            r"seaborn has 0\.13\S*, and .* has 0\.1\n",
        ),
        ("requirements.lock", r"^matplotlib==\S+", "matplotlib==3.13", r"matplotlib is 3\.13, and .* asks for <3\.13"),
        ("requirements.lock", r"^stamina==", "somethingelse==", r"stamina is missing, and pyproject\.toml asks for it"),
        ("requirements.lock", r"^setuptools==\S+", "setuptools==60.0", r"setuptools is 60\.0, and .* asks for >=77"),
        ("requirements.lock", r"^rich==\S+", "rich>=1", r"rich needs one exact version \(==\), got 'rich>=1'"),
        (
            "requirements.lock",
            r"^rich==(\S+) \\\n( {4}--hash=\S+( \\)?\n)+",
            r"rich==\1\n",
            r"lock: rich has no sha256 hash",
        ),
        (
            "requirements.lock",
            r"\A",
            "--index-url https://index.example/x\n",
            r"line 1 holds an address, '--index-url https://index\.example/x'; remove it",
        ),
        ("pyproject.toml", r'"scipy",', '"scipy", "statsmodels",', r"statsmodels is missing, and pyproject\.toml asks"),
    ],
)
def test_a_difference_is_found_and_its_package_named(copy, file, pattern, replacement, message):
    change(copy / file, pattern, replacement)
    code, said = run_check(copy)
    assert code == 1
    assert re.search(message, said), said
    assert said.rstrip().endswith("Run `make lock` to make them equal.")


def test_all_differences_are_shown_at_once(copy):
    change(copy / "environment.yml", r"pandas=\S+", "pandas=1.5.3")
    change(copy / "environment.yml", r"pytest=\S+", "pytest=1.0")
    change(copy / "requirements.lock", r"^stamina==", "somethingelse==")
    code, said = run_check(copy)
    assert code == 1
    assert said.startswith("3 differences between pyproject.toml, requirements.lock and environment.yml:\n")
    assert [name for name in ("pandas", "pytest", "stamina") if name not in said] == []


def is_kept_out(path: str) -> bool:
    """Whether `.dockerignore` keeps a file out: the last line that matches it, or a folder above it, decides."""
    out = False
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        pattern = line.strip().removeprefix("!")
        if pattern and not pattern.startswith("#"):
            parts = path.split("/")
            above = ["/".join(parts[:n]) for n in range(1, len(parts) + 1)]
            names = parts if pattern.startswith("**/") else [a for a in above if a.count("/") == pattern.count("/")]
            if any(fnmatch(name, pattern.removeprefix("**/")) for name in names):
                out = not line.startswith("!")
    return out


def test_an_image_holds_the_package_and_its_notebooks_and_nothing_of_people():
    for path in (
        "data/besloten/lijst.csv", "data/besloten/rapporten/intern/build.json", "data/raw/eigen/enquete.xlsx",
        "data/wijken/velp/gesprekken.csv", "data/voorbeelden/elders.zip", "data/processed/figures.parquet",
        "data/raw/voorbeeld/card.yml", "data/gebieden/velp.yml", "data/huisstijl.yml", "notebooks/eigen-vraag.ipynb",
        "notebooks/cijfers.csv", "reports/index.html", ".venv/bin/python", ".git/config", ".cache/x", ".env", "uit.log",
        "src/wijkanalyse/__pycache__/x.pyc",
    ):  # fmt: skip
        assert is_kept_out(path), path
    for path in ("src/wijkanalyse/cards/roles.yml", "pyproject.toml", "requirements.lock", "README.md", "LICENSE"):
        assert not is_kept_out(path), path
    ours = {p.name for p in (ROOT / "notebooks").glob("*.ipynb")}
    assert {n for n in ours if not is_kept_out(f"notebooks/{n}")} >= {"wijkanalyse.ipynb", "regiobeeld.ipynb"}
