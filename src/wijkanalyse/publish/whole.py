"""What a report would lose of what a cell shows: said before it is cleaned, so that nothing goes without a word.

The allow-list of `sanitise` decides what stays. Here is what goes with it, why, and what to do instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from wijkanalyse.publish.sanitise import keeps_link
from wijkanalyse.show.charts.marks import PREFIX

_INTERACTIVE = "works only in a running notebook; show what it says with show.figure(…), show.table(…) or show.text(…)"
_DRAWING = "is of a drawing that a report cannot keep whole, show it with show.figure(…)"
_ADVICE = {
    "script": _INTERACTIVE,
    "iframe": _INTERACTIVE,
    "object": _INTERACTIVE,
    "embed": _INTERACTIVE,
    "canvas": _INTERACTIVE,
    "frame": _INTERACTIVE,
    "input": _INTERACTIVE,
    "select": _INTERACTIVE,
    "textarea": _INTERACTIVE,
    "template": _INTERACTIVE,
    "noscript": _INTERACTIVE,
    "video": "cannot be printed or read out; say what it shows, with a link",
    "audio": "cannot be printed or read out; say what it says, with a link",
    "meter": "shows a number without words; show it with show.table(…) or show.text(…)",
    "progress": "shows a number without words; show it with show.table(…) or show.text(…)",
    "math": "is a formula, which a report cannot draw; say it in words",
    "h1": "is the title of the page, which the report gives itself; use ## for a chapter and ### within one",
    "style": "changes how the page looks, which a report does itself; show a table with show.table(…)",
} | dict.fromkeys(
    ("use", "image", "defs", "symbol", "foreignobject", "lineargradient", "radialgradient", "pattern", "marker",
     "mask", "clippath", "filter", "textpath", "animate"),
    _DRAWING,
)  # fmt: skip
"""Elements that go with what they show. Of all others that are not on the list the text stays."""

_OF_PANDAS = re.compile(r"<style scoped>.*?</style>", re.DOTALL)
"""pandas puts this before each table; what it says, the style of the report says too."""
_MARK = re.compile(rf'<use href="#{PREFIX}[^>]*/>')
"""The only thing that a drawing uses of the page around it: a mark that every report has."""
_DATAFRAME = re.compile(
    r'<table\b[^>]*\bclass="[^"]*\bdataframe\b.*?</table>(\s*<p>\d+ rows × \d+ columns</p>)?', re.DOTALL
)
_LEFT_OUT = re.compile(r"<t[hd][^>]*>\s*(\.\.\.|…|&hellip;)\s*</t[hd]>")
_SHORTENED = re.compile(r"<td[^>]*>([^<]{30,}\.\.\.)</td>")


def lost_in(html: str) -> Iterator[str]:
    """What of this HTML, not cleaned yet, a report would leave out or show only in part.

    Parameters
    ----------
    html
        An output of a cell, or Markdown made into HTML.
    """
    html = _OF_PANDAS.sub("", html)
    html = _MARK.sub("", html)
    elements = dict.fromkeys(name.lower() for name in re.findall(r"<([A-Za-z][A-Za-z0-9]*)", html))
    for name in elements:
        if name in _ADVICE:
            yield f"shows <{name}>, which {_ADVICE[name]}"
    if '<pre class="mermaid"' in html:
        yield "has a diagram of mermaid, which only JupyterLab draws; give it as an image"
    for link in re.findall(r"<a\b[^>]*?\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", html, re.IGNORECASE):
        address = unescape("".join(link))
        if not keeps_link(address):
            yield (
                f"has a link to {address[:60]!r}; a report keeps links that start with https:, http:, mailto:, tel: or "
                "#, and those to a file beside it"
            )
    yield from _cut_tables(html)


def _cut_tables(html: str) -> Iterator[str]:
    for found in _DATAFRAME.finditer(html):
        if found[1] or _LEFT_OUT.search(found[0]):
            size = re.sub(r"<[^>]+>|\s+", " ", found[1] or "").strip()
            yield (
                f"shows a table of which pandas left out rows or columns{f' ({size})' if size else ''}; show it whole "
                'with show.table(…, caption="…"), or choose what to show, as in table.head(10)'
            )
        elif short := _SHORTENED.search(found[0]):
            yield (
                f"shows a table in which pandas cut a text short ({short[1][-24:]!r}); show it whole with "
                'show.table(…, caption="…")'
            )
