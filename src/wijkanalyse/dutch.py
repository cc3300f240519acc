"""Numbers, dates and lists as Dutch writes them, whatever the language of the machine."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise


def number(value: float, decimals: int = 0) -> str:
    """A number in Dutch form.

    Examples
    --------
    >>> number(1234.5, 1)
    '1.234,5'
    """
    if math.isnan(value):
        return "–"
    # Never a minus zero. A report writes two thousand numbers: following a pattern of Babel takes ten times as long.
    return f"{half_up(value, decimals) + 0:,.{max(decimals, 0)}f}".translate(_DUTCH)


_DUTCH = str.maketrans(",.-", ".,−")
"""From the signs of Python: a point per thousand, a comma for decimals, and a minus sign of its own."""


def half_up(value: float, decimals: int = 0) -> Decimal:
    """A number rounded as CBS does, half up; Python itself rounds a half to the nearest even number.

    Parameters
    ----------
    value
        Any finite number.
    decimals
        Below 0 to round to tens and hundreds.

    Examples
    --------
    >>> int(half_up(32.5)), int(half_up(245, -1)), float(half_up(0.25, 1))
    (33, 250, 0.3)
    """
    return Decimal(repr(float(value))).quantize(_step(decimals), ROUND_HALF_UP)


@cache
def _step(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def largest_remainder(parts: Sequence[float | Fraction], whole: int = 100) -> list[int]:
    """The parts of one whole as whole numbers that add up to it: rounded down, and the largest remainders up.

    Parameters
    ----------
    parts
        0 or more, as printed or as exact fractions. Where they do not add up to the whole when rounded, as when a group
        is not among them, each is rounded by itself.
    whole
        What they are parts of, such as 100 for percentages.

    References
    ----------
    Balinski & Young (2001), Fair Representation (Hamilton's method).

    Examples
    --------
    >>> largest_remainder([13.5, 10.5, 20.5, 28.3, 27.2])
    [14, 11, 20, 28, 27]
    >>> largest_remainder([13.5, 10.5])
    [14, 11]
    """
    exact = [part if isinstance(part, Fraction) else Fraction(repr(float(part))) for part in parts]
    if half_up(float(sum(exact))) != whole:
        return [int(half_up(part)) for part in parts]
    shares = [int(part) for part in exact]
    by_remainder = sorted(range(len(exact)), key=lambda n: shares[n] - exact[n])  # sorted keeps the order of equals
    for n in by_remainder[: whole - sum(shares)]:
        shares[n] += 1
    return shares


def number_range(
    low: float,
    high: float,
    decimals: int = 0,
    *,
    around: float = math.nan,
    unit: str = "",
    between: str = "tot",
) -> str:
    """The two ends of a range, lowest first and each with its unit; one number where both are the same.

    It has as many decimals as are needed to tell the ends from each other and from the number between them: a range
    of 18,5 to 19,5 around 19 must not look as if it began there.

    Parameters
    ----------
    low, high
        The ends, in any order.
    decimals
        Of the figure itself; the ends get at most two more.
    around
        The figure that the range is about, if any.
    unit
        What each of the numbers carries, such as ``%``.
    between
        The word between them: ``en`` after "tussen".

    Examples
    --------
    >>> number_range(7, 27, unit="%"), number_range(18.5, 19.5, around=19), number_range(5, 5)
    ('7% tot 27%', '18,5 tot 19,5', '5')
    """
    low, high = sorted((low, high))
    shown = _decimals(low, around, high, decimals)
    first, last = (number(x, shown) + unit for x in (low, high))
    return number(low, decimals) + unit if first == last else f"{first} {between} {last}"


MOST_MORE = 2
"""Decimals that the ends of a range may have more than the figure they belong to."""


def _decimals(low: float, around: float, high: float, decimals: int) -> int:
    """The fewest decimals that show the range as it is; where none do, the fewest that still hold the figure."""
    wanted = range(decimals, decimals + MOST_MORE + 1)
    ends = [low, high] if math.isnan(around) else [low, around, high]
    exact = [half_up(x, 6) for x in ends]
    for as_it_is in [True] if math.isnan(around) else [True, False]:
        for n in wanted:
            printed = [half_up(low, n), *(half_up(x, decimals) for x in ends[1:-1]), half_up(high, n)]
            if as_it_is:
                # A narrow range is not to be seen in whole steps: half of one would be printed as one.
                fine = exact[-1] - exact[0] >= 2 * Decimal(1).scaleb(-n) or {exact[0], exact[-1]} == {
                    printed[0],
                    printed[-1],
                }
                apart = all(p < q if x < y else p <= q for (x, p), (y, q) in pairwise(zip(exact, printed, strict=True)))
            else:
                fine, apart = printed[0] < printed[-1], printed == sorted(printed)
            if fine and apart:
                return n
    return wanted[-1]


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
    from babel.dates import format_date  # here: most commands write no date, and reading it takes a while

    return format_date(date, "d MMMM y", locale="nl")


# ------------------------------------------------------------------- numbers that people wrote

_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?\s?%?")
_THOUSANDS = re.compile(r"-?[0-9]{1,3}\.[0-9]{3}")


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
