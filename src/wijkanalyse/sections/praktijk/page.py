"""What a practice may read of its area: figures weighted by patients, as people in a practice, beside its own counts.

Everything is about who lives in the area. No sentence says what the patients of the practice are or have, but what the
practice counted itself.
"""

from __future__ import annotations

import math
from collections import Counter

from wijkanalyse.dutch import largest_remainder, names_in_a_row
from wijkanalyse.methods.aggregation import FULL_COVERAGE
from wijkanalyse.methods.catchment import ELSEWHERE, InPractice
from wijkanalyse.profile.practice import CatchmentFigure, Practice, PracticeCount
from wijkanalyse.profile.words import BESIDE_A_PRACTICE
from wijkanalyse.sections.report.page_one import cited, identity_of
from wijkanalyse.show import wording
from wijkanalyse.show.fragments import Fragment, IdentityOutput, escape
from wijkanalyse.show.tables import table, unit

MOST_NAMED = 6
"""Wijken of patients that are named; the others are taken together."""
DOCUMENT = "Praktijk en gebied"


def identity(practice: Practice) -> IdentityOutput:
    """Which practice and edition the document is about, and the sources that are in it."""
    made = identity_of(practice.profile, DOCUMENT)
    facts = {
        **made.facts,
        "area_name": practice.title,
        "area_level": "praktijk",
        "gemeente_name": names_in_a_row(practice.gemeenten) or None,
        "other_boundaries": False,
        "sources": cited(practice.used_sources(), practice.profile),
    }
    return IdentityOutput(facts, f"{DOCUMENT} {practice.title}, editie {practice.profile.edition}")


def homes(practice: Practice) -> Fragment:
    """Of each hundred patients, how many live in which wijk."""
    shares = [100 * share for share in practice.homes.share]
    names = [escape(name) for name in practice.homes.name]
    elsewhere = 100 * practice.elsewhere
    rest, others = sum(shares[MOST_NAMED:]), len(shares) - MOST_NAMED
    whole = largest_remainder([*shares[:MOST_NAMED], rest, elsewhere])
    *numbers, other, away = whole
    said = [f"<strong>{n}</strong> in {name}" for n, name in zip(numbers, names, strict=False) if n]
    if others > 0 and other:
        said.append(f"{other} in {others} andere wijken" if others > 1 else f"{other} in nog een wijk")
    last = ""
    if away:
        who = "1 woont" if away == 1 else f"{away} wonen"
        last = f" {who} ergens anders, of in een wijk waar maar weinig patiënten wonen."
    return Fragment(f"<p>Van elke 100 patiënten wonen er {names_in_a_row(said)}.{last}</p>")


# --------------------------------------------------------------------------- beside


def beside(practice: Practice) -> Fragment:
    """The area of the practice beside its wijken, the gemeente and Nederland."""
    if not practice.figures:
        return Fragment(f"<p>{_nothing_known()}</p>")
    wijken = list(practice.wijken.name)
    gemeente = "Gemeente" if len(practice.gemeenten) == 1 else "Gemeenten"
    heads = ["Cijfer", "Gebied van de praktijk", *wijken, gemeente, "Nederland", "Jaar"]
    least = min(figure.coverage for figure in practice.figures)
    known = "" if least >= FULL_COVERAGE else f"Bekend voor {wording.number(100 * least)}% of meer van de patiënten."
    return Fragment(
        "<p>Patiënten van deze praktijk wonen in wijken met gemiddeld deze cijfers. Waar meer patiënten wonen, telt "
        "de wijk zwaarder mee. Het zijn cijfers van iedereen die daar woont, en niet van patiënten.</p>"
        + table(
            "Gewogen naar waar patiënten wonen",
            heads,
            [_row(figure, practice) for figure in practice.figures],
            note=known,
            numeric=[True] * (len(heads) - 1),
        )
    )


def _row(figure: CatchmentFigure, practice: Practice) -> list[str]:
    indicator = figure.indicator
    label = escape(indicator.label) + unit(indicator, practice.profile.catalogue)
    numbers = (figure.value, *figure.wijken, figure.gemeente, figure.nederland)
    return [label, *(wording.plain_number(x, indicator) for x in numbers), str(figure.period)]


def _nothing_known() -> str:
    return "Van het gebied van deze praktijk zijn geen cijfers bekend voor genoeg patiënten."


# ------------------------------------------------------------------------- expected


