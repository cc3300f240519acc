"""Editions of an area that were kept, and the area of today beside them.

An edition keeps the figures and what people added: goals, offers, actions, answers of
the stroomschema, what they recognised and how they voted. The first one is the baseline;
any other may be chosen. What an edition of a document may not show is not read.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, asdict, dataclass, fields
from pathlib import Path
from typing import Any

import pandas as pd

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.schema import Indicator
from wijkanalyse.dialogue.check import ESTIMATES
from wijkanalyse.dialogue.courses import Course, GoalCourse, Measured, number
from wijkanalyse.dialogue.differences import BESIDE, Difference, Stored, differences, stored_figures
from wijkanalyse.dialogue.files import FILES
from wijkanalyse.dialogue.folder import AreaFolder, typed
from wijkanalyse.dialogue.spelling import parse_date
from wijkanalyse.errors import ReportError
from wijkanalyse.files import make_folder, write_whole
from wijkanalyse.profile.verdicts import Verdicts

FIGURES = "cijfers-{edition}.csv"
"""The figures are kept once for each edition, so that a later document reads none above its own."""
KEPT = ("themas", "doelen", "interventies", "acties", "stroomschema", "herkenning", "stembriefjes")
"""What people added that is kept; what was said in conversations stays where it is."""
FOLDER = "edities"
"""In the folder of an area: one folder an edition, named after its day."""


@dataclass(frozen=True)
class KeptEdition:
    """An edition that was kept: figures by name, and the rows of the files that may be shown."""

    day: dt.date
    figures: Mapping[str, Stored]
    tables: Mapping[str, pd.DataFrame]


# ---------------------------------------------------------------------- an edition


def save_edition(
    folder: Path, figures: Mapping[str, Mapping[str, Stored]], tables: Mapping[str, pd.DataFrame], day: dt.date
) -> Path:
    """Keep an edition, to compare a later one with; one of the same day is not written over.

    Parameters
    ----------
    folder
        Of the area.
    figures
        What each of the three editions may show, by name.
    tables
        What people added, by name of the file; of these `KEPT` is kept.
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
    for left in target.parent.glob(".????-??-??"):  # of a command that was killed, on any day
        shutil.rmtree(left, ignore_errors=True)
    make_folder(making)
    for edition, stored in figures.items():
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, [f.name for f in fields(Stored)], lineterminator="\n")
        writer.writeheader()
        writer.writerows({k: "" if v != v else v for k, v in asdict(s).items()} for s in stored.values())
        write_whole(making / FIGURES.format(edition=edition), text.getvalue())
    for kind in KEPT:
        if kind in tables:
            write_whole(making / f"{kind}.csv", tables[kind].to_csv(index=False, lineterminator="\n"))
    making.rename(target)
    return target


def load_edition(target: Path, edition: str, shown: Sequence[str] = KEPT) -> KeptEdition:
    """A kept edition, as far as `edition` may show it.

    Parameters
    ----------
    target
        Its folder, named after its day.
    edition
        Whose figures are read.
    shown
        Files that may be shown; the others are not read. One that an older version did not keep is empty, and so is
        a column that it did not have.

    Raises
    ------
    ReportError
        When a file of it is missing or damaged; with the file, row and column, and nothing of what is in it.
    """
    tables = {}
    path = target / FIGURES.format(edition=edition)
    try:
        figures = _figures(path)
        for kind in (k for k in KEPT if k in shown):
            path = target / f"{kind}.csv"
            tables[kind] = _table(target, kind)
    except (OSError, ValueError, TypeError, KeyError, OverflowError) as error:
        why = str(error) if isinstance(error, _DamagedError) else "it cannot be read as it was kept"
        if isinstance(error, OSError):
            why = error.strerror or why
        # Text of a cell would come out in an edition of today by way of its own fault.
        raise ReportError(
            f"{target}: is not a kept edition ({path.name}: {why}); put it back from a copy, or move the folder out of "
            "edities"
        ) from None
    return KeptEdition(dt.date.fromisoformat(target.name), {s.name: s for s in figures}, tables)


class _DamagedError(ValueError):
    """What is wrong with a kept file, in words of our own."""


TEXTS = ("indicator", "modified", "area", "source", "status", "estimate_type", "own")
NUMBERS = ("value", "period", "lower", "upper", "one")


