"""The sentences of the sheet for residents: one file per language, which has all of them or is refused.

Languages of the package lie in ``taal``; whoever works with the tool puts others in ``data/taal``, or a better
translation of one that is there already.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from wijkanalyse.cards.reading import make, read_yaml
from wijkanalyse.cards.schema import Card, Text
from wijkanalyse.dutch import number
from wijkanalyse.errors import ReportError, listing
from wijkanalyse.near import check_known
from wijkanalyse.paths import Paths
from wijkanalyse.show.fragments import escape

HERE = Path(__file__).parent / "taal"
FIRST = "nl"
"""The language of which the others are translations: its sentences say what each has to be filled with."""
Lines = Annotated[tuple[Text, ...], Field(min_length=1)]


class Sentences(Card):
    """Everything the sheet says but its figures; there is no sentence that may be left out."""

    title: Text
    title_without_figures: Text
    inhabitants: Text
    beginning: Text
    hundred_heading: Text
    hundred_heard: Text
    children: Text
    young: Text
    adults: Text
    older: Text
    ages: Text
    figures_heading: Text
    figures_heading_good: Text
    country_many: Text
    country_one: Text
    country_none: Text
    country_distance: Text
    less_than_one: Text
    as_many: Text
    more: Text
    fewer: Text
    seem_more: Text
    seem_fewer: Text
    probably_more: Text
    probably_fewer: Text
    unclear: Text
    as_far: Text
    nearer: Text
    further: Text
    unclear_distance: Text
    not_comparable: Text
    counted: Text
    estimated: Text
    asked: Text
    estimates: Text
    not_in_estimates: Text
    sources: Text
    unknown_heading: Text
    unknown: Text
    invitation_heading: Text
    invitation: Text
    date: Text
    place: Text
    contact: Text
    take_part_heading: Text
    take_part: Lines
    think_heading: Text
    think: Lines


class FigureWords(Card):
    """The sentence of a figure: of people out of a hundred, or of a distance."""

    many: Text | None = Field(default=None, description="2 and more out of a hundred, {n}")
    one: Text | None = Field(default=None, description="1 out of a hundred, or less than that")
    distance: Text | None = Field(default=None, description="on average so many kilometres, {n}")

    @model_validator(mode="after")
    def _is_one_kind(self) -> FigureWords:
        if bool(self.many) != bool(self.one) or bool(self.many) == bool(self.distance):
            raise ValueError("needs `many` and `one`, or `distance`")
        if any(said and _slots(said) != {"n"} for said in (self.many, self.one, self.distance)):
            raise ValueError("each sentence must have {n}, the number, and nothing else between braces")
        return self


class Language(Card):
    """A language as the sheet is written in it."""

    name: Text
    lang: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")]
    direction: Literal["ltr", "rtl"]
    thousands: Annotated[str, Field(max_length=1)]
    decimal: Annotated[str, Field(min_length=1, max_length=1)]
    sentences: Sentences
    figures: Mapping[str, FigureWords] = {}

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with the signs of the language."""
        signs = {".": self.thousands, ",": self.decimal}
        return "".join(signs.get(c, c) for c in number(value, decimals))

    def say(self, key: str, **filled: str) -> str:
        """A sentence as plain text; a name stays whole in a line that runs the other way."""
        return self.fill(getattr(self.sentences, key), **filled)

    def fill(self, sentence: str, **filled: str) -> str:
        """A sentence with its slots filled."""
        if self.direction == "rtl" and "name" in filled:
            filled["name"] = f"\u2068{filled['name']}\u2069"  # isolated: its letters are Latin
        return sentence.format(**filled)


def bold(said: str) -> str:
    """Plain text as HTML, with what stands between asterisks in bold.

    Examples
    --------
    >>> bold("*3 km* & verder")
    '<strong>3 km</strong> &amp; verder'
    """
    return re.sub(r"\*([^*]+)\*", r"<strong>\1</strong>", escape(said))


def languages(paths: Paths) -> dict[str, Path]:
    """The files of the languages there are, by name; those of the working tree before those of the package."""
    own = (paths.root / "data" / "taal").glob("*.yml")
    return {path.stem: path for path in (*sorted(HERE.glob("*.yml")), *sorted(own))}


def load_language(name: str, paths: Paths) -> Language:
    """The sentences in a language.

    Raises
    ------
    UnknownNameError
        When there is no file of that name.
    ReportError
        With every sentence that is missing, or that has to be filled with something else.
    """
    files = languages(paths)
    check_known("taal", name, files)
    faults: list[str] = []
    language = make(Language, read_yaml(files[name], dict, faults), files[name].name, faults)
    if language is not None and files[name] != HERE / f"{FIRST}.yml":
        first = Language(**read_yaml(HERE / f"{FIRST}.yml", dict, faults))
        faults += [f"{files[name].name}: {fault}" for fault in _filled_otherwise(language, first)]
    if faults or language is None:
        raise ReportError(listing(f"{files[name]} cannot be used; give each sentence as in {FIRST}.yml:", faults))
    return language


def _filled_otherwise(language: Language, first: Language) -> list[str]:
    """Sentences with other slots than those they are translations of."""
    faults = []
    for key in Sentences.model_fields:
        here, there = (_slots(getattr(one.sentences, key)) for one in (language, first))
        if here != there:
            wanted = " and ".join(f"{{{slot}}}" for slot in sorted(there)) or "nothing"
            got = " and ".join(f"{{{slot}}}" for slot in sorted(here)) or "nothing"
            faults.append(f"`sentences.{key}`: between braces must stand {wanted}, got {got}")
    return faults


def _slots(said: Any) -> set[str]:
    """What stands between braces; of braces that do not match a mark that no sentence has."""
    try:
        lines = [said] if isinstance(said, str) else said
        return {slot for line in lines for _, slot, _, _ in Formatter().parse(line) if slot is not None}
    except ValueError:
        return {"a brace alone"}
