"""Which lines on stderr only say how a drawing is laid out: the analyst is told, and the report is made.

They depend on the fonts of a machine and on the letters of a name, and the drawing itself is in the report to look
at. Everything else on stderr is a fault of the notebook.
"""

from __future__ import annotations

import re

ABOUT_LAYOUT = re.compile(
    r"(constrained_layout|[Tt]ight.layout) not applied"
    r"|This figure includes Axes that are not compatible with tight_layout"
    r"|The figure layout has changed to tight"
    r"|Glyph \d+ .*missing from|findfont: "
    r"|Matplotlib is building the font cache|Matplotlib created a temporary cache directory"
    r"|mkdir -p failed for path|\S+ is not a writable directory$"
)
"""What matplotlib and seaborn say of places, fonts and where the list of fonts is kept; at the start of a message."""
WARNING = re.compile(r"^\S.*:\d+: \w*Warning: (?P<message>.*)$")
"""As Python writes it; the line of code follows on a line that is indented."""


def sort_complaints(text: str) -> tuple[list[str], list[str]]:
    """What a cell wrote to stderr, as lines that are a fault and messages about layout, each once."""
    faults, notes = [], []
    code_follows = False
    for line in re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines():
        if code_follows and line.startswith("  "):
            code_follows = False
            continue
        found = WARNING.match(line)
        message = found["message"] if found else line.strip()
        if ABOUT_LAYOUT.match(message):
            notes.append(message)
            code_follows = found is not None
        elif line.strip():
            faults.append(line.strip())
            code_follows = False
    return faults, list(dict.fromkeys(notes))
