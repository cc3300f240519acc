"""What a card may say: the closed models of sources, indicators and the vocabulary.

A card is a YAML file and its file name is its id. Cards are closed: an unknown
key, an unknown theme or an indicator without a definition is an error. What
recurs over indicators is declared here and in the cards, not coded elsewhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from wijkanalyse.editions import Openness

Text = Annotated[str, Field(min_length=1)]
Layer = Literal["gemeenten", "wijken", "buurten"]


class Card(BaseModel):
    """A closed declaration: unknown keys are errors, and a card does not change once read."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, coerce_numbers_to_str=True, allow_inf_nan=False
    )


# ------------------------------------------------------------------------ sources


class Source(Card):
    """Where figures or polygons come from, and what must be said when they are used.

    One edition of a family (see `cards.families`), or an own file.
    """

    id: str
    title: Text
    producer: Text
    short_name: str | None = Field(default=None, description="the producer in a table cell, when its name is long")
    family: Text = Field(description="tables of several years with one meaning; indicators name the family")
    reader: Literal["cbs_odata", "pdok_wfs", "pdok_ogc", "leefbaarometer", "tidy"]
    boundary_year: int | None = Field(
        default=None,
        description="year of the wijk and buurt boundaries; an own source says it per row, and of a table without a "
        "year in its title it is known when its regions have been read",
    )
    period: int | None = Field(default=None, description="year of the figures, where the table has no Perioden")
    table: str | None = Field(default=None, description="id of the table in the catalogue of the producer")
    catalogue: str | None = Field(default=None, description="host of the service")
    layer: Layer | None = None
    scores: tuple[Text, ...] = Field(default=(), description="layers of a service with a score per area")
    licence: Text
    citation: Text
    page: str | None = Field(default=None, description="where a person reads about the source")
    openness: Openness = "openbaar"
    about: Text = Field(description="plain Dutch: what this source is")

    @property
    def called(self) -> str:
        """What a message calls it."""
        return f"{self.id} ({self.table})" if self.table else self.id

    @model_validator(mode="after")
    def _reader_has_what_it_needs(self) -> Source:
        needed = {
            "cbs_odata": ("table", "catalogue"),
            "pdok_wfs": ("layer", "catalogue", "boundary_year"),
            "pdok_ogc": ("layer", "catalogue", "boundary_year"),
            "leefbaarometer": ("scores", "catalogue", "period"),
            "tidy": (),
        }
        missing = [name for name in needed[self.reader] if getattr(self, name) in (None, ())]
        if missing:
            raise ValueError(f"reader {self.reader!r} needs {', '.join(missing)}")
        return self


# --------------------------------------------------------------------- indicators


class Column(Card):
    """A topic of a table, found by its stem and the heading it stands under.

    The number at the end of a key is only the position of the topic and moves
    from one edition of a table to the next, so it is never part of a card.
    """

    stem: Text | tuple[Text, ...] = Field(description="several, first choice first, when the name has changed")
    under: Text | tuple[Text, ...] | None = Field(
        default=None, description="a heading on the path of the topic, when the stem repeats; several if it is renamed"
    )
    unit: Text | None = Field(default=None, description="its unit in the table, when the stem repeats in another one")
    title: Text | None = Field(
        default=None, description="what stands in the title of the topic, when stem, headings and unit repeat"
    )
    times: float = 1.0
    rounded: Literal["at_random", "to_unit"] = Field(
        default="at_random",
        description="at_random: a number of people, homes or businesses, which CBS rounds at random to a multiple of "
        "five; to_unit: measured and given in whole units, such as hectares of land",
    )

    @property
    def stems(self) -> tuple[str, ...]:
        return (self.stem,) if isinstance(self.stem, str) else self.stem

    @property
    def headings(self) -> tuple[str, ...]:
        return (self.under,) if isinstance(self.under, str) else self.under or ()

    def __str__(self) -> str:
        under = " or ".join(map(repr, self.headings))
        said = " or ".join(self.stems) + (f" under {under}" if under else "")
        said += f" in {self.unit!r}" if self.unit else ""
        return said + (f" with {self.title!r} in its title" if self.title else "")


