"""No module names an indicator, and a card that goes is answered with every place that needs it."""

from __future__ import annotations

import ast
import dataclasses
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from wijkanalyse.cards.catalogue import CARDS, faults_between, load_catalogue, mentions_of
from wijkanalyse.cards.roles import Roles
from wijkanalyse.errors import CatalogueError
from wijkanalyse.paths import PACKAGE
from wijkanalyse.profile import profile as profile_module
from wijkanalyse.show import wording

ROOT = PACKAGE.parents[1]
IDS = sorted(path.stem for path in (CARDS / "indicators").glob("*.yml"))
LISTS = ("roles.yml", "themes.yml", "targets.yml", "breaks.yml", "vragen.yml", "stroomschema.yml")
MAY_BE_HIDDEN = re.compile(
    r"roles\.yml: (people\.(adults|younger|older|working_age)|households_number|wholes|parts|unions"
    r"|expected\.predictors)"
    r"|breaks\.yml|\w+\.yml: (aggregation\.weight|ages|measures\.denominator_of)$"
)
"""Where a reader does not see the figure: people as weights, what adds up, by what counts are expected; weights, ages
and denominators on cards."""


def names_in(content: Any) -> Iterator[str]:
    """Every key, item and value of a list that is an indicator."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield from (*names_in(key), *names_in(value))
    elif isinstance(content, list):
        for item in content:
            yield from names_in(item)
    elif content in IDS:
        yield content


@pytest.fixture(scope="module")
def named() -> Counter[tuple[str, str]]:
    """How often each file names each indicator, as read from the files and not from the models."""
    content = {name: yaml.safe_load((CARDS / name).read_text(encoding="utf-8")) for name in LISTS}
    found = Counter((name, i) for name, entry in content.items() for i in names_in(entry))
    for path in (CARDS / "indicators").glob("*.yml"):
        card = yaml.safe_load(path.read_text(encoding="utf-8"))
        denominators = [measure.get("denominator_of") for measure in card["measures"]]
        found.update((path.name, i) for i in names_in([card["aggregation"], card.get("ages"), denominators]))
    return found


def files_of(faults: list[str]) -> Counter[str]:
    return Counter(fault.partition(":")[0] for fault in faults)


# ------------------------------------------------------------------------------ code


def test_no_module_asset_or_notebook_names_an_indicator():
    assert len(IDS) > 100
    files = [
        *(p for p in PACKAGE.rglob("*") if p.suffix in (".py", ".js", ".css", ".j2", ".html")),
        *(ROOT / "tools").rglob("*.py"),
        *(ROOT / "notebooks").glob("wijk*.ipynb"),
        ROOT / "notebooks" / "regiobeeld.ipynb",
    ]
    ids = set(IDS)
    found = [
        f"{path.relative_to(ROOT)}:{number}: {word}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for word in re.findall(r"\w+", line)
        if word in ids
    ]
    assert found == [], "name the part it plays in cards/roles.yml, and ask catalogue.roles for it"


# ------------------------------------------------------------- every card, three changes


@pytest.mark.parametrize("change", ["removed", "renamed", "hidden"])
def test_a_card_that_goes_is_answered_with_every_place_that_names_it(catalogue, named, change):
    for name in IDS:
        card = catalogue.indicators[name]
        others = {i: c for i, c in catalogue.indicators.items() if i != name}
        new = {
            "removed": {},
            "renamed": {f"n{name}": card.model_copy(update={"id": f"n{name}"})},
            "hidden": {name: card.model_copy(update={"shown": False})},
        }[change]
        faults = list(faults_between(dataclasses.replace(catalogue, indicators=others | new)))
        said = f"{name} is not shown" if change == "hidden" else f"there is no indicator {name!r}"
        assert all(said in fault for fault in faults), faults
        assert all("take it out" in fault for fault in faults)
        expected = Counter({file: n for (file, i), n in named.items() if i == name and file != f"{name}.yml"})
        if change == "renamed":
            assert all(f"n{name}" in fault.partition("did you mean")[2] for fault in faults), faults
        if change != "hidden":
            assert files_of(faults) == expected, name
        elif card.shown:
            seen = [m for m in mentions_of(catalogue) if m.indicator == name and not MAY_BE_HIDDEN.match(m.place)]
            assert files_of(faults) == files_of([m.place for m in seen]), name
        else:
            assert faults == [], "it was hidden already"


def test_the_number_of_inhabitants_cannot_be_hidden(catalogue):
    name = catalogue.roles.people.all
    hidden = {**catalogue.indicators, name: catalogue.indicators[name].model_copy(update={"shown": False})}
    faults = list(faults_between(dataclasses.replace(catalogue, indicators=hidden)))
    assert f"roles.yml: people.all: {name} is not shown (`shown: false` on its card); show it, or take it out here" in (
        faults
    )


def test_faults_of_all_lists_come_in_one_message_at_process(changed_cards, monkeypatch, example_tree):
    from typer.testing import CliRunner

    from wijkanalyse.cards import catalogue as module
    from wijkanalyse.cli import app

    folder = changed_cards(**{"indicators/eenzaam_pct.yml": None})
    original = module.load_catalogue
    monkeypatch.setattr(module, "load_catalogue", lambda: original(folder))
    monkeypatch.setenv("WIJKANALYSE_ROOT", str(example_tree.root))
    result = CliRunner().invoke(app, ["process"])
    assert result.exit_code != 0
    said = str(result.exception) + result.output
    for place in (
        "roles.yml: buurten.table", "roles.yml: rows welbevinden", "roles.yml: catchments",
        "roles.yml: earlier_estimates", "themes.yml: eenzaamheid: counts.eenzaamheid", "themes.yml: eenzaamheid: wider",
    ):  # fmt: skip
        assert f"{place}: there is no indicator 'eenzaam_pct'" in said, place


# ------------------------------------------------------------------ the list by itself


ROLES = yaml.safe_load((CARDS / "roles.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"colour": "red"}, "roles.yml: unknown key `colour`"),
        ({"people": None}, "roles.yml: `people`: Input should be"),
        ({"people": {**ROLES["people"], "adults": "roker_pct"}}, "people.adults: roker_pct is not summed"),
        ({"ages": ROLES["ages"][:-1]}, "`ages` are all ages in order"),
        ({"ages": ROLES["ages"][1:]}, "`ages` are all ages in order"),
        ({"ages": [ROLES["ages"][0], *ROLES["ages"][2:]]}, "there are 0–14, 25–44, 45–64, 65+"),
        ({"incomes": {"laagste_40_huishoudens_pct": "Laag"}}, "`incomes` are the lowest and the highest, got 1"),
        ({"rows": {"wonen": [["roker_pct"]]}}, "rows: roker_pct stands in the chapter leefstijl, and not in wonen"),
        ({"rows": {"wonen": [["roker_pct"] for _ in range(9)]}}, "wonen has 9 figures, and a chapter shows 8 at most"),
        ({"households": {"huishoudensgrootte_personen": "x"}}, "households: huishoudensgrootte_personen is no share"),
        ({"index": ROLES["index"][:2]}, "`index` has 3 figures or none, got 2"),
        ({"structure": [{"indicator": "eenzaam_pct", "domain": "x"}]}, "structure: eenzaam_pct is estimated"),
        ({"series": ["roker_pct"]}, "series: roker_pct is estimated with a model"),
        ({"earlier_estimates": ["koopwoningen_pct"]}, "earlier_estimates: koopwoningen_pct is counted and no estimate"),
        ({"page_one": {"Groep": []}}, "`page_one.Groep`: Tuple should have at least 1 item"),
        ({"strip": ["roker_pct"]}, "strip: roker_pct is good or bad; the strip of page one is background"),
        ({"surroundings": "leeftijd_65_plus"}, "'leeftijd_65_plus' (did you mean leeftijd_65_plus_pct"),
    ],
)  # fmt: skip
def test_a_faulty_list_says_what_is_wrong(changed_cards, changes, message):
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(changed_cards(**{"roles.yml": ROLES | changes}))
    assert message in str(caught.value)


def test_a_faulty_list_of_roles_does_not_keep_back_what_is_wrong_elsewhere(changed_cards):
    breaks = [{"indicators": ["rokers_pct"], "from_year": 2020, "why": "anders geteld"}]
    with pytest.raises(CatalogueError, match=r"(?s)breaks\.yml: break 1: there is no indicator.*roles\.yml: unknown"):
        load_catalogue(changed_cards(**{"roles.yml": ROLES | {"colour": "red"}, "breaks.yml": breaks}))


# ------------------------------------------------------------------- what still renders


@pytest.fixture
def run_report(example, monkeypatch):
    """Run the cells of the report's notebook for Velp with another catalogue; returns what each cell shows."""
    notebook = json.loads((ROOT / "notebooks" / "wijkanalyse.ipynb").read_text(encoding="utf-8"))
    cells = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]
    monkeypatch.setenv("WIJKANALYSE_ROOT", str(example.root))

    def run(catalogue, code="WK027502"):
        monkeypatch.setattr(profile_module, "load_catalogue", lambda: catalogue)
        monkeypatch.setattr(profile_module, "find_paths", lambda: example)
        names: dict[str, Any] = {}
        shown = {}
        for cell in cells:
            tree = ast.parse(cell)
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, "cell", "exec"), names)
            if "wijk_code" in cell and not last:
                names["wijk_code"] = code
            if last:
                value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
                shown[cell.splitlines()[-1]] = getattr(value, "html", "") or getattr(value, "svg", "") or repr(value)
        return shown

    return run


