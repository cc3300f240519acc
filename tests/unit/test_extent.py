"""What a large plan asks of disk and time."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from wijkanalyse.batch import extent
from wijkanalyse.batch.extent import ENOUGH, MANY, extent_of
from wijkanalyse.errors import ReportError

PLAN = [SimpleNamespace(is_due=True, job=SimpleNamespace(level="buurt"))] * MANY
MADE = [{"level": "buurt", "bytes": 300_000, "seconds": 0.9}] * ENOUGH
OTHERS = [{"level": "wijk", "bytes": 900_000, "seconds": 9}] * ENOUGH


def test_a_large_plan_says_what_it_takes_as_reports_of_the_same_level_took(tmp_path: Path) -> None:
    said = extent_of(PLAN, [*MADE, *OTHERS], tmp_path / "not there yet", 2)
    assert said == (
        "1,000 reports: about 0.3 GB, and 15 minutes of work for one process, 8 minutes with 2 at once; as the 20 made "
        "before took (300 kB and 0.90 s each)"
    )
    assert "at once" not in extent_of(PLAN, MADE, tmp_path, None)


def test_a_small_plan_says_nothing_and_without_reports_before_it_nothing_is_made_up(tmp_path: Path) -> None:
    assert extent_of(PLAN[1:], MADE, tmp_path, 2) == ""
    said = extent_of(PLAN, [*MADE[1:], *OTHERS], tmp_path, 2)
    assert said == (
        "1,000 reports: how much disk and time they take is not known before some are made; try those of one gemeente "
        "first, with --gemeente"
    )


def test_what_does_not_fit_on_the_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extent.shutil, "disk_usage", lambda _: SimpleNamespace(free=200_000_000))
    with pytest.raises(
        ReportError, match=r"1,000 reports need about 0\.3 GB, and 0\.2 GB is free\. Make room, or make"
    ):
        extent_of(PLAN, MADE, tmp_path, 2)
