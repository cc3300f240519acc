"""Sentences about one figure: the fact, the judgement, and what is strong; for professionals and for residents.

A card has the words of its figure (`cards.schema.Sentence`); here they become sentences with a
subject and a verb, the fact first and the judgement second. Residents read whole people out of a
hundred, and never that something is favourable or not.
"""

from __future__ import annotations

import math

from wijkanalyse.cards.schema import Indicator, Sentence
from wijkanalyse.dutch import half_up, number, number_range
from wijkanalyse.profile.figure import Figure, Value
from wijkanalyse.profile.verdicts import COUNT_IS_LATER, MOST_ROUNDING, Verdict
from wijkanalyse.profile.words import PER_1000, PLAIN_UNITS, STATE_NAMES, WHY_ABSENT
from wijkanalyse.show.wording import NBSP, beside_label

# ------------------------------------------------------- the fact, for professionals


def fact(figure: Figure, area_name: str) -> str:
    """What a figure is in an area and in Nederland, in sentences for professionals.

    Parameters
    ----------
    figure
        The figure, also one that is absent or of which only the bounds are known.
    area_name
        The name of the area, as it stands after "in".

    Returns
    -------
    str
        Plain text. Without a number it is the reason; and "" for a count of no people, which a
        rounded count cannot tell.

    Notes
    -----
    An estimate is called one. Nederland is left out where it has no number, or is the area. A card
    without a `sentence` is named by its label.
    """
    value, indicator, words = figure.value, figure.indicator, figure.indicator.sentence
    if value.is_range:
        bounds = _bounds(value.least, value.most, indicator, "en")
        return f"Het cijfer ‘{indicator.label}’ ligt in {area_name} tussen {bounds} ({value.period})."
    if not value.is_known:
        return f"Onbekend: {WHY_ABSENT[value.status]}."
    if _counts(indicator) and value.number == 0:
        return ""
    if words and words.wie and figure.estimate_type == "survey":
        return _surveyed(figure, words)
    year, there = f" ({value.period}).", _nederland(figure, area_name)
    said = _here(figure, area_name) + (f". {there}{year}" if there else year)
    if figure.estimate_type == "model" and _has_bounds(value):
        said += f" Het cijfer ligt waarschijnlijk tussen {_bounds(value.lower, value.upper, indicator, 'en')}."
    return said


def _here(figure: Figure, area_name: str) -> str:
    """The first sentence, without its full stop."""
    indicator, words, where = figure.indicator, figure.indicator.sentence, f"in {area_name}"
    shown = _shown(figure.value, indicator)
    if words is None:
        return f"Het cijfer ‘{indicator.label}’ is {where} {shown}"
    if words.wat:
        return f"De afstand tot {words.wat} is {where} gemiddeld {shown}"
    if words.zin:
        return words.zin.format(hier=where, n=shown)
    if _counts(indicator):
        return f"In {area_name} {_verb(words, shown)} {shown} {words.wie}"
    verb = _verb(words, shown) if indicator.unit == PER_1000 else words.ev
    start = f"Naar schatting {verb} {where}" if figure.estimate_type == "model" else f"In {area_name} {verb}"
    of = "van de 1.000" if indicator.unit == PER_1000 else "van de"
    return _joined(start, shown, of, words.wie, words.rest)


def _nederland(figure: Figure, area_name: str) -> str:
    """The second sentence without its full stop; "" where there is nothing to hold the figure against."""
    there, indicator = figure.nederland, figure.indicator
    if there is None or not there.is_known or _counts(indicator) or area_name == "Nederland":
        return ""
    shown = _shown(there, indicator)
    several = _is_plural(indicator) and indicator.unit != "%"
    return f"In Nederland {_those_are(shown) if several else f'is dat {shown}'}"


