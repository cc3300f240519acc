"""The sections of ``wijkplan.ipynb``: what was chosen, what is done and what came of it, from an opened dialogue."""

from wijkanalyse.sections.kit.meeting import identity, invented
from wijkanalyse.sections.kit.result import votes
from wijkanalyse.sections.wijkplan.accountability import accountability
from wijkanalyse.sections.wijkplan.agreement import agreement, agreements, contributions, organisation
from wijkanalyse.sections.wijkplan.parts import (
    actions,
    ambition,
    goals,
    lessons,
    measures,
    readiness,
    services,
    two_views,
)  # fmt: skip
from wijkanalyse.sections.wijkplan.reach import reach
from wijkanalyse.sections.wijkplan.since_last_edition import since_last_edition

__all__ = [
    "accountability", "actions", "agreement", "agreements", "ambition", "contributions", "goals", "identity",
    "invented", "lessons", "measures", "organisation", "reach", "readiness", "services", "since_last_edition",
    "two_views", "votes",
]  # fmt: skip
