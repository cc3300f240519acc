"""What is said of a vote: the sentences that the page of the evening and the plan share.

The page fills the same templates with the same numbers (`stemmen_telling.js`); a test
lets both speak about the same ballots. Nothing here is HTML.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from wijkanalyse.dialogue.ballots import Decision, VoteOutcome
from wijkanalyse.dialogue.files import GROUPS
from wijkanalyse.dutch import names_in_a_row, number
from wijkanalyse.methods.voting import DEPTH, LEAST_VOTERS, Order

SENTENCES = {
    "leeg.geen": "Er zijn nog geen stembriefjes. Een uitslag is er vanaf {minstens} stembriefjes.",
    "leeg.een": "Er is 1 stembriefje. Een uitslag is er vanaf {minstens} stembriefjes.",
    "leeg.meer": "Er zijn {n} stembriefjes. Een uitslag is er vanaf {minstens} stembriefjes.",
    "gelijk.een": "Gelijk voor de laatste plaats: {themas}. Kies samen.",
    "gelijk.meer": "Gelijk voor de laatste {plaatsen} plaatsen: {themas}. Kies samen.",
    "gelijk.alle": "Gelijk voor alle plaatsen: {themas}. Kies samen.",
    "rand.briefjes": "{een} en {ander} hebben evenveel punten. {een} staat op meer briefjes en gaat daarom voor.",
    "rand.groepen": (
        "{een} en {ander} hebben evenveel punten en staan op evenveel briefjes. {een} gaat voor: van de groep die "
        "het thema het minst wil, krijgt het meer punten."
    ),
    "samen.alle": "Alle groepen tellen als één groep.",
    "samen.deel": "{groepen} tellen samen als één groep.",
    "klein.een": "Van de groep {groep} is er maar 1 stem. Een groep telt apart vanaf {minstens} stemmen.",
    "klein.meer": "Van de groep {groep} zijn er maar {n} stemmen. Een groep telt apart vanaf {minstens} stemmen.",
    "vraag.een": "Vraag deze {stemmer} wat er in de uitslag ontbreekt.",
    "vraag.meer": "Vraag deze {stemmers} wat er in de uitslag ontbreekt.",
    "bepaalt.een": "1 {stemmer} bepaalt nu {aantal} van de {alle} thema’s.",
    "bepaalt.meer": "{n} {stemmers} bepalen nu {aantal} van de {alle} thema’s.",
    "bepaalt_alles.een": "1 {stemmer} bepaalt nu alle thema’s.",
    "bepaalt_alles.meer": "{n} {stemmers} bepalen nu alle thema’s.",
    "anderen.niemand.een": "Van de anderen ({anderen}) koos niemand dat thema.",
    "anderen.niemand.meer": "Van de anderen ({anderen}) koos niemand die thema’s.",
    "anderen.een": "Van de anderen ({anderen}) koos 1 ook {welk} thema.",
    "anderen.meer": "Van de anderen ({anderen}) kozen er {ook} ook {welk} thema.",
    "weegt.een": "1 {stemmer} telt even zwaar als een grote groep. De gekozen thema’s blijven dezelfde.",
    "weegt.meer": "{n} {stemmers} tellen even zwaar als een grote groep. De gekozen thema’s blijven dezelfde.",
    "zonder_punten": (
        "De thema’s staan in de volgorde van de lijst, zonder punten. Zo is niet uit te rekenen hoe een kleine groep "
        "stemde."
    ),
    "zonder_groepen": (
        "De punten van de andere groepen staan er ook niet. Anders is uit te rekenen wat een kleine groep koos."
    ),
    "eerste.gekozen": "De eerste keuze van de groep {groep} is {thema}. Dat thema is gekozen.",
    "eerste.gelijk": "De eerste keuze van de groep {groep} is {thema}. Dat thema staat gelijk voor de laatste plaats.",
    "eerste.niet": "De eerste keuze van de groep {groep} is {thema}. Dat thema is niet gekozen.",
    "eerste.samen": "Bij de groep {groep} staan {themas} samen op de eerste plaats.",
    "eerste.samen_niet": "Niet gekozen: {themas}.",
    "eerste.geen": "Bij de groep {groep} is er geen duidelijke eerste keuze.",
    "eerste.praat": "Vraag waarom een thema voor die groep voorop staat. Misschien past het bij een gekozen thema.",
    "vast": "De keuze staat stevig. Welk briefje u ook weglaat, dezelfde thema’s blijven gekozen.",
    "los": "De keuze is krap. Laat u één briefje weg, dan verandert de keuze bij {anders} van de {n} briefjes.",
    "los.zonder": "De keuze is krap. Laat u één briefje weg, dan kan de keuze al veranderen.",
    "los.bij": "Soms komt erbij: {themas}.",
    "los.af": "Soms valt af of staat gelijk: {themas}.",
    "paren.gelijk": (
        "We telden ook op een andere manier: steeds twee thema’s tegen elkaar. Dan komen dezelfde thema’s eruit."
    ),
    "paren.anders": (
        "We telden ook op een andere manier: steeds twee thema’s tegen elkaar. Dan komen er andere thema’s uit: "
        "{themas}. Bespreek het verschil. Neem niet het gemiddelde van de twee."
    ),
    "eens": "De stemmers kozen {hoe}.",
    "eens.getal": (
        "De stemmers kozen {hoe}. Op een schaal van 0 tot 1 is dat {w}: bij 1 kiest iedereen hetzelfde."
    ),
    "eens.onbekend": "Of de stemmers het eens zijn over de volgorde, weten we niet.",
    "eens.praat": "Dan helpt doorpraten meer dan verder rekenen.",
    "eens.groep": "Binnen de groep {groep} kozen de stemmers {hoe}.",
    "doen": "Bij {thema} zien {n} van de {alle} mensen iets om samen te doen.",
    "doen.groepen": "Zij komen uit alle groepen.",
    "doen.niet": "{thema} is niet gekozen. Bespreek of u het toch samen oppakt.",
    "doen.weinig": "Minder dan vijf mensen vulden in waar we samen iets kunnen doen. Bespreek het aan tafel.",
    "doen.verdeeld": "Waar we samen iets kunnen doen, daarover zijn de antwoorden verdeeld.",
    "opkomst": "Van de {mensen} mensen op de lijst van aanwezigen hebben er {n} gestemd.",
    "teveel": (
        "Bij de groep {groep} is {n} keer gestemd. Op de lijst van aanwezigen staat het aantal {mensen}. Kijk na of "
        "een briefje bij een andere groep hoort."
    ),
}  # fmt: skip
"""Templates by what they say; a part of the name after the last point may be how many it is about."""
HEADS = {
    "gewicht": "Wie stemden er?",
    "groepen": "Wat wil elke groep het liefst?",
    "vastheid": "Hoe vast staat deze keuze?",
    "samen": "Waar kunnen we samen iets?",
}
"""Parts of what is said, with their headings; what stands before these belongs to the list of chosen themes."""
VOTERS = {
    "zorg": ("stemmer uit de zorg", "stemmers uit de zorg"),
    "welzijn_gemeente": ("stemmer van welzijn en gemeente", "stemmers van welzijn en gemeente"),
    "bewoners": ("bewoner", "bewoners"),
}
"""One voter of a group, and several."""
AGREEMENT_WORDS = {
    "strong": "bijna hetzelfde",
    "moderate": "voor een groot deel hetzelfde",
    "weak": "nogal verschillend",
    "none": "heel verschillend",
}
NUMBERS = ("nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien")
MOST_FIRSTS = 3
"""Themes of which a group may have this many in front; with more it has no first choice."""

Said = dict[str, list[str]]


def told(result: VoteOutcome, names: Mapping[str, str], people: Mapping[str, int] | None = None) -> Said:
    """The sentences about a vote, by part.

    Parameters
    ----------
    result
        The votes as they were counted.
    names
        Of the themes.
    people
        How many people of each group were to come, where that is known.

    Returns
    -------
    dict of str to list of str
        ``let_op`` is to be seen before anything else; ``uitslag`` belongs to the list of chosen themes; for the others
        see `HEADS`. A part may be empty.
    """
    return {
        "let_op": list(_to_notice(result, people or {})),
        "uitslag": list(_of_result(result, names)),
        "gewicht": list(_of_weights(result, people or {})),
        "groepen": list(_of_groups(result, names)),
        "vastheid": list(_of_firmness(result, names)),
        "samen": list(_of_together(result, names)),
    }


def filled(name: str, **slots: object) -> str:
    """A sentence with its words filled in."""
    return SENTENCES[name].format_map(slots)


def quoted(themes: Sequence[str], names: Mapping[str, str]) -> str:
    """Names of themes in a row, between quotes since they hold commas and "en"."""
    return names_in_a_row([f"‘{names[t]}’" for t in themes])


def pool_name(pool: str, voters: Mapping[str, int]) -> str:
    """What a pool is called: the largest group first.

    Examples
    --------
    >>> pool_name("zorg+bewoners", {"zorg": 12, "bewoners": 1})
    'Zorg, met bewoners'
    """
    groups = pool.split("+")
    first = max(groups, key=lambda g: voters[g])
    rest = [GROUPS[g].lower() for g in groups if g != first]
    return GROUPS[first] + (f", met {names_in_a_row(rest)}" if rest else "")


def _group(group: str) -> str:
    return f"‘{GROUPS[group]}’"


def _in_words(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def _how_many(count: int) -> str:
    return "een" if count == 1 else "meer"


# -------------------------------------------------------------------- the result


def _of_result(result: VoteOutcome, names: Mapping[str, str]) -> Iterator[str]:
    if result.detail == "nothing":
        n = result.tally.total
        yield filled(f"leeg.{_how_many(n) if n else 'geen'}", n=n, minstens=LEAST_VOTERS)
        return
    chosen = result.chosen
    if chosen.tied:
        places = DEPTH - len(chosen.certain)
        which = "alle" if places == DEPTH else _how_many(places)
        yield filled(f"gelijk.{which}", plaatsen=_in_words(places), themas=quoted(chosen.tied, names))
    if result.detail == "points":
        yield from _of_edge(result, names)
        return
    yield filled("zonder_punten")
    if result.large and not result.shown:
        yield filled("zonder_groepen")


def _of_edge(result: VoteOutcome, names: Mapping[str, str]) -> Iterator[str]:
    """Why the last of the chosen goes before the next, where their points are equal."""
    certain = result.chosen.certain
    order: Order = result.tally.order
    rest = [t for level in order for t in level if t not in certain and result.tally.named[t]]
    if result.chosen.tied or not certain or not rest:
        return
    last, then, counted = certain[-1], rest[0], result.tally
    if counted.together[last] == counted.together[then]:
        why = "briefjes" if counted.named[last] > counted.named[then] else "groepen"
        yield filled(f"rand.{why}", een=quoted([last], names), ander=quoted([then], names))


# ------------------------------------------------------------------- the groups


def _to_notice(result: VoteOutcome, people: Mapping[str, int]) -> Iterator[str]:
    """What a small group decides, and groups with more ballots than people."""
    for pool, decision in result.decisions.items() if result.detail != "nothing" else ():
        yield from _of_decision(pool, decision, result)
    for group, n in result.voters.items() if people else ():
        if n > people.get(group, 0):
            yield filled("teveel", groep=_group(group), n=n, mensen=people.get(group, 0))


def _of_weights(result: VoteOutcome, people: Mapping[str, int]) -> Iterator[str]:
    """Which groups count as one, and how many of those who came voted."""
    if result.detail == "nothing":
        return
    for pool in result.tally.voters:
        yield from _of_pool(pool, result)
    if result.tally.total <= (expected := sum(people.values())):
        yield filled("opkomst", n=result.tally.total, mensen=expected)


def _of_pool(pool: str, result: VoteOutcome) -> Iterator[str]:
    groups = pool.split("+")
    if len(groups) == 1:
        return
    if len(result.tally.voters) == 1:
        yield filled("samen.alle")
    else:
        yield filled("samen.deel", groepen=names_in_a_row([_group(g) for g in groups]))
    for group in groups:
        n = result.voters[group]
        if n < LEAST_VOTERS:
            yield filled(f"klein.{_how_many(n)}", groep=_group(group), n=n, minstens=LEAST_VOTERS)
            yield filled(f"vraag.{_how_many(n)}", stemmer=VOTERS[group][0], stemmers=VOTERS[group][1])


def _of_decision(pool: str, decision: Decision, result: VoteOutcome) -> Iterator[str]:
    n, groups = result.tally.voters[pool], pool.split("+")
    one, more = VOTERS[groups[0]] if len(groups) == 1 else ("stemmer", "stemmers")
    decided, every = len(decision.themes), len(result.wanted())
    slots = {"n": n, "stemmer": one, "stemmers": more, "aantal": _in_words(decided), "alle": _in_words(every)}
    if not decided:
        yield filled(f"weegt.{_how_many(n)}", **slots)
        return
    yield filled(f"{'bepaalt_alles' if decided == every else 'bepaalt'}.{_how_many(n)}", **slots)
    which = f"niemand.{_how_many(decided)}" if not decision.also else _how_many(decision.also)
    yield filled(f"anderen.{which}", anderen=decision.others, ook=decision.also, welk="dat" if decided == 1 else "zo’n")


def _of_groups(result: VoteOutcome, names: Mapping[str, str]) -> Iterator[str]:
    """What each large pool wants most, and whether it was chosen."""
    if result.detail == "nothing":
        return
    chosen, missed = result.chosen, False
    for pool, firsts in result.firsts.items():
        group = f"‘{pool_name(pool, result.voters)}’"
        out = [t for t in firsts if t not in (*chosen.certain, *chosen.tied)]
        if len(firsts) > MOST_FIRSTS:
            yield filled("eerste.geen", groep=group)
            continue
        missed |= bool(out)
        if len(firsts) == 1:
            how = "niet" if out else "gelijk" if firsts[0] in chosen.tied else "gekozen"
            yield filled(f"eerste.{how}", groep=group, thema=quoted(firsts, names))
            continue
        yield filled("eerste.samen", groep=group, themas=quoted(firsts, names))
        if out:
            yield filled("eerste.samen_niet", themas=quoted(out, names))
    if missed:
        yield filled("eerste.praat")


# ------------------------------------------------------------ how firm, how alike


def _of_firmness(result: VoteOutcome, names: Mapping[str, str]) -> Iterator[str]:
    """The choice without one ballot, counted in pairs, and how far people agree."""
    if result.detail == "nothing":
        return
    firm, points = result.firmness, result.detail == "points"
    if not firm.changed:
        yield filled("vast")
    elif not points:
        yield filled("los.zonder")
    else:
        yield filled("los", anders=firm.changed, n=firm.runs)
        for name, themes in (("los.bij", firm.entering), ("los.af", firm.leaving)):
            if themes:
                yield filled(name, themas=quoted(themes, names))
    other = result.chosen_in_pairs
    both = quoted((*other.certain, *other.tied), names)
    yield filled("paren.gelijk") if result.methods_agree else filled("paren.anders", themas=both)
    yield from _of_agreement(result, points=points)


def _of_agreement(result: VoteOutcome, *, points: bool) -> Iterator[str]:
    word = result.agreement.word
    if word == "unknown":
        yield filled("eens.onbekend")
        return
    # In two decimals W would tell what a group too small to be shown did to it.
    yield filled("eens.getal" if points else "eens", hoe=AGREEMENT_WORDS[word], w=number(result.agreement.w, 2))
    if word == "none":
        yield filled("eens.praat")
    if len(result.tally.voters) > 1:
        for pool, agreement in result.agreements.items():
            if pool in result.shown and agreement.word != "unknown":
                yield filled(
                    "eens.groep", groep=f"‘{pool_name(pool, result.voters)}’", hoe=AGREEMENT_WORDS[agreement.word]
                )


# -------------------------------------------------------------- the second question


def _of_together(result: VoteOutcome, names: Mapping[str, str]) -> Iterator[str]:
    """On which themes at least five people see something to do together."""
    if result.detail == "nothing" or not result.answers:
        return
    if result.answers < LEAST_VOTERS:
        yield filled("doen.weinig")
        return
    often = {t: found for t, found in result.together.items() if found[0] >= LEAST_VOTERS}
    if not often:
        yield filled("doen.verdeeld")
    wanted = result.wanted()
    for theme, (people, from_pools) in list(often.items())[:DEPTH]:
        name = quoted([theme], names)
        yield filled("doen", thema=name, n=people, alle=result.answers)
        if from_pools == len(result.tally.voters) > 1:
            yield filled("doen.groepen")
        if theme not in wanted:
            yield filled("doen.niet", thema=name)
