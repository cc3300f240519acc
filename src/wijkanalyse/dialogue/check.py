"""Every fault in a file of an area, by row and column as a spreadsheet shows them.

A fault means that nothing of the file is used; a warning means that a person has
to look. Files are never changed, so nothing is lost either way.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.schema import Indicator
from wijkanalyse.dialogue.files import FILES, GROUPS, MOST_GOALS, MOST_OWN_THEMES, File, FileColumn
from wijkanalyse.dialogue.private import personal
from wijkanalyse.methods.voting import LEAST_VOTERS
from wijkanalyse.near import did_you_mean

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?: 00:00:00)?")
_DUTCH = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})")
_SERIAL = re.compile(r"[2-7]\d{4}(?:[.,]\d+)?")
_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?\s?%?")
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3})+")
_EXCEL_DAY_ZERO = dt.date(1899, 12, 30)
_PHONE = re.compile(r"(?:(?:\+31|0031)[1-9]\d{8}|0[1-9]\d{8}|0(?:800|90\d)\d{4,7}|14\d{3,4}|116\d{3}|112|1\d{3})")


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong or odd in a file."""

    row: int
    column: str
    message: str
    severity: Literal["fault", "warning"] = "fault"

    def __str__(self) -> str:
        return f"row {self.row}, {self.column}: {self.message}"


@dataclass(frozen=True)
class Context:
    """What the checks of one file may know of the rest of the folder and of the figures.

    Themes or goals are None when their own file cannot be read: then nobody can say what is missing from it.
    """

    today: dt.date
    themes: Collection[str] | None
    goals: Collection[str] | None
    questions: Collection[str]
    catalogue: Catalogue


def parse_date(text: str) -> dt.date | None:
    """A day written as 2026-11-21 or 21-11-2026; None for anything else.

    Examples
    --------
    >>> parse_date("1-3-2026"), parse_date("45987"), parse_date("31-2-2026")
    (datetime.date(2026, 3, 1), None, None)
    """
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DUTCH.fullmatch(text):
        day, month, year = map(int, found.groups())
    else:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def as_number(text: str) -> float:
    """A number written with a point or a comma, with or without %; NaN for anything else.

    Examples
    --------
    >>> as_number("12,5"), as_number("45 %"), as_number("veel")
    (12.5, 45.0, nan)
    """
    if not _NUMBER.fullmatch(text):
        return float("nan")
    return float(text.removesuffix("%").strip().replace(",", "."))


def may_be_thousands(text: str) -> bool:
    """Whether a point in a number may stand before thousands or before decimals, such as in 1.500."""
    return _THOUSANDS.fullmatch(text) is not None


def plain_phone(text: str) -> str:
    """The digits of a phone number, with the + of a country code."""
    return re.sub(r"[\s().\-/]", "", text.replace("(0)", ""))


ESTIMATES = ("model", "index")
"""Kinds of figures that follow who lives somewhere, and do not see what a plan does."""


def may_measure_effect(indicator: Indicator) -> bool:
    """Whether a change in this figure can be counted towards a goal: never a model's estimate, never context."""
    return not _why_no_measure(indicator)


def _why_no_measure(indicator: Indicator) -> str:
    """Why a figure cannot measure a goal, or ""."""
    if indicator.estimate_type in ESTIMATES:
        return "is estimated by a model, which does not see what a plan does"
    if indicator.gemeente_only:
        return "is known of a whole gemeente only"
    return "" if indicator.better_when in ("higher", "lower") else "is context and has no good or bad side"


def check_rows(name: str, rows: pd.DataFrame, context: Context) -> list[Finding]:
    """Everything that is wrong or odd in the rows of one file, in reading order.

    Parameters
    ----------
    name
        Key of `files.FILES`.
    rows
        All cells as texts, as `process.sheets.read_texts` gives them; columns as declared.
    context
        What the file may refer to.
    """
    file = FILES[name]
    found = [*_cells(file, rows, context), *_doubles(file, rows), *_ranges(file, rows)]
    if name in _OF_FILE:
        found += _OF_FILE[name](rows, context)
    order = {column: number for number, column in enumerate(file.columns)}
    return sorted(dict.fromkeys(found), key=lambda f: (f.row, order.get(f.column, -1), f.message))


