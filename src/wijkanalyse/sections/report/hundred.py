"""The area as a hundred people, households and homes, and what such numbers cannot tell: who is in two groups."""

from __future__ import annotations

from collections.abc import Iterable

from wijkanalyse.profile.figure import Figure, HasFigures
from wijkanalyse.profile.hundred import Hundred, hundreds_of
from wijkanalyse.profile.profile import Profile
from wijkanalyse.show.charts.hundred import ROWS, groups_of_hundred
from wijkanalyse.show.fragments import Fragment, escape, join
from wijkanalyse.show.sentences import people_of_hundred

TOO_FEW = "Hier tekenen we geen 100 mensen: {why}. Het CBS rondt aantallen af. Daardoor zou de tekening niet kloppen."
TWO_GROUPS = (
    '<p class="noot"><strong>Wie bij twee groepen tegelijk hoort, weten we niet.</strong> Hoeveel 65-plussers alleen '
    "wonen, staat niet in deze cijfers. Het volgt er ook niet uit.</p>"
)


def hundred_people(profile: Profile, estimates: Iterable[str] = ()) -> Fragment:
    """The area as a hundred people, with its households and homes as a hundred each; never one within the other.

    Parameters
    ----------
    profile
        Of the area.
    estimates
        Ids of modelled shares that are told under it, each of a hundred of its own base, such as adults.
    """
    wholes = hundreds_of(profile)
    if not profile.area.is_inhabited or not wholes:
        return Fragment("")
    table = profile.hundred_people(estimates)
    told = [_estimate(profile.figure(i)) for i in table.id[table.estimate & table.people.notna()]]
    known = [w for w in wholes if w.is_known]
    if not known:
        return join(f"<p>{escape(TOO_FEW.format(why=wholes[0].why))}</p>" if _is_small(wholes) else "", TWO_GROUPS)
    missing = (f"<p>Van {w.of} is er geen tekening: {escape(w.why)}.</p>" for w in wholes if not w.is_known)
    return join(
        heading(profile),
        *(drawing(w) for w in known),
        *missing,
        '<p class="noot">Alles is geteld. Elke 100 staat op zichzelf.</p>',
        f"<p>{escape(' '.join(told))}</p>" if told else "",
        TWO_GROUPS,
    )


def _is_small(wholes: Iterable[Hundred]) -> bool:
    """Whether all have one reason, so that it is said once."""
    return len({w.why for w in wholes}) == 1


def _estimate(figure: Figure) -> str:
    """An estimate as a part of a hundred of its own base, and called an estimate."""
    words, people = figure.indicator.sentence, people_of_hundred(figure.value.number)
    verb, count = (words.mv, str(people)) if people > 1 else (words.ev, "1" if people else "minder dan 1")
    rest = " ".join(filter(None, [words.wie, verb, words.rest]))
    return f"Ongeveer {count} van de 100 {rest} (schatting, {figure.value.period})."


def heading(profile: HasFigures) -> str:
    """The heading above the drawing, wherever it stands."""
    return f"<h3>Stel: in {escape(profile.area.name)} wonen 100 mensen</h3>"


def drawing(whole: Hundred, *, rows: int = ROWS) -> str:
    """One whole as a hundred, with its year."""
    heard = f"Van de 100 {whole.of} ({whole.period})"
    above = "" if whole.of == "mensen" else f"<p>{heard}</p>"
    return above + groups_of_hundred(
        ((g.people, g.label, "") for g in whole.groups), heard, rows=rows, homes=whole.of != "mensen"
    )