class Span(Card):
    """A range of years, open where nothing is said."""

    from_year: int | None = Field(default=None, alias="from")
    until_year: int | None = Field(default=None, alias="until")

    def has(self, year: int) -> bool:
        return (self.from_year or year) <= year <= (self.until_year or year)


PartOfYear = Annotated[str, Field(pattern=r"^(JJ|HJ|KW|MM)\d\d$")]
"""The end of a code of Perioden: JJ00 is a whole year, HJ01 its first half, KW04 its last quarter, MM12 December."""


class Measure(Card):
    """How an indicator is read from one family of tables, in the years it exists there.

    `from` and `until` are years of the figures; `editions` are those of the table, for a newer table may give the
    figures of older years under new names.

    Either `value` (published as it is), or `count` over `denominator` (computed
    here), or both: then the published value is shown, and the counts serve to
    aggregate it to larger areas. `lower` and `upper` are its published 95 % bounds, where these stand in columns of
    their own. Of a table without the numbers to divide by, `denominator_of` names the indicator
    that has them, of the same area and year.

    `dimensions` names one member of every dimension of the table but those of regions and periods, by its code or its
    title; a dimension that was renamed has both names, with ``|`` between them. Where a table gives the whole only in
    its parts, `whole` names the members that are together everybody, and `denominator` is summed over them. Of a table
    with parts of years only those in `part_of_year` are read, the first that a year has.
    """

    family: Text
    from_year: int | None = Field(default=None, alias="from")
    until_year: int | None = Field(default=None, alias="until")
    editions: Span = Span()
    dimensions: Mapping[str, str | tuple[str, ...]] = {}
    whole: Mapping[str, tuple[str | tuple[str, ...], ...]] = Field(default={}, max_length=1)
    part_of_year: tuple[PartOfYear, ...] = Field(default=("JJ00",), min_length=1)
    value: Column | None = None
    lower: Column | None = None
    upper: Column | None = None
    count: tuple[Column, ...] = ()
    denominator: tuple[Column, ...] = ()
    denominator_of: str | None = Field(default=None, description="an indicator that is summed")
    per: float = 100.0

    @model_validator(mode="after")
    def _gives_a_number(self) -> Measure:
        if self.value is None and not self.count:
            raise ValueError("needs `value`, or `count` with `denominator`, or `count` alone for a number of people")
        if self.is_share and not self.count:
            raise ValueError("has a `denominator` without a `count`")
        if self.whole and not (self.denominator and set(self.whole) <= set(self.dimensions)):
            raise ValueError("`whole` goes with a `denominator`, and is of a dimension in `dimensions`")
        if self.denominator and self.denominator_of:
            raise ValueError("has its numbers to divide by twice: as `denominator` and as `denominator_of`")
        if (self.lower is None) != (self.upper is None) or (self.lower is not None and self.value is None):
            raise ValueError("`lower` and `upper` go together, and with `value`")
        return self

    @property
    def is_share(self) -> bool:
        """Whether a count is divided by something, here or by the source."""
        return bool(self.denominator or self.denominator_of)

    @property
    def is_of_half_a_year(self) -> bool:
        """Whether it counts what happened in half a year, which is less than in a whole one."""
        return any(part.startswith("HJ") for part in self.part_of_year)

    def holds_in(self, year: int) -> bool:
        """Whether the table of this year has the measure."""
        return (self.from_year or year) <= year <= (self.until_year or year)

    @property
    def columns(self) -> tuple[Column, ...]:
        published = tuple(column for column in (self.value, self.lower, self.upper) if column)
        return published + self.count + self.denominator

    @property
    def is_density(self) -> bool:
        """Whether the figure is per something measured, such as land, and not per person, home or business."""
        return any(column.rounded == "to_unit" for column in self.denominator)


