"""Sheets for what people do themselves around a meeting: interview each other, mean the same by a word, see the wijk.

No figures and nothing that people filled in: these work in any wijk, also in one without figures.
"""

from __future__ import annotations

from wijkanalyse.dialogue.area import Dialogue
from wijkanalyse.sections.kit.paper import listed, sheet
from wijkanalyse.show.fragments import Fragment, escape, join
from wijkanalyse.show.tables import table

WORDS = {
    "Inwoners": "Iedereen die in de wijk woont, jong en oud.",
    "Bewoners": "Inwoners die hier meepraten.",
    "Professionals": "Mensen die in de wijk werken, in zorg, welzijn, onderwijs of bij de gemeente.",
    "Thema": "Waar we over praten en uit kiezen, zoals eenzaamheid.",
    "Cijfer": "Eén getal over de hele wijk. Het zegt niets over één mens.",
    "Schatting": "Een berekend cijfer. Er is niemand geteld.",
    "Herkennen": "Zien wat het cijfer zegt, in uw werk of in uw straat. Niet herkennen mag.",
    "Doelgroep": "De mensen voor wie we iets doen.",
    "Aanbod": "Wat er al is: een cursus, een spreekuur, een eettafel.",
    "Bereik": "Hoeveel mensen in een jaar echt meedoen.",
    "Doel": "Wat er anders is, voor hoeveel mensen, en wanneer.",
    "Actie": "Iets dat één iemand doet, met een dag waarop het klaar is.",
}
"""Words of the evening, each with one meaning."""
OF_FIGURES = ("Cijfer", "Schatting", "Herkennen")
"""Words that nobody needs where there are no figures."""
STOPS = 6
"""Places on a route: two hours by bicycle."""


def guides(dialogue: Dialogue) -> Fragment:
    """Three sheets: residents interview each other, words with one meaning, and the route of a tour of the wijk."""
    return join(*(part.html for part in (_residents_interview(dialogue), _words(dialogue), _route(dialogue))))


def _residents_interview(dialogue: Dialogue) -> Fragment:
    return sheet(
        "Bewoners interviewen elkaar",
        "<p>Twee bewoners, een half uur. Eerst vraagt de één, dan de ander. U hoeft niets op te lossen: luisteren is "
        "genoeg.</p>",
        listed(
            [
                f"Hoe lang woont u in {escape(dialogue.name)}? Waar komt u graag?",
                "Wanneer voelt u zich hier goed? Vertel over één moment.",
                "Wat is hier moeilijk? Voor u, of voor mensen die u kent?",
                "Bij wie klopt u aan als er iets is? En wie klopt bij u aan?",
                "Wat zou u hier graag doen of leren?",
                "Eén ding mag morgen anders zijn. Wat kiest u?",
            ],
            "ol",
        ),
        "<h4>Afspraken</h4>",
        listed(
            [
                "U mag een vraag overslaan. U mag stoppen wanneer u wilt.",
                "Schrijf geen namen op, en niets waaraan iemand te herkennen is.",
                "Lees aan het eind voor wat u opschreef. De ander zegt wat weg moet.",
                "Spreek af wie het krijgt, en wanneer u hoort wat ermee gebeurt.",
            ]
        ),
        '<p class="kit-ruimte">Dit willen wij meegeven:</p>',
        kind="kit-heel",
        piece="interview",
    )


def _words(dialogue: Dialogue) -> Fragment:
    words = {w: m for w, m in WORDS.items() if dialogue.has_figures or w not in OF_FIGURES}
    return sheet(
        "Hebben we het over hetzelfde?",
        "<p>Vanavond betekent elk woord één ding. Bedoelt u iets anders? Zeg het, dan kiezen we een ander woord.</p>",
        table("Woorden van de avond", ["Woord", "Wat we ermee bedoelen"], [[w, m] for w, m in words.items()],
              words=True),
        kind="kit-heel kit-woorden", piece="woorden",
    )  # fmt: skip


def _route(dialogue: Dialogue) -> Fragment:
    rows = [[str(n), "", "", "", ""] for n in range(1, STOPS + 1)]
    heads = ["Plek", "Waar", "Wie ontvangt ons", "Voor wie zijn zij er", "Bellen"]
    return sheet(
        "Routeblad voor een wijktour",
        f"<p>Samen lopend of op de fiets langs plekken in {escape(dialogue.name)}. Twee uur, niet meer dan {STOPS} "
        "plekken, bij elke plek een kwartier. Neem mensen mee die elkaar nog niet kennen.</p>",
        table("Route", heads, rows, words=True),
        "<h4>Vraag overal hetzelfde</h4>",
        listed(
            [
                "Wat doet u, en wanneer kan iemand hier terecht?",
                "Wie komt hier niet, en zou wel welkom zijn?",
                "Hoe hoort een verwijzer wat er van een verwijzing is gekomen?",
            ]
        ),
        "<p>Zet na afloop elke plek met telefoonnummer in de bereikbaarheidslijst.</p>",
        kind="kit-heel kit-route",
        piece="route",
    )
