"""What a reader sees is plain Dutch: one word for one thing, short sentences, and no label as a sentence.

The documents of the example, as their notebooks make them, without the parts that explain the methods.
"""

from __future__ import annotations

import ast
import pickle
import re
import shutil
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import nbformat
import pytest
from invented_notebooks import once, shared_folder

from wijkanalyse.paths import Paths, find_paths

ROOT = Path(__file__).resolve().parents[2]
MEETING = {"edition": "intern", "folder": "voorbeeld"}
DOCUMENTS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "wijkanalyse": [("WK099511", {}), ("velp-en-rozendaal", {}), ("WK085568", {})],
    "regiobeeld": [("GM0160", {})],
    "wijkbijeenkomst": [("WK099511", MEETING)],
    "wijkplan": [("WK099511", MEETING)],
    "bewoners": [("WK099511", {}), ("velp-en-rozendaal", {}), ("WK016015", {})],
}
APPENDIX = {"Bronnen en definities", "Bronnen", "Zo leest u dit rapport", "Zo leest u dit beeld"}
"""Headings under which the words of the methods may stand."""
LONGEST = 25
"""Words of a sentence; only a list of names may have more."""
LONG, MOST_LONG = 18, 0.05
"""Words from which a sentence is long, and the share of sentences that may be."""
MOST_WORDS = 3000
"""Words of a report that a reader sees before anything is unfolded."""
AVOIDED = re.compile(
    r"\b(?:aandeel|arbeidsongeschiktheid|beïnvloeden|dimensie|disciplines|gehuwd|gepubliceerd|gewogen|hoogstens"
    r"|indeling|indicatief|interventie|kopgroep|middengroep|marges?|in belangrijke mate|modelschatting"
    r"|multidisciplinair|noemer|onder meer|overeenstemming|overgenomen|peildatum|perspectief|procentpunt|rekenwijzen"
    r"|rust(?:en)? op|samengesteld|samenhang|spreiding|stroomschema|ten minste|tegenover|toetsen|van belang"
    r"|vergrijzing|verkeerde kant|zorgpaden|vrijwel gelijk|niet bekend"
    r"|meer (?:groepen|wijken|disciplines|vragen))\b",
    re.IGNORECASE,
)
ALLOWED = {
    "stroomschema": "the name of a form and of its file",
    "disciplines": "the head of a column that people fill in",
    "perspectief": "the head of a column that people fill in",
}
TOOL_WORDS = re.compile(
    r"[\w-]+\.(?:csv|ya?ml|html|ipynb|xlsx?|docx|pdf|zip)\b|\bdata/|\bwijkanalyse [a-z]+\b|--\w+"
    r"|\b(?:csv|json|notebook|commando|command|script|map van|receipt|parameter|kolom|Kendall\w*|Borda|edities?)\b",
    re.IGNORECASE,
)
"""What only who runs the tool knows: files, commands, and names of methods."""
NAMES = re.compile(r"‘[^’]*’(?: \([^)]*\))?(?:,| en)?")
LABEL = re.compile(r"^(?:Vindt|Heeft|Rookt|Drinkt|Doet|Geeft|Fietst|Loopt|Beweegt|Sport)\b[^.]*:")
PATTERNS = {
    "a range has its unit twice": re.compile(r"(?<![\d.,])\d+(?:,\d+)? tot \d+(?:,\d+)?%"),
    "digits have a %": re.compile(r"\d procent\b"),
    "one kind of quotes": re.compile(r"[“”]"),
    # What one expects is what anybody does: ‘binnen wat je verwacht’ is one of three fixed words.
    "u, and not je": re.compile(r"\b(?<!binnen wat )(?:je|jij|jouw)\b"),
    "het CBS and het RIVM": re.compile(r"\b(?:van|door|bij) (?:CBS|RIVM)\b|(?<!het )(?<!Het )\bCBS (?:telt|geeft)"),
    "what is unknown is called so": re.compile(r"^(?:geen cijfer|–|◌)$"),
    "a unit is said once": re.compile(
        r"\b(personen|per huishouden|per km²|per 1\.000 inwoners|euro|km)\b(?: \S+){0,2} \1\b", re.IGNORECASE
    ),
    "a growth is called one, and not put behind a number of people": re.compile(r"(?:meer|minder) \(\d+(?:,\d+)?%\)"),
    "no number joins two years": re.compile(r"\(\d{4}\)\. Daarvan"),
    "Van 17 daarvan zijn er is no Dutch": re.compile(r"Van \d+ daarvan zijn er"),
    "a label is no clause": re.compile(r"ongunstiger bij ‘"),
    "what to mind is no question": re.compile(r"Waar let u op\?"),
    "no key of a card": re.compile(r"\b(?:Afgeronde noemer|Drempel \d|Onzekerheid onbekend|Modelschatting)\b"),
}


