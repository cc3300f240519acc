"""The sentences about one figure: a pattern for each kind of number, and words that agree with the number."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import ValidationError

from wijkanalyse.cards.schema import Sentence
from wijkanalyse.methods.comparison import Judgement
from wijkanalyse.profile.verdicts import Comparator, Interval
from wijkanalyse.show import sentences
from wijkanalyse.show.wording import NBSP

UNKNOWN = Interval(float("nan"), float("nan"), "unknown")
SMOKE, CARE, PEOPLE, NEAR, INCOME, FLATS, FIT = (
    "roker_pct", "bijstand_per_1000", "inwoners_aantal", "afstand_huisarts_km", "inkomen_per_inwoner_x1000_euro",
    "meergezinswoningen_pct", "voldoet_aan_beweegrichtlijn_pct",
)  # fmt: skip


@pytest.fixture
def figure(verdicts_of):
    """A figure of the example with the numbers of a test, in 2022."""

    def make(name, number=19.4, there=17.9, **changes):
        found = verdicts_of("WK099511").profile.figure(name)
        value = replace(found.value, number=number, status="ok", period=2022, **changes)
        nederland = None if there is None else replace(value, number=there, lower=float("nan"), upper=float("nan"))
        return replace(found, value=value, nederland=nederland)

    return make


@pytest.fixture
def verdict(verdicts_of, figure):
    """A verdict with the numbers and the state of a test."""

    def make(state, name=SMOKE, number=19.4, there=17.9, *, indicative=False, interval=UNKNOWN, **changes):
        found = verdicts_of("WK099511").of(name)
        against = Comparator("nederland", there if there is not None else float("nan"))
        judged = Judgement(state, indicative=indicative)
        return replace(
            found,
            figure=figure(name, number, there, **changes),
            interval=interval,
            against=against,
            judgement=judged,
        )

    return make


def plain(text):
    return text.replace(NBSP, " ")


@pytest.mark.parametrize(
    ("name", "number", "there", "changes", "said"),
    [
        (SMOKE, 19.4, 17.9, {},
         "Naar schatting rookt in Velp 19,4% van de volwassenen. In Nederland is dat 17,9% (2022)."),
        (SMOKE, 19.4, 17.9, {"lower": 17.0, "upper": 22.0},
         "Naar schatting rookt in Velp 19,4% van de volwassenen. In Nederland is dat 17,9% (2022). "
         "Het cijfer ligt waarschijnlijk tussen 17,0% en 22,0%."),
        (SMOKE, 19.4, 17.9, {"estimate_type": "register"},
         "In Velp rookt 19,4% van de volwassenen. In Nederland is dat 17,9% (2022)."),
        (SMOKE, 19.4, None, {}, "Naar schatting rookt in Velp 19,4% van de volwassenen (2022)."),
        (SMOKE, 19.4, 17.9, {"estimate_type": "survey", "denominator": 1250.0, "lower": 17.0, "upper": 22.0},
         "Van de 1.250 mensen die meededen, rookt 19,4% (2022). "
         "Voor alle volwassenen is dat waarschijnlijk 17,0% tot 22,0%."),
        (CARE, 44.0, 36.0, {},
         "In Velp krijgen 44 van de 1.000 mensen van 15 tot 65 jaar bijstand. In Nederland zijn dat er 36 (2022)."),
        (CARE, 1.0, 1.2, {},
         "In Velp krijgt 1 van de 1.000 mensen van 15 tot 65 jaar bijstand. In Nederland is dat er 1 (2022)."),
        (PEOPLE, 18375.0, 17e6, {}, "In Velp wonen 18.375 mensen (2022)."),
        (PEOPLE, 0.0, 17e6, {}, ""),
        (NEAR, 1.2, 1.0, {},
         "De afstand tot de huisarts is in Velp gemiddeld 1,2 km. In Nederland is dat 1,0 km (2022)."),
        (INCOME, 23.494, 29.2, {},
         "Het inkomen is in Velp gemiddeld 23.500 euro per persoon, kinderen meegeteld. "
         "In Nederland is dat 29.200 euro (2022)."),
        (FLATS, 38.0, 36.0, {}, "Het cijfer ‘Flats en appartementen’ is in Velp 38%. In Nederland is dat 36% (2022)."),
        (SMOKE, 19.4, 17.9, {"status": "too_small"}, "Onbekend: de groep is te klein."),
        (FLATS, 0.0, 36.0, {"status": "range", "least": 30.0, "most": 40.0},
         "Het cijfer ‘Flats en appartementen’ ligt in Velp tussen 30% en 40% (2022)."),
    ],
)  # fmt: skip
def test_the_fact_for_professionals(figure, name, number, there, changes, said):
    status = changes.pop("status", "ok")
    made = figure(name, number, there, **changes)
    made = replace(made, value=replace(made.value, status=status))
    assert plain(sentences.fact(made, "Velp")) == said


def test_nederland_is_not_held_against_itself(figure):
    assert sentences.fact(figure(SMOKE, 17.9, 17.9), "Nederland") == (
        "Naar schatting rookt in Nederland 17,9% van de volwassenen (2022)."
    )


@pytest.mark.parametrize(
    ("name", "number", "there", "changes", "said"),
    [
        (SMOKE, 19.4, 17.9, {"estimate_type": "register"},
         "Van de 100 volwassenen roken er 19. In heel Nederland zijn dat er 18."),
        (SMOKE, 0.6, 0.4, {"estimate_type": "register"},
         "Van de 100 volwassenen rookt er 1. In heel Nederland is dat minder dan 1."),
        (SMOKE, 0.4, 0.6, {"estimate_type": "register"},
         "Minder dan 1 van de 100 volwassenen rookt. In heel Nederland is dat er 1."),
        (SMOKE, 19.5, 17.5, {}, "Naar schatting roken 20 van de 100 volwassenen. In heel Nederland zijn dat er 18."),
        (SMOKE, 1.4, 2.5, {}, "Naar schatting rookt 1 van de 100 volwassenen. In heel Nederland zijn dat er 3."),
        (SMOKE, 0.3, 2.5, {},
         "Naar schatting rookt minder dan 1 van de 100 volwassenen. In heel Nederland zijn dat er 3."),
        (SMOKE, 19.4, None, {"estimate_type": "survey"}, "19 van de 100 mensen die meededen, roken."),
        (CARE, 44.0, 36.0, {},
         "44 van de 1.000 mensen van 15 tot en met 64 jaar krijgen bijstand. In heel Nederland zijn dat er 36."),
        (PEOPLE, 18375.0, 17e6, {}, "Hier wonen 18.375 mensen."),
        (NEAR, 1.2, 1.0, {}, "De huisarts is hier gemiddeld 1,2 km ver. In heel Nederland is dat 1,0 km."),
        (INCOME, 29.7, 29.2, {},
         "Het inkomen is hier gemiddeld 29.700 euro per persoon, kinderen meegeteld. "
         "In heel Nederland is dat 29.200 euro."),
        (SMOKE, 0.0, 17.9, {"status": "not_linked"}, "Dat weten we niet. De grens is veranderd."),
        (SMOKE, 0.0, 17.9, {"status": "disclosure"}, "Dat laten we niet zien, om privacy."),
        (SMOKE, 0.0, 17.9, {"status": "range", "least": 17.5, "most": 22.4}, "Het zijn er 18 tot 22 van de 100."),
        (NEAR, 0.0, 1.0, {"status": "range", "least": 1.0, "most": 2.0}, "Het is 1,0 km tot 2,0 km."),
    ],
)  # fmt: skip
def test_the_fact_for_residents(figure, name, number, there, changes, said):
    status = changes.pop("status", "ok")
    made = figure(name, number, there, **changes)
    made = replace(made, value=replace(made.value, status=status))
    assert plain(sentences.resident_fact(made)) == said


WIDE = Interval(10.0, 30.0, "rounding")


@pytest.mark.parametrize(
    ("state", "kind", "indicative", "said"),
    [
        ("better", "register", False, "Dat is gunstiger dan in Nederland."),
        ("slightly_better", "register", False, "Dat is iets gunstiger dan in Nederland."),
        ("slightly_worse", "register", False, "Dat is iets ongunstiger dan in Nederland."),
        ("worse", "register", False, "Dat is ongunstiger dan in Nederland."),
        ("better", "model", True, "Dat lijkt gunstiger dan in Nederland."),
        ("slightly_better", "model", True, "Dat lijkt iets gunstiger dan in Nederland."),
        ("slightly_worse", "model", True, "Dat lijkt iets ongunstiger dan in Nederland."),
        ("worse", "model", False, "Dat is waarschijnlijk ongunstiger dan in Nederland."),
        ("worse", "survey", False,
         "Dat is ongunstiger dan in Nederland. Het verschil is te groot om toeval te zijn."),
        ("alike", "register", False, "Dat is bijna gelijk aan Nederland."),
        ("alike", "model", True, "Dat is bijna gelijk aan Nederland."),
        ("not_distinguishable", "register", False, "Er is geen duidelijk verschil met Nederland."),
        ("not_distinguishable", "model", True, "Er is geen duidelijk verschil met Nederland."),
        ("not_distinguishable", "model", False, "Er is geen duidelijk verschil: dit kan toeval zijn."),
        ("not_distinguishable", "survey", False, "Er is geen duidelijk verschil: dit kan toeval zijn."),
        ("no_judgement", "register", False, "Dit is achtergrond, zonder oordeel."),
        ("cannot_be_judged", "model", False, "Dit cijfer is niet te beoordelen: de bron zegt niet hoe zeker het is."),
        ("cannot_be_judged", "survey", False, "Er deden te weinig mensen mee om dit te beoordelen."),
    ],
)  # fmt: skip
def test_the_judgement_has_the_words_of_its_kind_of_number(verdict, state, kind, indicative, said):
    assert sentences.judgement(verdict(state, estimate_type=kind, indicative=indicative)) == said


def test_another_comparator_is_named(verdict):
    made = replace(verdict("better"), against=Comparator("gemeente", 17.9))
    assert sentences.judgement(made) == "Dat is waarschijnlijk gunstiger dan in de gemeente."


@pytest.mark.parametrize(
    ("made", "why"),
    [
        ({"there": None}, "van Nederland is er geen cijfer"),
        ({"interval": WIDE}, "de groep is te klein"),
        ({"name": CARE}, "het aantal inwoners veranderde dat jaar veel"),
    ],
)
def test_it_says_why_a_known_number_cannot_be_judged(verdict, made, why):
    found = verdict("cannot_be_judged", **made)
    assert sentences.judgement(found) == f"Dit cijfer is niet te beoordelen: {why}."


@pytest.mark.parametrize(
    ("name", "number", "there", "said"),
    [
        (SMOKE, 12.0, 17.9, "minder mensen roken"),
        (SMOKE, 22.0, 17.9, "meer mensen roken"),
        (FIT, 60.0, 50.0, "meer mensen bewegen genoeg"),
        (NEAR, 0.4, 1.0, "de huisarts is dichtbij"),
        (INCOME, 35.0, 29.2, "mensen hebben een hoger inkomen"),
        (FLATS, 40.0, 36.0, "‘Flats en appartementen’ is hoger"),
        (SMOKE, 12.0, None, ""),
    ],
)
def test_what_is_strong_is_said_of_people(verdict, name, number, there, said):
    assert sentences.strength(verdict("better", name, number, there)) == said


def test_every_shown_figure_that_is_judged_has_a_sentence(catalogue):
    without = [
        card.id
        for card in catalogue.indicators.values()
        if card.shown and card.better_when != "neutral" and card.sentence is None
    ]
    assert not without


def test_no_sentence_of_the_example_is_longer_than_a_reader_can_hold(verdicts_of):
    verdicts = verdicts_of("WK099511")
    made = [
        sentence
        for v in verdicts.all
        if v.figure.indicator.sentence
        for text in (sentences.fact(v.figure, "Warande"), sentences.resident_fact(v.figure))
        for sentence in text.split(". ")
    ]
    long = [sentence for sentence in made if len(sentence.split()) > 25]
    assert not long, "\n".join(long)


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"wie": "volwassenen", "ev": "rookt"},
        {"wie": "volwassenen", "ev": "rookt", "mv": "roken", "wat": "de huisarts"},
        {"zin": "Het is {n}", "meer": "a", "minder": "b"},
        {"zin": "Het is {hier} {n}"},
        {"wat": "de huisarts", "rest": "dichtbij"},
        {"wat": "de huisarts", "meer": "a", "minder": "b"},
    ],
)
def test_a_card_cannot_have_half_a_sentence(words):
    with pytest.raises(ValidationError):
        Sentence(**words)
