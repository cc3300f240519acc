"""The grammar of web addresses is loaded by the first question and not before, and then answers as it always did."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
import wijkanalyse, nbformat
from jsonschema import Draft7Validator, FormatChecker
print("lark" in sys.modules)
address = Draft7Validator({"format": "iri"}, format_checker=FormatChecker())
print([address.is_valid(text) for text in ("https://example.org/rosé", "no address")], "lark" in sys.modules)
"""


def test_opening_a_notebook_does_not_load_the_grammar_and_a_check_of_an_address_does() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["False", "[True, False] True"], done.stdout
