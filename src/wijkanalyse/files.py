"""Files that are whole or not there, and names that any system takes."""

from __future__ import annotations

import io
import os
import re
import tempfile
import unicodedata
import zipfile
from collections.abc import Mapping
from pathlib import Path

MOMENT = (1980, 1, 1, 0, 0, 0)
"""The time of every file in an archive: that of the day would make each archive differ."""


def write_whole(path: Path, content: str | bytes, *, flush: bool = True, closed: bool = False) -> None:
    """Write a file that is either the old one or the new one, never a half one, also when the run is killed.

    Parameters
    ----------
    path
        The file; folders above it are made.
    content
        Text is written as UTF-8.
    flush
        Whether that also holds when the power fails; without it writing many small files is faster.
    closed
        Whether only its owner and their group may read it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            if flush:
                file.flush()
                os.fsync(file.fileno())
        Path(name).chmod(0o640 if closed else 0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """A zip file of which the bytes follow from its contents alone.

    Parameters
    ----------
    files
        Contents by path within it; forward slashes.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path in sorted(files):
            info = zipfile.ZipInfo(path, MOMENT)
            info.compress_type = zipfile.ZIP_STORED if path.endswith(".pdf") else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.create_system = 3
            archive.writestr(info, files[path], compresslevel=6)
    return content.getvalue()


def slug(text: str, *, otherwise: str, most: int | None = None) -> str:
    """A text as a name: lower case ASCII letters and digits with hyphens.

    Parameters
    ----------
    text
        Any text.
    otherwise
        The name of a text without such letters or digits.
    most
        Length at which a name is cut; by default it is not.

    Examples
    --------
    >>> slug("'s-Gravenhage", otherwise="gebied"), slug("Súdwest-Fryslân", otherwise="gebied", most=6)
    ('s-gravenhage', 'sudwes')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:most] or otherwise
