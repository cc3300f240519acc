"""What stands on a slide, as data: a page draws it as HTML, and an office program gets charts and tables of its own.

Texts are plain. A slide has one message as its title, and notes for who presents it: the source, and what may not be
said.
"""

from __future__ import annotations

from dataclasses import dataclass

from wijkanalyse.methods.comparison import State
from wijkanalyse.profile.hundred import Group
from wijkanalyse.show.charts.named_map import NamedMap


@dataclass(frozen=True)
class Place:
    """Where it is: a map, a number of people, and what lies around it."""

    drawn: NamedMap | None
    alt: str
    number: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Bar:
    """One group of a whole, here and in Nederland; percentages."""

    label: str
    here: float
    there: float | None
    is_named: bool = False
    """Whether the title is about it."""


@dataclass(frozen=True)
class Bars:
    """Groups of one whole beside those of Nederland, of an area too small for a hundred people; and sentences."""

    bars: tuple[Bar, ...]
    beside: tuple[str, ...]
    caption: str


@dataclass(frozen=True)
class HundredPeople:
    """The area as a hundred people in groups of age, and sentences under it."""

    groups: tuple[Group, ...]
    beside: tuple[str, ...]
    caption: str


@dataclass(frozen=True)
class PlacedFigure:
    """A figure on the axis of page one: left of 0 unfavourable, right favourable."""

    label: str
    state: State
    distance: float
    is_named: bool = False


@dataclass(frozen=True)
class Picture:
    """The figures of page one by group, each as a mark on one axis."""

    groups: tuple[tuple[str, tuple[PlacedFigure, ...]], ...]
    against: str
    caption: str


@dataclass(frozen=True)
class Hundred:
    """A hundred people, some of whom a figure is about."""

    here: int
    there: int
    state: State
    strong: str
    rest: str
    elsewhere: str


@dataclass(frozen=True)
class Crowds:
    """One to three pictures of a hundred people."""

    hundreds: tuple[Hundred, ...]


@dataclass(frozen=True)
class Point:
    """A sentence, and what is said with it."""

    strong: str
    soft: str = ""


@dataclass(frozen=True)
class Points:
    """A few sentences, numbered or not, and what everybody does now."""

    points: tuple[Point, ...]
    is_numbered: bool = False
    box: str = ""


@dataclass(frozen=True)
class Steps:
    """What happens when, from left to right."""

    steps: tuple[Point, ...]
    box: str = ""


@dataclass(frozen=True)
class TableRow:
    """A figure in a table."""

    label: str
    cells: tuple[str, ...]
    state: State = "no_judgement"


@dataclass(frozen=True)
class Table:
    """The main figures of a chapter, under the heads of `heads`; the last cell says how it stands."""

    heads: tuple[str, ...]
    rows: tuple[TableRow, ...]
    caption: str


Content = Place | Bars | HundredPeople | Picture | Crowds | Points | Steps | Table


@dataclass(frozen=True)
class Slide:
    """One slide."""

    key: str
    title: str
    content: Content
    foot: str = ""
    """Source and year, in a few words."""
    notes: tuple[str, ...] = ()
    """For who presents it."""
    clock: str = ""
    """How long the part of the evening takes that begins here; "" where none does."""
