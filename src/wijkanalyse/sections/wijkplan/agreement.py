"""Working together: the agreements, who does it with what hours and money, and the wijkakkoord that people sign.

The wijkakkoord is one A4, however much there is: what does not fit stands in the plan around it, and the sheet says
so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from wijkanalyse.dialogue.area import Dialogue
from wijkanalyse.dialogue.files import ORGANISED, PERSPECTIVES, QUADRUPLE_AIM
from wijkanalyse.dialogue.remarks import without_owner
from wijkanalyse.dutch import dutch_date
from wijkanalyse.sections.kit.paper import NOT_FILLED, listed, nothing_yet, sheet, short, slide
from wijkanalyse.show import wording
from wijkanalyse.show.fragments import Fragment, escape
from wijkanalyse.show.tables import table

MOST_CONTRIBUTIONS, MOST_AGREEMENTS, MOST_ORGANISED = 8, 4, 4
"""Of each what fits on the wijkakkoord, at two or three lines each."""
AT_EASE = {"doelen": 3, "aanwezigen": 7, "afspraken": 3}
"""With no more rows than these the letters of the wijkakkoord may be larger; who contributes nothing is not counted."""
SIGNATURES = 8


# ---------------------------------------------------------- agreements and organisation


def contributions(dialogue: Dialogue) -> Fragment:
    """What each discipline takes on, as far as that was written down."""
    rows = dialogue.folder.tables["aanwezigen"]
    given = rows[rows.bijdrage != ""]
    if given.empty:
        return nothing_yet(dialogue, "aanwezigen", "Er is nog niet opgeschreven wat iedereen op zich neemt.")
    cells = [[escape(r.discipline), escape(r.bijdrage)] for r in given.itertuples(index=False)]
    return Fragment(slide("", table("Wie draagt wat bij", ["Wie", "Bijdrage"], cells, words=True)))


def agreements(dialogue: Dialogue) -> Fragment:
    """How people work together: what, between whom, by when, and whether somebody checked it."""
    rows = dialogue.folder.tables["afspraken"]
    if rows.empty:
        return nothing_yet(dialogue, "afspraken", "Er zijn nog geen afspraken over samenwerken.")
    cells = [
        [escape(a.afspraak), escape(a.wie), dutch_date(a.klaar_op), _checked(a.klaar_op, a.gecontroleerd, dialogue)]
        for a in rows.itertuples(index=False)
    ]
    heads = ["Afspraak", "Wie", "Moet werken op", "Nagegaan"]
    return Fragment(slide("", table("Afspraken", heads, cells, words=True)))


def _checked(due: dt.date, checked: dt.date | None, dialogue: Dialogue) -> str:
    if checked:
        return f"ja, op {dutch_date(checked)}"
    return '<strong class="staat ongunstig">nagaan</strong>' if due < dialogue.today else "nog niet"


def organisation(dialogue: Dialogue) -> Fragment:
    """Who leads and who decides, with how many hours, paid by whom and until when."""
    rows = dialogue.folder.tables["organisatie"]
    if rows.empty:
        return nothing_yet(dialogue, "organisatie", "Er is nog niet opgeschreven wie dit trekt.")
    cells = [
        [
            f"{ORGANISED[o.taak].capitalize()}: {escape(o.wie)}",
            _hours(o.uren_per_week),
            escape(o.betaald_door) or NOT_FILLED,
            _until(o.geld_tot, dialogue.today),
        ]
        for o in rows.itertuples(index=False)
    ]
    heads = ["Wie", "Uren per week", "Betaald door", "Geld tot"]
    return Fragment(slide("", table("Organisatie", heads, cells, words=True)))


def _hours(hours: float) -> str:
    return wording.number(hours) if hours == hours else NOT_FILLED


def _until(day: dt.date | None, today: dt.date) -> str:
    if not day:
        return NOT_FILLED
    return dutch_date(day) + (' <strong class="staat ongunstig">voorbij</strong>' if day < today else "")


# --------------------------------------------------------------------- wijkakkoord


def agreement(dialogue: Dialogue) -> Fragment:
    """The wijkakkoord: ambition and goals, who contributes what, agreements, organisation, and lines to sign on."""
    tables = dialogue.folder.tables
    if tables["ambitie"].empty and tables["doelen"].empty:
        return nothing_yet(dialogue, "doelen", "Een wijkakkoord is er zodra er een ambitie of een doel is.")
    left_out: list[str] = []
    parts = [
        _aimed(dialogue),
        f'<div class="kit-akkoord-twee"><div>{_contributions(dialogue, left_out)}{_added_to(dialogue)}</div>'
        f"<div>{_agreed(dialogue, left_out)}{_organised(dialogue, left_out)}</div></div>",
        f'<p class="noot">Niet alles past op dit blad. In het wijkplan staan ook: {", ".join(left_out)}.</p>'
        if left_out
        else "",
        _signatures(dialogue),
    ]
    rows = {**tables, "aanwezigen": tables["aanwezigen"][tables["aanwezigen"].bijdrage != ""]}
    at_ease = all(len(rows[kind]) <= most for kind, most in AT_EASE.items())
    size = "" if at_ease else " kit-vol"
    return sheet(f"Wijkakkoord {dialogue.name}", *parts, kind=f"kit-akkoord{size}", piece="wijkakkoord")


def _aimed(dialogue: Dialogue) -> str:
    """Each side of the ambition with the goals that belong to it; then goals of which nobody said so."""
    ambition, goals = dialogue.folder.tables["ambitie"], dialogue.folder.tables["doelen"]
    given = dict(zip(ambition.perspectief, ambition.tekst, strict=True))
    rows = [
        [
            label,
            short(escape(given[side])) if side in given else "Nog niet ingevuld.",
            _goals(goals[goals.ambitie == side]),
        ]
        for side, label in PERSPECTIVES.items()
    ]
    loose = goals[goals.ambitie == ""]
    if len(loose):
        rows.append(["Overige doelen", "", _goals(loose)])
    cells = "".join(f'<tr><th scope="row">{r[0]}</th><td>{r[1]}</td><td>{r[2]}</td></tr>' for r in rows)
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("Kant", "Onze ambitie", "Onze doelen daarbij"))
    return f'<table class="woorden"><thead><tr>{heads}</tr></thead><tbody>{cells}</tbody></table>'


def _goals(rows: pd.DataFrame) -> str:
    lines = [
        short(f"{escape(g.doel)}. <small>{dutch_date(g.klaar_op)}:</small> {escape(g.titel)}")
        for g in rows.itertuples(index=False)
    ]
    return listed(lines) or NOT_FILLED


def _contributions(dialogue: Dialogue, left_out: list[str]) -> str:
    """What each discipline takes on; those of which nothing is agreed are named too."""
    rows = dialogue.folder.tables["aanwezigen"]
    given = [(r.discipline, r.bijdrage) for r in rows.itertuples(index=False) if r.bijdrage]
    asked = list(dict.fromkeys(r.discipline for r in rows.itertuples(index=False) if not r.bijdrage))
    lines = [short(f"<strong>{escape(who)}</strong>: {escape(what)}") for who, what in given]
    open_yet = f"Nog te bespreken: {escape(wording.names_in_a_row(asked))}." if asked and given else ""
    body = listed(_most(lines, MOST_CONTRIBUTIONS, "bijdragen", left_out))
    return _box("Wie draagt wat bij?", body or _open(dialogue, "aanwezigen"), short(open_yet))


def _agreed(dialogue: Dialogue, left_out: list[str]) -> str:
    rows = dialogue.folder.tables["afspraken"]
    lines = [short(f"{escape(a.afspraak)} <small>{escape(a.wie)}</small>") for a in rows.itertuples(index=False)]
    body = listed(_most(lines, MOST_AGREEMENTS, "afspraken", left_out))
    return _box("Wat spreken we af?", body or _open(dialogue, "afspraken"))


def _added_to(dialogue: Dialogue) -> str:
    """The four aims, with the actions and goals meant for each; an aim without an action is named."""
    if dialogue.folder.withholds("acties"):
        return _box("Waar zijn de acties voor bedoeld?", _open(dialogue, "acties"))
    rows = dialogue.folder.tables["acties"]
    rows = rows[rows.stand != "gestopt"]
    lines = []
    for aim, label in QUADRUPLE_AIM.items():
        here = rows[[aim in {word.strip() for word in text.split("+")} for text in rows.quadruple_aim]]
        goals = wording.names_in_a_row(sorted(set(here.doel)))
        count = f"{len(here)} {'actie' if len(here) == 1 else 'acties'}"
        which = f"{count}, voor doel {escape(goals)}" if len(here) else "nog geen actie"
        lines.append(short(f"<strong>{label}</strong>: {which}"))
    return _box("Waar zijn de acties voor bedoeld?", listed(lines))


def _organised(dialogue: Dialogue, left_out: list[str]) -> str:
    rows = dialogue.folder.tables["organisatie"]
    lines = []
    for o in rows[rows.taak != "stuurgroep"].itertuples(index=False):
        facts = [escape(o.wie)]
        facts += [f"{_hours(o.uren_per_week)} uur per week"] if o.uren_per_week == o.uren_per_week else []
        facts += [f"betaald door {escape(o.betaald_door)}"] if o.betaald_door else []
        facts += [f"geld tot {dutch_date(o.geld_tot)}"] if o.geld_tot else []
        lines.append(short(f"<strong>{ORGANISED[o.taak]}</strong>: {', '.join(facts)}"))
    if members := list(rows.wie[rows.taak == "stuurgroep"]):
        named = escape(wording.names_in_a_row(members))
        lines.insert(0, short(f"<strong>stuurgroep</strong>: {named}"))
    body = listed(_most(lines, MOST_ORGANISED, "trekkers en wijkmanagers", left_out))
    return _box("Hoe organiseren we het?", body or _open(dialogue, "organisatie"))


def _signatures(dialogue: Dialogue) -> str:
    """Lines for those who lead and decide, and empty ones for who joins."""
    named = dict.fromkeys(dialogue.folder.tables["organisatie"].wie)
    known = [who for who in named if not without_owner(who)][:SIGNATURES]
    whose = [*known, *[""] * (SIGNATURES - len(known))]
    lines = "".join(f'<p class="kit-lijn">{short(f"Namens {escape(who)}")}</p>' for who in whose)
    return (
        "<h4>Wij doen mee</h4><p>Elk jaar kijken we samen terug. Datum: …………………………</p>"
        f'<div class="kit-handtekeningen">{lines}</div>'
    )


def _open(dialogue: Dialogue, kind: str) -> str:
    return "<p>Dit laten we hier niet zien.</p>" if dialogue.folder.withholds(kind) else "<p>Nog te bespreken.</p>"


def _box(title: str, *body: str) -> str:
    return f"<div><h4>{title}</h4>{''.join(body)}</div>"


def _most(lines: Sequence[str], most: int, what: str, left_out: list[str]) -> Sequence[str]:
    """As many as fit; notes how many do not."""
    if len(lines) > most:
        left_out.append(f"nog {len(lines) - most} {what}")
    return lines[:most]
