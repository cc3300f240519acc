"""Judgements of the example: what is judged, against what, and in which words."""

from __future__ import annotations

import inspect
import math
import re

import pytest
from altered_example import altered, put

from wijkanalyse.agenda.agenda import Agenda
from wijkanalyse.errors import ReportError
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import COMPARATORS, Verdicts
from wijkanalyse.sections import report as sections
from wijkanalyse.show import sentences, wording
from wijkanalyse.show.fragments import Fragment

# growing fast, large part of its gemeente, all of its gemeente, very few people, rural, city, two gemeenten, twelve
# wijken, buurten together, a gemeente
TEN = [
    "WK099511", "WK027502", "WK027700", "WK016015", "WK016001", "WK051807", "velp-en-rozendaal", "reeshof",
    "kern-dedemsvaart", "GM0160",
]  # fmt: skip


@pytest.fixture(scope="module")
def processed(example):
    return Processed(example)


@pytest.fixture(scope="module")
def verdicts_of(processed, catalogue):
    """The judgements on an area against a comparator, made once."""
    made = {}

    def make(code, comparator="nederland", tables=processed):
        key = code, comparator, id(tables)
        if key not in made:
            profile = Profile(tables.areas.find(code), tables, catalogue, "openbaar")
            made[key] = tables, Verdicts(profile, comparator)
        return made[key][1]

    return make


def rows_of(html):
    """The rows of the tables of a chapter, by the id of their indicator."""
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", html, flags=re.DOTALL)
    found = {match[1]: row for row in rows if (match := re.search(r'href="#uitleg-(\w+)"', row))}
    assert found
    return found


# ---------------------------------------------------------------------------- context


@pytest.mark.parametrize("code", TEN)
def test_context_is_never_judged_and_judged_figures_are(verdicts_of, code):
    states = {v.figure.indicator.better_when == "neutral": set() for v in verdicts_of(code).all}
    for verdict in verdicts_of(code).all:
        states[verdict.figure.indicator.better_when == "neutral"].add(verdict.judgement.state)
        if verdict.figure.indicator.better_when == "neutral":
            assert not verdict.judgement.side and wording.state(verdict) == ""
    assert states[True] == {"no_judgement"}
    assert "no_judgement" not in states[False]


@pytest.mark.parametrize("code", ["WK027502", "WK051807", "reeshof"])
def test_context_has_no_colour_in_any_chapter(verdicts_of, catalogue, code):
    coloured = set()
    for name in catalogue.vocabulary.chapters:
        for indicator, row in rows_of(sections.chapter(verdicts_of(code), name).html).items():
            marks = set(re.findall(r'class="(?:staat|punt) (\w+)"', row))
            if catalogue.indicators[indicator].better_when == "neutral":
                assert marks <= {"open"}, (name, indicator)
                assert "gunstig" not in row, (name, indicator)
            else:
                coloured |= marks
    assert coloured >= {"gunstig", "ongunstig"}, "the figures that are judged do have a colour"


# ------------------------------------------------------------------------------ words


@pytest.mark.parametrize("code", TEN)
def test_counted_figures_are_never_called_probable_or_significant(verdicts_of, code):
    said = {}
    for verdict in verdicts_of(code).all:
        said.setdefault(verdict.figure.estimate_type, set()).add(wording.state(verdict))
    allowed = {"", "niet te beoordelen", "bijna gelijk", "geen duidelijk verschil"}
    sides = {f"{how}{side}" for how in ("", "iets ") for side in ("gunstiger", "ongunstiger")}
    assert said["register"] <= allowed | sides
    assert said["model"] <= allowed | {f"lijkt {side}" for side in sides}


def test_a_modelled_figure_without_bounds_is_indicative_and_its_uncertainty_unknown(verdicts_of):
    verdict = verdicts_of("WK051807").of("moeite_met_rondkomen_pct")
    assert (verdict.interval.kind, verdict.interval.is_known) == ("unknown", False)
    assert verdict.judgement.indicative
    speaking = [v for v in verdicts_of("WK051807").all if v.judgement.side]
    assert {v.figure.estimate_type for v in speaking} == {"model", "register"}
    assert all(v.judgement.indicative == (v.figure.estimate_type == "model") for v in speaking)


