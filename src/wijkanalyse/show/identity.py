"""Who a report is about and what it rests on.

The notebook says this once, in an output of the mime type `IDENTITY_MIME`; the
exporter puts it in the heading, the page margins and the footer.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from wijkanalyse.cards.house_style import HouseStyle
from wijkanalyse.dutch import dutch_date
from wijkanalyse.editions import Openness, narrowest, shown_in

IDENTITY_MIME = "application/vnd.wijkanalyse+json"

LEVELS = {
    "buurt": "Buurt",
    "wijk": "Wijk",
    "gemeente": "Gemeente",
    "samengesteld": "Samengesteld gebied",
    "land": "Land",
    "kern": "Kern",
    "praktijk": "Praktijk",
}
"""The levels of an area, as a reader sees them."""

READERS = {"openbaar": "iedereen", "partners": "partners in de wijk", "intern": "intern gebruik"}
"""Who an edition is for, as a reader sees it."""

EDITION_NOTES = {
    "openbaar": None,
    "partners": "Deel dit rapport alleen met de partners in de wijk.",
    "intern": "Dit rapport is alleen voor intern gebruik.",
}


def _day_only(value: Any) -> Any:
    """The day of a moment: CBS gives 2024-11-21T02:00:00, a reader needs the day."""
    return value[:10] if isinstance(value, str) else value


Day = Annotated[dt.date, BeforeValidator(_day_only)]
Text = Annotated[str, Field(min_length=1)]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class CitedSource(_Closed):
    """One source, as it is named at the foot of a report."""

    citation: Text
    modified: Day | None
    licence: Text
    openness: Openness = "openbaar"
    page: Annotated[str, Field(pattern="^https?://")] | None = None
    """Where a person reads about it."""
    boundary_year: int | None = None
    """Year of the boundaries that its figures are given for."""

    @property
    def details(self) -> str:
        """The day to which it was brought up to date, the boundaries of its figures and what may be done with it."""
        state = f"stand van {dutch_date(self.modified)}" if self.modified else ""
        boundaries = f"grenzen van {self.boundary_year}" if self.boundary_year else ""
        return ", ".join(filter(None, [state, boundaries, f"licentie {self.licence}"]))


class OwnPage(_Closed):
    """Of a page that says everything itself, in any language: without the heading and colophon of a report."""

    title: Text
    language: Text = "nl"
    direction: Literal["ltr", "rtl"] = "ltr"


def edition_line(edition: str) -> str:
    """Who an edition is for, as it stands above a document."""
    return f"Voor {READERS[edition]}"


class Identity(_Closed):
    """What every report says about itself."""

    area_code: Text
    area_name: Text
    area_level: Literal["buurt", "wijk", "gemeente", "samengesteld", "land", "kern", "praktijk"]
    gemeente_name: Text | None
    boundary_year: int
    """Year of the boundaries; 0 for a kern without figures."""
    edition: Openness
    sources: tuple[CitedSource, ...]
    version: Text
    built: Day | None
    document: Text = "Wijkanalyse"
    """What kind of document it is, as in the heading."""
    other_boundaries: bool = False
    """Whether the boundaries are others than the area has when none are asked for: then the title has their year."""

    house_style: HouseStyle | None = None
    """Of who makes it; None for the usual look."""
    own_page: OwnPage | None = None
    notes: tuple[Text, ...] = ()
    """What its maker should know, and a reader need not."""

    @model_validator(mode="after")
    def _nothing_above_the_edition(self) -> Identity:
        """A report is not written when it rests on figures that its edition may not show."""
        closed = [s.citation for s in self.sources if s.openness not in shown_in(self.edition)]
        if closed:
            raise ValueError(
                f"edition {self.edition} may not show figures of {'; '.join(closed)}; make the edition "
                f"{narrowest(s.openness for s in self.sources)}, or leave the figures out"
            )
        return self

    @property
    def title(self) -> str:
        if self.own_page:
            return self.own_page.title
        year = f", grenzen van {self.boundary_year}" if self.other_boundaries else ""
        return f"{self.document} {self.area_name}{year}"

    @property
    def place(self) -> str:
        """The line under the name, as in: Wijk in de gemeente Zwolle, grenzen van 2022."""
        if self.area_level == "kern":
            return "Kern die begint met het gesprek, zonder cijfers"
        within = ""
        if self.gemeente_name and self.area_level in ("wijk", "buurt"):
            within = f" in de gemeente {self.gemeente_name}"
        elif self.gemeente_name and self.area_level == "samengesteld":
            within = f" in {self.gemeente_name}"  # may be several gemeenten
        elif self.gemeente_name and self.area_level == "praktijk":
            within = f" met patiënten in {self.gemeente_name}"
        return f"{LEVELS[self.area_level]}{within}, grenzen van {self.boundary_year}"

    @property
    def edition_line(self) -> str:
        return edition_line(self.edition)

    @property
    def readers(self) -> str:
        return READERS[self.edition]

    @property
    def edition_note(self) -> str | None:
        """What a reader may do with an edition that is not for everyone."""
        return EDITION_NOTES[self.edition]

    @property
    def built_on(self) -> str | None:
        return None if self.built is None else dutch_date(self.built)
