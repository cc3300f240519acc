"""Comparable wijken: alike in structure, whatever the health of their people and the order of the rows."""

from __future__ import annotations

import math
from html import escape

import numpy as np
import pandas as pd
import pytest

from wijkanalyse.cards.catalogue import load_catalogue
from wijkanalyse.process.matrix import MIN_INWONERS, typical_distance
from wijkanalyse.profile.comparable import Comparable, find_comparable
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdicts
from wijkanalyse.sections import report as sections

STRUCTURE = load_catalogue().roles.structure
NAMES = [variable.indicator for variable in STRUCTURE]
GROWTH = np.linspace(0.5, 2.0, len(STRUCTURE))
"""So that every wijk of the invented country differs from the next in each variable by another amount."""


def invented(n=40):
    """A country of wijken that are less and less like the first one, each in a gemeente of its own."""
    steps = np.arange(n)[:, None] * GROWTH
    return pd.DataFrame(10 + steps, columns=NAMES).assign(
        area_id=[f"WK{i:06}@2020" for i in range(n)],
        area_code=[f"WK{i:06}" for i in range(n)],
        name=[f"Wijk {i}" for i in range(n)],
        gemeente_code=[f"GM{i:04}" for i in range(n)],
        gemeente_name="Waterstad",
        inwoners=5000.0,
        stedelijkheid=3.0,
        eenzaam_pct=np.linspace(30, 60, n),
    )


def found(matrix, target=None, *, stedelijkheid=3.0, own_parts=("WK000000@2020",), distance_limit=None):
    """Codes of the wijken that are most like the first one."""
    target = invented(1).iloc[0][NAMES].to_dict() if target is None else target
    comparable = find_comparable(
        matrix, target, STRUCTURE, stedelijkheid=stedelijkheid, own_parts=own_parts, distance_limit=distance_limit
    )
    return comparable and comparable.wijken.area_code.tolist()


def codes(*numbers):
    return [f"WK{i:06}" for i in numbers]


# ------------------------------------------------------------------------- the rules


def test_the_ten_nearest_are_found_in_order_without_the_area_itself():
    assert found(invented()) == codes(*range(1, 11))
    assert found(invented(), own_parts=[]) == codes(*range(10)), "only its parts are left out, not what is equal"


def test_all_parts_of_the_area_are_left_out():
    assert found(invented(), own_parts=[f"{c}@2020" for c in codes(0, 1, 3)]) == codes(2, *range(4, 13))


def test_at_most_three_come_from_one_gemeente():
    matrix = invented()
    matrix.loc[1:6, "gemeente_code"] = "GM9999"
    assert found(matrix) == codes(1, 2, 3, *range(7, 14))


def test_the_stedelijkheid_differs_one_class_at_most():
    matrix = invented()
    matrix.loc[[1, 2, 3, 4], "stedelijkheid"] = [1.0, 2.0, 4.0, 5.0]
    assert found(matrix) == codes(2, 3, *range(5, 13))
    assert found(matrix, stedelijkheid=math.nan) == codes(*range(1, 11)), "an area without a class has them all"


def test_small_wijken_do_not_count():
    matrix = invented()
    matrix.loc[[1, 2], "inwoners"] = [MIN_INWONERS - 1, MIN_INWONERS]
    assert found(matrix) == codes(*range(2, 12))


def test_a_wijk_of_which_too_little_is_known_is_not_chosen():
    matrix = invented()
    matrix.loc[1, ["laagste_40_huishoudens_pct"]] = np.nan  # a domain of its own: a fifth of the weight
    matrix.loc[2, ["leeftijd_0_14_pct"]] = np.nan  # one of four: a twentieth
    assert found(matrix)[0] == codes(2)[0]


def test_outcomes_play_no_part():
    matrix = invented()
    assert "eenzaam_pct" not in NAMES
    other = matrix.assign(eenzaam_pct=np.random.default_rng(1).permutation(matrix.eenzaam_pct), roker_pct=1.0)
    assert found(other) == found(matrix.drop(columns="eenzaam_pct")) == found(matrix)


def test_no_outcome_is_among_the_variables(catalogue):
    cards = [catalogue.indicators[name] for name in NAMES]
    assert {card.estimate_type for card in cards} == {"register"}
    assert not {card.chapter for card in cards} & {"gezondheid", "welbevinden", "leefstijl", "zorg"}


def test_without_its_own_structure_an_area_has_no_comparable_wijken():
    assert found(invented(), {}) is None
    assert found(invented(), {"inwoners_aantal": 5000.0}) is None


def test_where_no_wijk_has_a_like_stedelijkheid_there_are_none():
    assert found(invented().assign(stedelijkheid=1.0), stedelijkheid=5.0) is None


def test_a_list_is_close_only_within_the_limit():
    target = invented(1).iloc[0][NAMES].to_dict()
    farthest = find_comparable(
        invented(), target, STRUCTURE, stedelijkheid=3, own_parts=["WK000000@2020"], distance_limit=None
    ).wijken.distance.iloc[-1]
    close = [
        find_comparable(
            invented(), target, STRUCTURE, stedelijkheid=3, own_parts=["WK000000@2020"], distance_limit=farthest * share
        ).close
        for share in (1.001, 0.999)
    ]
    assert close == [True, False]


# ------------------------------------------------------------------------- benchmark


def test_the_benchmark_is_weighted_by_inhabitants_with_the_quartiles_of_the_wijken():
    wijken = pd.DataFrame({"inwoners": [1000.0, 2000.0, 3000.0, 4000.0], "eenzaam_pct": [10.0, 20.0, 30.0, 40.0]})
    assert Comparable(wijken, True, True).benchmark("eenzaam_pct") == pytest.approx((30.0, 17.5, 32.5))


