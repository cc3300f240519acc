"""The sections of the report: each function takes a profile and returns what a cell shows.

A section never fails for lack of figures: it then returns the sentence that says
why there are none.
"""

from wijkanalyse.sections import meeting, plan
from wijkanalyse.sections.buurten import buurten, spread
from wijkanalyse.sections.catchments import catchments
from wijkanalyse.sections.chapters import chapter
from wijkanalyse.sections.comparable import comparable
from wijkanalyse.sections.page_one import identity, key_figures, location, summary
from wijkanalyse.sections.population import age_chart, household_chart, population_over_time
from wijkanalyse.sections.sources import definitions, how_to_read, limits, sources
from wijkanalyse.sections.trends import earlier_estimates, trends

__all__ = [
    "age_chart", "buurten", "catchments", "chapter", "comparable", "definitions", "earlier_estimates",
    "household_chart", "how_to_read", "identity", "key_figures", "limits", "location", "meeting", "plan",
    "population_over_time", "sources", "spread", "summary", "trends",
]  # fmt: skip
