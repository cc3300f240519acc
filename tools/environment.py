"""One set of versions for everybody: `requirements.lock`, kept equal to what leans on it.

Receives `pyproject.toml` (what the project needs), hands on `requirements.lock`
(exact versions with hashes, for pip) and the same versions in `environment.yml`
(for conda). ``check`` names every difference; ``lock`` makes both files again and
is for maintainers, since it needs uv and a network connection.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

NAMED = ("jupyterlab", "papermill", "pandas", "seaborn", "nbconvert", "cbsodata", "pytest", "nbval")
"""The packages that `environment.yml` names itself; all others reach conda users through the lock."""

OLDEST_PYTHON = "3.11"

HELD_BACK = ("argon2-cffi-bindings<26",)
"""Newer versions have no ready-made file for Macs with an Intel processor (2026-11); JupyterLab brings the package."""

HEADER = """\
# Exact versions, with the sha256 of every file, of all that the project needs: to run, to test and to be installed.
# Holds for Python 3.11 and newer on Linux, macOS and Windows, and for any package index that pip is set to.
# Made from pyproject.toml with `make lock`; not edited by hand.
"""


@dataclass(frozen=True)
class Pin:
    """One version of one package, and where it holds (its marker)."""

    requirement: Requirement
    hashes: int

    @property
    def version(self) -> str:
        return next(iter(self.requirement.specifier)).version

    def holds_for(self, python: str) -> bool:
        marker = self.requirement.marker
        return marker is None or marker.evaluate({"python_version": python, "python_full_version": f"{python}.99"})


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["check", "lock"])
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent, help="folder of the files")
    parser.add_argument("--upgrade", action="store_true", help="lock: take the newest versions instead of keeping them")
    options = parser.parse_args(arguments)
    if options.command == "lock":
        remake_lock(options.root, upgrade=options.upgrade)
    if faults := check(options.root):
        heading = f"{len(faults)} differences between pyproject.toml, requirements.lock and environment.yml:"
        sys.exit("\n".join([heading, *(f"  - {fault}" for fault in faults), "Run `make lock` to make them equal."]))
    sys.stdout.write("pyproject.toml, requirements.lock and environment.yml agree.\n")


# -------------------------------------------------------------------------- check


def check(root: Path) -> list[str]:
    """Every difference between the three files, in words."""
    lock, faults = read_lock(root / "requirements.lock")
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    environment = yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8"))
    return [*_addresses(root), *faults, *_check_project(project, lock), *_check_conda(environment, lock, project)]


def _addresses(root: Path) -> Iterator[str]:
    """Where packages come from is for the user's own pip and conda settings to say."""
    for name in ("requirements.lock", "environment.yml"):
        for number, line in enumerate((root / name).read_text(encoding="utf-8").splitlines(), start=1):
            if "://" in line:
                yield f"{name}: line {number} holds an address, {line.strip()!r}; remove it"


def read_lock(path: Path) -> tuple[dict[str, list[Pin]], list[str]]:
    """The pins by package, and what is wrong with the lock in itself."""
    lock: dict[str, list[Pin]] = {}
    faults: list[str] = []
    lines = re.sub(r"\\\n", " ", re.sub(r"(?m)^#.*\n", "", path.read_text(encoding="utf-8"))).splitlines()
    for line in filter(None, map(str.strip, lines)):
        text, *hashes = re.split(r"\s+--hash=", line)
        try:
            pin = Pin(Requirement(text), sum(h.startswith("sha256:") for h in hashes))
        except InvalidRequirement:
            faults.append(f"requirements.lock: {text!r} is not a package with a version; options do not belong here")
            continue
        name = pin.requirement.name
        if pin.requirement.url or [s.operator for s in pin.requirement.specifier] != ["=="]:
            faults.append(f"requirements.lock: {name} needs one exact version (==), got {text!r}")
            continue
        if not pin.hashes:
            faults.append(f"requirements.lock: {name} has no sha256 hash")
        lock.setdefault(canonicalize_name(name), []).append(pin)
    return lock, faults


