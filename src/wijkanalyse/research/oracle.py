"""Does the rule on each card give the figure that the source itself publishes?

Takes the processed tables of the whole country, aggregates all wijken of every
gemeente and all buurten of every wijk with the functions that a report uses for
a composite area (`methods.aggregation`), and puts each result beside the
published figure of the whole. Hands on one row per indicator and table: how
many areas were compared, how close they are, and whether that is close enough.

Only figures of the year of their boundaries are compared: an older figure would
be weighted with the inhabitants of another year.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.schema import Column, Indicator, Measure
from wijkanalyse.files import write_whole
from wijkanalyse.methods.aggregation import (
    FULL_COVERAGE,
    Aggregate,
    aggregate_median,
    aggregate_ratio,
    aggregate_sum,
    aggregate_weighted_mean,
)
from wijkanalyse.process.figures import ROUNDING
from wijkanalyse.profile.processed import Processed
from wijkanalyse.research.whole_country import check_whole_country

COMMAND = "wijkanalyse oracle"

MODEL_TOLERANCE = 0.15
"""Percentage points; measured for wijken of 2020 against their gemeente (METHODS §2.4)."""
ALL_PARTS = 0.9999
"""From this coverage every part has a figure."""


@dataclass(frozen=True)
class Step:
    """One step up: the level of the parts, that of the whole, and what is asked of the results.

    `counts`, `models` and `others` are the shares of areas that must lie within the tolerance.
    """

    parts: str
    whole: str
    whole_code: str
    counts: float
    models: float
    others: float = 0.93


STEPS = (
    # People without a known wijk are in the figure of the gemeente and in no part of it.
    Step("wijk", "gemeente", "gemeente_code", counts=0.97, models=0.95),
    Step("buurt", "wijk", "wijk_code", counts=0.99, models=0.90),
)

COMPARED_COLUMNS = [
    "source", "period", "parts", "indicator", "area_code", "n_parts",
    "aggregated", "published", "coverage", "absent", "tolerance", "rounding",
]  # fmt: skip


def run_oracles(processed: Processed, catalogue: Catalogue) -> pd.DataFrame:
    """Aggregate the whole country and hold every result against the published figure.

    Returns
    -------
    pandas.DataFrame
        One row per table, level and indicator:

        * ``source``, ``citation``, ``modified``, ``period``, ``parts``, ``whole``, ``indicator``, ``label``,
          ``unit``, ``rule``, ``weight``;
        * ``areas`` with a published figure, and ``compared``: those whose parts are known for at least 95 %;
        * ``tolerance`` (of one rounded number for a count, else of the figure), ``required`` and ``within``:
          the share of the compared areas that must be, and is, within it;
        * ``within_rounding``: the share whose difference the rounding of parts and whole can explain;
        * ``within_all_parts``: the share within the tolerance among areas without an unknown part;
        * ``bias``, ``median``, ``p95`` and ``largest`` of the difference, and where the largest is;
        * ``verdict``: ``holds``, ``rounding``, ``misses`` or ``not compared``; and the ``note`` of the card.

    Raises
    ------
    ProcessedDataError
        When the tables are not of the whole country: a gemeente with half of its wijken proves nothing.
    """
    compared = compare_areas(processed, catalogue)
    areas = processed.areas.register
    names = areas.set_index(["boundary_year", "area_code"])["name"]
    keys = ["source", "period", "parts", "indicator"]
    rows = [
        {**dict(zip(keys, key, strict=True)), **_summary(group, catalogue.indicators[key[3]], key[2], names)}
        for key, group in compared.groupby(keys, sort=True)
    ]
    receipt = {s["id"]: s for s in processed.receipt["sources"]}
    frame = pd.DataFrame(rows)
    frame["citation"] = [receipt[s]["citation"] for s in frame.source]
    frame["modified"] = [(receipt[s]["modified"] or "")[:10] for s in frame.source]
    return frame


# ------------------------------------------------------------------- area by area


def compare_areas(processed: Processed, catalogue: Catalogue) -> pd.DataFrame:
    """Every whole area beside the aggregate of its parts: columns `COMPARED_COLUMNS`, one row per area and figure."""
    figures = _figures(processed, catalogue)
    rows: list[tuple] = []
    for (source, year), table in figures.groupby(["source", "period"], observed=True):
        weights = _weights(figures[figures.boundary_year == year], catalogue)
        for step in STEPS:
            parts, wholes = (table[table.area_level == level] for level in (step.parts, step.whole))
            for indicator_id, group in parts.groupby("indicator", observed=True):
                indicator = catalogue.indicators[indicator_id]
                if indicator.aggregation.rule == "none":
                    continue
                whole = wholes[wholes.indicator == indicator_id].set_index("area_code")
                family = catalogue.family_of(source).id
                pair = _Pair(indicator, _measure(indicator, family, year), group, whole, step, weights, catalogue)
                rows += [(source, year, step.parts, indicator_id, *row) for row in pair.compare()]
    return pd.DataFrame(rows, columns=COMPARED_COLUMNS)


def _figures(processed: Processed, catalogue: Catalogue) -> pd.DataFrame:
    """The published figures of the whole country, of the years of their boundaries."""
    register = processed.areas.register
    check_whole_country(processed, "Aggregation")
    figures = processed.figures_of(register.gemeente_code.unique())
    figures = figures[
        figures.source.isin(catalogue.published(figures.source.unique())) & (figures.period == figures.boundary_year)
    ]
    return figures.astype({"source": str, "indicator": str, "area_code": str})


def _weights(figures: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """The counts that serve as weights: a row per area of one year, a column per indicator that is summed."""
    counts = [i.id for i in catalogue.indicators.values() if i.aggregation.rule == "sum"]
    found = figures[figures.indicator.isin(counts)]
    return found.pivot(index="area_code", columns="indicator", values="value").reindex(columns=counts)


def _measure(indicator: Indicator, family: str, year: int) -> Measure:
    return next(m for m in indicator.measures if m.family == family and m.editions.has(year) and m.holds_in(year))


class _Pair:
    """One indicator in one table: the figures of all parts, in the order of their wholes, and of the wholes."""

    def __init__(
        self,
        indicator: Indicator,
        measure: Measure,
        parts: pd.DataFrame,
        wholes: pd.DataFrame,
        step: Step,
        weights: pd.DataFrame,
        catalogue: Catalogue,
    ) -> None:
        parts = parts.sort_values([step.whole_code, "area_code"])
        self.rule, self.measure = indicator.aggregation.rule, measure
        self.codes = parts[step.whole_code].astype(str).to_numpy()
        self.values, self.counts, self.denominators = (
            parts[column].to_numpy(float) for column in ("value", "count", "denominator")
        )
        self.sizes = weights[catalogue.roles.people.all].reindex(parts.area_code).to_numpy(float)
        weight = indicator.aggregation.weight
        self.weights = weights[weight].reindex(parts.area_code).to_numpy(float) if weight else self.sizes
        self.wholes = wholes.value
        self.is_model = indicator.estimate_type == "model"
        # What is computed here has no published decimals: the last one that is shown then counts.
        self.unit = _last_decimal(wholes.value) if measure.value else 10.0**-indicator.decimals
        self.count_error = _rounding_error(measure.count, self.values if self.rule == "sum" else self.counts)
        divided = measure.denominator
        if measure.denominator_of:
            divided = catalogue.indicators[measure.denominator_of].measures[0].count
        self.denominator_error = _rounding_error(divided, self.denominators)
        self.weight_error = 0.0
        if weight:
            counted = catalogue.indicators[weight].measures[0].count
            self.weight_error = _rounding_error(counted, self.weights)

    def compare(self) -> Iterator[tuple]:
        """Per whole area: what follows from its parts, what is published, and the tolerances of the two."""
        starts = [0, *(np.flatnonzero(self.codes[1:] != self.codes[:-1]) + 1), len(self.codes)]
        published = self.wholes.reindex(self.codes[starts[:-1]]).to_numpy(float)
        for (start, end), target in zip(pairwise(starts), published, strict=True):
            here = slice(start, end)
            result = self._aggregate(here)
            rounding = self._rounding(result, here)
            # Of a range the number nearest to the published figure counts: the figure itself when it lies inside.
            value = float(np.clip(target, result.least, result.most)) if result.absent == "range" else result.value
            yield (
                self.codes[start], end - start, value, target, result.coverage, result.absent,
                self._tolerance(rounding), rounding,
            )  # fmt: skip

    def _aggregate(self, here: slice) -> Aggregate:
        """The parts together, by the function that a report uses for this rule."""
        values, sizes = self.values[here], self.sizes[here]
        fractions = np.ones(len(values))
        if self.rule == "sum":
            return aggregate_sum(values, fractions)
        if self.rule == "ratio":
            counts, denominators = self.counts[here], self.denominators[here]
            return aggregate_ratio(counts, denominators, fractions, sizes, self.measure.per)
        if self.rule == "median":
            return aggregate_median(values, fractions, self.weights[here])
        return aggregate_weighted_mean(values, self.weights[here], fractions, sizes)

    def _tolerance(self, rounding: float) -> float:
        if self.rule == "sum":
            return rounding
        return MODEL_TOLERANCE if self.is_model else self.unit

    def _rounding(self, result: Aggregate, here: slice) -> float:
        """The largest difference that rounding of the parts and of the whole can make (METHODS §1.6, §2.1)."""
        numbers = here.stop - here.start + 1
        if self.rule == "sum":
            return self.count_error * numbers
        half = self.unit / 2
        if self.rule == "median":
            return 2 * half
        if np.isnan(result.value) or not result.denominator > 0:
            return np.nan
        if self.rule == "ratio":
            error = self.measure.per * self.count_error + abs(result.value) * self.denominator_error
            return numbers * error / result.denominator + (half if self.measure.value else 0)
        known = ~np.isnan(self.values[here])
        spread = np.abs(self.values[here][known] - result.value).sum()
        return 2 * half + self.weight_error * spread / result.denominator


# ------------------------------------------------------------------------ rounding


def _rounding_error(columns: Sequence[Column], values: np.ndarray) -> float:
    """How far one area's sum over these columns can be from the true count.

    Multiples of five are rounded at random, up or down, and so by up to four (METHODS F1); every other
    basis is rounded to the nearest.
    """
    times = [abs(column.times) for column in columns]
    if not times:
        return 0.0
    if len(set(times)) > 1:  # age groups with different shares: the sum no longer shows its basis
        return ROUNDING * sum(times)
    basis = _basis(values / times[0], (100, 10, 5, 1))
    return (ROUNDING if basis == 5 else basis / 2) * sum(times)


def _last_decimal(values: pd.Series) -> float:
    """What one step of the last published decimal is: 1 for whole percentages, 10 for tens of kWh."""
    return _basis(values.to_numpy(float), (10, 1, 0.1, 0.01))


def _basis(values: np.ndarray, candidates: Sequence[float]) -> float:
    """The largest candidate that all values are multiples of; the smallest when none is."""
    known = values[~np.isnan(values)]
    for candidate in candidates:
        steps = known / candidate
        if np.allclose(steps, np.round(steps), rtol=0, atol=1e-4):
            return candidate
    return candidates[-1]


# ------------------------------------------------------------------------- summary


def _summary(group: pd.DataFrame, indicator: Indicator, parts: str, names: pd.Series) -> Mapping[str, object]:
    """One row of `run_oracles`: the areas of one indicator together."""
    step = next(s for s in STEPS if s.parts == parts)
    rule = indicator.aggregation.rule
    required = step.counts if rule == "sum" else step.models if indicator.estimate_type == "model" else step.others
    found = group[group.aggregated.notna() & group.published.notna() & (group.coverage >= FULL_COVERAGE)]
    difference = found.aggregated - found.published
    size = difference.abs()
    within = _at_most(size, found.tolerance)
    explained = _at_most(size, found.rounding)
    complete = found.coverage >= ALL_PARTS
    tolerance = group.tolerance / (group.n_parts + 1) if rule == "sum" else group.tolerance
    row = {
        "whole": step.whole,
        "label": indicator.label,
        "unit": indicator.unit,
        "rule": rule,
        "weight": indicator.aggregation.weight or "",
        "areas": int(group.published.notna().sum()),
        "compared": len(found),
        "tolerance": float(tolerance.median()),
        "required": required,
        "within": within.mean(),
        "within_rounding": explained.mean(),
        "within_all_parts": within[complete].mean(),
        "bias": difference.median(),
        "median": size.median(),
        "p95": size.quantile(0.95) if len(size) else np.nan,
        "largest": size.max(),
        "largest_area": "",
        "largest_name": "",
        "verdict": "not compared",
        "note": indicator.note or "",
    }
    if found.empty:
        return row
    worst = found.loc[size.idxmax()]
    row |= {"largest_area": worst.area_code, "largest_name": names[worst.period, worst.area_code]}
    row["verdict"] = _verdict(row["within"], required, row["within_rounding"], step)
    return row


def _at_most(size: pd.Series, limit: pd.Series) -> pd.Series:
    """Whether differences lie within their limits, when both come from decimals that a float cannot hold."""
    return size <= limit * (1 + 1e-9) + 1e-9


def _verdict(within: float, required: float, explained: float, step: Step) -> str:
    if within >= required:
        return "holds"
    # The limits of rounding are hard, so as many areas must be within them as for a count.
    return "rounding" if explained >= step.counts else "misses"


# --------------------------------------------------------------------------- table


HEADING = f"""# Aggregation held against published figures