def _figures(path: Path) -> list[Stored]:
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    known = {f.name for f in fields(Stored)}
    if missing := [f.name for f in fields(Stored) if f.name not in rows and f.default is MISSING]:
        raise _DamagedError(f"column {missing[0]} is missing")
    if len(rows.columns) > len(known & set(rows.columns)):
        raise _DamagedError("it has a column that no edition has")
    for name in (n for n in NUMBERS if n in rows):
        numbers = pd.to_numeric(rows[name].replace("", None), errors="coerce").astype(float)
        odd = (numbers.isna() & (rows[name] != "")) | numbers.abs().eq(math.inf)
        if odd.any():
            raise _DamagedError(f"row {int(odd.idxmax()) + 2}, {name}: is not a number")
        rows[name] = numbers
    return [_stored(r) for r in rows.to_dict("records")]


def _stored(row: Mapping) -> Stored:
    # A figure that was never there has no year; a year is a whole number.
    period = row["period"] if math.isnan(row["period"]) else int(row["period"])
    return Stored(**{**row, "period": period})


def _table(target: Path, kind: str) -> pd.DataFrame:
    """The rows of a file as those of today are read: persons left out, days and numbers as such.

    A column that may be empty and that an older version did not have is empty; without another one it is damaged.
    """
    path = target / f"{kind}.csv"
    if kind != "doelen" and not path.exists():
        return pd.DataFrame(columns=list(FILES[kind].columns), dtype="str")
    columns = FILES[kind].columns
    texts = pd.read_csv(path, dtype=str, keep_default_na=False)
    later = {name: "" for name, column in columns.items() if not column.required and name not in texts}
    if missing := [name for name in columns if name not in texts and name not in later]:
        raise _DamagedError(f"column {missing[0]} is missing")
    rows = typed(kind, texts.assign(**later)[list(columns)])
    for name in (name for name, column in columns.items() if column.kind in ("date", "past", "deadline")):
        if odd := [number for number, day in enumerate(rows[name], 2) if day is None]:
            raise _DamagedError(f"row {odd[0]}, {name}: is not a day")
    return rows


def editions_of(folder: Path) -> list[Path]:
    """The kept editions of an area, oldest first; a folder that is not named after a day is none."""
    return sorted(p for p in (folder / FOLDER).glob("????-??-??") if p.is_dir() and parse_date(p.name))


# ------------------------------------------------------------------------ looking back


@dataclass(frozen=True)
class LookBack:
    """What became of an area since an edition that was kept.

    Attributes
    ----------
    kept
        The edition that is compared with.
    days
        Of all editions that were kept before today, oldest first.
    changed
        Figures that differ.
    courses
        How each goal is doing, since the first edition from `kept` on that has it.
    """

    kept: KeptEdition
    days: tuple[dt.date, ...]
    changed: list[Difference]
    courses: list[GoalCourse]

    @property
    def day(self) -> dt.date:
        return self.kept.day


def look_back(
    folder: AreaFolder, verdicts: Verdicts | None, catalogue: Catalogue, since: dt.date | None = None
) -> LookBack | None:
    """The area now beside an edition that was kept before today; None without one.

    Parameters
    ----------
    folder
        What people added, in the edition that is made; what it may not show is left out of both.
    verdicts
        Its figures; None for a kern without.
    catalogue
        The figures there are.
    since
        The day of the edition to compare with; by default the first one, which is the baseline.

    Raises
    ------
    ReportError
        When a kept edition is damaged, or there is none of that day.
    """
    paths = [e for e in editions_of(folder.path) if e.name < folder.today.isoformat()] if folder.path else []
    if since is not None and since.isoformat() not in [p.name for p in paths]:
        there = ", ".join(p.name for p in paths) or "none"
        raise ReportError(f"{folder.path}: there is no kept edition of {since.isoformat()} before today; kept: {there}")
    if not paths:
        return None
    shown = [kind for kind in KEPT if not folder.withholds(kind)]
    editions = [load_edition(p, folder.edition, shown) for p in paths]
    kept = next(e for e in editions if since is None or e.day == since)
    after = stored_figures(verdicts) if verdicts else {}
    changed = [d for d in differences(kept.figures, after, catalogue) if d.kind != "same"]
    courses = []
    if "doelen" in shown:
        courses = goals_on_course(editions, kept.day, folder.tables["doelen"], after, folder.today, catalogue)
    return LookBack(kept, tuple(e.day for e in editions), changed, courses)


