"""The tables of the whole country, as `wijkanalyse fetch` lays them down.

The environment variable WIJKANALYSE_FULLDATA names their folder (usually data/raw); without it the tests that need
them are skipped, and say so. What `wijkanalyse process` made of them, beside that folder, is used when this code made
it. Tests that count what a table held on some day say which day.
"""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT

from wijkanalyse.fetch.raw import fetched_cards
from wijkanalyse.paths import Paths
from wijkanalyse.process.build import build
from wijkanalyse.process.fresh import fingerprint_of, receipt_of
from wijkanalyse.profile.processed import Processed

VARIABLE = "WIJKANALYSE_FULLDATA"
NEEDED = (
    "cbs_kwb_2020", "cbs_kwb_2021", "cbs_kwb_2022", "cbs_kwb_2024", "rivm_gezondheid_2020",
    "pdok_gemeenten_2022", "pdok_gemeenten_2024", "pdok_wijken_2022", "pdok_wijken_2024",
)  # fmt: skip
"""The editions whose figures the tests know."""
KWB_2024_OPENED = "2025-03-27"
"""The stand date of the Kerncijfers of 2024 when they had few topics and no buurten yet."""


@pytest.fixture(scope="session")
def whole(tmp_path_factory, catalogue) -> Paths:
    """A tree with the tables of the whole country, built once, or as they were built by this code before."""
    named = os.environ.get(VARIABLE)
    if not named:
        pytest.skip(f"set {VARIABLE} to a folder with the fetched tables of the whole country")
    raw = Path(named).expanduser().absolute()
    fetched = [card.source for _, card in fetched_cards(catalogue, raw)]
    missing = [name for name in NEEDED if name not in fetched]
    if missing:
        pytest.skip(f"{VARIABLE}={named}: not fetched there: {', '.join(missing)}")
    paths = Paths(tmp_path_factory.mktemp("whole"))
    paths.raw.mkdir(parents=True)
    for source in fetched:
        (paths.raw / source).symlink_to(raw / source, target_is_directory=True)
    paths.composites.symlink_to(ROOT / "data" / "gebieden", target_is_directory=True)
    paths.example.symlink_to(ROOT / "data" / "raw" / "voorbeeld", target_is_directory=True)
    processed = raw.parent / "processed"
    if receipt_of(processed).get("fingerprint") == fingerprint_of(paths):
        paths.processed.symlink_to(processed, target_is_directory=True)
    else:
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
