"""From the figures of the example to themes: parts, people, groups, and what is acute, coming or promising."""

from __future__ import annotations

import dataclasses
import math
import time

import numpy as np
import pytest
from altered_example import altered, put

from wijkanalyse.agenda.agenda import AGEING_FASTER_FROM, Agenda, ageing_of, weights_of
from wijkanalyse.cards.catalogue import load_catalogue
from wijkanalyse.errors import UnknownNameError
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdicts

WARANDE, VELP, HOLTHONE, ROZENDAAL, SCHEVENINGEN = "WK099511", "WK027502", "WK016015", "WK027700", "WK051807"


@pytest.fixture(scope="module")
def processed(example):
    return Processed(example)


@pytest.fixture(scope="module")
def agenda_of(processed, catalogue):
    def make(code, tables=processed, **options):
        return Agenda(Verdicts(Profile(tables.areas.find(code), tables, catalogue, "openbaar")), **options)

    return make


def theme(agenda, name):
    return next(r for r in agenda.results if r.card.id == name)


# ---------------------------------------------------------------------------- parts


@pytest.mark.parametrize("code", [WARANDE, VELP, SCHEVENINGEN, "tilburg-noord", "reeshof"])
def test_every_theme_is_there_once_with_its_parts_or_their_absence(agenda_of, code):
    agenda = agenda_of(code)
    assert [r.card.id for r in agenda.results] == list(load_catalogue().themes.cards)
    for result in agenda.results:
        assert result.missing == tuple(
            n for n, v in zip(("ernst", "omvang", "trend", "toekomst"), result.criteria, strict=True) if math.isnan(v)
        )
        assert {"trend", "toekomst"} <= set(result.missing)
        assert result.is_ranked == ("omvang" not in result.missing and "ernst" not in result.missing)
        if result.is_ranked:
            assert result.score == pytest.approx(np.mean(result.criteria[:2]))


def test_a_theme_without_a_number_of_people_has_no_place_but_can_be_acute(agenda_of):
    agenda = agenda_of(HOLTHONE)
    access = theme(agenda, "voorzieningen")
    assert access in agenda.unranked
    assert access.acute == "clear"


def test_severity_is_that_of_the_constructs_and_not_of_the_figures(agenda_of):
    result = theme(agenda_of(VELP), "mentaal")
    u = {s.verdict.figure.indicator.id: s.u for s in result.signals}
    risk = (u["hoog_risico_angst_depressie_pct"] + u["matig_of_hoog_risico_angst_depressie_pct"]) / 2
    assert result.u == pytest.approx((risk + u["veel_stress_pct"]) / 2)


def test_what_is_good_when_higher_is_turned_around(agenda_of):
    signal = theme(agenda_of(VELP), "regie").signals[0]
    assert signal.u == -signal.verdict.figure.z


def test_the_spread_of_an_estimate_without_bounds_is_assumed_and_that_of_a_count_is_not(agenda_of):
    assumed = {s.verdict.figure.indicator.id: s.assumed for r in agenda_of(VELP).results for s in r.signals}
    assert assumed["eenzaam_pct"]
    assert not assumed["bijstand_per_1000"]


# --------------------------------------------------------------------------- people


def test_people_of_an_estimate_without_bounds_have_no_range(agenda_of):
    people = theme(agenda_of(VELP), "roken").people
    assert people.modelled
    assert people.kind == "unknown"
    assert math.isnan(people.lower)
    assert not people.has_range


def test_people_are_the_share_of_the_adults_of_that_year(agenda_of):
    agenda = agenda_of(VELP)
    figure = agenda.profile.figure("roker_pct")
    adults = next(v for v in agenda.profile.history("inwoners_18_plus_aantal") if v.period == figure.value.period)
    people = theme(agenda, "roken").people
    assert people.number == pytest.approx(figure.value.number / 100 * adults.number)
    assert people.extra == pytest.approx((figure.value.number - figure.nederland.number) / 100 * adults.number)


def test_people_with_little_control_are_those_without_the_favourable_answer(agenda_of):
    agenda = agenda_of(VELP)
    people = theme(agenda, "regie").people
    assert people.number == pytest.approx((1 - agenda.profile.figure("regie_pct").value.number / 100) * people.base)


def test_a_count_has_the_limits_of_its_rounding(agenda_of):
    people = theme(agenda_of(VELP), "werk").people
    assert people.has_range
    assert people.kind == "rounding"
    assert people.number - people.lower == people.upper - people.number == 5


def test_published_bounds_give_a_range_of_people(example, agenda_of):
    value = agenda_of(VELP).profile.figure("roker_pct").value.number

    def change(rows):
        return put(rows, VELP, "roker_pct", 2020, lower=value - 2, upper=value + 2)

    result = theme(agenda_of(VELP, tables=altered(example, ["GM0275"], change)), "roken")
    assert result.people.kind == "published"
    assert result.people.lower < result.people.number < result.people.upper
    assert not result.signals[0].assumed


# --------------------------------------------------------------------------- groups


@pytest.mark.parametrize("code", [WARANDE, VELP, "tilburg-noord"])
def test_the_top_ten_is_ten_themes_by_group_and_by_name_within_it(agenda_of, code):
    top = agenda_of(code).top
    assert len(top) == 10
    order = ["kopgroep", "middengroep", "rest"]
    assert [(order.index(r.group), r.card.name) for r in top] == sorted(
        (order.index(r.group), r.card.name) for r in top
    )


