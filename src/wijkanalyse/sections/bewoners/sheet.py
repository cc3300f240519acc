"""What stands on the sheet for residents: which figures, in which order, in which words.

Receives the figures of an area and a language. Residents read how many people of a hundred and whether that is more or
fewer than in the whole country, never whether it is good; what goes well comes first. Nothing is told per buurt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wijkanalyse.dutch import half_up
from wijkanalyse.profile.figure import Figure
from wijkanalyse.profile.hundred import PEOPLE, hundreds_of
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdict, Verdicts
from wijkanalyse.sections.bewoners.language import FigureWords, Language
from wijkanalyse.show.sentences import people_of_hundred

MOST_FIGURES = 6
MOST_GOOD = 3
FEWEST_FOR_SHARES = 100
"""Inhabitants from which a share is told as people out of a hundred."""
LAST_AGES = {"children": 14, "young": 24, "adults": 64}
"""The last age of each group but the oldest."""
MARKS = {"same": "=", "more": "▲", "fewer": "▼", "": ""}


@dataclass(frozen=True)
class Told:
    """A figure as the sheet tells it."""

    pictogram: str
    said: str
    """The fact, here and in the whole country; what stands between asterisks is bold."""
    mark: str
    beside: str
    """What it is beside the whole country; "" where there is nothing to say."""
    kind: str
    """What kind of number it is, and of which year."""
    year: str
    source: str
    is_estimate: bool
    is_good: bool


@dataclass(frozen=True)
class PeopleByAge:
    """The area as a hundred people: how many of each group, with its word."""

    groups: tuple[tuple[int, str], ...]
    note: str


def told_figures(verdicts: Verdicts, language: Language) -> tuple[list[Told], list[str]]:
    """The figures of the sheet, what goes well first; and the ids of those the language has no sentence for.

    Parameters
    ----------
    verdicts
        The figures of the area, judged against Nederland.
    language
        In which they are told.
    """
    wanted = verdicts.profile.catalogue.roles.residents
    missing = [r.indicator for r in wanted if r.indicator not in language.figures]
    told = []
    for role in wanted:
        words = language.figures.get(role.indicator)
        verdict = verdicts.of(role.indicator)
        if words is not None and _can_be_told(verdict, words, verdicts.profile):
            told.append(_told(verdict, words, role.pictogram, language))
    good = [t for t in told if t.is_good][:MOST_GOOD]
    rest = [t for t in told if not t.is_good][: MOST_FIGURES - len(good)]
    return good + rest, missing


def usual_year(told: Sequence[Told]) -> str:
    """The year of all estimates, which is then said once; "" where there are none, or of several years."""
    years = {t.year for t in told if t.is_estimate}
    return years.pop() if len(years) == 1 else ""


def _can_be_told(verdict: Verdict, words: FigureWords, profile: Profile) -> bool:
    """Whether there is a number, and people enough to tell it as people."""
    enough = words.distance is not None or profile.area.inwoners >= FEWEST_FOR_SHARES
    return enough and verdict.figure.value.is_known


def _told(verdict: Verdict, words: FigureWords, pictogram: str, language: Language) -> Told:
    figure = verdict.figure
    side = _side(verdict, words)
    said = _fact(figure, words, language)
    return Told(
        pictogram=pictogram, said=said, mark=MARKS[side], beside=_beside(verdict, words, side, language),
        kind=_kind(figure, language), year=str(figure.value.period), source=figure.value.source,
        is_estimate=figure.estimate_type == "model",
        is_good=side in ("more", "fewer") and verdict.judgement.side == "better",
    )  # fmt: skip


def _fact(figure: Figure, words: FigureWords, language: Language) -> str:
    """How it is here and, where that is known, in the whole country."""
    here, there = figure.value, figure.nederland
    known = there is not None and there.is_known
    if words.distance is not None:
        decimals = figure.indicator.decimals
        said = words.distance.format(n=language.number(here.number, decimals))
        return (
            f"{said} {language.say('country_distance', n=language.number(there.number, decimals))}" if known else said
        )
    count = people_of_hundred(here.number)
    few = "1" if count else language.sentences.less_than_one
    said = (words.many or "").format(n=language.number(count)) if count > 1 else (words.one or "").format(n=few)
    if count == 0 and said.startswith(f"*{few}"):  # a sentence begins with a capital
        said = f"*{few[:1].upper()}{said[2:]}"
    if not known:
        return said
    elsewhere = people_of_hundred(there.number)
    key = {0: "country_none", 1: "country_one"}.get(elsewhere, "country_many")
    return f"{said} {language.say(key, n=language.number(elsewhere))}"


def _side(verdict: Verdict, words: FigureWords) -> str:
    """More, fewer or the same by the numbers that are printed; "" where nothing can be said."""
    here, there = verdict.figure.value, verdict.figure.nederland
    state = verdict.judgement.state
    if there is None or not there.is_known or state in ("no_judgement", "cannot_be_judged"):
        return ""
    decimals = verdict.figure.indicator.decimals if words.distance else 0
    if half_up(here.number, decimals) == half_up(there.number, decimals) or state == "alike":
        return "same"
    if state == "not_distinguishable":
        return ""
    return "more" if here.number > there.number else "fewer"


def _beside(verdict: Verdict, words: FigureWords, side: str, language: Language) -> str:
    """The sentence about it beside the whole country, no surer than the kind of number allows."""
    far, state = words.distance is not None, verdict.judgement.state
    if side == "same":
        return language.say("as_far" if far else "as_many")
    if not side:
        unclear = "unclear_distance" if far else "unclear"
        return {
            "not_distinguishable": language.say(unclear),
            "cannot_be_judged": language.say("not_comparable"),
        }.get(state, "")
    if far:
        return language.say("further" if side == "more" else "nearer")
    if verdict.judgement.indicative:
        return language.say(f"seem_{side}")
    return language.say(f"probably_{side}" if verdict.figure.estimate_type in ("model", "survey") else side)


def _kind(figure: Figure, language: Language) -> str:
    key = {"model": "estimated", "survey": "asked"}.get(figure.estimate_type, "counted")
    return language.say(key, year=str(figure.value.period))


def hundred_people(profile: Profile, language: Language) -> PeopleByAge | None:
    """The area as a hundred people in four groups of age; None where ages are not known or few people live.

    Notes
    -----
    The groups are sums of those that the report draws (`profile.hundred`), so that both say the same.
    """
    people = next((w for w in hundreds_of(profile) if w.of == PEOPLE), None)
    if people is None or not people.is_known:
        return None
    counts = dict.fromkeys((*LAST_AGES, "older"), 0)
    for ages, group in zip(profile.catalogue.roles.ages, people.groups, strict=True):
        fits = (key for key, last in LAST_AGES.items() if ages.last is not None and ages.last <= last)
        counts[next(fits, "older")] += group.people
    note = language.say(
        "ages", child=str(LAST_AGES["children"]), young=str(LAST_AGES["children"] + 1), last=str(LAST_AGES["young"]),
        year=str(people.period),
    )  # fmt: skip
    return PeopleByAge(tuple((count, language.say(key)) for key, count in counts.items()), note)
