"""The tables of the whole country, for the tests that need them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wijkanalyse.fetch.raw import CARD
from wijkanalyse.paths import Paths
from wijkanalyse.process.build import build
from wijkanalyse.profile.processed import Processed


@pytest.fixture(scope="session")
def country(tmp_path_factory, catalogue) -> Processed:
    """The processed tables of the folder that WIJKANALYSE_FULLDATA names.

    That is a working tree that `wijkanalyse process` has filled, or a folder such as ``data/raw`` with everything
    that `wijkanalyse fetch` fetches; the latter is processed first.
    """
    named = os.environ.get("WIJKANALYSE_FULLDATA")
    if not named:
        pytest.skip("WIJKANALYSE_FULLDATA names no working tree or raw folder with the tables of the country")
    given = Path(named).resolve()
    paths = Paths(given)
    if not (paths.processed / "figures.parquet").is_file():
        raw = given if any(given.glob(f"*/{CARD}")) else paths.raw
        paths = Paths(tmp_path_factory.mktemp("country"))
        paths.raw.parent.mkdir(parents=True)
        paths.raw.symlink_to(raw, target_is_directory=True)
        build(paths, catalogue)
    return Processed(paths)
