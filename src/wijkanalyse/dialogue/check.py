"""Every fault in a file of an area, by row and column as a spreadsheet shows them.

A fault means that nothing of the file is used; a warning means that a person has
to look. Files are never changed, so nothing is lost either way. `invullen.js` judges
what is typed in the page by the same rules, with the same words (`faults`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

import numpy as np
import pandas as pd

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.schema import Indicator
from wijkanalyse.dialogue.faults import PERSONAL, told
from wijkanalyse.dialogue.files import FILES, GROUPS, MOST_GOALS, MOST_OWN_THEMES, File, FileColumn, label_of
from wijkanalyse.dialogue.private import personal
from wijkanalyse.dialogue.spelling import parse_date
from wijkanalyse.dutch import as_number, may_be_thousands
from wijkanalyse.methods.voting import LEAST_VOTERS
from wijkanalyse.near import near
from wijkanalyse.process.possible import Possible

_SERIAL = re.compile(r"[2-7]\d{4}(?:[.,]\d+)?")
_EXCEL_DAY_ZERO = dt.date(1899, 12, 30)
PHONE = re.compile(r"(?:(?:\+31|0031)[1-9]\d{8}|0[1-9]\d{8}|0(?:800|90\d)\d{4,7}|14\d{3,4}|116\d{3}|112|1\d{3})")


Severity = Literal["fault", "warning"]


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong or odd in a file; the message is in Dutch, for those who filled it in."""

    row: int
    column: str
    message: str
    severity: Severity = "fault"

    def __str__(self) -> str:
        return f"row {self.row}, {self.column}: {self.message}"


@dataclass(frozen=True)
class Context:
    """What the checks of one file may know of the rest of the folder and of the figures: names by id.

    Themes or goals are None when their own file cannot be read: then nobody can say what is missing from it. So it is
    with goals that the edition may not show.
    """

    today: dt.date
    themes: Mapping[str, str] | None
    goals: Mapping[str, str] | None
    questions: Mapping[str, str]
    catalogue: Catalogue
    people: Mapping[str, int] = field(default_factory=dict)
    """How many people of each group were to come; empty where that is not known."""
    unnamed: frozenset[str] = frozenset()
    """Faults of which no hint is given, since it would name what the edition may not show."""

    @property
    def figures(self) -> dict[str, str]:
        """Labels of all figures."""
        return {card.id: card.label for card in self.catalogue.indicators.values()}


def plain_phone(text: str) -> str:
    """The digits of a phone number, with the + of a country code."""
    return re.sub(r"[\s().\-/]", "", text.replace("(0)", ""))


ESTIMATES = ("model", "index")
"""Kinds of figures that follow who lives somewhere, and do not see what a plan does."""


def may_measure_effect(indicator: Indicator) -> bool:
    """Whether a change in this figure can be counted towards a goal: never a model's estimate, never context."""
    return not fault_as_measure(indicator)


def fault_as_measure(indicator: Indicator) -> str:
    """The fault of a figure that cannot measure a goal, as a key of `faults.FAULTS`, or ""."""
    has_direction = indicator.better_when in ("higher", "lower")
    if indicator.estimate_type in ESTIMATES:
        return "measure_survey" if has_direction else "measure_model"
    if indicator.gemeente_only:
        return "measure_gemeente"
    return "" if has_direction else "measure_context"


def severity_as_measure(indicator: Indicator) -> Severity:
    """How grave that fault is: a survey of your own gives an estimated figure another kind, and that decides.

    The plan says then what there is.
    """
    return "warning" if fault_as_measure(indicator) == "measure_survey" else "fault"


