"""The stroomschema: questions to start with, which need no figures, and the first step each answer asks for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pandas as pd
import yaml

from wijkanalyse.cards.schema import Card, Text
from wijkanalyse.paths import PACKAGE


class Question(Card):
    """One question, and what to do first when the answer is not yes."""

    id: Text
    vraag: Text
    stap: Text


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
    content = yaml.safe_load((PACKAGE / "cards" / "stroomschema.yml").read_text(encoding="utf-8"))
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
