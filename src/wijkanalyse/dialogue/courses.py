"""How a goal is doing, as far as its own measure tells: one rule and one name for each situation.

A figure judges a plan only when it is of a year after the plan began, and when its
change cannot be rounding or chance. What nobody counted anew is not judged either.
Nothing here says why something changed.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Literal

from wijkanalyse.cards.schema import Indicator
from wijkanalyse.dialogue.differences import Kind
from wijkanalyse.dutch import as_number, may_be_thousands

MARGIN = 0.1
"""So far a goal may lag behind the time before it is called behind: a few people decide less than that."""
EARLY = 90
"""Days in which nothing can be said yet."""

Course = Literal[
    "dropped",
    "measure_changed",
    "no_number",
    "no_direction",
    "estimate",
    "no_news",
    "not_comparable",
    "before_plan",
    "year_of_plan",
    "unsure",
    "rounding",
    "chance",
    "not_updated",
    "reached",
    "reached_then",
    "not_yet_known",
    "passed",
    "too_early",
    "backwards",
    "on_course",
    "behind",
]


@dataclass(frozen=True)
class Measured:
    """What is known of one goal then and now.

    Attributes
    ----------
    start, now, aim
        The measure then and now, and what is aimed at; NaN where unknown.
    sign
        1 for a goal to have more, −1 to have less, 0 when nobody can tell.
    since
        The day of `start`.
    begun
        The day on which the plan with this goal was first kept.
    deadline, today
        The day on which it has to be reached, and the day of looking back.
    kind
        Of a goal that a figure measures: what its difference is.
    year, year_then
        The year of that figure, and of the one it is compared with.
    touched
        Of what people count themselves: whether the number is another one than then.
    """

    start: float
    now: float
    aim: float
    sign: int
    since: dt.date
    begun: dt.date
    deadline: dt.date
    today: dt.date
    kind: Kind | None = None
    year: int | None = None
    year_then: int | None = None
    touched: bool = True

    @property
    def as_of(self) -> dt.date:
        """The last day that `now` can be about: a figure tells of its own year and not of today."""
        return self.today if self.year is None else min(self.today, dt.date(self.year, 12, 31))

    @property
    def done(self) -> float:
        """Part of the way from start to aim that was gone, 1 is all of it; NaN without a way."""
        return (self.now - self.start) / (self.aim - self.start) if self.aim != self.start else math.nan

    @property
    def passed(self) -> float:
        """Part of the time until the deadline that had passed, by then."""
        return (self.as_of - self.since).days / max((self.deadline - self.since).days, 1)

    def at_aim(self, value: float) -> bool:
        return self.sign * (value - self.aim) >= 0

    @property
    def course(self) -> Course:
        """The one name of the situation."""
        return self._unjudged() or self._judged()

    def _unjudged(self) -> Course | None:
        """Why a figure cannot judge the plan, or why there is nothing to compare."""
        if self.kind is not None:
            if self.kind in _NO_COURSE:
                return _NO_COURSE[self.kind]
            if self.year is not None and self.year <= self.begun.year:
                return "before_plan" if self.year < self.begun.year else "year_of_plan"
        if any(math.isnan(n) for n in (self.start, self.now, self.aim)):
            return "no_number"
        if self.sign == 0:
            return "reached_then" if self.start == self.now == self.aim else "no_direction"
        return None

    def _judged(self) -> Course:
        if self.at_aim(self.start) and self.at_aim(self.now):
            return "reached_then"
        if self.kind in ("unsure", "rounding", "chance"):
            return self.kind
        if not self.touched:
            return "not_updated"
        if self.at_aim(self.now):
            return "reached"
        if self.today >= self.deadline:
            return "passed" if self.as_of >= self.deadline else "not_yet_known"
        if (self.as_of - self.since).days < EARLY:
            return "too_early"
        if self.sign * (self.now - self.start) < 0:
            return "backwards"
        return "on_course" if self.done >= self.passed - MARGIN else "behind"


_NO_COURSE: dict[Kind, Course] = {
    "model": "estimate", "same": "no_news", "revision": "not_comparable", "boundary": "not_comparable",
    "definition": "not_comparable", "absent": "not_comparable",
}  # fmt: skip
"""What a goal is when the figure that measures it has nothing to compare."""


@dataclass(frozen=True)
class GoalCourse:
    """A goal with what is known of it and what follows.

    Attributes
    ----------
    indicator
        The figure that measures it; None for what people count themselves.
    measured
        None for a goal that was dropped, or that is measured otherwise now.
    """

    goal: str
    title: str
    measure: str
    course: Course
    indicator: Indicator | None = None
    measured: Measured | None = None
    aim_now: float = math.nan
    """The aim of today where that is another one than then."""
    deadline_now: dt.date | None = None
    """The day of today where that is another one than then."""


def number(text: object) -> float:
    """A number as somebody wrote it; NaN when it is none, or may be a thousand or one with decimals (1.500)."""
    words = str(text).strip()
    return math.nan if may_be_thousands(words) else as_number(words)