@pytest.mark.parametrize("code", TEN)
def test_every_interval_holds_its_figure(verdicts_of, code):
    kinds = set()
    for verdict in verdicts_of(code).all:
        interval, value = verdict.interval, verdict.figure.value
        kinds.add(interval.kind)
        assert interval.is_known <= value.is_known
        if interval.is_known:
            assert interval.lower <= value.number <= interval.upper, verdict.figure.indicator.id
    # Of a gemeente the measured figures come with bounds.
    assert kinds == ({"exact", "published", "unknown"} if code.startswith("GM") else {"rounding", "unknown"})


def test_an_own_survey_is_not_called_an_estimate(example, verdicts_of):
    survey = {"value": 90.0, "lower": 88.0, "upper": 92.0, "estimate_type": "survey"}
    tables = altered(example, ["GM0275"], lambda rows: put(rows, "WK027502", "eenzaam_pct", 2020, **survey))
    verdict = verdicts_of("WK027502", tables=tables).of("eenzaam_pct")
    assert (verdict.figure.estimate_type, verdict.interval.kind) == ("survey", "published")
    assert wording.state(verdict) == "ongunstiger"
    assert "schatting" not in sentences.fact(verdict.figure, "Velp")
    row = rows_of(sections.chapter(verdicts_of("WK027502", tables=tables), "welbevinden").html)["eenzaam_pct"]
    assert "schatting" not in row


# ------------------------------------------------------------------------ comparators


def test_an_unknown_comparator_is_refused_with_those_there_are(verdicts_of):
    with pytest.raises(ReportError) as error:
        verdicts_of("WK027502", "provincie")
    assert str(error.value) == (
        "unknown comparator 'provincie'; choose from nederland, gemeente, stedelijkheid, vergelijkbaar"
    )


def test_value_and_comparators_are_of_one_year_in_every_area(processed, catalogue):
    register = processed.areas.register
    now = register[(register.boundary_year == 2022) & register.area_level.isin(["wijk", "gemeente"])]
    codes = sorted(now.area_code)[::4] + list(processed.areas.composites)
    compared = 0
    for code in codes:
        profile = Profile(processed.areas.find(code), processed, catalogue, "openbaar")
        for chapter in catalogue.vocabulary.chapters:
            for figure in profile.chapter(chapter):
                for other in (figure.nederland, figure.gemeente):
                    if other is not None:
                        assert other.period == figure.value.period, (code, figure.indicator.id)
                        compared += other.is_known
    assert len(codes) > 50 and compared > 5000


def test_a_group_of_wijken_is_of_the_year_of_the_figure(verdicts_of, processed):
    verdicts = verdicts_of("kern-dedemsvaart")
    older = [
        v.figure
        for v in verdicts.all
        if v.figure.value.period not in (0, processed.newest_period(v.figure.indicator.id))
    ]
    assert older, "in the boundaries of 2020 there are figures of which the country has a newer year"
    for figure in older:
        assert not verdicts.comparator(figure, "vergelijkbaar").is_known, figure.indicator.id


@pytest.mark.parametrize(("code", "klasse"), [("WK099511", None), ("WK051807", None), ("velp-en-rozendaal", 2)])
def test_the_comparator_of_stedelijkheid_is_the_class_of_the_area(verdicts_of, processed, code, klasse):
    verdicts = verdicts_of(code, "stedelijkheid")
    # In the boundaries of 2024 there are no classes yet: the newest that the same area has is its class.
    klasse = klasse or int(processed.areas.find(code, 2022).stedelijkheid)
    assert verdicts.profile.stedelijkheid == klasse
    verdict = verdicts.of("corporatiewoningen_pct")
    period = verdict.figure.value.period
    others = {k: processed.reference.loc[("corporatiewoningen_pct", period, k)] for k in range(1, 6)}
    assert len({row["median"] for row in others.values()}) > 2, "the classes differ"
    row = others[klasse]
    assert (verdict.against.number, verdict.against.p25, verdict.against.p75) == (row["median"], row.p025, row.p075)


