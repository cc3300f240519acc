"""Page one: the area in one picture, on one screen and one sheet of paper."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

from wijkanalyse.agenda.agenda import Agenda
from wijkanalyse.agenda.headline import Headline
from wijkanalyse.cards.house_style import HouseStyle
from wijkanalyse.day import BUILT_VARIABLE
from wijkanalyse.dialogue.recognition import recognition_of
from wijkanalyse.dutch import dutch_date
from wijkanalyse.process.areas import MOST_NAMED
from wijkanalyse.profile.figure import Figure
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdict, Verdicts
from wijkanalyse.sections.report.location import has_outline, where
from wijkanalyse.sections.report.one_picture import ESTIMATE, people, picture
from wijkanalyse.sections.report.summary import (
    FEW,
    FEW_PEOPLE,
    few_figures,
    how_sure,
    nobody_lives_here,
    sentences,
    too_little_known,
    year_of_ages,
)
from wijkanalyse.sections.standing import quoted
from wijkanalyse.show import wording
from wijkanalyse.show.fragments import ALONE, DRAWN, FRONT, Fragment, IdentityOutput, escape, join
from wijkanalyse.show.identity import LEVELS
from wijkanalyse.show.sentences import why_not_judged

ARTICLES = {"CBS": "het", "RIVM": "het", "GGD": "de", "GGD'en": ""}
MOST_DOUBTED = 2
"""Up to so many figures that not everyone recognises are named."""
PLURALS = {"wijk": "wijken", "buurt": "buurten", "gemeente": "gemeenten"}


def identity(profile: Profile) -> IdentityOutput:
    """Which area, edition and sources the report is about, with what people said of its figures."""
    made, said = identity_of(profile), recognition_of(profile)
    facts = {**made.facts, "sources": [*made.facts["sources"], *said.sources], "notes": said.faults}
    return IdentityOutput(facts, made.line)


def identity_of(profile: Profile, document: str = "Wijkanalyse") -> IdentityOutput:
    """Which area, edition and sources a document is about, for the heading, the footer and the runner's check."""
    area = profile.area
    facts = {
        "document": document,
        "area_code": area.code,
        "area_name": area.name,
        "area_level": area.level,
        "gemeente_name": area.where or None,
        "boundary_year": area.boundary_year,
        "other_boundaries": area.boundary_year != profile.processed.areas.usual_year(area.code),
        "edition": profile.edition,
        "sources": cited(profile.used_sources(), profile),
        "version": version("wijkanalyse"),
        "built": os.environ.get(BUILT_VARIABLE) or None,
        **style_facts(profile.processed.house_style),
    }
    line = f"{area.name} ({area.code}), grenzen van {area.boundary_year}, editie {profile.edition}"
    return IdentityOutput(facts, line)


def cited(sources: Iterable[Mapping[str, Any]], profile: Profile) -> list[dict[str, Any]]:
    """Sources as a document names them at its foot, with the boundaries that figures of the profile are given for."""
    years = profile.boundary_years
    return [
        {k: s[k] for k in ("citation", "modified", "licence", "openness")}
        | {"page": s.get("page"), "boundary_year": years.get(s["id"])}
        for s in sources
    ]


def style_facts(style: HouseStyle | None) -> dict[str, object]:
    """The house style of the tree, as the identity of a document carries it; nothing where there is none."""
    return {"house_style": style.model_dump()} if style else {}


def page_one(agenda: Agenda, made_by: str = "") -> Fragment:
    """The area in one picture: three sentences, four facts, the figures on one axis, people, and a map with names.

    Parameters
    ----------
    agenda
        The themes of the area, with the judgements on its figures.
    made_by
        Who makes the report, such as a GGD; "" is the organisation of the house style, if there is one.

    Notes
    -----
    Of an area where nobody lives there is a map and a sentence, and that is the whole report. Where less is known
    than `headline.ENOUGH` there is no picture but what is known, and figures of the gemeente that are called so.
    """
    profile = agenda.profile
    style = profile.processed.house_style
    made_by = made_by or (style.organisation if style else "")
    if not profile.area.is_inhabited:
        said = f'<p class="duiding">{escape(nobody_lives_here(profile.area))}</p>'
        return Fragment(f'<div class="{FRONT} {ALONE}">{_line(agenda)}{said}{_map(profile)}</div>')
    headline = Headline(agenda)
    left, beside = _main(headline)
    return join(
        f'<div class="{FRONT}">{_line(agenda)}{_said(headline)}{strip(agenda.verdicts)}<div class="kolommen">'
        f'<div class="hoofd">{left}</div><div class="zij">{beside}{_map(profile, tall=bool(left) and not beside)}'
        "</div></div>",
        f"{_foot(headline, made_by)}</div>",
    )


