"""The one loader of YAML: what stays text, what is refused and with which line, and that there is no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wijkanalyse.cards.reading import make, read_yaml
from wijkanalyse.cards.schema import Card
from wijkanalyse.cards.yaml_file import DEEPEST, LARGEST, UnreadableYamlError, line_of, load_yaml, load_yaml_file

SOURCE = Path(__file__).parents[2] / "src"

STAYS = ["no", "Yes", "on", "2026-11-30", "2026-02-30", "1:30", "0012", "1_000", "0x1F", ".5", "1e3", ".nan", "<<",
         "12345678901234567890", "GGD: team", "TRUE"]  # fmt: skip


@pytest.mark.parametrize("text", STAYS)
def test_what_looks_like_something_else_stays_the_text_that_was_typed(text):
    assert load_yaml(f"a: {text!r}" if ": " in text else f"a: {text}") == {"a": text}
    assert load_yaml(f'a: "{text}"') == {"a": text}


def test_numbers_true_false_and_nothing_are_what_they_are():
    content = load_yaml("{a: 12, b: -0.50, c: true, d: False, e: ~, f: , g: '12', h: 'true'}")
    assert content == {"a": 12, "b": -0.5, "c": True, "d": False, "e": None, "f": None, "g": "12", "h": "true"}
    assert load_yaml("") is None


REFUSED = {
    "a: 1\nb: 2\na: 3": "key a occurs twice, in line 1 and line 3",
    "b:\n  a: 1\n  'a': 2": "key a occurs twice, in line 2 and line 3",
    "b: [x]\na: &x [1]": r"line 2: an anchor \(&x\)",
    "b: 1\na: *x": r"line 2: an alias \(\*x\)",
    "b: 1\na: !!python/object:os.system x": "line 2: the tag",
    "a: !!binary aGk=": "line 1: the tag",
    "a: 1\n? [b]\n: c": "line 2: a key has to be one word",
    "~: x": "line 1: a key is empty",
    "a: 1\n---\nb: 1": "line 3: a second document",
    "a: 1\nb: [": "line 3: ",
    "a: 1\nb: x: y": "line 2: ",
    "a: 1\nb: \x07": "line 2: a character that is no text",
    "[" * 100_000: "line 1: is nested too deep",
    "{a: " * (DEEPEST + 1): "line 1: is nested too deep",
}


@pytest.mark.parametrize("text", REFUSED, ids=range(len(REFUSED)))
def test_what_has_two_meanings_or_blows_up_is_refused_with_its_line(text):
    with pytest.raises(UnreadableYamlError, match=REFUSED[text]):
        load_yaml(text)


def test_a_file_that_is_no_text_or_far_too_large_is_refused(tmp_path):
    (tmp_path / "a.yml").write_bytes("naam: Velp\nwaar: café".encode("cp1252"))
    with pytest.raises(UnreadableYamlError, match="line 2: a letter that is not UTF-8"):
        load_yaml_file(tmp_path / "a.yml")
    (tmp_path / "b.yml").write_bytes(b"a" * (LARGEST + 1))
    with pytest.raises(UnreadableYamlError, match="larger than"):
        load_yaml_file(tmp_path / "b.yml")
    (tmp_path / "c.yml").write_bytes("\ufeffnaam: Velp\r\nwaar: café\r\n".encode())  # as Notepad keeps it
    assert load_yaml_file(tmp_path / "c.yml") == {"naam": "Velp", "waar": "café"}


def test_the_line_of_what_is_in_it_is_known():
    content = load_yaml("a: 1\nb:\n  - c: 2\n  - c: 3\n    d: [1,\n     2]")
    assert [line_of(content, place) for place in (("a",), ("b", 1, "c"), ("b", 1, "d", 1), ("b", 1, "x"), ("x",))] == [
        1, 4, 6, 4, None,
    ]  # fmt: skip


class Made(Card):
    naam: str
    deel: float = 1.0
    delen: tuple[int, ...] = ()


def test_a_schema_decides_what_becomes_of_a_word_and_its_fault_has_the_line(tmp_path):
    path, faults = tmp_path / "kaart.yml", []
    path.write_text("naam: 2026\ndeel: 1\ndelen: [1, 2]\n")
    assert make(Made, read_yaml(path, dict, faults), path.name, faults) == Made(naam="2026", delen=(1, 2))
    path.write_text("naam: no\ndeel: nan\ndelen:\n- 1\n- 2026-02-30\n")
    assert make(Made, read_yaml(path, dict, faults), path.name, faults) is None
    assert [re.search(r"`(.*)`.*\(line (\d)\)", fault).groups() for fault in faults] == [
        ("deel", "2"),
        ("delen.1", "5"),
    ]


def test_nothing_else_reads_yaml():
    """`yaml.safe_load` takes *no* for false, the last of two equal keys, and ends the process on deep brackets."""
    ways = re.compile(r"yaml\.(safe_load|load|load_all|full_load|unsafe_load|safe_load_all|compose|scan|parse)\b")
    found = [p.name for p in SOURCE.rglob("*.py") if ways.search(p.read_text(encoding="utf-8"))]
    assert found == ["yaml_file.py"]
