"""Everything that can be wrong with the rows of one own file, and what looks like a slip of the pen.

Receives the rows as texts with their places in the file, and hands on faults by row and column, and the numbers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import product

import numpy as np
import pandas as pd

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.codes import CODE
from wijkanalyse.disclosure import MIN_COMPLEMENT, MIN_DENOMINATOR, MIN_NUMERATOR, POOLED, ROUNDING_NOISE
from wijkanalyse.dutch import as_number
from wijkanalyse.process.figures import STATUSES
from wijkanalyse.process.own_card import OwnSource
from wijkanalyse.process.possible import PER, Possible, below_their_parts
from wijkanalyse.process.postcodes import POSTCODE, postcodes_of
from wijkanalyse.process.spreadsheets import MOST_FAULTS
from wijkanalyse.process.wide import Fault, LongRows

EXAMPLE = "VOORBEELD"
"""How the rows of a template that are only there as an example begin."""
POLARITIES = ("higher", "lower", "neutral")
AGE_GROUP = re.compile(r"(\d{1,3})(?:-(\d{1,3})|\+)")
AMOUNTS = {"patients", "cases", "households", "n", "x", "count", "denominator"}
NUMBERS = AMOUNTS | {"pct", "value", "lower", "upper"}
ASKED = ("survey", "practice")
"""How figures came about that are of people, one by one."""
OLDEST = 999
THOUSANDS = r"-?[1-9]\d{0,2}(\.\d{3})+"
"""A point that may stand before thousands: 1.500 people are not one and a half."""


class Check:
    """Everything that can be wrong with the rows of one file."""

    def __init__(
        self,
        long: LongRows,
        source: OwnSource,
        catalogue: Catalogue,
        known_areas: Collection[str],
        possible: Possible | None = None,
    ) -> None:
        self.long, self.rows = long, long.rows
        self.source, self.catalogue, self.known_areas = source, catalogue, known_areas
        self.possible = possible or Possible(catalogue)
        self.uncounted = 0
        """Faults or notes beside those that were given."""
        self.numbers = {c: self._parsed(c) for c in self.rows.columns if c in NUMBERS}

    def _parsed(self, column: str) -> pd.Series:
        texts = self.rows[column]
        if column in ("pct", "value", "lower", "upper"):  # Excel shows a share as 45%, and that is 45 percent
            shares = (pd.Series(column == "pct", index=self.rows.index) | self._is("%")) & texts.str.endswith("%")
            read = pd.Series([as_number(t) if s else np.nan for t, s in zip(texts, shares, strict=True)], texts.index)
            return read.where(shares, pd.to_numeric(texts.mask(shares, "").replace("", None), errors="coerce")).astype(
                float
            )
        return pd.to_numeric(texts.replace("", None), errors="coerce").astype(float)

    def faults(self) -> list[Fault]:
        """Every fault: its row and column in the file, and what was got with the reason."""
        found = [*self._texts(), *self._figures_of_cards(), *self._amounts(), *self._bounds()]
        found += [*self._odd(refused=True), *self._totals(), *self._open_enough()]
        found += {
            "figures": self._of_figures,
            "practice": self._of_practice,
            "survey": self._of_survey,
            "patients": lambda: iter(()),
            "counts": lambda: iter(()),
            "cross": self._of_cross,
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
            reason = "is below 1 percent; were fractions meant (0.139 for 13.9%)?"
            yield from self._each(fractions, column, reason)
        yield from self._odd(refused=False)

    def _odd(self, *, refused: bool) -> Iterator[Fault]:
        """What cannot be true of a figure, wherever it comes from, or is odd."""
        if "indicator" not in self.rows or self.source.kind == "cross":
            return
        value, count, whole, column = self._figure()
        figures = self.rows[["indicator"]].assign(value=value, count=count, denominator=whole)
        figures["period"] = pd.to_numeric(self.rows.period, errors="coerce")
        if "area_code" in self.rows:
            figures = figures.assign(area_code=self.rows.area_code, boundary_year=self.source.boundary_year)
        ends = {c: self.numbers[c] for c in ("lower", "upper") if c in self.numbers}
        for found in self.possible.oddities(figures.assign(**ends), rounded=False):
            if found.refused == refused and found.rows.any():
                rows = pd.Series(found.rows, index=self.rows.index)
                shown = {"value": column, "denominator": pd.Series(self._whole, index=rows.index)}.get(found.column)
                places = pd.Series(found.column, index=rows.index) if shown is None else shown
                for place in places[rows].unique():
                    yield from self._each(rows & (places == place), place, found.reason)

    def _figure(self) -> tuple[pd.Series, pd.Series, pd.Series, pd.Series]:
        """Value, count and denominator of each row, as far as these are sound, and the column that gives the value."""
        part = {"survey": "x", "counts": "cases"}.get(self.source.kind, "count")
        count, whole = self._sound(part), self._sound(self._whole)
        count = count.where(~((count > whole) & ~self._is("per 1.000 inwoners")))
        worked_out = self._per() * count / whole.where(whole > 0)
        name = {"survey": "pct", "counts": part}.get(self.source.kind, "value")
        value = worked_out if self.source.kind == "counts" else self._number(name)
        value = value.where(~(self._is_sum() & (value % 1 != 0)))  # `_amounts` tells of it
        column = pd.Series(name, index=self.rows.index)
        if self.source.kind == "survey":
            column, value = column.where(value.notna(), part), value.where(value.notna(), worked_out)
        return value, count, whole, column

    def _sound(self, column: str) -> pd.Series:
        """A number of people, but for what `_amounts` refuses."""
        number = self._number(column)
        texts = self.rows[column] if column in self.rows else pd.Series("", index=self.rows.index)
        return number.where((number >= 0) & (number % 1 == 0) & ~texts.str.fullmatch(THOUSANDS))

    @property
    def _whole(self) -> str:
        return {"survey": "n", "counts": "patients", "practice": "patients"}.get(self.source.kind, "denominator")

    def _per(self) -> pd.Series:
        """Per how many the figure of each row is."""
        per = {i.id: PER.get(i.unit, np.nan) for i in self.catalogue.indicators.values()}
        return pd.Series([per.get(name, np.nan) for name in self.rows.indicator], index=self.rows.index, dtype=float)

    def _totals(self) -> Iterator[Fault]:
        """Areas that have fewer people than their parts in the same file."""
        keys = ["area_code", "indicator", "period"]
        if not set(keys) <= set(self.rows) or self.rows.duplicated(keys).any():
            return
        number = {c: self._sound(c) for c in ("count", "denominator", "x", "n") if c in self.numbers}
        if "value" in self.numbers:
            number["value"] = self._number("value").where(self._is_sum())
        for column, amounts in number.items():
            bad = pd.Series(below_their_parts(self.rows[keys].assign(n=amounts), "n"), index=self.rows.index)
            yield from self._each(bad, column, "is less than its parts in this file together; correct one of them")

    def _open_enough(self) -> Iterator[Fault]:
        """An open survey of one's own says nothing of a handful of people either."""
        if self.source.openness != "openbaar" or self.source.kind not in ("survey", "figures"):
            return
        value, count, whole, column = self._figure()
        asked = self._of_people() & self._is(*PER)
        shares = asked & (whole > 0)
        count = count.where(count.notna(), value / self._per() * whole)
        instead = "take areas or groups together, or make the file `openness: partners` in data/besloten"
        bare = asked & value.notna() & whole.isna() & self._number(self._whole).isna()
        reason = f"has no denominator; an open survey needs it, since it is of {MIN_DENOMINATOR} people or more"
        for place in column[bare].unique():
            yield from self._each(bare & (column == place), place, reason)
        few = shares & (whole < MIN_DENOMINATOR)
        yield from self._each(few, self._whole, f"is fewer than {MIN_DENOMINATOR} people in an open survey; {instead}")
        least = min(MIN_NUMERATOR, MIN_COMPLEMENT)
        cells = shares & ~few & ((count < least - ROUNDING_NOISE) | (whole - count < least - ROUNDING_NOISE))
        yield from self._each(
            cells, self._whole, f"has fewer than {least} people in one of its groups, in an open survey; {instead}"
        )

    def _of_people(self) -> pd.Series:
        """Rows of which people were asked or counted one by one."""
        if self.source.kind == "survey":
            return pd.Series(True, index=self.rows.index)
        types = {i.id: self.source.estimate_type or i.estimate_type for i in self.catalogue.indicators.values()}
        return self.rows.indicator.map(types).isin(ASKED)

    def _each(self, bad: pd.Series, column: str, reason: str) -> Iterator[Fault]:
        """A fault for each bad row; of a closed file nothing that is in it is quoted."""
        rows = self.rows.index[bad.to_numpy(bool)]
        self.uncounted += max(0, len(rows) - MOST_FAULTS)  # a file may have a million of them
        for index in rows[:MOST_FAULTS]:
            got = self.rows.at[index, column]
            row, title = int(self.long.row_numbers[index]), self.long.titles.get((index, column), column)
            said = f"{got!r} {reason}" if self.source.is_quoted else f"this cell {reason}"
            yield (row, title, said if got else f"is empty: {reason}")

    def _number(self, column: str) -> pd.Series:
        return self.numbers.get(column, pd.Series(np.nan, index=self.rows.index))

    def _texts(self) -> Iterator[Fault]:
        """Codes, periods and what is empty or there twice."""
        rows, kind = self.rows, self.source.columns_of
        if self.source.postcodes:
            yield from self._postcodes()
            return
        if "area_code" in kind.columns:
            yield from self._area_codes(rows.area_code)
        if "period" in rows:
            odd = ~rows.period.str.fullmatch(r"(19|20)\d\d")
            yield from self._each(odd, "period", "is not a year such as 2024")
        for column in set(kind.required) - set(kind.may_be_empty) - {"area_code", "period"}:
            reason = "a share needs its denominator" if column in ("patients", "n") else "every row needs it"
            yield from self._each(rows[column] == "", column, reason)
        double = rows.duplicated(list(kind.key), keep="first")
        first, *others = kind.key
        yield from self._each(double, first, f"is there twice{' with this ' if others else ''}{', '.join(others)}")

    def _area_codes(self, codes: pd.Series) -> Iterator[Fault]:
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
            example = names.str.upper().str.startswith(EXAMPLE)
            yield from self._each(example, "indicator", "is an example row of the template; delete the row")
            names = names.mask(example, "")
            also = ", and the card of this file does not have it in `names`" if self.source.export else ""
            yield from self._each(
                (names != "") & ~names.isin(list(cards)), "indicator", f"has no card in the catalogue{also}"
            )
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
        allowed = {"survey": ["%"], "practice": list(PER), "counts": list(PER)}.get(self.source.kind)
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
            figure = texts.str.contains(r"\d") if not self.source.wide else odd & False
            yield from self._each(odd & figure, column, "is not a number; write only the number, with a point")
            advice = "name what it means in `absent` of the card" if self.source.wide else "leave the row out"
            yield from self._each(odd & ~figure, column, f"is not a number; {advice} when it is unknown")
            if column in AMOUNTS:
                yield from self._each(number < 0, column, "is negative")
            people = pd.Series(column in AMOUNTS, index=self.rows.index) | (self._is_sum() & (column == "value"))
            broken = people & np.isfinite(number) & ((number % 1 != 0) | texts.str.fullmatch(THOUSANDS))
            yield from self._each(broken, column, "is not a whole number; write thousands without a point")
        parts = [("cases", "patients"), ("x", "n"), ("count", "denominator")]
        for part, whole in parts:
            if part in self.numbers and whole in self.numbers:
                above = (self._number(part) > self._number(whole)) & np.isfinite(self._number(part))
                above &= self._number(whole) >= 0  # a negative whole is a fault of its own
                if part == "count":  # events per 1.000 people may outnumber the people
                    above &= self._is("%")
                yield from self._each(above, part, f"is above {whole}; are the columns swapped?")

    def _bounds(self) -> Iterator[Fault]:
        value, lower, upper = (self._number(c) for c in ("value", "lower", "upper"))
        swapped = lower > upper
        yield from self._each(swapped, "lower", "is above upper; are the bounds swapped?")
        outside = ~swapped & ((value < lower) | (value > upper))
        yield from self._each(outside, "value", "is outside its own bounds")

    def _is_sum(self) -> pd.Series:
        """Rows of numbers of people, homes or households, which are whole."""
        sums = [i.id for i in self.catalogue.indicators.values() if i.unit == "aantal" and i.aggregation.rule == "sum"]
        return self.rows.indicator.isin(sums) if "indicator" in self.rows else pd.Series(False, index=self.rows.index)

    def _is(self, *units: str) -> pd.Series:
        """Rows of indicators with one of these units."""
        if "indicator" not in self.rows:
            return pd.Series(False, index=self.rows.index)
        return self.rows.indicator.isin([i.id for i in self.catalogue.indicators.values() if i.unit in units])

    def _of_figures(self) -> Iterator[Fault]:
        rows, value = self.rows, self._number("value")
        if "status" in rows:
            yield from self._each(~rows.status.isin(["", *STATUSES]), "status", f"is none of {', '.join(STATUSES)}")
            says_why = ~rows.status.isin(["", "ok"])
            yield from self._each(
                says_why & (rows.value != ""), "status", "says why there is no value, but there is one"
            )
            yield from self._each((rows.status == "ok") & (rows.value == ""), "status", "says there is a value")
        # Of an estimate as well: what a model says of three people says something of three people.
        closed = self.source.openness != "openbaar"
        bare = closed & ~self._is_sum() & value.notna() & self._number("denominator").isna()
        column = "denominator" if "denominator" in rows else "value"
        reason = "a closed share or mean needs its denominator, else nobody can tell how small the group is"
        yield from self._each(bare, column, reason if column == "denominator" else f"has no denominator; {reason}")

    def _of_survey(self) -> Iterator[Fault]:
        filled = sum((self.rows[c] != "").astype(int) for c in ("x", "pct") if c in self.rows)
        column = "x" if "x" in self.rows else "pct"
        yield from self._each(filled == 0, column, "give x (how many of n) or pct")
        yield from self._each(filled == 2, column, "stands beside a pct; give one of them")

    def _of_cross(self) -> Iterator[Fault]:
        """A whole table: each combination of known categories once, with a count."""
        axes = self.catalogue.roles.crossed
        for axis, categories in axes.items():
            strange = (self.rows[axis] != "") & ~self.rows[axis].isin(categories)
            yield from self._each(strange, axis, f"is none of {', '.join(categories)}")
        wanted = set(product(*axes.values()))
        missing = sorted(wanted - set(self.rows[list(axes)].itertuples(index=False, name=None)))
        if missing:
            yield (1, "households", f"{len(missing)} combinations are missing, such as {' with '.join(missing[0])}; "
                   "write 0 where there are none")  # fmt: skip

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
