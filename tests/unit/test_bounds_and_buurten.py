"""Bounds by what the card says of a denominator, no bounds around a class, and one choice of buurten for all."""

from __future__ import annotations

import dataclasses
import math
import re

import pytest

from wijkanalyse.agenda.targets import target_groups
from wijkanalyse.cards.catalogue import load_catalogue
from wijkanalyse.methods.intervals import UNIT_ROUNDING, rounded_ratio
from wijkanalyse.process.areas import Part
from wijkanalyse.profile.aggregates import Cell, Together
from wijkanalyse.profile.buurten import MIN_INWONERS, large_enough, side_by_side
from wijkanalyse.profile.figure import Value
from wijkanalyse.profile.verdicts import interval_of
from wijkanalyse.sections import report
from wijkanalyse.sections.report.buurten import MOST_COLUMNS
from wijkanalyse.show import wording
from wijkanalyse.show.tables import verdicts_table

CARDS = load_catalogue().indicators
DENSITY, SURFACE, CLASS = "bevolkingsdichtheid_per_km2", "oppervlakte_land_ha", "stedelijkheid_klasse"


# ------------------------------------------------------------------------ denominators


@pytest.mark.parametrize(
    ("people", "km2", "parts", "lower", "upper"),
    [
        (20200, 5.61, 2, 20192 / 5.62, 20208 / 5.60),
        (500, 0.10, 1, 496 / 0.105, 504 / 0.095),
        (5, 0.01, 1, 1 / 0.015, 9 / 0.005),  # one hectare may be half a hectare, and never nothing
    ],
)
def test_a_density_is_as_uncertain_as_people_and_whole_hectares_are(people, km2, parts, lower, upper):
    value = Value(people / km2, "ok", 2022, 2022, "", "aggregated", count=people, denominator=km2)
    interval = interval_of(value, CARDS[DENSITY], parts)
    assert (interval.kind, interval.lower, interval.upper) == ("rounding", pytest.approx(lower), pytest.approx(upper))


def test_the_same_hectares_taken_for_people_would_give_nonsense():
    wrong = rounded_ratio(20200, 5.61, 2, share=False)
    right = rounded_ratio(20200, 5.61, 2, share=False, denominator_error=0.01 * UNIT_ROUNDING)
    assert wrong.upper - wrong.lower > 100 * (right.upper - right.lower)


def test_a_surface_is_off_by_half_a_hectare_per_part():
    interval = interval_of(Value(561.0, "ok", 2022, 2022, "", "aggregated"), CARDS[SURFACE], 2)
    assert (interval.lower, interval.upper) == (560, 562)


SCORE = "ses_woa_score"


def test_the_bounds_of_a_score_may_lie_under_0():
    value = Value(-0.125, "ok", 2023, 2024, "", lower=-0.3, upper=-0.05, least=-0.2, most=-0.1)
    interval = interval_of(value, CARDS[SCORE], 1)
    assert (interval.kind, interval.lower, interval.upper) == (
        "published",
        pytest.approx(-0.375),
        pytest.approx(-0.025),
    )


def test_bounds_of_shares_of_several_wijken_are_weighted_with_the_people_they_are_of():
    """Half widths of 10 among 100 people and of 4 among 300 are 5.5 among all."""
    indicator = CARDS["opleiding_laag_pct"]
    about = ("ok", 2024, "x", "computed", "register")
    parts = [Part(f"WK99990{i}@2024", f"WK99990{i}", "Verzonnen", "wijk", "GM9999") for i in (1, 2)]
    shares = [Cell(20, 10, 30, 20, 100, *about), Cell(40, 36, 44, 120, 300, *about)]
    people = Cell(500, *[math.nan] * 4, *about)
    cells = {(p.area_id, indicator.id, 2024): c for p, c in zip(parts, shares, strict=True)}
    cells |= {(p.area_id, "inwoners_aantal", 2024): people for p in parts}
    value = Together(cells, {}, "inwoners_aantal", lambda *_: False).value(parts, indicator, 2024)
    assert (value.number, value.lower, value.upper) == (35, 29.5, 40.5)
    assert interval_of(value, indicator, 2).kind == "published"


def test_wijken_with_a_score_under_0_have_bounds_under_0_together():
    def cell(value, kind, lower=math.nan, upper=math.nan):
        return Cell(value, lower, upper, math.nan, math.nan, "ok", 2024, "x", "published", kind)

    parts = [Part(f"WK99990{i}@2024", f"WK99990{i}", "Verzonnen", "wijk", "GM9999") for i in (1, 2)]
    cells = {(p.area_id, SCORE, 2024): cell(-0.2, "index", -0.3, -0.1) for p in parts}
    counts = ("huishoudens_aantal", "inwoners_aantal")
    cells |= {(p.area_id, name, 2024): cell(100.0, "register") for p in parts for name in counts}
    value = Together(cells, {}, "inwoners_aantal", lambda *_: False).value(parts, CARDS[SCORE], 2024)
    assert [value.number, value.lower, value.upper] == pytest.approx([-0.2, -0.3, -0.1])


