"""From the themes of an area to slides: where, who, the area in one picture, people, what goes well, and what we ask.

Receives the agenda; every number, mark and judgement is that of the report. The last slides are the facilitator's: what
we ask, how we vote, what was chosen, and what comes next.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from wijkanalyse.agenda.agenda import Agenda
from wijkanalyse.agenda.headline import MOST_STRENGTHS, Headline
from wijkanalyse.dialogue.area import Dialogue
from wijkanalyse.dutch import names_in_a_row, number
from wijkanalyse.errors import ReportError
from wijkanalyse.profile.figure import Figure
from wijkanalyse.profile.hundred import PEOPLE, hundreds_of
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdict, Verdicts
from wijkanalyse.sections.report.location import drawn_map
from wijkanalyse.sections.report.one_picture import BESIDE, TITLES, drawn, hundred_words
from wijkanalyse.sections.report.page_two import questions
from wijkanalyse.sections.report.picture import kind_and_year, rows_of
from wijkanalyse.sections.report.summary import too_little
from wijkanalyse.sections.story.evening import result, with_clock
from wijkanalyse.sections.story.slides import (
    Bar,
    Bars,
    Crowds,
    Hundred,
    HundredPeople,
    Picture,
    Place,
    PlacedFigure,
    Point,
    Points,
    Slide,
    Steps,
    Table,
    TableRow,
)
from wijkanalyse.show import wording
from wijkanalyse.show.charts.axis import signed
from wijkanalyse.show.charts.marks import NAMES
from wijkanalyse.show.sentences import people_of_hundred, resident_fact

ROWS_IN_ANNEX = 5
MOST_NEIGHBOURS = 3
"""Wijken around it that the first slide names; the map has the others."""
MOST_NAMED = 3
"""Marks on the picture that have a name beside them."""
NOT_TO_SAY = "Zeg niet waardoor iets komt, en noem geen straat, praktijk of persoon."
ESTIMATED = "Schattingen zijn berekend, niet geteld. Vraag of mensen het herkennen."
YOURS = "Deze dia is van u: pas de tekst aan uw avond aan."
TABLE_HEADS = ("Cijfer", "Hier", "Nederland", "Jaar", "Vergeleken met Nederland")


def story_of(agenda: Agenda, dialogue: Dialogue | None = None) -> list[Slide]:
    """The slides of an area, eight at most and one for the result of the vote, in the order of an evening.

    Parameters
    ----------
    agenda
        The themes of the area, with the judgements on its figures.
    dialogue
        What people added: when they meet, and what they chose; None when nobody did.

    Raises
    ------
    ReportError
        Of an area where nobody lives, and of Nederland: there is no story to tell.
    """
    profile = agenda.profile
    if not profile.area.is_inhabited or profile.area.level == "land":
        raise ReportError("nobody lives there to tell it to, or it is the whole country: there is no story in slides")
    headline = Headline(agenda)
    slides = [_where(profile), *_who(profile)]
    slides += [_too_little(headline)] if headline.is_silent else [*_picture(headline), *_people(headline)]
    slides += [_strong(headline), _questions(agenda), _voting(), result(dialogue), _afterwards()]
    return list(with_clock(slides, dialogue.folder.meeting.wanneer if dialogue else ""))


def annex_of(verdicts: Verdicts) -> list[Slide]:
    """The main figures of each chapter, a slide each; only of chapters of which something is known."""
    slides = []
    for chapter, title in verdicts.profile.catalogue.vocabulary.chapters.items():
        known = [r.verdict for r in rows_of(verdicts, chapter) if r.verdict.figure.value.is_known][:ROWS_IN_ANNEX]
        if known:
            rows = tuple(_table_row(v) for v in known)
            caption = f"{title} in {verdicts.profile.area.name}"
            table = Table(TABLE_HEADS, rows, caption)
            slides.append(
                Slide(f"bijlage-{chapter}", title, table, "Bijlage", (*_sources(known, verdicts.profile), NOT_TO_SAY))
            )
    return slides


# ------------------------------------------------------------------------ where and who


def _where(profile: Profile) -> Slide:
    area = profile.area
    around = drawn_map(profile)
    lines = ["mensen wonen hier" if area.inwoners != 1 else "mens woont hier"]
    people = profile.figure(profile.catalogue.roles.people.all)
    if people.value.is_known:
        lines[0] += f" ({people.value.period})"
        shown = number(people.value.number)
    else:
        shown = number(area.inwoners)
    lines[0] += "."
    if area.gemeente_names and area.level != "gemeente":
        label = wording.gemeente_label(area)
        place = f"{'de ' if len(area.gemeente_names) == 1 else ''}{label[0].lower()}{label[1:]}"
        lines.append(f"{area.name} ligt in {place}.")
    if around is not None and around.names and len(around.names) <= MOST_NEIGHBOURS:
        lines.append(f"Ernaast: {names_in_a_row(list(around.names))}.")
    content = Place(around.drawn if around else None, around.words if around else "", shown, tuple(lines))
    foot = f"Kaart: Kadaster en CBS, {area.boundary_year}" if around else ""
    notes = (
        f"Grenzen van {area.boundary_year}. Vraag: is dit voor u ook {area.name}?",
        *_sources_of([people], profile),
    )
    return Slide("waar", f"Dit is {area.name}", content, foot, notes)


def _who(profile: Profile) -> Iterator[Slide]:
    """The area as a hundred people, or its ages as bars where it is too small for that; nothing without ages."""
    ages = list(profile.figures_together([g.indicator for g in profile.catalogue.roles.ages]).values())
    if not ages or not all(f.value.is_known for f in ages):
        return
    drawn_ages = {f.indicator.id for f in ages}
    others = [profile.figure(name) for name in profile.catalogue.roles.strip if name not in drawn_ages]
    beside = tuple(resident_fact(f) for f in others if f.value.is_known and f.indicator.unit == "%")
    caption = f"Leeftijden in {profile.area.name} en in Nederland"
    compared = [f.nederland.number if f.nederland is not None and f.nederland.is_known else None for f in ages]
    differences = [abs(f.value.number - c) if c is not None else 0.0 for f, c in zip(ages, compared, strict=True)]
    most = differences.index(max(differences))
    background = "Leeftijd is achtergrond: er is geen goed of slecht."
    foot = f"Geteld door het CBS, {ages[0].value.period}"
    people = next(w for w in hundreds_of(profile) if w.of == PEOPLE)
    if not people.is_known:
        pairs = enumerate(zip(ages, compared, strict=True))
        bars = tuple(Bar(f.indicator.label, f.value.number, c, n == most) for n, (f, c) in pairs)
        notes = (*_sources_of(ages, profile), background, f"We tekenen hier geen 100 mensen: {people.why}.")
        yield Slide("wie", "Wie wonen hier?", Bars(bars, beside, caption), foot, notes)
        return
    label, count = people.groups[most].label, people.groups[most].people
    title = f"{count} van de 100 mensen hier zijn {label}" if count != 1 else f"1 van de 100 mensen hier is {label}"
    notes = (*_sources_of(ages, profile), background, "Zeg niet wie van hen alleen woont: dat weten we niet.")
    yield Slide("wie", title, HundredPeople(people.groups, beside, caption), foot, notes)


# ------------------------------------------------------------------------- the picture


def _too_little(headline: Headline) -> Slide:
    first, second = too_little(headline)
    return Slide(
        "onbekend", "Over deze plek weten cijfers weinig", Points((Point(first), Point(second))),
        notes=("Toon geen cijfers van de gemeente alsof ze van hier zijn.", NOT_TO_SAY),
    )  # fmt: skip


def _picture(headline: Headline) -> Iterator[Slide]:
    placed = [v for v in headline.judged if v.judgement.state in NAMES and not math.isnan(v.judgement.z)]
    if not placed:
        return
    named = _named(placed, headline)
    groups = tuple(
        (title, tuple(_placed(v, named) for v in placed if v.figure.indicator.id in names))
        for title, names in headline.profile.catalogue.roles.page_one.items()
    )
    against = BESIDE[headline.verdicts.key]
    estimated = sum(v.figure.estimate_type == "model" for v in placed)
    caption = f"Cijfers van {headline.profile.area.name}, vergeleken met {headline.verdicts.against}"
    title = f"{TITLES.get(headline.profile.area.level, 'De wijk')} in één beeld: {_counted(headline)}"
    foot = f"{estimated} van de {len(placed)} cijfers zijn schattingen" if estimated > 1 else ""
    notes = (
        *_sources(placed, headline.profile),
        *([ESTIMATED] if estimated else []),
        "Het aantal cijfers is geen rapportcijfer. Er is geen rangorde van wijken.",
        NOT_TO_SAY,
    )
    yield Slide("beeld", title, Picture(groups, against, caption), foot, notes)


def _counted(headline: Headline) -> str:
    """How many of the figures stand out, on both sides; that of the larger side first."""
    worse, better = headline.count("worse"), headline.count("better")
    sides = [(worse, "ongunstiger"), (better, "gunstiger")]
    if headline.mostly_favourable:
        sides.reverse()
    said = [f"{n} {word}" for n, word in sides if n]
    return names_in_a_row(said) if said else "weinig grote verschillen"


def _named(placed: list[Verdict], headline: Headline) -> set[str]:
    """The marks that have a name beside them: the furthest of a group, of the figures that stand out."""
    found: dict[tuple[str, ...], Verdict] = {}
    for verdict in sorted(placed, key=lambda v: -abs(v.judgement.z)):
        if verdict.judgement.state in ("worse", "better"):
            group = next(
                names for names in headline.profile.catalogue.roles.page_one.values()
                if verdict.figure.indicator.id in names
            )  # fmt: skip
            found.setdefault(group, verdict)
    return {v.figure.indicator.id for v in list(found.values())[:MOST_NAMED]}


def _placed(verdict: Verdict, named: set[str]) -> PlacedFigure:
    indicator = verdict.figure.indicator
    distance = signed(verdict.judgement.z, indicator.better_when)
    return PlacedFigure(indicator.row_label, verdict.judgement.state, distance, indicator.id in named)


def _people(headline: Headline) -> Iterator[Slide]:
    chosen = drawn(headline)
    if not chosen:
        return
    hundreds = tuple(
        Hundred(
            people_of_hundred(v.figure.value.number), people_of_hundred(v.against.number), v.judgement.state,
            *hundred_words(v),
        )
        for v in chosen
    )  # fmt: skip
    title = {1: "Een beeld van mensen", 2: "Twee beelden van mensen"}.get(len(chosen), "Drie beelden van mensen")
    kinds = dict.fromkeys(kind_and_year(v.figure) or "geteld" for v in chosen)
    notes = (*_sources(chosen, headline.profile), ESTIMATED, "Noem geen mensen of straten.", NOT_TO_SAY)
    yield Slide("mensen", title, Crowds(hundreds), f"Streep: Nederland. Cijfers: {names_in_a_row(list(kinds))}", notes)


# ------------------------------------------------------------------------ the evening


def _strong(headline: Headline) -> Slide:
    good = sorted((v for v in headline.judged if v.judgement.side == "better"), key=lambda v: -abs(v.judgement.z))
    by_id = {v.figure.indicator.id: v for v in (*headline.strengths, *good)}
    shown = list(by_id.values())[:MOST_STRENGTHS]
    points = [Point(*_two_sentences(resident_fact(v.figure))) for v in shown]
    points.append(Point("Wat gaat er volgens u nog meer goed?", "Dat staat niet in de cijfers. U weet het wel."))
    notes = (*_sources(shown, headline.profile), "Geef eerst de zaal het woord, daarna de cijfers.")
    return Slide("goed", "Wat gaat hier goed?", Points(tuple(points)), notes=notes)


def _two_sentences(said: str) -> tuple[str, str]:
    first, stop, rest = said.partition(". ")
    return (first + ("." if stop else ""), rest)


def _questions(agenda: Agenda) -> Slide:
    asked = [f"Herkent u dit beeld van {agenda.profile.area.name}?", *questions(agenda)]
    points = tuple(Point(q) for q in asked[:1] + asked[-2:])
    box = "Praat met de mensen aan uw tafel. Schrijf op wat u niet herkent."
    return Slide("vragen", "Wat wij u vragen", Points(points, True, box), "We beginnen met cijfers. De keuze maakt u.",
                 (YOURS, "Schrijf op wat mensen niet herkennen: dat hoort naast het cijfer."))  # fmt: skip


def _voting() -> Slide:
    steps = (
        Point("Kies 3 thema’s", "In stilte, zonder overleg."),
        Point("Zet ze op volgorde", "Nummer 1 is voor u het belangrijkst."),
        Point("Wij tellen", "Elke groep apart, en daarna samen."),
    )
    box = "De uitslag is het begin van een gesprek. De keuze maken we samen."
    notes = (YOURS, "Zet de beamer uit tot alle briefjes zijn ingevoerd.")
    return Slide("kiezen", "Zo kiezen we samen", Steps(steps, box), notes=notes)


def _afterwards() -> Slide:
    steps = (
        Point("Vandaag", "We kiezen thema’s."),
        Point("Binnen 2 weken", "U krijgt de uitslag."),
        Point("Binnen 2 maanden", "We maken een plan, met wie wil meedoen."),
        Point("Over een jaar", "We kijken samen terug."),
    )
    box = "Wilt u meedoen? Laat uw naam achter bij de tafel bij de deur."
    return Slide("daarna", "Wat gebeurt er daarna?", Steps(steps, box), notes=(YOURS, "Vul echte data en namen in."))


# ------------------------------------------------------------------------- annex, sources


def _table_row(verdict: Verdict) -> TableRow:
    figure, there = verdict.figure, verdict.figure.nederland
    cells = (
        _short(figure.value.number, figure),
        _short(there.number, figure) if there is not None and there.is_known else "",
        kind_and_year(figure),
        wording.state(verdict),
    )
    return TableRow(figure.indicator.row_label, cells, verdict.judgement.state)


def _short(value: float, figure: Figure) -> str:
    """A number with its unit; that of a rate in three words."""
    if figure.indicator.unit == wording.PER_1000:
        return f"{number(value, figure.indicator.decimals)} van 1.000"
    return wording.beside_label(value, figure.indicator)


def _sources(verdicts: list[Verdict] | tuple[Verdict, ...], profile: Profile) -> tuple[str, ...]:
    return _sources_of([v.figure for v in verdicts], profile)


def _sources_of(figures: list[Figure], profile: Profile) -> tuple[str, ...]:
    """The tables that figures come from, each once, with their years."""
    years: dict[str, set[int]] = {}
    for figure in figures:
        if figure.value.source and figure.value.period:
            years.setdefault(figure.value.source, set()).add(figure.value.period)
    cited = profile.processed.sources
    return tuple(
        f"Bron: {cited[source]['citation']} (cijfers van {names_in_a_row([str(y) for y in sorted(found)])})."
        for source, found in years.items()
        if source in cited
    )
