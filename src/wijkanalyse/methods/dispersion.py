"""How far areas differ more than chance allows, and which stand out even so.

With thousands of inhabitants nearly every wijk differs "significantly" from the
average (METHODS F8). Over-dispersion widens the limits by what areas commonly
differ.

Not called by a report yet: `overdispersion`, for the counts of registers that an area
has beside those expected of it, given who lives there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wijkanalyse.methods.arguments import not_above, numbers, series


@dataclass(frozen=True, eq=False)
class Dispersion:
    """Areas against their joint average, before and after over-dispersion.

    Attributes
    ----------
    p0
        Joint share of all areas with a figure, 0 to 1.
    phi
        Winsorised mean of z²; 1 when areas differ as chance alone would have it.
    tau
        Standard deviation between areas beyond chance, on the arcsine square root scale; 0 or more.
    z, z_od : numpy.ndarray, shape (n,)
        Standardised difference with p0 by chance alone, and allowing for `tau`. NaN for an area
        without a figure.
    """

    p0: float
    phi: float
    tau: float
    z: np.ndarray
    z_od: np.ndarray


def overdispersion(counts: ArrayLike, denominators: ArrayLike, winsorise: float = 0.10) -> Dispersion:
    """Over-dispersion of shares: random effects with winsorised z, on the arcsine square root scale.

    Parameters
    ----------
    counts, denominators : array_like, shape (n,)
        Of each area. An area with a missing count or a denominator of 0 or NaN is left out of the
        averages. Below two areas everything is NaN.
    winsorise : float
        Share of the areas at each end whose z is pulled in to the quantile there, from 0 to below 0.5.

    References
    ----------
    Spiegelhalter (2005), Handling over-dispersion of performance indicators, Quality and Safety in
    Health Care 14. DerSimonian & Laird (1986), Meta-analysis in clinical trials, Controlled Clinical Trials 7.

    Examples
    --------
    >>> counts = [120, 150, 90, 210, 175, 60, 140, 230, 100, 165]     # METHODS T1.19
    >>> sizes = [1000, 1100, 900, 1200, 1150, 800, 1050, 1300, 950, 1120]
    >>> result = overdispersion(counts, sizes)
    >>> print(f"{result.phi:.4f} {result.tau:.4f} {result.z[5]:.2f} {result.z_od[5]:.2f}")
    6.6780 0.0390 -5.69 -2.35
    """
    if not 0 <= winsorise < 0.5:
        raise ValueError(f"winsorise must be 0 or more and below 0.5, got {winsorise!r}")
    x, n = series(counts=numbers("counts", counts, 0), denominators=numbers("denominators", denominators, 0))
    not_above("counts", x, "denominators", n)
    known = ~np.isnan(x) & (n > 0)
    areas = int(known.sum())
    z, z_od = np.full(x.shape, np.nan), np.full(x.shape, np.nan)
    if areas < 2:
        return Dispersion(np.nan, np.nan, np.nan, z, z_od)
    p0 = x[known].sum() / n[known].sum()
    difference = np.arcsin(np.sqrt(x[known] / n[known])) - np.arcsin(np.sqrt(p0))
    variance = 1 / (4 * n[known])
    z[known] = difference / np.sqrt(variance)
    phi = float(np.mean(np.clip(z[known], *np.quantile(z[known], [winsorise, 1 - winsorise])) ** 2))
    weight = 1 / variance
    spare = weight.sum() - (weight**2).sum() / weight.sum()
    tau2 = max(0.0, (areas * phi - (areas - 1)) / spare)
    z_od[known] = difference / np.sqrt(variance + tau2)
    return Dispersion(float(p0), phi, float(np.sqrt(tau2)), z, z_od)
