"""Drawings beside the figures of the sheet for residents: 32 by 32, in lines of one thickness, our own.

Decoration: the sentence beside it says everything, so who hears the page does not hear them.
"""

from __future__ import annotations

from wijkanalyse.show.charts.drawing import drawing, path

PATHS = {
    "hart": "M16 27C8 21 4 17 4 11.5a6 6 0 0 1 12-1.5a6 6 0 0 1 12 1.5C28 17 24 21 16 27z",
    "lopen": "M20 3a2 2 0 1 1-.1 0zM9 14l6-4 4 2 2 4 5 1M16 11l-3 8 5 4v6M13 19l-2 5-5 2",
    "klok": "M16 4a12 12 0 1 1-.1 0zM16 9v7.5l5 3.5",
    "mens": "M9 8a3 3 0 1 1-.1 0zM4 27v-5a5 5 0 0 1 10 0v5M18 6h10v8h-5l-3 3v-3h-2z",
    "euro": "M16 4a12 12 0 1 1-.1 0zM20.5 11.5a6 6 0 1 0 0 9M9 14.5h7M9 17.5h7",
    "kar": "M3 5h4l4 15h13l4-11H9M12 24a1.5 1.5 0 1 1-.1 0zM22 24a1.5 1.5 0 1 1-.1 0z",
    "geven": "M16 14c-4-3-6-5-6-7.5a3 3 0 0 1 6-.5a3 3 0 0 1 6 .5c0 2.5-2 4.5-6 7.5z"
    "M3 20l6-2 5 4h5a2 2 0 0 1 0 3h-6M20 23l7-4a2 2 0 0 1 2 3l-9 7H9l-6-2",
    "kruis": "M5 28V12L16 4l11 8v16zM16 13v10M11 18h10",
}  # fmt: skip
"""The lines of each drawing, by name."""


def pictogram(name: str) -> str:
    """The drawing of this name as SVG."""
    return drawing("bewoners-beeld", path("", PATHS[name]), view=(32, 32))