def _check_project(project: dict, lock: dict[str, list[Pin]]) -> Iterator[str]:
    for needed in _needs(project):
        pins = lock.get(canonicalize_name(needed.name))
        if pins is None:
            yield f"requirements.lock: {needed.name} is missing, and pyproject.toml asks for it"
        for pin in pins or ():
            if not needed.specifier.contains(pin.version, prereleases=True):
                asked = f"pyproject.toml asks for {needed.specifier}"
                yield f"requirements.lock: {needed.name} is {pin.version}, and {asked}"


def _needs(project: dict) -> list[Requirement]:
    """All that pyproject.toml asks for: to run, in the extras, and to be installed itself."""
    extras = project["project"].get("optional-dependencies", {}).values()
    texts = [*project["project"]["dependencies"], *(t for extra in extras for t in extra), *_build_needs(project)]
    return [Requirement(text) for text in texts]


def _build_needs(project: dict) -> list[str]:
    return project["build-system"]["requires"]


def _check_conda(environment: dict, lock: dict[str, list[Pin]], project: dict) -> Iterator[str]:
    if environment.get("channels") != ["conda-forge"]:
        yield f"environment.yml: the only channel is conda-forge, got {environment.get('channels')}"
    conda = [entry for entry in environment["dependencies"] if isinstance(entry, str)]
    by_pip = [line for entry in environment["dependencies"] if isinstance(entry, dict) for line in entry["pip"]]
    if by_pip[:1] != ["-r requirements.lock"]:
        # pip takes the hash of a package from the line that names it first.
        yield "environment.yml: the pip section must begin with the line `-r requirements.lock`"
    named = dict(re.match(r"([\w.-]+)=*(.*)", line).groups() for line in [*conda, *by_pip] if not line.startswith("-"))
    python = named.pop("python", "")
    if not python or not Requirement(f"python{project['project']['requires-python']}").specifier.contains(python):
        yield f"environment.yml: python must be {project['project']['requires-python']}, got {python or 'none'}"
        return
    named.pop("pip", None)
    for name in (*NAMED, *(n for n in named if n not in NAMED)):
        locked = [pin.version for pin in lock.get(canonicalize_name(name), ()) if pin.holds_for(python)]
        if [named.get(name)] != locked:
            got, expected = named.get(name) or "no version", " or ".join(locked) or "no such package"
            yield f"environment.yml: {name} has {got}, and requirements.lock has {expected}"


# --------------------------------------------------------------------------- lock


def remake_lock(root: Path, upgrade: bool = False) -> None:
    """Resolve for all systems at once and write both files; versions stay as they are unless `upgrade`."""
    uv = [shutil.which("uv")] if shutil.which("uv") else [sys.executable, "-m", "uv"]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    command = [*uv, "pip", "compile", "pyproject.toml", "-", "--all-extras", "--universal"]
    command += ["--python-version", OLDEST_PYTHON, "--generate-hashes", "--no-emit-index-url", "--no-annotate"]
    command += ["--no-header", "--quiet", "--output-file", "requirements.lock", *(["--upgrade"] if upgrade else [])]
    # The editable install runs without build isolation, so that nothing is fetched outside the lock.
    done = subprocess.run(
        command, cwd=root, input="\n".join([*_build_needs(project), *HELD_BACK]), text=True, check=False
    )
    if done.returncode:
        sys.exit("requirements.lock was not made: see the message of uv above (`pip install uv` where it is missing).")
    path = root / "requirements.lock"
    path.write_text(HEADER + path.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")
    _copy_to_conda(root / "environment.yml", read_lock(path)[0])


def _copy_to_conda(path: Path, lock: dict[str, list[Pin]]) -> None:
    text = path.read_text(encoding="utf-8")
    python = re.search(r"(?m)^ *- python=(\S+)", text)[1]
    for name in NAMED:
        version = next(pin.version for pin in lock[name] if pin.holds_for(python))
        text = re.sub(rf"(?m)^( *- {name}==?)\S+", rf"\g<1>{version}", text)
    path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
