"""The area as a hundred people, households and homes, and what such numbers cannot tell: who is in two groups."""

from __future__ import annotations

from collections.abc import Iterable

from wijkanalyse.profile.figure import Figure, HasFigures
from wijkanalyse.profile.hundred import HOMES, PEOPLE, Whole, hundreds_of
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.words import FEW_FOR_HUNDRED
from wijkanalyse.show.charts.hundred import ROWS, groups_of_hundred
from wijkanalyse.show.fragments import Fragment, escape, join
from wijkanalyse.show.sentences import people_of_hundred

TOO_FEW = "Hier tekenen we geen 100 mensen: {why}. Het CBS rondt aantallen af. Daardoor zou de tekening niet kloppen."
TWO_GROUPS = (
    '<p class="noot"><strong>Wie bij twee groepen tegelijk hoort, weten we niet.</strong> Hoeveel 65-plussers alleen '
    "wonen, volgt niet uit deze cijfers.</p>"
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
    if not profile.area.is_inhabited:
        return Fragment("")
    table = profile.hundred_people(estimates)
    told = [_estimate(profile.figure(i)) for i in table.id[table.estimate & table.people.notna()]]
    parts = [people_and_households(profile), homes(profile)]
    return join(*parts, f"<p>{escape(' '.join(told))}</p>" if told else "", TWO_GROUPS)


def people_and_households(profile: HasFigures, *, headed: bool = True) -> str:
    """People by age and households by kind, as HTML; of a small area the reason why it is not drawn.

    `headed`: under the heading of the people, unless that stands elsewhere in the document.
    """
    wholes = [w for w in hundreds_of(profile) if w.of != HOMES]
    if not wholes:
        return ""
    if wholes[0].why == FEW_FOR_HUNDRED:
        return f"<p>{escape(TOO_FEW.format(why=FEW_FOR_HUNDRED))}</p>"
    return "".join(_drawn_or_why(profile, whole, headed=headed) for whole in wholes)


def homes(profile: HasFigures) -> str:
    """Homes by owner, as HTML; "" where they are not drawn."""
    return "".join(_named(w) for w in hundreds_of(profile) if w.of == HOMES and w.is_known)


def _drawn_or_why(profile: HasFigures, whole: Whole, *, headed: bool) -> str:
    if not whole.is_known:
        return f"<p>Van {whole.of} is er geen tekening: {escape(whole.why)}.</p>"
    return f"{heading(profile, whole)}{drawing(whole)}" if headed and whole.of == PEOPLE else _named(whole)


def _estimate(figure: Figure) -> str:
    """An estimate as a part of a hundred of its own base, and called an estimate."""
    words, people = figure.indicator.sentence, people_of_hundred(figure.value.number)
    verb, count = (words.mv, str(people)) if people > 1 else (words.ev, "1" if people else "minder dan 1")
    rest = " ".join(filter(None, [words.wie, verb, words.rest]))
    return f"Ongeveer {count} van de 100 {rest} (schatting, {figure.value.period})."


def heading(profile: HasFigures, people: Whole) -> str:
    """The heading above the drawing of people, wherever it stands."""
    return f"<h3>Stel: in {escape(profile.area.name)} wonen 100 mensen <small>{people.period}</small></h3>"


def drawing(whole: Whole, *, rows: int = ROWS, beside: bool = True) -> str:
    """One whole as a hundred, with the numbers of Nederland unless that is not wanted."""
    groups = (
        (g.people, g.label, f"Nederland {g.there}" if beside and g.there is not None else "") for g in whole.groups
    )
    return groups_of_hundred(groups, _heard(whole), rows=rows, homes=whole.of != PEOPLE)


def _named(whole: Whole) -> str:
    """A drawing with above it what it is."""
    return f"<p>{_heard(whole)}</p>{drawing(whole)}"


def _heard(whole: Whole) -> str:
    return f"Van de 100 {whole.of} ({whole.period})"
