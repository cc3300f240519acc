"""The files that are made of a report or document and lie beside it: by which name, and how the index calls them."""

from __future__ import annotations

from pathlib import Path

from wijkanalyse.publish.deck import DECK_SUFFIX
from wijkanalyse.publish.pdf import LONG_SUFFIX, SUMMARY_SUFFIX
from wijkanalyse.publish.workbook import WORKBOOK_SUFFIX

FILES = {
    "PDF": ".pdf",
    "Word": ".docx",
    "samenvatting": f"{SUMMARY_SUFFIX}.pdf",
    "samenvatting (Word)": f"{SUMMARY_SUFFIX}.docx",
    "lange versie": f"{LONG_SUFFIX}.pdf",
    "dia’s": f"{DECK_SUFFIX}.html",
    "dia’s (PDF)": f"{DECK_SUFFIX}.pdf",
    "dia’s (PowerPoint)": f"{DECK_SUFFIX}.pptx",
    "cijfers (Excel)": f"{WORKBOOK_SUFFIX}.xlsx",
}
"""What follows the name of a report, by what the index calls it; in the order of the index."""


def files_beside(report: Path) -> tuple[dict[str, Path], list[Path]]:
    """The files that were made of a report and are there, by what the index calls them; and those that are too old.

    Parameters
    ----------
    report
        The file of the report. What is older than it was made of another one.
    """
    there = {label: report.with_name(report.stem + ending) for label, ending in FILES.items()}
    found = {label: file.stat().st_mtime_ns for label, file in there.items() if file.is_file()}
    made = report.stat().st_mtime_ns if found else 0
    old = [there[label] for label, moment in found.items() if moment < made]
    return {label: there[label] for label, moment in found.items() if moment >= made}, old
