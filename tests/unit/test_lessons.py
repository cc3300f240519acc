"""The cards of lessons and examples: complete, sourced, about themes that exist, and adding one is adding a file."""

from __future__ import annotations

import shutil

import pytest

from wijkanalyse.cards.lessons import lessons_for_all, lessons_of, load_lessons
from wijkanalyse.cards.themes import load_themes
from wijkanalyse.errors import CatalogueError
from wijkanalyse.paths import PACKAGE

OWN_THEMES = {"taal", "jeugd"}
"""Themes that open data does not show, and that people add themselves."""


def test_every_theme_of_an_example_exists():
    known = set(load_themes().cards) | OWN_THEMES
    assert {t for e in load_lessons() for t in e.themes} <= known


def test_every_example_names_its_source_and_its_date():
    for example in load_lessons():
        assert example.source.publisher in example.citation
        assert example.source.date in example.citation


def test_no_example_claims_a_cause_or_names_a_person():
    for example in load_lessons():
        text = f"{example.what} {example.lesson}".lower()
        assert not [w for w in ("bewezen", "dankzij", "significant", "mevrouw") if w in text], example.id


def test_examples_are_found_by_theme_and_the_others_serve_any_theme():
    assert "wijktour" in {e.id for e in lessons_of(["eenzaamheid"])}
    assert lessons_of(["bestaat_niet"]) == []
    assert "klein_beginnen" in {e.id for e in lessons_for_all()}


def test_adding_an_example_is_adding_a_file(tmp_path):
    shutil.copy(PACKAGE / "cards" / "lessons" / "wijktour.yml", tmp_path / "fietstocht.yml")
    assert [e.id for e in load_lessons(tmp_path)] == ["fietstocht"]


def test_every_fault_of_every_card_is_named(tmp_path):
    (tmp_path / "a.yml").write_text("title: A\nkind: cursus\n", encoding="utf-8")
    (tmp_path / "b.yml").write_text("- los\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"(?s)a.yml: kind: Input should be.*a.yml: what: Field required.*b.yml"):
        load_lessons(tmp_path)