def test_there_is_no_benchmark_from_less_than_half_of_the_wijken():
    wijken = pd.DataFrame({"inwoners": 1000.0, "eenzaam_pct": [1.0, 2.0, 3.0, 4.0] + [np.nan] * 6})
    assert Comparable(wijken, True, True).benchmark("eenzaam_pct") is None
    assert Comparable(wijken.iloc[:8], True, True).benchmark("eenzaam_pct") is not None
    assert Comparable(wijken, True, True).benchmark("bestaat_niet_pct") is None


# ----------------------------------------------------------------------- typical distance


def test_the_typical_distance_is_that_to_the_tenth_wijk():
    # A line of 200 wijken at equal steps, two of the thirteen variables alike in all. The tenth nearest is five
    # steps away in the middle and ten at the ends. A step is 1 / 57.73 of a standard deviation in each variable; the
    # two that do not differ have a third and a fourth of the weight of their domain, of five domains.
    matrix = invented(200).assign(inwoners_aantal=5000.0, omgevingsadressendichtheid_per_km2=900.0)
    step = math.sqrt(13 - 13 / 5 / 3 - 13 / 5 / 4) / math.sqrt((200**2 - 1) / 12)
    assert typical_distance(matrix, STRUCTURE, 50) == pytest.approx(5 * step)
    assert typical_distance(matrix, STRUCTURE, 100) == pytest.approx(10 * step)
    assert 5 * step <= typical_distance(matrix, STRUCTURE) < 10 * step


def test_too_few_wijken_have_no_typical_distance():
    assert typical_distance(invented(10), STRUCTURE) is None
    assert typical_distance(invented(11), STRUCTURE) > 0
    assert typical_distance(invented().iloc[:0], STRUCTURE) is None


def test_the_build_keeps_the_typical_distance_of_the_country(example):
    processed = Processed(example)
    assert processed.receipt["typical_distance"] == pytest.approx(typical_distance(processed.wijken, STRUCTURE))
    assert 0.5 < processed.receipt["typical_distance"] < 5


# ------------------------------------------------------------------------- the example


@pytest.fixture(scope="module")
def verdicts_of(example, catalogue):
    processed = Processed(example)

    def make(code, boundary_year=None):
        return Verdicts(Profile(processed.areas.find(code, boundary_year), processed, catalogue, "openbaar"))

    return make


@pytest.mark.parametrize("code", ["WK027502", "WK099511", "velp-en-rozendaal", "reeshof"])
def test_real_wijken_keep_to_the_rules(verdicts_of, code):
    verdicts = verdicts_of(code)
    wijken = verdicts.comparable.wijken
    assert len(wijken) == 10
    assert wijken.distance.is_monotonic_increasing and wijken.distance.iloc[0] > 0
    assert wijken.gemeente_code.value_counts().max() <= 3
    assert wijken.inwoners.min() >= MIN_INWONERS
    assert (wijken.stedelijkheid - verdicts.profile.stedelijkheid).abs().max() <= 1
    assert not set(wijken.area_code) & {p.code for p in verdicts.profile.area.parts}


def test_the_order_of_the_country_does_not_matter(verdicts_of):
    verdicts = verdicts_of("WK027502")
    matrix = verdicts.profile.processed.wijken
    target = {name: verdicts.profile.figure(name).value.number for name in NAMES}
    rules = {"structure": STRUCTURE, "stedelijkheid": 2.0, "own_parts": ["WK027502@2020"], "distance_limit": None}
    one, other = (
        find_comparable(rows, target, **rules).wijken for rows in (matrix, matrix.sample(frac=1, random_state=7))
    )
    pd.testing.assert_frame_equal(one, other)


def test_a_wijk_is_not_compared_with_itself_in_other_borders(verdicts_of):
    """The register gives a wijk whose border moved another id; by its code it is still the same place."""
    verdicts = verdicts_of("WK027502")
    matrix = verdicts.profile.processed.wijken
    moved = matrix.assign(area_id=matrix.area_id.where(matrix.area_code != "WK027502", "WK027502@2022"))
    verdicts.profile.processed.__dict__["wijken"] = moved
    try:
        assert "WK027502" not in verdicts.comparable.wijken.area_code.tolist()
    finally:
        verdicts.profile.processed.__dict__["wijken"] = matrix


@pytest.mark.parametrize("code", ["BU01600901", "GM0160", "NL", "kern-dedemsvaart"])
def test_where_comparing_makes_no_sense_the_reason_is_given(verdicts_of, code):
    verdicts = verdicts_of(code)
    assert verdicts.comparable is None
    html = sections.comparable(verdicts).html
    assert "alleen voor wijken en gebieden die uit wijken bestaan" in html or "is te weinig bekend om" in html


def test_the_section_names_the_wijken_and_says_that_health_plays_no_part(verdicts_of):
    verdicts = verdicts_of("WK027502")
    html = sections.comparable(verdicts).html
    for name, gemeente in verdicts.comparable.wijken[["name", "gemeente_name"]].itertuples(index=False):
        assert f'<th scope="row">{escape(name)}</th>' in html and f">{escape(gemeente)}<" in html
    assert "Gezondheid telt niet mee bij het zoeken." in html
    assert verdicts.comparable.names[:2] == ["Geleen (Sittard-Geleen)", "Winschoten (Oldambt)"]
