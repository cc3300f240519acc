"""Wijken with few people, each proposed with neighbours as a kern, with the file that makes it an area."""

from __future__ import annotations

from urllib.parse import quote

from wijkanalyse.dialogue.kernen import LEAST, MOST, Kern
from wijkanalyse.dialogue.region import Regiobeeld
from wijkanalyse.show import wording
from wijkanalyse.show.download import UNQUOTED
from wijkanalyse.show.fragments import Fragment, escape, join
from wijkanalyse.show.tables import table


def kernen(region: Regiobeeld) -> Fragment:
    """A proposal for each small wijk, by outlines that touch."""
    if not region.kernen:
        return Fragment("")
    heads = ["Kleine wijk", "Samen met", "Inwoners samen", "Als gebied"]
    rows = [
        [
            escape(wording.names_in_a_row([a.name for a in kern.small])),
            _with(kern),
            wording.number(kern.inwoners),
            _file(kern) if len(kern.parts) > 1 else "",
        ]
        for kern in region.kernen
    ]
    around = f"{wording.number(LEAST)} tot {wording.number(MOST)} inwoners"
    return join(
        f"<p>In deze wijken wonen minder dan 500 mensen. Elders werkt men samen in een kern van {around}. Dit is een "
        "voorstel: wijken in deze regio die aan elkaar grenzen. Buren buiten de regio staan er niet bij. Mensen weten "
        "zelf wie bij wie hoort.</p>",
        table(f"Kleine wijken samen: {region.profile.area.name}", heads, rows, words=True,
              numeric=[False, True, False]),
        '<p class="noot">Wie dit beeld maakt, kan het gebied bewaren en er een rapport van maken.</p>',
    )  # fmt: skip


def _with(kern: Kern) -> str:
    others = [a.name for a in kern.parts if a not in kern.small]
    said = escape(wording.names_in_a_row(others)) if others else ""
    if kern.is_large_enough:
        return said
    why = f"niet meer buren in deze regio waarmee het onder {wording.number(MOST)} blijft"
    return f"{said} <small>{why}</small>" if said else f'<span class="afwezig">{why}</span>'


def _file(kern: Kern) -> str:
    address = "data:text/yaml;charset=utf-8," + quote(kern.as_file(), safe=UNQUOTED)
    return f'<a download="{escape(kern.file_name)}" href="{escape(address)}">Bewaar {escape(kern.name)}</a>'
