"""Chapters, heading ids and the table of contents.

Receives cleaned fragments in reading order and hands on the opening of the
report and its chapters. Regular expressions suffice here because the fragments
come out of the sanitiser: balanced, lower case, every ``>`` in an attribute escaped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import count

from wijkanalyse.files import slug

TEMPLATE_IDS = ("volledig", "inhoud", "inhoud-kop", "titel", "hoofdinhoud", "over-dit-rapport")

_HEADING = re.compile(r"<h(?P<level>[2-4])(?P<attributes>[^>]*)>(?P<text>.*?)</h(?P=level)>", re.DOTALL)
_CHART = r'class="(?:(?:een-)?beeld\b[^"]*|rijen)"'
"""Around a table that is a chart: it bends to a phone, and never scrolls."""
_TABLE = re.compile(
    rf'(?P<wrapper><div\b[^>]*\b(?:role="(?:group|region)"|{_CHART})[^>]*>\s*)?(?P<table><table\b.*?</table>)',
    re.DOTALL,
)
_LINK = re.compile(r'<a\b[^>]*\bhref="#([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_DEFINITION = re.compile(r'<details class="uitleg" id="(uitleg-[^"]*)"')
LONG_ONLY = '<details class="uitleg alleen-lang" id="{}"'
"""A definition of a figure that is on paper in the long version only."""
_LONG_VERSION = re.compile(r'class="(?:alle-cijfers|vergelijkingen|doelgroep)"')
"""What is folded on paper too, but for the long version."""
_FOLD_OR_LINK = re.compile(r'</?details\b[^>]*>|<a\b[^>]*\bhref="#(uitleg-[^"]*)"')
_ROW = re.compile(r"<tr\b[^>]*>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<t[hd]\b([^>]*)>")
_NUMBER = ' class="getal"'
MOST_COLUMNS = 8
"""The style knows the columns of numbers up to this one."""
_CAPTION = re.compile(r"<caption[^>]*>(.*?)</caption>", re.DOTALL)


@dataclass
class Chapter:
    """One chapter: its heading and everything up to the next one."""

    id: str
    title: str
    heading: str
    parts: list[str] = field(default_factory=list)

    @property
    def html(self) -> str:
        return "\n".join(self.parts)


@dataclass
class Outline:
    """The opening of the report, and its chapters."""

    opening: str
    chapters: list[Chapter]
    double_ids: list[str]
    lost_links: list[str]


def plain_text(html: str) -> str:
    """The text of a fragment, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def arrange(fragments: Iterable[tuple[str, bool]]) -> Outline:
    """Put cleaned fragments under their chapters.

    Parameters
    ----------
    fragments
        Pairs of HTML and whether a heading of level 2 in it opens a chapter:
        it does in markdown, not in an output.

    Notes
    -----
    A link that a person wrote in markdown and that leads nowhere is reported. In
    an output only its text is left: a table links to definitions that an analyst
    may have left out.
    """
    chapters: list[Chapter] = []
    opening: list[str] = []
    ids = _Ids()
    table_numbers = count(1)
    completed = [(ids.give(complete_tables(html, table_numbers)), by_hand) for html, by_hand in fragments]
    in_sight = set().union(*(_linked_in_sight(html) for html, _ in completed))
    lost = {target for html, by_hand in completed if by_hand for target in _targets(html) - ids.used}
    for html, opens_chapters in completed:
        html = _LINK.sub(lambda link: link[0] if unescape(link[1]) in ids.used else link[2], html)
        html = _DEFINITION.sub(lambda found: found[0] if found[1] in in_sight else LONG_ONLY.format(found[1]), html)
        for heading, text, rest in _split(html) if opens_chapters else [(None, None, html)]:
            if heading is not None:
                chapters.append(Chapter(_id_of(heading) or "", plain_text(text or ""), heading))
            if rest.strip():
                (chapters[-1].parts if chapters else opening).append(rest.strip())
    # A chapter in which no cell shows anything has nothing to say of this area: of one where nobody lives, most.
    chapters = [chapter for chapter in chapters if chapter.parts]
    return Outline("\n".join(opening), chapters, ids.double, sorted(lost))


