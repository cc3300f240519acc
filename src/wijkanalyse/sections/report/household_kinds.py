"""Kinds of households, as ranges; or in one sentence why they cannot be told."""

from __future__ import annotations

import math

from wijkanalyse.methods.cross_table import LikelyRange
from wijkanalyse.profile.archetypes import kinds_of
from wijkanalyse.profile.profile import Profile
from wijkanalyse.show import wording
from wijkanalyse.show.fragments import Fragment, escape
from wijkanalyse.show.tables import table

ABSENT = {
    "no_table": "Voor soorten huishoudens, zoals alleenwonend met weinig geld, ontbreekt een landelijke tabel.",
    "gate": "Over soorten huishoudens zeggen we niets: de landelijke tabel voorspelt wijken niet goed genoeg.",
    "unknown": "Over soorten huishoudens zeggen we niets: daarvoor is hier te weinig bekend.",
}


def household_kinds(profile: Profile) -> Fragment:
    """About how many households of each kind live here; nothing for a buurt or where nobody lives."""
    found = kinds_of(profile)
    if found.absent == "too_small" or not profile.area.is_inhabited:
        return Fragment("")
    if found.absent:
        return Fragment(f'<p class="uitleg">{ABSENT[found.absent]}</p>')
    if not found.kinds:
        return Fragment(
            '<p class="uitleg">Geen van de soorten huishoudens die we onderscheiden, komt hier vaak genoeg voor om er '
            "iets over te zeggen.</p>"
        )
    rows = [[escape(kind.archetype.name), about(kind.households)] for kind in found.kinds]
    return Fragment(
        table("Soorten huishoudens", ["Soort huishouden", "Hoeveel huishoudens"], rows, numeric=[True])
        + "<p>Dit is een schatting. Hoe huishouden, woning en inkomen samengaan, komt uit een landelijke tabel van "
        f"{found.period}. Hoeveel er van elk zijn, komt uit de cijfers van dit gebied. Hier kan het anders samengaan. "
        "Daarom staan er twee getallen: bij een half zo sterk en een twee keer zo sterk verband. De soorten "
        "overlappen. Over de gezondheid van een soort huishouden zegt dit niets.</p>"
    )


def about(households: LikelyRange) -> str:
    """A range in whole tens, never narrower than it is.

    Examples
    --------
    >>> about(LikelyRange(157.8, 120.7, 193.5))
    'ongeveer 120 tot 200'
    """
    low, high = 10 * math.floor(households.lower / 10), 10 * math.ceil(households.upper / 10)
    return f"ongeveer {wording.number(low)}" + (f" tot {wording.number(high)}" if high > low else "")
