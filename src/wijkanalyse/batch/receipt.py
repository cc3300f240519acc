"""The receipt of the reports folder, and the index page that follows from it.

``build.json`` says of every report in the folder what it rests on and when it was
made. A batch for a few areas adds to it; the index page is always about everything
that is there, and is made anew only when something in it changed.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from wijkanalyse.batch.beside import files_beside, move_beside
from wijkanalyse.batch.document import KINDS, DocumentKind
from wijkanalyse.batch.inputs import digest, index_digest_of_package, package_digests
from wijkanalyse.batch.job import key_of
from wijkanalyse.batch.journal import read_journal
from wijkanalyse.batch.own_notebook import own_kind
from wijkanalyse.batch.task import Result
from wijkanalyse.cards.house_style import HouseStyle
from wijkanalyse.dialogue.folder import page_of_all_for, pages_for
from wijkanalyse.editions import EDITIONS, narrowest
from wijkanalyse.errors import ReportError
from wijkanalyse.files import slug, write_whole
from wijkanalyse.near import check_known
from wijkanalyse.paths import Paths
from wijkanalyse.publish.index_entry import DocumentLink, entry_from_receipt

if TYPE_CHECKING:
    from wijkanalyse.profile.processed import Processed

RECEIPT = "build.json"


def entry_of(
    result: Result,
    *,
    fingerprint: str,
    notebook: str,
    built: dt.date,
    reports: Path,
    inputs: Mapping[str, str],
    former_path: str | None = None,
) -> dict[str, Any]:
    """What the receipt says of one report that was made.

    Parameters
    ----------
    result
        How it went.
    fingerprint
        Of the build that the figures come from.
    notebook
        Name of the notebook.
    built
        The day that the report mentions.
    reports
        The folder with the report in it.
    inputs
        What it rests on, from `InputDigests.of`.
    former_path
        Where it was under another name; that file has to go.
    """
    job = result.job
    return {
        "code": job.code,
        **({"variant": job.variant, "label": job.label} if job.variant else {}),
        "name": job.area_name,
        "level": job.level,
        "gemeente": job.gemeente,
        "inwoners": job.inwoners,
        "boundary_year": job.boundary_year,
        "edition": job.edition,
        "path": job.path,
        "notebook": notebook,
        "data": fingerprint,
        "version": version("wijkanalyse"),
        "built": built.isoformat(),
        "seconds": round(result.seconds, 2),
        "bytes": result.bytes,
        "sha256": result.sha256,
        "modified_ns": (reports / job.path).stat().st_mtime_ns,
        "comparable": list(result.comparable),
        "summary": result.summary,
        "inputs": dict(inputs),
        **({"parts": [list(p) for p in sorted(job.parts)]} if job.parts else {}),
        **({"former_path": former_path} if former_path else {}),
    }


def key_of_entry(entry: Mapping[str, Any]) -> str:
    """What a report is known by; that of `job.Job.key`."""
    return key_of(entry["code"], entry.get("variant", ""))


_NEEDED = ("code", "path")
_TYPES: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("code", "path", "name", "level", "edition", "built", "variant", "former_path"), str),
    "boundary_year": int, "inputs": dict, "comparable": list, "summary": (dict, type(None)),
}  # fmt: skip


def is_entry(entry: Any) -> bool:
    """Whether this is what a receipt says of a report; its paths may not lead out of the folder."""
    if not isinstance(entry, dict) or not all(name in entry for name in _NEEDED):
        return False
    if not all(isinstance(entry[name], kind) for name, kind in _TYPES.items() if name in entry):
        return False
    return all(_is_inside(entry[name]) for name in ("path", "former_path") if name in entry)


def _is_inside(text: str) -> bool:
    path = PurePosixPath(text)
    return bool(text) and not path.is_absolute() and ".." not in path.parts and "\0" not in text and "\\" not in text


def failure_of(result: Result) -> dict[str, str]:
    """What the receipt says of one report that failed."""
    return {"code": result.job.key, "name": result.job.area_name, "message": result.message}


def read_all(reports: Path) -> tuple[dict[str, Any], bool]:
    """The receipt with what the journal of a batch that was killed adds, and whether it adds anything.

    Raises
    ------
    ReportError
        When the receipt is damaged.
    """
    receipt, lines = read_receipt(reports), read_journal(reports)
    entries = {key_of_entry(e): e for e in receipt.get("reports", [])}
    failed = receipt.get("failed", [])
    for line in lines:
        if "batch" in line:
            failed = []
        elif is_entry(entry := line.get("made")):
            entries[key_of_entry(entry)] = entry
        elif isinstance(failure := line.get("failed"), dict):
            failed = [*failed, failure]
    return receipt | {"reports": list(entries.values()), "failed": failed}, bool(lines)


def write_receipt(reports: Path, receipt: Mapping[str, Any]) -> dict[str, Any]:
    """Write the receipt of what is in the folder; reports whose file is gone are left out. Returns it."""
    there = [e for e in receipt["reports"] if (reports / e["path"]).is_file()]
    published = _published(receipt.get("published", []), receipt["reports"])
    whole = {
        "version": version("wijkanalyse"),
        "finished": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        **{k: v for k, v in receipt.items() if k == "index"},
        "reports": sorted(there, key=key_of_entry),
        "failed": receipt.get("failed", []),
        **({"published": published} if published else {}),
    }
    write_whole(reports / RECEIPT, json.dumps(whole, indent=1, ensure_ascii=False) + "\n")
    return whole


def _published(before: list[dict[str, Any]], entries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Composite areas as they ever were in a closed report: nothing is taken off this list when a report is made anew.

    Two editions of an area that differ by a few people would together show a figure of those few.
    """
    made = [
        {key: entry[key] for key in ("code", "boundary_year", "parts")}
        for entry in entries
        if entry.get("parts") and entry["edition"] != "openbaar"
    ]
    return before + [entry for i, entry in enumerate(made) if entry not in before + made[:i]]


