"""Is that much, given who lives there: counts of registers as a dot on a band of what one would expect."""

from __future__ import annotations

import math
from collections.abc import Sequence

from wijkanalyse.dutch import half_up, names_in_a_row, number, number_range
from wijkanalyse.methods.expected import Statement
from wijkanalyse.profile.expected import Expectation
from wijkanalyse.profile.profile import Profile
from wijkanalyse.sections.report.picture import chart_table, numbers
from wijkanalyse.show.charts.strip import strip
from wijkanalyse.show.fragments import Fragment, escape, join

TITLE = "Is dat veel, gegeven wie er woont?"
KNOWS = "leeftijd, huishoudens, inkomen en woningen"
OUTSIDE = (
    "Meer of minder is niet goed of slecht, en zegt niet waardoor het komt. "
    "Ook zonder bijzondere reden ligt 1 op de 20 wijken buiten de verwachting."
)
TOO_SMALL = " Een verschil van minder dan een kwart of 20 mensen noemen we niet."
"""Only where a dot lies outside both bands and is not called more or fewer."""
LEAST_REACH = math.log(2)
"""Half the scale: half and twice as many as expected, or further where a band or a dot lies there."""
IN_TENS = 100
"""From how many people an expected number is rounded to tens; below it to fives."""


def expected(profile: Profile) -> Fragment:
    """The picture with one row per count, and what it rests on.

    Parameters
    ----------
    profile
        Of a wijk, or of wijken together; of other areas one sentence says why there is nothing.
    """
    shown = pictured(profile)
    if not shown or not profile.area.is_inhabited:
        return Fragment("")
    if not any(f.statement for f in shown):
        reasons = names_in_a_row(list(dict.fromkeys(f.absent for f in shown)))
        return join(f"<h3>{TITLE}</h3>", f"<p>Dat is hier niet te beoordelen: {escape(reasons)}.</p>")
    return join(
        f"<h3>{TITLE}</h3><p><strong>{escape(said_of(shown))}</strong> "
        f"{escape(rests_on(shown, len(profile.area.gemeenten)))}{escape(without(shown))}</p>",
        picture(shown, profile.area.name),
        f'<p class="noot">{OUTSIDE}{TOO_SMALL if any(map(_is_unnamed, shown)) else ""}</p>',
    )


def _is_unnamed(found: Expectation) -> bool:
    s = found.statement
    return s is not None and s.word == "within" and not s.least <= s.observed <= s.most


def said_of(found: Sequence[Expectation]) -> str:
    """The counts that are more or fewer than expected by name, and how many are within."""
    sentences = [
        f"{_labels(some)}: {'' if len(some) > 1 else 'dit is '}{words}."
        for words in dict.fromkeys(f.compared for f in found if f.statement and f.statement.word != "within")
        if (some := [f for f in found if f.compared == words])
    ]
    within = [f for f in found if f.statement and f.statement.word == "within"]
    if not sentences:
        return f"Wat hier geteld is, ligt {within[0].compared}."
    if within:
        sentences.append(f"De rest ligt {within[0].compared}.")
    return " ".join(sentences)


def rests_on(found: Sequence[Expectation], gemeenten: int = 1) -> str:
    """By what the expected numbers were made, of an area in so many gemeenten."""
    if all(f.basis == "gemeente" for f in found if f.statement):
        where = "deze gemeente" if gemeenten == 1 else "deze gemeenten"
        return f"We kijken naar {KNOWS}, en naar wat in {where} gebruikelijk is."
    few = "De gemeente heeft" if gemeenten == 1 else "Een van de gemeenten heeft"
    return f"We kijken naar {KNOWS}, en naar wat in Nederland gebruikelijk is. {few} daarvoor te weinig wijken."


def without(found: Sequence[Expectation]) -> str:
    """Which parts are in none of the numbers, as a sentence after others; "" where all are."""
    names = list(dict.fromkeys(name for f in found if f.statement for name in f.left_out))
    if not names:
        return ""
    some = names_in_a_row([f"‘{name}’" for name in names])
    return f" {some} {'telt' if len(names) == 1 else 'tellen'} hier niet mee: daar wonen te weinig mensen."


def picture(found: Sequence[Expectation], name: str) -> str:
    """The rows with their drawings; what a drawing shows stands in words above it."""
    said = [f.statement for f in found if f.statement]
    reach = 1.05 * max([LEAST_REACH, *(abs(_log(x, s)) for s in said for x in (s.observed, s.least, s.most))])
    years = sorted({f.period for f in found})
    head = f"Aantal mensen <small>{names_in_a_row([str(y) for y in years])}</small>"
    rows = [(_label(f), [_cell(f, reach, "" if len(years) == 1 else str(f.period))]) for f in found]
    key = (
        '<ul class="sleutel"><li class="feit">geteld</li><li class="streepje">verwacht</li>'
        '<li class="band">80 van de 100 wijken (dun: 95 van de 100)</li></ul>'
    )
    return chart_table(f"Geteld en verwacht in {name}", [head], [("", rows)], key=key)


def _label(found: Expectation) -> str:
    return f'<a href="#uitleg-{found.indicator.id}">{escape(found.indicator.label)}</a>'


def _cell(found: Expectation, reach: float, year: str) -> str:
    s = found.statement
    if s is None:
        counted = "" if math.isnan(found.observed) else number(found.observed)
        return numbers(counted, [], more=" · ".join(filter(None, [year, f"niet te beoordelen: {found.absent}"])))
    more = " · ".join(filter(None, [year, "" if s.word == "within" and not _is_unnamed(found) else found.compared]))
    line = numbers(number(s.observed), [("verwacht", f"{about(s.expected)} ({band(s)})")], more=more)
    ends = [_log(x, s) for x in (s.least, s.lower, s.expected, s.upper, s.most)]
    return line + strip(_log(s.observed, s), low=-reach, high=reach, state="no_judgement", other=0.0, bands=ends)


def _log(count: float, s: Statement) -> float:
    return math.log((count + 0.5) / (s.expected + 0.5))


def in_words(found: Expectation) -> str:
    """A count beside what one would expect, in sentences; "" where nothing is said."""
    s = found.statement
    if s is None:
        return ""
    label = found.indicator.label
    return (
        f"In {found.period} waren er {number(s.observed)} {label[0].lower()}{label[1:]}. "
        f"Te verwachten zijn er ongeveer {about(s.expected)} ({band(s)}). Dat is {found.compared}.{without([found])}"
    )


def pictured(profile: Profile) -> list[Expectation]:
    """The counts that the picture has, of those that were picked."""
    counts = [c.indicator for c in profile.catalogue.roles.expected.counts if c.pictured]
    indicators, _ = profile.picks.split(profile.catalogue.indicators[name] for name in counts)
    picked = {i.id for i in indicators}
    return [profile.expected(name) for name in counts if name in picked]


def about(count: float) -> str:
    """An expected number of people, no more exact than it is.

    Examples
    --------
    >>> about(413.98), about(43.2)
    ('410', '45')
    """
    return number(_rounded(count))


def _rounded(count: float) -> float:
    return float(half_up(count, -1)) if count >= IN_TENS else 5 * float(half_up(count / 5))


def band(s: Statement) -> str:
    """The two ends of the band of 80 %, as in 310 tot 550."""
    return number_range(_rounded(s.lower), _rounded(s.upper))


def _labels(found: Sequence[Expectation]) -> str:
    return names_in_a_row([f"‘{f.indicator.label}’" for f in found])
