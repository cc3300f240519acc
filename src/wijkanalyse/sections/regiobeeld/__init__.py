"""The sections of ``regiobeeld.ipynb``: the wijken of a region side by side, and what a report on any area has."""

from wijkanalyse.sections.regiobeeld.choosing import questions, start, wijkmanagers
from wijkanalyse.sections.regiobeeld.small import kernen
from wijkanalyse.sections.regiobeeld.wijken import by_theme, comparable, goals, maps, summary, themes
from wijkanalyse.sections.report.location import location
from wijkanalyse.sections.report.page_one import identity
from wijkanalyse.sections.report.sources import limits, sources

__all__ = [
    "by_theme", "comparable", "goals", "identity", "kernen", "limits", "location", "maps", "questions", "sources",
    "start", "summary", "themes", "wijkmanagers",
]  # fmt: skip