def test_an_area_without_a_class_has_no_comparator_of_stedelijkheid(verdicts_of):
    verdicts = verdicts_of("kern-dedemsvaart", "stedelijkheid")
    assert verdicts.profile.stedelijkheid == 0
    assert not any(v.against.is_known for v in verdicts.all)
    assert {v.judgement.state for v in verdicts.all} <= {"cannot_be_judged", "no_judgement"}


# --------------------------------------------------------------------- rest of gemeente


def bijstand(rows, here, whole):
    """The rows with invented counts and bases of bijstand in Velp and in Rheden."""
    for code, (count, base) in {"WK027502": here, "GM0275": whole}.items():
        rows = put(rows, code, "bijstand_per_1000", 2021, value=1000 * count / base, count=count, denominator=base)
    return rows


def test_a_large_part_of_a_gemeente_is_compared_with_the_rest_of_it(example, verdicts_of):
    # METHODS 1.4, as a rate: 9000 of 50,000 and in the wijk 2520 of 12,000 leave 6480 of 38,000.
    tables = altered(example, ["GM0275"], lambda rows: bijstand(rows, (2520, 12_000), (9000, 50_000)))
    against = verdicts_of("WK027502", "gemeente", tables).of("bijstand_per_1000").against
    assert against.number == pytest.approx(180), "what the table shows is the published figure"
    assert against.tested == against.judged_against == pytest.approx(170.526, abs=0.001)


def test_the_rest_can_differ_enough_where_the_whole_does_not(example, verdicts_of):
    # 28 beside 26 is less than a tenth; the rest is (260 - 112) / 6000 = 24.67, and 3.33 is more than a tenth of it.
    tables = altered(example, ["GM0275"], lambda rows: bijstand(rows, (1120, 40_000), (2600, 100_000)))
    verdict = verdicts_of("WK027502", "gemeente", tables).of("bijstand_per_1000")
    assert verdict.against.tested == pytest.approx(24.667, abs=0.001)
    assert verdict.judgement.state == "slightly_worse"
    same = verdicts_of("WK027502", "nederland", tables).of("bijstand_per_1000")
    assert math.isnan(same.against.tested), "only the gemeente has a rest"


def test_a_small_part_is_compared_with_the_gemeente_itself(example, verdicts_of):
    tables = altered(example, ["GM0275"], lambda rows: bijstand(rows, (112, 4000), (2600, 100_000)))
    against = verdicts_of("WK027502", "gemeente", tables).of("bijstand_per_1000").against
    assert math.isnan(against.tested) and against.judged_against == pytest.approx(26)


def test_an_estimate_without_counts_takes_the_inhabitants_as_its_base(verdicts_of):
    verdicts = verdicts_of("WK027502", "gemeente")
    verdict, size = verdicts.of("eenzaam_pct"), verdicts.profile.figure("inwoners_aantal")
    n, total = size.value.number, size.gemeente.number
    assert (verdict.figure.value.number, verdict.against.number) == (48.8, 47.6)
    assert verdict.against.tested == pytest.approx((47.6 * total - 48.8 * n) / (total - n))


def test_a_wijk_that_is_the_whole_gemeente_is_not_compared_with_it(verdicts_of):
    verdicts = verdicts_of("WK027700", "gemeente")
    assert not any(v.against.is_known for v in verdicts.all)
    assert {v.judgement.state for v in verdicts.all} == {"cannot_be_judged", "no_judgement"}


# ----------------------------------------------------------------- what is not judged


def test_a_rate_whose_count_is_later_than_its_base_is_not_judged_where_many_came_to_live(verdicts_of):
    verdicts = verdicts_of("WK099511")
    assert verdicts.profile.growth_during(2021) == pytest.approx(3255 / 2285 - 1)
    verdict = verdicts.of("bijstand_per_1000")
    assert verdict.figure.value.period == 2021
    assert verdict.figure.value.number > 2 * verdict.against.number and verdict.figure.spread > 0, (
        "else it would be worse"
    )
    assert (verdict.judgement.state, wording.state(verdict)) == ("cannot_be_judged", "niet te beoordelen")
    assert "veranderde dat jaar met meer dan 10%" in sections.chapter(verdicts, "bestaan").html


