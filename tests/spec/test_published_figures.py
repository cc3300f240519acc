"""Figures of the example, looked up by hand in the published tables.

Each row is an area, an indicator and a year; what must come out; and the cells of the table that it was read from,
by the name of the column without its number. Computed figures are worked out here from the published counts.
"""

from __future__ import annotations

import pandas as pd
import pytest
import yaml

# area, indicator, year, expected, table, column(s) and what they say
PUBLISHED = [
    ("WK099511", "inwoners_aantal", 2022, 3255, "85318NED", "AantalInwoners 3255"),
    ("WK099511", "inwoners_aantal", 2020, 1820, "84799NED", "AantalInwoners 1820"),
    ("WK027502", "inwoners_aantal", 2024, 18375, "85984NED", "AantalInwoners 18375"),
    ("NL", "inwoners_aantal", 2022, 17590672, "85318NED", "AantalInwoners 17590672"),
    ("WK027700", "woz_waarde_x1000_euro", 2022, 612, "85318NED", "GemiddeldeWOZWaardeVanWoningen 612"),
    ("WK027502", "arbeidsparticipatie_pct", 2022, 61, "85318NED", "Nettoarbeidsparticipatie 61"),
    ("GM0995", "koopwoningen_pct", 2022, 62, "85318NED", "Koopwoningen 62"),
    ("WK099511", "laagste_40_personen_pct", 2022, 33.8, "85318NED", "k_40PersonenMetLaagsteInkomen 33.8"),
    ("WK027502", "mediaan_vermogen_x1000_euro", 2021, 47.2, "85039NED", "MediaanVermogenVanParticuliereHuish 47.2"),
    ("WK051807", "afstand_huisarts_km", 2021, 0.4, "85039NED", "AfstandTotHuisartsenpraktijk 0.4"),
    ("WK051807", "inkomen_per_inwoner_x1000_euro", 2021, 32.0, "85039NED", "GemiddeldInkomenPerInwoner 32.0"),
    ("WK099511", "aardgas_m3", 2021, 20, "85039NED", "GemiddeldAardgasverbruikTotaal 20"),
    ("WK027502", "wmo_per_1000", 2021, 81, "85039NED", "WmoClientenRelatief 81"),
    ("WK027502", "wmo_per_1000", 2023, 89, "85639NED", "2023JJ00, WmoClientenPer1000Inwoners 89"),
    ("BU02750200", "woz_waarde_x1000_euro", 2024, 518, "85984NED", "GemiddeldeWOZWaardeVanWoningen 518"),
    ("WK099511", "arbeidsparticipatie_pct", 2023, 80, "86089NED", "NettoArbeidsparticipatie 80"),
    ("WK099511", "elektriciteit_kwh", 2023, 3120, "85999NED", "GemiddeldeElektriciteitslevering 3120"),
    ("GM0995", "gemeten_roker_pct", 2022, 16.4, "85563NED", "18+, waarde, Rokers 16.4"),
    ("BU02750200", "ervaren_gezondheid_goed_pct", 2024, 77.1, "50150NED", "18+, waarde, GoedErvarenGezondheid 77.1"),
    ("BU02750200", "leefbaarheid_klasse", 2024, 9, None, "buurtscore24, kscore 9"),
    ("WK099511", "eenzaam_pct", 2020, 42.2, "50090NED", "18+, waarde, Eenzaam 42.2"),
    ("NL", "eenzaam_pct", 2016, 43.4, "50090NED", "18+, waarde, Eenzaam 43.4"),
    ("BU01600901", "eenzaam_pct", 2012, 36.9, "50090NED", "18+, waarde, Eenzaam 36.9"),
    ("WK027700", "roker_pct", 2020, 10.4, "50090NED", "18+, waarde, Roker 10.4"),
    ("WK051807", "eenzaam_65_plus_pct", 2020, 51.9, "50090NED", "65+, waarde, Eenzaam 51.9"),
    # shares and rates that are computed from counts
    ("BU02750201", "leeftijd_65_plus_pct", 2024, 100 * 1855 / 7355, "85984NED", "k_65JaarOfOuder / AantalInwoners"),
    ("WK027502", "misdrijven_per_1000", 2024, 1000 * 751 / 18375, "47018NED",
        "0.0.0, GeregistreerdeMisdrijven 751; AantalInwoners 18375 in 85984NED"),
    ("WK027502", "jeugdzorg_via_huisarts_pct", 2024, 100 * 225 / 515, "85990NED", "Huisarts / TotaalTrajectenInNatura"),
    ("WK027502", "leeftijd_65_plus_pct", 2022, 100 * 4940 / 18185, "85318NED", "k_65JaarOfOuder / AantalInwoners"),
    ("NL", "leeftijd_65_plus_pct", 2022, 100 * 3525453 / 17590672, "85318NED", "k_65JaarOfOuder / AantalInwoners"),
    ("BU01600902", "leeftijd_65_plus_pct", 2020, 100 * 550 / 3370, "84799NED", "k_65JaarOfOuder / AantalInwoners"),
    ("GM0277", "eenpersoonshuishoudens_pct", 2022, 100 * 150 / 707, "85318NED",
        "Eenpersoonshuishoudens / HuishoudensTotaal"),
    ("WK099511", "opleiding_hoog_pct", 2021, 100 * 640 / (510 + 970 + 640), "85039NED",
        "OpleidingsniveauHoog / (Laag + Middelbaar + Hoog)"),
    ("WK027502", "bijstand_per_1000", 2021, 1000 * 470 / (2055 + 3875 + 4805), "85039NED",
        "PersonenPerSoortUitkeringBijstand / (k_15Tot25Jaar + k_25Tot45Jaar + k_45Tot65Jaar)"),
]  # fmt: skip

