"""A made report in HTML → what it says, to tell the same in another form.

Receives the HTML of the exporter and hands on its heading, chapters and sources
as trees of elements. The page comes from the sanitiser and the template: it is
balanced but for the end tags in `IMPLIED`, so that the parser of the standard
library suffices.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from wijkanalyse.errors import ReportError
from wijkanalyse.show.identity import edition_line

Element = ET.Element

_VOID = {"meta", "img", "br", "hr", "col", "wbr"}
IMPLIED = {
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "td": {"td", "th", "tr"},
    "th": {"td", "th", "tr"},
    "tr": {"tr"},
}
"""Elements whose end tag is left out, and what begins after them; they also end with the element around them."""


@dataclass(frozen=True)
class MadeChapter:
    """One chapter: its title and all that stands under it."""

    id: str
    title: str
    body: Element


@dataclass(frozen=True)
class MadeReport:
    """A report as it was published."""

    document: str
    """What kind of document it is, as in the heading."""
    area_name: str
    place: str
    edition: str
    edition_line: str
    edition_note: str
    built: str | None
    """Day in ISO form, or None."""
    built_on: str | None
    generator: str
    chapters: tuple[MadeChapter, ...]
    sources: tuple[str, ...]


def read_report(html: str) -> MadeReport:
    """Read a report of this project back.

    Raises
    ------
    ReportError
        When it is not one.
    """
    tree = read_tree(html)
    metas = {m.get("name"): m.get("content", "") for m in tree.iter("meta")}
    heading = next((e for e in tree.iter("h1") if e.get("id") == "titel"), None)
    main = next(tree.iter("main"), None)
    if heading is None or main is None or "wijkanalyse-editie" not in metas:
        raise ReportError("this HTML is not a report of wijkanalyse; make it with `wijkanalyse report CODE`")
    footer = next(tree.iter("footer"), ET.Element("footer"))
    note = next(iter(by_class(tree, "editie")), ET.Element("p")).find("span")
    return MadeReport(
        document=text(next(by_class(tree, "soort"), None)) or "Wijkanalyse",
        area_name=text(heading),
        place=text(next(iter(by_class(tree, "plaats")), None)),
        edition=metas["wijkanalyse-editie"],
        edition_line=edition_line(metas["wijkanalyse-editie"]),
        edition_note=text(note),
        built=metas.get("wijkanalyse-datum"),
        built_on=text(next(footer.iter("time"), None)) or None,
        generator=metas.get("generator", "wijkanalyse"),
        chapters=tuple(_chapters(main)),
        sources=tuple(text(li) for li in footer.iter("li")),
    )


def _chapters(main: Element) -> Iterator[MadeChapter]:
    for section in by_class(main, "hoofdstuk"):
        heading = section.find("h2")
        if heading is not None:
            yield MadeChapter(heading.get("id", ""), text(heading), section)


def by_class(element: Element, name: str) -> Iterator[Element]:
    """The element and those in it that have this class, in reading order."""
    return (e for e in element.iter() if name in e.get("class", "").split())


def text(element: Element | None) -> str:
    """All text in an element, in one line."""
    return "" if element is None else re.sub(r"[ \t\r\n]+", " ", "".join(element.itertext())).strip()


def markup(element: Element) -> str:
    """The element as HTML again, without what follows it."""
    copy = ET.Element(element.tag, element.attrib)
    copy.text, copy[:] = element.text, list(element)
    return ET.tostring(copy, encoding="unicode", method="html")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = ET.TreeBuilder()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        while self.open and tag in IMPLIED.get(self.open[-1], ()):
            self.builder.end(self.open.pop())
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in _VOID:
            self.builder.end(tag)
        else:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        self.builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open[-1] != tag and self.open[-1] in IMPLIED:
            self.builder.end(self.open.pop())
        if not self.open or self.open.pop() != tag:
            raise ReportError(f"this HTML is not balanced: </{tag}> closes nothing; make the report again")
        self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        if self.open:
            self.builder.data(data)


def read_tree(html: str) -> Element:
    """HTML in one element as a tree.

    Raises
    ------
    ReportError
        When it is empty or not balanced.
    """
    reader = _Reader()
    try:
        reader.feed(html)
        reader.close()
    except ET.ParseError as error:  # somebody changed the page by hand, or two lie in one file
        raise ReportError(f"this HTML is not one page of wijkanalyse ({error}); make the report again") from error
    if reader.open:
        raise ReportError(f"this HTML ends before <{reader.open[-1]}> is closed; make the report again")
    tree = reader.builder.close()
    if tree is None:
        raise ReportError("this HTML is empty; make the report again")
    return tree
