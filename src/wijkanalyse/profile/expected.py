"""Whether a count of a register is much, given who lives in an area: its count, what one would expect, and a band.

Fitted while processing (`process.expected`) on all Dutch wijken, so of wijken and of wijken together only. What is
said is one of three words, which are not good or bad and name no cause; areas are never put in an order by it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, NoReturn

import numpy as np
import pandas as pd

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.schema import Indicator
from wijkanalyse.errors import ReportError
from wijkanalyse.facts import Fact, ShowsFacts
from wijkanalyse.methods.aggregation import FULL_COVERAGE
from wijkanalyse.methods.expected import ROUNDING, SMALLEST_EXPECTED, Statement, statement
from wijkanalyse.process.expected import spread_in
from wijkanalyse.profile.figure import HasFigures
from wijkanalyse.profile.verdicts import COUNT_IS_LATER, MOST_GROWTH
from wijkanalyse.profile.words import COMPARED_WITH_EXPECTED, WHY_NOTHING_EXPECTED

Basis = Literal["gemeente", "nederland"]
COLUMNS = {
    "id": "str", "label": "str", "period": "Int64", "observed": "float64", "expected": "float64", "lower": "float64",
    "upper": "float64", "compared": "str", "basis": "str", "structural": "float64", "factor": "float64",
    "without": "str", "absent": "str",
}  # fmt: skip


@dataclass(frozen=True, repr=False)
class Expectation(ShowsFacts):
    """A count of an area beside what one would expect, or why nothing can be said."""

    indicator: Indicator
    period: int
    statement: Statement | None
    why_not: str = ""
    """Key of `words.WHY_NOTHING_EXPECTED`; "" where there is a statement."""
    basis: Basis = "nederland"
    """Whether what is usual in the gemeente is in it, or only what is usual in Nederland."""
    observed: float = math.nan
    structural: float = math.nan
    """What one would expect by who lives there alone."""
    factor: float = math.nan
    """Of the gemeente, by its other wijken; of wijken together that of all of them. NaN where there is none."""
    left_out: tuple[str, ...] = ()
    """Names of parts that are in no number here: too few people live there to expect anything of."""

    @property
    def expected(self) -> float:
        """What one would expect, with what is usual in the gemeente where that is known."""
        return self.structural if self.basis == "nederland" else self.factor * self.structural

    @property
    def compared(self) -> str:
        """The words of the comparison; "" where there is no statement."""
        return COMPARED_WITH_EXPECTED[self.statement.word] if self.statement else ""

    @property
    def absent(self) -> str:
        """Why there is no statement, as a clause that fits after a colon."""
        return WHY_NOTHING_EXPECTED.get(self.why_not, "")

    def __lt__(self, other: object) -> NoReturn:
        """Refused, as by every other way to put areas in an order."""
        raise ReportError(
            "areas are not put in an order by observed over expected: what is left of a count says nothing of how well "
            "a wijk does, and five of a hundred lie outside by construction; show each beside its own band"
        )

    __gt__ = __le__ = __ge__ = __lt__

    _in_one_line = True

    def _title(self) -> str:
        return f"{self.indicator.label} ({self.indicator.id}), {self.period}"

    def _facts(self) -> list[Fact]:
        if self.statement is None:
            return [("geen uitspraak", self.absent)]
        s = self.statement
        return [
            ("geteld", f"{s.observed:.0f}"),
            ("verwacht", f"{s.expected:.0f} ({s.lower:.0f} tot {s.upper:.0f})"),
            ("vergeleken", self.compared),
        ]


def expected_of(profile: HasFigures, indicator_id: str) -> Expectation:
    """A count of an area beside what one would expect; see `profile.Profile.expected`."""
    indicator = _of_register(profile.catalogue, indicator_id)
    rows, model = profile.processed.expected_of(indicator_id)
    if model is None:
        return Expectation(indicator, 0, None, "not_fitted")
    period = int(model["period"])
    area = profile.area
    if area.level in ("gemeente", "land", "buurt") or any(p.level != "wijk" for p in area.parts):
        return Expectation(indicator, period, None, "level")
    if any(p.fraction != 1 for p in area.parts):
        return Expectation(indicator, period, None, "part")
    parts = rows.reindex([p.area_id for p in area.parts])
    small = _small_parts(parts)
    left_out = tuple(p.name for p, is_small in zip(area.parts, small, strict=True) if is_small)
    parts = parts[~small]
    found = replace(_summed(indicator, period, parts), left_out=left_out)
    why_not = _why_not(profile, found, parts)
    if why_not:
        return Expectation(indicator, period, None, why_not, found.basis, found.observed, left_out=left_out)
    rounding = ROUNDING[profile.catalogue.roles.expected.count(indicator_id).rounded]
    said = statement(found.observed, found.expected, spread_in(model, found.basis), rounding, len(parts))
    return replace(found, statement=said)


def _small_parts(parts: pd.DataFrame) -> np.ndarray:
    """Which parts are too small to expect anything of and may be left out: together few people live there."""
    small = (parts.status == "small").to_numpy()
    everybody = parts.base.sum(skipna=False)
    return small & bool(everybody > 0 and parts.base[~small].sum() >= FULL_COVERAGE * everybody)


def _of_register(catalogue: Catalogue, indicator_id: str) -> Indicator:
    """The indicator, which has to be a count that something is expected of."""
    indicator = catalogue.indicators[indicator_id]
    if catalogue.roles.expected.count(indicator_id) is None:
        names = ", ".join(c.indicator for c in catalogue.roles.expected.counts) or "none in roles.yml"
        why = (
            "is estimated with a model from who lives there, so what is left of it is the misfit of that model"
            if indicator.estimate_type == "model"
            else "is no count that roles.yml names under `expected`"
        )
        raise ReportError(f"{indicator_id} ({indicator.label}) {why}: nothing is expected of it; choose from {names}")
    return indicator


def _summed(indicator: Indicator, period: int, parts: pd.DataFrame) -> Expectation:
    """The sums of the parts, before it is asked whether they say anything."""
    structural = float(parts.structural.sum(skipna=False))
    with_factor = float((parts.structural * parts.factor).sum(skipna=False))
    basis: Basis = "gemeente" if parts.of_gemeente.eq(True).all() else "nederland"
    observed = float(parts.observed.sum(skipna=False))
    return Expectation(indicator, period, None, "", basis, observed, structural, with_factor / structural)


def _why_not(profile: HasFigures, found: Expectation, parts: pd.DataFrame) -> str:
    """What keeps a statement from being made, the first that does; "" where nothing does."""
    if parts.status.isna().any():
        return "not_linked"
    if faults := [status for status in parts.status if status != "ok"]:
        return str(faults[0])
    if profile.is_whole_gemeente and len(parts) > 1:
        return "whole_gemeente"
    if parts.unusual.astype(bool).any():
        return "unusual"
    if COUNT_IS_LATER in found.indicator.caveats and abs(profile.growth_during(found.period)) > MOST_GROWTH:
        return "growth"
    return "few" if not found.expected >= SMALLEST_EXPECTED else ""


def expected_table(profile: HasFigures, indicators: Iterable[str]) -> pd.DataFrame:
    """One row per count; see `profile.Profile.expected_table`."""
    rows = []
    for found in (expected_of(profile, name) for name in indicators):
        said = found.statement
        rows.append(
            {
                "id": found.indicator.id,
                "label": found.indicator.label,
                "period": found.period or None,
                "observed": found.observed,
                "expected": said.expected if said else math.nan,
                "lower": said.lower if said else math.nan,
                "upper": said.upper if said else math.nan,
                "compared": found.compared,
                "basis": found.basis,
                "structural": found.structural,
                "factor": found.factor,
                "without": ", ".join(found.left_out),
                "absent": found.absent,
            }
        )
    return pd.DataFrame.from_records(rows, columns=list(COLUMNS)).astype(COLUMNS)
