"""The stroomschema: questions to start with, which need no figures, and the first step each answer asks for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd

from wijkanalyse.cards.schema import Card, Text
from wijkanalyse.cards.yaml_file import load_yaml_file
from wijkanalyse.paths import PACKAGE


class Question(Card):
    """One question, and what to do first when the answer is not yes.

    Attributes
    ----------
    kort
        The question in a word or three, of what is there when the answer is yes.
    hulp
        What helped elsewhere; `les` is the lesson that tells about it.
    """

    id: Text
    vraag: Text
    kort: Text
    stap: Text
    hulp: Text
    les: str = ""


@dataclass(frozen=True)
class Answered:
    """A question with the answer that people gave."""

    question: Question
    answer: str
    note: str

    @property
    def is_ready(self) -> bool:
        return self.answer == "ja"


@cache
def load_questions() -> tuple[Question, ...]:
    """The questions, in the order in which they are asked."""
    content = load_yaml_file(PACKAGE / "cards" / "stroomschema.yml")
    return tuple(Question(**entry) for entry in content)


def answered(rows: pd.DataFrame) -> list[Answered]:
    """Every question with its answer; one that nobody answered is not known."""
    given = {row.vraag: row for row in rows.itertuples()}
    return [
        Answered(q, given[q.id].antwoord, given[q.id].toelichting) if q.id in given else Answered(q, "onbekend", "")
        for q in load_questions()
    ]


def next_steps(answers: list[Answered], most: int = 3) -> list[Answered]:
    """Where to start: the first questions that are not yes, since later ones lean on them."""
    return [a for a in answers if not a.is_ready][:most]


FEWEST_ANSWERED = 3
"""Wijken with answers from which a question can be called one of the whole region."""


def shared_questions(answers_by_wijk: Sequence[Sequence[Answered]]) -> list[Question]:
    """Questions to which more than half of the wijken did not say yes: what a region had better do for all at once.

    Parameters
    ----------
    answers_by_wijk
        Of the wijken that answered, all questions in their order.
    """
    if len(answers_by_wijk) < FEWEST_ANSWERED:
        return []
    by_question = zip(*answers_by_wijk, strict=True)
    return [a[0].question for a in by_question if 2 * sum(not one.is_ready for one in a) > len(a)]


def own_step(answers: Sequence[Answered], shared: Collection[Question]) -> Answered | None:
    """Where one wijk starts: the first question that is not yes and is not one of the whole region.

    A wijk that lacks only what the whole region lacks starts there; None where every answer is yes.
    """
    lacking = [a for a in answers if not a.is_ready]
    return next((a for a in lacking if a.question not in shared), lacking[0] if lacking else None)
