"""The pieces of a meeting and of a plan: honest words, nothing of people, and of use without figures or folder."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from wijkanalyse.cards.catalogue import Catalogue, load_catalogue
from wijkanalyse.dialogue import kept_editions
from wijkanalyse.dialogue.area import Dialogue, open_dialogue
from wijkanalyse.dialogue.differences import stored_figures
from wijkanalyse.dialogue.folder import DialogueError, make_folder, write_rows
from wijkanalyse.errors import ReportError
from wijkanalyse.methods.reach import Range
from wijkanalyse.paths import Paths
from wijkanalyse.publish.sanitise import clean, faults_in
from wijkanalyse.sections import kit, wijkplan
from wijkanalyse.sections.kit.meeting import mixed_tables
from wijkanalyse.sections.wijkplan.reach import persons
from wijkanalyse.show.fragments import Fragment
from wijkanalyse.show.identity import Identity

ROOT = Path(__file__).resolve().parents[2]
PIECES = [
    kit.invented, kit.running_order, kit.letter, kit.theme_cards, kit.interview_guide,
    kit.table_groups,
    kit.ballot_sheet, kit.poster, kit.votes, wijkplan.readiness, wijkplan.two_views,
    wijkplan.recognition,
    wijkplan.ambition, wijkplan.goals, wijkplan.measures, wijkplan.reach, wijkplan.actions, wijkplan.services,
    wijkplan.lessons,
    wijkplan.looking_back,
]  # fmt: skip


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIJKANALYSE_BUILT", "2026-11-22")


@pytest.fixture
def tree(example: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """The figures of the example, and a data/wijken of this test."""
    monkeypatch.setenv("WIJKANALYSE_ROOT", str(tmp_path))
    return tree_of(example, tmp_path)


def tree_of(example: Paths, root: Path) -> Paths:
    (root / "data").mkdir()
    for name in ("raw", "processed", "gebieden"):
        (root / "data" / name).symlink_to(example.root / "data" / name, target_is_directory=True)
    shutil.copytree(ROOT / "data" / "wijken" / "voorbeeld", root / "data" / "wijken" / "voorbeeld")
    return Paths(root)


@pytest.fixture
def filled(tree: Paths) -> Dialogue:
    return open_dialogue("WK099511", edition="intern", folder="voorbeeld", paths=tree)


@pytest.fixture
def bare(tree: Paths) -> Dialogue:
    """Figures, but nobody added anything."""
    return open_dialogue("WK016015", paths=tree)


@pytest.fixture
def kern(tree: Paths) -> Dialogue:
    """A kern that begins with the conversation: no figures at all."""
    return kern_in(tree)


def kern_in(tree: Paths) -> Dialogue:
    make_folder(tree, "kern-x", name="Kern X", area_code=None, themes=[("taal", "Taal"), ("a", "A"), ("b", "B")])
    return open_dialogue("kern-x", paths=tree)


def text(fragment: Fragment) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", fragment.html)).split())


@pytest.fixture(scope="module")
def opened(example: Paths, tmp_path_factory: pytest.TempPathFactory) -> tuple[Dialogue, Dialogue, Dialogue]:
    """One filled, one bare and one of a kern, for tests that only look."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WIJKANALYSE_BUILT", "2026-11-22")
        paths = tree_of(example, tmp_path_factory.mktemp("opened"))
        filled = open_dialogue("WK099511", edition="intern", folder="voorbeeld", paths=paths)
        return filled, open_dialogue("WK016015", paths=paths), kern_in(paths)


@pytest.mark.parametrize("piece", PIECES, ids=lambda p: p.__name__)
def test_every_piece_is_shown_whole_with_and_without_figures_and_folder(piece, opened):
    for dialogue in opened:
        html = piece(dialogue).html
        assert text(Fragment(clean(html))) == text(Fragment(html)), "nothing is lost in the sanitiser"
        assert list(faults_in(clean(html))) == []
        assert not re.search(r"\bnan\b|None|\[\]", html), html