def test_what_is_measured_is_no_number_of_people_on_any_card():
    """Land is the one thing that is measured and divided by; a card that divides by another must say so as well."""
    columns = {
        (column.stem, column.rounded)
        for card in CARDS.values()
        for measure in card.measures
        for column in (*measure.denominator, *measure.count)
    }
    assert {stem for stem, rounded in columns if rounded == "to_unit"} == {"OppervlakteLand"}
    assert not {stem for stem, rounded in columns if rounded == "at_random" and re.search("Oppervlakte|Afstand", stem)}
    assert {card.id for card in CARDS.values() if any(m.is_density for m in card.measures)} == {DENSITY}


def test_a_composite_area_prints_a_density_that_can_be_believed(verdicts_of):
    interval = verdicts_of("velp-en-rozendaal").of(DENSITY).interval
    value = verdicts_of("velp-en-rozendaal").of(DENSITY).figure.value.number
    assert value - 0.01 * value < interval.lower < value < interval.upper < value + 0.01 * value


# ----------------------------------------------------------------------------- classes


@pytest.mark.parametrize("code", ["WK027502", "WK016015", "WK051807", "GM0160"])
def test_a_class_has_words_and_no_place_band_interval_or_spread(verdicts_of, code):
    verdict = verdicts_of(code).of(CLASS)
    figure = verdict.figure
    assert figure.value.is_known and figure.bands is None and figure.percentile != figure.percentile
    assert figure.spread != figure.spread
    assert (verdict.interval.kind, verdict.judgement.state) == ("unknown", "no_judgement")
    klasse = wording.STEDELIJKHEID[int(figure.value.number)]
    assert wording.quantity(figure.value.number, "klasse", 0) == klasse
    row = verdicts_table(
        [verdict], caption="x", area_name="x", gemeente_label="", catalogue=verdicts_of(code).profile.catalogue,
        labels={},
    )  # fmt: skip
    assert klasse in row and " tot " not in row and "hoger dan" not in row
    assert " tot " not in "".join(
        re.findall(rf"<tr><th[^>]*>{re.escape(figure.indicator.label)}.*?</tr>", report.chapter(
            verdicts_of(code), figure.indicator.chapter).html, flags=re.DOTALL)
    )  # fmt: skip


# ------------------------------------------------------------------------- no look-up


def test_a_gemeente_that_was_not_looked_up_is_not_said_to_be_withheld(verdicts_of):
    verdicts = verdicts_of("WK027502")
    verdict = verdicts.of("eenzaam_pct")
    unseen = dataclasses.replace(verdict, figure=dataclasses.replace(verdict.figure, gemeente=None))
    html = verdicts_table(
        [verdict, unseen], caption="x", area_name="Velp", gemeente_label="Gemeente Rheden",
        catalogue=verdicts.profile.catalogue, labels={},
    )  # fmt: skip
    assert wording.NOT_LOOKED_UP in html
    assert not set(wording.ABSENT_SHORT.values()) & set(re.findall(r'<span class="afwezig">(.*?)</span>', html))
    assert wording.NOT_LOOKED_UP not in {*wording.ABSENT_SHORT.values(), *wording.ABSENT_LONG.values()}


# ----------------------------------------------------------------------------- buurten


@pytest.mark.parametrize("code", ["WK027502", "WK016009", "GM0995", "velp-en-rozendaal"])
def test_the_lowest_buurt_of_one_chapter_is_the_lowest_of_every_chapter(verdicts_of, code):
    verdicts = verdicts_of(code)
    profile = verdicts.profile
    groups = {g.where.figure.indicator.id: g.where.buurten for g in target_groups(verdicts)}
    for name in {*profile.catalogue.roles.buurten.table, *groups}:
        compared = side_by_side(profile, name)
        assert (compared.inwoners >= MIN_INWONERS).all() and compared.period.nunique() <= 1
        if name in groups:
            assert list(groups[name].value) == list(compared.value)
        rows = profile.buurten_table(name)
        known = rows[(rows.period == (compared.period.iloc[0] if len(compared) else 0)) & rows.value.notna()]
        assert sorted(known.code) == sorted(compared.area_code)
        chart = report.buurten(profile).html
        for number in compared.value if name in profile.catalogue.roles.buurten.table[:MOST_COLUMNS] else ():
            assert wording.beside_label(number, CARDS[name]) in chart


def test_more_than_eight_buurten_are_the_largest_in_the_chart_and_the_others_below(verdicts_of):
    profile = verdicts_of("GM0995").profile
    named = large_enough(profile.buurten)
    html = report.buurten(profile).html
    folded = html.split('<details class="alle-cijfers">')[1]
    assert f"van de {len(named)} buurten</summary>" in folded
    shown, _ = folded.split("Kleinere buurten", 1)
    largest = set(named.nlargest(8, "inwoners").name)
    heads = [re.sub(r"^\d+\. ", "", head) for head in re.findall(r'<th scope="row">(.*?) <small>', shown)]
    assert heads == sorted(heads) and set(heads) == largest
