"""The worked numbers of theme scores, rank acceptability and forecast errors, as tables that a domain expert can check.

Every table carries its number in the methods specification (T4.x, T5.x). What is drawn by chance
agrees within the tolerance given there: ±0.01 for shares of draws.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from wijkanalyse.methods import themes
from wijkanalyse.methods.acceptability import draw_weights, rank_acceptability
from wijkanalyse.research.forecast_errors import summarise_errors

HERE = Path(__file__).parent
T5_1 = list(csv.DictReader((HERE / "theme_scores.csv").open(encoding="utf-8")))
ERRORS = np.array([-14, -9, -6, -5, -3, -2, -1, 0, 1, 2, 3, 4, 6, 8, 12, 18]) / 100
DRAWS = 200_000


def column(rows: list[dict[str, str]], name: str) -> np.ndarray:
    return np.array([float(row[name]) for row in rows])


# ------------------------------------------------------------------ T5.1: theme scores


def criteria_of_t5_1(u=None, z_trend=None, growth=None) -> np.ndarray:
    u, z_trend, growth = (
        column(T5_1, name) if values is None else values
        for name, values in (("u", u), ("z_trend", z_trend), ("growth", growth))
    )
    affected = column(T5_1, "share") * column(T5_1, "people")
    size = np.broadcast_to(themes.size(affected, column(T5_1, "adults")), np.shape(u))
    # A z of the trend becomes a score as one of the position does; the future is 0 at −10 % and 100 at +30 %.
    future = 100 * np.clip((growth + 10) / 40, 0, 1)
    return np.stack([themes.severity(u), size, themes.severity(z_trend), future], axis=-1)


@pytest.mark.parametrize("row", T5_1, ids=[row["theme"] for row in T5_1])
def test_t5_1_the_parts_and_the_score_of_a_theme(row):
    position = T5_1.index(row)
    found = criteria_of_t5_1()[position]
    printed = [float(row[name]) for name in ("ernst", "omvang", "trend", "toekomst")]
    assert found == pytest.approx(printed, abs=0.0051)
    assert themes.weighted_score(found) == pytest.approx(float(row["score"]), abs=0.00051)
    extra = themes.extra_people(float(row["share"]), float(row["share_nl"]), float(row["people"]))
    assert extra == pytest.approx(float(row["extra_people"]), abs=0.5)


# ------------------------------------------------------------- T5.2, T5.3: acceptability


def test_t5_2_over_weights_only():
    found = rank_acceptability(criteria_of_t5_1(), draw_weights(np.ones(4), DRAWS, 42))
    assert found.top == pytest.approx(column(T5_1, "top3_weights"), abs=0.01)
    assert found.ranks[:, 0] == pytest.approx(column(T5_1, "rank1_weights"), abs=0.01)
    assert found.groups == [row["group"] for row in T5_1]


def test_t5_2_over_weights_and_the_uncertainty_of_the_figures():
    rng = np.random.default_rng(42)
    noise = [rng.standard_normal((DRAWS, len(T5_1))) * column(T5_1, f"se_{name}") for name in ("u", "trend", "growth")]
    drawn = [column(T5_1, name) + n for name, n in zip(("u", "z_trend", "growth"), noise, strict=True)]
    found = rank_acceptability(criteria_of_t5_1(*drawn), draw_weights(np.ones(4), DRAWS, 43))
    assert found.top == pytest.approx(column(T5_1, "top3_noise"), abs=0.01)


T5_3 = [
    # c     rank 1, 2, 3 of A      B               C
    pytest.param(0.4, [[0.5, 0.1, 0.4], [0.5, 0.1, 0.4], [0.0, 0.8, 0.2]], id="c=0.4"),
    pytest.param(0.6, [[0.4, 0.1, 0.5], [0.4, 0.1, 0.5], [0.2, 0.8, 0.0]], id="c=0.6"),
]


@pytest.mark.parametrize(("c", "ranks"), T5_3)
def test_t5_3_two_extremes_and_a_compromise(c, ranks):
    found = rank_acceptability([[1, 0], [0, 1], [c, c]], draw_weights([1, 1], DRAWS, 1))
    np.testing.assert_allclose(found.ranks, ranks, atol=0.01)


# ------------------------------------------------------------------------ T4.5: hindcast


def test_t4_5_errors_of_a_hindcast():
    summary = summarise_errors(ERRORS)
    assert 100 * np.array([summary.mean, summary.median, summary.bias]) == pytest.approx([5.875, 4.5, 0.875])
