"""The sheet for residents: people out of a hundred, more or fewer and never better or worse, in any language."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
import yaml

from wijkanalyse.dialogue.area import Dialogue, open_dialogue
from wijkanalyse.dialogue.folder import make_folder
from wijkanalyse.errors import ReportError, UnknownNameError
from wijkanalyse.methods.comparison import Judgement
from wijkanalyse.methods.hundred import FEWEST
from wijkanalyse.paths import Paths
from wijkanalyse.profile.verdicts import Comparator, Interval
from wijkanalyse.publish.sanitise import clean
from wijkanalyse.sections import bewoners
from wijkanalyse.sections.bewoners import sheet
from wijkanalyse.sections.bewoners.language import HERE, Sentences, languages, load_language
from wijkanalyse.sections.bewoners.pictograms import PATHS, pictogram
from wijkanalyse.show.identity import Identity

ROOT = Path(__file__).resolve().parents[2]
ILL, NEAR = "langdurige_aandoening_pct", "afstand_huisarts_km"
UNKNOWN = Interval(float("nan"), float("nan"), "unknown")


@pytest.fixture
def tree(example: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """The figures of the example, with a kern without figures and room for languages."""
    (tmp_path / "data" / "taal").mkdir(parents=True)
    for name in ("raw", "processed", "gebieden"):
        (tmp_path / "data" / name).symlink_to(example.root / "data" / name, target_is_directory=True)
    monkeypatch.setenv("WIJKANALYSE_ROOT", str(tmp_path))
    monkeypatch.setenv("WIJKANALYSE_BUILT", "2026-11-22")
    return Paths(tmp_path)


@pytest.fixture
def nl(tree):
    return load_language("nl", tree)


@pytest.fixture
def told(verdicts_of, nl):
    """A figure of the example as the sheet tells it, with the numbers and the state of a test."""

    def make(state, name, number, there, *, language=nl, indicative=False, **changes):
        found = verdicts_of("WK099511").of(name)
        value = replace(found.figure.value, number=number, status="ok", period=2022, **changes)
        nederland = None if there is None else replace(value, number=there)
        figure = replace(found.figure, value=value, nederland=nederland)
        verdict = replace(
            found, figure=figure, interval=UNKNOWN, against=Comparator("nederland", there or float("nan")),
            judgement=Judgement(state, indicative=indicative),
        )  # fmt: skip
        return sheet._told(verdict, language.figures[name], "klok", language)

    return make


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.parametrize(
    ("number", "there", "said"),
    [
        (36.4, 32.5, "*36 van de 100* volwassenen hebben een ziekte of klacht die lang duurt. "
                     "In heel Nederland zijn dat er 33."),
        (1.2, 1.0, "*1 van de 100* volwassenen heeft een ziekte of klacht die lang duurt. "
                   "In heel Nederland is dat er 1."),
        (0.3, 0.2, "*Minder dan 1 van de 100* volwassenen heeft een ziekte of klacht die lang duurt. "
                   "In heel Nederland is dat minder dan 1."),
        (36.0, None, "*36 van de 100* volwassenen hebben een ziekte of klacht die lang duurt."),
    ],
)  # fmt: skip
def test_a_share_is_people_out_of_a_hundred(told, number, there, said):
    assert told("cannot_be_judged" if there is None else "alike", ILL, number, there).said == said


@pytest.mark.parametrize(
    ("state", "name", "number", "there", "more", "mark", "said"),
    [
        ("worse", ILL, 37.0, 33.0, {"indicative": True}, "▲", "Hier lijken dat er meer."),
        ("better", ILL, 26.0, 33.0, {"indicative": True}, "▼", "Hier lijken dat er minder."),
        ("worse", ILL, 37.0, 33.0, {}, "▲", "Waarschijnlijk zijn dat er hier meer."),
        ("worse", ILL, 37.0, 33.0, {"estimate_type": "register"}, "▲", "Hier zijn dat er meer."),
        ("better", ILL, 32.6, 33.4, {"indicative": True}, "=", "Dat is ongeveer evenveel."),
        ("alike", ILL, 34.0, 33.0, {}, "=", "Dat is ongeveer evenveel."),
        ("not_distinguishable", ILL, 36.0, 33.0, {}, "", "Of dat meer of minder is, weten we niet."),
        ("cannot_be_judged", ILL, 36.0, 33.0, {}, "", "Dit kunnen we niet goed vergelijken."),
        ("no_judgement", ILL, 36.0, 33.0, {}, "", ""),
        ("better", NEAR, 0.5, 1.0, {}, "▼", "Hier is dat dichterbij."),
        ("worse", NEAR, 3.5, 1.0, {}, "▲", "Hier is dat verder weg."),
        ("alike", NEAR, 1.1, 1.0, {}, "=", "Dat is ongeveer even ver."),
    ],
)
def test_more_or_fewer_is_said_no_surer_than_the_number_is(told, state, name, number, there, more, mark, said):
    found = told(state, name, number, there, **more)
    assert (found.mark, found.beside) == (mark, said)


def test_a_number_of_another_language_has_its_signs(tree, told):
    english = load_language("en", tree)
    assert (
        "*0.5 km* away here. In the Netherlands as a whole it is 1.0 km."
        in told("better", NEAR, 0.5, 1.0, language=english).said
    )
    assert english.number(18375) == "18,375"


@pytest.mark.parametrize("name", ["nl", "en"])
def test_what_goes_well_comes_first_and_six_figures_fit(tree, verdicts_of, name):
    language = load_language(name, tree)
    for code in ("WK099511", "velp-en-rozendaal", "WK016015"):
        found, missing = sheet.told_figures(verdicts_of(code), language)
        assert not missing
        assert 3 <= len(found) <= sheet.MOST_FIGURES
        good = [t.is_good for t in found]
        assert good == sorted(good, reverse=True)
        assert sum(good) <= sheet.MOST_GOOD


def test_a_hundred_people_add_up_to_a_hundred(nl, verdicts_of):
    ages = sheet.hundred_people(verdicts_of("velp-en-rozendaal").profile, nl)
    assert sum(count for count, _ in ages.groups) == 100
    assert [word for _, word in ages.groups] == ["kinderen", "jongeren", "volwassenen", "65 jaar en ouder"]


def test_too_few_people_are_not_drawn_as_a_hundred(nl, verdicts_of):
    profile = verdicts_of("WK016015").profile
    assert profile.area.inwoners < FEWEST
    assert sheet.hundred_people(profile, nl) is None


def test_below_a_hundred_inhabitants_nothing_is_told_out_of_a_hundred(nl, verdicts_of):
    verdicts = verdicts_of("WK016015")
    few = replace(verdicts.profile.area, inwoners=60)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verdicts.profile, "area", few)
        said = [t.said for t in sheet.told_figures(verdicts, nl)[0]]
    assert said, "distances are known of any place"
    assert not [s for s in said if "100" in s]


def test_the_sheet_is_plain_html_for_everyone(tree, nl):
    dialogue = open_dialogue("WK099511", edition="openbaar", paths=tree)
    html = bewoners.front(dialogue, nl).html + bewoners.invitation(dialogue, nl).html
    said = text(html)
    assert clean(html).count("<li") == html.count("<li")
    assert "gunstig" not in html, "residents are told more or fewer, and not what is good"
    assert "herkomst" not in said.lower() and "migratie" not in said.lower()
    names = set(dialogue.profile.buurten["name"]) - {dialogue.name}
    assert names and not [name for name in names if name in said], "nothing is told per buurt"
    assert "Wat uw leven de moeite waard maakt, staat in geen cijfer." in said
    for line in ("Dag en tijd", "Plaats", "Vragen? Bel of mail"):
        assert line in said


def test_the_sheet_names_its_page_and_language(tree):
    dialogue = open_dialogue("WK099511", edition="openbaar", paths=tree)
    identity = Identity(**bewoners.identity(dialogue, load_language("en", tree)).facts)
    assert identity.title == f"{dialogue.name} in figures"
    assert identity.own_page is not None and identity.own_page.language == "en"
    assert identity.edition == "openbaar"


def test_a_kern_without_figures_reads_as_one(tree, nl):
    make_folder(tree, "kern-x", name="Kern X", area_code=None, themes=[("roken", "Roken")])
    dialogue = open_dialogue("kern-x", edition="openbaar", paths=tree)
    assert bewoners.front(dialogue, nl).html == ""
    assert Identity(**bewoners.identity(dialogue, nl).facts).title == "Praat mee over Kern X"
    said = text(bewoners.invitation(dialogue, nl).html)
    assert "cijfer" not in said
    assert "U mag ook alleen luisteren." in said


@pytest.mark.parametrize("name", PATHS)
def test_a_pictogram_is_small_and_only_decoration(name):
    drawn = pictogram(name)
    assert 100 <= len(drawn) <= 300
    assert clean(drawn).startswith("<svg") and 'aria-hidden="true"' in drawn


def test_every_figure_of_the_sheet_has_a_drawing(catalogue):
    assert {f.pictogram for f in catalogue.roles.residents} == set(PATHS)


def test_the_dutch_sentences_have_the_words_of_their_cards(catalogue, nl):
    for name, words in nl.figures.items():
        card = catalogue.indicators[name].sentence
        assert card is not None, name
        if words.distance:
            assert card.wat and words.distance.lower().startswith(card.wat), name
            continue
        rest = " ".join(filter(None, [card.residents, card.mv, card.rest]))
        assert words.many == f"*{{n}} van de 100* {rest}.", name


# ------------------------------------------------------------------------- languages


def other(tree: Paths, name: str, **changes: object) -> Path:
    """A translation in the tree: the Dutch sentences with something changed."""
    content = yaml.safe_load((HERE / "nl.yml").read_text(encoding="utf-8"))
    for key, value in changes.items():
        if value is None:
            del content["sentences"][key]
        else:
            content["sentences"][key] = value
    path = tree.root / "data" / "taal" / f"{name}.yml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


@pytest.mark.parametrize("key", Sentences.model_fields)
def test_a_missing_sentence_is_named(tree, key):
    other(tree, "xx", **{key: None})
    with pytest.raises(ReportError, match=rf"xx\.yml: key `sentences\.{key}` is missing"):
        load_language("xx", tree)


def test_a_sentence_that_is_filled_with_something_else_is_named(tree):
    other(tree, "xx", inhabitants="In {naam} wonen {n} mensen.", as_many="Evenveel {")
    with pytest.raises(ReportError) as error:
        load_language("xx", tree)
    assert "`sentences.inhabitants`: between braces must stand {n} and {name}, got {n} and {naam}" in str(error.value)
    assert "`sentences.as_many`" in str(error.value)


def test_an_unknown_language_is_answered_with_those_there_are(tree):
    with pytest.raises(UnknownNameError, match="en"):
        load_language("eng", tree)


def test_a_figure_without_a_translation_is_left_out_and_told(tree):
    path = other(tree, "xx")
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    del content["figures"][ILL]
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    language = load_language("xx", tree)
    dialogue: Dialogue = open_dialogue("WK099511", edition="openbaar", paths=tree)
    assert "klacht" not in bewoners.front(dialogue, language).html
    assert bewoners.identity(dialogue, language).facts["notes"] == [
        f"no sentence in Nederlands for {ILL}: left out of the sheet"
    ]


def test_a_translation_of_the_tree_goes_before_that_of_the_package(tree):
    shutil.copy(HERE / "en.yml", tree.root / "data" / "taal" / "en.yml")
    assert languages(tree)["en"].parent == tree.root / "data" / "taal"
