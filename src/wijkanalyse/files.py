"""Files that are whole or not there, and names that any system takes."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import re
import secrets
import shutil
import stat
import tempfile
import time
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import locket
from locket import LockError

from wijkanalyse.errors import ReportError

MOMENT = (1980, 1, 1, 0, 0, 0)
"""The time of every file in an archive: that of the day would make each archive differ."""


CLOSED = ("besloten", "edities", ".mislukt")
"""Folders with what not everyone may see: only their owner can open what is written there.

Of the last one, with notebooks that failed, nobody knows what a cell had read before it failed.
"""
TEMPORARY = "wijkanalyse-"
"""How the names of temporary folders begin."""
_SLOT = "slot"
OF_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{kind}{n}" for kind in ("com", "lpt") for n in range(1, 10))})
"""Names that Windows keeps for devices, with any ending."""
LONGEST_NAME = 60
"""Letters of a name that people give to a folder; the system takes 255 bytes, of which endings want some."""
LINK = "is a link to a file elsewhere, or no file at all, so it is not used. Put the file itself here"
"""What is said of what `is_elsewhere`."""
_MOMENT_TO_LOCK = 60
"""Seconds after which a temporary folder that nobody holds, or a half file, is of a process that was killed."""
_HALF = re.compile(r"\..*-[0-9a-f]{16}\.tmp", re.DOTALL)
"""What `write_whole` calls a file until it is whole."""


def write_whole(path: Path, content: str | bytes, *, flush: bool = True) -> None:
    """Write a file that is either the old one or the new one, never a half one, also when the run is killed.

    What may be done with it follows from the umask; in a closed folder only its owner may.

    Parameters
    ----------
    path
        The file; folders above it are made.
    content
        Text is written as UTF-8.
    flush
        Whether that also holds when the power fails; without it writing many small files is faster.
    """
    make_folder(path.parent)
    name = path.with_name(f".{path.stem[:100]}-{secrets.token_hex(8)}.tmp")
    try:
        handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode_of(path))
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            if flush:
                file.flush()
                os.fsync(file.fileno())
        name.replace(path)
    except BaseException:
        name.unlink(missing_ok=True)
        raise


def is_full(error: OSError) -> bool:
    """Whether a disk is full or not to be written, so that no other file comes either."""
    return error.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EROFS)


def make_folder(folder: Path) -> None:
    """A folder with those above it; a closed one is for its owner alone."""
    for above in [*reversed(folder.parents), folder]:
        if not above.is_dir():
            try:
                above.mkdir(mode=0o700 if is_closed(above) else 0o777)
            except FileExistsError:
                if not above.is_dir():  # and not made meanwhile by another command
                    raise


def is_closed(path: Path) -> bool:
    """Whether a path is, or lies in, a folder with what not everyone may see."""
    return not set(CLOSED).isdisjoint(path.parts)


def mode_of(path: Path) -> int:
    """What may be done with a new file, before the umask takes its share."""
    return 0o600 if is_closed(path) else 0o666


def check_target(path: Path, suffix: str, is_ours: Callable[[Path], bool]) -> None:
    """Refuse to write where somebody named another file, a folder or a device.

    Parameters
    ----------
    path
        What was named.
    suffix
        How the file has to end.
    is_ours
        Whether a file that is there was made by the same command, and so may be made anew.

    Raises
    ------
    ReportError
    """
    if path.is_dir():
        raise ReportError(f"{path}: is a folder; name a file in it, such as {path / f'naam{suffix}'}")
    if is_of_device(path.name):
        raise ReportError(f"{path}: Windows keeps this name for a device; name it otherwise")
    if path.suffix.lower() != suffix:
        raise ReportError(f"{path}: does not end in {suffix}; name a file that does")
    if (path.exists() or path.is_symlink()) and not (path.is_file() and not path.is_symlink() and is_ours(path)):
        raise ReportError(f"{path}: is there already, and was not made by this command; name another file")


def is_of_device(name: str) -> bool:
    """Whether Windows keeps the name of a file for a device, whatever it ends in."""
    return name.partition(".")[0].rstrip(" ").casefold() in OF_DEVICES


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that goes when the work is done; of a process that was killed it goes with `sweep_temporary`."""
    making = tempfile.TemporaryDirectory(prefix=TEMPORARY, ignore_cleanup_errors=True)
    with making as name, held(Path(name) / _SLOT):
        yield Path(name)


