"""What areas are called: as people say it, told apart within a gemeente, and found by what people type."""

from __future__ import annotations

import re

import pandas as pd

from wijkanalyse.files import slug

SUFFIX = r" \([A-Z][A-Za-z]?\.\)$"
"""What CBS puts behind the name of a place that there are two of: Hengelo (O.)."""
EVERYDAY_NAMES = {"den-haag": "'s-Gravenhage", "den-bosch": "'s-Hertogenbosch"}
"""What people call a gemeente, where that is another word than its name."""


def place_name(name: str) -> str:
    """A name as people type it, for looking it up: without accents, capitals, signs, and what CBS puts behind it.

    Examples
    --------
    >>> place_name("Súdwest-Fryslân") == place_name("sudwest fryslan"), place_name("Bergen (NH.)")
    (True, 'bergen')
    """
    return slug(re.sub(SUFFIX, "", name.strip()), otherwise="")


def display_name(title: str, gemeente_title: str) -> str:
    """The name people use: without "Wijk 02", and by its gemeente when nothing else is left.

    Examples
    --------
    >>> display_name("Wijk 02 Velp", "Rheden"), display_name("Wijk 00", "Rozendaal"), display_name("Wijk 04 : Vilt", "")
    ('Velp', 'Rozendaal', 'Vilt')
    """
    bare = re.sub(r"^(Wijk|Buurt) [0-9A-Z]{2}\b[ :]*", "", title)
    # A title that was cut off may end in the sign before the next name.
    return " ".join(bare.split()).rstrip(" /,;:-") or gemeente_title


def told_apart(register: pd.DataFrame) -> pd.Series:
    """The names of areas, with a number or code behind those that two areas of a gemeente have.

    Parameters
    ----------
    register
        With `boundary_year`, `area_level`, `gemeente_code`, `area_code` and `name`.

    Returns
    -------
    pandas.Series
        Such as *Rijswijk (wijk 02)*; of a buurt with its whole code, since its number alone is not in use.
    """
    within = register.area_level.isin(["wijk", "buurt"])
    key = ["boundary_year", "gemeente_code", "area_level", "name"]
    twice = within & register.duplicated(key, keep=False)
    number = ("wijk " + register.area_code.str[-2:]).where(register.area_level == "wijk", register.area_code)
    plain = register.name.str.replace(SUFFIX, "", regex=True)
    return register.name.where(~twice, plain + " (" + number + ")")
