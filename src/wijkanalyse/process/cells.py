"""The cells of a table as texts, read block by block, each different text kept once.

A table of health has 824,000 rows and 57 columns of percentages: fifty million texts, of which a thousand differ. As
texts they take gigabytes; as categories two bytes each.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.json

BLOCK = 32 << 20
"""Characters of JSON that are read at a time."""
NUMBER_OF_ROW = "ID"
"""Says nothing, and is another text in every row."""


def read_cells(path: Path) -> pd.DataFrame:
    """All rows of a file of JSON lines: every column a category of stripped texts, what is absent or null ""."""
    columns: dict[str, _Texts] = {}
    rows = 0
    for block in _blocks(path):
        table = pyarrow.json.read_json(io.BytesIO(block), pyarrow.json.ReadOptions(block_size=len(block) + 1))
        for name in table.column_names:
            if name != NUMBER_OF_ROW:
                columns.setdefault(name, _Texts(rows)).add(table[name])
        rows += table.num_rows
        for texts in columns.values():
            texts.fill(rows)
    return pd.DataFrame({name: texts.column() for name, texts in columns.items()})


def _blocks(path: Path) -> Iterator[bytes]:
    """Whole lines of a gzipped file, about `BLOCK` characters at a time."""
    with gzip.open(path, "rb") as stream:
        while block := stream.read(BLOCK):
            yield block + stream.readline()


class _Texts:
    """One column: the texts that occur, and which of them each row has."""

    def __init__(self, rows: int) -> None:
        self._numbers = {"": 0}
        self._parts = [np.zeros(rows, dtype=np.int8)]  # of blocks in which no row had this column
        self._rows = rows

    def add(self, cells: pa.ChunkedArray) -> None:
        text = pa.compute.utf8_trim_whitespace(cells.cast(pa.string()).fill_null(""))
        coded = text.combine_chunks().dictionary_encode()
        numbers = [self._numbers.setdefault(found, len(self._numbers)) for found in coded.dictionary.to_pylist()]
        smallest = np.min_scalar_type(-len(self._numbers))
        self._parts.append(np.array(numbers, dtype=smallest)[coded.indices.to_numpy()])
        self._rows += len(cells)

    def fill(self, rows: int) -> None:
        """Up to this many rows, those without the column are blank."""
        if rows > self._rows:
            self._parts.append(np.zeros(rows - self._rows, dtype=np.int8))
            self._rows = rows

    def column(self) -> pd.Categorical:
        return pd.Categorical.from_codes(np.concatenate(self._parts), categories=list(self._numbers))
