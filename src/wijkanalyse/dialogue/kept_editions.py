"""Two editions of one area compared: what changed, whether it can be real, and whether goals are on course.

Receives a stored edition and the area as it is now. A difference is real only when
area, definition and way of making are the same and it lies beyond rounding; else the
reason is named. Nothing here says why something changed: a plan has no effect in these figures.
"""

from __future__ import annotations

import csv
import datetime as dt
import math
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Literal

import pandas as pd

from wijkanalyse.cards.catalogue import Catalogue, load_catalogue
from wijkanalyse.cards.schema import Indicator
from wijkanalyse.dialogue.folder import AreaFolder
from wijkanalyse.dialogue.private import masked
from wijkanalyse.dialogue.spelling import as_number, may_be_thousands, parse_date
from wijkanalyse.errors import ReportError
from wijkanalyse.methods.arguments import standard_normal_quantile
from wijkanalyse.methods.position import relevant_difference
from wijkanalyse.methods.reach import smallest_visible_change
from wijkanalyse.profile.verdicts import Verdicts

FIGURES, GOALS = "cijfers-{edition}.csv", "doelen.csv"
"""What is kept. The figures once for each edition, so that a later document reads none above its own."""
MARGIN = 0.1
"""So far a goal may lag behind the time before it is called behind: a few people decide less than that."""
FOLDER = "edities"
"""In the folder of an area: one folder an edition, named after its day."""

Kind = Literal["same", "revision", "boundary", "definition", "model", "absent", "rounding", "small", "real"]
Course = Literal[
    "reached",
    "on_course",
    "behind",
    "passed",
    "too_early",
    "cannot_tell",
    "no_news",
    "not_visible",
    "not_comparable",
    "dropped",
]


@dataclass(frozen=True)
class Stored:
    """A figure as an edition showed it; `lower` and `upper` are what was known of its uncertainty, else NaN."""

    indicator: str
    value: float
    period: int
    status: str
    area: str
    source: str
    modified: str
    estimate_type: str
    lower: float
    upper: float


@dataclass(frozen=True)
class Difference:
    """One figure in two editions.

    Attributes
    ----------
    kind
        ``same``, or why the two differ: ``revision`` (the source changed the figure of one and the same year),
        ``boundary``, ``definition`` (or another way of making), ``model`` (estimates of two years are never
        compared), ``absent``, ``rounding``, ``small`` (beyond rounding, too small to matter), ``real``.
    visible_from
        The smallest change that could have been seen, in the unit of the figure; NaN where nobody can tell.
    """

    indicator: Indicator
    before: Stored
    after: Stored
    kind: Kind
    visible_from: float


# ---------------------------------------------------------------------- an edition


def stored_figures(verdicts: Verdicts) -> dict[str, Stored]:
    """The figures of an area as they are now, by indicator."""
    profile = verdicts.profile
    area = "+".join(sorted(f"{p.area_id}*{p.fraction:g}" for p in profile.area.parts))
    days = {s["id"]: s.get("modified") or "" for s in profile.processed.receipt["sources"]}
    return {
        v.figure.indicator.id: Stored(
            v.figure.indicator.id, v.figure.value.number, v.figure.value.period, v.figure.value.status, area,
            v.figure.value.source, days.get(v.figure.value.source, ""), v.figure.estimate_type,
            v.interval.lower, v.interval.upper,
        )
        for v in verdicts.all
    }  # fmt: skip


def save_edition(folder: Path, figures: Mapping[str, Mapping[str, Stored]], goals: pd.DataFrame, day: dt.date) -> Path:
    """Keep an edition, to compare a later one with; one of the same day is not written over.

    Parameters
    ----------
    folder
        Of the area.
    figures
        What each of the three editions may show, by indicator.
    goals
        Rows of ``doelen.csv``.
    day
        Of the edition.

    Raises
    ------
    ReportError
        When there is an edition of that day.
    """
    target = folder / FOLDER / day.isoformat()
    if target.exists():
        raise ReportError(f"{target}: there is an edition of this day already; remove it, or keep it")
    # Made beside it and named last, so that an edition is whole or is not there.
    making = target.with_name(f".{target.name}")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    for edition, stored in figures.items():
        with (making / FIGURES.format(edition=edition)).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [f.name for f in fields(Stored)], lineterminator="\n")
            writer.writeheader()
            writer.writerows({k: "" if v != v else v for k, v in asdict(s).items()} for s in stored.values())
    goals.to_csv(making / GOALS, index=False, lineterminator="\n")
    making.rename(target)
    return target


