"""Which files a folder of an area may hold, and what each column means.

One declaration serves the templates, the guide that lies beside them, the page to
fill them in, the checks and the reading. Columns have Dutch names: partners fill them in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from wijkanalyse.editions import Openness

GROUPS = {"zorg": "Zorg", "welzijn_gemeente": "Welzijn en gemeente", "bewoners": "Bewoners"}
WHO_IS_IN = {
    "zorg": "huisarts, wijkverpleging, apotheek, fysiotherapie, ggz",
    "welzijn_gemeente": "ook wijkagent, school, kinderopvang, woningcorporatie, kerk, moskee en sportclub",
    "bewoners": "u woont hier en bent hier niet voor uw werk",
}
"""What a ballot says of each group, so that nobody has to ask where they belong."""
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
ORGANISED = {"trekker": "trekker", "wijkmanager": "wijkmanager", "stuurgroep": "stuurgroep"}
LOGGED = {"verandering": "wat er veranderde", "besluit": "besluit", "succes": "om te vieren"}
"""What a line of the logboek is about."""
ANSWERS = {"ja": "ja", "deels": "deels", "nee": "nee", "onbekend": "weten we niet"}

Kind = Literal[
    "text", "story", "function", "amount", "whole", "percentage", "date", "past", "deadline", "phone", "choice",
    "choices", "theme", "goal", "question", "indicator", "measure", "id", "number",
]  # fmt: skip
WORDS = ("text", "story", "function", "amount", "goal", "measure", "number")
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
        of the list with a + between them; ``measure`` is a figure, or something that people count themselves;
        ``id`` is a short name that is made of the column `naam` when it is empty, ``number`` a number that
        goes on from the row before, or any other short name.
    required
        Whether every row needs it.
    options
        The words of a choice, with what they mean to a reader.
    """

    about: str
    kind: Kind = "text"
    required: bool = False
    options: Mapping[str, str] | None = None


Part = Literal["vooraf", "avond", "jaar"]
PARTS: dict[Part, str] = {"vooraf": "Vooraf", "avond": "Op de avond", "jaar": "Door het jaar"}
"""When people fill a file in; a fault in a file of later stops no document of now."""


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
    part: Part = "jaar"
    page: str = ""
    """The page that writes this file, where it is not the one for all files."""


_GROUP = FileColumn("Groep deelnemers.", "choice", True, GROUPS)
_THEME = FileColumn("Het thema.", "theme", True)

