"""All wijken of the country as their reports see them, or a refusal: a part of it says nothing about all wijken."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from wijkanalyse.agenda.agenda import MIN_INWONERS, Agenda
from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.errors import ProcessedDataError
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdicts

WHOLE_COUNTRY = 0.99
"""Smallest share of the inhabitants of Nederland that the gemeenten must have together."""


def check_whole_country(processed: Processed, what: str) -> None:
    """Refuse tables of a part of the country, such as the example.

    Parameters
    ----------
    processed
        The tables.
    what
        What needs them, as the subject of the message.

    Raises
    ------
    ProcessedDataError
        When the gemeenten of a year have too few inhabitants together.
    """
    for year, areas in processed.areas.register.groupby("boundary_year"):
        national = areas.loc[areas.area_level == "land", "inwoners"].sum()
        together = areas.loc[areas.area_level == "gemeente", "inwoners"].sum()
        if not national or together < WHOLE_COUNTRY * national:
            raise ProcessedDataError(
                f"the gemeenten of {year} in data/processed have {together:,.0f} of the {national:,.0f} inhabitants of "
                f"Nederland. {what} needs the tables of the whole country: run `wijkanalyse fetch` and "
                "`wijkanalyse process` first."
            )


def compared_wijken(processed: Processed) -> pd.DataFrame:
    """The rows of the register of the wijken with enough people to put themes in an order, by code."""
    register, year = processed.areas.register, processed.areas.year_of()
    wijken = register[(register.boundary_year == year) & (register.area_level == "wijk")]
    return wijken[wijken.inwoners >= MIN_INWONERS].sort_values("area_code")


def agendas(processed: Processed, catalogue: Catalogue) -> Iterator[Agenda]:
    """The themes of each of `compared_wijken`, as an open report has them, held against Nederland."""
    check_whole_country(processed, "Counting wijken")
    processed.preload()
    year = processed.areas.year_of()
    for code in compared_wijken(processed).area_code:
        area = processed.areas.find(code, year)
        yield Agenda(Verdicts(Profile(area, processed, catalogue, "openbaar")))