@pytest.mark.parametrize("piece", PIECES, ids=lambda p: p.__name__)
def test_no_piece_says_what_may_not_be_said(piece, opened):
    said = text(piece(opened[0])).lower()
    for word in ("significant", "dankzij", "slechtste", "effect van", "bewezen"):
        assert word not in said, said


def test_a_card_has_its_comparator_its_limits_and_two_questions(filled):
    said = text(kit.theme_cards(filled))
    loneliness = (
        "Eenzaam 42,2% Gemeente Lelystad 48,1% Nederland 47,0% hoger dan in de wijken waar 21% van de mensen woont"
    )
    adults = "Inwoners van 18 jaar en ouder die zelfstandig wonen"
    assert f"{loneliness} lijkt iets gunstiger {adults}, 2020, schatting" in said
    assert "De vragen zijn gesteld in het najaar van 2020, tijdens de coronamaatregelen." in said
    for question in load_catalogue().open_questions("eenzaamheid"):
        assert question in said
    assert (
        "Bewoners over ‘Eenzaam’: deels . In de ene straat wel, in de andere helemaal niet. (29 september 2026)" in said
    )
    assert "Het budgetspreekuur is drukker dan dit cijfer doet denken." in said, "dissent stays beside the figure"


def test_the_running_order_counts_what_to_print_from_who_comes(filled, kern):
    said = text(kit.running_order(filled))
    assert "Themakaarten (10) 5 A4 elke tafel een stel" in said, "thirty people at tables of six"
    assert "Stembriefjes 15 A4, liggend knip elk blad in twee briefjes" in said
    assert "Blad voor bewoners, apart gemaakt 9 A4 vooraf" in said
    assert "19.30 tot 19.40 10 min Welkom" in said and "21.25 tot 21.30 5 min Afspraken" in said
    assert "1 stel per tafel" in text(kit.running_order(kern)), "nobody said yet who comes"


def test_reach_is_drawn_as_it_is_said(filled):
    html = wijkplan.reach(filled).html
    assert 'aria-label="Van de hele doelgroep is nu bereikt 7% tot 27% en is nodig 40% tot 50%."' in html
    assert html.count("<svg") == 2, "nothing is known of the third goal, so nothing is drawn"


def test_conversations_are_only_in_the_internal_edition(filled, tree):
    said = text(kit.theme_cards(filled))
    assert "Wachten op hulp duurt te lang." in said
    partners = text(kit.theme_cards(open_dialogue("WK099511", edition="partners", folder="voorbeeld", paths=tree)))
    talks = filled.folder.tables["interviews"]
    of_talks = [words for words in [*talks.gaat_goed, *talks.kan_beter] if words and words in said]
    assert len(of_talks) > 2
    assert [words for words in of_talks if words in partners] == []
    assert [role for role in talks.rol if f"({role})" in partners] == []
    assert "De koffieochtend is elke week vol. (tafel 1)" in partners, "what a table wrote is for partners"


def test_an_open_edition_has_nothing_of_a_closed_file_and_the_identity_would_refuse_it(tree):
    dialogue = open_dialogue("WK099511", edition="openbaar", folder="voorbeeld", paths=tree)
    everything = " ".join(text(piece(dialogue)) for piece in PIECES)
    for closed in ("coördinator welzijn", "budgetspreekuur is drukker", "Wachten op hulp", "doen elke week ergens aan"):
        assert closed not in everything
    assert dialogue.outcome.detail == "nothing"
    facts = kit.identity(dialogue, "Wijkplan").facts
    Identity.model_validate(facts)
    leaked = [{"citation": "Stembriefjes", "modified": None, "licence": "x", "openness": "partners"}]
    with pytest.raises(ValueError, match="edition openbaar may not show figures of Stembriefjes"):
        Identity.model_validate({**facts, "sources": facts["sources"] + leaked})


def test_words_that_may_point_at_a_person_are_left_out_of_every_piece(tree):
    rows = [["1", "2026-01-01", "huisarts", "zorg", "eenzaamheid", "Mevrouw De Vries belt 06-12345678.", "x"]]
    write_rows(tree.area_folders / "voorbeeld" / "interviews.csv", "interviews", rows)
    said = text(kit.theme_cards(open_dialogue("WK099511", edition="intern", folder="voorbeeld", paths=tree)))
    assert "[weggelaten] belt [weggelaten]." in said
    assert "Vries" not in said