def _map(profile: Profile, *, tall: bool = False) -> str:
    return f'<div class="waar"><h3>Waar?</h3>{where(profile, tall=tall)}</div>'


def _line(agenda: Agenda) -> str:
    """What it is, of which years the figures are, and what it is compared with: the one grey line under the name."""
    area, verdicts = agenda.profile.area, agenda.verdicts
    what = LEVELS[area.level]
    if area.is_composite and len(area.parts) > 1:
        levels = {p.level for p in area.parts}
        what = f"Gebied van {len(area.parts)} {PLURALS.get(*levels, 'delen') if len(levels) == 1 else 'delen'}"
    if len(area.gemeente_names) > MOST_NAMED:
        what += f" in {area.where}"
    elif area.gemeente_names:
        what += f" in de {'gemeenten' if len(area.gemeente_names) > 1 else 'gemeente'} {area.where}"
    shown = _on_page(agenda) if area.is_inhabited else []
    years = [v.figure.value.period for v in shown if v.figure.value.is_known]
    parts = [what, *([f"cijfers van {_span(years)}"] if years else [])]
    if area.is_inhabited and area.level != "land":
        parts.append(f"vergeleken met {verdicts.against}")
    return f'<p class="plaats">{escape(" · ".join(parts))}</p>'


def _on_page(agenda: Agenda) -> list[Verdict]:
    roles = agenda.profile.catalogue.roles
    return [agenda.verdicts.of(i) for i in (*roles.strip, *(i for names in roles.page_one.values() for i in names))]


def _said(headline: Headline) -> str:
    """The three sentences, or what is said in their place."""
    area = headline.profile.area
    if area.level == "land":
        return ""
    few = f'<p class="noot">{FEW_PEOPLE}</p>' if area.inwoners < FEW else ""
    if headline.is_silent:
        return too_little_known(headline) + few
    return f'<p class="duiding">{escape(" ".join(sentences(headline)))}</p>{few}'


def _main(headline: Headline) -> tuple[str, str]:
    """What stands on the left, and above the map on the right."""
    if headline.profile.area.level == "land":
        return "", ""
    if headline.is_silent:
        return few_figures(headline), ""
    if not headline.figures:
        return f'<p class="afwezig">In één beeld: {wording.NONE_CHOSEN}</p>', ""
    return picture(headline), people(headline)


# ------------------------------------------------------------------------------ the strip


def strip(verdicts: Verdicts) -> str:
    """Who live here in four numbers, beside Nederland and without a judgement."""
    shown = verdicts.profile.catalogue.roles.strip
    if not shown:
        return f'<p class="afwezig">Wie wonen hier: {wording.NONE_CHOSEN}</p>'
    return f'<dl class="kerncijfers">{"".join(_fact(verdicts.of(name).figure) for name in shown)}</dl>'


def _fact(figure: Figure) -> str:
    indicator, value, there = figure.indicator, figure.value, figure.nederland
    label = indicator.row_label[:1].lower() + indicator.row_label[1:]
    year = f" ({value.period})" if value.period else ""
    if value.is_known:
        number = escape(wording.beside_label(value.number, indicator))
    elif value.is_range:
        number = f'<span class="afwezig">{escape(wording.number_range(value.least, value.most, indicator))}</span>'
    else:
        number = '<span class="afwezig">onbekend</span>'
    beside = f"geteld{year}" if figure.estimate_type == "register" else year.strip(" ()")
    if indicator.aggregation.rule != "sum" and there is not None and there.is_known:
        beside = f"Nederland {escape(wording.beside_label(there.number, indicator))}{year}"
    if not value.is_known and not value.is_range:
        beside = wording.WHY_ABSENT[value.status]
    return f"<div><dt>{escape(label)}</dt><dd>{number}</dd><dd><small>{beside}</small></dd></div>"