def check_rows(name: str, rows: pd.DataFrame, context: Context) -> list[Finding]:
    """Everything that is wrong or odd in the rows of one file, in reading order.

    Parameters
    ----------
    name
        Key of `files.FILES`.
    rows
        All cells as texts, in the spelling of `meant.as_meant`; columns as declared.
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


def _found(index: object, column: str, fault: str, severity: Severity = "fault", **slots: object) -> Finding:
    return Finding(_number_of(index), column, told(fault, **slots), severity)


# -------------------------------------------------------------------------- cells


def _cells(file: File, rows: pd.DataFrame, context: Context) -> Iterator[Finding]:
    for name, column in file.columns.items():
        judge = _OF_KIND.get(column.kind)
        for index, text in rows[name].items():
            if not text:
                if column.required:
                    yield _found(index, name, "empty")
            elif judge is not None:
                for message, severity in judge(text, column, context):
                    yield Finding(_number_of(index), name, message, severity)


Judged = Iterator[tuple[str, Severity]]


def _story(text: str, column: FileColumn, context: Context) -> Judged:
    for what, piece in personal(text):
        yield told("personal", what=PERSONAL[what], piece=piece), "warning"


def _id(text: str, column: FileColumn, context: Context) -> Judged:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", text):
        yield told("id", text=text), "fault"


def _whole(text: str, column: FileColumn, context: Context) -> Judged:
    if re.fullmatch(r"-[0-9]+", text):
        yield told("negative", text=text), "fault"
    elif not re.fullmatch(r"[0-9]+", text):
        yield told("not_whole", text=text), "fault"


def _percentage(text: str, column: FileColumn, context: Context) -> Judged:
    number = as_number(text)
    if np.isnan(number) or not 0 <= number <= 100:
        yield told("not_percentage", text=text), "fault"
    elif 0 < number < 1:
        yield told("share", text=text, meant=f"{100 * number:g}".replace(".", ",")), "warning"


def _amount(text: str, column: FileColumn, context: Context) -> Judged:
    if may_be_thousands(text):
        yield told("thousands", text=text, plain=text.replace(".", ""), decimal=text.replace(".", ",")), "fault"
    elif np.isnan(as_number(text)):
        yield told("not_number", text=text), "warning"
    yield from _story(text, column, context)


def _date(text: str, column: FileColumn, context: Context) -> Judged:
    day = parse_date(text)
    if day is None and _SERIAL.fullmatch(text):
        meant = _EXCEL_DAY_ZERO + dt.timedelta(days=int(float(text.replace(",", "."))))
        yield told("excel_day", text=text, meant=_day(meant)), "fault"
    elif day is None:
        yield told("not_day", text=text), "fault"
    elif not 2000 <= day.year <= 2100:
        yield told("odd_year", text=text, year=day.year), "fault"
    elif column.kind == "past" and day > context.today:
        yield told("future", text=text, today=_day(context.today)), "fault"


def _day(day: dt.date) -> str:
    return f"{day:%d-%m-%Y}"


def _phone(text: str, column: FileColumn, context: Context) -> Judged:
    if re.search(r"[^\W\d_]", text):
        yield told("phone_letters", text=text), "fault"
    elif not PHONE.fullmatch(plain_phone(text)):
        lost = " Is de 0 aan het begin weg? Zet de kolom dan in Excel op Tekst." if re.match(r"[1-9]", text) else ""
        yield told("phone", text=text, hint=lost), "fault"


def _choice(text: str, column: FileColumn, context: Context) -> Judged:
    options = column.options or {}
    if text not in options:
        yield told("choice", text=text, options=", ".join(options.values()), hint=_hint(text, options)), "fault"


def _choices(text: str, column: FileColumn, context: Context) -> Judged:
    words = text.split("+")
    for word in words:
        yield from _choice(word, column, context)
    if len(set(words)) < len(words):
        yield told("choice_twice", text=text), "fault"


def _known(fault: str, of: Callable[[Context], Mapping[str, str] | None]) -> Callable[..., Judged]:
    def judge(text: str, column: FileColumn, context: Context) -> Judged:
        names = of(context)
        if names is not None and text not in names:
            hint = "" if fault in context.unnamed else _hint(text, names)
            yield told(fault, text=text, hint=hint), "fault"

    return judge


def _hint(text: str, names: Mapping[str, str]) -> str:
    """What was perhaps meant, by the name that people know."""
    return "".join(f" Bedoelt u ‘{names[name]}’?" for name in near(text, names, most=1))


_OF_KIND: dict[str, Callable[[str, FileColumn, Context], Judged]] = {
    "text": _story, "story": _story, "function": _story, "number": _story, "measure": _story, "amount": _amount,
    "id": _id, "whole": _whole, "percentage": _percentage, "date": _date, "past": _date, "deadline": _date,
    "phone": _phone, "choice": _choice, "choices": _choices,
    "theme": _known("theme", lambda c: c.themes),
    "goal": _known("goal", lambda c: c.goals),
    "question": _known("question", lambda c: c.questions),
    "indicator": _known("indicator", lambda c: c.figures),
}  # fmt: skip


# --------------------------------------------------------------------------- rows


def _doubles(file: File, rows: pd.DataFrame) -> Iterator[Finding]:
    key = list(file.key)
    if key == ["stem"]:  # has a message of its own
        return
    first: dict[tuple[str, ...], int] = {}
    for index, cells in zip(rows.index, rows[key].itertuples(index=False, name=None), strict=True):
        if not all(cells):
            continue
        if cells in first:
            columns = " en ".join(f"‘{label_of(column)}’" for column in key)
            yield _found(index, key[0], "double", row=first[cells], columns=columns)
        first.setdefault(cells, _number_of(index))


def _ranges(file: File, rows: pd.DataFrame) -> Iterator[Finding]:
    for low, high in file.ranges:
        names = {"low": label_of(low), "high": label_of(high)}
        for index, row in rows.iterrows():
            if bool(row[low]) != bool(row[high]):
                yield _found(index, low if not row[low] else high, "one_end", **names)
            elif as_number(row[low]) > as_number(row[high]):
                yield _found(index, low, "swapped", **names)


def _of_interventions(rows: pd.DataFrame, context: Context) -> Iterator[Finding]:
    for index, row in rows.iterrows():
        text = row["bereik_tot"]
        if as_number(text) > as_number(row["doelgroep_tot"]):
            yield _found(index, "bereik_tot", "too_many_reached", text=text, most=row["doelgroep_tot"])
        if as_number(text) > as_number(row["capaciteit_per_jaar"]):
            yield _found(index, "bereik_tot", "above_places", "warning", text=text, most=row["capaciteit_per_jaar"])


def _of_ballots(rows: pd.DataFrame, context: Context) -> Iterator[Finding]:
    first: dict[str, tuple[int, str]] = {}
    for index, row in rows.iterrows():
        if row["stem"] in first:
            other, group = first[row["stem"]]
            fault = "ballot_twice" if row["groep"] == group else "ballot_groups"
            slots = {"text": row["stem"], "row": other, "other": group, "group": row["groep"]}
            yield _found(index, "stem", fault, **slots)
        elif row["stem"]:
            first[row["stem"]] = (_number_of(index), row["groep"])
        places = ["eerste", "tweede", "derde"]
        for place, earlier in (("tweede", places[:1]), ("derde", places[:2])):
            same = [p for p in earlier if row[place] and row[p] == row[place]]
            if same:
                yield _found(index, place, "theme_twice", text=row[place], place=label_of(same[0]))
        if row["derde"] and not row["tweede"]:
            yield _found(index, "tweede", "place_skipped")
    for group, cast in rows.groupby("groep", sort=False):
        if group in GROUPS:
            yield from _of_group(str(group), cast, context)


def _of_group(group: str, cast: pd.DataFrame, context: Context) -> Iterator[Finding]:
    """How the ballots of one group count, and whether so many people came."""
    first, joins = cast.index[0], [text for text in cast["telt_bij"].unique() if text]
    slots = {"group": GROUPS[group], "size": len(cast), "least": LEAST_VOTERS}
    if len(joins) > 1:
        yield _found(first, "telt_bij", "counts_twice", group=GROUPS[group], others=" en ".join(joins))
    elif len(cast) < LEAST_VOTERS and not joins:
        yield _found(first, "groep", "few_voters", "warning", **slots)
    if context.people and len(cast) > (people := context.people.get(group, 0)):
        yield _found(first, "groep", "more_than_came", "warning", people=people, **slots)


def _passed(rows: pd.DataFrame, context: Context, column: str = "klaar_op") -> Iterator[Finding]:
    """Days that have passed of what is not done yet."""
    for index, text in rows[column].items():
        day = parse_date(text)
        if day is not None and day < context.today:
            yield _found(index, column, "passed", "warning", text=text)


def _of_actions(rows: pd.DataFrame, context: Context) -> Iterator[Finding]:
    yield from _passed(rows[rows.stand.isin(["open", "bezig"])], context)


def _of_agreements(rows: pd.DataFrame, context: Context) -> Iterator[Finding]:
    yield from _passed(rows[rows.gecontroleerd == ""], context)


def _of_organisation(rows: pd.DataFrame, context: Context) -> Iterator[Finding]:
    for index, text in rows["geld_tot"].items():
        day = parse_date(text)
        if day is not None and day < context.today:
            yield _found(index, "geld_tot", "money_ended", "warning", text=text)


def _of_log(rows: pd.DataFrame, context: Context) -> Iterator[Finding]:
    days = [parse_date(text) for text in rows["datum"]]
    for index, (before, day) in zip(rows.index[1:], pairwise(days), strict=True):
        if before is not None and day is not None and day < before:
            yield _found(index, "datum", "log_order", "warning", text=rows["datum"][index])


def _of_goals(rows: pd.DataFrame, context: Context) -> Iterator[Finding]:
    yield from _passed(rows, context)
    for column in ("doelgroep_van", "doelgroep_tot"):
        for index in rows.index[[as_number(text) == 0 for text in rows[column]]]:
            yield _found(index, column, "nobody")
    for index in rows.index[MOST_GOALS:]:
        yield _found(index, "doel", "goals", most=MOST_GOALS)
    cards, possible = context.catalogue.indicators, Possible(context.catalogue)
    for index, row in rows.iterrows():
        if row["soort_maat"] != "cijfer" or not row["maat"]:
            continue
        card = cards.get(row["maat"])
        if card is None:
            yield _found(index, "maat", "measure_unknown", text=row["maat"], hint=_hint(row["maat"], context.figures))
        elif why := fault_as_measure(card):
            instead = _instead(cards.values(), row["thema"])
            yield _found(index, "maat", why, severity_as_measure(card), text=card.label, instead=instead)
        for column in ("nu", "streven") if card is not None else ():
            value = pd.DataFrame({"indicator": [card.id], "value": [as_number(row[column])]})
            if any(found.refused and found.rows.any() for found in possible.oddities(value)):
                yield _found(index, column, "impossible", text=row[column], figure=card.label)


MOST_INSTEAD = 4
"""Figures that are named for another one; a list of a dozen is not read."""


def _instead(cards: Iterable[Indicator], theme: str) -> str:
    """What else may measure a goal of a theme."""
    may = sorted(card.label for card in cards if card.theme == theme and may_measure_effect(card))
    more = f" en nog {len(may) - MOST_INSTEAD} andere" if len(may) > MOST_INSTEAD else ""
    named = f"Dit kan wel: {', '.join(f'‘{label}’' for label in may[:MOST_INSTEAD])}{more}." if may else ""
    return " ".join(filter(None, [named, "Of tel zelf iets: zet ‘Soort maat’ op proces."]))


def _of_themes(rows: pd.DataFrame, context: Context) -> Iterator[Finding]:
    for index in rows.index[rows.herkomst == "wijk"][MOST_OWN_THEMES:]:
        yield _found(index, "herkomst", "own_themes", "warning", most=MOST_OWN_THEMES)


def _of_conversations(rows: pd.DataFrame, context: Context) -> Iterator[Finding]:
    said = [column for column in ("gaat_goed", "kan_beter", "samen") if column in rows]
    for index in rows.index[(rows[said] == "").all(axis=1)]:
        others = " en ".join(f"‘{label_of(column)}’" for column in said[1:])
        yield _found(index, "gaat_goed", "nothing_said", other=others)


_OF_FILE: dict[str, Callable[[pd.DataFrame, Context], Iterator[Finding]]] = {
    "interventies": _of_interventions,
    "stembriefjes": _of_ballots,
    "doelen": _of_goals,
    "acties": _of_actions,
    "afspraken": _of_agreements,
    "organisatie": _of_organisation,
    "logboek": _of_log,
    "themas": _of_themes,
    "interviews": _of_conversations,
    "opbrengst": _of_conversations,
}
