"""The area as a hundred people: ages of people, kinds of households and owners of homes, each a hundred of its own.

Receives the counted figures of an area and hands on whole numbers. The wholes stand beside each other and are never
crossed: how many of the people of one group are in a group of another whole does not follow from them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from wijkanalyse.dutch import half_up
from wijkanalyse.errors import UnknownNameError
from wijkanalyse.methods.aggregation import FULL_COVERAGE
from wijkanalyse.methods.hundred import FEWEST, of_hundred
from wijkanalyse.profile.figure import Figure, HasFigures, Value
from wijkanalyse.profile.words import FEW_FOR_HUNDRED, NOT_COUNTED, WHY_ABSENT

PEOPLE, HOUSEHOLDS, HOMES = "mensen", "huishoudens", "woningen"
"""What there are a hundred of."""
LEFT_OVER = "Andere huur of onbekend"
"""The homes that are neither owned by who lives there nor let by a corporation."""
COLUMNS = {
    "of": "str", "id": "str", "label": "str", "people": "Int64", "exact": "float64", "nederland": "Int64",
    "period": "Int64", "estimate": "bool", "absent": "str",
}  # fmt: skip


@dataclass(frozen=True)
class Group:
    """How many of a hundred are in a group, exactly how many, and how many in Nederland (None where not known).

    `id` is "" for what is left over.
    """

    id: str
    label: str
    people: int
    exact: float
    there: int | None


@dataclass(frozen=True)
class Whole:
    """One whole as a hundred: its groups, or why there are none."""

    of: str
    """What there are a hundred of, in the plural."""
    groups: tuple[Group, ...]
    period: int
    why: str = ""
    """Why there are no groups, as a clause that fits after a colon; "" where there are."""

    @property
    def is_known(self) -> bool:
        return not self.why


def hundreds_of(profile: HasFigures) -> list[Whole]:
    """People by age, households by kind and homes by owner, as a hundred each.

    From counts of one year, of several areas together their sum; the shares of homes, which are published without
    counts, are weighted by homes. Below `methods.hundred.FEWEST` inhabitants, and where a group is not known, a whole
    has no groups and says why.
    """
    roles, labels = profile.catalogue.roles, profile.catalogue.indicators
    homes = dict(list(roles.tenure.items())[:-1])
    wholes: list[tuple[str, Mapping[str, str], str]] = [
        (PEOPLE, {g.indicator: labels[g.indicator].label for g in roles.ages}, ""),
        (HOUSEHOLDS, roles.households, ""),
        (HOMES, homes, LEFT_OVER),
    ]
    return [_hundred(profile, of, words, rest) for of, words, rest in wholes if words]


def _hundred(profile: HasFigures, of: str, words: Mapping[str, str], rest: str) -> Whole:
    figures = list(profile.figures_together(words).values())
    period = max(f.value.period for f in figures)
    why = _why_not(profile, figures)
    if why:
        return Whole(of, (), period, why)
    names = [*words.items(), *([("", rest)] if rest else [])]
    counts = _counts([f.value for f in figures], has_rest=bool(rest))
    people = of_hundred(counts)
    if not people:
        return Whole(of, (), period, WHY_ABSENT["not_applicable"])
    elsewhere = [f.nederland for f in figures if f.nederland is not None and f.nederland.is_known]
    there = of_hundred(_counts(elsewhere, has_rest=bool(rest))) if len(elsewhere) == len(figures) else []
    exact = [100 * c / sum(counts) for c in counts]
    groups = zip(names, people, exact, there or [None] * len(people), strict=True)
    return Whole(of, tuple(Group(i, label, n, q, m) for (i, label), n, q, m in groups), period)


def _why_not(profile: HasFigures, figures: Sequence[Figure]) -> str:
    """Why these groups are not told as a hundred; "" where they are."""
    if not profile.area.inwoners >= FEWEST:
        return FEW_FOR_HUNDRED
    values = [f.value for f in figures]
    absent = next((v for v in values if not v.is_known), None)
    if absent is not None:
        return WHY_ABSENT[absent.status]
    if any(f.estimate_type != "register" for f in figures):
        return NOT_COUNTED
    if len({v.period for v in values}) > 1:
        return WHY_ABSENT["not_filled"]
    return WHY_ABSENT["coverage"] if min(v.coverage for v in values) < FULL_COVERAGE else ""


def _counts(values: Sequence[Value], *, has_rest: bool) -> list[float]:
    """The counts of the groups, or, where not all have one, their shares, with what is left of a hundred."""
    counts = [v.count for v in values]
    if any(math.isnan(c) for c in counts) or has_rest:
        counts = [v.number for v in values]
    return [*counts, max(100.0 - sum(counts), 0.0)] if has_rest else counts


def hundred_table(profile: HasFigures, estimates: Iterable[str]) -> pd.DataFrame:
    """One row per group; see `profile.Profile.hundred_people`."""
    rows: list[dict[str, Any]] = []
    for whole in hundreds_of(profile):
        about = {"of": whole.of, "period": whole.period or None, "estimate": False}
        if not whole.is_known:
            rows.append(about | {"id": "", "label": "", "exact": math.nan, "absent": f"onbekend: {whole.why}"})
        rows += [
            about
            | {"id": g.id, "label": g.label, "people": g.people, "exact": g.exact, "nederland": g.there, "absent": ""}
            for g in whole.groups
        ]
    rows += [_estimate(profile, name) for name in estimates]
    return pd.DataFrame.from_records(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _estimate(profile: HasFigures, indicator_id: str) -> dict[str, Any]:
    """An estimated share on a base of its own: of adults, and never of the hundred people of the area."""
    figure = profile.figure(indicator_id)
    indicator, words = figure.indicator, figure.indicator.sentence
    if indicator.estimate_type != "model" or indicator.unit != "%" or words is None:
        raise UnknownNameError(
            f"indicator {indicator_id!r} ({indicator.label}) is not an estimated share of a group that its card names; "
            "choose one with `estimate_type: model`, unit % and `sentence`"
        )
    few = not profile.area.inwoners >= FEWEST
    known = figure.value.is_known and not few
    why = FEW_FOR_HUNDRED if few else WHY_ABSENT.get(figure.value.status, "")
    return {
        "of": words.wie, "id": indicator.id, "label": indicator.label,
        "people": int(half_up(figure.value.number)) if known else None,
        "exact": figure.value.number if known else math.nan,
        "nederland": int(half_up(figure.nederland.number)) if figure.nederland and figure.nederland.is_known else None,
        "period": figure.value.period or None,
        "estimate": True, "absent": "" if known else f"onbekend: {why}",
    }  # fmt: skip