Made by `{COMMAND}`; do not edit. All wijken of each gemeente, and all buurten of each wijk, are aggregated by
the rule on the card of the indicator, with the functions that a report uses for a composite area. Each result is put
beside the figure that the source publishes for the whole; of a median, whose rule gives a range, it is held against
the nearest number in that range. Only areas whose parts are known for at least 95 % are
compared. Left out are indicators whose card forbids aggregation, and figures of other years than their boundaries
(such as health in 2012 and 2016): they would be weighted with the inhabitants of another year.

* **Tolerance**: for a model estimate {MODEL_TOLERANCE} percentage point; for a count what rounding can make of it (the
  number given, times the number of parts plus one); for every other figure one step of its last decimal.
* **Within**: share of the compared areas within the tolerance, and in brackets the share that is asked.
* **Rounding**: share whose difference the rounding of the parts, of their weights and of the whole can explain.
* **All parts**: share within the tolerance where no part is unknown.
* **Bias**, **Median**, **P95**: median of the difference (aggregate minus published), and median and 95th percentile
  of its size; **Largest**: its largest size, and where.
* **Verdict**: *holds*; *rounding*: not often enough within the tolerance, but rounding explains it; *misses*: for a
  reason that stands on the card, and below each table.
"""

HEADS = (
    "Indicator", "Rule", "Compared", "Tolerance", "Within", "Rounding", "All parts", "Bias", "Median", "P95",
    "Largest", "Verdict",
)  # fmt: skip


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write the outcome of `run_oracles` as a page in Markdown.

    Parameters
    ----------
    frame
        From `run_oracles`.
    path
        The page, such as ``docs/aggregatie.md``; what was there is replaced.
    """
    tables = frame[["citation", "modified"]].drop_duplicates().sort_values("citation")
    lines = [HEADING, "## Tables\n"]
    lines += [f"* {t.citation}; stand of {t.modified or 'unknown date'}" for t in tables.itertuples()]
    lines += ["", "## Summary\n", *_overview(frame), ""]
    for (source, period, parts, whole), group in frame.groupby(["source", "period", "parts", "whole"], sort=True):
        plural = {"wijk": "wijken", "buurt": "buurten"}[parts]
        lines += [f"## {source}: {plural} of {period} to their {whole}\n"]
        lines += markdown(HEADS, (_cells(row) for row in group.itertuples(index=False)))
        lines += ["", *_reasons(group)]
    write_whole(path, "\n".join(lines).rstrip() + "\n")


