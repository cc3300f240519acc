"""A gemeente or region in short, with the comparable wijken and the goals of each of its wijken.

Wijken stand in the order of their names everywhere. There is no total over
themes and no order of wijken by need.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wijkanalyse.agenda.headline import Headline
from wijkanalyse.dialogue.files import FILES
from wijkanalyse.dialogue.kept_editions import look_back
from wijkanalyse.dialogue.region import Member, Regiobeeld
from wijkanalyse.dutch import dutch_date
from wijkanalyse.sections.regiobeeld.heat import MOST_NAMED
from wijkanalyse.sections.report.page_one import identity_of
from wijkanalyse.sections.standing import UNKNOWN, quoted
from wijkanalyse.sections.wijkplan.looking_back import COURSE_WORDS
from wijkanalyse.show import wording
from wijkanalyse.show.fragments import Fragment, IdentityOutput, escape, join
from wijkanalyse.show.tables import table

COMPARABLE = 3
"""Comparable wijken that are named for each wijk."""


def identity(region: Regiobeeld) -> IdentityOutput:
    """Which area, edition and sources it is about; its maker is told of files of wijken that are not in it."""
    made = identity_of(region.profile, "Regiobeeld")
    notes = [
        f"data/wijken/{m.code}: {', '.join(m.folder.left_out) or 'wijk.yml'} holds faults and is not in it; "
        f"`wijkanalyse kit {m.code}` lists them"
        for m in region.faulty
    ]
    return IdentityOutput({**made.facts, "notes": notes}, made.line)


def summary(region: Regiobeeld) -> Fragment:
    """How many wijken there are, and which themes they have in common."""
    area = region.profile.area
    compared = region.compared
    lines = [
        f"Dit beeld gaat over {escape(wording.place(area))}: {len(region.members)} wijken waar mensen wonen. "
        f"In {len(compared)} daarvan wonen genoeg mensen om thema’s te vergelijken. "
        f"Elke wijk is vergeleken met {escape(region.members[0].agenda.verdicts.against)}."
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
    return join(*(f"<p>{line}</p>" for line in lines), _not_in_it(region), note)


def _not_in_it(region: Regiobeeld) -> str:
    """Of which wijken something that people added could not be read: it is missing here, and is not "nothing yet"."""
    missing = [
        f"{quoted([FILES[kind].title for kind in m.folder.left_out])} van {m.name}"
        if m.is_read
        else f"alles wat mensen in {m.name} opschreven"
        for m in region.faulty
    ]
    if not missing:
        return ""
    return f"<p>Niet meegenomen: {escape('; '.join(missing))}. Daar zit nog een fout in.</p>"


def _why_unknown(members: list[Member]) -> str:
    """The reasons for which most of the figures of page one are unknown in these wijken."""
    reasons = dict.fromkeys(filter(None, (Headline(m.agenda).reason for m in members)))
    return f"De reden: {wording.names_in_a_row([wording.WHY_ABSENT[r] for r in reasons])}." if reasons else ""


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