def load_edition(target: Path, edition: str) -> tuple[dict[str, Stored], pd.DataFrame]:
    """A kept edition: the figures that `edition` may show by indicator, and the goals as texts.

    Raises
    ------
    ReportError
        When a file of it is missing or damaged.
    """
    try:
        kinds = dict.fromkeys(("indicator", "modified", "area", "source", "status", "estimate_type"), str)
        numbers = dict.fromkeys(("value", "period", "lower", "upper"), float)
        rows = pd.read_csv(target / FIGURES.format(edition=edition), dtype={**kinds, **numbers})
        rows = rows.fillna(dict.fromkeys(kinds, ""))
        figures = {r["indicator"]: _stored(r) for r in rows.to_dict("records")}
        goals = pd.read_csv(target / GOALS, dtype=str, keep_default_na=False)
        for column in _GOAL_COLUMNS:
            goals[column] = [masked(text) for text in goals[column]]
        for day in goals.klaar_op:
            dt.date.fromisoformat(day)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ReportError(
            f"{target}: is not a kept edition ({' '.join(str(error).split())[:120]}); put it back from a copy, or "
            "move the folder out of edities"
        ) from error
    return figures, goals


_GOAL_COLUMNS = ("doel", "titel", "soort_maat", "maat", "nu", "streven", "klaar_op")
"""Those that looking back needs."""


def _stored(row: Mapping) -> Stored:
    # A figure that was never there has no year; a year is a whole number.
    period = row["period"] if math.isnan(row["period"]) else int(row["period"])
    return Stored(**{**row, "period": period})


def editions_of(folder: Path) -> list[Path]:
    """The kept editions of an area, oldest first; a folder that is not named after a day is none."""
    return sorted(p for p in (folder / FOLDER).glob("????-??-??") if p.is_dir() and parse_date(p.name))


# --------------------------------------------------------------------- differences


def differences(before: Mapping[str, Stored], after: Mapping[str, Stored], catalogue: Catalogue) -> list[Difference]:
    """Every figure that both editions have, with what its difference is."""
    shared = [i for i in catalogue.indicators.values() if i.id in before and i.id in after]
    return [_difference(i, before[i.id], after[i.id]) for i in shared]


def _difference(indicator: Indicator, before: Stored, after: Stored) -> Difference:
    visible = _visible_from(before, after)
    return Difference(indicator, before, after, _kind(indicator, before, after), visible)


def _kind(indicator: Indicator, before: Stored, after: Stored) -> Kind:
    if before.status != "ok" or after.status != "ok":
        return "same" if before.status == after.status else "absent"
    if before.period == after.period and before.value == after.value:
        return "same"
    if before.area != after.area:
        return "boundary"
    if before.period == after.period and before.source == after.source:
        return "revision"
    if "model" in (before.estimate_type, after.estimate_type):
        return "model"
    years = sorted((before.period, after.period))
    broken = any(indicator.id in b.indicators and years[0] < b.from_year <= years[1] for b in load_catalogue().breaks)
    if broken or before.estimate_type != after.estimate_type:
        return "definition"
    if _overlap(before, after):
        return "rounding"
    least = relevant_difference(before.value, indicator.relevance_threshold, percentage=indicator.unit == "%")
    return "real" if abs(after.value - before.value) >= least else "small"


def _overlap(before: Stored, after: Stored) -> bool:
    bounds = (before.lower, before.upper, after.lower, after.upper)
    if any(math.isnan(b) for b in bounds):
        return False
    return before.lower <= after.upper and after.lower <= before.upper


def _visible_from(before: Stored, after: Stored) -> float:
    """A full count shows what is beyond its rounding; a sample also has to be beyond chance."""
    widths = [before.upper - before.lower, after.upper - after.lower]
    if any(math.isnan(w) for w in widths) or "model" in (before.estimate_type, after.estimate_type):
        return math.nan
    if after.estimate_type in ("survey", "practice"):
        z = standard_normal_quantile(0.95)  # the bounds of an edition are those of 95 %
        return float(smallest_visible_change(*(width / (2 * z) for width in widths)))
    return sum(widths) / 2


# --------------------------------------------------------------------------- goals