@pytest.fixture(scope="module")
def read(example, tmp_path_factory):
    """The documents as pairs of a heading and a piece of text, by name of the notebook; and what reports show first.

    Read once for all workers.
    """

    def make(root: Path) -> None:
        (root / "data").mkdir()
        for name in ("raw", "processed", "gebieden"):
            (root / "data" / name).symlink_to(example.root / "data" / name, target_is_directory=True)
        shutil.copytree(ROOT / "data" / "wijken" / "voorbeeld", root / "data" / "wijken" / "voorbeeld")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("WIJKANALYSE_ROOT", str(Paths(root).root))
            patch.setenv("WIJKANALYSE_BUILT", "2026-11-22")
            find_paths.cache_clear()
            (root / "read.pickle").write_bytes(pickle.dumps(_read()))

    return pickle.loads((once(shared_folder(tmp_path_factory) / "lezer", make) / "read.pickle").read_bytes())


def _read() -> dict[str, Any]:
    found: dict[str, Any] = {name: [] for name in DOCUMENTS}
    reports = {}
    for name, runs in DOCUMENTS.items():
        for code, changes in runs:
            shown = list(_shown(name, {"wijk_code": code, **changes}))
            found[name] += _pieces(shown)
            if name == "wijkanalyse":
                reports[code] = list(_pieces(shown, _visible))
    return found | {"visible": reports}


