"""A family: tables or layers of several years with one meaning, and how its editions are found.

One card per family. Which editions there are is asked of the catalogue of the
producer by title, so that a table of a new year needs no card of its own. What
is read in a build is what was recorded in ``data/raw``, never the catalogue.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

from pydantic import Field, field_validator, model_validator

from wijkanalyse.cards.schema import Card, Layer, Source, Text
from wijkanalyse.editions import Openness

EDITION = re.compile(r"(?P<family>.+)_(?P<year>\d{4})")
"""The id of an edition: that of its family, and its year."""
NO_YEAR = 0
"""Stands for the year of the one edition of a family that has one table for all years."""


class Wanted(Card):
    """Which editions are fetched: the newest, and all since the year in which trends begin."""

    newest: int = Field(default=0, ge=0)
    since: int | None = Field(default=None, description="first year of the trends of a report, or of the outlines")

    @model_validator(mode="after")
    def _wants_something(self) -> Wanted:
        if not self.newest and self.since is None:
            raise ValueError("needs `newest`, a number of editions, or `since`, a year")
        return self

    def of(self, years: list[int]) -> list[int]:
        """The years that are wanted of those there are, oldest first.

        Examples
        --------
        >>> Wanted(newest=1, since=2020).of([2013, 2019, 2020, 2024]), Wanted(newest=1).of([2013, 2019])
        ([2020, 2024], [2019])
        """
        newest = sorted(years)[-self.newest :] if self.newest else []
        return sorted(y for y in years if y in newest or (self.since is not None and y >= self.since))


class Service(Card):
    """A service with outlines, and the years it has."""

    reader: Literal["pdok_wfs", "pdok_ogc"]
    catalogue: Text = Field(description="host of the service")
    since: int
    until: int | None = None

    def has(self, year: int) -> bool:
        return self.since <= year <= (self.until or year)


class RegionKind(Card):
    """A kind of region in a list of gemeenten, and what its regions are called."""

    kind: Text = Field(description="as a person types it, such as ggd-regio")
    heading: Text = Field(description="heading above the codes and names of this kind in the table")
    name: Text = Field(description="what a region is called, with {name} as the table has it")
    words: Text = Field(description="the same within a sentence, after *dan in*")


class Family(Card):
    """What all editions of a family share, and how one of them follows from its year.

    Tables are found by their title; outlines come from services that have a layer per year, and scores from a service
    with layers per year that nothing lists. A family with none of these is one of own files, which indicators can name.
    A title without a year is that of one table that goes on from year to year: it has the id of its family.
    """

    id: str
    title: Text
    producer: Text
    short_name: str | None = Field(default=None, description="the producer in a table cell, when its name is long")
    catalogue: str | None = Field(
        default=None, description="host of the OData service that lists the tables, or of the service with scores"
    )
    table_title: str | None = Field(
        default=None,
        description="pattern of the whole title in plain words, as `plain` makes them, with a group `year` where the "
        "title has one",
    )
    boundaries: Literal["title", "regions"] = Field(
        default="title",
        description="what says the year of the boundaries: that of the title, or the regions of the table, held "
        "against those that are known",
    )
    period: Literal["title", "Perioden"] = Field(
        default="title", description="what says the year of the figures: that of the title, or the dimension Perioden"
    )
    yearly: bool = Field(default=False, description="an edition for every year, so that a year without one is told")
    repeats: bool = Field(default=False, description="each edition gives the whole series anew")
    wanted: Wanted | None = None
    regions: tuple[RegionKind, ...] = Field(
        default=(), description="kinds of region, of a table that is a list of gemeenten and has no figures"
    )
    must_have: tuple[Text, ...] = Field(
        default=(), description="stems of columns that may not be empty: without them an edition is of no use"
    )
    layer: Layer | None = None
    services: tuple[Service, ...] = ()
    scores: tuple[Text, ...] = Field(
        default=(), description="layers with a score per area, without the year; the first is always there"
    )
    licence: Text
    citation: Text = Field(description="with {table}, {title} and {year} of the edition")
    page: str | None = Field(default=None, description="where a person reads about the edition, with {table}")
    openness: Openness = "openbaar"
    about: Text = Field(description="plain Dutch: what this source is")

    @field_validator("table_title")
    @classmethod
    def _is_a_pattern(cls, pattern: str | None) -> str | None:
        try:
            re.compile(pattern or "")
        except re.error as error:
            raise ValueError(f"is no pattern: {error}") from None
        if re.search(r";|[^\x00-\x7f]", pattern or ""):
            raise ValueError("is held against titles in plain words: leave out accents and punctuation")
        return pattern

    @model_validator(mode="after")
    def _years_follow(self) -> Family:
        if not self.goes_on:
            return self
        if self.boundaries == "title" or self.period == "title":
            raise ValueError(
                r"`table_title` needs a group for the year, (?P<year>\d{4}), or `boundaries: regions` and "
                "`period: Perioden`"
            )
        if self.wanted and not self.wanted.newest:
            raise ValueError("`wanted` of a family with one table for all years is {newest: 1}")
        return self

    @model_validator(mode="after")
    def _is_of_tables_or_of_outlines(self) -> Family:
        kinds = (
            (self.catalogue, self.table_title or self.scores),
            (self.layer, self.services),
        )
        whole = all(any(kind) == all(kind) for kind in kinds)
        if not whole or sum(map(bool, (self.table_title, self.scores, self.layer))) > 1:
            raise ValueError(
                "needs `catalogue` and `table_title`, or `catalogue` and `scores`, or `layer` and `services`, or none "
                "of them"
            )
        if self.scores and (self.wanted is None or self.wanted.since is None):
            raise ValueError("`scores` needs `wanted.since`: the first year to look for, as nothing lists the years")
        if self.regions and not self.table_title:
            raise ValueError("`regions` are read from a table: it needs `catalogue` and `table_title`")
        if (self.wanted is None) != self.is_own:
            raise ValueError("`wanted` goes with a family that is fetched, and only with that")
        return self

    @property
    def is_own(self) -> bool:
        """Whether its figures are in files that the analyst brings."""
        return not self.catalogue and not self.layer

    def wanted_of(self, years: Iterable[int]) -> list[int]:
        """The years that are fetched of those there are."""
        return self.wanted.of(list(years)) if self.wanted else []

    @property
    def hosts(self) -> tuple[str, ...]:
        return (self.catalogue,) if self.catalogue else tuple(s.catalogue for s in self.services)

    @property
    def goes_on(self) -> bool:
        """Whether it has one table for all years, to which years are added."""
        return self.table_title is not None and "year" not in re.compile(self.table_title).groupindex

    def year_in(self, title: str) -> int | None:
        """The year in the title of a table of this family, or `NO_YEAR`; None of any other title."""
        found = re.fullmatch(self.table_title or "", plain(title), re.IGNORECASE)
        if not found:
            return None
        return NO_YEAR if self.goes_on else int(found["year"])

    def edition_id(self, year: int) -> str:
        return self.id if self.goes_on else f"{self.id}_{year}"

    def year_of(self, source_id: str) -> int | None:
        """The year in the id of an edition of this family; None of any other source."""
        if self.goes_on:
            return NO_YEAR if source_id == self.id else None
        found = EDITION.fullmatch(source_id)
        return int(found["year"]) if found and found["family"] == self.id else None

    def services_of(self, year: int) -> list[Service]:
        return [service for service in self.services if service.has(year)]

    def table(self, year: int, table: str, title: str) -> Source:
        """The edition of a year, of a family of tables.

        Parameters
        ----------
        year
            Year in the title, or `NO_YEAR`.
        table
            Id in the catalogue of the producer.
        title
            Title in the catalogue, as it is cited but for its semicolon.
        """
        title = " ".join(title.replace(";", " ").split())
        period = year if self.period == "title" else None
        return self._edition(
            year, title, table=table, period=period, reader="cbs_odata", catalogue=self.catalogue,
            page=self.page and self.page.format(table=table),
        )  # fmt: skip

    def outlines(self, year: int, service: Service | None = None) -> Source:
        """The edition of a year, of a family of outlines; by default from the first service that has the year."""
        service = service or next(iter(self.services_of(year)), self.services[-1])
        return self._edition(
            year, f"{self.title} {year}", layer=self.layer, reader=service.reader, catalogue=service.catalogue,
            page=self.page,
        )  # fmt: skip

    def scores_of(self, year: int) -> Source:
        """The edition of a year, of a family of scores; of which year its areas are, only the areas say."""
        return self._edition(
            year, f"{self.title}, meting {year}", period=year, reader="leefbaarometer", catalogue=self.catalogue,
            scores=tuple(f"{layer}{year % 100:02d}" for layer in self.scores), page=self.page,
        )  # fmt: skip

    def edition(self, year: int, table: str | None, title: str) -> Source:
        """The edition of a year, of a family of any kind; table and title are those of a table."""
        if self.layer:
            return self.outlines(year)
        return self.scores_of(year) if self.scores else self.table(year, str(table), title)

    def _edition(self, year: int, title: str, **more: object) -> Source:
        said = {"table": more.get("table"), "title": title, "year": year}
        return Source(
            id=self.edition_id(year), title=title, producer=self.producer, short_name=self.short_name, family=self.id,
            boundary_year=year or None, licence=self.licence, citation=self.citation.format(**said),
            openness=self.openness, about=self.about, **more,
        )  # fmt: skip


def plain(title: str) -> str:
    """A title in small letters and plain words: without accents and punctuation.

    Examples
    --------
    >>> plain("Wmo-cliënten; type maatwerkvoorziening,  wijken, 2024")
    'wmo clienten type maatwerkvoorziening wijken 2024'
    """
    letters = (c for c in unicodedata.normalize("NFKD", title) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", "".join(letters).casefold()))


def family_in(source_id: str) -> str:
    """The family that the id of an edition is of.

    Examples
    --------
    >>> family_in("cbs_kwb_2024"), family_in("politie_misdrijven")
    ('cbs_kwb', 'politie_misdrijven')
    """
    found = EDITION.fullmatch(source_id)
    return found["family"] if found else source_id
