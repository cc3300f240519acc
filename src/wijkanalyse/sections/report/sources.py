"""Where the figures come from, what they mean, and how to read them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from wijkanalyse.cards.schema import Indicator
from wijkanalyse.dutch import names_in_a_row
from wijkanalyse.profile.caveats import caveats_of
from wijkanalyse.profile.figure import Figure
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdicts
from wijkanalyse.show import wording
from wijkanalyse.show.fragments import Fragment, escape, join
from wijkanalyse.show.tables import STATE_CSS

BETTER = {
    "higher": "Een hoger cijfer.",
    "lower": "Een lager cijfer.",
    "neutral": "",  # its caveats say that it is context
}

WHY_OLDER = {
    "": "",
    "asked": "De maker koos voor de grenzen van {year}.",
    "gone": "In de grenzen van {newest} bestaat dit gebied niet.",
    "no_outline": "Van {newest} is er geen kaart van dit gebied.",
    "fewer_figures": "Met de grenzen van {newest} zouden er veel minder cijfers zijn, want er zijn grenzen veranderd.",
}
"""Why the boundaries are not those of the newest year."""

QUESTIONS = [
    "Wat is het?", "Over wie?", "Waarom belangrijk?", "Hoe is het berekend?", "Wat is gunstig?",
    "Waar moet u op letten?", "Samengesteld gebied", "Bron",
]  # fmt: skip
SHARED = 3
"""From so many figures on, a caveat or a way of calculating is explained once, and named by its number."""

EXPLAINED = ("worse", "slightly_worse", "alike", "slightly_better", "better")
"""The states whose marks the box shows, in the order of the axis."""


def how_to_read(verdicts: Verdicts) -> Fragment:
    """The box that says what the charts, tables and marks show."""
    if not verdicts.profile.area.is_inhabited:
        return Fragment("")
    against = verdicts.against
    marks = wording.names_in_a_row(
        [f'<span class="staat {STATE_CSS[s]}">{wording.STATE_NAMES[s]}</span>' for s in EXPLAINED]
    )
    return Fragment(
        '<aside class="kader" aria-label="Hoe leest u dit?"><ul>'
        f"<li>We vergelijken elk cijfer met {against}, in hetzelfde jaar.</li>"
        f"<li>{marks}. Is het verschil groot, ook vergeleken met dat van andere wijken? Dan is het teken gevuld.</li>"
        "<li>De balk laat de wijken van Nederland zien met minstens 500 inwoners. In de wijken van de donkere band "
        "woont de middelste helft van de mensen.</li>"
        "<li>Een leeg vak betekent: dit cijfer is er niet per leeftijd.</li>"
        f"{_region(verdicts)}"
        "<li>Leeftijd, herkomst, huishoudens en woningen zijn achtergrond, zonder oordeel.</li>"
        "<li><strong>Schatting</strong> betekent: berekend, niet geteld. <strong>Lijkt</strong> betekent: de bron zegt "
        "niet hoe zeker het cijfer is. <strong>Waarschijnlijk</strong> betekent: de bron zegt dat wel, en het verschil "
        "is groter dan de onzekerheid.</li>"
        "</ul></aside>"
    )


def _region(verdicts: Verdicts) -> str:
    """What the region is that is compared with, and how its figures were got; "" without one."""
    region = verdicts.region
    if region is None:
        return ""
    gemeenten = f"{len(region.now)} {'gemeente' if len(region.now) == 1 else 'gemeenten'}"
    source = verdicts.profile.processed.sources.get(region.source)
    by = f", volgens {source['citation']}" if source else ""
    return (
        f"<li><strong>{escape(region.name)}</strong> bestaat uit {gemeenten}{escape(by)}. De cijfers van deze regio "
        "hebben wij zelf berekend uit die van de gemeenten. Soms kan dat niet. Dan staat er waarom.</li>"
    )


def limits(profile: Profile) -> Fragment:
    """What nobody may conclude from these figures (METHODS §11)."""
    if not profile.area.is_inhabited:
        return Fragment("")
    return Fragment(
        '<aside class="kader grens" aria-label="Wat deze cijfers niet zeggen"><h3>Wat deze cijfers niet zeggen</h3><ul>'
        "<li>Niets over één persoon, één straat of één praktijk.</li>"
        "<li>Niets over de oorzaak. Twee cijfers die samen hoog zijn, verklaren elkaar niet. Schattingen zijn zelf "
        "berekend uit leeftijd, inkomen en herkomst.</li>"
        "<li>Geen trend en geen effect van een aanpak uit de schattingen over gezondheid.</li>"
        "<li>Geen rangorde en geen slechtste wijk.</li>"
        "<li>Niet waar u begint. Dat kiezen mensen, met wat zij weten en belangrijk vinden.</li>"
        "</ul></aside>"
    )


def sources(profile: Profile) -> Fragment:
    """On which boundaries the report stands and what was calculated; the sources themselves are named at its foot."""
    if not profile.area.is_inhabited:
        return Fragment("")
    return Fragment(
        f"<p>{escape(_boundaries(profile))} De bronnen staan onderaan.</p>"
        '<details class="alle-cijfers"><summary>Wat wij zelf berekenden</summary><p>Percentages, cijfers per 1.000 '
        "inwoners, de plaats tussen de wijken en de cijfers van gebieden die uit delen bestaan, hebben wij berekend "
        "uit deze bronnen. Cijfers van buurten tellen niet precies op tot de wijk: het CBS rondt af.</p></details>"
    )


def _boundaries(profile: Profile) -> str:
    """On which boundaries the report and its figures stand, and why not on the newest."""
    area, areas = profile.area, profile.processed.areas
    sentences = [
        f"Dit rapport gaat over {area.name} in de grenzen van {area.boundary_year}.",
        WHY_OLDER[areas.why_older(area)].format(newest=areas.years[-1], year=area.boundary_year),
        "Cijfers met andere grenzen tonen we alleen als dit gebied toen dezelfde grens had.",
    ]
    figures = (f for chapter in profile.catalogue.vocabulary.chapters for f in profile.chapter(chapter))
    if any(f.value.near_boundary for f in figures):
        sentences.append(
            "Soms verschoof de grens een klein stukje. Dan staat er bij het jaar: "
            f"{wording.NEAR_BOUNDARY}. De oppervlakte veranderde toen niet meer dan 2% en het aantal inwoners niet "
            "meer dan 5%."
        )
    return " ".join(filter(None, sentences))


def definitions(profile: Profile) -> Fragment:
    """What each figure is, why it matters, how it is made and what to mind, from the cards, folded by chapter.

    Not of a figure that is known here nor in the gemeente: there is nothing to explain.
    """
    if not profile.area.is_inhabited:
        return Fragment("")
    vocabulary = profile.catalogue.vocabulary
    chapters = {
        title: [f for f in profile.chapter(name) if _says_something(f)] for name, title in vocabulary.chapters.items()
    }
    points = _points([f for figures in chapters.values() for f in figures], profile)
    numbers = {text: str(n) for n, texts in enumerate(points, 1) for text in texts}
    parts = [
        f'<details class="definities"><summary>{escape(title)}</summary>'
        f"{''.join(_definition(f, profile, numbers) for f in figures)}</details>"
        for title, figures in chapters.items()
        if figures
    ]
    return join("<h3>Wat de cijfers betekenen</h3>", *parts, _list_of_points(points))


def _says_something(figure: Figure) -> bool:
    if figure.value.status == "not_filled":
        return False
    return figure.value.is_range or any(v is not None and v.is_known for v in (figure.value, figure.gemeente))


def _points(figures: Sequence[Figure], profile: Profile) -> list[list[str]]:
    """What `SHARED` figures or more have in common, each once; what the very same figures share is one point.

    First what to mind, then how they are calculated.
    """
    points: list[list[str]] = []
    for texts_of in (_to_mind, lambda figure, _: [figure.indicator.calculation]):
        owners: dict[str, set[str]] = {}
        for figure in figures:
            for text in texts_of(figure, profile):
                owners.setdefault(text, set()).add(figure.indicator.id)
        together: dict[frozenset[str], list[str]] = {}
        for text, ids in owners.items():
            if len(ids) >= SHARED:
                together.setdefault(frozenset(ids), []).append(text)
        points += together.values()
    return points


def _to_mind(figure: Figure, profile: Profile) -> list[str]:
    indicator, caveats = figure.indicator, profile.catalogue.vocabulary.caveats
    texts = [*(caveats[c] for c in caveats_of(figure, profile.catalogue)), _asked_in(figure, profile)]
    return [text for text in (*texts, indicator.note, indicator.help) if text]


def _list_of_points(points: Sequence[Sequence[str]]) -> str:
    if not points:
        return ""
    items = "".join(f"<li>{escape(' '.join(texts))}</li>" for texts in points)
    return (
        '<details class="definities" id="let-op"><summary>Hoe we rekenen, en waar u op moet letten</summary>'
        f'<ol class="let-op">{items}</ol></details>'
    )


def _definition(figure: Figure, profile: Profile, numbers: Mapping[str, str]) -> str:
    indicator, catalogue = figure.indicator, profile.catalogue
    texts = _to_mind(figure, profile)
    mind = escape(" ".join(text for text in texts if text not in numbers))
    if named := sorted({numbers[text] for text in texts if text in numbers}, key=int):
        mind += f" Zie ook punt {wording.names_in_a_row(named)} onderaan."
    rows = {
        "Wat is het?": indicator.definition,
        "Over wie?": indicator.population,
        "Waarom belangrijk?": indicator.why_it_matters,
        "Hoe is het berekend?": indicator.calculation,
        "Wat is gunstig?": BETTER[indicator.better_when],
        "Samengesteld gebied": _aggregation(indicator) if profile.area.level == "samengesteld" else "",
        "Bron": _source(figure, profile),
    }
    html = {k: escape(v) for k, v in rows.items()} | {"Waar moet u op letten?": mind.strip()}
    if indicator.calculation in numbers:
        html["Hoe is het berekend?"] = f"Zie punt {numbers[indicator.calculation]} onderaan."
    items = "".join(f"<dt>{k}</dt><dd>{html[k]}</dd>" for k in QUESTIONS if html[k])
    kind = catalogue.vocabulary.estimate_types[indicator.estimate_type].lower()
    beside = "" if indicator.estimate_type == "register" else f" <small>{escape(kind)}</small>"
    return (
        f'<details class="uitleg" id="uitleg-{indicator.id}"><summary>{escape(indicator.label)}'
        f"{beside}</summary><dl>{items}</dl></details>"
    )


def _asked_in(figure: Figure, profile: Profile) -> str:
    """In which years an estimate was asked, as far as the table that is used has them."""
    if figure.indicator.estimate_type != "model" or not profile.catalogue.is_published(figure.value.source):
        return ""
    history = profile.nederland_history(figure.indicator.id)
    years = [str(year) for year in sorted(history) if not math.isnan(history[year])]
    return f"De vragen zijn gesteld in {names_in_a_row(years)}." if years else ""


def _aggregation(indicator: Indicator) -> str:
    """Why the figure of an area of several parts is a range or absent; how it is made otherwise, its card says."""
    match indicator.aggregation.rule:
        case "sum" | "ratio" | "weighted_mean":
            return ""
        case "median":
            return (
                "Het midden van een groter gebied is niet te berekenen uit het midden van de delen. Het ligt altijd "
                "tussen het laagste en het hoogste cijfer van de delen. Dat bereik staat in het rapport."
            )
        case _:
            return indicator.aggregation.why or ""


def _source(figure: Figure, profile: Profile) -> str:
    """Who published it, and of which year; the list of sources has the rest."""
    source = profile.processed.sources.get(figure.value.source)
    return f"{source['label']}, {figure.value.period}" if source else ""
