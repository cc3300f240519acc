"""The story of an area: what its slides say, held against the report; as a page and as a PowerPoint file."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from pptx import Presentation
from pptx.util import Emu

from wijkanalyse.agenda.agenda import Agenda
from wijkanalyse.agenda.headline import Headline
from wijkanalyse.dialogue.area import Dialogue
from wijkanalyse.dialogue.files import FILES
from wijkanalyse.dialogue.folder import MeetingCard, empty_folder
from wijkanalyse.dutch import largest_remainder
from wijkanalyse.errors import ReportError
from wijkanalyse.publish.deck import story_deck
from wijkanalyse.publish.slides import PIXEL, SMALLEST, story_slides
from wijkanalyse.sections.kit.programme import PROGRAMME, begin_of
from wijkanalyse.sections.report import identity
from wijkanalyse.sections.story import annex_of, story_of
from wijkanalyse.sections.story.lanes import lane
from wijkanalyse.sections.story.slides import Bars, Crowds, HundredPeople, Picture, Place, PlacedFigure, Points
from wijkanalyse.show.identity import Identity

DAY = dt.date(2026, 11, 30)
WORDS = re.compile(r"<style>.*?</style>|<script>.*?</script>|<[^>]+>", re.DOTALL)
KEYS = ["waar", "wie", "beeld", "mensen", "goed", "vragen", "kiezen", "uitslag", "daarna"]
VELP = "WK027502"


@pytest.fixture(scope="module")
def story(verdicts_of):
    """The slides of an area with its annex, and the words on each slide together."""

    @cache
    def told(code, year):
        verdicts = verdicts_of(code, year)
        return [*story_of(Agenda(verdicts)), *annex_of(verdicts)]

    return lambda code, year=None: list(told(code, year))


def about(verdicts) -> Identity:
    return Identity.model_validate(identity(verdicts.profile).facts | {"built": DAY.isoformat()})


def content(slides, kind):
    return next(s.content for s in slides if isinstance(s.content, kind))


def test_a_story_has_eight_slides_and_the_result_and_then_its_chapters(story):
    slides = story(VELP)
    assert [s.key for s in slides][: len(KEYS)] == KEYS
    assert all(s.key.startswith("bijlage-") for s in slides[len(KEYS) :]) and len(slides) > 12


def test_its_numbers_are_those_of_the_report(story, verdicts_of):
    slides, verdicts = story(VELP), verdicts_of(VELP)
    profile, headline = verdicts.profile, Headline(Agenda(verdicts))
    assert content(slides, Place).number == "18.375"
    people = profile.hundred_people().query("of == 'mensen'").people
    assert [g.people for g in content(slides, HundredPeople).groups] == list(people)
    marks = [f.state for _, figures in content(slides, Picture).groups for f in figures]
    assert {s: marks.count(s) for s in ("worse", "better")} == {s: headline.count(s) for s in ("worse", "better")}
    (title,) = [s.title for s in slides if s.key == "beeld"]
    assert str(marks.count("worse")) in title
    for people in content(slides, Crowds).hundreds:
        assert f"{people.here} van de 100" in people.strong and f"er {people.there}" in people.elsewhere


def test_every_slide_with_figures_tells_its_source_and_what_may_not_be_said(story):
    for slide in story(VELP):
        if slide.key in ("wie", "beeld", "mensen") or slide.key.startswith("bijlage"):
            assert any(note.startswith("Bron: ") for note in slide.notes), slide.key
        if slide.key in ("beeld", "mensen"):
            assert any(note.startswith("Zeg niet") for note in slide.notes), slide.key


def test_a_story_holds_few_words(story):
    for slide in story(VELP)[: len(KEYS)]:
        if isinstance(slide.content, Points):
            words = " ".join(f"{p.strong} {p.soft}" for p in slide.content.points).split()
            assert len(words) <= 50, slide.key


def test_where_little_is_known_there_is_no_picture(verdicts_of, story):
    register = verdicts_of(VELP).profile.processed.areas.register
    few = register[(register.area_level == "wijk") & register.inwoners.between(50, 400)]
    found = ((r.area_code, r.boundary_year) for r in few.sort_values("inwoners").itertuples())
    hardly = next(area for area in found if Headline(Agenda(verdicts_of(*area))).is_silent)
    keys = [s.key for s in story(*hardly)]
    assert "onbekend" in keys and not {"beeld", "mensen"} & set(keys)


def test_where_nobody_lives_there_is_no_story(verdicts_of):
    code = next(
        c for c, n in verdicts_of(VELP).profile.processed.areas.register.set_index("area_code").inwoners.items()
        if n == 0 and c.startswith("WK")
    )  # fmt: skip
    with pytest.raises(ReportError, match="nobody lives there to tell it to"):
        story_of(Agenda(verdicts_of(code)))


def test_marks_that_would_touch_are_stacked():
    figures = [PlacedFigure(str(n), "alike", d) for n, d in enumerate([0.0, 0.05, -0.05, 2.0])]
    assert [(f.label, steps) for f, _, steps in lane(figures)] == [("0", 0), ("1", 1), ("2", -1), ("3", 0)]


# ------------------------------------------------------------------------------ a page


def test_a_page_of_slides_says_only_what_the_story_says(story, verdicts_of):
    html = story_deck(story(VELP), about(verdicts_of(VELP)))
    assert html.count("<script") == 1 and not re.search(r'(?:src|href)="(?!data:|#)', html)
    shown = " ".join(WORDS.sub(" ", html).split())
    assert "Dit is Velp" in shown and "18.375" in shown
    assert html.count('class="dia"') == len(story(VELP))


# -------------------------------------------------------------------------- PowerPoint


@pytest.fixture(scope="module")
def file(story, verdicts_of) -> bytes:
    return story_slides(story(VELP), about(verdicts_of(VELP)), DAY)


def test_charts_and_tables_can_be_edited_and_hold_the_numbers(file, story):
    deck = Presentation(io.BytesIO(file))
    slides = list(deck.slides)
    assert [s.shapes.title.text_frame.text for s in slides] == [s.title for s in story(VELP)]
    crowds = [shape for shape in slides[1].shapes if shape.shape_type == 6]
    assert sum(len(crowd.shapes) for crowd in crowds) == 100
    texts = [shape.text_frame.text.split("\n") for shape in slides[1].shapes if shape.has_text_frame]
    for group in content(story(VELP), HundredPeople).groups:
        assert [str(group.people), group.label, f"Nederland {group.there}"] in texts
    (table,) = [shape.table for shape in slides[len(KEYS)].shapes if shape.has_table]
    assert [cell.text for cell in table.rows[0].cells] == [
        "Cijfer",
        "Hier",
        "Nederland",
        "Jaar",
        "Vergeleken met Nederland",
    ]
    assert not [s for slide in slides for s in slide.shapes if s.shape_type == 13], "no picture in the place of a chart"


def test_the_ages_of_a_small_area_are_a_chart_that_can_be_edited(story, verdicts_of):
    slides = Presentation(io.BytesIO(story_slides(story("WK016015")[:2], about(verdicts_of("WK016015")), DAY))).slides
    (chart,) = [shape.chart for shape in slides[1].shapes if shape.has_chart]
    here = next(series for series in chart.plots[0].series if series.name == "Hier")
    shares = [bar.here for bar in content(story("WK016015"), Bars).bars]
    assert list(here.values) == largest_remainder(shares)[::-1]


def test_every_slide_has_its_notes_and_letters_of_24_pixels(file, story):
    deck = Presentation(io.BytesIO(file))
    for slide, told in zip(deck.slides, story(VELP), strict=True):
        assert slide.notes_slide.notes_text_frame.text == "\n".join(told.notes)
        sizes = [
            run.font.size for shape in slide.shapes if shape.has_text_frame
            for paragraph in shape.text_frame.paragraphs for run in paragraph.runs
        ]  # fmt: skip
        assert min(sizes) >= Emu(SMALLEST * PIXEL), told.key


def test_nothing_lies_outside_a_slide(file):
    deck = Presentation(io.BytesIO(file))
    for number, slide in enumerate(deck.slides, 1):
        for shape in slide.shapes:
            inside = shape.left >= 0 and shape.left + shape.width <= deck.slide_width + 1
            assert inside and shape.top + shape.height <= deck.slide_height, (number, shape.name)


def test_the_same_story_gives_the_same_file(file, story, verdicts_of):
    assert file == story_slides(story(VELP), about(verdicts_of(VELP)), DAY)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not on this machine")
def test_an_office_program_opens_it_with_as_many_slides(file, story, tmp_path: Path):
    import pypdf

    (tmp_path / "velp.pptx").write_bytes(file)
    profile = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    arguments = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*arguments, str(tmp_path / "velp.pptx")], check=True, capture_output=True, timeout=180)
    pdf = pypdf.PdfReader(tmp_path / "velp.pdf")
    assert len(pdf.pages) == len(story(VELP))
    assert "18.375" in pdf.pages[0].extract_text()


# ------------------------------------------------------------------------- the evening


def met(verdicts, ballots=(), *, edition="partners", when="", **card):
    """A dialogue of an area with these ballots, each the group and its choices."""
    folder = empty_folder("proef", "Proef", edition)
    rows = [(n, group, *chosen, "", "") for n, (group, *chosen) in enumerate(ballots, 1)]
    themes = [(f"{place.lower()}e", f"{place}e thema", "wijk") for place in ("Eerst", "Tweed", "Derd", "Vierd")]
    filled = {"stembriefjes": rows, "themas": themes}
    tables = {kind: pd.DataFrame(rows, columns=list(FILES[kind].columns)) for kind, rows in filled.items()}
    visible = ("themas",) if edition == "openbaar" else tuple(filled)
    folder = dataclasses.replace(
        folder, tables=folder.tables | {kind: tables[kind] for kind in visible}, visible=visible, path=Path("proef"),
        meeting=MeetingCard(wanneer=when), **card,
    )  # fmt: skip
    return Dialogue(verdicts, folder, verdicts.profile.catalogue, verdicts.profile.processed.paths)


SAME = [("zorg", "tweede", "eerste", "vierde")] * 6 + [("bewoners", "tweede", "eerste", "vierde")] * 6


def result_of(dialogue):
    (slide,) = [s for s in story_of(dialogue.agenda, dialogue) if s.key == "uitslag"]
    return slide


def test_the_slide_of_the_result_names_what_was_chosen_best_first(verdicts_of):
    slide = result_of(met(verdicts_of(VELP), SAME))
    assert slide.title == "Dit kozen we samen" and slide.content.is_numbered
    assert [p.strong for p in slide.content.points] == ["Tweede thema", "Eerste thema", "Vierde thema"]


def test_a_small_group_kept_apart_gives_names_in_the_order_of_the_list_and_says_so_aloud(verdicts_of):
    few = [("zorg", "vierde", "tweede", "eerste")] * 6 + [("bewoners", "eerste", "tweede", "vierde")]
    dialogue = met(verdicts_of(VELP), few)
    rows = dialogue.folder.tables["stembriefjes"]
    rows.loc[rows.groep == "bewoners", "telt_bij"] = "bewoners"
    slide = result_of(dialogue)
    assert dialogue.outcome.detail == "names" and not slide.content.is_numbered
    assert [p.strong for p in slide.content.points] == ["Eerste thema", "Tweede thema", "Vierde thema"]
    assert "1 bewoner" in slide.content.box


@pytest.mark.parametrize("card", [{"edition": "openbaar"}, {}])
def test_without_ballots_or_where_they_may_not_be_shown_the_slide_is_to_fill(verdicts_of, card):
    ballots = SAME if card else ()
    dialogue = met(verdicts_of(VELP), ballots, **card)
    slide = result_of(dialogue)
    said = str(slide)
    assert dialogue.folder.withholds("stembriefjes") == bool(card)
    assert len(slide.content.points) == 3 and "Tweede thema" not in said and "Vul de thema’s in" in said


def test_an_invented_result_is_called_so(verdicts_of):
    assert "Verzonnen" in result_of(met(verdicts_of(VELP), SAME, is_example=True)).foot


@pytest.mark.parametrize(
    ("when", "goed", "last"),
    [
        ("do 12 november 2026, 19.30 uur", "20 minuten, tot 20.00 uur", "21.30"),
        ("12 november, 23:15", "20 minuten, tot 23.45 uur", "1.15"),
        ("in november", "20 minuten", "minuut 115 tot 120"),
    ],
)
def test_each_part_of_the_evening_has_its_time_on_a_slide_and_in_the_notes(verdicts_of, when, goed, last):
    dialogue = met(verdicts_of(VELP), when=when)
    slides = {s.key: s for s in story_of(dialogue.agenda, dialogue)}
    assert slides["goed"].clock == goed and not slides["waar"].clock
    assert last in slides["daarna"].notes[0]
    told = [note for s in slides.values() for note in s.notes if note.startswith("Tijd: ")]
    assert len(told) == len(PROGRAMME), "also the parts without a slide, such as the pause"


@pytest.mark.parametrize(
    ("when", "begin"),
    [
        ("19.30 uur", 1170), ("19.30 tot 21.30 uur", 1170), ("19:30-21:30 uur", 1170), ("om 20 uur", 1200),
        ("12.11.2026, 9:00", 540), ("12-11-2026", None), ("dinsdag 12.11", None), ("", None), ("24.00 uur", None),
        ("zaal 1.030 uur", None),
    ],
)  # fmt: skip
def test_the_beginning_is_read_from_what_people_wrote(when, begin):
    assert begin_of(when) == begin
