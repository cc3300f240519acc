"""Entry: the arguments of the command line, of commands that make nothing of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from .corpus import Input, World
from .mutate import WORDS

COMMANDS = [
    ["report"], ["reports"], ["reports", "--gemeente"], ["list"], ["document", "plan"], ["document", "regio"],
    ["document"], ["pdf"], ["export", "--to", "docx"], ["bundle"],
    ["bundle", "--gemeente"], ["editie"], ["jaarritme"], ["deel"],
    ["sources"], ["fetch"], ["report", "WK027502", "--edition"], ["report", "WK027502", "--boundary-year"],
    ["report", "WK027502", "--notebook"], ["report", "WK027502", "-p"], ["reports", "--jobs"], ["fetch", "--base-url"],
    ["bundle", "WK027502", "-o"], ["export", "WK027502", "--to"], ["oracle", "--target"], ["kit"], [],
]  # fmt: skip
"""A word comes behind each of them; none of these makes a report of it."""
MEANT = ("--", "-0", "NL", "wk016015")
"""Words that say what to make, or that there is nothing more to say."""
MOST = 180


def inputs(chance: Random) -> Iterator[Input]:
    every = [(command, word) for command in COMMANDS for word in WORDS if word.strip() and word not in MEANT]
    for command, word in chance.sample(every, MOST):
        yield Input(f"{command} {word[:30]!r}", asked(*command, word), makes=("data/wijken", "reports", ".cache"))


def asked(*arguments: str) -> Callable[[World], str]:
    return lambda world: world.command(*arguments)
