"""Cells of the newer sources as their producers publish them, checked by hand against the tables."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wijkanalyse.fetch.raw import read_raw_card, source_of
from wijkanalyse.process.figures import table_figures
from wijkanalyse.process.odata import REGION, RawTable, parse_numbers
from wijkanalyse.process.scores import ScoreTable

pytestmark = pytest.mark.fulldata

CELLS = {
    "cbs_ses_woa_2024": {
        ("GM1680", "ses_woa_score", 2014): (0.141, 0.138, 0.144),
        ("GM1680", "ses_woa_welvaart_score", 2014): (0.094, None, None),
        ("GM1680", "ses_woa_opleiding_score", 2014): (0.005, 0.003, 0.008),
        ("GM1680", "ses_woa_arbeid_score", 2014): (0.041, None, None),
        ("GM1680", "ses_woa_spreiding_score", 2014): (0.701, 0.698, 0.703),
        ("GM1680", "ses_woa_spreiding_welvaart_score", 2014): (0.321, None, None),
        ("GM1680", "welvaart_laagste_40_pct", 2014): (28.5, None, None),
        ("GM1680", "welvaart_hoogste_20_pct", 2014): (26.9, None, None),
        ("GM1680", "vermogen_laagste_40_pct", 2014): (26.6, None, None),
        ("GM1680", "werkt_vier_jaar_niet_pct", 2014): (3.0, None, None),
        ("GM1680", "werkt_vier_jaar_voortdurend_pct", 2014): (51.9, None, None),
    },
    "cbs_energie_2023": {
        ("NL", "aardgas_m3", 2023): (820, None, None),
        ("NL", "elektriciteit_kwh", 2023): (2500, None, None),
        ("NL", "elektriciteit_netto_kwh", 2023): (1930, None, None),
        ("NL", "stadsverwarming_pct", 2023): (6.8, None, None),
    },
    "cbs_arbeidsdeelname_2023": {
        ("NL", "arbeidsparticipatie_pct", 2023): (71, None, None),
        ("NL", "werknemers_pct", 2023): (83, None, None),
        ("NL", "werknemers_vast_pct", 2023): (55, None, None),
        ("NL", "werknemers_flexibel_pct", 2023): (28, None, None),
        ("NL", "zelfstandigen_pct", 2023): (17, None, None),
        ("NL", "zzp_pct", 2023): (14, None, None),
    },
    "cbs_nabijheid_2024": {
        ("GM0363", "afstand_basisschool_km", 2024): (0.6, None, None),
        ("GM0363", "afstand_middelbare_school_km", 2024): (1.1, None, None),
        ("GM0363", "afstand_treinstation_km", 2024): (2.9, None, None),
        ("GM0363", "supermarkten_binnen_1km_aantal", 2024): (3.8, None, None),
    },
    "leefbaarometer_2024": {
        ("GM0014", "leefbaarheid_klasse", 2024): (7, None, None),
        ("GM0014", "leefbaarheid_verschil_score", 2024): (0.0272893, None, None),
        ("BU00140000", "leefbaarheid_klasse", 2024): (9, None, None),
        ("BU00140000", "leefbaarheid_veiligheid_score", 2024): (-0.113587, None, None),
    },
}  # fmt: skip


@pytest.fixture(scope="session")
def table_of(catalogue):
    """Open an edition in the folder that the environment names; skips when it is not there."""
    folder = os.environ.get("WIJKANALYSE_FULLDATA")

    def make(name: str) -> RawTable:
        raw = Path(folder or ".").expanduser().resolve() / name
        if not folder or not raw.is_dir():
            pytest.skip(f"set WIJKANALYSE_FULLDATA to a folder in which {name} was fetched")
        family = catalogue.family_of(name)
        reader = ScoreTable if family.scores else RawTable
        return reader.open(source_of(read_raw_card(raw), family), raw)

    return make


@pytest.mark.parametrize("name", CELLS)
def test_figures_are_those_of_the_table(table_of, catalogue, name):
    table = table_of(name)
    figures = table_figures(table, catalogue).astype({"area_code": str, "indicator": str})
    found = figures.set_index(["area_code", "indicator", "period"])
    for key, (value, lower, upper) in CELLS[name].items():
        row = found.loc[key]
        expected = [value, *(np.nan if bound is None else bound for bound in (lower, upper))]
        assert [row.value, row.lower, row.upper] == pytest.approx(expected, nan_ok=True), key
    assert table.faults == []


# ------------------------------------------------------------------ parts and wholes

MOST = {"GemiddeldeScore": 0.005, "k_1eTotEnMet40ePercentielgroep": 0.25, "Afgelopen4JaarNietWerkzaam": 0.15}
"""Largest median difference of a gemeente with its wijken: scores in points, shares in percentage points."""


def test_scores_of_wijken_weighted_by_households_are_those_of_their_gemeente(table_of):
    table = table_of("cbs_ses_woa_2024")
    keys = {t.key: t.stem for t in table.topics if t.stem in MOST}
    households = next(t.key for t in table.topics if t.stem == "ParticuliereHuishoudens")
    cells = table.cells
    numbers = {key: parse_numbers(cells[key], key)[0] for key in [*keys, households]}
    rows = pd.DataFrame({**numbers, "code": cells[REGION], "period": cells["Perioden"]})
    wijken = rows[rows.code.str.startswith("WK")].assign(gemeente=lambda r: "GM" + r.code.str[2:6])
    gemeenten = rows.set_index(["code", "period"])
    assert len(keys) >= 6
    for key, stem in keys.items():
        known = wijken[wijken[key].notna()]
        weighted = (known[key] * known[households]).groupby([known.gemeente, known.period]).sum()
        weights = known.groupby(["gemeente", "period"])[households].sum()
        difference = (weighted / weights).sub(gemeenten[key].reindex(weights.index)).abs().dropna()
        assert len(difference) > 100
        assert difference.median() <= MOST[stem], key


def test_the_parts_of_the_leefbaarometer_add_up_to_its_total(table_of):
    cells = table_of("leefbaarometer_2024").cells
    parts = sum(parse_numbers(cells[name], name)[0] for name in ("won", "fys", "vrz", "soc", "onv"))
    assert np.abs(parts - parse_numbers(cells["afw"], "afw")[0]).max() < 1e-5
