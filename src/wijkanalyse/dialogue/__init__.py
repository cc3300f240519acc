"""What people add to an area: their words, votes, offers and plans, beside the figures.

Receives the plain files of one folder in ``data/wijken`` and hands on checked
tables, the outcome of a vote, the reach of a plan. Nothing here changes a
figure, and nothing of it is open unless somebody said so.

`files` declares which files and columns there are, `check` finds every fault by
row, `folder` makes and reads a folder, `private` finds what may point at a
person, `ballots` counts votes, `plan` holds goals and their reach, `services` the
sociale kaart and `readiness` the questions to start with.
"""
