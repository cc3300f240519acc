"""Whether an area has more people to come of age than it has older people now.

The tables of wijken have five broad ages. A forecast of numbers needs ages in steps
of five years, so no number of the future is made here (METHODS §4.1, L3).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wijkanalyse.methods.arguments import numbers
from wijkanalyse.methods.intervals import CBS_ROUNDING


@dataclass(frozen=True)
class AgeingPressure:
    """People of 45–64 for every person of 65 and over, with its hard rounding limits.

    Above that of Nederland: for each older inhabitant, more people will become older in twenty years.
    """

    ratio: float
    lower: float
    upper: float


def ageing_pressure(people_45_64: float, people_65_plus: float, parts: int = 1) -> AgeingPressure | None:
    """The ageing pressure of an area; None when it has no people of 65 and over, or the counts are unknown.

    Parameters
    ----------
    people_45_64, people_65_plus : float
        Published counts.
    parts : int
        How many rounded areas they are sums of; 0 for a gemeente or the country.

    Examples
    --------
    >>> pressure = ageing_pressure(1500, 1000)
    >>> pressure.ratio, round(pressure.lower, 3), round(pressure.upper, 3)
    (1.5, 1.49, 1.51)
    """
    older = float(numbers("people_65_plus", people_65_plus, 0))
    coming = float(numbers("people_45_64", people_45_64, 0))
    error = CBS_ROUNDING * parts
    if np.isnan(older) or np.isnan(coming) or older <= error:
        return None
    lower = max(coming - error, 0.0) / (older + error)
    return AgeingPressure(coming / older, lower, (coming + error) / (older - error))
