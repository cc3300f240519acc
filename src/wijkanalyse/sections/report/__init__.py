"""The sections of ``wijkanalyse.ipynb``, in the order of the report: each takes a profile or what follows from it."""

from wijkanalyse.sections.report.agenda import acceptability, candidates, now_and_later, positieve_gezondheid, targets
from wijkanalyse.sections.report.among import among
from wijkanalyse.sections.report.buurten import buurten
from wijkanalyse.sections.report.catchments import catchments
from wijkanalyse.sections.report.chapters import chapter
from wijkanalyse.sections.report.comparable import comparable
from wijkanalyse.sections.report.expected import expected
from wijkanalyse.sections.report.household_kinds import household_kinds
from wijkanalyse.sections.report.hundred import hundred_people
from wijkanalyse.sections.report.location import location
from wijkanalyse.sections.report.page_one import identity, page_one
from wijkanalyse.sections.report.page_two import page_two
from wijkanalyse.sections.report.sources import definitions, how_to_read, limits, sources
from wijkanalyse.sections.report.summary import summary
from wijkanalyse.sections.report.surroundings import surroundings
from wijkanalyse.sections.report.trends import earlier_estimates, trends

__all__ = [
    "acceptability", "among", "buurten", "candidates", "catchments", "chapter", "comparable", "definitions",
    "earlier_estimates", "expected", "household_kinds", "how_to_read", "hundred_people", "identity", "limits",
    "location", "now_and_later", "page_one", "page_two", "positieve_gezondheid", "sources", "summary", "surroundings",
    "targets", "trends",
]  # fmt: skip
