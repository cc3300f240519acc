"""A chapter of figures: one table, with what is absent and why."""

from __future__ import annotations

from wijkanalyse import wording
from wijkanalyse.fragments import Fragment, escape, join
from wijkanalyse.profile import Figure, Profile
from wijkanalyse.tables import absences, figures_table


def chapter(profile: Profile, name: str) -> Fragment:
    """All figures of a chapter beside gemeente and Nederland."""
    figures = profile.chapter(name)
    published = [f for f in figures if f.value.status != "not_filled"]
    area = profile.area
    title = profile.catalogue.vocabulary.chapters[name]
    if not any(f.value.is_known for f in published):
        return Fragment(f"<p>{_why_nothing(profile, published)}</p>")
    table = figures_table(
        published,
        caption=f"{title}: {area.name}",
        area_name=area.name,
        gemeente_label=wording.gemeente_label(area),
        catalogue=profile.catalogue,
    )
    values = [v for f in published for v in (f.value, f.gemeente, f.nederland)]
    return join(table, absences(values), _footnotes(published))


def _why_nothing(profile: Profile, figures: list[Figure]) -> str:
    reasons = dict.fromkeys(wording.absent(f.value) for f in figures)
    who = "Er wonen geen mensen. " if not profile.area.is_inhabited else ""
    return f"Over {escape(profile.area.name)} zijn er voor dit hoofdstuk geen cijfers. {who}{escape(' '.join(reasons))}"


def _footnotes(figures: list[Figure]) -> str:
    notes = []
    if any(f.indicator.estimate_type == "model" and f.value.is_known for f in figures):
        notes.append(
            "<li><strong>Schatting</strong>: berekend met een model, niet geteld. De bron geeft bij deze uitgave "
            "geen marges.</li>"
        )
    if any(f.value.method == "aggregated" for f in figures):
        notes.append(
            "<li>De cijfers van dit gebied zijn door ons berekend uit die van de delen. Bij "
            "<strong>*</strong> is het cijfer voor een klein deel van het gebied niet bekend.</li>"
        )
    if any(f.value.note == "overlap" for f in figures):
        notes.append(
            "<li>Bij cijfers van 2024 is de grens niet precies dezelfde: oud en nieuw gebied vallen voor ten minste "
            "95% samen.</li>"
        )
    return f'<ul class="noot">{"".join(notes)}</ul>' if notes else ""
