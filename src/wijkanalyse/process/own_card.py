"""The card of an own file, and which columns each kind of file has.

Receives a card that an analyst wrote and hands on what it says, checked; where the file lies has to fit who may see it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from wijkanalyse.cards.reading import make, read_yaml
from wijkanalyse.cards.schema import Source, Text
from wijkanalyse.editions import Openness
from wijkanalyse.errors import RawDataError, listing
from wijkanalyse.process.export_table import ExportTable
from wijkanalyse.process.spreadsheets import PLAIN, SheetLayout
from wijkanalyse.process.wide import WideTable


@dataclass(frozen=True)
class FileLayout:
    """The closed list of columns of one kind of file."""

    template: str
    required: tuple[str, ...]
    key: tuple[str, ...]
    optional: tuple[str, ...] = ()
    may_be_empty: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return self.required + self.optional


KINDS = {
    "figures": FileLayout(
        "ggd_maatwerk.csv",
        required=("area_code", "indicator", "period", "value"),
        key=("area_code", "indicator", "period"),
        optional=("count", "denominator", "lower", "upper", "status"),
        may_be_empty=("value",),
    ),
    "practice": FileLayout(
        "praktijktelling.csv",
        required=("area_code", "period", "age_group", "patients", "cases"),
        key=("area_code", "period", "age_group"),
    ),
    "survey": FileLayout(
        "enquete.csv",
        required=("area_code", "indicator", "period", "n"),
        key=("area_code", "indicator", "period"),
        optional=("x", "pct"),
    ),
    "patients": FileLayout(
        "patienten_per_gebied.csv",
        required=("area_code", "patients"),
        key=("area_code",),
    ),
    "counts": FileLayout(
        "telling_hele_praktijk.csv",
        required=("indicator", "period", "patients", "cases"),
        key=("indicator", "period"),
    ),
    "cross": FileLayout(
        "kruistabel.csv",
        required=("household", "tenure", "income", "households"),
        key=("household", "tenure", "income"),
    ),
}
BY_POSTCODE = FileLayout("patienten_per_postcode.csv", required=("postcode", "patients"), key=("postcode",))


class OwnSource(Source):
    """The card of an own file: that of any source, and which kind of file it is.

    Who may see it has to be said: an own file never becomes open by leaving a line out.
    """

    kind: Literal["figures", "practice", "survey", "patients", "counts", "cross"] = "figures"
    openness: Openness
    indicator: str | None = Field(default=None, description="what a practice counted; other kinds name it per row")
    estimate_type: Literal["register", "model", "survey", "practice", "index"] | None = Field(
        default=None, description="when it differs from that of the indicator, such as an own survey"
    )

    encoding: Literal["utf-8", "windows-1252"] = Field(default="utf-8", description="of a CSV file")
    wide: WideTable | None = Field(default=None, description="how a table with one column per indicator is read")
    postcodes: Text | None = Field(
        default=None, description="name, without its ending, of the table beside it that says where postcodes lie"
    )

    list_of_patients: Text | None = Field(
        default=None, description="of counts of a whole practice: the list that says where its patients live"
    )
    export: ExportTable | None = Field(default=None, description="how the export of a program is read")

    @property
    def columns_of(self) -> FileLayout:
        return BY_POSTCODE if self.postcodes else KINDS[self.kind]

    @property
    def is_quoted(self) -> bool:
        """Whether a fault may say what stands in the file, and not only where."""
        return self.openness == "openbaar"

    @property
    def layout(self) -> SheetLayout:
        encoding = PLAIN.encoding if self.encoding == "utf-8" else "cp1252"
        read_by = self.wide or self.export
        layout = read_by.layout(encoding) if read_by else PLAIN._replace(encoding=encoding)
        return layout._replace(quoted=self.is_quoted)

    @model_validator(mode="after")
    def _fits_its_kind(self) -> OwnSource:
        if self.wide is not None and self.kind != "figures":
            raise ValueError(f"`wide` goes with kind figures, got {self.kind!r}")
        if (self.kind == "counts") != (self.list_of_patients is not None):
            raise ValueError("`list_of_patients` goes with kind counts, and only with that kind")
        if self.kind == "counts" and self.openness == "openbaar":
            raise ValueError("counts of a practice are for partners or intern, never openbaar")
        if self.kind == "cross" and self.period is None:
            raise ValueError("a cross table has the year of its counts in `period`")
        if self.export is not None and self.kind != "counts":
            raise ValueError(f"`export` goes with kind counts, got {self.kind!r}")
        if self.postcodes is not None and (self.kind, self.openness) != ("patients", "intern"):
            raise ValueError(
                "`postcodes` goes with kind patients and openness intern: a postcode may be of one patient"
            )
        if self.reader != "tidy" or self.boundary_year is None:
            raise ValueError(f"an own source has `reader: tidy` and a `boundary_year`, got reader {self.reader!r}")
        if (self.kind == "practice") != (self.indicator is not None):
            raise ValueError("`indicator` goes with kind practice, and only with that kind")
        return self


def read_own_card(path: Path) -> OwnSource:
    """The card of an own file; its name without ``.yml`` is the id of the source.

    Raises
    ------
    RawDataError
        When it is incomplete; what stands in it is only quoted when it says that everyone may see it.
    """
    unread: list[str] = []
    incomplete: list[str] = []
    content = read_yaml(path, dict, unread)
    if unread:
        raise RawDataError(f"{path.parent}/{unread[0]}")
    quoted = content.get("openness") == "openbaar"
    source = make(OwnSource, content, path.name, incomplete, quoted=quoted, id=path.stem)
    if source is None:
        raise RawDataError(listing(f"{path}: is not a complete card of an own file; correct it:", incomplete))
    return source


def check_place(path: Path, source: OwnSource, closed: Path) -> None:
    """Refuse a file that lies where others can see it.

    Parameters
    ----------
    path
        The card.
    source
        What it says.
    closed
        The folder for what not everyone may see.

    Raises
    ------
    RawDataError
    """
    if source.openness != "openbaar" and not path.resolve().is_relative_to(closed.resolve()):
        raise RawDataError(
            f"{path}: says `openness: {source.openness}`, but lies outside {closed}, the only folder for what not "
            f"everyone may see. Move {path.name} and the file beside it to {closed}."
        )
