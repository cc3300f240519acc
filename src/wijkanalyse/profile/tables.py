"""The figures of an area as tables that pandas and seaborn work with: one row per figure, numbers as numbers.

Each table has a column `absent` with the reason, in the words of a report, where
there is no value. Judgements and reasons are those of the report, of the edition
of the profile, and a buurt that a report does not name has no value here either.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.schema import Indicator
from wijkanalyse.errors import UnknownNameError
from wijkanalyse.profile.buurten import MIN_INWONERS, of_other_boundaries, why_absent
from wijkanalyse.profile.figure import HasFigures, Value
from wijkanalyse.profile.trends import change_of
from wijkanalyse.profile.verdicts import Verdict, Verdicts
from wijkanalyse.profile.words import ABSENT_SHORT, judged

FIGURES = {
    "id": "str", "label": "str", "value": "float64", "unit": "str", "period": "Int64", "gemeente": "float64",
    "nederland": "float64", "position": "float64", "judgement": "str", "absent": "str",
}  # fmt: skip
YEARS = {
    "id": "str", "label": "str", "period": "Int64", "value": "float64", "unit": "str", "gemeente": "float64",
    "nederland": "float64", "comparable": "bool", "absent": "str",
}  # fmt: skip
BUURTEN = {
    "code": "str", "name": "str", "inwoners": "float64", "id": "str", "label": "str", "value": "float64",
    "unit": "str", "period": "Int64", "absent": "str",
}  # fmt: skip


def chosen(
    catalogue: Catalogue,
    *,
    chapter: str | None = None,
    indicators: str | Iterable[str] | None = None,
    theme: str | None = None,
) -> list[str]:
    """The ids of the indicators that are asked for; without a choice all that reports show, in reading order.

    Raises
    ------
    UnknownNameError
        For a name that does not exist, no name at all, or more than one choice.
    """
    given = {"chapter": chapter, "indicators": indicators, "theme": theme}
    if len(named := [name for name, value in given.items() if value is not None]) > 1:
        raise UnknownNameError(f"{' and '.join(named)} were given; choose one of them")
    if indicators is not None:
        return listed(catalogue, indicators)
    if theme is not None:
        card = catalogue.themes.cards[theme]
        return list(dict.fromkeys((*card.figures, *card.context)))
    chapters = catalogue.vocabulary.chapters if chapter is None else [chapter]
    return [indicator.id for name in chapters for indicator in catalogue.chapter(name)]


def listed(catalogue: Catalogue, indicators: str | Iterable[str]) -> list[str]:
    """The ids as a list, each once and each known; a single id may come as it is."""
    ids = [indicators] if isinstance(indicators, str) else list(dict.fromkeys(indicators))
    if not ids:
        raise UnknownNameError("no indicator was named; profile.table() lists them all")
    return [catalogue.indicators[i].id for i in ids]


def figures_table(verdicts: Verdicts, indicators: Sequence[str]) -> pd.DataFrame:
    """One row per indicator; see `profile.Profile.table`."""
    table = _frame((_of_figure(verdicts.of(i), verdicts.profile) for i in indicators), FIGURES)
    if verdicts.region:
        of_region = [_number(verdicts.of_region(verdicts.of(i).figure)) for i in indicators]
        table.insert(list(FIGURES).index("nederland"), "regio", pd.Series(of_region, dtype=float))
    return table


def _of_figure(verdict: Verdict, profile: HasFigures) -> dict[str, Any]:
    figure = verdict.figure
    return _about(figure.indicator, profile.catalogue) | {
        "value": figure.value.number,
        "period": figure.value.period or None,
        "gemeente": _number(figure.gemeente),
        "nederland": _number(figure.nederland),
        "position": figure.percentile,
        "judgement": judged(verdict.judgement, figure.estimate_type),
        "absent": _absent(figure.value),
    }


def history_table(profile: HasFigures, indicators: Sequence[str]) -> pd.DataFrame:
    """One row per indicator and year; see `profile.Profile.history_table`."""
    return _frame((row for i in indicators for row in _of_years(profile, i)), YEARS)


def _of_years(profile: HasFigures, indicator_id: str) -> list[dict[str, Any]]:
    about = _about(profile.catalogue.indicators[indicator_id], profile.catalogue)
    gemeente, nederland = profile.gemeente_history(indicator_id), profile.nederland_history(indicator_id)
    years = change_of(profile, indicator_id).years
    comparable = {v.period for v in years} if len(years) > 1 else set()
    values = profile.history(indicator_id) or [Value(math.nan, "not_published", 0, 0, "")]
    return [
        about
        | {
            "period": value.period or None,
            "value": value.number,
            "gemeente": gemeente.get(value.period, math.nan),
            "nederland": nederland.get(value.period, math.nan),
            "comparable": value.period in comparable,
            "absent": _absent(value),
        }
        for value in values
    ]


def buurten_table(profile: HasFigures, indicators: Sequence[str]) -> pd.DataFrame:
    """One row per buurt and indicator; see `profile.Profile.buurten_table`."""
    return _frame((row for i in indicators for row in _of_buurten(profile, i)), BUURTEN)


def _of_buurten(profile: HasFigures, indicator_id: str) -> list[dict[str, Any]]:
    about = _about(profile.catalogue.indicators[indicator_id], profile.catalogue)
    figures = profile.buurt_values(indicator_id)
    values = figures.set_index("row")
    now = profile.buurten.sort_values("name")
    rows = []
    for buurt in pd.concat([now, of_other_boundaries(profile, [figures])]).itertuples():
        row = values.loc[buurt.row] if buurt.row in values.index else None
        status = why_absent(figures, buurt.boundary_year) if row is None else row.status
        if status == "ok" and not min(buurt.inwoners, row.inwoners) >= MIN_INWONERS:
            status = "too_small"
        rows.append(
            {"code": buurt.row.partition("@")[0], "name": buurt.name, "inwoners": buurt.inwoners}
            | about
            | {
                "value": row.value if status == "ok" else math.nan,
                "period": None if row is None else row.period,
                "absent": ABSENT_SHORT.get(status, ""),
            }
        )
    return rows


def _about(indicator: Indicator, catalogue: Catalogue) -> dict[str, Any]:
    return {"id": indicator.id, "label": indicator.label, "unit": catalogue.unit_label(indicator.id)}


def _number(value: Value | None) -> float:
    return value.number if value is not None and value.is_known else math.nan


def _absent(value: Value) -> str:
    return ABSENT_SHORT.get(value.status, "")


def _frame(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, str]) -> pd.DataFrame:
    """A table with these columns and types, also when there are no rows."""
    return pd.DataFrame.from_records(list(rows), columns=list(columns)).astype(columns)