def remove_renamed(reports: Path, receipt: Mapping[str, Any]) -> None:
    """Remove reports that have another name now, unless another report has that name; what lies beside them moves."""
    taken = {e["path"] for e in receipt["reports"]}
    for entry in receipt["reports"]:
        former = entry.pop("former_path", None)
        path = (reports / former).resolve() if former and former not in taken else None
        if path and path.is_relative_to(reports.resolve()):
            move_beside(path, reports / entry["path"])
            path.unlink(missing_ok=True)
            with contextlib.suppress(OSError):  # other reports are in it
                path.parent.rmdir()


def index_digest(reports: Path, receipt: Mapping[str, Any], style: HouseStyle | None = None) -> str:
    """What the index page follows from: the reports, their figures, the documents beside them, style and package."""
    facts = [{k: v for k, v in e.items() if k not in ("seconds", "modified_ns", "inputs")} for e in receipt["reports"]]
    return digest(
        json.dumps(sorted(facts, key=key_of_entry), sort_keys=True),
        repr(links_in(reports, receipt["reports"])),
        json.dumps(package_digests()),
        style.model_dump_json() if style else "",
        index_digest_of_package(),
    )


def index_is_current(reports: Path, receipt: Mapping[str, Any], style: HouseStyle | None = None) -> bool:
    """Whether the index page is there, as it was made, about these reports and in this house style."""
    about = receipt.get("index") or {}
    page = reports / "index.html"
    if about.get("of") != index_digest(reports, receipt, style) or not page.is_file():
        return False
    return about.get("sha256") == hashlib.sha256(page.read_bytes()).hexdigest()


def describe_index(reports: Path, receipt: Mapping[str, Any], style: HouseStyle | None = None) -> dict[str, str]:
    """What the receipt keeps of the index page, for `index_is_current`."""
    page = reports / "index.html"
    return {"of": index_digest(reports, receipt, style), "sha256": hashlib.sha256(page.read_bytes()).hexdigest()}