@dataclass(frozen=True)
class GoalCourse:
    """How far a goal is, as far as its own measure tells."""

    goal: str
    title: str
    measure: str
    start: float
    now: float
    aim: float
    course: Course
    done: float = math.nan
    """Part of the way from start to aim that was gone, 1 is all of it."""
    passed: float = math.nan
    """Part of the time until the deadline that has passed."""


def goals_on_course(
    earlier: pd.DataFrame,
    now: pd.DataFrame,
    start: dt.date,
    today: dt.date,
    figures: Mapping[str, Difference] | None = None,
) -> list[GoalCourse]:
    """Each goal of the earlier edition beside its value of now.

    On course is: as large a part of the way done as of the time that has passed, but for `MARGIN`. That takes for
    granted that every month brings as much, which is said beside it. A goal that is measured by
    a figure takes it from the two editions, not from what somebody typed.

    Parameters
    ----------
    earlier
        Goals of the kept edition, as texts.
    now
        Rows of ``doelen.csv`` of today.
    start, today
        The day of the kept edition, and the day of the comparison.
    figures
        What became of the figures between the two, by indicator.
    """
    current = {row.doel: row for row in now.itertuples(index=False)}
    return list(_courses(earlier, current, start, today, figures or {}))


def _courses(
    earlier: pd.DataFrame, current: Mapping, start: dt.date, today: dt.date, figures: Mapping[str, Difference]
) -> Iterator[GoalCourse]:
    for old in earlier.itertuples(index=False):
        new = current.get(old.doel)
        same = new is not None and new.maat == old.maat
        figure = figures.get(old.maat) if same and old.soort_maat == "cijfer" else None
        begin, aim = number(old.nu), number(old.streven)
        reached = number(new.nu) if same and old.soort_maat != "cijfer" else math.nan
        if figure is not None:
            begin, reached = figure.before.value, figure.after.value
        deadline = dt.date.fromisoformat(old.klaar_op)
        passed, whole = (today - start).days, (deadline - start).days
        done = (reached - begin) / (aim - begin) if aim != begin else math.nan
        course = _course(done, passed, whole)
        if new is None:
            course = "dropped"
        elif figure is not None:
            course = _NOT_SEEN.get(figure.kind, course)
        label = figure.indicator.label if figure is not None else old.maat
        yield GoalCourse(old.doel, old.titel, label, begin, reached, aim, course, done, passed / max(whole, 1))


_NOT_SEEN: dict[Kind, Course] = {
    "same": "no_news", "rounding": "not_visible", "small": "not_visible", "revision": "not_comparable",
    "boundary": "not_comparable", "definition": "not_comparable", "model": "not_comparable",
    "absent": "not_comparable",
}  # fmt: skip
"""What a goal is when the figure that measures it cannot have shown a change."""


def _course(done: float, passed: int, whole: int) -> Course:
    if math.isnan(done):
        return "cannot_tell"
    if done >= 1:
        return "reached"
    if passed >= whole:
        return "passed"
    if passed < 90:
        return "too_early"
    return "on_course" if done >= passed / whole - MARGIN else "behind"


def number(text: object) -> float:
    """A number as somebody wrote it; NaN when it is none, or may be a thousand or one with decimals (1.500)."""
    words = str(text).strip()
    return math.nan if may_be_thousands(words) else as_number(words)


# ------------------------------------------------------------------------ looking back


@dataclass(frozen=True)
class LookBack:
    """What became of an area since its last kept edition."""

    day: dt.date
    changed: list[Difference]
    courses: list[GoalCourse]


def look_back(folder: AreaFolder, verdicts: Verdicts | None, catalogue: Catalogue) -> LookBack | None:
    """The area now beside its newest edition that was kept before today; None without one.

    Parameters
    ----------
    folder
        What people added, in the edition that is made; goals that it may not show are left out of both.
    verdicts
        Its figures; None for a kern without.
    catalogue
        The figures there are.

    Raises
    ------
    ReportError
        When the kept edition is damaged.
    """
    kept = [e for e in editions_of(folder.path) if e.name < folder.today.isoformat()] if folder.path else []
    if not kept:
        return None
    day = dt.date.fromisoformat(kept[-1].name)
    before, goals = load_edition(kept[-1], folder.edition)
    after = stored_figures(verdicts) if verdicts else {}
    found = differences(before, after, catalogue)
    by_name = {d.indicator.id: d for d in found}
    courses = []
    if not folder.withholds("doelen"):
        courses = goals_on_course(goals, folder.tables["doelen"], day, folder.today, by_name)
    return LookBack(day, [d for d in found if d.kind != "same"], courses)
