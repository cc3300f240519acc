"""Own and closed figures: practice counts, surveys, GGD custom work, patients per area.

Receives the files an analyst brings, each with a card beside it, and hands on
figures in the layout of every other source. Each kind has a closed list of
columns and a template in ``data/raw/sjablonen``. All faults of all files are
named by row and column, and of a faulty file nothing is used.

Open files lie in ``data/raw/eigen``. A file that not everyone may see lies in
``data/besloten``, which is never committed; its figures are judged by
`disclosure` before they are written. A list of patients per area gives no
figures of its own: small areas are pooled at once, and it only serves as weights
(`methods.catchment`). Tables of others, with one column per indicator, are unfolded by
`process.wide`; patients per postcode become patients per area in `process.postcodes`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import Field, ValidationError, model_validator

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.reading import read_yaml
from wijkanalyse.cards.schema import Indicator, Source, Text
from wijkanalyse.codes import CODE
from wijkanalyse.disclosure import POOLED, WITHOUT_PEOPLE, DisclosureError, pool_small
from wijkanalyse.editions import Openness
from wijkanalyse.errors import RawDataError, listing
from wijkanalyse.methods.intervals import ConfidenceLimits, rate, wilson
from wijkanalyse.paths import Paths
from wijkanalyse.process.figures import FIGURE_COLUMNS, STATUSES
from wijkanalyse.process.fresh import closed_folder, own_files, unused_files
from wijkanalyse.process.postcodes import POSTCODE, patients_per_area, postcodes_of, read_postcodes
from wijkanalyse.process.spreadsheets import PLAIN, SheetLayout, read_texts, workbook_notes
from wijkanalyse.process.wide import Fault, LongRows, WideTable, title_faults, unfold

EXAMPLE = "VOORBEELD"
"""How the rows of a template that are only there as an example begin."""
PER = {"%": 100.0, "per 1.000 inwoners": 1000.0}
"""Units of which a value follows from a count and its denominator."""
POLARITIES = ("higher", "lower", "neutral")
AGE_GROUP = re.compile(r"(\d{1,3})(?:-(\d{1,3})|\+)")
AMOUNTS = {"patients", "cases", "n", "x", "count", "denominator"}
NUMBERS = AMOUNTS | {"pct", "value", "lower", "upper"}
OLDEST = 999
THOUSANDS = r"-?[1-9]\d{0,2}(\.\d{3})+"
"""A point that may stand before thousands: 1.500 people are not one and a half."""
SIGN_OF_ABSENCE = r"-?9{4,}\d?"
"""Numbers with which tables say that there is none, such as -99997 and 99999."""
MOST_ROUNDED = 1.0
"""Most that a value may differ from its own count and denominator before it is told: a survey may be weighted."""


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
}
BY_POSTCODE = FileLayout("patienten_per_postcode.csv", required=("postcode", "patients"), key=("postcode",))


class OwnSource(Source):
    """The card of an own file: that of any source, and which kind of file it is.

    Who may see it has to be said: an own file never becomes open by leaving a line out.
    """

    kind: Literal["figures", "practice", "survey", "patients"] = "figures"
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

    @property
    def columns_of(self) -> FileLayout:
        return BY_POSTCODE if self.postcodes else KINDS[self.kind]

    @property
    def layout(self) -> SheetLayout:
        encoding = PLAIN.encoding if self.encoding == "utf-8" else "cp1252"
        return self.wide.layout(encoding) if self.wide else PLAIN._replace(encoding=encoding)

    @model_validator(mode="after")
    def _fits_its_kind(self) -> OwnSource:
        if self.wide is not None and self.kind != "figures":
            raise ValueError(f"`wide` goes with kind figures, got {self.kind!r}")
        if self.postcodes is not None and (self.kind, self.openness) != ("patients", "intern"):
            raise ValueError(
                "`postcodes` goes with kind patients and openness intern: a postcode may be of one patient"
            )
        if self.reader != "tidy" or self.boundary_year is None:
            raise ValueError(f"an own source has `reader: tidy` and a `boundary_year`, got reader {self.reader!r}")
        if (self.kind == "practice") != (self.indicator is not None):
            raise ValueError("`indicator` goes with kind practice, and only with that kind")
        return self


@dataclass(frozen=True)
class OwnData:
    """Everything the analyst brought, checked.

    Attributes
    ----------
    sources : list of OwnSource
        The card of every file.
    figures : list of pandas.DataFrame
        Columns `figures.FIGURE_COLUMNS`, one table per file. Not yet judged by `disclosure.hide_small`.
    patients : dict of str to pandas.DataFrame
        `area_code` and `patients` by source id, small areas pooled.
    notes : list of str
        What may have been overlooked, and is no fault.
    """

    sources: list[OwnSource] = field(default_factory=list)
    figures: list[pd.DataFrame] = field(default_factory=list)
    patients: dict[str, pd.DataFrame] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read_own(paths: Paths, catalogue: Catalogue, register: pd.DataFrame) -> OwnData:
    """Read and check every own file, open and closed.

    Parameters
    ----------
    paths
        The working tree; read are ``data/raw/eigen`` and ``data/besloten``.
    catalogue
        Every indicator in the files must have a card.
    register
        The areas of all years: columns `boundary_year` and `area_code`.

    Raises
    ------
    RawDataError
        With every fault of every file; then nothing of any of them is used.
    """
    data, faults, tables = OwnData(), [], set()
    for card in [p for p in own_files(paths) if p.suffix == ".yml"]:
        try:
            source = read_own_card(card, closed_folder(paths))
            tables.add(source.postcodes)
            path = _file_beside(card)
            rows, notes = read_rows(path, source, catalogue, register)
        except (RawDataError, DisclosureError) as error:
            faults.append(str(error))
            continue
        data.sources.append(source)
        data.notes.extend(f"{path}: {note}" for note in notes)
        if source.kind == "patients":
            data.patients[source.id] = rows
        else:
            data.figures.append(as_figures(rows, source, catalogue))
    faults += _double_ids(data.sources)
    faults += [f"{p}: {why}" for p, why in unused_files(paths) if p.stem not in tables]
    if faults:
        raise RawDataError("\n".join(faults))
    return data


def read_own_card(path: Path, closed: Path) -> OwnSource:
    """The card of an own file, refused when it is incomplete or the file lies where others can see it.

    Parameters
    ----------
    path
        The card; its name without ``.yml`` is the id of the source.
    closed
        The folder for what not everyone may see.
    """
    try:
        unread: list[str] = []
        content = read_yaml(path, dict, unread)
        if unread:
            raise RawDataError(f"{path.parent}/{unread[0]}")
        source = OwnSource(id=path.stem, **content)
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, f['loc'])) or 'card'}: {f['msg']}" for f in error.errors()]
        raise RawDataError(listing(f"{path}: is not a complete card of an own file:", faults)) from error
    except TypeError as error:  # a key that is a number, or `id`
        raise RawDataError(f"{path}: is not readable as a card: {' '.join(str(error).split())}") from error
    if source.openness != "openbaar" and not path.resolve().is_relative_to(closed.resolve()):
        raise RawDataError(
            f"{path}: says `openness: {source.openness}`, but lies outside {closed}, the only folder for what not "
            f"everyone may see. Move {path.name} and the file beside it to {closed}."
        )
    return source


def _file_beside(card: Path, name: str = "") -> Path:
    stem = name or card.stem
    files = [p for p in (card.parent / f"{stem}.csv", card.parent / f"{stem}.xlsx") if p.is_file()]
    if len(files) != 1:
        raise RawDataError(f"{card}: expected one file {stem}.csv or {stem}.xlsx beside it, got {len(files)}")
    return files[0]


def _double_ids(sources: Collection[OwnSource]) -> list[str]:
    ids = [s.id for s in sources]
    double = sorted({i for i in ids if ids.count(i) > 1})
    return [f"{i}.yml: lies in data/raw/eigen and in data/besloten; a source has one place, rename one" for i in double]


# ---------------------------------------------------------------------------- reading


def read_rows(
    path: Path, source: OwnSource, catalogue: Catalogue, register: pd.DataFrame
) -> tuple[pd.DataFrame, list[str]]:
    """The checked rows of an own file, numbers as numbers, and what may have been overlooked.

    Parameters
    ----------
    path
        A ``.csv`` or ``.xlsx`` file.
    source
        Its card; the kind decides which columns there are.
    catalogue
        Every indicator in the file must have a card.
    register
        The areas of all years.

    Returns
    -------
    tuple of pandas.DataFrame and list of str
        The columns of the kind. Of kind ``patients`` the small areas are already pooled.

    Raises
    ------
    RawDataError
        With the row, column and reason of every fault.
    DisclosureError
        When a list has fewer patients than may be shown.
    """
    areas = register[register.boundary_year == source.boundary_year]
    try:
        cells = read_texts(path, source.layout)
    except RawDataError as error:
        if isinstance(getattr(error.__cause__, "__cause__", None), UnicodeDecodeError):
            raise RawDataError(f"{error} Or say `encoding: windows-1252` on its card.") from error
        raise
    long = _long_rows(path, cells, source, catalogue, areas)
    if cells.empty:
        raise RawDataError(f"{path}: has a heading but no rows")
    known_areas = set(areas.area_code)
    check = _Check(long, source, catalogue, known_areas)
    order = {c: i for i, c in enumerate(cells.columns)}
    if found := sorted({*long.faults, *check.faults()}, key=lambda f: (f[0], order.get(f[1], -1), f[2])):
        faults = [f"row {row}, {column}: {reason}" for row, column, reason in found]
        raise RawDataError(listing(f"{path}: {len(faults)} faults; nothing of this file is used:", faults))
    notes = [f"row {row}, {column}: {reason}" for row, column, reason in dict.fromkeys(check.notes())]
    if path.suffix == ".xlsx":
        notes += [f"row {row} {note}" for row, note in workbook_notes(path, source.layout)]
    typed = long.rows.assign(**check.numbers)
    if source.postcodes:
        table = read_postcodes(_file_beside(path.with_suffix(".yml"), source.postcodes), PLAIN, known_areas)
        typed, note = patients_per_area(typed, table)
        notes += [note] if note else []
    return (pool_small(typed) if source.kind == "patients" else typed), notes


def _long_rows(
    path: Path, cells: pd.DataFrame, source: OwnSource, catalogue: Catalogue, areas: pd.DataFrame
) -> LongRows:
    """The rows as the kind of file has them; a heading that does not fit ends it here."""
    if source.wide is not None:
        if faults := title_faults(list(cells.columns), source.wide, catalogue.indicators):
            raise RawDataError(listing(f"{path}: {len(faults)} faults; nothing of this file is used:", faults))
        return unfold(cells, source.wide, areas, STATUSES)
    kind = source.columns_of
    unknown = [c for c in cells.columns if c not in kind.columns]
    missing = [c for c in kind.required if c not in cells.columns]
    if source.kind == "survey" and not {"x", "pct"} & set(cells.columns):
        missing.append("x or pct")
    if unknown or missing:
        other = "" if source.kind != "figures" else " A table with a column per indicator needs `wide` on its card."
        raise RawDataError(
            f"{path}: columns of kind {source.kind} are {', '.join(kind.columns)}; missing: "
            f"{', '.join(missing) or 'none'}; unknown: {', '.join(unknown) or 'none'}. "
            f"Start from the template data/raw/sjablonen/{kind.template}.{other}"
        )
    return LongRows(cells, pd.Series(cells.index + 2, index=cells.index), {}, [])


class _Check:
    """Everything that can be wrong with the rows of one file."""

    def __init__(self, long: LongRows, source: OwnSource, catalogue: Catalogue, known_areas: Collection[str]) -> None:
        self.long, self.rows = long, long.rows
        self.source, self.catalogue, self.known_areas = source, catalogue, known_areas
        self.numbers = {c: self._parsed(c) for c in self.rows.columns if c in NUMBERS}

    def _parsed(self, column: str) -> pd.Series:
        texts = self.rows[column]
        if column in ("pct", "value", "lower", "upper"):  # Excel shows a share as 45%, and that is 45 percent
            shares = pd.Series(column == "pct", index=self.rows.index) | self._is("%")
            texts = texts.where(~shares, texts.str.removesuffix("%").str.strip())
        return pd.to_numeric(texts.replace("", None), errors="coerce").astype(float)

    def faults(self) -> list[Fault]:
        """Every fault: its row and column in the file, and what was got with the reason."""
        found = [*self._texts(), *self._figures_of_cards(), *self._amounts(), *self._bounds()]
        found += {
            "figures": self._of_figures,
            "practice": self._of_practice,
            "survey": self._of_survey,
            "patients": lambda: iter(()),
        }[self.source.kind]()
        return found

    def notes(self) -> Iterator[Fault]:
        """What is possible and yet looks like a slip of the pen."""
        value = self._number("value") if self.source.kind == "figures" else self._number("pct")
        column = "value" if self.source.kind == "figures" else "pct"
        if column in self.rows and "indicator" in self.rows:
            shares = value.where(self._is("%") & (value > 0))
            names = self.rows.indicator
            fractions = (shares.groupby(names).transform("max") < 1) & shares.notna()
            yield from self._each(fractions, column, "is below 1 percent; were fractions meant (0.139 for 13.9%)?")
        count, whole = self._number("count"), self._number("denominator")
        for unit, per in PER.items():
            off = self._is(unit) & (whole > 0) & ((value - per * count / whole).abs() > MOST_ROUNDED)
            yield from self._each(off, "value", "does not follow from its own count and denominator; is it weighted?")

    def _each(self, bad: pd.Series, column: str, reason: str) -> Iterator[Fault]:
        for index in self.rows.index[bad.to_numpy(bool)]:
            got = self.rows.at[index, column]
            row, title = int(self.long.row_numbers[index]), self.long.titles.get((index, column), column)
            yield (row, title, f"{got!r} {reason}" if got else f"is empty: {reason}")

    def _number(self, column: str) -> pd.Series:
        return self.numbers.get(column, pd.Series(np.nan, index=self.rows.index))

    def _texts(self) -> Iterator[Fault]:
        """Codes, periods and what is empty or there twice."""
        rows, kind = self.rows, self.source.columns_of
        if self.source.postcodes:
            yield from self._postcodes()
            return
        codes = rows.area_code
        example = codes.str.upper().str.startswith(EXAMPLE)
        yield from self._each(example, "area_code", "is an example row of the template; delete the row")
        shape = codes.str.fullmatch(CODE.pattern)
        pooled = (codes == POOLED) & (self.source.kind == "patients")
        odd = ~shape & ~pooled & ~example
        yield from self._each(odd, "area_code", "is not a code such as NL, GM0995, WK099511 or BU09951101")
        strange = shape & ~codes.isin(list(self.known_areas))
        year = self.source.boundary_year
        yield from self._each(
            strange,
            "area_code",
            f"does not exist in the boundaries of {year}; check it, or `boundary_year` of the card",
        )
        if "period" in rows:
            odd = ~rows.period.str.fullmatch(r"(19|20)\d\d")
            yield from self._each(odd, "period", "is not a year such as 2024")
        for column in set(kind.required) - set(kind.may_be_empty) - {"area_code", "period"}:
            reason = "a share needs its denominator" if column in ("patients", "n") else "every row needs it"
            yield from self._each(rows[column] == "", column, reason)
        double = rows.duplicated(list(kind.key), keep="first")
        others = [c for c in kind.key if c != "area_code"]
        yield from self._each(
            double, "area_code", f"is there twice{' with this ' if others else ''}{', '.join(others)}"
        )

    def _postcodes(self) -> Iterator[Fault]:
        codes = postcodes_of(self.rows.postcode)
        example = codes.str.startswith(EXAMPLE)
        yield from self._each(example, "postcode", "is an example row of the template; delete the row")
        odd = ~codes.str.fullmatch(POSTCODE) & ~example
        yield from self._each(odd, "postcode", "is not a postcode such as 6881 or 6881AB")
        yield from self._each(codes.duplicated() & ~odd, "postcode", "is there twice")
        yield from self._each(self.rows.patients == "", "patients", "how many patients live there?")

    def _figures_of_cards(self) -> Iterator[Fault]:
        """Indicators: known, with a polarity, and of a unit that fits the kind."""
        cards = self.catalogue.indicators
        if "indicator" in self.rows:
            names = self.rows.indicator
            yield from self._each((names != "") & ~names.isin(list(cards)), "indicator", "has no card in the catalogue")
        elif self.source.indicator is not None:
            names = pd.Series(self.source.indicator, index=self.rows.index)
            if self.source.indicator not in cards:
                yield (1, "area_code", f"the card names {self.source.indicator!r}, which has no card in the catalogue")
        else:
            return
        column = "indicator" if "indicator" in self.rows else "area_code"
        without = [i.id for i in cards.values() if i.better_when not in POLARITIES]
        yield from self._each(
            names.isin(without), column, "has no polarity: its card must say `better_when: higher, lower or neutral`"
        )
        allowed = {"survey": ["%"], "practice": list(PER)}.get(self.source.kind)
        if allowed:
            unfit = [i.id for i in cards.values() if i.unit not in allowed]
            yield from self._each(
                names.isin(unfit), column, f"has a unit other than {' or '.join(allowed)}, which this kind cannot give"
            )

    def _amounts(self) -> Iterator[Fault]:
        """Numbers that are no numbers, negative, broken or impossible."""
        for column, number in self.numbers.items():
            texts = self.rows[column]
            comma = texts.str.fullmatch(r"-?\d+,\d+")
            yield from self._each(comma, column, "has a decimal comma; write a point")
            odd = (texts != "") & ~comma & ~np.isfinite(number)
            advice = "name what it means in `absent` of the card" if self.source.wide else "leave the row out"
            yield from self._each(odd, column, f"is not a number; {advice} when it is unknown")
            if column in AMOUNTS:
                yield from self._each(number < 0, column, "is negative")
            people = pd.Series(column in AMOUNTS, index=self.rows.index) | (self._is("aantal") & (column == "value"))
            broken = people & np.isfinite(number) & ((number % 1 != 0) | texts.str.fullmatch(THOUSANDS))
            yield from self._each(broken, column, "is not a whole number; write thousands without a point")
            # As many people as this may well live somewhere.
            signs = ~people & texts.str.fullmatch(SIGN_OF_ABSENCE)
            yield from self._each(signs, column, "is how tables say that there is no figure; leave the cell empty")
        parts = [("cases", "patients"), ("x", "n"), ("count", "denominator")]
        for part, whole in parts:
            if part in self.numbers and whole in self.numbers:
                above = (self._number(part) > self._number(whole)) & np.isfinite(self._number(part))
                above &= self._number(whole) >= 0  # a negative whole is a fault of its own
                if part == "count":  # events per 1.000 people may outnumber the people
                    above &= self._is("%")
                yield from self._each(above, part, f"is above {whole}; are the columns swapped?")
        yield from self._each_outside("pct", pd.Series(True, index=self.rows.index))
        for column in ("value", "lower", "upper"):
            yield from self._each_outside(column, self._is("%"))

    def _each_outside(self, column: str, judged: pd.Series) -> Iterator[Fault]:
        if column in self.numbers:
            number = self._number(column)
            yield from self._each(
                judged & ((number < 0) | (number > 100)), column, "is not a percentage between 0 and 100"
            )

    def _bounds(self) -> Iterator[Fault]:
        value, lower, upper = (self._number(c) for c in ("value", "lower", "upper"))
        swapped = lower > upper
        yield from self._each(swapped, "lower", "is above upper; are the bounds swapped?")
        outside = ~swapped & ((value < lower) | (value > upper))
        yield from self._each(outside, "value", "is outside its own bounds")

    def _cards(self) -> Iterator[Indicator | Source]:
        """The card of the indicator of each row; that of the source where there is none."""
        cards = self.catalogue.indicators
        return (cards.get(i, self.source) for i in self.rows.indicator)

    def _is(self, *units: str) -> pd.Series:
        """Rows of indicators with one of these units."""
        if "indicator" not in self.rows:
            return pd.Series(False, index=self.rows.index)
        return self.rows.indicator.isin([i.id for i in self.catalogue.indicators.values() if i.unit in units])

    def _of_figures(self) -> Iterator[Fault]:
        rows, value = self.rows, self._number("value")
        may_be = pd.Series([i.estimate_type == "index" for i in self._cards()], index=rows.index)
        signs = rows.value.str.fullmatch(SIGN_OF_ABSENCE) & ~self._is("aantal")
        yield from self._each(~may_be & ~signs & ~self._is("%") & (value < 0), "value", "is negative")
        nobody = (self._number("denominator") == 0) & value.notna()
        yield from self._each(nobody, "denominator", "is a group of nobody, and yet there is a value")
        if "status" in rows:
            yield from self._each(~rows.status.isin(["", *STATUSES]), "status", f"is none of {', '.join(STATUSES)}")
            says_why = ~rows.status.isin(["", "ok"])
            yield from self._each(
                says_why & (rows.value != ""), "status", "says why there is no value, but there is one"
            )
            yield from self._each((rows.status == "ok") & (rows.value == ""), "status", "but there is no value")
        kinds = {i.id: self.source.estimate_type or i.estimate_type for i in self.catalogue.indicators.values()}
        counted = ~rows.indicator.map(kinds).isin(WITHOUT_PEOPLE)
        closed = self.source.openness != "openbaar"
        bare = closed & counted & ~self._is("aantal") & value.notna() & self._number("denominator").isna()
        column = "denominator" if "denominator" in rows else "value"
        reason = "a closed share or mean needs its denominator, else nobody can tell how small the group is"
        yield from self._each(bare, column, reason if column == "denominator" else f"has no denominator; {reason}")

    def _of_survey(self) -> Iterator[Fault]:
        filled = sum((self.rows[c] != "").astype(int) for c in ("x", "pct") if c in self.rows)
        column = "x" if "x" in self.rows else "pct"
        yield from self._each(filled == 0, column, "give x (how many of n) or pct")
        yield from self._each(filled == 2, column, "give x or pct, not both")

    def _of_practice(self) -> Iterator[Fault]:
        """Age groups: well written, not swapped, and nobody in two of them."""
        parsed = [AGE_GROUP.fullmatch(text) for text in self.rows.age_group]
        odd = pd.Series([p is None for p in parsed], index=self.rows.index) & (self.rows.age_group != "")
        yield from self._each(odd, "age_group", "is not an age group such as 18-64 or 65+; write it as text in Excel")
        first = pd.Series([int(p[1]) if p else np.nan for p in parsed], index=self.rows.index, dtype=float)
        last = pd.Series([int(p[2] or OLDEST) if p else np.nan for p in parsed], index=self.rows.index, dtype=float)
        yield from self._each(first > last, "age_group", "starts above its end; are the bounds swapped?")
        ages = self.rows.assign(first=first, last=last)[first <= last].drop_duplicates(
            ["area_code", "period", "age_group"]
        )
        ages = ages.sort_values("first", kind="stable")
        reached = ages.groupby(["area_code", "period"])["last"].transform(lambda ends: ends.cummax().shift())
        overlap = (ages["first"] <= reached).reindex(self.rows.index, fill_value=False)
        yield from self._each(overlap, "age_group", "overlaps another age group of this area and period")


# ----------------------------------------------------------------------------- figures


def as_figures(rows: pd.DataFrame, source: OwnSource, catalogue: Catalogue) -> pd.DataFrame:
    """Checked rows as figures: ages taken together, shares and their intervals computed from the counts.

    Returns
    -------
    pandas.DataFrame
        Columns `figures.FIGURE_COLUMNS`.
    """
    made = {"figures": _from_figures, "practice": _from_practice, "survey": _from_survey}[source.kind](
        rows, source, catalogue
    )
    absent = made["value"].isna()
    own_type = {"practice": "practice", "survey": "survey"}.get(source.kind) or source.estimate_type
    types = {i.id: own_type or i.estimate_type for i in catalogue.indicators.values()}
    return made.assign(
        boundary_year=source.boundary_year,
        period=made.period.astype(int),
        status=made.status.where(made.status != "", absent.map({True: "not_published", False: "ok"})),
        source=source.id,
        estimate_type=made.indicator.map(types),
        provisional=False,
        openness=source.openness,
    )[FIGURE_COLUMNS].reset_index(drop=True)


def _from_figures(rows: pd.DataFrame, source: OwnSource, catalogue: Catalogue) -> pd.DataFrame:
    texts = {} if "status" in rows else {"status": ""}
    numbers = {c: np.nan for c in ("count", "denominator", "lower", "upper") if c not in rows}
    made = rows.assign(**texts, **numbers, method="published")
    # A count and its denominator are the figure: an empty value is no reason to leave it out.
    per = made.indicator.map({i.id: PER.get(i.unit, np.nan) for i in catalogue.indicators.values()})
    worked_out = per * made["count"] / made.denominator.where(made.denominator > 0)
    here = made.value.isna() & (made.status == "") & worked_out.notna()
    return made.assign(value=made.value.where(~here, worked_out), method=made.method.mask(here, "computed"))


def _from_practice(rows: pd.DataFrame, source: OwnSource, catalogue: Catalogue) -> pd.DataFrame:
    indicator = catalogue.indicators[str(source.indicator)]
    # One by one too small to show, the ages together are a figure; it is judged after this sum.
    summed = rows.groupby(["area_code", "period"], sort=False)[["cases", "patients"]].sum().reset_index()
    summed = summed.rename(columns={"cases": "count", "patients": "denominator"})
    interval = _interval(summed["count"].to_numpy(), summed.denominator.to_numpy(), indicator)
    return _computed(summed.assign(indicator=indicator.id), interval)


def _from_survey(rows: pd.DataFrame, source: OwnSource, catalogue: Catalogue) -> pd.DataFrame:
    n = rows.n.to_numpy()
    x = rows.x.to_numpy() if "x" in rows else np.full(len(rows), np.nan)
    pct = rows.pct.to_numpy() if "pct" in rows else np.full(len(rows), np.nan)
    # A published percentage may be weighted: it is kept as it is, and gives no count of its own.
    answered = np.where(np.isnan(x), np.minimum(pct / 100 * n, n), x)
    limits = wilson(answered, n)
    value = np.where(np.isnan(pct), 100 * limits.value, np.where(n > 0, pct, np.nan))
    interval = ConfidenceLimits(value, 100 * limits.lower, 100 * limits.upper, limits.confidence, limits.method)
    return _computed(rows.assign(count=x, denominator=n), interval)


def _interval(count: np.ndarray, denominator: np.ndarray, indicator: Indicator) -> ConfidenceLimits:
    if indicator.unit != "%":
        return rate(count, denominator, PER[indicator.unit])
    share = wilson(count, denominator)
    return ConfidenceLimits(100 * share.value, 100 * share.lower, 100 * share.upper, share.confidence, share.method)


def _computed(rows: pd.DataFrame, interval: ConfidenceLimits) -> pd.DataFrame:
    empty = rows.denominator.to_numpy() == 0
    return rows.assign(
        value=np.where(empty, np.nan, interval.value),
        lower=np.where(empty, np.nan, interval.lower),
        upper=np.where(empty, np.nan, interval.upper),
        status=np.where(empty, "not_applicable", "ok"),
        method="computed",
    )
