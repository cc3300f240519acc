"""Two editions of the health table: that of 2020 with all wijken, and that of 2024 as far as it is there.

The folder that WIJKANALYSE_FULLDATA names may hold the table of 2024 in one of two states: as of July 2026, with one
figure of gemeenten and buurten and empty wijken; or the small one with INVENTED VALUES, which serves for its shape.
"""

from __future__ import annotations

import pandas as pd
import pytest

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdicts

pytestmark = [pytest.mark.fulldata, pytest.mark.xdist_group("fulldata")]

OLD, NEW = "rivm_gezondheid_2020", "rivm_gezondheid_2024"
HEALTH = "ervaren_gezondheid_goed_pct"
JULY_2026, INVENTED = "2026-07-19", "2026-07-20"


@pytest.fixture(scope="session")
def stand(processed) -> str:
    if NEW not in processed.sources:
        pytest.skip(f"the table of {NEW} was not fetched")
    return processed.sources[NEW]["modified"][:10]


@pytest.fixture
def real(stand) -> None:
    if stand != JULY_2026:
        pytest.skip(f"counts what {NEW} held on {JULY_2026}; this one is of {stand}")


@pytest.fixture
def invented(stand) -> None:
    if stand != INVENTED:
        pytest.skip(f"is about the invented values of the shape of {NEW}; this table is of {stand}")


@pytest.fixture
def figure_of(processed: Processed, catalogue: Catalogue):
    def make(code: str, indicator: str = HEALTH, year: int | None = None):
        return Profile(processed.areas.find(code, year), processed, catalogue, "openbaar").figure(indicator)

    return make


def told(figure):
    values = {"here": figure.value, "gemeente": figure.gemeente, "nederland": figure.nederland}
    return {name: (v.period, v.source) for name, v in values.items() if v is not None and v.is_known}


# ------------------------------------------------------------------------ July 2026


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize("code", ["WK099511", "WK027502", "WK085568"])
def test_wijken_stay_wholly_with_the_table_that_has_them(figure_of, processed, code):
    figure = figure_of(code)
    assert set(told(figure).values()) <= {(2020, OLD)}
    if figure.value.is_known:
        place = processed.distributions[HEALTH, 2020, 2020]
        assert figure.bands == tuple(place.percentiles[[5, 25, 50, 75, 95]])
        assert figure.spread == place.spread


@pytest.mark.usefixtures("real")
def test_a_gemeente_and_a_buurt_have_the_newest_figure_beside_nederland_of_its_table(figure_of):
    assert told(figure_of("GM0275")) == dict.fromkeys(["here", "nederland"], (2024, NEW))
    buurt = figure_of("BU02750001", year=2024)
    assert told(buurt) == dict.fromkeys(["here", "gemeente", "nederland"], (2024, NEW))
    assert buurt.bands is None, "the wijken of that table are empty"
    assert told(figure_of("BU02750001"))["here"] == (2020, OLD), "of buurten of 2020 far more is known"
    assert told(figure_of("GM0275", "eenzaam_pct")) == dict.fromkeys(["here", "nederland"], (2020, OLD))


@pytest.mark.usefixtures("real")
def test_the_same_year_differs_between_the_tables_and_both_are_kept(figures):
    rows = figures[(figures.indicator == HEALTH) & (figures.period == 2020) & (figures.area_level == "gemeente")]
    wide = rows.astype({"area_id": str, "source": str}).pivot(index="area_id", columns="source", values="value")
    apart = (wide[OLD] - wide[NEW]).abs().dropna()
    assert len(apart) > 300
    assert 0.05 < apart.median() < 0.5


# ------------------------------------------------------------------ invented, for shape

TOPICS = {
    HEALTH: 0, "gevallen_65_plus_pct": 9, "suicidegedachten_pct": 11, "broze_gezondheid_65_plus_pct": 14,
    "ernstig_eenzaam_pct": 22, "lopen_naar_school_of_werk_pct": 39, "geluidhinder_wegverkeer_pct": 41,
    "geluidhinder_wegverkeer_langzaam_pct": 42, "geluidhinder_wegverkeer_snel_pct": 43, "geluidhinder_buren_pct": 47,
    "verkoeling_buiten_pct": 56,
}  # fmt: skip
"""The number of the topic in the table, counted from 0; columns with one stem, and the misspelt one, are among them."""


def invented_value(topic: int, region: int, age: int, year: int) -> float:
    """As the description of the invented table gives it."""
    return 10 + (7 * topic + 3 * region + 5 * age + 2 * year) % 70 + region / 10


@pytest.mark.usefixtures("invented")
@pytest.mark.parametrize("indicator", TOPICS)
def test_each_card_reads_its_own_column_age_and_bounds(figures, indicator):
    age = 2 if "65_plus" in indicator else 1 if indicator.startswith("lopen") else 0
    rows = figures[(figures.indicator == indicator) & (figures.source == NEW) & (figures.period == 2024)]
    rows = rows.astype({"area_code": str}).set_index("area_code")
    for region, code in enumerate(["NL", "GM0160", "WK016001"]):
        row, value = rows.loc[code], invented_value(TOPICS[indicator], region, age, 4)
        margin = 2 + (region % 4) / 2
        assert row.value == pytest.approx(value)
        assert [row.lower, row.upper] == pytest.approx([value - margin, value + margin])


@pytest.mark.usefixtures("invented")
def test_all_57_columns_are_read_and_what_was_not_asked_gives_no_row(figures, catalogue):
    rows = figures[figures.source == NEW]
    stems = {
        (s, measure.value.title)
        for name in rows.indicator.unique()
        for measure in catalogue.indicators[name].measures
        if measure.family == "rivm_gezondheid" and measure.editions.has(2024)
        for s in measure.value.stems[-1:]
    }
    assert len(stems) == 57
    assert not (rows.status == "not_asked").any()
    years = rows.groupby(rows.indicator.astype(str)).period.unique().map(sorted)
    assert years["regie_pct"] == [2016, 2020, 2024]
    assert years["verkoeling_binnen_pct"] == [2024]
    assert years["lage_veerkracht_pct"] == [2022, 2024]


@pytest.mark.usefixtures("invented")
def test_a_wijk_of_the_newer_table_is_judged_by_its_bounds_and_the_others_are_as_before(
    figure_of, processed, catalogue
):
    assert told(figure_of("WK016001", "eenzaam_pct")) == dict.fromkeys(["here", "gemeente", "nederland"], (2024, NEW))
    assert set(told(figure_of("WK027502", "eenzaam_pct")).values()) == {(2020, OLD)}
    verdicts = Verdicts(Profile(processed.areas.find("WK016001"), processed, catalogue, "openbaar"))
    verdict = verdicts.of("eenzaam_pct")
    assert verdict.interval.kind == "published"
    assert not verdict.judgement.indicative
    assert verdicts.of("suicidegedachten_pct").figure.bands is None


@pytest.mark.usefixtures("invented")
def test_a_table_of_ten_wijken_gives_no_place_among_the_wijken(figure_of):
    figure = figure_of("WK016001", "eenzaam_pct")
    assert figure.bands is None
    assert pd.isna(figure.spread)
