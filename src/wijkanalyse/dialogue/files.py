"""Which files a folder of an area may hold, and what each column means.

One declaration serves the templates, the guide that lies beside them, the
checks and the reading. Columns have Dutch names: partners fill them in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from wijkanalyse.editions import Openness

GROUPS = {"zorg": "Zorg", "welzijn_gemeente": "Welzijn en gemeente", "bewoners": "Bewoners"}
"""Groups of participants, whose votes count equally."""
PERSPECTIVES = {
    "inwoners": "Inwoners",
    "professionals": "Professionals",
    "kwaliteit": "Kwaliteit van zorg",
    "financiering": "Financiering",
}
QUADRUPLE_AIM = {
    "gezondheid": "gezondheid",
    "kwaliteit": "kwaliteit",
    "kosten": "kosten",
    "werkplezier": "werkplezier",
}
RECOGNISED = {"ja": "ja", "deels": "deels", "nee": "nee", "weet_niet": "weet niet"}
EVIDENCE = {
    "geen": "nog niet onderzocht",
    "ervaring": "goede ervaringen",
    "onderbouwd": "goed onderbouwd",
    "effectief": "onderzocht en werkzaam",
}
PROGRESS = {"open": "nog niet begonnen", "bezig": "bezig", "klaar": "klaar", "gestopt": "gestopt"}
ANSWERS = {"ja": "ja", "deels": "deels", "nee": "nee", "onbekend": "weten we niet"}

Kind = Literal[
    "text", "story", "function", "amount", "whole", "percentage", "date", "past", "deadline", "phone", "choice",
    "choices", "theme", "goal", "question", "indicator",
]  # fmt: skip
WORDS = ("text", "story", "function", "amount", "goal")
"""Kinds in which somebody may write what points at a person."""


@dataclass(frozen=True)
class Column:
    """One column of a file.

    Attributes
    ----------
    about
        What belongs in it, in Dutch, for the guide beside the templates.
    kind
        In every text no person may be recognisable; ``story`` is one in which people say things, ``function`` the
        work somebody does, ``amount`` a number that may have a sign such as %; ``past`` is a date that
        cannot be later than today, ``deadline`` one that should not be earlier; ``choices`` is several words
        of the list with a + between them.
    required
        Whether every row needs it.
    options
        The words of a choice, with what they mean to a reader.
    """

    about: str
    kind: Kind = "text"
    required: bool = False
    options: Mapping[str, str] | None = None


@dataclass(frozen=True)
class File:
    """One kind of file: its columns, what makes a row unique, and who may see it unless the folder says else."""

    title: str
    about: str
    columns: Mapping[str, Column]
    key: tuple[str, ...]
    openness: Openness = "partners"
    never_open: bool = False
    ranges: tuple[tuple[str, str], ...] = ()
    """Pairs of columns that are the bounds of one number."""


_GROUP = Column("Groep deelnemers.", "choice", True, GROUPS)
_THEME = Column("Thema, zoals het in themas.csv heet.", "theme", True)

FILES: dict[str, File] = {
    "themas": File(
        "Thema's",
        "De thema's waarover gestemd wordt: uit de cijfers, en hoogstens drie die alleen de wijk kent.",
        {
            "thema": Column("Korte naam zonder spaties, zoals eenzaamheid.", required=True),
            "naam": Column("De naam zoals deelnemers hem lezen.", required=True),
            "herkomst": Column(
                "Waar het thema vandaan komt.", "choice", True, {"cijfers": "uit de cijfers", "wijk": "uit de wijk"}
            ),
        },
        key=("thema",),
    ),
    "aanwezigen": File(
        "Aanwezigen",
        "Wie er komen, per discipline. Geen namen.",
        {
            "discipline": Column("Zoals huisarts, wijkverpleegkundige, politie, bewoner.", "function", True),
            "groep": _GROUP,
            "aantal": Column("Hoeveel mensen.", "whole", True),
        },
        key=("discipline", "groep"),
    ),
    "interviews": File(
        "Gesprekken",
        "Wat mensen in gesprekken vooraf zeggen. Geen namen, geen verhalen waarin iemand te herkennen is.",
        {
            "nummer": Column("Nummer van het gesprek.", required=True),
            "datum": Column("Dag van het gesprek.", "past", True),
            "rol": Column("Functie of rol, zoals praktijkondersteuner.", "function", True),
            "groep": _GROUP,
            "thema": _THEME,
            "gaat_goed": Column("Wat gaat goed.", "story"),
            "kan_beter": Column("Wat kan beter.", "story"),
        },
        key=("nummer", "thema"),
        openness="intern",
        never_open=True,
    ),
    "herkenning": File(
        "Herkennen we dit?",
        "Per cijfer of mensen het herkennen. Ook 'nee' blijft naast het cijfer staan.",
        {
            "cijfer": Column("Naam van het cijfer, zoals eenzaam_pct.", "indicator", True),
            "groep": _GROUP,
            "herkend": Column("Of de groep het cijfer herkent.", "choice", True, RECOGNISED),
            "toelichting": Column("Waarom wel of niet.", "story"),
            "datum": Column("Dag van het gesprek.", "past", True),
        },
        key=("cijfer", "groep", "datum"),
    ),
    "sociale_kaart": File(
        "Sociale kaart",
        "Wie biedt wat aan wie, en hoe u hen bereikt.",
        {
            "organisatie": Column("Naam van de organisatie.", required=True),
            "aanbod": Column("Wat zij doen.", required=True),
            "thema": _THEME,
            "voor_wie": Column("Voor wie het is.", required=True),
            "telefoon": Column("Telefoonnummer van de organisatie, als tekst.", "phone"),
            "bereikbaar": Column("Dagen en tijden."),
            "gecontroleerd": Column("Dag waarop iemand dit heeft nagevraagd.", "past", True),
        },
        key=("organisatie", "aanbod", "thema"),
    ),
    "interventies": File(
        "Interventies",
        "Wat er al is: voor wie, hoeveel plaatsen per jaar, hoeveel mensen het bereikt en bij wie het helpt.",
        {
            "interventie": Column("Naam.", required=True),
            "thema": _THEME,
            "doelgroep": Column("Voor wie het is.", required=True),
            "doelgroep_van": Column("Mensen in de doelgroep in dit gebied, ten minste.", "whole", True),
            "doelgroep_tot": Column("Mensen in de doelgroep in dit gebied, ten hoogste.", "whole", True),
            "capaciteit_per_jaar": Column("Plaatsen per jaar.", "whole"),
            "bereik_van": Column("Mensen bereikt per jaar, ten minste.", "whole", True),
            "bereik_tot": Column("Mensen bereikt per jaar, ten hoogste.", "whole", True),
            "effect_van_pct": Column("Bij hoeveel procent van de deelnemers het helpt, ten minste.", "percentage"),
            "effect_tot_pct": Column("Bij hoeveel procent van de deelnemers het helpt, ten hoogste.", "percentage"),
            "bewijs": Column("Wat er over de werking bekend is.", "choice", True, EVIDENCE),
            "aanname": Column("Waar deze getallen op rusten.", required=True),
        },
        key=("interventie", "thema"),
        ranges=(
            ("doelgroep_van", "doelgroep_tot"),
            ("bereik_van", "bereik_tot"),
            ("effect_van_pct", "effect_tot_pct"),
        ),
    ),
    "stembriefjes": File(
        "Stembriefjes",
        "Eén regel per stembriefje. De stempagina schrijft dit bestand.",
        {
            "stem": Column("Nummer van het stembriefje.", required=True),
            "groep": _GROUP,
            "eerste": Column("Thema op de eerste plaats.", "theme", True),
            "tweede": Column("Thema op de tweede plaats.", "theme"),
            "derde": Column("Thema op de derde plaats.", "theme"),
        },
        key=("stem",),
        never_open=True,
    ),
    "ambitie": File(
        "Ambitie",
        "Waar de wijk naartoe wil, van vier kanten bekeken.",
        {
            "perspectief": Column("Van welke kant.", "choice", True, PERSPECTIVES),
            "tekst": Column("Eén of twee zinnen.", "story", True),
        },
        key=("perspectief",),
    ),
    "doelen": File(
        "Doelen",
        "Hoogstens vijf doelen.",
        {
            "doel": Column("Nummer of korte naam van het doel.", required=True),
            "titel": Column("Het doel in één zin.", required=True),
            "thema": _THEME,
            "doelgroep": Column("Voor wie.", required=True),
            "doelgroep_van": Column("Mensen in de doelgroep, ten minste.", "whole", True),
            "doelgroep_tot": Column("Mensen in de doelgroep, ten hoogste.", "whole", True),
            "nodig_van_pct": Column("Deel van de doelgroep dat bereikt moet worden, ten minste.", "percentage"),
            "nodig_tot_pct": Column("Deel van de doelgroep dat bereikt moet worden, ten hoogste.", "percentage"),
            "soort_maat": Column(
                "Of u met een cijfer of met iets uit het eigen proces meet.", "choice", True,
                {"cijfer": "cijfer", "proces": "procesmaat"},
            ),
            "maat": Column("Naam van het cijfer, of wat u telt (zoals: deelnemers aan de cursus).", required=True),
            "nu": Column("Waarde van de maat nu.", "amount"),
            "streven": Column("Waarde waar u naartoe wilt.", "amount"),
            "eigenaar": Column("Functie, geen naam van een mens.", "function", True),
            "klaar_op": Column("Dag waarop het doel gehaald moet zijn.", "deadline", True),
            "aanname": Column("Waar de getallen op rusten.", required=True),
        },
        key=("doel",),
        ranges=(("doelgroep_van", "doelgroep_tot"), ("nodig_van_pct", "nodig_tot_pct")),
    ),
    "acties": File(
        "Acties",
        "Wie doet wat, en wanneer is het klaar.",
        {
            "actie": Column("Wat er gebeurt.", "story", True),
            "doel": Column("Nummer van het doel uit doelen.csv.", "goal", True),
            "wie": Column("Functie, geen naam van een mens.", "function", True),
            "klaar_op": Column("Dag waarop het klaar moet zijn.", "deadline", True),
            "quadruple_aim": Column("Waar het aan bijdraagt; meer woorden met een + ertussen.", "choices", True,
                                    QUADRUPLE_AIM),
            "stand": Column("Hoe ver het is.", "choice", True, PROGRESS),
        },
        key=("actie", "doel"),
    ),
    "stroomschema": File(
        "Stroomschema",
        "Vragen om mee te beginnen, ook als er nog geen cijfers zijn.",
        {
            "vraag": Column("Naam van de vraag.", "question", True),
            "antwoord": Column("Het antwoord.", "choice", True, ANSWERS),
            "toelichting": Column("Waarom.", "story"),
        },
        key=("vraag",),
    ),
}  # fmt: skip
MOST_GOALS = 5
MOST_OWN_THEMES = 3
"""Themes that open data cannot show, beside those of the figures (METHODS §5.4)."""
