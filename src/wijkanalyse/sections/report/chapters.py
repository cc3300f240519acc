"""A chapter of figures: one message, one chart with the figures that matter, and all figures folded under it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.dialogue.recognition import recognition_of
from wijkanalyse.dutch import names_in_a_row
from wijkanalyse.methods.aggregation import FULL_COVERAGE
from wijkanalyse.profile.ages import Adjusted, adjusted_for_age
from wijkanalyse.profile.figure import Figure
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import COUNT_IS_LATER, Verdict, Verdicts
from wijkanalyse.sections.report.headlines import ages_headline, chapter_headline
from wijkanalyse.sections.report.picture import figures_chart, rows_of
from wijkanalyse.sections.report.population import growth, incomes, tenure, who_live_here
from wijkanalyse.sections.standing import recognised
from wijkanalyse.show import wording
from wijkanalyse.show.download import chapter_download
from wijkanalyse.show.fragments import Fragment, escape, join
from wijkanalyse.show.tables import absences, comparators_table, verdicts_table

NOT_PICKED = "In dit rapport staan voor dit hoofdstuk geen cijfers in beeld. U vindt ze hieronder."


def chapter(verdicts: Verdicts, name: str, about: str = "") -> Fragment:
    """A chapter: what it says, its chart, and folded under that every figure beside gemeente and Nederland.

    Parameters
    ----------
    verdicts
        Of the area.
    name
        Of the chapter (``vocabulary.yml``).
    about
        A sentence that always belongs with these figures, as plain text.
    """
    profile = verdicts.profile
    shown = verdicts.rows(name)
    figures = [v.figure for v in shown]
    if not profile.area.is_inhabited:
        return Fragment("")
    nothing = "" if any(f.value.is_known for f in figures) else f"<p>{_why_nothing(profile, figures)}</p>"
    if nothing:
        of_gemeente = any(f.value.status == "not_linked" and f.gemeente and f.gemeente.is_known for f in figures)
        below = "<p>Hieronder staan de cijfers van de gemeente en van Nederland.</p>" if of_gemeente else ""
        return join(nothing, below, _all_figures(verdicts, name, shown) if of_gemeente else "")
    return join(_above(verdicts, name, about), _doubts(verdicts, shown), _all_figures(verdicts, name, shown))


def _above(verdicts: Verdicts, name: str, about: str) -> str:
    """What a reader sees before anything is unfolded."""
    profile, roles = verdicts.profile, verdicts.profile.catalogue.roles
    title = profile.catalogue.vocabulary.chapters[name]
    adjusted = _adjusted(profile, name)
    rows = rows_of(verdicts, name)
    wholes = "".join(
        draw(profile)
        for parts, draw in ((roles.incomes, incomes), (roles.tenure, tenure))
        if parts and _chapter_of(parts, profile.catalogue) == name
    )
    if roles.ages and profile.catalogue.indicators[roles.ages[0].indicator].chapter == name:
        ages = profile.figures_together([g.indicator for g in roles.ages])
        said = ages_headline(profile, list(ages.values()))
        about, wholes = about or growth(profile), who_live_here(profile)
    else:
        shown = [v for row in rows for v in (row.verdict, row.older) if v is not None]
        said = chapter_headline(verdicts, title, shown, list(adjusted.values()))
    parts = [f'<p class="boodschap">{escape(said)}</p>' if said else "", f"<p>{escape(about)}</p>" if about else ""]
    parts.append(wholes)
    if rows:
        caption = f"{title} in {profile.area.name}"
        parts.append(figures_chart(verdicts, caption, rows, adjusted))
        parts.append(_how_to_read_ages(profile, name) if adjusted else "")
    elif not profile.picks.split(profile.catalogue.chapter(name))[0]:
        parts.append(f"<p>{NOT_PICKED}</p>")
    return "".join(parts)


def _doubts(verdicts: Verdicts, shown: list[Verdict]) -> str:
    """What people said of figures of the chapter that not everyone recognises; the rows of those say so too."""
    said = recognition_of(verdicts.profile).of([v.figure.indicator.id for v in shown if v.figure.value.is_known])
    if said.empty:
        return ""
    lines = "".join(f"<li>{line}</li>" for line in recognised(said, verdicts.profile.catalogue))
    return f"<p><strong>Cijfers die niet iedereen herkent</strong></p><ul>{lines}</ul>"


def _chapter_of(parts: Iterable[str], catalogue: Catalogue) -> str:
    return catalogue.indicators[next(iter(parts))].chapter


def _adjusted(profile: Profile, chapter: str) -> dict[str, Adjusted]:
    """Figures of a chapter with the ages of Nederland; of Nederland itself that is no question."""
    if profile.area.level == "land":
        return {}
    return {f.indicator.id: f for f in adjusted_for_age(profile) if f.indicator.chapter == chapter}


def _how_to_read_ages(profile: Profile, chapter: str) -> str:
    """What the differences with the ages of Nederland are for, under the first chart that has them."""
    if adjusted_for_age(profile)[0].indicator.chapter != chapter:
        return ""
    return (
        '<p class="noot">Met de leeftijden van Nederland: als hier evenveel 65-plussers woonden als in Nederland. '
        "Plan met de gewone cijfers.</p>"
    )


def _all_figures(verdicts: Verdicts, name: str, shown: list[Verdict]) -> str:
    """Every figure of the chapter in a table, with what is absent and why, and the file to save."""
    title = verdicts.profile.catalogue.vocabulary.chapters[name]
    figures = [v.figure for v in shown]
    of_region = [verdicts.of_region(f) for f in figures]
    values = [*of_region, *(v for f in figures for v in (f.value, f.gemeente, f.nederland))]
    parts = [
        *_tables(verdicts, name, shown),
        _help(figures),
        f'<p class="bron">{_compared_with(verdicts, shown)}{chapter_download(verdicts, shown, title)}</p>',
        absences(values),
        _footnotes(shown, verdicts.profile.catalogue),
        comparators_table(verdicts, name),
    ]
    said = f"Alle {len(shown)} cijfers over {title[0].lower()}{title[1:]}"
    return f'<details class="alle-cijfers"><summary>{escape(said)}</summary>{"".join(filter(None, parts))}</details>'


def _tables(verdicts: Verdicts, name: str, rows: list[Verdict]) -> Iterator[str]:
    """The table of what was picked, in that order, and that of the rest."""
    profile, title = verdicts.profile, verdicts.profile.catalogue.vocabulary.chapters[name]
    picked, others = (
        [row for indicator in part for row in rows if row.figure.indicator is indicator]
        for part in profile.picks.split(profile.catalogue.chapter(name))
    )
    if picked:
        yield _table(verdicts, picked, f"{title}: {profile.area.name}")
    if others:
        yield _table(verdicts, others, f"{title}, de andere cijfers: {profile.area.name}")


def _table(verdicts: Verdicts, rows: list[Verdict], caption: str) -> str:
    profile, region = verdicts.profile, verdicts.region
    return verdicts_table(
        rows,
        caption=caption,
        area_name=profile.area.name,
        gemeente_label=wording.gemeente_label(profile.area),
        catalogue=profile.catalogue,
        doubted=recognition_of(profile).doubted,
        labels={name: source["label"] for name, source in profile.processed.sources.items()},
        region=(f"{region.name}, zelf berekend", [verdicts.of_region(v.figure) for v in rows]) if region else None,
    )


def _compared_with(verdicts: Verdicts, shown: list[Verdict]) -> str:
    """With what the judgement compares, and the way to what that means; nothing where nothing is judged."""
    if not any(wording.state(v) for v in shown if v.figure.value.is_known):
        return ""
    against = verdicts.against
    return (
        f"Het oordeel vergelijkt met {against}, in hetzelfde jaar. "
        '<a href="#zo-leest-u-dit-rapport">Zo leest u de tabel</a>. '
    )


def _why_nothing(profile: Profile, figures: list[Figure]) -> str:
    reasons = dict.fromkeys(wording.absent(f.value) for f in figures)
    return f"Voor dit hoofdstuk zijn er geen cijfers over {escape(profile.area.name)}. {escape(' '.join(reasons))}"


MOST_NAMED = 3
"""How many figures without margins a note names; of more it says the number."""


def _how_sure(estimates: list[Verdict]) -> str:
    """What the source says of how certain estimates are, where it says that of some; of none is said once for all."""
    unknown = [v for v in estimates if not v.interval.is_known]
    if not unknown:
        return (
            " De bron zegt hoe zeker deze cijfers zijn. Is het verschil groter dan de onzekerheid? Dan staat er "
            "<strong>waarschijnlijk</strong> gunstiger of ongunstiger."
        )
    if len(unknown) <= MOST_NAMED:
        named = names_in_a_row([f"‘{escape(v.figure.indicator.label)}’" for v in unknown])
        these = f"Bij {named} zegt de bron niet hoe zeker het cijfer is."
    else:
        these = f"Bij {len(unknown)} van de {len(estimates)} cijfers zegt de bron niet hoe zeker het cijfer is."
    if not any(v.judgement.indicative for v in unknown):
        return f" {these}"
    return f" {these} Daar staat <strong>lijkt</strong> gunstiger of ongunstiger."


def _help(figures: list[Figure]) -> str:
    """Where to find help, with the figures that ask for it."""
    lines = dict.fromkeys(f.indicator.help for f in figures if f.indicator.help and f.value.is_known)
    return "".join(f'<p class="hulp"><strong>{escape(line)}</strong></p>' for line in lines)


def _footnotes(verdicts: list[Verdict], catalogue: Catalogue) -> str:
    notes = []
    figures = [v.figure for v in verdicts]
    estimates = [v for v in verdicts if v.figure.estimate_type == "model" and v.figure.value.is_known]
    if any(v.interval.is_known for v in estimates):
        notes.append(f"<li><strong>Schatting</strong>: berekend, niet geteld.{_how_sure(estimates)}</li>")
    ids = [f.indicator.id for f in figures]
    if any(catalogue.is_own(f.value.source) and ids.count(f.indicator.id) > 1 for f in figures):
        notes.append(
            "<li><strong>Eigen cijfer</strong>: staat onder het gepubliceerde cijfer. Het telt niet mee in het oordeel "
            "en de thema’s.</li>"
        )
    if any(COUNT_IS_LATER in v.figure.indicator.caveats and v.judgement.state == "cannot_be_judged" for v in verdicts):
        notes.append(
            "<li><strong>Uitkeringen</strong>: de uitkeringen zijn van eind december, de inwoners van 1 januari. Het "
            "aantal inwoners veranderde dat jaar met meer dan 10%. Het cijfer is daarom niet te beoordelen.</li>"
        )
    if any(f.value.method == "aggregated" for f in figures):
        notes.append("<li>De cijfers van dit gebied hebben wij berekend uit die van de delen.</li>")
    if any(f.value.is_known and f.value.coverage < FULL_COVERAGE for f in figures):
        notes.append(
            "<li><strong>Bekend voor een deel</strong>: het cijfer is van dat deel van het gebied. Staan er twee "
            "getallen achter? Dan ligt het cijfer van het hele gebied waarschijnlijk daartussen.</li>"
        )
    if any(f.value.note == "overlap" for f in figures):
        notes.append(
            "<li>Bij cijfers van 2024 is de grens niet precies dezelfde. Oud en nieuw gebied vallen voor minstens 95% "
            "samen.</li>"
        )
    return f'<ul class="noot">{"".join(notes)}</ul>' if notes else ""
