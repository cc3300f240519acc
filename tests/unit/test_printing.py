"""Which reports are printed, and with which browser; the printing itself is in ``tests/browser``."""

from __future__ import annotations

from pathlib import Path

import pytest

from wijkanalyse.batch import printing
from wijkanalyse.batch.printing import Printed, choose, print_reports
from wijkanalyse.errors import BrowserError, ReportError
from wijkanalyse.publish import browser

RECEIPT = {"reports": [{"code": c, "name": c, "path": f"x/{c}.html"} for c in ("WK000001", "WK000002", "mijn-gebied")]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "x").mkdir()
    for entry in RECEIPT["reports"]:
        (tmp_path / entry["path"]).write_text("<p>", encoding="utf-8")
    return tmp_path


def test_reports_are_chosen_once_in_the_order_asked_whatever_the_case(folder: Path):
    chosen, missing = choose(RECEIPT, folder, ["mijn-gebied", "wk000002", "WK000002", "WK000009"])
    assert [entry["code"] for entry in chosen] == ["mijn-gebied", "WK000002"]
    assert missing == ["WK000009"]


def test_a_code_means_all_reports_of_the_area_and_a_name_of_a_file_that_one(folder: Path):
    variant = {"code": "WK000001", "name": "WK000001", "path": "x/WK000001-grenzen-2024.html"}
    (folder / variant["path"]).write_text("<p>", encoding="utf-8")
    receipt = {"reports": [*RECEIPT["reports"], variant]}
    for code, expected in {
        "WK000001": ["x/WK000001.html", "x/WK000001-grenzen-2024.html"],
        "wk000001-grenzen-2024": ["x/WK000001-grenzen-2024.html"],
    }.items():
        chosen, missing = choose(receipt, folder, [code])
        assert ([entry["path"] for entry in chosen], missing) == (expected, [])


def test_a_report_that_was_thrown_away_is_not_made(folder: Path):
    (folder / "x" / "WK000001.html").unlink()
    assert choose(RECEIPT, folder, ["WK000001"]) == ([], ["WK000001"])


def test_one_report_that_cannot_be_printed_does_not_stop_the_others(folder: Path, monkeypatch: pytest.MonkeyPatch):
    from contextlib import nullcontext

    def print_one(_: object, page: Path) -> bytes:
        if page.stem == "WK000001":
            raise ReportError("kapot")
        return b"%PDF"

    monkeypatch.setattr(printing, "open_browser", nullcontext)
    monkeypatch.setattr(printing, "print_pdf", print_one)
    (folder / "x" / "WK000001.pdf").write_bytes(b"oud")
    done: list[Printed] = []

    print_reports(RECEIPT["reports"], folder, deck=False, report=done.append)

    assert [(p.code, p.ok, p.message) for p in done] == [
        ("WK000001", False, "kapot"), ("WK000002", True, ""), ("mijn-gebied", True, ""),
    ]  # fmt: skip
    assert {p.name: p.read_bytes() for p in (folder / "x").glob("*.pdf")} == {
        "WK000001.pdf": b"oud", "WK000002.pdf": b"%PDF", "mijn-gebied.pdf": b"%PDF",
    }  # fmt: skip


# --------------------------------------------------------------------------- browser


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without any browser."""
    monkeypatch.delenv(browser.BROWSER_VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(browser, "_usual_places", list)
    return tmp_path


def program(path: Path) -> Path:
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_without_a_browser_it_says_what_was_looked_for_and_what_to_install(bare: Path):
    with pytest.raises(BrowserError) as caught:
        browser.find_browser(bare / "eigen")
    assert caught.value.exit_code == 9
    for words in ("chromium, chromium-browser, google-chrome", str(bare / "eigen"), "apt install chromium",
                  browser.BROWSER_VARIABLE):  # fmt: skip
        assert words in str(caught.value)


def test_a_command_goes_before_the_browser_of_playwright_and_the_named_one_before_both(
    bare: Path, monkeypatch: pytest.MonkeyPatch
):
    own, named = program(bare / "eigen"), program(bare / "genoemd")
    assert browser.find_browser(own) == own
    command = program(bare / "google-chrome")
    assert browser.find_browser(own) == command
    monkeypatch.setenv(browser.BROWSER_VARIABLE, str(named))
    assert browser.find_browser(own) == named


def test_a_named_browser_that_is_not_there_is_not_replaced_by_another(bare: Path, monkeypatch: pytest.MonkeyPatch):
    program(bare / "chromium")
    monkeypatch.setenv(browser.BROWSER_VARIABLE, "/nergens/chrome")
    with pytest.raises(BrowserError, match="/nergens/chrome: there is no program there"):
        browser.find_browser()
