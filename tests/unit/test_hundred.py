"""The area as a hundred people: one method, one gate and one set of numbers wherever it is told; nothing is crossed."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wijkanalyse.agenda.agenda import Agenda
from wijkanalyse.errors import DerivedCrossError, UnknownNameError
from wijkanalyse.methods.hundred import FEWEST, of_hundred
from wijkanalyse.profile.hundred import hundreds_of
from wijkanalyse.publish.sanitise import clean
from wijkanalyse.sections import report
from wijkanalyse.sections.bewoners import sheet
from wijkanalyse.sections.bewoners.language import load_language
from wijkanalyse.sections.story import story_of
from wijkanalyse.sections.story.slides import Bars, HundredPeople
from wijkanalyse.show.charts.hundred import groups_of_hundred

VELP, BOTH, SMALL = "WK027502", "velp-en-rozendaal", "WK016015"
OLD, ALONE, LONELY = "leeftijd_65_plus_pct", "eenpersoonshuishoudens_pct", "eenzaam_pct"
few = settings(max_examples=60, deadline=None)
counts = st.lists(st.integers(0, 20_000), min_size=1, max_size=8).filter(any)


# --------------------------------------------------------------------------- the method


@few
@given(counts)
def test_groups_are_a_hundred_together_and_off_by_less_than_one(found):
    hundred = of_hundred(found)
    assert sum(hundred) == 100
    assert all(abs(n - 100 * c / sum(found)) < 1 for n, c in zip(hundred, found, strict=True))


@few
@given(counts, st.randoms(use_true_random=False), st.integers(2, 9))
def test_order_and_scale_change_nothing_but_who_is_first_among_equals(found, random, times):
    hundred = of_hundred(found)
    assert of_hundred([times * c for c in found]) == hundred
    order = list(range(len(found)))
    random.shuffle(order)
    shuffled = of_hundred([found[n] for n in order])
    fractions = [100 * c % sum(found) for c in found]
    differ = [n for n, place in enumerate(order) if shuffled[n] != hundred[place]]
    assert len({fractions[order[n]] for n in differ}) <= 1, "only groups with one fraction may change places"


@pytest.mark.parametrize("found", [[], [0, 0], [5, float("nan")]])
def test_a_group_that_is_not_known_is_not_a_group_of_nobody(found):
    assert of_hundred(found) == []


def test_a_count_below_nothing_is_refused():
    with pytest.raises(ValueError, match="counts must be 0 or more, got -1"):
        of_hundred([3, -1])


# --------------------------------------------------------------------------- the table


def test_every_whole_of_an_area_is_a_hundred_of_its_own(verdicts_of):
    table = verdicts_of(VELP).profile.hundred_people()
    assert table.groupby("of", sort=False).people.sum().to_dict() == {
        "mensen": 100,
        "huishoudens": 100,
        "woningen": 100,
    }
    assert table.period.groupby(table.of).nunique().eq(1).all() and not table.estimate.any()
    assert (table.people.astype(float) - table.exact).abs().lt(1).all()


def test_areas_together_are_the_sum_of_what_was_counted_in_each(verdicts_of):
    profile = verdicts_of(BOTH).profile
    ages = [g.indicator for g in profile.catalogue.roles.ages]
    parts = [verdicts_of(p.code, profile.area.boundary_year).profile for p in profile.area.parts]
    period = profile.figures_together(ages)[OLD].value.period
    of_parts = [[next(v for v in p.history(i) if v.period == period).count for i in ages] for p in parts]
    together = profile.hundred_people().query("of == 'mensen'")
    assert len(parts) == 2 and list(together.people) == of_hundred([sum(c) for c in zip(*of_parts, strict=True)])


def test_below_the_gate_nothing_is_told_as_a_hundred_and_it_says_why(verdicts_of):
    profile = verdicts_of(SMALL).profile
    assert profile.area.inwoners < FEWEST
    table = profile.hundred_people(LONELY)
    assert table.people.isna().all() and table.exact.isna().all()
    assert set(table.absent) == {"onbekend: hier wonen minder dan 500 mensen"}
    said = report.hundred_people(profile).html
    assert "minder dan 500 mensen" in said and "<svg" not in said


def test_a_whole_without_one_of_its_groups_is_not_drawn_and_says_why(verdicts_of, monkeypatch):
    profile = verdicts_of(VELP).profile
    usual = type(profile).figures_together

    def without(self, names):
        found = usual(self, names)
        if ALONE in found:
            lost = replace(found[ALONE].value, number=float("nan"), count=float("nan"), status="suppressed")
            found[ALONE] = replace(found[ALONE], value=lost)
        return found

    monkeypatch.setattr(type(profile), "figures_together", without)
    known = {w.of: w for w in hundreds_of(profile)}
    assert not known["huishoudens"].groups and known["huishoudens"].why == "de bron geeft dit cijfer niet"
    assert known["mensen"].is_known
    said = report.hundred_people(profile).html
    assert "Van huishoudens is er geen tekening: de bron geeft dit cijfer niet." in said
    assert "Alleenwonend" not in said


def test_an_estimate_has_a_base_of_its_own_and_is_called_one(verdicts_of):
    profile = verdicts_of(VELP).profile
    (row,) = profile.hundred_people(LONELY).query("estimate").to_dict("records")
    assert row["of"] == "volwassenen" and row["id"] == LONELY
    said = report.hundred_people(profile, [LONELY]).html
    assert re.search(rf"Ongeveer {row['people']} van de 100 volwassenen [^.]*\(schatting, {row['period']}\)\.", said)


@pytest.mark.parametrize("name", [OLD, "afstand_huisarts_km"])
def test_only_an_estimated_share_may_stand_under_it(verdicts_of, name):
    with pytest.raises(UnknownNameError, match=f"indicator '{name}' .* is not an estimated share of a group"):
        verdicts_of(VELP).profile.hundred_people(name)


# --------------------------------------------------------------------- one set of numbers


def test_report_summary_sheet_and_slides_say_the_same(verdicts_of, example):
    for code in (VELP, BOTH):
        verdicts = verdicts_of(code)
        agenda = Agenda(verdicts)
        drawn = next(w for w in hundreds_of(verdicts.profile) if w.of == "mensen")
        people = [g.people for g in drawn.groups]
        for html in (report.hundred_people(verdicts.profile).html, report.page_two(agenda).html):
            row = html[html.index('<ul class="honderdtal"') :].partition("</ul>")[0]
            assert [int(n) for n in re.findall(r"<strong>(\d+)</strong>", row)] == people
        (slide,) = [s.content for s in story_of(agenda) if isinstance(s.content, HundredPeople)]
        assert [g.people for g in slide.groups] == people
        groups = {w: n for n, w in sheet.hundred_people(verdicts.profile, load_language("nl", example)).groups}
        children, young, *adults, old = people
        assert list(groups.values()) == [children, young, sum(adults), old]


def test_the_slide_of_a_small_area_has_percentages_and_says_why(verdicts_of):
    slide = next(s for s in story_of(Agenda(verdicts_of(SMALL))) if s.key == "wie")
    assert isinstance(slide.content, Bars) and "van de 100" not in slide.title
    assert "We tekenen hier geen 100 mensen: hier wonen minder dan 500 mensen." in slide.notes


@pytest.mark.parametrize("rows", [2, 5])
@pytest.mark.parametrize("people", [[14, 12, 21, 26, 27], [100], [1, 99], [0, 50, 50]])
def test_a_hundred_are_drawn_in_lines_that_pass_the_sanitiser(people, rows):
    html = groups_of_hundred([(n, f"groep {n}", "") for n in people], "Van elke 100 mensen", rows=rows)
    assert clean(html) == html and html.count("<li>") == sum(n > 0 for n in people)
    heads = re.findall(r'<path d="([^"]+)"', html)
    # a line of n people is as long as n − 1 steps
    lengths = [float(n) for path in heads for n in re.findall(r"h([\d.]+)", path)]
    assert sum(round((x - 0.1) / 15) + 1 for x in lengths) == 100


# -------------------------------------------------------------------- what cannot be known


def test_who_has_two_things_at_once_is_refused_with_the_way_out(verdicts_of):
    with pytest.raises(DerivedCrossError) as told:
        verdicts_of(VELP).profile.cross_table(OLD, ALONE)
    said = str(told.value)
    assert "Velp" in said and OLD in said and ALONE in said and "published table" in said
    assert not re.search(r"\d+(\.\d+)? ?(to|–|-) ?\d", said), "no bounds that say nothing"


def test_a_cross_of_a_figure_that_does_not_exist_is_another_fault(verdicts_of):
    with pytest.raises(UnknownNameError, match="unknown indicator 'leeftijd_65_pct'"):
        verdicts_of(VELP).profile.cross_table("leeftijd_65_pct", ALONE)


def test_the_report_says_once_that_two_groups_at_once_are_not_known(verdicts_of):
    for code in (VELP, SMALL):
        said = report.hundred_people(verdicts_of(code).profile).html
        assert said.count("Wie bij twee groepen tegelijk hoort, weten we niet.") == 1
        assert not re.search(r"van de \d+ (ouderen|65-plussers)", said)