def _overview(frame: pd.DataFrame) -> list[str]:
    verdicts = ["holds", "rounding", "misses", "not compared"]
    groups = frame.groupby(["source", "period", "parts", "whole"], sort=True)
    rows = (
        [s, str(p), f"{a} to {w}", *(str(int((g.verdict == v).sum())) for v in verdicts)]
        for (s, p, a, w), g in groups
    )  # fmt: skip
    return markdown(["Source", "Year", "Level", *(v.capitalize() for v in verdicts)], rows)


def markdown(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table in Markdown."""
    body = [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]
    return [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}", *body]


def _cells(row: tuple) -> list[str]:
    rule = f"{row.rule}, {row.weight}" if row.weight else row.rule
    if not row.compared:
        return [row.label, rule, f"0 of {row.areas}", *[""] * (len(HEADS) - 4), row.verdict]
    tolerance = f"{row.tolerance:g} × (n + 1)" if row.rule == "sum" else f"{row.tolerance:g}"
    all_parts = "" if np.isnan(row.within_all_parts) else f"{row.within_all_parts:.1%}"
    return [
        row.label, rule, f"{row.compared} of {row.areas}", tolerance, f"{row.within:.1%} ({row.required:.0%})",
        f"{row.within_rounding:.1%}", all_parts, _short(row.bias), _short(row.median), _short(row.p95),
        f"{_short(row.largest)} ({row.largest_area} {row.largest_name})", row.verdict,
    ]  # fmt: skip


def _short(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


NO_NOTE = {
    "misses": "no reason on the card yet.",
    "not compared": "this table has the figure, or the number it is weighted with, of too few of the parts.",
}


def _reasons(group: pd.DataFrame) -> list[str]:
    """Below a table: what the cards say about the figures that miss or cannot be compared; equal notes once."""
    missed = group[group.verdict.isin(["misses", "not compared"])]
    lines = [
        f"* {', '.join(rows.label)}: {note or NO_NOTE[str(verdict)]}"
        for (verdict, note), rows in missed.groupby(["verdict", "note"], sort=False)
    ]
    return ["Misses or is not compared, with the note of the card:\n", *lines, ""] if lines else []
