"""From the figures of the example to themes: parts, people, the one list, and what is coming or promising."""

from __future__ import annotations

import dataclasses
import math
import time
from functools import cache

import numpy as np
import pytest
from altered_example import altered, put

from wijkanalyse.agenda.agenda import Agenda
from wijkanalyse.agenda.headline import Headline
from wijkanalyse.agenda.theme import AGEING_FASTER_FROM, STANDINGS, ageing_of
from wijkanalyse.cards.catalogue import load_catalogue
from wijkanalyse.errors import UnknownNameError
from wijkanalyse.methods.themes import construct_mean
from wijkanalyse.methods.weights import weights_of
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdicts

WARANDE, VELP, HOLTHONE, ROZENDAAL = "WK099511", "WK027502", "WK016015", "WK027700"
SCHEVENINGEN, GEMEENTE = "WK051807", "GM0160"


@pytest.fixture(scope="module")
def processed(example):
    return Processed(example)


@pytest.fixture(scope="module")
def agenda_of(processed, catalogue):
    def verdicts(code, tables=processed):
        return Verdicts(Profile(tables.areas.find(code), tables, catalogue, "openbaar"))

    opened = cache(verdicts)

    def make(code, tables=processed, **options):
        """Judgements of tables that a test altered are its own."""
        return Agenda(opened(code) if tables is processed else verdicts(code, tables), **options)

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


def test_a_theme_without_a_number_of_people_is_on_the_list_but_does_not_lead(agenda_of):
    agenda = agenda_of("WK016017")  # Kloosterhaar, a village far from shops
    access = theme(agenda, "voorzieningen")
    assert not access.is_ranked and access.standing == "worse"
    assert access in [c.main for c in agenda.unfavourable]
    assert access not in [c.main for c in agenda.leading]


def test_severity_is_that_of_the_constructs_and_not_of_the_figures(agenda_of):
    result = theme(agenda_of(VELP), "mentaal")
    u = {s.verdict.figure.indicator.id: s.u for s in result.signals}
    risk = (u["hoog_risico_angst_depressie_pct"] + u["matig_of_hoog_risico_angst_depressie_pct"]) / 2
    assert result.u == pytest.approx((risk + u["veel_stress_pct"]) / 2)


def test_what_is_good_when_higher_is_turned_around(agenda_of):
    signal = theme(agenda_of(VELP), "regie").signals[0]
    assert signal.u == -signal.verdict.judgement.z


def test_a_theme_is_measured_from_nederland_and_a_figure_that_cannot_be_judged_does_not_count(agenda_of):
    # Moeite met rondkomen in Warande: 14.2 beside 13.9, with a spread of 5.4856 (JUDGEMENT J3).
    result = theme(agenda_of(WARANDE), "bestaanszekerheid")
    u = {s.verdict.figure.indicator.id: s.u for s in result.signals}
    assert u["moeite_met_rondkomen_pct"] == pytest.approx((14.2 - 13.9) / 5.4856, abs=1e-4)
    assert math.isnan(u.pop("bijstand_per_1000")), "the number of people grew too much to judge this rate"
    assert result.u == pytest.approx(np.mean(list(u.values())))
    assert construct_mean([1.11, 0.48, 3.62, -0.41], "abcd") == pytest.approx(1.20, abs=0.005)  # JUDGEMENT J4
    assert construct_mean([1.11, 0.48, math.nan, -0.41], "abcd") == pytest.approx(0.39, abs=0.005)


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


# ----------------------------------------------------------------------- the one list


@pytest.mark.parametrize("code", [WARANDE, VELP, SCHEVENINGEN, "tilburg-noord", GEMEENTE])
def test_unfavourable_stands_first_by_the_people_that_it_is_more(agenda_of, code):
    agenda = agenda_of(code)
    assert len(agenda.top) == 10
    levels = [STANDINGS.index(c.standing) for c in agenda.candidates]
    assert levels == sorted(levels)
    for level in ("worse", "slightly_worse"):
        extra = [c.extra for c in agenda.candidates if c.standing == level and c.extra > 0]
        assert extra == sorted(extra, reverse=True)
    others = [c.main.u for c in agenda.candidates if not c.is_unfavourable]
    assert others == sorted(others, reverse=True)


@pytest.mark.parametrize("code", [WARANDE, VELP, SCHEVENINGEN, ROZENDAAL, "tilburg-noord"])
def test_only_an_unfavourable_theme_with_more_people_than_elsewhere_leads(agenda_of, code):
    agenda = agenda_of(code)
    assert 1 <= len(agenda.leading) <= 3
    for candidate in agenda.leading:
        assert candidate in agenda.unfavourable
        assert candidate.main.u >= 0.5 and candidate.extra > 0


def test_themes_that_are_nearly_one_share_a_place_with_their_parts_inside(agenda_of):
    candidates = {c.id: c for c in agenda_of("tilburg-noord").candidates}
    together = candidates["mentaal_en_eenzaam"]
    assert {p.card.id for p in together.parts} == {"mentaal", "eenzaamheid"}
    assert together.extra == max(p.extra for p in together.parts)
    assert not {"mentaal", "eenzaamheid", "gezondheid", "functioneren"} & set(candidates)
    assert sum(len(c.parts) for c in candidates.values()) == len(load_catalogue().themes.cards)


