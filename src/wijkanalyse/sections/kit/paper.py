"""What the pieces of a meeting and a plan are made of: sheets of paper, parts for a slide, lists.

A document is read on a screen, printed and shown on slides. What carries `SLIDE`
becomes a slide of the presentation; what carries `PAPER` inside it does not come along.
"""

from __future__ import annotations

from collections.abc import Iterable

from wijkanalyse.dialogue.area import Dialogue
from wijkanalyse.dialogue.files import FILES
from wijkanalyse.show.fragments import PAPER, SLIDE, Fragment, escape

NOT_FILLED = '<span class="afwezig">niet ingevuld</span>'
"""In a cell that people left empty."""

PIECE = "stuk"
"""Begins the class of the sheets of a piece, such as ``stuk-poster``."""


def sheet(title: str, *parts: str, kind: str = "", slide: bool = False, piece: str = "") -> Fragment:
    """A sheet of paper of its own, which may be a slide too and belong to one of `PIECES`."""
    css = " ".join(filter(None, ["kit-blad", kind, SLIDE if slide else "", piece and f"{PIECE}-{piece}"]))
    return Fragment(f'<section class="{css}"><h3>{escape(title)}</h3>{"".join(parts)}</section>')


def slide(title: str, *parts: str) -> str:
    """A part under its own heading that becomes a slide; without one it takes the title of the chapter."""
    heading = f"<h3>{escape(title)}</h3>" if title else ""
    return f'<div class="{SLIDE}">{heading}{"".join(parts)}</div>'


def paper_only(*parts: str) -> str:
    """What does not come along on the slide; nothing when there is nothing."""
    inside = "".join(parts)
    return f'<div class="{PAPER}">{inside}</div>' if inside else ""


def nothing_yet(dialogue: Dialogue, kind: str, what: str) -> Fragment:
    """Why a file has nothing to show: it is not for this edition, or nobody filled it in; `what` says the latter."""
    if dialogue.folder.withholds(kind):
        return Fragment("<p>Dit deel laten we hier niet zien. Wie wat mag zien, spreken de partners af.</p>")
    return Fragment(f"<p>{what} Vul ‘{FILES[kind].title}’ in, in de map van {escape(dialogue.name)}.</p>")


def listed(items: Iterable[str], tag: str = "ul") -> str:
    """A list of ready pieces of HTML, or nothing."""
    lines = "".join(f"<li>{item}</li>" for item in items)
    return f"<{tag}>{lines}</{tag}>" if lines else ""


def first_of(lines: list[str], most: int) -> str:
    """A list that takes a part of its sheet at most: on paper the first lines, and how many more there are."""
    more = len(lines) - most
    if more <= 0:
        return listed(map(short, lines))
    rest = listed(lines[most:]).replace("<ul>", '<ul class="niet-op-papier">')
    said = "Er is nog 1 opmerking." if more == 1 else f"Er zijn nog {more} opmerkingen."
    return f'{listed(map(short, lines[:most]))}{rest}<p class="alleen-papier">{said}</p>'


def short(html: str) -> str:
    """A ready piece that takes a few lines of its sheet at most; on a screen all of it is there."""
    return f'<span class="kit-kort">{html}</span>' if html else ""
