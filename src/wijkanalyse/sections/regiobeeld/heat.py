"""How every theme stands in every wijk: a table of marks, and a map of one theme at a time.

Wijken stand by name and themes in the order of their cards: neither is an order of need. What is seen as a mark, a
filling or a colour is there in words for who hears the page.
"""

from __future__ import annotations

from wijkanalyse.agenda.theme import STANDINGS, Standing
from wijkanalyse.cards.themes import CandidateCard
from wijkanalyse.dialogue.region import Member, Regiobeeld
from wijkanalyse.sections.standing import standing_words
from wijkanalyse.show import wording
from wijkanalyse.show.charts.drawing import bar, drawing
from wijkanalyse.show.charts.named_map import parts_map
from wijkanalyse.show.fragments import Fragment, escape, join
from wijkanalyse.show.tables import SCROLLER, STATE_CSS

MOST_NAMED = 12
"""Wijken that a sentence names; of more it says how many they are."""


def themes(region: Regiobeeld) -> Fragment:
    """Themes × wijken as marks: how every theme stands in every wijk, and which lead or are coming."""
    if not region.compared:
        return Fragment("<p>Geen van de wijken heeft genoeg inwoners om thema’s te vergelijken.</p>")
    cards = list(region.themes.candidates.values())
    caption = f"Thema’s per wijk: {region.profile.area.name}"
    heads = "".join(f'<th scope="col"><span>{escape(card.name)}</span></th>' for card in cards)
    body = "".join(_row(region, member, cards) for member in region.compared)
    return join(
        f'<div class="warmte">{_key(region)}{SCROLLER}<table><caption>{escape(caption)}<small>Elke wijk vergeleken met '
        f'{escape(_against(region))}</small></caption><thead><tr><th scope="col">Wijk</th>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div></div>"
    )


def _against(region: Regiobeeld) -> str:
    return region.members[0].agenda.verdicts.against


def _row(region: Regiobeeld, member: Member, cards: list[CandidateCard]) -> str:
    leading = {c.id for c in member.agenda.leading}
    cells = "".join(_cell(member, card, leads=card.id in leading) for card in cards)
    return f'<tr><th scope="row">{name_and_gemeente(region, member)}</th>{cells}</tr>'


def name_and_gemeente(region: Regiobeeld, member: Member) -> str:
    """The name of a wijk at the head of a row, with its gemeente where the region has several."""
    where = f' <small class="gemeente">{escape(member.profile.area.where)}</small>' if len(region.gemeenten) > 1 else ""
    return escape(member.name) + where


def _cell(member: Member, card: CandidateCard, *, leads: bool) -> str:
    """A mark by the class of the cell, the words for it, and what more there is to see."""
    found = member.candidates.get(card.id)
    if found is None or not found.standing:
        return '<td class="geen"><i>onbekend</i></td>'
    estimated, worse = found.main.is_estimated and found.standing != "alike", len(found.main.worse_figures)
    css = STATE_CSS[found.standing] + (" schatting-van" if estimated else "")
    words = f"<i>{standing_words(found.standing, estimated=estimated)}</i>"
    more = f" <small>{worse}<i> {'cijfer' if worse == 1 else 'cijfers'} ongunstiger</i></small>" if worse else ""
    marks = "".join(f" <b>{mark}</b>" for mark, is_so in (("voorop", leads), ("straks", found.coming)) if is_so)
    return f'<td class="{css}">{words}{more}{marks}</td>'


def _key(region: Regiobeeld) -> str:
    """What the marks mean, in the order from unfavourable to favourable."""
    named = "".join(
        f'<li><span class="staat {STATE_CSS[s]}">{standing_words(s)}</span></li>' for s in STANDINGS if s
    )  # fmt: skip
    return (
        f'<ul class="sleutel">{named}<li>? onbekend</li></ul><ul class="noot">'
        "<li><strong>≈</strong>: alle cijfers van dit thema zijn geschat. Het lijkt zo.</li>"
        "<li><strong>2◆</strong>: als geheel is het thema minder ongunstig, maar 2 cijfers ervan zijn ongunstiger.</li>"
        "<li><strong>Voorop</strong>: met dit thema kan het gesprek in die wijk beginnen. Het is ongunstiger, en het "
        f"gaat om meer mensen dan bij het gemiddelde van {escape(_against(region))}.</li>"
        "<li><strong>Straks</strong>: het wordt ongunstiger, of er komen meer 65-plussers.</li></ul>"
    )


