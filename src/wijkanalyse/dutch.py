"""Numbers, dates and lists as Dutch writes them; through Babel, so that no language of the machine plays a role."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date
from babel.numbers import format_decimal


def number(value: float, decimals: int = 0) -> str:
    """A number in Dutch form.

    Examples
    --------
    >>> number(1234.5, 1)
    '1.234,5'
    """
    if math.isnan(value):
        return "–"
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    # Half goes up, as CBS rounds; a minus sign of its own, and never a minus zero.
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0
    return format_decimal(rounded, format=pattern, locale="nl").replace("-", "−")


def names_in_a_row(names: Sequence[str]) -> str:
    """Names as Dutch lists them.

    Examples
    --------
    >>> names_in_a_row(["Rheden", "Rozendaal", "Zwolle"])
    'Rheden, Rozendaal en Zwolle'
    """
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + " en " + names[-1]


def dutch_date(date: dt.date) -> str:
    """A date in words, as in 21 november 2026."""
    return format_date(date, "d MMMM y", locale="nl")