def test_where_nearly_all_is_unfavourable_the_two_that_stand_out_lead(agenda_of):
    agenda = agenda_of("tilburg-noord")
    assert agenda.nearly_all and sum(r.standing == "worse" for r in agenda.results) >= 8
    furthest = sorted((c for c in agenda.candidates if c.extra > 0), key=lambda c: -max(p.u for p in c.parts))[:2]
    assert {c.id for c in agenda.leading} == {c.id for c in furthest}
    assert not agenda_of(SCHEVENINGEN).nearly_all


def test_nothing_leads_where_fewer_than_eight_themes_are_known(example, agenda_of):
    """As Dukenburg was: a boundary that changed left only the figures on work and benefits."""

    def change(rows):
        health = (rows.area_code == VELP) & (rows.source == "rivm_gezondheid_2020")
        return rows[~health]

    agenda = agenda_of(VELP, tables=altered(example, ["GM0275"], change))
    known = [r.card.id for r in agenda.results if r.standing]
    assert 0 < len(known) < 8
    assert agenda.leading == () and not agenda.is_scored
    assert {r.card.id for r in agenda.unknown} >= {"roken", "eenzaamheid", "gezondheid"}
    headline = Headline(agenda)
    assert headline.is_silent and not headline.may_deny
    assert headline.reason == "not_linked"


def test_a_theme_that_is_milder_than_a_figure_in_it_names_that_figure(agenda_of):
    work = theme(agenda_of(VELP), "werk")
    assert work.standing == "alike"
    assert [s.verdict.figure.indicator.id for s in work.worse_figures] == ["arbeidsongeschikt_per_1000"]


def test_what_is_favourable_is_not_also_unfavourable(agenda_of):
    for code in (WARANDE, VELP, SCHEVENINGEN, ROZENDAAL, "tilburg-noord"):
        agenda = agenda_of(code)
        assert not {c.id for c in agenda.favourable} & {c.id for c in agenda.unfavourable}


def test_where_few_people_live_there_is_no_list(agenda_of):
    agenda = agenda_of(HOLTHONE)
    assert agenda.is_too_small
    assert (agenda.top, agenda.unfavourable, agenda.leading, agenda.coming) == ((), (), (), ())
    assert agenda.ranks == {}


# ------------------------------------------------------------------- for the appendix


def test_shares_of_the_first_three_add_up_to_three(agenda_of):
    ranks = agenda_of(VELP).ranks
    assert sum(r.share_top for r in ranks.values()) == pytest.approx(3)
    assert all(1 <= r.low <= r.high <= len(ranks) for r in ranks.values())


def test_the_same_seed_gives_the_same_ranks_and_the_list_does_not_wait_for_them(agenda_of):
    one, other = agenda_of(VELP), agenda_of(VELP)
    assert [r.share_top for r in one.ranks.values()] == [r.share_top for r in other.ranks.values()]
    assert one.verdicts.all
    start = time.process_time()
    assert one.top
    assert time.process_time() - start < 0.1  # of the processor, whatever else the machine does


def test_weights_move_the_ranks_and_not_the_list(agenda_of):
    by_severity = agenda_of("tilburg-noord", weights={"omvang": 0, "trend": 0, "toekomst": 0}, assumed_spread=0.0)
    most_serious = sorted((r for r in by_severity.results if r.is_ranked), key=lambda r: -r.u)[:3]
    assert {t for t, r in by_severity.ranks.items() if r.group == "kopgroep"} == {r.card.id for r in most_serious}
    assert [c.id for c in by_severity.top] == [c.id for c in agenda_of("tilburg-noord").top]


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


# ------------------------------------------------------------------ coming, promising


def test_a_theme_that_goes_well_gets_no_opportunities(agenda_of):
    agenda = agenda_of(ROZENDAAL)
    good = {p.card.id for c in agenda.favourable for p in c.parts}
    assert "bestaanszekerheid" in good
    assert not good & {c.id for o in agenda.opportunities for c in o.themes}


def test_opportunities_go_well_or_are_near_and_belong_to_a_theme_of_the_list(agenda_of):
    agenda = agenda_of(VELP)
    assert agenda.opportunities
    listed = {p.card.id for c in agenda.top for p in c.parts}
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


def test_a_worsening_counts_only_when_nederland_did_not_worsen_as_much(example, agenda_of, monkeypatch):
    def change(rows):
        return put(rows, VELP, "bijstand_per_1000", 2020, value=20.0, count=250.0)

    # The tables have two years of benefits, and from one year to the next tens of people are chance (JUDGEMENT J4).
    result = theme(agenda_of(VELP, tables=altered(example, ["GM0275"], change)), "bestaanszekerheid")
    assert result.changes == () and result.coming is None
    monkeypatch.setattr("wijkanalyse.agenda.agenda.LONG_ENOUGH", 1)
    assert theme(agenda_of(VELP), "bestaanszekerheid").worsening == ()
    result = theme(agenda_of(VELP, tables=altered(example, ["GM0275"], change)), "bestaanszekerheid")
    assert [c.indicator.id for c in result.worsening] == ["bijstand_per_1000"]
    assert result.coming == "indicative"