def test_texts_of_people_are_text_and_not_markup(tree):
    rows = [["inwoners", "<script>alert(1)</script> & <b>vet</b>"]]
    write_rows(tree.area_folders / "voorbeeld" / "ambitie.csv", "ambitie", rows)
    html = wijkplan.ambition(open_dialogue("WK099511", folder="voorbeeld", paths=tree)).html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;vet&lt;/b&gt;" in html


def test_the_result_says_who_chose_what_and_how_far_people_agree(filled):
    said = text(kit.votes(filled))
    assert "Eenzaamheid Meedoen en er zijn voor elkaar Rondkomen en bestaanszekerheid" in said
    assert "Samen Zorg (12) Welzijn en gemeente (9) Bewoners (9)" in said
    assert "De stemmers kozen heel verschillend. Op een schaal van 0 tot 1 is dat 0,15: bij 1" in said
    assert "Dan helpt doorpraten meer dan verder rekenen." in said
    assert "Dan komen dezelfde thema’s eruit." in said
    assert "De eerste keuze van de groep ‘Bewoners’ is ‘Taal en post begrijpen’. Dat thema is niet gekozen." in said
    assert "De keuze staat stevig." in said
    assert "Bij ‘Eenzaamheid’ zien 12 van de 26 mensen iets om samen te doen." in said


def test_a_small_group_is_not_given_away_by_the_total(tree):
    rows = [[str(i), "zorg", "roken", "bewegen_en_gewicht", "gezondheid", "", ""] for i in range(6)]
    path = tree.area_folders / "voorbeeld" / "stembriefjes.csv"

    def said(joins: str) -> str:
        write_rows(path, "stembriefjes", [*rows, ["9", "bewoners", "taal", "", "", "", joins]])
        return text(kit.votes(open_dialogue("WK099511", folder="voorbeeld", paths=tree)))

    assert "Alle groepen tellen als één groep. Van de groep ‘Bewoners’ is er maar 1 stem." in said("")
    apart = said("bewoners")
    assert "1 bewoner bepaalt nu één van de drie thema’s. Van de anderen (6) koos niemand dat thema." in apart
    assert "Samen" not in apart
    assert "Bewoners (1)" not in apart


def test_figures_and_votes_lie_side_by_side(filled):
    said = text(wijkplan.two_views(filled, by_figures=["roken", "eenzaamheid"]))
    assert "Valt op in cijfers, en gekozen Eenzaamheid" in said
    assert "Valt op in cijfers, niet gekozen Roken" in said
    assert "We tellen ze niet op en vermenigvuldigen ze niet." in said
    third = said.partition("Is dat veel, gegeven wie er woont?")[2]
    assert re.search(r"waren er [\d.]+ \w+ met .*? Te verwachten zijn er ongeveer [\d.]+ \([\d.]+ tot [\d.]+\)", third)
    assert "We kijken naar leeftijd, huishoudens, inkomen en woningen" in third
    assert "1 op de 20 wijken" in third


def test_reach_is_a_band_with_every_assumption_beside_it(filled):
    said = text(wijkplan.reach(filled))
    assert "De doelgroep telt 260 tot 420 mensen. U bereikt dus 7% tot 27%." in said
    assert (
        "Het doel vraagt 40% tot 50% van de doelgroep. Met wat er is, bereikt u minder mensen dan het doel vraagt."
        in said
    )
    assert "Nog te bereiken: 34 tot 180 mensen." in said
    assert "De onderste grens gaat uit van zo veel mogelijk overlap" in said
    assert "Op de sociale kaart staat ‘Budgetspreekuur’." in said, "the sociale kaart has an offer, so there is one"
    assert "geen aanbod" not in said


def test_the_list_to_phone_from_marks_what_is_old_and_names_themes_without_an_offer(filled):
    said = text(wijkplan.services(filled))
    assert "3 november 2025 nagaan" in said
    assert said.count("nagaan") == 1
    assert "Zonder aanbod op deze lijst (gekozen thema’s): ‘Meedoen en er zijn voor elkaar’." in said


