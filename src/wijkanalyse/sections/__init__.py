"""The sections of the report: each function takes a profile and returns what a cell shows.

A section never fails for lack of figures: it then returns the sentence that says
why there are none.
"""

from wijkanalyse.sections import cards, looking_back, meeting, plan, reach, region, result
from wijkanalyse.sections.ages import ages
from wijkanalyse.sections.buurten import buurten, spread
from wijkanalyse.sections.catchments import catchments
from wijkanalyse.sections.chapters import chapter
from wijkanalyse.sections.comparable import comparable
from wijkanalyse.sections.page_one import colophon, identity, key_figures, location, summary
from wijkanalyse.sections.population import age_chart, household_chart, income_chart, population_over_time
from wijkanalyse.sections.sources import definitions, how_to_read, limits, sources
from wijkanalyse.sections.surroundings import surroundings
from wijkanalyse.sections.themes import candidates, in_short, now_and_later, positieve_gezondheid, targets
from wijkanalyse.sections.trends import earlier_estimates, trends

__all__ = [
    "age_chart", "ages", "buurten", "candidates", "cards", "catchments", "chapter", "colophon", "comparable",
    "definitions",
    "earlier_estimates", "household_chart", "how_to_read", "identity", "in_short", "income_chart", "key_figures",
    "limits", "location", "looking_back", "meeting", "now_and_later", "plan", "population_over_time",
    "positieve_gezondheid",
    "reach", "region", "result", "sources", "spread", "summary", "surroundings", "targets", "trends",
]  # fmt: skip
