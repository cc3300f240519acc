"""The sections of ``regiobeeld.ipynb``: the wijken of a region side by side, and what a report on any area has."""

from wijkanalyse.sections.regiobeeld.choosing import questions, start, wijkmanagers
from wijkanalyse.sections.regiobeeld.heat import theme_map, themes
from wijkanalyse.sections.regiobeeld.small import kernen
from wijkanalyse.sections.regiobeeld.wijken import comparable, goals, identity, summary
from wijkanalyse.sections.report.location import location
from wijkanalyse.sections.report.sources import limits, sources

__all__ = [
    "comparable", "goals", "identity", "kernen", "limits", "location", "questions", "sources", "start", "summary",
    "theme_map", "themes", "wijkmanagers",
]  # fmt: skip
