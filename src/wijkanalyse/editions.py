"""The three editions of a report, from widest to narrowest, and what each may show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from wijkanalyse.near import check_known

Openness = Literal["openbaar", "partners", "intern"]
"""The lowest edition that may show a figure or a file."""

EDITIONS: tuple[Openness, ...] = get_args(Openness)


def check_edition(edition: str) -> None:
    """Refuse an edition that is none of the three.

    Raises
    ------
    UnknownNameError
    """
    check_known("edition", edition, EDITIONS)


def shown_in(edition: Openness) -> tuple[Openness, ...]:
    """The openness of all that an edition may show.

    Examples
    --------
    >>> shown_in("partners")
    ('openbaar', 'partners')
    """
    return EDITIONS[: EDITIONS.index(edition) + 1]


def narrowest(openness: Iterable[Openness]) -> Openness:
    """The edition that something made of several parts belongs to.

    Examples
    --------
    >>> narrowest(["openbaar", "intern", "partners"])
    'intern'
    """
    return max(openness, key=EDITIONS.index)