def _surveyed(figure: Figure, words: Sentence) -> str:
    """What people answered, and what that says of everybody."""
    value, indicator = figure.value, figure.indicator
    asked = f"{number(value.denominator)} mensen" if value.denominator > 0 else "mensen"
    said = _joined(f"Van de {asked} die meededen,", words.ev, _shown(value, indicator), words.rest)
    said += f" ({value.period})."
    if _has_bounds(value):
        bounds = _bounds(value.lower, value.upper, indicator, "tot")
        said += f" Voor alle {words.wie} is dat waarschijnlijk {bounds}."
    return said


# ------------------------------------------------------- the fact, for residents


def resident_fact(figure: Figure) -> str:
    """What a figure is here and in all of Nederland, as a resident tells it on.

    Returns
    -------
    str
        Plain text: a share as whole people out of a hundred, rounded half up.

    Notes
    -----
    0 becomes "minder dan 1", and with 1 the verb is singular.
    """
    value, there = figure.value, figure.nederland
    if value.is_range:
        return _resident_range(figure)
    if not value.is_known:
        return resident_absence(value.status)
    if _counts(figure.indicator) and value.number == 0:
        return ""
    said = f"{_resident_here(figure)}."
    if there is None or not there.is_known or _counts(figure.indicator):
        return said
    shown = _of_hundred(there, figure.indicator)
    return f"{said} In heel Nederland {_those_are(shown) if _is_plural(figure.indicator) else f'is dat {shown}'}."


def people_of_hundred(share: float) -> int:
    """A percentage as whole people out of a hundred, half up.

    Examples
    --------
    >>> people_of_hundred(32.5), people_of_hundred(0.4)
    (33, 0)
    """
    return int(half_up(share))


def resident_absence(status: str) -> str:
    """Why there is no number, for residents.

    Examples
    --------
    >>> resident_absence("too_small")
    'Dat weten we niet. De groep is te klein.'
    """
    if status == "disclosure":
        return "Dat laten we niet zien, om privacy."
    return f"Dat weten we niet. {_capital(WHY_ABSENT[status])}."


def _resident_here(figure: Figure) -> str:
    indicator, words = figure.indicator, figure.indicator.sentence
    shown = _of_hundred(figure.value, indicator)
    if words is None:
        return f"Het cijfer ‘{indicator.label}’ is hier {shown}"
    if words.wat:
        return f"{_capital(words.wat)} is hier gemiddeld {shown} ver"
    if words.zin:
        return words.zin.format(hier="hier", n=shown)
    if _counts(indicator):
        return f"Hier {_verb(words, shown)} {shown} {words.wie}"
    verb, shown = _verb(words, shown), _at_least_one(shown)
    of = f"van de {_base(indicator)} {words.residents}"
    if figure.estimate_type == "survey":
        return _capital(_joined(f"{shown} van de {_base(indicator)} mensen die meededen,", verb, words.rest))
    if figure.estimate_type == "model":
        return _joined(f"Naar schatting {verb} {shown} {of}", words.rest)
    if indicator.unit == "%" and not shown.startswith("minder"):
        return _joined(f"{_capital(of)} {verb} er {shown}", words.rest)
    return _capital(_joined(f"{shown} {of} {verb}", words.rest))


def _resident_range(figure: Figure) -> str:
    value, indicator = figure.value, figure.indicator
    if _is_share(indicator):
        whole = number_range(*(float(half_up(end)) for end in (value.least, value.most)))
        return f"Het zijn er {whole} van de {_base(indicator)}."
    return f"Het is {_bounds(value.least, value.most, indicator, 'tot')}."


# --------------------------------------------------- the judgement, for professionals


