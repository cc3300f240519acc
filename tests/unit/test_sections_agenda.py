"""Where to start, as a reader sees it: plain words, what is missing said, nothing claimed that the figures cannot."""

from __future__ import annotations

import re

import pytest

from wijkanalyse.agenda.agenda import Agenda
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdicts
from wijkanalyse.sections import report as sections

WARANDE, VELP, HOLTHONE, GEMEENTE = "WK099511", "WK027502", "WK016015", "GM0160"
AREAS = [WARANDE, VELP, HOLTHONE, GEMEENTE, "WK016001", "WK027700", "WK051807", "tilburg-noord", "kern-dedemsvaart"]
FORBIDDEN = ["significant", "slechtst", "doordat", "veroorza", "oorzaak", "probleemwijk", "achterstandswijk", "nan"]


@pytest.fixture(scope="module")
def shown(example, catalogue):
    """The sections of an area as text and as HTML, made once."""
    processed = Processed(example)
    made = {}

    def make(code):
        if code not in made:
            verdicts = Verdicts(Profile(processed.areas.find(code), processed, catalogue, "openbaar"))
            agenda = Agenda(verdicts)
            made[code] = {
                "summary": sections.summary(agenda).html,
                "candidates": sections.candidates(agenda).html,
                "now_and_later": sections.now_and_later(agenda).html,
                "acceptability": sections.acceptability(agenda).html,
                "targets": sections.targets(verdicts).html,
                "positieve_gezondheid": sections.positieve_gezondheid(verdicts).html,
            }
        return made[code]

    return make


@pytest.mark.parametrize("code", AREAS)
def test_no_section_says_what_the_figures_cannot_say(shown, code):
    for name, html in shown(code).items():
        words = re.sub(r"<[^>]+>", " ", html).lower()
        assert not [w for w in FORBIDDEN if re.search(rf"\b{w}", words)], name


@pytest.mark.parametrize("code", [WARANDE, VELP, "tilburg-noord"])
def test_the_list_has_ten_themes_three_open_places_and_no_numbers_in_front(shown, code):
    html = shown(code)["candidates"]
    assert html.count('<tr><th scope="row">') == 10
    assert html.count("<li><strong>") == 3
    assert "<ol" not in html
    assert "Bewoners en professionals kiezen samen." in html


def test_a_part_that_is_not_known_is_marked(shown):
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', shown(WARANDE)["candidates"])
    (access,) = (row for row in rows if "Voorzieningen dichtbij" in row)
    assert access.count("onbekend") == 1, "the number of people"
    (weight,) = (row for row in rows if "Bewegen en gezond gewicht" in row)
    assert weight.count("onbekend") == 1, "the change"


def test_modelled_people_are_called_an_estimate_and_counted_people_have_their_rounding(shown):
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', shown(VELP)["candidates"])
    smoking = next(r for r in rows if "Roken" in r)
    assert "ongeveer 2.900" in smoking
    assert "schatting" in smoking
    work = next(r for r in rows if ">Werk" in r)
    assert "970 <small>(965 tot 975)</small>" in work
    assert "schatting" not in work


def test_few_inhabitants_are_told_and_pointed_to_their_neighbours(shown):
    assert "minder dan 500 mensen" in shown(HOLTHONE)["candidates"]
    assert "Veel cijfers zijn daarom niet te zien" in shown(HOLTHONE)["summary"]
    for name in ("summary", "now_and_later"):
        assert "Geen thema" not in shown(HOLTHONE)[name], "themes that were not compared cannot be denied"


def test_page_one_and_the_list_say_the_same_sentence(shown):
    for code, words in {
        VELP: "Eén thema staat voorop: ‘Gezondheid en beperkingen’.",
        "tilburg-noord": "Bijna alle thema’s zijn ongunstiger. Het meest vallen ‘Gezondheid en beperkingen’ en ‘Regie "
        "over het eigen leven’ op.",
    }.items():
        assert words in shown(code)["summary"]
        assert words in shown(code)["candidates"]


def test_page_one_counts_the_states_apart_and_only_what_is_judged(shown):
    """The counts of the two example wijken that were worked out with the design of page one."""
    assert (
        "Van de 20 belangrijkste cijfers zijn er 3 ongunstiger dan in Nederland, 5 iets ongunstiger en 1 iets "
        "gunstiger." in shown(VELP)["summary"]
    )
    assert (
        "zijn er 13 ongunstiger dan in Nederland, 4 iets ongunstiger, 1 gunstiger en 2 iets gunstiger."
        in shown("tilburg-noord")["summary"]
    )


@pytest.mark.parametrize("code", AREAS)
def test_no_number_of_people_in_the_future_is_given(shown, code):
    html = shown(code)["now_and_later"]
    assert ("Hoeveel mensen het later zijn, weten we niet" in html) != ("Er is geen verandering over drie jaar" in html)
    assert not re.search(r"\b20(2[7-9]|[3-9]\d)\b", html)


@pytest.mark.parametrize("code", AREAS)
def test_zingeving_is_empty_and_origin_has_no_judgement(shown, code):
    row = re.search(r'<tr><th scope="row">Zingeving.*?</tr>', shown(code)["positieve_gezondheid"])[0]
    assert row.count("onbekend") == 2
    origin = shown(code)["targets"].split("<summary>Mensen met een migratieachtergrond")[1].split("</details>")[0]
    assert "gunstig" not in origin
    assert "Per buurt" not in origin and "Hoger dan gemiddeld" not in origin
    assert "Herkomst is achtergrond. Dit cijfer zegt niets over gezondheid of gedrag." in origin
