"""The worked numbers of the methods, as tables that a domain expert can check.

Every row starts with its number in the methods specification. An expected figure
is written as it was printed there, and must agree to its last digit; figures
taken from a published source (marked V) must also agree to one part in 10⁹.
Two printed figures differ from the formula in their last digit; their rows say so.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import percentileofscore

from wijkanalyse.methods.aggregation import aggregate_ratio, aggregate_sum, aggregate_weighted_mean
from wijkanalyse.methods.comparison import judge, needs_rest, rest_of_whole
from wijkanalyse.methods.intervals import (
    byar,
    model_difference,
    model_se,
    nearest_ten,
    newcombe,
    rate,
    rounded_count,
    rounded_ratio,
    wilson,
)
from wijkanalyse.methods.multiplicity import benjamini_hochberg
from wijkanalyse.methods.peers import distances_from, standard_scores
from wijkanalyse.methods.position import SCALE, percentile_rank, robust_spread
from wijkanalyse.methods.spread import eta_squared
from wijkanalyse.methods.standardisation import standardise_modelled
from wijkanalyse.methods.trend import CRITICAL, recent_trend_counts

V = 1e-9


def table(*rows: tuple) -> list:
    """Rows as parameters, each named by its first cell."""
    return [pytest.param(*row[1:], id=row[0]) for row in rows]


def assert_prints(got: float, expected: str) -> None:
    """The figure agrees with the printed one to its last digit (a trailing V: to one part in 10⁹)."""
    published = expected.endswith("V")
    text = expected.removesuffix("V").strip()
    decimals = len(text.partition(".")[2])
    half = 0.5000001 * 10.0**-decimals
    assert got == pytest.approx(float(text), rel=V, abs=1e-15) if published else abs(got - float(text)) <= half, (
        f"got {got!r}, printed {text}"
    )


def assert_all_print(got, expected: str) -> None:
    figures = expected.split()
    got = np.atleast_1d(got)
    assert len(got) == len(figures)
    for value, figure in zip(got, figures, strict=True):
        assert_prints(value, figure)


# ---------------------------------------------------------- 1.2 Wilson: share of a count

WILSON = table(
    # id            count  of    confidence  lower                   upper
    ("T1.1-95",     65,    100,  0.95,  "0.5525444329688797V",  "0.7363575175690247V"),
    ("T1.1-99.8",   65,    100,  0.998, "0.4954946574070431V",  "0.7783540614089697V"),
    ("T1.2-95",     1045,  5000, 0.95,  "0.19795549880013297V", "0.22049130373189027V"),
    ("T1.2-99.8",   1045,  5000, 0.998, "0.19179381799015244V", "0.22731562902525818V"),
    ("T1.3-95",     1,     100,  0.95,  "0.0017674320641406511V", "0.054486196178705294V"),
    ("T1.3-99.8",   1,     100,  0.998, "0.000873065697299977V", "0.1045544528370582V"),
    ("T1.5-none",   0,     20,   0.95,  "0", "0.1611251580528"),
    ("T1.5-all",    20,    20,   0.95,  "0.8388748419472", "1"),
)  # fmt: skip


@pytest.mark.parametrize(("count", "of", "confidence", "lower", "upper"), WILSON)
def test_wilson(count, of, confidence, lower, upper):
    interval = wilson(count, of, confidence)
    assert_prints(interval.lower, lower)
    assert_prints(interval.upper, upper)


def test_wilson_of_nobody_and_of_everybody_stays_within_0_and_1_exactly():
    assert wilson(0, 20).lower == 0.0
    assert wilson(20, 20).upper == 1.0


HALF_WIDTHS = table(
    # id            people   half width in percentage points at 5, 10, 20 and 50 %
    ("1.2-1000",    1000,    "1.4 1.9 2.5 3.1"),
    ("1.2-2500",    2500,    "0.9 1.2 1.6 2.0"),
    ("1.2-5000",    5000,    "0.6 0.8 1.1 1.4"),
    ("1.2-kern",    12000,   "0.39 0.54 0.72 0.89"),
)  # fmt: skip


@pytest.mark.parametrize(("people", "half_widths"), HALF_WIDTHS)
def test_precision_to_expect(people, half_widths):
    interval = wilson(np.array([0.05, 0.10, 0.20, 0.50]) * people, people)
    assert_all_print(50 * (interval.upper - interval.lower), half_widths)


# ------------------------------------------------- 1.3 Byar: a count, exact below 10

BYAR = table(
    # id            count  confidence  lower                  upper
    ("T1.6-95",     65,    0.95,  "50.163187710459454V", "82.84913854593984V"),
    ("T1.6-99.8",   65,    0.998, "42.8802614714802V",   "94.00029084431802V"),
    ("T1.7-95",     1045,  0.95,  "982.5932018073325V",  "1110.33121298565V"),
    ("T1.7-99.8",   1045,  0.998, "947.9407035610374V",  "1148.806160988033V"),
    ("T1.11",       0,     0.95,  "0",                   "3.6888794541139355"),
)  # fmt: skip


@pytest.mark.parametrize(("count", "confidence", "lower", "upper"), BYAR)
def test_byar(count, confidence, lower, upper):
    assert_prints(byar(count, confidence).lower, lower)
    assert_prints(byar(count, confidence).upper, upper)


RATES = table(
    # id            count  of    confidence  lower per 100           upper per 100
    ("T1.8-95",     20,    100,  0.95,  "12.211428834875937V", "30.889880369197066V"),
    ("T1.8-99.8",   20,    100,  0.998, "8.922802365144193V",  "38.08503562504191V"),
    ("T1.9-95",     5,     100,  0.95,  "1.62348639011842V",   "11.668332079322669V"),
    ("T1.9-99.8",   5,     100,  0.998, "0.739371731917839V",  "16.454745203680105V"),
)  # fmt: skip


@pytest.mark.parametrize(("count", "of", "confidence", "lower", "upper"), RATES)
def test_rate(count, of, confidence, lower, upper):
    interval = rate(count, of, per=100, confidence=confidence)
    assert_prints(interval.lower, lower)
    assert_prints(interval.upper, upper)


# -------------------------------------------------- 1.4 comparing with a benchmark


def test_wijk_against_the_rest_of_its_gemeente():
    assert needs_rest(12_000, 50_000)
    assert_prints(rest_of_whole(100 * 2520 / 12_000, 12_000, 100 * 9_000 / 50_000, 50_000), "17.05")
    difference = newcombe(2520, 12_000, 9_000 - 2520, 50_000 - 12_000)
    assert_all_print(100 * np.array([difference.value, *difference.limits]), "3.95 3.13 4.78")


def test_t1_15_newcombe_difference_of_two_shares():
    difference = newcombe(56, 70, 48, 80)
    # The lower limit is printed as 0.0524314725; with forty digits it is 0.05243147240, and the upper one agrees.
    assert_all_print([difference.value, *difference.limits], "0.20 0.0524314724 0.3338726540")


# ----------------------------------------------------------- 1.5 modelled figures


def test_t1_16_standard_error_from_published_limits():
    # Printed as 0.011224; (0.165 − 0.121) / (2 × 1.959964) is 0.01122470, so the print was cut off, not rounded.
    assert_prints(model_se(0.121, 0.165), "0.011225")
    assert_prints(model_se(0.121, 0.165, "logit"), "0.092223")


# ------------------------------------------------------------- 1.6 rounded figures


def test_t1_18_ratio_of_two_rounded_counts():
    ratio = rounded_ratio(45, 295, per=100)
    assert_all_print([ratio.value, *ratio.limits], "15.3 13.71 16.84")


def test_nearest_ten():
    assert nearest_ten(120).limits == (115, 125)


# ----------------------------------------------------------------- 1.8 position

WIJKEN = [5, 7, 8, 9, 10, 11, 12, 14, 15, 30]


def test_j3_spread_around_nederland_and_z():
    """JUDGEMENT J3: rondkomen, Nederland 13.9, 1.4826 · MAD_w 5.49."""
    z = [judge(x, 13.9, better_when="lower", threshold=1.39, spread=5.49).z for x in (7.6, 14.2)]
    assert_all_print(z, "-1.148 .055")
    # Distances 1, 2 and 6: half of the people live where it is 2 or less, though the middle wijk of three is no reason.
    assert robust_spread([11.0, 12.0, 16.0], [3000, 4000, 1000], 10.0) == pytest.approx(2 * SCALE)
    assert robust_spread([11.0, 12.0, 16.0], [1000, 1000, 9000], 10.0) == pytest.approx(6 * SCALE)


def test_percentile_rank_from_percentiles_agrees_with_that_from_the_values():
    percentiles = np.percentile(WIJKEN, range(101))
    assert percentile_rank(10.5, percentiles) == pytest.approx(percentileofscore(WIJKEN, 10.5, kind="mean"))


# --------------------------------------------------------- 1.10 many comparisons


def test_t1_22_benjamini_hochberg():
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    p += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1]
    adjusted = benjamini_hochberg(p)
    assert_all_print(
        adjusted,
        ".0015 .003 .0095 .035625 .0603 .06385714 .06385714 .0645 .0765 .486 .58118182 .714875 .75323077 .81321429 1",
    )
    assert (adjusted <= 0.05).sum() == 4
    assert (np.array(p) <= 0.05 / len(p)).sum() == 3


# -------------------------------------------------------- 1.11 the decision rule

WIDE, NARROW, NONE = (10.0, 18.0), (13.0, 15.0), None
BETTER, WORSE, ALIKE, UNSURE = "better", "worse", "alike", "not_distinguishable"
IETS_BETTER, IETS_WORSE = "slightly_better", "slightly_worse"
UNKNOWN, NEUTRAL = "cannot_be_judged", "no_judgement"

JUDGEMENTS = table(
    # id                        value  other  good     interval      p     spread state        indicative
    # Nederland 12, a difference of 1.2 matters; lower is good, unless said otherwise; z = difference / spread
    ("all three steps",         14.0,  12.0,  "lower",  NARROW,       None, 2.0,  WORSE,       False),
    ("higher is good",          14.0,  12.0,  "higher", NARROW,       None, 2.0,  BETTER,      False),
    ("does not stand out",      14.0,  12.0,  "lower",  NARROW,       None, 2.1,  IETS_WORSE,  False),
    ("slightly, higher good",   14.0,  12.0,  "higher", NARROW,       None, 2.1,  IETS_BETTER, False),
    ("no spread known",         14.0,  12.0,  "lower",  NARROW,       None, None, WORSE,       False),
    ("spread is zero",          14.0,  12.0,  "lower",  NARROW,       None, 0.0,  WORSE,       False),
    ("too small to matter",     14.0,  12.9,  "lower",  NARROW,       None, 0.1,  ALIKE,       False),
    ("interval holds other",    14.0,  12.0,  "lower",  WIDE,         None, 1.0,  UNSURE,      False),
    ("other on the limit",      14.0,  13.0,  "lower",  NARROW,       None, 0.1,  UNSURE,      False),
    ("all of it close",         14.0,  13.9,  "lower",  (13.5, 14.5), None, 0.1,  ALIKE,       False),
    ("no difference",           14.0,  14.0,  "lower",  NARROW,       None, 1.0,  ALIKE,       False),
    ("adjusted p too high",     14.0,  12.0,  "lower",  NARROW,       0.06, 1.0,  UNSURE,      False),
    ("adjusted p low enough",   14.0,  12.0,  "lower",  NARROW,       0.05, 1.0,  WORSE,       False),
    ("p without interval",      14.0,  12.0,  "lower",  NONE,         0.01, 1.0,  WORSE,       False),
    ("no interval",             14.0,  12.0,  "lower",  NONE,         None, 2.0,  WORSE,       True),
    ("no interval, good",       14.0,  12.0,  "higher", NONE,         None, 2.0,  BETTER,      True),
    ("no interval, common",     14.0,  12.0,  "lower",  NONE,         None, 2.1,  IETS_WORSE,  True),
    ("no interval, small",      14.0,  13.0,  "lower",  NONE,         None, 0.1,  ALIKE,       True),
    ("no interval, no spread",  14.0,  12.0,  "lower",  NONE,         None, None, UNKNOWN,     False),
    ("no value",                None,  12.0,  "lower",  NARROW,       None, 1.0,  UNKNOWN,     False),
    ("no comparator",           14.0,  None,  "lower",  NARROW,       None, 1.0,  UNKNOWN,     False),
    ("neutral",                 14.0,  12.0,  "neutral", NARROW,      None, 1.0,  NEUTRAL,     False),
    ("neutral and missing",     None,  12.0,  "neutral", NONE,        None, None, NEUTRAL,     False),
    # JUDGEMENT J3: difficulty to get by, Nederland 13.9; before, 7.6 was called "no clear difference"
    ("rondkomen 7.6",           7.6,   13.9,  "lower",  NONE,         None, 5.49, BETTER,      True),
    ("rondkomen 14.2",          14.2,  13.9,  "lower",  NONE,         None, 5.49, ALIKE,       True),
)  # fmt: skip


@pytest.mark.parametrize(("value", "comparator", "good", "interval", "p", "spread", "state", "indicative"), JUDGEMENTS)
def test_decision_rule(value, comparator, good, interval, p, spread, state, indicative):
    arguments = {"threshold": 1.2, "interval": interval, "adjusted_p": p, "spread": spread}
    judgement = judge(value, comparator, better_when=good, **arguments)
    assert (judgement.state, judgement.indicative) == (state, indicative)


def test_a_difference_of_exactly_the_threshold_is_relevant_in_floating_point_too():
    assert 12.1 - 11.0 < 1.1
    assert judge(12.1, 11.0, better_when="lower", threshold=1.1, interval=(11.5, 12.5)).relevant
    assert judge(12.1, 11.0, better_when="lower", threshold=1.0, interval=(11.5, 12.5), spread=1.1).striking


# ---------------------------------------------------------- 2 aggregating to a kern

INHABITANTS, HECTARES = [4200, 3600, 2900, 1500], [320, 150, 610, 1450]
DWELLINGS, HOUSEHOLDS, EARNERS = [1950, 1540, 1400, 640], [1900, 1500, 1350, 600], [3300, 2800, 2300, 1100]
WHOLE = [1, 1, 1, 1]

KERN_MEANS = table(
    # id                    figures of the four wijken    weight       kern     coverage
    ("2.1 WOZ",             [310, 265, 402, 455],         DWELLINGS,   "337.5",  "1"),
    ("2.1 corporatie",      [28, 41, 12, 5],              DWELLINGS,   "24.9",   "1"),
    ("2.1 corporatie from", [27.5, 40.5, 11.5, 4.5],      DWELLINGS,   "24.4",   "1"),
    ("2.1 corporatie to",   [28.5, 41.5, 12.5, 5.5],      DWELLINGS,   "25.4",   "1"),
    ("2.1 afstand",         [0.7, 0.5, 1.6, 3.2],         INHABITANTS, "1.162",  "1"),
    ("2.1 household size",  [2.2, 2.4, 2.1, 2.5],         HOUSEHOLDS,  "2.264",  "1"),
    ("2.1 income",          [31.2, 28.4, 35.0, math.nan], EARNERS,     "31.307", "0.884"),
)  # fmt: skip


@pytest.mark.parametrize(("figures", "weights", "expected", "coverage"), KERN_MEANS)
def test_weighted_mean_of_a_kern(figures, weights, expected, coverage):
    result = aggregate_weighted_mean(figures, weights, WHOLE)
    assert_prints(result.value, expected)
    assert_prints(result.coverage, coverage)


def test_density_of_a_kern_is_people_over_land_not_a_mean_of_densities():
    land = np.array(HECTARES) / 100
    assert_prints(aggregate_ratio(INHABITANTS, land, WHOLE, INHABITANTS, per=1).value, "482.2")
    assert_prints(np.mean(np.array(INHABITANTS) / land), "1072.8")


def test_t2_2_modelled_figures_of_a_kern():
    adults = [3200, 5100, 2400]
    se = 100 * model_se([0.121, 0.102, 0.135], [0.165, 0.136, 0.188])
    kern = aggregate_weighted_mean([14.2, 11.8, 16.0], adults, [1, 1, 1]).value
    # The errors of one model go up and down together: half widths are averaged like the figures themselves.
    cautious = aggregate_weighted_mean(se, adults, [1, 1, 1]).value
    assert_prints(kern, "13.460")
    assert_all_print([cautious, kern - 1.959964 * cautious, kern + 1.959964 * cautious], "1.05 11.40 15.52")
    assert round(kern / 100 * sum(adults), -1) == 1440
    difference = model_difference(kern / 100, cautious / 100, 0.102, model_se(0.098, 0.106))
    assert_prints(100 * difference.difference, "3.26")
    assert_prints(difference.z, "3.04")


def test_t2_3_patients_of_a_practice():
    result = aggregate_weighted_mean([14.2, 11.8, 16.0, math.nan], [5200, 2100, 700, 300], WHOLE)
    assert_prints(result.value, "13.7275")
    assert_prints(result.coverage, ".9639")


def test_t2_4_inhabitants_of_a_postcode_split_by_addresses():
    addresses = np.array([1400, 850, 250])
    parts = [aggregate_sum([6000], [share]).value for share in addresses / addresses.sum()]
    assert parts == pytest.approx([3360, 2040, 600])


CAMMINGHABUREN = table(
    # id                 wijk     its three buurten      published by CBS (KWB 2016)
    ("2.5 inhabitants",  10_745,  [4175, 3835, 2735]),
    ("2.5 men",          5_375,   [2145, 1855, 1380]),
    ("2.5 women",        5_370,   [2030, 1985, 1355]),
    ("2.5 0-15",         1_805,   [810, 605, 390]),
    ("2.5 25-45",        2_455,   [1200, 820, 435]),
)  # fmt: skip


@pytest.mark.parametrize(("wijk", "buurten"), CAMMINGHABUREN)
def test_a_sum_of_buurten_stays_within_the_hard_limits_of_the_published_wijk(wijk, buurten):
    hard = rounded_count(sum(buurten), parts=len(buurten) + 1)
    assert hard.upper - sum(buurten) == 16
    assert hard.lower <= wijk <= hard.upper


# --------------------------------------------------------------------- 3 trends

COUNT_TRENDS = table(
    # id      first year  counts, denominators                                            X²        slope     direction
    ("T3.1",  2019, [318, 314, 318, 291, 292],
     [468.3357879234, 472.8915662651, 500.7874015748, 480.1980198020, 499.1452991453], "12.5688", "-0.1062", "falling"),
    ("T3.5",  2008, [57274, 55865, 53681, 51767, 53185],
     [61834, 60511, 59074, 57508, 59028],                                              "405.05",  None,     "falling"),
    ("T3.6",  2020, [1180, 1215, 1260, 1290, 1340],
     [9950, 10020, 10080, 10110, 10170],                                               "9.8342",  ".02989", "rising"),
)  # fmt: skip


@pytest.mark.parametrize(("first", "counts", "denominators", "statistic", "slope", "direction"), COUNT_TRENDS)
def test_recent_trend_of_counts(first, counts, denominators, statistic, slope, direction):
    trend = recent_trend_counts(range(first, first + 5), counts, denominators)
    assert trend.direction == direction
    assert_prints(trend.statistic, statistic)
    if slope:
        assert_prints(trend.slope, slope)


def test_critical_value_of_the_recent_trend():
    assert_prints(CRITICAL, "9.549535706")


# --------------------------------------------------------------------- 6 peers


def test_t6_1_distances_to_peers():
    #               addresses per km², 65+, corporatie
    doel, a, b, c, d = (1900, 0.19, 0.34), (1750, 0.21, 0.31), (2600, 0.12, 0.52), (450, 0.26, 0.08), (2050, 0.18, 0.36)
    features = np.array([doel, a, b, c, d])
    features[:, 0] = np.log(features[:, 0])
    distances = distances_from(0, standard_scores(features))
    assert_all_print(distances[[4, 1, 2, 3]], ".2893 .5072 2.0648 3.3395")
    assert_all_print(distances[[4, 1, 2, 3]] / distances.max(), ".0866 .1519 .6183 1")


# --------------------------------------------------------------------- 7.1 spread


def test_t7_1_eta_squared_of_three_equal_buurten():
    assert_prints(eta_squared([0.10, 0.20, 0.30], [1000, 1000, 1000]), ".0416667")


def test_t7_2_spread_of_four_buurten():
    shares, people = np.array([0.06, 0.11, 0.09, 0.21]), np.array([2800, 3400, 3900, 1900])
    assert_prints(shares @ people / people.sum(), ".1076667")
    assert_prints(eta_squared(shares, people), ".0238484")


# ------------------------------------------------------------- 9 standardisation


def test_t9_7_rate_of_the_reference():
    assert_prints(rate(81896, 875904, per=100_000).value, "9349.88309221102V")


def test_t9_8_the_crude_rate_of_five_age_groups():
    assert_prints(rate(3 + 5 + 22 + 61 + 110, 1800 + 1400 + 3100 + 3300 + 2400).value, "16.75")


def test_t9_9_two_areas_that_differ_in_age_only_are_alike_once_standardised():
    shares, nederland = [0.10, 0.16], [0.745, 0.255]
    crude = [100 * standardise_modelled(shares, [1 - old, old]) for old in (0.12, 0.42)]
    assert_all_print(crude, "10.72 12.52")
    assert_prints(100 * standardise_modelled(shares, nederland), "11.53")