SENTENCES = {"trends": "Veranderingen", "buurten": "Buurten"}
MAY_BE_EMPTY = ("report.earlier_estimates(", "report.catchments(")


def test_parts_that_nobody_plays_are_left_out_with_a_sentence(run_report, catalogue):
    required = {name: ROLES[name] for name in ("people", "households_number")}
    shown = run_report(dataclasses.replace(catalogue, roles=Roles(**required)))
    assert len(shown) > 20 and all(html for cell, html in shown.items() if not cell.startswith(MAY_BE_EMPTY))
    for section, title in SENTENCES.items():
        found = [html for cell, html in shown.items() if cell.startswith(f"report.{section}(")]
        assert found in ([], [f'<p class="afwezig">{title}: {wording.NONE_CHOSEN}</p>'])
    (front,) = (html for cell, html in shown.items() if cell.startswith("report.page_one("))
    for title in ("Wie wonen hier", "In één beeld"):
        assert f'<p class="afwezig">{title}: {wording.NONE_CHOSEN}</p>' in front


def pruned(content: Any, name: str) -> Any:
    """The content of a list without an indicator, as the messages ask: the entry, and what goes with it."""

    def goes(entry: Any) -> bool:
        return entry == name or (isinstance(entry, dict) and entry.get("indicator") == name)

    if isinstance(content, dict):
        labels = {f"{key}_label" for key, entry in content.items() if entry == name}
        kept = {k: pruned(v, name) for k, v in content.items() if k != name and k not in labels and not goes(v)}
        return {k: v for k, v in kept.items() if v not in ({}, [])}
    if isinstance(content, list):
        return [kept for entry in content if not goes(entry) and (kept := pruned(entry, name)) != []]
    return content


