"""May it be printed? Ways of looking ahead held against what came.

Receives the processed tables of the whole country. Hands on the errors of forecasts
made with the figures of an earlier year (METHODS §4.6). ``wijkanalyse hindcast``
writes them to ``docs/hindcast.md``, with how stable the leading themes are
(`stability`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path

import numpy as np
import pandas as pd

from wijkanalyse.agenda.agenda import MIN_INWONERS
from wijkanalyse.agenda.theme import AGEING_FASTER_FROM, MIN_OLDER
from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.roles import Roles
from wijkanalyse.errors import ProcessedDataError
from wijkanalyse.files import write_whole
from wijkanalyse.profile.processed import Processed
from wijkanalyse.research.forecast_errors import (
    SIZE_CLASSES,
    ErrorSummary,
    beats,
    constant_share,
    relative_errors,
    size_class,
    summarise_errors,
)
from wijkanalyse.research.oracle import markdown
from wijkanalyse.research.stability import stability_lines
from wijkanalyse.research.whole_country import check_whole_country

COMMAND = "wijkanalyse hindcast"
MIN_PEOPLE = MIN_OLDER
"""People in a group before; below this rounding alone makes an error of eight percent."""
PRESSURES = (0.0, 1.0, 1.25, AGEING_FASTER_FROM, 2.0)
YEARS_OF_COMING = 20
"""Width of the age group 45–64: each year one in twenty of them turns 65, when they are spread evenly."""


# ----------------------------------------------------------------------- hindcast


def hindcast(processed: Processed, catalogue: Catalogue) -> pd.DataFrame:
    """Errors of naive forecasts from the first year of the tables to every later one.

    Returns
    -------
    pandas.DataFrame
        One row per quantity, horizon, size class and forecast: ``quantity``, ``start``, ``end``, ``size_class``
        ("all" or a number), ``forecast`` ("no change", "share of gemeente" or "flow from 45–64"), and the measures
        of `ErrorSummary`.

    Raises
    ------
    ProcessedDataError
        When the tables are not of the whole country.
    """
    roles = _roles(catalogue)
    counts = _counts(processed, catalogue)
    labels = {roles.people.all: "inhabitants", roles.households_number: "households"}
    labels |= {group.indicator: group.span for group in roles.ages}
    rows: list[dict[str, object]] = []
    for name, label in labels.items():
        years = sorted(counts[name].columns)
        for end in years[1:]:
            cases = _cases(counts, processed, roles, name, years[0], end)
            if len(cases):
                rows += _summaries(cases, label, years[0], end, flow=name == roles.share_of_older)
    return pd.DataFrame(rows)


def ageing_hindcast(processed: Processed, catalogue: Catalogue) -> pd.DataFrame:
    """Whether wijken with a high ageing pressure got older faster than Nederland.

    Returns
    -------
    pandas.DataFrame
        One row per multiple of the pressure of Nederland: ``from``, ``wijken``, ``faster`` and ``grew`` (shares),
        ``median`` (relative growth of the number of people of 65 and over), ``nederland``, ``start``, ``end``.
    """
    roles = _roles(catalogue)
    older, counts = roles.share_of_older, _counts(processed, catalogue)
    start, end = min(counts[older].columns), max(counts[older].columns)
    cases = _cases(counts, processed, roles, older, start, end)
    ratio = cases.coming / cases.before
    national = counts[older].loc["NL"]
    there = counts[roles.share_coming].loc["NL", start] / national[start]
    growth, nederland = cases.after / cases.before - 1, national[end] / national[start] - 1
    rows = []
    for factor in PRESSURES:
        chosen = growth[ratio >= factor * there]
        rows.append(
            {
                "from": factor,
                "wijken": len(chosen),
                "faster": float((chosen > nederland).mean()),
                "grew": float((chosen > 0).mean()),
                "median": float(chosen.median()),
                "nederland": float(nederland),
                "start": start,
                "end": end,
            }
        )
    return pd.DataFrame(rows)


def _roles(catalogue: Catalogue) -> Roles:
    """The roles, with the age groups that looking back is about."""
    roles = catalogue.roles
    if roles.share_of_older is None or roles.share_coming is None:
        raise ProcessedDataError(
            "looking back needs the people of 45 to 64 and those of 65 and over; name their shares under `ages` in "
            "cards/roles.yml"
        )
    return roles


def _counts(processed: Processed, catalogue: Catalogue) -> dict[str, pd.DataFrame]:
    """Numbers of people per quantity: a row per area (linked over the years), a column per year."""
    register = processed.areas.register
    check_whole_country(processed, "Looking back")
    figures = processed.figures_of(register.gemeente_code.unique())
    figures = figures[
        figures.source.isin(catalogue.published(figures.source.unique()))
        & figures.area_level.isin(["wijk", "gemeente", "land"])
    ]
    found = {}
    totals = (catalogue.roles.people.all, catalogue.roles.households_number)
    for name in (*totals, *(group.indicator for group in catalogue.roles.ages)):
        column = "value" if name in totals else "count"
        rows = figures[(figures.indicator == name) & figures[column].notna()]
        found[name] = rows.astype({"area_id": str}).pivot(index="area_id", columns="period", values=column)
    return found


def _cases(
    counts: Mapping[str, pd.DataFrame], processed: Processed, roles: Roles, name: str, start: int, end: int
) -> pd.DataFrame:
    """The wijken that were the same area in both years, in a gemeente that was the same too."""
    register = processed.areas.register
    gemeenten = register[register.area_level == "gemeente"].set_index(["boundary_year", "area_code"]).area_id
    wijken = register[register.area_level == "wijk"]
    homes = [wijken[wijken.boundary_year == year].set_index("area_id").gemeente_code for year in (start, end)]
    table = counts[name]
    cases = pd.DataFrame(
        {
            "before": table[start],
            "after": table[end],
            "inwoners": counts[roles.people.all][start],
            "coming": counts[roles.share_coming].get(start),
            "home": homes[0],
            "home_after": homes[1],
        }
    ).dropna(subset=["before", "after", "inwoners", "home", "home_after"])
    ids = [
        [gemeenten.get((year, code), "") for code in cases[column]]
        for year, column in ((start, "home"), (end, "home_after"))
    ]
    cases["gemeente"] = ids[0]
    cases = cases[np.array(ids[0]) == np.array(ids[1])]
    cases["whole_before"], cases["whole_after"] = (cases.gemeente.map(table[year]) for year in (start, end))
    return cases[(cases.inwoners >= MIN_INWONERS) & (cases.before >= MIN_PEOPLE)]


def _summaries(cases: pd.DataFrame, label: str, start: int, end: int, *, flow: bool) -> Iterable[dict[str, object]]:
    forecasts: dict[str, np.ndarray] = {
        "no change": cases.before.to_numpy(),
        "share of gemeente": constant_share(cases.before, cases.whole_before, cases.whole_after),
    }
    if flow:
        forecasts["flow from 45–64"] = _flow(cases, end - start)
    classes = size_class(cases.inwoners)
    for forecast, numbers in forecasts.items():
        errors = relative_errors(numbers, cases.after)
        about = {"quantity": label, "start": start, "end": end, "forecast": forecast}
        yield about | {"size_class": "all"} | vars(summarise_errors(errors))
        for number in range(len(SIZE_CLASSES) + 1):
            if (classes == number).any():
                yield about | {"size_class": number} | vars(summarise_errors(errors[classes == number]))


def _flow(cases: pd.DataFrame, years: int) -> np.ndarray:
    """People of 65 and over, when 45–64 move up evenly and as many leave as in all wijken together."""
    arriving = cases.coming.to_numpy(float) * years / YEARS_OF_COMING
    before = cases.before.to_numpy(float)
    leaving = (before.sum() + arriving.sum() - cases.after.sum()) / before.sum()
    return np.maximum(before * (1 - leaving) + arriving, 0)


# --------------------------------------------------------------------------- page


HEADING = f"""# Looking back, and how sure the leading themes are

