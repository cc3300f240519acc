"""Who lives here and what is one whole: ages, households, incomes and homes beside gemeente and Nederland."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from wijkanalyse.profile.figure import Figure, Value
from wijkanalyse.profile.hundred import HOMES, hundreds_of
from wijkanalyse.profile.profile import Profile
from wijkanalyse.sections.report.hundred import TWO_GROUPS, homes, people_and_households
from wijkanalyse.sections.report.picture import chart_table, numbers
from wijkanalyse.show import wording
from wijkanalyse.show.charts.strip import stacked, strip
from wijkanalyse.show.fragments import escape

NEARLY_NONE = 8
"""People by which two numbers differ when only CBS rounded them."""
LEAST_LEFT = 0.5
"""Percent of a whole that is left over and still drawn."""


def growth(profile: Profile) -> str:
    """How the number of inhabitants changed while the area was the same, in sentences, or why that is not known."""
    years = [v for v in profile.history(profile.catalogue.roles.people.all) if v.is_known]
    if not years:
        return ""
    if len(years) < 2:
        return "Er is maar één jaar met deze grens. Hoe het aantal inwoners veranderde, weten we dus niet."
    first, last = years[0], years[-1]
    change = last.number - first.number
    if abs(change) <= NEARLY_NONE:
        return f"Tussen {first.period} en {last.period} bleef het aantal inwoners bijna gelijk."
    direction, named = ("meer", "groei") if change > 0 else ("minder", "daling")
    said = f"In {last.period} woonden er {wording.number(abs(change))} mensen {direction} dan in {first.period}."
    if first.number >= 50:
        said += f" Dat is een {named} van {wording.number(100 * abs(change) / first.number, 1)}%."
    return said


def who_live_here(profile: Profile) -> str:
    """The area as a hundred people; where it is too small for that, ages and households in percentages, as HTML."""
    drawn = any(whole.is_known for whole in hundreds_of(profile) if whole.of != HOMES)
    return f"{'' if drawn else ages_and_households(profile)}{people_and_households(profile, headed=False)}{TWO_GROUPS}"


def ages_and_households(profile: Profile) -> str:
    """Ages and kinds of households as dots on one scale, beside gemeente and Nederland, as HTML."""
    roles, indicators = profile.catalogue.roles, profile.catalogue.indicators
    wholes = {
        "Leeftijd": {g.indicator: indicators[g.indicator].label for g in roles.ages},
        "Huishoudens": dict(roles.households),
    }
    found = {title: profile.figures_together(names) for title, names in wholes.items() if names}
    shown = {title: f for title, f in found.items() if _in_one_year(f)}
    missing = "".join(f"<p>{escape(_why_not(title, f))}</p>" for title, f in found.items() if title not in shown)
    if not shown:
        return missing
    everything = [f for figures in shown.values() for f in figures.values()]
    high = max(v.number for f in everything for v in (f.value, f.gemeente, f.nederland) if v is not None and v.is_known)
    groups = []
    for title, figures in shown.items():
        period = next(iter(figures.values())).value.period
        rows = [(escape(wholes[title][i]), [_dot(f, 1.05 * high)]) for i, f in figures.items()]
        groups.append((f"{title} <small>{period}</small>", rows))
    beside = [f'<li class="streepje-kort">{escape(wording.gemeente_label(profile.area))}</li>'] if any(
        _known(f.gemeente) for f in everything
    ) else []  # fmt: skip
    key = (
        f'<ul class="sleutel"><li class="feit">{escape(profile.area.name)}</li>{"".join(beside)}'
        '<li class="streepje">Nederland</li></ul>'
    )
    caption = f"Leeftijd en huishoudens in {profile.area.name}, in procenten"
    return chart_table(caption, [""], groups, key=key) + missing


def _dot(figure: Figure, high: float) -> str:
    gemeente, there = _known(figure.gemeente), _known(figure.nederland)
    beside = [
        (name, wording.plain_number(value.number, figure.indicator) if value else "")
        for name, value in (("gemeente", gemeente), ("NL", there))
    ]
    return numbers(escape(wording.plain_number(figure.value.number, figure.indicator)), beside) + strip(
        figure.value.number,
        low=0.0,
        high=high,
        state="no_judgement",
        other=there.number if there else None,
        beside=gemeente.number if gemeente else None,
    )


def incomes(profile: Profile) -> str:
    """Households by the income group of the country that they belong to, as HTML."""
    return _whole(profile, profile.catalogue.roles.incomes, "Inkomen van huishoudens", "Daartussen", between=True)


def tenure(profile: Profile) -> str:
    """Homes by who owns them, as a hundred of them or, of a small area, in percentages, as HTML."""
    return homes(profile) or _whole(profile, profile.catalogue.roles.tenure, "Eigendom van woningen", "Onbekend")


def _whole(profile: Profile, parts: Mapping[str, str], title: str, rest: str, *, between: bool = False) -> str:
    """Stacked bars of the area, the gemeente and Nederland; `between`: what is left lies between first and last."""
    figures = profile.figures_together(parts)
    if not _in_one_year(figures):
        return f"<p>{escape(_why_not(title, figures))}</p>"
    period = next(iter(figures.values())).value.period
    picks: list[tuple[str, Callable[[Figure], Value | None]]] = [
        (profile.area.name, lambda f: f.value),
        (wording.gemeente_label(profile.area), lambda f: f.gemeente),
        ("Nederland", lambda f: f.nederland),
    ]
    bars: dict[str, dict[str, float]] = {}
    for label, pick in picks:
        values = {parts[i]: _known(pick(f)) for i, f in figures.items()}
        if label and all(values.values()):
            bars.setdefault(label, _with_rest({n: v.number for n, v in values.items() if v}, rest, between=between))
    names = list(max(bars.values(), key=len))
    key = "".join(f'<li class="vlak-{n}">{escape(name)}</li>' for n, name in enumerate(names, 1))
    rows = [(escape(label), [_bar(shares)]) for label, shares in bars.items()]
    return chart_table(
        f"{title} in {profile.area.name}, {period}",
        [""],
        [(f"{title} <small>{period}</small>", rows)],
        key=f'<ul class="sleutel">{key}</ul>',
    )


def _bar(shares: Mapping[str, float]) -> str:
    said = "; ".join(f"{name} {wording.number(share)}%" for name, share in shares.items())
    return f'<span class="alleen-voor-oren">{escape(said)}</span>{stacked(shares)}'


def _with_rest(shares: dict[str, float], rest: str, *, between: bool) -> dict[str, float]:
    """With what is left of a hundred, at the end or between the first and the last."""
    left = 100.0 - sum(shares.values())
    if left < LEAST_LEFT:
        return shares
    if not between:
        return {**shares, rest: left}
    first, last = shares
    return {first: shares[first], rest: left, last: shares[last]}


def _why_not(title: str, figures: Mapping[str, Figure]) -> str:
    """Why shares of one whole are not drawn."""
    absent = next((f.value for f in figures.values() if not f.value.is_known), None)
    why = wording.WHY_ABSENT[absent.status] if absent else "er is geen jaar met een cijfer voor elke groep"
    return f"Over {title[0].lower()}{title[1:]} is er geen cijfer: {why}."


def _in_one_year(figures: Mapping[str, Figure]) -> bool:
    return bool(figures) and all(f.value.is_known for f in figures.values()) and (
        len({f.value.period for f in figures.values()}) == 1
    )  # fmt: skip


def _known(value: Value | None) -> Value | None:
    return value if value is not None and value.is_known else None
