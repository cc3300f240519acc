"""Own and closed figures: practice counts, surveys, GGD custom work, patients per area.

Receives the files an analyst brings, each with a card beside it, and hands on
figures in the layout of every other source. Each kind has a closed list of
columns and a template in ``data/raw/sjablonen``. All faults of all files are
named by row and column, and of a faulty file nothing is used.

Open files lie in ``data/raw/eigen``. A file that not everyone may see lies in
``data/besloten``, which is never committed; its figures are judged by
`disclosure` before they are written. A list of patients per area gives no
figures of its own: small areas are pooled at once, and it only serves as weights
(`methods.catchment`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import yaml
from pydantic import Field, ValidationError, model_validator

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.schema import Indicator, Source
from wijkanalyse.codes import CODE
from wijkanalyse.disclosure import POOLED, WITHOUT_PEOPLE, DisclosureError, pool_small
from wijkanalyse.editions import Openness
from wijkanalyse.errors import RawDataError, listing
from wijkanalyse.methods.intervals import ConfidenceLimits, rate, wilson
from wijkanalyse.paths import Paths
from wijkanalyse.process.figures import FIGURE_COLUMNS, STATUSES
from wijkanalyse.process.fresh import closed_folder, own_files
from wijkanalyse.process.spreadsheets import read_texts

EXAMPLE = "VOORBEELD"
"""How the rows of a template that are only there as an example begin."""
PER = {"%": 100.0, "per 1.000 inwoners": 1000.0}
"""Units of which a value follows from a count and its denominator."""
POLARITIES = ("higher", "lower", "neutral")
AGE_GROUP = re.compile(r"(\d{1,3})(?:-(\d{1,3})|\+)")
WHOLE = {"patients", "cases", "n", "x"}
AMOUNTS = WHOLE | {"count", "denominator"}
NUMBERS = AMOUNTS | {"pct", "value", "lower", "upper"}
OLDEST = 999

Fault = tuple[int, str, str]
"""Row as a spreadsheet shows it, column, and what is wrong."""


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

    @model_validator(mode="after")
    def _fits_its_kind(self) -> OwnSource:
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
    """

    sources: list[OwnSource] = field(default_factory=list)
    figures: list[pd.DataFrame] = field(default_factory=list)
    patients: dict[str, pd.DataFrame] = field(default_factory=dict)


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
    data, faults = OwnData(), []
    for card in [p for p in own_files(paths) if p.suffix == ".yml"]:
        try:
            source = read_own_card(card, closed_folder(paths))
            known = set(register.loc[register.boundary_year == source.boundary_year, "area_code"])
            rows = read_rows(_file_beside(card), source, catalogue, known)
        except (RawDataError, DisclosureError) as error:
            faults.append(str(error))
            continue
        data.sources.append(source)
        if source.kind == "patients":
            data.patients[source.id] = rows
        else:
            data.figures.append(as_figures(rows, source, catalogue))
    faults += _double_ids(data.sources)
    faults += [
        f"{p}: has no card {p.stem}.yml beside it, so it would not be used. Start from data/raw/sjablonen/kaart.yml"
        for p in own_files(paths)
        if p.parent == paths.own and p.suffix != ".yml" and not p.with_suffix(".yml").is_file()
    ]
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
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        source = OwnSource(id=path.stem, **content)
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, f['loc'])) or 'card'}: {f['msg']}" for f in error.errors()]
        raise RawDataError(listing(f"{path}: is not a complete card of an own file:", faults)) from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError) as error:
        raise RawDataError(f"{path}: is not readable as a card: {' '.join(str(error).split())}") from error
    if source.openness != "openbaar" and not path.resolve().is_relative_to(closed.resolve()):
        raise RawDataError(
            f"{path}: says `openness: {source.openness}`, but lies outside {closed}, the only folder for what not "
            f"everyone may see. Move {path.name} and the file beside it to {closed}."
        )
    return source


def _file_beside(card: Path) -> Path:
    files = [p for p in (card.with_suffix(".csv"), card.with_suffix(".xlsx")) if p.is_file()]
    if len(files) != 1:
        raise RawDataError(f"{card}: expected one file {card.stem}.csv or {card.stem}.xlsx beside it, got {len(files)}")
    return files[0]


def _double_ids(sources: Collection[OwnSource]) -> list[str]:
    ids = [s.id for s in sources]
    double = sorted({i for i in ids if ids.count(i) > 1})
    return [f"{i}.yml: lies in data/raw/eigen and in data/besloten; a source has one place, rename one" for i in double]


