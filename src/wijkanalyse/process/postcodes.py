"""Patients per postcode as patients per area, through a table that the analyst brings.

Receives a list of postcodes with patients and the table beside it that says in which area each postcode lies, and
hands on patients per area. A postcode with a single patient says who that is, so both stay inside the organisation
(`OwnSource` refuses another class), and what is handed on is pooled at once by `disclosure.pool_small`.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np
import pandas as pd

from wijkanalyse.codes import CODE, wijk_of
from wijkanalyse.disclosure import POOLED
from wijkanalyse.errors import RawDataError
from wijkanalyse.process.spreadsheets import SheetLayout, nothing_used, read_texts, title_of

POSTCODE = r"[1-9]\d{3}(?:[A-Z]{2})?"
COLUMNS = ["postcode", "area_code", "share"]
SLACK = 0.01
"""How far the shares of a postcode may be from 1 together: they are rounded."""


def postcodes_of(texts: pd.Series) -> pd.Series:
    """Postcodes as they are compared: 6881 ab is 6881AB."""
    return texts.str.upper().str.replace(r"\s", "", regex=True)


def read_postcodes(path: Path, layout: SheetLayout, known_areas: Collection[str]) -> pd.DataFrame:
    """The table of postcodes.

    Parameters
    ----------
    path
        Columns `postcode` (PC4 or PC6) and `area_code`, and `share` when a postcode lies in several areas.
    layout
        How the file is encoded.
    known_areas
        Codes of all areas in the boundaries of the card.

    Returns
    -------
    pandas.DataFrame
        Columns `postcode`, `area_code` and `share` (0 to 1).

    Raises
    ------
    RawDataError
        With every fault, by row and column.
    """
    rows = read_texts(path, layout._replace(quoted=False))
    missing = [c for c in COLUMNS[:2] if c not in rows]
    unknown = [title_of(c, list(rows), quoted=False) for c in rows if c not in COLUMNS]
    if missing or unknown:
        raise RawDataError(
            f"{path}: a table of postcodes has the columns {', '.join(COLUMNS)}, the last one only when a postcode "
            f"lies in several areas; missing: {', '.join(missing) or 'none'}; unknown: {', '.join(unknown) or 'none'}"
        )
    codes = postcodes_of(rows.postcode)
    texts = rows["share"].str.replace(",", ".") if "share" in rows else pd.Series("1", index=rows.index)
    share = pd.to_numeric(texts, errors="coerce")
    tests = [
        ("postcode", ~codes.str.fullmatch(POSTCODE), "is not a postcode such as 6881 or 6881AB"),
        ("area_code", ~rows.area_code.str.fullmatch(CODE.pattern), "is not a code such as WK099511"),
        (
            "area_code",
            rows.area_code.str.fullmatch(CODE.pattern) & ~rows.area_code.isin(list(known_areas)),
            "does not exist in the boundaries of the card",
        ),
        ("postcode", codes.to_frame().assign(a=rows.area_code).duplicated(), "is there twice with this area"),
    ]
    if "share" in rows:
        tests.append(("share", ~share.between(0, 1, inclusive="right"), "is not a share above 0 and up to 1"))
    total = share.groupby(codes).transform("sum")
    off = (total - 1).abs() > SLACK
    first = off & ~codes.duplicated() & share.notna()
    # Both lists are only for inside the organisation: a fault says where, and not what stands there.
    faults = [(int(i) + 2, c, f"this cell {why}") for c, bad, why in tests for i in rows.index[bad]]
    faults += [
        (int(i) + 2, "postcode", f"this cell has shares that add up to {total[i]:.2f} and not to 1; "
         "a postcode in several areas needs a column `share`")
        for i in rows.index[first]
    ]  # fmt: skip
    if faults:
        raise RawDataError(nothing_used(path, [f"row {row}, {column}: {why}" for row, column, why in sorted(faults)]))
    return pd.DataFrame({"postcode": codes, "area_code": rows.area_code, "share": share.astype(float)})


def patients_per_area(rows: pd.DataFrame, table: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Patients by area, and a note about those whose postcode is not in the table: they count as `POOLED`.

    Parameters
    ----------
    rows
        `postcode` and `patients` (numbers); a postcode of six signs is looked up as one of four where the table has
        only that.
    table
        As `read_postcodes` gives it.

    Returns
    -------
    tuple of pandas.DataFrame and str
        `area_code` and `patients`, which add up to those of `rows`; the note is "" when all were found.
    """
    codes = postcodes_of(rows.postcode)
    there = set(table.postcode)
    found = codes.where(codes.isin(there), codes.str[:4])
    known = found.isin(there)
    joined = pd.DataFrame({"postcode": found[known], "patients": rows.patients[known]}).merge(table, on="postcode")
    counts = (joined.patients * joined.share).groupby(joined.area_code).sum()
    lost = float(rows.patients[~known].sum())
    if lost:
        counts[POOLED] = lost
    out = counts.rename_axis("area_code").rename("patients").reset_index()
    note = (
        f"{np.sum(~known)} of {len(rows)} postcodes are not in the table ({lost / rows.patients.sum():.0%} of the "
        f"patients); they count as {POOLED!r}: people who live elsewhere"
        if (~known).any()
        else ""
    )
    return out, note


def per_wijk(patients: pd.DataFrame) -> pd.DataFrame:
    """Patients per wijk, the buurten of a wijk taken together; what is larger, and `POOLED`, stays.

    Examples
    --------
    >>> patients = pd.DataFrame({"area_code": ["BU09951101", "WK099511", "GM0995"], "patients": [6, 30, 12]})
    >>> per_wijk(patients).to_dict("list")
    {'area_code': ['WK099511', 'GM0995'], 'patients': [36, 12]}
    """
    wijken = [wijk_of(code) or code for code in patients.area_code]
    return patients.assign(area_code=wijken).groupby("area_code", sort=False, as_index=False).patients.sum()
