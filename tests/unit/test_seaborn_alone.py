"""seaborn is loaded without what no report draws with, and draws what analysts do all the same."""

from __future__ import annotations

import subprocess
import sys

DRAWN = """
import sys
from wijkanalyse.show.charts.seaborn_alone import load_seaborn
{load}
heavy = "scipy.stats", "scipy.cluster"
print([name for name in heavy if name in sys.modules])
import numpy as np
from matplotlib.figure import Figure
values = np.random.default_rng(1).normal(size=(30, 4))
axes = Figure().subplots()
sns.kdeplot(x=values[:, 0], ax=axes)
print(round(float(axes.lines[0].get_ydata().sum()), 6))
grid = sns.clustermap(values)
print(grid.dendrogram_row.reordered_ind)
print([name for name in heavy if name in sys.modules])
"""


def drawn(load: str) -> list[str]:
    code = DRAWN.format(load=load)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.splitlines()


def test_densities_and_clusters_are_loaded_when_they_are_drawn_and_are_those_of_seaborn() -> None:
    usual, alone = drawn("import seaborn as sns"), drawn("sns = load_seaborn()")
    assert alone[0] == "[]", "loading these takes as long as a report"
    assert alone[1:] == usual[1:]
    assert usual[0] == usual[3] == "['scipy.stats', 'scipy.cluster']"
