"""What an analyst asks of an area as a table, each with the meaning of its columns."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import NoReturn

import pandas as pd

from wijkanalyse.errors import DerivedCrossError
from wijkanalyse.profile.archetypes import kinds_table
from wijkanalyse.profile.between import between_table
from wijkanalyse.profile.expected import Expectation, expected_of, expected_table
from wijkanalyse.profile.figure import HasFigures
from wijkanalyse.profile.hundred import hundred_table
from wijkanalyse.profile.tables import buurten_table, chosen, figures_table, history_table, listed
from wijkanalyse.profile.verdicts import Verdicts


class AsTables:
    """The tables of a `Profile`; what makes them works with anything that is `HasFigures`."""

    def table(
        self: HasFigures,
        *,
        chapter: str | None = None,
        indicators: str | Iterable[str] | None = None,
        theme: str | None = None,
        comparator: str = "nederland",
    ) -> pd.DataFrame:
        """Figures beside gemeente and Nederland, with the judgement against Nederland; by default all of a report.

        Parameters
        ----------
        chapter
            Of the report, such as ``gezondheid``.
        indicators
            Ids of indicators.
        theme
            Id of a theme card, such as ``eenzaamheid``: the figures that count in it, then those to read beside it.
        comparator
            What the judgement compares with, as for `Verdicts`.

        Returns
        -------
        pandas.DataFrame
            One row per indicator: `id`, `label`, `value`, `unit`, `period`; `gemeente` and `nederland` of that year;
            `position`, the percentage of Dutch wijken that lie below (0 to 100); `judgement` in the words of the
            report, "" for context; `absent`, why `value` is NaN, "" where it is known. A figure of another boundary
            or edition is absent too. With a region as comparator also `regio`, its figure.

        Raises
        ------
        UnknownNameError
            For a chapter, theme, indicator or comparator that does not exist.
        """
        ids = chosen(self.catalogue, chapter=chapter, indicators=indicators, theme=theme)
        return figures_table(self._against(comparator), ids)

    def history_table(self: HasFigures, indicators: str | Iterable[str]) -> pd.DataFrame:
        """The values of the years in which the area had the same boundary, oldest first.

        Returns
        -------
        pandas.DataFrame
            One row per indicator and year: `id`, `label`, `period`, `value`, `unit`, `gemeente`, `nederland`;
            `comparable`, whether the year may be compared with the newest one (never for an estimate with a model);
            `absent` as in `table`.

        Raises
        ------
        UnknownNameError
        """
        return history_table(self, listed(self.catalogue, indicators))

    def buurten_table(self: HasFigures, indicators: str | Iterable[str]) -> pd.DataFrame:
        """The newest values of the buurten inside the area, by name: no ranking.

        Returns
        -------
        pandas.DataFrame
            One row per indicator and buurt: `code`, `name`, `inwoners`, then `id`, `label`, `value`, `unit`,
            `period`, `absent` as in `table`. A buurt that a report does not name, because fewer than 100 people live
            there, has no value. No rows where no buurten are known inside the area.

        Raises
        ------
        UnknownNameError
        """
        return buurten_table(self, listed(self.catalogue, indicators))

    def hundred_people(self: HasFigures, estimates: str | Iterable[str] = ()) -> pd.DataFrame:
        """The area as a hundred people, and as a hundred households and homes: whole numbers that add up to 100.

        From counts of one year, by the largest remainder (`methods.hundred.of_hundred`); of several areas together
        from their sum. The wholes stand beside each other: who is in two groups at once does not follow from them.

        Parameters
        ----------
        estimates
            Ids of modelled shares to put under them, each of a hundred of its own base, such as adults.

        Returns
        -------
        pandas.DataFrame
            One row per group: `of`, what there are a hundred of (``mensen``, ``huishoudens``, ``woningen``, or the
            base of an estimate); `id` ("" for what is left over) and `label` of the group; `people`, how many of the
            hundred; `exact`, the same unrounded; `nederland`, how many there; `period`; `estimate`. A whole of which
            a group is not known, and every whole below 500 inhabitants, has one row without numbers, and `absent`
            says why.

        Raises
        ------
        UnknownNameError
            For an indicator that does not exist or is no estimated share.
        """
        names = [estimates] if isinstance(estimates, str) else list(estimates)
        return hundred_table(self, listed(self.catalogue, names) if names else [])

    def between_buurten(self: HasFigures, indicators: str | Iterable[str] | None = None) -> pd.DataFrame:
        """How far the buurten inside the area lie apart.

        Parameters
        ----------
        indicators
            Ids of shares; by default those of which it is known how far is usual (`roles.buurten.between`).

        Returns
        -------
        pandas.DataFrame
            One row per indicator: `id`, `label`, `unit`, `period`; `buurten`, how many have the figure and 100
            inhabitants or more; `lowest` and `highest` with the names of the buurten, `lowest_in` and `highest_in`;
            `difference`; `usual`, its median over Dutch wijken with as many buurten; `word`, ``gelijkmatig`` below
            that, ``gemengd`` above the P75, "" between; `within`, the share (0 to 1) of the differences between people
            that lies between people in one buurt. Of an estimate `usual`, `word` and `within` are never known.
            `absent` says why there is nothing.

        Raises
        ------
        UnknownNameError
        """
        usual = [b.indicator for b in self.catalogue.roles.buurten.between]
        return between_table(self, usual if indicators is None else listed(self.catalogue, indicators))

    def cross_table(self: HasFigures, first: str, second: str) -> NoReturn:
        """Refuse to say how many people have two things at once: that does not follow from two figures of an area.

        Raises
        ------
        DerivedCrossError
            Always, for figures that exist.
        UnknownNameError

        Notes
        -----
        What the margins leave open is nearly everything: of living alone among the lowest 40 % of incomes the bounds
        of Fréchet are 29.6 points apart in the median wijk. A regression over buurten would say that 0 % of people
        of 45 to 64 live alone. So neither is offered.
        """
        one, other = (self.catalogue.indicators[i] for i in (first, second))
        raise DerivedCrossError(
            f"how many people in {self.area.name} have both {one.id!r} ({one.label}) and {other.id!r} ({other.label}) "
            "is in no table of areas, and does not follow from the two figures; nothing is derived. Take it from a "
            "published table that crosses them, as a source with a card of its own, or ask people in the area"
        )

    def expected(self: HasFigures, indicator_id: str) -> Expectation:
        """A count of a register beside what one would expect, given who lives there.

        Of a wijk, or of wijken together, in the newest year of which all is known. The method and its limits are in
        `methods.expected`; which counts there are stands in ``roles.yml``.

        Raises
        ------
        UnknownNameError
            For an indicator that does not exist.
        ReportError
            For a figure that is estimated with a model, or of which nothing is expected.
        """
        return expected_of(self, indicator_id)

    def expected_table(self: HasFigures, indicators: str | Iterable[str] | None = None) -> pd.DataFrame:
        """Counts of registers beside what one would expect, given who lives there; by default all that there are.

        Returns
        -------
        pandas.DataFrame
            One row per count: `id`, `label`, `period`; `observed`, people counted; `expected`, with the band of 80 %
            from `lower` to `upper`; `compared`, one of three words that are not good or bad; `basis`, whether what is
            usual in the ``gemeente`` is in it or only what is in ``nederland``; `structural`, expected by who lives
            there alone; `factor` of the gemeente, by its other wijken; `without`, parts that are too small and in none
            of the numbers; `absent`, why nothing is said, "" where it is.

        Raises
        ------
        UnknownNameError, ReportError
            As `expected`.
        """
        names = [c.indicator for c in self.catalogue.roles.expected.counts]
        return expected_table(self, names if indicators is None else listed(self.catalogue, indicators))

    def household_kinds(self: HasFigures) -> pd.DataFrame:
        """About how many households are of a kind, from a published cross table of the country.

        That household, home and income hang together here as in the country is assumed and never observed, so each
        kind is a range (`methods.cross_table`). Only where the gate of `process.cross_table` is passed, never of a
        buurt, and only kinds of 50 households or more and a twentieth of all.

        Returns
        -------
        pandas.DataFrame
            One row per kind of `roles.archetypes`, largest first: `name`; the ids of its categories, `household`,
            `tenure` and `income`, "" where it has none; `households`, with half and twice the odds ratios from
            `lower` to `upper`; `period` and `source` of the cross table. Where there are none, one row without
            numbers, and `absent` says why.
        """
        return kinds_table(self)

    def _against(self, comparator: str) -> Verdicts:
        if comparator not in self._verdicts:
            self._verdicts[comparator] = Verdicts(self, comparator)
        return self._verdicts[comparator]

    @cached_property
    def _verdicts(self) -> dict[str, Verdicts]:
        return {}