FILES: dict[str, File] = {
    "themas": File(
        "Thema’s",
        "De thema’s waarover u stemt: uit de cijfers, en niet meer dan drie die alleen de wijk kent.",
        {
            "thema": FileColumn("Korte naam zonder spaties, zoals eenzaamheid.", "id", True),
            "naam": FileColumn("De naam zoals deelnemers hem lezen.", required=True),
            "herkomst": FileColumn(
                "Waar het thema vandaan komt.", "choice", True, {"cijfers": "uit de cijfers", "wijk": "uit de wijk"}
            ),
        },
        key=("thema",),
        part="vooraf",
    ),
    "aanwezigen": File(
        "Aanwezigen",
        "Wie er komen, per discipline. Geen namen.",
        {
            "discipline": FileColumn("Zoals huisarts, wijkverpleegkundige, politie, bewoner.", "function", True),
            "groep": _GROUP,
            "aantal": FileColumn("Hoeveel mensen.", "whole", True),
            "bijdrage": FileColumn("Wat zij op zich kunnen nemen, zoals ‘verwijzen en terugbellen’.", "story"),
        },
        key=("discipline", "groep"),
        part="vooraf",
    ),
    "interviews": File(
        "Gesprekken",
        "Wat mensen in gesprekken vooraf zeggen. Geen namen, geen verhalen waarin iemand te herkennen is.",
        {
            "nummer": FileColumn("Nummer van het gesprek.", "number", True),
            "datum": FileColumn("Dag van het gesprek.", "past", True),
            "rol": FileColumn("Functie of rol, zoals praktijkondersteuner.", "function", True),
            "groep": _GROUP,
            "thema": _THEME,
            "gaat_goed": FileColumn("Wat gaat goed.", "story"),
            "kan_beter": FileColumn("Wat kan beter.", "story"),
        },
        key=("nummer", "thema"),
        part="vooraf",
        openness="intern",
        never_open=True,
    ),
    "herkenning": File(
        "Herkennen we dit?",
        "Per cijfer of mensen het herkennen. Ook ‘nee’ blijft bij het cijfer staan.",
        {
            "cijfer": FileColumn("Het cijfer waarover het gaat.", "indicator", True),
            "groep": _GROUP,
            "herkend": FileColumn("Of de groep het cijfer herkent.", "choice", True, RECOGNISED),
            "toelichting": FileColumn("Waarom wel of niet.", "story"),
            "datum": FileColumn("Dag van het gesprek.", "past", True),
        },
        key=("cijfer", "groep", "datum"),
        part="avond",
    ),
    "sociale_kaart": File(
        "Sociale kaart",
        "Wie biedt wat aan wie, en hoe u hen bereikt.",
        {
            "organisatie": FileColumn("Naam van de organisatie.", required=True),
            "aanbod": FileColumn("Wat zij doen.", required=True),
            "thema": _THEME,
            "voor_wie": FileColumn("Voor wie het is.", required=True),
            "telefoon": FileColumn("Telefoonnummer van de organisatie.", "phone"),
            "bereikbaar": FileColumn("Dagen en tijden."),
            "gecontroleerd": FileColumn("Dag waarop iemand dit heeft nagevraagd.", "past", True),
        },
        key=("organisatie", "aanbod", "thema"),
        part="vooraf",
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
        part="vooraf",
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
            "stem": FileColumn("Nummer van het stembriefje.", "number", True),
            "groep": _GROUP,
            "eerste": FileColumn("Thema op de eerste plaats.", "theme", True),
            "tweede": FileColumn("Thema op de tweede plaats.", "theme"),
            "derde": FileColumn("Thema op de derde plaats.", "theme"),
            "samen": FileColumn("Thema waarbij deze stemmer iets ziet om samen te doen.", "theme"),
            "telt_bij": FileColumn(
                "Bij minder dan vijf stemmers: de groep waarmee deze groep samen telt, of de eigen groep om apart te "
                "tellen.", "choice", options=GROUPS,
            ),
        },
        key=("stem",),
        part="avond",
        page="stemmen.html",
        never_open=True,
    ),
    "opbrengst": File(
        "Opbrengst van de avond",
        "Wat een tafel over een thema opschreef. Geen namen.",
        {
            "tafel": FileColumn("Nummer van de tafel.", "number", True),
            "thema": _THEME,
            "gaat_goed": FileColumn("Wat gaat goed.", "story"),
            "kan_beter": FileColumn("Wat kan beter.", "story"),
            "samen": FileColumn("Waar kunnen we samen iets aan doen.", "story"),
        },
        key=("tafel", "thema"),
        part="avond",
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
            "doel": FileColumn("Nummer of korte naam van het doel.", "number", True),
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
            "maat": FileColumn("Het cijfer, of wat u telt (zoals: deelnemers aan de cursus).", "measure", True),
            "nu": FileColumn("Waarde van de maat nu.", "amount"),
            "streven": FileColumn("Waarde waar u naartoe wilt.", "amount"),
            "eigenaar": FileColumn("Functie, geen naam van een mens.", "function", True),
            "klaar_op": FileColumn("Dag waarop het doel gehaald moet zijn.", "deadline", True),
            "aanname": FileColumn("Waar de getallen op rusten.", required=True),
            "ambitie": FileColumn("Bij welke kant van de ambitie dit doel hoort.", "choice", options=PERSPECTIVES),
        },
        key=("doel",),
        ranges=(("doelgroep_van", "doelgroep_tot"), ("nodig_van_pct", "nodig_tot_pct")),
    ),
    "acties": File(
        "Acties",
        "Wie doet wat, en wanneer is het klaar.",
        {
            "actie": FileColumn("Wat er gebeurt.", "story", True),
            "doel": FileColumn("Het doel waar het bij hoort.", "goal", True),
            "wie": FileColumn("Functie, geen naam van een mens.", "function"),
            "klaar_op": FileColumn("Dag waarop het klaar moet zijn.", "deadline", True),
            "quadruple_aim": FileColumn("Waar het aan bijdraagt.", "choices", True,
                                    QUADRUPLE_AIM),
            "stand": FileColumn("Hoe ver het is.", "choice", True, PROGRESS),
        },
        key=("actie", "doel"),
    ),
    "afspraken": File(
        "Afspraken",
        "Hoe u samenwerkt, zoals wie na een verwijzing terugbelt. Wat u één keer doet, hoort bij de acties.",
        {
            "afspraak": FileColumn("Wat u afspreekt.", "story", True),
            "wie": FileColumn("Tussen wie: functies of organisaties, geen namen van mensen.", "function", True),
            "klaar_op": FileColumn("Dag waarop de afspraak moet werken.", "deadline", True),
            "gecontroleerd": FileColumn("Dag waarop iemand naging dat de afspraak werkt. Leeg: nog niet.", "past"),
        },
        key=("afspraak",),
    ),
    "organisatie": File(
        "Organisatie",
        "Wie dit op zich neemt, met hoeveel uren, en tot wanneer er geld is. Eén regel per trekker, wijkmanager of "
        "lid van de stuurgroep.",
        {
            "taak": FileColumn("Welke taak.", "choice", True, ORGANISED),
            "wie": FileColumn("Functie of organisatie, geen naam van een mens.", "function", True),
            "uren_per_week": FileColumn("Uren per week, in hele uren.", "whole"),
            "betaald_door": FileColumn("Wie deze uren betaalt.", "function"),
            "geld_tot": FileColumn("Dag tot wanneer er geld is.", "date"),
        },
        key=("taak", "wie"),
    ),
    "logboek": File(
        "Logboek",
        "Wat er sinds het begin gebeurde. Zet er regels bij, en haal er geen weg. Het bord schrijft dit bestand.",
        {
            "datum": FileColumn("Dag waarop het gebeurde.", "past", True),
            "rol": FileColumn("Functie van wie dit opschrijft, geen naam van een mens.", "function", True),
            "soort": FileColumn("Waar de regel over gaat.", "choice", True, LOGGED),
            "wat": FileColumn("Wat er veranderde, wat u besloot of wat lukte.", "story", True),
        },
        key=("datum", "rol", "soort", "wat"),
        page="bord.html",
        never_open=True,
    ),
    "ervaringen": File(
        "Ervaringen",
        "Wat werkte en wat niet, om met andere wijken te delen. Geen namen van mensen, organisaties of plaatsen.",
        {
            "aanbod": FileColumn("Wat u deed, in een paar woorden die overal te begrijpen zijn.", "story", True),
            "interventie": FileColumn("Naam van de interventie, als die in de lijst staat: dan gaat het bereik mee."),
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
            "vraag": FileColumn("De vraag.", "question", True),
            "antwoord": FileColumn("Het antwoord.", "choice", True, ANSWERS),
            "toelichting": FileColumn("Waarom.", "story"),
        },
        key=("vraag",),
        part="vooraf",
    ),
}  # fmt: skip
IN_A_FILE: dict[Kind, str] = {
    "theme": "Zoals het in themas.csv heet.",
    "goal": "Het nummer of de titel uit doelen.csv.",
    "indicator": "De naam, of de code uit definities.csv van het zipbestand.",
    "question": "De korte naam staat al in het bestand.",
    "choices": "Meer woorden met een + ertussen.",
    "phone": "Als tekst.",
}
"""What somebody has to know who writes in a file; a page has lists and boxes for it."""


def files_until(part: Part) -> list[str]:
    """The files that are filled in before the end of a part, in the order of their declaration.

    Examples
    --------
    >>> "acties" in files_until("avond"), "acties" in files_until("jaar")
    (False, True)
    """
    order = list(PARTS)
    return [kind for kind, file in FILES.items() if order.index(file.part) <= order.index(part)]


def label_of(column: str) -> str:
    """The name of a column as people read it.

    Examples
    --------
    >>> label_of("nodig_van_pct")
    'Nodig van (%)'
    """
    return column.replace("_pct", " (%)").replace("_", " ").capitalize()


MOST_GOALS = 5
MOST_OWN_THEMES = 3
"""Themes that open data cannot show, beside those of the figures (METHODS §5.4)."""
