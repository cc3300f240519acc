"""Made reports → PDF, summary and presentation beside them, one by one, in one browser.

Receives codes and the receipt of the reports; writes each file whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wijkanalyse.errors import WijkanalyseError
from wijkanalyse.files import is_full, write_whole
from wijkanalyse.paths import DECK_SUFFIX, LONG_SUFFIX, SUMMARY_SUFFIX
from wijkanalyse.publish.browser import open_browser
from wijkanalyse.publish.deck import fitting_deck, overfull_error, overfull_slides
from wijkanalyse.publish.pdf import print_pdf, print_pieces, print_summary


@dataclass(frozen=True)
class Printed:
    """How it went with one report."""

    code: str
    name: str
    files: tuple[Path, ...] = ()
    message: str = ""

    @property
    def ok(self) -> bool:
        return not self.message


def choose(receipt: Mapping[str, Any], folder: Path, codes: Sequence[str]) -> tuple[list[dict[str, Any]], list[str]]:
    """The made reports with these codes, and the codes of which there is no report.

    Parameters
    ----------
    receipt
        As `receipt.read_receipt` gives it.
    folder
        The folder of the receipt; a report that was thrown away since does not count as made.
    codes
        Codes of areas, upper or lower case: all reports of the area, with other boundaries or parameters too. Or the
        name of the file of one report, without its ending.
    """
    made: dict[str, list[dict[str, Any]]] = {}
    for entry in made_reports(receipt, folder):
        for name in {entry["code"].casefold(), Path(entry["path"]).stem.casefold()}:
            made.setdefault(name, []).append(entry)
    given = {code.strip().casefold(): code.strip() for code in codes}
    chosen = {entry["path"]: entry for name in given for entry in made.get(name, ())}
    return list(chosen.values()), [code for name, code in given.items() if name not in made]


def made_reports(receipt: Mapping[str, Any], folder: Path) -> list[dict[str, Any]]:
    """The entries of the receipt whose report is still there."""
    return [e for e in receipt.get("reports", []) if (folder / e["path"]).is_file()]


def print_reports(
    entries: Iterable[Mapping[str, Any]],
    folder: Path,
    *,
    long: bool = False,
    deck: bool = False,
    story: Callable[[Mapping[str, Any]], str] | None = None,
    report: Callable[[Printed], None],
) -> None:
    """Make the PDF of each report and of its summary, and its long version and presentation when asked.

    A failure stops no other.

    Parameters
    ----------
    entries
        What the receipt says of each.
    folder
        Of that receipt.
    long, deck
        What is made too.
    story
        Gives the slides of a report; without it the parts that a document marks become its slides.
    report
        Called with how each went.

    Raises
    ------
    BrowserError
        When there is no browser.
    """
    with open_browser() as browser:
        for entry in entries:
            page = folder / entry["path"]
            try:
                files = [_write(page.with_suffix(".pdf"), print_pdf(browser, page))]
                files += _make_summary(browser, page)
                files += _make_pieces(browser, page)
                if long:
                    whole = page.with_name(f"{page.stem}{LONG_SUFFIX}.pdf")
                    files += [_write(whole, print_pdf(browser, page, long=True))]
                if deck:
                    files += _make_deck(browser, page, story(entry) if story else None)
            except WijkanalyseError as error:
                report(Printed(entry["code"], entry["name"], message=str(error)))
            except OSError as error:
                report(Printed(entry["code"], entry["name"], message=not_written(error, page)))
            else:
                report(Printed(entry["code"], entry["name"], tuple(files)))


def not_written(error: OSError, page: Path) -> str:
    """Why a file beside a report was not written, and what to do.

    Raises
    ------
    OSError
        When the disk is full: then no other file comes either.
    """
    if is_full(error):
        raise error
    file = error.filename2 or error.filename or page
    return f"{file}: {error.strerror or error}. Is it open in another program, or a folder? Run it again after that."


def _make_summary(browser: Any, page: Path) -> list[Path]:
    """The two pages of the summary, of a report that has them."""
    printed = print_summary(browser, page)
    return [_write(page.with_name(f"{page.stem}{SUMMARY_SUFFIX}.pdf"), printed)] if printed else []


def _make_pieces(browser: Any, page: Path) -> list[Path]:
    """What people print apart from the rest, of a document that has such pieces."""
    pieces = print_pieces(browser, page)
    return [_write(page.with_name(f"{page.stem}-{name}.pdf"), pdf) for name, pdf in pieces.items()]


def _make_deck(browser: Any, page: Path, story: str | None) -> list[Path]:
    """The slides of a report or document as HTML and PDF."""
    slides = page.with_name(f"{page.stem}{DECK_SUFFIX}.html")
    if story is not None and (overfull := overfull_slides(browser, story)):
        raise overfull_error(overfull)
    _write(slides, story or fitting_deck(browser, page.read_text(encoding="utf-8")))
    return [slides, _write(slides.with_suffix(".pdf"), print_pdf(browser, slides))]


def _write(path: Path, content: str | bytes) -> Path:
    write_whole(path, content)
    return path