# ------------------------------------------------------------------------------- the foot


def _foot(headline: Headline, made_by: str) -> str:
    """What is estimated, of when, what a place on the axis means, who made it, and where more is said."""
    lines, of_the_picture = [], ""
    if not headline.is_silent and headline.figures and headline.profile.area.level != "land":
        lines = [*_sources_words(headline), year_of_ages(headline), *_limits_words(headline), _doubts_words(headline)]
        words = "Hoe verder een teken van de lijn staat, hoe groter het verschil."
        of_the_picture = f' <span class="{DRAWN}">{words}</span>'
    profile = headline.profile
    of_the_map = f"Kaart: Kadaster en CBS, {profile.area.boundary_year}." if has_outline(profile) else ""
    made = [of_the_map, _made(made_by)]
    return (
        f'<p class="noot voorblad-voet">{_in_a_row(lines)}{of_the_picture} {_in_a_row(made)} '
        '<a href="#bronnen-en-definities">Wat elk cijfer betekent</a>.</p>'
    )


def _in_a_row(sentences: list[str]) -> str:
    return escape(" ".join(filter(None, sentences)))


def _sources_words(headline: Headline) -> list[str]:
    """Which figures are estimated, and who counted the others, each with its years."""
    estimated = [v.figure for v in headline.known if v.figure.estimate_type == "model"]
    counted = [v.figure for v in headline.known if v.figure.estimate_type == "register"]
    lines = []
    if estimated:
        verb = "cijfer is een schatting" if len(estimated) == 1 else "cijfers zijn schattingen"
        lines.append(
            f"{ESTIMATE} {len(estimated)} {verb} over {_span([f.value.period for f in estimated])}, "
            f"van {_producers(estimated, headline.profile)}. {how_sure(headline)}".strip()
        )
    if counted:
        years = _span([f.value.period for f in counted])
        which = "andere cijfers" if estimated else "cijfers"
        lines.append(f"De {which} zijn geteld in {years}, door {_producers(counted, headline.profile)}.")
    return lines


def _producers(figures: list[Figure], profile: Profile) -> str:
    sources = (profile.processed.sources.get(f.value.source) for f in figures)
    labels = dict.fromkeys(_with_articles(s["label"]) for s in sources if s)
    return wording.names_in_a_row(list(labels)) or "de bron"


def _limits_words(headline: Headline) -> list[str]:
    """Why some figures are not judged."""
    reasons = dict.fromkeys(why_not_judged(v) for v in headline.known if v not in headline.judged)
    return [f"Niet te beoordelen: {wording.names_in_a_row(list(reasons))}."] if reasons else []


def _doubts_words(headline: Headline) -> str:
    """Which figures of this page not everyone recognises; what people said stands in the chapters."""
    doubted = set(recognition_of(headline.profile).doubted)
    labels = [v.figure.indicator.row_label for v in headline.known if v.figure.indicator.id in doubted]
    if not labels:
        return ""
    if len(labels) > MOST_DOUBTED:
        return f"{len(labels)} van deze cijfers herkent niet iedereen."
    return f"Niet iedereen herkent {quoted(labels)}."


def _made(made_by: str) -> str:
    built = os.environ.get(BUILT_VARIABLE)
    made = [f"Gemaakt door {made_by}" if made_by else "Gemaakt"]
    made += [f"op {dutch_date(dt.date.fromisoformat(built))}"] if built else []
    return " ".join(made) + "." if len(made) > 1 or made_by else ""


def _with_articles(producers: str) -> str:
    """Names of producers as they stand in a sentence: the CBS has an article in Dutch too."""
    return re.sub(r"\b(?:CBS|RIVM|GGD)\b", lambda name: f"{ARTICLES[name.group()]} {name.group()}", producers)


def _span(periods: list[int]) -> str:
    """The years of figures, as in: 2012, 2016 en 2020; many of them as the first and the last."""
    years = sorted(set(periods))
    return wording.names_in_a_row([str(y) for y in years]) if len(years) <= 3 else f"{years[0]} tot en met {years[-1]}"
