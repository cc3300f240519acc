"""What changed over the years: tested from five years on, described before that, and cut at a break."""

from __future__ import annotations

import dataclasses

import pytest
from altered_example import altered, put

from wijkanalyse.cards.breaks import Break
from wijkanalyse.cards.catalogue import load_catalogue
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.trends import change_of
from wijkanalyse.sections import report as sections
from wijkanalyse.show import wording

WARANDE, VELP = "WK099511", "WK027502"
OLDER = "leeftijd_65_plus_pct"


@pytest.fixture(scope="module")
def processed(example):
    return Processed(example)


@pytest.fixture(scope="module")
def profile_of(processed, catalogue):
    def make(code, boundary_year=None, *, tables=processed, edition="openbaar"):
        return Profile(tables.areas.find(code, boundary_year), tables, catalogue, edition)

    return make


@pytest.fixture
def with_years(example, profile_of):
    """Velp with invented counts of people by year; the years that the example has are replaced."""

    def make(years, indicator=OLDER, **columns):
        def change(rows):
            rows = rows[(rows.indicator != indicator) | (rows.area_code != VELP) | rows.period.isin(list(years))]
            for year, (count, base) in years.items():
                found = rows[(rows.area_code == VELP) & (rows.period == year)]
                source = found.source.iloc[0] if len(found) else "cbs_kwb_2022"
                rows = put(
                    rows, VELP, indicator, year, value=100 * count / base, count=count, denominator=base,
                    status="ok", method="computed", **({"source": source} | columns),
                )  # fmt: skip
            return rows

        return profile_of(VELP, tables=altered(example, ["GM0275"], change))

    return make


T36 = dict(
    zip(
        range(2020, 2025),
        [(1180, 9950), (1215, 10020), (1260, 10080), (1290, 10110), (1340, 10170)],
        strict=True,
    )
)
"""METHODS T3.6: 65 and older of a wijk in five years, rising."""


# ------------------------------------------------------------------- described or tested


def test_a_few_years_are_described_and_not_tested(profile_of):
    for name in load_catalogue().roles.series:
        change = change_of(profile_of(VELP), name)
        assert len(change.years) <= 4 and change.test is None, name
    change = change_of(profile_of(WARANDE), "inwoners_aantal")
    assert [v.period for v in change.years] == [2020, 2021, 2022, 2024]
    assert (change.first.number, change.last.number, change.direction, change.test) == (1820, 3980, "rising", None)
    assert list(change.nederland) == [2020, 2021, 2022, 2024]


def test_the_section_says_that_there_are_too_few_years_to_test(profile_of):
    html = sections.trends(profile_of(WARANDE)).html
    assert "Er zijn te weinig jaren om een trend te zien." in html
    assert "Trek de lijn niet door naar de toekomst." in html
    assert "1.820 <small>2020</small>" in html and "3.980 <small>2024</small>" in html and "gestegen" in html


def test_five_years_are_tested(with_years):
    profile = with_years(T36)
    change = change_of(profile, OLDER)
    assert (change.test.direction, change.direction) == ("rising", "rising")
    assert change.test.statistic == pytest.approx(9.8342, abs=1e-4)
    assert change.test.slope == pytest.approx(0.02989, abs=1e-5)
    assert "te weinig jaren" not in sections.trends(profile).html


def test_five_falling_years_are_called_falling(with_years):
    backwards = {year: (1500 - 60 * i, 10_000) for i, year in enumerate(T36)}
    change = change_of(with_years(backwards), OLDER)
    assert (change.test.direction, change.direction) == ("falling", "falling")


def test_five_years_up_and_down_are_no_clear_change(with_years):
    # From 11.9 to 13.2, as in T3.6, but not on the way there.
    years = dict(zip(T36, [(1180, 9950), (1400, 10020), (1100, 10080), (1120, 10110), (1340, 10170)], strict=True))
    change = change_of(with_years(years), OLDER)
    assert (change.test.direction, change.direction) == ("no_clear_change", "stable")
    assert wording.DIRECTIONS[change.direction] == "geen duidelijke verandering"


def test_four_of_those_years_are_only_described(with_years):
    years = {year: T36[year] for year in (2020, 2021, 2022, 2024)}
    change = change_of(with_years(years), OLDER)
    assert (change.test, change.direction) == (None, "rising")


def test_a_clear_change_that_is_too_small_to_matter_is_no_change(with_years):
    # Half a percentage point among a million people: certain, and of no importance.
    years = {year: (118_000 + 1250 * i, 1_000_000) for i, year in enumerate(T36)}
    change = change_of(with_years(years), OLDER)
    assert (change.test.direction, change.direction) == ("rising", "stable")


def test_an_own_count_is_no_year_among_the_published_ones(with_years):
    mixed = change_of(with_years(T36, source="eigen_enquete"), OLDER)
    assert (mixed.years, mixed.direction) == ((), "not_determinable")
    assert mixed.reason == "er is maar één jaar met een vergelijkbaar cijfer"


