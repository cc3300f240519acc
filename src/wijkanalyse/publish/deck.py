"""Slides as one HTML file of 16:9: the story of an area, and the parts of a document that are meant for a slide.

A story comes from `sections.story`; of a document the HTML is received, and the parts that it marks become slides.
Nothing
is computed or judged here.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from html import escape as escape_text
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from jinja2 import Environment, FileSystemLoader, Template
from markupsafe import Markup, escape

from wijkanalyse.cards.house_style import HouseStyle
from wijkanalyse.errors import ReportError
from wijkanalyse.publish.made_report import Element, MadeChapter, by_class, markup, read_report, text
from wijkanalyse.publish.policy import policy_for
from wijkanalyse.sections.story.html import slide_html
from wijkanalyse.sections.story.slides import Slide
from wijkanalyse.show.charts.marks import DEFINITIONS
from wijkanalyse.show.fragments import PAPER, SLIDE
from wijkanalyse.show.identity import Identity
from wijkanalyse.show.look import stylesheet

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HERE = Path(__file__).parent
ASSETS = HERE / "assets"
T = TypeVar("T")

LINE_LENGTH = 88
"""Characters in a line of a list."""
CELLS_LENGTH = 64
"""Characters in a line of a table of words, over all its columns: they are never filled to the end."""
LONGEST_NAME = 40
"""Characters of the name of the area in the sentences on a slide."""


@dataclass(frozen=True)
class Room:
    """How much goes on one slide of a document: lines of a table or a list."""

    lines: int


ROOMS = (Room(13), Room(10), Room(7), Room(5))
"""From what fits nearly always to what fits with very long names."""


@dataclass(frozen=True)
class DrawnSlide:
    """One slide: what it is made from, its title and what stands on it."""

    key: str
    title: str
    html: str
    foot: str = ""
    notes: tuple[str, ...] = ()
    clock: str = ""


# -------------------------------------------------------------------------- the story


def story_deck(slides: Iterable[Slide], identity: Identity) -> str:
    """The slides of a story, as one HTML file that works from disk.

    Parameters
    ----------
    slides
        From `sections.story`, with the annex behind them.
    identity
        What the report of the area says about itself.
    """
    made = [
        _with_short_name(
            DrawnSlide(s.key, s.title, slide_html(s.content), s.foot, s.notes, s.clock), identity.area_name
        )
        for s in slides
    ]
    about = {
        "title": f"Presentatie {identity.area_name}",
        "area_name": identity.area_name,
        "edition": identity.edition,
        "edition_line": identity.edition_line,
        "generator": f"wijkanalyse {identity.version}",
        "built": identity.built.isoformat() if identity.built else None,
    }
    return _page(made, about, ["tekens.css", ASSETS / "verhaal.css"], style=identity.house_style)


# ------------------------------------------------------------------------ of a document


def fitting_deck(browser: Browser, report_html: str) -> str:
    """The slides of a document with as much on each as fits, measured in the browser.

    Raises
    ------
    ReportError
        When something would fall off a slide even so, with the titles of those slides, or it marks nothing for one.
    """
    tighter: dict[str, int] = {}
    for _ in ROOMS:
        html = render_deck(report_html, tighter)
        overfull = overfull_slides(browser, html)
        if not overfull:
            return html
        tighter |= {key: min(tighter.get(key, 0) + 1, len(ROOMS) - 1) for key in overfull}
    raise overfull_error(overfull)


def overfull_error(overfull: Mapping[str, str]) -> ReportError:
    """What to say of slides that something falls off."""
    return ReportError(
        f"the presentation is not written: more stands on the slide {'; '.join(overfull.values())} than fits. Shorten "
        "that text in the notebook, or show the PDF of the report"
    )


def render_deck(report_html: str, tighter: Mapping[str, int] | None = None) -> str:
    """The slides of a document, as one HTML file that works from disk.

    Parameters
    ----------
    report_html
        A document that this project made; what is for a slide carries the class of `show.fragments.SLIDE`.
    tighter
        For the key of a slide: which of `ROOMS` it gets instead of the first.

    Raises
    ------
    ReportError
        When it is not such a document, or marks nothing for a slide.
    """
    report = read_report(report_html)
    rooms = {key: ROOMS[step] for key, step in (tighter or {}).items()}
    marked = [slide for chapter in report.chapters for slide in _marked(chapter, rooms)]
    if not marked:
        raise ReportError(
            f"{report.document} {report.area_name}: marks nothing for a slide; give a part the class `{SLIDE}`, "
            "or leave out --deck"
        )
    slides = marked + _list_slides("bronnen", "Bronnen", report.sources, rooms)
    about = {
        "title": f"Presentatie {report.document.lower()} {report.area_name}",
        "opening": {"kind": report.document, "place": report.place, "built_on": report.built_on},
        "area_name": report.area_name,
        "edition": report.edition,
        "edition_line": report.edition_line,
        "generator": report.generator,
        "built": report.built,
    }
    return _page([_with_short_name(s, report.area_name) for s in slides], about, [ASSETS / "kit.css"])


def _page(
    slides: Sequence[DrawnSlide],
    about: Mapping[str, Any],
    css: Sequence[str | Path],
    *,
    style: HouseStyle | None = None,
) -> str:
    script = (ASSETS / "presentatie.js").read_text(encoding="utf-8").strip()
    sheets = stylesheet("basis.css", "merken.css", "charts.css", ASSETS / "presentatie.css", *css)
    return _template().render(
        about=about,
        slides=[{**asdict(s), "html": Markup(s.html)} for s in slides],
        style=style,
        marks=Markup(DEFINITIONS),
        css=Markup(f"{sheets}\n{style.css}" if style else sheets),
        script=Markup(script),
        policy=policy_for(script),
    )


@cache
def _template() -> Template:
    loader = FileSystemLoader(HERE / "templates")
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True).get_template(
        "presentatie.html.j2"
    )


def _marked(chapter: MadeChapter, rooms: Mapping[str, Room]) -> Iterator[DrawnSlide]:
    """The parts of a chapter that carry `SLIDE`, without what stays on paper; a long table over several slides."""
    for number, part in enumerate(by_class(chapter.body, SLIDE), 1):
        key = f"{chapter.id}-{number}"
        heading = part.find("h3")
        table = next(part.iter("table"), None)
        title = text(heading) or _caption_of(table) or chapter.title
        inside = [_for_slide(e) for e in part if e is not heading]
        if table is None:
            html = "".join(markup(e) for e in inside if e is not None)
            step = ROOMS.index(rooms.get(key, ROOMS[0]))
            tight = f" dicht dicht-{step}" if step else ""
            yield DrawnSlide(key, title, f'<div class="stuk{tight}">{html}</div>')
        else:
            yield from _table_slides(key, title, table, rooms.get(key, ROOMS[0]))


def _caption_of(table: Element | None) -> str:
    """The title of a table, without the line under it."""
    caption = table.find("caption") if table is not None else None
    return (caption.text or "").strip() if caption is not None else ""


def _for_slide(element: Element) -> Element | None:
    """A copy without what stays on paper, its headings right under that of the slide."""
    if PAPER in element.get("class", "").split():
        return None
    copy = Element("h3" if element.tag == "h4" else element.tag, element.attrib)
    copy.text, copy.tail = element.text, element.tail
    copy.extend(kept for child in element if (kept := _for_slide(child)) is not None)
    return copy


def _table_slides(key: str, title: str, table: Element, room: Room) -> Iterator[DrawnSlide]:
    """A table whole, over as many slides as its rows need."""
    css, head, body = table.get("class", ""), table.find("thead"), table.find("tbody")
    parts = _pages(list(body) if body is not None else [], lambda row: len(text(row)) / CELLS_LENGTH, room.lines)
    for number, part in enumerate(parts, 1):
        inside = (markup(head) if head is not None else "") + f"<tbody>{''.join(map(markup, part))}</tbody>"
        which = title + _which(number, parts)
        region = f'<div class="rooster" role="region" tabindex="0" aria-label="Tabel: {escape(which)}">'
        yield DrawnSlide(key, which, f'{region}<table class="{css}">{inside}</table></div>')


def _with_short_name(slide: DrawnSlide, name: str) -> DrawnSlide:
    """A very long name stands in full on the first slide, and shortened in every sentence after that."""
    if len(name) <= LONGEST_NAME:
        return slide
    short = name[: LONGEST_NAME - 1].rstrip() + "…"
    html = slide.html
    for written in (str(escape(name)), escape_text(name, quote=False), escape_text(name)):
        html = html.replace(written, str(escape(short)))
    return replace(slide, title=slide.title.replace(name, short), html=html)


# -------------------------------------------------------------------------- lists


def _list_slides(key: str, title: str, items: Sequence[str], rooms: Mapping[str, Room]) -> list[DrawnSlide]:
    """A list over as many slides as it needs."""
    parts = _pages(items, lambda item: len(item) / LINE_LENGTH, rooms.get(key, ROOMS[0]).lines)
    return [
        DrawnSlide(key, title + _which(number, parts), f"<ul>{''.join(f'<li>{escape(i)}</li>' for i in part)}</ul>")
        for number, part in enumerate(parts, 1)
    ]


def _pages(items: Sequence[T], lines_of: Callable[[T], float], most: int) -> list[list[T]]:
    """The items over pages of at most so many lines; an item is never broken."""
    pages: list[list[T]] = []
    used = most
    for item in items:
        lines = max(1, math.ceil(lines_of(item)))
        if used + lines > most:
            pages.append([])
            used = 0
        pages[-1].append(item)
        used += lines
    return pages


def _which(number: int, parts: Sequence[object]) -> str:
    return f" ({number} van {len(parts)})" if len(parts) > 1 else ""


# ----------------------------------------------------------------------- checking

_OVERFULL = """() => Object.fromEntries(Array.from(document.querySelectorAll(".dia")).filter((dia) =>
  [dia, dia.querySelector(".inhoud-dia")].some(
    (e) => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)
).map((dia) => [dia.dataset.soort, dia.querySelector("h1, h2").textContent.trim()]))"""


def overfull_slides(browser: Browser, html: str) -> dict[str, str]:
    """Key and title of each slide on which more stands than fits, at 1280 by 720.

    Measured in the font that charts are measured in, wider than those of most readers: so a deck is the same on every
    machine, and fits on most.
    """
    from wijkanalyse.publish.browser import closed_context

    with closed_context(browser, viewport={"width": 1280, "height": 720}, bypass_csp=True) as context:
        page = context.new_page()
        page.set_content(html)
        page.add_style_tag(content=_measured_letters())
        page.evaluate("document.fonts.ready")
        return page.evaluate(_OVERFULL)


@cache
def _measured_letters() -> str:
    """CSS that gives a page the font that comes along with matplotlib."""
    from wijkanalyse.show.charts.style import MEASURED, font_file

    faces = "".join(
        f"@font-face {{ font-family: '{MEASURED}'; font-weight: {weight}; "
        f"src: url(data:font/ttf;base64,{base64.b64encode(font_file(weight).read_bytes()).decode()}) }}"
        for weight in ("normal", "bold")
    )
    return f"{faces} :root {{ --letter: '{MEASURED}' }}"
