"""The sheet for residents as HTML: the figures on the front, the invitation on the back or, without figures, alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wijkanalyse.dialogue.area import Dialogue
from wijkanalyse.profile.verdicts import Verdicts
from wijkanalyse.sections.bewoners.language import Language, bold
from wijkanalyse.sections.bewoners.pictograms import pictogram
from wijkanalyse.sections.bewoners.sheet import PeopleByAge, Told, hundred_people, told_figures, usual_year
from wijkanalyse.sections.kit.meeting import identity as kit_identity
from wijkanalyse.show.charts.hundred import groups_of_hundred
from wijkanalyse.show.fragments import Fragment, IdentityOutput, escape
from wijkanalyse.show.identity import OwnPage


def open_language(dialogue: Dialogue, taal: str) -> Language:
    """The language of the sheet, which the tree of the area may translate; see `language.load_language`."""
    from wijkanalyse.sections.bewoners.language import load_language

    return load_language(taal, dialogue.paths)


def identity(dialogue: Dialogue, language: Language) -> IdentityOutput:
    """Which area the sheet is about, its title and language; and what its maker should know of the language."""
    made = kit_identity(dialogue, "Blad voor bewoners")
    key = "title" if _figures(dialogue, language) else "title_without_figures"
    page = OwnPage(
        title=language.say(key, name=dialogue.name), language=language.lang, direction=language.direction
    ).model_dump()
    return IdentityOutput({**made.facts, "own_page": page, "notes": _notes(dialogue, language)}, made.line)


def _notes(dialogue: Dialogue, language: Language) -> list[str]:
    if dialogue.verdicts is None:
        return []
    missing = told_figures(dialogue.verdicts, language)[1]
    return [f"no sentence in {language.name} for {', '.join(missing)}: left out of the sheet"] if missing else []


def _figures(dialogue: Dialogue, language: Language) -> list[Told]:
    return told_figures(dialogue.verdicts, language)[0] if dialogue.verdicts else []


def front(dialogue: Dialogue, language: Language) -> Fragment:
    """The side with figures; nothing of an area without any."""
    verdicts = dialogue.verdicts
    told = _figures(dialogue, language)
    if verdicts is None or not told:
        return Fragment("")
    say = language.say
    usual = usual_year(told)
    people = language.number(verdicts.profile.area.inwoners)
    parts = [
        f"<p>{escape(say('inhabitants', name=dialogue.name, n=people))} {escape(say('beginning'))}</p>",
        _hundred(hundred_people(verdicts.profile, language), dialogue, language),
        f"<h2>{escape(say('figures_heading_good' if any(t.is_good for t in told) else 'figures_heading'))}</h2>",
        f'<p class="bewoners-bron">{escape(say("estimates", year=usual))}</p>' if usual else "",
        f'<ul class="bewoners-cijfers">{"".join(_item(t, usual) for t in told)}</ul>',
        f'<div class="bewoners-vak"><h2>{escape(say("unknown_heading"))}</h2><p>{escape(say("unknown"))}</p></div>',
        f'<p class="bewoners-bron">{escape(_sources(told, verdicts, language))}</p>',
    ]
    return Fragment(f'<section class="bewoners-blad bewoners-voor">{"".join(parts)}</section>')


def _item(told: Told, usual: str) -> str:
    """A figure with its drawing; what kind of number it is where that is not said above all of them."""
    kind = "" if told.is_estimate and usual else f"<small>({escape(told.kind)})</small>"
    mark = f'<span class="bewoners-teken" aria-hidden="true">{told.mark}</span> ' if told.mark else ""
    beside = f"{mark}{escape(told.beside)} " if told.beside else ""
    last = f"<p>{beside}{kind}</p>" if beside or kind else ""
    return f"<li>{pictogram(told.pictogram)}<div><p>{bold(told.said)}</p>{last}</div></li>"


def _sources(told: Sequence[Told], verdicts: Verdicts, language: Language) -> str:
    """Who made the figures, and who is in no estimate."""
    known, catalogue = verdicts.profile.processed.sources, verdicts.profile.catalogue
    families = ((t.source, catalogue.family_of(t.source)) for t in told if t.source in known)
    names = dict.fromkeys(family.producer if family else known[source]["label"] for source, family in families)
    said = [language.say("sources", sources="; ".join(names).replace("'", "’"))]
    if any(t.is_estimate for t in told):
        said.append(language.say("not_in_estimates"))
    return " ".join(said)


# ------------------------------------------------------------------------ a hundred people


def _hundred(ages: PeopleByAge | None, dialogue: Dialogue, language: Language) -> str:
    """The area as a hundred people: groups apart, each with a bracket, its number and its word."""
    if ages is None:
        return ""
    groups = groups_of_hundred(((count, word, "") for count, word in ages.groups), language.say("hundred_heard"))
    return (
        f"<h2>{escape(language.say('hundred_heading', name=dialogue.name))}</h2>"
        f"{groups}"
        f'<p class="bewoners-bron">{escape(ages.note)}</p>'
    )


# ---------------------------------------------------------------------------- invitation


def invitation(dialogue: Dialogue, language: Language) -> Fragment:
    """When, where and whom to ask, to fill in by hand where nobody did; how to take part, and what to think about."""
    say, sentences = language.say, language.sentences
    style, meeting = dialogue.house_style, dialogue.folder.meeting
    contact = meeting.contact or (style.contact if style else "")
    who = f'<p class="bewoners-wie">{escape(style.organisation)}</p>' if style else ""
    if style and style.disclaimer:  # as it was written, whatever the language of the sheet
        who += f'<p class="bewoners-bron"><bdi lang="nl">{escape(style.disclaimer)}</bdi></p>'
    # without figures it is the only side, and its heading is the title of the page
    heading = ""
    if _figures(dialogue, language):
        heading = f'<h2 class="bewoners-titel">{escape(say("invitation_heading", name=dialogue.name))}</h2>'
    parts = [
        heading,
        f"<p>{escape(say('invitation'))}</p>",
        '<div class="bewoners-invullen">',
        *(
            f'<p class="bewoners-lijn"><strong>{escape(say(key))}</strong> {escape(known)}</p>'
            for key, known in (("date", meeting.wanneer), ("place", meeting.waar), ("contact", contact))
        ),
        "</div>",
        f"<h2>{escape(say('take_part_heading'))}</h2>{_lines(sentences.take_part)}",
        f"<h2>{escape(say('think_heading'))}</h2>{_lines(sentences.think)}",
        who,
    ]
    return Fragment(f'<section class="bewoners-blad bewoners-achter">{"".join(parts)}</section>')


def _lines(lines: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{bold(line)}</li>' for line in lines)}</ul>"
