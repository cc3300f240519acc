"""The tables of the whole country, as `wijkanalyse fetch` lays them down.

The environment variable WIJKANALYSE_FULLDATA names their folder (usually data/raw); without it the tests that need
them are skipped, and say so. Those that count what a table held on some day say which day.
"""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT

from wijkanalyse.fetch.raw import CARD
from wijkanalyse.paths import Paths
from wijkanalyse.process.build import build
from wijkanalyse.profile.processed import Processed

VARIABLE = "WIJKANALYSE_FULLDATA"
KWB_2024_OPENED = "2025-03-27"
"""The stand date of the Kerncijfers of 2024 when they had few topics and no buurten yet."""


@pytest.fixture(scope="session")
def whole(tmp_path_factory, catalogue) -> Paths:
    """A tree with the tables of the whole country, built once."""
    named = os.environ.get(VARIABLE)
    if not named:
        pytest.skip(f"set {VARIABLE} to a folder with the fetched tables of the whole country")
    raw = Path(named).expanduser().resolve()
    tables = [s.id for s in catalogue.sources.values() if s.reader != "tidy"]
    missing = [s for s in tables if not (raw / s / CARD).is_file()]
    if missing:
        pytest.skip(f"{VARIABLE}={named}: not fetched there: {', '.join(missing)}")
    paths = Paths(tmp_path_factory.mktemp("whole"))
    paths.raw.mkdir(parents=True)
    for source in tables:
        (paths.raw / source).symlink_to(raw / source, target_is_directory=True)
    paths.composites.symlink_to(ROOT / "data" / "gebieden", target_is_directory=True)
    build(paths, catalogue)
    return paths


@pytest.fixture(scope="session")
def processed(whole) -> Processed:
    return Processed(whole)


@pytest.fixture(scope="session")
def as_kwb_2024_opened(processed) -> None:
    """For a test that counts what the tables held when the Kerncijfers of 2024 had just opened; skips with others."""
    stand = processed.sources["cbs_kwb_2024"]["modified"][:10]
    if stand != KWB_2024_OPENED:
        pytest.skip(f"counts the Kerncijfers of 2024 as they stood on {KWB_2024_OPENED}; these are of {stand}")


@pytest.fixture(scope="session")
def areas(processed) -> pd.DataFrame:
    return processed.areas.register


@pytest.fixture(scope="session")
def figures(whole) -> pd.DataFrame:
    return pd.read_parquet(whole.processed / "figures.parquet")