# ---------------------------------------------------------------------------- reading


def read_rows(path: Path, source: OwnSource, catalogue: Catalogue, known_areas: Collection[str]) -> pd.DataFrame:
    """The checked rows of an own file, numbers as numbers.

    Parameters
    ----------
    path
        A ``.csv`` or ``.xlsx`` file.
    source
        Its card; the kind decides which columns there are.
    catalogue
        Every indicator in the file must have a card.
    known_areas
        Codes of all areas in the boundaries of the card.

    Returns
    -------
    pandas.DataFrame
        The columns of the kind. Of kind ``patients`` the small areas are already pooled.

    Raises
    ------
    RawDataError
        With the row, column and reason of every fault.
    DisclosureError
        When a list has fewer patients than may be shown.
    """
    rows, kind = read_texts(path), KINDS[source.kind]
    unknown = [c for c in rows.columns if c not in kind.columns]
    missing = [c for c in kind.required if c not in rows.columns]
    if source.kind == "survey" and not {"x", "pct"} & set(rows.columns):
        missing.append("x or pct")
    if unknown or missing:
        raise RawDataError(
            f"{path}: columns of kind {source.kind} are {', '.join(kind.columns)}; missing: "
            f"{', '.join(missing) or 'none'}; unknown: {', '.join(unknown) or 'none'}. "
            f"Start from the template data/raw/sjablonen/{kind.template}."
        )
    if rows.empty:
        raise RawDataError(f"{path}: has a heading but no rows")
    check = _Check(rows, source, catalogue, known_areas)
    if faults := check.faults():
        raise RawDataError(listing(f"{path}: {len(faults)} faults; nothing of this file is used:", faults))
    typed = rows.assign(**check.numbers)
    return pool_small(typed) if source.kind == "patients" else typed


class _Check:
    """Everything that can be wrong with the rows of one file."""

    def __init__(
        self, rows: pd.DataFrame, source: OwnSource, catalogue: Catalogue, known_areas: Collection[str]
    ) -> None:
        self.rows, self.source, self.catalogue, self.known_areas = rows, source, catalogue, known_areas
        self.numbers = {
            c: pd.to_numeric(rows[c].replace("", None), errors="coerce").astype(float)
            for c in rows.columns
            if c in NUMBERS
        }

    def faults(self) -> list[str]:
        """Every fault as "row N, column: got ..., reason", in the order of the file."""
        found = [*self._texts(), *self._figures_of_cards(), *self._amounts(), *self._bounds()]
        found += {
            "figures": self._of_figures,
            "practice": self._of_practice,
            "survey": self._of_survey,
            "patients": lambda: iter(()),
        }[self.source.kind]()
        order = {c: i for i, c in enumerate(self.rows.columns)}
        found = sorted(set(found), key=lambda f: (f[0], order[f[1]], f[2]))
        return [f"row {row}, {column}: {reason}" for row, column, reason in found]

    def _each(self, bad: pd.Series, column: str, reason: str) -> Iterator[Fault]:
        for index in self.rows.index[bad.to_numpy(bool)]:
            got = self.rows.at[index, column]
            yield (int(index) + 2, column, f"{got!r} {reason}" if got else f"is empty: {reason}")

    def _number(self, column: str) -> pd.Series:
        return self.numbers.get(column, pd.Series(np.nan, index=self.rows.index))

    def _texts(self) -> Iterator[Fault]:
        """Codes, periods and what is empty or there twice."""
        rows, kind = self.rows, KINDS[self.source.kind]
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
            yield from self._each(odd, column, "is not a number; leave the row out when it is unknown")
            if column in AMOUNTS:
                yield from self._each(number < 0, column, "is negative")
            if column in WHOLE:
                broken = np.isfinite(number) & (number % 1 != 0)
                yield from self._each(broken, column, "is not a whole number; write thousands without a point")
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

    def _is(self, *units: str) -> pd.Series:
        """Rows of indicators with one of these units."""
        if "indicator" not in self.rows:
            return pd.Series(False, index=self.rows.index)
        return self.rows.indicator.isin([i.id for i in self.catalogue.indicators.values() if i.unit in units])

    def _of_figures(self) -> Iterator[Fault]:
        rows, value = self.rows, self._number("value")
        negative = self._is("aantal") & (value < 0)
        yield from self._each(negative, "value", "is negative")
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
    return rows.assign(**texts, **numbers, method="published")


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