class Aggregation(Card):
    """How the figure of a composite area follows from those of its parts.

    Source of the rules: the denominators that CBS names in the table's own
    definitions. A rule ``none`` says in `why` what makes it impossible; of a
    ``median`` only the range between the parts can be given.
    """

    rule: Literal["sum", "ratio", "weighted_mean", "median", "none"]
    weight: str | None = None
    why: str | None = None
    secret_up_to: float | None = Field(
        default=None, gt=0, description="a count that is suppressed where the gemeente has one is at most this"
    )

    @model_validator(mode="after")
    def _rule_is_complete(self) -> Aggregation:
        if (self.rule in ("weighted_mean", "median")) != (self.weight is not None):
            raise ValueError("`weight` goes with rules weighted_mean and median, and only with those")
        if (self.rule == "none") != (self.why is not None):
            raise ValueError("`why` goes with rule none, and only with that rule")
        if self.secret_up_to is not None and self.rule != "ratio":
            raise ValueError("`secret_up_to` is about the counts of rule ratio, and goes only with that rule")
        return self


class Ages(Card):
    """The cards of the same figure for two age groups that together are everybody in it."""

    younger: str = Field(description="18 to 65 years")
    older: str = Field(description="65 years and over")


class Sentence(Card):
    """The words that make a sentence of a figure; Dutch keys, since what stands behind them is read as Dutch.

    A share, rate or count has `wie`, `ev` and `mv`: "van de {wie} {ev} 19,4% {rest}". A distance has
    `wat`: "de afstand tot {wat}". What fits neither has the sentence itself, `zin`.
    """

    wie: Text | None = Field(default=None, description="whom the figure is about, in the plural: volwassenen")
    bewoners: Text | None = Field(default=None, description="the same in the words of residents, where these differ")
    ev: Text | None = Field(default=None, description="the verb for 1, and for a percentage: rookt")
    mv: Text | None = Field(default=None, description="the verb for more: roken")
    rest: str = Field(default="", description="what follows the verb")
    sterk: Text | None = Field(default=None, description="what follows ‘meer’ or ‘minder’: mensen roken")
    wat: Text | None = Field(default=None, description="to what the distance is: de huisarts")
    zin: Text | None = Field(default=None, description="a whole sentence with {hier} and {n}, without its full stop")
    meer: Text | None = Field(default=None, description="the clause for a higher figure, beside `zin`")
    minder: Text | None = Field(default=None, description="the clause for a lower figure, beside `zin`")

    @model_validator(mode="after")
    def _is_one_kind(self) -> Sentence:
        people = (self.wie, self.ev, self.mv)
        if sum((any(people), bool(self.wat), bool(self.zin))) != 1 or any(people) != all(people):
            raise ValueError("needs `wie`, `ev` and `mv`, or `wat`, or `zin`; exactly one of the three")
        if self.zin and ("{hier}" not in self.zin or "{n}" not in self.zin):
            raise ValueError("`zin` must say where, {hier}, and how much, {n}")
        if bool(self.zin) != bool(self.meer) or bool(self.zin) != bool(self.minder):
            raise ValueError("`meer` and `minder` go with `zin`, and only with that")
        if not any(people) and (self.bewoners or self.rest or self.sterk):
            raise ValueError("`bewoners`, `rest` and `sterk` go with `wie`, `ev` and `mv`")
        return self

    @property
    def residents(self) -> str:
        """Whom the figure is about, as a resident says it; "" for what is not about people."""
        return self.bewoners or self.wie or ""


class FigureLimits(Card):
    """Between what every figure lies by its definition; an end that is not named is open."""

    lowest: float | None = None
    highest: float | None = None

    @model_validator(mode="after")
    def _in_order(self) -> FigureLimits:
        if self.lowest is not None and self.highest is not None and self.lowest >= self.highest:
            raise ValueError(f"`lowest` is below `highest`, got {self.lowest:g} and {self.highest:g}")
        return self


class Review(Card):
    """Who answers for this card, and when it is to be read again."""

    by: Text
    date: dt.date
    next: dt.date


