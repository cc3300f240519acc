"""Health figures with the ages of Nederland, beside what was estimated."""

from __future__ import annotations

from wijkanalyse.profile.ages import Adjusted, adjusted_for_age
from wijkanalyse.profile.profile import Profile
from wijkanalyse.show import wording
from wijkanalyse.show.fragments import Fragment, escape
from wijkanalyse.show.tables import table


def ages(profile: Profile) -> Fragment:
    """Figures that depend on age as they are, and as they would be with the ages of Nederland."""
    area = profile.area
    if area.level == "land":
        return Fragment("<p>Voor heel Nederland is dit niet nodig: de leeftijden zijn die van Nederland.</p>")
    figures = adjusted_for_age(profile)
    if not figures:
        return Fragment(
            f"<p>Voor {escape(area.name)} zijn er geen cijfers per leeftijd om rekening te houden met leeftijd.</p>"
        )
    heads = [
        "Cijfer", area.name, "Nederland", f"{area.name} met de leeftijden van Nederland",
        "Dan vergeleken met Nederland", "Jaar",
    ]  # fmt: skip
    title = f"Rekening houdend met leeftijd: {area.name}"
    body = table(title, heads, [_row(f) for f in figures], note="Schattingen, geen tellingen")
    return Fragment(
        "<p>Wonen er veel ouderen, dan zijn er vaak ook meer mensen met klachten. Hier rekenen we uit wat het cijfer "
        "zou zijn als er evenveel 65-plussers woonden als in Nederland. Gebruik het gewone cijfer om te weten "
        "om hoeveel mensen het gaat. Blijft er een verschil over? Dan zijn er nog steeds veel mogelijke redenen. "
        "Ook de leeftijden boven de 65 verschillen per wijk. Een nieuwer jaar met cijfers per leeftijd is er "
        "niet.</p>" + body
    )


def _row(figure: Adjusted) -> list[str]:
    decimals = figure.indicator.decimals
    here, there, adjusted = (
        wording.number(n, decimals) + "%" for n in (figure.crude, figure.nederland_crude, figure.adjusted)
    )
    return [
        f'<a href="#uitleg-{figure.indicator.id}">{escape(figure.indicator.label)}</a>',
        here,
        there,
        adjusted,
        wording.after_ages(figure.side_before, figure.side_after),
        str(figure.period),
    ]
