"""Looking back: refused on part of the country, right on invented numbers, and written as a page."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wijkanalyse.errors import ProcessedDataError
from wijkanalyse.profile.processed import Processed
from wijkanalyse.research import hindcast as module
from wijkanalyse.research.hindcast import ageing_hindcast, hindcast, write_page
from wijkanalyse.research.stability import NOISE


@pytest.mark.parametrize("look", [hindcast, ageing_hindcast])
def test_part_of_the_country_is_refused(example, catalogue, look):
    with pytest.raises(ProcessedDataError, match="Looking back needs the tables of the whole country"):
        look(Processed(example), catalogue)


@pytest.fixture
def cases():
    """Invented wijken in which a tenth of 45–64 turned 65 in two years and a twentieth of 65+ left."""
    before, coming = np.array([100.0, 400.0, 900.0]), np.array([400.0, 800.0, 600.0])
    after = before * 0.95 + coming / 10
    return pd.DataFrame(
        {
            "before": before, "after": after, "coming": coming, "inwoners": [800.0, 3000.0, 12_000.0],
            "whole_before": before.sum(), "whole_after": after.sum(),
        }
    )  # fmt: skip


def test_a_flow_that_holds_in_every_wijk_has_no_error(cases):
    rows = pd.DataFrame(module._summaries(cases, "65+", 2020, 2022, flow=True))
    errors = rows[rows.size_class == "all"].set_index("forecast")["mean"]
    assert errors["flow from 45–64"] == pytest.approx(0, abs=1e-12)
    assert errors["no change"] == pytest.approx(np.mean(1 - cases.before / cases.after))
    share = cases.before * cases.whole_after / cases.whole_before
    assert errors["share of gemeente"] == pytest.approx(np.mean(np.abs(share / cases.after - 1)))


def test_only_people_of_65_and_over_have_a_flow_and_every_size_class_its_row(cases):
    rows = pd.DataFrame(module._summaries(cases, "0–14", 2020, 2022, flow=False))
    assert set(rows.forecast) == {"no change", "share of gemeente"}
    assert set(rows.size_class) == {"all", 0, 2, 4}


def test_the_page_says_what_the_numbers_decide(tmp_path, cases):
    rows = pd.DataFrame(module._summaries(cases, "65+", 2020, 2022, flow=True))
    ageing = pd.DataFrame(
        [
            {"from": f, "wijken": 10, "faster": 0.9, "grew": 1.0, "median": 0.1, "nederland": 0.04,
             "start": 2020, "end": 2022}
            for f in module.PRESSURES
        ]
    )  # fmt: skip
    same = {"choice": "as in the report", "wijken": 3, "same": 1.0, "first": 1.0, "overlap": 1.0, "left": 0.0}
    choices, themes = (
        pd.DataFrame([same, same | {"choice": NOISE.name}]),
        pd.DataFrame([{"theme": "Roken", "first": 0.0, "leads": 0.0, "people": 0.0}]),
    )
    page = tmp_path / "docs" / "hindcast.md"
    write_page(rows, ageing, (choices, themes), page)
    text = page.read_text(encoding="utf-8")
    assert "flow from 45–64 beats them" in text
    assert "then it came true in 90.0 % of 10 wijken" in text
    assert "In fewer than one in 200 wijken: Roken." in text
    assert "| 65+ | 2020 → 2022 | no change | 3 |" in text
