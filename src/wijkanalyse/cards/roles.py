"""Which figure plays which part in a report, as data: ``roles.yml``.

No module names an indicator: it asks for the part, such as
``catalogue.roles.page_one``. Every part but the numbers of people may be
left out; a section that has no figures to show says so in one sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from wijkanalyse.cards.names import Mention, mentions_in
from wijkanalyse.cards.reading import make, read_yaml
from wijkanalyse.cards.schema import Card, Indicator, Text

Row = Annotated[tuple[str, ...], Field(min_length=1, max_length=2)]
"""A figure of everybody, and the same of people of 65 and over."""
Several = Annotated[tuple[str, ...], Field(min_length=1)]
SeveralLists = Annotated[tuple[Several, ...], Field(min_length=1)]
OLDER_FROM = 65
STUDENT_AGES = (15, 24)
MOST_ROWS = 8
"""Figures of a chapter that a reader sees at once."""
REST = "rest"
"""The category of an axis that no figure names."""
INDEX_COLUMNS = 3
"""Columns that the list of reports has room for."""


class PeopleCounts(Card):
    """The numbers of people: of everybody, and of ages by which health figures are weighted."""

    all: str
    adults: str = Field(description="18 years and over")
    younger: str = Field(description="18 to 65 years")
    older: str = Field(description="65 years and over")
    working_age: str | None = Field(default=None, description="15 to 65 years")


class AgeGroup(Card):
    """A share of the inhabitants, with the ages that it is about."""

    indicator: str
    first: int = Field(alias="from", ge=0)
    last: int | None = Field(default=None, alias="to", description="last age in it; None: and over")

    @property
    def span(self) -> str:
        """In figures, as in 45–64 and 65+."""
        return f"{self.first}+" if self.last is None else f"{self.first}–{self.last}"


class StructureVariable(Card):
    """A figure by which wijken are alike."""

    indicator: str
    domain: Text
    logarithm: bool = False


class Predictor(Card):
    """A figure on which an expected count rests."""

    indicator: str
    logarithm: bool = False


class ExpectedCount(Card):
    """A count of a register that is held against what one would expect."""

    indicator: str
    rounded: Literal[5, 10] = Field(description="CBS rounds the count to a multiple of it")
    pictured: bool = Field(default=True, description="false: it is in the table only")


class Expected(Card):
    """What is expected of an area given who lives there: of which counts, and by what."""

    counts: tuple[ExpectedCount, ...] = ()
    predictors: tuple[Predictor, ...] = ()

    def count(self, indicator_id: str) -> ExpectedCount | None:
        """The declaration of a count, or None for a figure of which nothing is expected."""
        return next((c for c in self.counts if c.indicator == indicator_id), None)


class IndexFigure(Card):
    """A figure beside the name of an area on the index."""

    indicator: str
    head: Text = Field(description="of the column")
    words: Text = Field(description="after the number, in a row")


class ResidentFigure(Card):
    """A figure on the sheet for residents."""

    indicator: str
    pictogram: Text = Field(description="the drawing beside it")


class Between(Card):
    """A counted share by which the report says how far the buurten lie apart."""

    indicator: str
    words: Text = Field(description="those who are counted, in the plural")


class Buurten(Card):
    """What is shown of the buurten inside an area."""

    table: tuple[str, ...] = ()
    between: tuple[Between, ...] = ()


class Archetype(Card):
    """A kind of household: a category of two or three axes of `Roles.crossed`."""

    name: Text
    household: str | None = None
    tenure: str | None = None
    income: str | None = None


class Roles(Card):
    """The parts that figures play; those of an optional part that nobody plays are empty or None."""

    people: PeopleCounts
    households_number: str
    address_density: str | None = None
    ages: tuple[AgeGroup, ...] = ()
    households: Mapping[str, Text] = {}
    incomes: Mapping[str, Text] = {}
    tenure: Mapping[str, Text] = {}
    rows: Mapping[str, tuple[Row, ...]] = Field(default={}, description="by chapter")
    other_wholes: tuple[Several, ...] = Field(default=(), alias="wholes")
    other_parts: Mapping[str, Several | SeveralLists] = Field(default={}, alias="parts")
    unions: Mapping[str, Several] = Field(default={}, description="those who have one or more of these, by that figure")
    structure: tuple[StructureVariable, ...] = ()
    expected: Expected = Expected()
    strip: tuple[str, ...] = ()
    page_one: Mapping[Text, Several] = {}
    index: tuple[IndexFigure, ...] = ()
    residents: tuple[ResidentFigure, ...] = ()
    series: tuple[str, ...] = ()
    earlier_estimates: tuple[str, ...] = ()
    buurten: Buurten = Buurten()
    surroundings: str | None = None
    catchments: tuple[str, ...] = ()
    archetypes: tuple[Archetype, ...] = ()

    @model_validator(mode="after")
    def _ages_are_everybody(self) -> Roles:
        ages = self.ages
        whole = not ages or (ages[0].first == 0 and ages[-1].last is None)
        if not whole or any(one.last is None or other.first != one.last + 1 for one, other in pairwise(ages)):
            spans = ", ".join(group.span for group in ages)
            raise ValueError(
                f"`ages` are all ages in order, from 0 on and the last one without `to`; there are {spans}. "
                "Where an age group has no card any more, take out the whole list"
            )
        if len(self.incomes) not in (0, 2):
            raise ValueError(f"`incomes` are the lowest and the highest, got {len(self.incomes)}; take out both")
        if long := next((name for name, rows in self.rows.items() if len(rows) > MOST_ROWS), None):
            raise ValueError(
                f"`rows`: {long} has {len(self.rows[long])} figures, and a chapter shows {MOST_ROWS} at most before "
                "anything is unfolded; all others stand in its table"
            )
        if len(self.index) not in (0, INDEX_COLUMNS):
            raise ValueError(f"`index` has {INDEX_COLUMNS} figures or none, got {len(self.index)}; name another one")
        return self

    @property
    def crossed(self) -> Mapping[str, tuple[str, ...]]:
        """The axes of a cross table of households and their categories; empty without the figures for them."""
        if not (self.households and len(self.tenure) > 1 and self.incomes):
            return {}
        lowest, highest = self.incomes
        owned, *rented = self.tenure
        return {
            "household": tuple(self.households),
            "tenure": (owned, rented[0], REST),
            "income": (lowest, REST, highest),
        }

    @property
    def share_of_older(self) -> str | None:
        """The share of people of 65 and over."""
        return next((g.indicator for g in self.ages if (g.first, g.last) == (OLDER_FROM, None)), None)

    @property
    def share_of_students(self) -> str | None:
        """The share of people of 15 to 24: where it is very high, most of them study."""
        return next((g.indicator for g in self.ages if (g.first, g.last) == STUDENT_AGES), None)

    @property
    def share_coming(self) -> str | None:
        """The share of those of 45 to 64, who will be 65 within twenty years."""
        return next((g.indicator for g in self.ages if (g.first, g.last) == (OLDER_FROM - 20, OLDER_FROM - 1)), None)

    @property
    def wholes(self) -> tuple[tuple[str, ...], ...]:
        """Shares of one group of people or homes that together are the whole group."""
        first = tuple(g.indicator for g in self.ages), tuple(self.households)
        return tuple(filter(None, (*first, *self.other_wholes)))

    @property
    def parts(self) -> Mapping[str, tuple[tuple[str, ...], ...]]:
        """Lists of figures of which the people are apart and all counted in another, by that other.

        Of two lists the people may be the same: by age and by kind, or two ways in which one thing is counted.
        """
        lists = {total: _lists(parts) for total, parts in self.other_parts.items()}
        return {**lists, self.people.adults: ((self.people.younger, self.people.older),)}

    def mentions(self, where: str) -> Iterator[Mention]:
        """Every place that names an indicator, under the name of its list."""
        people = self.people
        yield from mentions_in(f"{where}: people.all", [people.all])
        for key in ("adults", "younger", "older", "working_age"):
            yield from mentions_in(f"{where}: people.{key}", [getattr(people, key)], shown=False)
        yield from mentions_in(f"{where}: households_number", [self.households_number], shown=False)
        yield from mentions_in(f"{where}: address_density", [self.address_density])
        for group in self.ages:
            yield Mention(f"{where}: ages {group.span}", group.indicator)
        yield from mentions_in(f"{where}: households", self.households)
        yield from mentions_in(f"{where}: incomes", self.incomes)
        yield from mentions_in(f"{where}: tenure", self.tenure)
        for chapter, rows in self.rows.items():
            yield from mentions_in(f"{where}: rows {chapter}", (name for row in rows for name in row))
        for number, whole in enumerate(self.other_wholes, 1):
            yield from mentions_in(f"{where}: wholes {number}", whole, shown=False)
        for total, lists in self.other_parts.items():
            yield from mentions_in(f"{where}: parts", [total], shown=False)
            for parts in _lists(lists):
                yield from mentions_in(f"{where}: parts of {total}", parts, shown=False)
        for total, parts in self.unions.items():
            yield from mentions_in(f"{where}: unions", [total], shown=False)
            yield from mentions_in(f"{where}: unions of {total}", parts, shown=False)
        yield from mentions_in(f"{where}: structure", [v.indicator for v in self.structure])
        yield from mentions_in(f"{where}: expected.counts", [c.indicator for c in self.expected.counts])
        yield from mentions_in(
            f"{where}: expected.predictors", [p.indicator for p in self.expected.predictors], shown=False
        )
        yield from mentions_in(f"{where}: strip", self.strip)
        for group, names in self.page_one.items():
            yield from mentions_in(f"{where}: page_one {group}", names)
        yield from mentions_in(f"{where}: index", [f.indicator for f in self.index])
        yield from mentions_in(f"{where}: residents", [f.indicator for f in self.residents])
        yield from mentions_in(f"{where}: series", self.series)
        yield from mentions_in(f"{where}: earlier_estimates", self.earlier_estimates)
        yield from mentions_in(f"{where}: buurten.table", self.buurten.table)
        yield from mentions_in(f"{where}: buurten.between", [b.indicator for b in self.buurten.between])
        yield from mentions_in(f"{where}: surroundings", [self.surroundings])
        yield from mentions_in(f"{where}: catchments", self.catchments)
        for archetype in self.archetypes:
            named = (archetype.household, archetype.tenure, archetype.income)
            yield from mentions_in(f"{where}: archetypes {archetype.name}", [c for c in named if c not in (None, REST)])


def _lists(parts: tuple[str, ...] | tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """One list is written without the brackets of several."""
    return (parts,) if isinstance(parts[0], str) else parts


def read_roles(path: Path, faults: list[str]) -> Roles | None:
    """The roles of a file; None when it is not valid."""
    unread: list[str] = []
    content = read_yaml(path, dict, unread)
    faults += unread
    return None if unread else make(Roles, content, path.name, faults)


def faults_of_roles(roles: Roles, indicators: Mapping[str, Indicator]) -> Iterator[str]:
    """Figures that cannot play their part; unknown names are told elsewhere."""
    shares = {
        "ages": [g.indicator for g in roles.ages],
        "households": roles.households,
        "incomes": roles.incomes,
        "tenure": roles.tenure,
        "buurten.between": [b.indicator for b in roles.buurten.between],
        **{f"wholes {n}": whole for n, whole in enumerate(roles.other_wholes, 1)},
    }
    structure = [v.indicator for v in roles.structure]
    between = [b.indicator for b in roles.buurten.between]
    counts = [c.indicator for c in roles.expected.counts]
    predictors = [p.indicator for p in roles.expected.predictors]
    for key, name in roles.people:
        if name in indicators and indicators[name].aggregation.rule != "sum":
            yield f"people.{key}: {name} is not summed (aggregation rule `sum`), so it is no number of people"
    for key, names in shares.items():
        yield from (f"{key}: {i} is no share in %" for i in names if i in indicators and indicators[i].unit != "%")
    for archetype in roles.archetypes:
        named = {axis: c for axis in ("household", "tenure", "income") if (c := getattr(archetype, axis)) is not None}
        if len(named) < 2 or any(c not in roles.crossed.get(axis, ()) for axis, c in named.items()):
            choices = "; ".join(f"{axis}: {', '.join(c)}" for axis, c in roles.crossed.items())
            yield f"archetypes: {archetype.name!r} names a category of two or three of {choices or 'none'}"
    counted = {
        "structure": structure,
        "series": roles.series,
        "buurten.between": between,
        "expected.counts": counts,
        "expected.predictors": predictors,
    }
    for key, names in counted.items():
        for name in names:
            if name in indicators and indicators[name].estimate_type == "model":
                yield f"{key}: {name} is estimated with a model; choose a figure that is counted"
    for name in counts:
        if name in indicators and indicators[name].aggregation.rule != "ratio":
            yield f"expected.counts: {name} has no count with a number of people (aggregation rule `ratio`)"
    for chapter, rows in roles.rows.items():
        for name in (name for row in rows for name in row):
            if name in indicators and indicators[name].chapter != chapter:
                yield f"rows: {name} stands in the chapter {indicators[name].chapter}, and not in {chapter}"
    for name in roles.strip:
        if name in indicators and indicators[name].better_when != "neutral":
            yield f"strip: {name} is good or bad; the strip of page one is background, without a judgement"
    for name in (i for names in roles.page_one.values() for i in names):
        if name in indicators and indicators[name].better_when == "neutral":
            yield f"page_one: {name} is neither good nor bad; page one counts what is judged"
    for name in roles.earlier_estimates:
        if name in indicators and indicators[name].estimate_type != "model":
            yield f"earlier_estimates: {name} is counted and no estimate; it may stand under series"
