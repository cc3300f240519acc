"""Worked examples of METHODS sections 2.1, 2.4, 2.5 and 2.6: what several areas are together.

The kern of section 2.1 has four parts with 4200, 3600, 2900 and 1500 inhabitants.
"""

from __future__ import annotations

import pytest

from wijkanalyse.methods.aggregation import aggregate_ratio, aggregate_sum, aggregate_weighted_mean

NAN = float("nan")
INWONERS = [4200, 3600, 2900, 1500]
LAND_HA = [320, 150, 610, 1450]
WONINGEN = [1950, 1540, 1400, 640]
HUISHOUDENS = [1900, 1500, 1350, 600]
ONTVANGERS = [3300, 2800, 2300, 1100]

# what, figures of the parts, weights, result, digits, coverage
MEANS = [
    ("WOZ", [310, 265, 402, 455], WONINGEN, 337.5, 1, 1),
    ("corporatiewoningen", [28, 41, 12, 5], WONINGEN, 24.9, 1, 1),
    ("afstand", [0.7, 0.5, 1.6, 3.2], INWONERS, 1.162, 3, 1),
    ("huishoudensgrootte", [2.2, 2.4, 2.1, 2.5], HUISHOUDENS, 2.264, 3, 1),
    ("inkomen, one part unknown", [31.2, 28.4, 35.0, NAN], ONTVANGERS, 31.307, 3, 0.884),
    ("T2.2 modelled share", [14.2, 11.8, 16.0], [3200, 5100, 2400], 13.460, 3, 1),
    ("T2.3 patient-weighted", [14.2, 11.8, 16.0, NAN], [5200, 2100, 700, 300], 13.7275, 4, 0.9639),
    ("2.5 Eexterveenschekanaal: size", [2.0, 1.7], [115, 15], 1.965, 3, 1),
]


@pytest.mark.parametrize(("values", "weights", "result", "digits", "coverage"), [m[1:] for m in MEANS],
                         ids=[m[0] for m in MEANS])  # fmt: skip
def test_a_weighted_mean_is_as_worked_by_hand(values, weights, result, digits, coverage):
    found = aggregate_weighted_mean(values, weights, [1] * len(values))
    assert round(found.value, digits) == result
    assert found.coverage == pytest.approx(coverage, abs=5e-4)


def test_the_naive_mean_of_the_kern_is_another_number():
    assert round(sum([310, 265, 402, 455]) / 4, 1) == 358.0


def test_the_density_of_the_kern_is_people_over_land_and_not_a_mean_of_densities():
    km2 = [ha / 100 for ha in LAND_HA]
    found = aggregate_ratio(INWONERS, km2, [1] * 4, INWONERS, per=1)
    assert round(found.value, 1) == 482.2
    assert round(sum(n / a for n, a in zip(INWONERS, km2, strict=True)) / 4, 1) == 1072.8


def test_the_kern_has_12_200_inhabitants():
    assert aggregate_sum(INWONERS, [1] * 4).value == 12_200


def test_t2_2_stands_for_about_1440_persons():
    found = aggregate_weighted_mean([14.2, 11.8, 16.0], [3200, 5100, 2400], [1] * 3)
    assert round(found.value / 100 * found.denominator, -1) == 1440


# T2.4: a postcode of 6,000 inhabitants over buurten with 1400, 850 and 250 addresses.
@pytest.mark.parametrize(("addresses", "inwoners"), [(1400, 3360), (850, 2040), (250, 600)])
def test_t2_4_a_postcode_is_split_by_its_addresses(addresses, inwoners):
    assert aggregate_sum([6000], [addresses / 2500]).value == pytest.approx(inwoners)


def test_2_5_camminghaburen_is_the_sum_of_its_three_parts():
    assert aggregate_sum([4175, 3835, 2735], [1] * 3).value == 10_745
    men = aggregate_sum([2145, 1855, 1380], [1] * 3).value
    assert men == 5380 and abs(men - 5375) <= 4 * (3 + 1), "published as 5,375: within the bound of the rounding"
