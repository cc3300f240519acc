"""A gemeente or region wijk by wijk: themes, where they stand out, comparable wijken, and goals.

Wijken stand in the order of their names everywhere. There is no total over
themes and no order of wijken by need.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import geopandas as gpd

from wijkanalyse.agenda.headline import Headline
from wijkanalyse.cards.themes import CandidateCard
from wijkanalyse.dialogue.kept_editions import look_back
from wijkanalyse.dialogue.region import Member, Regiobeeld
from wijkanalyse.dutch import dutch_date
from wijkanalyse.sections.standing import UNKNOWN, standing_mark
from wijkanalyse.sections.wijkplan.looking_back import COURSE_WORDS
from wijkanalyse.show import wording
from wijkanalyse.show.charts.map import outline_map
from wijkanalyse.show.fragments import Fragment, escape, join
from wijkanalyse.show.tables import table

MOST_MAPS = 4
"""Themes that get a map: those that most wijken have in common, of which a region can make something together."""
MOST_NAMED = 12
"""Wijken that a sentence names; of more it says how many they are."""
FEW = 5
"""Wijken that fit side by side; more of them stand below each other."""
COMPARABLE = 3
"""Comparable wijken that are named for each wijk."""


def summary(region: Regiobeeld) -> Fragment:
    """How many wijken there are, and which themes they have in common."""
    area = region.profile.area
    compared = region.compared
    lines = [
        f"Dit beeld gaat over {escape(wording.place(area))}: {len(region.members)} wijken waar mensen wonen. "
        f"In {len(compared)} daarvan wonen genoeg mensen om thema’s te vergelijken."
    ]
    shared = [(card, region.unfavourable_in(card)) for card in region.themes.candidates.values()]
    shared = [(card, members) for card, members in shared if len(members) * 2 >= len(compared) > 0]
    if shared:
        found = wording.names_in_a_row([f"‘{c.name}’ (in {len(m)} van de {len(compared)})" for c, m in shared])
        lines.append(f"In minstens de helft van deze wijken is ongunstiger, of iets ongunstiger: {escape(found)}.")
    elif compared:
        lines.append("Geen thema is in minstens de helft van de wijken ongunstiger. De wijken verschillen.")
    if unscored := [m for m in compared if not m.agenda.is_scored]:
        named = len(unscored) <= MOST_NAMED
        names = wording.names_in_a_row([m.name for m in unscored]) if named else f"{len(unscored)} wijken"
        lines.append(
            f"Van {escape(names)} is te weinig bekend om te zeggen wat voorop staat. {escape(_why_unknown(unscored))}"
        )
    if region.too_small:
        few = region.too_small
        names = wording.names_in_a_row([m.name for m in few]) if len(few) <= MOST_NAMED else f"{len(few)} wijken"
        lines.append(
            f"In {escape(names)} wonen te weinig mensen om thema’s te vergelijken. Daar begint u met een gesprek."
        )
    note = (
        '<p class="noot">De wijken staan op alfabet. U kiest zelf waar u begint. De cijfers laten alleen zien waarover '
        "u kunt praten. Er is geen ‘slechtste wijk’.</p>"
    )
    return join(*(f"<p>{line}</p>" for line in lines), note)


def _why_unknown(members: list[Member]) -> str:
    """The reasons for which most of the figures of page one are unknown in these wijken."""
    reasons = dict.fromkeys(filter(None, (Headline(m.agenda).reason for m in members)))
    return f"De reden: {wording.names_in_a_row([wording.WHY_ABSENT[r] for r in reasons])}." if reasons else ""


def themes(region: Regiobeeld) -> Fragment:
    """Themes × wijken: how every theme stands in every wijk, and which lead or are coming."""
    if not region.compared:
        return Fragment("<p>Geen van de wijken heeft genoeg inwoners om thema’s te vergelijken.</p>")
    cards = list(region.themes.candidates.values())
    cells = [[_cell(member, card) for card in cards] for member in region.compared]
    names = [member.name for member in region.compared]
    heads = [card.name for card in cards]
    if len(names) <= FEW:  # then a column for each wijk fits on the page
        cells, names, heads = [list(row) for row in zip(*cells, strict=True)], heads, names
    body = table(
        f"Thema’s per wijk: {region.profile.area.name}",
        ["Thema" if len(region.compared) <= FEW else "Wijk", *heads],
        [[escape(name), *row] for name, row in zip(names, cells, strict=True)],
        note=f"Elke wijk vergeleken met {region.compared[0].agenda.verdicts.against}",
        words=True,
    )
    reading = (
        '<ul class="noot"><li><strong>Voorop</strong>: met dit thema kan het gesprek in die wijk beginnen. Het is '
        "ongunstiger, en het gaat om meer mensen dan gemiddeld.</li>"
        "<li><strong>Straks</strong>: het wordt ongunstiger, of er komen meer 65-plussers.</li></ul>"
    )
    return join(body, reading)


def _cell(member: Member, card: CandidateCard) -> str:
    found = member.candidates.get(card.id)
    if found is None:
        return UNKNOWN
    leads = found.id in {c.id for c in member.agenda.leading}
    marks = [*(["voorop"] if leads else []), *(["straks"] if found.coming else [])]
    return standing_mark(found.main) + (f" <strong>{' en '.join(marks)}</strong>" if marks else "")


def by_theme(region: Regiobeeld) -> Fragment:
    """Per theme the wijken in which it leads and those in which it is unfavourable."""
    rows = [
        [escape(card.name), _names(region.leading_in(card)), _names(region.unfavourable_in(card))]
        for card in region.themes.candidates.values()
    ]
    heads = ["Thema", "Voorop in", "Ongunstiger of iets ongunstiger in"]
    return Fragment(table(f"Waar speelt welk thema: {region.profile.area.name}", heads, rows, words=True))


def _names(members: list[Member]) -> str:
    return escape(wording.names_in_a_row([m.name for m in members])) if members else "geen wijk"


def maps(region: Regiobeeld) -> Fragment:
    """A map for each theme that is unfavourable in most wijken: the wijken in which it is are filled."""
    places = region.themes.candidates.values()
    cards = sorted(places, key=lambda c: -len(region.unfavourable_in(c)))  # sorted keeps their order
    shown = [c for c in cards[:MOST_MAPS] if region.unfavourable_in(c)]
    polygons = region.profile.processed.polygons("wijken", region.profile.area.boundary_year)
    codes = [m.code for m in region.members]
    here = polygons[polygons.area_code.isin(codes)] if polygons is not None else None
    if here is None or here.empty or not shown:
        return Fragment("<p>Er zijn geen grenzen of geen thema’s om kaarten te tekenen.</p>")
    names = {m.code: m.name for m in region.members}
    return join(*(_map(region, card, here, names) for card in shown))


def _map(region: Regiobeeld, card: CandidateCard, polygons: gpd.GeoDataFrame, names: dict[str, str]) -> str:
    found = region.unfavourable_in(card)
    words = (
        f"‘{card.name}’ is (iets) ongunstiger in {wording.names_in_a_row([m.name for m in found])}. "
        "Die wijken zijn gekleurd."
    )
    drawing = outline_map(polygons, here={m.code for m in found}, names=names, words=words)
    return f"<figure>{drawing}<figcaption>{escape(words)}</figcaption></figure>"


def comparable(region: Regiobeeld) -> Fragment:
    """For each wijk the wijken of Nederland that are most alike: whom to call."""
    rows = []
    for member in region.members:
        found = member.agenda.verdicts.comparable
        named = found.names[:COMPARABLE] if found else []
        said = escape(wording.names_in_a_row(named)) if named else UNKNOWN
        rows.append([escape(member.name), said])
    return Fragment(
        table(
            f"Wie kunt u bellen: {region.profile.area.name}", ["Wijk", "Lijkt het meest op"], rows,
            note="Wijken die lijken in inwoners, woningen, inkomen en ligging. Gezondheid telt niet mee", words=True,
        )
    )  # fmt: skip


def goals(region: Regiobeeld) -> Fragment:
    """The goals of all wijken by theme, and how they are doing: who works on the same, and could learn from others."""
    names = {card.id: card.name for card in (*region.themes.cards.values(), *region.themes.together.values())}
    for member in region.members:
        names |= member.folder.themes
    rows = sorted(row for member in region.members for row in _goals(member, names))
    if not rows:
        return Fragment("<p>Er zijn nog geen doelen van wijken in deze regio, of we laten ze hier niet zien.</p>")
    heads = ["Thema", "Wijk", "Doel", "Klaar op", "Stand sinds het begin"]
    return Fragment(table("Doelen in de regio", heads, rows, words=True))


def _goals(member: Member, names: Mapping[str, str]) -> Iterator[list[str]]:
    found = look_back(member.folder, member.agenda.verdicts, member.profile.catalogue)
    courses = {c.goal: COURSE_WORDS[c.course] for c in found.courses} if found else {}
    for goal in member.folder.tables["doelen"].itertuples(index=False):
        stand = courses.get(goal.doel, "nog geen bewaarde stand" if found is None else "nieuw doel")
        theme = names.get(goal.thema, goal.thema)
        yield [*map(escape, (theme, member.name, goal.titel)), dutch_date(goal.klaar_op), stand]
