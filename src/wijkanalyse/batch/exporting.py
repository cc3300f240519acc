"""Made reports → files that people work on in an office program, beside them.

Receives what the receipt says of each report; writes each file whole or not at all. A file is only made of figures
that are those of the report: two documents about one area never say two things.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from wijkanalyse.batch.document import KINDS, DocumentKind
from wijkanalyse.batch.outdated import outdated
from wijkanalyse.batch.printing import Printed
from wijkanalyse.cards.catalogue import load_catalogue
from wijkanalyse.cards.house_style import load_house_style
from wijkanalyse.dialogue.region import load_region
from wijkanalyse.errors import ReportError, WijkanalyseError
from wijkanalyse.files import write_whole
from wijkanalyse.near import check_known
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile
from wijkanalyse.publish.workbook import WORKBOOK_SUFFIX, workbook

FORMATS = ("xlsx",)


def check_formats(formats: Sequence[str], kind: DocumentKind | None) -> None:
    """Refuse a kind of file that does not exist, or that a document cannot become.

    Raises
    ------
    UnknownNameError, ReportError
    """
    if not formats:
        raise ReportError(f"no kind of file was named; give --to {' or --to '.join(FORMATS)}")
    for name in formats:
        check_known("kind of file", name, FORMATS)
    if kind and kind.takes_folder:
        raise ReportError(f"a {kind.label} has no figures of its own for a workbook; export the report of the area")


def export_reports(
    entries: Iterable[Mapping[str, Any]],
    folder: Path,
    processed: Processed,
    *,
    formats: Sequence[str],
    report: Callable[[Printed], None],
) -> None:
    """Write the files of each report beside it. A failure stops no other.

    Parameters
    ----------
    entries
        What the receipt says of each report.
    folder
        Of that receipt.
    processed
        Where the figures come from.
    formats
        Of `FORMATS`.
    report
        Called with how each went.
    """
    entries = list(entries)
    old = set(outdated(entries, processed))
    for entry in entries:
        try:
            if entry["code"] in old:
                raise ReportError("rests on other figures than data/processed has now; make the report anew")
            files = [_write_workbook(folder / entry["path"], entry, processed)]
        except (WijkanalyseError, OSError) as error:
            report(Printed(entry["code"], entry["name"], message=str(error)))
        else:
            report(Printed(entry["code"], entry["name"], tuple(files)))


def _write_workbook(page: Path, entry: Mapping[str, Any], processed: Processed) -> Path:
    area = processed.areas.find(entry["code"], entry["boundary_year"])
    profile = Profile(area, processed, load_catalogue(), entry["edition"])
    is_region = entry["notebook"] == f"{KINDS['regio'].stem}.ipynb"
    profiles = [m.profile for m in load_region(profile).members] if is_region else [profile]
    target = page.with_name(f"{page.stem}{WORKBOOK_SUFFIX}.xlsx")
    built, style = dt.date.fromisoformat(entry["built"]), load_house_style(processed.paths)
    write_whole(target, workbook(profiles, title=entry["name"], built=built, style=style))
    return target
