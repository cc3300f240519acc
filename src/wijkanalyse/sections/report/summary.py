"""What the figures say in three sentences, with the figures that they rest on: for page one and for a letter."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from wijkanalyse.agenda.agenda import Agenda
from wijkanalyse.agenda.headline import MOST_STRENGTHS, Headline
from wijkanalyse.process.areas import Area
from wijkanalyse.profile.figure import Figure, Value
from wijkanalyse.profile.profile import Profile
from wijkanalyse.sections.report.agenda import leading_words
from wijkanalyse.sections.report.one_picture import ESTIMATE, beside_label
from wijkanalyse.sections.report.picture import rows_of
from wijkanalyse.show import wording
from wijkanalyse.show.fragments import Fragment, escape, join
from wijkanalyse.show.sentences import fact, strength
from wijkanalyse.show.tables import table

FEW = 500
"""Inhabitants below which most figures are hidden, rounded or uncertain."""
MOST_ROWS = 16
"""Rows of tables that page one has room for, where too few figures are known for the picture."""
ABSENT = '<span class="afwezig">onbekend</span>'
HARDLY_ANY = 2
"""Key figures that may differ where nearly all are said to be as elsewhere."""
FEW_PEOPLE = (
    "Er wonen weinig mensen. Veel cijfers zijn daarom niet te zien, afgerond of onzeker. Gebruik ze alleen om een "
    "gesprek te beginnen."
)
LONGEST = 318
"""Characters of the three sentences: three lines on a screen of 1280 pixels. The second strength goes first."""
AGES = {
    "nearly_gone": "bijna verdwijnen",
    "smaller": "kleiner zijn",
    "same": "blijven",
    "larger": "groter zijn",
}


def summary(agenda: Agenda) -> Fragment:
    """The three sentences of page one and what they rest on, for who has no page one beside it, as in a letter."""
    profile = agenda.profile
    area = profile.area
    if not area.is_inhabited:
        return Fragment(f"<p>{escape(nobody_lives_here(area))}</p>")
    parts = [f"<p>{_who_lives_here(profile)}</p>"]
    if area.inwoners < FEW:
        parts.append(f"<p>{FEW_PEOPLE}</p>")
    if area.level == "land":
        return join(*parts)
    headline = Headline(agenda)
    if headline.is_silent:
        return join(*parts, too_little_known(headline), few_figures(headline))
    parts += [f'<p class="duiding">{escape(sentence)}</p>' for sentence in sentences(headline)]
    return join(*parts, _attention(headline), _strengths(headline), _estimates(headline))


def sentences(headline: Headline) -> list[str]:
    """The three messages of page one as plain text: how many, where they cluster, what is strong.

    Where they are too long for their place, only the first strength is told, and then nothing of what a mean hides.
    """
    ways = ((_where(headline), MOST_STRENGTHS), (_where(headline), 1), (_where(headline, short=True), 1))
    told = [[_how_many(headline), where, _strong(headline, most)] for where, most in ways]
    return next((said for said in told if len(" ".join(said)) <= LONGEST), told[-1])


def nobody_lives_here(area: Area) -> str:
    """All that can be said of an area without inhabitants."""
    return f"Volgens het CBS wonen er geen mensen in {wording.place(area)}. Daarom zijn er geen cijfers over inwoners."


# ------------------------------------------------------------------- 1: how many


def _how_many(headline: Headline) -> str:
    counts = {state: headline.count(state) for state in ("worse", "slightly_worse", "better", "slightly_better")}
    against = f"dan in {headline.verdicts.against}"
    total, judged = len(headline.figures), len(headline.judged)
    if not total:
        return f"Belangrijkste cijfers: {wording.NONE_CHOSEN}"
    start = f"Van de {total} belangrijkste cijfers zijn er"
    if judged < total:
        start = f"Van de {total} belangrijkste cijfers zijn er {judged} te beoordelen. Daarvan zijn er"
    if sum(counts.values()) <= HARDLY_ANY and headline.may_deny:
        return f"Bijna alle belangrijke cijfers lijken op die van {headline.verdicts.against}."
    if headline.mostly_favourable:
        counts = {state: counts[state] for state in ("better", "slightly_better", "worse", "slightly_worse")}
    said = [f"{n} {wording.STATE_NAMES[state]}" for state, n in counts.items() if n]
    if not said:
        return f"{start.removesuffix(' er')} bijna alle cijfers gelijk aan die van Nederland."
    said[0] += f" {against}"
    return f"{start} {wording.names_in_a_row(said)}."


# ------------------------------------------------------------ 2: where they cluster


def _where(headline: Headline, *, short: bool = False) -> str:
    words = leading_words(headline)
    if headline.students is not None:
        return f"{_student_words(headline)} {words}"
    if headline.attention:
        words += " " + _age_words(headline)
    if short or not headline.mostly_favourable:
        return words
    return f"{words} Een goed gemiddelde kan verschillen tussen buurten verbergen."


def _age_words(headline: Headline) -> str:
    effect = headline.ages
    if effect is None:
        return "Of leeftijd meespeelt, weten we niet."
    chapter = headline.profile.catalogue.vocabulary.chapters[headline.attention[0].verdict.figure.indicator.chapter]
    return f"Met de leeftijden van Nederland zou het verschil in {chapter.lower()} {AGES[effect.outcome]}."


def _student_words(headline: Headline) -> str:
    figure = headline.students
    there = ""
    if figure.nederland is not None and figure.nederland.is_known:
        there = f", in Nederland {wording.quantity(figure.nederland.number, '%', 1)}"
    return (
        f"Hier wonen veel jongeren: {wording.quantity(figure.value.number, '%', 1)} is 15 tot 25 jaar{there} "
        f"({figure.value.period}). Studenten hebben vaak tijdelijk een laag inkomen. Cijfers over geld zeggen hier dus "
        "minder."
    )


# ------------------------------------------------------------------ 3: what is strong


def _strong(headline: Headline, most: int) -> str:
    if not headline.strengths:
        return "Vraag bewoners en professionals wat hier goed gaat."
    told = [strength(v) for v in headline.strengths[:most]]
    return f"Sterk {_here(headline.profile.area)}: {wording.names_in_a_row(told)}."


def _here(area: Area) -> str:
    return "in dit gebied" if area.level == "samengesteld" else f"in deze {area.level}"


# -------------------------------------------------------------------- what it rests on


def _attention(headline: Headline) -> str:
    items = [
        f"<li>‘{escape(a.candidate.name)}’: {escape(fact(a.verdict.figure, headline.profile.area.name))}</li>"
        for a in headline.attention
    ]
    items += [f"<li>{escape(fact(v.figure, headline.profile.area.name))}</li>" for v in headline.far]
    return f'<h3>Wat vraagt aandacht</h3><ul class="duiding">{"".join(items)}</ul>' if items else ""


def _strengths(headline: Headline) -> str:
    items = [f"<li>{escape(fact(v.figure, headline.profile.area.name))}</li>" for v in headline.strengths]
    return f'<h3>Wat gaat goed</h3><ul class="duiding">{"".join(items)}</ul>' if items else ""


def _estimates(headline: Headline) -> str:
    if not headline.estimates:
        return ""
    parts = [
        f"Van deze cijfers zijn er {headline.estimates} een schatting.",
        how_sure(headline),
        "Vraag in de wijk of mensen dit herkennen.",
        year_of_ages(headline),
    ]
    return f'<p class="noot">{" ".join(filter(None, parts))}</p>'


def how_sure(headline: Headline) -> str:
    """Of how many estimates the source says nothing of how certain they are; "" where it does of all."""
    unsure = headline.without_margins
    which = "ze" if unsure == headline.estimates else f"{unsure} daarvan"
    return f"De bron zegt niet hoe zeker {which} zijn." if unsure else ""


def year_of_ages(headline: Headline) -> str:
    """Of which year the figures are from which ages were taken out; "" where nothing is said of ages."""
    if headline.is_silent or not headline.attention or headline.ages is None:
        return ""
    return f"De leeftijden rekenden we om met cijfers van {headline.ages.period}."


def too_little(headline: Headline) -> tuple[str, str]:
    """What is unknown and why, and what to do then, as plain text."""
    area = headline.profile.area
    unknown, total = len(headline.figures) - len(headline.known), len(headline.figures)
    why = f": {wording.WHY_ABSENT[headline.reason]}" if headline.reason else ""
    return (
        f"Over {area.name} zijn te weinig cijfers bekend om te vergelijken{why}. Van de {total} belangrijkste cijfers "
        f"zijn er {unknown} onbekend. Hoe het hier gaat, kan dit rapport niet zeggen.",
        "Begin daarom met gesprekken. Wat hier sterk is, weten bewoners en professionals zelf.",
    )


def too_little_known(headline: Headline) -> str:
    """The same in the place of the three sentences, as HTML."""
    return f'<p class="duiding">{escape(" ".join(too_little(headline)))}</p>'


def few_figures(headline: Headline) -> str:
    """What is known of an area of which too little is known, and under it the key figures of the gemeente, called so.

    Of a figure that is known here the gemeente is not told, and other figures of the area fill the room that is left.
    """
    own = [v.figure for v in headline.known]
    others = [
        v.figure
        for v in headline.figures
        if v not in headline.known and v.figure.gemeente and v.figure.gemeente.is_known
    ]
    own += list(islice(_also_known(headline), max(MOST_ROWS - len(own) - len(others), 0)))
    name = headline.profile.area.name
    estimates = f"{ESTIMATE} is een schatting" if any(f.estimate_type == "model" for f in own) else ""
    there = f"Deze cijfers gaan over de hele gemeente. Voor {name} kunnen ze anders zijn"
    shown = (
        (f"Wel bekend over {name}", "Hier", [_row(f, f.value) for f in own], estimates),
        (
            f"{wording.gemeente_label(headline.profile.area)}, niet {name}",
            "Gemeente",
            [_row(f, f.gemeente) for f in others],
            there,
        ),
    )
    return "".join(
        table(title, ["Cijfer", who, "Nederland"], rows, note=note) for title, who, rows, note in shown if rows
    )


def _also_known(headline: Headline) -> Iterator[Figure]:
    """The figures that the charts of the chapters show, as far as they are known and not on page one already."""
    catalogue = headline.profile.catalogue
    seen = {*catalogue.roles.strip, *(v.figure.indicator.id for v in headline.figures)}
    for row in (r for chapter in catalogue.vocabulary.chapters for r in rows_of(headline.verdicts, chapter)):
        figure = row.verdict.figure
        if figure.value.is_known and figure.indicator.id not in seen:
            yield figure


def _row(figure: Figure, value: Value) -> list[str]:
    there = figure.nederland
    sign = f"{ESTIMATE}{wording.NBSP}" if figure.estimate_type == "model" else ""
    return [
        f"{escape(figure.indicator.row_label)} <small>{value.period}</small>",
        sign + _number(value.number, figure),
        _number(there.number, figure) if there and there.is_known else ABSENT,
    ]


def _number(number: float, figure: Figure) -> str:
    """A number whose unit goes to a next line on a phone."""
    return beside_label(number, figure.indicator).replace(wording.NBSP, " ")


def _who_lives_here(profile: Profile) -> str:
    roles = profile.catalogue.roles
    inwoners = profile.figure(roles.people.all).value
    place = escape(wording.place(profile.area))
    sentence = (
        f"In {place} wonen {wording.number(inwoners.number)} mensen ({inwoners.period})."
        if inwoners.is_known
        else f"Hoeveel mensen er wonen in {place}, is onbekend."
    )
    older = profile.figure(roles.share_of_older) if roles.share_of_older else None
    if older is not None and older.value.is_known and older.nederland is not None and older.nederland.is_known:
        sentence += (
            f" In {older.value.period} was {wording.quantity(older.value.number, '%', 1)} van de inwoners 65 jaar of "
            f"ouder. In Nederland was dat {wording.quantity(older.nederland.number, '%', 1)}."
        )
    return sentence