def expected(practice: Practice) -> Fragment:
    """About how many people each figure is in a practice of this size from this area, as a range."""
    told = [f for f in practice.figures if f.people is not None]
    size = wording.number(practice.size)
    if not told:
        return Fragment(f"<p>{_nothing_known()}</p>")
    usual = Counter(f.indicator.population for f in told).most_common(1)[0][0]
    rows = [[f"{escape(f.indicator.label)} <small>{_about_whom(f, usual)}</small>", about(f.people)]
            for f in told if f.people]  # fmt: skip
    return Fragment(
        table(
            f"In een praktijk van {size} mensen uit dit gebied",
            ["Wat", "Hoeveel mensen"],
            rows,
            note=f"Over: {usual[0].lower()}{usual[1:].rstrip('.')}, als er niets anders bij staat.",
            numeric=[True],
        )
        + f"<p>De aantallen horen bij het gebied. Zoveel zijn het er onder {size} mensen die net zo over de wijken "
        "verdeeld zijn als de patiënten. Er staan twee getallen, omdat toeval meespeelt. Ook kunnen patiënten van "
        f"elders in de gemeente komen: we rekenen met niet meer dan {round(100 * ELSEWHERE)} van de 100. Zegt de bron "
        "hoe zeker een schatting is? Dan zit dat er ook in. Wie zich bij een praktijk inschrijft, kan anders zijn dan "
        "wie er in de buurt woont.</p>"
    )


def _about_whom(figure: CatchmentFigure, usual: str) -> str:
    """The kind of figure and its year; and whom it is about, when that is not the same as most."""
    kind = "schatting" if figure.indicator.estimate_type == "model" else "geteld"
    who = figure.indicator.population
    other = "" if who == usual else f", {who[0].lower() + who[1:].rstrip('.')}"
    return escape(f"{kind}, {figure.period}{other}")


def about(people: InPractice) -> str:
    """A range of people in whole tens, never narrower than it is.

    Examples
    --------
    >>> about(InPractice(216, 203, 216)), about(InPractice(6, 4, 8)), about(InPractice(440, 440, 440))
    ('ongeveer 200 tot 220', 'minder dan 10', 'ongeveer 440')
    """
    low, high = 10 * math.floor(people.lower / 10 + 1e-9), 10 * math.ceil(people.upper / 10 - 1e-9)
    if low <= 0:
        return f"minder dan {wording.number(max(high, 10))}"
    return f"ongeveer {wording.number(low)}" + (f" tot {wording.number(high)}" if high > low else "")


# -------------------------------------------------------------------------- counted


def counted(practice: Practice) -> Fragment:
    """What the practice counted, beside what a practice from this area would have; a sentence without counts."""
    if not practice.counted:
        return Fragment(
            "<p>Van deze praktijk zijn er geen eigen tellingen. Met eigen tellingen staat hier wat de praktijk telde "
            "naast wat je in een praktijk uit dit gebied verwacht.</p>"
        )
    heads = ["Wat", "Geteld", "Onder zoveel patiënten", "Verwacht in een praktijk uit dit gebied", "Naast elkaar"]
    return Fragment(
        table(
            "Tellingen van de praktijk",
            heads,
            [_counted_row(c) for c in practice.counted],
            numeric=[True, True, True, False],
        )
        + "<p>‘Meer’ en ‘minder’ staan er alleen buiten de twee getallen, en vanaf een kwart en 20 mensen verschil. "
        "Het is geen oordeel, en het zegt niet waardoor het komt. De patiënten kunnen ouder of jonger zijn dan "
        "de mensen in het gebied. Een praktijk telt wie zich meldt; een schatting komt uit een vragenlijst.</p>"
    )


def _counted_row(row: PracticeCount) -> list[str]:
    label = f"{escape(row.indicator.label)} <small>{row.period}</small>"
    hidden = f'<span class="afwezig">{BESIDE_A_PRACTICE["hidden"]}</span>'
    numbers = [hidden if math.isnan(n) else wording.number(n) for n in (row.count, row.patients)]
    year = f" <small>{row.expected_period}</small>" if row.expected_period not in (0, row.period) else ""
    told = about(row.expected) + year if row.expected else "–"
    return [label, *numbers, told, BESIDE_A_PRACTICE[row.beside]]


# --------------------------------------------------------------------------- limits


def limits() -> Fragment:
    """What nobody may conclude from this document."""
    return Fragment(
        '<aside class="kader grens" aria-label="Wat deze cijfers niet zeggen"><h3>Wat deze cijfers niet zeggen</h3><ul>'
        "<li>Niets over één patiënt, en niets over een deel van de patiënten.</li>"
        "<li>Niets over hoe goed de praktijk werkt. Vergelijk praktijken hier niet mee.</li>"
        "<li>Niets over de oorzaak, en niet wat iemand nodig heeft.</li>"
        "</ul><p>Van de lijst met patiënten bewaren we alleen aantallen per wijk, geen postcodes en geen adressen. "
        "Wijken met minder dan 10 patiënten zijn samengenomen.</p></aside>"
    )
