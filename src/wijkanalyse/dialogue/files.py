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
class FileColumn:
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
    columns: Mapping[str, FileColumn]
    key: tuple[str, ...]
    openness: Openness = "partners"
    never_open: bool = False
    ranges: tuple[tuple[str, str], ...] = ()
    """Pairs of columns that are the bounds of one number."""


_GROUP = FileColumn("Groep deelnemers.", "choice", True, GROUPS)
_THEME = FileColumn("Thema, zoals het in themas.csv heet.", "theme", True)

FILES: dict[str, File] = {
    "themas": File(
        "Thema’s",
        "De thema’s waarover u stemt: uit de cijfers, en niet meer dan drie die alleen de wijk kent.",
        {
            "thema": FileColumn("Korte naam zonder spaties, zoals eenzaamheid.", required=True),
            "naam": FileColumn("De naam zoals deelnemers hem lezen.", required=True),
            "herkomst": FileColumn(
                "Waar het thema vandaan komt.", "choice", True, {"cijfers": "uit de cijfers", "wijk": "uit de wijk"}
            ),
        },
        key=("thema",),
    ),
    "aanwezigen": File(
        "Aanwezigen",
        "Wie er komen, per discipline. Geen namen.",
        {
            "discipline": FileColumn("Zoals huisarts, wijkverpleegkundige, politie, bewoner.", "function", True),
            "groep": _GROUP,
            "aantal": FileColumn("Hoeveel mensen.", "whole", True),
        },
        key=("discipline", "groep"),
    ),
    "interviews": File(
        "Gesprekken",
        "Wat mensen in gesprekken vooraf zeggen. Geen namen, geen verhalen waarin iemand te herkennen is.",
        {
            "nummer": FileColumn("Nummer van het gesprek.", required=True),
            "datum": FileColumn("Dag van het gesprek.", "past", True),
            "rol": FileColumn("Functie of rol, zoals praktijkondersteuner.", "function", True),
            "groep": _GROUP,
            "thema": _THEME,
            "gaat_goed": FileColumn("Wat gaat goed.", "story"),
            "kan_beter": FileColumn("Wat kan beter.", "story"),
        },
        key=("nummer", "thema"),
        openness="intern",
        never_open=True,
    ),
    "herkenning": File(
        "Herkennen we dit?",
        "Per cijfer of mensen het herkennen. Ook ‘nee’ blijft bij het cijfer staan.",
        {
            "cijfer": FileColumn("Naam van het cijfer, zoals in definities.csv van het zipbestand.", "indicator", True),
            "groep": _GROUP,
            "herkend": FileColumn("Of de groep het cijfer herkent.", "choice", True, RECOGNISED),
            "toelichting": FileColumn("Waarom wel of niet.", "story"),
            "datum": FileColumn("Dag van het gesprek.", "past", True),
        },
        key=("cijfer", "groep", "datum"),
    ),
    "sociale_kaart": File(
        "Sociale kaart",
        "Wie biedt wat aan wie, en hoe u hen bereikt.",
        {
            "organisatie": FileColumn("Naam van de organisatie.", required=True),
            "aanbod": FileColumn("Wat zij doen.", required=True),
            "thema": _THEME,
            "voor_wie": FileColumn("Voor wie het is.", required=True),
            "telefoon": FileColumn("Telefoonnummer van de organisatie, als tekst.", "phone"),
            "bereikbaar": FileColumn("Dagen en tijden."),
            "gecontroleerd": FileColumn("Dag waarop iemand dit heeft nagevraagd.", "past", True),
        },
        key=("organisatie", "aanbod", "thema"),
    ),
    "interventies": File(
        "Interventies",
        "Wat er al is: voor wie, hoeveel plaatsen per jaar, hoeveel mensen het bereikt en bij wie het helpt.",
        {
            "interventie": FileColumn("Naam.", required=True),
            "thema": _THEME,
            "doelgroep": FileColumn("Voor wie het is.", required=True),
            "doelgroep_van": FileColumn("Mensen in de doelgroep in dit gebied, minstens.", "whole", True),
            "doelgroep_tot": FileColumn("Mensen in de doelgroep in dit gebied, ten hoogste.", "whole", True),
            "capaciteit_per_jaar": FileColumn("Plaatsen per jaar.", "whole"),
            "bereik_van": FileColumn("Mensen bereikt per jaar, minstens.", "whole", True),
            "bereik_tot": FileColumn("Mensen bereikt per jaar, ten hoogste.", "whole", True),
            "effect_van_pct": FileColumn("Bij hoeveel procent van de deelnemers het helpt, minstens.", "percentage"),
            "effect_tot_pct": FileColumn("Bij hoeveel procent van de deelnemers het helpt, ten hoogste.", "percentage"),
            "bewijs": FileColumn("Wat er over de werking bekend is.", "choice", True, EVIDENCE),
            "aanname": FileColumn("Waar deze getallen op rusten.", required=True),
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
            "stem": FileColumn("Nummer van het stembriefje.", required=True),
            "groep": _GROUP,
            "eerste": FileColumn("Thema op de eerste plaats.", "theme", True),
            "tweede": FileColumn("Thema op de tweede plaats.", "theme"),
            "derde": FileColumn("Thema op de derde plaats.", "theme"),
        },
        key=("stem",),
        never_open=True,
    ),
    "ambitie": File(
        "Ambitie",
        "Waar de wijk naartoe wil, van vier kanten bekeken.",
        {
            "perspectief": FileColumn("Van welke kant.", "choice", True, PERSPECTIVES),
            "tekst": FileColumn("Eén of twee zinnen.", "story", True),
        },
        key=("perspectief",),
    ),
    "doelen": File(
        "Doelen",
        "Hoogstens vijf doelen.",
        {
            "doel": FileColumn("Nummer of korte naam van het doel.", required=True),
            "titel": FileColumn("Het doel in één zin.", required=True),
            "thema": _THEME,
            "doelgroep": FileColumn("Voor wie.", required=True),
            "doelgroep_van": FileColumn("Mensen in de doelgroep, minstens.", "whole", True),
            "doelgroep_tot": FileColumn("Mensen in de doelgroep, ten hoogste.", "whole", True),
            "nodig_van_pct": FileColumn("Deel van de doelgroep dat bereikt moet worden, minstens.", "percentage"),
            "nodig_tot_pct": FileColumn("Deel van de doelgroep dat bereikt moet worden, ten hoogste.", "percentage"),
            "soort_maat": FileColumn(
                "Of u met een cijfer of met iets uit het eigen proces meet.", "choice", True,
                {"cijfer": "cijfer", "proces": "procesmaat"},
            ),
            "maat": FileColumn("Naam van het cijfer, of wat u telt (zoals: deelnemers aan de cursus).", required=True),
            "nu": FileColumn("Waarde van de maat nu.", "amount"),
            "streven": FileColumn("Waarde waar u naartoe wilt.", "amount"),
            "eigenaar": FileColumn("Functie, geen naam van een mens.", "function", True),
            "klaar_op": FileColumn("Dag waarop het doel gehaald moet zijn.", "deadline", True),
            "aanname": FileColumn("Waar de getallen op rusten.", required=True),
        },
        key=("doel",),
        ranges=(("doelgroep_van", "doelgroep_tot"), ("nodig_van_pct", "nodig_tot_pct")),
    ),
    "acties": File(
        "Acties",
        "Wie doet wat, en wanneer is het klaar.",
        {
            "actie": FileColumn("Wat er gebeurt.", "story", True),
            "doel": FileColumn("Nummer van het doel uit doelen.csv.", "goal", True),
            "wie": FileColumn("Functie, geen naam van een mens.", "function", True),
            "klaar_op": FileColumn("Dag waarop het klaar moet zijn.", "deadline", True),
            "quadruple_aim": FileColumn("Waar het aan bijdraagt; meer woorden met een + ertussen.", "choices", True,
                                    QUADRUPLE_AIM),
            "stand": FileColumn("Hoe ver het is.", "choice", True, PROGRESS),
        },
        key=("actie", "doel"),
    ),
    "ervaringen": File(
        "Ervaringen",
        "Wat werkte en wat niet, om met andere wijken te delen. Geen namen van mensen, organisaties of plaatsen.",
        {
            "aanbod": FileColumn("Wat u deed, in een paar woorden die overal te begrijpen zijn.", "story", True),
            "interventie": FileColumn("Naam in interventies.csv, als het daar staat: dan gaat het bereik mee.", "text"),
            "thema": _THEME,
            "voor_wie": FileColumn("Voor wie het was.", "story", True),
            "wat": FileColumn("Hoe het ging, in één of twee zinnen.", "story", True),
            "werkte": FileColumn("Wat goed werkte.", "story", True),
            "werkte_niet": FileColumn("Wat niet werkte, of wat u nu anders zou doen.", "story", True),
        },
        key=("aanbod", "thema"),
        openness="openbaar",
    ),
    "stroomschema": File(
        "Stroomschema",
        "Vragen om mee te beginnen, ook als er nog geen cijfers zijn.",
        {
            "vraag": FileColumn("Naam van de vraag.", "question", True),
            "antwoord": FileColumn("Het antwoord.", "choice", True, ANSWERS),
            "toelichting": FileColumn("Waarom.", "story"),
        },
        key=("vraag",),
    ),
}  # fmt: skip
MOST_GOALS = 5
MOST_OWN_THEMES = 3
"""Themes that open data cannot show, beside those of the figures (METHODS §5.4)."""
