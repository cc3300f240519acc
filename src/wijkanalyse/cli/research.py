"""For maintainers: the checks on the whole country that stand in docs."""

from __future__ import annotations

from wijkanalyse.cli.console import say
from wijkanalyse.cli.options import Target, open_processed
from wijkanalyse.paths import find_paths


def oracle(
    target: Target = None,
) -> None:
    """Aggregate all wijken and buurten of the country and compare with the published figures of the whole."""
    from wijkanalyse.cards.catalogue import load_catalogue
    from wijkanalyse.research.oracle import run_oracles, write_table

    path = target or find_paths().root / "docs" / "aggregatie.md"
    write_table(run_oracles(open_processed(), load_catalogue()), path)
    say(f"{path} written")


def hindcast(
    target: Target = None,
) -> None:
    """Hold forecasts against what came, and the groups of themes of all wijken against other choices."""
    from wijkanalyse.cards.catalogue import load_catalogue
    from wijkanalyse.research import hindcast as checks

    path = target or find_paths().root / "docs" / "hindcast.md"
    processed, catalogue = open_processed(), load_catalogue()
    checks.write_page(
        checks.hindcast(processed, catalogue),
        checks.ageing_hindcast(processed, catalogue),
        checks.stability(processed, catalogue),
        path,
    )
    say(f"{path} written")
