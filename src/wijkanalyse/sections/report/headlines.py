"""What a chapter says in two sentences, before its chart: the largest difference, and what belongs with it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from wijkanalyse.profile.ages import OUTCOMES, Adjusted, AgesEffect, effect_of_ages
from wijkanalyse.profile.figure import Figure
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdict, Verdicts
from wijkanalyse.show import wording
from wijkanalyse.show.sentences import difference, fact

NAMED_FROM = 3.0
"""Points by which a share of an age must differ from that of Nederland to be the headline."""


def chapter_headline(verdicts: Verdicts, title: str, shown: Sequence[Verdict], adjusted: Sequence[Adjusted]) -> str:
    """The headline of a chapter whose figures are judged, as plain text; "" where nothing is known.

    Parameters
    ----------
    verdicts
        Of the area.
    title
        Of the chapter.
    shown
        The verdicts that its chart shows.
    adjusted
        The figures of the chapter with the ages of Nederland.
    """
    known = [v for v in shown if v.figure.value.is_known]
    worse, better = (_by_size([v for v in known if v.judgement.side == side]) for side in ("worse", "better"))
    name = verdicts.profile.area.name
    told = next(((v, said) for v in (*worse, *better) if (said := difference(v, name))), None)
    if told is None:
        return _nothing_differs(verdicts, title, known)
    first, said = told
    return " ".join(
        filter(None, [said, _ages(verdicts, title, first, adjusted) or _second(first, worse, better, name)])
    )


def _by_size(found: Sequence[Verdict]) -> list[Verdict]:
    """The largest differences first: those with a filled mark, then by the spread of the wijken."""
    return sorted(found, key=lambda v: (v.judgement.state.startswith("slightly"), -difference_in_spreads(v)))


def difference_in_spreads(verdict: Verdict) -> float:
    """How large a difference is, in the spread of the Dutch wijken; 0 where that is not known."""
    size = abs(verdict.figure.value.number - verdict.against.number) / (verdict.figure.spread or math.nan)
    return 0.0 if math.isnan(size) else size


def _ages(verdicts: Verdicts, title: str, told: Verdict, adjusted: Sequence[Adjusted]) -> str:
    """What the ages explain: of the difference that was told, or else of all unfavourable ones of the chapter."""
    if told.judgement.side != "worse" or verdicts.key != "nederland":
        return ""
    which = "dat verschil"
    effect = _effect_on(told, adjusted)
    if effect is None:
        effect = effect_of_ages(verdicts.profile, told.figure.indicator.chapter) if adjusted else None
        which = f"het verschil in {title[0].lower()}{title[1:]}"
    return f"Met de leeftijden van Nederland zou {which} {OUTCOMES[effect.outcome]}." if effect else ""


def _effect_on(told: Verdict, adjusted: Sequence[Adjusted]) -> AgesEffect | None:
    """Of one figure, where the difference went the same way in the year of the ages."""
    figure = next((f for f in adjusted if f.indicator.id == told.figure.indicator.id), None)
    if figure is None or figure.side_before == "alike":
        return None
    before = figure.difference_before
    if before * (told.figure.value.number - told.against.number) <= 0:
        return None
    return AgesEffect(figure.difference_after / before, figure.period)


def _second(first: Verdict, worse: Sequence[Verdict], better: Sequence[Verdict], name: str) -> str:
    """Another figure that goes the same way, or else one that goes the other way."""
    same, other = (worse, better) if first in worse else (better, worse)
    others = [(v, "Ook") for v in same[1:2] if _is_filled(v)] + [(v, "Wel") for v in other[:1]] + [
        (v, "Ook") for v in same[1:2]
    ]  # fmt: skip
    return next(filter(None, (difference(v, name, first=False, start=start) for v, start in others)), "")


def _is_filled(verdict: Verdict) -> bool:
    return not verdict.judgement.state.startswith("slightly")


def _nothing_differs(verdicts: Verdicts, title: str, known: Sequence[Verdict]) -> str:
    name = verdicts.profile.area.name
    judged = [v for v in known if v.judgement.state in ("alike", "not_distinguishable")]
    if len(judged) > len(known) / 2:
        there = verdicts.against
        return f"De cijfers over {title[0].lower()}{title[1:]} lijken in {name} op die van {there}."
    told = next((v for v in known if v.figure.indicator.sentence), None)
    return fact(told.figure, name) if told else ""


def ages_headline(profile: Profile, ages: Sequence[Figure]) -> str:
    """The age group that differs most from Nederland, or that none does; "" where the ages are not known."""
    known = [f for f in ages if f.value.is_known and f.nederland is not None and f.nederland.is_known]
    name = profile.area.name
    if not known or profile.area.level == "land":
        return ""
    most = max(known, key=lambda f: abs(f.difference))
    if abs(most.difference) < NAMED_FROM:
        return f"De leeftijden in {name} lijken op die van Nederland."
    here, there = (wording.quantity(v.number, "%", 1) for v in (most.value, most.nederland))
    label = most.indicator.label
    return (
        f"In {name} is {here} van de inwoners {label[0].lower()}{label[1:]}. "
        f"In Nederland is dat {there} ({most.value.period})."
    )
