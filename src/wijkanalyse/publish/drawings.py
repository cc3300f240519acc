"""Drawings of a made page as pictures, for a file that holds no drawing.

Receives a running browser, since the style of the page decides how a drawing looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wijkanalyse.errors import ReportError
from wijkanalyse.files import is_full, temporary_folder, write_whole
from wijkanalyse.publish.browser import closed_context
from wijkanalyse.publish.document import Drawn
from wijkanalyse.publish.pdf import PRINT_TIMEOUT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

VIEW = {"width": 1100, "height": 900}
SHARPNESS = 2
"""Pixels of a picture for one of the page: on paper they are small."""


def drawn(browser: Browser, page: Path, places: Sequence[int]) -> dict[int, Drawn]:
    """The drawings of a page at these places, among those that say something to the ear.

    Parameters
    ----------
    browser
        A running browser, from `open_browser`.
    page
        HTML of this project. Its scripts do not run.
    places
        From `document.drawings`.

    Raises
    ------
    ReportError
        When the browser cannot load or draw it.
    OSError
        When the disk for temporary files is full.
    """
    from playwright.sync_api import Error

    found = {}
    try:
        with (
            temporary_folder() as folder,
            closed_context(browser, java_script_enabled=False, viewport=VIEW, device_scale_factor=SHARPNESS) as context,
        ):
            unfolded = folder / page.name
            write_whole(unfolded, page.read_text(encoding="utf-8").replace("<details", "<details open"), flush=False)
            sheet = context.new_page()
            sheet.goto(unfolded.as_uri(), timeout=PRINT_TIMEOUT)
            drawings = sheet.locator('svg[role="img"]')
            for place in places:
                drawing = drawings.nth(place)
                box = drawing.bounding_box()
                if box is None:
                    raise ReportError(f"{page}: drawing {place + 1} is not to be seen; open it in a browser to see why")
                found[place] = Drawn(drawing.screenshot(), box["width"])
    except (OSError, UnicodeDecodeError, Error) as error:
        if isinstance(error, OSError) and is_full(error):
            raise  # the page has no part in it
        first = str(error).strip().split("\n")[0]
        raise ReportError(f"{page}: cannot be drawn ({first[:200]}); open it in a browser to see why") from error
    return found
