"""The sections of the report: each function takes a profile and returns what a cell shows.

A section never fails for lack of figures: it then returns the sentence that says
why there are none.
"""

from wijkanalyse.sections.buurten import buurten
from wijkanalyse.sections.chapters import chapter
from wijkanalyse.sections.page_one import identity, key_figures, location, summary
from wijkanalyse.sections.population import age_chart, household_chart, population_over_time
from wijkanalyse.sections.sources import definitions, how_to_read, sources

__all__ = [
    "age_chart", "buurten", "chapter", "definitions", "household_chart", "how_to_read", "identity",
    "key_figures", "location", "population_over_time", "sources", "summary",
]  # fmt: skip
