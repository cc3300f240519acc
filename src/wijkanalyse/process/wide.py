"""A table as people have it: one row per area, one column per indicator, titles above and footnotes below.

Receives the cells of such a file and the part of its card that says what is what; hands on one row per area and
indicator, as an own file of kind ``figures`` has them, each with the cell that it comes from. A title, an area or a
sign that the card does not explain is a fault with its row and column: nothing is left out in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd
from pydantic import Field, model_validator

from wijkanalyse.cards.schema import Card, Indicator, Text
from wijkanalyse.codes import CODE
from wijkanalyse.near import did_you_mean
from wijkanalyse.process.register import normalise_name
from wijkanalyse.process.spreadsheets import SheetLayout, title_of

Fault = tuple[int, str, str]
"""Row as a spreadsheet shows it, column, and what is wrong."""
DECIMAL_COMMA = re.compile(r"(-?\d+),(\d+)")


class WideTable(Card):
    """How a table with one column per indicator is read: the key `wide` of the card of an own file."""

    header_row: int = Field(default=1, ge=1, description="row with the names of the columns, as Excel numbers it")
    sheet: str = Field(default="", description="name of the sheet; without it the first")
    area: Text = Field(description="title of the column with the code or the name of the area")
    gemeente: Text | None = Field(default=None, description="code of the gemeente in which names are looked up")
    level: Literal["wijk", "buurt"] = "wijk"
    period: int = Field(ge=1990, le=2100)
    columns: Mapping[str, Text] = Field(description="title of each column of figures, and which indicator it is")
    denominators: Mapping[str, Text] = Field(
        default={}, description="title of a column of figures, and of the column with the people behind them"
    )
    ignore: tuple[Text, ...] = Field(default=(), description="titles of columns that are not used")
    skip_rows: tuple[Text, ...] = Field(default=(), description="how rows begin that are no area: totals, footnotes")
    absent: Mapping[str, Text] = Field(default={}, description="signs in place of a figure, with the status they mean")

    @model_validator(mode="after")
    def _names_columns_that_are_there(self) -> WideTable:
        if not self.columns:
            raise ValueError("`columns` names no figure")
        if strange := [title for title in self.denominators if title not in self.columns]:
            raise ValueError(f"`denominators` names {', '.join(strange)}, which `columns` does not")
        if self.gemeente is not None and not CODE.fullmatch(self.gemeente):
            raise ValueError(f"`gemeente` is a code such as GM0275, got {self.gemeente!r}")
        return self

    def layout(self, encoding: str) -> SheetLayout:
        return SheetLayout(self.header_row, self.skip_rows, self.sheet, encoding)


@dataclass(frozen=True)
class LongRows:
    """The rows of an own file, one per area and indicator, and where each stands in the file.

    Attributes
    ----------
    rows : pandas.DataFrame
        Columns of kind ``figures``, all texts.
    row_numbers : pandas.Series
        Row of the file, by the index of `rows`.
    titles : dict of tuple to str
        Title in the file by index and column of `rows`; a column that is not in it has its own name.
    faults : list of Fault
    """

    rows: pd.DataFrame
    row_numbers: pd.Series
    titles: Mapping[tuple[int, str], str]
    faults: list[Fault]


def title_faults(
    found: list[str], wide: WideTable, indicators: Mapping[str, Indicator], *, quoted: bool = True
) -> list[str]:
    """What the card names and the file or the catalogue does not have, and the other way round."""
    wanted = list(dict.fromkeys([wide.area, *wide.columns, *wide.denominators.values()]))
    faults = missing_titles(wanted, found, wide.header_row, quoted=quoted)
    labels = {i.id: i.label for i in indicators.values()}
    faults += [
        f"row {wide.header_row}, {title}: the card says {name!r}, which has no card in the catalogue; "
        + (
            did_you_mean(name, labels)
            or did_you_mean(title, labels)
            or "the cards are in src/wijkanalyse/cards/indicators"
        )
        for title, name in wide.columns.items()
        if name not in labels
    ]
    return faults + [
        f"row {wide.header_row}, {title_of(title, found, quoted=quoted)}: the card does not say what this column is; "
        "name it in `columns`, `denominators` or `ignore`"
        for title in found
        if title not in {*wanted, *wide.ignore}
    ]


def missing_titles(wanted: Iterable[str], found: list[str], row: int, *, quoted: bool) -> list[str]:
    """Faults about columns that a card names and its file does not have."""
    there = f"there are {', '.join(found)}"
    return [
        f"row {row}: there is no column {title!r}, which the card names"
        + (f"; {did_you_mean(title, found) or there}" if quoted else "")
        for title in wanted
        if title not in found
    ]


def unfold(
    cells: pd.DataFrame, wide: WideTable, register: pd.DataFrame, statuses: list[str], *, quoted: bool = True
) -> LongRows:
    """The rows of a wide table under each other.

    Parameters
    ----------
    cells
        All cells as texts; the index is the row of the file minus 2. Its titles are those of the card.
    wide
        The part of the card about this table.
    register
        The areas of the boundary year of the card: `area_code`, and for names `title`, `area_level`, `gemeente_code`.
    statuses
        The statuses that a figure can have.
    quoted
        Whether a fault may say what stands in a cell.
    """
    faults: list[Fault] = []
    if strange := sorted(set(wide.absent.values()) - set(statuses)):
        faults.append((wide.header_row, wide.area, f"the card gives {', '.join(strange)} as status in `absent`"))
    names = _Names(register, wide, quoted=quoted)
    rows, numbers, titles = [], [], {}
    for index, cell in cells.iterrows():
        row = int(index) + 2
        code, reason = names.find(cell[wide.area])
        if reason:
            faults.append((row, wide.area, reason))
            continue
        for title, indicator in wide.columns.items():
            at = len(rows)
            titles |= {(at, "area_code"): wide.area, (at, "value"): title, (at, "indicator"): title}
            titles |= {(at, "status"): title}
            long = {"area_code": code, "indicator": indicator, "period": str(wide.period)}
            long |= {"value": _number(cell[title], wide), "status": wide.absent.get(cell[title], "")}
            if title in wide.denominators:
                long["denominator"] = _number(cell[wide.denominators[title]], wide)
                titles[at, "denominator"] = wide.denominators[title]
            rows.append(long)
            numbers.append(row)
    columns = ["area_code", "indicator", "period", "value", "status", *(["denominator"] if wide.denominators else [])]
    frame = pd.DataFrame(rows, columns=columns, dtype="str").fillna("")
    return LongRows(frame, pd.Series(numbers, dtype=int), titles, faults)


def _number(text: str, wide: WideTable) -> str:
    """A number with a point; a sign that the card explains is no number, and all else stays as it is."""
    if text in wide.absent:
        return ""
    bare = text.removesuffix("%").strip()
    return DECIMAL_COMMA.sub(r"\1.\2", bare) if DECIMAL_COMMA.fullmatch(bare) else text


class _Names:
    """The codes of areas by what people call them."""

    def __init__(self, register: pd.DataFrame, wide: WideTable, *, quoted: bool) -> None:
        self._wide, self._quoted = wide, quoted
        self._known = dict(self._named(register)) if wide.gemeente else {}

    def _named(self, register: pd.DataFrame) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        inside = register[(register.gemeente_code == self._wide.gemeente) & (register.area_level != "land")]
        named = inside[inside.area_level.isin([self._wide.level, "gemeente"])]
        keyed = named.assign(key=[normalise_name(title) for title in named.title])
        for key, group in keyed.groupby("key"):
            # A wijk may have the name of its gemeente; then the wijk is meant: a total is said to be one.
            lowest = group[group.area_level == self._wide.level]
            chosen = lowest if len(lowest) else group
            yield key, list(zip(chosen.area_code, chosen.title, strict=True))

    def find(self, text: str) -> tuple[str, str]:
        """The code, or why there is none."""
        if CODE.fullmatch(text):
            return text, ""
        if not text:
            return "", "is empty: every row is of an area; name how this row begins in `skip_rows`"
        if text.casefold() in ("nl", "nederland"):
            return "NL", ""
        wide, got = self._wide, repr(text) if self._quoted else "this cell"
        if wide.gemeente is None:
            return "", f"{got} is no code; with names the card has to say in which `gemeente` they are"
        found = self._known.get(normalise_name(text), [])
        if len(found) == 1:
            return found[0][0], ""
        if found:
            several = " and ".join(code for code, _ in found) if self._quoted else f"{len(found)} areas"
            return "", f"{got} is the name of {several}; write the code"
        titles = [title for several in self._known.values() for _, title in several] if self._quoted else []
        advice = did_you_mean(text, titles) or "write the code, or name in `skip_rows` how the row begins"
        return "", f"{got} is no {wide.level} of {wide.gemeente} in these boundaries; {advice}"