def _shown(name: str, parameters: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Run the cells of a notebook and give what each shows under its heading, and whether that is HTML."""
    cells = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4).cells
    names: dict[str, Any] = {}
    heading = ""
    for cell in cells:
        if "analist" in cell.metadata.get("tags", []):
            continue
        if cell.cell_type == "markdown":
            for line in cell.source.splitlines():
                heading = line.lstrip("# ") if line.startswith(("# ", "## ")) else heading
                yield heading, line.lstrip("# "), False
            continue
        for node in ast.parse(cell.source).body:
            if isinstance(node, ast.Expr):
                made = eval(compile(ast.Expression(node.value), name, "eval"), names)
                yield heading, getattr(made, "html", ""), True
            else:
                exec(compile(ast.Module([node], []), name, "exec"), names)
        if "parameters" in cell.metadata.get("tags", []):
            names |= parameters


def _pieces(
    shown: list[tuple[str, str, bool]], part: Callable[[str], str] = lambda html: html
) -> Iterator[tuple[str, str]]:
    """What a notebook showed, or a part of each HTML, in pieces of text under their heading."""
    for heading, said, is_html in shown:
        yield from ((heading, text) for text in (_texts(part(said)) if is_html else [said]))


def _texts(html: str) -> Iterator[str]:
    """The texts of a piece of HTML: of each paragraph, cell or item one, without what is drawn."""
    html = re.sub(r"<svg.*?</svg>", " ", html, flags=re.DOTALL)
    html = re.sub(r"</?(?:strong|em|a|span|code|b|i)\b[^>]*>", "", html)
    for part in re.split(r"<[^>]+>", html):
        if text := " ".join(unescape(part).split()):
            yield text


def _visible(html: str) -> str:
    """A piece of HTML as it is before anything is unfolded, without what only who hears it gets."""
    html = re.sub(r'<(span|caption|small)\b[^>]*\bclass="(?:alleen-voor-oren|smal)".*?</\1>', "", html, flags=re.DOTALL)
    while (folded := re.sub(FOLDED, r"\1", html, flags=re.DOTALL)) != html:
        html = folded
    return html


FOLDED = r"<details\b[^>]*>\s*(<summary\b(?:(?!</summary>).)*</summary>)(?:(?!<details\b).)*?</details>"


def _outside_the_appendix(pieces: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(heading, text) for heading, text in pieces if heading not in APPENDIX]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_word_of_the_methods_stands_outside_the_appendix(read, name):
    found = [
        f"{heading}: {match.group()}: {text[:200]}"
        for heading, text in _outside_the_appendix(read[name])
        for match in AVOIDED.finditer(text)
        if match.group().lower() not in ALLOWED
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_word_of_the_tool_stands_in_what_a_reader_gets(read, name):
    found = [
        f"{heading}: {match.group()}: {text[:200]}"
        for heading, text in _outside_the_appendix(read[name])
        for match in TOOL_WORDS.finditer(text)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("rule", PATTERNS)
def test_one_way_of_writing(read, name, rule):
    found = [f"{heading}: {text[:200]}" for heading, text in read[name] if PATTERNS[rule].search(text)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("name", "heading"), [("wijkanalyse", "In het kort"), ("bewoners", None)], ids=str)
def test_a_label_is_never_a_sentence(read, name, heading):
    texts = [text for where, text in read[name] if heading in (None, where)]
    assert texts
    assert not [text for text in texts if LABEL.search(text)]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_sentence_is_short_unless_it_lists_names(read, name):
    long = [
        f"{heading}: {sentence}"
        for heading, text in _outside_the_appendix(read[name])
        for sentence in re.split(r"(?<=[.?!]) ", text)
        if len(NAMES.sub("", sentence).split()) > LONGEST
    ]
    assert not long, "\n".join(long)


def test_few_sentences_of_a_report_are_long(read):
    for code, pieces in read["visible"].items():
        sentences = [s for _, text in pieces for s in re.split(r"(?<=[.?!]) ", text) if s.endswith((".", "?", "!"))]
        long = [s for s in sentences if len(NAMES.sub("", s).split()) > LONG]
        assert len(sentences) > 60
        assert len(long) <= MOST_LONG * len(sentences), (code, long)


def test_a_report_is_read_to_the_end(read):
    for code, pieces in read["visible"].items():
        words = sum(len(text.split()) for _, text in pieces)
        assert words <= MOST_WORDS, (code, words)


def test_what_an_estimate_is_and_what_is_not_known_of_it_is_said_once(read):
    for code, pieces in read["visible"].items():
        texts = [text for heading, text in pieces if heading != "In het kort"]
        assert sum("zegt niet hoe zeker" in text for text in texts) == 1, code
        assert sum("betekent: berekend, niet geteld" in text for text in texts) == 1, code


def test_a_list_of_figures_has_sentences_and_no_labels(read):
    texts = [text for heading, text in read["wijkanalyse"] if heading not in APPENDIX]
    assert not [text for text in texts if LABEL.search(text)]


def test_residents_read_sentences_of_at_most_eighteen_words(read):
    sentences = [s for _, text in read["bewoners"] for s in re.split(r"(?<=[.?!]) ", text) if s.endswith((".", "?"))]
    assert not [s for s in sentences if len(s.split()) > 18]
    assert sum(len(s.split()) for s in sentences) / len(sentences) <= 9.5
    assert not [s for s in sentences if "gunstig" in s], "residents read more or less, and not what is good"
