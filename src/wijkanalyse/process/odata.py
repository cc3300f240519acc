"""A downloaded OData table, read from ``data/raw``.

Hands on the topics, the dimensions and the cells as texts. Blank and "." are
kept apart: CBS leaves a cell blank where a figure cannot exist, and writes "."
where it is unknown, too unreliable or secret. The dimension of regions is found by its type, whatever its name,
and gives the codes of `codes`; other regions, such as provinces, are left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from wijkanalyse.cards.schema import Column, Source
from wijkanalyse.codes import CODE
from wijkanalyse.errors import RawDataError
from wijkanalyse.fetch.raw import RawCard, read_raw_card, read_rows, verify
from wijkanalyse.process.cells import read_cells
from wijkanalyse.process.topics import Neighbours, Topic, find_topic, read_topics

REGION = "region"
"""Column of `RawTable.cells` with the code of the area: "NL", or that of a gemeente, wijk or buurt."""
NEDERLAND = "NL01"
"""Where a table has several codes of the land and none is called Nederland; NL00 may take in who lives abroad."""


@dataclass(frozen=True)
class RawTable:
    """One edition of a table as received, and what has to be told about it."""

    source: Source
    folder: Path
    card: RawCard
    neighbours: Neighbours = field(default_factory=Neighbours)
    told: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """What does not fit the cards, one line each; `told` is what fits and has to be known."""

    @classmethod
    def open(cls, source: Source, folder: Path, neighbours: Neighbours | None = None) -> RawTable:
        """Open a fetched table; a missing, truncated or altered file is an error."""
        card = read_raw_card(folder)
        verify(folder, card)
        return cls(source, folder, card, neighbours or Neighbours())

    def find(self, column: Column, where: str) -> Topic:
        """The topic that a card means, as `topics.find_topic`; a new name of it is told."""
        topic = find_topic(column, self.topics, where, self.neighbours)
        stems = [stem.casefold() for stem in column.stems]
        line = (
            f"{self.source.id} ({self.source.table}): {topic} is read for {column}, since its title, unit and headings "
            f"or its spelling are the same"
        )
        if topic.stem.casefold() not in stems:
            self.tell(line)
        self.found[column] = topic
        return topic

    def tell(self, line: str) -> None:
        """Add a line to `told`, once."""
        if line not in self.told:
            self.told.append(line)

    @cached_property
    def found(self) -> dict[Column, Topic]:
        """What was found, for the editions that are read after this one."""
        return {}

    @cached_property
    def topics(self) -> list[Topic]:
        return read_topics(self.rows("DataProperties"))

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The rows of a small entity set."""
        return list(read_rows(self.folder, name))

    @cached_property
    def cells(self) -> pd.DataFrame:
        """The data: one row per region (and period, age …), every cell a stripped text, blank is ""."""
        path = self.folder / "UntypedDataSet.jsonl.gz"
        cells = read_cells(path)
        if cells.empty or self.geography not in cells:
            raise RawDataError(
                f"{path}: expected a column {self.geography or 'of a dimension of type Geo'} with regions, got "
                f"{len(cells)} rows with {', '.join(cells.columns[:5])}. "
                f"Fetch it again with `wijkanalyse fetch {self.source.id} --refresh`."
            )
        cells = cells.rename(columns={self.geography: REGION})
        codes = cells[REGION].astype(str).map({key: code for code, key in self._keys.items()})
        here = codes.notna()
        cells = cells.assign(**{REGION: codes})
        return cells if here.all() else cells[here].reset_index(drop=True)

    @cached_property
    def geography(self) -> str:
        """The name of the dimension of regions, or "" when there is none."""
        rows = self.rows("DataProperties")
        return next((str(row["Key"]) for row in rows if str(row.get("Type")).startswith("Geo")), "")

    @cached_property
    def dimensions(self) -> list[str]:
        """The names of the other dimensions, that of periods among them."""
        rows = self.rows("DataProperties")
        return [str(r["Key"]) for r in rows if "Dimension" in str(r.get("Type")) and r["Key"] != self.geography]

    @cached_property
    def _titles(self) -> dict[str, str]:
        """Key to title of every region of the dimension: the names in the data itself are cut off or absent."""
        return {row["Key"].strip(): (row.get("Title") or "").strip() for row in self.rows(self.geography)}

    @cached_property
    def _keys(self) -> dict[str, str]:
        """Code of each area to the key of its region."""
        lands = [key for key in self._titles if key.startswith("NL")]
        called = [key for key in lands if self._titles[key] == "Nederland"]
        land = next(iter(called or [key for key in lands if key == NEDERLAND] or lands), None)
        areas = {key: key for key in self._titles if not key.startswith("NL") and CODE.fullmatch(key)}
        return areas if land is None else {"NL": land, **areas}

    @property
    def region_titles(self) -> dict[str, str]:
        """Code to name of every area."""
        return {code: self._titles[key] for code, key in self._keys.items()}


def parse_numbers(texts: pd.Series, where: str) -> tuple[np.ndarray, np.ndarray]:
    """Numbers and the status of each cell.

    Parameters
    ----------
    texts
        Stripped cells of one column, as texts or as categories of texts.
    where
        Table and column, for the message.

    Returns
    -------
    (values, status)
        Floats with NaN where there is none, and ``ok``, ``suppressed`` (".") or ``not_asked`` (blank).

    Raises
    ------
    RawDataError
        When a cell is neither a number, "." nor blank.
    """
    column = texts.astype("category").cat  # thousands of cells have a thousand different texts
    different, codes = column.categories.to_series(), column.codes.to_numpy()
    numbers = pd.to_numeric(different, errors="coerce").to_numpy(dtype=float)
    statuses = np.where(different == ".", "suppressed", np.where(different == "", "not_asked", "ok"))
    values, status = numbers[codes], statuses[codes]
    odd = ~np.isfinite(values) & (status == "ok")
    if odd.any():
        first = texts[odd].iloc[0]
        raise RawDataError(
            f"{where}: {int(odd.sum())} cells are neither a number, '.' nor blank, for example {first!r}. "
            "Has the producer introduced a new symbol? See the description of the table."
        )
    return values, status
