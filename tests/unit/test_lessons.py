"""The cards of lessons and examples: complete, sourced, about themes that exist, and adding one is adding a file."""

from __future__ import annotations

import re

from wijkanalyse.cards.catalogue import CARDS, load_catalogue


def test_every_example_names_its_source_and_its_date(catalogue):
    for example in catalogue.lessons:
        assert example.source.publisher in example.citation
        assert example.source.date in example.citation


def test_no_example_claims_a_cause_or_names_a_person(catalogue):
    for example in catalogue.lessons:
        text = f"{example.what} {example.lesson}".lower()
        assert not [w for w in ("bewezen", "dankzij", "significant", "mevrouw") if w in text], example.id


def test_examples_are_found_by_theme_and_the_others_serve_any_theme(catalogue):
    assert "wijktour" in {e.id for e in catalogue.lessons_about(["eenzaamheid"])}
    assert catalogue.lessons_about(["bestaat_niet"]) == []
    assert "klein_beginnen" in {e.id for e in catalogue.lessons_for_all}


def test_adding_an_example_is_adding_a_file(changed_cards, catalogue):
    text = (CARDS / "lessons" / "wijktour.yml").read_text(encoding="utf-8")
    added = load_catalogue(changed_cards(**{"lessons/fietstocht.yml": text}))
    assert {e.id for e in added.lessons} - {e.id for e in catalogue.lessons} == {"fietstocht"}


def test_a_faulty_lesson_is_named_and_left_out_and_the_others_are_there(changed_cards, catalogue):
    text = (CARDS / "lessons" / "wijktour.yml").read_text(encoding="utf-8")
    other = re.sub(r"^themes:.*$", "themes: [fietsen]", text, flags=re.MULTILINE)
    folder = changed_cards(
        **{"lessons/a.yml": "title: A\nkind: cursus\n", "lessons/b.yml": "- los\n", "lessons/c.yml": other}
    )
    made = load_catalogue(folder)
    assert {lesson.id for lesson in made.lessons} == {lesson.id for lesson in catalogue.lessons}
    for expected in (
        "a.yml: `kind`: Input should be",
        "a.yml: key `what` is missing",
        "b.yml: must be a list of keys and values, got list",
        "c.yml: themes: 'fietsen' does not exist; choose from bestaanszekerheid",
    ):
        assert expected in "\n".join(made.left_out)