def test_only_counted_figures_are_offered_to_measure_a_goal(filled):
    said = text(wijkplan.measures(filled))
    assert "Eenzaamheid: hiervoor zijn alleen schattingen. Tel zelf iets" in said
    assert "Een schatting is berekend uit leeftijd, inkomen en huishouden." in said


def test_every_table_has_someone_of_each_group():
    people = [("zorg", "huisarts", 5), ("welzijn_gemeente", "welzijnswerker", 5), ("bewoners", "bewoner", 5)]
    tables = mixed_tables(people)
    assert [len(t) for t in tables] == [5, 5, 5]
    assert all(set(t) == {"huisarts", "welzijnswerker", "bewoner"} for t in tables)


def test_lessons_are_those_of_the_chosen_themes(filled):
    said = text(wijkplan.lessons(filled))
    assert "Welzijn op Recept" in said
    assert "ROS-netwerk" in said
    assert "Begin klein en vier wat lukt" in said
    assert "Kansrijke Start" not in said


def test_a_kern_without_figures_has_questions_steps_and_a_document_of_its_own(kern):
    assert "Is er iemand die dit trekt" in text(wijkplan.readiness(kern))
    assert "Er zijn voor dit gebied geen cijfers." in text(kit.letter(kern))
    identity = Identity.model_validate(kit.identity(kern, "Wijkplan").facts)
    assert identity.title == "Wijkplan Kern X"
    assert identity.place == "Kern die begint met het gesprek, zonder cijfers"


def test_what_people_do_not_recognise_stays_in_the_plan_and_beside_the_theme(filled):
    said = text(wijkplan.recognition(filled))
    doubted, agreed = said.split("Cijfers en mensen zijn het eens") if "zijn het eens" in said else (said, "")
    assert "Welzijn en gemeente over ‘Moeite met rondkomen’: nee . Het budgetspreekuur is drukker" in doubted
    assert "Zorg over ‘Eenzaam’: ja" in doubted, "one group said ja and another deels: they do not agree"
    assert agreed == ""
    assert "Niet iedereen herkent ‘Moeite met rondkomen’." in text(wijkplan.two_views(filled))


def test_a_no_to_a_figure_that_is_not_on_the_card_is_on_the_card_all_the_same(filled, catalogue):
    theme = catalogue.themes.cards["bestaanszekerheid"]
    shown = [v.figure.indicator.id for v in filled.figures_of(theme.id)]
    hidden = next(i for i in theme.figures if i not in shown)
    rows = filled.folder.tables["herkenning"]
    rows.loc[len(rows)] = [hidden, "bewoners", "nee", "Dat is hier anders.", dt.date(2026, 9, 30)]
    assert "Dat is hier anders." in text(kit.theme_cards(filled))


def test_a_kern_without_figures_reads_as_one(kern):
    letter, cards = text(kit.letter(kern)), text(kit.theme_cards(kern))
    assert "Er zijn voor dit gebied geen cijfers. We beginnen met wat u zelf ziet." in letter
    everything = " ".join(text(piece(kern)) for piece in PIECES)
    for words in ("Hier ziet u de cijfers", "Wat deze cijfers niet zeggen", "Herkennen we dit?", "Wat zien we?",
                  "Deze cijfers vallen op", "een cijfer, als dat er is", "dan zetten we dat bij het cijfer",
                  "wat mensen niet herkennen", "Geen enkel cijfer is veranderd"):  # fmt: skip
        assert words not in everything, words
    assert cards.count("Wat zien wij zelf?") == 3


def test_a_theme_of_the_wijk_has_a_card_questions_and_its_conversations(filled):
    names = filled.themes
    own = filled.folder.tables["themas"].query("herkomst == 'wijk'").thema
    assert len(own) > 0 and set(own) <= set(names)
    html = kit.theme_cards(filled).html
    cards = {name: card for card in html.split("<section")[1:] for name in names.values() if f"<h3>{name}</h3>" in card}
    assert list(cards) == list(names.values())
    for theme in own:
        said = text(Fragment("<x " + cards[names[theme]]))
        assert f"Praat hierover Waaraan merkt u dat ‘{names[theme]}’ hier speelt, en voor wie?" in said
        assert all(better in said for *_, better, _ in filled.said_about(theme) if better)
        assert names[theme] in text(kit.interview_guide(filled))


