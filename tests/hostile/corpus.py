"""What a hostile input is, how it is tried, and what has to hold of every one of them.

An entry is a way into the program: arguments, cards, own files and so on. Each has a module with `inputs`, which makes
its inputs from a seed. Nothing here names a device, a path of the system or an address off this machine.
"""

from __future__ import annotations

import hashlib
import re
import signal
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.errors import WijkanalyseError
from wijkanalyse.paths import Paths

SEED = 2026
LONGEST = 10
"""Seconds that one input may take."""

NEXT_STEP = re.compile(
    r"\b(run|rerun|name|give|use|save|correct|remove|make|choose|write|check|fetch|restore|rename|move|put|start|delete|"
    r"leave|try|such as|open|take|look|clear|keep|repair|mend|copy|point|set|add|ask|close|say|mind|list|spell|end|see|"
    r"expected|must|"
    r"needs?|there are|there is no|is there twice|is missing|did you mean|does not exist|is not used|"
    r"(Input|String|List|Tuple) should|is no|unknown|has to be)\b"
    r"|[A-Z][a-z]+ (het|de|die|een|ze|hier|alleen|uit)\b",
    re.IGNORECASE,
)
"""What a message says to do, or what there should have been; in Dutch for files that people of a wijk fill in."""


@dataclass(frozen=True)
class World:
    """A tree to try inputs in, and what is read once for all of them."""

    paths: Paths
    catalogue: Catalogue
    command: Callable[..., str]
    """The command line, without a process of its own; gives all that it printed."""


@dataclass(frozen=True)
class Input:
    """One hostile input.

    Attributes
    ----------
    about
        What it is, for who reads of its failure.
    call
        What is done with it; gives what was said of faults, or "" when it was taken.
    files
        Written before, by path in the tree.
    links
        Links that are made before, by path in the tree, to another path in it.
    names
        Words of which a message has one: the file, or the argument.
    makes
        Folders in the tree in which the call may write.
    """

    about: str
    call: Callable[[World], str]
    files: Mapping[str, bytes] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict, kw_only=True)
    names: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()


def failure_of(given: Input, world: World) -> str | None:
    """What is wrong with how an input was met, or None."""
    root = world.paths.root
    with _written(root, given.files, given.links):
        before = digests(root)
        try:
            with _limited():
                said = given.call(world)
        except WijkanalyseError as error:
            said = str(error)
        except TookTooLong:
            return f"{given.about}: took more than {LONGEST} s"
        except Exception:
            return f"{given.about}: {''.join(traceback.format_exc().splitlines(keepends=True)[-6:])}"
        after = digests(root)
    changed = sorted(p for p in before.keys() | after.keys() if before.get(p) != after.get(p))
    changed = [path for path in changed if not path.startswith(given.makes)]
    if changed:
        return f"{given.about}: changed {', '.join(changed[:4])}"
    if not said:
        return None
    if "Traceback" in said:
        return f"{given.about}: {said[-400:]}"
    if given.names and not any(name.casefold() in said.casefold() for name in given.names):
        return f"{given.about}: the message names none of {given.names}: {said[:300]}"
    if not NEXT_STEP.search(said):
        return f"{given.about}: no next step in {said[:300]!r}"
    return None


class TookTooLong(BaseException):
    """Of no class that the program catches."""


@contextmanager
def _limited() -> Iterator[None]:
    def over(*_: object) -> None:
        raise TookTooLong

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(LONGEST)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _written(root: Path, files: Mapping[str, bytes], links: Mapping[str, str]) -> Iterator[None]:
    """The files and links, for the time of one input; afterwards the tree is what it was."""
    there = {p for p in root.rglob("*") if p.is_symlink() or not _is_shared(root, p)}
    kept = {name: (root / name).read_bytes() for name in files if (root / name).is_file()}
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    for name, target in links.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).unlink(missing_ok=True)
        (root / name).symlink_to(root / target)
    try:
        yield
    finally:
        for name in links:
            (root / name).unlink(missing_ok=True)
        for name, content in kept.items():
            (root / name).write_bytes(content)
        new = [p for p in root.rglob("*") if p not in there and (p.is_symlink() or not _is_shared(root, p))]
        for path in sorted(new, key=lambda p: len(p.parts), reverse=True):
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)


def digests(root: Path) -> dict[str, str]:
    """What is in the tree: a file by the digest of its bytes, what the tree only points to by its size and time."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if name.endswith(("/slot", ".slot")):  # what a command holds while it works
            continue
        if path.is_symlink():
            found[name] = f"link to {path.readlink()}"
        elif path.is_dir():
            found[name] = "folder"
        elif _is_shared(root, path) or path.stat().st_size > 1_000_000:
            found[name] = f"{path.stat().st_size} {path.stat().st_mtime_ns}"
        else:
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def _is_shared(root: Path, path: Path) -> bool:
    return any(above.is_symlink() for above in (path, *path.parents) if above.is_relative_to(root))
