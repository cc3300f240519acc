"""The sections of the report: they never fail for lack of figures, and then say why there are none."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from altered_example import relinked
from conftest import ROOT

from wijkanalyse.agenda.agenda import Agenda
from wijkanalyse.process.areas import Areas
from wijkanalyse.process.register import NEAR
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdicts
from wijkanalyse.sections import report as sections
from wijkanalyse.sections.report import population
from wijkanalyse.show.fragments import Chart, Fragment, IdentityOutput
from wijkanalyse.show.identity import Identity

# ordinary, whole gemeente, nobody lives there, new borders, two gemeenten, buurten together, one buurt, gemeente, land
AREAS = [
    "WK027502", "WK027700", "WK051801", "WK085568", "velp-en-rozendaal", "kern-dedemsvaart", "BU01600901", "GM0301",
    "NL",
]  # fmt: skip


def every_section(verdicts):
    """What each call of a section in the notebook shows."""
    notebook = json.loads((ROOT / "notebooks" / "wijkanalyse.ipynb").read_text(encoding="utf-8"))
    lines = [line for cell in notebook["cells"] if cell["cell_type"] == "code" for line in cell["source"]]
    calls = [line.strip() for line in lines if line.startswith("report.")]
    assert len(calls) > 20
    known = {"report": sections, "verdicts": verdicts, "profile": verdicts.profile, "made_by": ""}
    known["agenda"] = Agenda(verdicts)
    for call in calls:
        yield call, eval(call, known)


def words(fragment):
    """The text of a fragment, without drawings and tags."""
    html = fragment.html if isinstance(fragment, Fragment) else fragment.alt
    text = re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).strip()


MAY_BE_EMPTY = ("report.among(profile)", "report.catchments(profile)", "report.earlier_estimates(profile)")


@pytest.mark.parametrize("code", AREAS)
def test_every_section_of_every_kind_of_area_shows_something(verdicts_of, code):
    for name, shown in every_section(verdicts_of(code)):
        assert isinstance(shown, Fragment | Chart | IdentityOutput), name
        text = shown.line if isinstance(shown, IdentityOutput) else words(shown)
        inhabited = verdicts_of(code).profile.area.is_inhabited
        if inhabited and name not in MAY_BE_EMPTY:
            assert len(text) > 10, name
        assert not re.search(r"\bnan\b|None|np\.float|Traceback|not_linked|not_filled", text), (name, text)


@pytest.mark.parametrize("code", ["WK027502", "velp-en-rozendaal"])
def test_every_section_says_which_area_it_is_about_or_is_about_all(verdicts_of, code):
    area = verdicts_of(code).profile.area
    for name in ["location", "buurten"]:
        assert area.name in words(getattr(sections, name)(verdicts_of(code).profile)), name


# ---------------------------------------------------------------------------- page one


def test_the_identity_is_about_the_area_that_was_asked_for(verdicts_of):
    shown = sections.identity(verdicts_of("WK027502").profile)
    assert {k: shown.facts[k] for k in ("area_code", "area_name", "gemeente_name", "boundary_year", "edition")} == {
        "area_code": "WK027502",
        "area_name": "Velp",
        "gemeente_name": "Rheden",
        "boundary_year": 2024,
        "edition": "openbaar",
    }
    assert {s["licence"] for s in shown.facts["sources"]} == {"CC BY 4.0"}
    assert shown.line == "Velp (WK027502), grenzen van 2024, editie openbaar"


def test_the_summary_begins_with_who_lives_there_and_has_at_most_two_sentences_a_heading(verdicts_of):
    html = sections.summary(Agenda(verdicts_of("WK027502"))).html
    assert html.startswith("<p>In de wijk Velp in de gemeente Rheden wonen 18.375 mensen (2024).")
    assert "In 2024 was 27,2% van de inwoners 65 jaar of ouder. In Nederland was dat 20,5%." in html
    for part in re.findall(r"<ul.*?</ul>", html, flags=re.DOTALL):
        assert 1 <= part.count("<li>") <= 2


@pytest.mark.parametrize("code", ["WK027502", "WK099511", "WK051807", "tilburg-noord", "WK016008"])
def test_page_one_has_three_messages_and_short_lists(verdicts_of, code):
    html = sections.summary(Agenda(verdicts_of(code))).html
    messages = re.findall(r'<p class="duiding">(.*?)</p>', html, flags=re.DOTALL)
    assert len(messages) == 3
    assert all(len(re.split(r"(?<=[.]) (?=[A-Z])", message)) <= 4 for message in messages), messages
    for figures in re.findall(r"<ul.*?</ul>", html, flags=re.DOTALL):
        assert 1 <= figures.count("<li>") <= 4


def test_the_summary_of_an_area_where_nobody_lives_says_that_and_nothing_else(verdicts_of):
    assert words(sections.summary(Agenda(verdicts_of("WK051801")))) == (
        "Volgens het CBS wonen er geen mensen in de wijk Oostduinen in de gemeente 's-Gravenhage. "
        "Daarom zijn er geen cijfers over inwoners."
    ).replace("'", "&#x27;")


def test_the_summary_of_a_small_area_warns(verdicts_of):
    profiles = verdicts_of("WK091714")  # 355 inhabitants
    assert "Er wonen weinig mensen. Veel cijfers zijn daarom niet te zien, afgerond of onzeker." in words(
        sections.summary(Agenda(profiles))
    )


def test_no_summary_calls_a_place_a_rank_or_a_difference_significant(verdicts_of):
    for code in AREAS:
        text = words(sections.summary(Agenda(verdicts_of(code)))).lower()
        assert not re.search(r"significant|slechtste|beste|ranglijst|oorzaak", text), code


def test_a_year_without_boundaries_has_a_sentence_instead_of_a_map(verdicts_of):
    text = words(sections.location(verdicts_of("kern-dedemsvaart").profile))
    assert text == "Van 2020 zijn er geen grenzen om een kaart te tekenen."


def test_a_map_says_in_words_what_it_shows(verdicts_of):
    html = sections.location(verdicts_of("WK027502").profile).html
    assert "Kaart van de wijken in de gemeente Rheden. Gekleurd: Velp." in html
    assert "Grenzen van 2024: Kadaster en CBS." in html


# ----------------------------------------------------------------------------- chapters


def test_a_wijk_that_is_the_whole_gemeente_says_why_that_column_is_not_there(verdicts_of):
    html = sections.chapter(verdicts_of("WK027700"), "wonen").html
    assert "Gemeente Rozendaal" not in html
    assert "Het gebied is de hele gemeente. Vergelijken met de gemeente zegt dan niets." in html


def test_of_an_area_where_nobody_lives_page_one_is_all(verdicts_of):
    shown = {name.split("(")[0].removeprefix("report."): f for name, f in every_section(verdicts_of("WK051801"))}
    said = [name for name, f in shown.items() if not isinstance(f, IdentityOutput) and words(f)]
    assert set(said) <= {"page_one", "page_two"}


def test_a_chapter_after_a_changed_border_has_the_figures_of_the_gemeente(verdicts_of, example):
    catalogue = verdicts_of("WK027502").profile.catalogue
    moved = relinked(example, WK027502={"area_id": "WK027502@2024"})
    html = sections.chapter(
        Verdicts(Profile(moved.areas.find("WK027502", 2024), moved, catalogue, "openbaar")), "gezondheid"
    )
    text = words(html)
    assert text.startswith("Voor dit hoofdstuk zijn er geen cijfers over Velp.")
    assert "Hieronder staan de cijfers van de gemeente en van Nederland." in text
    assert re.search("Cijfer ?Velp ?Gemeente Rheden ?Nederland ?Jaar en bron", text), "there is nothing to judge"


def test_a_chapter_after_a_changed_border_says_so(verdicts_of):
    text = words(sections.chapter(verdicts_of("WK085568"), "gezondheid"))
    assert "De grens of de code is veranderd." in text


def test_a_figure_that_does_not_exist_yet_is_no_row_of_a_chapter(verdicts_of):
    html = sections.chapter(verdicts_of("WK027502"), "bevolking").html
    assert "leeftijd_65_plus_pct" in html
    assert "herkomst_europa_pct" not in html


def test_a_chapter_of_a_composite_area_says_that_it_was_computed(verdicts_of):
    text = words(sections.chapter(verdicts_of("velp-en-rozendaal"), "wonen"))
    assert "hebben wij berekend uit die van de delen" in text


def test_every_figure_that_is_known_here_or_in_the_gemeente_leads_to_its_definition(verdicts_of):
    verdicts = verdicts_of("WK027502")
    explained = set(re.findall(r'id="(uitleg-\w+)"', sections.definitions(verdicts.profile).html))
    linked, known = set(), set()
    for chapter in verdicts.profile.catalogue.vocabulary.chapters:
        linked |= set(re.findall(r'href="#(uitleg-\w+)"', sections.chapter(verdicts, chapter).html))
        for figure in verdicts.profile.chapter(chapter):
            if any(v is not None and v.is_known for v in (figure.value, figure.gemeente)):
                known.add(f"uitleg-{figure.indicator.id}")
    assert explained == known
    assert explained < linked, "of this wijk some figures are unknown, and it has no range"


# --------------------------------------------------------------------------- population


def test_a_growth_is_called_one(verdicts_of):
    said = population.growth(verdicts_of("WK099511").profile)
    assert said == "In 2024 woonden er 2.160 mensen meer dan in 2020. Dat is een groei van 118,7%."
    assert said in words(sections.chapter(verdicts_of("WK099511"), "bevolking"))


def test_a_difference_within_the_rounding_is_no_change(verdicts_of):
    assert "bleef het aantal inwoners bijna gelijk" in population.growth(verdicts_of("WK051801").profile)


def test_one_comparable_year_is_no_change_either(verdicts_of):
    assert "Er is maar één jaar met deze grens." in population.growth(verdicts_of("WK099506", 2024).profile)


# ------------------------------------------------------------------------------ buurten


RANGES = r"<caption>Laagste en hoogste buurt.*?</table>"
"""The table of figures, and not of buurten, among those of the buurten."""


def test_buurten_are_in_alphabetical_order_and_not_ranked(verdicts_of):
    html = re.sub(RANGES, "", sections.buurten(verdicts_of("WK027502").profile).html, flags=re.DOTALL)
    names = re.findall(r'<th scope="row">(.*?) <small>', html)
    assert len(names) >= 3 and names == sorted(names)


def test_a_buurt_of_few_people_is_counted_and_not_named(verdicts_of):
    profile = verdicts_of("GM0995").profile
    small = profile.buurten[profile.buurten.inwoners < 100]
    assert len(small)
    html, *_ = sections.buurten(profile).html.split("Buurten die in 2020 een andere naam of grens hadden")
    assert "minder dan 100 inwoners" in html
    html = re.sub(RANGES, "", html, flags=re.DOTALL)
    shown = [re.sub(r"<small>.*", "", head).strip() for head in re.findall(r'<th scope="row">(.*?)</th>', html)]
    assert len(shown) == (profile.buurten.inwoners >= 100).sum()
    assert not set(small.name) & set(shown) - set(profile.buurten[profile.buurten.inwoners >= 100].name)


def test_where_there_are_no_buurten_the_reason_is_given(verdicts_of, example):
    buurt = verdicts_of("BU01600901").profile
    assert "Dit gebied is zelf een buurt." in words(sections.buurten(buurt))
    moved = relinked(example, WK027502={"of": 2022, "area_id": "WK027502@2022"})
    profile = Profile(moved.areas.find("WK027502", 2022), moved, buurt.catalogue, "openbaar")
    assert "Over de buurten van Velp zijn er met deze grens geen cijfers." in words(sections.buurten(profile))


def test_figures_of_an_earlier_year_stand_beside_the_buurten_of_now_and_say_so(verdicts_of, example):
    profile = verdicts_of("WK027502").profile
    text = words(sections.buurten(profile))
    assert "Cijfers van 2020 zijn van de buurt met toen dezelfde code en naam." in text
    assert "een andere naam of grens hadden" not in text, "Velp has the same buurten in both years"
    renamed = relinked(example, BU02750201={"title": "Buurt 01 De Nieuwe Wijk", "name": "De Nieuwe Wijk"})
    text = words(sections.buurten(Profile(renamed.areas.find("WK027502"), renamed, profile.catalogue, "openbaar")))
    assert "De Nieuwe Wijk" in text
    _, former = text.split("Buurten die in 2020 een andere naam of grens hadden")
    assert "Velp-Zuid beneden spoorlijn 7.400" in former


# ------------------------------------------------------------------------------ sources


def test_every_source_is_named_with_table_stand_date_and_licence(verdicts_of):
    profile = verdicts_of("WK027502").profile
    named = {source.citation: source for source in Identity(**sections.identity(profile).facts).sources}
    source = named["CBS, StatLine tabel 85318NED, Kerncijfers wijken en buurten 2022"]
    assert source.details == "stand van 21 juni 2023, grenzen van 2022, licentie CC BY 4.0"
    assert source.page.startswith("https://")
    said = words(sections.sources(profile))
    assert "hebben wij berekend" in said
    assert [citation for citation in named if citation in said] == [], "each source is named once, at the foot"


def test_the_title_has_the_boundaries_that_were_asked_for(verdicts_of):
    profile = verdicts_of("WK027502").profile
    older = Profile(profile.processed.areas.find("WK027502", 2022), profile.processed, profile.catalogue, "openbaar")
    titles = [Identity(**sections.identity(p).facts).title for p in (profile, older)]
    assert titles == ["Wijkanalyse Velp", "Wijkanalyse Velp, grenzen van 2022"]


def test_a_small_shift_of_the_boundary_is_said_with_the_years_and_the_sources(verdicts_of, example):
    profile = verdicts_of("WK027502").profile
    moved = relinked(example, WK027502={"of": 2022, "link": NEAR})
    near = Profile(moved.areas.find("WK027502"), moved, profile.catalogue, "openbaar")
    said = {
        sections.trends: ("2020, vrijwel dezelfde grens", "de telling gelijk en de grens vrijwel gelijk"),
        sections.earlier_estimates: ("De wijk had toen vrijwel dezelfde grens",),
        sections.sources: ("Soms verschoof de grens een klein stukje. Dan staat er bij het jaar: vrijwel dezelfde",),
    }
    for section, sentences in said.items():
        for sentence in sentences:
            assert sentence in words(section(near))
        assert "vrijwel" not in words(section(profile))


@pytest.mark.parametrize(
    ("code", "year", "said"),
    [
        ("WK027502", None, "in de grenzen van 2024. Cijfers met andere grenzen tonen we alleen"),
        ("WK027502", 2022, "in de grenzen van 2022. De maker koos voor de grenzen van 2022."),
        ("GM0855", None, "in de grenzen van 2022. Met de grenzen van 2024 zouden er veel minder cijfers zijn"),
        ("BU02750200", None, "in de grenzen van 2020. Met de grenzen van 2024 zouden er veel minder cijfers zijn"),
    ],
)
def test_a_report_says_its_boundaries_and_why_they_are_not_the_newest(verdicts_of, code, year, said):
    profile = verdicts_of(code).profile
    if year:
        profile = Profile(profile.processed.areas.find(code, year), profile.processed, profile.catalogue, "openbaar")
    assert said in words(sections.sources(profile))


def test_an_area_that_ended_says_so(example, catalogue):
    processed = Processed(example)
    register = processed.areas.register
    ended = register[(register.area_code != "WK027502") | (register.boundary_year < 2024)]
    processed.__dict__["areas"] = Areas(ended, {})
    text = words(sections.sources(Profile(processed.areas.find("WK027502"), processed, catalogue, "openbaar")))
    assert "in de grenzen van 2022. In de grenzen van 2024 bestaat dit gebied niet." in text


def test_a_definition_says_what_a_figure_is_how_it_was_made_and_what_to_mind(verdicts_of):
    html = sections.definitions(verdicts_of("WK027502").profile).html
    (lonely,) = re.findall(r'<details class="uitleg" id="uitleg-eenzaam_pct">.*?</details>', html, flags=re.DOTALL)
    for question in ["Wat is het?", "Over wie?", "Waarom belangrijk?", "Hoe is het berekend?",
                     "Wat is gunstig?", "Waar moet u op letten?"]:  # fmt: skip
        assert f"<dt>{question}</dt>" in lonely, question
    assert "<dt>Wat is gunstig?</dt><dd>Een lager cijfer.</dd>" in lonely
    assert "<dt>Bron</dt><dd>GGD en RIVM, 2020</dd>" in lonely
    assert "Samengesteld gebied" not in lonely
    composite = sections.definitions(verdicts_of("velp-en-rozendaal").profile).html
    assert "<dt>Samengesteld gebied</dt><dd>Het midden van een groter gebied is niet te berekenen" in composite


# ------------------------------------------------------------------------------- safety


def test_names_from_the_data_are_escaped(example, catalogue):
    processed = Processed(example)
    area = processed.areas.find("WK027502")
    evil = replace(area, name="<script>alert(1)</script>", gemeente_names=("<b>Rheden",))
    verdicts = Verdicts(Profile(evil, processed, catalogue, "openbaar"))
    for name, shown in every_section(verdicts):
        html = shown.html if isinstance(shown, Fragment) else getattr(shown, "svg", "")
        assert "<script" not in html and "<b>Rheden" not in html, name