def test_shares_of_the_first_three_add_up_to_three(agenda_of):
    ranked = [r for r in agenda_of(VELP).results if r.is_ranked]
    assert sum(r.share_top for r in ranked) == pytest.approx(3)
    assert all(1 <= r.rank_low <= r.rank_high <= len(ranked) for r in ranked)


def test_the_same_seed_gives_the_same_groups_and_it_is_fast(agenda_of):
    one = agenda_of(VELP)
    assert one.verdicts.all
    start = time.process_time()
    first = [r.share_top for r in one.results]
    spent = time.process_time() - start
    assert [r.share_top for r in agenda_of(VELP).results] == pytest.approx(first, nan_ok=True)
    assert spent < 0.5  # of the processor, whatever else the machine does


def test_weights_move_the_groups_and_certain_figures_make_them_sharper(agenda_of):
    by_severity = agenda_of("tilburg-noord", weights={"omvang": 0, "trend": 0, "toekomst": 0}, assumed_spread=0.0)
    most_serious = sorted((r for r in by_severity.results if r.is_ranked), key=lambda r: -r.u)[:3]
    assert {r.card.id for r in by_severity.leading} == {r.card.id for r in most_serious}


def test_where_few_people_live_themes_are_not_put_in_an_order(agenda_of):
    agenda = agenda_of(HOLTHONE)
    assert agenda.is_too_small
    assert agenda.top == ()
    assert {r.group for r in agenda.results} == {""}
    assert len(agenda.unranked) == len(agenda.results)


def test_a_gemeente_has_no_place_among_the_wijken_and_so_no_order(agenda_of):
    agenda = agenda_of("GM0160")
    assert agenda.top == ()
    assert all(math.isnan(r.u) for r in agenda.results)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"ernst": -1}, "weights must be 0 or more"),
        ({"urgentie": 1}, "unknown weight 'urgentie'; choose from ernst, omvang, trend, toekomst"),
        ({"omvnag": 1}, r"unknown weight 'omvnag', did you mean omvang\?"),
    ],
)
def test_weights_that_cannot_be_are_refused(weights, message):
    with pytest.raises((ValueError, UnknownNameError), match=message):
        weights_of(weights)


# ----------------------------------------------------------- acute, coming, promising


def test_acute_is_worse_relevant_and_striking_and_indicative_without_bounds(agenda_of):
    for code in (WARANDE, VELP, SCHEVENINGEN, "tilburg-noord"):
        for result in agenda_of(code).acute:
            found = [s for s in result.signals if s.is_acute]
            assert result.u >= 1
            assert found
            assert all(s.verdict.judgement.relevant for s in found)
            assert result.acute == ("clear" if any(not s.verdict.judgement.indicative for s in found) else "indicative")


def test_a_theme_that_goes_well_is_not_acute_and_gets_no_opportunities(agenda_of):
    agenda = agenda_of(ROZENDAAL)
    good = {r.card.id for r in agenda.favourable}
    assert "bestaanszekerheid" in good
    assert not good & {r.card.id for r in agenda.acute}
    assert not good & {c.id for o in agenda.opportunities for c in o.themes}


def test_opportunities_go_well_or_are_near_and_belong_to_a_theme_of_the_list(agenda_of):
    agenda = agenda_of(VELP)
    assert agenda.opportunities
    listed = {r.card.id for r in agenda.top}
    for found in agenda.opportunities:
        assert found.reasons
        assert {c.id for c in found.themes} <= listed
        if "near" in found.reasons:
            assert found.verdict.figure.percentile <= 25


def test_a_rate_that_a_growing_wijk_pushes_up_is_no_worsening(agenda_of):
    # Warande grew by more than a tenth in these years, and benefits are counted at the end of the year.
    changes = {c.indicator.id for c in theme(agenda_of(WARANDE), "bestaanszekerheid").changes}
    assert "bijstand_per_1000" not in changes
    assert theme(agenda_of(WARANDE), "bestaanszekerheid").coming is None


def test_ageing_is_said_to_be_faster_only_far_above_nederland(agenda_of):
    warande, velp = ageing_of(agenda_of(WARANDE).profile), ageing_of(agenda_of(VELP).profile)
    assert warande.faster
    assert warande.pressure.lower >= AGEING_FASTER_FROM * warande.nederland
    assert not velp.faster
    assert theme(agenda_of(WARANDE), "ouder_worden").coming == "indicative"
    assert theme(agenda_of(VELP), "ouder_worden").coming is None
    assert velp.growth == pytest.approx(velp.last.number / velp.first.number - 1)


def test_ageing_within_its_rounding_is_not_called_faster(agenda_of):
    found = ageing_of(agenda_of(WARANDE).profile)
    edge = dataclasses.replace(found, nederland=found.pressure.ratio / AGEING_FASTER_FROM)
    assert not edge.faster


def test_a_worsening_counts_only_when_nederland_did_not_worsen_as_much(example, agenda_of):
    def change(rows):
        return put(rows, VELP, "bijstand_per_1000", 2020, value=20.0, count=250.0)

    assert theme(agenda_of(VELP), "bestaanszekerheid").worsening == ()
    result = theme(agenda_of(VELP, tables=altered(example, ["GM0275"], change)), "bestaanszekerheid")
    assert [c.indicator.id for c in result.worsening] == ["bijstand_per_1000"]
    assert result.coming == "indicative"