def _number_of(index: object) -> int:
    return int(index) + 2  # type: ignore[call-overload]


# -------------------------------------------------------------------------- cells


def _cells(file: File, rows: pd.DataFrame, context: Context) -> Iterator[Finding]:
    for name, column in file.columns.items():
        judge = _OF_KIND.get(column.kind)
        for index, text in rows[name].items():
            if not text:
                if column.required:
                    yield Finding(_number_of(index), name, "is empty; every row needs it")
            elif judge is not None:
                for message, severity in judge(text, column, context):
                    yield Finding(_number_of(index), name, message, severity)


Judged = Iterator[tuple[str, Literal["fault", "warning"]]]


def _story(text: str, column: FileColumn, context: Context) -> Judged:
    for what, piece in personal(text):
        yield f"has what looks like {what} ({piece!r}); write it without, it is left out of every report", "warning"


def _whole(text: str, column: FileColumn, context: Context) -> Judged:
    if not re.fullmatch(r"[0-9]+(\.0+)?", text):
        why = "write a whole number, thousands without a point"
        if re.fullmatch(r"-[0-9]+", text):
            why = "is negative"
        elif may_be_thousands(text):
            why = "write thousands without a point"
        yield f"{text!r} {'' if why.startswith('is') else 'is not a whole number; '}{why}", "fault"
    elif re.fullmatch(r"\d{1,3}\.0{3}", text):
        yield f"{text!r} may be a thousand or a number with decimals; write it without a point", "fault"


def _percentage(text: str, column: FileColumn, context: Context) -> Judged:
    number = as_number(text)
    if np.isnan(number) or not 0 <= number <= 100:
        yield f"{text!r} is not a percentage between 0 and 100; write 45 or 12.5", "fault"
    elif 0 < number < 1:
        yield f"{text!r} is less than one per cent; was {100 * number:g} meant?", "warning"


def _amount(text: str, column: FileColumn, context: Context) -> Judged:
    if may_be_thousands(text):
        yield f"{text!r} may be a thousand or a number with decimals; write it without a point", "fault"
    elif np.isnan(as_number(text)):
        yield f"{text!r} is not one number, so it cannot be compared a year later; write only the number", "warning"
    yield from _story(text, column, context)


def _date(text: str, column: FileColumn, context: Context) -> Judged:
    day = parse_date(text)
    if day is None:
        if _SERIAL.fullmatch(text):
            meant = _EXCEL_DAY_ZERO + dt.timedelta(days=int(float(text.replace(",", "."))))
            yield (
                f"{text!r} is Excel's own number for a day (it would be {meant.isoformat()}); "
                "give the column the format text and write 2026-11-21",
                "fault",
            )
        else:
            yield f"{text!r} is not a day; write it as 2026-11-21 or 21-11-2026", "fault"
    elif not 2000 <= day.year <= 2100:
        yield f"{text!r} is in the year {day.year}; is that meant?", "fault"
    elif column.kind == "past" and day > context.today:
        yield f"{text!r} lies after today ({context.today.isoformat()})", "fault"


def _phone(text: str, column: FileColumn, context: Context) -> Judged:
    if re.search(r"[^\W\d_]", text):
        yield f"{text!r} has letters; write only the number, and the rest in `bereikbaar`", "fault"
    elif not _PHONE.fullmatch(plain_phone(text)):
        lost = " A leading 0 is lost in Excel: give the column the format text." if re.match(r"[1-9]", text) else ""
        yield f"{text!r} is not a Dutch phone number (10 digits, 14 0xx, 0800 or 0900).{lost}", "fault"


def _choice(text: str, column: FileColumn, context: Context) -> Judged:
    options = column.options or {}
    if text not in options:
        yield f"{text!r} is none of {', '.join(options)}{_close(text, options)}", "fault"