def goals_on_course(
    editions: Sequence[KeptEdition],
    since: dt.date,
    now: pd.DataFrame,
    after: Mapping[str, Stored],
    today: dt.date,
    catalogue: Catalogue,
) -> list[GoalCourse]:
    """Each goal that was kept since a day, beside its value of now.

    A goal that is measured by a figure takes it from the editions, not from what somebody typed. On course is: as
    large a part of the way done as of the time that has passed, but for a margin; that takes for granted
    that every month brings as much, which is said beside it.

    Parameters
    ----------
    editions
        All kept editions, oldest first: the first with a goal says when it began, and which way it goes.
    since
        The day of the edition that is compared with. A goal that came later is compared with the first one it is in.
    now
        Rows of ``doelen.csv`` of today.
    after
        The figures of today, by name.
    today
        The day of looking back.
    catalogue
        The figures there are.
    """
    current = {row.doel: row for row in now.itertuples(index=False)}
    goals = dict.fromkeys(g for e in editions if e.day >= since for g in e.tables["doelen"].doel)
    return [_course(goal, current.get(goal), editions, since, after, today, catalogue) for goal in goals]


Held = tuple[KeptEdition, Any]
"""An edition with the row of one goal in it."""


def _course(
    goal: str,
    new: Any,
    editions: Sequence[KeptEdition],
    since: dt.date,
    after: Mapping[str, Stored],
    today: dt.date,
    catalogue: Catalogue,
) -> GoalCourse:
    held = [(e, row) for e in editions for row in e.tables["doelen"].itertuples(index=False) if row.doel == goal]
    last = held[-1][1]
    if new is None:
        return GoalCourse(goal, last.titel, *_measure_of(last, catalogue, "dropped"))
    alike = [(e, row) for e, row in held if _measure(row) == _measure(new)]
    then = next(((e, row) for e, row in alike if e.day >= since), None)
    if then is None:
        return GoalCourse(goal, last.titel, *_measure_of(last, catalogue, "measure_changed"))
    measured = _measured(then, alike, new, after, today, catalogue)
    aim = number(new.streven)
    changed = aim if aim != measured.aim else math.nan
    moved = new.klaar_op if new.klaar_op != measured.deadline else None
    return GoalCourse(goal, new.titel, *_measure_of(new, catalogue, measured.course), measured, changed, moved)


def _measured(
    then: Held, alike: Sequence[Held], new: Any, after: Mapping[str, Stored], today: dt.date, catalogue: Catalogue
) -> Measured:
    """What is known of a goal; `alike` are all editions that measure it so, the first of which says when it began."""
    (edition, old), begun = then, alike[0][0].day
    aim, days = number(old.streven), (edition.day, begun, old.klaar_op, today)
    if old.soort_maat != "cijfer":
        start, now = number(old.nu), number(new.nu)
        return Measured(start, now, aim, _direction(alike), *days, touched=start != now)
    if old.maat not in catalogue.indicators:
        return Measured(math.nan, math.nan, aim, 0, *days)
    indicator = catalogue.indicators[old.maat]
    sign = {"higher": 1, "lower": -1}.get(indicator.better_when, 0)
    own = indicator.id + BESIDE
    name = own if own in edition.figures or own in after else indicator.id
    if name not in edition.figures or name not in after:
        return Measured(math.nan, math.nan, aim, sign, *days)
    (found,) = differences({name: edition.figures[name]}, {name: after[name]}, catalogue)
    kind = "model" if found.after.estimate_type in ESTIMATES else found.kind
    return Measured(found.before.value, found.after.value, aim, sign, *days, kind, found.after.period,
                    found.before.period)  # fmt: skip


def _measure(row: Any) -> tuple[str, str]:
    """What a goal is measured by, however it was spelled."""
    return row.soort_maat, " ".join(row.maat.casefold().split())


def _measure_of(row: Any, catalogue: Catalogue, course: Course) -> tuple[str, Course, Indicator | None]:
    """What a goal is measured by, in words, with its course and with the figure if it is one."""
    indicator = catalogue.indicators.get(row.maat) if row.soort_maat == "cijfer" else None
    return indicator.label if indicator else row.maat, course, indicator


def _direction(alike: Sequence[Held]) -> int:
    """Whether a goal is to have more or less: what was aimed at when it was first kept says so, and no later number."""
    for _, row in alike:
        way = number(row.streven) - number(row.nu)
        if way and not math.isnan(way):
            return 1 if way > 0 else -1
    return 0
