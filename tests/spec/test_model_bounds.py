"""Bounds that the source of a model publishes: from the raw table to the words of a judgement.

Tables and numbers are invented; the composite area is T2.2 of METHODS 2.4.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from conftest import write_table

from wijkanalyse.methods.intervals import model_difference, model_se
from wijkanalyse.paths import Paths
from wijkanalyse.process.build import build
from wijkanalyse.process.figures import table_figures
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdicts
from wijkanalyse.show import wording

MARGINS = ("MW00000", "MOG0095", "MBG0095")
ADULTS = {"Leeftijd": "20300", "Marges": "MW00000"}
PERIODS = {"2020JJ00": "Definitief"}


def health(code, *, margins=MARGINS, period="2020JJ00", **columns):
    """The rows of one region: a value with its lower and upper bound for each column."""
    keys = {"WijkenEnBuurten": code, "Leeftijd": "20300", "Perioden": period}
    chosen = [MARGINS.index(m) for m in margins]
    return [keys | {"Marges": MARGINS[i]} | {name: str(cell[i]) for name, cell in columns.items()} for i in chosen]


# --------------------------------------------------------------------------- raw table


@pytest.fixture
def lonely(raw_table, source_card, cards, catalogue):
    """The figures that the real card of eenzaam_pct takes from an invented table, by area and period."""

    def make(*rows, topics=("Eenzaam_28",), periods=PERIODS):
        source = source_card("rivm_gezondheid_2020", family="rivm_gezondheid", period=None, boundary_year=2020)
        table = raw_table(source, topics, [r for region in rows for r in region], periods=periods)
        found = table_figures(table, cards(source, catalogue.indicators["eenzaam_pct"]))
        make.faults = table.faults
        return found.set_index(["area_code", "period"])

    return make


def bounds(figures, code, period=2020):
    return figures.loc[(code, period), ["value", "lower", "upper"]].astype(float).tolist()


def test_published_bounds_are_read_beside_the_value(lonely):
    figures = lonely(
        health("NL00", Eenzaam_28=(10.2, 9.8, 10.6)),
        health("GM0001", Eenzaam_28=(12.0, 11.1, 13.0)),
        health("WK000101", Eenzaam_28=(14.2, 12.1, 16.5)),
    )
    assert bounds(figures, "NL") == [10.2, 9.8, 10.6]
    assert bounds(figures, "GM0001") == [12.0, 11.1, 13.0]
    assert bounds(figures, "WK000101") == [14.2, 12.1, 16.5]
    assert len(figures) == 3, "bounds are no figures of their own"


def test_bounds_of_one_period_are_not_those_of_another(lonely):
    figures = lonely(
        health("WK000101", Eenzaam_28=(14.2, 12.1, 16.5)),
        health("WK000101", Eenzaam_28=(20.0, 18.0, 22.0), period="2016JJ00"),
        periods={"2016JJ00": "Definitief", **PERIODS},
    )
    assert bounds(figures, "WK000101", 2016) == [20, 18, 22]
    assert bounds(figures, "WK000101", 2020) == [14.2, 12.1, 16.5]


def test_bounds_go_by_region_and_not_by_the_order_of_the_rows(lonely):
    one, other = health("WK000101", Eenzaam_28=(14.2, 12.1, 16.5)), health("WK000102", Eenzaam_28=(50.0, 45.0, 55.0))
    figures = lonely([one[2], other[1], other[0], one[0], other[2], one[1]])
    assert bounds(figures, "WK000101") == [14.2, 12.1, 16.5]
    assert bounds(figures, "WK000102") == [50, 45, 55]


def test_a_table_without_bounds_has_none(lonely):
    figures = lonely(health("WK000101", Eenzaam_28=(14.2, 0, 0), margins=("MW00000",)))
    assert figures.value.tolist() == [14.2]
    assert figures[["lower", "upper"]].isna().all(axis=None)


@pytest.mark.parametrize("cells", [(14.2, ".", "."), (14.2, ".", 16.5), (14.2, 12.1, ".")])
def test_a_bound_that_is_missing_is_not_taken_from_the_value(lonely, cells):
    figures = lonely(health("WK000101", Eenzaam_28=cells), health("WK000102", Eenzaam_28=(20, 18, 22)))
    value, *both = bounds(figures, "WK000101")
    assert value == 14.2
    expected = [float(b) if b != "." else math.nan for b in cells[1:]]
    assert both == pytest.approx(expected, nan_ok=True)


def test_a_region_without_rows_of_bounds_has_none(lonely):
    figures = lonely(
        health("WK000101", Eenzaam_28=(14.2, 0, 0), margins=("MW00000",)),
        health("WK000102", Eenzaam_28=(20, 18, 22)),
    )
    assert np.isnan(bounds(figures, "WK000101")[1:]).all()
    assert bounds(figures, "WK000102") == [20, 18, 22]


def test_bounds_of_an_absent_value_are_absent(lonely):
    figures = lonely(health("WK000101", Eenzaam_28=(".", 12.1, 16.5)), health("WK000102", Eenzaam_28=(20, 18, 22)))
    assert np.isnan(bounds(figures, "WK000101")).all()
    assert figures.loc[("WK000101", 2020), "status"] == "suppressed"


def test_a_bound_that_rounding_put_on_the_other_side_becomes_the_value(lonely):
    figures = lonely(health("WK000101", Eenzaam_28=(14.2, 14.3, 14.3)), health("WK000102", Eenzaam_28=(20, 18, 22)))
    assert bounds(figures, "WK000101") == [14.2, 14.2, 14.3]


@pytest.mark.parametrize("cells", [(14.2, 15.0, 16.5), (14.2, 12.1, 13.9), (14.2, 0.121, 0.165)])
def test_a_value_outside_its_bounds_is_refused_with_the_area(lonely, cells):
    assert lonely(health("WK000101", Eenzaam_28=(20, 18, 22)), health("WK000102", Eenzaam_28=cells)).empty
    assert lonely.faults == [
        "eenzaam_pct.yml in rivm_gezondheid_2020 (00000NED): 1 figures lie outside their own bounds, first "
        f"WK000102 2020: 14.2 not in {float(cells[1])} to {float(cells[2])}. Check the dimension Marges."
    ]


@pytest.mark.parametrize("cells", [(14.2, 16.5, 12.1), (14.2, 14.3, 14.1), (".", 16.5, 12.1)])
def test_bounds_that_are_inverted_cost_this_indicator_this_table_and_are_named(lonely, cells):
    assert lonely(health("WK000101", Eenzaam_28=(20, 18, 22)), health("WK000102", Eenzaam_28=cells)).empty
    (line,) = lonely.faults
    assert line.startswith(
        "eenzaam_pct.yml in rivm_gezondheid_2020 (00000NED): the lower bound of 1 figures is above the upper one, "
        f"first WK000102 2020: {float(cells[1])} to {float(cells[2])}."
    )


# -------------------------------------------------------------------------- to a verdict

WIJKEN = [f"WK0001{i:02}" for i in range(1, 13)]
NEDERLAND = (10.2, 9.8, 10.6)
UNKNOWN = ".", "."
KWB = [
    "IndelingswijzigingGemeenteWijkBuurt_4", "AantalInwoners_5", "Volwassenen_9", "OppervlakteTotaal_108",
    "MateVanStedelijkheid_115",
]  # fmt: skip
T22 = {"WK000101": (3200, 14.2, 12.1, 16.5), "WK000102": (5100, 11.8, 10.2, 13.6), "WK000103": (2400, 16.0, 13.5, 18.8)}


@pytest.fixture
def verdicts_of(tmp_path, source_card, indicator_card, cards, catalogue):
    """Build an invented country of twelve wijken with bounds, and judge one area of it.

    `eenzaam`, `roker` and `inkomen` give cells (value, lower, upper) by region; the last one is context.
    """
    kwb = source_card("cbs_kwb_2020", period=2020, boundary_year=2020)
    rivm = source_card("rivm_gezondheid_2020", family="rivm_gezondheid", period=None, boundary_year=2020)

    def modelled(name, stem, **more):
        measure = {"family": "rivm_gezondheid", "dimensions": ADULTS, "value": {"stem": stem}}
        weight = {"rule": "weighted_mean", "weight": "inwoners_18_plus_aantal"}
        return indicator_card(name, measure, estimate_type="model", aggregation=weight, **more)

    total = {"aggregation": {"rule": "sum"}}
    invented = replace(
        cards(
            kwb,
            rivm,
            indicator_card("inwoners_aantal", {"count": [{"stem": "AantalInwoners"}]}, **total),
            indicator_card("inwoners_18_plus_aantal", {"count": [{"stem": "Volwassenen"}]}, shown=False, **total),
            modelled("eenzaam_pct", "Eenzaam", better_when="lower"),
            modelled("roker_pct", "Roker", better_when="lower"),
            modelled("inkomen_pct", "Inkomen", better_when="neutral"),
        ),
        vocabulary=catalogue.vocabulary,
    )

    def make(code="WK000101", comparator="nederland", *, eenzaam=None, roker=None, inkomen=None, margins=MARGINS):
        paths = Paths(tmp_path / "tree")
        adults = dict.fromkeys(WIJKEN, 1000) | {c: cell[0] for c, cell in T22.items()}
        regions = {"NL00": 100_000, "GM0001": sum(adults.values()), **adults}
        rows = [
            {"WijkenEnBuurten": c, **dict(zip(KWB, ["1", str(n), str(n), "100", "3"], strict=True))}
            for c, n in regions.items()
        ]
        write_table(paths.raw / kwb.id, kwb, KWB, rows)
        usual = {"NL00": NEDERLAND, "GM0001": NEDERLAND}
        usual |= {c: (9 + 0.2 * i, 8 + 0.2 * i, 10 + 0.2 * i) for i, c in enumerate(WIJKEN)}
        given = {"Eenzaam_1": eenzaam, "Roker_2": roker, "Inkomen_3": inkomen}
        cells = {c: {t: (g or {}).get(c, usual[c]) for t, g in given.items()} for c in regions}
        table = [row for c in regions for row in health(c, margins=margins, **cells[c])]
        write_table(paths.raw / rivm.id, rivm, list(given), table, periods=PERIODS)
        paths.composites.mkdir(parents=True, exist_ok=True)
        (paths.composites / "drie.yml").write_text(
            f"name: Drie\nboundary_year: 2020\nparts: [{', '.join(T22)}]\n", encoding="utf-8"
        )
        build(paths, invented)
        processed = Processed(paths)
        verdicts = Verdicts(Profile(processed.areas.find(code), processed, invented, "openbaar"), comparator)
        assert verdicts.all  # read now: the next country is built in the same folder
        return verdicts

    return make


@pytest.mark.parametrize(
    ("cells", "state", "words"),
    [
        ((14.2, 12.1, 16.5), "worse", "waarschijnlijk ongunstiger"),
        ((6.0, 5.0, 7.1), "better", "waarschijnlijk gunstiger"),
        ((11.0, 9.0, 13.1), "not_distinguishable", "geen duidelijk verschil"),
        ((11.0, 10.9, 11.1), "alike", "bijna gelijk"),
    ],
)
def test_a_wijk_with_published_bounds_is_judged_by_them(verdicts_of, cells, state, words):
    verdict = verdicts_of(eenzaam={"WK000101": cells}).of("eenzaam_pct")
    assert (verdict.interval.lower, verdict.interval.upper, verdict.interval.kind) == (*cells[1:], "published")
    assert (verdict.judgement.state, verdict.judgement.indicative) == (state, False)
    assert wording.state(verdict) == words


@pytest.mark.parametrize("margins", [("MW00000",), MARGINS])
def test_without_bounds_the_same_figure_is_indicative(verdicts_of, margins):
    verdicts = verdicts_of(eenzaam={"WK000101": (14.2, *UNKNOWN)}, margins=margins)
    verdict = verdicts.of("eenzaam_pct")
    assert (verdict.interval.kind, verdict.interval.is_known) == ("unknown", False)
    assert (verdict.judgement.state, verdict.judgement.indicative) == ("worse", True)
    assert wording.state(verdict) == "lijkt ongunstiger"
    assert wording.state(verdicts.of("inkomen_pct")) == "", "context is not judged, with bounds or without"


def test_the_bounds_of_the_comparator_count_too(verdicts_of):
    # Alone z = 2.0 / 0.944 = 2.1; with the standard error of Nederland, 0.842, only 1.6.
    cells = {"WK000101": (12.2, 10.4, 14.1)}
    sharp = verdicts_of(eenzaam=cells | {"NL00": (10.2, *UNKNOWN)}, roker={"WK000101": (10.0, *UNKNOWN)})
    vague = verdicts_of(eenzaam=cells | {"NL00": (10.2, 8.6, 11.9)}, roker={"WK000101": (10.0, *UNKNOWN)})
    assert sharp.of("eenzaam_pct").judgement.state == "worse"
    assert vague.of("eenzaam_pct").judgement.state == "not_distinguishable"
    assert (vague.of("eenzaam_pct").against.lower, vague.of("eenzaam_pct").against.upper) == (8.6, 11.9)


def test_p_values_are_adjusted_over_the_figures_that_are_judged(verdicts_of):
    share, se = 0.122, model_se(0.105, 0.141)
    p = float(model_difference(share, se, 0.102).p)
    assert 0.025 < p < 0.05 < 2 * p, "one alone is distinguishable, one of two is not"
    lonely = {"WK000101": (12.2, 10.5, 14.1), "NL00": (10.2, *UNKNOWN)}
    no_difference = {"WK000101": (10.2, 8.2, 12.2), "NL00": (10.2, *UNKNOWN)}
    nothing = {"WK000101": (10.2, *UNKNOWN)}
    # With this one in the family the second smallest of three would be 1.5 p, and distinguishable.
    certain = {"WK000101": (40.0, 39.0, 41.0), "NL00": (10.2, *UNKNOWN)}

    alone = verdicts_of(eenzaam=lonely, roker=nothing, inkomen=nothing).of("eenzaam_pct")
    of_two = verdicts_of(eenzaam=lonely, roker=no_difference, inkomen=nothing).of("eenzaam_pct")
    with_context = verdicts_of(eenzaam=lonely, roker=no_difference, inkomen=certain).of("eenzaam_pct")

    assert [v.judgement.state for v in (alone, of_two, with_context)] == ["worse", *["not_distinguishable"] * 2]
    assert 1.5 * p < 0.05, "else context could not have made the difference"


def test_the_test_against_the_gemeente_is_against_the_rest_of_it(verdicts_of):
    # 3200 of 19,700 adults: (12.0 x 19,700 - 13.2 x 3200) / 16,500 = 11.77 for the rest.
    cells = {"WK000101": (13.2, 11.95, 14.5), "GM0001": (12.0, *UNKNOWN)}
    verdict = verdicts_of(comparator="gemeente", eenzaam=cells, roker={"WK000101": (10.0, *UNKNOWN)}).of("eenzaam_pct")
    assert verdict.against.tested == pytest.approx((12.0 * 19_700 - 13.2 * 3200) / 16_500)
    se = model_se(0.1195, 0.145)
    assert float(model_difference(0.132, se, 0.12).p) > 0.05 > float(model_difference(0.132, se, 0.1177).p)
    assert verdict.judgement.state == "worse"


# ------------------------------------------------------------------------ composite area


def test_bounds_of_a_composite_area_are_those_of_errors_that_go_together(verdicts_of):
    verdict = verdicts_of("drie", eenzaam={c: cell[1:] for c, cell in T22.items()}).of("eenzaam_pct")
    value = verdict.figure.value
    assert (value.method, round(value.number, 3)) == ("aggregated", 13.460)
    assert (round(value.lower, 2), round(value.upper, 2)) == (11.40, 15.52)
    assert (verdict.interval.kind, verdict.judgement.state) == ("published", "worse")
    assert wording.state(verdict) == "waarschijnlijk ongunstiger"
    # METHODS 2.4: beside Nederland, 10.2 (9.8 to 10.6), z is 3.04.
    se, other = (model_se(b.lower / 100, b.upper / 100) for b in (verdict.interval, verdict.against))
    assert float(model_difference(value.number / 100, se, 0.102, other).z) == pytest.approx(3.04, abs=0.02)


def test_one_part_without_bounds_leaves_the_whole_without(verdicts_of):
    cells = {c: cell[1:] for c, cell in T22.items()} | {"WK000102": (11.8, *UNKNOWN)}
    verdict = verdicts_of("drie", eenzaam=cells).of("eenzaam_pct")
    assert round(verdict.figure.value.number, 3) == 13.460
    assert (verdict.interval.kind, verdict.judgement.indicative) == ("unknown", True)


def test_bounds_near_nought_do_not_pass_it(verdicts_of):
    verdict = verdicts_of("drie", eenzaam=dict.fromkeys(T22, (0.6, 0.1, 3.9))).of("eenzaam_pct")
    assert (verdict.interval.lower, round(verdict.interval.upper, 2)) == (0, 2.5)
    assert verdict.judgement.side == "better"
