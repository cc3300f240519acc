"""What people add to an area: its folder and voting page, the edition to look back at, and what it shares."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wijkanalyse.cli.console import complain, counted, say
from wijkanalyse.cli.options import open_processed
from wijkanalyse.editions import EDITIONS
from wijkanalyse.errors import AreaError
from wijkanalyse.paths import find_paths

if TYPE_CHECKING:
    from wijkanalyse.process.areas import Area


def kit(
    code: Annotated[str, typer.Argument(help="Code of the area, or a name for a kern without figures.")],
    name: Annotated[str | None, typer.Option(help="What a kern without figures is called.")] = None,
    themes: Annotated[Path | None, typer.Option(help="CSV with the columns thema and naam.")] = None,
) -> None:
    """Make or check the folder in data/wijken for what people add, with the pages to fill in and to vote on."""
    from wijkanalyse.agenda.agenda import Agenda
    from wijkanalyse.cards.catalogue import load_catalogue
    from wijkanalyse.dialogue.ballot_themes import candidate_themes, default_themes, read_themes
    from wijkanalyse.dialogue.folder import DialogueError, check_folder, folder_of, make_folder
    from wijkanalyse.profile.profile import load_profile
    from wijkanalyse.profile.verdicts import Verdicts
    from wijkanalyse.publish.board import write_board
    from wijkanalyse.publish.filling import write_form
    from wijkanalyse.publish.voting import write_voting_page

    paths, catalogue = find_paths(), load_catalogue()
    folder = folder_of(paths, code)
    if not folder.is_dir():
        area = None if name else _area_of(code)
        if themes:
            chosen = read_themes(themes)
        else:
            chosen = candidate_themes(Agenda(Verdicts(load_profile(code)))) if area else default_themes(catalogue)
        folder, made = make_folder(
            paths, code, name=name or area.name, area_code=area.code if area else None, themes=chosen
        )  # fmt: skip
        say(f"{folder}: made with {len(made)} files; start with LEESMIJ.txt")
    elif name or themes:
        complain(f"{folder} is there already: --name and --themes are for a new one. Change wijk.yml or themas.csv.")
    # With faults too: whoever has to repair them can do so there.
    say(f"page to fill in: {write_form(paths, code, catalogue)}")
    findings = check_folder(folder, catalogue)
    faults = [f for found in findings.values() for f in found if f.severity == "fault"]
    for file, found in findings.items():
        for finding in found:
            kind = "" if finding.severity == "fault" else "warning: "
            complain(f"{file}: {kind}{finding}")
    warnings = sum(map(len, findings.values())) - len(faults)
    say(f"{counted(len(faults), 'fault')}, {counted(warnings, 'warning')}")
    try:
        say(f"page to vote on: {write_voting_page(paths, code, catalogue)}")
    except DialogueError as error:
        if not faults:
            raise
        complain(f"page to vote on: not made, see the faults of themas.csv ({str(error).splitlines()[0]})")
    if faults:
        raise typer.Exit(DialogueError.exit_code)
    say(f"board for the year after: {write_board(paths, code, catalogue)}")
    _tell_faulty_examples()


def _tell_faulty_examples() -> None:
    """What of the lessons and of the examples of others cannot be used."""
    from wijkanalyse.cards.catalogue import load_catalogue
    from wijkanalyse.dialogue.examples import read_examples

    for fault in read_examples(find_paths())[1]:
        complain(f"data/voorbeelden: warning: {fault}")
    for fault in load_catalogue().left_out:
        complain(f"warning: {fault}")


def _area_of(code: str) -> Area:
    """The area of a code; says what to do when it is the name of a kern without figures."""
    try:
        return open_processed().areas.find(code)
    except AreaError as error:
        kern = f'For a kern without figures, give its name: wijkanalyse kit {code} --name "…"'
        raise AreaError(f"{error} {kern}") from error


def editie(code: Annotated[str, typer.Argument(help="Name of the folder in data/wijken.")]) -> None:
    """Keep the figures of an area and what people added as they are today, to look back at later."""
    from wijkanalyse.dialogue.area import open_dialogue
    from wijkanalyse.dialogue.differences import stored_figures
    from wijkanalyse.dialogue.folder import folder_of, read_folder
    from wijkanalyse.dialogue.kept_editions import save_edition

    paths = find_paths()
    area = read_folder(paths, code, edition="intern").area_code
    if area:
        open_processed()
    figures = {}
    for edition in EDITIONS:
        dialogue = open_dialogue(area or code, edition=edition, folder=code, paths=paths)
        figures[edition] = stored_figures(dialogue.verdicts) if dialogue.verdicts else {}
    # the last one is the internal edition, which has everything that people added
    target = save_edition(folder_of(paths, code), figures, dialogue.folder.tables, dialogue.today)
    say(f"kept: {target}")


def jaarritme(
    codes: Annotated[list[str] | None, typer.Argument(help="Names of folders in data/wijken.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All folders but the invented example.")] = False,
    edition: Annotated[str, typer.Option(help="What may be shown: openbaar, partners or intern.")] = "partners",
) -> None:
    """Write the days to keep as a calendar (.ics), and one page of what runs, what is late and what comes."""
    from wijkanalyse.cards.house_style import load_house_style
    from wijkanalyse.day import today
    from wijkanalyse.dialogue.folder import DialogueError, folder_of, folders_of, read_folder
    from wijkanalyse.editions import check_edition
    from wijkanalyse.publish.running import write_rhythm

    paths = find_paths()
    check_edition(edition)
    named = folders_of(paths) if every else list(dict.fromkeys(codes or []))
    if not named:
        where = f"{paths.area_folders} has no folder of an area yet" if every else "no folder was named"
        raise DialogueError(f"{where}; make one with `wijkanalyse kit CODE`, then name it or give --all")
    folders, failed = [], 0
    for code in named:
        try:
            folders.append(read_folder(paths, code, edition=edition))
        except DialogueError as error:  # one faulty folder does not keep the others from their page
            complain(str(error))
            failed += 1
    if folders:
        alone = len(named) == 1
        target = folder_of(paths, named[0]) if alone else paths.area_folders
        for path in write_rhythm(target, folders, today(), load_house_style(paths)):
            say(f"written: {path}")
    if failed:
        say(f"{len(folders)} areas, {failed} left out")
        raise typer.Exit(DialogueError.exit_code)


def deel(
    code: Annotated[str, typer.Argument(help="Name of the folder in data/wijken.")],
    licence: Annotated[str, typer.Option(help="Write it, under this licence: cc-by or cc0.")] = "",
) -> None:
    """Show what an area learned as an example without names; with --licence put it into a zip file for others."""
    from wijkanalyse.cards.lessons import SHARED_LICENCES
    from wijkanalyse.dialogue.folder import DialogueError, folder_of, read_folder
    from wijkanalyse.dialogue.private import LEFT_OUT
    from wijkanalyse.dialogue.sharing import FOLDER, as_text, examples_of, write_examples
    from wijkanalyse.near import check_known

    if licence:
        check_known("licence", licence, SHARED_LICENCES)
    paths = find_paths()
    shown, whole = (read_folder(paths, code, edition=edition) for edition in ("openbaar", "intern"))
    if shown.tables["ervaringen"].empty:
        closed = "ervaringen" not in shown.visible
        raise DialogueError(
            f"{shown.path}: "
            + ("ervaringen is not open; write `ervaringen: openbaar` in wijk.yml, and then " if closed else "")
            + "write in ervaringen.csv what worked and what did not; that is what is shared"
        )
    places = _places(whole.area_code) if whole.area_code else []
    examples = examples_of(shown, whole, places, SHARED_LICENCES[licence or "cc-by"])
    for example in examples:
        lines = as_text(example).splitlines()
        say("\n".join(line for line in lines if licence or not line.startswith("licence:")) + "\n")
    if any(LEFT_OUT in as_text(e) for e in examples):
        say(f"{LEFT_OUT}: a name, a place, or a number of a closed file. Write it otherwise, or leave it so.")
    if "interventies" not in shown.visible:
        say("How many people were reached is not in it: interventies is not open in wijk.yml.")
    if licence:
        say(f"made: {write_examples(folder_of(paths, code) / FOLDER, examples)}")
        return
    say(f"Nothing is written yet. Read it, then choose a licence: wijkanalyse deel {code} --licence cc-by (or cc0)")


def _places(code: str) -> list[str]:
    """Names and codes of an area, its gemeenten, and every wijk and buurt in them."""
    processed = open_processed()
    area = processed.areas.find(code)
    register = processed.areas.register
    gemeenten = {part.gemeente_code for part in area.parts}
    near = register[register.gemeente_code.isin(gemeenten) | register.area_code.isin(gemeenten)]
    return [area.name, area.code, *near["name"].unique(), *near.area_code.unique()]