# area, indicator, year, why there is no figure, table and column
ABSENT = [
    ("WK099511", "inkomen_per_inwoner_x1000_euro", 2021, "suppressed", "85039NED", "GemiddeldInkomenPerInwoner ."),
    ("NL", "arbeidsparticipatie_pct", 2022, "not_published", "85318NED", "Nettoarbeidsparticipatie . for the land"),
    ("WK051801", "leeftijd_65_plus_pct", 2022, "not_applicable", "85318NED", "AantalInwoners 0"),
    ("WK051801", "eenzaam_pct", 2020, "not_applicable", "50090NED", "Eenzaam absent, AantalInwoners 0"),
]

# indicators without a single cell in the table of that year: no rows at all
EMPTY = [
    ("eenpersoonshuishoudens_pct", 2024, "85984NED"),
    ("bijstand_per_1000", 2024, "85984NED"),
    ("bijstand_per_1000", 2022, "85318NED"),
    ("opleiding_hoog_pct", 2022, "85318NED"),
    ("afstand_huisarts_km", 2020, "84799NED"),
    ("sociaal_eenzaam_pct", 2012, "50090NED"),
]


@pytest.fixture(scope="module")
def figures(example):
    found = pd.read_parquet(example.processed / "figures.parquet")
    return found.set_index(["area_code", "indicator", "period"]).sort_index()


@pytest.fixture(scope="module")
def tables(example):
    card = yaml.safe_load((example.example / "voorbeeld.yml").read_text(encoding="utf-8"))
    return {source["id"]: source["table"] for source in card["sources"]}


@pytest.mark.parametrize(("area", "indicator", "year", "expected", "table", "cells"), PUBLISHED)
def test_a_figure_of_the_example_is_what_the_table_says(figures, tables, area, indicator, year, expected, table, cells):
    row = figures.loc[(area, indicator, year)].squeeze()
    assert row.status == "ok"
    assert row.value == pytest.approx(expected, rel=1e-9), cells
    assert tables[row.source] == table


@pytest.mark.parametrize(("area", "indicator", "year", "status", "table", "cells"), ABSENT)
def test_an_absent_figure_says_why(figures, tables, area, indicator, year, status, table, cells):
    row = figures.loc[(area, indicator, year)].squeeze()
    assert (row.status, pd.isna(row.value)) == (status, True), cells
    assert tables[row.source] == table


@pytest.mark.parametrize(("indicator", "year", "table"), EMPTY)
def test_a_column_that_is_still_empty_is_no_year_of_the_indicator(figures, indicator, year, table):
    periods = figures.index[figures.index.get_level_values("indicator") == indicator].get_level_values("period")
    assert len(periods) and year not in set(periods), table
