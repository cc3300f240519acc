"""Whether made reports still say what the tables at hand say: what is made of both may not contradict itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wijkanalyse.batch.inputs import InputDigests
from wijkanalyse.batch.job import plan_areas
from wijkanalyse.cards.catalogue import load_catalogue
from wijkanalyse.profile.processed import Processed

FIGURES_OF_A_REPORT = ("figures", "own", "gemeente", "national", "everything", "sources", "cards")
"""Of what a report rests on, the part that tables made beside it show too."""


def outdated(records: Sequence[Mapping[str, Any]], processed: Processed) -> list[str]:
    """Codes of the reports whose figures are not those of the tables now; figures of other areas may have changed.

    Parameters
    ----------
    records
        What a receipt says of each report.
    processed
        The tables at hand.
    """
    catalogue, found, by_notebook = load_catalogue(), [], {}
    for record in records:
        if record["data"] == processed.receipt["fingerprint"]:
            continue
        notebook, edition = processed.paths.notebooks / record["notebook"], record["edition"]
        if not notebook.is_file() or not record.get("inputs"):
            found.append(record["code"])
            continue
        key = notebook, edition
        if key not in by_notebook:
            by_notebook[key] = InputDigests(processed, catalogue, edition=edition, notebook=notebook)
        ((job, area),) = plan_areas(
            processed.areas, [record["code"]], boundary_year=record["boundary_year"], edition=edition
        )
        now = by_notebook[key].of(job, area, record.get("comparable", ()))
        if any(record["inputs"].get(kind, "") != now[kind] for kind in FIGURES_OF_A_REPORT):
            found.append(record["code"])
    return found
