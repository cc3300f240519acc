"""Which wijken are most alike, and how alike they are."""

from __future__ import annotations

from wijkanalyse.profile.verdicts import Verdicts
from wijkanalyse.show import wording
from wijkanalyse.show.fragments import Fragment, escape
from wijkanalyse.show.tables import table


def comparable(verdicts: Verdicts) -> Fragment:
    """The ten comparable wijken by name, with their distance and how stable the list is."""
    area, found = verdicts.profile.area, verdicts.comparable
    if area.level not in ("wijk", "samengesteld"):
        return Fragment(
            "<p>Vergelijkbare gebieden zoeken we alleen voor wijken en gebieden die uit wijken bestaan.</p>"
        )
    if found is None:
        return Fragment(f"<p>Van {escape(area.name)} is te weinig bekend om vergelijkbare wijken te zoeken.</p>")
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
    return Fragment(
        "<p>Deze wijken lijken op dit gebied in inwoners, huishoudens, woningen, inkomen en ligging. Gezondheid telt "
        "niet mee bij het zoeken. Zo weet u welke wijken u kunt bellen.</p>"
        + table(f"Vergelijkbare wijken: {area.name}", ["Wijk", "Gemeente", "Inwoners", "Verschil"], rows,
                note="Hoe kleiner het verschil, hoe meer de wijk lijkt")
        + note
    )  # fmt: skip