def judgement(verdict: Verdict) -> str:
    """What a figure says beside its comparator, in words that its kind of number allows.

    Parameters
    ----------
    verdict
        The figure with its judgement.

    Returns
    -------
    str
        Plain text; the difference is described, never explained, and never called significant.
    """
    figure, state, name = verdict.figure, verdict.judgement.state, verdict.against.words
    if verdict.against.region and verdict.against.is_known:  # the fact names only Nederland
        name += f" ({_shown(Value(verdict.against.number, 'ok', 0, 0, ''), figure.indicator)})"
    tested = figure.estimate_type == "survey" or (figure.estimate_type == "model" and not verdict.judgement.indicative)
    match state:
        case "no_judgement":
            return "Dit is achtergrond, zonder oordeel."
        case "cannot_be_judged":
            if not figure.value.is_known:
                return f"Onbekend: {WHY_ABSENT[figure.value.status]}."
            if figure.estimate_type == "survey" and not verdict.interval.is_known:
                return "Er deden te weinig mensen mee om dit te beoordelen."
            return f"Dit cijfer is niet te beoordelen: {why_not_judged(verdict)}."
        case "alike":
            return f"Dat is bijna gelijk aan {name}."
        case "not_distinguishable":
            chance = ": dit kan toeval zijn" if tested else f" met {name}"
            return f"Er is geen duidelijk verschil{chance}."
    side = STATE_NAMES[state]
    if verdict.judgement.indicative:
        return f"Dat lijkt {side} dan in {name}."
    sure = "waarschijnlijk " if figure.estimate_type == "model" else ""
    chance = " Het verschil is te groot om toeval te zijn." if figure.estimate_type == "survey" else ""
    return f"Dat is {sure}{side} dan in {name}.{chance}"


def why_not_judged(verdict: Verdict) -> str:
    """Why a number that is known cannot be judged, as a clause."""
    interval, against = verdict.interval, verdict.against
    if not against.is_known:
        return f"van {against.words} is er geen cijfer"
    if interval.kind == "rounding" and interval.upper - interval.lower > MOST_ROUNDING * abs(against.number):
        return "de groep is te klein"
    if COUNT_IS_LATER in verdict.figure.indicator.caveats:
        return "het aantal inwoners veranderde dat jaar veel"
    if verdict.figure.estimate_type == "model" and math.isnan(verdict.figure.spread):
        return "er zijn geen cijfers van wijken uit dezelfde tabel"
    return "de bron zegt niet hoe zeker het is"


# -------------------------------------------------------------------------- what is strong


def strength(verdict: Verdict) -> str:
    """Good news as good news: a clause with the people first, to stand in a list of what is strong.

    Parameters
    ----------
    verdict
        A favourable figure; of an unfavourable one the clause is as true, and no strength.

    Returns
    -------
    str
        A clause without a capital and a full stop, such as "minder mensen roken"; "" where a number
        to compare is missing.

    Notes
    -----
    More or fewer is taken from the numbers, never from the judgement: where higher is favourable,
    fewer people is the unfavourable side.
    """
    indicator, words = verdict.figure.indicator, verdict.figure.indicator.sentence
    if not verdict.figure.value.is_known or not verdict.against.is_known:
        return ""
    more = verdict.figure.value.number > verdict.against.number
    if words and words.wat:
        return f"{words.wat} is {'verder weg' if more else 'dichtbij'}"
    if words and words.zin:
        return (words.meer if more else words.minder) or ""
    if words and words.sterk:
        return f"{'meer' if more else 'minder'} {words.sterk}"
    return f"‘{indicator.label}’ is {'hoger' if more else 'lager'}"


