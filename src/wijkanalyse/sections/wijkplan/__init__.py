"""The sections of ``wijkplan.ipynb``: what was chosen, what is done and what came of it, from an opened dialogue."""

from wijkanalyse.sections.kit.meeting import identity, invented
from wijkanalyse.sections.kit.result import votes
from wijkanalyse.sections.wijkplan.accountability import accountability
from wijkanalyse.sections.wijkplan.agreement import agreement, agreements, contributions, organisation
from wijkanalyse.sections.wijkplan.goals import goals, measures
from wijkanalyse.sections.wijkplan.looking_back import looking_back
from wijkanalyse.sections.wijkplan.parts import actions, ambition, lessons, readiness, recognition, services, two_views
from wijkanalyse.sections.wijkplan.reach import reach

__all__ = [
    "accountability", "actions", "agreement", "agreements", "ambition", "contributions", "goals", "identity",
    "invented", "lessons", "looking_back", "measures", "organisation", "reach", "readiness", "recognition", "services",
    "two_views", "votes",
]  # fmt: skip
