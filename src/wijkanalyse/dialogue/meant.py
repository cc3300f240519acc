"""The rows of a file in one spelling: words of a list by id, whole numbers without points, short names."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from wijkanalyse.dialogue.check import Context
from wijkanalyse.dialogue.files import FILES
from wijkanalyse.dialogue.spelling import ballot_number, id_of, known, plain_amount, several, whole_number, without_mark


def as_meant(name: str, rows: pd.DataFrame, context: Context) -> pd.DataFrame:
    """The same rows, as far as what is written can mean one thing only.

    Parameters
    ----------
    name
        Key of `files.FILES`.
    rows
        All cells as texts; columns as declared.
    context
        What the file may refer to.
    """
    rows = rows.map(without_mark)
    lists = {
        "theme": context.themes,
        "goal": context.goals,
        "question": context.questions,
        "indicator": context.figures,
    }
    columns = FILES[name].columns
    for place, column in columns.items():
        if names := column.options if column.kind == "choice" else lists.get(column.kind):
            rows[place] = [known(text, names) for text in rows[place]]
        elif column.kind == "choices":
            rows[place] = [several(text, column.options or {}) for text in rows[place]]
        elif column.kind in _SPELLED:
            rows[place] = rows[place].map(_SPELLED[column.kind])
        elif column.kind == "id":
            rows[place] = [id_of(text, whole) for text, whole in zip(rows[place], rows["naam"], strict=True)]
    if name == "stembriefjes":
        rows["stem"] = rows["stem"].map(ballot_number)
    for place in (p for p, column in columns.items() if column.kind == "measure"):
        # After the other columns, since it depends on one of them what this is.
        is_figure = rows["soort_maat"] == "cijfer"
        rows.loc[is_figure, place] = [known(text, context.figures) for text in rows.loc[is_figure, place]]
    return rows


_SPELLED: Mapping[str, Callable[[str], str]] = {
    "whole": whole_number, "amount": plain_amount, "percentage": plain_amount,
}  # fmt: skip
