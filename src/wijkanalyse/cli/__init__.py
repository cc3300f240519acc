"""The command line, one module per subject.

| module | commands |
|---|---|
| `data` | fetch, sources, process, list, extract-example |
| `reports` | report, reports, document, praktijk |
| `sharing` | pdf, export, bundle |
| `dialogue` | kit, editie, jaarritme, deel |
| `research` | oracle, hindcast, judgements, expected |

What a command needs is imported by that command: loading everything takes longer than most commands do. A fault that
a person can repair is printed without a traceback, each kind with an exit code of its own (see `errors`).
"""

import errno
import sys

import typer

from wijkanalyse.cli import data, dialogue, reports, research, sharing
from wijkanalyse.cli.console import errors
from wijkanalyse.errors import WijkanalyseError
from wijkanalyse.files import sweep_temporary
from wijkanalyse.paths import find_paths

app = typer.Typer(
    help="Wijkanalyses from open data of CBS and RIVM: fetch tables, make reports, share them, keep what people add.",
    no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False,
)  # fmt: skip

PANELS = {
    "Figures": (data.fetch, data.sources, data.process, data.list_areas),
    "Reports": (
        reports.report,
        reports.reports,
        reports.document,
        reports.praktijk,
        sharing.pdf,
        sharing.export,
        sharing.bundle,
    ),
    "What people add": (dialogue.kit, dialogue.editie, dialogue.jaarritme, dialogue.deel),
    "For maintainers": (research.oracle, research.hindcast, research.judgements, research.expected),
}
"""The commands under the headings of `wijkanalyse --help`."""

for _panel, _commands in PANELS.items():
    for _command in _commands:
        app.command(_command.__name__.removesuffix("_areas"), rich_help_panel=_panel)(_command)
app.command("extract-example", hidden=True)(data.extract_example)


@app.callback()
def _start() -> None:
    """What every command does first: clear away what commands that were killed left half made."""
    paths = find_paths()
    sweep_temporary(paths.reports, paths.root / "data", paths.root / "docs")


UNWRITABLE = 13
"""Exit code when the disk or a folder does not take or give a file."""


_STEPS = {errno.ENOENT: "Put it there, or name another", errno.ENAMETOOLONG: "Give it a shorter name"}
"""What to do about faults of the system that have nothing to do with room or rights."""


def main() -> None:
    """Run the command line; a known fault is printed plainly and ends with its own exit code."""
    try:
        app()
    except WijkanalyseError as error:
        errors.print(f"Error: {error}", highlight=False, markup=False, soft_wrap=True, style="red")
        sys.exit(error.exit_code)
    except OSError as error:  # a full disk, a file that another program holds, a folder without rights
        where = f"{error.filename}: " if error.filename else ""
        step = _STEPS.get(error.errno or 0, "Make room, or repair the file or its rights")
        errors.print(
            f"Error: {where}{error.strerror or error}. {step}, and run the same command again; what was finished is "
            "kept.",
            highlight=False, markup=False, soft_wrap=True, style="red",
        )  # fmt: skip
        sys.exit(UNWRITABLE)