class Indicator(Card):
    """What a figure is, why it matters, how it is made, and what is good."""

    id: str
    label: Text
    short_label: Text | None = Field(
        default=None, max_length=28, description="for a row of page one, where the label is longer than fits"
    )
    unit: Text
    decimals: int = Field(ge=0, le=3)
    chapter: Text
    theme: Text
    order: int = Field(default=50, ge=0, description="place within the chapter: low numbers first")
    shown: bool = Field(default=True, description="false: only used as a weight")
    gemeente_only: bool = Field(
        default=False, description="never known of what is smaller: a report of a wijk shows that of its gemeente"
    )
    placed: bool = Field(
        default=True,
        description="false: never judged, never given a place among the wijken and in no theme or list",
    )
    help: Text | None = Field(default=None, description="where to find help; stands wherever a chapter has the figure")
    population: Text = Field(description="plain Dutch: about whom or what")
    definition: Text
    why_it_matters: Text
    calculation: Text
    sentence: Sentence | None = Field(default=None, description="without it, a sentence names the figure by its label")
    better_when: Literal["higher", "lower", "neutral"]
    estimate_type: Text
    caveats: tuple[str, ...] = ()
    note: str | None = None
    positieve_gezondheid: str | None = None
    relevance_threshold: float | None = Field(
        default=None, gt=0, description="smallest difference worth naming, in the unit of the value"
    )
    limits: FigureLimits | None = Field(
        default=None,
        description="when these are not 0 to 100 for a percentage, none for an index, from 0 on for all else",
    )
    ages: Ages | None = Field(default=None, description="for a figure that says little without the ages of the area")
    measures: tuple[Measure, ...] = Field(min_length=1)
    aggregation: Aggregation
    reviewed: Review

    @model_validator(mode="after")
    def _aggregation_has_its_counts(self) -> Indicator:
        if self.aggregation.rule == "ratio" and not all(m.count and m.is_share for m in self.measures):
            raise ValueError("aggregation by ratio needs `count` and `denominator` in every measure")
        return self

    @model_validator(mode="after")
    def _measures_are_of_equal_spans(self) -> Indicator:
        if len({m.is_of_half_a_year for m in self.measures}) > 1:
            raise ValueError("counts of half a year and of whole years make no series; give each a card of its own")
        return self

    @property
    def lowest(self) -> float | None:
        """The least that a figure can be, by its definition; None when there is no such end."""
        if self.limits is not None:
            return self.limits.lowest
        return None if self.estimate_type == "index" else 0.0

    @property
    def highest(self) -> float | None:
        """The most that a figure can be, by its definition; None when there is no such end."""
        if self.limits is not None:
            return self.limits.highest
        return 100.0 if self.unit == "%" else None

    @property
    def may_be_negative(self) -> bool:
        """Whether 0 is no floor: a score lies around it, and who has debts may own less than nothing."""
        return self.lowest is None or self.lowest < 0

    @model_validator(mode="after")
    def _without_a_place_is_not_judged(self) -> Indicator:
        if not self.placed and self.better_when != "neutral":
            raise ValueError(
                "`placed: false` goes with `better_when: neutral`: what is not ranked is not judged either"
            )
        return self

    @property
    def row_label(self) -> str:
        """The label for a narrow row."""
        return self.short_label or self.label

    def measure_in(self, year: int) -> Measure:
        """How it was made in a year; of a year that no measure holds in, as in the last one."""
        return next((m for m in self.measures if m.holds_in(year)), self.measures[-1])


# --------------------------------------------------------------------- vocabulary


class Unit(Card):
    suffix: Text
    label: Text


class Vocabulary(Card):
    """The closed lists that cards choose from."""

    chapters: Mapping[str, str]
    themes: Mapping[str, str]
    units: Mapping[str, Unit]
    estimate_types: Mapping[str, str]
    positieve_gezondheid: Mapping[str, str]
    caveats: Mapping[str, str]
    caveats_of_year: Mapping[str, int] = Field(
        default={}, description="caveats that hold for the figures of one year only, and not for those of another"
    )

    @model_validator(mode="after")
    def _years_of_known_caveats(self) -> Vocabulary:
        if unknown := set(self.caveats_of_year) - set(self.caveats):
            raise ValueError(f"`caveats_of_year` names what is not in `caveats`: {', '.join(sorted(unknown))}")
        return self
