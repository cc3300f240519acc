"""Health figures with the ages of Nederland; the numbers are looked up in table 50090NED by hand."""

from __future__ import annotations

import pytest

from wijkanalyse.profile.ages import adjusted_for_age
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile

WITH_BOTH_AGES = [
    "ervaren_gezondheid_goed_pct", "langdurige_aandoening_pct", "een_of_meer_lichamelijke_beperkingen_pct",
    "beperking_in_bewegen_pct", "voldoet_aan_beweegrichtlijn_pct", "overgewicht_pct",
]  # fmt: skip


@pytest.fixture(scope="module")
def profile_of(example, catalogue):
    processed = Processed(example)
    return lambda code: Profile(processed.areas.find(code), processed, catalogue, "openbaar")


def test_both_ages_of_2016_are_weighted_with_the_people_of_nederland(profile_of):
    """Velp: 6.4 % of 18-64 and 23.6 % of 65+ have trouble moving; Nederland had 10,645,808 and 3,392,555 people."""
    figures = {f.indicator.id: f for f in adjusted_for_age(profile_of("WK027502"))}
    moving = figures["beperking_in_bewegen_pct"]
    younger, older = 10_645_808.1, 3_392_555
    assert (moving.period, moving.crude, moving.nederland_crude) == (2016, 11.7, 9.9)
    assert moving.adjusted == pytest.approx((6.4 * younger + 23.6 * older) / (younger + older))
    assert moving.nederland_adjusted == pytest.approx((6.2 * younger + 22.3 * older) / (younger + older))
    assert (moving.side_before, moving.side_after) == ("higher", "alike")


def test_every_figure_with_both_ages_is_there_in_reading_order(profile_of):
    assert [f.indicator.id for f in adjusted_for_age(profile_of("WK027502"))] == WITH_BOTH_AGES


@pytest.mark.parametrize("code", ["WK027502", "tilburg-noord", "GM0193"])
def test_the_figure_for_all_ages_lies_between_those_of_the_two(profile_of, catalogue, code):
    profile = profile_of(code)
    for figure in adjusted_for_age(profile):
        pair = (figure.indicator.ages.younger, figure.indicator.ages.older)
        ends = sorted({v.period: v.number for v in profile.history(name)}[figure.period] for name in pair)
        assert ends[0] - 0.1 <= figure.adjusted <= ends[1] + 0.1