def difference(verdict: Verdict, area_name: str, *, first: bool = True, start: str = "Ook") -> str:
    """How many more or fewer people it is than elsewhere, or how much further: the headline of a chapter.

    Parameters
    ----------
    verdict
        A figure that differs from its comparator.
    area_name
        The name of the area, as it stands after "in".
    first
        Whether the area and what it is compared with must be named; else the sentence follows one that did.
    start
        How a following sentence begins: "Ook", or "Wel" where it goes the other way.

    Returns
    -------
    str
        One sentence, which describes and does not judge; "" for a card that has no words for it.
    """
    words = verdict.figure.indicator.sentence
    if words is None or not verdict.figure.value.is_known or not verdict.against.is_known:
        return ""
    side = "meer" if verdict.figure.value.number > verdict.against.number else "minder"
    slightly = "iets " if verdict.judgement.state.startswith("slightly") else ""
    than = f" dan in {verdict.against.words}" if first else ""
    where = f" in {area_name}" if first else ""
    if words.wat:
        side = f"{slightly}{'verder weg' if side == 'meer' else 'dichterbij'}"
        begin = f"{_capital(words.wat)} is{where}" if first else f"{start} is {words.wat}"
        return f"{begin} {side}{than}."
    if words.zin:
        clause = (words.meer if side == "meer" else words.minder) or ""
        return f"{_capital(clause)}{than}." if first else ""
    who, rest = _who_and_what(words)
    begin = f"In {area_name}" if first else start
    if verdict.figure.estimate_type == "model":
        begin = f"Naar schatting {words.mv}{where}" if first else f"{start} {words.mv} naar schatting"
    else:
        begin = f"{begin} {words.mv}"
    return f"{_joined(begin, f'{slightly}{side} {who}', rest)}{than}."


def _who_and_what(words: Sentence) -> tuple[str, str]:
    """Whom a figure is about and what they do, in the shorter words of its strength where these have the same verb."""
    who, verb, rest = f" {words.sterk or ''} ".partition(f" {words.mv} ")
    return (who.strip(), rest.strip()) if verb else (words.wie or "", words.rest)


# --------------------------------------------------------------------------- words


def _counts(indicator: Indicator) -> bool:
    """Whether the figure is a number of people, homes or hectares, which has no measure in that of Nederland."""
    return indicator.aggregation.rule == "sum"


def _is_share(indicator: Indicator) -> bool:
    """Whether residents read the figure as people out of a hundred or a thousand."""
    return indicator.unit in ("%", PER_1000) and indicator.sentence is not None


def _is_plural(indicator: Indicator) -> bool:
    """Whether the number is of people or things, as in: zijn dat er 18."""
    return _is_share(indicator) or (indicator.unit == "aantal" and indicator.sentence is not None)


def _base(indicator: Indicator) -> str:
    return "1.000" if indicator.unit == PER_1000 else "100"


def _shown(value: Value, indicator: Indicator) -> str:
    """A number with its unit, where neither the sentence nor the label says that."""
    if indicator.unit == PER_1000 and indicator.sentence:
        return number(value.number, indicator.decimals)
    return beside_label(value.number, indicator)


def _of_hundred(value: Value, indicator: Indicator) -> str:
    """A number as residents read it: a share in whole people."""
    return number(value.number) if _is_share(indicator) else _shown(value, indicator)


def _has_bounds(value: Value) -> bool:
    return not math.isnan(value.lower) and not math.isnan(value.upper)


def _bounds(low: float, high: float, indicator: Indicator, between: str) -> str:
    """Two numbers, each with its unit."""
    match indicator.unit:
        case "1.000 euro":
            low, high, decimals, unit = 1000 * low, 1000 * high, indicator.decimals - 3, f"{NBSP}euro"
        case "%":
            decimals, unit = indicator.decimals, "%"
        case other:
            decimals, unit = indicator.decimals, "" if other in PLAIN_UNITS else f"{NBSP}{other}"
    return number_range(low, high, decimals, unit=unit, between=between)


def _verb(words: Sentence, shown: str) -> str:
    """The verb that goes with a number of people."""
    return (words.ev if shown in ("0", "1") else words.mv) or ""


def _at_least_one(shown: str) -> str:
    return "minder dan 1" if shown == "0" else shown


def _those_are(shown: str) -> str:
    """The end of: In Nederland …"""
    return {"0": "is dat minder dan 1", "1": "is dat er 1"}.get(shown, f"zijn dat er {shown}")


def _joined(*parts: str | None) -> str:
    return " ".join(filter(None, parts))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
