"""Counts beside what one would expect: fitted on invented wijken, asked of the example, and shown."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from wijkanalyse import load_profile
from wijkanalyse.cards.catalogue import load_catalogue
from wijkanalyse.cards.roles import Expected, ExpectedCount, Predictor, faults_of_roles
from wijkanalyse.errors import ReportError, UnknownNameError
from wijkanalyse.methods.expected import ROUNDING, Statement, statement
from wijkanalyse.process.expected import MODEL_COLUMNS, WIJKEN_COLUMNS, expected_counts, spread_in
from wijkanalyse.profile.expected import Expectation
from wijkanalyse.profile.words import COMPARED_WITH_EXPECTED, WHY_NOTHING_EXPECTED
from wijkanalyse.sections.report.expected import about, picture, said_of, without

CATALOGUE = load_catalogue()
COUNT, OLDER, WORTH = "geteld", "ouder", "waarde"
ROLES = CATALOGUE.roles.model_copy(
    update={
        "expected": Expected(
            counts=(ExpectedCount(indicator=COUNT, rounded=5),),
            predictors=(Predictor(indicator=OLDER), Predictor(indicator=WORTH, logarithm=True)),
        )
    }
)
RNG = np.random.default_rng(1126)
WIJKEN = pd.DataFrame(
    {
        "area_id": [f"WK{n:06d}@2020" for n in range(240)],
        "gemeente_code": [f"GM{n // 6:04d}" for n in range(237)] + ["GM0900"] * 2 + ["GM0901"],
        "inwoners": RNG.integers(600, 9000, 240),
        OLDER: RNG.uniform(8, 35, 240),
        WORTH: RNG.uniform(150, 700, 240),
    }
)
RATE = np.exp(-4 + 0.04 * WIJKEN[OLDER] - 0.2 * np.log(WIJKEN[WORTH] / 300))
WIJKEN[COUNT] = 5.0 * np.round(RNG.poisson(RATE * WIJKEN.inwoners) / 5)


def figures(wijken: pd.DataFrame, period: int = 2021) -> pd.DataFrame:
    """The long table of these wijken, as `process` has it."""
    rows = []
    for name in (CATALOGUE.roles.people.all, OLDER, WORTH, COUNT):
        values = wijken.inwoners if name == CATALOGUE.roles.people.all else wijken[name]
        rows.append(
            wijken[["area_id", "gemeente_code"]].assign(
                indicator=name,
                value=values.astype(float),
                count=wijken[COUNT] if name == COUNT else np.nan,
                denominator=wijken.inwoners.astype(float) if name == COUNT else np.nan,
                status=np.where(values.isna(), "suppressed", "ok"),
            )
        )
    return pd.concat(rows, ignore_index=True).assign(period=period, boundary_year=period, area_level="wijk")


@pytest.fixture(scope="module")
def fitted():
    return expected_counts(figures(WIJKEN), ROLES)


def test_a_fit_finds_what_the_counts_were_made_with(fitted):
    wijken, models = fitted
    model = models.iloc[0]
    assert list(wijken.columns) == WIJKEN_COLUMNS
    assert list(models.columns[: len(MODEL_COLUMNS)]) == MODEL_COLUMNS
    assert (model.wijken, model.period) == (240, 2021)
    assert model[f"b:{OLDER}"] / model[f"sd:{OLDER}"] == pytest.approx(0.04, abs=0.005)
    assert model[f"mean:{WORTH}"] == pytest.approx(np.log(WIJKEN[WORTH]).mean())
    assert model.tau_squared_gemeente < 0.02
    ratio = wijken.structural / (RATE * WIJKEN.inwoners)
    assert ratio.to_numpy() == pytest.approx(np.ones(240), abs=0.1)


def test_only_a_gemeente_with_enough_wijken_has_a_factor_in_use(fitted):
    wijken = fitted[0].set_index("area_id")
    assert wijken.of_gemeente.iloc[:234].all()
    assert not wijken.of_gemeente.iloc[-6:].any()
    assert wijken.factor.notna().sum() == 239  # of a gemeente of one wijk there is no other to say it


def test_why_a_wijk_is_not_fitted():
    changed = WIJKEN.astype({"inwoners": float})
    changed.loc[0, "inwoners"] = 490
    changed.loc[1, COUNT] = np.nan
    changed.loc[2, WORTH] = np.nan
    changed.loc[3, OLDER] = 99.0
    wijken, _ = expected_counts(figures(changed), ROLES)
    assert wijken.status.tolist()[:4] == ["small", "unknown", "composition", "ok"]
    assert wijken.structural.isna().tolist()[:4] == [True, True, True, False]
    assert wijken.unusual.tolist()[:4] == [False, False, False, True]
    assert np.isnan(wijken.observed[1]), "an absent count is no 0"


def test_the_newest_year_of_which_enough_is_known_is_taken():
    later = WIJKEN.assign(**{WORTH: WIJKEN[WORTH].where(WIJKEN.index < 100)})
    both = pd.concat([figures(WIJKEN), figures(later, 2022)])
    assert expected_counts(both, ROLES)[1].period.tolist() == [2021]
    assert expected_counts(pd.concat([figures(WIJKEN), figures(WIJKEN, 2022)]), ROLES)[1].period.tolist() == [2022]


def test_a_few_wijken_are_not_the_country():
    wijken, models = expected_counts(figures(WIJKEN.iloc[:60]), ROLES)
    assert wijken.empty
    assert models.empty
    assert list(wijken.columns) == WIJKEN_COLUMNS


def test_of_a_count_that_is_rare_everywhere_nothing_is_expected():
    rare = WIJKEN.assign(**{COUNT: 5.0 * (WIJKEN.index % 3 == 0)})
    for counts in (
        rare,
        WIJKEN.assign(**{COUNT: 0.0}),
        rare.assign(**{COUNT: rare[COUNT].where(rare.index > 0, 400.0)}),
    ):
        wijken, models = expected_counts(figures(counts), ROLES)
        assert wijken.empty and models.empty
    older = pd.concat([figures(WIJKEN), figures(rare, 2022)])
    assert expected_counts(older, ROLES)[1].period.tolist() == [2021], "the year before is told"


def test_without_any_gemeente_of_four_wijken_the_band_is_that_of_the_country():
    apart = WIJKEN.assign(gemeente_code=[f"GM{n // 3:04d}" for n in range(240)])
    wijken, models = expected_counts(figures(apart), ROLES)
    model = models.iloc[0]
    assert not wijken.of_gemeente.any()
    assert (model.tau_squared_gemeente, model.k80_gemeente) == (model.tau_squared_nederland, model.k80_nederland)


def test_without_predictors_every_wijk_has_the_rate_of_the_others():
    same = WIJKEN.assign(**{COUNT: 0.02 * WIJKEN.inwoners})
    roles = ROLES.model_copy(update={"expected": Expected(counts=ROLES.expected.counts)})
    wijken, _ = expected_counts(figures(same), roles)
    assert wijken.structural.to_numpy() == pytest.approx(same[COUNT].to_numpy())


# --------------------------------------------------------------------------------------- cards


def test_a_modelled_figure_cannot_be_declared():
    modelled = next(i.id for i in CATALOGUE.indicators.values() if i.estimate_type == "model" and i.shown)
    expected = Expected(counts=(ExpectedCount(indicator=modelled, rounded=5),))
    faults = list(faults_of_roles(CATALOGUE.roles.model_copy(update={"expected": expected}), CATALOGUE.indicators))
    assert any(f"expected.counts: {modelled} is estimated with a model" in fault for fault in faults)


# ------------------------------------------------------------------------------------- profile


@pytest.fixture(scope="module")
def velp(example):
    return load_profile("WK027502", paths=example)


@pytest.fixture(scope="module")
def together(example):
    return load_profile("tilburg-noord", paths=example)


def test_the_table_has_a_row_per_count(velp):
    table = velp.expected_table()
    assert table.id.tolist() == [c.indicator for c in CATALOGUE.roles.expected.counts]
    assert set(table.compared) <= {*COMPARED_WITH_EXPECTED.values(), ""}
    assert ((table.compared == "") == (table.absent != "")).all()
    assert (table.lower < table.expected)[table.absent == ""].all()


def test_wijken_together_are_sums(together):
    for count in CATALOGUE.roles.expected.counts:
        found = together.expected(count.indicator)
        rows, model = together.processed.expected_of(count.indicator)
        parts = rows.loc[[p.area_id for p in together.area.parts]]
        assert found.basis == "gemeente"
        assert found.observed == parts.observed.sum()
        e = (parts.structural * parts.factor).sum()
        again = statement(found.observed, e, spread_in(model, "gemeente"), ROUNDING[count.rounded], len(parts))
        assert found.statement == again


def test_a_part_of_few_people_is_left_out_and_named(together, monkeypatch):
    name = CATALOGUE.roles.expected.counts[0].indicator
    rows, model = together.processed.expected_of(name)
    first, *others = [p.area_id for p in together.area.parts]
    small = rows.loc[[first, *others]].astype({"base": float})
    small.loc[first, ["status", "structural", "factor", "base"]] = ["small", np.nan, np.nan, 340.0]
    monkeypatch.setitem(together.processed._expected, name, (small, model))
    found = together.expected(name)
    assert found.left_out == (together.area.parts[0].name,)
    assert found.statement.observed == small.observed[others].sum()
    assert without([found]) == f" ‘{found.left_out[0]}’ telt hier niet mee: daar wonen te weinig mensen."
    small.loc[first, "base"] = 0.06 * small.base.sum()
    assert together.expected(name).why_not == "small"


def test_a_modelled_figure_is_refused(velp):
    modelled = next(i for i in CATALOGUE.indicators.values() if i.estimate_type == "model" and i.shown)
    with pytest.raises(ReportError, match=rf"{modelled.id} .*misfit of that model: nothing is expected of it; choose"):
        velp.expected(modelled.id)
    with pytest.raises(ReportError, match="is no count that"):
        velp.expected(CATALOGUE.roles.people.all)
    with pytest.raises(UnknownNameError):
        velp.expected("bestaat_niet")


def test_wijken_are_not_put_in_an_order(velp, together):
    name = CATALOGUE.roles.expected.counts[0].indicator
    with pytest.raises(ReportError, match="not put in an order by observed over expected"):
        sorted([velp.expected(name), together.expected(name)])
    with pytest.raises(ReportError, match="not put in an order"):
        max([velp.expected(name), together.expected(name)])


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"status": "unknown"}, "unknown"),
        ({"unusual": True}, "unusual"),
        ({"structural": 19.0, "of_gemeente": False}, "few"),
        ({"status": "small", "structural": np.nan}, "small"),
    ],
)
def test_gates(velp, monkeypatch, changed, why):
    name = CATALOGUE.roles.expected.counts[0].indicator
    rows, model = velp.processed.expected_of(name)
    rows = rows.loc[[p.area_id for p in velp.area.parts]].assign(**changed)
    monkeypatch.setitem(velp.processed._expected, name, (rows, model))
    found = velp.expected(name)
    assert (found.statement, found.why_not) == (None, why)
    assert found.absent == WHY_NOTHING_EXPECTED[why]


def test_growth_makes_counts_of_december_say_nothing(velp, monkeypatch):
    monkeypatch.setattr(type(velp), "growth_during", lambda *_: 0.11)
    found = {c.indicator: velp.expected(c.indicator).why_not for c in CATALOGUE.roles.expected.counts}
    late = {i for i in found if "teller_later_dan_noemer" in CATALOGUE.indicators[i].caveats}
    assert {i for i, why in found.items() if why == "growth"} == late != set()


def test_an_area_that_was_another_or_is_no_wijk_has_no_statement(velp, example, monkeypatch):
    name = CATALOGUE.roles.expected.counts[0].indicator
    assert load_profile("GM0275", paths=example).expected(name).why_not == "level"
    monkeypatch.setitem(velp.processed._expected, name, (velp.processed.expected_of(name)[0].iloc[:0], {"period": 1}))
    assert velp.expected(name).why_not == "not_linked"
    monkeypatch.delitem(velp.processed._expected, name)
    assert velp.expected(name).why_not == "not_fitted"


# ------------------------------------------------------------------------------------- picture


def made(word: str, observed: float, label: str = "Mensen met hulp") -> Expectation:
    indicator = next(iter(CATALOGUE.indicators.values())).model_copy(update={"label": label, "id": label})
    said = Statement(observed, 414.0, 310.2, 552.6, 250.0, 690.0, word)
    return Expectation(indicator, 2021, said, "", "gemeente", observed)


def test_the_picture_says_in_words_what_it_draws():
    absent = replace(made("within", 20.0, "Jongeren"), statement=None, why_not="unusual")
    html = picture([made("more", 800.0), absent], "Verzonnen wijk")
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    assert "800 verwacht 410 (310 tot 550) meer dan verwacht" in text
    assert "20 niet te beoordelen: de samenstelling is te bijzonder om te vergelijken" in text
    assert html.count("<svg class=") == 1, "what cannot be said is not drawn"
    assert not re.search("gunstig|worse|better", html), "more or fewer is not good or bad"
    x = float(re.search(r'<circle[^>]* cx="([\d.]+)%"', html).group(1))
    ends = [float(v) for v in re.search(r'band-buiten" x1="([\d.]+)%" x2="([\d.]+)%"', html).groups()]
    assert ends[0] < 50 < ends[1] < x


def test_the_message_names_what_is_more_or_fewer():
    assert said_of([made("within", 400.0)]) == "Wat hier geteld is, ligt binnen wat je verwacht."
    assert said_of([made("within", 400.0), made("fewer", 90.0, "Jongeren")]) == (
        "‘Jongeren’: dit is minder dan verwacht. De rest ligt binnen wat je verwacht."
    )


def test_expected_numbers_are_no_more_exact_than_they_are():
    assert [about(x) for x in (1683.459, 104.9, 43.2, 22.4)] == ["1.680", "100", "45", "20"]