Made by `{COMMAND}`; do not edit. Only wijken of {MIN_INWONERS} inhabitants and more.

## Forecasts held against what came

Made with the figures of the first year and held against those of a later one, for wijken that were the same area in
both years and lay in the same gemeente, and groups of {MIN_PEOPLE} people and more. Errors are relative to what came.

* **No change**: everybody stays and nobody gets older.
* **Share of gemeente**: the wijk keeps its share of the gemeente, whose later number is taken as known; a real
  forecast of the gemeente would add its own error.
* **Flow from 45–64** (only for 65+): each year one in twenty of that group turns 65, and as many leave as in all
  wijken together, taken as known too.
* Hamilton–Perry needs ages in steps of five years. The tables have none for wijken, so it could not be tried.
"""

SIZE_NAMES = ("500–1,000", "1,000–2,500", "2,500–5,000", "5,000–10,000", "10,000 and more")


def write_page(
    hindcasts: pd.DataFrame, ageing: pd.DataFrame, outcome: tuple[pd.DataFrame, pd.DataFrame], path: Path
) -> None:
    """Write what was measured, and what it decides, as a page in Markdown.

    Parameters
    ----------
    hindcasts, ageing, outcome
        From `hindcast`, `ageing_hindcast` and `stability.stability`.
    path
        The page; what was there is replaced.
    """
    lines = [HEADING, "### All sizes\n", *_error_table(hindcasts[hindcasts.size_class == "all"], with_class=False)]
    older = hindcasts[(hindcasts.quantity == "65+") & (hindcasts.size_class != "all")]
    longest = older[older.end == older.end.max()]
    lines += ["", "### People of 65 and over, by inhabitants of the wijk\n", *_error_table(longest, with_class=True)]
    lines += ["", "### Does a high ageing pressure come true?\n", *_ageing_lines(ageing)]
    lines += ["", "### What this decides\n", *_decisions(hindcasts, ageing), "", *stability_lines(*outcome)]
    write_whole(path, "\n".join(lines).rstrip() + "\n")


def _error_table(rows: pd.DataFrame, *, with_class: bool) -> list[str]:
    heads = ["Quantity", "Years", "Forecast", "Wijken", "MedAPE", "MAPE", "MALPE", "P90", "Off by > 10 %"]
    heads[1:1] = ["Inhabitants"] if with_class else []
    cells = []
    for r in rows.itertuples():
        row = [r.quantity, f"{r.start} → {r.end}", r.forecast, f"{r.areas:,}"]
        row[1:1] = [SIZE_NAMES[r.size_class]] if with_class else []
        cells.append([*row, *(_percent(x) for x in (r.median, r.mean, r.bias, r.p90, r.large))])
    return markdown(heads, cells)


def _ageing_lines(ageing: pd.DataFrame) -> list[str]:
    first = ageing.iloc[0]
    heads = ["Pressure, × Nederland", "Wijken", "Grew faster than Nederland", "Grew", "Median growth of 65+"]
    rows = [
        ["all" if not r.factor else f"{r.factor:g} and more", f"{r.wijken:,}", _percent(r.faster), _percent(r.grew),
         _percent(r.median)]
        for r in ageing.rename(columns={"from": "factor"}).itertuples()
    ]  # fmt: skip
    return [
        "Ageing pressure is the number of people of 45–64 for every person of 65 and over. Of the wijken with a "
        f"pressure in {first.start:.0f} of at least so many times that of Nederland, the share whose number of "
        f"people of 65 and over grew faster by {first.end:.0f} than in Nederland ({_percent(first.nederland)}).\n",
        *markdown(heads, rows),
    ]


def _decisions(hindcasts: pd.DataFrame, ageing: pd.DataFrame) -> Iterable[str]:
    whole = hindcasts[(hindcasts.size_class == "all") & (hindcasts.quantity == "65+")]
    whole = whole[whole.end == whole.end.max()].set_index("forecast")
    best = {name: _summary_of(row) for name, row in whole.iterrows()}
    flow = best["flow from 45–64"]
    beaten = beats(flow, best["no change"], best["share of gemeente"])
    yield (
        "* **No number of people in the future is printed for a wijk.** A forecast has to beat both rivals first. "
        "Hamilton–Perry cannot be made from the broad ages, and the flow from 45–64 "
        f"{'beats' if beaten else 'does not beat'} them (MedAPE {_percent(flow.median)} against "
        f"{_percent(best['share of gemeente'].median)} for share of gemeente and "
        f"{_percent(best['no change'].median)} for no change)."
    )
    row = ageing[ageing["from"] == AGEING_FASTER_FROM].iloc[0]
    yield (
        f"* **A direction is printed** where the pressure is at least {AGEING_FASTER_FROM:g} times that of Nederland: "
        f"then it came true in {_percent(row.faster)} of {row.wijken:,.0f} wijken. Below that it is not printed."
    )
    yield (
        "* Two to four years are no test of ten years ahead. When a source brings five-year ages, this page has to be "
        "made again before any number is printed."
    )


def _summary_of(row: pd.Series) -> ErrorSummary:
    return ErrorSummary(*(row[f.name] for f in fields(ErrorSummary)))


def _percent(share: float) -> str:
    return "–" if np.isnan(share) else f"{100 * share:.1f} %"
