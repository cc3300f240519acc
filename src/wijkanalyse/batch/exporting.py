"""Made reports → files that people work on in an office program, beside them.

Receives what the receipt says of each report; writes each file whole or not at all. What is made of the tables is
only made when these are still those of the report, and a Word file is made of the report itself: two documents about
one area never say two things.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wijkanalyse.agenda.agenda import Agenda
from wijkanalyse.batch.document import KINDS, DocumentKind
from wijkanalyse.batch.outdated import outdated
from wijkanalyse.batch.printing import Printed, not_written
from wijkanalyse.cards.catalogue import load_catalogue
from wijkanalyse.dialogue.area import Dialogue
from wijkanalyse.dialogue.folder import DialogueError, folder_of, read_folder
from wijkanalyse.dialogue.region import load_region
from wijkanalyse.errors import ReportError, WijkanalyseError
from wijkanalyse.files import write_whole
from wijkanalyse.near import check_known
from wijkanalyse.paths import DECK_SUFFIX, SUMMARY_SUFFIX, WORKBOOK_SUFFIX
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdicts
from wijkanalyse.publish.browser import open_browser
from wijkanalyse.publish.deck import story_deck
from wijkanalyse.publish.document import document, drawings, is_summary
from wijkanalyse.publish.drawings import drawn
from wijkanalyse.publish.slides import story_slides
from wijkanalyse.publish.workbook import workbook
from wijkanalyse.sections.report.page_one import identity_of
from wijkanalyse.sections.story import annex_of, story_of
from wijkanalyse.sections.story.slides import Slide
from wijkanalyse.show.identity import Identity

if TYPE_CHECKING:
    from playwright.sync_api import Browser

OF_FIGURES = ("pptx", "xlsx")
"""Kinds of file that are made of the tables, and not of the report as it was published."""
FORMATS = ("docx", *OF_FIGURES)


def check_formats(formats: Sequence[str], kind: DocumentKind | None) -> None:
    """Refuse a kind of file that does not exist, or that a document cannot become.

    Raises
    ------
    UnknownNameError, ReportError
    """
    if not formats:
        raise ReportError(f"no kind of file was named; give {' or '.join(f'--to {name}' for name in FORMATS)}")
    for name in formats:
        check_known("kind of file", name, FORMATS)
    if kind and kind.takes_folder and "xlsx" in formats:
        raise ReportError(f"a {kind.label} has no figures of its own; export the report of the area")
    if kind and "pptx" in formats:
        raise ReportError(f"there is no story in slides of a {kind.label}; export the report of an area")


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
    old = set(outdated(entries, processed)) if set(OF_FIGURES) & set(formats) else set()
    with ExitStack() as stack:
        browser = cache(lambda: stack.enter_context(open_browser()))  # started for the first drawing
        writers = {"docx": partial(_write_document, browser), "pptx": _write_slides, "xlsx": _write_workbook}
        for entry in entries:
            try:
                _check_current(entry, old)
                files = [writers[name](folder / entry["path"], entry, processed) for name in dict.fromkeys(formats)]
            except WijkanalyseError as error:
                report(Printed(entry["code"], entry["name"], message=str(error)))
            except OSError as error:
                report(Printed(entry["code"], entry["name"], message=not_written(error, folder / entry["path"])))
            else:
                report(Printed(entry["code"], entry["name"], tuple(files)))


def story_pages(entries: Sequence[Mapping[str, Any]], processed: Processed) -> Callable[[Mapping[str, Any]], str]:
    """What gives the slides of each of these reports as one page.

    It raises `ReportError` when the figures are no longer those of the report, or there is no story to tell.
    """
    old = set(outdated(entries, processed))

    def page(entry: Mapping[str, Any]) -> str:
        _check_current(entry, old)
        return story_deck(*_story(entry, processed))

    return page


def _check_current(entry: Mapping[str, Any], old: Collection[str]) -> None:
    if entry["code"] in old:
        raise ReportError("rests on other figures than data/processed has now; make the report anew")


def _story(entry: Mapping[str, Any], processed: Processed) -> tuple[list[Slide], Identity]:
    """The slides with their annex, and what the report says about itself."""
    profile = _profile(entry, processed)
    verdicts = Verdicts(profile)
    slides = [*story_of(Agenda(verdicts), _dialogue(verdicts)), *annex_of(verdicts)]
    return slides, Identity.model_validate(identity_of(profile).facts | {"built": entry["built"]})


def _dialogue(verdicts: Verdicts) -> Dialogue | None:
    """What people added to the area; None when there is no folder, or one with faults in what a slide would show."""
    profile = verdicts.profile
    paths, code = profile.processed.paths, profile.area.code
    if not folder_of(paths, code).is_dir():
        return None
    try:
        folder = read_folder(
            paths, code, edition=profile.edition, catalogue=profile.catalogue, needs=["themas", "stembriefjes"]
        )
    except DialogueError:  # the folder has commands of its own that tell them
        return None
    return Dialogue(verdicts, folder, profile.catalogue, paths)


def _profile(entry: Mapping[str, Any], processed: Processed) -> Profile:
    area = processed.areas.find(entry["code"], entry["boundary_year"])
    return Profile(area, processed, load_catalogue(), entry["edition"])


def _write_slides(page: Path, entry: Mapping[str, Any], processed: Processed) -> Path:
    target = page.with_name(f"{page.stem}{DECK_SUFFIX}.pptx")
    write_whole(target, story_slides(*_story(entry, processed), dt.date.fromisoformat(entry["built"])))
    return target


def _write_workbook(page: Path, entry: Mapping[str, Any], processed: Processed) -> Path:
    profile = _profile(entry, processed)
    is_region = entry["notebook"] == f"{KINDS['regio'].stem}.ipynb"
    profiles = [m.profile for m in load_region(profile).members] if is_region else [profile]
    target = page.with_name(f"{page.stem}{WORKBOOK_SUFFIX}.xlsx")
    built, style = dt.date.fromisoformat(entry["built"]), processed.house_style
    write_whole(target, workbook(profiles, title=entry["name"], built=built, style=style))
    return target


def _write_document(browser: Callable[[], Browser], page: Path, entry: Mapping[str, Any], processed: Processed) -> Path:
    html = page.read_text(encoding="utf-8")
    places = drawings(html)
    pictures = drawn(browser(), page, places) if places else {}
    built, style = dt.date.fromisoformat(entry["built"]), processed.house_style
    target = page.with_name(f"{page.stem}{SUMMARY_SUFFIX if is_summary(html) else ''}.docx")
    write_whole(target, document(html, pictures, built, style))
    return target