def test_all_themes_have_a_card_also_when_the_wijk_adds_some_to_ten(tree):
    themes = [(f"thema_{letter}", f"Thema {letter}") for letter in "abcdefghijklm"]
    make_folder(tree, "kern-y", name="Kern Y", area_code=None, themes=themes)
    dialogue = open_dialogue("kern-y", paths=tree)
    assert all(f"<h3>{name}</h3>" in kit.theme_cards(dialogue).html for _, name in themes)
    assert "Themakaarten (13)" in text(kit.running_order(dialogue))


def test_looking_back_names_each_difference_and_claims_no_effect(filled, tree, catalogue: Catalogue):
    figures = stored_figures(filled.verdicts)
    changed = replace(figures["eenzaam_pct"], value=40.0, period=2016, source="eerder")
    added = dict(filled.folder.tables) | {"doelen": filled.folder.tables["doelen"].assign(nu="20")}
    folder = tree.area_folders / "voorbeeld"
    kept = {"intern": {**figures, "eenzaam_pct": changed}, "partners": {}, "openbaar": {}}
    kept_editions.save_edition(folder, kept, added, dt.date(2026, 1, 1))
    said = text(wijkplan.looking_back(filled))
    assert "We vergelijken met de stand van 1 januari 2026." in said
    assert "Eenzaam 40,0% (2016) 42,2% (2020) Dit zijn schattingen van verschillende jaren." in said
    assert "Of het plan heeft gewerkt, zeggen deze cijfers niet." in said
    assert "Meer ouderen die zich eenzaam voelen, doen elke week ergens aan mee." in said
    assert said.count("niet te vergelijken") == 1, "what did not change is not listed"


@pytest.mark.parametrize(
    ("since", "message"), [("vorig jaar", "is not a day"), ("2020-01-01", "there is no kept edition of 2020-01-01")]
)
def test_an_edition_that_is_not_there_is_named_with_those_that_are(filled, since, message):
    with pytest.raises(ReportError, match=message):
        wijkplan.looking_back(filled, since=since)


def test_a_folder_that_was_named_must_be_there(tree):
    with pytest.raises(DialogueError, match="make it with `wijkanalyse kit er-niet`"):
        open_dialogue("WK099511", folder="er-niet", paths=tree)


def test_looking_back_shows_nothing_above_its_edition(filled, tree):
    figures = stored_figures(filled.verdicts)
    closed = {**figures, "eenzaam_pct": replace(figures["eenzaam_pct"], value=40.0, period=2016)}
    goals = filled.folder.tables["doelen"].assign(doel="9", titel="Alleen voor de partners.")
    kept = {"intern": closed, "partners": closed, "openbaar": figures}
    added = dict(filled.folder.tables) | {"doelen": goals}
    kept_editions.save_edition(tree.area_folders / "voorbeeld", kept, added, dt.date(2025, 1, 1))

    def said(edition: str) -> str:
        dialogue = open_dialogue("WK099511", edition=edition, folder="voorbeeld", paths=tree)
        return text(wijkplan.looking_back(dialogue))

    assert "40,0% (2016)" in said("partners") and "Alleen voor de partners." in said("partners")
    assert "We vergelijken met" in said("openbaar")
    assert "40,0%" not in said("openbaar") and "Alleen voor de partners." not in said("openbaar")


@pytest.mark.parametrize(
    ("group", "low", "high", "said"),
    [
        ("Ouderen", 1, 1, "1 persoon"),
        ("Ouderen", 30, 1200, "30 tot 1.200 mensen"),
        ("Huishoudens met een laag inkomen", 420, 520, "420 tot 520 huishoudens"),
        ("Gezinnen met jonge kinderen", 1, 1, "1 gezin"),
    ],
)
def test_a_target_group_is_counted_in_what_it_is_made_of(group, low, high, said):
    assert persons(Range(low, high), group) == said