# ------------------------------------------------------------------------------ map


FILLINGS: dict[Standing, str] = {
    "worse": "hier stand-1", "slightly_worse": "hier stand-2", "alike": "buur stand-3",
    "slightly_better": "buur stand-4", "better": "buur stand-5", "": "buur stand-0",
}  # fmt: skip
"""Class of an outline; its last sign is the one that the choice of a theme reads."""


def theme_map(region: Regiobeeld) -> Fragment:
    """A map of the wijken by how one theme stands; a reader chooses which. Without a script it is the first."""
    cards = [c for c in region.themes.candidates.values() if any(c.id in m.candidates for m in region.compared)]
    polygons = region.profile.processed.polygons("wijken", region.profile.area.boundary_year)
    members = {m.code: m for m in region.members}
    here = polygons[polygons.area_code.isin(members)] if polygons is not None else None
    if here is None or here.empty or not cards:
        return Fragment("<p>Er zijn geen grenzen of geen thema’s om een kaart te tekenen.</p>")
    said = [_in_words(region, card) for card in cards]
    drawing = parts_map(
        here,
        css={code: _classes(members[code], cards) for code in here.area_code},
        names={code: member.name for code, member in members.items()},
        words=f"Kaart van ‘{cards[0].name}’ per wijk. {said[0]}",
    )
    missing = [m.name for m in region.members if m.code not in set(here.area_code)]
    few = [m.name for m in region.too_small]
    absent = f'<p class="noot">Zonder grens, en dus niet op de kaart: {escape(_names(missing))}.</p>' if missing else ""
    items = "".join(
        f"<li><strong>{escape(c.name)}</strong>: {escape(w)}</li>" for c, w in zip(cards, said, strict=True)
    )
    about = f"Elke wijk is vergeleken met {_against(region)}." + (
        f" Met te weinig inwoners om te vergelijken: {_names(few)}." if few else ""
    )
    return join(
        f'<div class="themakaart"><p class="noot">{escape(about)}</p><figure>{_map_key()}{drawing}</figure>'
        f'<ul class="kaartwoorden">{items}</ul></div>',
        absent,
    )


def _standing(member: Member, card: CandidateCard) -> Standing:
    found = member.candidates.get(card.id)
    return found.standing if found else ""


def _classes(member: Member, cards: list[CandidateCard]) -> str:
    """How the first theme stands, and after ``t-`` one sign for each."""
    fillings = [FILLINGS[_standing(member, card)] for card in cards]
    return f"{fillings[0]} t-{''.join(f[-1] for f in fillings)}"


def _map_key() -> str:
    samples = "".join(
        f"<li>{drawing('staal', bar(css, 0, 36, 0, 22), view=(36, 22))} "
        f"{standing_words(standing) if standing else 'onbekend, of te weinig inwoners'}</li>"
        for standing, css in FILLINGS.items()
    )
    return f'<ul class="sleutel">{samples}</ul>'


def _in_words(region: Regiobeeld, card: CandidateCard) -> str:
    """In which wijken the theme stands how: names where they are few, else how many."""
    groups: list[tuple[str, list[str]]] = []
    for standing in STANDINGS:
        found = [m for m in region.compared if _standing(m, card) == standing]
        estimated = any(m.candidates[card.id].main.is_estimated for m in found if card.id in m.candidates)
        groups.append((standing_words(standing, estimated=estimated), [m.name for m in found]))
    return " ".join(f"{words[0].upper()}{words[1:]} in {_names(names)}." for words, names in groups if names)


def _names(names: list[str]) -> str:
    return wording.names_in_a_row(names) if len(names) <= MOST_NAMED else f"{len(names)} wijken"
