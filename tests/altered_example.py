"""The example with some of its figures changed in memory, for tests that need numbers nobody published."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from wijkanalyse.paths import Paths
from wijkanalyse.process.areas import Areas
from wijkanalyse.process.fresh import table_digests
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.stored import StoredFigures

NUMBERS = {"value", "lower", "upper", "count", "denominator"}


def altered(example: Paths, gemeenten: Iterable[str], change: Callable[[pd.DataFrame], pd.DataFrame]) -> Processed:
    """The processed example in which `change` was applied to the figures of these gemeenten; others are left out."""
    processed = Processed(example)
    rows = processed.figures_of(gemeenten)
    rows = rows.astype(dict.fromkeys(rows.select_dtypes("category"), str))
    rows = change(rows).sort_values("gemeente_code", kind="stable", ignore_index=True)
    # Where the tables keep all their figures once they were read.
    processed.__dict__["_all_figures"] = StoredFigures(rows)
    return processed


def relinked(example: Paths, **changes: dict[str, Any]) -> Processed:
    """The example as if areas had another history: by code, columns of its row in a year (`of`, by default 2024)."""
    processed = Processed(example)
    register = processed.areas.register.copy()
    for code, columns in changes.items():
        here = (register.area_code == code) & (register.boundary_year == columns.get("of", 2024))
        assert here.sum() == 1, code
        for name in columns.keys() - {"of"}:
            register.loc[here, name] = columns[name]
    processed.__dict__["areas"] = Areas(register, {})
    return processed


def seal(processed: Path) -> None:
    """Let ``build.json`` say that the tables in this folder are as they were built: a test altered them on purpose."""
    receipt = processed / "build.json"
    built = json.loads(receipt.read_text(encoding="utf-8")) | {"tables": table_digests(processed)}
    receipt.unlink()  # it may be a link to the receipt that other tests use
    receipt.write_text(json.dumps(built), encoding="utf-8")


def put(rows: pd.DataFrame, code: str, indicator: str, period: int, **columns: Any) -> pd.DataFrame:
    """The rows with one figure of an area changed, or added when there was none of that period.

    Numbers that are not given are unknown in an added figure, and stay as they are in one that was there.
    """
    area = rows.area_code == code
    here = area & (rows.indicator == indicator) & (rows.period == period)
    if not here.any():
        same = rows[area & (rows.indicator == indicator)]
        like = (same if len(same) else rows[area]).iloc[[-1]]
        made = like.assign(indicator=indicator, period=period, status="ok", **dict.fromkeys(NUMBERS, math.nan))
        return pd.concat([rows, made.assign(**columns)], ignore_index=True)
    rows = rows.copy()
    for name, value in columns.items():
        rows.loc[here, name] = value
    return rows