def taken_out(changed_cards, name: str, *, hide: bool):
    """The catalogue without a card, and without every place that named it."""
    lists = {f: yaml.safe_load((CARDS / f).read_text(encoding="utf-8")) for f in LISTS[:4]}
    new = {f: pruned(content, name) for f, content in lists.items()}
    roles, before = new["roles.yml"], lists["roles.yml"]
    for part in ("ages", "households", "incomes", "tenure", "index"):  # these are whole or not there
        if roles.get(part) != before[part]:
            roles.pop(part, None)
    roles["wholes"] = [whole for whole in before["wholes"] if name not in whole]
    new["themes.yml"]["own_themes"] = sorted(
        {*lists["themes.yml"]["own_themes"], *lists["themes.yml"]["themes"]} - set(new["themes.yml"]["themes"])
    )
    for target in new["targets.yml"]["targets"].values():  # each is shown by buurt with one figure
        target.setdefault("by_buurt", next(iter(target["people"])))
    card = (CARDS / "indicators" / f"{name}.yml").read_text(encoding="utf-8")
    new[f"indicators/{name}.yml"] = card.replace("\norder:", "\nshown: false\norder:", 1) if hide else None
    return load_catalogue(changed_cards(**new))


@pytest.mark.parametrize(
    ("name", "hide"),
    [
        ("leeftijd_65_plus_pct", False), ("eenzaam_pct", True), ("omgevingsadressendichtheid_per_km2", True),
        ("inkomen_per_inwoner_x1000_euro", False), ("huurwoningen_pct", False),
    ],
)  # fmt: skip
def test_after_a_card_is_taken_out_everywhere_the_whole_report_is_made(changed_cards, run_report, name, hide):
    catalogue = taken_out(changed_cards, name, hide=hide)
    assert name not in {i.id for chapter in catalogue.vocabulary.chapters for i in catalogue.chapter(chapter)}
    shown = run_report(catalogue)
    assert len(shown) > 20 and all(html for cell, html in shown.items() if not cell.startswith(MAY_BE_EMPTY))