def kinds_in(reports: Path) -> list[DocumentKind]:
    """The kinds of documents beside the reports, with those of notebooks of one's own that were made there.

    Raises
    ------
    ReportError
        When a receipt is damaged.
    """
    standard = {kind.stem for kind in KINDS.values()}
    made = sorted(p.parent for p in reports.glob(f"*/{RECEIPT}") if p.parent.name not in standard)
    names = {folder.name: [e["notebook"] for e in read_receipt(folder).get("reports", [])] for folder in made}
    return [*KINDS.values(), *(own_kind(stem, Path(found[0]).stem) for stem, found in names.items() if found)]


def made_kind(name: str, reports: Path) -> DocumentKind:
    """The kind of document with this name, also that of a notebook of one's own of which there are reports.

    Raises
    ------
    UnknownNameError
        When there is none; names those there are.
    """
    own = {kind.stem: kind for kind in kinds_in(reports) if kind not in KINDS.values()}
    known = {**own, **KINDS}
    key = name if name in KINDS else slug(name.removesuffix(".ipynb"), otherwise=name, most=60)
    if key not in known:
        check_known("document", name, known.keys())
    return known[key]


def documents_in(reports: Path) -> list[DocumentLink]:
    """The documents beside the reports, by kind and name."""
    found: list[DocumentLink] = []
    for kind in kinds_in(reports):
        entries = read_receipt(reports / kind.stem).get("reports", [])
        there = [e for e in entries if (reports / kind.stem / e["path"]).is_file()]
        for e in sorted(there, key=lambda e: (e["name"], key_of_entry(e))):
            found.append(_link(e, kind.label, kind.heading, f"{kind.stem}/{e['path']}"))
    return found


def links_of_reports(entries: Iterable[Mapping[str, Any]], reports: Path) -> list[DocumentLink]:
    """Links to the files that were made of these reports."""
    return [link for e in entries for link in links_beside(_link(e, "", "", e["path"]), reports)]


def links_beside(page: DocumentLink, reports: Path) -> list[DocumentLink]:
    """Links to the files that were made of a report or document and lie beside it.

    Parameters
    ----------
    page
        The link to it; that of a report has no label.
    reports
        The folder that its path starts from.
    """
    return [
        replace(
            page,
            name=f"{page.name} ({label})",
            label=f"{page.label}, {label}" if page.label else label,
            path=str(PurePosixPath(page.path).with_name(file.name)),
            is_file=True,
        )
        for label, file in files_beside(reports / page.path)[0].items()
    ]


def pages_of_folders(reports: Path, names: Mapping[str, str]) -> list[DocumentLink]:
    """Links to the pages in the folders of these areas, as far as the readers of these reports may have them.

    The pages stay where people fill them in: a copy would be a second one. So an open edition, which is put on a
    website, links to none.

    Parameters
    ----------
    reports
        A folder of reports; that of one of the editions.
    names
        What the areas are called, by the name of their folder.
    """
    found = _closed_tree(reports)
    if found is None:
        return []
    paths, edition = found
    pages = [
        (code, f"{name} ({label})", label, page)
        for code, name in sorted(names.items())
        for label, page in pages_for(paths, code, edition).items()
    ]
    if of_all := page_of_all_for(paths, edition):
        pages.append(("", "Wat loopt er in de wijken?", "wat loopt er", of_all))
    return [
        DocumentLink(code, name, label, "In de mappen van de wijken", Path(os.path.relpath(page, reports)).as_posix())
        for code, name, label, page in pages
    ]


def _closed_tree(reports: Path) -> tuple[Paths, str] | None:
    """The tree that a folder of reports is in and its edition; None of one that is open, or of no tree."""
    trees = (Paths(root) for root in reports.parents)
    found = next(((p, e) for p in trees for e in EDITIONS if p.reports_of(e) == reports), None)
    return None if found is None or found[1] == "openbaar" else found


