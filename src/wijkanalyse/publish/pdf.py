"""A report or presentation in HTML → the same as PDF.

Receives the path of a made page and hands on the bytes of a tagged PDF. The print
style of the page decides how it looks; the browser adds the tags, the outline from
the headings and the title. Two prints of the same page would differ in the moment of
printing and in a count the browser keeps; the day of the report and a count of its own replace them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from wijkanalyse.errors import ReportError
from wijkanalyse.files import temporary_folder, write_whole
from wijkanalyse.paths import PIECES
from wijkanalyse.publish.browser import closed_context
from wijkanalyse.sections.kit.paper import PIECE
from wijkanalyse.show.fragments import FRONT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LONG = "volledig"
"""The part of a report to open it at, when all that is folded is to be printed too; also for who prints by hand."""

SUMMARY = "samenvatting"
"""Class of a page of which only the summary is printed (``rapport.css``)."""
PRINT_TIMEOUT = 120_000
"""Milliseconds that a page may take to load."""

_BUILT = re.compile(r'<meta name="wijkanalyse-datum" content="(\d{4})-(\d\d)-(\d\d)">')
_NODE = re.compile(rb"\(node(\d{8})\)")
"""The name of a tagged cell: a count of the browser, which goes on from page to page."""
_MOMENT = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}[+-]\d\d'\d\d'")


def print_pdf(browser: Browser, page: Path, *, long: bool = False) -> bytes:
    """The page as PDF, tagged, with outline, language and title.

    Parameters
    ----------
    browser
        A running browser, from `open_browser`.
    page
        HTML of this project. Its scripts do not run.
    long
        With all figures of each chapter and how they were made, which stay folded otherwise.

    Raises
    ------
    ReportError
        When the browser cannot load or print it.
    """
    from playwright.sync_api import Error

    try:
        html = page.read_text(encoding="utf-8")
        with closed_context(browser, java_script_enabled=False) as context:
            sheet = context.new_page()
            sheet.goto(page.resolve().as_uri() + (f"#{LONG}" if long else ""), timeout=PRINT_TIMEOUT)
            printed = sheet.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True)
    except (OSError, UnicodeDecodeError, Error) as error:
        first = str(error).strip().split("\n")[0]
        raise ReportError(f"{page}: cannot be printed ({first[:200]}); open it in a browser to see why") from error
    return _counted_anew(_dated(printed, html))


def print_summary(browser: Browser, page: Path) -> bytes | None:
    """The pages of the summary of a report as PDF, alone; None where a document has none.

    Parameters
    ----------
    browser, page
        As for `print_pdf`.

    Raises
    ------
    ReportError
    """
    html = _read(page)
    if f'class="{FRONT}' not in html:
        return None
    marked = html.replace("<body ", f'<body class="{SUMMARY}" ', 1)
    return _print_altered(browser, page, marked.replace("<title>", "<title>Samenvatting ", 1))


def print_pieces(browser: Browser, page: Path) -> dict[str, bytes]:
    """What people print apart from the rest of a document, each as a PDF of its own, by name; of a report none.

    Parameters
    ----------
    browser, page
        As for `print_pdf`.

    Raises
    ------
    ReportError
    """
    html = _read(page)
    names = [name for name in PIECES if re.search(rf'class="[^"]*\b{PIECE}-{name}\b', html)]
    return {name: _print_altered(browser, page, _only(html, name)) for name in names}


def _only(html: str, piece: str) -> str:
    """The page with nothing in sight but one piece; the shapes of marks stay, since drawings use them."""
    this = f".{PIECE}-{piece}"
    style = f"<style>body *:not(:has({this}), {this}, {this} *, svg, svg *) {{ display: none !important; }}</style>"
    label = PIECES[piece]
    return html.replace("<title>", f"<title>{label[0].upper()}{label[1:]}: ", 1).replace(
        "</head>", f"{style}</head>", 1
    )


def _read(page: Path) -> str:
    try:
        return page.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ReportError(f"{page}: cannot be read ({error}); make it again") from error


def _print_altered(browser: Browser, page: Path, html: str) -> bytes:
    with temporary_folder() as folder:
        alone = folder / page.name
        write_whole(alone, html, flush=False)
        return print_pdf(browser, alone)


def _dated(pdf: bytes, html: str) -> bytes:
    """The PDF with the day of the report as its moment; every other byte stays where it is."""
    built = _BUILT.search(html)
    day = "".join(built.groups()) if built else "20000101"
    return _MOMENT.sub(rb"\g<1>" + day.encode() + rb"000000+00'00'", pdf)


def _counted_anew(pdf: bytes) -> bytes:
    """The PDF with its tagged cells numbered from 1 in the same order and as many digits; its index stays right."""
    ranks = {old: b"(node%08d)" % rank for rank, old in enumerate(sorted(set(_NODE.findall(pdf))), 1)}
    return _NODE.sub(lambda found: ranks[found[1]], pdf)
