"""Every number in a docstring of the methods is what the method gives."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

from wijkanalyse import methods

MODULES = ["wijkanalyse.disclosure", *(f"{methods.__name__}.{m.name}" for m in pkgutil.iter_modules(methods.__path__))]


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_in_the_docstrings_of_a_module_hold(module, capsys):
    failed, _ = doctest.testmod(importlib.import_module(module))
    assert not failed, capsys.readouterr().out
