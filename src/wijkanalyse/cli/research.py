"""For maintainers: the checks on the whole country that stand in docs."""

from __future__ import annotations

from wijkanalyse.cli.console import say
from wijkanalyse.cli.options import Target, open_processed, page_at
from wijkanalyse.paths import find_paths


def oracle(
    target: Target = None,
) -> None:
    """Aggregate all wijken and buurten of the country and compare with the published figures of the whole."""
    from wijkanalyse.cards.catalogue import load_catalogue
    from wijkanalyse.research.oracle import run_oracles, write_table

    path = page_at(target, "aggregatie.md")
    write_table(run_oracles(open_processed(), load_catalogue()), path)
    say(f"{path} written")


def hindcast(
    target: Target = None,
) -> None:
    """Hold forecasts against what came, and the leading themes of all wijken against other choices."""
    from wijkanalyse.cards.catalogue import load_catalogue
    from wijkanalyse.research import hindcast as checks
    from wijkanalyse.research.stability import national, stability
    from wijkanalyse.research.whole_country import agendas

    path = page_at(target, "hindcast.md")
    processed, catalogue = open_processed(), load_catalogue()
    checks.write_page(
        checks.hindcast(processed, catalogue),
        checks.ageing_hindcast(processed, catalogue),
        stability(national(agendas(processed, catalogue)), processed, catalogue),
        path,
    )
    say(f"{path} written")


def judgements(
    target: Target = None,
) -> None:
    """Count what the reports of all wijken say: judgements, themes and page one, beside how it was before."""
    from wijkanalyse.cards.catalogue import load_catalogue
    from wijkanalyse.research.judgements import read_before, seen, shares, write_page
    from wijkanalyse.research.whole_country import agendas

    path, docs = page_at(target, "judgement.md"), find_paths().root / "docs"
    processed, before = open_processed(), read_before(docs)
    write_page(shares(map(seen, agendas(processed, load_catalogue()))), before, processed, path)
    say(f"{path} written")


def expected(
    target: Target = None,
) -> None:
    """Hold counts of registers against what is expected of wijken in gemeenten that were left out."""
    from wijkanalyse.cards.catalogue import load_catalogue
    from wijkanalyse.research.expected import coverage, write_page

    path = page_at(target, "expected.md")
    catalogue = load_catalogue()
    write_page(coverage(open_processed(), catalogue), catalogue, path)
    say(f"{path} written")
