"""What a report says of a figure fits the table and the year that it is from: margins, corona, years, help."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import yaml

from wijkanalyse.cards.catalogue import CARDS, load_catalogue
from wijkanalyse.cards.schema import Indicator
from wijkanalyse.errors import CatalogueError
from wijkanalyse.profile.caveats import caveats_of
from wijkanalyse.profile.verdicts import Interval, Verdict
from wijkanalyse.profile.words import ABSENT_SHORT
from wijkanalyse.sections.report.chapters import _help, _how_sure
from wijkanalyse.sections.report.sources import definitions
from wijkanalyse.show.download import chapter_csv

BOUNDS = Interval(10.0, 90.0, "published")
UNKNOWN = Interval(float("nan"), float("nan"), "unknown")


@pytest.fixture(scope="module")
def lonely(verdicts_of):
    return verdicts_of("WK099511").of("eenzaam_pct")


def with_margins(verdict: Verdict) -> Verdict:
    """The same as if its source published margins."""
    value = replace(verdict.figure.value, lower=BOUNDS.lower, upper=BOUNDS.upper)
    judgement = replace(verdict.judgement, indicative=False)
    return replace(verdict, figure=replace(verdict.figure, value=value), interval=BOUNDS, judgement=judgement)


def of_year(verdict: Verdict, year: int):
    return replace(verdict.figure, value=replace(verdict.figure.value, period=year))


# ---------------------------------------------------------------------------- caveats


def test_what_a_source_with_margins_makes_untrue_is_left_out(lonely, catalogue):
    assert "onzekerheid_onbekend" in caveats_of(lonely.figure, catalogue)
    assert "onzekerheid_onbekend" not in caveats_of(with_margins(lonely).figure, catalogue)


@pytest.mark.parametrize(("year", "said"), [(2020, True), (2016, False), (2024, False)])
def test_corona_is_named_with_the_figures_of_2020_only(lonely, catalogue, year, said):
    assert ("coronatijd" in caveats_of(of_year(lonely, year), catalogue)) is said
    assert "modelschatting" in caveats_of(of_year(lonely, year), catalogue)


def test_no_card_of_an_estimate_says_itself_in_which_years_it_was_asked(catalogue):
    fixed = [i.id for i in catalogue.indicators.values() if re.search(r"Gevraagd in|\b20[12]\d en\b", i.definition)]
    assert fixed == []


def test_the_definitions_name_the_years_of_the_table_in_use(verdicts_of):
    html = definitions(verdicts_of("WK099511").profile).html
    regie = html.split('id="uitleg-regie_pct"')[1].split("</details>")[0]
    points = re.findall(r"<li>(.*?)</li>", html.split('id="let-op"')[1])
    numbers = re.findall(r"\d+", regie.split("Zie ook punt")[1].split("onderaan")[0])
    said = " ".join([regie, *(points[int(n) - 1] for n in numbers)])
    assert "De vragen zijn gesteld in 2016 en 2020." in said
    assert "in 2012" not in said


def test_a_caveat_of_a_year_is_one_that_exists(changed_cards):
    words = yaml.safe_load((CARDS / "vocabulary.yml").read_text(encoding="utf-8"))
    words["caveats_of_year"] = {"griep": 2018}
    with pytest.raises(CatalogueError, match="`caveats_of_year` names what is not in `caveats`: griep"):
        load_catalogue(changed_cards(**{"vocabulary.yml": words}))


# --------------------------------------------------------------------------- how sure


def estimates(verdicts, n=5):
    found = [v for v in verdicts.chapter("gezondheid") if v.figure.value.is_known and v.judgement.indicative]
    assert len(found) >= n
    return found[:n]


def test_a_chapter_with_all_margins_does_not_say_that_there_are_none(verdicts_of):
    words = _how_sure([with_margins(v) for v in estimates(verdicts_of("WK099511"))])
    assert "zegt niet" not in words
    assert "waarschijnlijk" in words


def test_the_few_figures_without_margins_are_named_and_of_many_the_number_is(verdicts_of):
    first, *others = estimates(verdicts_of("WK099511"))
    words = _how_sure([first, *map(with_margins, others)])
    assert f"Bij ‘{first.figure.indicator.label}’ zegt de bron niet hoe zeker het cijfer is. Daar staat" in words
    assert "Bij 4 van de 5 cijfers zegt de bron niet" in _how_sure([with_margins(first), *others])


def test_published_margins_are_in_the_file_of_a_chapter(verdicts_of, lonely):
    verdicts = verdicts_of("WK099511")
    assert "Ligt waarschijnlijk tussen deze twee getallen: 10,0% tot 90,0%" in chapter_csv(
        verdicts, [with_margins(lonely)]
    )
    assert "tussen deze twee" not in chapter_csv(verdicts, [lonely])


# ----------------------------------------------------------------- never ranked, with help


def test_thoughts_of_suicide_are_never_ranked_and_come_with_where_to_find_help(catalogue):
    card = catalogue.indicators["suicidegedachten_pct"]
    assert (card.placed, card.better_when) == (False, "neutral")
    assert "113" in card.help
    assert "0800-0113" in card.help


def test_the_help_stands_with_the_figure_and_only_where_there_is_one(lonely, catalogue):
    figure = replace(lonely.figure, indicator=catalogue.indicators["suicidegedachten_pct"])
    assert "113.nl" in _help([lonely.figure, figure])
    assert _help([lonely.figure]) == ""
    absent = replace(figure, value=replace(figure.value, status="suppressed"))
    assert _help([absent]) == ""


def test_a_figure_without_a_place_has_none_beside_the_wijken(verdicts_of, catalogue):
    profile = verdicts_of("WK099511").profile
    card = catalogue.indicators["eenzaam_pct"]
    unplaced = card.model_copy(update={"placed": False, "better_when": "neutral"})
    figure = profile._beside(unplaced, profile.figure("eenzaam_pct").value)
    assert figure.bands is None
    assert figure.nederland.is_known


def test_a_figure_without_a_place_is_not_judged(catalogue):
    card = catalogue.indicators["suicidegedachten_pct"].model_dump(by_alias=True)
    with pytest.raises(ValueError, match="what is not ranked is not judged"):
        Indicator(**card | {"better_when": "lower"})


def test_a_figure_without_a_place_is_refused_in_a_theme(changed_cards):
    themes = yaml.safe_load((CARDS / "themes.yml").read_text(encoding="utf-8"))
    themes["themes"]["mentaal"]["context"] = ["suicidegedachten_pct"]
    with pytest.raises(CatalogueError, match="suicidegedachten_pct is never ranked or put in a list"):
        load_catalogue(changed_cards(**{"themes.yml": themes}))


def test_what_was_not_asked_is_not_called_unknown():
    assert ABSENT_SHORT["not_asked"] == "niet gevraagd"
