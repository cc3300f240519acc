"""The files that are made of a report or document and lie beside it: by which name, and how the index calls them."""

from __future__ import annotations

from pathlib import Path

from wijkanalyse.paths import DECK_SUFFIX, LONG_SUFFIX, PIECES, SUMMARY_SUFFIX, WORKBOOK_SUFFIX

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
    **{label: f"-{name}.pdf" for name, label in PIECES.items()},
}
"""What follows the name of a report, by what the index calls it; in the order of the index."""


def move_beside(former: Path, report: Path) -> None:
    """Give the files that were made of a report its new name; what is there under that name is newer and stays."""
    for ending in FILES.values():
        old, new = (page.with_name(page.stem + ending) for page in (former, report))
        if old.is_file() and not new.exists():
            new.parent.mkdir(parents=True, exist_ok=True)
            old.rename(new)


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
