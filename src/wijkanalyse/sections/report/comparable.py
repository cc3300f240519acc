"""Which wijken are most alike, and how alike they are."""

from __future__ import annotations

from wijkanalyse.profile.verdicts import Verdicts
from wijkanalyse.show import wording
from wijkanalyse.show.fragments import Fragment, escape
from wijkanalyse.show.tables import table

NAMED = 3
"""Wijken that are named before anything is unfolded."""


def comparable(verdicts: Verdicts) -> Fragment:
    """The ten comparable wijken by name, with their distance and how stable the list is."""
    area, found = verdicts.profile.area, verdicts.comparable
    if not area.is_inhabited:
        return Fragment("")
    if area.level not in ("wijk", "samengesteld"):
        return Fragment(
            "<p>Vergelijkbare gebieden zoeken we alleen voor wijken en gebieden die uit wijken bestaan.</p>"
        )
    if found is None:
        return Fragment(f"<p>Van {escape(area.name)} is te weinig bekend om vergelijkbare wijken te zoeken.</p>")
    nearest = [f"{name} ({gemeente})" for name, gemeente in found.wijken[["name", "gemeente_name"]].to_numpy()[:NAMED]]
    rows = [
        [escape(name), escape(gemeente), wording.number(inwoners), wording.number(distance, 2)]
        for name, gemeente, inwoners, distance in found.wijken[
            ["name", "gemeente_name", "inwoners", "distance"]
        ].itertuples(index=False)
    ]
    remarks = []
    if not found.close:
        remarks.append(
            "Er zijn geen wijken die goed op dit gebied lijken. Het verschil is groter dan bij de meeste wijken."
        )
    if not found.stable:
        remarks.append("De lijst is onzeker. Laten we één kenmerk weg, dan verandert een groot deel.")
    note = f'<p class="noot">{" ".join(remarks)}</p>' if remarks else ""
    body = table(f"Vergelijkbare wijken: {area.name}", ["Wijk", "Gemeente", "Inwoners", "Verschil"], rows,
                 note="Hoe kleiner het verschil, hoe meer de wijk lijkt")  # fmt: skip
    return Fragment(
        f'<p class="boodschap">Het meest op {escape(area.name)} lijken {escape(wording.names_in_a_row(nearest))}.</p>'
        "<p>Zo weet u welke wijken u kunt bellen. Gezondheid telt niet mee bij het zoeken.</p>"
        f'{note}<details class="alle-cijfers"><summary>Alle {len(rows)} vergelijkbare wijken</summary>'
        "<p>Deze wijken lijken op dit gebied in inwoners, huishoudens, woningen, inkomen en ligging.</p>"
        f"{body}</details>"
    )