def open_documents(reports: Path, codes: Collection[str]) -> list[DocumentLink]:
    """Links to the documents that are for everyone, for an index that is not: those of these areas.

    Parameters
    ----------
    reports
        The folder of the index; an open one lists these documents itself.
    codes
        Of the areas that it lists.
    """
    found = _closed_tree(reports)
    if found is None:
        return []
    home = found[0].reports
    labels = {kind.label for kind in KINDS.values() if kind.is_open}
    return [
        replace(d, path=Path(os.path.relpath(home / d.path, reports)).as_posix(), is_open=True)
        for d in documents_in(home)
        if d.code in codes and d.label.partition(" (")[0] in labels
    ]


def links_in(reports: Path, entries: Iterable[Mapping[str, Any]]) -> list[DocumentLink]:
    """All that the index links to beside the reports themselves: their files, the documents, and the files of those."""
    entries = list(entries)
    pages = documents_in(reports)
    codes = {e["code"]: e["name"] for e in entries} | {d.code: d.name for d in pages}
    documents = [[page, *links_beside(page, reports)] for page in [*pages, *open_documents(reports, codes)]]
    return [
        *links_of_reports(entries, reports),
        *(link for links in documents for link in links),
        *pages_of_folders(reports, codes),
    ]


def _link(entry: Mapping[str, Any], label: str, heading: str, path: str) -> DocumentLink:
    """The link to a document or a variant, of which the label says what differs."""
    said = entry.get("label", "")
    name = f"{entry['name']}, {said}" if said else entry["name"]
    return DocumentLink(entry["code"], name, f"{label} ({said})" if label and said else label or said, heading, path)


def split_variants(entries: Iterable[Mapping[str, Any]]) -> tuple[list[Mapping[str, Any]], list[DocumentLink]]:
    """One report of each area, and links to the others.

    The one is that with the usual boundaries and parameters; where there is none, the first variant by name.
    """
    first: dict[str, Mapping[str, Any]] = {}
    others: list[DocumentLink] = []
    for entry in sorted(entries, key=key_of_entry):
        if first.setdefault(entry["code"], entry) is not entry:
            others.append(_link(entry, "", "Met andere grenzen of instellingen", entry["path"]))
    return list(first.values()), others


def write_index(
    reports: Path,
    receipt: dict[str, Any],
    *,
    built: dt.date,
    processed: Processed | None = None,
    style: HouseStyle | None = None,
) -> Path:
    """The index page of all reports in the folder; with a map when there are tables with boundaries."""
    from wijkanalyse.publish.index import render_index  # here: an index that is current is not made
    from wijkanalyse.publish.index_map import gemeente_outlines

    beside = [entry for kind in kinds_in(reports) for entry in read_receipt(reports / kind.stem).get("reports", [])]
    editions = [e["edition"] for e in (*receipt["reports"], *beside)] or ["openbaar"]
    one_each, variants = split_variants(receipt["reports"])
    entries = [entry_from_receipt(e) for e in one_each]
    outlines = gemeente_outlines(processed, entries) if processed else {}
    page = render_index(
        entries, edition=narrowest(editions), built=built, version=receipt["version"], outlines=outlines,
        documents=[*variants, *links_in(reports, one_each)],
        style=style,
    )  # fmt: skip
    write_whole(reports / "index.html", page)
    return reports / "index.html"


def read_receipt(reports: Path) -> dict[str, Any]:
    """The receipt of earlier batches; empty when there is none.

    Raises
    ------
    ReportError
        When it is damaged: the index page would lose every report that it lists.
    """
    path = reports / RECEIPT
    try:
        receipt = json.loads(path.read_text(encoding="utf-8"))
        if not all(map(is_entry, receipt["reports"])):
            raise ValueError("an entry is not that of a report")
        if not all(isinstance(failure, dict) for failure in receipt.get("failed", [])):
            raise ValueError("a failure is not that of a report")
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ReportError(
            f"{path}: cannot be read ({type(error).__name__}: {error}). It lists the reports that are there: put it "
            "back, or remove it; then the index page starts anew with the next reports."
        ) from error
    return receipt