def sweep_temporary(*roots: Path) -> None:
    """Remove what processes that were killed left: their temporary folders, and files that were not whole yet.

    Parameters
    ----------
    roots
        Folders in which, at any depth, `write_whole` writes.
    """
    folders: list[Path] = []
    with contextlib.suppress(OSError):  # of a full disk it is no place, and a command that needs none goes on
        folders = list(Path(tempfile.gettempdir()).glob(f"{TEMPORARY}*"))
    for folder in folders:
        with contextlib.suppress(OSError, LockError):
            about, slot = folder.lstat(), folder / _SLOT
            if stat.S_ISDIR(about.st_mode) and _is_left(about) and slot.is_file():
                with held(slot):
                    shutil.rmtree(folder, ignore_errors=True)
    for root in roots:
        for folder, _, names in os.walk(root):
            for half in (Path(folder, name) for name in names if _HALF.fullmatch(name)):
                with contextlib.suppress(OSError):
                    about = half.lstat()
                    if stat.S_ISREG(about.st_mode) and _is_left(about):
                        half.unlink()


def _is_left(about: os.stat_result) -> bool:
    """Whether something is of this user, and nobody has written in it for a while."""
    mine = about.st_uid == os.getuid() if hasattr(os, "getuid") else True
    return mine and time.time() - about.st_mtime > _MOMENT_TO_LOCK


@contextmanager
def held(path: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold a file as a lock; the system lets go of it when the process ends, however that comes about.

    Parameters
    ----------
    path
        The file; its folder is there.
    wait
        Wait until nobody else holds it.

    Raises
    ------
    LockError
        When somebody else holds it.
    """
    lock = locket.lock_file(str(path), timeout=None if wait else 0)
    lock.acquire()
    try:
        yield
    finally:
        lock.release()


def is_elsewhere(path: Path) -> bool:
    """Whether what people put in a folder is no file that lies there.

    A link to another folder would show in one edition what is closed there, and who reads a pipe waits for ever.
    """
    if path.is_symlink() and not path.resolve().is_relative_to(path.parent.resolve()):
        return True
    return path.exists() and not path.is_file() and not path.is_dir()


def of_people(folder: Path) -> list[Path]:
    """What people put in a folder, by name: without what programs put beside it, of Excel (~$) and of macOS (._)."""
    if not folder.is_dir():
        return []
    return [path for path in sorted(folder.iterdir()) if not path.name.startswith((".", "~$"))]


def cards_in(folder: Path) -> tuple[list[Path], list[tuple[Path, str]]]:
    """The cards of a folder, and files that were meant as one, each with what to do.

    Returns
    -------
    tuple of list
        Files that end in ``.yml``; and of those that end otherwise, or of which the name differs only in capitals or
        in how accents are kept, the file and a reason.
    """
    found = [path for path in of_people(folder) if path.suffix.lower() in (".yml", ".yaml")]
    unused = [(path, LINK) for path in found if is_elsewhere(path)]
    cards = [path for path in found if path.suffix == ".yml" and not is_elsewhere(path)]
    unused += [
        (path, f"is not used: a card ends in .yml. Name it {path.stem}.yml") for path in found if path.suffix != ".yml"
    ]
    same: dict[str, list[Path]] = {}
    for path in cards:
        same.setdefault(as_typed(path.stem).casefold(), []).append(path)
    for paths in same.values():
        for path in paths[1:]:
            reason = f"has the name of {paths[0].name} but for capitals or accents, so neither is used. Rename one"
            unused.append((path, reason))
    return [paths[0] for paths in same.values() if len(paths) == 1], unused


def as_typed(text: str) -> str:
    """A text with each letter and its accent as one sign: macOS keeps them apart in names of files."""
    return unicodedata.normalize("NFC", text)


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
    """A text as a name: lower case ASCII letters and digits with hyphens, and none that Windows keeps for a device.

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
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:most].rstrip("-") or otherwise
    return f"{name}-" if name in OF_DEVICES else name
