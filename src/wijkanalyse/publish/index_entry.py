"""What the index knows of one report or document: the facts that were recorded when it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wijkanalyse.cards.catalogue import load_catalogue
from wijkanalyse.publish.summary import KeyFigure


@dataclass(frozen=True)
class IndexEntry:
    """One report on the index page."""

    code: str
    name: str
    level: str
    gemeente: str | None
    path: str
    """Where the report is, from the folder of the index; forward slashes, not yet escaped."""
    inwoners: int | None = None
    """From the register; shown where no figure was recorded."""
    boundary_year: int | None = None
    figures: Mapping[str, KeyFigure] = field(default_factory=dict)
    chapters: Mapping[str, str] = field(default_factory=dict)
    """Counts of judgements per chapter, as `summary.summarise` writes them."""
    point: str = ""
    label: str = ""
    """What differs from the usual report of the area; "" for the usual one."""

    @property
    def people(self) -> float | None:
        """The number of inwoners that the row shows; None when it is not known."""
        figure = self.figures.get(load_catalogue().roles.people.all)
        if figure is None:
            return self.inwoners
        return figure.number if figure.status == "ok" else None


@dataclass(frozen=True)
class DocumentLink:
    """A document beside the reports."""

    code: str
    name: str
    label: str
    """What it is, in a word."""
    heading: str
    """Above those of areas that are not in the list."""
    path: str
    is_file: bool = False
    """Whether it was made of a report or document and lies beside it."""
    is_open: bool = False
    """Whether it lies in the folder of what is for everyone, beside an index that is not."""


def entry_from_receipt(record: Mapping[str, Any]) -> IndexEntry:
    """The entry of a report from what ``build.json`` says of it; without a summary it is a name and a link."""
    summary = record.get("summary") or {}
    return IndexEntry(
        code=record["code"],
        name=record["name"],
        level=record["level"],
        gemeente=record["gemeente"],
        path=record["path"],
        inwoners=record["inwoners"],
        boundary_year=record.get("boundary_year"),
        figures={name: KeyFigure.read(text) for name, text in summary.get("figures", {}).items()},
        chapters=summary.get("chapters", {}),
        point=summary.get("point", ""),
        label=record.get("label", ""),
    )
