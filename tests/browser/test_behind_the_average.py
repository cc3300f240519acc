"""A hundred people, the dot on its band and the document of a practice, on a screen, in the dark and on paper."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from measure_pages import faults_of_width, faults_on_paper, open_all
from nbformat.v4 import new_markdown_cell
from playwright.sync_api import Browser
from report_sample import code, html_output, identity_output, notebook

from wijkanalyse.profile.practice import Practice
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile
from wijkanalyse.publish.exporter import export_report
from wijkanalyse.publish.pdf import print_pdf
from wijkanalyse.sections import praktijk, report

from .test_pages import violations
from .test_paper import A4, read, size_of

SCREENS = [(1280, "light"), (320, "light"), (1280, "dark"), (320, "dark")]
KINDS = ["area", "practice"]
VELP, DEDEMSVAART = "WK027502", "WK016009"
LIST = "praktijk_verzonnen"
OUTSIDE = """() => [...document.querySelectorAll('.honderdtal svg, svg.strook')].flatMap(svg => {
    const place = svg.getBoundingClientRect();
    return [...svg.querySelectorAll('path, circle, line')].flatMap(mark => {
        const drawn = mark.getBoundingClientRect();
        const out = Math.max(place.left - drawn.left, drawn.right - place.right,
                             place.top - drawn.top, drawn.bottom - place.bottom);
        return out > 1 ? [[mark.outerHTML.slice(0, 80), Math.round(out)]] : [];
    });
})"""
"""Marks that stick out of their drawing, and by how many pixels."""
CONTRASTS = """() => {
    const part = v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    const light = color => {
        const [r, g, b] = color.match(/[\\d.]+/g).map(v => part(Number(v) / 255));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const page = light(getComputedStyle(document.body).backgroundColor);
    const marks = {'.honderdtal path': 'stroke', 'svg.strook circle': 'fill'};
    return Object.entries(marks).flatMap(([css, what]) => [...document.querySelectorAll(css)].slice(0, 1).map(mark => {
        const of = light(getComputedStyle(mark)[what]);
        return [css, (Math.max(of, page) + 0.05) / (Math.min(of, page) + 0.05)];
    }));
}"""
"""Contrast of what is drawn with the page."""


@pytest.fixture(scope="module")
def made(example, catalogue, tmp_path_factory) -> dict[str, Path]:
    """A page of an area and one of an invented practice, of the parts that these are about; nothing is executed."""
    processed = Processed(example)
    processed.__dict__["practice_counts"] = pd.DataFrame(
        {
            "source": "telling", "list_of_patients": LIST, "openness": "intern", "period": 2024, "hidden_by": "",
            "indicator": ["roker_pct", "eenzaam_pct"], "count": [402.0, 820.0], "denominator": [1790.0, 1790.0],
        }
    )  # fmt: skip
    patients = pd.DataFrame(
        {
            "source": LIST, "title": "Verzonnen praktijk", "openness": "intern", "boundary_year": 2024,
            "area_code": [DEDEMSVAART, "WK016004", "overig"], "patients": [1687.0, 380.0, 28.0],
        }
    )  # fmt: skip
    of = {code: Profile(processed.areas.find(code), processed, catalogue, "intern") for code in (VELP, DEDEMSVAART)}
    practice = Practice(LIST, of[DEDEMSVAART], patients)
    parts = {
        "area": {
            "Bevolking": report.hundred_people(of[VELP], ["roker_pct"]),
            "Zorg": report.expected(of[VELP]),
            "Buurten": report.buurten(of[VELP]),
        },
        "practice": {
            "Waar patiënten wonen": praktijk.homes(practice),
            "Naast elkaar": praktijk.beside(practice),
            "Hoeveel mensen": praktijk.expected(practice),
            "Geteld": praktijk.counted(practice),
            "Grenzen": praktijk.limits(),
        },
    }
    folder = tmp_path_factory.mktemp("behind")
    for kind, fragments in parts.items():
        cells = [
            c for title, f in fragments.items() for c in (new_markdown_cell(f"## {title}"), code(html_output(f.html)))
        ]
        (folder / f"{kind}.html").write_text(
            export_report(notebook(*cells, identity=identity_output())), encoding="utf-8"
        )
    return {kind: folder / f"{kind}.html" for kind in parts}


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_cut_and_all_can_be_read(made, visit, kind, width, scheme):
    with visit(made[kind], width=width, scheme=scheme) as seen:
        open_all(seen.page)
        assert violations(seen.page) == []
        # A table that scrolls shows that it does.
        assert [fault for fault in faults_of_width(seen.page) if width > 320 or fault[0] != "scrolls"] == []
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        assert seen.page.evaluate(OUTSIDE) == []
        assert [(css, c) for css, c in seen.page.evaluate(CONTRASTS) if c < 3] == []
        assert (seen.complaints, seen.requests) == ([], [made[kind].as_uri()])


@pytest.mark.parametrize("kind", KINDS)
def test_on_paper_nothing_is_cut_either(made, visit, browser: Browser, kind):
    with visit(made[kind]) as seen:
        open_all(seen.page)
        assert faults_on_paper(seen.page) == []
        seen.page.emulate_media(media="print")
        assert seen.page.evaluate(OUTSIDE) == []
    assert {size_of(p) for p in read(print_pdf(browser, made[kind])).pages} == {A4}


def test_who_hears_the_page_hears_the_numbers_once(made, visit):
    with visit(made["area"]) as seen:
        groups = seen.page.locator("ul.honderdtal")
        assert [g.get_attribute("aria-label").split(" (")[0] for g in groups.all()] == [
            "Van de 100 mensen", "Van de 100 huishoudens", "Van de 100 woningen",
        ]  # fmt: skip
        for group in groups.all():
            assert sum(int(n) for n in group.locator("strong").all_inner_texts()) == 100
        drawn = seen.page.locator("ul.honderdtal svg, svg.strook")
        assert {d.get_attribute("aria-hidden") for d in drawn.all()} == {"true"}
        rows = seen.page.locator("tr", has=seen.page.locator("svg.strook:not(.as)")).all_inner_texts()
        assert rows and all("verwacht" in row for row in rows), "what a drawing shows stands beside it in words"
