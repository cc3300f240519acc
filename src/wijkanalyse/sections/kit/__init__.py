"""The sections of ``wijkbijeenkomst.ipynb``: the kit of a meeting, each from an opened dialogue."""

from wijkanalyse.sections.kit.elsewhere import elsewhere
from wijkanalyse.sections.kit.guides import guides
from wijkanalyse.sections.kit.meeting import (
    ballot_sheet,
    identity,
    interview_guide,
    invented,
    letter,
    poster,
    running_order,
    table_groups,
)  # fmt: skip
from wijkanalyse.sections.kit.result import votes
from wijkanalyse.sections.kit.theme_cards import theme_cards

__all__ = [
    "ballot_sheet", "elsewhere", "guides", "identity", "interview_guide", "invented", "letter", "poster",
    "running_order", "table_groups", "theme_cards", "votes",
]  # fmt: skip
