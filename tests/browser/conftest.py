"""A browser, and a few real reports to look at; both made once.

The figures of the example are published ones. One composite area and one own survey are invented and hostile: their
names and texts hold everything that could break a page.
"""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import warm_start
import yaml
from conftest import ROOT, tree_with_example
from invented_notebooks import environment, once, shared_folder, use_environment
from measure_pages import Sheet, sheets
from playwright.sync_api import Browser, BrowserContext, Page

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cli import main
from wijkanalyse.dialogue.files import LOGGED, MOST_GOALS, PERSPECTIVES
from wijkanalyse.dialogue.folder import make_folder, write_rows
from wijkanalyse.errors import BrowserError
from wijkanalyse.paths import Paths, find_paths
from wijkanalyse.process.build import build
from wijkanalyse.publish.browser import closed_context, open_browser
from wijkanalyse.publish.pdf import print_pdf

HOSTILE = (
    '<script>alert(1)</script> "O\'Neill" & <img src=x onerror=alert(2)> \u202egnirts\u202c \u200f 😀 '
    + "zonder-einde" * 10
    + "x"
).ljust(200, "x")
AREAS = {
    "large": "WK051807",
    "tiny": "WK016015",
    "composite": "velp-en-rozendaal",
    "hostile": "kwaadaardig",
}
OWN_CARD = {
    "kind": "survey", "openness": "openbaar", "title": HOSTILE, "producer": HOSTILE, "family": "eigen_enquete",
    "reader": "tidy", "boundary_year": 2022, "licence": HOSTILE, "citation": HOSTILE, "about": HOSTILE,
}  # fmt: skip
DOCUMENTS = {"bijeenkomst": ("voorbeeld", AREAS["hostile"]), "plan": ("voorbeeld", "vol")}
"""Kinds of document, and of what."""
PLAIN_NAMES = {"large": "Scheveningen", "tiny": "Holthone", "composite": "Velp en Rozendaal"}


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for these tests in this worker.

    It ends with the folder and not with the session: while it runs, no other test can start an event loop.
    """
    with ExitStack() as stack:
        try:
            running = stack.enter_context(open_browser())
        except BrowserError as error:
            if "no browser was found" not in str(error):  # one that does not start is a fault, not a reason to skip
                raise
            pytest.skip(f"these tests look at pages in a browser: {error}")
        yield running


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Paths:
    """A tree with the reports of `AREAS` and their index, made once for all workers."""
    shared = shared_folder(tmp_path_factory)

    def make(folder: Path) -> None:
        paths = tree_with_example(folder)
        paths.composites.unlink()
        shutil.copytree(ROOT / "data" / "gebieden", paths.composites)
        area = {"name": HOSTILE, "boundary_year": 2022, "parts": ["WK051807", "WK051801"], "about": HOSTILE}
        (paths.composites / f"{AREAS['hostile']}.yml").write_text(yaml.safe_dump(area), encoding="utf-8")
        paths.own.mkdir()
        (paths.own / "enquete.yml").write_text(yaml.safe_dump(OWN_CARD), encoding="utf-8")
        (paths.own / "enquete.csv").write_text(
            "area_code,indicator,period,n,x,pct\nWK051807,eenzaam_pct,2024,312,129,\n", encoding="utf-8"
        )
        paths.notebooks.symlink_to(ROOT / "notebooks", target_is_directory=True)
        build(paths, catalogue)
        shutil.copytree(ROOT / "data" / "wijken" / "voorbeeld", paths.area_folders / "voorbeeld")
        full_folder(paths)
        for asked in (("reports", *AREAS.values()), *(("document", k, *codes) for k, codes in DOCUMENTS.items())):
            run_here(paths, shared, *asked)

    return Paths(once(shared / "browser", make))


def full_folder(paths: Paths) -> None:
    """The folder of a kern in which every file has more than a page can hold, in long sentences."""
    long = (
        "Een lange zin over wat wij samen in deze wijk willen doen en nog niet af hebben, <b>met</b> alles erbij. " * 3
    )
    name, themes = f"Vol {'en omstreken ' * 9}".strip(), [("roken", "Roken")]
    folder, _ = make_folder(paths, "vol", name=name, area_code=None, themes=themes)
    goal = ("roken", "Rokers", 100, 200, 30, 40, "proces", long, "1", "9", long, "2027-10-01", "Verzonnen.", "inwoners")
    tasks = ("trekker", "wijkmanager", "stuurgroep")
    rows: dict[str, list[tuple]] = {
        "ambitie": [(side, long) for side in PERSPECTIVES],
        "doelen": [(n, long, *goal) for n in range(1, MOST_GOALS + 1)],
        "aanwezigen": [(f"beroep {n} {'zonderspatie' * 20}", "zorg", 2, long if n < 12 else "") for n in range(20)],
        "afspraken": [(f"{n} {long}", long, "2026-10-01", "") for n in range(9)],
        "organisatie": [(task, f"{n} {long}", 12, long, "2027-12-31") for task in tasks for n in range(6)],
        "acties": [(f"{n} {long}", 1, long, "2026-10-01", "gezondheid+kosten", "open") for n in range(20)],
        "logboek": [("2026-11-01", long, kind, f"{n} {long}") for kind in LOGGED for n in range(9)],
    }
    for kind, lines in rows.items():
        write_rows(folder / f"{kind}.csv", kind, lines)


def run_here(paths: Paths, shared: Path, *args: str) -> None:
    """The command without a process of its own, on a fixed day; its workers have the libraries already."""
    with pytest.MonkeyPatch.context() as patch:
        use_environment(patch, shared, WIJKANALYSE_ROOT=str(paths.root), WIJKANALYSE_BUILT="2026-11-22")
        warm_start.use(patch)
        patch.setattr(sys, "argv", ["wijkanalyse", *args, "-j", "2"])
        find_paths.cache_clear()
        with pytest.raises(SystemExit) as ended:
            main()
        assert not ended.value.code, args
    find_paths.cache_clear()


def command(paths: Paths, shared: Path, *args: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The real command, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "wijkanalyse", *args], capture_output=True, text=True, cwd=paths.root, check=False,
        env=environment(shared, WIJKANALYSE_ROOT=str(paths.root), COLUMNS="100", NO_COLOR="1", **variables),
    )  # fmt: skip


@pytest.fixture(scope="session")
def pages(reports: Paths) -> dict[str, Path]:
    """The index and the report of each of `AREAS`."""
    found = {kind: next(reports.reports.glob(f"*/{code}*.html")) for kind, code in AREAS.items()}
    return {"index": reports.reports / "index.html", **found}


@pytest.fixture(scope="session")
def documents(reports: Paths) -> dict[str, Path]:
    """The kit and plan of the filled example, the kit of the hostile area, the plan of one with too much in it."""
    folder = reports.reports_of("partners")
    names = {
        "kit": "wijkbijeenkomst/voorbeeld-*.html", "hostile": f"wijkbijeenkomst/{AREAS['hostile']}-*.html",
        "plan": "wijkplan/voorbeeld-*.html", "full": "wijkplan/vol-*.html",
    }  # fmt: skip
    return {kind: next(folder.glob(name)) for kind, name in names.items()}


@pytest.fixture(scope="package")
def printed(browser: Browser, pages: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """The folder with the PDF of a report and what stands on it, made once for all workers: reading takes long."""

    def make(kind: str, folder: Path) -> None:
        pdf = print_pdf(browser, pages[kind])
        (folder / "report.pdf").write_bytes(pdf)
        (folder / "sheets.pickle").write_bytes(pickle.dumps(sheets(pdf)))

    shared = shared_folder(tmp_path_factory)
    return lambda kind: once(shared / f"printed-{kind}", partial(make, kind))


@pytest.fixture(scope="package")
def pdf_of(printed: Callable[[str], Path]) -> Callable[[str], bytes]:
    """The PDF of a report."""
    return lambda kind: (printed(kind) / "report.pdf").read_bytes()


@pytest.fixture(scope="package")
def sheets_of(printed: Callable[[str], Path]) -> Callable[[str], list[Sheet]]:
    """What stands on each page of that PDF."""
    return lambda kind: pickle.loads((printed(kind) / "sheets.pickle").read_bytes())


def windows(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """What makes browser windows without a past, as of another laptop; all are closed at the end."""
    made: list[BrowserContext] = []

    def start(**options: Any) -> BrowserContext:
        made.append(browser.new_context(accept_downloads=True, **options))
        return made[-1]

    yield start
    for context in made:
        context.close()


@dataclass
class Visit:
    """A page that is open, and what it did that it should not."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture
def visit(browser: Browser) -> Callable[..., AbstractContextManager[Visit]]:
    """Open a file as a reader does; notes requests, console messages, errors and dialogs."""

    @contextmanager
    def opened(path: Path, *, width: int = 1280, height: int = 900, scheme: str = "light") -> Iterator[Visit]:
        with closed_context(browser, viewport={"width": width, "height": height}, color_scheme=scheme) as context:
            page = context.new_page()
            seen = Visit(page)
            page.on("request", lambda r: seen.requests.append(r.url) if not r.url.startswith("data:") else None)
            page.on("console", lambda message: seen.complaints.append(f"{message.type}: {message.text}"))
            page.on("pageerror", lambda error: seen.complaints.append(str(error)))
            page.on("dialog", lambda d: (seen.complaints.append(f"dialog {d.message}"), d.dismiss()))
            page.goto(path.resolve().as_uri())
            yield seen

    return opened
