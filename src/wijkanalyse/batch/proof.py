"""Whether a worker has what the caller has: tables, composite areas, pick list, remarks, libraries and package.

Receives what the caller has, before a batch, and is asked by who makes a report,
before the first one. What differs is named, with both sides of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from wijkanalyse.batch.inputs import (
    OF_FIGURES,
    OF_ONE_AREA,
    code_digests,
    library_versions,
    recognition_digest,
    style_digest,
)
from wijkanalyse.batch.job import Job
from wijkanalyse.batch.task import Proof
from wijkanalyse.cards.catalogue import load_catalogue
from wijkanalyse.cards.house_style import house_style_file
from wijkanalyse.cards.picks import USUAL, picks_file, read_picks
from wijkanalyse.errors import AreaError, ProcessedDataError, ReportError
from wijkanalyse.paths import ROOT_VARIABLE, Paths
from wijkanalyse.process.fresh import RECEIPT, SHOWN
from wijkanalyse.profile.processed import Processed, open_processed

MOST_NAMED = 4
"""Differences of a kind that a message names."""


class OtherBuildError(ReportError):
    """A worker has other figures or another version: its reports would not belong with the others."""


def proof_of(processed: Processed, jobs: Sequence[Job], notebook: Path, picks: str | None = None) -> Proof:
    """What has to be the same wherever these jobs are made with this notebook.

    Parameters
    ----------
    processed, jobs, notebook
        The caller's tables, and what is made with what.
    picks
        Name of the pick list, "" for the usual one; None when the notebook has none.

    Raises
    ------
    ProcessedDataError
        When the caller's own tables are not those of its build.
    """
    tables, composites = {}, {}
    if (processed.paths.processed / RECEIPT).is_file():  # a notebook of one's own may need no figures
        processed.check()
        tables, composites = processed.tables, _declared(processed)
    if notebook.name in OF_ONE_AREA:
        shown = {job.area_code for job in jobs}
        composites = {code: composite for code, composite in composites.items() if code in shown}
    picked, style = _picks(processed.paths, picks), style_digest(processed.paths)
    editions = {job.edition for job in jobs} if notebook.name == OF_FIGURES else set()
    return Proof(
        tables, composites, picked, library_versions(), code_digests(), style, _recognition(processed.paths, editions)
    )


def _picks(paths: Paths, name: str | None) -> dict[str, dict[str, Any] | None]:
    if name is None:
        return {}
    path = picks_file(paths, name)
    return {USUAL: None} if path is None else {path.name: _declared_picks(path)}


def _recognition(paths: Paths, editions: Iterable[str]) -> dict[str, str]:
    return {edition: recognition_digest(paths, edition, load_catalogue()) for edition in sorted(editions)}


def _declared_picks(path: Path) -> dict[str, Any] | None:
    faults: list[str] = []
    picks = read_picks(path, faults) if path.is_file() else None
    return picks.model_dump(mode="json") if picks and not faults else None


def _declared(processed: Processed) -> dict[str, dict[str, Any]]:
    return {code: c.model_dump(mode="json") for code, c in processed.areas.composites.items()}


def check_proof(proof: Proof, paths: Paths) -> None:
    """Refuse to make reports here unless this machine has what the caller has; the tables are hashed for it.

    Raises
    ------
    OtherBuildError
    """
    check_software(proof)
    _check_picks(proof, paths)
    _check_style(proof, paths)
    _check_recognition(proof, paths)
    if not proof.tables:
        return
    try:
        processed = open_processed(paths)
        _check_tables(proof, processed)
        _check_composites(proof, processed)
    except (ProcessedDataError, AreaError) as error:
        raise OtherBuildError(str(error)) from error


def check_software(proof: Proof) -> None:
    """The part that does not depend on where the data are.

    Raises
    ------
    OtherBuildError
    """
    mine = library_versions()
    others = [
        f"{name} {mine.get(name, 'absent')} where the caller has {version}"
        for name, version in proof.libraries.items()
        if mine.get(name) != version
    ]
    if others:
        raise OtherBuildError(
            f"has another version of a library: {_listed(others)}; install both from the same lock "
            "and start the worker again"
        )
    if folders := _differing(proof.code, code_digests()):
        raise OtherBuildError(
            f"has another version of the package (other files in {_listed(folders)}); install the same one and start "
            "the worker again"
        )


def _check_tables(proof: Proof, processed: Processed) -> None:
    receipt = processed.paths.processed / RECEIPT
    if not receipt.is_file():
        raise OtherBuildError(f"{receipt} is not there; copy data/processed to it, or set {ROOT_VARIABLE}")
    if others := _differing(proof.tables, processed.tables):
        wanted, got = ({n: t.get(n, "absent")[:SHOWN] for n in others} for t in (proof.tables, processed.tables))
        sides = [f"{name} expected {wanted[name]}, got {got[name]}" for name in others]
        raise OtherBuildError(f"{receipt} is of another build ({_listed(sides)}); copy data/processed to it anew")
    processed.check()


def _check_composites(proof: Proof, processed: Processed) -> None:
    folder = processed.paths.composites
    if proof.composites and not folder.is_dir():
        named, verb = _listed(list(proof.composites)), "is" if len(proof.composites) == 1 else "are"
        raise OtherBuildError(f"{folder} is not there, and {named} {verb} declared in it; copy data/gebieden to it")
    here = _declared(processed)
    for code, declared in proof.composites.items():
        if code not in here:
            raise OtherBuildError(f"{folder / code}.yml is not there; copy data/gebieden to it anew")
        if keys := _differing(declared, here[code]):
            sides = [f"{key} expected {declared.get(key)}, got {here[code].get(key)}" for key in keys]
            raise OtherBuildError(
                f"{folder / code}.yml declares another area ({_listed(sides)}); copy data/gebieden to it anew"
            )


def _check_picks(proof: Proof, paths: Paths) -> None:
    for name, declared in proof.picks.items():
        path = paths.root / "data" / name
        here = _declared_picks(path)
        if here == declared:
            continue
        if here is None:
            raise OtherBuildError(f"{path} is not there or not readable; copy it from where the batch was started")
        if declared is None:
            raise OtherBuildError(f"{path} is there and where the batch was started it is not; move it away")
        sides = [f"{key} expected {declared[key]}, got {here[key]}" for key in _differing(declared, here)]
        raise OtherBuildError(
            f"{path} picks other figures ({_listed(sides)}); copy it from where the batch was started"
        )


def _check_style(proof: Proof, paths: Paths) -> None:
    if (mine := style_digest(paths)) == proof.style:
        return
    path = house_style_file(paths)
    if not proof.style:
        raise OtherBuildError(f"{path} is there and where the batch was started it is not; move it away")
    state = "is another one" if mine else "is not there"
    raise OtherBuildError(f"{path} {state}; copy it, with its logo, from where the batch was started")


def _check_recognition(proof: Proof, paths: Paths) -> None:
    if _differing(proof.recognition, _recognition(paths, proof.recognition)):
        raise OtherBuildError(
            f"{paths.area_folders}: what people said of figures (herkenning) is not what it is where the batch was "
            "started; copy data/wijken from there"
        )


def _differing(expected: Mapping[str, Any], got: Mapping[str, Any]) -> list[str]:
    """Keys whose values differ, or that only one of the two has."""
    return sorted(key for key in {*expected, *got} if expected.get(key) != got.get(key))


def _listed(texts: Sequence[str]) -> str:
    more = f" and {len(texts) - MOST_NAMED} more" if len(texts) > MOST_NAMED else ""
    return ", ".join(texts[:MOST_NAMED]) + more
