"""What may stand in a report: one strict allow-list for outputs and markdown.

Names of wijken, answers of residents and figures of partners end up in HTML. All
of it passes here, so that none of it can run, load or restyle anything. Whatever
is not listed is dropped; what would leave a hole in the report (a figure without
its image or without words for who cannot see it) is reported as a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import nh3

from wijkanalyse.show.charts.marks import PREFIX

_TEXT = (
    "h2 h3 h4 h5 h6 p br hr ul ol li dl dt dd blockquote q cite code pre kbd samp var strong em b i u s del ins mark"
)
_WORDS = "abbr time small sup sub bdi"
_BLOCKS = "div span section aside header figure figcaption details summary a img"
_TABLE = "table caption colgroup col thead tbody tfoot tr th td"
_SVG = "svg g path rect circle ellipse line polyline polygon text tspan title desc use"

_PAINT = "fill stroke stroke-width stroke-linecap stroke-linejoin stroke-dasharray opacity fill-opacity fill-rule"
_SHAPE = "x y x1 y1 x2 y2 dx dy width height cx cy r rx ry d points transform vector-effect"
_LETTERS = "text-anchor dominant-baseline font-size font-weight font-family"

_ROLES = {
    "region", "img", "list", "listitem", "note", "group", "presentation", "none",
    "table", "rowgroup", "row", "cell", "rowheader", "columnheader",
}  # fmt: skip
_IMAGES = re.compile(r"data:image/(png|jpeg|webp|svg\+xml)[;,]", re.IGNORECASE)
_PLACES = re.compile(r"#|https?://|mailto:|tel:", re.IGNORECASE)
_MARKS = re.compile(f"#{PREFIX}[a-z-]+")
"""What a drawing may use of the page around it: the marks that the template defines."""
_TO_SAVE = re.compile(r"data:text/(csv|yaml)[;,]", re.IGNORECASE)
"""Figures, and an area, as a file that a reader saves; a browser opens neither as a page."""


def _attributes() -> dict[str, set[str]]:
    allowed = {
        "*": {"class", "id", "role", "lang", "dir"},
        "a": {"href", "download"},
        "abbr": {"title"},
        "col": {"span"},
        "colgroup": {"span"},
        "details": {"open"},
        "div": {"tabindex"},
        "img": {"src", "alt", "width", "height"},
        "li": {"value"},
        "ol": {"start", "type"},
        "td": {"colspan", "rowspan", "headers"},
        "th": {"colspan", "rowspan", "headers", "scope", "abbr"},
        "time": {"datetime"},
    }
    for tag in _SVG.split():
        allowed[tag] = set(f"{_PAINT} {_SHAPE} {_LETTERS}".split())
    allowed["svg"] |= {"viewBox", "preserveAspectRatio", "focusable"}
    allowed["use"] |= {"href"}
    return allowed


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The value to keep, or None: the rules that a list of names cannot express."""
    if name == "role" and value not in _ROLES:
        return None
    if name == "tabindex" and value != "0":
        return None
    if name == "src" and not _IMAGES.match(value):
        return None
    if tag == "use" and name == "href":
        return value if _MARKS.fullmatch(value) else None
    if name == "href" and not keeps_link(value):
        return None
    if "url(" in value.lower() and tag in _SVG.split():
        return None
    return value


def keeps_link(address: str) -> bool:
    """Whether a link stays: to a page, a person or a place in the report, a file beside it, or one to save.

    Nothing else, so that none can run a program. Links open in the same window, and the page tells nobody where a
    reader came from, so they need no ``rel``.
    """
    if _PLACES.match(address) or _TO_SAVE.match(address):
        return True
    first = re.split(r"[/?#]", address, maxsplit=1)[0]
    return bool(address) and ":" not in first and not address.startswith(("/", "\\"))


_CLEANER = nh3.Cleaner(
    tags=set(f"{_TEXT} {_WORDS} {_BLOCKS} {_TABLE} {_SVG}".split()),
    # h1 is the title of the page, which the template gives; a second one is dropped with its text
    clean_content_tags={"script", "style", "h1", "iframe", "object", "template", "noscript", "math"},
    attributes=_attributes(),
    attribute_filter=_attribute,
    generic_attribute_prefixes={"aria-"},
    url_schemes={"https", "http", "mailto", "tel", "data"},
    url_relative=lambda url: url if keeps_link(url) else None,
    link_rel=None,  # see keeps_link
)


_EMPTY_SHAPE = re.compile(r"<(path|circle|rect|line|use)\b([^<>]*)></\1>")
"""A report has a thousand of them, and closes each in two signs."""


def clean(fragment: str) -> str:
    """The fragment with only what the allow-list names, its tags balanced and its attributes quoted."""
    return _EMPTY_SHAPE.sub(r"<\1\2/>", _CLEANER.clean(fragment))


def faults_in(fragment: str) -> Iterator[str]:
    """What is wrong in a cleaned fragment and cannot be left out without harm."""
    for image in re.findall(r"<img\b[^>]*>", fragment):
        if 'src="' not in image:
            yield "has an image that is not in the file itself; give it as a data: address"
        elif not re.search(r'\balt="\s*[^"\s]', image):
            yield "has an image without alt text; say in words what the figure shows"
        elif name := re.search(r'\balt="([^"]+\.(?:png|jpe?g|svg|webp|gif))"', image, re.IGNORECASE):
            yield f"has an image with a file name for alt text ({name[1]}); say in words what the figure shows"
    for link in re.findall(r"<a\b[^>]*>", fragment):
        if 'href="data:' in link and " download" not in link:
            yield "links to data without the attribute `download`; a browser refuses to open it"
    if re.search(r"<(blockquote|li|dd|td)[^>]*>\s*<h2", fragment):
        yield "has a chapter heading (##) inside a quotation, list or table; put it on its own"