def test_the_same_rate_is_judged_where_the_number_of_people_hardly_changed(verdicts_of):
    verdicts = verdicts_of("WK027502")
    assert abs(verdicts.profile.growth_during(2021)) < 0.02
    assert verdicts.of("bijstand_per_1000").judgement.state == "slightly_worse"
    assert "veranderde dat jaar" not in sections.chapter(verdicts, "bestaan").html


def test_nobody_out_of_very_few_is_not_called_better(verdicts_of):
    # Holthone: 0 of 95 people, rounded to tens, may be 5 of 91: 55 per 1,000 beside 36 in Nederland.
    verdict = verdicts_of("WK016015").of("bijstand_per_1000")
    assert (verdict.figure.value.number, verdict.figure.value.denominator) == (0, 95)
    assert (verdict.interval.kind, verdict.interval.lower) == ("rounding", 0)
    assert verdict.interval.upper == pytest.approx(1000 * 5 / 91)
    assert verdict.interval.upper > verdict.against.number
    assert not verdict.judgement.side


def test_nobody_out_of_many_is_better(verdicts_of):
    verdict = verdicts_of("WK020016").of("bijstand_per_1000")
    assert verdict.interval.upper == pytest.approx(1000 * 5 / 1361) and verdict.figure.value.denominator == 1365
    assert verdict.judgement.state == "better"


def test_the_rounding_of_a_composite_area_grows_with_its_parts(verdicts_of):
    verdict = verdicts_of("velp-en-rozendaal").of("bijstand_per_1000")
    count, base = verdict.figure.value.count, verdict.figure.value.denominator
    assert verdict.interval.lower == pytest.approx(1000 * (count - 10) / (base + 8))
    assert verdict.interval.upper == pytest.approx(1000 * (count + 10) / (base - 8))


# ------------------------------------------------------------------- words of a report

FORBIDDEN = (
    r"significant|slechtste|\bbeste\b|\bergste?\b|achterstandswijk|probleemwijk|rangorde|ranglijst|ranking|koploper"
    r"|hekkensluiter|effect van|(?<!geen )oorzaak|veroorza|\bplaats \d|\bnummer \d|\b\d+e plaats"
    r"|voorspel|van onze patiënten"
)
"""METHODS 11. What may not be concluded is said in the box `limits`, and only there."""


def text_of(shown):
    html = shown.html if isinstance(shown, Fragment) else getattr(shown, "alt", "")
    svg_words = " ".join(re.findall(r'aria-label="([^"]*)"', html))
    return re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)) + svg_words


@pytest.mark.parametrize("code", TEN)
def test_no_section_says_what_may_not_be_said(verdicts_of, catalogue, code):
    verdicts = verdicts_of(code)
    given = {"verdicts": verdicts, "profile": verdicts.profile, "agenda": Agenda(verdicts)}
    shown = {}
    for name in sections.__all__:
        section = getattr(sections, name)
        if callable(section) and name not in ("chapter", "identity", "limits"):
            first, *_ = inspect.signature(section).parameters
            shown[name] = section(given[first])
    shown |= {c: sections.chapter(verdicts, c) for c in catalogue.vocabulary.chapters}
    for name, part in shown.items():
        found = re.search(FORBIDDEN, text_of(part), flags=re.IGNORECASE)
        assert not found, (name, text_of(part)[max(found.start() - 80, 0) : found.end() + 80])
    assert len(shown) > 20


def test_the_box_of_limits_says_that_there_is_no_ranking_and_no_cause(verdicts_of):
    text = text_of(sections.limits(verdicts_of("WK027502").profile))
    assert "Geen rangorde en geen slechtste wijk." in text
    assert re.search(FORBIDDEN, text), "the scan of the other sections can find these words"


@pytest.mark.parametrize("comparator", COMPARATORS)
def test_the_report_says_what_it_compares_with(verdicts_of, comparator):
    verdicts = verdicts_of("WK027502", comparator)
    name = verdicts.against
    assert f"We vergelijken elk cijfer met {name}, in hetzelfde jaar." in text_of(sections.how_to_read(verdicts))
    heads = sections.chapter(verdicts, "wonen").html + sections.chapter(verdicts, "zorg").html
    assert f"Vergeleken met {name}" in heads
