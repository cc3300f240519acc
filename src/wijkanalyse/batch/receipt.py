"""The receipt of the reports folder, and the index page that follows from it.

``build.json`` says of every report in the folder which data and version it
rests on and when it was made. A batch for a few areas adds to it; the index
page is always about everything that is there.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wijkanalyse.batch.report import write_whole
from wijkanalyse.batch.task import Result
from wijkanalyse.errors import ReportError
from wijkanalyse.publish.index import entry_from_receipt, render_index
from wijkanalyse.publish.index_map import gemeente_outlines

if TYPE_CHECKING:
    from wijkanalyse.processed import Processed

RECEIPT = "build.json"


def update_receipt(
    reports: Path, results: Sequence[Result], *, fingerprint: str, notebook: str, built: dt.date
) -> dict[str, Any]:
    """Add the results of a batch to the receipt and write it; returns the whole receipt."""
    receipt = read_receipt(reports)
    entries = {e["code"]: e for e in receipt.get("reports", []) if (reports / e["path"]).is_file()}
    for result in results:
        if result.ok:
            entries[result.job.area_code] = _entry(result, fingerprint, notebook, built)
    receipt = {
        "version": version("wijkanalyse"),
        "finished": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "reports": sorted(entries.values(), key=lambda e: e["code"]),
        "failed": [
            {"code": r.job.area_code, "name": r.job.area_name, "message": r.message} for r in results if not r.ok
        ],
    }
    write_whole(reports / RECEIPT, json.dumps(receipt, indent=1, ensure_ascii=False) + "\n")
    return receipt


def _entry(result: Result, fingerprint: str, notebook: str, built: dt.date) -> dict[str, Any]:
    job = result.job
    return {
        "code": job.area_code,
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
        "summary": result.summary,
    }


def write_index(reports: Path, receipt: dict[str, Any], *, built: dt.date, processed: Processed | None = None) -> Path:
    """The index page of all reports in the folder; with a map when there are tables with boundaries."""
    editions = {e["edition"] for e in receipt["reports"]} or {"openbaar"}
    strictest = next(e for e in ("intern", "partners", "openbaar") if e in editions)
    entries = [entry_from_receipt(e) for e in receipt["reports"]]
    outlines = gemeente_outlines(processed, entries) if processed else {}
    page = render_index(entries, edition=strictest, built=built, version=receipt["version"], outlines=outlines)
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
        _ = [(entry["code"], entry["path"]) for entry in receipt["reports"]]
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReportError(
            f"{path}: cannot be read ({type(error).__name__}: {error}). It lists the reports that are there: put it "
            "back, or remove it; then the index page starts anew with the next reports."
        ) from error
    return receipt