def _linked_in_sight(html: str) -> set[str]:
    """The definitions that something links to which is printed: not from within all figures, which stay folded."""
    found, folded = set(), []
    for tag in _FOLD_OR_LINK.finditer(html):
        if tag[1] is not None and not any(folded):
            found.add(tag[1])
        elif tag[0].startswith("<details"):
            folded.append(bool(_LONG_VERSION.search(tag[0])))
        elif tag[0].startswith("</") and folded:
            folded.pop()
    return found


def _targets(html: str) -> set[str]:
    return {unescape(link[1]) for link in _LINK.finditer(html)}


def _split(html: str) -> Iterator[tuple[str | None, str | None, str]]:
    """Heading, its text and what follows; the first has no heading."""
    headings = [match for match in _HEADING.finditer(html) if match["level"] == "2"]
    starts = [match.start() for match in headings] + [len(html)]
    yield None, None, html[: starts[0]]
    for heading, end in zip(headings, starts[1:], strict=True):
        yield heading[0], heading["text"], html[heading.end() : end]


def _id_of(tag: str) -> str | None:
    found = re.search(r'<[^>]*\bid="([^"]*)"', tag)
    return found[1] if found else None


class _Ids:
    """Gives every heading an id of its own, and notes ids that an output uses twice."""

    def __init__(self) -> None:
        self.used = set(TEMPLATE_IDS)
        self.double: list[str] = []
        self._seen: Counter[str] = Counter()

    def give(self, html: str) -> str:
        for given in map(unescape, re.findall(r'<[^>]*\sid="([^"]*)"', html)):
            if given in self.used:
                self.double.append(given)
            self.used.add(given)
        return _HEADING.sub(self._with_id, html)

    def _with_id(self, heading: re.Match[str]) -> str:
        if _id_of(heading[0]):
            return heading[0]
        base = slug(plain_text(heading["text"]), otherwise="kop")
        candidate = base
        while candidate in self.used:
            self._seen[base] += 1
            candidate = f"{base}-{self._seen[base] + 1}"
        self.used.add(candidate)
        level, attributes, text = heading["level"], heading["attributes"], heading["text"]
        return f'<h{level} id="{candidate}"{attributes}>{text}</h{level}>'


def complete_tables(html: str, numbers: Iterator[int]) -> str:
    """Give tables that an analyst wrote by hand what the table helper gives its own.

    Header cells get a scope, empty ones become plain cells, and a table without
    something to scroll in gets that, so that it is usable on a phone and by ear.
    """

    def complete(match: re.Match[str]) -> str:
        table = _aligned_by_column(_scoped(match["table"]))
        if match["wrapper"]:
            return match["wrapper"] + table
        caption = _CAPTION.search(table)
        label = "Tabel" if caption else f"Tabel {next(numbers)}"
        return f'<div class="tabel" role="group" tabindex="0" aria-label="{label}">{table}</div>'

    return _TABLE.sub(complete, html)


def _aligned_by_column(table: str) -> str:
    """Say once for a column that it holds numbers, and not in each of its cells, where every row is alike.

    A report has some 1,400 of such cells, which would be a twentieth of the file.
    """
    rows = [_CELL.findall(row) for row in _ROW.findall(table)]
    if not rows or any("span=" in cell for row in rows for cell in row):
        return table
    kinds = {tuple(_NUMBER in cell for cell in row) for row in rows}
    if len(kinds) > 1 or len(rows[0]) > MOST_COLUMNS:
        return table
    columns = " ".join(f"getal-{n}" for n, is_number in enumerate(kinds.pop(), 1) if is_number)
    if not columns:
        return table
    start, end = table.split(">", 1)
    known = re.search(r' class="([^"]*)"', start)
    start = start.replace(known[0], f' class="{known[1]} {columns}"') if known else f'{start} class="{columns}"'
    return f"{start}>{end.replace(_NUMBER, '')}"


def _scoped(table: str) -> str:
    table = re.sub(r"<th\b([^>]*)>\s*</th>", r"<td\1></td>", table)
    head, mark, body = table.partition("</thead>")
    if not mark:
        head, body = "", table
    return _with_scope(head, "col") + mark + _with_scope(body, "row")


def _with_scope(html: str, scope: str) -> str:
    return re.sub(r"<th\b(?![^>]*\bscope=)", f'<th scope="{scope}"', html)
