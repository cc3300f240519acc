"""One headless browser, found on this machine, that can reach nothing but a file.

Receives nothing; hands on a browser for whoever prints a report or looks at it.
Chrome, Chromium or Edge is on nearly every machine, so nothing is downloaded: a
browser that is already there is used, and else a message says what to install.
"""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wijkanalyse.errors import BrowserError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Playwright

BROWSER_VARIABLE = "WIJKANALYSE_BROWSER"
"""Path of the browser to use, for a machine on which it stands in an unusual place."""

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge")
QUIET = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
"""A browser of its own accord looks for updates and proxies; this one has nothing to ask anyone."""


def find_browser(own: Path | None = None) -> Path:
    """The browser to print with.

    Parameters
    ----------
    own
        Where playwright would have put a browser of its own.

    Raises
    ------
    BrowserError
        When there is none; says what was looked for and what to install.
    """
    if named := os.environ.get(BROWSER_VARIABLE):
        if found := shutil.which(named):
            return Path(found)
        raise BrowserError(
            f"{BROWSER_VARIABLE}={named}: there is no program there that can be started. Give the path of Chromium, "
            "Chrome or Edge, or remove the variable: then the usual places are searched."
        )
    for command in COMMANDS:
        if found := shutil.which(command):
            return Path(found)
    places = [*_usual_places(), *([own] if own else [])]
    for place in places:
        if place.is_file():
            return place
    raise BrowserError(
        "no browser was found to make a PDF with. Looked for the commands "
        f"{', '.join(COMMANDS)}{' and for ' if places else ''}{', '.join(map(str, places))}. Install Chromium "
        "or Chrome (on Debian and Ubuntu: apt install chromium; or: playwright install chromium), or set "
        f"{BROWSER_VARIABLE} to the path of one. Without it: open the report, and print it to PDF from there."
    )


def _usual_places() -> list[Path]:
    """Where Chrome and Edge stand on systems that do not put them among the commands."""
    if platform.system() == "Darwin":
        names = ("Google Chrome", "Chromium", "Microsoft Edge")
        return [Path("/Applications") / f"{name}.app" / "Contents" / "MacOS" / name for name in names]
    if platform.system() == "Windows":
        folders = [Path(f) for v in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA") if (f := os.environ.get(v))]
        programs = (Path("Google/Chrome/Application/chrome.exe"), Path("Microsoft/Edge/Application/msedge.exe"))
        return [folder / program for folder in folders for program in programs]
    return []


@contextmanager
def open_browser() -> Iterator[Browser]:
    """A running browser; it ends with the block.

    Raises
    ------
    BrowserError
        When there is none, or it does not start.
    """
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        path = find_browser(Path(playwright.chromium.executable_path))
        try:
            browser = _start(playwright, path)
        except Error as error:
            raise BrowserError(
                f"{path}: the browser does not start ({_reason(str(error))}). Does it start by hand? Another one can "
                f"be named in {BROWSER_VARIABLE}."
            ) from error
        try:
            yield browser
        finally:
            browser.close()


def _start(playwright: Playwright, path: Path) -> Browser:
    # Chromium refuses its sandbox to root, who prints in a container; all others keep it
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return playwright.chromium.launch(executable_path=path, chromium_sandbox=not is_root, args=list(QUIET))


def _reason(message: str) -> str:
    """The line of a long log that says why."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    telling = (line for line in lines if "FATAL" in line or "rror while" in line or "[err]" in line)
    return next(telling, lines[0] if lines else "it says nothing")[:300]


@contextmanager
def closed_context(browser: Browser, **options: Any) -> Iterator[BrowserContext]:
    """A context of its own in which every request but one for a file is refused.

    Parameters
    ----------
    browser
        A running browser.
    options
        As for ``Browser.new_context``, such as a viewport.
    """
    context = browser.new_context(offline=True, locale="nl-NL", **options)
    try:
        context.route(
            "**/*",
            lambda route, request: route.continue_() if request.url.startswith("file:") else route.abort(),
        )
        yield context
    finally:
        context.close()