def _choices(text: str, column: FileColumn, context: Context) -> Judged:
    options = column.options or {}
    words = [word.strip() for word in text.split("+")]
    for word in words:
        if word not in options:
            yield f"{word!r} is none of {', '.join(options)}{_close(word, options)}", "fault"
    if len(set(words)) < len(words):
        yield f"{text!r} names a word twice", "fault"


def _known(where: str, of: Callable[[Context], Collection[str] | None]) -> Callable[[str, FileColumn, Context], Judged]:
    def judge(text: str, column: FileColumn, context: Context) -> Judged:
        names = of(context)
        if names is not None and text not in names:
            yield f"{text!r} is not in {where}{_close(text, names)}", "fault"

    return judge


def _close(text: str, names: Collection[str]) -> str:
    hint = did_you_mean(text, names)
    return f"; {hint}" if hint else ""


_OF_KIND: dict[str, Callable[[str, FileColumn, Context], Judged]] = {
    "text": _story, "story": _story, "function": _story, "amount": _amount, "whole": _whole, "percentage": _percentage,
    "date": _date, "past": _date, "deadline": _date, "phone": _phone, "choice": _choice, "choices": _choices,
    "theme": _known("themas.csv", lambda c: c.themes),
    "goal": _known("doelen.csv", lambda c: c.goals),
    "question": _known("the questions of the stroomschema", lambda c: c.questions),
    "indicator": _known("the catalogue of figures", lambda c: c.catalogue.indicators),
}  # fmt: skip


# --------------------------------------------------------------------------- rows


def _doubles(file: File, rows: pd.DataFrame) -> Iterator[Finding]:
    key = list(file.key)
    filled = rows[(rows[key] != "").all(axis=1)]
    if key == ["stem"]:  # has a message of its own
        return
    for index in filled.index[filled.duplicated(key)]:
        yield Finding(_number_of(index), key[0], f"is there twice with this {', '.join(key)}")


def _ranges(file: File, rows: pd.DataFrame) -> Iterator[Finding]:
    for low, high in file.ranges:
        for index, row in rows.iterrows():
            if bool(row[low]) != bool(row[high]):
                empty = low if not row[low] else high
                yield Finding(_number_of(index), empty, f"is empty; {low} and {high} are the two ends of one number")
            elif as_number(row[low]) > as_number(row[high]):
                yield Finding(_number_of(index), low, f"is above {high}; are they swapped?")


def _of_interventions(rows: pd.DataFrame, context: Context) -> Iterator[Finding]:
    for index, row in rows.iterrows():
        reached, target = as_number(row["bereik_tot"]), as_number(row["doelgroep_tot"])
        places = as_number(row["capaciteit_per_jaar"])
        if reached > target:
            yield Finding(
                _number_of(index), "bereik_tot",
                f"reaches {row['bereik_tot']} people of a target group of at most {row['doelgroep_tot']}; "
                "count only people of the target group who live here",
            )  # fmt: skip
        if reached > places:
            yield Finding(
                _number_of(index), "bereik_tot", f"is above capaciteit_per_jaar ({row['capaciteit_per_jaar']})",
                "warning",
            )  # fmt: skip


def _of_ballots(rows: pd.DataFrame, context: Context) -> Iterator[Finding]:
    first: dict[str, tuple[int, str]] = {}
    for index, row in rows.iterrows():
        number = _number_of(index)
        if row["stem"] in first:
            other, group = first[row["stem"]]
            reason = f"is also on row {other}"
            if row["groep"] != group:
                reason = f"is in two groups: {group!r} on row {other} and {row['groep']!r} here"
            yield Finding(number, "stem", f"ballot {row['stem']} {reason}; one ballot a person")
        elif row["stem"]:
            first[row["stem"]] = (number, row["groep"])
        places = ["eerste", "tweede", "derde"]
        for place, earlier in (("tweede", places[:1]), ("derde", places[:2])):
            same = [p for p in earlier if row[place] and row[p] == row[place]]
            if same:
                yield Finding(number, place, f"{row[place]!r} is also on place {same[0]}; name a theme once")
        if row["derde"] and not row["tweede"]:
            yield Finding(number, "tweede", "is empty, but there is a third place; move it up")
    voters = rows.groupby("groep").size() if len(rows) else pd.Series(dtype=int)
    for group, size in voters.items():
        if group in GROUPS and size < LEAST_VOTERS:
            row = _number_of(rows.index[rows.groep == group][0])
            yield Finding(
                row, "groep", f"{group} has {size} ballots; a group is shown by itself from {LEAST_VOTERS}", "warning"
            )


