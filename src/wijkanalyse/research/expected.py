"""How well counts of registers are expected of wijken in gemeenten that were left out: ``docs/expected.md``.

The structural expectation of a wijk is of a fit without its gemeente already. Here the band is held against it too: of
a tenth of the gemeenten at a time, how many of their wijken lie within the bands of the other nine tenths.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.roles import Roles
from wijkanalyse.files import write_whole
from wijkanalyse.methods.expected import ROUNDING, SMALLEST_EXPECTED, log_ratio, spread_of
from wijkanalyse.process.expected import expected_counts
from wijkanalyse.profile.processed import Processed
from wijkanalyse.research.oracle import markdown
from wijkanalyse.research.whole_country import check_whole_country

FOLDS = 10
FEWEST = 20
"""Wijken of which a share says something."""
SIZES = (500, 1000, 2500, 5000, 10_000, np.inf)
"""Inhabitants at which a size class begins."""
WHO = {"gemeente": "with the factor of the gemeente", "nederland": "without it, in gemeenten of fewer than four wijken"}
HEADING = """# Counts of registers beside what one would expect

Made by `wijkanalyse expected`; do not edit. How it is computed: [methods.md](methods.md).

Of a wijk the structural expectation is from a fit without its gemeente, and its factor from the other wijken of the
gemeente. A tenth of the gemeenten was left out at a time: *80* and *95* are the shares of their wijken that lie within
the bands of the others. Wijken of 500 inhabitants or more of which 20 people or more are expected. R² is of the rate,
every person counting once, and below 0 where a mean would have told more. Size classes of fewer than 20 wijken are left
out.
"""


def coverage(processed: Processed, catalogue: Catalogue) -> pd.DataFrame:
    """Within which bands the wijken of gemeenten lie that were left out.

    Returns
    -------
    pandas.DataFrame
        One row per count, basis and size class ("all" first): `indicator`, `period`, `basis`, `size`, `wijken`,
        `within_80`, `within_95`; of "all" also `tau`, `k80` and `k95` of all gemeenten, and `r_ages`, `r_structural`
        and `r_expected`, the R² by ages alone, by all predictors, and with the factor.

    Raises
    ------
    ProcessedDataError
        Without the tables of the whole country.
    """
    check_whole_country(processed, "Holding expected counts against wijken")
    by_ages, _ = expected_counts(processed.all_figures(), _by_ages(catalogue.roles))
    register = processed.areas.register.sort_values("boundary_year")
    rows = []
    for count in catalogue.roles.expected.counts:
        wijken, model = processed.expected_of(count.indicator)
        if model is None:
            continue
        about = register[register.boundary_year <= model.period].drop_duplicates("area_id", keep="last")
        wijken = wijken[wijken.status == "ok"].join(about.set_index("area_id")[["inwoners", "gemeente_code"]])
        ages = by_ages[by_ages.indicator == count.indicator].set_index("area_id").structural
        wijken = wijken.assign(ages=ages, expected=wijken.factor * wijken.structural)
        what = {"indicator": count.indicator, "period": int(model.period)}
        for basis, own in (("gemeente", "expected"), ("nederland", "structural")):
            rows += _of_basis(wijken, own, basis, ROUNDING[count.rounded], what)
    return pd.DataFrame(rows)


def _by_ages(roles: Roles) -> Roles:
    """The roles with the ages as the only predictors."""
    ages = {group.indicator for group in roles.ages}
    kept = tuple(p for p in roles.expected.predictors if p.indicator in ages)
    return roles.model_copy(update={"expected": roles.expected.model_copy(update={"predictors": kept})})


def _of_basis(wijken: pd.DataFrame, column: str, basis: str, rounding: float, about: Mapping) -> Iterable[dict]:
    """The rows of one count: of wijken with a factor, or of those without, whose bands rest on all wijken."""
    of = wijken.of_gemeente.astype(bool)
    train = wijken[of] if basis == "gemeente" else wijken
    test = (wijken[of] if basis == "gemeente" else wijken[~of]).copy()
    test = test[test[column] >= SMALLEST_EXPECTED]
    folds = _folds(wijken.gemeente_code)
    for fold in range(FOLDS):
        others = train[train.gemeente_code.map(folds) != fold]
        spread = spread_of(others.observed, others[column], rounding)
        here = test.index[test.gemeente_code.map(folds) == fold]
        e = test.loc[here, column].to_numpy()
        distance = np.abs(log_ratio(test.loc[here, "observed"], e)) / spread.sd(e, rounding)
        test.loc[here, "within_80"], test.loc[here, "within_95"] = distance <= spread.k80, distance <= spread.k95
    spread = spread_of(train.observed, train[column], rounding)
    whole = {
        "tau": np.sqrt(spread.tau_squared), "k80": spread.k80, "k95": spread.k95,
        **{f"r_{name}": _r_squared(test, name) for name in ("ages", "structural", "expected")},
    }  # fmt: skip
    sizes = pd.cut(test.inwoners, SIZES, right=False)
    parts = [("all", test, whole), *((size, part, {}) for size, part in test.groupby(sizes, observed=True))]
    for size, part, more in parts:
        within = {name: float(part[name].astype(float).mean()) for name in ("within_80", "within_95")}
        yield {**about, "basis": basis, "size": _called(size), "wijken": len(part), **within, **more}


def _folds(gemeenten: pd.Series) -> dict[str, int]:
    """In which tenth each gemeente is, the same in every run."""
    codes = sorted(gemeenten.unique())
    places = np.random.default_rng(2021).permutation(len(codes)) % FOLDS
    return dict(zip(codes, map(int, places), strict=True))


def _r_squared(wijken: pd.DataFrame, column: str) -> float:
    known = wijken[wijken[column].notna()]
    rate, n = known.observed / known.base, known.base
    left = (n * (rate - known[column] / n) ** 2).sum()
    return float(1 - left / (n * (rate - known.observed.sum() / n.sum()) ** 2).sum())


def _called(size: object) -> str:
    if not isinstance(size, pd.Interval):
        return str(size)
    return f"{size.left:,.0f} and more" if np.isinf(size.right) else f"{size.left:,.0f} to {size.right:,.0f}"


def write_page(found: pd.DataFrame, catalogue: Catalogue, path: Path) -> None:
    """Write the tables as Markdown."""
    labels = {c.indicator: catalogue.indicators[c.indicator].label for c in catalogue.roles.expected.counts}
    lines = [HEADING]
    for basis, who in WHO.items():
        here = found[found.basis == basis]
        lines += [f"## {who[0].upper()}{who[1:]}\n", *_whole_table(here[here["size"] == "all"], labels)]
        lines += [
            "",
            "### By inhabitants\n",
            *_size_table(here[(here["size"] != "all") & (here.wijken >= FEWEST)], labels),
            "",
        ]
    write_whole(path, "\n".join(lines).rstrip() + "\n")


def _whole_table(rows: pd.DataFrame, labels: Mapping[str, str]) -> list[str]:
    heads = ["Count", "Year", "Wijken", "R² ages only", "All predictors", "× factor", "τ", "k80", "k95", "80", "95"]
    return markdown(
        heads,
        [
            [labels[r.indicator], str(r.period), f"{r.wijken:,}", *(f"{x:.2f}" for x in (r.r_ages, r.r_structural)),
             f"{r.r_expected:.2f}", *(f"{x:.3f}" for x in (r.tau, r.k80, r.k95, r.within_80, r.within_95))]
            for r in rows.itertuples()
        ],
    )  # fmt: skip


def _size_table(rows: pd.DataFrame, labels: Mapping[str, str]) -> list[str]:
    return markdown(
        ["Count", "Inhabitants", "Wijken", "80", "95"],
        [
            [labels[r.indicator], r.size_class, f"{r.wijken:,}", f"{r.within_80:.3f}", f"{r.within_95:.3f}"]
            for r in rows.rename(columns={"size": "size_class"}).itertuples()
        ],
    )