# ----------------------------------------------------------------------------- breaks


def with_breaks(profile, *breaks):
    """The same profile, with other breaks than those of the package."""
    profile.catalogue = dataclasses.replace(profile.catalogue, breaks=breaks)
    return profile


def test_a_break_inside_cuts_the_series(with_years):
    entry = Break(indicators=[OLDER], from_year=2022, why="anders geteld")
    change = change_of(with_breaks(with_years(T36), entry), OLDER)
    assert [v.period for v in change.years] == [2022, 2023, 2024]
    assert (change.test, change.reason) == (None, "")


def test_a_break_at_the_last_year_leaves_nothing_and_says_why(with_years):
    entry = Break(indicators=[OLDER], from_year=2024, why="anders geteld")
    profile = with_breaks(with_years(T36), entry)
    change = change_of(profile, OLDER)
    assert (len(change.years), change.direction, change.reason) == (1, "not_determinable", "anders geteld")
    html = sections.trends(profile).html
    assert "<summary>Wat niet te vergelijken is</summary>" in html
    assert "<li>‘65 jaar en ouder’: anders geteld.</li>" in html


def test_a_break_after_the_last_year_or_of_another_indicator_cuts_nothing(with_years):
    later = Break(indicators=[OLDER], from_year=2025, why="anders geteld")
    other = Break(indicators=["inwoners_aantal"], from_year=2022, why="anders geteld")
    assert len(change_of(with_breaks(with_years(T36), later, other), OLDER).years) == 5


def test_a_real_break_cuts_a_real_series(profile_of):
    profile = profile_of(VELP)
    years = [v.period for v in profile.history("arbeidsparticipatie_pct") if v.is_known]
    assert len(years) > 1 and years[-1] == 2022
    change = change_of(profile, "arbeidsparticipatie_pct")
    assert [v.period for v in change.years] == [2022]
    assert change.reason == "het CBS telt werkenden sinds 2022 op een andere manier"
    assert f": {change.reason}.</li>" in sections.trends(profile).html


def test_every_break_is_of_indicators_that_exist_and_ends_without_a_full_stop(catalogue):
    for entry in catalogue.breaks:
        assert set(entry.indicators) <= set(catalogue.indicators), entry.why
        assert not entry.why.endswith("."), "the sentence around it has one"


# -------------------------------------------------------------------- estimates, rounding


def test_modelled_figures_never_are_a_series(profile_of, catalogue):
    profile = profile_of(VELP)
    modelled = [i.id for i in catalogue.indicators.values() if i.estimate_type == "model"]
    assert len(modelled) > 20
    for name in modelled:
        change = change_of(profile, name)
        assert (change.years, change.direction, change.test) == ((), "not_determinable", None), name
        assert change.reason == "de schatting is elk jaar anders berekend"
    assert len([v for v in profile.history("roker_pct") if v.is_known]) >= 2, "there are years that could have been one"


def test_estimates_of_earlier_years_stand_side_by_side_with_a_warning(profile_of):
    html = sections.earlier_estimates(profile_of(VELP)).html
    assert "Niet met elkaar te vergelijken: het model en soms de vraag waren anders" in html
    assert not any(f">{words}<" in html for words in wording.DIRECTIONS.values())


def test_a_change_that_rounding_alone_can_make_is_called_that(with_years):
    # 15 of 100 may be 11 of 104, and 20 of 100 may be 16 of 104 to 24 of 96: the bounds overlap.
    change = change_of(with_years({2020: (15, 100), 2022: (20, 100)}), OLDER)
    assert change.direction == "within_rounding"
    assert wording.DIRECTIONS[change.direction] == "binnen de afronding"
    clear = change_of(with_years({2020: (150, 1000), 2022: (200, 1000)}), OLDER)
    assert clear.direction == "rising"


def test_a_gemeente_is_not_rounded(profile_of):
    change = change_of(profile_of("GM0275"), "inwoners_aantal")
    assert len(change.years) >= 3 and change.direction in ("stable", "rising", "falling")


# ----------------------------------------------------------------------------- borders


def test_an_area_whose_border_changed_has_no_earlier_years(profile_of):
    profile = profile_of("WK099506", 2024)
    for name in load_catalogue().roles.series:
        years = change_of(profile, name).years
        assert len(years) <= 1 and all(v.boundary_year == 2024 for v in years), name
    assert "Er zijn geen twee jaren met dezelfde grens en dezelfde telling." in sections.trends(profile).html


def test_in_the_old_borders_the_later_year_is_not_there(profile_of):
    periods = [v.period for v in change_of(profile_of("WK099506", 2022), "inwoners_aantal").years]
    assert 2022 in periods and 2024 not in periods


def test_years_before_a_new_border_are_not_in_the_series(profile_of, processed):
    register = processed.areas.register
    assert 2020 not in register[register.area_code == "WK085568"].boundary_year.tolist()
    change = change_of(profile_of("WK085568"), "inwoners_aantal")
    assert change.first.period == 2021