def _passed(rows: pd.DataFrame, context: Context) -> Iterator[Finding]:
    """Days that have passed of what is not done yet."""
    for index, text in rows["klaar_op"].items():
        day = parse_date(text)
        if day is not None and day < context.today:
            message = f"{text!r} has passed; is it done, or does it need a new day?"
            yield Finding(_number_of(index), "klaar_op", message, "warning")


def _of_actions(rows: pd.DataFrame, context: Context) -> Iterator[Finding]:
    yield from _passed(rows[rows.stand.isin(["open", "bezig"])], context)


def _of_goals(rows: pd.DataFrame, context: Context) -> Iterator[Finding]:
    yield from _passed(rows, context)
    for column in ("doelgroep_van", "doelgroep_tot"):
        for index in rows.index[[as_number(text) == 0 for text in rows[column]]]:
            yield Finding(
                _number_of(index),
                column,
                "is 0; of nobody no share can be reached, so give the smallest number it may be",
            )
    for index in rows.index[MOST_GOALS:]:
        yield Finding(_number_of(index), "doel", f"is one more than {MOST_GOALS} goals; choose")
    cards = context.catalogue.indicators
    for index, row in rows.iterrows():
        if row["soort_maat"] != "cijfer" or not row["maat"]:
            continue
        card = cards.get(row["maat"])
        if card is None:
            near = _close(row["maat"], cards)
            message = f"{row['maat']!r} is not in the catalogue of figures{near}; or choose soort_maat proces"
            yield Finding(_number_of(index), "maat", message)
        elif why := _why_no_measure(card):
            may = sorted(i.id for i in cards.values() if i.theme == row["thema"] and may_measure_effect(i))
            instead = f"of this theme {', '.join(may)} may" if may else "no figure of this theme may"
            # A survey of your own gives such a figure another kind, which decides; the plan says what there is.
            estimated = card.estimate_type in ESTIMATES and card.better_when in ("higher", "lower")
            cannot = "it measures a goal only with a survey of your own" if estimated else "so it cannot measure a goal"
            yield Finding(
                _number_of(index), "maat", f"{row['maat']!r} {why}, {cannot}; {instead}, "
                "or count something of your own (soort_maat proces)", "warning" if estimated else "fault",
            )  # fmt: skip


def _of_themes(rows: pd.DataFrame, context: Context) -> Iterator[Finding]:
    for index, text in rows["thema"].items():
        if text and not re.fullmatch(r"[a-z][a-z0-9_]*", text):
            yield Finding(
                _number_of(index), "thema", f"{text!r} may hold only small letters, digits and underscores, as in roken"
            )
    own = rows.index[rows.herkomst == "wijk"]
    for index in own[MOST_OWN_THEMES:]:
        yield Finding(
            _number_of(index), "herkomst", f"is one more than {MOST_OWN_THEMES} themes that only the wijk knows",
            "warning",
        )  # fmt: skip


def _of_conversations(rows: pd.DataFrame, context: Context) -> Iterator[Finding]:
    for index in rows.index[(rows.gaat_goed == "") & (rows.kan_beter == "")]:
        yield Finding(_number_of(index), "gaat_goed", "is empty, and kan_beter too; what was said?")


_OF_FILE: dict[str, Callable[[pd.DataFrame, Context], Iterator[Finding]]] = {
    "interventies": _of_interventions,
    "stembriefjes": _of_ballots,
    "doelen": _of_goals,
    "acties": _of_actions,
    "themas": _of_themes,
    "interviews": _of_conversations,
}
