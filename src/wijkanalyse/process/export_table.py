"""Counts of a whole practice, as the program exports them in which they were counted.

Receives the cells of such a file and the part of its card that says what is what; hands on the columns of kind
``counts``. A title or a name that the card does not explain is a fault: nothing is left out in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pandas as pd
from pydantic import Field, model_validator

from wijkanalyse.cards.schema import Card, Text
from wijkanalyse.process.spreadsheets import SheetLayout, title_of
from wijkanalyse.process.wide import missing_titles

Column = Literal["indicator", "period", "patients", "cases"]


class ExportTable(Card):
    """How the export of a practice is read: the key `export` of the card of an own file of kind ``counts``."""

    header_row: int = Field(default=1, ge=1, description="row with the names of the columns, as Excel numbers it")
    sheet: str = Field(default="", description="name of the sheet; without it the first")
    columns: Mapping[str, Column] = Field(description="title of each column that is used, and what it is")
    names: Mapping[str, Text] = Field(description="what is counted, as the file calls it, and which indicator it is")
    period: int | None = Field(default=None, ge=1990, le=2100, description="year, when no column has it")
    ignore: tuple[Text, ...] = Field(default=(), description="titles of columns that are not used")
    skip_rows: tuple[Text, ...] = Field(default=(), description="how rows begin that are not used")

    @model_validator(mode="after")
    def _names_every_column_once(self) -> ExportTable:
        wanted = ["indicator", "patients", "cases", *([] if self.period else ["period"])]
        if sorted(self.columns.values()) != sorted(wanted):
            raise ValueError(
                f"`columns` says once which column is {', '.join(wanted)}, got "
                f"{', '.join(self.columns.values()) or 'none'}; `period` is a column or a key beside `columns`"
            )
        return self

    def layout(self, encoding: str) -> SheetLayout:
        return SheetLayout(self.header_row, self.skip_rows, self.sheet, encoding)

    def title_faults(self, found: list[str], *, quoted: bool = True) -> list[str]:
        """What the card names and the file does not have, and the other way round."""
        row = self.header_row
        return missing_titles(self.columns, found, row, quoted=quoted) + [
            f"row {row}, {title_of(title, found, quoted=quoted)}: the card does not say what this column is; "
            "name it in `columns` or `ignore`"
            for title in found
            if title not in {*self.columns, *self.ignore}
        ]

    def read(self, cells: pd.DataFrame) -> pd.DataFrame:
        """The columns of kind ``counts``, as texts; a name that the card does not have stays as it is."""
        rows = cells[list(self.columns)].rename(columns=self.columns)
        if self.period is not None:
            rows = rows.assign(period=str(self.period))
        known = {name.casefold(): indicator for name, indicator in self.names.items()}
        return rows.assign(indicator=[known.get(text.casefold(), text) for text in rows.indicator])
