"""An Office file (xlsx, pptx, docx) of which the bytes follow from its contents alone.

The libraries that write such files put the moment of writing in them; the day of the report replaces it, so
that the same report gives the same file.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

from wijkanalyse.files import zip_of

CORE = "docProps/core.xml"
_MOMENT = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def repacked(content: bytes, built: dt.date) -> bytes:
    """The same file with the day of its report as its moment.

    Parameters
    ----------
    content
        Of an Office Open XML file.
    built
        The day to put in it.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    for name in files:
        if name.endswith(".xlsx"):  # the numbers of a chart
            files[name] = repacked(files[name], built)
    if CORE in files:
        files[CORE] = _MOMENT.sub(rb"\g<1>" + f"{built.isoformat()}T00:00:00Z".encode(), files[CORE])
    return zip_of(files)
